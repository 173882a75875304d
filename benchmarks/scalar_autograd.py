"""ag.Scalar beside micrograd's engine: training the same multilayer perceptron, number by number.

    python -m benchmarks.scalar_autograd

micrograd is not among the requirements: install it beside them. Both train by the same code, from
the same parameters; that their losses agree is checked first. A row shows the median time of one
step: predictions and loss of all samples, backward, descent, and the collection of whatever garbage
that leaves, so that nobody tidies up after the other. The last line is the geometric mean of the
ratios, and says how many times as fast ag.Scalar is.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from micrograd.engine import Value

from benchmarks.interleaved import seconds
from solutions.scalar_autograd import ag

LAYERS = ((2, 8, 1), (2, 16, 16, 1), (8, 16, 16, 1))
SAMPLES = 20
CHAIN = 1_000_000


@dataclass(frozen=True)
class Engine:
    """What an engine calls its numbers, their relu and the attribute that holds the value."""

    number: Callable[[float], Any]
    relu: Callable[[Any], Any]
    value: str


OURS = Engine(ag.Scalar, ag.relu, "value")
THEIRS = Engine(Value, Value.relu, "data")


@dataclass
class Training:
    """A perceptron with relu in between, and random samples to train it on."""

    engine: Engine
    sizes: tuple[int, ...]
    layers: list[list[tuple[list[Any], Any]]] = field(init=False)
    samples: list[tuple[list[float], float]] = field(init=False)

    def __post_init__(self) -> None:
        rng, new = random.Random(0), self.engine.number
        self.layers = [
            [([new(rng.uniform(-1, 1)) for _ in range(n_in)], new(0.0)) for _ in range(n_out)]
            for n_in, n_out in zip(self.sizes, self.sizes[1:], strict=False)
        ]
        inputs = [[rng.uniform(-1, 1) for _ in range(self.sizes[0])] for _ in range(SAMPLES)]
        self.samples = [(x, x[0] * x[1]) for x in inputs]
        self.parameters = [p for layer in self.layers for w, b in layer for p in (*w, b)]

    def predict(self, x: list[Any]) -> Any:
        """The prediction for one sample."""
        for layer in self.layers:
            x = [sum((w * each for w, each in zip(ws, x, strict=True)), b) for ws, b in layer]
            if layer is not self.layers[-1]:
                x = [self.engine.relu(each) for each in x]
        return x[0]

    def step(self) -> float:
        """One step of gradient descent; the loss before it."""
        loss = sum((self.predict(x) - y) ** 2 for x, y in self.samples) * (1 / SAMPLES)
        for parameter in self.parameters:
            parameter.grad = 0.0
        loss.backward()
        name = self.engine.value
        for parameter in self.parameters:
            setattr(parameter, name, getattr(parameter, name) - 0.01 * parameter.grad)
        return getattr(loss, name)

    def tidy_step(self) -> None:
        """One step, with its garbage collected."""
        self.step()
        gc.collect()


def compare(sizes: tuple[int, ...]) -> None:
    """Raise AssertionError where the two engines' losses differ."""
    ours, theirs = ([each.step() for _ in range(5)] for each in trainings(sizes))
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def trainings(sizes: tuple[int, ...]) -> tuple[Training, Training]:
    """The same training for each engine."""
    return Training(OURS, sizes), Training(THEIRS, sizes)


def chain(length: int) -> float:
    """Seconds to build and differentiate a chain of so many sums with ag.Scalar."""
    gc.collect()
    start = time.perf_counter()
    first = last = ag.Scalar(0.0)
    one = ag.Scalar(1.0)
    for _ in range(length):
        last = last + one
    last.backward()
    assert first.grad == 1.0
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    ratios = []
    print(f"{'layers':16}{'ag.Scalar, ms':>16}{'micrograd, ms':>16}{'times as fast':>16}")
    for sizes in LAYERS:
        compare(sizes)
        mine, other = trainings(sizes)
        gc.collect()
        gc.freeze()  # what is there already is looked through in no collection
        ours, theirs = seconds(mine.tidy_step, other.tidy_step)
        ratios.append(theirs / ours)
        name = "-".join(map(str, sizes))
        times = f"{1e3 * ours:16.1f}{1e3 * theirs:16.1f}"
        print(f"{name:16}{times}{ratios[-1]:16.2f}", flush=True)
    print(f"a chain of {CHAIN:,} sums, built and differentiated: {chain(CHAIN):.1f} s")
    print(f"scalar autograd {statistics.geometric_mean(ratios):.1f} times micrograd")


if __name__ == "__main__":
    main()
