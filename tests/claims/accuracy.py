"""What the first accuracy lesson claims: about its definition, traps, baseline and mistakes."""

import numpy as np

from claims.accuracy_as_measurement import DIGITS, network
from claims.claim import Claim
from claims.networks import batches, digits, logits, start, train
from nnlib import accuracy, one_hot, sigmoid

FIRST = 12_000  # the training digits from here on are none of the notebook's


def random_accuracy(seed):
    rng = np.random.default_rng(seed)
    return accuracy(rng.normal(size=(1000, 10)), rng.integers(10, size=1000))


def predictions(seed, epochs=3):
    """Yield the predicted test digits at the start and after each epoch of training on 2,000 digits."""
    X, y = (part[FIRST : FIRST + 2000] for part in digits("train", FIRST + 2000))
    rng = np.random.default_rng(seed)
    params = start(rng, 784, 64)
    yield logits(params, digits("test")[0]).argmax(axis=1)
    for step, now in enumerate(train(X, y, params, batches(rng, 2000, 50, epochs), 0.1, 0.9), 1):
        if step % 40 == 0:
            yield logits(now, digits("test")[0]).argmax(axis=1)


def broadcast(predicted, y):
    """Return what trap 1 computes, without the n × n comparisons."""
    return (np.bincount(predicted, minlength=10) / len(y)) @ (np.bincount(y, minlength=10) / len(y))


def broadcast_spread(seed):
    """Return how far the broadcast "accuracy" moves while the network learns."""
    y = digits("test")[1]
    seen = [broadcast(predicted, y) for predicted in predictions(seed)]
    return max(seen) - min(seen)


def broadcast_of_perfect(setting):
    """Return what trap 1 shows for a perfect model, less 1/k, where class 0 has the given share."""
    k, share = setting
    f = np.r_[share, np.full(k - 1, (1 - share) / (k - 1))]
    return f @ f - 1 / k


def wrong_axis(seed):
    """Return the mean of trap 2 on batches of ten for a model that is always right."""
    y = np.random.default_rng(seed).permutation(digits("test")[1])
    scores = np.random.default_rng(seed).random((10_000, 10)) + one_hot(y, 10)
    return np.mean(
        [np.mean(scores[i : i + 10].argmax(axis=0) == y[i : i + 10]) for i in range(0, 10_000, 10)]
    )


def batch_mean_error(setting):
    """Return by how many points the mean of batch means misses the accuracy, on average."""
    seed, n = setting
    right = np.random.default_rng(seed).random((500, n)) < 0.9
    parts = np.split(right, range(64, n, 64), axis=1)
    return 100 * np.mean(
        np.abs(np.mean([part.mean(axis=1) for part in parts], axis=0) - right.mean(axis=1))
    )


def balanced_gap(seed):
    """Return by how much balanced and plain accuracy differ on the test digits, in points."""
    *_, predicted = predictions(seed)
    y = digits("test")[1]
    recalls = [np.mean(predicted[y == digit] == digit) for digit in range(10)]
    return 100 * abs(np.mean(recalls) - np.mean(predicted == y))


def mistakes(setting):
    """Return how often a trained network reads each digit as each other one, and its recalls."""
    first, seed = setting
    y, answers = digits("test")[1], network(first, 2000, seed)[-1].argmax(axis=1)
    C = np.bincount(10 * y + answers, minlength=100).reshape(10, 10)
    return C - np.diag(C.diagonal()), C.diagonal() / C.sum(axis=1)


def beyond_chance(setting):
    """Return the counts of the pairs, and the limit that wrong answers drawn by lot keep to."""
    counts, _ = mistakes(setting)
    rng = np.random.default_rng(setting[1])
    by_lot = rng.multinomial(counts.sum(axis=1), np.full(9, 1 / 9), size=(1000, 10))
    return counts, np.quantile(by_lot.max(axis=(1, 2)), 0.95)


def pairs_beyond(setting):
    counts, limit = beyond_chance(setting)
    return np.sum(counts > limit)


def share_beyond(setting):
    counts, limit = beyond_chance(setting)
    return counts[counts > limit].sum() / counts.sum()


def outside_the_band(setting):
    """Return how many of the 90 counts, in order, lie above and below 95 % of those drawn by lot."""
    counts, _ = mistakes(setting)
    by_lot = np.random.default_rng(setting[1]).multinomial(
        counts.sum(axis=1), np.full(9, 1 / 9), size=(1000, 10)
    )
    low, high = np.quantile(np.sort(by_lot.reshape(1000, 90)), [0.025, 0.975], axis=0)
    in_order = np.sort(counts[~np.eye(10, dtype=bool)])
    return np.sum(in_order > high), np.sum(in_order < low)


def four_as_nine(setting):
    """Return how far the count of 4 read as 9 exceeds the limit."""
    counts, limit = beyond_chance(setting)
    return counts[4, 9] / limit


def four_as_nine_by_lot(setting):
    counts, _ = mistakes(setting)
    return counts[4, 9] / (counts[4].sum() / 9)


SEEDS = range(1, 7)
TRAINED = {"tried": DIGITS, "seen": [(0, 0)], "fast": 0}

CLAIMS = [
    Claim("Random predictions of ten classes are right about once in ten.",
          "Define it", "accuracy on 1,000 samples",
          tried=range(1, 41), seen=[0], within=(0.065, 0.135), measure=random_accuracy, fast=10),
    Claim("On balanced classes the broadcast accuracy stays near 1/k while the network learns.",
          "Walk into the traps", "largest less smallest value, from the start to epoch 3",
          tried=SEEDS, within=(0, 0.02), measure=broadcast_spread),
    Claim("Where one class is frequent it lies far above 1/k, even for a perfect model.",
          "Walk into the traps", "value less 1/k",
          tried=[(2, 0.9), (3, 0.98), (10, 0.55), (10, 0.9)], within=(0.2, 1),
          measure=broadcast_of_perfect, fast=4),
    Claim("On batches of ten the wrong axis calls a perfect model wrong more often than right.",
          "Walk into the traps", "mean of the batches",
          tried=SEEDS, seen=[0], within=(0.1, 0.5), measure=wrong_axis),
    Claim("On 1,000 samples or more the mean of batch means misses by about a tenth of a point or less.",
          "Walk into the traps", "mean difference (points)",
          tried=[(seed, n) for seed in (1, 2) for n in (1000, 2003, 10_000)], within=(0.01, 0.15),
          measure=batch_mean_error),
    Claim("float32 rounds a sigmoid above 17.4 to exactly 1.",
          "Walk into the traps", "1 - sigmoid", tried=[17.5, 18.0, 30.0], seen=[20, 40], within=(0, 0),
          measure=lambda z: 1 - float(sigmoid(np.array([z], dtype=np.float32))[0])),
    Claim("At 16.5 it does not.",
          "Walk into the traps", "1 - sigmoid", tried=[10.0, 15.0, 16.5], within=(1e-8, 1),
          measure=lambda z: 1 - float(sigmoid(np.array([z], dtype=np.float32))[0])),
    Claim("On MNIST balanced and plain accuracy differ by less than half a point.",
          "Read a confusion matrix", "difference (points)",
          tried=SEEDS, within=(0, 0.5), measure=balanced_gap),

    Claim("A 1 is nearly always recognised.",
          "Find out which digit is taken for which", "recall of 1",
          **TRAINED, within=(0.96, 1), measure=lambda s: mistakes(s)[1][1]),
    Claim("The worst digit is recognised about 85 times in 100.",
          "Find out which digit is taken for which", "least recall",
          **TRAINED, within=(0.8, 0.9), measure=lambda s: mistakes(s)[1].min()),
    Claim("Three to ten of the 90 pairs occur more often than chance explains.",
          "Compare with chance", "pairs", **TRAINED, within=(3, 10), measure=pairs_beyond),
    Claim("4 read as 9 is always among them.",
          "Compare with chance", "count / limit", **TRAINED, within=(1, 3), measure=four_as_nine),
    Claim("A 4 is read as a 9 several times as often as by lot.",
          "Compare with chance", "count / expected by lot",
          **TRAINED, within=(2.5, 8), measure=four_as_nine_by_lot),
    Claim("About twenty or more of the 90 counts in order lie above the band of chance.",
          "Compare with chance", "counts",
          **TRAINED, within=(18, 40), measure=lambda s: outside_the_band(s)[0]),
    Claim("More than half of them lie below it.",
          "Compare with chance", "counts",
          **TRAINED, within=(46, 65), measure=lambda s: outside_the_band(s)[1]),
    Claim("These pairs hold only a fifth to a third of the mistakes.",
          "Compare with chance", "share of the mistakes",
          **TRAINED, within=(0.15, 0.4), measure=share_beyond),
]  # fmt: skip
