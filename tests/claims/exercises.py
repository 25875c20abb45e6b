"""What the exercises' verdicts claim: on digits (exercise 4b), and on noise (exercise 4c)."""

from functools import cache

import numpy as np
from sklearn.model_selection import train_test_split

from claims.claim import Claim
from claims.networks import batches, digits
from nnlib import (
    accuracy,
    backward_mlp_3layer,
    cross_entropy,
    dropout,
    forward_mlp_3layer,
    initial_weights,
    momentum_update,
    one_hot,
)

EPOCHS, BATCH, KEEP = 15, 64, 0.8
SEEDS = (1, 2, 3, 4)  # of split, weights, batches and dropout
SECTION = "Compare from the same weights"


@cache
def history(mu, lr, seed, l2=0.01, falling=False):
    """Train as the exercise does; return training loss and test accuracy after each epoch."""
    images, labels = digits("train", 2000)
    X, X_test, y, y_test = train_test_split(images, labels, test_size=0.2, random_state=seed)
    Y, rng = one_hot(y, 10, dtype=np.float32), np.random.default_rng(seed + 100)
    params = initial_weights((784, 256, 128, 10), seed, np.float32)
    velocities = {name: np.zeros_like(p) for name, p in params.items()}
    steps, rows = list(batches(rng, len(X), BATCH, EPOCHS)), []
    for k, batch in enumerate(steps):
        step = lr * (1 + np.cos(np.pi * k / len(steps))) / 2 if falling else lr
        for name, gradient in gradients(X[batch], Y[batch], params, rng, l2).items():
            velocities[name], update = momentum_update(velocities[name], gradient, mu, step)
            params[name] = params[name] + update
        if (k + 1) % (len(steps) // EPOCHS) == 0:
            judged = forward_mlp_3layer(X_test, **params)[2]
            rows.append((cross_entropy(forward_mlp_3layer(X, **params)[2], Y), accuracy(judged, y_test)))
    return np.array(rows).T


def gradients(X, Y, params, rng, l2):
    """Return the gradients of cross-entropy plus penalty under fresh dropout masks."""
    masks = {
        f"mask{i}": dropout(np.ones((len(X), h), np.float32), KEEP, rng=rng)
        for i, h in ((1, 256), (2, 128))
    }
    A1, A2, A3 = forward_mlp_3layer(X, **params, **masks)
    Z1, Z2 = X @ params["W1"] + params["b1"], A1 @ params["W2"] + params["b2"]
    W = [params[f"W{i}"] for i in (1, 2, 3)]
    found = backward_mlp_3layer(X, A1, A2, A3, Y, *W, Z1, Z2, **masks)
    return {
        name: g + 2 * l2 * params[name] * (name[0] == "W") for name, g in zip(params, found, strict=True)
    }


def spread(seeds, mu, lr, **options):
    """Return by how much the accuracy varies over the last five epochs, on average over the seeds."""
    return np.mean([np.ptp(history(mu, lr, seed, **options)[1][-5:]) for seed in seeds])


def noisy_loss(mu, lr, seed):
    """Return the loss after 100 noisy steps on curvatures 0.01 and 1, as in exercise 4c."""
    rng, h = np.random.default_rng(seed), np.array([0.01, 1.0])
    x, velocity = np.full(2, 10.0), np.zeros(2)
    for _ in range(100):
        velocity = mu * velocity - lr * (h * x + 0.3 * rng.normal(size=2))
        x = x + velocity
    return float(0.5 * h @ x**2)


@cache
def fair_comparison(first_seed):
    """Tune both methods on 30 seeds; return the steps they choose, and the differences on 40 others."""
    tuning, test = range(first_seed, first_seed + 30), range(first_seed + 100, first_seed + 140)
    chosen, losses = {}, {}
    for mu in (0.0, 0.9):
        mean = {e: np.mean([noisy_loss(mu, e * (1 - mu), s) for s in tuning]) for e in (0.4, 0.8, 1.6, 3.2)}
        chosen[mu] = min(mean, key=mean.get)
        losses[mu] = np.array([noisy_loss(mu, chosen[mu] * (1 - mu), s) for s in test])
    return chosen, losses[0.0] - losses[0.9]


def in_standard_errors(difference):
    return difference.mean() / (difference.std(ddof=1) / np.sqrt(len(difference)))


FAIR, OTHER_SEEDS = "Design a fair comparison", (1000, 2000, 3000, 4000)

CLAIMS = [
    Claim(
        "After one epoch momentum is ahead at equal lr.", SECTION, "loss of plain descent / of momentum",
        SEEDS, (1.2, 4), lambda s: history(0.0, 0.1, s)[0][0] / history(0.9, 0.1, s)[0][0], seen=(42,),
    ),
    Claim(
        "After 15 epochs plain descent has caught up.", SECTION, "loss of plain descent / of momentum",
        SEEDS, (0.3, 1.2), lambda s: history(0.0, 0.1, s)[0][-1] / history(0.9, 0.1, s)[0][-1],
        seen=(42,), fast=0,
    ),
    Claim(
        "At effective step 0.1 the two curves nearly coincide from the second epoch on.", SECTION,
        "largest difference of the losses", SEEDS, (0, 0.25),
        lambda s: np.abs(history(0.9, 0.01, s)[0][1:] - history(0.0, 0.1, s)[0][1:]).max(),
        seen=(42,), fast=0,
    ),
    Claim(
        "At effective step 1.0 momentum learns and plain descent falls apart.", SECTION,
        "loss of plain descent / of momentum", SEEDS, (2, 20),
        lambda s: history(0.0, 1.0, s)[0][-1] / history(0.9, 0.1, s)[0][-1],
        seen=(42,), fast=0,
    ),
    Claim(
        "The long step wavers more than the short one, under the same penalty.", SECTION,
        "spread at effective step 1.0 / at 0.1, in points", (SEEDS[:2], SEEDS[2:]), (1.2, 10),
        lambda seeds: spread(seeds, 0.9, 0.1) / spread(seeds, 0.9, 0.01),
        fast=0,
    ),
    Claim(
        "A long step that falls along a cosine wavers less, under the same penalty.", SECTION,
        "spread of the falling / of the constant step", (SEEDS[:2], SEEDS[2:]), (0, 0.8),
        lambda seeds: spread(seeds, 0.9, 0.1, falling=True) / spread(seeds, 0.9, 0.1),
        fast=0,
    ),
    Claim(
        "With λ = 0.001 the loss ends far lower.", SECTION, "loss / loss with λ = 0.01", SEEDS, (0, 0.3),
        lambda s: history(0.9, 0.1, s, l2=0.001)[0][-1] / history(0.9, 0.1, s)[0][-1],
        seen=(42,), fast=0,
    ),
    Claim(
        "With other seeds the difference is two to six standard errors from zero.", FAIR,
        "mean difference in standard errors", OTHER_SEEDS, (1.5, 8),
        lambda s: in_standard_errors(fair_comparison(s)[1]), seen=(0,),
    ),
    Claim(
        "Momentum wins on most seeds, though not on all.", FAIR, "share of 40 seeds",
        OTHER_SEEDS, (0.6, 0.99), lambda s: np.mean(fair_comparison(s)[1] > 0), seen=(0,),
    ),
    Claim(
        "Momentum can afford a larger effective step than plain descent.", FAIR,
        "chosen effective step of momentum / of plain descent", OTHER_SEEDS, (2, 4),
        lambda s: fair_comparison(s)[0][0.9] / fair_comparison(s)[0][0.0], seen=(0,),
    ),
]  # fmt: skip
