"""Exercises 5a and 5b: find a bug by its curve, and tune to a target rate."""

import numpy as np

from course.exercises.judging import Exercise, NotYet, as_array, as_pair, close, run


def mystery_curve(curvatures=(4.0, 10.0), mu=0.9, lr=0.006, steps=80):
    """Return the losses of the broken loop of exercise 5a (try without looking at the next line)."""
    return _losses(lambda v, g, mu, lr: (mu * v - lr * g, v), curvatures, mu, lr, steps)


def _losses(update, curvatures, mu, lr, steps):
    """Descend the quadratic from (1, 1) and return its losses, before the first step and after each."""
    h = np.array(curvatures)
    x, v, losses = np.ones(2), np.zeros(2), []
    for _ in range(steps + 1):
        losses.append(0.5 * float(h @ x**2))
        v, change = (as_array(part, (2,), what) for part, what in
                     zip(as_pair(update(v, h * x, mu, lr), "the velocity and the update"),
                         ("the velocity", "the update"), strict=True))  # fmt: skip
        x = x + change
    return np.array(losses)


BUG = {
    "right": "this is the right update: its loss falls with the very first step, and then by a factor of "
    "about mu a step. Where does the given curve differ?",
    "sign": "this is the flipped sign: its loss grows from the first step on. The given curve comes down.",
    "lr twice": "this is the learning rate acting twice: its loss creeps down without a single swing.",
    "no lr": "this is the forgotten learning rate: its loss explodes within a few steps.",
    "reset": "this is a velocity that starts afresh, or is never handed on: plain descent, whose loss "
    "falls smoothly. The given curve swings, so something is remembered.",
    "average": "this is a moving average in place of the sum: a tenth of the step. It swings too slowly.",
    "no mu": "this is an undamped velocity: it swings forever and does not come down at all.",
    "same": "it follows the given curve for the notebook's settings but not for others.",
    "swings": "the first step agrees with the given curve. Now look at the height of the swings, and at "
    "how fast they fade.",
    "other": "its curve is another one. Draw it beside the given curve, and look at the first step first.",
}


def your_curve(update):
    """Return the losses of the learner's update; None, with a word why, while it gives none."""
    try:
        return _losses(update, (4.0, 10.0), 0.9, 0.006, 80)
    except Exception:  # the check says what is wrong
        print("Your curve comes here when `broken_update` returns a velocity and an update.")


def judge_bug(function):
    """Judge ``broken_update(velocity, gradient, mu, lr)`` by the curve that it draws."""

    def learner(v, g, mu, lr):
        return run(function, velocity=v, gradient=g, mu=mu, lr=lr)

    suspects = {
        "right": lambda v, g, mu, lr: (mu * v - lr * g,) * 2,
        "sign": lambda v, g, mu, lr: (mu * v + lr * g,) * 2,
        "lr twice": lambda v, g, mu, lr: (mu * v - lr * g, lr * (mu * v - lr * g)),
        "no lr": lambda v, g, mu, lr: (mu * v - g,) * 2,
        "reset": lambda v, g, mu, lr: (v, -lr * g),
        "average": lambda v, g, mu, lr: (mu * v - (1 - mu) * lr * g,) * 2,
        "no mu": lambda v, g, mu, lr: (v - lr * g,) * 2,
    }
    for number, settings in enumerate((((4.0, 10.0), 0.9, 0.006, 30), ((3.0, 7.0), 0.8, 0.02, 20))):
        found = _losses(learner, *settings)
        if close(found, mystery_curve(*settings)):
            continue
        named = [BUG[key] for key, wrong in suspects.items() if close(found, _losses(wrong, *settings))]
        other = "swings" if close(found[:2], mystery_curve(*settings)[:2]) else "other"
        raise NotYet([*named, BUG["same" if number else other]][0])


TUNE = {
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


def rate(lr, mu, h):
    """Return the factor by which a step shrinks the distance along curvature h, in the long run."""
    return max(abs(np.linalg.eigvals([[mu, -lr * h], [mu, 1 - lr * h]])))


def judge_tune(function):
    """Judge ``tune(h_min, h_max)``, which returns lr and mu, by the rate on fresh quadratics."""
    for h_min, h_max in ((1.0, 100.0), (0.5, 18.0), (2.0, 600.0)):
        pair = run(function, h_min=h_min, h_max=h_max)
        if np.shape(pair) != (2,) or not all(np.isreal(number) and np.isfinite(number) for number in pair):
            raise NotYet(f"what it returns {TUNE['pair']}.")
        lr, mu = map(float, pair)
        root = np.sqrt(h_max / h_min)
        target = ((root - 1) / (root + 1)) ** (1 / 1.1)
        reached = max(rate(lr, mu, h_min), rate(lr, mu, h_max))
        if lr > 0 and 0 <= mu < 1 and reached <= target + 1e-6:  # as exact as a double eigenvalue
            continue
        raise NotYet(
            f"for h from {h_min:g} to {h_max:g} the rate is {reached:.3f}, the target {target:.3f}.\n"
            f"A closer look: {_tune_reason(lr, mu, h_min, h_max, target)}"
        )


def _tune_reason(lr, mu, h_min, h_max, target):
    """Say why these settings miss the target."""
    kappa = h_max / h_min
    if 0 <= lr < 1 and mu > 0 and max(rate(mu, lr, h) for h in (h_min, h_max)) <= target:
        return TUNE["swapped"]
    if not (lr > 0 and 0 <= mu < 1):
        return f"what came {TUNE['pair']}."
    if mu == 0 and np.isclose(lr, 2 / (h_min + h_max), rtol=0.1):
        return TUNE["plain"]
    if max(rate(lr, mu, h) for h in (h_min, h_max)) >= 1:
        return TUNE["diverges"]
    if np.isclose(mu, (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1), rtol=1e-4):
        return TUNE["unsquared"]
    if np.isclose(mu, ((kappa - 1) / (kappa + 1)) ** 2, rtol=1e-4):
        return TUNE["no root"]
    flat, steep = rate(lr, mu, h_min), rate(lr, mu, h_max)
    if max(flat, steep) < np.sqrt(mu) * 1.0001:
        return TUNE["mu"]
    return TUNE["flat" if flat > steep else "steep"]


EXERCISES = {
    "bug": Exercise(
        "5a. The bug in the curve", "broken_update", judge_bug,
        (
            "Look at the very beginning of the curve. What has the loss done after the first step? Which "
            "update could be zero there, although the gradient is not?",
            "The velocity starts at zero. After one step the loss is where it was, so this first "
            "update came from a velocity that had not seen the gradient yet.",
            "Both returned things are nearly right: the new velocity follows the formula. Only the "
            "update is not the new velocity. Which other velocity is there?",
        ),
        "01_momentum, section 9 (Recognise the faults by their curves)",
    ),
    "tune": Exercise(
        "5b. Tune to a target rate", "tune", judge_tune,
        (
            "As long as a direction swings, it shrinks by sqrt(mu) a step, whatever lr is. So take the "
            "smallest mu with which every direction still just swings.",
            "Along curvature h the swinging ends where sqrt(lr * h) = 1 - sqrt(mu) on the flat side, "
            "and where sqrt(lr * h) = 1 + sqrt(mu) on the steep side. Put the two ends on h_min and "
            "h_max.",
            "Two equations, two unknowns. Adding them gives lr, dividing them gives sqrt(mu). A "
            "search over a fine grid with the rate as judge works too.",
        ),
        "01_momentum, section 3 (Choose how long to remember)",
    ),
}  # fmt: skip
