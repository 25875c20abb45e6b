"""Exercise 3b: wrong losses of a right training are caught with their own message."""

import numpy as np
import pytest

from course.exercises.reading import OVERWRITTEN
from course.exercises.train import LOSS_MESSAGES, MESSAGES, judge
from exercises.answers import good_step, good_train, judged_by, loss, message, rest
from nnlib import accuracy, cross_entropy, forward_mlp


def losses_late(X, y, params, mu, lr, steps):
    losses = good_train(X, y, params, mu, lr, steps + 1)[1]
    return good_train(X, y, params, mu, lr, steps)[0], losses[1:]


def losses_stale(X, y, params, mu, lr, steps):
    return good_train(X, y, params, mu, lr, steps)[0], [loss(X, y, params)] * (steps + 1)


def loss_before_each_step(X, y, params, mu, lr, steps):
    velocities, losses = rest(params), [loss(X, y, params)]
    for _ in range(steps):
        losses.append(loss(X, y, params))
        params, velocities = good_step(X, y, params, velocities, mu, lr)
    return params, losses


def noted_as(note):
    """Return a train, right but that its losses come out of note(losses, n) for n samples."""

    def train(X, y, params, mu, lr, steps):
        params, losses = good_train(X, y, params, mu, lr, steps)
        return params, note(losses, len(y))

    return train


WRONG = [
    (losses_late, "late"), (loss_before_each_step, "early"), (losses_stale, "stale"),
    (noted_as(lambda losses, n: [n * one for one in losses]), "sum"),
    (noted_as(lambda losses, n: [one / n for one in losses]), "mean"),
    (noted_as(lambda losses, n: sorted(losses, reverse=True)), "falling"),
    (noted_as(lambda losses, n: np.minimum.accumulate(losses).tolist()), "falling"),
    (noted_as(lambda losses, n: np.linspace(losses[0], losses[-1], len(losses))), "other"),
    (noted_as(lambda losses, n: losses[:4] + [losses[-1]] * (len(losses) - 4)), "other"),
    (noted_as(lambda losses, n: [-one for one in losses]), "other"),
    (noted_as(lambda losses, n: [round(one, 3) for one in losses]), "rounded"),
    (noted_as(lambda losses, n: [round(one, 6) for one in losses]), "rounded"),
    (judged_by(lambda A2, y: cross_entropy(y, A2)), "order"), (judged_by(accuracy), "accuracy"),
    (judged_by(lambda A2, y: float(np.mean((A2 - y) ** 2))), "other"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_losses_are_named(function, key):
    assert message(judge, function) == LOSS_MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(LOSS_MESSAGES)
    assert len(set(LOSS_MESSAGES.values())) == len(LOSS_MESSAGES)


def too_few_losses(X, y, params, mu, lr, steps):
    params, losses = good_train(X, y, params, mu, lr, steps)
    return params, losses[1:]


def test_a_missing_loss_is_counted():
    assert f"{MESSAGES['length']}; for 3 steps there were 3." in message(judge, too_few_losses)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (lambda losses, n: dict(enumerate(losses)), "the losses should be a list; they came as dict"),
        (lambda losses, n: (one for one in losses), "the losses should be a list; they came as generator"),
        (lambda losses, n: losses[-1], "the losses should be a list; they came as float"),
        (lambda losses, n: [np.array(one) for one in losses], "one came as ndarray"),
        (lambda losses, n: [[one] for one in losses], "one came as list"),
        (lambda losses, n: [f"{one:.3f}" for one in losses], "one came as str"),
    ],
)
def test_losses_of_another_form_are_named(note, words):
    assert words in message(judge, noted_as(note))


HISTORY = []


def one_list_for_all_calls(X, y, params, mu, lr, steps):
    end, losses = good_train(X, y, params, mu, lr, steps)
    HISTORY[:] = losses
    return end, HISTORY


def one_growing_list(X, y, params, mu, lr, steps, losses=[]):  # noqa: B006
    end, now = good_train(X, y, params, mu, lr, steps)
    losses.extend(now)
    return end, losses


def test_a_list_that_outlives_its_call_is_refused():
    assert message(judge, one_list_for_all_calls) == OVERWRITTEN
    assert MESSAGES["length"] in message(judge, one_growing_list)


def loss_of_the_pair(X, y, params, mu, lr, steps):
    return params, [cross_entropy(forward_mlp(X, *params.values()), y)]


def loss_of_another_shape(X, y, params, mu, lr, steps):
    return params, [cross_entropy(forward_mlp(X, *params.values())[1], y[:2])]


@pytest.mark.parametrize("function", [loss_of_the_pair, loss_of_another_shape])
def test_an_error_in_the_loss_is_not_laid_on_the_velocities(function):
    text = message(judge, function)
    assert f"This came from `{function.__name__}`, line" in text and MESSAGES["shared"] not in text


def test_losses_alone_are_one_list():
    assert "it returned one list" in message(judge, lambda *arguments: good_train(*arguments)[1])
