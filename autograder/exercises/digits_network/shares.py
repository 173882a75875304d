"""What a confusion matrix says in one number, and in one for each class."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network


def _counts(rng, K=4):
    return rng.integers(1, 12, size=(K, K)) + 20 * np.diag(rng.integers(1, 4, size=K))


# accuracy ------------------------------------------------------------------------------------

accuracy = Exercise(digits_network.accuracy, points=2)


@accuracy.check("the diagonal's share of all samples", weight=1.5)
def _(accuracy, rng):
    return {"four classes": accuracy(_counts(rng)), "three": accuracy(_counts(rng, 3) + 0.0)}


accuracy.untouched(lambda rng: (_counts(rng, 5),), weight=0.5)


@accuracy.misconception("the right answers are counted; divide by the number of all samples")
def count_of_right(cm):
    return np.trace(cm)


@accuracy.misconception(
    "the sum is divided by the number of classes; divide by that of all samples"
)
def by_classes(cm):
    return np.trace(cm) / len(cm)


@accuracy.misconception("this is the share of mistakes; accuracy is the share of right answers")
def share_of_mistakes(cm):
    return 1 - np.trace(cm) / np.sum(cm)


@accuracy.misconception("this is the mean of the recalls; accuracy counts every sample alike")
def mean_recall(cm):
    return np.mean(np.diag(cm) / np.sum(cm, axis=1))


@accuracy.misconception("this is the mean over the columns' shares; accuracy counts samples alike")
def mean_precision(cm):
    return np.mean(np.diag(cm) / np.sum(cm, axis=0))


@accuracy.misconception("only classes 0 and 1 are counted as right; there may be more than two")
def two_classes(cm):
    return (cm[0, 0] + cm[1, 1]) / np.sum(cm)


@accuracy.misconception("right answers are divided by mistakes; divide by all samples")
def right_by_wrong(cm):
    return np.trace(cm) / (np.sum(cm) - np.trace(cm))


@accuracy.misconception("these are percent; the share is a number from 0 to 1")
def percent(cm):
    return 100 * np.trace(cm) / np.sum(cm)


@accuracy.misconception("// cuts the fraction off and leaves 0; / keeps it")
def floored(cm):
    return np.trace(cm) // np.sum(cm)


@accuracy.misconception("this is the share of each class; accuracy is one number")
def of_each_class(cm):
    return np.diag(cm) / np.sum(cm)


@accuracy.misconception("the diagonal is set to 0 in the caller's matrix to count the mistakes")
def empties_the_diagonal(cm):
    total = np.sum(cm)
    np.fill_diagonal(cm, 0)
    return 1 - np.sum(cm) / total


@accuracy.alternative("one minus the share of mistakes")
def one_minus(cm):
    return 1 - (cm.sum() - np.diag(cm).sum()) / cm.sum()


@accuracy.alternative("a mask")
def masked(cm):
    return cm[np.eye(len(cm), dtype=bool)].sum() / cm.sum()


@accuracy.alternative("loops")
def looped(cm):
    return float(sum(cm[i, i] for i in range(len(cm))) / sum(sum(row) for row in cm))


# recall --------------------------------------------------------------------------------------

recall = Exercise(digits_network.recall, points=4)


@recall.check("the diagonal's share of each row", weight=2)
def _(recall, rng):
    return recall(_counts(rng))


@recall.check("other numbers of classes, a class that is never recognised")
def _(recall, rng):
    cm = _counts(rng, 3)
    cm[2, 2] = 0
    return {"six classes": recall(_counts(rng, 6) + 0.0), "one never recognised": recall(cm)}


recall.untouched(lambda rng: (_counts(rng, 5),))


@recall.misconception(
    "this divides by the columns' sums: how far an answer can be trusted (precision); true classes "
    "are rows, so divide by the rows' sums"
)
def precision(cm):
    return np.diag(cm) / np.sum(cm, axis=0)


@recall.misconception("this divides by all samples; divide by those of the class")
def of_all(cm):
    return np.diag(cm) / np.sum(cm)


@recall.misconception("these are the mistakes' shares; recall is that of the right answers")
def mistakes(cm):
    return 1 - np.diag(cm) / np.sum(cm, axis=1)


@recall.misconception("the recalls are averaged; there is one for each class")
def averaged(cm):
    return np.mean(np.diag(cm) / np.sum(cm, axis=1))


@recall.misconception("this is the accuracy, one number; each class has its own share")
def the_accuracy(cm):
    return np.trace(cm) / np.sum(cm)


@recall.misconception("this is the matrix with each row divided by its sum; take its diagonal")
def whole_matrix(cm):
    return cm / np.sum(cm, axis=1, keepdims=True)


@recall.misconception("with keepdims the sums are a column, and all pairs are divided: (K, K)")
def kept_axis(cm):
    return np.diag(cm) / np.sum(cm, axis=1, keepdims=True)


@recall.misconception("the right answers are divided by the mistakes; divide by the whole row")
def right_by_wrong_in_rows(cm):
    return np.diag(cm) / (np.sum(cm, axis=1) - np.diag(cm))


@recall.misconception("these are counts; divide each by the number of samples of its class")
def counts(cm):
    return np.diag(cm).copy()


@recall.misconception("these are percent; shares go from 0 to 1")
def in_percent(cm):
    return 100 * np.diag(cm) / np.sum(cm, axis=1)


@recall.misconception("// cuts the fractions off and leaves zeros; / keeps them")
def floored_shares(cm):
    return np.diag(cm) // np.sum(cm, axis=1)


@recall.misconception("the largest count of each row is taken; right answers are on the diagonal")
def largest_of_row(cm):
    return np.max(cm, axis=1) / np.sum(cm, axis=1)


@recall.misconception("the shares are written back into cm, which belongs to the caller")
def into_cm(cm):
    shares = np.diag(cm) / np.sum(cm, axis=1)
    cm[:, 0] = 0
    return shares


@recall.alternative("the diagonal of the scaled matrix")
def scaled_diagonal(cm):
    return np.diagonal(cm / cm.sum(axis=1)[:, np.newaxis])


@recall.alternative("a class at a time")
def a_class_at_a_time(cm):
    return np.array([cm[i, i] / cm[i].sum() for i in range(len(cm))])


@recall.alternative("one minus the mistakes")
def one_minus_mistakes(cm):
    total = cm @ np.ones(len(cm))
    return 1 - (total - cm.diagonal()) / total
