"""Lesson 00, back through the hidden layer: wrong lines are explained, right ones pass."""

import numpy as np
import pytest

from course.exercises.delta_hidden import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables

WRONG = [
    (lambda d, W, Z: d @ W.T, "no mask"),
    (lambda d, W, Z: d @ W.T * (np.maximum(0, Z) >= 0), "no mask"),
    (lambda d, W, Z: d @ W.T * (Z < 0), "inverted"),
    (lambda d, W, Z: d @ W * (Z > 0), "no way back"),
    (lambda d, W, Z: d @ W, "no way back"),
    (lambda d, W, Z: (d * (Z > 0)) @ W.T, "early"),
    (lambda d, W, Z: d @ W.T * np.maximum(0, Z), "value"),
    (lambda d, W, Z: d @ W.T * Z, "times Z1"),
    (lambda d, W, Z: d @ W.T * np.sign(Z), "sign"),
    (lambda d, W, Z: d @ W.T * Z * (1 - Z), "sigmoid"),
    (lambda d, W, Z: d @ W.T / (1 + np.exp(-Z)) / (1 + np.exp(Z)), "sigmoid"),
    (lambda d, W, Z: d @ W.T * (Z > 0) / len(Z), "divided"),
    (lambda d, W, Z: -d @ W.T * (Z > 0), "negative"),
    (lambda d, W, Z: d @ W.T + (Z > 0), "added"),
    (lambda d, W, Z: d * (Z > 0), "no W2"),
    (lambda d, W, Z: d @ np.sign(W).T * (Z > 0), "no W2"),
    (lambda d, W, Z: d.sum(axis=1, keepdims=True) * (Z > 0), "no W2"),
    (lambda d, W, Z: 2 * d @ W.T * (Z > 0), "other"),
    (lambda d, W, Z: np.maximum(0, d @ W.T), "other"),
    (lambda d, W, Z: d @ W.T * (d @ W.T > 0), "other"),
    (lambda d, W, Z: np.where(Z > 0, d @ W.T, 0.01 * d @ W.T), "other"),
    (lambda d, W, Z: d @ W.T * (Z > 0)[:, ::-1], "other"),
    (lambda d, W, Z: d @ W.T * (Z > 0).any(axis=0), "no mask"),
    (lambda d, W, Z: np.round(d @ W.T * (Z > 0), 2), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_line_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def in_place(delta2, W2, Z1):
    delta2 *= 2
    return delta2 @ W2.T


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda d, W, Z: Z > 0, "should hold floats"),
        (lambda d, W, Z: (d @ W.T * (Z > 0)).sum(axis=0), "should have shape (5, 3)"),
        (lambda d, W, Z: (d @ W.T * (Z > 0)).T, "should have shape (5, 3)"),
        (lambda d, W, Z: W.T @ d, "it stopped with an error"),
        (lambda d, W, Z: print(d @ W.T * (Z > 0)), "returns nothing"),
        (in_place, "changes its argument `delta2` in place"),
    ],
)
def test_a_broken_line_is_explained(function, words):
    assert words in message(judge, function)


def in_a_loop(delta2, W2, Z1):
    delta1 = np.zeros_like(Z1)
    for i, j in np.argwhere(Z1 > 0):
        delta1[i, j] = sum(delta2[i, c] * W2[j, c] for c in range(W2.shape[1]))
    return delta1


def blocked(delta2, W2, Z1):
    delta1 = delta2.dot(W2.transpose())
    delta1[Z1 <= 0] = 0
    return delta1


RIGHT = [
    in_a_loop, blocked,
    lambda d, W, Z: np.where(Z > 0, np.einsum("nk,hk->nh", d, W), 0),
    lambda d, W, Z: (W @ d.T).T * np.heaviside(Z, 0),
    lambda d, W, Z: np.maximum(0, np.sign(Z)) * np.tensordot(d, W, (1, 1)),
    lambda d, W, Z: [[w @ e if z > 0 else 0.0 for w, z in zip(W, row)] for e, row in zip(d, Z)],  # noqa: B905
    *other_callables(in_a_loop),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_line_passes(function):
    judge(function)


def test_the_solution_passes_and_every_message_has_a_wrong_answer():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
    assert {key for _, key in WRONG} == set(MESSAGES)
