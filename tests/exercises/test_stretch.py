"""Exercises 5a and 5b: wrong answers are caught with their own message, right ones pass."""

import numpy as np
import pytest
from course.exercises.stretch import BUG, TUNE, judge_bug, judge_tune, mystery_curve, rate, your_curve
from exercises.answers import message
from exercises.test_momentum import (
    average,
    lr_twice_in_update,
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


BUG_WRONG = [
    (momentum_update, "right"), (sign, "sign"), (lr_twice_in_update, "lr twice"), (no_lr, "no lr"),
    (reset, "reset"), (not_returned, "reset"), (average, "average"), (no_mu, "no mu"),
    (only_at_these_settings, "same"), (nesterov, "other"),
    (lambda v, g, mu, lr: (mu * v - lr * g, mu * v), "swings"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), BUG_WRONG)
def test_another_bug_is_named(function, key):
    assert message(judge_bug, function) == BUG[key]


def late(velocity, gradient, mu, lr):
    update = velocity.copy()
    velocity = mu * velocity - lr * gradient
    return velocity, update


def by_loops(v, g, mu, lr):
    return np.array([mu * a - lr * b for a, b in zip(v, g, strict=True)]), [float(a) for a in v]


@pytest.mark.parametrize("function", [late, by_loops])
def test_the_bug_passes(function):
    judge_bug(function)


def test_what_the_text_says_of_the_curve():
    curve = mystery_curve()
    assert curve[1] == curve[0] == 7 and max(curve[2:]) < 7  # flat for one step, then below
    assert rate(0.006, 0.9, 10.0) == pytest.approx(np.sqrt(0.9))
    broken = [[0.9, -0.06], [1.0, 1.0]]  # velocity and distance along h = 10
    assert max(abs(np.linalg.eigvals(broken))) == pytest.approx(np.sqrt(0.9 + 0.006 * 10))


def best(h_min, h_max):
    low, high = np.sqrt(h_min), np.sqrt(h_max)
    return (2 / (low + high)) ** 2, ((high - low) / (high + low)) ** 2


def by_search(h_min, h_max):
    roots = np.linspace(0.2, 0.99, 400)  # sqrt(mu)
    for mu in roots**2:
        lr = (1 - np.sqrt(mu)) ** 2 / h_min * 1.0001
        if max(rate(lr, mu, h_min), rate(lr, mu, h_max)) < np.sqrt(mu) * 1.0001:
            return [lr, mu]
    raise AssertionError("the grid is too coarse")


def at_the_target(h_min, h_max):
    mu = ((best(h_min, h_max)[1]) ** 0.5) ** (2 / 1.1)
    return (1 - np.sqrt(mu)) ** 2 / h_min, mu


def by_kappa(h_min, h_max):
    kappa = h_max / h_min
    mu = (1 - 2 / (np.sqrt(kappa) + 1)) ** 2
    return np.array([(1 + np.sqrt(mu)) ** 2 / h_max, mu])


@pytest.mark.parametrize("function", [best, by_search, by_kappa, at_the_target])
def test_right_settings_pass(function):
    judge_tune(function)


def plain_rate(h_min, h_max):
    return (h_max - h_min) / (h_max + h_min)


TUNE_WRONG = [
    (lambda a, b: (0.1, 0.9, 0.5), "pair"),
    (lambda a, b: ("small", "large"), "pair"),
    (lambda a, b: (-0.1, 0.9), "pair"),
    (lambda a, b: best(a, b)[::-1], "swapped"),
    (lambda a, b: (2 / (a + b), 0.0), "plain"),
    (lambda a, b: (5 / b, 0.9), "diverges"),
    (lambda a, b: (best(a, b)[0], np.sqrt(best(a, b)[1])), "unsquared"),
    (lambda a, b: (best(a, b)[0], plain_rate(a, b) ** 2), "no root"),
    (lambda a, b: (0.1 / b, 0.5), "flat"),
    (lambda a, b: (3.44 / b, 0.7225), "steep"),
    (lambda a, b: (best(a, b)[0], 0.99), "mu"),
]


@pytest.mark.parametrize(("function", "key"), TUNE_WRONG)
def test_wrong_settings_are_explained(function, key):
    assert TUNE[key] in message(judge_tune, function)


def test_every_message_has_a_wrong_answer():
    for messages, wrong in ((BUG, BUG_WRONG), (TUNE, TUNE_WRONG)):
        assert {key for _, key in wrong} == set(messages)
        assert len(set(messages.values())) == len(messages)


def test_your_curve_is_drawn_as_soon_as_there_is_one(capsys):
    assert your_curve(late) == pytest.approx(mystery_curve())
    assert capsys.readouterr().out == ""
    for unfinished in (lambda v, g, mu, lr: None, lambda v, g, mu, lr: v / "a"):
        assert your_curve(unfinished) is None
        assert capsys.readouterr().out.startswith("Your curve comes here when")
