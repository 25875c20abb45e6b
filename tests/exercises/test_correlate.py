"""Turn "correlate": wrong answers are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.correlate import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables


def window(X, K, i, j):
    h, w = K.shape
    return X[i : i + h, j : j + w]


def one_short(X, K, i, j):
    h, w = np.array(K.shape) - 1
    return np.sum(X[i : i + h, j : j + w] * K[:h, :w])


def centred(X, K, i, j):
    h, w = K.shape
    return np.sum(window(X, K, i - h // 2, j - w // 2) * K)


def square(X, K, i, j):
    h = len(K)
    part = X[i : i + h, j : j + h]
    return sum(part[a, b] * K[a, b] for a in range(h) for b in range(min(h, K.shape[1])))


def matrix_product(X, K, i, j):
    return np.sum(window(X, K, i, j) @ K)


WRONG = [
    (lambda X, K, i, j: np.sum(window(X, K, i, j) * K[::-1, ::-1]), "flipped"),
    (lambda X, K, i, j: np.sum(window(X, K, i, j) * K[::-1]), "half flipped"),
    (lambda X, K, i, j: np.sum(window(X, K, i, j) * K[:, ::-1]), "half flipped"),
    (lambda X, K, i, j: np.sum(window(X, K, i, j) * K.T), "transposed"),
    (lambda X, K, i, j: np.sum(window(X, K, j, i) * K), "swapped"),
    (lambda X, K, i, j: np.sum(window(X, K, 0, 0) * K), "origin"),
    (lambda X, K, i, j: np.mean(window(X, K, i, j) * K), "mean"),
    (lambda X, K, i, j: window(X, K, i, j) * K, "not summed"),
    (lambda X, K, i, j: (window(X, K, i, j) * K).tolist(), "not summed"),
    (lambda X, K, i, j: sum(window(X, K, i, j) * K), "half summed"),
    (lambda X, K, i, j: np.sum(window(X, K, i, j) * K, axis=1), "half summed"),
    (lambda X, K, i, j: window(X, K, i, j).sum(), "no kernel"),
    (lambda X, K, i, j: window(X, K, i, j).sum() * K.sum(), "all pairs"),
    (lambda X, K, i, j: np.max(window(X, K, i, j) * K), "largest"),
    (lambda X, K, i, j: np.sum(window(X, K, i + 1, j + 1) * K), "too late"),
    (lambda X, K, i, j: abs(np.sum(window(X, K, i, j) * K)), "other"),
    (lambda X, K, i, j: max(0.0, np.sum(window(X, K, i, j) * K)), "other"),
    (lambda X, K, i, j: np.sum((window(X, K, i, j) - K) ** 2), "other"),
    (lambda X, K, i, j: 2 * np.sum(window(X, K, i, j) * K), "other"),
    (centred, "centred"), (one_short, "one short"), (square, "square"), (matrix_product, "matrix product"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_answer_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda X, K, i, j: window(X, K, i, j), "the answer should have shape ()"),
        (lambda X, K, i, j: [[1.0, 2.0], [3.0]], "the answer should be an array of numbers"),
        (lambda X, K, i, j: int(np.sum(window(X, K, i, j) * K)), "the answer should hold floats"),
        (lambda X, K: np.sum(X), "it cannot be called as `<lambda>(image, kernel, i, j)`"),
    ],
)
def test_a_broken_answer_is_explained(function, words):
    assert words in message(judge, function)


def by_loops(image, kernel, i, j):
    total = 0.0
    for a in range(len(kernel)):
        for b in range(len(kernel[0])):
            total += kernel[a, b] * image[i + a, j + b]
    return total


def solution(*arguments):
    namespace = {"np": np}
    exec(EXERCISE.solution, namespace)
    return namespace["answer_at"](*arguments)


@pytest.mark.parametrize(
    "function",
    [
        by_loops,
        *other_callables(by_loops),
        solution,
        lambda X, K, i, j: np.einsum("ab,ab", window(X, K, i, j), K),
        lambda X, K, i, j: window(X, K, i, j).ravel() @ K.ravel(),
        lambda X, K, i, j: np.tensordot(K, window(X, K, i, j)),
    ],
)
def test_a_right_answer_passes(function):
    judge(function)
