"""Lesson 00, three faults: each pass fails where it should, and wrong guesses are explained."""

import numpy as np
import pytest

from course.exercises.find_fault import EXERCISE, FAULTS, MESSAGES, judge, mystery_backward
from exercises.answers import message
from nnlib import backward_mlp_3layer, forward_mlp_3layer, initial_weights, one_hot


def test_the_arrays_that_fail_are_those_below_the_wrong_line():
    rng = np.random.default_rng(1)
    X, y = rng.standard_normal((8, 5)), one_hot(np.arange(8) % 3, 3)
    params = initial_weights((5, 6, 4, 3), rng)
    W1, b1, W2, b2, W3, _ = params.values()
    A1, A2, A3 = forward_mlp_3layer(X, **params)
    passed = X, A1, A2, A3, y, W1, W2, W3, X @ W1 + b1, A1 @ W2 + b2
    right = backward_mlp_3layer(*passed)
    fails = {
        name: [not np.allclose(g, r) for g, r in zip(mystery_backward(name, *passed), right, strict=True)]
        for name in FAULTS
    }
    assert fails == {
        "A": [True] * 4 + [False] * 2,
        "B": [False] * 3 + [True, False, False],
        "C": [True] * 6,
    }


A, B, C = "delta2", "grad_b2", "delta3"
WRONG = [
    (A, "form"), ("ABC", "form"), ({"A": A, "B": B}, "form"), ((), "form"), (None, "form"),
    ((A, B, C, C), "form"), ((A, "b2", C), "names"), (("δ2", B, C), "names"), ((B, A, C), "order"),
    ((A, B, "grad_W2"), "C: gradient"), ((C, B, C), "A: delta3"), ((A, B), "form"), ((A, B, 3), "form"),
    ((A, "W2", C), "names"), ((C, B, A), "order"), (("delta1", B, C), "A: delta1"),
    (("delta3", B, C), "A: delta3"),
    (("grad_W1", B, C), "A: gradient"), ((A, "delta2", C), "B: delta2"), ((A, "delta1", C), "B: delta"),
    ((A, "grad_W2", C), "B: W2"), ((A, "grad_b1", C), "B: gradient"), ((A, B, "grad_W3"), "C: last"),
    ((A, B, "grad_b3"), "C: last"), ((A, B, "delta2"), "C: delta2"), ((A, B, "delta1"), "C: delta1"),
    ((A, B, "grad_W1"), "C: gradient"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG)
def test_a_wrong_guess_is_explained(answer, key):
    assert message(judge, answer).endswith(MESSAGES[key])


def test_the_first_wrong_guess_is_named_by_its_pass():
    assert message(judge, (A, "grad_W2", "delta1")).startswith("look at B again: ")


@pytest.mark.parametrize(
    "answer",
    [
        (A, B, C),
        [A, B, C],
        np.array([A, B, C]),
        ("Delta2", " grad_B2 ", "DELTA3"),
        {"C": C, "A": A, "B": B},
        "delta2 grad_b2 delta3".split(),
        tuple(FAULTS.values()),
    ],
)
def test_a_right_guess_passes(answer):
    judge(answer)


def test_the_solution_passes_and_every_message_has_a_wrong_answer():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
    assert {key for _, key in WRONG} == set(MESSAGES)
