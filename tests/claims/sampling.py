"""Test sets drawn from a known truth: how often intervals hold it, and tests find a difference."""

from functools import cache

import numpy as np
from scipy import stats

from nnlib import accuracy_interval

Z_ALPHA, Z_POWER = stats.norm.ppf([0.975, 0.8])


@cache
def intervals(n, wald):
    """Return the interval of each count, as two arrays."""
    counts = np.arange(n + 1)
    if wald:
        reach = Z_ALPHA * np.sqrt(counts / n * (1 - counts / n) / n)
        return counts / n - reach, counts / n + reach
    return np.array([accuracy_interval(int(count), n) for count in counts]).T


def coverage(n, p, wald=False):
    """Return how often an interval from n digits holds the true accuracy, exactly; p may be an array."""
    (low, high), p = intervals(n, wald), np.atleast_1d(p)
    chance = stats.binom.pmf(np.arange(n + 1)[:, np.newaxis], n, p)
    return np.sum(chance * ((low[:, np.newaxis] <= p) & (p <= high[:, np.newaxis])), axis=0)


def least_coverage(n, fewest, most):
    """Return Wilson's least coverage where between so many mistakes are expected in n digits."""
    return coverage(n, 1 - np.geomspace(fewest, most, 2000) / n).min()


def found(setting):
    """Return how often a difference of one point is found with the digits that the formula asks for."""
    seed, p = setting
    q = p + 0.01
    variance = p * (1 - p) + q * (1 - q)
    n = int(np.ceil((Z_ALPHA + Z_POWER) ** 2 * variance / 0.01**2))
    a, b = np.random.default_rng(seed).binomial(n, [[p], [q]], size=(2, 20_000)) / n
    return np.mean(np.abs(b - a) > Z_ALPHA * np.sqrt((a * (1 - a) + b * (1 - b)) / n))


def found_paired(setting):
    """Return the same for the exact paired test, where the models disagree on a share d of the digits."""
    seed, d, delta = setting
    n = int(np.ceil((Z_ALPHA * np.sqrt(d) + Z_POWER * np.sqrt(d - delta**2)) ** 2 / delta**2))
    shares = [(d - delta) / 2, (d + delta) / 2, 1 - d]
    a, b, _ = np.random.default_rng(seed).multinomial(n, shares, size=4000).T
    return np.mean(2 * stats.binom.cdf(np.minimum(a, b), a + b, 0.5) <= 0.05)


def best_of_twenty(setting):
    """Return how many standard errors the best of 20 equal networks lies above the truth, on average."""
    seed, p, n = setting
    best = np.random.default_rng(seed).binomial(n, p, size=(5000, 20)).max(axis=1) / n
    return (best.mean() - p) / np.sqrt(p * (1 - p) / n)
