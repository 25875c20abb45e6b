"""How a check calls a learner's function, and what it says when that goes wrong."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from course.exercises.own_code import name_of, place_of, what_it_said
from course.exercises.running import WATCH, Call, LeftBehind, NoInput, TimeUp, Watch, run_apart

Answer = Callable[..., Any]  # the function that a learner wrote

EXPLAINED: dict[type[BaseException], str] = {
    SystemExit: "it calls `exit()`, `quit()` or `sys.exit()`, which would end the notebook's Python. A "
    "function ends with `return`.",
    LeftBehind: "it does not come to an end, and it could not be stopped. It goes on in the background and "
    "slows everything down: restart the kernel.",
    TimeUp: "it does not come to an end within the few seconds that a check waits. Is there a loop whose "
    "condition stays true?",
    NoInput: "it asks for `input()`, and nobody answers during a check. Take what you need from the "
    "arguments.",
    RecursionError: "it calls itself without end.",
    MemoryError: "it asks for more memory than this computer has. Look at the shapes of what it builds.",
}


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


class NotAttempted(NotYet):
    """The body of the learner's function is still a placeholder, as it turned out when it ran."""


class WrongForm(NotYet):
    """Part of what a function returned is of another type or shape than it should be."""


class WrongShape(WrongForm):
    """An array of the answer has another shape than it should have."""


class Changed(NotYet):
    """The learner's function changed an argument, which has its old numbers again."""


class Stopped(NotYet):
    """The learner's function raised an exception, or did not come to an end.

    Attributes
    ----------
    error : BaseException
        What it raised.
    place : str
        The learner's own line that caused it, with the name of its function; empty if no line did.
    """

    def __init__(self, error: BaseException, function: Answer, arguments: dict[str, Any]) -> None:
        self.error = error
        self.place = place_of(
            error, function, first=isinstance(error, TimeUp)
        )  # a loop may call what is right
        where = f"\nThis came from {self.place}" if self.place else ""
        for kind, text in EXPLAINED.items():
            if isinstance(error, kind):
                super().__init__(text + where)
                return
        said = what_it_said(error)
        if isinstance(error, TypeError) and not self.place:
            super().__init__(
                f"it cannot be called as `{name_of(function)}({', '.join(arguments)})`: {said}"
            )
        else:
            super().__init__(f"it stopped with an error.\n{said}{where}")


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
    NotAttempted
        If it is still a placeholder.
    Changed
        If it changes an argument in place.
    NotYet
        If it returns nothing.
    """
    watch = WATCH.get()
    if watch is None:  # a judge that is called by itself
        try:
            return run_apart(lambda: call(function, **arguments), Watch())
        except TimeUp as error:
            raise Stopped(error, function, arguments) from error
    before = copy.deepcopy(arguments)
    same_arrays = {name: dict(value) for name, value in arguments.items() if isinstance(value, dict)}
    kept = [(array, array.copy()) for array in _arrays(arguments)]
    this = Call(before)
    watch.calls.append(this)
    watch.go_on()
    start = watch.printed.tell()
    try:
        result = function(*arguments.values())
    except (NotYet, TimeUp):
        raise
    except BaseException as error:
        stopped = Stopped(error, function, arguments)
        if isinstance(error, NotImplementedError) and stopped.place:
            raise NotAttempted("it raises NotImplementedError.") from error
        raise stopped from error
    finally:
        this.printed = watch.printed.getvalue()[start:]
        watch.go_on()
    this.result = result
    changed = {name: value for name, value in arguments.items() if not _same(value, before[name])}
    this.changed = copy.deepcopy(changed)
    new_arrays = {name for name, same in same_arrays.items() if _same(same, before[name])}
    for array, old in kept:  # the next answer gets the numbers that this one should have left alone
        if array.flags.writeable and array.size == old.size:
            array.reshape(old.shape)[...] = old
    for name, value in changed.items():
        if isinstance(value, list):
            raise Changed(
                f"it changes the list `{name}` that came in, and the caller still needs the old one. "
                f"Build a new one: `sorted({name})` does; `{name}.sort()`, `.append(...)` and `.pop()` "
                "change the old one."
            )
        if not isinstance(value, dict):
            raise Changed(
                f"it changes its argument `{name}` in place, and the caller still needs the old values. "
                "Build a new array: `a = 2 * a` does, `a *= 2` or `a[:] = ...` writes into the old one."
            )
        if name in new_arrays:
            raise Changed(
                f"it puts new arrays into the caller's dict `{name}`, where the old ones are still "
                f"needed. Fill a new dict; `{name}.copy()` gives you one to begin with."
            )
        raise Changed(
            f"it changes the arrays in `{name}` in place, and the caller still needs the old ones. "
            f"`{name}.copy()` copies the dict, but both dicts hold the very same arrays, which `+=` "
            "then changes for both. Build new arrays instead: `old + update`."
        )
    if _is_placeholder(result) or (
        isinstance(result, tuple) and result and all(map(_is_placeholder, result))
    ):
        raise NotAttempted("it returns a placeholder.")
    if result is None:
        printed = " It prints, but what is printed cannot be used." if this.printed else ""
        raise NotYet(
            f"it computes something but returns nothing.{printed} Is the `return` at the end missing?"
        )
    return result


def _arrays(value: Any) -> Iterator[np.ndarray]:
    """Give all arrays in a value, also those in dicts, lists and tuples."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _arrays(part)


def _is_placeholder(value: Any) -> bool:
    return value is ... or value is NotImplemented


def _same(a: Any, b: Any) -> bool:
    """Compare two arguments; only arrays, numbers and containers of these can differ."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, np.ndarray):
        nan = a.dtype.kind == "f"
        return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=nan)
    return not isinstance(a, int | float | np.generic) or bool(a == b or a != a)
