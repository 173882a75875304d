"""cross_entropy_dist: a predicted distribution against the right one."""

import math

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

cross_entropy_dist = Exercise(activations_losses.cross_entropy_dist, points=6)


def distribution(rng, K):
    """K probabilities, none of them close to 0."""
    parts = rng.uniform(0.2, 2, size=K)
    return parts / parts.sum()


def one_hot(rng, K):
    """One class out of K, in whole numbers; not the first."""
    return np.eye(K, dtype=int)[rng.integers(1, K)]


@cross_entropy_dist.check("two distributions without zeros")
def _(cross_entropy_dist, rng):
    return cross_entropy_dist(distribution(rng, 5), distribution(rng, 5))


@cross_entropy_dist.check("a target that is one-hot, in whole numbers")
def _(cross_entropy_dist, rng):
    return {
        "four classes": cross_entropy_dist(distribution(rng, 4), one_hot(rng, 4)),
        "nine classes": cross_entropy_dist(distribution(rng, 9), one_hot(rng, 9)),
    }


@cross_entropy_dist.check("0 ln 0 counts 0: classes that neither predicts nor is", weight=2)
def _(cross_entropy_dist, rng):
    order = rng.permutation(7)
    a = np.concatenate([distribution(rng, 5), [0, 0]])[order]
    b = np.concatenate([distribution(rng, 4), [0, 0, 0]])[order]
    return cross_entropy_dist(a, b)


@cross_entropy_dist.check("a prediction that is certain and right costs nothing")
def _(cross_entropy_dist, rng):
    b = one_hot(rng, 6)
    return {
        "in whole numbers": cross_entropy_dist(b.copy(), b),
        "in real numbers": cross_entropy_dist(b.astype(float), b.astype(float)),
    }


cross_entropy_dist.untouched(
    lambda rng: (np.append(distribution(rng, 4), 0.0), np.append(distribution(rng, 4), 0.0))
)


@cross_entropy_dist.misconception(
    "0 times ln 0 is 0 times -inf for numpy, which is nan; leave these terms out"
)
def nan_at_zero(a, b):
    return -np.sum(b * np.log(a))


@cross_entropy_dist.misconception(
    "the two are exchanged: the logarithm is taken of the prediction a, the target b is the weight"
)
def exchanged(a, b):
    return -np.sum(a[a > 0] * np.log(b[a > 0]))


@cross_entropy_dist.misconception("the minus is missing: the logarithms are negative, a loss isn't")
def no_minus(a, b):
    return np.sum(b[b > 0] * np.log(a[b > 0]))


@cross_entropy_dist.misconception("the mean over the classes is taken; the terms are summed")
def mean(a, b):
    return -np.sum(b[b > 0] * np.log(a[b > 0])) / len(a)


@cross_entropy_dist.misconception("log2 measures in bits; ln is np.log")
def in_bits(a, b):
    return -np.sum(b[b > 0] * np.log2(a[b > 0]))


@cross_entropy_dist.misconception("log10 is the logarithm to base 10; ln is np.log")
def to_base_ten(a, b):
    return -np.sum(b[b > 0] * np.log10(a[b > 0]))


@cross_entropy_dist.misconception(
    "1 is added under the logarithm to avoid ln 0, which changes every term"
)
def one_added(a, b):
    return -np.sum(b * np.log1p(a))


@cross_entropy_dist.misconception(
    "0.01 is added to every probability to avoid ln 0, which changes the small ones"
)
def coarse_floor(a, b):
    return -np.sum(b * np.log(a + 0.01))


@cross_entropy_dist.misconception(
    "only the most probable class of the target counts; in a distribution all of them do"
)
def likeliest_class_only(a, b):
    return -np.log(a[np.argmax(b)])


@cross_entropy_dist.misconception(
    "the sum stands inside the logarithm; each ln a is weighted with b, then they are summed"
)
def sum_inside(a, b):
    return -np.log(np.sum(a * b))


@cross_entropy_dist.misconception("the weights b are missing: each ln a is multiplied by its b")
def no_weights(a, b):
    return -np.sum(np.log(a[b > 0]))


@cross_entropy_dist.misconception(
    "the terms (1 - b) ln(1 - a) belong to yes-or-no questions; here they are not part of the sum"
)
def binary(a, b):
    other = (b < 1) & (a < 1)
    no = np.sum((1 - b[other]) * np.log(1 - a[other]))
    return -np.sum(b[b > 0] * np.log(a[b > 0])) - no


@cross_entropy_dist.misconception(
    "the entropy of b is subtracted, which makes it the Kullback-Leibler divergence"
)
def divergence(a, b):
    seen = b > 0
    return np.sum(b[seen] * np.log(b[seen] / a[seen]))


@cross_entropy_dist.misconception("that is the entropy of b alone; the logarithm is taken of a")
def entropy_of_target(a, b):
    return -np.sum(b[b > 0] * np.log(b[b > 0]))


@cross_entropy_dist.misconception("the terms are returned one by one; their sum is asked for")
def not_summed(a, b):
    return -b * np.log(np.where(b > 0, a, 1))


@cross_entropy_dist.misconception(
    "a goes through a softmax first; it holds probabilities already, not scores"
)
def softmax_first(a, b):
    powers = np.exp(a)
    return -np.sum(b * np.log(powers / powers.sum()))


@cross_entropy_dist.misconception(
    "zeros in a are overwritten in place; a belongs to the caller, work on a copy"
)
def overwrites_zeros(a, b):
    a[a == 0] = 1
    return -np.sum(b * np.log(a))


@cross_entropy_dist.alternative("np.where inside the logarithm")
def by_where(a, b):
    return -np.sum(b * np.log(np.where(b > 0, a, 1)))


@cross_entropy_dist.alternative("a loop over the classes")
def by_loop(a, b):
    total = 0.0
    for p, q in zip(a, b):
        if q != 0:
            total -= q * math.log(p)
    return total


@cross_entropy_dist.alternative("np.nansum")
def by_nansum(a, b):
    return -np.nansum(b * np.log(a))


@cross_entropy_dist.alternative("a very small floor under the probabilities")
def small_floor(a, b):
    return -np.sum(b * np.log(np.maximum(a, 1e-300)))


@cross_entropy_dist.alternative("a very small number added, in single precision")
def small_number_added(a, b):
    a, b = np.asarray(a, dtype=np.float32), np.asarray(b, dtype=np.float32)
    return -np.sum(b * np.log(a + np.float32(1e-9)))
