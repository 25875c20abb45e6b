"""Outcomes as data: a status that code can tell apart, and the message that the learner reads."""

import sys
import threading
import time

import numpy as np
import pytest

import nnlib
from course.exercises import momentum, running
from course.exercises.diagnosis import compared
from course.exercises.judging import NotYet, Stopped, call
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


def test_an_example_shows_the_whole_answer_also_where_its_parts_are_judged_one_by_one():
    def train(X, y, params, mu, lr, steps):
        return params, [1.0] * (steps + 1)

    shown = outcome("train", {"train": train}).example
    assert "It returned\n    [0]" in shown and "Expected\n    [0]" in shown


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


def judged_by(judge, answer, monkeypatch):
    """Return the example of an answer to an exercise with another judge."""
    monkeypatch.setitem(EXERCISES, "momentum", EXERCISES["momentum"]._replace(judge=judge))
    return outcome("momentum", {"momentum_update": answer}).example


def test_large_arrays_show_their_shape(monkeypatch):
    def judge(function):
        call(function, images=np.zeros((25, 28, 28), np.float32))
        raise NotYet("no")

    shown = judged_by(judge, lambda images: 3, monkeypatch)
    assert shown == "Called with\n    images  an array of shape (25, 28, 28), float32\nIt returned\n    3"


@pytest.mark.parametrize(
    ("answers", "right", "place"),
    [
        ([1.0, 2.5, 3.0], [1.0, 2.0, 3.0], 1),
        ([1.0, np.nan, 3.5], [1.0, 2.0, 3.0], 1),  # not a number
        ([1.0, None, 3.5], [1.0, 2.0, 3.0], 1),  # stopped
    ],
)
def test_of_several_calls_the_first_wrong_one_is_shown(answers, right, place, monkeypatch):
    def judge(function):
        found = []
        for number in range(3):
            try:
                found.append(call(function, number=number))
            except Stopped:
                found.append(np.nan)
        compared(found, right)
        raise NotYet("no")

    def answer(number):
        return 1 / 0 if answers[number] is None else answers[number]

    shown = judged_by(judge, answer, monkeypatch)
    assert shown.startswith(f"Called with\n    number  {place}")
    assert ("Expected\n    2" in shown) is (answers[place] is not None)


@pytest.mark.parametrize("came", [{"plain": [1.0]}, [np.ones(9)], {}, None, [], "ab", np.ones((12, 2))])
@pytest.mark.parametrize("right", [{"plain": [1.0] * 9, "momentum": np.ones((9, 2))}, [np.ones((9, 2)), 1]])
def test_an_answer_of_another_form_than_the_right_one_is_shown(came, right, monkeypatch):
    def judge(function):
        compared(function(1), right)
        raise NotYet("no")

    def judge_a_call(function):
        call(function, number=1)
        judge(function)

    assert "It returned" in judged_by(judge_a_call, lambda number: [came], monkeypatch)
    assert judged_by(judge, lambda number: came, monkeypatch) == ""


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


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("accuracy", lambda s, t: 0.5, "It returned\n    0.5\nExpected\n    0.6667"),
        ("accuracy", lambda s, t: np.mean(s.argsort(1)[:, -1] == t), "Expected\n    0.75"),  # a tie
        (
            "accuracy",
            lambda s, t: np.mean(s.argmax(1) == t) if t.ndim == 1 else 0.5,
            "Expected\n    0.6667",
        ),
        ("mcnemar", lambda a, b: 0.2188 if a == 5 else 0.5, "a  5\n    b  1\n"),
        ("mcnemar", lambda a, b: 0.5, "Expected\n    0.2188"),
        (
            "wilson",
            lambda c, n: (0.291414, 0.767939) if n == 13 else (0, 1.0),
            "correct  20\n    n        20",
        ),
        ("wilson", lambda c, n: (0.0, 1.0), "Expected\n    (0.2914, 0.7679)"),
        ("read_curvature", lambda p, lr, mu: 1.05 if lr == 0.01 else 9.0, "lr     0.02"),
        ("read_curvature", lambda p, lr, mu: 9.0, "It returned\n    9\nExpected\n    1"),
    ],
)
def test_an_example_is_small_and_says_what_is_right(name, answer, words):
    shown = outcome(name, {EXERCISES[name].answer: answer}).example
    assert words in shown and len(shown.splitlines()) <= 14


@pytest.mark.parametrize(
    "cell",
    [
        "import nnlib as tools\ndef momentum_update(*a):\n    return tools.momentum_update(*a)",
        "from nnlib.optimizers import momentum_update as own\ndef momentum_update(*a):\n    return own(*a)",
        "def momentum_update(*a):\n    from nnlib import momentum_update\n    return momentum_update(*a)",
        "import functools, nnlib\nmomentum_update = functools.partial(nnlib.momentum_update)",
        "from nnlib import momentum_update as own\nmomentum_update = lambda *a: [own(*a) for _ in a][0]",
    ],
)
def test_an_answer_that_hands_on_the_work_to_nnlib_is_refused(cell):
    namespace = {}
    exec(cell, namespace)
    assert "is nnlib's. Write your own." in outcome("momentum", namespace).message


def test_an_endless_loop_is_found_where_it_is_and_not_in_what_it_calls(monkeypatch):
    def training_step(X, y, params, velocities, mu, lr):
        return time.sleep(0.01)

    def train(X, y, params, mu, lr, steps):
        while True:
            training_step(X, y, params, params, mu, lr)

    monkeypatch.setattr(running, "SECONDS", 0.3)
    message = outcome("train", {"train": train}).message
    assert "does not come to an end" in message and "This came from `train`, line" in message
