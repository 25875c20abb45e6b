"""Exercise 3b: wrong training loops are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.train import MESSAGES, judge
from exercises.answers import backward, good_step, message
from nnlib import backward_mlp, cross_entropy, forward_mlp, momentum_update


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


def reset_each_step(X, y, params, mu, lr, steps):
    losses = [loss(X, y, params)]
    for _ in range(steps):
        params, _ = good_step(X, y, params, rest(params), mu, lr)
        losses.append(loss(X, y, params))
    return params, losses


def velocities_are_params(X, y, params, mu, lr, steps):
    velocities, losses = params.copy(), [loss(X, y, params)]
    for _ in range(steps):
        params, velocities = good_step(X, y, params, velocities, mu, lr)
        losses.append(loss(X, y, params))
    return params, losses


def forward_before_loop(X, y, params, mu, lr, steps):
    W1, b1, W2, b2 = params.values()
    A1, A2 = forward_mlp(X, W1, b1, W2, b2)
    Z1 = X @ W1 + b1
    velocities, losses = rest(params), [loss(X, y, params)]
    for _ in range(steps):
        grads = dict(zip(params, backward_mlp(X, A1, A2, y, params["W1"], params["W2"], Z1), strict=True))
        velocities = {k: mu * velocities[k] - lr * grads[k] for k in params}
        params = {k: params[k] + velocities[k] for k in params}
        losses.append(loss(X, y, params))
    return params, losses


def gradient_before_loop(X, y, params, mu, lr, steps):
    grads, velocities, losses = backward(X, y, params), rest(params), [loss(X, y, params)]
    for _ in range(steps):
        velocities = {k: mu * velocities[k] - lr * grads[k] for k in params}
        params = {k: params[k] + velocities[k] for k in params}
        losses.append(loss(X, y, params))
    return params, losses


def losses_late(X, y, params, mu, lr, steps):
    losses = good_train(X, y, params, mu, lr, steps + 1)[1]
    return good_train(X, y, params, mu, lr, steps)[0], losses[1:]


def losses_stale(X, y, params, mu, lr, steps):
    return good_train(X, y, params, mu, lr, steps)[0], [loss(X, y, params)] * (steps + 1)


def too_few_losses(X, y, params, mu, lr, steps):
    params, losses = good_train(X, y, params, mu, lr, steps)
    return params, losses[1:]


def one_step_too_many(X, y, params, mu, lr, steps):
    params, losses = good_train(X, y, params, mu, lr, steps + 1)
    return params, losses[:-1]


def one_velocity(X, y, params, mu, lr, steps):
    velocity, losses = np.zeros_like(params["W1"]), [loss(X, y, params)]
    for _ in range(steps):
        grads, params = backward(X, y, params), dict(params)
        for k in params:
            velocity, step = momentum_update(velocity, grads[k], mu, lr)
            params[k] = params[k] + step
        losses.append(loss(X, y, params))
    return params, losses


def one_velocity_broadcast(X, y, params, mu, lr, steps):
    velocity, losses = 0.0, [loss(X, y, params)]
    for _ in range(steps):
        grads, params = backward(X, y, params), dict(params)
        for k in params:
            velocity = mu * velocity - lr * grads[k]
            params[k] = params[k] + velocity
    return params, losses


def in_place(X, y, params, mu, lr, steps):
    velocities, losses = rest(params), [loss(X, y, params)]
    for _ in range(steps):
        grads = backward(X, y, params)
        for k in params:
            velocities[k] = mu * velocities[k] - lr * grads[k]
            params[k] += velocities[k]
        losses.append(loss(X, y, params))
    return params, losses


def losses_times(factor):
    def train(X, y, params, mu, lr, steps):
        params, losses = good_train(X, y, params, mu, lr, steps)
        return params, [factor(len(y)) * one for one in losses]

    return train


def half(X, y, params, mu, lr, steps):
    return good_train(X, y, params, mu, lr / 2, steps)


WRONG = [
    (reset_each_step, "reset"), (velocities_are_params, "start"), (forward_before_loop, "stale"),
    (gradient_before_loop, "stale"), (losses_late, "loss late"), (losses_stale, "loss stale"),
    (too_few_losses, "length"), (one_step_too_many, "steps"), (half, "other"),
    (losses_times(lambda n: n), "loss sum"), (losses_times(lambda n: 1 / n), "loss mean"),
    (one_velocity, "shared"),
    (one_velocity_broadcast, "shared"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_training_is_named(function, key):
    assert MESSAGES[key] in message(judge, function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_training_in_place_is_named():
    assert "it changes the arrays in `params` in place" in message(judge, in_place)


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


def test_new_arrays_in_the_callers_dict_are_named():
    def train(X, y, params, mu, lr, steps):
        losses = [loss(X, y, params)]
        params |= good_train(X, y, params, mu, lr, steps)[0]
        return params, losses

    assert "it puts new arrays into the caller's dict `params`" in message(judge, train)


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


@pytest.mark.parametrize("function", [good_train, unrolled])
def test_right_training_passes(function):
    judge(function)
