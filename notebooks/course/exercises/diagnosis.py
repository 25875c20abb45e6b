"""What a check makes of an answer: it reads what came, and finds the mix-up behind what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.judging import NotYet, WrongForm, WrongShape
from course.exercises.running import WATCH


def as_array(found: Any, shape: tuple[int, ...], what: str) -> NDArray[Any]:
    """Return part of an answer as a float array of this shape, or say what came in place of ``what``."""
    own = isinstance(found, np.ndarray | np.generic) and not isinstance(
        found, np.ma.MaskedArray | np.matrix
    )
    try:
        array = np.asarray(found if own or not hasattr(found, "__array__") else None)
    except Exception:  # numbers and lists never do this
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        raise WrongForm(f"{what} should be an array of numbers; it came as {type(found).__name__}.")
    if array.shape != shape:
        raise WrongShape(f"{what} should have shape {shape}; it came with shape {array.shape}.")
    if array.dtype.kind != "f":
        raise WrongForm(
            f"{what} should hold floats; it came as {array.dtype}, which cuts off every decimal. "
            "Is there an integer array, or a rounding, on the way?"
        )
    return array


def as_number(found: Any, what: str) -> float:
    """Return part of an answer as a float, or say what came in place of ``what``."""
    array = isinstance(found, np.ndarray)
    scalar = isinstance(found, Real) and not isinstance(found, bool)
    if not (scalar or (array and found.ndim == 0 and found.dtype.kind in "iuf")):
        came = type(found).__name__ + (f" of shape {found.shape}" if array else "")
        raise WrongForm(f"{what} should be a single number; it came as {came}.")
    return float(found)


def as_pair(found: Any, what: str) -> Sequence[Any]:
    """Return an answer that should be two things, or say what came instead."""
    if not isinstance(found, tuple | list) or len(found) != 2:
        came = f"{len(found)} things" if isinstance(found, tuple) else f"one {type(found).__name__}"
        raise WrongForm(f"it should return two things, {what}; it returned {came}.")
    return found


def close(found: Any, right: Any) -> bool:
    """Tell whether two answers (numbers, arrays, or tuples, lists and dicts of them) agree."""
    try:
        if isinstance(right, str):
            return bool(found == right)
        if isinstance(right, dict):
            return all(close(found[name], right[name]) for name in right)
        if isinstance(right, tuple | list):
            return len(found) == len(right) and all(map(close, found, right))
        return np.shape(found) == np.shape(right) and bool(
            np.allclose(found, right, rtol=1e-6, atol=1e-9, equal_nan=True)
        )
    except Exception:  # whatever strange thing was found, it is not what is right
        return False


def diagnose(
    found: Any, right: Any, messages: Mapping[str, str], suspects: Iterable[tuple[str, Any]], other: str
) -> None:
    """Accept the right answer; else name the misconception whose answer was found.

    Parameters
    ----------
    found, right : object
        What came and what is right, in a form that :func:`close` compares.
    messages : dict of str to str
        The wording of the exercise.
    suspects : iterable of (str, object)
        The key of a message, and what that wrong implementation gives; the first that fits is named.
    other : str
        The key of the message when none fits.

    Raises
    ------
    NotYet
        If ``found`` is not ``right``.
    """
    if not close(found, right):
        compared(found, right)
        raise NotYet(messages[next((key for key, wrong in suspects if close(found, wrong)), other)])


def compared(found: Any, right: Any) -> None:
    """Note what is right beside what was found, for the example that the learner is shown.

    Parameters
    ----------
    found, right : object
        Of the last call; or lists, with an element for each of the last calls.
    """
    watch = WATCH.get()
    if watch and watch.compared is None:  # what a judge notes itself comes before what diagnose notes
        watch.compared = found, right
