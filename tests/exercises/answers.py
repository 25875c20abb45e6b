"""Answers that several tests of the exercises share, right and wrong, and the message to one."""

import functools

import numpy as np
import pytest

from course.exercises.judging import NotYet
from nnlib import backward_mlp, cross_entropy, forward_mlp


class Callable:
    """An object that is called like a function, and has no name."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *args):
        return self.function(*args)


def other_callables(function):
    """Return the function as a partial, as a callable object and with defaults of its own."""
    return [
        functools.partial(function),
        Callable(function),
        lambda *args, unused=None, **names: function(*args, **names),
    ]


def message(judge, function):
    with pytest.raises(NotYet) as caught:
        judge(function)
    return str(caught.value)


def backward(X, y, params):
    W1, b1, W2, b2 = params.values()
    A1, A2 = forward_mlp(X, W1, b1, W2, b2)
    return dict(zip(params, backward_mlp(X, A1, A2, y, W1, W2, X @ W1 + b1), strict=True))


def good_step(X, y, params, velocities, mu, lr):
    grads = backward(X, y, params)
    velocities = {k: mu * velocities[k] - lr * grads[k] for k in params}
    return {k: params[k] + velocities[k] for k in params}, velocities


# Wrong momentum updates, which the mystery curve of 1b is also told from.


def sign(v, g, mu, lr):
    v = mu * v + lr * g
    return v, v


def lr_twice_in_update(v, g, mu, lr):
    v = mu * v - lr * g
    return v, lr * v


def no_lr(v, g, mu, lr):
    v = mu * v - g
    return v, v


def reset(v, g, mu, lr):
    v = np.zeros_like(g)
    v = mu * v - lr * g
    return v, v


def not_returned(v, g, mu, lr):
    new = mu * v - lr * g
    return v, new


def no_mu(v, g, mu, lr):
    v = v - lr * g
    return v, v


def average(v, g, mu, lr):
    v = mu * v - (1 - mu) * lr * g
    return v, v


def nesterov(v, g, mu, lr):
    v = mu * v - lr * g
    return v, mu * v - lr * g


def update_sign(v, g, mu, lr):
    v = mu * v - lr * g
    return v, -v


def uphill_velocity(v, g, mu, lr):
    v = mu * v + lr * g
    return v, -v


def lr_twice_in_velocity(v, g, mu, lr):
    v = mu * v - lr * lr * g
    return v, v


def pytorch(v, g, mu, lr):
    v = mu * v + g
    return v, -lr * v


def pytorch_downhill(v, g, mu, lr):
    v = mu * v - g
    return v, lr * v


def too_early(v, g, mu, lr):
    update = v
    v = mu * v - lr * g
    return v, update


def mu_on_all(v, g, mu, lr):
    v = mu * (v - lr * g)
    return v, v


def swapped(v, g, mu, lr):
    v = lr * v - mu * g
    return v, v


def average_then_step(v, g, mu, lr):
    v = mu * v + (1 - mu) * g
    return v, -lr * v


def average_without_lr(v, g, mu, lr):
    v = mu * v - (1 - mu) * g
    return v, v


def plain_step(v, g, mu, lr):
    return mu * v - lr * g, -lr * g


def both_constants(v, g, mu, lr):
    v = 0.9 * v - 0.1 * g
    return v, v


def constant_lr(v, g, mu, lr):
    v = mu * v - 0.1 * g
    return v, v


def constant_mu(v, g, mu, lr):
    v = 0.9 * v - lr * g
    return v, v


def exchanged(v, g, mu, lr):
    v = mu * g - lr * v
    return v, v


WRONG_UPDATES = [  # each with the key of its message, in exercises 1, 3 and 4
    (sign, "sign"), (update_sign, "update sign"), (uphill_velocity, "uphill velocity"),
    (lr_twice_in_update, "lr twice"), (lr_twice_in_velocity, "lr twice"), (no_lr, "no lr"),
    (pytorch, "lr outside"), (pytorch_downhill, "lr outside"), (reset, "reset"),
    (not_returned, "not returned"), (too_early, "too early"), (no_mu, "no mu"), (mu_on_all, "mu on all"),
    (swapped, "swapped"), (exchanged, "exchanged"), (average, "average"), (average_then_step, "average"),
    (average_without_lr, "average"), (nesterov, "Nesterov"), (plain_step, "no momentum"),
    (both_constants, "constants"), (constant_lr, "constants"), (constant_mu, "constants"),
]  # fmt: skip


def step_by(update):
    """Return a training_step with this update in place of momentum's."""

    def training_step(X, y, params, velocities, mu, lr):
        grads = backward(X, y, params)
        both = {k: update(velocities[k], grads[k], mu, lr) for k in params}
        return {k: params[k] + both[k][1] for k in params}, {k: both[k][0] for k in params}

    return training_step


def in_a_notebook(source, name, **values):
    """Return a function as a cell of a notebook defines it, beside the notebook's other names."""
    exec(source, values)
    return values[name]


def loss(X, y, params):
    return cross_entropy(forward_mlp(X, *params.values())[1], y)


def rest(params):
    return {k: np.zeros_like(p) for k, p in params.items()}


def good_train(X, y, params, mu, lr, steps):
    velocities, losses = rest(params), [loss(X, y, params)]
    for _ in range(steps):
        params, velocities = good_step(X, y, params, velocities, mu, lr)
        losses.append(loss(X, y, params))
    return params, losses


def trained_by(step):
    """Return a train that takes its steps with another training_step."""

    def train(X, y, params, mu, lr, steps):
        velocities, losses = rest(params), [loss(X, y, params)]
        for _ in range(steps):
            params, velocities = step(X, y, params, velocities, mu, lr)
            losses.append(loss(X, y, params))
        return params, losses

    return train


def judged_by(measure):
    """Return a train that notes another measure of A2 and y in place of the loss."""

    def train(X, y, params, mu, lr, steps):
        velocities, losses = rest(params), []
        for _ in range(steps):
            losses.append(measure(forward_mlp(X, *params.values())[1], y))
            params, velocities = good_step(X, y, params, velocities, mu, lr)
        return params, [*losses, measure(forward_mlp(X, *params.values())[1], y)]

    return train


def momentum(v, g, mu, lr):
    v = mu * v - lr * g
    return v, v


def epoch(*, draw=None, cut=None, grads=None, start=dict, old=None, update=momentum, result=None):
    """Return a train_epoch, right but for the parts that are replaced."""

    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        first, velocities, came = params, start(velocities), velocities
        order = rng.permutation(len(X)) if draw is None else draw(len(X), rng)
        if cut is None:
            batches = [order[i : i + batch_size] for i in range(0, len(X), batch_size)]
        else:
            batches = cut(order, batch_size, rng)
        for rows in batches:
            if grads is None:
                g = gradient_fn(X[rows], Y[rows], params)
            else:
                g = grads(gradient_fn, X, Y, rows, params, first)
            v = velocities if old is None else old(came)
            both = {k: update(v[k], g[k], mu, lr) for k in params}
            velocities = {k: both[k][0] for k in params}
            params = {k: params[k] + both[k][1] for k in params}
        return (params, velocities) if result is None else result(params, velocities)

    return train_epoch
