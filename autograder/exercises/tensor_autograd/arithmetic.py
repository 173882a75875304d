"""Entry by entry: sums, products, differences and quotients, with broadcasting undone."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.tensor_autograd.probes import rewritten, seen, together, variant
from solutions import tensor_autograd
from solutions.tensor_autograd import ag, unbroadcast

# Shapes that broadcast: an axis put in front, axes of size 1, both, and a single number.
PAIRS = [((3, 4), (4,)), ((3, 1), (3, 5)), ((2, 1, 4), (3, 1)), ((), (5, 2))]


def away_from_zero(rng, shape):
    """Random numbers of both signs that may be divided by."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.5, 2, size=shape)


def broadcast(ag, rng, operation):
    """An operation on pairs of tensors of different shapes."""
    results = {}
    for left, right in PAIRS:
        x, y = ag.Tensor(away_from_zero(rng, left)), ag.Tensor(away_from_zero(rng, right))
        results[f"shapes {left} and {right}"] = seen(operation(x, y), rng, x=x, y=y)
    return together(results)


# add_mul -------------------------------------------------------------------------------------

add_mul = Exercise(tensor_autograd.ag, name="add_mul", points=8, fetch="ag")


@add_mul.check("x + y in equal shapes: the value and both gradients")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(2, 3))), ag.Tensor(rng.normal(size=(2, 3)))
    return seen(x + y, rng, x=x, y=y)


@add_mul.check("x * y in equal shapes: the value and both gradients")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(2, 3))), ag.Tensor(rng.normal(size=(2, 3)))
    return seen(x * y, rng, x=x, y=y)


@add_mul.check("x + y that broadcasts: each gradient has the shape of its operand")
def _(ag, rng):
    return broadcast(ag, rng, lambda x, y: x + y)


@add_mul.check("x * y that broadcasts: each gradient has the shape of its operand")
def _(ag, rng):
    return broadcast(ag, rng, lambda x, y: x * y)


@add_mul.check("numbers and arrays, on either side")
def _(ag, rng):
    x, row = ag.Tensor(rng.normal(size=(2, 3))), rng.normal(size=3)
    return together(
        {
            "x + 2": seen(x + 2, rng, x=x),
            "2 + x": seen(2 + x, rng, x=x),
            "x * row": seen(x * row, rng, x=x),
            "row * x": seen(row * x, rng, x=x),
        }
    )


@add_mul.check("the same tensor on both sides: x + x, x * x")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(3, 2)))
    return together({"x + x": seen(x + x, rng, x=x), "x * x": seen(x * x, rng, x=x)})


def bare_add(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(x + y, [(a, lambda g: g), (b, lambda g: g)])


def bare_mul(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(x * y, [(a, lambda g: g * y), (b, lambda g: g * x)])


add_mul.misconception(
    "the gradients keep the shape of the result; where an operand was broadcast, unbroadcast sums "
    "its gradient back to the operand's shape"
)(variant("never_unbroadcast", add=bare_add, mul=bare_mul))

add_mul.misconception(
    "the sum does without unbroadcast; a sum broadcasts its operands just as a product does"
)(variant("sum_without_unbroadcast", add=bare_add))

add_mul.misconception(
    "the product does without unbroadcast; multiply by the other factor first, then sum back"
)(variant("product_without_unbroadcast", mul=bare_mul))


@add_mul.misconception(
    "each factor gets g times itself; the derivative of x * y by x is y, the other factor"
)
@rewritten("mul")
def own_factor(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a, to_b = (lambda g: unbroadcast(g * x, x.shape)), (lambda g: unbroadcast(g * y, y.shape))
    return ag.Tensor(x * y, [(a, to_a), (b, to_b)])


@add_mul.misconception(
    "g passes through a product unchanged, as through a sum; it has to be multiplied by the other "
    "factor"
)
@rewritten("mul")
def product_like_sum(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a, to_b = (lambda g: unbroadcast(g, x.shape)), (lambda g: unbroadcast(g, y.shape))
    return ag.Tensor(x * y, [(a, to_a), (b, to_b)])


@add_mul.misconception(
    "g is summed back before it meets the other factor; each copy has a factor of its own, so "
    "multiply first and sum back last"
)
@rewritten("mul")
def summed_too_early(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a, to_b = (lambda g: unbroadcast(g, x.shape) * y), (lambda g: unbroadcast(g, y.shape) * x)
    return ag.Tensor(x * y, [(a, to_a), (b, to_b)])


@add_mul.misconception(
    "the second operand of a sum gets no pullback; a gradient flows to both operands"
)
@rewritten("add")
def one_sided_sum(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(x + y, [(a, lambda g: unbroadcast(g, x.shape))])


@add_mul.misconception(
    "the pullbacks of the sum return ones; they have to pass on g, which says how much each entry "
    "matters further on"
)
@rewritten("add")
def ones_for_a_sum(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x + y,
        [
            (a, lambda g: unbroadcast(np.ones_like(g), x.shape)),
            (b, lambda g: unbroadcast(np.ones_like(g), y.shape)),
        ],
    )


@add_mul.misconception(
    "the pullbacks of the product return the other factor alone; it has to be multiplied by g"
)
@rewritten("mul")
def product_without_g(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x * y,
        [
            (a, lambda g: unbroadcast(np.broadcast_to(y, g.shape), x.shape)),
            (b, lambda g: unbroadcast(np.broadcast_to(x, g.shape), y.shape)),
        ],
    )


@add_mul.misconception(
    "both operands are taken for tensors (.value); a number or an array has none, and ag.array "
    "serves all three"
)
@rewritten("mul")
def tensors_only(a, b):
    x, y = a.value, b.value
    to_a, to_b = (lambda g: unbroadcast(g * y, x.shape)), (lambda g: unbroadcast(g * x, y.shape))
    return ag.Tensor(x * y, [(a, to_a), (b, to_b)])


def summed_in_front(g, shape):
    return g.sum(axis=tuple(range(g.ndim - len(shape))))


add_mul.misconception(
    "only the axes that broadcasting put in front are summed; axes of size 1 were stretched too, "
    "and unbroadcast sums both kinds"
)(
    variant(
        "new_axes_only",
        add=lambda a, b: ag.Tensor(
            ag.array(a) + ag.array(b),
            [
                (a, lambda g: summed_in_front(g, ag.array(a).shape)),
                (b, lambda g: summed_in_front(g, ag.array(b).shape)),
            ],
        ),
    )
)


@add_mul.misconception(
    "g is multiplied in place (g *= …), and so the second pullback is handed what the first one "
    "made of it; g * y makes a new array"
)
@rewritten("mul")
def multiplied_in_place(a, b):
    x, y = ag.array(a), ag.array(b)

    def times(g, other, shape):
        g *= other
        return unbroadcast(g, shape)

    return ag.Tensor(
        x * y, [(a, lambda g: times(g, y, x.shape)), (b, lambda g: times(g, x, y.shape))]
    )


@add_mul.misconception(
    "the pairs are kept in a dict by tensor, where x * x leaves only one; x is an operand twice "
    "and needs a pair for each"
)
@rewritten("mul")
def one_pair_a_tensor(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a, to_b = (lambda g: unbroadcast(g * y, x.shape)), (lambda g: unbroadcast(g * x, y.shape))
    pairs = [(a, to_a)] if a is b else [(a, to_a), (b, to_b)]
    return ag.Tensor(x * y, pairs)


def wrapped(operand):
    return operand if isinstance(operand, ag.Tensor) else ag.Tensor(operand)


def wrapping_mul(a, b):
    a, b = wrapped(a), wrapped(b)

    def to_a(g):
        return unbroadcast(g * b.value, a.shape)

    def to_b(g):
        return unbroadcast(g * a.value, b.shape)

    return ag.Tensor(a.value * b.value, ((a, to_a), (b, to_b)))


def wrapping_add(a, b):
    a, b = wrapped(a), wrapped(b)
    pairs = [(each, lambda g, each=each: unbroadcast(g, each.shape)) for each in (a, b)]
    return ag.Tensor(np.add(a.value, b.value), pairs)


add_mul.alternative("constants made tensors first, with named pullbacks")(
    variant("wrapping", add=wrapping_add, mul=wrapping_mul)
)


def summed_back(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


add_mul.alternative("an unbroadcast of one's own, axis by axis")(
    variant(
        "own_unbroadcast",
        mul=lambda a, b: ag.Tensor(
            ag.array(a) * ag.array(b),
            [
                (a, lambda g: summed_back(ag.array(b) * g, np.shape(ag.array(a)))),
                (b, lambda g: summed_back(ag.array(a) * g, np.shape(ag.array(b)))),
            ],
        ),
    )
)

add_mul.alternative("gradients in single precision")(
    variant(
        "single",
        add=lambda a, b: ag.Tensor(
            ag.array(a) + ag.array(b),
            [
                (t, lambda g, t=t: unbroadcast(g, ag.array(t).shape).astype(np.float32))
                for t in (a, b)
            ],
        ),
    )
)

# sub_div_neg ---------------------------------------------------------------------------------

sub_div_neg = Exercise(tensor_autograd.ag, name="sub_div_neg", points=6, fetch="ag")


@sub_div_neg.check("-x: the value and the gradient")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 3)))
    return seen(-x, rng, x=x)


@sub_div_neg.check("x - y: the value and both gradients, in equal shapes and broadcast")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(4, 2))), ag.Tensor(rng.normal(size=(4, 2)))
    return together({"equal shapes": seen(x - y, rng, x=x, y=y)}) | broadcast(
        ag, rng, lambda x, y: x - y
    )


@sub_div_neg.check("x / y: the value and both gradients in equal shapes")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=(2, 5))), ag.Tensor(away_from_zero(rng, (2, 5)))
    return seen(x / y, rng, x=x, y=y)


@sub_div_neg.check("x / y that broadcasts")
def _(ag, rng):
    return broadcast(ag, rng, lambda x, y: x / y)


@sub_div_neg.check("numbers and arrays before and behind the sign: 1 - x, x - 1, row / x, x / row")
def _(ag, rng):
    x, row = ag.Tensor(away_from_zero(rng, (2, 3))), away_from_zero(rng, 3)
    return together(
        {
            "1 - x": seen(1 - x, rng, x=x),
            "x - 1": seen(x - 1, rng, x=x),
            "row / x": seen(row / x, rng, x=x),
            "x / row": seen(x / row, rng, x=x),
        }
    )


@sub_div_neg.misconception("the value is negated, but not the gradient: -x has the derivative -1")
@rewritten("neg")
def gradient_not_negated(a):
    return ag.Tensor(-ag.array(a), [(a, lambda g: g)])


@sub_div_neg.misconception(
    "the gradient of -x is made of the value, -x; its derivative is the number -1, so -g is due"
)
@rewritten("neg")
def negates_the_value(a):
    return ag.Tensor(-ag.array(a), [(a, lambda g: -g * ag.array(a))])


@sub_div_neg.misconception("both operands of x - y get +g; y is subtracted, so its gradient is -g")
@rewritten("sub")
def plus_for_both(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a, to_b = (lambda g: unbroadcast(g, x.shape)), (lambda g: unbroadcast(g, y.shape))
    return ag.Tensor(x - y, [(a, to_a), (b, to_b)])


@sub_div_neg.misconception("the minus went to the first operand of x - y; it belongs to the second")
@rewritten("sub")
def minus_for_the_first(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a, to_b = (lambda g: unbroadcast(-g, x.shape)), (lambda g: unbroadcast(g, y.shape))
    return ag.Tensor(x - y, [(a, to_a), (b, to_b)])


@sub_div_neg.misconception(
    "the gradients of x - y keep the shape of the result; sum them back with unbroadcast"
)
@rewritten("sub")
def difference_without_unbroadcast(a, b):
    return ag.Tensor(ag.array(a) - ag.array(b), [(a, lambda g: g), (b, lambda g: -g)])


sub_div_neg.misconception(
    "1 - x is computed as x - 1: before a tensor, the operands arrive in exchanged order and have "
    "to be turned back"
)(variant("not_turned_back", __rsub__=tensor_autograd.sub))

sub_div_neg.misconception(
    "row / x is computed as x / row: before a tensor, the operands arrive in exchanged order and "
    "have to be turned back"
)(variant("quotient_not_turned_back", __rtruediv__=tensor_autograd.div))


@sub_div_neg.misconception("the gradient of the divisor lacks its minus: x / y falls as y grows")
@rewritten("div")
def divisor_without_minus(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g / y, x.shape)  # noqa: E731
    return ag.Tensor(x / y, [(a, to_a), (b, lambda g: unbroadcast(g * x / y**2, y.shape))])


@sub_div_neg.misconception(
    "the divisor gets -g x / y; the derivative of 1 / y is -1 / y², with a square"
)
@rewritten("div")
def divisor_not_squared(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g / y, x.shape)  # noqa: E731
    return ag.Tensor(x / y, [(a, to_a), (b, lambda g: unbroadcast(-g * x / y, y.shape))])


@sub_div_neg.misconception(
    "the divisor gets -g / y²; the derivative of x / y by y is -x / y², and x has to stay"
)
@rewritten("div")
def numerator_forgotten(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g / y, x.shape)  # noqa: E731
    return ag.Tensor(x / y, [(a, to_a), (b, lambda g: unbroadcast(-g / y**2, y.shape))])


@sub_div_neg.misconception(
    "the first operand of x / y gets g times y, as in a product; it has to be divided by y"
)
@rewritten("div")
def quotient_like_product(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g * y, x.shape)  # noqa: E731
    return ag.Tensor(x / y, [(a, to_a), (b, lambda g: unbroadcast(-g * x / y**2, y.shape))])


@sub_div_neg.misconception(
    "the gradients of x / y keep the shape of the result; sum them back with unbroadcast"
)
@rewritten("div")
def quotient_without_unbroadcast(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(x / y, [(a, lambda g: g / y), (b, lambda g: -g * x / y**2)])


@sub_div_neg.misconception(
    "g is summed back before the division; each copy has a divisor of its own, so divide first"
)
@rewritten("div")
def quotient_summed_too_early(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g, x.shape) / y  # noqa: E731
    return ag.Tensor(x / y, [(a, to_a), (b, lambda g: unbroadcast(-g * x / y**2, y.shape))])


@sub_div_neg.misconception("// cuts the fractions off; / keeps them")
@rewritten("div")
def whole_quotient(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g / y, x.shape)  # noqa: E731
    return ag.Tensor(x // y, [(a, to_a), (b, lambda g: unbroadcast(-g * x / y**2, y.shape))])


sub_div_neg.alternative("composed of sums, products and powers")(
    variant(
        "composed",
        neg=lambda a: a * -1,
        sub=lambda a, b: tensor_autograd.add(a, tensor_autograd.mul(b, -1)),
        div=lambda a, b: tensor_autograd.mul(a, tensor_autograd.power(b, -1)),
    )
)

sub_div_neg.alternative("the quotient's derivatives from the quotient itself")(
    variant(
        "through_the_quotient",
        neg=lambda a: ag.Tensor(0 - a.value, [(a, np.negative)]),
        div=lambda a, b: ag.Tensor(
            q := ag.array(a) * (1 / ag.array(b)),
            [
                (a, lambda g: unbroadcast(g * (1 / ag.array(b)), ag.array(a).shape)),
                (b, lambda g: unbroadcast(-(q * g) / ag.array(b), ag.array(b).shape)),
            ],
        ),
    )
)


class _Reflecting(ag.Tensor):
    def __rsub__(self, other):
        return -(self - other)

    def __rtruediv__(self, other):
        return self**-1 * other


sub_div_neg.alternative("the reflected operators from -(x - a) and a x⁻¹")(
    type("reflecting", (ag,), {"Tensor": _Reflecting})
)
