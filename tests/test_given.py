"""given=: an early mistake costs its points once, for classes as for functions."""

import functools

import numpy as np
import pytest

from autograder.exercise import Exercise
from autograder.marking import mark


def double(x):
    return 2 * x


class Scaler:
    def __init__(self, k):
        self.k = k

    def scale(self, x):
        return double(x) * self.k


exercise = Exercise(Scaler, points=2, given=("double",))


@exercise.check("scales by twice the factor")
def _(Scaler, rng):
    return Scaler(1.5).scale(rng.normal(size=3))


counted = Exercise(Scaler, points=1)


@counted.vectorised("no Python loop over the numbers")
def _(Scaler, rng, n):
    return Scaler(1.5).scale(rng.normal(size=n))


def notebook(text, **names):
    """The names of a notebook in which the text was run."""
    names = {"__name__": "__main__", **names}
    exec(text, names)
    return names


PLAIN = """
class Scaler:
    def __init__(self, k):
        self.k = k
    def scale(self, x):
        return double(x) * self.k
"""
BASE = """
class Base:
    def __init__(self, k):
        self.k = k
    def scale(self, x):
        return double(x) * self.k
class Scaler(Base):
    '''All that it does is inherited.'''
"""
STATIC = """
class Scaler:
    def __new__(cls, k):
        return cls if k == 1.5 else None
    @staticmethod
    def scale(x):
        return double(x) * 1.5
"""
MAKER = """
def Scaler(k):
    class Inner:
        def scale(self, x):
            return double(x) * k
    return Inner()
"""
MAPPED = """
class Scaler:
    def __init__(self, k):
        self.k = k
    def scale(self, x):
        return np.array(list(map((2 * self.k).__mul__, x)))
"""


@pytest.mark.parametrize("text", [PLAIN, BASE, STATIC, MAKER], ids=["own", "base", "static", "def"])
def test_a_wrong_helper_costs_a_class_nothing(text):
    names = notebook(text, double=lambda x: 0 * x)
    assert mark(exercise, names["Scaler"]).points == 2


@pytest.mark.parametrize("text", [PLAIN, BASE, STATIC], ids=["own", "base", "static"])
def test_the_students_own_helper_is_back_afterwards(text):
    def wrong(x):
        return 0 * x

    names = notebook(text, double=wrong)
    mark(exercise, names["Scaler"])
    assert names["double"] is wrong


def test_a_base_class_of_a_library_keeps_its_names():
    library = notebook(PLAIN, double=lambda x: 2 * x + 1)
    library["Scaler"].__module__ = "library"
    names = notebook("class Scaler(Base):\n    pass", Base=library["Scaler"])
    assert mark(exercise, names["Scaler"]).points == 0


def test_a_class_without_functions_is_marked_as_it_is():
    assert mark(exercise, type("Scaler", (), {"scale": functools.partial(double)})).points == 0


def test_map_inside_a_class_is_a_loop():
    class_ = notebook(MAPPED, np=np, map=map)["Scaler"]
    assert mark(counted, Scaler).points == 1
    assert mark(counted, class_).points == 0
