"""Lesson 08: the value of a speck."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.speck import MESSAGES, judge
from exercises.answers import message
from nnlib import normalize

PIXEL = np.zeros((10_000, 1))
PIXEL[3] = 255

WRONG = [
    (0.99, "scaled"), (50, "half"), (99, "one off"), (101, "one off"),
    (98, "other"), (np.sqrt(784), "other"), (np.inf, "not finite"),
    (np.nan, "not finite"), (-100, "negative"), (10_000, "no root"), (9_999, "no root"),
    (0.01, "inverse"), (-0.01, "paper"),
    (normalize(PIXEL)[0, 0], "paper"), (np.sqrt(4999), "recipe"), (70.7, "recipe"), (255, "ink"),
    (255 - PIXEL.mean(), "ink"), (PIXEL.std(), "deviation"), (PIXEL.mean(), "mean"),
    (255 / PIXEL.var(), "variance"), (1.0, "scaled"), (0.9999, "scaled"), (25_500, "grey"), (3, "other"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_a_wrong_value_is_explained(answer, key):
    assert message(judge, answer) == MESSAGES[key]


@pytest.mark.parametrize("answer", ["a hundred", True, [100.0], None, np.sqrt, 100j])
def test_what_is_no_number_is_said(answer):
    assert message(judge, answer).startswith("`my_speck` should be a single number; it came as")


@pytest.mark.parametrize(
    "answer",
    [
        99.995,
        Fraction(100),
        np.array(99.99),
        np.sqrt(9_999),
        100,
        normalize(PIXEL).max(),
        np.float32(99.99),
        (255 - PIXEL.mean()) / PIXEL.std(),
    ],
)
def test_the_right_value_passes(answer):
    judge(answer)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)
