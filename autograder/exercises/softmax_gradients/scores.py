"""loss_der: the derivative of each sample's own loss with respect to its scores."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import labels
from solutions import softmax_gradients

loss_der = Exercise(softmax_gradients.loss_der, points=6, given=("one_hot",))


def probabilities(rng, n, K):
    return rng.dirichlet(np.ones(K), size=n)


@loss_der.check("the probabilities, less 1 for the label's class", weight=2)
def _(loss_der, rng):
    n, K = 5, 3
    return loss_der(probabilities(rng, n, K), labels(rng, n, K))


@loss_der.check("classes that no sample has, and single precision")
def _(loss_der, rng):
    return {
        "classes 0 and 4 missing": loss_der(probabilities(rng, 4, 5), 1 + labels(rng, 4, 3)),
        "float32": loss_der(probabilities(rng, 3, 4).astype(np.float32), labels(rng, 3, 4)),
    }


loss_der.untouched(lambda rng: (probabilities(rng, 4, 3), labels(rng, 4, 3)))


@loss_der.vectorised("no Python loop over the samples")
def _(loss_der, rng, n):
    K = 4
    return loss_der(probabilities(rng, n, K), labels(rng, n, K))


@loss_der.vectorised("no Python loop over the classes")
def _(loss_der, rng, K):
    n = 6
    return loss_der(probabilities(rng, n, K), rng.integers(0, K, size=n))


def right(p, y):
    return softmax_gradients.loss_der(p, y)


@loss_der.misconception(
    "it is divided by n already; each sample's own derivative is asked for, and the mean is taken "
    "later, by dJdb2 and the others"
)
def divided_by_n(p, y):
    return right(p, y) / len(p)


@loss_der.misconception(
    "the sign is turned: it is p minus the one-hot label, negative for the label's class only"
)
def turned_round(p, y):
    return -right(p, y)


@loss_der.misconception(
    "-= writes into p itself, which belongs to the caller; subtract from a copy, or subtract "
    "one-hot rows"
)
def in_place(p, y):
    p[np.arange(len(y)), y] -= 1
    return p


@loss_der.misconception(
    "-1/p is the derivative with respect to the probability; the one with respect to the scores "
    "goes through the softmax too, and p minus one-hot is what remains"
)
def with_respect_to_p(p, y):
    return -softmax_gradients.one_hot(y, p.shape[1]) / p


@loss_der.misconception(
    "p (1 - p) is the derivative of a sigmoid; for softmax and cross-entropy together p minus "
    "one-hot remains"
)
def slope_of_a_sigmoid(p, y):
    return p * (1 - p)


@loss_der.misconception(
    "the labels themselves are subtracted from whole rows; a label is the number of a class, and "
    "1 is subtracted in its column"
)
def minus_labels(p, y):
    return p - y[:, np.newaxis]


@loss_der.misconception(
    "labels of shape (n,) line up with the classes and don't fit; they have to become one-hot rows"
)
def labels_without_one_hot(p, y):
    return p - y


@loss_der.misconception(
    "p[:, y] -= 1 changes the columns of all labels in every row; a row number has to go with "
    "each label, p[np.arange(n), y]"
)
def whole_columns(p, y):
    result = p.copy()
    result[:, y] -= 1
    return result


@loss_der.misconception(
    "the labels are taken for 1 .. K; they start at 0, so nothing is subtracted from them"
)
def labels_from_one(p, y):
    return p - np.eye(p.shape[1])[y - 1]


@loss_der.misconception(
    "only the label's column has an entry; the other classes have their probability as derivative, "
    "because a larger score of theirs makes the label less probable"
)
def label_column_only(p, y):
    return right(p, y) * softmax_gradients.one_hot(y, p.shape[1])


@loss_der.misconception(
    "only the label's entry is returned, (n,); every class has a derivative, (n, K)"
)
def label_entry_only(p, y):
    return p[np.arange(len(y)), y] - 1


@loss_der.misconception(
    "the label's column is left at 0; it is p - 1 there, negative, because a larger score of the "
    "label makes the loss smaller"
)
def label_left_out(p, y):
    return p * (1 - softmax_gradients.one_hot(y, p.shape[1]))


@loss_der.misconception("1 is subtracted from all classes; only the label's class is meant")
def minus_one_everywhere(p, y):
    return p - 1


@loss_der.misconception(
    "the mean over the samples is taken, (K,); each sample's own derivative is asked for, (n, K)"
)
def averaged(p, y):
    return right(p, y).mean(axis=0)


@loss_der.misconception(
    "a softmax is applied to p, which is a softmax already; p is used as it comes"
)
def softmax_once_more(p, y):
    return right(softmax_gradients.softmax(p), y)


@loss_der.misconception(
    "the number of classes is taken from the labels (max + 1); p has a column for each class, and "
    "some may have no sample"
)
def columns_from_the_labels(p, y):
    return p - np.eye(np.max(y) + 1)[y]


@loss_der.misconception(
    "there is a factor 2, as in the derivative of a square; cross-entropy has none"
)
def doubled(p, y):
    return 2 * right(p, y)


@loss_der.misconception(
    "a loop or a comprehension goes from sample to sample; one-hot rows for all labels are "
    "subtracted in one go"
)
def loop_over_samples(p, y):
    result = p.copy()
    for i, label in enumerate(y):
        result[i, label] -= 1
    return result


@loss_der.misconception(
    "a loop goes from class to class; one-hot rows are subtracted from all columns in one go"
)
def loop_over_classes(p, y):
    return np.stack([p[:, k] - (y == k) for k in range(p.shape[1])], axis=1)


@loss_der.alternative("a copy, in which one assignment takes the ones away")
def by_copy(p, y):
    result = np.array(p)
    result[np.arange(len(y)), y] -= 1
    return result


@loss_der.alternative("rows of the identity matrix")
def by_identity(p, y):
    return p - np.eye(p.shape[1])[y]


@loss_der.alternative("a comparison with all classes")
def by_comparison(p, y):
    return np.where(np.arange(p.shape[1]) == y[:, None], p - 1, p)


@loss_der.alternative("np.subtract.at, in single precision")
def by_subtract_at(p, y):
    result = p.astype(np.float32)
    np.subtract.at(result, (np.arange(len(y)), y), 1)
    return result
