"""Your turn in 01_momentum: two steps with momentum, by hand."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import close, diagnose
from course.exercises.judging import Exercise, NotYet

LR, MU, START = 0.1, 0.5, 1.0
RIGHT = (-0.44, 0.16)

MESSAGES = {
    "pair": "`two_steps` should be two plain numbers in parentheses: (velocity, position).",
    "one step": "these are the numbers after one step. Take another one from there.",
    "three steps": "these are the numbers after three steps. Two were asked for.",
    "order": "the two numbers have changed places: the velocity comes first.",
    "no memory": "the second velocity starts from zero, so this is plain gradient descent. Keep mu times "
    "the first velocity.",
    "not damped": "the old velocity comes into the second step whole. Multiply it by mu.",
    "old gradient": "the second gradient was taken at the start again. After the first step the position "
    "is another, and so is its gradient.",
    "sign": "the gradient came in with a plus, so this walks uphill. The update is mu v - lr g.",
    "no lr": "the gradient came in whole. Multiply it by lr.",
    "swapped": "mu and lr have changed places.",
    "loss": "this puts the loss 2 θ² in place of the gradient. The gradient is 4 θ.",
    "slope": "this takes θ for the gradient. The gradient of this loss is 4 θ.",
    "average": "the gradient was multiplied by 1 - mu as well. That is a moving average; momentum is a "
    "sum.",
    "lr outside": "this velocity is a sum of bare gradients, with lr left to the step. That is PyTorch's "
    "convention; here the velocity holds - lr g.",
    "not moved": "the velocity is right. The position should have moved by both velocities, one after the "
    "other, from θ = 1.",
    "velocity": "the position is right, but the velocity is not. It is the length of the second step.",
    "other": "these are other numbers. Write down four: v and θ after the first step, v and θ after the "
    "second.",
}


def judge(answer: Any) -> None:
    """Judge ``two_steps``, the velocity and the position after two steps."""
    try:
        found = np.array(answer, dtype=float)
    except (TypeError, ValueError):
        raise NotYet(MESSAGES["pair"]) from None
    if found.shape != (2,):
        raise NotYet(MESSAGES["pair"])
    if np.allclose(found, RIGHT, rtol=0, atol=0.001):
        return
    right, found = np.array(RIGHT), found.round(9)
    other = "other"
    if close(found[0], right[0]):
        other = "not moved"
    elif close(found[1], right[1]):
        other = "velocity"
    diagnose(found, right, MESSAGES, _suspects(), other)


def _run(update, steps=2, gradient=lambda theta: 4 * theta):
    """Return velocity and position after some steps of ``update(velocity, gradient)``."""
    velocity, theta = 0.0, START
    for _ in range(steps):
        velocity = update(velocity, gradient(theta))
        theta += velocity
    return np.array([velocity, theta])


def _suspects():
    """Yield the message key and the numbers of each wrong way to take two steps."""

    def right(v, g):
        return MU * v - LR * g

    yield "one step", _run(right, steps=1)
    yield "three steps", _run(right, steps=3)
    yield "order", _run(right)[::-1]
    yield "no memory", _run(lambda v, g: -LR * g)
    yield "not damped", _run(lambda v, g: v - LR * g)
    yield "old gradient", _run(right, gradient=lambda theta: 4 * START)
    yield "sign", _run(lambda v, g: MU * v + LR * g)
    yield "sign", np.array([0.44, 0.16])
    yield "no lr", _run(lambda v, g: MU * v - g)
    yield "swapped", _run(lambda v, g: LR * v - MU * g)
    yield "loss", _run(right, gradient=lambda theta: 2 * theta**2)
    yield "slope", _run(right, gradient=lambda theta: theta)
    yield "average", _run(lambda v, g: MU * v - (1 - MU) * LR * g)
    yield "lr outside", np.array([MU * 4.0 + 2.4, RIGHT[1]])
    yield "lr outside", np.array([-(MU * 4.0 + 2.4), RIGHT[1]])


EXERCISE = Exercise(
    title="Your turn: two steps by hand",
    answer="two_steps",
    judge=judge,
    hints=(
        "First step: the gradient at θ = 1 is 4. What is v, when the old v is 0? Then move θ by it.",
        "After the first step v = -0.4 and θ = 0.6. The new gradient is 4 · 0.6 = 2.4.",
        "Second step: v = 0.5 · (-0.4) - 0.1 · 2.4. Add it to 0.6 for the position.",
    ),
    revisit="01_momentum, section 2 (Give it a memory)",
    is_value=True,
    solution="""# first step: v = 0.5 * 0 - 0.1 * 4, position 1 + v = 0.6
# second step: v = 0.5 * (-0.4) - 0.1 * 2.4, position 0.6 + v
two_steps = (-0.44, 0.16)""",
)
