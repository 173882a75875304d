"""operators: what can be written with + and *, and Python numbers on either side."""

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import helped, methods, numbers, slopes, value
from autograder.exercises.scalar_autograd.whole import accept_whole_classes
from solutions import scalar_autograd

# What a class below writes anew is put into an ag of its own; the rest is as in the reference.
Scalar = scalar_autograd.ag.Scalar

operators = Exercise(
    scalar_autograd.ag, name="operators", points=10, fetch="ag", module="scalar_autograd"
)


def told(ag, **formulas):
    """The values and slopes of formulas of Scalars; products and powers are right ones."""
    data = {}
    with helped(ag, "__mul__", "__pow__"):
        for name, (formula, *leaves) in formulas.items():
            result = formula(*leaves)
            data[f"the value of {name}"] = value(result)
            names = formula.__code__.co_varnames
            for variable, slope in zip(names, slopes(ag, result, *leaves)):
                data[f"{name}, derivative by {variable}"] = slope
            for variable, leaf in zip(names, leaves):
                data[f"{name}, the value of {variable} afterwards"] = leaf.value
    return data


def twice_negative(y, z):
    difference = -(y + z)
    return -y + -difference


@operators.check("-x: value and slope", weight=1.5)
def _(ag, rng):
    x, y, z = map(ag.Scalar, numbers(rng, 3))
    return told(ag, **{"-x": (lambda x: -x, x), "-y + -(-(y + z))": (twice_negative, y, z)})


@operators.check("x - y: value and slopes, also of x - (y - z) and x - x", weight=2)
def _(ag, rng):
    x, y, u, v, w, z = map(ag.Scalar, numbers(rng, 6))
    return told(
        ag,
        **{
            "x - y": (lambda x, y: x - y, x, y),
            "x - (y - z)": (lambda x, y, z: x - (y - z), u, v, w),
            "x - x": (lambda x: x - x, z),
        },
    )


@operators.check("x / y: value and slopes, also of x / (y / z) and x / x + x", weight=2.5)
def _(ag, rng):
    x, y, u, v, w, z = map(ag.Scalar, numbers(rng, 6))
    return told(
        ag,
        **{
            "x / y": (lambda x, y: x / y, x, y),
            "x / (y / z)": (lambda x, y, z: x / (y / z), u, v, w),
            "x / x + x": (lambda x: x / x + x, z),
        },
    )


@operators.check("a Python number on the right: x - 2, x / 4, x - 1.5, x / 2.5", weight=1.5)
def _(ag, rng):
    whole, real = int(rng.integers(2, 9)), float(rng.uniform(1.1, 4))
    x, y, z, u = map(ag.Scalar, numbers(rng, 4))
    return told(
        ag,
        **{
            f"x - {whole}": (lambda x: x - whole, x),
            f"x / {whole}": (lambda x: x / whole, y),
            f"x - {real:.4g}": (lambda x: x - real, z),
            f"x / {real:.4g}": (lambda x: x / real, u),
        },
    )


@operators.check("a Python number on the left: 2 + x, 3 - x, 4 * x, 1.5 / x", weight=2.5)
def _(ag, rng):
    whole, real = int(rng.integers(2, 9)), float(rng.uniform(1.1, 4))
    x, y, z, u = map(ag.Scalar, numbers(rng, 4))
    return told(
        ag,
        **{
            f"{real:.4g} + x": (lambda x: real + x, x),
            f"{whole} - x": (lambda x: whole - x, y),
            f"{whole} * x": (lambda x: whole * x, z),
            f"{real:.4g} / x": (lambda x: real / x, u),
        },
    )


def scalar(like, other):
    return other if isinstance(other, type(like)) else type(like)(other)


@operators.misconception(
    "other - self is computed as self - other; Python calls __rsub__ for 3 - x, where self is x"
)
@methods()
class subtraction_turned_round(Scalar):
    def __rsub__(self, other):
        return self - other


@operators.misconception(
    "other / self is computed as self / other; Python calls __rtruediv__ for 3 / x, where self is x"
)
@methods()
class division_turned_round(Scalar):
    def __rtruediv__(self, other):
        return self / other


@operators.misconception(
    "__radd__ calls other + self, for which Python calls __radd__ again, without end; "
    "self + other is the same sum"
)
@methods()
class endless_radd(Scalar):
    def __radd__(self, other):
        return other + self


@operators.misconception(
    "numbers on the left are not provided for: for 3 * x Python asks x for __rmul__, and "
    "likewise for the other signs"
)
@methods()
class nothing_on_the_left(Scalar):
    def __radd__(self, other):
        return NotImplemented

    __rsub__ = __rmul__ = __rtruediv__ = __radd__


@operators.misconception(
    "-x is a new number that knows nothing of x, so that no gradient reaches x; build it with *"
)
@methods()
class negation_forgets_the_graph(Scalar):
    def __neg__(self):
        return type(self)(-self.value)


@operators.misconception("the gradient passes through -x with its sign kept; its slope is -1")
@methods()
class negation_keeps_the_slope(Scalar):
    def __neg__(self):
        def _backward(grad):
            self.grad += grad

        return type(self)(-self.value, "-", _backward, (self,))


@operators.misconception("-x turns the sign of x itself; the result is a new Scalar")
@methods()
class negation_in_place(Scalar):
    def __neg__(self):
        self.value = -self.value
        return self


@operators.misconception(
    "both numbers of a difference get the gradient with the same sign; the slope by what is "
    "subtracted is -1"
)
@methods()
class difference_with_slopes_of_a_sum(Scalar):
    def __sub__(self, other):
        other = scalar(self, other)

        def _backward(grad):
            self.grad += grad
            other.grad += grad

        return type(self)(self.value - other.value, "-", _backward, (self, other))


@operators.misconception(
    "= puts a gradient in the place of what is there already, so that x - x has the slope -1; "
    "+= adds"
)
@methods()
class difference_overwrites(Scalar):
    def __sub__(self, other):
        other = scalar(self, other)

        def _backward(grad):
            self.grad = grad
            other.grad = -grad

        return type(self)(self.value - other.value, "-", _backward, (self, other))


@operators.misconception(
    "what is subtracted counts as a constant, by its value alone; it gets a gradient too"
)
@methods()
class subtracts_the_value(Scalar):
    def __sub__(self, other):
        return self + -1.0 * scalar(self, other).value


@operators.misconception(
    "the denominator counts as a constant, by its value alone; it gets a gradient too, -x / y²"
)
@methods()
class divides_by_the_value(Scalar):
    def __truediv__(self, other):
        return self * (1 / scalar(self, other).value)


@operators.misconception(
    "the slope by the denominator has its sign turned; x / y falls where y rises, by -x / y²"
)
@methods()
class quotient_with_wrong_sign(Scalar):
    def __truediv__(self, other):
        other = scalar(self, other)

        def _backward(grad):
            self.grad += grad / other.value
            other.grad += self.value / other.value**2 * grad

        return type(self)(self.value / other.value, "/", _backward, (self, other))


@operators.misconception("the slope by the denominator is -x / y²; here the square is missing")
@methods()
class quotient_without_square(Scalar):
    def __truediv__(self, other):
        other = scalar(self, other)

        def _backward(grad):
            self.grad += grad / other.value
            other.grad -= self.value / other.value * grad

        return type(self)(self.value / other.value, "/", _backward, (self, other))


@operators.misconception("// cuts the fraction off; / keeps it")
@methods()
class floor_division(Scalar):
    def __truediv__(self, other):
        other = scalar(self, other)

        def _backward(grad):
            self.grad += grad / other.value
            other.grad -= self.value / other.value**2 * grad

        return type(self)(self.value // other.value, "/", _backward, (self, other))


@operators.misconception(
    "a Python number on the right has no attribute value; turn it into a Scalar first, as "
    "__add__ does"
)
@methods()
class scalars_only(Scalar):
    def __sub__(self, other):
        return self + type(self)(-1.0) * type(self)(other.value)

    def __truediv__(self, other):
        return self * type(self)(1 / other.value)


@operators.misconception(
    "only numbers with a fraction are turned into Scalars (isinstance float); whole ones come too"
)
@methods()
class floats_only(Scalar):
    def __sub__(self, other):
        other = type(self)(other) if isinstance(other, float) else other
        return self + type(self)(-1.0) * _checked(other)

    def __truediv__(self, other):
        other = type(self)(other) if isinstance(other, float) else other
        return self * _checked(other) ** -1


def _checked(other):
    """As a student's own product would find out."""
    other.value  # noqa: B018
    return other


@operators.alternative("a _backward of its own for each sign")
@methods()
class closures(Scalar):
    def __neg__(self):
        def _backward(grad):
            self.grad -= grad

        return type(self)(-self.value, "-", _backward, (self,))

    def __sub__(self, other):
        other = scalar(self, other)

        def _backward(grad):
            self.grad += grad
            other.grad -= grad

        return type(self)(self.value - other.value, "-", _backward, (self, other))

    def __truediv__(self, other):
        other = scalar(self, other)

        def _backward(grad):
            self.grad += grad / other.value
            other.grad -= self.value / other.value**2 * grad

        return type(self)(self.value / other.value, "/", _backward, (self, other))


@operators.alternative("the left side by way of the right one")
@methods()
class by_the_right_side(Scalar):
    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return scalar(self, other) - self

    def __rtruediv__(self, other):
        return scalar(self, other) / self

    def __rmul__(self, other):
        return scalar(self, other) * self


accept_whole_classes(operators)
