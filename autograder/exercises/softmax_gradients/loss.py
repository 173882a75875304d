"""cross_entropy: one number for how badly scores predict labels."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import labels, whole
from solutions import softmax_gradients

cross_entropy = Exercise(
    softmax_gradients.cross_entropy, points=9, given=("softmax", "logsumexp", "one_hot")
)


@cross_entropy.check("the mean of -log of the labels' probabilities", weight=3)
def _(cross_entropy, rng):
    n, K = 5, 3
    return cross_entropy(rng.normal(scale=2, size=(n, K)), labels(rng, n, K))


@cross_entropy.check("whole numbers, single precision, and classes that no sample has")
def _(cross_entropy, rng):
    return {
        "whole numbers": cross_entropy(whole(rng, 6, 4), labels(rng, 6, 4)),
        "float32": cross_entropy(rng.normal(size=(3, 5)).astype(np.float32), labels(rng, 3, 3)),
        "classes 0 and 4 missing": cross_entropy(rng.normal(size=(4, 5)), 1 + labels(rng, 4, 3)),
    }


@cross_entropy.check("scores around 1000 and around -1000", weight=2)
def _(cross_entropy, rng):
    n, K = 4, 3
    level = rng.permutation([-1000, 1000, 3000, 0])
    return {
        "around 1000": cross_entropy(1000 + rng.normal(size=(n, K)), labels(rng, n, K)),
        "around -1000": cross_entropy(-1000 + rng.normal(size=(n, K)), labels(rng, n, K)),
        "rows far apart": cross_entropy(
            level[:, np.newaxis] + rng.normal(size=(n, K)), labels(rng, n, K)
        ),
    }


@cross_entropy.check(
    "a label's score a thousand below the others: a large loss, and finite", weight=2
)
def _(cross_entropy, rng):
    n, K = 3, 4
    z, y = rng.normal(size=(n, K)), rng.permutation([0, 2, 3])
    z[np.arange(n), y] -= rng.uniform(900, 1500, size=n)
    return cross_entropy(z, y)


cross_entropy.untouched(lambda rng: (rng.normal(size=(4, 3)), labels(rng, 4, 3)))


def right_probabilities(z, y):
    return softmax_gradients.softmax(z)[np.arange(len(y)), y]


def right_losses(z, y):
    return softmax_gradients.logsumexp(z) - z[np.arange(len(y)), y]


@cross_entropy.misconception(
    "the losses are summed up; their mean is asked for, so that the loss doesn't grow with the "
    "number of samples"
)
def sum_of_losses(z, y):
    return np.sum(right_losses(z, y))


@cross_entropy.misconception(
    "each sample's loss is returned; J is one number, the mean of them all"
)
def one_for_each_sample(z, y):
    return right_losses(z, y)


@cross_entropy.misconception(
    "the minus is missing: logarithms of probabilities are negative, and a loss has to fall where "
    "the prediction gets better"
)
def without_minus(z, y):
    return -np.mean(right_losses(z, y))


@cross_entropy.misconception(
    "exp(z) overflows for large scores before it is divided; log softmax is z minus logsumexp(z), "
    "and needs no large number in between"
)
def naive_softmax(z, y):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


@cross_entropy.misconception(
    "softmax is stable, but the probability of a label far behind is rounded to 0, and log 0 is "
    "-inf; stay with the scores: z minus logsumexp(z) is the logarithm itself"
)
def logarithm_of_zero(z, y):
    return -np.mean(np.log(right_probabilities(z, y)))


def capped(least):
    """The loss with probabilities that are kept above a small constant, added or clipped."""

    def capped_loss(z, y):
        return -np.mean(np.log(right_probabilities(z, y) + least))

    return capped_loss


for least in (1e-8, 1e-9, 1e-10, 1e-12, 1e-15):
    cross_entropy.misconception(
        "a small constant keeps the probabilities away from 0, added or by clipping, and it caps "
        f"the loss at {-np.log(least):.0f}; z minus logsumexp(z) is made from scores and needs none"
    )(capped(least))


@cross_entropy.misconception(
    "all rows are shifted by the same number, the largest of the whole array; rows far below it "
    "sum up to 0, whose logarithm is -inf"
)
def one_shift_for_all(z, y):
    z = z - np.max(z)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])


@cross_entropy.misconception(
    "the mean runs over all n K entries, of which all but n are 0: the loss is K times too small. "
    "Sum over the classes, then take the mean over the samples"
)
def mean_over_entries(z, y):
    losses = np.zeros(z.shape)
    losses[np.arange(len(y)), y] = right_losses(z, y)
    return np.mean(losses)


@cross_entropy.misconception(
    "p[:, y] takes the columns of all labels for every sample, a table of shape (n, n); "
    "p[np.arange(n), y] takes one entry from each row"
)
def columns_of_all_labels(z, y):
    return np.mean(softmax_gradients.logsumexp(z)[:, np.newaxis] - z[:, y])


@cross_entropy.misconception("log is missing: that is the mean of 1 minus the probability")
def without_log(z, y):
    return np.mean(1 - right_probabilities(z, y))


@cross_entropy.misconception(
    "the mean is taken before the logarithm; the mean of the logarithms is asked for"
)
def logarithm_of_the_mean(z, y):
    return -np.log(np.mean(right_probabilities(z, y)))


@cross_entropy.misconception(
    "the class with the largest score stands in for the label: that measures how sure the network "
    "is, not whether it is right"
)
def ignores_labels(z, y):
    return np.mean(softmax_gradients.logsumexp(z) - z.max(axis=1))


@cross_entropy.misconception(
    "all classes count, the wrong ones too; only the label's probability enters the loss"
)
def all_classes(z, y):
    return np.mean(np.sum(softmax_gradients.logsumexp(z)[:, np.newaxis] - z, axis=1))


@cross_entropy.misconception(
    "the logarithm has base 2; log stands for the natural logarithm, np.log"
)
def in_bits(z, y):
    return np.mean(right_losses(z, y)) / np.log(2)


@cross_entropy.misconception(
    "z is taken for probabilities already, and negative scores have no logarithm; a softmax comes "
    "first"
)
def scores_as_probabilities(z, y):
    return -np.mean(np.log(z[np.arange(len(y)), y]))


@cross_entropy.misconception(
    "the softmax runs over the samples (axis 0); a sample's classes stand in a row, axis 1"
)
def softmax_over_samples(z, y):
    return np.mean(np.logaddexp.reduce(z, axis=0)[y] - z[np.arange(len(y)), y])


@cross_entropy.misconception(
    "the labels are taken for 1 .. K; they start at 0, so nothing is subtracted"
)
def labels_from_one(z, y):
    return np.mean(softmax_gradients.logsumexp(z) - z[np.arange(len(y)), y - 1])


@cross_entropy.misconception(
    "the mean squared difference to the one-hot labels is another loss; here it is -log of the "
    "label's probability"
)
def squared(z, y):
    p = softmax_gradients.softmax(z)
    return np.mean(np.sum((p - softmax_gradients.one_hot(y, z.shape[1])) ** 2, axis=1))


@cross_entropy.misconception(
    "how far the label's score lies behind the best one is a relative of this loss without the "
    "exponentials; the other classes count too"
)
def margin(z, y):
    return np.mean(z.max(axis=1) - z[np.arange(len(y)), y])


@cross_entropy.misconception(
    "-= shifts the scores in z itself, which belongs to the caller; z - ... is new"
)
def in_place(z, y):
    z -= np.max(z, axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])


@cross_entropy.misconception("two negatives meet: -log p is positive already, and is 0 at best")
def logarithm_of_the_rest(z, y):
    return -np.mean(np.log(1 - right_probabilities(z, y)))


@cross_entropy.alternative("log-probabilities and np.take_along_axis")
def by_take(z, y):
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return -np.take_along_axis(log_p, y[:, np.newaxis], axis=1).mean()


@cross_entropy.alternative("one-hot labels times log-probabilities, all summed up")
def by_one_hot(z, y):
    log_p = z - softmax_gradients.logsumexp(z)[:, None]
    return -(softmax_gradients.one_hot(y, z.shape[1]) * log_p).sum() / len(y)


@cross_entropy.alternative("a loop over the samples, a Python number in the end")
def by_loop(z, y):
    total = 0.0
    for row, label in zip(z, y):
        shifted = row - max(row)
        total += np.log(np.sum(np.exp(shifted))) - shifted[label]
    return float(total / len(y))


@cross_entropy.alternative("the label's score taken away first, in single precision")
def by_differences(z, y):
    behind = (z - z[np.arange(len(y)), y][:, None]).astype(np.float32)
    return np.average(np.logaddexp.reduce(behind, axis=1))
