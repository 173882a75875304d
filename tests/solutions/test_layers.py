"""The reference of hw5-layers against HIPS autograd, plain loops and the lecture's numbers."""

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from solutions import layers

sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)

FORWARD = {
    "linear": lambda W, x, b: W @ x + b,
    "relu": lambda v: anp.maximum(0, v),
    "penalty": lambda W: 0.35 * anp.sum(W**2),
    "sum": lambda s1, s2: s1 + s2,
    "l2": lambda o, y: anp.sum((o - y) ** 2) / 2,
    "softmax": lambda v: anp.exp(v) / anp.sum(anp.exp(v)),
    "softmax_ce": lambda v, y: -anp.sum(y * anp.log(anp.exp(v) / anp.sum(anp.exp(v)))),
}


def pulled_back(forward, upstream, arguments, place):
    """The gradient of sum(upstream * forward(*arguments)) with respect to one of them."""
    return grad(lambda *each: anp.sum(upstream * forward(*each)), place)(*arguments)


def column(rng, n):
    return rng.normal(size=(n, 1))


def shares(rng, d):
    drawn = rng.uniform(0.1, 1, size=(d, 1))
    return drawn / drawn.sum()


def network(rng, n=3, m=5, k=2):
    return column(rng, n), (
        rng.normal(size=(m, n)),
        column(rng, m),
        rng.normal(size=(k, m)),
        column(rng, k),
    )


@given(seeds, sizes, sizes)
def test_linear_forward_adds_up_each_row(seed, m, n):
    rng = np.random.default_rng(seed)
    W, x, b = rng.normal(size=(m, n)), column(rng, n), column(rng, m)
    expected = [[sum(W[i, j] * x[j, 0] for j in range(n)) + b[i, 0]] for i in range(m)]
    assert_allclose(layers.linear_forward(W, x, b), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("result", "place"), [(0, 0), (1, 2), (2, 1)], ids=["W", "b", "x"])
@given(seeds, sizes, sizes)
def test_linear_backward_is_the_gradient_of(result, place, seed, m, n):
    rng = np.random.default_rng(seed)
    W, x, b, upstream = rng.normal(size=(m, n)), column(rng, n), column(rng, m), column(rng, m)
    found = layers.linear_backward(upstream, W, x)[result]
    expected = pulled_back(FORWARD["linear"], upstream, (W, x, b), place)
    assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@given(seeds, sizes)
def test_relu_backward_is_the_gradient_off_the_kink(seed, m):
    rng = np.random.default_rng(seed)
    v, upstream = column(rng, m), column(rng, m)
    expected = pulled_back(FORWARD["relu"], upstream, (v,), 0)
    assert_array_equal(layers.relu_backward(upstream, v), expected)


def test_relu_backward_is_zero_at_the_kink():
    assert_array_equal(layers.relu_backward(np.array([[5.0]]), np.array([[0]])), [[0]])


@given(seeds, sizes, sizes, st.floats(0, 10))
def test_penalty_adds_up_squares(seed, m, n, lam):
    W = np.random.default_rng(seed).integers(-9, 10, size=(m, n))
    expected = lam / 2 * sum(int(entry) ** 2 for entry in W.ravel())
    assert layers.regularization_forward(W, lam) == pytest.approx(expected, rel=1e-12)


@given(seeds, sizes, sizes)
def test_regularization_backward_is_the_gradient(seed, m, n):
    rng = np.random.default_rng(seed)
    W, upstream = rng.normal(size=(m, n)), rng.normal()
    expected = pulled_back(FORWARD["penalty"], upstream, (W,), 0)
    assert_allclose(layers.regularization_backward(upstream, W, 0.7), expected, rtol=1e-12)


@pytest.mark.parametrize("place", [0, 1])
@given(seeds, sizes)
def test_sum_backward_is_the_gradient_of_either_summand(place, seed, m):
    rng = np.random.default_rng(seed)
    pair, upstream = (column(rng, m), column(rng, m)), column(rng, m)
    expected = pulled_back(FORWARD["sum"], upstream, pair, place)
    assert_array_equal(layers.sum_backward(upstream)[place], expected)


def test_sum_backward_hands_out_arrays_of_their_own():
    upstream = np.ones((3, 1))
    first, second = layers.sum_backward(upstream)
    first += 1
    assert_array_equal([upstream, second], np.ones((2, 3, 1)))


@given(seeds, sizes)
def test_l2_loss_adds_up_half_of_each_square(seed, d):
    rng = np.random.default_rng(seed)
    o, y = column(rng, d), column(rng, d)
    expected = sum((o[j, 0] - y[j, 0]) ** 2 / 2 for j in range(d))
    assert layers.l2_loss_forward(o, y) == pytest.approx(expected, rel=1e-12)


@given(seeds, sizes)
def test_l2_loss_backward_is_the_gradient(seed, d):
    rng = np.random.default_rng(seed)
    o, y, upstream = column(rng, d), column(rng, d), rng.normal()
    expected = pulled_back(FORWARD["l2"], upstream, (o, y), 0)
    assert_allclose(layers.l2_loss_backward(upstream, o, y), expected, rtol=1e-12, atol=1e-15)


@given(st.lists(st.floats(-700, 700), min_size=1, max_size=6))
def test_softmax_column_divides_exponentials_by_their_sum(scores):
    powers = [math.exp(score - max(scores)) for score in scores]
    expected = [[power / math.fsum(powers)] for power in powers]
    assert_allclose(layers.softmax_column(np.reshape(scores, (-1, 1))), expected, rtol=1e-12)


@pytest.mark.parametrize("shift", [1e3, -1e3, 1e6])
def test_softmax_column_does_not_feel_a_shift(shift):
    v = np.array([[0.0], [1.0], [3.0]])
    assert_allclose(layers.softmax_column(v + shift), layers.softmax_column(v), rtol=1e-9)


@given(seeds, sizes)
def test_ce_forward_weighs_each_logarithm(seed, d):
    rng = np.random.default_rng(seed)
    o, y = shares(rng, d), shares(rng, d)
    expected = -sum(y[j, 0] * math.log(o[j, 0]) for j in range(d))
    assert layers.ce_forward(o, y) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_ce_forward_counts_zero_times_ln_zero_as_zero():
    o, y = np.array([[0.0], [0.5], [0.5]]), np.array([[0], [1], [0]])
    with np.errstate(all="raise"):
        assert layers.ce_forward(o, y) == pytest.approx(math.log(2))


@given(seeds, sizes)
def test_softmax_ce_backward_is_the_gradient(seed, d):
    rng = np.random.default_rng(seed)
    v, y, upstream = column(rng, d), shares(rng, d), rng.normal()
    expected = pulled_back(FORWARD["softmax_ce"], upstream, (v, y), 0)
    found = layers.softmax_ce_backward(upstream, v, y)
    assert_allclose(found, expected, rtol=1e-10, atol=1e-14)


@given(seeds, sizes)
def test_softmax_backward_is_the_product_with_the_jacobian(seed, d):
    rng = np.random.default_rng(seed)
    v, upstream = column(rng, d), column(rng, d)
    expected = pulled_back(FORWARD["softmax"], upstream, (v,), 0)
    assert_allclose(layers.softmax_backward(upstream, v), expected, rtol=1e-10, atol=1e-14)


@given(seeds, st.integers(2, 6))
def test_softmax_and_cross_entropy_in_two_steps_or_in_one(seed, d):
    rng = np.random.default_rng(seed)
    v, y, upstream = column(rng, d), shares(rng, d), rng.normal()
    two_steps = layers.softmax_backward(-upstream * y / layers.softmax_column(v), v)
    one_step = layers.softmax_ce_backward(upstream, v, y)
    assert_allclose(two_steps, one_step, rtol=1e-9, atol=1e-13)


def test_softmax_backward_forms_no_jacobian():
    d = 200_000
    v = np.linspace(-1, 1, d).reshape(d, 1)
    assert abs(layers.softmax_backward(np.sin(v), v).sum()) < 1e-12


@given(seeds, st.floats(1e-3, 5))
def test_gradient_step_of_a_parabola_scales_its_distance(seed, alpha):
    rng = np.random.default_rng(seed)
    W, b = rng.integers(-9, 10, size=(2, 3)), rng.integers(-9, 10, size=(2, 1))
    for before, after in zip((W, b), layers.gradient_step(W, b, W, b, alpha), strict=True):
        assert_allclose(after, (1 - alpha) * before, rtol=1e-12, atol=1e-12)


@given(seeds, sizes, sizes, sizes)
def test_network_forward_computes_every_unit_from_its_own_sum(seed, n, m, k):
    x, (W, b, M, c) = network(np.random.default_rng(seed), n, m, k)
    z = [b[i, 0] + sum(W[i, j] * x[j, 0] for j in range(n)) for i in range(m)]
    h = [max(0.0, each) for each in z]
    o = [c[i, 0] + sum(M[i, j] * h[j] for j in range(m)) for i in range(k)]
    for found, expected in zip(layers.network_forward(x, W, b, M, c), (z, h, o), strict=True):
        assert_allclose(found, np.reshape(expected, (-1, 1)), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("key", "place"), [("W", 0), ("b", 1), ("M", 2), ("c", 3)])
@given(seeds, sizes, sizes, sizes, st.sampled_from([0.0, 0.4, 3.0]))
def test_network_backward_is_the_gradient_of(key, place, seed, n, m, k, lam):
    rng = np.random.default_rng(seed)
    x, parameters = network(rng, n, m, k)
    y = column(rng, k)

    def J(W, b, M, c):
        o = M @ FORWARD["relu"](W @ x + b) + c
        return FORWARD["l2"](o, y) + lam / 2 * (anp.sum(W**2) + anp.sum(M**2))

    found = layers.network_backward(x, y, *parameters, lam)[key]
    assert_allclose(found, grad(J, place)(*parameters), rtol=1e-9, atol=1e-12)


def test_small_steps_along_the_gradient_make_the_objective_fall():
    rng = np.random.default_rng(5)
    x, (W, b, M, c) = network(rng)
    y, losses = column(rng, 2), []
    for _ in range(50):
        losses.append(layers.l2_loss_forward(layers.network_forward(x, W, b, M, c)[2], y))
        grads = layers.network_backward(x, y, W, b, M, c, 0)
        W, b = layers.gradient_step(W, b, grads["W"], grads["b"], 0.02)
        M, c = layers.gradient_step(M, c, grads["M"], grads["c"], 0.02)
    assert np.all(np.diff(losses) < 0)
    assert losses[-1] < 0.01 * losses[0]


def worked():
    """Each line of the lecture's sheet, computed by the layers."""
    W, x = np.array([[1, 5, 7], [3, 2, 4]]), np.array([[2], [10], [5]])
    b, v, y = np.array([[4], [8]]), np.array([[10], [5]]), np.array([[1], [0]])
    dJdW, dJdb, dJdx = layers.linear_backward(np.ones((2, 1)), W, x)
    stepped = layers.gradient_step(W, b, dJdW, dJdb, 0.1)
    z, _, o = layers.network_forward(
        v,
        np.array([[1, 2], [2, 5], [7, 3]]),
        np.array([[4], [2], [1]]),
        np.array([[4, 1, 2], [3, 4, 1]]),
        np.array([[5], [1]]),
    )
    return {
        "u": layers.linear_forward(W, x, b),
        "dJ/dW": dJdW,
        "dJ/db": dJdb,
        "dJ/dx": dJdx,
        "W*": stepped[0],
        "b*": stepped[1],
        "S": layers.regularization_forward(W, 0.1),
        "softmax(v)": layers.softmax_column(v),
        "o - y": layers.softmax_ce_backward(1, v, y),
        "CE": layers.ce_forward(layers.softmax_column(v), y),
        "z": z,
        "o": o,
    }


@pytest.mark.parametrize(("line", "computed"), worked().items())
def test_corrected_line_is_what_the_layers_say(line, computed):
    assert_allclose(np.ravel(layers.corrected[line]), np.ravel(computed), atol=5e-7)


def test_corrected_has_every_line_of_the_sheet():
    assert list(layers.corrected) == list(worked())


def arguments():
    rng = np.random.default_rng(3)
    W, x, b = rng.normal(size=(4, 3)), column(rng, 3), column(rng, 4)
    o, y = shares(rng, 5), shares(rng, 5)
    x_in, parameters = network(rng)
    return {
        "linear_forward": (W, x, b),
        "linear_backward": (b, W, x),
        "relu_backward": (b, column(rng, 4)),
        "regularization_forward": (W, 0.1),
        "regularization_backward": (2.0, W, 0.1),
        "sum_backward": (b,),
        "l2_loss_forward": (o, y),
        "l2_loss_backward": (2.0, o, y),
        "softmax_column": (x,),
        "ce_forward": (o, y),
        "softmax_ce_backward": (2.0, o, y),
        "softmax_backward": (o, y),
        "gradient_step": (W, b, rng.normal(size=(4, 3)), column(rng, 4), 0.1),
        "network_forward": (x_in, *parameters),
        "network_backward": (x_in, column(rng, 2), *parameters, 0.1),
    }


@pytest.mark.parametrize("name", arguments())
def test_arguments_can_be_read_only(name):
    given_arguments = arguments()[name]
    for argument in given_arguments:
        if isinstance(argument, np.ndarray):
            argument.flags.writeable = False
    assert getattr(layers, name)(*given_arguments) is not None


def parts(result):
    if isinstance(result, dict):
        return list(result.values())
    return list(result) if isinstance(result, tuple) else [result]


@pytest.mark.parametrize("name", arguments())
def test_results_share_no_memory_with_arguments(name):
    given_arguments = arguments()[name]
    arrays = [each for each in given_arguments if isinstance(each, np.ndarray)]
    for result in parts(getattr(layers, name)(*given_arguments)):
        assert not any(np.shares_memory(result, array) for array in arrays)
