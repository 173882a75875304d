"""jacobian: a row of derivatives for each output."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.activations_losses.differences import CLOSE
from solutions import activations_losses

jacobian = Exercise(activations_losses.jacobian, points=8, given=("numerical_gradient",))


def bent(A):
    """A curved function from as many inputs as A has columns to as many outputs as it has rows."""
    return lambda x: A @ (2 * x + np.sin(x))


@jacobian.check("a row for each output, a column for each input", rtol=CLOSE, atol=CLOSE)
def _(jacobian, rng):
    d, c = 4, 3
    return jacobian(bent(rng.normal(size=(d, c))), rng.normal(size=c))


@jacobian.check(
    "more inputs than outputs; of a linear function it is the matrix", rtol=CLOSE, atol=CLOSE
)
def _(jacobian, rng):
    d, c = 2, 5
    A = rng.normal(size=(d, c))
    return {
        "a curved function": jacobian(bent(A), rng.normal(size=c)),
        "a linear function": jacobian(lambda x: A @ x, rng.normal(size=c)),
    }


@jacobian.check("a single output or a single input: still two axes", rtol=CLOSE, atol=CLOSE)
def _(jacobian, rng):
    return {
        "one output": jacobian(bent(rng.normal(size=(1, 4))), rng.normal(size=4)),
        "one input": jacobian(bent(rng.normal(size=(3, 1))), rng.normal(size=1)),
    }


@jacobian.check("whole numbers in x, zeros too: nothing is cut off", rtol=CLOSE, atol=CLOSE)
def _(jacobian, rng):
    return jacobian(bent(rng.normal(size=(3, 5))), rng.permutation([-2, -1, 0, 1, 3]))


@jacobian.check("leaves x as it was", rtol=CLOSE, atol=CLOSE, by_value=False)
def _(jacobian, rng):
    x = rng.normal(size=3)
    return {"the result": jacobian(bent(rng.normal(size=(2, 3))), x), "x after the call": x}


def _column(f, x, j, h=1e-5, divide_by=2e-5):
    """The derivatives of all outputs with respect to input j."""
    shift = np.zeros(len(x))
    shift[j] = h
    return (f(x + shift) - f(x - shift)) / divide_by


def _rows(f, x, **step):
    return np.stack([_column(f, x, j, **step) for j in range(len(x))], axis=1)


@jacobian.misconception(
    "the axes are exchanged: that is a row for each input; in numerator layout a row belongs to an "
    "output"
)
def transposed(f, x):
    return _rows(f, x).T


@jacobian.misconception(
    "the outputs are summed before they are differentiated; each output has a row of its own"
)
def gradient_of_sum(f, x):
    return _rows(f, x).sum(axis=0)


@jacobian.misconception("only the first output is differentiated; each output has a row of its own")
def first_output_only(f, x):
    return _rows(f, x)[0]


@jacobian.misconception(
    "all inputs are moved at once, one number for each output comes back; move each input alone"
)
def all_at_once(f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


@jacobian.misconception("the table comes back flat; it has d rows and c columns")
def flat(f, x):
    return _rows(f, x).ravel()


@jacobian.misconception("axes of length 1 are dropped; the result has two axes in every case")
def squeezed(f, x):
    return np.squeeze(_rows(f, x))


@jacobian.misconception(
    "from x - h to x + h the way is 2h; the difference is divided by h, which doubles the result"
)
def divided_by_h(f, x):
    return _rows(f, x, divide_by=1e-5)


@jacobian.misconception(
    "from x to x + h the way is h; the difference is divided by 2h, which halves the result"
)
def one_side_by_two_h(f, x):
    return 0.5 * _rows(f, x)


@jacobian.misconception("the difference isn't divided by the step")
def not_divided(f, x):
    return _rows(f, x, divide_by=1)


@jacobian.misconception("the sign is turned: f(x + h) comes first, f(x - h) is subtracted")
def sign_turned(f, x):
    return -_rows(f, x)


@jacobian.misconception("the step is so large that the function bends on the way")
def large_step(f, x):
    return _rows(f, x, h=0.5, divide_by=1)


@jacobian.misconception("the step is so small that only rounding errors are left of the difference")
def tiny_step(f, x):
    return _rows(f, x, h=3e-15, divide_by=6e-15)


@jacobian.misconception(
    "the table has room for as many outputs as inputs; f(x) tells how many outputs there are"
)
def square_table(f, x):
    J = np.zeros((len(x), len(x)))
    for j in range(len(x)):
        J[:, j] = _column(f, x, j)
    return J


@jacobian.misconception(
    "output i is paired with input i only, which leaves the diagonal; each meets all of the other"
)
def diagonal_only(f, x):
    J = _rows(f, x)
    return np.where(np.eye(*J.shape), J, 0.0)


@jacobian.misconception(
    "the step is added to a copy of x that may hold integers, where it is cut to 0; make the copy "
    "of floats"
)
def integer_copy(f, x):
    columns = []
    for j in range(len(x)):
        moved = x.copy()
        moved[j] = moved[j] + 1e-6
        columns.append((f(moved) - f(x)) / 1e-6)
    return np.stack(columns, axis=1)


@jacobian.misconception(
    "the table is made with the type of x: where x holds integers, it is cut to integers"
)
def typed_like_x(f, x):
    return _rows(f, x).astype(x.dtype)


@jacobian.misconception(
    "the inputs are moved and not put back; work on a copy, or restore each input"
)
def not_put_back(f, x):
    columns = []
    for j in range(len(x)):
        before = f(x)
        x[j] += 1e-3
        columns.append((f(x) - before) / 1e-3)
    return np.stack(columns, axis=1)


@jacobian.alternative("a numerical gradient for each output")
def by_gradients(f, x):
    rows = []
    for i in range(len(f(x))):

        def output(v, i=i):
            return f(v)[i]

        rows.append(activations_losses.numerical_gradient(output, x))
    return np.array(rows)


@jacobian.alternative("one-sided, column by column into zeros")
def one_sided(f, x):
    x = x.astype(float)
    before = f(x)
    J = np.zeros((len(before), len(x)))
    for j in range(len(x)):
        moved = x.copy()
        moved[j] += 1e-6
        J[:, j] = (f(moved) - before) / 1e-6
    return J


@jacobian.alternative("rows for the inputs, transposed in the end, rounded to single precision")
def transposed_in_the_end(f, x):
    shifts = 1e-4 * np.eye(len(x))
    rows = [(f(x + shift) - f(x - shift)) / 2e-4 for shift in shifts]
    return np.array(rows, dtype=np.float32).T


@jacobian.alternative("entry by entry")
def by_entry(f, x):
    d, c = len(f(x)), len(x)
    J = np.zeros((d, c))
    for i in range(d):
        for j in range(c):
            J[i, j] = _column(f, x, j)[i]
    return J
