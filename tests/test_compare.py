"""The comparison ladder: what agrees, and on which rung what doesn't is caught."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.compare import Rung, compare

ARRAYS = npst.arrays(
    np.float64,
    npst.array_shapes(min_dims=1, max_dims=3, max_side=4),
    elements=st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-3),
)


@given(ARRAYS)
def test_an_array_agrees_with_itself_in_single_precision(array):
    assert compare(array.astype(np.float32), array) is None


@given(ARRAYS, st.sampled_from([0.5, 2.0, -1.0, 1.001, 0.999]))
def test_a_wrong_factor_is_refused(array, factor):
    wrong = compare(array * factor, array)
    assert (wrong is None) == (not array.any())


@given(ARRAYS, st.data())
def test_one_wrong_entry_is_found_where_it_is(array, data):
    where = tuple(data.draw(st.integers(0, size - 1)) for size in array.shape)
    wrong = array.copy()
    wrong[where] += 1 + np.abs(array).max()
    mismatch = compare(wrong, array)
    assert mismatch is not None
    assert mismatch.rung is Rung.VALUES
    assert f"at [{', '.join(map(str, where))}]" in mismatch.got


A = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (A.astype(int), A),
        (6, np.array(6.0)),
        (np.float32(0.1), 0.1),
        (np.array(3), 3),
        (-0.0, 0.0),
        ((np.int64(2), 3), (2, 3)),
        ((A, 1), [A, 1.0]),
        ({"b": 1, "a": A}, {"a": A, "b": 1.0}),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (None, None),
        (np.bool_(True), True),
    ],
    ids=repr,
)
def test_accepted_as_right(got, expected):
    assert compare(got, expected) is None


@pytest.mark.parametrize(
    ("got", "expected", "rung"),
    [
        (A.tolist(), A, Rung.TYPE),
        (A > 2, A, Rung.TYPE),
        (A.astype(object), A, Rung.TYPE),
        (A + 0j, A, Rung.TYPE),
        (True, 1.0, Rung.TYPE),
        ([2, 3], (2, 3), Rung.TYPE),
        (None, A, Rung.TYPE),
        (A[None], A, Rung.AXES),
        (np.array([6.0]), 6.0, Rung.AXES),
        (A.T, A, Rung.SHAPE),
        ((2, 3, 1), (2, 3), Rung.SHAPE),
        ({"a": 1}, {"a": 1, "b": 2}, Rung.SHAPE),
        ({"a": 1, "b": 2}, {"a": 1}, Rung.SHAPE),
        (np.where(A == 2, np.nan, A), A, Rung.FINITE),
        (np.inf, 1e300, Rung.FINITE),
        ((3, 2), (2, 3), Rung.VALUES),
        ((A, A), (2, 3), Rung.AXES),
        (A + 1e-3, A, Rung.VALUES),
        (None, (2, 3), Rung.TYPE),
        ((2, 3), None, Rung.VALUES),
        (..., (2, 3), Rung.DEFINED),
        (..., None, Rung.DEFINED),
    ],
    ids=repr,
)
def test_refused_on_the_first_rung_that_fails(got, expected, rung):
    mismatch = compare(got, expected)
    assert mismatch is not None
    assert mismatch.rung is rung


@pytest.mark.parametrize(
    ("got", "expected", "hint"),
    [
        (-A, A, "every sign is turned"),
        (A / 2, A, "every entry is 0.5 times that"),
        (A.T, A, "the axes are in reverse order"),
        (
            np.arange(9.0).reshape(3, 3).T,
            np.arange(9.0).reshape(3, 3),
            "the last two axes are exchanged",
        ),
    ],
)
def test_a_relation_that_explains_all_values_is_named(got, expected, hint):
    mismatch = compare(got, expected)
    assert mismatch is not None
    assert mismatch.hint == hint


def test_the_path_leads_into_nested_results():
    mismatch = compare({"W": (A, A + 1)}, {"W": (A, A)})
    assert mismatch is not None
    assert mismatch.path == "['W'] item 1"
