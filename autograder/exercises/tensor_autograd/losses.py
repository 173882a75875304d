"""The cross-entropy of scores, as a tensor."""

import numpy as np

from autograder.exercise import Exercise
from solutions import tensor_autograd
from solutions.tensor_autograd import ag

cross_entropy = Exercise(tensor_autograd.cross_entropy, points=7, given=("ag", "softmax"))


def passed(cross_entropy, scores, y, upstream=None):
    """The loss and its gradient by the scores."""
    tensor = ag.Tensor(scores)
    loss = cross_entropy(tensor, y)
    loss.backward(upstream)
    return {"loss": loss.value, "gradient of scores": tensor.grad}


@cross_entropy.check("the loss is one number, the mean over the samples", calls=False)
def _(cross_entropy, rng):
    n, K = 5, 3
    return cross_entropy(ag.Tensor(rng.normal(size=(n, K))), rng.permutation([0, 1, 2, 1, 0])).value


@cross_entropy.check("the gradient by the scores", calls=False)
def _(cross_entropy, rng):
    n, K = 4, 3
    return passed(cross_entropy, rng.normal(size=(n, K)), rng.permutation([0, 1, 2, 1]))


@cross_entropy.check("scores of a thousand and more, of both signs: loss and gradient", calls=False)
def _(cross_entropy, rng):
    n, K = 3, 4
    scores = rng.normal(size=(n, K)) + np.array([[1500.0], [-1500.0], [0.0]])
    far = rng.normal(scale=900, size=(n, K))
    return {
        "rows far apart": passed(cross_entropy, scores, rng.permutation([0, 3, 2])),
        "columns far apart": passed(cross_entropy, far, far.argmin(axis=1)),
    }


@cross_entropy.check("an upstream gradient other than 1 passes through", calls=False)
def _(cross_entropy, rng):
    n, K = 6, 4
    y = rng.permutation([0, 1, 2, 3, 1, 0])
    return passed(cross_entropy, rng.normal(size=(n, K)), y, upstream=rng.uniform(2, 3))


@cross_entropy.check(
    "more classes than samples, and labels that don't occur", degenerate="labels with gaps"
)
def _(cross_entropy, rng):
    return cross_entropy(ag.Tensor(rng.normal(size=(2, 7))), np.array([5, 1])).value


def shifted(scores):
    return scores - scores.value.max(axis=1, keepdims=True)


def losses_of(scores, y):
    z = shifted(scores)
    return z.exp().sum(axis=1).log() - z[np.arange(len(y)), y]


@cross_entropy.misconception("the losses of the samples are summed; the mean is asked for")
def summed(scores, y):
    return losses_of(scores, y).sum()


@cross_entropy.misconception(
    "the sign is turned: that is the mean log-probability, which is never positive; the loss is "
    "its negative"
)
def sign_turned(scores, y):
    return -losses_of(scores, y).mean()


@cross_entropy.misconception(
    "exp is taken of the scores as they are and overflows beyond 709; subtract the largest score "
    "of each row first"
)
def unshifted(scores, y):
    return (scores.exp().sum(axis=1).log() - scores[np.arange(len(y)), y]).mean()


@cross_entropy.misconception(
    "one shift serves all rows, the largest score of all; a row far below it becomes exp(-1000) = "
    "0, whose logarithm is -inf. Each row needs a shift of its own"
)
def one_shift(scores, y):
    z = scores - scores.value.max()
    return (z.exp().sum(axis=1).log() - z[np.arange(len(y)), y]).mean()


@cross_entropy.misconception(
    "the logarithm is taken of the finished softmax, where a probability may have become 0; take "
    "the logarithm of the sum instead, log p = z - log sum exp z"
)
def log_of_softmax(scores, y):
    return -(tensor_autograd.softmax(scores)[np.arange(len(y)), y].log()).mean()


@cross_entropy.misconception(
    "the softmax runs down the columns, over the samples; it runs along each row, over the classes"
)
def over_the_samples(scores, y):
    z = scores - scores.value.max(axis=0)
    sums = z.exp().sum(axis=0).log()
    return (sums - z)[np.arange(len(y)), y].mean()


@cross_entropy.misconception(
    "scores[:, y] picks n columns of each row; scores[np.arange(n), y] picks one entry of each"
)
def whole_columns(scores, y):
    z = shifted(scores)
    return (z.exp().sum(axis=1, keepdims=True).log() - z[:, y]).mean()


@cross_entropy.misconception("the labels are counted from 1; here they run from 0 to K - 1")
def labels_from_one(scores, y):
    return losses_of(scores, np.asarray(y) - 1).mean()


@cross_entropy.misconception(
    "the shift is subtracted in the sum, but not from the picked score; both have to be shifted, "
    "or neither"
)
def shifted_once(scores, y):
    sums = shifted(scores).exp().sum(axis=1).log()
    return (sums - scores[np.arange(len(y)), y]).mean()


@cross_entropy.misconception(
    "the loss is computed from scores.value: the number is right, but the graph is cut, and no "
    "gradient arrives; compute with the tensor"
)
def cut_off(scores, y):
    return losses_of(ag.Tensor(scores.value), y).mean()


@cross_entropy.misconception(
    "the mean is taken over n times K entries; there are n losses, one for each sample"
)
def over_all_entries(scores, y):
    return losses_of(scores, y).sum() / scores.value.size


@cross_entropy.misconception(
    "the loss of every sample is returned, (n,); asked for is their mean, one number"
)
def not_averaged(scores, y):
    return losses_of(scores, y)


@cross_entropy.alternative("one node, with the gradient known from hw2")
def fused(scores, y):
    z = scores.value - scores.value.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    value = np.mean(np.log(np.exp(z).sum(axis=1)) - z[rows, y])
    by_scores = p.copy()
    by_scores[rows, y] -= 1
    return ag.Tensor(value, [(scores, lambda g: g * by_scores / len(y))])


@cross_entropy.alternative("labels one-hot")
def with_one_hot(scores, y):
    one_hot = np.eye(scores.value.shape[1])[y]
    z = shifted(scores)
    return -((z - z.exp().sum(axis=1, keepdims=True).log()) * one_hot).sum() * (1 / len(y))


@cross_entropy.alternative("the shift as a tensor too")
def shift_as_a_tensor(scores, y):
    z = scores - scores.max(axis=-1, keepdims=True)
    log_p = z - z.exp().sum(axis=-1, keepdims=True).log()
    return -log_p[np.arange(len(y)), y].mean()
