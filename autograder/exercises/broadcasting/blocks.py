"""A number for each row of a matrix, and for each block of a stack."""

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

# rowwise_maximum -----------------------------------------------------------------------------

rowwise_maximum = Exercise(broadcasting.rowwise_maximum, points=6)


@rowwise_maximum.check("row i of b is compared with a[i]")
def _(rowwise_maximum, rng):
    n, m = 3, 4
    return rowwise_maximum(rng.normal(size=n), rng.normal(size=(n, m)))


@rowwise_maximum.check("whole numbers beside real ones: nothing is cut off")
def _(rowwise_maximum, rng):
    n, m = 5, 3
    a, b = rng.normal(scale=5, size=n), rng.integers(-9, 10, size=(n, m))
    return rowwise_maximum(a, b)


rowwise_maximum.untouched(lambda rng: (rng.normal(size=4), rng.normal(size=(4, 2))))


@rowwise_maximum.vectorised("no Python loop over the rows")
def _(rowwise_maximum, rng, n):
    m = 4
    return rowwise_maximum(rng.normal(size=n), rng.normal(size=(n, m)))


@rowwise_maximum.vectorised("no Python loop over the columns")
def _(rowwise_maximum, rng, m):
    n = 3
    return rowwise_maximum(rng.normal(size=n), rng.normal(size=(n, m)))


@rowwise_maximum.misconception(
    "a (n,) is lined up with the columns of b, because shapes are aligned from the right; a[:, "
    "np.newaxis] has shape (n, 1) and lines up with the rows"
)
def along_the_columns(a, b):
    return np.maximum(a, b)


@rowwise_maximum.misconception(
    "np.max reduces one array and reads its second argument as an axis; np.maximum compares two "
    "arrays entry by entry"
)
def reduces_along_b(a, b):
    return np.max(a[:, np.newaxis], b)


@rowwise_maximum.misconception(
    "all rows are compared with the largest number of a; row i has its own number, a[i]"
)
def largest_of_a(a, b):
    return np.maximum(np.max(a), b)


@rowwise_maximum.misconception(
    "each row is reduced to one number; every entry b[i, j] is compared with a[i], so the result "
    "has the shape of b"
)
def reduces_rows(a, b):
    return np.maximum(a, b.max(axis=1))


@rowwise_maximum.misconception(
    "each row of b is replaced by its largest entry, kept as a column; every entry b[i, j] is "
    "compared with a[i]"
)
def reduces_rows_to_a_column(a, b):
    return np.maximum(a[:, np.newaxis], b.max(axis=1, keepdims=True))


@rowwise_maximum.misconception("the smaller of the two is taken; the larger is asked for")
def rowwise_minimum(a, b):
    return np.minimum(a[:, np.newaxis], b)


@rowwise_maximum.misconception(
    "b is transposed so that a fits, and the result stays transposed, (m, n); it has to be turned "
    "back to (n, m)"
)
def stays_transposed(a, b):
    return np.maximum(a, b.T)


@rowwise_maximum.misconception(
    "that tells where b is larger, as True and False; asked for are the larger values"
)
def tells_which(a, b):
    return b > a[:, np.newaxis]


@rowwise_maximum.misconception("entries of b that are not larger become 0; they should become a[i]")
def zero_for_the_loser(a, b):
    return np.where(b > a[:, np.newaxis], b, 0)


@rowwise_maximum.misconception(
    "row i is raised to the largest of a[0], ..., a[i]; only a[i] counts"
)
def running_maximum(a, b):
    return np.maximum(np.maximum.accumulate(a)[:, np.newaxis], b)


@rowwise_maximum.misconception(
    "the result is written into b; the function returns a new array and leaves b alone"
)
def written_into_b(a, b):
    b[...] = np.maximum(a[:, np.newaxis], b)
    return b


@rowwise_maximum.misconception(
    "the result is made with the type of b: where b holds integers, a[i] loses its fraction"
)
def typed_like_b(a, b):
    result = np.empty_like(b)
    result[:] = np.maximum(a[:, np.newaxis], b)
    return result


@rowwise_maximum.misconception(
    "a loop, a comprehension or map goes from row to row; a[:, np.newaxis] lets numpy do all rows "
    "at once"
)
def loop_over_rows(a, b):
    return np.array([np.maximum(number, row) for number, row in zip(a, b)])


@rowwise_maximum.misconception(
    "a loop goes from column to column; a[:, np.newaxis] lets numpy do all of them at once"
)
def loop_over_columns(a, b):
    return np.stack([np.maximum(a, b[:, j]) for j in range(b.shape[1])], axis=1)


@rowwise_maximum.misconception(
    "each entry is handled by a step of Python, which is what np.vectorize does too; a[:, "
    "np.newaxis] lets numpy do all entries at once"
)
def loop_over_entries(a, b):
    return np.vectorize(lambda x, y: x if x > y else y, otypes=[float])(a[:, np.newaxis], b)


@rowwise_maximum.alternative("np.where")
def rowwise_by_where(a, b):
    return np.where(a[:, None] > b, a[:, None], b)


@rowwise_maximum.alternative("transposed there and back")
def rowwise_by_transposing(a, b):
    return np.maximum(a, b.T).T


@rowwise_maximum.alternative("np.clip with a lower limit for each row")
def rowwise_by_clip(a, b):
    return np.clip(b, a.reshape(-1, 1), None)


@rowwise_maximum.alternative("both stacked and reduced, in single precision")
def rowwise_by_stacking(a, b):
    repeated = np.repeat(a, b.shape[1]).reshape(b.shape)
    return np.stack([repeated, b]).astype(np.float32).max(axis=0)


# add_per_block -------------------------------------------------------------------------------

add_per_block = Exercise(broadcasting.add_per_block, points=6)


@add_per_block.check("b[i] is added to every entry of block i")
def _(add_per_block, rng):
    n, p, q = 2, 3, 4
    return add_per_block(rng.normal(size=(n, p, q)), rng.normal(size=n))


@add_per_block.check(
    "blocks of a single row",
    degenerate="with one row, numbers lined up with the rows fit as well and come out wrong",
)
def _(add_per_block, rng):
    n, q = 3, 4
    return add_per_block(rng.normal(size=(n, 1, q)), rng.normal(size=n))


@add_per_block.check("whole numbers beside real ones: nothing is cut off")
def _(add_per_block, rng):
    n, p, q = 4, 2, 3
    return add_per_block(rng.integers(-9, 10, size=(n, p, q)), rng.normal(size=n))


add_per_block.untouched(lambda rng: (rng.normal(size=(3, 2, 5)), rng.normal(size=3)))


@add_per_block.vectorised("no Python loop over the blocks")
def _(add_per_block, rng, n):
    p, q = 2, 3
    return add_per_block(rng.normal(size=(n, p, q)), rng.normal(size=n))


@add_per_block.vectorised("no Python loop inside a block")
def _(add_per_block, rng, p):
    n, q = 2, 3
    return add_per_block(rng.normal(size=(n, p, q)), rng.normal(size=n))


@add_per_block.misconception(
    "b (n,) is lined up with the last axis of a, because shapes are aligned from the right; two "
    "new axes at its end bring it to the first"
)
def along_the_last_axis(a, b):
    return a + b


@add_per_block.misconception(
    "b[:, np.newaxis] has shape (n, 1) and lines up with the middle axis of a; one more new axis "
    "brings it to the first"
)
def along_the_middle_axis(a, b):
    return a + b[:, np.newaxis]


@add_per_block.misconception(
    "the numbers go into the first row of each block only; every entry of the block gets b[i]"
)
def first_row_only(a, b):
    result = a.astype(float)
    result[:, 0, :] += b[:, np.newaxis]
    return result


@add_per_block.misconception("every block gets the sum of all numbers; block i gets its own, b[i]")
def adds_all_of_b(a, b):
    return a + b.sum()


@add_per_block.misconception("the blocks are multiplied by their numbers; the numbers are added")
def multiplies(a, b):
    return a * b[:, np.newaxis, np.newaxis]


@add_per_block.misconception(
    "each block is summed up to one number; the blocks stay and the result has the shape of a"
)
def sums_blocks(a, b):
    return a.sum(axis=(1, 2)) + b


@add_per_block.misconception(
    "a.T brings the blocks to the last axis, where b fits, and the result stays transposed; it "
    "has to be turned back"
)
def blocks_stay_transposed(a, b):
    return a.T + b


@add_per_block.misconception(
    "np.tile repeats b as a whole, so that its numbers alternate within a block; np.repeat "
    "repeats each number"
)
def tiled(a, b):
    return a + np.tile(b, a[0].size).reshape(a.shape)


@add_per_block.misconception("b takes part twice: each entry gets b[i] once")
def adds_twice(a, b):
    return a + 2 * b[:, np.newaxis, np.newaxis]


@add_per_block.misconception(
    "+= writes into a itself; the function returns a new array and leaves a alone"
)
def written_into_a(a, b):
    a += b[:, np.newaxis, np.newaxis]
    return a


@add_per_block.misconception(
    "the result is made with the type of a: where a holds integers, the sums lose their fraction"
)
def typed_like_a(a, b):
    result = np.zeros_like(a)
    result[:] = a + b[:, np.newaxis, np.newaxis]
    return result


@add_per_block.misconception(
    "a loop, a comprehension or map goes from block to block; b[:, np.newaxis, np.newaxis] lets "
    "numpy do all of them at once"
)
def loop_over_blocks(a, b):
    return np.array([block + number for block, number in zip(a, b)])


@add_per_block.misconception(
    "a loop goes over the rows within the blocks; with b of shape (n, 1, 1) numpy does them all "
    "at once"
)
def loop_within_blocks(a, b):
    rows = [a[:, j, :] + b[:, np.newaxis] for j in range(a.shape[1])]
    return np.stack(rows, axis=1)


@add_per_block.misconception(
    "each entry is added by a step of Python; with b of shape (n, 1, 1) numpy adds them all at once"
)
def loop_over_all_entries(a, b):
    result = np.zeros(a.shape)
    for i, j, k in np.ndindex(*a.shape):
        result[i, j, k] = a[i, j, k] + b[i]
    return result


@add_per_block.alternative("transposed there and back")
def blocks_by_transposing(a, b):
    return (a.T + b).T


@add_per_block.alternative("b reshaped to three axes, in single precision")
def blocks_by_reshaping(a, b):
    return a.astype(np.float32) + b.reshape(-1, 1, 1)


@add_per_block.alternative("each block flattened to a row")
def blocks_by_flattening(a, b):
    return (a.reshape(len(a), -1) + b[:, None]).reshape(a.shape)


@add_per_block.alternative("each number repeated over its block")
def blocks_by_repeating(a, b):
    return a + np.repeat(b, a.shape[1] * a.shape[2]).reshape(a.shape)
