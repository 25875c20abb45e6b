"""What the CNN's lesson claims: two networks compared, moved digits, and what an answer depends on."""

from functools import cache

import numpy as np
from sklearn.manifold import TSNE

from claims.claim import Claim
from claims.networks import digits, half_size
from nnlib import mcnemar_test, one_hot, softmax
from nnlib.images import random_shifts, shift_images
from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.convolution import Layers

N, EPOCHS, SHAPE = 6000, 6, (28, 28)
SHUFFLE = np.random.default_rng(11).permutation(784)


def training_digits(first, n=N):
    return tuple(part[first : first + n].astype(part.dtype) for part in digits("train", 40_000))


@cache
def network(kind, setting, shuffled=False, moved=False):
    """Train a network as the lesson does, on N digits from the first'th on."""
    first, seed = setting
    X, y = training_digits(first)
    X = X[:, SHUFFLE] if shuffled else X
    options = {"max_iter": EPOCHS, "random_state": seed}
    if kind == "CNN":
        return CNNClassifier(max_shift=2 if moved else 0, **options).fit(X, y)
    if not moved:
        return MLPClassifier(**options).fit(X, y)
    mlp, rng = MLPClassifier(random_state=seed), np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        step = 0.1 / 2 * (1 + np.cos(np.pi * epoch / EPOCHS))
        mlp.set_params(learning_rate_init=step)
        mlp.partial_fit(random_shifts(X, SHAPE, 2, rng), y, classes=range(10))
    return mlp


def right(kind, setting, shift=0, moved=False, shuffled=False):
    """Return which test digits are read right, each moved by ``shift`` pixels in a direction of its own."""
    X, y = digits("test")
    down, across = np.array([(0, 1), (0, -1), (1, 0), (-1, 0)])[
        np.random.default_rng(17).integers(4, size=len(X))
    ].T
    X = X[:, SHUFFLE] if shuffled else shift_images(X, SHAPE, shift * down, shift * across)
    return network(kind, setting, shuffled, moved).predict(X) == y


def lead(setting, a, b):
    """Return by how many points of accuracy a is ahead of b; each is the arguments of ``right``."""
    (one, one_more), (two, two_more) = a, b
    return 100 * (right(one, setting, **one_more).mean() - right(two, setting, **two_more).mean())


def one_epoch(setting):
    """Return the accuracy after one epoch over 2,000 digits, by momentum and without dropout."""
    first, seed = setting
    cnn = CNNClassifier(max_iter=1, batch_size=32, keep_prob=1.0, random_state=seed)
    return 100 * cnn.fit(*training_digits(first, 2000)).score(*digits("test"))


@cache
def agreement(setting):
    """Return how often the nearest neighbour is of the same class, by the space, for other test digits."""
    X, y = (part[5000:6000] for part in digits("test"))
    features = network("CNN", setting).network_.feature_maps(X)["pool2"].reshape(1000, -1).astype(float)
    centred = features - features.mean(axis=0)
    plane = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    spaces = {"pixels": X, "features": features, "PCA": plane}
    spaces["t-SNE"] = TSNE(max_iter=500, random_state=setting[1]).fit_transform(features)
    shares = {}
    for name, points in spaces.items():
        squares = np.sum(points.astype(float) ** 2, axis=1)
        distances = squares[:, np.newaxis] + squares - 2 * points.astype(float) @ points.T
        np.fill_diagonal(distances, np.inf)
        shares[name] = 100 * np.mean(y[distances.argmin(axis=1)] == y)
    return shares


def regained(setting):
    """Return what moving the dense weights regains of what 4 pixels cost, in the worst direction."""
    (X, y), cnn = digits("test"), network("CNN", setting)
    X, y = X[:2000], y[:2000]
    weights, bias = cnn.coefs_[2].reshape(4, 4, 16, 10), cnn.intercepts_[2].T

    def read(down, across, weights):
        maps = cnn.network_.feature_maps(shift_images(X, SHAPE, 4 * down, 4 * across))["pool2"]
        scores = np.einsum("nfij,ijfk->nk", maps, weights, optimize=True) + bias
        return np.mean(scores.argmax(axis=1) == y)

    shares, whole = [], read(0, 0, weights)
    for down, across in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        padded = np.pad(weights, [(1, 1), (1, 1), (0, 0), (0, 0)])
        moved = padded[1 - down : 5 - down, 1 - across : 5 - across]
        lost = read(down, across, weights)
        shares.append((read(down, across, moved) - lost) / (whole - lost))
    return min(shares)


def read_right(setting, n=40):
    rows = np.flatnonzero(right("CNN", setting))[3000 : 3000 + n]
    return (part[rows] for part in digits("test"))


def breakable(setting):
    """Return for how many of 40 digits a cover of 7 × 7 pixels changes the answer."""
    count = 0
    for digit, label in zip(*read_right(setting), strict=True):
        covered = np.repeat(digit.reshape(1, 28, 28), 22**2, axis=0)
        for k, (i, j) in enumerate(np.ndindex(22, 22)):
            covered[k, i : i + 7, j : j + 7] = 0
        count += np.any(network("CNN", setting).predict(covered.reshape(-1, 784)) != label)
    return count


@cache
def pushed(setting):
    """Return the answers changed by the gradient, the median length, and the answers changed at random."""
    X, y = read_right(setting)
    net, X = network("CNN", setting).network_, X.astype(float)
    layers, moved = Layers(net.image_shape, net.params, len(X)), X.copy()
    for _ in range(100):
        scores = layers.forward(moved.astype(np.float32))
        still = scores.argmax(axis=0) == y
        if not still.any():
            break
        layers.backward((softmax(scores.T) - one_hot(y, 10)).T.astype(np.float32), None, 1.0)
        slope = layers.blocks[0].input_gradient().reshape(784, -1).T.astype(float)
        slope /= np.linalg.norm(slope, axis=1, keepdims=True)
        moved[still] = np.clip(moved + 0.1 * slope, 0, 1)[still]
    change = moved - X
    noise = np.clip(X + change[:, SHUFFLE], 0, 1)
    lengths = np.linalg.norm(change, axis=1) / np.linalg.norm(X, axis=1)
    return np.sum(~still), np.median(lengths), np.sum(network("CNN", setting).predict(noise) != y)


@cache
def half_size_read(setting):
    """Return the shares read by the CNN of moved digits, at half the size and centred again."""
    X, y = (part[:2000] for part in digits("test"))
    return [network("CNN", setting, moved=True).score(images, y) for images in half_size(X)]


SETTINGS = [(10_000, 1), (20_000, 2)]  # the first training digit and the seed
TRAINED = {"tried": SETTINGS, "seen": [(0, 0)], "fast": 0}
MLP, CNN = ("MLP", {}), ("CNN", {})
SHUFFLED, MOVED = {"shuffled": True}, {"moved": True}
FAR = {"shift": 4}

CLAIMS = [
    Claim("An MLP learns as well from shuffled digits.", "Shuffle the pixels", "points lost",
          **TRAINED, within=(-1, 1), measure=lambda s: lead(s, MLP, ("MLP", SHUFFLED))),
    Claim("After one epoch on 2,000 digits the CNN reads more than 75 %.",
          "Train it with your own backward pass", "accuracy (%)",
          tried=[(10_000, 1), (20_000, 2), (30_000, 3), (5000, 4)], seen=[(0, 0)], within=(75, 95),
          measure=one_epoch),
    Claim("The CNN reads better than the MLP.", "Train it with your own backward pass", "points ahead",
          **TRAINED, within=(0.5, 4), measure=lambda s: lead(s, CNN, MLP)),
    Claim("The MLP reads some dozens of digits that the better network misses.",
          "Train it with your own backward pass", "digits", **TRAINED, within=(24, 200),
          measure=lambda s: mcnemar_test(right("MLP", s), right("CNN", s))[0]),
    Claim("On shuffled digits the CNN falls behind the MLP.", "Train it with your own backward pass",
          "points ahead", **TRAINED, within=(-10, -1),
          measure=lambda s: lead(s, ("CNN", SHUFFLED), ("MLP", SHUFFLED))),

    Claim("The features bring digits of one class together more than the pixels do.",
          "Look at what it has learnt", "points of agreement gained",
          **TRAINED, within=(1, 15), measure=lambda s: agreement(s)["features"] - agreement(s)["pixels"]),
    Claim("In the plane of PCA a class is together far less than among the pixels.",
          "Look at what it has learnt", "points of agreement lost",
          **TRAINED, within=(10, 60), measure=lambda s: agreement(s)["pixels"] - agreement(s)["PCA"]),
    Claim("t-SNE keeps the neighbours.", "Look at what it has learnt", "points of agreement gained",
          **TRAINED, within=(-5, 5), measure=lambda s: agreement(s)["t-SNE"] - agreement(s)["features"]),

    Claim("The CNN is ahead at every shift.", "Move the digits", "least points ahead, at 1, 2 and 4 pixels",
          **TRAINED, within=(1, 40),
          measure=lambda s: min(lead(s, *((k, {"shift": d}) for k in ("CNN", "MLP"))) for d in (1, 2, 4))),
    Claim("Moving the dense weights by one cell regains more than three quarters of what 4 pixels cost.",
          "Move the digits", "share regained, worst of four directions",
          **TRAINED, within=(0.75, 1), measure=regained),
    Claim("After 4 pixels an MLP trained on moved digits beats a CNN that was not.",
          "Move the digits", "points ahead", **TRAINED, within=(5, 45),
          measure=lambda s: lead(s, ("MLP", FAR | MOVED), ("CNN", FAR))),
    Claim("The CNN trained on moved digits reads most after 4 pixels.",
          "Move the digits", "points ahead of the MLP trained on them", **TRAINED, within=(3, 30),
          measure=lambda s: lead(s, ("CNN", FAR | MOVED), ("MLP", FAR | MOVED))),
    Claim("In their place, the CNN loses next to nothing by it.", "Move the digits", "points gained",
          **TRAINED, within=(-0.7, 0.7), measure=lambda s: lead(s, ("CNN", MOVED), CNN)),

    Claim("For most digits a cover of 7 × 7 pixels can change the answer.",
          "Ask which pixels an answer depends on", "digits of 40",
          **TRAINED, within=(21, 39), measure=breakable),
    Claim("A change in the direction of the gradient changes every answer.",
          "Ask which pixels an answer depends on", "digits of 40",
          **TRAINED, within=(40, 40), measure=lambda s: pushed(s)[0]),
    Claim("The change is short beside the digit.",
          "Ask which pixels an answer depends on", "median length / the digit's",
          **TRAINED, within=(0.05, 0.25), measure=lambda s: pushed(s)[1]),
    Claim("In a random direction the same length changes almost none.",
          "Ask which pixels an answer depends on", "digits of 40",
          **TRAINED, within=(0, 3), measure=lambda s: pushed(s)[2]),

    Claim("At half their size fewer than half of the digits are read.", "Write a digit of your own",
          "share read", **TRAINED, within=(0.25, 0.5), measure=lambda s: half_size_read(s)[0]),
    Claim("Scaled and centred, most are read again.", "Write a digit of your own",
          "share read", **TRAINED, within=(0.9, 1), measure=lambda s: half_size_read(s)[1]),
]  # fmt: skip
