"""A score for each word: the inner product of its key with the query of its sample."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import softmax
from solutions import attention

scores = Exercise(attention.scores, points=8)


@scores.check("one score for each sample and word: the inner product of key and query")
def _(scores, rng):
    n, C, q = 2, 5, 3
    return scores(rng.normal(size=(n, C, q)), rng.normal(size=(n, q)))


@scores.check("more samples than words, whole numbers in the keys: nothing is cut off")
def _(scores, rng):
    n, C, q = 6, 3, 4
    return scores(rng.integers(-9, 10, size=(n, C, q)), rng.normal(size=(n, q)))


@scores.check(
    "a single sample, a single word: both axes stay",
    weight=0.5,
    degenerate="a squeeze takes axes of length 1 away, whichever they are",
)
def _(scores, rng):
    q = 4
    return {
        "one sample of 3 words": scores(rng.normal(size=(1, 3, q)), rng.normal(size=(1, q))),
        "2 samples of one word": scores(rng.normal(size=(2, 1, q)), rng.normal(size=(2, q))),
    }


scores.untouched(lambda rng: (rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 2))))


@scores.vectorised("no Python loop over the samples")
def _(scores, rng, n):
    C, q = 4, 3
    return scores(rng.normal(size=(n, C, q)), rng.normal(size=(n, q)))


@scores.vectorised("no Python loop over the words")
def _(scores, rng, C):
    n, q = 4, 3
    return scores(rng.normal(size=(n, C, q)), rng.normal(size=(n, q)))


@scores.misconception(
    "the sum runs over the words (axis 1); it should run over the reduced features (axis 2)"
)
def sums_over_the_context(Keys, queries):
    return np.sum(Keys * queries[:, np.newaxis, :], axis=1)


@scores.misconception(
    "Keys @ queries.T lets every sample's words meet the queries of all samples, (n, C, n); the "
    "words of sample i meet query i only"
)
def every_query(Keys, queries):
    return Keys @ queries.T


@scores.misconception(
    "the axis of length 1 that made the query a column is still there, (n, C, 1); [:, :, 0] takes "
    "it away"
)
def a_spare_axis(Keys, queries):
    return Keys @ queries[:, :, np.newaxis]


@scores.misconception(
    "squeeze takes away every axis of length 1, also that of a single sample or word; [:, :, 0] "
    "takes away the one that you mean"
)
def squeezed(Keys, queries):
    return (Keys @ queries[:, :, np.newaxis]).squeeze()


@scores.misconception("the products are not summed up; a score is one number, their sum over q")
def not_summed(Keys, queries):
    return Keys * queries[:, np.newaxis, :]


@scores.misconception("the scores are divided by the root of q; no scale is asked for here")
def scaled(Keys, queries):
    return np.sum(Keys * queries[:, np.newaxis, :], axis=2) / np.sqrt(Keys.shape[2])


@scores.misconception("these are weights already; the softmax is an exercise of its own")
def scores_with_softmax(Keys, queries):
    return softmax(np.sum(Keys * queries[:, np.newaxis, :], axis=2))


@scores.misconception("the samples stand in the columns, (C, n); they belong in the rows, (n, C)")
def samples_in_columns(Keys, queries):
    return np.einsum("ncq,nq->cn", Keys, queries)


@scores.misconception(
    "key and query are scaled to length 1 first (the cosine); the plain inner product is asked for"
)
def cosines(Keys, queries):
    Keys = Keys / np.linalg.norm(Keys, axis=2, keepdims=True)
    queries = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    return np.einsum("ncq,nq->nc", Keys, queries)


@scores.misconception("these are distances between key and query; a score is their inner product")
def distances(Keys, queries):
    return np.linalg.norm(Keys - queries[:, np.newaxis, :], axis=2)


@scores.misconception("the products are averaged; the inner product sums them")
def mean_of_products(Keys, queries):
    return np.mean(Keys * queries[:, np.newaxis, :], axis=2)


@scores.misconception("the query of the first sample meets the words of all; each has its own")
def first_query_for_all(Keys, queries):
    return Keys @ queries[0]


@scores.misconception(
    "the samples of keys and queries have different letters in einsum, so all queries are summed "
    "up; both need the same letter, as in ncq,nq->nc"
)
def all_queries_summed(Keys, queries):
    return np.einsum("ncq,mq->nc", Keys, queries)


@scores.misconception(
    "queries (n, q) are lined up with the words, because shapes are aligned from the right; a new "
    "axis in the middle or at the end is missing"
)
def no_new_axis(Keys, queries):
    return np.sum(Keys * queries, axis=2)


@scores.misconception("the absolute values are taken; a score may be negative")
def absolute_values(Keys, queries):
    return np.abs(np.einsum("ncq,nq->nc", Keys, queries))


@scores.misconception(
    "the result has the type of the keys: where they hold integers, scores lose their fraction"
)
def typed_like_the_keys(Keys, queries):
    result = np.zeros(Keys.shape[:2], dtype=Keys.dtype)
    result[:] = np.einsum("ncq,nq->nc", Keys, queries)
    return result


@scores.misconception(
    "*= multiplies the queries into the caller's keys; Keys * ... makes a new array"
)
def multiplied_into_the_keys(Keys, queries):
    Keys *= queries[:, np.newaxis, :]
    return Keys.sum(axis=2)


@scores.misconception(
    "a loop or comprehension goes from sample to sample; a stack of keys times a stack of columns "
    "does all of them at once"
)
def scores_by_sample(Keys, queries):
    return np.array([K @ query for K, query in zip(Keys, queries)])


@scores.misconception("a loop goes from word to word; @ does all rows of the keys at once")
def scores_by_word(Keys, queries):
    columns = [np.sum(Keys[:, c] * queries, axis=1) for c in range(Keys.shape[1])]
    return np.stack(columns, axis=1)


@scores.misconception(
    "two loops go over samples and words; a stack of keys times a stack of columns does it at once"
)
def scores_one_by_one(Keys, queries):
    n, C = Keys.shape[:2]
    result = np.zeros((n, C))
    for i in range(n):
        for c in range(C):
            result[i, c] = Keys[i, c] @ queries[i]
    return result


@scores.alternative("broadcast and summed")
def scores_by_broadcast(Keys, queries):
    return np.sum(Keys * queries[:, None, :], axis=-1)


@scores.alternative("einsum, in single precision")
def scores_by_einsum(Keys, queries):
    return np.einsum("ncq,nq->nc", Keys.astype(np.float32), queries.astype(np.float32))


@scores.alternative("the query as a row on the left")
def scores_from_the_left(Keys, queries):
    n, C, q = Keys.shape
    return (queries.reshape(n, 1, q) @ np.swapaxes(Keys, 1, 2)).reshape(n, C)


@scores.alternative("every query, and the diagonal of it")
def scores_by_diagonal(Keys, queries):
    return np.diagonal(Keys @ queries.T, axis1=0, axis2=2).T
