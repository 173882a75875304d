"""Optimizer: zero_grad and step, on parameters that the checks make."""

from autograder.exercise import Exercise
from solutions import scalar_autograd
from solutions.scalar_autograd import ag

Optimizer = Exercise(scalar_autograd.Optimizer, points=8, given=("ag",))


def parameters(rng, n):
    """Scalars with values and gradients of either sign."""
    made = [ag.Scalar(float(each)) for each in rng.normal(size=n)]
    for each in made:
        each.grad = float(rng.normal())
    return made


def values(made):
    return [each.value for each in made]


@Optimizer.check("step goes downhill: each value moves by lr times its own gradient", weight=3)
def _(Optimizer, rng):
    made, lr = parameters(rng, 5), float(rng.uniform(0.05, 0.5))
    Optimizer(made, lr).step()
    return {"the values after a step": values(made)}


@Optimizer.check("zero_grad sets every gradient to zero and leaves the values", weight=2.5)
def _(Optimizer, rng):
    made = parameters(rng, 6)
    Optimizer(made, 0.1).zero_grad()
    return {
        "the gradients afterwards": [each.grad for each in made],
        "the values afterwards": values(made),
    }


@Optimizer.check("several steps, each with the gradients of its time", weight=1.5)
def _(Optimizer, rng):
    made, lr = parameters(rng, 3), float(rng.uniform(0.05, 0.5))
    optimizer = Optimizer(made, lr)
    for _ in range(3):
        optimizer.step()
        optimizer.zero_grad()
        for each in made:
            each.grad += float(rng.normal())
    optimizer.step()
    return {"the values after four steps": values(made)}


@Optimizer.check("one parameter, any learning rate, the Scalars themselves are changed", weight=1)
def _(Optimizer, rng):
    made = parameters(rng, 1)
    kept = list(made)
    Optimizer(made, 2.0).step()
    Optimizer(made, 0.0).step()
    return {
        "the value after steps with lr 2 and 0": values(kept),
        "the list holds the same Scalar": made[0] is kept[0],
    }


class Variant:
    """The reference, with parts that a subclass may change."""

    def __init__(self, parameters, lr):
        self.parameters, self.lr = parameters, lr

    def zero_grad(self):
        for each in self.parameters:
            each.grad = 0.0

    def step(self):
        for each in self.parameters:
            each.value = self.moved(each)

    def moved(self, each):
        return each.value - self.lr * each.grad


@Optimizer.misconception(
    "the step goes uphill; to make the loss smaller, subtract lr times the gradient"
)
class Ascent(Variant):
    def moved(self, each):
        return each.value + self.lr * each.grad


@Optimizer.misconception("the learning rate is not used: the step is lr times the gradient")
class NoLearningRate(Variant):
    def moved(self, each):
        return each.value - each.grad


@Optimizer.misconception("the value is replaced by the step; subtract the step from it")
class ReplacesTheValue(Variant):
    def moved(self, each):
        return -self.lr * each.grad


@Optimizer.misconception(
    "the value moves by lr times itself; it is the gradient that tells the way"
)
class MovesByTheValue(Variant):
    def moved(self, each):
        return each.value - self.lr * each.value


@Optimizer.misconception(
    "only the gradient's sign is used; its size counts too, a step is lr times it"
)
class SignOnly(Variant):
    def moved(self, each):
        return each.value - self.lr * (1 if each.grad > 0 else -1)


@Optimizer.misconception("the learning rate is fixed in the code; take the one that is passed")
class FixedRate(Variant):
    def moved(self, each):
        return each.value - 0.01 * each.grad


@Optimizer.misconception(
    "the learning rate is divided by the number of parameters; each moves by lr times its gradient"
)
class DividesByTheNumber(Variant):
    def moved(self, each):
        return each.value - self.lr * each.grad / len(self.parameters)


@Optimizer.misconception(
    "p = p - lr * p.grad gives the loop's variable another meaning and leaves the parameter as it "
    "is; change p.value"
)
class MovesNothing(Variant):
    def step(self):
        for each in self.parameters:
            each = each - self.lr * each.grad


@Optimizer.misconception(
    "new Scalars are put into the list, while the model goes on with the old ones; change the "
    "value of those that are there"
)
class NewScalars(Variant):
    def step(self):
        for i, each in enumerate(self.parameters):
            self.parameters[i] = ag.Scalar(each.value - self.lr * each.grad)


@Optimizer.misconception(
    "the gradients are read once, when the optimizer is made; read them in every step"
)
class OldGradients(Variant):
    def __init__(self, parameters, lr):
        super().__init__(parameters, lr)
        self.gradients = [each.grad for each in parameters]

    def step(self):
        for each, grad in zip(self.parameters, self.gradients):
            each.value -= self.lr * grad


@Optimizer.misconception("only the first parameter moves; step goes through all of them")
class MovesTheFirst(Variant):
    def step(self):
        self.parameters[0].value = self.moved(self.parameters[0])


@Optimizer.misconception(
    "zero_grad resets a part of the parameters; all of them have a gradient to forget"
)
class ZeroesTheFirst(Variant):
    def zero_grad(self):
        self.parameters[0].grad = 0.0


@Optimizer.misconception("zero_grad leaves out the last one; range(n) ends before n by itself")
class ZeroesAllButTheLast(Variant):
    def zero_grad(self):
        for i in range(len(self.parameters) - 1):
            self.parameters[i].grad = 0.0


@Optimizer.misconception("zero_grad does nothing, so that gradients of earlier steps add up")
class ZeroesNothing(Variant):
    def zero_grad(self):
        for each in self.parameters:
            grad = 0.0 * each.grad  # noqa: F841


@Optimizer.misconception("zero_grad sets the values to zero; it is the gradients that start anew")
class ZeroesTheValues(Variant):
    def zero_grad(self):
        for each in self.parameters:
            each.value = 0.0


@Optimizer.misconception("zero_grad sets gradients to None, to which nothing can be added; set 0")
class ZeroesToNone(Variant):
    def zero_grad(self):
        for each in self.parameters:
            each.grad = None


@Optimizer.misconception(
    "step is called in zero_grad too, so that the parameters move twice; keep the two apart"
)
class StepsTwice(Variant):
    def zero_grad(self):
        self.step()
        super().zero_grad()


@Optimizer.alternative("step sets the gradients to zero as well")
class CleansUp(Variant):
    def step(self):
        super().step()
        self.zero_grad()


@Optimizer.alternative("by index")
class ByIndex:
    def __init__(self, parameters, lr=0.1):
        self.params = list(parameters)
        self.learning_rate = lr

    def zero_grad(self):
        for i in range(len(self.params)):
            self.params[i].grad = 0

    def step(self):
        for i in range(len(self.params)):
            self.params[i].value -= self.params[i].grad * self.learning_rate


@Optimizer.alternative("a function for each, made when the optimizer is")
class Functions:
    def __init__(self, parameters, lr):
        def zero_grad():
            for each in parameters:
                each.grad *= 0

        def step():
            for each in parameters:
                each.value += -lr * each.grad

        self.zero_grad, self.step = zero_grad, step
