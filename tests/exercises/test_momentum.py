"""Exercise 1: wrong updates are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.momentum import MESSAGES, judge
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


def update_sign(v, g, mu, lr):
    v = mu * v - lr * g
    return v, -v


def uphill_velocity(v, g, mu, lr):
    v = mu * v + lr * g
    return v, -v


def lr_twice_in_velocity(v, g, mu, lr):
    v = mu * v - lr * lr * g
    return v, v


def pytorch(v, g, mu, lr):
    v = mu * v + g
    return v, -lr * v


def too_early(v, g, mu, lr):
    update = v
    v = mu * v - lr * g
    return v, update


def swapped(v, g, mu, lr):
    v = lr * v - mu * g
    return v, v


def average_then_step(v, g, mu, lr):
    v = mu * v + (1 - mu) * g
    return v, -lr * v


KEPT = np.zeros(1)


def shared(v, g, mu, lr):
    global KEPT
    KEPT = mu * KEPT - lr * g
    return KEPT, KEPT


def half(v, g, mu, lr):
    v = mu * v - 0.5 * lr * g
    return v, v


def other_update(v, g, mu, lr):
    v = mu * v - lr * g
    return v, 3 * v


WRONG = [
    (sign, "sign"), (update_sign, "update sign"), (uphill_velocity, "uphill velocity"),
    (lr_twice_in_update, "lr twice"), (lr_twice_in_velocity, "lr twice"), (no_lr, "no lr"),
    (pytorch, "lr outside"), (reset, "reset"), (not_returned, "not returned"), (too_early, "too early"),
    (no_mu, "no mu"), (swapped, "swapped"), (average, "average"), (average_then_step, "average"),
    (nesterov, "Nesterov"), (shared, "shared"), (half, "other"), (other_update, "other update"),
    (lambda v, g, mu, lr: (0.9 * v - 0.1 * g,) * 2, "constants"),
    (lambda v, g, mu, lr: (mu * v - 0.1 * g,) * 2, "constants"),
    (lambda v, g, mu, lr: (0.9 * v - lr * g,) * 2, "constants"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_momentum_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def scales_gradient(velocity, gradient, mu, lr):
    gradient *= lr
    velocity = mu * velocity - gradient
    return velocity, velocity


def writes_velocity(velocity, gradient, mu, lr):
    velocity[:] = mu * velocity - lr * gradient
    return velocity, velocity


def one_array(v, g, mu, lr):
    return mu * v - lr * g


def forgot_return(v, g, mu, lr):
    v = mu * v - lr * g


def summed(v, g, mu, lr):
    v = mu * v - lr * g
    return v, v.sum()


def integers(v, g, mu, lr):
    v = (mu * v - lr * g).astype(int)
    return v, v


def stops(v, g, mu, lr):
    rate = lr / (mu - mu)
    return v, rate * g


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (scales_gradient, "changes its argument `gradient` in place"),
        (writes_velocity, "changes its argument `velocity` in place"),
        (one_array, "it returned one ndarray"),
        (forgot_return, "Is the `return` at the end missing?"),
        (summed, "the update should have shape (2, 3); it came with shape ()"),
        (integers, "the new velocity should hold floats; it came as int64"),
        (stops, "ZeroDivisionError: float division by zero"),
        (lambda v, g: (v, g), "it cannot be called as `<lambda>(velocity, gradient, mu, lr)`"),
    ],
)
def test_broken_momentum_is_explained(function, words):
    assert words in message(judge, function)


def test_an_exception_is_shown_with_its_line():
    assert "`rate = lr / (mu - mu)`" in message(judge, stops)


def by_loops(speed, slope, friction, rate):
    new = np.empty(np.shape(slope))
    for place in np.ndindex(new.shape):
        new[place] = friction * speed[place] - rate * slope[place]
    return new, new.copy()


def as_a_step(velocity, gradient, mu, lr):
    step = -(lr * gradient - velocity * mu)
    return [step, step]


def with_numpy(velocity, gradient, mu, lr):
    velocity = np.add(np.multiply(mu, velocity), np.multiply(-lr, gradient))
    return velocity, 1.0 * velocity


@pytest.mark.parametrize("function", [by_loops, as_a_step, with_numpy])
def test_right_momentum_passes(function):
    judge(function)
