"""The last lesson's deep network, with and without batch normalisation, written without its autodiff."""

import numpy as np

from claims.networks import batches, digits
from nnlib import momentum_update, one_hot, softmax

SIZES = (784, *[50] * 6, 10)
EPS = 1e-5


def deep_accuracy(normed, start, lr, seed, first):
    """Train on 2,000 digits for three epochs; return the accuracy on the last 10,000 training digits."""
    X, y = digits("train")
    rng = np.random.default_rng(seed)
    scales = [start or np.sqrt(2 / inputs) for inputs in SIZES[:-1]]
    pairs = zip(SIZES[:-1], SIZES[1:], scales, strict=True)
    params = {f"W{i}": scale * rng.normal(size=(a, b)) for i, (a, b, scale) in enumerate(pairs)}
    params |= {f"beta{i}": np.zeros(units) for i, units in enumerate(SIZES[1:])}
    params |= {f"gamma{i}": np.ones(units) for i, units in enumerate(SIZES[1:-1])}
    params = {name: p.astype(np.float32) for name, p in params.items()}
    running = [(np.zeros(units), np.ones(units)) for units in SIZES[1:-1]]
    velocity = {name: np.zeros_like(p) for name, p in params.items()}
    own, Y = X[first : first + 2000], one_hot(y[first : first + 2000], 10, dtype=np.float32)
    with np.errstate(over="ignore", invalid="ignore"):  # a step that is too long
        for batch in batches(rng, 2000, 50, 3):
            for name, g in gradients(own[batch], Y[batch], params, normed, running).items():
                velocity[name], update = momentum_update(velocity[name], np.nan_to_num(g), 0.9, lr)
                params[name] = params[name] + update
        return float(np.mean(use(X[50_000:], params, normed, running).argmax(axis=1) == y[50_000:]))


def gradients(X, Y, params, normed, running):
    """Return the gradients of a batch, and update the running statistics in place."""
    A, cache, last = [X], [], len(SIZES) - 2
    for i in range(last):
        Z = A[i] @ params[f"W{i}"]
        s = np.sqrt(Z.var(axis=0) + EPS) if normed else 1.0
        if normed:
            old = running[i]
            running[i] = 0.9 * old[0] + 0.1 * Z.mean(axis=0), 0.9 * old[1] + 0.1 * Z.var(axis=0)
        Z_hat = (Z - Z.mean(axis=0)) / s if normed else Z
        cache.append((Z_hat, s))
        gamma = params[f"gamma{i}"] if normed else 1.0
        A.append(np.maximum(gamma * Z_hat + params[f"beta{i}"], 0))
    scores = np.nan_to_num(A[-1] @ params[f"W{last}"] + params[f"beta{last}"])
    delta, found = (softmax(scores) - Y) / len(X), {}
    for i in range(last, -1, -1):
        found[f"beta{i}"] = delta.sum(axis=0)
        if i < last and normed:
            Z_hat, s = cache[i]
            found[f"gamma{i}"] = (delta * Z_hat).sum(axis=0)
            d = delta * params[f"gamma{i}"]
            delta = (d - d.mean(axis=0) - Z_hat * (d * Z_hat).mean(axis=0)) / s
        found[f"W{i}"] = A[i].T @ delta
        delta = (delta @ params[f"W{i}"].T) * (A[i] > 0)
    return found


def use(X, params, normed, running):
    """Return the scores of a trained network, with running statistics."""
    for i in range(len(SIZES) - 2):
        X = X @ params[f"W{i}"]
        if normed:
            mean, var = running[i]
            X = params[f"gamma{i}"] * (X - mean) / np.sqrt(var + EPS)
        X = np.maximum(X + params[f"beta{i}"], 0)
    last = len(SIZES) - 2
    return np.nan_to_num(X @ params[f"W{last}"] + params[f"beta{last}"])
