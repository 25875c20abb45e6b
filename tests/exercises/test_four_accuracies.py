"""Exercise 2a: wrong dicts of accuracies are named, right ones pass."""

from fractions import Fraction

import numpy as np
import pytest

from course.exercises.four_accuracies import EXERCISE, MESSAGES, judge
from exercises.answers import message
from nnlib import accuracy

NAMES = ("one-hot", "indices", "one wrong", "logits")


def four(*values):
    return dict(zip(NAMES, values, strict=True))


WRONG = {
    "a list": ([1, 1, 2 / 3, 1], "dict"), "a tuple": ((1, 1, 2 / 3, 1), "dict"), "a number": (1.0, "dict"),
    "none": (None, "dict"), "empty": ({}, "dict"), "a name short": ({"one-hot": 1.0}, "dict"),
    "a name more": (four(1, 1, 2 / 3, 1) | {"all": 1}, "dict"),
    "other names": ({"1": 1, "2": 1, "3": 2 / 3, "4": 1}, "dict"),
    "percent": (four(100.0, 100.0, 66.7, 100.0), "percent"),
    "percent, whole": (four(100, 100, 67, 100), "percent"),
    "counts": (four(3, 3, 2, 3), "counts"), "errors": (four(0.0, 0.0, 1 / 3, 0.0), "errors"),
    "errors, rounded": (four(0, 0, 0.33, 0), "errors"),
    "not changed": (four(1.0, 1.0, 1.0, 1.0), "one wrong is right"),
    "two rows wrong": (four(1.0, 1.0, 1 / 3, 1.0), "two wrong"),
    "two rows wrong, rounded": (four(1.0, 1.0, 0.33, 1.0), "two wrong"),
    "half": (four(1.0, 1.0, 0.5, 1.0), "mean of rows"),
    "in place": (four(2 / 3, 2 / 3, 2 / 3, 2 / 3), "scores changed"),
    "in place, late": (four(1.0, 1.0, 2 / 3, 2 / 3), "scores changed"),
    "order": (four(2 / 3, 1.0, 1.0, 1.0), "scores changed"),
    "log of labels": (four(1.0, 1.0, 2 / 3, 0.0), "logits of labels"),
    "absolute logits": (four(1.0, 1.0, 2 / 3, 1 / 3), "logits of labels"),
    "NaN logits": (four(1.0, 1.0, 2 / 3, np.nan), "logits of labels"),
    "none right": (four(0.0, 0.0, 0.0, 0.0), "other"), "scores": (four(0.7, 0.7, 0.6, 0.7), "other"),
    "one third": (four(1 / 3, 1 / 3, 1 / 3, 1 / 3), "other"),
    "a wrong third": (four(1.0, 1.0, 0.6, 1.0), "other"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG.values(), ids=WRONG)
def test_wrong_accuracies_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize("value", ["1", [1.0], np.ones(1), None, ...])
def test_what_is_no_number_is_said(value):
    assert "'logits' should be a single number" in message(judge, four(1.0, 1.0, 2 / 3, value))


P, Y = np.array([[0.7, 0.3], [0.2, 0.8], [0.6, 0.4]]), np.array([0, 1, 0])
ONE_WRONG = np.array([[0.4, 0.6], *P[1:]])
RIGHT = {
    "floats": four(1.0, 1.0, 2 / 3, 1.0), "integers": four(1, 1, 2 / 3, 1), "rounded": four(1, 1, 0.67, 1),
    "three decimals": four(1.0, 1.0, 0.667, 1.0), "down": four(1.0, 1.0, 0.666, 1.0),
    "fractions": four(Fraction(1), Fraction(1), Fraction(2, 3), Fraction(1)),
    "float64": four(*np.array([1, 1, 2 / 3, 1])), "float32": four(*np.array([1, 1, 2 / 3, 1], np.float32)),
    "arrays without axes": four(*map(np.array, (1.0, 1.0, 2 / 3, 1.0))),
    "other order": dict(reversed(four(1.0, 1.0, 2 / 3, 1.0).items())),
    "by nnlib": four(accuracy(P, np.eye(2)[Y]), *(accuracy(p, Y) for p in (P, ONE_WRONG, np.log(P)))),
    "means": four(*(np.mean(p.argmax(axis=1) == Y) for p in (P, P, ONE_WRONG, np.log(P)))),
}  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT.values(), ids=RIGHT)
def test_right_accuracies_pass(answer):
    judge(answer)


def test_the_solution_passes():
    names = {"np": np, "accuracy": accuracy, "predictions": P, "labels": Y, "labels_one_hot": np.eye(2)[Y]}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
