"""Loss: the mean of squares."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import value
from solutions import scalar_autograd
from solutions.scalar_autograd import ag

Loss = Exercise(scalar_autograd.Loss, points=6, given=("ag",))


def told(Loss, numbers, targets):
    """The loss of predictions, and what backward brings them."""
    predictions = [ag.Scalar(float(each)) for each in numbers]
    loss = Loss().mse(predictions, targets)
    if hasattr(loss, "backward"):
        loss.backward()
    return {"the loss": value(loss), "gradients of the predictions": [p.grad for p in predictions]}


@Loss.check("the mean of the squared differences", weight=2.5)
def _(Loss, rng):
    predictions = [ag.Scalar(float(each)) for each in rng.normal(scale=3, size=5)]
    return {"the loss": value(Loss().mse(predictions, rng.normal(scale=3, size=5)))}


@Loss.check("backward from the loss reaches every prediction", weight=2)
def _(Loss, rng):
    return told(Loss, rng.normal(scale=3, size=4), rng.normal(scale=3, size=4))


@Loss.check("a list of targets, whole numbers, one pair, a prediction that is right", weight=1.5)
def _(Loss, rng):
    number = float(rng.uniform(1, 2))
    return {
        "a list": told(Loss, rng.normal(size=3), [float(each) for each in rng.normal(size=3)]),
        "whole numbers": told(Loss, rng.normal(size=6), rng.integers(-5, 6, size=6)),
        "one pair": told(Loss, [number], [3 * number]),
        "nothing to improve": told(Loss, [number, 2.0], [number, 2.0]),
    }


class Variant:
    """The mean of something else than squares, say a subclass."""

    def mse(self, predictions, targets):
        terms = [self.term(p, float(t)) for p, t in zip(predictions, targets)]
        return self.gather(terms, len(terms))

    def term(self, p, t):
        return (p - t) ** 2

    def gather(self, terms, n):
        return sum(terms, ag.Scalar(0)) / n


@Loss.misconception("the squares are summed; divide by their number for the mean")
class SumOfSquares(Variant):
    def gather(self, terms, n):
        return sum(terms, ag.Scalar(0))


@Loss.misconception("half of the mean is returned; this one has no factor 1/2")
class HalfTheMean(Variant):
    def gather(self, terms, n):
        return sum(terms, ag.Scalar(0)) / (2 * n)


@Loss.misconception("the sum is divided by n - 1, as for a variance; the mean divides by n")
class DividesByOneLess(Variant):
    def gather(self, terms, n):
        return sum(terms, ag.Scalar(0)) / (n - 1)


@Loss.misconception("the root of the mean is returned; the mean itself is asked for")
class RootOfTheMean(Variant):
    def gather(self, terms, n):
        return (sum(terms, ag.Scalar(0)) / n) ** 0.5


@Loss.misconception(
    "the mean of the differences is squared, in which they cancel out; square each one first"
)
class SquareOfTheMean(Variant):
    def term(self, p, t):
        return p - t

    def gather(self, terms, n):
        return (sum(terms, ag.Scalar(0)) / n) ** 2


@Loss.misconception("absolute values are taken; the differences are squared")
class AbsoluteValues(Variant):
    def term(self, p, t):
        return ag.relu(p - t) + ag.relu(t - p)


@Loss.misconception("the differences are not squared, so that errors of two signs cancel out")
class PlainDifferences(Variant):
    def term(self, p, t):
        return p - t


@Loss.misconception("squares are subtracted; it is the difference that is squared, (p - t)²")
class DifferenceOfSquares(Variant):
    def term(self, p, t):
        return p**2 - t**2


@Loss.misconception("targets and predictions are added; the loss looks at their difference")
class AddsTargets(Variant):
    def term(self, p, t):
        return (p + t) ** 2


@Loss.misconception(
    "the loop replaces the total in each round, so that only the last pair counts; add to it"
)
class LastPairOnly(Variant):
    def gather(self, terms, n):
        return terms[-1] / n


@Loss.misconception("the first pair alone is returned, from inside the loop")
class FirstPairOnly(Variant):
    def gather(self, terms, n):
        return terms[0] / n


@Loss.misconception(
    "the loss is computed with the values and wrapped up, so that no gradient reaches the "
    "predictions; compute with the Scalars"
)
class ComputesWithValues(Variant):
    def gather(self, terms, n):
        return ag.Scalar(sum(each.value for each in terms) / n)


@Loss.misconception("the loss is a plain number; it has to be a Scalar, so that backward can start")
class PlainNumber(Variant):
    def gather(self, terms, n):
        return sum(each.value for each in terms) / n


@Loss.misconception("the sum is always divided by 4; divide by the number of pairs there are")
class FixedNumber(Variant):
    def gather(self, terms, n):
        return sum(terms, ag.Scalar(0)) / 4


@Loss.alternative("products for squares, divided before they are added")
class DividedFirst:
    def mse(self, predictions, targets):
        total = ag.Scalar(0.0)
        for i in range(len(predictions)):
            error = targets[i] - predictions[i]
            total = total + error * error * (1 / len(predictions))
        return total


@Loss.alternative("numpy's mean over an array of Scalars")
class NumpysMean:
    def mse(self, predictions, targets):
        return np.mean((np.array(predictions, dtype=object) - np.asarray(targets)) ** 2)


@Loss.alternative("a static method, targets as Scalars")
class TargetsAsScalars:
    @staticmethod
    def mse(predictions, targets):
        wanted = [ag.Scalar(each) for each in targets]
        return sum([(t - p) ** 2 for p, t in zip(predictions, wanted)]) / len(wanted)
