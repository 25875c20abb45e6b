"""Exercise 5b: wrong settings are explained, right ones pass."""

import numpy as np
import pytest

from course.exercises.tune import MESSAGES, judge, rate
from exercises.answers import message


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
    judge(function)


def plain_rate(h_min, h_max):
    return (h_max - h_min) / (h_max + h_min)


WRONG = [
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


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_settings_are_explained(function, key):
    assert MESSAGES[key] in message(judge, function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)
