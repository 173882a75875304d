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
# # Activations, losses and the chain rule
#
# A network is a long composition of small functions. Some bend (the activations), one judges (the loss), and all of
# them have to be differentiated, or nothing is ever learnt. This notebook takes the small functions one at a time,
# draws each beside its derivative, and then asks the question on which deep learning stands: in which *order* should
# one multiply the derivatives of a composition? The right order makes the gradient of a million weights about as
# cheap as the output itself. The wrong one makes it hopeless.
#
# **How to work.** Each heading names a function to write, with its points, its difficulty from 1 to 3 and the minutes
# it may take. Below come the task, a stub, a cell of examples to try your code on, and a test cell, from which the
# points are taken. *Also checked* tells what the test tries beyond the examples, and *Help* waits folded up. Pictures
# that use your functions say so while these are missing.
#
# **In this whole notebook:**
# - Leave the arguments as you found them and return something new.
# - Integers may come wherever numbers may; don't cut off the fractions of a result.
# - Where a function works *elementwise*, it takes arrays with any number of axes and single Python numbers. Each
#   number of the result belongs to the number of the argument in the same place.
# - Loops are allowed everywhere. Often you won't need one.
# - A warning from numpy (`overflow encountered in exp`) costs nothing. A `nan` does.

# %% nbgrader="locked setup"
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"


def close(result, expected, within=1e-8):
    """Same shape and same numbers? (np.allclose alone broadcasts: it lets wrong shapes pass.)"""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected, atol=within)


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


def two_panels(left, right):
    """Two pictures side by side, with thin lines through the origin."""
    _, axes = plt.subplots(1, 2, figsize=(7.8, 3.3), layout="constrained")
    for ax, title in zip(axes, (left, right)):
        ax.axhline(0, color="lightgrey", linewidth=0.8, zorder=0)
        ax.axvline(0, color="lightgrey", linewidth=0.8, zorder=0)
        ax.set_title(title, fontsize=11)
    return axes


# %% [markdown]
# ## 1. Functions that bend
#
# ### `sigmoid` (6 points, difficulty 2, 15 minutes)
#
# How do you turn any number at all into a probability? The *sigmoid* does it: very negative numbers end near 0, very
# positive ones near 1, and in between it climbs smoothly.
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{e^{z} + 1}$$
#
# elementwise: $z$ has any shape, and the result has the same. The two fractions are equal for every real $z$. For a
# computer they are not. Your function has to be right, and never `nan`, **however large $z$ is**, on either side.
#
# **Predict.** A float64 ends at about $1.8 \cdot 10^{308} \approx e^{709.8}$. What do the two fractions become for
# $z = 1000$? And for $z = -1000$? Then run the next cell.

# %%
with np.errstate(all="ignore"):
    infinite = np.exp(1000.0)
    print("exp(1000) is", infinite, "and exp(-1000) is", np.exp(-1000.0))
    print("1 / (1 + inf) is", 1 / (1 + infinite))
    print("inf / (inf + 1) is", infinite / (infinite + 1))

# %% nbgrader="solution sigmoid"

# %% nbgrader="examples sigmoid"
z = np.array([-np.log(3), 0.0, np.log(3)])
s = sigmoid(z)
assert np.shape(s) == (3,), f"elementwise: three numbers in, three out; got {s!r}"
assert close(s[1], 0.5), f"sigmoid(0) = 1 / (1 + 1) = 0.5; yours is {s[1]}"
assert close(s, [0.25, 0.5, 0.75]), (
    f"for z = ln 3, exp(-z) is 1/3, and 1 / (1 + 1/3) = 0.75; for -ln 3 it is 0.25. Yours: {s}"
)
assert close(sigmoid(0), 0.5), "a Python number gives a number"
with np.errstate(all="ignore"):
    far = sigmoid(np.array([-1000.0, 1000.0]))
assert not np.isnan(far).any(), f"nan for z = -1000 or 1000: {far}. Which exp became infinite?"
assert close(far, [0, 1]), f"far on the left 0, far on the right 1; yours are {far}"
print("sigmoid: the examples agree")

# %% [markdown]
# Also checked: arrays with one to three axes, integers, positive and negative Python numbers, arguments beyond 800
# and -800 in arrays and as numbers, and that $z$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** One of the two fractions survives an infinite $e^{\cdot}$ on both sides, because infinity stands only
# below the line. The other one divides infinity by infinity.
#
# **The common mistake.** `np.exp(z) / (1 + np.exp(z))`. It passes every small test and turns to `nan` on the day
# when training goes well and the scores grow.
#
# **A worked twin.** $\ln(1 + e^z)$ is inf for $z = 1000$, though the true value is almost exactly 1000. Take the
# large exponential out: for positive $z$, $\ln(1 + e^z) = z + \ln(1 + e^{-z})$. What is left inside is at most 1.
# `np.logaddexp(0, z)` does this for you.
#
# </details>

# %% nbgrader="test sigmoid"

# %% [markdown]
# ### `tanh` (3 points, difficulty 1, 5 minutes)
#
# The *hyperbolic tangent* is a sigmoid, moved so that it runs through the origin. Its outputs lie around 0, which
# suits the layer that comes next.
#
# $$\tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} = 2\,\sigma(2z) - 1$$
#
# elementwise, in the shape of $z$, and again never `nan`. All ways are open: your `sigmoid` (a right one is used for
# the test), the exponentials, numpy's own `np.tanh`.
#
# **Predict.** Typed in as it is printed, the first fraction fails for large $z$. On which side: left, right, both?
#
# <details><summary>Answer</summary>
#
# On both. One of the two exponentials is infinite, and it stands above *and* below the line.
#
# </details>

# %% nbgrader="solution tanh"

# %% nbgrader="examples tanh"
t = tanh(np.array([0.0, np.log(2), -np.log(3)]))
assert close(t[0], 0), f"tanh(0) = (1 - 1) / (1 + 1) = 0; yours is {t[0]}"
assert close(t[1], 0.6), f"tanh(ln 2) = (2 - 1/2) / (2 + 1/2) = 0.6; yours is {t[1]}"
assert close(t, [0, 0.6, -0.8]), f"tanh(-ln 3) = (1/3 - 3) / (1/3 + 3) = -0.8; yours is {t[2]}"
with np.errstate(all="ignore"):
    far = tanh(np.array([-1000.0, 1000.0]))
assert close(far, [-1, 1]), f"far on the left -1, far on the right 1; yours are {far}"
print("tanh: the examples agree")

# %% [markdown]
# Also checked: arrays with one to three axes, integers, Python numbers, arguments beyond 800 and -800, and that $z$
# stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** The second form has only one place where something can go wrong, and you have mended that already.
#
# **The common mistake.** $2\,\sigma(z) - 1$, with a single $z$. It has the right limits and half the right slope at
# 0.
#
# **A worked twin.** Stretch and move a curve from 0 to 1 so that it runs from -5 to 5: the length is 10, the start is
# -5, so `10 * curve - 5`.
#
# </details>

# %% nbgrader="test tanh"

# %% [markdown]
# ### `leaky_relu` (4 points, difficulty 1, 5 minutes)
#
# The relu of the earlier notebooks has a flaw: where its argument is negative it is flat, no gradient comes through,
# and a unit that is negative for all samples never learns again. The *leaky* relu keeps a small slope there.
#
# $$\mathrm{leaky\_relu}(z, \alpha) = \begin{cases} z & \text{if } z > 0, \\
# \alpha z & \text{otherwise,} \end{cases}$$
#
# elementwise. $z$ has any shape, the result has the same, and $\alpha$ is one number between 0 and 1.
#
# **Predict.** Which function is it for $\alpha = 0$? And for $\alpha = 1$?
#
# <details><summary>Answer</summary>
#
# For 0 the plain relu. For 1 it changes nothing, and a network of such layers would be a single linear map.
#
# </details>

# %% nbgrader="solution leaky_relu"

# %% nbgrader="examples leaky_relu"
z = np.array([[-4.0, 0.0, 0.1], [3.0, -0.5, 2.0]])
result = leaky_relu(z, 0.25)
assert np.shape(result) == (2, 3), f"elementwise: shape (2, 3) in and out; got {result!r}"
assert close(result[1], [3, -0.125, 2]), (
    f"3 and 2 stay, -0.5 times 0.25 is -0.125; yours is {result[1]}"
)
assert close(result, [[-1, 0, 0.1], [3, -0.125, 2]]), f"yours is\n{result}"
assert close(leaky_relu(-3, 0.1), -0.3), f"an integer keeps its fraction: {leaky_relu(-3, 0.1)}"
assert z[0, 0] == -4, "z itself has changed; return a new array"
print("leaky_relu: the examples agree")

# %% [markdown]
# Also checked: other slopes between 0 and 1, arrays with one to three axes, integers, Python numbers of both signs
# and 0, and that $z$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Numpy can choose between two arrays, entry by entry, by a third one of truth values.
#
# **The common mistake.** `if z > 0:` for an array: it has many truths, and `if` wants one. Or `np.maximum(alpha, z)`,
# in which $\alpha$ is a floor instead of a slope.
#
# **A worked twin.** Charge 19 % on prices from 100 up and 7 % below: `np.where(price >= 100, 0.19 * price, 0.07 *
# price)`. Both products are made for all prices, then each entry takes the one that applies.
#
# </details>

# %% nbgrader="test leaky_relu"

# %% [markdown]
# What matters about an activation is its derivative, because gradients are multiplied by it on their way back, once
# for each layer.
#
# *On the left the S-shaped curves of sigmoid and tanh and the bent line of the leaky relu; on the right their slopes:
# two bumps, of height 0.25 and 1, which are nearly 0 beyond 5 and 3, and a step from 0.1 to 1.*


# %% nbgrader="locked picture_activations"
def activations():
    left, right = two_panels("activation", "its derivative")
    z, h = np.linspace(-6, 6, 401), 1e-5
    for name, colour, style, f in [
        ("sigmoid", BLUE, "-", sigmoid),
        ("tanh", ORANGE, "--", tanh),
        ("leaky_relu, α = 0.1", GREEN, "-.", lambda z: leaky_relu(z, 0.1)),
    ]:
        left.plot(z, f(z), style, color=colour, label=name)
        right.plot(z, (f(z + h) - f(z - h)) / (2 * h), style, color=colour)
    left.set(xlabel="z", ylim=(-1.3, 2.3))
    right.set(xlabel="z", ylim=(-0.05, 1.1))
    left.legend(frameon=False, fontsize=9)


attempt(activations, "sigmoid", "tanh", "leaky_relu")

# %% [markdown]
# What to see: the slope of the sigmoid is never above $\frac14$. Ten layers of sigmoids shrink a gradient by at least
# $4^{10}$, about a million. The relus have slope 1 wherever they are open, which is why they took over.
#
# ## 2. Functions in a row
#
# ### `fully_connected` (5 points, difficulty 1, 10 minutes)
#
# One layer, one sample: every unit looks at all inputs, weighs them, adds its own bias, and bends the sum.
#
# $$\mathrm{fully\_connected}(x, W, b, \sigma) = \sigma(b + W x)$$
#
# $x$ has shape $(d,)$, $W$ has shape $(k, d)$, $b$ and the result have shape $(k,)$. Here $\sigma$ stands for any
# activation, not for the sigmoid alone. It is a function that takes the whole vector $b + W x$ of shape $(k,)$ and
# returns one of the same shape. It may work elementwise, or, like a softmax, mix the entries.
#
# Mind the orientation: with many samples as the rows of $X$, earlier notebooks wrote $X W$, and a unit was a *column*
# of $W$. Here one sample is a vector to the right of $W$, and a unit is a *row*.
#
# **Predict.** $W$ has shape $(3, 2)$ and $x$ shape $(2,)$. Does `x @ W` fail? And if $W$ were $(2, 2)$?
#
# <details><summary>Answer</summary>
#
# The first fails: 2 entries meet 3 rows. The second runs and is wrong, because it takes the columns for units. Square
# weights hide this mistake, so never test with them.
#
# </details>

# %% nbgrader="solution fully_connected"

# %% nbgrader="examples fully_connected"
x = np.array([1, 2])
W = np.array([[1, 0], [0, 1], [1, -1]])
b = np.array([0, -3, 1.5])
result = fully_connected(x, W, b, lambda v: v)
assert np.shape(result) == (3,), f"one number for each of the 3 rows of W; got {result!r}"
assert close(result, [1, -1, 0.5]), (
    f"W x = [1 2 -1], plus b that is [1 -1 0.5]; with sigma(v) = v yours is {result}"
)
result = fully_connected(x, W, b, lambda v: np.maximum(0, v))
assert close(result, [1, 0, 0.5]), f"a relu turns -1 into 0: [1 0 0.5], not {result}"
result = fully_connected(x, W, b, lambda v: v / np.sum(np.abs(v)))
assert close(result, [0.4, -0.4, 0.2]), (
    f"sigma gets the whole vector [1 -1 0.5], here to divide it by 2.5; yours is {result}"
)
print("fully_connected: the examples agree")

# %% [markdown]
# Also checked: other sizes, more inputs than units and fewer, integers, a softmax as $\sigma$, and that $x$, $W$ and
# $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Below the formula, write the shapes: $(k,) + (k, d)(d,)$. Each symbol becomes one symbol of code, and
# $\sigma$ is called like any function.
#
# **The common mistake.** The bias outside: `sigma(W @ x) + b`. Then it no longer decides where the unit bends.
#
# **A worked twin.** Grades of three exams with weights: `weights` of shape `(2, 3)` holds two ways of weighting,
# `grades` has shape `(3,)`. `np.round(bonus + weights @ grades)` gives the two final grades; here `np.round` plays
# $\sigma$, and `bonus` has shape `(2,)`.
#
# </details>

# %% nbgrader="test fully_connected"

# %% [markdown]
# ### `feed_forward` (6 points, difficulty 2, 10 minutes)
#
# A network is layer after layer; what one returns, the next one takes. With $L$ layers,
#
# $$h_0 = x, \qquad h_l = \sigma_l(b_l + W_l h_{l-1}) \quad\text{for } l = 1, \dots, L,$$
#
# and the result is $h_L$. `params` is the list `[(W1, b1), ..., (WL, bL)]`, in which $W_l$ has shape $(k_l, k_{l-1})$
# and $b_l$ shape $(k_l,)$; $x$ has shape $(k_0,)$. `sigmas` is a list of $L$ activations, one for each layer, the
# last one included. There is at least one layer. You may use `fully_connected`; the test brings a right one.
#
# **Predict.** Let all activations be $\sigma(v) = v$, and let $x$ be one number. What does the graph of the output
# look like as a function of $x$, however many layers there are? The picture below answers.

# %% nbgrader="solution feed_forward"

# %% nbgrader="examples feed_forward"
x = np.array([1, 2])
params = [
    (np.array([[1, 0], [0, 1], [1, -1]]), np.array([0, -3, 1.5])),
    (np.array([[2, 1, 4]]), np.array([-1])),
]
sigmas = [lambda v: np.maximum(0, v), lambda v: 10 * v]
one_layer = feed_forward(x, params[:1], sigmas[:1])
assert close(one_layer, [1, 0, 0.5]), f"the first layer alone gives [1 0 0.5]; yours is {one_layer}"
result = feed_forward(x, params, sigmas)
assert np.shape(result) == (1,), f"the last layer has one unit: shape (1,); got {result!r}"
assert close(result, [30]), (
    f"2*1 + 1*0 + 4*0.5 - 1 = 3, and the second sigma makes it 30; yours is {result}"
)
assert len(params) == len(sigmas) == 2, "the caller's lists have lost entries; don't pop()"
print("feed_forward: the examples agree")

# %% [markdown]
# Also checked: one to four layers of different widths, a different activation in each, a softmax as the last one,
# integers in $x$, and that $x$, `params` and `sigmas` stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** One variable holds the vector so far. `zip(params, sigmas)` hands you a layer with its activation.
#
# **The common mistake.** Feeding every layer with $x$. With layers of equal width nothing complains, and all but the
# last layer are computed in vain.
#
# **A worked twin.** Three discounts, one after the other, each on what is left: `for rate in [0.1, 0.2, 0.05]: price
# = price * (1 - rate)`. The variable on the left is the one on the right.
#
# </details>

# %% nbgrader="test feed_forward"

# %% [markdown]
# The same random weights, with three activations: 1 input, two layers of 8 units, 1 output. Each graph is moved and
# scaled to fit the picture.
#
# *Three graphs over the same interval: a straight line without activations, a smooth curve with several bends for
# tanh, and a chain of straight pieces with corners for the leaky relu.*


# %% nbgrader="locked picture_networks"
def networks():
    rng = np.random.default_rng(2)
    sizes = [(8, 1), (8, 8), (1, 8)]
    params = [(rng.normal(size=(k, d)), rng.normal(scale=1.5, size=k)) for k, d in sizes]
    _, ax = plt.subplots(figsize=(7, 3.2))
    for name, colour, style, sigma in [
        ("no activation", BLUE, "-", lambda v: v),
        ("tanh", ORANGE, "--", tanh),
        ("leaky_relu, α = 0.1", GREEN, "-.", lambda v: leaky_relu(v, 0.1)),
    ]:
        inputs, sigmas = np.linspace(-3, 3, 121), [sigma, sigma, lambda v: v]
        outputs = np.array([feed_forward(np.array([x]), params, sigmas)[0] for x in inputs])
        outputs = outputs - outputs.mean()
        ax.plot(inputs, outputs / np.abs(outputs).max(), style, color=colour, label=name)
    ax.set(xlabel="x", ylabel="output")
    ax.legend(frameon=False, fontsize=9)


attempt(networks, "feed_forward", "tanh", "leaky_relu")

# %% [markdown]
# What to see: without activations, 97 numbers draw one straight line, which takes two. The bend is what makes depth
# worth having.
#
# ## 3. Losses for numbers
#
# A loss tells how bad a prediction $a$ is when $b$ would have been right. Which loss you take decides which mistakes
# the network tries hardest to avoid.
#
# ### `squared_error` (3 points, difficulty 1, 5 minutes)
#
# $$\mathrm{squared\_error}(a, b) = (a - b)^2$$
#
# elementwise: $a$ and $b$ have the same shape, any shape, or both are Python numbers, and so it is in the next three
# exercises. No mean, no sum, and no factor $\frac12$ here.
#
# **Predict.** A prediction is off by 10, nine others are off by 1. Which share of the total loss is due to the first?

# %% nbgrader="solution squared_error"

# %% nbgrader="examples squared_error"
a, b = np.array([[1, 5], [2, -3]]), np.array([[4, 5], [1.5, 3]])
loss = squared_error(a, b)
assert np.shape(loss) == (2, 2), f"one loss for each entry, no sum and no mean; got {loss!r}"
assert close(loss, [[9, 0], [0.25, 36]]), f"(1 - 4)² = 9, (2 - 1.5)² = 0.25; yours is\n{loss}"
assert close(squared_error(2, 5), 9), f"(2 - 5)² = 9; yours is {squared_error(2, 5)}"
print("squared_error: the examples agree")

# %% [markdown]
# Also checked: one to three axes, integers, Python numbers, and that $a$ and $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** It is one line. Arrays are subtracted and raised to a power entry by entry.
#
# **The common mistake.** `(a - b) ^ 2`. In Python `^` is the exclusive or of bits.
#
# **A worked twin.** The cube of a sum: `(a + b) ** 3`.
#
# </details>

# %% nbgrader="test squared_error"

# %% [markdown]
# ### `absolute_error` (3 points, difficulty 1, 5 minutes)
#
# The answer to the prediction: 100 of 109. A single wild sample, an *outlier*, rules the whole. The distance itself
# is more patient; there it is 10 of 19.
#
# $$\mathrm{absolute\_error}(a, b) = |a - b|$$
#
# elementwise: $a$ and $b$ have the same shape, and so has the result.

# %% nbgrader="solution absolute_error"

# %% nbgrader="examples absolute_error"
a, b = np.array([[1, 5], [2, -3]]), np.array([[4, 5], [1.5, 3]])
loss = absolute_error(a, b)
assert np.shape(loss) == (2, 2), f"one loss for each entry, no sum and no mean; got {loss!r}"
assert close(loss, [[3, 0], [0.5, 6]]), f"|1 - 4| = 3, |-3 - 3| = 6; yours is\n{loss}"
assert close(absolute_error(2, 5), 3), f"|2 - 5| = 3; yours is {absolute_error(2, 5)}"
print("absolute_error: the examples agree")

# %% [markdown]
# Also checked: one to three axes, integers, Python numbers, and that $a$ and $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Subtract first, then drop the sign.
#
# **The common mistake.** `np.abs(a) - np.abs(b)`: for $a = 3$ and $b = -3$ it sees no difference.
#
# **A worked twin.** The distance of a number from the nearest integer: `np.abs(z - np.round(z))`.
#
# </details>

# %% nbgrader="test absolute_error"

# %% [markdown]
# ### `huber` (7 points, difficulty 2, 15 minutes)
#
# The square is smooth at 0, where fine work is done. The distance keeps calm about outliers. Huber's loss has both: a
# parabola near 0, straight lines from $\delta$ on.
#
# $$\mathrm{huber}(a, b, \delta) = \begin{cases} \frac12 (a - b)^2 & \text{if } |a - b| \le \delta, \\
# \delta \left( |a - b| - \frac12 \delta \right) & \text{otherwise,} \end{cases}$$
#
# elementwise; $a$ and $b$ have the same shape, and $\delta$ is one positive number. Here the factor $\frac12$ belongs
# to the formula.
#
# **Predict.** Which values have the two pieces at $|a - b| = \delta$, and which slopes? What is the $\frac12 \delta$
# in the second line there for?
#
# <details><summary>Answer</summary>
#
# Both have the value $\frac12 \delta^2$ and the slope $\delta$: the line is a tangent of the parabola. With any other
# constant the loss would jump.
#
# </details>

# %% nbgrader="solution huber"

# %% nbgrader="examples huber"
a, b = np.array([0.0, 1.0, -1.0, 3.0, -5.0]), np.zeros(5)
loss = huber(a, b, 2)
assert np.shape(loss) == (5,), f"one loss for each entry; got {loss!r}"
assert close(loss[:3], [0, 0.5, 0.5]), (
    f"distances of 0, 1, 1 are below delta = 2: half their squares are 0, 0.5, 0.5, not {loss[:3]}"
)
assert close(loss[3], 4), f"3 is above delta = 2: 2 * (3 - 1) = 4; yours is {loss[3]}"
assert close(loss[4], 8), f"-5 is at a distance of 5: 2 * (5 - 1) = 8; yours is {loss[4]}"
assert close(huber(a, b, 10), [0, 0.5, 0.5, 4.5, 12.5]), "for delta = 10 all five are near"
assert close(huber(7, 4, 1), 2.5), f"1 * (3 - 0.5) = 2.5; yours is {huber(7, 4, 1)}"
print("huber: the examples agree")

# %% [markdown]
# Also checked: arrays in which all, none or some of the distances are below $\delta$, on both sides of the target,
# small and large $\delta$, one to three axes, integers, Python numbers, and that $a$ and $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Compute the distance once. Then choose between two arrays entry by entry, as for the leaky relu.
#
# **The common mistake.** Comparing $a - b$ with $\delta$ instead of $|a - b|$: then $-5$ counts as small. Runner-up:
# taking the smaller of the two formulas, because the picture looks like it. A tangent lies *below* its parabola, so
# that is the line everywhere.
#
# **A worked twin.** A taxi takes 2 for each of the first 10 kilometres and 1.5 for each one beyond. Two pieces that
# meet at 10: `np.where(way <= 10, 2 * way, 20 + 1.5 * (way - 10))`.
#
# </details>

# %% nbgrader="test huber"

# %% [markdown]
# ### `huber_derivative` (7 points, difficulty 2, 15 minutes)
#
# Descent sees nothing of a loss but its slope. Differentiate Huber's loss **with respect to the prediction $a$**:
#
# $$\mathrm{huber\_derivative}(a, b, \delta) = \frac{\partial}{\partial a}\, \mathrm{huber}(a, b, \delta),$$
#
# elementwise, in the shape of $a$. Work out both pieces on paper first; the line has two sides.
#
# **Predict.** The prediction is far too low, $a = -100$ for $b = 0$, and $\delta = 1$. Is the derivative positive or
# negative, and how large is it?
#
# <details><summary>Answer</summary>
#
# It is $-1$: raising $a$ lowers the loss, and the slope never exceeds $\delta$, however far the target is.
#
# </details>

# %% nbgrader="solution huber_derivative"

# %% nbgrader="examples huber_derivative"
a, b = np.array([0.0, 1.0, -1.5, 3.0, -5.0]), np.zeros(5)
slope = huber_derivative(a, b, 2)
assert np.shape(slope) == (5,), f"one slope for each entry; got {slope!r}"
assert close(slope[:3], [0, 1, -1.5]), (
    f"near the target the slope of half the square is a - b: [0 1 -1.5], not {slope[:3]}"
)
assert close(slope[3:], [2, -2]), (
    f"far above the target the slope is delta = 2, far below it is -2; yours are {slope[3:]}"
)
assert close(huber_derivative(4, 7, 1), -1), "4 is far below 7: with delta = 1 the slope is -1"
assert close(huber_derivative(4, 7, 10), -3), "with delta = 10 it is near: the slope is 4 - 7 = -3"
print("huber_derivative: the examples agree")

# %% [markdown]
# Also checked: arrays in which all, none or some of the distances are below $\delta$, on both sides of the target,
# small and large $\delta$, one to three axes, integers beside a $\delta$ with a fraction, Python numbers, and that
# $a$ and $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Draw the slope as a function of $a - b$: it rises along the diagonal and is cut off at two heights.
# There is a numpy function for cutting off.
#
# **The common mistake.** The derivative of $|a - b|$ is not 1 but the *sign* of $a - b$. Or $b - a$, which is the
# derivative with respect to $b$.
#
# **A worked twin.** The absolute error has the slope $+1$ above the target and $-1$ below it: `np.sign(a - b)`.
#
# </details>

# %% nbgrader="test huber_derivative"

# %% [markdown]
# The three losses for a target of 0, and what descent sees of them.
#
# *On the left a steep parabola, a V, and between them Huber's curve, which is round at the bottom and straight
# outside; on the right their slopes: a steep diagonal, a jump from -1 to 1, and a diagonal that is cut off at -1 and
# 1.*


# %% nbgrader="locked picture_losses"
def losses():
    left, right = two_panels("loss", "derivative with respect to a")
    a = np.linspace(-3, 3, 300)
    target = np.zeros(300)
    for name, colour, style, loss, slope in [
        ("squared_error", BLUE, "-", squared_error(a, target), 2 * a),
        ("absolute_error", ORANGE, "--", absolute_error(a, target), np.sign(a)),
        ("huber, δ = 1", GREEN, "-.", huber(a, target, 1), huber_derivative(a, target, 1)),
    ]:
        left.plot(a, loss, style, color=colour, label=name)
        right.plot(a, slope, style, color=colour)
    left.set(xlabel="prediction a, for b = 0", ylim=(-0.2, 5))
    right.set(xlabel="prediction a, for b = 0", ylim=(-3, 3))
    left.legend(frameon=False, fontsize=9, loc="upper center")


attempt(losses, "squared_error", "absolute_error", "huber", "huber_derivative")

# %% [markdown]
# What to see: the blue slope pulls harder the farther away a sample is, so outliers pull hardest. The orange one
# pulls equally at every distance and never settles down: even a hair's breadth from the target it is still 1. The
# green one settles down near the target and stays moderate far from it.
#
# ## 4. Losses for classes
#
# ### `cross_entropy_dist` (6 points, difficulty 2, 10 minutes)
#
# Now the prediction $a$ is a distribution: a probability for each of $K$ classes. The target $b$ is one as well.
# Often it is *one-hot*, all of it on a single class, but it need not be: three annotators out of four may have seen a
# cat.
#
# $$\mathrm{cross\_entropy\_dist}(a, b) = -\sum_{i=1}^{K} b_i \ln a_i, \qquad\text{where } 0 \ln 0 = 0.$$
#
# $a$ and $b$ have shape $(K,)$, and the result is one number. The convention is the limit of $t \ln t$ for
# $t \to 0$: a class that was given no probability and doesn't occur costs nothing. (If $a_i = 0$ and $b_i > 0$, the
# impossible has happened, and the loss is infinite. You may return what you like there.)
#
# **Predict.** What does numpy make of `0 * np.log(0.0)`?
#
# <details><summary>Answer</summary>
#
# `nan`, because $0 \cdot (-\infty)$ could be anything. Added to a sum, one `nan` spoils all of it.
#
# </details>

# %% nbgrader="solution cross_entropy_dist"

# %% nbgrader="examples cross_entropy_dist"
a = np.array([0.5, 0.25, 0.25])
loss = cross_entropy_dist(a, np.array([0, 1, 0]))
assert np.ndim(loss) == 0, f"the sum over the classes is one number; got {loss!r}"
assert close(loss, np.log(4)), f"one-hot on class 1: -ln 0.25 = ln 4 = 1.386; yours is {loss}"
loss = cross_entropy_dist(a, np.array([0.5, 0.5, 0]))
assert close(loss, 1.5 * np.log(2)), (
    f"0.5 ln 2 + 0.5 ln 4 = 1.5 ln 2 = 1.040; yours is {loss}. The logarithm is taken of a"
)
with np.errstate(all="ignore"):
    loss = cross_entropy_dist(np.array([0.5, 0, 0.5]), np.array([0.25, 0, 0.75]))
assert not np.isnan(loss), "class 1 has a = 0 and b = 0: its term counts 0, not nan"
assert close(loss, np.log(2)), f"0.25 ln 2 + 0 + 0.75 ln 2 = ln 2; yours is {loss}"
print("cross_entropy_dist: the examples agree")

# %% [markdown]
# Also checked: other numbers of classes, one-hot targets in integers, several classes with $a_i = b_i = 0$, a
# prediction that is one-hot and right (its loss is 0), and that $a$ and $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Terms with $b_i = 0$ are 0. You don't have to compute them: index with a mask, or put a harmless 1 in
# place of $a_i$ before you take the logarithm.
#
# **The common mistake.** `np.log(a + 0.01)`, to be safe. It is, and wrong for every class. If you add something, it
# has to be far below anything that counts, such as $10^{-12}$.
#
# **A worked twin.** The mean of $\frac1{v_i}$ over those entries that aren't 0: `seen = v != 0`, then
# `np.mean(1 / v[seen])`.
#
# </details>

# %% nbgrader="test cross_entropy_dist"

# %% [markdown]
# ### `hinge` (4 points, difficulty 1, 10 minutes)
#
# A support vector machine doesn't want probabilities. It takes plain scores $a$, and is content when each is on the
# right side by a *margin* $\delta$. Beyond that there is nothing to gain, and the loss is 0. In the lecture it is
# printed like this:
#
# $$\mathrm{hinge}(a, b, \delta) = \sum_{i=1}^{K} \max(0,\ \delta - b_i a_i).$$
#
# $a$ holds the scores, $b$ the labels, both of shape $(K,)$; $\delta$ is a positive number, and so is the result, or
# 0. The formula asks nothing of $b$. With labels $+1$ and $-1$ it says: $a_i$ should be at least $\delta$ where
# $b_i = 1$, and at most $-\delta$ where $b_i = -1$. With labels 1 and 0 it says something else, to which we come.
# Write it as printed.
#
# **Predict.** What does an entry with $b_i = 0$ add to the sum?

# %% nbgrader="solution hinge"

# %% nbgrader="examples hinge"
a = np.array([2.0, -0.5, -3.0, 0.25])
loss = hinge(a, np.array([1, 1, -1, -1]), 1)
assert np.ndim(loss) == 0, f"the sum over all entries is one number; got {loss!r}"
assert close(loss, 2.75), (
    f"1 - 2 < 0 adds 0, 1 + 0.5 adds 1.5, 1 - 3 < 0 adds 0, 1 + 0.25 adds 1.25: 2.75, not {loss}"
)
assert close(hinge(a, np.array([0, 1, 0, 0]), 1), 4.5), (
    "with b = [0 1 0 0] the entries add 1, 1.5, 1 and 1, together 4.5: label 0 is not left out"
)
loss = hinge(a, np.array([1, 1, -1, -1]), 4)
assert close(loss, 11.75), f"for delta = 4 it is 2 + 4.5 + 1 + 4.25 = 11.75; yours is {loss}"
print("hinge: the examples agree")

# %% [markdown]
# Also checked: other numbers of classes, labels $\pm 1$, labels 0 and 1, labels that are any numbers, other margins,
# integers, and that $a$ and $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three steps: the products, what is missing from $\delta$, and the sum of what is positive.
#
# **The common mistake.** The maximum around the sum instead of inside it. Then a score far beyond its margin makes up
# for one on the wrong side.
#
# **A worked twin.** Hours of overtime in a week: `np.sum(np.maximum(0, hours - 8))`. A short day doesn't shorten the
# overtime of a long one.
#
# </details>

# %% nbgrader="test hinge"

# %% [markdown]
# ### `hinge_onehot` (4 points, difficulty 1, 10 minutes)
#
# Put a one-hot label into the printed formula. For every class but the labelled one, $b_i = 0$, and
# $\max(0, \delta - 0 \cdot a_i) = \delta$, whatever the score is.
#
# *Four bars for four classes with the scores 2, 0.4, -3 and 1 written below them: the bar of the labelled class is
# coloured and has height 0.6, the other three are grey, and all have the height of the margin, 1.*

# %% nbgrader="locked picture_hinge"
scores, labels, margin = np.array([2.0, 0.4, -3.0, 1.0]), np.array([0, 1, 0, 0]), 1.0
terms = np.array([1.0, 0.6, 1.0, 1.0])
_, ax = plt.subplots(figsize=(6, 2.6))
ax.bar(range(4), terms, color=[BLUE if label else "#CCCCCC" for label in labels], width=0.6)
ax.axhline(margin, color=GREY, linestyle=":")
ax.text(3.45, margin, " δ", va="center", color=GREY)
for i, term in enumerate(terms):
    ax.text(i, term + 0.04, f"{term:.1f}", ha="center")
ax.set_xticks(range(4), [f"a = {a:g}\nb = {b}" for a, b in zip(scores, labels)])
ax.set(ylim=(0, 1.3), ylabel="term of the sum")
plt.show()

# %% [markdown]
# The grey bars are constants: $K - 1$ of them, of height $\delta$ each. What is left is the loss of the labelled
# class $c$ alone,
#
# $$\mathrm{hinge\_onehot}(a, b, \delta) = \max(0,\ \delta - a_c), \qquad b_c = 1,$$
#
# and therefore $\mathrm{hinge}(a, b, \delta) = \mathrm{hinge\_onehot}(a, b, \delta) + (K - 1)\,\delta$ for every
# one-hot $b$. $a$ and $b$ have shape $(K,)$, $b$ is one-hot, and the result is one number.

# %% nbgrader="solution hinge_onehot"

# %% nbgrader="examples hinge_onehot"
a = np.array([2.0, 0.4, -3.0, 1.0])
loss = hinge_onehot(a, np.array([0, 1, 0, 0]), 1)
assert np.ndim(loss) == 0, f"one number, not {loss!r}"
assert close(loss, 0.6), f"class 1 is labelled, its score is 0.4: 1 - 0.4 = 0.6; yours is {loss}"
assert close(hinge_onehot(a, np.array([0, 0, 1, 0]), 1), 4), "class 2 has score -3: 1 + 3 = 4"
assert close(hinge_onehot(a, np.array([1, 0, 0, 0]), 1), 0), "class 0 has score 2, more than 1"
assert close(hinge_onehot(a, np.array([1, 0, 0, 0]), 5), 3), "for a margin of 5 it lacks 3"
print("hinge_onehot: the examples agree")

# %% [markdown]
# Also checked: other numbers of classes, each class as the labelled one, labelled scores that are not the largest,
# negative ones and ones beyond the margin, other margins, integers, and that $a$ and $b$ stay as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** First get $c$ or $a_c$ out of $b$. Where is the 1? Or: what is the sum of all $b_i a_i$?
#
# **The common mistake.** `a[b]`: the zeros and ones of $b$ are then read as positions. Or `np.argmax(a)`, the class
# that the network *likes*, where the labelled one is wanted.
#
# **A worked twin.** The price of the one article that is ticked, `ticked = np.array([0, 0, 1])`: `prices[ticked ==
# 1]` is an array with one entry, `prices[ticked == 1][0]` is the price.
#
# </details>

# %% nbgrader="test hinge_onehot"

# %% [markdown]
# Your two functions side by side, for random scores and a margin of 1.5. The last two columns should agree.


# %% nbgrader="locked show_hinge_table"
def hinge_table():
    rng = np.random.default_rng(4)
    margin = 1.5
    print(f"{'K':>4}{'hinge':>12}{'hinge_onehot':>16}{'difference':>14}{'(K-1) delta':>14}")
    for K in (2, 3, 5, 10, 100):
        a, b = rng.normal(size=K), np.eye(K)[rng.integers(K)]
        printed, onehot, rest = hinge(a, b, margin), hinge_onehot(a, b, margin), (K - 1) * margin
        print(f"{K:>4}{printed:>12.3f}{onehot:>16.3f}{printed - onehot:>14.3f}{rest:>14.3f}")


attempt(hinge_table, "hinge", "hinge_onehot")

# %% [markdown]
# Does it matter? Not for descent: a constant has no slope, and both have the same gradient. It does when you compare
# losses between tasks, or wonder why the loss of 100 classes won't fall below 148.5. There is more to notice: no
# score but $a_c$ has any influence, so wrong classes may score as high as they like. With labels $\pm 1$ that is
# different, and that is what the formula was made for.
#
# *On the left the cross-entropy of a two-class prediction falls from large values to 0 as the right class gets
# probability 1, and its slope falls steeply below -4 near 0; on the right the hinge falls along a straight line and
# is 0 beyond the margin, and its slope is a step from -1 to 0.*


# %% nbgrader="locked picture_class_losses"
def class_losses():
    left, right = two_panels("cross-entropy", "hinge, δ = 1")
    p, h = np.linspace(0.03, 0.999, 200), 1e-6
    certain = np.array([1.0, 0.0])
    loss = [cross_entropy_dist(np.array([a, 1 - a]), certain) for a in p]
    left.plot(p, loss, color=BLUE, label="loss")
    left.plot(p, -1 / p, "--", color=ORANGE, label="derivative")
    left.set(xlabel="probability of the right class", ylim=(-6, 4))
    left.legend(frameon=False, fontsize=9)
    a = np.linspace(-2, 3, 250)
    below, here, above = (
        np.array([hinge_onehot(np.array([score, 0.0]), certain, 1.0) for score in a + shift])
        for shift in (-h, 0, h)
    )
    right.plot(a, here, color=BLUE)
    right.plot(a, (above - below) / (2 * h), "--", color=ORANGE)
    right.set(xlabel="score of the right class", ylim=(-1.3, 3.2))


attempt(class_losses, "cross_entropy_dist", "hinge_onehot")

# %% [markdown]
# What to see: the cross-entropy is never content, it always wants a little more. The hinge is, and stops pulling.
#
# ## 5. Derivatives by trying
#
# Every gradient that you derive on paper should be compared with one that needs no paper at all: move one number a
# little, and see what the function does.
#
# ### `numerical_gradient` (9 points, difficulty 2, 20 minutes)
#
# $f$ takes an array of the shape of $x$ and returns one number. With $e_i$ for the array that is 1 in place $i$ and 0
# everywhere else, and a small step $h$, the partial derivative in place $i$ is about
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h}
# \qquad\text{or, on one side only,}\qquad \frac{f(x + h e_i) - f(x)}{h}.$$
#
# Return the array of all of them, **in the shape of $x$**. $x$ may have any number of axes, and $f$ insists on
# getting that shape. Which form and which step you take is up to you, as long as the result is right to $10^{-4}$ for
# functions that bend about as much as they rise. $x$ may hold integers, and zeros. It has to be left as it was.
#
# **Predict.** By hand, for $f(x) = x^2$ at $x = 3$ and $h = 0.1$: what do the two forms give? The true slope is 6.
#
# <details><summary>Answer</summary>
#
# On one side $(9.61 - 9)/0.1 = 6.1$, on both $(9.61 - 8.41)/0.2 = 6$ exactly. The one-sided error is about
# $\frac12 h f''$, the two-sided one about $\frac16 h^2 f'''$, and a parabola has no $f'''$.
#
# </details>
#
# So a smaller step is a better one? Down to a point. The next picture differentiates the sine at 1.
#
# *Two V-shaped curves of the error against the step on logarithmic axes: the one-sided error is smallest near a step
# of 1e-8, the two-sided one is far smaller and best near 1e-5, and to the left of these both grow again.*

# %% nbgrader="locked picture_steps"
steps = np.logspace(-15, 0, 121)
one_sided = np.abs((np.sin(1 + steps) - np.sin(1)) / steps - np.cos(1))
two_sided = np.abs((np.sin(1 + steps) - np.sin(1 - steps)) / (2 * steps) - np.cos(1))
_, ax = plt.subplots(figsize=(7, 3.4))
ax.loglog(steps, np.maximum(one_sided, 1e-17), "--", color=ORANGE, label="one side")
ax.loglog(steps, np.maximum(two_sided, 1e-17), color=BLUE, label="both sides")
ax.axhline(1e-4, color=GREY, linestyle=":")
ax.text(2e-9, 1.8e-4, "what is asked for", color=GREY, fontsize=9)
ax.text(3e-15, 3e-9, "rounding", color=GREY)
ax.text(2e-3, 2e-10, "bending", color=GREY)
ax.set(xlabel="step h", ylabel="error", ylim=(1e-13, 3))
ax.legend(frameon=False, loc="lower left")
plt.show()

# %% [markdown]
# On the right the function bends on the way, on the left the difference of two nearly equal numbers loses its digits.

# %% nbgrader="solution numerical_gradient"

# %% nbgrader="examples numerical_gradient"
x = np.array([3.0, -1.0, 2.0])
gradient = numerical_gradient(lambda v: v[0] ** 2 + 5 * v[1] * v[2], x)
assert np.shape(gradient) == (3,), f"one derivative for each entry of x; got {gradient!r}"
assert close(gradient, [6, 10, -5], within=1e-3), (
    f"x0² + 5 x1 x2 has the gradient (2 x0, 5 x2, 5 x1) = (6, 10, -5) here; yours is {gradient}"
)
assert close(x, [3, -1, 2]), f"x itself has changed, to {x}; move the entries of a copy"
A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
gradient = numerical_gradient(lambda M: np.sum(A * M), np.zeros((2, 3)))
assert np.shape(gradient) == (2, 3), f"the shape of x is (2, 3); yours is {np.shape(gradient)}"
assert close(gradient, A, within=1e-3), f"the sum of A * M has the gradient A; yours is\n{gradient}"
gradient = numerical_gradient(lambda v: np.sum(v**2) / 4, np.array([1, 0]))
assert close(gradient, [0.5, 0], within=1e-3), (
    f"x of integers: move a copy made of floats, and keep fractions; yours is {gradient}"
)
print("numerical_gradient: the examples agree")

# %% [markdown]
# Also checked: one to three axes, functions in which the entries act on one another, integers and zeros in $x$, and
# that $x$ stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** `np.ndindex(x.shape)` goes through the indices of all entries, whatever the number of axes. For each of
# them, make a fresh array of floats in which only this entry is moved.
#
# **The common mistake.** `for i in range(len(x))`, which for a matrix moves whole rows. Or `x.copy()` of integers:
# writing $2 + 10^{-5}$ into it stores 2, and all differences are 0.
#
# **A worked twin.** The second derivative of a function of one number needs three values,
# `(f(x + h) - 2 * f(x) + f(x - h)) / h**2`. For $f(x) = x^3$ at $x = 2$ and $h = 0.1$:
# $(9.261 - 16 + 6.859) / 0.01 = 12$.
#
# </details>

# %% nbgrader="test numerical_gradient"

# %% [markdown]
# ### `jacobian` (8 points, difficulty 2, 15 minutes)
#
# A layer has many outputs, each with a gradient of its own. Written below one another these are the *Jacobian
# matrix*. $f$ takes a vector $x$ of shape $(c,)$ and returns one of shape $(d,)$; the result has shape $(d, c)$:
#
# $$J_{ij} = \frac{\partial f_i}{\partial x_j}.$$
#
# **A row for each output, a column for each input.** This is called the numerator layout; some books use the other
# one, and whoever mixes the two is haunted by transposes. Compute it by differences, right to $10^{-4}$ as before.
# Two axes remain even where $d$ or $c$ is 1. `numerical_gradient` may be used; the test brings a right one.
#
# **Predict.** Let $f(x) = A x$ with $A$ of shape $(d, c)$. Which matrix is its Jacobian?
#
# <details><summary>Answer</summary>
#
# $A$ itself, everywhere. In the other layout it would be $A^\top$, which is why we don't use that one.
#
# </details>

# %% nbgrader="solution jacobian"

# %% nbgrader="examples jacobian"
J = jacobian(lambda v: np.array([v[0] * v[1], v[0] + 3 * v[1], v[1] ** 2]), np.array([2.0, 5.0]))
assert np.shape(J) == (3, 2), f"3 outputs, 2 inputs: shape (3, 2); yours is {np.shape(J)}"
assert close(J[0], [5, 2], within=1e-3), f"x0 x1 has the gradient (x1, x0) = (5, 2), not {J[0]}"
assert close(J, [[5, 2], [1, 3], [0, 10]], within=1e-3), f"yours is\n{J}"
A = np.array([[1, 2, 3], [4, 5, 6]])
J = jacobian(lambda v: A @ v, np.array([1, 0, -1]))
assert close(J, A, within=1e-3), f"of a linear map it is the matrix A; yours is\n{J}"
J = jacobian(lambda v: np.array([np.sum(v)]), np.array([1.0, 2.0, 3.0]))
assert np.shape(J) == (1, 3), f"one output, three inputs: a row of shape (1, 3), not {np.shape(J)}"
print("jacobian: the examples agree")

# %% [markdown]
# Also checked: more inputs than outputs and fewer, one output, one input, integers and zeros in $x$, and that $x$
# stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Moving input $j$ changes all outputs at once: $(f(x + h e_j) - f(x - h e_j)) / 2h$ is a whole *column*.
# Or go by rows: output $i$ alone is a function with one number as its value.
#
# **The common mistake.** Collecting the columns in a list and calling `np.array` on it makes them rows: the
# transposed matrix. Where $d = c$, no shape gives it away.
#
# **A worked twin.** `np.stack([u, v, w], axis=1)` puts three vectors of shape `(2,)` side by side as columns, shape
# `(2, 3)`; with `axis=0` they become rows, `(3, 2)`.
#
# </details>

# %% nbgrader="test jacobian"

# %% [markdown]
# ## 6. In which order?
#
# ### `chain_cost` (8 points, difficulty 2, 15 minutes)
#
# The chain rule says: the Jacobian of a composition is the product of the Jacobians. For $y = f_3(f_2(f_1(x)))$
#
# $$\frac{\partial y}{\partial x} = J_3\, J_2\, J_1,$$
#
# with the **last** function on the **left**. Matrix products are associative, so the brackets are ours to set:
#
# - from left to right, $(J_3 J_2)\, J_1$: from the output back towards the input. This is called **reverse** mode.
# - from right to left, $J_3\, (J_2 J_1)$: from the input towards the output. This is **forward** mode.
#
# The result is the same. The work isn't. A product of shapes $(p, q)$ and $(q, r)$ takes $p \cdot q \cdot r$
# multiplications (the triple loop of the first notebook).
#
# *Two rows of rectangles for a chain with one output. Above, from left to right: a flat row times a matrix gives a
# flat row, 24 multiplications, and again a flat row, 48, together 72. Below, from right to left: two large matrices
# are multiplied first, 192, then the row with the large result, 32, together 224.*


# %% nbgrader="locked picture_order"
def rectangle(ax, x, y, rows, columns, colour, label):
    """Draw a matrix as a rectangle around the height y, and return where the next one may start."""
    size = 0.16
    box = plt.Rectangle((x, y - rows * size / 2), columns * size, rows * size, alpha=0.35)
    box.set(facecolor=colour, edgecolor=colour)
    ax.add_patch(box)
    below = y - rows * size / 2 - 0.1
    ax.text(x + columns * size / 2, below, label, ha="center", va="top", fontsize=8)
    return x + columns * size + 0.25


def product(ax, x, y, cost):
    """Draw an arrow with the multiplications above it, and return where the result may start."""
    ax.annotate("", (x + 0.6, y), (x, y), arrowprops={"arrowstyle": "->"})
    ax.text(x + 0.3, y + 0.12, str(cost), ha="center", fontsize=10)
    return x + 0.8


_, ax = plt.subplots(figsize=(8, 3.7))
ax.set(xlim=(-0.1, 9.4), ylim=(-3.0, 1.1), aspect="equal")
ax.axis("off")
factors = [(1, 4, BLUE, "J3 (1, 4)"), (4, 6, ORANGE, "J2 (4, 6)"), (6, 8, GREEN, "J1 (6, 8)")]
row, block = (1, 6, GREY, "(1, 6)"), (4, 8, GREY, "(4, 8)")
for y, title, left_over, costs in [
    (0, "reverse: from left to right", [row, factors[2]], (24, 48)),
    (-2.0, "forward: from right to left", [factors[0], block], (192, 32)),
]:
    ax.text(0, y + 0.75, title, fontsize=11)
    x = 0.0
    for matrices, cost in [(factors, costs[0]), (left_over, costs[1])]:
        for matrix in matrices:
            x = rectangle(ax, x, y, *matrix)
        x = product(ax, x, y, cost)
    rectangle(ax, x, y, 1, 8, GREY, f"(1, 8)\ntogether {sum(costs)}")
plt.show()

# %% [markdown]
# `dims` is the list $[n_0, n_1, \dots, n_L]$ of the sizes along a chain of $L \ge 1$ matrices, as they stand in the
# product: the first matrix has shape $(n_0, n_1)$, the second $(n_1, n_2)$, the last $(n_{L-1}, n_L)$. `mode` is
# `"reverse"` (multiply from left to right) or `"forward"` (from right to left). Return the number of multiplications
# of two numbers, an integer. Additions don't count, and a single matrix costs nothing.
#
# **Predict.** For which chains do the two modes cost the same? What has to be small for reverse mode to win? The
# table and the picture after the test cell answer.

# %% nbgrader="solution chain_cost"

# %% nbgrader="examples chain_cost"
cost = chain_cost([1, 4, 6, 8], "reverse")
assert cost == 72, f"the upper row of the picture: 1*4*6 + 1*6*8 = 72; yours is {cost}"
cost = chain_cost([1, 4, 6, 8], "forward")
assert cost == 224, f"the lower row of the picture: 4*6*8 + 1*4*8 = 224; yours is {cost}"
for mode in ("reverse", "forward"):
    assert chain_cost([2, 3, 5], mode) == 30, "two matrices, one product: 2*3*5 = 30 in both modes"
    assert chain_cost([7, 9], mode) == 0, "a single matrix is not multiplied at all"
cost = chain_cost([2, 1, 3, 1, 4], "reverse")
assert cost == 2 * 1 * 3 + 2 * 3 * 1 + 2 * 1 * 4, (
    f"(2,1)(1,3) is (2,3): 6; times (3,1) is (2,1): 6; times (1,4): 8; together 20, not {cost}"
)
print("chain_cost: the examples agree")

# %% [markdown]
# Also checked: chains of one to seven matrices in both modes, and that `dims` stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Keep track of the shape of the product so far. From the left it begins as $(n_0, n_1)$, then $(n_0,
# n_2)$, then $(n_0, n_3)$. What never changes?
#
# **The common mistake.** $n_0 n_1 n_2 + n_1 n_2 n_3 + \dots$, always three neighbours. After the first product the
# left factor has $n_0$ rows, not $n_1$.
#
# **A worked twin.** Gluing strips of paper one to the other, the pile that you have glued so far has to be carried to
# the next strip each time: lengths 3, 2 and 4 cost 3 for the second strip and $3 + 2$ for the third. The order
# decides what you carry.
#
# </details>

# %% nbgrader="test chain_cost"

# %% [markdown]
# Your function on networks of real sizes. The chain starts at the output: a classifier with 784 pixels, hidden layers
# of 300 and 100 units, 10 scores and one loss is the chain 1, 10, 100, 300, 784.


# %% nbgrader="locked show_cost_table"
def cost_table():
    print(f"{'chain, output to input':36}{'reverse':>14}{'forward':>16}{'forward/reverse':>18}")
    for name, dims in [
        ("picture above", [1, 4, 6, 8]),
        ("digit classifier", [1, 10, 100, 300, 784]),
        ("deep: 20 layers of 1000", [1] + [1000] * 20 + [784]),
        ("as many outputs as inputs", [50, 100, 200, 100, 50]),
        ("a curve: 1 input, 1000 outputs", [1000, 200, 200, 1]),
    ]:
        reverse, forward = chain_cost(dims, "reverse"), chain_cost(dims, "forward")
        print(f"{name:36}{reverse:>14,}{forward:>16,}{forward / reverse:>18.3g}")


attempt(cost_table, "chain_cost")

# %% [markdown]
# *Two curves on logarithmic axes, for 100 inputs and three hidden layers of 100 units: the cost of reverse mode rises
# with the number of outputs from the start; that of forward mode begins 67 times as high, stays flat for long, and is
# the lower one from 100 outputs on, where the two cross.*


# %% nbgrader="locked picture_costs"
def costs():
    outputs = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000])
    chains = [[int(n), 100, 100, 100, 100] for n in outputs]
    _, ax = plt.subplots(figsize=(7, 3.5))
    for mode, colour, style in [("reverse", BLUE, "o-"), ("forward", ORANGE, "s--")]:
        multiplications = [chain_cost(dims, mode) for dims in chains]
        ax.loglog(outputs, multiplications, style, color=colour, label=mode)
    ax.axvline(100, color=GREY, linestyle=":")
    ax.text(115, 4e4, "as many outputs as inputs", color=GREY, fontsize=9)
    ax.annotate("a loss: one output", (1.1, 3e4), (3, 2.7e4), arrowprops={"arrowstyle": "->"})
    ax.set(xlabel="number of outputs, for 100 inputs", ylabel="multiplications")
    ax.legend(frameon=False)


attempt(costs, "chain_cost")

# %% [markdown]
# What to see: in training there is **one** output, the loss, and there are thousands of inputs and weights. That is
# the left end of the picture, and the wider the network, the more reverse mode wins there. It never multiplies two
# large matrices: a row meets a matrix, and the result is a row again. Reverse mode on a network is what everybody
# calls **backpropagation**.
#
# ## 7. A graph that knows its way back
#
# Reverse mode needs no Jacobian matrices. Cut a formula into steps so small that each has an obvious derivative, and
# let every step pass the gradient on. The formula of this section is
#
# $$y = 2 \ln(x_1 + \sin x_1) \max(x_2, x_3).$$
#
# *A graph that reads from left to right: x1 = 2 goes into a sine and into a plus, which adds the two, and on through
# a logarithm; x2 = 3 and x3 = -1 go into a maximum; logarithm and maximum meet in a product, which is doubled and
# gives y = 6.407; the value on each arrow is written above it.*

# %% nbgrader="locked picture_graph"
PLACES = {
    "x1": (0, 3), "x2": (0, 1.2), "x3": (0, -1.2), "sin": (2.1, 5.3), "+": (4.2, 3), "ln": (6.0, 3),
    "max": (3.2, 0.1), "×": (7.8, 1.6), "2×": (9.5, 1.6), "y": (11.2, 1.6),
}
ARROWS = [
    ("x1", "sin"), ("x1", "+"), ("sin", "+"), ("+", "ln"), ("ln", "×"),
    ("x2", "max"), ("x3", "max"), ("max", "×"), ("×", "2×"), ("2×", "y"),
]
BROWN = "#8A5F00"


def draw_graph(values, gradients=None):
    """Draw the graph with a value above each arrow and, if there are any, a gradient below it."""
    _, ax = plt.subplots(figsize=(8.4, 5.0))
    ax.set(xlim=(-0.6, 11.6), ylim=(-1.6, 5.9), aspect="equal")
    ax.axis("off")
    for tail, head in ARROWS:
        start, end = np.array(PLACES[tail]), np.array(PLACES[head])
        way = (end - start) / np.linalg.norm(end - start)
        ax.annotate("", end - 0.42 * way, start + 0.42 * way, arrowprops={"arrowstyle": "->"})
        middle, aside = (start + end) / 2, np.array([-way[1], way[0]])
        style = {"ha": "center", "va": "center", "fontsize": 9.5}
        # On a sloping arrow a number needs more room to the side.
        room = 0.26 + 0.28 * abs(way[1])
        ax.text(*(middle + room * aside), f"{values[tail]:.4g}", color=BLUE, **style)
        if gradients:
            ax.text(*(middle - room * aside), f"{gradients[tail, head]:.4g}", color=BROWN, **style)
    for name, place in PLACES.items():
        is_end = name in ("x1", "x2", "x3", "y")
        box = {"boxstyle": "circle,pad=0.32", "facecolor": "white", "edgecolor": GREY}
        ax.text(*place, name, ha="center", va="center", fontsize=11, bbox=None if is_end else box)
    ax.text(6.0, 4.8, "above an arrow: the value", color=BLUE)
    if gradients:
        ax.text(6.0, 4.3, "below it: the gradient of y", color=BROWN)
        ax.text(0, 2.4, f"{gradients['x1']:.4g}", color=BROWN, ha="center", weight="bold")


def run_graph(arrow=None, more=0.0):
    """The value of every node; what one arrow carries may be raised a little on its way."""
    seen = {"x1": 2.0, "x2": 3.0, "x3": -1.0}

    def at(tail, head):
        return seen[tail] + (more if (tail, head) == arrow else 0.0)

    seen["sin"] = np.sin(at("x1", "sin"))
    seen["+"] = at("x1", "+") + at("sin", "+")
    seen["ln"] = np.log(at("+", "ln"))
    seen["max"] = max(at("x2", "max"), at("x3", "max"))
    seen["×"] = at("ln", "×") * at("max", "×")
    seen["2×"] = 2 * at("×", "2×")
    seen["y"] = at("2×", "y")
    return seen


draw_graph(run_graph())
plt.show()

# %% [markdown]
# Going back starts at $y$ with $\frac{\partial y}{\partial y} = 1$. A gate in the graph knows the gradient $dz$ of
# its output $z$ (short for $\partial y / \partial z$) and its own inputs. It needs nothing else:
#
# $$dx = dz \cdot \frac{\partial z}{\partial x}.$$
#
# ### `MultiplyGate` (5 points, difficulty 1, 10 minutes)
#
# A gate is a class with two methods. `forward(x, y)` takes two numbers, **remembers what it will need**, and returns
# $z = x y$. `backward(dz)` takes one number, the gradient of the gate's output, and returns the list `[dx, dy]`, the
# gradients of the two inputs of the last `forward`. It may be called again with another $dz$. Every gate made with
# `MultiplyGate()` remembers its own inputs.
#
# **Predict.** If $x$ grows by a tiny $t$, by how much does $x y$ grow? So which of the two inputs appears in $dx$?
#
# <details><summary>Answer</summary>
#
# By $t\, y$. The gradient of $x$ contains $y$, and that of $y$ contains $x$: a product is a crossing.
#
# </details>

# %% nbgrader="solution MultiplyGate"

# %% nbgrader="examples MultiplyGate"
gate = MultiplyGate()
z = gate.forward(3.0, -4.0)
assert z == -12, f"3 times -4 is -12; forward returned {z}"
gradients = gate.backward(2.0)
assert len(gradients) == 2, f"backward returns the list [dx, dy]; yours is {gradients!r}"
assert close(gradients[0], -8), f"dx = dz y = 2 * (-4) = -8; yours is {gradients[0]}"
assert close(gradients[1], 6), f"dy = dz x = 2 * 3 = 6; yours is {gradients[1]}"
other = MultiplyGate()
other.forward(10.0, 20.0)
assert close(gate.backward(1.0)[0], -4), "another gate has changed what this one remembers"
print("MultiplyGate: the examples agree")

# %% [markdown]
# Also checked: integers, an input that is 0, several trips through the same gate, `backward` called twice, and two
# gates that are used by turns.
#
# <details><summary>Help</summary>
#
# **A nudge.** In a method, what is assigned to `self.something` is still there when the next method runs.
#
# **The common mistake.** Leaving out `dz`. The local derivative is only one link of the chain, and $dz$ is the
# product of all links behind it.
#
# **A worked twin.** A gate for $z = x + y$: both local derivatives are 1, so its `backward` returns `[dz, dz]`, and
# it has nothing to remember.
#
# </details>

# %% nbgrader="test MultiplyGate"

# %% [markdown]
# ### `MaxGate` (5 points, difficulty 1, 10 minutes)
#
# A maximum is a switch: the larger number passes, the other one has no say. Its way back is a switch as well.
# `forward(x, y)` takes two numbers and returns the larger, $z = \max(x, y)$; `backward(dz)` returns `[dx, dy]` with
#
# $$dx = \begin{cases} dz & \text{if } x > y, \\ 0 & \text{if } x < y, \end{cases} \qquad
# dy = \begin{cases} 0 & \text{if } x > y, \\ dz & \text{if } x < y. \end{cases}$$
#
# All else is as before. For equal numbers, a tie, any split of $dz$ will do.

# %% nbgrader="solution MaxGate"

# %% nbgrader="examples MaxGate"
gate = MaxGate()
assert gate.forward(3.0, -4.0) == 3, "the larger of 3 and -4 is 3"
gradients = gate.backward(2.0)
assert len(gradients) == 2, f"backward returns the list [dx, dy]; yours is {gradients!r}"
assert close(gradients, [2, 0]), f"x passed, so it gets all of dz = 2: [2, 0]; yours is {gradients}"
assert gate.forward(-3.0, -1.0) == -1, "the larger of -3 and -1 is -1; 0 takes no part"
gradients = gate.backward(-5.0)
assert close(gradients, [0, -5]), f"now y passed: [0, -5]; yours is {gradients}"
print("MaxGate: the examples agree")

# %% [markdown]
# Also checked: positive and negative numbers, integers, several trips through the same gate, `backward` called twice,
# and two gates that are used by turns. No ties.
#
# <details><summary>Help</summary>
#
# **A nudge.** What does `backward` have to know? Not the two numbers, only which of them won. You may keep either.
#
# **The common mistake.** Returning `[1, 0]`: the slope of the switch without what flows through it.
#
# **A worked twin.** A gate for $z = |x|$: `forward` keeps the sign of $x$, and `backward(dz)` returns `dz` times that
# sign.
#
# </details>

# %% nbgrader="test MaxGate"

# %% [markdown]
# ### `graph_gradient` (7 points, difficulty 3, 25 minutes)
#
# Put the graph together:
#
# $$y = 2 \ln(x_1 + \sin x_1) \max(x_2, x_3), \qquad x_1 > 0.$$
#
# `graph_gradient(x1, x2, x3)` takes three numbers and returns the tuple `(y, dx1, dx2, dx3)`: the value and its
# derivatives $\frac{\partial y}{\partial x_1}$, $\frac{\partial y}{\partial x_2}$, $\frac{\partial y}{\partial x_3}$.
# Use your gates or plain lines of code, as you like; the test brings right gates. There is no tie between $x_2$ and
# $x_3$.
#
# Go forwards through the picture and keep every value; then go backwards through it, arrow by arrow. Two rules
# suffice. Along an arrow, multiply by the local derivative. Where two arrows *leave* a node, as at $x_1$, their
# gradients come back on two ways and are **added**.
#
# **Predict.** At $x_1 = \pi$ the gradient of $x_1$ is 0, whatever $x_2$ and $x_3$ are. Why?
#
# <details><summary>Answer</summary>
#
# One way has the slope 1, the other $\cos \pi = -1$. They cancel.
#
# </details>

# %% nbgrader="solution graph_gradient"

# %% nbgrader="examples graph_gradient"
result = graph_gradient(np.pi, 1.0, 4.0)
assert len(result) == 4, f"four numbers, (y, dx1, dx2, dx3); got {result!r}"
y, dx1, dx2, dx3 = result
assert close(y, 8 * np.log(np.pi)), f"sin(pi) = 0, so y = 2 ln(pi) 4 = 9.158; yours is {y}"
assert close(dx1, 0), f"the two ways from x1 have the slopes 1 and -1, together 0; yours is {dx1}"
assert close(dx2, 0), f"x2 = 1 is the smaller one and gets nothing; yours is {dx2}"
assert close(dx3, 2 * np.log(np.pi)), f"dx3 = 2 ln(pi) = 2.289; yours is {dx3}"
y, dx1, dx2, dx3 = graph_gradient(np.pi / 2, 3.0, -1.0)
assert close(dx1, 6 / (np.pi / 2 + 1)), (
    f"cos(pi/2) = 0, so dx1 = 2 * 3 / (pi/2 + 1) = 2.334; yours is {dx1}"
)
step = 1e-6
above, below = graph_gradient(2 + step, 3.0, -1.0)[0], graph_gradient(2 - step, 3.0, -1.0)[0]
dx1 = graph_gradient(2.0, 3.0, -1.0)[1]
assert close(dx1, (above - below) / (2 * step), within=1e-6), (
    f"at x1 = 2, differences of your y give {(above - below) / (2 * step):.6f}, your dx1 is {dx1}"
)
print("graph_gradient: the examples agree")

# %% [markdown]
# *The graph of before, with a gradient below each arrow: 1 at y, 2 before the doubling, then 6 towards the logarithm
# and 2.136 towards the maximum, which passes all of it to x2 and 0 to x3; 2.062 comes back along the straight arrow
# to x1 and -0.8582 through the sine, and their sum, 1.204, stands below x1.*
#
# The picture raises what each arrow carries by $10^{-5}$ and looks at $y$; only the gradients of $x_1$, $x_2$ and
# $x_3$ are yours. So it also shows what you should find on the way.


# %% nbgrader="locked picture_gradients"
def gradients_flow_back():
    gradients = {}
    for arrow in ARROWS:
        above, below = run_graph(arrow, 1e-5)["y"], run_graph(arrow, -1e-5)["y"]
        gradients[arrow] = (above - below) / 2e-5
    _, gradients["x1"], *rest = graph_gradient(2.0, 3.0, -1.0)
    gradients["x2", "max"], gradients["x3", "max"] = rest
    draw_graph(run_graph(), gradients)


attempt(gradients_flow_back, "graph_gradient")

# %% [markdown]
# Also checked: $x_2$ larger than $x_3$ and the other way round, negative ones, $x_1$ so small that the logarithm is
# negative, $x_1$ where the sine falls or is negative, and integers.
#
# <details><summary>Help</summary>
#
# **A nudge.** Name every arrow of the picture in code: `inner` for $x_1 + \sin x_1$, and so on. On the way back each
# name gets a partner, `dinner` and so on, in the opposite order.
#
# **The common mistake.** Following only one of the two ways back to $x_1$. The slope of $x_1 + \sin x_1$ is $1 + \cos
# x_1$; the 1 is the direct way.
#
# **A worked twin.** $y = 3 u e^{u}$ at $u = 1$. Forwards: `e = exp(u)` is 2.718, `y = 3 * u * e` is 8.155. Backwards:
# `de = 3 * u = 3`; on the direct way $u$ gets `3 * e = 8.155`, on the way through the exponential `de * e = 8.155`,
# together 16.31. By the product rule, $3 e^u (1 + u) = 16.31$.
#
# </details>

# %% nbgrader="test graph_gradient"

# %% [markdown]
# ## 8. A line among outliers
#
# Time to put the pieces to work. Forty points lie along a line, but five of them were written down wrongly. Which
# line does a loss find? We descend on the mean loss of $a_i = \theta_0 + \theta_1 x_i$, with your
# `numerical_gradient` for the slope and each of your three losses in turn.
#
# *On the left forty points, thirty-five of them along a rising line and five far below it on its right side: the line
# of the squared error is dragged down by these, those of the absolute error and of Huber's loss follow the majority;
# on the right the three losses fall with the steps and level off.*


# %% nbgrader="locked picture_outliers"
def descend(x, y, loss, eta):
    """Fit a line by gradient descent; returns intercept and slope, and the mean loss on the way."""

    def mean_loss(theta):
        return np.mean(loss(theta[0] + theta[1] * x, y))

    theta, history = np.array([-2.0, 0.0]), []
    for _ in range(120):
        history.append(mean_loss(theta))
        theta = theta - eta * numerical_gradient(mean_loss, theta)
    return theta, history


def outliers():
    rng = np.random.default_rng(8)
    x = np.sort(rng.uniform(-3, 3, size=40))
    y = 0.5 + 0.8 * x + rng.normal(scale=0.3, size=40)
    wrong = np.arange(31, 36)
    y[wrong] -= rng.uniform(5, 7, size=5)
    _, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
    left.plot(np.delete(x, wrong), np.delete(y, wrong), "o", color=GREY, markersize=4)
    left.plot(x[wrong], y[wrong], "x", color="black", label="written down wrongly")
    for name, colour, style, loss, eta in [
        ("squared_error", BLUE, "-", squared_error, 0.1),
        ("absolute_error", ORANGE, "--", absolute_error, 0.1),
        ("huber, δ = 1", GREEN, "-.", lambda a, b: huber(a, b, 1.0), 0.3),
    ]:
        theta, history = descend(x, y, loss, eta)
        ends = np.array([-3, 3])
        left.plot(ends, theta[0] + theta[1] * ends, style, color=colour, label=name)
        right.plot(history, style, color=colour)
        print(f"{name:18}intercept {theta[0]:5.2f}, slope {theta[1]:5.2f}")
    print(f"{'the true line':18}intercept {0.5:5.2f}, slope {0.8:5.2f}")
    left.set(xlabel="x", ylabel="y", ylim=(-7, 6))
    left.legend(frameon=False, fontsize=8.5, loc="upper left")
    right.set(xlabel="step", ylabel="mean loss", ylim=(0, None))


attempt(outliers, "squared_error", "absolute_error", "huber", "numerical_gradient")

# %% [markdown]
# Five wrong points of forty, and the squared error sees another line. It doesn't count votes, it weighs them by
# distance.
#
# The two parameters cost four evaluations of the loss in every step: two for each. A network with a million weights
# would take two million evaluations to move once. The gates of section 7 take one trip forwards and one back,
# whatever the number of weights. In the next notebook the gates become layers, with vectors and matrices on the
# arrows.
