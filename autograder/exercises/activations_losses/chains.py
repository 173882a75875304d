"""chain_cost: what a product of many matrices costs, from the left and from the right."""

import math

from autograder.exercise import Exercise
from solutions import activations_losses

chain_cost = Exercise(activations_losses.chain_cost, points=8)


def sizes(rng, n):
    """n sizes, all different."""
    return [int(size) for size in rng.choice([2, 3, 5, 7, 11, 13, 17, 19, 23], n, replace=False)]


@chain_cost.check("three matrices, from left to right")
def _(chain_cost, rng):
    return chain_cost(sizes(rng, 4), "reverse")


@chain_cost.check("three matrices, from right to left")
def _(chain_cost, rng):
    return chain_cost(sizes(rng, 4), "forward")


@chain_cost.check("longer chains, both ways", weight=2)
def _(chain_cost, rng):
    four, seven = sizes(rng, 5), sizes(rng, 8)
    return {
        "four matrices, reverse": chain_cost(four, "reverse"),
        "four matrices, forward": chain_cost(four, "forward"),
        "seven matrices, reverse": chain_cost(seven, "reverse"),
        "seven matrices, forward": chain_cost(seven, "forward"),
    }


@chain_cost.check("two matrices cost the same both ways, a single one nothing")
def _(chain_cost, rng):
    two, one = sizes(rng, 3), sizes(rng, 2)
    return {
        "two matrices, reverse": chain_cost(two, "reverse"),
        "two matrices, forward": chain_cost(two, "forward"),
        "one matrix, reverse": chain_cost(one, "reverse"),
        "one matrix, forward": chain_cost(one, "forward"),
    }


@chain_cost.check("leaves dims as it was")
def _(chain_cost, rng):
    dims, again = sizes(rng, 5), sizes(rng, 5)
    results = {"reverse": chain_cost(dims, "reverse"), "forward": chain_cost(again, "forward")}
    return {**results, "dims after reverse": dims, "dims after forward": again}


def _left_to_right(dims):
    return sum([dims[0] * dims[i] * dims[i + 1] for i in range(1, len(dims) - 1)])


def _cost(dims, mode):
    return _left_to_right(dims if mode == "reverse" else dims[::-1])


@chain_cost.misconception(
    "the modes are exchanged: reverse multiplies from left to right, forward from right to left"
)
def modes_exchanged(dims, mode):
    return _cost(dims, "forward" if mode == "reverse" else "reverse")


@chain_cost.misconception("both modes start from the left; forward starts from the right")
def always_from_the_left(dims, mode):
    return _left_to_right(dims)


@chain_cost.misconception("both modes start from the right; reverse starts from the left")
def always_from_the_right(dims, mode):
    return _left_to_right(dims[::-1])


@chain_cost.misconception(
    "the product so far keeps the size it started with: after the first step its rows are still "
    "dims[0] (or its columns dims[-1]); three neighbours in dims are multiplied instead"
)
def three_neighbours(dims, mode):
    return sum([dims[i] * dims[i + 1] * dims[i + 2] for i in range(len(dims) - 2)])


@chain_cost.misconception("the additions are counted as well; only multiplications are asked for")
def additions_too(dims, mode):
    dims = dims if mode == "reverse" else dims[::-1]
    return sum([dims[0] * (2 * dims[i] - 1) * dims[i + 1] for i in range(1, len(dims) - 1)])


@chain_cost.misconception(
    "the entries of each product are counted; each of them takes as many multiplications as the "
    "inner size says"
)
def entries_of_the_products(dims, mode):
    ends = dims[2:] if mode == "reverse" else dims[:-2]
    return sum(ends) * (dims[0] if mode == "reverse" else dims[-1])


@chain_cost.misconception(
    "all sizes are multiplied together; each product costs p q r, and they add up"
)
def product_of_all(dims, mode):
    return math.prod(dims)


@chain_cost.misconception(
    "the sizes of each matrix are multiplied and summed; that is how many numbers they hold"
)
def sizes_of_the_matrices(dims, mode):
    return sum([dims[i] * dims[i + 1] for i in range(len(dims) - 1)])


@chain_cost.misconception(
    "the first matrix is counted as a product; L matrices take L - 1 products"
)
def one_product_too_many(dims, mode):
    outer = dims[0] if mode == "reverse" else dims[-1]
    return outer * sum([dims[i] * dims[i + 1] for i in range(len(dims) - 1)])


@chain_cost.misconception("the last product is left out; the loop ends one step too early")
def one_product_too_few(dims, mode):
    return _cost(dims[:-1], mode) if mode == "reverse" else _cost(dims[1:], mode)


@chain_cost.misconception("only the last product is counted; the costs of all steps add up")
def last_product_only(dims, mode):
    if len(dims) < 3:
        return 0
    return dims[0] * (dims[-2] * dims[-1] if mode == "reverse" else dims[1] * dims[-1])


@chain_cost.misconception("only the first product is counted; the costs of all steps add up")
def first_product_only(dims, mode):
    if len(dims) < 3:
        return 0
    return math.prod(dims[:3] if mode == "reverse" else dims[-3:])


@chain_cost.misconception(
    "the cheaper of the two ways is taken; the mode tells which one is asked for"
)
def cheaper_way(dims, mode):
    return min(_left_to_right(dims), _left_to_right(dims[::-1]))


@chain_cost.misconception("the costs of the steps are multiplied; they add up")
def costs_multiplied(dims, mode):
    dims = dims if mode == "reverse" else dims[::-1]
    return math.prod([dims[0] * dims[i] * dims[i + 1] for i in range(1, len(dims) - 1)])


@chain_cost.misconception(
    "the list is turned round in place, which changes the caller's; dims[::-1] is a new one"
)
def turned_in_place(dims, mode):
    if mode == "forward":
        dims.reverse()
    return _left_to_right(dims)


@chain_cost.misconception("pop() shortens the caller's list; work on a copy")
def pops(dims, mode):
    total = 0
    while len(dims) > 2:
        if mode == "reverse":
            total += dims[0] * dims[2] * dims.pop(1)
        else:
            total += dims[-3] * dims[-1] * dims.pop(-2)
    return total


@chain_cost.alternative("step by step, with the shape so far")
def step_by_step(dims, mode):
    dims = list(dims) if mode == "reverse" else list(reversed(dims))
    rows, inner, total = dims[0], dims[1], 0
    for columns in dims[2:]:
        total += rows * inner * columns
        inner = columns
    return total


@chain_cost.alternative("recursion over the chain")
def by_recursion(dims, mode):
    if len(dims) == 2:
        return 0
    if mode == "reverse":
        return dims[0] * dims[-2] * dims[-1] + by_recursion(dims[:-1], mode)
    return dims[0] * dims[1] * dims[-1] + by_recursion(dims[1:], mode)


@chain_cost.alternative("two separate loops, in real numbers")
def two_loops(dims, mode):
    total = 0.0
    if mode == "forward":
        for i in range(len(dims) - 3, -1, -1):
            total += dims[i] * dims[i + 1] * dims[-1]
    else:
        for i in range(2, len(dims)):
            total += dims[0] * dims[i - 1] * dims[i]
    return total
