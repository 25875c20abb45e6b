"""What 02_momentum_in_practice claims: Nesterov, noise, comparisons, the valley, faults, digits."""

from functools import cache

import numpy as np

from claims.claim import Claim
from claims.descents import count_steps, losses, measured_rate, rate
from claims.networks import digits, last, logits, loss, share_right, start, train

RAVINE = np.array([1.0, 25.0])


def nesterov_over_momentum(setting):
    kappa, share, mu = setting
    both = [count_steps(share / kappa, mu, (1.0, kappa), nesterov=n) for n in (True, False)]
    return both[0] / both[1]


def best_measured(kappa, nesterov):
    """Return the best factor on a grid of steps (up to the longest stable one) and momenta."""
    eta_lambda, mus = (np.arange(80) + 0.3) / 20, ((np.arange(100) + 0.4) / 101)[:, np.newaxis]
    modes = [measured_rate(share * eta_lambda, mus, 300, nesterov=nesterov) for share in (1, 1 / kappa)]
    return np.maximum(*modes).min()


def trapped(setting):
    """Return the share of starts from which a method never arrives on the slope with two kinks."""
    method, reach = setting
    lr, mu, nesterov = {
        "momentum": (1 / 9, 4 / 9, False), "10 % shorter": (0.1, 4 / 9, False),
        "Nesterov": (1 / 19, (76**0.5 - 2) / (76**0.5 + 2), True), "plain": (1 / 13, 0.0, False),
    }[method]  # fmt: skip
    x = np.linspace(-reach, reach, 4001)
    v = np.zeros_like(x)
    for _ in range(400):
        at = x + mu * v if nesterov else x
        v = mu * v - lr * np.where(at < 1, 25 * at, np.where(at < 2, at + 24, 25 * at - 24))
        x = x + v
    return np.mean(np.abs(x) > 1e-6)


def noise_floor(seed, lr, mu):
    """Return the mean loss of many runs in a bowl of curvature 1, late in a noisy descent."""
    rng, theta, v, total = np.random.default_rng(seed), np.zeros(3000), np.zeros(3000), 0.0
    for k in range(1000):
        v = mu * v - lr * (theta + rng.standard_normal(3000))
        theta = theta + v
        total += 0.5 * np.mean(theta**2) * (k >= 500)
    return total / 500


@cache
def trained(seed, batch, mu, effective, n=500, steps=100):
    """Return training loss and test accuracy of the lesson's network, on other digits for each seed."""
    X, y = (part[np.arange(n * seed, n * (seed + 1)) % 10_000] for part in digits("train", 10_000, 14))
    rng = np.random.default_rng(seed)
    rows = (slice(None) if batch == n else rng.integers(n, size=batch) for _ in range(steps))
    with np.errstate(over="ignore", invalid="ignore"):  # too long steps fly off
        params = last(train(X, y, start(rng, 196, 32), rows, effective * (1 - mu), mu))
        final = loss(logits(params, X), y)
    return (final if np.isfinite(final) else np.inf), share_right(params, *digits("test", None, 14))


def same_effective_step(setting, steps=100):
    """Return the loss with μ = 0.9 over that of plain descent, on all digits, with short steps."""
    seed, effective = setting
    heavy, plain = (trained(seed, 500, mu, effective, steps=steps)[0] for mu in (0.9, 0.0))
    return heavy / plain


def tuned(seed, mu, batch=500):
    """Return loss and accuracy at the best of eight effective steps."""
    return min(trained(seed, batch, mu, 0.1 * 2**k) for k in range(8))


def ten_digits(group, n=500, steps=100, effective=(0.4, 0.57, 0.8, 1.13)):
    """Return the best median loss of four seeds with μ = 0.9 over plain descent's, ten digits a step."""
    best = {
        mu: min(
            np.median([trained(seed, 10, mu, e, n, steps)[0] for seed in range(4 * group, 4 * group + 4)])
            for e in effective
        )
        for mu in (0.9, 0.0)
    }
    return best[0.9] / best[0.0]


def valley_losses(seed, mu, nesterov=False):
    """Return the lowest loss over 25 effective steps from 300 starts, after 60 and 200 steps."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1.7, 1.6, 300), rng.uniform(-0.6, 1.9, 300)
    lr = (1 - mu) * np.geomspace(0.001, 0.5, 25)[:, np.newaxis]
    u, v, lowest = 0.0, 0.0, {}
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(1, 201):
            gx, gy = -2 * (1 - x) - 80 * x * (y - x**2), 40 * (y - x**2)
            u, v = mu * u - lr * gx, mu * v - lr * gy
            x, y = (x + mu * u - lr * gx, y + mu * v - lr * gy) if nesterov else (x + u, y + v)
            if k in (60, 200):
                lowest[k] = np.fmin.reduce((1 - x) ** 2 + 20 * (y - x**2) ** 2)
    return lowest


@cache
def valley(seed):
    return {name: valley_losses(seed, *how) for name, how in
            {"plain": (0.0,), "momentum": (0.9,), "Nesterov": (0.9, True)}.items()}  # fmt: skip


def shared_rate(setting):
    """Return the factor a step when one velocity serves both parameters, less that of plain descent."""
    lr, mu = setting
    columns = []
    for theta_1, theta_2, v in np.eye(3):
        v = mu * v - lr * RAVINE[0] * theta_1
        columns.append([theta_1 + v, 0.0, 0.0])
        v = mu * v - lr * RAVINE[1] * theta_2
        columns[-1][1:] = theta_2 + v, v
    return np.abs(np.linalg.eigvals(np.transpose(columns))).max() - rate(lr * RAVINE, 0.0).max()


def loss_over_plain(setting):
    """Return the loss after 200 steps with a memory of the wrong sign, over that of plain descent."""
    lr, mu = setting
    starts = np.array([[4.0, 1.0]])
    wrong, plain = (losses(lr, m, 200, starts, RAVINE)[-1, 0] for m in (-mu, 0.0))
    return wrong / plain


@cache
def condition_numbers(split, block):
    """Return λ₁ / λ₁₀₀ and λ₁ / λ₃₀₀ of 5,000 digits: as they come, centred, and scaled as well."""
    X = digits(split)[0][5000 * block : 5000 * (block + 1)].astype(float)
    centred = X - X.mean(axis=0)
    spread = centred.std(axis=0)
    spectra = [
        np.linalg.eigvalsh(Z.T @ Z)[::-1] for Z in (X, centred, centred / np.where(spread > 0, spread, 1))
    ]
    return np.array([spectrum[0] / spectrum[[99, 299]] for spectrum in spectra])


SEEDS = (1, 2, 3, 4)
BLOCKS = (("train", 1), ("train", 5), ("train", 11), ("test", 0), ("test", 1))
SHORT = [(seed, effective) for seed in SEEDS for effective in (0.1, 0.2, 0.4)]

CLAIMS = [
    Claim("Where the memory is at least twice too long for the flat direction, Nesterov needs fewer steps.",
          "Take the gradient one step ahead", "steps to a millionth, Nesterov / momentum",
          tried=[(9.0, 1.0, 0.8), (9.0, 0.5, 0.9), (25.0, 0.5, 0.9), (100.0, 1.0, 0.95), (100.0, 0.5, 0.95),
                 (400.0, 1.0, 0.99), (400.0, 0.5, 0.99)],
          seen=[(25.0, 1.0, 0.9)], within=(0, 0.95), measure=nesterov_over_momentum, fast=4),
    Claim("Where it is too short, Nesterov needs as many or up to a tenth more.",
          "Take the gradient one step ahead", "steps to a millionth, Nesterov / momentum",
          tried=[(9.0, 1.0, 0.3), (9.0, 0.5, 0.3), (25.0, 0.5, 0.5), (100.0, 1.0, 0.7), (100.0, 0.5, 0.5),
                 (400.0, 1.0, 0.8)],
          seen=[(25.0, 1.0, 0.5)], within=(1, 1.1), measure=nesterov_over_momentum, fast=2),
    Claim("With the best settings of each, momentum is faster than Nesterov on a bowl.",
          "Take the gradient one step ahead", "best factor momentum - Nesterov",
          tried=[9.0, 50.0, 100.0], seen=[25.0], within=(-1, -0.03),
          measure=lambda kappa: best_measured(kappa, False) - best_measured(kappa, True)),
    Claim("On the slope with kinks, momentum as is best for bowls never arrives from one start in eight.",
          "Take the gradient one step ahead", "share of 4,001 starts",
          tried=[("momentum", reach) for reach in (3.5, 4.0, 5.0)], seen=[("momentum", 6.0)],
          within=(0.1, 0.2), measure=trapped),
    Claim("With a step 10 % shorter, with Nesterov or without memory it arrives from every start.",
          "Take the gradient one step ahead", "share of starts that never arrive",
          tried=[(how, reach) for how in ("10 % shorter", "Nesterov", "plain") for reach in (4.0, 5.0)],
          within=(0, 0), measure=trapped, fast=6),

    Claim("At the same learning rate, μ = 0.9 settles about ten times higher.",
          "Find the noise floor", "floor μ = 0.9 / floor plain",
          tried=[(seed, lr) for seed in (1, 2) for lr in (0.005, 0.01, 0.04)], seen=[(0, 0.02)],
          within=(8, 12),
          measure=lambda s: noise_floor(*s, 0.9) / noise_floor(*s, 0.0)),
    Claim("At the same effective step the two floors are equal within 10 %, up to 0.2.",
          "Find the noise floor", "floor μ = 0.9 / floor plain",
          tried=[(seed, e) for seed in (1, 2) for e in (0.05, 0.1, 0.2)], seen=[(0, 0.02)],
          within=(0.9, 1.1), measure=lambda s: noise_floor(s[0], 0.1 * s[1], 0.9) / noise_floor(*s, 0.0)),
    Claim("At short effective steps it hardly matters which momentum one uses: 25 % after 100 steps.",
          "Compare fairly on real digits", "loss μ = 0.9 / loss plain, all digits",
          tried=SHORT, within=(0.8, 1.25), measure=same_effective_step, fast=2),
    Claim("After 1,000 steps the longest memory has caught up: within a tenth.",
          "Compare fairly on real digits", "loss μ = 0.9 / loss plain, all digits",
          tried=SHORT[:6], within=(0.9, 1.1), measure=lambda s: same_effective_step(s, steps=1000), fast=0),
    Claim("With all digits plain descent fails at an effective step of 3.2.",
          "Compare fairly on real digits", "training loss (nats)",
          tried=SEEDS, seen=[0], within=(1, np.inf), measure=lambda seed: trained(seed, 500, 0.0, 3.2)[0]),
    Claim("There momentum 0.9 still descends.",
          "Compare fairly on real digits", "training loss (nats)",
          tried=SEEDS, seen=[0], within=(0, 0.05), measure=lambda seed: trained(seed, 500, 0.9, 3.2)[0]),
    Claim("With all digits, both tuned alike, momentum reaches less than half the training loss.",
          "Compare fairly on real digits", "loss μ = 0.9 / loss plain",
          tried=SEEDS, seen=[0], within=(0, 0.5),
          measure=lambda seed: tuned(seed, 0.9)[0] / tuned(seed, 0.0)[0]),
    Claim("On new digits its networks are no better, rather one or two points worse.",
          "Compare fairly on real digits", "points of test accuracy gained",
          tried=SEEDS, seen=[0], within=(-4, 0.5),
          measure=lambda seed: 100 * (tuned(seed, 0.9)[1] - tuned(seed, 0.0)[1])),
    Claim("With ten of 500 digits a step, nothing is won in 100 or 300 steps.",
          "Compare fairly on real digits", "best median loss μ = 0.9 / plain",
          tried=[(1, 100), (2, 100), (3, 100), (1, 300), (2, 300)], within=(0.75, 1.35),
          measure=lambda s: ten_digits(s[0], steps=s[1]), fast=0),
    Claim("In 2,000 steps something is: the noise fades as the 500 digits are learned by heart.",
          "Compare fairly on real digits", "best median loss μ = 0.9 / plain",
          tried=[(1, 2000), (2, 2000), (3, 2000)], within=(0, 0.8),
          measure=lambda s: ten_digits(s[0], steps=s[1], effective=(0.4, 0.57, 0.8, 1.13)), fast=0),
    Claim("With ten of 5,000 digits a step, where the noise stays, nothing is won in 2,000 steps either.",
          "Compare fairly on real digits", "best median loss μ = 0.9 / plain",
          tried=[(1, 5000), (2, 5000), (3, 5000)], within=(0.85, 1.2),
          measure=lambda s: ten_digits(s[0], s[1], 2000, (0.2, 0.28, 0.4)), fast=0),

    Claim("In the curved valley momentum is worse than plain descent after 60 steps from one start in six.",
          "Watch momentum beyond bowls", "share of 300 starts, equal effective steps",
          tried=range(2, 8), within=(0.08, 0.28),
          measure=lambda seed: np.mean(valley(seed)["momentum"][60] > valley(seed)["plain"][60])),
    Claim("After 200 steps it is better from nearly all.",
          "Watch momentum beyond bowls", "share of 300 starts, equal effective steps",
          tried=range(2, 8), within=(0.96, 1),
          measure=lambda seed: np.mean(valley(seed)["momentum"][200] < valley(seed)["plain"][200])),
    Claim("After 60 steps Nesterov is ahead of momentum from most starts.",
          "Watch momentum beyond bowls", "share of 300 starts, equal effective steps",
          tried=range(2, 8), within=(0.7, 1),
          measure=lambda seed: np.mean(valley(seed)["Nesterov"][60] < valley(seed)["momentum"][60])),
    Claim("After 200 steps momentum is ahead of Nesterov from most.",
          "Watch momentum beyond bowls", "share of 300 starts, equal effective steps",
          tried=range(2, 8), within=(0.55, 1),
          measure=lambda seed: np.mean(valley(seed)["momentum"][200] < valley(seed)["Nesterov"][200])),

    Claim("A velocity shared by two parameters is as slow as plain descent up to μ = 0.9 (η up to 1/25).",
          "Recognise the faults by their curves", "factor a step less that of plain descent",
          tried=[(lr, mu) for lr in (1 / 100, 1 / 50, 1 / 25) for mu in (0.3, 0.5, 0.8, 0.9)],
          seen=[(1 / 25, 0.7)], within=(0, 0.002), measure=shared_rate, fast=12),
    Claim("It is clearly slower from μ = 0.95 on, at η = 1/25.",
          "Recognise the faults by their curves", "factor a step less that of plain descent",
          tried=[(1 / 25, mu) for mu in (0.95, 0.96, 0.97)], within=(0.008, 0.04), measure=shared_rate),
    Claim("From μ = 0.985 on it diverges there.",
          "Recognise the faults by their curves", "factor a step less that of plain descent (0.96)",
          tried=[(1 / 25, mu) for mu in (0.985, 0.99, 0.995)], within=(0.04, 1), measure=shared_rate),
    Claim("With ηλmax below 2(1 − μ) a memory of the wrong sign falls, behind plain descent.",
          "Recognise the faults by their curves", "loss wrong sign / loss plain",
          tried=[(1 / 100, 0.3), (1 / 60, 0.5), (1 / 100, 0.7), (1 / 150, 0.8)], seen=[(1 / 60, 0.7)],
          within=(2, 1e5), measure=loss_over_plain),

    Claim("Without their mean the pixels have a κ (to the 100th eigenvalue) about seven times smaller.",
          "Choose the settings of your own network", "λ₁ / λ₁₀₀ as they come / centred",
          tried=BLOCKS, seen=[("train", 0)], within=(6, 8.5),
          measure=lambda s: condition_numbers(*s)[0, 0] / condition_numbers(*s)[1, 0]),
    Claim("Dividing each pixel by its deviation lowers it further.",
          "Choose the settings of your own network", "λ₁ / λ₁₀₀ centred / scaled as well",
          tried=BLOCKS, seen=[("train", 0)], within=(2, 8),
          measure=lambda s: condition_numbers(*s)[1, 0] / condition_numbers(*s)[2, 0]),
    Claim("For the raw pixels √κ / 4 is about 7 steps (100th eigenvalue).",
          "Choose the settings of your own network", "√κ / 4",
          tried=BLOCKS, seen=[("train", 0)], within=(6, 8),
          measure=lambda s: np.sqrt(condition_numbers(*s)[0, 0]) / 4),
    Claim("For the raw pixels √κ / 4 is about 19 steps (300th eigenvalue).",
          "Choose the settings of your own network", "√κ / 4",
          tried=BLOCKS, seen=[("train", 0)], within=(16, 22),
          measure=lambda s: np.sqrt(condition_numbers(*s)[0, 1]) / 4),
]  # fmt: skip
