"""one_hot: labels as rows of zeros with a single 1."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import labels
from solutions import softmax_gradients

one_hot = Exercise(softmax_gradients.one_hot, points=6)


@one_hot.check("a 1 in the column of the label, 0 everywhere else", weight=2)
def _(one_hot, rng):
    n, K = 5, 4
    return one_hot(labels(rng, n, K), K)


@one_hot.check("classes that no sample has: a column each, all the same")
def _(one_hot, rng):
    present = rng.permutation([1, 3, 3, 4, 1])
    return {"0, 2, 5 and 6 are missing": one_hot(present, 7), "0 and 2": one_hot(present[:4], 6)}


one_hot.untouched(lambda rng: (rng.permutation([1, 2, 2, 4]), 5))


@one_hot.vectorised("no Python loop over the samples")
def _(one_hot, rng, n):
    K = 4
    return one_hot(labels(rng, n, K), K)


@one_hot.vectorised("no Python loop over the classes")
def _(one_hot, rng, K):
    n = 6
    return one_hot(rng.integers(0, K, size=n), K)


@one_hot.misconception(
    "the entries are True and False; numbers are asked for, and .astype(float) makes them"
)
def truth_values(y, n_classes):
    return y[:, np.newaxis] == np.arange(n_classes)


@one_hot.misconception("the labels are taken for 1 .. K; they start at 0, so nothing is subtracted")
def labels_from_one(y, n_classes):
    return np.eye(n_classes)[y - 1]


@one_hot.misconception(
    "the result is turned round, (K, n); a row belongs to a sample and a column to a class"
)
def turned_round(y, n_classes):
    return np.eye(n_classes)[:, y]


@one_hot.misconception(
    "the number of columns is taken from the labels (max + 1), and classes above the largest label "
    "get none; there are n_classes columns, always"
)
def columns_from_the_largest(y, n_classes):
    return np.eye(np.max(y) + 1)[y]


@one_hot.misconception(
    "only classes that occur get a column (np.unique, set); there are n_classes columns, always"
)
def columns_from_those_present(y, n_classes):
    present, place = np.unique(y, return_inverse=True)
    return np.eye(len(present))[place]


@one_hot.misconception(
    "out[:, y] = 1 fills whole columns for every sample; a row number has to go with each label, "
    "out[np.arange(n), y] = 1"
)
def whole_columns(y, n_classes):
    out = np.zeros((len(y), n_classes))
    out[:, y] = 1
    return out


@one_hot.misconception(
    "out[y] = 1 fills whole rows, numbered by the labels; a label is the number of a column"
)
def whole_rows(y, n_classes):
    out = np.zeros((len(y), n_classes))
    out[y] = 1
    return out


@one_hot.misconception(
    "the label itself is written in its column; a 1 marks the place, whatever the label is"
)
def labels_as_entries(y, n_classes):
    out = np.zeros((len(y), n_classes))
    out[np.arange(len(y)), y] = y
    return out


@one_hot.misconception("the other classes are marked by -1; they should be 0")
def minus_one_for_the_others(y, n_classes):
    return 2 * np.eye(n_classes)[y] - 1


@one_hot.misconception("zeros and ones are exchanged: the label's column holds the 1")
def exchanged(y, n_classes):
    return 1 - np.eye(n_classes)[y]


@one_hot.misconception(
    "the result is laid out in one long row, (n K,); it has one row for each sample, (n, K)"
)
def one_long_row(y, n_classes):
    return np.eye(n_classes)[y].ravel()


@one_hot.misconception("the samples are sorted by their labels; row i has to belong to sample i")
def sorted_samples(y, n_classes):
    return np.eye(n_classes)[np.sort(y)]


@one_hot.misconception(
    "the samples are counted, one number for each class; each sample has a row of its own"
)
def counts(y, n_classes):
    return np.bincount(y, minlength=n_classes)


@one_hot.misconception("all columns up to the label are 1; only the label's own is")
def up_to_the_label(y, n_classes):
    return np.tri(n_classes)[y]


@one_hot.misconception(
    "-= shifts the labels in y itself, which belongs to the caller, and label 0 may be a class "
    "that merely does not occur"
)
def shifted_in_place(y, n_classes):
    y -= y.min()
    return np.eye(n_classes)[y]


@one_hot.misconception(
    "a loop or a comprehension goes from sample to sample; with an array of row numbers and an "
    "array of labels, one assignment sets all the ones"
)
def loop_over_samples(y, n_classes):
    out = np.zeros((len(y), n_classes))
    for i, label in enumerate(y):
        out[i, label] = 1
    return out


@one_hot.misconception(
    "a loop goes from class to class; one assignment or one comparison does all classes"
)
def loop_over_classes(y, n_classes):
    return np.stack([(y == k).astype(float) for k in range(n_classes)], axis=1)


@one_hot.misconception(
    "each entry is set by a step of Python, which is what np.fromfunction over an indexing "
    "function or np.vectorize hides; one assignment sets all the ones"
)
def loop_over_entries(y, n_classes):
    return np.array([[1 if label == k else 0 for k in range(n_classes)] for label in y])


@one_hot.alternative("rows of the identity matrix")
def by_identity(y, n_classes):
    return np.eye(n_classes)[y]


@one_hot.alternative("labels compared with all classes, as integers")
def by_comparison(y, n_classes):
    return (y[:, None] == np.arange(n_classes)[None, :]).astype(int)


@one_hot.alternative("np.put_along_axis, in single precision")
def by_put(y, n_classes):
    out = np.zeros((y.size, n_classes), dtype=np.float32)
    np.put_along_axis(out, y.reshape(-1, 1), 1, axis=1)
    return out


@one_hot.alternative("places in the flat array")
def by_flat_places(y, n_classes):
    out = np.zeros(len(y) * n_classes)
    out[np.arange(len(y)) * n_classes + y] = 1.0
    return out.reshape(len(y), n_classes)
