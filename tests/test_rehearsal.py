"""Rehearsed checks: one message for all calls of a check, and the same report as without."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.bridge.errors import TimedOut
from autograder.execution.peer import JudgePeer
from autograder.exercise import Exercise
from autograder.grading import as_data
from autograder.marking import mark, verdicts
from autograder.rehearsing import script_of
from autograder.sandbox.launcher import Server
from autograder.sandbox.policy import Limits, default_policy

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = Server(default_policy(limits=Limits(memory=300 << 20)))
    yield found
    found.close()


def shifted(X, by):
    """Add to each row.

    Args:
        X: (n, d) the rows.
        by: (d,) what is added.
    """
    if X.shape[1] != len(by):
        raise ValueError("the sizes differ")
    return X + by


exercise = Exercise(shifted, points=10)


@exercise.check("adds to each row")
def _(shifted, rng):
    return shifted(rng.normal(size=(3, 2)), rng.normal(size=2))


@exercise.check("can be used again on what it returned")
def _(shifted, rng):
    once = shifted(rng.normal(size=(4, 3)), rng.normal(size=3))
    return once, shifted(once, rng.normal(size=3))


@exercise.check("ValueError where the sizes differ")
def _(shifted, rng):
    try:
        shifted(rng.normal(size=(4, 3)), rng.normal(size=2))
    except ValueError:
        return "ValueError", shifted(rng.normal(size=(2, 3)), rng.normal(size=3))
    return "no error", None


exercise.untouched(lambda rng: (rng.normal(size=(2, 3)), rng.normal(size=3)))


@exercise.check("without einsum", without=("einsum",))
def _(shifted, rng):
    return shifted(rng.normal(size=(2, 3)), rng.normal(size=3))


@exercise.vectorised("no loop over the rows")
def _(shifted, rng, n):
    return shifted(rng.normal(size=(n, 2)), rng.normal(size=2))


@exercise.misconception("the first row alone is changed; it should be all")
def first_row(X, by):
    out = X.copy()
    out[0] += by
    return out


STUDENTS = {
    "right": "return X + by",
    "right but for the last bit": "return (X / 3 + by / 3) * 3",
    "another type": "return (X + by).tolist()",
    "transposed": "return (X + by).T",
    "misconception": "out = X.copy(); out[0] += by; return out",
    "changes its argument": "X += by; return X",
    "changes it and returns another": "X += by; return X.copy()",
    "returns its argument": "return X",
    "returns an object": "return Odd()",
    "returns a function": "return lambda: 1",
    "None": "return None",
    "raises": "raise KeyError('x')",
    "leaves": "raise SystemExit",
    "prints": "print(X); return X + by",
    "the same array every time": "np.copyto(store, 7.0); return store",
    "random": "return X + by + np.random.normal(size=by.shape)",
    "loops": "return np.array([row + by for row in X])",
    "loops twice": "return np.array([[a + b for a, b in zip(row, by)] for row in X])",
    "forbidden": "return X + np.einsum('i->i', by)",
    "ends its process": "import os; os._exit(3)",
    "endless": "while True: X = X + 0",
    "endless for many": "\n    while len(X) > 20: X = X + 0\n    return X + by",
    "deaf to errors": "\n    while True:\n        try: X = X + 0\n        except Exception: pass",
}


def source(body: str) -> str:
    checked = "if X.shape[1] != len(by): raise ValueError('the sizes differ')"
    setting = "import numpy as np\nseen, store = [], np.zeros((3, 2))\nclass Odd: pass\n"
    return f"{setting}def shifted(X, by):\n    {checked}\n    {body}\n"


def defined(peer: JudgePeer, text: str) -> Any:
    outputs, late = peer.request("cell", (textwrap.dedent(text), 10_000, 1), 20)
    assert (outputs, late) == ([], False)
    return peer.ask("name", "shifted")


def report(server: Server, text: str) -> tuple[dict[str, Any], int]:
    """The report on a student's function, and how many questions the judge had to ask."""
    peer = JudgePeer(server.spawn(), call_seconds=20)
    try:
        function = defined(peer, text)
        asked = _counted(peer)
        return as_data(mark(exercise, function)), len(asked)
    finally:
        peer.close()


def _counted(peer: JudgePeer) -> list[str]:
    asked: list[str] = []
    request = peer.request

    def counting(operation: str, *rest: Any) -> Any:
        asked.append(operation)
        return request(operation, *rest)

    peer.request = counting  # type: ignore[method-assign]
    return asked


@pytest.mark.parametrize("body", STUDENTS.values(), ids=STUDENTS.keys())
def test_a_rehearsed_report_is_the_one_of_calls_made_one_by_one(
    server: Server, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsed, _ = report(server, source(body))
    monkeypatch.setattr("autograder.rehearsing.script_of", lambda *_: None)
    assert rehearsed == report(server, source(body))[0]


def test_one_question_for_all_checks_of_a_right_function(server: Server) -> None:
    found, asked = report(server, source("return X + by"))
    assert (found["points"], asked) == (10, 1)


def test_an_exact_answer_needs_no_run_of_the_check(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(server, source("return X + by"))  # the scripts are known from here on

    def run(*_: Any) -> None:
        raise AssertionError("the check was run")

    for check in exercise.checks:
        if "ValueError" in check.claim:
            continue  # two errors are the same to a check alone
        monkeypatch.setitem(check.__dict__, "program", run)
    assert report(server, source("return X + by"))[0]["points"] == 10


HANGS = "import time\n    if len(X) > 20: time.sleep(100)\n    return X + by"
ENDS = "import os\n    if len(X) > 20: os._exit(3)\n    return X + by"


def test_a_call_that_ends_its_process_costs_no_check_before_it(server: Server) -> None:
    found, _ = report(server, source(ENDS))
    assert [bool(each["points"]) for each in found["verdicts"]] == [True] * 5 + [False]


def test_a_call_that_hangs_costs_no_check_before_it(server: Server) -> None:
    peer = JudgePeer(server.spawn(), call_seconds=0.5)
    try:
        marked = verdicts(exercise, defined(peer, source(HANGS)))
        assert [next(marked).passed for _ in range(5)] == [True] * 5
        with pytest.raises(TimedOut):
            next(marked)
        assert peer.ask("name", "seen") == []
    finally:
        peer.close()


def test_what_reaches_into_the_interpreter_spoils_the_counts_of_a_rehearsal(
    server: Server,
) -> None:
    found, _ = report(server, source("import sys; sys._getframe(); return X + by"))
    told = {each["claim"]: each["fault"] for each in found["verdicts"] if each["fault"]}
    assert set(told) == {"without einsum", "no loop over the rows"}
    assert all("cannot be counted" in fault for fault in told.values())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xc1",
        b"\x93\x01\xc0\x05",
        ["no", "error"],
        [["KeyError"], "x", [], 3],
        7,
    ],
)
def test_an_answer_that_is_none_ends_in_calls_one_by_one(
    server: Server, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = source("return (X / 3 + by / 3) * 3")
    expected, _ = report(server, text)
    honest = JudgePeer._add

    def add(self: JudgePeer, operation: str, part: Any) -> None:
        for answers, _ in part[0]:
            answers[:] = [answer] * len(answers)
        honest(self, operation, part)

    monkeypatch.setattr(JudgePeer, "_add", add)
    assert report(server, text)[0] == expected


def test_no_script_where_a_function_is_handed_over() -> None:
    def applied(f, x):
        return f(x)

    called = Exercise(applied, points=1)

    @called.check("calls")
    def check(applied, rng):
        return applied(lambda x: x + 1, float(rng.normal()))

    assert script_of(called, called.checks[0], 1, ()) is None


def test_a_script_is_the_same_for_all_students() -> None:
    first = script_of(exercise, exercise.checks[0], 5, ())
    assert first is not None
    assert first is script_of(exercise, exercise.checks[0], 5, ())
    assert np.array_equal(first.outcome.data, first.outcome.calls[0].result)
