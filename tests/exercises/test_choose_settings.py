"""Settings for κ = 400: wrong ones are explained, right ones pass."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.choose_settings import MESSAGES, judge, steps_needed
from exercises.answers import message

BEST = ((2 / 21) ** 2, (19 / 21) ** 2)
WRONG = [
    (0.01, "pair"), ((0.01, 0.8, 0.9), "pair"), (("short", "long"), "pair"), (None, "pair"),
    ((-0.01, 0.8), "range"), ((0.01, 1.0), "range"), ((0.01, np.nan), "range"), ((np.nan, 0.8), "range"),
    (BEST[::-1], "swapped"), ((2 / 401, 0.0), "plain"), ((1 / 13, 0.8), "diverges"),
    ((0.01, 0.9), "diverges"), ((1 / 9, 4 / 9), "ravine"), ((BEST[0], 19 / 21), "unsquared"),
    ((BEST[0], (399 / 401) ** 2), "no root"),
    ((2 / 21, BEST[1]), "lr unsquared"), ((0.003, 0.9), "usual"), ((2 / 401, 0.9), "usual"),
    ((0.006, 0.87), "too long"), ((0.008, 0.93), "too long"), ((0.001, 0.8), "too short"),
    ((1 / 400, 0.5), "too short"), ((0.00899, 0.8), "steep"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_wrong_settings_are_explained(answer, key):
    assert MESSAGES[key] in message(judge, answer)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_the_steps_are_told():
    assert message(judge, (2 / 401, 0.0)).startswith("it needs 2,764 steps, the target is 200.\n")
    assert message(judge, (1e-5, 0.5)).startswith("it needs more than 5,000 steps")


def test_no_step_makes_the_usual_momentum_fast():
    assert min(steps_needed(lr, 0.9) for lr in np.linspace(0.002, 0.009, 36)) > 250


def by_search():
    """Return settings in the region of complex roots, found from the flat side."""
    mu = 0.83
    return np.array([(1 - np.sqrt(mu)) ** 2 * 1.02, mu])


RIGHT = [
    BEST,
    list(BEST),
    (0.009, 0.82),
    (0.00907, 0.8186),
    (Fraction(4, 441), 0.82),
    ("0.009", "0.82"),
    np.array(BEST),
    by_search(),
    (0.0082, 0.83),
    (np.float32(0.0085), np.float32(0.825)),
]


@pytest.mark.parametrize("answer", RIGHT)
def test_right_settings_pass(answer):
    judge(answer)
