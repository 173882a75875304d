"""The reference of hw1-broadcasting against plain loops, numpy's own rule and known identities."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, mutually_broadcastable_shapes
from numpy.testing import assert_allclose, assert_array_equal

from solutions import broadcasting

# Whole numbers, so that sums in any order are equal to the last bit.
whole = st.integers(-50, 50)
sizes = st.integers(1, 5)
shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def integers(*shape):
    return arrays(np.int64, shape, elements=whole)


@st.composite
def matrix_pairs(draw):
    p, q, r = draw(sizes), draw(sizes), draw(sizes)
    return draw(integers(p, q)), draw(integers(q, r))


@st.composite
def point_sets(draw):
    n, m, d = draw(sizes), draw(sizes), draw(sizes)
    return draw(integers(n, d)), draw(integers(m, d))


@st.composite
def broadcast_pairs(draw):
    """An array, and another in the shape of it broadcast against something else."""
    both = draw(mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4))
    x = draw(integers(*both.input_shapes[0]))
    return x, draw(integers(*both.result_shape))


def network(rng, n=4, d=3, m=5, K=2):
    theta = {
        "W1": rng.normal(size=(d, m)),
        "b1": rng.normal(size=m),
        "W2": rng.normal(size=(m, K)),
        "b2": rng.normal(size=K),
    }
    return rng.normal(size=(n, d)), theta


@given(arrays(np.float64, array_shapes(min_dims=0, max_dims=3), elements=st.floats(-9, 9)))
def test_relu_keeps_each_number_that_is_positive(z):
    expected = [max(0.0, number) for number in z.ravel()]
    assert_array_equal(broadcasting.relu(z), np.reshape(expected, z.shape))


@pytest.mark.parametrize(("z", "expected"), [(-2, 0), (3, 3), (-0.5, 0.0), (2.5, 2.5)])
def test_relu_takes_python_numbers(z, expected):
    assert broadcasting.relu(z) == expected


@given(shapes, shapes)
def test_broadcast_shape_follows_numpys_rule_and_its_errors(a, b):
    try:
        expected = np.broadcast_shapes(a, b)
    except ValueError:
        with pytest.raises(ValueError, match="do not broadcast"):
            broadcasting.broadcast_shape(a, b)
    else:
        assert broadcasting.broadcast_shape(a, b) == expected


def test_broadcast_shape_needs_no_memory_for_the_arrays():
    assert broadcasting.broadcast_shape((10**15, 1), (10**12,)) == (10**15, 10**12)


@pytest.mark.parametrize(("expression", "shape"), broadcasting.predict_shapes.items())
def test_predicted_shape_is_what_numpy_makes_of_the_expression(expression, shape):
    try:
        found = np.shape(eval(expression))
    except ValueError:
        found = None
    assert found == shape


@given(st.data(), sizes, sizes)
def test_rowwise_maximum_compares_row_i_with_number_i(data, n, m):
    a, b = data.draw(integers(n)), data.draw(integers(n, m))
    expected = [[max(a[i], b[i, j]) for j in range(m)] for i in range(n)]
    assert_array_equal(broadcasting.rowwise_maximum(a, b), expected)


@given(st.data(), sizes, sizes, sizes)
def test_add_per_block_adds_number_i_to_block_i(data, n, p, q):
    a, b = data.draw(integers(n, p, q)), data.draw(integers(n))
    expected = np.array([a[i] + int(b[i]) for i in range(n)])
    assert_array_equal(broadcasting.add_per_block(a, b), expected)


@given(st.data(), sizes, sizes)
def test_center_shifts_every_column_to_mean_zero(data, n, d):
    X = data.draw(integers(n, d))
    centred = broadcasting.center(X)
    assert_allclose(centred.sum(axis=0), 0, atol=1e-11)
    assert_allclose(centred - centred[0], X - X[0], atol=1e-11)


@given(st.data(), array_shapes(max_dims=3, max_side=4))
def test_reduce_max_finds_the_largest_along_an_axis(data, shape):
    a = data.draw(integers(*shape))
    axis = data.draw(st.integers(-a.ndim, a.ndim - 1))
    rest = a.shape[: axis % a.ndim] + a.shape[axis % a.ndim + 1 :]
    lines = np.moveaxis(a, axis, -1).reshape(-1, a.shape[axis])
    expected = np.reshape([max(line.tolist()) for line in lines], rest)
    assert_array_equal(broadcasting.reduce_max(a, axis), expected)


@given(arrays(np.int64, array_shapes(max_dims=3), elements=whole))
def test_reduce_max_finds_the_largest_of_all_without_an_axis(a):
    assert broadcasting.reduce_max(a) == max(a.ravel().tolist())


@given(point_sets())
def test_pairwise_distances_are_euclidean(points):
    A, B = points
    expected = [[math.dist(a, b) for b in B.tolist()] for a in A.tolist()]
    assert_allclose(broadcasting.pairwise_distances(A, B), expected, rtol=1e-14)


def test_pairwise_distances_stay_exact_far_from_the_origin():
    A = np.array([[1e8, 1e8], [1e8 + 3, 1e8 + 4]])
    assert_array_equal(broadcasting.pairwise_distances(A, A), [[0, 5], [5, 0]])


@given(broadcast_pairs())
def test_unbroadcast_is_the_adjoint_of_broadcasting(pair):
    x, g = pair
    forth = np.sum(np.broadcast_to(x, g.shape) * g)
    back = broadcasting.unbroadcast(g, x.shape)
    assert back.shape == x.shape
    assert np.sum(x * back) == forth


def test_unbroadcast_to_the_same_shape_is_a_copy():
    g = np.arange(6.0).reshape(2, 3)
    result = broadcasting.unbroadcast(g, (2, 3))
    assert_array_equal(result, g)
    assert not np.shares_memory(result, g)


PRODUCTS = [
    broadcasting.matmul_triple_loop,
    broadcasting.matmul_outer,
    broadcasting.matmul_broadcast,
]


@pytest.mark.parametrize("matmul", PRODUCTS, ids=lambda each: each.__name__)
@given(matrix_pairs())
def test_matrix_products_sum_over_the_inner_axis(matmul, matrices):
    A, B = matrices
    columns = B.T.tolist()
    expected = [
        [sum(x * y for x, y in zip(row, c, strict=True)) for c in columns] for row in A.tolist()
    ]
    assert_array_equal(matmul(A, B), expected)


@pytest.mark.parametrize("matmul", PRODUCTS, ids=lambda each: each.__name__)
def test_matrix_products_keep_fractions_where_one_factor_is_whole(matmul):
    A, B = np.array([[1, 2]]), np.array([[0.25], [0.5]])
    assert_array_equal(matmul(A, B), [[1.25]])


def test_init_params_cuts_one_stream_of_normals_in_order():
    d, m, K = 3, 5, 2
    theta = broadcasting.init_params(d, m, K)
    stream = np.random.RandomState(0).standard_normal(d * m + m + m * K + K)
    assert_array_equal(np.concatenate([theta[k].ravel() for k in ("W1", "b1", "W2", "b2")]), stream)
    assert {k: v.shape for k, v in theta.items()} == {
        "W1": (d, m),
        "b1": (m,),
        "W2": (m, K),
        "b2": (K,),
    }


@pytest.mark.parametrize("pass_", [broadcasting.forward, broadcasting.forward_nonvectorized])
def test_forward_passes_compute_every_unit_from_its_own_sum(pass_):
    X, theta = network(np.random.default_rng(1))
    (n, d), (m, K) = X.shape, theta["W2"].shape
    W1, b1, W2, b2 = (theta[k] for k in ("W1", "b1", "W2", "b2"))
    h = [
        [max(0.0, b1[j] + sum(X[i, k] * W1[k, j] for k in range(d))) for j in range(m)]
        for i in range(n)
    ]
    z = [[b2[j] + sum(h[i][k] * W2[k, j] for k in range(m)) for j in range(K)] for i in range(n)]
    found_h, found_z = pass_(X, theta)
    assert_allclose(found_h, h, rtol=1e-12)
    assert_allclose(found_z, z, rtol=1e-12, atol=1e-14)


def test_forward_passes_agree_on_whole_numbers():
    _, theta = network(np.random.default_rng(2), d=3)
    X = np.arange(-6, 6).reshape(4, 3)
    for one, other in zip(
        broadcasting.forward(X, theta), broadcasting.forward_nonvectorized(X, theta), strict=True
    ):
        assert_allclose(one, other, rtol=1e-12)


def arguments():
    rng = np.random.default_rng(3)
    a, b, M = rng.normal(size=4), rng.normal(size=(4, 3)), rng.normal(size=(3, 5))
    X, theta = network(rng)
    return [
        ("relu", (b,)),
        ("rowwise_maximum", (a, b)),
        ("add_per_block", (rng.normal(size=(4, 2, 3)), a)),
        ("center", (b,)),
        ("reduce_max", (b, 0)),
        ("pairwise_distances", (b, rng.normal(size=(5, 3)))),
        ("unbroadcast", (b, (4, 1))),
        ("matmul_triple_loop", (b, M)),
        ("matmul_outer", (b, M)),
        ("matmul_broadcast", (b, M)),
        ("forward", (X, theta)),
        ("forward_nonvectorized", (X, theta)),
    ]


@pytest.mark.parametrize(
    ("name", "given_arguments"), arguments(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_arguments_can_be_read_only(name, given_arguments):
    for argument in given_arguments:
        for array in argument.values() if isinstance(argument, dict) else [argument]:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
    assert getattr(broadcasting, name)(*given_arguments) is not None
