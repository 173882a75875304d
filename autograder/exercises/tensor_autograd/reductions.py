"""Fewer entries than before: sums, means and maxima along axes."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.tensor_autograd.probes import rewritten, seen, together, variant
from solutions import tensor_autograd
from solutions.tensor_autograd import ag

# sum_mean ------------------------------------------------------------------------------------

sum_mean = Exercise(tensor_autograd.ag, name="sum_mean", points=9, fetch="ag")


@sum_mean.check("x.sum() of everything")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(2, 3))), ag.Tensor(rng.normal(size=4))
    return together({"(2, 3)": seen(x.sum(), rng, x=x), "(4,)": seen(y.sum(), rng, x=y)})


@sum_mean.check("x.sum(axis) along the first, a middle and the last axis, negative ones too")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 3, 4)))
    return together({f"axis={k}": seen(x.sum(axis=k), rng, x=x) for k in (0, 1, 2, -1, -2)})


@sum_mean.check("x.sum(axis, keepdims=True), and sums over several axes")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 3, 4)))
    return together(
        {
            "axis=1, keepdims": seen(x.sum(axis=1, keepdims=True), rng, x=x),
            "axis=None, keepdims": seen(x.sum(keepdims=True), rng, x=x),
            "axis=(0, 2)": seen(x.sum(axis=(0, 2)), rng, x=x),
            "axis=(-1, 0), keepdims": seen(x.sum(axis=(-1, 0), keepdims=True), rng, x=x),
        }
    )


@sum_mean.check("x.mean() of everything")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(3, 5)))
    return seen(x.mean(), rng, x=x)


@sum_mean.check("x.mean(axis), with keepdims and over several axes too")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 3, 5)))
    return together(
        {
            "axis=0": seen(x.mean(axis=0), rng, x=x),
            "axis=-2": seen(x.mean(axis=-2), rng, x=x),
            "axis=2, keepdims": seen(x.mean(axis=2, keepdims=True), rng, x=x),
            "axis=(0, 1)": seen(x.mean(axis=(0, 1)), rng, x=x),
        }
    )


def reduction(forward, pullback):
    """An operation from its numpy function and (g, x, axis, keepdims) -> gradient."""

    def operation(a, axis=None, keepdims=False):
        x = ag.array(a)
        return ag.Tensor(
            forward(x, axis=axis, keepdims=keepdims),
            [(a, lambda g: pullback(g, x, axis, keepdims))],
        )

    return operation


def put_back(g, x, axis, keepdims):
    """g with the axes that a reduction took away, of size 1."""
    return g.reshape(np.sum(x, axis=axis, keepdims=True).shape)


def right_sum(g, x, axis, keepdims):
    return np.broadcast_to(put_back(g, x, axis, keepdims), x.shape)


def averaged_over(g, x):
    return x.size / max(g.size, 1)


sum_mean.misconception(
    "g is broadcast as it is; where an axis was summed away, it has to come back with size 1 "
    "before, or g lines up with the wrong axes"
)(
    variant(
        "axis_not_put_back",
        tensor_sum=reduction(np.sum, lambda g, x, axis, keep: np.ones(x.shape) * g),
    )
)

sum_mean.misconception(
    "the axis is always put back in front; it has to return to the place that it was taken from"
)(
    variant(
        "axis_put_back_in_front",
        tensor_sum=reduction(
            np.sum,
            lambda g, x, axis, keep: np.ones(x.shape) * (g if keep or axis is None else g[None]),
        ),
    )
)

sum_mean.misconception(
    "the axis is put back with keepdims=True too, where it never went away; then the gradient has "
    "an axis too many"
)(
    variant(
        "put_back_twice",
        tensor_sum=reduction(
            np.sum,
            lambda g, x, axis, keep: (
                np.ones(x.shape) * (g if axis is None else np.expand_dims(g, axis))
            ),
        ),
    )
)

sum_mean.misconception(
    "the gradient of a sum is ones, whatever arrives from above; each entry gets the g of the sum "
    "that it went into"
)(
    variant(
        "ones_for_a_sum",
        tensor_sum=reduction(np.sum, lambda g, x, axis, keep: np.ones(x.shape)),
    )
)

sum_mean.misconception(
    "the sum's gradient is shared out among the entries; each of them gets all of g, for each "
    "moves the sum by as much as itself. Sharing out belongs to the mean"
)(
    variant(
        "sum_shared_out",
        tensor_sum=reduction(
            np.sum,
            lambda g, x, axis, keep: right_sum(g, x, axis, keep) / averaged_over(g, x),
        ),
    )
)

sum_mean.misconception(
    "the sum's gradient is g as it came; it has to be stretched back to the shape of x"
)(variant("sum_not_stretched", tensor_sum=reduction(np.sum, lambda g, x, axis, keep: g)))

sum_mean.misconception(
    "the gradient of the sum is multiplied by x, as that of a product would be; the derivative of "
    "a sum by each of its entries is 1"
)(
    variant(
        "sum_times_x",
        tensor_sum=reduction(np.sum, lambda g, x, axis, keep: right_sum(g, x, axis, keep) * x),
    )
)


@sum_mean.misconception("keepdims is ignored; with keepdims=True the axes stay, with size 1")
@rewritten("tensor_sum")
def keepdims_ignored(a, axis=None, keepdims=False):
    return tensor_autograd.tensor_sum(a, axis)


@sum_mean.misconception("without an axis only axis 0 is summed; None stands for all axes")
@rewritten("tensor_sum")
def first_axis_by_default(a, axis=None, keepdims=False):
    return tensor_autograd.tensor_sum(a, 0 if axis is None else axis, keepdims)


def one_axis(g, x, axis, keep):
    if axis is not None and not keep:
        g = np.repeat(g[(slice(None),) * (axis % x.ndim) + (None,)], x.shape[axis], axis)
    return g * np.ones(x.shape)


sum_mean.misconception(
    "the pullback takes axis for a single number; it may be a tuple of several axes"
)(variant("one_axis_only", tensor_sum=reduction(np.sum, one_axis)))

sum_mean.misconception(
    "the mean hands on its gradient like a sum; each entry's share is g divided by the number of "
    "entries that were averaged"
)(variant("mean_like_sum", tensor_mean=reduction(np.mean, right_sum)))

sum_mean.misconception(
    "the mean's gradient is divided by the number of all entries; along an axis, only the entries "
    "along that axis are averaged"
)(
    variant(
        "divided_by_all",
        tensor_mean=reduction(
            np.mean, lambda g, x, axis, keep: right_sum(g, x, axis, keep) / x.size
        ),
    )
)

sum_mean.misconception(
    "the mean's gradient is divided by len(x), the size of axis 0; count the entries that were "
    "averaged, x.size / g.size"
)(
    variant(
        "divided_by_the_length",
        tensor_mean=reduction(
            np.mean, lambda g, x, axis, keep: right_sum(g, x, axis, keep) / len(x)
        ),
    )
)

sum_mean.misconception(
    "the mean's gradient is multiplied by the number of entries; it has to be divided"
)(
    variant(
        "multiplied_by_the_number",
        tensor_mean=reduction(
            np.mean,
            lambda g, x, axis, keep: right_sum(g, x, axis, keep) * averaged_over(g, x),
        ),
    )
)


def by_expanding(g, x, axis, keep):
    if axis is not None and not keep:
        g = np.expand_dims(g, axis)
    return np.zeros(x.shape) + g


sum_mean.alternative("np.expand_dims, the mean as the sum times a number")(
    variant(
        "expanded",
        tensor_sum=reduction(np.sum, by_expanding),
        tensor_mean=lambda a, axis=None, keepdims=False: (
            tensor_autograd.tensor_sum(a, axis, keepdims)
            * (np.mean(a.value, axis=axis, keepdims=True).size / a.value.size)
        ),
    )
)

sum_mean.alternative("the mean's share counted by sizes")(
    variant(
        "counted",
        tensor_mean=reduction(
            np.mean,
            lambda g, x, axis, keep: right_sum(g, x, axis, keep) * np.size(g) / np.size(x),
        ),
    )
)


@sum_mean.alternative("a sum with all axes first made positive")
@rewritten("tensor_sum")
def positive_axes(a, axis=None, keepdims=False):
    x = a.value
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    axes = {each % x.ndim for each in axes}
    kept = tuple(1 if k in axes else size for k, size in enumerate(x.shape))
    value = np.add.reduce(x, axis=tuple(axes), keepdims=keepdims)
    return ag.Tensor(value, [(a, lambda g: np.reshape(g, kept) + np.zeros_like(x))])


# max -----------------------------------------------------------------------------------------

maximum = Exercise(tensor_autograd.ag, name="max", points=7, fetch="ag")


@maximum.check("x.max() of everything")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(2, 3))), ag.Tensor(rng.normal(size=5))
    return together({"(2, 3)": seen(x.max(), rng, x=x), "(5,)": seen(y.max(), rng, x=y)})


@maximum.check("x.max(axis) along each axis, negative ones too")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 4, 3)))
    return together({f"axis={k}": seen(x.max(axis=k), rng, x=x) for k in (0, 1, 2, -1, -2)})


@maximum.check("x.max(axis, keepdims=True), and maxima over several axes")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(3, 2, 4)))
    return together(
        {
            "axis=1, keepdims": seen(x.max(axis=1, keepdims=True), rng, x=x),
            "axis=None, keepdims": seen(x.max(keepdims=True), rng, x=x),
            "axis=(0, 2)": seen(x.max(axis=(0, 2)), rng, x=x),
        }
    )


@maximum.check("rows of negative numbers, and rows of very different size")
def _(ag, rng):
    x = ag.Tensor(rng.uniform(-5, -1, size=(4, 3)))
    y = ag.Tensor(rng.uniform(1, 2, size=(4, 3)) * 10.0 ** np.arange(4)[:, np.newaxis])
    return together(
        {"negative": seen(x.max(axis=1), rng, x=x), "different": seen(y.max(axis=1), rng, x=y)}
    )


def right_max(g, x, axis, keep):
    largest = x == np.max(x, axis=axis, keepdims=True)
    return largest * put_back(g, x, axis, keep)


maximum.misconception(
    "every entry gets the gradient, as with a sum; only the largest moves the maximum, the others "
    "get 0"
)(variant("like_a_sum", tensor_max=reduction(np.max, right_sum)))

maximum.misconception(
    "the gradient is shared out among all entries, as with a mean; the largest gets all of it"
)(
    variant(
        "like_a_mean",
        tensor_max=reduction(
            np.max, lambda g, x, axis, keep: right_sum(g, x, axis, keep) / averaged_over(g, x)
        ),
    )
)

maximum.misconception("the largest entry gets 1 instead of g; multiply by what arrives from above")(
    variant(
        "max_without_g",
        tensor_max=reduction(
            np.max, lambda g, x, axis, keep: (x == np.max(x, axis=axis, keepdims=True)) * 1.0
        ),
    )
)

maximum.misconception(
    "the gradient is multiplied by the value; the derivative by the largest entry is 1"
)(
    variant(
        "max_times_x",
        tensor_max=reduction(np.max, lambda g, x, axis, keep: right_max(g, x, axis, keep) * x),
    )
)

maximum.misconception(
    "the largest entry of the whole array gets the gradient; along an axis, every row or column "
    "has a largest entry of its own"
)(
    variant(
        "largest_of_all",
        tensor_max=reduction(
            np.max, lambda g, x, axis, keep: (x == np.max(x)) * put_back(g, x, axis, keep)
        ),
    )
)

maximum.misconception(
    "x is compared with maxima whose axis is gone, so that they line up with the wrong entries; "
    "keep the axis with size 1 for the comparison"
)(
    variant(
        "compared_without_axis",
        tensor_max=reduction(
            np.max,
            lambda g, x, axis, keep: (x == np.max(x, axis=axis)) * put_back(g, x, axis, keep),
        ),
    )
)

maximum.misconception(
    "the mask is right, but g has lost its axis and lines up with the wrong entries; put the axis "
    "back with size 1"
)(
    variant(
        "g_without_axis",
        tensor_max=reduction(
            np.max, lambda g, x, axis, keep: (x == np.max(x, axis=axis, keepdims=True)) * g
        ),
    )
)


def at_flat_argmax(g, x, axis, keep):
    result = np.zeros(x.shape)
    result.flat[np.argmax(x, axis=axis)] = g
    return result


maximum.misconception(
    "argmax along an axis tells places within that axis; they are used as places in the whole, "
    "flattened array"
)(variant("flat_places", tensor_max=reduction(np.max, at_flat_argmax)))


@maximum.misconception("that is the smallest entry; max asks for the largest")
@rewritten("tensor_max")
def smallest(a, axis=None, keepdims=False):
    return -tensor_autograd.tensor_max(-a, axis, keepdims)


maximum.misconception(
    "entries below the maximum are found as negative ones, which only works where the maximum is 0 "
    "or the others are negative; compare with the maximum itself"
)(
    variant(
        "positive_entries",
        tensor_max=reduction(np.max, lambda g, x, axis, keep: (x > 0) * put_back(g, x, axis, keep)),
    )
)

maximum.misconception(
    "the maximum starts from 0, so that rows of negative numbers get 0; start from an entry"
)(
    variant(
        "starts_from_zero",
        tensor_max=reduction(
            lambda x, axis, keepdims: np.max(x, axis=axis, keepdims=keepdims, initial=0),
            lambda g, x, axis, keep: (
                (x == np.max(x, axis=axis, keepdims=True, initial=0)) * put_back(g, x, axis, keep)
            ),
        ),
    )
)

maximum.misconception(
    "entries that are nearly the largest, within a fixed distance, get the gradient too; only the "
    "largest gets it"
)(
    variant(
        "nearly_the_largest",
        tensor_max=reduction(
            np.max,
            lambda g, x, axis, keep: (
                (x > np.max(x, axis=axis, keepdims=True) - 0.5) * put_back(g, x, axis, keep)
            ),
        ),
    )
)


@maximum.misconception("keepdims is ignored; with keepdims=True the axes stay, with size 1")
@rewritten("tensor_max")
def max_keepdims_ignored(a, axis=None, keepdims=False):
    return tensor_autograd.tensor_max(a, axis)


maximum.alternative("a mask with expand_dims")(
    variant(
        "by_mask",
        tensor_max=reduction(
            np.max,
            lambda g, x, axis, keep: np.where(
                x == np.max(x, axis=axis, keepdims=True), by_expanding(g, x, axis, keep), 0
            ),
        ),
    )
)


def at_argmax(g, x, axis, keep):
    axes = range(x.ndim) if axis is None else np.atleast_1d(axis) % x.ndim
    last = [k for k in range(x.ndim) if k not in axes] + list(axes)
    moved = np.transpose(x, last)
    rows = moved.reshape(np.size(g), -1)
    result = np.zeros(rows.shape)
    result[np.arange(len(rows)), rows.argmax(axis=1)] = np.ravel(g)
    return np.transpose(result.reshape(moved.shape), np.argsort(last))


maximum.alternative("argmax on rows")(variant("argmax", tensor_max=reduction(np.max, at_argmax)))

maximum.alternative("the first of the largest by a running count")(
    variant(
        "shares",
        tensor_max=reduction(
            np.max,
            lambda g, x, axis, keep: (
                right_max(g, x, axis, keep)
                / np.sum(x >= np.max(x, axis=axis, keepdims=True), axis=axis, keepdims=True)
            ),
        ),
    )
)
