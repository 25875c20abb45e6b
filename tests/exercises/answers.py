"""Answers that several tests of the exercises share, right and wrong, and the message to one."""

import functools

import numpy as np
import pytest

from course.exercises.judging import NotYet
from nnlib import backward_mlp, forward_mlp


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


# Wrong momentum updates, which the mystery curve of 5a is also told from.


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
