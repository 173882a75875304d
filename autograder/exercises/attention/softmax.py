"""The softmax over the words of each sample, however large the scores."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import softmax
from solutions import attention

attention_weights = Exercise(attention.attention_weights, points=8)


@attention_weights.check("each row is the softmax of its scores and adds up to 1")
def _(attention_weights, rng):
    n, C = 3, 5
    return attention_weights(rng.normal(scale=2, size=(n, C)))


@attention_weights.check("more samples than words, whole numbers: nothing is cut off")
def _(attention_weights, rng):
    n, C = 6, 4
    return attention_weights(rng.integers(-3, 4, size=(n, C)))


@attention_weights.check("large scores: finite weights that are right")
def _(attention_weights, rng):
    n, C = 2, 4
    near = rng.normal(size=(n, C))
    return {
        "scores near 1000": attention_weights(1000 + near),
        "scores near -1000": attention_weights(near - 1000),
    }


@attention_weights.check("samples whose scores differ by thousands: each has its own weights")
def _(attention_weights, rng):
    n, C = 5, 3
    level = np.array([[0], [2500], [-2500], [900], [-900]])
    return attention_weights(level + rng.normal(size=(n, C)))


attention_weights.untouched(lambda rng: (rng.normal(size=(4, 3)),))


@attention_weights.vectorised("no Python loop over the samples")
def _(attention_weights, rng, n):
    C = 4
    return attention_weights(rng.normal(size=(n, C)))


@attention_weights.vectorised("no Python loop over the words")
def _(attention_weights, rng, C):
    n = 4
    return attention_weights(rng.normal(size=(n, C)))


@attention_weights.misconception(
    "the softmax runs over the batch (axis 0), so the samples compete; the words of one sample "
    "compete (axis 1)"
)
def over_the_batch(scores):
    return softmax(scores.T).T


@attention_weights.misconception(
    "all exponentials are summed up, over samples and words; each sample has a sum of its own "
    "(axis=1, keepdims=True)"
)
def over_everything(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum()


@attention_weights.misconception(
    "exp overflows or vanishes for large scores; subtract the row's largest score first, which "
    "changes no weight"
)
def overflowing(scores):
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@attention_weights.misconception(
    "the largest score of all samples is subtracted, so a sample with small scores vanishes; "
    "subtract each row's own largest"
)
def one_maximum_for_all(scores):
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@attention_weights.misconception(
    "the largest score of each column (axis 0) is subtracted, which changes the weights; only what "
    "is the same for a whole row may be subtracted"
)
def maximum_of_the_columns(scores):
    exponentials = np.exp(scores - scores.max(axis=0))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@attention_weights.misconception("the exponential is missing: scores are divided by their sum")
def without_exp(scores):
    return scores / scores.sum(axis=1, keepdims=True)


@attention_weights.misconception(
    "the exponentials are not divided by their sum; weights add up to 1"
)
def not_normalised(scores):
    return np.exp(scores - scores.max(axis=1, keepdims=True))


@attention_weights.misconception(
    "the largest score takes all the weight (argmax); softmax gives every word its share"
)
def winner_takes_all(scores):
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]


@attention_weights.misconception(
    "a sigmoid looks at each score alone; the weights of a sample share 1 between them"
)
def sigmoids(scores):
    return np.exp(-np.logaddexp(0, -scores))


@attention_weights.misconception("these are logarithms of the weights; exp is missing at the end")
def logarithms(scores):
    return np.log(softmax(scores))


@attention_weights.misconception("the sign is turned: the largest score gets the largest weight")
def of_minus_the_scores(scores):
    return softmax(-scores)


@attention_weights.misconception("the scores are divided by a root first; no scale is asked for")
def with_a_temperature(scores):
    return softmax(scores / np.sqrt(scores.shape[1]))


@attention_weights.misconception(
    "large scores are clipped, and what was different becomes equal; subtract the row's largest "
    "score instead"
)
def clipped(scores):
    exponentials = np.exp(np.clip(scores, -500, 500))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@attention_weights.misconception(
    "nan is replaced by a number afterwards, which hides the overflow; subtract the row's largest "
    "score before exp"
)
def nan_swept_away(scores):
    exponentials = np.exp(scores)
    return np.nan_to_num(exponentials / exponentials.sum(axis=1, keepdims=True))


@attention_weights.misconception(
    "the sum of each row has lost its axis, (n,), and lines up with the columns; keepdims=True "
    "makes it a column"
)
def without_keepdims(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1)


@attention_weights.misconception(
    "-= subtracts from the caller's scores; scores - ... makes a new array"
)
def subtracted_in_place(scores):
    scores -= scores.max(axis=1, keepdims=True)
    return softmax(scores)


@attention_weights.misconception(
    "the result has the type of the scores: where they are integers, every weight is cut to 0"
)
def typed_like_the_scores(scores):
    result = np.zeros_like(scores)
    result[:] = softmax(scores)
    return result


@attention_weights.misconception(
    "a loop or comprehension goes from sample to sample; with axis=1 and keepdims=True numpy does "
    "all rows at once"
)
def weights_by_sample(scores):
    return np.array([softmax(row) for row in scores])


@attention_weights.misconception(
    "a loop goes from word to word; np.sum over axis 1 adds all of them at once"
)
def weights_by_word(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    total = np.zeros((len(scores), 1))
    for c in range(scores.shape[1]):
        total += exponentials[:, c : c + 1]
    return exponentials / total


@attention_weights.alternative("by the logarithm of the sum, np.logaddexp")
def weights_by_logaddexp(scores):
    return np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))


@attention_weights.alternative("transposed, in single precision")
def weights_transposed(scores):
    turned = (scores - np.max(scores, axis=1)[:, None]).T.astype(np.float32)
    exponentials = np.exp(turned)
    return (exponentials / exponentials.sum(axis=0)).T


@attention_weights.alternative("one over the sum of all ratios")
def weights_by_ratios(scores):
    return 1 / np.sum(np.exp(scores[:, None, :] - scores[:, :, None]), axis=2)
