"""topological_sort: every input before its users, each node once, chains of any length."""

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import method, value
from autograder.exercises.scalar_autograd.whole import accept_whole_classes, looking_up
from solutions import scalar_autograd

topological_sort = Exercise(
    scalar_autograd.ag, name="topological_sort", points=14, fetch="ag", module="scalar_autograd"
)


def values(order):
    """The values of the nodes in a list; from the end, because that is how backward goes."""
    return [value(node) for node in reversed(order)][::-1]


def judged(found, pairs):
    """What is wrong with an order of values, by pairs of an input and what is made of it."""
    place: dict[float, int] = {}
    for i, each in enumerate(found):
        place.setdefault(each, i)
    for before, after in pairs:
        missing = [each for each in (before, after) if each not in place]
        if missing:
            return f"the node of value {missing[0]:.4g} is missing"
        if place[before] > place[after]:
            return f"the node of value {before:.4g} stands behind {after:.4g}, which is made of it"
    return "every input stands before what is made of it"


def tangle(ag, rng):
    """A graph of sums in which most nodes are used twice, near the result and far from it."""
    u, v, w = rng.uniform(1, 2, size=3)
    a, b, c = ag.Scalar(u), ag.Scalar(-v), ag.Scalar(w)
    d = a + b
    e = d + c
    g = e + a
    h = g + d
    root = h + e
    pairs = [(a, d), (b, d), (d, e), (c, e), (e, g), (a, g), (g, h), (d, h), (h, root), (e, root)]
    return root, d, [(before.value, after.value) for before, after in pairs]


@topological_sort.check("every input stands before what is made of it, self last", weight=4)
def _(ag, rng):
    root, _, pairs = tangle(ag, rng)
    found = values(root.topological_sort())
    a, b, c = map(ag.Scalar, rng.uniform(1, 2, size=3))
    left, right = a + b, a + c
    top = left + right
    uses = [(a, left), (b, left), (a, right), (c, right), (left, top), (right, top)]
    diamond = [(before.value, after.value) for before, after in uses]
    return {
        "the order": judged(found, pairs),
        "the last node's value": found[-1] if found else "no node at all",
        "the order for (a + b) + (a + c)": judged(values(top.topological_sort()), diamond),
    }


@topological_sort.check("each node once, however often it is used", weight=2)
def _(ag, rng):
    root, _, _ = tangle(ag, rng)
    return {
        "the number of nodes": len(root.topological_sort()),
        "the values, sorted": sorted(values(root.topological_sort())),
    }


@topological_sort.check("nodes of equal value are different nodes", weight=1.5)
def _(ag, rng):
    number = rng.normal()
    x, y = ag.Scalar(number), ag.Scalar(number)
    s, t = x + y, y + x
    found = values((s + t).topological_sort())
    return {"the number of nodes": len(found), "the values, sorted": sorted(found)}


@topological_sort.check("a leaf, a node within a graph, and a second call", weight=2)
def _(ag, rng):
    root, inner, _ = tangle(ag, rng)
    leaf = ag.Scalar(rng.normal())
    first, again = values(root.topological_sort()), values(root.topological_sort())
    return {
        "the values, for a leaf": values(leaf.topological_sort()),
        "the values for a node within a graph, sorted": sorted(values(inner.topological_sort())),
        "the values, sorted": sorted(first),
        "the values of a second call, sorted": sorted(again),
    }


@topological_sort.check("a chain of 1,500 nodes", weight=4, once=True)
def _(ag, rng):
    # Sums of eighths are exact, and of a chain there is but one order.
    number = -int(rng.integers(1, 9)) / 8
    told = {"3 numbers added": "not tried", "1,500 numbers added": "not tried"}
    # Whoever is wrong on three need not be asked about fifteen hundred.
    for length, name in zip((3, 1_500), told):
        node, step = ag.Scalar(number), ag.Scalar(number)
        for _ in range(length):
            node = node + step
        found = values(node.topological_sort())
        right = found == [number] + [number * k for k in range(1, length + 2)]
        told[name] = f"{len(found)} nodes, {'each behind' if right else 'not behind'} its inputs"
        if not right:
            break
    return told


@topological_sort.check("a number doubled 22 times: 4 million paths, but 23 nodes", weight=0.5)
def _(ag, rng):
    node = ag.Scalar(rng.normal())
    for _ in range(22):
        node = node + node
    return {"the number of nodes": len(node.topological_sort())}


@topological_sort.misconception(
    "the node is listed before its inputs; it belongs behind them, so append it when they are done"
)
@method("topological_sort")
def pre_order(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for each in node.inputs:
                visit(each)

    visit(self)
    return order


@topological_sort.misconception(
    "a list in pre-order is turned round, which puts an input behind one of its users where "
    "another user was visited first; append a node when all its inputs are done"
)
@method("topological_sort")
def reversed_pre_order(self):
    order: dict[object, None] = {}
    stack = [self]
    while stack:
        node = stack.pop()
        if node not in order:
            order[node] = None
            stack.extend(node.inputs)
    return list(order)[::-1]


@topological_sort.misconception(
    "nodes are listed by their distance from the result; an input that is used near it and far "
    "from it ends up behind the far user"
)
@method("topological_sort")
def by_levels(self):
    order, found = [self], {self}
    for node in order:
        for each in node.inputs:
            if each not in found:
                found.add(each)
                order.append(each)
    return order[::-1]


@topological_sort.misconception(
    "a node is listed again for each time it is used; keep a set of those that were visited"
)
@method("topological_sort")
def repeats_shared_nodes(self):
    order = []

    def visit(node):
        for each in node.inputs:
            visit(each)
        order.append(node)

    visit(self)
    return order


@topological_sort.misconception(
    "nodes are told apart by their values, so that two with the same value become one; put the "
    "nodes themselves into the set"
)
@method("topological_sort")
def tells_by_value(self):
    order: dict[float, object] = {}
    seen, stack = set(), [self]
    while stack:
        node = stack[-1]
        if node.value in seen:
            order.setdefault(stack.pop().value, node)
        else:
            seen.add(node.value)
            stack += node.inputs
    return list(order.values())


@topological_sort.misconception(
    "only the first input of each node is followed; a node may have several"
)
@method("topological_sort")
def first_input_only(self):
    order, node = [self], self
    while node.inputs:
        node = node.inputs[0]
        order.append(node)
    return order[::-1]


@topological_sort.misconception(
    "the list ends after the direct inputs; their inputs belong into it too, down to the leaves"
)
@method("topological_sort")
def one_level(self):
    return [*dict.fromkeys(self.inputs), self]


@topological_sort.misconception("the node itself is missing; self stands last in the list")
@method("topological_sort")
def without_self(self):
    return scalar_autograd.ag.Scalar.topological_sort(self)[:-1]


@topological_sort.misconception(
    "nodes without inputs are left out; leaves are nodes too, and it is their gradient that counts"
)
@method("topological_sort")
def without_leaves(self):
    return [each for each in scalar_autograd.ag.Scalar.topological_sort(self) if each.inputs]


@topological_sort.misconception(
    "a function that calls itself for each input gets as deep as the graph, and Python stops it at "
    "1,000 calls; keep the nodes that wait in a list of your own"
)
@method("topological_sort")
def recursive(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for each in node.inputs:
                visit(each)
            order.append(node)

    visit(self)
    return order


@topological_sort.misconception(
    "a mark on the nodes tells which were visited, and it is still there in the next call; a set "
    "made in the call leaves no traces"
)
@method("topological_sort", base=looking_up)
def marks_the_nodes(self):
    order, stack = [], [self]
    while stack:
        node = stack.pop()
        if node is None:
            order.append(stack.pop())
        elif not hasattr(node, "visited"):
            node.visited = True
            stack += [node, None, *node.inputs]
    return order


@topological_sort.misconception(
    "nodes are sorted by their values, which says nothing about what was made of what"
)
@method("topological_sort")
def by_value(self):
    return sorted(scalar_autograd.ag.Scalar.topological_sort(self), key=lambda node: node.value)


@topological_sort.misconception(
    "the values are listed; the list holds the nodes, which backward asks for their gradient"
)
@method("topological_sort")
def lists_values(self):
    return [node.value for node in scalar_autograd.ag.Scalar.topological_sort(self)]


@topological_sort.alternative("a stack of iterators, as the recursion would keep them")
@method("topological_sort")
def iterators_on_a_stack(self):
    order, seen, stack = [], {id(self)}, [(self, iter(self.inputs))]
    while stack:
        node, rest = stack[-1]
        for each in rest:
            if id(each) not in seen:
                seen.add(id(each))
                stack.append((each, iter(each.inputs)))
                break
        else:
            order.append(node)
            stack.pop()
    return order


accept_whole_classes(topological_sort)
