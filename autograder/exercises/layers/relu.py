"""Relu, backward: a gate that the forward pass has opened or shut."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, whole
from solutions import layers

relu_backward = Exercise(layers.relu_backward, points=5)


@relu_backward.check("dJ/dh passes where v > 0, and 0 comes out elsewhere", weight=2)
def _(relu_backward, rng):
    m = 8
    return relu_backward(column(rng, m), column(rng, m))


@relu_backward.check("whole numbers in v beside fractions in dJ/dh, and the other way round")
def _(relu_backward, rng):
    m = 9
    return {
        "v whole": relu_backward(column(rng, m), whole(rng, m, 1)),
        "dJdh whole": relu_backward(whole(rng, m, 1), column(rng, m)),
    }


@relu_backward.check("numbers in single precision, v close to 0 and far from it")
def _(relu_backward, rng):
    m = 12
    v = column(rng, m) * 10.0 ** rng.integers(-5, 6, size=(m, 1))
    return relu_backward(*single(column(rng, m), v))


relu_backward.untouched(lambda rng: (column(rng, 7), column(rng, 7)))


@relu_backward.misconception(
    "this is relu forward, max(0, v); backward, the gradient dJdh passes where v was positive"
)
def forward_again(dJdh, v):
    return np.maximum(0, v)


@relu_backward.misconception(
    "this is only the derivative of relu, 1 or 0; the chain rule multiplies it by dJdh"
)
def derivative_alone(dJdh, v):
    return np.where(v > 0, 1.0, 0.0)


@relu_backward.misconception(
    "True and False are returned; a number is due for each entry, dJdh or 0"
)
def the_mask(dJdh, v):
    return v > 0


@relu_backward.misconception(
    "relu is put on the gradient itself; the sign of v decides what passes, and negative gradients "
    "pass too"
)
def relu_of_the_gradient(dJdh, v):
    return np.maximum(0, dJdh)


@relu_backward.misconception(
    "negative entries of dJdh are blocked as well; only the sign of v decides"
)
def both_positive(dJdh, v):
    return np.where((v > 0) & (dJdh > 0), dJdh, 0)


@relu_backward.misconception("the gate is the wrong way round: it lets pass where v is negative")
def wrong_way_round(dJdh, v):
    return np.where(v < 0, dJdh, 0)


@relu_backward.misconception(
    "dJdh is multiplied by relu(v); the slope of relu is 1 where v > 0, whatever the size of v"
)
def times_relu(dJdh, v):
    return dJdh * np.maximum(0, v)


@relu_backward.misconception(
    "dJdh is multiplied by the sign of v, so that -1 stands where 0 should: relu is flat there, it "
    "does not fall"
)
def times_sign(dJdh, v):
    return dJdh * np.sign(v)


@relu_backward.misconception("dJdh passes everywhere; where v is negative, J does not feel it")
def no_gate(dJdh, v):
    return np.copy(dJdh)


@relu_backward.misconception(
    "blocked entries leak through with a small factor, as in a leaky relu; here they become 0"
)
def leaky(dJdh, v):
    return np.where(v > 0, dJdh, 0.01 * dJdh)


@relu_backward.misconception(
    "dJdh[v > 0] picks the entries that pass and drops the others; the result has all m entries, "
    "with 0 for the blocked"
)
def picked(dJdh, v):
    return dJdh[v > 0]


@relu_backward.misconception(
    "v is flattened, and (m, 1) with (m,) broadcasts to a table (m, m); both are columns already"
)
def table(dJdh, v):
    return dJdh * (v.ravel() > 0)


@relu_backward.misconception(
    "the result is made with the type of v: where v holds whole numbers, fractions are cut off"
)
def typed_like_v(dJdh, v):
    dJdv = np.zeros_like(v)
    dJdv[v > 0] = dJdh[v > 0]
    return dJdv


@relu_backward.misconception(
    "dJdh[v <= 0] = 0 writes into the caller's array; make a copy, or let np.where make a new one"
)
def blocks_in_place(dJdh, v):
    dJdh[v <= 0] = 0
    return dJdh


@relu_backward.alternative("multiplied by the mask")
def by_mask(dJdh, v):
    return dJdh * (v > 0)


@relu_backward.alternative("written into a copy")
def by_copy(dJdh, v):
    dJdv = dJdh.copy()
    dJdv[v <= 0] = 0
    return dJdv


@relu_backward.alternative("a diagonal Jacobian")
def by_jacobian(dJdh, v):
    return np.diag((v.ravel() > 0).astype(float)) @ dJdh


@relu_backward.alternative("a loop, in single precision")
def by_loop(dJdh, v):
    dJdv = np.zeros(v.shape, dtype=np.float32)
    for i in range(len(v)):
        if v[i, 0] > 0:
            dJdv[i, 0] = dJdh[i, 0]
    return dJdv
