"""The course on disk agrees with the contract."""

from pathlib import Path

import pytest

from autograder import catalog
from autograder.course import Course, CourseError

COURSE = Course.find(Path(__file__).parent)
ASSIGNMENTS = list(COURSE.assignments.values())


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda each: each.id)
def test_every_exercise_of_the_contract_is_checked_and_nothing_else(assignment):
    found = [each.name for each in catalog.of_module(assignment.module).values()]
    assert sorted(found) == sorted(assignment.exercises)


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda each: each.id)
def test_an_assignment_is_worth_100_points(assignment):
    assert sum(each.points for each in catalog.of_module(assignment.module).values()) == 100


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda each: each.id)
def test_every_exercise_has_misconceptions_and_alternatives(assignment):
    poor = [
        each.id
        for each in catalog.of_module(assignment.module).values()
        if len(each.misconceptions) < 8 or len(each.alternatives) < 3
    ]
    assert poor == []


def test_the_number_of_an_assignment_is_name_enough():
    assert COURSE.assignment("hw1").id == "hw1-broadcasting"


def test_an_unknown_assignment_is_answered_with_those_there_are():
    with pytest.raises(CourseError, match="hw1-broadcasting"):
        COURSE.assignment("hw")
