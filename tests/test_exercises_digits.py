"""Exercise 4: wrong epochs and unfair comparisons are caught with their own message, right ones pass."""

import copy

import numpy as np
import pytest
from exercise_answers import message

from nnlib import momentum_update
from nnlib.checks_digits import COMPARE, EPOCH, judge_compare, judge_epoch


def epoch(*, draw=None, batches=None, grads=None, carry=True, sign=1.0, result=None):
    """Return a train_epoch, right but for the parts that are replaced."""

    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        first = params
        order = rng.permutation(len(X)) if draw is None else draw(len(X), rng)
        cut = [order[i : i + batch_size] for i in range(0, len(X), batch_size)]
        for rows in cut if batches is None else batches(order, batch_size):
            if grads is None:
                g = gradient_fn(X[rows], Y[rows], params)
            else:
                g = grads(gradient_fn, X, Y, rows, params, first)
            v = velocities if carry else {k: np.zeros_like(p) for k, p in params.items()}
            velocities = {k: mu * v[k] - lr * sign * g[k] for k in params}
            params = {k: params[k] + velocities[k] for k in params}
        return (params, velocities) if result is None else result(params, velocities)

    return train_epoch


def each_parameter(gradient_fn, X, Y, rows, params, first):
    return {k: gradient_fn(X[rows], Y[rows], params)[k] for k in params}


def divided(gradient_fn, X, Y, rows, params, first):
    return {k: g / len(rows) for k, g in gradient_fn(X[rows], Y[rows], params).items()}


def never(gradient_fn, X, Y, rows, params, first):
    return {k: np.zeros_like(p) for k, p in params.items()}


EPOCH_WRONG = [
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
    (epoch(carry=False), "reset"),
    (epoch(grads=divided), "mean"),
    (epoch(sign=-1.0), "sign"),
    (epoch(result=lambda params, v: (params, {k: 0 * a for k, a in v.items()})), "not returned"),
    (epoch(sign=0.5), "other"),
]


@pytest.mark.parametrize(("function", "key"), EPOCH_WRONG, ids=[key for _, key in EPOCH_WRONG])
def test_wrong_epoch_is_named(function, key):
    assert message(judge_epoch, function) == EPOCH[key]


def test_an_epoch_in_place_is_named():
    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        rng.shuffle(X)
        return params, velocities

    assert "changes its argument `X` in place" in message(judge_epoch, train_epoch)


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
    judge_epoch(function)


SETTINGS = [(0.9, 0.1), (0.0, 0.1), (0.0, 1.0), (0.9, 0.01)]


def comparison(settings=SETTINGS, params=copy.deepcopy, result=dict):
    """Return a compare, right but for the parts that are replaced."""

    def compare(fit, start):
        return result({(mu, lr): fit(params(start), mu, lr) for mu, lr in settings})

    return compare


def one_copy_for_all(fit, start):
    params = copy.deepcopy(start)
    return {(mu, lr): fit(params, mu, lr) for mu, lr in SETTINGS}


def fresh_weights(start):
    rng = np.random.default_rng()
    return {k: rng.normal(size=p.shape) for k, p in start.items()}


COMPARE_WRONG = [
    (comparison(params=lambda start: start), "continued"),
    (one_copy_for_all, "continued"),
    (comparison(params=dict), "shallow"),
    (comparison(params=lambda start: start.copy()), "shallow"),
    (comparison(params=fresh_weights), "fresh"),
    (comparison(SETTINGS[:2]), "fit"),
    (comparison([(0.9, 0.1), (0.0, 0.1), (0.0, 0.01), (0.9, 1.0)]), "inverse"),
    (comparison([(0.9, 0.1), (0.0, 0.1), (0.0, 0.9), (0.9, 0.02)]), "settings"),
    (comparison([(0.9, 0.1), (0.5, 0.1), (0.0, 1.0), (0.9, 0.01)]), "settings"),
    (comparison(result=lambda found: list(found.values())), "keys"),
    (comparison(result=lambda found: dict(zip(found, reversed(found.values()), strict=True))), "histories"),
]


@pytest.mark.parametrize(("function", "key"), COMPARE_WRONG)
def test_unfair_comparison_is_named(function, key):
    assert message(judge_compare, function).startswith(COMPARE[key])


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in EPOCH_WRONG} == set(EPOCH)
    assert {key for _, key in COMPARE_WRONG} == set(COMPARE)
    assert len({*EPOCH.values(), *COMPARE.values()}) == len(EPOCH) + len(COMPARE)


def written_out(fit, start):
    found = {}
    for step in (0.1, 1.0):
        for mu in (0.0, 0.9):
            weights = {name: np.array(array) for name, array in start.items()}
            found[mu, step * (1 - mu)] = fit(weights, mu, step * (1 - mu))
    return found


@pytest.mark.parametrize("function", [comparison(), written_out])
def test_fair_comparison_passes(function):
    judge_compare(function)
