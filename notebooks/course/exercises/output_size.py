"""Lesson 07: the side of an image after convolution and pooling."""

import numpy as np

from course.exercises.diagnosis import diagnose
from course.exercises.judging import Answer, Exercise, NotYet, Stopped, call
from course.exercises.reading import any_array

MESSAGES = {
    "no pooling": "it stops after the convolution. The pooling halves what is left.",
    "no convolution": "the convolution takes nothing away. It does so only for p = (k − 1) / 2.",
    "pooling first": "the pooling came before the convolution. In a block the convolution comes first.",
    "one border": "the border was added on one side only. It adds p pixels on each of the two sides.",
    "no border": "the border has no effect. It adds 2p pixels to the side before the kernel slides.",
    "border removed": "the border was subtracted. It makes the image larger.",
    "missing one": "the convolution has one place more: n + 2p − k steps lead to n + 2p − k + 1 places.",
    "pooling step 1": "the pooling windows overlap: a step of 1. Their step is 2.",
    "twice": "it pools twice. One block pools once.",
    "round up": "it rounds up. A last row that fills no window is left out, so round down.",
    "kernel as step": "the kernel moves in steps of k. Here it moves in steps of 1.",
    "fraction": "it is a fraction. A side is a number of pixels; use `//`, which rounds down.",
    "p as step": "it divides by p, which is the border and may be 0. The step s of the formula is 1 for "
    "the convolution and 2 for the pooling.",
    "pooling border": "the pooling got a border too. The border belongs to the convolution alone.",
    "pixels": "it is the number of pixels, the side squared. Return the side.",
    "constants": "the number 28 or 5 stands in place of n or k, which are others here.",
    "other": "for fresh sizes the side differs. Use the formula twice: first with k, border p and step 1, "
    "then with windows of 2, no border and step 2.",
}


SIZES = np.array([(31, 7, 2), (40, 4, 1), (20, 3, 4), (17, 3, 0), (28, 5, 0), (12, 5, 2)])


def judge(function: Answer) -> None:
    """Judge ``block_side(n, k, p)`` by its answers at several sizes, taken together."""
    found = np.array([_side(function, *map(int, size)) for size in SIZES])
    n, k, p = SIZES.T
    after = n + 2 * p - k + 1
    suspects = [
        ("fraction", after / 2),
        ("no pooling", after),
        ("no convolution", n // 2),
        ("no convolution", (n + 2 * p) // 2),
        ("pooling first", n // 2 + 2 * p - k + 1),
        ("one border", (n + p - k + 1) // 2),
        ("no border", (n - k + 1) // 2),
        ("border removed", (n - 2 * p - k + 1) // 2),
        ("missing one", (after - 1) // 2),
        ("round up", -(-after // 2)),
        ("pooling step 1", after - 1),
        ("twice", after // 4),
        ("kernel as step", ((n + 2 * p - k) // k + 1) // 2),
        ("pooling border", (after + 2 * p) // 2),
        ("pixels", (after // 2) ** 2),
        ("constants", (28 + 2 * p - k + 1) // 2),
        ("constants", (n + 2 * p - 5 + 1) // 2),
    ]
    diagnose(found, after // 2, MESSAGES, suspects, "other")


def _side(function, n, k, p):
    """Return one answer as a float, whole or not."""
    try:
        found = call(function, n=n, k=k, p=p)
    except Stopped as reason:
        if isinstance(reason.error, ZeroDivisionError):
            raise NotYet(MESSAGES["p as step"]) from reason
        raise
    side = any_array(found)
    if side.ndim or side.dtype.kind not in "iuf":
        raise NotYet(f"it should return one number, the side; it returned {found!r}.")
    return float(found)


EXERCISE = Exercise(
    title="The side after one block",
    answer="block_side",
    judge=judge,
    hints=(
        "Use the formula twice. The first result is the n of the second.",
        "Convolution: a border of p, windows of k, step 1. That leaves n + 2p − k + 1.",
        "Pooling: no border, windows of 2, step 2. That is `(side - 2) // 2 + 1`, or simply `side // 2`.",
    ),
    revisit="07_capstone_cnn, section 4 (Pool, and predict every size)",
    solution="def block_side(n, k, p):\n    side = n + 2 * p - k + 1\n    return side // 2",
)
