"""The exercises, and what a learner calls: ``check``, ``hint``, ``solution``, ``progress``."""

from course.exercises.console import check, done, hint, progress, solution, strict, yours_or_ours

__all__ = ["check", "done", "hint", "progress", "solution", "strict", "yours_or_ours"]
