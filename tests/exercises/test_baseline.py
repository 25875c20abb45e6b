"""The turn "the baseline": wrong baselines are caught with their own message, right ones pass."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from course.exercises.baseline import MESSAGES, judge
from exercises.answers import message, other_callables


def shares(y):
    return np.unique(y, return_counts=True)[1] / len(y)


WRONG = [
    (lambda y: 1 / len(set(y)), "uniform"),
    (lambda y: 1 / (max(y) + 1), "uniform"),
    (lambda y: 0.1, "uniform"),
    (lambda y: (shares(y) ** 2).sum(), "in proportion"),
    (lambda y: np.bincount(y).max(), "count"),
    (lambda y: np.bincount(y).argmax(), "class"),
    (lambda y: np.mean(y == 0), "class 0"),
    (lambda y: np.mean(y == max(y)), "last class"),
    (lambda y: shares(y).min(), "rarest"),
    (lambda y: 1 - shares(y).max(), "error"),
    (lambda y: 100 * shares(y).max(), "percent"),
    (lambda y: y.mean(), "mean"),
    (lambda y: np.bincount(y).max() / (len(y) - np.bincount(y).max()), "other classes"),
    (lambda y: round(shares(y).max(), 2), "rounded"),
    (lambda y: np.bincount(y).max() // len(y), "integers"),
    (lambda y: int(shares(y).max()), "integers"),
    (np.std, "other"),
    (lambda y: np.median(shares(y)), "other"),
    (lambda y: np.mean(y == y[0]) / 2, "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_baseline_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    ("function", "came"), [(shares, "ndarray of shape (2,)"), (lambda y: "1/2", "str")]
)
def test_what_is_no_number_is_shown(function, came):
    assert message(judge, function) == f"the baseline should be a single number; it came as {came}."


def by_loop(y):
    return max(np.mean(y == c) for c in set(y.tolist()))


@pytest.mark.parametrize(
    "function",
    [
        by_loop,
        lambda y: Fraction(Counter(y.tolist()).most_common(1)[0][1], len(y)),
        lambda y: shares(y).max(),
        lambda y: np.sort(np.histogram(y, bins=np.arange(12) - 0.5)[0])[-1] / y.size,
        *other_callables(by_loop),
        lambda y: np.mean(y == np.bincount(y).argmax()),
        lambda y: np.array((y[:, np.newaxis] == y).mean(axis=1).max()),
    ],
)
def test_a_right_baseline_passes(function):
    judge(function)
