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
# # Automatic differentiation, number by number
#
# So far you derived every gradient by hand: a page of algebra for each network, and another page as soon as one layer
# changed. Nobody who trains networks works like that. They write down the computation, and the gradient comes for
# free: each number remembers which numbers it was computed from, and the chain rule runs backwards over these
# memories.
#
# In this notebook you build that machine. It is small: a dozen functions of three or four lines. At the end a network
# trains on it, and there won't be a single derivative in the training code.
#
# **How an exercise works.** The heading tells its points, its difficulty from 1 to 3 and about how many minutes it
# takes. The first cell holds a stub, or several: replace `raise NotImplementedError` by your code, 15 lines at most.
# Where a line such as `ag.Scalar.__mul__ = __mul__` follows, leave it: it puts your function into the class. The next
# cell holds examples; run it until it prints that they agree. The points come from the test cell, and *Also checked*
# says in words what that one looks at beyond the examples. Stuck? Open *Help*. A picture that needs a function of
# yours says so and waits.
#
# **What holds everywhere.**
# - A result is a new Scalar. The values of the numbers that it was computed from stay as they are.
# - "A Python number" is an `int` or a `float`.
# - The examples use what you have built so far, and most of them need `topological_sort`. The points don't: every
#   exercise is tested with right versions of all the others, so that a mistake costs its points once.

# %% nbgrader="locked setup"
import html
import io
import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"


def close(result, expected):
    """Equal up to rounding? (And a number at all?)"""
    return isinstance(result, (int, float, np.number)) and math.isclose(
        result, expected, rel_tol=1e-9, abs_tol=1e-12
    )


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


# %% nbgrader="locked drawing"
class Picture:
    """Boxes and arrows, as an SVG where that can be shown and as a PNG elsewhere.

    A box is (name, value, gradient); an arrow (i, j) leads from box i to box j.
    """

    def __init__(self, boxes, arrows, about):
        self.boxes, self.about = boxes, about
        self.routes = self._layout(len(boxes), arrows)
        starts, ends = {i for i, _ in arrows}, {j for _, j in arrows}
        self.kinds = [
            ORANGE if k not in starts else GREY if k in ends else BLUE for k in range(len(boxes))
        ]

    def _layout(self, n, arrows):
        """Columns by the way that is left to the end; rows that keep neighbours together."""
        left = [0] * n
        for _ in range(n):
            for i, j in arrows:
                left[i] = max(left[i], left[j] + 1)
        column = [max(left, default=0) - each for each in left]
        chains = []
        for i, j in arrows:  # an arrow over several columns gets a place in each of them
            between = range(len(column), len(column) + max(column[j] - column[i] - 1, 0))
            column += [column[i] + 1 + k for k in range(len(between))]
            chains.append([i, *between, j])
        near = [[] for _ in column]
        for chain in chains:
            for one, other in itertools.pairwise(chain):
                near[one].append(other)
                near[other].append(one)
        columns = [[] for _ in range(max(column, default=0) + 1)]
        for k, each in enumerate(column):
            columns[each].append(k)
        row = {k: float(i) for members in columns for i, k in enumerate(members)}
        for sweep in range(30):
            for members in columns if sweep % 2 else columns[::-1]:
                wish = {k: np.mean([row[each] for each in near[k]] or [row[k]]) for k in members}
                members.sort(key=lambda k: wish[k])
                for before, k in zip([None, *members], members):
                    space = 1.0 if k < n or (before is not None and before < n) else 0.6
                    row[k] = wish[k] if before is None else max(wish[k], row[before] + space)
                shift = np.mean([wish[k] - row[k] for k in members])
                row.update({k: row[k] + shift for k in members})
        top = min(row.values(), default=0)
        self.places = [(140 * column[k] + 70, 80 * (row[k] - top) + 45) for k in range(len(column))]
        self.size = 140 * len(columns), 80 * (max(row.values(), default=0) - top) + 90
        return chains

    def _curve(self, chain):
        """The points of a smooth curve through the places of a chain."""
        points = [self.places[k] for k in chain]
        points[0] = points[0][0] + 52, points[0][1]
        points[-1] = points[-1][0] - 60, points[-1][1]
        curve = [points[0]]
        for (x, y), (to_x, to_y) in itertools.pairwise(points):
            middle = (x + to_x) / 2
            curve += [(middle, y), (middle, to_y), (to_x, to_y)]
        return curve

    def _lines(self, name, value, grad):
        return name or "constant", f"{value + 0.0:.5g}", f"grad {grad + 0.0:.5g}"  # no -0

    def _repr_svg_(self):
        width, height = self.size
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'width="{min(width, 830):.0f}" role="img" font-family="sans-serif" font-size="13">'
            f"<title>{html.escape(self.about)}</title>"
            '<rect width="100%" height="100%" fill="white"/><g text-anchor="middle">'
        ]
        for chain in self.routes:
            curve = self._curve(chain)
            (x, y), rest = curve[0], " ".join(f"{x:.0f},{y:.0f}" for x, y in curve[1:])
            parts.append(f'<path d="M{x:.0f},{y:.0f} C{rest}" fill="none" stroke="{GREY}"/>')
            x, y = curve[-1]
            parts.append(f'<path d="M{x + 8:.0f},{y:.0f} l-9,-4 v8 z" fill="{GREY}"/>')
        for (name, value, grad), (x, y), colour in zip(self.boxes, self.places, self.kinds):
            parts.append(
                f'<rect x="{x - 52:.0f}" y="{y - 31:.0f}" width="104" height="62" rx="7" '
                f'fill="white" stroke="{colour}" stroke-width="2.5"/>'
            )
            style = ' font-weight="bold"' if name else f' fill="{GREY}" font-style="italic"'
            lines = self._lines(name, value, grad)
            for down, line, look in zip((-13, 5, 23), lines, (style, "", "")):
                text = html.escape(line)
                parts.append(f'<text x="{x:.0f}" y="{y + down:.0f}"{look}>{text}</text>')
        return "".join([*parts, "</g></svg>"])

    def _repr_png_(self):
        width, height = self.size
        figure = Figure(figsize=(width / 100, height / 100), dpi=100)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, width), ylim=(height, 0))
        ax.axis("off")
        for chain in self.routes:
            curve = self._curve(chain)
            path = Path(curve, [Path.MOVETO] + [Path.CURVE4] * (len(curve) - 1))
            ax.add_patch(PathPatch(path, fill=False, edgecolor=GREY))
            x, y = curve[-1]
            ax.fill([x + 8, x - 1, x - 1], [y, y - 4, y + 4], color=GREY)
        for (name, value, grad), (x, y), colour in zip(self.boxes, self.places, self.kinds):
            style = {"boxstyle": "round,pad=0,rounding_size=7", "facecolor": "white"}
            ax.add_patch(FancyBboxPatch((x - 52, y - 31), 104, 62, edgecolor=colour, lw=2, **style))
            look = {"weight": "bold"} if name else {"style": "italic", "color": GREY}
            lines = self._lines(name, value, grad)
            for down, line, style in zip((-16, 2, 20), lines, (look, {}, {})):
                ax.text(x, y + down, line, ha="center", va="center", fontsize=9, **style)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
        return buffer.getvalue()


def show(boxes, arrows, about):
    """Draw a computation graph."""
    display(Picture(list(boxes), list(arrows), about))


# %% [markdown]
# ## 1. Numbers that remember
#
# Take $s = a \cdot b + a$ with $a = 2$ and $b = -3$. A computer evaluates it in two steps, $p = a \cdot b$ and
# $s = p + a$. Write down every number as a box, and draw an arrow from each number to what was computed from it. This
# is the **computation graph** of $s$. The numbers without an arrow pointing at them, here $a$ and $b$, are its
# **leaves**.
#
# *Four boxes: arrows lead from a and b to the product, and from the product and from a to the sum s. Each box shows
# its value and its gradient: a has value 2 and gradient -2, b has -3 and 2, the product -6 and 1, and s has -4 and
# 1.*

# %% nbgrader="locked picture_first_graph"
show(
    [("a", 2, -2), ("b", -3, 2), ("a * b", -6, 1), ("s", -4, 1)],
    [(0, 2), (1, 2), (2, 3), (0, 3)],
    "The computation graph of s = a * b + a, with values and gradients",
)

# %% [markdown]
# The values run from left to right. The **gradient** of a box is the derivative of the *result* by that number: by
# how much does $s$ change if I wiggle the number a little? The gradients run from right to left:
#
# - $\partial s/\partial s = 1$: that's where it starts.
# - $s = p + a$ is a sum. Wiggle $p$, and $s$ wiggles just as much: $\partial s/\partial p = 1$.
# - $p = a \cdot b$: wiggle $b$, and $p$ wiggles $a = 2$ times as much, so
#   $\partial s/\partial b = \partial s/\partial p \cdot a = 1 \cdot 2$.
# - $a$ is used twice. It moves $s$ by way of $p$, and it moves $s$ directly. Both count, and they **add up**:
#   $\partial s/\partial a = \partial s/\partial p \cdot b + 1 = -3 + 1 = -2$.
#
# That is all. In general, let $v$ be any box and $u_1, u_2, \dots$ the boxes that its arrows lead to, once for each
# arrow. Then
#
# $$\frac{\partial s}{\partial v} = \sum_k \frac{\partial s}{\partial u_k} \cdot \frac{\partial u_k}{\partial v}.$$
#
# The factor $\partial u_k / \partial v$ is a matter of one operation only: a product, a power, a logarithm. You know
# these *slopes* from school. The sum is why gradients are collected with `+=`. And there is a matter of **order**:
# before $v$ passes its gradient on, it must have received something from *all* of its $u_k$.
#
# ### The class
#
# The next cell holds the skeleton, as in the lecture. `ag` is short for *automatic gradient*; it is a drawer for all
# that belongs together. A number is an `ag.Scalar` with these attributes:
#
# | attribute | meaning |
# |---|---|
# | `value` | the number itself, a float |
# | `grad` | its gradient: 0 at first; `backward` of a result fills it in |
# | `inputs` | the Scalars that it was computed from; `()` for a leaf |
# | `_backward` | a function: `_backward(grad)` takes this number's gradient and adds its due to each input's `grad` |
# | `op`, `label` | what computed it, such as `"+"`, and a name: both for pictures only |
#
# Read how `__add__` is made, because your operations will be made in the same way. Python calls it for `x + y`. It
# makes a new Scalar, and gives it a function that knows what to do with a gradient when one arrives. A sum has the
# slope 1 by both of its inputs, so the gradient is passed on as it is. Nothing happens to any `grad` until `backward`
# calls that function.
#
# `backward` adds to what the gradients hold already. So call it once for each graph.
#
# ### `topological_sort` (14 points, difficulty 3, 30 minutes)
#
# `backward` needs the order. It goes through a list of all numbers from the result to the leaves, and calls
# `_backward` of each. For this to work, whatever was computed *from* a number has to have its turn *before* that
# number. Such a list, turned round, is called a **topological order**: inputs first.
#
# Let $c = a + b$, $d = c + a$ and $e = d + c$. Here are three lists of these five numbers.
#
# *Three rows of the five numbers, with an arc from each number to what was computed from it. In the first two rows, a
# b c d e and b a c d e, all arcs lead to the right. In the third, a c b d e, the arc from b to c leads back to the
# left, in orange.*


# %% nbgrader="locked picture_orders"
def arcs():
    uses = [("a", "c"), ("b", "c"), ("c", "d"), ("a", "d"), ("d", "e"), ("c", "e")]
    rows = {"a b c d e": "right", "b a c d e": "right, too", "a c b d e": "wrong"}
    _, ax = plt.subplots(figsize=(6.4, 4.2))
    turn = np.linspace(0, np.pi, 100)
    for y, (order, judgement) in zip((4.4, 2.2, 0), rows.items()):
        names = order.split()
        ax.text(-0.7, y, judgement, va="center", ha="right")
        for one, other in uses:
            x, to_x = names.index(one), names.index(other)
            back = to_x < x
            middle, radius = (x + to_x) / 2, (to_x - x) / 2
            across, up = middle - radius * np.cos(turn), 0.8 * abs(radius) ** 0.5 * np.sin(turn)
            free = ((across - to_x) / 0.2) ** 2 + (up / 0.3) ** 2 > 1  # outside of the target
            across, up = across[free], y + up[free]
            colour, width = (ORANGE, 2.6) if back else (GREY, 1.2)
            ax.plot(across, up, color=colour, lw=width)
            arrow = {"arrowstyle": "-|>", "color": colour, "lw": width, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (across[-1], up[-1]), (across[-3], up[-3]), arrowprops=arrow)
        for x, name in enumerate(names):
            ax.plot(x, y, "o", markersize=19, color="white", markeredgecolor=BLUE, mew=1.8)
            ax.text(x, y, name, ha="center", va="center_baseline", weight="bold")
    ax.set(xlim=(-1.9, 4.4), ylim=(-0.5, 5.8))
    ax.axis("off")


arcs()

# %% [markdown]
# Write `topological_sort(self)`. Return a list of all Scalars that `self` is computed from, directly or by way of
# others, and `self`:
#
# - every number stands behind all of its `inputs`, so that `self` comes last;
# - each number stands there **once**, however often it is used;
# - it is the Scalars that count, not their values: two numbers with the value 3 are two entries;
# - a leaf alone gives the list `[leaf]`;
# - any order with these properties is right;
# - nothing about the Scalars is changed, so that a second call gives the same.
#
# The textbook solution visits a number by first visiting its inputs, each by a call of the same function. It fits in
# six lines. It also calls itself as deep as the graph is, and Python stops at 1,000 calls. A training loop makes
# longer chains than that, and **a chain of 1,500 numbers must go through**. So four of the points are for doing
# without recursion: keep the Scalars that wait in a list of your own. (Start with the recursion if you like. It earns
# the other ten.)
#
# **Predict.** Visit $s$ of the first picture, append each number as soon as you meet it, then go on to its inputs.
# Turn that list round. Is it always a topological order?
#
# <details><summary>Answer</summary>
#
# No. In the first picture it happens to work: $s, p, a, b$ turned round is $b, a, p, s$. Now take $c = a + b$,
# $d = c + a$ and $e = c + d$. You meet $e$, then $c$ with its inputs $a$ and $b$, and then $d$. Turned round, $d$
# stands in front of $c$, from which it is computed. A number may be appended when *all its inputs are in the list*,
# not when it is met.
#
# </details>

# %% nbgrader="solution topological_sort"
class ag:
    """Numbers that remember how they were computed. All given: nothing to change in this class."""

    class Scalar:
        def __init__(self, value, op="", _backward=lambda grad: None, inputs=(), label=""):
            self.value = float(value)
            self.grad = 0.0
            self.op = op
            self._backward = _backward
            self.inputs = inputs
            self.label = label

        def __repr__(self):
            return f"Scalar({self.label or self.op} value={self.value:.6g}, grad={self.grad:.6g})"

        def __add__(self, other):
            other = other if isinstance(other, ag.Scalar) else ag.Scalar(other)

            def _backward(grad):
                self.grad += grad
                other.grad += grad

            return ag.Scalar(self.value + other.value, "+", _backward, (self, other))

        def backward(self):
            self.grad = 1.0
            for node in reversed(self.topological_sort()):
                node._backward(node.grad)


# include: ag.Scalar.topological_sort


ag.Scalar.topological_sort = topological_sort

# %% nbgrader="examples topological_sort"
a, b = ag.Scalar(1, label="a"), ag.Scalar(-4, label="b")
c = a + b
d = c + a
e = d + c
order = e.topological_sort()
assert isinstance(order, list), f"return a list, not {type(order).__name__}"
assert len(order) == 5, f"a, b, c, d and e, each once: 5 Scalars; your list has {len(order)}"
assert order[-1] is e, f"e itself stands last; yours ends with {order[-1]}"
for number, name in [(c, "c"), (d, "d"), (e, "e")]:
    for each in number.inputs:
        assert order.index(each) < order.index(number), (
            f"{name} was computed from {each}, which has to stand in front of {name}"
        )
assert a.topological_sort() == [a], "a leaf is computed from nothing: the list is [a]"
assert len((a + a).topological_sort()) == 2, "in a + a there are two numbers, a and the sum"
e.backward()
assert [a.grad, b.grad] == [3, 2], (
    f"e = 3a + 2b, so that the gradients are 3 and 2; backward finds {a.grad} and {b.grad}"
)
print("topological_sort: the examples agree")

# %% [markdown]
# Also checked: larger graphs of sums in which most numbers are used more than once, near the result and far from it;
# equal values; a leaf; a number inside a larger graph, whose list holds nothing that is computed from it; a second
# call; **a chain of 1,500 numbers**; and a number that was doubled 22 times, to which 4 million paths lead.
#
# <details><summary>Help</summary>
#
# **A nudge.** You need a *set* of the Scalars that were seen already (a set finds them in no time, and tells them
# apart by what they are, not by value), and a list that serves as a *stack* of those that wait. When you take a
# number off the stack, its inputs come first. So put the number back, put its inputs on top of it, and remember that
# you did. When it turns up for the second time, the inputs have been dealt with.
#
# **The common mistake.** Marking a number as seen only when it is put into the result. With a chain of doublings each
# path is then walked by itself, 4 million of them. Mark it when you first take it up.
#
# **A worked twin.** Folders and what they contain, deepest first, as needed for deleting them:
#
# ```python
# inside = {"home": ["photos", "music"], "photos": ["2023"], "music": [], "2023": []}
# stack, done = [("home", "open")], []
# while stack:
#     name, state = stack.pop()
#     if state == "open":
#         stack.append((name, "close"))
#         stack.extend((each, "open") for each in inside[name])
#     else:
#         done.append(name)
# done          # ['music', '2023', 'photos', 'home']
# ```
#
# No folder lies in two others, so this twin needs no set. A number may be used twice, and yours does.
#
# </details>

# %% nbgrader="test topological_sort"

# %% [markdown]
# The next cell is a safety net and does nothing if your class is there. Should the cell that holds it not run at all,
# the rest of the notebook goes on with a class without `topological_sort`.

# %% nbgrader="locked spare_class"
try:
    ag.Scalar
except NameError:

    class ag:
        class Scalar:
            def __init__(self, value, op="", _backward=lambda grad: None, inputs=(), label=""):
                self.value, self.grad = float(value), 0.0
                self.op, self.label = op, label
                self._backward, self.inputs = _backward, inputs

            def __add__(self, other):
                other = other if isinstance(other, ag.Scalar) else ag.Scalar(other)

                def _backward(grad):
                    self.grad += grad
                    other.grad += grad

                return ag.Scalar(self.value + other.value, "+", _backward, (self, other))

            def backward(self):
                self.grad = 1.0
                for node in reversed(self.topological_sort()):
                    node._backward(node.grad)


# %% [markdown]
# ## 2. The operations
#
# Sums alone are dull. Each of the next exercises adds one operation, and each is made like `__add__`: compute the
# value, say what happens to a gradient that arrives, return a new Scalar. The only new thing is the slope.
#
# ### `mul` (8 points, difficulty 2, 15 minutes)
#
# For $z = x \cdot y$ the slopes are
#
# $$\frac{\partial z}{\partial x} = y, \qquad \frac{\partial z}{\partial y} = x.$$
#
# When the gradient $g = \partial s/\partial z$ of some final result $s$ arrives, the chain rule multiplies: $x$ is
# due $g \cdot y$ and $y$ is due $g \cdot x$, **added** to what they have already.
#
# Write `__mul__(self, other)`, which Python calls for `x * y`. `self` is the left factor; `other` is a Scalar or a
# Python number, as in `__add__`. Return a new Scalar with both factors in its `inputs`.
#
# **Predict.** For $x = 3$, which gradient should `(x * x).backward()` leave in $x$? Which one if `_backward` says
# `self.grad = …` and `other.grad = …` instead of `+=`?
#
# <details><summary>Answer</summary>
#
# $\partial x^2/\partial x = 2x = 6$. Here `self` and `other` are the same Scalar, each brings 3, and the two add up
# to 6. With `=` the second 3 replaces the first. No error, no warning; the network just learns badly.
#
# </details>

# %% nbgrader="solution mul"
# include: ag.Scalar.__mul__


ag.Scalar.__mul__ = __mul__

# %% nbgrader="examples mul"
x, y = ag.Scalar(2), ag.Scalar(-3)
z = x * y
assert isinstance(z, ag.Scalar), f"a product of Scalars is a Scalar, not {type(z).__name__}"
assert close(z.value, -6), f"2 * -3 is -6; yours is {z.value}"
assert [x.grad, y.grad] == [0, 0], "nothing is due before backward: move the += into _backward"
z.backward()
assert close(x.grad, -3), f"the slope by x is y = -3; yours is {x.grad}"
assert close(y.grad, 2), f"the slope by y is x = 2; yours is {y.grad}"

x = ag.Scalar(3)
(x * x).backward()
assert close(x.grad, 6), f"x * x uses x twice, and 3 + 3 = 6; yours is {x.grad}"

x, y = ag.Scalar(2), ag.Scalar(5)
((x * y) * y).backward()
assert close(x.grad, 25), f"(x * y) * y = 25 x, so its slope by x is 25; yours is {x.grad}"
assert close((ag.Scalar(4) * 2.5).value, 10), "a Python number may stand on the right: 4 * 2.5"
print("mul: the examples agree")

# %% [markdown]
# Also checked: factors of either sign and a factor 0, products of products on both sides, numbers that are used in
# several products, whole numbers and fractions on the right, and that no gradient changes before `backward`.
#
# <details><summary>Help</summary>
#
# **A nudge.** Copy `__add__` and change what has to change: the value, the two lines of `_backward`, and the `op`.
#
# **The common mistake.** Leaving out `grad`: `self.grad += other.value` is right for the last step of a computation,
# where the arriving gradient is 1, and wrong everywhere else.
#
# **A worked twin.** A difference, made in the same way, though you won't need it below:
#
# ```python
# def minus(x, y):
#     def _backward(grad):
#         x.grad += grad
#         y.grad += -grad
#
#     return ag.Scalar(x.value - y.value, "-", _backward, (x, y))
# ```
#
# </details>

# %% nbgrader="test mul"

# %% [markdown]
# ### `pow` (8 points, difficulty 2, 15 minutes)
#
# For $z = x^k$ with a constant $k$,
#
# $$\frac{\mathrm{d} z}{\mathrm{d} x} = k \, x^{k-1}.$$
#
# Write `__pow__(self, exponent)`, which Python calls for `x ** k`. The exponent is a Python number, never a Scalar.
# It may be negative, a fraction, 0 or 1.
#
# Two exponents need a second look. $x^1 = x$ has the slope 1 everywhere, and $x^0 = 1$ has the slope 0 everywhere.
# That includes $x = 0$, where Python says that `0.0 ** 0` is 1, and where your function has to get both slopes right.
#
# **Predict.** What does the formula make of $k = 0$ at $x = 0$, when Python computes it?
#
# <details><summary>Answer</summary>
#
# `0 * 0.0 ** -1` stops with a ZeroDivisionError: Python evaluates the power before it multiplies by 0. The slope is 0
# all the same.
#
# </details>

# %% nbgrader="solution pow"
# include: ag.Scalar.__pow__


ag.Scalar.__pow__ = __pow__

# %% nbgrader="examples pow"
x = ag.Scalar(-2)
z = x**3
assert close(z.value, -8), f"(-2) ** 3 is -8; yours is {z.value}"
z.backward()
assert close(x.grad, 12), f"the slope is 3 x² = 12; yours is {x.grad}"

x = ag.Scalar(4)
(x**0.5).backward()
assert close(x.grad, 0.25), f"the slope of the root is 0.5 * 4 ** -0.5 = 0.25; yours is {x.grad}"

for exponent, slope in [(0, 0), (1, 1), (2, 0)]:
    x = ag.Scalar(0)
    (x**exponent).backward()
    assert close(x.grad, slope), f"at 0, x ** {exponent} has the slope {slope}; yours is {x.grad}"

x = ag.Scalar(3)
(x**2 + x**2 + x).backward()
assert close(x.grad, 13), f"2x² + x has the slope 4x + 1 = 13 at 3; yours is {x.grad}"
print("pow: the examples agree")

# %% [markdown]
# Also checked: bases of either sign with whole exponents, positive bases with fractions and negative numbers as
# exponents, the exponents 0 and 1, the value 0 with the exponents 0, 1, 2 and 3, and powers of sums, used more than
# once.
#
# <details><summary>Help</summary>
#
# **A nudge.** There is one input now, so `inputs` is a tuple of one: `(self,)`, with its comma. For the exponent 0
# there is nothing to add.
#
# **The common mistake.** `self.value**exponent - 1` for `self.value ** (exponent - 1)`. Python's `**` binds more
# tightly than `-`.
#
# **A worked twin.** The slope of $k\,x$, for a constant $k$, is $k$:
#
# ```python
# def times(x, k):
#     def _backward(grad):
#         x.grad += k * grad
#
#     return ag.Scalar(k * x.value, f"times {k}", _backward, (x,))
# ```
#
# </details>

# %% nbgrader="test pow"

# %% [markdown]
# ### `exp` (5 points, difficulty 1, 5 minutes)
#
# Functions go into the drawer `ag`, beside the class: `ag.exp(x)` for a Scalar $x$. `@staticmethod` above the `def`
# tells Python that such a function has no `self`.
#
# The exponential function is its own derivative:
#
# $$z = e^x, \qquad \frac{\mathrm{d} z}{\mathrm{d} x} = e^x = z.$$
#
# `math.exp` computes the value. The slope comes for free.

# %% nbgrader="solution exp"
# include: ag.exp


ag.exp = exp

# %% nbgrader="examples exp"
x = ag.Scalar(0)
z = ag.exp(x)
assert isinstance(z, ag.Scalar), f"ag.exp returns a Scalar, not {type(z).__name__}"
assert close(z.value, 1), f"e to the power of 0 is 1; yours is {z.value}"
z.backward()
assert close(x.grad, 1), f"the slope at 0 is exp(0) = 1; yours is {x.grad}"

x = ag.Scalar(2)
(ag.exp(x) + ag.exp(x) + x).backward()
assert close(x.grad, 15.77811219786130), (
    f"the slope of 2 exp(x) + x at 2 is 2 * 7.389 + 1 = 15.778; yours is {x.grad}"
)
assert x.value == 2, "x itself has changed; the result has to be a new Scalar"
print("exp: the examples agree")

# %% [markdown]
# Also checked: numbers of either sign, sums inside, `ag.exp(ag.exp(x))`, a number that is used more than once.
#
# <details><summary>Help</summary>
#
# **A nudge.** Compute the value first and keep it in a variable. `_backward` may use it later.
#
# **The common mistake.** `x.grad += x.value * grad`: the slope is the value of the *result*, not that of $x$.
#
# **A worked twin.** $\sinh$ has the slope $\cosh$:
#
# ```python
# def sinh(x):
#     slope = math.cosh(x.value)
#
#     def _backward(grad):
#         x.grad += slope * grad
#
#     return ag.Scalar(math.sinh(x.value), "sinh", _backward, (x,))
# ```
#
# </details>

# %% nbgrader="test exp"

# %% [markdown]
# ### `log` (5 points, difficulty 1, 5 minutes)
#
# The natural logarithm, for positive $x$:
#
# $$z = \ln x, \qquad \frac{\mathrm{d} z}{\mathrm{d} x} = \frac{1}{x}.$$
#
# `math.log` computes the value. $x$ will be positive; for other values do as you like.

# %% nbgrader="solution log"
# include: ag.log


ag.log = log

# %% nbgrader="examples log"
x = ag.Scalar(1)
z = ag.log(x)
assert close(z.value, 0), f"log(1) is 0; yours is {z.value}"
z.backward()
assert close(x.grad, 1), f"the slope at 1 is 1 / 1; yours is {x.grad}"

x = ag.Scalar(4)
ag.log(x + x).backward()
assert close(x.grad, 0.25), (
    f"log(2x) has the slope 1/8 by each of the two x, together 1/4; yours is {x.grad}"
)
print("log: the examples agree")

# %% [markdown]
# Also checked: numbers below 1 and above, sums inside, `ag.log(ag.log(x + 1))`, a number that is used more than once.
#
# <details><summary>Help</summary>
#
# **A nudge.** Multiplying a gradient by $1/x$ is dividing it by $x$.
#
# **The common mistake.** Dividing by the result instead of the input. After `exp`, whose slope is its result, one
# gets into the habit.
#
# **A worked twin.** $1/x$ has the slope $-1/x^2$: `x.grad -= grad / x.value**2`.
#
# </details>

# %% nbgrader="test log"

# %% [markdown]
# ### `relu` (5 points, difficulty 1, 5 minutes)
#
# $$z = \max(0, x), \qquad \frac{\mathrm{d} z}{\mathrm{d} x} =
# \begin{cases} 1 & \text{for } x > 0, \\ 0 & \text{for } x \le 0. \end{cases}$$
#
# At $x = 0$ there is a corner and no slope. Something has to be said there, and the convention is 0.
#
# **Predict.** A gradient arrives at a relu whose $x$ is negative. What happens to `x.grad`, which may hold something
# from other uses of $x$?
#
# <details><summary>Answer</summary>
#
# Nothing. The share of this use is 0, and adding 0 leaves the rest as it is.
#
# </details>

# %% nbgrader="solution relu"
# include: ag.relu


ag.relu = relu

# %% nbgrader="examples relu"
for value, expected, slope in [(3, 3, 1), (-2, 0, 0), (0, 0, 0)]:
    x = ag.Scalar(value)
    z = ag.relu(x)
    assert close(z.value, expected), f"relu({value}) is {expected}; yours is {z.value}"
    z.backward()
    assert close(x.grad, slope), f"the slope at {value} is {slope}; yours is {x.grad}"

x = ag.Scalar(-1)
(x + ag.relu(x)).backward()
assert close(x.grad, 1), f"x + relu(x) is x for negative x, with the slope 1; yours is {x.grad}"
print("relu: the examples agree")

# %% [markdown]
# Also checked: other numbers, sums inside, gradients of either sign, a number that is used more than once.
#
# <details><summary>Help</summary>
#
# **A nudge.** `_backward` has to ask one question, about the value of $x$.
#
# **The common mistake.** Asking whether the *result* is `>= 0`. It always is.
#
# **A worked twin.** The absolute value has the slope 1 on the right and $-1$ on the left:
# `x.grad += grad if x.value > 0 else -grad`.
#
# </details>

# %% nbgrader="test relu"

# %% [markdown]
# ### What you can do already
#
# You never told the computer what the derivative of $\mathrm{relu}(x)^3$ is. Its parts know it. In the picture, each
# point of the orange curve is one call of `backward`.
#
# *Two curves over x from -2 to 2: relu of x cubed is 0 up to x = 0 and rises to 8; its derivative is 0 up to x = 0
# and rises to 12. Crosses mark the slopes measured by small differences; they lie on the derivative.*


# %% nbgrader="locked picture_relu_cubed"
def relu_cubed():
    points = np.linspace(-2, 2, 81)
    values, gradients = [], []
    for point in points:
        x = ag.Scalar(point)
        z = ag.relu(x) ** 3
        z.backward()
        values.append(z.value)
        gradients.append(x.grad)
    measured = np.gradient(np.maximum(points, 0) ** 3, points)
    _, ax = plt.subplots(figsize=(7, 4))
    ax.plot(points, values, color=BLUE, lw=2, label="relu(x)³")
    ax.plot(points, gradients, "--", color=ORANGE, lw=2, label="its derivative, by backward")
    ax.plot(points[4:-1:8], measured[4:-1:8], "x", color=GREY, label="its slope, measured")
    ax.set(xlabel="x")
    ax.legend(frameon=False)


attempt(relu_cubed, "topological_sort", "pow", "relu")

# %% [markdown]
# ### `operators` (10 points, difficulty 2, 20 minutes)
#
# Now for comfort. `-x`, `x - y` and `x / y` need no new slopes, because they can be written with what is there:
#
# $$-x = (-1) \cdot x, \qquad x - y = x + (-1) \cdot y, \qquad \frac{x}{y} = x \cdot y^{-1}.$$
#
# Python has a method for each sign. Those with an `r` (for *right*) are asked when the thing on the left, a Python
# number, doesn't know what to do. For `3 - x` Python first asks the number 3, which gives up, and then calls
# `x.__rsub__(3)`.
#
# | you write | Python calls | with a Scalar `x` and |
# |---|---|---|
# | `-x` | `x.__neg__()` | |
# | `x - y`, `x / y` | `x.__sub__(y)`, `x.__truediv__(y)` | `y` a Scalar or a Python number |
# | `3 + x`, `3 * x` | `x.__radd__(3)`, `x.__rmul__(3)` | a Python number on the left |
# | `3 - x`, `3 / x` | `x.__rsub__(3)`, `x.__rtruediv__(3)` | a Python number on the left |
#
# Write all seven; one line is enough for each. They may use your `__add__`, `__mul__` and `__pow__`, or one another.
# (They are tested with right ones.)
#
# **Predict.** What goes wrong with `return other + self` in `__radd__`?
#
# <details><summary>Answer</summary>
#
# `other` is the number on the left. So `other + self` is the very expression that Python calls `__radd__` for, and it
# calls it again, and again, until the recursion limit. `self + other` is the same sum, and goes to `__add__`.
#
# </details>

# %% nbgrader="solution operators"
# include: ag.Scalar.__neg__


# include: ag.Scalar.__sub__


# include: ag.Scalar.__truediv__


# include: ag.Scalar.__radd__


# include: ag.Scalar.__rmul__


# include: ag.Scalar.__rsub__


# include: ag.Scalar.__rtruediv__


ag.Scalar.__neg__, ag.Scalar.__sub__, ag.Scalar.__truediv__ = __neg__, __sub__, __truediv__
ag.Scalar.__radd__, ag.Scalar.__rmul__ = __radd__, __rmul__
ag.Scalar.__rsub__, ag.Scalar.__rtruediv__ = __rsub__, __rtruediv__

# %% nbgrader="examples operators"
for formula, value, slope in [
    ("-x", -4, -1),
    ("x - 1", 3, 1),
    ("x / 8", 0.5, 0.125),
    ("3 + x", 7, 1),
    ("3 * x", 12, 3),
    ("3 - x", -1, -1),
    ("2 / x", 0.5, -0.125),
    ("x - x", 0, 0),
    ("(x - 1) / (x + 2)", 0.5, 1 / 12),
]:
    x = ag.Scalar(4)
    z = eval(formula)
    assert close(z.value, value), f"{formula} at x = 4 is {value}; yours is {z.value}"
    z.backward()
    assert close(x.grad, slope), f"the slope of {formula} at x = 4 is {slope}; yours is {x.grad}"
    assert x.value == 4, f"{formula} has changed x itself"
print("operators: the examples agree")

# %% [markdown]
# Also checked: two and three different Scalars in one formula, in all three places; numbers of either sign; whole
# numbers and fractions on either side; and that the Scalars keep their values.
#
# <details><summary>Help</summary>
#
# **A nudge.** Begin with `__neg__`, by way of `*`. Then `__sub__`, by way of `+` and what you have. For a division,
# what is `other ** -1` if `other` is a Python number?
#
# **The common mistake.** `return self - other` in `__rsub__`, which computes `x - 3` where `3 - x` was asked for.
#
# **A worked twin.** Python's `//` and `%` have such methods too. For a class of clock times, with hours after
# midnight:
#
# ```python
# class Time:
#     def __init__(self, hour):
#         self.hour = hour % 24
#
#     def __sub__(self, hours):           # Time(3) - 5 is 22 o'clock
#         return Time(self.hour - hours)
#
#     def __rsub__(self, hours):          # 26 - Time(3) is 23 o'clock
#         return Time(hours - self.hour)
# ```
#
# </details>

# %% nbgrader="test operators"

# %% [markdown]
# ## 3. A whole formula
#
# ### `f` (5 points, difficulty 1, 5 minutes)
#
# Time to use it. For Scalars $x$ and $y$, return the Scalar
#
# $$f(x, y) = \ln(x^2 + 1) \, e^y + y^2 x.$$
#
# Write it as you would for numbers, with `ag.log` and `ag.exp`. Its two partial derivatives are nobody's business any
# more.
#
# **Predict.** How many boxes will the graph of $f$ have, the leaves and the constant 1 included?
#
# <details><summary>Answer</summary>
#
# Eleven, if you write it as it stands: $x$, $y$ and 1; $x^2$, the sum, the logarithm; $e^y$; the product of the two;
# $y^2$ and $y^2 x$; the final sum. The picture below shows them.
#
# </details>

# %% nbgrader="solution f"

# %% nbgrader="examples f"
x, y = ag.Scalar(2, label="x"), ag.Scalar(3, label="y")
z = f(x, y)
assert isinstance(z, ag.Scalar), f"f returns a Scalar, not {type(z).__name__}"
assert close(z.value, 50.3264246157732), (
    f"log(5) * e³ + 9 * 2 = 1.609 * 20.086 + 18 = 50.326; yours is {z.value}"
)
z.backward()
assert close(x.grad, 25.068429538550134), (
    f"by x: 2x / (x² + 1) * e³ + y² = 0.8 * 20.086 + 9 = 25.068; yours is {x.grad}"
)
assert close(y.grad, 44.3264246157732), (
    f"by y: log(5) * e³ + 2 y x = 32.326 + 12 = 44.326; yours is {y.grad}"
)
print("f: the examples agree")

# %% [markdown]
# Also checked: the value and both derivatives at other places, where $x$ and $y$ may be negative, and at $x = 0$.
#
# <details><summary>Help</summary>
#
# **A nudge.** One line. Everything that you need has been written.
#
# **The common mistake.** `math.log` or `np.exp` on a Scalar's value: the number is right, and the memory of where it
# came from is gone. The gradients stay 0.
#
# **A worked twin.** The logistic function $1 / (1 + e^{-x})$ is `1 / (1 + ag.exp(-x))`.
#
# </details>

# %% nbgrader="test f"

# %% [markdown]
# Is it true? Wiggle $x$ and $y$ by a millionth each, in plain numbers, and see how much $f$ moves.

# %% nbgrader="locked show_measured"
def measured():
    def plain(a, b):
        return math.log(a * a + 1) * math.exp(b) + b * b * a

    for a, b in [(2.0, 3.0), (-1.5, 0.5), (0.3, -2.0)]:
        x, y = ag.Scalar(a), ag.Scalar(b)
        f(x, y).backward()
        h = 1e-6
        by_x = (plain(a + h, b) - plain(a - h, b)) / (2 * h)
        by_y = (plain(a, b + h) - plain(a, b - h)) / (2 * h)
        found, expected = f"{x.grad:10.6f} {y.grad:10.6f}", f"{by_x:10.6f} {by_y:10.6f}"
        print(f"at ({a:4}, {b:4})   backward {found}   measured {expected}")


attempt(measured, "f", "and all that it needs")

# %% [markdown]
# ### `draw` (6 points, difficulty 2, 15 minutes)
#
# A graph that can be seen can be debugged. `show(boxes, arrows, about)` of this notebook puts boxes in their places
# and draws the arrows; it drew the first picture. You supply what is in them.
#
# Write `draw(root)`. Return a pair of lists `(boxes, arrows)` for the graph of the Scalar `root`:
#
# - a **box** for each Scalar of the graph, leaves, constants and `root` included: the tuple `(name, value, grad)`.
#   The name is the Scalar's `label`, or its `op` where the label is empty. (A constant has neither, and its name is
#   `""`.) Value and gradient are those that the Scalar holds, not rounded;
# - an **arrow** `(i, j)` for each input: box number `i` is an input of box number `j`, counted from 0. If a Scalar is
#   used twice in one operation, as in `x * x`, there are two equal arrows.
#
# The boxes may come in any order. Nothing is computed and no gradient is changed: `draw` reports.

# %% nbgrader="solution draw"

# %% nbgrader="examples draw"
a, b = ag.Scalar(2, label="a"), ag.Scalar(5)
s = a + b
s.grad, a.grad = 1.0, -3.0
boxes, arrows = draw(s)
assert len(boxes) == 3, f"a, b and their sum: three boxes, not {len(boxes)}"
assert sorted(boxes) == [("", 5, 0), ("+", 7, 1), ("a", 2, -3)], (
    f'the boxes are ("a", 2, -3), ("", 5, 0) and ("+", 7, 1), in any order; yours are {boxes}'
)
where = {box[1]: i for i, box in enumerate(boxes)}
assert sorted(arrows) == sorted([(where[2], where[7]), (where[5], where[7])]), (
    f"two arrows, from the boxes of a and b to that of the sum; in your order {boxes} "
    f"you return {arrows}"
)
assert len(draw(a + a)[1]) == 2, "a + a uses a twice: two arrows from one box"
assert draw(a) == ([("a", 2, -3)], []), "a leaf is a graph of one box without arrows"
print("draw: the examples agree")

# %% [markdown]
# Also checked: larger graphs with labels on results, too, and with numbers that are used in several places.
#
# <details><summary>Help</summary>
#
# **A nudge.** `root.topological_sort()` lists the Scalars. Give each a number as you go through the list, and keep
# the numbers in a dictionary with the Scalars as keys. All inputs of a Scalar have their number by the time you reach
# it.
#
# **The common mistake.** Walking down from `root` and making a box at each step. A number that is used twice then
# gets two boxes.
#
# **A worked twin.** Towns and roads, from a list of neighbours:
#
# ```python
# roads = {"Ayr": [], "Bow": ["Ayr"], "Cam": ["Ayr", "Bow"]}
# number = {town: i for i, town in enumerate(roads)}
# pairs = [(number[near], number[town]) for town in roads for near in roads[town]]
# pairs          # [(0, 1), (0, 2), (1, 2)]
# ```
#
# </details>

# %% nbgrader="test draw"

# %% [markdown]
# *The computation graph of f at (2, 3), from the leaves on the left to the result 50.326 on the right, with the value
# and the gradient in each box: x has gradient 25.068 and y has 44.326.*


# %% nbgrader="locked picture_graph_of_f"
def graph_of_f():
    x, y = ag.Scalar(2, label="x"), ag.Scalar(3, label="y")
    z = f(x, y)
    z.label = "f"
    z.backward()
    show(*draw(z), "The computation graph of f at (2, 3), with values and gradients")


attempt(graph_of_f, "f", "draw", "and what they need")

# %% [markdown]
# What to see: blue boxes are leaves, the orange one is the result. Go along any arrow backwards and multiply: the
# logarithm has the gradient 20.086, because it is multiplied by $e^3 = 20.086$. The sum to its left has 20.086 / 5.
# And $x$ collects from two arrows.
#
# ## 4. A network, and no derivatives
#
# Now a network: one number in, one number out, and between them a hidden layer. The task is to follow a curve through
# some points.
#
# ### `Model` (12 points, difficulty 2, 25 minutes)
#
# With $m$ = `n_hidden` hidden units, the prediction for a number $x$ is
#
# $$\hat y = \sum_{k=0}^{m-1} w^{(2)}_k \, \mathrm{relu}\bigl(w^{(1)}_k x + b^{(1)}_k\bigr) + b^{(2)}.$$
#
# Each hidden unit is a straight line, cut off at 0 by its relu. The output adds up $m$ such bent lines. There are
# $3m + 1$ parameters.
#
# Write the class with two methods.
#
# `__init__(self, n_hidden, rng_seed=42)` makes the parameters, **all of them Scalars**, and stores them as
# attributes:
#
# | attribute | holds |
# |---|---|
# | `w1`, `b1`, `w2` | three lists of $m$ Scalars |
# | `b2` | a list of one Scalar |
# | `parameters` | one list of all $3m + 1$ of them |
#
# Make a generator with `np.random.default_rng(rng_seed)` and draw from it with `standard_normal`, in the order `w1`,
# `b1`, `w2`, `b2`. An equal seed gives equal parameters, another seed others.
#
# `forward(self, x)` takes $n$ numbers, an array of shape $(n,)$ or a list, and returns a list of $n$ Scalars: the
# prediction for each number, in the same order.
#
# **Predict.** All parameters start at 0 instead of at random. What are the gradients?
#
# <details><summary>Answer</summary>
#
# Every hidden unit has the sum 0, where the slope of relu is 0. So nothing reaches $w^{(1)}$ and $b^{(1)}$, and since
# all hidden units are 0, $w^{(2)}$ gets no gradient either. Only $b^{(2)}$ moves. The network is a constant for ever.
#
# </details>

# %% nbgrader="solution Model"

# %% nbgrader="examples Model"
model = Model(3)
for name, n in [("w1", 3), ("b1", 3), ("w2", 3), ("b2", 1), ("parameters", 10)]:
    found = getattr(model, name)
    assert len(found) == n, f"for 3 hidden units {name} holds {n} Scalars; yours holds {len(found)}"
    assert all(isinstance(each, ag.Scalar) for each in found), f"{name} has to hold Scalars"
assert close(model.w1[0].value, 0.30471707975443135), (
    f"the first number of the generator with seed 42 is 0.3047...; w1[0] is {model.w1[0].value}"
)
assert close(model.b1[0].value, 0.9405647163912139), (
    f"w1 takes three numbers; b1[0] is the fourth, 0.9405...; yours is {model.b1[0].value}"
)

model = Model(2)
numbers = [[1, -1], [0, 2], [10, 100], [0.5]]
for group, values in zip([model.w1, model.b1, model.w2, model.b2], numbers):
    for parameter, value in zip(group, values):
        parameter.value = value
predictions = model.forward(np.array([1.0, 3.0, -2.0]))
assert len(predictions) == 3, f"one prediction for each of 3 x, in a list; yours is {predictions}"
# x = 1: the units are relu(1 * 1 + 0) = 1 and relu(-1 * 1 + 2) = 1, so 10 * 1 + 100 * 1 + 0.5.
assert close(predictions[0].value, 110.5), f"for x = 1, 110.5; yours is {predictions[0].value}"
assert close(predictions[1].value, 30.5), (
    f"x = 3 closes the second unit, relu(-1) = 0: 10 * 3 + 0.5; yours is {predictions[1].value}"
)
assert close(predictions[2].value, 400.5), (
    f"x = -2 closes the first unit: 100 * 4 + 0.5; yours is {predictions[2].value}"
)
print("Model: the examples agree")

# %% [markdown]
# Also checked: one hidden unit and many, a list for $x$, whole numbers in it, other seeds, that no two parameters are
# equal, that `parameters` lists each one once, and that every parameter gets its gradient from the predictions. How
# the numbers are drawn is checked only in so far as the seed decides.
#
# <details><summary>Help</summary>
#
# **A nudge.** A list comprehension makes $m$ Scalars from $m$ numbers. In `forward`, go through the $x$; for each, go
# through the hidden units, with `zip` over `w1`, `b1` and `w2`.
#
# **The common mistake.** Starting the sum of each prediction at something that the last prediction left behind. It
# starts anew for each $x$, with `b2`.
#
# **A worked twin.** A polynomial with Scalars as coefficients, $c_0 + c_1 x + c_2 x^2$, for several $x$:
#
# ```python
# def polynomial(coefficients, x):
#     results = []
#     for number in x:
#         terms = [c * number**k for k, c in enumerate(coefficients)]
#         results.append(sum(terms))
#     return results
# ```
#
# Python's `sum` starts with `0 + terms[0]`, which is why you wrote `__radd__`.
#
# </details>

# %% nbgrader="test Model"

# %% [markdown]
# This is what a prediction looks like from inside, for two hidden units.
#
# *The computation graph of one prediction of a network with two hidden units: from each weight and bias on the left,
# by way of products, sums and relus, to one number on the right, with all gradients filled in; one of the two relus
# is closed, and everything before it has gradient 0.*


# %% nbgrader="locked picture_network"
def graph_of_a_network():
    model = Model(2, rng_seed=3)
    for name in ("w1", "b1", "w2", "b2"):
        for k, parameter in enumerate(getattr(model, name)):
            parameter.label = f"{name}[{k}]"
    (prediction,) = model.forward([1.5])
    prediction.label = "prediction"
    prediction.backward()
    show(*draw(prediction), "The computation graph of a prediction with two hidden units")


attempt(graph_of_a_network, "Model", "draw", "and what they need")

# %% [markdown]
# ### `Loss` (6 points, difficulty 1, 10 minutes)
#
# How bad are the predictions? For $n$ predictions $\hat y_i$ and $n$ targets $y_i$, the **mean squared error** is
#
# $$J = \frac{1}{n} \sum_{i=0}^{n-1} (\hat y_i - y_i)^2.$$
#
# Write the class `Loss` with one method, `mse(self, predictions, targets)`. The predictions are a list of $n$
# Scalars, the targets an array of shape $(n,)$ or a list of $n$ numbers. Return one Scalar.

# %% nbgrader="solution Loss"

# %% nbgrader="examples Loss"
predictions = [ag.Scalar(1), ag.Scalar(4), ag.Scalar(-2)]
loss = Loss().mse(predictions, np.array([3.0, 3.0, 0.0]))
assert isinstance(loss, ag.Scalar), f"the loss is a Scalar, not {type(loss).__name__}"
assert close(loss.value, 3), f"the squares are 4, 1 and 4, their mean is 3; yours is {loss.value}"
loss.backward()
for prediction, slope in zip(predictions, [-4 / 3, 2 / 3, -4 / 3]):
    assert close(prediction.grad, slope), (
        f"the slope by a prediction is 2/n times its error, {slope:.4f}; yours is {prediction.grad}"
    )
print("Loss: the examples agree")

# %% [markdown]
# Also checked: other numbers of predictions, one included; whole numbers as targets; a list as well as an array;
# predictions that are right already; and the gradients of the predictions.
#
# <details><summary>Help</summary>
#
# **A nudge.** `zip` pairs predictions with targets. Add up the squares, then divide by how many there are.
#
# **The common mistake.** Squaring the mean instead of taking the mean of the squares. Errors of $+2$ and $-2$ then
# make a perfect score.
#
# **A worked twin.** The mean absolute error, with what is there: $|e| = \mathrm{relu}(e) + \mathrm{relu}(-e)$, so
# `sum(ag.relu(p - t) + ag.relu(t - p) for p, t in zip(predictions, targets)) / len(predictions)`.
#
# </details>

# %% nbgrader="test Loss"

# %% [markdown]
# ### `Optimizer` (8 points, difficulty 1, 10 minutes)
#
# The gradient of the loss by a parameter $\theta$ points uphill. A step of gradient descent goes the other way, by
# the learning rate $\eta$ times the gradient:
#
# $$\theta \leftarrow \theta - \eta \, \frac{\partial J}{\partial \theta}.$$
#
# Write the class `Optimizer`.
#
# - `__init__(self, parameters, lr)` takes a list of Scalars and the learning rate $\eta$.
# - `zero_grad(self)` sets the `grad` of **every** parameter to 0. Gradients are collected with `+=`, so somebody has
#   to clear them away before the next round.
# - `step(self)` makes one step with the gradients as they are at that moment. It changes the `value` of the Scalars
#   that it was given: the model holds the same Scalars, and that's how it learns.
#
# **Predict.** What does `p = p - lr * p.grad`, for each `p` in the list, do to the model?
#
# <details><summary>Answer</summary>
#
# Nothing. It computes a new Scalar and calls it `p`; the one in the model's list keeps its value.
#
# </details>

# %% nbgrader="solution Optimizer"

# %% nbgrader="examples Optimizer"
parameters = [ag.Scalar(1), ag.Scalar(-2), ag.Scalar(0.5)]
for parameter, grad in zip(parameters, [4.0, -1.0, 0.0]):
    parameter.grad = grad
descent = Optimizer(parameters, lr=0.1)
descent.step()
for parameter, value in zip(parameters, [0.6, -1.9, 0.5]):
    assert close(parameter.value, value), (
        f"the values move from 1, -2, 0.5 to 0.6, -1.9, 0.5, against their gradients 4, -1, 0; "
        f"yours are {[each.value for each in parameters]}"
    )
descent.zero_grad()
assert all(parameter.grad == 0 for parameter in parameters), (
    f"zero_grad sets all gradients to 0; yours are {[each.grad for each in parameters]}"
)
assert close(parameters[0].value, 0.6), "zero_grad leaves the values alone"
print("Optimizer: the examples agree")

# %% [markdown]
# Also checked: one parameter and several, other learning rates, several steps with new gradients before each, and
# that the Scalars in the list are still the same ones.
#
# <details><summary>Help</summary>
#
# **A nudge.** `__init__` stores its two arguments. The other two methods are a loop over the parameters with one line
# inside.
#
# **The common mistake.** `+` in `step`. The loss then rises faster and faster, until it is `inf`.
#
# **A worked twin.** Weight decay, which pulls every parameter a little towards 0:
#
# ```python
# def decay(self):
#     for parameter in self.parameters:
#         parameter.value *= 0.99
# ```
#
# </details>

# %% nbgrader="test Optimizer"

# %% [markdown]
# ### `train` (8 points, difficulty 2, 15 minutes)
#
# All that is left is the loop. Write `train(xnp, ynp, n_hidden, lr, n_epochs)` for inputs `xnp` and targets `ynp`,
# two arrays of shape $(n,)$.
#
# Make a `Model` with `n_hidden` hidden units and the default seed, and an `Optimizer` for its parameters with the
# learning rate `lr`. Then, `n_epochs` times: predict for all $n$ inputs, compute the mean squared error, set the
# gradients to zero, run backward, make a step. Return the list of the `n_epochs` losses, as numbers, each one taken
# **before** its step.
#
# **Predict.** What would the second step do without `zero_grad`? And the tenth?
#
# <details><summary>Answer</summary>
#
# The gradients of the second round are added to those of the first, so the step goes along their sum. The tenth goes
# along the sum of ten gradients, nine of which belong to places where the parameters no longer are. It overshoots,
# and often the loss explodes.
#
# </details>

# %% nbgrader="solution train"

# %% nbgrader="examples train"
xs, ys = np.array([-1.0, 0.0, 2.0]), np.array([1.0, 0.0, 2.0])
losses = train(xs, ys, n_hidden=4, lr=0.02, n_epochs=5)
assert len(losses) == 5, f"a list with one loss for each of 5 epochs; yours is {losses}"
assert all(isinstance(each, float) for each in losses), "losses are numbers: append loss.value"
start = Loss().mse(Model(4).forward(xs), ys).value
assert close(losses[0], start), (
    f"the first loss is taken before the first step: that of a new Model(4), {start:.6f}; "
    f"yours is {losses[0]:.6f}"
)
assert losses[4] < losses[0], f"the loss should fall; yours goes {losses}"
again = train(xs, ys, 4, 0.02, 3)
assert again == losses[:3], f"a second call starts anew: {losses[:3]}; yours gives {again}"
print("train: the examples agree")

# %% [markdown]
# Also checked: every loss of the first few epochs, with other inputs, numbers of hidden units, learning rates and
# numbers of epochs; and that the two arrays stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Model and optimizer are made once, before the loop. The loss is made anew in every round, because the
# parameters have moved.
#
# **The common mistake.** `zero_grad` between `backward` and `step`. All gradients are 0 then, and nothing moves.
#
# **A worked twin.** One parameter that looks for the place where $(c - 3)^2$ is smallest:
#
# ```python
# c = ag.Scalar(0)
# for _ in range(50):
#     c.grad = 0.0
#     ((c - 3) ** 2).backward()
#     c.value -= 0.1 * c.grad
# c.value          # 2.99996
# ```
#
# </details>

# %% nbgrader="test train"

# %% [markdown]
# ## 5. It learns
#
# Twenty points on a sine with some noise, twelve hidden units, three hundred steps. Everything below runs on your
# numbers: nearly half a million Scalars are made, differentiated and forgotten. Give it a few seconds.
#
# *On the left, twenty noisy points along one period of a sine, with four curves: the prediction before training, far
# off, those after 10 and 40 steps, nearer, and that after 299 steps, which follows the points in straight pieces. On
# the right, the loss against the step on a logarithmic axis, falling steeply at first, then slowly to 0.020.*


# %% nbgrader="locked picture_training"
def watched_training(x, y, n_hidden, lr, n_epochs):
    """Run train(), and note what its model predicts in each epoch."""
    seen = []
    own = Model

    class Watched(own):
        def forward(self, x):
            predictions = super().forward(x)
            seen.append([each.value for each in predictions])
            return predictions

    globals()["Model"] = Watched
    try:
        return train(x, y, n_hidden, lr, n_epochs), seen
    finally:
        globals()["Model"] = own


def training():
    rng = np.random.default_rng(0)
    x = np.linspace(-np.pi, np.pi, 20)
    y = np.sin(x) + rng.normal(scale=0.1, size=20)
    n = 300
    losses, seen = watched_training(x, y, n_hidden=12, lr=0.03, n_epochs=n)
    _, (left, right) = plt.subplots(1, 2, figsize=(9.4, 3.9), layout="constrained")
    left.plot(x, y, "o", color=GREY, markersize=4, alpha=0.7, label="data")
    styles = {0: (ORANGE, ":"), 10: (ORANGE, "--"), 40: (GREEN, "-."), n - 1: (BLUE, "-")}
    for step, (colour, style) in styles.items():
        left.plot(x, seen[step], style, color=colour, lw=2, label=f"after {step} steps")
    left.set(xlabel="x", ylim=(-2.6, 2.6))
    left.legend(frameon=False, fontsize=9, loc="lower right")
    right.semilogy(losses, color=BLUE, lw=2)
    right.set(xlabel="step", ylabel="mean squared error")
    right.text(n, 1.3 * losses[-1], f"{losses[-1]:.3f}", ha="right")


attempt(training, "train", "and all that it needs")

# %% [markdown]
# What to see: the fitted curve consists of straight pieces. Each of the twelve relus can put one bend somewhere, and
# training moved the bends to where the sine is curved.
#
# How large is what you differentiate? The last cell counts the Scalars of one loss.

# %% nbgrader="locked show_how_large"
def how_large():
    for n_hidden in (1, 4, 12):
        predictions = Model(n_hidden).forward(np.linspace(-3, 3, 20))
        loss = Loss().mse(predictions, np.zeros(20))
        size = len(loss.topological_sort())
        print(f"{n_hidden:3} hidden units, 20 points: {size:6,} Scalars, one backward for all")


attempt(how_large, "Model", "Loss", "topological_sort")

# %% [markdown]
# Every framework for deep learning works like the class that you wrote: a graph of operations, a slope for each, a
# topological order, one sweep back. What they add is size. More than a thousand Scalars for twenty points are slow,
# because Python touches every one of them. In the next notebook the nodes of the graph are whole arrays, and a
# handful of nodes does the work of all these thousands.
