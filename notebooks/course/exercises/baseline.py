"""Lesson 3: the accuracy of a model that has not looked at the input."""

import numpy as np

from course.exercises.diagnosis import as_number, diagnose
from course.exercises.judging import Answer, Exercise, call

MESSAGES = {
    "uniform": "this is 1/k, what guessing gives when every class is equally likely as a guess. Always "
    "saying the most frequent class does better where the classes are not equally frequent.",
    "in proportion": "this is what guessing each class as often as it occurs gives, the sum of the squared "
    "shares. Always saying the most frequent class does better.",
    "count": "this is how many samples have the most frequent class. Divide by the number of samples.",
    "class": "this is the most frequent class itself. How often is it right?",
    "class 0": "this is the share of class 0. The most frequent class can be another one.",
    "last class": "this is the share of the class with the largest index. The most frequent class can be "
    "another.",
    "rarest": "this is the share of the rarest class. Look for the most frequent one.",
    "error": "this is the baseline's error rate. Its accuracy is 1 minus that.",
    "percent": "this is a percentage. The baseline is a fraction between 0 and 1.",
    "mean": "this is the mean of the labels. Labels are names of classes, so count them instead.",
    "other classes": "the count is divided by the samples of the other classes. Divide it by all samples.",
    "integers": "the division cuts off every decimal. Use `/`, and no `int(...)`.",
    "rounded": "the baseline is rounded inside the function. Return it whole, and round when you print.",
    "other": "for fresh labels this is not the share of the most frequent class.",
}


def _shares(y):
    return np.bincount(y) / len(y)


# Wrong answers, as learners write them.
SUSPECTS = [
    ("uniform", lambda y: 1 / len(np.unique(y))),
    ("uniform", lambda y: 1 / (y.max() + 1)),
    ("uniform", lambda y: 0.1),
    ("uniform", lambda y: 0.5),
    ("in proportion", lambda y: np.sum(_shares(y) ** 2)),
    ("count", lambda y: np.bincount(y).max()),
    ("class", lambda y: np.bincount(y).argmax()),
    ("class 0", lambda y: np.mean(y == 0)),
    ("last class", lambda y: np.mean(y == y.max())),
    ("rarest", lambda y: _shares(y).min()),
    ("rarest", lambda y: _shares(y)[_shares(y) > 0].min()),
    ("error", lambda y: 1 - _shares(y).max()),
    ("percent", lambda y: 100 * _shares(y).max()),
    ("mean", np.mean),
    ("other classes", lambda y: _shares(y).max() / (1 - _shares(y).max())),
    ("integers", lambda y: 0),
    ("rounded", lambda y: np.round(_shares(y).max(), 2)),
    ("rounded", lambda y: np.round(_shares(y).max(), 3)),
]


def judge(function: Answer) -> None:
    """Judge ``baseline(y)`` on labels of two, of four and of ten classes."""
    rng = np.random.default_rng(4)
    cases = [
        np.array([1, 0, 1, 1, 0, 1, 1]),
        rng.permutation(np.repeat([0, 1, 2, 3], [11, 3, 17, 6])),
        rng.permutation(np.repeat([0, 2, 4, 7, 9], [5, 31, 4, 2, 19])),
    ]
    found = [as_number(call(function, y=y), "the baseline") for y in cases]
    suspects = ((key, [float(wrong(y)) for y in cases]) for key, wrong in SUSPECTS)
    diagnose(found, [_shares(y).max() for y in cases], MESSAGES, suspects, "other")


EXERCISE = Exercise(
    title="Your turn: the baseline",
    answer="baseline",
    judge=judge,
    hints=(
        "A model that always says class c is right on the samples whose label is c. For which c is that "
        "most?",
        "`np.bincount(y)` counts how often each class occurs.",
        "The largest of these counts, divided by the number of samples.",
    ),
    revisit="03_accuracy, section 3 (Compare with a baseline)",
    solution="""def baseline(y):
    return np.bincount(y).max() / len(y)""",
)
