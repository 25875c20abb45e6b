"""How an exercise turned out: a value that code can tell apart, and a message for the learner."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from course.exercises.judging import NotYet, untouched
from course.exercises.registry import find


class Status(Enum):
    """The three ways in which an exercise can turn out."""

    CORRECT = "correct"
    NOT_YET = "not yet"
    NOT_ATTEMPTED = "not attempted yet"


class Outcome(NamedTuple):
    """How an exercise turned out, and what the learner is told."""

    status: Status
    message: str


def outcome(name: str, namespace: Mapping[str, Any]) -> Outcome:
    """Judge an exercise by its name, with the learner's answer from the names of a notebook."""
    exercise = find(name)
    answer = namespace.get(exercise.answer)
    if answer is None:
        return _not_attempted(f"No `{exercise.answer}` here: run the cell that defines it.")
    help_to_start = f'hint("{name}") helps you start.'
    if exercise.is_value:
        if answer is ...:
            return _not_attempted(f"Replace the `...` of `{exercise.answer}` above; {help_to_start}")
    elif not callable(answer):
        came = type(answer).__name__
        return _not_yet(f"`{exercise.answer}` is no longer a function but of type {came}.")
    elif str(getattr(answer, "__module__", "")).startswith(("nnlib", "course")):
        return _not_yet(f"this `{exercise.answer}` is nnlib's. Write your own.")
    elif untouched(answer):
        return _not_attempted(f"Write `{exercise.answer}` above; {help_to_start}")
    try:
        exercise.judge(answer)
    except NotYet as reason:
        return _not_yet(str(reason))
    except Exception as error:  # whatever strange thing an answer returned: the notebook goes on
        return _not_yet(f"the check could not read what came back ({type(error).__name__}: {error}).")
    return Outcome(Status.CORRECT, "correct.")


def _not_yet(reason: str) -> Outcome:
    return Outcome(Status.NOT_YET, f"not yet, because {reason}")


def _not_attempted(advice: str) -> Outcome:
    return Outcome(Status.NOT_ATTEMPTED, f"not attempted yet. {advice}")
