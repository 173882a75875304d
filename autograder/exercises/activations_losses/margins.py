"""hinge: how far the scores fall short of a margin, as the formula is printed."""

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

hinge = Exercise(activations_losses.hinge, points=4)


def signs(rng, K):
    """Labels 1 and -1, some of each."""
    return rng.permutation(np.where(np.arange(K) % 3 == 0, 1, -1))


def one_hot(rng, K):
    """One class out of K, in whole numbers; not the first."""
    return np.eye(K, dtype=int)[rng.integers(1, K)]


@hinge.check("labels 1 and -1: every score has a margin of its own")
def _(hinge, rng):
    return {
        "six classes": hinge(rng.normal(size=6), signs(rng, 6), 1.0),
        "nine classes": hinge(rng.normal(scale=2, size=9), signs(rng, 9), 1.0),
    }


@hinge.check("one-hot labels: the entries with label 0 count delta each")
def _(hinge, rng):
    return hinge(rng.normal(size=5), one_hot(rng, 5), 1.0)


@hinge.check("any margin, and real numbers as labels")
def _(hinge, rng):
    return {
        "a small margin": hinge(rng.normal(size=7), signs(rng, 7), rng.uniform(0.1, 0.5)),
        "a large margin": hinge(rng.normal(size=7), rng.normal(size=7), rng.uniform(2, 4)),
    }


@hinge.check("scores beyond the margin cost nothing, whole numbers")
def _(hinge, rng):
    b = signs(rng, 6)
    return {
        "all beyond": hinge(b * rng.integers(3, 9, size=6), b, 2),
        "some beyond": hinge(b * rng.permutation([-1, 5, 1, 9, 7, 2]), b, 3),
    }


hinge.untouched(lambda rng: (rng.normal(size=5), signs(rng, 5).astype(float), 1.0))


@hinge.misconception("only the labelled class counts; the formula as printed sums over all entries")
def labelled_class_only(a, b, delta):
    return np.maximum(0, delta - a[np.argmax(b)])


@hinge.misconception("entries with label 0 are left out; as printed, each of them counts delta")
def leaves_out_zeros(a, b, delta):
    return np.sum(np.maximum(0, delta - b * a)[b != 0])


@hinge.misconception("the margin is taken to be 1; it is the argument delta")
def margin_is_one(a, b, delta):
    return np.sum(np.maximum(0, 1 - b * a))


@hinge.misconception(
    "the maximum is taken of the sum, so that good scores make up for bad ones; it belongs to each "
    "entry"
)
def maximum_of_sum(a, b, delta):
    return np.maximum(0, np.sum(delta - b * a))


@hinge.misconception("the maximum with 0 is missing: scores beyond the margin earn a reward")
def no_maximum(a, b, delta):
    return np.sum(delta - b * a)


@hinge.misconception("the mean is taken; the formula sums")
def mean(a, b, delta):
    return np.mean(np.maximum(0, delta - b * a))


@hinge.misconception("the sum is missing: one number is asked for")
def not_summed(a, b, delta):
    return np.maximum(0, delta - b * a)


@hinge.misconception("the largest of the entries is taken; they are summed")
def largest(a, b, delta):
    return np.max(np.maximum(0, delta - b * a))


@hinge.misconception("b a is added to delta; a score on the right side makes the loss smaller")
def added(a, b, delta):
    return np.sum(np.maximum(0, delta + b * a))


@hinge.misconception("b - a stands where the product b a should be")
def difference(a, b, delta):
    return np.sum(np.maximum(0, delta - (b - a)))


@hinge.misconception("the labels are left out: each score is multiplied by its label")
def no_labels(a, b, delta):
    return np.sum(np.maximum(0, delta - a))


@hinge.misconception(
    "labels 0 are turned into -1 by 2 b - 1; the formula takes the labels as they come"
)
def turns_zeros_round(a, b, delta):
    return np.sum(np.maximum(0, delta - (2 * b - 1) * a))


@hinge.misconception(
    "that is the loss that compares every score with the labelled one, a_i - a_c + delta; the "
    "formula here multiplies by labels"
)
def against_the_labelled_score(a, b, delta):
    c = np.argmax(b)
    short = np.maximum(0, a - a[c] + delta)
    return np.sum(short) - short[c]


@hinge.misconception("each term is squared; the hinge is straight")
def squared(a, b, delta):
    return np.sum(np.maximum(0, delta - b * a) ** 2)


@hinge.misconception(
    "Python's max asks whether a whole array is larger than 0, which has no answer; np.maximum "
    "compares entry by entry"
)
def builtin_max(a, b, delta):
    return np.sum(max(0, delta - b * a))


@hinge.misconception("*= writes into a, which belongs to the caller; b * a makes a new array")
def in_place(a, b, delta):
    a *= b
    return np.sum(np.maximum(0, delta - a))


@hinge.alternative("a loop over the entries")
def by_loop(a, b, delta):
    total = 0
    for score, label in zip(a, b):
        total += max(0, delta - label * score)
    return total


@hinge.alternative("only what is positive is summed")
def by_mask(a, b, delta):
    short = delta - a * b
    return short[short > 0].sum()


@hinge.alternative("cut off with np.clip, in single precision")
def by_clip(a, b, delta):
    a, b = np.asarray(a, dtype=np.float32), np.asarray(b, dtype=np.float32)
    return np.clip(delta - a * b, 0, None).sum()
