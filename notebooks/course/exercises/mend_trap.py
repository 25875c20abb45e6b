"""Lesson 3: mend an accuracy that walks into two traps at once."""

import numpy as np

from course.exercises.diagnosis import as_number, diagnose
from course.exercises.judging import Answer, Exercise, call

MESSAGES = {
    "both": "this still gives what `broken_accuracy` gives. Print the shape of `predicted == labels` for "
    "one batch: is it one comparison a sample?",
    "column": "each prediction is still compared with every label of its batch: `(b,) == (b, 1)` makes a "
    "table of (b, b). Flatten the labels first.",
    "batch means": "the comparison is mended, but this is still the mean of the batches' accuracies, so a "
    "sample in a short batch counts more than others. Add up counts, and divide once at the end.",
    "axis": "the largest score is looked for down the columns. A row is a sample: use `axis=1`.",
    "count": "this is the number of right predictions. Divide it by the number of samples.",
    "per batch": "the right predictions are divided by the number of batches. Divide by the number of "
    "samples.",
    "equal sizes": "this takes every batch to be as long as the first one. The last one is shorter.",
    "dropped": "the last batch is left out. Every sample counts.",
    "one batch": "this is the accuracy of a single batch. Does a variable start afresh in the loop, or "
    "does `return` stand inside it?",
    "percent": "this is a percentage. The accuracy is a fraction between 0 and 1.",
    "error": "this is the fraction of wrong predictions, the error rate.",
    "elements": "entries of one-hot rows are compared one by one, trap 3. A sample counts once.",
    "integers": "the division cuts off every decimal. Use `/`, and no `int(...)`.",
    "least": "this takes the class with the smallest score. Use `argmax`.",
    "rounded": "the accuracy is rounded inside the function. Return it whole, and round when you print.",
    "other": "for fresh batches this is not the number of right predictions divided by the number of "
    "samples.",
}


def _rights(batches):
    """Return for each batch whether its predictions are right."""
    return [scores.argmax(axis=1) == labels.ravel() for scores, labels in batches]


def _table(scores, labels, axis=1):
    return np.mean(scores.argmax(axis=axis) == labels)


def _entries(scores, labels):
    eye = np.eye(scores.shape[1])
    return np.mean(eye[scores.argmax(axis=1)] == eye[labels.ravel()])


def _right(batches):
    return float(np.mean(np.concatenate(_rights(batches))))


def _table_of_all(batches):
    scores, labels = (np.concatenate(part) for part in zip(*batches, strict=True))
    return _table(scores, labels)


def _sum(batches):
    return sum(right.sum() for right in _rights(batches))


# Wrong answers, as learners write them.
SUSPECTS = [
    ("both", lambda batches: np.mean([_table(*batch) for batch in batches])),
    ("column", _table_of_all),
    ("column", lambda b: sum(len(y) * _table(s, y) for s, y in b) / sum(len(y) for _, y in b)),
    ("column", lambda b: sum(len(y) ** 2 * _table(s, y) for s, y in b) / sum(len(y) for _, y in b)),
    ("batch means", lambda batches: np.mean([right.mean() for right in _rights(batches)])),
    ("axis", lambda batches: np.mean([_table(*batch, axis=0) for batch in batches])),
    ("count", _sum),
    ("per batch", lambda batches: _sum(batches) / len(batches)),
    ("equal sizes", lambda batches: _sum(batches) / (len(batches) * len(batches[0][1]))),
    ("dropped", lambda batches: _right(batches[:-1])),
    ("one batch", lambda batches: _rights(batches)[-1].mean()),
    ("one batch", lambda batches: _rights(batches)[0].mean()),
    ("percent", lambda batches: 100 * _right(batches)),
    ("error", lambda batches: 1 - _right(batches)),
    ("elements", lambda b: sum(len(y) * _entries(s, y) for s, y in b) / sum(len(y) for _, y in b)),
    ("elements", lambda batches: np.mean([_entries(*batch) for batch in batches])),
    ("integers", lambda batches: 0),
    ("least", lambda batches: _right([(-scores, labels) for scores, labels in batches])),
    ("rounded", lambda batches: round(_right(batches), 2)),
    ("rounded", lambda batches: round(_right(batches), 3)),
]


def judge(function: Answer) -> None:
    """Judge ``mended_accuracy(batches)`` on fresh batches, of which the last is shorter."""
    rng = np.random.default_rng(8)
    found, cases = [], []
    for sizes, k in (((7, 7, 7, 2), 7), ((16, 16, 3), 4), ((11, 1), 3)):
        batches = []
        for size in sizes:
            scores = rng.normal(size=(size, k))
            labels = np.where(rng.random(size) < 0.7, scores.argmax(axis=1), rng.integers(k, size=size))
            batches.append((scores, labels[:, np.newaxis]))
        cases.append(batches)
        found.append(as_number(call(function, batches=batches), "the accuracy"))
    suspects = ((key, [_attempt(wrong, case) for case in cases]) for key, wrong in SUSPECTS)
    diagnose(found, [_right(case) for case in cases], MESSAGES, suspects, "other")


def _attempt(wrong, case):
    """Return what a suspect gives, NaN where it stops with an error."""
    try:
        return float(wrong(case))
    except ValueError:
        return np.nan


EXERCISE = Exercise(
    title="Your turn: mend a trap",
    answer="mended_accuracy",
    judge=judge,
    hints=(
        "There are two traps in it. Which line compares a column with a flat array? Which line gives a "
        "short batch the weight of a long one?",
        "`labels.ravel()` has shape (b,), like the predictions.",
        "Start with `right, seen = 0, 0` before the loop, add the right predictions of the batch to one "
        "and its number of samples to the other, and divide after the loop.",
    ),
    revisit="03_accuracy, section 2 (Walk into the traps)",
    solution="""def mended_accuracy(batches):
    right, seen = 0, 0
    for scores, labels in batches:
        right += np.sum(scores.argmax(axis=1) == labels.ravel())
        seen += len(labels)
    return right / seen""",
)
