"""The gradient check on many tiny networks, with right and wrong backward passes."""

from functools import cache

import numpy as np

from nnlib import (
    backward_mlp,
    cross_entropy,
    dropout,
    forward_mlp,
    numerical_gradient,
    one_hot,
    relative_error,
    softmax,
)


def draft_backward(X, A1, A2, y, W1, W2, Z1):
    """Differentiate as the lesson's draft does, with its wrong line."""
    delta2 = (A2 - y) / len(X)
    delta1 = (delta2 @ W2.T) * (A1 >= 0)
    return X.T @ delta1, delta1.sum(axis=0, keepdims=True), A1.T @ delta2, delta2.sum(axis=0, keepdims=True)


def problem(rng, n=8, d=5, units=4, k=3):
    """Return a tiny problem in float64: X, one-hot y and parameters."""
    X, y = rng.standard_normal((n, d)), one_hot(rng.integers(k, size=n), k)
    W1 = np.sqrt(2 / d) * rng.standard_normal((d, units))
    W2 = np.sqrt(2 / units) * rng.standard_normal((units, k))
    return X, y, {"W1": W1, "b1": np.zeros((1, units)), "W2": W2, "b2": np.zeros((1, k))}


def gradients(X, y, params, backward=backward_mlp, **mask):
    A1, A2 = forward_mlp(X, **params, **mask)
    return backward(X, A1, A2, y, params["W1"], params["W2"], X @ params["W1"] + params["b1"], **mask)


def numerical(X, y, params, h=1e-5, **mask):
    def forward(X, params):
        return forward_mlp(X, **params, **mask)[1]

    return numerical_gradient(X, y, params, cross_entropy, forward, h).values()


def errors(a, b):
    return np.array([relative_error(*pair) for pair in zip(a, b, strict=True)])


@cache
def checks(seed, problems=30):
    """Return the errors of W1, b1, W2, b2 on many tiny problems, for each backward pass of the lesson."""
    rng, rows = (
        np.random.default_rng(seed),
        {"right": [], "draft": [], "masked": [], "recipe": [], "dropped": []},
    )
    for _ in range(problems):
        X, y, params = problem(rng)
        mask = dropout(np.ones((8, 4)), 0.8, rng=rng)
        A1, A2 = forward_mlp(X, **params)
        recipe = backward_mlp(X, A1 * (mask > 0), A2, y, params["W1"], params["W2"], X @ params["W1"])
        whole, masked = [*numerical(X, y, params)], [*numerical(X, y, params, mask1=mask)]
        rows["right"].append(errors(gradients(X, y, params), whole))
        rows["draft"].append(errors(gradients(X, y, params, draft_backward), whole))
        rows["masked"].append(errors(gradients(X, y, params, mask1=mask), masked))
        rows["dropped"].append(errors(recipe, masked))
        if np.any((mask == 0) & (A1 > 0)):  # else nothing was dropped that was not 0 before
            rows["recipe"].append(errors(recipe, whole))
    return {name: np.array(row) for name, row in rows.items()}


def flat_error(X, y, params, dtype, h):
    """Return the error of all gradients together, computed in ``dtype``."""
    params = {name: theta.astype(dtype) for name, theta in params.items()}
    pair = gradients(X.astype(dtype), y, params), numerical(X.astype(dtype), y, params, h)
    return relative_error(*(np.concatenate([g.ravel() for g in grads]) for grads in pair))


def decades_off(setting):
    """Return how many decades the error lies off h²/6 + ε/h at worst, left of the nearest corner."""
    seed, dtype = setting
    X, y, params = problem(np.random.default_rng(seed))
    steps, eps = np.logspace(-12, -1, 34), np.finfo(dtype).eps
    corner = np.min(np.abs(X @ params["W1"]) / np.maximum(1, np.abs(X).max(axis=1, keepdims=True)))
    expected = steps**2 / 6 + eps / steps
    clear = (steps < corner) & (expected < 0.1)
    measured = np.array([flat_error(X, y, params, dtype, h) for h in steps[clear]])
    return np.abs(np.log10(measured / expected[clear])).max()


def loss_error(setting):
    """Return the relative error of the loss where the true class's logit lies ``gap`` below the other."""
    gap, dtype = setting
    A = softmax(np.array([[0, gap]], dtype=dtype))
    return abs(cross_entropy(A, [[1, 0]]) / (gap + np.log1p(np.exp(-gap))) - 1)


def gap_check(setting):
    """Return the error of the gradient check there, with one hidden unit."""
    gap, _ = setting
    X, y = np.ones((1, 1)), np.array([[1.0, 0.0]])
    params = {
        "W1": np.ones((1, 1)),
        "b1": np.zeros((1, 1)),
        "W2": np.array([[0, gap]]),
        "b2": np.zeros((1, 2)),
    }
    return errors(gradients(X, y, params), numerical(X, y, params)).max()
