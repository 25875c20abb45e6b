"""Exercise 4a: right epochs of every form pass."""

import copy
import functools

import numpy as np
import pytest

from course.exercises.epoch import judge
from exercises.answers import epoch
from nnlib import momentum_update


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


def with_shuffled_copies(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
    order = rng.permutation(X.shape[0])
    X, Y, i = X[order], Y[order], 0
    while i < len(X):
        grads = gradient_fn(X[i : i + batch_size], Y[i : i + batch_size], params)
        pairs = {k: momentum_update(velocities[k], grads[k], mu, lr) for k in grads}
        velocities = {k: v for k, (v, _) in pairs.items()}
        params = {k: params[k] + step for k, (_, step) in pairs.items()}
        i += batch_size
    return [params, velocities]


def of_pairs(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
    pairs = list(zip(X, Y, strict=True))
    pairs = [pairs[i] for i in rng.permutation(len(pairs))]
    for i in range(0, len(pairs), batch_size):
        X_batch, Y_batch = (np.array(part) for part in zip(*pairs[i : i + batch_size], strict=True))
        grads, new_params, new_velocities = gradient_fn(X_batch, Y_batch, params), {}, {}
        for name in params:
            new_velocities[name] = mu * velocities[name] - lr * grads[name]
            new_params[name] = params[name] + new_velocities[name]
        params, velocities = new_params, new_velocities
    return params, velocities


def with_places_to_cut(order, size, rng):
    return np.split(order, range(size, len(order), size))


def sorted_in_each_batch(order, size, rng):
    return [np.sort(order[i : i + size]) for i in range(0, len(order), size)]


def last_batch_apart(order, size, rng):
    full = len(order) // size * size
    return [*order[:full].reshape(-1, size), *([order[full:]] if full < len(order) else [])]


def by_masks(order, size, rng):
    return [np.isin(np.arange(len(order)), order[i : i + size]) for i in range(0, len(order), size)]


class Epoch:
    def __call__(self, *arguments):
        return epoch()(*arguments)


def by_name(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
    return epoch(grads=lambda f, X, Y, rows, params, first: f(X=X[rows], Y=Y[rows], params=params))(
        X=X, Y=Y, params=params, velocities=velocities, gradient_fn=gradient_fn, mu=mu, lr=lr,
        batch_size=batch_size, rng=rng,
    )  # fmt: skip


def with_a_name(name, *arguments):
    return epoch()(*arguments)


RIGHT = [
    epoch(), with_splits, with_shuffled_copies, of_pairs, Epoch(), by_name,
    functools.partial(with_a_name, "epoch"),
    epoch(update=lambda v, g, mu, lr: momentum_update(velocity=v, gradient=g, mu=mu, lr=lr)),
    epoch(draw=lambda n, rng: np.argsort(rng.random(n))),
    epoch(draw=lambda n, rng: rng.choice(n, size=n, replace=False)),
    epoch(draw=lambda n, rng: rng.permutation(np.arange(n))[::-1]),
    epoch(draw=lambda n, rng: np.array(sorted(range(n), key=lambda _: rng.random()))),
    epoch(draw=lambda n, rng: np.random.default_rng(rng.integers(2**32)).permutation(n)),
    epoch(cut=with_places_to_cut), epoch(cut=sorted_in_each_batch), epoch(cut=last_batch_apart),
    epoch(cut=by_masks),
    epoch(result=lambda params, v: (params, dict(reversed(v.items())))),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_right_epoch_passes(function):
    judge(function)
