"""Exercise 3c: wrong dicts of gradients are named, right ones pass; and the table of their errors."""

from collections import OrderedDict

import numpy as np
import pytest

from course.exercises.own_gradients import EXERCISE, MESSAGES, judge
from course.exercises.small_problem import arguments, gradient_errors, small_problem
from exercises.answers import backward, good_step, message
from nnlib import backward_mlp, cross_entropy, forward_mlp, numerical_gradient

X, Y, PARAMS = small_problem()
ZEROS = {name: np.zeros_like(array) for name, array in PARAMS.items()}
GRADS = backward(X, Y, PARAMS)
NUMERICAL = numerical_gradient(X, Y, PARAMS, cross_entropy, lambda X, p: forward_mlp(X, *p.values())[1])


def scaled(factor, arrays=GRADS):
    return {name: factor * array for name, array in arrays.items()}


def moved(params=PARAMS, velocities=ZEROS, mu=0.0, lr=1.0):
    new, _ = good_step(X, Y, params, velocities, mu, lr)
    return {name: params[name] - new[name] for name in params}


def trained(steps, mu=0.9, lr=0.1):
    params, velocities = PARAMS, ZEROS
    for _ in range(steps):
        params, velocities = good_step(X, Y, params, velocities, mu, lr)
    return params, velocities


def without(name):
    return {key: array for key, array in GRADS.items() if key != name}


WRONG = {
    "pair": (good_step(X, Y, PARAMS, ZEROS, 0.0, 1.0), "pair"), "list of dicts": ([GRADS], "pair"),
    "new": (good_step(X, Y, PARAMS, ZEROS, 0.0, 1.0)[0], "new"), "old": (PARAMS, "old"),
    "zero": (ZEROS, "nothing"),
    "copied": (scaled(0), "nothing"), "sign": (scaled(-1), "sign"),
    "velocities": (good_step(X, Y, PARAMS, ZEROS, 0.0, 1.0)[1], "sign"),
    "lr 0.1": (moved(lr=0.1), "lr"), "lr 0.01": (moved(lr=0.01), "lr"),
    "mu too": (moved(mu=0.9, lr=0.1), "lr"),
    "lr 0.5": (moved(lr=0.5), "lr"),
    "moving": (moved(velocities=trained(1)[1], mu=0.9), "mu"),
    "long moving": (moved(velocities=trained(10)[1], mu=0.9), "mu"),
    "sum": (scaled(5), "sum"), "trained": (moved(params=trained(10)[0]), "trained"),
    "one step on": (moved(params=trained(1)[0]), "trained"),
    "plain steps on": (moved(params=trained(1, mu=0.0, lr=1.0)[0]), "trained"),
    "one wrong": (GRADS | {"b1": 2 * GRADS["b1"]}, "some"),
    "two wrong": (scaled(3) | {"W1": GRADS["W1"], "b2": GRADS["b2"]}, "some"),
    "ones": ({name: np.ones_like(array) for name, array in PARAMS.items()}, "other"),
    "doubled": (scaled(2), "other"),
    "rounded": ({name: array.round(3) for name, array in GRADS.items()}, "other"),
    "squared": ({name: array**2 for name, array in GRADS.items()}, "other"),
}  # fmt: skip
NAMED = {"one wrong": "b1", "two wrong": "b1 and W2"}


@pytest.mark.parametrize(("answer", "key"), WRONG.values(), ids=WRONG)
def test_wrong_gradients_are_named(answer, key, request):
    names = NAMED.get(request.node.callspec.id)
    assert message(judge, answer) == MESSAGES[key].format(names=names)


def test_gradients_that_are_no_numbers_are_named():
    assert message(judge, scaled(np.nan)).startswith("W1 in `own` holds nan, which is not a number.")


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "`own` should be a dict with the names W1, b1, W2, b2; it came as NoneType"),
        (list(GRADS.values()), "it came as list"),
        (without("b2"), "it came as ['W1', 'W2', 'b1']"),
        (
            GRADS | {"b1": GRADS["b1"].ravel()},
            "b1 in `own` should have shape (1, 4); it came with shape (4,)",
        ),
        (GRADS | {"W1": "gradient"}, "W1 in `own` should be an array of numbers"),
    ],
)
def test_another_form_is_explained(answer, words):
    assert words in message(judge, answer)


RIGHT = {
    "moved": moved(), "backward": GRADS, "a mapping that remembers": OrderedDict(GRADS),
    "other order": dict(reversed(GRADS.items())),
    "velocities turned": scaled(-1, good_step(X, Y, PARAMS, ZEROS, 0, 1)[1]),
    "any mu": moved(mu=0.9), "small lr, scaled up": scaled(10, moved(lr=0.1)),
    "Fortran order": {name: np.asfortranarray(array) for name, array in GRADS.items()},
    "numerical": NUMERICAL,
    "long double": {name: array.astype(np.longdouble) for name, array in GRADS.items()},
    "updated dict": ZEROS | GRADS,
    "views": {name: np.stack([array, array])[1] for name, array in GRADS.items()},
    "halves": {name: array / 2 + array / 2 for name, array in GRADS.items()},
}  # fmt: skip


@pytest.mark.parametrize("answer", RIGHT.values(), ids=RIGHT)
def test_right_gradients_pass(answer):
    judge(answer)


def errors(answer):
    return {name: (shape, error) for name, shape, error in gradient_errors(answer, NUMERICAL).rows}


def test_the_errors_of_right_gradients_are_small():
    for answer in (GRADS, backward_mlp):
        assert all(0 < float(error) < 1e-7 for _, error in errors(answer).values())
        assert errors(answer)["b1"][0] == "(1, 4)"


def test_the_table_shows_which_gradients_are_wrong():
    found = errors(GRADS | {"W1": -GRADS["W1"], "b1": GRADS["b1"].ravel(), "b2": "nothing"})
    assert found["W1"] == ("(3, 4)", "2e+00")
    assert found["b1"] == ("(4,)", "should be (1, 4)")
    assert float(found["W2"][1]) < 1e-7 and found["b2"] == ("none yet", "none yet")


@pytest.mark.parametrize(
    "answer",
    [
        ...,
        None,
        {},
        lambda *arguments: None,
        lambda: 1,
        lambda *arguments: 1 / 0,
        lambda *arguments: (1, 2),
        max,
    ],
)
def test_the_table_waits_for_gradients(answer):
    assert set(errors(answer).values()) == {("none yet", "none yet")}


def test_the_arguments_are_those_of_backward_mlp():
    assert all(
        np.array_equal(a, b)
        for a, b in zip(backward_mlp(**arguments(X, Y, PARAMS)), GRADS.values(), strict=True)
    )


def test_the_solution_passes():
    names = {"X": X, "y": Y, "params": PARAMS, "zeros": ZEROS, "training_step": good_step}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
