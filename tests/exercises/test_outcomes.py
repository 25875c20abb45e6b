"""Outcomes as data: a status that code can tell apart, and the message that the learner reads."""

import sys
import threading
import time

import numpy as np
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
    assert found.message == "not yet, because the check cannot read what came, a function (KeyError)."


def test_exercises_are_named_like_their_files():
    assert IN_EXERCISE_NOTEBOOK[:3] == ("momentum", "two_updates", "bug")
    assert EXERCISES["momentum"] is momentum.EXERCISE


def test_an_example_shows_what_went_in_what_came_what_is_right_and_what_was_printed():
    def noisy(velocity, gradient, mu, lr):
        print("gradient", gradient.shape, "\n" * 20, "the end")
        return uphill(velocity, gradient, mu, lr)

    shown = outcome("momentum", {"momentum_update": noisy}).example
    assert shown.startswith(
        """Called with
    velocity  [[ 0.3456  0.8216  0.3304]
               [-1.303   0.9054  0.4464]]
    gradient  [[-0.537    0.5811   0.3646 ]
               [ 0.2941   0.02842  0.5467 ]]
    mu        0.8
    lr        0.05
It returned
    a tuple of 2
    [0]  [[ 0.2496  0.6864  0.2826]
          [-1.028   0.7257  0.3844]]
"""
    )
    assert "Expected\n    a tuple of 2\n    [0]  [[ 0.3033  0.6282  0.2461]\n" in shown
    assert "It printed\n    gradient (2, 3)" in shown and shown.endswith("...")
    assert "the end" not in shown
    assert outcome("momentum", {"momentum_update": right}).example == ""


def test_an_example_is_of_the_first_case_that_is_wrong():
    def recall(C):
        return C.diagonal() / C.sum(axis=1 if len(C) == 3 else 0)

    shown = outcome("recall", {"recall": recall}).example
    C = np.array([[float(x) for x in row.strip(" C[]").split()] for row in shown.splitlines()[1:6]])
    assert C.shape == (5, 5)
    came, expected = (
        [float(x) for x in shown.split(heading)[1].split("[")[1].split("]")[0].split()]
        for heading in ("It returned", "Expected")
    )
    assert came == pytest.approx(C.diagonal() / C.sum(axis=0), abs=1e-4)
    assert expected == pytest.approx(C.diagonal() / C.sum(axis=1), abs=1e-4)


def test_an_example_shows_the_arguments_as_they_were_and_what_became_of_them():
    def in_place(velocity, gradient, mu, lr):
        velocity *= 0
        velocity += 7
        return velocity, velocity

    shown = outcome("momentum", {"momentum_update": in_place}).example
    before, after = shown.split("Afterwards")
    assert "velocity  [[0. 0. 0.]" in before and "7." not in before
    assert "velocity  [[7. 7. 7.]" in after and "gradient" not in after


def test_an_example_shows_enough_digits_to_see_a_difference():
    def rounded(velocity, gradient, mu, lr):
        velocity = np.round(mu * velocity - lr * gradient, 5)
        return velocity, velocity

    shown = outcome("momentum", {"momentum_update": rounded}).example
    assert "[0.30332" in shown.replace("[ ", "[") and "0.3033150" in shown


@pytest.mark.parametrize("name", [name for name, exercise in EXERCISES.items() if exercise.is_value])
def test_a_value_is_shown_and_never_the_right_one(name):
    shown = outcome(name, {EXERCISES[name].answer: 123456.5}).example
    assert shown == "Your answer\n    1.235e+05"


def test_large_arrays_show_their_shape():
    found = outcome("read_saved", {"read_digits": lambda path, images: 3})
    assert "images  an array of shape (25, 28, 28), float32" in found.example
    assert len(found.example.splitlines()) == 5


def test_an_answer_that_uses_another_exercise_says_so(capsys):
    source = """
def training_step(X, y, params, velocities, mu, lr):
    {step}

def train(X, y, params, mu, lr, steps):
    params, velocities = training_step(X, y, params, params, mu, lr)
    return params, [1.0]
"""
    for step in ("...", "return params, velocities", "raise NotImplementedError"):
        namespace = {}
        exec(source.format(step=step), namespace)
        message = outcome("train", namespace).message
        assert 'uses `training_step`, which is not correct yet. First do "3a. One training step"' in message
    namespace["training_step"] = (
        nnlib.momentum_update
    )  # the course's own is right, so this is another fault
    assert "First do" not in outcome("train", namespace).message


def test_a_missing_name_leads_to_the_cell_that_defines_it():
    def training_step(X, y, params, velocities, mu, lr):
        return momentum_step(velocities, y, mu, lr)  # noqa: F821

    message = outcome("step", {"training_step": training_step}).message
    assert "name 'momentum_step' is not defined" in message
    section = "Part 3. One step and its gradients"
    assert f'A cell under "{section}" defines `momentum_step`: run it first.' in message


def test_a_name_that_no_cell_defines_is_left_to_the_learner():
    def training_step(X, y, params, velocities, mu, lr):
        return gradiens  # noqa: F821

    assert "run it first" not in outcome("step", {"training_step": training_step}).message


def test_an_answer_may_call_check_itself():
    def momentum_update(velocity, gradient, mu, lr):
        return outcome("momentum", {"momentum_update": momentum_update})

    found = outcome("momentum", {"momentum_update": momentum_update})
    assert found.status is Status.NOT_YET and "it returned 3 things" in found.message


def test_an_interrupt_stops_the_answer_and_the_check(monkeypatch):
    def sleeps(velocity, gradient, mu, lr):
        while True:
            time.sleep(0.01)

    def interrupt(self, seconds=None):
        monkeypatch.undo()
        raise KeyboardInterrupt

    before, threads = sys.stdout, threading.active_count()
    monkeypatch.setattr(threading.Thread, "join", interrupt)
    with pytest.raises(KeyboardInterrupt, match="the check was interrupted"):
        outcome("momentum", {"momentum_update": sleeps})
    assert sys.stdout is before and threading.active_count() == threads
