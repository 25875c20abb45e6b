"""Lesson 06: one parameter's part of the training step."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import as_array, as_pair, diagnose
from course.exercises.judging import Answer, Exercise, call

MESSAGES = {
    "sign": "the gradient enters with a plus, so the parameter moves uphill and the loss grows.",
    "minus velocity": "the velocity already points downhill. Add it to the parameter.",
    "no lr": "the learning rate is missing in front of the gradient.",
    "lr twice": "the learning rate acts twice. The velocity already contains it.",
    "no mu": "the old velocity is kept whole: `mu` does not act on it, so nothing is ever forgotten.",
    "no momentum": "the old velocity has left no trace: this is plain gradient descent.",
    "swapped": "`lr` and `mu` have changed places.",
    "average": "the new gradient carries a factor 1 - mu. In our formula it carries `lr` alone.",
    "too early": "the parameter was moved by the old velocity. Compute the new one first.",
    "no momentum in step": "the parameter moves by the gradient alone. It moves by the whole velocity.",
    "not returned": "the parameter is right, but the velocity that you return is the old one.",
    "not moved": "the velocity is right, but the parameter that you return is the old one.",
    "update only": "you return the velocity in place of the parameter. Add it to the old parameter.",
    "order": "the two results stand in the wrong order: first the parameter, then the velocity.",
    "Nesterov": "this step looks ahead, as Nesterov's does. Here the parameter moves by the velocity.",
    "lr outside": "this is PyTorch's convention, in which lr stands outside of the velocity. In our "
    "formula it stands inside.",
    "uphill": "your velocity points uphill and is then subtracted. In our formula the minus stands in the "
    "velocity, and the velocity is added.",
    "constants": "it moves by settings of its own, 0.9 or 0.1, or by the notebook's. Use the arguments "
    "`mu` and `lr`: here they are others.",
    "other": "for fresh numbers the result is not that of the two formulas. Compare them term by term.",
}


def judge(function: Answer) -> None:
    """Judge ``move(parameter, velocity, gradient, lr, mu)`` on fresh arrays of two shapes."""
    rng = np.random.default_rng(6)
    for shape in ((3, 4), (1, 5)):
        p, v, g = rng.standard_normal((3, *shape))
        found = as_pair(
            call(function, parameter=p, velocity=v, gradient=g, lr=0.3, mu=0.8),
            "the new parameter and the new velocity",
        )
        names = ("the new parameter", "the new velocity")
        found = tuple(as_array(part, shape, name) for part, name in zip(found, names, strict=True))
        new = 0.8 * v - 0.3 * g
        diagnose(found, (p + new, new), MESSAGES, _suspects(p, v, g, lr=0.3, mu=0.8), "other")


def _suspects(p: Any, v: Any, g: Any, lr: float, mu: float) -> list[tuple[str, Any]]:
    """Return the message key and the result of each wrong step."""
    new = mu * v - lr * g

    def moved(velocity):
        return p + velocity, velocity

    return [
        ("sign", moved(mu * v + lr * g)),
        ("minus velocity", (p - new, new)),
        ("no lr", moved(mu * v - g)),
        ("lr twice", (p + lr * new, new)),
        ("lr twice", moved(mu * v - lr**2 * g)),
        ("no mu", moved(v - lr * g)),
        ("no momentum", moved(-lr * g)),
        ("swapped", moved(lr * v - mu * g)),
        ("average", moved(mu * v - (1 - mu) * lr * g)),
        ("average", moved(mu * v - (1 - mu) * g)),
        ("lr outside", (p - lr * (mu * v + g), mu * v + g)),
        ("lr outside", (p + lr * (mu * v - g), mu * v - g)),
        ("uphill", (p - (mu * v + lr * g), mu * v + lr * g)),
        ("too early", (p + v, new)),
        ("no momentum in step", (p - lr * g, new)),
        ("not returned", (p + new, v)),
        ("not moved", (p, new)),
        ("update only", (new, new)),
        ("order", (new, p + new)),
        *[("constants", moved(m * v - step * g)) for m, step in ((0.9, 0.1), (0.9, lr), (mu, 0.1))],
        ("Nesterov", (p + mu * new - lr * g, new)),
    ]


EXERCISE = Exercise(
    title="One parameter's step",
    answer="move",
    judge=judge,
    hints=(
        "There are two lines to write, one for each arrow: first the velocity, then the parameter.",
        "The new velocity is `mu` times the old one, minus `lr` times the gradient.",
        "Build new arrays: `velocity = mu * velocity - lr * gradient`. Then return the parameter plus this "
        "velocity, and the velocity.",
    ),
    revisit="06_capstone_mlp, section 4 (Write one step, and prove it)",
    solution="""def move(parameter, velocity, gradient, lr, mu):
    velocity = mu * velocity - lr * gradient
    return parameter + velocity, velocity""",
)
