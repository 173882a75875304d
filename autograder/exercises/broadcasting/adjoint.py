"""Broadcasting undone: the sum over all copies of an entry."""

import string

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

unbroadcast = Exercise(broadcasting.unbroadcast, points=10)


@unbroadcast.check("axes that broadcasting put in front are summed away")
def _(unbroadcast, rng):
    g = rng.normal(size=(2, 3, 4))
    return {"one axis in front": unbroadcast(g, (3, 4)), "two axes": unbroadcast(g, (4,))}


@unbroadcast.check("axes of size 1 that were stretched are summed, and stay with size 1")
def _(unbroadcast, rng):
    g = rng.normal(size=(3, 5, 4))
    return {
        "the last one": unbroadcast(g, (3, 5, 1)),
        "the first one": unbroadcast(g, (1, 5, 4)),
        "two of them": unbroadcast(g, (3, 1, 1)),
    }


@unbroadcast.check("both at once")
def _(unbroadcast, rng):
    return {
        "(3, 5, 4) to (5, 1)": unbroadcast(rng.normal(size=(3, 5, 4)), (5, 1)),
        "(2, 7, 6, 5) to (7, 1, 5)": unbroadcast(rng.normal(size=(2, 7, 6, 5)), (7, 1, 5)),
    }


@unbroadcast.check("back to a single number, shape ()")
def _(unbroadcast, rng):
    return {
        "(3, 4) to ()": unbroadcast(rng.normal(size=(3, 4)), ()),
        "(5,) to ()": unbroadcast(rng.normal(size=5), ()),
    }


@unbroadcast.check(
    "nothing to sum: equal shapes, and axes that had size 1 all along",
    degenerate="axes of size 1 on purpose",
)
def _(unbroadcast, rng):
    return {
        "(3, 4) to (3, 4)": unbroadcast(rng.normal(size=(3, 4)), (3, 4)),
        "(1, 5) to (1, 5)": unbroadcast(rng.normal(size=(1, 5)), (1, 5)),
        "(1, 5) to (5,)": unbroadcast(rng.normal(size=(1, 5)), (5,)),
    }


unbroadcast.untouched(lambda rng: (rng.normal(size=(4, 3, 2)), (3, 1)))


@unbroadcast.misconception(
    "the axes in front are summed, but the stretched axes of size 1 are not; these belong to it too"
)
def leading_axes_only(g, shape):
    return g.sum(axis=tuple(range(g.ndim - len(shape))))


@unbroadcast.misconception(
    "the stretched axes are summed, but the axes that broadcasting put in front are still there"
)
def stretched_axes_only(g, shape):
    n_new = g.ndim - len(shape)
    axes = tuple(n_new + i for i, size in enumerate(shape) if size == 1)
    return g.sum(axis=axes, keepdims=True)


@unbroadcast.misconception(
    "the sum drops the axes of size 1; they belong to the shape, and keepdims=True or a reshape "
    "brings them back"
)
def squeezes(g, shape):
    n_new = g.ndim - len(shape)
    stretched = tuple(n_new + i for i, size in enumerate(shape) if size == 1)
    return g.sum(axis=tuple(range(n_new)) + stretched)


@unbroadcast.misconception(
    "the mean is taken; each copy of an entry adds its share, so the adjoint is the sum"
)
def averages(g, shape):
    n_new = g.ndim - len(shape)
    stretched = tuple(n_new + i for i, size in enumerate(shape) if size == 1)
    return g.mean(axis=tuple(range(n_new)) + stretched).reshape(shape)


@unbroadcast.misconception("one of the copies is picked; the shares of all copies are to be summed")
def picks_the_first(g, shape):
    for _ in range(g.ndim - len(shape)):
        g = g[0]
    for i, size in enumerate(shape):
        if size == 1:
            g = g.take([0], axis=i)
    return np.array(g)


@unbroadcast.misconception(
    "the shape is lined up from the left and the axes at the end are summed; broadcasting puts "
    "its new axes in front"
)
def sums_trailing_axes(g, shape):
    g = g.sum(axis=tuple(range(len(shape), g.ndim)))
    return g.sum(axis=tuple(i for i, size in enumerate(shape) if size == 1), keepdims=True)


@unbroadcast.misconception(
    "a reshape alone can't change the number of entries; the surplus entries are to be summed"
)
def only_reshapes(g, shape):
    return g.reshape(shape)


@unbroadcast.misconception(
    "broadcast_to goes the other way, from the small shape to the large; here entries are summed"
)
def broadcasts_again(g, shape):
    return np.array(np.broadcast_to(g, shape))


@unbroadcast.misconception(
    "the first entries of g fill the shape and the rest is cut off; every entry of g adds its share"
)
def cuts_off(g, shape):
    return np.resize(g, shape)


@unbroadcast.misconception(
    "all entries are summed up to one number which then fills the shape; each entry has copies of "
    "its own"
)
def sums_everything(g, shape):
    return np.full(shape, g.sum())


@unbroadcast.misconception(
    "one axis in front is summed and no more; there may be several, so that a while loop is needed"
)
def one_leading_axis(g, shape):
    if g.ndim > len(shape):
        g = g.sum(axis=0)
    return g.sum(axis=tuple(i for i, size in enumerate(shape) if size == 1), keepdims=True)


@unbroadcast.misconception(
    "the axes are summed one after the other without keepdims, so that later axes move up and the "
    "wrong ones are summed"
)
def axes_move_up(g, shape):
    n_new = g.ndim - len(shape)
    stretched = [n_new + i for i, size in enumerate(shape) if size == 1]
    for axis in [*range(n_new), *stretched]:
        g = g.sum(axis=axis)
    return np.reshape(g, shape)


@unbroadcast.misconception(
    "every axis of size 1 in g is removed; an axis that had size 1 all along belongs to the shape"
)
def squeezes_g_first(g, shape):
    g = np.squeeze(g)
    n_new = g.ndim - len(shape)
    stretched = tuple(n_new + i for i, size in enumerate(shape) if size == 1)
    return g.sum(axis=tuple(range(n_new)) + stretched).reshape(shape)


@unbroadcast.misconception(
    "the sum is collected in g[0], a view of g, which changes the argument; start from a new array"
)
def sums_into_g(g, shape):
    while g.ndim > len(shape):
        total = g[0]
        for block in g[1:]:
            total += block
        g = total
    axes = tuple(i for i, size in enumerate(shape) if size == 1)
    return np.sum(g, axis=axes, keepdims=True)


@unbroadcast.alternative("axis by axis with keepdims")
def unbroadcast_by_loops(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


@unbroadcast.alternative("the shape filled up with 1 in front")
def unbroadcast_by_padding(g, shape):
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i in range(g.ndim) if padded[i] != g.shape[i])
    return np.add.reduce(g, axis=axes, keepdims=True).reshape(shape)


@unbroadcast.alternative("einsum over the axes that stay, in single precision")
def unbroadcast_by_einsum(g, shape):
    letters = string.ascii_letters[: g.ndim]
    own = letters[g.ndim - len(shape) :]
    kept = "".join(letter for letter, size in zip(own, shape) if size != 1)
    return np.einsum(f"{letters}->{kept}", g.astype(np.float32)).reshape(shape)


@unbroadcast.alternative("each entry of g counted for the entry it is a copy of")
def unbroadcast_by_counting(g, shape):
    size = int(np.prod(shape))
    home = np.broadcast_to(np.arange(size).reshape(shape), g.shape)
    return np.bincount(home.ravel(), weights=g.ravel(), minlength=size).reshape(shape)
