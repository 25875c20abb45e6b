"""Exercise 1b: find a bug by its curve."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import as_array, as_pair, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.running import TimeUp, Watch, run_apart

MESSAGES = {
    "right": "this is the right update: its loss falls with the very first step, and then by a factor of "
    "about mu a step. Where does the given curve differ?",
    "sign": "this is the flipped sign: its loss grows from the first step on. The given curve comes down.",
    "lr twice": "this is the learning rate acting twice: its loss creeps down without a single swing.",
    "no lr": "this is the forgotten learning rate: its loss explodes within a few steps.",
    "reset": "this is a velocity that starts afresh, or is never handed on: plain descent, whose loss "
    "falls smoothly. The given curve swings, so something is remembered.",
    "average": "this is a moving average in place of the sum: a tenth of the step. It swings too slowly.",
    "no mu": "this is an undamped velocity: it swings forever and does not come down at all.",
    "Nesterov": "this is Nesterov's look ahead, which damps the swings. In the given curve they last.",
    "swapped": "`mu` and `lr` have changed places.",
    "slow": "the update stands still at first, as it should, but it is too small: momentum's velocity is a "
    "sum, not an average, and lr acts once.",
    "uphill": "the update stands still at first, as it should, but then it walks uphill.",
    "undamped": "the update stands still at first, as it should, but nothing damps the velocity: mu is "
    "missing.",
    "still": "nothing moves at all. The given curve stands still for one step only.",
    "nan": "its loss becomes nan, which is not a number. It comes of 0 / 0, or of inf - inf.",
    "same": "it follows the given curve for the notebook's settings but not for others. Does 0.9 or 0.006 "
    "stand in your code? Use `mu` and `lr`.",
    "swings": "the first step agrees with the given curve. Now look at the height of the swings, and at "
    "how fast they fade.",
    "other": "its curve is another one. Draw it beside the given curve, and look at the first step first.",
}


def mystery_curve(*settings: Any) -> NDArray[np.floating]:
    """Return the losses of the broken loop of exercise 1b (try without looking at the next line)."""
    return _losses(lambda v, g, mu, lr: (mu * v - lr * g, v), *settings)


def your_curve(update: Answer) -> NDArray[np.floating] | None:
    """Return the losses of the learner's update; None, with a word why, while it gives none."""

    def yours(v, g, mu, lr):
        return call(update, velocity=v, gradient=g, mu=mu, lr=lr)

    try:
        return run_apart(lambda: _losses(yours), Watch())
    except (Exception, TimeUp):  # the check says what is wrong
        print("No curve yet. If you have written `broken_update`, the check below says what stopped it.")
        return None


def _losses(update, curvatures=(4.0, 10.0), mu=0.9, lr=0.006, steps=80):
    """Descend the quadratic from (1, 1) and return its losses, before the first step and after each."""
    h = np.array(curvatures)
    x, v, losses = np.ones(2), np.zeros(2), []
    with np.errstate(all="ignore"):  # a wrong update may explode
        for _ in range(steps + 1):
            losses.append(0.5 * float(h @ x**2))
            pair = as_pair(update(v, h * x, mu, lr), "the velocity and the update")
            v, change = as_array(pair[0], (2,), "the velocity"), as_array(pair[1], (2,), "the update")
            x = x + change
    return np.array(losses)


def judge(function: Answer) -> None:
    """Judge ``broken_update(velocity, gradient, mu, lr)`` by the curve that it draws."""

    def learner(v, g, mu, lr):
        return call(function, velocity=v, gradient=g, mu=mu, lr=lr)

    wrong_updates = {
        "right": lambda v, g, mu, lr: (mu * v - lr * g,) * 2,
        "sign": lambda v, g, mu, lr: (mu * v + lr * g,) * 2,
        "lr twice": lambda v, g, mu, lr: (mu * v - lr * g, lr * (mu * v - lr * g)),
        "no lr": lambda v, g, mu, lr: (mu * v - g,) * 2,
        "reset": lambda v, g, mu, lr: (v, -lr * g),
        "average": lambda v, g, mu, lr: (mu * v - (1 - mu) * lr * g,) * 2,
        "no mu": lambda v, g, mu, lr: (v - lr * g,) * 2,
        "Nesterov": lambda v, g, mu, lr: (mu * v - lr * g, mu * (mu * v - lr * g) - lr * g),
    }
    wrong_steps = [  # with the update of the given curve, but another velocity
        ("slow", lambda v, g, mu, lr: (mu * v - (1 - mu) * lr * g, v)),
        ("slow", lambda v, g, mu, lr: (mu * v - lr * g, lr * v)),
        ("slow", lambda v, g, mu, lr: (mu * v - lr * lr * g, v)),
        ("uphill", lambda v, g, mu, lr: (mu * v + lr * g, v)),
        ("undamped", lambda v, g, mu, lr: (v - lr * g, v)),
        ("swapped", lambda v, g, mu, lr: (lr * v - mu * g, v)),
        ("swapped", lambda v, g, mu, lr: (lr * v - mu * g,) * 2),
        ("no lr", lambda v, g, mu, lr: (mu * v - g, v)),
        ("still", lambda v, g, mu, lr: (v, v)),
    ]
    for number, settings in enumerate((((4.0, 10.0), 0.9, 0.006, 30), ((3.0, 7.0), 0.8, 0.02, 20))):
        found, right = _losses(learner, *settings), mystery_curve(*settings)
        suspects = [
            (key, _losses(wrong, *settings)) for key, wrong in (*wrong_updates.items(), *wrong_steps)
        ]
        if np.isnan(found).any():
            raise NotYet(MESSAGES["nan"])
        other = "swings" if close(found[:2], right[:2]) else "other"
        diagnose(found, right, MESSAGES, suspects, "same" if number else other)


EXERCISE = Exercise(
    title="1b. The bug in the curve",
    answer="broken_update",
    judge=judge,
    hints=(
        "Look at the very beginning of the curve. What has the loss done after the first step? Which "
        "update could be zero there, although the gradient is not?",
        "The velocity starts at zero. After one step the loss is where it was, so this first "
        "update came from a velocity that had not seen the gradient yet.",
        "Both returned things are nearly right: the new velocity follows the formula. Only the "
        "update is not the new velocity. Which other velocity is there?",
    ),
    revisit="02_momentum_in_practice, section 6 (Recognise the faults by their curves)",
)
