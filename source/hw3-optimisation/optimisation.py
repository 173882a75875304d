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
# # Going downhill
#
# You stand on a hillside in thick fog and want to get down into the valley. You can't see it. All you can feel is the
# ground under your feet: which way it slopes, and how steeply. So you take a step downhill, feel again, and take the
# next one.
#
# That is all there is to training a neural network. The place where you stand is the list of all its weights, the
# height is the loss, and the slope is the gradient that you worked out in the last notebook. What is left to decide
# sounds harmless: how long should a step be? Should it remember the one before? When do you stop? And must you really
# look at all the data before each step? By the end of this notebook, your answers train a classifier of irises.
#
# **How an exercise works.** Its heading tells points, difficulty (1 to 3) and minutes. Put your code in place of
# `raise NotImplementedError`, 15 lines at most, then run the examples below it until they agree. The points come from
# the test cell; *Also checked* says in words what it looks at besides the examples. *Help* opens in three steps.
# Pictures that need your functions wait until these are written.
#
# **What holds everywhere.**
# - `d` is a function that is handed to yours. `d(x)` is the slope at the place `x`, in the shape of `x`: the derivative
#   if `x` is a number, the gradient if it is an array. It is all that you get to know about the landscape.
# - `x0`, the start, is a Python number or an array with any number of axes. Formulas hold entry by entry.
# - Places, slopes and parameters may hold integers. The results keep their fractions.
# - Functions return new arrays and new dictionaries. What they are given, they leave as it was.
# - Loops over *steps* are what this notebook is about; write them as you like.
# - Where you use an earlier function of yours, your code is graded with a right one.

# %% nbgrader="locked setup"
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_iris

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"
TINTS = {BLUE: "#C5DFF0", ORANGE: "#FBE3B3", GREEN: "#BFE6DA"}


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


def with_diary(d):
    """The slope d, and a list that grows by x whenever somebody asks for d(x)."""
    places = []

    def asked(x):
        places.append(np.array(x, dtype=float))
        return d(x)

    return asked, places


# %% [markdown]
# ## 1. One step after the other
#
# ### `gradient_descent` (10 points, difficulty 1, 10 minutes)
#
# A positive slope means that the ground rises to the right, so downhill is to the left. A negative one, and it is to
# the right. Either way, downhill is *minus* the slope. And where the ground is steep, the valley is probably still far
# away, so let the step grow with the slope:
#
# $$x_{t+1} = x_t - \eta\, d(x_t), \qquad t = 0, 1, \dots, n_\text{steps} - 1.$$
#
# $x_0$ is where you start, a number or an array of any shape; every $x_t$ and $d(x_t)$ has that shape too. $\eta$
# (`eta`) is the *step size* or *learning rate*, a small positive number. Return the last place, $x_{n_\text{steps}}$.
# With `n_steps` 0 that is $x_0$.
#
# **Call `d` once in each step**, so `n_steps` times in all. In a network each call goes through the data forwards and
# backwards; a second one, only to print the slope, doubles the bill.
#
# **Predict.** $f(x) = 7x^2 + 3x - 9$ has the derivative $14x + 3$. Start at $x_0 = 1$ with $\eta = 0.03$. Where does
# the first step lead, and where should the whole walk end?
#
# <details><summary>Answer</summary>
#
# The slope at 1 is 17, so the first step leads to $1 - 0.03 \cdot 17 = 0.49$. The bottom is where $14x + 3 = 0$, at
# $x = -3/14 = -0.2143$. After 15 steps you are at $-0.2139$: close, but not there. Each step only covers 42% of what
# is left, because $0.03 \cdot 14 = 0.42$.
#
# </details>

# %% nbgrader="solution gradient_descent"

# %% nbgrader="examples gradient_descent"
x = gradient_descent(lambda x: 14 * x + 3, 1, 0.03, 1)
assert close(x, 0.49), (
    f"one step from 1: the slope is 17, and 1 - 0.03 * 17 = 0.49; you are at {x}"
)
x = gradient_descent(lambda x: 14 * x + 3, 1, 0.03, 15)
assert close(np.round(x, 4), -0.2139), (
    f"after 15 steps you should be at -0.2139, just right of the bottom at -3/14; you are at {x}"
)
start = np.array([4, -8])
x = gradient_descent(lambda x: np.array([1, 10]) * x, start, 0.05, 2)
assert close(x, [3.61, -2]), (
    "entry by entry: 4 shrinks by 5% a step, to 3.8 and 3.61, and -8 halves twice, to -2; "
    f"you are at {x}"
)
assert close(start, [4, -8]), "x0 itself has moved: x -= ... writes into the caller's array"
asked, places = with_diary(lambda x: 2 * x)
gradient_descent(asked, 1.0, 0.1, 5)
assert len(places) == 5, f"five steps ask for five slopes; you called d {len(places)} times"
print("gradient_descent: the examples agree")

# %% [markdown]
# Also checked: other slopes, arrays with one and two axes in which every entry of `d(x)` depends on all entries of $x$,
# zero steps and one step, that `d` is called once in each step and at the place reached by then, whole numbers at the
# start, and that `x0` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Keep the current place in a variable that starts at `x0`. One line inside a loop moves it. The line
# doesn't mention `x0` any more.
#
# **The common mistake.** `x -= eta * d(x)`. For a number that is fine. For an array it changes the array in place, and
# that is the caller's `x0`; if it holds integers, numpy refuses. Write `x = x - ...`, which makes a new array.
#
# **A worked twin.** Heron's rule for the root of 2 has the same form, a line that is repeated: start at $x = 1$ and
# replace $x$ by $(x + 2/x)/2$.
#
# ```python
# x = 1
# for _ in range(3):
#     x = (x + 2 / x) / 2
# x                       # 1, 1.5, 1.41667, 1.41422: the root of 2 to five digits
# ```
#
# </details>

# %% nbgrader="test gradient_descent"

# %% [markdown]
# ### `gradient_descent_path` (8 points, difficulty 1, 10 minutes)
#
# The end of a walk tells little about what went on. Did it creep, did it jump to and fro? Keep the whole way:
#
# $$[x_0, x_1, \dots, x_{n_\text{steps}}] \quad\text{with}\quad x_{t+1} = x_t - \eta\, d(x_t).$$
#
# Return a **list** of `n_steps + 1` places in this order, the start and the end included. Each has the shape of $x_0$.
# `gradient_descent` may be used if that helps.
#
# **Predict.** Somebody writes `path.append(x)` and then `x -= eta * d(x)`, with $x$ an array. Ten steps later, what
# does the list hold?
#
# <details><summary>Answer</summary>
#
# Eleven times the same array, with the last place in it. A list holds references; `-=` changes the one array that all
# of them refer to.
#
# </details>

# %% nbgrader="solution gradient_descent_path"

# %% nbgrader="examples gradient_descent_path"
path = gradient_descent_path(lambda x: 2 * x, 8, 0.25, 3)
assert isinstance(path, list), f"return a list of places, not {type(path).__name__}"
assert len(path) == 4, f"three steps lead through four places, the start included; yours: {path}"
assert close(path, [8, 4, 2, 1]), f"with slope 2x and eta = 0.25 every step halves x; yours: {path}"
path = gradient_descent_path(lambda x: 2 * x, np.array([8, -16]), 0.25, 2)
assert close(path, [[8, -16], [4, -8], [2, -4]]), (
    f"each place needs an array of its own; yours are\n{path}"
)
print("gradient_descent_path: the examples agree")

# %% [markdown]
# Also checked: arrays with one and two axes, zero steps (a list that holds $x_0$ alone), whole numbers at the start,
# and that `x0` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Start with a list that holds the start. The place to step from is always the last entry, `path[-1]`.
#
# **The common mistake.** A loop that notes first and moves afterwards, and so never notes where it ended. Count: after
# `n_steps` steps there are `n_steps + 1` places.
#
# **A worked twin.** Money in the bank at 10% interest, noted every year:
#
# ```python
# account = [100]
# for year in range(2):
#     account.append(account[-1] * 1.1)
# account                 # [100, 110.0, 121.0]: two years, three entries
# ```
#
# </details>

# %% nbgrader="test gradient_descent_path"

# %% [markdown]
# Here is the walk from the lecture.
#
# *On the left a parabola with 16 points on it, the first at x = 1 high on the right, the others crowding together at
# the bottom; on the right the distance to the bottom against the step on a logarithmic axis, a straight line falling
# from 1.2 to 0.0003.*


# %% nbgrader="locked picture_descent"
def f(x):
    return 7 * x**2 + 3 * x - 9


def draw_walk(ax, path, colour=BLUE):
    """The parabola and a walk on it."""
    x = np.linspace(-3, 2.6, 300)
    ax.plot(x, f(x), color=GREY, linewidth=1)
    ax.plot(path, f(path), "o-", color=colour, markersize=4, linewidth=1)
    ax.plot(path[0], f(path[0]), "o", color=colour, markersize=8, fillstyle="none")
    ax.set(xlabel="x")


def descent():
    path = np.array(gradient_descent_path(lambda x: 14 * x + 3, 1, 0.03, 15))
    _, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.6), layout="constrained")
    draw_walk(left, path)
    left.set(xlim=(-1.5, 1.2), ylim=(-10.5, 3), ylabel="f(x)", title="15 steps with eta = 0.03")
    for t, side in [(0, -34), (1, 8), (2, 8)]:
        left.annotate(f"$x_{t}$", (path[t], f(path[t])), (side, -3), textcoords="offset points")
    end, arrow = f"$x_{{15}}$ = {path[-1]:.4f}", {"arrowstyle": "->", "color": GREY}
    left.annotate(end, (path[-1], -9.2), (-0.3, -4), ha="center", arrowprops=arrow)
    right.semilogy(np.abs(path + 3 / 14), "o-", color=BLUE, markersize=4)
    right.set(xlabel="step", ylabel="distance to the bottom", xticks=[0, 3, 6, 9, 12, 15])


attempt(descent, "gradient_descent_path")

# %% [markdown]
# On a parabola the arithmetic can be done once and for all. With the bottom at $x^* = -3/14$,
#
# $$x_{t+1} - x^* = x_t - x^* - \eta\,(14 x_t + 3) = (1 - 14\eta)\,(x_t - x^*).$$
#
# Every step multiplies the distance by the same factor, $1 - 14\eta$, here 0.58. That is the straight line on the
# right.
#
# **Predict.** What happens with $\eta = 0.003$? With $\eta = 0.1$? And with $\eta = 0.147$? Compute the three factors,
# then look.
#
# *Three walks of 15 steps on the same parabola: with eta 0.003 it stops high on the right slope, with eta 0.1 it jumps
# to and fro across the bottom and settles there, with eta 0.147 it jumps higher at every step.*


# %% nbgrader="locked picture_step_sizes"
def step_sizes():
    _, axes = plt.subplots(1, 3, figsize=(9, 3.6), sharey=True, layout="constrained")
    cases = [(0.003, "too small", BLUE), (0.1, "to and fro", GREEN), (0.147, "too large", ORANGE)]
    for ax, (eta, name, colour) in zip(axes, cases):
        path = np.array(gradient_descent_path(lambda x: 14 * x + 3, 1, eta, 15))
        draw_walk(ax, path, colour)
        ax.set(xlim=(-3, 2.6), ylim=(-12, 45))
        ax.set_title(f"{name}: eta = {eta}\nfactor {1 - 14 * eta:.3f}")
    axes[0].set_ylabel("f(x)")


attempt(step_sizes, "gradient_descent_path")

# %% [markdown]
# The factors are 0.958, -0.4 and -1.058. A negative factor changes sides at every step. That does no harm as long as
# it is smaller than 1 in size. Beyond $\eta = 2/14$, each step throws you further up the other side. A loss that grows
# and ends in `nan` is nearly always this picture, in more dimensions.
#
# ## 2. Momentum
#
# ### `momentum` (12 points, difficulty 2, 15 minutes)
#
# The walker forgets everything between two steps. A heavy ball doesn't: it has a velocity, which the slope changes
# little by little. It rolls through small dips, and in a narrow valley, where plain steps jump from side to side, the
# sideways pushes cancel and the pushes along the valley add up.
#
# The velocity $v$ has the shape of $x$ and starts at 0. Each step updates the velocity first, then moves **by the new
# velocity**:
#
# $$v_{t+1} = \mu\, v_t - \eta\, d(x_t), \qquad x_{t+1} = x_t + v_{t+1}, \qquad v_0 = 0.$$
#
# $\mu$ (`mu`), between 0 and 1, is the share of its velocity that the ball keeps; the rest is friction. Return the last
# place.
#
# **Predict.** What is left of the method for $\mu = 0$? And if the slope is the same everywhere, $d(x) = 1$, how fast
# does the ball become with $\mu = 0.9$?
#
# <details><summary>Answer</summary>
#
# For $\mu = 0$ it is gradient descent. On a steady slope, the speed grows until friction eats up what the slope gives:
# $v = 0.9\,v - \eta$, so $v = -10\,\eta$. Momentum 0.9 makes steps up to ten times as long, where slopes agree.
#
# </details>

# %% nbgrader="solution momentum"

# %% nbgrader="examples momentum"
x = momentum(lambda x: 2 * x, 1, 0.1, 0.5, 1)
assert close(x, 0.8), f"step 1: v = 0 - 0.1 * 2 = -0.2, so x = 0.8; you are at {x}"
x = momentum(lambda x: 2 * x, 1, 0.1, 0.5, 2)
assert close(x, 0.54), (
    f"step 2: v = 0.5 * (-0.2) - 0.1 * 1.6 = -0.26, so x = 0.8 - 0.26 = 0.54; you are at {x}"
)
x = momentum(lambda x: 2 * x, 1, 0.1, 0.5, 3)
assert close(x, 0.302), (
    f"step 3: v = 0.5 * (-0.26) - 0.1 * 1.08 = -0.238, so x = 0.302; you are at {x}"
)
start = np.array([1, 10])
x = momentum(lambda x: 2 * x, start, 0.1, 0.5, 2)
assert close(x, [0.54, 5.4]), f"each entry has a velocity of its own: [0.54 5.4], not {x}"
assert close(start, [1, 10]), "x0 itself has moved: x += v writes into the caller's array"
print("momentum: the examples agree")

# %% [markdown]
# Also checked: other slopes, the very first step, zero steps, arrays with one and two axes, $\mu = 0$, whole numbers at
# the start, and that `x0` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two variables now, `x` and `v`, and two lines in the loop. In which order do they have to stand?
#
# **The common mistake.** Moving first and updating the velocity afterwards. In the first step $v$ is still 0, so the
# ball stays where it is, and it limps one step behind from then on. Runner-up: `v = np.zeros_like(x0)` filled in
# place, which for integers cuts every velocity down to a whole number.
#
# **A worked twin.** A stone that is thrown up: its velocity loses 10 a second, its height gains the velocity. Velocity
# first, then height:
#
# ```python
# height, velocity = 0, 30
# for second in range(2):
#     velocity = velocity - 10
#     height = height + velocity
# height                  # velocities 20 and 10, so 30
# ```
#
# </details>

# %% nbgrader="test momentum"

# %% [markdown]
# Now a landscape with two valleys, $f(x) = x^4 - 2x^2 + 0.6x$. The right one is a *local minimum*: every direction
# leads up from it, and yet there is a deeper place elsewhere. Both walks start at 1.7 with the same $\eta = 0.01$. How
# does the picture know the way, if `momentum` returns the end only? It hands over a `d` that keeps a diary of where it
# is asked; that is `with_diary` in the setup cell.
#
# *A curve with a shallow valley on the right and a deeper one on the left; plain descent stops at the bottom of the
# shallow valley, while the walk with momentum rolls over the ridge between them and comes to rest in the deep one.*


# %% nbgrader="locked picture_momentum"
def two_valleys():
    def height(x):
        return x**4 - 2 * x**2 + 0.6 * x

    _, axes = plt.subplots(1, 2, figsize=(8.6, 3.6), sharey=True, layout="constrained")
    runs = [
        ("gradient descent", gradient_descent, (), BLUE),
        ("momentum, mu = 0.9", momentum, (0.9,), ORANGE),
    ]
    for ax, (name, walk, mu, colour) in zip(axes, runs):
        asked, places = with_diary(lambda x: 4 * x**3 - 4 * x + 0.6)
        end = walk(asked, 1.7, 0.01, *mu, 150)
        x = np.linspace(-1.75, 1.75, 300)
        ax.plot(x, height(x), color=GREY, linewidth=1)
        ax.plot(places, height(np.array(places)), "o", color=colour, markersize=4, alpha=0.6)
        ax.plot(end, height(end), "D", color="black", markersize=7)
        ax.text(end, height(end) - 0.6, f"ends at {end:.2f}", ha="center")
        ax.set(title=name, xlabel="x", ylim=(-2.4, 4))
    axes[0].set_ylabel("f(x)")


attempt(two_valleys, "gradient_descent", "momentum")

# %% [markdown]
# Momentum is no guarantee. A ball fast enough to leave a bad valley is fast enough to leave a good one: with
# $\eta = 0.02$ and $\mu = 0.95$, started at 1.8, it rolls into the deep valley, out again, and comes to rest in the
# shallow one. Try it in a cell of your own.
#
# ## 3. When to stop, and how far to step
#
# ### `descend_until` (12 points, difficulty 2, 20 minutes)
#
# How many steps are enough? So far somebody had to know in advance. At the bottom of a valley the ground is level, so
# the slope itself can tell: stop when it is nearly zero.
#
# For an array "nearly zero" needs one number for all entries. Take the Euclidean norm, the root of the sum of *all*
# squared entries, however many axes $x$ has:
#
# $$\lVert d(x) \rVert = \sqrt{\sum_i d(x)_i^2}, \qquad\text{for a number } \lVert d(x) \rVert = |d(x)|.$$
#
# The rule: at each place, **look first**. If $\lVert d(x) \rVert \le$ `tol`, stop. Otherwise step,
# $x \leftarrow x - \eta\, d(x)$. Stop after `max_steps` steps in any case, or a step size that is too large would keep
# you walking for ever. Return the pair `(x, steps)`: where you stopped, and how many steps you took. If the ground is
# level at the start, that is 0, and with `max_steps` 0 too.
#
# **Predict.** With slope $2x$ and $\eta = 0.25$, each step halves $x$. From $x_0 = 8$, with `tol` 1, after how many
# steps do you stop?
#
# <details><summary>Answer</summary>
#
# The slopes are 16, 8, 4, 2, 1. The fifth look finds a slope of 1, which is at most 1. Five looks, four steps: $x =
# 0.5$ and `steps` is 4.
#
# </details>

# %% nbgrader="solution descend_until"

# %% nbgrader="examples descend_until"
x, steps = descend_until(lambda x: 2 * x, 8, 0.25, 1, 100)
assert close(x, 0.5) and steps == 4, (
    f"slopes 16, 8, 4, 2, 1: stop at x = 0.5 after 4 steps, not at {x} after {steps}"
)
x, steps = descend_until(lambda x: 2 * x, -8, 0.25, 1, 100)
assert close(x, -0.5) and steps == 4, (
    f"a slope of -16 is steep too: x = -0.5 after 4 steps, not {x} after {steps}"
)
x, steps = descend_until(lambda x: 2 * x, 8, 0.25, 1, 2)
assert close(x, 2) and steps == 2, (
    f"with max_steps = 2 the walk ends at x = 2, level or not; yours at {x} after {steps}"
)
x, steps = descend_until(lambda x: 2 * x, 0.25, 0.25, 1, 100)
assert close(x, 0.25) and steps == 0, (
    f"look before you step: a slope of 0.5 is level enough at once; yours took {steps} steps"
)
x, steps = descend_until(lambda x: x, np.array([3.0, 4.0]), 0.5, 2, 100)
assert close(x, [0.75, 1]) and steps == 2, (
    "the norms of [3 4], [1.5 2] and [0.75 1] are 5, 2.5 and 1.25: the last is at most 2. "
    f"Stop there after 2 steps, not at {x} after {steps}"
)
print("descend_until: the examples agree")

# %% [markdown]
# Also checked: starts on either side, arrays with one and two axes, `max_steps` of 0, 1 and more, a norm of exactly
# `tol`, whole numbers at the start, and that `x0` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two ways out of one loop: `for steps in range(max_steps)` counts the steps already taken, and a `return`
# inside it leaves early. `np.linalg.norm(slope)` knows numbers and arrays.
#
# **The common mistake.** Comparing `d(x)` itself with `tol`. A slope of $-16$ is less than 1, and yet far from level.
# Runner-up: stepping first and looking afterwards, which takes one step too many.
#
# **A worked twin.** How often can 1000 be halved until it is at most 100, in no more than 10 halvings?
#
# ```python
# def halve(number, limit, most):
#     for count in range(most):
#         if number <= limit:
#             return number, count
#         number = number / 2
#     return number, most
#
# halve(1000, 100, 10)    # (62.5, 4)
# halve(1000, 100, 2)     # (250.0, 2)
# ```
#
# </details>

# %% nbgrader="test descend_until"

# %% [markdown]
# Now the question of the step size has an answer that can be plotted: how many steps does it take until the slope of
# $7x^2 + 3x - 9$ is at most 0.001, for each $\eta$?
#
# *The number of steps against eta on a logarithmic axis: it falls from over a thousand at tiny step sizes to a single
# step at eta = 1/14, then rises again more and more steeply towards eta = 1/7, beyond which no number of steps is
# enough.*


# %% nbgrader="locked picture_steps_needed"
def steps_needed():
    etas = np.concatenate([np.linspace(0.0005, 0.1425, 285), [1 / 14]])
    etas.sort()
    needed = [descend_until(lambda x: 14 * x + 3, 1, eta, 1e-3, 5000)[1] for eta in etas]
    _, ax = plt.subplots(figsize=(7, 3.6))
    ax.semilogy(etas, needed, color=BLUE)
    for x, label in [(1 / 14, "1/14"), (1 / 7, "1/7")]:
        ax.axvline(x, color=GREY, linestyle=":", linewidth=1)
        ax.text(x, 1600, f" eta = {label}", ha="left", color=GREY)
    ax.axvspan(1 / 7, 0.17, color=TINTS[ORANGE])
    ax.text(0.1565, 40, "never\narrives", ha="center")
    ax.set(xlim=(0, 0.17), xlabel="eta", ylabel="steps until the slope is at most 0.001")


attempt(steps_needed, "descend_until")

# %% [markdown]
# The best step size lies close to the edge of disaster: twice as much, and nothing works any more. And 1/14 comes from
# the second derivative, which here is 14 everywhere. In a network it differs from place to place and from direction to
# direction, and nobody knows it. So people try: start with $\eta$ too large, and divide by 3 until the loss stops
# blowing up.
#
# ### `scheduled_descent` (6 points, difficulty 1, 10 minutes)
#
# Nobody says that all steps must be equal. Long ones at first, to get somewhere; short ones later, to settle. Such a
# plan is called a *schedule*:
#
# $$x_{t+1} = x_t - \eta_t\, d(x_t), \qquad t = 0, \dots, T - 1.$$
#
# `etas` holds $(\eta_0, \dots, \eta_{T-1})$, a list or an array with one axis, and there are as many steps as entries;
# none at all if it is empty. Return the last place, in the shape of $x_0$. `gradient_descent` may be used if it helps.
#
# **Predict.** On a parabola, does the *order* of the step sizes matter? Each step multiplies the distance to the bottom
# by a factor.
#
# <details><summary>Answer</summary>
#
# Not on a parabola: factors may be multiplied in any order. It does matter everywhere else, and as soon as the slopes
# are noisy.
#
# </details>

# %% nbgrader="solution scheduled_descent"

# %% nbgrader="examples scheduled_descent"
x = scheduled_descent(lambda x: 2 * x, 16, [0.25, 0.125, 0.25])
assert close(x, 3), (
    f"16 - 0.25 * 32 = 8, then 8 - 0.125 * 16 = 6, then 6 - 0.25 * 12 = 3; you are at {x}"
)
x = scheduled_descent(lambda x: x**2, 4, [0.25, 0.5])
assert close(x, 0), f"first 4 - 0.25 * 16 = 0, where the ground is level; you are at {x}"
x = scheduled_descent(lambda x: x**2, 4, [0.125, 0.5])
assert close(x, 0), f"first 4 - 0.125 * 16 = 2, then 2 - 0.5 * 4 = 0; you are at {x}"
x = scheduled_descent(lambda x: 2 * x, np.array([16, -8]), np.array([0.25, 0.125, 0.25]))
assert close(x, [3, -1.5]), f"a step moves all entries by the same eta: [3 -1.5], not {x}"
print("scheduled_descent: the examples agree")

# %% [markdown]
# Also checked: other slopes and other numbers of steps, down to one and none, arrays with one and two axes, whole
# numbers at the start, and that `x0` and `etas` stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** You don't need an index. What does `for eta in etas` give you?
#
# **The common mistake.** `x0 - etas * d(x0)`, all steps at once. The slope has to be felt anew after every step.
#
# **A worked twin.** A price with three discounts, one after the other:
#
# ```python
# price = 200
# for discount in [0.5, 0.1, 0.1]:
#     price = price - discount * price
# price                   # 100, 90, 81
# ```
#
# </details>

# %% nbgrader="test scheduled_descent"

# %% [markdown]
# What are schedules good for? Suppose that the slope is measured with an error, different each time. You will soon
# meet such slopes. With a constant step size the walker gets near the bottom and then stumbles about for ever. If the
# steps shrink like $1/t$, the errors average out.
#
# *Two walks with the same noisy slopes: both fall quickly towards 0, then the one with a constant step size keeps
# jittering around it, while the one with shrinking steps becomes quieter and quieter.*


# %% nbgrader="locked picture_schedules"
def noisy_walks():
    n_steps = 150
    t = np.arange(n_steps)
    plans = [
        ("eta = 0.3", np.full(n_steps, 0.3), ORANGE, 1),
        ("eta = 0.3 / (1 + t / 5)", 0.3 / (1 + t / 5), BLUE, 2),
    ]
    _, ax = plt.subplots(figsize=(7.4, 3.4))
    ax.axhline(0, color=GREY, linewidth=1, linestyle=":")
    for name, etas, colour, width in plans:
        rng = np.random.RandomState(1)
        asked, places = with_diary(lambda x: x + 3 * rng.randn())
        end = scheduled_descent(asked, 8.0, etas)
        ax.plot([*places, end], color=colour, label=name, linewidth=width)
    ax.set(xlabel="step t", ylabel="x")
    ax.legend(frameon=False)


attempt(noisy_walks, "scheduled_descent")

# %% [markdown]
# ## 4. From one number to a model
#
# ### `sgd_step` (8 points, difficulty 1, 10 minutes)
#
# A model has many parameters, and they come in several arrays: weights and biases, layer by layer. They are kept in a
# dictionary `theta`, and the gradients in a dictionary `grads` with the same names and shapes. One step moves every
# array by its own gradient:
#
# $$\theta_\text{name} \leftarrow \theta_\text{name} - \eta\, \text{grads}_\text{name} \quad\text{for every name.}$$
#
# Return a **new dictionary with new arrays**. The old `theta` is still needed: to compare, to go back, to plot.
#
# The names and the number of arrays are free, and the two dictionaries may list their names in different orders.
#
# **Predict.** `new = theta.copy()` and then `new[name] -= ...`: is the old `theta` safe?
#
# <details><summary>Answer</summary>
#
# No. `copy` makes a new dictionary, but it holds the *same* arrays, and `-=` writes into them.
#
# </details>

# %% nbgrader="solution sgd_step"

# %% nbgrader="examples sgd_step"
theta = {"W": np.array([[1, 2], [3, 4]]), "b": np.array([10.0, 20.0])}
grads = {"b": np.array([1.0, -2.0]), "W": np.array([[10, 0], [-10, 5]])}
new = sgd_step(theta, grads, 0.1)
assert isinstance(new, dict) and sorted(new) == ["W", "b"], (
    f"a dictionary with the names W and b is asked for, not {new}"
)
assert close(new["W"], [[0, 2], [4, 3.5]]), (
    f"1 - 0.1 * 10 = 0, 2 stays, 3 + 0.1 * 10 = 4, 4 - 0.1 * 5 = 3.5; your W is\n{new['W']}"
)
assert close(new["b"], [9.9, 20.2]), f"b - 0.1 * grads of b is [9.9 20.2], not {new['b']}"
assert close(theta["b"], [10, 20]), (
    "the old theta has changed; make a new dictionary and new arrays"
)
assert close(sgd_step({"slope": np.array(5)}, {"slope": np.array(2)}, 0.5)["slope"], 4), (
    "other models have other names; loop over those that theta has"
)
print("sgd_step: the examples agree")

# %% [markdown]
# Also checked: one to four arrays with none to three axes, names in any order, whole numbers in parameters and in
# gradients, and that `theta`, its arrays and `grads` stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** A dictionary can be written in one line, like a list: `{name: ... for name in theta}`.
#
# **The common mistake.** `zip(theta.values(), grads.values())` pairs arrays by their place in the dictionaries. Names
# are there so that places don't matter.
#
# **A worked twin.** Prices go up by what a second dictionary says:
#
# ```python
# prices = {"tea": 3.0, "cake": 4.0}
# rises = {"cake": 0.5, "tea": 0.2}
# {item: price + rises[item] for item, price in prices.items()}    # tea 3.2, cake 4.5
# ```
#
# </details>

# %% nbgrader="test sgd_step"

# %% [markdown]
# ### `minibatch` (12 points, difficulty 2, 15 minutes)
#
# The loss is a mean over all samples, and so is its gradient. With a million samples, each step takes a million
# gradients. But nobody needs a mean that exactly: opinion polls ask a thousand people, not everyone. A *minibatch* is
# such a poll, a few samples drawn at random.
#
# $X$ has shape $(n, d)$, one sample in each row, and $y$ has shape $(n,)$, their labels. Draw $m$ of the samples,
# $1 \le m \le n$, and return the pair `(Xb, yb)`: $m$ **different** rows of $X$, of shape $(m, d)$, and the labels of
# these rows, of shape $(m,)$, in the same order. With $m = n$ that is the whole set, in some order. Every sample must
# have a chance to be drawn.
#
# `rng` is a random generator, a `np.random.RandomState`. **Take all random numbers from it**, by methods like
# `rng.permutation`, `rng.choice` or `rng.randint`. A generator with the same seed then gives the same batch, which is
# how an experiment is repeated; one with another seed gives another. The functions of `np.random` itself use a global
# generator that any other code may have touched. Which numbers you draw, and how, is up to you.
#
# **Predict.** `rng.randint(n, size=m)` gives $m$ random row numbers. What is wrong with it? How likely is it to be
# wrong, with $n = 150$ and $m = 15$?
#
# <details><summary>Answer</summary>
#
# It may give the same row twice. That is the birthday problem: with 15 out of 150 it happens in more than half of the
# draws.
#
# </details>

# %% nbgrader="solution minibatch"

# %% nbgrader="examples minibatch"
X = np.array([[0, 1], [10, 11], [20, 21], [30, 31], [40, 41], [50, 51]])
y = np.array([0, 1, 2, 3, 4, 5])
Xb, yb = minibatch(X, y, 4, np.random.RandomState(0))
assert np.shape(Xb) == (4, 2), f"four samples of two features have shape (4, 2), not {np.shape(Xb)}"
assert np.shape(yb) == (4,), f"four labels have shape (4,), not {np.shape(yb)}"
assert close(Xb[:, 0], 10 * yb), (
    f"row and label belong together: label 3 goes with [30 31]. Yours:\n{Xb}\n{yb}"
)
assert len(set(yb)) == 4, f"no sample may come twice; your labels are {yb}"
again = minibatch(X, y, 4, np.random.RandomState(0))[0]
assert close(np.sort(again, axis=0), np.sort(Xb, axis=0)), (
    "a generator with the same seed has to give the same batch; do you draw from rng?"
)
batches = [minibatch(X, y, 1, np.random.RandomState(seed))[1][0] for seed in range(100)]
assert set(batches) == set(range(6)), f"in 100 draws of one, only these came up: {set(batches)}"
print("minibatch: the examples agree")

# %% [markdown]
# Also checked: other sizes, among them $m = n$, each row beside its own label, that no sample comes twice, that every
# one can come up, that the given generator alone decides, integers in $X$ and fractions in $y$, and that both stay as
# they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Don't draw samples, draw *row numbers*. The same $m$ row numbers index $X$ and $y$.
#
# **The common mistake.** Two draws, one for $X$ and one for $y$. Everything has the right shape, the loss even falls a
# little, and the network learns from shuffled labels. Runner-up: `rng.shuffle(X)`, which rearranges the caller's data
# and leaves the labels behind.
#
# **A worked twin.** A random reading order for three books, with their authors:
#
# ```python
# rng = np.random.RandomState(2)
# order = rng.permutation(3)              # array([2, 1, 0])
# books, authors = np.array(["A", "B", "C"]), np.array(["Ann", "Bob", "Cy"])
# books[order], authors[order]            # C B A, and Cy Bob Ann: still paired
# ```
#
# </details>

# %% nbgrader="test minibatch"

# %% [markdown]
# How good are such polls? Here 2,000 points lie around a line. The gradient of the squared error has two entries, one
# for the slope of the line and one for its height, so it can be drawn as a point. Each dot is the gradient of one
# minibatch; the cross is that of all 2,000 points.
#
# *Two clouds of dots around the same cross: for batches of 4 the cloud is wide, for batches of 64 it is narrow.*


# %% nbgrader="locked picture_batches"
def polls():
    rng = np.random.RandomState(3)
    X = rng.uniform(-2, 2, size=(2000, 1))
    y = 1.5 * X[:, 0] + 1 + 0.8 * rng.randn(2000)

    def line_gradient(X, y, slope=0.0, height=0.0):
        error = slope * X[:, 0] + height - y
        return [np.mean(error * X[:, 0]), np.mean(error)]

    _, axes = plt.subplots(1, 2, figsize=(7.8, 3.8), sharex=True, sharey=True, layout="constrained")
    for ax, m, colour in zip(axes, [4, 64], [ORANGE, BLUE]):
        dots = np.array([line_gradient(*minibatch(X, y, m, rng)) for _ in range(300)])
        ax.scatter(dots[:, 0], dots[:, 1], s=9, color=colour, alpha=0.5)
        ax.plot(*line_gradient(X, y), "x", color="black", markersize=11, markeredgewidth=2)
        ax.axhline(0, color=GREY, linewidth=0.8, linestyle=":")
        ax.axvline(0, color=GREY, linewidth=0.8, linestyle=":")
        ax.set(title=f"batches of m = {m}", xlabel="derivative by the slope")
    axes[0].set_ylabel("derivative by the height")


attempt(polls, "minibatch")

# %% [markdown]
# Sixteen times the work makes the cloud four times as narrow: the error of a mean shrinks like $1/\sqrt{m}$. And seen
# from the origin, where the dotted lines cross, nearly all dots lie in the direction of the cross, even for $m = 4$. A
# small poll costs little and points roughly the right way. That is a bargain, as long as you are far from the goal.
#
# ### `sgd` (12 points, difficulty 2, 20 minutes)
#
# Put the pieces together, and you have the method that trained nearly every network you have heard of: *stochastic
# gradient descent*.
#
# $$\text{in each step:}\quad (X_b, y_b) \text{ a new minibatch of size } m, \qquad
# \theta \leftarrow \theta - \eta\, \mathrm{grad}(X_b, y_b, \theta).$$
#
# - `grad` is a function that is handed to yours. `grad(Xb, yb, theta)`, with the arguments in this order, returns a
#   dictionary of gradients with the names of `theta`. They belong to the *mean* loss over the batch, so there is
#   nothing left to divide.
# - `theta` is a dictionary of arrays under any names. Return the parameters after `n_steps` steps in a new one, and
#   leave the old one as it was.
# - $X$ has shape $(n, d)$ and $y$ has shape $(n,)$, $m$ is at most $n$, and `n_steps` is at least 1.
# - One step is one batch, one call of `grad` and one update. The batch is drawn anew in each step, with `rng` and by
#   the rules of `minibatch`.
#
# `minibatch` and `sgd_step` may be used.
#
# **Predict.** With $m = n$, does the result depend on `rng`?
#
# <details><summary>Answer</summary>
#
# No. Every batch is then the whole set in some order, and a mean doesn't care about order. It is gradient descent.
#
# </details>

# %% nbgrader="solution sgd"

# %% nbgrader="examples sgd"
X, y = np.arange(12.0).reshape(6, 2), np.array([1.0, 2, 3, 4, 6, 8])
theta = {"w": np.array([0.0, 0.0])}
rng = np.random.RandomState(0)
new = sgd(lambda Xb, yb, theta: {"w": np.array([1.0, -2.0])}, theta, X, y, 0.1, 2, 3, rng)
assert close(new["w"], [-0.3, 0.6]), (
    f"three steps of -0.1 * [1 -2] lead from [0 0] to [-0.3 0.6], not to {new['w']}"
)
assert close(theta["w"], [0, 0]), "the old theta has changed; return a new dictionary"


def towards_the_mean(Xb, yb, theta):
    """The gradient of half the squared distance between c and the labels of the batch."""
    seen.append(yb)
    return {"c": np.mean(theta["c"] - yb)}


seen = []
new = sgd(towards_the_mean, {"c": np.array(0.0)}, X, y, 0.5, 6, 3, np.random.RandomState(0))
assert close(new["c"], 3.5), (
    f"with m = n: from 0 half-way to the mean, 4, in each step: 2, 3, 3.5; yours is {new['c']}"
)
seen = []
new = sgd(towards_the_mean, {"c": np.array(0.0)}, X, y, 0.5, 2, 20, np.random.RandomState(0))
assert len(seen) == 20, f"20 steps call grad 20 times; yours called it {len(seen)} times"
assert all(len(yb) == 2 for yb in seen), "each batch has m = 2 samples"
assert len({tuple(np.sort(yb)) for yb in seen}) > 1, (
    "all batches are the same; draw a new one in each step, inside the loop"
)
print("sgd: the examples agree")

# %% [markdown]
# Also checked: other names and shapes, that `grad` is asked about the parameters reached by then, that each batch has
# $m$ different samples with their labels and every sample can come up, that `n_steps` counts batches, that the given
# generator alone decides, whole numbers in `theta`, and that `theta`, $X$ and $y$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three things happen in each step: draw, ask, move. Two of them are functions that you have written, the
# third is `grad`.
#
# **The common mistake.** Drawing the batch before the loop. The training runs, the loss of *that* batch falls to
# nothing, and the rest of the data is never seen. Runner-up: passing `X` and `y` to `grad`, out of habit.
#
# **A worked twin.** A tea taster tries two random cups a day and shifts his opinion half-way towards what he tasted:
#
# ```python
# cups, opinion = np.array([3.0, 5.0, 9.0]), 0.0
# for day in range(10):
#     tasted = cups[rng.permutation(3)[:2]]
#     opinion = opinion - 0.5 * np.mean(opinion - tasted)
# ```
#
# </details>

# %% nbgrader="test sgd"

# %% [markdown]
# ## 5. A network learns to tell irises
#
# The data are 150 irises of three species. Two numbers of each are used, length and width of the sepals, and both are
# centred. The network is that of the last two notebooks: a hidden layer with relu, and scores whose softmax is compared
# with the species by cross-entropy. The next cell gives you what training needs, as you wrote it there:
#
# | function | returns |
# |---|---|
# | `forward(X, theta)` | the pair `(h, z)`: the hidden layer $(n, m)$ and the scores $(n, K)$ |
# | `cross_entropy(z, y)` | the loss: the mean over the samples of $-\ln \mathrm{softmax}(z_i)_{y_i}$ |
# | `backward(X, y, theta)` | a dictionary with the gradients of this loss, under `"W1"`, `"b1"`, `"W2"`, `"b2"` |
# | `loss_and_gradients(X, y, theta)` | the pair of both, from a single pass through the network |


# %% nbgrader="locked given_network"
def forward(X, theta):
    h = X @ theta["W1"] + theta["b1"]
    np.maximum(0, h, out=h)
    return h, h @ theta["W2"] + theta["b2"]


def cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_sums = np.log(np.sum(np.exp(shifted), axis=1))
    return np.mean(log_sums - shifted[np.arange(len(y)), y])


def loss_and_gradients(X, y, theta):
    h, z = forward(X, theta)
    shifted = z - z.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    sums = p.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])
    p /= sums
    p[np.arange(len(y)), y] -= 1
    dz = p / len(y)
    dh = dz @ theta["W2"].T
    dh *= h > 0
    return loss, {"W1": X.T @ dh, "b1": dh.sum(axis=0), "W2": h.T @ dz, "b2": dz.sum(axis=0)}


def backward(X, y, theta):
    return loss_and_gradients(X, y, theta)[1]


# %% [markdown]
# ### `train_network` (10 points, difficulty 2, 15 minutes)
#
# Train with gradient descent on all samples, and keep a record. In each of the `n_steps` steps, with `n_steps` at least
# 1:
#
# $$\text{note the loss } J(\theta), \qquad\text{then}\qquad \theta \leftarrow \theta - \eta\, \nabla J(\theta).$$
#
# $X$ has shape $(n, d)$, $y$ has shape $(n,)$ with labels $0, \dots, K - 1$; `theta` holds $W_1$ $(d, m)$, $b_1$
# $(m,)$, $W_2$ $(m, K)$ and $b_2$ $(K,)$. Return the pair `(theta, losses)`: the parameters after the last step, in a
# new dictionary, and a list of `n_steps` numbers, **each loss taken before its step**. So the first one is the loss of
# the untrained network.
#
# `forward`, `cross_entropy`, `backward`, `loss_and_gradients` and your `sgd_step` may be used.
#
# **Predict.** The untrained network has learnt nothing. If it gave all $K = 3$ species the same score, what would its
# loss be? Can a network that knows nothing have a larger loss than that?
#
# <details><summary>Answer</summary>
#
# Each species gets the probability 1/3, so the loss is $\ln 3 = 1.0986$. And yes: random weights give random scores,
# which is worse than knowing nothing, it is believing something wrong. You will see it in the picture.
#
# </details>

# %% nbgrader="solution train_network"

# %% nbgrader="examples train_network"
X, y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0, 0, 1])
theta = {"W1": np.zeros((2, 4)), "b1": np.zeros(4), "W2": np.zeros((4, 2)), "b2": np.zeros(2)}
new, losses = train_network(X, y, theta, 0.6, 2)
assert len(losses) == 2, f"two steps, two losses; yours are {losses}"
assert close(losses[0], np.log(2)), (
    "before the first step both classes have the score 0, and the loss is ln 2 = 0.6931, "
    f"not {losses[0]}"
)
assert close(round(float(losses[1]), 4), 0.6648), (
    "the gradient of b2 is [-1/6 1/6], so that step 1 makes it [0.1 -0.1], and the loss is "
    f"(2 ln(1 + exp(-0.2)) + ln(1 + exp(0.2))) / 3 = 0.6648; yours is {losses[1]}"
)
new, losses = train_network(X, y, theta, 0.6, 1)
assert close(new["b2"], [0.1, -0.1]), f"after one step b2 is [0.1 -0.1]; yours is {new['b2']}"
assert close(theta["b2"], [0, 0]), "the old theta has changed; return a new dictionary"
print("train_network: the examples agree")

# %% [markdown]
# Also checked: other sizes, one step and several, every array of `theta`, every loss, whole numbers in $X$ and `theta`,
# and that $X$, $y$ and `theta` stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** It is `sgd` without the draw, plus one line that notes the loss. Where in the loop does that line belong?
# And which of the two results of `forward` does `cross_entropy` want?
#
# **The common mistake.** Noting the loss after the step: the list then starts with the loss of a network that has
# already learnt something. Or a softmax in front of `cross_entropy`, which takes scores and does that itself.
#
# **A worked twin.** A cup of coffee at 80 degrees loses a tenth of its excess over 20 degrees each minute; noted
# *before* each minute:
#
# ```python
# degrees, noted = 80.0, []
# for minute in range(3):
#     noted.append(degrees)
#     degrees = degrees - 0.1 * (degrees - 20)
# noted                   # [80.0, 74.0, 68.6]: the start is there, the end is not
# ```
#
# </details>

# %% nbgrader="test train_network"

# %% [markdown]
# Twenty hidden units, random weights, 2,000 steps.
#
# *On the left the loss against the step with a logarithmic step axis: it starts at 2.3, above a dotted line at ln 3,
# and falls to 0.34; on the right the plane of the two features in three coloured regions with the 150 irises drawn on
# it, most of them in the region of their own species.*


# %% nbgrader="locked picture_training"
def iris():
    """The first two features of the irises, centred, and their species."""
    X, y = load_iris(return_X_y=True)
    return X[:, :2] - X[:, :2].mean(axis=0), y


def random_parameters(d, m, K):
    rng = np.random.RandomState(0)
    shapes = {"W1": (d, m), "b1": m, "W2": (m, K), "b2": K}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def training():
    X, y = iris()
    theta, losses = train_network(X, y, random_parameters(2, 20, 3), 0.1, 2000)
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    left.semilogx(np.arange(1, len(losses) + 1), losses, color=BLUE)
    left.axhline(np.log(3), color=GREY, linestyle=":", linewidth=1)
    left.text(40, np.log(3) + 0.04, "ln 3: knows nothing", color=GREY)
    left.set(xlabel="step", ylabel="loss", ylim=(0, None))
    show_classes(right, X, y, theta)


def show_classes(ax, X, y, theta):
    east, north = np.meshgrid(np.linspace(-1.8, 2.3, 220), np.linspace(-1.3, 1.6, 220))
    plane = np.stack([east.ravel(), north.ravel()], axis=1)
    region = forward(plane, theta)[1].argmax(axis=1).reshape(east.shape)
    tints = [TINTS[colour] for colour in (BLUE, ORANGE, GREEN)]
    ax.contourf(east, north, region, levels=[-0.5, 0.5, 1.5, 2.5], colors=tints)
    names = load_iris().target_names
    for c, colour, marker in [(0, BLUE, "o"), (1, "#8A5F00", "s"), (2, "#00684C", "^")]:
        ax.scatter(X[y == c, 0], X[y == c, 1], color=colour, marker=marker, s=14, label=names[c])
    share = np.mean(forward(X, theta)[1].argmax(axis=1) == y)
    ax.set(xlabel="sepal length, centred", ylabel="sepal width, centred")
    ax.set_title(f"{share:.0%} right")
    ax.legend(loc="lower right", fontsize=9, framealpha=0.9)


attempt(training, "train_network")

# %% [markdown]
# Setosa, the round dots, is told without a mistake. The other two species overlap in these two features, and no border
# can part them; the other two numbers that were measured of each flower would help. Note the shape of the curve, on its
# logarithmic axis: the first ten steps bring more than all the others together.
#
# Now `sgd` on the same network: `backward(X, y, theta)` is just what it wants for `grad`. To be fair, the picture
# doesn't count steps but samples looked at, since that is what costs time. A step on all samples looks at 150, a step
# on a minibatch at 10.
#
# *Loss against the number of samples looked at: stochastic gradient descent with batches of 10 falls much faster at the
# start and jitters, gradient descent on all samples falls slowly and smoothly.*


# %% nbgrader="locked picture_sgd"
def losses_of_sgd(m, eta, n_samples):
    """The loss on all samples before each step of sgd with batches of m."""
    X, y = iris()
    losses = []

    def noted(Xb, yb, theta):
        losses.append(cross_entropy(forward(X, theta)[1], y))
        return backward(Xb, yb, theta)

    sgd(noted, random_parameters(2, 20, 3), X, y, eta, m, n_samples // m, np.random.RandomState(0))
    return losses


def full_against_mini():
    n_samples = 9000
    _, ax = plt.subplots(figsize=(7.4, 3.8))
    runs = [(10, "batches of 10", ORANGE, 0.8), (150, "all 150 samples", BLUE, 2)]
    for m, name, colour, width in runs:
        losses = losses_of_sgd(m, 0.1, n_samples)
        ax.plot(m * np.arange(len(losses)), losses, color=colour, linewidth=width, label=name)
    ax.set(xlabel="samples looked at", ylabel="loss on all samples", ylim=(0.3, 1.3))
    ax.legend(frameon=False)


attempt(full_against_mini, "sgd")

# %% [markdown]
# What takes gradient descent sixty looks at the whole set, minibatches reach with the samples of about five. With a
# million samples in place of 150, there would be nothing to discuss. The price is the jitter, and you know the cure: a
# schedule.
#
# ## 6. A step size for every parameter
#
# ### `adam` (10 points, difficulty 3, 25 minutes)
#
# One $\eta$ for all parameters is a compromise. Where slopes are steep it is too large, where they are gentle too
# small. *Adam*, the method most networks are trained with today, measures how steep each direction has been, and
# divides by it.
#
# It keeps two running means, both in the shape of $x$ and both starting at 0: $m$ of the slopes, $v$ of their squares.
# With $g_t = d(x_{t-1})$, for $t = 1, 2, \dots, n_\text{steps}$ and entry by entry:
#
# $$m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t, \qquad v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2.$$
#
# In the beginning these means are far too small, because they start at 0: after the first step, $m_1$ is only a tenth
# of $g_1$ if $\beta_1 = 0.9$. Over $t$ steps the weights of all slopes add up to $1 - \beta^t$, so dividing by that
# makes true means of them. This is the *bias correction*:
#
# $$\hat m_t = \frac{m_t}{1 - \beta_1^t}, \qquad \hat v_t = \frac{v_t}{1 - \beta_2^t}, \qquad
# x_t = x_{t-1} - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}.$$
#
# $\varepsilon$ (`eps`) is added *to the root*, and keeps the division alive where all slopes have been 0. The corrected
# values serve the step alone: the next step goes on from $m_t$ and $v_t$. Return the last place.
#
# **Predict.** How long is the first step, if $\varepsilon$ can be neglected? And if the function is multiplied by
# 1000?
#
# <details><summary>Answer</summary>
#
# $\hat m_1 = g_1$ and $\hat v_1 = g_1^2$, so the step is $\eta\, g_1 / |g_1|$: every entry moves by exactly $\eta$,
# however steep it is. Multiplying the function by 1000 changes nothing. Without the correction the first step would
# have $0.1 / \sqrt{0.001} = 3.2$ times that length.
#
# </details>

# %% nbgrader="solution adam"

# %% nbgrader="examples adam"
x = adam(lambda x: 2 * x, 1, 0.1, 1)
assert close(x, 0.9), f"the first step has the length eta: from 1 to 0.9; you are at {x}"
x = adam(lambda x: 2000 * x, np.array([1, -1]), 0.1, 1)
assert close(x, [0.9, -0.9]), f"... however steep the slope, in each entry: [0.9 -0.9], not {x}"
x = adam(lambda x: 2 * x, 1, 0.1, 2)
assert close(np.round(x, 6), 0.800412), (
    "step 2: g = 1.8, m = 0.9 * 0.2 + 0.1 * 1.8 = 0.36, corrected 0.36 / 0.19 = 1.894737; "
    "v = 0.999 * 0.004 + 0.001 * 3.24 = 0.007236, corrected 0.007236 / 0.001999 = 3.619810, root "
    f"1.902580; 0.9 - 0.1 * 1.894737 / 1.902580 = 0.800412; you are at {x}"
)
x = adam(lambda x: 2 * x, 1, 0.1, 1, eps=2)
assert close(x, 0.95), f"eps is added to the root: 1 - 0.1 * 2 / (2 + 2) = 0.95, not {x}"
x = adam(lambda x: 0 * x, 5.0, 0.1, 3)
assert close(x, 5), f"where the ground is level, x stays: 0 / (0 + eps) is 0; you are at {x}"
print("adam: the examples agree")

# %% [markdown]
# Also checked: several steps from numbers and from arrays with one and two axes, zero steps, other values of
# $\beta_1$, $\beta_2$ and $\varepsilon$, large ones too, entries whose slope is always 0, integers at the start and as
# slopes, and that `x0` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the formulas down line by line, in the order in which they stand. `range(1, n_steps + 1)` counts
# the way they do.
#
# **The common mistake.** `m = m / (1 - beta1 ** t)`. It overwrites the running mean, and the next step starts from the
# corrected one. Give the corrected values names of their own. Runner-up: counting from $t = 0$, where
# $1 - \beta^0 = 0$.
#
# **A worked twin.** A running mean of temperatures with $\beta = 0.5$, which starts at 0, and its correction:
#
# ```python
# mean = 0
# for t, degrees in enumerate([20, 22, 24], start=1):
#     mean = 0.5 * mean + 0.5 * degrees
#     print(mean, mean / (1 - 0.5**t))    # 10 and 20, then 16 and 21.33, then 20 and 22.86
# ```
#
# </details>

# %% nbgrader="test adam"

# %% [markdown]
# ## 7. The race
#
# A long valley, fifty times as steep across as along, and three walkers with 40 steps each. Every one of them is a
# function of yours; the diary tells their ways. The race is run twice, the second time with the whole landscape turned
# by 35 degrees, start included.
#
# **Predict.** Which of the three will notice that it was turned?
#
# *Two pictures of contour lines of a long valley with three ways from the same start, in the first along an axis, in
# the second turned: gradient descent zigzags and creeps, momentum swings in wide curves and gets further, both alike in
# the two pictures; Adam runs down the first valley and turns round just past the bottom, but in the second it swings
# like momentum and is left behind.*


# %% nbgrader="locked picture_race"
def race():
    _, axes = plt.subplots(1, 2, figsize=(9.6, 5), layout="constrained")
    for ax, degrees, name in [(axes[0], 0, "along an axis"), (axes[1], 35, "turned by 35 degrees")]:
        run_race(ax, np.deg2rad(degrees))
        ax.set(aspect="equal", xticks=[], yticks=[], title=name)
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, 0)}
        ax.legend(title="height after 40 steps", frameon=False, **below)


def run_race(ax, angle, n_steps=40):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    A, start = turn @ np.diag([0.2, 10]) @ turn.T, turn @ np.array([-8, 1.5])

    def height(x):
        return 0.5 * np.sum((x @ A) * x, axis=-1)

    east, north = np.meshgrid(np.linspace(-9, 3, 240), np.linspace(-6, 2.5, 170))
    heights, levels = height(np.stack([east, north], axis=-1)), np.geomspace(0.03, 300, 12)
    ax.contour(east, north, heights, levels=levels, colors="lightgrey")
    for name, walk, colour, style in [
        ("gradient descent", lambda d: gradient_descent(d, start, 0.18, n_steps), BLUE, "o-"),
        ("momentum", lambda d: momentum(d, start, 0.05, 0.8, n_steps), ORANGE, "s-"),
        ("Adam", lambda d: adam(d, start, 0.5, n_steps), GREEN, "^-"),
    ]:
        asked, places = with_diary(lambda x: A @ x)
        end = walk(asked)
        way, label = np.array([*places, end]), f"{height(end):.2f}  {name}"
        ax.plot(*way.T, style, color=colour, markersize=3.5, linewidth=1, label=label)
    ax.plot(0, 0, "x", color="black", markersize=9, zorder=3)


attempt(race, "gradient_descent", "momentum", "adam")

# %% [markdown]
# Gradient descent and momentum know only directions of the landscape itself, so they end at the same height whichever
# way it is turned. Adam measures the steepness along each *axis*. Where the valley follows an axis that is just right,
# and it wins; where the valley lies askew, both axes look equally steep, and it comes in last. No walker wins
# everywhere. What you can rely on is the handful of ideas you built here, a memory for the direction, a measure for the
# steepness, a sample in place of the whole, and the one line they all come from:
#
# $$x \leftarrow x - \eta\, d(x).$$
#
# One thing you were simply given in this notebook: `backward`. In the next ones you take it apart into pieces, layer by
# layer, so that a network can have as many as you like.
