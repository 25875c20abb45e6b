"""What 00_start_here claims: about its draft with a wrong line, the gradient check, the ladder, dropout."""

from functools import cache
from itertools import islice

import numpy as np

from claims.claim import Claim
from claims.gradient_checks import (
    checks,
    decades_off,
    draft_backward,
    flat_error,
    gap_check,
    loss_error,
    problem,
)
from claims.networks import batches, digits, last, logits, loss, share_right, start, train
from nnlib import backward_mlp


@cache
def trained(seed, lr=0.2, backward=backward_mlp, scale=1.0, n=5000, epochs=10, shuffled=False):
    """Return training loss, test accuracy and training accuracy of the lesson's network."""
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


def points_gained_when_tuned(seed):
    return 100 * (trained(seed, lr=0.5)[1] - draft(seed, lr=0.1)[1])


def rises(seed, backward=backward_mlp):
    """Return in how many of ten epochs the training loss rises, at a step of 0.2."""
    X, y = digits("train", 5000)
    rng = np.random.default_rng(seed)
    params = start(rng, 784, 64)
    updates = train(X, y, params, batches(rng, 5000, 50, 10), 0.2, backward=backward)
    after_each = [params, *islice(updates, 99, None, 100)]
    return int(np.sum(np.diff([loss(logits(params, X), y) for params in after_each]) > 0))


def least_error(setting):
    """Return the least error of the numerical gradient over all steps h."""
    seed, dtype = setting
    X, y, params = problem(np.random.default_rng(seed))
    return min(flat_error(X, y, params, dtype, h) for h in np.logspace(-12, -1, 34))


def start_loss(seed, scale=1.0):
    X, y = digits("train", 5000)
    return loss(logits(start(np.random.default_rng(seed), 784, 64, scale=scale), X), y)


def by_heart(seed, **settings):
    return trained(seed, n=50, epochs=100, **settings)[2]


def unseen(seed, **settings):
    return trained(seed, epochs=3, **settings)[1]


SEEDS = range(1, 9)
FAULTS = {
    "the sound network": {},
    "a wrong ReLU derivative": {"backward": draft_backward},
    "a start 3 times too large": {"scale": 3.0},
}
DTYPES = ("float64", "float32")
STEPS_SEEN = [(0, 0.2), *((seed, lr) for lr in (0.1, 0.2, 0.5) for seed in (1, 2, 3))]

CLAIMS = [
    Claim("The draft reads about nine test digits in ten.",
          "Find the wrong line", "test accuracy",
          tried=SEEDS, seen=[0], within=(0.88, 0.92), measure=lambda seed: draft(seed)[1]),
    Claim("Its training loss falls below 0.3.",
          "Find the wrong line", "loss after ten epochs (nats)",
          tried=SEEDS, seen=[0], within=(0, 0.3), measure=lambda seed: draft(seed)[0]),

    Claim("The loss is right while the true class's probability is a normal number of its dtype.",
          "Check the gradient numerically", "relative error",
          tried=[(10.0, "float32"), (87.0, "float32"), (36.0, "float64"), (700.0, "float64")],
          within=(0, 1e-5), measure=loss_error),
    Claim("The gradient check passes there too (float64, logits up to 700 apart).",
          "Check the gradient numerically", "largest error",
          tried=[(36.0, "float64"), (40.0, "float64"), (700.0, "float64")],
          within=(0, 1e-7), measure=gap_check),
    Claim("A network that is sure and right has gradients too small for the check.",
          "Check the gradient numerically", "largest error",
          tried=[(-gap, "float64") for gap in (12.0, 15.0, 20.0, 30.0)],
          within=(1e-7, 2), measure=gap_check),
    Claim("A right backward pass is within 1e-7 of the numerical gradient (float64, h = 1e-5).",
          "Check the gradient numerically", "largest error of 30 problems",
          tried=SEEDS, seen=[0], within=(0, 1e-7),
          measure=lambda seed: max(checks(seed)["right"].max(), checks(seed)["masked"].max())),
    Claim("Where no corner of ReLU is crossed, the error is h²/6 + ε/h within a factor of ten.",
          "Check the gradient numerically", "decades off, at worst",
          tried=[(seed, dtype) for seed in SEEDS for dtype in DTYPES], seen=[(0, d) for d in DTYPES],
          within=(0, 1), measure=decades_off, fast=2),

    Claim("In float32 the least possible error is some 1e-5 to 1e-4.",
          "Check the gradient numerically", "least error over h",
          tried=[(seed, "float32") for seed in SEEDS], seen=[(0, "float32")],
          within=(5e-6, 1e-4), measure=least_error),
    Claim("In float64 it is about half a million times lower.",
          "Check the gradient numerically", "least error over h",
          tried=[(seed, "float64") for seed in SEEDS], seen=[(0, "float64")],
          within=(1e-11, 2e-10), measure=least_error),

    Claim("The draft's ∇W₁ and ∇b₁ are wrong by more than 1e-3, whatever the problem.",
          "Find the wrong line", "least error of 30 problems",
          tried=SEEDS, seen=[0], within=(1e-3, 2), measure=lambda seed: checks(seed)["draft"][:, :2].min()),
    Claim("The draft's ∇W₂ and ∇b₂ are right.",
          "Find the wrong line", "largest error of 30 problems",
          tried=SEEDS, seen=[0], within=(0, 1e-7), measure=lambda seed: checks(seed)["draft"][:, 2:].max()),
    Claim("The repaired network is ahead at every seed and every step size from 0.02 to 0.5.",
          "Find the wrong line", "points of test accuracy gained",
          tried=[(seed, lr) for lr in (0.02, 0.05, 0.1, 0.3, 0.5) for seed in (4, 5, 6)],
          seen=STEPS_SEEN, within=(0.01, 100), measure=points_gained),
    Claim("With steps of 0.05 and 0.1 the wrong line costs a quarter of a point to two points.",
          "Find the wrong line", "points of test accuracy gained",
          tried=[(seed, lr) for lr in (0.05, 0.1) for seed in (4, 5, 6, 7)],
          seen=STEPS_SEEN, within=(0.2, 2.5), measure=points_gained, fast=0),
    Claim("With a step of 0.2 it costs two to four points.",
          "Find the wrong line", "points of test accuracy gained",
          tried=[(seed, 0.2) for seed in range(4, 12)], seen=STEPS_SEEN, within=(1.5, 4.5),
          measure=points_gained),
    Claim("With a step of 0.5 it costs six points or more.",
          "Find the wrong line", "points of test accuracy gained",
          tried=[(seed, 0.5) for seed in range(4, 10)], seen=STEPS_SEEN, within=(6, 100),
          measure=points_gained, fast=0),
    Claim("With the best step of each, 0.1 and 0.5, it costs about three points.",
          "Find the wrong line", "points of test accuracy gained",
          tried=range(4, 10), seen=(1, 2, 3), within=(2, 4.5), measure=points_gained_when_tuned, fast=0),
    Claim("The draft's loss falls from epoch to epoch, with a small rise now and then.",
          "Find the wrong line", "rises in ten epochs",
          tried=SEEDS, seen=[0], within=(0, 3), measure=lambda seed: rises(seed, draft_backward)),
    Claim("The right one's loss does so too.",
          "Find the wrong line", "rises in ten epochs",
          tried=SEEDS, seen=[0], within=(0, 3), measure=rises, fast=0),
    Claim("With a step of 0.2 the repaired network's training loss is less than half the draft's.",
          "Find the wrong line", "loss repaired / loss draft",
          tried=SEEDS, seen=[0], within=(0, 0.5), measure=lambda seed: trained(seed)[0] / draft(seed)[0]),

    Claim("With He's rule the loss starts between 2.25 and 2.6.",
          "Climb the sanity ladder", "loss at the start (nats)",
          tried=range(1, 41), seen=[0], within=(2.25, 2.6), measure=start_loss, fast=4),
    Claim("Weights three times as large start at a loss between four and ten.",
          "Climb the sanity ladder", "loss at the start (nats)",
          tried=range(1, 41), seen=[0], within=(4, 10), measure=lambda seed: start_loss(seed, scale=3.0)),
    *(Claim(f"50 digits are learned by heart: {name}.",
            "Climb the sanity ladder", "training accuracy",
            tried=SEEDS, seen=[0], within=(1, 1), measure=lambda seed, kind=kind: by_heart(seed, **kind))
      for name, kind in (FAULTS | {"shuffled labels": {"shuffled": True}}).items()),
    *(Claim(f"More than 80 % of unseen digits are read after three epochs: {name}.",
            "Climb the sanity ladder", "test accuracy",
            tried=SEEDS, seen=[0], within=(0.8, 1), measure=lambda seed, kind=kind: unseen(seed, **kind))
      for name, kind in FAULTS.items()),
    Claim("Weights that start at zero never learn 50 digits by heart.",
          "Climb the sanity ladder", "training accuracy",
          tried=SEEDS, seen=[0], within=(0, 0.3), measure=lambda seed: by_heart(seed, scale=0.0)),
    Claim("With shuffled labels the network reads about one unseen digit in ten (3 to 20 %).",
          "Climb the sanity ladder", "test accuracy",
          tried=SEEDS, seen=[0], within=(0.03, 0.2), measure=lambda seed: unseen(seed, shuffled=True)),

    Claim("The recipe's ∇W₂ is wrong for the whole network.",
          "Regularise, and check that too", "least error of 30 problems",
          tried=SEEDS, seen=[0], within=(1e-3, 2), measure=lambda seed: checks(seed)["recipe"][:, 2].min()),
    Claim("The recipe's other gradients are right for the whole network.",
          "Regularise, and check that too", "largest error of the others",
          tried=SEEDS, seen=[0], within=(0, 1e-7),
          measure=lambda seed: checks(seed)["recipe"][:, [0, 1, 3]].max()),
    Claim("All of the recipe's gradients are wrong for the network with dropout.",
          "Regularise, and check that too", "least error of 30 problems",
          tried=SEEDS, seen=[0], within=(1e-3, 2), measure=lambda seed: checks(seed)["dropped"].min()),
]  # fmt: skip
