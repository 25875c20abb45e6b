"""Lesson 00, a slope from the loss alone: wrong differences are explained, right ones pass."""

import numpy as np
import pytest

from course.exercises.numerical_slope import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables

WRONG = [
    (lambda f, t, h: (f(t + h) - f(t)) / h, "forward"),
    (lambda f, t, h: (f(t + h) - f(t)) / (2 * h), "forward"),
    (lambda f, t, h: (f(t) - f(t - h)) / h, "backward"),
    (lambda f, t, h: (f(t + h) - f(t - h)) / h, "h"),
    (lambda f, t, h: (f(t + h) - f(t - h)) / (h / 2), "half"),
    (lambda f, t, h: (f(t + h) - f(t - h)) / (4 * h), "half distance"),
    (lambda f, t, h: (f(t + h) - f(t - h)) / 2 * h, "precedence"),
    (lambda f, t, h: f(t + h) - f(t - h) / (2 * h), "parentheses"),
    (lambda f, t, h: f(t + h) - f(t - h) / 2 * h, "parentheses"),
    (lambda f, t, h: f(t + h) - f(t - h), "undivided"),
    (lambda f, t, h: (f(t + h) - f(t - h)) / 2, "undivided"),
    (lambda f, t, h: (f(t - h) - f(t + h)) / (2 * h), "sign"),
    (lambda f, t, h: (f(t * (1 + h)) - f(t * (1 - h))) / (2 * h), "relative"),
    (lambda f, t, h: (f(t + h / 2) - f(t - h / 2)) / (2 * h), "half step"),
    (lambda f, t, h: (f(t + h / 2) - f(t - h / 2)) / h, "half step"),
    (lambda f, t, h: (f(t + h) + f(t - h)) / (2 * h), "sum"),
    (lambda f, t, h: (f(t + h) - 2 * f(t) + f(t - h)) / h**2, "second"),
    (lambda f, t, h: (f(t + 1e-5) - f(t - 1e-5)) / 2e-5, "constant"),
    (lambda f, t, h: abs(f(t + h) - f(t - h)) / (2 * h), "absolute"),
    (lambda f, t, h: round((f(t + h) - f(t - h)) / (2 * h), 2), "rounded"),
    (lambda f, t, h: f(t) / t, "other"),
    (lambda f, t, h: (f(t + 2 * h) - f(t - 2 * h)) / (4 * h), "other"),
    (lambda f, t, h: (f(h) - f(-h)) / (2 * h), "other"),
    (lambda f, t, h: (f(t + h) - f(t - h)) / 2 / t, "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_difference_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda f, t, h: (f(t + h), f(t - h)), "should have shape ()"),
        (lambda f, t, h: print(f(t + h) - f(t - h)), "returns nothing"),
        (lambda f, t, h: (f[t + h] - f[t - h]) / (2 * h), "TypeError"),
        (lambda f, t, h: str(f(t + h)), "it came as str"),
    ],
)
def test_a_broken_function_is_explained(function, words):
    assert words in message(judge, function)


def both_sides(loss, theta, h):
    up = (loss(theta + h) - loss(theta)) / h
    down = (loss(theta) - loss(theta - h)) / h
    return (up + down) / 2


RIGHT = [
    both_sides,
    lambda loss, theta, h: np.diff([loss(theta - h), loss(theta + h)])[0] / (2 * h),
    *other_callables(both_sides),
    lambda loss, theta, h: np.gradient([loss(theta + k * h) for k in (-1, 0, 1)], h)[1],
    lambda loss, theta, h: 0.5 / h * (loss(theta + h) - loss(theta - h)),
    lambda loss, theta, h: np.float64(sum(sign * loss(theta + sign * h) for sign in (-1, 1)) / 2 / h),
]


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_difference_passes(function):
    judge(function)


def test_the_solution_passes_and_every_message_has_a_wrong_answer():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
    assert {key for _, key in WRONG} == set(MESSAGES)
