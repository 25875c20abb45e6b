"""Outcomes as data: a status that code can tell apart, and the message that the learner reads."""

import pytest

import nnlib
from course.exercises import momentum
from course.exercises.outcomes import Status, outcome
from course.exercises.registry import EXERCISES, IN_EXERCISE_NOTEBOOK


def right(velocity, gradient, mu, lr):
    velocity = mu * velocity - lr * gradient
    return velocity, velocity


def uphill(velocity, gradient, mu, lr):
    velocity = mu * velocity + lr * gradient
    return velocity, velocity


@pytest.mark.parametrize(
    ("namespace", "status", "words"),
    [
        ({}, Status.NOT_ATTEMPTED, "run the cell that defines it"),
        ({"momentum_update": lambda v, g, mu, lr: None}, Status.NOT_ATTEMPTED, 'hint("momentum")'),
        ({"momentum_update": 3}, Status.NOT_YET, "no longer a function"),
        ({"momentum_update": nnlib.momentum_update}, Status.NOT_YET, "nnlib's"),
        ({"momentum_update": uphill}, Status.NOT_YET, momentum.MESSAGES["sign"]),
        ({"momentum_update": right}, Status.CORRECT, "correct"),
    ],
)
def test_an_outcome_has_a_status_and_a_message(namespace, status, words):
    found = outcome("momentum", namespace)
    assert found.status is status
    assert words in found.message


def test_an_answer_that_nobody_foresaw_is_not_yet_right(monkeypatch):
    def judge(function):
        raise KeyError("surprise")

    monkeypatch.setitem(EXERCISES, "momentum", EXERCISES["momentum"]._replace(judge=judge))
    found = outcome("momentum", {"momentum_update": right})
    assert found.status is Status.NOT_YET
    assert (
        found.message == "not yet, because the check could not read what came back (KeyError: 'surprise')."
    )


def test_exercises_are_named_like_their_files():
    assert list(IN_EXERCISE_NOTEBOOK) == [
        "momentum", "accuracy", "step", "train", "epoch", "compare", "bug", "tune", "fair",
    ]  # fmt: skip
    assert EXERCISES["momentum"] is momentum.EXERCISE
