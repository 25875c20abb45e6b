"""Exercise 2c: wrong verdicts on a promise are named, right ones pass."""

import numpy as np
import pytest
from scipy import stats

from course.exercises.promise import MESSAGES, judge
from exercises.answers import message
from nnlib import accuracy_interval


def verdict(low, high, promised):
    return "kept" if promised < low else "broken" if promised > high else "open"


def right(correct, n, promised, confidence=0.95):
    return verdict(*accuracy_interval(correct, n, confidence), promised)


def wald(correct, n, promised, z=1.96):
    share = correct / n
    reach = z * (share * (1 - share) / n) ** 0.5
    return verdict(share - reach, share + reach, promised)


def low(c, n):
    return accuracy_interval(c, n)[0]


def high(c, n):
    return accuracy_interval(c, n)[1]


WRONG = {
    "true or false": (lambda c, n, p: c / n > p, "words"), "number": (lambda c, n, p: 1, "words"),
    "capital": (lambda c, n, p: right(c, n, p).title(), "words"), "yes": (lambda c, n, p: "yes", "words"),
    "a list": (lambda c, n, p: [right(c, n, p)], "words"),
    "array of text": (lambda c, n, p: np.array([right(c, n, p)]), "words"),
    "share": (lambda c, n, p: "kept" if c / n >= p else "broken", "share"),
    "share, above": (lambda c, n, p: "kept" if c > p * n else "broken", "share"),
    "Wald": (wald, "Wald"),
    "swapped": (
        lambda c, n, p: {"kept": "broken", "broken": "kept"}.get(right(c, n, p), "open"), "swapped"),
    "lower end": (lambda c, n, p: "kept" if low(c, n) > p else "broken", "lower only"),
    "lower end, at least": (lambda c, n, p: "broken" if low(c, n) <= p else "kept", "lower only"),
    "upper end": (lambda c, n, p: "kept" if high(c, n) > p else "broken", "upper only"),
    "inside": (lambda c, n, p: "kept" if low(c, n) < p < high(c, n) else "broken", "inside"),
    "inside, else open": (lambda c, n, p: "kept" if low(c, n) < p < high(c, n) else "open", "inside"),
    "open outside": (lambda c, n, p: "broken" if low(c, n) < p < high(c, n) else "open", "open outside"),
    "open outside, by share": (
        lambda c, n, p: "open" if not low(c, n) < p < high(c, n) else "kept" if c / n >= p else "broken",
        "open outside"),
    "99 %": (lambda c, n, p: right(c, n, p, 0.99), "confidence"),
    "90 %": (lambda c, n, p: right(c, n, p, 0.9), "confidence"),
    "68 %": (lambda c, n, p: right(c, n, p, 0.68), "confidence"),
    "50 %": (lambda c, n, p: right(c, n, p, 0.5), "confidence"),
    "always kept": (lambda c, n, p: "kept", "always"), "always open": (lambda c, n, p: "open", "always"),
    "percent": (lambda c, n, p: right(c, n, 100 * p), "always"),
    "count": (lambda c, n, p: "kept" if c > p else "broken", "always"),
    "two points": (lambda c, n, p: "kept" if c / n > p + 0.02 else "broken", "never open"),
    "wide band": (
        lambda c, n, p: "kept" if c / n > p + 0.1 else "broken" if c / n < p - 0.1 else "open", "other"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_wrong_verdicts_are_named(function, key):
    assert message(judge, function).startswith(MESSAGES[key])


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_a_case_is_shown():
    shown = message(judge, WRONG["share"][0])
    assert "For 47 of 50 right and a promise of 0.9 it returned 'kept'." in shown
    assert shown.endswith("The interval is 0.838 to 0.979, so expected was 'open'.")


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda c, n, p: accuracy_interval(c / n, n), "it stopped with an error"),
        (lambda c, n, p: print(right(c, n, p)), "Is the `return` at the end missing?"),
        (lambda c, n: "open", "cannot be called as"),
    ],
)
def test_broken_functions_are_explained(function, words):
    assert words in message(judge, function)


def by_steps(correct, n, promised):
    low, high = accuracy_interval(correct, n)
    if high < promised:
        return "broken"
    if promised < low:
        return "kept"
    return "open"


def by_hand(correct, n, promised):
    p, z = correct / n, 1.96
    middle, reach = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return verdict((middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n), promised)


def by_roots(correct, n, promised):
    p, z = correct / n, stats.norm.ppf(0.975)
    ends = np.roots([1 + z**2 / n, -(2 * p + z**2 / n), p**2])
    return ("open", "kept", "broken")[int(min(ends) > promised) + 2 * int(max(ends) < promised)]


def by_scipy(correct, n, promised):
    ends = stats.binomtest(correct, n).proportion_ci(method="wilson")
    return verdict(ends.low, ends.high, promised)


def by_the_score_test(correct, n, promised):
    z = (correct / n - promised) / np.sqrt(promised * (1 - promised) / n)
    return "open" if abs(z) < 1.96 else "kept" if z > 0 else "broken"


RIGHT = {
    "right": right, "by steps": by_steps, "by hand": by_hand, "by roots": by_roots, "by SciPy": by_scipy,
    "by the score test": by_the_score_test,
    "NumPy's text": lambda c, n, p: np.str_(right(c, n, p)),
    "at the ends too": lambda c, n, p: (
        "kept" if low(c, n) >= p else "broken" if high(c, n) <= p else "open"),
    "all": lambda c, n, p: "kept" if all(e > p for e in accuracy_interval(c, n)) else (
        "broken" if all(e < p for e in accuracy_interval(c, n)) else "open"),
    "sorted": lambda c, n, p: ("kept", "open", "broken")[sorted([*accuracy_interval(c, n), p]).index(p)],
    "bisection": lambda c, n, p: ("kept", "open", "broken")[np.searchsorted(accuracy_interval(c, n), p)],
    "signs": lambda c, n, p: (
        {2: "kept", -2: "broken"}.get(np.sign(np.subtract(accuracy_interval(c, n), p)).sum(), "open")),
    "sum": lambda c, n, p: ["broken", "open", "kept"][sum(e > p for e in accuracy_interval(c, n))],
}  # fmt: skip


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_right_verdicts_pass(function):
    judge(function)
