"""Lesson 3: the recall of each class, from a confusion matrix."""

from numbers import Real

import numpy as np

from course.exercises.diagnosis import as_array, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import any_array

MESSAGES = {
    "precision": "the diagonal is divided by the sums of the columns. That is the *precision*: of the "
    "samples "
    "predicted as c, the share that is c. For the recall, divide by how many samples of class c there are.",
    "all": "the diagonal is divided by the number of all samples. Divide each entry by the samples of "
    "its own "
    "class.",
    "missed": "these are the shares that were not recognised. The recall is the share that was.",
    "counts": "these are the counts on the diagonal. Divide each by the number of samples of its class.",
    "sizes": "these are the sizes of the classes, not the shares that were recognised.",
    "wrong": "each count on the diagonal is divided by the wrong answers in its row. Divide by the whole "
    "row, the "
    "diagonal included.",
    "matrix": "this is the whole matrix of shares. The recalls are its diagonal only.",
    "mean": "this is a single number. There is a recall for each class; keep them apart.",
    "column": "the recalls should have shape (k,), one after the other. Is there a `keepdims` or a reshape "
    "too many?",
    "percent": "these are percentages. A recall is a fraction between 0 and 1.",
    "off": "this counts what lies off the diagonal. What is right stands on the diagonal.",
    "largest": "this takes the largest entry of each row. What is right stands on the diagonal, and that "
    "may be less.",
    "rounded": "the recalls are rounded inside the function. Return them whole, and round when you print.",
    "integers": "the division cuts off every decimal. Use `/`, not `//`.",
    "other": "for a fresh matrix these are not the shares of each class that were recognised.",
}


def _right(C):
    return C.diagonal() / C.sum(axis=1)


def _off(C):
    return C.sum(axis=1) - C.diagonal()


# Wrong answers, as learners write them.
SUSPECTS = [
    ("precision", lambda C: C.diagonal() / C.sum(axis=0)),
    ("all", lambda C: C.diagonal() / C.sum()),
    ("missed", lambda C: 1 - _right(C)),
    ("counts", lambda C: 1.0 * C.diagonal()),
    ("sizes", lambda C: 1.0 * C.sum(axis=1)),
    ("sizes", lambda C: C.sum(axis=1) / C.sum()),
    ("wrong", lambda C: C.diagonal() / _off(C)),
    ("percent", lambda C: 100 * _right(C)),
    ("off", lambda C: 1.0 * _off(C)),
    ("off", lambda C: _off(C) / C.sum()),
    ("largest", lambda C: C.max(axis=1) / C.sum(axis=1)),
    ("rounded", lambda C: np.round(_right(C), 2)),
    ("rounded", lambda C: np.round(_right(C), 3)),
]


def judge(function: Answer) -> None:
    """Judge ``recall(C)`` on fresh confusion matrices of three, five and two classes."""
    rng = np.random.default_rng(5)
    found, cases = [], []
    for k in (3, 5, 2):
        C = rng.integers(1, 40, size=(k, k))
        cases.append(C)
        found.append(_read(call(function, C=C), C))
    suspects = ((key, [wrong(C) for C in cases]) for key, wrong in SUSPECTS)
    diagnose(found, [_right(C) for C in cases], MESSAGES, suspects, "other")


def _read(answer, C):
    """Return the learner's recalls as an array of shape (k,), or say what came instead."""
    k = len(C)
    if isinstance(answer, Real):
        raise NotYet(MESSAGES["mean"])
    shape = any_array(answer).shape
    if shape in {(k, k), (k, 1), (1, k)}:
        raise NotYet(MESSAGES["matrix" if shape == (k, k) else "column"])
    if np.array_equal(answer, C.diagonal() // C.sum(axis=1)):
        raise NotYet(MESSAGES["integers"])
    if np.array_equal(answer, C.diagonal()):
        raise NotYet(MESSAGES["counts"])
    if np.array_equal(answer, C.sum(axis=1)):
        raise NotYet(MESSAGES["sizes"])
    return as_array(answer, (k,), "the array of recalls")


EXERCISE = Exercise(
    title="Your turn: recalls",
    answer="recall",
    judge=judge,
    hints=(
        "Row c holds all samples of class c. Which of its entries counts those that were recognised?",
        "`C.diagonal()` holds the right answers of each class, and `C.sum(axis=1)` the sums of the rows.",
        "Divide the one by the other: NumPy does it for all classes at once.",
    ),
    revisit="03_accuracy, section 4 (Read a confusion matrix)",
    solution="""def recall(C):
    return C.diagonal() / C.sum(axis=1)""",
)
