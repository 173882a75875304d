"""Stochastic gradient descent. Draws are free: what is checked holds for any of them."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.optimisation.batches import (
    distinct,
    generator,
    halves,
    rows_of,
    samples,
    well_paired,
)
from autograder.exercises.optimisation.parameters import drawn
from solutions import optimisation
from solutions.optimisation import minibatch, sgd_step

sgd = Exercise(optimisation.sgd, points=12, given=("minibatch", "sgd_step"))


def least_squares(Xb, yb, theta):
    """The gradients of half the mean squared error of the line X w + c."""
    error = Xb @ theta["w"] + theta["c"] - yb
    return {"w": Xb.T @ error / len(yb), "c": np.mean(error)}


def constant(grads):
    """A gradient that is the same everywhere, in new arrays each time."""
    return lambda Xb, yb, theta: {name: array.copy() for name, array in grads.items()}


def noting(grad):
    """The gradient with a diary: the pair (grad, batches), batches being its arguments."""
    batches = []

    def with_diary(Xb, yb, theta):
        batches.append((np.array(Xb), np.array(yb)))
        return grad(Xb, yb, theta)

    return with_diary, batches


def line(rng, d):
    return drawn(rng, {"w": (d,), "c": ()})


@sgd.check("n_steps times, theta moves by -eta times what grad returns, under any names", weight=2)
def _(sgd, rng):
    data = {}
    for names, shapes in [("W and b", {"W": (3, 4), "b": (4,)}), ("slope", {"slope": (5,)})]:
        n, d, m = 8, 2, 3
        X, y = samples(rng, n, d)
        always = constant(drawn(rng, shapes))
        found = sgd(always, drawn(rng, shapes), X, y, 0.3, m, 5, generator(5))
        data[f"a gradient that is always the same, with the names {names}"] = found
    return data


@sgd.check("grad is asked about the parameters reached by then", weight=2)
def _(sgd, rng):
    n, d, m = 9, 4, 2
    X, y = samples(rng, n, d)
    shapes = {"W": (2, 3), "b": (3,)}
    pull = drawn(rng, shapes)

    def grad(Xb, yb, theta):
        return {name: 2.0 * theta[name] - pull[name] for name in theta}

    return sgd(grad, drawn(rng, shapes), X, y, 0.2, m, 6, generator(1))


@sgd.check(
    "with m = n every batch is the whole set, and the result that of gradient descent", weight=2
)
def _(sgd, rng):
    n, d = 7, 3
    X, y = samples(rng, n, d)
    return sgd(least_squares, line(rng, d), X, y, 0.15, n, 6, generator(2))


@sgd.check("each call of grad gets m different samples with their labels", weight=2, calls=False)
def _(sgd, rng):
    n, d, m, n_steps = 11, 3, 7, 6
    X, y = samples(rng, n, d)
    grad, batches = noting(least_squares)
    sgd(grad, line(rng, d), X, y, 0.01, m, n_steps, generator(rng.integers(10**6)))
    pairs = [halves(batch)[1:] for batch in batches]
    return {
        "number of calls of grad": len(batches),
        "labels in each call of grad": [len(yb) for _, yb in pairs],
        "samples in each call of grad": [len(Xb) for Xb, _ in pairs],
        "no sample twice in a call": all(distinct(X, Xb) for Xb, _ in pairs),
        "each sample beside its own label": all(well_paired(X, y, *pair) for pair in pairs),
    }


@sgd.check("a new batch in each step, in which every sample can come up", weight=2, calls=False)
def _(sgd, rng):
    n, d, m, n_steps = 7, 2, 3, 60
    X, y = samples(rng, n, d)
    grad, batches = noting(least_squares)
    sgd(grad, line(rng, d), X, y, 0.01, m, n_steps, generator(rng.integers(10**6)))
    rows = [frozenset(rows_of(X, halves(batch)[1])) for batch in batches]
    return {
        "all steps use the same batch": len(set(rows)) < 2,
        **{
            f"row {i} came up in 60 steps with m = 3": any(i in each for each in rows)
            for i in range(n)
        },
    }


@sgd.check("the generator that is given decides: its seed repeats the whole training", calls=False)
def _(sgd, rng):
    n, d, m = 30, 3, 4
    X, y = samples(rng, n, d)
    theta = line(rng, d)

    def slopes(seed):
        found = sgd(least_squares, theta, X, y, 0.01, m, 5, generator(seed))
        return np.asarray(found["w"], dtype=float).tolist() if isinstance(found, dict) else []

    first, second = (int(seed) for seed in rng.choice(10**6, size=2, replace=False))
    one, again, other = slopes(first), slopes(first), slopes(second)
    return {"the same result for the same seed": one == again, "for another seed": one == other}


@sgd.check("theta may hold whole numbers; theta, X and y stay as they were", by_value=False)
def _(sgd, rng):
    n, d = 6, 4
    X, y = samples(rng, n, d)
    theta = {"w": rng.integers(-9, 10, size=d), "c": rng.integers(-9, 10, size=())}
    real = line(rng, d)
    arrays = dict(real)
    return {
        "the result from whole numbers": sgd(least_squares, theta, X, y, 0.1, n, 3, generator(3)),
        "the result": sgd(least_squares, real, X, y, 0.1, n, 3, generator(4)),
        "the dictionary theta after the call": dict(real),
        "the arrays of theta after the call": arrays,
        "X after the call": X,
        "y after the call": y,
    }


@sgd.misconception(
    "the batch is drawn once, before the loop, and every step sees the same samples; draw inside"
)
def one_batch_for_all(grad, theta, X, y, eta, m, n_steps, rng):
    Xb, yb = minibatch(X, y, m, rng)
    for _ in range(n_steps):
        theta = sgd_step(theta, grad(Xb, yb, theta), eta)
    return theta


@sgd.misconception(
    "the gradient is computed from the whole set, X and y; it takes the batch, Xb and yb"
)
def whole_set(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        theta = sgd_step(theta, grad(X, y, theta), eta)
    return theta


@sgd.misconception("the rows come from the batch, the labels from the whole set; yb belongs to Xb")
def labels_of_the_whole_set(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        theta = sgd_step(theta, grad(Xb, y[: len(yb)], theta), eta)
    return theta


@sgd.misconception(
    "the gradient is taken at the parameters of the start in every step; it belongs to those "
    "reached by then"
)
def grad_of_the_start(grad, theta, X, y, eta, m, n_steps, rng):
    new = theta
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        new = sgd_step(new, grad(Xb, yb, theta), eta)
    return new


@sgd.misconception(
    "every step starts from the first theta again; it goes on from where the last one ended"
)
def theta_of_the_start(grad, theta, X, y, eta, m, n_steps, rng):
    new = theta
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        new = sgd_step(theta, grad(Xb, yb, new), eta)
    return new


@sgd.misconception("theta goes uphill: the step is minus eta times the gradient")
def sgd_uphill(grad, theta, X, y, eta, m, n_steps, rng):
    return optimisation.sgd(grad, theta, X, y, -eta, m, n_steps, rng)


@sgd.misconception(
    "eta is divided by m; grad returns the gradient of the mean over the batch, so that nothing is "
    "left to divide"
)
def divided_by_m(grad, theta, X, y, eta, m, n_steps, rng):
    return optimisation.sgd(grad, theta, X, y, eta / m, m, n_steps, rng)


@sgd.misconception("eta is missing: the step is eta times the gradient")
def sgd_without_eta(grad, theta, X, y, eta, m, n_steps, rng):
    return optimisation.sgd(grad, theta, X, y, 1, m, n_steps, rng)


@sgd.misconception(
    "one step too few is taken; range(n_steps) counts n_steps times, though it ends at n_steps - 1"
)
def sgd_one_short(grad, theta, X, y, eta, m, n_steps, rng):
    return optimisation.sgd(grad, theta, X, y, eta, m, n_steps - 1, rng)


@sgd.misconception(
    "n_steps counts rounds through the whole set here; one step is one batch and one update"
)
def counts_epochs(grad, theta, X, y, eta, m, n_steps, rng):
    return optimisation.sgd(grad, theta, X, y, eta, m, n_steps * -(-len(X) // m), rng)


@sgd.misconception("only the first step is taken, because the return stands inside the loop")
def first_step_only(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        return sgd_step(theta, grad(Xb, yb, theta), eta)


@sgd.misconception(
    "the result of sgd_step is thrown away; it returns new parameters, theta = sgd_step(...)"
)
def result_thrown_away(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        sgd_step(theta, grad(Xb, yb, theta), eta)
    return theta


@sgd.misconception("grad is called as grad(theta, Xb, yb); the order is grad(Xb, yb, theta)")
def theta_first(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        theta = sgd_step(theta, grad(theta, Xb, yb), eta)
    return theta


@sgd.misconception(
    "-= changes the arrays that theta holds; sgd_step makes new ones, and so does theta[name] - ..."
)
def changes_theta(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        grads = grad(Xb, yb, theta)
        for name in theta:
            theta[name] -= eta * grads[name]
    return theta


@sgd.misconception("the new arrays are put into the caller's dictionary; put them into a new one")
def refills_theta(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        grads = grad(Xb, yb, theta)
        for name in theta:
            theta[name] = theta[name] - eta * grads[name]
    return theta


@sgd.misconception(
    "the names w and c, or W1, b1, W2 and b2, are written out; loop over the names that theta has"
)
def names_written_out(grad, theta, X, y, eta, m, n_steps, rng):
    names = ("w", "c") if "w" in theta else ("W1", "b1", "W2", "b2")
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        grads = grad(Xb, yb, theta)
        theta = {name: theta[name] - eta * grads[name] for name in names}
    return theta


@sgd.misconception(
    "the gradient of the batch is computed anew for each array, after the arrays before it have "
    "moved; one call of grad gives all gradients"
)
def array_by_array(grad, theta, X, y, eta, m, n_steps, rng):
    theta = dict(theta)
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        for name in theta:
            theta[name] = theta[name] - eta * grad(Xb, yb, theta)[name]
    return theta


@sgd.misconception(
    "the global generator np.random draws the batches, so that the seed of the given rng has no say"
)
def sgd_by_the_global_generator(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        chosen = np.random.permutation(len(X))[:m]
        theta = sgd_step(theta, grad(X[chosen], y[chosen], theta), eta)
    return theta


@sgd.misconception(
    "a generator with a seed of its own draws the batches; pass on the rng that is given"
)
def sgd_by_its_own_seed(grad, theta, X, y, eta, m, n_steps, rng):
    return optimisation.sgd(grad, theta, X, y, eta, m, n_steps, np.random.RandomState(0))


@sgd.misconception(
    "a new generator with the same seed is made in each step, so that all batches are the same"
)
def reseeds_each_step(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, np.random.RandomState(0))
        theta = sgd_step(theta, grad(Xb, yb, theta), eta)
    return theta


@sgd.misconception(
    "the same sample may come twice in a batch: randint, and choice without replace=False, draw "
    "with replacement"
)
def sgd_with_replacement(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        chosen = rng.randint(len(X), size=m)
        theta = sgd_step(theta, grad(X[chosen], y[chosen], theta), eta)
    return theta


@sgd.misconception(
    "rows and labels are drawn separately, so that rows get the labels of others; one draw serves "
    "both"
)
def sgd_with_mixed_labels(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)[0], minibatch(X, y, m, rng)[1]
        theta = sgd_step(theta, grad(Xb, yb, theta), eta)
    return theta


@sgd.misconception("all parameters on the way are returned in a list; asked for are the last ones")
def all_thetas(grad, theta, X, y, eta, m, n_steps, rng):
    way = [theta]
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        way.append(sgd_step(way[-1], grad(Xb, yb, way[-1]), eta))
    return way


@sgd.alternative("the batch passed on as it comes")
def sgd_unpacked(grad, theta, X, y, eta, m, n_steps, rng):
    new = theta
    while n_steps > 0:
        new = sgd_step(new, grad(*minibatch(X, y, m, rng), new), eta)
        n_steps -= 1
    return new


@sgd.alternative("indices drawn and steps taken without the earlier functions")
def sgd_on_its_own(grad, theta, X, y, eta, m, n_steps, rng):
    for _ in range(n_steps):
        chosen = rng.choice(len(y), m, replace=False)
        grads = grad(X[chosen], y[chosen], theta)
        theta = {name: value - eta * grads[name] for name, value in theta.items()}
    return theta


@sgd.alternative("rounds through a shuffled set, mixed again when fewer than m are left")
def sgd_in_rounds(grad, theta, X, y, eta, m, n_steps, rng):
    order: list[int] = []
    for _ in range(n_steps):
        if len(order) < m:
            order = rng.permutation(len(X)).tolist()
        chosen, order = order[:m], order[m:]
        theta = sgd_step(theta, grad(X[chosen], y[chosen], theta), eta)
    return theta


@sgd.alternative("in place on copies in single precision")
def sgd_on_copies(grad, theta, X, y, eta, m, n_steps, rng):
    theta = {name: np.array(value, dtype=np.float32) for name, value in theta.items()}
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        grads = grad(Xb, yb, theta)
        for name in theta:
            theta[name] -= np.float32(eta * grads[name])
    return theta
