"""The gradients of attention by hand, each parameter in a check of its own."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import parameters, softmax, steep
from solutions import attention
from solutions.attention import (
    attention_weights,
    features_times_jacobian,
    keys,
    queries,
    scores,
    softmax_jacobian,
)

attention_gradients = Exercise(
    attention.attention_gradients,
    points=16,
    given=(
        "keys",
        "queries",
        "scores",
        "attention_weights",
        "softmaxKq_diag",
        "softmaxKq_outer",
        "softmax_jacobian",
        "features_times_jacobian",
        "attention_forward",
    ),
)


def _arguments(rng, n, C, d, q):
    return rng.normal(size=(n, C, d)), parameters(rng, d, q), rng.normal(size=n)


# One dictionary holds three results: each check looks at its own, so calls are not compared.
@attention_gradients.check("the gradient of w3", weight=2, calls=False)
def _(attention_gradients, rng):
    grads = attention_gradients(*_arguments(rng, n=4, C=5, d=3, q=2))
    return {"w3": grads["w3"]}


@attention_gradients.check(
    "the gradient of W1, by way of the query", weight=3, calls=False, atol=1e-4
)
def _(attention_gradients, rng):
    grads = attention_gradients(*_arguments(rng, n=3, C=5, d=4, q=2))
    return {"W1": grads["W1"]}


@attention_gradients.check(
    "the gradient of W2, by way of the keys", weight=3, calls=False, atol=1e-4
)
def _(attention_gradients, rng):
    grads = attention_gradients(*_arguments(rng, n=5, C=3, d=4, q=2))
    return {"W2": grads["W2"]}


@attention_gradients.check(
    "whole numbers everywhere, more features than words", weight=2, atol=1e-4
)
def _(attention_gradients, rng):
    n, C, d, q = 3, 4, 6, 2
    theta = {
        "W1": rng.choice([-1, 0, 0, 1], size=(d, q)),
        "W2": rng.choice([-1, 0, 0, 1], size=(d, q)),
        "w3": rng.permutation([-5, -3, -2, 1, 2, 4]),
    }
    upstream = rng.permutation([-2, 1, 3])
    return attention_gradients(rng.integers(-1, 2, size=(n, C, d)), theta, upstream)


# Differences of large numbers: single precision keeps two or three digits of them.
@attention_gradients.check("large scores: finite gradients that are right", rtol=5e-3, atol=1e-3)
def _(attention_gradients, rng):
    n, C, d, q = 2, 5, 4, 3
    X, theta = steep(rng, n, C, d, q)
    return attention_gradients(X, theta, rng.normal(size=n))


attention_gradients.untouched(lambda rng: _arguments(rng, n=3, C=5, d=4, q=2))


@attention_gradients.vectorised("no Python loop over the samples", weight=2, sizes=(6, 60))
def _(attention_gradients, rng, n):
    return attention_gradients(*_arguments(rng, n, C=3, d=4, q=2))


@attention_gradients.vectorised("no Python loop over the words", sizes=(6, 60))
def _(attention_gradients, rng, C):
    return attention_gradients(*_arguments(rng, 4, C, d=3, q=2))


def _weights(X, theta):
    query = queries(X, theta["W1"])
    return attention_weights(scores(keys(X, theta["W2"]), query))


def _assembled(X, theta, upstream, weights, by_scores):
    """The dictionary, from the weights and the derivative by the scores, both (n, C)."""
    summed = np.einsum("nc,ncd->nd", by_scores, X)
    return {
        "W1": X[:, -1].T @ (summed @ theta["W2"]),
        "W2": summed.T @ queries(X, theta["W1"]),
        "w3": np.einsum("n,nc,ncd->d", upstream, weights, X),
    }


def _by_scores(X, theta, upstream, weights):
    values = X @ theta["w3"]
    output = np.sum(weights * values, axis=1, keepdims=True)
    return upstream[:, np.newaxis] * weights * (values - output)


def _parts(X, theta, upstream):
    """The sum of the words weighted by the scores' derivatives (n, d), and right gradients."""
    weights = _weights(X, theta)
    summed = np.einsum("nc,ncd->nd", _by_scores(X, theta, upstream, weights), X)
    return summed, attention.attention_gradients(X, theta, upstream)


@attention_gradients.misconception(
    "upstream takes no part; the gradient of sample i is multiplied by upstream[i]"
)
def upstream_ignored(X, theta, upstream):
    return attention.attention_gradients(X, theta, np.ones(len(X)))


@attention_gradients.misconception(
    "the gradients are averaged over the samples; they are summed, since upstream holds the 1/n "
    "already where the loss is a mean"
)
def averaged(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    return {name: grad / len(X) for name, grad in grads.items()}


@attention_gradients.misconception(
    "upstream is left out of w3's gradient: the weighted means have to be multiplied by it too"
)
def w3_without_upstream(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    return {**grads, "w3": np.einsum("nc,ncd->d", _weights(X, theta), X)}


@attention_gradients.misconception(
    "the softmax Jacobian has its sign turned (outer minus diagonal), and with it the gradients of "
    "W1 and W2"
)
def outer_minus_diagonal(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    return {"W1": -grads["W1"], "W2": -grads["W2"], "w3": grads["w3"]}


@attention_gradients.misconception(
    "all three gradients have their sign turned: that is the direction of descent, not the gradient"
)
def descent_direction(X, theta, upstream):
    return attention.attention_gradients(X, theta, -upstream)


@attention_gradients.misconception(
    "the outer product is missing in the softmax Jacobian: each score moves the weights of all "
    "words"
)
def diagonal_only(X, theta, upstream):
    weights = _weights(X, theta)
    by_scores = upstream[:, np.newaxis] * weights * (X @ theta["w3"])
    return _assembled(X, theta, upstream, weights, by_scores)


@attention_gradients.misconception(
    "p (1 - p) is the derivative of a sigmoid; that of a softmax is diag(p) - p pᵀ"
)
def sigmoid_instead_of_softmax(X, theta, upstream):
    weights = _weights(X, theta)
    by_scores = upstream[:, np.newaxis] * weights * (1 - weights) * (X @ theta["w3"])
    return _assembled(X, theta, upstream, weights, by_scores)


@attention_gradients.misconception(
    "the softmax Jacobian is missing on the way from the weights to the scores"
)
def softmax_not_differentiated(X, theta, upstream):
    by_scores = upstream[:, np.newaxis] * (X @ theta["w3"])
    return _assembled(X, theta, upstream, _weights(X, theta), by_scores)


@attention_gradients.misconception(
    "w3 is missing on the way back: the derivative by weight c is w3 · x_c, not the sum of x_c"
)
def w3_left_out(X, theta, upstream):
    weights = _weights(X, theta)
    by_scores = _by_scores(X, {**theta, "w3": np.ones(X.shape[2])}, upstream, weights)
    return _assembled(X, theta, upstream, weights, by_scores)


@attention_gradients.misconception(
    "the first word asks; the query comes from the last, X[:, -1], also in the gradient of W1"
)
def query_of_the_first(X, theta, upstream):
    turned = np.concatenate([X[:, 1:], X[:, :1]], axis=1)
    return attention.attention_gradients(turned, theta, upstream)


@attention_gradients.misconception(
    "W1's gradient uses the first word; the query was made from the last, X[:, -1]"
)
def first_word_in_w1(X, theta, upstream):
    summed, grads = _parts(X, theta, upstream)
    return {**grads, "W1": X[:, 0].T @ (summed @ theta["W2"])}


@attention_gradients.misconception(
    "W1's gradient sums over all words; only the last one went through W1"
)
def all_words_in_w1(X, theta, upstream):
    summed, grads = _parts(X, theta, upstream)
    return {**grads, "W1": X.sum(axis=1).T @ (summed @ theta["W2"])}


@attention_gradients.misconception(
    "W1's gradient lacks the keys, so it has shape (d, d): a score is key times query, and its "
    "derivative by the query is the key"
)
def w1_without_keys(X, theta, upstream):
    summed, grads = _parts(X, theta, upstream)
    return {**grads, "W1": X[:, -1].T @ summed}


@attention_gradients.misconception(
    "W2's gradient uses the last word only; all words went through W2"
)
def last_word_in_w2(X, theta, upstream):
    weights = _weights(X, theta)
    last = _by_scores(X, theta, upstream, weights)[:, -1:] * X[:, -1]
    grads = attention.attention_gradients(X, theta, upstream)
    return {**grads, "W2": last.T @ queries(X, theta["W1"])}


@attention_gradients.misconception(
    "W2's gradient leaves the last word out; besides asking, it has a key like all the others"
)
def w2_without_the_last_word(X, theta, upstream):
    by_scores = _by_scores(X, theta, upstream, _weights(X, theta))[:, :-1]
    grads = attention.attention_gradients(X, theta, upstream)
    summed = np.einsum("nc,ncd->nd", by_scores, X[:, :-1])
    return {**grads, "W2": summed.T @ queries(X, theta["W1"])}


@attention_gradients.misconception(
    "W2's gradient lacks the query, so it has shape (d, d): a score is key times query, and its "
    "derivative by the key is the query"
)
def w2_without_query(X, theta, upstream):
    summed, grads = _parts(X, theta, upstream)
    return {**grads, "W2": summed.T @ X[:, -1]}


@attention_gradients.misconception(
    "the gradients of W1 and W2 stand under each other's name: W1 makes queries, W2 makes keys"
)
def names_exchanged(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    return {"W1": grads["W2"], "W2": grads["W1"], "w3": grads["w3"]}


@attention_gradients.misconception(
    "the gradients of the weights are transposed, (q, d), as in the formula's orientation; each "
    "has the shape of its parameter, (d, q)"
)
def gradients_transposed(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    return {"W1": grads["W1"].T, "W2": grads["W2"].T, "w3": grads["w3"]}


@attention_gradients.misconception(
    "w3's gradient uses the last word; the output is w3 times the mean weighted by attention"
)
def last_word_in_w3(X, theta, upstream):
    return {**attention.attention_gradients(X, theta, upstream), "w3": X[:, -1].T @ upstream}


@attention_gradients.misconception(
    "w3's gradient uses the plain mean of the words; the weights belong to it"
)
def plain_mean_in_w3(X, theta, upstream):
    return {**attention.attention_gradients(X, theta, upstream), "w3": X.mean(axis=1).T @ upstream}


@attention_gradients.misconception(
    "every sample has gradients of its own, (n, d, q); they are summed up over the samples"
)
def samples_not_summed(X, theta, upstream):
    grads = [
        attention.attention_gradients(X[i : i + 1], theta, upstream[i : i + 1])
        for i in range(len(X))
    ]
    return {name: np.array([each[name] for each in grads]) for name in ("W1", "W2", "w3")}


@attention_gradients.misconception(
    "the softmax runs over the batch (axis 0); the words of one sample compete (axis 1)"
)
def softmax_over_the_batch(X, theta, upstream):
    weights = softmax(scores(keys(X, theta["W2"]), queries(X, theta["W1"])).T).T
    return _assembled(X, theta, upstream, weights, _by_scores(X, theta, upstream, weights))


@attention_gradients.misconception("the scores are divided by the root of q; no scale is asked for")
def scaled_scores(X, theta, upstream):
    root = np.sqrt(theta["W1"].shape[1])
    grads = attention.attention_gradients(X, {**theta, "W1": theta["W1"] / root}, upstream)
    return {**grads, "W1": grads["W1"] / root}


@attention_gradients.misconception(
    "exp overflows for large scores; attention_weights subtracts the largest first"
)
def overflowing(X, theta, upstream):
    found = np.exp(scores(keys(X, theta["W2"]), queries(X, theta["W1"])))
    weights = found / found.sum(axis=1, keepdims=True)
    return _assembled(X, theta, upstream, weights, _by_scores(X, theta, upstream, weights))


@attention_gradients.misconception(
    "the gradients come as a tuple; asked for is a dictionary with the keys W1, W2 and w3"
)
def as_a_tuple(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    return grads["W1"], grads["W2"], grads["w3"]


@attention_gradients.misconception(
    "the results are made like theta's arrays: where these hold integers, gradients lose their "
    "fraction"
)
def typed_like_theta(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    return {name: grads[name].astype(theta[name].dtype) for name in theta}


@attention_gradients.misconception(
    "X[:, -1] is a view, and *= multiplies upstream into the caller's X; a product without = makes "
    "a new array"
)
def upstream_into_x(X, theta, upstream):
    grads = attention.attention_gradients(X, theta, upstream)
    if X.dtype.kind == "f":
        last = X[:, -1]
        last *= upstream[:, np.newaxis]
    return grads


@attention_gradients.misconception(
    "a loop adds up the gradients sample by sample; X[:, -1].T @ ... and einsum sum over the "
    "samples at once"
)
def gradients_by_sample(X, theta, upstream):
    total = {name: np.zeros(np.shape(theta[name])) for name in theta}
    for i in range(len(X)):
        grads = attention.attention_gradients(X[i : i + 1], theta, upstream[i : i + 1])
        for name in total:
            total[name] += grads[name]
    return total


@attention_gradients.misconception(
    "a loop goes from word to word; products over the whole axis take all of them at once"
)
def gradients_by_word(X, theta, upstream):
    weights = _weights(X, theta)
    by_scores = _by_scores(X, theta, upstream, weights)
    summed, w3 = np.zeros((len(X), X.shape[2])), np.zeros(X.shape[2])
    for c in range(X.shape[1]):
        summed += by_scores[:, c : c + 1] * X[:, c]
        w3 += (upstream * weights[:, c]) @ X[:, c]
    return {
        "W1": X[:, -1].T @ (summed @ theta["W2"]),
        "W2": summed.T @ queries(X, theta["W1"]),
        "w3": w3,
    }


@attention_gradients.alternative("by the Jacobians of the softmax, as in the lecture")
def gradients_by_jacobian(X, theta, upstream):
    K, query = keys(X, theta["W2"]), queries(X, theta["W1"])
    weights = attention_weights(scores(K, query))
    XtD = features_times_jacobian(X, softmax_jacobian(weights))
    by_scores = upstream[:, None] * (theta["w3"] @ XtD)
    by_query = np.einsum("nc,ncq->nq", by_scores, K)
    by_keys = by_scores[:, :, None] * query[:, None, :]
    return {
        "W1": X[:, -1].T @ by_query,
        "W2": np.einsum("ncd,ncq->dq", X, by_keys),
        "w3": upstream @ (np.moveaxis(X, 1, 2) @ weights[:, :, None])[:, :, 0],
    }


@attention_gradients.alternative("outer products for each sample, summed at the end")
def gradients_by_outer_products(X, theta, upstream):
    K, query, last = X @ theta["W2"], X[:, -1] @ theta["W1"], X[:, -1]
    weights = attention_weights(scores(K, query))
    by_weights = upstream[:, None] * (X @ theta["w3"])
    by_scores = (softmax_jacobian(weights) @ by_weights[:, :, None])[:, :, 0]
    by_query = (by_scores[:, None, :] @ K)[:, 0]
    summed = (by_scores[:, None, :] @ X)[:, 0]
    return {
        "W1": np.sum(last[:, :, None] * by_query[:, None, :], axis=0),
        "W2": np.sum(summed[:, :, None] * query[:, None, :], axis=0),
        "w3": np.sum(upstream[:, None, None] * weights[:, :, None] * X, axis=(0, 1)),
    }


@attention_gradients.alternative("einsum without a Jacobian, in single precision")
def gradients_by_einsum(X, theta, upstream):
    X, theta = X.astype(np.float32), {k: v.astype(np.float32) for k, v in theta.items()}
    upstream = upstream.astype(np.float32)
    query = np.einsum("nd,dq->nq", X[:, -1], theta["W1"])
    weights = attention_weights(np.einsum("ncd,dq,nq->nc", X, theta["W2"], query, optimize=True))
    mean = np.einsum("nc,ncd->nd", weights, X)
    spread = (X - mean[:, None]) @ theta["w3"]
    by_scores = np.einsum("n,nc,nc->nc", upstream, weights, spread)
    summed = np.einsum("nc,ncd->nd", by_scores, X)
    return {
        "W1": np.einsum("nd,ne,eq->dq", X[:, -1], summed, theta["W2"]),
        "W2": np.einsum("nd,nq->dq", summed, query),
        "w3": mean.T @ upstream,
    }
