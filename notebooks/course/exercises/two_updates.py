"""Exercise 1a, second half: the momentum update used twice."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import diagnose
from course.exercises.judging import Exercise, NotYet

GRADIENTS = np.array([[[1.0, 2.0], [3.0, 4.0]], [[0.5, 1.5], [2.5, 3.5]]])
MU, LR = 0.9, 0.1
MESSAGES = {
    "form": "`two_updates` should be a list of two pairs, (velocity, update), one pair a gradient.",
    "numbers": "the pairs should hold arrays of numbers, each of shape (2, 2).",
    "three": "there are three entries. Is the velocity of zeros among them? Only what the two calls "
    "returned belongs in the list.",
    "velocities only": "there is one array a gradient. Append both things that the function returned, as a "
    "pair: `two_updates.append((velocity, update))`.",
    "not handed on": "the second velocity knows nothing of the first gradient. Hand the velocity that came "
    "out of the first call to the second one.",
    "first twice": "both pairs are those of the first gradient. Does the loop use its loop variable?",
    "last twice": "both pairs are those of the second gradient. Was one array overwritten after it was "
    "appended?",
    "too early": "the pairs hold what went into the calls. Append after the call, not before.",
    "old velocity": "each pair holds the velocity that went in beside the update that came out.",
    "reversed": "the two pairs stand in reversed order.",
    "gradients": "these are the gradients themselves, in place of velocity and update.",
    "plain": "these are plain steps, -lr times the gradient. What the velocity keeps is missing.",
    "summed": "each update is added to the one before. That is how far the parameters have moved in all; "
    "here each update is wanted by itself.",
    "sign": "the signs are flipped: the velocity points downhill, so -lr times the gradient enters.",
    "swapped": "mu and lr have changed places in the call.",
    "no lr": "the learning rate is missing.",
    "no mu": "the old velocity was kept whole. With mu 0.9 a tenth of it is lost.",
    "settings": "the numbers belong to another mu or lr. Use mu = 0.9 and lr = 0.1.",
    "other": "for these two gradients the velocities should be those of the formula, worked out on paper "
    "for the top left entry: -0.1, then -0.14.",
}


def _pairs(mu=MU, lr=LR, *, keep=True, gradients=GRADIENTS):
    """Return the right pairs, or those of wrong settings."""
    velocity, pairs = np.zeros((2, 2)), []
    for gradient in gradients:
        velocity = mu * velocity * keep - lr * gradient
        pairs.append((velocity, velocity))
    return np.array(pairs)


def _twice(arrays):
    return np.repeat(np.asarray(arrays)[:, np.newaxis], 2, axis=1)


RIGHT = _pairs()
FIRST, SECOND = RIGHT
BEFORE = _twice([np.zeros((2, 2)), FIRST[0]])
SUSPECTS = [
    ("not handed on", _pairs(keep=False)),
    ("first twice", np.array([FIRST, FIRST])),
    ("first twice", _pairs(gradients=GRADIENTS[[0, 0]])),
    ("last twice", np.array([SECOND, SECOND])),
    ("last twice", _pairs(gradients=GRADIENTS[[1, 1]])),
    ("too early", BEFORE),
    ("old velocity", np.stack([BEFORE[:, 0], RIGHT[:, 1]], axis=1)),
    ("reversed", RIGHT[::-1]),
    ("reversed", _pairs(gradients=GRADIENTS[::-1])),
    ("gradients", _twice(GRADIENTS)),
    ("summed", np.stack([RIGHT[:, 0], RIGHT[:, 1].cumsum(axis=0)], axis=1)),
    ("summed", RIGHT.cumsum(axis=0)),
    ("sign", -RIGHT),
    ("swapped", _pairs(LR, MU)),
    ("no lr", _pairs(lr=1.0)),
    ("no mu", _pairs(mu=1.0)),
    ("plain", np.stack([RIGHT[:, 0], -LR * GRADIENTS], axis=1)),
    *[("settings", _pairs(mu, lr)) for mu in (0.5, 0.8, 0.9, 0.99) for lr in (0.01, 0.1, 0.5) if mu != MU
      or lr != LR],
]  # fmt: skip


def judge(answer: Any) -> None:
    """Judge ``two_updates``, the velocity and the update after each of the two gradients."""
    diagnose(_read(answer), RIGHT, MESSAGES, SUSPECTS, "other")


def _read(answer):
    """Return the answer as an array of two pairs of arrays (2, 2), or say what it should be."""
    if not isinstance(answer, list | tuple | np.ndarray):
        raise NotYet(MESSAGES["form"])
    try:
        found = np.array(answer, dtype=float)
    except (TypeError, ValueError):
        raise NotYet(MESSAGES["form" if len(answer) != 2 else "numbers"]) from None
    if found.shape == (2, 2, 2):
        raise NotYet(MESSAGES["velocities only"])
    if found.shape == (3, 2, 2, 2):
        raise NotYet(MESSAGES["three"])
    if found.shape != RIGHT.shape:
        raise NotYet(MESSAGES["form" if found.shape[:1] != (2,) else "numbers"])
    return found


EXERCISE = Exercise(
    title="1a. Two updates",
    answer="two_updates",
    judge=judge,
    hints=(
        "Two things happen for each gradient: a call of your function, and an `append`.",
        "The velocity that the call returns is what the next call needs, so give it the name `velocity` "
        "again: `velocity, update = momentum_update(velocity, ...)`.",
        "After the call: `two_updates.append((velocity, update))`.",
    ),
    revisit="01_momentum, section 2 (Give it a memory)",
    is_value=True,
    solution="""velocity, two_updates = np.zeros((2, 2)), []
for gradient in gradients:
    velocity, update = momentum_update(velocity, gradient, mu, lr)
    two_updates.append((velocity, update))""",
)
