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
# # Automatic differentiation of arrays
#
# You have derived gradients twice with pencil and paper: four for a network, three for attention. It took pages. Then
# you taught numbers to differentiate themselves, and the pages were gone; but every number became an object, and a
# network of any size became millions of them.
#
# Here the two meet. An object stands for a whole **array**, an operation for all of its entries at once. Fourteen
# short exercises later you have a library of your own in the manner of the large ones. It finds the gradients of both
# models to the last digits, without a formula in sight, and trains an attention model on a riddle.
#
# **How an exercise works.** Heading: points, difficulty from 1 to 3, minutes. Stub: replace
# `raise NotImplementedError`. Examples: run the cell until it says that they agree. Test cell: the points; *Also
# checked* tells what it looks at. *Help* has three steps. Pictures that need your code wait for it.
#
# **What holds everywhere.**
# - Functions leave the arrays that they are given as they were; so does a pullback.
# - Wherever a tensor stands in a formula with something else, that may be a tensor, an array or a number.
# - Sizes and numbers of axes are free unless the text fixes them.
# - Mistakes don't spread. An operation is tested by itself, one node at a time. Where an exercise builds on others, it
#   is tested with right ones in their place. If you compose an operation of others of yours, though, it inherits
#   what they do.

# %% nbgrader="locked setup"
import time
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"


def close(result, expected):
    """Same shape and same numbers?"""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected)


def attempt(show, *names):
    """Run show(), or say in one line which exercises it waits for."""
    try:
        show()
    except NotImplementedError:
        plt.close("all")
        print(f"This cell waits for {', '.join(names)}. Come back when that is written.")
    except Exception as error:
        plt.close("all")
        print(f"This cell needs {', '.join(names)}. {type(error).__name__}: {error}")


# %% [markdown]
# Two functions of earlier weeks come along: `unbroadcast` from the first notebook, which sums an array back to the
# shape that it was broadcast from, and central differences, by which any gradient can be checked.


# %% nbgrader="locked given_tools"
def unbroadcast(g, shape):
    """Sum an array back to the shape that it was broadcast from."""
    if g.shape == shape:
        return g
    n_new = g.ndim - len(shape)
    stretched = tuple(n_new + i for i, size in enumerate(shape) if size == 1)
    return g.sum(axis=(*range(n_new), *stretched)).reshape(shape)


def central_differences(J, x, eps=1e-6):
    """The gradient of J, a function of one array with a number as its value, entry by entry."""
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = eps
        slopes[place] = (J(x + step) - J(x - step)) / (2 * eps)
    return slopes


# %% [markdown]
# ## 1. A node and its pullbacks
#
# Let $J$ be the loss, a single number, and $y$ some array on the way to it. The *gradient by* $y$ is the array
# $\partial J / \partial y$. It has the shape of $y$, and its entries tell how much $J$ changes with each entry of $y$.
#
# An operation makes $y$ out of $x$. Suppose somebody hands us $g = \partial J / \partial y$. Then the gradient by $x$
# follows from the chain rule, and all it takes is to know this one operation:
#
# $$\Big(\frac{\partial J}{\partial x}\Big)_i = \sum_k g_k \, \frac{\partial y_k}{\partial x_i}.$$
#
# The function $g \mapsto \partial J / \partial x$ is the operation's **pullback**: it pulls a gradient from the shape
# of the result back into the shape of the operand. It is linear in $g$. Nobody ever writes down all the
# $\partial y_k / \partial x_i$; for two arrays of a thousand entries these would be a million numbers. A pullback is
# mostly one line of numpy.
#
# In the last notebook a node kept a function that changed the gradients of its inputs. Here it keeps a pullback for
# each input, which changes nothing and only returns an array. To add up what arrives is the job of one function,
# `backward`, and of no other.
#
# *The network of the second notebook as a chain of operations from X to the loss J. Blue arrows above lead forward
# with the shapes of the values; orange arrows below lead back, and each parameter receives a gradient in its own
# shape.*


# %% nbgrader="locked picture_graph"
def draw_graph():
    steps = ["X", "@", "+", "relu", "@", "+", "loss"]
    shapes = ["(n, d)", "(n, m)", "(n, m)", "(n, m)", "(n, K)", "(n, K)", "()"]
    below = {1: ("W1", "(d, m)"), 2: ("b1", "(m,)"), 4: ("W2", "(m, K)"), 5: ("b2", "(K,)")}
    _, ax = plt.subplots(figsize=(9.6, 3.4))
    ax.set(xlim=(-0.5, 6.6), ylim=(-1.75, 1.0))
    ax.axis("off")

    def arrow(start, end, colour):
        style = {"arrowstyle": "-|>", "color": colour, "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", end, start, arrowprops=style)

    def box(x, y, text, colour):
        frame = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": colour, "lw": 1.5}
        ax.text(x, y, text, ha="center", va="center", bbox=frame)

    for k, (name, shape) in enumerate(zip(steps, shapes)):
        box(k, 0, name, GREY if k == 0 else "black")
        if k:
            arrow((k - 0.72, 0.13), (k - 0.28, 0.13), BLUE)
        if k > 1:
            arrow((k - 0.28, -0.13), (k - 0.72, -0.13), ORANGE)
        ax.text(k, 0.48, shape, ha="center", color=BLUE, fontsize=10)
    for k, (name, shape) in below.items():
        box(k, -1.1, name, GREEN)
        arrow((k - 0.1, -0.82), (k - 0.1, -0.28), BLUE)
        arrow((k + 0.1, -0.28), (k + 0.1, -0.82), ORANGE)
        ax.text(k, -1.6, f"{shape}", ha="center", color="#9A6A00", fontsize=10)
    ax.text(-0.4, 0.85, "values, computed forward", color=BLUE)
    ax.text(3.1, -1.6, "gradients,\npulled back", color="#9A6A00", ha="center", fontsize=10)


draw_graph()

# %% [markdown]
# No orange arrow leads to $X$: the data are no tensor but an array, a constant, and nobody computes its gradient.
#
# ### The class
#
# The next cell holds the class that you will fill. It is given; leave it as it is.
#
# - `ag.Tensor(value, inputs)` is a node. `value` is turned into an array of real numbers. `inputs` is a list of pairs
#   `(operand, pullback)`. Operands that are no tensors are dropped: constants need no gradient.
# - `x.value` is the array, `x.grad` the gradient after a pass back, in the same shape.
# - `ag.array(operand)` is the array behind a tensor, an array or a number.
# - `y.backward_by_paths(upstream)` goes back from `y`, starting with the gradient `upstream`, an array in the shape of
#   `y`. Without it, it starts with 1. It is right but slow, and you will replace it in section 6. Until then it shows
#   you what your pullbacks do.
#
# Every operation that you write has the same form. Here is one that nobody needs, half of a number:
#
# ```python
# def half(a):
#     x = ag.array(a)
#     return ag.Tensor(x / 2, [(a, lambda g: g / 2)])
# ```
#
# The lines at the end of a cell hang your functions onto the class, so that Python calls `add` where it reads `+`.
# For `2 + x`, where the tensor comes second, Python asks for `__radd__`. If you run the cell with the class again one
# day, the class begins anew, without what your cells hung onto it: run these again too.

# %%
class ag:
    """A namespace for automatic differentiation."""

    @staticmethod
    def array(operand):
        """The array behind an operand, with real numbers in it."""
        return operand.value if isinstance(operand, ag.Tensor) else np.asarray(operand, float)

    class Tensor:
        """An array that remembers how it was computed.

        Attributes:
            value: the array itself.
            grad: the gradient by this tensor, in the shape of value; the number 0 until a backward
                pass has come by. Read it, but don't write into it: gradients may share memory.
            inputs: pairs (tensor, pullback), one for each operand that is a tensor.
        """

        __array_ufunc__ = None  # so that `array * tensor` asks the tensor, not numpy

        def __init__(self, value, inputs=()):
            self.value = np.asarray(value, float)
            self.grad = np.zeros(())
            self.inputs = [(a, pullback) for a, pullback in inputs if isinstance(a, ag.Tensor)]

        @property
        def shape(self):
            return self.value.shape

        def __repr__(self):
            return f"Tensor({self.value})"

        def backward_by_paths(self, upstream=None):
            """Do what backward does, but along one path after the other: right, and slow."""
            total = {}
            paths = [(self, np.array(1.0 if upstream is None else upstream, float))]
            while paths:
                tensor, g = paths.pop()
                total[tensor] = total.get(tensor, 0.0) + g
                paths += [(each, pullback(g)) for each, pullback in tensor.inputs]
            for tensor, g in total.items():
                tensor.grad = g


Operand = ag.Tensor | np.ndarray | float  # what an operation takes

# %% [markdown]
# ### `add_mul` (8 points, difficulty 2, 20 minutes)
#
# Write `add` and `mul`, the sum and the product entry by entry. $a$ and $b$ are operands whose shapes broadcast, and
# the result is a tensor of the broadcast shape:
#
# $$y = a + b: \quad \frac{\partial J}{\partial a} = g, \quad \frac{\partial J}{\partial b} = g, \qquad\qquad
# y = a \cdot b: \quad \frac{\partial J}{\partial a} = g \cdot b, \quad \frac{\partial J}{\partial b} = g \cdot a.$$
#
# This is half of the truth. Where an operand was broadcast, one entry of it went into many entries of $y$, and the sum
# over $k$ in the chain rule is a sum over all of its copies. So each pullback ends with `unbroadcast(..., shape)`,
# which does nothing where the shapes agree. It is your task to say which shape, and what is to be summed.
#
# **Predict.** $a$ has shape $(n, m)$ and $b$ has shape $(m,)$. Which shapes do $y = a \cdot b$, $g$, $g \cdot a$ and
# the gradient by $b$ have? And may one sum $g$ first and multiply by $a$ afterwards?
#
# <details><summary>Answer</summary>
#
# $(n, m)$ for the first three, $(m,)$ for the gradient by $b$: the sum over the rows of $g \cdot a$. One may not: in
# every row the same $b_j$ meets another $a_{ij}$. Multiply first, sum last.
#
# </details>

# %% nbgrader="solution add_mul"
# include: add


# include: mul


ag.Tensor.__add__ = ag.Tensor.__radd__ = add
ag.Tensor.__mul__ = ag.Tensor.__rmul__ = mul

# %% nbgrader="examples add_mul"
x = ag.Tensor([[1, 2, 3], [4, 5, 6]])
b = ag.Tensor([10, 20, 30])
g = np.array([[1, 0, 2], [3, 1, 0]])

y = x + b
assert isinstance(y, ag.Tensor), f"x + b has to be a Tensor again, not {type(y).__name__}"
assert close(y.value, [[11, 22, 33], [14, 25, 36]]), f"x + b is off; its value is\n{y.value}"
y.backward_by_paths(g)
assert close(x.grad, g), f"g passes through a sum unchanged; the gradient by x is\n{x.grad}"
assert close(b.grad, [4, 1, 2]), (
    f"b went into both rows, so its gradient is the sum over the rows, [4 1 2], not {b.grad}"
)

y = x * b
assert close(y.value, [[10, 40, 90], [40, 100, 180]]), f"x * b is off; its value is\n{y.value}"
y.backward_by_paths(g)
assert close(x.grad, [[10, 0, 60], [30, 20, 0]]), (
    f"by x: g times b, entry by entry, so [1 0 2] * [10 20 30] in row 0; yours is\n{x.grad}"
)
assert close(b.grad, [13, 5, 6]), (
    f"by b: g times x, summed over the rows; b[0] gets 1*1 + 3*4 = 13; yours is {b.grad}"
)

y = 2 * x + np.array([[1], [2]])
assert close(y.value, [[3, 5, 7], [10, 12, 14]]), (
    f"numbers and arrays are welcome on either side: 2 * x + column is\n{y.value}"
)
y = x * x
y.backward_by_paths(g)
assert close(x.grad, 2 * g * x.value), (
    f"x * x has x as an operand twice, each with a pair of its own; the sum is 2 g x, not\n{x.grad}"
)
print("add_mul: the examples agree")

# %% [markdown]
# Also checked: operands with none to three axes, where either has fewer axes or axes of size 1; numbers and arrays
# before and behind the sign; the same tensor on both sides. Whatever upstream gradient arrives, it is left as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write `x, y = ...` for the two arrays first. Then two pairs, each with a `lambda g:` that ends in
# `unbroadcast(..., x.shape)` or `unbroadcast(..., y.shape)`.
#
# **The common mistake.** Forgetting `unbroadcast`, and only noticing it when a bias of shape $(m,)$ gets a gradient
# of shape $(n, m)$. The examples with equal shapes all pass.
#
# **A worked twin.** The hypotenuse of two operands, $y = \sqrt{a^2 + b^2}$, has $\partial y / \partial a = a / y$:
#
# ```python
# def hypotenuse(a, b):
#     p, q = ag.array(a), ag.array(b)
#     r = np.hypot(p, q)
#     to_a = lambda g: unbroadcast(g * p / r, p.shape)
#     to_b = lambda g: unbroadcast(g * q / r, q.shape)
#     return ag.Tensor(r, [(a, to_a), (b, to_b)])
# ```
#
# </details>

# %% nbgrader="test add_mul"

# %% [markdown]
# ## 2. Entry by entry
#
# ### `sub_div_neg` (6 points, difficulty 1, 15 minutes)
#
# The other signs of arithmetic: `neg`, `sub` and `div`. With $g$ for the gradient by the result,
#
# $$\begin{aligned}
# y = -a: \quad & \frac{\partial J}{\partial a} = -g, \\
# y = a - b: \quad & \frac{\partial J}{\partial a} = g, \quad \frac{\partial J}{\partial b} = -g, \\
# y = a / b: \quad & \frac{\partial J}{\partial a} = \frac{g}{b}, \quad
# \frac{\partial J}{\partial b} = -\frac{g\, a}{b^2},
# \end{aligned}$$
#
# all entry by entry, and each summed back to the shape of its operand. Shapes broadcast as before. In `sub` and `div`
# the order counts: for `1 - x` Python asks the tensor, which comes second, and the last lines of the cell turn the
# operands back.
#
# One could write $a - b$ as $a + (-b)$ and $a / b$ as $a \cdot b^{-1}$. It is right, and makes two nodes where one
# would do. With the formulas above, a mistake in `add_mul` doesn't cost you anything here.

# %% nbgrader="solution sub_div_neg"
# include: neg


# include: sub


# include: div


ag.Tensor.__neg__ = neg
ag.Tensor.__sub__ = sub
ag.Tensor.__rsub__ = lambda self, other: sub(other, self)
ag.Tensor.__truediv__ = div
ag.Tensor.__rtruediv__ = lambda self, other: div(other, self)

# %% nbgrader="examples sub_div_neg"
x = ag.Tensor([[2, 4], [6, 8]])
b = ag.Tensor([1, 2])
g = np.array([[1, 2], [3, 4]])

y = -x
y.backward_by_paths(g)
assert close(y.value, [[-2, -4], [-6, -8]]), f"-x is off; its value is\n{y.value}"
assert close(x.grad, -g), f"the gradient of -x is -g; yours is\n{x.grad}"

y = x - b
y.backward_by_paths(g)
assert close(y.value, [[1, 2], [5, 6]]), f"x - b is off; its value is\n{y.value}"
assert close(x.grad, g) and close(b.grad, [-4, -6]), (
    f"x - b: x gets g; b gets -g, summed over the rows, [-4 -6]; yours are\n{x.grad}\n{b.grad}"
)

y = x / b
y.backward_by_paths(g)
assert close(y.value, [[2, 2], [6, 4]]), f"x / b is off; its value is\n{y.value}"
assert close(x.grad, [[1, 1], [3, 2]]), f"by x: g / b; yours is\n{x.grad}"
assert close(b.grad, [-20, -10]), (
    "by b: -g x / b², summed over the rows; b[1] gets -(2*4 + 4*8) / 4 = -10; "
    f"yours is {b.grad}"
)
assert close((10 - x).value, [[8, 6], [4, 2]]), f"10 - x is off: {(10 - x).value}"
assert close((24 / x).value, [[12, 6], [4, 3]]), f"24 / x is off: {(24 / x).value}"
print("sub_div_neg: the examples agree")

# %% [markdown]
# Also checked: all shapes that broadcast, numbers and arrays before and behind the sign, with their gradients.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three functions in the form of `add`. The quotient can be kept in a variable: $a / b^2$ is the quotient
# divided by $b$ once more.
#
# **The common mistake.** In the divisor's gradient: the minus, the square, or $a$ is missing. Try $a = 1$, $b = 2$,
# $g = 1$ by hand: $1/2$ falls by $1/4$ for each unit of $b$.
#
# **A worked twin.** For $y = a / (1 + b)$ the divisor gets $-g a / (1 + b)^2$, and with $a$ of shape $(n, m)$ and $b$
# of shape $(m,)$ that is summed over the rows.
#
# </details>

# %% nbgrader="test sub_div_neg"

# %% [markdown]
# ### `power` (5 points, difficulty 1, 10 minutes)
#
# Raise every entry to the same power $p$, a Python number, whole or not, negative or not:
#
# $$y = a^p, \qquad \frac{\partial J}{\partial a} = g \cdot p\, a^{p-1}.$$
#
# The exponent is a constant and gets no gradient. Two exponents want care: $a^0 = 1$ has the derivative 0, and $a^1$
# has the derivative 1, for **every** $a$, and $a = 0$ is one.
#
# **Predict.** What does numpy say to `0 * np.array([0.0]) ** -1`?
#
# <details><summary>Answer</summary>
#
# `nan`, with a warning: $0^{-1}$ is infinite, and 0 times infinity is undefined. That is what the formula computes
# for $p = 0$ at $a = 0$.
#
# </details>

# %% nbgrader="solution power"
# include: power


ag.Tensor.__pow__ = power

# %% nbgrader="examples power"
x = ag.Tensor([1, 2, -3])
g = np.array([5, 1, 2])

y = x**2
y.backward_by_paths(g)
assert close(y.value, [1, 4, 9]), f"x ** 2 is off: {y.value}"
assert close(x.grad, [10, 4, -12]), f"by x: g * 2 x = [10 4 -12]; yours is {x.grad}"

y = x**-1
y.backward_by_paths(g)
assert close(x.grad, [-5, -1 / 4, -2 / 9]), f"by x: g * -1 / x²; yours is {x.grad}"

x = ag.Tensor([0, 4])
y = x**0
y.backward_by_paths([1, 1])
assert close(y.value, [1, 1]) and close(x.grad, [0, 0]), (
    f"x ** 0 is 1 everywhere, and its gradient 0, at x = 0 too; yours is {x.grad}"
)
print("power: the examples agree")

# %% [markdown]
# Also checked: exponents such as 3, -2 and 0.5, a single number, a stack of matrices, and $p = 1$ where $a$ holds
# zeros.
#
# <details><summary>Help</summary>
#
# **A nudge.** One formula, and an `if` for $p = 0$.
#
# **The common mistake.** $p\, y / a$ instead of $p\, a^{p-1}$: the same by algebra, and nan where $a$ is 0.
#
# **A worked twin.** For $y = 3^a$ it is the exponent that varies, and the derivative is $3^a \ln 3$: a different rule
# altogether.
#
# </details>

# %% nbgrader="test power"

# %% [markdown]
# ### `exp_log_relu` (7 points, difficulty 1, 15 minutes)
#
# Three functions of each entry, which become methods: `x.exp()`, `x.log()`, `x.relu()`.
#
# $$\begin{aligned}
# y = e^a: \quad & \frac{\partial J}{\partial a} = g\, e^a = g\, y, \\
# y = \ln a: \quad & \frac{\partial J}{\partial a} = \frac{g}{a}, \\
# y = \max(a, 0): \quad & \frac{\partial J}{\partial a} = \begin{cases} g & \text{where } a > 0, \\
# 0 & \text{elsewhere.} \end{cases}
# \end{aligned}$$
#
# $a$ has any shape, and $y$, $g$ and the gradient have the same one: nothing broadcasts here. The logarithm is the
# natural one and is only asked of positive numbers.

# %% nbgrader="solution exp_log_relu"
# include: exp


# include: log


# include: relu


ag.Tensor.exp, ag.Tensor.log, ag.Tensor.relu = exp, log, relu

# %% nbgrader="examples exp_log_relu"
x = ag.Tensor([[0, np.log(2)], [np.log(5), 1]])
g = np.array([[1, 2], [3, 0]])
y = x.exp()
y.backward_by_paths(g)
assert close(y.value, [[1, 2], [5, np.e]]), f"exp is off: {y.value}"
assert close(x.grad, [[1, 4], [15, 0]]), f"by x: g times exp(x); yours is\n{x.grad}"

x = ag.Tensor([1, 2, 4])
y = x.log()
y.backward_by_paths([3, 3, 3])
assert close(x.grad, [3, 1.5, 0.75]), f"by x: g / x; yours is {x.grad}"

x = ag.Tensor([-1, 2, -3, 4])
y = x.relu()
y.backward_by_paths([10, 20, -30, -40])
assert close(y.value, [0, 2, 0, 4]), f"relu is off: {y.value}"
assert close(x.grad, [0, 20, 0, -40]), (
    f"x decides what passes, not g: [0 20 0 -40]; yours is {x.grad}"
)
print("exp_log_relu: the examples agree")

# %% [markdown]
# Also checked: single numbers and stacks of matrices, for all three.
#
# <details><summary>Help</summary>
#
# **A nudge.** For `exp`, keep the result in a variable: the pullback needs it again. A comparison such as `x > 0` may
# be multiplied with numbers.
#
# **The common mistake.** The derivative of the outside at the wrong place: $e^a$ is multiplied by $g$, it is not taken
# of $g$. And `np.maximum(g, 0)` blocks negative gradients, which have every right to pass.
#
# **A worked twin.** The sine: `ag.Tensor(np.sin(x), [(a, lambda g: g * np.cos(x))])`.
#
# </details>

# %% nbgrader="test exp_log_relu"

# %% [markdown]
# ## 3. Fewer entries
#
# A sum along an axis takes many entries and makes one of them. On the way back one number of $g$ has to reach many
# entries. It is broadcasting the other way round, and again all depends on where the axes are.
#
# ### `sum_mean` (9 points, difficulty 2, 25 minutes)
#
# `x.sum(axis=None, keepdims=False)` and `x.mean(axis=None, keepdims=False)` work as in numpy: `axis` is a number,
# negative or not, a tuple of several, or `None` for all axes; with `keepdims=True` the axes stay with size 1.
#
# Each entry of the sum has the derivative 1 by each entry that went into it, so each of these receives that sum's $g$.
# As a loop, for $x$ of shape $(n, m)$ and `axis=1`, where $y$ and $g$ have the shape $(n,)$:

# %%
g = np.array([10.0, 20.0])
gradient = np.zeros((2, 3))
for i in range(2):
    for j in range(3):
        gradient[i, j] = g[i]
gradient

# %% [markdown]
# Without a loop: put the axis back into $g$ with size 1, here $(n, 1)$, and stretch it to the shape of $x$. The mean
# over $k$ entries is the sum divided by $k$, and so is its gradient.
#
# **Predict.** $x$ has shape $(2, 3, 4)$. Which shape has `x.sum(axis=(0, 2))`? To which shape has $g$ to be brought
# before it can be stretched? By what does the mean over these axes divide?
#
# <details><summary>Answer</summary>
#
# $(3,)$; $(1, 3, 1)$, which is the shape of the sum with `keepdims=True`; $2 \cdot 4 = 8$, the number of entries of
# $x$ divided by that of $g$.
#
# </details>

# %% nbgrader="solution sum_mean"
# include: tensor_sum


# include: tensor_mean


ag.Tensor.sum, ag.Tensor.mean = tensor_sum, tensor_mean

# %% nbgrader="examples sum_mean"
x = ag.Tensor([[1, 2, 3], [4, 5, 6]])

y = x.sum()
y.backward_by_paths(7)
assert close(y.value, 21), f"the sum of everything is 21, a single number; yours is {y.value}"
assert close(x.grad, [[7, 7, 7], [7, 7, 7]]), f"all entries get g = 7; yours is\n{x.grad}"

y = x.sum(axis=1)
y.backward_by_paths([10, 20])
assert close(y.value, [6, 15]), f"axis 1 runs along the rows: [6 15]; yours is {y.value}"
assert close(x.grad, [[10, 10, 10], [20, 20, 20]]), (
    f"row i gets g[i]; yours is\n{x.grad}"
)
y = x.sum(axis=0, keepdims=True)
assert close(y.value, [[5, 7, 9]]), f"with keepdims the axis stays: [[5 7 9]], not {y.value}"
y.backward_by_paths([[1, 2, 3]])
assert close(x.grad, [[1, 2, 3], [1, 2, 3]]), f"column j gets g[0, j]; yours is\n{x.grad}"

y = x.mean(axis=-1)
y.backward_by_paths([3, 6])
assert close(y.value, [2, 5]), f"the means of the rows are [2 5]; yours are {y.value}"
assert close(x.grad, [[1, 1, 1], [2, 2, 2]]), (
    f"three entries share g[i], a third for each; yours is\n{x.grad}"
)
print("sum_mean: the examples agree")

# %% [markdown]
# Also checked: arrays with one to three axes; the first, a middle and the last axis, negative ones, several at once;
# each with keepdims and without.
#
# <details><summary>Help</summary>
#
# **A nudge.** Compute `kept`, the sum with `keepdims=True`, whatever was asked for. Its shape is the one that $g$
# needs, and `g.reshape(kept.shape)` works for every `axis`. `np.broadcast_to` stretches.
#
# **The common mistake.** `g * np.ones(x.shape)` without putting the axis back. For `axis=0` it happens to be right,
# for `axis=1` it is an error, and for square arrays it is wrong without a word.
#
# **A worked twin.** The gradient of `np.cumsum` would be: sum $g$ from the end. Not all reductions stretch.
#
# </details>

# %% nbgrader="test sum_mean"

# %% [markdown]
# ### `max` (7 points, difficulty 2, 20 minutes)
#
# `x.max(axis=None, keepdims=False)` finds largest entries. If the largest entry of a row grows, so does the row's
# maximum, by the same amount; if another entry grows a little, nothing happens. So all of $g$ goes to the winner:
#
# $$\Big(\frac{\partial J}{\partial x}\Big)_{ij} = \begin{cases} g_i & \text{where } x_{ij} = \max_k x_{ik}, \\
# 0 & \text{elsewhere,} \end{cases}$$
#
# for $x$ of shape $(n, m)$, `axis=1` and $g$ of shape $(n,)$. Axes and keepdims are as for the sum. Where two entries
# are largest, the maximum has no derivative; do what you like, it is not checked.
#
# **Predict.** For `axis=1` and $x$ of shape $(3, 4)$: what is wrong with `x == x.max(axis=1)`?
#
# <details><summary>Answer</summary>
#
# $(3, 4)$ with $(3,)$ doesn't broadcast. With $x$ of shape $(3, 3)$ it does, and compares column $j$ with the maximum
# of row $j$. Keep the axis.
#
# </details>

# %% nbgrader="solution max"
# include: tensor_max


ag.Tensor.max = tensor_max

# %% nbgrader="examples max"
x = ag.Tensor([[1, 9, 3], [7, 5, 6]])

y = x.max()
y.backward_by_paths(4)
assert close(y.value, 9), f"the largest of all is 9, a single number; yours is {y.value}"
assert close(x.grad, [[0, 4, 0], [0, 0, 0]]), f"only the 9 gets g; yours is\n{x.grad}"

y = x.max(axis=1)
y.backward_by_paths([10, 20])
assert close(y.value, [9, 7]), f"the largest of each row: [9 7]; yours is {y.value}"
assert close(x.grad, [[0, 10, 0], [20, 0, 0]]), (
    f"g[0] goes to the 9, g[1] to the 7; yours is\n{x.grad}"
)
y = x.max(axis=0, keepdims=True)
y.backward_by_paths([[1, 2, 3]])
assert close(y.value, [[7, 9, 6]]), f"with keepdims: [[7 9 6]]; yours is {y.value}"
assert close(x.grad, [[0, 2, 0], [1, 0, 3]]), f"one winner in each column; yours is\n{x.grad}"
print("max: the examples agree")

# %% [markdown]
# Also checked: each axis of three, negative ones, several at once, keepdims; rows of negative numbers, and rows whose
# sizes differ by factors of ten.
#
# <details><summary>Help</summary>
#
# **A nudge.** The maximum with `keepdims=True` can be compared with `x`, and gives a mask. The rest is as in
# `tensor_sum`.
#
# **The common mistake.** The mask is right, but $g$ meets it without its axis.
#
# **A worked twin.** The *range* of each row, largest minus smallest, would send $g$ to the one and $-g$ to the other:
# for the row `[1, 9, 3]` and $g = 2$ that is `[-2, 2, 0]`.
#
# </details>

# %% nbgrader="test max"

# %% [markdown]
# ## 4. The same entries elsewhere
#
# Some operations compute nothing. They put entries in other places, leave some out, or repeat some. Their pullbacks
# put each entry of $g$ back to where its original came from.
#
# ### `reshape_moveaxis` (6 points, difficulty 1, 15 minutes)
#
# `x.reshape(2, 6)` and `x.moveaxis(source, destination)`, as in numpy. A reshape reads the entries row by row and
# fills the new shape with them, row by row; one size may be -1. `moveaxis` takes one axis out and puts it in at
# another place, while the others close up and keep their order. Both are undone by an operation of their own kind. No
# sum, no product: $g$ only changes its shape.
#
# **Predict.** `np.moveaxis(x, 0, 2)` makes shape $(3, 4, 2)$ of $(2, 3, 4)$. What does `np.moveaxis(y, 0, 2)` make of
# that? Which call undoes the first one?
#
# <details><summary>Answer</summary>
#
# $(4, 2, 3)$: the second call goes on turning. What was moved from 0 to 2 goes back from 2 to 0. Between neighbours
# the two are the same, which is why the mistake is easily missed.
#
# </details>

# %% nbgrader="solution reshape_moveaxis"
# include: reshape


# include: moveaxis


ag.Tensor.reshape, ag.Tensor.moveaxis = reshape, moveaxis

# %% nbgrader="examples reshape_moveaxis"
x = ag.Tensor([[1, 2], [3, 4], [5, 6]])
y = x.reshape(2, -1)
assert close(y.value, [[1, 2, 3], [4, 5, 6]]), f"reshape(2, -1) is off:\n{y.value}"
y.backward_by_paths([[10, 20, 30], [40, 50, 60]])
assert close(x.grad, [[10, 20], [30, 40], [50, 60]]), (
    f"g goes back to the shape of x, row by row; yours is\n{x.grad}"
)

x = ag.Tensor(np.arange(24).reshape(2, 3, 4))
y = x.moveaxis(0, 2)
assert y.shape == (3, 4, 2), f"axis 0 moves to the end: (3, 4, 2), not {y.shape}"
g = 100 + np.arange(24).reshape(3, 4, 2)
y.backward_by_paths(g)
assert np.shape(x.grad) == (2, 3, 4), (
    f"the gradient has the shape of x, (2, 3, 4), not {np.shape(x.grad)}"
)
assert close(x.grad[1, 2, 3], g[2, 3, 1]), (
    f"x[1, 2, 3] became y[2, 3, 1], so it gets g[2, 3, 1] = {g[2, 3, 1]}, not {x.grad[1, 2, 3]}"
)
print("reshape_moveaxis: the examples agree")

# %% [markdown]
# Also checked: more axes and fewer, two to four of them, moves over several axes in both directions, negative axes.
#
# <details><summary>Help</summary>
#
# **A nudge.** Each is one line. `x.reshape(*shape)` hands on any number of sizes.
#
# **The common mistake.** A reshape where a move is due. It gives the right shape and leaves every entry in the wrong
# place: `np.arange(6).reshape(2, 3).reshape(3, 2)` is not the transpose.
#
# **A worked twin.** `np.roll(x, 3)` shifts the entries by three places; the way back is `np.roll(g, -3)`.
#
# </details>

# %% nbgrader="test reshape_moveaxis"

# %% [markdown]
# ### `indexing` (7 points, difficulty 2, 20 minutes)
#
# `x[index]` picks entries. The index may be anything that numpy takes: a number, a slice, `...`, `None`, a list or an
# array of places, an array of truth values, or a tuple of these. A cross-entropy picks a score from each row with
# `scores[np.arange(n), y]`; a language model picks the rows of a table, one for each word.
#
# An entry that was not picked gets 0. An entry that was picked gets the $g$ of its copy. An entry that was picked
# **several times** gets the sum over its copies, as after a broadcast.
#
# **Predict.** Run the next cell in your head: what are the two results?

# %%
first, second = np.zeros(3), np.zeros(3)
first[[0, 2, 2]] += np.array([1.0, 2.0, 4.0])
np.add.at(second, [0, 2, 2], np.array([1.0, 2.0, 4.0]))
print(first, second)

# %% [markdown]
# `first[...] += ...` reads all entries, adds, and writes them back; where a place occurs twice, the last write wins.
# `np.add.at(array, index, g)` was made for this case: it changes `array`, and adds up.

# %% nbgrader="solution indexing"
# include: getitem


ag.Tensor.__getitem__ = getitem

# %% nbgrader="examples indexing"
x = ag.Tensor([[1, 2, 3], [4, 5, 6]])
y = x[:, 1:]
y.backward_by_paths([[10, 20], [30, 40]])
assert close(y.value, [[2, 3], [5, 6]]), f"x[:, 1:] is off:\n{y.value}"
assert close(x.grad, [[0, 10, 20], [0, 30, 40]]), (
    f"column 0 was not picked and gets 0; yours is\n{x.grad}"
)
y = x[np.array([0, 1]), np.array([2, 0])]
y.backward_by_paths([7, 8])
assert close(y.value, [3, 4]), f"entries [0, 2] and [1, 0] are 3 and 4; yours are {y.value}"
assert close(x.grad, [[0, 0, 7], [8, 0, 0]]), f"7 goes to the 3, 8 to the 4; yours is\n{x.grad}"

x = ag.Tensor([5, 6, 7])
y = x[[0, 2, 2]]
y.backward_by_paths([1, 2, 4])
assert close(y.value, [5, 7, 7]), f"x[[0, 2, 2]] is [5 7 7]; yours is {y.value}"
assert close(x.grad, [1, 0, 6]), (
    f"x[2] was picked twice and gets 2 + 4 = 6; yours is {x.grad}"
)
print("indexing: the examples agree")

# %% [markdown]
# Also checked: `...`, `None`, steps in slices, arrays of places with two axes, places that repeat, and truth values.
#
# <details><summary>Help</summary>
#
# **A nudge.** Numpy understands every index already, both in `x[index]` and in `np.add.at`. You need not look inside.
#
# **The common mistake.** `result[index] = g`. It is right for slices and for places that differ, and you will only
# notice it on the day when a word occurs twice in a sentence.
#
# **A worked twin.** Votes: `np.add.at(votes, [2, 0, 2], 1)` makes `[1, 0, 2]` of three zeros.
#
# </details>

# %% nbgrader="test indexing"

# %% [markdown]
# So far, in pictures: what four of your pullbacks do to the same kind of $g$.
#
# *For sum, max, indexing and relu, three small tables side by side: the array x, the gradient g that arrives, and the
# gradient by x. The sum repeats g, the maximum sends it to the largest entries, the index adds up copies, relu lets it
# pass where x is positive.*


# %% nbgrader="locked picture_pullbacks"
TINTS = {BLUE: "#C5DFF0", ORANGE: "#FBE3B3", GREEN: "#BFE6DA"}


def draw_cells(ax, values, x, y, colour):
    """Draw a table with its upper left corner at (x, y); zeros are left pale."""
    for (i, j), value in np.ndenumerate(np.atleast_2d(values)):
        fill = TINTS[colour] if value else "white"
        ax.add_patch(plt.Rectangle((x + j, y + i), 1, 1, facecolor=fill, edgecolor=colour))
        ax.text(x + j + 0.5, y + i + 0.52, f"{value:g}", ha="center", va="center", fontsize=9)


def draw_pullbacks():
    cases = [
        ("x.sum(axis=0)", lambda x: x.sum(axis=0, keepdims=True), [[1, 2, 3]]),
        ("x.max(axis=1)", lambda x: x.max(axis=1, keepdims=True), [[1], [2], [3]]),
        ("x[[0, 2, 2]]", lambda x: x[[0, 2, 2]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        ("x.relu()", lambda x: x.relu(), [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
    ]
    _, ax = plt.subplots(figsize=(9.6, 5.4))
    ax.set(xlim=(-0.2, 28.4), ylim=(11.4, -1.2), aspect="equal")
    ax.axis("off")
    for k, (name, operation, g) in enumerate(cases):
        x = ag.Tensor([[2, -1, 7], [-4, 5, 1], [3, 8, -6]])
        operation(x).backward_by_paths(g)
        left, top = 14.7 * (k % 2), 6 * (k // 2)
        ax.text(left + 6.8, top - 0.7, name, ha="center", family="monospace")
        for place, (label, values, colour) in enumerate(
            [("x", x.value, BLUE), ("g", g, ORANGE), ("gradient by x", x.grad, GREEN)]
        ):
            rows, columns = np.shape(values)
            x0 = left + 5 * place + (3 - columns) / 2
            draw_cells(ax, values, x0, top + 0.3 + (3 - rows) / 2, colour)
            ax.text(left + 5 * place + 1.5, top + 4.1, label, ha="center", fontsize=9, color=GREY)


attempt(draw_pullbacks, "sum_mean", "max", "indexing", "exp_log_relu")

# %% [markdown]
# ## 5. Matrices
#
# ### `matmul` (11 points, difficulty 3, 30 minutes)
#
# Nearly all the work of a network is in `@`. For two matrices, $a$ of shape $(p, q)$ and $b$ of shape $(q, r)$, the
# result $y = a\,b$ and its gradient $g$ have shape $(p, r)$, and
#
# $$\frac{\partial J}{\partial a} = g\, b^{\mathsf T}, \qquad \frac{\partial J}{\partial b} = a^{\mathsf T} g.$$
#
# You need not remember where the transpose goes. The shapes know: $(p, r)$ and $(q, r)$ have to make $(p, q)$, and
# there is only one way.
#
# With more than two axes, `@` multiplies **stacks** of matrices. The last two axes are the matrices, the axes in front
# count them and broadcast: $(2, 1, p, q)$ with $(5, q, r)$ makes $(2, 5, p, r)$. So
#
# - to transpose every matrix of a stack, exchange the last two axes: `b.swapaxes(-1, -2)`;
# - where an operand was broadcast over a stack, sum its gradient back, and `unbroadcast` knows how.
#
# Both operands have two axes or more. To use a vector, reshape it into a matrix with one column. For `array @ x`,
# Python asks the tensor for `__rmatmul__`, and the last line of the cell turns the operands back.
#
# **Predict.** $X$ is an array of shape $(n, C, d)$, $W$ a tensor of shape $(d, q)$. Which shapes have $X W$, $g$, and
# $X^{\mathsf T} g$, with every matrix transposed? What is missing to the gradient by $W$?
#
# <details><summary>Answer</summary>
#
# $(n, C, q)$, $(n, C, q)$ and $(n, d, q)$. Missing is the sum over the $n$ samples: the same $W$ was used for all.
#
# </details>

# %% nbgrader="solution matmul"
# include: matmul


ag.Tensor.__matmul__ = matmul
ag.Tensor.__rmatmul__ = lambda self, other: matmul(other, self)

# %% nbgrader="examples matmul"
x = ag.Tensor([[1, 2, 3], [4, 5, 6]])
w = ag.Tensor([[1, 0], [2, 1], [0, 3]])
g = np.array([[1, 0], [0, 2]])
y = x @ w
y.backward_by_paths(g)
assert close(y.value, [[5, 11], [14, 23]]), f"x @ w is off:\n{y.value}"
assert close(x.grad, [[1, 2, 0], [0, 2, 6]]), (
    f"by x: g @ w.T; row 0 is 1 times column 0 of w, [1 2 0]; yours is\n{x.grad}"
)
assert close(w.grad, [[1, 8], [2, 10], [3, 12]]), (
    f"by w: x.T @ g; column 0 is row 0 of x, [1 2 3]; yours is\n{w.grad}"
)

stack = np.array([[[1, 2, 3]], [[4, 5, 6]]])
y = stack @ w
y.backward_by_paths([[[1, 0]], [[0, 2]]])
assert close(y.value, [[[5, 11]], [[14, 23]]]), f"a stack of two rows times w:\n{y.value}"
assert close(w.grad, [[1, 8], [2, 10], [3, 12]]), (
    f"w met both matrices of the stack, so its gradient sums over them; yours is\n{w.grad}"
)
print("matmul: the examples agree")

# %% [markdown]
# Also checked: stacks with one or two axes in front, equal ones and such that broadcast; one matrix before or behind a
# stack; arrays on either side.
#
# <details><summary>Help</summary>
#
# **A nudge.** The form is that of `mul`, with `@` for `*` and `swapaxes(-1, -2)` in the right places.
#
# **The common mistake.** `.T`, which turns *all* axes of a stack around: $(5, 2, 3)$ becomes $(3, 2, 5)$.
#
# **A worked twin.** For the product with a fixed matrix in the middle, $y = a M b$, the gradient by $a$ is
# $g\,(M b)^{\mathsf T}$, with the shapes $(p, r)$ times $(r, q)$.
#
# *To be fast:* where $b$ is one matrix and $a$ a stack of $n$, a stack of $n$ products is made and then summed. The
# same sum is one product of two tall matrices, $a$ and $g$ reshaped to two axes. Not required, and often faster.
#
# </details>

# %% nbgrader="test matmul"

# %% [markdown]
# ### All operations against central differences
#
# Formulas can be wrong on paper already. Central differences know nothing of formulas: they move every entry a little
# in both directions and look. Agreement to eight digits is as good as it gets.


# %% nbgrader="locked show_table_of_gradients"
def largest_error(operation, *arrays):
    """The largest difference between pullbacks and central differences, relative to the gradient."""
    tensors = [ag.Tensor(array) for array in arrays]
    result = operation(*tensors)
    upstream = np.random.default_rng(1).normal(size=result.value.shape)
    result.backward_by_paths(upstream)
    errors = []
    for k, tensor in enumerate(tensors):

        def J(array, k=k):
            operands = [ag.Tensor(array if i == k else other) for i, other in enumerate(arrays)]
            return float(np.sum(operation(*operands).value * upstream))

        expected = central_differences(J, arrays[k])
        errors.append(np.max(np.abs(tensor.grad - expected)) / np.max(np.abs(expected)))
    return max(errors)


def table_of_gradients():
    rng = np.random.default_rng(0)
    x, row, pile = rng.uniform(0.5, 2, (2, 3)), rng.uniform(0.5, 2, 3), rng.normal(size=(4, 3, 2))
    cases = {
        "x + y": (lambda a, b: a + b, x, row),
        "x * y": (lambda a, b: a * b, x, row),
        "x - y": (lambda a, b: a - b, x, row),
        "x / y": (lambda a, b: a / b, x, row),
        "x ** 3": (lambda a: a**3, x),
        "x.exp()": (lambda a: a.exp(), x),
        "x.log()": (lambda a: a.log(), x),
        "x.relu()": (lambda a: a.relu(), x - 1),
        "x.sum(axis=0)": (lambda a: a.sum(axis=0), x),
        "x.mean(axis=1)": (lambda a: a.mean(axis=1), x),
        "x.max(axis=1)": (lambda a: a.max(axis=1), x),
        "x.reshape(3, 2)": (lambda a: a.reshape(3, 2), x),
        "x.moveaxis(0, 2)": (lambda a: a.moveaxis(0, 2), pile),
        "x[:, [1, 1, 0]]": (lambda a: a[:, [1, 1, 0]], x),
        "x @ y": (lambda a, b: a @ b, x, pile),
    }
    for name, (operation, *arrays) in cases.items():
        try:
            error = largest_error(operation, *arrays)
            verdict = f"{error:8.1e}   {'agrees' if error < 1e-6 else 'DIFFERS'}"
        except NotImplementedError:
            verdict = "not written yet"
        except Exception as problem:
            verdict = f"{type(problem).__name__}: {problem}"
        print(f"{name:20}{verdict}")


table_of_gradients()

# %% [markdown]
# ## 6. All the way back
#
# A pullback goes one step. To get from the loss to the parameters takes many, and a tensor that is used twice receives
# gradients from two sides. `backward_by_paths` simply walks every path from the loss to every tensor. It is right, by
# the chain rule. But paths multiply: after `y = y + y`, each path has two ways to go on.
#
# ### `backward` (12 points, difficulty 3, 40 minutes)
#
# There is a better order. Let each tensor **collect first**, from all of its users, and pass its gradient on **once**.
# Then every pullback is called a single time, no matter how many paths there are.
#
# Write `backward(self, upstream=None)`, the method that sets `grad` of `self` and of every tensor that `self` was
# computed from:
#
# - The gradient by `self` is `upstream`, a number or an array in the shape of `self`. `None` stands for 1, and is used
#   where `self` holds a single number.
# - A tensor's gradient is the sum of what arrives from all pairs in which it stands. If it stands twice in the
#   `inputs` of one node, as in `x * x`, both pairs count.
# - A tensor passes on after **all** of its users have reported. Any order with users before inputs will do, and the
#   topological sort of the last notebook gives you one when you turn it round. Or count: find out how many pairs lead
#   to each tensor, and pass on as soon as the last one has reported.
# - Each call **starts afresh**: what `grad` held before, from an earlier call, is forgotten.
# - A chain may be long. Python stops a function that calls itself more than about a thousand times, so keep a list of
#   what is to be done instead.
# - A pullback may return $g$ itself, as that of a sum does. So the same array may arrive at two places, and a `+=`
#   on it would change both. Add with `a + b`, which makes a new array. `upstream` is left as it was as well.
#
# Tensors can be keys of a dictionary and members of a set. They are compared by identity, not by value.
#
# **Predict.** `y = x`, then 30 times `y = y + y`. How many pairs are there? How many paths lead from the last `y` to
# `x`?
#
# <details><summary>Answer</summary>
#
# 60 pairs, two for each sum. $2^{30}$ paths, more than a billion; that would take about an hour. By collecting first,
# it takes 60 calls.
#
# </details>

# %% nbgrader="solution backward"
# include: backward


ag.Tensor.backward = backward

# %% nbgrader="examples backward"
# Nodes made by hand, so that nothing but backward is needed: y = 3 x, z = x * y, by their pullbacks.
x = ag.Tensor([1, 2])
y = ag.Tensor(3 * x.value, [(x, lambda g: 3 * g)])
z = ag.Tensor(x.value * y.value, [(x, lambda g: g * y.value), (y, lambda g: g * x.value)])
upstream = np.array([1, 10])
z.backward(upstream)
assert close(z.grad, [1, 10]), f"the gradient by z itself is upstream, [1 10], not {z.grad}"
assert close(y.grad, [1, 20]), f"by y: upstream times x = [1 20]; yours is {y.grad}"
assert close(x.grad, [6, 120]), (
    "z = 3 x², so the gradient by x is upstream times 6 x = [6 120]: "
    f"x collects from z and from y before it is done; yours is {x.grad}"
)
assert close(upstream, [1, 10]), "upstream has changed; backward has to leave it alone"
z.backward(upstream)
assert close(x.grad, [6, 120]), f"a second call starts afresh: [6 120] again, not {x.grad}"

calls = []


def passed(g):
    calls.append("called")
    return g


y = x = ag.Tensor(2)
for _ in range(10):
    y = ag.Tensor(y.value + y.value, [(y, passed), (y, passed)])
y.backward()
assert close(x.grad, 1024), f"ten doublings: the gradient is 1024, yours is {x.grad}"
assert len(calls) == 20, f"20 pairs, so 20 calls of pullbacks; you make {len(calls)}"
print("backward: the examples agree")

# %% [markdown]
# Also checked: chains whose tensors have different shapes, short ways and long ways to the same tensor, a second
# result of the same tensors, whole numbers as upstream, 1,500 operations in a row, and how often each pullback is
# called. All nodes are made by hand as in the examples, so your operations don't matter here.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two loops. The first walks from `self` along `inputs` until nothing new turns up, and finds an order or
# counts the pairs. The second goes through the tensors, users first; a dictionary from tensor to gradient holds what
# has arrived.
#
# **The common mistake.** Passing on too early. If `z` uses `x` directly and also through `y`, then `x` is *found*
# before `y` has reported. It is found once, but it has to be *handled* last.
#
# **A worked twin.** Getting dressed: a jacket goes on after the shirt and the jumper, the jumper after the shirt. Count
# for each piece how many others it waits for; put on what waits for nothing, and cross it off everywhere:
#
# ```python
# waits = {"shirt": 0, "jumper": 1, "jacket": 2}
# before = {"shirt": ["jumper", "jacket"], "jumper": ["jacket"], "jacket": []}
# ready, order = ["shirt"], []
# while ready:
#     piece = ready.pop()
#     order.append(piece)
#     for other in before[piece]:
#         waits[other] -= 1
#         if waits[other] == 0:
#             ready.append(other)
# order                     # ['shirt', 'jumper', 'jacket']
# ```
#
# </details>

# %% nbgrader="test backward"

# %% [markdown]
# *Number of pullback calls against the number of doublings, on a logarithmic axis: along single paths it doubles with
# each step and passes a hundred thousand, with your backward it grows in a flat line, two at a time.*


# %% nbgrader="locked picture_paths"
def count_calls(doublings, method):
    calls = []

    def passed(g):
        calls.append(1)
        return g

    y = ag.Tensor(1.0)
    for _ in range(doublings):
        y = ag.Tensor(y.value + y.value, [(y, passed), (y, passed)])
    getattr(y, method)()
    return len(calls)


def draw_paths():
    steps = np.arange(1, 17)
    by_paths = [count_calls(k, "backward_by_paths") for k in steps]
    collected = [count_calls(k, "backward") for k in steps]
    _, ax = plt.subplots(figsize=(7, 3.6))
    ax.semilogy(steps, by_paths, "s--", color=ORANGE, label="backward_by_paths: path by path")
    ax.semilogy(steps, collected, "o-", color=BLUE, label="backward: collect, then pass on")
    ax.set(xlabel="doublings y = y + y", ylabel="calls of pullbacks")
    ax.legend(frameon=False)


attempt(draw_paths, "backward")

# %% [markdown]
# ## 7. Functions made of operations
#
# What is built of your operations needs no pullback any more. The softmax, whose Jacobian took an evening, is two
# lines. Scores have the shape $(\dots, C)$, and the weights along the last axis add up to 1.


# %% nbgrader="locked given_softmax"
def softmax(scores):
    """Turn scores into weights that are positive and add up to 1 along the last axis."""
    exponentials = (scores - scores.value.max(axis=-1, keepdims=True)).exp()
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


# %% [markdown]
# Look at the shift. It is `scores.value.max(...)`, an array: a constant, through which no gradient flows. Is that
# allowed, as the maximum does depend on the scores? It is, because the softmax *doesn't* depend on the shift. Whatever
# flowed through it would add up to 0.
#
# ### `cross_entropy` (7 points, difficulty 2, 20 minutes)
#
# The loss of the second notebook, now as a tensor that knows its way back:
#
# $$J = \frac1n \sum_{i=1}^n \Big( \ln \sum_{k} e^{z_{ik}} - z_{i y_i} \Big).$$
#
# `scores` is a tensor $z$ of shape $(n, K)$, and `y` an array of $n$ labels, integers from 0 to $K - 1$. The result is
# a tensor that holds one number. Build it of operations. It has to stay finite for scores of $\pm 1000$: shift each
# row by its own largest score, in both terms.
#
# If an operation of yours is wrong, this exercise is tested with right ones.
#
# **Predict.** Why is $-\ln$ of the given `softmax`, at the labels, not good enough?
#
# <details><summary>Answer</summary>
#
# For scores 0 and -1000, the second probability is $e^{-1000}$, which underflows to 0. Its logarithm is $-\infty$,
# while the loss is 1000 in truth. In the formula above the exponential and the logarithm never meet in this order.
#
# </details>

# %% nbgrader="solution cross_entropy"

# %% nbgrader="examples cross_entropy"
z = ag.Tensor([[0, np.log(3)], [np.log(4), 0]])
loss = cross_entropy(z, np.array([1, 1]))
assert isinstance(loss, ag.Tensor), f"return the tensor, not {type(loss).__name__}"
assert close(loss.value, (np.log(4 / 3) + np.log(5)) / 2), (
    "the labels have the probabilities 3/4 and 1/5, so J = (ln(4/3) + ln(5)) / 2 = "
    f"{(np.log(4 / 3) + np.log(5)) / 2:.4f}; yours is {loss.value}"
)
loss.backward_by_paths()
assert close(z.grad, [[1 / 8, -1 / 8], [4 / 10, -4 / 10]]), (
    "probabilities minus one-hot labels, divided by n = 2: "
    f"[[1/8 -1/8] [4/10 -4/10]]; yours is\n{z.grad}"
)
z = ag.Tensor([[1000.0, 0.0], [-1000.0, 0.0]])
loss = cross_entropy(z, np.array([1, 1]))
assert close(loss.value, 500), f"losses 1000 and 0, so J = 500; yours is {loss.value}"
print("cross_entropy: the examples agree")

# %% [markdown]
# Also checked: the gradient for scores beyond a thousand, rows and columns far apart; an upstream gradient other than
# 1; more classes than samples, and labels that don't occur.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three lines: the shifted scores, the picked ones by `[np.arange(len(y)), y]`, and the mean of the
# difference.
#
# **The common mistake.** Computing with `scores.value`. The number is right, but the chain is cut, and no gradient
# arrives. Only the shift may come from `.value`.
#
# **A worked twin.** The logarithm of a mean of exponentials, for a tensor `t` of shape $(n,)$:
#
# ```python
# top = t.value.max()
# (t - top).exp().mean().log() + top
# ```
#
# </details>

# %% nbgrader="test cross_entropy"

# %% [markdown]
# ## 8. Two old acquaintances
#
# Here is what you once derived, in as few lines as possible. `by_hand_network` has the four gradients of the second
# notebook, `by_hand_attention` the three of the seventh. Every line is a result of pages.


# %% nbgrader="locked given_by_hand"
def by_hand_network(X, y, theta):
    """The gradients of the mean cross-entropy of a network with one hidden layer."""
    h = np.maximum(0, X @ theta["W1"] + theta["b1"])
    z = h @ theta["W2"] + theta["b2"]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    dz = (p - np.eye(p.shape[1])[y]) / len(y)
    dh = (h > 0) * (dz @ theta["W2"].T)
    return {"W1": X.T @ dh, "b1": dh.sum(axis=0), "W2": h.T @ dz, "b2": dz.sum(axis=0)}


def by_hand_attention(X, theta, upstream):
    """The gradients of sum_i upstream_i f(X_i) for single-head attention."""
    q = X[:, -1] @ theta["W1"]
    s = ((X @ theta["W2"]) @ q[:, :, np.newaxis])[:, :, 0]
    a = np.exp(s - s.max(axis=1, keepdims=True))
    a = a / a.sum(axis=1, keepdims=True)
    v = X @ theta["w3"]
    ds = upstream[:, np.newaxis] * a * (v - (a * v).sum(axis=1, keepdims=True))
    words = (ds[:, np.newaxis] @ X)[:, 0]
    return {
        "W1": X[:, -1].T @ (words @ theta["W2"]),
        "W2": words.T @ q,
        "w3": np.einsum("n,nc,ncd->d", upstream, a, X),
    }


# %% [markdown]
# ### `network_gradients` (5 points, difficulty 1, 15 minutes)
#
# The network of the second notebook,
#
# $$h = \mathrm{relu}(X W_1 + b_1), \qquad z = h W_2 + b_2, \qquad J = \text{cross-entropy}(z, y),$$
#
# with $X$ of shape $(n, d)$, labels $y$ $(n,)$, $W_1$ $(d, m)$, $b_1$ $(m,)$, $W_2$ $(m, K)$ and $b_2$ $(K,)$. `theta`
# is a dictionary of arrays with the keys `"W1"`, `"b1"`, `"W2"` and `"b2"`; leave it as it is.
#
# Make a tensor of each parameter, write the three formulas down, call `backward`, and return a new dictionary with the
# same keys and the gradients, **arrays** in the shapes of the parameters. $X$ and $y$ may stay arrays. No Python loop
# over the samples.

# %% nbgrader="solution network_gradients"

# %% nbgrader="examples network_gradients"
rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), np.array([0, 1, 3, 2, 0, 1])
theta = {
    "W1": rng.normal(size=(3, 5)),
    "b1": rng.normal(size=5),
    "W2": rng.normal(size=(5, 4)),
    "b2": rng.normal(size=4),
}
found, expected = network_gradients(X, y, theta), by_hand_network(X, y, theta)
assert sorted(found) == ["W1", "W2", "b1", "b2"], f"the keys are those of theta, not {list(found)}"
for name in theta:
    assert isinstance(found[name], np.ndarray), (
        f"{name}: return the gradient, an array, not {type(found[name]).__name__}"
    )
    assert found[name].shape == theta[name].shape, (
        f"{name}: the gradient has the shape of the parameter, not {found[name].shape}"
    )
    error = np.max(np.abs(found[name] - expected[name]))
    assert error < 1e-10, f"{name} differs from the gradient by hand, by {error:.1e}"
    print(f"{name}: by hand and by autograd, the largest difference is {error:.1e}")
print("network_gradients: the examples agree")

# %% [markdown]
# Also checked: other sizes, whole numbers in $X$ and in `theta`, both left as they were, and Python's work for more
# samples.
#
# <details><summary>Help</summary>
#
# **A nudge.** `{name: ag.Tensor(value) for name, value in theta.items()}` makes all tensors at once, and a
# comprehension of the same form reads their gradients.
#
# **The common mistake.** A `.value` in the middle of the chain: everything before it gets no gradient.
#
# **A worked twin.** The gradient of $\sum (X w - t)^2$ by $w$, for $w$ of shape $(d, 1)$ and $t$ of shape $(n, 1)$:
#
# ```python
# w = ag.Tensor(start)
# ((X @ w - t) ** 2).sum().backward()
# w.grad
# ```
#
# </details>

# %% nbgrader="test network_gradients"

# %% [markdown]
# ### `attention_gradients` (5 points, difficulty 2, 25 minutes)
#
# The attention of the seventh notebook. Each sample $X_i$ is a matrix of $C$ words with $d$ features, shape $(C, d)$,
# and all together have the shape $(n, C, d)$. The last word asks, all words answer:
#
# $$q_i = W_1^{\mathsf T} x_{iC}, \qquad s_{ic} = (W_2^{\mathsf T} x_{ic}) \cdot q_i, \qquad
# a_i = \mathrm{softmax}(s_i), \qquad f_i = \sum_c a_{ic}\; x_{ic} \cdot w_3.$$
#
# $x_{ic}$ is word $c$ of sample $i$, shape $(d,)$, and $x_{iC}$ the last one. $W_1$ and $W_2$ have shape $(d, q)$,
# $w_3$ has shape $(d,)$, the scores $s$ and the weights $a$ have shape $(n, C)$, $f$ has shape $(n,)$. The scores are
# **not** scaled.
#
# Return a dictionary with the gradients of $\sum_i u_i f_i$ by `W1`, `W2` and `w3`, arrays in the shapes of the
# parameters. $u$ is `upstream`, of shape $(n,)$. Leave `theta` and the arrays as they are. No Python loop over the
# samples. You may use the given `softmax`.
#
# **Predict.** `f.backward(upstream)` or `(f * upstream).sum().backward()`: which is right?
#
# <details><summary>Answer</summary>
#
# Both. The gradient by $f$ of the sum in the second is `upstream`, and that is what the first starts with.
#
# </details>

# %% nbgrader="solution attention_gradients"

# %% nbgrader="examples attention_gradients"
rng = np.random.default_rng(1)
X, upstream = rng.normal(size=(6, 4, 5)), rng.normal(size=6)
theta = {
    "W1": rng.normal(size=(5, 3)),
    "W2": rng.normal(size=(5, 3)),
    "w3": rng.normal(size=5),
}
found, expected = attention_gradients(X, theta, upstream), by_hand_attention(X, theta, upstream)
assert sorted(found) == ["W1", "W2", "w3"], f"the keys are those of theta, not {list(found)}"
for name in theta:
    assert np.shape(found[name]) == theta[name].shape, (
        f"{name}: the gradient has the shape of the parameter, not {np.shape(found[name])}"
    )
    error = np.max(np.abs(found[name] - expected[name]))
    assert error < 1e-10, f"{name} differs from the gradient by hand, by {error:.1e}"
    print(f"{name}: by hand and by autograd, the largest difference is {error:.1e}")
print("attention_gradients: the examples agree")

# %% [markdown]
# Also checked: other sizes, scores of a thousand and more, whole numbers everywhere, arguments left as they were, and
# Python's work for more samples.
#
# <details><summary>Help</summary>
#
# **A nudge.** Go by shapes. The queries, $(n, q)$, become a stack of columns, $(n, q, 1)$, by a reshape. Keys
# $(n, C, q)$ times that make $(n, C, 1)$, and a reshape takes the last axis away. The same trick serves for $w_3$.
#
# **The common mistake.** `w3` reshaped *before* it is made a tensor: its gradient then has the shape $(d, 1)$. Reshape
# the tensor; its pullback undoes it.
#
# **A worked twin.** For each of $n$ samples the inner product of two rows, both $(n, d)$, as a product of stacks:
# `(rows.reshape(n, 1, d) @ others.reshape(n, d, 1)).reshape(n)`.
#
# </details>

# %% nbgrader="test attention_gradients"

# %% [markdown]
# ## 9. An attention model learns
#
# Time for something that was never derived by hand. A riddle:
#
# > red circle, blue star, green square; blue?
#
# The answer is *star*. Each riddle tells three things of different colours and asks for one. Who only counts words
# can't do better than guess among three, for it matters which shape stands *with* the colour in question. Attention
# can: the question looks for the word with its own colour, and reads its shape.
#
# A word is a row of features: five for the colour, four for the shape, and one that marks the question, which has a
# colour and no shape. So $C = 4$, $d = 10$, and the $K = 4$ classes are the shapes. The model is that of section 8,
# except that it reads out $K$ scores instead of one number:
#
# $$z_i = W_3^{\mathsf T} \sum_c a_{ic}\, x_{ic}, \qquad W_3 \text{ of shape } (d, K).$$


# %% nbgrader="locked given_model"
def attention_model(X, theta):
    """Score classes by what attention picks out of each sample, (n, K); theta holds tensors."""
    query = X[:, -1:] @ theta["W1"]
    weights = softmax(query @ (X @ theta["W2"]).moveaxis(1, 2))
    return (weights @ X)[:, 0] @ theta["W3"]


COLOURS = ["red", "blue", "green", "grey", "black"]
SHAPES = ["circle", "star", "square", "cross"]


def riddles(n, seed):
    """n riddles: X (n, 4, 10), the answers (n,), and the words."""
    rng = np.random.default_rng(seed)
    X, y, texts = np.zeros((n, 4, 10)), np.zeros(n, dtype=int), []
    for i in range(n):
        colours, shapes = rng.permutation(5)[:3], rng.integers(4, size=3)
        asked = rng.integers(3)
        X[i, np.arange(3), colours] = 1
        X[i, np.arange(3), 5 + shapes] = 1
        X[i, 3, [colours[asked], 9]] = 1
        y[i] = shapes[asked]
        things = [f"{COLOURS[c]} {SHAPES[s]}" for c, s in zip(colours, shapes)]
        texts.append([*things, f"{COLOURS[colours[asked]]}?"])
    return X, y, texts


for words in riddles(3, seed=4)[2]:
    print(*words, sep="   ")

# %% [markdown]
# ### `train_attention` (5 points, difficulty 2, 25 minutes)
#
# Train `attention_model` on the mean cross-entropy of all samples with **Adam**. In each step $t = 1, 2, \dots$, with
# $g$ for the gradient of one parameter $\theta$,
#
# $$m \leftarrow 0.9\, m + 0.1\, g, \qquad v \leftarrow 0.999\, v + 0.001\, g^2, \qquad
# \theta \leftarrow \theta - \eta\, \frac{m / (1 - 0.9^t)}{\sqrt{v / (1 - 0.999^t)} + 10^{-8}},$$
#
# entry by entry. Every parameter has its own $m$ and $v$ in its own shape, which start at 0. $X$ is an array of shape
# $(n, C, d)$ and $y$ holds $n$ labels; `theta` is a dictionary of arrays, `W1` $(d, q)$, `W2` $(d, q)$ and `W3`
# $(d, K)$; `eta` is $\eta$, and `n_steps` the number of steps.
#
# Return the pair `(theta, losses)`: a **new** dictionary of arrays after the last step, and the list of the `n_steps`
# losses as plain numbers, each taken before its step. The caller's `theta` stays as it was.

# %% nbgrader="solution train_attention"

# %% nbgrader="examples train_attention"
X, y, _ = riddles(20, seed=0)
rng = np.random.default_rng(2)
start = {
    "W1": rng.normal(size=(10, 2)),
    "W2": rng.normal(size=(10, 2)),
    "W3": rng.normal(size=(10, 4)),
}
before = {name: value.copy() for name, value in start.items()}
theta, losses = train_attention(X, y, start, 0.1, 3)
assert len(losses) == 3, f"three steps, three losses; you return {len(losses)}"
assert sorted(theta) == ["W1", "W2", "W3"], f"theta has the keys it came with, not {list(theta)}"
assert all(close(start[name], before[name]) for name in start), "the caller's theta has changed"
once, _ = train_attention(X, y, start, 0.1, 1)
moved = np.abs(once["W3"] - start["W3"])
assert close(np.round(moved[:9], 4), np.full((9, 4), 0.1)), (
    "in the first step m / (1 - 0.9) is g and v / (1 - 0.999) is g², so every entry with a gradient "
    f"moves by eta = 0.1; yours move by up to {moved.max():.4g}"
)
assert losses[2] < losses[0], f"the loss has to fall; yours are {losses}"
print("train_attention: the examples agree")

# %% [markdown]
# Also checked: every loss, and theta after one step and after nine, in other sizes.
#
# <details><summary>Help</summary>
#
# **A nudge.** In each step: make tensors of the arrays, compute the loss, call `backward`, note the loss, update every
# array. Fresh tensors in each step leave nothing to reset.
#
# **The common mistake.** Counting from $t = 0$, where the correction divides by $1 - 0.9^0 = 0$. Or updating the
# caller's arrays with `-=`.
#
# **A worked twin.** The running mean of the numbers 4, 8 with its correction: $m = 0.4$, corrected
# $0.4 / (1 - 0.9) = 4$; then $m = 0.9 \cdot 0.4 + 0.8 = 1.16$, corrected $1.16 / (1 - 0.81) \approx 6.1$, a mean of
# both with a little more weight on the later one.
#
# </details>

# %% nbgrader="test train_attention"

# %% [markdown]
# Now for real: 400 riddles, 120 steps, and afterwards 400 other riddles that the model has never seen.
#
# *On the left the loss falls from above 1.4 to nearly 0 within some 60 steps. In the middle and on the right the
# attention of the question to the four words of five unseen riddles as heat maps: spread out before training,
# concentrated on the word of the right colour afterwards.*


# %% nbgrader="locked picture_training"
def attention_weights(X, theta):
    scores = (X[:, -1:] @ theta["W1"]) @ np.moveaxis(X @ theta["W2"], 1, 2)
    weights = np.exp(scores[:, 0] - scores.max(axis=2))
    return weights / weights.sum(axis=1, keepdims=True)


def draw_attention(ax, X, texts, theta, title):
    weights = attention_weights(X, theta)
    ax.imshow(weights, cmap="Blues", vmin=0, vmax=1.15, aspect="auto")
    for (i, c), weight in np.ndenumerate(weights):
        ink = "white" if weight > 0.65 else "black"
        ax.text(c, i, texts[i][c].replace(" ", "\n"), ha="center", va="center", color=ink, fontsize=8)
    ax.set(xticks=[], yticks=[], title=title)
    ax.spines[:].set_visible(False)


def train_on_riddles():
    rng = np.random.default_rng(3)
    start = {
        "W1": rng.normal(scale=0.3, size=(10, 6)),
        "W2": rng.normal(scale=0.3, size=(10, 6)),
        "W3": rng.normal(scale=0.3, size=(10, 4)),
    }
    X, y, _ = riddles(400, seed=5)
    theta, losses = train_attention(X, y, start, 0.05, 120)
    unseen, answers, texts = riddles(400, seed=6)
    guesses = {}
    for name, parameters in [("before", start), ("after", theta)]:
        tensors = {key: ag.Tensor(value) for key, value in parameters.items()}
        guesses[name] = attention_model(unseen, tensors).value.argmax(axis=1)
        share = np.mean(guesses[name] == answers)
        print(f"{name:>6} training: {share:.1%} of the unseen riddles are solved")
    for i in range(3):
        print("  ".join(texts[i]), "->", SHAPES[guesses["after"][i]])
    figure = plt.figure(figsize=(10.4, 3.8), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=[1.1, 1, 1])
    left.plot(losses, color=BLUE)
    left.axhline(np.log(3), color=GREY, linestyle=":")
    left.text(len(losses), np.log(3) + 0.03, "a guess among three", ha="right", color=GREY, fontsize=9)
    left.set(xlabel="step", ylabel="mean cross-entropy", ylim=(0, None))
    draw_attention(middle, unseen[:5], texts, start, "before training")
    draw_attention(right, unseen[:5], texts, theta, "after training")


attempt(train_on_riddles, "train_attention", "and all that it is built of")

# %% [markdown]
# Nobody told the model that colours matter. The gradient did, through a softmax, three matrices and your fourteen
# exercises.
#
# ## 10. What each way costs
#
# Three ways to the same gradients: formulas by hand, a tensor for every array, a node for every number. For the last
# one, here is a small scalar engine in the manner of the eighth notebook. It counts the nodes that it makes.


# %% nbgrader="locked given_scalars"
class Scalar:
    """A number that remembers its inputs, each with the derivative by it."""

    made = 0

    def __init__(self, value, inputs=()):
        Scalar.made += 1
        self.value, self.inputs, self.number, self.grad = value, inputs, Scalar.made, 0.0

    def __add__(self, other):
        return Scalar(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Scalar(self.value * other.value, ((self, other.value), (other, self.value)))

    def relu(self):
        return Scalar(max(self.value, 0.0), ((self, float(self.value > 0)),))

    def exp(self):
        value = float(np.exp(self.value))
        return Scalar(value, ((self, value),))

    def log(self):
        return Scalar(float(np.log(self.value)), ((self, 1 / self.value),))

    def backward(self):
        """Go back in the reverse order of creation, in which users come before inputs."""
        known, todo = {self}, [self]
        while todo:
            fresh = {each for each, _ in todo.pop().inputs} - known
            known |= fresh
            todo += fresh
        self.grad = 1.0
        for node in sorted(known, key=lambda each: -each.number):
            for each, derivative in node.inputs:
                each.grad += derivative * node.grad


def by_scalars(X, y, theta):
    """The gradients of the network, number by number."""
    node = np.vectorize(lambda number: Scalar(float(number)), otypes=[object])
    nodes = {name: node(value) for name, value in theta.items()}
    minus, loss = Scalar(-1.0), Scalar(0.0)
    for x, label in zip(X, y):
        x = [Scalar(float(number)) for number in x]
        h = [dot(x, w, b).relu() for w, b in zip(nodes["W1"].T, nodes["b1"])]
        z = [dot(h, w, b) for w, b in zip(nodes["W2"].T, nodes["b2"])]
        top = Scalar(-max(score.value for score in z))
        exponentials = [(score + top).exp() for score in z]
        loss = loss + dot(exponentials, [Scalar(1.0)] * len(z), Scalar(0.0)).log()
        loss = loss + minus * (z[label] + top)
    (loss * Scalar(1 / len(y))).backward()
    read = np.vectorize(lambda node: node.grad, otypes=[float])
    return {name: read(array) for name, array in nodes.items()}


def dot(row, column, bias):
    total = bias
    for one, other in zip(row, column):
        total = total + one * other
    return total


# %% [markdown]
# The task: the four gradients of the network with $d = 8$ features, $m = 16$ hidden units and $K = 3$ classes, for more
# and more samples. All three agree to ten digits, which is checked before anything is timed.
#
# *On the left, milliseconds for one gradient against the number of samples on logarithmic axes: number by number, the
# line rises in proportion from the start and lies far above; tensors and formulas by hand stay flat up to some hundred
# samples and then come together. On the right, bars on a logarithmic scale with the number of objects that are kept on
# the way to the gradient for one hundred samples: none by hand, a few tensors, tens of thousands of scalars.*


# %% nbgrader="locked picture_costs"
def task(n):
    rng = np.random.default_rng(n)
    shapes = {"W1": (8, 16), "b1": (16,), "W2": (16, 3), "b2": (3,)}
    theta = {name: rng.normal(scale=0.5, size=shape) for name, shape in shapes.items()}
    return rng.normal(size=(n, 8)), rng.integers(3, size=n), theta


def milliseconds(gradients, *arguments):
    times = []
    while len(times) < 3 or (sum(times) < 0.05 and len(times) < 200):
        start = time.perf_counter()
        gradients(*arguments)
        times.append(time.perf_counter() - start)
    return 1000 * float(np.median(times))


def tensors_made(n):
    """The number of tensors that network_gradients makes, counted at the constructor."""
    made, original = [], ag.Tensor.__init__

    def counting(self, *arguments, **options):
        made.append(1)
        original(self, *arguments, **options)

    ag.Tensor.__init__ = counting
    try:
        network_gradients(*task(n))
    finally:
        ag.Tensor.__init__ = original
    return len(made)


def draw_costs():
    ways = [
        ("a node for every number", by_scalars, [1, 3, 10, 30, 100], "^:", ORANGE),
        ("a tensor for every array", network_gradients, [1, 10, 100, 1000, 10_000], "o-", BLUE),
        ("formulas by hand", by_hand_network, [1, 10, 100, 1000, 10_000], "s--", GREEN),
    ]
    expected = by_hand_network(*task(10))
    for name, gradients, *_ in ways:
        found = gradients(*task(10))
        if not all(np.allclose(found[k], expected[k], rtol=1e-10, atol=1e-10) for k in expected):
            print(f"{name}: these gradients differ from those by hand.")
            return
    figure = plt.figure(figsize=(10.4, 4), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1.5, 1])
    at_100 = {}
    for name, gradients, sizes, style, colour in ways:
        times = [milliseconds(gradients, *task(n)) for n in sizes]
        at_100[name] = times[sizes.index(100)]
        left.loglog(sizes, times, style, color=colour, label=name, lw=2)
    left.set(xlabel="number of samples n", ylabel="milliseconds for one gradient")
    left.legend(frameon=False, fontsize=10)
    Scalar.made = 0
    by_scalars(*task(100))
    kept = {"formulas\nby hand": 0, "tensors": tensors_made(100), "scalars": Scalar.made}
    bars = right.barh(list(kept), [max(count, 0.7) for count in kept.values()], height=0.55)
    for bar, colour, count in zip(bars, (GREEN, BLUE, ORANGE), kept.values()):
        bar.set_color(colour if count else "none")
        middle = bar.get_y() + bar.get_height() / 2
        right.text(max(count, 0.85) * 1.25, middle, f"{count:,}", va="center")
    right.set(xscale="log", xlim=(0.7, 3e6), title="objects kept, for 100 samples")
    for name, spent in at_100.items():
        print(f"{name:26}{spent:10.3f} ms for 100 samples")


attempt(draw_costs, "network_gradients", "and all that it is built of")

# %% [markdown]
# What to see. Number by number, Python is paid for every multiplication, and the bill grows with the data from the
# first sample on. With tensors Python is paid for every *operation*, of which there are a dozen, whatever the size of
# the arrays. That is why the two lower lines come together: once the arrays are large, numpy's work is nearly all of
# it, and what autograd adds to the formulas by hand is small change.
#
# What the picture doesn't show is the price on the other side. The lowest line took two notebooks of derivations, and a
# change of one layer would take another page. The line just above it took a line for each line of the model. This is
# the trade by which deep learning lives: a little memory and time for every gradient, against never deriving one again.
#
# You have come all the way from adding a column to a row. Broadcasting stretched arrays in the first notebook;
# in this one its adjoint made every gradient fit. Between them lies all you need to read, and write, the real ones.
