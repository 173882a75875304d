"""gradcheck: gradients against central differences."""

import math

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.polynomials import (
    SHAPES,
    WHERE,
    found,
    problem,
    tiny,
    with_wrong_entry,
)
from solutions import softmax_gradients

gradcheck = Exercise(softmax_gradients.gradcheck, points=10)


@gradcheck.check("right gradients: the error is tiny", weight=2, calls=False)
def _(gradcheck, rng):
    return tiny(gradcheck(*problem(rng)))


@gradcheck.check("a single wrong entry, in any of the arrays, and all wrong", weight=2, calls=False)
def _(gradcheck, rng):
    J, theta, grads = problem(rng)
    single = {
        f"one wrong entry {WHERE[name]}": found(
            gradcheck(J, theta, with_wrong_entry(rng, grads, name))
        )
        for name in SHAPES
    }
    doubled = {name: 2 * value for name, value in grads.items()}
    return {**single, "all of them doubled": found(gradcheck(J, theta, doubled))}


@gradcheck.check("errors are relative: a small entry counts as much as a large one", calls=False)
def _(gradcheck, rng):
    small = rng.permutation([True, True, False, False, False, False])
    size = np.ones(16)
    size[:6][small] = 1e-3
    J, theta, grads = problem(rng, size=size)
    wrong = with_wrong_entry(rng, grads, "A", among=np.flatnonzero(small))
    return {
        "right gradients": tiny(gradcheck(J, theta, grads)),
        "a wrong entry, a thousandth of its neighbours": found(gradcheck(J, theta, wrong)),
    }


@gradcheck.check("entries that J does not depend on: two zeros agree", calls=False)
def _(gradcheck, rng):
    return tiny(gradcheck(*problem(rng, idle=rng.choice(16, size=3, replace=False))))


@gradcheck.check("differences are central: exact for a quadratic J, whatever eps is", calls=False)
def _(gradcheck, rng):
    return {f"eps={eps}": tiny(gradcheck(*problem(rng), eps=eps)) for eps in (0.1, 1.0)}


@gradcheck.check("eps is how far each entry is moved", calls=False)
def _(gradcheck, rng):
    J, theta, grads = problem(rng, curve=1.0)
    return {
        "without eps, third powers in J": tiny(gradcheck(J, theta, grads)),
        "eps=1, third powers in J": found(gradcheck(J, theta, grads, 1.0)),
    }


@gradcheck.check("leaves theta and grads as they were", calls=False, by_value=False)
def _(gradcheck, rng):
    J, theta, grads = problem(rng)
    gradcheck(J, theta, grads, eps=0.5)
    return {"theta after the call": theta, "grads after the call": grads}


@gradcheck.check("theta may hold whole numbers", calls=False)
def _(gradcheck, rng):
    J, theta, grads = problem(rng, whole=True)
    return {
        "right gradients": tiny(gradcheck(J, theta, grads)),
        "one wrong entry": found(gradcheck(J, theta, with_wrong_entry(rng, grads, "b"))),
    }


def copied(theta):
    return {name: np.array(value, dtype=float) for name, value in theta.items()}


def moved(J, theta, name, index, step):
    theta = copied(theta)
    theta[name][index] += step
    return J(theta)


def differences(J, theta, eps):
    """Central differences in arrays like those of theta."""
    return {
        name: np.reshape(
            [
                (moved(J, theta, name, i, eps) - moved(J, theta, name, i, -eps)) / (2 * eps)
                for i in np.ndindex(np.shape(value))
            ],
            np.shape(value),
        )
        for name, value in theta.items()
    }


def relative(a, c):
    return np.abs(a - c) / np.maximum(np.abs(a) + np.abs(c), 1e-8)


def errors(theta, grads, numeric):
    """All relative errors in one long row."""
    return np.concatenate([relative(grads[name], numeric[name]).ravel() for name in theta])


@gradcheck.misconception(
    "the difference is one-sided, (J(theta + eps) - J(theta)) / eps, and its error shrinks only as "
    "fast as eps; the central difference steps to both sides"
)
def one_sided(J, theta, grads, eps=1e-6):
    start = J(copied(theta))
    numeric = {
        name: np.reshape(
            [(moved(J, theta, name, i, eps) - start) / eps for i in np.ndindex(value.shape)],
            value.shape,
        )
        for name, value in theta.items()
    }
    return np.max(errors(theta, grads, numeric))


@gradcheck.misconception(
    "the difference is divided by eps; the two places lie 2 eps apart, and so it is twice too large"
)
def divided_by_eps(J, theta, grads, eps=1e-6):
    numeric = {name: 2 * value for name, value in differences(J, theta, eps).items()}
    return np.max(errors(theta, grads, numeric))


@gradcheck.misconception(
    "the two values are added; the difference of the values is divided by 2 eps"
)
def added(J, theta, grads, eps=1e-6):
    worst = 0.0
    for name, value in theta.items():
        for i in np.ndindex(value.shape):
            both = moved(J, theta, name, i, eps) + moved(J, theta, name, i, -eps)
            worst = max(worst, relative(grads[name][i], both / (2 * eps)))
    return worst


@gradcheck.misconception(
    "the errors are averaged, and a single wrong entry drowns among right ones; the largest counts"
)
def mean_of_errors(J, theta, grads, eps=1e-6):
    return np.mean(errors(theta, grads, differences(J, theta, eps)))


@gradcheck.misconception("the errors are summed up; the largest of them is asked for")
def sum_of_errors(J, theta, grads, eps=1e-6):
    return np.sum(errors(theta, grads, differences(J, theta, eps)))


@gradcheck.misconception("the smallest error is returned; the largest is asked for")
def smallest_error(J, theta, grads, eps=1e-6):
    return np.min(errors(theta, grads, differences(J, theta, eps)))


@gradcheck.misconception(
    "the error is absolute: 0.002 is nothing for a derivative of 1000, and everything for one of "
    "0.001; divide by the size of the two"
)
def absolute(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    return max(np.max(np.abs(grads[name] - numeric[name])) for name in theta)


@gradcheck.misconception(
    "without abs, an entry that is too small gives a negative error, and the maximum passes it over"
)
def signed(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    return max(
        np.max((grads[name] - numeric[name]) / (np.abs(grads[name]) + np.abs(numeric[name]) + 1e-8))
        for name in theta
    )


@gradcheck.misconception(
    "the error is that of a whole array (a norm divided by a norm), in which a small entry drowns; "
    "every entry has its own"
)
def by_norms(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    norms = [
        [np.linalg.norm(each) for each in (grads[k] - numeric[k], grads[k], numeric[k])]
        for k in theta
    ]
    return max(apart / np.maximum(one + other, 1e-8) for apart, one, other in norms)


@gradcheck.misconception(
    "only the first array is looked at: the return stands inside the loop over the names"
)
def first_array(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    for name in theta:
        return np.max(relative(grads[name], numeric[name]))


@gradcheck.misconception(
    "the largest error is started anew for each array, so that the last array alone counts"
)
def last_array(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    worst = 0.0
    for name in theta:
        worst = np.max(relative(grads[name], numeric[name]))
    return worst


@gradcheck.misconception(
    "only the first entry of each array is tried; every entry has to be moved, one at a time"
)
def first_entries(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    return max(relative(grads[name].flat[0], numeric[name].flat[0]) for name in theta)


@gradcheck.misconception(
    "all entries of an array are moved at once, which gives the sum of their derivatives; move one "
    "entry, and leave the others where they are"
)
def all_at_once(J, theta, grads, eps=1e-6):
    worst = 0.0
    for name in theta:
        above, below = copied(theta), copied(theta)
        above[name] += eps
        below[name] -= eps
        worst = max(worst, np.max(relative(grads[name], (J(above) - J(below)) / (2 * eps))))
    return worst


@gradcheck.misconception(
    "`for i in range(len(value))` moves a whole row of a matrix at once; np.ndindex(value.shape) "
    "names every entry of an array with any number of axes"
)
def whole_rows(J, theta, grads, eps=1e-6):
    worst = 0.0
    for name, value in theta.items():
        for i in range(len(value)):
            c = (moved(J, theta, name, i, eps) - moved(J, theta, name, i, -eps)) / (2 * eps)
            worst = max(worst, np.max(relative(grads[name][i], c)))
    return worst


@gradcheck.misconception(
    "the two loops fit a matrix and an array with one axis is taken for a row; theta may hold "
    "arrays with any number of axes"
)
def matrices_only(J, theta, grads, eps=1e-6):
    worst = 0.0
    for name, value in theta.items():
        n_rows, n_columns = np.atleast_2d(value).shape
        for i in range(n_rows):
            for j in range(n_columns):
                place = (i, j) if value.ndim > 1 else j
                c = moved(J, theta, name, place, eps) - moved(J, theta, name, place, -eps)
                worst = max(worst, relative(grads[name][place], c / (2 * eps)))
    return worst


@gradcheck.misconception(
    "an entry is moved in theta itself and not moved back: the caller's parameters change, and all "
    "later differences are taken elsewhere"
)
def not_moved_back(J, theta, grads, eps=1e-6):
    worst = 0.0
    for name, value in theta.items():
        value = theta[name] = value.astype(float)
        for i in np.ndindex(value.shape):
            value[i] += eps
            above = J(theta)
            value[i] -= 2 * eps
            worst = max(worst, relative(grads[name][i], (above - J(theta)) / (2 * eps)))
    return worst


@gradcheck.misconception(
    "integers cannot be moved by eps: the sum is cut off again when it is stored; copy theta as "
    "floats first"
)
def truncates(J, theta, grads, eps=1e-6):
    theta = {name: value.copy() for name, value in theta.items()}
    worst = 0.0
    for name, value in theta.items():
        for i in np.ndindex(value.shape):
            here = value[i]
            value[i] = here + eps
            above = J(theta)
            value[i] = here - eps
            below = J(theta)
            value[i] = here
            worst = max(worst, relative(grads[name][i], (above - below) / (2 * eps)))
    return worst


@gradcheck.misconception(
    "where both derivatives are 0, 0/0 is nan; keep the divisor away from 0 with a maximum"
)
def zero_by_zero(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    return np.max(
        [
            np.max(np.abs(grads[k] - numeric[k]) / (np.abs(grads[k]) + np.abs(numeric[k])))
            for k in theta
        ]
    )


@gradcheck.misconception("eps is not used, a step of 1e-6 stands in the code; use the argument")
def eps_not_used(J, theta, grads, eps=1e-6):
    return np.max(errors(theta, grads, differences(J, theta, 1e-6)))


@gradcheck.misconception("the error is told in per cent; the plain ratio is asked for")
def per_cent(J, theta, grads, eps=1e-6):
    return 100 * np.max(errors(theta, grads, differences(J, theta, eps)))


@gradcheck.misconception(
    "each array's error is returned; the largest of all of them is asked for, one number"
)
def one_for_each_array(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    return {name: np.max(relative(grads[name], numeric[name])) for name in theta}


@gradcheck.misconception("True or False is returned; how large the error is, one number, says more")
def verdict(J, theta, grads, eps=1e-6):
    return bool(np.max(errors(theta, grads, differences(J, theta, eps))) < 1e-4)


@gradcheck.misconception(
    "J is given the array that was moved, alone; it takes the whole dictionary"
)
def array_for_j(J, theta, grads, eps=1e-6):
    worst = 0.0
    for name, value in copied(theta).items():
        for i in np.ndindex(value.shape):
            value[i] += eps
            above = J(value)
            value[i] -= 2 * eps
            worst = max(worst, relative(grads[name][i], (above - J(value)) / (2 * eps)))
    return worst


@gradcheck.misconception(
    "-= writes the differences into grads, which belong to the caller; grads[name] - ... is new"
)
def written_into_grads(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    worst = 0.0
    for name in theta:
        size = np.maximum(np.abs(grads[name]) + np.abs(numeric[name]), 1e-8)
        grads[name] -= numeric[name]
        worst = max(worst, np.max(np.abs(grads[name]) / size))
    return worst


@gradcheck.alternative("a copy for each step, divided by the larger of the two")
def by_copies(J, theta, grads, eps=1e-6):
    worst = 0
    for name in theta:
        for i in np.ndindex(*np.shape(theta[name])):
            c = (moved(J, theta, name, i, eps) - moved(J, theta, name, i, -eps)) / 2 / eps
            a = grads[name][i]
            worst = max(worst, abs(a - c) / max(abs(a), abs(c), 1e-10))
    return worst


@gradcheck.alternative("along one long vector, divided by the size of the difference quotient")
def by_one_vector(J, theta, grads, eps=1e-6):
    shapes = {name: np.shape(value) for name, value in theta.items()}
    t = np.concatenate([np.ravel(theta[name]) for name in shapes]).astype(float)
    a = np.concatenate([np.ravel(grads[name]) for name in shapes])

    def cut(vector):
        parts = np.split(vector, np.cumsum([math.prod(shape) for shape in shapes.values()])[:-1])
        return J({name: part.reshape(shapes[name]) for name, part in zip(shapes, parts)})

    c = np.array([cut(t + step) - cut(t - step) for step in eps * np.eye(len(t))]) / (2 * eps)
    return float(np.max(np.abs(a - c) / (np.abs(c) + 1e-12)))


@gradcheck.alternative("moved there and back in theta, divided by the mean size of the two")
def there_and_back(J, theta, grads, eps=1e-6):
    theta = {name: value * 1.0 for name, value in theta.items()}
    errors = [0.0]
    for name in theta:
        entries = theta[name].ravel()  # a view
        for k, before in enumerate(entries.copy()):
            entries[k] += eps
            c = J(theta)
            entries[k] -= 2 * eps
            c = (c - J(theta)) / (2 * eps)
            entries[k] = before
            a = grads[name].ravel()[k]
            if a != c:
                errors.append(abs(a - c) / ((abs(a) + abs(c)) / 2))
    return np.float32(max(errors))


@gradcheck.alternative("array by array, divided by the size of the gradient")
def by_arrays(J, theta, grads, eps=1e-6):
    numeric = differences(J, theta, eps)
    worst = [np.max(np.abs(grads[k] - numeric[k]) / (np.abs(grads[k]) + 1e-8)) for k in theta]
    return max(worst)
