"""Feedback pages: what a student reads after the grading, without a hidden line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.feedback.exporter import FeedbackExporter

__all__ = ["FeedbackExporter"]


def __getattr__(name: str) -> Any:
    # The exporter imports nbconvert and nbgrader, which takes seconds: only for who asks for it.
    if name == "FeedbackExporter":
        from autograder.feedback.exporter import FeedbackExporter

        return FeedbackExporter
    raise AttributeError(name)
