"""A network with one hidden layer, trained on all samples at once."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.optimisation.parameters import drawn
from solutions import optimisation
from solutions.optimisation import backward, cross_entropy, forward, sgd_step

train_network = Exercise(
    optimisation.train_network,
    points=10,
    given=("forward", "cross_entropy", "backward", "loss_and_gradients", "sgd_step"),
)


def task(rng, n, d, m, K):
    """Samples, labels in which every class occurs, and parameters."""
    y = rng.permutation(np.concatenate([np.arange(K), rng.integers(K, size=n - K)]))
    shapes = {"W1": (d, m), "b1": (m,), "W2": (m, K), "b2": (K,)}
    return rng.normal(size=(n, d)), y, drawn(rng, shapes)


def listed(found):
    """An array of losses is as good as a list."""
    if isinstance(found, tuple) and len(found) == 2 and isinstance(found[1], np.ndarray):
        return found[0], list(found[1])
    return found


@train_network.check("after one step: the parameters, and the loss before it")
def _(train_network, rng):
    n, d, m, K = 8, 2, 4, 3
    return listed(train_network(*task(rng, n, d, m, K), 0.4, 1))


@train_network.check("after several steps: the parameters, and a loss for each step", weight=2)
def _(train_network, rng):
    return {
        "seven steps": listed(train_network(*task(rng, 9, 3, 5, 2), 0.2, 7)),
        "four steps": listed(train_network(*task(rng, 7, 2, 6, 4), 0.5, 4)),
    }


@train_network.check("whole numbers in X and theta: nothing is cut off")
def _(train_network, rng):
    n, d, m, K = 6, 3, 5, 4
    _, y, theta = task(rng, n, d, m, K)
    # b1 stays as it is: with whole numbers only, a hidden unit may stand at the very kink of relu.
    whole = {name: rng.integers(-2, 3, size=theta[name].shape) for name in ("W1", "W2", "b2")}
    X = rng.integers(-2, 3, size=(n, d))
    return listed(train_network(X, y, {**theta, **whole}, 0.1, 3))


@train_network.check("X, y and theta stay as they were", by_value=False)
def _(train_network, rng):
    n, d, m, K = 7, 3, 4, 2
    X, y, theta = task(rng, n, d, m, K)
    arrays = dict(theta)
    found = train_network(X, y, theta, 0.3, 3)
    return {
        "the dictionary theta after the call": dict(theta),
        "the arrays of theta after the call": arrays,
        "X after the call": X,
        "y after the call": y,
        "the result": listed(found),
    }


def _train(X, y, theta, eta, n_steps, step=sgd_step):
    """The training with another step."""
    losses = []
    for _ in range(n_steps):
        losses.append(cross_entropy(forward(X, theta)[1], y))
        theta = step(theta, backward(X, y, theta), eta)
    return theta, losses


@train_network.misconception(
    "each loss is taken after its step; the first one belongs to the parameters of the start"
)
def losses_after_the_step(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        theta = sgd_step(theta, backward(X, y, theta), eta)
        losses.append(cross_entropy(forward(X, theta)[1], y))
    return theta, losses


@train_network.misconception(
    "a loss after the last step is noted too; there is one for each step, taken before it"
)
def one_loss_more(X, y, theta, eta, n_steps):
    theta, losses = optimisation.train_network(X, y, theta, eta, n_steps)
    return theta, [*losses, cross_entropy(forward(X, theta)[1], y)]


@train_network.misconception("only the last loss is returned; collect one for each step in a list")
def last_loss_only(X, y, theta, eta, n_steps):
    theta, losses = optimisation.train_network(X, y, theta, eta, n_steps)
    return theta, losses[-1]


@train_network.misconception("the loss goes up: the step is minus eta times the gradient")
def trained_uphill(X, y, theta, eta, n_steps):
    return _train(X, y, theta, -eta, n_steps)


@train_network.misconception(
    "the parameters never move: sgd_step returns new ones, theta = sgd_step(...)"
)
def never_moves(X, y, theta, eta, n_steps):
    return _train(X, y, theta, 0, n_steps)


@train_network.misconception(
    "the gradients are computed once, before the loop; they belong to the parameters reached by "
    "then"
)
def gradients_of_the_start(X, y, theta, eta, n_steps):
    grads = backward(X, y, theta)
    return _train(X, y, theta, eta, n_steps, lambda theta, _, eta: sgd_step(theta, grads, eta))


@train_network.misconception(
    "the gradients are multiplied by n; backward returns those of the mean loss, ready to use"
)
def times_n(X, y, theta, eta, n_steps):
    return _train(X, y, theta, eta * len(X), n_steps)


@train_network.misconception(
    "the gradients are divided by n once more; backward returns those of the mean loss"
)
def divided_by_n(X, y, theta, eta, n_steps):
    return _train(X, y, theta, eta / len(X), n_steps)


@train_network.misconception("eta is missing: the step is eta times the gradient")
def trained_without_eta(X, y, theta, eta, n_steps):
    return _train(X, y, theta, 1, n_steps)


@train_network.misconception("the biases stay as they were; they have gradients too")
def biases_stay(X, y, theta, eta, n_steps):
    def step(theta, grads, eta):
        moved = sgd_step(theta, grads, eta)
        return {**theta, "W1": moved["W1"], "W2": moved["W2"]}

    return _train(X, y, theta, eta, n_steps, step)


@train_network.misconception(
    "only the output layer is trained; the hidden layer has gradients too, W1 and b1"
)
def hidden_layer_stays(X, y, theta, eta, n_steps):
    def step(theta, grads, eta):
        moved = sgd_step(theta, grads, eta)
        return {**theta, "W2": moved["W2"], "b2": moved["b2"]}

    return _train(X, y, theta, eta, n_steps, step)


@train_network.misconception(
    "the arrays move one after the other, each by a gradient at half-moved parameters; one call of "
    "backward gives all four"
)
def one_array_after_the_other(X, y, theta, eta, n_steps):
    losses, theta = [], dict(theta)
    for _ in range(n_steps):
        losses.append(cross_entropy(forward(X, theta)[1], y))
        for name in theta:
            theta[name] = theta[name] - eta * backward(X, y, theta)[name]
    return theta, losses


@train_network.misconception(
    "cross_entropy gets the hidden layer in place of the scores; forward returns (h, z), z is the "
    "second"
)
def loss_of_the_hidden_layer(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        losses.append(cross_entropy(forward(X, theta)[0], y))
        theta = sgd_step(theta, backward(X, y, theta), eta)
    return theta, losses


@train_network.misconception(
    "a softmax is put before cross_entropy, which takes the scores themselves and does that inside"
)
def loss_of_probabilities(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        _, z = forward(X, theta)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        losses.append(cross_entropy(p / p.sum(axis=1, keepdims=True), y))
        theta = sgd_step(theta, backward(X, y, theta), eta)
    return theta, losses


@train_network.misconception(
    "the losses are summed over the samples; cross_entropy takes the mean, and that is the loss"
)
def summed_losses(X, y, theta, eta, n_steps):
    theta, losses = optimisation.train_network(X, y, theta, eta, n_steps)
    return theta, [loss * len(X) for loss in losses]


@train_network.misconception(
    "the share of right predictions is noted; asked for is the loss, the cross-entropy"
)
def notes_the_accuracy(X, y, theta, eta, n_steps):
    shares = []
    for _ in range(n_steps):
        shares.append(np.mean(forward(X, theta)[1].argmax(axis=1) == y))
        theta = sgd_step(theta, backward(X, y, theta), eta)
    return theta, shares


@train_network.misconception("one step too few is taken; there are n_steps of them")
def trained_one_short(X, y, theta, eta, n_steps):
    return _train(X, y, theta, eta, n_steps - 1)


@train_network.misconception("the order is turned round: theta comes first, then the losses")
def losses_first(X, y, theta, eta, n_steps):
    return optimisation.train_network(X, y, theta, eta, n_steps)[::-1]


@train_network.misconception("only theta is returned; the pair (theta, losses) is asked for")
def theta_alone(X, y, theta, eta, n_steps):
    return optimisation.train_network(X, y, theta, eta, n_steps)[0]


@train_network.misconception(
    "-= changes the arrays that theta holds; sgd_step makes new ones, and so does theta[name] - ..."
)
def trains_theta_in_place(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        losses.append(cross_entropy(forward(X, theta)[1], y))
        grads = backward(X, y, theta)
        for name in theta:
            theta[name] -= eta * grads[name]
    return theta, losses


@train_network.misconception(
    "the new arrays are put into the caller's dictionary; put them into a new one"
)
def trains_in_the_dictionary(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        losses.append(cross_entropy(forward(X, theta)[1], y))
        theta.update(sgd_step(theta, backward(X, y, theta), eta))
    return theta, losses


@train_network.alternative("the step written out")
def trained_without_sgd_step(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        z = forward(X, theta)[-1]
        losses.append(float(cross_entropy(z, y)))
        grads = backward(X, y, theta)
        theta = {name: theta[name] - eta * grads[name] for name in grads}
    return theta, losses


@train_network.alternative("all parameters on the way, and the losses afterwards")
def trained_by_the_way(X, y, theta, eta, n_steps):
    way = [theta]
    for _ in range(n_steps):
        way.append(sgd_step(way[-1], backward(X, y, way[-1]), eta))
    return way[-1], [cross_entropy(forward(X, each)[1], y) for each in way[:-1]]


@train_network.alternative("in place on copies, the losses in an array made before")
def trained_on_copies(X, y, theta, eta, n_steps):
    theta = {name: array.astype(float) for name, array in theta.items()}
    losses = np.zeros(n_steps)
    for t in range(n_steps):
        losses[t] = cross_entropy(forward(X, theta)[1], y)
        grads = backward(X, y, theta)
        for name in theta:
            theta[name] -= eta * grads[name]
    return theta, losses


@train_network.alternative("gradients written out, one pass for both, in single precision")
def trained_in_one_pass(X, y, theta, eta, n_steps):
    X, theta = np.float32(X), {name: np.float32(array) for name, array in theta.items()}
    losses, rows = [], np.arange(len(y))
    for _ in range(n_steps):
        h = np.maximum(X @ theta["W1"] + theta["b1"], 0)
        z = h @ theta["W2"] + theta["b2"]
        z = z - z.max(axis=1, keepdims=True)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        losses.append(np.mean(np.log(np.exp(z).sum(axis=1)) - z[rows, y]))
        p[rows, y] -= 1
        p = p / np.float32(len(y))
        dh = (p @ theta["W2"].T) * (h > 0)
        grads = {"W1": X.T @ dh, "b1": dh.sum(0), "W2": h.T @ p, "b2": p.sum(0)}
        theta = {name: theta[name] - np.float32(eta) * grads[name] for name in theta}
    return theta, losses
