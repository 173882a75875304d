"""The pass back through a whole graph."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.tensor_autograd.probes import rewritten
from solutions import tensor_autograd

# The graphs are made of the constructor alone, so that a wrong operation costs nothing here.

backward = Exercise(tensor_autograd.ag, name="backward", points=12, fetch="ag")


def scaled(ag, x, factor):
    return ag.Tensor(factor * x.value, [(x, lambda g: factor * g)])


def plus(ag, x, y):
    return ag.Tensor(x.value + y.value, [(x, lambda g: g), (y, lambda g: g)])


def times(ag, x, y):
    one, other = x.value, y.value
    return ag.Tensor(one * other, [(x, lambda g: other * g), (y, lambda g: one * g)])


def gradients(**tensors):
    return {f"gradient of {name}": tensor.grad for name, tensor in tensors.items()}


@backward.check("a chain: every tensor on the way gets its gradient, in its own shape")
def _(ag, rng):
    M, array = rng.normal(size=(3, 4)), rng.normal(size=(2, 3))
    x = ag.Tensor(array)
    y = ag.Tensor(array @ M, [(x, lambda g: g @ M.T)])
    z = ag.Tensor((array @ M).sum(axis=0), [(y, lambda g: np.tile(g, (2, 1)))])
    z.backward(rng.normal(size=4))
    return gradients(x=x, y=y, z=z)


@backward.check("a tensor that is used twice: by one operation, and by two")
def _(ag, rng):
    x = ag.Tensor(rng.normal(size=3))
    square = times(ag, x, x)
    square.backward(rng.normal(size=3))
    one = {"x * x: gradient of x": x.grad}
    a, b = scaled(ag, x, 3.0), scaled(ag, x, -0.5)
    times(ag, a, b).backward(rng.normal(size=3))
    return one | {"(3 x) * (-x / 2): gradient of x": x.grad}


@backward.check("a tensor passes its gradient on when all of its users have reported, not before")
def _(ag, rng):
    found = {}
    for order in ("short way first", "long way first"):
        x = ag.Tensor(rng.normal(size=(2, 3)))
        a = scaled(ag, x, 2.0)
        b = scaled(ag, scaled(ag, a, -1.5), 0.7)
        y = plus(ag, a, b) if order == "short way first" else plus(ag, b, a)
        z = times(ag, y, x) if order == "short way first" else times(ag, x, y)
        z.backward(rng.normal(size=(2, 3)))
        found |= {f"{order}: {k}": v for k, v in gradients(x=x, a=a, b=b, y=y).items()}
    return found


@backward.check("without upstream a single number starts from 1; upstream is left as it was")
def _(ag, rng):
    x = ag.Tensor(rng.normal())
    scaled(ag, x, 3.0).backward()
    alone = {"3 x, no upstream: gradient of x": x.grad}
    y, upstream = ag.Tensor(rng.normal(size=3)), rng.integers(1, 9, size=3)
    z = plus(ag, scaled(ag, y, 0.5), y)
    z.backward(upstream)
    return alone | gradients(y=y, z=z) | {"upstream afterwards": upstream}


@backward.check("each call starts afresh: the same call twice, and another result of the same x")
def _(ag, rng):
    x, upstream = ag.Tensor(rng.normal(size=(3, 2))), rng.normal(size=(3, 2))
    y = scaled(ag, x, 1.5)
    z, other = times(ag, y, x), scaled(ag, x, -2.0)
    z.backward(upstream)
    z.backward(upstream)
    twice = {f"called twice: {k}": v for k, v in gradients(x=x, y=y).items()}
    other.backward(upstream)
    return twice | {"another result: gradient of x": x.grad}


@backward.check("pullbacks that hand on g itself: adding up changes no other gradient")
def _(ag, rng):
    x, y = ag.Tensor(rng.normal(size=4)), ag.Tensor(rng.normal(size=4))
    z = plus(ag, x, y)
    w = plus(ag, plus(ag, z, x), y)
    w.backward(rng.normal(size=4))
    return gradients(x=x, y=y, z=z, w=w)


@backward.check("1,500 operations in a row: no recursion limit", once=True)
def _(ag, rng):
    array = rng.normal(size=2)
    x = y = ag.Tensor(array)
    for _ in range(1500):
        y = ag.Tensor(array, [(y, np.positive)])
    y.backward(rng.normal(size=2))
    return gradients(x=x)


@backward.check("12 doublings y = y + y: each pullback is called once, not once for each path")
def _(ag, rng):
    calls = []

    def passed(g):
        calls.append(1)
        return g

    x = ag.Tensor(rng.normal(size=3))
    y = x
    for _ in range(12):
        y = ag.Tensor(y.value + y.value, [(y, passed), (y, passed)])
    y.backward(rng.normal(size=3))
    return gradients(x=x) | {"number of calls": len(calls)}


def seed_of(self, upstream):
    return np.array(1.0 if upstream is None else upstream, dtype=float)


def inputs_first(self):
    """The tensors that self was computed from, and self, each after its inputs."""
    order, done, stack = [], set(), [(self, False)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            order.append(node)
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            stack += [(tensor, False) for tensor, _ in node.inputs]
    return order


def sweep(order, upstream, arrive):
    """Visit tensors in an order; arrive(grads, tensor, g) takes in what a pullback returns."""
    grads = {order[0]: upstream}
    for node in order:
        node.grad = grads.get(node, np.zeros_like(node.value))
        for tensor, pullback in node.inputs:
            arrive(grads, tensor, pullback(node.grad))


def add_up(grads, tensor, g):
    grads[tensor] = grads.get(tensor, 0.0) + g


def overwrite(grads, tensor, g):
    grads[tensor] = g


def add_in_place(grads, tensor, g):
    if tensor in grads:
        grads[tensor] += g
    else:
        grads[tensor] = g


@backward.misconception(
    "what arrives later overwrites what arrived before (= instead of +=); a tensor that is used "
    "twice gets the sum"
)
@rewritten("backward")
def last_one_wins(self, upstream=None):
    sweep(inputs_first(self)[::-1], seed_of(self, upstream), overwrite)


@backward.misconception("only what arrives first is kept; a tensor that is used twice gets the sum")
@rewritten("backward")
def first_one_wins(self, upstream=None):
    sweep(inputs_first(self)[::-1], seed_of(self, upstream), dict.setdefault)


@backward.misconception(
    "the sum is added up in place (+=) in an array that other tensors share, because a pullback "
    "may hand on g itself; a + b makes a new array"
)
@rewritten("backward")
def added_in_place(self, upstream=None):
    sweep(inputs_first(self)[::-1], seed_of(self, upstream), add_in_place)


@backward.misconception(
    "tensors are visited in the order in which they are found, and pass on what they have by then; "
    "each has to wait until all of its users have reported"
)
@rewritten("backward")
def as_found(self, upstream=None):
    order, found = [self], {self}
    for node in order:
        for tensor, _ in node.inputs:
            if tensor not in found:
                found.add(tensor)
                order.append(tensor)
    sweep(order, seed_of(self, upstream), add_up)


@backward.misconception(
    "that is the order of a depth-first walk from the result (pre-order); asked for is the reverse "
    "of an order in which inputs come before their users"
)
@rewritten("backward")
def depth_first(self, upstream=None):
    order, stack = {}, [self]
    while stack:
        node = stack.pop()
        if node not in order:
            order[node] = None
            stack += [tensor for tensor, _ in reversed(node.inputs)]
    sweep(list(order), seed_of(self, upstream), add_up)


@backward.misconception(
    "the tensors are visited with inputs before users, and the gradient has to flow the other way: "
    "turn the order round"
)
@rewritten("backward")
def inputs_before_users(self, upstream=None):
    order = inputs_first(self)
    grads = {self: seed_of(self, upstream)}
    for node in order:
        node.grad = grads.get(node, np.zeros_like(node.value))
        for tensor, pullback in node.inputs:
            add_up(grads, tensor, pullback(node.grad))


@backward.misconception(
    "every path is walked by itself: right, and the work doubles with each doubling; let each "
    "tensor collect first and pass on once"
)
@rewritten("backward")
def path_by_path(self, upstream=None):
    self.backward_by_paths(upstream)


@backward.misconception(
    "each time a tensor is reached, it passes on all that it has collected, so that earlier shares "
    "are counted again"
)
@rewritten("backward")
def passed_on_again(self, upstream=None):
    grads, todo, budget = {self: seed_of(self, upstream)}, [self], 20_000
    while todo and budget:
        node, budget = todo.pop(), budget - 1
        node.grad = grads[node]
        for tensor, pullback in node.inputs:
            add_up(grads, tensor, pullback(node.grad))
            todo.append(tensor)


@backward.misconception(
    "the order is found by a function that calls itself for each input, and Python stops at some "
    "thousand calls within each other; keep a list of what is to be done instead"
)
@rewritten("backward")
def recursive(self, upstream=None):
    order, done = [], set()

    def visit(node):
        if node not in done:
            done.add(node)
            for tensor, _ in node.inputs:
                visit(tensor)
            order.append(node)

    visit(self)
    sweep(order[::-1], seed_of(self, upstream), add_up)


@backward.misconception(
    "gradients are added to what an earlier call left behind; each call starts afresh"
)
@rewritten("backward")
def stale(self, upstream=None):
    order = inputs_first(self)[::-1]
    self.grad = self.grad + seed_of(self, upstream)
    for node in order:
        for tensor, pullback in node.inputs:
            tensor.grad = tensor.grad + pullback(node.grad)


@backward.misconception(
    "upstream is ignored and everything starts from ones; start from upstream where it is given"
)
@rewritten("backward")
def always_ones(self, upstream=None):
    sweep(inputs_first(self)[::-1], np.ones(self.value.shape), add_up)


@backward.misconception(
    "without upstream nothing starts; a single number starts from 1, its derivative by itself"
)
@rewritten("backward")
def upstream_required(self, upstream=None):
    start = np.zeros(self.value.shape) if upstream is None else seed_of(self, upstream)
    sweep(inputs_first(self)[::-1], start, add_up)


@backward.misconception(
    "only the tensors at the beginning keep their gradient; every tensor on the way gets one"
)
@rewritten("backward")
def leaves_only(self, upstream=None):
    grads = {self: seed_of(self, upstream)}
    for node in inputs_first(self)[::-1]:
        if not node.inputs:
            node.grad = grads[node]
        for tensor, pullback in node.inputs:
            add_up(grads, tensor, pullback(grads[node]))


@backward.misconception(
    "an operation with the same tensor on both sides passes back to it once; there is a pair for "
    "each side, and both count"
)
@rewritten("backward")
def same_input_once(self, upstream=None):
    grads = {self: seed_of(self, upstream)}
    for node in inputs_first(self)[::-1]:
        node.grad = grads[node]
        for tensor, pullback in dict(node.inputs).items():
            add_up(grads, tensor, pullback(node.grad))


@backward.misconception(
    "upstream itself is used as the store and changed on the way; copy it, or don't write into it"
)
@rewritten("backward")
def upstream_overwritten(self, upstream=None):
    sweep(inputs_first(self)[::-1], seed_of(self, upstream), add_up)
    if upstream is not None:
        upstream *= 0


@backward.misconception(
    "the pass goes one step back, to the inputs of the result; it has to go on to their inputs, "
    "and so on to the beginning"
)
@rewritten("backward")
def one_step(self, upstream=None):
    self.grad = seed_of(self, upstream)
    grads = {}
    for tensor, pullback in self.inputs:
        add_up(grads, tensor, pullback(self.grad))
    for tensor, g in grads.items():
        tensor.grad = g


@backward.alternative("a depth-first order without recursion, gradients cleared at the start")
@rewritten("backward")
def cleared_first(self, upstream=None):
    order = inputs_first(self)[::-1]
    for node in order:
        node.grad = np.zeros(node.value.shape)
    self.grad = seed_of(self, upstream)
    for node in order:
        for tensor, pullback in node.inputs:
            tensor.grad = tensor.grad + pullback(node.grad)


@backward.alternative("arrays of one's own, added up in place")
@rewritten("backward")
def own_arrays(self, upstream=None):
    order = inputs_first(self)[::-1]
    for node in order:
        node.grad = np.zeros_like(node.value)
    self.grad += 1.0 if upstream is None else upstream
    for node in order:
        for tensor, pullback in node.inputs:
            tensor.grad += pullback(node.grad)


@backward.alternative("the depth of each tensor, deepest last")
@rewritten("backward")
def by_depth(self, upstream=None):
    depth = {}
    for node in inputs_first(self):
        depth[node] = 1 + max([depth[tensor] for tensor, _ in node.inputs], default=0)
    order = sorted(depth, key=depth.get, reverse=True)
    sweep(order, seed_of(self, upstream), add_up)
