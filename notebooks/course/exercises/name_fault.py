"""Lesson 02: name three faults of momentum from the curves that they leave."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.judging import Exercise, NotYet

# Each name that may be given, and what that fault would look like.
MESSAGES = {
    "too long a memory": "a memory that is too long makes the loss rise and fall in waves, around the "
    "curve of plain descent or above it. Look for waves.",
    "no memory": "without a memory the curve is that of plain descent with the same step, to the last "
    "digit. Do the two lie on each other?",
    "velocity kept": "a velocity from before the weights were reloaded throws them far away at once: the "
    "loss leaps in the middle of the run. There is no such leap.",
    "shared velocity": "with these settings a shared velocity is about as fast as plain descent, but it "
    "jitters: the curve is neither the same nor far behind. Look again.",
    "gradient's sign": "with the wrong sign of the gradient the loss grows from the first step on. This "
    "curve comes down.",
    "memory's sign": "a memory of the wrong sign holds each step back: no waves after the first steps, and "
    "clearly slower than plain descent with the same step. Compare the two ends.",
    "not a dict": '`my_faults` should be a dict with a name for each curve: `{"A": "...", "B": "...", '
    '"C": "..."}`.',
    "unknown": "is none of the six names. Copy one from the list above.",
}
NAMES = tuple(list(MESSAGES)[:6])
RIGHT = {"A": "memory's sign", "B": "too long a memory", "C": "no memory"}


def unnamed_curves() -> dict[str, dict[str, NDArray[np.floating]]]:
    """Return the curves A, B and C, each beside plain descent (try without reading on)."""
    plain = _losses(0.0)
    unnamed = {"A": _losses(-0.8), "B": _losses(0.99), "C": _losses(0.8, reset=True)}
    return {
        f"Curve {name}": {"plain descent": plain, f"curve {name}": curve} for name, curve in unnamed.items()
    }


def _losses(mu, lr=1 / 60, steps=150, *, reset=False):
    """Return the losses of a descent with one fault, on a bowl that the lesson does not show."""
    curvature, theta, velocity, losses = np.array([1.0, 16.0]), np.array([3.0, 1.5]), np.zeros(2), []
    for _ in range(steps + 1):
        losses.append(0.5 * float(curvature @ theta**2))
        velocity = (0.0 if reset else mu) * velocity - lr * curvature * theta
        theta = theta + velocity
    return np.array(losses)


def judge(answer: Any) -> None:
    """Judge ``my_faults``, a dict from the name of each curve to the name of its fault."""
    if not isinstance(answer, dict) or set(answer) != set(RIGHT):
        raise NotYet(MESSAGES["not a dict"])
    for curve, right in RIGHT.items():
        name = " ".join(str(answer[curve]).lower().replace("’", "'").split())
        if name not in NAMES:
            raise NotYet(f"{curve}: {answer[curve]!r} {MESSAGES['unknown']}")
        if name != right:
            raise NotYet(f"{curve}: {MESSAGES[name]}")


EXERCISE = Exercise(
    title="Name the fault",
    answer="my_faults",
    judge=judge,
    is_value=True,
    hints=(
        "Go through the table of symptoms row by row: does the curve grow, leap, or move in waves? If it "
        "does none of these, compare it with plain descent.",
        "Two of the curves show no waves. One of them lies exactly on plain descent, the other is behind "
        "it.",
        "Waves: a memory that is too long. Exactly on plain descent: no memory at all. Behind plain "
        "descent: the memory works against the steps.",
    ),
    revisit="02_momentum_in_practice, section 6 (Recognise the faults by their curves)",
    solution="""my_faults = {"A": "memory's sign", "B": "too long a memory", "C": "no memory"}""",
)
