"""Attention of every word over itself and what came before: the causal mask."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import parameters, softmax, steep
from solutions import attention

causal_attention = Exercise(
    attention.causal_attention,
    points=7,
    given=("keys", "queries", "scores", "attention_weights"),
)


def _arguments(rng, n, C, d, q):
    theta = parameters(rng, d, q)
    return rng.normal(size=(n, C, d)), theta["W1"], theta["W2"]


@causal_attention.check("row t holds the weights of word t over the words 0 to t", weight=2)
def _(causal_attention, rng):
    return causal_attention(*_arguments(rng, n=2, C=5, d=4, q=3))


@causal_attention.check("more samples and features than words, whole numbers in X")
def _(causal_attention, rng):
    n, C, d, q = 6, 3, 5, 2
    theta = parameters(rng, d, q)
    return causal_attention(rng.integers(-1, 2, size=(n, C, d)), theta["W1"], theta["W2"])


@causal_attention.check("large scores, the largest in the future: finite weights that are right")
def _(causal_attention, rng):
    n, C, d, q = 2, 5, 4, 3
    X, theta = steep(rng, n, C, d, q)
    X[:, -1, 0] += 60
    return causal_attention(X, theta["W1"], theta["W2"])


causal_attention.untouched(lambda rng: _arguments(rng, n=2, C=5, d=4, q=3))


@causal_attention.vectorised("no Python loop over the samples")
def _(causal_attention, rng, n):
    return causal_attention(*_arguments(rng, n, C=4, d=3, q=2))


@causal_attention.vectorised("no Python loop over the words", sizes=(8, 40))
def _(causal_attention, rng, C):
    return causal_attention(*_arguments(rng, 4, C, d=3, q=2))


def _scores(X, W1, W2):
    return (X @ W1) @ np.moveaxis(X @ W2, 1, 2)


def _past(X):
    return np.tri(X.shape[1], dtype=bool)


@causal_attention.misconception("the mask is missing: words attend to what comes after them")
def without_mask(X, W1, W2):
    return softmax(_scores(X, W1, W2))


@causal_attention.misconception(
    "the mask is turned round (np.triu): words attend to the future and not to the past"
)
def only_the_future(X, W1, W2):
    return softmax(np.where(_past(X).T, _scores(X, W1, W2), -np.inf))


@causal_attention.misconception(
    "the mask takes the word itself away too, so the first word has nothing to attend to (nan)"
)
def without_itself(X, W1, W2):
    past = np.tri(X.shape[1], k=-1, dtype=bool)
    return softmax(np.where(past, _scores(X, W1, W2), -np.inf))


@causal_attention.misconception("the mask is one too wide: every word sees the next one")
def one_word_ahead(X, W1, W2):
    return softmax(np.where(np.tri(X.shape[1], k=1, dtype=bool), _scores(X, W1, W2), -np.inf))


@causal_attention.misconception(
    "the weights are masked after the softmax, so the rows don't add up to 1; mask the scores, or "
    "divide by the row's sum once more"
)
def masked_after_the_softmax(X, W1, W2):
    return softmax(_scores(X, W1, W2)) * _past(X)


@causal_attention.misconception(
    "masked scores become 0, and exp(0) is 1: the future still gets weight; a score of -inf gets "
    "none"
)
def masked_with_zero(X, W1, W2):
    return softmax(np.where(_past(X), _scores(X, W1, W2), 0))


@causal_attention.misconception(
    "-10 is added in the future: that is little beside large scores, and exp(-10) is not 0; -inf "
    "leaves nothing"
)
def masked_with_little(X, W1, W2):
    return softmax(_scores(X, W1, W2) - 10 * ~_past(X))


@causal_attention.misconception(
    "the softmax runs down the columns, over the words that ask; it runs along the rows, over the "
    "words that answer"
)
def softmax_down_the_columns(X, W1, W2):
    found = np.where(_past(X), _scores(X, W1, W2), -np.inf)
    return softmax(found.swapaxes(1, 2)).swapaxes(1, 2)


@causal_attention.misconception(
    "the matrices are transposed: entry [i, t, c] belongs to the asking word t and the answering "
    "word c"
)
def asking_words_in_columns(X, W1, W2):
    return attention.causal_attention(X, W1, W2).swapaxes(1, 2)


@causal_attention.misconception("W1 and W2 have changed places: queries use W1, keys use W2")
def causal_weights_exchanged(X, W1, W2):
    return attention.causal_attention(X, W2, W1)


@causal_attention.misconception("the scores are divided by the root of q; no scale is asked for")
def causal_scaled(X, W1, W2):
    return attention.causal_attention(X, W1 / np.sqrt(W1.shape[1]), W2)


@causal_attention.misconception("only the last word asks, (n, C); here every word does, (n, C, C)")
def only_the_last_row(X, W1, W2):
    return attention.causal_attention(X, W1, W2)[:, -1]


@causal_attention.misconception(
    "the last word's query stands in every row; row t belongs to the query of word t"
)
def last_query_in_every_row(X, W1, W2):
    found = (X[:, -1:] @ W1) @ np.moveaxis(X @ W2, 1, 2)
    return softmax(np.where(_past(X), found, -np.inf))


@causal_attention.misconception("the past is averaged evenly; the scores take no part")
def mean_over_the_past(X, W1, W2):
    weights = np.tri(X.shape[1]) / np.arange(1, X.shape[1] + 1)[:, np.newaxis]
    return np.repeat(weights[np.newaxis], len(X), axis=0)


@causal_attention.misconception(
    "the softmax runs over the batch (axis 0); it runs along the rows of each matrix"
)
def causal_over_the_batch(X, W1, W2):
    found = np.where(_past(X), _scores(X, W1, W2), -np.inf)
    exponentials = np.exp(found - found.max())
    return np.nan_to_num(exponentials / exponentials.sum(axis=0))


@causal_attention.misconception(
    "exp overflows for large scores; attention_weights subtracts the row's largest first"
)
def overflowing(X, W1, W2):
    exponentials = np.where(_past(X), np.exp(_scores(X, W1, W2)), 0)
    return exponentials / exponentials.sum(axis=2, keepdims=True)


@causal_attention.misconception(
    "the largest score of the whole row is subtracted, the future included, and all that is left "
    "vanishes (0/0); mask first, then subtract"
)
def maximum_of_the_future(X, W1, W2):
    found = _scores(X, W1, W2)
    exponentials = np.exp(found - found.max(axis=2, keepdims=True)) * _past(X)
    return exponentials / exponentials.sum(axis=2, keepdims=True)


@causal_attention.misconception(
    "these are the weighted means of the words, (n, C, d); the weights themselves are asked for"
)
def means_of_the_words(X, W1, W2):
    return attention.causal_attention(X, W1, W2) @ X


@causal_attention.misconception("these are masked scores; the softmax is missing")
def masked_scores(X, W1, W2):
    return _scores(X, W1, W2) * _past(X)


@causal_attention.misconception(
    "X.shape = ... changes the caller's array for good; X.reshape(...) gives another view of it"
)
def causal_reshapes_the_argument(X, W1, W2):
    weights = attention.causal_attention(X, W1, W2)
    X.shape = (-1, X.shape[2])
    return weights


@causal_attention.misconception(
    "a loop or comprehension goes from sample to sample; @ works on stacks of matrices"
)
def causal_by_sample(X, W1, W2):
    return np.array([attention.causal_attention(x[np.newaxis], W1, W2)[0] for x in X])


@causal_attention.misconception(
    "a loop goes from word to word, with a longer past each time; a triangular mask does all rows "
    "at once"
)
def causal_by_word(X, W1, W2):
    weights = np.zeros((len(X), X.shape[1], X.shape[1]))
    for t in range(X.shape[1]):
        found = (X[:, : t + 1] @ W2) @ (X[:, t] @ W1)[:, :, np.newaxis]
        weights[:, t, : t + 1] = softmax(found[:, :, 0])
    return weights


@causal_attention.alternative("the largest allowed score by a masked maximum")
def causal_by_masked_maximum(X, W1, W2):
    found, past = _scores(X, W1, W2), np.tril(np.ones((X.shape[1], X.shape[1]), dtype=bool))
    largest = np.max(found, axis=-1, keepdims=True, where=past, initial=-np.inf)
    exponentials = np.exp(np.where(past, found - largest, -np.inf))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


@causal_attention.alternative("a large negative number added in the future, in single precision")
def causal_by_addition(X, W1, W2):
    found = np.einsum("ntq,ncq->ntc", X @ W1, X @ W2).astype(np.float32)
    return softmax(found + np.triu(np.full(found.shape[1:], -1e9, dtype=np.float32), k=1))


@causal_attention.alternative("index arrays into the scores")
def causal_by_indices(X, W1, W2):
    found = (X @ W1) @ (X @ W2).swapaxes(1, 2)
    later = np.triu_indices(X.shape[1], k=1)
    found[:, later[0], later[1]] = -np.inf
    return softmax(found)


@causal_attention.alternative("divided by the running sum of the exponentials, as logarithms")
def causal_by_running_sum(X, W1, W2):
    found, words = _scores(X, W1, W2), np.arange(X.shape[1])
    total = np.logaddexp.accumulate(found, axis=2)[:, words, words]
    return np.exp(np.where(_past(X), found - total[:, :, None], -np.inf))
