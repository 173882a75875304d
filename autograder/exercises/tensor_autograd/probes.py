"""How the checks look at an operation, and how an `ag` with one operation rewritten is made."""

import numpy as np

from solutions import tensor_autograd

# Where the class keeps each operation; a reflected one gets its operands in exchanged order.
_PLACES = {
    "add": ("__add__", "__radd__"),
    "mul": ("__mul__", "__rmul__"),
    "neg": ("__neg__",),
    "sub": ("__sub__",),
    "div": ("__truediv__",),
    "power": ("__pow__",),
    "getitem": ("__getitem__",),
    "matmul": ("__matmul__",),
    "tensor_sum": ("sum",),
    "tensor_mean": ("mean",),
    "tensor_max": ("max",),
}
_REFLECTED = {"sub": "__rsub__", "div": "__rtruediv__", "matmul": "__rmatmul__"}


def seen(result, rng, /, **inputs):
    """The value of a tensor, and the gradients of its inputs for a random upstream gradient.

    The pass back is the one that students are given, so that their own costs nothing here.
    """
    value = result.value
    upstream = rng.normal(size=np.shape(value))
    walk = getattr(result, "backward_by_paths", None) or result.backward
    walk(upstream)
    gradients = {f"gradient of {name}": tensor.grad for name, tensor in inputs.items()}
    return {"value": value, **gradients}


def together(results):
    """The data of several expressions in one dict, each item under its expression's name."""
    return {
        f"{name}: {item}": value for name, data in results.items() for item, value in data.items()
    }


def variant(name, **operations):
    """The reference's ag, with some operations replaced by others of the same names."""

    class Tensor(tensor_autograd.ag.Tensor):
        pass

    for operation, function in operations.items():
        for place in _PLACES.get(operation, (operation,)):
            setattr(Tensor, place, function)
        if operation in _REFLECTED:
            setattr(Tensor, _REFLECTED[operation], lambda b, a, f=function: f(a, b))
    return type(name, (tensor_autograd.ag,), {"Tensor": Tensor})


def rewritten(operation):
    """Decorate a function to get the variant in which it stands for an operation."""
    return lambda function: variant(function.__name__, **{operation: function})
