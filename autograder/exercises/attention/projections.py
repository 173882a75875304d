"""Keys of all words and the query of the last: two matrix products."""

import numpy as np

from autograder.exercise import Exercise
from solutions import attention

# keys ----------------------------------------------------------------------------------------

keys = Exercise(attention.keys, points=4)


@keys.check("each word of each sample has its key, its row times W2")
def _(keys, rng):
    n, C, d, q = 2, 5, 3, 4
    return keys(rng.normal(size=(n, C, d)), rng.normal(size=(d, q)))


@keys.check("whole numbers in X, more features than words: nothing is cut off")
def _(keys, rng):
    n, C, d, q = 5, 3, 6, 2
    return keys(rng.integers(-9, 10, size=(n, C, d)), rng.normal(size=(d, q)))


keys.untouched(lambda rng: (rng.normal(size=(3, 4, 5)), rng.normal(size=(5, 2))))


@keys.vectorised("no Python loop over the samples")
def _(keys, rng, n):
    C, d, q = 3, 4, 2
    return keys(rng.normal(size=(n, C, d)), rng.normal(size=(d, q)))


@keys.vectorised("no Python loop over the words")
def _(keys, rng, C):
    n, d, q = 3, 4, 2
    return keys(rng.normal(size=(n, C, d)), rng.normal(size=(d, q)))


@keys.misconception(
    "only the last word gets a key; the last word asks, and all words have keys, (n, C, q)"
)
def key_of_the_last_word(X, W2):
    return X[:, -1] @ W2


@keys.misconception("the words are averaged first; every word has a key of its own, (n, C, q)")
def key_of_the_mean(X, W2):
    return X.mean(axis=1) @ W2


@keys.misconception(
    "there is a transpose too many, of X or of W2, or a * for @: (n, C, d) @ (d, q) fits as it is"
)
def one_transpose_too_many(X, W2):
    return X @ W2.T


@keys.misconception(
    "the axes of words and of reduced features have changed places; the keys are rows, (n, C, q)"
)
def keys_in_columns(X, W2):
    return np.moveaxis(X @ W2, 1, 2)


@keys.misconception(
    "np.tensordot (or W2.T @ ...) puts the axis q first, (q, n, C); X @ W2 leaves samples and "
    "words in front"
)
def reduced_axis_first(X, W2):
    return np.tensordot(W2, X, axes=(0, 2))


@keys.misconception(
    "samples and words are melted into one axis, (n C, q); bring the result back to (n, C, q), or "
    "let @ keep the axes"
)
def melted(X, W2):
    return X.reshape(-1, X.shape[2]) @ W2


@keys.misconception("the keys are divided by the root of q; no scale is asked for here")
def scaled_keys(X, W2):
    return X @ W2 / np.sqrt(W2.shape[1])


@keys.misconception("a relu cuts the negative entries off; a key is X W2, without activation")
def keys_with_relu(X, W2):
    return np.maximum(0, X @ W2)


@keys.misconception("every key is scaled to length 1; a key is X W2 as it comes")
def keys_of_length_one(X, W2):
    K = X @ W2
    return K / np.linalg.norm(K, axis=2, keepdims=True)


@keys.misconception(
    "the result has the type of X: where X holds integers, keys lose their fraction"
)
def keys_typed_like_x(X, W2):
    K = np.empty((*X.shape[:2], W2.shape[1]), dtype=X.dtype)
    K[:] = X @ W2
    return K


@keys.misconception(
    "X.shape = ... changes the caller's array for good; X.reshape(...) gives another view of it"
)
def reshapes_the_argument(X, W2):
    n, C, d = X.shape
    X.shape = (n * C, d)
    return (X @ W2).reshape(n, C, -1)


@keys.misconception(
    "a loop or comprehension goes from sample to sample; @ multiplies every matrix of a stack"
)
def keys_by_sample(X, W2):
    return np.array([x @ W2 for x in X])


@keys.misconception("a loop goes from word to word; @ multiplies all rows at once")
def keys_by_word(X, W2):
    return np.stack([X[:, c] @ W2 for c in range(X.shape[1])], axis=1)


@keys.alternative("np.dot, which sums over the last axis of X and the first of W2")
def keys_by_dot(X, W2):
    return np.dot(X, W2)


@keys.alternative("einsum, in single precision")
def keys_by_einsum(X, W2):
    return np.einsum("ncd,dq->ncq", X.astype(np.float32), W2.astype(np.float32))


@keys.alternative("melted, multiplied and brought back")
def keys_by_reshape(X, W2):
    n, C, d = X.shape
    return (X.reshape(n * C, d) @ W2).reshape(n, C, W2.shape[1])


# queries -------------------------------------------------------------------------------------

queries = Exercise(attention.queries, points=5)


@queries.check("the query is the last word of each sample times W1")
def _(queries, rng):
    n, C, d, q = 2, 5, 3, 4
    return queries(rng.normal(size=(n, C, d)), rng.normal(size=(d, q)))


@queries.check("whole numbers in X, more features than words: nothing is cut off")
def _(queries, rng):
    n, C, d, q = 4, 3, 6, 2
    return queries(rng.integers(-9, 10, size=(n, C, d)), rng.normal(size=(d, q)))


queries.untouched(lambda rng: (rng.normal(size=(3, 4, 5)), rng.normal(size=(5, 2))))


@queries.vectorised("no Python loop over the samples")
def _(queries, rng, n):
    C, d, q = 3, 4, 2
    return queries(rng.normal(size=(n, C, d)), rng.normal(size=(d, q)))


@queries.misconception("X[:, 0] is the first word of each sample; the last one asks, X[:, -1]")
def query_of_the_first_word(X, W1):
    return X[:, 0] @ W1


@queries.misconception(
    "X[-1] is the last sample with all its words; the last word of every sample is X[:, -1]"
)
def query_of_the_last_sample(X, W1):
    return X[-1] @ W1


@queries.misconception(
    "X[..., -1] or W1.T: an axis of length C or q meets the d of the weights. The last word of "
    "every sample is X[:, -1], of shape (n, d)"
)
def query_of_the_last_feature(X, W1):
    return X[:, :, -1] @ W1


@queries.misconception(
    "the slice X[:, -1:] keeps the axis of words with length 1; the index X[:, -1] takes it away"
)
def query_with_a_spare_axis(X, W1):
    return X[:, -1:] @ W1


@queries.misconception("every word asks, (n, C, q); here only the last word of a sample does")
def query_of_every_word(X, W1):
    return X @ W1


@queries.misconception("the mean of the words asks; the query is that of the last word alone")
def query_of_the_mean(X, W1):
    return X.mean(axis=1) @ W1


@queries.misconception("index -2 is the last word but one; the last has index -1")
def query_of_the_last_but_one(X, W1):
    return X[:, -2] @ W1


@queries.misconception(
    "the index of the last word is taken from another axis, the features; that works only where "
    "C = d, and -1 always works"
)
def index_from_the_features(X, W1):
    return X[:, X.shape[2] - 1] @ W1


@queries.misconception(
    "the index of the last word is taken from another axis, the samples; that works only where "
    "C = n, and -1 always works"
)
def index_from_the_samples(X, W1):
    return X[:, len(X) - 1] @ W1


@queries.misconception(
    "the last reduced feature of every word is taken, (n, C); wanted are all q of the last word"
)
def last_reduced_feature(X, W1):
    return (X @ W1)[:, :, -1]


@queries.misconception("queries stand in the columns, (q, n); samples belong in the rows, (n, q)")
def queries_in_columns(X, W1):
    return W1.T @ X[:, -1].T


@queries.misconception("the queries are divided by the root of q; no scale is asked for here")
def scaled_queries(X, W1):
    return X[:, -1] @ W1 / np.sqrt(W1.shape[1])


@queries.misconception(
    "the result has the type of X: where X holds integers, queries lose their fraction"
)
def queries_typed_like_x(X, W1):
    result = np.zeros((len(X), W1.shape[1]), dtype=X.dtype)
    result[:] = X[:, -1] @ W1
    return result


@queries.misconception(
    "X.shape = ... changes the caller's array for good; X[:, -1] or X.reshape(...) leave it alone"
)
def flattens_the_argument(X, W1):
    X.shape = (len(X), -1)
    return X[:, -len(W1) :] @ W1


@queries.misconception(
    "a loop or comprehension goes from sample to sample; X[:, -1] takes the last word of all"
)
def queries_by_sample(X, W1):
    return np.array([x[-1] @ W1 for x in X])


@queries.alternative("all words multiplied, the last one kept")
def queries_kept_from_all(X, W1):
    return (X @ W1)[:, -1, :]


@queries.alternative("np.take, in single precision")
def queries_by_take(X, W1):
    return np.dot(np.take(X, -1, axis=1), W1).astype(np.float32)


@queries.alternative("words first")
def queries_by_moving_axes(X, W1):
    return np.einsum("nd,dq->nq", np.moveaxis(X, 1, 0)[-1], W1)
