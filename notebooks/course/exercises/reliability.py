"""Exercise 2e: read a table of confidence and share right."""

import numpy as np

from course.exercises.diagnosis import as_number, as_pair, close, compared
from course.exercises.judging import Answer, Exercise, NotYet, call

ANSWERS = ("over", "under")
MESSAGES = {
    "word": "the second thing should be the word 'over' or 'under'.",
    "order": "the two things have changed places. Return the error first, then the word.",
    "word swapped": "'over' and 'under' have changed places. A network is overconfident ('over') if it is "
    "right less often than it says.",
    "word by bins": "the word follows the number of bins above and below. Weight each bin by its answers.",
    "word by the largest": "the word follows the largest gap. On average over all answers it is the other "
    "way.",
    "word same": "the word is the same for every table.",
    "word other": "the error is right, but not the word. On average over all answers, is the confidence "
    "above or below the share right?",
    "unweighted": "every bin counts alike here. Weight each gap by the bin's share of the answers.",
    "signed": "the gaps of the bins cancel each other. Take their absolute values before you add them.",
    "largest": "this is the largest gap. The calibration error is the weighted mean of all gaps.",
    "sum": "this sum is not divided by the number of answers.",
    "all bins": "the sum is divided by the number of bins. Divide by the number of answers.",
    "squared": "the gaps are squared. Take their absolute values.",
    "percent": "this is a percentage. The error is a fraction between 0 and 1.",
    "accuracy": "this is the share of right answers, not the calibration error.",
    "confidence": "this is the mean confidence, not the calibration error.",
    "weights": "the gaps are weighted by the confidence or by the share right. Weight them by n.",
    "wrong share": "the gap is taken to the share of wrong answers. Compare the confidence with the share "
    "right.",
    "relative": "each gap is divided by the confidence or the share right. Take the plain difference.",
    "rounded": "the error is rounded inside the function. Return it whole, and round when you print.",
    "nan": "the error is not a number. An empty bin has weight 0: leave it out if you divide by n.",
    "other": "for fresh tables this is not the weighted mean of the gaps.",
}


def _error(n, p, r):
    return np.sum(n * np.abs(r - p)) / n.sum()


def _word(n, p, r):
    return "over" if np.sum(n * (p - r)) > 0 else "under"


# Wrong errors, as learners write them: n digits, mean confidence p and share right r of each bin.
SUSPECTS = [
    ("unweighted", lambda n, p, r: np.mean(np.abs(r - p))),
    ("unweighted", lambda n, p, r: np.sum(np.abs(r - p))),
    ("signed", lambda n, p, r: np.sum(n * (r - p)) / n.sum()),
    ("signed", lambda n, p, r: np.sum(n * (p - r)) / n.sum()),
    ("signed", lambda n, p, r: abs(np.sum(n * (p - r))) / n.sum()),
    ("signed", lambda n, p, r: np.mean(r - p)),
    ("signed", lambda n, p, r: np.mean(p - r)),
    ("signed", lambda n, p, r: abs(np.mean(p - r))),
    ("largest", lambda n, p, r: np.max(np.abs(r - p))),
    ("largest", lambda n, p, r: np.max(n * np.abs(r - p)) / n.sum()),
    ("sum", lambda n, p, r: np.sum(n * np.abs(r - p))),
    ("all bins", lambda n, p, r: np.mean(n * np.abs(r - p))),
    ("squared", lambda n, p, r: np.sum(n * (r - p) ** 2) / n.sum()),
    ("squared", lambda n, p, r: np.sqrt(np.sum(n * (r - p) ** 2) / n.sum())),
    ("percent", lambda n, p, r: 100 * _error(n, p, r)),
    ("accuracy", lambda n, p, r: np.sum(n * r) / n.sum()),
    ("confidence", lambda n, p, r: np.sum(n * p) / n.sum()),
    ("weights", lambda n, p, r: np.sum(p * np.abs(r - p)) / p.sum()),
    ("weights", lambda n, p, r: np.sum(r * np.abs(r - p)) / r.sum()),
    ("wrong share", lambda n, p, r: np.sum(n * np.abs(1 - r - p)) / n.sum()),
    ("relative", lambda n, p, r: np.sum(n * np.abs(r - p) / p) / n.sum()),
    ("relative", lambda n, p, r: np.sum(n * np.abs(r - p) / r) / n.sum()),
    ("rounded", lambda n, p, r: np.round(_error(n, p, r), 2)),
    ("rounded", lambda n, p, r: np.round(_error(n, p, r), 3)),
]
WORDS = [
    ("word swapped", lambda n, p, r: "under" if _word(n, p, r) == "over" else "over"),
    ("word by bins", lambda n, p, r: "over" if np.sum(p > r) > np.sum(p < r) else "under"),
    ("word by bins", lambda n, p, r: "over" if np.mean(p - r) > 0 else "under"),
    ("word by the largest", lambda n, p, r: "over" if (p - r)[np.abs(p - r).argmax()] > 0 else "under"),
    ("word same", lambda n, p, r: "over"),
    ("word same", lambda n, p, r: "under"),
]
TABLES = [
    tuple(map(np.array, table))
    for table in (
        ((12, 30, 25, 153), (0.47, 0.58, 0.75, 0.96), (0.58, 0.63, 0.79, 0.91)),
        ((40, 35, 50, 110, 265), (0.55, 0.66, 0.74, 0.86, 0.97), (0.44, 0.61, 0.72, 0.91, 0.993)),
        ((5, 8, 21, 66), (0.31, 0.52, 0.71, 0.93), (0.2, 0.6, 0.62, 0.9)),
        ((8, 61, 20, 31), (0.35, 0.55, 0.72, 0.95), (0.9, 0.51, 0.69, 0.92)),
        ((10, 50, 60, 80), (0.6, 0.65, 0.8, 0.9), (0.4, 0.73, 0.88, 0.98)),
    )
]


def judge(function: Answer) -> None:
    """Judge ``reliability(n, confidence, right)``, which returns the calibration error and a word."""
    errors, words = [], []
    for n, confidence, right in TABLES:
        pair = as_pair(call(function, n=n, confidence=confidence, right=right), "the error and a word")
        if isinstance(pair[0], str) and not isinstance(pair[1], str):
            raise NotYet(MESSAGES["order"])
        errors.append(as_number(pair[0], "the calibration error"))
        words.append(pair[1])
    if np.isnan(errors).any():
        raise NotYet(MESSAGES["nan"])
    right = [(_error(*table), _word(*table)) for table in TABLES]
    if not close(errors, [error for error, _ in right]):
        compared(list(zip(errors, words, strict=True)), right)
        wrong = (k for k, f in SUSPECTS if close(errors, [float(f(*table)) for table in TABLES]))
        raise NotYet(MESSAGES[next(wrong, "other")])
    if any(not isinstance(word, str) or word not in ANSWERS for word in words):
        raise NotYet(MESSAGES["word"])
    if words != [word for _, word in right]:
        compared(list(zip(errors, words, strict=True)), right)
        wrong = (k for k, f in WORDS if words == [f(*table) for table in TABLES])
        raise NotYet(MESSAGES[next(wrong, "word other")])


EXERCISE = Exercise(
    title="2e. Read a reliability table",
    answer="reliability",
    judge=judge,
    hints=(
        "A bin's gap is its share right less its mean confidence. How much should a bin with twice as many "
        "answers count?",
        "`np.average(values, weights=n)` is the weighted mean. Of which values for the error, and of which "
        "for the word?",
        "The error is the weighted mean of `abs(right - confidence)`. The word is 'over' if the weighted "
        "mean of `confidence - right` is positive.",
    ),
    revisit="04_accuracy_as_measurement, section 7 (Calibrate the confidence)",
)
