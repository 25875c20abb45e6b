"""The range test: wrong readings are caught with their own message, right ones pass."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.range_test import EXERCISE, FIRST, LAST, MESSAGES, another_curve, judge
from exercises.answers import message

STEPS, LOSSES = another_curve()
LOWEST = STEPS[LOSSES.argmin()]


def test_the_curve_falls_and_then_blows_up():
    assert STEPS[0] == FIRST and STEPS[-1] < LAST
    assert LOSSES.min() < LOSSES[0] / 5 and LOSSES[-1] > 2 * LOSSES[0]
    assert all(np.array_equal(a, b) for a, b in zip(another_curve(), (STEPS, LOSSES), strict=True))


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (0.0, "sign"),
        (-0.014, "sign"),
        (float("nan"), "sign"),
        (np.log10(LOWEST), "exponent"),
        (np.log10(LOWEST / 2), "exponent"),
        (1e-5, "outside"),
        (LOSSES.argmin(), "outside"),
        (LOSSES.min(), "loss"),
        (LOWEST, "lowest"),
        (STEPS[-1], "rising"),
        (STEPS[-1] / 2, "rising"),
        (2 * LOWEST, "rising"),
        (0.1, "lesson"),
        (LOWEST / 10, "tenth"),
        (0.0005, "short"),
        (FIRST, "short"),
        (LOWEST / 5, "other"),
    ],
)
def test_wrong_readings_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


@pytest.mark.parametrize("answer", ["0.014", (0.01, 0.02), np.array([0.014]), None])
def test_what_is_no_number_is_said(answer):
    assert message(judge, answer).startswith("`my_step` should be a single number; it came as")


@pytest.mark.parametrize(
    "answer", [LOWEST / 2, 0.015, 1.5e-2, np.array(0.014), np.float32(0.013), Fraction(1, 70)]
)
def test_right_readings_pass(answer):
    judge(answer)


def test_the_solution_passes():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
