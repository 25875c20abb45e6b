"""Exercise 3b: wrong losses are named, right ones pass."""

import numpy as np
import pytest

from course.exercises.small_problem import small_problem
from course.exercises.three_losses import EXERCISE, MESSAGES, judge
from exercises.answers import good_step, message
from nnlib import accuracy, cross_entropy, forward_mlp

X, Y, PARAMS = small_problem()


def losses(mu=0.9, lr=0.1, steps=11, params=PARAMS, measure=cross_entropy):
    """Train as a learner does; return the final parameters and the losses."""
    velocities = {name: np.zeros_like(array) for name, array in params.items()}
    found = [measure(forward_mlp(X, *params.values())[1], Y)]
    for _ in range(steps):
        params, velocities = good_step(X, Y, params, velocities, mu, lr)
        found.append(measure(forward_mlp(X, *params.values())[1], Y))
    return params, found


ALL = losses()[1]
TEN = (ALL[0], ALL[1], ALL[10])


def three(**settings):
    found = losses(**settings)[1]
    return found[0], found[1], found[10]


WRONG = {
    "one": (ALL[10], "three numbers"), "two": (TEN[:2], "three numbers"), "none": (None, "three numbers"),
    "text": ("0.817 0.803 0.671", "three numbers"), "four": ((*TEN, 1.0), "three numbers"),
    "all": (ALL[:11], "all"), "all as array": (np.array(ALL[:11]), "all"),
    "what train returns": ((PARAMS, ALL[:11]), "params"),
    "backwards": (TEN[::-1], "backwards"), "after nine": ((ALL[0], ALL[1], ALL[9]), "last"),
    "after one, two, nine": ((ALL[1], ALL[2], ALL[9]), "last"),
    "one late": ((ALL[1], ALL[2], ALL[11]), "shifted"),
    "from one": ((ALL[1], ALL[2], ALL[10]), "shifted"),
    "after two": ((ALL[0], ALL[2], ALL[10]), "two steps"),
    "plain": (three(mu=0.0), "plain"), "swapped": (three(mu=0.1, lr=0.9), "swapped"),
    "small lr": (three(lr=0.01), "settings"), "mu 0.5": (three(mu=0.5), "settings"),
    "lr 1": (three(lr=1.0), "settings"), "plain, small": (three(mu=0.0, lr=0.01), "settings"),
    "trained twice": (three(params=losses(steps=10)[0]), "trained"),
    "drops": ((ALL[0] - ALL[1], ALL[1] - ALL[2], ALL[9] - ALL[10]), "drops"),
    "accuracy": (three(measure=accuracy), "accuracy"), "two decimals": (tuple(np.round(TEN, 2)), "rounded"),
    "one decimal": (tuple(np.round(TEN, 1)), "rounded"), "sums": (tuple(5 * x for x in TEN), "sum"),
    "zeros": ((0, 0, 0), "other"), "NaN": ((np.nan, *TEN[1:]), "other"),
    "another start": (tuple(x + 0.01 for x in TEN), "other"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "key"), WRONG.values(), ids=WRONG)
def test_wrong_losses_are_named(answer, key):
    assert message(judge, answer) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


RIGHT = {
    "tuple": TEN, "list": list(TEN), "array": np.array(TEN), "three decimals": tuple(np.round(TEN, 3)),
    "four decimals": tuple(np.round(TEN, 4)), "float32": np.array(TEN, dtype=np.float32),
    "picked": np.array(ALL)[[0, 1, 10]], "negative index": (ALL[0], ALL[1], ALL[:11][-1]),
    "dict": {"before": TEN[0], "after one": TEN[1], "after ten": TEN[2]},
    "texts": tuple(f"{x:.3f}" for x in TEN),
    "by hand": (0.817, 0.803, 0.671), "NumPy's floats": tuple(map(np.float64, TEN)),
    "arrays without axes": [np.array(x) for x in TEN],
}  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT.values(), ids=RIGHT)
def test_right_losses_pass(answer):
    judge(answer)


def test_the_solution_passes():
    names = {"X": X, "y": Y, "params": PARAMS, "train": lambda X, y, params, **settings: losses(**settings)}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
