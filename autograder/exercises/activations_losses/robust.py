"""huber: a parabola that goes over into straight lines."""

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

huber = Exercise(activations_losses.huber, points=7)


def pair(rng, shape, delta, near=True, far=True):
    """Predictions and targets whose differences lie near or far from 0, never close to delta."""
    n = int(np.prod(shape))
    sizes = np.where(
        rng.permutation(np.arange(n) // 2 % 2 == 0) & near | (not far),
        rng.uniform(0.1, 0.8, size=n),
        rng.uniform(1.3, 4, size=n),
    )
    signs = rng.permutation(np.where(np.arange(n) % 2 == 0, 1, -1))
    b = rng.normal(size=shape)
    return b + (delta * sizes * signs).reshape(shape), b


def whole_pair(rng, *shape):
    """Whole numbers; for delta 2.5 some differences are small and some are large."""
    n = int(np.prod(shape))
    b = rng.integers(-9, 10, size=shape)
    steps = rng.permutation(np.resize([-7, -2, -1, 1, 2, 6], n))
    return b + steps.reshape(shape), b


@huber.check("half the square of a - b where the distance is small")
def _(huber, rng):
    a, b = pair(rng, (3, 5), 2.0, far=False)
    return huber(a, b, 2.0)


@huber.check("a straight line of slope delta where it is large, on both sides")
def _(huber, rng):
    a, b = pair(rng, (5, 4), 1.5, near=False)
    return huber(a, b, 1.5)


@huber.check("small and large ones side by side, any delta", weight=2)
def _(huber, rng):
    small, large = rng.uniform(0.2, 0.6), rng.uniform(3, 5)
    return {
        "a small delta": huber(*pair(rng, (4, 6), small), small),
        "a large delta": huber(*pair(rng, (4, 6), large), large),
    }


@huber.check("any number of axes, whole numbers, single Python numbers")
def _(huber, rng):
    a, b = rng.uniform(1, 2), -rng.uniform(1, 2)
    return {
        "one axis": huber(*pair(rng, 8, 0.7), 0.7),
        "three axes": huber(*pair(rng, (2, 4, 3), 0.7), 0.7),
        "whole numbers": huber(*whole_pair(rng, 3, 4), 2.5),
        "numbers, a small distance": huber(a, b, 6.5),
        "numbers, a large distance": huber(b, a, 0.5),
        "integers": huber(int(rng.integers(2, 5)), int(rng.integers(8, 12)), 2),
    }


huber.untouched(lambda rng: (*pair(rng, (4, 3), 1.2), 1.2))


@huber.misconception("the factor ½ of the parabola is missing, so that the two pieces don't meet")
def parabola_without_half(a, b, delta):
    r = np.abs(a - b)
    return np.where(r <= delta, r**2, delta * (r - 0.5 * delta))


@huber.misconception("the line is delta |a - b|, which jumps at delta; subtract ½ delta² from it")
def line_too_high(a, b, delta):
    r = np.abs(a - b)
    return np.where(r <= delta, 0.5 * r**2, delta * r)


@huber.misconception("the line is delta (|a - b| - delta); what is subtracted is ½ delta")
def line_too_low(a, b, delta):
    r = np.abs(a - b)
    return np.where(r <= delta, 0.5 * r**2, delta * (r - delta))


@huber.misconception("the line is |a - b| - ½ delta; its slope has to be delta")
def line_of_slope_one(a, b, delta):
    r = np.abs(a - b)
    return np.where(r <= delta, 0.5 * r**2, r - 0.5 * delta)


@huber.misconception("far from 0 that is |a - b| alone; the line is delta (|a - b| - ½ delta)")
def plain_distance_outside(a, b, delta):
    r = np.abs(a - b)
    return np.where(r <= delta, 0.5 * r**2, r)


@huber.misconception(
    "a - b is compared with delta, sign and all: a large negative difference counts as small; "
    "compare the distance |a - b|"
)
def compares_without_abs(a, b, delta):
    r = np.asarray(a - b)
    return np.where(r <= delta, 0.5 * r**2, delta * (np.abs(r) - 0.5 * delta))


@huber.misconception("the line keeps the sign of a - b; it rises on both sides")
def line_without_abs(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, 0.5 * r**2, delta * (r - 0.5 * delta))


@huber.misconception("the two pieces are exchanged: the parabola belongs to the small distances")
def pieces_exchanged(a, b, delta):
    r = np.abs(a - b)
    return np.where(r <= delta, delta * (r - 0.5 * delta), 0.5 * r**2)


@huber.misconception(
    "the smaller of the two pieces is taken, which is the line everywhere: it is a tangent of the "
    "parabola and lies below it"
)
def smaller_piece(a, b, delta):
    r = np.abs(a - b)
    return np.minimum(0.5 * r**2, delta * (r - 0.5 * delta))


@huber.misconception("that is the parabola everywhere; far from 0 it goes over into a line")
def parabola_everywhere(a, b, delta):
    return 0.5 * (np.asarray(a) - b) ** 2


@huber.misconception("the loss stays constant far from 0; it goes on rising, along a line")
def constant_outside(a, b, delta):
    return 0.5 * np.minimum(np.abs(a - b), delta) ** 2


@huber.misconception("delta is taken to be 1; it is an argument")
def delta_is_one(a, b, delta):
    return activations_losses.huber(a, b, 1.0)


@huber.misconception("the square is compared with delta; it is the distance that is compared")
def compares_the_square(a, b, delta):
    r = np.abs(a - b)
    return np.where(r**2 <= delta, 0.5 * r**2, delta * (r - 0.5 * delta))


@huber.misconception(
    "that is the smooth relative, delta² (sqrt(1 + (r / delta)²) - 1); Huber's loss has two pieces"
)
def pseudo_huber(a, b, delta):
    return delta**2 * (np.sqrt(1 + ((a - b) / delta) ** 2) - 1)


@huber.misconception("that is the derivative; the loss itself is asked for")
def derivative(a, b, delta):
    return activations_losses.huber_derivative(a, b, delta)


@huber.misconception("the mean is taken; asked for is one loss for each entry")
def mean(a, b, delta):
    return np.mean(activations_losses.huber(a, b, delta))


@huber.misconception("the sum is taken; asked for is one loss for each entry")
def total(a, b, delta):
    return np.sum(activations_losses.huber(a, b, delta))


@huber.misconception(
    "if asks whether a whole array is small, which has no answer; np.where decides for each entry"
)
def one_question_for_all(a, b, delta):
    r = np.abs(a - b)
    if r <= delta:
        return 0.5 * r**2
    return delta * (r - 0.5 * delta)


@huber.misconception(
    "the result is made with the type of the differences: for integers the halves are lost"
)
def typed_like_the_difference(a, b, delta):
    r = np.abs(np.asarray(a) - b)
    result = np.zeros_like(r)
    result[...] = activations_losses.huber(a, b, delta)
    return result


@huber.misconception("-= writes into a, which belongs to the caller; a - b makes a new array")
def in_place(a, b, delta):
    a -= b
    return activations_losses.huber(a, 0, delta)


@huber.alternative("two pieces, chosen by np.where")
def by_where(a, b, delta):
    r = np.abs(a - b)
    return np.where(r <= delta, 0.5 * r**2, delta * (r - 0.5 * delta))


@huber.alternative("two pieces and masks, the corner given to the line, in single precision")
def by_masks(a, b, delta):
    r = np.abs(np.asarray(a - b, dtype=np.float32))
    near = (r < delta).astype(np.float32)
    return near * r**2 / 2 + (1 - near) * (delta * r - delta**2 / 2)


@huber.alternative("the parabola minus what lies beyond delta")
def parabola_minus_excess(a, b, delta):
    r = np.abs(a - b)
    return 0.5 * r**2 - 0.5 * np.maximum(0, r - delta) ** 2


@huber.alternative("entry by entry, by np.vectorize")
def by_vectorize(a, b, delta):
    def one(x, y):
        r = abs(x - y)
        return float(r * r / 2 if r <= delta else delta * (r - delta / 2))

    return np.vectorize(one, otypes=[float])(a, b)
