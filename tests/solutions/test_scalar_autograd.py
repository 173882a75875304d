"""The reference of hw8-scalar-autograd against HIPS autograd, numpy and loops."""

import gc
import math
import sys
from types import SimpleNamespace

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from solutions.scalar_autograd import Loss, Model, Optimizer, ag, draw, f, train

oracle = SimpleNamespace(exp=anp.exp, log=anp.log, relu=lambda x: anp.maximum(x, 0.0))

FORMULAS = {
    "x + y": lambda x, y, m: x + y,
    "x + x": lambda x, y, m: x + x,
    "x * y": lambda x, y, m: x * y,
    "x * x * y": lambda x, y, m: x * x * y,
    "x - y": lambda x, y, m: x - y,
    "x / y": lambda x, y, m: x / y,
    "x / (x / y)": lambda x, y, m: x / (x / y),
    "-x": lambda x, y, m: -x,
    "x ** 3": lambda x, y, m: x**3,
    "x ** 1": lambda x, y, m: x**1,
    "x ** 0": lambda x, y, m: x**0 + y,
    "x ** -2": lambda x, y, m: x**-2,
    "(x x) ** 0.5": lambda x, y, m: (x * x) ** 0.5,
    "exp": lambda x, y, m: m.exp(x) * m.exp(m.exp(-y * y)),
    "log": lambda x, y, m: m.log(x * x + 1) * y,
    "relu": lambda x, y, m: m.relu(x) * y + m.relu(x - 3 * y),
    "numbers on the right": lambda x, y, m: (x + 2) * 3 - 4 + y / 5,
    "numbers on the left": lambda x, y, m: 2 + 3 * x - (4 - y) + 5 / x,
    "numpy's numbers": lambda x, y, m: np.float64(2) * x - np.int64(3) / y + x / np.int64(4),
    "f": lambda x, y, m: m.log(x**2 + 1) * m.exp(y) + y**2 * x,
}

away_from_zero = st.floats(0.1, 3) | st.floats(-3, -0.1)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS.keys())
@given(away_from_zero, away_from_zero)
def test_values_and_gradients_are_those_of_an_independent_tool(formula, a, b):
    if a in (3 * b, 0):
        return  # relu's corner
    x, y = ag.Scalar(a), ag.Scalar(b)
    result = formula(x, y, ag)
    result.backward()
    expected = autograd.grad(lambda v: formula(v[0], v[1], oracle))(np.array([a, b]))
    assert_allclose(result.value, formula(a, b, oracle), rtol=1e-12)
    assert_allclose([x.grad, y.grad], expected, rtol=1e-10, atol=1e-12)


# A program: each step takes two earlier numbers by position and combines them.
steps = st.lists(
    st.tuples(st.sampled_from("+-*e"), st.integers(0, 99), st.integers(0, 99)), max_size=15
)


def run(program, numbers, m):
    numbers = list(numbers)
    for sign, i, j in program:
        one, other = numbers[i % len(numbers)], numbers[j % len(numbers)]
        numbers.append(
            m.exp(one * -0.1)
            if sign == "e"
            else {"+": one + other, "-": one - other, "*": one * other * 0.3}[sign]
        )
    return numbers


@given(steps, st.lists(st.floats(-1, 1), min_size=3, max_size=3))
def test_gradients_of_whole_programs_are_those_of_an_independent_tool(program, leaves):
    scalars = [ag.Scalar(each) for each in leaves]
    run(program, scalars, ag)[-1].backward()
    expected = autograd.grad(lambda v: run(program, list(v), oracle)[-1])(np.array(leaves))
    assert_allclose([each.grad for each in scalars], expected, rtol=1e-9, atol=1e-12)


@given(steps)
def test_topological_sort_lists_inputs_first_and_each_node_once(program):
    numbers = run(program, [ag.Scalar(k) for k in (1, 1, 2)], ag)
    order = numbers[-1].topological_sort()
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is numbers[-1]
    assert all(place[each] < place[node] for node in order for each in node.inputs)


def test_topological_sort_holds_nothing_that_is_not_needed():
    x, y = ag.Scalar(1), ag.Scalar(2)
    s = x + y
    _ = s * y
    assert set(s.topological_sort()) == {x, y, s}


def test_a_million_nodes_are_differentiated_and_freed_without_recursion():
    gc.collect()
    gc.disable()  # what is freed is freed by counting references alone
    try:
        before = sys.getallocatedblocks()
        x = node = ag.Scalar(0.5)
        step = ag.Scalar(1e-6)
        for _ in range(1_000_000):
            node = node + step
        node.backward()
        assert (x.grad, step.grad) == (1.0, 1_000_000.0)
        del node
        assert sys.getallocatedblocks() - before < 100_000
    finally:
        gc.enable()


@pytest.mark.parametrize("operation", [ag.exp, ag.relu, lambda x: x * x, lambda x: x**2])
def test_no_operation_leaves_a_cycle_to_the_garbage_collector(operation):
    gc.collect()
    gc.disable()
    try:
        operation(ag.Scalar(0.5)).backward()
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("exponent", "value", "slope"), [(0, 1, 0), (1, 0, 1), (2, 0, 0), (3, 0, 0), (0.0, 1, 0)]
)
def test_powers_at_zero(exponent, value, slope):
    x = ag.Scalar(0)
    power = x**exponent
    power.backward()
    assert (power.value, x.grad) == (value, slope)


@pytest.mark.parametrize(("at", "value", "slope"), [(0, 0, 0), (-1, 0, 0), (2, 2, 1)])
def test_relu_has_no_slope_at_zero(at, value, slope):
    x = ag.Scalar(at)
    result = ag.relu(x)
    result.backward()
    assert (result.value, x.grad) == (value, slope)


def test_log_refuses_what_has_no_logarithm():
    with pytest.raises(ValueError, match="math domain"):
        ag.log(ag.Scalar(-1))


def test_gradients_add_to_what_is_there():
    x = ag.Scalar(3)
    (x * x).backward()
    (x * x).backward()
    assert x.grad == 12


def test_f_has_the_lectures_values():
    x, y = ag.Scalar(2), ag.Scalar(3)
    result = f(x, y)
    result.backward()
    assert result.value == pytest.approx(50.3264246157732, rel=1e-14)
    assert x.grad == pytest.approx(25.068429538550134, rel=1e-14)
    assert y.grad == pytest.approx(44.3264246157732, rel=1e-14)


@given(steps)
def test_draw_shows_each_node_and_each_use(program):
    root = run(program, [ag.Scalar(k, label="abc"[k]) for k in range(3)], ag)[-1]
    root.backward()
    boxes, arrows = draw(root)
    order = root.topological_sort()
    assert boxes == [(node.label or node.op, node.value, node.grad) for node in order]
    assert sorted(arrows) == sorted(
        (order.index(each), j) for j, node in enumerate(order) for each in node.inputs
    )


def flat(model):
    return np.array([each.value for each in model.parameters])


def forward(theta, x):
    w1, b1, w2 = theta[:-1].reshape(3, -1)
    return anp.maximum(anp.outer(x, w1) + b1, 0) @ w2 + theta[-1]


@pytest.mark.parametrize("m", [1, 4])
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5), st.integers(0, 99))
def test_model_predicts_what_matrices_predict(m, x, seed):
    model = Model(m, seed)
    found = [each.value for each in model.forward(np.array(x))]
    assert_allclose(found, forward(flat(model), np.array(x)), rtol=1e-12, atol=1e-12)


@given(st.integers(1, 5), st.integers(0, 99))
def test_gradients_of_the_loss_are_those_of_an_independent_tool(m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=4), rng.normal(size=4)
    model = Model(m, seed)
    Loss().mse(model.forward(x), y).backward()
    expected = autograd.grad(lambda theta: anp.mean((forward(theta, x) - y) ** 2))(flat(model))
    assert_allclose([each.grad for each in model.parameters], expected, rtol=1e-9, atol=1e-12)


def test_parameters_are_drawn_in_order_from_one_generator():
    model = Model(3, rng_seed=5)
    assert_allclose(flat(model), np.random.default_rng(5).standard_normal(10))
    assert model.parameters == [*model.w1, *model.b1, *model.w2, *model.b2]
    assert [len(each) for each in (model.w1, model.b1, model.w2, model.b2)] == [3, 3, 3, 1]


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=6))
def test_mse_is_the_mean_of_squares(pairs):
    predictions, targets = zip(*pairs, strict=True)
    loss = Loss().mse([ag.Scalar(each) for each in predictions], list(targets))
    assert loss.value == pytest.approx(np.mean(np.subtract(predictions, targets) ** 2), abs=1e-12)


def test_optimizer_moves_every_parameter_and_forgets_every_gradient():
    parameters = [ag.Scalar(each) for each in (1, 2, 3)]
    for each, grad in zip(parameters, (10, 0, -4), strict=True):
        each.grad = grad
    optimizer = Optimizer(parameters, 0.5)
    optimizer.step()
    assert [each.value for each in parameters] == [-4, 2, 5]
    optimizer.zero_grad()
    assert [each.grad for each in parameters] == [0, 0, 0]


def test_training_is_gradient_descent_on_all_samples():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=6), rng.normal(size=6)
    for array in (x, y):
        array.flags.writeable = False

    def loss(theta):
        return anp.mean((forward(theta, x) - y) ** 2)

    theta, expected = flat(Model(4)), []
    for _ in range(8):
        expected.append(loss(theta))
        theta = theta - 0.05 * autograd.grad(loss)(theta)
    assert_allclose(train(x, y, 4, 0.05, 8), expected, rtol=1e-9)


def test_results_are_python_floats_whatever_comes_in():
    x = ag.Scalar(np.float64(2))
    results = [x * np.float32(0.5), np.float64(3) - x, ag.exp(x), x**2, ag.Scalar(3)]
    assert all(type(each.value) is float for each in results)
    assert math.isclose(results[-1].value, 3)
