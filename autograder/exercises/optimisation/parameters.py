"""One step with all parameters of a model."""

import numpy as np

from autograder.exercise import Exercise
from solutions import optimisation

sgd_step = Exercise(optimisation.sgd_step, points=8)

NETWORK = {"W1": (2, 5), "b1": (5,), "W2": (5, 3), "b2": (3,)}


def drawn(rng, shapes):
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


@sgd_step.check("every array moves by -eta times its own gradient", weight=2)
def _(sgd_step, rng):
    return sgd_step(drawn(rng, NETWORK), drawn(rng, NETWORK), 0.3)


@sgd_step.check("any names, any number of arrays, any shapes", weight=2)
def _(sgd_step, rng):
    one, three = {"slopes": (3, 4)}, {"a": (2, 3, 4), "offset": (), "C": (6,)}
    return {
        "one array": sgd_step(drawn(rng, one), drawn(rng, one), 0.7),
        "three arrays": sgd_step(drawn(rng, three), drawn(rng, three), 0.05),
    }


@sgd_step.check(
    "gradients belong to parameters by name, whatever the order of the two dictionaries"
)
def _(sgd_step, rng):
    theta, grads = drawn(rng, NETWORK), drawn(rng, dict(reversed(NETWORK.items())))
    alike = {"first": (4,), "second": (4,), "third": (4,)}
    return {
        "the network": sgd_step(theta, grads, 0.2),
        "equal shapes": sgd_step(drawn(rng, alike), drawn(rng, dict(reversed(alike.items()))), 0.2),
    }


@sgd_step.check("parameters and gradients in whole numbers: nothing is cut off")
def _(sgd_step, rng):
    shapes = {"A": (3, 2), "c": (4,)}
    whole = {name: rng.integers(-9, 10, size=shape) for name, shape in shapes.items()}
    return {
        "whole parameters": sgd_step(whole, drawn(rng, shapes), 0.3),
        "whole gradients": sgd_step(drawn(rng, shapes), whole, 0.3),
        "both": sgd_step(whole, whole, 0.25),
    }


@sgd_step.check(
    "a new dictionary with new arrays: theta and grads stay as they were", weight=2, by_value=False
)
def _(sgd_step, rng):
    theta, grads = drawn(rng, NETWORK), drawn(rng, NETWORK)
    arrays = dict(theta)
    new = sgd_step(theta, grads, 0.4)
    return {
        "the dictionary theta after the call": dict(theta),
        "the arrays of theta after the call": arrays,
        "grads after the call": grads,
        "the result": new,
    }


@sgd_step.misconception("x goes uphill: the step is minus eta times the gradient")
def step_uphill(theta, grads, eta):
    return {name: theta[name] + eta * grads[name] for name in theta}


@sgd_step.misconception("eta is missing: the step is eta times the gradient")
def step_without_eta(theta, grads, eta):
    return {name: theta[name] - grads[name] for name in theta}


@sgd_step.misconception("the gradient is divided by eta; the step is eta times the gradient")
def step_divided_by_eta(theta, grads, eta):
    return {name: theta[name] - grads[name] / eta for name in theta}


@sgd_step.misconception("the steps themselves are returned; they are to be added to theta")
def only_the_steps(theta, grads, eta):
    return {name: -eta * grads[name] for name in theta}


@sgd_step.misconception(
    "-= changes the arrays that theta holds, even in a copy made by dict() or theta.copy(), which "
    "copies the names and not the arrays; theta[name] - ... makes a new one"
)
def arrays_changed(theta, grads, eta):
    new = theta.copy()
    for name in new:
        new[name] -= eta * grads[name]
    return new


@sgd_step.misconception(
    "the new arrays are put into theta itself, which belongs to the caller; put them into a new "
    "dictionary"
)
def dictionary_changed(theta, grads, eta):
    for name in theta:
        theta[name] = theta[name] - eta * grads[name]
    return theta


@sgd_step.misconception(
    "the gradients are multiplied by eta in place; they belong to the caller, eta * grads[name] "
    "makes a new array"
)
def gradients_changed(theta, grads, eta):
    for name in grads:
        grads[name] = eta * grads[name]
    return {name: theta[name] - grads[name] for name in theta}


@sgd_step.misconception(
    "zip pairs the arrays by their place in the two dictionaries; they belong together by name, "
    "grads[name]"
)
def paired_by_place(theta, grads, eta):
    pairs = zip(theta.items(), grads.values())
    return {name: array - eta * grad for (name, array), grad in pairs}


@sgd_step.misconception(
    "the names W1, b1, W2 and b2 are written out; other models have other names, so loop over theta"
)
def fixed_names(theta, grads, eta):
    return {name: theta[name] - eta * grads[name] for name in ("W1", "b1", "W2", "b2")}


@sgd_step.misconception("only the weights move; the biases have gradients too")
def weights_only(theta, grads, eta):
    return {
        name: array - eta * grads[name] if np.ndim(array) > 1 else array
        for name, array in theta.items()
    }


@sgd_step.misconception("the return stands inside the loop, after the first array")
def first_array_only(theta, grads, eta):
    new = {}
    for name in theta:
        new[name] = theta[name] - eta * grads[name]
        return new
    return new


@sgd_step.misconception(
    "the gradient is summed up to one number; every entry moves by its own entry of the gradient"
)
def summed_gradient(theta, grads, eta):
    return {name: theta[name] - eta * np.sum(grads[name]) for name in theta}


@sgd_step.misconception(
    "the gradient is averaged over its rows; the mean over samples was taken when it was computed"
)
def averaged_gradient(theta, grads, eta):
    return {
        name: theta[name]
        - eta * (np.mean(grads[name], axis=0) if np.ndim(grads[name]) else grads[name])
        for name in theta
    }


@sgd_step.misconception(
    "the step is scaled by theta itself; it is eta times the gradient and nothing else"
)
def scaled_by_theta(theta, grads, eta):
    return {name: theta[name] * (1 - eta * grads[name]) for name in theta}


@sgd_step.misconception("the gradients are scaled to length 1; they are used as they are")
def gradients_of_length_one(theta, grads, eta):
    return {
        name: theta[name] - eta * grads[name] / np.linalg.norm(np.ravel(grads[name]))
        for name in theta
    }


@sgd_step.misconception(
    "the arrays come as a list; a dictionary with the names of theta is asked for"
)
def as_a_list(theta, grads, eta):
    return [theta[name] - eta * grads[name] for name in theta]


@sgd_step.misconception(
    "the results are made with the type of theta's arrays: where these hold integers, the step is "
    "cut off"
)
def typed_like_theta(theta, grads, eta):
    new = {}
    for name in theta:
        new[name] = np.empty_like(theta[name])
        new[name][...] = theta[name] - eta * grads[name]
    return new


@sgd_step.alternative("a loop that fills a new dictionary")
def step_by_loop(theta, grads, eta):
    new = {}
    for name in grads:
        new[name] = theta[name] + (-eta) * grads[name]
    return new


@sgd_step.alternative("in place on copies in double precision")
def step_on_copies(theta, grads, eta):
    new = {name: np.array(array, dtype=float) for name, array in theta.items()}
    for name, array in new.items():
        array -= eta * grads[name]
    return new


@sgd_step.alternative("pairs of names and arrays, in single precision")
def step_by_pairs(theta, grads, eta):
    return dict(
        zip(theta, (np.float32(theta[name]) - np.float32(eta * grads[name]) for name in theta))
    )
