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
# # Attention
#
# *Every morning the dog next door …* What comes next? You know at once, and you know how you know: you looked back at
# *dog*. Not at *door*, though it stands nearer, and not at *morning*. In another sentence the word that decides stands
# elsewhere, so no fixed position will do. Something has to find it.
#
# **Attention** is a layer that learns where to look. One word asks, all words answer, and the ones that answer well
# are listened to. It is the part that made language models work, and it is small: three arrays of parameters, two
# matrix products and a softmax. In this notebook you build it, differentiate it by hand and train it on the question
# above. At the end, a picture shows where it looks.
#
# Half of the work lies in the word *batch*. The formulas speak of one sentence, the code of many at once, and the
# step from one to the other consists of half a dozen tricks. Each of them gets an exercise of its own.
#
# **How an exercise works.** Its heading says what it is worth, how hard it is (1 to 3) and about how long it takes.
# Write your code into the stub, 15 lines at most, and run the examples below it until they agree. The test cell earns
# the points; *Also checked* tells what it looks at. *Help* opens in three steps: a nudge, the common mistake, and the
# same idea on other numbers. Where a picture needs a function that you haven't written yet, it says so.
#
# **What holds everywhere.**
# - Results are new arrays; arguments stay as they were, inside and out.
# - Arrays may hold integers, and fractions in a result survive.
# - Sizes are free. No two of them are equal when your code is tested, so what fits by accident won't fit there.
# - "No Python loop over the samples" means that Python's work doesn't grow with their number: no `for`, no
#   comprehension, no `map`, no `np.vectorize` or `np.apply_along_axis`.
# - An exercise may use the functions of the exercises before it. If one of those should be wrong or missing, it costs
#   nothing further: the later exercise is tested with a right one.

# %% nbgrader="locked setup"
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

plt.rcParams.update(
    {"figure.dpi": 110, "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"
TINTS = {BLUE: "#C5DFF0", ORANGE: "#FBE3B3", GREEN: "#BFE6DA", GREY: "#ECECEC"}


def close(result, expected):
    """The same shape and the same numbers, up to rounding."""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected)


def attempt(show, *needs):
    """Call show(); where that fails, say in one line what it needs."""
    try:
        show()
    except NotImplementedError:
        plt.close("all")
        print(f"This picture waits for {', '.join(needs)}.")
    except Exception as error:
        plt.close("all")
        print(f"This picture needs {', '.join(needs)}. {type(error).__name__}: {error}")


# %% nbgrader="locked drawing"
def sheet(ax, x, y, rows, columns, colour, last=None):
    """Draw an empty matrix, its upper left corner at (x, y); the last row may have its own colour."""
    for i in range(rows):
        edge = last if last and i == rows - 1 else colour
        for j in range(columns):
            cell = plt.Rectangle((x + j, y + i), 1, 1, facecolor=TINTS[edge], edgecolor=edge)
            ax.add_patch(cell)


def stack(ax, x, y, rows, columns, colour, label, last=None, n=3):
    """Draw n matrices one behind the other, and their shape below."""
    for i in reversed(range(n)):
        sheet(ax, x + 0.5 * i, y - 0.5 * i, rows, columns, colour, last)
    ax.text(x + columns / 2 + 0.5, y + rows + 0.4, label, ha="center", va="top", linespacing=1.4)


def numbers(ax, table, x, y, colours):
    """Draw a matrix of numbers; colours holds one for each of them."""
    for (i, j), value in np.ndenumerate(table):
        colour = colours[i][j]
        cell = plt.Rectangle((x + j, y + i), 1, 1, facecolor=TINTS[colour], edgecolor=colour)
        ax.add_patch(cell)
        ax.text(x + j + 0.5, y + i + 0.52, value, ha="center", va="center")


def canvas(width, height, size=0.3):
    """An empty picture measured in cells; rows count downwards."""
    _, ax = plt.subplots(figsize=(width * size, height * size))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    return ax


def heat(ax, table, limit=None, cmap="Blues", texts=None, size=9):
    """Draw a matrix as colours with a text in each cell, the numbers unless told otherwise."""
    table = np.asarray(table)
    limit = limit or np.abs(table).max()
    low = -limit if cmap != "Blues" else 0
    ax.imshow(table, cmap=cmap, vmin=low, vmax=limit, aspect="auto")
    for (i, j), value in np.ndenumerate(table):
        text = texts[i][j] if texts is not None else f"{value:.2f}"
        ink = "white" if abs(value) > 0.62 * limit else "black"
        ax.text(j, i, text, ha="center", va="center", color=ink, fontsize=size)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)


# %% [markdown]
# ## 1. Sentences as arrays
#
# Beside this notebook lies `sentences.txt`: 48 sentences of seven words. The first six are given, the seventh is the
# word that comes next, and it is one of six: *barks, cries, meows, rings, shines, sings*.

# %% nbgrader="locked data"
def read_sentences(name="sentences.txt"):
    """The sentences as lists of words; none where the file is missing."""
    try:
        text = Path(name).read_text(encoding="utf-8")
    except OSError:
        print(f"{name} is not beside this notebook. The exercises don't need it, some pictures do.")
        return []
    return [line.split() for line in text.splitlines() if line.strip()]


sentences = read_sentences()
vocabulary = sorted({word for sentence in sentences for word in sentence})
candidates = sorted({sentence[-1] for sentence in sentences})
for sentence in sentences[::9]:
    print(" ".join(sentence))
print(f"{len(sentences)} sentences, {len(vocabulary)} different words; next words: {', '.join(candidates)}")

# %% [markdown]
# **A word becomes a row.** With 47 words in the vocabulary, each of them is a row of 47 features, all 0 but a single
# 1 in its own place. This is called *one-hot*. The rows of a sentence, one below the other, form a matrix.
#
# **The question becomes the last word.** We put a candidate at the end of the six given words and ask: *does this
# word come next?* The label is $y = +1$ for yes and $y = -1$ for no. Each sentence makes six questions, one for each
# candidate, and one of them has the answer yes. The layer's answer is a single number $f$, positive for yes, negative
# for no.
#
# *Seven rows for the words of a question, 47 columns for the vocabulary in alphabetical order: each row holds one
# filled square, blue for the six given words and orange for the candidate in the last row.*


# %% nbgrader="locked picture_question"
def one_question():
    words = [*sentences[0][:-1], "meows"]
    _, ax = plt.subplots(figsize=(9, 2.7))
    ax.imshow(np.ones((len(words), len(vocabulary))), cmap="Greys", vmin=0.9, vmax=6)
    for i, word in enumerate(words):
        colour = ORANGE if i == len(words) - 1 else BLUE
        ax.add_patch(plt.Rectangle((vocabulary.index(word) - 0.5, i - 0.5), 1, 1, color=colour))
    ax.set_yticks(range(len(words)), words)
    ax.set_xticks(range(len(vocabulary)), vocabulary, rotation=90, fontsize=7.5)
    ax.set_title('does "meows" come next?  y = -1', fontsize=11)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)


attempt(one_question, "sentences.txt")

# %% [markdown]
# Many questions make a stack of such matrices. From here on, four letters stand for the sizes:
#
# | letter | means | in our task |
# |---|---|---|
# | $n$ | samples: the questions of a batch | 216 for training |
# | $C$ | words of a sample, the *context* | 7 |
# | $d$ | features of a word | 47 |
# | $q$ | reduced features, those of keys and queries | 4 |
#
# The batch is $X$ of shape $(n, C, d)$: $X_i$ is sample $i$, $x_{ic}$ is its word $c$, a row of $d$ numbers, and
# $x_{iC}$ is its last word, the one that asks. There are three parameters: $W_1$ and $W_2$ of shape $(d, q)$ and
# $w_3$ of shape $(d,)$. For each sample, attention goes through five steps:
#
# | | formula | shape for one sample |
# |---|---|---|
# | the last word asks: its **query** | $q_i = x_{iC} W_1$ | $(q,)$ |
# | each word shows a **key** | $K_i = X_i W_2$ | $(C, q)$ |
# | key and query make a **score** | $s_i = K_i\, q_i$ | $(C,)$ |
# | the scores become **weights** | $p_i = \mathrm{softmax}(s_i)$ | $(C,)$ |
# | the words are averaged by weight, times $w_3$ | $f_i = w_3 \cdot X_i^\top p_i$ | a number |
#
# The next cell says the same as a program, with nothing but numbers and loops. It is slow, it is right, and it is the
# specification of this notebook: your code will do the same for all samples at once.

# %% nbgrader="locked slow_attention"
def slow_attention(X, theta):
    W1, W2, w3 = theta["W1"], theta["W2"], theta["w3"]
    n, C, d = X.shape
    q = W1.shape[1]
    f = np.zeros(n)
    for i in range(n):
        query = [sum(X[i, C - 1, k] * W1[k, j] for k in range(d)) for j in range(q)]
        exponentials = []
        for c in range(C):
            key = [sum(X[i, c, k] * W2[k, j] for k in range(d)) for j in range(q)]
            score = sum(key[j] * query[j] for j in range(q))
            exponentials.append(np.exp(score))
        for c in range(C):
            weight = exponentials[c] / sum(exponentials)
            value = sum(X[i, c, k] * w3[k] for k in range(d))
            f[i] += weight * value
    return f


# %% [markdown]
# *A stack of matrices X, blue with the last row orange; one arrow turns all rows into a stack of keys, another turns
# the orange rows into queries; both meet in a table of scores, which becomes a table of weights of the same shape, and
# with X and w3 these make a column f with a number for each sample.*

# %% nbgrader="locked picture_shapes"
ax = canvas(38.5, 13, size=0.27)
stack(ax, 1, 4, 5, 6, BLUE, "X\n(n, C, d)", last=ORANGE)
stack(ax, 13, 1.8, 5, 3, BLUE, "keys\n(n, C, q)")
sheet(ax, 13, 10, 1, 3, ORANGE)
ax.text(14.5, 11.3, "queries (n, q)", ha="center", va="top")
sheet(ax, 22, 5, 3, 5, GREEN)
ax.text(24.5, 8.4, "scores\n(n, C)", ha="center", va="top", linespacing=1.4)
sheet(ax, 28.5, 5, 3, 5, GREEN)
ax.text(31, 8.4, "weights\n(n, C)", ha="center", va="top", linespacing=1.4)
sheet(ax, 36.3, 5, 3, 1, GREEN)
ax.text(36.8, 8.4, "f\n(n,)", ha="center", va="top", linespacing=1.4)
for start, end, label, where in [
    ((8.6, 5), (12.4, 4), "@ W2", (10, 3.9)),
    ((8.2, 8.7), (12.4, 10.4), "@ W1", (10.6, 9)),
    ((17.6, 4.6), (21.6, 6), "", (0, 0)),
    ((16.6, 10.3), (21.6, 7.4), "", (0, 0)),
    ((27.2, 6.5), (28.3, 6.5), "", (0, 0)),
    ((33.7, 6.5), (36.1, 6.5), "X, w3", (34.9, 6.1)),
]:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": GREY})
    ax.text(*where, label, ha="center", color=GREY)

# %% [markdown]
# ## 2. One asks, all answer
#
# ### `keys` (4 points, difficulty 1, 10 minutes)
#
# Which part of a word matters for the question? The full row of $d$ features says too much. A matrix of parameters
# reduces it to a **key** of $q$ numbers, the part by which the word can be found. Training will decide what that is.
#
# $$K_{icj} = \sum_{k=1}^{d} X_{ick}\, (W_2)_{kj}$$
#
# $X$ has shape $(n, C, d)$, $W_2$ has shape $(d, q)$, and the keys have shape $(n, C, q)$: one for each word of each
# sample. Write **no Python loop over the samples or the words**.
#
# The trick of this exercise is that there is hardly anything to do. `@` multiplies the **last two axes** as matrices;
# all axes in front of them count the matrices of a stack, and they broadcast like any others.
#
# **Predict.** Which shapes do these have: `(5, 3, 4) @ (4, 2)`? `(5, 3, 4) @ (5, 4, 2)`? `(5, 3, 4) @ (3, 4, 2)`?
#
# <details><summary>Answer</summary>
#
# `(5, 3, 2)`: the one matrix on the right meets each of the five on the left. `(5, 3, 2)` as well, but now each has a
# partner of its own. The last one is an error: 5 matrices meet 3, and neither number is 1.
#
# </details>

# %% nbgrader="solution keys"

# %% nbgrader="examples keys"
X = np.array([[[1, 0], [0, 1], [1, 1]], [[2, 0], [0, 0], [1, -1]]])
W2 = np.array([[1, 2, 0, 1], [0, 1, 3, -1]])
K = keys(X, W2)
assert np.shape(K) == (2, 3, 4), (
    f"2 samples of 3 words, each with a key of 4 numbers: (2, 3, 4), not {np.shape(K)}"
)
assert close(K[0, 0], [1, 2, 0, 1]), (
    f"the word [1 0] picks the first row of W2, [1 2 0 1]; your key is {K[0, 0]}"
)
assert close(K[0, 2], [1, 3, 3, 0]), (
    f"the word [1 1] adds both rows of W2: [1 3 3 0]; your key is {K[0, 2]}"
)
assert close(K[1], [[2, 4, 0, 2], [0, 0, 0, 0], [1, 1, -3, 2]]), (
    f"the keys of sample 1 are off; yours are\n{K[1]}"
)
print("keys: the examples agree")

# %% [markdown]
# Also checked: other sizes, more features than words and fewer, integers beside fractions, both arguments left as
# they were, and Python's work for ten times as many samples and for ten times as many words.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the shapes down: $(n, C, d)$ and $(d, q)$. Which axes does `@` multiply, and which one
# disappears?
#
# **The common mistake.** A transpose out of habit. `W2.T` has shape $(q, d)$, and `X.T` turns *all three* axes round,
# to $(d, C, n)$.
#
# **A worked twin.** Pictures as a stack: `images` of shape `(10, 28, 28)`, and `shrink` of shape `(28, 7)` that mixes
# 28 columns into 7. `images @ shrink` has shape `(10, 28, 7)`: ten pictures, each row shortened.
#
# </details>

# %% nbgrader="test keys"

# %% [markdown]
# ### `queries` (5 points, difficulty 1, 10 minutes)
#
# Only one word asks: the last one, in our task the candidate. Its query lies in the same space of $q$ numbers as the
# keys, so that the two can be compared. But it has a matrix of its own, because asking is not the same as answering:
# *barks* looks for a dog, not for another word that barks.
#
# $$q_{ij} = \sum_{k=1}^{d} X_{iCk}\, (W_1)_{kj}$$
#
# $X$ has shape $(n, C, d)$, of which only the **last word** $X_{iC}$ of each sample takes part; $W_1$ has shape
# $(d, q)$, and the queries have shape $(n, q)$: one for each sample. Write **no Python loop over the samples**.
#
# **Predict.** $X$ has shape $(2, 3, 4)$. Which shapes have `X[-1]`, `X[:, -1]`, `X[:, :, -1]` and `X[:, -1:]`, and
# which of them is the last word of each sample?
#
# <details><summary>Answer</summary>
#
# `(3, 4)` is the last sample with all its words, `(2, 4)` is what we want, `(2, 3)` is the last feature of each word,
# and `(2, 1, 4)` is the last word again, with an axis of length 1 that a slice keeps and an index takes away.
#
# </details>

# %% nbgrader="solution queries"

# %% nbgrader="examples queries"
X = np.array([[[1, 0], [0, 1], [1, 1]], [[2, 0], [0, 0], [1, -1]]])
W1 = np.array([[1, 0, 2, 0], [0, 1, 1, -1]])
Q = queries(X, W1)
assert np.shape(Q) == (2, 4), f"one query of 4 numbers for each sample: (2, 4), not {np.shape(Q)}"
assert close(Q[0], [1, 1, 3, -1]), (
    f"the last word of sample 0 is [1 1], both rows of W1 added: [1 1 3 -1]; yours is {Q[0]}"
)
assert close(Q[1], [1, -1, 1, 1]), (
    f"the last word of sample 1 is [1 -1], so its query is [1 -1 1 1]; yours is {Q[1]}"
)
print("queries: the examples agree")

# %% [markdown]
# Also checked: other sizes, more features than words and fewer, integers beside fractions, both arguments left as
# they were, and Python's work for ten times as many samples.
#
# <details><summary>Help</summary>
#
# **A nudge.** Two steps. First the array of all last words, which has shape $(n, d)$, then the product.
#
# **The common mistake.** `X[-1]`. The first axis counts samples, and the last sample isn't the last word.
#
# **A worked twin.** `prices` of shape `(5, 250, 8)` holds 5 years of 250 days with 8 shares each. The first day of
# every year is `prices[:, 0]`, of shape `(5, 8)`, and `prices[:, 0] @ holdings` with `holdings` of shape `(8, 3)`
# values three portfolios on each of these days.
#
# </details>

# %% nbgrader="test queries"

# %% [markdown]
# ### `scores` (8 points, difficulty 2, 15 minutes)
#
# How well does a word answer the question? The inner product of its key with the query tells: large where they point
# the same way, negative where they are opposed.
#
# $$s_{ic} = \sum_{j=1}^{q} K_{icj}\, q_{ij}$$
#
# `Keys` has shape $(n, C, q)$, `queries` has shape $(n, q)$, the scores have shape $(n, C)$. The words of sample $i$
# meet the query of sample $i$ and no other. Write **no Python loop over the samples or the words**. There is no
# factor in this notebook: some recipes divide by $\sqrt{q}$, ours doesn't.


# %% nbgrader="locked slow_scores"
def slow_scores(Keys, queries):
    n, C, q = Keys.shape
    result = np.zeros((n, C))
    for i in range(n):
        for c in range(C):
            for j in range(q):
                result[i, c] += Keys[i, c, j] * queries[i, j]
    return result


# %% [markdown]
# For one sample this is a matrix times a vector, $K_i q_i$. For a batch it has to become a stack of matrices times a
# stack of **columns**, and `queries` is neither a stack nor does it hold columns yet.
#
# **Predict.** `Keys` has shape $(2, 5, 3)$ and `queries` has shape $(2, 3)$. What is the shape of `Keys @ queries.T`?
# It runs without an error. What has been computed?
#
# <details><summary>Answer</summary>
#
# $(2, 5, 2)$: `queries.T` is one matrix of shape $(3, 2)$ with a query in each column, and it meets the keys of
# *every* sample. So each word got a score for the questions of all samples. Of these, the ones where word and
# question come from the same sample are right, and the rest is waste, $n$ times too much work.
#
# </details>

# %% nbgrader="solution scores"

# %% nbgrader="examples scores"
K = np.array([[[1, 2, 0, 1], [0, 1, 3, -1], [1, 3, 3, 0]], [[2, 4, 0, 2], [0, 0, 0, 0], [1, 1, -3, 2]]])
Q = np.array([[1, 1, 3, -1], [1, -1, 1, 1]])
s = scores(K, Q)
assert np.shape(s) == (2, 3), (
    f"one score for each of the 3 words of 2 samples: (2, 3), not {np.shape(s)}"
)
assert close(s[0], [2, 11, 13]), (
    f"sample 0, word 0: [1 2 0 1] times [1 1 3 -1] is 1 + 2 + 0 - 1 = 2; your scores are {s[0]}"
)
assert close(s[1], [0, 0, -1]), f"sample 1 has its own query, [1 -1 1 1]; your scores are {s[1]}"
assert close(scores(K[:1], Q[:1]), [[2, 11, 13]]), (
    f"a single sample keeps its axis: (1, 3), not {np.shape(scores(K[:1], Q[:1]))}"
)
rng = np.random.default_rng(0)
K, Q = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 2))
assert close(scores(K, Q), slow_scores(K, Q)), "the slow loop says something else"
print("scores: the examples agree")

# %% [markdown]
# Also checked: other sizes, a batch of a single sample and samples of a single word (both axes stay), integers beside
# fractions, both arguments left as they were, and Python's work for ten times as many samples and for ten times as
# many words.
#
# <details><summary>Help</summary>
#
# **A nudge.** Give `queries` one more axis of length 1, so that it becomes a stack of columns, $(n, q, 1)$. What
# shape has the product, and which axis do you no longer need? Or broadcast: with the axis in the middle, $(n, 1, q)$
# times $(n, C, q)$, and one axis to sum over.
#
# **The common mistake.** A sum over the wrong axis: over the words (axis 1) instead of the reduced features (axis 2).
# Runner-up: `.squeeze()` for the last step. It removes *every* axis of length 1, and with a single sample that is one
# too many.
#
# **A worked twin.** Three shops, each with a table of prices for 5 baskets and 2 goods, `T` of shape `(3, 5, 2)`, and
# each with its own exchange rates for the goods, `r` of shape `(3, 2)`. `np.sum(T * r[:, np.newaxis, :], axis=2)` has
# shape `(3, 5)`: the value of each basket in each shop.
#
# </details>

# %% nbgrader="test scores"

# %% [markdown]
# ## 3. From scores to weights
#
# ### `attention_weights` (8 points, difficulty 2, 15 minutes)
#
# Scores are any numbers. To average words we need weights: positive, and adding up to 1 **for each sample**. The
# softmax makes them, and it favours the largest score without silencing the others:
#
# $$p_{ic} = \frac{e^{s_{ic}}}{\sum_{b=1}^{C} e^{s_{ib}}}$$
#
# The scores $s$ have shape $(n, C)$, and so have the weights $p$. The words of one sample compete; samples have
# nothing to do with one another. Write **no Python loop over the samples or the words**.
#
# Scores may be as large as they like, thousands up or down, and different from sample to sample, but `np.exp(1000)`
# is `inf` and `np.exp(-1000)` is 0. Weights have to be right all the same. What helps: the same number $m_i$
# subtracted from all scores of a sample changes nothing, because $e^{-m_i}$ stands above and below the line.
#
# **Predict.** Two samples have the scores $[0, 1]$ and $[1000, 1001]$. Which weights do they get? And would it be
# enough to subtract the largest score of the *whole table* from everything?
#
# <details><summary>Answer</summary>
#
# The same weights, $0.27$ and $0.73$: only differences count. Subtracting 1001 everywhere saves the second sample and
# ruins the first: $e^{-1001}$ and $e^{-1000}$ are both 0 for the computer, and $0/0$ is `nan`. Each sample needs its
# own number.
#
# </details>

# %% nbgrader="solution attention_weights"

# %% nbgrader="examples attention_weights"
s = np.log([[1, 2, 5], [3, 3, 2]])
p = attention_weights(s)
assert np.shape(p) == (2, 3), f"a weight for each score: (2, 3), not {np.shape(p)}"
assert close(np.sum(p, axis=1), [1, 1]), (
    f"the weights of each sample add up to 1; yours to {np.sum(p, axis=1)}"
)
assert close(p[0], [1 / 8, 2 / 8, 5 / 8]), (
    f"the exponentials are 1, 2 and 5, together 8; yours are {p[0]}"
)
assert close(p[1], [3 / 8, 3 / 8, 2 / 8]), (
    f"sample 1 has the exponentials 3, 3 and 2; yours are {p[1]}"
)
assert close(attention_weights(s + 1000), p), "1000 more for every score changes no weight"
assert close(attention_weights(s + np.array([[1000], [-1000]])), p), (
    "nor does 1000 more for one sample and 1000 less for the other: each row has its own maximum"
)
print("attention_weights: the examples agree")

# %% [markdown]
# *Four bars of scores on the left; to the right three sets of weights for a quarter of these scores, for the scores
# themselves and for four times as much: nearly even, leaning towards the largest, and almost all for the largest.*


# %% nbgrader="locked picture_softmax"
def softmax_bars():
    s = np.array([[1.0, 0.2, 2.0, -0.5]])
    _, axes = plt.subplots(1, 4, figsize=(9, 2.4), layout="constrained")
    axes[0].bar(range(4), s[0], color=GREY)
    axes[0].axhline(0, color="black", linewidth=0.8)
    axes[0].set_title("scores s", fontsize=11)
    for ax, factor, name in zip(axes[1:], [0.25, 1, 4], ["s / 4", "s", "4 s"]):
        p = attention_weights(factor * s)[0]
        ax.bar(range(4), p, color=BLUE)
        ax.set(ylim=(0, 1.08))
        ax.set_title(f"weights of {name}", fontsize=11)
        for c in range(4):
            ax.text(c, p[c] + 0.02, f"{p[c]:.2f}", ha="center", fontsize=9)
    for ax in axes:
        ax.set_xticks(range(4), [f"word {c}" for c in range(4)], fontsize=8)


attempt(softmax_bars, "attention_weights")

# %% [markdown]
# So long keys and queries make for a sharp look, short ones for a vague one. Training has a dial, and it will turn
# it.
#
# Also checked: other sizes, integers, scores near 1000 and -1000, samples whose scores lie thousands apart, the
# argument left as it was, and Python's work for ten times as many samples and for ten times as many words.
#
# <details><summary>Help</summary>
#
# **A nudge.** Three steps: subtract the largest score of each row, take `np.exp`, divide by the sum of each row. In
# the first and the third, something of shape $(n,)$ or $(n, 1)$ meets $(n, C)$.
#
# **The common mistake.** `axis=0`, which lets the samples of a batch compete for the same word. The sums over the
# *columns* are then 1, and nobody complains. And without `keepdims=True` the sums have shape $(n,)$ and lie along the
# wrong axis.
#
# **A worked twin.** Shares of each row in its largest entry: `T / T.max(axis=1, keepdims=True)`. For
# `T = np.array([[2, 4], [9, 3]])` that is `[[0.5, 1], [1, 0.333]]`.
#
# </details>

# %% nbgrader="test attention_weights"

# %% [markdown]
# ## 4. The softmax, differentiated
#
# Training needs derivatives, and the softmax is the one place where they are not obvious. Raise the score of one
# word: its own weight grows, and *every other* weight shrinks, for they all share the same 1. So for one sample the
# derivative is a matrix, with a row for each weight and a column for each score, the **Jacobian**:
#
# $$D_{ab} = \frac{\partial p_a}{\partial s_b} = \begin{cases} p_a (1 - p_a) & a = b \\ -p_a\, p_b & a \neq b
# \end{cases} \qquad\text{in short}\qquad D = \mathrm{diag}(p) - p\, p^\top .$$
#
# Here $p$ has shape $(C,)$ and $D$ has shape $(C, C)$. A batch has one such matrix for each sample, a stack of shape
# $(n, C, C)$, and the two parts of it are two tricks with axes. In the code, the weights are called `softmaxKq`,
# since they are the softmax of $K_i q_i$.
#
# ### `softmaxKq_diag` (6 points, difficulty 2, 15 minutes)
#
# The first part. For one sample, `np.diag(p)` puts a vector on the diagonal of a matrix. For a batch there is no such
# function: given a table, `np.diag` does the opposite and takes a diagonal *out*.
#
# $$\mathrm{diag}_{iab} = \begin{cases} p_{ia} & a = b \\ 0 & a \neq b \end{cases}$$
#
# `softmaxKq` is the table $p$ of shape $(n, C)$; the result has shape $(n, C, C)$. Write **no Python loop over the
# samples or the words**.
#
# **Predict.** `np.eye(C)` has shape $(C, C)$. Which shape must $p$ have, so that `*` puts row $i$ of it on the
# diagonal of matrix $i$: $(n, C)$, $(n, C, 1)$ or $(n, 1, C)$?
#
# <details><summary>Answer</summary>
#
# $(n, C)$ meets $(C, C)$ with the samples below the words: an error, or worse, if $n = C$, nonsense. The other two
# both work! One multiplies each row of the identity by a weight, the other each column, and of an identity nothing
# but the diagonal is left.
#
# </details>

# %% nbgrader="solution softmaxKq_diag"

# %% nbgrader="examples softmaxKq_diag"
p = np.array([[0.2, 0.3, 0.5], [0.6, 0.4, 0.0]])
result = softmaxKq_diag(p)
assert np.shape(result) == (2, 3, 3), (
    f"a matrix (3, 3) for each of the 2 samples: (2, 3, 3), not {np.shape(result)}"
)
assert close(result[0], [[0.2, 0, 0], [0, 0.3, 0], [0, 0, 0.5]]), (
    f"sample 0: 0.2, 0.3 and 0.5 on the diagonal, zeros elsewhere; yours is\n{result[0]}"
)
assert close(result[1], np.diag([0.6, 0.4, 0.0])), f"sample 1 is off; yours is\n{result[1]}"
print("softmaxKq_diag: the examples agree")

# %% [markdown]
# Also checked: more words than samples and fewer, the argument left as it was, and Python's work for ten times as many
# samples and for more words.
#
# <details><summary>Help</summary>
#
# **A nudge.** Multiply by the identity, as in the prediction. Or make a stack of zeros and fill its diagonals with
# index arrays: `D[:, k, k]` with `k = np.arange(C)` picks all of them at once.
#
# **The common mistake.** `np.diag(softmaxKq)`, which returns the diagonal *of the table*. Or `D[k, k] = ...`, which
# forgets that the first axis counts samples.
#
# **A worked twin.** For each of four cubes a matrix that scales by its own side length: `side` of shape `(4,)`, and
# `side[:, np.newaxis, np.newaxis] * np.eye(3)` has shape `(4, 3, 3)`, with `side[i]` in all three diagonal places of
# matrix `i`.
#
# </details>

# %% nbgrader="test softmaxKq_diag"

# %% [markdown]
# ### `softmaxKq_outer` (5 points, difficulty 2, 10 minutes)
#
# The second part is a multiplication table: each weight of a sample times each weight of the same sample.
#
# $$\mathrm{outer}_{iab} = p_{ia}\, p_{ib}$$
#
# `softmaxKq` is $p$ of shape $(n, C)$; the result has shape $(n, C, C)$. Write **no Python loop over the samples or
# the words**.
#
# **Predict.** All of these run for $p$ of shape $(2, 3)$: `p.T @ p`, `p @ p.T`, `np.outer(p, p)`, `p * p`. Which shapes
# come out, and what do they hold?
#
# <details><summary>Answer</summary>
#
# Three of them are square, and none is the right thing. `p.T @ p`, $(3, 3)$: the tables of all samples, added up.
# `p @ p.T`, $(2, 2)$: samples with samples. `np.outer(p, p)`, $(6, 6)$: it flattens its arguments, so words meet the
# words of other samples. And `p * p`, $(2, 3)$, holds only the diagonals of the tables.
#
# </details>

# %% nbgrader="solution softmaxKq_outer"

# %% nbgrader="examples softmaxKq_outer"
p = np.array([[0.2, 0.3, 0.5], [0.6, 0.4, 0.0]])
result = softmaxKq_outer(p)
assert np.shape(result) == (2, 3, 3), (
    f"a table (3, 3) for each of the 2 samples: (2, 3, 3), not {np.shape(result)}"
)
assert close(result[0], [[0.04, 0.06, 0.10], [0.06, 0.09, 0.15], [0.10, 0.15, 0.25]]), (
    f"row 1 of sample 0 is 0.3 times [0.2 0.3 0.5]; yours is\n{result[0]}"
)
assert close(result[1], [[0.36, 0.24, 0], [0.24, 0.16, 0], [0, 0, 0]]), (
    f"sample 1 is off; yours is\n{result[1]}"
)
print("softmaxKq_outer: the examples agree")

# %% [markdown]
# Also checked: more words than samples and fewer, the argument left as it was, and Python's work for ten times as many
# samples and for more words.
#
# <details><summary>Help</summary>
#
# **A nudge.** A column times a row makes a table, $(C, 1)$ with $(1, C)$. Now put the $n$ in front of both.
#
# **The common mistake.** The right axes in the wrong order: $(n, 1, C)$ `@` $(n, C, 1)$ is a row times a column,
# which is an inner product, one number for each sample.
#
# **A worked twin.** All differences within a sample: `p[:, :, np.newaxis] - p[:, np.newaxis, :]` has shape
# $(n, C, C)$, with `p[i, a] - p[i, b]` in place `[i, a, b]` and zeros on every diagonal.
#
# </details>

# %% nbgrader="test softmaxKq_outer"

# %% [markdown]
# ### `softmax_jacobian` (5 points, difficulty 1, 5 minutes)
#
# Put the two parts together:
#
# $$D_{iab} = \frac{\partial p_{ia}}{\partial s_{ib}} = \mathrm{diag}_{iab} - \mathrm{outer}_{iab}$$
#
# The argument is the table of **weights** $p$, of shape $(n, C)$, not the scores: everything about $D$ can be said
# with $p$ alone, and the forward pass has computed it already. The result has shape $(n, C, C)$. Write **no Python
# loop over the samples or the words**.
#
# **Predict.** What is the sum of each row of $D$, and of each column? You can tell without the formula, from what
# weights are.
#
# <details><summary>Answer</summary>
#
# Both are 0. A column tells how one score moves all weights of a sample, and they have to go on adding up to 1. A row
# tells how one weight reacts if *all* scores grow alike, which moves nothing. If your rows don't add up to 0, there is
# a mistake, whatever the formula looks like.
#
# </details>

# %% nbgrader="solution softmax_jacobian"

# %% nbgrader="examples softmax_jacobian"
p = np.array([[0.2, 0.3, 0.5], [0.6, 0.4, 0.0]])
D = softmax_jacobian(p)
assert np.shape(D) == (2, 3, 3), f"one matrix for each sample: (2, 3, 3), not {np.shape(D)}"
assert close(np.diagonal(D[0]), [0.16, 0.21, 0.25]), (
    f"p (1 - p) on the diagonal: [0.16 0.21 0.25]; yours is {np.diagonal(D[0])}"
)
assert close(D[0, 0, 1], -0.06), (
    f"more score for word 1 is less weight for word 0: -0.2 * 0.3 = -0.06; yours is {D[0, 0, 1]}"
)
assert close(D.sum(axis=2), np.zeros((2, 3))), "every row adds up to 0"
assert close(D[1], [[0.24, -0.24, 0], [-0.24, 0.24, 0], [0, 0, 0]]), (
    f"a word without weight can't lose any; your sample 1 is\n{D[1]}"
)
print("softmax_jacobian: the examples agree")

# %% [markdown]
# *Three square tables of five rows and columns with their numbers: a diagonal of weights, minus a table of their
# products, equals the Jacobian, which is positive on the diagonal (orange) and negative elsewhere (purple).*


# %% nbgrader="locked picture_jacobian"
def jacobian_tables():
    p = np.array([[0.1, 0.45, 0.05, 0.25, 0.15]])
    tables = [softmaxKq_diag(p)[0], softmaxKq_outer(p)[0], softmax_jacobian(p)[0]]
    _, axes = plt.subplots(1, 3, figsize=(9, 2.9), layout="constrained")
    for ax, table, name in zip(axes, tables, ["diag(p)", "-   p pᵀ", "=   D"]):
        heat(ax, table, limit=0.5, cmap="PuOr_r", size=8)
        ax.set_title(name, fontsize=11)
        ax.set(xticks=[], yticks=[], aspect="equal")


attempt(jacobian_tables, "softmaxKq_diag", "softmaxKq_outer", "softmax_jacobian")

# %% [markdown]
# Also checked: more words than samples and fewer, weights close to 0 and to 1, the argument left as it was, and
# Python's work for ten times as many samples and for more words.
#
# <details><summary>Help</summary>
#
# **A nudge.** You have written both parts already.
#
# **The common mistake.** The two exchanged: then every sign is turned, the rows still add up to 0, and training climbs
# instead of descending. Or $p (1 - p)$ alone, which is the derivative of a sigmoid, where every output minds its own
# business.
#
# **A worked twin.** Rates instead of weights: $r_a = s_a / \sum_b s_b$ has the derivatives $(\mathrm{I} - r
# \mathbb{1}^\top)_{ab} / \sum_c s_c$: an identity minus a table whose rows hold one number each, $r_a$.
#
# </details>

# %% nbgrader="test softmax_jacobian"

# %% [markdown]
# ### `features_times_jacobian` (6 points, difficulty 2, 10 minutes)
#
# On its way back, the gradient meets the product $X_i^\top D_i$: how does the mean word react to each score? For one
# sample it would be `X.T @ D`. For a batch, `.T` is no help, because it turns all three axes round. Two of them have
# to change places and the samples have to stay in front: that is what `np.moveaxis` is for.
#
# $$R_{ikb} = \sum_{a=1}^{C} X_{iak}\, D_{iab}$$
#
# $X$ has shape $(n, C, d)$, $D$ has shape $(n, C, C)$, and the result $R$ has shape $(n, d, C)$. $D$ may be any stack
# of square matrices; don't rely on it being symmetric, though a softmax Jacobian is. Write **no Python loop over the
# samples or the features**.
#
# `np.moveaxis(X, 1, 2)` takes axis 1 out and puts it in at place 2. No number is copied or mixed up. `reshape` to the
# same shape is another thing entirely.
#
# *A table of three rows and two columns with the numbers 0 to 5, each row in its own colour; moveaxis makes the rows
# into columns, each colour staying together; reshape counts the numbers off in threes and mixes the colours.*

# %% nbgrader="locked picture_moveaxis"
table = np.arange(6).reshape(3, 2)
owner = [[colour] * 2 for colour in (BLUE, ORANGE, GREEN)]
flat = [colour for row in owner for colour in row]
ax = canvas(22, 5.4, size=0.4)
numbers(ax, table, 1.5, 1.2, owner)
numbers(ax, np.moveaxis(table, 0, 1), 8.5, 1.7, [[BLUE, ORANGE, GREEN]] * 2)
numbers(ax, table.reshape(2, 3), 16.5, 1.7, [flat[:3], flat[3:]])
ax.text(2.5, 0.8, "X[i]   (3, 2)", ha="center")
ax.text(10, 0.8, "moveaxis   (2, 3)", ha="center")
ax.text(18, 0.8, "reshape   (2, 3)", ha="center")
ax.text(10, 4.5, "features in rows,\nwords in columns", ha="center", va="center", fontsize=9, color=GREY)
ax.text(18, 4.5, "the right shape,\nand scrambled", ha="center", va="center", fontsize=9, color=GREY)

# %% nbgrader="solution features_times_jacobian"

# %% nbgrader="examples features_times_jacobian"
X = np.array([[[1, 2], [3, 4], [5, 6]], [[1, 0], [0, 1], [2, 2]]])
D = np.array([[[1, 0, 0], [0, 0, 1], [0, 2, 0]], [[1, 2, 3], [0, 0, 0], [1, 0, 0]]])
R = features_times_jacobian(X, D)
assert np.shape(R) == (2, 2, 3), (
    f"features in the rows, words in the columns: (2, 2, 3), not {np.shape(R)}"
)
assert close(R[0], [[1, 10, 3], [2, 12, 4]]), (
    "sample 0: [[1 3 5], [2 4 6]] @ D[0]; column 1 is twice [5 6], because of the 2 in D[0]. "
    f"Yours is\n{R[0]}"
)
assert close(R[1], [[3, 2, 3], [2, 0, 0]]), (
    f"sample 1: [[1 0 2], [0 1 2]] @ D[1], with D[1] as it is, not transposed; yours is\n{R[1]}"
)
print("features_times_jacobian: the examples agree")

# %% [markdown]
# Also checked: other sizes, more features than words and fewer, integers beside fractions, matrices that aren't
# symmetric, both arguments left as they were, and Python's work for ten times as many samples and for ten times as
# many features.
#
# <details><summary>Help</summary>
#
# **A nudge.** After the move, $X$ has shape $(n, d, C)$, and `@` does the rest: it multiplies stacks.
#
# **The common mistake.** `X.reshape(n, d, C)`: no error, the right shape, wrong numbers. Look at the picture once
# more. Runner-up: `D @ X`, of shape $(n, C, d)$, and then the move; that is $X_i^\top D_i^\top$.
#
# **A worked twin.** Colour pictures are stored as height, width, channel, `(480, 640, 3)`, and some libraries want
# the channel first. `np.moveaxis(image, 2, 0)` has shape `(3, 480, 640)`; the red picture is its first entry.
#
# </details>

# %% nbgrader="test features_times_jacobian"

# %% [markdown]
# ## 5. Forward and back
#
# ### `attention_forward` (8 points, difficulty 2, 15 minutes)
#
# Time to assemble the layer. The weights say how much each word counts. What it counts for is its *value*, the number
# $v_{ic} = w_3 \cdot x_{ic}$, and the output is the weighted sum of the values:
#
# $$p_i = \mathrm{softmax}(K_i\, q_i), \qquad
# f_i = \sum_{c=1}^{C} p_{ic}\, v_{ic} = w_3 \cdot X_i^\top p_i$$
#
# $X$ has shape $(n, C, d)$, `theta` is a dictionary with $W_1$ and $W_2$ of shape $(d, q)$ and $w_3$ of shape
# $(d,)$, under the keys `"W1"`, `"W2"` and `"w3"`. The keys of the words are made with $W_2$, the query of the last
# word with $W_1$. The result $f$ has shape $(n,)$. It is `slow_attention` without the loops: **no Python loop over
# the samples or the words**. The scores may be large, as before.
#
# **Predict.** You may average first and multiply by $w_3$ then, or compute all values first and average those. Which
# intermediate arrays appear, and which way needs fewer multiplications?
#
# <details><summary>Answer</summary>
#
# First way: $X_i^\top p_i$, together $(n, d)$. Second: the values, $(n, C)$. Each way multiplies every entry of $X$
# once, $n\,C\,d$ times, so they cost about the same, and they give the same numbers. Take what reads better.
#
# </details>

# %% nbgrader="solution attention_forward"

# %% nbgrader="examples attention_forward"
X = np.array([[[0, 3], [1, 0], [2, 1]], [[1, 0], [3, 2], [0, 0]]])
theta = {
    "W1": np.array([[0.0], [1.0]]),
    "W2": np.array([[np.log(2)], [0.0]]),
    "w3": np.array([7.0, 7.0]),
}
output = attention_forward(X, theta)
assert np.shape(output) == (2,), (
    f"one output for each of the 2 samples: (2,), not {np.shape(output)}"
)
assert close(output[0], 17), (
    "sample 0: query 1, scores 0, ln 2, 2 ln 2, weights 1/7, 2/7, 4/7, values 21, 7, 21; together "
    f"(21 + 14 + 84)/7 = 17, not {output[0]}"
)
assert close(output[1], 14), (
    "sample 1: the last word is [0 0], so its query is 0 and all weights are equal: the mean of "
    f"7, 35 and 0 is 14, not {output[1]}"
)
rng = np.random.default_rng(1)
X = rng.normal(size=(4, 5, 3))
theta = {"W1": rng.normal(size=(3, 2)), "W2": rng.normal(size=(3, 2)), "w3": rng.normal(size=3)}
assert close(attention_forward(X, theta), slow_attention(X, theta)), (
    "slow_attention says something else; compare step by step"
)
print("attention_forward: the examples agree")

# %% [markdown]
# Also checked: other sizes, integers in $X$, scores near 1000 and -1000, a batch of a single sample (the result has
# shape $(1,)$), $X$ and `theta` left as they were, and Python's work for ten times as many samples and for ten times
# as many words.
#
# <details><summary>Help</summary>
#
# **A nudge.** Four functions stand ready: `queries`, `keys`, `scores` and `attention_weights`, in this order. What
# remains is a product of two tables of shape $(n, C)$ and a sum over one axis.
#
# **The common mistake.** $W_1$ and $W_2$ exchanged. The shapes are the same, nothing warns you, and the layer even
# learns, but it is another function. Runner-up: taking the weighted mean of the *keys*, which have $q$ features, when
# $w_3$ has $d$.
#
# **A worked twin.** Marks of 30 students in 4 exams, `marks` of shape `(30, 4)`, and for each student their own
# weights, `share` of shape `(30, 4)` with rows that add up to 1: `np.sum(share * marks, axis=1)` is the final mark of
# each.
#
# </details>

# %% nbgrader="test attention_forward"

# %% [markdown]
# ### The way back
#
# Let $u_i$ be the derivative of some loss by the output $f_i$. It comes from *upstream*, from whatever stands behind
# the layer, and we don't care what that is. We want the gradient of
#
# $$J = \sum_{i=1}^{n} u_i f_i$$
#
# by each parameter. Go backwards through the five steps, for one sample:
#
# 1. **Output.** $f_i = \sum_c p_{ic}\, w_3 \cdot x_{ic}$. By $w_3$ that is the mean word, $X_i^\top p_i$, of shape
#    $(d,)$. By weight $p_{ic}$ it is the value $v_{ic} = w_3 \cdot x_{ic}$.
# 2. **Softmax.** From the weights to the scores by the Jacobian: the derivative of $J$ by the scores is
#    $g_i = u_i\, D_i\, v_i$, of shape $(C,)$. The lecture writes it as a row: $g_i^\top = u_i\, w_3^\top (X_i^\top D_i)$.
# 3. **Scores.** $s_{ic} = k_{ic} \cdot q_i$ is a product, so each factor gets the other one: by the query
#    it is $\sum_c g_{ic}\, k_{ic}$, by key $c$ it is $g_{ic}\, q_i$, both of shape $(q,)$.
# 4. **Query and keys.** $q_i = x_{iC} W_1$ and $k_{ic} = x_{ic} W_2$: the gradient of such a matrix is the outer
#    product of what went in with what came back. The last word went through $W_1$. *All* words went through $W_2$,
#    the last one included.
#
# There are two ways to do step 2. One forms the Jacobians, a stack of shape $(n, C, C)$. The other notes that we never
# need $D$ itself, only $D v$, and
#
# $$D\, v = \mathrm{diag}(p)\, v - p\, p^\top v = p \odot (v - \bar v), \qquad \bar v = p \cdot v ,$$
#
# where $\odot$ multiplies entry by entry. A word is pushed up if its value lies above the weighted mean of all
# values, and pushed down if below, in proportion to its weight. That is all there is to the derivative of a softmax.
#
# *Two curves of time against the number of words on logarithmic axes: by way of the Jacobians the time grows with
# the square of the number of words, without them it stays far below.*


# %% nbgrader="locked picture_two_ways"
def seconds(function, *arguments):
    """The shortest time of a call, out of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


def with_matrices(p, v):
    return (softmax_jacobian(p) @ v[:, :, np.newaxis])[:, :, 0]


def without_matrices(p, v):
    v_bar = np.einsum("nc,nc->n", p, v)
    return p * (v - v_bar[:, np.newaxis])


def two_ways():
    rng = np.random.default_rng(0)
    sizes = [2, 5, 10, 20, 50, 100]
    data = [(rng.dirichlet(np.ones(C), size=50), rng.normal(size=(50, C))) for C in sizes]
    assert all(close(with_matrices(*each), without_matrices(*each)) for each in data)
    slow = [1000 * seconds(with_matrices, *each) for each in data]
    fast = [1000 * seconds(without_matrices, *each) for each in data]
    _, ax = plt.subplots(figsize=(7, 3.4))
    ax.loglog(sizes, slow, "s--", color=ORANGE, label="D v with D of shape (n, C, C)")
    ax.loglog(sizes, fast, "o-", color=BLUE, label="p ⊙ (v - v̄)")
    ax.set(xlabel="number of words C, for n = 50 samples", ylabel="milliseconds")
    ax.legend(frameon=False)


attempt(two_ways, "softmax_jacobian (a right one)")

# %% [markdown]
# ### `attention_gradients` (16 points, difficulty 3, 45 minutes)
#
# Now for all samples at once. With $p_{ic}$ the weights, $v_{ic} = w_3 \cdot x_{ic}$ the values,
# $\bar v_i = \sum_c p_{ic} v_{ic}$, and
#
# $$g_{ic} = u_i\, p_{ic}\, (v_{ic} - \bar v_i) = u_i \sum_{b=1}^{C} D_{icb}\, v_{ib} \qquad\text{of shape } (n, C),$$
#
# the three gradients are
#
# $$\frac{\partial J}{\partial w_3} = \sum_{i,c} u_i\, p_{ic}\, x_{ic}, \qquad
# \frac{\partial J}{\partial W_1} = \sum_{i} x_{iC} \otimes \Big( \sum_{c} g_{ic}\, k_{ic} \Big), \qquad
# \frac{\partial J}{\partial W_2} = \sum_{i} \Big( \sum_{c} g_{ic}\, x_{ic} \Big) \otimes q_i ,$$
#
# with $(a \otimes b)_{kj} = a_k b_j$. $X$ has shape $(n, C, d)$, `theta` is the dictionary of `attention_forward`, and
# `upstream` is $u$ of shape $(n,)$. Return a dictionary with the keys `"W1"`, `"W2"` and `"w3"`, each gradient in the
# shape of its parameter: $(d, q)$, $(d, q)$ and $(d,)$. They are **sums** over the samples: if a mean is wanted, its
# $1/n$ is in $u$ already. Write **no Python loop over the samples or the words**, by whichever of the two ways you
# like. The scores may be large, as before.
#
# **Predict.** The three sums over $i$ remove the axis of samples. Which operation on arrays of shape $(n, d)$ and
# $(n, q)$ gives the sum of all outer products of their rows, of shape $(d, q)$?
#
# <details><summary>Answer</summary>
#
# A plain matrix product: with $A$ of shape $(n, d)$ and $B$ of shape $(n, q)$,
# $(A^\top B)_{kj} = \sum_i A_{ik} B_{ij}$. So `A.T @ B` multiplies *and* sums over the samples. That is why the
# stack of $n$ outer products never needs to exist.
#
# </details>
#
# *Difference quotients* are the judge. The next cell moves every single number among the parameters a little up and a
# little down and looks at what $J$ does. It needs no derivation, so it can't derive anything wrong, and the examples
# compare your gradients with it.


# %% nbgrader="locked show_difference_quotients"
def difference_quotients(X, theta, upstream, eps=1e-5):
    grads = {}
    for name, array in theta.items():
        grads[name] = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            step = np.zeros(array.shape)
            step[place] = eps
            up = upstream @ slow_attention(X, {**theta, name: array + step})
            down = upstream @ slow_attention(X, {**theta, name: array - step})
            grads[name][place] = (up - down) / (2 * eps)
    return grads


# %% nbgrader="solution attention_gradients"

# %% nbgrader="examples attention_gradients"
X = np.array([[[1, 0], [0, 1], [1, 1]], [[2, 0], [2, 0], [2, 0]]])
u = np.array([1, -2])
theta = {"W1": np.array([[1], [2]]), "W2": np.array([[0], [0]]), "w3": np.array([6, 3])}
grads = attention_gradients(X, theta, u)
assert sorted(grads) == ["W1", "W2", "w3"], f"the keys are W1, W2 and w3; yours are {sorted(grads)}"
for name in theta:
    assert np.shape(grads[name]) == np.shape(theta[name]), (
        f"the gradient of {name} has the shape of {name}, {np.shape(theta[name])}; "
        f"yours has {np.shape(grads[name])}"
    )
assert close(grads["w3"], [-10 / 3, 2 / 3]), (
    "all keys are 0, so all weights are 1/3. Sample 0 brings its mean word [2/3 2/3], sample 1 its "
    f"own [2 0] times u = -2: together [-10/3 2/3]; yours is {grads['w3']}"
)
assert close(grads["W2"], [[3], [0]]), (
    "sample 0 has the values 6, 3, 9 with mean 6, so g = [0 -1 1]. The words weighted by g add up "
    f"to [1 0], the query is 3: [[3], [0]]. In sample 1 all values are equal. Yours is\n{grads['W2']}"
)
theta = {"W1": np.array([[0], [0]]), "W2": np.array([[1], [2]]), "w3": np.array([6, 3])}
grads = attention_gradients(X, theta, u)
assert close(grads["W1"], [[1], [1]]), (
    "now the query is 0 and g is the same. The keys of sample 0 are 1, 2, 3; weighted by g they add "
    f"up to 1, and the last word is [1 1]: [[1], [1]]. Yours is\n{grads['W1']}"
)
rng = np.random.default_rng(2)
X, u = rng.normal(size=(3, 5, 4)), rng.normal(size=3)
theta = {"W1": rng.normal(size=(4, 2)), "W2": rng.normal(size=(4, 2)), "w3": rng.normal(size=4)}
grads, tried = attention_gradients(X, theta, u), difference_quotients(X, theta, u)
for name in ("w3", "W2", "W1"):
    assert np.allclose(grads[name], tried[name], atol=1e-7), (
        f"the difference quotients say otherwise for {name}:\n{tried[name]}\nyours:\n{grads[name]}"
    )
print("attention_gradients: the examples agree, and so do the difference quotients")

# %% [markdown]
# Also checked: each of the three gradients by itself, other sizes, more features than words and fewer, integers in all
# arguments, scores near 1000, all arguments left as they were, and Python's work for ten times as many samples and for
# ten times as many words.
#
# <details><summary>Help</summary>
#
# **A nudge.** First repeat the forward pass and keep what it makes: query, weights, values. Then $g$, of shape
# $(n, C)$. Each of the inner sums over $c$ is a stack of rows times a stack of matrices, $(n, 1, C)$ with
# $(n, C, d)$ or $(n, C, q)$, or an `einsum`; then `A.T @ B`. Test $w_3$ first, it needs no Jacobian.
#
# **The common mistake.** Wrong words. $W_1$ has seen the last word of each sample and no other. $W_2$ has seen all of
# them, the last one too: it asks *and* answers. If $W_1$ and $W_2$ come out with the sign turned and $w_3$ is right,
# look at the Jacobian. If everything is right only where $u$ is constant, look where $u$ enters.
#
# **A worked twin.** A layer that averages all words alike, $f_i = w \cdot \tanh(\frac1C \sum_c x_{ic} W)$, with
# $m_i$ the mean word and $t_i = \tanh(m_i W)$. Then $\partial J / \partial w = \sum_i u_i t_i$, in code `u @ T`, and
# with $g_i = u_i\, w \odot (1 - t_i^2)$, $\;\partial J / \partial W = \sum_i m_i \otimes g_i$, in code `M.T @ G`.
#
# </details>

# %% nbgrader="test attention_gradients"

# %% [markdown]
# How far can one trust difference quotients? They have an error of their own. A large step misses the curvature, a
# tiny one drowns in rounding, since two nearly equal numbers are subtracted. In between there is a best step, and your
# gradients should agree to about ten digits there.
#
# *The largest relative difference between gradients and difference quotients against the step, which gets smaller to
# the right: the curves of W1 and W2 fall like the square of the step, are lowest between 1e-5 and 1e-6, and rise again;
# that of w3 starts at the bottom and only rises.*


# %% nbgrader="locked picture_check"
def check_curves():
    rng = np.random.default_rng(4)
    X, u = rng.normal(size=(2, 4, 3)), rng.normal(size=2)
    theta = {"W1": rng.normal(size=(3, 2)), "W2": rng.normal(size=(3, 2)), "w3": rng.normal(size=3)}
    grads = attention_gradients(X, theta, u)
    steps = 10.0 ** np.arange(-11, 0)
    tried = [difference_quotients(X, theta, u, eps) for eps in steps]
    _, ax = plt.subplots(figsize=(7, 3.6))
    for name, style, colour in [("W1", "o-", BLUE), ("W2", "s--", ORANGE), ("w3", "^:", GREEN)]:
        scale = np.abs(grads[name]).max()
        error = [np.abs(grads[name] - each[name]).max() / scale for each in tried]
        ax.loglog(steps, error, style, color=colour, label=name)
    ax.invert_xaxis()
    ax.set(xlabel="step of the difference quotient", ylabel="largest relative difference")
    ax.legend(frameon=False)


attempt(check_curves, "attention_gradients")

# %% [markdown]
# If a curve stays flat near the top, that gradient is wrong. For $w_3$ there is no falling branch: $f$ is linear in
# $w_3$, so a large step misses nothing.
#
# And a thought for those who like it fast. $(X_i W_2)\, q_i = X_i\, (W_2\, q_i)$: brackets may be moved. On the left,
# each of the $C$ words is multiplied with a whole matrix; on the right, only the query is, once, and the keys are never
# made. The gradients can be had without them too. Nothing is approximated, and for long contexts it is several times
# faster.
#
# ### `attention_forward_math` (6 points, difficulty 2, 15 minutes)
#
# In books and papers, vectors are **columns**. A sample is then a matrix with a word in each column, and the weights
# stand on the left:
#
# $$f(X) = w_3^\top X \,\mathrm{softmax}\big( X^\top W_2^\top W_1\, x_C \big)$$
#
# In code, samples are rows, because the batch has to come first. Both say the same, turned by 90 degrees, and whoever
# reads papers has to translate all day long. So do it once, for **one sample**, in the formula's own orientation:
#
# | | formula | code |
# |---|---|---|
# | a sample | $X$ of shape $(d, C)$, words in columns | `X[i]` of shape $(C, d)$, words in rows |
# | the last word | column $C$ | row $C$ |
# | parameters $W_1$, $W_2$ | $(q, d)$, from the left | $(d, q)$, from the right |
# | the query | $W_1 x_C$ | `X[i, -1] @ W1` |
# | the keys | $W_2 X$, of shape $(q, C)$: in the columns | `X[i] @ W2`, of shape $(C, q)$: in the rows |
# | a batch | a sum sign | the first axis |
#
# `attention_forward_math(X, theta)` takes one sample $X$ of shape $(d, C)$ and a dictionary with $W_1$ and $W_2$ of
# shape $(q, d)$ and $w_3$ of shape $(d,)$. It returns a single **number**. Loops are allowed here, though you won't
# need any.
#
# **Predict.** In this orientation, what is `X[-1]`? What does `X[:, -1]` mean here, and what did it mean in
# `queries`?
#
# <details><summary>Answer</summary>
#
# `X[-1]` is the last *feature* of all words. `X[:, -1]` is the last column, of shape $(d,)$: the last word. In
# `queries` the same letters meant "of each sample, the last row". They look alike, but they are different axes.
#
# </details>

# %% nbgrader="solution attention_forward_math"

# %% nbgrader="examples attention_forward_math"
X = np.array([[0, 1, 2], [3, 0, 1]])
theta = {
    "W1": np.array([[0.0, 1.0]]),
    "W2": np.array([[np.log(2), 0.0]]),
    "w3": np.array([7.0, 7.0]),
}
f = attention_forward_math(X, theta)
assert np.shape(f) == (), f"one sample, one number: shape (), not {np.shape(f)}"
assert close(f, 17), (
    "that is sample 0 of the example above, turned: its last word is the column [2 1], its query 1, "
    f"and the output 17; yours is {f}"
)
rng = np.random.default_rng(3)
X = rng.normal(size=(2, 4, 3))
theta = {"W1": rng.normal(size=(3, 2)), "W2": rng.normal(size=(3, 2)), "w3": rng.normal(size=3)}
turned = {"W1": theta["W1"].T, "W2": theta["W2"].T, "w3": theta["w3"]}
for i in range(2):
    assert close(attention_forward_math(X[i].T, turned), slow_attention(X, theta)[i]), (
        f"sample {i} and all parameters turned: the output has to be the same"
    )
print("attention_forward_math: the examples agree")

# %% [markdown]
# Also checked: other sizes, more features than words and fewer, integers beside fractions, and both arguments left as
# they were.
#
# <details><summary>Help</summary>
#
# **A nudge.** Write the shapes below the formula, $x_C$ first: $(d,)$, then $W_1 x_C$: $(q,)$, then $W_2 X$:
# $(q, C)$. What has to be turned so that its product with the query has shape $(C,)$? For the softmax you may call
# `attention_weights`, but it takes a table: give it one row, and take the row out again.
#
# **The common mistake.** Code orientation in the first line, `X[-1] @ theta["W1"]`. Or a result of shape $(1,)$,
# because a row of length 1 survived.
#
# **A worked twin.** A linear layer is $W x + b$ in the formula, with $W$ $(m, d)$ and a column $x$, and `x @ W.T + b`
# in code, with a row $x$. The transposed weights are the same numbers.
#
# </details>

# %% nbgrader="test attention_forward_math"

# %% [markdown]
# ## 6. A loss for yes and no
#
# ### `logistic_loss` (5 points, difficulty 2, 10 minutes)
#
# The layer says $f$, the truth is $y = -1$ or $y = +1$. Whether they agree can be read from one number, the *margin*
# $y f$: positive where the sign is right, and the larger the surer. The logistic loss falls with the margin and never
# quite reaches 0:
#
# $$L = \frac1n \sum_{i=1}^{n} \ln\big(1 + e^{-y_i f_i}\big)$$
#
# $f$ and $y$ have shape $(n,)$, and $L$ is a single number. Outputs may be large, thousands up or down, right or
# wrong; the loss has to be right and finite for all of them. Write **no Python loop over the samples**.
#
# **Predict.** What is the loss for $f = 0$? And about how large is it for $y f = -1000$, a sample that is badly wrong?
#
# <details><summary>Answer</summary>
#
# $\ln 2 \approx 0.693$, whatever the label: the price of knowing nothing. For $y f = -1000$ the 1 hardly matters:
# $\ln e^{1000} = 1000$. But $e^{1000}$ is `inf`. `np.logaddexp(a, b)` is $\ln(e^a + e^b)$ without the detour through
# large numbers, and 1 is $e^0$.
#
# </details>

# %% nbgrader="solution logistic_loss"

# %% nbgrader="examples logistic_loss"
f, y = np.array([np.log(3), np.log(3)]), np.array([1, -1])
loss = logistic_loss(f, y)
assert np.shape(loss) == (), f"the loss is one number, not an array of shape {np.shape(loss)}"
assert close(logistic_loss(np.zeros(3), np.array([1, -1, 1])), np.log(2)), (
    "f = 0 costs ln 2 = 0.693 for either label"
)
assert close(loss, (np.log(4 / 3) + np.log(4)) / 2), (
    "exp(-y f) is 1/3 for the right one and 3 for the wrong one: the mean of ln(4/3) and ln(4) is "
    f"0.837, not {loss}"
)
assert close(logistic_loss(np.array([1000, -1000]), np.array([-1, -1])), 500), (
    "y f = -1000 costs 1000, y f = 1000 costs 0: the mean is 500, and finite"
)
print("logistic_loss: the examples agree")

# %% [markdown]
# Also checked: other numbers of samples, outputs near 1000 and -1000 with right and wrong labels, both arguments left
# as they were, and Python's work for ten times as many samples.
#
# <details><summary>Help</summary>
#
# **A nudge.** With $a = 0$ and $b = -y f$, the function from the prediction does it in one call. Then the mean.
#
# **The common mistake.** `np.log(1 + np.exp(-y * f))`, which is the formula and is `inf` for $y f = -1000$. Runner-up:
# the formula for labels 0 and 1 from another lecture.
#
# **A worked twin.** $\ln(e^{800} + e^{801})$: `np.log(np.exp(800) + np.exp(801))` is `inf`, `np.logaddexp(800, 801)`
# is 801.313.
#
# </details>

# %% nbgrader="test logistic_loss"

# %% [markdown]
# ### `logistic_loss_der` (5 points, difficulty 2, 10 minutes)
#
# What the layer needs from the loss is the derivative by each output. This is the `upstream` of section 5.
#
# $$\frac{\partial L}{\partial f_i} = -\frac{1}{n}\, \frac{y_i}{1 + e^{y_i f_i}}$$
#
# $f$ and $y$ have shape $(n,)$, and so has the result. $L$ is a mean, hence the $\frac1n$. Again outputs may be large,
# and the result has to be right and finite. Write **no Python loop over the samples**.
#
# **Predict.** What is the derivative for a sample with $y f = 1000$? And for one with $y f = -1000$? Which of the two
# moves the parameters?
#
# <details><summary>Answer</summary>
#
# About 0, and $-y/n$. A sample that is right and sure has nothing left to say; one that is wrong pulls with full
# strength, but no harder however wrong it is.
#
# </details>

# %% nbgrader="solution logistic_loss_der"

# %% nbgrader="examples logistic_loss_der"
f, y = np.array([np.log(3), np.log(3)]), np.array([1, -1])
slope = logistic_loss_der(f, y)
assert np.shape(slope) == (2,), f"a derivative for each output: (2,), not {np.shape(slope)}"
assert close(slope[0], -1 / 8), (
    f"y f = ln 3: -1/(1 + 3) = -1/4, divided by n = 2 that is -1/8; yours is {slope[0]}"
)
assert close(slope[1], 3 / 8), (
    f"y f = -ln 3: +1/(1 + 1/3) = 3/4, divided by n = 2 that is 3/8; yours is {slope[1]}"
)
assert close(logistic_loss_der(np.array([1000, 1000]), np.array([1, -1])), [0, 0.5]), (
    "right and sure: 0; wrong and sure: -y/n = 0.5"
)
print("logistic_loss_der: the examples agree")

# %% [markdown]
# *Left, three losses against the margin: steps from 1 to 0 for the share of errors, a straight line with a kink for
# the hinge, and between them the smooth curve of the logistic loss. Right, its derivative, which rises from -1 to 0.*


# %% nbgrader="locked picture_logistic"
def logistic_curves():
    margin = np.linspace(-4, 4, 161)
    loss = [logistic_loss(np.array([m]), np.array([1])) for m in margin]
    slope = [logistic_loss_der(np.array([m]), np.array([1]))[0] for m in margin]
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
    left.plot(margin, loss, color=BLUE, linewidth=2, label="logistic")
    left.plot(margin, np.maximum(0, 1 - margin), "--", color=ORANGE, label="hinge")
    left.step(margin, margin < 0, ":", where="post", color=GREY, label="error")
    left.set(xlabel="margin y f", ylabel="loss of a sample")
    left.legend(frameon=False)
    right.plot(margin, slope, color=BLUE, linewidth=2)
    right.axhline(0, color="lightgrey", zorder=0)
    right.set(xlabel="margin y f", ylabel="derivative by f, for y = +1")


attempt(logistic_curves, "logistic_loss", "logistic_loss_der")

# %% [markdown]
# Also checked: other numbers of samples, integers, outputs near 1000 and -1000 with right and wrong labels, both
# arguments left as they were, and Python's work for ten times as many samples.
#
# <details><summary>Help</summary>
#
# **A nudge.** The fraction $1/(1 + e^m)$ is $e^{-\ln(1 + e^m)}$, and you know how to compute that logarithm. The
# plain fraction is right as well: for large $m$ it is $1/\infty = 0$, with a warning that does no harm.
#
# **The common mistake.** $e^{-m}/(1 + e^{-m})$, the same fraction expanded: for $m = -1000$ it is $\infty/\infty$,
# which is `nan`. Or the forgotten $\frac1n$: then the steps of the training are $n$ times too long.
#
# **A worked twin.** The derivative of $\ln(1 + e^{2z})$ by $z$ is $2/(1 + e^{-2z})$; at $z = 0$ it is 1.
#
# </details>

# %% nbgrader="test logistic_loss_der"

# %% [markdown]
# ## 7. No peeking
#
# ### `causal_attention` (7 points, difficulty 3, 25 minutes)
#
# A language model doesn't ask once for each sentence. In one go it predicts the next word after the first word, after
# the first two, the first three, and so on. So *every* word asks, and each sample has a whole matrix of weights. But no
# word may see what comes after it: at training time that would be the solution, and at work it doesn't exist yet.
# Word $t$ attends to the words $0, \dots, t$ and to nothing else:
#
# $$P_{itc} = \begin{cases} \dfrac{e^{s_{itc}}}{\sum_{b \le t} e^{s_{itb}}} & c \le t \\[2ex] 0 & c > t
# \end{cases} \qquad\text{with the scores}\qquad s_{itc} = (x_{it} W_1) \cdot (x_{ic} W_2) .$$
#
# $X$ has shape $(n, C, d)$, $W_1$ and $W_2$ have shape $(d, q)$, and the result $P$ has shape $(n, C, C)$: row $t$ of
# matrix $i$ holds the weights of word $t$, and adds up to 1. Write **no Python loop over the samples or the words**.
# Scores may be large, and the largest may lie in the future; what is masked must not disturb what is left.
#
# **Predict.** Two students mask in different places. One multiplies the scores above the diagonal by 0 before the
# softmax. The other multiplies the weights above the diagonal by 0 after it. What is wrong with each?
#
# <details><summary>Answer</summary>
#
# A score of 0 is a score like any other, and $e^0 = 1$: the future keeps its weight. And if weights are struck out
# afterwards, the rest doesn't add up to 1 any more. The score that leaves no weight is $-\infty$, because
# $e^{-\infty} = 0$. In numpy it is `-np.inf`, and `np.exp(-np.inf)` is 0 without a warning.
#
# </details>

# %% nbgrader="solution causal_attention"

# %% nbgrader="examples causal_attention"
X = np.array([[[0, 1], [1, 2], [2, 1]], [[1, 0], [2, 0], [5, 0]]])
W1, W2 = np.array([[0.0], [1.0]]), np.array([[np.log(2)], [0.0]])
P = causal_attention(X, W1, W2)
assert np.shape(P) == (2, 3, 3), (
    f"for each of 2 samples, 3 words that ask and 3 that answer: (2, 3, 3), not {np.shape(P)}"
)
assert close(P[0, 0], [1, 0, 0]), f"the first word can only look at itself: [1 0 0], not {P[0, 0]}"
assert close(P[0, 1], [1 / 5, 4 / 5, 0]), (
    "word 1 has the query 2, the keys are 0 and ln 2: exponentials 1 and 4, nothing for word 2; "
    f"yours is {P[0, 1]}"
)
assert close(P[0, 2], [1 / 7, 2 / 7, 4 / 7]), f"the last word sees everything; yours is {P[0, 2]}"
assert close(P[1], [[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]]), (
    f"in sample 1 all queries are 0, so each word looks evenly at its past; yours is\n{P[1]}"
)
print("causal_attention: the examples agree")

# %% [markdown]
# A line by Gertrude Stein shows what the mask does. Key and query of a word are made equal here, so each word looks for
# itself among the others.
#
# *Two square tables for the words "rose is a rose is a rose": without a mask each word spreads its weight over all
# places where it occurs; with the mask everything right of the diagonal is empty, the first row has all its weight in
# the first place, and each later occurrence looks back at the earlier ones.*


# %% nbgrader="locked picture_causal"
def roses():
    words = ["rose", "is", "a"] * 2 + ["rose"]
    names = sorted(set(words))
    X = np.eye(len(names))[[[names.index(word) for word in words]]]
    W = 1.7 * np.eye(len(names))
    alike = X[0] @ W @ W.T @ X[0].T
    free = np.exp(alike) / np.exp(alike).sum(axis=1, keepdims=True)
    _, axes = plt.subplots(1, 2, figsize=(9, 3.9), layout="constrained")
    for ax, table, title in [
        (axes[0], free, "no mask"),
        (axes[1], causal_attention(X, W, W)[0], "causal_attention"),
    ]:
        heat(ax, table, limit=1, size=8)
        ax.set_xticks(range(7), words, fontsize=9)
        ax.set_yticks(range(7), words, fontsize=9)
        ax.set_title(title, fontsize=11)
        ax.set(xlabel="who answers", ylabel="who asks")


attempt(roses, "causal_attention")

# %% [markdown]
# Also checked: other sizes, integers in $X$, scores near 1000 with much larger ones in the future, all arguments left
# as they were, and Python's work for ten times as many samples and for more words.
#
# <details><summary>Help</summary>
#
# **A nudge.** All scores of a sample are one matrix product, queries $(n, C, q)$ with keys turned to $(n, q, C)$;
# section 4 has the turn. `np.tri(C)` has ones on and below the diagonal, and `np.where` picks between two things. The
# softmax runs along the last axis. You may use `attention_weights` for it: it takes a table, and a stack
# $(n, C, C)$ is a table of $n\,C$ rows, once it has been reshaped.
#
# **The common mistake.** A mask from `np.tril` applied to the scores, which writes zeros where $-\infty$ belongs. Or a
# mask that hides the word itself: then the first row has nothing left, and it is `nan`.
#
# **A worked twin.** The largest number so far, in a table of shape $(3, 3)$: `T = np.broadcast_to(a, (3, 3))` repeats
# the row `a`, `np.where(np.tri(3, dtype=bool), T, -np.inf)` hides what comes later, and the maximum along axis 1 is
# the record after each step. For $-\infty$ the maximum does what the softmax does: it passes by.
#
# </details>

# %% nbgrader="test causal_attention"

# %% [markdown]
# ## 8. Which word comes next?
#
# ### `train_next_word` (6 points, difficulty 2, 20 minutes)
#
# Everything is there. Descend on the logistic loss of all samples at once: in each of `n_steps` steps,
#
# 1. compute the outputs $f$ of all samples,
# 2. note the loss $L$, **before** the step,
# 3. compute the gradients, with the derivative of $L$ by $f$ as `upstream`,
# 4. replace every parameter by $\theta - \eta\, \dfrac{\partial L}{\partial \theta}$, all three by gradients taken at
#    the same place.
#
# $X$ has shape $(n, C, d)$, $y$ has shape $(n,)$ with entries $-1$ and $+1$; `theta` is a dictionary with $W_1$,
# $W_2$ and $w_3$ in their shapes $(d, q)$, $(d, q)$ and $(d,)$; `eta` is $\eta$, a number. Return the pair
# `(theta, losses)`: a dictionary of the trained parameters, and the `n_steps` losses, as a list or an array. The
# dictionary that you are given and its arrays stay as they were; they may hold integers. One loop over the steps is
# fine, but **no Python loop over the samples**.
#
# **Predict.** In the first lines of a training function stands `theta = dict(theta)`, and further down
# `theta["w3"] -= eta * grads["w3"]`. Is the caller's `w3` safe?
#
# <details><summary>Answer</summary>
#
# No. `dict(theta)` is a new dictionary that holds the *same* arrays, and `-=` writes into them.
# `theta["w3"] = theta["w3"] - ...` makes a new array and puts it into the new dictionary.
#
# </details>

# %% nbgrader="solution train_next_word"

# %% nbgrader="examples train_next_word"
X = np.array([[[0, 3], [1, 0], [2, 3]], [[1, 0], [3, 2], [2, 1]]])
y = np.array([1, -1])
start = {"W1": np.zeros((2, 1)), "W2": np.zeros((2, 1)), "w3": np.zeros(2)}
theta, losses = train_next_word(X, y, start, 4, 2)
assert len(losses) == 2, f"2 steps, 2 losses; yours are {losses}"
assert close(losses[0], np.log(2)), (
    f"before the first step all outputs are 0, and the loss is ln 2 = 0.693, not {losses[0]}"
)
assert close(losses[1], np.log(1 + np.exp(-1))), (
    "the mean words are [1 2] and [2 1], upstream is [-1/4 1/4], so the gradient of w3 is "
    "[1/4 -1/4] and the first step leads to w3 = [-1 1]. Then f = [1 -1], and the loss is "
    f"ln(1 + 1/e) = 0.313, not {losses[1]}"
)
assert close(start["w3"], [0, 0]), "the parameters to start from have changed"
theta, losses = train_next_word(X, y, start, 4, 1)
assert close(theta["w3"], [-1, 1]), f"after one step w3 is [-1 1]; yours is {theta['w3']}"
print("train_next_word: the examples agree")

# %% [markdown]
# Also checked: all three parameters and all losses after several steps, other sizes and step sizes, integers in $X$
# and `theta`, `theta` and the data left as they were, and Python's work for ten times as many samples.
#
# <details><summary>Help</summary>
#
# **A nudge.** Each of the four steps is one line, and each calls a function that you have. A comprehension over the
# names in `theta` makes the new dictionary.
#
# **The common mistake.** `upstream` forgotten, or $-y$ in its place: then the layer is pushed on where it has long
# been right. Runner-up: dividing by $n$ once more, although `logistic_loss_der` has done that.
#
# **A worked twin.** Descent on $a^2 + 10\, b^2$ with two parameters in a dictionary:
#
# ```python
# theta, values = {"a": 3.0, "b": 1.0}, []
# for _ in range(20):
#     values.append(theta["a"] ** 2 + 10 * theta["b"] ** 2)
#     slopes = {"a": 2 * theta["a"], "b": 20 * theta["b"]}
#     theta = {name: theta[name] - 0.04 * slopes[name] for name in theta}
# ```
#
# </details>

# %% nbgrader="test train_next_word"

# %% [markdown]
# ### The layer at work
#
# Every fourth sentence is put aside for later. The others make 216 questions: 36 sentences, six candidates each. Since
# words are one-hot, the parameters are easy to read: row *dog* of $W_2$ **is** the key of *dog*, row *barks* of $W_1$
# **is** the query of *barks*, and entry *dog* of $w_3$ is its value.
#
# *The loss against the number of steps: it starts near 0.69, pauses at about 0.45, the loss of someone who knows only
# how often the answer is yes, and then falls close to 0.*


# %% nbgrader="locked picture_training"
def as_arrays(questions):
    """Questions, each a list of words, as one-hot rows: shape (n, C, d)."""
    places = [[vocabulary.index(word) for word in question] for question in questions]
    return np.eye(len(vocabulary))[places]


def ask(some):
    """Six questions for each sentence, and their labels."""
    questions = [[*sentence[:-1], word] for sentence in some for word in candidates]
    y = [1 if word == sentence[-1] else -1 for sentence in some for word in candidates]
    return questions, np.array(y)


def look(questions, theta):
    """The attention weights of all questions."""
    X = as_arrays(questions)
    return attention_weights(scores(keys(X, theta["W2"]), queries(X, theta["W1"])))


trained = {}


def train_it():
    questions, y = ask([each for i, each in enumerate(sentences) if i % 4 != 3])
    d, q = len(vocabulary), 4
    rng = np.random.default_rng(1)
    start = {
        "W1": 0.5 * rng.normal(size=(d, q)),
        "W2": 0.5 * rng.normal(size=(d, q)),
        "w3": 0.1 * rng.normal(size=d),
    }
    theta, losses = train_next_word(as_arrays(questions), y, start, 4.0, 800)
    trained.update(start=start, theta=theta, losses=losses)


def after_training():
    """The trained parameters, where there are any."""
    if not trained:
        raise NotImplementedError
    return trained["theta"]


def loss_curve():
    train_it()
    losses = trained["losses"]
    share = 1 / len(candidates)
    blind = -share * np.log(share) - (1 - share) * np.log(1 - share)
    _, ax = plt.subplots(figsize=(7, 3.2))
    ax.plot(losses, color=BLUE, linewidth=2)
    ax.axhline(blind, color=ORANGE, linestyle="--")
    ax.text(800, blind + 0.015, "knows only how often the answer is yes", ha="right", color="#8A5F00")
    ax.set(xlabel="steps", ylabel="logistic loss", ylim=(0, None))
    print(f"The loss falls from {losses[0]:.3f} to {losses[-1]:.3f}.")


attempt(loss_curve, "train_next_word and all that it uses", "sentences.txt")

# %% [markdown]
# Where does it look? Here are the twelve sentences that were put aside, each with its right next word. The layer has
# never seen them. Each row adds up to 1.
#
# *Two tables with the words of twelve sentences, one row each, coloured by weight: before training the colours are
# pale and even; after it, nearly all weight of a row lies on the one word that decides, such as dog, kitten or bell.*


# %% nbgrader="locked picture_attention"
def where_it_looks():
    theta, start, held_out = after_training(), trained["start"], sentences[3::4]
    _, axes = plt.subplots(1, 2, figsize=(12, 4.6), layout="constrained")
    for ax, parameters, title in [(axes[0], start, "before training"), (axes[1], theta, "after training")]:
        heat(ax, look(held_out, parameters), limit=1, texts=held_out, size=8)
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, fontsize=11)


attempt(where_it_looks, "train_next_word and all that it uses", "sentences.txt")

# %% [markdown]
# Nobody told it that *the* and *morning* don't matter. And what do the wrong candidates do? Take one sentence and ask
# all six.
#
# *Six rows with the same sentence and another candidate at the end of each, coloured by weight, and beside each row the
# probability of yes: the right candidate looks at "puppy" and gets nearly 1; the wrong ones look at small words such as
# "the", or at themselves, and get nearly 0.*


# %% nbgrader="locked picture_candidates"
def six_candidates():
    theta = after_training()
    questions, _ = ask(sentences[7:8])
    f = attention_forward(as_arrays(questions), theta)
    _, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
    heat(ax, look(questions, theta), limit=1, texts=questions)
    yes = [f"{each:.3f}" for each in np.exp(-np.logaddexp(0, -f))]
    ax.yaxis.tick_right()
    ax.set_yticks(range(len(questions)), yes)
    ax.set(xticks=[])
    ax.set_title("weights of each candidate, and its probability of yes", fontsize=11)
    liked = [word for word, value in zip(vocabulary, theta["w3"]) if value > 0]
    print("Words with a positive value in w3:", ", ".join(liked))


attempt(six_candidates, "train_next_word and all that it uses", "sentences.txt")

# %% [markdown]
# So that is the strategy it has found. Words that can decide have positive values, and nothing else has. Each candidate
# looks for one that goes with it. Where there is none, it falls back on a word that is always about, like *the*, with a
# negative value. Keys and queries do the matching, $w_3$ gives the verdict, and nobody has designed any of it.
#
# To predict, ask all six candidates and take the one with the largest $f$. Again the twelve sentences that were put
# aside:


# %% nbgrader="locked show_predictions"
def next_word(words):
    """The candidate with the largest output."""
    questions = [[*words, candidate] for candidate in candidates]
    return candidates[int(np.argmax(attention_forward(as_arrays(questions), after_training())))]


def predictions():
    held_out = sentences[3::4]
    found = [next_word(sentence[:-1]) for sentence in held_out]
    for sentence, word in zip(held_out, found):
        verdict = "" if word == sentence[-1] else f"(no: {sentence[-1]})"
        print(f"{' '.join(sentence[:-1]):36} ... {word} {verdict}")
    right = sum(word == sentence[-1] for word, sentence in zip(found, held_out))
    print(f"{right} of {len(held_out)} are right.")


attempt(predictions, "train_next_word and all that it uses", "sentences.txt")

# %% [markdown]
# Write a sentence of your own, with words from the vocabulary, as many as you like: nothing in the layer depends on
# their number.

# %%
mine = ["our", "small", "dog", "in", "the", "old", "kitchen"]
attempt(lambda: print(*mine, "...", next_word(mine)), "train_next_word and all that it uses")

# %% [markdown]
# One thing it can't do. Shuffle the given words and ask again: the output is the same, to the last digits. A weighted
# mean knows no order, and a key tells *what* a word is, not *where*.


# %% nbgrader="locked show_shuffled"
def shuffled():
    words = sentences[0][:-1]
    mixed = [words[k] for k in np.random.default_rng(0).permutation(len(words))]
    for each in (words, mixed):
        f = attention_forward(as_arrays([[*each, "barks"]]), after_training())
        print(f"{' '.join(each)} ... barks?   f = {f[0]:.12f}")


attempt(shuffled, "train_next_word and all that it uses", "sentences.txt")

# %% [markdown]
# So *the cat hears the dog* and *the dog hears the cat* are one and the same to this layer. Language models add the
# position to each word's features before they ask. They also run many heads side by side, each with its own three
# matrices, divide the scores by $\sqrt{q}$ to keep the softmax from getting too sharp too early, and stack dozens of
# such layers. The heart of each of them is what you have written here.
#
# You derived three gradients on paper for it. That was the last time: in the next two notebooks you build the machine
# that does it for you.
