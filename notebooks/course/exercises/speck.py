"""Your turn in lesson 08: the value of a rarely inked pixel after normalising."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import as_number
from course.exercises.judging import Exercise, NotYet

N, INK = 10_000, 255
DEVIATION = INK * np.sqrt(1 / N * (1 - 1 / N))

MESSAGES = {
    "not finite": "it came as infinite or as not a number. The standard deviation of this pixel is small, "
    "not 0.",
    "negative": "the ink lies above the mean, so its value is positive.",
    "no root": "the standard deviation falls with the square root of 1 / n, not with 1 / n: take the root.",
    "inverse": "that is one over the right value: divide by the standard deviation, do not multiply.",
    "paper": "that is the value of the paper, the 9,999 zeros. The question is the ink.",
    "recipe": "that is right for the 5,000 digits of the recipe. Here n is 10,000.",
    "ink": "that is the ink itself, or the ink minus the mean. Divide by the standard deviation.",
    "deviation": "that is the pixel's standard deviation. Divide the ink, less the mean, by it.",
    "mean": "that is the pixel's mean. Subtract it from the ink, then divide by the standard deviation.",
    "variance": "the ink was divided by the variance. Take its root first.",
    "one off": "that is off by 1. The mean is a hundredth of the standard deviation, so subtracting it "
    "takes off a hundredth only.",
    "half": "that is half of the right value: the standard deviation came out twice as large as it is.",
    "scaled": "that is the ink divided by its largest value, or nearly. Here each pixel is divided by its "
    "own standard deviation, over all digits.",
    "grey": "a factor of 255 is left in it. The mean and the standard deviation are both multiples of the "
    "ink, which cancels.",
    "other": "with x ink at one of n digits the mean is x / n. Work out the standard deviation, and how "
    "many of them lie between the mean and x.",
}

SUSPECTS = {
    "no root": (N, N - 1),
    "inverse": (1 / np.sqrt(N),),
    "recipe": (np.sqrt(4999), np.sqrt(5000)),
    "ink": (INK, INK - INK / N),
    "deviation": (DEVIATION,),
    "mean": (INK / N,),
    "variance": ((INK - INK / N) / DEVIATION**2, INK / DEVIATION**2),
    "one off": (np.sqrt(N) - 1, np.sqrt(N) + 1),
    "half": (np.sqrt(N) / 2, np.sqrt(N - 1) / 2),
    "scaled": (1, 1 - 1 / N, 1 - 1 / np.sqrt(N)),
    "grey": (INK * np.sqrt(N - 1), INK * np.sqrt(N)),
}


def judge(answer: Any) -> None:
    """Judge ``my_speck``, the normalised value of the ink at a pixel that one digit of 10,000 uses."""
    found = as_number(answer, "`my_speck`")
    if not np.isfinite(found):
        raise NotYet(MESSAGES["not finite"])
    if abs(found - np.sqrt(N - 1)) < 0.1:  # sqrt(n) and a rounded number are right enough
        return
    if found < 0:
        raise NotYet(MESSAGES["paper" if abs(found + 1 / np.sqrt(N - 1)) < 1e-4 else "negative"])
    for key, wrongs in SUSPECTS.items():
        if any(np.isclose(found, wrong, rtol=1e-3) for wrong in wrongs):
            raise NotYet(MESSAGES[key])
    raise NotYet(MESSAGES["other"])


EXERCISE = Exercise(
    title="Your turn: how large does a speck become?",
    answer="my_speck",
    judge=judge,
    hints=(
        "Normalising subtracts the mean over all n digits and divides by the standard deviation over all n "
        "digits. One number is 255, the other 9,999 are 0.",
        "The mean is 255 / n. The variance is the mean of the squares less the square of the mean: "
        "255 ** 2 / n - (255 / n) ** 2.",
        "You can also let NumPy do it: `pixel = np.zeros(10_000); pixel[0] = 255`, then "
        "`(pixel[0] - pixel.mean()) / pixel.std()`.",
    ),
    revisit="08_recipe_measured, section 4 (Look at the pixels)",
    is_value=True,
    solution="my_speck = np.sqrt(10_000 - 1)",
)
