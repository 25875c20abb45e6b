"""Exercise 3a: wrong training steps are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.step import MESSAGES, judge
from exercises.answers import backward, good_step, message
from nnlib import backward_mlp, forward_mlp, momentum_update


def no_bias(X, y, params, velocities, mu, lr):
    W1, b1, W2, b2 = params.values()
    A1, A2 = forward_mlp(X, W1, b1, W2, b2)
    grads = dict(zip(params, backward_mlp(X, A1, A2, y, W1, W2, X @ W1), strict=True))
    velocities = {k: mu * velocities[k] - lr * grads[k] for k in params}
    return {k: params[k] + velocities[k] for k in params}, velocities


def divided_again(X, y, params, velocities, mu, lr):
    grads = {k: g / len(X) for k, g in backward(X, y, params).items()}
    velocities = {k: mu * velocities[k] - lr * grads[k] for k in params}
    return {k: params[k] + velocities[k] for k in params}, velocities


def summed(X, y, params, velocities, mu, lr):
    velocities = {k: mu * velocities[k] - lr * len(X) * g for k, g in backward(X, y, params).items()}
    return {k: params[k] + velocities[k] for k in params}, velocities


def one_after_the_other(X, y, params, velocities, mu, lr):
    params, velocities = dict(params), dict(velocities)
    for k in params:
        velocities[k] = mu * velocities[k] - lr * backward(X, y, params)[k]
        params[k] = params[k] + velocities[k]
    return params, velocities


def output_layer_first(X, y, params, velocities, mu, lr):
    params, velocities = dict(params), dict(velocities)
    for k in reversed(params):
        velocities[k] = mu * velocities[k] - lr * backward(X, y, params)[k]
        params[k] = params[k] + velocities[k]
    return params, velocities


def new_w2_in_delta1(X, y, params, velocities, mu, lr):
    W1, b1, W2, b2 = params.values()
    A1, A2 = forward_mlp(X, W1, b1, W2, b2)
    delta2 = (A2 - y) / len(X)
    new = {k: mu * velocities[k] - lr * g for k, g in (("W2", A1.T @ delta2), ("b2", delta2.sum(0)[None]))}
    delta1 = delta2 @ (W2 + new["W2"]).T * (A1 > 0)
    new |= {k: mu * velocities[k] - lr * g for k, g in (("W1", X.T @ delta1), ("b1", delta1.sum(0)[None]))}
    return {k: params[k] + new[k] for k in params}, new


def uphill(X, y, params, velocities, mu, lr):
    velocities = good_step(X, y, params, velocities, mu, lr)[1]
    return {k: params[k] - velocities[k] for k in params}, velocities


def lr_twice(X, y, params, velocities, mu, lr):
    velocities = good_step(X, y, params, velocities, mu, lr)[1]
    return {k: params[k] + lr * velocities[k] for k in params}, velocities


def reset(X, y, params, velocities, mu, lr):
    velocities = {k: np.zeros_like(p) for k, p in params.items()}
    return good_step(X, y, params, velocities, mu, lr)


def too_early(X, y, params, velocities, mu, lr):
    new = good_step(X, y, params, velocities, mu, lr)[1]
    return {k: params[k] + velocities[k] for k in params}, new


def no_momentum(X, y, params, velocities, mu, lr):
    grads = backward(X, y, params)
    return {k: params[k] - lr * grads[k] for k in params}, good_step(X, y, params, velocities, mu, lr)[1]


def not_returned(X, y, params, velocities, mu, lr):
    return good_step(X, y, params, velocities, mu, lr)[0], velocities


def aliased(X, y, params, velocities, mu, lr):
    new, velocities = good_step(X, y, params, velocities, mu, lr)
    for k in params:
        velocities[k] = new[k]
    return new, velocities


def wrong_order_of_gradients(X, y, params, velocities, mu, lr):
    grads = dict(zip(params, reversed(backward(X, y, params).values()), strict=True))
    velocities = {k: mu * velocities[k] - lr * grads[k] for k in params}
    return {k: params[k] + velocities[k] for k in params}, velocities


def stays(X, y, params, velocities, mu, lr):
    return {k: p.copy() for k, p in params.items()}, good_step(X, y, params, velocities, mu, lr)[1]


def update_only(X, y, params, velocities, mu, lr):
    velocities = good_step(X, y, params, velocities, mu, lr)[1]
    return {k: 1 * v for k, v in velocities.items()}, velocities


def update_only_alias(X, y, params, velocities, mu, lr):
    velocities = good_step(X, y, params, velocities, mu, lr)[1]
    return dict(velocities), velocities


def half(X, y, params, velocities, mu, lr):
    return good_step(X, y, params, velocities, mu, lr / 2)


WRONG = [
    (no_bias, "bias"), (divided_again, "sum"), (summed, "not mean"), (one_after_the_other, "order"),
    (output_layer_first, "order"), (new_w2_in_delta1, "order"), (uphill, "sign"), (lr_twice, "lr twice"),
    (reset, "reset"), (too_early, "too early"), (no_momentum, "no momentum"),
    (not_returned, "not returned"), (aliased, "alias"), (half, "other"), (stays, "nothing"),
    (lambda X, y, params, velocities, mu, lr: (dict(params), dict(velocities)), "nothing"),
    (update_only, "update only"), (update_only_alias, "update only"),
    (lambda X, y, params, velocities, mu, lr: good_step(X, y, params, velocities, lr, mu), "swapped"),
    (lambda *arguments: good_step(*arguments)[::-1], "return order"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_step_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def shallow_copy(X, y, params, velocities, mu, lr):
    grads, params, velocities = backward(X, y, params), params.copy(), velocities.copy()
    for k in params:
        velocities[k] = mu * velocities[k] - lr * grads[k]
        params[k] += velocities[k]
    return params, velocities


def shallow_velocities(X, y, params, velocities, mu, lr):
    grads, velocities = backward(X, y, params), dict(velocities)
    for k in params:
        velocities[k] *= mu
        velocities[k] -= lr * grads[k]
    return {k: params[k] + velocities[k] for k in params}, velocities


def into_the_callers_dict(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    for k in params:
        params[k] = new[k]
    return params, speed


STALE = {}


def stale_globals(X, y, params, velocities, mu, lr):
    W1, b1, W2, b2 = params.values()
    if not STALE:  # as a notebook does that ran the forward pass in another cell
        STALE["A1"], STALE["A2"] = forward_mlp(X[:5], W1, b1, W2, b2)
    return backward_mlp(X, STALE["A1"], STALE["A2"], y, W1, W2, X @ W1 + b1)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (shallow_copy, "it changes the arrays in `params` in place"),
        (shallow_velocities, "it changes the arrays in `velocities` in place"),
        (into_the_callers_dict, "it puts new arrays into the caller's dict `params`"),
        (into_the_callers_dict, "`params.copy()` gives you one to begin with"),
        (stale_globals, "ValueError"),
        (wrong_order_of_gradients, "shape"),
        (lambda X, y, params, velocities, mu, lr: params, "it returned one dict"),
        (lambda X, y, params, velocities, mu, lr: (list(params.values()), velocities), "it came as list"),
    ],
)
def test_broken_step_is_explained(function, words):
    assert words in message(judge, function)


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


@pytest.mark.parametrize("function", [good_step, with_toolkit, by_hand])
def test_right_step_passes(function):
    judge(function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)
