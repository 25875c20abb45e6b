"""The turn "back through a product": wrong gradients are named, right ones pass."""

import numpy as np
import pytest

from course.exercises.multiply_backward import MESSAGES, judge
from exercises.answers import message, other_callables

WRONG = [
    (lambda g, a, b: (g * a, g * b), "swapped"),
    (lambda g, a, b: (a, b), "own factor"),
    (lambda g, a, b: (b, a), "local"),
    (lambda g, a, b: (g, g), "unchanged"),
    (lambda g, a, b: (g + b, g + a), "added"),
    (lambda g, a, b: (g * a * b, g * a * b), "both"),
    (lambda g, a, b: (g @ b.T, a.T @ g), "matrix"),
    (lambda g, a, b: (np.sum(g * b), np.sum(g * a)), "summed"),
    (lambda g, a, b: (np.sum(g * b, axis=0), np.sum(g * a, axis=0)), "summed"),
    (lambda g, a, b: (g * b / 2, g * a / 2), "halved"),
    (lambda g, a, b: (-g * b, -g * a), "negative"),
    (lambda g, a, b: (g / b, g / a), "quotient"),
    (lambda g, a, b: (g * b, g), "first only"),
    (lambda g, a, b: (g * b, a), "first only"),
    (lambda g, a, b: (g, g * a), "second only"),
    (lambda g, a, b: (g**2, g**2), "other"),
    (lambda g, a, b: (g * a * b / a, g * a * b / b), "zeros"),
    (lambda g, a, b: (abs(g * b), abs(g * a)), "other"),
    (lambda g, a, b: (g * abs(b), g * abs(a)), "other"),
    (lambda g, a, b: (g * np.diag(b), g * np.diag(a)), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_pair_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_what_is_no_pair_of_gradients_is_shown():
    assert message(judge, lambda g, a, b: g * b).startswith("it should return two things")
    assert "array of numbers" in message(judge, lambda g, a, b: ([[1.0], [1.0, 2.0]], g * a))
    assert "shape (3, 3)" in message(judge, lambda g, a, b: (g[:2], a))


def by_loops(g, a, b):
    grad_a, grad_b = np.zeros_like(a), np.zeros_like(b)
    for place in np.ndindex(g.shape):
        grad_a[place], grad_b[place] = g[place] * b[place], g[place] * a[place]
    return grad_a, grad_b


@pytest.mark.parametrize(
    "function",
    [
        by_loops,
        *other_callables(by_loops),
        lambda g, a, b: [b * g, a * g],
        lambda g, a, b: g * np.array([b, a]),
        lambda g, a, b: tuple(np.stack([b, a]) * g),
        lambda g, a, b: tuple(np.einsum("ij,ij->ij", g, other) for other in (b, a)),
    ],
)
def test_a_right_pair_passes(function):
    judge(function)
