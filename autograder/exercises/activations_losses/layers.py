"""feed_forward: one sample through all layers."""

import functools
import itertools

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.activations_losses.functions import bend, fold, same, share, soften
from solutions import activations_losses
from solutions.activations_losses import fully_connected

feed_forward = Exercise(activations_losses.feed_forward, points=6, given=("fully_connected",))


def parameters(rng, *widths):
    """A pair (W, b) for each layer, from d = widths[0] inputs on."""
    return [(rng.normal(size=(k, d)), rng.normal(size=k)) for d, k in itertools.pairwise(widths)]


@feed_forward.check("two layers, each with its own activation")
def _(feed_forward, rng):
    return feed_forward(rng.normal(size=3), parameters(rng, 3, 4, 2), [fold, soften])


@feed_forward.check("any number of layers, one included, of any widths")
def _(feed_forward, rng):
    return {
        "one layer": feed_forward(rng.normal(size=2), parameters(rng, 2, 5), [bend]),
        "three layers": feed_forward(
            rng.normal(size=4), parameters(rng, 4, 2, 5, 3), [bend, same, fold]
        ),
        "four layers": feed_forward(
            rng.normal(size=2), parameters(rng, 2, 3, 6, 4, 5), [fold, bend, fold, same]
        ),
    }


@feed_forward.check("a softmax as the last activation, whole numbers in x")
def _(feed_forward, rng):
    x = rng.integers(-5, 6, size=5)
    return feed_forward(x, parameters(rng, 5, 3, 4), [bend, share])


@feed_forward.check("leaves x, params and sigmas as they were", by_value=False)
def _(feed_forward, rng):
    x, params, sigmas = rng.normal(size=3), parameters(rng, 3, 5, 2), [bend, soften]
    result = feed_forward(x, params, sigmas)
    return {
        "x after the call": x,
        "params after the call": params,
        "the number of sigmas after the call": len(sigmas),
        "the result": result,
    }


def _chain(x, params, sigmas, layer=activations_losses.fully_connected):
    for (W, b), sigma in zip(params, sigmas):
        x = layer(x, W, b, sigma)
    return x


@feed_forward.misconception(
    "every layer is given the network's input; each one takes what the one before it returned"
)
def always_from_x(x, params, sigmas):
    for (W, b), sigma in zip(params, sigmas):
        h = fully_connected(x, W, b, sigma)
    return h


@feed_forward.misconception("the return stands inside the loop and ends it after the first layer")
def first_layer_only(x, params, sigmas):
    for (W, b), sigma in zip(params, sigmas):
        return fully_connected(x, W, b, sigma)


@feed_forward.misconception("the last layer is left out; all of them are run through")
def skips_the_last(x, params, sigmas):
    return _chain(x, params[:-1], sigmas[:-1])


@feed_forward.misconception("the first activation is used in all layers; each has its own")
def first_sigma_for_all(x, params, sigmas):
    return _chain(x, params, [sigmas[0]] * len(params))


@feed_forward.misconception("the last activation is used in all layers; each has its own")
def last_sigma_for_all(x, params, sigmas):
    return _chain(x, params, [sigmas[-1]] * len(params))


@feed_forward.misconception("the last layer is left without its activation; it has one as well")
def last_layer_linear(x, params, sigmas):
    return _chain(x, params, [*sigmas[:-1], same])


@feed_forward.misconception("only the last layer has an activation; every layer has its own")
def only_the_last_sigma(x, params, sigmas):
    return _chain(x, params, [same] * (len(params) - 1) + [sigmas[-1]])


@feed_forward.misconception("there is no activation at all: the layers collapse into one")
def no_sigma(x, params, sigmas):
    return _chain(x, params, [same] * len(params))


@feed_forward.misconception("the activations are taken in reverse order")
def sigmas_reversed(x, params, sigmas):
    return _chain(x, params, sigmas[::-1])


@feed_forward.misconception(
    "the layers are taken in reverse order; the first pair is the first layer"
)
def layers_reversed(x, params, sigmas):
    return _chain(x, params[::-1], sigmas[::-1])


@feed_forward.misconception("the biases are left out: each layer is sigma(b + W x)")
def no_bias(x, params, sigmas):
    return _chain(x, params, sigmas, lambda x, W, b, sigma: sigma(W @ x))


@feed_forward.misconception("the bias is added after the activation: each layer is sigma(b + W x)")
def bias_after_sigma(x, params, sigmas):
    return _chain(x, params, sigmas, lambda x, W, b, sigma: sigma(W @ x) + b)


@feed_forward.misconception("x @ W suits weights (d, k); here they are (k, d), so W @ x")
def rows_and_columns(x, params, sigmas):
    return _chain(x, params, sigmas, lambda x, W, b, sigma: sigma(x @ W + b))


@feed_forward.misconception(
    "the outputs of all layers are returned; only the last one is asked for"
)
def all_outputs(x, params, sigmas):
    outputs = []
    for (W, b), sigma in zip(params, sigmas):
        x = fully_connected(x, W, b, sigma)
        outputs.append(x)
    return outputs


@feed_forward.misconception("exactly two layers are written out; there may be any number of them")
def two_layers(x, params, sigmas):
    (W1, b1), (W2, b2) = params
    return sigmas[1](b2 + W2 @ sigmas[0](b1 + W1 @ x))


@feed_forward.misconception(
    "pop() takes the layers out of the caller's list, so that the network is gone after one call"
)
def empties_the_lists(x, params, sigmas):
    while params:
        W, b = params.pop(0)
        x = fully_connected(x, W, b, sigmas.pop(0))
    return x


@feed_forward.misconception("+= adds into the biases in params; b + W x makes a new array")
def adds_into_biases(x, params, sigmas):
    for (W, b), sigma in zip(params, sigmas):
        b += W @ x
        x = sigma(b)
    return x


@feed_forward.alternative("counted by an index, in single precision")
def by_index(x, params, sigmas):
    h = x.astype(np.float32)
    for i in range(len(params)):
        h = sigmas[i](params[i][1] + params[i][0] @ h)
    return h.astype(np.float32)


@feed_forward.alternative("layer by layer, by recursion")
def by_recursion(x, params, sigmas):
    if not params:
        return x
    W, b = params[0]
    return by_recursion(fully_connected(x, W, b, sigmas[0]), params[1:], sigmas[1:])


@feed_forward.alternative("functools.reduce")
def by_reduce(x, params, sigmas):
    def step(h, layer):
        (W, b), sigma = layer
        return sigma(np.dot(W, h) + b)

    return functools.reduce(step, zip(params, sigmas), x)
