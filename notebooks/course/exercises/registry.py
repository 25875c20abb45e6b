"""Every exercise by its name in ``check(name)``, which is the name of its file."""

from collections.abc import Iterable
from types import ModuleType

from course.exercises import (
    accuracy,
    adam,
    batch_norm,
    bug,
    compare,
    epoch,
    fair,
    momentum,
    multiply_backward,
    paired_interval,
    step,
    train,
    tune,
    vote,
)
from course.exercises.judging import Exercise

# The turns that stand in the lessons, in their order.
IN_LESSONS = (paired_interval, adam, multiply_backward, batch_norm, vote)
IN_NOTEBOOK = (momentum, accuracy, step, train, epoch, compare, bug, tune, fair)  # the exercise notebook's


def _by_name(modules: Iterable[ModuleType]) -> dict[str, Exercise]:
    return {module.__name__.rpartition(".")[2]: module.EXERCISE for module in modules}


EXERCISES = _by_name((*IN_LESSONS, *IN_NOTEBOOK))
IN_EXERCISE_NOTEBOOK = tuple(_by_name(IN_NOTEBOOK))


def find(name: str) -> Exercise:
    """Return an exercise by its name; a ValueError lists the names that there are."""
    if name not in EXERCISES:
        raise ValueError(f"name must be one of {', '.join(EXERCISES)}, got {name!r}")
    return EXERCISES[name]
