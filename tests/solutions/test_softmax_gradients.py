"""The reference of hw2-softmax-gradients against loops, HIPS autograd and known identities."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import logsumexp as autograd_logsumexp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from solutions import softmax_gradients as sg
from solutions.broadcasting import forward

sizes = st.integers(1, 5)
NAMES = ("W1", "b1", "W2", "b2")


@st.composite
def whole_scores(draw):
    """Scores that are whole numbers, and a whole number for each row."""
    n, K = draw(sizes), draw(sizes)
    z = draw(arrays(np.int64, (n, K), elements=st.integers(-20, 20)))
    return z, draw(arrays(np.int64, n, elements=st.integers(-5000, 5000)))


@st.composite
def scores_and_labels(draw):
    n, K = draw(sizes), draw(sizes)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return rng.normal(scale=3, size=(n, K)), rng.integers(0, K, size=n)


@st.composite
def networks(draw):
    """Samples, labels and parameters of a network of any sizes; no unit lies at its kink."""
    n, d, m, K = (draw(sizes) for _ in range(4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shapes = [(d, m), (m,), (m, K), (K,)]
    theta = {name: rng.normal(size=shape) for name, shape in zip(NAMES, shapes, strict=True)}
    return rng.normal(size=(n, d)), rng.integers(0, K, size=n), theta


def mean_loss(theta, X, y):
    """J, written for automatic differentiation."""
    h = anp.maximum(0, X @ theta["W1"] + theta["b1"])
    return mean_loss_of_scores(h @ theta["W2"] + theta["b2"], y)


def mean_loss_of_scores(z, y):
    return anp.mean(autograd_logsumexp(z, axis=1) - z[np.arange(len(y)), y])


def pieces(X, y, theta):
    """The four gradients by the four functions."""
    h, z = forward(X, theta)
    g = sg.loss_der(sg.softmax(z), y)
    return {
        "W1": sg.dJdW1(X, h, theta["W2"], g),
        "b1": sg.dJdb1(h, theta["W2"], g),
        "W2": sg.dJdW2(h, g),
        "b2": sg.dJdb2(g),
    }


def slow_gradients(X, y, theta):
    """The lecture's loop: one sample at a time, one entry at a time."""
    grads = {name: np.zeros(theta[name].shape) for name in NAMES}
    (n, d), (m, K) = X.shape, theta["W2"].shape
    for i in range(n):
        h, z = forward(X[i : i + 1], theta)
        g = sg.softmax(z)[0] - sg.one_hot(y[i : i + 1], K)[0]
        for k in range(K):
            grads["b2"][k] += g[k] / n
            for j in range(m):
                grads["W2"][j, k] += h[0, j] * g[k] / n
        for j in range(m):
            back = sum(theta["W2"][j, k] * g[k] for k in range(K)) if h[0, j] > 0 else 0
            grads["b1"][j] += back / n
            for k in range(d):
                grads["W1"][k, j] += X[i, k] * back / n
    return grads


def assert_gradients_agree(found, expected):
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name].shape == value.shape
        assert_allclose(found[name], value, rtol=1e-9, atol=1e-12)


@given(scores_and_labels())
def test_softmax_is_each_exponential_over_its_rows_sum(problem):
    z, _ = problem
    exponentials = [[math.exp(score) for score in row] for row in z]
    expected = [[e / sum(row) for e in row] for row in exponentials]
    assert_allclose(sg.softmax(z), expected, rtol=1e-12)


@given(whole_scores())
def test_softmax_is_the_same_however_a_row_is_shifted(problem):
    z, shift = problem
    assert_array_equal(sg.softmax(z + shift[:, np.newaxis]), sg.softmax(z))


@given(scores_and_labels())
def test_logsumexp_is_the_logarithm_of_each_rows_sum(problem):
    z, _ = problem
    expected = [math.log(math.fsum(math.exp(score) for score in row)) for row in z]
    assert_allclose(sg.logsumexp(z), expected, rtol=1e-12, atol=1e-14)


@given(whole_scores())
def test_logsumexp_moves_with_its_row(problem):
    z, shift = problem
    moved = sg.logsumexp(z + shift[:, np.newaxis]) - shift
    assert_allclose(moved, sg.logsumexp(z), rtol=1e-10, atol=1e-11)


@given(scores_and_labels())
def test_one_hot_has_a_single_1_in_the_column_of_the_label(problem):
    z, y = problem
    K = z.shape[1]
    expected = [[1 if k == label else 0 for k in range(K)] for label in y]
    assert_array_equal(sg.one_hot(y, K), expected)


@given(scores_and_labels())
def test_cross_entropy_is_the_mean_of_minus_the_log_of_the_labels_probability(problem):
    z, y = problem
    losses = [-math.log(sg.softmax(z)[i, label]) for i, label in enumerate(y)]
    assert_allclose(sg.cross_entropy(z, y), sum(losses) / len(y), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("scores", "label", "loss"),
    [
        ([1000, 0], 1, 1000),
        ([0, -5000], 1, 5000),
        ([1e5, 1e5], 0, math.log(2)),
        ([-1e5, -2e5], 0, 0),
    ],
)
def test_cross_entropy_is_exact_for_large_scores(scores, label, loss):
    assert sg.cross_entropy(np.array([scores]), np.array([label])) == pytest.approx(loss)


@given(scores_and_labels())
def test_loss_der_is_n_times_the_derivative_of_the_mean_loss(problem):
    z, y = problem
    expected = len(y) * autograd.grad(mean_loss_of_scores)(z, y)
    assert_allclose(sg.loss_der(sg.softmax(z), y), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("z", [np.array([-2.0, -0.1, 0.1, 3.0]), np.array([[-3, 4, 5]]), -1.5, 2.5])
def test_relu_derivative_is_the_slope_of_relu(z):
    step = 1e-3
    slope = (np.maximum(0, z + step) - np.maximum(0, z - step)) / (2 * step)
    assert_allclose(sg.relu_derivative(z), slope)


def test_relu_derivative_is_0_at_0():
    assert_array_equal(sg.relu_derivative(np.array([0.0, -0.0])), [0.0, 0.0])


@given(networks())
def test_the_four_functions_agree_with_automatic_differentiation(network):
    X, y, theta = network
    assert_gradients_agree(pieces(X, y, theta), autograd.grad(mean_loss)(theta, X, y))


@given(networks())
def test_the_four_functions_agree_with_the_lectures_loop(network):
    assert_gradients_agree(pieces(*network), slow_gradients(*network))


@given(networks())
def test_backward_agrees_with_automatic_differentiation(network):
    X, y, theta = network
    assert_gradients_agree(sg.backward(X, y, theta), autograd.grad(mean_loss)(theta, X, y))


def test_backward_is_finite_where_scores_are_huge():
    rng = np.random.default_rng(4)
    theta = {"W1": rng.normal(size=(2, 5)), "b1": rng.normal(size=5)}
    theta |= {"W2": 1e4 * rng.normal(size=(5, 3)), "b2": rng.normal(size=3)}
    grads = sg.backward(rng.normal(size=(7, 2)), np.array([0, 1, 2, 0, 1, 2, 0]), theta)
    assert all(np.isfinite(grad).all() for grad in grads.values())


def half_squares(theta):
    """A function of a dictionary of arrays, whose gradient is the dictionary itself."""
    return sum(np.sum(value**2) for value in theta.values()) / 2


@given(networks(), st.sampled_from(NAMES), st.integers(0, 24))
def test_gradcheck_returns_the_relative_error_of_the_one_wrong_entry(network, name, place):
    _, _, theta = network
    grads = {key: value.copy() for key, value in theta.items()}
    grads[name].flat[place % grads[name].size] *= 3
    assert sg.gradcheck(half_squares, theta, grads) == pytest.approx(2 / 4, abs=1e-3)


@given(networks())
def test_gradcheck_of_right_gradients_is_tiny(network):
    _, _, theta = network
    assert sg.gradcheck(half_squares, theta, theta, eps=0.1) < 1e-7


def test_gradcheck_confirms_backward():
    rng = np.random.default_rng(0)
    shapes = [(2, 4), (4,), (4, 3), (3,)]
    theta = {name: rng.normal(size=shape) for name, shape in zip(NAMES, shapes, strict=True)}
    X, y = rng.normal(size=(6, 2)), np.array([0, 1, 2, 2, 1, 0])
    grads = sg.backward(X, y, theta)
    assert sg.gradcheck(lambda t: sg.cross_entropy(forward(X, t)[1], y), theta, grads) < 1e-6


def test_gradcheck_moves_each_entry_by_eps():
    # The central difference of t³ at 0 is eps².
    grads, theta = {"t": np.array([0.75])}, {"t": np.array([0.0])}
    error = sg.gradcheck(lambda theta: theta["t"][0] ** 3, theta, grads, eps=0.5)
    assert error == pytest.approx((0.75 - 0.25) / (0.75 + 0.25))


def test_gradcheck_takes_two_zeros_for_equal():
    theta = {"idle": np.ones(3)}
    assert sg.gradcheck(lambda theta: 7.0, theta, {"idle": np.zeros(3)}) == 0


def test_gradcheck_lets_no_nan_slip_through():
    theta, grads = {"t": np.array([1.0, 2.0])}, {"t": np.array([np.nan, 2.0])}
    assert np.isnan(sg.gradcheck(half_squares, theta, grads))


def test_gradcheck_moves_whole_numbers_too():
    theta = {"t": np.array([[1, -2], [3, 4]])}
    assert sg.gradcheck(half_squares, theta, theta) < 1e-6


@given(networks())
def test_predicted_labels_are_integers_that_point_at_the_largest_score(network):
    X, _, theta = network
    labels = sg.predict_labels(X, theta)
    assert labels.dtype.kind == "i"
    assert_array_equal(forward(X, theta)[1][np.arange(len(X)), labels], forward(X, theta)[1].max(1))


def arguments():
    rng = np.random.default_rng(3)
    X, y, z = rng.normal(size=(4, 2)), np.array([0, 2, 1, 2]), rng.normal(size=(4, 3))
    h, W2 = np.maximum(0, rng.normal(size=(4, 5))), rng.normal(size=(5, 3))
    theta = {"W1": rng.normal(size=(2, 5)), "b1": rng.normal(size=5), "W2": W2, "b2": z[0]}
    return [
        ("softmax", (z,)),
        ("logsumexp", (z,)),
        ("one_hot", (y, 3)),
        ("cross_entropy", (z, y)),
        ("loss_der", (z, y)),
        ("relu_derivative", (z,)),
        ("dJdb2", (z,)),
        ("dJdW2", (h, z)),
        ("dJdb1", (h, W2, z)),
        ("dJdW1", (X, h, W2, z)),
        ("backward", (X, y, theta)),
        ("gradcheck", (half_squares, theta, theta)),
        ("predict_labels", (X, theta)),
    ]


@pytest.mark.parametrize(
    ("name", "given_arguments"), arguments(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_arguments_can_be_read_only(name, given_arguments):
    for argument in given_arguments:
        for array in argument.values() if isinstance(argument, dict) else [argument]:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
    assert getattr(sg, name)(*given_arguments) is not None
