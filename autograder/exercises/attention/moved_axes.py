"""Each sample transposed, times a matrix of its own: moveaxis and a stack of products."""

import numpy as np

from autograder.exercise import Exercise
from solutions import attention

features_times_jacobian = Exercise(attention.features_times_jacobian, points=6)


@features_times_jacobian.check("matrix i is the transpose of X[i] times D[i]")
def _(features_times_jacobian, rng):
    n, C, d = 2, 4, 3
    return features_times_jacobian(rng.normal(size=(n, C, d)), rng.normal(size=(n, C, C)))


@features_times_jacobian.check("whole numbers in X, more features than words: nothing is cut off")
def _(features_times_jacobian, rng):
    n, C, d = 4, 3, 6
    return features_times_jacobian(rng.integers(-9, 10, size=(n, C, d)), rng.normal(size=(n, C, C)))


features_times_jacobian.untouched(
    lambda rng: (rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 4)))
)


@features_times_jacobian.vectorised("no Python loop over the samples")
def _(features_times_jacobian, rng, n):
    C, d = 3, 4
    return features_times_jacobian(rng.normal(size=(n, C, d)), rng.normal(size=(n, C, C)))


@features_times_jacobian.vectorised("no Python loop over the features")
def _(features_times_jacobian, rng, d):
    n, C = 4, 3
    return features_times_jacobian(rng.normal(size=(n, C, d)), rng.normal(size=(n, C, C)))


@features_times_jacobian.misconception(
    "the axes that meet in @ don't fit: X (n, C, d) needs its last two axes exchanged, and X.T "
    "turns all three round, to (d, C, n)"
)
def without_moving(X, D):
    return X @ D


@features_times_jacobian.misconception(
    "reshape counts the same numbers off into rows of another length, which scrambles them; moving "
    "an axis takes each number along: np.moveaxis(X, 1, 2)"
)
def reshaped(X, D):
    n, C, d = X.shape
    return X.reshape(n, d, C) @ D


@features_times_jacobian.misconception(
    "D stands on the left, D X, of shape (n, C, d); asked for is the transpose of X times D, (n, "
    "d, C)"
)
def matrix_on_the_left(X, D):
    return D @ X


@features_times_jacobian.misconception(
    "the transpose of D is used (D X turned round is Xᵀ Dᵀ); that is the same only where D is "
    "symmetric"
)
def matrix_transposed(X, D):
    return np.moveaxis(D @ X, 1, 2)


@features_times_jacobian.misconception(
    "the result is turned back to (n, C, d); asked for is (n, d, C), features in the rows"
)
def turned_back(X, D):
    return np.moveaxis(np.moveaxis(X, 1, 2) @ D, 1, 2)


@features_times_jacobian.misconception("all samples meet the matrix of the first; each has its own")
def first_matrix_for_all(X, D):
    return np.moveaxis(X, 1, 2) @ D[0]


@features_times_jacobian.misconception("D is averaged over the samples first; each has its own")
def mean_matrix_for_all(X, D):
    return np.moveaxis(X, 1, 2) @ D.mean(axis=0)


@features_times_jacobian.misconception(
    "the products of all samples are added up, (d, C); the samples stay apart, (n, d, C)"
)
def products_added_up(X, D):
    return np.einsum("ncd,nce->de", X, D)


@features_times_jacobian.misconception(
    "np.dot (or tensordot) pairs every sample with every sample, (n, d, n, C); @ pairs sample i "
    "with matrix i"
)
def every_sample_with_every_matrix(X, D):
    return np.dot(np.moveaxis(X, 1, 2), D)


@features_times_jacobian.misconception(
    "only the diagonals of D take part; a matrix product uses every entry"
)
def diagonals_only(X, D):
    return np.moveaxis(X, 1, 2) * np.diagonal(D, axis1=1, axis2=2)[:, np.newaxis, :]


@features_times_jacobian.misconception(
    "the columns of D are summed up and scale the words; a matrix product mixes them"
)
def columns_summed(X, D):
    return np.moveaxis(X, 1, 2) * D.sum(axis=1)[:, np.newaxis, :]


@features_times_jacobian.misconception(
    "np.moveaxis gives a view of X, and [:] = writes the product into X itself; give the product a "
    "name of its own"
)
def written_through_the_view(X, D):
    moved = np.moveaxis(X, 1, 2)
    moved[:] = moved @ D
    return moved


@features_times_jacobian.misconception(
    "the result has the type of X: where X holds integers, products lose their fraction"
)
def typed_like_x(X, D):
    n, C, d = X.shape
    result = np.zeros((n, d, C), dtype=X.dtype)
    result[:] = np.moveaxis(X, 1, 2) @ D
    return result


@features_times_jacobian.misconception(
    "a loop or comprehension goes from sample to sample; np.moveaxis turns all of them, @ "
    "multiplies all of them"
)
def products_by_sample(X, D):
    return np.array([x.T @ matrix for x, matrix in zip(X, D)])


@features_times_jacobian.misconception(
    "a loop goes from feature to feature; @ does all rows of a matrix at once"
)
def products_by_feature(X, D):
    rows = [(X[:, np.newaxis, :, k] @ D)[:, 0] for k in range(X.shape[2])]
    return np.stack(rows, axis=1)


@features_times_jacobian.alternative("swapaxes")
def products_by_swapaxes(X, D):
    return np.matmul(X.swapaxes(1, 2), D)


@features_times_jacobian.alternative("einsum, in single precision")
def products_by_einsum(X, D):
    return np.einsum("ncd,nce->nde", X.astype(np.float32), D.astype(np.float32))


@features_times_jacobian.alternative("the other way round, both turned")
def products_turned(X, D):
    return np.transpose(np.moveaxis(D, 1, 2) @ X, (0, 2, 1))


@features_times_jacobian.alternative("broadcast and summed over the words")
def products_by_broadcast(X, D):
    return np.sum(X[:, :, :, None] * D[:, :, None, :], axis=1)
