"""The small example under a failed check: what went in, what came, what was expected, what was printed."""

import functools
import textwrap
from collections.abc import Callable, Iterable, Mapping
from numbers import Number
from typing import Any

import numpy as np

from course.exercises.diagnosis import close
from course.exercises.judging import WrongForm
from course.exercises.running import NOTHING, Call, Watch

LINES = 22  # of a section
WHOLE = 8  # lines, up to which an answer is shown whole, and not only where it differs first
LEVELS = (
    (60, 3),
    (12, 1),
    (0, 0),
)  # how large an array is shown whole, and how much at the edges of others
HUGE = 2000  # numbers, of which only the shape is worth showing


def example(watch: Watch, reason: Exception) -> str:
    """Return the example of a failed check, in lines of text; empty if no call is known to be wrong."""
    if not watch.calls:
        return ""
    called, right = _telling_call(watch)
    sections = {}
    if _is_known(watch, reason):
        sections["Called with"] = _fitting(lambda level: _rows(called.arguments, level))
        if called.changed:
            sections["Afterwards"] = _fitting(lambda level: _rows(called.changed, level))
        elif called.result is not NOTHING:
            sections |= _answers(called.result, right)
    if called.printed.strip():
        sections["It printed"] = _shortened(called.printed, 10)
    return "\n".join(f"{heading}\n{textwrap.indent(text, '    ')}" for heading, text in sections.items())


def own_value(answer: Any) -> str:
    """Return the example for an answer that is a number or an array: what it has come to."""
    if not isinstance(answer, Number | np.ndarray):
        return ""
    return "Your answer\n" + textwrap.indent(_fitting(lambda level: _text(answer, level)), "    ")


def _is_known(watch: Watch, reason: Exception) -> bool:
    """Tell whether it is known which call is wrong: several may have come before the judge spoke."""
    last = watch.calls[-1]
    if watch.compared is not None or isinstance(reason, WrongForm):
        return True
    if last.result is NOTHING or last.changed:
        return True
    return len(watch.calls) == 1 and not any(map(callable, last.arguments.values()))


def _telling_call(watch: Watch) -> tuple[Call, Any]:
    """Return the call to show, and what is right for it if that is known.

    What a judge compared is either the result of the last call, or a list of the results of the last calls.
    """
    if watch.compared is None:
        return watch.calls[-1], NOTHING
    found, right = watch.compared
    if close(watch.calls[-1].result, found):
        return watch.calls[-1], right
    if isinstance(found, list | tuple) and isinstance(right, list | tuple) and len(found) == len(right):
        for called, came, expected in zip(watch.calls[-len(found) :], found, right, strict=False):
            if called.result is not NOTHING and not close(called.result, came):
                break
            if not close(came, expected):
                return called, expected
    return watch.calls[-1], NOTHING


def _answers(came: Any, right: Any) -> dict[str, str]:
    """Return what came and what is right, with as many digits as it takes to see a difference."""
    if right is NOTHING:
        return {"It returned": _fitting(functools.partial(_text, came))}
    both = came, right
    if any(_text(value, LEVELS[0]).count("\n") > WHOLE for value in both):
        place, *both = _first_difference(came, right)
        both = [{place: value} for value in both] if place else both
    for digits in (4, 8, 16):
        texts = [_fitting(functools.partial(_text, value, digits=digits)) for value in both]
        if texts[0] != texts[1]:
            break
    return dict(zip(("It returned", "Expected"), texts, strict=True))


def _first_difference(came: Any, right: Any) -> tuple[str, Any, Any]:
    """Return where two answers differ first, as one would write it in Python, and the two parts."""
    if isinstance(right, dict) and isinstance(came, dict) and set(came) >= set(right):
        places: Iterable[Any] = right
    elif isinstance(right, list | tuple) and isinstance(came, list | tuple) and len(came) == len(right):
        places = range(len(right))
    else:
        return "", came, right
    place = next(place for place in places if not close(came[place], right[place]))
    inner, *parts = _first_difference(came[place], right[place])
    return f"[{place!r}]{inner}", parts[0], parts[1]


def _fitting(render: Callable[[tuple[int, int]], str]) -> str:
    """Return a text with as much detail as fits in a section."""
    texts = [render(level) for level in LEVELS]
    return next((text for text in texts if text.count("\n") < LINES), _shortened(texts[-1], LINES))


def _shortened(text: str, lines: int) -> str:
    """Return the first lines of a text, each cut where it is long."""
    first = text.rstrip().splitlines()
    more = ["..."] if len(first) > lines else []
    return "\n".join([line if len(line) <= 100 else line[:97] + "..." for line in first[:lines]] + more)


def _text(value: Any, level: tuple[int, int], digits: int = 4) -> str:
    """Return a value as a learner reads it. No code of an unknown type is run for it."""
    if isinstance(value, np.ndarray) and value.ndim:
        return _array(value, level, digits)
    if isinstance(value, bool | np.bool_ | str | range | None):
        return _shortened(repr(value.item() if isinstance(value, np.bool_) else value), 1)
    if isinstance(value, float | np.floating):
        return f"{value:.{digits}g}"
    if isinstance(value, Number) and type(value).__module__ in ("builtins", "numpy"):
        return _shortened(str(value), 1)
    if isinstance(value, np.ndarray):
        return f"an array of shape (): {_text(value[()], level, digits)}"
    if isinstance(value, dict) and value:
        return _rows(value, level, digits)
    if isinstance(value, list | tuple) and value:
        return _sequence(value, level, digits)
    if isinstance(value, list | tuple | dict):
        return f"an empty {type(value).__name__}"
    return kind(value)


def kind(value: Any) -> str:
    """Return what sort of thing a value is."""
    name = type(value).__name__
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if type(value).__module__ == "builtins":
        return name if value is None else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    return f"an object of type {name}"


def _array(value: np.ndarray, level: tuple[int, int], digits: int) -> str:
    """Return an array as NumPy prints it, a large one with its shape and shortened."""
    limit, edge = level
    shape = f"an array of shape {value.shape}"
    if value.dtype != np.float64 or type(value) is not np.ndarray:
        shape = f"{shape}, {value.dtype}, {type(value).__name__}".removesuffix(", ndarray")
    small = 0 < value.size <= limit
    if value.dtype.kind not in "biuf" or value.size > HUGE or not (small or edge):
        return shape
    shown = np.asarray(value)
    if shown.dtype.kind == "f":
        shown = np.array([float(f"{number:.{digits}g}") for number in shown.flat]).reshape(shown.shape)
    text = np.array2string(shown, max_line_width=100, threshold=limit, edgeitems=edge, precision=16)
    return text if small and type(value) is np.ndarray else f"{shape}\n{text}"


def _sequence(value: list[Any] | tuple[Any, ...], level: tuple[int, int], digits: int) -> str:
    """Return a list or tuple: plain numbers on one line, other things by their places."""
    if not any(isinstance(part, np.ndarray | dict | list | tuple) for part in value):
        start, end = "()" if isinstance(value, tuple) else "[]"
        parts = [_text(part, level, digits) for part in value[:8]]
        more = [f"... {len(value)} in all"] if len(value) > len(parts) else []
        return _shortened(start + ", ".join(parts + more) + end, 1)
    rows = _rows({f"[{place}]": part for place, part in enumerate(value[:8])}, level, digits)
    return f"a {type(value).__name__} of {len(value)}\n{rows}"


def _rows(values: Mapping[Any, Any], level: tuple[int, int], digits: int = 4) -> str:
    """Return names and values below one another, in two columns."""
    shown = {_label(name): _text(value, level, digits) for name, value in list(values.items())[:12]}
    width = max(map(len, shown)) + 2
    more = ["..."] if len(values) > len(shown) else []
    return "\n".join(
        [name.ljust(width) + text.replace("\n", "\n" + " " * width) for name, text in shown.items()] + more
    )


def _label(name: Any) -> str:
    return name if isinstance(name, str) else _text(name, LEVELS[0])
