"""Lesson 07: the gradient through max pooling of one window."""

import numpy as np

from course.exercises.diagnosis import as_array, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import any_array

MESSAGES = {
    "everywhere": "every pixel gets the whole gradient. Only the largest one can change the output.",
    "shared by all": "every pixel gets a quarter. That is mean pooling; here the largest pixel gets all.",
    "smallest": "the smallest pixel gets the gradient. The output is the largest one.",
    "value": "the winner gets the gradient times its own value. The output is the winner itself, so its "
    "derivative is 1.",
    "the value itself": "it returns the largest pixel and leaves the others out. Where is delta?",
    "ones": "the winner gets 1. That is its derivative; the gradient from above, delta, multiplies it.",
    "sign": "the sign of the gradient has changed.",
    "forward": "it returns the window's largest pixel: that is the forward pass.",
    "delta": "it returns delta as it is, with nothing that says which pixel gets it.",
    "flat index": "`argmax` counts the four pixels in one go, so its number is no row. "
    "`np.unravel_index(window.argmax(), window.shape)` gives the row and the column.",
    "quarter": "it returns a quarter of delta, as one number. The gradient has an entry for each pixel.",
    "delta times the largest": "it returns one number, delta times the largest pixel. The gradient has an "
    "entry for each pixel, and the pixels' values do not stand in it.",
    "losers": "the winner gets nothing, and the others get the gradient.",
    "softmax": "the gradient is shared by a softmax of the pixels. The maximum is sharp: the largest gets "
    "all.",
    "row winners": "the largest pixel of each row, or of each column, gets the gradient. A window has one "
    "winner.",
    "transposed": "the gradient came out with rows and columns swapped.",
    "corner": "the gradient always goes to the same corner, wherever the largest pixel is.",
    "relu": "nothing comes back where the largest pixel is not positive. That is ReLU's doing, and has a "
    "line of its own.",
    "counted often": "where pixels are equal, the gradient is handed out more than once. If all of them "
    "rise by 1, the output rises by 1: the shares must add up to delta.",
    "lost in a tie": "where pixels are equal, the shares do not add up to delta: some of it is lost.",
    "tie": "where pixels are equal, the shares add up to delta, but a pixel that is not among the largest "
    "gets one, or a share has the wrong sign.",
    "other": "for a fresh window the gradient differs. The largest pixel gets delta, the three others 0.",
}
WINDOWS = ([[1.0, 3.0], [2.0, 0.5]], [[2.0, 1.5], [4.0, 0.25]], [[-2.0, -3.0], [-4.0, -1.0]],
           [[5.0, 1.0], [2.0, 3.0]])  # fmt: skip
TIES = ([[0.7, 0.7], [0.7, 0.7]], [[0.2, 0.9], [0.9, 0.1]], [[0.0, 0.0], [0.0, 0.0]],
        [[0.6, 0.1], [0.3, 0.6]])  # fmt: skip


def judge(function: Answer) -> None:
    """Judge ``pool_gradient(delta, window)``; any shares among equal pixels that add up are right."""
    for window, delta in zip(WINDOWS, (10.0, -6.0, 3.0, 0.6), strict=True):
        _judge_window(function, np.array(window), delta)
    for window in map(np.array, TIES):
        _judge_tie(function, window, delta=2.5)


def _judge_window(function, window, delta):
    """Compare with the gradient of a window that has one largest pixel."""
    top = window.max()
    won = window == top
    exps = np.exp(window - top)
    row = np.outer(np.arange(2) == window.argmax(), np.ones(2))  # argmax, taken for the number of a row
    corners = [np.arange(4).reshape(2, 2) == corner for corner in range(4)]
    suspects = [
        ("everywhere", np.full((2, 2), delta)),
        ("shared by all", np.full((2, 2), delta / 4)),
        ("smallest", delta * (window == window.min())),
        ("value", delta * window * won),
        ("value", delta * window),
        ("the value itself", window * won),
        ("ones", 1.0 * won),
        ("sign", -delta * won),
        ("losers", delta * ~won),
        ("softmax", delta * exps / exps.sum()),
        ("row winners", delta * (window == window.max(axis=1, keepdims=True))),
        ("row winners", delta * (window == window.max(axis=0, keepdims=True))),
        *([("flat index", delta * row)] if row.any() else []),
        ("transposed", delta * won.T),
        *[("corner", delta * corner) for corner in corners],
        ("relu", delta * won * (window > 0)),
    ]
    found = call(function, delta=delta, window=window)
    number = any_array(found)
    if number.ndim == 0 and number.dtype.kind == "f":
        numbers = {
            "delta": delta,
            "forward": top,
            "quarter": delta / 4,
            "delta times the largest": delta * top,
        }
        raise NotYet(MESSAGES[next((key for key in numbers if close(number, numbers[key])), "other")])
    diagnose(as_array(found, (2, 2), "the gradient"), delta * won, MESSAGES, suspects, "other")


def _judge_tie(function, window, delta):
    """Ask of a window with equal pixels that the largest share the gradient."""
    found = as_array(call(function, delta=delta, window=window), (2, 2), "the gradient")
    if found.sum() > delta * 1.000001:
        raise NotYet(MESSAGES["counted often"])
    if not close(found.sum(), delta):
        raise NotYet(MESSAGES["lost in a tie"])
    if (found < 0).any() or found[window < window.max()].any():
        raise NotYet(MESSAGES["tie"])


EXERCISE = Exercise(
    title="Back through one pooling window",
    answer="pool_gradient",
    judge=judge,
    hints=(
        "Which pixels can change the output if they rise by a very little? Only they get something.",
        "`window == window.max()` marks the largest pixels. With one winner, delta times this mark is the "
        "answer. What goes wrong with four equal pixels?",
        "Divide by the number of marks, `won.sum()`, so that the shares add up to delta. Giving all to the "
        "first winner is right as well.",
    ),
    revisit="07_capstone_cnn, section 5 (Derive the backward pass, and prove it)",
    solution="def pool_gradient(delta, window):\n"
    "    won = window == window.max()\n"
    "    return delta * won / won.sum()",
)
