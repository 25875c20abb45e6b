"""What the second accuracy lesson claims: about intervals, paired tests and calibration."""

from functools import cache

import numpy as np
from scipy import optimize, stats

from claims.claim import Claim
from claims.networks import batches, digits, logits, loss, start, train
from claims.sampling import best_of_twenty, coverage, found, found_paired, least_coverage
from nnlib import accuracy_interval, mcnemar_test, softmax


@cache
def network(first, n, seed, epochs=30):
    """Train on n digits from the first'th on; return the logits of the test digits after each epoch."""
    X, y = (part[first : first + n] for part in digits("train", 15_000))
    rng = np.random.default_rng(seed)
    steps = train(X, y, start(rng, 784, 64), batches(rng, n, 64, epochs), 0.1, 0.9)
    an_epoch = int(np.ceil(n / 64))
    return [logits(params, digits("test")[0]) for k, params in enumerate(steps, 1) if k % an_epoch == 0]


def right(first, n, seed, epochs=30):
    return network(first, n, seed, epochs)[-1].argmax(axis=1) == digits("test")[1]


def split(seed):
    """Return 2,000 test digits drawn at random, and the 8,000 others."""
    order = np.random.default_rng(seed + 100).permutation(10_000)
    return order[:2000], order[2000:]


def misses(parts, truth):
    """Return how many of the test sets have an interval that misses the truth."""
    ends = [accuracy_interval(int(part.sum()), len(part)) for part in parts]
    return sum(not low <= truth <= high for low, high in ends)


def misses_in_file(setting):
    first, seed = setting
    correct = right(first, 2000, seed)
    return misses(np.split(correct, 10), correct.mean())


def misses_shuffled(setting):
    """Return the mean number of ten shuffled test sets whose interval misses, over 100 shufflings."""
    first, seed = setting
    correct, rng = right(first, 2000, seed), np.random.default_rng(seed)
    return np.mean([misses(np.split(rng.permutation(correct), 10), correct.mean()) for _ in range(100)])


def easier_half(setting):
    first, seed = setting
    correct = right(first, 2000, seed)
    return 100 * (correct[5000:].mean() - correct[:5000].mean())


def gain(setting, epochs=30):
    """Return how many points of all 10,000 digits B gains over A."""
    first, seed = setting
    return 100 * (right(first, 3000, seed, epochs).mean() - right(first, 2000, seed).mean())


def disagreement(setting):
    first, seed = setting
    return np.mean(right(first, 2000, seed) != right(first, 3000, seed))


@cache
def verdicts(setting):
    """Return p-values of the paired and the unpaired test on 200 test sets of 2,000 digits."""
    first, seed = setting
    a, b, rng, p = right(first, 2000, seed), right(first, 3000, seed), np.random.default_rng(seed), []
    for _ in range(200):
        test = rng.choice(10_000, 2000, replace=False)
        pooled = (a[test].mean() + b[test].mean()) / 2
        z = (b[test].mean() - a[test].mean()) / np.sqrt(2 * pooled * (1 - pooled) / 2000)
        p.append((mcnemar_test(a[test], b[test])[2], 2 * stats.norm.sf(abs(z))))
    return np.array(p).T


def share_of_pairs(first):
    """Return the share of pairs in which a B is ahead of an A, with four seeds each."""
    scores = [[right(first, n, seed).mean() for seed in range(1, 5)] for n in (2000, 3000)]
    return np.mean(np.array(scores[1])[:, np.newaxis] > scores[0])


def range_over_seeds(first):
    """Return how far the accuracies of four networks lie apart, in points."""
    return 100 * np.ptp([right(first, 2000, seed).mean() for seed in range(1, 5)])


def losses(setting):
    first, seed = setting
    return np.array([loss(Z, digits("test")[1]) for Z in network(first, 2000, seed)])


def gain_after_lowest_loss(setting):
    first, seed = setting
    at = [np.mean(Z.argmax(axis=1) == digits("test")[1]) for Z in network(first, 2000, seed)]
    return 100 * (at[-1] - at[losses(setting).argmin()])


def wrong_between(setting, low, high):
    """Return whether each digit read with such confidence is wrong, and 1 - confidence."""
    first, seed = setting
    Z = network(first, 2000, seed)[-1]
    confidence, wrong = softmax(Z).max(axis=1), Z.argmax(axis=1) != digits("test")[1]
    inside = (low < confidence) & (confidence <= high)
    return wrong[inside], 1 - confidence[inside]


def confidence_of_mistakes(setting, epoch):
    first, seed = setting
    Z = network(first, 2000, seed)[epoch]
    return softmax(Z).max(axis=1)[Z.argmax(axis=1) != digits("test")[1]].mean()


def calibration_error(confidence, correct):
    bins = np.digitize(confidence, np.linspace(0, 1, 11)[1:-1])
    return np.abs(np.bincount(bins, weights=correct - confidence)).sum() / len(confidence)


@cache
def calibrated(setting):
    """Return T, the excess of confidence at T = 1, and what T leaves of calibration error and loss."""
    first, seed = setting
    Z, y, (test, rest) = network(first, 2000, seed)[-1], digits("test")[1], split(seed)
    held_out, correct = rest[:2000], Z[test].argmax(axis=1) == y[test]
    fit = optimize.minimize_scalar(
        lambda T: loss(Z[held_out] / T, y[held_out]), bounds=(0.5, 5), method="bounded"
    )
    before, after = (softmax(Z[test] / T).max(axis=1) for T in (1, fit.x))
    return {
        "T": fit.x,
        "excess": 100 * (before.mean() - correct.mean()),
        "error left": calibration_error(after, correct) / calibration_error(before, correct),
        "loss left": loss(Z[test] / fit.x, y[test]) / loss(Z[test], y[test]),
    }


DIGITS = [(first, seed) for first in (3000, 6000, 9000) for seed in (1, 2)]
TRAINED = {"tried": DIGITS, "seen": [(0, 0)], "fast": 0}

CLAIMS = [
    Claim("Where fewer than one mistake is expected, Wilson's interval falls to 84 %, whatever n.",
          "Test the promise", "least coverage",
          tried=[50, 200, 1000], seen=[100], within=(0.83, 0.85),
          measure=lambda n: least_coverage(n, 0.01, 1)),
    Claim("From one expected mistake on it holds the truth in 91 % of the cases or more.",
          "Test the promise", "least coverage",
          tried=[50, 200, 1000], seen=[100], within=(0.91, 0.95),
          measure=lambda n: least_coverage(n, 1, 0.3 * n)),
    Claim("Averaged over true accuracies from 70 to 99.5 % it holds it in 95 %.",
          "Test the promise", "mean coverage",
          tried=[50, 200, 1000], seen=[100], within=(0.945, 0.957),
          measure=lambda n: coverage(n, np.linspace(0.7, 0.995, 1000)).mean()),
    Claim("Where one mistake is expected, Wald's holds it in fewer than two cases out of three.",
          "Test the promise", "coverage at p = 1 - 1/n",
          tried=[50, 200, 1000], seen=[100], within=(0.6, 0.667),
          measure=lambda n: coverage(n, 1 - 1 / n, wald=True)[0]),

    Claim("The interval of 1,000 shuffled digits misses the truth about once in twenty times.",
          "Draw the test set at random", "misses in ten test sets, mean of 100 shufflings",
          **TRAINED, within=(0.2, 0.8), measure=misses_shuffled),
    Claim("In the order of the file four or more of ten test sets miss it.",
          "Draw the test set at random", "misses in ten test sets", **TRAINED, within=(4, 10),
          measure=misses_in_file),
    Claim("The second half of the test file is three to six points easier.",
          "Draw the test set at random", "points of accuracy",
          **TRAINED, within=(3, 6.5), measure=easier_half),

    Claim("With the digits that the formula asks for, one point is found in 80 % of the cases.",
          "Count the digits you need", "share found",
          tried=[(1, p) for p in (0.8, 0.93, 0.95, 0.97)], seen=[(0, 0.9)], within=(0.785, 0.815),
          measure=found, fast=4),
    Claim("The best of 20 equal networks lies nearly two standard errors above the truth.",
          "Count the digits you need", "standard errors",
          tried=[(1, p, n) for p in (0.8, 0.9, 0.95) for n in (500, 2000, 10_000)], seen=[(0, 0.9, 1000)],
          within=(1.7, 1.95), measure=best_of_twenty),
    Claim("The paired test finds it in 74 to 82 % of the cases.",
          "Count the digits again", "share found",
          tried=[(1, 0.1, 0.01), (1, 0.03, 0.01), (1, 0.015, 0.01), (1, 0.04, 0.005), (1, 0.06, 0.02)],
          seen=[(0, 0.05, 0.01), (0, 0.02, 0.01), (0, 0.172, 0.01)], within=(0.74, 0.82),
          measure=found_paired),

    Claim("Half as many digits again is better, by one or two points.",
          "Know what the test has not tested", "points gained on 10,000 digits",
          **TRAINED, within=(0.7, 2.5), measure=gain),
    Claim("With as many steps as A, B gains as much: it is the digits.",
          "Know what the test has not tested", "points gained on 10,000 digits, 20 epochs",
          **TRAINED, within=(0.7, 2.5), measure=lambda setting: gain(setting, epochs=20)),
    Claim("The two networks disagree on which is right on three to five digits in a hundred.",
          "Count the digits again", "share of digits",
          **TRAINED, within=(0.03, 0.055), measure=disagreement),
    Claim("On the same 2,000 digits the paired p-value is the smaller one in nearly all draws.",
          "Compare two models on the same test set", "share of 200 test sets",
          **TRAINED, within=(0.95, 1), measure=lambda s: np.mean(np.less(*verdicts(s)))),
    Claim("The paired test finds the difference (p < 0.05) in many more draws than the unpaired one.",
          "Compare two models on the same test set", "share of draws paired - unpaired",
          **TRAINED, within=(0.3, 1), measure=lambda s: -np.diff(np.mean(verdicts(s) < 0.05, axis=1))[0]),
    Claim("Every B is ahead of every A on the 10,000 digits, on other training digits too.",
          "Know what the test has not tested", "share of 16 pairs",
          tried=[3000, 9000], seen=[0], within=(1, 1), measure=share_of_pairs, fast=0),

    Claim("Over four seeds the accuracy moves by some tenths of a point.",
          "Know what the test has not tested", "largest - smallest (points)",
          tried=[3000, 9000], seen=[0], within=(0.1, 1.1), measure=range_over_seeds, fast=0),

    Claim("The loss on unseen digits is lowest within the first ten epochs.",
          "Ask how sure it is", "epoch",
          **TRAINED, within=(1, 10), measure=lambda s: losses(s).argmin() + 1),
    Claim("At the end it is at least a tenth above its lowest value.",
          "Ask how sure it is", "last loss / lowest loss",
          **TRAINED, within=(1.1, 1.5), measure=lambda s: losses(s)[-1] / losses(s).min()),
    Claim("Mistakes get more confident: from epoch 10 to epoch 30.",
          "Ask how sure it is", "mean confidence of mistakes, epoch 30 - epoch 10",
          **TRAINED, within=(0.01, 0.2),
          measure=lambda s: confidence_of_mistakes(s, 29) - confidence_of_mistakes(s, 9)),
    Claim("From the lowest loss on the accuracy stays, or still gains a little.",
          "Ask how sure it is", "last accuracy - accuracy at the lowest loss (points)",
          **TRAINED, within=(-0.3, 2.5), measure=gain_after_lowest_loss),
    Claim("Above 99 % confidence about one answer in fifty is wrong.",
          "Weigh its confidence", "share wrong",
          **TRAINED, within=(0.01, 0.03), measure=lambda s: np.mean(wrong_between(s, 0.99, 1)[0])),
    Claim("That is more than twenty times as many as the network's own word says.",
          "Weigh its confidence", "share wrong / mean of 1 - confidence",
          **TRAINED, within=(20, 60),
          measure=lambda s: np.divide(*np.mean(wrong_between(s, 0.99, 1), axis=1))),
    Claim("Below 80 % confidence about half of the answers are wrong.",
          "Weigh its confidence", "share wrong",
          **TRAINED, within=(0.42, 0.6), measure=lambda s: np.mean(wrong_between(s, 0, 0.8)[0])),
    Claim("The network claims four to seven points more than it delivers.",
          "Turn up the temperature", "mean confidence - accuracy (points)",
          **TRAINED, within=(4, 7), measure=lambda s: calibrated(s)["excess"]),
    Claim("The temperature that mends it lies near 2.",
          "Turn up the temperature", "T",
          **TRAINED, within=(1.7, 2.6), measure=lambda s: calibrated(s)["T"]),
    Claim("It cuts the calibration error to less than half.",
          "Turn up the temperature", "error after / before",
          **TRAINED, within=(0, 0.5), measure=lambda s: calibrated(s)["error left"]),
    Claim("It cuts the loss by a quarter or more.",
          "Turn up the temperature", "loss after / before",
          **TRAINED, within=(0, 0.75), measure=lambda s: calibrated(s)["loss left"]),
]  # fmt: skip
