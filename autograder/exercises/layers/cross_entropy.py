"""The cross entropy of one sample."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import label, shares, single
from solutions import layers

ce_forward = Exercise(layers.ce_forward, points=5)


@ce_forward.check("-ln of the labelled class's probability, a single number", weight=2)
def _(ce_forward, rng):
    d = 4
    return ce_forward(shares(rng, d), label(rng, d))


@ce_forward.check("a target that is itself a column of probabilities", weight=1.5)
def _(ce_forward, rng):
    d = 5
    return ce_forward(shares(rng, d), shares(rng, d))


@ce_forward.check("probabilities close to 0, and numbers in single precision")
def _(ce_forward, rng):
    d = 3
    rare = np.array([[0.002], [0.398], [0.6]])
    return {
        "close to 0": ce_forward(rare, np.array([[1.0], [0.0], [0.0]])),
        "single": ce_forward(*single(shares(rng, d), shares(rng, d))),
    }


ce_forward.untouched(lambda rng: (shares(rng, 6), shares(rng, 6)), weight=0.5)


@ce_forward.misconception(
    "the sum is divided by d; the classes are added up, and a mean only runs over samples"
)
def mean_over_classes(o, y):
    return -np.mean(y * np.log(o))


@ce_forward.misconception(
    "the minus is missing: logarithms of probabilities are negative, and a loss is positive"
)
def without_minus(o, y):
    return np.sum(y * np.log(o))


@ce_forward.misconception("the logarithm has the base 2; ln is np.log")
def base_two(o, y):
    return -np.sum(y * np.log2(o))


@ce_forward.misconception("the logarithm has the base 10; ln is np.log")
def base_ten(o, y):
    return -np.sum(y * np.log10(o))


@ce_forward.misconception(
    "o and y have changed places: the logarithm belongs to the prediction o, the weight is y"
)
def changed_places(o, y):
    return -np.sum(o * np.log(y))


@ce_forward.misconception(
    "the largest probability is looked up, right or wrong; y says which one counts"
)
def largest_probability(o, y):
    return -np.log(np.max(o))


@ce_forward.misconception(
    "all logarithms are added up, unweighted (or every y_j meets every o_k in a table); each ln "
    "o_j is weighted with its own y_j"
)
def without_weights(o, y):
    return -np.sum(np.log(o))


@ce_forward.misconception(
    "the products are not added up: the loss of a sample is one number, not one for each class"
)
def not_added(o, y):
    return -y * np.log(o)


@ce_forward.misconception("y.T @ np.log(o) is a (1, 1) matrix; a number without axes is asked for")
def one_by_one(o, y):
    return -y.T @ np.log(o)


@ce_forward.misconception(
    "1 - o_c is computed; it is close to -ln o_c for good predictions, and far too small for bad "
    "ones"
)
def one_minus(o, y):
    return np.sum(y * (1 - o))


@ce_forward.misconception(
    "only the class with the largest y is looked at; a target may share its weight, and all terms "
    "count"
)
def labelled_class_only(o, y):
    return -np.log(o[np.argmax(y), 0])


@ce_forward.misconception(
    "the logarithm is taken of the sum of y_j o_j; each o_j has its own, and then they are added up"
)
def logarithm_of_the_sum(o, y):
    return -np.log(np.sum(y * o))


@ce_forward.misconception(
    "(1 - y_j) ln(1 - o_j) is added, as for a single yes or no; with d classes the sum of "
    "y_j ln o_j is all"
)
def binary(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o))


@ce_forward.misconception("softmax is applied again; o holds probabilities already")
def softmax_twice(o, y):
    return -np.sum(y * np.log(layers.softmax_column(o)))


@ce_forward.misconception(
    "a constant inside the logarithm guards against ln 0 and is so large that it changes the result"
)
def guarded(o, y):
    return -np.sum(y * np.log(o + 1e-3))


@ce_forward.misconception("np.log(o, out=o) writes into the caller's array; leave out=... away")
def logarithm_in_place(o, y):
    if o.dtype.kind == "f":
        np.log(o, out=o)
    return -np.sum(y * o)


@ce_forward.alternative("the formula as it stands")
def as_it_stands(o, y):
    return -np.sum(y * np.log(o))


@ce_forward.alternative("a product of matrices, to a Python number")
def by_product(o, y):
    return -(y.T @ np.log(o)).item()


@ce_forward.alternative("a loop over the classes that count")
def by_loop(o, y):
    loss = 0.0
    for j in range(len(y)):
        if y[j, 0] != 0:
            loss -= y[j, 0] * np.log(o[j, 0])
    return loss


@ce_forward.alternative("guarded by a tiny constant, in single precision")
def tiny_guard(o, y):
    return np.float32(np.sum(y * np.log(1 / (o + 1e-12))))
