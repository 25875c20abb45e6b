"""Your turn in 01_momentum: step size and momentum for a condition number of 400."""

from typing import Any

import numpy as np

from course.exercises.judging import Exercise, NotYet
from course.exercises.tune import rate

CURVATURES = np.array([1.0, 400.0])
TARGET = 200  # steps
ROOT = np.sqrt(CURVATURES[1] / CURVATURES[0])
LIMIT = 5000  # steps after which one stops to count

MESSAGES = {
    "pair": "`my_settings` should be two plain numbers in parentheses: (lr, mu).",
    "range": "lr must be above 0, and mu from 0 to below 1.",
    "swapped": "lr and mu have changed places: lr comes first.",
    "plain": "with mu = 0 this is plain gradient descent, which needs 2,764 steps at its best.",
    "diverges": "it diverges. The steep direction is stable only while lr · 400 < 2 (1 + mu).",
    "ravine": "these are the settings of the ravine, κ = 25. Here the curvatures are 1 and 400.",
    "unsquared": "(√κ - 1) / (√κ + 1) is the best factor a step. With complex roots the factor is √mu, so "
    "mu is its square.",
    "no root": "κ went into the formula for mu itself. Momentum works on √κ.",
    "lr unsquared": "the formula for lr has a square at its end: (2 / (√1 + √400))².",
    "usual": "mu = 0.9 is a memory of ten steps, and κ = 400 needs about √κ / 4 = 5. "
    "Whatever the step, 0.9 needs more than 250.",
    "too long": "both directions have complex roots, so the factor is √mu whatever lr is. This mu is "
    "larger than it need be.",
    "too short": "the roots of the flat direction are real: it creeps. It needs a longer step or "
    "a larger mu.",
    "steep": "the roots of the steep direction are real: it jumps from side to side. It needs a shorter "
    "step or a larger mu.",
}


def steps_needed(lr: float, mu: float) -> int:
    """Return the steps until both directions stay below a millionth; LIMIT if that takes longer."""
    theta, v, last = np.ones(2), np.zeros(2), 0
    for k in range(1, LIMIT):
        v = mu * v - lr * CURVATURES * theta
        theta = theta + v
        if np.abs(theta).max() > 1e-6:
            last = k
    return last + 1


def judge(answer: Any) -> None:
    """Judge ``my_settings``, the pair (lr, mu), by the steps that a descent needs with them."""
    try:
        lr, mu = (float(value) for value in answer)
    except (TypeError, ValueError):
        raise NotYet(MESSAGES["pair"]) from None
    reason = _unusable(lr, mu)
    if reason:
        raise NotYet(MESSAGES[reason])
    steps = steps_needed(lr, mu)
    if steps > TARGET:
        count = f"{steps:,}" if steps < LIMIT else f"more than {LIMIT:,}"
        raise NotYet(f"it needs {count} steps, the target is {TARGET}.\n{MESSAGES[_reason(lr, mu)]}")


def _unusable(lr: float, mu: float) -> str:
    """Return the key of what keeps a descent with these settings from converging, or nothing."""
    if 0 < mu < 0.05 and 0.7 < lr < 1:
        return "swapped"
    if not (0 < lr < np.inf and 0 <= mu < 1):
        return "range"
    if np.allclose((lr, mu), (1 / 9, 4 / 9), rtol=0.02):
        return "ravine"
    if np.isclose(lr, 2 / (1 + ROOT), rtol=0.02):
        return "lr unsquared"
    return "diverges" if lr * CURVATURES[1] >= 2 * (1 + mu) else ""


def _reason(lr: float, mu: float) -> str:
    """Return the key of why settings that converge miss the target."""
    if mu == 0:
        return "plain"
    for key, value in (
        ("unsquared", (ROOT - 1) / (ROOT + 1)),
        ("no root", ((ROOT**2 - 1) / (ROOT**2 + 1)) ** 2),
        ("usual", 0.9),
    ):
        if np.isclose(mu, value, rtol=0, atol=0.002):
            return key
    flat, steep = (rate(lr, mu, curvature) for curvature in CURVATURES)
    if max(flat, steep) < np.sqrt(mu) * 1.0001:
        return "too long"
    return "too short" if flat > steep else "steep"


EXERCISE = Exercise(
    title="Your turn: choose the settings",
    answer="my_settings",
    judge=judge,
    hints=(
        "Look for the point where the critical lines of both directions cross. The formulas for lr and mu "
        "stand below the map of the ravine.",
        "The curvatures are 1 and 400, so √κ = 20. Then mu = ((20 - 1) / (20 + 1))².",
        "`best_momentum(1.0, 400.0)` returns both.",
    ),
    revisit="01_momentum, section 3 (Choose how long to remember)",
    is_value=True,
    solution="my_settings = ((2 / (1 + 20)) ** 2, (19 / 21) ** 2)  # as best_momentum(1.0, 400.0)",
)
