"""The turn "McNemar's p-value": wrong ones are caught with their own message, right ones pass."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy import special, stats

from course.exercises.mcnemar import MESSAGES, judge
from exercises.answers import message, other_callables


def tail(m, n):
    return sum(comb(n, i) for i in range(m + 1)) / 2**n


def right(a, b):
    return min(1, 2 * tail(min(a, b), a + b))


WRONG = [
    (lambda a, b: tail(min(a, b), a + b), "one side"),
    (lambda a, b: 2 * tail(min(a, b), a + b), "above 1"),
    (lambda a, b: comb(a + b, a) / 2 ** (a + b), "exactly"),
    (lambda a, b: min(1, 2 * comb(a + b, a) / 2 ** (a + b)), "exactly"),
    (lambda a, b: min(1, 2 * tail(max(a, b), a + b)), "always 1"),
    (lambda a, b: min(1, 2 * sum(comb(a + b, i) for i in range(min(a, b) + 1))), "always 1"),
    (lambda a, b: 2 * tail(max(a, b), a + b), "larger"),
    (lambda a, b: min(1, 2 * tail(a, a + b)), "order"),
    (lambda a, b: min(1, 2 * tail(b, a + b)), "order"),
    (lambda a, b: min(1, 2 * sum(comb(a + b, i) for i in range(min(a, b))) / 2 ** (a + b)), "range"),
    (lambda a, b: stats.chi2.sf((a - b) ** 2 / (a + b), 1), "approximation"),
    (lambda a, b: stats.chi2.sf((abs(a - b) - 1) ** 2 / (a + b), 1), "approximation"),
    (lambda a, b: (a - b) ** 2 / (a + b), "statistic"),
    (lambda a, b: min(1, 2 * sum(comb(a + b, i) for i in range(min(a, b) + 1)) / 2 ** max(a, b)), "power"),
    (lambda a, b: 1 - right(a, b), "complement"),
    (lambda a, b: 1 if a == b == 0 else a / (a + b), "share"),
    (lambda a, b: right(a, b) if a + b else float("nan"), "none"),
    (lambda a, b: right(a, b) if a + b else None, "none"),
    (lambda a, b: 100 * right(a, b), "percent"),
    (lambda a, b: round(right(a, b), 2), "rounded"),
    (lambda a, b: int(right(a, b)), "integers"),
    (lambda a, b: 0.05, "other"),
    (lambda a, b: right(a, b) - comb(a + b, a) / 2 ** (a + b), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_p_value_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_counts_beside_the_p_value_are_too_much():
    said = message(judge, lambda a, b: (a, b, right(a, b)))
    assert said == "the p-value should be a single number; it came as tuple."


def both_tails(a, b):
    low, n = min(a, b), a + b
    return sum(comb(n, i) for i in range(n + 1) if min(i, n - i) <= low) / 2**n


def as_fraction(a, b):
    return min(Fraction(1), 2 * sum(Fraction(comb(a + b, i), 2 ** (a + b)) for i in range(min(a, b) + 1)))


def by_beta(a, b):
    low, n = sorted((a, b))[0], a + b
    return np.minimum(1.0, 2 * special.betainc(n - low, low + 1, 0.5)) if low < n else np.float64(1)


@pytest.mark.parametrize(
    "function",
    [
        both_tails,
        as_fraction,
        by_beta,
        *other_callables(both_tails),
        lambda a, b: min(1, 2 * sum(comb(a + b, i) * 0.5 ** (a + b) for i in range(min(a, b) + 1))),
        lambda a, b: stats.binomtest(a, a + b).pvalue if a + b else 1,
    ],
)
def test_a_right_p_value_passes(function):
    judge(function)
