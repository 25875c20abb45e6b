"""Lesson 02, three learning rates: wrong translations are named, right ones pass in any form."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.translate import EXERCISE, MESSAGES, RIGHT, judge
from exercises.answers import message

WRONG = [
    (0.02, "three numbers"),
    ((0.02, 0.4), "three numbers"),
    ("0.02, 0.4, 0.1", "three numbers"),
    ((0.02, 0.4, None), "three numbers"),
    ((0.02, 0.4, np.nan), "three numbers"),
    ((0.02, -0.4, 0.1), "not positive"),
    ((0.02, 0.1, 0.4), "order"),
    ((0.4, 0.4, 0.1), "1 scaled"),
    ((0.001, 0.4, 0.1), "1 scaled"),
    ((0.019, 0.4, 0.1), "1 scaled"),
    ((0.2, 0.4, 0.1), "1 other"),
    ((0.02, 0.02, 0.1), "2 unscaled"),
    ((0.02, 0.001, 0.1), "2 upside down"),
    ((0.02, 0.38, 0.1), "2 times μ"),
    ((0.02, 0.2, 0.1), "2 other"),
    ((0.02, 0.4, 0.5), "3 unscaled"),
    ((0.02, 0.4, 2.5), "3 upside down"),
    ((0.02, 0.4, 0.025), "3 wrong μ"),
    ((0.02, 0.4, 10.0), "3 wrong μ"),
    ((0.02, 0.4, 0.625), "3 times μ"),
    ((0.02, 0.4, 0.05), "3 other"),
    ((0.02, 0.0211, 0.1), "2 times μ"),
    ((0.02, 0.4, 0.01), "3 other"),
    ((0.019, 0.019, 0.4), "1 scaled"),
    ([(0.02, 0.4, 0.1)], "three numbers"),
    ({0.02, 0.4, 0.1}, "three numbers"),
]


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_wrong_rates_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        [0.02, 0.02 / (1 - 0.95), 0.5 * (1 - 0.8)],
        np.array([0.02, 0.4, 0.1], dtype=np.float64),
        ("0.02", "0.4", "0.1"),
        (np.float64(0.02), np.float64(0.40), np.float64(0.10)),
        (2e-2, 4e-1, 1e-1),
        (Fraction(1, 50), Fraction(2, 5), Fraction(1, 10)),
    ],
)
def test_right_rates_pass(answer):
    judge(answer)


def test_the_solution_is_right():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names["my_rates"])
