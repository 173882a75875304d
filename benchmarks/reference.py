"""The reference solutions beside their peers: PyTorch, micrograd and HIPS autograd, on one thread.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.reference

The peers are the extra `benchmarks`. A ratio above 1 says how many times as fast as its peer the
reference is. Both compute the same gradient, which is checked first. The hand-derived gradients
stand beside PyTorch's autograd here; ag.Scalar and ag.Tensor have modules of their own, run last.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import statistics
from functools import partial

import numpy as np
import torch

from benchmarks import scalar_autograd, tensor_autograd
from benchmarks.interleaved import seconds
from solutions import optimisation, softmax_gradients
from solutions.attention import attention_gradients

torch.set_num_threads(1)
D, M, K = 64, 128, 10
SIZES = (16, 128, 1024, 8192)


def network(n: int) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Parameters of a network of hw2's form, and n samples with labels."""
    rng = np.random.default_rng(n)
    theta = {
        "W1": rng.normal(size=(D, M)) / 8,
        "b1": rng.normal(size=M),
        "W2": rng.normal(size=(M, K)) / 11,
        "b2": rng.normal(size=K),
    }
    return theta, rng.normal(size=(n, D)), rng.integers(K, size=n)


class Torch:
    """The same network in PyTorch."""

    def __init__(self, theta: dict[str, np.ndarray], X: np.ndarray, y: np.ndarray) -> None:
        self.theta = {k: torch.tensor(v, requires_grad=True) for k, v in theta.items()}
        self.X, self.y = torch.tensor(X), torch.tensor(y)
        self.optimiser = torch.optim.SGD(self.theta.values(), lr=1e-3)

    def loss(self) -> torch.Tensor:
        """The mean cross-entropy of all samples."""
        t = self.theta
        scores = torch.relu(self.X @ t["W1"] + t["b1"]) @ t["W2"] + t["b2"]
        return torch.nn.functional.cross_entropy(scores, self.y)

    def gradients(self) -> dict[str, torch.Tensor]:
        """The gradient with respect to each parameter."""
        found = torch.autograd.grad(self.loss(), list(self.theta.values()))
        return dict(zip(self.theta, found, strict=True))

    def step(self) -> float:
        """One step of gradient descent; the loss before it."""
        self.optimiser.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimiser.step()
        return loss.item()


def attention(n: int) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Parameters of hw7's attention, n samples of 12 words with 32 features, upstream gradients."""
    rng = np.random.default_rng(n)
    shapes = {"W1": (32, 16), "W2": (32, 16), "w3": (32,)}
    theta = {name: rng.normal(size=shape) / 6 for name, shape in shapes.items()}
    return theta, rng.normal(size=(n, 12, 32)), rng.normal(size=n)


class TorchAttention:
    """The same attention in PyTorch."""

    def __init__(self, theta: dict[str, np.ndarray], X: np.ndarray, upstream: np.ndarray) -> None:
        self.theta = {k: torch.tensor(v, requires_grad=True) for k, v in theta.items()}
        self.X, self.upstream = torch.tensor(X), torch.tensor(upstream)

    def gradients(self) -> dict[str, torch.Tensor]:
        """The gradient of the upstream-weighted sum of outputs by each parameter."""
        keys, queries = self.X @ self.theta["W2"], self.X[:, -1] @ self.theta["W1"]
        weights = torch.softmax((keys @ queries[:, :, None])[:, :, 0], dim=1)
        output = (weights * (self.X @ self.theta["w3"])).sum(dim=1)
        found = torch.autograd.grad(output @ self.upstream, list(self.theta.values()))
        return dict(zip(self.theta, found, strict=True))


def row(label: str, n: int, ours: float, theirs: float) -> float:
    """Print one comparison and return its ratio."""
    ratio = theirs / ours
    print(f"{label:24} {n:6} {1e6 * ours:12.0f} {1e6 * theirs:12.0f} {ratio:8.2f}", flush=True)
    return ratio


def main() -> None:
    """Print a table and the geometric means of its ratios."""
    print(f"{'':24} {'n':>6} {'ours, us':>12} {'PyTorch, us':>12} {'ratio':>8}")
    backward, training, attending = [], [], []
    for n in SIZES:
        theta, X, y = network(n)
        peer = Torch(theta, X, y)
        ours = softmax_gradients.backward(X, y, theta)
        for name, gradient in peer.gradients().items():
            assert np.allclose(ours[name], gradient.numpy())
        gradients = partial(softmax_gradients.backward, X, y, theta)
        times = seconds(gradients, peer.gradients)
        backward.append(row("hw2 backward", n, *times))
        step = partial(optimisation.train_network, X, y, theta, 1e-3, 1)
        times = seconds(step, peer.step)
        training.append(row("hw3 training step", n, *times))
        head, words, upstream = attention(n)
        rival = TorchAttention(head, words, upstream)
        by_hand = partial(attention_gradients, words, head, upstream)
        assert all(np.allclose(by_hand()[k], v.numpy()) for k, v in rival.gradients().items())
        attending.append(row("hw7 attention_gradients", n, *seconds(by_hand, rival.gradients)))
    print(
        f"reference: backward {statistics.geometric_mean(backward):.2f} times PyTorch, "
        f"training step {statistics.geometric_mean(training):.2f} times, "
        f"attention {statistics.geometric_mean(attending):.2f} times"
    )
    scalar_autograd.main()
    tensor_autograd.main()


if __name__ == "__main__":
    main()
