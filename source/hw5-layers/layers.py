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
# # Layers that go both ways
#
# A network with a billion weights is trained by people who never write down its derivative. They don't have to. The
# network is a chain of **layers**, and a layer needs to know two things only: what to make of the numbers that come
# in, and what to make of the gradient that comes back. Each of these fits into a line or two. Put layers one behind
# the other, and the gradient of the whole falls out, however long the chain is.
#
# In this notebook you write both directions for every layer of a small network: linear, relu, penalty, sum, two
# losses and softmax. Then you chain them, catch a worked sheet of numbers at its mistakes, and watch the network
# learn a curve.
#
# **The cells of an exercise.** First a stub, whose `raise NotImplementedError` gives way to at most 15 lines of
# yours. Then examples that you can follow by hand: run them until they agree. Then the test cell, which carries the
# points; the paragraph *Also checked* tells what it tries. In the heading stand points, difficulty (1 to 3) and rough
# minutes, and *Help* folds open where you are stuck. Pictures that need your code wait for it.
#
# **What holds everywhere.**
# - One sample at a time, and it is a **column**: $x$ has shape $(n, 1)$, never $(n,)$. A weight matrix $W$ has shape
#   $(m, n)$, a row for each output, so that a layer reads $Wx + b$ as on paper. Results are columns as well.
# - Functions return new arrays and leave their arguments alone. Whole numbers may come in, and fractions may have to
#   come out.
# - "A number" may be a Python number or an array without axes, both as an argument and as your result. A $(1, 1)$
#   matrix is no number.
# - Where two or three results are asked for, return them as a tuple, in the order that the text gives: `return a, b`.
# - An exercise may call functions of earlier ones. It is tested with right versions of these, so a mistake costs its
#   points once.

# %% nbgrader="locked setup"
import matplotlib.pyplot as plt
import numpy as np

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"
INK = {BLUE: "#00507F", ORANGE: "#7A5200", GREEN: "#00684C", GREY: "#444444"}
TINTS = {BLUE: "#C5DFF0", ORANGE: "#FBE3B3", GREEN: "#BFE6DA", GREY: "#ECECEC"}


def close(result, expected):
    """Same shape and same numbers? (np.allclose alone broadcasts: it lets wrong shapes pass.)"""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected)


def column(*numbers):
    """The numbers as a column (n, 1)."""
    return np.array(numbers).reshape(-1, 1)


def attempt(show, *names):
    """Run show(), or say in one line which functions it waits for."""
    try:
        with np.errstate(all="ignore"):
            show()
    except NotImplementedError:
        plt.close("all")
        print(f"This cell waits for {', '.join(names)}. Come back when that is written.")
    except Exception as error:
        plt.close("all")
        print(f"This cell needs {', '.join(names)}. {type(error).__name__}: {error}")


# %% nbgrader="locked drawing"
def canvas(width, height, size=0.72):
    """An empty picture, y upwards, with its origin in the lower left corner."""
    _, ax = plt.subplots(figsize=(width * size, height * size))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal", position=(0, 0, 1, 1))
    ax.axis("off")
    return ax


def draw_box(ax, x, y, name, formula="", width=2.6, height=1.5, colour=GREY):
    """A layer: a box with its centre at (x, y)."""
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(plt.Rectangle(corner, width, height, facecolor=TINTS[colour], edgecolor=INK[colour]))
    ax.text(x, y + (0.3 if formula else 0), name, ha="center", va="center", weight="bold")
    ax.text(x, y - 0.28, formula, ha="center", va="center")


def draw_arrow(ax, start, end, colour, style="-"):
    look = {"arrowstyle": "-|>", "color": colour, "linestyle": style, "linewidth": 1.6}
    ax.annotate("", end, start, arrowprops=look | {"shrinkA": 0, "shrinkB": 0})


def draw_flow(ax, start, end, symbol, shape=""):
    """A value on its way (solid, blue), and its gradient on the way back (dashed, orange)."""
    start, end = np.array(start), np.array(end)
    level = start[1] == end[1]
    side = np.array([0, 0.15]) if level else np.array([-0.15, 0])
    draw_arrow(ax, start + side, end + side, BLUE)
    draw_arrow(ax, end - side, start - side, ORANGE, (0, (4, 2)))
    gradient = rf"$\partial J/\partial {symbol}$"
    x, y = (start + end) / 2
    if not symbol:
        return
    if level:
        ax.text(x, y + 0.27, f"${symbol}$ {shape}", ha="center", va="bottom", color=INK[BLUE])
        ax.text(x, y - 0.27, f"{gradient} {shape}", ha="center", va="top", color=INK[ORANGE])
    else:
        ax.text(x - 0.3, y, f"${symbol}$ {shape}", ha="right", va="center", color=INK[BLUE])
        ax.text(x + 0.3, y, f"{gradient} {shape}", ha="left", va="center", color=INK[ORANGE])


def draw_layer(ax, x, y, name, formula, inputs, output, reach=2.6):
    """A layer with its inputs on the left and its output on the right, both ways."""
    draw_box(ax, x, y, name, formula, height=max(1.5, 1.3 * len(inputs)))
    for i, (symbol, shape) in enumerate(inputs):
        height = y + 1.4 * ((len(inputs) - 1) / 2 - i)
        draw_flow(ax, (x - 1.3 - reach, height), (x - 1.3, height), symbol, shape)
    draw_flow(ax, (x + 1.3, y), (x + 1.3 + reach, y), *output)


def draw_cells(ax, values, x, y, colours, size=0.8, label=""):
    """A small table with its upper left corner at (x, y); colours is one colour or a table."""
    colours = np.broadcast_to(np.array(colours, dtype=object), np.shape(values))
    for (i, j), value in np.ndenumerate(np.array(values)):
        corner = (x + j * size, y - (i + 1) * size)
        fill, edge = TINTS[colours[i, j]], INK[colours[i, j]]
        ax.add_patch(plt.Rectangle(corner, size, size, facecolor=fill, edgecolor=edge))
        text = str(value).replace("-", "−")
        ax.text(corner[0] + size / 2, corner[1] + size / 2, text, ha="center", va="center")
    ax.text(x + np.shape(values)[1] * size / 2, y + 0.15, label, ha="center", va="bottom")


# %% [markdown]
# ## 1. The linear layer
#
# At the end of a network stands one number, which we call $J$: a loss, perhaps with a penalty. Training asks of every
# number in the network: *if you grew a little, how fast would $J$ grow?* The answer for an array $a$ is its
# **gradient** $\partial J / \partial a$, and it has **the shape of $a$**, an answer for each entry.
#
# Forward, values run through the layers from left to right. Backward, gradients run from right to left. A layer is
# handed the gradient of its *output*, the **upstream** gradient, and turns it into the gradients of its *inputs*. It
# never needs to know what $J$ is, nor what lies between.
#
# *A box, the linear layer, with x entering from the left, W and b from below and z leaving to the right along solid
# arrows; beside each of them a dashed arrow in the opposite direction carries the gradient of J, in the same shape.*


# %% nbgrader="locked picture_linear"
def linear_layer():
    ax = canvas(13.4, 4.6, size=0.66)
    draw_box(ax, 6.7, 3.2, "linear", "$z = W x + b$", width=6.4)
    draw_flow(ax, (0.7, 3.2), (3.5, 3.2), "x", "(n, 1)")
    draw_flow(ax, (9.9, 3.2), (12.7, 3.2), "z", "(m, 1)")
    draw_flow(ax, (4.3, 0.5), (4.3, 2.45), "W", "(m, n)")
    draw_flow(ax, (8.9, 0.5), (8.9, 2.45), "b", "(m, 1)")
    ax.text(0.2, 4.5, "solid: values, forward", va="top", color=INK[BLUE])
    ax.text(13.2, 4.5, "dashed: gradients, backward", ha="right", va="top", color=INK[ORANGE])


linear_layer()

# %% [markdown]
# ### `linear_forward` (4 points, difficulty 1, 5 minutes)
#
# Most of the work in any network, and nearly all of its weights, are in this layer.
#
# $$z = W x + b, \qquad\text{entry by entry}\qquad z_i = \sum_{j=1}^{n} W_{ij}\, x_j + b_i.$$
#
# $W$ has shape $(m, n)$, $x$ has shape $(n, 1)$, $b$ has shape $(m, 1)$, and so has the result $z$.
#
# **Predict.** Somebody hands you the biases with shape $(m,)$ instead of $(m, 1)$. What comes out of `W @ x + b`?
#
# <details><summary>Answer</summary>
#
# A table of shape $(m, m)$, without a word of warning: a column plus a row broadcasts. That is why this notebook
# insists on columns.
#
# </details>

# %% nbgrader="solution linear_forward"

# %% nbgrader="examples linear_forward"
W = np.array([[2, 0, -1], [1, 3, 1]])
x, b = column(1, 2, 4), column(10, -20)
result = linear_forward(W, x, b)
assert np.shape(result) == (2, 1), (
    f"W has two rows, so z is a column of two numbers, (2, 1); yours has shape {np.shape(result)}"
)
assert close(result[0, 0], 8), f"z_1 is 2*1 + 0*2 - 1*4 + 10 = 8; yours is {result[0, 0]}"
assert close(result, [[8], [-9]]), f"z_2 is 1*1 + 3*2 + 1*4 - 20 = -9; you return\n{result}"
assert close(linear_forward(W, x, b / 4), [[0.5], [6]]), "b may hold fractions; they have to survive"
assert close(b, [[10], [-20]]), "b has changed; W @ x + b makes a new array, b += ... does not"
print("linear_forward: the examples agree")

# %% [markdown]
# Also checked: other sizes, more outputs than inputs and fewer, whole numbers beside fractions, single precision, and
# that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the shapes below the formula: $(m, n)$ times $(n, 1)$, plus $(m, 1)$. Nothing has to be turned.
#
# **The common mistake.** `W * x` is not the product of matrices. It multiplies entry by entry, where shapes allow it,
# and adds nothing up.
#
# **A worked twin.** Prices of two baskets: the table `amounts` of shape `(2, 3)` says how much of three goods lies in
# each, `price` has shape `(3, 1)`, `delivery` has shape `(2, 1)`. The two totals are `amounts @ price + delivery`.
#
# </details>

# %% nbgrader="test linear_forward"

# %% [markdown]
# ### `linear_backward` (9 points, difficulty 3, 25 minutes)
#
# Now the way back. The upstream gradient $\partial J/\partial z$, shape $(m, 1)$, is given; what are the gradients of
# $W$, $b$ and $x$? For each of them ask: *through which $z_i$ does it act on $J$, and with which factor?*
#
# - $W_{ij}$ occurs in $z_i$ only, as $W_{ij}\, x_j$.
# - $b_i$ occurs in $z_i$ only, as it is.
# - $x_j$ occurs in **all** of $z_1, \dots, z_m$, each time as $W_{ij}\, x_j$. What it does on several ways adds up.
#
# Read off, entry by entry:
#
# $$\frac{\partial J}{\partial W_{ij}} = \frac{\partial J}{\partial z_i}\, x_j, \qquad
# \frac{\partial J}{\partial b_i} = \frac{\partial J}{\partial z_i}, \qquad
# \frac{\partial J}{\partial x_j} = \sum_{i=1}^{m} W_{ij}\, \frac{\partial J}{\partial z_i}.$$
#
# Return the tuple $(\partial J/\partial W, \partial J/\partial b, \partial J/\partial x)$, of shapes $(m, n)$,
# $(m, 1)$ and $(n, 1)$. Each of the three is one short line with arrays.
#
# *On the left, the column of the upstream gradient and the row of inputs span a table of their products, the gradient
# of W; on the right, the first row of W times 2 and the second times -1, the entries of the upstream gradient, are
# added to give the gradient of x.*


# %% nbgrader="locked picture_linear_backward"
def linear_gradients():
    dJdz, x, W = column(2, -1), column(1, 2, 4), np.array([[2, 0, -1], [1, 3, 1]])
    ax = canvas(14.8, 4.6, size=0.6)
    draw_cells(ax, dJdz, 1.3, 2.4, ORANGE)
    ax.text(1.15, 1.6, r"$\partial J/\partial z$", ha="right", va="center", color=INK[ORANGE])
    draw_cells(ax, x.T, 2.6, 3.7, BLUE, label="$x$, lying down")
    draw_cells(ax, dJdz @ x.T, 2.6, 2.4, ORANGE)
    ax.text(3.8, 0.6, r"$\partial J/\partial W$", ha="center", va="top", color=INK[ORANGE])
    draw_cells(ax, dJdz, 6.9, 3.7, ORANGE, label=r"$\partial J/\partial z$")
    for i, factor in enumerate(dJdz[:, 0]):
        y = 3.3 - 0.8 * i
        ax.text(8.15, y, "×", ha="center", va="center", color=GREY)
        draw_cells(ax, W[[i]], 8.6, y + 0.4, BLUE, label="$W$" if i == 0 else "")
        ax.text(11.45, y, "=", ha="center", va="center", color=GREY)
        draw_cells(ax, factor * W[[i]], 11.9, y + 0.4, GREY)
    draw_cells(ax, dJdz.T @ W, 11.9, 1.6, ORANGE)
    ax.text(11.7, 1.2, r"added up: $\partial J/\partial x$, lying down", ha="right", va="center", color=INK[ORANGE])


linear_gradients()

# %% [markdown]
# **Predict.** Before you type: which product of $\partial J/\partial z$, shape $(m, 1)$, with $x$, shape $(n, 1)$,
# has the shape $(m, n)$? Which one of $W$ and $\partial J/\partial z$ has the shape $(n, 1)$? With $m \ne n$ only one
# arrangement fits each time. With $m = n$ several do, and all but one are wrong.

# %% nbgrader="solution linear_backward"

# %% nbgrader="examples linear_backward"
W = np.array([[2, 0, -1], [1, 3, 1]])
x, dJdz = column(1, 2, 4), column(2.0, -1.0)
gradients = linear_backward(dJdz, W, x)
assert isinstance(gradients, tuple), f"return a tuple, dJdW, dJdb, dJdx; not {gradients!r}"
assert len(gradients) == 3, f"three gradients, dJdW, dJdb and dJdx, are due, not {len(gradients)}"
for name, gradient, shape in zip(["W", "b", "x"], gradients, [(2, 3), (2, 1), (3, 1)]):
    assert np.shape(gradient) == shape, (
        f"the gradient of {name} has the shape of {name}, {shape}; yours has {np.shape(gradient)}"
    )
assert close(gradients[0], [[2, 4, 8], [-1, -2, -4]]), (
    f"dJ/dW: row i is dJ/dz_i times x, so 2 * [1 2 4] above -1 * [1 2 4]; yours is\n{gradients[0]}"
)
assert close(gradients[1], [[2], [-1]]), f"dJ/db is dJ/dz itself, [2 -1]; yours is\n{gradients[1]}"
assert close(gradients[2], [[3], [-3], [-3]]), (
    f"dJ/dx: 2*2 - 1*1 = 3, 2*0 - 1*3 = -3, -2*1 - 1*1 = -3; yours is\n{gradients[2]}"
)
print("linear_backward: the examples agree")

# %% [markdown]
# Also checked: each of the three for itself, in other sizes; whole numbers in $W$ and $x$ with an upstream gradient
# of fractions; and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** A column times a row is a table of all products: $(m, 1)$ times $(1, n)$. And a sum over the *first*
# index of $W$ is a product with $W$ turned round.
#
# **The common mistake.** `W @ dJdz` for the gradient of $x$. It runs whenever $W$ is square, and adds up rows where
# columns are meant. Runner-up: putting the upstream gradient to ones, which only looks right in an example in which
# it is ones.
#
# **A worked twin.** For the layer $u = C^\top s$ with $C$ of shape $(p, q)$, so $u_k = \sum_i C_{ik} s_i$, the weight
# $C_{ik}$ acts through $u_k$ with the factor $s_i$. So its gradient is $s_i\, \partial J/\partial u_k$, the table
# `s @ dJdu.T` of shape $(p, q)$, and the gradient of $s$ is `C @ dJdu`.
#
# </details>

# %% nbgrader="test linear_backward"

# %% [markdown]
# ## 2. A gate
#
# ### `relu_backward` (5 points, difficulty 1, 10 minutes)
#
# Relu, $h = \max(0, v)$ entry by entry, either lets a number pass or replaces it by 0. On the way back it does the
# same to gradients, with **the same** gates open and shut: where $v$ was negative, $h$ stayed at 0 however $v$ moved
# a little, and $J$ felt nothing.
#
# $$\frac{\partial J}{\partial v_i} = \begin{cases} \partial J / \partial h_i & \text{if } v_i > 0, \\
# 0 & \text{otherwise.} \end{cases}$$
#
# The upstream gradient $\partial J/\partial h$, the input $v$ that relu was given, and the result all have the shape
# $(m, 1)$.
#
# *Five rows: a positive v opens its gate, and the upstream gradient beside it passes unchanged, negative ones too; a
# negative v shuts its gate, and the result is 0.*


# %% nbgrader="locked picture_relu"
def relu_gates():
    v, dJdh = column("3", "-2", "0.5", "-1", "4"), column(7, 6, -5, -8, 2)
    is_open = column(True, False, True, False, True)
    passed = np.where(is_open, dJdh, 0)
    ax = canvas(11.4, 4.8, size=0.62)
    draw_cells(ax, v, 1.2, 4.2, np.where(is_open, BLUE, GREY), label="$v$")
    draw_cells(ax, passed, 3.9, 4.2, np.where(is_open, ORANGE, GREY), label=r"$\partial J/\partial v$")
    draw_cells(ax, dJdh, 6.6, 4.2, ORANGE, label=r"upstream  $\partial J/\partial h$")
    for i, passes in enumerate(is_open[:, 0]):
        y = 3.8 - 0.8 * i
        draw_arrow(ax, (6.5, y), (4.8 if passes else 5.7, y), ORANGE if passes else GREY, (0, (4, 2)))
        if not passes:
            ax.plot([5.6, 5.6], [y - 0.3, y + 0.3], color=GREY, linewidth=3)
        ax.text(7.8, y, "v > 0: passes" if passes else "v < 0: stopped", va="center", color=INK[GREY])


relu_gates()

# %% [markdown]
# **Predict.** $v = (-2, 3)$ and $\partial J/\partial h = (5, -5)$. What comes out? Which of the two signs did you
# look at?
#
# <details><summary>Answer</summary>
#
# $(0, -5)$. Only the sign of $v$ counts. A gradient may be negative, and passes an open gate all the same.
#
# </details>

# %% nbgrader="solution relu_backward"

# %% nbgrader="examples relu_backward"
v, dJdh = column(3, -2, 0.5, -1, 4), column(7, 6, -5, -8, 2)
result = relu_backward(dJdh, v)
assert np.shape(result) == (5, 1), f"an entry for each entry of v: (5, 1), not {np.shape(result)}"
assert close(result[1, 0], 0), f"v_2 = -2 is negative, so 0 comes back; yours is {result[1, 0]}"
assert close(result[2, 0], -5), (
    f"v_3 = 0.5 is positive, so -5 passes as it is; yours is {result[2, 0]}"
)
assert close(result, [[7], [0], [-5], [0], [2]]), f"expected [7 0 -5 0 2]; you return\n{result}"
assert close(relu_backward(column(0.5, 0.5), column(2, -2)), [[0.5], [0]]), (
    "v may hold whole numbers; the fraction 0.5 has to survive"
)
assert dJdh[1, 0] == 6, "dJdh has changed; return a new array"
print("relu_backward: the examples agree")

# %% [markdown]
# Also checked: longer columns, whole numbers in either argument, single precision, $v$ close to 0 and far from it
# (not at 0, where relu has a kink), and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** `v > 0` is a column of `True` and `False`. Either multiply with it, or let it choose between two
# arrays.
#
# **The common mistake.** `dJdh[v <= 0] = 0`. Right numbers, but they are written into the caller's array, and whoever
# needs the upstream gradient once more finds it spoilt.
#
# **A worked twin.** The absolute value $h = |v|$ has slope 1 on the right of 0 and $-1$ on the left. Backward that is
# `np.where(v > 0, dJdh, -dJdh)`: $v = (-2, 3)$ and an upstream $(5, -5)$ give $(-5, -5)$.
#
# </details>

# %% nbgrader="test relu_backward"

# %% [markdown]
# ## 3. A penalty, and a sum
#
# Large weights make a network nervous: a small change of the input changes the output a lot. So one often adds a
# **penalty** on the weights to the loss, and minimises the sum. In the language of layers these are two more boxes.
# The penalty box has $W$ for its input and puts out a number $S$. The sum box has two inputs.
#
# *Two layers side by side: the penalty takes the matrix W and puts out the number S; the sum takes the numbers s1 and
# s2 and puts out K; beside each value's arrow its gradient flows back in the same shape.*


# %% nbgrader="locked picture_penalty"
def penalty_and_sum():
    ax = canvas(16.6, 3, size=0.58)
    formula = r"$\frac{\lambda}{2}\,\Sigma\, W_{ij}^2$"
    draw_layer(ax, 4.1, 1.5, "penalty", formula, [("W", "(m, n)")], ("S", "(number)"))
    inputs = [("s_1", "(number)"), ("s_2", "(number)")]
    draw_layer(ax, 12.5, 1.5, "sum", "$s_1 + s_2$", inputs, ("K", "(number)"))


penalty_and_sum()

# %% [markdown]
# ### `regularization_forward` (4 points, difficulty 1, 5 minutes)
#
# The penalty is half the squared *Frobenius norm* of $W$, weighted with $\lambda$ (in code `lam`, because `lambda` is
# taken):
#
# $$S = \frac{\lambda}{2} \lVert W \rVert_F^2 = \frac{\lambda}{2} \sum_{i=1}^{m} \sum_{j=1}^{n} W_{ij}^2.$$
#
# $W$ has shape $(m, n)$; $\lambda$ and $S$ are numbers. The $\frac12$ is there for one purpose, and the next exercise
# shows it.

# %% nbgrader="solution regularization_forward"

# %% nbgrader="examples regularization_forward"
W = np.array([[1, -2], [0, 3], [2, 1]])
S = regularization_forward(W, 0.2)
assert np.shape(S) == (), f"S is one number for the whole matrix; yours has shape {np.shape(S)}"
assert close(S, 1.9), f"the squares add up to 1+4+0+9+4+1 = 19, times 0.2/2 is 1.9; yours is {S}"
assert close(regularization_forward(W, 3), 28.5), "lambda may be odd: 3/2 * 19 is 28.5"
assert close(W[1], [0, 3]), "W itself has changed; W**2 makes a new array, W **= 2 does not"
print("regularization_forward: the examples agree")

# %% [markdown]
# Also checked: other sizes, other $\lambda$, whole numbers and fractions in $W$, single precision, and that $W$ stays
# as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Square every entry, add up all of them, multiply once.
#
# **The common mistake.** `np.linalg.norm(W)` is the square *root* of the sum of squares; and with a 2 as its second
# argument it is another norm altogether.
#
# **A worked twin.** The mean fourth power of a table is `np.mean(T**4)`: for `[[1, 2], [0, 1]]` that is
# $(1 + 16 + 0 + 1)/4 = 4.5$.
#
# </details>

# %% nbgrader="test regularization_forward"

# %% [markdown]
# ### `regularization_backward` (4 points, difficulty 1, 5 minutes)
#
# $W_{ij}$ occurs in $S$ once, as $\frac{\lambda}{2} W_{ij}^2$, with the derivative $\lambda W_{ij}$: the 2 of the
# square and the $\frac12$ have cancelled. Behind the penalty comes the upstream derivative $\partial J/\partial S$, a
# number, and the chain rule multiplies:
#
# $$\frac{\partial J}{\partial W} = \frac{\partial J}{\partial S}\, \lambda\, W, \qquad\text{of shape } (m, n).$$
#
# Descent along it pulls every weight towards 0, the large ones harder: this is **weight decay**.
#
# **Predict.** In a sum $J = L + S$ the upstream derivative $\partial J/\partial S$ is 1, and one might leave it out.
# When would that be a mistake? Think of $J = 3S$, or of a $J$ in which $S$ goes through another layer.

# %% nbgrader="solution regularization_backward"

# %% nbgrader="examples regularization_backward"
W = np.array([[1, -2], [0, 3], [2, 1]])
gradient = regularization_backward(3, W, 0.2)
assert np.shape(gradient) == (3, 2), (
    f"a gradient has the shape of what it belongs to, here (3, 2); yours has {np.shape(gradient)}"
)
assert close(gradient[0], [0.6, -1.2]), (
    f"the first row is 3 * 0.2 * [1 -2] = [0.6 -1.2]; yours is {gradient[0]}"
)
assert close(gradient, [[0.6, -1.2], [0, 1.8], [1.2, 0.6]]), f"you return\n{gradient}"
print("regularization_backward: the examples agree")

# %% [markdown]
# Also checked: other sizes, other $\lambda$, upstream derivatives of either sign (Python numbers and arrays without
# axes), whole numbers in $W$, single precision, and that $W$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two numbers and a matrix, all multiplied.
#
# **The common mistake.** Leaving out $\partial J/\partial S$, or keeping one of the two factors that cancel.
#
# **A worked twin.** The penalty $T = \lambda \sum_{ij} W_{ij}^4$ has the derivative $4 \lambda W_{ij}^3$, so its
# backward step is `dJdT * 4 * lam * W**3`.
#
# </details>

# %% nbgrader="test regularization_backward"

# %% [markdown]
# ### `sum_backward` (3 points, difficulty 1, 5 minutes)
#
# The sum $K = s_1 + s_2$ is where loss and penalty meet, and also where a *skip connection* joins two branches of a
# large network. $K$, $s_1$ and $s_2$ all have the same shape: numbers, or columns.
#
# If $s_1$ grows by a little, $K$ grows by exactly that, and so does it for $s_2$:
#
# $$\frac{\partial J}{\partial s_1} = \frac{\partial J}{\partial K}, \qquad
# \frac{\partial J}{\partial s_2} = \frac{\partial J}{\partial K}.$$
#
# Return the tuple of both.
#
# **Predict.** $\partial J/\partial K = 4$. Do the two summands get 2 each?
#
# <details><summary>Answer</summary>
#
# No, 4 each. A gradient isn't a quantity of something that is shared out: it says how sensitive $J$ is. Whether $K$
# grows by way of the one summand or the other is the same to $J$. The mirror image holds too: where *one* value is
# used in *two* places, the two gradients that come back are **added**. You will need that for the weights, which act
# through the loss and through the penalty.
#
# </details>

# %% nbgrader="solution sum_backward"

# %% nbgrader="examples sum_backward"
pair = sum_backward(4.0)
assert isinstance(pair, tuple), f"return a tuple, a gradient for each summand; not {pair!r}"
assert len(pair) == 2, f"two summands, two gradients; you return {len(pair)}"
for gradient in pair:
    assert close(gradient, 4), f"each summand gets the whole 4; one of yours gets {gradient}"
for gradient in sum_backward(column(1, -2, 5)):
    assert close(gradient, [[1], [-2], [5]]), (
        f"if K is a column, each summand gets that column; one of yours gets\n{gradient}"
    )
print("sum_backward: the examples agree")

# %% [markdown]
# Also checked: numbers of either sign, whole ones too, columns of several lengths, single precision, and that the
# argument stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** What is the slope of $s_1 + s_2$ if only $s_1$ moves?
#
# **The common mistake.** Sharing out the gradient, half to each.
#
# **A worked twin.** A difference $K = s_1 - s_2$ hands on $\partial J/\partial K$ to the first and
# $-\partial J/\partial K$ to the second: an upstream 4 becomes $(4, -4)$.
#
# </details>

# %% nbgrader="test sum_backward"

# %% [markdown]
# ## 4. Losses
#
# At the end of the chain a loss compares the output with the target and puts out a number. For measurements we take
# the squared distance, for classes softmax with the cross entropy.
#
# *Three chains: the squared loss takes the output o and puts out L; softmax turns the scores v into the probabilities
# o, of which the cross entropy makes L; and below, softmax and cross entropy are joined in one box, so that the
# gradient goes from L to v in one step.*


# %% nbgrader="locked picture_losses"
def losses():
    ax = canvas(15.2, 6.7, size=0.58)
    square = r"$\frac{1}{2}\|o - y\|^2$"
    draw_layer(ax, 4.1, 5.6, "squared loss", square, [("o", "(d, 1)")], ("L", "(number)"))
    draw_layer(ax, 4.1, 3.3, "softmax", "", [("v", "(d, 1)")], ("o", "(d, 1)"))
    draw_box(ax, 9.4, 3.3, "cross entropy", r"$-\Sigma\, y_j \ln o_j$", width=2.8)
    draw_flow(ax, (10.8, 3.3), (13.4, 3.3), "L", "(number)")
    draw_layer(ax, 4.1, 1, "both", "in one step", [("v", "(d, 1)")], ("L", "(number)"))
    ax.text(9.4, 5.6, "The target y is given:\nnothing flows back to it.", va="center", color=GREY)
    ax.text(9.4, 1, "Simpler, and safe\nfor large scores.", va="center", color=GREY)


losses()

# %% [markdown]
# ### `l2_loss_forward` (4 points, difficulty 1, 5 minutes)
#
# $$L = \frac12 \lVert o - y \rVert^2 = \frac12 \sum_{j=1}^{d} (o_j - y_j)^2$$
#
# with the output $o$ and the target $y$, both of shape $(d, 1)$. $L$ is a **number**, without axes.
#
# **Predict.** In formulas the same is often written $\frac12 (o - y)^\top (o - y)$. Which shape does numpy give to
# `(o - y).T @ (o - y)`?
#
# <details><summary>Answer</summary>
#
# $(1, 1)$: a row times a column is a matrix with one entry. Later it would turn every number that it meets into a
# matrix as well. Take its entry out, with `.item()`, or don't make it.
#
# </details>

# %% nbgrader="solution l2_loss_forward"

# %% nbgrader="examples l2_loss_forward"
o, y = column(3, -1, 2), column(1, -1, 5)
L = l2_loss_forward(o, y)
assert np.shape(L) == (), f"L is a number, with the shape (); yours has shape {np.shape(L)}"
assert close(L, 6.5), f"the differences are 2, 0, -3, the squares add up to 13, half is 6.5; yours: {L}"
assert close(l2_loss_forward(y, o), 6.5), "a distance is the same from both ends"
assert close(o, [[3], [-1], [2]]), "o has changed; o - y makes a new array, o -= y does not"
print("l2_loss_forward: the examples agree")

# %% [markdown]
# Also checked: other sizes, whole numbers with an odd sum of squares, fractions, single precision, and that the
# arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Subtract, square, add up, halve: one operation each.
#
# **The common mistake.** `np.mean` in place of the sum. The loss of a sample adds up its outputs; means are taken
# over samples.
#
# **A worked twin.** The sum of absolute differences, of the same two columns, is `np.sum(np.abs(o - y))`: 2 + 0 + 3 =
# 5.
#
# </details>

# %% nbgrader="test l2_loss_forward"

# %% [markdown]
# ### `l2_loss_backward` (4 points, difficulty 1, 5 minutes)
#
# Here the way back begins. $o_j$ occurs in $L$ as $\frac12 (o_j - y_j)^2$, with the derivative $o_j - y_j$: the error
# itself.
#
# $$\frac{\partial J}{\partial o} = \frac{\partial J}{\partial L}\, (o - y)$$
#
# The upstream derivative $\partial J/\partial L$ is a number; $o$, $y$ and the result have the shape $(d, 1)$.
#
# **Predict.** An output is too large, $o_j > y_j$. Is its derivative positive or negative? And which way will descent
# push it?

# %% nbgrader="solution l2_loss_backward"

# %% nbgrader="examples l2_loss_backward"
o, y = column(3, -1, 2), column(1, -1, 5)
gradient = l2_loss_backward(2, o, y)
assert np.shape(gradient) == (3, 1), (
    f"a derivative for each output, (3, 1); yours has shape {np.shape(gradient)}"
)
assert close(gradient[0, 0], 4), (
    f"o_1 is too large by 2, times the upstream 2 is 4; yours is {gradient[0, 0]}"
)
assert close(gradient, [[4], [0], [-6]]), f"2 * [2 0 -3] is [4 0 -6]; you return\n{gradient}"
assert close(l2_loss_backward(0.5, o, y), [[1], [0], [-1.5]]), "0.5 * -3 is -1.5: keep the fraction"
print("l2_loss_backward: the examples agree")

# %% [markdown]
# Also checked: other sizes, upstream derivatives of either sign (Python numbers and arrays without axes), whole
# numbers, single precision, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** The $\frac12$ of the loss and the 2 of the square leave nothing behind.
#
# **The common mistake.** `y - o`. It is the direction in which the output *should* move, so it feels right; the
# gradient is the opposite, and the step of descent turns it round.
#
# **A worked twin.** For the loss $\frac14 \sum_j (o_j - y_j)^4$ the backward step is `dJdL * (o - y)**3`.
#
# </details>

# %% nbgrader="test l2_loss_backward"

# %% [markdown]
# ### `softmax_column` (6 points, difficulty 2, 10 minutes)
#
# For classes, the scores $v$ of a sample become probabilities. You know softmax for rows; here the sample is a
# column.
#
# $$o_j = \frac{e^{v_j}}{\sum_{k=1}^{d} e^{v_k}}, \qquad v \text{ and } o \text{ of shape } (d, 1).$$
#
# It has to survive **large scores**: $e^{1000}$ is no floating point number, and yet the softmax of $(1000, 1000)$ is
# plainly $(\frac12, \frac12)$. Scores may be large and close together, or thousands apart. Recall that softmax
# doesn't change if one number is added to all scores.
#
# **Predict.** For a matrix whose rows are samples you summed over `axis=1`. What does that sum do to a column, and
# what would softmax be then?
#
# <details><summary>Answer</summary>
#
# Along axis 1 a column has a single number, so every exponential would be divided by itself: ones everywhere. With
# the samples in columns the sum runs along axis 0.
#
# </details>

# %% nbgrader="solution softmax_column"

# %% nbgrader="examples softmax_column"
v = np.log(column(1, 2, 5))
result = softmax_column(v)
assert np.shape(result) == (3, 1), (
    f"a probability for each score, (3, 1); yours has shape {np.shape(result)}"
)
assert close(np.sum(result), 1), f"probabilities add up to 1; yours to {np.sum(result)}"
assert close(result, [[1 / 8], [2 / 8], [5 / 8]]), (
    f"the exponentials are 1, 2, 5 and add up to 8: [1/8 2/8 5/8]; you return\n{result}"
)
assert close(softmax_column(v + 1000), result), "1000 more for every score changes nothing"
assert close(softmax_column(column(3000, 0, -3000)), [[1], [0], [0]]), (
    f"scores 3000 apart: all for the first; you return\n{softmax_column(column(3000, 0, -3000))}"
)
print("softmax_column: the examples agree")

# %% [markdown]
# Also checked: other sizes, whole numbers, single precision, scores around 1000 and $-1000$, scores thousands apart,
# and that $v$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Which number can you subtract from all scores, so that no exponent is larger than 0?
#
# **The common mistake.** Subtracting the mean. It helps as long as the scores are close together; with $(3000, 0,
# -3000)$ the mean is 0 and nothing is gained. Or a maximum over `axis=1`, which subtracts every score from itself.
#
# **A worked twin.** The mean of $(1.5 \cdot 10^{308}, 1.7 \cdot 10^{308})$ is a floating point number, their sum is
# not. A shift by the largest helps there too: `t.max() + np.mean(t - t.max())`.
#
# </details>

# %% nbgrader="test softmax_column"

# %% [markdown]
# ### `ce_forward` (5 points, difficulty 1, 10 minutes)
#
# How surprised is somebody who expected $o$ and then sees the label? The **cross entropy** of one sample is
#
# $$L = -\sum_{j=1}^{d} y_j \ln o_j$$
#
# with the probabilities $o$, all positive, and the target $y$, both of shape $(d, 1)$. For a labelled class $c$ the
# target is one-hot: $y_c = 1$, all others 0, and all that remains is $-\ln o_c$. But $y$ may also share its 1 among
# several classes, where even the labellers were not sure. $L$ is a number, $\ln$ is the natural logarithm, `np.log`.
#
# Some write a factor $\frac1N$ in front. There $N$ counts *samples*. Here is one sample, and over its classes we add
# up.
#
# **Predict.** The right class got the probability $\frac12$. Is the loss more or less than 1? What does the second
# best class have to do with it?

# %% nbgrader="solution ce_forward"

# %% nbgrader="examples ce_forward"
o = column(1 / 8, 2 / 8, 5 / 8)
L = ce_forward(o, column(0, 1, 0))
assert np.shape(L) == (), f"L is a number, with the shape (); yours has shape {np.shape(L)}"
assert close(L, np.log(4)), f"the labelled class has 2/8, and -ln(1/4) = ln 4 = 1.386294; yours: {L}"
assert close(ce_forward(o, column(0.5, 0.5, 0)), (np.log(8) + np.log(4)) / 2), (
    "half of -ln(1/8) and half of -ln(2/8) make 1.732868"
)
print("ce_forward: the examples agree")

# %% [markdown]
# Also checked: other sizes, one-hot targets and shared ones, small probabilities, single precision, and that the
# arguments stay as they were. No probability is 0.
#
# <details><summary>Help</summary>
#
# **A nudge.** Logarithms, weights, sum, minus sign. Everything is a column until the sum.
#
# **The common mistake.** `-np.mean(...)`, which divides by the number of classes. Or looking up one class with
# `argmax`, which can't do shared targets.
#
# **A worked twin.** A weighted sum of square roots, $\sum_j w_j \sqrt{t_j}$, is `np.sum(w * np.sqrt(t))`: the weights
# $(2, 1)$ and the numbers $(9, 16)$ give $2 \cdot 3 + 1 \cdot 4 = 10$.
#
# </details>

# %% nbgrader="test ce_forward"

# %% [markdown]
# ### `softmax_ce_backward` (7 points, difficulty 2, 15 minutes)
#
# Softmax followed by the cross entropy: it looks as if two derivatives had to be multiplied, and one of them is a
# matrix. But put one formula into the other and see what happens, with $\ln o_j = v_j - \ln \sum_k e^{v_k}$ and
# $\sum_j y_j = 1$:
#
# $$L = -\sum_j y_j \ln o_j = \ln \sum_k e^{v_k} - \sum_j y_j v_j.$$
#
# No fraction is left, and the derivative with respect to $v_i$ is nearly to be read off: the first term gives
# $e^{v_i} / \sum_k e^{v_k} = o_i$, the second $-y_i$. With the upstream derivative $\partial J/\partial L$, a number,
#
# $$\frac{\partial J}{\partial v} = \frac{\partial J}{\partial L}\, \bigl(\mathrm{softmax}(v) - y\bigr).$$
#
# The scores $v$, the target $y$ and the result have the shape $(d, 1)$. What comes *in* are the scores, not the
# probabilities. They may be **large**, even so that the labelled class has a probability of 0 in floating point: the
# result is finite in any case.
#
# **Predict.** Whatever $v$ and $y$ are, the entries of this gradient add up to the same number. Which one, and why
# must it be so?
#
# <details><summary>Answer</summary>
#
# To 0: both $o$ and $y$ add up to 1. It has to be so, because adding one number to all scores changes nothing.
#
# </details>

# %% nbgrader="solution softmax_ce_backward"

# %% nbgrader="examples softmax_ce_backward"
v, y = np.log(column(1, 2, 5)), column(0, 1, 0)
gradient = softmax_ce_backward(1, v, y)
assert np.shape(gradient) == (3, 1), (
    f"a derivative for each score, (3, 1); yours has shape {np.shape(gradient)}"
)
assert close(gradient, [[1 / 8], [-6 / 8], [5 / 8]]), (
    f"softmax is [1/8 2/8 5/8]; minus [0 1 0] that is [1/8 -6/8 5/8]; you return\n{gradient}"
)
assert close(softmax_ce_backward(4, v, y), [[0.5], [-3], [2.5]]), (
    "the upstream 4 multiplies every entry"
)
hopeless = softmax_ce_backward(1, column(2000, 0), column(0, 1))
assert close(hopeless, [[1], [-1]]), (
    f"wrong by 2000: softmax is [1 0], the gradient [1 -1]; you return\n{hopeless}"
)
print("softmax_ce_backward: the examples agree")

# %% [markdown]
# Also checked: other sizes, upstream derivatives of either sign, one-hot targets and shared ones, large scores with a
# label of probability nearly 0, whole numbers, single precision, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** You have written softmax already, and it is safe.
#
# **The common mistake.** Working with $-y/o$, the derivative with respect to the probabilities. Multiplied by
# softmax's derivative it leads to the same place on paper, but in floating point it divides by 0 just when the
# prediction is at its worst.
#
# **A worked twin.** A sigmoid $p = 1/(1 + e^{-s})$ followed by $-t \ln p - (1 - t) \ln(1 - p)$ for a yes or no: there
# too everything cancels, and the derivative with respect to $s$ is $p - t$. For $s = 0$ and $t = 1$ it is $-\frac12$.
#
# </details>

# %% nbgrader="test softmax_ce_backward"

# %% [markdown]
# ### `softmax_backward` (10 points, difficulty 3, 25 minutes)
#
# What if softmax stands in the *middle* of a network, with any layers behind it? In attention it does. Then its own
# derivative is needed. Score $v_i$ acts on *every* probability, so the derivatives form a matrix, the Jacobian:
#
# $$\frac{\partial o_j}{\partial v_i} = \begin{cases} o_i (1 - o_i) & \text{if } j = i, \\
# -\,o_j\, o_i & \text{if } j \ne i, \end{cases} \qquad\text{and}\qquad
# \frac{\partial J}{\partial v_i} = \sum_{j=1}^{d} \frac{\partial J}{\partial o_j}
# \frac{\partial o_j}{\partial v_i}.$$
#
# The upstream gradient $\partial J/\partial o$, the scores $v$ and the result have the shape $(d, 1)$. Scores may be
# large.
#
# A language model chooses among 50,000 words. Its Jacobian would hold $2.5 \cdot 10^9$ numbers, 20 gigabytes, for
# *one* sample, only to be multiplied with a column at once. So compute the product **without forming the Jacobian**:
# no table of shape $(d, d)$, and so none of `np.diag`, `np.diagflat`, `np.eye`, `np.identity`, `np.fill_diagonal` and
# `np.outer` in your code. Take pencil and paper first. Put the two cases into the sum, collect, and you will find
# that a few operations on columns are enough.
#
# **Predict.** The upstream gradient is 7 for every class. What is the gradient of the scores?
#
# <details><summary>Answer</summary>
#
# 0. The probabilities add up to 1, so $J$ can't change to first order if all of them count the same. A check for your
# formula.
#
# </details>

# %% nbgrader="solution softmax_backward"

# %% nbgrader="examples softmax_backward"
v, dJdo = np.log(column(1, 2, 5)), column(8, 4, 0)
gradient = softmax_backward(dJdo, v)
assert np.shape(gradient) == (3, 1), (
    f"a derivative for each score, (3, 1); yours has shape {np.shape(gradient)}"
)
assert close(gradient[0, 0], 0.75), (
    f"o is [1/8 2/8 5/8]; for v_1: 8 * 1/8*7/8 - 4 * 2/8*1/8 - 0 = 0.75; yours is {gradient[0, 0]}"
)
assert close(gradient, [[0.75], [0.5], [-1.25]]), f"[0.75 0.5 -1.25] is right; you return\n{gradient}"
assert close(softmax_backward(column(7, 7, 7), v), [[0], [0], [0]]), (
    "the same upstream for all classes: nothing to gain, the gradient is 0"
)
assert close(softmax_backward(dJdo, v + 1000), gradient), "1000 more for every score changes nothing"
print("softmax_backward: the examples agree")

# %% [markdown]
# Also checked: other sizes, large scores, that none of the six functions is used, whole numbers in either argument,
# single precision, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write both cases as one: $\partial o_j/\partial v_i = o_j (\delta_{ij} - o_i)$, with $\delta_{ij} = 1$
# for $i = j$ and 0 otherwise. The sum over $j$ falls into two parts. In one a single term survives, in the other
# $o_i$ can be pulled out.
#
# **The common mistake.** Only the diagonal, $o_i (1 - o_i)\, \partial J/\partial o_i$, as if every score had its own
# probability to itself. Then a constant upstream gradient does not give 0.
#
# **A worked twin.** Centring, $u_j = v_j - \frac1d \sum_k v_k$, has the Jacobian $\delta_{ij} - \frac1d$. The product
# with $g = \partial J/\partial u$ is $g_i - \frac1d \sum_j g_j$, so `g - g.mean()`: no table there either.
#
# </details>

# %% nbgrader="test softmax_backward"

# %% [markdown]
# Now you can see why classifiers are not trained with the squared loss. Take two classes with the scores $v = (t, 0)$
# and let the *second* be right. The larger $t$, the more wrong the network, and the more urgently it should learn.
#
# *The size of the derivative with respect to the wrong score t: with the cross entropy it rises from 0 to 1 and stays
# there, with the squared loss behind softmax it rises, turns round at about one and falls back to 0.*


# %% nbgrader="locked picture_saturation"
def saturation():
    scores, y = np.linspace(-6, 10, 161), column(0, 1)
    entropy, squared = [], []
    for t in scores:
        v = column(t, 0)
        entropy.append(softmax_ce_backward(1, v, y)[0, 0])
        squared.append(softmax_backward(l2_loss_backward(1, softmax_column(v), y), v)[0, 0])
    _, ax = plt.subplots(figsize=(7, 3.8))
    ax.plot(scores, entropy, color=BLUE, label="softmax and cross entropy")
    ax.plot(scores, squared, "--", color=ORANGE, label="softmax and squared loss")
    ax.axvline(0, color=GREY, linewidth=0.8, linestyle=":")
    ax.text(-0.3, 0.93, "right", ha="right", color=GREY)
    ax.text(0.3, 0.93, "wrong", ha="left", color=GREY)
    ax.set(xlabel="score t of the wrong class", ylabel="derivative with respect to t")
    ax.legend(frameon=False, loc="center right")


attempt(saturation, "softmax_column", "softmax_ce_backward", "softmax_backward", "l2_loss_backward")

# %% [markdown]
# What to see: on the far right the network is sure, and wrong. Behind the squared loss its gradient has vanished,
# because softmax is flat there, and it would stay wrong for ever. The cross entropy is steep exactly where softmax is
# flat, and the two cancel: a mistake that is large gets a gradient that is large.
#
# ## 5. A network from layers
#
# ### `gradient_step` (5 points, difficulty 1, 5 minutes)
#
# What gradients are for: a step downhill. With the step size $\alpha > 0$, a number,
#
# $$W^* = W - \alpha\, \frac{\partial J}{\partial W}, \qquad b^* = b - \alpha\, \frac{\partial J}{\partial b}.$$
#
# $W$ and its gradient have the shape $(m, n)$, $b$ and its gradient the shape $(m, 1)$. Return the tuple $(W^*, b^*)$
# of **new** arrays: whoever called may still need the old ones, to compare or to go back. $W$ and $b$ may hold whole
# numbers.
#
# **Predict.** `W -= alpha * dJdW` looks handy, and changes the caller's $W$. What does it do if $W$ holds whole
# numbers?
#
# <details><summary>Answer</summary>
#
# It stops with an error: numpy refuses to write fractions into an array of integers.
#
# </details>

# %% nbgrader="solution gradient_step"

# %% nbgrader="examples gradient_step"
W, b = np.array([[1, 2, 3], [4, 5, 6]]), column(1, 2)
dJdW, dJdb = np.array([[10, 0, -10], [5, 5, 0]]), column(2, -4)
after = gradient_step(W, b, dJdW, dJdb, 0.1)
assert isinstance(after, tuple), f"return the new W and the new b as a tuple; not {after!r}"
assert len(after) == 2, f"two arrays are due, the new W and the new b, not {len(after)}"
assert close(after[0], [[0, 2, 4], [3.5, 4.5, 6]]), (
    f"W - 0.1 * dJdW: the first row is [1 2 3] - [1 0 -1] = [0 2 4]; yours is\n{after[0]}"
)
assert close(after[1], [[0.8], [2.4]]), f"b - 0.1 * dJdb is [0.8 2.4]; yours is\n{after[1]}"
assert close(W[0], [1, 2, 3]), "the caller's W has changed; return a new array"
assert close(b, [[1], [2]]), "the caller's b has changed; return a new array"
print("gradient_step: the examples agree")

# %% [markdown]
# Also checked: other sizes and step sizes (above 1 too), whole numbers in $W$ and $b$, single precision, and that all
# arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** The formula, twice.
#
# **The common mistake.** A plus. Then $J$ grows with every step, and at the end of the notebook nothing is learned.
#
# **A worked twin.** A step on a single number: from $t = 3$ on $J = t^2$, with the derivative 6 and $\alpha = 0.25$,
# to $3 - 0.25 \cdot 6 = 1.5$. There $J$ is 2.25 and no longer 9.
#
# </details>

# %% nbgrader="test gradient_step"

# %% [markdown]
# Now the chain. Two linear layers with a relu between them, the squared loss at the end, a penalty on both weight
# matrices, and a sum: you have written the way back for every single box.
#
# *The network as a graph: along the top x, a linear layer with W and b, relu, a second linear layer with M and c, the
# squared loss and the sum that puts out J; W and M also enter a penalty box below, whose number S joins the sum;
# against each solid arrow a dashed one carries the gradient back.*


# %% nbgrader="locked picture_network"
def network_graph():
    ax = canvas(20.2, 7.2, size=0.5)
    top, low = 5.4, 0.9
    draw_box(ax, 3.1, top, "linear", "$W x + b$", width=2.8)
    draw_box(ax, 7.2, top, "relu", "", width=1.6)
    draw_box(ax, 11.3, top, "linear", "$M h + c$", width=2.8)
    draw_box(ax, 15.6, top, "loss", r"$\frac{1}{2}\|o-y\|^2$", width=2.4)
    draw_box(ax, 18.9, top, "sum", "$L + S$", width=1.5)
    draw_box(ax, 6.6, low, "penalty", r"$\frac{\lambda}{2}\,(\|W\|^2 + \|M\|^2)$", width=11.4)
    edges = [("x", 0.1, 1.7), ("z", 4.5, 6.4), ("h", 8, 9.9), ("o", 12.7, 14.4), ("L", 16.8, 18.15)]
    for symbol, start, end in edges:
        draw_flow(ax, (start, top), (end, top), symbol)
    draw_flow(ax, (18.9, top + 0.75), (18.9, 7.1), "J")
    for symbol, x, bias in [("W", 2.2, "b"), ("M", 10.4, "c")]:
        ax.text(x, 3.3, f"${symbol}$", ha="center", va="center", fontsize=13, color=INK[BLUE])
        draw_flow(ax, (x, 3.6), (x, top - 0.75), "")
        draw_flow(ax, (x, 3), (x, low + 0.75), "")
        draw_flow(ax, (x + 1.8, 3.6), (x + 1.8, top - 0.75), "")
        ax.text(x + 1.8, 3.3, f"${bias}$", ha="center", va="center", fontsize=13, color=INK[BLUE])
        ax.text(x + 0.4, 2.35, "two gradients come back\nand are added", va="center", color=INK[ORANGE])
    right, above, below = 12.3, low + 0.15, low - 0.15
    ax.plot([right, 18.75, 18.75], [above, above, top - 1], color=BLUE, linewidth=1.6)
    draw_arrow(ax, (18.75, top - 1.2), (18.75, top - 0.75), BLUE)
    ax.plot([19.05, 19.05, 13], [top - 0.75, below, below], color=ORANGE, linewidth=1.6, dashes=(4, 2))
    draw_arrow(ax, (13, below), (right, below), ORANGE, (0, (4, 2)))
    ax.text(15.5, above + 0.12, "$S$", ha="center", va="bottom", color=INK[BLUE])
    ax.text(15.5, below - 0.12, r"$\partial J/\partial S$", ha="center", va="top", color=INK[ORANGE])


network_graph()

# %% [markdown]
# ### `network_forward` (7 points, difficulty 1, 10 minutes)
#
# From left to right along the top, up to the output:
#
# $$z = W x + b, \qquad h = \max(0, z) \text{ entry by entry}, \qquad o = M h + c.$$
#
# | symbol | shape | |
# |---|---|---|
# | $x$ | $(n, 1)$ | the input |
# | $W$, $b$ | $(m, n)$, $(m, 1)$ | the first layer |
# | $z$, $h$ | $(m, 1)$ | its output before and after relu |
# | $M$, $c$ | $(k, m)$, $(k, 1)$ | the second layer |
# | $o$ | $(k, 1)$ | the output |
#
# Return the tuple $(z, h, o)$, with $z$ as it was **before** relu, negative entries and all. You may call
# `linear_forward`.
#
# **Predict.** Whoever wants a prediction needs $o$ only. Who needs $z$, and who needs $h$?
#
# <details><summary>Answer</summary>
#
# The way back. Relu's gates depend on $z$, and the gradient of $M$ is made of products with $h$. Every layer has to
# remember what it was given, which is why training takes so much more memory than predicting.
#
# </details>

# %% nbgrader="solution network_forward"

# %% nbgrader="examples network_forward"
W, b = np.array([[1, 1], [1, -2], [0, 2]]), column(0, 1, -1)
M, c = np.array([[1, 5, -1], [2, -3, 0]]), column(10, -4)
found = network_forward(column(1, 2), W, b, M, c)
assert isinstance(found, tuple), f"return z, h and o as a tuple; not {found!r}"
assert len(found) == 3, f"three columns, z, h and o, are due, not {len(found)}"
assert close(found[0], [[3], [-2], [3]]), (
    f"W x is [3 -3 4], plus b that is z = [3 -2 3], not yet through relu; yours is\n{found[0]}"
)
assert close(found[1], [[3], [0], [3]]), f"h = relu(z) is [3 0 3]; yours is\n{found[1]}"
assert close(found[2], [[10], [2]]), (
    f"M h is [0 6], plus c that is o = [10 2]; yours is\n{found[2]}"
)
print("network_forward: the examples agree")

# %% [markdown]
# Also checked: other sizes, negative outputs, whole numbers beside fractions, single precision, and that the
# arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three lines, one for each formula. `np.maximum` compares entry by entry.
#
# **The common mistake.** `z[z < 0] = 0`, and then $z$ and $h$ are the same array and nobody knows any more which
# gates were shut.
#
# **A worked twin.** Two linear layers with $\tanh$ between them: `s = A @ x + p`, `t = np.tanh(s)`, `o = B @ t + q`.
#
# </details>

# %% nbgrader="test network_forward"

# %% [markdown]
# ### `network_backward` (13 points, difficulty 3, 30 minutes)
#
# And all the way back. The number at the end is
#
# $$J = L + S, \qquad L = \tfrac12 \lVert o - y \rVert^2, \qquad
# S = \tfrac{\lambda}{2} \bigl(\lVert W \rVert_F^2 + \lVert M \rVert_F^2\bigr),$$
#
# with the target $y$ of shape $(k, 1)$, the number $\lambda$ (`lam`, which may be 0), and everything else as before.
# The biases are not penalised. Return a dictionary with the keys `"W"`, `"b"`, `"M"` and `"c"`: the gradient of $J$
# with respect to each, in the shape of each.
#
# Follow the dashed arrows of the picture from right to left. They begin with $\partial J/\partial J = 1$ at the sum;
# each box is one call of a function that you have written, and each call hands its result to the next. $W$ and $M$
# are used twice, so two gradients come back to them.
#
# **Predict.** One hidden unit has $z_i < 0$. Which rows or columns of the four gradients does that touch, if
# $\lambda = 0$? And if $\lambda > 0$?
#
# <details><summary>Answer</summary>
#
# Nothing comes through its gate: row $i$ of the gradient of $W$ and entry $i$ of that of $b$ are 0. Its $h_i$ is 0 as
# well, so column $i$ of the gradient of $M$ is 0. With $\lambda > 0$ the weights of the silent unit still decay.
#
# </details>

# %% nbgrader="solution network_backward"

# %% nbgrader="examples network_backward"
W, b = np.array([[1, 1], [1, -2], [0, 2]]), column(0, 1, -1)
M, c = np.array([[1, 5, -1], [2, -3, 0]]), column(10, -4)
x, y = column(1, 2), column(8, 4)
gradients = network_backward(x, y, W, b, M, c, 0)
assert isinstance(gradients, dict), f"return a dictionary; not {gradients!r}"
assert sorted(gradients) == ["M", "W", "b", "c"], (
    f"the keys are the names of the parameters, W, b, M and c; yours are {list(gradients)}"
)
for name, parameter in [("W", W), ("b", b), ("M", M), ("c", c)]:
    assert np.shape(gradients[name]) == parameter.shape, (
        f"the gradient of {name} has the shape of {name}, {parameter.shape}; "
        f"yours has {np.shape(gradients[name])}"
    )
assert close(gradients["c"], [[2], [-2]]), (
    f"o = [10 2], so o - y = [2 -2], and c gets it as it is; yours is\n{gradients['c']}"
)
assert close(gradients["M"], [[6, 0, 6], [-6, 0, -6]]), (
    f"the products of [2 -2] with h = [3 0 3]; your gradient of M is\n{gradients['M']}"
)
assert close(gradients["b"], [[-2], [0], [-2]]), (
    f"dJ/dh = [-2 16 -2] meets z = [3 -2 3], and the gate in the middle is shut: [-2 0 -2]; "
    f"your gradient of b is\n{gradients['b']}"
)
assert close(gradients["W"], [[-2, -4], [0, 0], [-2, -4]]), (
    f"the products of [-2 0 -2] with x = [1 2]; your gradient of W is\n{gradients['W']}"
)
gradients = network_backward(x, y, W, b, M, c, 0.5)
assert close(gradients["W"], [[-1.5, -3.5], [0.5, -1], [-2, -3]]), (
    f"lambda = 0.5 adds half of W: [0.5 0.5] in its first row; yours is\n{gradients['W']}"
)
assert close(gradients["M"], [[6.5, 2.5, 5.5], [-5, -1.5, -6]]), (
    f"lambda = 0.5 adds half of M: [0.5 2.5 -0.5] in its first row; yours is\n{gradients['M']}"
)
assert close(gradients["b"], [[-2], [0], [-2]]), "the biases are not penalised"
print("network_backward: the examples agree")

# %% [markdown]
# Also checked: other sizes, the gradients of both layers for themselves with $\lambda = 0$, and all four with a
# larger $\lambda$; whole numbers, single precision, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** `network_forward` gives you all that the layers need to remember. After it come the loss, the second
# linear layer, relu, the first linear layer, in this order. `linear_backward` hands you three gradients each time:
# two are finished, the third is the upstream gradient of the layer before.
#
# **The common mistake.** Mixing up who was fed with what. The second linear layer's input is $h$, relu's is $z$, the
# first layer's is $x$.
#
# **A worked twin.** A chain without relu and penalty, $s = A x + p$, then $L = \frac12 \lVert s - y \rVert^2$:
#
# ```python
# s = linear_forward(A, x, p)
# dA, dp, dx = linear_backward(l2_loss_backward(1, s, y), A, x)
# ```
#
# </details>

# %% nbgrader="test network_backward"

# %% [markdown]
# ## 6. A sheet with mistakes
#
# ### `corrected` (10 points, difficulty 2, 30 minutes)
#
# A worked example on a sheet of paper is only as good as whoever worked it. Here is one that went with the lecture.
# It works through most layers of this notebook, and it was never checked by machine: **of its twelve lines only four
# are right.** Seven contain a slip of their own. One is wrong only because it builds upon a wrong line.
#
# **Part A, a linear layer,** with the upstream gradient $\partial J/\partial u = (1, 1)^\top$, the step size
# $\alpha = 0.1$ and $\lambda = 0.1$:
#
# $$W = \begin{pmatrix} 1 & 5 & 7 \\ 3 & 2 & 4 \end{pmatrix}, \qquad x = \begin{pmatrix} 2 \\ 10 \\ 5 \end{pmatrix},
# \qquad b = \begin{pmatrix} 4 \\ 8 \end{pmatrix}$$
#
# | line | what it is | what the sheet says |
# |---|---|---|
# | `u` | $u = W x + b$ | $(91,\ 46)$ |
# | `dJ/dW` | $\partial J/\partial W$, without a penalty | rows $(2,\ 10,\ 5)$ and $(2,\ 10,\ 5)$ |
# | `dJ/db` | $\partial J/\partial b$ | $(1,\ 1)$ |
# | `dJ/dx` | $\partial J/\partial x$ | $(13,\ 9)$ |
# | `W*` | $W - \alpha\, \partial J/\partial W$ | rows $(0.8,\ 4.9,\ 6.5)$ and $(2.8,\ 1.9,\ 3.5)$ |
# | `b*` | $b - \alpha\, \partial J/\partial b$ | $(3.9,\ 7.9)$ |
# | `S` | the penalty $\frac{\lambda}{2} \lVert W \rVert_F^2$ on the first $W$ | $10.4$ |
#
# **Part B, softmax and cross entropy,** with the scores $v = (10, 5)^\top$ and the first class labelled, $y = (1,
# 0)^\top$. Let $o$ be the softmax of $v$.
#
# | line | what it is | what the sheet says |
# |---|---|---|
# | `softmax(v)` | $o$ | $(0.993307,\ 0.006693)$ |
# | `o - y` | the gradient of the cross entropy with respect to $v$ | $(0.006693,\ -0.006693)$ |
# | `CE` | the cross entropy $-\sum_j y_j \ln o_j$ | $0.006693$ |
#
# **Part C, the whole network** of section 5, forward:
#
# $$x = \begin{pmatrix} 10 \\ 5 \end{pmatrix}, \quad
# W = \begin{pmatrix} 1 & 2 \\ 2 & 5 \\ 7 & 3 \end{pmatrix}, \quad
# b = \begin{pmatrix} 4 \\ 2 \\ 1 \end{pmatrix}, \quad
# M = \begin{pmatrix} 4 & 1 & 2 \\ 3 & 4 & 1 \end{pmatrix}, \quad c = \begin{pmatrix} 5 \\ 1 \end{pmatrix}$$
#
# | line | what it is | what the sheet says |
# |---|---|---|
# | `z` | $z = W x + b$ | $(24,\ 47,\ 85)$ |
# | `o` | $o = M h + c$ with $h = \max(0, z)$ | $(318,\ 346)$ |
#
# Check every line, by hand or with your layers, and write the right numbers into the dictionary in place of the
# dots, those of the right lines too. A vector is a list, `[1, 2]`, a matrix a list of rows, `[[1, 2], [3, 4]]`;
# tuples and columns are welcome as well, and `.tolist()` makes a list of an array. Give six digits after the point
# where a number has many. Leave the lines below the table as they are.
#
# **Predict.** For two of the wrong lines you need no arithmetic at all: one has a shape that can't be, one has signs
# that can't be. Find them first.

# %% nbgrader="solution corrected"

# %% nbgrader="examples corrected"
missing = [line for line, value in corrected.items() if value is ...]
if missing:
    raise NotImplementedError(f"{len(missing)} lines are still open, the first is {missing[0]!r}")
sizes = {"u": 2, "dJ/dW": 6, "dJ/db": 2, "dJ/dx": 3, "W*": 6, "b*": 2}
sizes |= {"S": 1, "softmax(v)": 2, "o - y": 2, "CE": 1, "z": 3, "o": 2}
for line, size in sizes.items():
    try:
        numbers = np.asarray(corrected.get(line), dtype=float)
    except (TypeError, ValueError):
        raise AssertionError(f"{line} should be numbers; yours is {corrected.get(line)!r}") from None
    assert numbers.size == size, (
        f"{line} has {size} number{'s' * (size > 1)} (a gradient has the shape of what it belongs "
        f"to); yours has {numbers.size}"
    )
print("corrected: every line has as many numbers as it should. Whether they are right, your layers know.")

# %% [markdown]
# Also checked: each line. Numbers with many digits are compared to about the fifth digit after the point.
#
# <details><summary>Help</summary>
#
# **A nudge.** You needn't work on paper: `linear_forward(W, x, b)` and its relatives do nearly all of this sheet.
# Paper is for finding out what the author of the sheet did.
#
# **The common mistake.** Correcting a line and forgetting those that were computed from it. And trusting a number
# because it looks much like the right one: $-\ln o$ and $1 - o$ nearly agree when $o$ is close to 1, and still they
# are two things.
#
# **A worked twin.** A line of another sheet: *"$W = (2, -1)$, $x = (3, 4)^\top$, $b = 5$, so $Wx + b = 2$."* It is
# $6 - 4 + 5 = 7$; the bias was forgotten. In the dictionary it would read `"u": 7`.
#
# </details>

# %% nbgrader="test corrected"

# %% [markdown]
# ## 7. It learns
#
# ### Can you trust your gradient?
#
# There is a way to check a gradient that knows nothing of chain rules: change one parameter by a tiny $\varepsilon$,
# up and down, and see what $J$ does. $(J(w + \varepsilon) - J(w - \varepsilon)) / 2\varepsilon$ needs two runs of the
# network for every single parameter, so nobody trains that way. As a check it is unbeatable.


# %% nbgrader="locked show_check_gradients"
def objective(x, y, parameters, lam):
    """J of the network, from the forward pass alone."""
    _, _, o = network_forward(x, *parameters.values())
    S = regularization_forward(parameters["W"], lam) + regularization_forward(parameters["M"], lam)
    return l2_loss_forward(o, y) + S


def check_gradients(epsilon=1e-6, lam=0.3):
    rng = np.random.default_rng(4)
    sizes = {"W": (5, 3), "b": (5, 1), "M": (2, 5), "c": (2, 1)}
    parameters = {name: rng.normal(size=size) for name, size in sizes.items()}
    x, y = rng.normal(size=(3, 1)), rng.normal(size=(2, 1))
    gradients = network_backward(x, y, *parameters.values(), lam)
    for name, array in parameters.items():
        measured = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            J = []
            for sign in (1, -1):
                moved = array.copy()
                moved[place] += sign * epsilon
                J.append(objective(x, y, parameters | {name: moved}, lam))
            measured[place] = (J[0] - J[1]) / (2 * epsilon)
        off = np.max(np.abs(measured - gradients[name]))
        verdict = "agree" if off < 1e-6 else "DO NOT AGREE"
        print(f"{name}: {array.size:2d} derivatives {verdict}, at most {off:.0e} apart")


attempt(check_gradients, "network_forward", "network_backward", "regularization_forward", "l2_loss_forward")

# %% [markdown]
# ### A curve from kinks
#
# At last, data: 61 points of a wave. The network has one input, 40 hidden units and one output. Each hidden unit is a
# straight line with a kink, where its gate opens. The output is a weighted sum of forty such lines, and training has
# to find out where the kinks should be and how steep the pieces are.
#
# It sees one point at a time, in random order: `network_backward`, then a `gradient_step` for each of the two layers.
# Two hundred times through the data is 12,200 steps, a second or two of work. Single points pull the curve to and
# fro, so the step size $\alpha$ shrinks from pass to pass, and the curve comes to rest.
#
# *On the left, the mean loss against the number of passes through the data, on a logarithmic axis, falling in a
# jagged line that becomes smooth, from about a half to a thousandth; on the right, the points of a wave with the
# network's curve before training, far off, after ten passes, roughly following, and at the end, on the points.*


# %% nbgrader="locked show_train_curve"
def curve(xs, parameters):
    """The network's output at each of the numbers xs."""
    return np.array([network_forward(column(x), *parameters)[2].item() for x in xs])


def train_curve(alpha=0.03, lam=1e-4, passes=200, hidden=40):
    rng = np.random.default_rng(0)
    xs = np.linspace(-3, 3, 61)
    ys = np.sin(2 * xs) * np.exp(-0.1 * xs**2)
    W, M = rng.normal(size=(hidden, 1)), rng.normal(size=(1, hidden)) / np.sqrt(hidden)
    b, c = W * rng.uniform(-3, 3, size=(hidden, 1)), np.zeros((1, 1))
    losses, curves = [], {0: curve(xs, (W, b, M, c))}
    for done in range(1, passes + 1):
        step = alpha * (1 - (done - 1) / passes)
        for i in rng.permutation(len(xs)):
            grads = network_backward(column(xs[i]), column(ys[i]), W, b, M, c, lam)
            W, b = gradient_step(W, b, grads["W"], grads["b"], step)
            M, c = gradient_step(M, c, grads["M"], grads["c"], step)
        now = curve(xs, (W, b, M, c))
        losses.append(np.mean([l2_loss_forward(column(o), column(y)) for o, y in zip(now, ys)]))
        if done in (10, passes):
            curves[done] = now
    show_training(xs, ys, losses, curves)


def show_training(xs, ys, losses, curves):
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    left.semilogy(range(1, len(losses) + 1), losses, color=BLUE)
    left.set(xlabel="passes through the data", ylabel="mean loss", title="the loss drops")
    right.plot(xs, ys, "o", color=GREY, markersize=3, label="data")
    looks = [(ORANGE, ":"), (GREEN, "--"), (BLUE, "-")]
    for (done, outputs), (colour, style) in zip(curves.items(), looks):
        right.plot(xs, outputs, style, color=colour, label=f"after {done} passes" if done else "before training")
    right.set(xlabel="x", ylim=(-1.2, 2.6), title="the curve bends")
    right.legend(frameon=False, fontsize=9)
    print(f"mean loss after the first pass {losses[0]:.4f}, after the last {losses[-1]:.4f}")


attempt(train_curve, "network_forward", "network_backward", "gradient_step", "l2_loss_forward")

# %% [markdown]
# What to see: nobody told the network where to put its kinks. In each of the 12,200 steps your functions were
# called, one layer after the other, and every one of them knew only its own layer. Try it out in a cell of your own:
# `train_curve(hidden=6)`, a larger `lam` (the curve gets lazy), an `alpha` that is too large (it explodes).
#
# In the next notebook layers become objects that remember their own inputs, and a network made of them reads
# handwritten digits. What each of them does on the way forward and on the way back, you have written here.
