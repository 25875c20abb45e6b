"""Exercise 5a: another bug is named, the one of the curve passes."""

import numpy as np
import pytest

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
    reset,
    sign,
)
from nnlib import momentum_update


def only_at_these_settings(v, g, mu, lr):
    return 0.9 * v - 0.006 * g, v


WRONG = [
    (momentum_update, "right"), (sign, "sign"), (lr_twice_in_update, "lr twice"), (no_lr, "no lr"),
    (reset, "reset"), (not_returned, "reset"), (average, "average"), (no_mu, "no mu"),
    (only_at_these_settings, "same"), (nesterov, "other"),
    (lambda v, g, mu, lr: (mu * v - lr * g, mu * v), "swings"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_another_bug_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def late(velocity, gradient, mu, lr):
    update = velocity.copy()
    velocity = mu * velocity - lr * gradient
    return velocity, update


def by_loops(v, g, mu, lr):
    return np.array([mu * a - lr * b for a, b in zip(v, g, strict=True)]), [float(a) for a in v]


@pytest.mark.parametrize("function", [late, by_loops])
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
    for unfinished in (lambda v, g, mu, lr: None, lambda v, g, mu, lr: v / "a"):
        assert your_curve(unfinished) is None
        assert capsys.readouterr().out.startswith("Your curve comes here when")
