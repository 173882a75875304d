"""train: the loop, around a right Model, Loss and Optimizer."""

from typing import Any

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import reference
from solutions import scalar_autograd
from solutions.scalar_autograd import Loss, Optimizer, ag


class Parameters(list[Any]):
    """A list that may be asked for with brackets too."""

    def __call__(self):
        return self


class Model(scalar_autograd.Model):
    """The reference, whose parameters may be a method in the student's own."""

    def __init__(self, n_hidden, rng_seed=42):
        super().__init__(n_hidden, rng_seed)
        self.parameters: Any = Parameters(self.parameters)


home = reference()
home.ag, home.Model, home.Loss, home.Optimizer = ag, Model, Loss, Optimizer

train = Exercise(
    home.train,
    points=8,
    module=scalar_autograd.train.__module__,
    given=("ag", "Model", "Loss", "Optimizer"),
)


def curve(rng, n):
    x = np.linspace(-2, 2, n) + rng.uniform(-0.2, 0.2, size=n)
    return x, np.sin(x) + rng.normal(scale=0.1, size=n)


def numbers(losses):
    return list(losses)


@train.check("the losses of a few steps, each taken before its step", weight=4, calls=False)
def _(train, rng):
    return {"the losses": numbers(train(*curve(rng, 5), 3, 0.05, 4))}


@train.check("n_hidden, lr and n_epochs are used", weight=2.5, calls=False)
def _(train, rng):
    x, y = curve(rng, 4)
    return {
        "two hidden units": numbers(train(x, y, 2, 0.02, 2)),
        "five hidden units, another lr": numbers(train(x, y, 5, 0.01, 3)),
        "a single step": numbers(train(x, y, 2, 0.02, 1)),
    }


@train.check(
    "the same call again gives the same losses, and x and y stay as they were",
    weight=1.5,
    calls=False,
    by_value=False,
)
def _(train, rng):
    x, y = curve(rng, 3)
    first, again = train(x, y, 2, 0.05, 3), train(x, y, 2, 0.05, 3)
    return {
        "the losses": numbers(first),
        "the losses of a second call": numbers(again),
        "xnp after the calls": x,
        "ynp after the calls": y,
    }


def parts(n_hidden, lr):
    model = Model(n_hidden)
    return model, Loss(), Optimizer(model.parameters, lr)


@train.misconception(
    "the gradients are never set to zero, so that each step also goes along all earlier ones; call "
    "zero_grad before backward"
)
def stale_gradients(xnp, ynp, n_hidden, lr, n_epochs):
    model, criterion, optimizer = parts(n_hidden, lr)
    losses = []
    for _ in range(n_epochs):
        loss = criterion.mse(model.forward(xnp), ynp)
        loss.backward()
        optimizer.step()
        losses.append(loss.value)
    return losses


@train.misconception(
    "all losses are equal, as if no step had moved the model; make it once, before the loop, and "
    "in each round compute the loss, then call zero_grad, backward and step"
)
def zeroed_too_late(xnp, ynp, n_hidden, lr, n_epochs):
    model, criterion, optimizer = parts(n_hidden, lr)
    losses = []
    for _ in range(n_epochs):
        loss = criterion.mse(model.forward(xnp), ynp)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.value)
    return losses


@train.misconception(
    "step comes before backward and goes along the gradients of the round before; call backward "
    "first"
)
def steps_first(xnp, ynp, n_hidden, lr, n_epochs):
    model, criterion, optimizer = parts(n_hidden, lr)
    losses = []
    for _ in range(n_epochs):
        loss = criterion.mse(model.forward(xnp), ynp)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.value)
    return losses


@train.misconception("the loss after the step is listed; each loss is taken before its step")
def after_the_step(xnp, ynp, n_hidden, lr, n_epochs):
    return scalar_autograd.train(xnp, ynp, n_hidden, lr, n_epochs + 1)[1:]


@train.misconception("the loss after the last step is listed too; there is one for each step")
def one_more(xnp, ynp, n_hidden, lr, n_epochs):
    return scalar_autograd.train(xnp, ynp, n_hidden, lr, n_epochs + 1)


@train.misconception("only the last loss is returned; the list holds one for each step")
def last_loss(xnp, ynp, n_hidden, lr, n_epochs):
    return scalar_autograd.train(xnp, ynp, n_hidden, lr, n_epochs)[-1]


@train.misconception(
    "a step is made after each single sample; here the loss is the mean over all of them"
)
def sample_by_sample(xnp, ynp, n_hidden, lr, n_epochs):
    model, criterion, optimizer = parts(n_hidden, lr)
    losses = []
    for _ in range(n_epochs):
        losses.append(criterion.mse(model.forward(xnp), ynp).value)
        for x, y in zip(xnp, ynp):
            optimizer.zero_grad()
            criterion.mse(model.forward([x]), [y]).backward()
            optimizer.step()
    return losses


@train.misconception("the learning rate is fixed in the code; take the one that is passed")
def fixed_rate(xnp, ynp, n_hidden, lr, n_epochs):
    return scalar_autograd.train(xnp, ynp, n_hidden, 0.001, n_epochs)


@train.misconception("the number of hidden units is fixed in the code; take the one that is passed")
def fixed_size(xnp, ynp, n_hidden, lr, n_epochs):
    return scalar_autograd.train(xnp, ynp, 10, lr, n_epochs)


@train.misconception("the number of steps is fixed in the code; take the one that is passed")
def fixed_number(xnp, ynp, n_hidden, lr, n_epochs):
    return scalar_autograd.train(xnp, ynp, n_hidden, lr, 10)


@train.misconception(
    "the list holds Scalars, and with them the graph of every step; append loss.value"
)
def lists_scalars(xnp, ynp, n_hidden, lr, n_epochs):
    model, criterion, optimizer = parts(n_hidden, lr)
    losses = []
    for _ in range(n_epochs):
        loss = criterion.mse(model.forward(xnp), ynp)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


@train.misconception(
    "only the weights are handed to the optimizer, and the biases never move; hand it all of them"
)
def weights_only(xnp, ynp, n_hidden, lr, n_epochs):
    model = Model(n_hidden)
    return rounds(model, Optimizer(model.w1 + model.w2, lr), xnp, ynp, n_epochs)


@train.misconception("the learning rate has its sign turned, so that the loss rises")
def ascent(xnp, ynp, n_hidden, lr, n_epochs):
    return scalar_autograd.train(xnp, ynp, n_hidden, -lr, n_epochs)


@train.misconception("the seed is another one; Model(n_hidden) starts from its default")
def another_seed(xnp, ynp, n_hidden, lr, n_epochs):
    model = Model(n_hidden, 0)
    return rounds(model, Optimizer(model.parameters, lr), xnp, ynp, n_epochs)


def rounds(model, optimizer, xnp, ynp, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = Loss().mse(model.forward(xnp), ynp)
        losses.append(loss.value)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


@train.alternative("zero_grad after the step, the loss taken right away")
def zeroed_afterwards(xnp, ynp, n_hidden, lr, n_epochs):
    model, criterion, optimizer = parts(n_hidden, lr)
    losses: list[float] = []
    while len(losses) < n_epochs:
        loss = criterion.mse(model.forward(xnp), ynp)
        losses.append(loss.value)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return losses


@train.alternative("parameters asked for with brackets, an array of losses")
def with_brackets(xnp, ynp, n_hidden, lr, n_epochs):
    model = Model(n_hidden)
    return np.array(rounds(model, Optimizer(model.parameters(), lr), xnp, ynp, n_epochs))


@train.alternative("parameters gathered by hand, zero_grad before forward")
def gathered(xnp, ynp, n_hidden, lr, n_epochs):
    model = Model(n_hidden=n_hidden, rng_seed=42)
    optimizer = Optimizer([*model.w1, *model.b1, *model.w2, *model.b2], lr=lr)
    losses = [0.0] * n_epochs
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = Loss().mse(model.forward(list(xnp)), list(ynp))
        loss.backward()
        losses[epoch] = loss.value
        optimizer.step()
    return losses
