"""One parameter's step: wrong ones are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.capstone_step import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables
from nnlib import momentum_update


def step(new):
    """Return a function that moves by the velocity ``new(v, g, lr, mu)``."""
    return lambda p, v, g, lr, mu: (p + new(v, g, lr, mu), new(v, g, lr, mu))


def right(v, g, lr, mu):
    return mu * v - lr * g


WRONG = {
    "uphill": (step(lambda v, g, lr, mu: mu * v + lr * g), "sign"),
    "subtracts the velocity": (lambda p, v, g, lr, mu: (p - right(v, g, lr, mu), right(v, g, lr, mu)),
                               "minus velocity"),
    "gradient as it is": (step(lambda v, g, lr, mu: mu * v - g), "no lr"),
    "lr at the end too": (lambda p, v, g, lr, mu: (p + lr * right(v, g, lr, mu), right(v, g, lr, mu)),
                          "lr twice"),
    "lr squared": (step(lambda v, g, lr, mu: mu * v - lr * lr * g), "lr twice"),
    "PyTorch": (lambda p, v, g, lr, mu: (p - lr * (mu * v + g), mu * v + g), "lr outside"),
    "PyTorch, downhill": (lambda p, v, g, lr, mu: (p + lr * (mu * v - g), mu * v - g), "lr outside"),
    "velocity uphill": (lambda p, v, g, lr, mu: (p - (mu * v + lr * g), mu * v + lr * g), "uphill"),
    "nothing forgotten": (step(lambda v, g, lr, mu: v - lr * g), "no mu"),
    "plain descent": (step(lambda v, g, lr, mu: -lr * g), "no momentum"),
    "names swapped": (step(lambda v, g, lr, mu: lr * v - mu * g), "swapped"),
    "moving average": (step(lambda v, g, lr, mu: mu * v - (1 - mu) * lr * g), "average"),
    "old velocity moves": (lambda p, v, g, lr, mu: (p + v, right(v, g, lr, mu)), "too early"),
    "gradient moves": (lambda p, v, g, lr, mu: (p - lr * g, right(v, g, lr, mu)), "no momentum in step"),
    "old velocity kept": (lambda p, v, g, lr, mu: (p + right(v, g, lr, mu), v), "not returned"),
    "parameter stays": (lambda p, v, g, lr, mu: (p, right(v, g, lr, mu)), "not moved"),
    "velocity twice": (lambda p, v, g, lr, mu: 2 * (right(v, g, lr, mu),), "update only"),
    "results swapped": (lambda p, v, g, lr, mu: (right(v, g, lr, mu), p + right(v, g, lr, mu)), "order"),
    "Nesterov": (lambda p, v, g, lr, mu: (p + mu * right(v, g, lr, mu) - lr * g, right(v, g, lr, mu)),
                 "Nesterov"),
    "constants": (step(lambda v, g, lr, mu: 0.9 * v - 0.1 * g), "constants"),
    "constant lr": (step(lambda v, g, lr, mu: mu * v - 0.1 * g), "constants"),
    "constant mu": (step(lambda v, g, lr, mu: 0.9 * v - lr * g), "constants"),
    "rounded": (step(lambda v, g, lr, mu: np.round(mu * v - lr * g, 2)), "other"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_wrong_steps_are_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def in_place(p, v, g, lr, mu):
    v *= mu
    v -= lr * g
    return p + v, v


def no_return(p, v, g, lr, mu):
    v = mu * v - lr * g


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (in_place, "changes its argument `velocity` in place"),
        (no_return, "Is the `return` at the end missing?"),
        (lambda p, v, g, lr, mu: p + v, "it should return two things"),
        (lambda p, v, g, lr, mu: (p.sum(), v), "the new parameter should have shape (3, 4)"),
        (lambda p, v, g: (p, v), "it cannot be called as"),
    ],
)
def test_broken_steps_are_explained(function, words):
    assert words in message(judge, function)


def by_library(parameter, velocity, gradient, lr, mu):
    velocity, update = momentum_update(velocity, gradient, mu, lr)
    return parameter + update, velocity


def on_copies(p, v, g, lr, mu):
    p, v = p.copy(), v.copy()
    v *= mu
    v -= lr * g
    p += v
    return [p, v]


def number_by_number(p, v, g, lr, mu):
    p, v = p.copy(), v.copy()
    for place in np.ndindex(p.shape):
        v[place] = mu * v[place] - lr * g[place]
        p[place] += v[place]
    return p, v


def in_one_line(p, v, g, lr, mu):
    return p - (lr * g - mu * v), -(lr * g - mu * v)


RIGHT = [by_library, on_copies, number_by_number, in_one_line, *other_callables(on_copies)]


@pytest.mark.parametrize("function", RIGHT)
def test_right_steps_pass(function):
    judge(function)


def test_the_solution_passes():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
