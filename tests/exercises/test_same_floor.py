"""Lesson 02, the same floor: wrong learning rates are named, right ones pass."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.same_floor import EXERCISE, MESSAGES, judge
from exercises.answers import message

WRONG = [
    ("small", "no number"),
    ((0.02, 0.95), "no number"),
    (np.nan, "no number"),
    (np.inf, "no number"),
    (-0.001, "not positive"),
    (0, "not positive"),
    (0.02, "same lr"),
    (0.4, "upside down"),
    (0.019, "times μ"),
    (0.002, "wrong μ"),
    (5e-5, "twice"),
    (0.05, "factor alone"),
    (0.039, "sum"),
    (0.01, "too high"),
    (0.0015, "too high"),
    (True, "too high"),
    (0.02 / 1.95, "too high"),
    (0.02 * (1 - 0.95**2), "too high"),
    (0.0001, "too low"),
    (0.0005, "too low"),
]


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_wrong_rates_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


RIGHT = [
    0.001,
    0.02 * (1 - 0.95),
    0.02 / 20,
    Fraction(1, 1000),
    np.array(0.00101),
    np.float32(1e-3),
    "1e-3",
]


@pytest.mark.parametrize("answer", RIGHT)
def test_right_rates_pass(answer):
    judge(answer)


def test_the_solution_is_right_by_the_exact_formula():
    names = {}
    exec(EXERCISE.solution, names)
    lr = names["my_lr"]
    judge(lr)
    exact = lr / (1 - 0.95) * (1 + 0.95) / (2 * (1 + 0.95) - lr)
    assert np.isclose(exact, 0.02 / (2 - 0.02), rtol=0.02)
