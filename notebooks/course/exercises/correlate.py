"""Lesson 07: one number of a cross-correlation."""

import numpy as np

from course.exercises.diagnosis import as_array, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import any_array

MESSAGES = {
    "flipped": "the kernel was flipped in both directions: that is the convolution. The cross-correlation "
    "takes the kernel as it is.",
    "transposed": "rows and columns of the kernel have changed places.",
    "half flipped": "the kernel was flipped in one direction. The cross-correlation takes it as it is.",
    "swapped": "i and j have changed places. i counts rows, which come first: `image[row, column]`.",
    "centred": "the window is centred at (i, j). Here (i, j) is its upper left corner.",
    "origin": "i and j have no effect: the window always lies in the upper left corner of the image.",
    "mean": "it is the mean over the window. The cross-correlation is the sum.",
    "not summed": "these are the products of the pixels and their weights. Add them up with `np.sum`.",
    "half summed": "the products are added up along one axis only. `np.sum` adds all of them.",
    "no kernel": "it adds up the pixels, and the kernel has no effect.",
    "all pairs": "it multiplies the two sums. Multiply each pixel by its weight first, then add.",
    "matrix product": "it uses the matrix product `@`. Multiply element by element with `*`, then add.",
    "largest": "it is the largest product. The cross-correlation is the sum of all products.",
    "one short": "the window is one row and one column too small. A slice `i : i + h` has h rows; its end "
    "does not belong to it.",
    "too late": "the window begins one row and one column too late: its upper left corner is (i, j).",
    "square": "it takes the kernel for a square. Its height is `kernel.shape[0]`, its width "
    "`kernel.shape[1]`.",
    "other": "for fresh numbers the answer differs from the formula. Compare it with a sum by hand.",
}


def judge(function: Answer) -> None:
    """Judge ``answer_at(image, kernel, i, j)`` by what it gives for fresh images and kernels."""
    rng = np.random.default_rng(1)
    for size, i, j in (((3, 3), 2, 4), ((2, 3), 3, 1), ((3, 2), 1, 5)):
        _judge_place(function, rng.normal(size=(9, 10)), rng.normal(size=size), i, j)


def _judge_place(function, image, kernel, i, j):
    """Compare the answer at one place with the formula, and with what is often meant instead."""
    h, w = kernel.shape

    def window(row, column, height=h, width=w):
        return image[row : row + height, column : column + width]

    X = window(i, j)
    suspects = [
        ("flipped", np.sum(X * kernel[::-1, ::-1])),
        ("half flipped", np.sum(X * kernel[::-1])),
        ("half flipped", np.sum(X * kernel[:, ::-1])),
        ("swapped", np.sum(window(j, i) * kernel)),
        ("centred", np.sum(window(i - h // 2, j - w // 2) * kernel)),
        ("origin", np.sum(window(0, 0) * kernel)),
        ("too late", np.sum(window(i + 1, j + 1) * kernel)),
        ("mean", np.mean(X * kernel)),
        ("no kernel", np.sum(X)),
        ("all pairs", np.sum(X) * np.sum(kernel)),
        ("largest", np.max(X * kernel)),
        ("one short", np.sum(X[:-1, :-1] * kernel[:-1, :-1])),
        ("square", np.sum(window(i, j, h, h)[:, :w] * kernel[:, :h])),
        ("square", np.sum(window(i, j, w, w)[:h] * kernel[:w])),
    ]
    if h == w:
        suspects += [("transposed", np.sum(X * kernel.T)), ("matrix product", np.sum(X @ kernel))]
    answer = call(function, image=image, kernel=kernel, i=i, j=j)
    if close(any_array(answer), X * kernel):
        raise NotYet(MESSAGES["not summed"])
    if any(close(any_array(answer), np.sum(X * kernel, axis=axis)) for axis in (0, 1)):
        raise NotYet(MESSAGES["half summed"])
    found = as_array(answer, (), "the answer")
    diagnose(found, np.sum(X * kernel), MESSAGES, suspects, "other")


EXERCISE = Exercise(
    title="One answer of a kernel",
    answer="answer_at",
    judge=judge,
    hints=(
        "Cut the window out of the image first. How many rows and columns does it have, and where does it "
        "begin?",
        "With `h, w = kernel.shape` the window is `image[i : i + h, j : j + w]`.",
        "Multiply the window by the kernel element by element, with `*`, and add everything up with "
        "`np.sum`.",
    ),
    revisit="07_capstone_cnn, section 2 (Slide a kernel over a digit)",
    solution="def answer_at(image, kernel, i, j):\n"
    "    h, w = kernel.shape\n"
    "    return np.sum(image[i : i + h, j : j + w] * kernel)",
)
