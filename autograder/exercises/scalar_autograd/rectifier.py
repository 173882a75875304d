"""relu: the gradient passes where the input is positive."""

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import scaled, slopes, static, value
from autograder.exercises.scalar_autograd.whole import accept_whole_classes
from solutions import scalar_autograd

relu = Exercise(scalar_autograd.ag, name="relu", points=5, fetch="ag", module="scalar_autograd")


@relu.check("the value, for numbers of either sign", weight=1)
def _(ag, rng):
    a, b = rng.uniform(0.2, 5, size=2)
    return {
        "relu(x) for a positive x": value(ag.relu(ag.Scalar(a))),
        "relu(x) for a negative x": value(ag.relu(ag.Scalar(-b))),
        "relu(0)": value(ag.relu(ag.Scalar(0.0))),
    }


@relu.check("the slope is 1 where x is positive and 0 elsewhere, at 0 too", weight=2)
def _(ag, rng):
    x, y, zero = map(ag.Scalar, (rng.uniform(0.2, 5), -rng.uniform(0.2, 5), 0.0))
    return {
        "the derivative at a positive x": slopes(ag, ag.relu(x), x)[0],
        "the derivative at a negative x": slopes(ag, ag.relu(y), y)[0],
        "the derivative at 0": slopes(ag, ag.relu(zero), zero)[0],
    }


@relu.check("gradients add up, and what comes from above is passed on", weight=2)
def _(ag, rng):
    x, y, z = map(ag.Scalar, rng.uniform(0.2, 3, size=3))
    w = ag.Scalar(-rng.uniform(0.2, 3))
    result = scaled(ag, -1.5, ag.relu(x)) + scaled(ag, 2.5, ag.relu(x)) + ag.relu(x + y)
    by_x, by_y = slopes(ag, result, x, y)
    return {
        "-1.5 relu(x) + 2.5 relu(x) + relu(x + y), derivative by x": by_x,
        "-1.5 relu(x) + 2.5 relu(x) + relu(x + y), derivative by y": by_y,
        "-1.5 relu(z), derivative by z": slopes(ag, scaled(ag, -1.5, ag.relu(z)), z)[0],
        "w + relu(w) for a negative w, derivative by w": slopes(ag, w + ag.relu(w), w)[0],
    }


def made(x, value, passes):
    """A node that passes a gradient on, scaled by what a function of the gradient says."""

    def _backward(grad):
        x.grad += passes(grad) * grad

    return type(x)(value, "relu", _backward, (x,))


@relu.misconception("the slope at 0 is taken to be 1; by convention it is 0, so ask for x > 0")
@static("relu")
def one_at_zero(x):
    return made(x, max(0.0, x.value), lambda grad: x.value >= 0)


@relu.misconception(
    "the result is asked whether it is 0 or more, which it always is; ask whether it is positive"
)
@static("relu")
def asks_the_result(x):
    value = max(0.0, x.value)
    return made(x, value, lambda grad: value >= 0)


@relu.misconception(
    "the sign of the gradient from above decides; it is the sign of x that opens the way"
)
@static("relu")
def asks_the_gradient(x):
    return made(x, max(0.0, x.value), lambda grad: grad > 0)


@relu.misconception("the slope is taken to be the value of the result; it is 1 where x is positive")
@static("relu")
def slope_is_value(x):
    return made(x, max(0.0, x.value), lambda grad: max(0.0, x.value))


@relu.misconception("half of the gradient passes at 0; by convention it is nothing")
@static("relu")
def half_at_zero(x):
    return made(x, max(0.0, x.value), lambda grad: 0.5 * (x.value >= 0) + 0.5 * (x.value > 0))


@relu.misconception("the sign is dropped, so that -2 becomes 2; relu turns -2 into 0")
@static("relu")
def absolute_value(x):
    return made(x, abs(x.value), lambda grad: (x.value > 0) - (x.value < 0))


@relu.misconception("the negative part is kept; relu keeps the positive one")
@static("relu")
def negative_part(x):
    return made(x, min(0.0, x.value), lambda grad: x.value < 0)


@relu.misconception("negative numbers keep a hundredth; in relu they become 0")
@static("relu")
def leaky(x):
    slope = 1.0 if x.value > 0 else 0.01
    return made(x, slope * x.value, lambda grad: slope)


@relu.misconception("values above 1 are cut off; relu has no upper limit")
@static("relu")
def cut_at_one(x):
    return made(x, min(max(0.0, x.value), 1.0), lambda grad: 0 < x.value < 1)


@relu.misconception("1 is returned where x is positive; that is the slope, and relu itself gives x")
@static("relu")
def step(x):
    return made(x, float(x.value > 0), lambda grad: x.value > 0)


@relu.misconception(
    "= puts a gradient in the place of what is there already; += adds it to what other uses of the "
    "number have brought"
)
@static("relu")
def overwrites(x):
    def _backward(grad):
        x.grad = (x.value > 0) * grad

    return type(x)(max(0.0, x.value), "relu", _backward, (x,))


@relu.misconception(
    "where x isn't positive, the gradient that other uses have brought is wiped out; add nothing "
    "there and leave it as it is"
)
@static("relu")
def wipes_out(x):
    def _backward(grad):
        x.grad = x.grad + grad if x.value > 0 else 0.0

    return type(x)(max(0.0, x.value), "relu", _backward, (x,))


@relu.misconception(
    "the gradient that comes from above is left out; the chain rule multiplies the slope by it"
)
@static("relu")
def ignores_upstream(x):
    def _backward(grad):
        x.grad += x.value > 0

    return type(x)(max(0.0, x.value), "relu", _backward, (x,))


@relu.misconception(
    "the result knows nothing of where it came from; pass it the inputs and _backward"
)
@static("relu")
def forgets_the_graph(x):
    return type(x)(max(0.0, x.value))


@relu.misconception("a plain number is returned; the result has to be a Scalar")
@static("relu")
def plain_number(x):
    return max(0.0, x.value)


@relu.alternative("x itself where it is positive, a new 0 elsewhere")
@static("relu")
def itself(x):
    return x if x.value > 0 else type(x)(0.0)


@relu.alternative("two cases with a _backward each")
@static("relu")
def two_cases(x):
    def passes(grad):
        x.grad += grad

    def blocks(grad):
        x.grad += 0

    if x.value > 0:
        return type(x)(x.value, "relu", passes, (x,))
    return type(x)(0, "relu", blocks, (x,))


@relu.alternative("multiplied by a mask")
@static("relu")
def by_mask(x):
    mask = 1.0 if x.value > 0 else 0.0
    output = type(x)(x.value * mask, op="relu", inputs=[x])

    def _backward(grad):
        x.grad += mask * output.grad

    output._backward = _backward
    return output


accept_whole_classes(relu)
