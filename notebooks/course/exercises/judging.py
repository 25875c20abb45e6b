"""How a check runs a learner's function, and what it says when that goes wrong."""

import contextlib
import copy
import dis
import io
import linecache
import traceback
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Answer = Callable[..., Any]  # the function that a learner wrote


class Exercise(NamedTuple):
    """One exercise: what the learner writes, how it is judged, and what helps."""

    title: str  # short, with the number of its section
    answer: str  # the name that the learner defines: of a function, or of a value
    judge: Callable[[Any], None]  # raises NotYet, or returns when all is right
    hints: tuple[str, ...]  # from a nudge to nearly everything
    revisit: str  # where to read again: notebook, section n (its heading)
    is_value: bool = False  # whether the answer is a value, ``...`` until it is given
    solution: str = ""  # one right answer, where the exercise stands in a lesson


class NotYet(Exception):  # noqa: N818 (an outcome, not an error)
    """An answer is not right yet; the text says why, to the learner."""


class WrongShape(NotYet):
    """An array of the answer has another shape than it should have."""


class Stopped(NotYet):
    """The learner's function raised an exception.

    Attributes
    ----------
    error : Exception
        What it raised.
    place : str
        The learner's own line that caused it, with the name of its function; empty if no line did.
    """

    def __init__(self, error: Exception, function: Answer, arguments: dict[str, Any]) -> None:
        self.error, self.place = error, ""
        text = (str(error).strip().splitlines() or [""])[0][:200]
        said = f"{type(error).__name__}: {text}" if text else type(error).__name__
        own = getattr(function, "__globals__", None)
        places = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)
                  if frame.f_globals is own]  # fmt: skip
        if not places:
            call = f"{function.__name__}({', '.join(arguments)})"
            super().__init__(f"it cannot be called as `{call}`: {said}")
            return
        code, line = places[-1]
        source = linecache.getline(code.co_filename, line).strip()
        name = function.__name__ if code.co_name.startswith("<") else code.co_name
        self.place = f"`{name}`, line {line} of its cell" + (f": `{source}`" if source else "")
        super().__init__(f"it stopped with an error.\n{said}\nThis came from {self.place}")


def untouched(function: Answer) -> bool:
    """Tell whether a function's body is still the placeholder: it does nothing and returns None."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    trivial = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    steps = [step for step in dis.get_instructions(code) if step.opname != "RESUME"]
    return all(step.opname in trivial and step.argval is None for step in steps)


def call(function: Answer, **arguments: Any) -> Any:
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
    Stopped
        If it raises an exception.
    NotYet
        If it changes an argument in place, or returns nothing.
    """
    before = copy.deepcopy(arguments)
    same_arrays = {name: dict(value) for name, value in arguments.items() if isinstance(value, dict)}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = function(*arguments.values())
        except NotYet:
            raise
        except Exception as error:
            raise Stopped(error, function, arguments) from error
    for name, value in arguments.items():
        if _same(value, before[name]):
            continue
        if not isinstance(value, dict):
            raise NotYet(
                f"it changes its argument `{name}` in place, and the caller still needs the old values. "
                "Build a new array: `a = mu * a` does, `a *= mu` or `a[:] = ...` writes into the old one."
            )
        if _same(same_arrays[name], before[name]):
            raise NotYet(
                f"it puts new arrays into the caller's dict `{name}`, where the old ones are still "
                f"needed. Fill a new dict; `{name}.copy()` gives you one to begin with."
            )
        raise NotYet(
            f"it changes the arrays in `{name}` in place, and the caller still needs the old ones. "
            f"`{name}.copy()` copies the dict, but both dicts hold the very same arrays, which `+=` "
            "then changes for both. Build new arrays instead: `old + update`."
        )
    if result is None:
        raise NotYet("it computes something but returns nothing. Is the `return` at the end missing?")
    return result


def _same(a: Any, b: Any) -> bool:
    """Compare two arguments; only arrays and containers of arrays can differ."""
    if isinstance(a, dict):
        return list(a) == list(b) and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b)
    return True
