"""Exercise 2: wrong accuracies are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.accuracy import MESSAGES, judge
from exercises.answers import message


def classes(t):
    return t.argmax(axis=1) if t.ndim == 2 and t.shape[1] > 1 else t.ravel()


def hot(labels, k):
    return np.eye(k)[labels]


WRONG = [
    (lambda s, t: np.mean(s.argmax(axis=0) == classes(t)), "axis"),
    (lambda s, t: np.mean(s.argmax(axis=0) == (t if t.ndim == 1 else t.argmax(axis=0))), "axis"),
    (lambda s, t: np.mean(s.argmax(axis=1) == t), "one-hot"),
    (lambda s, t: np.mean(s.argmax(axis=1) == (classes(t) if t.shape[1:] != (1,) else t)), "column"),
    (
        lambda s, t: np.mean(s.argmax(axis=1) == (t.argmax(axis=1) if t.ndim == 2 else t)),
        "column as one-hot",
    ),
    (lambda s, t: np.sum(s.argmax(axis=1) == classes(t)), "count"),
    (lambda s, t: sum(int(a == b) for a, b in zip(s.argmax(axis=1), classes(t), strict=True)), "count"),
    (lambda s, t: 100 * np.mean(s.argmax(axis=1) == classes(t)), "percent"),
    (lambda s, t: np.mean(s.argmax(axis=1) != classes(t)), "error"),
    (lambda s, t: np.mean((s > 0.5).argmax(axis=1) == classes(t)), "threshold"),
    (lambda s, t: np.mean((s[:, 1] > 0.5) == classes(t)), "threshold"),
    (lambda s, t: np.mean((s > 0.5) == hot(classes(t), s.shape[1])), "threshold"),
    (lambda s, t: np.mean(hot(s.argmax(axis=1), s.shape[1]) == hot(classes(t), s.shape[1])), "elements"),
    (lambda s, t: round(np.mean(s.argmax(axis=1) == classes(t)), 2), "rounded"),
    (lambda s, t: round(float(np.mean(s.argmax(axis=1) == classes(t))), 3), "rounded"),
    (lambda s, t: np.sum(hot(classes(t), s.shape[1]) * (s == s.max(1, keepdims=True))) / len(s), "tie"),
    (lambda s, t: np.mean(((s == s.max(1, keepdims=True)) == hot(classes(t), s.shape[1])).all(1)), "tie"),
    (lambda s, t: s.argmax(axis=1) == classes(t), "list"),
    (lambda s, t: f"{np.mean(s.argmax(axis=1) == classes(t)):.0%}", "type"),
    (lambda s, t: np.mean(s.argmin(axis=1) == classes(t)), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_accuracy_is_named(function, key):
    assert message(judge, function).startswith(MESSAGES[key])


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def counted(scores, truth):
    right = 0
    for row, true in zip(scores, truth, strict=True):
        true = np.atleast_1d(true)
        right += int(np.argmax(row) == (np.argmax(true) if len(true) > 1 else true[0]))
    return right / len(scores)


def looked_up(scores, truth):
    if truth.ndim == 1 or truth.shape[1] == 1:
        truth = np.eye(scores.shape[1])[truth.reshape(-1)]
    return (truth[np.arange(len(scores)), np.argmax(scores, 1)] == 1).mean()


def sorted_last(scores, truth):
    truth = truth @ np.arange(truth.shape[1]) if truth.ndim > 1 and truth.shape[1] > 1 else truth.flatten()
    return 1 - np.count_nonzero(np.argsort(scores, axis=1)[:, -1] - truth) / len(truth)


@pytest.mark.parametrize("function", [counted, looked_up, sorted_last])
def test_right_accuracy_passes(function):
    judge(function)


def test_a_missing_name_in_the_accuracy_is_shown_with_its_line():
    def accuracy(s, t):
        return np.mean(predicted == t)  # noqa: F821

    assert "name 'predicted' is not defined" in message(judge, accuracy)
