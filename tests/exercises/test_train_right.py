"""Exercise 3b: right training loops of every form pass."""

import copy
import functools

import numpy as np
import pytest

from course.exercises.train import judge
from exercises.answers import (
    backward,
    good_step,
    good_train,
    judged_by,
    loss,
    pytorch,
    rest,
    step_by,
    trained_by,
    uphill_velocity,
)  # fmt: skip


def unrolled(X, y, params, mu, lr, steps):
    theta, history = {k: p.copy() for k, p in params.items()}, []
    past = []
    for t in range(steps + 1):
        history.append(loss(X, y, theta))
        if t == steps:
            break
        past.append(backward(X, y, theta))
        for k in theta:  # the velocity as its weighted sum of past gradients
            theta[k] -= lr * sum(mu ** (t - s) * g[k] for s, g in enumerate(past))
    return theta, np.array(history)


def by_recursion(X, y, params, mu, lr, steps, velocities=None):
    velocities = velocities or rest(params)
    if steps == 0:
        return params, [loss(X, y, params)]
    new, velocities = good_step(X, y, params, velocities, mu, lr)
    end, losses = by_recursion(X, y, new, mu, lr, steps - 1, velocities)
    return end, [loss(X, y, params), *losses]


def with_while(X, y, params, mu, lr, steps):
    velocities, losses, taken = rest(params), (loss(X, y, params),), 0
    while taken < steps:
        params, velocities = good_step(X, y, params, velocities, mu, lr)
        losses += (loss(X, y, params),)
        taken += 1
    return params, losses


def path_first(X, y, params, mu, lr, steps):
    path, velocities = [params], rest(params)
    for _ in range(steps):
        new, velocities = good_step(X, y, path[-1], velocities, mu, lr)
        path.append(new)
    return path[-1], [loss(X, y, at) for at in path]


def filled_array(X, y, params, mu, lr, steps):
    losses, velocities = np.empty(steps + 1), rest(params)
    losses[0] = loss(X, y, params)
    for t in range(1, steps + 1):
        params, velocities = good_step(X, y, params, velocities, mu, lr)
        losses[t] = loss(X, y, params)
    return [params, losses]


def in_place_on_copies(X, y, params, mu, lr, steps):
    params = copy.deepcopy(params)
    velocities, losses = {k: 0 * p for k, p in params.items()}, [loss(X, y, params)]
    for _ in range(steps):
        for k, grad in backward(X, y, params).items():
            velocities[k] *= mu
            velocities[k] -= lr * grad
            params[k] += velocities[k]
        losses.append(loss(X, y, params))
    return params, losses


def from_velocities_of_zero(X, y, params, mu, lr, steps):
    velocities, losses = dict.fromkeys(params, 0.0), []
    for _ in range(steps):
        losses.append(loss(X, y, params))
        grads = backward(X, y, params)
        velocities = {k: mu * velocities[k] - lr * grads[k] for k in params}
        params = {k: params[k] + velocities[k] for k in params}
    return params, [*losses, loss(X, y, params)]


def with_shapes_of_the_notebook(X, y, params, mu, lr, steps):
    shapes = {"W1": (3, 4), "b1": (1, 4), "W2": (4, 2), "b2": (1, 2)}
    velocities, losses = {k: np.zeros(shape) for k, shape in shapes.items()}, [loss(X, y, params)]
    for _ in range(steps):
        params, velocities = good_step(X, y, params, velocities, mu, lr)
        losses.append(loss(X, y, params))
    return params, losses


def loss_by_hand(X, y, params, mu, lr, steps):
    return judged_by(lambda A2, y: -np.log(A2[y == 1]).mean())(X, y, params, mu, lr, steps)


class Train:
    def __call__(self, X, y, params, mu, lr, steps):
        return good_train(X, y, params, mu=mu, lr=lr, steps=steps)


def with_a_name(name, *arguments):
    return good_train(*arguments)


RIGHT = [
    good_train, unrolled, by_recursion, with_while, path_first, filled_array, in_place_on_copies,
    from_velocities_of_zero, with_shapes_of_the_notebook, loss_by_hand, Train(),
    functools.partial(with_a_name, "train"), trained_by(step_by(pytorch)),
    trained_by(step_by(uphill_velocity)),
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_right_training_passes(function):
    judge(function)
