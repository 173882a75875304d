"""predict_labels: the class with the largest score."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import parameters, whole
from solutions import softmax_gradients
from solutions.broadcasting import forward

predict_labels = Exercise(softmax_gradients.predict_labels, points=5, given=("forward", "softmax"))


@predict_labels.check("the class with the largest score, one for each sample", weight=2)
def _(predict_labels, rng):
    n, d, m, K = 12, 3, 5, 4
    return predict_labels(rng.normal(size=(n, d)), parameters(rng, d, m, K))


@predict_labels.check("integers, which can be used as indices")
def _(predict_labels, rng):
    n, d, m, K = 9, 2, 4, 3
    result = predict_labels(rng.normal(size=(n, d)), parameters(rng, d, m, K))
    return {"are they integers": bool(np.asarray(result).dtype.kind in "iu"), "labels": result}


@predict_labels.check("large scores, all of them negative, and whole numbers in X")
def _(predict_labels, rng):
    n, d, m, K = 11, 4, 3, 5
    theta = parameters(rng, d, m, K)
    below = {**theta, "b2": theta["b2"] - 1e4}
    return {
        "all negative": predict_labels(rng.normal(size=(n, d)), below),
        "large": predict_labels(1000 * rng.normal(size=(n, d)), theta),
        "whole numbers": predict_labels(whole(rng, n, d), theta),
    }


predict_labels.untouched(lambda rng: (rng.normal(size=(8, 3)), parameters(rng, 3, 5, 4)))


def scores(X, theta):
    return forward(X, theta)[1]


@predict_labels.misconception("classes are counted from 1; they start at 0, as argmax counts")
def labels_from_one(X, theta):
    return np.argmax(scores(X, theta), axis=1) + 1


@predict_labels.misconception(
    "the maximum runs over the samples (axis 0), one result for each class; it should run over the "
    "classes (axis 1)"
)
def over_the_samples(X, theta):
    return np.argmax(scores(X, theta), axis=0)


@predict_labels.misconception(
    "without an axis, argmax looks at all scores at once and returns one place; each row has its "
    "own winner"
)
def over_everything(X, theta):
    return np.argmax(scores(X, theta))


@predict_labels.misconception(
    "the largest scores are returned; asked for is where they stand, which argmax tells"
)
def largest_scores(X, theta):
    return np.max(scores(X, theta), axis=1)


@predict_labels.misconception(
    "the probabilities of all classes are returned; the label is the place of the largest"
)
def probabilities(X, theta):
    return softmax_gradients.softmax(scores(X, theta))


@predict_labels.misconception(
    "the labels come as one-hot rows; one integer for each sample will do"
)
def one_hot_rows(X, theta):
    z = scores(X, theta)
    return np.eye(z.shape[1], dtype=int)[np.argmax(z, axis=1)]


@predict_labels.misconception("the smallest score wins; the largest should")
def smallest(X, theta):
    return np.argmin(scores(X, theta), axis=1)


@predict_labels.misconception(
    "the largest hidden unit wins: forward returns the pair (h, z), and the scores are z"
)
def largest_hidden_unit(X, theta):
    return np.argmax(forward(X, theta)[0], axis=1)


@predict_labels.misconception("the sign is dropped; a large negative score is a poor one")
def largest_magnitude(X, theta):
    return np.argmax(np.abs(scores(X, theta)), axis=1)


@predict_labels.misconception(
    "the labels are floats, which no array takes as indices; argmax gives integers"
)
def as_floats(X, theta):
    return np.argmax(scores(X, theta), axis=1).astype(float)


@predict_labels.misconception(
    "the axis of the classes is kept with size 1, (n, 1); labels have the shape (n,)"
)
def keeps_the_axis(X, theta):
    return np.argmax(scores(X, theta), axis=1, keepdims=True)


@predict_labels.misconception(
    "the relu is missing between the layers; forward knows how the scores come about"
)
def without_relu(X, theta):
    h = X @ theta["W1"] + theta["b1"]
    return np.argmax(h @ theta["W2"] + theta["b2"], axis=1)


@predict_labels.misconception("the biases are left out; forward knows how the scores come about")
def without_biases(X, theta):
    return np.argmax(np.maximum(0, X @ theta["W1"]) @ theta["W2"], axis=1)


@predict_labels.misconception(
    "exp(z) overflows for large scores or becomes 0 for very negative ones, and nothing is left to "
    "compare; the largest score belongs to the largest probability, so that no softmax is needed"
)
def through_exponentials(X, theta):
    exponentials = np.exp(scores(X, theta))
    return np.argmax(exponentials / exponentials.sum(axis=1, keepdims=True), axis=1)


@predict_labels.misconception(
    "the search starts from 0, and where all scores are negative nobody wins; start from the first "
    "score, or use argmax"
)
def starts_from_zero(X, theta):
    winners = []
    for row in scores(X, theta):
        best, winner = 0, 0
        for k, score in enumerate(row):
            if score > best:
                best, winner = score, k
        winners.append(winner)
    return np.array(winners)


@predict_labels.misconception("a list is returned; labels come as an array, like y")
def as_a_list(X, theta):
    return np.argmax(scores(X, theta), axis=1).tolist()


@predict_labels.misconception(
    "+= adds the bias into an array of theta, which belongs to the caller; forward leaves it alone"
)
def adds_into_theta(X, theta):
    z = scores(X, theta)
    theta["b2"] += z.mean(axis=0)
    return np.argmax(z, axis=1)


@predict_labels.alternative("the most probable class")
def by_softmax(X, theta):
    return softmax_gradients.softmax(scores(X, theta)).argmax(axis=1)


@predict_labels.alternative("a loop over the samples")
def by_loop(X, theta):
    return np.array([int(np.argmax(scores(x, theta))) for x in X])


@predict_labels.alternative("the last after sorting, as small integers")
def by_sorting(X, theta):
    return np.argsort(scores(X, theta), axis=1)[:, -1].astype(np.int32)


@predict_labels.alternative("where the score equals the row's largest")
def by_equality(X, theta):
    z = scores(X, theta)
    return np.nonzero(z == z.max(axis=1, keepdims=True))[1]
