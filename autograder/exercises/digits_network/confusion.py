"""Which digit was taken for which, counted."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network

confusion_matrix = Exercise(digits_network.confusion_matrix, points=7)


def _problem(rng, n=25, K=4):
    truth = np.eye(K, dtype=int)[rng.integers(K, size=n)]
    return truth, list(rng.uniform(size=(n, 1, K)))


@confusion_matrix.check("true classes in rows, recognised ones in columns", weight=3)
def _(confusion_matrix, rng):
    return confusion_matrix(*_problem(rng))


@confusion_matrix.check("any outputs, also negative ones and large ones")
def _(confusion_matrix, rng):
    truth, out = _problem(rng, 40, 3)
    return confusion_matrix(truth.astype(float), [10 * each - 12 for each in out])


@confusion_matrix.check("K rows and columns, also where some class never occurs")
def _(confusion_matrix, rng):
    truth, out = _problem(rng, 6, 5)
    truth[:] = np.eye(5, dtype=int)[rng.integers(3, size=6)]
    return confusion_matrix(truth, [each * [1, 1, 1, 0, 0] for each in out])


@confusion_matrix.vectorised("no Python loop over the samples", weight=1.5)
def _(confusion_matrix, rng, n):
    return confusion_matrix(*_problem(rng, n, 4))


confusion_matrix.untouched(lambda rng: _problem(rng, 9, 3), weight=0.5)


def _labels(y_test, out):
    return np.argmax(y_test, axis=1), np.argmax(np.concatenate(out), axis=1)


def _count(truth, taken, K):
    counts = np.zeros((K, K))
    np.add.at(counts, (truth, taken), 1)
    return counts


@confusion_matrix.misconception(
    "rows and columns are exchanged: the true class tells the row, the recognised one the column"
)
def transposed(y_test, out):
    truth, taken = _labels(y_test, out)
    return _count(taken, truth, y_test.shape[1])


@confusion_matrix.misconception(
    "cm[truth, taken] += 1 counts a pair once, however often it occurs; np.add.at counts each"
)
def counted_once(y_test, out):
    counts = np.zeros((y_test.shape[1],) * 2)
    counts[_labels(y_test, out)] += 1
    return counts


@confusion_matrix.misconception(
    "argmax runs down the samples (axis 0); the class of a sample is along its row (axis 1)"
)
def argmax_down(y_test, out):
    truth, taken = np.argmax(y_test, axis=0), np.argmax(np.concatenate(out), axis=0)
    counts = np.zeros((y_test.shape[1],) * 2)
    np.add.at(counts, (truth % len(counts), taken % len(counts)), 1)
    return counts


@confusion_matrix.misconception("the counts are divided by n; asked for are the counts themselves")
def shares(y_test, out):
    return _count(*_labels(y_test, out), y_test.shape[1]) / len(y_test)


@confusion_matrix.misconception(
    "each row is divided by its sum; asked for are the counts themselves"
)
def shares_of_rows(y_test, out):
    counts = _count(*_labels(y_test, out), y_test.shape[1])
    return counts / np.maximum(np.sum(counts, axis=1, keepdims=True), 1)


@confusion_matrix.misconception(
    "the outputs themselves are added up; a sample counts 1 in the column of its largest output"
)
def outputs_added_up(y_test, out):
    return y_test.T @ np.concatenate(out)


@confusion_matrix.misconception(
    "outputs above 0.5 are counted, none or several for a sample; it is the largest one alone"
)
def above_a_half(y_test, out):
    return y_test.T @ (np.concatenate(out) > 0.5).astype(int)


@confusion_matrix.misconception(
    "only right answers are counted; the others belong off the diagonal"
)
def right_ones_only(y_test, out):
    return np.diag(np.diag(_count(*_labels(y_test, out), y_test.shape[1])))


@confusion_matrix.misconception("only mistakes are counted; right answers belong on the diagonal")
def mistakes_only(y_test, out):
    counts = _count(*_labels(y_test, out), y_test.shape[1])
    return counts - np.diag(np.diag(counts))


@confusion_matrix.misconception(
    "the size comes from the largest class that occurs; it is the number of columns of y_test"
)
def size_from_what_occurs(y_test, out):
    truth, taken = _labels(y_test, out)
    return _count(truth, taken, max(truth.max(), taken.max()) + 1)


@confusion_matrix.misconception(
    "the size is fixed at ten classes; it is the number of columns of y_test"
)
def ten_classes(y_test, out):
    return _count(*_labels(y_test, out), 10)


@confusion_matrix.misconception(
    "something goes through the samples one by one: a loop, or np.vstack or np.stack, which loop "
    "over a list in Python; np.concatenate and np.add.at do without"
)
def looped(y_test, out):
    counts = np.zeros((y_test.shape[1],) * 2)
    for y, output in zip(y_test, out):
        counts[np.argmax(y), np.argmax(output)] += 1
    return counts


@confusion_matrix.misconception(
    "argmax without axis=1 looks for the largest of all outputs; each sample has its own"
)
def largest_of_all(y_test, out):
    truth = np.argmax(y_test, axis=1)
    return _count(truth, np.full(len(truth), np.argmax(out) % y_test.shape[1]), y_test.shape[1])


@confusion_matrix.misconception("the smallest output is taken for the answer; it is the largest")
def smallest(y_test, out):
    truth, taken = np.argmax(y_test, axis=1), np.argmin(np.concatenate(out), axis=1)
    return _count(truth, taken, y_test.shape[1])


@confusion_matrix.misconception(
    "the outputs are scaled in place to add up to 1, which changes the caller's arrays"
)
def scales_in_place(y_test, out):
    out[:] = list(np.array(out) / np.sum(np.abs(out), axis=-1, keepdims=True))
    return _count(*_labels(y_test, out), y_test.shape[1])


@confusion_matrix.alternative("np.add.at")
def by_add_at(y_test, out):
    return _count(*_labels(y_test, out), y_test.shape[1])


@confusion_matrix.alternative("a matrix product of one-hot rows")
def by_product(y_test, out):
    taken = np.argmax(np.concatenate(out), axis=-1)
    return y_test.T @ np.eye(y_test.shape[1])[taken]


@confusion_matrix.alternative("np.histogram2d")
def by_histogram(y_test, out):
    edges = np.arange(y_test.shape[1] + 1) - 0.5
    truth, taken = y_test.argmax(1), np.array(out)[:, 0].argmax(1)
    return np.histogram2d(truth, taken, bins=(edges, edges))[0]


@confusion_matrix.alternative("loops over the classes")
def over_classes(y_test, out):
    truth, taken = _labels(y_test, out)
    K = y_test.shape[1]
    return np.array([[np.sum((truth == i) & (taken == j)) for j in range(K)] for i in range(K)])
