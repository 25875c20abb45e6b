"""Lesson 06: the standard deviation of He's starting weights for 784 inputs."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import as_number
from course.exercises.judging import Exercise, NotYet

RIGHT = float(np.sqrt(2 / 784))
MESSAGES = {
    "sign": "a standard deviation is a positive number.",
    "variance": "this is the variance, 2 / 784. The standard deviation is its square root.",
    "no ReLU": "the 2 is missing. It makes up for the half of the signal that ReLU removes.",
    "no ReLU, variance": "this is 1 / 784: the 2 for ReLU is missing, and so is the square root.",
    "half": "the 2 stands on the wrong side: ReLU halves the signal, so the variance is doubled.",
    "outputs": "you divided by the 256 units of the layer. What counts is how many inputs each sums: 784.",
    "both sides": "this is Glorot's choice, 2 / (inputs + outputs). He's looks at the inputs alone.",
    "root of n only": "the square root covers the 784 only. It belongs over the whole fraction.",
    "root of 2 only": "the square root covers the 2 only. It belongs over the whole fraction.",
    "upside down": "the fraction stands upside down: the more inputs a unit sums, the smaller its weights.",
    "no fan": "this does not depend on the number of inputs. With 784 inputs such weights are not He's.",
    "other": "it is not the square root of He's variance, 2 / inputs, for 784 inputs.",
}
SUSPECTS = (
    ("variance", 2 / 784), ("no ReLU", 1 / 28), ("no ReLU, variance", 1 / 784),
    ("half", np.sqrt(0.5 / 784)),
    ("outputs", np.sqrt(2 / 256)), ("outputs", 2 / 256), ("both sides", np.sqrt(2 / (784 + 256))),
    ("both sides", np.sqrt(6 / (784 + 256))),
    ("root of n only", 2 / 28), ("root of 2 only", np.sqrt(2) / 784),
    ("upside down", np.sqrt(784 / 2)), ("upside down", 784 / 2),
    ("no fan", 0.01), ("no fan", 0.1), ("no fan", 1.0), ("no fan", np.sqrt(2)),
)  # fmt: skip


def judge(answer: Any) -> None:
    """Judge ``my_scale``, a standard deviation."""
    found = as_number(answer, "`my_scale`")
    if not found > 0:
        raise NotYet(MESSAGES["sign"])
    if not np.isclose(found, RIGHT, rtol=0.02):  # 0.05 is right enough
        suspects = (key for key, wrong in SUSPECTS if np.isclose(found, wrong, rtol=0.01))
        raise NotYet(MESSAGES[next(suspects, "other")])


EXERCISE = Exercise(
    title="He's scale",
    answer="my_scale",
    judge=judge,
    is_value=True,
    hints=(
        "He's formula gives a variance. What is the standard deviation of numbers with that variance?",
        "A unit of the first layer sums 784 inputs, so the variance of its weights is 2 / 784.",
        "The standard deviation is the square root of that: 28 squared is 784.",
    ),
    revisit="06_capstone_mlp, section 3 (Choose the starting weights)",
    solution="my_scale = np.sqrt(2 / 784)",
)
