"""Lesson 08: how many test digits give a standard error."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.digits_needed import EXERCISE, MESSAGES, judge
from exercises.answers import message

WRONG = [
    (np.inf, "not finite"), (np.nan, "not finite"), (-47_500, "negative"), (0, "negative"),
    (0.95 * 0.05 / 0.1**2, "points"), (0.95 * 0.05 / 0.01**2, "points"),
    (0.95 * 0.05 / 0.0001**2, "points"), (95 * 5 / 0.001**2, "mixed"), (95 * 5 / 0.001, "mixed"),
    (0.95 * 0.05 / 0.001, "not squared"), (0.95 * 0.05 / 0.1, "not squared"),
    (np.sqrt(0.95 * 0.05) / 0.001, "root"), (0.001**2 / (0.95 * 0.05), "inverse"),
    (0.95 / 0.001**2, "p alone"), (50_000, "1 - p alone"), (0.95**2 / 0.001**2, "squares"),
    (0.05**2 / 0.001**2, "squares"), (90_000, "table"), (1000 * (0.95 / 0.1) ** 2, "table"),
    (250_000, "half"), (1.96**2 * 0.95 * 0.05 / 0.001**2, "interval"), (190_000, "interval"),
    (95_000, "difference"), (30_000, "linear"), (9500, "linear"), (22_000, "linear"),
    (0.0022, "error"), (0.22, "error"), (0.69, "error"), (0.95 * 0.05, "variance"), (10_000, "other"),
    (47_500 / 2, "other"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_a_wrong_number_is_explained(answer, key):
    assert message(judge, answer) == MESSAGES[key]


@pytest.mark.parametrize("answer", ["47500", [47_500], None, np.sqrt, 47_500j, (0.95, 0.001)])
def test_what_is_no_number_is_said(answer):
    assert message(judge, answer).startswith("`my_digits` should be a single number; it came as")


@pytest.mark.parametrize(
    "answer",
    [
        47_500,
        95 * 5 / 0.1**2,
        Fraction(95, 100) * Fraction(5, 100) * 1000**2,
        np.array(47_500.0),
        np.ceil(0.95 * 0.05 / 0.001**2),
        10_000 * (np.sqrt(0.95 * 0.05 / 10_000) / 0.001) ** 2,
        np.float32(4.75e4),
        next(n for n in range(1, 100_000) if np.sqrt(0.95 * 0.05 / n) <= 0.001),
        48_000,
    ],
)
def test_the_right_number_passes(answer):
    judge(answer)


def test_the_solution_passes_and_every_message_has_a_wrong_answer():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)
