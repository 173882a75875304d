"""f: a formula out of Scalars."""

import math

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import value
from solutions import scalar_autograd
from solutions.scalar_autograd import ag

f = Exercise(scalar_autograd.f, points=5, given=("ag",))


def told(f, a, b):
    """Value and gradient at a point, for Scalars of the reference."""
    x, y = ag.Scalar(a), ag.Scalar(b)
    result = f(x, y)
    if hasattr(result, "backward"):
        result.backward()
    return {"value": value(result), "derivative by x": x.grad, "derivative by y": y.grad}


@f.check("value and gradient at (2, 3)", weight=2, calls=False)
def _(f, rng):
    return told(f, 2.0, 3.0)


@f.check("value and gradient at other places, x and y negative too", weight=2, calls=False)
def _(f, rng):
    a, b = rng.uniform(0.3, 2, size=2) * rng.choice([-1, 1], size=2)
    return told(f, a, b)


@f.check("value and gradient where x is 0", weight=1, calls=False)
def _(f, rng):
    return told(f, 0.0, rng.uniform(0.3, 2))


@f.misconception("the second term is y x²; it is y² x")
def square_of_x(x, y):
    return ag.log(x**2 + 1) * ag.exp(y) + y * x**2


@f.misconception("the 1 is added to the logarithm; it belongs under it, log(x² + 1)")
def one_outside(x, y):
    return (ag.log(x**2) + 1) * ag.exp(y) + y**2 * x


@f.misconception("the 1 is missing under the logarithm, log(x² + 1)")
def without_one(x, y):
    return ag.log(x**2) * ag.exp(y) + y**2 * x


@f.misconception("the square stands outside: log(x² + 1) squares x, then adds 1")
def square_of_sum(x, y):
    return ag.log((x + 1) ** 2) * ag.exp(y) + y**2 * x


@f.misconception("x is doubled; x² is x ** 2")
def doubles_x(x, y):
    return ag.log(x * 2 + 1) * ag.exp(y) + y**2 * x


@f.misconception("y is doubled; y² is y ** 2")
def doubles_y(x, y):
    return ag.log(x**2 + 1) * ag.exp(y) + y * 2 * x


@f.misconception("exp is taken of x; it is exp(y)")
def exp_of_x(x, y):
    return ag.log(x**2 + 1) * ag.exp(x) + y**2 * x


@f.misconception("logarithm and exponential are added; they are multiplied")
def adds(x, y):
    return ag.log(x**2 + 1) + ag.exp(y) + y**2 * x


@f.misconception("the factor x is missing in the last term, y² x")
def without_x(x, y):
    return ag.log(x**2 + 1) * ag.exp(y) + y**2


@f.misconception("brackets gather too much: y² x is added to the product, not inside it")
def one_product(x, y):
    return ag.log(x**2 + 1) * (ag.exp(y) + y**2 * x)


@f.misconception(
    "the formula is computed with plain numbers and wrapped up at the end, so that no gradient "
    "reaches x and y; use ag.log and ag.exp on the Scalars"
)
def wrapped_at_the_end(x, y):
    a, b = x.value, y.value
    return ag.Scalar(math.log(a**2 + 1) * math.exp(b) + b**2 * a)


@f.misconception("a plain number is returned; the result has to be a Scalar")
def plain_number(x, y):
    return scalar_autograd.f(x, y).value


@f.misconception(
    "exp(y) is computed as a plain number, and no gradient goes through it to y; use ag.exp"
)
def plain_exponential(x, y):
    return ag.log(x**2 + 1) * math.exp(y.value) + y**2 * x


@f.alternative("products for squares")
def with_products(x, y):
    return ag.exp(y) * ag.log(1 + x * x) + x * y * y


@f.alternative("by steps")
def by_steps(x, y):
    s = ag.log(x**2 + ag.Scalar(1))
    e = ag.exp(y)
    return s * e + x * y**2


@f.alternative("x taken out")
def summed(x, y):
    return sum([ag.log(x * x + 1.0) / ag.exp(-y), x * y**2])
