"""What the checks look at beyond the numbers: types, memory, the notebook's names."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import as_array, close
from course.exercises.judging import Answer, NotAttempted, NotYet, Stopped, WrongForm
from course.exercises.own_code import code_of, names_in, written

OVERWRITTEN = (
    "a result of an earlier call changes when the function is called again: it keeps an array or a dict "
    "between the calls and writes into it. Build new ones in each call."
)


def read_array(found: Any, like: NDArray[Any], what: str) -> NDArray[Any]:
    """Return part of an answer that should be an array of the shape of another, and no less exact."""
    array = as_array(found, like.shape, what)
    if not isinstance(found, np.ndarray):
        raise WrongForm(
            f"{what} should be a NumPy array, which the cells below compute with; it came as "
            f"{type(found).__name__}."
        )
    if np.isnan(array).any():
        raise WrongForm(
            f"{what} holds nan, which is not a number. It comes of 0 / 0, of inf - inf, or of the root "
            "or logarithm of a negative number."
        )
    if array.dtype.itemsize < like.dtype.itemsize:
        raise WrongForm(f"{what} came as {array.dtype}; keep the exactness of {like.dtype}, which came in.")
    return array


def word_that_came(found: Any) -> str:
    """Return how a message names what came where one of a few words was expected."""
    return repr(found[:60]) if isinstance(found, str) else f"something of type {type(found).__name__}"


def any_array(found: Any) -> NDArray[Any]:
    """Return what came as an array; one that holds no numbers if it is none, as a ragged list."""
    try:
        return np.asarray(found)
    except ValueError:
        return np.array(None)


def refuse_overwritten(results: Iterable[tuple[Any, Any]]) -> None:
    """Refuse results of several calls, each with its copy from then, of which one changed since."""
    if not all(close(now, then) for now, then in results):
        raise NotYet(OVERWRITTEN)


def blame_globals(*names: str) -> Callable[[Callable[[Answer], None]], Callable[[Answer], None]]:
    """Let a judge name these globals of the notebook where a wrong answer reads them, not its arguments."""

    def decorate(judge: Callable[[Answer], None]) -> Callable[[Answer], None]:
        @functools.wraps(judge)
        def judge_and_blame(function: Answer) -> None:
            try:
                judge(function)
            except NotYet as reason:
                notebook = getattr(written(function), "__globals__", {})
                read = names_in(code_of(function)) & set(names) & set(notebook)
                read = {name for name in read if not callable(notebook[name])}
                if not read or isinstance(reason, NotAttempted) or _lacks_a_name(reason):
                    raise
                raise NotYet(
                    f"it reads {' and '.join(f'`{name}`' for name in sorted(read))} from the notebook. "
                    "In a function, use what comes in as an argument, under the argument's name."
                ) from reason

        return judge_and_blame

    return decorate


def _lacks_a_name(reason: NotYet) -> bool:
    return isinstance(reason, Stopped) and isinstance(reason.error, NameError)
