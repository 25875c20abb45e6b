"""The turn "the calibration error": wrong ones are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.calibration import MESSAGES, judge
from exercises.answers import message, other_callables


def gaps(confidence, correct, bins=10):
    """Return the number of digits, the mean of correct and of confidence in each bin that is not empty."""
    place = np.minimum(np.floor(confidence * bins), bins - 1)
    members = [place == b for b in range(bins) if np.any(place == b)]
    return np.array([(m.sum(), correct[m].mean(), confidence[m].mean()) for m in members]).T


def error(confidence, correct, bins=10):
    n, accuracy, sure = gaps(confidence, correct, bins)
    return np.sum(n * abs(accuracy - sure)) / n.sum()


def with_gaps(rule):
    """Return a calibration error that makes what ``rule(n, gap)`` says of the bins."""

    def calibration(confidence, correct):
        n, accuracy, sure = gaps(confidence, correct)
        return rule(n, abs(accuracy - sure))

    return calibration


def equally_full(confidence, correct):
    order = np.argsort(confidence)
    parts = np.array_split(correct[order] - confidence[order], 10)
    return sum(abs(part.sum()) for part in parts) / len(confidence)


def middles(confidence, correct):
    return error(np.floor(10 * confidence) / 10 + 0.05, correct)


def without_the_last(confidence, correct):
    place = np.floor(10 * confidence)
    return sum(abs(np.sum((correct - confidence)[place == b])) for b in range(9)) / len(confidence)


def empty_bins_too(confidence, correct):
    place = np.floor(10 * confidence)
    means = [np.mean((correct - confidence)[place == b]) * np.mean(place == b) for b in range(10)]
    return np.abs(means).sum()


def eleven_bins(confidence, correct):
    place = np.floor(10 * confidence)
    return sum(abs(np.sum((correct - confidence)[place == b])) for b in range(11)) / len(confidence)


def index_out_of_range(confidence, correct):
    gaps = np.zeros(10)
    for p, right in zip(confidence, correct, strict=True):
        gaps[int(10 * p)] += right - p
    return np.abs(gaps).sum() / len(confidence)


WRONG = [
    (eleven_bins, "one"),
    (index_out_of_range, "one"),
    (lambda p, r: int(error(p, r)), "integers"),
    (lambda p, r: np.mean(p - r), "signed"),
    (lambda p, r: abs(p.mean() - r.mean()), "signed"),
    (lambda p, r: np.mean(abs(p - r)), "each sample"),
    (with_gaps(lambda n, gap: gap.mean()), "unweighted"),
    (with_gaps(lambda n, gap: gap.sum()), "unweighted"),
    (with_gaps(lambda n, gap: np.sum(n * gap) / 10), "all bins"),
    (with_gaps(lambda n, gap: gap.max()), "largest"),
    (with_gaps(lambda n, gap: np.sum(n * gap)), "sum"),
    (lambda p, r: error(p, r, 5), "number of bins"),
    (lambda p, r: error(p, r, 20), "number of bins"),
    (equally_full, "quantiles"),
    (middles, "middle"),
    (with_gaps(lambda n, gap: np.sum(n * gap**2) / n.sum()), "squared"),
    (lambda p, r: np.mean((p - r) ** 2), "brier"),
    (lambda p, r: 100 * error(p, r), "percent"),
    (without_the_last, "last bin"),
    (empty_bins_too, "nan"),
    (lambda p, r: round(error(p, r), 3), "rounded"),
    (lambda p, r: p.std(), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_calibration_error_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_a_list_of_gaps_is_too_much():
    said = message(judge, with_gaps(lambda n, gap: gap))
    assert said.startswith("the calibration error should be a single number; it came as ndarray")


def by_loop(confidence, correct):
    total = 0.0
    for low in np.arange(10) / 10:
        inside = (confidence > low) & (confidence <= low + 0.1)
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return total


def by_histogram(confidence, correct):
    found = np.histogram(confidence, 10, (0, 1), weights=correct)[0]
    promised = np.histogram(confidence, 10, (0, 1), weights=confidence)[0]
    return np.abs(found - promised).sum() / confidence.size


def by_one_hot_bins(confidence, correct):
    members = np.eye(10)[np.minimum(confidence * 10, 9).astype(int)]
    return np.linalg.norm(members.T @ (confidence - correct), 1) / len(correct)


RIGHT = [error, by_loop, by_histogram, by_one_hot_bins, *other_callables(by_loop)]


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_calibration_error_passes(function):
    judge(function)
