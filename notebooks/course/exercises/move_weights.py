"""Lesson 07: the weights of a dense layer, moved by one cell of its maps."""

import numpy as np

from course.exercises.diagnosis import as_array, diagnose
from course.exercises.judging import Answer, Changed, Exercise, NotYet, call

MESSAGES = {
    "down": "the weights moved down. Row 0 is the top one, so a weight of row i goes to row i − 1.",
    "right": "the weights moved to the right: that is the other axis. Rows are the first axis.",
    "left": "the weights moved to the left: that is the other axis. Rows are the first axis.",
    "wrapped": "what left at the top came back at the bottom: `np.roll` wraps around. The bottom row must "
    "be 0.",
    "wrapped down": "the weights moved down, and what left came back at the top: `np.roll` wraps around.",
    "four": "the weights moved by four cells. Four pixels are one cell after two poolings.",
    "two": "the weights moved by two cells. Four pixels are one cell: each of the two poolings halves.",
    "unchanged": "nothing has moved: these are the weights as they came.",
    "repeated": "the bottom row was kept and stands there twice. No weight belongs there now: it is 0.",
    "cut": "the top row is set to 0 and the others stayed where they were.",
    "maps": "the maps have changed places. Only the cells move.",
    "flipped": "the rows came out in reverse order. Each moves up by one.",
    "in place": "it writes into `weights` itself, which the caller still needs. Write into an array of "
    "your own, such as `moved = np.zeros_like(weights)`.",
    "nothing": "all weights are 0.",
    "other": "for fresh weights the result differs. `moved[i]` is `weights[i + 1]`, and the last row 0.",
}


def judge(function: Answer) -> None:
    """Judge ``move_up(weights)`` for dense weights (rows, columns, maps, classes)."""
    rng = np.random.default_rng(1)
    for shape in ((6, 5, 3, 10), (4, 4, 2, 3)):
        _judge_weights(function, rng.normal(size=shape))


def _moved(weights, down=0, right=0):
    """Return the weights moved by whole cells, with zeros where none come from."""
    padded = np.pad(weights, [(5, 5), (5, 5), (0, 0), (0, 0)])
    rows, columns = weights.shape[:2]
    return padded[5 - down : 5 - down + rows, 5 - right : 5 - right + columns]


def _judge_weights(function, weights):
    """Compare with weights moved up, and with what is often done instead."""
    right = _moved(weights, down=-1)
    suspects = [
        ("unchanged", weights),
        ("nothing", np.zeros_like(weights)),
        ("down", _moved(weights, down=1)),
        ("right", _moved(weights, right=1)),
        ("left", _moved(weights, right=-1)),
        ("two", _moved(weights, down=-2)),
        ("four", _moved(weights, down=-4)),
        ("wrapped", np.roll(weights, -1, axis=0)),
        ("wrapped down", np.roll(weights, 1, axis=0)),
        ("repeated", np.concatenate([weights[1:], weights[-1:]])),
        ("cut", np.concatenate([0 * weights[:1], weights[1:]])),
        ("maps", np.roll(weights, -1, axis=2)),
        ("flipped", weights[::-1]),
    ]
    try:
        answer = call(function, weights=weights)
    except Changed:
        raise NotYet(MESSAGES["in place"]) from None
    found = as_array(answer, weights.shape, "the moved weights")
    diagnose(found, right, MESSAGES, suspects, "other")


EXERCISE = Exercise(
    title="Move the dense weights up",
    answer="move_up",
    judge=judge,
    hints=(
        "The first axis counts rows of cells, from the top. What stood in row 1 belongs into row 0.",
        "Begin with `moved = np.zeros_like(weights)` and fill all rows but the last.",
        "`moved[:-1] = weights[1:]`, and then return `moved`.",
    ),
    revisit="07_capstone_cnn, section 8 (Move the digits)",
    solution="def move_up(weights):\n"
    "    moved = np.zeros_like(weights)\n"
    "    moved[:-1] = weights[1:]\n"
    "    return moved",
)
