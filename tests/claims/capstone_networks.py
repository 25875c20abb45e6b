"""The capstone's network, trained as its lesson does: dropout, L2, momentum and a cosine step."""

import numpy as np

from nnlib import (
    backward_mlp_3layer,
    dropout,
    forward_mlp_3layer,
    initial_weights,
    momentum_update,
    one_hot,
)

SIZES = (784, 256, 128, 10)


def weights(rng, scale=1.0):
    """Return He's starting weights, ``scale`` times as large."""
    params = initial_weights(SIZES, rng, np.float32)
    return {name: np.float32(scale) * p for name, p in params.items()}


def gradients(params, X, Y, masks, l2):
    """Return the gradients of the cross-entropy with the L2 penalty, under dropout masks."""
    W1, b1, W2, b2, W3, _ = params.values()
    m1, m2 = masks
    A1, A2, A3 = forward_mlp_3layer(X, *params.values(), mask1=m1, mask2=m2)
    Z1, Z2 = X @ W1 + b1, A1 @ W2 + b2
    found = backward_mlp_3layer(X, A1, A2, A3, Y, W1, W2, W3, Z1, Z2, mask1=m1, mask2=m2)
    return {n: g + (2 * l2 * params[n] if n[0] == "W" else 0) for n, g in zip(params, found, strict=True)}


def train(params, X, y, rows, lrs, mu, rng):
    """Yield the parameters after each step; ``lrs`` gives the step sizes."""
    Y, velocities = one_hot(y, 10, dtype=np.float32), {n: np.zeros_like(p) for n, p in params.items()}
    for batch, lr in zip(rows, lrs, strict=False):
        ones = [np.ones((len(batch), units), np.float32) for units in SIZES[1:3]]
        grads = gradients(params, X[batch], Y[batch], [dropout(A, 0.8, rng=rng) for A in ones], 1e-4)
        moves = {name: momentum_update(velocities[name], grads[name], mu, lr) for name in params}
        velocities = {name: velocity for name, (velocity, _) in moves.items()}
        params = {name: params[name] + update for name, (_, update) in moves.items()}
        yield params


def cosine(lr, epochs, steps):
    """Return the step sizes of a cosine schedule, which changes from epoch to epoch."""
    return np.repeat(lr / 2 * (1 + np.cos(np.pi * np.arange(epochs) / epochs)), steps)


def predict(params, X):
    return forward_mlp_3layer(X, *params.values())[-1]
