"""Exercise 1b: another bug is named, the one of the curve passes."""

import sys

import numpy as np
import pytest

from course.exercises import running
from course.exercises.bug import MESSAGES, judge, mystery_curve, your_curve
from course.exercises.tune import rate
from exercises.answers import (
    average,
    lr_twice_in_update,
    message,
    nesterov,
    no_lr,
    no_mu,
    not_returned,
    other_callables,
    reset,
    sign,
)
from nnlib import momentum_update


def only_at_these_settings(v, g, mu, lr):
    return 0.9 * v - 0.006 * g, v


WRONG = [
    (lambda v, g, mu, lr: (mu * v - lr * g, np.full(2, np.nan)), "nan"),
    (lambda v, g, mu, lr: (v / (mu - mu), v), "nan"),
    (momentum_update, "right"), (sign, "sign"), (lr_twice_in_update, "lr twice"), (no_lr, "no lr"),
    (reset, "reset"), (not_returned, "reset"), (average, "average"), (no_mu, "no mu"),
    (only_at_these_settings, "same"), (nesterov, "Nesterov"),
    (lambda v, g, mu, lr: (mu * v - lr * g, mu * v), "swings"),
    (lambda v, g, mu, lr: (mu * v - lr * g, 2 * v), "swings"),
    (lambda v, g, mu, lr: (mu * v - lr * g, v - lr * g), "other"),
    (lambda v, g, mu, lr: (v, mu * v - lr * g), "reset"),  # the two returns swapped
    (lambda v, g, mu, lr: (mu * v - lr * g, -lr * g), "reset"),
    (lambda v, g, mu, lr: (mu * v - lr * g, lr * g), "other"),
    (lambda v, g, mu, lr: (mu * v + g, -lr * (mu * v + g)), "right"),  # PyTorch's convention
    (lambda v, g, mu, lr: (mu * v + lr * g, -(mu * v + lr * g)), "right"),
    (lambda v, g, mu, lr: (mu * v - (1 - mu) * lr * g, v), "slow"),
    (lambda v, g, mu, lr: (mu * v - lr * g, lr * v), "slow"),
    (lambda v, g, mu, lr: (mu * v + lr * g, v), "uphill"),
    (lambda v, g, mu, lr: (v - lr * g, v), "undamped"),
    (lambda v, g, mu, lr: (lr * v - mu * g, v), "swapped"),
    (lambda v, g, mu, lr: (lr * v - mu * g,) * 2, "swapped"),
    (lambda v, g, mu, lr: (mu * v - g, v), "no lr"),
    (lambda v, g, mu, lr: (0.9 * v - lr * g, v), "same"),
    (lambda v, g, mu, lr: (mu * v - 0.006 * g, v), "same"),
    (lambda v, g, mu, lr: (mu * v - lr * g, np.zeros(2)), "still"),
    (lambda v, g, mu, lr: (v, v), "still"),
]  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("function", "key"), WRONG)
def test_another_bug_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda v, g, mu, lr: v, "it should return two things"),
        (lambda v, g, mu, lr: (v, v, v), "it returned 3 things"),
        (lambda v, g, mu, lr: (v, 0.0), "the update should have shape (2,)"),
        (lambda v, g, mu, lr: (v, [1, 2]), "the update should hold floats"),
        (lambda v, g, mu, lr: ("v", v), "the velocity should be an array of numbers"),
    ],
)
def test_what_is_no_update_is_shown(function, words):
    assert words in message(judge, function)


def late(velocity, gradient, mu, lr):
    update = velocity.copy()
    velocity = mu * velocity - lr * gradient
    return velocity, update


def by_loops(v, g, mu, lr):
    return np.array([mu * a - lr * b for a, b in zip(v, g, strict=True)]), [float(a) for a in v]


def velocity_uphill(v, g, mu, lr):
    return mu * v + lr * g, -v


def on_a_copy(v, g, mu, lr):
    new = v.copy()
    new *= mu
    new -= lr * g
    return [new, v]


def solved_for_the_old(v, g, mu, lr):
    new = mu * v - lr * g
    return new, (new + lr * g) / mu


RIGHT = [
    late, by_loops, velocity_uphill, on_a_copy, solved_for_the_old,
    lambda v, g, mu, lr: (mu * v + g, -lr * v),  # PyTorch's convention
    lambda v, g, mu, lr: (mu * v - (1 - mu) * g, lr / (1 - mu) * v),  # a moving average
    lambda v, g, mu, lr: (momentum_update(v, g, mu, lr)[0], v),
    lambda v, g, mu, lr: (v - ((1 - mu) * v + lr * g), 1.0 * v),
    lambda v, g, mu, lr: (np.array([mu, -lr]) @ np.stack([v, g]), v.tolist()),
    *other_callables(late),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_the_bug_passes(function):
    judge(function)


def test_what_the_text_says_of_the_curve():
    curve = mystery_curve()
    assert curve[1] == curve[0] == 7 and max(curve[2:]) < 7  # flat for one step, then below
    assert rate(0.006, 0.9, 10.0) == pytest.approx(np.sqrt(0.9))
    broken = [[0.9, -0.06], [1.0, 1.0]]  # velocity and distance along h = 10
    assert max(abs(np.linalg.eigvals(broken))) == pytest.approx(np.sqrt(0.9 + 0.006 * 10))


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_your_curve_is_drawn_as_soon_as_there_is_one(capsys):
    assert your_curve(late) == pytest.approx(mystery_curve())
    assert capsys.readouterr().out == ""
    for unfinished in (
        lambda v, g, mu, lr: None,
        lambda v, g, mu, lr: v / "a",
        lambda *a: sys.exit(),
        lambda *a: input(),
    ):
        assert your_curve(unfinished) is None
        assert capsys.readouterr().out.startswith("No curve yet. If you have written")


def test_an_endless_loop_does_not_keep_your_curve(monkeypatch, capsys):
    def endless(v, g, mu, lr):
        while True:
            pass

    monkeypatch.setattr(running, "SECONDS", 0.2)
    assert your_curve(endless) is None
    assert capsys.readouterr().out.startswith("No curve yet. If you have written")
