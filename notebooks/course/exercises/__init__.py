"""The exercises, and what a learner calls: ``check``, ``hint``, ``solution``, ``progress``."""

from course.exercises.console import (
    check,
    hint,
    progress,
    require_correct,
    solution,
    solved,
    yours_if_correct,
)

__all__ = ["check", "hint", "progress", "require_correct", "solution", "solved", "yours_if_correct"]
