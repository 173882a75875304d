"""hw7's attention, differentiated by the machine."""

import numpy as np

from autograder.exercise import Exercise
from solutions import tensor_autograd
from solutions.tensor_autograd import ag, softmax

attention_gradients = Exercise(
    tensor_autograd.attention_gradients, points=5, given=("ag", "softmax")
)


def problem(rng, n=6, C=4, d=5, q=3):
    theta = {
        "W1": rng.normal(size=(d, q)),
        "W2": rng.normal(size=(d, q)),
        "w3": rng.normal(size=d),
    }
    return rng.normal(size=(n, C, d)), theta, rng.normal(size=n)


@attention_gradients.check("all three gradients")
def _(attention_gradients, rng):
    return attention_gradients(*problem(rng))


@attention_gradients.check("scores of a thousand and more")
def _(attention_gradients, rng):
    X, theta, upstream = problem(rng, n=7, C=3, d=4, q=2)
    # A feature that all words share moves the scores of a sample together.
    X[:, :, 0] = 1
    theta["W2"][0] = 2000
    return attention_gradients(X, theta, upstream)


@attention_gradients.check("whole numbers in X, in theta and in upstream")
def _(attention_gradients, rng):
    X, theta, _ = problem(rng, n=7, C=5, d=3, q=2)
    whole = {name: rng.integers(-1, 2, size=value.shape) for name, value in theta.items()}
    whole["w3"] = np.array([2, -1, 1])
    return attention_gradients(rng.integers(-2, 3, size=X.shape), whole, np.arange(1, 8))


attention_gradients.untouched(problem)


@attention_gradients.vectorised("no Python loop over the samples", sizes=(8, 40))
def _(attention_gradients, rng, n):
    return attention_gradients(*problem(rng, n=n))


def attend(
    X,
    theta,
    upstream,
    token=-1,
    attention=softmax,
    key="W2",
    ask="W1",
    scale=1.0,
    values=None,
    keep=lambda tensor: tensor,
):
    """attention_gradients with its parts exchangeable."""
    n, C, d = X.shape
    t = {name: ag.Tensor(value) for name, value in theta.items()}
    query = (X[:, token] @ t[ask]).reshape(n, -1, 1)
    scores = (X @ t[key] @ query).reshape(n, C) * scale
    w3 = t["w3"].reshape(d, 1)
    words = (X @ w3).reshape(n, C) if values is None else values(X, w3)
    f = (keep(attention(scores)) * words).sum(axis=1)
    f.backward(upstream)
    return {name: tensor.grad + np.zeros(tensor.value.shape) for name, tensor in t.items()}


def unstable(scores):
    exponentials = scores.exp()
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def over_samples(scores):
    exponentials = (scores - scores.value.max(axis=0)).exp()
    return exponentials / exponentials.sum(axis=0)


@attention_gradients.misconception(
    "the query is that of the first word; the last word asks, X[:, -1]"
)
def first_word_asks(X, theta, upstream):
    return attend(X, theta, upstream, token=0)


@attention_gradients.misconception(
    "W1 and W2 have changed places: W1 makes the query of the last word, W2 the keys of all words"
)
def weights_exchanged(X, theta, upstream):
    return attend(X, theta, upstream, key="W1", ask="W2")


@attention_gradients.misconception(
    "the scores are divided by the square root of q; this course's attention is not scaled"
)
def scaled(X, theta, upstream):
    return attend(X, theta, upstream, scale=1 / np.sqrt(theta["W1"].shape[1]))


@attention_gradients.misconception(
    "the softmax runs over the samples; each sample's weights add up to 1 over its own words"
)
def softmax_over_samples(X, theta, upstream):
    return attend(X, theta, upstream, attention=over_samples)


@attention_gradients.misconception(
    "exp is taken of the scores as they are, and overflows; the given softmax subtracts each row's "
    "largest score first"
)
def overflows(X, theta, upstream):
    return attend(X, theta, upstream, attention=unstable)


@attention_gradients.misconception(
    "the scores weigh the words as they are; they have to pass through the softmax first"
)
def without_softmax(X, theta, upstream):
    return attend(X, theta, upstream, attention=lambda scores: scores)


@attention_gradients.misconception(
    "upstream is left out, as if it were ones; it goes into backward(upstream)"
)
def upstream_ignored(X, theta, upstream):
    return attend(X, theta, np.ones(len(X)))


@attention_gradients.misconception(
    "the result is averaged over the samples; the sum over i of upstream[i] f(X[i]) is asked for"
)
def averaged(X, theta, upstream):
    return attend(X, theta, upstream / len(X))


@attention_gradients.misconception(
    "the weights are taken out of the graph (.value), so that W1 and W2 get no gradient"
)
def weights_cut_off(X, theta, upstream):
    return attend(X, theta, upstream, keep=lambda weights: weights.value)


@attention_gradients.misconception(
    "the value of every word is that of the last one; each word has its own, X[i, c] · w3"
)
def one_value_for_all(X, theta, upstream):
    return attend(X, theta, upstream, values=lambda X, w3: X[:, -1] @ w3)


@attention_gradients.misconception(
    "only the first sample counts; the gradients add up over all samples"
)
def first_sample(X, theta, upstream):
    return attend(X[:1], theta, upstream[:1])


@attention_gradients.misconception(
    "the sign is turned: the gradient points uphill, and it is a later step that goes against it"
)
def turned(X, theta, upstream):
    return attend(X, theta, -upstream)


@attention_gradients.misconception(
    "w3's gradient comes back as a column, (d, 1); w3 is (d,), and a reshape within the graph "
    "brings the gradient back to it"
)
def column(X, theta, upstream):
    grads = attend(X, theta, upstream)
    return {**grads, "w3": grads["w3"].reshape(-1, 1)}


@attention_gradients.misconception(
    "upstream is multiplied into X, which changes the caller's array"
)
def upstream_into_X(X, theta, upstream):
    grads = attend(X, theta, upstream)
    X *= 0
    return grads


@attention_gradients.misconception(
    "a loop goes from sample to sample; stacks of matrices do all samples at once"
)
def sample_by_sample(X, theta, upstream):
    parts = [attend(X[i : i + 1], theta, upstream[i : i + 1]) for i in range(len(X))]
    return {name: sum(part[name] for part in parts) for name in theta}


@attention_gradients.alternative("scores by moveaxis, upstream as a factor")
def with_moveaxis(X, theta, upstream):
    W1, W2, w3 = (ag.Tensor(theta[name]) for name in ("W1", "W2", "w3"))
    query = X[:, -1:] @ W1
    weights = softmax(query @ (X @ W2).moveaxis(1, 2))
    f = (weights @ X @ w3.reshape(-1, 1))[:, 0, 0]
    (f * upstream).sum().backward()
    return {"W1": W1.grad, "W2": W2.grad, "w3": w3.grad}


@attention_gradients.alternative("products and sums instead of @, everything a tensor")
def with_sums(X, theta, upstream):
    n, C, d = X.shape
    x = ag.Tensor(X)
    t = {name: ag.Tensor(value) for name, value in theta.items()}
    query = (x[:, C - 1].reshape(n, d, 1) * t["W1"]).sum(axis=1)
    scores = ((x @ t["W2"]) * query.reshape(n, 1, -1)).sum(axis=2)
    e = (scores - scores.max(axis=1, keepdims=True)).exp()
    f = (e * (x * t["w3"]).sum(axis=2)).sum(axis=1) / e.sum(axis=1)
    f.backward(upstream)
    return {name: tensor.grad for name, tensor in t.items()}


@attention_gradients.alternative("by hand")
def by_hand(X, theta, upstream):
    query = X[:, -1] @ theta["W1"]
    scores = np.einsum("ncd,dq,nq->nc", X, theta["W2"], query)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    values = X @ theta["w3"]
    f = np.sum(weights * values, axis=1, keepdims=True)
    by_scores = np.reshape(upstream, (-1, 1)) * weights * (values - f)
    summed = np.einsum("nc,ncd->nd", by_scores, X)
    return {
        "W1": np.einsum("nd,nq->dq", X[:, -1], summed @ theta["W2"]),
        "W2": summed.T @ query,
        "w3": np.einsum("n,nc,ncd->d", upstream, weights, X),
    }
