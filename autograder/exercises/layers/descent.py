"""One step of gradient descent on a layer."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, weights, whole
from solutions import layers

gradient_step = Exercise(layers.gradient_step, points=5)


def _arguments(rng, m, n):
    return weights(rng, m, n), column(rng, m), weights(rng, m, n), column(rng, m)


@gradient_step.check("W and b each move against their own gradient, by alpha times it", weight=2)
def _(gradient_step, rng):
    m, n = 2, 3
    return gradient_step(*_arguments(rng, m, n), rng.uniform(0.05, 0.5))


@gradient_step.check("whole numbers in W and b: fractions are kept")
def _(gradient_step, rng):
    m, n = 4, 3
    return gradient_step(
        whole(rng, m, n), whole(rng, m, 1), weights(rng, m, n), column(rng, m), 0.3
    )


@gradient_step.check("a step size above 1, numbers in single precision", weight=0.5)
def _(gradient_step, rng):
    m, n = 5, 2
    return gradient_step(*single(*_arguments(rng, m, n)), 2.5)


gradient_step.untouched(lambda rng: (*_arguments(rng, 3, 4), 0.2), weight=1.5)


@gradient_step.misconception("the step goes up the gradient; J falls the other way, W - alpha dJdW")
def ascent(W, b, dJdW, dJdb, alpha):
    return W + alpha * dJdW, b + alpha * dJdb


@gradient_step.misconception(
    "alpha is missing: the whole gradient is subtracted, which is nearly always too far"
)
def without_alpha(W, b, dJdW, dJdb, alpha):
    return W - dJdW, b - dJdb


@gradient_step.misconception("alpha is missing in the step of b; both parameters step by alpha")
def alpha_for_w_only(W, b, dJdW, dJdb, alpha):
    return W - alpha * dJdW, b - dJdb


@gradient_step.misconception("b stays where it is; biases are learned too")
def biases_stay(W, b, dJdW, dJdb, alpha):
    return W - alpha * dJdW, b.copy()


@gradient_step.misconception("only b moves up, because of a sign; both go down their gradients")
def b_goes_up(W, b, dJdW, dJdb, alpha):
    return W - alpha * dJdW, b + alpha * dJdb


@gradient_step.misconception(
    "W -= ... changes the caller's array (and fails for whole numbers); W - ... makes a new one"
)
def in_place(W, b, dJdW, dJdb, alpha):
    W -= alpha * dJdW
    b -= alpha * dJdb
    return W, b


@gradient_step.misconception("only W is returned; the tuple (W, b) is asked for")
def weights_only(W, b, dJdW, dJdb, alpha):
    return W - alpha * dJdW


@gradient_step.misconception("the order is turned round: W comes first, then b")
def biases_first(W, b, dJdW, dJdb, alpha):
    return b - alpha * dJdb, W - alpha * dJdW


@gradient_step.misconception(
    "the change is returned, alpha times the gradient; the parameters after the change are asked "
    "for"
)
def change_only(W, b, dJdW, dJdb, alpha):
    return alpha * dJdW, alpha * dJdb


@gradient_step.misconception("the gradient is divided by alpha; the step is alpha times it")
def divided(W, b, dJdW, dJdb, alpha):
    return W - dJdW / alpha, b - dJdb / alpha


@gradient_step.misconception(
    "only the sign of the gradient is used; the step is as long as the gradient says"
)
def signs(W, b, dJdW, dJdb, alpha):
    return W - alpha * np.sign(dJdW), b - alpha * np.sign(dJdb)


@gradient_step.misconception(
    "the brackets are wrong: alpha multiplies the gradient, not the parameters minus the gradient"
)
def wrong_brackets(W, b, dJdW, dJdb, alpha):
    return alpha * (W - dJdW), alpha * (b - dJdb)


@gradient_step.misconception(
    "the results are made with the types of W and b: where these hold whole numbers, fractions are "
    "cut off"
)
def typed_like_the_parameters(W, b, dJdW, dJdb, alpha):
    return (W - alpha * dJdW).astype(W.dtype), (b - alpha * dJdb).astype(b.dtype)


@gradient_step.misconception(
    "all biases move by the same amount, the sum of their gradients; each has its own"
)
def summed_for_b(W, b, dJdW, dJdb, alpha):
    return W - alpha * dJdW, b - alpha * np.sum(dJdb)


@gradient_step.alternative("adding the negative")
def negative_added(W, b, dJdW, dJdb, alpha):
    return -alpha * dJdW + W, np.subtract(b, np.multiply(alpha, dJdb))


@gradient_step.alternative("changed copies")
def changed_copies(W, b, dJdW, dJdb, alpha):
    W, b = W.astype(float), b.astype(float)
    W -= alpha * dJdW
    b -= alpha * dJdb
    return W, b


@gradient_step.alternative("a comprehension, in single precision")
def by_comprehension(W, b, dJdW, dJdb, alpha):
    pairs = [(W, dJdW), (b, dJdb)]
    return tuple((each - alpha * gradient).astype(np.float32) for each, gradient in pairs)
