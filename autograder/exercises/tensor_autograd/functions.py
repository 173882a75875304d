"""Functions of each entry: powers, exponential, logarithm, relu."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.tensor_autograd.probes import rewritten, seen, together, variant
from solutions import tensor_autograd
from solutions.tensor_autograd import ag

# pow -----------------------------------------------------------------------------------------

power = Exercise(tensor_autograd.ag, name="power", points=5, fetch="ag")


@power.check("x ** 2 and x ** 3, entries of both signs")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 3)))
    return together({f"x ** {p}": seen(x**p, rng, x=x) for p in (2, 3)})


@power.check("negative exponents and fractions")
def _(ag, rng):
    x = ag.Tensor(rng.uniform(0.5, 3, size=(4, 3)))
    return together({f"x ** {p}": seen(x**p, rng, x=x) for p in (-1, -2, 0.5, 1.7)})


@power.check("x ** 0 and x ** 1, where x holds zeros")
def _(ag, rng):
    x = ag.Tensor([0.0, 1.5, -0.7, 0.0])
    return together({f"x ** {p}": seen(x**p, rng, x=x) for p in (0, 1)})


@power.check("a single number, and a stack of matrices")
def _(ag, rng):
    x, y = ag.Tensor(rng.uniform(1, 2)), ag.Tensor(rng.normal(size=(2, 4, 3)))
    return together({"shape ()": seen(x**4, rng, x=x), "shape (2, 4, 3)": seen(y**4, rng, y=y)})


@power.misconception(
    "the exponent is missing from the derivative; x ** p has the derivative p x ** (p - 1)"
)
@rewritten("power")
def without_the_factor(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: g * x ** (p - 1) * (p != 0))])


@power.misconception(
    "the exponent stays as it is in the derivative; it has to go down by one, p x ** (p - 1)"
)
@rewritten("power")
def exponent_not_lowered(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: g * p * x**p)])


@power.misconception("the derivative is not multiplied by g, the gradient that arrives from above")
@rewritten("power")
def power_without_g(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: p * x ** (p - 1) if p else np.zeros(x.shape))])


@power.misconception("p x ** p / x is p x ** (p - 1), except at x = 0, where it is 0 / 0 = nan")
@rewritten("power")
def divided_by_x(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: g * p * x**p / x)])


@power.misconception(
    "for p = 0 the formula makes 0 times 0 ** -1, and 0 times infinity is nan; x ** 0 is constant "
    "and its gradient 0, so treat p = 0 by itself"
)
@rewritten("power")
def no_case_for_zero(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: g * p * x ** (p - 1))])


@power.misconception("the exponent is cut off to a whole number; fractions such as 0.5 count")
@rewritten("power")
def whole_exponents(a, p):
    x, p = ag.array(a), int(p)
    return ag.Tensor(x**p, [(a, lambda g: g * p * x ** (p - 1) if p else 0 * g)])


@power.misconception("every power gets the derivative of the square, 2 x")
@rewritten("power")
def always_a_square(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: g * 2 * x)])


@power.misconception(
    "that is the derivative of p ** x, x ** p times a logarithm; here the base varies and the "
    "exponent is fixed"
)
@rewritten("power")
def exponential_rule(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: g * x**p * np.log(np.abs(x) + (x == 0)))])


@power.misconception(
    "that is an antiderivative, x ** (p + 1) / (p + 1); asked for is the derivative"
)
@rewritten("power")
def integrates(a, p):
    x = ag.array(a)
    return ag.Tensor(x**p, [(a, lambda g: g * (x ** (p + 1) / (p + 1) if p != -1 else np.log(x)))])


@power.misconception(
    "the power is taken through the logarithm of x, which negative numbers and 0 don't have; x ** "
    "p is defined for them where p is whole"
)
@rewritten("power")
def through_the_logarithm(a, p):
    x = ag.array(a)
    return ag.Tensor(np.exp(p * np.log(x)), [(a, lambda g: g * p * np.exp((p - 1) * np.log(x)))])


power.alternative("np.power, and np.where for the exponent 0")(
    variant(
        "with_where",
        power=lambda a, p: ag.Tensor(
            np.power(a.value, float(p)),
            [(a, lambda g: np.where(p == 0, 0.0, g * p * np.power(a.value, float(p - 1))))],
        ),
    )
)

power.alternative("the gradient of x ** 0 as zeros, that of x ** 1 as g")(
    variant(
        "by_cases",
        power=lambda a, p: ag.Tensor(
            a.value**p,
            [
                (
                    a,
                    lambda g: (
                        np.zeros_like(g) if p == 0 else g if p == 1 else p * a.value ** (p - 1) * g
                    ),
                )
            ],
        ),
    )
)


@power.alternative("powers as repeated products where p is a small whole number")
@rewritten("power")
def repeated_products(a, p):
    if p in (2, 3, 4):
        result = a
        for _ in range(p - 1):
            result = result * a
        return result
    return tensor_autograd.power(a, p)


# exp_log_relu --------------------------------------------------------------------------------

exp_log_relu = Exercise(tensor_autograd.ag, name="exp_log_relu", points=7, fetch="ag")


@exp_log_relu.check("x.exp(): the value and the gradient")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(2, 3)))
    return seen(x.exp(), rng, x=x)


@exp_log_relu.check("x.log(): the value and the gradient")
def _(ag, rng):
    x = ag.Tensor(rng.uniform(0.2, 5, size=(4, 3)))
    return seen(x.log(), rng, x=x)


@exp_log_relu.check("x.relu(): the value and the gradient")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=(5, 4)))
    return seen(x.relu(), rng, x=x)


@exp_log_relu.check("all three on a single number and on a stack of matrices")
def _(ag, rng):
    x, y = ag.Tensor(rng.uniform(0.5, 2)), ag.Tensor(rng.uniform(0.5, 2, size=(2, 4, 3)))
    z = ag.Tensor(rng.normal(size=(2, 4, 3)))
    return together(
        {
            "exp, shape ()": seen(x.exp(), rng, x=x),
            "log, shape ()": seen(x.log(), rng, x=x),
            "relu, shape ()": seen(x.relu(), rng, x=x),
            "exp, shape (2, 4, 3)": seen(z.exp(), rng, x=z),
            "log, shape (2, 4, 3)": seen(y.log(), rng, x=y),
            "relu, shape (2, 4, 3)": seen(z.relu(), rng, x=z),
        }
    )


@exp_log_relu.misconception(
    "the exponential is differentiated like a power, with x as the factor; exp is its own "
    "derivative"
)
@rewritten("exp")
def exp_times_input(a):
    x = ag.array(a)
    return ag.Tensor(np.exp(x), [(a, lambda g: g * x)])


@exp_log_relu.misconception(
    "the exponential is taken of g; the derivative is exp(x), and g only multiplies it"
)
@rewritten("exp")
def exp_of_g(a):
    return ag.Tensor(np.exp(ag.array(a)), [(a, np.exp)])


@exp_log_relu.misconception("g passes through exp unchanged; it has to be multiplied by exp(x)")
@rewritten("exp")
def exp_passes_g(a):
    return ag.Tensor(np.exp(ag.array(a)), [(a, lambda g: g)])


@exp_log_relu.misconception("exp gets its gradient without g; it is g times exp(x)")
@rewritten("exp")
def exp_without_g(a):
    value = np.exp(ag.array(a))
    return ag.Tensor(value, [(a, lambda g: value)])


@exp_log_relu.misconception(
    "the exponential is taken twice in the gradient: exp of the output; exp of the input is meant, "
    "which is the output itself"
)
@rewritten("exp")
def exp_of_the_output(a):
    value = np.exp(ag.array(a))
    return ag.Tensor(value, [(a, lambda g: g * np.exp(value))])


@exp_log_relu.misconception(
    "g is divided by the logarithm; the derivative of log(x) is 1 / x, with the input below"
)
@rewritten("log")
def divided_by_the_output(a):
    value = np.log(ag.array(a))
    return ag.Tensor(value, [(a, lambda g: g / value)])


@exp_log_relu.misconception("g is multiplied by x; the derivative of log(x) is 1 / x")
@rewritten("log")
def log_times_x(a):
    x = ag.array(a)
    return ag.Tensor(np.log(x), [(a, lambda g: g * x)])


@exp_log_relu.misconception("that is the logarithm to base 10; log stands for the natural one")
@rewritten("log")
def decimal(a):
    x = ag.array(a)
    return ag.Tensor(np.log10(x), [(a, lambda g: g / (x * np.log(10)))])


@exp_log_relu.misconception("log gets its gradient without g; it is g / x")
@rewritten("log")
def log_without_g(a):
    x = ag.array(a)
    return ag.Tensor(np.log(x), [(a, lambda g: 1 / x)])


@exp_log_relu.misconception(
    "relu lets the whole gradient pass; entries that it made 0 pass nothing back"
)
@rewritten("relu")
def relu_passes_g(a):
    return ag.Tensor(np.maximum(ag.array(a), 0), [(a, lambda g: g)])


@exp_log_relu.misconception(
    "relu is applied to g; not the sign of g decides what passes, but that of x"
)
@rewritten("relu")
def relu_of_g(a):
    return ag.Tensor(np.maximum(ag.array(a), 0), [(a, lambda g: np.maximum(g, 0))])


@exp_log_relu.misconception(
    "g is multiplied by relu(x); the derivative of relu is 1 where x is positive, and 0 elsewhere"
)
@rewritten("relu")
def relu_times_value(a):
    value = np.maximum(ag.array(a), 0)
    return ag.Tensor(value, [(a, lambda g: g * value)])


@exp_log_relu.misconception("relu gets its gradient without g: 1 or 0; it is g or 0")
@rewritten("relu")
def relu_without_g(a):
    x = ag.array(a)
    return ag.Tensor(np.maximum(x, 0), [(a, lambda g: (x > 0) * 1.0)])


@exp_log_relu.misconception(
    "negative entries turn positive, as the absolute value does; relu makes them 0"
)
@rewritten("relu")
def absolute(a):
    x = ag.array(a)
    return ag.Tensor(np.abs(x), [(a, lambda g: g * np.sign(x))])


@exp_log_relu.misconception(
    "one sign decides for the whole array; relu looks at each entry by itself"
)
@rewritten("relu")
def all_or_nothing(a):
    x = ag.array(a)
    gate = 1.0 if np.mean(x) > 0 else 0.0
    return ag.Tensor(x * gate, [(a, lambda g: g * gate)])


def where_positive(a):
    positive = a.value > 0
    return ag.Tensor(np.where(positive, a.value, 0), [(a, lambda g: np.where(positive, g, 0))])


exp_log_relu.alternative("np.where, and exp of the input again in the pullback")(
    variant(
        "again",
        exp=lambda a: ag.Tensor(np.exp(a.value), [(a, lambda g: np.exp(a.value) * g)]),
        relu=where_positive,
    )
)

exp_log_relu.alternative("relu as a product with its mask, log by the power -1")(
    variant(
        "by_mask",
        log=lambda a: ag.Tensor(np.log(a.value), [(a, lambda g: g * a.value**-1)]),
        relu=lambda a: a * (a.value > 0),
    )
)


def result_first(a):
    out = ag.Tensor(np.exp(a.value))
    out.inputs = [(a, lambda g: g * out.value)]
    return out


exp_log_relu.alternative("the pair put in after the result is there")(
    variant("result_first", exp=result_first)
)
