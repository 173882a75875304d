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
# # A network that reads digits
#
# Somebody scribbles a 3, and it arrives as 64 numbers between 0 and 1: an eight-by-eight picture, dark where there is
# ink. Try to write down the rule that turns these 64 numbers into "three". People tried, for years. In this notebook
# nobody writes the rule. You write **layers**, objects that know how to go forward, how to go backward and how to
# take a step, and then 1,437 examples do the rest.
#
# You begin with a network so small that its nine derivatives can be written out by hand. Then each kind of layer
# becomes a class, a third class chains them, and a fourth sends a whole batch through at once. At the end it reads
# pictures that it has never seen, about 98 in 100 of them correctly, and you look at the ones it got wrong.
#
# **How it goes.** Every exercise has a stub (replace `raise NotImplementedError`, 15 lines at most in each function
# or method), a cell of examples small enough to follow by hand, and a test cell with the points. *Also checked* says
# what that one tries besides. The heading tells points, difficulty (1 to 3) and rough minutes; under *Help* wait a
# nudge, the usual mistake and a twin of the exercise with other numbers. Cells with pictures wait until your code is
# there.
#
# **What holds everywhere.**
# - A sample is a **row** of shape $(1, d)$, and a layer computes $x W + b$ with $W$ of shape $(\text{in},
#   \text{out})$. Section 3 compares this with the columns of the previous notebook.
# - Functions return new arrays and don't change their arguments. Whole numbers may come in where fractions go out.
# - "A number" may be a Python number or an array without axes.
# - Exercises may use what stands above them, and are tested with right versions of it: a mistake in a layer costs its
#   points in that layer, and not again in the network.

# %% nbgrader="locked setup"
import time

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"
INK = {BLUE: "#00507F", ORANGE: "#7A5200", GREEN: "#00684C", GREY: "#444444"}
TINTS = {BLUE: "#C5DFF0", ORANGE: "#FBE3B3", GREEN: "#BFE6DA", GREY: "#ECECEC"}


def close(result, expected):
    """Same shape and same numbers? (np.allclose alone broadcasts: it lets wrong shapes pass.)"""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected)


def attempt(show, *names):
    """Run show(), or say in one line which exercises it waits for."""
    try:
        with np.errstate(all="ignore"):
            show()
    except NotImplementedError:
        plt.close("all")
        print(f"This cell waits for {', '.join(names)}. Come back when that is written.")
    except Exception as error:
        plt.close("all")
        print(f"This cell needs {', '.join(names)}. {type(error).__name__}: {error}")


# %% nbgrader="locked sigmoid"
def sigmoid(x):
    """Squash each number into the range from 0 to 1: 1 / (1 + exp(-x)), also where x is large."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(x)))


# %% [markdown]
# ## 1. A bend and two rulers
#
# The cell above gives you the **sigmoid**, $\sigma(x) = 1 / (1 + e^{-x})$. It is written with $\tanh$, which is the
# same curve and never overflows. It is the bend between the layers of this notebook: without one, any number of layers
# would be no more than a single matrix.
#
# *The sigmoid as a curve that climbs from 0 to 1 in the shape of an S, and below it its slope, a bell that reaches a
# quarter at 0 and is next to nothing beyond 6 on either side.*


# %% nbgrader="locked picture_sigmoid"
def picture_sigmoid():
    x = np.linspace(-8, 8, 321)
    _, ax = plt.subplots(figsize=(6.4, 2.9), layout="constrained")
    ax.plot(x, sigmoid(x), color=BLUE)
    ax.plot(x, np.gradient(sigmoid(x), x), "--", color=ORANGE)
    ax.text(2.9, 0.84, "sigmoid", color=INK[BLUE])
    ax.text(1.6, 0.2, "its slope", color=INK[ORANGE])
    ax.set(xlabel="x", yticks=[0, 0.25, 0.5, 1])


picture_sigmoid()

# %% [markdown]
# ### `sigmoid_prime` (4 points, difficulty 1, 5 minutes)
#
# On the way back every gradient is multiplied by this slope. Where the sigmoid is flat, hardly anything comes
# through: remember that bell when a deep network refuses to learn.
#
# $$\sigma'(x) = \sigma(x)\,\bigl(1 - \sigma(x)\bigr)$$
#
# $x$ is what goes **into** the sigmoid, of any shape; the result has the same shape, a slope for each entry. Large
# numbers, like 800 or −800, give a slope of 0, not `nan`.
#
# **Predict.** How large can the slope become? And what is left of a gradient that has passed through four sigmoids?
#
# <details><summary>Answer</summary>
#
# At most $\frac14$, at $x = 0$, where $\sigma = \frac12$. After four sigmoids at most $\frac1{256}$ is left.
#
# </details>

# %% nbgrader="solution sigmoid_prime"

# %% nbgrader="examples sigmoid_prime"
x = np.array([[0.0, np.log(3)], [-np.log(3), 2000.0]])
slope = sigmoid_prime(x)
assert np.shape(slope) == (2, 2), (
    f"a slope for each entry, (2, 2); yours has shape {np.shape(slope)}"
)
assert close(slope[0, 0], 0.25), (
    f"sigmoid(0) is 1/2, so the slope is 1/2 * 1/2 = 0.25; yours is {slope[0, 0]}"
)
assert close(slope[0, 1], 0.1875), (
    f"sigmoid(ln 3) is 3/4, so the slope is 3/4 * 1/4; yours is {slope[0, 1]}"
)
assert close(slope[1, 0], 0.1875), (
    "the bell is the same on both sides: the slope at -ln 3 is 3/16 too"
)
assert close(slope[1, 1], 0), f"far out the curve is flat: 0 at x = 2000; yours is {slope[1, 1]}"
print("sigmoid_prime: the examples agree")

# %% [markdown]
# Also checked: a single number, whole numbers, very large and very small ones, and that $x$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Give $\sigma(x)$ a name first. Then it is one multiplication.
#
# **The common mistake.** Writing `x * (1 - x)`. That is right where `x` is already the sigmoid's *output*. Here it is
# the input.
#
# **A worked twin.** $\tanh' = 1 - \tanh^2$: `t = np.tanh(x)`, then `1 - t**2`.
#
# </details>

# %% nbgrader="test sigmoid_prime"

# %% [markdown]
# ### `mse` (4 points, difficulty 1, 3 minutes)
#
# How wrong is a prediction? The **mean squared error** squares each difference, so that both signs count alike and
# large ones count most, and takes the mean over **all** entries, whatever their shape:
#
# $$\mathrm{mse}(y, \hat y) = \frac1N \sum_{i} (\hat y_i - y_i)^2$$
#
# Target $y$ (`y_true`) and prediction $\hat y$ (`y_pred`) have the same shape, with $N$ entries altogether. The result
# is a number.

# %% nbgrader="solution mse"

# %% nbgrader="examples mse"
y_true = np.array([[1, 0, 2], [0, 5, 0]])
y_pred = np.array([[3, 0, 1], [0, 4, 0]])
result = mse(y_true, y_pred)
assert np.ndim(result) == 0, f"one number for the whole table; yours has shape {np.shape(result)}"
assert close(result, 1), (
    f"the differences are 2, 0, -1, 0, -1, 0, the squares add up to 6, over 6 is 1; yours is {result}"
)
assert close(mse(y_true, y_true), 0), "a perfect prediction has no error"
print("mse: the examples agree")

# %% [markdown]
# Also checked: rows $(1, 10)$, larger tables, whole numbers, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** `np.mean` without an axis takes the mean over everything.
#
# **The common mistake.** Squaring the mean instead of averaging the squares. The differences 1 and −1 have the mean 0.
#
# **A worked twin.** The mean absolute error: `np.mean(np.abs(y_pred - y_true))`.
#
# </details>

# %% nbgrader="test mse"

# %% [markdown]
# ### `mse_prime` (4 points, difficulty 1, 5 minutes)
#
# Training needs to know which way to push each entry of the prediction:
#
# $$\frac{\partial\, \mathrm{mse}}{\partial \hat y_i} = \frac{2}{N} (\hat y_i - y_i)$$
#
# The result has the shape of the prediction: every entry has its own derivative. The order of the arguments is that of
# `mse`: first the target, then the prediction.

# %% nbgrader="solution mse_prime"

# %% nbgrader="examples mse_prime"
y_true = np.array([[1, 0, 2, 4]])
y_pred = np.array([[3, 0, 1, 4]])
result = mse_prime(y_true, y_pred)
assert np.shape(result) == (1, 4), (
    f"a derivative for each entry, (1, 4); yours has shape {np.shape(result)}"
)
assert close(result[0, 0], 1), (
    f"the first entry is 2 too large, among 4 entries: 2 / 4 * 2 = 1; yours is {result[0, 0]}"
)
assert close(result, [[1, 0, -0.5, 0]]), (
    f"where the prediction is too small the derivative is negative; you return {result}"
)
print("mse_prime: the examples agree")

# %% [markdown]
# Also checked: tables, where $N$ counts all entries, whole numbers, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** `np.size` counts all entries of an array.
#
# **The common mistake.** The sign. A prediction that is too large has a *positive* derivative: make it larger, and
# the error grows.
#
# **A worked twin.** The derivative of the mean of $(\hat y_i - y_i)^4$ by $\hat y_i$ is `4 * (y_pred - y_true)**3 / N`.
#
# </details>

# %% nbgrader="test mse_prime"

# %% [markdown]
# ### `mse_half` and `mse_half_prime`
#
# A factor 2 here, a division by $N$ there: neither changes where the minimum is. So one often takes
#
# $$\mathrm{mse\_half}(y, \hat y) = \frac12 \sum_i (\hat y_i - y_i)^2, \qquad
# \frac{\partial\, \mathrm{mse\_half}}{\partial \hat y_i} = \hat y_i - y_i.$$
#
# A **sum**, not a mean, in spite of its name, and the ½ is there for one reason only: to meet the 2 of the square. The
# networks in this notebook are trained with it.
#
# ### `mse_half` (3 points, difficulty 1, 2 minutes)
#
# Half of the sum of all squared differences, a number. The arguments are as above, both of the same shape.

# %% nbgrader="solution mse_half"

# %% nbgrader="examples mse_half"
y_true = np.array([[1, 0, 2], [0, 5, 0]])
y_pred = np.array([[3, 0, 1], [0, 4, 1]])
result = mse_half(y_true, y_pred)
assert np.ndim(result) == 0, f"one number for the whole table; yours has shape {np.shape(result)}"
assert close(result, 3.5), (
    f"the squares 4, 0, 1, 0, 1, 1 add up to 7, and half of that is 3.5; yours is {result}"
)
print("mse_half: the examples agree")

# %% [markdown]
# Also checked: rows and tables, whole numbers, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** `np.sum`, and one half in front.
#
# **The common mistake.** `np.mean`, out of habit.
#
# **A worked twin.** A third of the sum of the cubes: `np.sum((y_pred - y_true) ** 3) / 3`.
#
# </details>

# %% nbgrader="test mse_half"

# %% [markdown]
# ### `mse_half_prime` (3 points, difficulty 1, 2 minutes)
#
# Its derivative by each entry of the prediction, in the prediction's shape.

# %% nbgrader="solution mse_half_prime"

# %% nbgrader="examples mse_half_prime"
result = mse_half_prime(np.array([[1, 0, 2, 4]]), np.array([[3, 0, 1, 4]]))
assert close(result, [[2, 0, -1, 0]]), (
    f"prediction minus target, nothing else: [[2 0 -1 0]]; you return {result}"
)
print("mse_half_prime: the examples agree")

# %% [markdown]
# Also checked: rows and tables, whole numbers, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** There is no factor left.
#
# **The common mistake.** Target minus prediction. The network would then learn to be wrong.
#
# **A worked twin.** The derivative of a third of the sum of cubes: `(y_pred - y_true) ** 2`.
#
# </details>

# %% nbgrader="test mse_half_prime"

# %% [markdown]
# ## 2. Nine derivatives by hand
#
# Before layers take over, do once by hand what they will do. Two inputs, two hidden units, one output.
#
# *The toy network: inputs x1 and x2 on the left, hidden units 1 and 2 in the middle, the output 3 on the right. The
# arrows into unit 1 carry w1 (from x1) and w3 (from x2), those into unit 2 carry w2 and w4, those into the output w5
# and w6; each unit has its bias, b1, b2 or b3.*


# %% nbgrader="locked picture_toy"
def picture_toy():
    _, ax = plt.subplots(figsize=(7.4, 3.3), layout="constrained")
    ax.set(xlim=(-0.6, 7.9), ylim=(-0.9, 3.1), aspect="equal")
    ax.axis("off")
    place = {"x_1": (0, 2.2), "x_2": (0, 0), "a_1": (3.3, 2.2), "a_2": (3.3, 0), "a_3": (6.4, 1.1)}
    arrows = [("x_1", "a_1", "w_1", 0.5), ("x_1", "a_2", "w_2", 0.25), ("x_2", "a_1", "w_3", 0.25)]
    arrows += [("x_2", "a_2", "w_4", 0.5), ("a_1", "a_3", "w_5", 0.5), ("a_2", "a_3", "w_6", 0.5)]
    for start, end, name, part in arrows:
        (x0, y0), (x1, y1) = place[start], place[end]
        look = {"arrowstyle": "-|>", "color": GREY, "shrinkA": 19, "shrinkB": 19}
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=look)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        spot = (x0 + part * (x1 - x0), y0 + part * (y1 - y0))
        ax.text(*spot, f"${name}$", ha="center", va="center", bbox=box)
    colours = {"x": GREY, "a": BLUE}
    for name, (x, y) in place.items():
        colour = ORANGE if name == "a_3" else colours[name[0]]
        ax.add_patch(plt.Circle((x, y), 0.4, facecolor=TINTS[colour], edgecolor=INK[colour]))
        ax.text(x, y, f"${name}$", ha="center", va="center")
    for name, word in [("a_1", "$+\\, b_1$, sigmoid"), ("a_2", "$+\\, b_2$, sigmoid"), ("a_3", "$+\\, b_3$, linear")]:
        x, y = place[name]
        ax.text(x, y - 0.62, word, ha="center", va="center", color=INK[GREY], fontsize=10)


picture_toy()

# %% [markdown]
# ### `toy_gradient` (12 points, difficulty 2, 25 minutes)
#
# $$
# \begin{aligned}
# z_1 &= w_1 x_1 + w_3 x_2 + b_1, & a_1 &= \sigma(z_1), \\
# z_2 &= w_2 x_1 + w_4 x_2 + b_2, & a_2 &= \sigma(z_2), \\
# a_3 &= w_5 a_1 + w_6 a_2 + b_3, & L &= \tfrac12 (y - a_3)^2.
# \end{aligned}
# $$
#
# Mind that the output is **linear**: there is no sigmoid around $a_3$. And mind the numbers: $w_1$ and $w_3$ lead into
# the first unit, $w_2$ and $w_4$ into the second.
#
# `theta` is a dictionary of nine numbers with the keys `"w1"` to `"w6"` and `"b1"` to `"b3"`; `x` has shape $(2,)$,
# with $x_1$ in `x[0]`, and `y` is a number. Return a new dictionary with the same nine keys: the derivative of $L$ by
# each parameter, a number each.
#
# The chain rule goes from the right to the left. First $\partial L / \partial a_3$. Multiply by $w_5$ and the slope
# $\sigma'(z_1)$, and you have $\partial L/\partial z_1$; from there it is one factor to each of $w_1$, $w_3$ and $b_1$.
#
# **Predict.** Suppose $w_5 = 0$. Which of the nine derivatives are 0 then, whatever the other numbers are?
#
# <details><summary>Answer</summary>
#
# Those by $w_1$, $w_3$ and $b_1$: nothing that happens in unit 1 reaches the output. The derivative by $w_5$ itself is
# not 0 (unless there is no error), so the way can open.
#
# </details>

# %% nbgrader="solution toy_gradient"

# %% nbgrader="examples toy_gradient"
theta = {"w1": 2, "w2": 1, "w3": -1, "w4": 1, "w5": 4, "w6": -2, "b1": 0, "b2": -3, "b3": 1}
x, y = np.array([1, 2]), -1
found = toy_gradient(theta, x, y)
assert isinstance(found, dict), f"return a dictionary with the keys of theta; not {found!r}"
assert sorted(found) == sorted(theta), f"the nine keys are those of theta; yours are {list(found)}"
assert close(found["b3"], 3), (
    f"z1 = z2 = 0, a1 = a2 = 1/2, a3 = 2 - 1 + 1 = 2: the error a3 - y is 3; yours is {found['b3']}"
)
assert close(found["w5"], 1.5), (
    f"w5 multiplies a1 = 1/2, so its derivative is 3 * 1/2; yours is {found['w5']}"
)
assert close(found["b1"], 3), (
    f"through w5 = 4 and the slope 1/4: 3 * 4 * 1/4 = 3 reaches b1; yours is {found['b1']}"
)
assert close(found["w3"], 6), (
    f"w3 multiplies x2 = 2, so its derivative is 3 * 2; yours is {found['w3']}"
)
assert close(found["b2"], -1.5), (
    f"through w6 = -2 and the slope 1/4: -1.5 reaches b2; yours is {found['b2']}"
)
assert close(found["w2"], -1.5), (
    f"w2 leads from x1 = 1 into the second unit: -1.5 * 1; yours is {found['w2']}"
)
print("toy_gradient: the examples agree")

# %% [markdown]
# Also checked: the derivatives of the output and of each hidden unit for themselves, whole numbers, no keys but the
# nine, and that `theta` and `x` stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the six lines of the formulas first. Then one name for each of $\partial L/\partial a_3$, $\partial
# L/\partial z_1$, $\partial L/\partial z_2$. They *are* the derivatives by the three biases. Why?
#
# **The common mistake.** A sigmoid's slope at the output, which has no sigmoid. Or $w_2$ and $w_3$ swapped.
#
# **A worked twin.** One input, one hidden unit: $a = \sigma(u x + c)$, $o = v a + d$, $L = \frac12 (y - o)^2$.
#
# ```python
# a = sigmoid(u * x + c)
# at_o = v * a + d - y
# at_z = at_o * v * a * (1 - a)
# gradient = {"v": at_o * a, "d": at_o, "u": at_z * x, "c": at_z}
# ```
#
# </details>

# %% nbgrader="test toy_gradient"

# %% [markdown]
# ## 3. Layers as objects
#
# Nine lines for nine parameters. The digit network has 17,226 parameters. So you teach each *kind* of layer its own
# chain rule, once. In the previous notebook a layer was a pair of functions, and what the backward one needed, you had
# to hand to it. An **object** remembers: its weights, the input of the last forward pass, the gradients so far.
#
# Every layer has the same three methods, and that is all that a network needs to know about it:
#
# | method | what it does |
# |---|---|
# | `forward(input)` | computes the output, and keeps the input |
# | `backward(output_error)` | takes the gradient of the loss at its output, returns the one at its input |
# | `step(eta)` | changes its own parameters, if it has any |
#
# The gradient that travels backward is called *error* here, as it begins as prediction minus target.
#
# ### Rows and columns, side by side
#
# Libraries keep a sample as a row, because data come as tables with a row for each sample. On paper it is a column.
# Both say the same; everything is just turned round.
#
# | | columns, the notebook before | rows, from here on |
# |---|---|---|
# | a sample $x$ | $(\text{in}, 1)$ | $(1, \text{in})$ |
# | weights $W$ | $(\text{out}, \text{in})$ | $(\text{in}, \text{out})$ |
# | forward | $z = W x + b$ | $z = x W + b$ |
# | error at the input | $W^\top \delta$ | $\delta\, W^\top$ |
# | gradient of $W$ | $\delta\, x^\top$ | $x^\top \delta$ |
# | gradient of $b$ | $\delta$ | $\delta$ |
# | a batch of $n$ | $n$ columns, $(\text{in}, n)$ | $n$ rows, $(n, \text{in})$ |
#
# $\delta$ is the error at the layer's output. The next cell computes both sides with the same numbers.


# %% nbgrader="locked show_rows_and_columns"
def rows_and_columns():
    rng = np.random.default_rng(1)
    x, W, b, error = (rng.normal(size=size) for size in [(3, 1), (2, 3), (2, 1), (2, 1)])
    pairs = {
        "forward": (W @ x + b, x.T @ W.T + b.T),
        "error at the input": (W.T @ error, error.T @ W),
        "gradient of W": (error @ x.T, x @ error.T),
    }
    for name, (column, row) in pairs.items():
        same = "turned round, the same" if close(column.T, row) else "different"
        print(f"{name:20}{column.shape!s:>8} in columns, {row.shape!s:>8} in rows: {same}")


rows_and_columns()

# %% [markdown]
# ### `FullyConnectedLayer` (20 points, difficulty 2, 35 minutes)
#
# The layer that learns. With $x$ the input $(1, \text{in})$ and $\delta$ the error at the output $(1, \text{out})$:
#
# - `__init__` makes `weights`, $(\text{in}, \text{out})$, **random** numbers (other ones for each layer), and `bias`,
#   $(1, \text{out})$, as you like. It makes `delta_w` and `delta_b`, zeros in the same two shapes, and sets `passes`
#   to 0. Weights of about the size $1/\sqrt{\text{in}}$ are a good start: `np.random.randn` divided by that root.
# - `forward` returns $x W + b$ and keeps $x$ in `input`.
# - `backward` returns the error at the input, $\delta W^\top$, of shape $(1, \text{in})$. It **adds** $x^\top \delta$
#   to `delta_w` and $\delta$ to `delta_b`, and counts the pass in `passes`. The weights stay as they are.
# - `step(eta)` divides the collected gradients by the number of passes, walks `eta` against them, and begins anew:
#   `delta_w`, `delta_b` and `passes` are back at zero.
#
# So a layer sees many samples, one at a time, before it takes one step along their **average** gradient.
#
# **Predict.** Why may `weights` not begin with zeros, while `bias` may?
#
# <details><summary>Answer</summary>
#
# Two units with the same weights compute the same, get the same gradient and stay twins forever. Random weights tell
# them apart, and then the biases may begin alike.
#
# </details>

# %% nbgrader="solution FullyConnectedLayer"

# %% nbgrader="examples FullyConnectedLayer"
layer = FullyConnectedLayer(2, 3)
assert np.shape(layer.weights) == (2, 3), (
    f"2 inputs and 3 outputs: weights (2, 3); yours are {np.shape(layer.weights)}"
)
assert np.shape(layer.bias) == (1, 3), (
    f"bias is a row, (1, 3); yours has shape {np.shape(layer.bias)}"
)
assert np.any(layer.weights != FullyConnectedLayer(2, 3).weights), (
    "another layer has other random weights"
)
layer.weights, layer.bias = np.array([[1.0, 0, 2], [3, -1, 1]]), np.array([[10.0, 20, 30]])
output = layer.forward(np.array([[2, 1]]))
assert close(output, [[15, 19, 35]]), (
    f"2 * [1 0 2] + 1 * [3 -1 1] + [10 20 30] is [15 19 35]; yours is {output}"
)
back = layer.backward(np.array([[1, 2, -1]]))
assert close(back, [[-1, 0]]), (
    f"1*1 + 2*0 - 1*2 = -1 and 1*3 - 2*1 - 1*1 = 0 go back; yours is {back}"
)
assert close(layer.delta_w, [[2, 4, -2], [1, 2, -1]]), (
    f"entry [i, j] of delta_w is input i times error j; yours is\n{layer.delta_w}"
)
layer.forward(np.array([[0, 1]]))
layer.backward(np.array([[1, 0, 1]]))
assert layer.passes == 2, f"there were two backward passes; yours counts {layer.passes}"
assert close(layer.delta_w, [[2, 4, -2], [2, 2, 0]]), (
    f"the second pass is added to the first; delta_w is\n{layer.delta_w}"
)
assert close(layer.delta_b, [[2, 2, 0]]), f"[1 2 -1] + [1 0 1] = [2 2 0]; yours is {layer.delta_b}"
layer.step(0.1)
assert close(layer.weights, [[0.9, -0.2, 2.1], [2.9, -1.1, 1]]), (
    f"half of delta_w, as there were two passes, times 0.1, is subtracted; the weights are\n{layer.weights}"
)
assert close(layer.bias, [[9.9, 19.9, 30]]), f"the bias takes its step, too; yours is {layer.bias}"
assert layer.passes == 0, f"after a step counting begins anew; passes is {layer.passes}"
assert close(layer.delta_w, np.zeros((2, 3))), (
    f"after a step delta_w is back at zeros; yours is\n{layer.delta_w}"
)
assert close(layer.delta_b, np.zeros((1, 3))), (
    f"after a step delta_b is back at zeros; yours is {layer.delta_b}"
)
print("FullyConnectedLayer: the examples agree")

# %% [markdown]
# Also checked: other sizes, whole numbers, three passes in a row, steps after other numbers of passes (the check sets
# `delta_w`, `delta_b` and `passes` itself), and that the arrays you are handed stay as they were, also in later passes.
#
# <details><summary>Help</summary>
#
# **A nudge.** Read the shapes: `(1, in) @ (in, out)` is `(1, out)`. For $\delta W^\top$ and $x^\top \delta$ there is
# only one order that fits.
#
# **The common mistake.** `=` where the gradient should be added up. And `self.delta_b = output_error` in the first
# pass with `+=` in the second: then you add into an array that belongs to somebody else. Begin with zeros, and write
# `self.delta_b = self.delta_b + output_error`.
#
# **A worked twin.** A layer that multiplies each input by one number $s$ of its own:
#
# ```python
# def backward(self, output_error):
#     self.delta_s = self.delta_s + np.sum(self.input * output_error)
#     self.passes += 1
#     return output_error * self.s
# ```
#
# </details>

# %% nbgrader="test FullyConnectedLayer"

# %% [markdown]
# ### `ActivationLayer` (6 points, difficulty 1, 10 minutes)
#
# The layer that bends. It has nothing to learn, so its `step` is given and does nothing; it only stands there so that
# a network need not ask what kind of layer it has before it.
#
# - `forward` returns $\sigma(x)$, entry by entry, and keeps $x$ in `input`.
# - `backward` returns $\delta \odot \sigma'(x)$: each entry of the error times the slope at its own input.
#
# `input` and `output_error` have shape $(1, m)$ here. If you work entry by entry, whole batches $(n, m)$ will pass
# without a change, and the last exercise sends some.

# %% nbgrader="solution ActivationLayer"

# %% nbgrader="examples ActivationLayer"
layer = ActivationLayer()
output = layer.forward(np.array([[0, np.log(3)]]))
assert close(output, [[0.5, 0.75]]), f"sigmoid(0) = 1/2 and sigmoid(ln 3) = 3/4; yours is {output}"
back = layer.backward(np.array([[4, 16]]))
assert close(back, [[1, 3]]), (
    f"the slopes are 1/4 and 3/16, so [4 16] becomes [1 3]; yours is {back}"
)
layer.step(0.1)
layer.forward(np.array([[0, 0]]))
back = layer.backward(np.array([[4, 16]]))
assert close(back, [[1, 4]]), f"now both slopes are 1/4: [1 4]; yours is {back}"
print("ActivationLayer: the examples agree")

# %% [markdown]
# Also checked: other sizes, whole numbers, several passes, and that the arrays you are handed stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** `sigmoid` and `sigmoid_prime` do it, one in each direction.
#
# **The common mistake.** Keeping the *output* and asking `sigmoid_prime` for the slope there.
#
# **A worked twin.** With tanh instead: `return output_error * (1 - np.tanh(self.input) ** 2)`.
#
# </details>

# %% nbgrader="test ActivationLayer"

# %% [markdown]
# ### The toy network, out of layers
#
# Three layers make the network of section 2: fully connected, sigmoid, fully connected. Give them the nine numbers and
# send one error back, and `delta_w` and `delta_b` must hold what you derived by hand.


# %% nbgrader="locked show_toy_out_of_layers"
def toy_out_of_layers():
    rng = np.random.default_rng(8)
    theta = {name: rng.normal() for name in ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")}
    x, y = rng.normal(size=2), rng.normal()
    first, bend, last = FullyConnectedLayer(2, 2), ActivationLayer(), FullyConnectedLayer(2, 1)
    first.weights = np.array([[theta["w1"], theta["w2"]], [theta["w3"], theta["w4"]]])
    first.bias = np.array([[theta["b1"], theta["b2"]]])
    last.weights, last.bias = np.array([[theta["w5"]], [theta["w6"]]]), np.array([[theta["b3"]]])
    output = last.forward(bend.forward(first.forward(x[np.newaxis])))
    first.backward(bend.backward(last.backward(output - y)))
    collected = [first.delta_w, last.delta_w, first.delta_b, last.delta_b]
    by_layers = dict(zip(theta, np.concatenate([each.ravel() for each in collected])))
    by_hand = toy_gradient(theta, x, y)
    for name in theta:
        print(f"{name}: by hand {by_hand[name]:9.6f}, by layers {by_layers[name]:9.6f}")
    off = max(abs(by_hand[name] - by_layers[name]) for name in theta)
    print("They agree." if off < 1e-12 else "They do not agree.")


attempt(toy_out_of_layers, "toy_gradient", "FullyConnectedLayer", "ActivationLayer")

# %% [markdown]
# ## 4. A chain of layers
#
# ### `Network` (16 points, difficulty 3, 35 minutes)
#
# A network is a list of layers, `layers`, and hardly anything else. `__init__` is given. You write three methods.
#
# - `add(layer)` puts a layer behind the others.
# - `predict(X)` takes an array $(n, 1, \text{in})$, that is $n$ samples, each of which is a row. Each sample goes
#   through all layers. The result is a **list** of $n$ outputs, each of shape $(1, \text{out})$.
# - `fit(x_train, y_train, minibatches, learning_rate, batch_size=64)` trains. `x_train` is $(n, 1, \text{in})$,
#   `y_train` is $(n, \text{out})$, and row $i$ is the target of sample $i$. In each of the `minibatches` rounds:
#     1. draw `batch_size` samples at random from all of the data, anew in every round (`np.random.randint` and
#        shuffling are both fine; there are at least as many samples as `batch_size`);
#     2. send each of them forward, and **right away** the derivative of its `mse_half` backward through all layers,
#        from the last to the first: layers remember one input only;
#     3. then let every layer take one step with `learning_rate`. The layers average by themselves.
#
# `verbose` tells whether `fit` prints how it goes. What you print, and whether at all, is up to you; a line in every
# hundred rounds is plenty.
#
# **Predict.** Somebody sends all 64 samples forward first, then all 64 errors backward. Nothing crashes. What is
# wrong?
#
# <details><summary>Answer</summary>
#
# By then the layers remember only the 64th sample. Every error is multiplied by the input of that one: 63 gradients
# are nonsense, and the loss may even fall a little, which makes such mistakes hard to find.
#
# </details>

# %% nbgrader="solution Network"

# %% nbgrader="examples Network"
class Times:
    """The smallest layer that learns: it multiplies by one number w."""

    def __init__(self, w):
        self.w, self.found = w, []

    def forward(self, input):
        self.input = input
        return self.w * input

    def backward(self, output_error):
        self.found.append(np.sum(self.input * output_error))
        return self.w * output_error

    def step(self, eta):
        self.w, self.found = self.w - eta * np.mean(self.found), []


network = Network(verbose=False)
first, last = Times(3.0), Times(2.0)
network.add(first)
network.add(last)
assert network.layers == [first, last], "add puts each layer behind the others, in network.layers"
outputs = network.predict(np.array([[[1.0]], [[-0.5]]]))
assert isinstance(outputs, list), f"predict returns a list; yours returns {type(outputs).__name__}"
assert len(outputs) == 2, f"two samples, two outputs; yours are {len(outputs)}"
assert close(outputs[0], [[6]]), (
    f"1 goes in, 3 and then 6 comes out, of shape (1, 1); yours is {outputs[0]!r}"
)
assert close(outputs[1], [[-3]]), f"-0.5 * 3 * 2 is -3; yours is {outputs[1]!r}"
network.fit(np.ones((8, 1, 1)), np.full((8, 1), 5.0), 1, 0.1, batch_size=4)
assert close(last.w, 1.7), (
    f"output 6, target 5: the error 1 meets the input 3 of the last layer, so w = 2 - 0.1 * 3; yours is {last.w}"
)
assert close(first.w, 2.8), (
    f"the error 1 * 2 meets the input 1 of the first layer: w = 3 - 0.1 * 2; yours is {first.w}"
)
print("Network: the examples agree")

# %% [markdown]
# Also checked, with right layers in place of yours: single layers and several, one sample and many, repeated calls of
# `predict`; how weights change in one minibatch and in four; that there is one step after every `batch_size` passes;
# that each sample meets its own target; that the samples come from all of the data; and that the data stay as they
# were. How you draw doesn't matter.
#
# <details><summary>Help</summary>
#
# **A nudge.** One sample through all layers: `for layer in self.layers: output = layer.forward(output)`. Backward it
# is the same loop over `reversed(self.layers)`. `x_train[i]` is a row already, and so is `y_train[i:i+1]`.
#
# **The common mistake.** The step inside the loop over the samples: 64 steps for a minibatch, each along the gradient
# of one sample. It learns, after a fashion, but it is another algorithm.
#
# **A worked twin.** A chain of plain functions with a backward function for each:
#
# ```python
# for f in functions:
#     x = f(x)
# for b in reversed(backwards):
#     error = b(error)
# ```
#
# </details>

# %% nbgrader="test Network"

# %% [markdown]
# ## 5. Digits
#
# scikit-learn brings 1,797 handwritten digits along, eight by eight pixels each. A fifth of them, 360, are put aside:
# the network never sees them while it learns. A target is a row of ten numbers, a 1 in the place of the digit and 0
# elsewhere (**one-hot**), and the network answers with ten numbers as well. The largest one counts.
#
# *Twenty of the pictures in two rows, grey on white, with the digit that was meant above each; some of them are hard
# to read even for people.*


# %% nbgrader="locked data"
pictures, labels = load_digits(return_X_y=True)
X_train, X_test, labels_train, labels_test = train_test_split(
    pictures / 16, labels, test_size=0.2, random_state=42
)
Y_train, Y_test = np.eye(10)[labels_train], np.eye(10)[labels_test]


def show_pictures(rows, titles, columns):
    """The pictures in rows of so many, a title above each."""
    lines = -(-len(rows) // columns)
    size = (0.86 * columns, 1.12 * lines)
    _, axes = plt.subplots(lines, columns, figsize=size, layout="constrained", squeeze=False)
    for ax in axes.ravel():
        ax.axis("off")
    for ax, row, title in zip(axes.ravel(), rows, titles):
        ax.imshow(row.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(title, fontsize=10)


show_pictures(X_train[:20], labels_train[:20], 10)
print(f"X_train {X_train.shape}, Y_train {Y_train.shape}, X_test {X_test.shape}, Y_test {Y_test.shape}")

# %% [markdown]
# ### `reshape_inputs` (3 points, difficulty 1, 5 minutes)
#
# The table `X_train` has shape $(n, d)$, and `X_train[0]` has shape $(d,)$: neither row nor column. `Network` wants
# $n$ arrays with one row each, in one array of shape $(n, 1, d)$, so that entry $i$ is sample $i$ as $(1, d)$.

# %% nbgrader="solution reshape_inputs"

# %% nbgrader="examples reshape_inputs"
X = np.array([[1, 2, 3], [4, 5, 6]])
result = reshape_inputs(X)
assert np.shape(result) == (2, 1, 3), (
    f"two samples of shape (1, 3): (2, 1, 3); yours has shape {np.shape(result)}"
)
assert close(result[1], [[4, 5, 6]]), (
    f"entry 1 is the second sample, [[4 5 6]]; yours is {result[1]}"
)
print("reshape_inputs: the examples agree")

# %% [markdown]
# Also checked: other sizes, whole numbers, and that $X$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** An axis of length 1 between the two: `np.newaxis`, `np.expand_dims` and `reshape` all make one.
#
# **The common mistake.** The new axis in front or at the end. Write down the shape that you want first.
#
# **A worked twin.** Samples as columns, $(n, d, 1)$: `X[:, :, np.newaxis]`.
#
# </details>

# %% nbgrader="test reshape_inputs"

# %% [markdown]
# ### A first try, sample by sample
#
# The network: 64 inputs, layers of 128, 64 and 10 units, a sigmoid after each. 300 minibatches of 64 digits with a
# learning rate of 2 take a few seconds, as every digit goes through Python on its own.


# %% nbgrader="locked show_first_try"
trained = {}


def digit_layers(seed=2):
    """Fresh layers for digits: 64-128-64-10 with sigmoids."""
    np.random.seed(seed)
    layers = []
    for n_in, n_out in [(64, 128), (128, 64), (64, 10)]:
        layers += [FullyConnectedLayer(n_in, n_out), ActivationLayer()]
    return layers


def share_right(outputs):
    """The share of the held-out digits that are read correctly."""
    return np.mean(np.reshape(outputs, (-1, 10)).argmax(axis=1) == labels_test)


def first_try(rounds=6):
    network = Network(verbose=False)
    for layer in digit_layers():
        network.add(layer)
    samples, held_out = reshape_inputs(X_train), reshape_inputs(X_test)
    begin = time.perf_counter()
    for count in range(1, rounds + 1):
        network.fit(samples, Y_train, 50, 2.0)
        print(f"after {50 * count:3d} minibatches: {share_right(network.predict(held_out)):.3f} of the held-out digits")
    trained["first"] = network.predict(held_out)
    print(f"{time.perf_counter() - begin:.1f} seconds")


attempt(first_try, "FullyConnectedLayer", "ActivationLayer", "Network", "reshape_inputs")

# %% [markdown]
# Guessing would be right in one case of ten, so it has just begun to read. But which digits does it read, and what does
# it take the others for?
#
# ### `confusion_matrix` (7 points, difficulty 2, 20 minutes)
#
# A table that tells: entry $[i, j]$ counts how many samples of class $i$ were taken for class $j$. **Rows are the
# truth, columns are the answers.** (Some books turn it round. Always say which.)
#
# `y_test` is $(n, K)$, one-hot rows. `out` is what `predict` returns: a list of $n$ outputs of shape $(1, K)$, any
# numbers, of which the largest tells the class. Return the $K \times K$ table of counts. $K$ is the number of columns of
# `y_test`, even if some class never occurs.
#
# As a loop it would read:
#
# ```python
# for y, output in zip(y_test, out):
#     cm[np.argmax(y), np.argmax(output)] += 1
# ```
#
# Write it without a loop over the samples. `np.concatenate(out)` makes one array $(n, K)$ of the list, in C.
# `np.vstack` and `np.stack` walk through the list in Python first, and that counts as a loop.
#
# **Predict.** `cm = np.zeros((2, 2))`, then `cm[[0, 0, 0], [1, 1, 1]] += 1`. What is `cm[0, 1]` now?
#
# <details><summary>Answer</summary>
#
# 1, not 3. numpy reads the three old values, adds 1 to each, and writes all three 1s to the same place. `np.add.at`
# adds again for every mention; `np.bincount` counts by nature.
#
# </details>

# %% nbgrader="solution confusion_matrix"

# %% nbgrader="examples confusion_matrix"
y_test = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]])
out = [np.array([row]) for row in [[9, 1, 2], [0, 1, 8], [0, 3, 1], [1, 0, 4], [-1, -3, -2]]]
result = confusion_matrix(y_test, out)
assert np.shape(result) == (3, 3), f"three classes: (3, 3); yours has shape {np.shape(result)}"
assert result[1, 2] != 1, "two samples of class 1 were taken for class 2, and both count"
assert close(result, [[1, 0, 0], [0, 1, 2], [1, 0, 0]]), (
    f"of class 1, one was read correctly and two were taken for 2, so row 1 is [0 1 2]; you return\n{result}"
)
print("confusion_matrix: the examples agree")

# %% [markdown]
# Also checked: other sizes, negative and large outputs, classes that never occur, that Python's work doesn't grow with
# the number of samples, and that the arguments stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two arrays of labels, `truth` and `taken`, by `np.argmax` along the right axis. Then count pairs.
# `truth * K + taken` gives every pair a number of its own.
#
# **The common mistake.** `cm[truth, taken] += 1`, see above. And rows for columns.
#
# **A worked twin.** How often does each pair of two dice occur? `np.bincount(6 * first + second,
# minlength=36).reshape(6, 6)`, with eyes counted from 0.
#
# </details>

# %% nbgrader="test confusion_matrix"

# %% [markdown]
# ### `accuracy` (2 points, difficulty 1, 3 minutes)
#
# The share of **all** samples that were read correctly, from the $K \times K$ counts `cm`:
#
# $$\mathrm{accuracy} = \frac{\sum_i C_{ii}}{\sum_{i, j} C_{ij}},$$
#
# a number from 0 to 1.

# %% nbgrader="solution accuracy"

# %% nbgrader="examples accuracy"
cm = np.array([[4, 1, 0], [2, 3, 0], [0, 4, 6]])
result = accuracy(cm)
assert close(result, 0.65), f"4 + 3 + 6 = 13 of 20 are right, 0.65; yours is {result}"
print("accuracy: the examples agree")

# %% [markdown]
# Also checked: other numbers of classes, and that `cm` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** `np.trace` adds up a diagonal.
#
# **The common mistake.** Averaging the shares of the classes. Large classes count for more here.
#
# **A worked twin.** The share of samples taken for class 0: `np.sum(cm[:, 0]) / np.sum(cm)`.
#
# </details>

# %% nbgrader="test accuracy"

# %% [markdown]
# ### `recall` (4 points, difficulty 1, 8 minutes)
#
# One number hides a lot. If nine digits are read perfectly and every 8 is taken for a 3, the accuracy is still about
# 0.9. So ask class by class: of all samples that **are** of class $i$, which share was recognised?
#
# $$\mathrm{recall}_i = \frac{C_{ii}}{\sum_j C_{ij}}$$
#
# The result has shape $(K,)$. Each class has at least one sample.
#
# **Predict.** Dividing by the sums of the *columns* gives something useful, too. What?
#
# <details><summary>Answer</summary>
#
# Of all samples that were *taken for* class $i$, the share that is of class $i$: how far you can trust the answer. It
# is called precision.
#
# </details>

# %% nbgrader="solution recall"

# %% nbgrader="examples recall"
cm = np.array([[4, 1, 0], [2, 3, 0], [0, 4, 6]])
result = recall(cm)
assert np.shape(result) == (3,), f"a share for each class, (3,); yours has shape {np.shape(result)}"
assert close(result, [0.8, 0.6, 0.6]), (
    f"4 of 5, 3 of 5 and 6 of 10 were recognised; you return {result}"
)
print("recall: the examples agree")

# %% [markdown]
# Also checked: other numbers of classes, a class that is never recognised, and that `cm` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** `np.diag` takes the diagonal out of a matrix.
#
# **The common mistake.** The wrong axis. `axis=1` adds up each row.
#
# **A worked twin.** The share of each class among all samples: `np.sum(cm, axis=1) / np.sum(cm)`.
#
# </details>

# %% nbgrader="test recall"


# %% nbgrader="locked show_first_confusion"
def first_confusion():
    if "first" not in trained:
        raise NotImplementedError
    cm = confusion_matrix(Y_test, trained["first"])
    print(f"accuracy of the first try: {accuracy(cm):.3f}")
    for digit, share in enumerate(recall(cm)):
        print(f"digit {digit}: {share:.2f} " + "#" * round(40 * share))


attempt(first_confusion, "the first try above", "confusion_matrix", "accuracy", "recall")

# %% [markdown]
# ## 6. All at once
#
# 300 minibatches were 19,200 trips of single rows through Python. Yet nothing in the formulas minds more rows: $x W + b$
# with $x$ of shape $(n, \text{in})$ gives $n$ outputs, one below the other.
#
# ### `BatchedNetwork` (12 points, difficulty 3, 30 minutes)
#
# The same layers, whole batches. `layers` is a list of fully connected layers and activation layers, as a `Network`
# has them. $X$ is $(n, \text{in})$ and $Y$ is $(n, \text{out})$, one sample in each row.
#
# - `predict(X)` returns all outputs in one array, $(n, \text{out})$.
# - `gradients(X, Y)` returns the gradient of `mse_half`, **averaged over the $n$ samples**: a list with a pair
#   `(by_weights, by_bias)` for each *fully connected* layer, from the first to the last, in the shapes
#   $(\text{in}, \text{out})$ and $(1, \text{out})$. To ten digits it has to be what a `Network` collects and averages
#   sample by sample. It only measures: weights and biases stay as they are.
# - `step(X, Y, learning_rate)` walks `learning_rate` against these gradients and changes `weights` and `bias` of the
#   layers.
#
# `forward` of both kinds of layers can be used on batches as it is, and so can `backward` of `ActivationLayer`. The
# backward pass through a fully connected layer is yours: its own `backward` adds to `delta_w` and `delta_b`, where
# something may be left from before, and knows only single rows. With $\Delta$, $(n, \text{out})$, the errors at a
# layer's output, and $X_\ell$, $(n, \text{in})$, what went into it:
#
# $$\text{by weights: } X_\ell^\top \Delta \quad (\text{in}, \text{out}), \qquad \text{by bias: the sum of the rows of }
# \Delta, \qquad \text{errors at the input: } \Delta\, W^\top \quad (n, \text{in}).$$
#
# At the very end $\Delta$ is prediction minus target, divided by $n$; then all the rest is divided, too. To tell the two
# kinds of layers apart, ask `hasattr(layer, "weights")`: only fully connected ones have any.
#
# **Predict.** In $X_\ell^\top \Delta$ nobody wrote a sum over the samples. Where is it?
#
# <details><summary>Answer</summary>
#
# Inside the matrix product: entry $[i, j]$ is $\sum_s (X_\ell)_{s i} \Delta_{s j}$, and $s$ runs over the samples. It
# adds up $n$ outer products, the very ones that `delta_w` collected one after the other.
#
# </details>

# %% nbgrader="solution BatchedNetwork"

# %% nbgrader="examples BatchedNetwork"
network = BatchedNetwork([])
assert close(network.predict(np.array([[1, 2], [3, 4], [5, 6]])), [[1, 2], [3, 4], [5, 6]]), (
    "without layers predict returns what came in"
)
layer = FullyConnectedLayer(2, 1)
layer.weights, layer.bias = np.array([[1.0], [2.0]]), np.array([[3.0]])
network = BatchedNetwork([layer])
X, Y = np.array([[1, 1], [2, 0], [0, -1]]), np.array([[3], [5], [1]])
outputs = network.predict(X)
assert close(outputs, [[6], [5], [1]]), (
    f"1 + 2 + 3 = 6, 2 + 3 = 5, -2 + 3 = 1, one below the other; yours is\n{outputs}"
)
found = network.gradients(X, Y)
assert len(found) == 1, f"a pair for each fully connected layer, so one; yours are {len(found)}"
assert len(found[0]) == 2, f"a pair: by weights and by bias; yours has {len(found[0])} items"
assert close(found[0][0], [[1], [1]]), (
    f"only the first sample has an error, 3, a third of which meets its inputs 1 and 1; yours is\n{found[0][0]}"
)
assert close(found[0][1], [[1]]), (
    f"the errors 3, 0, 0 average to 1, of shape (1, 1); yours is {found[0][1]!r}"
)
assert close(layer.weights, [[1], [2]]), "gradients only measures; the weights have changed"
network.step(X, Y, 0.5)
assert close(layer.weights, [[0.5], [1.5]]), f"weights - 0.5 * [1 1]; they are\n{layer.weights}"
assert close(layer.bias, [[2.5]]), f"the bias takes its step, too: 3 - 0.5 * 1; it is {layer.bias}"
print("BatchedNetwork: the examples agree")

# %% [markdown]
# Also checked, with right layers in place of yours: several layers with sigmoids between them, a linear one at the end,
# a batch of one, whole numbers, layers that have been used before, a second call, two steps in a row, that Python's
# work doesn't grow with the number of samples, and that $X$ and $Y$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** After `self.predict(X)` each layer has its part of the batch in `layer.input`. Walk through
# `reversed(self.layers)`, collect a pair where there are weights, and turn the list round at the end.
#
# **The common mistake.** Forgetting `keepdims=True` in the sum for the bias: $(\text{out},)$ is not $(1,
# \text{out})$. And taking the step of a layer before the error has gone through its old weights.
#
# **A worked twin.** A layer `z = x * s` with one number $s_j$ for each column $j$, $s$ of shape $(1, d)$: the gradient
# by $s$ is `np.sum(x * error, axis=0, keepdims=True)`, and `error * s` goes on.
#
# </details>

# %% nbgrader="test BatchedNetwork"

# %% [markdown]
# ### The same numbers, sooner
#
# Both networks get the same layers and the same 64 digits. The gradients have to agree; the time should not.


# %% nbgrader="locked show_loop_against_batch"
def loop_against_batch(n=64):
    layers = digit_layers()
    X, Y = X_train[:n], Y_train[:n]
    connected = [layer for layer in layers if hasattr(layer, "weights")]

    def looped():
        for x, y in zip(X, Y):
            output = x[np.newaxis]
            for each in layers:
                output = each.forward(output)
            back = output - y
            for each in reversed(layers):
                back = each.backward(back)

    looped()
    collected = [(layer.delta_w / layer.passes, layer.delta_b / layer.passes) for layer in connected]
    batched = BatchedNetwork(layers)
    pairs = list(zip(collected, batched.gradients(X, Y)))
    off = max(np.max(np.abs(a - b)) for one, other in pairs for a, b in zip(one, other))
    print(f"the gradients are at most {off:.0e} apart")
    seconds = []
    for work in (looped, lambda: batched.gradients(X, Y)):
        runs = []
        for _ in range(7):
            begin = time.perf_counter()
            work()
            runs.append(time.perf_counter() - begin)
        seconds.append(min(runs))
    print(f"{n} digits, one by one: {1000 * seconds[0]:.2f} ms")
    print(f"{n} digits, all at once: {1000 * seconds[1]:.2f} ms, {seconds[0] / seconds[1]:.0f} times as fast")


attempt(loop_against_batch, "FullyConnectedLayer", "ActivationLayer", "BatchedNetwork")

# %% [markdown]
# ### It reads
#
# Now there is time for a training that deserves the name: 8,000 minibatches. And there is a danger. With 17,226
# parameters the network can learn 1,437 pictures by heart, every pixel, and then it is not much better at new ones. So
# each picture is smudged a little whenever it is drawn, with random noise on every pixel: no two are ever the same.
#
# *On the left the mean loss of the minibatches against their number, both axes logarithmic, resting at a little less
# than a half for some hundred minibatches and then falling to a few hundredths; on the right the shares of digits read
# correctly, which climb steeply and level off, close to 1 for the training digits and at about 0.98 for the held-out
# ones.*


# %% nbgrader="locked show_train_digits"
def train_digits(minibatches=8_000, learning_rate=2.0, batch_size=64, seed=2, noise=0.25):
    network = BatchedNetwork(digit_layers(seed))
    losses, shares = [], []
    for count in range(1, minibatches + 1):
        drawn = np.random.randint(len(X_train), size=batch_size)
        X, Y = X_train[drawn] + noise * np.random.randn(batch_size, 64), Y_train[drawn]
        if count % 10 == 1:
            losses.append((count, mse_half(Y, network.predict(X)) / batch_size))
        network.step(X, Y, learning_rate)
        if count % 250 == 0:
            learned = np.mean(network.predict(X_train).argmax(axis=1) == labels_train)
            shares.append((count, learned, share_right(network.predict(X_test))))
    show_training(np.array(losses), np.array(shares))
    trained["last"] = list(network.predict(X_test)[:, np.newaxis])
    print(f"read correctly: {shares[-1][1]:.4f} of the training digits, {shares[-1][2]:.4f} of the held-out ones")


def show_training(losses, shares):
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.loglog(*losses.T, color=TINTS[BLUE], linewidth=0.8)
    groups = np.array_split(losses, np.unique(np.geomspace(1, len(losses), 30).astype(int))[:-1])
    left.loglog(*np.array([group.mean(axis=0) for group in groups]).T, color=BLUE)
    left.set(xlabel="minibatches", ylabel="mean loss", title="the loss drops")
    right.plot(shares[:, 0], shares[:, 1], "--", color=ORANGE)
    right.plot(shares[:, 0], shares[:, 2], color=BLUE)
    right.text(shares[-1, 0], 1.002, "training digits", ha="right", va="bottom", color=INK[ORANGE])
    right.text(shares[-1, 0], 0.962, "held-out digits", ha="right", va="top", color=INK[BLUE])
    right.set(xlabel="minibatches", ylim=(0.9, 1.01), title="share read correctly")


attempt(train_digits, "FullyConnectedLayer", "ActivationLayer", "BatchedNetwork", "mse_half")

# %% [markdown]
# What to see: for some hundred minibatches nothing happens, and the loss rests at 0.45. That is the loss of a network
# that answers 0.1 ten times, whatever the picture: right on average, and blind. Three sigmoids with their small slopes
# lie between the loss and the first weights, and it takes a while until anything gets through. (Your first try ended
# there.) Then it opens its eyes.
#
# In the end the held-out digits are read nearly as well as those it has learned from, about 98 in 100. In a cell of
# your own, try other seeds, which differ by a digit or two, and `train_digits(noise=0)`: the training digits come out
# perfect sooner, and the held-out ones stay about a hundredth lower. That hundredth was learned by heart.
#
# ### What it takes for what
#
# *The confusion matrix as a table of ten by ten counts, true digits in rows, answers in columns, shaded by their
# number: a dark diagonal with all but six or so of the 360 digits, and a few single mistakes beside it.*


# %% nbgrader="locked picture_confusion"
def picture_confusion():
    if "last" not in trained:
        raise NotImplementedError
    cm = confusion_matrix(Y_test, trained["last"])
    _, ax = plt.subplots(figsize=(5.6, 5.2), layout="constrained")
    ax.imshow(np.sqrt(cm), cmap="Blues")
    for (i, j), count in np.ndenumerate(cm):
        if count:
            ax.text(j, i, int(count), ha="center", va="center", color="white" if count > 12 else "black")
    ax.set(xticks=range(10), yticks=range(10), xlabel="the network's answer", ylabel="the true digit")
    ax.set_xticks(np.arange(-0.5, 10), minor=True)
    ax.set_yticks(np.arange(-0.5, 10), minor=True)
    ax.grid(which="minor", color="#DDDDDD")
    ax.tick_params(which="both", length=0)
    print(f"accuracy {accuracy(cm):.4f}")
    print("recall  " + "  ".join(f"{digit}: {share:.2f}" for digit, share in enumerate(recall(cm))))


attempt(picture_confusion, "the training above", "confusion_matrix", "accuracy", "recall")

# %% [markdown]
# ### The misread ones
#
# Numbers say how many. Look at them.
#
# *The misread digits as pictures, each with the true digit and the network's answer above it; most of them are blurred
# or oddly drawn, and some could be read either way.*


# %% nbgrader="locked show_misread"
def misread():
    if "last" not in trained:
        raise NotImplementedError
    answers = np.reshape(trained["last"], (-1, 10)).argmax(axis=1)
    wrong = np.flatnonzero(answers != labels_test)[:24]
    titles = [f"{labels_test[i]}, read {answers[i]}" for i in wrong]
    show_pictures(X_test[wrong], titles, min(6, max(1, len(wrong))))


attempt(misread, "the training above")

# %% [markdown]
# Would you have read them all? Eight by eight pixels are not many.
#
# Nobody told the network that an 8 has two loops. It was given a way to go forward, a way to go back, and examples. And
# none of your classes knows anything about digits: other pictures, other sizes, and the same four classes learn those.
#
# One thing still bothers: for each kind of layer you had to derive the way back by hand, and a sum in the wrong place
# would not have crashed, only learned badly. A few notebooks on, the machine derives the way back by itself.
