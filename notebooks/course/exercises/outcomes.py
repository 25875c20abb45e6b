"""How an exercise turned out: a value that code can tell apart, and a message for the learner."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from course.exercises.example import example, kind, own_value
from course.exercises.judging import Exercise, NotAttempted, NotYet, Stopped
from course.exercises.notebook_cells import section_defining
from course.exercises.own_code import code_of, names_in, untouched
from course.exercises.registry import EXERCISES, find
from course.exercises.running import NOTHING, WATCH, TimeUp, Watch, run_apart


class Status(Enum):
    """The three ways in which an exercise can turn out."""

    CORRECT = "correct"
    NOT_YET = "not yet"
    NOT_ATTEMPTED = "not attempted yet"


class Outcome(NamedTuple):
    """How an exercise turned out, and what the learner is told."""

    status: Status
    message: str
    example: str = ""  # of a call that went wrong: what went in, what came, what was expected


def outcome(name: str, namespace: Mapping[str, Any]) -> Outcome:
    """Judge an exercise by its name, with the learner's answer from the names of a notebook."""
    exercise = find(name)
    answer = namespace.get(exercise.answer, NOTHING)
    if answer is NOTHING:
        return _not_attempted(f"No `{exercise.answer}` here: run the cell that defines it.")
    if WATCH.get():  # an answer that calls `check` itself
        return _judged(name, answer, namespace, WATCH.get())
    watch = Watch()
    try:
        return run_apart(lambda: _judged(name, answer, namespace, watch), watch)
    except TimeUp as error:
        return _not_yet(str(Stopped(error, answer, {})), example(watch))
    except KeyboardInterrupt:
        raise KeyboardInterrupt("the check was interrupted") from None
    except Exception as error:  # the strangest of objects
        return _not_yet(_unreadable(answer, error))


def _judged(name: str, answer: Any, namespace: Mapping[str, Any], watch: Watch) -> Outcome:
    """Look at an answer, let the exercise judge it, and say what came of it."""
    exercise = EXERCISES[name]
    help_to_start = f'hint("{name}") helps you start.'
    write = f"Write `{exercise.answer}` above; {help_to_start}"
    if exercise.is_value:
        if answer is ... or answer is None:
            return _not_attempted(f"Replace the `...` of `{exercise.answer}` above; {help_to_start}")
    elif not callable(answer):
        came = type(answer).__name__
        return _not_yet(f"`{exercise.answer}` is no longer a function but of type {came}.")
    elif _is_the_courses(answer):
        return _not_yet(f"this `{exercise.answer}` is nnlib's. Write your own.")
    elif untouched(answer):
        return _not_attempted(write)
    reason = _reason(exercise, answer, watch)
    if reason is None:
        return Outcome(Status.CORRECT, "correct.")
    if exercise.is_value:
        return _not_yet(str(reason), own_value(answer))
    shown = example(watch)
    if first := _needed_first(exercise, answer, namespace):
        return _not_yet(first)
    if isinstance(reason, NotAttempted):
        return _not_attempted(write)
    return _not_yet(str(reason) + _missing_cell(reason, name), shown)


def _reason(exercise: Exercise, answer: Any, watch: Watch) -> NotYet | None:
    """Return why an answer is not right yet; None if it is."""
    try:
        exercise.judge(answer)
    except NotYet as reason:
        return reason
    except TimeUp:
        raise
    except BaseException as error:  # whatever strange thing came back: the notebook goes on
        return NotYet(_unreadable(watch.calls[-1].result if watch.calls else answer, error))
    return None


def _unreadable(came: Any, error: BaseException) -> str:
    return f"the check cannot read what came, {kind(came)} ({type(error).__name__})."


def _needed_first(exercise: Exercise, answer: Any, namespace: Mapping[str, Any]) -> str:
    """Say which other exercise an answer uses that is not correct yet; empty if there is none."""
    used = names_in(code_of(answer)) - {exercise.answer}
    for name, other in EXERCISES.items():
        if other.answer not in used or other.answer not in namespace:
            continue
        theirs = namespace[other.answer]
        if not _is_the_courses(theirs) and _reason(other, theirs, Watch()) is not None:
            return (
                f'it uses `{other.answer}`, which is not correct yet. First do "{other.title}"; '
                f'`check("{name}")` says how far it is.'
            )
    return ""


def _missing_cell(reason: NotYet, name: str) -> str:
    """Say which cell defines the name that an answer did not find; empty if none is missing."""
    error = reason.error if isinstance(reason, Stopped) else None
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
        return ""
    section = section_defining(error.name, name)
    return f'\nA cell under "{section}" defines `{error.name}`: run it first.' if section else ""


def _is_the_courses(answer: Any) -> bool:
    return str(getattr(answer, "__module__", "")).split(".")[0] in ("nnlib", "course")


def _not_yet(reason: str, shown: str = "") -> Outcome:
    return Outcome(Status.NOT_YET, f"not yet, because {reason}", shown)


def _not_attempted(advice: str) -> Outcome:
    return Outcome(Status.NOT_ATTEMPTED, f"not attempted yet. {advice}")
