"""Lesson 02, Nesterov's step: wrong steps are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.nesterov import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables


def step_with(new_velocity):
    """Return a step whose velocity is ``new_velocity(theta, v, gradient, lr, mu)``."""

    def step(theta, v, gradient, lr, mu):
        v = new_velocity(theta, v, gradient, lr, mu)
        return theta + v, v

    return step


def right(theta, v, gradient, lr, mu):
    v = mu * v - lr * gradient(theta + mu * v)
    return theta + v, v


def moved_twice(theta, v, gradient, lr, mu):
    theta = theta + mu * v
    v = mu * v - lr * gradient(theta)
    return theta + v, v


def shifted(theta, v, gradient, lr, mu):
    g = gradient(theta)
    v = mu * v - lr * g
    return theta + mu * v - lr * g, v


def lr_outside(theta, v, gradient, lr, mu):
    v = mu * v + gradient(theta + mu * v)
    return theta - lr * v, v


def too_early(theta, v, gradient, lr, mu):
    return theta + v, right(theta, v, gradient, lr, mu)[1]


def against(theta, v, gradient, lr, mu):
    v = right(theta, v, gradient, lr, mu)[1]
    return theta - v, v


def farther(theta, v, gradient, lr, mu):
    v = right(theta, v, gradient, lr, mu)[1]
    return theta + 2 * v, v


WRONG = [
    (step_with(lambda x, v, g, lr, mu: mu * v - lr * g(x)), "momentum"),
    (step_with(lambda x, v, g, lr, mu: mu * v - lr * g(x + v)), "whole velocity"),
    (step_with(lambda x, v, g, lr, mu: mu * v - lr * g(x - mu * v)), "backwards"),
    (step_with(lambda x, v, g, lr, mu: mu * v - lr * g(x + mu * v - lr * g(x))), "after the step"),
    (step_with(lambda x, v, g, lr, mu: mu * v - lr * g(mu * v)), "velocity only"),
    (step_with(lambda x, v, g, lr, mu: mu * v + lr * g(x + mu * v)), "sign"),
    (step_with(lambda x, v, g, lr, mu: v - lr * g(x + mu * v)), "no mu"),
    (step_with(lambda x, v, g, lr, mu: mu * v - g(x + mu * v)), "no lr"),
    (step_with(lambda x, v, g, lr, mu: mu * v - (1 - mu) * lr * g(x + mu * v)), "average"),
    (step_with(lambda x, v, g, lr, mu: 0.9 * v - lr * g(x + 0.9 * v)), "constants"),
    (step_with(lambda x, v, g, lr, mu: mu * v - g(x + mu * v) / 25), "constants"),
    (step_with(lambda x, v, g, lr, mu: mu * v - lr * g(x + lr * v)), "other velocity"),
    (moved_twice, "moved twice"),
    (shifted, "shifted"),
    (lr_outside, "lr outside"),
    (too_early, "too early"),
    (against, "against"),
    (farther, "other position"),
    (lambda *a: (right(*a)[0], a[1]), "velocity kept"),
    (lambda *a: right(*a)[::-1], "swapped"),
    (lambda *a: (right(*a)[1],) * 2, "step only"),
    (lambda *a: (a[0], right(*a)[1]), "not moved"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_steps_are_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def writes_velocity(theta, velocity, gradient, lr, mu):
    velocity *= mu
    velocity -= lr * gradient(theta + velocity)
    return theta + velocity, velocity


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (writes_velocity, "changes its argument `velocity` in place"),
        (step_with(lambda x, v, g, lr, mu: mu * v - lr * g), "TypeError"),
        (lambda x, v, g, lr, mu: x + mu * v - lr * g(x + mu * v), "it returned one ndarray"),
        (lambda x, v: (x, v), "it cannot be called as"),
    ],
)
def test_broken_steps_are_explained(function, words):
    assert words in message(judge, function)


def by_loops(place, speed, slope, rate, friction):
    ahead = [p + friction * s for p, s in zip(place, speed, strict=True)]
    pull = slope(np.array(ahead))
    speed = np.array([friction * s - rate * g for s, g in zip(speed, pull, strict=True)])
    return [place + speed, speed]


def ahead_and_back(theta, velocity, gradient, lr, mu):
    theta = theta + mu * velocity
    pull = -lr * gradient(theta)
    return theta + pull, mu * velocity + pull


def from_positions(theta, velocity, gradient, lr, mu):
    ahead = theta + mu * velocity
    new = ahead - lr * gradient(ahead)
    return new, new - theta


def as_a_correction(theta, velocity, gradient, lr, mu):
    heavy = mu * velocity - lr * gradient(theta)
    velocity = heavy - lr * (gradient(theta + mu * velocity) - gradient(theta))
    return theta + velocity, velocity


RIGHT = [right, by_loops, ahead_and_back, from_positions, as_a_correction, *other_callables(right)]


@pytest.mark.parametrize("function", RIGHT)
def test_right_steps_pass(function):
    judge(function)


def test_the_solution_is_right():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names["nesterov_step"])
