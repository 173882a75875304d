"""backward: all four gradients of the network, from the samples and labels."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import labels, parameters, whole
from solutions import softmax_gradients as reference
from solutions.broadcasting import forward

backward = Exercise(
    reference.backward,
    points=10,
    given=(
        "forward",
        "softmax",
        "logsumexp",
        "one_hot",
        "cross_entropy",
        "loss_der",
        "relu_derivative",
        "dJdb2",
        "dJdW2",
        "dJdb1",
        "dJdW1",
    ),
)


@backward.check("the gradients of W2 and b2", weight=2)
def _(backward, rng):
    n, d, m, K = 6, 2, 4, 3
    X, y = rng.normal(size=(n, d)), labels(rng, n, K)
    grads = backward(X, y, parameters(rng, d, m, K))
    return {"W2": grads["W2"], "b2": grads["b2"]}


@backward.check("the gradients of W1 and b1", weight=2)
def _(backward, rng):
    n, d, m, K = 6, 2, 4, 3
    X, y = rng.normal(size=(n, d)), labels(rng, n, K)
    grads = backward(X, y, parameters(rng, d, m, K))
    return {"W1": grads["W1"], "b1": grads["b1"]}


@backward.check("a dictionary with these four, for other sizes and whole numbers in X", weight=2)
def _(backward, rng):
    n, d, m, K = 5, 7, 3, 4
    return backward(whole(rng, n, d), labels(rng, n, K), parameters(rng, d, m, K))


@backward.check("large scores, and a class that no sample has", weight=2)
def _(backward, rng):
    n, d, m, K = 7, 3, 5, 4
    X, y = 100 * rng.normal(size=(n, d)), labels(rng, n, K - 1)
    theta = parameters(rng, d, m, K)
    return backward(X, y, {**theta, "W2": 100 * theta["W2"]})


backward.untouched(
    lambda rng: (rng.normal(size=(6, 3)), labels(rng, 6, 2), parameters(rng, 3, 4, 2)), weight=2
)


def assembled(X, y, theta, *, p=None, g=None, n=None, slope=None):
    """The right gradients, but for what is handed in."""
    h, z = forward(X, theta)
    p = reference.softmax(z) if p is None else p
    g = reference.loss_der(p, y) if g is None else g
    g = g / (len(X) if n is None else n)
    v = (g @ theta["W2"].T) * ((h > 0) if slope is None else slope)
    return {"W1": X.T @ v, "b1": v.sum(axis=0), "W2": h.T @ g, "b2": g.sum(axis=0)}


@backward.misconception("the 1/n is missing in all four: J is the mean over the samples")
def not_divided(X, y, theta):
    return assembled(X, y, theta, n=1)


@backward.misconception(
    "all four are divided by n twice; dJdb2 and the others divide already, so that loss_der is "
    "not divided before"
)
def divided_twice(X, y, theta):
    return assembled(X, y, theta, n=len(X) ** 2)


@backward.misconception(
    "the scores go into loss_der as they are; a softmax makes them probabilities first"
)
def scores_for_probabilities(X, y, theta):
    return assembled(X, y, theta, p=forward(X, theta)[1])


@backward.misconception(
    "softmax is typed as its formula stands, and overflows for large scores; your own softmax "
    "takes the largest score away first"
)
def unstable_softmax(X, y, theta):
    exponentials = np.exp(forward(X, theta)[1])
    return assembled(X, y, theta, p=exponentials / exponentials.sum(axis=1, keepdims=True))


@backward.misconception(
    "the sign is turned, as a step downhill would have it; asked for is the gradient itself"
)
def downhill(X, y, theta):
    return {name: -grad for name, grad in reference.backward(X, y, theta).items()}


@backward.misconception(
    "the slope of relu is missing in W1 and b1: units that are off pass nothing"
)
def no_slope(X, y, theta):
    return assembled(X, y, theta, slope=1)


@backward.misconception(
    "the values of h stand where relu's slope belongs, in W1 and b1: 1 where h is positive, 0 "
    "elsewhere"
)
def values_of_h(X, y, theta):
    return assembled(X, y, theta, slope=forward(X, theta)[0])


@backward.misconception(
    "the gradient of W2 holds the sums before the relu; it needs h after it, as forward returns it"
)
def pre_activation_in_w2(X, y, theta):
    before = X @ theta["W1"] + theta["b1"]
    g = reference.loss_der(reference.softmax(forward(X, theta)[1]), y)
    return {**reference.backward(X, y, theta), "W2": before.T @ g / len(X)}


@backward.misconception(
    "the gradient of the mean squared difference is returned; J is the cross-entropy, for which "
    "p minus one-hot remains"
)
def of_squared_error(X, y, theta):
    p = reference.softmax(forward(X, theta)[1])
    g = reference.loss_der(p, y)
    through_softmax = 2 * p * (g - (g * p).sum(axis=1, keepdims=True))
    return assembled(X, y, theta, g=through_softmax)


@backward.misconception("the labels are missing: p itself goes back, where p minus one-hot belongs")
def labels_left_out(X, y, theta):
    return assembled(X, y, theta, g=reference.softmax(forward(X, theta)[1]))


@backward.misconception("the weight gradients are turned round; each has the shape of its weights")
def weights_turned_round(X, y, theta):
    grads = reference.backward(X, y, theta)
    return {**grads, "W1": grads["W1"].T, "W2": grads["W2"].T}


@backward.misconception(
    "the keys are names of your own (dW1, ...); a training step needs the keys of theta: W1, b1, "
    "W2, b2"
)
def other_keys(X, y, theta):
    return {f"d{name}": grad for name, grad in reference.backward(X, y, theta).items()}


@backward.misconception(
    "the four arrays come as a tuple; a dictionary with the keys W1, b1, W2 and b2 is asked for"
)
def as_a_tuple(X, y, theta):
    return tuple(reference.backward(X, y, theta).values())


@backward.misconception(
    "the gradients are written into theta itself, which belongs to the caller; make a new "
    "dictionary"
)
def written_into_theta(X, y, theta):
    theta.update(reference.backward(X, y, theta))
    return theta


@backward.misconception(
    "a step is taken and the new parameters are returned; asked for are the gradients alone"
)
def takes_a_step(X, y, theta):
    return {name: theta[name] - grad for name, grad in reference.backward(X, y, theta).items()}


@backward.misconception(
    "-= takes a step in the caller's parameters besides; backward only computes gradients"
)
def steps_in_place(X, y, theta):
    grads = reference.backward(X, y, theta)
    for name in theta:
        theta[name] -= grads[name]
    return grads


@backward.misconception("the biases of the hidden layer are left out; there are four gradients")
def without_b1(X, y, theta):
    grads = reference.backward(X, y, theta)
    return {name: grads[name] for name in ("W1", "W2", "b2")}


@backward.misconception(
    "the bias gradients keep the axis of the samples, (1, m) and (1, K); each has the shape of its "
    "bias"
)
def biases_as_rows(X, y, theta):
    grads = reference.backward(X, y, theta)
    return {**grads, "b1": grads["b1"][np.newaxis], "b2": grads["b2"][np.newaxis]}


@backward.misconception(
    "the loss comes along, in a pair or under a key of its own; the dictionary holds the four "
    "gradients and nothing else"
)
def loss_comes_along(X, y, theta):
    loss = reference.cross_entropy(forward(X, theta)[1], y)
    return {**reference.backward(X, y, theta), "loss": loss}


@backward.misconception("the gradient is that of a single sample, the last; J is the mean over all")
def last_sample(X, y, theta):
    return reference.backward(X[-1:], y[-1:], theta)


@backward.misconception(
    "W2 is left out on the way back to the hidden layer: W1 and b1 learn through W2"
)
def without_weights(X, y, theta):
    h, z = forward(X, theta)
    g = reference.loss_der(reference.softmax(z), y) / len(X)
    v = (h > 0) * g.sum(axis=1, keepdims=True)
    return {**reference.backward(X, y, theta), "W1": X.T @ v, "b1": v.sum(axis=0)}


@backward.alternative("the four functions, one after the other")
def by_the_pieces(X, y, theta):
    h, z = forward(X, theta)
    g = reference.loss_der(reference.softmax(z), y)
    return {
        "b2": reference.dJdb2(g),
        "W2": reference.dJdW2(h, g),
        "b1": reference.dJdb1(h, theta["W2"], g),
        "W1": reference.dJdW1(X, h, theta["W2"], g),
    }


@backward.alternative("from the sums before the relu, with ones for the biases")
def by_sums_before_relu(X, y, theta):
    n, ones = len(X), np.ones((len(X), 1))
    before = X @ theta["W1"] + theta["b1"]
    h = np.where(before > 0, before, 0)
    z = h @ theta["W2"] + theta["b2"]
    g = reference.softmax(z) - np.eye(z.shape[1])[y]
    v = np.where(before > 0, g @ theta["W2"].T, 0)
    first, second = np.hstack([X, ones]).T @ v / n, np.hstack([h, ones]).T @ g / n
    return {"W1": first[:-1], "b1": first[-1], "W2": second[:-1], "b2": second[-1]}


@backward.alternative("a loop over the samples")
def by_loop(X, y, theta):
    grads = {name: np.zeros(value.shape) for name, value in theta.items()}
    for x, label in zip(X, y):
        h, z = forward(x, theta)
        g = np.exp(z - max(z)) / np.exp(z - max(z)).sum()
        g[label] -= 1
        v = (h > 0) * (theta["W2"] @ g)
        for name, grad in [("W1", np.outer(x, v)), ("b1", v), ("W2", np.outer(h, g)), ("b2", g)]:
            grads[name] += grad / len(X)
    return grads


@backward.alternative("in single precision")
def in_single_precision(X, y, theta):
    grads = assembled(X, y, theta)
    return {name: grad.astype(np.float32) for name, grad in grads.items()}
