"""Automatic differentiation of numbers, and a network trained with it: hw8-scalar-autograd."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np


class ag:
    """Numbers that remember how they were computed, and functions of such numbers.

    An operation makes a new Scalar out of others. It stores these as the new one's `inputs`, and
    with them a function that passes a gradient on to them. No Scalar refers to what is computed
    from it, so a graph that is needed no more is freed at once, without the garbage collector.
    """

    class Scalar:
        """One number of a computation.

        Args:
            value: the number.
            op: how it was computed, "" for a number that was not.
            _backward: adds its share of a gradient to the gradient of each input.
            inputs: the Scalars that it was computed from.
            label: a name to show.

        Attributes:
            grad: after backward() of a result, the derivative of the result by this number, added
                to whatever was there before.
        """

        # given
        def __init__(
            self,
            value: float,
            op: str = "",
            _backward: Callable[[float], None] = lambda grad: None,
            inputs: Sequence[ag.Scalar] = (),
            label: str = "",
        ) -> None:
            self.value = float(value)
            self.grad = 0.0
            self.op = op
            self._backward = _backward
            self.inputs = inputs
            self.label = label

        # given
        def __repr__(self) -> str:
            name = f"{self.label}: " if self.label else ""
            return f"Scalar({name}value={self.value:.6g}, grad={self.grad:.6g})"

        def topological_sort(self) -> list[ag.Scalar]:
            """List all nodes that this one is computed from, and the node itself.

            Returns:
                Each node once, all its inputs before it, self last. Chains of any length are fine.
            """
            order: dict[ag.Scalar, None] = {}
            seen = set()
            stack = [self]
            while stack:
                node = stack[-1]
                if node in seen:  # for the second time: what it needs has been dealt with
                    order[stack.pop()] = None
                else:
                    seen.add(node)
                    stack += node.inputs
            return list(order)

        # given
        def backward(self) -> None:
            """Add the derivative of this number by each node below it to that node's grad."""
            self.grad = 1.0
            for node in reversed(self.topological_sort()):
                node._backward(node.grad)

        # given
        def __add__(self, other: ag.Scalar | float) -> ag.Scalar:
            if not isinstance(other, ag.Scalar):
                other = ag.Scalar(other)

            def _backward(grad: float) -> None:
                self.grad += grad
                other.grad += grad

            return ag.Scalar(self.value + other.value, "+", _backward, (self, other))

        def __mul__(self, other: ag.Scalar | float) -> ag.Scalar:
            """Multiply by another Scalar or by a Python number.

            Returns:
                A new Scalar with the product, able to pass a gradient on to both factors.
            """
            if not isinstance(other, ag.Scalar):
                other = ag.Scalar(other)

            def _backward(grad: float) -> None:
                self.grad += other.value * grad
                other.grad += self.value * grad

            return ag.Scalar(self.value * other.value, "*", _backward, (self, other))

        def __pow__(self, exponent: float) -> ag.Scalar:
            """Raise to a constant power.

            Args:
                exponent: a Python number, not a Scalar.

            Returns:
                A new Scalar with the power, able to pass a gradient on to self.
            """

            def _backward(grad: float) -> None:
                if exponent != 0:  # else the slope is 0, though 0 ** -1 has no value
                    self.grad += exponent * self.value ** (exponent - 1) * grad

            return ag.Scalar(self.value**exponent, f"**{exponent:g}", _backward, (self,))

        def __neg__(self) -> ag.Scalar:
            """Turn the sign: -self."""
            return self * -1.0

        def __sub__(self, other: ag.Scalar | float) -> ag.Scalar:
            """Subtract a Scalar or a Python number: self - other."""
            return self + other * -1.0

        def __truediv__(self, other: ag.Scalar | float) -> ag.Scalar:
            """Divide by a Scalar or a Python number: self / other."""
            return self * other**-1.0

        def __radd__(self, other: float) -> ag.Scalar:
            """Be added to a Python number: other + self."""
            return self + other

        def __rmul__(self, other: float) -> ag.Scalar:
            """Be multiplied by a Python number: other * self."""
            return self * other

        def __rsub__(self, other: float) -> ag.Scalar:
            """Be subtracted from a Python number: other - self."""
            return -self + other

        def __rtruediv__(self, other: float) -> ag.Scalar:
            """Divide a Python number: other / self."""
            return self**-1.0 * other

    @staticmethod
    def exp(x: ag.Scalar) -> ag.Scalar:
        """Compute e to the power of x.

        Args:
            x: a Scalar.

        Returns:
            A new Scalar, able to pass a gradient on to x.
        """
        value = math.exp(x.value)

        def _backward(grad: float) -> None:
            x.grad += value * grad

        return ag.Scalar(value, "exp", _backward, (x,))

    @staticmethod
    def log(x: ag.Scalar) -> ag.Scalar:
        """Compute the natural logarithm of x.

        Args:
            x: a Scalar with a positive value.

        Returns:
            A new Scalar, able to pass a gradient on to x.
        """

        def _backward(grad: float) -> None:
            x.grad += grad / x.value

        return ag.Scalar(math.log(x.value), "log", _backward, (x,))

    @staticmethod
    def relu(x: ag.Scalar) -> ag.Scalar:
        """Compute max(0, x).

        Args:
            x: a Scalar.

        Returns:
            A new Scalar, able to pass a gradient on to x where x is positive.
        """

        def _backward(grad: float) -> None:
            if x.value > 0:
                x.grad += grad

        return ag.Scalar(max(0.0, x.value), "relu", _backward, (x,))


def f(x: ag.Scalar, y: ag.Scalar) -> ag.Scalar:
    """Compute log(x² + 1) exp(y) + y² x.

    Args:
        x: a Scalar.
        y: a Scalar.

    Returns:
        A Scalar from which backward() reaches x and y.
    """
    return ag.log(x**2 + 1) * ag.exp(y) + y**2 * x


def draw(root: ag.Scalar) -> tuple[list[tuple[str, float, float]], list[tuple[int, int]]]:
    """List what a picture of a computation graph shows.

    Args:
        root: the Scalar whose graph is drawn, itself included.

    Returns:
        The pair (boxes, arrows). A box is (name, value, grad) for one node, where the name is its
        label or, if that is empty, its op. An arrow (i, j) says that box number i is an input of
        box number j; a node that is used twice in one operation has two such arrows.
    """
    boxes: list[tuple[str, float, float]] = []
    arrows: list[tuple[int, int]] = []
    number: dict[ag.Scalar, int] = {}
    for node in root.topological_sort():
        number[node] = len(boxes)
        arrows += [(number[each], number[node]) for each in node.inputs]
        boxes.append((node.label or node.op, node.value, node.grad))
    return boxes, arrows


class Model:
    """A network with one number as input, one hidden layer with relu, and one number as output.

    Args:
        n_hidden: the number of hidden units.
        rng_seed: the seed of the generator that draws the parameters.

    Attributes:
        w1: a list of n_hidden Scalars, the weights of the hidden units.
        b1: a list of n_hidden Scalars, their biases.
        w2: a list of n_hidden Scalars, the weights of the output.
        b2: a list of one Scalar, its bias.
        parameters: a list of all of them.
    """

    def __init__(self, n_hidden: int, rng_seed: int = 42) -> None:
        rng = np.random.default_rng(rng_seed)
        self.w1 = [ag.Scalar(number) for number in rng.standard_normal(n_hidden)]
        self.b1 = [ag.Scalar(number) for number in rng.standard_normal(n_hidden)]
        self.w2 = [ag.Scalar(number) for number in rng.standard_normal(n_hidden)]
        self.b2 = [ag.Scalar(rng.standard_normal())]
        self.parameters = self.w1 + self.b1 + self.w2 + self.b2

    def forward(self, x: np.ndarray | list[float]) -> list[ag.Scalar]:
        """Predict a number for each number.

        Args:
            x: (n,) numbers, an array or a list.

        Returns:
            A list of n Scalars: the sum over k of w2[k] relu(w1[k] x_i + b1[k]), plus b2[0].
        """
        predictions = []
        for number in x:
            hidden = [ag.relu(w * number + b) for w, b in zip(self.w1, self.b1)]
            predictions.append(sum((w * h for w, h in zip(self.w2, hidden)), start=self.b2[0]))
        return predictions


class Loss:
    """What training makes small."""

    def mse(self, predictions: list[ag.Scalar], targets: np.ndarray | list[float]) -> ag.Scalar:
        """Compute the mean of the squared differences.

        Args:
            predictions: a list of n Scalars.
            targets: (n,) numbers, an array or a list.

        Returns:
            A Scalar from which backward() reaches the predictions.
        """
        squares = [(p - target) ** 2 for p, target in zip(predictions, targets)]
        return sum(squares, start=ag.Scalar(0)) / len(squares)


class Optimizer:
    """Gradient descent.

    Args:
        parameters: a list of Scalars.
        lr: the learning rate.
    """

    def __init__(self, parameters: list[ag.Scalar], lr: float) -> None:
        self.parameters = parameters
        self.lr = lr

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to zero."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self) -> None:
        """Move the value of every parameter by lr times its gradient, downhill."""
        for parameter in self.parameters:
            parameter.value -= self.lr * parameter.grad


def train(xnp: np.ndarray, ynp: np.ndarray, n_hidden: int, lr: float, n_epochs: int) -> list[float]:
    """Train a new Model by gradient descent on the mean squared error over all samples.

    Args:
        xnp: (n,) inputs.
        ynp: (n,) targets.
        n_hidden: the number of hidden units.
        lr: the learning rate.
        n_epochs: the number of steps.

    Returns:
        A list of n_epochs numbers: the loss before each step.
    """
    model = Model(n_hidden)
    optimizer = Optimizer(model.parameters, lr)
    losses = []
    for _ in range(n_epochs):
        loss = Loss().mse(model.forward(xnp), ynp)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.value)
    return losses
