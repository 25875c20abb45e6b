"""Your turn in the last lesson: how a gradient goes back through a product."""

import numpy as np

from course.exercises.diagnosis import as_array, as_pair, close, diagnose
from course.exercises.judging import Answer, Exercise, call
from course.exercises.reading import any_array

MESSAGES = {
    "swapped": "the two gradients have changed places. The gradient of a comes first, and it holds b.",
    "own factor": "each gradient is multiplied by its own factor. The derivative of a * b by a is b.",
    "local": "these are the local derivatives. The chain rule multiplies them by g, the gradient that "
    "arrives from above.",
    "unchanged": "g is handed on unchanged, as in a sum. A product multiplies it by the other factor.",
    "added": "g is added to the factors. The chain rule multiplies.",
    "both": "the product a * b stands in both gradients. Each holds the other factor only.",
    "matrix": "this is the rule of a matrix product. Here the elements are multiplied one by one.",
    "summed": "the gradients are summed up. Each element of a has a gradient of its own.",
    "halved": "each gradient is half of what it should be. Moving a alone changes L by all of g * b.",
    "negative": "the sign is wrong: a larger b makes the product grow faster with a.",
    "quotient": "the gradients are divided by a factor. They should be multiplied by it.",
    "zeros": "it is right for square arrays without zeros, but not for a mask, whose zeros no "
    "number can be divided by.",
    "first only": "the gradient of a is right, that of b is not.",
    "second only": "the gradient of b is right, that of a is not.",
    "other": "for fresh numbers these are not the derivatives of L.",
}


def judge(function: Answer) -> None:
    """Judge ``multiply_backward(g, a, b)``, which returns the gradients of both factors."""
    g, a, b = np.random.default_rng(3).normal(size=(3, 3, 3))
    pair = _gradients(function, g, a, b)
    names = ("the gradient of a", "the gradient of b")
    found = [as_array(part, any_array(part).shape, name) for part, name in zip(pair, names, strict=True)]
    suspects = _suspects(g, a, b, found)
    if not any(close(found, wrong) for _, wrong in suspects):
        found = [as_array(part, g.shape, name) for part, name in zip(pair, names, strict=True)]
    diagnose(found, [g * b, g * a], MESSAGES, suspects, "other")
    _judge_mask(function)


def _judge_mask(function):
    """Judge by a wide array whose second factor is a mask with zeros."""
    g, a = np.random.default_rng(4).uniform(0.5, 2, size=(2, 2, 4))
    b = np.array([[0.0, 1.25, 0.0, 1.25], [1.25, 0.0, 0.0, 1.25]])
    pair = _gradients(function, g, a, b)
    names = ("the gradient of a", "the gradient of b")
    found = [as_array(part, g.shape, name) for part, name in zip(pair, names, strict=True)]
    diagnose(found, [g * b, g * a], MESSAGES, [], "zeros")


def _gradients(function, g, a, b):
    """Return the learner's two gradients, which may lie in one array of shape (2, rows, columns)."""
    found = call(function, g=g, a=a, b=b)
    if isinstance(found, np.ndarray) and found.shape == (2, *g.shape):
        found = list(found)
    return as_pair(found, "the gradients of a and of b")


def _suspects(g, a, b, found):
    def same(i, right):
        return np.shape(found[i]) == right.shape and np.allclose(found[i], right)

    return [
        ("swapped", [g * a, g * b]),
        ("own factor", [a, b]),
        ("local", [b, a]),
        ("unchanged", [g, g]),
        ("added", [g + b, g + a]),
        ("both", [g * a * b, g * a * b]),
        ("both", [a * b, a * b]),
        ("matrix", [g @ b.T, a.T @ g]),
        ("matrix", [g @ b, g @ a]),
        ("summed", [np.sum(g * b), np.sum(g * a)]),
        ("summed", [(g * b).sum(axis=0, keepdims=True), (g * a).sum(axis=0, keepdims=True)]),
        ("summed", [(g * b).sum(axis=0), (g * a).sum(axis=0)]),
        ("halved", [g * b / 2, g * a / 2]),
        ("negative", [-g * b, -g * a]),
        ("quotient", [g / b, g / a]),
        ("quotient", [g / a, g / b]),
        *([("first only", found)] if same(0, g * b) else []),
        *([("second only", found)] if same(1, g * a) else []),
    ]


EXERCISE = Exercise(
    title="Your turn: back through a product",
    answer="multiply_backward",
    judge=judge,
    hints=(
        "Take single numbers first: c = a * b. If a grows by 1, by how much does c grow?",
        "The chain rule: the gradient of a is g, the derivative of L by c, times the derivative of c by a.",
        "dc/da is b and dc/db is a. Multiply each by g, element by element.",
    ),
    revisit="09_where_next, section 4 (Let the machine differentiate)",
    solution="def multiply_backward(g, a, b):\n    return g * b, g * a",
)
