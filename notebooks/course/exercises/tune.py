"""Exercise 5b: tune to a target rate."""

import numpy as np

from course.exercises.judging import Answer, Exercise, NotYet, call

MESSAGES = {
    "pair": "should be two plain numbers, lr and mu, with lr above 0 and mu from 0 to below 1",
    "swapped": "lr and mu have changed places. Return lr first.",
    "plain": "this is the best that plain descent can do. With mu > 0 the target comes into reach.",
    "diverges": "it diverges: the steepest direction is stable only for lr * h_max < 2 * (1 + mu).",
    "unsquared": "mu is (sqrt(kappa) - 1) / (sqrt(kappa) + 1), which is the best RATE. The rate of a "
    "swinging direction is sqrt(mu), so which mu gives this rate?",
    "no root": "kappa went into the formula for mu as it is. Momentum works on its square root.",
    "flat": "the flat direction creeps: along h_min there is more friction than push. It needs more "
    "lr, or more mu.",
    "steep": "the steep direction jumps from side to side. It needs less lr, or more mu.",
    "mu": "every direction swings, so each shrinks by sqrt(mu) a step, and this mu is too large for "
    "the target.",
}


def rate(lr: float, mu: float, h: float) -> float:
    """Return the factor by which a step shrinks the distance along curvature h, in the long run."""
    return float(max(abs(np.linalg.eigvals([[mu, -lr * h], [mu, 1 - lr * h]]))))


def judge(function: Answer) -> None:
    """Judge ``tune(h_min, h_max)``, which returns lr and mu, by the rate on fresh quadratics."""
    for h_min, h_max in ((1.0, 100.0), (0.5, 18.0), (2.0, 600.0)):
        pair = call(function, h_min=h_min, h_max=h_max)
        if np.shape(pair) != (2,) or not all(np.isreal(number) and np.isfinite(number) for number in pair):
            raise NotYet(f"what it returns {MESSAGES['pair']}.")
        lr, mu = map(float, pair)
        root = np.sqrt(h_max / h_min)
        target = ((root - 1) / (root + 1)) ** (1 / 1.1)
        reached = max(rate(lr, mu, h_min), rate(lr, mu, h_max))
        if lr > 0 and 0 <= mu < 1 and reached <= target + 1e-6:  # as exact as a double eigenvalue
            continue
        raise NotYet(
            f"for h from {h_min:g} to {h_max:g} the rate is {reached:.3f}, the target {target:.3f}.\n"
            f"A closer look: {_reason(lr, mu, h_min, h_max, target)}"
        )


def _reason(lr: float, mu: float, h_min: float, h_max: float, target: float) -> str:
    """Say why these settings miss the target."""
    kappa = h_max / h_min
    if 0 <= lr < 1 and mu > 0 and max(rate(mu, lr, h) for h in (h_min, h_max)) <= target:
        return MESSAGES["swapped"]
    if not (lr > 0 and 0 <= mu < 1):
        return f"what came {MESSAGES['pair']}."
    if mu == 0 and np.isclose(lr, 2 / (h_min + h_max), rtol=0.1):
        return MESSAGES["plain"]
    if max(rate(lr, mu, h) for h in (h_min, h_max)) >= 1:
        return MESSAGES["diverges"]
    if np.isclose(mu, (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1), rtol=1e-4):
        return MESSAGES["unsquared"]
    if np.isclose(mu, ((kappa - 1) / (kappa + 1)) ** 2, rtol=1e-4):
        return MESSAGES["no root"]
    flat, steep = rate(lr, mu, h_min), rate(lr, mu, h_max)
    if max(flat, steep) < np.sqrt(mu) * 1.0001:
        return MESSAGES["mu"]
    return MESSAGES["flat" if flat > steep else "steep"]


EXERCISE = Exercise(
    title="5b. Tune to a target rate",
    answer="tune",
    judge=judge,
    hints=(
        "As long as a direction swings, it shrinks by sqrt(mu) a step, whatever lr is. So take the "
        "smallest mu with which every direction still just swings.",
        "Along curvature h the swinging ends where sqrt(lr * h) = 1 - sqrt(mu) on the flat side, "
        "and where sqrt(lr * h) = 1 + sqrt(mu) on the steep side. Put the two ends on h_min and "
        "h_max.",
        "Two equations, two unknowns. Adding them gives lr, dividing them gives sqrt(mu). A "
        "search over a fine grid with the rate as judge works too.",
    ),
    revisit="01_momentum, section 3 (Choose how long to remember)",
)
