"""hw2's network, differentiated by the machine."""

import numpy as np

from autograder.exercise import Exercise
from solutions import tensor_autograd
from solutions.tensor_autograd import ag

network_gradients = Exercise(
    tensor_autograd.network_gradients, points=5, given=("ag", "cross_entropy", "softmax")
)


def problem(rng, n=7, d=3, m=5, K=4):
    theta = {
        "W1": rng.normal(size=(d, m)),
        "b1": rng.normal(size=m),
        "W2": rng.normal(size=(m, K)),
        "b2": rng.normal(size=K),
    }
    return rng.normal(size=(n, d)), rng.integers(K, size=n), theta


@network_gradients.check("all four gradients")
def _(network_gradients, rng):
    return network_gradients(*problem(rng))


@network_gradients.check("whole numbers in X and in theta")
def _(network_gradients, rng):
    X, y, theta = problem(rng, n=6, d=4, m=3, K=5)
    whole = {name: rng.integers(-2, 3, size=value.shape) for name, value in theta.items()}
    # Biases between whole numbers keep the hidden units away from relu's kink.
    whole["b1"] = whole["b1"] + 0.5
    return network_gradients(rng.integers(-3, 4, size=X.shape), y, whole)


network_gradients.untouched(problem)


@network_gradients.vectorised("no Python loop over the samples", sizes=(8, 40))
def _(network_gradients, rng, n):
    X, y, theta = problem(rng, n=n)
    return network_gradients(X, y, theta)


def parameters_of(theta):
    return {name: ag.Tensor(value) for name, value in theta.items()}


def scores_of(X, t):
    return (X @ t["W1"] + t["b1"]).relu() @ t["W2"] + t["b2"]


def grads_of(t):
    return {name: tensor.grad for name, tensor in t.items()}


@network_gradients.misconception(
    "the dictionary holds tensors; asked for are their gradients, plain arrays (.grad)"
)
def tensors_returned(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t), y).backward()
    return t


@network_gradients.misconception(
    "the parameters themselves are returned (.value); asked for are their gradients (.grad)"
)
def values_returned(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t), y).backward()
    return {name: tensor.value for name, tensor in t.items()}


@network_gradients.misconception("the hidden layer has no relu; without it the network is linear")
def without_relu(X, y, theta):
    t = parameters_of(theta)
    scores = (X @ t["W1"] + t["b1"]) @ t["W2"] + t["b2"]
    tensor_autograd.cross_entropy(scores, y).backward()
    return grads_of(t)


@network_gradients.misconception("the scores go through a relu as well; only the hidden layer does")
def relu_on_scores(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t).relu(), y).backward()
    return grads_of(t)


@network_gradients.misconception(
    "the loss is multiplied by n, a sum over the samples; J is the mean"
)
def summed_loss(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t), y).backward(len(y))
    return grads_of(t)


@network_gradients.misconception(
    "the mean is divided by n once more; cross_entropy averages already"
)
def averaged_twice(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t), y).backward(1 / len(y))
    return grads_of(t)


@network_gradients.misconception("the sign is turned: the steps go against the gradient, later")
def sign_turned(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t), y).backward(-1.0)
    return grads_of(t)


@network_gradients.misconception(
    "the graph is cut after the hidden layer (.value), so that W1 and b1 get no gradient"
)
def cut_after_hidden(X, y, theta):
    t = parameters_of(theta)
    h = (X @ t["W1"] + t["b1"]).relu()
    tensor_autograd.cross_entropy(h.value @ t["W2"] + t["b2"], y).backward()
    return {name: tensor.grad + np.zeros(tensor.value.shape) for name, tensor in t.items()}


@network_gradients.misconception("the biases are left out of the network, and get no gradient")
def without_biases(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy((X @ t["W1"]).relu() @ t["W2"], y).backward()
    return {name: tensor.grad + np.zeros(tensor.value.shape) for name, tensor in t.items()}


@network_gradients.misconception(
    "the gradients of the scores' sum are computed; start backward from the loss"
)
def from_the_scores(X, y, theta):
    t = parameters_of(theta)
    scores_of(X, t).sum().backward()
    return grads_of(t)


@network_gradients.misconception(
    "theta's arrays are replaced by tensors in the caller's own dictionary; make a new one"
)
def theta_replaced(X, y, theta):
    for name in theta:
        theta[name] = ag.Tensor(theta[name])
    tensor_autograd.cross_entropy(scores_of(X, theta), y).backward()
    return grads_of(theta)


@network_gradients.misconception(
    "one step of descent is taken on theta in place; only the gradients were asked for"
)
def descends(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t), y).backward()
    for name in theta:
        theta[name] = theta[name] - 0.1 * t[name].grad
    return grads_of(t)


@network_gradients.misconception(
    "a loop goes over the samples and adds up; all samples go through the network at once"
)
def sample_by_sample(X, y, theta):
    totals = {name: np.zeros(np.shape(value)) for name, value in theta.items()}
    for x, label in zip(X, y):
        t = parameters_of(theta)
        tensor_autograd.cross_entropy(scores_of(x[None], t), np.array([label])).backward()
        for name in totals:
            totals[name] += t[name].grad / len(y)
    return totals


@network_gradients.alternative("one tensor after the other, the loss through the softmax")
def spelled_out(X, y, theta):
    W1, b1, W2, b2 = (ag.Tensor(theta[name]) for name in ("W1", "b1", "W2", "b2"))
    z = ag.Tensor(X) @ W1 + b1
    scores = z.relu() @ W2 + b2
    loss = -tensor_autograd.softmax(scores)[np.arange(len(y)), y].log().mean()
    loss.backward()
    return {"W1": W1.grad, "b1": b1.grad, "W2": W2.grad, "b2": b2.grad}


@network_gradients.alternative("by hand")
def by_hand(X, y, theta):
    h = np.maximum(X @ theta["W1"] + theta["b1"], 0)
    z = h @ theta["W2"] + theta["b2"]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    back = (h > 0) * (p @ theta["W2"].T)
    return {"W2": h.T @ p, "b2": p.sum(axis=0), "W1": X.T @ back, "b1": back.sum(axis=0)}


@network_gradients.alternative("in single precision")
def single(X, y, theta):
    t = parameters_of(theta)
    tensor_autograd.cross_entropy(scores_of(X, t), y).backward()
    return {name: tensor.grad.astype(np.float32) for name, tensor in t.items()}
