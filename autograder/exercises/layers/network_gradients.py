"""The network of two linear layers, backward: every piece at its place."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, whole
from autograder.exercises.layers.network import parameters
from solutions import layers
from solutions.layers import linear_backward, network_forward

network_backward = Exercise(
    layers.network_backward,
    points=13,
    given=(
        "linear_forward",
        "linear_backward",
        "relu_backward",
        "regularization_forward",
        "regularization_backward",
        "sum_backward",
        "l2_loss_forward",
        "l2_loss_backward",
        "network_forward",
    ),
)


def _arguments(rng, n, m, k, lam):
    return column(rng, n), column(rng, k), *parameters(rng, n, m, k), lam


@network_backward.check("a dict with W, b, M and c, each in the shape of its parameter", weight=1)
def _(network_backward, rng):
    n, m, k = 3, 6, 2
    gradients = network_backward(*_arguments(rng, n, m, k, 0.3))
    return {key: np.shape(gradient) for key, gradient in gradients.items()}


@network_backward.check("lambda = 0: the gradients of M and c", weight=3, calls=False)
def _(network_backward, rng):
    n, m, k = 4, 7, 3
    gradients = network_backward(*_arguments(rng, n, m, k, 0.0))
    return {key: gradients[key] for key in ("M", "c")}


@network_backward.check("lambda = 0: the gradients of W and b", weight=4, calls=False)
def _(network_backward, rng):
    n, m, k = 4, 8, 3
    gradients = network_backward(*_arguments(rng, n, m, k, 0.0))
    return {key: gradients[key] for key in ("W", "b")}


@network_backward.check("the penalty on W and M, none on b and c", weight=3)
def _(network_backward, rng):
    n, m, k = 2, 6, 5
    return network_backward(*_arguments(rng, n, m, k, rng.uniform(0.5, 3)))


@network_backward.check("whole numbers in x, y, W and M, and numbers in single precision")
def _(network_backward, rng):
    n, m, k = 3, 7, 2
    x, y, W, M, c = (whole(rng, *shape) for shape in [(n, 1), (k, 1), (m, n), (k, m), (k, 1)])
    # The fraction keeps z off the kink; in eighths, single precision is exact up to the error.
    b = whole(rng, m, 1) + 1 / 16
    return {
        "whole": network_backward(x, y, W, b, M, c, 0.3),
        "single": network_backward(*single(x / 8, y / 8, W / 8, b / 8, M / 8, c / 8), 0.5),
    }


network_backward.untouched(lambda rng: _arguments(rng, 3, 5, 2, 0.4))


def _slope(z, dJdh):
    return z > 0


def _gradients(x, y, W, b, M, c, lam, *, factor=1.0, slope=_slope):
    """The four gradients, the loss weighted with a factor, dJ/dh multiplied by slope(z, dJdh)."""
    z, h, o = network_forward(x, W, b, M, c)
    dJdM, dJdc, dJdh = linear_backward(factor * (o - y), M, h)
    dJdW, dJdb, _ = linear_backward(dJdh * slope(z, dJdh), W, x)
    return {"W": dJdW + lam * W, "b": dJdb, "M": dJdM + lam * M, "c": dJdc}


@network_backward.misconception(
    "the penalty is missing: lambda W and lambda M are added to the gradients of W and M"
)
def without_penalty(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, 0)


@network_backward.misconception(
    "the penalty of M is missing; S adds up the squares of both W and M"
)
def penalty_of_w_only(x, y, W, b, M, c, lam):
    gradients = _gradients(x, y, W, b, M, c, lam)
    return {**gradients, "M": gradients["M"] - lam * M}


@network_backward.misconception(
    "the penalty of W is missing; S adds up the squares of both W and M"
)
def penalty_of_m_only(x, y, W, b, M, c, lam):
    gradients = _gradients(x, y, W, b, M, c, lam)
    return {**gradients, "W": gradients["W"] - lam * W}


@network_backward.misconception(
    "the biases are penalised too; S holds the squares of W and M alone"
)
def penalised_biases(x, y, W, b, M, c, lam):
    gradients = _gradients(x, y, W, b, M, c, lam)
    return {**gradients, "b": gradients["b"] + lam * b, "c": gradients["c"] + lam * c}


@network_backward.misconception(
    "half the penalty's gradient is added: the 2 from the square has cancelled the 1/2"
)
def half_penalty(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, lam / 2)


@network_backward.misconception("the penalty is subtracted; J = L + S, so its gradient is added")
def penalty_subtracted(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, -lam)


@network_backward.misconception(
    "relu has no backward step: where z was negative, nothing comes through to W and b"
)
def no_gate(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, lam, slope=lambda z, dJdh: 1)


@network_backward.misconception(
    "the gradient of b is taken before relu's backward step; b is added before relu, so its "
    "gradient is dJ/dz"
)
def b_before_the_gate(x, y, W, b, M, c, lam):
    gradients = _gradients(x, y, W, b, M, c, lam)
    return {**gradients, "b": no_gate(x, y, W, b, M, c, lam)["b"]}


@network_backward.misconception(
    "relu's backward step is asked whether the gradient is positive; it looks at z"
)
def gate_on_the_gradient(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, lam, slope=lambda z, dJdh: dJdh > 0)


@network_backward.misconception("dJ/dh is multiplied by h instead of relu's slope, which is 1 or 0")
def times_h(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, lam, slope=lambda z, dJdh: np.maximum(0, z))


@network_backward.misconception("the gradient of M is made with z; the second layer was fed with h")
def m_from_z(x, y, W, b, M, c, lam):
    z, _, o = network_forward(x, W, b, M, c)
    return {**_gradients(x, y, W, b, M, c, lam), "M": (o - y) @ z.T + lam * M}


@network_backward.misconception(
    "the error is y - o, so all gradients of the loss point the wrong way; it is o - y"
)
def error_turned_round(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, lam, factor=-1)


@network_backward.misconception("a factor 2 is left over in the loss; it cancels with the 1/2")
def doubled_error(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, lam, factor=2)


@network_backward.misconception(
    "the error is divided by the number of outputs; the loss is half a sum, not a mean"
)
def averaged_error(x, y, W, b, M, c, lam):
    return _gradients(x, y, W, b, M, c, lam, factor=1 / len(y))


@network_backward.misconception(
    "the gradient starts from the output o; it starts from o - y, the derivative of the loss"
)
def target_forgotten(x, y, W, b, M, c, lam):
    return _gradients(x, 0 * y, W, b, M, c, lam)


@network_backward.misconception(
    "a tuple is returned; a dict with the keys W, b, M and c is asked for"
)
def as_a_tuple(x, y, W, b, M, c, lam):
    return tuple(_gradients(x, y, W, b, M, c, lam).values())


@network_backward.misconception(
    "the keys are named dJdW, ...; they are the names of the parameters, W, b, M and c"
)
def other_keys(x, y, W, b, M, c, lam):
    return {f"dJd{key}": each for key, each in _gradients(x, y, W, b, M, c, lam).items()}


@network_backward.misconception(
    "the gradients are turned round; each has the shape of its parameter"
)
def turned_gradients(x, y, W, b, M, c, lam):
    return {key: each.T for key, each in _gradients(x, y, W, b, M, c, lam).items()}


@network_backward.misconception(
    "the parameters after a step are returned; the gradients are asked for, the step comes later"
)
def stepped(x, y, W, b, M, c, lam):
    gradients = _gradients(x, y, W, b, M, c, lam)
    before = {"W": W, "b": b, "M": M, "c": c}
    return {key: before[key] - 0.1 * gradients[key] for key in before}


@network_backward.misconception(
    "W and M are changed while the gradients are computed; a backward pass only reads them"
)
def learns_on_the_way(x, y, W, b, M, c, lam):
    gradients = _gradients(x, y, W, b, M, c, lam)
    if W.dtype.kind == "f":
        W -= 0.1 * gradients["W"]
        M -= 0.1 * gradients["M"]
    return gradients


@network_backward.alternative("every product written out")
def written_out(x, y, W, b, M, c, lam):
    z = W @ x + b
    h = np.maximum(0, z)
    error = M @ h + c - y
    below = (M.T @ error) * (z > 0)
    return {"W": below @ x.T + lam * W, "b": below, "M": error @ h.T + lam * M, "c": error}


@network_backward.alternative("the gate from h, outer products")
def gate_from_h(x, y, W, b, M, c, lam):
    _, h, o = network_forward(x, W, b, M, c)
    below = np.where(h > 0, M.T @ (o - y), 0)
    grads = {"M": np.outer(o - y, h), "c": o - y, "W": np.outer(below, x), "b": below}
    for name, weights in [("W", W), ("M", M)]:
        grads[name] = grads[name] + lam * weights
    return grads


@network_backward.alternative("einsum, in single precision")
def by_einsum(x, y, W, b, M, c, lam):
    x, y, W, b, M, c = single(x, y, W, b, M, c)
    z = np.einsum("ij,jk->ik", W, x) + b
    h = z.clip(0)
    error = np.einsum("ij,jk->ik", M, h) + c - y
    below = np.einsum("ji,jk->ik", M, error) * (z > 0)
    return {
        "W": np.einsum("ik,jk->ij", below, x) + np.float32(lam) * W,
        "b": below,
        "M": np.einsum("ik,jk->ij", error, h) + np.float32(lam) * M,
        "c": error,
    }
