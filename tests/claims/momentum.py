"""What 01_momentum claims: about the ravine, the velocity, how long to remember, what it saves."""

import numpy as np

from claims.claim import Claim
from claims.descents import (
    best_momentum,
    best_rate,
    count_steps,
    losses,
    measured_rate,
    rate,
    ravine_starts,
)

RAVINE = (1.0, 25.0)


def slower_than_plain(kappa):
    """Return steps with μ = 0.9 and its best step size, over those of plain descent and its own."""
    modes = (1.0, kappa)
    return count_steps(best_rate(0.9, kappa)[0], 0.9, modes) / count_steps(2 / (1 + kappa), 0.0, modes)


def descents(setting):
    """Return losses of plain descent and of momentum, each with its best settings, from random starts."""
    seed, kappa = setting
    starts, modes, steps = ravine_starts(seed, kappa), np.array([1.0, kappa]), int(6 * np.sqrt(kappa))
    plain = losses(2 / (1 + kappa), 0.0, steps, starts, modes)
    return plain, losses(*best_momentum(kappa), steps, starts, modes)


def behind_at_first(setting):
    plain, momentum = descents(setting)
    return np.mean(momentum[0] > plain[0])


def ahead_in_the_end(setting):
    plain, momentum = descents(setting)
    return np.mean(momentum[-1] < plain[-1])


def widest_swing(kappa):
    """Return the widest swing across the ravine, η = 1/λmax and μ = (1 − 1/√κ)², over plain descent's."""
    theta, v, widest, mu = 1.0, 0.0, 0.0, (1 - 1 / np.sqrt(kappa)) ** 2
    for _ in range(200):
        v = mu * v - theta
        theta = theta + v
        widest = max(widest, abs(theta))
    return widest / ((kappa - 1) / (kappa + 1))


def critical_damping(eta_lambda):
    """Return steps to a thousandth with critical damping, over the fewer of half of it and 0.9."""
    critical = (1 - np.sqrt(eta_lambda)) ** 2
    counts = [count_steps(eta_lambda, mu, [1.0], 1e-3) for mu in (critical, critical / 2, 0.9)]
    return counts[0] / min(counts[1:])


def rate_error(setting, distance):
    """Return the largest error of the theory at more than ``distance`` in √μ from the critical line."""
    share, steps = setting
    eta_lambda = share * (np.arange(80) + 0.3) / 20
    mus = ((np.arange(60) + 0.7) / 61)[:, np.newaxis]
    error = np.abs(measured_rate(eta_lambda, mus, steps, start=(1.0, 0.5)) - rate(eta_lambda, mus))
    return error[np.abs(np.sqrt(mus) - np.abs(1 - np.sqrt(eta_lambda))) > distance].max()


def long_run_error(kappa):
    """Return the larger error of both methods' best factors, measured over 10,000 steps."""
    modes, errors = np.array([1.0, kappa]), []
    for lr, mu in ((2 / (1 + kappa), 0.0), best_momentum(kappa)):
        measured = measured_rate(np.full(2, lr), mu, 10_000, modes).max()
        errors.append(abs(measured - rate(lr * modes, mu).max()))
    return max(errors)


def curvature_from_peaks(setting):
    """Return the curvature that the mean distance of ten peaks of the loss gives, over the true one."""
    mu, eta_lambda = setting
    theta, v, loss = 1.0, 0.0, []
    for _ in range(1500):
        loss.append(theta**2)
        v = mu * v - eta_lambda * theta
        theta = theta + v
    loss = np.array(loss)
    peaks = np.flatnonzero((loss[1:-1] > loss[:-2]) & (loss[1:-1] > loss[2:]))[:11]
    omega = np.pi / np.mean(np.diff(peaks))
    return (omega**2 + (1 - mu) ** 2 / 4) / eta_lambda


def steps_needed(method, kappa, tolerance):
    lr, mu = {
        "plain": (2 / (1 + kappa), 0.0),
        "best": best_momentum(kappa),
        "0.9": (best_rate(0.9, kappa)[0], 0.9),
    }[method]
    return count_steps(lr, mu, (1.0, kappa), tolerance)


def growth(method, setting, factor=100):
    """Return how many times more steps a problem needs that is ``factor`` times worse conditioned."""
    kappa, tolerance = setting
    return steps_needed(method, factor * kappa, tolerance) / steps_needed(method, kappa, tolerance)


def plain_over(method, setting):
    return steps_needed("plain", *setting) / steps_needed(method, *setting)


def gain_of_fixed_memory(setting):
    """Return how many steps of plain descent one step with a fixed μ is worth, beside (1 + μ)/(1 − μ)."""
    mu, kappa = setting
    worth = np.log(best_rate(mu, kappa, 20_000)[1]) / np.log((kappa - 1) / (kappa + 1))
    return worth / ((1 + mu) / (1 - mu))


HARDER = [(kappa, tolerance) for kappa in (30.0, 60.0) for tolerance in (1e-3, 1e-6, 1e-9)]

CLAIMS = [
    Claim("With the best step for each, plain descent is the faster one below κ = 38.",
          "Give it a memory", "steps to a millionth, μ = 0.9 / plain",
          tried=[5.0, 10.0, 20.0, 30.0, 36.0], seen=[25.0], within=(1, 100), measure=slower_than_plain),
    Claim("With the best step for each, μ = 0.9 is the faster one above κ = 38.",
          "Give it a memory", "steps to a millionth, μ = 0.9 / plain",
          tried=[40.0, 60.0, 200.0, 1000.0, 5000.0], seen=[25.0], within=(0, 1), measure=slower_than_plain),
    Claim("From most of 300 random starts the best settings are behind plain descent after the first step.",
          "Give it a memory", "share of 300 starts",
          tried=[(seed, kappa) for seed in (1, 2) for kappa in (9.0, 25.0, 100.0, 400.0)],
          within=(0.75, 1), measure=behind_at_first),
    Claim("After thirty steps (6 √κ of them) the best settings are ahead from all starts.",
          "Give it a memory", "share of 300 starts",
          tried=[(seed, kappa) for seed in (1, 2) for kappa in (9.0, 25.0, 100.0, 400.0)],
          within=(1, 1), measure=ahead_in_the_end),
    Claim("With η = 1/λmax and μ = (1 − 1/√κ)² the path stays closer to the axis than plain descent's.",
          "Give it a memory", "widest swing, momentum / plain",
          tried=[5.0, 9.0, 16.0, 49.0, 100.0, 400.0], seen=[25.0], within=(0, 1), measure=widest_swing),
    Claim("With these settings it is much faster than plain descent with its best step.",
          "Give it a memory", "steps to a millionth, momentum / plain",
          tried=[9.0, 16.0, 49.0, 100.0, 400.0], seen=[25.0], within=(0, 0.8),
          measure=lambda kappa: count_steps(1 / kappa, (1 - kappa**-0.5) ** 2, (1.0, kappa))
          / steps_needed("plain", kappa, 1e-6)),

    Claim("Critical damping settles before half of that momentum and before 0.9.",
          "Choose how long to remember", "steps to a thousandth, critical / next best",
          tried=[0.02, 0.05, 0.2, 0.3], seen=[0.1], within=(0, 0.95), measure=critical_damping),
    Claim("Away from critical damping, measured and predicted factors agree within 0.002.",
          "Choose how long to remember", "largest error, more than 0.05 in √μ from the lines",
          tried=[(1.0, 400), (1 / 9, 400), (1 / 100, 600), (1 / 9, 800)],
          within=(0, 0.002), measure=lambda setting: rate_error(setting, 0.05)),
    Claim("Close to it they differ by little more than 0.01 after 400 to 800 steps.",
          "Choose how long to remember", "largest error",
          tried=[(1.0, 400), (1 / 9, 400), (1 / 100, 600), (1 / 9, 800)],
          within=(0, 0.015), measure=lambda setting: rate_error(setting, -1.0)),
    Claim("Over 10,000 steps the best factors of both methods are measured within 0.0002.",
          "Choose how long to remember", "larger error",
          tried=[30.0, 300.0, 3000.0], seen=[10.0, 100.0, 1000.0, 10_000.0],
          within=(0, 2e-4), measure=long_run_error),
    Claim("From the peaks of the loss the formula gives λ within a few per cent (μ ≥ 0.9, T ≥ 8).",
          "Choose how long to remember", "λ from ten peaks / λ",
          tried=[(mu, a) for mu in (0.9, 0.95, 0.99) for a in (0.004, 0.01, 0.03, 0.1)],
          within=(0.94, 1.06), measure=curvature_from_peaks),

    Claim("A problem that is 100 times worse conditioned costs plain descent 100 times more steps.",
          "Watch the cost grow", "steps at 100 κ / steps at κ",
          tried=HARDER, seen=[(10.0, 1e-6), (100.0, 1e-6)], within=(98, 102),
          measure=lambda setting: growth("plain", setting), fast=0),
    Claim("It costs the best momentum ten to thirteen times more.",
          "Watch the cost grow", "steps at 100 κ / steps at κ",
          tried=HARDER, seen=[(10.0, 1e-6), (100.0, 1e-6)], within=(10, 13),
          measure=lambda setting: growth("best", setting), fast=2),
    Claim("At κ = 10,000 momentum with its best settings needs 45 to 75 times fewer steps.",
          "Watch the cost grow", "steps plain / best momentum",
          tried=[(10_000.0, 1e-3), (10_000.0, 1e-9)], seen=[(10_000.0, 1e-6)], within=(45, 75),
          measure=lambda setting: plain_over("best", setting), fast=0),
    Claim("With μ = 0.9 the number of steps hardly depends on the problem from κ = 10 to κ = 500.",
          "Watch the cost grow", "steps at 50 κ / steps at κ",
          tried=[(10.0, 1e-3), (10.0, 1e-9)], seen=[(10.0, 1e-6)], within=(0.95, 1.25),
          measure=lambda setting: growth("0.9", setting, 50)),
    Claim("At κ = 1,000 it needs slightly fewer steps than the best settings, down to a millionth.",
          "Watch the cost grow", "steps μ = 0.9 / best momentum",
          tried=[(1000.0, 1e-2), (1000.0, 1e-3), (1000.0, 1e-5)], seen=[(1000.0, 1e-6)], within=(0.5, 1),
          measure=lambda setting: steps_needed("0.9", *setting) / steps_needed("best", *setting)),
    Claim("At κ = 1,000 it needs more steps than the best settings down to 10⁻¹² and beyond.",
          "Watch the cost grow", "steps μ = 0.9 / best momentum",
          tried=[(1000.0, 1e-12), (1000.0, 1e-13)], seen=[(1000.0, 1e-6)], within=(1, 1.5),
          measure=lambda setting: steps_needed("0.9", *setting) / steps_needed("best", *setting)),
    Claim("Beyond κ = 1,500 it rises as steeply as plain descent does.",
          "Watch the cost grow", "steps at 10 κ / steps at κ",
          tried=[(5000.0, 1e-3), (5000.0, 1e-6), (5000.0, 1e-9)], within=(9, 11),
          measure=lambda setting: growth("0.9", setting, 10), fast=0),
    Claim("For a huge κ a fixed memory makes a step worth (1 + μ)/(1 − μ) steps of plain descent.",
          "Watch the cost grow", "worth / ((1 + μ)/(1 − μ))",
          tried=[(0.5, 1e5), (0.8, 1e5), (0.9, 1e5), (0.95, 1e6)], within=(0.97, 1.03),
          measure=gain_of_fixed_memory),
]  # fmt: skip
