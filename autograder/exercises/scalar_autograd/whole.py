"""The whole class ag, right and written another way: accepted by every exercise about it."""

import itertools
import math


def accept_whole_classes(exercise):
    """Register classes that share nothing with the notebook's skeleton but the names asked for."""
    exercise.alternative("the whole class, with closures that look their gradient up")(looking_up())
    exercise.alternative("the whole class, with slopes noted on the way forward")(with_slopes())


def looking_up():
    """A closure without arguments for each node, as in many lectures; sorted by counting users."""

    class ag:
        class Scalar:
            def __init__(self, value, op="", _backward=lambda: None, inputs=[], label=""):  # noqa: B006
                self.value, self.grad = value, 0.0
                self.op, self.label = op, label
                self._backward, self.inputs = _backward, inputs

            def topological_sort(self):
                users, waiting = {self: 0}, [self]
                while waiting:
                    for each in waiting.pop().inputs:
                        if each not in users:
                            users[each] = 0
                            waiting.append(each)
                        users[each] += 1
                order, ready = [], [self]
                while ready:
                    node = ready.pop()
                    order.append(node)
                    for each in node.inputs:
                        users[each] -= 1
                        if users[each] == 0:
                            ready.append(each)
                return order[::-1]

            def backward(self):
                self.grad = 1.0
                for node in reversed(self.topological_sort()):
                    node._backward()

            def __add__(self, other):
                other = other if isinstance(other, ag.Scalar) else ag.Scalar(other)
                output = ag.Scalar(self.value + other.value, op="add", inputs=[self, other])

                def _backward():
                    self.grad += output.grad
                    other.grad += output.grad

                output._backward = _backward
                return output

            def __mul__(self, other):
                other = other if isinstance(other, ag.Scalar) else ag.Scalar(other)
                output = ag.Scalar(self.value * other.value, op="mul", inputs=[self, other])

                def _backward():
                    self.grad += other.value * output.grad
                    other.grad += self.value * output.grad

                output._backward = _backward
                return output

            def __pow__(self, exponent):
                output = ag.Scalar(self.value**exponent, op="pow", inputs=[self])

                def _backward():
                    slope = 0 if exponent == 0 else exponent * self.value ** (exponent - 1)
                    self.grad += slope * output.grad

                output._backward = _backward
                return output

            def __neg__(self):
                return -1 * self

            def __sub__(self, other):
                return self + (-1) * other

            def __truediv__(self, other):
                return self * (other**-1 if isinstance(other, ag.Scalar) else 1 / other)

            def __radd__(self, other):
                return self + other

            def __rmul__(self, other):
                return self * other

            def __rsub__(self, other):
                return ag.Scalar(other) - self

            def __rtruediv__(self, other):
                return ag.Scalar(other) / self

        @staticmethod
        def exp(x):
            output = ag.Scalar(math.exp(x.value), op="exp", inputs=[x])

            def _backward():
                x.grad += output.value * output.grad

            output._backward = _backward
            return output

        @staticmethod
        def log(x):
            output = ag.Scalar(math.log(x.value), op="log", inputs=[x])

            def _backward():
                x.grad += output.grad / x.value

            output._backward = _backward
            return output

        @staticmethod
        def relu(x):
            output = ag.Scalar(max(0, x.value), op="relu", inputs=[x])

            def _backward():
                x.grad += (x.value > 0) * output.grad

            output._backward = _backward
            return output

    return ag


def with_slopes():
    """Nodes hold pairs of a parent and a slope; they are numbered as made, and sorted by that."""
    count = itertools.count()

    class Node:
        def __init__(self, value, *pairs):
            self.value, self.grad, self.pairs, self.number = value, 0, pairs, next(count)

        def topological_sort(self):
            found, stack = {self}, [self]
            while stack:
                new = {parent for parent, _ in stack.pop().pairs} - found
                found |= new
                stack.extend(new)
            return sorted(found, key=lambda node: node.number)

        def backward(self):
            self.grad = 1
            for node in self.topological_sort()[::-1]:
                for parent, slope in node.pairs:
                    parent.grad += slope * node.grad

        def __add__(self, other):
            other = node(other)
            return Node(self.value + other.value, (self, 1), (other, 1))

        def __mul__(self, other):
            other = node(other)
            return Node(self.value * other.value, (self, other.value), (other, self.value))

        def __pow__(self, k):
            return Node(self.value**k, (self, k * self.value ** (k - 1) if k else 0))

        def __neg__(self):
            return Node(-self.value, (self, -1))

        def __sub__(self, other):
            other = node(other)
            return Node(self.value - other.value, (self, 1), (other, -1))

        def __truediv__(self, other):
            quotient = self.value / (other := node(other)).value
            return Node(quotient, (self, 1 / other.value), (other, -quotient / other.value))

        __radd__, __rmul__ = __add__, __mul__

        def __rsub__(self, other):
            return node(other).__sub__(self)

        def __rtruediv__(self, other):
            return node(other).__truediv__(self)

    def node(value):
        return value if isinstance(value, Node) else Node(value)

    class ag:
        Scalar = Node

        @staticmethod
        def exp(x):
            value = math.e**x.value
            return Node(value, (x, value))

        @staticmethod
        def log(x):
            return Node(math.log(x.value), (x, 1 / x.value))

        @staticmethod
        def relu(x):
            return Node((x.value + abs(x.value)) / 2, (x, 1.0 if x.value > 0 else 0.0))

    return ag
