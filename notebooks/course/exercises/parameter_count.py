"""Your turn in lesson 00: how many parameters a network has."""

from typing import Any

from course.exercises.diagnosis import as_number
from course.exercises.judging import Exercise, NotYet

MESSAGES = {
    "no biases": "these are the weights alone. Each unit also has a bias.",
    "biases": "these are the biases alone. A layer also has a weight from each input to each unit.",
    "input biases": "the inputs are given: they are no units and have no biases.",
    "one bias": "that is one bias for a whole layer. Each unit has a bias of its own.",
    "first layer": "this is the first layer. The output layer has parameters too.",
    "last layer": "this is the output layer. The hidden layer has parameters too.",
    "no hidden layer": "this network goes from the pixels to the classes at once. There are 64 hidden "
    "units between.",
    "shortcut": "the classes do not read the pixels: the output layer's only inputs are the 64 hidden "
    "units.",
    "units": "these are the units, or inputs and units. A layer has a weight for each PAIR of an input and "
    "a unit.",
    "product": "the two matrices follow one another: add their sizes, do not multiply all three numbers.",
    "some biases": "the biases of one layer are missing.",
    "picture": "that is the network of the picture. Count those of 784 inputs, 64 units and 10 classes.",
    "other": "count layer by layer: inputs times units for the weights, and one bias for each unit.",
}

INPUTS, UNITS, CLASSES = 784, 64, 10
FIRST, LAST = INPUTS * UNITS, UNITS * CLASSES  # the weights of each layer
WRONG = {
    FIRST + LAST: "no biases",
    UNITS + CLASSES: "biases",
    FIRST + LAST + INPUTS + UNITS + CLASSES: "input biases",
    FIRST + LAST + 2: "one bias",
    FIRST: "first layer",
    FIRST + UNITS: "first layer",
    LAST: "last layer",
    LAST + CLASSES: "last layer",
    INPUTS * CLASSES: "no hidden layer",
    (INPUTS + 1) * CLASSES: "no hidden layer",
    FIRST + LAST + INPUTS * CLASSES: "shortcut",
    FIRST + LAST + INPUTS * CLASSES + UNITS + CLASSES: "shortcut",
    INPUTS + UNITS + CLASSES: "units",
    INPUTS * UNITS * CLASSES: "product",
    FIRST + LAST + UNITS: "some biases",
    FIRST + LAST + CLASSES: "some biases",
    26: "picture",
}


def judge(answer: Any) -> None:
    """Judge ``my_count``, the number of parameters of the network 784, 64, 10."""
    found = as_number(answer, "`my_count`")
    if found != FIRST + UNITS + LAST + CLASSES:
        raise NotYet(MESSAGES[WRONG.get(found, "other")])


EXERCISE = Exercise(
    title="Your turn: count the parameters",
    answer="my_count",
    judge=judge,
    hints=(
        "Each line between two circles of the picture is a weight. How many lines lead from 784 inputs to "
        "64 units?",
        "The network of the picture has 3 * 4 weights and 4 biases in its hidden layer, 4 * 2 weights and "
        "2 biases in its output layer: 26 parameters.",
        "The hidden layer has 784 * 64 weights and 64 biases. The output layer's inputs are the 64 units.",
    ),
    revisit="00_start_here, section 2 (See the network in one picture)",
    is_value=True,
    solution="my_count = 784 * 64 + 64 + 64 * 10 + 10",
)
