"""How an exercise turned out: a value that code can tell apart, and a message for the learner."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

import nnlib
from course.exercises.example import example, kind, own_value
from course.exercises.judging import Exercise, NotAttempted, NotYet, Stopped
from course.exercises.notebook_cells import section_defining
from course.exercises.own_code import code_of, names_in, untouched, uses, written
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
    outer = WATCH.get()
    if outer:  # an answer that calls `check` itself
        return _judged(name, answer, namespace, outer)
    watch = Watch()
    try:
        return run_apart(lambda: _judged(name, answer, namespace, watch), watch)
    except TimeUp as error:
        return _not_yet(str(Stopped(error, answer, {})), example(watch, error))
    except KeyboardInterrupt:
        raise KeyboardInterrupt("the check was interrupted") from None


def _judged(name: str, answer: Any, namespace: Mapping[str, Any], watch: Watch) -> Outcome:
    """Judge an answer; whatever strange thing it is or returns, the notebook goes on."""
    try:
        if EXERCISES[name].is_value:
            return _judged_value(name, answer)
        return _judged_function(name, answer, namespace, watch)
    except TimeUp:
        raise
    except BaseException as error:
        came = watch.calls[-1].result if watch.calls else NOTHING
        came = answer if came is NOTHING else came
        return _not_yet(f"the check cannot read what came, {kind(came)} ({type(error).__name__}).")


def _judged_value(name: str, answer: Any) -> Outcome:
    exercise = EXERCISES[name]
    if answer is ... or answer is None:
        return _not_attempted(
            f'Replace the `...` of `{exercise.answer}` above; hint("{name}") helps you start.'
        )
    if isinstance(answer, np.ma.MaskedArray):  # comparing it gives neither True nor False
        return _not_yet(f"`{exercise.answer}` is a masked array, which hides its numbers.")
    try:
        exercise.judge(answer)
    except NotYet as reason:
        return _not_yet(str(reason), own_value(answer))
    return Outcome(Status.CORRECT, "correct.")


def _judged_function(name: str, answer: Any, namespace: Mapping[str, Any], watch: Watch) -> Outcome:
    exercise = EXERCISES[name]
    write = _not_attempted(f'Write `{exercise.answer}` above; hint("{name}") helps you start.')
    if not callable(answer):
        came = type(answer).__name__
        return _not_yet(f"`{exercise.answer}` is no longer a function but of type {came}.")
    courses = getattr(nnlib, exercise.answer, None)
    if _is_the_courses(answer) or (courses and uses(answer, courses)):
        return _not_yet(f"this `{exercise.answer}` is nnlib's. Write your own.")
    if untouched(answer):
        return write
    try:
        exercise.judge(answer)
    except NotYet as reason:
        shown = example(watch, reason)  # before other exercises are judged
        if first := _needed_first(exercise, answer, namespace):
            return _not_yet(first)
        if isinstance(reason, NotAttempted):
            return write
        return _not_yet(str(reason) + _missing_cell(reason, name), shown)
    return Outcome(Status.CORRECT, "correct.")


def _needed_first(exercise: Exercise, answer: Any, namespace: Mapping[str, Any]) -> str:
    """Say which other exercise an answer uses that is not correct yet; empty if there is none."""
    used = names_in(code_of(answer)) - {exercise.answer}
    for name, other in EXERCISES.items():
        if other.answer not in used or other.answer not in namespace:
            continue
        theirs = namespace[other.answer]
        if not _is_the_courses(theirs) and not _is_correct(other, theirs):
            return (
                f'it uses `{other.answer}`, which is not correct yet. First do "{other.title}"; '
                f'`check("{name}")` says how far it is.'
            )
    return ""


def _is_correct(exercise: Exercise, answer: Any) -> bool:
    try:
        exercise.judge(answer)
    except TimeUp:
        raise
    except BaseException:
        return False
    return True


def _missing_cell(reason: NotYet, name: str) -> str:
    """Say which cell defines the name that an answer did not find; empty if none is missing."""
    error = reason.error if isinstance(reason, Stopped) else None
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
        return ""
    section = section_defining(str(error.name), name)
    return f'\nA cell under "{section}" defines `{error.name}`: run it first.' if section else ""


def _is_the_courses(answer: Any) -> bool:
    return str(getattr(written(answer), "__module__", "")).split(".")[0] in ("nnlib", "course")


def _not_yet(reason: str, shown: str = "") -> Outcome:
    reason = re.sub(r" at 0x[0-9A-Fa-f]+| from '[^']*'(?=>)", "", reason)  # in the repr of an object
    return Outcome(Status.NOT_YET, f"not yet, because {reason}", shown)


def _not_attempted(advice: str) -> Outcome:
    return Outcome(Status.NOT_ATTEMPTED, f"not attempted yet. {advice}")
