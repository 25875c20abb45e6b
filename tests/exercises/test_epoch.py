"""Exercise 4a: wrong epochs are caught with their own message, right ones pass."""

import copy

import numpy as np
import pytest

from course.exercises.epoch import MESSAGES, judge
from exercises.answers import message
from nnlib import momentum_update


def epoch(*, draw=None, batches=None, grads=None, start=dict, old=None, sign=1.0, move=None, result=None):
    """Return a train_epoch, right but for the parts that are replaced."""

    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        first, velocities, came = params, start(velocities), velocities
        order = rng.permutation(len(X)) if draw is None else draw(len(X), rng)
        cut = [order[i : i + batch_size] for i in range(0, len(X), batch_size)]
        for rows in cut if batches is None else batches(order, batch_size):
            if grads is None:
                g = gradient_fn(X[rows], Y[rows], params)
            else:
                g = grads(gradient_fn, X, Y, rows, params, first)
            v = velocities if old is None else old(came)
            velocities = {k: mu * v[k] - lr * sign * g[k] for k in params}
            change = velocities if move is None else move(v, velocities, g, lr)
            params = {k: params[k] + change[k] for k in params}
        return (params, velocities) if result is None else result(params, velocities)

    return train_epoch


def zeros(velocities):
    return {k: np.zeros_like(v) for k, v in velocities.items()}


def each_parameter(gradient_fn, X, Y, rows, params, first):
    return {k: gradient_fn(X[rows], Y[rows], params)[k] for k in params}


def divided(gradient_fn, X, Y, rows, params, first):
    return {k: g / len(rows) for k, g in gradient_fn(X[rows], Y[rows], params).items()}


def never(gradient_fn, X, Y, rows, params, first):
    return {k: np.zeros_like(p) for k, p in params.items()}


WRONG = [
    (epoch(grads=never), "no call"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows].T, Y[rows], params)), "arguments"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows], Y[: len(rows)], params)), "pairs"),
    (epoch(batches=lambda order, size: [order]), "one batch"),
    (epoch(grads=each_parameter), "each parameter"),
    (epoch(batches=lambda order, size: order[: len(order) // size * size].reshape(-1, size)), "last"),
    (epoch(draw=lambda n, rng: rng.integers(n, size=n)), "rows"),
    (epoch(draw=lambda n, rng: np.arange(n)), "order"),
    (epoch(draw=lambda n, rng: np.random.default_rng(0).permutation(n)), "same order"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows], Y[rows], first)), "stale"),
    (epoch(draw=lambda n, rng: np.random.permutation(n)), "luck"),  # noqa: NPY002
    (
        epoch(
            batches=lambda order, size: [
                order[i * size : (i + 1) * size] for i in range(len(order) // size + 1)
            ]
        ),
        "empty",
    ),
    (epoch(batches=lambda order, size: [order[:size]]), "first only"),
    (epoch(batches=lambda order, size: np.array_split(order, -(-len(order) // size))), "sizes"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(params, X[rows], Y[rows])), "arguments"),
    (epoch(old=zeros), "reset"),
    (epoch(start=zeros), "from zero"),
    (epoch(old=dict), "not carried"),
    (epoch(move=lambda v, new, g, lr: {k: -new[k] for k in new}), "sign"),
    (epoch(move=lambda v, new, g, lr: {k: lr * new[k] for k in new}), "lr twice"),
    (epoch(move=lambda v, new, g, lr: v), "too early"),
    (epoch(move=lambda v, new, g, lr: {k: -lr * g[k] for k in new}), "no momentum"),
    (
        lambda X, Y, params, velocities, f, mu, lr, size, rng: epoch()(
            X, Y, params, velocities, f, lr, mu, size, rng
        ),
        "swapped",
    ),
    (epoch(grads=divided), "mean"),
    (epoch(sign=-1.0), "sign"),
    (epoch(result=lambda params, v: (params, {k: 0 * a for k, a in v.items()})), "not returned"),
    (epoch(sign=0.5), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG, ids=[key for _, key in WRONG])
def test_wrong_epoch_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_an_epoch_in_place_is_named():
    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        rng.shuffle(X)
        return params, velocities

    assert "changes its argument `X` in place" in message(judge, train_epoch)


def test_a_fourth_argument_of_the_gradient_is_named():
    function = epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows], Y[rows], params, None))
    assert "takes 3 positional arguments but 4 were given" in message(judge, function)


def test_new_arrays_in_the_callers_dict_are_named():
    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        for name, grad in gradient_fn(X[:batch_size], Y[:batch_size], params).items():
            params[name] = params[name] - lr * grad
        return params, velocities

    assert "new arrays into the caller's dict `params`" in message(judge, train_epoch)


def with_splits(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
    rows = np.arange(len(Y))
    rng.shuffle(rows)
    params, velocities = copy.deepcopy(params), copy.deepcopy(velocities)
    while rows.size:
        batch, rows = rows[:batch_size], rows[batch_size:]
        for name, grad in gradient_fn(X[batch], Y[batch], params).items():
            velocities[name], change = momentum_update(velocities[name], grad, mu, lr)
            params[name] += change
    return params, velocities


@pytest.mark.parametrize("function", [epoch(), with_splits])
def test_right_epoch_passes(function):
    judge(function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)
