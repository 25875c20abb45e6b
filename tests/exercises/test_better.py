"""Exercise 2d: wrong verdicts on two models are named, right ones pass."""

from math import comb

import numpy as np
import pytest
from scipy import stats

from course.exercises.better import MESSAGES, judge
from exercises.answers import message
from nnlib import accuracy_interval, mcnemar_test


def decide(p, lead, level=0.05):
    return "open" if p >= level else "A" if lead > 0 else "B"


def right(a, b, level=0.05):
    only_a, only_b, p = mcnemar_test(a, b)
    return decide(p, only_a - only_b, level)


def more_right(a, b):
    return "A" if a.sum() > b.sum() else "B" if b.sum() > a.sum() else "open"


def intervals(a, b):
    (low_a, high_a), (low_b, high_b) = [accuracy_interval(int(r.sum()), len(r)) for r in (a, b)]
    return "A" if low_a > high_b else "B" if low_b > high_a else "open"


def outside(a, b):
    low, high = accuracy_interval(int(b.sum()), len(b))
    return "A" if a.mean() > high else "B" if a.mean() < low else "open"


def two_shares(a, b):
    p = (a.mean() + b.mean()) / 2
    z = (a.mean() - b.mean()) / np.sqrt(p * (1 - p) * 2 / len(a))
    return decide(2 * stats.norm.cdf(-abs(z)), z)


def chi_squared(a, b, less=0):
    x, y = np.sum(a & ~b), np.sum(b & ~a)
    return decide(stats.chi2.sf((abs(x - y) - less) ** 2 / (x + y), 1), int(x) - int(y))


def upside_down(a, b):
    only_a, only_b, p = mcnemar_test(a, b)
    return "open" if p < 0.05 else "A" if only_a > only_b else "B"


WRONG = {
    "p-value": (lambda a, b: mcnemar_test(a, b)[2], "words"),
    "true": (lambda a, b: a.sum() > b.sum(), "words"),
    "small letters": (lambda a, b: right(a, b).lower(), "words"), "equal": (lambda a, b: "equal", "words"),
    "counts": (lambda a, b: mcnemar_test(a, b)[:2], "words"), "an array": (lambda a, b: a, "words"),
    "all three": (mcnemar_test, "words"),
    "more right": (more_right, "more right"),
    "more right, never open": (lambda a, b: "A" if a.mean() > b.mean() else "B", "more right"),
    "more right, ties to A": (lambda a, b: "A" if a.mean() >= b.mean() else "B", "more right"),
    "intervals": (intervals, "intervals"), "outside the interval": (outside, "intervals"),
    "unpaired": (two_shares, "unpaired"),
    "swapped": (lambda a, b: {"A": "B", "B": "A"}.get(right(a, b), "open"), "swapped"),
    "arguments swapped": (lambda a, b: right(b, a), "swapped"),
    "upside down": (upside_down, "upside down"),
    "one side": (lambda a, b: decide(mcnemar_test(a, b)[2] / 2, a.sum() - 1.0 * b.sum()), "one side"),
    "10 %": (lambda a, b: right(a, b, 0.1), "one side"), "1 %": (lambda a, b: right(a, b, 0.01), "level"),
    "chi-squared": (chi_squared, "approximation"),
    "chi-squared, corrected": (lambda a, b: chi_squared(a, b, 1), "approximation"),
    "always A": (lambda a, b: "A", "always"), "always open": (lambda a, b: "open", "always"),
    "percent": (lambda a, b: right(a, b, 5), "more right"),
    "only A": (lambda a, b: "open" if mcnemar_test(a, b)[2] >= 0.05 else "A", "only which"),
    "only B": (lambda a, b: "open" if mcnemar_test(a, b)[2] >= 0.05 else "B", "only which"),
    "by the sample": (lambda a, b: "A" if a[0] > b[0] else "B" if b[0] > a[0] else "open", "other"),
    "two points": (lambda a, b: decide(abs(a.mean() - b.mean()) < 0.02, a.mean() - b.mean()), "other"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_wrong_verdicts_are_named(function, key):
    assert message(judge, function).startswith(MESSAGES[key])


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_a_case_is_shown():
    assert message(judge, intervals).endswith(
        "For 900 samples that both get right, 30 that only A, 12 that only B and 58 that neither gets "
        "right, it returned 'open'. By the paired test p = 0.008, so expected was 'A'."
    )


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda a, b: decide(mcnemar_test(a, b), 1), "it stopped with an error"),
        (lambda a, b: print(right(a, b)), "Is the `return` at the end missing?"),
        (lambda a: "A", "cannot be called as"),
        (lambda a, b: np.logical_not(a, out=a) and "A", "it stopped with an error"),
    ],
)
def test_broken_functions_are_explained(function, words):
    assert words in message(judge, function)


def by_hand(a, b):
    x, y = int(np.sum(a & ~b)), int(np.sum(b & ~a))
    p = min(1, 2 * sum(comb(x + y, i) for i in range(min(x, y) + 1)) / 2 ** (x + y))
    return "open" if p >= 0.05 else "A" if x > y else "B"


def by_scipy(right_a, right_b):
    x, y = np.sum(right_a > right_b), np.sum(right_a < right_b)
    return decide(stats.binomtest(x, x + y).pvalue if x + y else 1, x - 1.0 * y)


def by_steps(right_a, right_b):
    only_a, only_b, p = mcnemar_test(right_a, right_b)
    if p < 0.05 and only_a > only_b:
        return "A"
    if p < 0.05:
        return "B"
    return "open"


def by_difference(a, b):
    d = a.astype(int) - b.astype(int)
    n, more = np.count_nonzero(d), max((d > 0).sum(), (d < 0).sum())
    return decide(2 * stats.binom.sf(more - 1, n, 0.5), d.sum())


RIGHT = {
    "right": right, "by hand": by_hand, "by SciPy": by_scipy, "by steps": by_steps,
    "by difference": by_difference,
    "by accuracy": lambda a, b: decide(mcnemar_test(a, b)[2], a.mean() - b.mean()),
    "at 0.05 too": lambda a, b: "open" if mcnemar_test(a, b)[2] > 0.05 else more_right(a, b),
    "NumPy's text": lambda a, b: np.str_(right(a, b)),
    "indexed": lambda a, b: (
        ("open", "A", "B")[(mcnemar_test(a, b)[2] < 0.05) * (1 + int(b.sum() > a.sum()))]),
    "lists": lambda a, b: right(a.tolist(), b.tolist()),
    "floats": lambda a, b: right(a * 1.0, b * 1.0),
    "reversed samples": lambda a, b: right(a[::-1], b[::-1]),
    "by wrong ones": lambda a, b: {"A": "B", "B": "A", "open": "open"}[right(~a, ~b)],
}  # fmt: skip


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_right_verdicts_pass(function):
    judge(function)
