"""Your turn in lesson 00: the derivative at the hidden layer."""

import numpy as np

from course.exercises.diagnosis import as_array, diagnose
from course.exercises.judging import Answer, Exercise, call

MESSAGES = {
    "no mask": "nothing stops at ReLU: the way back through W2 is right, but each unit lets its derivative "
    "pass. One whose `Z1` is negative had no part in the output.",
    "inverted": "the mask is upside down: it lets pass where `Z1` is negative.",
    "no way back": "`W2` is not transposed. Going back, a hidden unit collects from the outputs, so the "
    "product needs shape (classes, units).",
    "early": "the mask was put on `delta2`. It belongs to the hidden units: multiply by it after `W2`.",
    "value": "this multiplies by ReLU's output. The chain rule asks for its slope, which is 1 or 0.",
    "times Z1": "this multiplies by `Z1` itself. The chain rule asks for ReLU's slope there, 1 or 0.",
    "sign": "the slope of ReLU is 0 for negative `Z1`, not -1.",
    "sigmoid": "this is the slope of the sigmoid. The hidden units have ReLU.",
    "divided": "the 1/n is in `delta2` already. Here it acts a second time.",
    "negative": "the sign is flipped. The minus of descent comes later, when the weights are moved.",
    "added": "the mask is added. By the chain rule the slope multiplies.",
    "no W2": "`W2` is missing, or only its sign or size is used: each output counts by the weight to it.",
    "other": "for fresh arrays it differs from the chain rule: back through `W2`, times ReLU's slope.",
}


def judge(function: Answer) -> None:
    """Judge ``my_delta1(delta2, W2, Z1)`` on fresh arrays, first with as many units as classes."""
    for n, units, classes in ((5, 3, 3), (6, 4, 2)):
        rng = np.random.default_rng(units)
        delta2, W2, Z1 = (
            rng.standard_normal(size) for size in ((n, classes), (units, classes), (n, units))
        )
        found = call(function, delta2=delta2, W2=W2, Z1=Z1)
        found = as_array(found, (n, units), "delta1")
        right = (delta2 @ W2.T) * (Z1 > 0)
        diagnose(found, right, MESSAGES, _suspects(delta2, W2, Z1, right), "other")


def _suspects(delta2, W2, Z1, right):
    """Yield the message key and the result of each wrong line."""
    back, mask, relu = delta2 @ W2.T, Z1 > 0, np.maximum(0, Z1)
    sigmoid = 1 / (1 + np.exp(-Z1))
    yield "no mask", back
    yield "inverted", back * (Z1 < 0)
    yield "value", back * relu
    yield "times Z1", back * Z1
    yield "sign", back * np.sign(Z1)
    yield "sigmoid", back * sigmoid * (1 - sigmoid)
    yield "sigmoid", back * Z1 * (1 - Z1)
    yield "divided", right / len(Z1)
    yield "negative", -right
    yield "added", back + mask
    yield "no W2", (delta2 @ np.sign(W2).T) * mask
    yield "no W2", delta2.sum(axis=1, keepdims=True) * mask
    if W2.shape[0] == W2.shape[1]:
        yield "no way back", (delta2 @ W2) * mask
        yield "no way back", delta2 @ W2
        yield "early", (delta2 * mask) @ W2.T
        yield "no W2", delta2 * mask


EXERCISE = Exercise(
    title="Your turn: back through the hidden layer",
    answer="my_delta1",
    judge=judge,
    hints=(
        "One line is enough: a matrix product, and a product by element.",
        "Shapes lead the way: `delta2` is (n, classes), `W2` is (units, classes), and the result is "
        "(n, units). Which product of the first two has this shape?",
        "ReLU's slope is 1 where `Z1` is positive, else 0: in NumPy, `(Z1 > 0)`. Multiply `delta2 @ W2.T` "
        "by it.",
    ),
    revisit="00_start_here, section 3 (Put the toolkit on one page)",
    solution="def my_delta1(delta2, W2, Z1):\n    return (delta2 @ W2.T) * (Z1 > 0)",
)
