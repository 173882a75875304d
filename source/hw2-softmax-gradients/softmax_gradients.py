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
# # Softmax and gradients by hand
#
# In the last notebook somebody else chose the weights. In this one the network finds them. All it takes is an answer
# to one question, asked for every single weight: *if I turn this one up a little, does the network get better or
# worse, and by how much?* The answer is a derivative, and the collection of all of them is the gradient.
#
# You will compute it with pencil, paper and numpy, one layer at a time, without any library that knows how to
# differentiate. At the end stand three kinds of iris, 51 parameters, and a loss that falls because of what you wrote.
#
# The way there:
# 1. from scores to probabilities, without overflow;
# 2. from probabilities to a single number, the loss;
# 3. the gradient of the loss, backwards through the network;
# 4. a test that tells whether a gradient is right, whoever wrote it;
# 5. training.
#
# **How an exercise works.** You replace `raise NotImplementedError` in the stub, 15 lines at most. The cell below it
# tries your code on numbers small enough to follow by hand: run it until it says that the examples agree. The test
# cell after that earns the points, and *Also checked* tells in words what it looks at besides. *Help* has a nudge, the
# mistake that most people make, and the same idea worked out for other numbers.
#
# **What holds everywhere.**
# - Use your own earlier functions freely. Each exercise is tested with right versions of those before it, so that a
#   mistake costs its points once.
# - Return new arrays and leave the arguments alone. They may hold integers; fractions in the result are kept.
# - Labels are integers from $0$ to $K - 1$. Sizes are free: $n$ samples, $d$ features, $m$ hidden units, $K$ classes.
# - "No Python loop over the samples" means that Python's work must not grow with the number of samples: no `for`, no
#   comprehension, no `map`, no `np.vectorize`. Where nothing is said, loop as you like.

# %% nbgrader="locked setup"
from collections.abc import Callable

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


# %% [markdown]
# ## The data and the network
#
# In the 1930s the botanist Edgar Anderson measured 150 irises of three species. We keep two of his four measurements,
# length and width of the sepals, so that the plane of the data can be drawn. `X_iris` has shape $(150, 2)$, its columns
# are centred, and `y_iris` holds the species as 0, 1 or 2.
#
# *A scatter plot of sepal width against sepal length, both centred: the setosas form a cloud of their own at the upper
# left, versicolor and virginica overlap on the right.*

# %% nbgrader="locked picture_iris"
from sklearn.datasets import load_iris

iris = load_iris()
X_iris, y_iris = iris.data[:, :2], iris.target
X_iris = X_iris - X_iris.mean(axis=0)
KINDS = [("setosa", BLUE, "o"), ("versicolor", "#A86500", "s"), ("virginica", "#00684C", "^")]


def show_iris(ax):
    for k, (name, colour, marker) in enumerate(KINDS):
        length, width = X_iris[y_iris == k].T
        ax.scatter(length, width, color=colour, marker=marker, s=22, alpha=0.75, label=name)
    ax.set(xlabel="sepal length in cm, centred", ylabel="sepal width in cm, centred")


def scatter():
    _, ax = plt.subplots(figsize=(6.2, 3.9))
    show_iris(ax)
    ax.legend(frameon=False, loc="lower right")


scatter()

# %% [markdown]
# The network is that of the last notebook, with one hidden layer. It is given here, and needs no change:
#
# $$h = \mathrm{relu}(X W_1 + b_1), \qquad z = h W_2 + b_2.$$
#
# | symbol | shape | |
# |---|---|---|
# | $X$ | $(n, d)$ | the samples, one in each row |
# | $W_1$, $b_1$ | $(d, m)$, $(m,)$ | hidden layer |
# | $h$ | $(n, m)$ | the hidden units, **after** their relu |
# | $W_2$, $b_2$ | $(m, K)$, $(K,)$ | output layer |
# | $z$ | $(n, K)$ | the scores, one for each sample and class |
#
# The parameters travel in a dictionary, `theta`, with the keys `"W1"`, `"b1"`, `"W2"` and `"b2"`.


# %% nbgrader="locked network"
def relu(z):
    return np.maximum(0, z)


def forward(X, theta):
    """The hidden layer h (n, m), after its relu, and the scores z (n, K)."""
    h = relu(X @ theta["W1"] + theta["b1"])
    return h, h @ theta["W2"] + theta["b2"]


def init_params(input_dim, hidden_dim, output_dim):
    """Random parameters, the same in every call."""
    np.random.seed(0)
    sizes = {
        "W1": (input_dim, hidden_dim),
        "b1": (hidden_dim,),
        "W2": (hidden_dim, output_dim),
        "b2": (output_dim,),
    }
    return {name: np.random.randn(*size) for name, size in sizes.items()}


# %% [markdown]
# ## 1. From scores to probabilities
#
# ### `softmax` (10 points, difficulty 2, 15 minutes)
#
# A score says little by itself. Is 3.2 a good score? That depends on the others. Softmax turns the $K$ scores of a
# sample into $K$ probabilities: all positive, with sum 1, in the same order as the scores. For $z$ of shape $(n, K)$
# the result $p$ has shape $(n, K)$ too, and every row is treated by itself:
#
# $$p_{ij} = \frac{e^{z_{ij}}}{\sum_{k=1}^{K} e^{z_{ik}}}.$$
#
# As a formula that is complete. As a program it is not, because a float64 ends near $1.8 \cdot 10^{308}$:

# %%
with np.errstate(over="ignore", under="ignore", invalid="ignore"):
    for score in (10.0, 700.0, 709.0, 710.0, -745.0, -746.0):
        print(f"exp({score:6.0f}) = {np.exp(score):.3g}")
    print(
        "the formula for the scores 710 and 711:",
        np.exp([710.0, 711.0]) / np.exp([710.0, 711.0]).sum(),
    )

# %% [markdown]
# The scores 710 and 711 are nothing special. Their probabilities are those of 0 and 1, namely 0.27 and 0.73, because
# a number $c$ that is taken away from all scores of a row cancels:
#
# $$\frac{e^{z_{ij} - c}}{\sum_k e^{z_{ik} - c}} = \frac{e^{-c}\, e^{z_{ij}}}{e^{-c} \sum_k e^{z_{ik}}} = p_{ij}.$$
#
# So $c$ is yours to choose, a number for each row. **Your softmax has to be stable**: scores may lie in the thousands,
# above and below zero, also in the same row, and rows may lie far apart. All results have to be finite.
#
# Write **no Python loop over the samples or the classes**. The loop below is the specification for scores of moderate
# size.
#
# **Predict.** What does softmax make of the scores $z + 5$ instead of $z$? And of $2z$? Which $c$ makes sure that no
# exponential overflows, and that the sum in the denominator isn't 0 either?
#
# <details><summary>Answer</summary>
#
# $z + 5$ has the same probabilities as $z$. $2z$ hasn't: differences double, and the largest score gets more. With
# $c_i = \max_k z_{ik}$ all exponents are 0 or less, and one of them is 0, so that the sum is at least 1. The smallest
# score or the mean won't do.
#
# </details>


# %% nbgrader="locked slow_softmax"
def slow_softmax(z):
    n, K = z.shape
    p = np.zeros((n, K))
    for i in range(n):
        total = 0.0
        for k in range(K):
            total += np.exp(z[i, k])
        for j in range(K):
            p[i, j] = np.exp(z[i, j]) / total
    return p


# %% nbgrader="solution softmax"

# %% nbgrader="examples softmax"
z = np.log([[1, 1, 2], [3, 5, 2]])  # so that the exponentials are 1, 1, 2 and 3, 5, 2
p = softmax(z)
assert np.shape(p) == (2, 3), (
    f"one probability for each score: shape (2, 3), yours is {np.shape(p)}"
)
assert close(p[0], [0.25, 0.25, 0.5]), (
    f"the exponentials 1, 1, 2 have the sum 4, which makes 1/4, 1/4, 1/2; your first row is {p[0]}"
)
assert close(p[1], [0.3, 0.5, 0.2]), (
    f"the exponentials 3, 5, 2 have the sum 10; your second row is {p[1]}"
)
z = np.array([[0, 1, -1, 3], [2, 2, 0, -4]])
assert close(softmax(z), slow_softmax(z)), (
    f"the slow loop says something else; you return\n{softmax(z)}"
)
z = np.array([[1000.0, 1000.0], [-1000.0, -1000.0]])
with np.errstate(all="ignore"):
    p = softmax(z)
assert close(p, [[0.5, 0.5], [0.5, 0.5]]), (
    f"equal scores have equal probabilities, however large they are; you return\n{p}\n"
    "Take something away from each row before you call exp"
)
print("softmax: the examples agree")

# %% [markdown]
# *Three bar charts of three probabilities: those of z and of z + 5 are the same, for 2z the largest probability has
# grown and the others have shrunk.*


# %% nbgrader="locked picture_softmax"
def shift_and_scale():
    z = np.array([[1.0, 2.0, 0.5]])
    _, axes = plt.subplots(1, 3, figsize=(7.6, 2.6), sharey=True, layout="constrained")
    for ax, scores, name in zip(axes, (z, z + 5, 2 * z), ("z", "z + 5", "2z")):
        bars = ax.bar([0, 1, 2], softmax(scores)[0], color=[BLUE, ORANGE, GREEN], width=0.65)
        ax.bar_label(bars, fmt="%.2f", fontsize=10)
        ax.set_xticks([0, 1, 2], [f"{score:g}" for score in scores[0]])
        ax.set(title=f"softmax({name})", xlabel=f"scores {name}", ylim=(0, 1))
    axes[0].set_ylabel("probability")


attempt(shift_and_scale, "softmax")

# %% [markdown]
# Also checked: other sizes, integers and float32, scores around 1000, around $-1000$ and of both kinds in one row,
# rows far apart from one another, $z$ left as it was, and Python's work for ten times as many samples and for ten
# times as many classes.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three steps: take away each row's largest score, apply `np.exp`, divide by each row's sum. Both the
# largest score and the sum must have the shape $(n, 1)$ when they meet an array of shape $(n, K)$.
#
# **The common mistake.** `z - np.max(z)`, one shift for all rows. Nothing overflows, and still it fails: if one row
# lies around 1000 and another around $-1000$, the second becomes $e^{-2000} = 0$ throughout, and $0/0$ is `nan`.
#
# **A worked twin.** To scale the rows of a table to length 1, `length = np.sqrt((T**2).sum(axis=1, keepdims=True))`
# and `T / length`. For `T = np.array([[3.0, 4.0], [0.0, 2.0]])` the lengths are `[[5.], [2.]]`, and the result is
# `[[0.6, 0.8], [0., 1.]]`.
#
# </details>

# %% nbgrader="test softmax"

# %% [markdown]
# ### `logsumexp` (8 points, difficulty 2, 10 minutes)
#
# The loss will need the *logarithm* of a probability. Take it of the formula above, and the fraction becomes a
# difference:
#
# $$\log p_{ij} = z_{ij} - \log \sum_{k=1}^{K} e^{z_{ik}} = z_{ij} - \mathrm{logsumexp}(z)_i.$$
#
# On the right no probability is left that could be rounded to 0. But the new function has to survive large scores as
# well. For $z$ of shape $(n, K)$ its result has shape $(n,)$, and the trick of the last exercise needs one more step,
# because here the shift doesn't cancel by itself:
#
# $$\mathrm{logsumexp}(z)_i = \log \sum_{k=1}^{K} e^{z_{ik}} = c_i + \log \sum_{k=1}^{K} e^{z_{ik} - c_i}
# \qquad\text{for any } c_i.$$
#
# **It has to be stable** in the same sense: finite and right for scores in the thousands, whatever their signs, with
# rows far apart and scores far apart in a row. Write **no Python loop over the samples or the classes**.
#
# **Predict.** Two equal scores of 1000: what is their logsumexp? Is it ever smaller than the largest score of the row?
# By how much can it be larger?
#
# <details><summary>Answer</summary>
#
# $1000 + \log 2 = 1000.693$. Never smaller, because the sum contains $e^{\max}$; and at most $\log K$ larger, which
# happens where all $K$ scores are equal. It is a maximum with rounded corners, and its gradient is the softmax.
#
# </details>

# %% nbgrader="solution logsumexp"

# %% nbgrader="examples logsumexp"
z = np.log([[1, 1, 2], [3, 5, 2]])
result = logsumexp(z)
assert np.shape(result) == (2,), f"one number for each row: shape (2,), yours is {np.shape(result)}"
assert close(result, np.log([4, 10])), (
    f"the exponentials add up to 1 + 1 + 2 = 4 and 3 + 5 + 2 = 10; expected their logarithms, "
    f"[1.386 2.303], got {result}"
)
with np.errstate(all="ignore"):
    result = logsumexp(np.array([[1000.0, 1000.0], [-1000.0, -1000.0]]))
assert close(result, [1000 + np.log(2), -1000 + np.log(2)]), (
    f"expected [1000.693 -999.307], got {result}: take the largest score of each row out of the "
    "sum, and add it again at the end"
)
print("logsumexp: the examples agree")

# %% [markdown]
# Also checked: other sizes, integers and float32, scores around 1000 and around $-1000$, rows far apart, scores far
# apart in one row, $z$ left as it was, and Python's work for ten times as many samples and for ten times as many
# classes.
#
# <details><summary>Help</summary>
#
# **A nudge.** You need the largest scores twice: as a column of shape $(n, 1)$ to be taken away, and with shape
# $(n,)$ to be added at the end.
#
# **The common mistake.** Adding the column $(n, 1)$ to the logarithms $(n,)$. Broadcasting makes a table of shape
# $(n, n)$ out of that, without a word of warning.
#
# **A worked twin.** The length $\sqrt{a^2 + b^2}$ overflows for $a = 3 \cdot 10^{200}$, $b = 4 \cdot 10^{200}$,
# because the squares do. With $c = \max(|a|, |b|)$ taken out it doesn't: `c * np.sqrt((a / c)**2 + (b / c)**2)` is
# $5 \cdot 10^{200}$. Take out, compute, put back.
#
# </details>

# %% nbgrader="test logsumexp"

# %% [markdown]
# ## 2. One number for how bad it is
#
# ### `one_hot` (6 points, difficulty 1, 10 minutes)
#
# A label like 2 is a name, not a quantity: virginica is not twice versicolor. To compare labels with probabilities, we
# write them as probabilities too, those of someone who is sure: 1 for the right class, 0 for all others.
#
# $y$ has shape $(n,)$ and holds integers from 0 to $K - 1$, with $K$ = `n_classes`. The result $Y$ has shape $(n, K)$:
#
# $$Y_{ij} = \begin{cases} 1 & \text{if } j = y_i, \\ 0 & \text{otherwise.} \end{cases}$$
#
# The entries are numbers, not `True` and `False`. Write **no Python loop over the samples or the classes**.
#
# **Predict.** Someone takes the number of columns from the labels, `y.max() + 1`. With which data does that go wrong?
#
# <details><summary>Answer</summary>
#
# Where the last classes have no sample. In a small batch that happens all the time, and the shapes stop fitting.
# That's why $K$ is an argument.
#
# </details>

# %% nbgrader="solution one_hot"

# %% nbgrader="examples one_hot"
y = np.array([2, 0, 2])
Y = one_hot(y, 4)
assert np.shape(Y) == (3, 4), (
    f"a row for each label, a column for each of the 4 classes: (3, 4), yours is {np.shape(Y)}"
)
assert close(Y[0], [0, 0, 1, 0]), f"label 2 is [0 0 1 0], counted from 0; your first row is {Y[0]}"
assert close(Y, [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]]), (
    f"expected the rows of 2, 0 and 2; got\n{Y}"
)
assert np.asarray(Y).dtype != bool, "True and False are no numbers; .astype(float) makes them"
print("one_hot: the examples agree")

# %% [markdown]
# Also checked: other sizes, classes that no sample has, at either end and in between, $y$ left as it was, and Python's
# work for ten times as many samples and for ten times as many classes.
#
# <details><summary>Help</summary>
#
# **A nudge.** Start with zeros of shape $(n, K)$. Then set $n$ entries to 1 in a single assignment: their row numbers
# are $0, 1, \dots, n - 1$, their column numbers are $y$.
#
# **The common mistake.** `Y[:, y] = 1`. The colon means *all* rows, and so whole columns are filled.
#
# **A worked twin.** Indexing with two arrays works in pairs, for reading too. With `T = np.array([[1, 2], [3, 4], [5,
# 6]])`, `T[[0, 1, 2], [1, 0, 1]]` reads the entries $(0, 1)$, $(1, 0)$ and $(2, 1)$: `[2, 3, 6]`.
#
# </details>

# %% nbgrader="test one_hot"

# %% [markdown]
# ### `cross_entropy` (9 points, difficulty 2, 15 minutes)
#
# How good are the probabilities? Look at the one that the right class got. The *cross-entropy* of a sample is minus
# its logarithm: 0 if the right class got everything, 0.69 if it got one half, and larger without limit as it goes to
# 0. Being wrong is cheap if you were unsure, and expensive if you were not. The loss of the network is the mean over
# all samples:
#
# $$J = \frac{1}{n} \sum_{i=1}^{n} -\log p_{i, y_i}, \qquad p = \mathrm{softmax}(z).$$
#
# $z$ has shape $(n, K)$ and holds **scores**, not probabilities; $y$ has shape $(n,)$; the result is one number.
#
# **It has to be finite, and right, for large scores**: in the thousands, with rows far apart, and with the right class
# a thousand below the others. A loop over the samples is fine here; you won't need it.
#
# **Predict.** The scores of a sample are 0 and 1000, and the first class is right. What is its loss? What do you get
# by `-np.log(p)` with a stable softmax? And by `-np.log(p + 1e-12)`, which you find in much code?
#
# <details><summary>Answer</summary>
#
# $p = e^{-1000} / (1 + e^{-1000})$, so the loss is 1000. But $e^{-1000}$ is rounded to 0, and the logarithm of 0 is
# $-\infty$. The small constant caps the loss at 27.6: finite, and wrong. Look back at $\log p_{ij} = z_{ij} -
# \mathrm{logsumexp}(z)_i$, in which nothing is rounded to 0.
#
# </details>


# %% nbgrader="locked slow_cross_entropy"
def slow_cross_entropy(z, y):
    n, K = z.shape
    loss = 0.0
    for i in range(n):
        total = 0.0
        for k in range(K):
            total += np.exp(z[i, k])
        loss += -np.log(np.exp(z[i, y[i]]) / total)
    return loss / n


# %% nbgrader="solution cross_entropy"

# %% nbgrader="examples cross_entropy"
z = np.log([[1, 1, 2], [3, 5, 2]])  # probabilities 1/4, 1/4, 1/2 and 0.3, 0.5, 0.2
loss = cross_entropy(z, np.array([2, 0]))
assert isinstance(loss, float | np.number | np.ndarray), f"J is one number; you return {loss!r}"
assert np.ndim(loss) == 0, (
    f"J is one number, the mean over the samples; yours has shape {np.shape(loss)}"
)
assert close(loss, (np.log(2) - np.log(0.3)) / 2), (
    f"the labels have the probabilities 1/2 and 0.3, the losses are 0.693 and 1.204, their mean is "
    f"0.949; yours is {loss:.4f}"
)
z, y = np.array([[0, 1, -1, 3], [2, 2, 0, -4], [1, 0, 0, 0]]), np.array([3, 3, 1])
assert close(cross_entropy(z, y), slow_cross_entropy(z, y)), (
    f"the slow loop says {slow_cross_entropy(z, y):.4f}; yours is {cross_entropy(z, y):.4f}"
)
with np.errstate(all="ignore"):
    loss = cross_entropy(np.array([[0.0, 1000.0]]), np.array([0]))
assert close(loss, 1000), (
    f"the right class lies 1000 below the other, and the loss is 1000; yours is {loss}. "
    "Don't take the logarithm of a probability that may be 0"
)
print("cross_entropy: the examples agree")

# %% [markdown]
# *The loss of one sample with two classes against the lead of the right class's score: nearly a straight line that
# falls to 0, where the formula as it stands breaks off at a lead of minus 745; an inset shows the bend at 0.*


# %% nbgrader="locked picture_cross_entropy"
def loss_and_lead():
    lead = np.linspace(-1000, 200, 601)
    right = [cross_entropy(np.array([[x, 0.0]]), np.array([0])) for x in lead]
    with np.errstate(all="ignore"):
        naive = np.array([slow_cross_entropy(np.array([[x, 0.0]]), np.array([0])) for x in lead])
    shown = np.isfinite(naive)
    _, ax = plt.subplots(figsize=(7, 3.6))
    ax.plot(lead, right, color=BLUE, linewidth=2, label="your cross_entropy, from scores")
    ax.plot(
        lead[shown],
        naive[shown],
        color=ORANGE,
        linewidth=5,
        alpha=0.5,
        label="the formula as it stands",
    )
    ax.plot(lead[shown][0], naive[shown][0], "X", color="#8A5F00", markersize=10)
    ax.annotate(
        "from here on\nthe formula says inf",
        (lead[shown][0], naive[shown][0]),
        xytext=(-975, 390),
        color="#8A5F00",
        arrowprops={"arrowstyle": "->", "color": "#8A5F00"},
    )
    ax.set(xlabel="score of the right class minus score of the other", ylabel="loss")
    ax.legend(frameon=False, loc="upper right", bbox_to_anchor=(1, 1.05))
    near = np.linspace(-4, 4, 81)
    inset = ax.inset_axes([0.66, 0.3, 0.32, 0.4])
    inset.plot(near, [cross_entropy(np.array([[x, 0.0]]), np.array([0])) for x in near], color=BLUE)
    inset.axhline(0, color="lightgrey", zorder=0)
    inset.tick_params(labelsize=8)
    inset.set_xticks([-4, 0, 4])


attempt(loss_and_lead, "cross_entropy")

# %% [markdown]
# Also checked: other sizes, integers and float32, classes that no sample has, scores around 1000 and around $-1000$,
# rows far apart, right classes a thousand below the others, and both arguments left as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** $-\log p_{i, y_i} = \mathrm{logsumexp}(z)_i - z_{i, y_i}$. Both terms have shape $(n,)$, and you know
# how to read one entry from each row.
#
# **The common mistake.** `z[:, y]` where `z[np.arange(n), y]` is meant: it has shape $(n, n)$, and its mean is a
# number that looks perfectly reasonable. Runner-up: a mean over all $n K$ entries of `one_hot * log p`, which is $K$
# times too small.
#
# **A worked twin.** The logarithm of the *ratio* of two probabilities of a sample, classes 0 and 1, needs no
# logsumexp at all: it cancels, and `z[:, 0] - z[:, 1]` is left. Stay with scores as long as you can.
#
# </details>

# %% nbgrader="test cross_entropy"

# %% [markdown]
# ### `loss_der` (6 points, difficulty 2, 10 minutes)
#
# Now the first derivative, and the most beautiful one. Let $\ell_i = -\log p_{i, y_i} = \mathrm{logsumexp}(z)_i -
# z_{i, y_i}$ be the loss of sample $i$. How does it change with the scores of this sample? The first term has the
# softmax for a derivative, the second one a 1 at the label:
#
# $$\frac{\partial \ell_i}{\partial z_{ij}} = \frac{e^{z_{ij}}}{\sum_k e^{z_{ik}}} - Y_{ij} = p_{ij} - Y_{ij}, \qquad
# Y = \mathrm{one\_hot}(y).$$
#
# Exponentials, quotient and logarithm, and what remains is *prediction minus truth*. $p$ has shape $(n, K)$ and holds
# probabilities, $y$ has shape $(n,)$, the result has shape $(n, K)$: a row for each sample. It is **not divided by
# $n$**. The mean is taken later, by the functions that collect the samples.
#
# Write **no Python loop over the samples or the classes**.
#
# **Predict.** What is the sum of each row? Which entries are negative? When is a row nearly 0?
#
# <details><summary>Answer</summary>
#
# $1 - 1 = 0$: what one class gains, the others lose. Only the label's entry is negative. A row is nearly 0 where the
# network is sure and right: such a sample has nothing left to teach.
#
# </details>

# %% nbgrader="solution loss_der"

# %% nbgrader="examples loss_der"
p = np.array([[0.25, 0.25, 0.5], [0.3, 0.5, 0.2]])
y = np.array([2, 0])
result = loss_der(p, y)
assert np.shape(result) == (2, 3), (
    f"a derivative for each sample and class: shape (2, 3), yours is {np.shape(result)}"
)
assert close(result[0], [0.25, 0.25, -0.5]), (
    f"sample 0 has label 2: [0.25 0.25 0.5] - [0 0 1] = [0.25 0.25 -0.5]; yours is {result[0]}"
)
assert close(result[1], [-0.7, 0.5, 0.2]), (
    f"sample 1 has label 0: [0.3 0.5 0.2] - [1 0 0] = [-0.7 0.5 0.2]; yours is {result[1]}"
)
assert p[0, 2] == 0.5, "p itself has changed: p[...] -= 1 writes into the caller's array"
print("loss_der: the examples agree")

# %% [markdown]
# *Three bar charts of prediction minus truth for a label in the middle: small bars where the network is sure and
# right, middling ones where it is undecided, and where it is sure and wrong a bar near 1 upwards for its favourite and
# a bar near 1 downwards for the label.*


# %% nbgrader="locked picture_loss_der"
def prediction_minus_truth():
    cases = {
        "sure and right": [0.03, 0.95, 0.02],
        "undecided": [0.33, 0.36, 0.31],
        "sure and wrong": [0.95, 0.02, 0.03],
    }
    _, axes = plt.subplots(1, 3, figsize=(7.6, 2.9), sharey=True, layout="constrained")
    for ax, (name, p) in zip(axes, cases.items()):
        slope = loss_der(np.array([p]), np.array([1]))[0]
        bars = ax.bar([0, 1, 2], slope, color=np.where(slope < 0, ORANGE, BLUE), width=0.65)
        ax.bar_label(bars, fmt="%.2f", fontsize=10, padding=2)
        ax.axhline(0, color=GREY, linewidth=1)
        ax.set_xticks([0, 1, 2], ["class 0", "the label", "class 2"], fontsize=9)
        ax.set(title=name, ylim=(-1.25, 1.25))
    axes[0].set_ylabel("derivative of the loss")


attempt(prediction_minus_truth, "loss_der")

# %% [markdown]
# Training goes against the derivative: scores with a blue bar are lowered, the one with an orange bar is raised, and
# the length of the bar says how urgent it is.
#
# Also checked: other sizes, float32, classes that no sample has, both arguments left as they were, and Python's work
# for ten times as many samples and for ten times as many classes.
#
# <details><summary>Help</summary>
#
# **A nudge.** The formula has two symbols on the right, and you have written a function for the second one. $K$ can be
# read from the shape of $p$.
#
# **The common mistake.** `p[np.arange(n), y] -= 1; return p`. The numbers are right, and the caller's probabilities
# are gone. Runner-up: dividing by $n$ here *and* later.
#
# **A worked twin.** For a squared error, $\ell_i = \frac12 \sum_j (p_{ij} - Y_{ij})^2$, the derivative with respect to
# the *probabilities* is $p - Y$ as well. For cross-entropy it is the one with respect to the *scores*; with respect
# to the probability of the label it would be $-1 / p_{i, y_i}$.
#
# </details>

# %% nbgrader="test loss_der"

# %% [markdown]
# ## 3. Backwards through the network
#
# Now for the weights. The loss depends on them by way of the scores, and so each derivative is a product along the
# way, the chain rule. We walk the network from its end to its beginning and ask at each station: if *this* changes,
# by how much does $J$ change?
#
# *Two rows of boxes with the shapes of all arrays: above, from left to right, X, the sums a, h and the scores z up to
# the loss J; below, from right to left, what comes back at z, at h and at a, and from there arrows down to the four
# gradients, each in the shape of its parameter.*


# %% nbgrader="locked picture_steps"
def box(ax, x, y, text, fill, edge):
    style = {"boxstyle": "round,pad=0.35", "facecolor": fill, "edgecolor": edge}
    ax.text(x, y, text, ha="center", va="center", fontsize=9.5, bbox=style, linespacing=1.5)


def arrow(ax, start, end, text="", colour=GREY, offset=(0, 0.28)):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.3})
    x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
    ax.text(x, y, text, ha="center", va="center", fontsize=9, color=colour)


INK = "#8A5F00"


def steps():
    _, ax = plt.subplots(figsize=(9.2, 4.3), layout="constrained")
    ax.set(xlim=(-0.7, 10.3), ylim=(-1.3, 4.5))
    ax.axis("off")
    ax.text(-0.7, 4.4, "forward", color=BLUE, fontsize=10)
    ax.text(-0.7, 2.35, "backward", color=INK, fontsize=10)
    values = {0: "X\n(n, d)", 2.6: "a\n(n, m)", 5.2: "h\n(n, m)", 7.8: "z\n(n, K)", 9.7: "J\n()"}
    for x, text in values.items():
        box(ax, x, 3.6, text, "#C5DFF0", BLUE)
    operations = ["@ W1 + b1", "relu", "@ W2 + b2", "loss"]
    for left, right, text in zip(values, list(values)[1:], operations):
        arrow(ax, (left + 0.5, 3.6), (right - 0.5, 3.6), text, BLUE)

    box(ax, 7.8, 1.55, "G = p − Y\n(n, K)", "#FBE3B3", ORANGE)
    box(ax, 5.2, 1.55, "G W2ᵀ\n(n, m)", "#FBE3B3", ORANGE)
    box(ax, 2.6, 1.55, "D = relu'(h) ∘ G W2ᵀ\n(n, m)", "#FBE3B3", ORANGE)
    arrow(ax, (9.7, 3.1), (8.75, 1.75), "loss_der", INK, (0.55, -0.15))
    arrow(ax, (6.95, 1.55), (5.9, 1.55), "@ W2ᵀ", INK)
    arrow(ax, (4.5, 1.55), (4.02, 1.55), "∘", INK)
    arrow(ax, (5.0, 3.05), (3.4, 2.1), "relu'(h)", INK, (0.5, -0.1))

    box(ax, 0.75, -0.6, "dJ/dW1 = Xᵀ D / n\n(d, m)", "#BFE6DA", GREEN)
    box(ax, 3.35, -0.6, "dJ/db1 = mean of D\n(m,)", "#BFE6DA", GREEN)
    box(ax, 6.1, -0.6, "dJ/dW2 = hᵀ G / n\n(m, K)", "#BFE6DA", GREEN)
    box(ax, 8.75, -0.6, "dJ/db2 = mean of G\n(K,)", "#BFE6DA", GREEN)
    for start, end in [(2.2, 1.0), (2.9, 3.2), (7.4, 6.4), (8.0, 8.5)]:
        arrow(ax, (start, 1.05), (end, -0.1), colour="#00684C")


steps()

# %% [markdown]
# The same as a table. $G$ is what `loss_der` returns, $a = X W_1 + b_1$ are the sums *before* the relu, and $\circ$
# multiplies entry by entry.
#
# | step | | shape | exercise |
# |---|---|---|---|
# | 1 | $G = p - Y$, each sample's derivative at its scores | $(n, K)$ | `loss_der` |
# | 2 | $\partial J / \partial b_2$, the mean of the rows of $G$ | $(K,)$ | `dJdb2` |
# | 3 | $\partial J / \partial W_2 = h^\top G / n$ | $(m, n) \cdot (n, K) = (m, K)$ | `dJdW2` |
# | 4 | $G W_2^\top$, back to the hidden units | $(n, K) \cdot (K, m) = (n, m)$ | |
# | 5 | $D = \mathrm{relu}'(h) \circ G W_2^\top$, back through the relu | $(n, m)$ | `relu_derivative` |
# | 6 | $\partial J / \partial b_1$, the mean of the rows of $D$ | $(m,)$ | `dJdb1` |
# | 7 | $\partial J / \partial W_1 = X^\top D / n$ | $(d, n) \cdot (n, m) = (d, m)$ | `dJdW1` |
#
# Every gradient has the shape of its parameter. If you ever forget a transpose, let the shapes tell you where it goes.
#
# ### `relu_derivative` (5 points, difficulty 1, 5 minutes)
#
# The relu is two straight lines, and its slope says which of the two a number is on:
#
# $$\mathrm{relu}'(z) = \begin{cases} 1 & \text{if } z > 0, \\ 0 & \text{otherwise,} \end{cases}$$
#
# entry by entry, for an array $z$ of any shape; the result has the same shape. At 0 there is a corner and no slope. We
# take 0, so that a unit that is off passes nothing on. The entries are the **numbers** 1 and 0, not `True` and
# `False`.
#
# **Predict.** A unit that is off for every sample of the data: which of its weights can still change?
#
# <details><summary>Answer</summary>
#
# None of those that lead into it: every derivative is multiplied by 0, and stays 0. Such a unit is called dead. (Its
# row of $W_2$ has the gradient 0 as well, because $h$ is 0 there.)
#
# </details>

# %% nbgrader="solution relu_derivative"

# %% nbgrader="examples relu_derivative"
z = np.array([[-2.0, 0.5, 3.0], [0.0, -0.1, 7.0]])
slope = relu_derivative(z)
assert np.shape(slope) == (2, 3), (
    f"one slope for each entry: shape (2, 3), yours is {np.shape(slope)}"
)
assert np.asarray(slope).dtype != bool, (
    "the slopes are numbers: True and False have to become 1 and 0"
)
assert close(slope, [[0, 1, 1], [0, 0, 1]]), (
    f"1 for 0.5, 3 and 7; 0 for -2, -0.1 and for 0 itself; you return\n{slope}"
)
assert z[0, 2] == 3.0, "z itself has changed; relu_derivative returns a new array"
print("relu_derivative: the examples agree")

# %% [markdown]
# Also checked: arrays with one, two and three axes, integers and float32, many exact zeros, and that $z$ stays as it
# was.
#
# <details><summary>Help</summary>
#
# **A nudge.** A comparison of an array with a number answers for every entry. Then make numbers of the answers.
#
# **The common mistake.** `z >= 0`. After a relu *every* entry is at least 0, and then every unit would count as on.
#
# **A worked twin.** The slope of the absolute value is 1 for positive and $-1$ for negative numbers: `np.where(z > 0,
# 1.0, -1.0)`, where 0 is counted to the left.
#
# </details>

# %% nbgrader="test relu_derivative"

# %% [markdown]
# ### A trap, and why you don't fall into it
#
# Compare the formulas of the lecture with its code, and you find the letter $h$ in both, for two different things. In
# the **formulas** $h_i = W_1^\top x_i + b_1$ is the sum *before* the relu, and the relu is written out where it is
# needed: the scores are $W_2^\top \mathrm{relu}(h_i) + b_2$. In the **code** `h` is what `forward` returns, *after*
# the relu. So the factor $\mathrm{relu}'(h)$, which stands in both, is taken at two different places.
#
# The chain rule wants it at the sum before, which we call $a$ in this notebook. What we have at hand is $h =
# \mathrm{relu}(a)$. It comes out the same, by luck: $\mathrm{relu}(a)$ is positive exactly where $a$ is positive, and
# all that $\mathrm{relu}'$ asks for is the sign. Hence
#
# $$\mathrm{relu}'(\mathrm{relu}(a)) = \mathrm{relu}'(a).$$
#
# That is a property of this function and no law. With $\tanh$ in its place the same line of code would be wrong: the
# slope is to be taken at $a$, or else be written in terms of the output, $1 - h^2$.
#
# And mind the other use of $h$: the gradient of $W_2$ needs the value *after* the relu, because that is what $W_2$
# was multiplied with. There the letter of the formulas, read as the letter of the code, happens to be wrong.
#
# *Two panels of slopes against the sum a: for relu the slope taken at a and the slope taken at relu(a) are the same
# step from 0 to 1, for tanh the two curves differ everywhere but at 0.*


# %% nbgrader="locked picture_trap"
def slopes_before_and_after():
    a = np.linspace(-3, 3, 1200)  # an even number of points: none at 0
    functions = {
        "relu": (np.maximum(0, a), lambda x: np.where(x > 0, 1.0, 0.0)),
        "tanh": (np.tanh(a), lambda x: 1 - np.tanh(x) ** 2),
    }
    _, axes = plt.subplots(1, 2, figsize=(7.8, 2.9), sharey=True, layout="constrained")
    for ax, (name, (h, slope)) in zip(axes, functions.items()):
        right, other = f"{name}'(a), before: right", f"{name}'({name}(a)), after"
        ax.plot(a, slope(a), color=BLUE, linewidth=4, alpha=0.6, label=right)
        ax.plot(a, slope(h), "--", color=INK, linewidth=1.8, label=other)
        ax.set(title=name, xlabel="a, the sum before", ylim=(-0.08, 1.45))
        ax.legend(frameon=False, fontsize=9, loc="upper left")
    axes[0].set_ylabel("slope")


slopes_before_and_after()

# %% [markdown]
# ### `dJdb2` (5 points, difficulty 1, 5 minutes)
#
# The gentlest of the four. The bias $b_{2,j}$ is added to the score of class $j$, for every sample. If it grows by a
# little, so do all these scores, by the same, and $J$, a mean over the samples, changes by the mean of what they
# report:
#
# $$\frac{\partial J}{\partial b_{2,j}} = \frac{1}{n} \sum_{i=1}^{n} G_{ij}.$$
#
# $G$ has shape $(n, K)$ and is the argument called `loss_der`; the result has shape $(K,)$. Remember `unbroadcast`: a
# row that was stretched over all samples gets back a sum over all samples.
#
# **Predict.** The probabilities are right on average: among 150 flowers the network expects 50 of each species, and
# there are 50 of each. What is the gradient of $b_2$?
#
# <details><summary>Answer</summary>
#
# 0. The mean of $p - Y$ compares what is expected with what is there, class by class. In particular, wherever
# training comes to rest, the network expects as many flowers of each species as there are.
#
# </details>

# %% nbgrader="solution dJdb2"

# %% nbgrader="examples dJdb2"
G = np.array([[1, -1], [2, -2], [-3, 3], [0, 4]])
result = dJdb2(G)
assert np.shape(result) == (2,), (
    f"one derivative for each of the 2 classes: shape (2,), yours is {np.shape(result)}"
)
assert not close(result, [0, 4]), "those are the sums over the 4 samples; J is a mean"
assert close(result, [0, 1]), (
    f"the columns add up to 0 and 4, and their means over 4 samples are [0 1]; yours is {result}"
)
print("dJdb2: the examples agree")

# %% [markdown]
# Also checked: other sizes, more classes than samples, a single sample, integers whose mean has a fraction, and that
# the argument stays as it was.
#
# <details><summary>Help</summary>
#
# **A nudge.** Which axis has to disappear, if $(n, K)$ shall become $(K,)$?
#
# **The common mistake.** A sum in place of the mean. Training would work with it for a while, with steps $n$ times as
# long.
#
# **A worked twin.** For the mean of each row, one number for each sample, the other axis goes: `G.mean(axis=1)` has
# shape $(n,)$.
#
# </details>

# %% nbgrader="test dJdb2"

# %% [markdown]
# ### `dJdW2` (8 points, difficulty 2, 15 minutes)
#
# The weight $W_{2,kj}$ leads from hidden unit $k$ to class $j$. If it grows by a little, the score $z_{ij}$ grows
# $h_{ik}$ times as much. So a weight can be blamed only as far as its unit was on:
#
# $$\frac{\partial J}{\partial W_{2,kj}} = \frac{1}{n} \sum_{i=1}^{n} h_{ik}\, G_{ij}.$$
#
# $h$ has shape $(n, m)$ and holds the hidden layer **after** its relu, $G$ has shape $(n, K)$ and is the argument
# called `loss_der`. The result has the shape of $W_2$, $(m, K)$. Write **no Python loop over the samples, the hidden
# units or the classes**. Here is the loop:


# %% nbgrader="locked slow_dJdW2"
def slow_dJdW2(h, G):
    (n, m), K = h.shape, G.shape[1]
    result = np.zeros((m, K))
    for i in range(n):
        for k in range(m):
            for j in range(K):
                result[k, j] += h[i, k] * G[i, j] / n
    return result


# %% [markdown]
# **Predict.** The loop has three letters, the result has two of them. The third one, $i$, is summed. Which product of
# matrices does that: $h G$, $h^\top G$ or $h G^\top$?
#
# <details><summary>Answer</summary>
#
# $h^\top G$: $(m, n)$ times $(n, K)$, with the samples inside, where a product of matrices sums.
#
# </details>

# %% nbgrader="solution dJdW2"

# %% nbgrader="examples dJdW2"
h = np.array([[1, 0, 2], [0, 3, 1], [2, 0, 0], [1, 1, 1]])
G = np.array([[1, -1], [2, -2], [-3, 3], [0, 4]])
result = dJdW2(h, G)
assert np.shape(result) == (3, 2), (
    f"the gradient has the shape of W2, here (3, 2); yours is {np.shape(result)}"
)
assert not close(result, [[-5, 9], [6, -2], [4, 0]]), (
    "that is the sum over the 4 samples; J is a mean"
)
assert close(result[0], [-1.25, 2.25]), (
    f"unit 0 is on in samples 0, 2 and 3: 1*[1 -1] + 2*[-3 3] + 1*[0 4] = [-5 9], divided by 4 that "
    f"is [-1.25 2.25]; your first row is {result[0]}"
)
assert close(result, slow_dJdW2(h, G)), f"the slow loop says something else; you return\n{result}"
print("dJdW2: the examples agree")

# %% [markdown]
# Also checked: other sizes, more classes than hidden units, integers beside fractions, both arguments left as they
# were, and Python's work for ten times as many samples, hidden units or classes.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the shapes of $h$ and $G$ side by side. Which of them has to be turned round, so that $n$ meets
# $n$ inside, and so that $m$ comes first in the result?
#
# **The common mistake.** $G^\top h$ has all the right numbers in the shape $(K, m)$. Where $m = K$ nobody notices,
# until the training goes astray.
#
# **A worked twin.** The table of covariances between features, for centred data: `X.T @ X / len(X)` has shape $(d,
# d)$, and its entry $[j, k]$ is the mean over the samples of $x_{ij} x_{ik}$.
#
# </details>

# %% nbgrader="test dJdW2"

# %% [markdown]
# ### `dJdb1` (9 points, difficulty 3, 20 minutes)
#
# Now one layer deeper. The bias $b_{1,k}$ is added to the sum $a_{ik}$ of hidden unit $k$. What happens if that sum
# grows?
#
# - If the unit is off, nothing: the relu blocks it.
# - If it is on, $h_{ik}$ grows by the same, and with it every score $z_{ij}$, by $W_{2,kj}$ times as much. The classes
#   report $G_{ij}$ each, and their reports are added up with these weights.
#
# $$D_{ik} = \mathrm{relu}'(h_{ik}) \sum_{j=1}^{K} G_{ij}\, W_{2,kj}, \qquad
# \frac{\partial J}{\partial b_{1,k}} = \frac{1}{n} \sum_{i=1}^{n} D_{ik}.$$
#
# $h$ has shape $(n, m)$, after the relu; $W_2$ has shape $(m, K)$; $G$ has shape $(n, K)$ and is the argument called
# `loss_der`. $D$ has shape $(n, m)$, and the result has the shape of $b_1$, $(m,)$. Write **no Python loop over the
# samples or the hidden units**.


# %% nbgrader="locked slow_dJdb1"
def slow_dJdb1(h, W2, G):
    (n, m), K = h.shape, G.shape[1]
    result = np.zeros(m)
    for i in range(n):
        for k in range(m):
            if h[i, k] > 0:
                for j in range(K):
                    result[k] += G[i, j] * W2[k, j] / n
    return result


# %% [markdown]
# **Predict.** May you take the mean over the samples first, and multiply by the slope of relu afterwards? It would
# save work.
#
# <details><summary>Answer</summary>
#
# No. Which units are on is different for each sample, so the slopes have to come in while the samples are still
# apart.
#
# </details>

# %% nbgrader="solution dJdb1"

# %% nbgrader="examples dJdb1"
h = np.array([[1, 0, 2], [0, 3, 1], [2, 0, 0], [1, 1, 1]])
W2 = np.array([[1, 2], [0, 1], [-1, 1]])
G = np.array([[1, -1], [2, -2], [-3, 3], [0, 4]])
result = dJdb1(h, W2, G)
assert np.shape(result) == (3,), (
    f"one derivative for each of the 3 hidden units: shape (3,), yours is {np.shape(result)}"
)
assert not close(result, [2, 1, 1]), (
    "the slope of relu is missing: some units are off in some samples"
)
assert not close(result, [10, 2, -2]), "that is the sum over the 4 samples; J is a mean"
assert close(result[1], 0.5), (
    f"unit 1 is on in samples 1 and 3, where [2 -2] @ [0 1] = -2 and [0 4] @ [0 1] = 4 come back; "
    f"the mean over 4 samples is 0.5; yours is {result[1]}"
)
assert close(result, slow_dJdb1(h, W2, G)), f"expected [2.5 0.5 -0.5], got {result}"
print("dJdb1: the examples agree")

# %% [markdown]
# Also checked: other sizes, more classes than hidden units, units that are off for all samples, samples with all units
# off, integers beside fractions, all arguments left as they were, and Python's work for ten times as many samples and
# for ten times as many hidden units.
#
# <details><summary>Help</summary>
#
# **A nudge.** Build $D$ first. The sum over $j$ is a product of matrices: $(n, K)$ times what makes $(n, m)$? Then the
# slopes, of shape $(n, m)$ as well, entry by entry. Then the mean.
#
# **The common mistake.** A relu on what comes back: `np.maximum(0, ...)`. Gradients may be negative, and must pass.
# What blocks them is the state of the unit on the way *forward*. Runner-up: multiplying by $h$ itself rather than by
# $\mathrm{relu}'(h)$.
#
# **A worked twin.** With $\tanh$ for relu, and $h = \tanh(a)$, the same formula reads `D = (1 - h**2) * (G @ W2.T)`:
# the slope is different, what comes back is the same.
#
# </details>

# %% nbgrader="test dJdb1"

# %% [markdown]
# ### `dJdW1` (9 points, difficulty 3, 15 minutes)
#
# The last one is put together from what you know. $D$ of the previous exercise says how $J$ changes with the sums
# $a$, and the weight $W_{1,fk}$ from feature $f$ to unit $k$ changes the sum $a_{ik}$ by $X_{if}$ times as much:
#
# $$\frac{\partial J}{\partial W_{1,fk}} = \frac{1}{n} \sum_{i=1}^{n} X_{if}\, D_{ik}, \qquad
# D = \mathrm{relu}'(h) \circ G W_2^\top.$$
#
# $X$ has shape $(n, d)$, $h$ $(n, m)$, $W_2$ $(m, K)$ and $G$, the argument `loss_der`, $(n, K)$. The result has the
# shape of $W_1$, $(d, m)$. Write **no Python loop over the samples, the features or the hidden units**.


# %% nbgrader="locked slow_dJdW1"
def slow_dJdW1(X, h, W2, G):
    (n, d), (m, K) = X.shape, W2.shape
    result = np.zeros((d, m))
    for i in range(n):
        for k in range(m):
            if h[i, k] > 0:
                back = 0.0
                for j in range(K):
                    back += G[i, j] * W2[k, j]
                for f in range(d):
                    result[f, k] += X[i, f] * back / n
    return result


# %% [markdown]
# **Predict.** Compare $X^\top D / n$ with $h^\top G / n$, the gradient of $W_2$. What is the general rule for a layer
# that multiplies its input by a matrix?
#
# <details><summary>Answer</summary>
#
# Input, transposed, times what comes back at the output. It holds for every such layer, however deep the network is.
#
# </details>

# %% nbgrader="solution dJdW1"

# %% nbgrader="examples dJdW1"
X = np.array([[1, 0], [0, 1], [1, 1], [-1, 2]])
h = np.array([[1, 0, 2], [0, 3, 1], [2, 0, 0], [1, 1, 1]])
W2 = np.array([[1, 2], [0, 1], [-1, 1]])
G = np.array([[1, -1], [2, -2], [-3, 3], [0, 4]])
result = dJdW1(X, h, W2, G)
assert np.shape(result) == (2, 3), (
    f"the gradient has the shape of W1, here (2, 3); yours is {np.shape(result)}"
)
assert not close(result, [[-6, -4, -6], [19, 6, 4]]), (
    "that is the sum over the 4 samples; J is a mean"
)
assert close(result[0, 0], -1.5), (
    f"feature 0 and unit 0: D[:, 0] is [-1 0 3 8], X[:, 0] is [1 0 1 -1]; -1 + 3 - 8 = -6, divided "
    f"by 4 that is -1.5; yours is {result[0, 0]}"
)
assert close(result, slow_dJdW1(X, h, W2, G)), (
    f"the slow loop says something else; you return\n{result}"
)
print("dJdW1: the examples agree")

# %% [markdown]
# Also checked: other sizes, more features than samples, units that are off for all samples, integers beside fractions,
# all arguments left as they were, and Python's work for ten times as many samples, features or hidden units.
#
# <details><summary>Help</summary>
#
# **A nudge.** $D$ is the same as for `dJdb1`. In place of a plain mean over the samples there is a mean in which
# every sample is multiplied by its feature, for each of the features: a product of matrices with $n$ inside.
#
# **The common mistake.** Averaging $D$ first, and multiplying by the mean of $X$. For centred data that mean is 0, and
# nothing would ever be learned.
#
# **A worked twin.** A straight line through data, $\hat y = X w$, with the loss $\frac{1}{2n} \sum_i (\hat y_i -
# y_i)^2$: what comes back at the output is $\hat y - y$, of shape $(n,)$, and the gradient is `X.T @ (X @ w - y) / n`,
# of shape $(d,)$. Input, transposed, times what comes back.
#
# </details>

# %% nbgrader="test dJdW1"

# %% [markdown]
# ### `backward` (10 points, difficulty 2, 20 minutes)
#
# All together now: from samples, labels and parameters to the four gradients of
#
# $$J(\theta) = \mathrm{cross\_entropy}(z, y), \qquad (h, z) = \mathrm{forward}(X, \theta).$$
#
# $X$ has shape $(n, d)$, $y$ has shape $(n,)$, and `theta` is the dictionary with $W_1$ $(d, m)$, $b_1$ $(m,)$, $W_2$
# $(m, K)$ and $b_2$ $(K,)$. Return a **new dictionary with the same four keys**, `"W1"`, `"b1"`, `"W2"` and `"b2"`, in
# which each entry is the gradient of $J$ with respect to that parameter, in its shape. Nothing else belongs in it.
#
# Run the network forwards, make probabilities, take the derivative at the scores, and hand it to your four functions.
# Or do what a library does, and compute $D$ once instead of twice. Both are right. The gradients have to be finite
# for large scores too, which your softmax takes care of.
#
# **Predict.** $W_2 = 0$ and $b_2 = 0$. What are the probabilities, and which of the four gradients are 0 for sure?
#
# <details><summary>Answer</summary>
#
# All scores are 0, all probabilities $1/K$. Nothing comes back through $W_2 = 0$, so the gradients of $W_1$ and $b_1$
# are 0. A network that starts with zeros everywhere is stuck: that's why we start with random numbers.
#
# </details>

# %% nbgrader="solution backward"


# %% nbgrader="locked loss_of"
def loss_of(X, y, theta):
    """J, in other words than yours, so that it can serve as a witness."""
    scores = forward(X, theta)[1]
    return np.mean(np.logaddexp.reduce(scores, axis=1) - scores[range(len(y)), y])


# %% nbgrader="examples backward"
X, y = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 2.0]]), np.array([0, 1, 1])
theta = {
    "W1": np.array([[1.0, -1.0, 2.0, 0.5], [0.0, 1.0, -1.0, 0.5]]),
    "b1": np.array([0.5, 0.5, -1.5, 0.25]),
    "W2": np.zeros((4, 2)),
    "b2": np.zeros(2),
}
grads = backward(X, y, theta)
assert isinstance(grads, dict), f"a dictionary is asked for; you return {type(grads).__name__}"
assert set(grads) == set(theta), f"the keys are {sorted(theta)}; yours are {sorted(grads)}"
for name in theta:
    assert np.shape(grads[name]) == np.shape(theta[name]), (
        f"the gradient of {name} has the shape of {name}, {np.shape(theta[name])}, not {np.shape(grads[name])}"
    )
assert close(grads["b2"], [1 / 6, -1 / 6]), (
    "with W2 = 0 and b2 = 0 all probabilities are 1/2, p - Y is [-1/2 1/2], [1/2 -1/2], [1/2 -1/2], "
    f"and the mean is [1/6 -1/6]; your gradient of b2 is {grads['b2']}"
)
assert close(grads["W1"], np.zeros((2, 4))), (
    "nothing comes back through W2 = 0: the gradient of W1 is 0"
)

theta["W2"] = np.array([[1.0, 0.0], [-1.0, 2.0], [0.5, 1.0], [3.0, -1.0]])
theta["b2"] = np.array([0.25, -0.5])
grads = backward(X, y, theta)
for name, place in [("W1", (0, 2)), ("b1", (1,)), ("W2", (3, 0)), ("b2", (1,))]:
    step = np.zeros(np.shape(theta[name]))
    step[place] = 1e-5
    more, less = ({**theta, name: theta[name] + s} for s in (step, -step))
    measured = (loss_of(X, y, more) - loss_of(X, y, less)) / 2e-5
    assert np.isclose(grads[name][place], measured, rtol=1e-4), (
        f"turning {name}{list(place)} up by 0.00001 changes J {measured:.6f} times as much; your "
        f"gradient says {grads[name][place]:.6f}"
    )
print("backward: the examples agree")

# %% [markdown]
# Also checked: other sizes, integers in $X$, a class that no sample has, scores in the ten thousands, and all arguments
# left as they were, `theta` and its arrays above all.
#
# <details><summary>Help</summary>
#
# **A nudge.** Follow the picture of this section from left to right, and then back. Seven calls, one dictionary.
#
# **The common mistake.** `loss_der(z, y)`: the scores went in where probabilities belong. The shapes fit, the numbers
# look harmless, and the network learns nonsense. Runner-up: a minus sign, because training goes downhill. The step is
# taken elsewhere; here it is the gradient itself.
#
# **A worked twin.** For the straight line of the last twin, with a bias: forwards `out = X @ w + b`, back `g = out -
# y`, and then `{"w": X.T @ g / n, "b": g.mean()}`. The same three moves.
#
# </details>

# %% nbgrader="test backward"

# %% [markdown]
# ## 4. Can you trust it?
#
# ### `gradcheck` (10 points, difficulty 3, 25 minutes)
#
# A wrong gradient seldom crashes. It trains, a little worse than it should, and nobody knows why. But there is a test
# that needs no knowledge of how the gradient came about. Move *one* entry of *one* parameter by a little $\varepsilon$
# to either side, leave all others where they are, and see by how much $J$ really changes:
#
# $$c = \frac{J(\theta + \varepsilon e) - J(\theta - \varepsilon e)}{2 \varepsilon},$$
#
# where $e$ is 1 in that entry and 0 in all others. That is the *central difference*. It uses nothing but $J$, it is
# right up to an error of the order $\varepsilon^2$, and for a quadratic $J$ it is exact, whatever $\varepsilon$ is. Then
# compare it with the entry $a$ of the gradient, relative to their size:
#
# $$\text{relative error} = \frac{|a - c|}{\max(|a| + |c|,\ 10^{-8})}.$$
#
# It is 0 for equal numbers, 1 for opposite signs, and the $10^{-8}$ makes two zeros agree instead of dividing 0 by 0.
# A small entry counts as much as a large one.
#
# The arguments:
# - `J`: a function that takes a dictionary like `theta` and returns one number. You only call it.
# - `theta`: a dictionary of arrays with any keys, with one or more axes each. They may hold integers; then an entry
#   still has to be moved by a fraction.
# - `grads`: a dictionary with the same keys and shapes, the gradients to be tried.
# - `eps`: the $\varepsilon$, $10^{-6}$ unless told otherwise.
#
# Return **one number, the largest relative error** over every entry of every array. When your function returns,
# `theta` and `grads` are as they were. Loops are the way to go here.
#
# You may divide by something else of the same kind, for instance by the larger of $|a|$ and $|c|$. The tests only ask
# whether right gradients give an error below 0.0001, and clearly wrong ones an error between 0.1 and 3.
#
# **Predict.** Our network has 51 parameters. How often is $J$ called? And for a network with a million?
#
# <details><summary>Answer</summary>
#
# 102 times, and two million times. `backward` costs about as much as two or three calls of $J$, no matter how many
# parameters there are. That is the reason why it exists; `gradcheck` is for small examples.
#
# </details>

# %% nbgrader="solution gradcheck"


# %% nbgrader="examples gradcheck"
def volume(theta):
    return theta["a"][0] ** 2 * theta["a"][1] + theta["b"][0, 0]


theta = {"a": np.array([3.0, 2.0]), "b": np.array([[5.0]])}
right = {"a": np.array([2 * 3 * 2.0, 9.0]), "b": np.array([[1.0]])}
error = gradcheck(volume, theta, right)
assert isinstance(error, int | float | np.number | np.ndarray), (
    f"one number is asked for, the largest error of all; you return {error!r}"
)
assert np.ndim(error) == 0, f"one number is asked for; yours has shape {np.shape(error)}"
assert error < 1e-4, (
    f"J = a0² a1 + b has the derivatives 2 a0 a1 = 12, a0² = 9 and 1, and these are right; your error is {error}"
)
for name, place in [("a", 0), ("a", 1), ("b", (0, 0))]:
    wrong = {key: value.copy() for key, value in right.items()}
    wrong[name][place] *= 2
    error = gradcheck(volume, theta, wrong)
    assert 0.1 < error < 3, (
        f"the entry {place} of {name} is twice what it should be: |2 - 1| / (2 + 1) = 0.33; your error is {error}"
    )
assert close(theta["a"], [3, 2]), f"theta has to be as it was; its a is {theta['a']} now"
assert close(theta["b"], [[5]]), f"theta has to be as it was; its b is {theta['b']} now"
error = gradcheck(
    lambda theta: theta["a"][0] ** 2, {"a": np.array([3, 2])}, {"a": np.array([6.0, 0.0])}
)
assert error < 1e-4, (
    f"for J = a0² at [3 2], integers, the gradient [6 0] is right; your error is {error}. A step of "
    "0.000001 is lost in an array of integers, and 0/0 is nan"
)
print("gradcheck: the examples agree")

# %% [markdown]
# Now for the truth about your own gradients, at all 51 parameters of an iris network.


# %% nbgrader="locked show_check_backward"
def check_backward():
    theta = init_params(2, 8, 3)
    grads = backward(X_iris, y_iris, theta)
    error = gradcheck(lambda t: loss_of(X_iris, y_iris, t), theta, grads)
    print(f"backward against differences, largest relative error: {error:.1e}")
    print("That is rounding." if error < 1e-4 else "That is no rounding: something is wrong.")


attempt(check_backward, "backward", "gradcheck")

# %% [markdown]
# How small should $\varepsilon$ be? Too large, and the difference sees the bend of $J$; too small, and the two values
# of $J$ agree in nearly all of their 16 digits, so that their difference is mostly rounding. In between lies a valley.
# The one-sided difference $(J(\theta + \varepsilon e) - J(\theta)) / \varepsilon$ has one too, but it is nowhere near as
# deep.
#
# *Largest relative error against eps on logarithmic axes: both curves fall from the left to a minimum and rise again;
# that of the central difference reaches down much further than that of the one-sided one.*


# %% nbgrader="locked picture_eps"
def valley():
    rng = np.random.default_rng(8)
    theta = {"W1": rng.normal(size=(2, 4)), "b1": 9 + rng.normal(size=4)}  # no relu near its corner
    theta |= {"W2": rng.normal(size=(4, 3)) / 9, "b2": rng.normal(size=3)}
    X, y = X_iris[::5], y_iris[::5]
    grads = backward(X, y, theta)
    at_theta = loss_of(X, y, theta)

    def one_sided(eps):
        errors = []
        for name, value in theta.items():
            for k, a in enumerate(np.ravel(grads[name])):
                step = np.zeros(value.size)
                step[k] = eps
                moved = {**theta, name: value + step.reshape(value.shape)}
                c = (loss_of(X, y, moved) - at_theta) / eps
                errors.append(abs(a - c) / max(abs(a) + abs(c), 1e-8))
        return max(errors)

    steps = np.logspace(-12, -1, 23)
    central = [gradcheck(lambda t: loss_of(X, y, t), theta, grads, eps) for eps in steps]
    _, ax = plt.subplots(figsize=(7, 3.7))
    ax.loglog(steps, [one_sided(eps) for eps in steps], "s--", color="#8A5F00", label="one-sided")
    ax.loglog(steps, central, "o-", color=BLUE, label="central: your gradcheck")
    ax.axvline(1e-6, color="lightgrey", zorder=0)
    ax.text(1.2e-6, ax.get_ylim()[1] / 3, "the default", color=GREY)
    ax.set(xlabel="eps", ylabel="largest relative error")
    ax.legend(frameon=False, loc="lower left")


attempt(valley, "backward", "gradcheck")

# %% [markdown]
# On the right the blue curve falls by a factor of 100 for every factor of 10 in $\varepsilon$, the other one by a factor
# of 10: that is what *order $\varepsilon^2$* means. On the left both are noise.
#
# Also checked: arrays with one, two and three axes; one wrong entry in any of them; all entries wrong; entries a
# thousandth as large as their neighbours; entries that $J$ doesn't depend on; quadratic functions with $\varepsilon$ =
# 0.1 and 1; functions with third powers, where $\varepsilon$ shows; integers in `theta`; and that `theta` and `grads`
# are as they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Copy `theta` to arrays of floats first. Then two loops: over the names, and over `np.ndindex(shape)`,
# which runs through all indices of an array, whatever the number of its axes. Remember an entry, change it, call
# $J$, change it again, call $J$, put it back.
#
# **The common mistake.** The mean of the errors, or one error for a whole array by way of norms: a single wrong entry
# among a thousand right ones drowns. Runner-up: forgetting to put the entry back, so that the next ones are tried at
# another place.
#
# **A worked twin.** The second derivative in one variable, for $f(x) = x^3$ at $x = 2$: `(f(2 + e) - 2 * f(2) + f(2 -
# e)) / e**2` with `e = 1e-4` gives 12.0000. And a walk over all entries of an array:
#
# ```python
# T = np.array([[1.0, 2.0], [3.0, 4.0]])
# for index in np.ndindex(T.shape):
#     print(index, T[index])        # (0, 0) 1.0, then (0, 1) 2.0, (1, 0) 3.0, (1, 1) 4.0
# ```
#
# </details>

# %% nbgrader="test gradcheck"

# %% [markdown]
# ## 5. The network learns
#
# ### `predict_labels` (5 points, difficulty 1, 5 minutes)
#
# In the end somebody wants an answer. The most probable class is the one with the largest score, and no softmax is
# needed to find it, because softmax keeps the order:
#
# $$\hat y_i = \operatorname*{arg\,max}_{j}\ z_{ij}, \qquad (h, z) = \mathrm{forward}(X, \theta).$$
#
# $X$ has shape $(n, d)$, `theta` is the dictionary of parameters, the result is an array of shape $(n,)$ of **integers**
# from 0 to $K - 1$, so that labels can be used as indices.
#
# **Predict.** All scores of a sample are negative. Which class wins?
#
# <details><summary>Answer</summary>
#
# The one that is least negative. Only differences between scores count.
#
# </details>

# %% nbgrader="solution predict_labels"

# %% nbgrader="examples predict_labels"
X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 3.0]])
theta = {
    "W1": np.eye(2),
    "b1": np.zeros(2),
    "W2": np.array([[1.0, 0, 2], [0, 1, -1]]),
    "b2": -np.ones(3),
}
labels = predict_labels(X, theta)
assert np.shape(labels) == (3,), (
    f"one label for each sample: shape (3,), yours is {np.shape(labels)}"
)
assert np.asarray(labels).dtype.kind in "iu", "labels are integers, which can be used as indices"
assert labels[0] == 2, (
    f"sample 0 has the scores [1 0 2] - 1 = [0 -1 1], and class 2 wins; you say {labels[0]}"
)
assert close(labels, [2, 1, 1]), (
    f"the scores are [0 -1 1], [-1 0 -2] and [0 2 -2]: expected [2 1 1], got {labels}"
)
print("predict_labels: the examples agree")

# %% [markdown]
# Also checked: other sizes, large scores, rows of negative scores, integers in $X$, and both arguments left as they
# were.
#
# <details><summary>Help</summary>
#
# **A nudge.** `forward` returns a pair; you need its second half. Numpy knows where in a row the largest entry stands.
#
# **The common mistake.** `np.argmax(z)` without an axis is a single number for the whole table. And `np.max` tells how
# large the largest score is, not where.
#
# **A worked twin.** The hottest month of each town: with `T` of shape $(5, 12)$, a town in each row,
# `T.argmax(axis=1)` holds five numbers from 0 to 11.
#
# </details>

# %% nbgrader="test predict_labels"

# %% [markdown]
# ### Downhill
#
# The gradient points to where $J$ grows fastest, so take a step the other way, $\theta \leftarrow \theta - \eta\,
# \nabla J$, and repeat. That is all. The next notebook is about doing it well; here we take $\eta = 0.1$ and 2,000 steps,
# each with all 150 flowers.
#
# *The loss against the number of steps, both axes logarithmic: it starts above the dashed line of a network that
# guesses, falls below it within a few steps and flattens out far lower.*


# %% nbgrader="locked show_training"
def train(theta, n_steps=2000, eta=0.1):
    """The trained parameters, and the loss before each step."""
    losses = []
    for _ in range(n_steps):
        losses.append(cross_entropy(forward(X_iris, theta)[1], y_iris))
        grads = backward(X_iris, y_iris, theta)
        theta = {name: theta[name] - eta * grads[name] for name in theta}
    return theta, losses


def falling_loss():
    _, losses = train(init_params(2, 8, 3))
    _, ax = plt.subplots(figsize=(7, 3.5))
    ax.loglog(np.arange(1, len(losses) + 1), losses, color=BLUE, linewidth=2)
    ax.axhline(np.log(3), color="#8A5F00", linestyle="--")
    ax.text(
        len(losses), 1.04 * np.log(3), "guessing: log 3", color="#8A5F00", ha="right", va="bottom"
    )
    ax.set(xlabel="step", ylabel="loss J", ylim=(0.3, 1.15 * losses[0]))
    ax.set_yticks([0.4, 0.6, 1, 2], ["0.4", "0.6", "1", "2"])
    ax.minorticks_off()
    ax.annotate(f"{losses[0]:.2f}", (1, losses[0]), xytext=(8, -3), textcoords="offset points")
    ax.annotate(
        f"{losses[-1]:.2f}",
        (len(losses), losses[-1]),
        xytext=(-4, 7),
        textcoords="offset points",
        ha="right",
    )


attempt(falling_loss, "cross_entropy", "backward")

# %% [markdown]
# The random weights are worse than guessing: they are sure of themselves, and wrong. What has the network made of the
# plane? Every place gets the colour of the species that it would predict there. A ring marks a flower for which it is
# wrong.
#
# *The plane of the irises, coloured by the predicted species: on the left, with random weights, nearly all flowers lie
# in the wrong colour; on the right, after training, the setosas have a region of their own, and a bent border divides
# versicolor from virginica, with ringed flowers on either side of it.*


# %% nbgrader="locked picture_regions"
def show_regions(ax, theta, name):
    east, north = np.meshgrid(np.linspace(-2, 2.5, 260), np.linspace(-1.5, 1.8, 200))
    plane = np.stack([east.ravel(), north.ravel()], axis=1)
    region = predict_labels(plane, theta).reshape(east.shape)
    ax.contourf(
        east, north, region, levels=[-0.5, 0.5, 1.5, 2.5], colors=["#C5DFF0", "#FBE3B3", "#BFE6DA"]
    )
    show_iris(ax)
    wrong = predict_labels(X_iris, theta) != y_iris
    ax.scatter(*X_iris[wrong].T, facecolors="none", edgecolors="black", s=70, linewidths=0.7)
    ax.set(title=f"{name}: {np.mean(~wrong):.0%} right", xlim=(-2, 2.5), ylim=(-1.5, 1.8))


def regions():
    start = init_params(2, 8, 3)
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 4.1), sharey=True, layout="constrained")
    show_regions(left, start, "random weights")
    show_regions(right, train(start)[0], "after 2,000 steps")
    right.set_ylabel("")
    right.legend(loc="lower right", fontsize=9)


attempt(regions, "backward", "cross_entropy", "predict_labels")

# %% [markdown]
# Five of six flowers, with two measurements and 51 numbers that nobody chose. The rest is not the network's fault:
# where versicolor and virginica overlap, these two measurements don't tell them apart, and a network that got all of
# them right would have learned single flowers by heart. With the petals added it is another story; load
# `load_iris().data` with all four columns and try it, your functions don't mind.
#
# You have done by hand what deep learning libraries do by themselves. Later in the course you will write such a
# library, and this notebook's gradients will be the test that it has to pass.
