"""huber_derivative: the slope of Huber's loss."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.activations_losses.robust import pair, whole_pair
from solutions import activations_losses

huber_derivative = Exercise(activations_losses.huber_derivative, points=7)


@huber_derivative.check("the difference a - b itself where it is small")
def _(huber_derivative, rng):
    a, b = pair(rng, (3, 5), 2.0, far=False)
    return huber_derivative(a, b, 2.0)


@huber_derivative.check("delta or -delta where the distance is large")
def _(huber_derivative, rng):
    a, b = pair(rng, (5, 4), 1.5, near=False)
    return huber_derivative(a, b, 1.5)


@huber_derivative.check("small and large ones side by side, any delta", weight=2)
def _(huber_derivative, rng):
    small, large = rng.uniform(0.2, 0.6), rng.uniform(3, 5)
    return {
        "a small delta": huber_derivative(*pair(rng, (4, 6), small), small),
        "a large delta": huber_derivative(*pair(rng, (4, 6), large), large),
    }


@huber_derivative.check("any number of axes, whole numbers, single Python numbers")
def _(huber_derivative, rng):
    a, b = rng.uniform(1, 2), -rng.uniform(1, 2)
    return {
        "one axis": huber_derivative(*pair(rng, 8, 0.7), 0.7),
        "three axes": huber_derivative(*pair(rng, (2, 4, 3), 0.7), 0.7),
        "whole numbers": huber_derivative(*whole_pair(rng, 3, 4), 2.5),
        "numbers, a small distance": huber_derivative(a, b, 6.5),
        "numbers, a large distance": huber_derivative(b, a, 0.5),
        "integers": huber_derivative(int(rng.integers(2, 5)), int(rng.integers(8, 12)), 2),
    }


huber_derivative.untouched(lambda rng: (*pair(rng, (4, 3), 1.2), 1.2))


@huber_derivative.misconception(
    "that is the derivative with respect to b; with respect to a the sign is the other one"
)
def with_respect_to_b(a, b, delta):
    return np.clip(b - a, -delta, delta)


@huber_derivative.misconception("the slope grows without limit; from delta on it stays at delta")
def no_limit(a, b, delta):
    return a - b


@huber_derivative.misconception(
    "the slope far from 0 is taken for 1 and -1, as for the absolute error; it is delta and -delta"
)
def slope_one_outside(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, r, np.sign(r))


@huber_derivative.misconception("that is the sign everywhere; near 0 the slope is a - b")
def sign_everywhere(a, b, delta):
    return np.sign(a - b)


@huber_derivative.misconception("delta times the sign, everywhere; near 0 the slope is a - b")
def delta_sign_everywhere(a, b, delta):
    return delta * np.sign(a - b)


@huber_derivative.misconception(
    "far from 0 the sign is lost: for a below b the loss falls, and the slope is -delta"
)
def sign_lost_outside(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, r, delta)


@huber_derivative.misconception(
    "the distance is taken instead of the difference; a slope has a sign"
)
def distance(a, b, delta):
    return np.minimum(np.abs(a - b), delta)


@huber_derivative.misconception(
    "only positive differences are cut off at delta; negative ones are cut off at -delta"
)
def cut_off_on_one_side(a, b, delta):
    return np.minimum(a - b, delta)


@huber_derivative.misconception("the slope is 0 far from 0; the loss goes on rising there")
def zero_outside(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, r, 0.0)


@huber_derivative.misconception("2 (a - b) is the slope of the square; here it is half the square")
def twice_inside(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, 2 * r, delta * np.sign(r))


@huber_derivative.misconception("the two pieces are exchanged: a - b belongs to small distances")
def pieces_exchanged(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, delta * np.sign(r), r)


@huber_derivative.misconception("the difference is cut off at -1 and 1; it is cut off at delta")
def delta_is_one(a, b, delta):
    return np.clip(a - b, -1, 1)


@huber_derivative.misconception("that is the loss; its slope is asked for")
def loss(a, b, delta):
    return activations_losses.huber(a, b, delta)


@huber_derivative.misconception("the far slope is multiplied by the distance; it is constant there")
def slope_times_distance(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, r, delta * r)


@huber_derivative.misconception("the mean is taken; asked for is one slope for each entry")
def mean(a, b, delta):
    return np.mean(np.clip(np.asarray(a) - b, -delta, delta))


@huber_derivative.misconception("the slopes are divided by their number; no mean is taken here")
def divided_by_number(a, b, delta):
    return np.clip(np.asarray(a) - b, -delta, delta) / np.size(a)


@huber_derivative.misconception(
    "if asks whether a whole array is small, which has no answer; np.where decides for each entry"
)
def one_question_for_all(a, b, delta):
    if abs(a - b) <= delta:
        return a - b
    return delta * np.sign(a - b)


@huber_derivative.misconception(
    "delta is written into an array of integers, which cuts its fraction off"
)
def typed_like_the_difference(a, b, delta):
    r = np.array(np.asarray(a) - b)
    r[r > delta] = delta
    r[r < -delta] = -delta
    return r


@huber_derivative.misconception("-= writes into a, which belongs to the caller")
def in_place(a, b, delta):
    a -= b
    return np.clip(a, -delta, delta)


@huber_derivative.alternative("two pieces, chosen by np.where")
def by_where(a, b, delta):
    r = np.asarray(a - b)
    return np.where(np.abs(r) <= delta, r, delta * np.sign(r))


@huber_derivative.alternative("np.minimum and np.maximum")
def by_minimum(a, b, delta):
    return np.maximum(-delta, np.minimum(delta, a - b))


@huber_derivative.alternative("the difference, shrunk where it is too long, in single precision")
def shrunk(a, b, delta):
    r = np.asarray(a - b, dtype=np.float32)
    return r / np.maximum(1, np.abs(r) / np.float32(delta))


@huber_derivative.alternative("masks")
def by_masks(a, b, delta):
    r = np.asarray(a - b)
    return (np.abs(r) < delta) * r + delta * (r >= delta) - delta * (r <= -delta)
