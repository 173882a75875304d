"""dJdb2: the gradient of the output layer's biases."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import whole
from solutions import softmax_gradients

dJdb2 = Exercise(softmax_gradients.dJdb2, points=5)


@dJdb2.check("the mean over the samples, one number for each class", weight=2)
def _(dJdb2, rng):
    n, K = 5, 3
    return dJdb2(rng.normal(size=(n, K)))


@dJdb2.check("whole numbers: nothing is cut off")
def _(dJdb2, rng):
    return dJdb2(whole(rng, 7, 4))


@dJdb2.check("more classes than samples, and a single sample", degenerate="a single row on purpose")
def _(dJdb2, rng):
    return {"two samples": dJdb2(rng.normal(size=(2, 6))), "one": dJdb2(rng.normal(size=(1, 4)))}


dJdb2.untouched(lambda rng: (rng.normal(size=(4, 3)),))


@dJdb2.misconception("the samples are summed up; J is a mean, so divide by n")
def sums(loss_der):
    return loss_der.sum(axis=0)


@dJdb2.misconception(
    "the mean runs over the classes (axis 1), one number for each sample; it should run over the "
    "samples (axis 0), one number for each bias"
)
def over_the_classes(loss_der):
    return loss_der.mean(axis=1)


@dJdb2.misconception("all entries are averaged to one number; each class has a bias of its own")
def over_everything(loss_der):
    return loss_der.mean()


@dJdb2.misconception(
    "the axis of the samples is kept with size 1, (1, K); b2 has the shape (K,), and so has its "
    "gradient"
)
def keeps_the_axis(loss_der):
    return loss_der.mean(axis=0, keepdims=True)


@dJdb2.misconception("the sum is divided by the number of classes; the mean is over n samples")
def divided_by_classes(loss_der):
    return loss_der.sum(axis=0) / loss_der.shape[1]


@dJdb2.misconception("the sum is divided by n K; the mean is over the n samples only")
def divided_by_size(loss_der):
    return loss_der.sum(axis=0) / loss_der.size


@dJdb2.misconception("it is divided by n twice: a mean has its 1/n already")
def divided_twice(loss_der):
    return loss_der.mean(axis=0) / len(loss_der)


@dJdb2.misconception("the sum is divided by n - 1; a mean divides by n")
def divided_by_one_less(loss_der):
    return loss_der.sum(axis=0) / max(len(loss_der) - 1, 1)


@dJdb2.misconception(
    "the sign is turned, as a step downhill would have it; asked for is the gradient itself"
)
def downhill(loss_der):
    return -loss_der.mean(axis=0)


@dJdb2.misconception("each sample's derivative is returned; J's is their mean")
def not_averaged(loss_der):
    return loss_der / len(loss_der)


@dJdb2.misconception("only the last sample counts, as when = stands in a loop instead of +=")
def last_sample(loss_der):
    return loss_der[-1] / len(loss_der)


@dJdb2.misconception(
    "magnitudes are averaged; derivatives of opposite signs have to cancel each other"
)
def magnitudes(loss_der):
    return np.abs(loss_der).mean(axis=0)


@dJdb2.misconception("// cuts the fractions off; / keeps them")
def floor_division(loss_der):
    return loss_der.sum(axis=0) // len(loss_der)


@dJdb2.misconception(
    "the sum is collected in the first row, a view of loss_der, which changes the argument; start "
    "from a new array"
)
def sums_into_the_first_row(loss_der):
    total = loss_der[0]
    for row in loss_der[1:]:
        total += row
    return total / len(loss_der)


@dJdb2.misconception(
    "the sum is collected in an array of integers (np.zeros_like of whole numbers), in which the "
    "division by n leaves no fraction"
)
def typed_like_loss_der(loss_der):
    result = np.zeros_like(loss_der[0])
    result[:] = loss_der.mean(axis=0)
    return result


@dJdb2.alternative("the sum divided by n")
def by_sum(loss_der):
    return loss_der.sum(axis=0) / loss_der.shape[0]


@dJdb2.alternative("a row of ones times the matrix")
def by_ones(loss_der):
    n = len(loss_der)
    return np.ones(n) @ loss_der / n


@dJdb2.alternative("a loop over the samples")
def by_loop(loss_der):
    total = np.zeros(loss_der.shape[1])
    for row in loss_der:
        total += row
    return total / len(loss_der)


@dJdb2.alternative("np.average of each column, in single precision")
def by_columns(loss_der):
    return np.array([np.average(column) for column in loss_der.T], dtype=np.float32)
