"""The exercises, and what a learner calls: ``check``, ``hint``, ``solution``, ``explain``, ``progress``."""

from course.exercises.console import (
    check,
    hint,
    progress,
    require_correct,
    solution,
    solved,
    yours_if_correct,
)
from course.exercises.explaining import explain

__all__ = [
    "check",
    "explain",
    "hint",
    "progress",
    "require_correct",
    "solution",
    "solved",
    "yours_if_correct",
]
