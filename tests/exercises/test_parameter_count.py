"""Lesson 00, count the parameters: wrong numbers are explained, the right one passes in any form."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.parameter_count import EXERCISE, MESSAGES, judge
from exercises.answers import message

WRONG = [
    (784 * 64 + 64 * 10, "no biases"),
    (64 + 10, "biases"), (784 * 64 + 64 * 10 + 784 + 64 + 10, "input biases"),
    (784 * 64 + 1 + 64 * 10 + 1, "one bias"), (784 * 64, "first layer"), (785 * 64, "first layer"),
    (64 * 10, "last layer"), (65 * 10, "last layer"), (784 * 10, "no hidden layer"),
    (785 * 10, "no hidden layer"), (784 * 64 + 64 * 10 + 784 * 10 + 74, "shortcut"),
    (784 + 64 + 10, "units"), (784 * 64 * 10, "product"), (784 * 64 + 65 * 10, "some biases"),
    (785 * 64 + 64 * 10, "some biases"), (26, "picture"), (-1, "other"), (float("nan"), "other"),
    (784 * 65 + 64 * 11, "other"), (50890.5, "other"), (50890 + 1, "other"), (50880, "some biases"),
    (28 * 64 + 64 + 650, "other"), (2 * 50890, "other"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_a_wrong_number_is_explained(answer, key):
    assert message(judge, answer) == MESSAGES[key]


@pytest.mark.parametrize("answer", ["50890", (50176, 64, 640, 10), [50890], 50890 + 0j, len])
def test_what_is_no_number_is_said(answer):
    assert message(judge, answer).startswith("`my_count` should be a single number; it came as")


RIGHT = [
    50890, 50890.0, np.int64(50890), np.float32(50890), np.array(50890), Fraction(50890),
    785 * 64 + 65 * 10, sum(a * b + b for a, b in ((784, 64), (64, 10))),
]  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT)
def test_the_right_number_passes(answer):
    judge(answer)


def test_the_solution_passes_and_every_message_has_a_wrong_answer():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
    assert {key for _, key in WRONG} == set(MESSAGES)
