"""draw: what a picture of a computation graph shows, in any order."""

from collections import Counter

from autograder.exercise import Exercise
from solutions import scalar_autograd
from solutions.scalar_autograd import ag

draw = Exercise(scalar_autograd.draw, points=6, given=("ag",))


def graph(rng):
    """A graph with shared nodes, labels on some nodes, and gradients that differ."""
    a, b, c = rng.uniform(0.5, 1.5, size=3)
    x, y = ag.Scalar(a, label="x"), ag.Scalar(-b, label="y")
    s = x * y + c
    s.label = "s"
    root = ag.exp(s) * x + s**2
    root.backward()
    return root


def arrows_of(root):
    """The arrows as they should be, each by the values of its two nodes, which all differ."""
    return Counter(
        (name(each.value), name(node.value))
        for node in root.topological_sort()
        for each in node.inputs
    )


def name(value):
    return f"{float(value):.4f}"


def drawn(draw, root):
    """The boxes, those that are missing noted as such, and the arrows; all by values of nodes."""
    boxes, arrows = draw(root)
    names = [name(value) for _, value, _ in boxes]
    known = {key: dict(zip(("name", "value", "gradient"), box)) for key, box in zip(names, boxes)}
    nodes = [name(node.value) for node in root.topological_sort()]
    found = Counter((names[i], names[j]) for i, j in arrows)
    return (
        {f"the box of value {key}": known.get(key, "no such box") for key in sorted(nodes)},
        found,
        len(names),
    )


def shown(arrows):
    return "; ".join(f"{start} to {end}" for start, end in sorted(arrows.elements())) or "none"


@draw.check("one box for each node", weight=1.5, calls=False)
def _(draw, rng):
    boxes, _, count = drawn(draw, graph(rng))
    lost = [key for key, box in boxes.items() if box == "no such box"]
    return {"the number of boxes": count, "missing": "; ".join(lost) or "none"}


@draw.check("the label, or else the op, with the value and the gradient", weight=2, calls=False)
def _(draw, rng):
    boxes, _, _ = drawn(draw, graph(rng))
    return boxes


@draw.check("an arrow from each input to what is made of it", weight=2, calls=False)
def _(draw, rng):
    root = graph(rng)
    right = arrows_of(root)
    _, found, _ = drawn(draw, root)
    return {
        "arrows that are missing": shown(right - found),
        "arrows that are too many": shown(found - right),
    }


@draw.check("two arrows for x * x", weight=0.5, calls=False)
def _(draw, rng):
    x = ag.Scalar(rng.uniform(1.5, 3), label="x")
    _, found, count = drawn(draw, x * x)
    return {"the arrows": shown(found), "the number of boxes": count}


def listed(root, name=lambda node: node.label or node.op, order=None):
    """Boxes and arrows, with what is to be wrong passed in."""
    order = root.topological_sort() if order is None else order
    number = {node: i for i, node in enumerate(order)}
    boxes = [(name(node), node.value, node.grad) for node in order]
    return boxes, [(number[each], number[node]) for node in order for each in node.inputs]


@draw.misconception("the arrows point from a result to its inputs; (i, j) leads from input i to j")
def arrows_turned_round(root):
    boxes, arrows = listed(root)
    return boxes, [(j, i) for i, j in arrows]


@draw.misconception("a node that is used twice gets two boxes; it is one node, with two arrows")
def a_box_for_each_use(root):
    boxes: list[tuple[str, float, float]] = []
    arrows: list[tuple[int, int]] = []

    def visit(node):
        inputs = [visit(each) for each in node.inputs]
        boxes.append((node.label or node.op, node.value, node.grad))
        arrows.extend((i, len(boxes) - 1) for i in inputs)
        return len(boxes) - 1

    visit(root)
    return boxes, arrows


@draw.misconception("the op is shown even where there is a label; the label comes first")
def op_before_label(root):
    return listed(root, name=lambda node: node.op or node.label)


@draw.misconception("only labels are shown; where there is none, the op stands in the box")
def labels_only(root):
    return listed(root, name=lambda node: node.label)


@draw.misconception("label and op are both shown; the op is for nodes without a label")
def label_and_op(root):
    return listed(root, name=lambda node: f"{node.label} {node.op}".strip())


@draw.misconception("value and gradient are exchanged; a box is (name, value, grad)")
def gradient_first(root):
    boxes, arrows = listed(root)
    return [(name, grad, value) for name, value, grad in boxes], arrows


@draw.misconception(
    "the numbers are rounded; the picture rounds them, the boxes hold them as they are"
)
def rounded(root):
    boxes, arrows = listed(root)
    return [(name, round(value, 4), round(grad, 1)) for name, value, grad in boxes], arrows


@draw.misconception(
    "the gradients are all 0, as if they had been reset; they are read, not changed"
)
def resets_gradients(root):
    for node in root.topological_sort():
        node.grad = 0.0
    return listed(root)


@draw.misconception(
    "backward is called again, which adds to the gradients that are there; draw them as they are"
)
def runs_backward(root):
    root.backward()
    return listed(root)


@draw.misconception("the node itself has no box; the last box is the result")
def without_root(root):
    boxes, arrows = listed(root)
    return boxes[:-1], [(i, j) for i, j in arrows if j < len(boxes) - 1]


@draw.misconception("only the direct inputs are drawn; the graph goes down to the leaves")
def one_level(root):
    order = [*dict.fromkeys(root.inputs), root]
    boxes = [(node.label or node.op, node.value, node.grad) for node in order]
    return boxes, [(order.index(each), len(order) - 1) for each in root.inputs]


@draw.misconception("leaves without a label have no box; constants are nodes too")
def without_constants(root):
    order = [node for node in root.topological_sort() if node.inputs or node.label]
    number = {node: i for i, node in enumerate(order)}
    boxes = [(node.label or node.op, node.value, node.grad) for node in order]
    return boxes, [
        (number[each], number[node]) for node in order for each in node.inputs if each in number
    ]


@draw.misconception("of two equal arrows one is dropped; x * x uses x twice, and shows it")
def arrows_as_a_set(root):
    boxes, arrows = listed(root)
    return boxes, list(dict.fromkeys(arrows))


@draw.misconception("the arrows hold the nodes; (i, j) are the numbers of two boxes in the list")
def arrows_of_nodes(root):
    order = root.topological_sort()
    return listed(root)[0], [(each, node) for node in order for each in node.inputs]


@draw.misconception("the boxes are linked one after the other; an arrow leads from each input")
def a_chain_of_arrows(root):
    boxes, _ = listed(root)
    return boxes, [(i, i + 1) for i in range(len(boxes) - 1)]


@draw.alternative("from the result down, in lists")
def from_the_top(root):
    order = root.topological_sort()[::-1]
    boxes, arrows = listed(root, order=order)
    return [list(box) for box in boxes], [list(arrow) for arrow in arrows]


@draw.alternative("without topological_sort, a box when a node is first met")
def as_met(root):
    boxes, arrows, waiting, number = [], [], [root], {root: 0}
    for node in waiting:
        boxes.append((node.label if node.label else node.op, node.value, node.grad))
        for each in node.inputs:
            if each not in number:
                number[each] = len(waiting)
                waiting.append(each)
            arrows.append((number[each], number[node]))
    return boxes, arrows


@draw.alternative("numbers looked up in the list of nodes")
def by_index(root):
    nodes = root.topological_sort()
    boxes, arrows = [], []
    for j, node in enumerate(nodes):
        name = node.op
        if node.label != "":
            name = node.label
        boxes.append((name, node.value, node.grad))
        for each in node.inputs:
            arrows.append((nodes.index(each), j))
    return boxes, arrows
