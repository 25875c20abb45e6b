"""Exercise 2e: wrong readings of a reliability table are named, right ones pass."""

import numpy as np
import pytest

from course.exercises.reliability import MESSAGES, judge
from exercises.answers import message


def error(n, p, r):
    return sum(a * abs(b - c) for a, b, c in zip(n, r, p, strict=True)) / sum(n)


def word(n, p, r):
    return "over" if np.dot(n, p) > np.dot(n, r) else "under"


def with_word(wrong):
    return lambda n, p, r: (wrong(n, p, r), word(n, p, r))


def with_error(wrong):
    return lambda n, p, r: (error(n, p, r), wrong(n, p, r))


def largest(n, p, r):
    return "over" if max(p - r, key=abs) > 0 else "under"


ERRORS = {
    "unweighted": (lambda n, p, r: np.abs(p - r).mean(), "unweighted"),
    "unweighted sum": (lambda n, p, r: np.abs(p - r).sum(), "unweighted"),
    "signed": (lambda n, p, r: np.average(r - p, weights=n), "signed"),
    "signed, confidence first": (lambda n, p, r: np.average(p - r, weights=n), "signed"),
    "absolute at the end": (lambda n, p, r: abs(np.average(r - p, weights=n)), "signed"),
    "signed, unweighted": (lambda n, p, r: np.mean(r - p), "signed"),
    "largest": (lambda n, p, r: np.abs(r - p).max(), "largest"),
    "largest, weighted": (lambda n, p, r: (n * np.abs(r - p)).max() / n.sum(), "largest"),
    "sum": (lambda n, p, r: (n * np.abs(r - p)).sum(), "sum"),
    "bins": (lambda n, p, r: (n * np.abs(r - p)).sum() / len(n), "all bins"),
    "squares": (lambda n, p, r: np.average((r - p) ** 2, weights=n), "squared"),
    "root of squares": (lambda n, p, r: np.average((r - p) ** 2, weights=n) ** 0.5, "squared"),
    "percent": (lambda n, p, r: 100 * error(n, p, r), "percent"),
    "accuracy": (lambda n, p, r: np.average(r, weights=n), "accuracy"),
    "mean confidence": (lambda n, p, r: np.average(p, weights=n), "confidence"),
    "weighted by confidence": (lambda n, p, r: np.average(abs(r - p), weights=p), "weights"),
    "weighted by right": (lambda n, p, r: np.average(abs(r - p), weights=r), "weights"),
    "wrong share": (lambda n, p, r: np.average(abs(p - (1 - r)), weights=n), "wrong share"),
    "relative": (lambda n, p, r: np.average(abs(r / p - 1), weights=n), "relative"),
    "relative to right": (lambda n, p, r: np.average(abs(p / r - 1), weights=n), "relative"),
    "rounded": (lambda n, p, r: round(error(n, p, r), 2), "rounded"),
    "rounded to three": (lambda n, p, r: round(error(n, p, r), 3), "rounded"),
    "NaN": (lambda n, p, r: np.nan, "nan"),
    "zero": (lambda n, p, r: 0.0, "other"),
    "median": (lambda n, p, r: np.median(abs(r - p)), "other"),
}
WORDS = {
    "swapped": (lambda n, p, r: "under" if word(n, p, r) == "over" else "over", "word swapped"),
    "bins above": (lambda n, p, r: "over" if (p > r).sum() > (p < r).sum() else "under", "word by bins"),
    "mean of bins": (lambda n, p, r: "over" if p.mean() > r.mean() else "under", "word by bins"),
    "largest gap": (largest, "word by the largest"),
    "always over": (lambda n, p, r: "over", "word same"),
    "always under": (lambda n, p, r: "under", "word same"),
    "last bin": (lambda n, p, r: "over" if p[-1] > r[-1] else "under", "word other"),
    "a longer word": (lambda n, p, r: word(n, p, r) + "confident", "word"),
    "true": (lambda n, p, r: word(n, p, r) == "over", "word"),
    "no word": (lambda n, p, r: None, "word"),
}
WRONG = {name: (with_word(wrong), key) for name, (wrong, key) in ERRORS.items()}
WRONG |= {name: (with_error(wrong), key) for name, (wrong, key) in WORDS.items()}
WRONG["order"] = (lambda n, p, r: (word(n, p, r), error(n, p, r)), "order")


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_wrong_readings_are_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (error, "it should return two things, the error and a word"),
        (lambda n, p, r: (n * abs(r - p), "over"), "should be a single number; it came as ndarray"),
        (lambda n, p, r: print(error(n, p, r)), "Is the `return` at the end missing?"),
        (lambda n, p, r: (error(n, p), "over"), "it stopped with an error"),
    ],
)
def test_broken_functions_are_explained(function, words):
    assert words in message(judge, function)


def by_loop(n, confidence, right):
    total, gap = 0, 0.0
    for count, p, r in zip(n, confidence, right, strict=True):
        total += count * abs(r - p)
        gap += count * (r - p)
    if gap < 0:
        return [total / np.sum(n), "over"]
    return [total / np.sum(n), "under"]


def by_counts(n, confidence, right):
    gaps = n * right - n * confidence
    return np.abs(gaps).sum() / n.sum(), ("over", "under")[int(gaps.sum() > 0)]


RIGHT = {
    "by a loop": by_loop, "by counts": by_counts, "plain": lambda n, p, r: (error(n, p, r), word(n, p, r)),
    "average": lambda n, p, r: (np.average(np.abs(p - r), weights=n), word(n, p, r)),
    "dot": lambda n, p, r: (n @ np.abs(p - r) / n.sum(), word(n, p, r)),
    "shares": lambda n, p, r: (np.sum(n / n.sum() * np.abs(p - r)), word(n, p, r)),
    "repeated": lambda n, p, r: (np.mean(np.repeat(np.abs(p - r), n)), word(n, p, r)),
    "roots": lambda n, p, r: (np.sum(n * np.sqrt((p - r) ** 2)) / n.sum(), word(n, p, r)),
    "larger less smaller": lambda n, p, r: (
        (n @ (np.maximum(p, r) - np.minimum(p, r)) / n.sum(), word(n, p, r))),
    "array without axes": lambda n, p, r: (np.array(error(n, p, r)), word(n, p, r)),
    "NumPy's text": lambda n, p, r: (error(n, p, r), np.str_(word(n, p, r))),
    "two averages": lambda n, p, r: (
        np.average(abs(r - p), weights=n),
        "over" if np.average(p, weights=n) > np.average(r, weights=n) else "under"),
    "reversed": lambda n, p, r: (error(n[::-1], p[::-1], r[::-1]), word(n[::-1], p[::-1], r[::-1])),
}  # fmt: skip


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_right_readings_pass(function):
    judge(function)
