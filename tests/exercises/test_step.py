"""Exercise 3a: wrong training steps are caught with their own message."""

import pytest

from course.exercises.reading import OVERWRITTEN
from course.exercises.step import MESSAGES, judge
from course.exercises.two_layers import fresh_data
from exercises.answers import WRONG_UPDATES, backward, good_step, in_a_notebook, message, step_by
from nnlib import backward_mlp, forward_mlp


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


def weights_only(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    return {k: params[k] if k in ("b1", "b2") else new[k] for k in params}, speed


def biases_not_in_the_loop(X, y, params, velocities, mu, lr):
    grads, params, velocities = backward(X, y, params), dict(params), dict(velocities)
    for k in ("W1", "W2"):
        velocities[k] = mu * velocities[k] - lr * grads[k]
        params[k] = params[k] + velocities[k]
    return params, velocities


def smaller_last_step(X, y, params, velocities, mu, lr):
    return good_step(X, y, params, velocities, mu, min(lr, 0.5))


WRONG = [
    *((step_by(update), key) for update, key in WRONG_UPDATES),
    (no_bias, "bias"), (divided_again, "sum"), (summed, "not mean"), (one_after_the_other, "order"),
    (output_layer_first, "order"), (new_w2_in_delta1, "order"), (aliased, "alias"), (half, "other"),
    (stays, "nothing"),
    (lambda X, y, params, velocities, mu, lr: (dict(params), dict(velocities)), "nothing"),
    (update_only, "update only"), (update_only_alias, "update only"),
    (weights_only, "no biases"), (biases_not_in_the_loop, "no biases"), (smaller_last_step, "other"),
    (lambda *arguments: good_step(*arguments)[::-1], "return order"),
    (lambda X, y, params, velocities, mu, lr: good_step(X, y, params, velocities, 0.9, 0.1), "constants"),
    (lambda X, y, params, velocities, mu, lr: good_step(X[:6], y[:6], params, velocities, mu, lr), "other"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_step_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


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
        STALE["A1"], STALE["A2"] = forward_mlp(X[:1], W1, b1, W2, b2)
    return backward_mlp(X, STALE["A1"], STALE["A2"], y, W1, W2, X @ W1 + b1)


def without_biases(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    return {"W1": new["W1"], "W2": new["W2"]}, {"W1": speed["W1"], "W2": speed["W2"]}


def as_lists(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    return {k: p.tolist() for k, p in new.items()}, speed


def in_reversed_order(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    return dict(reversed(new.items())), speed


def flat_biases(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    return {k: p.ravel() if k.startswith("b") else p for k, p in new.items()}, speed


def in_place(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    for k in params:
        params[k][:] = new[k]
    return params, speed


KEPT = {}


def one_dict_for_all_calls(X, y, params, velocities, mu, lr):
    new, speed = good_step(X, y, params, velocities, mu, lr)
    KEPT.update(speed)
    return new, KEPT


def test_a_dict_that_the_next_call_overwrites_is_refused():
    assert message(judge, one_dict_for_all_calls) == OVERWRITTEN


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("X, y, p, velocities, mu, lr", "`params`"), ("X, y, params, v, mu, lr", "`velocities`"),
        ("X, y, params, velocities, m, lr", "`mu`"), ("X, y, params, velocities, mu, eta", "`lr`"),
        ("X_batch, y, params, velocities, mu, lr", "`X`"), ("X_batch, Y, p, v, m, n", "`X` and `lr` and"),
    ],
)  # fmt: skip
def test_what_is_read_from_the_notebook_is_named(signature, names):
    source = f"def training_step({signature}):\n    return good_step(X, y, params, velocities, mu, lr)"
    X, y, params, velocities = fresh_data(5, seed=0)
    values = {"X": X, "y": y, "params": params, "velocities": velocities, "mu": 0.9, "lr": 0.1}
    function = in_a_notebook(source, "training_step", good_step=good_step, **values)
    assert f"it reads {names}" in message(judge, function)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (shallow_copy, "it changes the arrays in `params` in place"),
        (shallow_velocities, "it changes the arrays in `velocities` in place"),
        (into_the_callers_dict, "it puts new arrays into the caller's dict `params`"),
        (into_the_callers_dict, "`params.copy()` gives you one to begin with"),
        (stale_globals, "ValueError"),
        (wrong_order_of_gradients, "shape"),
        (without_biases, "a dict with the names W1, b1, W2, b2; it came as ['W1', 'W2']"),
        (as_lists, "W1 in the new params should be a NumPy array"),
        (in_reversed_order, "the new params came in the order b2, W2, b1, W1. Keep the order"),
        (flat_biases, "b1 in the new params should have shape (1, 2); it came with shape (2,)"),
        (in_place, "it changes the arrays in `params` in place"),
        (lambda X, y, params, velocities, mu, lr: params, "it returned one dict"),
        (lambda X, y, params, velocities, mu, lr: (list(params.values()), velocities), "it came as list"),
    ],
)
def test_broken_step_is_explained(function, words):
    assert words in message(judge, function)
