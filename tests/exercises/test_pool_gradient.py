"""Turn "pool_gradient": wrong answers are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.pool_gradient import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables


def won(window):
    return window == window.max()


def softmax(delta, window):
    e = np.exp(window)
    return delta * e / e.sum()


def first_pixel(delta, window):
    gradient = np.zeros((2, 2))
    gradient[0, 0] = delta
    return gradient


def lost(delta, window):
    return delta * won(window) * (won(window).sum() == 1)


def some_to_a_loser(delta, window):
    shares = delta * won(window) / won(window).sum()
    tied = won(window).sum() == 2
    return np.full((2, 2), delta / 4) if tied else shares


def flat_index_as_row(delta, window):
    gradient = np.zeros((2, 2))
    gradient[window.argmax()] = delta
    return gradient


WRONG = [
    (flat_index_as_row, "flat index"),
    (lambda delta, window: delta / 4, "quarter"),
    (lambda delta, window: delta * window.max(), "delta times the largest"),
    (lambda delta, window: delta + 1, "other"),
    (lambda delta, window: np.full((2, 2), delta), "everywhere"),
    (lambda delta, window: np.full((2, 2), delta / 4), "shared by all"),
    (lambda delta, window: delta * (window == window.min()), "smallest"),
    (lambda delta, window: delta * window * won(window), "value"),
    (lambda delta, window: delta * window, "value"),
    (lambda delta, window: window * won(window), "the value itself"),
    (lambda delta, window: won(window).astype(float), "ones"),
    (lambda delta, window: -delta * won(window), "sign"),
    (lambda delta, window: window.max(), "forward"),
    (lambda delta, window: delta, "delta"),
    (lambda delta, window: delta * ~won(window), "losers"),
    (lambda delta, window: delta * (window == window.max(axis=1, keepdims=True)), "row winners"),
    (lambda delta, window: delta * (window == window.max(axis=0, keepdims=True)), "row winners"),
    (lambda delta, window: delta * won(window).T, "transposed"),
    (lambda delta, window: delta * won(window) * (window > 0), "relu"),
    (lambda delta, window: delta * won(window), "counted often"),
    (lambda delta, window: np.abs(delta) * won(window), "sign"),
    (lambda delta, window: delta * won(window) / 4, "other"),
    (lambda delta, window: 2 * delta * won(window), "other"),
    (softmax, "softmax"), (first_pixel, "corner"), (lost, "lost in a tie"), (some_to_a_loser, "tie"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_answer_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda delta, window: (delta * won(window)).ravel(), "the gradient should have shape (2, 2)"),
        (lambda delta, window: [[delta], [0.0, 0.0]], "the gradient should be an array of numbers"),
        (lambda delta, window: won(window), "the gradient should hold floats; it came as bool"),
        (lambda delta: delta, "it cannot be called as `<lambda>(delta, window)`"),
    ],
)
def test_a_broken_answer_is_explained(function, words):
    assert words in message(judge, function)


def to_the_first(delta, window):
    gradient = np.zeros((2, 2))
    gradient.ravel()[window.argmax()] = delta
    return gradient


def to_the_last(delta, window):
    places = np.argwhere(won(window))
    gradient = np.zeros(window.shape)
    gradient[tuple(places[-1])] = delta
    return gradient


def nested_list(delta, window):
    return to_the_first(delta, window).tolist()


def solution(*arguments):
    namespace = {}
    exec(EXERCISE.solution, namespace)
    return namespace["pool_gradient"](*arguments)


def by_loops(delta, window):
    gradient, left = np.zeros((2, 2)), delta
    for i, j in np.ndindex(2, 2):
        if window[i, j] == np.max(window) and left:
            gradient[i, j], left = left, 0
    return gradient


RIGHT = [to_the_first, to_the_last, nested_list, solution, by_loops, *other_callables(to_the_last)]


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_answer_passes(function):
    judge(function)
