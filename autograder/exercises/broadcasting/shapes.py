"""The rule of broadcasting, from two shapes alone."""

import itertools

import numpy as np

from autograder.exercise import Exercise, raised
from solutions import broadcasting

broadcast_shape = Exercise(broadcasting.broadcast_shape, points=8)

NUMPYS_OWN = ("broadcast", "broadcast_shapes", "broadcast_to", "broadcast_arrays")


def _sizes(rng, number):
    """Different sizes, none of them 1."""
    return [int(size) for size in rng.permutation(range(2, 9))[:number]]


@broadcast_shape.check("the shorter shape is lined up from the right", without=NUMPYS_OWN)
def _(broadcast_shape, rng):
    p, q, r = _sizes(rng, 3)
    return {
        "two axes and three": broadcast_shape((q, r), (p, q, r)),
        "two axes and one": broadcast_shape((p, q), (q,)),
        "two axes and none": broadcast_shape((p, q), ()),
        "none and none": broadcast_shape((), ()),
    }


@broadcast_shape.check("an axis of size 1 is stretched, on either side", without=NUMPYS_OWN)
def _(broadcast_shape, rng):
    p, q, r = _sizes(rng, 3)
    return {
        "ones on both sides": broadcast_shape((p, 1, r), (p, q, 1)),
        "twice 1": broadcast_shape((1, q), (1, 1)),
    }


@broadcast_shape.check("both at once: a shorter shape, and axes of size 1", without=NUMPYS_OWN)
def _(broadcast_shape, rng):
    p, q, r = _sizes(rng, 3)
    return {
        "three axes and two": broadcast_shape((p, 1, 1), (p, q)),
        "three axes and four": broadcast_shape((p, q, r), (p, 1, 1, r)),
    }


@broadcast_shape.check("ValueError where two sizes differ and neither is 1", without=NUMPYS_OWN)
def _(broadcast_shape, rng):
    p, q, r = _sizes(rng, 3)
    return {
        "(p, q) and (q,), which fit": broadcast_shape((p, q), (q,)),
        "(p, q) and (p,)": raised(ValueError, broadcast_shape, (p, q), (p,)),
        "(p, q) and (q, p)": raised(ValueError, broadcast_shape, (p, q), (q, p)),
        "(2p,) and (p,)": raised(ValueError, broadcast_shape, (2 * p,), (p,)),
        "(1, q) and (p, 1, r)": raised(ValueError, broadcast_shape, (1, q), (p, 1, r)),
    }


@broadcast_shape.check(
    "a size of 0 goes with 0 and with 1, and with no other",
    without=NUMPYS_OWN,
    degenerate="empty axes on purpose",
)
def _(broadcast_shape, rng):
    p = int(rng.integers(2, 9))
    return {
        "(0,) and (1,)": broadcast_shape((0,), (1,)),
        "(p, 1) and (0,)": broadcast_shape((p, 1), (0,)),
        "(p, 0) and (p, 0)": broadcast_shape((p, 0), (p, 0)),
        "(p, 0) and (p, p)": raised(ValueError, broadcast_shape, (p, 0), (p, p)),
    }


@broadcast_shape.check("shapes alone decide: arrays too large for any memory", without=NUMPYS_OWN)
def _(broadcast_shape, rng):
    p, q = 10**15, 10**12 + int(rng.integers(1, 1000))
    return broadcast_shape((p, 1), (q,))


@broadcast_shape.misconception(
    "the shapes are lined up from the left; the last axes belong together, and what is missing is "
    "filled up with 1 in front"
)
def aligned_from_the_left(a, b):
    n = max(len(a), len(b))
    a, b = tuple(a) + (1,) * (n - len(a)), tuple(b) + (1,) * (n - len(b))
    if any(x != y and 1 not in (x, y) for x, y in zip(a, b)):
        raise ValueError
    return tuple(y if x == 1 else x for x, y in zip(a, b))


@broadcast_shape.misconception(
    "sizes that differ are an error even if one of them is 1; 1 fits any"
)
def one_is_an_error(a, b):
    n = min(len(a), len(b))
    if n and tuple(a[-n:]) != tuple(b[-n:]):
        raise ValueError
    return a if len(a) > len(b) else b


@broadcast_shape.misconception(
    "shapes with different numbers of axes are an error; the shorter one is filled up with 1 in "
    "front"
)
def needs_as_many_axes(a, b):
    if len(a) != len(b):
        raise ValueError
    return broadcasting.broadcast_shape(a, b)


@broadcast_shape.misconception(
    "the larger size wins without a check; sizes that differ are an error unless one of them is 1"
)
def never_an_error(a, b):
    pairs = itertools.zip_longest(reversed(a), reversed(b), fillvalue=1)
    return tuple(max(x, y) for x, y in pairs)[::-1]


@broadcast_shape.misconception(
    "the larger of two sizes is taken, which turns 0 beside 1 into 1; the size that is not 1 is "
    "taken"
)
def larger_than_zero(a, b):
    broadcasting.broadcast_shape(a, b)
    return never_an_error(a, b)


@broadcast_shape.misconception(
    "a size that divides the other is let through; nothing is repeated but an axis of size 1"
)
def divisors_fit(a, b):
    shape = []
    for x, y in itertools.zip_longest(reversed(a), reversed(b), fillvalue=1):
        large, small = max(x, y), min(x, y)
        if (small and large % small) or (not small and large > 1):
            raise ValueError
        shape.append(large if small else 0)
    return tuple(shape[::-1])


@broadcast_shape.misconception(
    "the sizes of an axis are multiplied; the result has the size that is not 1, once"
)
def multiplied(a, b):
    pairs = list(itertools.zip_longest(reversed(a), reversed(b), fillvalue=1))
    if any(x != y and 1 not in (x, y) for x, y in pairs):
        raise ValueError
    return tuple(x * y for x, y in pairs)[::-1]


@broadcast_shape.misconception(
    "the two shapes are put side by side, as for an outer product; broadcasting lines them up "
    "from the right and merges them axis by axis"
)
def side_by_side(a, b):
    broadcasting.broadcast_shape(a, b)
    return tuple(a) + tuple(b)


@broadcast_shape.misconception(
    "one of the two shapes is returned, whichever has more entries; an axis of the result may "
    "come from either shape"
)
def the_larger_of_the_two(a, b):
    broadcasting.broadcast_shape(a, b)
    return tuple(a) if np.prod(a) >= np.prod(b) else tuple(b)


@broadcast_shape.misconception(
    "zip stops at the end of the shorter shape; the remaining axes of the longer one belong in "
    "front"
)
def only_common_axes(a, b):
    shape = []
    for x, y in zip(reversed(a), reversed(b)):
        if x != y and 1 not in (x, y):
            raise ValueError
        shape.append(y if x == 1 else x)
    return tuple(shape[::-1])


@broadcast_shape.misconception(
    "the sizes are collected from the right and stay in that order; they have to be turned round"
)
def stays_reversed(a, b):
    return broadcasting.broadcast_shape(a, b)[::-1]


@broadcast_shape.misconception(
    "only b is filled up with 1 in front; a may be the shorter one just as well"
)
def b_is_the_shorter(a, b):
    b = (1,) * (len(a) - len(b)) + tuple(b)
    if any(x != y and 1 not in (x, y) for x, y in zip(a, b)):
        raise ValueError
    return tuple(y if x == 1 else x for x, y in zip(a, b))


@broadcast_shape.misconception("only an axis of a may be stretched; an axis of b may too")
def only_a_is_stretched(a, b):
    shape = []
    for x, y in itertools.zip_longest(reversed(a), reversed(b), fillvalue=1):
        if x not in (1, y):
            raise ValueError
        shape.append(y)
    return tuple(shape[::-1])


@broadcast_shape.misconception("shapes that don't fit give None; a ValueError is to be raised")
def returns_none(a, b):
    try:
        return broadcasting.broadcast_shape(a, b)
    except ValueError:
        return None


@broadcast_shape.misconception(
    "assert raises an AssertionError where the shapes don't fit; a ValueError is to be raised"
)
def asserts(a, b):
    pairs = list(itertools.zip_longest(reversed(a), reversed(b), fillvalue=1))
    assert all(x == y or 1 in (x, y) for x, y in pairs)
    return tuple(y if x == 1 else x for x, y in pairs)[::-1]


@broadcast_shape.misconception("the sizes come as a list; a shape is a tuple")
def as_a_list(a, b):
    return list(broadcasting.broadcast_shape(a, b))


@broadcast_shape.misconception(
    "numpy is asked for the answer; the rule is to be written out, axis by axis"
)
def asks_numpy(a, b):
    return np.broadcast_shapes(a, b)


@broadcast_shape.misconception(
    "two arrays are made and added to see what comes out; the two tuples tell it without any array"
)
def makes_the_arrays(a, b):
    return (np.empty(a) + np.empty(b)).shape


@broadcast_shape.alternative("from the right with zip_longest")
def shape_by_zip_longest(a, b):
    shape = []
    for x, y in itertools.zip_longest(a[::-1], b[::-1], fillvalue=1):
        if x == y or y == 1:
            shape.append(x)
        elif x == 1:
            shape.append(y)
        else:
            raise ValueError(f"{x} does not fit {y}")
    return tuple(reversed(shape))


@broadcast_shape.alternative("recursion over the last axis")
def shape_by_recursion(a, b):
    if not a or not b:
        return tuple(a or b)
    if a[-1] != b[-1] and a[-1] != 1 and b[-1] != 1:
        raise ValueError
    return (*shape_by_recursion(a[:-1], b[:-1]), b[-1] if a[-1] == 1 else a[-1])


@broadcast_shape.alternative("sets of the sizes that are not 1")
def shape_by_sets(a, b):
    shape = []
    for i in range(-max(len(a), len(b)), 0):
        sizes = {s[i] for s in (a, b) if len(s) >= -i} - {1}
        if len(sizes) > 1:
            raise ValueError
        shape.append(sizes.pop() if sizes else 1)
    return tuple(shape)


@broadcast_shape.alternative("arrays of sizes, filled up with 1 and compared at once")
def shape_by_arrays_of_sizes(a, b):
    n = max(len(a), len(b))
    x, y = np.ones(n, dtype=int), np.ones(n, dtype=int)
    x[n - len(a) :], y[n - len(b) :] = a, b
    if np.any((x != y) & (x != 1) & (y != 1)):
        raise ValueError("the shapes don't fit")
    return tuple(np.where(x == 1, y, x))
