"""The turn "recalls": wrong recalls are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.recall import MESSAGES, judge
from exercises.answers import message, other_callables


def right(C):
    return np.diag(C) / C.sum(axis=1)


WRONG = [
    (lambda C: np.diag(C) / C.sum(axis=0), "precision"),
    (lambda C: np.diag(C) / sum(C), "precision"),
    (lambda C: np.diag(C) / C.sum(), "all"),
    (lambda C: 1 - right(C), "missed"),
    (lambda C: np.diag(C), "counts"),
    (lambda C: C.sum(axis=1), "sizes"),
    (lambda C: C.sum(axis=1) / C.sum(), "sizes"),
    (lambda C: np.diag(C) / (C.sum(axis=1) - np.diag(C)), "wrong"),
    (lambda C: C / C.sum(axis=1, keepdims=True), "matrix"),
    (lambda C: right(C).mean(), "mean"),
    (lambda C: np.trace(C) / C.sum(), "mean"),
    (lambda C: right(C)[:, np.newaxis], "column"),
    (lambda C: 100 * right(C), "percent"),
    (lambda C: (C.sum(axis=1) - np.diag(C)) / C.sum(), "off"),
    (lambda C: np.round(right(C), 2), "rounded"),
    (lambda C: np.diag(C) // C.sum(axis=1), "integers"),
    (lambda C: C.max(axis=1) / C.sum(axis=1), "largest"),
    (lambda C: (np.diag(C) / C.sum(axis=1)).astype(int), "integers"),
    (lambda C: max(right(C)), "mean"),
    (lambda C: C.max(axis=0) / C.max(), "other"),
    (lambda C: np.sort(right(C)), "other"),
    (lambda C: 2 * np.diag(C) / (C.sum(axis=0) + C.sum(axis=1)), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_recalls_are_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_another_number_of_recalls_is_shown():
    assert message(judge, lambda C: right(C)[:-1]).startswith("the array of recalls should have shape (3,)")


def test_what_is_no_array_is_shown():
    for function, came in (
        (lambda C: [[0.5], [0.5, 0.5]], "list"),
        (lambda C: dict(enumerate(right(C))), "dict"),
        (lambda C: "0.5", "str"),
    ):
        assert (
            message(judge, function)
            == f"the array of recalls should be an array of numbers; it came as {came}."
        )


def by_loop(C):
    return [row[c] / sum(row) for c, row in enumerate(C)]


def by_shares(C):
    return np.diag(C / C.sum(axis=1, keepdims=True))


def by_transposing(C):
    return (C.T / C.sum(1)).diagonal()


def by_product(C):
    return tuple((np.eye(len(C)) * C).sum(1) / (C @ np.ones(len(C))))


RIGHT = [by_loop, by_shares, by_transposing, by_product, *other_callables(by_loop)]


@pytest.mark.parametrize("function", RIGHT)
def test_right_recalls_pass(function):
    judge(function)
