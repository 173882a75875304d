"""The logistic loss for labels -1 and +1, and its derivative, for outputs of any size."""

import numpy as np

from autograder.exercise import Exercise
from solutions import attention


def _labels(rng, n):
    """Both labels, in random order."""
    return rng.permutation(np.where(np.arange(n) % 3 == 0, -1, 1))


def _far(rng, n):
    """Outputs near 1000 and -1000, right and wrong ones of both labels."""
    signs = np.array([1, -1, 1, -1])[np.arange(n) % 4]
    return signs * (1000 + rng.normal(size=n)), np.array([1, 1, -1, -1])[np.arange(n) % 4]


# logistic_loss -------------------------------------------------------------------------------

logistic_loss = Exercise(attention.logistic_loss, points=5)


@logistic_loss.check("the mean of ln(1 + exp(-y f))", weight=2)
def _(logistic_loss, rng):
    n = 7
    return logistic_loss(rng.normal(scale=2, size=n), _labels(rng, n))


@logistic_loss.check("large outputs, right and wrong ones: a finite loss that is right")
def _(logistic_loss, rng):
    return logistic_loss(*_far(rng, 8))


logistic_loss.untouched(lambda rng: (rng.normal(size=5), _labels(rng, 5).astype(float)))


@logistic_loss.vectorised("no Python loop over the samples")
def _(logistic_loss, rng, n):
    return logistic_loss(rng.normal(size=n), _labels(rng, n))


@logistic_loss.misconception("the losses are summed; the mean over the samples is asked for")
def summed(f, y):
    return np.sum(np.logaddexp(0, -y * f))


@logistic_loss.misconception("a loss for each sample, (n,); the mean of them is asked for")
def one_for_each(f, y):
    return np.logaddexp(0, -y * f)


@logistic_loss.misconception(
    "the sign in the exponent is turned: right outputs (y f > 0) should cost little, exp(-y f)"
)
def sign_turned(f, y):
    return np.mean(np.logaddexp(0, y * f))


@logistic_loss.misconception(
    "exp(-y f) overflows for large outputs of the wrong sign; np.logaddexp(0, -y f) is the same "
    "logarithm without the overflow"
)
def overflowing_loss(f, y):
    return np.mean(np.log(1 + np.exp(-y * f)))


@logistic_loss.misconception("the label takes no part: ln(1 + exp(-f)) takes every label for +1")
def labels_ignored(f, y):
    return np.mean(np.logaddexp(0, -f))


@logistic_loss.misconception(
    "the formula for labels 0 and 1 is used; here they are -1 and +1, and y f tells right from "
    "wrong"
)
def labels_zero_and_one(f, y):
    return np.mean(np.logaddexp(0, f) - y * f)


@logistic_loss.misconception(
    "the 1 in the logarithm is missing, which leaves -y f; the loss never falls below 0"
)
def without_the_one(f, y):
    return np.mean(-y * f)


@logistic_loss.misconception("that is the hinge loss, max(0, 1 - y f); the logistic one is smooth")
def hinge(f, y):
    return np.mean(np.maximum(0, 1 - y * f))


@logistic_loss.misconception(
    "max(0, -y f) costs nothing for any right output; the logistic loss does"
)
def cut_at_zero(f, y):
    return np.mean(np.maximum(0, -y * f))


@logistic_loss.misconception("that is the squared error of f and y, not the logistic loss")
def squared(f, y):
    return np.mean((f - y) ** 2)


@logistic_loss.misconception("the logarithm has base 2; the natural one is asked for")
def base_two(f, y):
    return np.mean(np.logaddexp(0, -y * f)) / np.log(2)


@logistic_loss.misconception("these are probabilities of the wrong label; the loss is a logarithm")
def probabilities(f, y):
    return np.mean(np.exp(-np.logaddexp(0, y * f)))


@logistic_loss.misconception("the mean is taken before the logarithm; it comes last")
def mean_first(f, y):
    return np.logaddexp(0, np.mean(-y * f))


@logistic_loss.misconception(
    "the outputs are clipped, so that a very wrong one costs too little; np.logaddexp needs no clip"
)
def clipped_loss(f, y):
    return np.mean(np.log(1 + np.exp(np.clip(-y * f, -500, 500))))


@logistic_loss.misconception(
    "a new axis makes every label meet every output, (n, n); label i belongs to output i"
)
def every_label(f, y):
    return np.mean(np.logaddexp(0, -y[:, np.newaxis] * f))


@logistic_loss.misconception("the share of wrong signs is no loss that a gradient could follow")
def share_of_errors(f, y):
    return np.mean(y * f < 0) + 0.0


@logistic_loss.misconception("*= multiplies into the caller's array; y * f makes a new one")
def loss_in_place(f, y):
    if y.dtype.kind == "f":
        y *= f
        return np.mean(np.logaddexp(0, -y))
    return np.mean(np.logaddexp(0, -y * f))


@logistic_loss.misconception(
    "a loop or comprehension goes from sample to sample; np.logaddexp takes all of them at once"
)
def loss_by_sample(f, y):
    return sum(float(np.logaddexp(0, -b * a)) for a, b in zip(f, y)) / len(f)


@logistic_loss.alternative("the larger exponent taken out by hand")
def loss_by_hand(f, y):
    margin = y * f
    return np.mean(np.maximum(0, -margin) + np.log1p(np.exp(-np.abs(margin))))


@logistic_loss.alternative("each side of zero with its own formula")
def loss_by_where(f, y):
    margin = y * f
    small = np.exp(-np.abs(margin))
    return float(np.where(margin > 0, np.log1p(small), np.log1p(small) - margin).mean())


@logistic_loss.alternative("two scores for each sample, in single precision")
def loss_by_two_scores(f, y):
    both = np.stack([np.zeros_like(f), -y * f]).astype(np.float32)
    return np.logaddexp.reduce(both, axis=0).sum() / np.float32(len(f))


# logistic_loss_der ---------------------------------------------------------------------------

logistic_loss_der = Exercise(attention.logistic_loss_der, points=5, given=("logistic_loss",))


@logistic_loss_der.check("the derivative of the mean loss by each output", weight=2)
def _(logistic_loss_der, rng):
    n = 7
    return logistic_loss_der(rng.normal(scale=2, size=n), _labels(rng, n))


@logistic_loss_der.check("whole numbers in f and y: nothing is cut off")
def _(logistic_loss_der, rng):
    f = rng.permutation([-3, -1, 0, 2, 4])
    return logistic_loss_der(f, _labels(rng, len(f)))


@logistic_loss_der.check("large outputs, right and wrong ones: finite derivatives that are right")
def _(logistic_loss_der, rng):
    return logistic_loss_der(*_far(rng, 8))


logistic_loss_der.untouched(lambda rng: (rng.normal(size=5), _labels(rng, 5).astype(float)))


@logistic_loss_der.vectorised("no Python loop over the samples")
def _(logistic_loss_der, rng, n):
    return logistic_loss_der(rng.normal(size=n), _labels(rng, n))


def _wrong(f, y):
    """The probability that the model gives to the wrong label, without overflow."""
    return np.exp(-np.logaddexp(0, y * f))


@logistic_loss_der.misconception("not divided by n: the loss is a mean, so each sample counts 1/n")
def not_divided(f, y):
    return -y * _wrong(f, y)


@logistic_loss_der.misconception("divided by n twice; the mean brings one 1/n")
def divided_twice(f, y):
    return -y * _wrong(f, y) / len(f) ** 2


@logistic_loss_der.misconception(
    "the sign is turned: for y = +1 the loss falls as f grows, so the derivative is negative"
)
def derivative_sign_turned(f, y):
    return y * _wrong(f, y) / len(f)


@logistic_loss_der.misconception(
    "the probability of the right label stands where that of the wrong one belongs: 1/(1 + exp(y "
    "f))"
)
def right_probability(f, y):
    return -y * _wrong(f, -y) / len(f)


@logistic_loss_der.misconception(
    "that is the derivative by the margin y f; the chain rule multiplies it by y"
)
def by_the_margin(f, y):
    return -_wrong(f, y) / len(f)


@logistic_loss_der.misconception("that is the derivative by y; f is what the model can change")
def by_the_labels(f, y):
    return -f * _wrong(f, y) / len(f)


@logistic_loss_der.misconception(
    "the label is missing in the exponent: 1/(1 + exp(y f)), with y, not 1/(1 + exp(f))"
)
def label_missing_in_the_exponent(f, y):
    return -y * np.exp(-np.logaddexp(0, f)) / len(f)


@logistic_loss_der.misconception(
    "probability minus label is the derivative for labels 0 and 1; here they are -1 and +1"
)
def derivative_for_zero_and_one(f, y):
    return (np.exp(-np.logaddexp(0, -f)) - y) / len(f)


@logistic_loss_der.misconception(
    "every sample pulls with full strength, -y/n; one that is right already should pull little"
)
def full_strength(f, y):
    return -y / len(f)


@logistic_loss_der.misconception("that is the hinge loss's derivative; the logistic one is smooth")
def derivative_of_the_hinge(f, y):
    return -y * (y * f < 1) / len(f)


@logistic_loss_der.misconception("that is the squared error's derivative, 2 (f - y)/n")
def derivative_of_squares(f, y):
    return 2 * (f - y) / len(f)


@logistic_loss_der.misconception(
    "p (1 - p) is the derivative of the sigmoid; the logarithm leaves only one of the two factors"
)
def derivative_of_the_sigmoid(f, y):
    return -y * _wrong(f, y) * _wrong(f, -y) / len(f)


@logistic_loss_der.misconception(
    "the derivatives are summed up to one number; there is one for each output, (n,)"
)
def derivatives_summed(f, y):
    return np.sum(-y * _wrong(f, y)) / len(f)


@logistic_loss_der.misconception(
    "exp(-y f)/(1 + exp(-y f)) becomes inf/inf for large wrong outputs; 1/(1 + exp(y f)) is the "
    "same and stays finite"
)
def infinity_by_infinity(f, y):
    exponential = np.exp(-y * f)
    return -y * exponential / (1 + exponential) / len(f)


@logistic_loss_der.misconception(
    "the result has the type of f or y: where these hold integers, derivatives lose their fraction"
)
def typed_like_f(f, y):
    result = np.zeros_like(f)
    result[:] = -y * _wrong(f, y) / len(f)
    return result


@logistic_loss_der.misconception("*= multiplies into the caller's array; y * f makes a new one")
def derivative_in_place(f, y):
    result = -y * _wrong(f, y) / len(f)
    if f.dtype.kind == "f":
        f *= y
    return result


@logistic_loss_der.misconception(
    "a loop or comprehension goes from sample to sample; numpy takes all of them at once"
)
def derivative_by_sample(f, y):
    return np.array([-b * float(_wrong(a, b)) / len(f) for a, b in zip(f, y)])


@logistic_loss_der.alternative("one over one plus exp")
def derivative_plainly(f, y):
    return -y / (1 + np.exp(y * f)) / len(f)


@logistic_loss_der.alternative("by tanh, in single precision")
def derivative_by_tanh(f, y):
    return (-y / 2 * (1 - np.tanh(y * f / 2)) / len(f)).astype(np.float32)


@logistic_loss_der.alternative("probability minus label, for labels turned into 0 and 1")
def derivative_by_probability(f, y):
    return (np.exp(-np.logaddexp(0, -f)) - (y + 1) / 2) / f.size
