"""One sample as the formulas have it: words in columns, weights on the left."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import parameters, softmax
from solutions import attention
from solutions.attention import attention_weights

attention_forward_math = Exercise(
    attention.attention_forward_math,
    points=6,
    given=("keys", "queries", "scores", "attention_weights", "attention_forward"),
)


def _parameters(rng, q, d):
    theta = parameters(rng, d, q)
    return {"W1": theta["W1"].T.copy(), "W2": theta["W2"].T.copy(), "w3": theta["w3"]}


@attention_forward_math.check("the output for one sample, with words in columns", weight=2)
def _(attention_forward_math, rng):
    d, C, q = 3, 5, 2
    return attention_forward_math(rng.normal(size=(d, C)), _parameters(rng, q, d))


@attention_forward_math.check("more features than words, whole numbers in X")
def _(attention_forward_math, rng):
    d, C, q = 6, 3, 4
    return attention_forward_math(rng.integers(-1, 2, size=(d, C)), _parameters(rng, q, d))


attention_forward_math.untouched(lambda rng: (rng.normal(size=(4, 5)), _parameters(rng, 3, 4)))


def _scores(X, theta):
    return (theta["W2"] @ X).T @ (theta["W1"] @ X[:, -1])


def _output(weights, X, theta):
    return theta["w3"] @ (X @ weights)


@attention_forward_math.misconception(
    "words stand in columns here: the last one is X[:, -1], and W1 and W2 (q, d) stand on the "
    "left, W1 @ X[:, -1] and W2 @ X"
)
def words_in_rows(X, theta):
    return _output(softmax(X @ theta["W2"] @ (X[-1] @ theta["W1"])), X.T, theta)


@attention_forward_math.misconception(
    "the first word asks; the query is that of the last, X[:, -1]"
)
def first_word_asks(X, theta):
    return _output(softmax((theta["W2"] @ X).T @ (theta["W1"] @ X[:, 0])), X, theta)


@attention_forward_math.misconception("W1 and W2 have changed places: queries use W1, keys use W2")
def weights_exchanged(X, theta):
    return _output(softmax((theta["W1"] @ X).T @ (theta["W2"] @ X[:, -1])), X, theta)


@attention_forward_math.misconception("W1 makes keys and query alike; the keys use W2")
def one_matrix_for_both(X, theta):
    return _output(softmax((theta["W1"] @ X).T @ (theta["W1"] @ X[:, -1])), X, theta)


@attention_forward_math.misconception("the scores are divided by a root; no scale is asked for")
def scaled_scores(X, theta):
    return _output(softmax(_scores(X, theta) / np.sqrt(len(theta["W1"]))), X, theta)


@attention_forward_math.misconception(
    "the softmax is missing: the scores themselves weigh the words"
)
def without_softmax(X, theta):
    return _output(_scores(X, theta), X, theta)


@attention_forward_math.misconception(
    "the exponentials are not divided by their sum; weights add up to 1"
)
def without_normalising(X, theta):
    return _output(np.exp(_scores(X, theta)), X, theta)


@attention_forward_math.misconception(
    "the best word takes all the weight (argmax); softmax gives every word its share"
)
def hard_attention(X, theta):
    return theta["w3"] @ X[:, _scores(X, theta).argmax()]


@attention_forward_math.misconception("the words are averaged evenly; the weights take no part")
def plain_mean(X, theta):
    return theta["w3"] @ X.mean(axis=1)


@attention_forward_math.misconception("only the last word gives a value; all words answer")
def value_of_the_last_word(X, theta):
    return theta["w3"] @ X[:, -1]


@attention_forward_math.misconception("the last word is left out; it is one of those it attends to")
def without_the_last_word(X, theta):
    return _output(softmax(_scores(X, theta)[:-1]), X[:, :-1], theta)


@attention_forward_math.misconception("w3 is missing: this is the mean word, (d,)")
def without_w3(X, theta):
    return X @ softmax(_scores(X, theta))


@attention_forward_math.misconception(
    "the result is an array of one entry; asked for is a number. Rows and columns of length 1 in "
    "between leave axes behind"
)
def array_of_one(X, theta):
    return theta["w3"][np.newaxis, :] @ (X @ softmax(_scores(X, theta)))


@attention_forward_math.misconception(
    "every word asks, and the outputs are averaged; only the last word asks"
)
def every_word_asks(X, theta):
    weights = softmax((theta["W1"] @ X).T @ (theta["W2"] @ X))
    return np.mean(theta["w3"] @ (X @ weights.T))


@attention_forward_math.misconception(
    "*= multiplies the weights into the caller's X; X @ weights makes a new array"
)
def weighted_in_place(X, theta):
    weights = softmax(_scores(X, theta))
    if X.dtype.kind == "f":
        X *= weights
        return theta["w3"] @ X.sum(axis=1)
    return _output(weights, X, theta)


@attention_forward_math.misconception(
    "the result is cut to an integer where X holds integers; keep the fraction"
)
def cut_to_an_integer(X, theta):
    return X.dtype.type(_output(softmax(_scores(X, theta)), X, theta))


@attention_forward_math.alternative("turned round and handed to attention_forward")
def math_by_the_code(X, theta):
    turned = {"W1": theta["W1"].T, "W2": theta["W2"].T, "w3": theta["w3"]}
    return float(attention.attention_forward(X.T[np.newaxis], turned)[0])


@attention_forward_math.alternative("a loop over the words")
def math_by_loop(X, theta):
    query = theta["W1"] @ X[:, -1]
    total = output = 0.0
    for x in X.T:
        weight = np.exp((theta["W2"] @ x) @ query)
        total += weight
        output += weight * (theta["w3"] @ x)
    return output / total


@attention_forward_math.alternative("the bilinear form Xᵀ W2ᵀ W1 x, in single precision")
def math_by_bilinear_form(X, theta):
    X, theta = X.astype(np.float32), {k: v.astype(np.float32) for k, v in theta.items()}
    found = X.T @ theta["W2"].T @ theta["W1"] @ X[:, -1]
    return theta["w3"] @ X @ attention_weights(found.reshape(1, -1)).ravel()
