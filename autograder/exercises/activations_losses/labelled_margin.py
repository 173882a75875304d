"""hinge_onehot: how far the labelled class falls short of a margin."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.activations_losses.margins import one_hot
from solutions import activations_losses

hinge_onehot = Exercise(activations_losses.hinge_onehot, points=4, given=("hinge",))


def scores(rng, b, labelled):
    """Scores of which the labelled class has the given one and another class has the largest."""
    a = rng.normal(size=len(b))
    c = int(np.argmax(b))
    a[c] = labelled
    a[c - 1] = abs(labelled) + rng.uniform(1, 2)
    return a


@hinge_onehot.check("what the labelled score lacks, one number")
def _(hinge_onehot, rng):
    b = one_hot(rng, 5)
    return hinge_onehot(scores(rng, b, rng.uniform(-0.9, 0.9)), b, 1.0)


@hinge_onehot.check("any number of classes, each of them the labelled one")
def _(hinge_onehot, rng):
    rows = zip(rng.normal(scale=0.4, size=(4, 4)), np.eye(4))
    each = {f"class {c}": hinge_onehot(a, row, 1.5) for c, (a, row) in enumerate(rows)}
    b = one_hot(rng, 9)
    return {**each, "nine classes": hinge_onehot(scores(rng, b, -rng.uniform(1, 3)), b, 1.5)}


@hinge_onehot.check("nothing beyond the margin, any margin, whole numbers")
def _(hinge_onehot, rng):
    b = one_hot(rng, 6)
    near, far = rng.uniform(0.1, 0.4), rng.uniform(3, 5)
    return {
        "beyond the margin": hinge_onehot(scores(rng, b, far), b, 2.0),
        "a small margin": hinge_onehot(scores(rng, b, near), b, rng.uniform(0.5, 0.9)),
        "a large margin": hinge_onehot(scores(rng, b, far), b, rng.uniform(6, 9)),
        "whole numbers": hinge_onehot(rng.permutation([-3, 2, 5, -1, 0, 4]), b, 8),
    }


hinge_onehot.untouched(lambda rng: (rng.normal(size=5), one_hot(rng, 5).astype(float), 1.0))


@hinge_onehot.misconception(
    "the formula as printed counts delta for every class with label 0; here only the labelled one "
    "counts"
)
def as_printed(a, b, delta):
    return np.sum(np.maximum(0, delta - b * a))


@hinge_onehot.misconception(
    "the class with the largest score is taken; it is b that names the class"
)
def largest_score(a, b, delta):
    return np.maximum(0, delta - a[np.argmax(a)])


@hinge_onehot.misconception("the margin is taken to be 1; it is the argument delta")
def margin_is_one(a, b, delta):
    return np.maximum(0, 1 - a[np.argmax(b)])


@hinge_onehot.misconception("the maximum with 0 is missing: beyond the margin the loss is 0")
def no_maximum(a, b, delta):
    return delta - a[np.argmax(b)]


@hinge_onehot.misconception("the labelled score is added to delta; a high score is good")
def added(a, b, delta):
    return np.maximum(0, delta + a[np.argmax(b)])


@hinge_onehot.misconception(
    "that is the loss that compares every score with the labelled one, a_i - a_c + delta; here the "
    "labelled score is compared with delta alone"
)
def against_the_labelled_score(a, b, delta):
    c = np.argmax(b)
    short = np.maximum(0, a - a[c] + delta)
    return np.sum(short) - short[c]


@hinge_onehot.misconception("all scores are summed; only the labelled one counts")
def all_scores(a, b, delta):
    return np.maximum(0, delta - np.sum(a))


@hinge_onehot.misconception("one number for each class is returned; a single one is asked for")
def not_summed(a, b, delta):
    return b * np.maximum(0, delta - a)


@hinge_onehot.misconception(
    "a vector comes back: a[b == 1] has one entry, and is still an array; take the entry out"
)
def vector_of_one(a, b, delta):
    return np.maximum(0, delta - a[b == 1])


@hinge_onehot.misconception(
    "b is used as an index, but it is one-hot; np.argmax(b) is the number of the labelled class"
)
def one_hot_as_index(a, b, delta):
    return np.maximum(0, delta - a[b])


@hinge_onehot.misconception(
    "classes are counted from 1; the score beside the labelled one is taken"
)
def counted_from_one(a, b, delta):
    return np.maximum(0, delta - a[np.argmax(b) - 1])


@hinge_onehot.misconception("the scores of the other classes are counted; it is the labelled one")
def other_classes(a, b, delta):
    return np.sum(np.maximum(0, delta - a)[b == 0])


@hinge_onehot.misconception("the loss is squared; the hinge is straight")
def squared(a, b, delta):
    return np.maximum(0, delta - a[np.argmax(b)]) ** 2


@hinge_onehot.misconception("the mean over the classes is taken; nothing is divided here")
def mean(a, b, delta):
    return np.maximum(0, delta - a[np.argmax(b)]) / len(a)


@hinge_onehot.misconception(
    "K delta is subtracted from the printed sum; K - 1 classes have label 0, so it is (K - 1) delta"
)
def one_delta_too_many(a, b, delta):
    return np.sum(np.maximum(0, delta - b * a)) - len(a) * delta


@hinge_onehot.misconception(
    "*= writes into a, which belongs to the caller; b * a makes a new array"
)
def in_place(a, b, delta):
    a *= b
    return np.maximum(0, delta - np.sum(a))


@hinge_onehot.alternative("the labelled score as an inner product")
def by_inner_product(a, b, delta):
    return max(0, delta - a @ b)


@hinge_onehot.alternative("the printed sum without its (K - 1) delta")
def by_printed_sum(a, b, delta):
    return activations_losses.hinge(a, b, delta) - (len(a) - 1) * delta


@hinge_onehot.alternative("searched for in a loop")
def by_loop(a, b, delta):
    for score, label in zip(a, b):
        if label == 1:
            return float(max(0, delta - score))


@hinge_onehot.alternative("masked and summed, in single precision")
def by_mask(a, b, delta):
    return np.sum(np.maximum(0, delta - np.asarray(a, dtype=np.float32)) * (b > 0))
