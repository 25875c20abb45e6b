"""How a check runs a learner's answer and says in words what is wrong with it.

The exercises themselves are in the modules ``checks_*``; what a notebook calls is in
:mod:`course.exercises.console`.
"""

import contextlib
import copy
import dis
import io
import linecache
import traceback
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class NotYet(Exception):  # noqa: N818 (an outcome, not an error)
    """An answer is not right yet; the text says why, to the learner."""


class Exercise(NamedTuple):
    """One exercise: what the learner writes, how it is judged, and what helps."""

    title: str  # short, with the number of its section
    function: str  # the name of the function that the learner writes
    judge: Callable  # judge(function) raises NotYet, or returns when all is right
    hints: tuple  # from a nudge to nearly everything
    revisit: str  # where to read again: notebook, section n (its heading)


def untouched(function):
    """Tell whether a function's body is still the placeholder: it does nothing and returns None.

    Parameters
    ----------
    function : callable
        The learner's function.

    Returns
    -------
    bool
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    trivial = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    steps = [step for step in dis.get_instructions(code) if step.opname != "RESUME"]
    return all(step.opname in trivial and step.argval is None for step in steps)


def run(function, **arguments):
    """Call a learner's function, quietly, and look after what commonly goes wrong.

    Parameters
    ----------
    function : callable
        The learner's function, called with the arguments by position.
    **arguments
        Their names serve the messages; arrays, also in dicts and lists, must come out unchanged.

    Returns
    -------
    object
        What the function returned, never None.

    Raises
    ------
    NotYet
        If it raises, changes an argument in place, or returns nothing.
    """
    before = copy.deepcopy(arguments)
    held = {name: dict(value) for name, value in arguments.items() if isinstance(value, dict)}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = function(*arguments.values())
        except NotYet:
            raise
        except Exception as error:
            raise NotYet(_report(error, function, arguments)) from error
    for name, value in arguments.items():
        if isinstance(value, dict) and not _same(value, before[name]):
            if _same(held[name], before[name]):
                raise NotYet(
                    f"it puts new arrays into the caller's dict `{name}`, where the old ones are still "
                    f"needed. Fill a new dict; `{name}.copy()` gives you one to begin with."
                )
            raise NotYet(
                f"it changes the arrays in `{name}` in place, and the caller still needs the old ones. "
                f"`{name}.copy()` copies the dict, but both dicts hold the very same arrays, which `+=` "
                "then changes for both. Build new arrays instead: `old + update`."
            )
        if not _same(value, before[name]):
            raise NotYet(
                f"it changes its argument `{name}` in place, and the caller still needs the old values. "
                "Build a new array: `a = mu * a` does, `a *= mu` or `a[:] = ...` writes into the old one."
            )
    if result is None:
        raise NotYet("it computes something but returns nothing. Is the `return` at the end missing?")
    return result


def _same(a, b):
    """Compare two arguments; only arrays and containers of arrays can differ."""
    if isinstance(a, dict):
        return list(a) == list(b) and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b)
    return True


def _report(error, function, arguments):
    """Describe an exception in a line or two: what it says, and the learner's line that caused it."""
    text = (str(error).strip().splitlines() or [""])[0][:200]
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    own = getattr(function, "__globals__", None)
    places = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)
              if frame.f_globals is own]  # fmt: skip
    if not places:
        return f"it cannot be called as `{function.__name__}({', '.join(arguments)})`: {said}"
    code, line = places[-1]
    source = linecache.getline(code.co_filename, line).strip()
    name = function.__name__ if code.co_name.startswith("<") else code.co_name
    where = f"`{name}`, line {line} of its cell" + (f": `{source}`" if source else "")
    return f"it stopped with an error.\n{said}\nThis came from {where}"


def as_array(found, shape, what):
    """Return part of an answer as a float array, or say what it is instead.

    Parameters
    ----------
    found : object
        What the learner's function returned in this place.
    shape : tuple of int
        The shape that is expected.
    what : str
        What it should be, for the message: "the velocity".

    Returns
    -------
    numpy.ndarray, shape ``shape``

    Raises
    ------
    NotYet
        If it is not numbers of a floating-point type in this shape.
    """
    try:
        array = np.asarray(found)
    except ValueError:
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        raise NotYet(f"{what} should be an array of numbers; it came as {type(found).__name__}.")
    if array.shape != shape:
        raise NotYet(f"{what} should have shape {shape}; it came with shape {array.shape}.")
    if array.dtype.kind != "f":
        raise NotYet(
            f"{what} should hold floats; it came as {array.dtype}, which cuts off every decimal. "
            "Is there an integer array, or a rounding, on the way?"
        )
    return array


def as_pair(found, what):
    """Return an answer that should be two things, or say what came instead."""
    if not isinstance(found, tuple | list) or len(found) != 2:
        came = f"{len(found)} things" if isinstance(found, tuple) else f"one {type(found).__name__}"
        raise NotYet(f"it should return two things, {what}; it returned {came}.")
    return found


def close(found, right):
    """Tell whether two answers (numbers, arrays, or tuples, lists and dicts of them) agree."""
    if isinstance(right, dict):
        return all(close(found[name], right[name]) for name in right)
    if isinstance(right, tuple | list):
        return len(found) == len(right) and all(map(close, found, right))
    return np.shape(found) == np.shape(right) and np.allclose(found, right, rtol=1e-6, atol=1e-9)


def compare(found, right, suspects, otherwise):
    """Accept the right answer; else name the misconception whose answer was found.

    Parameters
    ----------
    found, right : object
        What came and what is right, in a form that :func:`close` compares.
    suspects : list of (str, object)
        A message, and what that wrong implementation gives; the first that fits is named.
    otherwise : str
        The message when none fits.

    Raises
    ------
    NotYet
        If ``found`` is not ``right``.
    """
    if close(found, right):
        return
    raise NotYet(next((message for message, wrong in suspects if close(found, wrong)), otherwise))
