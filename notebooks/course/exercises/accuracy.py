"""Exercise 2: the accuracy."""

import numpy as np

from course.exercises.judging import Answer, Exercise, NotYet, Stopped, call
from nnlib.preprocessing import one_hot

MESSAGES = {
    "axis": "the largest score is looked for down the columns. A sample is a row: which axis runs "
    "along it?",
    "one-hot": "one-hot labels are compared with class indices. Bring both to one form first: the "
    "class of each sample.",
    "column": "labels of shape (n, 1) against predictions of shape (n,) broadcast to a table of (n, "
    "n), which compares each sample with all the others. Flatten such labels first.",
    "column as one-hot": "labels of shape (n, 1) are taken for one-hot rows. Such a row has a single "
    "entry, so its largest always stands at 0. Look at the number of columns as well.",
    "count": "this is the number of right predictions. The accuracy is their fraction.",
    "percent": "this is a percentage. The accuracy is a fraction between 0 and 1.",
    "error": "this is the fraction of wrong predictions, the error rate.",
    "threshold": "the scores are compared with 0.5. With three classes the largest score can lie "
    "below 0.5, and logits know no such mark. Only the place of the largest score counts.",
    "elements": "entries of one-hot rows are compared one by one, so that even a wrong sample is "
    "right in most places. A sample counts once, as right or as wrong.",
    "rounded": "the accuracy is rounded inside the function. Return it whole, and round when you print.",
    "tie": "where several scores tie for the largest, each of them counts, or none. A row has one "
    "prediction; `argmax` takes the first.",
    "list": "it returns one value a sample. The accuracy is a single number.",
    "type": "it should return a number.",
    "other": "for fresh scores this is not the fraction of rows whose largest score stands at the "
    "true class.",
}


def _hot(labels, scores):
    return one_hot(labels, scores.shape[1])


# Wrong implementations, as learners write them: s are the scores, t the labels as they came.
SUSPECTS = [
    ("axis", lambda s, t: np.mean(s.argmax(0) == t)),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.ravel())),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.argmax(0))),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.argmax(1))),
    ("axis", lambda s, t: np.mean(s.argmax(1) == t.argmax(0))),
    ("one-hot", lambda s, t: np.mean(s.argmax(1) == t) if t.shape[1:] != (1,) else None),
    ("one-hot", lambda s, t: np.mean(s.argmax(1)[:, np.newaxis] == t) if t.shape[1:] != (1,) else None),
    ("column", lambda s, t: np.mean(s.argmax(1) == t)),
    ("column", lambda s, t: np.mean(s.argmax(1)[:, np.newaxis] == t)),
    ("column as one-hot", lambda s, t: np.mean(s.argmax(1) == t.argmax(1))),
    ("count", lambda s, t: np.sum(s.argmax(1) == _classes(t))),
    ("percent", lambda s, t: 100 * np.mean(s.argmax(1) == _classes(t))),
    ("error", lambda s, t: np.mean(s.argmax(1) != _classes(t))),
    ("threshold", lambda s, t: np.mean((s > 0.5).argmax(1) == _classes(t))),
    ("threshold", lambda s, t: np.mean((s[:, 1] > 0.5) == _classes(t))),
    ("threshold", lambda s, t: np.mean((s > 0.5) == _hot(_classes(t), s))),
    ("threshold", lambda s, t: np.mean(((s > 0.5) == _hot(_classes(t), s)).all(1))),
    ("elements", lambda s, t: np.mean(_hot(s.argmax(1), s) == _hot(_classes(t), s))),
    ("rounded", lambda s, t: np.round(np.mean(s.argmax(1) == _classes(t)), 2)),
    ("rounded", lambda s, t: np.round(np.mean(s.argmax(1) == _classes(t)), 3)),
]


def _classes(t):
    """Return labels of any of the three forms as indices of shape (n,)."""
    return t.argmax(axis=1) if t.ndim == 2 and t.shape[1] > 1 else t.ravel()


def judge(function: Answer) -> None:
    """Judge ``accuracy(y_pred, y_true)`` on fresh probabilities and logits, labels in three forms."""
    rng = np.random.default_rng(2)
    cases = []
    for n, k in ((12, 12), (31, 3), (26, 2)):
        logits = 3 * rng.normal(size=(n, k))
        labels = np.where(rng.random(n) < 0.7, logits.argmax(axis=1), rng.integers(k, size=n))
        probabilities = np.exp(logits / 3) / np.exp(logits / 3).sum(axis=1, keepdims=True)
        cases += [(probabilities, labels), (logits, labels)]
    for form in (lambda s, y: y, lambda s, y: _hot(y, s), lambda s, y: y[:, np.newaxis]):
        _judge_form(function, [(scores, form(scores, labels)) for scores, labels in cases])
        equal = np.full((3, 3), 0.5)  # any one class a row gives one third
        if not np.isclose(call(function, y_pred=equal, y_true=form(equal, np.arange(3))), 1 / 3):
            raise NotYet(MESSAGES["tie"])


def _judge_form(function, cases):
    """Compare the results for labels of one form with the truth, and with what suspects give."""
    found, stopped = [], None
    for scores, labels in cases:
        try:
            found.append(_number(call(function, y_pred=scores, y_true=labels), len(scores)))
        except Stopped as reason:
            found.append(np.nan)
            stopped = stopped or reason
    right = [np.mean(scores.argmax(axis=1) == _classes(labels)) for scores, labels in cases]
    if np.allclose(found, right):
        return
    for key, wrong in SUSPECTS:
        given = [_attempt(wrong, *case) for case in cases]
        if np.isfinite(given).any() and np.allclose(found, given, equal_nan=True):
            raise NotYet(MESSAGES[key])
    raise stopped or NotYet(MESSAGES["other"])


def _attempt(wrong, scores, labels):
    """Return what a suspect gives, NaN where it stops with an error."""
    try:
        return float(wrong(scores, labels))
    except (TypeError, ValueError, IndexError):
        return np.nan


def _number(found, n):
    """Return the learner's accuracy as a float, or say what came instead."""
    if np.shape(found) in {(n,), (n, 1)}:
        raise NotYet(MESSAGES["list"])
    if np.ndim(found) or not isinstance(found, int | float | np.number | np.ndarray):
        raise NotYet(f"{MESSAGES['type']} It returned {type(found).__name__} of shape {np.shape(found)}.")
    return float(found)


EXERCISE = Exercise(
    title="2. Accuracy",
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
