"""Two steps by hand: wrong numbers are named, right ones pass."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.velocity_by_hand import MESSAGES, judge
from exercises.answers import message

WRONG = [
    (0.16, "pair"), ((-0.44, 0.16, 0.6), "pair"), ("-0.44 and 0.16", "pair"), (None, "pair"), ({}, "pair"),
    ((-0.4, 0.6), "one step"), ((-0.284, -0.124), "three steps"), ((0.16, -0.44), "order"),
    ((-0.24, 0.36), "no memory"), ((-0.64, -0.04), "not damped"), ((-0.6, 0.0), "old gradient"),
    ((0.76, 2.16), "sign"), ((0.44, 0.16), "sign"), ((10.0, 7.0), "no lr"), ((1.8, 0.8), "swapped"),
    ((-0.228, 0.572), "loss"), ((-0.14, 0.76), "slope"), ((-0.26, 0.54), "average"),
    ((4.4, 0.16), "lr outside"), ((-0.44, 0.56), "not moved"), ((-0.44, -0.44), "not moved"),
    ((0.24, 0.16), "velocity"), ((-1.0, 0.5), "other"), ((np.nan, 0.16), "velocity"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_wrong_numbers_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def by_loop():
    velocity, theta = 0, 1
    for _ in range(2):
        velocity = 0.5 * velocity - 0.1 * 4 * theta
        theta = theta + velocity
    return velocity, theta


RIGHT = [
    (-0.44, 0.16), [-0.44, 0.16], np.array([-0.44, 0.16]), by_loop(), (Fraction(-11, 25), Fraction(4, 25)),
    ("-0.44", "0.16"), np.float32([-0.44, 0.16]), (-0.44, 0.4 * 0.4), (-0.4404, 0.1596),
]  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT)
def test_right_numbers_pass(answer):
    judge(answer)
