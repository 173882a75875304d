"""The forward pass of attention: keys, query, weights, and the weighted mean times w3."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import parameters, softmax, steep
from solutions import attention
from solutions.attention import attention_weights, keys, queries, scores

attention_forward = Exercise(
    attention.attention_forward,
    points=8,
    given=("keys", "queries", "scores", "attention_weights"),
)


@attention_forward.check("one output for each sample", weight=2)
def _(attention_forward, rng):
    n, C, d, q = 3, 5, 4, 2
    return attention_forward(rng.normal(size=(n, C, d)), parameters(rng, d, q))


@attention_forward.check("more samples and features than words, whole numbers in X")
def _(attention_forward, rng):
    n, C, d, q = 6, 3, 5, 4
    return attention_forward(rng.integers(-2, 3, size=(n, C, d)), parameters(rng, d, q))


# Single precision keeps three or four digits of scores near 1000.
@attention_forward.check("large scores: finite outputs that are right", atol=1e-3)
def _(attention_forward, rng):
    n, C, d, q = 2, 5, 4, 3
    return {
        "scores near 1000": attention_forward(*steep(rng, n, C, d, q)),
        "scores near -1000": attention_forward(*steep(rng, n, C, d, q, sign=-1)),
    }


@attention_forward.check(
    "a single sample: still an array, of shape (1,)",
    weight=0.5,
    degenerate="a squeeze takes the axis of a single sample away",
)
def _(attention_forward, rng):
    return attention_forward(rng.normal(size=(1, 4, 3)), parameters(rng, 3, 2))


attention_forward.untouched(lambda rng: (rng.normal(size=(3, 5, 4)), parameters(rng, 4, 2)))


@attention_forward.vectorised("no Python loop over the samples")
def _(attention_forward, rng, n):
    C, d, q = 4, 5, 3
    return attention_forward(rng.normal(size=(n, C, d)), parameters(rng, d, q))


@attention_forward.vectorised("no Python loop over the words")
def _(attention_forward, rng, C):
    n, d, q = 4, 5, 3
    return attention_forward(rng.normal(size=(n, C, d)), parameters(rng, d, q))


def _weights(X, theta):
    query = queries(X, theta["W1"])
    return attention_weights(scores(keys(X, theta["W2"]), query))


def _output(weights, X, theta):
    return np.sum(weights * (X @ theta["w3"]), axis=1)


@attention_forward.misconception("the first word asks; the query is that of the last, X[:, -1]")
def first_word_asks(X, theta):
    query = X[:, 0] @ theta["W1"]
    return _output(attention_weights(scores(keys(X, theta["W2"]), query)), X, theta)


@attention_forward.misconception("W1 and W2 have changed places: queries use W1, keys use W2")
def weights_exchanged(X, theta):
    return attention.attention_forward(X, {**theta, "W1": theta["W2"], "W2": theta["W1"]})


@attention_forward.misconception("W1 makes keys and query alike; the keys use W2")
def one_matrix_for_both(X, theta):
    return attention.attention_forward(X, {**theta, "W2": theta["W1"]})


@attention_forward.misconception(
    "the softmax runs over the batch (axis 0), so the samples compete; the words of one sample "
    "compete (axis 1)"
)
def softmax_over_the_batch(X, theta):
    found = scores(keys(X, theta["W2"]), queries(X, theta["W1"]))
    return _output(softmax(found.T).T, X, theta)


@attention_forward.misconception("the scores are divided by the root of q; no scale is asked for")
def scaled_scores(X, theta):
    found = scores(keys(X, theta["W2"]), queries(X, theta["W1"]))
    return _output(softmax(found / np.sqrt(theta["W1"].shape[1])), X, theta)


@attention_forward.misconception("the softmax is missing: the scores themselves weigh the words")
def without_softmax(X, theta):
    return _output(scores(keys(X, theta["W2"]), queries(X, theta["W1"])), X, theta)


@attention_forward.misconception(
    "the exponentials are not divided by their sum; weights add up to 1"
)
def without_normalising(X, theta):
    found = scores(keys(X, theta["W2"]), queries(X, theta["W1"]))
    return _output(np.exp(found), X, theta)


@attention_forward.misconception(
    "exp overflows or vanishes for large scores; attention_weights subtracts the largest first"
)
def overflowing_softmax(X, theta):
    found = np.exp(scores(keys(X, theta["W2"]), queries(X, theta["W1"])))
    return _output(found / found.sum(axis=1, keepdims=True), X, theta)


@attention_forward.misconception(
    "the best word takes all the weight (argmax); softmax gives every word its share"
)
def hard_attention(X, theta):
    found = scores(keys(X, theta["W2"]), queries(X, theta["W1"]))
    return _output(np.eye(X.shape[1])[found.argmax(axis=1)], X, theta)


@attention_forward.misconception(
    "only the last word gives a value; it is the one that asks, and all words answer"
)
def value_of_the_last_word(X, theta):
    return X[:, -1] @ theta["w3"]


@attention_forward.misconception("the words are averaged evenly; the weights take no part")
def plain_mean(X, theta):
    return X.mean(axis=1) @ theta["w3"]


@attention_forward.misconception("the last word is left out; it is one of the words it attends to")
def without_the_last_word(X, theta):
    query = queries(X, theta["W1"])
    rest = X[:, :-1]
    return _output(attention_weights(scores(keys(rest, theta["W2"]), query)), rest, theta)


@attention_forward.misconception("w3 is missing: these are the mean features, (n, d)")
def without_w3(X, theta):
    return np.sum(_weights(X, theta)[:, :, np.newaxis] * X, axis=1)


@attention_forward.misconception(
    "the sum over the words is missing, (n, C); weighted values are summed up for each sample"
)
def not_summed_up(X, theta):
    return _weights(X, theta) * (X @ theta["w3"])


@attention_forward.misconception(
    "the outputs of all samples are added up to one number; each sample has its own, (n,)"
)
def all_samples_added(X, theta):
    return np.sum(_weights(X, theta) * (X @ theta["w3"]))


@attention_forward.misconception("the output is a column, (n, 1); asked for is (n,)")
def output_as_a_column(X, theta):
    return attention.attention_forward(X, theta)[:, np.newaxis]


@attention_forward.misconception(
    "squeeze takes away the axis of a single sample too, and a number is left"
)
def squeezed_output(X, theta):
    moved = np.moveaxis(X, 1, 2) @ _weights(X, theta)[:, :, np.newaxis]
    return (theta["w3"] @ moved).squeeze()


@attention_forward.misconception(
    "the keys are averaged, of q features, where the words themselves are, of d; w3 has d entries"
)
def averages_the_keys(X, theta):
    K = keys(X, theta["W2"])
    return np.sum(_weights(X, theta)[:, :, np.newaxis] * K, axis=1) @ theta["w3"]


@attention_forward.misconception("a tanh or sigmoid is put on the output; f is the plain number")
def squashed_output(X, theta):
    return np.tanh(attention.attention_forward(X, theta))


@attention_forward.misconception("only the sign is returned; f is a real number")
def sign_of_the_output(X, theta):
    return np.sign(attention.attention_forward(X, theta))


@attention_forward.misconception("the last word is added once more (a skip connection); f has none")
def with_a_skip_connection(X, theta):
    return attention.attention_forward(X, theta) + X[:, -1] @ theta["w3"]


@attention_forward.misconception(
    "the result has the type of X: where X holds integers, outputs lose their fraction"
)
def output_typed_like_x(X, theta):
    result = np.zeros(len(X), dtype=X.dtype)
    result[:] = attention.attention_forward(X, theta)
    return result


@attention_forward.misconception(
    "*= multiplies the weights into the caller's array; a product without = makes a new one"
)
def weighted_in_place(X, theta):
    weights = _weights(X, theta)
    if X.dtype.kind == "f":
        X *= weights[:, :, np.newaxis]
        return X.sum(axis=1) @ theta["w3"]
    return _output(weights, X, theta)


@attention_forward.misconception(
    "a loop or comprehension goes from sample to sample; the functions above take all at once"
)
def forward_by_sample(X, theta):
    return np.array([attention.attention_forward(x[np.newaxis], theta)[0] for x in X])


@attention_forward.misconception(
    "a loop goes from word to word; summing weights times values over axis 1 takes all at once"
)
def forward_by_word(X, theta):
    weights, total = _weights(X, theta), np.zeros(len(X))
    for c in range(X.shape[1]):
        total += weights[:, c] * (X[:, c] @ theta["w3"])
    return total


@attention_forward.alternative("the mean word first, then w3")
def forward_by_mean_word(X, theta):
    return np.einsum("nc,ncd->nd", _weights(X, theta), X) @ theta["w3"]


@attention_forward.alternative("W2 moved to the query, so that no keys are needed")
def forward_without_keys(X, theta):
    asked = (X[:, -1] @ theta["W1"]) @ theta["W2"].T
    return np.sum(attention_weights(scores(X, asked)) * (X @ theta["w3"]), axis=1)


@attention_forward.alternative("everything written out, in single precision")
def forward_written_out(X, theta):
    X, theta = X.astype(np.float32), {k: v.astype(np.float32) for k, v in theta.items()}
    found = np.einsum("ncq,nq->nc", X @ theta["W2"], X[:, -1] @ theta["W1"])
    exponentials = np.exp(found - found.max(axis=1, keepdims=True))
    return np.sum(exponentials * (X @ theta["w3"]), axis=1) / exponentials.sum(axis=1)


@attention_forward.alternative("matrices turned as in the formula")
def forward_as_in_the_formula(X, theta):
    moved = np.moveaxis(X, 1, 2)
    found = ((theta["W2"].T @ moved).swapaxes(1, 2) @ queries(X, theta["W1"])[:, :, None])[..., 0]
    return (theta["w3"] @ (moved @ attention_weights(found)[:, :, None]))[:, 0]
