"""mul: the product rule, and gradients that add up."""

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import method, numbers, slopes, value
from autograder.exercises.scalar_autograd.whole import accept_whole_classes
from solutions import scalar_autograd

mul = Exercise(scalar_autograd.ag, name="mul", points=8, fetch="ag", module="scalar_autograd")


@mul.check("the value of a product, and no gradient before backward", weight=1.5)
def _(ag, rng):
    x, y, zero = map(ag.Scalar, (*numbers(rng, 2), 0.0))
    product, nothing = x * y, y * zero
    return {
        "x * y": value(product),
        "y * 0": value(nothing),
        "the gradients of x and y before backward": [x.grad, y.grad],
    }


@mul.check("each factor's slope is the other factor", weight=2)
def _(ag, rng):
    x, y, z = map(ag.Scalar, numbers(rng, 3))
    zero = ag.Scalar(0.0)
    by_x, by_y = slopes(ag, x * y, x, y)
    by_z, by_zero = slopes(ag, z * zero, z, zero)
    return {
        "x * y, derivative by x": by_x,
        "x * y, derivative by y": by_y,
        "z * 0, derivative by z": by_z,
        "z * 0, derivative by the 0": by_zero,
    }


@mul.check("what comes from above is multiplied in", weight=2)
def _(ag, rng):
    x, y, z = map(ag.Scalar, numbers(rng, 3))
    u, v, w = map(ag.Scalar, numbers(rng, 3))
    by_x, by_y, by_z = slopes(ag, (x * y) * z, x, y, z)
    by_u, by_v, by_w = slopes(ag, u * (v * w), u, v, w)
    return {
        "(x * y) * z, derivative by x": by_x,
        "(x * y) * z, derivative by y": by_y,
        "(x * y) * z, derivative by z": by_z,
        "u * (v * w), derivative by u": by_u,
        "u * (v * w), derivative by v": by_v,
        "u * (v * w), derivative by w": by_w,
    }


@mul.check("the gradients add up where a number is used twice", weight=2)
def _(ag, rng):
    x, y, z = map(ag.Scalar, numbers(rng, 3))
    u = ag.Scalar(rng.uniform(0.5, 2.5))
    by_x, by_y, by_z = slopes(ag, x * y + z * x, x, y, z)
    return {
        "u * u, derivative by u": slopes(ag, u * u, u)[0],
        "x * y + z * x, derivative by x": by_x,
        "x * y + z * x, derivative by y": by_y,
        "x * y + z * x, derivative by z": by_z,
    }


@mul.check("a Python number on the right", weight=0.5)
def _(ag, rng):
    real, whole = float(rng.uniform(1.1, 2.9)), int(rng.integers(3, 9))
    x, y = map(ag.Scalar, numbers(rng, 2))
    by_real, by_whole = x * real, y * whole
    return {
        f"x * {real:.4g}": value(by_real),
        f"y * {whole}": value(by_whole),
        f"x * {real:.4g}, derivative by x": slopes(ag, by_real, x)[0],
        f"y * {whole}, derivative by y": slopes(ag, by_whole, y)[0],
    }


def factor(like, other):
    return other if isinstance(other, type(like)) else type(like)(other)


@mul.misconception(
    "= puts a gradient in the place of what is there already; += adds it to what other uses of the "
    "number have brought"
)
@method("__mul__")
def overwrites(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad = other.value * grad
        other.grad = self.value * grad

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception(
    "x * x brings its gradient once; x is the left factor and the right one, and both count"
)
@method("__mul__")
def square_counts_once(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad += other.value * grad
        if other is not self:
            other.grad += self.value * grad

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception("the slopes are exchanged: the slope of x * y by x is y, the other factor")
@method("__mul__")
def exchanged(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad += self.value * grad
        other.grad += other.value * grad

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception(
    "the gradient that comes from above is left out; the chain rule multiplies the slope by it"
)
@method("__mul__")
def ignores_upstream(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad += other.value
        other.grad += self.value

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception("slope and gradient from above are added; the chain rule multiplies them")
@method("__mul__")
def adds_upstream(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad += other.value + grad
        other.grad += self.value + grad

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception(
    "the gradient is passed on as it is, as for a sum; a product scales it by the other factor"
)
@method("__mul__")
def as_for_a_sum(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad += grad
        other.grad += grad

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception("only the left factor gets a gradient; the right one has a slope too")
@method("__mul__")
def left_only(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad += other.value * grad

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception(
    "the result knows nothing of where it came from; pass it the inputs and _backward"
)
@method("__mul__")
def forgets_the_graph(self, other):
    return type(self)(self.value * factor(self, other).value)


@mul.misconception(
    "the gradients are added at once, while the product is computed; that is for _backward, when "
    "the gradient from above is known"
)
@method("__mul__")
def eager(self, other):
    other = factor(self, other)
    self.grad += other.value
    other.grad += self.value
    return type(self)(self.value * other.value, "*", inputs=(self, other))


@mul.misconception(
    "only the left factor stands in inputs, so that the right one is missing in the graph and what "
    "lies below it gets no gradient; both belong there"
)
@method("__mul__")
def one_input(self, other):
    other = factor(self, other)

    def _backward(grad):
        self.grad += other.value * grad
        other.grad += self.value * grad

    return type(self)(self.value * other.value, "*", _backward, (self,))


@mul.misconception(
    "the slope is computed as the product divided by the factor, which fails for a factor 0; it is "
    "the other factor"
)
@method("__mul__")
def divides_again(self, other):
    other = factor(self, other)
    value = self.value * other.value

    def _backward(grad):
        self.grad += value / self.value * grad
        other.grad += value / other.value * grad

    return type(self)(value, "*", _backward, (self, other))


@mul.misconception("the values are added; a product multiplies them")
@method("__mul__")
def adds(self, other):
    return self + other


@mul.misconception(
    "a number on the right has no attribute value; turn it into a Scalar first, as __add__ does"
)
@method("__mul__")
def scalars_only(self, other):
    def _backward(grad):
        self.grad += other.value * grad
        other.grad += self.value * grad

    return type(self)(self.value * other.value, "*", _backward, (self, other))


@mul.misconception("the product is returned as a plain number; it has to be a Scalar")
@method("__mul__")
def plain_number(self, other):
    return self.value * factor(self, other).value


@mul.alternative("the gradient is looked up in the result")
@method("__mul__")
def looks_up(self, other):
    other = factor(self, other)
    output = type(self)(self.value * other.value, op="mul", inputs=[self, other])

    def _backward(grad):
        self.grad = self.grad + output.grad * other.value
        other.grad = other.grad + output.grad * self.value

    output._backward = _backward
    return output


@mul.alternative("a loop over the pairs of factor and slope")
@method("__mul__")
def loops_over_pairs(self, other):
    other = factor(self, other)

    def _backward(grad):
        for each, slope in ((self, other.value), (other, self.value)):
            each.grad += slope * grad

    return type(self)(self.value * other.value, "mul", _backward, [self, other])


accept_whole_classes(mul)
