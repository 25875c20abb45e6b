"""Your turn in lesson 08: how many test digits give a standard error."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import as_number
from course.exercises.judging import Exercise, NotYet

P, SE = 0.95, 0.001  # the accuracy, and the standard error that it should have
N = P * (1 - P) / SE**2

MESSAGES = {
    "not finite": "it came as infinite or as not a number.",
    "negative": "a number of digits is positive.",
    "points": "a unit is off by a factor of 10 or 100. As a share, 0.1 points are 0.001.",
    "mixed": "percent and shares are mixed. Take 0.95, 0.05 and 0.001, or 95, 5 and 0.1.",
    "not squared": "p(1 - p) is divided by the standard error. Solve for n: the error gets squared.",
    "root": "this is the root of n. Square it.",
    "inverse": "this is one over the right number. The smaller the error, the more digits it takes.",
    "p alone": "the factor 1 - p is missing.",
    "1 - p alone": "the factor p is missing. For p = 0.95 that is no large mistake, but it is one.",
    "squares": "one factor is squared and the other is missing. It is p times 1 - p.",
    "table": "this is right for an accuracy of 90 %, that of the table. Here it is 95 %.",
    "half": "this is right for an accuracy of 50 %, where the error is largest. Here it is 95 %.",
    "interval": "with so many digits a whole 95 % interval reaches 0.1 points to either side. One standard "
    "error is about half of that reach.",
    "difference": "this is right for the difference between two networks that are judged on digits of "
    "their own. Here there is one network.",
    "linear": "the error does not fall in proportion to n, but to its root: a third of the error takes "
    "nine times the digits.",
    "error": "this is a standard error. The question is the number of digits.",
    "variance": "this is p(1 - p), the variance of one digit. Divide it by the square of the error.",
    "other": "solve SE² = p(1 - p) / n for n, with p = 0.95 and SE = 0.001.",
}

SUSPECTS = {
    "points": [P * (1 - P) / error**2 for error in (0.1, 0.01, 0.0001)],
    "mixed": [95 * 5 / SE**2, 95 * 0.05 / SE**2, 95 * 5 / SE],
    "not squared": [P * (1 - P) / SE, P * (1 - P) / 0.1, 95 * 5 / 0.1],
    "root": [np.sqrt(N)],
    "inverse": [1 / N],
    "p alone": [P / SE**2],
    "1 - p alone": [(1 - P) / SE**2],
    "squares": [P**2 / SE**2, (1 - P) ** 2 / SE**2],
    "table": [0.09 / SE**2, 10_000 * 3.0**2, 1000 * 9.5**2],
    "half": [0.25 / SE**2],
    "interval": [1.96**2 * N, 4 * N],
    "difference": [2 * N],
    "linear": [10_000 * 3, 1000 * 9.5, 10_000 * 2.18, 10_000 * 2.2, 1000 * 6.9],
    "error": [scale * np.sqrt(P * (1 - P) / n) for n in (1000, 10_000) for scale in (1, 100)],
    "variance": [P * (1 - P)],
}


def judge(answer: Any) -> None:
    """Judge ``my_digits``, the digits that give an accuracy of 95 % a standard error of 0.1 points."""
    found = as_number(answer, "`my_digits`")
    if not np.isfinite(found):
        raise NotYet(MESSAGES["not finite"])
    if found <= 0:
        raise NotYet(MESSAGES["negative"])
    if abs(found / N - 1) < 0.02:  # a rounded number is right enough
        return
    for key, wrongs in SUSPECTS.items():
        if any(abs(found / wrong - 1) < 0.01 for wrong in wrongs):
            raise NotYet(MESSAGES[key])
    raise NotYet(MESSAGES["other"])


EXERCISE = Exercise(
    title="Your turn: how many digits for a tenth of a point?",
    answer="my_digits",
    judge=judge,
    hints=(
        "The formula gives the error from n. Here the error is given, and n is asked for.",
        "Square both sides: SE² = p(1 - p) / n. So n = p(1 - p) / SE².",
        "One point is 0.01, so 0.1 points are 0.001. Put in p = 0.95.",
    ),
    revisit="08_recipe_measured, section 9 (Ask what the digits can tell)",
    is_value=True,
    solution="my_digits = 0.95 * 0.05 / 0.001**2",
)
