"""The forward pass of a network with one hidden layer, all samples at once."""

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting
from solutions.broadcasting import relu

forward = Exercise(broadcasting.forward, points=8, given=("relu",))


def parameters(rng, d, m, K):
    return {
        "W1": rng.normal(size=(d, m)),
        "b1": rng.normal(size=m),
        "W2": rng.normal(size=(m, K)),
        "b2": rng.normal(size=K),
    }


@forward.check("h is the hidden layer after relu, z the scores")
def _(forward, rng):
    n, d, m, K = 5, 2, 4, 3
    return forward(rng.normal(size=(n, d)), parameters(rng, d, m, K))


@forward.check("any sizes, whole numbers in X")
def _(forward, rng):
    n, d, m, K = 3, 6, 2, 5
    return forward(rng.integers(-9, 10, size=(n, d)), parameters(rng, d, m, K))


forward.untouched(lambda rng: (rng.normal(size=(4, 3)), parameters(rng, 3, 5, 2)))


@forward.vectorised("no Python loop over the samples")
def _(forward, rng, n):
    d, m, K = 3, 5, 4
    return forward(rng.normal(size=(n, d)), parameters(rng, d, m, K))


@forward.vectorised("no Python loop over the hidden units")
def _(forward, rng, m):
    n, d, K = 5, 3, 4
    return forward(rng.normal(size=(n, d)), parameters(rng, d, m, K))


@forward.misconception("relu is missing: without it two layers are no more than one")
def no_relu(X, theta):
    h = X @ theta["W1"] + theta["b1"]
    return h, h @ theta["W2"] + theta["b2"]


@forward.misconception("b1 is missing in the hidden layer: h = relu(X W1 + b1)")
def no_b1(X, theta):
    h = relu(X @ theta["W1"])
    return h, h @ theta["W2"] + theta["b2"]


@forward.misconception("b2 is missing in the scores: z = h W2 + b2")
def no_b2(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"])
    return h, h @ theta["W2"]


@forward.misconception("both biases are missing: h = relu(X W1 + b1) and z = h W2 + b2")
def no_bias(X, theta):
    h = relu(X @ theta["W1"])
    return h, h @ theta["W2"]


@forward.misconception("relu comes before b1 is added; it takes the whole sum, relu(X W1 + b1)")
def relu_before_bias(X, theta):
    h = relu(X @ theta["W1"]) + theta["b1"]
    return h, h @ theta["W2"] + theta["b2"]


@forward.misconception("relu is put on the scores too; z keeps its negative entries")
def relu_on_scores(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"])
    return h, relu(h @ theta["W2"] + theta["b2"])


@forward.misconception(
    "relu is put on the scores instead of the hidden layer; h has it and z keeps its negative "
    "entries"
)
def relu_in_the_wrong_place(X, theta):
    h = X @ theta["W1"] + theta["b1"]
    return h, relu(h @ theta["W2"] + theta["b2"])


@forward.misconception("h is returned as it was before relu; the hidden layer is what comes after")
def returns_pre_activation(X, theta):
    before = X @ theta["W1"] + theta["b1"]
    return before, relu(before) @ theta["W2"] + theta["b2"]


@forward.misconception(
    "the scores are computed from the numbers before relu; z = h W2 + b2 with the h that is "
    "returned"
)
def scores_from_pre_activation(X, theta):
    before = X @ theta["W1"] + theta["b1"]
    return relu(before), before @ theta["W2"] + theta["b2"]


@forward.misconception("only z is returned; the pair (h, z) is asked for")
def only_scores(X, theta):
    return broadcasting.forward(X, theta)[1]


@forward.misconception("the order is turned round: h comes first, then z")
def scores_first(X, theta):
    h, z = broadcasting.forward(X, theta)
    return z, h


@forward.misconception(
    "a softmax turns the scores into probabilities; z holds the scores themselves"
)
def probabilities(X, theta):
    h, z = broadcasting.forward(X, theta)
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return h, exponentials / exponentials.sum(axis=1, keepdims=True)


@forward.misconception("a sigmoid stands where relu should be")
def sigmoid_units(X, theta):
    h = 1 / (1 + np.exp(-(X @ theta["W1"] + theta["b1"])))
    return h, h @ theta["W2"] + theta["b2"]


@forward.misconception(
    "b1 is given a new axis and becomes a column, a number for each sample; as (m,) it lines up "
    "with the hidden units"
)
def bias_as_a_column(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"][:, np.newaxis])
    return h, h @ theta["W2"] + theta["b2"]


@forward.misconception(
    "the results are turned round, (m, n) and (K, n); samples stand in rows, (n, m) and (n, K)"
)
def samples_in_columns(X, theta):
    h, z = broadcasting.forward(X, theta)
    return h.T, z.T


@forward.misconception(
    "+= adds into the arrays of theta, which belong to the caller; h W2 + b2 makes a new array"
)
def adds_into_theta(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"])
    z = h @ theta["W2"] + theta["b2"]
    theta["b2"] += z.mean(axis=0)
    return h, z


@forward.misconception("a loop goes from sample to sample; X @ W1 multiplies all rows at once")
def loop_over_rows_of_x(X, theta):
    pairs = [broadcasting.forward(x, theta) for x in X]
    return np.array([h for h, _ in pairs]), np.array([z for _, z in pairs])


@forward.misconception(
    "a loop goes from hidden unit to hidden unit; X @ W1 computes all of them at once"
)
def loop_over_units(X, theta):
    units = [relu(X @ theta["W1"][:, j] + theta["b1"][j]) for j in range(len(theta["b1"]))]
    h = np.stack(units, axis=1)
    return h, h @ theta["W2"] + theta["b2"]


@forward.alternative("np.maximum and np.dot")
def forward_by_dot(X, theta):
    h = np.maximum(np.dot(X, theta["W1"]) + theta["b1"], 0)
    return h, np.dot(h, theta["W2"]) + theta["b2"]


@forward.alternative("biases as a row of the weights, inputs with a column of ones")
def forward_with_ones(X, theta):
    ones = np.ones((len(X), 1))
    h = relu(np.hstack([X, ones]) @ np.vstack([theta["W1"], theta["b1"]]))
    return h, np.hstack([h, ones]) @ np.vstack([theta["W2"], theta["b2"]])


@forward.alternative("einsum, in single precision")
def forward_by_einsum(X, theta):
    X, theta = X.astype(np.float32), {k: v.astype(np.float32) for k, v in theta.items()}
    h = relu(np.einsum("nd,dm->nm", X, theta["W1"]) + theta["b1"])
    return h, np.einsum("nm,mk->nk", h, theta["W2"]) + theta["b2"]


@forward.alternative("samples in columns, turned back at the end")
def forward_transposed(X, theta):
    h = relu(theta["W1"].T @ X.T + theta["b1"][:, np.newaxis])
    return h.T, (theta["W2"].T @ h).T + theta["b2"]
