"""numerical_gradient: derivatives by trying."""

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

numerical_gradient = Exercise(activations_losses.numerical_gradient, points=9)

# What the text asks for.
CLOSE = 1e-4


def waves(c):
    """A curved function of an array in the shape of c, each entry for itself."""
    return lambda x: np.sum(c * (x + np.sin(x)))


def mixture(A, b):
    """A function of a vector in which the entries act on one another."""
    return lambda x: np.tanh(b @ x) + x @ A @ x


@numerical_gradient.check("one derivative for each entry of a vector", rtol=CLOSE, atol=CLOSE)
def _(numerical_gradient, rng):
    return numerical_gradient(waves(rng.uniform(1, 3, size=5)), rng.normal(size=5))


@numerical_gradient.check(
    "entries that act on one another, each moved alone", rtol=CLOSE, atol=CLOSE
)
def _(numerical_gradient, rng):
    f = mixture(rng.uniform(0.5, 2, size=(4, 4)), rng.normal(size=4))
    return numerical_gradient(f, rng.uniform(1, 3, size=4))


@numerical_gradient.check("x of any shape; the gradient has the same", rtol=CLOSE, atol=CLOSE)
def _(numerical_gradient, rng):
    A = rng.normal(size=(2, 3))
    return {
        "two axes": numerical_gradient(
            lambda X: np.sum((A @ X) ** 2), rng.normal(scale=3, size=(3, 4))
        ),
        "three axes": numerical_gradient(
            waves(rng.uniform(1, 3, size=(2, 4, 3))), rng.normal(size=(2, 4, 3))
        ),
    }


@numerical_gradient.check(
    "whole numbers in x, zeros too: nothing is cut off", rtol=CLOSE, atol=CLOSE
)
def _(numerical_gradient, rng):
    x = rng.permutation([-2, -1, 0, 1, 2, 3])
    return numerical_gradient(waves(rng.uniform(1, 3, size=6)), x)


@numerical_gradient.check("leaves x as it was", rtol=CLOSE, atol=CLOSE, by_value=False)
def _(numerical_gradient, rng):
    x = rng.normal(size=(3, 2))
    result = numerical_gradient(waves(rng.uniform(1, 3, size=(3, 2))), x)
    return {"x after the call": x, "the result": result}


def _entries(x):
    """The indices of all entries, whatever the shape."""
    return list(np.ndindex(np.shape(x)))


def _moved(x, i, h):
    """A copy of x in real numbers, with entry i moved by h."""
    moved = np.array(x, dtype=float)
    moved[i] += h
    return moved


def _differences(f, x, h=1e-5, divide_by=2e-5, below=True):
    gradient = np.zeros(np.shape(x))
    for i in _entries(x):
        other = f(_moved(x, i, -h)) if below else f(np.array(x, dtype=float))
        gradient[i] = (f(_moved(x, i, h)) - other) / divide_by
    return gradient


@numerical_gradient.misconception("the difference isn't divided by the step")
def not_divided(f, x):
    return _differences(f, x, divide_by=1)


@numerical_gradient.misconception(
    "from x - h to x + h the way is 2h; the difference is divided by h, which doubles the result"
)
def divided_by_h(f, x):
    return _differences(f, x, divide_by=1e-5)


@numerical_gradient.misconception(
    "from x to x + h the way is h; the difference is divided by 2h, which halves the result"
)
def one_side_by_two_h(f, x):
    return _differences(f, x, below=False)


@numerical_gradient.misconception("the difference is divided by the square of the step")
def divided_by_square(f, x):
    return _differences(f, x, divide_by=1e-10, below=False)


@numerical_gradient.misconception(
    "the sign is turned: f(x + h) comes first, f(x - h) is subtracted"
)
def sign_turned(f, x):
    return _differences(f, x, divide_by=-2e-5)


@numerical_gradient.misconception("the step is so large that the function bends on the way")
def large_step(f, x):
    return _differences(f, x, h=0.1, divide_by=0.1, below=False)


@numerical_gradient.misconception(
    "the step is so small that x + h is x after rounding: all differences are 0"
)
def vanishing_step(f, x):
    return _differences(f, x, h=1e-18, divide_by=2e-18)


@numerical_gradient.misconception(
    "the step is so small that only rounding errors are left of the difference"
)
def tiny_step(f, x):
    return _differences(f, x, h=3e-15, divide_by=6e-15)


@numerical_gradient.misconception(
    "all entries are moved at once; a partial derivative moves one and holds the others"
)
def all_at_once(f, x):
    x = np.array(x, dtype=float)
    return np.full(x.shape, (f(x + 1e-5) - f(x - 1e-5)) / 2e-5)


@numerical_gradient.misconception(
    "all entries are moved at once, and a single number comes back; there is one for each entry"
)
def one_number(f, x):
    x = np.array(x, dtype=float)
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


@numerical_gradient.misconception(
    "whole rows are moved: range(len(x)) counts rows; np.ndindex(x.shape) goes through all entries"
)
def row_by_row(f, x):
    gradient = np.zeros(np.shape(x))
    for i in range(len(x)):
        gradient[i] = (f(_moved(x, i, 1e-5)) - f(_moved(x, i, -1e-5))) / 2e-5
    return gradient


@numerical_gradient.misconception("the gradient comes back flat; it has the shape of x")
def flat(f, x):
    return _differences(f, x).ravel()


@numerical_gradient.misconception(
    "a flat copy of x is handed to f, which expects an array in the shape of x"
)
def f_of_flat(f, x):
    flat = np.array(x, dtype=float).ravel()
    return _differences(f, flat).reshape(np.shape(x))


@numerical_gradient.misconception(
    "the gradient is made with the type of x: where x holds integers, it is cut to integers"
)
def typed_like_x(f, x):
    gradient = np.zeros_like(x)
    gradient[...] = _differences(f, x)
    return gradient


@numerical_gradient.misconception(
    "the step is added to a copy of x that may hold integers, where it is cut to 0; make the copy "
    "of floats"
)
def integer_copy(f, x):
    gradient = np.zeros(x.shape)
    for i in _entries(x):
        above, below = x.copy(), x.copy()
        above[i] = x[i] + 1e-5
        below[i] = x[i] - 1e-5
        gradient[i] = (f(above) - f(below)) / 2e-5
    return gradient


@numerical_gradient.misconception(
    "the step is a share of the entry, which is 0 where the entry is 0: 0 / 0 is nan"
)
def relative_step(f, x):
    gradient = np.zeros(np.shape(x))
    for i in _entries(x):
        h = 1e-6 * x[i]
        gradient[i] = (f(_moved(x, i, h)) - f(np.array(x, dtype=float))) / h
    return gradient


@numerical_gradient.misconception(
    "the entries of x are moved and not put back; work on a copy, or restore each entry"
)
def not_put_back(f, x):
    gradient = np.zeros(x.shape)
    for i in _entries(x):
        before = f(x)
        x[i] += 1e-3
        gradient[i] = (f(x) - before) / 1e-3
    return gradient


@numerical_gradient.misconception("only the first entry is differentiated; there is one for each")
def first_entry_only(f, x):
    gradient = np.zeros(np.shape(x))
    first = _entries(x)[0]
    gradient[first] = _differences(f, x)[first]
    return gradient


@numerical_gradient.misconception(
    "the difference is divided by the entry; it is divided by the step"
)
def divided_by_the_entry(f, x):
    return _differences(f, x, divide_by=1) / np.asarray(x, dtype=float)


@numerical_gradient.alternative("one-sided, with a step of 1e-6")
def one_sided(f, x):
    return _differences(f, x, h=1e-6, divide_by=1e-6, below=False)


@numerical_gradient.alternative("one-sided, with a step of 1e-4")
def one_sided_coarse(f, x):
    return _differences(f, x, h=1e-4, divide_by=1e-4, below=False)


@numerical_gradient.alternative("one-sided, with the root of the precision as step")
def one_sided_by_root(f, x):
    h = np.sqrt(np.finfo(float).eps)
    return _differences(f, x, h=h, divide_by=h, below=False)


@numerical_gradient.alternative("central, with a coarse step")
def central_coarse(f, x):
    return _differences(f, x, h=1e-3, divide_by=2e-3)


@numerical_gradient.alternative("entries moved in a copy and put back")
def moved_and_put_back(f, x):
    x = x.astype(float)
    gradient = np.empty_like(x)
    for i, value in np.ndenumerate(x):
        x[i] = value + 1e-4
        above = f(x)
        x[i] = value - 1e-4
        below = f(x)
        x[i] = value
        gradient[i] = (above - below) / 2e-4
    return gradient


@numerical_gradient.alternative("by rows of an identity matrix, rounded to single precision")
def by_identity(f, x):
    shifts = 1e-5 * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + shift) - f(x - shift)) / 2e-5 for shift in shifts]
    return np.array(slopes, dtype=np.float32).reshape(x.shape)


@numerical_gradient.alternative("five points")
def five_points(f, x):
    gradient = np.zeros(np.shape(x))
    for i in _entries(x):
        near = f(_moved(x, i, 1e-3)) - f(_moved(x, i, -1e-3))
        far = f(_moved(x, i, 2e-3)) - f(_moved(x, i, -2e-3))
        gradient[i] = (8 * near - far) / 12e-3
    return gradient
