"""The same entries elsewhere: reshape, moveaxis, indexing."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.tensor_autograd.probes import rewritten, seen, together, variant
from solutions import tensor_autograd
from solutions.tensor_autograd import ag

# reshape_moveaxis ----------------------------------------------------------------------------

reshape_moveaxis = Exercise(tensor_autograd.ag, name="reshape_moveaxis", points=6, fetch="ag")


@reshape_moveaxis.check("x.reshape(...) to other sizes, -1 among them")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(4, 3)))
    return together(
        {
            "reshape(2, 6)": seen(x.reshape(2, 6), rng, x=x),
            "reshape(6, -1)": seen(x.reshape(6, -1), rng, x=x),
        }
    )


@reshape_moveaxis.check("x.reshape(...) to more axes and to fewer")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(4, 3)))
    return together(
        {
            "reshape(2, 3, 2)": seen(x.reshape(2, 3, 2), rng, x=x),
            "reshape(-1)": seen(x.reshape(-1), rng, x=x),
            "reshape(4, 1, 3)": seen(x.reshape(4, 1, 3), rng, x=x),
        }
    )


@reshape_moveaxis.check("x.moveaxis(...) between neighbouring axes")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(2, 3))), ag.Tensor(rng.normal(size=(2, 3, 4)))
    return together(
        {
            "(2, 3), moveaxis(0, 1)": seen(x.moveaxis(0, 1), rng, x=x),
            "(2, 3, 4), moveaxis(1, 2)": seen(y.moveaxis(1, 2), rng, x=y),
        }
    )


@reshape_moveaxis.check("x.moveaxis(...) over several axes, forwards and back")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(2, 3, 4))), ag.Tensor(rng.normal(size=(2, 3, 4, 5)))
    return together(
        {
            "(2, 3, 4), moveaxis(0, 2)": seen(x.moveaxis(0, 2), rng, x=x),
            "(2, 3, 4), moveaxis(-1, 0)": seen(x.moveaxis(-1, 0), rng, x=x),
            "(2, 3, 4, 5), moveaxis(1, -1)": seen(y.moveaxis(1, -1), rng, x=y),
        }
    )


def reshaping(pullback, **options):
    """A reshape with the given (g, x) -> gradient."""

    def operation(a, *shape):
        x = ag.array(a)
        return ag.Tensor(x.reshape(*shape, **options), [(a, lambda g: pullback(g, x))])

    return operation


def moving(pullback, forward=np.moveaxis):
    """A moveaxis with the given (g, source, destination) -> gradient."""

    def operation(a, source, destination):
        return ag.Tensor(
            forward(ag.array(a), source, destination),
            [(a, lambda g: pullback(g, source, destination))],
        )

    return operation


reshape_moveaxis.misconception(
    "the gradient keeps the new shape; it has to go back to the shape of x"
)(variant("stays_reshaped", reshape=reshaping(lambda g, x: g)))

reshape_moveaxis.misconception(
    "the gradient is turned with .T; a reshape keeps the order of the entries, so its way back is "
    "a reshape as well"
)(variant("turned", reshape=reshaping(lambda g, x: g.T)))

reshape_moveaxis.misconception(
    "the gradient is filled in column by column (order='F'); reshape reads rows, both ways"
)(variant("by_columns", reshape=reshaping(lambda g, x: g.reshape(x.shape, order="F"))))

reshape_moveaxis.misconception(
    "the value is reshaped column by column (order='F'); numpy's reshape reads rows"
)(
    variant(
        "value_by_columns",
        reshape=reshaping(lambda g, x: g.reshape(x.shape, order="F"), order="F"),
    )
)

reshape_moveaxis.misconception(
    "the gradient has the right shape and is all ones; the entries of g have to come back"
)(variant("ones_reshaped", reshape=reshaping(lambda g, x: np.ones(x.shape))))


@reshape_moveaxis.misconception(
    "only two sizes are taken; *shape lets any number of arguments come"
)
@rewritten("reshape")
def two_sizes(a, rows, columns):
    return tensor_autograd.reshape(a, rows, columns)


reshape_moveaxis.misconception(
    "the pullback moves the axis the same way again; the way back is np.moveaxis(g, destination, "
    "source)"
)(variant("forward_again", moveaxis=moving(np.moveaxis)))

reshape_moveaxis.misconception(
    "the gradient keeps its moved axes; they have to go back to their places"
)(variant("stays_moved", moveaxis=moving(lambda g, source, destination: g)))

reshape_moveaxis.misconception(
    "the two axes change places, as swapaxes does; moveaxis takes one axis out and lets the others "
    "close up"
)(
    variant(
        "swapped",
        moveaxis=moving(
            lambda g, source, destination: g.swapaxes(source, destination), np.swapaxes
        ),
    )
)

reshape_moveaxis.misconception(
    "the way back is taken for a swap of two axes; that undoes a move between neighbours only"
)(
    variant(
        "swapped_back",
        moveaxis=moving(lambda g, source, destination: g.swapaxes(source, destination)),
    )
)

reshape_moveaxis.misconception(
    "the way back turns all axes round (.T); only one axis was moved, and only it goes back"
)(variant("all_turned", moveaxis=moving(lambda g, source, destination: g.T)))


def moved_by_reshape(a, source, destination):
    x = ag.array(a)
    moved = np.moveaxis(x, source, destination)
    return ag.Tensor(moved, [(a, lambda g: g.reshape(x.shape))])


reshape_moveaxis.misconception(
    "the way back of moveaxis is a reshape: the shape is right, but the entries stand in the wrong "
    "places"
)(variant("moved_by_reshape", moveaxis=moved_by_reshape))

reshape_moveaxis.alternative("np.reshape, and np.transpose with the inverse permutation")(
    variant(
        "transposed",
        reshape=lambda a, *shape: ag.Tensor(
            np.reshape(a.value, shape), [(a, lambda g: np.reshape(g, a.value.shape))]
        ),
        moveaxis=lambda a, source, destination: ag.Tensor(
            np.transpose(a.value, p := permutation(a.value.ndim, source, destination)),
            [(a, lambda g: np.transpose(g, np.argsort(p)))],
        ),
    )
)


def permutation(ndim, source, destination):
    axes = list(range(ndim))
    axes.insert(destination % ndim, axes.pop(source))
    return axes


reshape_moveaxis.alternative("the way back through places")(
    variant(
        "by_places",
        moveaxis=lambda a, source, destination: ag.Tensor(
            np.moveaxis(a.value, source, destination),
            [
                (
                    a,
                    lambda g: np.ravel(g)[
                        np.argsort(
                            np.moveaxis(
                                np.arange(g.size).reshape(a.value.shape), source, destination
                            ).ravel()
                        )
                    ].reshape(a.value.shape),
                )
            ],
        ),
    )
)

reshape_moveaxis.alternative("a reshape that takes a tuple too")(
    variant(
        "tuple_too",
        reshape=lambda a, *shape: tensor_autograd.reshape(
            a, *(shape[0] if shape and isinstance(shape[0], tuple) else shape)
        ),
    )
)

# indexing ------------------------------------------------------------------------------------

indexing = Exercise(tensor_autograd.ag, name="indexing", points=7, fetch="ag")


@indexing.check("numbers, slices, ... and None: x[1], x[:, 1:3], x[..., 0], x[:, None]")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 5, 3)))
    return together(
        {
            "x[1]": seen(x[1], rng, x=x),
            "x[-1, 2, 0]": seen(x[-1, 2, 0], rng, x=x),
            "x[:, 1:3]": seen(x[:, 1:3], rng, x=x),
            "x[..., 0]": seen(x[..., 0], rng, x=x),
            "x[:, None, ::2]": seen(x[:, None, ::2], rng, x=x),
        }
    )


@indexing.check("arrays of places: x[[2, 0]], and x[np.arange(n), y] for labels y")
def _(ag, rng):
    x, n = ag.Tensor(rng.normal(size=(4, 3))), 4
    y = rng.permutation([0, 1, 2, 1])
    return together(
        {
            "x[[2, 0]]": seen(x[[2, 0]], rng, x=x),
            "x[np.arange(4), y]": seen(x[np.arange(n), y], rng, x=x),
        }
    )


@indexing.check("places that repeat: an entry that is picked twice gets the sum")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=4)), ag.Tensor(rng.normal(size=(3, 2)))
    return together(
        {
            "x[[0, 2, 2, 0, 2]]": seen(x[[0, 2, 2, 0, 2]], rng, x=x),
            "y[np.array([[1, 1], [0, 1]])]": seen(y[np.array([[1, 1], [0, 1]])], rng, x=y),
        }
    )


@indexing.check("an array of truth values: x[array > 0]")
def _(ag, rng):
    array = rng.normal(size=(3, 5))
    array[0, 0], array[1, 1] = 1.5, -0.5
    x = ag.Tensor(array)
    return seen(x[array > 0], rng, x=x)


def picking(pullback):
    """An indexing with the given (g, x, index) -> gradient."""

    def operation(a, index):
        x = ag.array(a)
        return ag.Tensor(x[index], [(a, lambda g: pullback(g, x, index))])

    return operation


def assigned(g, x, index):
    result = np.zeros(x.shape)
    result[index] = g
    return result


def added(g, x, index, start=0.0):
    result = np.full(x.shape, start)
    np.add.at(result, index, g)
    return result


indexing.misconception(
    "result[index] = g, and += as well, keeps only the last of several copies of an entry; "
    "np.add.at adds up all of them"
)(variant("last_copy_wins", getitem=picking(assigned)))

indexing.misconception(
    "the gradient has the shape of what was picked; it belongs to x and needs the shape of x, with "
    "zeros where nothing was picked"
)(variant("shape_of_the_picks", getitem=picking(lambda g, x, index: g)))

indexing.misconception("the picked entries get 1 each; they get what arrives from above, g")(
    variant("ones_picked", getitem=picking(lambda g, x, index: added(np.ones_like(g), x, index)))
)

indexing.misconception("entries that were not picked get 1; they don't matter, and get 0")(
    variant("starts_from_ones", getitem=picking(lambda g, x, index: added(g, x, index, 1.0)))
)


def onto_the_value(g, x, index):
    result = x.copy()
    np.add.at(result, index, g)
    return result


indexing.misconception(
    "the gradient is added onto a copy of the value; it has to be added onto zeros"
)(variant("onto_the_value", getitem=picking(onto_the_value)))


def into_the_value(g, x, index):
    np.add.at(x, index, g)
    return x


indexing.misconception(
    "the gradient is added into the tensor's own value, which changes it; make zeros first"
)(variant("into_the_value", getitem=picking(into_the_value)))

indexing.misconception(
    "g is divided by the number of copies; an entry that is picked twice gets the sum of what its "
    "copies get, not the mean"
)(
    variant(
        "mean_of_the_copies",
        getitem=picking(
            lambda g, x, index: added(g, x, index) / np.maximum(added(np.ones_like(g), x, index), 1)
        ),
    )
)


def first_copy(g, x, index):
    if isinstance(index, list | np.ndarray) and np.asarray(index).dtype.kind == "i":
        result = np.zeros(x.shape)
        flat = np.ravel(index)
        result[flat[::-1]] = np.reshape(g, (len(flat), *x.shape[1:]))[::-1]
        return result
    return assigned(g, x, index)


indexing.misconception("of several copies of an entry only the first counts; all of them add up")(
    variant("first_copy_wins", getitem=picking(first_copy))
)

indexing.misconception(
    "g times the picked values is put back; the derivative of picking is 1, so it is g itself"
)(variant("times_the_value", getitem=picking(lambda g, x, index: added(g * x[index], x, index))))


@indexing.misconception(
    "only numbers and slices work: the index is unpacked by hand; numpy takes any index as it is"
)
@rewritten("getitem")
def numbers_and_slices(a, index):
    parts = index if isinstance(index, tuple) else (index,)
    if not all(isinstance(part, int | slice | None | type(...)) for part in parts):
        raise TypeError("index has to be a number or a slice")
    return tensor_autograd.getitem(a, index)


@indexing.misconception(
    "the rows are picked with np.take, so that slices and tuples fail; a.value[index] takes them "
    "all"
)
@rewritten("getitem")
def taken(a, index):
    x = ag.array(a)
    return ag.Tensor(np.take(x, index, axis=0), [(a, lambda g: added(g, x, index))])


@indexing.misconception(
    "truth values are turned into numbers, 1 and 0, and pick rows 1 and 0; as an index, a mask "
    "picks the entries where it is true"
)
@rewritten("getitem")
def mask_as_numbers(a, index):
    if isinstance(index, np.ndarray):
        index = index.astype(int)
    return tensor_autograd.getitem(a, index)


@indexing.misconception(
    "the result is a new tensor without inputs: the value is right, and the gradient never arrives"
)
@rewritten("getitem")
def detached(a, index):
    return ag.Tensor(a.value[index])


indexing.alternative("np.add.at for every index")(variant("always_add_at", getitem=picking(added)))


def counted(g, x, index):
    places = np.arange(x.size).reshape(x.shape)[index]
    weights = np.broadcast_to(g, places.shape)
    return np.bincount(places.ravel(), weights.ravel(), minlength=x.size).reshape(x.shape)


indexing.alternative("np.bincount over the places")(variant("counted", getitem=picking(counted)))


def one_by_one(g, x, index):
    result = np.zeros(x.size)
    places = np.arange(x.size).reshape(x.shape)[index]
    for place, share in zip(np.ravel(places), np.ravel(g)):
        result[place] += share
    return result.reshape(x.shape)


indexing.alternative("a loop over the picks")(variant("one_by_one", getitem=picking(one_by_one)))
