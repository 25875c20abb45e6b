"""Lesson 08: the faults behind the rows of a table."""

from itertools import permutations

import numpy as np
import pytest

from course.exercises.read_table import MESSAGES, RIGHT, judge
from exercises.answers import message

NAMES = tuple(RIGHT.values())
WRONG = [
    (..., "three"), ("ABC", "three"), (np.array([NAMES]), "three"),
    ("penalty", "three"), (NAMES[:2], "three"), (np.array(4), "three"), ({*NAMES}, "three"),
    (("step", "pixels", "start"), "step"), (["penalty", "Step", "start"], "step"),
    (("penalty", "dropout", "start"), "dropout"), (("lambda", "pixels", "start"), "unknown"),
    ({"A": "penalty"}, "unknown"), ((1, 2, 3), "unknown"), (("pixels", "pixels", "start"), "twice"),
    (("start", "pixels", "penalty"), "A as start"), (("start", "penalty", "pixels"), "A as start"),
    (("pixels", "penalty", "start"), "A as pixels"), (("penalty", "start", "pixels"), "B as start"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_a_wrong_reading_is_explained(answer, key):
    assert message(judge, answer) == MESSAGES[key]


RIGHT_ANSWERS = [
    NAMES, list(NAMES), ("Penalty", " pixels", "START"), dict(RIGHT), np.array(NAMES),
    {"C": "start", "B": "pixels", "A": "penalty"}, "penalty pixels start".split(),
]  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT_ANSWERS)
def test_the_right_reading_passes(answer):
    judge(answer)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    for names in set(permutations(NAMES)) - {NAMES}:
        assert message(judge, names) in MESSAGES.values()
