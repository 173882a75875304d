"""Random minibatches. How the numbers are drawn is free, so the checks look at what was drawn."""

import numpy as np

from autograder.describe import kind_of
from autograder.exercise import Exercise
from solutions import optimisation

minibatch = Exercise(optimisation.minibatch, points=12)

PAIR = "a pair (Xb, yb)"


def samples(rng, n, d):
    """Samples whose labels are all different, so that a label tells the row it belongs to."""
    return rng.normal(size=(n, d)), rng.permutation(n)


def generator(seed):
    return np.random.RandomState(int(seed))


def halves(batch):
    """What came back, in words, and its two arrays; empty ones where it is no pair of arrays."""
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        return kind_of(batch), np.empty((0, 0)), np.empty(0)
    Xb, yb = batch
    if np.ndim(Xb) != 2 or np.ndim(yb) != 1:
        return f"a pair of {kind_of(Xb)} and {kind_of(yb)}", np.empty((0, 0)), np.empty(0)
    return PAIR, np.asarray(Xb), np.asarray(yb)


def rows_of(X, Xb):
    """The row of X that each row of Xb is, or -1."""
    if Xb.shape[1:] != X.shape[1:]:
        return [-1] * len(Xb)
    same = np.all(np.abs(Xb[:, np.newaxis] - X) <= 1e-5 * np.abs(X), axis=2)
    return [int(row.argmax()) if row.any() else -1 for row in same]


def labelled_rows(y, yb):
    """The row whose label each entry of yb is, or -1."""
    return [int(np.argmax(y == label)) if label in y else -1 for label in yb]


def distinct(X, Xb):
    """Whether the rows of a batch are rows of X, none of them twice."""
    rows = rows_of(X, Xb)
    return len({*rows} - {-1}) == len(rows) > 0


def well_paired(X, y, Xb, yb):
    """Whether the rows of a batch are rows of X with their own labels beside them."""
    rows = rows_of(X, Xb)
    return -1 not in rows and rows == labelled_rows(y, yb)


def _drawn(minibatch, X, y, m, seed):
    """The rows drawn with a seed, sorted, or in words what came back instead."""
    kind, Xb, _ = halves(minibatch(X, y, m, generator(seed)))
    return sorted(rows_of(X, Xb)) if kind == PAIR else kind


@minibatch.check("m rows of X and m labels", calls=False)
def _(minibatch, rng):
    n, d, m = 9, 3, 7
    X, y = samples(rng, n, d)
    found = {}
    # One draw may come out right by chance.
    for i, seed in enumerate(rng.integers(10**6, size=6), 1):
        kind, Xb, yb = halves(minibatch(X, y, m, generator(seed)))
        found |= {
            f"what comes back of draw {i}": kind,
            f"shape of Xb in draw {i}": Xb.shape,
            f"shape of yb in draw {i}": yb.shape,
            f"every row of Xb is a row of X in draw {i}": -1 not in rows_of(X, Xb),
        }
    return found


@minibatch.check("every row comes with its own label", calls=False)
def _(minibatch, rng):
    n, d, m = 12, 2, 8
    X, y = samples(rng, n, d)
    kind, Xb, yb = halves(minibatch(X, y, m, generator(rng.integers(10**6))))
    return {"what comes back": kind, "each row beside its own label": well_paired(X, y, Xb, yb)}


@minibatch.check("no sample twice; with m = n, all of them", calls=False)
def _(minibatch, rng):
    n, d = 8, 3
    X, y = samples(rng, n, d)
    kind, Xb, _ = halves(minibatch(X, y, n, generator(rng.integers(10**6))))
    return {
        "what comes back": kind,
        "no sample twice": distinct(X, Xb),
        "number of samples": len(Xb),
    }


@minibatch.check("every sample can come up, the first and the last too", calls=False)
def _(minibatch, rng):
    n, d, m = 7, 2, 3
    X, y = samples(rng, n, d)
    drawn = [_drawn(minibatch, X, y, m, seed) for seed in rng.integers(10**6, size=60)]
    # A row stays out of all 60 draws with a chance of (4/7)^60, less than 1 in 10^14.
    seen = {row for rows in drawn if isinstance(rows, list) for row in rows}
    return {f"row {row} came up in 60 draws of {m}": row in seen for row in range(n)}


@minibatch.check("the generator that is given decides: its seed repeats a draw", calls=False)
def _(minibatch, rng):
    n, d, m = 40, 3, 11
    X, y = samples(rng, n, d)
    first, second = (int(seed) for seed in rng.choice(10**6, size=2, replace=False))
    one = _drawn(minibatch, X, y, m, first)
    again, other = _drawn(minibatch, X, y, m, first), _drawn(minibatch, X, y, m, second)
    return {"the same draw for the same seed": one == again, "for another seed": one == other}


@minibatch.check(
    "X may hold whole numbers, y any labels; both stay as they were", calls=False, by_value=False
)
def _(minibatch, rng):
    n, d, m = 8, 3, 5
    X, y = rng.integers(-99, 100, size=(n, d)), 0.25 * rng.permutation(n) - 0.5
    X_before, y_before = X.copy(), y.copy()
    kind, Xb, yb = halves(minibatch(X, y, m, generator(rng.integers(10**6))))
    return {
        "what comes back": kind,
        "X after the call": X,
        "y after the call": y,
        "each row beside its own label": well_paired(X_before, y_before, Xb, yb),
    }


@minibatch.misconception(
    "the first m samples are taken, mixed or not, and the others never come up; the m samples are "
    "drawn from all n"
)
def first_m(X, y, m, rng):
    return X[:m], y[:m]


@minibatch.misconception(
    "rows and labels are drawn separately, or only one of them is, so that rows get the labels of "
    "others; one draw of indices serves both"
)
def drawn_separately(X, y, m, rng):
    return X[rng.permutation(len(X))[:m]], y[rng.permutation(len(X))[:m]]


@minibatch.misconception(
    "the same sample may come twice: randint, and choice without replace=False, draw with "
    "replacement"
)
def with_replacement(X, y, m, rng):
    chosen = rng.randint(len(X), size=m)
    return X[chosen], y[chosen]


@minibatch.misconception(
    "the global generator np.random is used, so that the seed of the given rng has no say; call "
    "the methods of rng"
)
def global_generator(X, y, m, rng):
    chosen = np.random.permutation(len(X))[:m]
    return X[chosen], y[chosen]


@minibatch.misconception(
    "a generator with a seed of its own is made, so that every call draws the same; use the rng "
    "that is given"
)
def own_seed(X, y, m, rng):
    chosen = np.random.RandomState(0).permutation(len(X))[:m]
    return X[chosen], y[chosen]


@minibatch.misconception(
    "the last sample never comes up: the upper end of a range is left out by itself, no - 1 is "
    "needed"
)
def never_the_last(X, y, m, rng):
    n = len(X)
    chosen = rng.permutation(n - 1)[:m] if m < n else rng.permutation(n)
    return X[chosen], y[chosen]


@minibatch.misconception("the first sample never comes up: rows are counted from 0")
def never_the_first(X, y, m, rng):
    n = len(X)
    chosen = 1 + rng.permutation(n - 1)[:m] if m < n else rng.permutation(n)
    return X[chosen], y[chosen]


@minibatch.misconception("all samples are returned in a new order; asked for are m of them")
def all_mixed(X, y, m, rng):
    chosen = rng.permutation(len(X))
    return X[chosen], y[chosen]


@minibatch.misconception(
    "the rest is returned, the samples that were not drawn: [m:] starts where [:m] ends"
)
def the_rest(X, y, m, rng):
    chosen = rng.permutation(len(X))[m:]
    return X[chosen], y[chosen]


@minibatch.misconception(
    "a slice from a random place runs over the end of the data and comes out too short"
)
def short_slice(X, y, m, rng):
    start = rng.randint(len(X))
    return X[start : start + m], y[start : start + m]


@minibatch.misconception("features are drawn instead of samples; samples are the rows, X[chosen]")
def draws_columns(X, y, m, rng):
    chosen = rng.permutation(X.shape[1])[:m]
    return X[:, chosen], y[rng.permutation(len(X))[:m]]


@minibatch.misconception("the order is turned round: the rows come first, then the labels")
def labels_first(X, y, m, rng):
    Xb, yb = optimisation.minibatch(X, y, m, rng)
    return yb, Xb


@minibatch.misconception("only the rows are returned; the pair (Xb, yb) is asked for")
def rows_only(X, y, m, rng):
    return optimisation.minibatch(X, y, m, rng)[0]


@minibatch.misconception("the indices are returned; asked for are the samples at these places")
def indices_only(X, y, m, rng):
    return rng.permutation(len(X))[:m]


@minibatch.misconception(
    "shuffle rearranges X itself, and y is left behind; draw indices and leave both as they are"
)
def shuffles_x(X, y, m, rng):
    rng.shuffle(X)
    return X[:m], y[:m]


@minibatch.misconception(
    "X and y are rearranged in place; they belong to the caller, X[order] makes a new array"
)
def rearranges_both(X, y, m, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return X[:m].copy(), y[:m].copy()


@minibatch.alternative("choice without replacement")
def batch_by_choice(X, y, m, rng):
    chosen = rng.choice(len(X), size=m, replace=False)
    return X[chosen], y[chosen]


@minibatch.alternative("the m smallest of n random numbers")
def batch_by_sorting(X, y, m, rng):
    chosen = np.argsort(rng.rand(X.shape[0]))[:m]
    return np.take(X, chosen, axis=0), np.take(y, chosen)


@minibatch.alternative("shuffled indices, in the order of the data, in single precision")
def batch_by_shuffle(X, y, m, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    mask = np.zeros(len(X), dtype=bool)
    mask[order[-m:]] = True
    return X[mask].astype(np.float32), y[mask]


@minibatch.alternative("one number after the other, repeated ones thrown away")
def batch_by_rejection(X, y, m, rng):
    chosen: list[int] = []
    while len(chosen) < m:
        row = rng.randint(len(X))
        if row not in chosen:
            chosen.append(row)
    return np.array([X[row] for row in chosen]), np.array([y[row] for row in chosen])
