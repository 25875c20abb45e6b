"""Exercise 1a: right updates of every form pass."""

import functools

import numpy as np
import pytest

from course.exercises.momentum import judge
from nnlib import momentum_update


def by_places(speed, slope, friction, rate):
    new = np.empty(np.shape(slope))
    for place in np.ndindex(new.shape):
        new[place] = friction * speed[place] - rate * slope[place]
    return new, new.copy()


def by_rows_and_columns(velocity, gradient, mu, lr):
    rows, columns = velocity.shape
    new = np.zeros_like(velocity)
    for i in range(rows):
        for j in range(columns):
            new[i, j] = mu * velocity[i, j] - lr * gradient[i, j]
    return new, new


def by_comprehension(velocity, gradient, mu, lr):
    pairs = zip(velocity, gradient, strict=True)
    new = np.array([[mu * a - lr * b for a, b in zip(v, g, strict=True)] for v, g in pairs])
    return new, new


def as_a_step(velocity, gradient, mu, lr):
    step = -(lr * gradient - velocity * mu)
    return [step, step]


def with_numpy(velocity, gradient, mu, lr):
    velocity = np.add(np.multiply(mu, velocity), np.multiply(-lr, gradient))
    return velocity, 1.0 * velocity


def with_einsum(velocity, gradient, mu, lr):
    both = np.stack([velocity, gradient])
    return (np.einsum("k,kij->ij", [mu, -lr], both),) * 2


def in_place_on_a_copy(velocity, gradient, mu, lr):
    velocity = velocity.copy()
    velocity *= mu
    velocity -= lr * gradient
    return velocity, velocity


def deep_copies(velocity, gradient, mu, lr):
    velocity, gradient = velocity.astype(np.float64), gradient.astype(np.float64)
    np.subtract(mu * velocity, lr * gradient, out=velocity)
    return velocity, velocity.copy()


def update_first(velocity, gradient, mu, lr):
    update = mu * velocity - lr * gradient
    return update.view(), update


def in_longdouble(velocity, gradient, mu, lr):
    return (mu * velocity - lr * gradient).astype(np.longdouble), mu * velocity - lr * gradient


def with_toolkit(velocity, gradient, mu, lr):
    return momentum_update(velocity=velocity, gradient=gradient, mu=mu, lr=lr)


def with_any_arguments(*arguments):
    return as_a_step(*arguments)


class Momentum:
    def __call__(self, velocity, gradient, mu, lr):
        return with_numpy(velocity, gradient, mu, lr)


def with_name(name, velocity, gradient, mu, lr):
    return with_numpy(velocity, gradient, mu, lr)


RIGHT = [
    by_places, by_rows_and_columns, by_comprehension, as_a_step, with_numpy, with_einsum,
    in_place_on_a_copy, deep_copies, update_first, in_longdouble, with_toolkit, with_any_arguments,
    Momentum(), functools.partial(with_name, "momentum"),
    lambda v, g, m, n: 2 * (m * v + -n * g,),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_right_momentum_passes(function):
    judge(function)
