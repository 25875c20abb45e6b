"""The turn "the interval of a paired effect": wrong intervals are named, right ones pass."""

import numpy as np
import pytest
from scipy import stats

from course.exercises.paired_interval import MESSAGES, judge
from exercises.answers import message, other_callables


def around(middle, half):
    return middle - half, middle + half


def se(d, ddof=1):
    return np.std(d, ddof=ddof) / len(d) ** 0.5


def t(d, q=0.975, less=1):
    return stats.t.ppf(q, len(d) - less)


WRONG = [
    (lambda d: around(np.mean(d), t(d) * se(d))[::-1], "order"),
    (lambda d: (np.mean(d), t(d) * se(d)), "middle and half"),
    (lambda d: around(0, t(d) * se(d)), "around zero"),
    (lambda d: around(np.mean(d), 1.96 * se(d)), "normal"),
    (lambda d: around(np.mean(d), 2 * se(d)), "normal"),
    (lambda d: around(np.mean(d), t(d, 0.95) * se(d)), "one-sided"),
    (lambda d: around(np.mean(d), t(d, less=0) * se(d)), "freedom"),
    (lambda d: around(np.mean(d), 2.78 * se(d)), "fixed t"),
    (lambda d: around(np.mean(d), stats.t.ppf(0.975, 4) * np.std(d, ddof=1) / np.sqrt(5)), "fixed n"),
    (lambda d: around(np.mean(d), t(d) * np.std(d, ddof=1) / np.sqrt(5)), "fixed n"),
    (lambda d: around(np.mean(d), t(d) * np.std(d, ddof=1) / np.sqrt(len(d) - 1)), "root of n - 1"),
    (lambda d: around(np.mean(d), t(d) * se(d, ddof=0)), "ddof"),
    (lambda d: around(np.mean(d), t(d) * np.std(d, ddof=1)), "not divided"),
    (lambda d: around(np.mean(d), t(d) * np.std(d, ddof=1) / len(d)), "divided by n"),
    (lambda d: around(np.mean(d), t(d) * np.var(d, ddof=1) / len(d) ** 0.5), "variance"),
    (lambda d: around(np.mean(d), se(d)), "no factor"),
    (lambda d: around(np.mean(d), 2 * t(d) * se(d)), "whole width"),
    (lambda d: (min(d), max(d)), "range"),
    (lambda d: np.round(around(np.mean(d), t(d) * se(d)), 2), "rounded"),
    (lambda d: around(np.mean(d), 1.96 * se(d, ddof=0)), "normal"),
    (lambda d: np.percentile(d, [2.5, 97.5]), "other"),
    (lambda d: around(np.median(d), t(d) * se(d)), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_interval_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_what_is_no_pair_is_shown():
    assert "one float64" in message(judge, lambda d: np.mean(d))
    assert "each end should have shape ()" in message(judge, lambda d: [[0.1, 0.2], [0.3]])


def by_sums(d):
    n = len(d)
    mean = sum(d) / n
    variance = sum((x - mean) ** 2 for x in d) / (n - 1)
    half = stats.t(n - 1).isf(0.025) * (variance / n) ** 0.5
    return [mean - half, mean + half]


@pytest.mark.parametrize(
    "function",
    [
        by_sums,
        *other_callables(by_sums),
        lambda d: np.mean(d) + t(d) * se(d) * np.array([-1, 1]),
        lambda d: stats.ttest_1samp(d, 0).confidence_interval(0.95),
        lambda d: tuple(stats.ttest_1samp(d, 0).confidence_interval()),
        lambda d: stats.t.interval(0.95, len(d) - 1, loc=np.mean(d), scale=stats.sem(d)),
        lambda d: around(np.mean(d), t(d) * stats.sem(d)),
        lambda d: around(np.mean(d), t(d) * np.std(d) / np.sqrt(len(d) - 1)),
    ],
)
def test_a_right_interval_passes(function):
    judge(function)
