"""He's scale: wrong standard deviations are caught with their own message, right ones pass."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.he_scale import EXERCISE, MESSAGES, judge
from exercises.answers import message


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (-0.0505, "sign"),
        (0.0, "sign"),
        (float("nan"), "sign"),
        (2 / 784, "variance"),
        (np.sqrt(1 / 784), "no ReLU"),
        (1 / 784, "no ReLU, variance"),
        (np.sqrt(1 / (2 * 784)), "half"),
        (np.sqrt(2 / 256), "outputs"),
        (2 / 256, "outputs"),
        (np.sqrt(2 / (784 + 256)), "both sides"),
        (2 / np.sqrt(784), "root of n only"),
        (np.sqrt(2) / 784, "root of 2 only"),
        (np.sqrt(784 / 2), "upside down"),
        (392, "upside down"),
        (0.01, "no fan"),
        (1, "no fan"),
        (0.06, "other"),
        (0.052, "other"),
        (np.sqrt(784) / 2, "other"),
        (np.sqrt(6 / 784), "other"),
        (np.sqrt(6 / (784 + 256)), "both sides"),
    ],
)
def test_wrong_scales_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


@pytest.mark.parametrize("answer", ["0.05", (0.05,), np.array([0.05]), np.sqrt, 1j])
def test_what_is_no_number_is_said(answer):
    assert message(judge, answer).startswith("`my_scale` should be a single number; it came as")


@pytest.mark.parametrize(
    "answer",
    [
        np.sqrt(2 / 784),
        0.0505,
        0.05,
        0.051,
        np.float32(2**0.5 / 28),
        np.array(0.05051),
        Fraction(101, 2000),
        (1 / 392) ** 0.5,
    ],
)
def test_right_scales_pass(answer):
    judge(answer)


def test_the_solution_passes():
    names = {"np": np}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
