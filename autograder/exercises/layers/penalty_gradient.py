"""The penalty on large weights, backward."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import single, upstream, weights, whole
from solutions import layers

regularization_backward = Exercise(layers.regularization_backward, points=4)


@regularization_backward.check("lambda W, times the derivative that comes from above", weight=2)
def _(regularization_backward, rng):
    m, n = 2, 3
    return regularization_backward(upstream(rng), weights(rng, m, n), rng.uniform(0.05, 2))


@regularization_backward.check("whole numbers in W, and a lambda that is odd")
def _(regularization_backward, rng):
    m, n = 5, 4
    return {
        "fractions above": regularization_backward(upstream(rng), whole(rng, m, n), 3),
        "a fraction for lambda": regularization_backward(-2, whole(rng, m, n), 0.3),
    }


@regularization_backward.check("dJ/dS as an array without axes, W in single precision", weight=0.5)
def _(regularization_backward, rng):
    m, n = 3, 6
    return regularization_backward(np.array(upstream(rng)), *single(weights(rng, m, n)), 0.25)


regularization_backward.untouched(lambda rng: (upstream(rng), weights(rng, 4, 2), 0.3), weight=0.5)


@regularization_backward.misconception(
    "dJ/dS is left out, as if it were 1; the chain rule multiplies by it"
)
def without_upstream(dJdS, W, lam):
    return lam * W


@regularization_backward.misconception(
    "a factor 1/2 is left over: it cancels with the 2 from the derivative of the square"
)
def half(dJdS, W, lam):
    return dJdS * lam / 2 * W


@regularization_backward.misconception(
    "a factor 2 is left over: it cancels with the 1/2 of the penalty"
)
def doubled(dJdS, W, lam):
    return dJdS * 2 * lam * W


@regularization_backward.misconception("lambda is missing: the derivative of S is lambda W")
def lambda_lost(dJdS, W, lam):
    return dJdS * W


@regularization_backward.misconception(
    "the weights are added up; each of them has a derivative of its own, so the result is a matrix"
)
def one_number(dJdS, W, lam):
    return dJdS * lam * np.sum(W)


@regularization_backward.misconception(
    "this is the penalty itself, times dJ/dS; its derivative with respect to W is asked for"
)
def the_penalty(dJdS, W, lam):
    return dJdS * layers.regularization_forward(W, lam)


@regularization_backward.misconception(
    "the squares are still there: the derivative of W[i, j]**2 is 2 W[i, j]"
)
def still_squared(dJdS, W, lam):
    return dJdS * lam / 2 * W**2


@regularization_backward.misconception(
    "the sign of each weight is taken, the derivative of an absolute value; here it is squares"
)
def signs(dJdS, W, lam):
    return dJdS * lam * np.sign(W)


@regularization_backward.misconception(
    "dJ/dS is added; the chain rule multiplies what lies one behind the other"
)
def upstream_added(dJdS, W, lam):
    return dJdS + lam * W


@regularization_backward.misconception(
    "the sign is turned; the minus of gradient descent belongs into the step"
)
def turned(dJdS, W, lam):
    return -dJdS * lam * W


@regularization_backward.misconception("the result is turned round; it has the shape of W")
def turned_round(dJdS, W, lam):
    return dJdS * lam * W.T


@regularization_backward.misconception(
    "the result is made with the type of W: where W holds whole numbers, fractions are cut off"
)
def typed_like_weights(dJdS, W, lam):
    gradient = np.zeros_like(W)
    gradient[:] = dJdS * lam * W
    return gradient


@regularization_backward.misconception(
    "W *= ... changes the weights themselves; a backward pass only reads them"
)
def scales_the_weights(dJdS, W, lam):
    if W.dtype.kind != "f":
        return dJdS * lam * W
    W *= dJdS * lam
    return W


@regularization_backward.alternative("in another order")
def in_another_order(dJdS, W, lam):
    return W * (lam * dJdS)


@regularization_backward.alternative("np.multiply, in single precision")
def by_multiply(dJdS, W, lam):
    return np.multiply(dJdS * lam, W.astype(np.float32), dtype=np.float32)


@regularization_backward.alternative("two loops")
def entry_by_entry(dJdS, W, lam):
    gradient = np.zeros(W.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            gradient[i, j] = dJdS * lam * W[i, j]
    return gradient
