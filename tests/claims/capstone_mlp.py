"""What the capstone of the MLP claims: its start, its step, its judgement, and what momentum is worth."""

from functools import cache

import numpy as np
from scipy.stats import binom
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split

from claims.capstone_networks import SIZES, cosine, gradients, predict, train, weights
from claims.claim import Claim
from claims.networks import batches, digits, half_size
from nnlib import accuracy, cross_entropy, forward_mlp_3layer, one_hot


def at_the_start(seed):
    """Return the loss of a new network, and the mean squares of X, A1 and A2."""
    X, y = (part[1000 * (seed % 8) :][:1000] for part in digits("train", 10_000))
    A1, A2, A3 = forward_mlp_3layer(X, *weights(seed).values())
    return cross_entropy(A3, one_hot(y, 10)), [np.mean(A**2) for A in (X, A1, A2)]


def formula_error(seed, networks=30):
    """Return by how much the mean first loss of 30 networks misses ln 10 + σ²/2."""
    X, y = (part[200 * seed :][:200] for part in digits("train", 10_000))
    rng, losses, variances = np.random.default_rng(seed), [], []
    for _ in range(networks):
        params = weights(rng)
        _, A2, A3 = forward_mlp_3layer(X, *params.values())
        losses.append(cross_entropy(A3, one_hot(y, 10)))
        variances.append((A2 @ params["W3"]).var(axis=1).mean())
    return np.mean(losses) - np.log(10) - np.mean(variances) / 2


def suggested_step(seed):
    """Return half of the step with the lowest loss of a range test."""
    X, y = (part[4000 * (seed % 2) :][:4000] for part in digits("train", 10_000))
    rng, steps, losses = np.random.default_rng(seed), np.geomspace(0.001, 10, 120), []
    rows = (rng.integers(len(X), size=64) for _ in steps)
    for params in train(weights(rng), X, y, rows, steps, 0.9, rng):
        losses.append(cross_entropy(predict(params, X[:500]), one_hot(y[:500], 10)))
        if losses[-1] > 2 * losses[0]:
            break
    return steps[np.argmin(losses)] / 2


@cache
def after_eight_epochs(seed, lr):
    """Return the accuracy on the official digits after a short training."""
    rng, (X, y) = np.random.default_rng(seed), (part[5000:9000] for part in digits("train", 10_000))
    *_, params = train(weights(rng), X, y, batches(rng, 4000, 64, 8), cosine(lr, 8, 63), 0.9, rng)
    return accuracy(predict(params, digits("test")[0]), digits("test")[1])


@cache
def capstone(seed):
    """Train as the lesson does, on other digits and another split; return what the claims look at."""
    X, y = (part[5000 * (seed % 2) :][:5000] for part in digits("train", 10_000))
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.2, random_state=seed)
    rng, scores = np.random.default_rng(seed), []
    for k, params in enumerate(
        train(weights(rng), X, y, batches(rng, 4000, 64, 20), cosine(0.1, 20, 63), 0.9, rng), 1
    ):
        if k % 63 == 0:
            scores.append(accuracy(predict(params, X_test), y_test))
    X_official, y_official = digits("test")
    found = predict(params, X_official)
    shown = dict(zip(("half", "centred"), half_size(X_official[:2000]), strict=True))
    shown |= {"as they are": X_official[:2000], "swapped": 1 - X_official[:2000]}
    X_others, y_others = (part[10_000:] for part in digits("train", 30_000))
    return {
        "same writers": accuracy(predict(params, X_others), y_others),
        "scores": scores,
        "loss": cross_entropy(predict(params, X), one_hot(y, 10)),
        "test loss": cross_entropy(predict(params, X_test), one_hot(y_test, 10)),
        "certainty": found.max(axis=1),
        "answers": found.argmax(axis=1),
        "read": {name: accuracy(predict(params, X), y_official[:2000]) for name, X in shown.items()},
        "right": found.argmax(axis=1) == y_official,
    }


def unexplained(seed):
    """Return the squares off the diagonal that chance does not explain, of the official digits."""
    matrix = confusion_matrix(digits("test")[1], capstone(seed)["answers"])
    mistakes = matrix.sum(axis=1, keepdims=True) - np.diag(matrix)[:, np.newaxis]
    p = binom.sf(matrix - 1, mistakes, 1 / 9)
    np.fill_diagonal(p, 1)
    return {(int(i), int(j)) for i, j in np.argwhere(p < 0.05 / 90)}


def rank_of_4_and_9(seed):
    """Return how many pairs of digits are mixed up more often than 4 and 9."""
    matrix = confusion_matrix(digits("test")[1], capstone(seed)["answers"]) * (1 - np.eye(10))
    mixed = np.triu(matrix + matrix.T)
    return int((mixed > mixed[4, 9]).sum())


def errors_among(seed, low, high):
    """Return the error rate of the digits whose answer is this certain, and the rate that it claims."""
    found = capstone(seed)
    group = (found["certainty"] >= low) & (found["certainty"] < high)
    return 1 - found["right"][group].mean(), 1 - found["certainty"][group].mean()


@cache
def started(seed, scale, lr=0.1):
    """Return the accuracies after one, two and three epochs on 2,000 digits."""
    rng, (X, y) = np.random.default_rng(seed), digits("train", 10_000)
    steps = train(weights(rng, scale), X[5000:7000], y[5000:7000], batches(rng, 2000, 64, 3),
                  np.full(96, lr), 0.9, rng)  # fmt: skip
    return [accuracy(predict(p, X[7000:9000]), y[7000:9000]) for k, p in enumerate(steps) if k % 32 == 31]


def signal(seed, scale):
    """Return the typical size of layer 2's activations, and of W1's gradient, over those of He's start."""
    X, y = (part[:500] for part in digits("train", 10_000))
    sizes = []
    for s in (scale, 1.0):
        params, ones = weights(seed, s), [np.ones((500, units), np.float32) for units in SIZES[1:3]]
        A2 = forward_mlp_3layer(X, *params.values())[1]
        sizes.append((A2.mean(), np.abs(gradients(params, X, one_hot(y, 10), ones, 0)["W1"]).mean()))
    return np.divide(*sizes)


@cache
def unseen_losses(seed, effective, mu):
    """Return the loss on unseen digits after each of six epochs on 2,000 others."""
    rng, (X, y) = np.random.default_rng(seed), digits("train", 10_000)
    steps = train(weights(rng), X[5000:7000], y[5000:7000], batches(rng, 2000, 64, 6),
                  cosine(effective * (1 - mu), 6, 32), mu, rng)  # fmt: skip
    Y = one_hot(y[8000:], 10)
    return [cross_entropy(predict(p, X[8000:]), Y) for k, p in enumerate(steps) if k % 32 == 31]


def momentum_over_plain(effective, epoch=6):
    """Return the function that gives, for a seed, the loss of momentum over that of plain descent."""
    return lambda seed: np.divide(*(unseen_losses(seed, effective, mu)[epoch - 1] for mu in (0.9, 0.0)))


def best_over_best(seeds):
    """Return the mean loss of momentum over plain descent's, each at its best step."""
    best = [
        min(np.mean([unseen_losses(s, step, mu)[-1] for s in seeds]) for step in (0.25, 0.5, 1.0))
        for mu in (0.9, 0.0)
    ]
    return best[0] / best[1]


START, WEIGH = "Choose the starting weights", "Judge the result"
STEP, TRAIN = "Find the step by a range test", "Train"
OWN = "Write a digit of your own"
WRONG, FAIR = "Start it wrongly", "Compare with plain gradient descent, fairly"
RUNS = (1, 2, 3)

CLAIMS = [
    Claim("The first loss lies just above ln 10.",
          START, "loss (nats) - ln 10", tried=range(1, 25), seen=[0], within=(-0.05, 0.35),
          measure=lambda seed: at_the_start(seed)[0] - np.log(10)),
    Claim("The mean first loss of 30 networks is ln 10 + σ²/2.",
          START, "nats off", tried=range(1, 7), within=(-0.05, 0.05), measure=formula_error),
    Claim("He's start keeps the mean square of the signal from X to A2.",
          START, "mean square of A2 / of X", tried=range(1, 25), seen=[0], within=(0.4, 2.5),
          measure=lambda seed: at_the_start(seed)[1][2] / at_the_start(seed)[1][0]),

    Claim("Half of the step with the lowest loss lies between 0.03 and 0.2.",
          STEP, "step", tried=range(1, 7), seen=[0], within=(0.03, 0.2), measure=suggested_step),
    Claim("The step of 0.1 reads more new digits right than 0.01, and than 0.3.",
          STEP, "points ahead", tried=[(1, 0.01), (1, 0.3), (2, 0.3)], within=(0.5, 10),
          measure=lambda s: 100 * (after_eight_epochs(s[0], 0.1) - after_eight_epochs(*s)), fast=0),

    Claim("Nine of ten test digits are read right after 1 to 5 epochs.",
          TRAIN, "epoch", tried=RUNS, seen=[0], within=(1, 5),
          measure=lambda seed: 1 + int(np.argmax(np.array(capstone(seed)["scores"]) >= 0.9)), fast=0),
    Claim("The training loss ends far below the test loss.",
          TRAIN, "training loss / test loss", tried=RUNS, seen=[0], within=(0, 0.1),
          measure=lambda seed: capstone(seed)["loss"] / capstone(seed)["test loss"], fast=0),

    Claim("The network reads about 95 of 100 digits of its own split.",
          WEIGH, "accuracy", tried=RUNS, seen=[0], within=(0.94, 0.97),
          measure=lambda seed: capstone(seed)["scores"][-1], fast=0),
    Claim("It reads 94 to 96 of 100 official test digits.",
          WEIGH, "accuracy", tried=RUNS, seen=[0], within=(0.94, 0.96),
          measure=lambda seed: capstone(seed)["right"].mean(), fast=0),
    Claim("Of 20,000 further digits by the training writers it reads as many as of the official ones.",
          WEIGH, "points more of the others", tried=RUNS, seen=[0], within=(-0.8, 0.8),
          measure=lambda seed: 100 * (capstone(seed)["same writers"] - capstone(seed)["right"].mean()),
          fast=0),
    Claim("No pair is mixed up more often than 4 and 9.",
          WEIGH, "pairs mixed up more often", tried=RUNS, seen=[0], within=(0, 0),
          measure=rank_of_4_and_9, fast=0),
    Claim("Chance does not explain some squares.",
          WEIGH, "squares with p < 0.05/90", tried=RUNS, seen=[0], within=(3, 15),
          measure=lambda seed: len(unexplained(seed)), fast=0),
    Claim("The squares of 4 and 9 are among them.",
          WEIGH, "of their two squares", tried=RUNS, seen=[0], within=(1, 2),
          measure=lambda seed: len(unexplained(seed) & {(4, 9), (9, 4)}), fast=0),
    Claim("Above 99 % certainty the network errs in about one case of a hundred.",
          WEIGH, "error rate", tried=RUNS, seen=[0], within=(0.005, 0.015),
          measure=lambda seed: errors_among(seed, 0.99, 1.01)[0], fast=0),
    Claim("That is many times more than its probabilities say.",
          WEIGH, "error rate / claimed", tried=RUNS, seen=[0], within=(5, 50),
          measure=lambda seed: np.divide(*errors_among(seed, 0.99, 1.01)), fast=0),
    Claim("Below 80 % about half of its answers are wrong.",
          WEIGH, "error rate", tried=RUNS, seen=[0], within=(0.4, 0.6),
          measure=lambda seed: errors_among(seed, 0, 0.8)[0], fast=0),

    Claim("At half their size about a quarter of the digits are read.",
          OWN, "share read", tried=RUNS, seen=[0], within=(0.15, 0.35),
          measure=lambda seed: capstone(seed)["read"]["half"], fast=0),
    Claim("Scaled and centred, nearly all are read again.",
          OWN, "share lost", tried=RUNS, seen=[0], within=(0, 0.05), fast=0,
          measure=lambda seed: capstone(seed)["read"]["as they are"] - capstone(seed)["read"]["centred"]),
    Claim("With black and white swapped, it reads next to none.",
          OWN, "share read", tried=RUNS, seen=[0], within=(0, 0.05),
          measure=lambda seed: capstone(seed)["read"]["swapped"], fast=0),

    Claim("At a tenth of He's size, layer 2 is a hundred times weaker.",
          WRONG, "mean of A2 / of He's", tried=range(1, 6), seen=[0], within=(0.008, 0.012),
          measure=lambda seed: signal(seed, 0.1)[0]),
    Claim("So is the gradient of W1, or weaker.",
          WRONG, "mean size / of He's", tried=range(1, 6), seen=[0], within=(0.004, 0.02),
          measure=lambda seed: signal(seed, 0.1)[1]),
    Claim("At five times He's size the gradients are far larger than He's.",
          WRONG, "mean size of W1's gradient / of He's", tried=range(1, 6), seen=[0], within=(10, 200),
          measure=lambda seed: signal(seed, 5.0)[1]),
    Claim("The small start learns next to nothing in its first epoch.",
          WRONG, "accuracy", tried=range(1, 6), seen=[0], within=(0.05, 0.4),
          measure=lambda seed: started(seed, 0.1)[0]),
    Claim("After three epochs it has learned, and is behind He's start.",
          WRONG, "points behind", tried=range(1, 6), seen=[0], within=(1, 40),
          measure=lambda seed: 100 * (started(seed, 1.0)[2] - started(seed, 0.1)[2])),
    Claim("The large start reads no more digits than guessing would.",
          WRONG, "accuracy after three epochs", tried=range(1, 6), seen=[0], within=(0.05, 0.2),
          measure=lambda seed: started(seed, 5.0)[2]),
    Claim("With a step of 0.001 the large start does learn.",
          WRONG, "accuracy after three epochs", tried=RUNS, seen=[0], within=(0.5, 0.9),
          measure=lambda seed: started(seed, 5.0, 0.001)[2]),

    Claim("At an effective step of 0.125 the two differ little.",
          FAIR, "loss μ = 0.9 / plain", tried=RUNS, within=(0.9, 1.15),
          measure=momentum_over_plain(0.125)),
    Claim("At an effective step of 1 plain descent is far behind.",
          FAIR, "loss μ = 0.9 / plain", tried=RUNS, within=(0, 0.9),
          measure=momentum_over_plain(1.0)),
    Claim("At an effective step of 0.5 momentum is ahead after the first epoch.",
          FAIR, "loss μ = 0.9 / plain after one epoch", tried=RUNS, within=(0, 0.95),
          measure=momentum_over_plain(0.5, epoch=1)),
    Claim("Each at its best step, the two end within a few per cent of each other.",
          FAIR, "loss μ = 0.9 / plain, mean of two seeds", within=(0.93, 1.05),
          tried=[(1, 2), (2, 3), (3, 4), (4, 5)], measure=best_over_best, fast=0),
]  # fmt: skip
