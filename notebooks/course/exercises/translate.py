"""Lesson 02: translate learning rates between the three conventions of momentum."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import close
from course.exercises.judging import Exercise, NotYet

RIGHT = (0.02, 0.4, 0.1)
MESSAGES = {
    "three numbers": "`my_rates` should be three numbers in parentheses: this course's learning rate, the "
    "average's α, PyTorch's learning rate.",
    "not positive": "a learning rate is positive in all three conventions: the minus stands in the "
    "formulas.",
    "order": "the three numbers are right, but they stand in another order than the three questions.",
    "1 scaled": "the first is not PyTorch's. Compare the two formulas: v = −ηz with one and the same η, so "
    "nothing has to be scaled.",
    "1 other": "the first is not right. What has to be done to η if v = −ηz?",
    "2 unscaled": "the second is PyTorch's learning rate as it is. The average holds only 1 − μ of each "
    "gradient, so its α has to make up for that.",
    "2 upside down": "the second was multiplied by 1 − μ. The average m is smaller than z, so α has to be "
    "the larger one: divide.",
    "2 times μ": "the second carries a factor μ. The new gradient comes into the average with 1 − μ.",
    "2 other": "the second is not right. It is the effective step, η / (1 − μ), with μ = 0.95.",
    "3 unscaled": "the third is α as it is. Remembered gradients are not scaled down as an average is, so "
    "their learning rate is smaller.",
    "3 upside down": "the third was divided by 1 − μ. That is the way from η to α; here you go back.",
    "3 wrong μ": "the third uses μ = 0.95 of the first setting. This average has μ = 0.8.",
    "3 times μ": "the third was multiplied by μ. The factor between the two is 1 − μ.",
    "3 other": "the third is not right. Solve α = η / (1 − μ) for η, with α = 0.5 and μ = 0.8.",
}
SUSPECTS = (
    (("1 scaled", 0.4), ("1 scaled", 0.001), ("1 scaled", 0.019)),
    (("2 unscaled", 0.02), ("2 upside down", 0.001), ("2 times μ", 0.38), ("2 times μ", 0.019),
     ("2 times μ", 0.02 / 0.95)),
    (("3 unscaled", 0.5), ("3 upside down", 2.5), ("3 wrong μ", 0.025), ("3 wrong μ", 10.0),
     ("3 times μ", 0.4), ("3 times μ", 0.625)),
)  # fmt: skip


def judge(answer: Any) -> None:
    """Judge ``my_rates``, three learning rates, one after the other."""
    found = _read(answer)
    if (found <= 0).any():
        raise NotYet(MESSAGES["not positive"])
    if not close(found, np.array(RIGHT)) and close(np.sort(found), np.sort(RIGHT)):
        raise NotYet(MESSAGES["order"])
    for number, (value, right, suspects) in enumerate(zip(found, RIGHT, SUSPECTS, strict=True), start=1):
        if not close(value, right):
            key = next(
                (key for key, wrong in suspects if np.isclose(value, wrong, rtol=0.005)), f"{number} other"
            )
            raise NotYet(MESSAGES[key])


def _read(answer):
    """Return the answer as three floats, or say what it should be."""
    try:
        found = np.array(answer, dtype=float)
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.shape != (3,) or not np.isfinite(found).all():
        raise NotYet(MESSAGES["three numbers"])
    return found


EXERCISE = Exercise(
    title="Three learning rates",
    answer="my_rates",
    judge=judge,
    is_value=True,
    hints=(
        "Write down which factor of the gradient reaches the parameters at once: η in the first two "
        "conventions, α(1 − μ) in the third.",
        "This course and PyTorch share η. Between η and α stands the factor 1 − μ: α = η / (1 − μ).",
        "First: 0.02, as it is. Second: 0.02 / (1 − 0.95). Third: 0.5 · (1 − 0.8).",
    ),
    revisit="02_momentum_in_practice, section 2 (Translate between three conventions)",
    solution="my_rates = (0.02, 0.02 / (1 - 0.95), 0.5 * (1 - 0.8))",
)
