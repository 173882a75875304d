"""The reference of hw9-tensor-autograd against HIPS autograd, and hw2's and hw7's by hand."""

import ast
import inspect
from pathlib import Path

import autograd
import autograd.numpy as anp
import jupytext
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes
from numpy.testing import assert_allclose, assert_array_equal

from autograder.course import Course
from solutions import attention, optimisation, softmax_gradients, tensor_autograd
from solutions.tensor_autograd import ag

seeds = st.integers(0, 2**32 - 1)
shapes = array_shapes(min_dims=0, max_dims=4, max_side=4)
pairs = mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4)
stacks = mutually_broadcastable_shapes(
    signature="(p,q),(q,r)->(p,r)", max_dims=2, max_side=4, min_side=1
)

OF_TWO = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
}
OF_ONE = {
    "neg": (lambda x: -x, lambda x: -x),
    "square": (lambda x: x**2, lambda x: x**2),
    "reciprocal": (lambda x: x**-1, lambda x: x**-1.0),
    "root": (lambda x: x**0.5, lambda x: x**0.5),
    "exp": (lambda x: x.exp(), anp.exp),
    "log": (lambda x: x.log(), anp.log),
    "relu": (lambda x: (x - 1).relu(), lambda x: anp.maximum(x - 1, 0)),
    "twice": (lambda x: x * x + x, lambda x: x * x + x),
}
REDUCTIONS = {"sum": anp.sum, "mean": anp.mean, "max": anp.max}
INDICES = {
    "a number": 1,
    "slices": (slice(None), slice(1, None, 2)),
    "an ellipsis": (..., 0),
    "a new axis": (slice(None), None),
    "a list that repeats": [0, 2, 2, 0],
    "arrays that broadcast": (np.array([[0], [2]]), np.array([1, 1, 3])),
    "a mask": np.array([[True, False, True, True], [False] * 4, [True, False, False, False]]),
}


def away_from_zero(rng, *sizes):
    return [np.asarray(rng.uniform(0.5, 2, size=size)) for size in sizes]


def check_agreement(ours, theirs, arrays, rng):
    """Compare value and gradients of an expression with those that HIPS autograd finds."""
    tensors = [ag.Tensor(array) for array in arrays]
    result = ours(*tensors)
    assert_allclose(result.value, theirs(*arrays), rtol=1e-12)
    upstream = rng.normal(size=result.value.shape)
    result.backward(upstream)
    for k, tensor in enumerate(tensors):
        expected = autograd.grad(lambda *xs: anp.sum(theirs(*xs) * upstream), k)(*arrays)
        assert np.shape(tensor.grad) == tensor.value.shape
        assert_allclose(tensor.grad, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("operation", OF_TWO.values(), ids=OF_TWO)
@given(pairs, seeds)
def test_arithmetic_undoes_broadcasting(operation, both, seed):
    rng = np.random.default_rng(seed)
    check_agreement(operation, operation, away_from_zero(rng, *both.input_shapes), rng)


@pytest.mark.parametrize(("ours", "theirs"), OF_ONE.values(), ids=OF_ONE)
@given(shapes, seeds)
def test_functions_of_each_entry_have_their_derivatives(ours, theirs, shape, seed):
    rng = np.random.default_rng(seed)
    check_agreement(ours, theirs, away_from_zero(rng, shape), rng)


@pytest.mark.parametrize(("name", "peer"), REDUCTIONS.items(), ids=REDUCTIONS)
@given(array_shapes(max_dims=4, max_side=4), st.data(), st.booleans(), seeds)
def test_reductions_stretch_the_gradient_back(name, peer, shape, data, keepdims, seed):
    one = st.integers(-len(shape), len(shape) - 1)
    several = st.lists(st.integers(0, len(shape) - 1), unique=True, min_size=1).map(tuple)
    axis = data.draw(st.none() | one | several)
    rng = np.random.default_rng(seed)
    check_agreement(
        lambda x: getattr(x, name)(axis, keepdims),
        lambda x: peer(x, axis=axis, keepdims=keepdims),
        [rng.normal(size=shape)],
        rng,
    )


@given(array_shapes(max_dims=4, max_side=4), st.data(), seeds)
def test_moveaxis_moves_the_gradient_back(shape, data, seed):
    source, destination = (data.draw(st.integers(-len(shape), len(shape) - 1)) for _ in range(2))
    rng = np.random.default_rng(seed)
    check_agreement(
        lambda x: x.moveaxis(source, destination),
        lambda x: anp.moveaxis(x, source, destination),
        [rng.normal(size=shape)],
        rng,
    )


@pytest.mark.parametrize("shape", [(24,), (4, 6), (2, -1, 2), (3, 1, 8)], ids=str)
def test_reshape_restores_the_shape(shape):
    rng = np.random.default_rng(0)
    check_agreement(
        lambda x: x.reshape(*shape), lambda x: x.reshape(shape), [rng.normal(size=(2, 3, 4))], rng
    )


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_indexing_adds_up_what_was_picked_several_times(index):
    rng = np.random.default_rng(1)
    check_agreement(lambda x: x[index], lambda x: x[index], [rng.normal(size=(3, 4))], rng)


@given(stacks, seeds)
def test_products_of_stacks_sum_over_what_was_broadcast(both, seed):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=size) for size in both.input_shapes]
    check_agreement(lambda x, y: x @ y, anp.matmul, arrays, rng)


@pytest.mark.parametrize("operation", [*OF_TWO.values(), anp.matmul], ids=[*OF_TWO, "matmul"])
@pytest.mark.parametrize("side", ["before", "behind"])
def test_arrays_of_whole_numbers_are_operands_on_either_side(operation, side):
    rng = np.random.default_rng(2)
    whole, x = rng.integers(1, 9, size=(3, 3)), rng.uniform(1, 2, size=(3, 3))
    if operation is anp.matmul:
        operation = lambda a, b: a @ b  # noqa: E731
    of_x = (lambda t: operation(whole, t)) if side == "before" else (lambda t: operation(t, whole))
    check_agreement(of_x, of_x, [x], rng)


def test_constants_are_not_followed():
    y = np.ones((2, 3)) @ ag.Tensor(np.ones((3, 2))) + 1
    product = y.inputs[0][0]
    assert len(y.inputs) == len(product.inputs) == 1


@pytest.mark.parametrize(("exponent", "slope"), [(0, 0), (1, 1), (2, 0), (3, 0)])
def test_powers_have_a_slope_at_zero(exponent, slope):
    x = ag.Tensor(0)
    (x**exponent).backward()
    assert x.grad == slope


def test_the_gradient_of_a_maximum_is_shared_among_equals():
    x = ag.Tensor([[2, 5, 5], [1, 0, 0]])
    x.max(axis=1).backward(np.array([6, 7]))
    assert_array_equal(x.grad, [[0, 3, 3], [7, 0, 0]])


def random_graph(rng, size):
    """A result that uses earlier tensors again and again, and the tensors it was made of."""
    tensors = [ag.Tensor(rng.normal(size=(2, 1))), ag.Tensor(rng.normal(size=3))]
    for _ in range(size):
        a, b = (tensors[i] for i in rng.integers(len(tensors), size=2))
        tensors.append(rng.choice([0.5, -0.3]) * (a + b) if rng.random() < 0.5 else (a - b).relu())
    total = tensors[-1].sum()
    for tensor in tensors[:-1]:
        total = total + tensor.mean()
    return total, tensors


@given(st.integers(1, 7), seeds)
def test_backward_agrees_with_the_sum_over_all_paths(size, seed):
    total, tensors = random_graph(np.random.default_rng(seed), size)
    total.backward_by_paths(1.7)
    expected = [tensor.grad for tensor in tensors]
    total.backward(1.7)
    for tensor, grad in zip(tensors, expected, strict=True):
        assert_allclose(tensor.grad, grad, rtol=1e-10, atol=1e-12)


def test_backward_starts_afresh_in_every_call():
    x = ag.Tensor(3.0)
    y = x * x
    for _ in range(2):
        y.backward()
        assert x.grad == 6


def test_backward_leaves_upstream_as_it_was():
    x, upstream = ag.Tensor([1.0, 2.0]), np.array([3.0, 4.0])
    y = x + x
    (y + x).backward(upstream)
    assert_array_equal(x.grad, [9, 12])
    assert_array_equal(y.grad, upstream)
    assert_array_equal(upstream, [3, 4])


def test_backward_goes_through_a_hundred_thousand_operations():
    x = y = ag.Tensor(1.0)
    for _ in range(100_000):
        y = y + 1.0
    y.backward()
    assert x.grad == 1


def test_backward_calls_each_pullback_once():
    calls = []
    y = x = ag.Tensor(1.0)
    for _ in range(200):
        y = ag.Tensor(y.value, [(y, lambda g: calls.append(1) or g / 2)] * 2)
    y.backward()
    assert len(calls) == 400
    assert x.grad == 1


@given(st.integers(1, 5), st.integers(1, 5), seeds)
def test_cross_entropy_is_that_of_hw2_with_its_gradient(n, K, seed):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(size=(n, K)), rng.integers(K, size=n)
    scores = ag.Tensor(z)
    loss = tensor_autograd.cross_entropy(scores, y)
    loss.backward()
    assert_allclose(loss.value, softmax_gradients.cross_entropy(z, y), atol=1e-15)
    by_hand = softmax_gradients.loss_der(softmax_gradients.softmax(z), y) / n
    assert_allclose(scores.grad, by_hand, atol=1e-14)


def test_cross_entropy_is_finite_for_scores_of_a_million():
    scores = ag.Tensor([[1e6, 0], [-1e6, 0]])
    loss = tensor_autograd.cross_entropy(scores, np.array([1, 1]))
    loss.backward()
    assert loss.value == 5e5
    assert_array_equal(scores.grad, [[0.5, -0.5], [0, 0]])


def network(rng, n=7, d=3, m=5, K=4):
    sizes = {"W1": (d, m), "b1": (m,), "W2": (m, K), "b2": (K,)}
    theta = {name: rng.normal(size=size) for name, size in sizes.items()}
    return rng.normal(size=(n, d)), rng.integers(K, size=n), theta


def attending(rng, n=6, C=4, d=5, q=3, out=()):
    theta = {"W1": rng.normal(size=(d, q)), "W2": rng.normal(size=(d, q))}
    theta["W3" if out else "w3"] = rng.normal(size=(d, *out))
    return rng.normal(size=(n, C, d)), theta


@given(seeds)
def test_the_networks_gradients_are_those_by_hand(seed):
    X, y, theta = network(np.random.default_rng(seed))
    expected = softmax_gradients.backward(X, y, theta)
    found = tensor_autograd.network_gradients(X, y, theta)
    assert found.keys() == expected.keys()
    for name in expected:
        assert_allclose(found[name], expected[name], rtol=0, atol=1e-10)


@given(seeds)
def test_attentions_gradients_are_those_by_hand(seed):
    rng = np.random.default_rng(seed)
    X, theta = attending(rng)
    upstream = rng.normal(size=len(X))
    expected = attention.attention_gradients(X, theta, upstream)
    found = tensor_autograd.attention_gradients(X, theta, upstream)
    assert found.keys() == expected.keys()
    for name in expected:
        assert_allclose(found[name], expected[name], rtol=0, atol=1e-10)


def test_the_attention_model_reads_out_classes_as_hw7_reads_out_one_number():
    X, theta = attending(np.random.default_rng(3), out=(2,))
    tensors = {name: ag.Tensor(value) for name, value in theta.items()}
    scores = tensor_autograd.attention_model(X, tensors).value
    for k in range(2):
        one = {"W1": theta["W1"], "W2": theta["W2"], "w3": theta["W3"][:, k]}
        assert_allclose(scores[:, k], attention.attention_forward(X, one), rtol=1e-12)


def test_training_takes_the_steps_of_hw3s_adam():
    rng = np.random.default_rng(4)
    X, theta = attending(rng, out=(3,))
    y, cuts = rng.integers(3, size=len(X)), np.cumsum([theta[k].size for k in theta])[:-1]

    def parts(x):
        return {
            name: part.reshape(theta[name].shape)
            for name, part in zip(theta, np.split(x, cuts), strict=True)
        }

    def gradient(x):
        tensors = {name: ag.Tensor(value) for name, value in parts(x).items()}
        scores = tensor_autograd.attention_model(X, tensors)
        tensor_autograd.cross_entropy(scores, y).backward()
        return np.concatenate([tensor.grad.ravel() for tensor in tensors.values()])

    start = np.concatenate([theta[name].ravel() for name in theta])
    expected = parts(optimisation.adam(gradient, start, 0.05, 6))
    found, losses = tensor_autograd.train_attention(X, y, theta, 0.05, 6)
    assert len(losses) == 6
    for name in theta:
        assert_allclose(found[name], expected[name], rtol=1e-10)


@pytest.mark.parametrize("name", ["network_gradients", "attention_gradients", "train_attention"])
def test_arguments_can_be_read_only(name):
    rng = np.random.default_rng(5)
    X, theta = attending(rng, out=(3,) if name == "train_attention" else ())
    arguments = {
        "network_gradients": network(rng),
        "attention_gradients": (X, theta, rng.normal(size=len(X))),
        "train_attention": (X, rng.integers(3, size=len(X)), theta, 0.1, 2),
    }[name]
    for argument in arguments:
        for array in argument.values() if isinstance(argument, dict) else [argument]:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
    assert getattr(tensor_autograd, name)(*arguments) is not None


def code_of(definition):
    """What a definition does: its syntax tree without annotations and docstrings."""
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.unparse(definition).replace(": None =", " =")


def definitions(source):
    """All functions of a source, those in classes too, by qualified name."""
    found = {}

    def collect(body, prefix=""):
        for node in body:
            if isinstance(node, ast.ClassDef):
                collect(node.body, f"{prefix}{node.name}.")
            if isinstance(node, ast.FunctionDef):
                found[prefix + node.name] = code_of(node)

    collect(ast.parse(source).body)
    return found


def given_in_the_notebook():
    course = Course.find(Path(__file__))
    text = jupytext.read(course.text(course.assignment("hw9")))
    return {
        name: code
        for cell in text.cells
        if cell.cell_type == "code" and not str(cell.metadata.get("nbgrader")).startswith("sol")
        for name, code in definitions(cell.source).items()
    }


def test_what_the_notebook_gives_is_the_references():
    notebook = given_in_the_notebook()
    reference = definitions(inspect.getsource(tensor_autograd))
    shared = notebook.keys() & reference.keys()
    assert shared >= {"unbroadcast", "softmax", "attention_model", "ag.Tensor.backward_by_paths"}
    assert {name: notebook[name] for name in shared} == {name: reference[name] for name in shared}
