"""Automatic differentiation of arrays: the reference of hw9-tensor-autograd.

An operation is a function that returns a tensor: its value, and a pullback for each operand. A
pullback takes the gradient of a loss by the result and returns the gradient by the operand, in the
operand's own shape. The class hangs the operations onto Python's operators, and `backward` adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np

Pullback: TypeAlias = Callable[[np.ndarray], np.ndarray]


def unbroadcast(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum an array back to the shape that it was broadcast from, as in hw1-broadcasting.

    Args:
        g: (...) numbers, in a shape that an array of the given shape broadcasts to.
        shape: the shape to return to, such as (3, 1) or ().

    Returns:
        An array of that shape; g itself where there is nothing to sum.
    """
    if g.shape == shape:
        return g
    n_new = g.ndim - len(shape)
    stretched = tuple(n_new + i for i, size in enumerate(shape) if size == 1)
    return g.sum(axis=(*range(n_new), *stretched)).reshape(shape)


def add(a: Operand, b: Operand) -> ag.Tensor:
    """Add two operands entry by entry, as a + b of numpy does.

    Args:
        a: (...) a tensor, an array or a number.
        b: (...) another one, in a shape that broadcasts with a's.

    Returns:
        A tensor of the broadcast shape, with a pullback for each operand.
    """
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x + y,
        [(a, lambda g: unbroadcast(g, x.shape)), (b, lambda g: unbroadcast(g, y.shape))],
    )


def mul(a: Operand, b: Operand) -> ag.Tensor:
    """Multiply two operands entry by entry, as a * b of numpy does.

    Args:
        a: (...) a tensor, an array or a number.
        b: (...) another one, in a shape that broadcasts with a's.

    Returns:
        A tensor of the broadcast shape, with a pullback for each operand.
    """
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x * y,
        [(a, lambda g: unbroadcast(g * y, x.shape)), (b, lambda g: unbroadcast(g * x, y.shape))],
    )


def neg(a: Operand) -> ag.Tensor:
    """Turn the sign of every entry.

    Args:
        a: (...) a tensor.

    Returns:
        A tensor of the same shape, with a pullback for a.
    """
    return ag.Tensor(-ag.array(a), [(a, lambda g: -g)])


def sub(a: Operand, b: Operand) -> ag.Tensor:
    """Subtract the second operand from the first, as a - b of numpy does.

    Args:
        a: (...) a tensor, an array or a number.
        b: (...) another one, in a shape that broadcasts with a's.

    Returns:
        A tensor of the broadcast shape, with a pullback for each operand.
    """
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x - y,
        [(a, lambda g: unbroadcast(g, x.shape)), (b, lambda g: -unbroadcast(g, y.shape))],
    )


def div(a: Operand, b: Operand) -> ag.Tensor:
    """Divide the first operand by the second, as a / b of numpy does.

    Args:
        a: (...) a tensor, an array or a number.
        b: (...) another one, in a shape that broadcasts with a's; no entry is 0.

    Returns:
        A tensor of the broadcast shape, with a pullback for each operand.
    """
    x, y = ag.array(a), ag.array(b)
    quotient = x / y

    def to_divisor(g: np.ndarray) -> np.ndarray:
        return -unbroadcast(g * quotient / y, y.shape)

    return ag.Tensor(quotient, [(a, lambda g: unbroadcast(g / y, x.shape)), (b, to_divisor)])


def power(a: Operand, exponent: float) -> ag.Tensor:
    """Raise every entry to the same power.

    Args:
        a: (...) a tensor.
        exponent: a Python number, whole or not, negative or not.

    Returns:
        A tensor of the same shape, with a pullback for a. The derivative of a ** 0 is 0
        everywhere, and that of a ** 1 is 1, at a = 0 too.
    """
    x = ag.array(a)
    if exponent == 0:
        return ag.Tensor(np.ones(x.shape), [(a, lambda g: np.zeros(x.shape))])
    return ag.Tensor(x**exponent, [(a, lambda g: g * (exponent * x ** (exponent - 1)))])


def exp(a: Operand) -> ag.Tensor:
    """Take the exponential of every entry.

    Args:
        a: (...) a tensor.

    Returns:
        A tensor of the same shape, with a pullback for a.
    """
    exponential = np.exp(ag.array(a))
    return ag.Tensor(exponential, [(a, lambda g: g * exponential)])


def log(a: Operand) -> ag.Tensor:
    """Take the natural logarithm of every entry.

    Args:
        a: (...) a tensor of positive numbers.

    Returns:
        A tensor of the same shape, with a pullback for a.
    """
    x = ag.array(a)
    return ag.Tensor(np.log(x), [(a, lambda g: g / x)])


def relu(a: Operand) -> ag.Tensor:
    """Replace every negative entry by 0.

    Args:
        a: (...) a tensor.

    Returns:
        A tensor of the same shape, with a pullback for a. The derivative at 0 counts as 0.
    """
    x = ag.array(a)
    return ag.Tensor(np.maximum(x, 0), [(a, lambda g: g * (x > 0))])


def tensor_sum(
    a: Operand, axis: int | tuple[int, ...] | None = None, keepdims: bool = False
) -> ag.Tensor:
    """Sum entries along axes, as np.sum does.

    Args:
        a: (...) a tensor.
        axis: an axis, negative or not, a tuple of axes, or None for all.
        keepdims: whether the axes stay, with size 1.

    Returns:
        A tensor of the sums, with a pullback for a.
    """
    x = ag.array(a)
    kept = x.sum(axis=axis, keepdims=True)
    return ag.Tensor(
        kept if keepdims else kept.squeeze(axis),
        [(a, lambda g: np.broadcast_to(g.reshape(kept.shape), x.shape))],
    )


def tensor_mean(
    a: Operand, axis: int | tuple[int, ...] | None = None, keepdims: bool = False
) -> ag.Tensor:
    """Average entries along axes, as np.mean does.

    Args:
        a: (...) a tensor.
        axis: an axis, negative or not, a tuple of axes, or None for all.
        keepdims: whether the axes stay, with size 1.

    Returns:
        A tensor of the means, with a pullback for a.
    """
    x = ag.array(a)
    kept = x.mean(axis=axis, keepdims=True)
    share = kept.size / x.size
    return ag.Tensor(
        kept if keepdims else kept.squeeze(axis),
        [(a, lambda g: np.broadcast_to(g.reshape(kept.shape) * share, x.shape))],
    )


def tensor_max(
    a: Operand, axis: int | tuple[int, ...] | None = None, keepdims: bool = False
) -> ag.Tensor:
    """Find the largest entry along axes, as np.max does.

    Args:
        a: (...) a tensor.
        axis: an axis, negative or not, a tuple of axes, or None for all.
        keepdims: whether the axes stay, with size 1.

    Returns:
        A tensor of the largest entries, with a pullback for a. Where several are largest, any way
        to share the gradient out among them is right; here each gets the same.
    """
    x = ag.array(a)
    kept = x.max(axis=axis, keepdims=True)

    def to_largest(g: np.ndarray) -> np.ndarray:
        largest = x == kept
        return largest * (g.reshape(kept.shape) / largest.sum(axis=axis, keepdims=True))

    return ag.Tensor(kept if keepdims else kept.squeeze(axis), [(a, to_largest)])


def reshape(a: Operand, *shape: int) -> ag.Tensor:
    """Put the entries into another shape, in the same order, as x.reshape of numpy does.

    Args:
        a: (...) a tensor.
        shape: the new sizes, as many arguments as axes; one of them may be -1.

    Returns:
        A tensor of the new shape, with a pullback for a.
    """
    x = ag.array(a)
    return ag.Tensor(x.reshape(*shape), [(a, lambda g: g.reshape(x.shape))])


def moveaxis(a: Operand, source: int, destination: int) -> ag.Tensor:
    """Move one axis to another place; the others keep their order, as in np.moveaxis.

    Args:
        a: (...) a tensor.
        source: the axis to move, negative or not.
        destination: where it goes, negative or not.

    Returns:
        A tensor with the axes in their new order, with a pullback for a.
    """
    x = ag.array(a)
    return ag.Tensor(
        np.moveaxis(x, source, destination),
        [(a, lambda g: np.moveaxis(g, destination, source))],
    )


def getitem(a: Operand, index: Any) -> ag.Tensor:
    """Pick entries, as a[index] of numpy does.

    Args:
        a: (...) a tensor.
        index: what numpy takes between brackets: numbers, slices, None, arrays of integers or of
            truth values, or a tuple of them.

    Returns:
        A tensor of what was picked, with a pullback for a. An entry that was picked several times
        gets the sum of what its copies get.
    """
    x = ag.array(a)
    parts = index if isinstance(index, tuple) else (index,)
    repeats = any(isinstance(part, list | np.ndarray) for part in parts)

    def to_picked(g: np.ndarray) -> np.ndarray:
        result = np.zeros(x.shape)
        if repeats:
            np.add.at(result, index, g)
        else:
            result[index] = g
        return result

    return ag.Tensor(x[index], [(a, to_picked)])


def matmul(a: Operand, b: Operand) -> ag.Tensor:
    """Multiply matrices, or stacks of them, as a @ b of numpy does.

    Args:
        a: (..., p, q) a tensor or an array with two axes or more.
        b: (..., q, r) another one; the axes in front broadcast with those of a.

    Returns:
        A (..., p, r) tensor, with a pullback for each operand.
    """
    x, y = ag.array(a), ag.array(b)

    def to_right(g: np.ndarray) -> np.ndarray:
        if y.ndim == 2:  # one matrix for the whole stack: the sum over it is a tall product
            return x.reshape(-1, x.shape[-1]).T @ g.reshape(-1, g.shape[-1])
        return unbroadcast(x.swapaxes(-1, -2) @ g, y.shape)

    return ag.Tensor(
        x @ y,
        [(a, lambda g: unbroadcast(g @ y.swapaxes(-1, -2), x.shape)), (b, to_right)],
    )


def backward(self: ag.Tensor, upstream: np.ndarray | float | None = None) -> None:
    """Set `grad` of every tensor that self was computed from, and of self.

    Args:
        self: (...) the tensor to start from.
        upstream: (...) the gradient of a loss by self, in the shape of self; None stands for 1.

    Each pullback is called once. What `grad` held before is forgotten, and upstream is left as
    it was. However long the chain of operations, Python's recursion limit is not touched.

    Source: Griewank and Walther, Evaluating Derivatives, second edition (2008), section 3.2.
    """
    users, found = {self: 0}, [self]
    for node in found:  # which grows meanwhile
        for tensor, _ in node.inputs:
            if tensor not in users:
                found.append(tensor)
            users[tensor] = users.get(tensor, 0) + 1
    arrived, ready = {self: np.asarray(1.0 if upstream is None else upstream, float)}, [self]
    while ready:
        node = ready.pop()
        node.grad = arrived.pop(node)
        for tensor, g in [(each, pullback(node.grad)) for each, pullback in node.inputs]:
            arrived[tensor] = arrived[tensor] + g if tensor in arrived else g
            users[tensor] -= 1
            if users[tensor] == 0:
                ready.append(tensor)


class ag:
    """A namespace for automatic differentiation."""

    @staticmethod
    def array(operand: Operand) -> np.ndarray:
        """The array behind an operand, with real numbers in it."""
        return operand.value if isinstance(operand, ag.Tensor) else np.asarray(operand, float)

    class Tensor:
        """An array that remembers how it was computed.

        Attributes:
            value: the array itself.
            grad: the gradient by this tensor, in the shape of value; the number 0 until a backward
                pass has come by. Read it, but don't write into it: gradients may share memory.
            inputs: pairs (tensor, pullback), one for each operand that is a tensor.
        """

        __array_ufunc__ = None  # so that `array * tensor` asks the tensor, not numpy

        def __init__(self, value: Any, inputs: Iterable[tuple[Operand, Pullback]] = ()) -> None:
            self.value: np.ndarray = np.asarray(value, float)
            self.grad: np.ndarray = np.zeros(())
            self.inputs = [(a, pullback) for a, pullback in inputs if isinstance(a, ag.Tensor)]

        @property
        def shape(self) -> tuple[int, ...]:
            return self.value.shape

        def __repr__(self) -> str:
            return f"Tensor({self.value})"

        def backward_by_paths(self, upstream: np.ndarray | float | None = None) -> None:
            """Do what backward does, but along one path after the other: right, and slow."""
            total: dict[ag.Tensor, np.ndarray] = {}
            paths = [(self, np.array(1.0 if upstream is None else upstream, float))]
            while paths:
                tensor, g = paths.pop()
                total[tensor] = total.get(tensor, 0.0) + g
                paths += [(each, pullback(g)) for each, pullback in tensor.inputs]
            for tensor, g in total.items():
                tensor.grad = g

        __add__ = __radd__ = add
        __mul__ = __rmul__ = mul
        __neg__ = neg
        __sub__ = sub
        __truediv__ = div
        __pow__ = power
        exp = exp
        log = log
        relu = relu
        sum = tensor_sum
        mean = tensor_mean
        max = tensor_max
        reshape = reshape
        moveaxis = moveaxis
        __getitem__ = getitem
        __matmul__ = matmul
        backward = backward

        def __rsub__(self, other: Operand) -> ag.Tensor:
            return sub(other, self)

        def __rtruediv__(self, other: Operand) -> ag.Tensor:
            return div(other, self)

        def __rmatmul__(self, other: Operand) -> ag.Tensor:
            return matmul(other, self)


Operand: TypeAlias = ag.Tensor | np.ndarray | float


def softmax(scores: ag.Tensor) -> ag.Tensor:
    """Turn scores into weights that are positive and add up to 1 along the last axis.

    Args:
        scores: (..., C) a tensor of scores of any size.

    Returns:
        A tensor of the same shape. The shift that keeps exp from overflowing is a constant: the
        softmax does not depend on it, so that no gradient flows through it.
    """
    exponentials = (scores - scores.value.max(axis=-1, keepdims=True)).exp()
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def cross_entropy(scores: ag.Tensor, y: np.ndarray) -> ag.Tensor:
    """Measure how badly scores predict labels: hw2's loss, as a tensor.

    Args:
        scores: (n, K) a tensor of scores of any size.
        y: (n,) labels, integers from 0 to K - 1.

    Returns:
        A tensor that holds one number, the mean over the samples i of
        -log(softmax(scores)[i, y[i]]).

    Source: Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41 (2021), 2311-2330.
    """
    shifted = scores - scores.value.max(axis=1, keepdims=True)
    picked = shifted[np.arange(len(y)), y]
    return (shifted.exp().sum(axis=1).log() - picked).mean()


def network_gradients(
    X: np.ndarray, y: np.ndarray, theta: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Differentiate the mean loss of hw2's network by its parameters, without a formula.

    Args:
        X: (n, d) the samples, one in each row.
        y: (n,) labels, integers from 0 to K - 1.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,), as arrays.

    Returns:
        A new dictionary with the same keys; each entry is an array, the gradient of the mean
        cross-entropy by the parameter.
    """
    parameters = {name: ag.Tensor(value) for name, value in theta.items()}
    h = (X @ parameters["W1"] + parameters["b1"]).relu()
    scores = h @ parameters["W2"] + parameters["b2"]
    cross_entropy(scores, y).backward()
    return {name: parameter.grad for name, parameter in parameters.items()}


def attention_gradients(
    X: np.ndarray, theta: dict[str, np.ndarray], upstream: np.ndarray
) -> dict[str, np.ndarray]:
    """Differentiate the sum over i of upstream[i] f(X[i]), f being hw7's attention.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        theta: the parameters: W1 (d, q), W2 (d, q) and w3 (d,), as arrays.
        upstream: (n,) the gradient of a loss by the output of each sample.

    Returns:
        A new dictionary with the gradients of W1, W2 and w3, arrays in the shape of the
        parameters.
    """
    n, C, d = X.shape
    parameters = {name: ag.Tensor(value) for name, value in theta.items()}
    query = X[:, -1] @ parameters["W1"]
    scores = (X @ parameters["W2"] @ query.reshape(n, -1, 1)).reshape(n, C)
    values = (X @ parameters["w3"].reshape(d, 1)).reshape(n, C)
    (softmax(scores) * values).sum(axis=1).backward(upstream)
    return {name: parameter.grad for name, parameter in parameters.items()}


def attention_model(X: np.ndarray, theta: dict[str, ag.Tensor]) -> ag.Tensor:
    """Score classes by what attention picks out of each sample: hw7's attention, K outputs wide.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        theta: the parameters: W1 (d, q), W2 (d, q) and W3 (d, K), as tensors.

    Returns:
        A tensor of scores, (n, K).
    """
    query = X[:, -1:] @ theta["W1"]
    weights = softmax(query @ (X @ theta["W2"]).moveaxis(1, 2))
    return (weights @ X)[:, 0] @ theta["W3"]


def train_attention(
    X: np.ndarray, y: np.ndarray, theta: dict[str, np.ndarray], eta: float, n_steps: int
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Train attention_model with Adam on the mean cross-entropy of all samples.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        y: (n,) labels, integers from 0 to K - 1.
        theta: the parameters to start from: W1 (d, q), W2 (d, q) and W3 (d, K), as arrays.
        eta: the size of a step.
        n_steps: the number of steps.

    Returns:
        The pair (theta, losses): a new dictionary of arrays after the last step, and the n_steps
        losses as numbers, each taken before its step.

    Source: Kingma and Ba, International Conference on Learning Representations (2015).
    """
    losses = []
    m, v = ({name: np.zeros(np.shape(theta[name])) for name in theta} for _ in range(2))
    for t in range(1, n_steps + 1):
        parameters = {name: ag.Tensor(value) for name, value in theta.items()}
        loss = cross_entropy(attention_model(X, parameters), y)
        loss.backward()
        losses.append(float(loss.value))
        for name, parameter in parameters.items():
            m[name] = 0.9 * m[name] + 0.1 * parameter.grad
            v[name] = 0.999 * v[name] + 0.001 * parameter.grad**2
            step = m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8)
            theta = {**theta, name: theta[name] - eta * step}
    return theta, losses
