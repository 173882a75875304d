"""The student's end of the channel as far as checks go: scopes, counts, rehearsed calls."""

from __future__ import annotations

from typing import Any

from autograder.bridge.changes import may_change
from autograder.bridge.channel import Channel
from autograder.bridge.errors import as_data
from autograder.bridge.peer import PART, Peer
from autograder.bridge.plain import is_plain
from autograder.bridge.wire import unpack
from autograder.kernel.company import Company, company, handlers
from autograder.kernel.scope import Scope
from autograder.kernel.tamper import Watch
from autograder.kernel.tracebacks import places
from autograder.work import OutOfSteps

STOPPED = "stopped: the time for it was up"


class Performer(Peer):
    """Calls the student's functions for a check, one by one or all at once.

    Args:
        channel: this end of it.
        watch: what notes that code reaches into the interpreter.
    """

    def __init__(self, channel: Channel, watch: Watch) -> None:
        super().__init__(channel)
        self._counting, self._permit = watch
        self._scope: Scope | None = None
        self._scope_number = 0
        self._company: Company | None = None
        self._stopped = False  # whether the judge has interrupted what it asked for
        self._handlers |= {"leave": self._leave, "perform": self._perform}

    def _pack(self, value: Any) -> bytes:
        if self._scope is None or is_plain(value):
            return super()._pack(value)
        with self._scope.metered():  # of anything else, a part may be at work while it is packed
            return super()._pack(value)

    def _enter(self, *specification: Any) -> None:
        """Begin a scope; the arguments are those of `Scope`, but for the first."""
        self._scope = Scope(self._permit, *specification)
        self._counting[0] = self._scope.counts
        if not self._scope.counts:
            self._company = None
        elif self._company is None:
            self._company = company()

    def _leave(self) -> Any:
        scope, self._scope, self._scope_number = self._scope, None, 0
        if scope is None:
            return None
        alone = self._alone() if self._counting[0] else True
        self._counting[0] = False
        return [*scope.leave(), alone]

    def _alone(self) -> bool:
        """Whether nobody else can have done the work that was counted."""
        # A thread that was started before could do it where nothing counts it.
        before, self._company = self._company, company()
        return before == self._company and not handlers()

    def _perform(self, function: Any, given: dict[str, Any], checks: list[list[list[Any]]]) -> None:
        """Make the calls of some checks, and send what came of each as soon as it is there.

        A part holds for each run of a check the answers, packed (or the data of an error), and the
        count of its work; and whether nobody else can have done the work. After a run that took
        more steps than it may there are no others.
        """
        for runs in checks:
            part, ended = self._checked(function, given, runs)
            self._send(self._pack([PART, part]))
            if ended:
                return

    def _checked(
        self, function: Any, given: dict[str, Any], runs: list[list[Any]]
    ) -> tuple[list[Any], bool]:
        """Make the calls of a check's runs, each in a scope of its own; whether that has to do."""
        ended = False
        answers: list[list[Any]] = []
        scopes: list[Scope] = []
        watched = [run[4] > 0 for run in runs]
        try:
            for (seed, steps, counting, forbidden, more, calls), longer in zip(
                runs, watched, strict=True
            ):
                limit = min(steps, scopes[0].total + more) if longer else steps
                self._enter(seed, limit, given, function, bool(counting), forbidden)
                assert self._scope is not None
                scopes.append(self._scope)
                answers.append([])
                if not self._answer(function, calls, answers[-1]):
                    ended = limit == steps
                    break
                self._close()
        finally:
            self._close()
            counted, self._counting[0] = self._counting[0], False
        alone = self._alone() if counted else True
        # Who loops is told in which line.
        told = any(watched) and scopes[-1].total > scopes[0].total
        counts = [each.counted() if told else each.brief() for each in scopes]
        return [list(zip(answers, counts, strict=True)), alone], ended

    def _answer(self, function: Any, calls: list[bytes], answers: list[Any]) -> bool:
        """Add the answers to calls; whether they are complete."""
        for call in calls:
            try:
                if self._stopped:
                    raise KeyboardInterrupt(STOPPED)
                answers.append(self._performed(function, call))
            except BaseException as error:
                if self._stopped:
                    raise
                # Nobody reads the traceback's text in a check.
                answers.append(as_data(error, places(error.__traceback__), ""))
                if isinstance(error, OutOfSteps):
                    return False
        return True

    def _close(self) -> None:
        if self._scope is not None:
            self._scope.close()
            self._scope = None

    def _performed(self, function: Any, call: bytes) -> bytes:
        arguments, options = unpack(call)
        self._changed = self._returned = None
        before = call if may_change(arguments, options) else None
        value = self._called(function, arguments, options, before)
        changed, returned = self._changed, self._returned
        self._changed = self._returned = None
        return self._pack([None if returned is not None else value, changed, returned])
