"""Exercise 1a: the momentum update."""

import numpy as np

from course.exercises.diagnosis import as_pair, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import blame_globals, read_array, refuse_overwritten
from course.exercises.updates import WRONG_UPDATE, WRONG_UPDATES, momentum

MESSAGES = {
    **WRONG_UPDATE,
    "shared": "two parameters that are updated in turn share one velocity: the second is moved by the "
    "gradient of the first. Use the `velocity` that comes in, and keep nothing between the calls.",
    "no gradient": "the gradient is missing: the old velocity is damped, and nothing new comes in.",
    "unchanged": "the velocity comes back as it came in. Is the new one kept under another name?",
    "rounded": "the velocity is rounded inside the function. Return it whole, and round when you print.",
    "other": "for fresh numbers the new velocity differs from the formula. Compare them term by term.",
    "other update": "the new velocity is right, but the update is something else than the new velocity.",
}


@blame_globals("velocity", "gradient", "gradients", "update", "mu", "lr")
def judge(function: Answer) -> None:
    """Judge ``momentum_update(velocity, gradient, mu, lr)`` by what it does to fresh matrices."""
    v, g, h = np.random.default_rng(1).normal(size=(3, 2, 3))
    rest = np.zeros_like(v)
    first = _call_update(function, rest, g, mu=0.7, lr=0.1)
    copies = tuple(array.copy() for array in first)
    second = _call_update(function, rest, h, mu=0.7, lr=0.1)
    if close(second[0], 0.7 * copies[0] - 0.1 * h):
        raise NotYet(MESSAGES["shared"])
    row = np.array([[1.5, -0.25, 0.5, 2.0]], dtype=np.float32)  # as biases are, and digits
    _judge_update(function, v, g, mu=0.8, lr=0.05)
    _judge_update(function, row, 3 * row - 1, mu=0.5, lr=0.25)
    _judge_update(function, v.T, h.T, mu=0.6, lr=0.3)
    _judge_update(function, v[:, :2], h[:, :2], mu=0.0, lr=1.0)
    refuse_overwritten([(first, copies)])


def _call_update(function, v, g, mu, lr):
    """Return what the function gives, as two float arrays."""
    new, update = as_pair(
        call(function, velocity=v, gradient=g, mu=mu, lr=lr), "the new velocity and the update"
    )
    return read_array(new, g, "the new velocity"), read_array(update, g, "the update")


def _judge_update(function, v, g, mu, lr):
    """Compare one update with the formula, and with formulas that are often meant instead."""
    found, right = _call_update(function, v, g, mu, lr), momentum(v, g, mu, lr)
    suspects = [(key, wrong(v, g, mu, lr)) for key, wrong in WRONG_UPDATES]
    velocities = [("no gradient", mu * v), ("unchanged", v)]
    velocities += [("rounded", right[0].round(places)) for places in range(1, 7)]
    suspects += [(key, (wrong, wrong)) for key, wrong in velocities]
    diagnose(found, right, MESSAGES, suspects, "other update" if close(found[0], right[0]) else "other")


EXERCISE = Exercise(
    title="1a. Momentum",
    answer="momentum_update",
    judge=judge,
    hints=(
        "Two lines are enough: one for the new velocity, one for what is returned.",
        "The formula has two terms. What is left of the old velocity is `mu` times it; the gradient "
        "comes with `lr`, and with a minus because we walk downhill.",
        "Keep the result in a new array, `velocity = ...`, and return it twice: once as the velocity "
        "of the next step, once as the update of this one.",
    ),
    revisit="01_momentum, section 2 (Give it a memory)",
)
