"""Your turn in lesson 08: which fault each row of a table shows."""

from typing import Any

import numpy as np

from course.exercises.judging import Exercise, NotYet
from course.exercises.reading import any_array

RIGHT = {"A": "penalty", "B": "pixels", "C": "start"}

MESSAGES = {
    "three": "it should be three names, in the order A to C, such as "
    '`my_faults = ("start", "pixels", "penalty")`.',
    "step": "the constant step is in none of these rows. The names are start, penalty and pixels.",
    "dropout": "the wrong dropout is in none of these rows. The names are start, penalty and pixels.",
    "unknown": 'the names are "start", "penalty" and "pixels".',
    "twice": "each fault has one row: a name stands twice.",
    "A as start": "after one epoch A has learned as much as the repaired recipe. Which row has not?",
    "A as pixels": "A's runs end close together. Very large inputs make some runs far worse than others.",
    "B as start": "A is right. But B has learned after one epoch, and its runs end many points apart.",
}


def judge(answer: Any) -> None:
    """Judge ``my_faults``, the names of the faults of the rows A to C."""
    if isinstance(answer, dict):
        answer = [answer.get(letter) for letter in RIGHT]
    if not isinstance(answer, tuple | list | np.ndarray) or any_array(answer).shape != (len(RIGHT),):
        raise NotYet(MESSAGES["three"])
    names = [str(name).strip().lower() for name in answer]
    for absent in ("step", "dropout"):
        if absent in names:
            raise NotYet(MESSAGES[absent])
    if set(names) - set(RIGHT.values()):
        raise NotYet(MESSAGES["unknown"])
    if len(set(names)) < len(names):
        raise NotYet(MESSAGES["twice"])
    for (letter, right), name in zip(RIGHT.items(), names, strict=True):
        if name != right:
            raise NotYet(MESSAGES[f"{letter} as {name}"])


EXERCISE = Exercise(
    title="Your turn: read the faults from a table",
    answer="my_faults",
    judge=judge,
    hints=(
        "Two rows stand out at once: one in the first column, one by the distance of its runs.",
        "Weights that start too small let hardly any signal through the layers, until they have grown: C.",
        "Huge inputs make a training a matter of luck: B. One row is left.",
    ),
    revisit="08_recipe_measured, section 2 (List the suspects)",
    is_value=True,
    solution='my_faults = ("penalty", "pixels", "start")',
)
