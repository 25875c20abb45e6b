"""Lesson 02: turn momentum into Nesterov's version."""

import numpy as np

from course.exercises.diagnosis import as_array, as_pair, close, diagnose
from course.exercises.judging import Answer, Exercise, call

MESSAGES = {
    "momentum": "this is momentum, unchanged: the gradient is taken at `theta`.",
    "whole velocity": "the gradient is taken at `theta + velocity`. The old velocity will be damped before "
    "it moves anything: look ahead by `mu * velocity`.",
    "backwards": "the gradient is taken behind `theta`, at `theta - mu * velocity`. Look ahead, with a "
    "plus.",
    "after the step": "the gradient is taken where the whole momentum step would end. Nesterov looks ahead "
    "by `mu * velocity` alone, before any new gradient is known.",
    "velocity only": "the gradient is taken at `mu * velocity`, as if `theta` were zero. Add `theta`.",
    "moved twice": "the new velocity is right, but it is added to the point ahead. Only the gradient is "
    "taken there: the step starts from `theta`.",
    "shifted": "this is the other form, whose parameters are the point ahead (`nesterov_update` has it). "
    "Here `theta` is the point itself, and `gradient` may be called anywhere.",
    "sign": "the sign of the gradient is flipped: this velocity runs uphill.",
    "no mu": "the old velocity is not damped in the new one: `mu` is missing there.",
    "no lr": "the learning rate is forgotten: the whole gradient goes into the velocity.",
    "lr outside": "the learning rate stands outside of the velocity, as in PyTorch. Here it stands inside.",
    "average": "the gradient comes in with a factor 1 - mu: that is a moving average, not this sum.",
    "constants": "the numbers 0.9 or 1/25 stand in place of `mu` and `lr`, which are others here.",
    "too early": "the new velocity is right, but the step was taken with the old one.",
    "against": "the velocity is subtracted. It points downhill already: add it.",
    "velocity kept": "the new position is right, but the velocity you return is the one that came in.",
    "swapped": "the two results have changed places: return the new position first, then the new velocity.",
    "step only": "the first result is the step alone. Add it to `theta`.",
    "not moved": "the new velocity is right, but `theta` comes back where it was.",
    "other velocity": "the new velocity differs from the formula. At which point do you take the gradient?",
    "other position": "the new velocity is right, but the new position is not `theta` plus that velocity.",
}


def judge(function: Answer) -> None:
    """Judge ``nesterov_step(theta, velocity, gradient, lr, mu)`` by single steps on losses of its own."""
    curvature = np.array([2.0, 7.0, 3.0])

    def bowl(theta):
        return curvature * theta

    def bent(theta):
        return curvature * theta + 0.4 * theta**3 - 1

    theta, velocity = np.array([1.3, -0.7, 0.4]), np.array([-0.6, 0.5, 0.2])
    for gradient, lr, mu in ((bent, 0.06, 0.8), (bowl, 0.11, 0.6)):
        pair = call(function, theta=theta, velocity=velocity, gradient=gradient, lr=lr, mu=mu)
        found = as_pair(pair, "the new position and the new velocity")
        position = as_array(found[0], theta.shape, "the new position")
        new = as_array(found[1], theta.shape, "the new velocity")
        right = mu * velocity - lr * gradient(theta + mu * velocity)
        other = "other position" if close(new, right) else "other velocity"
        suspects = _suspects(theta, velocity, gradient, lr, mu)
        diagnose((position, new), (theta + right, right), MESSAGES, suspects, other)


def _suspects(theta, velocity, gradient, lr, mu):
    """Yield the message key and the result of each wrong step."""
    ahead = theta + mu * velocity
    heavy = mu * velocity - lr * gradient(theta)
    slope = gradient(ahead)
    right = mu * velocity - lr * slope
    velocities = [
        ("momentum", heavy),
        ("whole velocity", mu * velocity - lr * gradient(theta + velocity)),
        ("backwards", mu * velocity - lr * gradient(theta - mu * velocity)),
        ("after the step", mu * velocity - lr * gradient(theta + heavy)),
        ("velocity only", mu * velocity - lr * gradient(mu * velocity)),
        ("sign", mu * velocity + lr * slope),
        ("no mu", velocity - lr * slope),
        ("no lr", mu * velocity - slope),
        ("average", mu * velocity - (1 - mu) * lr * slope),
        ("average", mu * velocity - (1 - mu) * slope),
        ("constants", 0.9 * velocity - lr * gradient(theta + 0.9 * velocity)),
        ("constants", mu * velocity - slope / 25),
        ("constants", 0.9 * velocity - gradient(theta + 0.9 * velocity) / 25),
    ]
    for key, wrong in velocities:
        yield key, (theta + wrong, wrong)
    yield "moved twice", (ahead + right, right)
    yield "shifted", (theta + mu * heavy - lr * gradient(theta), heavy)
    torch = mu * velocity + slope
    yield "lr outside", (theta - lr * torch, torch)
    yield "too early", (theta + velocity, right)
    yield "against", (theta - right, right)
    yield "velocity kept", (theta + right, velocity)
    yield "swapped", (right, theta + right)
    yield "step only", (right, right)
    yield "not moved", (theta, right)


EXERCISE = Exercise(
    title="Nesterov's step",
    answer="nesterov_step",
    judge=judge,
    hints=(
        "Start from a copy of `momentum_step`. Only the point at which the gradient is taken changes.",
        "`gradient` is a function: `gradient(theta)` gives the slope at `theta`, and it may be called at "
        "any other point. The old velocity will carry `theta` by `mu * velocity`.",
        "`velocity = mu * velocity - lr * gradient(theta + mu * velocity)`, then return the new position "
        "and the new velocity as `momentum_step` does.",
    ),
    revisit="02_momentum_in_practice, section 1 (Take the gradient one step ahead)",
    solution="""def nesterov_step(theta, velocity, gradient, lr, mu):
    velocity = mu * velocity - lr * gradient(theta + mu * velocity)
    return theta + velocity, velocity""",
)
