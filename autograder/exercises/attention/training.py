"""Gradient descent on the next-word task: steps in a loop, samples without one."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import parameters
from solutions import attention
from solutions.attention import (
    attention_forward,
    attention_gradients,
    logistic_loss,
    logistic_loss_der,
)

train_next_word = Exercise(
    attention.train_next_word,
    points=6,
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
        "attention_gradients",
        "logistic_loss",
        "logistic_loss_der",
    ),
)


def _task(rng, n, C, d, q):
    y = rng.permutation(np.where(np.arange(n) % 3 == 0, 1, -1))
    return rng.normal(size=(n, C, d)), y, parameters(rng, d, q)


def _result(pair):
    """The pair with its losses as an array: a list of numbers and an array are both right."""
    theta, losses = pair
    return {"theta": theta, "losses": np.array(losses) if isinstance(losses, list) else losses}


@train_next_word.check("parameters and losses after a few steps", weight=2, calls=False)
def _(train_next_word, rng):
    return _result(train_next_word(*_task(rng, n=7, C=4, d=5, q=3), 0.5, 3))


@train_next_word.check("a single step, whole numbers in X and theta", calls=False)
def _(train_next_word, rng):
    n, C, d, q = 5, 3, 4, 2
    X, y, _ = _task(rng, n, C, d, q)
    start = {
        "W1": rng.choice([-1, 0, 1], size=(d, q)),
        "W2": rng.choice([-1, 0, 1], size=(d, q)),
        "w3": rng.permutation([-2, -1, 1, 2]),
    }
    return _result(train_next_word(np.rint(1.5 * X).astype(int), y, start, 0.1, 1))


@train_next_word.check("the theta it is given stays as it was", calls=False, by_value=False)
def _(train_next_word, rng):
    X, y, theta = _task(rng, n=6, C=5, d=4, q=2)
    train_next_word(X, y, theta, 0.3, 2)
    return {"X": X, "y": y, "theta": theta}


@train_next_word.vectorised("no Python loop over the samples", sizes=(6, 60))
def _(train_next_word, rng, n):
    return _result(train_next_word(*_task(rng, n, C=3, d=4, q=2), 0.2, 2))


def _descend(
    X, y, theta, eta, n_steps, upstream=logistic_loss_der, loss=logistic_loss, after=False
):
    """Right training, with a part exchanged."""
    losses = []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        grads = attention_gradients(X, theta, upstream(f, y))
        theta = {name: theta[name] - eta * grads[name] for name in theta}
        losses.append(loss(attention_forward(X, theta) if after else f, y))
    return theta, losses


def _with(**changes):
    def train(X, y, theta, eta, n_steps):
        return _descend(X, y, theta, eta, n_steps, **changes)

    return train


def _wrong(message, name, **changes):
    train = _with(**changes)
    train.__name__ = name
    train_next_word.misconception(message)(train)


_wrong(
    "the steps go uphill, + eta times the gradient; descent goes against it",
    "ascent",
    upstream=lambda f, y: -logistic_loss_der(f, y),
)
_wrong(
    "each loss is taken after its step; it belongs to the parameters before it",
    "losses_after_the_step",
    after=True,
)
_wrong(
    "upstream is 1 for every sample, which lowers every output; it has to be the derivative of the "
    "loss, logistic_loss_der(f, y)",
    "upstream_of_ones",
    upstream=lambda f, y: np.ones(len(f)),
)
_wrong(
    "upstream is -y, as if every sample were as wrong as can be; it has to be "
    "logistic_loss_der(f, y)",
    "upstream_of_labels",
    upstream=lambda f, y: -y,
)
_wrong(
    "divided by n once more; logistic_loss_der has done that already",
    "divided_again",
    upstream=lambda f, y: logistic_loss_der(f, y) / len(f),
)
_wrong(
    "the gradients are summed over the samples; those of the mean are smaller by the factor n",
    "multiplied_by_n",
    upstream=lambda f, y: logistic_loss_der(f, y) * len(f),
)
_wrong(
    "the share of wrong samples is recorded; the losses are those of logistic_loss",
    "records_errors",
    loss=lambda f, y: np.mean(y * f <= 0) + 0.0,
)
_wrong(
    "the losses are summed over the samples; logistic_loss is their mean",
    "records_sums",
    loss=lambda f, y: len(f) * logistic_loss(f, y),
)


@train_next_word.misconception("one loss too many: n_steps of them, none after the last step")
def one_loss_too_many(X, y, theta, eta, n_steps):
    theta, losses = attention.train_next_word(X, y, theta, eta, n_steps)
    return theta, [*losses, logistic_loss(attention_forward(X, theta), y)]


@train_next_word.misconception("one step too few")
def one_step_too_few(X, y, theta, eta, n_steps):
    return attention.train_next_word(X, y, theta, eta, n_steps - 1)


@train_next_word.misconception("only the last loss is returned; all of them are asked for")
def last_loss_only(X, y, theta, eta, n_steps):
    theta, losses = attention.train_next_word(X, y, theta, eta, n_steps)
    return theta, losses[-1]


@train_next_word.misconception("the losses come first; the pair is (theta, losses)")
def losses_first(X, y, theta, eta, n_steps):
    theta, losses = attention.train_next_word(X, y, theta, eta, n_steps)
    return losses, theta


@train_next_word.misconception("theta comes back as it was at the start; return the trained one")
def returns_the_start(X, y, theta, eta, n_steps):
    return theta, attention.train_next_word(X, y, theta, eta, n_steps)[1]


@train_next_word.misconception(
    "the gradient is computed once, before the loop; it changes with every step"
)
def one_gradient_for_all_steps(X, y, theta, eta, n_steps):
    grads = attention_gradients(X, theta, logistic_loss_der(attention_forward(X, theta), y))
    losses = []
    for _ in range(n_steps):
        losses.append(logistic_loss(attention_forward(X, theta), y))
        theta = {name: theta[name] - eta * grads[name] for name in theta}
    return theta, losses


@train_next_word.misconception(
    "the outputs are computed once, before the loop; they change with every step, and so do the "
    "losses and upstream"
)
def outputs_computed_once(X, y, theta, eta, n_steps):
    f, losses = attention_forward(X, theta), []
    for _ in range(n_steps):
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        theta = {name: theta[name] - eta * grads[name] for name in theta}
    return theta, losses


@train_next_word.misconception(
    "each parameter's gradient is computed after the one before has moved; one gradient moves all "
    "three at once"
)
def one_parameter_after_the_other(X, y, theta, eta, n_steps):
    theta, losses = dict(theta), []
    for _ in range(n_steps):
        losses.append(logistic_loss(attention_forward(X, theta), y))
        for name in ("W1", "W2", "w3"):
            upstream = logistic_loss_der(attention_forward(X, theta), y)
            theta[name] = theta[name] - eta * attention_gradients(X, theta, upstream)[name]
    return theta, losses


@train_next_word.misconception("only w3 learns; W1 and W2 take steps too")
def only_w3_learns(X, y, theta, eta, n_steps):
    theta, losses = dict(theta), []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        theta["w3"] = theta["w3"] - eta * grads["w3"]
    return theta, losses


@train_next_word.misconception("w3 doesn't learn; all three parameters take steps")
def w3_does_not_learn(X, y, theta, eta, n_steps):
    theta, losses = dict(theta), []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        for name in ("W1", "W2"):
            theta[name] = theta[name] - eta * grads[name]
    return theta, losses


@train_next_word.misconception(
    "-= writes into the caller's arrays; theta[name] - eta * grad makes a new one"
)
def steps_in_place(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        for name in theta:
            theta[name] -= eta * grads[name]
    return theta, losses


@train_next_word.misconception(
    "the new arrays are put into the caller's dictionary; make a new dictionary"
)
def steps_in_the_callers_dictionary(X, y, theta, eta, n_steps):
    new, losses = attention.train_next_word(X, y, theta, eta, n_steps)
    theta.update(new)
    return theta, losses


@train_next_word.misconception(
    "every step uses one sample; full-batch descent uses all of them in each step"
)
def one_sample_a_step(X, y, theta, eta, n_steps):
    losses = []
    for t in range(n_steps):
        losses.append(logistic_loss(attention_forward(X, theta), y))
        i = slice(t % len(X), t % len(X) + 1)
        upstream = logistic_loss_der(attention_forward(X[i], theta), y[i])
        grads = attention_gradients(X[i], theta, upstream)
        theta = {name: theta[name] - eta * grads[name] for name in theta}
    return theta, losses


@train_next_word.misconception("the last gradients are returned; the parameters are asked for")
def returns_gradients(X, y, theta, eta, n_steps):
    before, losses = attention.train_next_word(X, y, theta, eta, n_steps)
    f = attention_forward(X, before)
    return attention_gradients(X, before, logistic_loss_der(f, y)), losses


@train_next_word.misconception(
    "within a step, a loop adds up the gradients sample by sample; attention_gradients takes all "
    "samples at once"
)
def steps_by_sample(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        upstream = logistic_loss_der(f, y)
        total = {name: np.zeros(np.shape(theta[name])) for name in theta}
        for i in range(len(X)):
            grads = attention_gradients(X[i : i + 1], theta, upstream[i : i + 1])
            total = {name: total[name] + grads[name] for name in theta}
        theta = {name: theta[name] - eta * total[name] for name in theta}
    return theta, losses


@train_next_word.alternative("losses in an array")
def losses_in_an_array(X, y, theta, eta, n_steps):
    theta, losses = dict(theta), np.zeros(n_steps)
    for t in range(n_steps):
        f = attention_forward(X, theta)
        losses[t] = logistic_loss(f, y)
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        for name, grad in grads.items():
            theta[name] = theta[name] - eta * grad
    return theta, losses


@train_next_word.alternative("copies of the arrays, moved in place")
def copies_in_place(X, y, theta, eta, n_steps):
    theta = {name: np.array(value, dtype=float) for name, value in theta.items()}
    losses: list[float] = []
    while len(losses) < n_steps:
        outputs = attention_forward(X, theta)
        losses.append(float(logistic_loss(outputs, y)))
        for name, grad in attention_gradients(X, theta, logistic_loss_der(outputs, y)).items():
            theta[name] -= eta * grad
    return theta, losses


@train_next_word.alternative("in single precision")
def in_single_precision(X, y, theta, eta, n_steps):
    X, theta = X.astype(np.float32), {k: v.astype(np.float32) for k, v in theta.items()}
    losses = []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(np.float32(logistic_loss(f, y)))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y).astype(np.float32))
        theta = {k: theta[k] - np.float32(eta) * grads[k] for k in theta}
    return theta, losses
