"""Products of matrices and of stacks of matrices."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.tensor_autograd.probes import rewritten, seen, together, variant
from solutions import tensor_autograd
from solutions.tensor_autograd import ag, unbroadcast

matmul = Exercise(tensor_autograd.ag, name="matmul", points=11, fetch="ag")


def product(ag, rng, left, right):
    x, y = ag.Tensor(rng.normal(size=left)), ag.Tensor(rng.normal(size=right))
    return seen(x @ y, rng, x=x, y=y)


@matmul.check("two matrices: the value and both gradients")
def _(ag, rng):
    return product(ag, rng, (2, 3), (3, 4))


@matmul.check("two stacks of equally many matrices")
def _(ag, rng):
    return together(
        {
            "(5, 2, 3) @ (5, 3, 4)": product(ag, rng, (5, 2, 3), (5, 3, 4)),
            "(2, 3, 4, 5) @ (2, 3, 5, 1)": product(ag, rng, (2, 3, 4, 5), (2, 3, 5, 1)),
        }
    )


@matmul.check("a stack times one matrix: its gradient sums over the stack")
def _(ag, rng):
    return together(
        {
            "(5, 2, 3) @ (3, 4)": product(ag, rng, (5, 2, 3), (3, 4)),
            "(2, 5, 4, 3) @ (3, 1)": product(ag, rng, (2, 5, 4, 3), (3, 1)),
        }
    )


@matmul.check("one matrix times a stack")
def _(ag, rng):
    return product(ag, rng, (2, 3), (5, 3, 4))


@matmul.check("axes in front that broadcast: (2, 1, ...) with (5, ...)")
def _(ag, rng):
    return together(
        {
            "(2, 1, 4, 3) @ (5, 3, 6)": product(ag, rng, (2, 1, 4, 3), (5, 3, 6)),
            "(1, 2, 3) @ (5, 3, 4)": product(ag, rng, (1, 2, 3), (5, 3, 4)),
        }
    )


@matmul.check("an array on either side")
def _(ag, rng):
    x, left, right = (rng.normal(size=size) for size in ((3, 4), (2, 3), (4, 5)))
    x = ag.Tensor(x)
    return together({"array @ x": seen(left @ x, rng, x=x), "x @ array": seen(x @ right, rng, x=x)})


def turned(array):
    return array.swapaxes(-1, -2)


def pairing(to_left, to_right):
    """A product with the given (g, x, y) -> gradient for each side."""

    def operation(a, b):
        x, y = ag.array(a), ag.array(b)
        return ag.Tensor(x @ y, [(a, lambda g: to_left(g, x, y)), (b, lambda g: to_right(g, x, y))])

    return operation


def right_left(g, x, y):
    return unbroadcast(g @ turned(y), x.shape)


def right_right(g, x, y):
    return unbroadcast(turned(x) @ g, y.shape)


matmul.misconception(
    "nothing is turned round: g @ y and x @ g don't even fit. The left factor gets g times y "
    "turned round, the right one x turned round times g"
)(
    variant(
        "nothing_turned",
        matmul=pairing(
            lambda g, x, y: unbroadcast(g @ y, x.shape), lambda g, x, y: unbroadcast(x @ g, y.shape)
        ),
    )
)

matmul.misconception(
    ".T turns all axes of a stack round, the number of the matrix included; swapaxes(-1, -2) turns "
    "each matrix"
)(
    variant(
        "all_axes_turned",
        matmul=pairing(
            lambda g, x, y: unbroadcast(g @ y.T, x.shape),
            lambda g, x, y: unbroadcast(x.T @ g, y.shape),
        ),
    )
)

matmul.misconception(
    "axes 0 and 1 are exchanged; in a stack the matrix is in the last two axes, -1 and -2"
)(
    variant(
        "first_axes_turned",
        matmul=pairing(
            lambda g, x, y: unbroadcast(g @ y.swapaxes(0, 1), x.shape),
            lambda g, x, y: unbroadcast(x.swapaxes(0, 1) @ g, y.shape),
        ),
    )
)

matmul.misconception(
    "the factors stand in the wrong order; the left factor gets g @ yᵀ, the right one xᵀ @ g"
)(
    variant(
        "order_exchanged",
        matmul=pairing(
            lambda g, x, y: unbroadcast(turned(y) @ g, x.shape),
            lambda g, x, y: unbroadcast(g @ turned(x), y.shape),
        ),
    )
)

matmul.misconception(
    "the gradients keep the axes of the whole stack; where a factor was broadcast over the stack, "
    "unbroadcast sums over it"
)(
    variant(
        "stack_not_summed",
        matmul=pairing(lambda g, x, y: g @ turned(y), lambda g, x, y: turned(x) @ g),
    )
)

matmul.misconception(
    "only the right factor's gradient is summed back; the left one may have been broadcast as well"
)(
    variant(
        "left_not_summed",
        matmul=pairing(lambda g, x, y: g @ turned(y), right_right),
    )
)

matmul.misconception(
    "only the left factor's gradient is summed back; the right one may have been broadcast as well"
)(variant("right_not_summed", matmul=pairing(right_left, lambda g, x, y: turned(x) @ g)))


def one_axis_summed(g, shape):
    return g.sum(axis=0) if g.ndim > len(shape) else g


matmul.misconception(
    "one axis in front is summed away and no more; there may be several, and axes of size 1 were "
    "stretched too: unbroadcast sums them all"
)(
    variant(
        "one_axis_summed",
        matmul=pairing(
            lambda g, x, y: one_axis_summed(g @ turned(y), x.shape),
            lambda g, x, y: one_axis_summed(turned(x) @ g, y.shape),
        ),
    )
)


def averaged_over_stack(g, shape):
    return unbroadcast(g, shape) * np.prod(shape) / g.size


matmul.misconception(
    "the gradient of a factor that was broadcast is averaged over the stack; it is the sum"
)(
    variant(
        "averaged",
        matmul=pairing(
            lambda g, x, y: averaged_over_stack(g @ turned(y), x.shape),
            lambda g, x, y: averaged_over_stack(turned(x) @ g, y.shape),
        ),
    )
)

matmul.misconception("the right factor's gradient comes out turned round: gᵀ @ x; it is xᵀ @ g")(
    variant(
        "right_turned",
        matmul=pairing(right_left, lambda g, x, y: unbroadcast(turned(g) @ x, turned(y).shape)),
    )
)


@matmul.misconception(
    "np.dot multiplies every matrix of one stack with every matrix of the other; @ pairs them up"
)
@rewritten("matmul")
def dotted(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        np.dot(x, y), [(a, lambda g: right_left(g, x, y)), (b, lambda g: right_right(g, x, y))]
    )


matmul.misconception(
    "array @ x is computed as x @ array: before a tensor, the operands arrive in exchanged order "
    "and have to be turned back"
)(variant("factors_not_turned_back", __rmatmul__=tensor_autograd.matmul))


@matmul.misconception(
    "both factors are taken for tensors (.value); ag.array serves tensors and arrays"
)
@rewritten("matmul")
def tensors_only(a, b):
    x, y = a.value, b.value
    return ag.Tensor(
        x @ y, [(a, lambda g: right_left(g, x, y)), (b, lambda g: right_right(g, x, y))]
    )


matmul.misconception(
    "the pullbacks multiply entry by entry, as those of * do; they are matrix products"
)(
    variant(
        "entry_by_entry",
        matmul=pairing(
            lambda g, x, y: unbroadcast(g * y, x.shape), lambda g, x, y: unbroadcast(g * x, y.shape)
        ),
    )
)

matmul.alternative("unbroadcast alone, without a case for one matrix")(
    variant("plain", matmul=pairing(right_left, right_right))
)

matmul.alternative("einsum")(
    variant(
        "by_einsum",
        matmul=pairing(
            lambda g, x, y: unbroadcast(np.einsum("...ik,...jk->...ij", g, y), x.shape),
            lambda g, x, y: unbroadcast(np.einsum("...ki,...kj->...ij", x, g), y.shape),
        ),
    )
)


def in_turn(x, y):
    front = np.broadcast_shapes(x.shape[:-2], y.shape[:-2])
    xs = np.broadcast_to(x, (*front, *x.shape[-2:])).reshape(-1, *x.shape[-2:])
    ys = np.broadcast_to(y, (*front, *y.shape[-2:])).reshape(-1, *y.shape[-2:])
    products = np.array([np.dot(one, other) for one, other in zip(xs, ys)])
    return products.reshape(*front, *products.shape[-2:])


matmul.alternative("one matrix of the stack after the other")(
    variant(
        "in_turn",
        matmul=lambda a, b: ag.Tensor(
            in_turn(ag.array(a), ag.array(b)),
            [
                (a, lambda g: unbroadcast(in_turn(g, turned(ag.array(b))), ag.array(a).shape)),
                (b, lambda g: unbroadcast(in_turn(turned(ag.array(a)), g), ag.array(b).shape)),
            ],
        ),
    )
)
