"""Exercise 1: the momentum update."""

import numpy as np

from course.exercises.diagnosis import as_array, as_pair, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call

MESSAGES = {
    "sign": "the sign of the gradient is flipped: this velocity runs uphill, and the loss would grow.",
    "update sign": "the update points against the velocity. Here the velocity itself points downhill "
    "and is added to the parameters as it is.",
    "uphill velocity": "the gradient enters the velocity with a plus, and the update takes a minus. "
    "The steps may come out the same, but in our formula the velocity itself points downhill.",
    "lr twice": "the learning rate acts twice between the gradient and the update. Once is enough.",
    "no lr": "the learning rate is forgotten: the whole gradient goes into the velocity.",
    "lr outside": "the learning rate stands outside of the velocity. That is PyTorch's convention: "
    "the same path while `lr` is constant, but another velocity. In our formula `lr` stands inside.",
    "reset": "the velocity starts afresh at each step: the `velocity` that came in has left no trace "
    "in the result, so nothing can accumulate.",
    "not returned": "the update is right, but the velocity you return is the one that came in. The "
    "next step would start from it again, so nothing would accumulate.",
    "too early": "the new velocity is right, but the update was taken before it was there: it is the "
    "velocity of the step before. Mind the order of your lines.",
    "no mu": "the old velocity is not damped: `mu` does not act on it.",
    "swapped": "`mu` and `lr` have changed places.",
    "constants": "do the numbers 0.9 or 0.1 stand in your code? Use `mu` and `lr`: here they are others.",
    "average": "the velocity is a moving average: the new gradient came in with a factor 1 - mu. "
    "Momentum is a sum. Look at what stands in front of the gradient in the formula.",
    "Nesterov": "this update looks one step ahead: it is Nesterov's version. Here the update is the new "
    "velocity itself.",
    "shared": "two parameters that are updated in turn share one velocity: the second is moved by the "
    "gradient of the first. Use the `velocity` that comes in, and keep nothing between the calls.",
    "other": "for fresh numbers the new velocity differs from the formula. Compare them term by term.",
    "other update": "the new velocity is right, but the update is something else than the new velocity.",
}


def judge(function: Answer) -> None:
    """Judge ``momentum_update(velocity, gradient, mu, lr)`` by what it does to fresh arrays."""
    v, g, h = np.random.default_rng(1).normal(size=(3, 2, 3))
    rest = np.zeros_like(v)
    first, _ = _call_update(function, rest, g, mu=0.7, lr=0.1)
    second, _ = _call_update(function, rest, h, mu=0.7, lr=0.1)
    if close(second, 0.7 * first - 0.1 * h):
        raise NotYet(MESSAGES["shared"])
    _judge_update(function, v, g, mu=0.8, lr=0.05)
    _judge_update(function, np.zeros(3), np.array([3, -1, 2]), mu=0.5, lr=0.1)  # integers are welcome


def _call_update(function, v, g, mu, lr):
    """Return what the function gives, as two float arrays."""
    new, update = as_pair(
        call(function, velocity=v, gradient=g, mu=mu, lr=lr), "the new velocity and the update"
    )
    return as_array(new, g.shape, "the new velocity"), as_array(update, g.shape, "the update")


def _judge_update(function, v, g, mu, lr):
    """Compare one update with the formula, and with formulas that are often meant instead."""
    right, uphill, torch, average = mu * v - lr * g, mu * v + lr * g, mu * v + g, mu * v + (1 - mu) * g
    suspects = [
        ("sign", (uphill, uphill)),
        ("update sign", (right, -right)),
        ("uphill velocity", (uphill, -uphill)),
        ("lr twice", (right, lr * right)),
        ("lr twice", (mu * v - lr**2 * g,) * 2),
        ("no lr", (mu * v - g,) * 2),
        ("lr outside", (torch, -lr * torch)),
        ("lr outside", (mu * v - g, lr * (mu * v - g))),
        ("reset", (-lr * g,) * 2),
        ("not returned", (v, right)),
        ("too early", (right, v)),
        ("no mu", (v - lr * g,) * 2),
        ("swapped", (lr * v - mu * g,) * 2),
        ("constants", (0.9 * v - 0.1 * g,) * 2),
        ("constants", (mu * v - 0.1 * g,) * 2),
        ("constants", (0.9 * v - lr * g,) * 2),
        ("average", (mu * v - (1 - mu) * lr * g,) * 2),
        ("average", (mu * v - (1 - mu) * g,) * 2),
        ("average", (average, -lr * average)),
        ("average", (average, average)),
        ("Nesterov", (right, mu * right - lr * g)),
    ]
    found = _call_update(function, v, g, mu, lr)
    other = "other update" if close(found[0], right) else "other"
    diagnose(found, (right, right), MESSAGES, suspects, other)


EXERCISE = Exercise(
    title="1. Momentum",
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
