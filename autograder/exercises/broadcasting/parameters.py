"""The parameters of a network with one hidden layer."""

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

init_params = Exercise(broadcasting.init_params, points=5)


def _shapes(theta):
    return {name: np.shape(theta[name]) for name in ("W1", "b1", "W2", "b2")}


@init_params.check("the shapes of W1, b1, W2 and b2")
def _(init_params, rng):
    return {
        "shapes for 4, 5, 3": _shapes(init_params(4, 5, 3)),
        "shapes for 7, 2, 6": _shapes(init_params(7, 2, 6)),
    }


@init_params.check("the numbers of np.random.randn after np.random.seed(0), in the order told")
def _(init_params, rng):
    return init_params(3, 4, 2)


@init_params.check("the same numbers in every call")
def _(init_params, rng):
    first, second = init_params(2, 3, 4), init_params(2, 3, 4)
    return {"the first call": first, "the second call": second}


def _drawn(d, m, K, order=("W1", "b1", "W2", "b2"), draw=np.random.randn, seed=0):
    """Parameters drawn in the given order."""
    shapes = {"W1": (d, m), "b1": (m,), "W2": (m, K), "b2": (K,)}
    if seed is not None:
        np.random.seed(seed)
    return {name: draw(*shapes[name]) for name in order}


@init_params.misconception("both weights are drawn before both biases; the order is W1, b1, W2, b2")
def weights_first(input_dim, hidden_dim, output_dim):
    return _drawn(input_dim, hidden_dim, output_dim, ("W1", "W2", "b1", "b2"))


@init_params.misconception("each bias is drawn before its weights; the order is W1, b1, W2, b2")
def biases_first(input_dim, hidden_dim, output_dim):
    return _drawn(input_dim, hidden_dim, output_dim, ("b1", "W1", "b2", "W2"))


@init_params.misconception("the second layer is drawn first; the order is W1, b1, W2, b2")
def last_layer_first(input_dim, hidden_dim, output_dim):
    return _drawn(input_dim, hidden_dim, output_dim, ("W2", "b2", "W1", "b1"))


@init_params.misconception(
    "the generator isn't seeded inside the function, so that every call draws other numbers; "
    "np.random.seed(0) belongs at its start"
)
def no_seed(input_dim, hidden_dim, output_dim):
    return _drawn(input_dim, hidden_dim, output_dim, seed=None)


@init_params.misconception("another seed is used; np.random.seed(0) is asked for")
def another_seed(input_dim, hidden_dim, output_dim):
    return _drawn(input_dim, hidden_dim, output_dim, seed=42)


@init_params.misconception(
    "the generator is seeded before each array, so that all begin with the same numbers; seed once"
)
def seeded_each_time(input_dim, hidden_dim, output_dim):
    def draw(*shape):
        np.random.seed(0)
        return np.random.randn(*shape)

    return _drawn(input_dim, hidden_dim, output_dim, draw=draw)


@init_params.misconception(
    "np.random.rand draws from 0 to 1; np.random.randn draws from the normal distribution"
)
def uniform(input_dim, hidden_dim, output_dim):
    return _drawn(input_dim, hidden_dim, output_dim, draw=np.random.rand)


@init_params.misconception("the numbers are scaled down; they are taken as randn draws them")
def scaled(input_dim, hidden_dim, output_dim):
    theta = broadcasting.init_params(input_dim, hidden_dim, output_dim)
    return {name: 0.01 * array for name, array in theta.items()}


@init_params.misconception("the biases are zeros; here they are drawn like the weights")
def zero_biases(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    W1 = np.random.randn(input_dim, hidden_dim)
    W2 = np.random.randn(hidden_dim, output_dim)
    return {"W1": W1, "b1": np.zeros(hidden_dim), "W2": W2, "b2": np.zeros(output_dim)}


@init_params.misconception(
    "the biases have two axes, (1, m) and (1, K); they have one, (m,) and (K,)"
)
def biases_as_rows(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    return {
        "W1": np.random.randn(input_dim, hidden_dim),
        "b1": np.random.randn(1, hidden_dim),
        "W2": np.random.randn(hidden_dim, output_dim),
        "b2": np.random.randn(1, output_dim),
    }


@init_params.misconception(
    "the weights have a row for each output; here W1 is (d, m) and W2 (m, K), a row for each input"
)
def transposed_weights(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    return {
        "W1": np.random.randn(hidden_dim, input_dim),
        "b1": np.random.randn(hidden_dim),
        "W2": np.random.randn(output_dim, hidden_dim),
        "b2": np.random.randn(output_dim),
    }


@init_params.misconception(
    "a bias has one number for each input of its layer; it has one for each output, b1 (m,) and "
    "b2 (K,)"
)
def biases_of_inputs(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    return {
        "W1": np.random.randn(input_dim, hidden_dim),
        "b1": np.random.randn(input_dim),
        "W2": np.random.randn(hidden_dim, output_dim),
        "b2": np.random.randn(hidden_dim),
    }


@init_params.misconception(
    "np.random.default_rng(0) is another generator, with other numbers than np.random.seed(0)"
)
def another_generator(input_dim, hidden_dim, output_dim):
    rng = np.random.default_rng(0)
    return _drawn(input_dim, hidden_dim, output_dim, draw=lambda *s: rng.standard_normal(s))


@init_params.misconception(
    "the four arrays come as a tuple; a dictionary with the keys W1, b1, W2 and b2 is asked for"
)
def as_a_tuple(input_dim, hidden_dim, output_dim):
    return tuple(broadcasting.init_params(input_dim, hidden_dim, output_dim).values())


@init_params.misconception("the biases are missing; the dictionary has four entries")
def no_biases(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    W1 = np.random.randn(input_dim, hidden_dim)
    return {"W1": W1, "W2": np.random.randn(hidden_dim, output_dim)}


@init_params.alternative("np.random.normal")
def params_by_normal(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    shapes = {
        "W1": (input_dim, hidden_dim),
        "b1": hidden_dim,
        "W2": (hidden_dim, output_dim),
        "b2": output_dim,
    }
    return {name: np.random.normal(size=shape) for name, shape in shapes.items()}


@init_params.alternative("a RandomState of its own with the same seed")
def params_by_random_state(input_dim, hidden_dim, output_dim):
    draw = np.random.RandomState(0).standard_normal
    theta = {"W1": draw((input_dim, hidden_dim)), "b1": draw(hidden_dim)}
    return {**theta, "W2": draw((hidden_dim, output_dim)), "b2": draw(output_dim)}


@init_params.alternative("all numbers at once, then cut up, in single precision")
def params_by_cutting(input_dim, hidden_dim, output_dim):
    d, m, K = input_dim, hidden_dim, output_dim
    np.random.seed(0)
    numbers = np.random.randn(d * m + m + m * K + K).astype(np.float32)
    W1, b1, W2, b2 = np.split(numbers, np.cumsum([d * m, m, m * K]))
    return {"W1": W1.reshape(d, m), "b1": b1, "W2": W2.reshape(m, K), "b2": b2}
