"""Every exercise by its name in ``check(name)``, which is the name of its file."""

from course.exercises import accuracy, bug, compare, epoch, fair, momentum, step, train, tune
from course.exercises.judging import Exercise

MODULES = (momentum, accuracy, step, train, epoch, compare, bug, tune, fair)  # in the notebook's order
EXERCISES: dict[str, Exercise] = {module.__name__.rpartition(".")[2]: module.EXERCISE for module in MODULES}


def find(name: str) -> Exercise:
    """Return an exercise by its name; a ValueError lists the names that there are."""
    if name not in EXERCISES:
        raise ValueError(f"name must be one of {', '.join(EXERCISES)}, got {name!r}")
    return EXERCISES[name]
