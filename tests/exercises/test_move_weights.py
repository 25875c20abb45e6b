"""Turn "move_weights": wrong answers are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.move_weights import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables


def into(moved_rows, weight_rows, axis=0):
    def move(weights):
        moved = np.zeros_like(weights)
        np.moveaxis(moved, axis, 0)[moved_rows] = np.moveaxis(weights, axis, 0)[weight_rows]
        return moved

    return move


def without_the_top(weights):
    weights = weights.copy()
    weights[0] = 0
    return weights


def in_place(weights):
    weights[:-1] = weights[1:]
    weights[-1] = 0
    return weights


def cleared(weights):
    moved = np.roll(weights, -1, axis=0)
    weights *= 0
    return moved


FIRST, REST = slice(None, -1), slice(1, None)
WRONG = [
    (into(REST, FIRST), "down"),
    (into(REST, FIRST, axis=1), "right"),
    (into(FIRST, REST, axis=1), "left"),
    (lambda weights: np.roll(weights, -1, axis=0), "wrapped"),
    (lambda weights: np.roll(weights, 1, axis=0), "wrapped down"),
    (into(slice(None, -4), slice(4, None)), "four"),
    (into(slice(None, -2), slice(2, None)), "two"),
    (lambda weights: weights, "unchanged"),
    (lambda weights: weights.copy(), "unchanged"),
    (lambda weights: np.concatenate([weights[1:], weights[-1:]]), "repeated"),
    (without_the_top, "cut"),
    (lambda weights: np.roll(weights, -1, axis=2), "maps"),
    (lambda weights: weights[::-1], "flipped"),
    (in_place, "in place"),
    (cleared, "in place"),
    (lambda weights: 0 * weights, "nothing"),
    (lambda weights: 2 * weights, "other"),
    (lambda weights: np.concatenate([weights[1:], weights[:1]]), "wrapped"),
    (lambda weights: np.swapaxes(weights, 0, 1)[:, :].reshape(weights.shape), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_answer_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda weights: weights[1:], "the moved weights should have shape"),
        (lambda: 0, "it cannot be called as `<lambda>(weights)`"),
    ],
)
def test_a_broken_answer_is_explained(function, words):
    assert words in message(judge, function)


def by_padding(weights):
    return np.pad(weights, [(0, 1), (0, 0), (0, 0), (0, 0)])[1:]


def by_loops(weights):
    moved = np.zeros(weights.shape)
    for i in range(len(weights) - 1):
        moved[i] = weights[i + 1]
    return moved


def by_a_matrix(weights):
    return np.einsum("ab,bcde->acde", np.eye(len(weights), k=1), weights)


def rolled(weights):
    moved = np.roll(weights, -1, axis=0)
    moved[-1] = 0
    return moved


def solution(weights):
    namespace = {"np": np}
    exec(EXERCISE.solution, namespace)
    return namespace["move_up"](weights)


RIGHT = [by_padding, by_loops, by_a_matrix, rolled, solution, *other_callables(rolled)]


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_answer_passes(function):
    judge(function)
