"""Late penalties, by the plugin that the course's nbgrader configuration names."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any


class LatePenalty:
    """What nbgrader's AssignLatePenalties does, without a notebook passing through it.

    The plugin runs while rows are being stored: it must not write to the gradebook itself.
    """

    def __init__(self, config: Any) -> None:
        """Take the course's configuration (traitlets Config)."""
        self._config = config

    @cached_property
    def _plugin(self) -> Any:
        """An instance of the plugin; None where the course took the step out."""
        from nbgrader.converters import Autograde
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.preprocessors import AssignLatePenalties
        from traitlets.utils.importstring import import_item

        course = CourseDirectory(config=self._config)
        for step in Autograde(coursedir=course, config=self._config).autograde_preprocessors:
            kind = import_item(step) if isinstance(step, str) else step
            if isinstance(kind, type) and issubclass(kind, AssignLatePenalties):
                preprocessor = kind(config=self._config)
                if preprocessor.enabled:
                    preprocessor.init_plugin()
                    return preprocessor.plugin_inst
        return None

    def __call__(self, student: str, score: float, seconds: float) -> tuple[float | None, str]:
        """The penalty for a notebook, from 0 to its score; None for none.

        Args:
            student: the student's id.
            score: what the notebook earned, manual scores and extra credit included.
            seconds: how late the submission is.

        Returns:
            The penalty, and a remark where the plugin failed or asked for what can't be, or "".
        """
        if seconds <= 0:
            return None, ""
        try:
            if self._plugin is None:
                return None, ""
            penalty = self._plugin.late_submission_penalty(student, score, seconds)
            if penalty is None:
                return None, ""
            penalty = float(penalty)
        except Exception as error:
            return None, f"The late penalty plugin failed, no penalty is set: {error!r}."
        return (min(penalty, score), "") if penalty >= 0 else (0.0, "")


def seconds_late(
    submitted: datetime | None, duedate: datetime | None, extension: timedelta | None
) -> float:
    """Seconds from the due date, extension included, to the submission; 0 where it is in time."""
    if submitted is None or duedate is None:
        return 0.0
    due = duedate if extension is None else duedate + extension
    return max(0.0, (submitted - due).total_seconds())
