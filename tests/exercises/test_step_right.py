"""Exercise 3a: right training steps of every form pass."""

import copy
import functools
from collections import OrderedDict

import numpy as np
import pytest

from course.exercises.step import judge
from exercises.answers import backward, good_step, step_by
from nnlib import backward_mlp, forward_mlp, momentum_update


def with_toolkit(X, y, params, velocities, mu, lr):
    grads = backward(X, y, params)
    pairs = {k: momentum_update(velocities[k], grads[k], mu, lr) for k in params}
    return {k: params[k] + step for k, (_, step) in pairs.items()}, {k: v for k, (v, _) in pairs.items()}


def by_hand(X, y, params, velocities, mu, lr):
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    scores = np.exp(hidden @ params["W2"] + params["b2"])
    d2 = (scores / scores.sum(axis=1, keepdims=True) - y) / X.shape[0]
    d1 = np.where(hidden > 0, d2 @ params["W2"].T, 0)
    g = {"W1": X.T @ d1, "b1": np.sum(d1, 0, keepdims=True), "W2": hidden.T @ d2,
         "b2": np.sum(d2, 0, keepdims=True)}  # fmt: skip
    theta, speed = {}, {}
    for name, old in params.items():
        speed[name] = velocities[name] * mu - g[name] * lr
        theta[name] = old + velocities[name] * mu - g[name] * lr
    return theta, speed


def unpacked(X, y, params, velocities, mu, lr):
    W1, b1, W2, b2 = (params[k] for k in ("W1", "b1", "W2", "b2"))
    A1, A2 = forward_mlp(X, W1, b1, W2, b2)
    dW1, db1, dW2, db2 = backward_mlp(X, A1, A2, y, W1, W2, X @ W1 + b1)
    vW1, vb1 = mu * velocities["W1"] - lr * dW1, mu * velocities["b1"] - lr * db1
    vW2, vb2 = mu * velocities["W2"] - lr * dW2, mu * velocities["b2"] - lr * db2
    speed = {"W1": vW1, "b1": vb1, "W2": vW2, "b2": vb2}
    return {"W1": W1 + vW1, "b1": b1 + vb1, "W2": W2 + vW2, "b2": b2 + vb2}, speed


def with_deep_copies(X, y, params, velocities, mu, lr):
    grads, params, velocities = backward(X, y, params), copy.deepcopy(params), copy.deepcopy(velocities)
    for k in params:
        velocities[k] *= mu
        velocities[k] -= lr * grads[k]
        params[k] += velocities[k]
    return params, velocities


def as_a_list(*arguments):
    return list(good_step(*arguments))


def with_ordered_dicts(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    return OrderedDict(new), OrderedDict(reversed(speed.items()))


class Params(dict):
    """A dict of its own kind."""


def with_own_dicts(*arguments):
    new, speed = good_step(*arguments)
    return Params(new), Params(speed)


def one_flat_buffer(X, y, params, velocities, mu, lr):
    grads = backward(X, y, params)
    flat_p, flat_v, flat_g = (
        np.concatenate([part[k].ravel() for k in params]) for part in (params, velocities, grads)
    )
    flat_v = mu * flat_v - lr * flat_g
    flat_p += flat_v
    ends = np.cumsum([p.size for p in params.values()])[:-1]

    def as_params(flat):
        parts = zip(params, np.split(flat, ends), strict=True)
        return {k: part.reshape(params[k].shape) for k, part in parts}

    return as_params(flat_p), as_params(flat_v)


def one_sample_at_a_time(X, y, params, velocities, mu, lr):
    grads = [backward(X[i : i + 1], y[i : i + 1], params) for i in range(len(X))]
    speed = {k: velocities[k] * mu - lr * sum(g[k] for g in grads) / len(X) for k in params}
    return {k: params[k] + speed[k] for k in params}, speed


def named_update(X, y, params, velocities, mu, lr):
    return step_by(lambda v, g, m, n: momentum_update(velocity=v, gradient=g, mu=m, lr=n))(
        X, y, params=params, velocities=velocities, mu=mu, lr=lr
    )


class Step:
    def __call__(self, X, y, params, velocities, mu, lr):
        return good_step(X, y, params, velocities, mu, lr)


def with_a_name(name, *arguments):
    return good_step(*arguments)


RIGHT = [
    good_step, with_toolkit, by_hand, unpacked, with_deep_copies, as_a_list, with_ordered_dicts,
    with_own_dicts, one_flat_buffer, one_sample_at_a_time, named_update, Step(),
    functools.partial(with_a_name, "step"),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_right_step_passes(function):
    judge(function)
