"""The reference of hw3-optimisation against closed forms, plain loops and HIPS autograd."""

import ast
import inspect
import math
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from autograd.misc import flatten
from autograd.misc import optimizers as hips
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal, assert_equal

from solutions import optimisation, softmax_gradients

NOTEBOOK = Path(__file__).parents[2] / "source" / "hw3-optimisation" / "optimisation.py"

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 5)
steps = st.integers(0, 12)


def bowl(rng, size):
    """A positive definite matrix, the bottom of the bowl, its gradient and a start."""
    M = rng.normal(size=(size, size))
    A, bottom = M @ M.T / size + np.eye(size), rng.normal(size=size)
    return A, bottom, lambda x: A @ (x - bottom), rng.normal(scale=3, size=size)


def hills(x):
    """A slope that is not linear."""
    return np.sin(x) + 1.5 * x


def network(rng, n, d, m, K):
    shapes = {"W1": (d, m), "b1": (m,), "W2": (m, K), "b2": (K,)}
    theta = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return rng.normal(size=(n, d)), rng.integers(K, size=n), theta


def loss(theta, X, y):
    """The mean cross-entropy of the network, written for autograd and one sample at a time."""
    total = 0.0
    for x, label in zip(X, y, strict=True):
        h = anp.maximum(0, anp.dot(x, theta["W1"]) + theta["b1"])
        z = anp.dot(h, theta["W2"]) + theta["b2"]
        total = total + anp.log(anp.sum(anp.exp(z))) - z[label]
    return total / len(y)


def assert_same_theta(found, expected, rtol=1e-9, atol=1e-12):
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        assert found[name].shape == np.shape(array)
        assert_allclose(found[name], array, rtol=rtol, atol=atol)


# What the notebook gives to the students -----------------------------------------------------


@given(seeds, st.integers(1, 6), sizes, sizes, st.integers(2, 4))
def test_backward_is_the_gradient_of_the_mean_cross_entropy(seed, n, d, m, K):
    X, y, theta = network(np.random.default_rng(seed), n, d, m, K)
    expected = grad(loss)(theta, X, y)
    assert_same_theta(optimisation.backward(X, y, theta), expected, rtol=1e-7, atol=1e-9)


@given(seeds, st.integers(1, 6), sizes, sizes, st.integers(2, 4))
def test_cross_entropy_of_the_scores_is_the_loss(seed, n, d, m, K):
    X, y, theta = network(np.random.default_rng(seed), n, d, m, K)
    _, z = optimisation.forward(X, theta)
    assert_allclose(optimisation.cross_entropy(z, y), loss(theta, X, y), rtol=1e-9, atol=1e-12)


def test_cross_entropy_and_backward_are_finite_for_large_scores():
    X, y, theta = network(np.random.default_rng(0), 5, 3, 4, 2)
    huge = {name: 1e3 * array for name, array in theta.items()}
    assert math.isfinite(optimisation.cross_entropy(optimisation.forward(X, huge)[1], y))
    assert all(np.isfinite(g).all() for g in optimisation.backward(X, y, huge).values())


@given(seeds, st.integers(1, 6), sizes, sizes, st.integers(2, 4))
def test_loss_and_gradients_are_those_of_the_assignment_before(seed, n, d, m, K):
    X, y, theta = network(np.random.default_rng(seed), n, d, m, K)
    _, z = optimisation.forward(X, theta)
    expected = softmax_gradients.backward(X, y, theta)
    assert_allclose(optimisation.cross_entropy(z, y), softmax_gradients.cross_entropy(z, y))
    assert_same_theta(optimisation.backward(X, y, theta), expected)


@pytest.mark.parametrize("name", ["forward", "cross_entropy", "backward"])
def test_the_notebook_gives_the_functions_of_the_reference(name):
    def statements(source):
        definitions = [
            each for each in ast.walk(ast.parse(source)) if getattr(each, "name", "") == name
        ]
        (definition,) = definitions
        documented = ast.get_docstring(definition) is not None
        return [ast.unparse(each) for each in definition.body[documented:]]

    reference = inspect.getsource(getattr(optimisation, name))
    assert statements(NOTEBOOK.read_text(encoding="utf-8")) == statements(reference)


# Walks ---------------------------------------------------------------------------------------


def test_gradient_descent_ends_where_the_lecture_says():
    x = optimisation.gradient_descent(lambda x: 14 * x + 3, 1, 0.03, 15)
    assert round(float(x), 4) == -0.2139


@given(seeds, sizes, steps)
def test_gradient_descent_on_a_bowl_shrinks_the_distance_by_a_power(seed, size, n_steps):
    A, bottom, d, x0 = bowl(np.random.default_rng(seed), size)
    power = np.linalg.matrix_power(np.eye(size) - 0.1 * A, n_steps)
    found = optimisation.gradient_descent(d, x0, 0.1, n_steps)
    assert_allclose(found, bottom + power @ (x0 - bottom), rtol=1e-9, atol=1e-10)


def test_gradient_descent_asks_for_one_slope_a_step():
    places = []
    x = optimisation.gradient_descent(lambda x: places.append(x) or 2 * x, 1.0, 0.25, 4)
    assert_array_equal(places, [1, 0.5, 0.25, 0.125])
    assert x == 0.0625


@given(seeds, sizes, steps)
def test_path_holds_the_end_of_every_shorter_walk(seed, size, n_steps):
    _, _, d, x0 = bowl(np.random.default_rng(seed), size)
    path = optimisation.gradient_descent_path(d, x0, 0.1, n_steps)
    ends = [optimisation.gradient_descent(d, x0, 0.1, t) for t in range(n_steps + 1)]
    assert_array_equal(path, ends)


def test_path_shares_no_memory_with_the_start_or_within():
    x0 = np.ones(3)
    path = optimisation.gradient_descent_path(lambda x: 2 * x, x0, 0.1, 3)
    arrays = [x0, *path]
    assert not any(
        np.shares_memory(one, other) for i, one in enumerate(arrays) for other in arrays[:i]
    )


@given(seeds, sizes, steps, st.floats(0, 0.95))
def test_momentum_agrees_with_autograds_optimizer(seed, size, n_steps, mu):
    x0 = np.random.default_rng(seed).normal(size=size)
    # Theirs gives the slope the share 1 - mass, so its step size is 1 / (1 - mass) times ours.
    expected = hips.sgd(lambda x, _: hills(x), x0, None, n_steps, 0.05 / (1 - mu), mu)
    found = optimisation.momentum(hills, x0, 0.05, mu, n_steps)
    assert_allclose(found, expected, rtol=1e-9, atol=1e-10)


@given(seeds, sizes, st.floats(0.01, 5), st.integers(0, 40))
def test_descend_until_stops_at_the_first_level_place(seed, size, tol, max_steps):
    _, _, d, x0 = bowl(np.random.default_rng(seed), size)
    path = optimisation.gradient_descent_path(d, x0, 0.1, max_steps)
    level = [t for t, x in enumerate(path) if math.sqrt(sum(g * g for g in d(x))) <= tol]
    x, steps = optimisation.descend_until(d, x0, 0.1, tol, max_steps)
    assert steps == min([*level, max_steps])
    assert_array_equal(x, path[steps])


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
def test_descend_until_takes_the_norm_of_all_entries(shape):
    x0 = np.ones(shape)
    norm = math.sqrt(x0.size)
    assert optimisation.descend_until(lambda x: x, x0, 0.1, norm * 1.001, 9)[1] == 0
    assert optimisation.descend_until(lambda x: x, x0, 0.1, norm * 0.999, 9)[1] == 1


@given(st.floats(-5, 5), st.lists(st.floats(0, 0.3), max_size=8))
def test_scheduled_descent_uses_each_step_size_once_and_in_order(x0, etas):
    expected = x0
    for t in range(len(etas)):
        expected = expected - etas[t] * math.sin(expected)
    assert_allclose(optimisation.scheduled_descent(np.sin, x0, etas), expected, atol=1e-12)


@given(seeds, sizes, steps, st.floats(0, 0.99), st.floats(0, 0.999), st.sampled_from([1e-8, 0.5]))
def test_adam_agrees_with_autograds_optimizer(seed, size, n_steps, beta1, beta2, eps):
    x0 = np.random.default_rng(seed).normal(size=size)
    expected = hips.adam(lambda x, _: hills(x), x0, None, n_steps, 0.1, beta1, beta2, eps)
    found = optimisation.adam(hills, x0, 0.1, n_steps, beta1, beta2, eps)
    assert_allclose(found, expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_adams_first_step_is_as_long_as_eta(scale):
    x = optimisation.adam(lambda x: scale * np.array([3.0, -0.2]), np.zeros(2), 0.1, 1, eps=0)
    assert_allclose(x, [-0.1, 0.1], rtol=1e-12)


# Models --------------------------------------------------------------------------------------


@given(seeds, st.floats(0, 2))
def test_sgd_step_moves_every_entry_by_its_own_gradient(seed, eta):
    rng = np.random.default_rng(seed)
    shapes = {"W": (2, 3), "b": (3,), "c": ()}
    theta, grads = ({name: rng.normal(size=s) for name, s in shapes.items()} for _ in range(2))
    found = optimisation.sgd_step(theta, dict(reversed(grads.items())), eta)
    for name in shapes:
        for place, value in np.ndenumerate(theta[name]):
            assert found[name][place] == value - eta * grads[name][place]


@given(seeds, st.integers(1, 12), st.data())
def test_minibatch_draws_different_rows_with_their_labels(seed, n, data):
    m = data.draw(st.integers(1, n))
    X, y = np.arange(3 * n).reshape(n, 3), 0.5 * np.arange(n)
    Xb, yb = optimisation.minibatch(X, y, m, np.random.RandomState(seed))
    assert Xb.shape == (m, 3)
    assert len({*yb.tolist()}) == m
    assert_array_equal(Xb, [X[int(2 * label)] for label in yb])


def test_minibatch_gives_every_sample_the_same_chance():
    X, y, rng = np.zeros((10, 1)), np.arange(10), np.random.RandomState(1)
    drawn = np.concatenate([optimisation.minibatch(X, y, 3, rng)[1] for _ in range(4000)])
    # 1,200 each, with a standard deviation of 29.
    assert_allclose(np.bincount(drawn, minlength=10), 1200, atol=130)


def test_minibatch_leaves_the_global_generator_alone():
    before = np.random.get_state()[1].copy()
    optimisation.minibatch(np.zeros((9, 2)), np.arange(9), 4, np.random.RandomState(2))
    assert_array_equal(np.random.get_state()[1], before)


@given(seeds, st.integers(1, 6), st.integers(1, 6))
def test_sgd_on_whole_batches_is_gradient_descent(seed, n, n_steps):
    rng = np.random.default_rng(seed)
    X, y, w = rng.normal(size=(n, 3)), rng.normal(size=n), rng.normal(size=3)

    def slope(w):
        return X.T @ (X @ w - y) / n

    def grad_of_batch(Xb, yb, theta):
        return {"w": Xb.T @ (Xb @ theta["w"] - yb) / len(yb)}

    rng = np.random.RandomState(seed)
    found = optimisation.sgd(grad_of_batch, {"w": w}, X, y, 0.1, n, n_steps, rng)
    expected = optimisation.gradient_descent(slope, w, 0.1, n_steps)
    assert_allclose(found["w"], expected, rtol=1e-9, atol=1e-12)


def test_sgd_draws_a_batch_a_step_from_its_generator():
    X, y, seen = np.arange(8.0).reshape(8, 1), np.arange(8), []

    def grad_of_batch(Xb, yb, theta):
        seen.append(yb)
        return {"c": np.zeros(())}

    optimisation.sgd(grad_of_batch, {"c": np.zeros(())}, X, y, 0.1, 3, 5, np.random.RandomState(3))
    rng = np.random.RandomState(3)
    assert_array_equal(seen, [optimisation.minibatch(X, y, 3, rng)[1] for _ in range(5)])


@given(seeds, st.integers(2, 6), sizes, sizes, st.integers(1, 4))
def test_training_is_gradient_descent_on_the_flattened_parameters(seed, n, d, m, n_steps):
    X, y, theta = network(np.random.default_rng(seed), n, d, m, 3)
    flat, unflatten = flatten(theta)

    def height(flat):
        return loss(unflatten(flat), X, y)

    path = optimisation.gradient_descent_path(grad(height), flat, 0.2, n_steps)
    found, losses = optimisation.train_network(X, y, theta, 0.2, n_steps)
    assert_same_theta(found, unflatten(path[-1]), rtol=1e-6, atol=1e-8)
    assert_allclose(losses, [height(each) for each in path[:-1]], rtol=1e-6, atol=1e-9)


# All of them ---------------------------------------------------------------------------------

WALKS = {
    "gradient_descent": (0.1, 3),
    "gradient_descent_path": (0.1, 3),
    "momentum": (0.1, 0.9, 3),
    "descend_until": (0.1, 1e-3, 3),
    "scheduled_descent": ([0.1, 0.3, 0.2],),
    "adam": (0.1, 3),
}


@pytest.mark.parametrize("whole", [3, np.array([3, -2, 5])], ids=["number", "array"])
@pytest.mark.parametrize(("name", "rest"), WALKS.items())
def test_walks_from_whole_numbers_are_those_from_fractions(name, rest, whole):
    walk = getattr(optimisation, name)
    found, expected = walk(hills, whole, *rest), walk(hills, np.array(whole, dtype=float), *rest)
    assert_equal(found, expected)


def frozen(array):
    array.flags.writeable = False
    return array


@pytest.mark.parametrize(("name", "rest"), WALKS.items())
def test_walks_leave_a_start_that_can_be_read_only(name, rest):
    assert getattr(optimisation, name)(hills, frozen(np.array([3.0, -2.0])), *rest) is not None


def test_models_leave_what_can_be_read_only():
    X, y, theta = network(np.random.default_rng(4), 6, 2, 4, 3)
    X, y, theta = frozen(X), frozen(y), {name: frozen(array) for name, array in theta.items()}
    grads = {name: frozen(g) for name, g in optimisation.backward(X, y, theta).items()}
    before, rng = dict(theta), np.random.RandomState(5)
    optimisation.sgd_step(theta, grads, 0.1)
    optimisation.minibatch(X, y, 3, rng)
    optimisation.sgd(optimisation.backward, theta, X, y, 0.1, 3, 2, rng)
    optimisation.train_network(X, y, theta, 0.1, 2)
    assert all(theta[name] is before[name] for name in before)
