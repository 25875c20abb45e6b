"""Exercise 3b: wrong training loops are caught with their own message."""

import numpy as np
import pytest

from course.exercises.train import MESSAGES, RUNS, judge
from course.exercises.two_layers import fresh_data
from exercises.answers import (
    WRONG_UPDATES,
    backward,
    good_step,
    good_train,
    in_a_notebook,
    loss,
    message,
    not_returned,
    plain_step,
    rest,
    step_by,
    trained_by,
    update_sign,
)  # fmt: skip
from nnlib import backward_mlp, forward_mlp, momentum_update


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


def half(X, y, params, mu, lr, steps):
    return good_train(X, y, params, mu, lr / 2, steps)


def weights_only(X, y, params, velocities, mu, lr):
    new, velocities = good_step(X, y, params, velocities, mu, lr)
    return {**new, "b1": params["b1"], "b2": params["b2"]}, velocities


def three_at_most(X, y, params, mu, lr, steps):
    return good_train(X, y, params, mu, lr, min(steps, 3))


def stops_at_a_rise(X, y, params, mu, lr, steps):
    velocities, losses = rest(params), [loss(X, y, params)]
    for _ in range(steps):
        new, velocities = good_step(X, y, params, velocities, mu, lr)
        if loss(X, y, new) > losses[-1]:
            break
        params = new
        losses.append(loss(X, y, params))
    return params, losses


def stops_where(enough):
    def train(X, y, params, mu, lr, steps):
        velocities, losses = rest(params), [loss(X, y, params)]
        for _ in range(steps):
            if enough(losses):
                break
            params, velocities = good_step(X, y, params, velocities, mu, lr)
            losses.append(loss(X, y, params))
        return params, losses

    return train


def takes_no_step_uphill(X, y, params, mu, lr, steps):
    velocities, losses = rest(params), [loss(X, y, params)]
    for _ in range(steps):
        new, velocities = good_step(X, y, params, velocities, mu, lr)
        params = new if loss(X, y, new) < losses[-1] else params
        losses.append(loss(X, y, params))
    return params, losses


def one_step_too_few(X, y, params, mu, lr, steps):
    return good_train(X, y, params, mu, lr, steps - 1)[0], good_train(X, y, params, mu, lr, steps)[1]


def best_params(X, y, params, mu, lr, steps):
    runs = [good_train(X, y, params, mu, lr, t) for t in range(steps + 1)]
    return min(runs, key=lambda run: run[1][-1])[0], runs[-1][1]


WRONG = [
    *((trained_by(step_by(update)), key) for update, key in WRONG_UPDATES if key in MESSAGES),
    (trained_by(step_by(not_returned)), "reset"), (trained_by(step_by(plain_step)), "reset"),
    (trained_by(step_by(update_sign)), "sign"),
    (trained_by(weights_only), "no biases"), (three_at_most, "early"), (stops_at_a_rise, "early"),
    (stops_where(lambda losses: losses[-1] < 1e-3), "early"),
    (stops_where(lambda losses: len(losses) > 40), "early"),
    (stops_where(lambda losses: losses[-1] > 2 * losses[0]), "early"),
    (stops_where(lambda losses: len(losses) > 2 and abs(losses[-1] - losses[-2]) < 1e-2), "early"),
    (takes_no_step_uphill, "steps"), (best_params, "steps"), (one_step_too_few, "steps"),
    (lambda *arguments: good_train(*arguments)[::-1], "return order"),
    (lambda X, y, params, mu, lr, steps: good_train(X, y, params, 0.9, 0.1, steps), "constants"),
    (lambda X, y, params, mu, lr, steps: good_train(X, y, params, lr, mu, steps), "swapped"),
    (lambda X, y, params, mu, lr, steps: good_train(X, y, params, mu, lr, 10), "length"),
    (reset_each_step, "reset"), (velocities_are_params, "start"), (forward_before_loop, "stale"),
    (gradient_before_loop, "stale"), (one_step_too_many, "steps"), (half, "other"),
    (one_velocity, "shared"), (one_velocity_broadcast, "shared"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_training_is_named(function, key):
    assert MESSAGES[key] in message(judge, function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_the_last_run_of_the_check_has_a_loss_that_rises_in_between():
    steps, n, mu, lr, seed = RUNS[-1]
    X, y, params, _ = fresh_data(n, seed=seed)
    changes = np.diff(good_train(X, y, params, mu, lr, steps)[1])
    assert changes[0] < 0 < changes[2:-1].max() and changes[-1] > 0 and steps > 40


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("X, y, p, mu, lr, steps", "`params`"), ("X, Y, params, mu, lr, steps", "`y`"),
        ("X, y, params, m, lr, steps", "`mu`"), ("X, y, params, mu, eta, steps", "`lr`"),
        ("X_all, y, params, m, n, steps", "`X` and `lr` and `mu`"),
    ],
)  # fmt: skip
def test_what_is_read_from_the_notebook_is_named(signature, names):
    source = f"def train({signature}):\n    return good_train(X, y, params, mu, lr, steps)"
    X, y, params, _ = fresh_data(5, seed=0)
    values = {"X": X, "y": y, "params": params, "mu": 0.9, "lr": 0.1}
    function = in_a_notebook(source, "train", good_train=good_train, **values)
    assert f"it reads {names} from the notebook" in message(judge, function)


def test_training_in_place_is_named():
    assert "it changes the arrays in `params` in place" in message(judge, in_place)


def test_new_arrays_in_the_callers_dict_are_named():
    def train(X, y, params, mu, lr, steps):
        losses = [loss(X, y, params)]
        params |= good_train(X, y, params, mu, lr, steps)[0]
        return params, losses

    assert "it puts new arrays into the caller's dict `params`" in message(judge, train)
