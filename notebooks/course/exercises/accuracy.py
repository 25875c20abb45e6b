"""Exercise 2a: the accuracy."""

import numpy as np

from course.exercises.diagnosis import compared
from course.exercises.judging import Answer, Exercise, NotYet, Stopped, call
from course.exercises.reading import any_array, blame_globals
from nnlib.preprocessing import one_hot

MESSAGES = {
    "axis": "the largest score is looked for down the columns. A sample is a row: which axis runs "
    "along it?",
    "no axis": "`argmax` without an axis gives one place for the whole table. Each row needs its own.",
    "smallest": "the smallest score of each row is looked for. The prediction is the largest.",
    "value": "the largest score itself is compared with the class. What counts is its place in the row.",
    "one-hot": "one-hot labels are compared with class indices. Bring both to one form first: the "
    "class of each sample.",
    "column": "shapes (n, 1) and (n,), one of the labels and one of the predictions, broadcast to a table "
    "of (n, n), which compares each sample with all the others. Flatten both to (n,) first.",
    "column as one-hot": "labels of shape (n, 1) are taken for one-hot rows. Such a row has a single "
    "entry, so its largest always stands at 0. Look at the number of columns as well.",
    "count": "this is the number of right predictions. The accuracy is their fraction.",
    "whole": "the fraction is cut to a whole number, by `//` or by `int(...)`: all but 1 becomes 0. "
    "Divide with `/`, and return what comes.",
    "divisor": "the number of right predictions is divided by something else than the number of samples, "
    "which is `len(y_pred)`. The size of a table of one-hot rows counts its columns too.",
    "percent": "this is a percentage. The accuracy is a fraction between 0 and 1.",
    "error": "this is the fraction of wrong predictions, the error rate.",
    "threshold": "the scores are rounded or compared with 0.5. With three classes the largest can lie "
    "below 0.5, and logits know no such mark. Only the place of the largest score counts.",
    "elements": "entries of one-hot rows are compared one by one, so that even a wrong sample is "
    "right in most places. A sample counts once, as right or as wrong.",
    "rounded": "the accuracy is rounded inside the function. Return it whole, and round when you print.",
    "tie": "where several scores tie for the largest, the first of them should be the prediction, as "
    "`argmax` takes it. Here another is, as by `argsort`, or each of them counts, or none.",
    "samples": "not every sample counts: the first or the last is left out, or only the first is looked "
    "at, as by a `return` inside the loop.",
    "one sample": "it goes wrong for a single sample. `np.squeeze`, for one, removes the axis of the "
    "samples too where there is only one; `.ravel()` keeps it.",
    "negative": "it fails where all scores are negative, as logits may be. Does a search for the largest "
    "start at 0?",
    "list": "it returns one value a sample. The accuracy is a single number.",
    "type": "it should return a number, a float.",
    "other": "for fresh scores this is not the fraction of rows whose largest score stands at the "
    "true class.",
}


def _hot(labels, scores):
    return one_hot(labels, scores.shape[1], dtype=np.float32)


def _classes(t):
    """Return labels of any of the three forms as indices of shape (n,)."""
    return t.argmax(axis=1) if _is_one_hot(t) else t.ravel()


def _is_one_hot(t):
    return t.ndim == 2 and t.shape[1] > 1


def _right(s, t):
    return np.mean(s.argmax(axis=1) == _classes(t))


# Wrong implementations, as learners write them: s are the scores, t the labels as they came.
SUSPECTS = [
    ("value", lambda s, t: np.mean(s.max(1) == _classes(t))),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t)),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.ravel())),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.argmax(0))),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.argmax(1))),
    ("axis", lambda s, t: np.mean(s.argmax(1) == t.argmax(0))),
    ("no axis", lambda s, t: np.mean(s.argmax() == _classes(t))),
    ("no axis", lambda s, t: np.mean(s.argmax() == t.argmax())),
    ("smallest", lambda s, t: np.mean(s.argmin(1) == _classes(t))),
    ("smallest", lambda s, t: np.mean(s.argsort(1)[:, 0] == _classes(t))),
    ("one-hot", lambda s, t: np.mean(s.argmax(1) == t) if _is_one_hot(t) else None),
    ("one-hot", lambda s, t: np.mean(s.argmax(1)[:, np.newaxis] == t) if _is_one_hot(t) else None),
    ("column", lambda s, t: np.mean(s.argmax(1) == t)),
    ("column", lambda s, t: np.mean(s.argmax(1)[:, np.newaxis] == _classes(t))),
    ("column as one-hot", lambda s, t: np.mean(s.argmax(1) == t.argmax(1))),
    ("count", lambda s, t: len(s) * _right(s, t)),
    ("whole", lambda s, t: np.floor(_right(s, t))),
    ("divisor", lambda s, t: _right(s, t) / s.shape[1]),
    ("divisor", lambda s, t: len(s) * _right(s, t) / s.shape[1]),
    ("divisor", lambda s, t: len(s) * _right(s, t) / (len(s) - 1)),
    *(
        (
            "samples",
            lambda s, t, part=part, count=count: np.sum((s.argmax(1) == _classes(t))[part]) / count(s),
        )
        for part in (slice(0, -1), slice(1, None), slice(0, 1))
        for count in (len, lambda s: len(s) - 1)
    ),
    ("percent", lambda s, t: 100 * _right(s, t)),
    ("error", lambda s, t: 1 - _right(s, t)),
    ("threshold", lambda s, t: np.mean((s > 0.5).argmax(1) == _classes(t))),
    ("threshold", lambda s, t: np.mean((s[:, 1] > 0.5) == _classes(t))),
    ("threshold", lambda s, t: np.mean((s > 0.5) == _hot(_classes(t), s))),
    ("threshold", lambda s, t: np.mean(((s > 0.5) == _hot(_classes(t), s)).all(1))),
    ("threshold", lambda s, t: np.mean(np.round(s) == _hot(_classes(t), s))),
    ("threshold", lambda s, t: np.mean((np.round(s) == _hot(_classes(t), s)).all(1))),
    ("threshold", lambda s, t: np.mean(np.round(s).argmax(1) == _classes(t))),
    ("elements", lambda s, t: np.mean(_hot(s.argmax(1), s) == _hot(_classes(t), s))),
    ("negative", lambda s, t: np.mean(np.maximum(s, 0).argmax(1) == _classes(t))),
    *(("rounded", lambda s, t, places=places: np.round(_right(s, t), places)) for places in range(1, 7)),
]


@blame_globals("predictions", "labels", "labels_one_hot", "one_wrong", "y")
def judge(function: Answer) -> None:
    """Judge ``accuracy(y_pred, y_true)`` on fresh probabilities and logits, labels in three forms."""
    rng = np.random.default_rng(2)
    small = np.array([[0.5, 0.2, 0.3], [0.6, 0.3, 0.1], [0.1, 0.2, 0.7]])  # enough to look at
    cases = [(small, np.array([0, 0, 1]))]
    for n, k in ((12, 12), (31, 3), (26, 2), (8, 3)):
        logits = 3 * rng.normal(size=(n, k))
        logits[0, 0] += 10  # the largest of all scores
        luck = 0.7 if n > 8 else 1.0  # in the last case every prediction is right
        labels = np.where(rng.random(n) < luck, logits.argmax(axis=1), rng.integers(k, size=n))
        probabilities = np.exp(logits / 3) / np.exp(logits / 3).sum(axis=1, keepdims=True)
        cases += [(probabilities, labels), (logits, labels)]
    for form in (lambda s, t: t, lambda s, t: _hot(t, s), lambda s, t: t[:, np.newaxis]):
        _judge_form(function, [(scores, form(scores, labels)) for scores, labels in cases])
        _judge_edges(function, form)


def _judge_form(function, cases):
    """Compare the results for labels of one form with the truth, and with what suspects give."""
    found, right = [], [_right(*case) for case in cases]
    for scores, labels in cases:
        try:
            found.append(_call_accuracy(function, scores, labels))
        except Stopped:
            found.append(np.nan)
    if _agree(found, right):
        return
    for key, wrong in SUSPECTS:
        given = [_attempt(wrong, *case) for case in cases]
        if np.isfinite(given).any() and _agree(found, given):
            compared(found, right)
            raise NotYet(MESSAGES[key])
    if np.isnan(found).any():
        _call_accuracy(function, *cases[int(np.isnan(found).argmax())])  # stops again, now as the last call
    compared(found, right)
    raise NotYet(MESSAGES["other"])


def _judge_edges(function, form):
    """Try ties, also of whole numbers, a single sample, and scores that are all negative."""
    rng = np.random.default_rng(3)
    few = np.array([[1, 2, 2], [1, 0, 1], [0, 1, 1], [0, 0, 1]])
    many = rng.integers(3, size=(20, 4))
    labels = np.where(rng.random(20) < 0.5, many.argmax(axis=1), rng.integers(4, size=20))
    for scores, indices in ((few, np.array([1, 0, 2, 2])), (many, labels), (many / 2, labels)):
        labels = form(scores, indices).astype(int)
        found = _call_accuracy(function, scores, labels)
        if not _agree(found, _right(scores, labels)):
            compared(found, _right(scores, labels))
            raise NotYet(MESSAGES["tie"])
    scores = np.log([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1], [0.1, 0.2, 0.7]]) - 100
    for size, place, key in ((3, 0, "negative"), (1, 0, "one sample"), (1, 1, "one sample")):
        rows, labels = scores[place : place + size], form(scores, np.array([1, 2, 2]))[place : place + size]
        try:
            found = _call_accuracy(function, rows, labels)
        except Stopped as reason:
            raise NotYet(f"{MESSAGES[key]}\n{reason}") from reason
        if not _agree(found, _right(rows, labels)):
            compared(found, _right(rows, labels))
            raise NotYet(MESSAGES[key])


def _agree(found, right):
    return np.allclose(found, right, rtol=2e-7, atol=0, equal_nan=True)  # float32 is welcome


def _attempt(wrong, scores, labels):
    """Return what a suspect gives, NaN where it stops with an error."""
    try:
        return float(wrong(scores, labels))
    except (TypeError, ValueError, IndexError):
        return np.nan


def _call_accuracy(function, scores, labels):
    """Return the learner's accuracy as a float, or say what came instead."""
    found = call(function, y_pred=scores, y_true=labels)
    if any_array(found).shape in {(len(scores),), (len(scores), 1)}:
        raise NotYet(MESSAGES["list"])
    if isinstance(found, bool) or not isinstance(found, int | float | np.integer | np.floating):
        came = type(found).__name__ + (f" of shape {found.shape}" if isinstance(found, np.ndarray) else "")
        raise NotYet(f"{MESSAGES['type']} It returned {came}.")
    return float(found)


EXERCISE = Exercise(
    title="2a. Accuracy",
    answer="accuracy",
    judge=judge,
    hints=(
        "First turn each row of scores into one class: the place of its largest entry. "
        "`np.argmax` takes an `axis`.",
        "One-hot labels have two dimensions and several columns. Turn them into classes in the "
        "same way; a column `(n, 1)` only needs to be flattened, `.ravel()`.",
        "Now there are two arrays of shape (n,). `==` gives True and False; the mean of these is "
        "a fraction.",
    ),
    revisit="03_accuracy, section 2 (Walk into the traps)",
)
