"""Adam on a small attention model."""

import numpy as np

from autograder.exercise import Exercise
from solutions import tensor_autograd
from solutions.tensor_autograd import ag, attention_model, cross_entropy

train_attention = Exercise(
    tensor_autograd.train_attention,
    points=5,
    given=("ag", "softmax", "cross_entropy", "attention_model"),
)


def problem(rng, n=7, C=4, d=5, q=2, K=3):
    theta = {
        "W1": rng.normal(size=(d, q)),
        "W2": rng.normal(size=(d, q)),
        "W3": rng.normal(size=(d, K)),
    }
    return rng.normal(size=(n, C, d)), rng.integers(K, size=n), theta


@train_attention.check("the losses, each taken before its step", calls=False)
def _(train_attention, rng):
    X, y, theta = problem(rng)
    return {"losses": train_attention(X, y, theta, 0.1, 4)[1]}


@train_attention.check("theta after the first step", calls=False)
def _(train_attention, rng):
    X, y, theta = problem(rng, n=6, C=3, d=4, q=2, K=5)
    return train_attention(X, y, theta, 0.02, 1)[0]


@train_attention.check("theta after nine steps", calls=False)
def _(train_attention, rng):
    X, y, theta = problem(rng, n=8, C=3, d=5, q=4, K=2)
    return train_attention(X, y, theta, 0.05, 9)[0]


train_attention.untouched(lambda rng: (*problem(rng), 0.1, 3))


def adam(
    X,
    y,
    theta,
    eta,
    n_steps,
    beta1=0.9,
    beta2=0.999,
    correct=True,
    start=1,
    change=lambda m, v: m / (np.sqrt(v) + 1e-8),
    square=np.square,
    late=False,
    sign=-1,
):
    """train_attention with its parts exchangeable."""
    theta, losses = dict(theta), []
    m, v = dict.fromkeys(theta, 0.0), dict.fromkeys(theta, 0.0)
    for t in range(start, n_steps + start):
        parameters = {name: ag.Tensor(value) for name, value in theta.items()}
        loss = cross_entropy(attention_model(X, parameters), y)
        loss.backward()
        losses.append(float(loss.value))
        for name in theta:
            g = parameters[name].grad
            m[name] = beta1 * m[name] + (1 - beta1) * g
            v[name] = beta2 * v[name] + (1 - beta2) * square(g)
            first, second = (1 - beta1**t, 1 - beta2**t) if correct else (1, 1)
            theta[name] = theta[name] + sign * eta * change(m[name] / first, v[name] / second)
        if late:
            moved = {name: ag.Tensor(value) for name, value in theta.items()}
            losses[-1] = float(cross_entropy(attention_model(X, moved), y).value)
    return theta, losses


@train_attention.misconception(
    "the bias correction is missing: m and v start at 0 and are too small at first; divide by "
    "1 - beta1 ** t and 1 - beta2 ** t"
)
def uncorrected(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, correct=False)


@train_attention.misconception(
    "the steps are counted from 0, so that the first correction divides by 1 - 1 = 0; count from 1"
)
def counted_from_zero(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, start=0)


@train_attention.misconception("the steps are counted from 2; the first one has t = 1")
def counted_from_two(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, start=2)


@train_attention.misconception("the steps go uphill, with the gradient; the loss falls against it")
def ascends(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, sign=1)


@train_attention.misconception(
    "that is plain gradient descent; Adam divides the running mean of the gradients by the root of "
    "the running mean of their squares"
)
def plain_descent(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, beta1=0.0, change=lambda m, v: m)


@train_attention.misconception(
    "the root is missing: m is divided by v itself; divide by its square root"
)
def without_root(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, change=lambda m, v: m / (v + 1e-8))


@train_attention.misconception(
    "v averages the gradients' absolute values; it averages their squares"
)
def absolute_values(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, square=np.abs)


@train_attention.misconception("beta1 and beta2 have changed places: 0.9 is for m, 0.999 for v")
def betas_exchanged(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, beta1=0.999, beta2=0.9)


@train_attention.misconception(
    "m has no memory: the gradient of the moment takes its place; m = 0.9 m + 0.1 g"
)
def without_memory(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, beta1=0.0)


@train_attention.misconception("every loss is taken after its step; it belongs before")
def losses_after(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, late=True)


@train_attention.misconception("only the last loss is returned; a list of all of them is asked for")
def last_loss(X, y, theta, eta, n_steps):
    theta, losses = adam(X, y, theta, eta, n_steps)
    return theta, losses[-1]


@train_attention.misconception("the losses come first in the pair; theta is first")
def pair_turned(X, y, theta, eta, n_steps):
    theta, losses = adam(X, y, theta, eta, n_steps)
    return losses, theta


@train_attention.misconception("one step too many is taken; n_steps steps give n_steps losses")
def one_step_more(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps + 1)


@train_attention.misconception(
    "the caller's theta is changed; work on a new dictionary with new arrays"
)
def theta_changed(X, y, theta, eta, n_steps):
    new, losses = adam(X, y, theta, eta, n_steps)
    for name in theta:
        theta[name] -= theta[name] - new[name]
    return new, losses


@train_attention.misconception(
    "all parameters share one v, the mean over everything; each entry has a v of its own"
)
def one_v_for_all(X, y, theta, eta, n_steps):
    return adam(X, y, theta, eta, n_steps, square=lambda g: np.full(g.shape, np.mean(g**2)))


@train_attention.misconception("the tensors are returned; theta holds arrays again at the end")
def tensors_returned(X, y, theta, eta, n_steps):
    theta, losses = adam(X, y, theta, eta, n_steps)
    return {name: ag.Tensor(value) for name, value in theta.items()}, losses


@train_attention.alternative(
    "a tensor for each parameter for good, its value replaced at each step"
)
def lasting_tensors(X, y, theta, eta, n_steps):
    tensors = {name: ag.Tensor(np.array(value, dtype=float)) for name, value in theta.items()}
    first = {name: np.zeros(t.value.shape) for name, t in tensors.items()}
    second = {name: np.zeros(t.value.shape) for name, t in tensors.items()}
    losses = []
    for t in range(n_steps):
        loss = cross_entropy(attention_model(X, tensors), y)
        losses += [loss.value]
        loss.backward()
        for name, tensor in tensors.items():
            first[name] += 0.1 * (tensor.grad - first[name])
            second[name] += 0.001 * (tensor.grad**2 - second[name])
            root = np.sqrt(second[name] / (1 - 0.999 ** (t + 1)))
            tensor.value = tensor.value - eta * first[name] / (1 - 0.9 ** (t + 1)) / (root + 1e-8)
    return {name: tensor.value for name, tensor in tensors.items()}, losses


@train_attention.alternative("both corrections in the size of the step")
def corrected_step(X, y, theta, eta, n_steps):
    theta, losses, m, v = dict(theta), [], {}, {}
    for t in range(1, n_steps + 1):
        p = {name: ag.Tensor(value) for name, value in theta.items()}
        loss = cross_entropy(attention_model(X, p), y)
        loss.backward()
        losses.append(loss.value.item())
        root = np.sqrt(1 - 0.999**t)
        for name in theta:
            m[name] = 0.9 * m.get(name, 0) + (1 - 0.9) * p[name].grad
            v[name] = 0.999 * v.get(name, 0) + (1 - 0.999) * p[name].grad ** 2
            size = eta * root / (1 - 0.9**t)
            theta[name] = theta[name] - size * m[name] / (np.sqrt(v[name]) + 1e-8 * root)
    return theta, losses


@train_attention.alternative("losses as numpy's numbers in a tuple")
def tuple_of_losses(X, y, theta, eta, n_steps):
    theta, losses = adam(X, y, theta, eta, n_steps)
    return theta, [np.float64(loss) for loss in losses]
