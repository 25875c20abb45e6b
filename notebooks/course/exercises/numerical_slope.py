"""Your turn in lesson 00: the central difference of a loss in one number."""

import numpy as np

from course.exercises.diagnosis import as_array, diagnose
from course.exercises.judging import Answer, Exercise, call

MESSAGES = {
    "forward": "this looks upward only, from theta to theta + h. That is the one-sided difference; its "
    "error shrinks like h, not like its square.",
    "backward": "this looks downward only, from theta - h to theta. Look to both sides.",
    "h": "it is twice the slope: from theta - h to theta + h the distance is 2h, not h.",
    "half": "the step is divided by 2 instead of multiplied: the distance is 2h.",
    "precedence": "`/ 2 * h` divides by 2 and then multiplies by h. Write `/ (2 * h)`.",
    "parentheses": "only the second loss is divided. Put the difference into parentheses first.",
    "undivided": "this is the change of the loss. Divide it by the distance to get a slope.",
    "sign": "the sign is flipped: the loss above comes first, the loss below is taken away.",
    "absolute": "the slope has lost its sign: where the loss falls, it is negative.",
    "rounded": "the slope is rounded inside the function. Return it whole, and round when you print.",
    "relative": "theta is moved by h times its own size. Add h, do not multiply by 1 + h.",
    "constant": "a number such as 1e-5 stands in place of `h`, which is another here.",
    "half step": "theta is moved by h / 2. Move it by a whole h to each side.",
    "sum": "the two losses are added. The slope needs their difference.",
    "second": "this is the second difference, which estimates the curvature.",
    "half distance": "it is half the slope: the distance is 2h, not 4h.",
    "other": "for a fresh loss it differs from the formula. Try it by hand on theta ** 2 at 3: the "
    "slope is 6.",
}


def judge(function: Answer) -> None:
    """Judge ``my_slope(loss, theta, h)`` on a loss that rises and one that falls."""
    cases = ((lambda theta: theta**3 + theta, 1.5, 0.1), (lambda theta: np.exp(-theta), -0.5, 0.2))
    for loss, theta, h in cases:
        found = as_array(call(function, loss=loss, theta=theta, h=h), (), "the slope")
        right = (loss(theta + h) - loss(theta - h)) / (2 * h)
        diagnose(found, right, MESSAGES, _suspects(loss, theta, h), "other")


def _suspects(loss, theta, h):
    """Yield the message key and the result of each wrong slope."""
    above, here, below = loss(theta + h), loss(theta), loss(theta - h)
    difference = above - below
    yield "forward", (above - here) / h
    yield "forward", (above - here) / (2 * h)
    yield "backward", (here - below) / h
    yield "backward", (here - below) / (2 * h)
    yield "h", difference / h
    yield "half", difference / (h / 2)
    yield "half distance", difference / (4 * h)
    yield "precedence", difference / 2 * h
    yield "parentheses", above - below / (2 * h)
    yield "parentheses", above - below / 2 * h
    yield "undivided", difference
    yield "undivided", difference / 2
    yield "absolute", abs(difference) / (2 * h)
    yield "sign", -difference / (2 * h)
    for digits in range(5):
        yield "rounded", round(difference / (2 * h), digits)
    yield "relative", (loss(theta * (1 + h)) - loss(theta * (1 - h))) / (2 * h)
    yield "relative", (loss(theta * (1 + h)) - loss(theta * (1 - h))) / (2 * theta * h)
    yield "half step", (loss(theta + h / 2) - loss(theta - h / 2)) / (2 * h)
    yield "half step", (loss(theta + h / 2) - loss(theta - h / 2)) / h
    yield "sum", (above + below) / (2 * h)
    yield "second", (above - 2 * here + below) / h**2
    for step in (1e-3, 1e-4, 1e-5, 1e-6):
        yield "constant", (loss(theta + step) - loss(theta - step)) / (2 * step)


EXERCISE = Exercise(
    title="Your turn: a slope from the loss alone",
    answer="my_slope",
    judge=judge,
    hints=(
        "`loss` is a function of one number: `loss(theta + h)` is the loss a little above.",
        "You need two losses, one above and one below theta. How far apart are the two places?",
        "Divide the difference of the two by 2h, with parentheses around both: `(... - ...) / (2 * h)`.",
    ),
    revisit="00_start_here, section 4 (Check the gradient numerically)",
    solution="def my_slope(loss, theta, h):\n    return (loss(theta + h) - loss(theta - h)) / (2 * h)",
)
