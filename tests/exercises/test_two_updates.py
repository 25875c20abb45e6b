"""Exercise 1a: wrong pairs of velocity and update are named, right ones pass."""

import numpy as np
import pytest

from course.exercises.two_updates import EXERCISE, MESSAGES, judge
from exercises.answers import message
from nnlib import momentum_update

GRADIENTS = [np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.5, 1.5], [2.5, 3.5]])]
ZEROS = np.zeros((2, 2))


def pairs(mu=0.9, lr=0.1, gradients=GRADIENTS, keep=True):
    velocity, found = ZEROS, []
    for gradient in gradients:
        velocity, update = momentum_update(velocity if keep else ZEROS, gradient, mu, lr)
        found.append((velocity, update))
    return found


(FIRST, _), (SECOND, _) = pairs()


def overwritten():
    velocity, found = ZEROS.copy(), []
    for gradient in GRADIENTS:
        velocity[:] = 0.9 * velocity - 0.1 * gradient
        found.append((velocity, velocity))
    return found


WRONG = {
    "one array": (FIRST, "numbers"), "none": (None, "form"), "text": ("-0.1, -0.14", "form"),
    "empty": ([], "form"),
    "one pair": ([(FIRST, FIRST)], "form"), "a number": (-0.14, "form"),
    "texts": ([("a", "b"), ("c", "d")], "numbers"),
    "top left only": ([(-0.1, -0.1), (-0.14, -0.14)], "numbers"),
    "zeros too": ([(ZEROS, ZEROS), *pairs()], "three"),
    "velocities": ([FIRST, SECOND], "velocities only"),
    "not handed on": (pairs(keep=False), "not handed on"),
    "first pair twice": ([pairs()[0]] * 2, "first twice"),
    "first gradient twice": (pairs(gradients=GRADIENTS[:1] * 2), "first twice"),
    "one array, overwritten": (overwritten(), "last twice"),
    "second gradient twice": (pairs(gradients=GRADIENTS[1:] * 2), "last twice"),
    "before the call": ([(ZEROS, ZEROS), (FIRST, FIRST)], "too early"),
    "old velocity": ([(ZEROS, FIRST), (FIRST, SECOND)], "old velocity"),
    "reversed": (pairs()[::-1], "reversed"),
    "gradients reversed": (pairs(gradients=GRADIENTS[::-1]), "reversed"),
    "gradients": ([(g, g) for g in GRADIENTS], "gradients"),
    "summed updates": ([(FIRST, FIRST), (SECOND, FIRST + SECOND)], "summed"),
    "both summed": ([(FIRST, FIRST), (FIRST + SECOND, FIRST + SECOND)], "summed"),
    "uphill": ([(-v, -u) for v, u in pairs()], "sign"),
    "swapped": (pairs(mu=0.1, lr=0.9), "swapped"),
    "no lr": ([(-v * -10, u * 10) for v, u in pairs()], "no lr"),
    "nothing forgotten": ([(FIRST, FIRST), (FIRST - 0.1 * GRADIENTS[1],) * 2], "no mu"),
    "plain update": ([(v, -0.1 * g) for (v, _), g in zip(pairs(), GRADIENTS, strict=True)], "plain"),
    "another mu": (pairs(mu=0.5), "settings"), "another lr": (pairs(lr=0.01), "settings"),
    "NaN": ([(FIRST, FIRST), (SECOND * np.nan, SECOND)], "other"),
    "one entry": ([(FIRST, FIRST), (SECOND, SECOND + np.eye(2))], "other"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG.values(), ids=WRONG)
def test_wrong_pairs_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


RIGHT = {
    "pairs": pairs(), "tuple": tuple(pairs()), "lists": [list(pair) for pair in pairs()],
    "array": np.array(pairs()), "rounded": [(v.round(2), u.round(2)) for v, u in pairs()],
    "nested lists": np.array(pairs()).tolist(), "float32": np.array(pairs(), dtype=np.float32),
    "by hand": [([[-0.1, -0.2], [-0.3, -0.4]],) * 2, ([[-0.14, -0.33], [-0.52, -0.71]],) * 2],
    "texts of numbers": np.array(pairs()).astype(str), "object array": np.array(pairs(), dtype=object),
    "long double": np.array(pairs(), dtype=np.longdouble), "Fortran order": np.asfortranarray(pairs()),
    "by the sum": [(-0.1 * GRADIENTS[0],) * 2, (-0.1 * (0.9 * GRADIENTS[0] + GRADIENTS[1]),) * 2],
}  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT.values(), ids=RIGHT)
def test_right_pairs_pass(answer):
    judge(answer)


def test_the_solution_passes():
    names = {"np": np, "gradients": GRADIENTS, "momentum_update": momentum_update, "mu": 0.9, "lr": 0.1}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
