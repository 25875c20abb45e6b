"""The turn "mend a trap": an accuracy still broken is caught with its own message, right ones pass."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.mend_trap import MESSAGES, judge
from exercises.answers import message, other_callables


def rights(batches):
    return [scores.argmax(axis=1) == labels[:, 0] for scores, labels in batches]


def broken(batches):
    return np.mean([np.mean(scores.argmax(axis=1) == labels) for scores, labels in batches])


def still_a_table(batches):
    right, seen = 0, 0
    for scores, labels in batches:
        right += np.mean(scores.argmax(axis=1) == labels) * len(labels)
        seen += len(labels)
    return right / seen


def sums_of_tables(batches):
    right, seen = 0, 0
    for scores, labels in batches:
        right += np.sum(scores.argmax(axis=1) == labels)
        seen += len(labels)
    return right / seen


def starts_afresh(batches):
    for scores, labels in batches:
        right, seen = np.sum(scores.argmax(axis=1) == labels.ravel()), len(labels)
    return right / seen


def returns_in_the_loop(batches):
    for scores, labels in batches:
        return np.mean(scores.argmax(axis=1) == labels.ravel())


def one_hot_entries(batches):
    scores, labels = (np.concatenate(part) for part in zip(*batches, strict=True))
    eye = np.eye(scores.shape[1])
    return np.mean(eye[scores.argmax(axis=1)] == eye[labels.ravel()])


WRONG = [
    (broken, "both"),
    (still_a_table, "column"),
    (sums_of_tables, "column"),
    (lambda batches: np.mean([right.mean() for right in rights(batches)]), "batch means"),
    (lambda batches: np.mean([np.mean(s.argmax(axis=0) == y) for s, y in batches]), "axis"),
    (lambda batches: sum(right.sum() for right in rights(batches)), "count"),
    (lambda batches: sum(right.sum() for right in rights(batches)) / len(batches), "per batch"),
    (lambda b: sum(r.sum() for r in rights(b)) / (len(b) * len(b[0][0])), "equal sizes"),
    (lambda batches: np.concatenate(rights(batches[:-1])).mean(), "dropped"),
    (starts_afresh, "one batch"),
    (returns_in_the_loop, "one batch"),
    (lambda batches: 100 * np.concatenate(rights(batches)).mean(), "percent"),
    (lambda batches: 1 - np.concatenate(rights(batches)).mean(), "error"),
    (one_hot_entries, "elements"),
    (lambda batches: int(np.concatenate(rights(batches)).mean()), "integers"),
    (lambda b: sum(r.sum() for r in rights(b)) // sum(map(len, rights(b))), "integers"),
    (lambda batches: np.concatenate(rights([(-s, y) for s, y in batches])).mean(), "least"),
    (lambda batches: np.median([right.mean() for right in rights(batches)]), "other"),
    (lambda batches: round(np.concatenate(rights(batches)).mean(), 2), "rounded"),
    (lambda batches: np.mean([s.argmin(axis=1)[0] == y[0, 0] for s, y in batches]), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_an_accuracy_still_broken_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_a_list_is_no_accuracy():
    assert message(judge, rights).startswith("the accuracy should be a single number; it came as list")


def put_together(batches):
    scores = np.vstack([scores for scores, _ in batches])
    labels = np.vstack([labels for _, labels in batches])
    return np.mean(scores.argmax(axis=1, keepdims=True) == labels)


def weighted(batches):
    sizes = [len(labels) for _, labels in batches]
    return np.average([right.mean() for right in rights(batches)], weights=sizes)


def counted(batches):
    right = wrong = 0
    for scores, labels in batches:
        for row, (label,) in zip(scores, labels, strict=True):
            right, wrong = right + (np.argmax(row) == label), wrong + (np.argmax(row) != label)
    return right / (right + wrong)


def one_error_at_a_time(batches):
    errors = np.concatenate([np.argmax(s, 1) - y.squeeze(1) for s, y in batches])
    return 1 - np.count_nonzero(errors) / errors.size


RIGHT = [
    put_together, weighted, counted, one_error_at_a_time, *other_callables(weighted),
    lambda batches: Fraction(sum(int(r.sum()) for r in rights(batches)), sum(map(len, rights(batches)))),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_a_mended_accuracy_passes(function):
    judge(function)
