"""What 00_start_here claims: about its draft with a wrong line, the gradient check, the ladder, dropout."""

from functools import cache

import numpy as np
from claims.claim import Claim
from claims.networks import batches, digits, last, logits, loss, share_right, start, train

from nnlib import (
    backward_mlp,
    cross_entropy,
    dropout,
    forward_mlp,
    numerical_gradient,
    one_hot,
    relative_error,
    softmax,
)


def draft_backward(X, A1, A2, y, W1, W2, Z1):
    """The lesson's backward pass with its wrong line."""
    delta2 = (A2 - y) / len(X)
    delta1 = (delta2 @ W2.T) * (A1 >= 0)
    return X.T @ delta1, delta1.sum(axis=0, keepdims=True), A1.T @ delta2, delta2.sum(axis=0, keepdims=True)


@cache
def trained(seed, lr=0.2, backward=backward_mlp, scale=1.0, n=5000, epochs=10, shuffled=False):
    """Return training loss, test and training accuracy of the lesson's network."""
    X, y = digits("train", n)
    y = np.random.default_rng(seed + 1000).permutation(y) if shuffled else y
    rng = np.random.default_rng(seed)
    params = start(rng, 784, 64, scale=scale)
    params = last(train(X, y, params, batches(rng, n, 50, epochs), lr, backward=backward))
    return loss(logits(params, X), y), share_right(params, *digits("test")), share_right(params, X, y)


def draft(seed, **settings):
    return trained(seed, backward=draft_backward, **settings)


def points_gained(setting):
    seed, lr = setting
    return 100 * (trained(seed, lr)[1] - draft(seed, lr=lr)[1])


def problem(rng, n=8, d=5, units=4, k=3):
    """Return a tiny problem in float64: X, one-hot y and parameters."""
    X, y = rng.standard_normal((n, d)), one_hot(rng.integers(k, size=n), k)
    W1 = np.sqrt(2 / d) * rng.standard_normal((d, units))
    W2 = np.sqrt(2 / units) * rng.standard_normal((units, k))
    return X, y, {"W1": W1, "b1": np.zeros((1, units)), "W2": W2, "b2": np.zeros((1, k))}


def gradients(X, y, params, backward=backward_mlp, **mask):
    A1, A2 = forward_mlp(X, **params, **mask)
    return backward(X, A1, A2, y, params["W1"], params["W2"], X @ params["W1"] + params["b1"], **mask)


def numerical(X, y, params, h=1e-5, **mask):
    def forward(X, params):
        return forward_mlp(X, **params, **mask)[1]

    return numerical_gradient(X, y, params, cross_entropy, forward, h).values()


def errors(a, b):
    return np.array([relative_error(*pair) for pair in zip(a, b, strict=True)])


@cache
def checks(seed, problems=30):
    """Return the errors of W1, b1, W2, b2 on many tiny problems, for each backward pass of the lesson."""
    rng, rows = (
        np.random.default_rng(seed),
        {"right": [], "draft": [], "masked": [], "recipe": [], "dropped": []},
    )
    for _ in range(problems):
        X, y, params = problem(rng)
        mask = dropout(np.ones((8, 4)), 0.8, rng=rng)
        A1, A2 = forward_mlp(X, **params)
        recipe = backward_mlp(X, A1 * (mask > 0), A2, y, params["W1"], params["W2"], X @ params["W1"])
        whole, masked = [*numerical(X, y, params)], [*numerical(X, y, params, mask1=mask)]
        rows["right"].append(errors(gradients(X, y, params), whole))
        rows["draft"].append(errors(gradients(X, y, params, draft_backward), whole))
        rows["masked"].append(errors(gradients(X, y, params, mask1=mask), masked))
        rows["dropped"].append(errors(recipe, masked))
        if np.any((mask == 0) & (A1 > 0)):  # else nothing was dropped that was not 0 before
            rows["recipe"].append(errors(recipe, whole))
    return {name: np.array(row) for name, row in rows.items()}


def flat_error(X, y, params, dtype, h):
    """Return the error of all gradients together, computed in ``dtype``."""
    params = {name: theta.astype(dtype) for name, theta in params.items()}
    pair = gradients(X.astype(dtype), y, params), numerical(X.astype(dtype), y, params, h)
    return relative_error(*(np.concatenate([g.ravel() for g in grads]) for grads in pair))


def decades_off(setting):
    """Return how many decades the error lies off h²/6 + ε/h at worst, left of the nearest corner."""
    seed, dtype = setting
    X, y, params = problem(np.random.default_rng(seed))
    steps, eps = np.logspace(-12, -1, 34), np.finfo(dtype).eps
    corner = np.min(np.abs(X @ params["W1"]) / np.maximum(1, np.abs(X).max(axis=1, keepdims=True)))
    expected = steps**2 / 6 + eps / steps
    clear = (steps < corner) & (expected < 0.1)
    measured = np.array([flat_error(X, y, params, dtype, h) for h in steps[clear]])
    return np.abs(np.log10(measured / expected[clear])).max()


def gap_error(setting):
    """Return the relative error of the loss where the true class's logit lies ``gap`` below the other."""
    gap, dtype = setting
    A = softmax(np.array([[0, gap]], dtype=dtype))
    return abs(cross_entropy(A, [[1, 0]]) / (gap + np.log1p(np.exp(-gap))) - 1)


def gap_check(setting):
    """Return the error of the gradient check there, with one hidden unit."""
    gap, _ = setting
    X, y = np.ones((1, 1)), np.array([[1.0, 0.0]])
    params = {
        "W1": np.ones((1, 1)),
        "b1": np.zeros((1, 1)),
        "W2": np.array([[0, gap]]),
        "b2": np.zeros((1, 2)),
    }
    return errors(gradients(X, y, params), numerical(X, y, params)).max()


def start_loss(seed, scale=1.0):
    X, y = digits("train", 5000)
    return loss(logits(start(np.random.default_rng(seed), 784, 64, scale=scale), X), y)


def by_heart(seed, **settings):
    return trained(seed, n=50, epochs=100, **settings)[2]


SEEDS = range(1, 9)
CLAIMS = [
    Claim(
        "The draft reads about nine test digits in ten.",
        "Meet a network with a fault", "test accuracy", SEEDS, [0], 0.88, 0.92,
        lambda seed: draft(seed)[1],
    ),
    Claim(
        "Its training loss falls below 0.3.",
        "Meet a network with a fault", "loss after ten epochs (nats)", SEEDS, [0], 0.0, 0.3,
        lambda seed: draft(seed)[0],
    ),
    Claim(
        "The right gradient is ahead of the wrong one at every seed and every step size.",
        "Find the wrong line", "points of test accuracy gained",
        [(seed, lr) for lr in (0.02, 0.05, 0.1, 0.3, 0.5) for seed in (1, 2, 3)], [(0, 0.2)], 0.0, 100.0,
        points_gained,
    ),
    Claim(
        "With steps of 0.05 and 0.1 the wrong line costs up to two or three points.",
        "Find the wrong line", "points of test accuracy gained",
        [(seed, lr) for lr in (0.05, 0.1) for seed in (4, 5, 6)], [(0, 0.2)], 0.0, 3.0,
        points_gained,
    ),
    Claim(
        "With a step of 0.2 it costs two to four points.",
        "Find the wrong line", "points of test accuracy gained", [(seed, 0.2) for seed in SEEDS],
        [(0, 0.2)], 1.5, 4.0,
        points_gained,
    ),
    Claim(
        "With a step of 0.5 it costs more than five.",
        "Find the wrong line", "points of test accuracy gained", [(seed, 0.5) for seed in (4, 5, 6)],
        [(0, 0.2)], 5.0, 100.0,
        points_gained,
    ),
    Claim(
        "With a step of 0.2 the repaired network's training loss is less than half the draft's.",
        "Find the wrong line", "loss repaired / loss draft", SEEDS, [0], 0.0, 0.5,
        lambda seed: trained(seed)[0] / draft(seed)[0],
    ),
    Claim(
        "A right backward pass differs from the numerical gradient by less than 1e-7 (float64, h = 1e-5).",
        "Call a witness", "largest error of 30 problems", SEEDS, [0], 0.0, 1e-7,
        lambda seed: max(checks(seed)["right"].max(), checks(seed)["masked"].max()),
    ),
    Claim(
        "Where no corner of ReLU is crossed, the error is h²/6 + ε/h within a factor of ten.",
        "Call a witness", "decades off, at worst", [(seed, t) for seed in SEEDS for t in ("float64", "float32")],
        [], 0.0, 1.0,
        decades_off, fast=2,
    ),
    Claim(
        "The draft's ∇W₁ and ∇b₁ are wrong by more than 1e-3, whatever the problem.",
        "Find the wrong line", "least error of 30 problems", SEEDS, [0], 1e-3, 2.0,
        lambda seed: checks(seed)["draft"][:, :2].min(),
    ),
    Claim(
        "The draft's ∇W₂ and ∇b₂ are right.",
        "Find the wrong line", "largest error of 30 problems", SEEDS, [0], 0.0, 1e-7,
        lambda seed: checks(seed)["draft"][:, 2:].max(),
    ),
    Claim(
        "With He's rule the loss starts at 2.3 to 2.6.",
        "Climb the sanity ladder", "loss at the start (nats)", range(1, 41), [0], 2.25, 2.6,
        start_loss, fast=4,
    ),
    Claim(
        "Weights three times as large start at a loss between four and ten.",
        "Climb the sanity ladder", "loss at the start (nats)", range(1, 41), [0], 4.0, 10.0,
        lambda seed: start_loss(seed, scale=3.0), fast=4,
    ),
    *(
        Claim(
            f"50 digits are learned by heart: {name}.",
            "Climb the sanity ladder", "training accuracy", SEEDS, [0], 1.0, 1.0,
            lambda seed, settings=settings: by_heart(seed, **settings),
        )
        for name, settings in {
            "the sound network": {}, "a wrong ReLU derivative": {"backward": draft_backward},
            "a start 3 times too large": {"scale": 3.0}, "shuffled labels": {"shuffled": True},
        }.items()
    ),
    *(
        Claim(
            f"More than 80 % of unseen digits are read after three epochs: {name}.",
            "Climb the sanity ladder", "test accuracy", SEEDS, [0], 0.8, 1.0,
            lambda seed, settings=settings: trained(seed, epochs=3, **settings)[1],
        )
        for name, settings in {
            "the sound network": {}, "a wrong ReLU derivative": {"backward": draft_backward},
            "a start 3 times too large": {"scale": 3.0},
        }.items()
    ),
    Claim(
        "Weights that start at zero never learn 50 digits by heart.",
        "Climb the sanity ladder", "training accuracy", SEEDS, [0], 0.0, 0.3,
        lambda seed: by_heart(seed, scale=0.0),
    ),
    Claim(
        "With shuffled labels the network reads 3 to 20 % of unseen digits: about one in ten.",
        "Climb the sanity ladder", "test accuracy", SEEDS, [0], 0.03, 0.2,
        lambda seed: trained(seed, epochs=3, shuffled=True)[1],
    ),
    Claim(
        "The recipe's gradient is wrong for the whole network in ∇W₂ ...",
        "Regularise, and check that too", "least error of 30 problems", SEEDS, [0], 1e-3, 2.0,
        lambda seed: checks(seed)["recipe"][:, 2].min(),
    ),
    Claim(
        "... and in ∇W₂ alone.",
        "Regularise, and check that too", "largest error of the others", SEEDS, [0], 0.0, 1e-7,
        lambda seed: checks(seed)["recipe"][:, [0, 1, 3]].max(),
    ),
    Claim(
        "For the network with dropout it is wrong everywhere.",
        "Regularise, and check that too", "least error of 30 problems", SEEDS, [0], 1e-3, 2.0,
        lambda seed: checks(seed)["dropped"].min(),
    ),
    Claim(
        "The loss is right as long as the true class's probability is a normal number of its dtype.",
        "Put the toolkit on one page", "relative error", [(10.0, "float32"), (87.0, "float32"), (36.0, "float64"),
        (700.0, "float64")], [], 0.0, 1e-5,
        gap_error,
    ),
    Claim(
        "The gradient check passes there too (float64, logits up to 700 apart).",
        "Call a witness", "largest error", [(36.0, "float64"), (40.0, "float64"), (700.0, "float64")], [], 0.0, 1e-7,
        gap_check,
    ),
]  # fmt: skip
