"""Lesson 00, draw a dropout mask: wrong masks are explained, right ones pass."""

import numpy as np
import pytest

from course.exercises.dropout_mask import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables
from nnlib import dropout


def exact_share(shape, p, rng):
    kept = np.zeros(np.prod(shape))
    kept[: round(p * kept.size)] = 1 / p
    return rng.permutation(kept).reshape(shape)


WRONG = [
    (lambda shape, p, rng: rng.random(shape) < p, "bool"),
    (lambda shape, p, rng: (rng.random(shape) < p).astype(int), "bool"),
    (lambda shape, p, rng: (rng.random(shape) < p) * 1.0, "not rescaled"),
    (lambda shape, p, rng: (rng.random(shape) > p) * 1.0, "flipped"),
    (lambda shape, p, rng: (rng.random(shape) > p) / p, "flipped, rescaled"),
    (lambda shape, p, rng: (rng.random(shape) > p) / (1 - p), "flipped, rescaled"),
    (lambda shape, p, rng: (rng.random(shape) < p) / (1 - p), "wrong factor"),
    (lambda shape, p, rng: (rng.random(shape) < p) * p, "times p"),
    (lambda shape, p, rng: np.where(rng.random(shape) < p, 1 / p, -1), "negative"),
    (lambda shape, p, rng: np.ones(shape) / p, "nothing dropped"),
    (lambda shape, p, rng: rng.random(shape) / p, "nothing dropped"),
    (lambda shape, p, rng: np.zeros(shape), "everything dropped"),
    (lambda shape, p, rng: np.zeros(shape) + (rng.random(shape[1]) < p) / p, "same row"),
    (lambda shape, p, rng: np.zeros(shape) + (rng.random((shape[0], 1)) < p) / p, "same column"),
    (lambda shape, p, rng: (np.random.default_rng(0).random(shape) < p) / p, "fixed"),
    (lambda shape, p, rng: (np.random.default_rng().random(shape) < p) / p, "not rng"),
    (exact_share, "fixed share"),
    (lambda shape, p, rng: (rng.random(shape) < 0.8) / 0.8, "fixed p"),
    (lambda shape, p, rng: np.maximum(0, rng.standard_normal(shape)), "two values"),
    (lambda shape, p, rng: 3.0 * (rng.random(shape) < p), "two values"),
    (lambda shape, p, rng: (rng.random(shape) < p / 2) / p, "other"),
    (lambda shape, p, rng: (rng.random(shape) < 0.5) / p, "fixed p"),
    (lambda shape, p, rng: rng.integers(0, 2, shape) / p, "fixed p"),
    (lambda shape, p, rng: np.round(rng.random(shape)) / p, "fixed p"),
    (lambda shape, p, rng: (rng.random(shape) < p) / 0.8, "two values"),
    (lambda shape, p, rng: (rng.random(shape) < p) / p**2, "two values"),
    (lambda shape, p, rng: (rng.random(shape) < p**3) / p, "other"),
    (lambda shape, p, rng: np.zeros(shape) + rng.random() / p, "nothing dropped"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_mask_is_explained(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_a_mask_of_another_shape_is_explained():
    assert "array of numbers" in message(judge, lambda shape, p, rng: [[1 / p], [0, 0]])
    assert "should have shape (200, 50)" in message(judge, lambda shape, p, rng: rng.random(shape[1]) / p)


RIGHT = [
    lambda shape, p, rng: np.where(rng.random(shape) >= 1 - p, 1 / p, 0),
    lambda shape, p, rng: rng.binomial(1, p, shape) / p,
    lambda shape, p, rng: rng.choice([0, 1 / p], size=shape, p=[1 - p, p]),
    lambda shape, p, rng: 1 / p - (rng.uniform(size=shape) > p) / p,
    lambda shape, p, rng: np.reshape([(rng.random() < p) / p for _ in range(np.prod(shape))], shape),
    *other_callables(lambda shape, p, rng: (rng.random(shape) <= p) * (1 / p)),
    lambda shape, p, rng: dropout(np.ones(shape), p, rng=rng),
    lambda shape, p, rng: (rng.random(shape, dtype=np.float32) < p).astype(np.float32) / np.float32(p),
]


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_mask_passes(function):
    judge(function)


def test_the_solution_passes_and_every_message_has_a_wrong_answer():
    names = {"np": np}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
    assert {key for _, key in WRONG} == set(MESSAGES)
