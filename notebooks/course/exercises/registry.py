"""Every exercise by its name in ``check(name)``, which is the name of its file."""

from collections.abc import Iterable
from itertools import chain
from types import ModuleType

from course.exercises import (
    above_baseline,
    accuracy,
    adam,
    backward,
    baseline,
    batch_norm,
    better,
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
    four_accuracies,
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
    own_gradients,
    paired_interval,
    parameter_count,
    pool_gradient,
    promise,
    range_test,
    read_curvature,
    read_saved,
    read_table,
    recall,
    reliability,
    repair_dropout,
    same_floor,
    speck,
    step,
    three_losses,
    torch_sgd,
    train,
    translate,
    tune,
    two_updates,
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
IN_NOTEBOOK = (  # the exercise notebook's, part by part
    (momentum, two_updates, bug, tune),
    (accuracy, four_accuracies, above_baseline, promise, better, reliability),
    (step, train, three_losses, own_gradients, backward),
    (epoch, compare, fair),
)
STRETCHES = (torch_sgd,)  # in the notebook too, but not counted: PyTorch may not be there


def _by_name(modules: Iterable[ModuleType]) -> dict[str, Exercise]:
    return {module.__name__.rpartition(".")[2]: module.EXERCISE for module in modules}


IN_EXERCISE_NOTEBOOK = tuple(_by_name(chain.from_iterable(IN_NOTEBOOK)))
EXERCISES = _by_name((*IN_LESSONS, *chain.from_iterable(IN_NOTEBOOK), *STRETCHES))


def find(name: str) -> Exercise:
    """Return an exercise by its name; a ValueError lists the names that there are."""
    if name not in EXERCISES:
        raise ValueError(f"name must be one of {', '.join(EXERCISES)}, got {name!r}")
    return EXERCISES[name]
