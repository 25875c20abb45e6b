"""Exercise 2a: wrong accuracies are caught with their own message, right ones pass."""

import functools

import numpy as np
import pytest

from course.exercises.accuracy import MESSAGES, judge
from exercises.answers import in_a_notebook, message
from nnlib import accuracy as toolkits
from nnlib import softmax


def classes(t):
    return t.argmax(axis=1) if t.ndim == 2 and t.shape[1] > 1 else t.ravel()


def hot(labels, k):
    return np.eye(k)[labels]


def right(s, t):
    return np.mean(s.argmax(axis=1) == classes(t))


def searched(lowest, *, last=False):
    """Return an accuracy that searches each row for its largest score, from a lowest one on."""

    def accuracy(s, t):
        predicted = []
        for row in s:
            best, place = lowest, 0
            for column, score in enumerate(row):
                if score > best or (last and score == best):
                    best, place = score, column
            predicted.append(place)
        return sum(p == true for p, true in zip(predicted, classes(t), strict=True)) / len(s)

    return accuracy


def squeezed(s, t):
    t = t.argmax(axis=1) if t.ndim == 2 and t.shape[1] > 1 else np.squeeze(t)
    return sum(int(p == true) for p, true in zip(s.argmax(axis=1), t, strict=True)) / len(t)


def at_random(s, t):
    largest = s == s.max(axis=1, keepdims=True)
    rng = np.random.default_rng()
    return np.mean([rng.choice(np.flatnonzero(row)) for row in largest] == classes(t))


def counting(part):
    return lambda s, t: np.sum((s.argmax(axis=1) == classes(t))[part]) / len(s)


WRONG = [
    (lambda s, t: np.mean(s.argmax(axis=0) == classes(t)), "axis"),
    (lambda s, t: np.mean(s.argmax(axis=0) == (t if t.ndim == 1 else t.argmax(axis=0))), "axis"),
    (lambda s, t: np.mean(s.argmax() == classes(t)), "no axis"),
    (lambda s, t: np.mean(s.argmin(axis=1) == classes(t)), "smallest"),
    (lambda s, t: np.mean(np.argsort(s, axis=1)[:, 0] == classes(t)), "smallest"),
    (lambda s, t: np.mean(s.max(axis=1) == classes(t)), "value"),
    (lambda s, t: np.mean(s.argmax(axis=1) == t), "one-hot"),
    (lambda s, t: np.mean(s.argmax(axis=1) == (classes(t) if t.shape[1:] != (1,) else t)), "column"),
    (lambda s, t: np.mean(s.argmax(axis=1, keepdims=True) == t), "column"),
    (lambda s, t: np.mean(s.argmax(axis=1).reshape(-1, 1) == classes(t)), "column"),
    (lambda s, t: np.mean(s.argmax(1) == (t.argmax(1) if t.ndim == 2 else t)), "column as one-hot"),
    (lambda s, t: np.sum(s.argmax(axis=1) == classes(t)), "count"),
    (lambda s, t: sum(int(a == b) for a, b in zip(s.argmax(axis=1), classes(t), strict=True)), "count"),
    (lambda s, t: np.sum(s.argmax(axis=1) == classes(t)) // len(s), "whole"),
    (lambda s, t: int(right(s, t)), "whole"),
    (lambda s, t: np.sum(s.argmax(axis=1) == classes(t)) / s.size, "divisor"),
    (lambda s, t: np.sum(s.argmax(axis=1) == classes(t)) / s.shape[1], "divisor"),
    (lambda s, t: np.mean(hot(s.argmax(axis=1), s.shape[1]) * hot(classes(t), s.shape[1])), "divisor"),
    (lambda s, t: 100 * right(s, t), "percent"),
    (lambda s, t: np.mean(s.argmax(axis=1) != classes(t)), "error"),
    (lambda s, t: np.mean((s > 0.5).argmax(axis=1) == classes(t)), "threshold"),
    (lambda s, t: np.mean((s[:, 1] > 0.5) == classes(t)), "threshold"),
    (lambda s, t: np.mean((s > 0.5) == hot(classes(t), s.shape[1])), "threshold"),
    (lambda s, t: np.mean((np.round(s) == hot(classes(t), s.shape[1])).all(axis=1)), "threshold"),
    (lambda s, t: np.mean(hot(s.argmax(axis=1), s.shape[1]) == hot(classes(t), s.shape[1])), "elements"),
    (lambda s, t: round(right(s, t), 2), "rounded"),
    (lambda s, t: round(float(right(s, t)), 3), "rounded"),
    (lambda s, t: float(f"{right(s, t):.5f}"), "rounded"),
    (lambda s, t: np.sum(hot(classes(t), s.shape[1]) * (s == s.max(1, keepdims=True))) / len(s), "tie"),
    (lambda s, t: np.mean(((s == s.max(1, keepdims=True)) == hot(classes(t), s.shape[1])).all(1)), "tie"),
    (lambda s, t: np.mean(s.argsort(axis=1)[:, -1] == classes(t)), "tie"),
    (lambda s, t: np.mean(s.argsort(axis=1, kind="stable")[:, -1] == classes(t)), "tie"),
    (searched(-np.inf, last=True), "tie"),
    (at_random, "tie"),
    (searched(0), "negative"),
    (searched(-99), "negative"),
    (squeezed, "one sample"),
    (lambda s, t: right(s, t) if len(s) > 1 else 1.0, "one sample"),
    (lambda s, t: s.argmax(axis=1) == classes(t), "list"),
    (lambda s, t: np.array_equal(s.argmax(axis=1), classes(t)), "type"),
    (lambda s, t: np.sum(s.argmax(axis=1) == classes(t)) / (len(s) - 1), "divisor"),
    (counting(slice(0, -1)), "samples"),
    (counting(slice(1, None)), "samples"),
    (counting(slice(0, 1)), "samples"),
    (lambda s, t: np.mean((s.argmax(axis=1) == classes(t))[1:]), "samples"),
    (lambda s, t: f"{right(s, t):.0%}", "type"),
    (lambda s, t: np.array(right(s, t)), "type"),
    (lambda s, t: [right(s, t)], "type"),
    (lambda s, t: right(s[: len(s) // 2], t[: len(t) // 2]), "other"),
    (lambda s, t: 1.0, "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_accuracy_is_named(function, key):
    assert message(judge, function).startswith(MESSAGES[key])


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_labels_of_the_notebook_are_named():
    cell = "def accuracy(y_pred, truth):\n    return float((y_pred.argmax(1) == labels).mean())"
    function = in_a_notebook(cell, "accuracy", labels=np.array([0, 1, 0]))
    assert "it reads `labels` from the notebook" in message(judge, function)


def test_labels_flattened_in_place_are_named():
    def accuracy(s, t):
        if t.ndim == 2 and t.shape[1] == 1:
            t.shape = (len(t),)
        return right(s, t)

    assert "it changes its argument `y_true` in place" in message(judge, accuracy)


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


def sorted_first(scores, truth):
    truth = truth @ np.arange(truth.shape[1]) if truth.ndim > 1 and truth.shape[1] > 1 else truth.flatten()
    return 1 - np.count_nonzero(np.argsort(-scores, axis=1, kind="stable")[:, 0] - truth) / len(truth)


def by_lists(y_pred, y_true):
    predicted = [row.index(max(row)) for row in y_pred.tolist()]
    true = [row.index(1) if len(row) > 1 else row[0] for row in y_true.reshape(len(y_pred), -1).tolist()]
    return sum(p == t for p, t in zip(predicted, true, strict=True)) / len(true)


def with_einsum(scores, truth):
    k = scores.shape[1]
    truth = truth if truth.shape == scores.shape else np.eye(k)[truth.ravel().astype(int)]
    return np.einsum("ij,ij->", np.eye(k)[scores.argmax(axis=-1)], truth) / scores.shape[0]


def squeezed_along_one_axis(scores, truth):
    if truth.ndim == 2:
        truth = truth.squeeze(axis=1) if truth.shape[1] == 1 else np.where(truth == 1)[1]
    return np.equal(truth, scores.argmax(1)).sum() / truth.size


def in_float32(scores, truth):
    return (scores.argmax(axis=1) == classes(truth)).astype(np.float32).mean()


def as_columns(scores, truth):
    truth = truth.argmax(axis=1) if truth.ndim == 2 and truth.shape[1] > 1 else truth
    return 1 - float((scores.argmax(axis=1, keepdims=True) != truth.reshape(-1, 1)).mean())


def after_softmax(scores, truth):
    return float(np.average(softmax(scores).argmax(axis=1) == classes(truth)))


def with_toolkit(y_pred, y_true):
    return toolkits(y_pred=y_pred, y_true=y_true)


class Accuracy:
    def __call__(self, y_pred, y_true):
        return with_toolkit(y_pred, y_true)


def whole_if_all_are_right(scores, truth):
    wrong = int((scores.argmax(axis=1) != classes(truth)).sum())
    return 1 if not wrong else 1 - wrong / len(scores)


RIGHT = [
    right, counted, looked_up, sorted_first, by_lists, with_einsum, squeezed_along_one_axis, in_float32,
    as_columns, after_softmax, with_toolkit, Accuracy(), functools.partial(with_toolkit),
    searched(-np.inf), searched(float("-inf")), whole_if_all_are_right,
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_right_accuracy_passes(function):
    judge(function)


def test_a_missing_name_in_the_accuracy_is_shown_with_its_line():
    def accuracy(s, t):
        return np.mean(predicted == t)  # noqa: F821

    assert "name 'predicted' is not defined" in message(judge, accuracy)
