"""The lecture's sheet of worked numbers, checked line by line."""

from typing import Any

import numpy as np

from autograder.exercise import Exercise
from solutions import layers

corrected = Exercise(layers.corrected, points=10, name="corrected", module="layers")

# What the notebook prints as the lecture's sheet; four of its lines are right.
SHEET = {
    "u": [91, 46],
    "dJ/dW": [[2, 10, 5], [2, 10, 5]],
    "dJ/db": [1, 1],
    "dJ/dx": [13, 9],
    "W*": [[0.8, 4.9, 6.5], [2.8, 1.9, 3.5]],
    "b*": [3.9, 7.9],
    "S": 10.4,
    "softmax(v)": [0.993307, 0.006693],
    "o - y": [0.006693, -0.006693],
    "CE": 0.006693,
    "z": [24, 47, 85],
    "o": [318, 346],
}


def _entry(table, key) -> Any:
    """The student's numbers for a line: a list, tuple or array, a column or a row."""
    value = table.get(key, ...)
    if value is ... or isinstance(value, str):
        return value
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return "something that is not made of numbers"
    if numbers.size == 1:
        return numbers.reshape(())
    return numbers.ravel() if 1 in numbers.shape else numbers


def _entries(table, *keys):
    return {key: _entry(table, key) for key in keys}


@corrected.check("the layer forward: u", weight=1)
def _(corrected, rng):
    return _entries(corrected, "u")


@corrected.check("the layer backward: dJ/dW, dJ/db and dJ/dx", weight=2)
def _(corrected, rng):
    return _entries(corrected, "dJ/dW", "dJ/db", "dJ/dx")


@corrected.check("the step: W* and b*", weight=2)
def _(corrected, rng):
    return _entries(corrected, "W*", "b*")


@corrected.check("the penalty S")
def _(corrected, rng):
    return _entries(corrected, "S")


# Six digits after the point are asked for: for the small numbers, one unit of the fifth may differ.
@corrected.check("softmax(v) and o - y", weight=1, rtol=1.5e-3, atol=0)
def _(corrected, rng):
    return _entries(corrected, "softmax(v)", "o - y")


@corrected.check("the cross entropy CE", rtol=1.5e-3, atol=0)
def _(corrected, rng):
    return _entries(corrected, "CE")


@corrected.check("the network: z and o", weight=2)
def _(corrected, rng):
    return _entries(corrected, "z", "o")


corrected.misconception(
    "this is the sheet as it is printed; compute each line yourself before you trust it"
)(dict(SHEET))

corrected.misconception("u still lacks the second bias: 3*2 + 2*10 + 4*5 = 46, plus 8")(
    {**layers.corrected, "u": SHEET["u"]}
)

corrected.misconception("u is W x without b; both biases are added")(
    {**layers.corrected, "u": [87, 46]}
)

corrected.misconception(
    "dJ/dx is made of the sums of W's rows; x has three entries, and each gets the sum of its "
    "column"
)({**layers.corrected, "dJ/dx": SHEET["dJ/dx"]})

corrected.misconception(
    "dJ/dW is turned round; it has the shape of W, two rows of three, and row i is dJ/du_i times x"
)({**layers.corrected, "dJ/dW": [[2, 2], [10, 10], [5, 5]]})

corrected.misconception("dJ/db is the bias itself; the derivative of u_i with respect to b_i is 1")(
    {**layers.corrected, "dJ/db": [4, 8]}
)

corrected.misconception(
    "the middle column of W* is still the sheet's: the step is 0.1 times 10, which is 1 and not 0.1"
)({**layers.corrected, "W*": SHEET["W*"]})

corrected.misconception("W* and b* lie up the gradient; descent subtracts alpha times it")(
    {**layers.corrected, "W*": [[1.2, 6, 7.5], [3.2, 3, 4.5]], "b*": [4.1, 8.1]}
)

corrected.misconception("W* steps by the whole gradient; alpha is 0.1")(
    {**layers.corrected, "W*": [[-1, -5, 2], [1, -8, -1]], "b*": [3, 7]}
)

corrected.misconception("S lacks its factor 1/2: lambda / 2 times 104")(
    {**layers.corrected, "S": SHEET["S"]}
)

corrected.misconception("S is half the sum of squares; lambda = 0.1 multiplies it")(
    {**layers.corrected, "S": 52}
)

corrected.misconception(
    "the probabilities have changed places; the larger score, 10, gets the larger one"
)({**layers.corrected, "softmax(v)": [0.006693, 0.993307]})

corrected.misconception(
    "o - y still has the signs of y - o; the labelled class, which should rise, has a negative "
    "derivative"
)({**layers.corrected, "o - y": SHEET["o - y"]})

corrected.misconception(
    "CE is still 1 - o for the labelled class; -ln o is close to that, and a little larger"
)({**layers.corrected, "CE": SHEET["CE"]})

corrected.misconception(
    "CE is the logarithm of the other class's probability; y picks the first class"
)({**layers.corrected, "CE": 5.006715})

corrected.misconception("CE has the wrong sign; a loss is positive")(
    {**layers.corrected, "CE": -0.006715}
)

corrected.misconception(
    "z still lacks its third bias, and o was computed from it: 7*10 + 3*5 = 85, plus 1"
)({**layers.corrected, "z": SHEET["z"], "o": SHEET["o"]})

corrected.misconception(
    "z is right, but o is still the sheet's, which was computed from a wrong z"
)({**layers.corrected, "o": SHEET["o"]})

corrected.misconception("o lacks the biases c: [5, 1] is added")(
    {**layers.corrected, "o": [315, 346]}
)


corrected.alternative("arrays, as columns where the layers return columns")(
    {
        key: np.array(value, dtype=float).reshape(-1, 1)
        if isinstance(value, list) and not isinstance(value[0], list)
        else np.array(value)
        for key, value in layers.corrected.items()
    }
)

corrected.alternative("tuples, in another order")(
    {
        key: tuple(map(tuple, value))
        if isinstance(value, list) and isinstance(value[0], list)
        else tuple(value)
        if isinstance(value, list)
        else value
        for key, value in reversed(layers.corrected.items())
    }
)

corrected.alternative("computed with the layers, digits and all")(
    {
        "u": layers.linear_forward(
            np.array([[1, 5, 7], [3, 2, 4]]), np.array([[2], [10], [5]]), np.array([[4], [8]])
        ),
        **{key: layers.corrected[key] for key in ("dJ/dW", "dJ/db", "dJ/dx")},
        "W*": np.array([[1, 5, 7], [3, 2, 4]]) - 0.1 * np.array([[2, 10, 5]]),
        "b*": np.array([[4, 8]]) - 0.1,
        "S": layers.regularization_forward(np.array([[1, 5, 7], [3, 2, 4]]), 0.1),
        "softmax(v)": layers.softmax_column(np.array([[10], [5]])),
        "o - y": layers.softmax_column(np.array([[10], [5]])) - [[1], [0]],
        "CE": [[np.log1p(np.exp(-5))]],
        "z": [[24], [47], [86]],
        "o": np.array([320, 347], dtype=np.float32),
    }
)
