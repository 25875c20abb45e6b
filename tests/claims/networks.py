"""Small networks trained on digits as the lessons train them."""

from functools import cache

import numpy as np

from nnlib import backward_mlp, center_digit, forward_mlp, load_mnist, momentum_update, one_hot


@cache
def digits(split, n=None, side=28):
    """Return pixels in [0, 1] (averaged down to ``side`` by ``side``) and labels; not to be changed."""
    X, y = load_mnist(n, split=split)
    step = 28 // side
    X = X.reshape(-1, side, step, side, step).mean(axis=(2, 4)).reshape(-1, side**2) / 255
    return X, y


def start(rng, d, units, k=10, scale=1.0):
    """Return He's starting weights of one hidden layer, ``scale`` times as large, in float32."""
    W1 = scale * np.sqrt(2 / d) * rng.standard_normal((d, units))
    W2 = scale * np.sqrt(2 / units) * rng.standard_normal((units, k))
    return [p.astype(np.float32) for p in (W1, np.zeros((1, units)), W2, np.zeros((1, k)))]


def batches(rng, n, size, epochs):
    """Yield the rows of each batch; every epoch shuffles anew."""
    for _ in range(epochs):
        yield from np.split(rng.permutation(n), range(size, n, size))


def train(X, y, params, batches, lr, mu=0.0, backward=backward_mlp):
    """Yield the parameters after each batch."""
    Y = one_hot(y, 10, dtype=np.float32)
    velocities = [np.zeros_like(p) for p in params]
    for rows in batches:
        A1, A2 = forward_mlp(X[rows], *params)
        gradients = backward(X[rows], A1, A2, Y[rows], params[0], params[2], A1)
        moves = [momentum_update(v, g, mu, lr) for v, g in zip(velocities, gradients, strict=True)]
        velocities = [velocity for velocity, _ in moves]
        params = [p + update for p, (_, update) in zip(params, moves, strict=True)]
        yield params


def last(trainings):
    """Return the last of what ``train`` yields."""
    *_, params = trainings
    return params


def logits(params, X):
    """Return the scores before the softmax, in float64."""
    A1 = forward_mlp(X, *params)[0]
    return (A1 @ params[2] + params[3]).astype(float)


def loss(Z, y):
    """Return the cross-entropy of logits, which cannot overflow."""
    Z = Z - Z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]))


def share_right(params, X, y):
    """Return the accuracy."""
    return float(np.mean(logits(params, X).argmax(axis=1) == y))


def half_size(X):
    """Return digits shrunk to half their size, in the middle, and these scaled and centred."""
    images = X.reshape(-1, 28, 28)
    small = np.zeros_like(images)
    small[:, 7:21, 7:21] = images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    centred = np.array([center_digit(image) for image in small])
    return small.reshape(-1, 784), centred.reshape(-1, 784)
