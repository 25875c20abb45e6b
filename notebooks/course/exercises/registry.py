"""Every exercise by its name in ``check(name)``, which is the name of its file."""

from collections.abc import Iterable
from types import ModuleType

from course.exercises import (
    accuracy,
    adam,
    baseline,
    batch_norm,
    bug,
    calibration,
    capstone_step,
    choose_settings,
    compare,
    correlate,
    delta_hidden,
    digits_needed,
    dropout_mask,
    epoch,
    fair,
    find_fault,
    he_scale,
    mcnemar,
    mend_trap,
    momentum,
    move_weights,
    multiply_backward,
    name_fault,
    nesterov,
    numerical_slope,
    output_size,
    paired_interval,
    parameter_count,
    pool_gradient,
    range_test,
    read_curvature,
    read_saved,
    read_table,
    recall,
    repair_dropout,
    same_floor,
    speck,
    step,
    train,
    translate,
    tune,
    velocity_by_hand,
    vote,
    wilson,
)
from course.exercises.judging import Exercise

IN_LESSONS = (  # the turns that stand in the lessons, in their order
    parameter_count,
    delta_hidden,
    numerical_slope,
    find_fault,
    dropout_mask,
    velocity_by_hand,
    choose_settings,
    read_curvature,
    nesterov,
    translate,
    same_floor,
    name_fault,
    mend_trap,
    baseline,
    recall,
    wilson,
    mcnemar,
    calibration,
    he_scale,
    capstone_step,
    range_test,
    read_saved,
    correlate,
    output_size,
    pool_gradient,
    move_weights,
    repair_dropout,
    speck,
    read_table,
    digits_needed,
    paired_interval,
    adam,
    multiply_backward,
    batch_norm,
    vote,
)
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
