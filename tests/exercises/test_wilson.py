"""The turn "Wilson's interval": wrong intervals are caught with their own message, right ones pass."""

import numpy as np
import pytest
from scipy import optimize, stats

from course.exercises.wilson import MESSAGES, judge
from exercises.answers import message, other_callables


def roots(correct, n, z=1.96):
    share = correct / n
    return np.sort(np.roots([1 + z**2 / n, -(2 * share + z**2 / n), share**2]).real)


def wald(correct, n):
    share = correct / n
    reach = 1.96 * np.sqrt(share * (1 - share) / n)
    return share - reach, share + reach


def formula(correct, n, under, scale=lambda a: a):
    share, a = correct / n, 1 + 1.96**2 / n
    reach = 1.96 * np.sqrt(share * (1 - share) / n + under(n))
    middle = share + 1.96**2 / (2 * n)
    return (middle - reach) / scale(a), (middle + reach) / scale(a)


def z_not_squared(correct, n):
    share, z = correct / n, 1.96
    reach = z * np.sqrt(share * (1 - share) / n + z / (4 * n**2))
    return (share + z / (2 * n) - reach) / (1 + z / n), (share + z / (2 * n) + reach) / (1 + z / n)


def agresti(correct, n):
    return wald(correct + 1.96**2 / 2, n + 1.96**2)


def a_count_for_the_share(correct, n):
    reach = 1.96 * np.sqrt(correct * (1 - correct) / n)
    return correct - reach, correct + reach


def root_of_a_negative_number(correct, n):
    low, high = roots(correct, n)
    return low, high + np.sqrt(0.5 - correct / n)


RIGHT_TERM = lambda n: 1.96**2 / (4 * n**2)  # noqa: E731
WRONG = [
    (wald, "wald"),
    (lambda c, n: np.clip(wald(c, n), 0, 1), "wald"),
    (lambda c, n: roots(c, n)[::-1], "order"),
    (lambda c, n: roots(c, n, 1.645), "z"),
    (lambda c, n: roots(c, n, 1), "z"),
    (lambda c, n: roots(c, n, stats.norm.ppf(0.995)), "z"),
    (z_not_squared, "z not squared"),
    (lambda c, n: formula(c, n, RIGHT_TERM, lambda a: 1), "not divided"),
    (lambda c, n: formula(c, n, RIGHT_TERM, lambda a: a / 2), "not divided"),
    (lambda c, n: formula(c, n, lambda n: 1.96**2 / (4 * n)), "under the root"),
    (lambda c, n: formula(c, n, lambda n: 0), "under the root"),
    (agresti, "agresti"),
    (lambda c, n: stats.binomtest(c, n).proportion_ci(method="exact"), "exact"),
    (lambda c, n: stats.binomtest(c, n).proportion_ci(method="wilsoncc"), "corrected"),
    (lambda c, n: (roots(c, n).mean(), np.ptp(roots(c, n)) / 2), "middle and reach"),
    (lambda c, n: 100 * roots(c, n), "percent"),
    (lambda c, n: n * roots(c, n), "counts"),
    (a_count_for_the_share, "not a share"),
    (lambda c, n: np.round(roots(c, n), 2), "rounded"),
    (lambda c, n: roots(c // n * n, n), "integers"),
    (root_of_a_negative_number, "nan"),
    (lambda c, n: (c / n - 1 / n, c / n + 1 / n), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_interval_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (
            lambda c, n: c / n,
            "it should return two things, the lower and the upper end; it returned one float.",
        ),
        (lambda c, n: roots(c, n).astype(str), "the lower end should be a single number; it came as str."),
    ],
)
def test_what_is_no_interval_is_shown(function, said):
    assert message(judge, function) == said


def by_bisection(correct, n):
    share = correct / n

    def excess(p):
        return (share - p) ** 2 - stats.norm.ppf(0.975) ** 2 * p * (1 - p) / n

    low = 0.0 if correct == 0 else optimize.brentq(excess, 0, share - 1e-9)
    return low, 1.0 if correct == n else optimize.brentq(excess, share + 1e-9, 1)


def by_discriminant(correct, n):
    z2 = 1.96**2
    a, b, c = n + z2, -(2 * correct + z2), correct**2 / n
    root = (b * b - 4 * a * c) ** 0.5
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]


@pytest.mark.parametrize(
    "function",
    [
        roots,
        by_bisection,
        by_discriminant,
        lambda c, n: np.round(roots(c, n, 1.96), 6),
        *other_callables(by_discriminant),
        lambda c, n: stats.binomtest(c, n).proportion_ci(method="wilson"),
    ],
)
def test_a_right_interval_passes(function):
    judge(function)
