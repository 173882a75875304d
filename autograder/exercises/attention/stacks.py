"""A matrix for each sample: its weights on a diagonal, and their outer product."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import weights
from solutions import attention

# softmaxKq_diag ------------------------------------------------------------------------------

softmaxKq_diag = Exercise(attention.softmaxKq_diag, points=6)


@softmaxKq_diag.check("matrix i has the weights of sample i on its diagonal, zeros elsewhere")
def _(softmaxKq_diag, rng):
    n, C = 2, 4
    return softmaxKq_diag(weights(rng, n, C))


@softmaxKq_diag.check("more samples than words")
def _(softmaxKq_diag, rng):
    n, C = 5, 3
    return softmaxKq_diag(weights(rng, n, C))


softmaxKq_diag.untouched(lambda rng: (weights(rng, 3, 4),))


@softmaxKq_diag.vectorised("no Python loop over the samples")
def _(softmaxKq_diag, rng, n):
    C = 3
    return softmaxKq_diag(weights(rng, n, C))


@softmaxKq_diag.vectorised("no Python loop over the words", sizes=(8, 40))
def _(softmaxKq_diag, rng, C):
    n = 3
    return softmaxKq_diag(weights(rng, n, C))


@softmaxKq_diag.misconception(
    "np.diag of a matrix takes its diagonal out, (n,) or (C,); a row of weights for each sample "
    "has to be put on a diagonal"
)
def takes_the_diagonal_out(softmaxKq):
    return np.diag(softmaxKq)


@softmaxKq_diag.misconception(
    "np.diagflat puts all weights on one diagonal, (n C, n C); each sample has a matrix of its own"
)
def one_large_diagonal(softmaxKq):
    return np.diagflat(softmaxKq)


@softmaxKq_diag.misconception(
    "softmaxKq (n, C) meets np.eye (C, C) or (n, n) without a new axis, so samples meet words; "
    "(n, C, 1) times (C, C) is what fits"
)
def eye_without_new_axis(softmaxKq):
    return softmaxKq * np.eye(softmaxKq.shape[1])


@softmaxKq_diag.misconception(
    "every row of the matrix is the row of weights; all entries off the diagonal are 0"
)
def rows_repeated(softmaxKq):
    C = softmaxKq.shape[1]
    return np.repeat(softmaxKq[:, np.newaxis, :], C, axis=1)


@softmaxKq_diag.misconception(
    "every column of the matrix is the column of weights; all entries off the diagonal are 0"
)
def columns_repeated(softmaxKq):
    C = softmaxKq.shape[1]
    return np.repeat(softmaxKq[:, :, np.newaxis], C, axis=2)


@softmaxKq_diag.misconception(
    "every matrix holds the weights of the first sample; each has its own"
)
def first_sample_for_all(softmaxKq):
    return np.repeat(np.diag(softmaxKq[0])[np.newaxis], len(softmaxKq), axis=0)


@softmaxKq_diag.misconception(
    "the samples are added up into one matrix, (C, C); each has a matrix of its own"
)
def samples_added_up(softmaxKq):
    return np.diag(softmaxKq.sum(axis=0))


@softmaxKq_diag.misconception("the diagonal runs from the upper right to the lower left")
def the_other_diagonal(softmaxKq):
    return softmaxKq[:, :, np.newaxis] * np.eye(softmaxKq.shape[1])[::-1]


@softmaxKq_diag.misconception(
    "the weights are squared (multiplied with themselves); they stand on the diagonal as they are"
)
def squares_on_the_diagonal(softmaxKq):
    return (softmaxKq**2)[:, :, np.newaxis] * np.eye(softmaxKq.shape[1])


@softmaxKq_diag.misconception(
    "p (1 - p) stands on the diagonal: that is the diagonal of the whole Jacobian. Here the "
    "weights stand there alone"
)
def variances_on_the_diagonal(softmaxKq):
    return (softmaxKq * (1 - softmaxKq))[:, :, np.newaxis] * np.eye(softmaxKq.shape[1])


@softmaxKq_diag.misconception("these are identity matrices; the weights have to multiply them")
def identities(softmaxKq):
    n, C = softmaxKq.shape
    return np.repeat(np.eye(C)[np.newaxis], n, axis=0)


@softmaxKq_diag.misconception("the samples are on the last axis, (C, C, n); they belong in front")
def samples_last(softmaxKq):
    return softmaxKq.T[:, np.newaxis, :] * np.eye(softmaxKq.shape[1])[:, :, np.newaxis]


@softmaxKq_diag.misconception(
    "the diagonal is filled up to index n only; its length is C, the number of words"
)
def filled_by_samples(softmaxKq):
    n, C = softmaxKq.shape
    result = np.zeros((n, C, C))
    result[:, np.arange(n), np.arange(n)] = softmaxKq[:, :n]
    return result


@softmaxKq_diag.misconception(
    "result[i, i] with two index arrays acts on samples and rows; the axis of samples comes first: "
    "result[:, i, i]"
)
def indexes_the_samples(softmaxKq):
    n, C = softmaxKq.shape
    result = np.zeros((n, C, C))
    result[np.arange(C), np.arange(C)] = softmaxKq
    return result


@softmaxKq_diag.misconception(
    "the result is made for whole numbers (dtype int), so every weight is cut to 0"
)
def made_for_whole_numbers(softmaxKq):
    n, C = softmaxKq.shape
    result = np.zeros((n, C, C), dtype=int)
    result[:, np.arange(C), np.arange(C)] = softmaxKq
    return result


@softmaxKq_diag.misconception(
    "softmaxKq.shape = ... changes the caller's array for good; reshape or np.newaxis gives "
    "another view of it"
)
def diag_reshapes_the_argument(softmaxKq):
    n, C = softmaxKq.shape
    softmaxKq.shape = (n, C, 1)
    return softmaxKq * np.eye(C)


@softmaxKq_diag.misconception(
    "a loop or comprehension makes one matrix after the other; (n, C, 1) times (C, C) makes all"
)
def diag_by_sample(softmaxKq):
    return np.array([np.diag(row) for row in softmaxKq])


@softmaxKq_diag.misconception(
    "a loop walks along the diagonal; np.eye, or index arrays, fill it at once"
)
def diag_by_word(softmaxKq):
    n, C = softmaxKq.shape
    result = np.zeros((n, C, C))
    for c in range(C):
        result[:, c, c] = softmaxKq[:, c]
    return result


@softmaxKq_diag.alternative("zeros, filled by index arrays")
def diag_by_indices(softmaxKq):
    n, C = softmaxKq.shape
    result = np.zeros((n, C, C))
    result[:, np.arange(C), np.arange(C)] = softmaxKq
    return result


@softmaxKq_diag.alternative("rows times the identity, in single precision")
def diag_by_rows(softmaxKq):
    eye = np.eye(softmaxKq.shape[1], dtype=np.float32)
    return softmaxKq.astype(np.float32)[:, None, :] * eye


@softmaxKq_diag.alternative("every entry of the flattened matrices that lies on a diagonal")
def diag_by_stride(softmaxKq):
    n, C = softmaxKq.shape
    result = np.zeros((n, C * C))
    result[:, :: C + 1] = softmaxKq
    return result.reshape(n, C, C)


@softmaxKq_diag.alternative("np.where on the identity")
def diag_by_where(softmaxKq):
    return np.where(np.eye(softmaxKq.shape[1], dtype=bool), softmaxKq[:, :, None], 0)


# softmaxKq_outer -----------------------------------------------------------------------------

softmaxKq_outer = Exercise(attention.softmaxKq_outer, points=5)


@softmaxKq_outer.check("matrix i is the multiplication table of the weights of sample i")
def _(softmaxKq_outer, rng):
    n, C = 2, 4
    return softmaxKq_outer(weights(rng, n, C))


@softmaxKq_outer.check("more samples than words")
def _(softmaxKq_outer, rng):
    n, C = 5, 3
    return softmaxKq_outer(weights(rng, n, C))


softmaxKq_outer.untouched(lambda rng: (weights(rng, 3, 4),))


@softmaxKq_outer.vectorised("no Python loop over the samples")
def _(softmaxKq_outer, rng, n):
    C = 3
    return softmaxKq_outer(weights(rng, n, C))


@softmaxKq_outer.vectorised("no Python loop over the words", sizes=(8, 40))
def _(softmaxKq_outer, rng, C):
    n = 3
    return softmaxKq_outer(weights(rng, n, C))


@softmaxKq_outer.misconception(
    "softmaxKq.T @ softmaxKq sums the tables of all samples up, (C, C); each has one of its own"
)
def tables_summed(softmaxKq):
    return softmaxKq.T @ softmaxKq


@softmaxKq_outer.misconception(
    "the tables are averaged over the samples, (C, C); each sample has one of its own"
)
def tables_averaged(softmaxKq):
    return softmaxKq.T @ softmaxKq / len(softmaxKq)


@softmaxKq_outer.misconception(
    "softmaxKq @ softmaxKq.T multiplies samples with samples, (n, n); within a sample, every word "
    "meets every word"
)
def samples_with_samples(softmaxKq):
    return softmaxKq @ softmaxKq.T


@softmaxKq_outer.misconception(
    "np.outer flattens its arguments, (n C, n C), so words meet those of other samples too"
)
def flattened_outer(softmaxKq):
    return np.outer(softmaxKq, softmaxKq)


@softmaxKq_outer.misconception(
    "np.multiply.outer (or tensordot) pairs every sample with every sample, (n, C, n, C)"
)
def outer_of_all_pairs(softmaxKq):
    return np.multiply.outer(softmaxKq, softmaxKq)


@softmaxKq_outer.misconception(
    "each weight is multiplied with itself only, (n, C); in a table every one meets every one"
)
def squares(softmaxKq):
    return softmaxKq * softmaxKq


@softmaxKq_outer.misconception(
    "a row times a column is an inner product, (n, 1, 1); the column comes first, then the row"
)
def inner_product(softmaxKq):
    return softmaxKq[:, np.newaxis, :] @ softmaxKq[:, :, np.newaxis]


@softmaxKq_outer.misconception(
    "both factors stand the same way, so every row of the table holds the squares; one has to be a "
    "column"
)
def squares_in_every_row(softmaxKq):
    C = softmaxKq.shape[1]
    return np.repeat((softmaxKq**2)[:, np.newaxis, :], C, axis=1)


@softmaxKq_outer.misconception(
    "only the diagonal of the table is there; the products of different words belong to it"
)
def only_the_diagonal(softmaxKq):
    return (softmaxKq**2)[:, :, np.newaxis] * np.eye(softmaxKq.shape[1])


@softmaxKq_outer.misconception("the diagonal is left out; a word meets itself too")
def without_the_diagonal(softmaxKq):
    table = softmaxKq[:, :, np.newaxis] * softmaxKq[:, np.newaxis, :]
    return table * (1 - np.eye(softmaxKq.shape[1]))


@softmaxKq_outer.misconception("the weights are added; in an outer product they are multiplied")
def sums_of_pairs(softmaxKq):
    return softmaxKq[:, :, np.newaxis] + softmaxKq[:, np.newaxis, :]


@softmaxKq_outer.misconception(
    "the new axes pair samples, (n, n, C); words are paired by (n, C, 1) and (n, 1, C)"
)
def paired_samples(softmaxKq):
    return softmaxKq[:, np.newaxis, :] * softmaxKq[np.newaxis, :, :]


@softmaxKq_outer.misconception("every matrix is the table of the first sample; each has its own")
def first_table_for_all(softmaxKq):
    table = np.outer(softmaxKq[0], softmaxKq[0])
    return np.repeat(table[np.newaxis], len(softmaxKq), axis=0)


@softmaxKq_outer.misconception("the samples are on the last axis, (C, C, n); they belong in front")
def tables_last(softmaxKq):
    return softmaxKq.T[:, np.newaxis, :] * softmaxKq.T[np.newaxis, :, :]


@softmaxKq_outer.misconception(
    "softmaxKq.shape = ... changes the caller's array for good; reshape or np.newaxis gives "
    "another view of it"
)
def outer_reshapes_the_argument(softmaxKq):
    n, C = softmaxKq.shape
    softmaxKq.shape = (n, C, 1)
    return softmaxKq * softmaxKq.reshape(n, 1, C)


@softmaxKq_outer.misconception(
    "a loop or comprehension makes one table after the other; (n, C, 1) times (n, 1, C) makes all"
)
def outer_by_sample(softmaxKq):
    return np.array([np.outer(row, row) for row in softmaxKq])


@softmaxKq_outer.misconception(
    "a loop goes from word to word; (n, C, 1) times (n, 1, C) makes all rows at once"
)
def outer_by_word(softmaxKq):
    rows = [softmaxKq[:, c : c + 1] * softmaxKq for c in range(softmaxKq.shape[1])]
    return np.stack(rows, axis=1)


@softmaxKq_outer.alternative("einsum")
def outer_by_einsum(softmaxKq):
    return np.einsum("na,nb->nab", softmaxKq, softmaxKq)


@softmaxKq_outer.alternative("a stack of columns @ a stack of rows, in single precision")
def outer_by_matmul(softmaxKq):
    p = softmaxKq.astype(np.float32)
    return p[:, :, None] @ p[:, None, :]


@softmaxKq_outer.alternative("reshaped")
def outer_by_reshape(softmaxKq):
    n, C = softmaxKq.shape
    return softmaxKq.reshape(n, C, 1) * softmaxKq.reshape(n, 1, C)
