"""Gradient descent, momentum and Nesterov's version on bowls, run for many settings at once."""

import numpy as np


def rate(eta_lambda, mu):
    """Return the factor ρ a step that theory predicts."""
    half = (1 + mu - eta_lambda) / 2
    root = np.sqrt(half**2 - mu + 0j)
    return np.maximum(np.abs(half + root), np.abs(half - root))


def best_momentum(kappa):
    """Return Polyak's step and momentum for curvatures from 1 to κ."""
    root = np.sqrt(kappa)
    return (2 / (1 + root)) ** 2, ((root - 1) / (root + 1)) ** 2


def measured_rate(lr, mu, steps, curvature=1.0, start=(1.0, 0.0), nesterov=False):
    """Return the factor a step: the slope of a straight line through the logarithms of the size.

    The line is fitted to the second half of the steps, so that the swings above and below it cancel.
    """
    theta, v = np.full(np.shape(lr * mu), start[0]), np.full(np.shape(lr * mu), start[1])
    log_size, sizes = np.zeros_like(theta), []
    for _ in range(steps):
        v = mu * v - lr * curvature * (theta + mu * v if nesterov else theta)
        theta = theta + v
        size = np.abs(theta) + np.abs(v)
        theta, v, log_size = theta / size, v / size, log_size + np.log(size)
        sizes.append(log_size.ravel())
    half = np.array(sizes[steps // 2 :])
    return np.exp(np.polyfit(np.arange(len(half)), half, 1)[0]).reshape(theta.shape)


def count_steps(lr, mu, curvatures, tolerance=1e-6, nesterov=False):
    """Return how many steps it takes until every direction is below ``tolerance`` for good, from 1."""
    curvatures = np.asarray(curvatures, dtype=float)
    theta, v, last = np.ones_like(curvatures), np.zeros_like(curvatures), 0
    for k in range(1, 400_000):
        v = mu * v - lr * curvatures * (theta + mu * v if nesterov else theta)
        theta = theta + v
        if np.abs(theta).max() > tolerance:
            last = k
        elif k > 2 * last + 50:
            return last + 1
    raise RuntimeError(f"not below {tolerance:g} after 400,000 steps")


def best_rate(mu, kappa, candidates=2000):
    """Return the step that is best for ``mu`` with curvatures from 1 to κ, and its factor."""
    lr = np.linspace(0, 2 * (1 + mu) / kappa, candidates + 2)[1:-1]
    factor = np.maximum(rate(lr, mu), rate(lr * kappa, mu))
    return lr[factor.argmin()], factor.min()


def losses(lr, mu, steps, starts, curvatures):
    """Return the loss after each step, from each start (a row of coordinates)."""
    theta, v, history = starts, np.zeros_like(starts), []
    for _ in range(steps):
        v = mu * v - lr * curvatures * theta
        theta = theta + v
        history.append(0.5 * (curvatures * theta**2).sum(axis=1))
    return np.array(history)


def ravine_starts(seed, kappa, count=300):
    """Return random starts, each direction with the same share of the loss on average."""
    return np.random.default_rng(seed).standard_normal((count, 2)) / np.sqrt([1.0, kappa])
