"""The reference of hw4-activations-losses against plain loops, autograd and exact arithmetic."""

import itertools
import math
import warnings
from fractions import Fraction

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, grad
from autograd import jacobian as autograd_jacobian
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose, assert_array_equal

from solutions import activations_losses

reals = st.floats(-30, 30)
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
positive = st.floats(0.1, 5)
tables = arrays(np.float64, array_shapes(min_dims=0, max_dims=3, max_side=4), elements=reals)


@st.composite
def pairs(draw):
    """Predictions and targets of one shape."""
    shape = draw(array_shapes(min_dims=0, max_dims=3, max_side=4))
    return draw(arrays(np.float64, shape, elements=reals)), draw(
        arrays(np.float64, shape, elements=reals)
    )


def network(rng, widths):
    return [(rng.normal(size=(k, d)), rng.normal(size=k)) for d, k in itertools.pairwise(widths)]


def huber_of_one(a, b, delta):
    distance = abs(a - b)
    return distance**2 / 2 if distance <= delta else delta * (distance - delta / 2)


ELEMENTWISE = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "leaky_relu": lambda z: z if z > 0 else 0.3 * z,
}
EXTRA = {"leaky_relu": (0.3,)}


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(tables)
def test_activations_treat_each_entry_as_the_function_of_one_number(name, z):
    expected = [ELEMENTWISE[name](number) for number in z.ravel()]
    found = getattr(activations_losses, name)(z, *EXTRA.get(name, ()))
    assert_allclose(found, np.reshape(expected, z.shape), rtol=1e-14)


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("z", [-3, 0, 2, -0.25, 1.5])
def test_activations_take_python_numbers(name, z):
    found = getattr(activations_losses, name)(z, *EXTRA.get(name, ()))
    assert np.ndim(found) == 0
    assert found == pytest.approx(ELEMENTWISE[name](z), rel=1e-14)


@pytest.mark.parametrize(("name", "left"), [("sigmoid", 0), ("tanh", -1)])
@pytest.mark.parametrize("size", [40, 1000, 1e300, math.inf])
def test_squashing_functions_reach_their_limits_without_a_warning(name, left, size):
    squash = getattr(activations_losses, name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_allclose(squash(np.array([-size, size])), [left, 1], atol=1e-17)


def test_squashing_functions_keep_their_digits_where_they_are_small():
    assert activations_losses.sigmoid(-700.0) == pytest.approx(math.exp(-700), rel=1e-12)
    assert activations_losses.tanh(1e-12) == pytest.approx(1e-12, rel=1e-12)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_activations_keep_single_precision(name):
    z = np.array([-2, 0.5], dtype=np.float32)
    assert getattr(activations_losses, name)(z, *EXTRA.get(name, ())).dtype == np.float32


@given(sizes, sizes, seeds)
def test_fully_connected_sums_the_inputs_of_every_unit(d, k, seed):
    rng = np.random.default_rng(seed)
    x, ((W, b),) = rng.normal(size=d), network(rng, [d, k])
    sums = [b[i] + sum(W[i, j] * x[j] for j in range(d)) for i in range(k)]
    found = activations_losses.fully_connected(x, W, b, np.cumsum)
    assert_allclose(found, np.cumsum(sums), rtol=1e-10, atol=1e-12)


@given(st.lists(sizes, min_size=2, max_size=5), seeds)
def test_feed_forward_nests_its_layers(widths, seed):
    rng = np.random.default_rng(seed)
    x, params = rng.normal(size=widths[0]), network(rng, widths)
    sigmas = [[np.tanh, np.square, np.cos, np.arctan][i] for i in range(len(params))]
    expected = x
    for i, (W, b) in enumerate(params):
        expected = sigmas[i]([b[j] + math.fsum(W[j] * expected) for j in range(len(b))])
    assert_allclose(activations_losses.feed_forward(x, params, sigmas), expected, rtol=1e-9)


ERRORS = {
    "squared_error": lambda a, b: (a - b) * (a - b),
    "absolute_error": lambda a, b: max(a - b, b - a),
}


@pytest.mark.parametrize("name", ERRORS)
@given(pairs())
def test_errors_treat_each_entry_as_the_function_of_two_numbers(name, pair):
    a, b = pair
    expected = [ERRORS[name](x, y) for x, y in zip(a.ravel(), b.ravel(), strict=True)]
    assert_allclose(getattr(activations_losses, name)(a, b), np.reshape(expected, a.shape))


@given(pairs(), positive)
def test_huber_has_two_pieces(pair, delta):
    a, b = pair
    expected = [huber_of_one(x, y, delta) for x, y in zip(a.ravel(), b.ravel(), strict=True)]
    assert_allclose(
        activations_losses.huber(a, b, delta), np.reshape(expected, a.shape), rtol=1e-12, atol=1e-14
    )


@given(pairs(), positive)
def test_huber_derivative_is_autograds_gradient_of_the_two_pieces(pair, delta):
    def loss(a, b):
        r = anp.abs(a - b)
        return anp.where(r <= delta, r**2 / 2, delta * (r - delta / 2))

    a, b = pair
    a = np.where(np.abs(a - b) < 1e-6, b + 0.01, a)  # |r| has no derivative at 0 for autograd
    found = activations_losses.huber_derivative(a, b, delta)
    assert_allclose(found, elementwise_grad(loss)(a, b), rtol=1e-12)


@pytest.mark.parametrize("name", ["huber", "huber_derivative"])
def test_huber_keeps_fractions_of_whole_numbers(name):
    a, b = np.array([1, 9]), np.array([0, 0])
    expected = {"huber": [0.5, 19.375], "huber_derivative": [1, 2.5]}[name]
    assert_array_equal(getattr(activations_losses, name)(a, b, 2.5), expected)


@given(st.integers(2, 7), seeds)
def test_cross_entropy_is_the_sum_over_the_classes_that_occur(K, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.dirichlet(np.ones(K)), rng.dirichlet(np.ones(K))
    b[rng.integers(K)] = 0
    a[b == 0] = rng.choice([0, 0.5])
    expected = -math.fsum(q * math.log(p) for p, q in zip(a, b, strict=True) if q)
    assert activations_losses.cross_entropy_dist(a, b) == pytest.approx(expected)


def test_cross_entropy_counts_no_nan_where_both_are_zero():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert activations_losses.cross_entropy_dist(np.array([0, 1]), np.array([0, 1])) == 0


@given(sizes, seeds, positive)
def test_hinge_adds_up_what_each_entry_lacks(K, seed, delta):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(scale=3, size=K), rng.choice([-1, 0, 1], size=K)
    expected = sum(max(0.0, delta - label * score) for score, label in zip(a, b, strict=True))
    assert activations_losses.hinge(a, b, delta) == pytest.approx(expected)


@given(st.integers(2, 6), seeds, positive)
def test_printed_hinge_exceeds_the_onehot_one_by_a_margin_for_each_other_class(K, seed, delta):
    rng = np.random.default_rng(seed)
    a, c = rng.normal(scale=3, size=K), rng.integers(K)
    b = np.eye(K)[c]
    assert activations_losses.hinge_onehot(a, b, delta) == max(0, delta - a[c])
    more = activations_losses.hinge(a, b, delta) - activations_losses.hinge_onehot(a, b, delta)
    assert more == pytest.approx((K - 1) * delta)


@given(array_shapes(min_dims=0, max_dims=3, max_side=3), seeds)
def test_numerical_gradient_is_autograds(shape, seed):
    rng = np.random.default_rng(seed)
    x, c = rng.normal(size=shape), rng.normal(size=shape)

    def f(x):
        return anp.sum(anp.sin(c * x)) * anp.exp(-anp.sum(x**2) / 9)

    assert_allclose(activations_losses.numerical_gradient(f, x), grad(f)(x), atol=1e-8)


@pytest.mark.parametrize("x", [[-2, 0, 3], [1e6, -1e6]])
def test_numerical_gradient_finds_its_step_for_whole_and_for_large_numbers(x):
    found = activations_losses.numerical_gradient(lambda x: np.sum(x**3), np.array(x))
    assert_allclose(found, 3 * np.array(x) ** 2, rtol=1e-7, atol=1e-9)


@given(sizes, sizes, seeds)
def test_jacobian_is_autograds(d, c, seed):
    rng = np.random.default_rng(seed)
    A, x = rng.normal(size=(d, c)), rng.normal(size=c)

    def f(x):
        return anp.tanh(anp.dot(A, x**2))

    found = activations_losses.jacobian(f, x)
    assert_allclose(found, autograd_jacobian(f)(x), atol=1e-8)


def test_jacobian_of_a_function_that_returns_its_own_argument_is_the_identity():
    assert_allclose(activations_losses.jacobian(lambda x: x, np.array([2, 5])), np.eye(2))


def counted(left, right):
    """The shape of a product, and the multiplications of the triple loop."""
    (p, q), (q_again, r) = left, right
    assert q == q_again
    return (p, r), p * q * r


@given(st.lists(st.integers(1, 9), min_size=2, max_size=7))
def test_chain_cost_counts_the_products_that_are_carried_out(dims):
    shapes = list(itertools.pairwise(dims))
    rest, reverse = shapes, 0
    while len(rest) > 1:
        product, cost = counted(rest[0], rest[1])
        rest, reverse = [product, *rest[2:]], reverse + cost
    rest, forward = shapes, 0
    while len(rest) > 1:
        product, cost = counted(rest[-2], rest[-1])
        rest, forward = [*rest[:-2], product], forward + cost
    assert activations_losses.chain_cost(dims, "reverse") == reverse
    assert activations_losses.chain_cost(dims, "forward") == forward


GATES = {
    "MultiplyGate": lambda x, y: x * y,
    "MaxGate": lambda x, y: anp.maximum(x, y),
}


@pytest.mark.parametrize("name", GATES)
@given(reals, reals, reals)
def test_gates_pass_back_autograds_gradients(name, x, y, dz):
    y = y if x != y else x + 1.0
    gate = getattr(activations_losses, name)()
    assert gate.forward(x, y) == GATES[name](x, y)
    expected = [dz * grad(GATES[name], i)(x, y) for i in range(2)]
    assert_allclose(gate.backward(dz), expected, rtol=1e-14)


@given(st.floats(0.05, 20), reals, reals)
def test_graph_gradient_is_autograds(x1, x2, x3):
    x3 = x3 if x2 != x3 else x2 + 1.0

    def y(x1, x2, x3):
        return 2 * anp.log(x1 + anp.sin(x1)) * anp.maximum(x2, x3)

    expected = [y(x1, x2, x3), *(grad(y, i)(x1, x2, x3) for i in range(3))]
    found = activations_losses.graph_gradient(x1, x2, x3)
    assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_graph_gradient_is_exact_where_the_numbers_are():
    # x1 + sin x1 to thirty digits, so that only the last bit may differ.
    inner = Fraction(2) + Fraction("0.909297426825681695396019865912")
    y, _, dx2, dx3 = activations_losses.graph_gradient(2, 3, -1)
    assert (y, dx2, dx3) == pytest.approx((6 * math.log(inner), 2 * math.log(inner), 0), rel=1e-15)


def arguments():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 4))
    W, onehot = rng.normal(size=(3, 4)), np.eye(4)[1]
    return [
        ("sigmoid", (W,)),
        ("tanh", (W,)),
        ("leaky_relu", (W, 0.1)),
        ("fully_connected", (a, W, rng.normal(size=3), np.tanh)),
        ("feed_forward", (a, network(rng, [4, 3, 2]), [np.tanh, np.cos])),
        ("squared_error", (a, b)),
        ("absolute_error", (a, b)),
        ("huber", (a, b, 0.5)),
        ("huber_derivative", (a, b, 0.5)),
        ("cross_entropy_dist", (np.full(4, 0.25), onehot)),
        ("hinge", (a, onehot, 1.0)),
        ("hinge_onehot", (a, onehot, 1.0)),
        ("numerical_gradient", (np.sum, W)),
        ("jacobian", (np.cumsum, a)),
    ]


def read_only(value):
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, list | tuple):
        for item in value:
            read_only(item)


@pytest.mark.parametrize(
    ("name", "given_arguments"), arguments(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_arguments_can_be_read_only(name, given_arguments):
    read_only(given_arguments)
    assert getattr(activations_losses, name)(*given_arguments) is not None


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_chain_cost_takes_an_immutable_chain(mode):
    assert activations_losses.chain_cost((2, 3, 4), mode) == 24
