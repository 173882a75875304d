"""Plain gradient descent: where it ends, and the way there."""

import functools
import itertools

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.optimisation.slopes import bowl, noted, slanted, valley
from solutions import optimisation

# gradient_descent ----------------------------------------------------------------------------

gradient_descent = Exercise(optimisation.gradient_descent, points=10)


@gradient_descent.check("from a number: x moves by -eta d(x), as often as n_steps says")
def _(gradient_descent, rng):
    return {
        "six steps": gradient_descent(valley(rng), rng.uniform(2, 5), 0.11, 6),
        "one step": gradient_descent(valley(rng), rng.uniform(-5, -2), 0.3, 1),
        "no step": gradient_descent(valley(rng), rng.uniform(2, 5), 0.2, 0),
    }


@gradient_descent.check("from an array, every entry by its own slope")
def _(gradient_descent, rng):
    return {
        "one axis": gradient_descent(bowl(rng, (3,)), rng.normal(size=3), 0.1, 5),
        "two axes": gradient_descent(bowl(rng, (2, 3)), rng.normal(size=(2, 3)), 0.15, 4),
    }


@gradient_descent.check("d is called once in each step, where x is at that moment")
def _(gradient_descent, rng):
    d, places = noted(bowl(rng, (4,)))
    x = gradient_descent(d, rng.normal(size=4), 0.12, 7)
    return {"number of calls of d": len(places), "x in the calls of d": places, "the result": x}


@gradient_descent.check("from whole numbers: nothing is cut off")
def _(gradient_descent, rng):
    return {
        "an array": gradient_descent(valley(rng), rng.integers(-9, 10, size=5), 0.1, 4),
        "a number": gradient_descent(valley(rng), int(rng.integers(2, 10)), 0.1, 4),
    }


gradient_descent.untouched(lambda rng: (slanted, rng.normal(size=(3, 2)), 0.1, 5))


@gradient_descent.misconception("x goes uphill: d(x) points up, so the step is minus eta d(x)")
def ascends(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x + eta * d(x)
    return x


@gradient_descent.misconception(
    "one step too few is taken; range(n_steps) counts n_steps times, though it ends at n_steps - 1"
)
def one_step_short(d, x0, eta, n_steps):
    x = x0
    for _ in range(1, n_steps):
        x = x - eta * d(x)
    return x


@gradient_descent.misconception("one step too many is taken; n_steps tells how many there are")
def one_step_more(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps + 1):
        x = x - eta * d(x)
    return x


@gradient_descent.misconception(
    "the slope is taken at x0 in every step; it belongs to the place reached by then, d(x)"
)
def slope_of_the_start(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x - eta * d(x0)
    return x


@gradient_descent.misconception(
    "every step starts from x0 again; it goes on from where the last one ended, x = x - eta d(x)"
)
def starts_again(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x0 - eta * d(x)
    return x


@gradient_descent.misconception("eta is missing: the step is eta times the slope")
def no_eta(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x - d(x)
    return x


@gradient_descent.misconception("the slope is divided by eta; the step is eta times the slope")
def divided_by_eta(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x - d(x) / eta
    return x


@gradient_descent.misconception(
    "only the sign of the slope is used; a steep slope makes a long step, a gentle one a short step"
)
def steps_of_one_length(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x - eta * np.sign(d(x))
    return x


@gradient_descent.misconception(
    "the slopes of all entries are summed up; every entry of x moves by its own entry of d(x)"
)
def sums_the_slopes(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x - eta * np.sum(d(x))
    return x


@gradient_descent.misconception(
    "x -= changes the array that x0 names as well, and fails where it holds integers; x = x - ... "
    "makes a new one"
)
def moves_x0(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x -= eta * d(x)
    return x


@gradient_descent.misconception(
    "x is kept in an array of the type of x0: where that holds integers, every step is cut off"
)
def typed_like_x0(d, x0, eta, n_steps):
    x = np.array(x0)
    for _ in range(n_steps):
        x[...] = x - eta * d(x)
    return x


@gradient_descent.misconception("float(x0) makes a number of it; x0 may be an array too")
def numbers_only(d, x0, eta, n_steps):
    x = float(x0)
    for _ in range(n_steps):
        x = x - eta * d(x)
    return x


@gradient_descent.misconception(
    "d is called more than once in a step; call it once and keep what it returns, it may be dear"
)
def asks_twice(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        if np.any(d(x)):
            x = x - eta * d(x)
    return x


@gradient_descent.misconception(
    "d is called once more at the end, though its answer is not used; n_steps steps need n_steps "
    "calls"
)
def asks_at_the_end(d, x0, eta, n_steps):
    x, slope = x0, d(x0)
    for _ in range(n_steps):
        x = x - eta * slope
        slope = d(x)
    return x


@gradient_descent.misconception("the return stands inside the loop and ends it after one step")
def returns_inside(d, x0, eta, n_steps):
    x = x0
    for _ in range(n_steps):
        x = x - eta * d(x)
        return x
    return x


@gradient_descent.misconception("the slope at the end is returned; asked for is the place x")
def returns_the_slope(d, x0, eta, n_steps):
    return d(optimisation.gradient_descent(d, x0, eta, n_steps))


@gradient_descent.misconception(
    "all places are returned; this function returns the last one, the next one the whole way"
)
def returns_the_way(d, x0, eta, n_steps):
    return optimisation.gradient_descent_path(d, x0, eta, n_steps)


@gradient_descent.misconception("the steps shrink as time goes on; here eta stays the same")
def shrinking_eta(d, x0, eta, n_steps):
    x = x0
    for t in range(n_steps):
        x = x - eta / (t + 1) * d(x)
    return x


@gradient_descent.alternative("a while loop that counts down")
def descent_by_while(d, x0, eta, n_steps):
    x, left = x0, n_steps
    while left > 0:
        x, left = x - eta * d(x), left - 1
    return x


@gradient_descent.alternative("recursion")
def descent_by_recursion(d, x0, eta, n_steps):
    if n_steps == 0:
        return x0
    return descent_by_recursion(d, x0 - eta * d(x0), eta, n_steps - 1)


@gradient_descent.alternative("functools.reduce")
def descent_by_reduce(d, x0, eta, n_steps):
    return functools.reduce(lambda x, _: x + -eta * d(x), range(n_steps), x0)


@gradient_descent.alternative("in place on a copy, in single precision")
def descent_on_a_copy(d, x0, eta, n_steps):
    x = np.array(x0, dtype=np.float32)
    for _ in range(n_steps):
        x -= (eta * d(x)).astype(np.float32)
    return x


# gradient_descent_path -----------------------------------------------------------------------

gradient_descent_path = Exercise(
    optimisation.gradient_descent_path, points=8, given=("gradient_descent",)
)


@gradient_descent_path.check(
    "from a number: n_steps + 1 places, x0 first, the last one included", weight=2
)
def _(gradient_descent_path, rng):
    return {
        "five steps": gradient_descent_path(valley(rng), rng.uniform(2, 5), 0.13, 5),
        "one step": gradient_descent_path(valley(rng), rng.uniform(-5, -2), 0.3, 1),
    }


@gradient_descent_path.check("from an array: every place is an array of its own", weight=2)
def _(gradient_descent_path, rng):
    return {
        "one axis": gradient_descent_path(bowl(rng, (3,)), rng.normal(size=3), 0.1, 4),
        "two axes": gradient_descent_path(bowl(rng, (2, 3)), rng.normal(size=(2, 3)), 0.2, 3),
    }


@gradient_descent_path.check("no step: x0 alone, still in a list")
def _(gradient_descent_path, rng):
    return {
        "a number": gradient_descent_path(valley(rng), rng.uniform(2, 5), 0.2, 0),
        "an array": gradient_descent_path(bowl(rng, (4,)), rng.normal(size=4), 0.2, 0),
    }


@gradient_descent_path.check("from whole numbers: nothing is cut off", weight=2)
def _(gradient_descent_path, rng):
    return {
        "an array": gradient_descent_path(valley(rng), rng.integers(-9, 10, size=5), 0.1, 4),
        "a number": gradient_descent_path(valley(rng), int(rng.integers(2, 10)), 0.1, 3),
    }


gradient_descent_path.untouched(lambda rng: (slanted, rng.normal(size=(3, 2)), 0.1, 5))


@gradient_descent_path.misconception("x0 is missing; it is the first place of the way")
def without_x0(d, x0, eta, n_steps):
    path, x = [], x0
    for _ in range(n_steps):
        x = x - eta * d(x)
        path.append(x)
    return path


@gradient_descent_path.misconception(
    "the last place is missing: x is noted before each step, and after the last one nobody does"
)
def without_the_last(d, x0, eta, n_steps):
    path, x = [], x0
    for _ in range(n_steps):
        path.append(x)
        x = x - eta * d(x)
    return path


@gradient_descent_path.misconception(
    "x0 is noted twice, once before the loop and once in it, and the last place is left out"
)
def x0_twice(d, x0, eta, n_steps):
    path, x = [x0], x0
    for _ in range(n_steps):
        path.append(x)
        x = x - eta * d(x)
    return path


@gradient_descent_path.misconception(
    "one step too many is taken; n_steps steps make n_steps + 1 places, x0 among them"
)
def one_place_more(d, x0, eta, n_steps):
    return optimisation.gradient_descent_path(d, x0, eta, n_steps + 1)


@gradient_descent_path.misconception(
    "the list holds the same array again and again, and -= changes it in all its places, x0 too; x "
    "= x - ... makes a new array each time"
)
def one_array_again_and_again(d, x0, eta, n_steps):
    path, x = [x0], x0
    for _ in range(n_steps):
        x -= eta * d(x)
        path.append(x)
    return path


@gradient_descent_path.misconception(
    "the list holds one copy of x0 again and again, and -= changes it in all its places; x = x - "
    "... makes a new array each time"
)
def one_copy_again_and_again(d, x0, eta, n_steps):
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(n_steps):
        x -= eta * d(x)
        path.append(x)
    return path


@gradient_descent_path.misconception("the slopes are noted; asked for are the places")
def notes_the_slopes(d, x0, eta, n_steps):
    return [d(x) for x in optimisation.gradient_descent_path(d, x0, eta, n_steps)]


@gradient_descent_path.misconception("only the last place is returned; asked for are all of them")
def returns_the_end(d, x0, eta, n_steps):
    return optimisation.gradient_descent(d, x0, eta, n_steps)


@gradient_descent_path.misconception(
    "the places are stacked in one array; a list with a place in each entry is asked for"
)
def as_one_array(d, x0, eta, n_steps):
    return np.array(optimisation.gradient_descent_path(d, x0, eta, n_steps))


@gradient_descent_path.misconception(
    "extend (or +=) puts the entries of x into the list one by one; append puts x in as one item"
)
def extends(d, x0, eta, n_steps):
    path: list[np.ndarray] = []
    for x in optimisation.gradient_descent_path(d, x0, eta, n_steps):
        path.extend(np.ravel(x))
    return path


@gradient_descent_path.misconception("the way is told backwards; x0 comes first")
def backwards(d, x0, eta, n_steps):
    return optimisation.gradient_descent_path(d, x0, eta, n_steps)[::-1]


@gradient_descent_path.misconception(
    "every entry is a pair with the number of the step; the places alone are asked for"
)
def numbered(d, x0, eta, n_steps):
    return list(enumerate(optimisation.gradient_descent_path(d, x0, eta, n_steps)))


@gradient_descent_path.misconception(
    "the slope is taken at x0 in every step; it belongs to the place reached by then, path[-1]"
)
def path_with_slope_of_the_start(d, x0, eta, n_steps):
    path = [x0]
    for _ in range(n_steps):
        path.append(path[-1] - eta * d(x0))
    return path


@gradient_descent_path.misconception(
    "each place is computed from x0, so that the way never gets beyond one step; start from "
    "path[-1]"
)
def one_step_from_x0(d, x0, eta, n_steps):
    path = [x0]
    for _ in range(n_steps):
        path.append(x0 - eta * d(path[-1]))
    return path


@gradient_descent_path.misconception("x goes uphill: the step is minus eta d(x)")
def path_uphill(d, x0, eta, n_steps):
    path = [x0]
    for _ in range(n_steps):
        path.append(path[-1] + eta * d(path[-1]))
    return path


@gradient_descent_path.misconception(
    "the places are kept in an array of the type of x0: where that holds integers, they are cut off"
)
def places_typed_like_x0(d, x0, eta, n_steps):
    start = np.array(x0)
    path = np.zeros((n_steps + 1, *start.shape), dtype=start.dtype)
    path[0] = start
    for t in range(n_steps):
        path[t + 1] = path[t] - eta * d(path[t])
    return list(path)


@gradient_descent_path.alternative("gradient_descent, a step at a time")
def path_by_single_steps(d, x0, eta, n_steps):
    path = [x0]
    while len(path) <= n_steps:
        path.append(optimisation.gradient_descent(d, path[-1], eta, 1))
    return path


@gradient_descent_path.alternative("gradient_descent from the start for every place")
def path_from_the_start(d, x0, eta, n_steps):
    return [optimisation.gradient_descent(d, x0, eta, t) for t in range(n_steps + 1)]


@gradient_descent_path.alternative("itertools.accumulate")
def path_by_accumulate(d, x0, eta, n_steps):
    return list(itertools.accumulate(range(n_steps), lambda x, _: x - eta * d(x), initial=x0))


@gradient_descent_path.alternative("rows of an array made before, in single precision")
def path_in_rows(d, x0, eta, n_steps):
    rows = np.empty((n_steps + 1, *np.shape(x0)), dtype=np.float32)
    rows[0] = x0
    for t in range(n_steps):
        rows[t + 1] = rows[t] - eta * d(rows[t])
    return list(rows)
