"""Lesson 06: read the step from the curve of a range test."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import as_number
from course.exercises.judging import Exercise, NotYet

FIRST, LAST = 1e-4, 1.0  # the steps that the curve tries
MESSAGES = {
    "sign": "a step is a positive number. The axis shows the steps themselves, not their logarithms.",
    "exponent": "this is the logarithm of a step. Read the step itself off the axis.",
    "outside": "no step of this size was tried: read the horizontal axis, from 0.0001 on.",
    "loss": "this is the lowest loss, on the vertical axis. Read the step below it.",
    "lowest": "this is the step with the lowest loss itself. There the loss is about to rise: leave a "
    "margin of two.",
    "rising": "at this step the loss is already rising again.",
    "lesson": "this is the step of the lesson's network. Each network and each batch size has its own.",
    "tenth": "this is a tenth of the step with the lowest loss. That would be safe, and slower than need "
    "be: a half is enough.",
    "short": "at this step the loss has hardly begun to fall.",
    "other": "it is not half of the step with the lowest loss. Look for the lowest point first.",
}


def another_curve() -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return the steps and the losses of a range test on a noisy bowl, with momentum 0.8."""
    rng, curvature = np.random.default_rng(1), np.geomspace(1.0, 30.0, 20)
    steps, theta, velocity, losses = np.geomspace(FIRST, LAST, 40), np.ones(20), np.zeros(20), []
    for lr in steps:
        velocity = 0.8 * velocity - lr * (curvature * theta + 2 * rng.standard_normal(20))
        theta = theta + velocity
        losses.append(0.3 + 0.5 * float(np.mean(curvature * theta**2)))
        if losses[-1] > 2 * losses[0]:
            break
    return steps[: len(losses)], np.array(losses)


def judge(answer: Any) -> None:
    """Judge ``my_step``, the step that the curve of :func:`another_curve` suggests."""
    found = as_number(answer, "`my_step`")
    steps, losses = another_curve()
    lowest = steps[losses.argmin()]
    if not found > 0:
        raise NotYet(MESSAGES["exponent" if -4 <= found <= -1 else "sign"])
    share = found / lowest
    if not 0.35 <= share <= 0.7:
        raise NotYet(MESSAGES[_mistake(found, share, losses.min())])


def _mistake(found: float, share: float, lowest_loss: float) -> str:
    """Return the key of the message to a wrong step, ``share`` of the one with the lowest loss."""
    if not FIRST <= found <= LAST:
        return "outside"
    if np.isclose(found, 0.1, rtol=0.01):
        return "lesson"
    if np.isclose(found, lowest_loss, rtol=0.1):
        return "loss"
    if share > 1.3:
        return "rising"
    if share > 0.8:
        return "lowest"
    if 0.08 <= share <= 0.13:
        return "tenth"
    return "short" if share < 0.08 else "other"


EXERCISE = Exercise(
    title="Read the step",
    answer="my_step",
    judge=judge,
    is_value=True,
    hints=(
        "Find the lowest point of the curve, and read the step below it. The axis is logarithmic.",
        "In numbers: `other_steps[other_losses.argmin()]` is the step with the lowest loss.",
        "The rule of this section takes half of that step.",
    ),
    revisit="06_capstone_mlp, section 5 (Find the step by a range test)",
    solution="my_step = 0.029 / 2  # half of the step with the lowest loss",
)
