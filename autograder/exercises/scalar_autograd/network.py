"""Model: its parameters, and a forward pass that is judged by values."""

from typing import Any

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import value
from solutions import scalar_autograd
from solutions.scalar_autograd import ag

Model = Exercise(scalar_autograd.Model, points=12, given=("ag",))

NAMES = ("w1", "b1", "w2", "b2")


def scalars(parameters):
    """The Scalars of a list, an array or a single one."""
    return [parameters] if hasattr(parameters, "value") else list(parameters)


def values(model):
    """The values of each group of parameters."""
    return {name: [each.value for each in scalars(getattr(model, name))] for name in NAMES}


def flat(groups):
    return [number for group in groups.values() for number in group]


def with_values(Model, rng, n_hidden):
    """A model whose parameters are set, so that it doesn't matter how they were drawn."""
    model = Model(n_hidden)
    for name in NAMES:
        for each in scalars(getattr(model, name)):
            each.value = float(rng.normal())
    return model


def predicted(model, x):
    return [value(each) for each in model.forward(x)]


@Model.check("n_hidden Scalars in each of w1, b1 and w2, and one in b2", weight=2)
def _(Model, rng):
    return {
        f"for n_hidden = {n_hidden}, the number in {name}": len(found)
        for n_hidden in (3, 7)
        for name, found in values(Model(n_hidden)).items()
    }


@Model.check(
    "the same numbers for the same seed, others for another, all of them different", weight=2
)
def _(Model, rng):
    first, again, other = values(Model(4, 7)), values(Model(4, rng_seed=7)), values(Model(4, 8))
    numbers = flat(first)
    return {
        "equal numbers for an equal seed": first == again,
        "equal numbers for the default and for rng_seed=42": values(Model(4))
        == values(Model(4, rng_seed=42)),
        "numbers that both of two seeds give": len({*numbers} & {*flat(other)}),
        "different numbers among the 13": len({*numbers}),
    }


@Model.check("forward: w2 · relu(w1 x + b1) + b2 for each x", weight=3)
def _(Model, rng):
    model = with_values(Model, rng, 4)
    return {"the values of the predictions": predicted(model, rng.normal(scale=2, size=6))}


@Model.check("one hidden unit and many, whole numbers in x, a list for x", weight=2)
def _(Model, rng):
    return {
        "one hidden unit": predicted(with_values(Model, rng, 1), rng.normal(scale=2, size=5)),
        "nine hidden units, whole numbers": predicted(
            with_values(Model, rng, 9), rng.integers(-4, 5, size=3)
        ),
        "a list of a single x": predicted(with_values(Model, rng, 2), [float(rng.normal())]),
    }


@Model.check("the predictions are made of the parameters: every one gets its gradient", weight=2)
def _(Model, rng):
    model = with_values(Model, rng, 3)
    x = rng.normal(scale=2, size=4)
    sum(
        (each * weight for each, weight in zip(model.forward(x), rng.normal(size=4))), ag.Scalar(0)
    ).backward()
    return {
        f"the gradient of {name}": [each.grad for each in scalars(getattr(model, name))]
        for name in NAMES
    }


@Model.check("parameters lists every one of them once", weight=1)
def _(Model, rng):
    model = with_values(Model, rng, 3)
    # A model that names its list otherwise has nothing wrong in this one.
    listed = getattr(model, "parameters", None)
    listed = listed() if callable(listed) else listed
    found = flat(values(model)) if listed is None else [each.value for each in scalars(listed)]
    return {
        "the values of parameters, sorted": sorted(found),
        "those of w1, b1, w2 and b2, sorted": sorted(flat(values(model))),
    }


class Variant(scalar_autograd.Model):
    """The reference with a prediction for one number that a subclass may change."""

    def forward(self, x):
        return [self.predict(float(number)) for number in x]

    def predict(self, number):
        return sum((w * h for w, h in zip(self.w2, self.hidden(number))), self.b2[0])

    def hidden(self, number):
        return [ag.relu(w * number + b) for w, b in zip(self.w1, self.b1)]


@Model.misconception("relu is missing: without it the network is a straight line")
class NoRelu(Variant):
    def hidden(self, number):
        return [w * number + b for w, b in zip(self.w1, self.b1)]


@Model.misconception("relu comes before b1 is added; it takes the whole sum, relu(w1 x + b1)")
class ReluBeforeBias(Variant):
    def hidden(self, number):
        return [ag.relu(w * number) + b for w, b in zip(self.w1, self.b1)]


@Model.misconception("relu is put on the prediction too, which can't be negative then")
class ReluAtTheEnd(Variant):
    def predict(self, number):
        return ag.relu(super().predict(number))


@Model.misconception("exp stands where relu should be")
class ExpUnits(Variant):
    def hidden(self, number):
        return [ag.exp(w * number + b) for w, b in zip(self.w1, self.b1)]


@Model.misconception("b1 is missing in the hidden units: relu(w1 x + b1)")
class NoHiddenBias(Variant):
    def hidden(self, number):
        return [ag.relu(w * number) for w in self.w1]


@Model.misconception("b2 is missing in the prediction")
class NoOutputBias(Variant):
    def predict(self, number):
        return sum(w * h for w, h in zip(self.w2, self.hidden(number)))


@Model.misconception("b2 is added once for each hidden unit; it is added once")
class BiasForEachUnit(Variant):
    def predict(self, number):
        return sum(w * h + self.b2[0] for w, h in zip(self.w2, self.hidden(number)))


@Model.misconception("w2 is not used: the hidden units are summed with their weights w2")
class NoOutputWeights(Variant):
    def predict(self, number):
        return sum(self.hidden(number), self.b2[0])


@Model.misconception("the mean over the hidden units is taken; it is the sum")
class MeanOverUnits(Variant):
    def predict(self, number):
        weighted = [w * h for w, h in zip(self.w2, self.hidden(number))]
        return sum(weighted) / len(weighted) + self.b2[0]


@Model.misconception("all hidden units use the weight and bias of the first; each has its own")
class OneUnitForAll(Variant):
    def hidden(self, number):
        return [ag.relu(self.w1[0] * number + self.b1[0]) for _ in self.w1]


@Model.misconception(
    "the loop over the hidden units keeps the last one only; add up w2[k] h[k] over all of them"
)
class LastUnitOnly(Variant):
    def predict(self, number):
        return self.w2[-1] * self.hidden(number)[-1] + self.b2[0]


@Model.misconception(
    "the return stands inside the loop, so that only the first x gets a prediction"
)
class ReturnsTooEarly(Variant):
    def forward(self, x):
        return super().forward(x)[:1]


@Model.misconception("the predictions are added up; forward returns a list with one for each x")
class SumsThePredictions(Variant):
    def forward(self, x):
        return [sum(super().forward(x))]


@Model.misconception(
    "forward computes with the values and wraps the result up, so that no gradient reaches the "
    "parameters; compute with the Scalars"
)
class ComputesWithValues(Variant):
    def forward(self, x):
        return [ag.Scalar(each.value) for each in super().forward(x)]


@Model.misconception("the predictions are plain numbers; they have to be Scalars")
class PlainNumbers(Variant):
    def forward(self, x):
        return [each.value for each in super().forward(x)]


@Model.misconception("the number of hidden units is fixed; n_hidden tells it")
class FixedSize(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(10, rng_seed)


@Model.misconception(
    "the generator is seeded anew for each group, so that w1, b1, w2 and b2 begin alike; seed once"
)
class SeededEachTime(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        def draw(n):
            return [ag.Scalar(each) for each in np.random.default_rng(rng_seed).normal(size=n)]

        self.w1, self.b1, self.w2, self.b2 = draw(n_hidden), draw(n_hidden), draw(n_hidden), draw(1)
        self.parameters = self.w1 + self.b1 + self.w2 + self.b2


@Model.misconception("rng_seed is not used: another seed has to give other numbers")
class IgnoresSeed(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden)


@Model.misconception("there is no seed, so that every new Model has other numbers")
class NoSeed(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden, np.random.randint(10**9))


@Model.misconception(
    "weights and biases start at 0; they are drawn at random, or all units stay equal"
)
class StartsAtZero(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden, rng_seed)
        for each in self.parameters:
            each.value = 0.0


@Model.misconception("b2 has a number for each hidden unit; there is one output, with one bias")
class BiasesAtTheOutput(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden, rng_seed)
        self.b2 = [*self.b2, *(ag.Scalar(k) for k in range(1, n_hidden))]
        self.parameters = self.w1 + self.b1 + self.w2 + self.b2


@Model.misconception("parameters holds the weights only; the biases are learnt too")
class WeightsOnly(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden, rng_seed)
        self.parameters = self.w1 + self.w2


@Model.misconception("parameters holds four lists; it is one list of Scalars")
class ListOfLists(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden, rng_seed)
        lists: Any = [self.w1, self.b1, self.w2, self.b2]
        self.parameters = lists


@Model.alternative("another generator, arrays of Scalars")
class Arrays:
    def __init__(self, n_hidden, rng_seed=42):
        np.random.seed(rng_seed)
        self.w1, self.b1, self.w2, self.b2 = (
            np.array([ag.Scalar(np.random.randn()) for _ in range(n)], dtype=object)
            for n in (n_hidden, n_hidden, n_hidden, 1)
        )

    def parameters(self):
        return [*self.w1, *self.b1, *self.w2, *self.b2]

    def forward(self, x):
        relu = np.frompyfunc(ag.relu, 1, 1)
        return [(self.w2 * relu(self.w1 * t + self.b1)).sum() + self.b2[0] for t in x]


@Model.alternative("one loop, a single Scalar for b2, no list of parameters")
class Loops:
    def __init__(self, n_hidden, rng_seed=42):
        rng = np.random.RandomState(rng_seed)
        self.n_hidden = n_hidden
        self.w1 = tuple(ag.Scalar(rng.uniform(-1, 1)) for _ in range(n_hidden))
        self.b1 = tuple(ag.Scalar(rng.uniform(-1, 1)) for _ in range(n_hidden))
        self.w2 = tuple(ag.Scalar(rng.uniform(-1, 1)) for _ in range(n_hidden))
        self.b2 = ag.Scalar(rng.uniform(-1, 1))

    def forward(self, x):
        results = []
        for i in range(len(x)):
            total = self.b2
            for k in range(self.n_hidden):
                total = total + self.w2[k] * ag.relu(ag.Scalar(x[i]) * self.w1[k] + self.b1[k])
            results.append(total)
        return results


@Model.alternative("small weights, a unit at a time")
class SmallWeights(Variant):
    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden, rng_seed)
        for each in self.parameters:
            each.value *= 0.1
