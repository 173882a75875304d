# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Broadcasting
#
# Add a column of three numbers to a row of four, and numpy hands you a table of twelve. Nobody asked for a loop,
# nothing was copied by hand: numpy stretched both until their shapes agreed. This is **broadcasting**. It makes the
# code of a neural network short and fast. It also makes code wrong without a word, whenever shapes happen to fit in
# a way that you didn't mean.
#
# One rule decides everything. In this notebook you learn to predict it, to steer it, to run it backwards, and at the
# end you build a network of two layers with it.
#
# **How an exercise works.** The heading tells its points, its difficulty from 1 to 3 and about how many minutes it
# takes. Its first cell is a stub: replace `raise NotImplementedError` by your code, 15 lines at most. The cell below
# it holds examples; run it until it prints that they agree. The points come from the test cell, and *Also checked*
# says in words what that cell looks at beyond the examples. Stuck? Open *Help*. A picture that needs a function of
# yours says so and waits. The next two cells prepare the pictures; run them and read on.
#
# **What holds everywhere.**
# - Functions return new arrays and leave their arguments as they were.
# - Arrays may hold integers. Fractions in the result are kept, never cut off.
# - A result is made of numbers: `True` and `False` do not stand in for 1 and 0.
# - Sizes are free: where the text says $n$ or $d$, any size may come.
# - "No Python loop over the rows" means that Python's work must not grow with the number of rows. So no `for`, no
#   `while`, no comprehension, and none of the loops in disguise either: `map`, `np.vectorize`,
#   `np.apply_along_axis`, `np.fromfunction` over an indexing function.

# %% nbgrader="locked setup"
import time

import matplotlib.pyplot as plt
import numpy as np

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"


def close(result, expected):
    """Same shape and same numbers? (np.allclose alone broadcasts: it lets wrong shapes pass.)"""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected)


def attempt(show, *names):
    """Run show(), or say in one line which functions it waits for."""
    try:
        show()
    except NotImplementedError:
        plt.close("all")
        print(f"This cell waits for {', '.join(names)}. Come back when that is written.")
    except Exception as error:
        plt.close("all")
        print(f"This cell needs {', '.join(names)}. {type(error).__name__}: {error}")


# %% nbgrader="locked drawing"
TINTS = {BLUE: "#C5DFF0", ORANGE: "#FBE3B3", GREEN: "#BFE6DA", GREY: "#ECECEC"}


def canvas(width, height, size=0.46):
    """An empty picture measured in cells; rows count downwards, as in an array."""
    _, ax = plt.subplots(figsize=(width * size, height * size))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    return ax


def draw_cells(ax, values, x, y, colour, stored=True, label=""):
    """Draw a matrix with its upper left corner at (x, y); what isn't stored is dotted."""
    stored = np.broadcast_to(stored, np.shape(values))
    for (i, j), value in np.ndenumerate(values):
        fill, line, ink = (TINTS[colour], "-", "black") if stored[i, j] else ("white", ":", GREY)
        cell = plt.Rectangle((x + j, y + i), 1, 1, facecolor=fill, edgecolor=colour, linestyle=line)
        ax.add_patch(cell)
        ax.text(x + j + 0.5, y + i + 0.52, value, ha="center", va="center", color=ink)
    ax.text(x + np.shape(values)[1] / 2, y - 0.3, label, ha="center", va="bottom")


def draw_sheets(ax, array, shape, x, y, colour, label):
    """Draw an array stretched to the three-axis shape, sheet beside sheet."""
    padded = array.reshape((1,) * (3 - array.ndim) + array.shape)
    place = np.indices(shape)
    stored = np.all([(place[k] == 0) | (padded.shape[k] > 1) for k in range(3)], axis=0)
    ax.text(x - 0.4, y + shape[1] / 2, label, ha="right", va="center", linespacing=1.6)
    for i, sheet in enumerate(np.broadcast_to(padded, shape)):
        draw_cells(ax, sheet, x + i * (shape[2] + 0.8), y, colour, stored[i])


# %% [markdown]
# ## 1. A number meets an array
#
# The smallest broadcast is the one that you have used for years: `2 * v`. A number has the shape `()`, and it is
# stretched to whatever shape it meets.
#
# ### `relu` (4 points, difficulty 1, 5 minutes)
#
# A network needs something between its layers that isn't linear, or all of them would collapse into one. In this
# course that is nearly always the *rectified linear unit*: it lets positive numbers pass and blocks the others.
#
# $$\mathrm{relu}(z) = \max(0, z)$$
#
# entry by entry. $z$ has any shape, and the result has the same one. A Python number is welcome too, and gives a
# number.
#
# **Predict.** Python's own `max(0, z)` is right for a number. What will it do with an array of two numbers? Decide,
# then run the next cell.

# %%
z = np.array([-1.0, 2.0])
try:
    print(max(0, z))
except ValueError as error:
    print("ValueError:", error)

# %% nbgrader="solution relu"

# %% nbgrader="examples relu"
z = np.array([[-2.0, 0.0, 3.5], [4.0, -0.5, 1.0]])
h = relu(z)
assert np.shape(h) == (2, 3), (
    f"relu works entry by entry: expected an array of shape (2, 3), got {h!r}"
)
assert close(h, [[0, 0, 3.5], [4, 0, 1]]), (
    f"negative numbers become 0, all others stay as they are; you return\n{h}"
)
assert close(relu(-1.5), 0), f"a Python number gives a number: relu(-1.5) is 0, not {relu(-1.5)}"
assert close(relu(2.5), 2.5), f"positive numbers pass: relu(2.5) is 2.5, not {relu(2.5)}"
assert z[0, 0] == -2.0, "z itself has changed; relu has to return a new array"
print("relu: the examples agree")

# %% [markdown]
# Also checked: arrays with one, two and three axes, positive and negative Python numbers, integers and fractions, and
# that $z$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** You want to compare two things entry by entry, and one of them is the number 0. Numpy has a function
# for "the larger of two", and it broadcasts.
#
# **The common mistake.** `z[z < 0] = 0` computes the right numbers and destroys the caller's array on the way. It
# also fails for a Python number, which can't be indexed.
#
# **A worked twin.** To cap numbers at 6 from above, take the smaller of the number and 6:
# `np.minimum(np.array([4.0, 7.0, 6.5]), 6)` is `[4., 6., 6.]`. The 6 met all three entries.
#
# </details>

# %% nbgrader="test relu"

# %% [markdown]
# ## 2. The rule
#
# 1. Write the two shapes one below the other, aligned at the **right**.
# 2. Where a length is missing on the left, put a 1.
# 3. Go through the columns. Equal lengths stay. A 1 gives way to the other length, whatever that is. Anything else is
#    an error.
#
# With the shapes `(3, 1)` and `(1, 4)` there is nothing to fill in. In the first column the 1 gives way to 3, in the
# second to 4: the result has the shape `(3, 4)`.
#
# *A column of three numbers is repeated to the right, a row of four numbers is repeated downwards, and the two tables
# of three rows and four columns are added entry by entry.*

# %% nbgrader="locked picture_stretch"
a = np.array([[0], [10], [20]])
b = np.array([[1, 2, 3, 4]])
i, j = np.indices((3, 4))
ax = canvas(16, 4.2)
draw_cells(ax, np.broadcast_to(a, (3, 4)), 0.5, 1, BLUE, j == 0, "a  (3, 1)")
draw_cells(ax, np.broadcast_to(b, (3, 4)), 6, 1, ORANGE, i == 0, "b  (1, 4)")
draw_cells(ax, a + b, 11.5, 1, GREY, label="a + b  (3, 4)")
for x, sign in [(5.25, "+"), (10.75, "=")]:
    ax.text(x, 2.5, sign, ha="center", va="center", fontsize=16)

# %% [markdown]
# Solid cells are in memory. Dotted cells are not: numpy only reads a solid one again. You can see it in the
# *strides*, the number of bytes from one entry to the next along each axis. A stride of 0 walks on the spot.

# %%
a = np.array([[0], [10], [20]])
stretched = np.broadcast_to(a, (3, 4))
print(stretched)
print("shape", stretched.shape, " strides", stretched.strides)

# %% [markdown]
# Now two shapes of different length, `(3, 1, 1)` and `(3, 4)`. Aligned at the right, they read
#
#     a          3  1  1
#     b          1  3  4        the first 1 was filled in
#     a + b      3  3  4
#
# Many people expect the two 3s to find each other. They don't: one belongs to the first axis, the other to the
# second. The result is a stack of three tables.
#
# *Three rows of three tables each: in the first row every table repeats one number of a, in the second every table is
# the same b, and in the third each table is their sum.*

# %% nbgrader="locked picture_stack"
a = np.array([0, 20, 40]).reshape(3, 1, 1)
b = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
ax = canvas(17, 12)
draw_sheets(ax, a, (3, 3, 4), 3, 1, BLUE, "a\n(3, 1, 1)")
draw_sheets(ax, b, (3, 3, 4), 3, 4.8, ORANGE, "+   b\n(3, 4)")
draw_sheets(ax, a + b, (3, 3, 4), 3, 8.6, GREY, "=   a + b\n(3, 3, 4)")
for i in range(3):
    ax.text(5 + 4.8 * i, 0.6, f"table {i}", ha="center", color=GREY)

# %% [markdown]
# ### `broadcast_shape` (8 points, difficulty 2, 20 minutes)
#
# If you can write the rule down as a program, you have understood it. Your function tells the shape of a broadcast
# from the two shapes alone; no array is ever made.
#
# Let $a = (a_1, \dots, a_r)$ and $b = (b_1, \dots, b_r)$ be the shapes, after the shorter one has been filled up with
# 1s on its **left**. The result is the tuple $c = (c_1, \dots, c_r)$ with
#
# $$c_k = \begin{cases} a_k & \text{if } a_k = b_k \text{ or } b_k = 1, \\ b_k & \text{if } a_k = 1, \\
# \text{an error} & \text{otherwise.} \end{cases}$$
#
# Where the shapes don't fit, raise `ValueError`. A shape may be empty: `()` is the shape of a number. A length may be
# 0: an array of shape `(0, 3)` has no entries, but it broadcasts by the same rule.
#
# Don't ask numpy: no `np.broadcast_shapes`, `np.broadcast`, `np.broadcast_to` or `np.broadcast_arrays`, and no arrays
# built to see what happens. The two arguments are tuples of integers, and a loop over axes is fine.
#
# **Predict.** What comes out for `(5,)` with `(5, 1)`? For `(3,)` with `(3, 4)`? For `(1,)` with `(0,)`?
#
# <details><summary>Answer</summary>
#
# `(5, 5)`: the 5s stand in different columns, and each meets a 1. An error: 3 stands below 4. `(0,)`: the 1 gives way
# to the other length, whatever that is, so the larger of the two lengths is not always right.
#
# </details>

# %% nbgrader="solution broadcast_shape"

# %% nbgrader="examples broadcast_shape"
for a, b, expected in [
    ((3, 1), (1, 4), (3, 4)),
    ((3, 1, 1), (3, 4), (3, 3, 4)),
    ((2, 3), (3,), (2, 3)),
    ((), (2, 5), (2, 5)),
    ((1,), (0,), (0,)),
]:
    c = broadcast_shape(a, b)
    assert isinstance(c, tuple), f"a shape is a tuple; broadcast_shape({a}, {b}) returned {c!r}"
    assert c == expected, f"aligned at the right, {a} and {b} make {expected}; yours is {c}"
    assert broadcast_shape(b, a) == expected, (
        f"a and b may change places: {b} and {a} make {expected} too"
    )

for a, b in [((3, 4), (3,)), ((2, 1, 5), (3, 4))]:
    try:
        c = broadcast_shape(a, b)
    except ValueError:
        continue
    raise AssertionError(f"{a} and {b} don't fit: raise ValueError, don't return {c}")
print("broadcast_shape: the examples agree")

# %% [markdown]
# Also checked: shapes with none to four axes, either of the two being the shorter one, misfits in any column, lengths
# of 0, and lengths so large that no memory could hold the arrays.
#
# <details><summary>Help</summary>
#
# **A nudge.** Make both shapes equally long first. After that the rule looks at one pair of lengths at a time, and
# `zip` gives you the pairs.
#
# **The common mistake.** Filling up on the right, which aligns the shapes at the left. `(3,)` and `(2, 3)` then look
# like a misfit, though a row of three may be added to every table with three columns. Runner-up: `max(a_k, b_k)`
# without a look at whether they fit.
#
# **A worked twin.** Numbers on paper are aligned at the right as well. To add 125 and 98 digit by digit, fill up with
# zeros on the left:
#
# ```python
# one, other = [1, 2, 5], [9, 8]
# length = max(len(one), len(other))
# filled = [[0] * (length - len(digits)) + digits for digits in (one, other)]
# filled                    # [[1, 2, 5], [0, 9, 8]]
# list(zip(*filled))        # [(1, 0), (2, 9), (5, 8)]
# ```
#
# </details>

# %% nbgrader="test broadcast_shape"

# %% [markdown]
# ### `predict_shapes` (6 points, difficulty 1, 15 minutes)
#
# Most bugs with arrays are noticed far from the line that made them. If you predict shapes while you read, you find
# them on the spot.
#
# Besides the rule you need to know what changes a shape on purpose. Numpy fills up with 1s on the left and nowhere
# else; a 1 in any other place you put there yourself. And a *reduction*, like a sum over an axis, takes the axis
# away. With `a` of shape `(3,)` and `T` of shape `(2, 3)`:
#
# | expression | shape | |
# |---|---|---|
# | `a[np.newaxis, :]` | `(1, 3)` | a row |
# | `a[:, np.newaxis]` | `(3, 1)` | a column |
# | `a.reshape(1, 3, 1)` | `(1, 3, 1)` | a column for each table of a stack |
# | `T.sum(axis=1)` | `(2,)` | axis 1 is gone |
# | `T.sum(axis=1, keepdims=True)` | `(2, 1)` | axis 1 has length 1, ready to be stretched again |
# | `T.sum()`, `T.max()` | `()` | no axis is left: a number |
#
# `None` is short for `np.newaxis` between the brackets. New axes cost nothing: no number is copied.
#
# The next cell holds expressions, each with `...` in place of its answer. Replace every `...` by the shape of the
# result, a tuple, or by `None` where numpy raises an error instead. The shape of a number is `()`, and a tuple with
# one entry needs its comma: `(3,)`. Leave the lines below the table as they are: they stop the notebook while an
# answer is missing. Two entries of another table, worked out:
#
# ```python
# {
#     "np.ones((2, 3)) * 10": (2, 3),             # the number meets all six entries
#     "np.ones(2) + np.ones(3)": None,            # 2 stands below 3
# }
# ```
#
# Use pencil and paper, decide on all of them, and only then try them out in a cell of your own. Those that surprise
# you are worth more than the points.

# %% nbgrader="solution predict_shapes"

# %% nbgrader="examples predict_shapes"
still_open = [expression for expression, answer in predict_shapes.items() if answer is ...]
if still_open:
    raise NotImplementedError(
        f"{len(still_open)} predictions are still to be made, the first for {still_open[0]}"
    )
for expression, answer in predict_shapes.items():
    assert answer is None or isinstance(answer, tuple), (
        f"{expression}: write a tuple like (3, 4), (3,) or (), or None; not {answer!r}"
    )
print("predict_shapes: every prediction has the right form. Whether it is true, numpy knows.")

# %% [markdown]
# Also checked: nothing but your answers, in pairs, so that one answer for all of them earns nothing.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the shapes below one another, aligned at the right, and fill up with 1s. Then look at one column
# at a time.
#
# **The common mistake.** Pairing lengths because they are equal, rather than because they stand in the same column.
#
# **A worked twin.** `np.ones((4, 1, 2)) + np.ones((5, 1))`: the second shape is filled up to `(1, 5, 1)`. The columns
# are 4 with 1, 1 with 5, and 2 with 1, so the result has the shape `(4, 5, 2)`.
#
# </details>

# %% nbgrader="test predict_shapes"

# %% [markdown]
# ## 3. Stretch and reduce
#
# Reading shapes is one half, making them fit is the other. In the five exercises of this section the operation is
# always easy; what counts is where each array has its axes.
#
# ### `rowwise_maximum` (6 points, difficulty 2, 10 minutes)
#
# Each row of a table has a limit of its own, below which no entry may fall: the lowest price of each product, the
# threshold of each neuron. Every row has to meet its own number, and only that.
#
# *A column of three numbers stands beside a table of three rows; in the resulting table each entry is the larger of
# the table's entry and the number in front of its row, coloured by where it came from.*


# %% nbgrader="locked picture_rowwise"
def slow_rowwise_maximum(a, b):
    n, m = b.shape
    result = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            result[i, j] = max(a[i], b[i, j])
    return result


a = np.array([1, 5, 3])
b = np.array([[0, 2, 4, 1], [6, 2, 5, 9], [3, 3, 7, 0]])
result = slow_rowwise_maximum(a, b).astype(int)
ax = canvas(16, 4.2)
draw_cells(ax, [[1], [5], [3]], 1.5, 1, BLUE, label="a  (3,)")
draw_cells(ax, b, 3.5, 1, ORANGE, label="b  (3, 4)")
ax.annotate("", (10, 2.5), (8, 2.5), arrowprops={"arrowstyle": "->"})
ax.text(9, 2.25, "larger", ha="center")
draw_cells(ax, result, 10.5, 1, ORANGE, label="result  (3, 4)")
for i, j in np.argwhere(result > b):
    draw_cells(ax, [[result[i, j]]], 10.5 + j, 1 + i, BLUE)

# %% [markdown]
# The loop in the cell above runs, and it is the specification: $a$ has shape $(n,)$, $b$ has shape $(n, m)$, and the
# result has shape $(n, m)$ with
#
# $$\mathrm{result}_{ij} = \max(a_i, b_{ij}).$$
#
# Write it with **no Python loop over the rows or the columns**.
#
# **Predict.** What does `np.maximum(a, b)` do if $n = 3$ and $m = 4$? And, worse, if $n = m = 3$?
#
# <details><summary>Answer</summary>
#
# For `(3,)` and `(3, 4)` it is an error: 3 stands below 4. For `(3,)` and `(3, 3)` it runs, and is wrong: $a$ lies as
# a row on top of the table, so that number $i$ meets *column* $i$. Nothing warns you. Never test on square data.
#
# </details>

# %% nbgrader="solution rowwise_maximum"

# %% nbgrader="examples rowwise_maximum"
a = np.array([1, 5, 3])
b = np.array([[0, 2, 4, 1], [6, 2, 5, 9], [3, 3, 7, 0]])
result = rowwise_maximum(a, b)
assert np.shape(result) == (3, 4), (
    f"one entry for each entry of b: shape (3, 4), yours is {np.shape(result)}"
)
assert close(result[1], [6, 5, 5, 9]), (
    f"row 1 of b, [6 2 5 9], meets a[1] = 5 and becomes [6 5 5 9]; yours is {result[1]}"
)
assert close(result, slow_rowwise_maximum(a, b)), (
    f"the slow loop says something else; you return\n{result}"
)
assert close(rowwise_maximum(np.array([0.5, 1.5]), np.array([[1], [1]])), [[1], [1.5]]), (
    "max(1.5, 1) is 1.5: keep the fraction"
)
print("rowwise_maximum: the examples agree")

# %% [markdown]
# Also checked: other sizes, negative numbers, integers beside fractions, both arguments left as they were, and
# Python's work for ten times as many rows and for ten times as many columns.
#
# <details><summary>Help</summary>
#
# **A nudge.** Which shape must $a$ have to be drawn as the blue column of the picture? Aligned at the right with
# `(n, m)`, its length $n$ has to stand below $n$.
#
# **The common mistake.** `np.maximum(a, b)`, or its cousin `np.maximum(a, b.T).T`, which does work but makes the
# reader turn the page twice. Say what you mean: give $a$ the axis that it lacks.
#
# **A worked twin.** Prices in two currencies: `price` of shape `(3, 2)` holds three products in each, `rate` of
# shape `(3,)` one discount for each product. `rate[:, np.newaxis]` has shape `(3, 1)`, and
# `price * rate[:, np.newaxis]` multiplies row $i$ by `rate[i]`.
#
# </details>

# %% nbgrader="test rowwise_maximum"

# %% [markdown]
# ### `add_per_block` (6 points, difficulty 2, 10 minutes)
#
# A stack of images, and for each of them one number that makes it brighter or darker. Or, in a later notebook: a
# stack of tables, one for each sample of a batch, and one number for each sample. It is the picture of the three
# tables above, with a stack in place of the single `b`.
#
# $a$ has shape $(n, p, q)$: a stack of $n$ blocks. $b$ has shape $(n,)$. The result has shape $(n, p, q)$ with
#
# $$\mathrm{result}_{ijk} = a_{ijk} + b_i.$$


# %% nbgrader="locked slow_add_per_block"
def slow_add_per_block(a, b):
    n, p, q = a.shape
    result = np.zeros((n, p, q))
    for i in range(n):
        for j in range(p):
            for k in range(q):
                result[i, j, k] = a[i, j, k] + b[i]
    return result


# %% [markdown]
# Write it with **no Python loop over the blocks, their rows or their columns**.
#
# **Predict.** Let $a$ have shape `(2, 3, 4)` and $b$ shape `(2,)`. One of these runs: `a + b`, `a + b[:, None]`,
# `a + b[:, None, None]`. Which shape must $a$ have for the second one to run and be wrong?
#
# <details><summary>Answer</summary>
#
# Only the third runs here. `b[:, None]` has shape `(n, 1)`, which is read as `(1, n, 1)`: it fits where $p = n$, and
# then adds `b[j]` to *row* $j$ of every block.
#
# </details>

# %% nbgrader="solution add_per_block"

# %% nbgrader="examples add_per_block"
a = np.arange(24).reshape(2, 3, 4)
result = add_per_block(a, np.array([100, 200]))
assert np.shape(result) == (2, 3, 4), (
    f"the blocks keep their shape (2, 3, 4); yours is {np.shape(result)}"
)
assert close(result[0, 0], [100, 101, 102, 103]), (
    f"block 0 gets b[0] = 100 everywhere; its first row is {result[0, 0]}"
)
assert close(result[1, 2], [220, 221, 222, 223]), (
    f"block 1 gets b[1] = 200 everywhere; its last row is {result[1, 2]}"
)
assert a[0, 0, 0] == 0, "a itself has changed: `a += ...` writes into the caller's array"
b = np.array([0.5, -0.25])
assert close(add_per_block(a, b), slow_add_per_block(a, b)), (
    "integers plus fractions: the fractions have to survive"
)
print("add_per_block: the examples agree")

# %% [markdown]
# Also checked: other sizes, blocks with a single row, integers beside fractions, both arguments
# left as they were, and Python's work for ten times as many blocks and for ten times as large ones.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write `(n, p, q)` and, below it, the shape that $b$ should have. Where has the $n$ to stand? What
# stands in the other two places?
#
# **The common mistake.** One new axis where two are needed. Count: the shape has to be as long as that of $a$,
# because numpy adds axes on the left only, and that is where the $n$ has to be.
#
# **A worked twin.** One number for each *row position*, the same in all blocks: `c` of shape `(p,)` becomes
# `c[:, np.newaxis]` of shape `(p, 1)`, and numpy itself fills it up to `(1, p, 1)`. So `a + c[:, np.newaxis]` adds
# `c[j]` to row $j$ of every block.
#
# </details>

# %% nbgrader="test add_per_block"

# %% [markdown]
# ### `reduce_max` (6 points, difficulty 1, 10 minutes)
#
# Broadcasting makes arrays larger. A reduction makes them smaller: the sum of each column, the mean of each row, the
# largest of all. Two functions with nearly the same name stand on the two sides:
#
# - `np.maximum(a, b)` **compares** two arrays entry by entry. It broadcasts, and nothing gets smaller.
# - `np.max(a, axis)` **reduces** one array. The axis that you name is the one that disappears.
#
# *On the left a table of three rows and four columns with the maximum of each column below it, the maximum of each
# row beside it and the maximum of all in the corner; on the right the same table, as large as before, in which a
# dotted 4 has taken the place of every number below 4.*

# %% nbgrader="locked picture_reduce"
a = np.array([[3, -1, 7, 2], [5, 0, 1, 4], [-2, 6, -3, 8]])
ax = canvas(17, 6.4)
draw_cells(ax, a, 0.5, 1, GREY, label="a  (3, 4)")
draw_cells(ax, [a.max(axis=0)], 0.5, 4.3, BLUE)
draw_cells(ax, a.max(axis=1).reshape(3, 1), 4.8, 1, ORANGE)
draw_cells(ax, [[a.max()]], 4.8, 4.3, GREEN)
ax.text(2.5, 5.9, "np.max(a, axis=0)  (4,)", ha="center", color=BLUE)
ax.text(6, 2.5, "np.max(a, axis=1)\n(3,)", va="center", color="#8A5F00")
ax.text(6, 4.8, "np.max(a)  ()", va="center", color="#00684C")
draw_cells(ax, np.maximum(a, 4), 12.4, 1, GREY, a >= 4, "np.maximum(a, 4)  (3, 4)")

# %% [markdown]
# Write the reduction: `reduce_max(a, axis)` is the maximum over one axis. Let $a$ have shape $(s_0, \dots, s_{r-1})$.
# The result has the same shape without $s_\text{axis}$; for a table of shape $(n, m)$,
#
# $$\mathrm{reduce\_max}(a, 0)_j = \max_i a_{ij} \quad\text{of shape } (m,), \qquad
# \mathrm{reduce\_max}(a, 1)_i = \max_j a_{ij} \quad\text{of shape } (n,).$$
#
# A negative axis counts from the end: $-1$ is the last one. With `axis=None`, which is the default, the result is one
# number, the maximum of all. Any way is welcome, including numpy's own.
#
# **Predict.** With $a$ of shape $(3, 4)$, both `np.max(a, 1)` and `np.maximum(a, 1)` run. Which shapes come out?
#
# <details><summary>Answer</summary>
#
# `(3,)` and `(3, 4)`. In the first the 1 is an axis. In the second it is a number that every entry is compared with.
# Mixing them up raises no error.
#
# </details>

# %% nbgrader="solution reduce_max"

# %% nbgrader="examples reduce_max"
a = np.array([[3, -1, 7, 2], [5, 0, 1, 4], [-2, 6, -3, 8]])
columns, rows, everything = reduce_max(a, 0), reduce_max(a, 1), reduce_max(a)
assert close(columns, [5, 6, 7, 8]), (
    f"axis 0 disappears, one maximum for each column is left: [5 6 7 8], not {columns}"
)
assert close(rows, [7, 5, 8]), (
    f"axis 1 disappears, one maximum for each row is left: [7 5 8], not {rows}"
)
assert close(everything, 8), f"without an axis the result is one number, 8, not {everything}"
assert close(reduce_max(a, axis=-1), [7, 5, 8]), "axis -1 is the last one, here the same as axis 1"
assert close(reduce_max(np.array([-4.5, -2.5])), -2.5), (
    "all numbers may be negative: don't start the search at 0"
)
print("reduce_max: the examples agree")

# %% [markdown]
# Also checked: one to three axes, each of them in turn, counted from the front and from the end, arrays whose numbers
# are all negative, and that $a$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Look up the signature of `np.max`. What does it do with `axis=None`?
#
# **The common mistake.** Taking `axis=0` for "the maximum of each row". Read it as: axis 0 goes away. The rows are
# compared with one another, and what is left has one entry for each column.
#
# **A worked twin.** A reduction is a two-argument operation applied again and again. For the sum over axis 0:
# `total = a[0]`, then `for row in a[1:]: total = total + row`. Here `np.add.reduce(a, axis=0)` does the same, and
# `np.moveaxis(a, axis, 0)` brings any axis to the front.
#
# </details>

# %% nbgrader="test reduce_max"

# %% [markdown]
# ### `center` (6 points, difficulty 1, 10 minutes)
#
# First reduce, then stretch back: this pair of moves is everywhere in deep learning. Here it moves a cloud of points
# so that its mean is the origin, the first thing to do with most data.
#
# $X$ has shape $(n, d)$: $n$ samples with $d$ features, one sample in each row. From each column its own mean is
# taken away:
#
# $$\mathrm{center}(X)_{ij} = X_{ij} - \mu_j, \qquad \mu_j = \frac{1}{n} \sum_{k=1}^{n} X_{kj}.$$
#
# $\mu$ has shape $(d,)$, the result has shape $(n, d)$.


# %% nbgrader="locked slow_center"
def slow_center(X):
    n, d = X.shape
    result = np.zeros((n, d))
    for j in range(d):
        mean = sum(X[i, j] for i in range(n)) / n
        for i in range(n):
            result[i, j] = X[i, j] - mean
    return result


# %% [markdown]
# Write it with **no Python loop over the samples or the features**.
#
# **Predict.** Which shape has $\mu$, and does it need a new axis before it meets $X$? And the means of the *rows*, if
# you wanted to take those away?
#
# <details><summary>Answer</summary>
#
# $(d,)$ below $(n, d)$ fits as it is: numpy fills up on the left. The means of the rows have shape $(n,)$ and would
# need to be a column, $(n, 1)$. `X.mean(axis=1, keepdims=True)` gives them in this shape.
#
# </details>

# %% nbgrader="solution center"

# %% nbgrader="examples center"
X = np.array([[1, 10], [3, 20], [5, 60]])
result = center(X)
assert np.shape(result) == (3, 2), (
    f"every entry of X stays in its place: shape (3, 2), yours is {np.shape(result)}"
)
assert close(result[:, 0], [-2, 0, 2]), (
    f"column 0 has the mean 3: [1 3 5] becomes [-2 0 2]; yours is {result[:, 0]}"
)
assert close(result[:, 1], [-20, -10, 30]), (
    f"column 1 has the mean 30: it becomes [-20 -10 30]; yours is {result[:, 1]}"
)
assert X[0, 0] == 1, "X itself has changed: `X -= ...` writes into the caller's array"
X = np.array([[0, 1, 2], [1, 1, 0]])
assert close(center(X), slow_center(X)), (
    f"integers may have a mean like 0.5; keep the fraction. You return\n{center(X)}"
)
print("center: the examples agree")

# %% [markdown]
# *A cloud of points far from the origin, drawn as circles, and the same cloud as triangles after the move, with its
# mean at the origin.*


# %% nbgrader="locked picture_center"
def cloud():
    X = np.random.default_rng(3).normal(size=(80, 2)) * [1.2, 0.5] + [5, 3]
    moved = center(X)
    _, ax = plt.subplots(figsize=(7, 3.4))
    ax.axhline(0, color="lightgrey")
    ax.axvline(0, color="lightgrey")
    ax.scatter(X[:, 0], X[:, 1], color=BLUE, alpha=0.6, label="X")
    ax.scatter(moved[:, 0], moved[:, 1], color=ORANGE, marker="^", alpha=0.8, label="center(X)")
    ax.annotate("", (0, 0), X.mean(axis=0), arrowprops={"arrowstyle": "->", "linewidth": 1.5})
    ax.set(aspect="equal", xlabel="feature 0", ylabel="feature 1")
    ax.legend(loc="upper left")


attempt(cloud, "center")

# %% [markdown]
# Also checked: other sizes, more features than samples, $X$ left as it was, and Python's work for ten times as many
# samples and for ten times as many features.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two steps, one line each: reduce $X$ to the means of its columns, then subtract. Which axis has to
# disappear?
#
# **The common mistake.** `X - X.mean()`, which takes the mean of *all* entries away. It runs, because a number fits
# everything.
#
# **A worked twin.** To turn the rows of a table into shares that add up to 1, divide each row by its sum: `T /
# T.sum(axis=1, keepdims=True)`. For `T = np.array([[1, 3], [2, 2]])` the sums have shape `(2, 1)`, and the result is
# `[[0.25, 0.75], [0.5, 0.5]]`.
#
# </details>

# %% nbgrader="test center"

# %% [markdown]
# ### `pairwise_distances` (10 points, difficulty 2, 20 minutes)
#
# First stretch, then reduce: the other order, and the stronger one. Everything on the left meets everything on the
# right, and a sum collects the result. Nearest neighbours, clustering and, in a later notebook, the scores of an
# attention layer have this form.
#
# $A$ has shape $(n, d)$ and $B$ has shape $(m, d)$: $n$ points and $m$ points, each with $d$ features, its
# coordinates. The result has shape $(n, m)$ and holds every Euclidean distance between a point of $A$ and a point of
# $B$:
#
# $$D_{ij} = \sqrt{\sum_{k=1}^{d} (A_{ik} - B_{jk})^2}.$$


# %% nbgrader="locked slow_pairwise_distances"
def slow_pairwise_distances(A, B):
    n, m, d = len(A), len(B), A.shape[1]
    D = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            for k in range(d):
                D[i, j] += (A[i, k] - B[j, k]) ** 2
    return np.sqrt(D)


# %% [markdown]
# Write it with **no Python loop over the points of $A$, the points of $B$ or the coordinates**.
#
# **Predict.** Which shape has the array of all differences $A_{ik} - B_{jk}$? For 1,000 points, 1,000 points and 50
# coordinates, how many megabytes does it take, at 8 bytes a number?
#
# <details><summary>Answer</summary>
#
# $(n, m, d)$, one axis for each letter. $1000 \cdot 1000 \cdot 50$ numbers of 8 bytes are 400 megabytes, for a result
# of 8. Speed is paid for with memory; keep that in mind.
#
# </details>

# %% nbgrader="solution pairwise_distances"

# %% nbgrader="examples pairwise_distances"
A = np.array([[0, 0], [3, 0]])
B = np.array([[0, 4], [3, 4], [0, 0]])
D = pairwise_distances(A, B)
assert np.shape(D) == (2, 3), (
    f"one row for each point of A, one column for each of B: (2, 3), yours is {np.shape(D)}"
)
assert close(D[0, 1], 5), (
    f"from (0, 0) to (3, 4) it is 5, the hypotenuse over 3 and 4; D[0, 1] is {D[0, 1]}"
)
assert close(D, [[4, 5, 0], [5, 4, 3]]), f"expected [[4 5 0], [5 4 3]], got\n{D}"
A, B = np.array([[1.0], [2.5]]), np.array([[4.0], [0.0], [2.0], [2.5]])
assert close(pairwise_distances(A, B), slow_pairwise_distances(A, B)), (
    "points on a line have distances too: |a - b|"
)
print("pairwise_distances: the examples agree")

# %% [markdown]
# What are distances good for? Give every point of the plane the colour of the nearest of seven post offices, and a
# map of districts appears. The map takes one call of your function, with 10,800 points on one side and 7 on the
# other.
#
# *A rectangle divided by straight borders into seven coloured districts, each of which contains one numbered black
# dot.*


# %% nbgrader="locked picture_districts"
def districts():
    offices = np.array([[0.8, 1.5, 2.6, 3.2, 4.1, 4.6, 5.5], [2.2, 0.7, 1.9, 0.6, 2.4, 1.1, 0.5]]).T
    x, y = np.meshgrid(np.linspace(0, 6, 144), np.linspace(0, 3, 75))
    D = pairwise_distances(np.stack([x.ravel(), y.ravel()], axis=1), offices)
    _, ax = plt.subplots(figsize=(7, 3.5))
    nearest = D.argmin(axis=1).reshape(x.shape)
    ax.imshow(nearest, origin="lower", extent=(0, 6, 0, 3), cmap="Pastel2", vmax=7)
    for number, (east, north) in enumerate(offices):
        lead = D[:, number] - np.delete(D, number, axis=1).min(axis=1)
        ax.contour(x, y, lead.reshape(x.shape), levels=[0], colors=GREY, linewidths=1)
        ax.plot(east, north, "ko", markersize=4)
        ax.annotate(number, (east, north), xytext=(5, 4), textcoords="offset points")
    ax.axis("off")


attempt(districts, "pairwise_distances")

# %% [markdown]
# Also checked: other sizes, more coordinates than points, integers, points that lie on one another (their distance is
# 0), both arguments left as they were, and Python's work for ten times as many points in $A$, in $B$, and ten times
# as many coordinates.
#
# <details><summary>Help</summary>
#
# **A nudge.** The differences have the axes $(i, j, k)$. $A$ knows nothing of $j$, and $B$ knows nothing of $i$: each
# gets an axis of length 1 in that place. What happens to $k$ afterwards?
#
# **The common mistake.** `A - B`, which pairs row $i$ of $A$ with row $i$ of $B$, or fails. Or a sum over the wrong
# axis: for $n = 2$, $m = 3$ and $d = 2$, a result of shape $(3, 2)$ has lost the points of $A$ instead of the
# coordinates. If you expand the square to save memory, rounding may leave something like $-10^{-16}$ under the root,
# and the root of that is `nan`.
#
# **A worked twin.** How often does each word occur? `text` has shape `(6,)`, `words` has shape `(3,)`, both hold
# numbers of words. `text[:, None] == words[None, :]` has shape `(6, 3)`: every position meets every word. Summed over
# axis 0 that is one count for each word.
#
# </details>

# %% nbgrader="test pairwise_distances"

# %% [markdown]
# ## 4. Backwards
#
# ### `unbroadcast` (10 points, difficulty 3, 25 minutes)
#
# A network learns from gradients, and gradients run backwards through every operation, broadcasting included. What is
# the way back from a stretch?
#
# Say that $x$ of shape $(1, 4)$ was stretched to $(3, 4)$. Then $x_{0j}$ was used three times. If the loss changes by
# $g_{0j}$, $g_{1j}$ and $g_{2j}$ for each unit added in the three places, then a unit added to $x_{0j}$ reaches all
# three at once, and the loss changes by $g_{0j} + g_{1j} + g_{2j}$. **The way back from copying is summing.** You
# will also meet the mirror image: the way back from a sum hands its one gradient to all that were added, which is
# copying.
#
# *Above, a row of four numbers is copied into three rows; below, with the arrow reversed, a table of three rows is
# summed into one row of four.*

# %% nbgrader="locked picture_unbroadcast"
x = np.array([[5, 6, 7, 8]])
g = np.array([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
sums = [[0 + 4 + 8, 1 + 5 + 9, 2 + 6 + 10, 3 + 7 + 11]]
first_row = np.array([[True], [False], [False]])
ax = canvas(16, 9)
draw_cells(ax, x, 2, 2, BLUE, label="x  (1, 4)")
draw_cells(ax, np.broadcast_to(x, (3, 4)), 10, 1, BLUE, first_row, "x, stretched  (3, 4)")
draw_cells(ax, sums, 2, 6.5, ORANGE, label="gradient of x  (1, 4)")
draw_cells(ax, g, 10, 5.5, ORANGE, label="g  (3, 4)")
for y, start, end, word in [(2.5, 6.6, 9.4, "copy"), (7, 9.4, 6.6, "sum")]:
    ax.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "->", "linewidth": 1.5})
    ax.text(8, y - 0.25, word, ha="center")

# %% [markdown]
# In general: $x$ of the given shape was broadcast to the shape of $g$. `unbroadcast(g, shape)` returns an array of
# that shape, in which entry $j$ is the sum of $g$ over all places that hold a copy of $x_j$:
#
# $$\mathrm{unbroadcast}(g)_j = \sum_{i \,:\, i \text{ is a copy of } j} g_i.$$
#
# Two things can have happened on the way to $g$, in any combination. Axes of length 1 were stretched: the sum leaves
# them with length 1. Axes were put in front: the sum takes them away. If nothing happened, the result is an equal
# array, but a new one: writing into it must not change $g$.
#
# In the language of linear algebra, stretching is a linear map $x \mapsto Sx$, and you are writing its transpose, the
# *adjoint*. It is the only one for which, with all products summed up,
#
# $$\sum_i g_i\, (Sx)_i = \sum_j (S^\top g)_j\, x_j \qquad\text{for every } x \text{ and } g.$$
#
# The examples test this equation. A loop over the axes is fine; you won't need one over the entries of $g$.
#
# **Predict.** $g$ has shape $(2, 3, 4)$ and $x$ had shape $(3, 1)$. How many entries of $g$ go into each entry of the
# result?
#
# <details><summary>Answer</summary>
#
# 24 entries go into 3 sums: 8 each. The axis of length 2 was put in front, the axis of length 4 was stretched.
#
# </details>

# %% nbgrader="solution unbroadcast"

# %% nbgrader="examples unbroadcast"
g = np.arange(12).reshape(3, 4)
for shape, expected in [
    ((1, 4), [[12, 15, 18, 21]]),
    ((3, 1), [[6], [22], [38]]),
    ((4,), [12, 15, 18, 21]),
    ((1, 1), [[66]]),
    ((), 66),
    ((3, 4), g),
]:
    result = unbroadcast(g, shape)
    assert np.shape(result) == shape, (
        f"unbroadcast(g, {shape}) has to have the shape {shape}, not {np.shape(result)}"
    )
    assert close(result, expected), f"unbroadcast(g, {shape}): expected {expected}, got {result}"
result[0, 0] = 99
assert g[0, 0] == 0, (
    "with equal shapes too the result is a new array; writing into yours has changed g"
)

rng = np.random.default_rng(0)
for shape, stretched in [((3, 1), (2, 3, 4)), ((1, 5), (2, 3, 5)), ((1, 3, 1), (2, 3, 4))]:
    x, g = rng.normal(size=shape), rng.normal(size=stretched)
    left, right = np.sum(g * np.broadcast_to(x, stretched)), np.sum(unbroadcast(g, shape) * x)
    assert close(left, right), (
        f"from {stretched} back to {shape}: the two sums differ, {left:.4f} and {right:.4f}"
    )
print("unbroadcast: the examples agree")

# %% [markdown]
# Also checked: up to four axes, several of them summed at once, axes that have length 1 in $g$ as well, and that $g$
# stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two steps. First, `g.ndim - len(shape)` axes were put in front: sum over them. Now the shapes are
# equally long. Then find the axes in which `shape` says 1, and sum over those so that they stay.
#
# **The common mistake.** Forgetting `keepdims=True` in the second step. From $(3, 4)$ back to $(3, 1)$ you get
# $(3,)$, and the next broadcast reads that as a row. Runner-up: returning $g$ itself where the shapes are equal.
#
# **A worked twin.** `np.repeat(x, 3)` copies each entry three times in a row: $(x_0, x_0, x_0, x_1, x_1, x_1)$. Its
# adjoint adds three neighbours: `g.reshape(-1, 3).sum(axis=1)`. For `g = np.array([1, 2, 3, 10, 20, 30])` that is
# `[6, 60]`.
#
# </details>

# %% nbgrader="test unbroadcast"

# %% [markdown]
# ## 5. Three ways to multiply matrices
#
# The product of matrices is the workhorse of every network. It is a stretch and a reduction in one, and you can cut
# it in three ways. They compute the same numbers, and cost very different things. In all three,
# $A$ has shape $(p, q)$, $B$ has shape $(q, r)$, and the product $C$ has shape $(p, r)$:
#
# $$C_{ij} = \sum_{k=1}^{q} A_{ik} B_{kj}.$$
#
# In the next three exercises numpy must not do it for you: no `@`, `np.matmul`, `np.dot`, `np.vdot`, `np.inner`,
# `np.einsum` or `np.tensordot`, nor a method of an array by one of these names.
#
# ### `matmul_triple_loop` (6 points, difficulty 1, 10 minutes)
#
# The formula has three letters, so the first way has three loops. Start with $C$ full of zeros, and for each $i$, $j$
# and $k$
#
# $$C_{ij} \leftarrow C_{ij} + A_{ik} B_{kj}.$$
#
# Here the loops are **required**: one number is multiplied with one number, in a Python loop over $i$, over $j$ and
# over $k$. This is the slow specification of the two exercises that follow.
#
# **Predict.** How many multiplications does that take for shapes $(3, 4)$ and $(4, 5)$? And how many if all three
# lengths grow tenfold?
#
# <details><summary>Answer</summary>
#
# $3 \cdot 4 \cdot 5 = 60$; tenfold lengths take a thousand times as many, 60,000.
#
# </details>

# %% nbgrader="solution matmul_triple_loop"

# %% nbgrader="examples matmul_triple_loop"
A = np.array([[1, 2, 3], [4, 5, 6]])
B = np.array([[1, 0, 2, 0], [0, 1, 0, 3], [1, 1, 0, 0]])
C = matmul_triple_loop(A, B)
assert np.shape(C) == (2, 4), f"(2, 3) times (3, 4) makes (2, 4); yours is {np.shape(C)}"
assert close(C[0, 0], 4), f"C[0, 0] = 1*1 + 2*0 + 3*1 = 4; yours is {C[0, 0]}"
assert close(C, [[4, 5, 2, 6], [10, 11, 8, 15]]), f"expected [[4 5 2 6], [10 11 8 15]], got\n{C}"
assert close(matmul_triple_loop(np.array([[1, 1]]), np.array([[0.5], [0.25]])), [[0.75]]), (
    "0.5 + 0.25 is 0.75: keep fractions"
)
print("matmul_triple_loop: the examples agree")

# %% [markdown]
# Also checked: other sizes, integers beside fractions, both arguments left as they were, that Python takes a step for
# each of the $p\,q\,r$ products, and that nothing of the list above is used.
#
# <details><summary>Help</summary>
#
# **A nudge.** `A.shape` and `B.shape` tell the three lengths. Make $C$ with `np.zeros`, then three nested `for`.
#
# **The common mistake.** `C[i, j] = ...` where `+=` is meant: only the last $k$ survives. Or `np.zeros_like(A)`,
# which has the wrong shape, and for integers cuts fractions off.
#
# **A worked twin.** A matrix times a vector, $y_i = \sum_k A_{ik} v_k$, with two loops:
#
# ```python
# y = np.zeros(2)
# for i in range(2):
#     for k in range(3):
#         y[i] += A[i, k] * v[k]
# ```
#
# </details>

# %% nbgrader="test matmul_triple_loop"

# %% [markdown]
# ### `matmul_outer` (6 points, difficulty 2, 10 minutes)
#
# Put the loop over $k$ outside, and look at what is left inside: column $k$ of $A$ and row $k$ of $B$, every entry of
# one times every entry of the other. That is a multiplication table, also called an *outer product*. The product of
# two matrices is a sum of multiplication tables.
#
# *Two multiplication tables with a column of A on the left and a row of B on top are added, and the sum is the
# product of A and B.*

# %% nbgrader="locked picture_outer"
A = np.array([[1, 4], [2, 5], [3, 6]])
B = np.array([[1, 2, 0, 3], [2, 1, 1, 0]])
ax = canvas(18, 5.2, size=0.44)
total = np.zeros((3, 4), dtype=int)
for k in range(2):
    table = np.array([[A[i, k] * B[k, j] for j in range(4)] for i in range(3)])
    x = 0.4 + 6.4 * k
    draw_cells(ax, [[A[i, k]] for i in range(3)], x, 2, BLUE)
    draw_cells(ax, [B[k]], x + 1.2, 0.8, ORANGE)
    draw_cells(ax, table, x + 1.2, 2, GREY)
    ax.text(x + 5.8, 3.5, "+="[k], ha="center", va="center", fontsize=16)
    ax.text(x + 0.5, 1.7, f"A[:, {k}]", ha="center", color=BLUE, fontsize=9)
    ax.text(x + 3.2, 0.6, f"B[{k}]", ha="center", color="#8A5F00", fontsize=9)
    total = total + table
draw_cells(ax, total, 13.2, 2, GREEN, label="C")

# %% [markdown]
# With $A_{:k}$ for column $k$ of $A$, of shape $(p,)$, and $B_{k:}$ for row $k$ of $B$, of shape $(r,)$:
#
# $$C = \sum_{k=1}^{q} A_{:k} \otimes B_{k:}, \qquad (u \otimes v)_{ij} = u_i v_j \quad\text{of shape } (p, r).$$
#
# Write one loop, over $k$, and **no Python loop over $i$ or $j$**. The ban on `@` and the others holds; `np.outer` is
# allowed, and a broadcast does as well.
#
# **Predict.** Which two shapes do a column and a row need, so that `*` makes a table of shape $(p, r)$? You saw it in
# the first picture of section 2.

# %% nbgrader="solution matmul_outer"

# %% nbgrader="examples matmul_outer"
C = matmul_outer(np.array([[1], [2], [3]]), np.array([[10, 20]]))
assert close(C, [[10, 20], [20, 40], [30, 60]]), (
    f"one column times one row is a multiplication table; yours is\n{C}"
)
A = np.array([[1, 4], [2, 5], [3, 6]])
B = np.array([[1, 2, 0, 3], [2, 1, 1, 0]])
C = matmul_outer(A, B)
assert np.shape(C) == (3, 4), f"(3, 2) times (2, 4) makes (3, 4); yours is {np.shape(C)}"
assert close(C[0], [9, 6, 4, 3]), f"row 0: 1*[1 2 0 3] + 4*[2 1 1 0] = [9 6 4 3]; yours is {C[0]}"
assert close(C, [[9, 6, 4, 3], [12, 9, 5, 6], [15, 12, 6, 9]]), (
    f"compare with C in the picture; yours is\n{C}"
)
print("matmul_outer: the examples agree")

# %% [markdown]
# Also checked: other sizes, more tables than rows and columns, integers beside fractions, both arguments left as they
# were, and that nothing of the list above is used.
#
# <details><summary>Help</summary>
#
# **A nudge.** Start with $C$ full of zeros, of shape $(p, r)$. What is added in step $k$ has the same shape.
#
# **The common mistake.** `A[:, k] * B[k, :]`: two arrays with one axis each are aligned with each other, which fails
# or, where $p = r$, multiplies in pairs. One of them has to stand upright.
#
# **A worked twin.** The table of all *sums* of two dice: `die = np.arange(1, 7)`, then
# `die[:, np.newaxis] + die[np.newaxis, :]` has shape `(6, 6)`, with 2 in one corner and 12 in the other.
#
# </details>

# %% nbgrader="test matmul_outer"

# %% [markdown]
# ### `matmul_broadcast` (8 points, difficulty 2, 15 minutes)
#
# The third way makes all multiplication tables at once, $q$ of them, and adds them up in one reduction. You have done
# this before, for distances: everything meets everything, then one axis disappears.
#
# $$T_{ikj} = A_{ik} B_{kj} \quad\text{of shape } (p, q, r), \qquad
# C_{ij} = \sum_{k=1}^{q} T_{ikj} \quad\text{of shape } (p, r).$$
#
# To make $T$, $A$ takes part with shape $(p, q, 1)$ and $B$ with shape $(1, q, r)$; the sum runs over the middle
# axis. Write **no Python loop at all**. The ban on `@` and the others holds.
#
# **Predict.** $A$ and $B$ have shape $(1000, 1000)$. How large is $T$, at 8 bytes a number?
#
# <details><summary>Answer</summary>
#
# A thousand million numbers, 8 gigabytes, for a product of 8 megabytes. Don't try it.
#
# </details>

# %% nbgrader="solution matmul_broadcast"

# %% nbgrader="examples matmul_broadcast"
A = np.array([[1, 2, 3], [4, 5, 6]])
B = np.array([[1, 0, 2, 0], [0, 1, 0, 3], [1, 1, 0, 0]])
C = matmul_broadcast(A, B)
assert np.shape(C) == (2, 4), (
    f"(2, 3) times (3, 4) makes (2, 4): the middle axis goes away; yours is {np.shape(C)}"
)
assert close(C[1], [10, 11, 8, 15]), (
    f"row 1: 4*[1 0 2 0] + 5*[0 1 0 3] + 6*[1 1 0 0] = [10 11 8 15]; yours is {C[1]}"
)
assert close(C, [[4, 5, 2, 6], [10, 11, 8, 15]]), f"expected [[4 5 2 6], [10 11 8 15]], got\n{C}"
assert close(matmul_broadcast(np.array([[2]]), np.array([[5]])), [[10]]), (
    "1 by 1: the result is still a matrix, [[10]]"
)
print("matmul_broadcast: the examples agree")

# %% [markdown]
# Also checked: other sizes, integers beside fractions, both arguments left as they were, Python's work when $p$, $q$
# or $r$ grows tenfold, and that nothing of the list above is used.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three letters, three axes, in the order $i$, $k$, $j$. $A$ has no $j$, $B$ has no $i$.
#
# **The common mistake.** Letting numpy fill up: `A * B` with shapes $(p, q)$ and $(q, r)$ pairs $q$ with $r$. And a
# sum over the last axis, which adds up the columns of $B$ and leaves a result of shape $(p, q)$.
#
# **A worked twin.** The largest product instead of the sum of the products: with $T$ as above, `T.max(axis=1)` has
# shape $(p, r)$. Whatever the reduction is, it acts on the axis that both matrices share.
#
# </details>

# %% nbgrader="test matmul_broadcast"

# %% [markdown]
# **What each way costs.** All three multiply $p\,q\,r$ times. What differs is who does the counting, Python or numpy,
# and how many numbers have to be in memory at once besides $A$ and $B$. The next cell multiplies $(80, 40)$ by $(40,
# 90)$.


# %% nbgrader="locked show_costs"
def seconds(function, *arguments):
    """The shortest time of a call, out of three or more; fewer if they are slow."""
    times = []
    while sum(times) < 0.002 or (len(times) < 3 and sum(times) < 0.02):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


def cost(name, multiply, steps, numbers):
    rng = np.random.default_rng(0)
    took = seconds(multiply, rng.normal(size=(p, q)), rng.normal(size=(q, r)))
    print(f"{name:20}{steps:>12,}{numbers:>20,}{1000 * took:>16.3f}")


p, q, r = 80, 40, 90
print(f"{'':20}{'Python steps':>12}{'numbers in memory':>20}{'milliseconds':>16}")
attempt(lambda: cost("three loops", matmul_triple_loop, p * q * r, p * r), "matmul_triple_loop")
attempt(lambda: cost("outer products", matmul_outer, q, 2 * p * r), "matmul_outer")
attempt(lambda: cost("one broadcast", matmul_broadcast, 1, p * q * r + p * r), "matmul_broadcast")
attempt(lambda: cost("A @ B", np.matmul, 1, p * r), "numpy")

# %% [markdown]
# Python's steps are the expensive part: without them the product comes hundreds of times faster. But the fewest steps
# are not always best. The outer products take forty, the big broadcast one, and yet they take about as long, because
# a small table stays in the processor's cache, while a large stack has to go through memory. With larger matrices the
# outer products win. And nothing beats `@`, which runs code made for this one job. From here on, use `@`.
#
# ## 6. A network with two layers
#
# Everything is in place. A network takes $n$ samples with $d$ features each, as the rows of $X$, and gives each of
# them $K$ scores, one for each class. In between it has $m$ hidden units.
#
# *First line: X times W1 plus the row b1, stretched over all samples, gives h after relu; second line: h times W2
# plus the row b2, stretched in the same way, gives the scores z.*


# %% nbgrader="locked picture_network"
def network_of_shapes(n=6, d=3, m=5, K=2):
    X, h, z = ("X\n(n, d)", n, d, GREY), ("h\n(n, m)", n, m, GREEN), ("z\n(n, K)", n, K, GREEN)
    W1, b1 = ("W1\n(d, m)", d, m, BLUE), ("b1\n(m,)", n, m, ORANGE)
    W2, b2 = ("W2\n(m, K)", m, K, BLUE), ("b2\n(K,)", n, K, ORANGE)
    first_row = np.arange(n)[:, np.newaxis] == 0
    ax = canvas(26, 18.2, size=0.3)
    for y, arrays, signs in [(2.6, (X, W1, b1, h), "@+→"), (11.8, (h, W2, b2, z), "@+=")]:
        x = 0.6
        for (label, rows, columns, colour), sign in zip(arrays, signs + " "):
            stored = first_row if colour == ORANGE else True
            top, blank = y + (n - rows) / 2, np.full((rows, columns), "")
            draw_cells(ax, blank, x, top, colour, stored, label)
            ax.text(x + columns + 1.1, y + n / 2, sign, ha="center", va="center", fontsize=15)
            x += columns + 2.2
    ax.text(19.1, 4.9, "relu", ha="center", fontsize=10)


network_of_shapes()

# %% [markdown]
# ### `init_params` (5 points, difficulty 1, 10 minutes)
#
# Before a network can learn, its numbers need a start, and a random one, or all hidden units would remain equal for
# ever. It should be the *same* random start for all of us, or nobody could compare results.
#
# With $d$ = `input_dim`, $m$ = `hidden_dim` and $K$ = `output_dim`, return a dictionary with four arrays:
#
# | key | shape | |
# |---|---|---|
# | `"W1"` | `(d, m)` | weights of the hidden layer |
# | `"b1"` | `(m,)` | biases of the hidden layer |
# | `"W2"` | `(m, K)` | weights of the output layer |
# | `"b2"` | `(K,)` | biases of the output layer |
#
# Call `np.random.seed(0)` first. Then draw all four with `np.random.randn`, **in this order**.
#
# **Predict.** You call `init_params(2, 3, 4)` twice. Are the weights equal? And if you draw `b1` before `W1`?
#
# <details><summary>Answer</summary>
#
# Equal: the seed is set anew in each call. A generator hands out one fixed stream of numbers, so if `b1` comes first,
# it gets the numbers that were meant for the beginning of `W1`, and everything is shifted.
#
# </details>

# %% nbgrader="solution init_params"

# %% nbgrader="examples init_params"
theta = init_params(2, 3, 4)
assert sorted(theta) == ["W1", "W2", "b1", "b2"], (
    f"the keys are W1, b1, W2 and b2; yours are {sorted(theta)}"
)
for name, shape in [("W1", (2, 3)), ("b1", (3,)), ("W2", (3, 4)), ("b2", (4,))]:
    assert np.shape(theta[name]) == shape, (
        f"{name} has to have the shape {shape}; yours is {np.shape(theta[name])}"
    )
assert close(theta["W1"][0, 0], 1.764052345967664), (
    "the first number after np.random.seed(0) is 1.764..., and it is W1[0, 0]"
)
assert close(theta["b1"][0], 0.9500884175255894), (
    "W1 takes six numbers from the stream; b1[0] is the seventh, 0.950..."
)
assert close(theta["b2"][3], 2.2697546239876076), (
    "b2[3] is number 6 + 3 + 12 + 4 = 25 of the stream, 2.269..."
)
print("init_params: the examples agree")

# %% [markdown]
# Also checked: other sizes, every number of all four arrays, and that a second call gives the same ones.
#
# <details><summary>Help</summary>
#
# **A nudge.** `np.random.randn(2, 3)` draws a table of two rows, `np.random.randn(3)` a single row of three.
#
# **The common mistake.** Biases of shape $(1, m)$. They would broadcast just as well today, and give gradients of
# another shape tomorrow. Here they have one axis.
#
# **A worked twin.** Two arrays in a dictionary, drawn in a fixed order from another distribution:
#
# ```python
# np.random.seed(7)
# coin = {"first": np.random.rand(2, 5), "second": np.random.rand(5)}
# ```
#
# Python evaluates the entries from left to right, so `first` gets the first ten numbers.
#
# </details>

# %% nbgrader="test init_params"

# %% [markdown]
# ### `forward` (8 points, difficulty 2, 15 minutes)
#
# From samples to scores, in two lines:
#
# $$h = \mathrm{relu}(X W_1 + b_1), \qquad z = h W_2 + b_2.$$
#
# $X$ has shape $(n, d)$; $W_1$ $(d, m)$, $b_1$ $(m,)$, $W_2$ $(m, K)$ and $b_2$ $(K,)$ come from the dictionary
# `theta`, with the keys `"W1"`, `"b1"`, `"W2"` and `"b2"`. Return the pair $(h, z)$: the hidden layer **after** its
# relu, of shape $(n, m)$, and the scores, of shape $(n, K)$. The scores pass through no relu.
#
# Write **no Python loop over the samples, the features, the hidden units or the classes**. You may use your `relu`,
# and `@` is back. If your `relu` should be wrong, that costs no points here: this exercise is tested with a right
# one.
#
# **Predict.** $X W_1$ has shape $(n, m)$ and $b_1$ has shape $(m,)$. Is a new axis needed, and does $b_1$ belong to
# the samples or to the hidden units?
#
# <details><summary>Answer</summary>
#
# No axis is needed: $m$ stands below $m$, and every sample gets the same row of biases. One bias belongs to one
# hidden unit.
#
# </details>

# %% nbgrader="solution forward"

# %% nbgrader="examples forward"
X = np.array([[1, 0], [0, 1], [1, 1], [-1, 2]])
theta = {
    "W1": np.array([[1, -1, 2], [0, 1, -1]]),
    "b1": np.array([0, 1, -1]),
    "W2": np.array([[1, 0], [2, 1], [3, -1]]),
    "b2": np.array([10, 20]),
}
h, z = forward(X, theta)
assert np.shape(h) == (4, 3), (
    f"h has a row for each sample, a column for each hidden unit: (4, 3), not {np.shape(h)}"
)
assert np.shape(z) == (4, 2), (
    f"z has a row for each sample, a column for each class: (4, 2), not {np.shape(z)}"
)
assert close(h[3], [0, 4, 0]), (
    f"sample 3: [-1 3 -4] + [0 1 -1] = [-1 4 -5], after relu [0 4 0]; your h[3] is {h[3]}"
)
assert close(h, [[1, 0, 1], [0, 2, 0], [1, 1, 0], [0, 4, 0]]), f"h is off; yours is\n{h}"
assert close(z[0], [14, 19]), (
    f"sample 0: [1 0 1] @ W2 = [4 -1], plus b2 that is [14 19]; your z[0] is {z[0]}"
)
assert close(z, [[14, 19], [14, 22], [13, 21], [18, 24]]), f"z is off; yours is\n{z}"
print("forward: the examples agree")

# %% [markdown]
# Also checked: other sizes, negative scores, integers in $X$ beside fractions in `theta`, both left as they were, and
# Python's work for ten times as many samples and for ten times as many hidden units.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the shapes below the formula before you type: $(n, d)$ times $(d, m)$, plus $(m,)$. Every symbol
# of the formula is one symbol of code.
#
# **The common mistake.** Returning $X W_1 + b_1$ as $h$, before the relu; or a relu around $z$, which makes all
# negative scores 0.
#
# **A worked twin.** One layer with $\tanh$ instead of relu, for three samples: `T = np.tanh(X @ V + c)` with $X$ $(3,
# 2)$, $V$ $(2, 5)$ and $c$ $(5,)$ has shape $(3, 5)$.
#
# </details>

# %% nbgrader="test forward"

# %% [markdown]
# ### `forward_nonvectorized` (5 points, difficulty 1, 10 minutes)
#
# The same network, as one would write it without broadcasting: a row at a time. You need it once, to see what it
# costs.
#
# For each sample $x_i$, row $i$ of $X$, of shape $(d,)$,
#
# $$h_i = \mathrm{relu}(x_i W_1 + b_1) \quad\text{of shape } (m,), \qquad
# z_i = h_i W_2 + b_2 \quad\text{of shape } (K,).$$
#
# Return the pair $(h, z)$ with the same shapes as before, $(n, m)$ and $(n, K)$, as arrays. Here the Python loop over
# the samples is **required**; within a row, use `@`. `relu` may be used as before, and `forward` on one row at a time:
# right ones stand in for yours here.
#
# **Predict.** Both functions do the same multiplications. By which factor is this one slower with 10 samples? With
# 1,000? Write your guess down; the last but one picture has the answer.

# %% nbgrader="solution forward_nonvectorized"

# %% nbgrader="examples forward_nonvectorized"
X = np.array([[1, 0], [0, 1], [1, 1], [-1, 2]])
theta = {
    "W1": np.array([[1, -1, 2], [0, 1, -1]]),
    "b1": np.array([0, 1, -1]),
    "W2": np.array([[1, 0], [2, 1], [3, -1]]),
    "b2": np.array([10, 20]),
}
h, z = forward_nonvectorized(X, theta)
assert np.shape(h) == (4, 3), (
    f"collect the rows of h in one array of shape (4, 3); yours is {np.shape(h)}"
)
assert np.shape(z) == (4, 2), (
    f"collect the rows of z in one array of shape (4, 2); yours is {np.shape(z)}"
)
assert close(h, [[1, 0, 1], [0, 2, 0], [1, 1, 0], [0, 4, 0]]), (
    f"h has to be the same as from forward; yours is\n{h}"
)
assert close(z, [[14, 19], [14, 22], [13, 21], [18, 24]]), (
    f"z has to be the same as from forward; yours is\n{z}"
)
print("forward_nonvectorized: the examples agree")

# %% [markdown]
# Also checked: other sizes, integers in $X$ beside fractions in `theta`, both left as they were, and that Python
# takes a step for each sample.
#
# <details><summary>Help</summary>
#
# **A nudge.** `for x in X` gives one row after the other. Either fill two arrays made with `np.zeros`, or collect
# rows in two lists and stack them at the end.
#
# **The common mistake.** Arrays made with `np.zeros_like(X)` have the shape of $X$ and, for integers, its type. Or a
# list of rows is returned as it is: `np.array(rows)` makes it an array.
#
# **A worked twin.** The length of each row, a row at a time:
#
# ```python
# lengths = np.zeros(len(X))
# for i, x in enumerate(X):
#     lengths[i] = np.sqrt(np.sum(x ** 2))
# ```
#
# </details>

# %% nbgrader="test forward_nonvectorized"

# %% [markdown]
# ## 7. What it was all for
#
# Two functions, the same numbers. How long do they take as the data grow? Both axes of the picture are logarithmic:
# each step to the right or upwards is a factor of ten.
#
# *Two curves of time against the number of samples on logarithmic axes: the row-by-row curve rises steadily from the
# start, the vectorised one stays nearly flat at first and ends far below it.*


# %% nbgrader="locked picture_timing"
def timing():
    theta = init_params(10, 30, 5)
    sizes = [1, 3, 10, 30, 100, 300, 1000]
    data = [np.random.default_rng(0).normal(size=(n, 10)) for n in sizes]
    slow = [1000 * seconds(forward_nonvectorized, X, theta) for X in data]
    fast = [1000 * seconds(forward, X, theta) for X in data]
    _, ax = plt.subplots(figsize=(7, 4))
    ax.loglog(sizes, slow, "s--", color=ORANGE, label="forward_nonvectorized: a row at a time")
    ax.loglog(sizes, fast, "o-", color=BLUE, label="forward: all rows at once")
    n, top, bottom = sizes[-1], slow[-1], fast[-1]
    ax.annotate("", (n, bottom), (n, top), arrowprops={"arrowstyle": "<->", "color": GREY})
    ax.text(1.2 * n, np.sqrt(top * bottom), f"{top / bottom:.0f} times", va="center")
    ax.set(xlim=(0.7, 4 * n), xlabel="number of samples n", ylabel="milliseconds")
    ax.legend(frameon=False)


attempt(timing, "init_params", "forward", "forward_nonvectorized")

# %% [markdown]
# What to see: for a single sample there is nothing to win. From then on the orange line pays Python's price for every
# row. The blue one pays it once, stays nearly flat as long as that price is most of the bill, and rises only when the
# multiplications themselves begin to count.
#
# ### The network at work
#
# A last question: what can such a network *do*? Here are 300 points on three rings. Which ring a point lies on is a
# matter of its distance from the origin, and no straight line separates the rings.
#
# With the random weights of `init_params`, the network has an opinion on every place of the plane, but not about
# rings. Yet weights can also be chosen. Let the $m$ columns of $W_1$ be directions $u_1, \dots, u_m$ all round the
# circle, and $b_1 = 0$. Then $h_k = \mathrm{relu}(x \cdot u_k)$ tells how far $x$ lies in direction $k$, and added up
# these nearly make the radius: $\sum_k h_k \approx \frac{m}{\pi} \lVert x \rVert$. Now give ring $c$, of radius
# $r_c$, the score
#
# $$z_c = 2 r_c \lVert x \rVert - r_c^2 = \lVert x \rVert^2 - (\lVert x \rVert - r_c)^2,$$
#
# which is largest for the ring that is closest. All of this is one matrix and one bias more, and `forward` doesn't
# mind who chose the numbers. In the picture, a point is classified rightly where its colour is that of the ground.
#
# *The plane with three rings of points, coloured by the class that the network gives to each place: on the left, with
# random weights, two large areas that ignore the rings; on the right, with chosen weights, three nested polygons that
# follow them.*


# %% nbgrader="locked picture_rings"
def rings():
    rng = np.random.default_rng(5)
    radius, m = np.array([1.0, 2.0, 3.0]), 12
    y = np.arange(300) % 3
    angle = rng.uniform(0, 2 * np.pi, 300)
    distance = radius[y] + rng.normal(scale=0.15, size=300)
    X = np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)
    turn = 2 * np.pi * np.arange(m) / m
    chosen = {
        "W1": np.stack([np.cos(turn), np.sin(turn)]),
        "b1": np.zeros(m),
        "W2": np.ones((m, 1)) * (2 * radius * np.pi / m),
        "b2": -(radius**2),
    }
    _, (left, right) = plt.subplots(1, 2, figsize=(7.6, 4.1), layout="constrained")
    show_classes(left, X, y, init_params(2, m, 3), "random weights")
    show_classes(right, X, y, chosen, "chosen weights")


def show_classes(ax, X, y, theta, name):
    east, north = np.meshgrid(np.linspace(-4, 4, 200), np.linspace(-4, 4, 200))
    plane = np.stack([east.ravel(), north.ravel()], axis=1)
    region = forward(plane, theta)[1].argmax(axis=1).reshape(east.shape)
    tints = [TINTS[colour] for colour in (BLUE, ORANGE, GREEN)]
    ax.contourf(east, north, region, levels=[-0.5, 0.5, 1.5, 2.5], colors=tints)
    for c, colour, marker in [(0, BLUE, "o"), (1, "#8A5F00", "s"), (2, "#00684C", "^")]:
        ax.scatter(X[y == c, 0], X[y == c, 1], color=colour, marker=marker, s=9)
    share = np.mean(forward(X, theta)[1].argmax(axis=1) == y)
    ax.set(aspect="equal", title=f"{name}: {share:.0%} right", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


attempt(rings, "init_params", "forward")

# %% [markdown]
# You built this network from shapes: a stretch here, a sum there. Choosing its weights by hand took a trick that
# works for rings and for nothing else. In the next notebook you compute the gradients by which a network finds its
# weights itself, and `unbroadcast` will turn up on the way, as the gradient of every bias.
