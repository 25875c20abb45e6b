"""Turn "output_size": wrong answers are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.output_size import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables
from nnlib import conv2d, max_pool

WRONG = [
    (lambda n, k, p: n + 2 * p - k + 1, "no pooling"),
    (lambda n, k, p: n // 2, "no convolution"),
    (lambda n, k, p: (n + 2 * p) // 2, "no convolution"),
    (lambda n, k, p: n // 2 + 2 * p - k + 1, "pooling first"),
    (lambda n, k, p: (n + p - k + 1) // 2, "one border"),
    (lambda n, k, p: (n - k + 1) // 2, "no border"),
    (lambda n, k, p: (n - 2 * p - k + 1) // 2, "border removed"),
    (lambda n, k, p: (n + 2 * p - k) // 2, "missing one"),
    (lambda n, k, p: n + 2 * p - k, "pooling step 1"),
    (lambda n, k, p: (n + 2 * p - k + 1) // 4, "twice"),
    (lambda n, k, p: int(np.ceil((n + 2 * p - k + 1) / 2)), "round up"),
    (lambda n, k, p: ((n + 2 * p - k) // k + 1) // 2, "kernel as step"),
    (lambda n, k, p: (n + 2 * p - k + 1) / 2, "fraction"),
    (lambda n, k, p: ((n + 2 * p - k + 1) // 2) ** 2, "pixels"),
    (lambda n, k, p: ((n + 2 * p - k) // p + 1) // 2, "p as step"),
    (lambda n, k, p: (n + 2 * p - k + 1 - 2) // p + 1, "p as step"),
    (lambda n, k, p: (n + 2 * p - k + 1 + 2 * p - 2) // 2 + 1, "pooling border"),
    (lambda n, k, p: (28 + 2 * p - k + 1) // 2, "constants"),
    (lambda n, k, p: (n + 2 * p - 5 + 1) // 2, "constants"),
    (lambda n, k, p: n, "other"),
    (lambda n, k, p: round((n + 2 * p - k + 1) / 2), "other"),
    (lambda n, k, p: (n + 2 * p - k + 1) // 2 - 1, "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_answer_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda n, k, p: (n // 2, n // 2), "it should return one number, the side"),
        (lambda n, k, p: [[n], [n, n]], "it should return one number, the side"),
        (lambda n, k, p: str(n), "it should return one number, the side"),
        (lambda n, k: n, "it cannot be called as `<lambda>(n, k, p)`"),
        (lambda n, k, p: None, "Is the `return` at the end missing?"),
    ],
)
def test_a_broken_answer_is_explained(function, words):
    assert words in message(judge, function)


def by_running_it(n, k, p):
    image = np.pad(np.zeros((n, n)), p)
    return len(max_pool(conv2d(image, np.ones((k, k)))))


def solution(*arguments):
    namespace = {}
    exec(EXERCISE.solution, namespace)
    return namespace["block_side"](*arguments)


@pytest.mark.parametrize(
    "function",
    [
        by_running_it,
        *other_callables(by_running_it),
        solution,
        lambda n, k, p: np.floor((n + 2 * p - k + 1) / 2),
        lambda n, k, p: ((n + 2 * p - k) // 1 + 1 - 2) // 2 + 1,
        lambda n, k, p: len(range(0, n + 2 * p - k, 2)),
    ],
)
def test_a_right_answer_passes(function):
    judge(function)
