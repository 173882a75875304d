"""ag.Tensor beside HIPS autograd: the gradients of hw2's network and of hw7's attention.

    python -m benchmarks.tensor_autograd

Both get the same arrays and the same formulas on one thread, and their gradients are compared
first. A row shows medians and how many times as fast ag.Tensor is; the last line is the geometric
mean of these ratios.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

import autograd
import autograd.numpy as anp
import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.interleaved import seconds
from solutions.tensor_autograd import attention_gradients, network_gradients

Arrays = dict[str, np.ndarray]
Gradients = Callable[[], Arrays]

SAMPLES = (10, 100, 1_000, 10_000)


def hips_network(X: np.ndarray, y: np.ndarray, theta: Arrays) -> Arrays:
    """network_gradients, by HIPS autograd."""

    def loss(theta):
        h = anp.maximum(X @ theta["W1"] + theta["b1"], 0)
        scores = h @ theta["W2"] + theta["b2"]
        shifted = scores - anp.max(scores, axis=1, keepdims=True)
        picked = shifted[np.arange(len(y)), y]
        return anp.mean(anp.log(anp.sum(anp.exp(shifted), axis=1)) - picked)

    return autograd.grad(loss)(theta)


def hips_attention(X: np.ndarray, theta: Arrays, upstream: np.ndarray) -> Arrays:
    """attention_gradients, by HIPS autograd."""
    n, C, _ = X.shape

    def total(theta):
        query = X[:, -1] @ theta["W1"]
        scores = anp.reshape(X @ theta["W2"] @ anp.reshape(query, (n, -1, 1)), (n, C))
        exponentials = anp.exp(scores - anp.max(scores, axis=-1, keepdims=True))
        weights = exponentials / anp.sum(exponentials, axis=-1, keepdims=True)
        return anp.sum(upstream * anp.sum(weights * (X @ theta["w3"]), axis=1))

    return autograd.grad(total)(theta)


def network(n: int, rng: np.random.Generator) -> tuple[Gradients, Gradients]:
    """Both ways to hw2's gradients, for n samples."""
    d, m, K = 20, 64, 10
    X, y = rng.normal(size=(n, d)), rng.integers(K, size=n)
    sizes = {"W1": (d, m), "b1": (m,), "W2": (m, K), "b2": (K,)}
    theta = {name: rng.normal(scale=0.3, size=size) for name, size in sizes.items()}
    return lambda: network_gradients(X, y, theta), lambda: hips_network(X, y, theta)


def attention(n: int, rng: np.random.Generator) -> tuple[Gradients, Gradients]:
    """Both ways to hw7's gradients, for n samples."""
    C, d, q = 12, 32, 16
    X, upstream = rng.normal(size=(n, C, d)), rng.normal(size=n)
    sizes = {"W1": (d, q), "W2": (d, q), "w3": (d,)}
    theta = {name: rng.normal(scale=0.3, size=size) for name, size in sizes.items()}
    return (
        lambda: attention_gradients(X, theta, upstream),
        lambda: hips_attention(X, theta, upstream),
    )


def compare(ours: Gradients, theirs: Gradients) -> None:
    """Raise AssertionError where the two ways lead to different gradients."""
    found = ours()
    for name, expected in theirs().items():
        np.testing.assert_allclose(found[name], expected, rtol=1e-8, atol=1e-10)


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(0)
    ratios = []
    print(f"{'':12}{'n':>8}{'ag.Tensor, us':>16}{'HIPS autograd, us':>20}{'times as fast':>16}")
    for task in (network, attention):
        for n in SAMPLES:
            both = task(n, rng)
            compare(*both)
            ours, theirs = seconds(*both)
            ratios.append(theirs / ours)
            times = f"{1e6 * ours:16,.0f}{1e6 * theirs:20,.0f}"
            print(f"{task.__name__:12}{n:8,}{times}{ratios[-1]:16.2f}", flush=True)
    print(f"tensor autograd {statistics.geometric_mean(ratios):.1f} times HIPS autograd")


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
