"""Lesson 4: the expected calibration error."""

import numpy as np

from course.exercises.diagnosis import as_number, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call

MESSAGES = {
    "signed": "the gaps of the bins cancel each other. Take the absolute value of each bin's gap before "
    "you "
    "add them.",
    "each sample": "the absolute value is taken of each sample. Average within a bin first: a digit read "
    "with "
    "80 % confidence is right or wrong, never 80 % right.",
    "unweighted": "every bin counts alike here. Weight each gap by n_b / n, the bin's share of the digits.",
    "all bins": "the sum is divided by the number of bins. Divide by the number of digits.",
    "largest": "this is the largest gap (the *maximum* calibration error). Take the weighted mean.",
    "sum": "this sum is not divided by the number of digits.",
    "number of bins": "another number of bins is used. The lesson has ten: 0 to 0.1, 0.1 to 0.2, and so "
    "on.",
    "quantiles": "these bins hold equally many digits each. Here they are equally wide.",
    "middle": "the confidence of a bin is taken to be its middle. Use the mean confidence of its digits.",
    "squared": "the gaps are squared. Take their absolute values.",
    "brier": "this is the mean squared gap of single digits, the Brier score.",
    "percent": "this is a percentage. The error is a fraction between 0 and 1.",
    "last bin": "the digits of the last bin, above 90 %, are left out.",
    "one": "a confidence of exactly 1 falls out of the bins, or gets a bin of its own. It belongs to the "
    "last bin, 0.9 to 1.",
    "integers": "the division cuts off every decimal. Use `/`, and no `int(...)`.",
    "nan": "it is not a number. An empty bin has no mean: leave it out, or work with sums.",
    "rounded": "the error is rounded inside the function. Return it whole, and round when you print.",
    "other": "for fresh digits this is not the weighted mean of the gaps of ten bins.",
}


def _gaps(confidence, correct, bins=10):
    """Return the sum of *right minus confidence* in each bin, and the number of digits there."""
    place = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1])
    gaps = np.bincount(place, weights=correct - confidence, minlength=bins)
    return gaps, np.bincount(place, minlength=bins)


def _error(confidence, correct, bins=10):
    return np.abs(_gaps(confidence, correct, bins)[0]).sum() / len(confidence)


def _mean_gaps(confidence, correct):
    """Return the mean gap of each bin that is not empty."""
    gaps, n = _gaps(confidence, correct)
    return np.abs(gaps[n > 0] / n[n > 0])


def _quantiles(confidence, correct, bins=10):
    parts = np.array_split(np.argsort(confidence), bins)
    return sum(abs(np.sum(correct[part] - confidence[part])) for part in parts) / len(confidence)


def _middles(confidence, correct):
    return _error((np.digitize(confidence, np.linspace(0, 1, 11)[1:-1]) + 0.5) / 10, correct)


def _squared(confidence, correct):
    n = _gaps(confidence, correct)[1]
    return np.sum(n[n > 0] * _mean_gaps(confidence, correct) ** 2) / len(confidence)


# Wrong answers, as learners write them: p is the confidence, r whether the digit is read right.
SUSPECTS = [
    ("signed", lambda p, r: np.mean(r - p)),
    ("signed", lambda p, r: np.mean(p - r)),
    ("signed", lambda p, r: abs(np.mean(r - p))),
    ("each sample", lambda p, r: np.mean(np.abs(r - p))),
    ("unweighted", lambda p, r: _mean_gaps(p, r).mean()),
    ("unweighted", lambda p, r: _mean_gaps(p, r).sum()),
    ("unweighted", lambda p, r: _mean_gaps(p, r).sum() / 10),
    ("all bins", lambda p, r: np.abs(_gaps(p, r)[0]).sum() / 10),
    ("largest", lambda p, r: _mean_gaps(p, r).max()),
    ("sum", lambda p, r: np.abs(_gaps(p, r)[0]).sum()),
    *[("number of bins", lambda p, r, k=k: _error(p, r, k)) for k in (5, 9, 11, 15, 20)],
    ("quantiles", _quantiles),
    ("middle", _middles),
    ("squared", _squared),
    ("squared", lambda p, r: np.sqrt(_squared(p, r))),
    ("brier", lambda p, r: np.mean((r - p) ** 2)),
    ("percent", lambda p, r: 100 * _error(p, r)),
    ("last bin", lambda p, r: np.abs(_gaps(p, r)[0][:-1]).sum() / len(p)),
    ("integers", lambda p, r: 0),
    ("rounded", lambda p, r: np.round(_error(p, r), 2)),
    ("rounded", lambda p, r: np.round(_error(p, r), 3)),
]


def judge(function: Answer) -> None:
    """Judge ``calibration(confidence, correct)`` on fresh confidences, some bins of them empty."""
    rng = np.random.default_rng(6)
    found, cases = [], []
    for n, lowest in ((60, 0.42), (37, 0.23), (150, 0.61)):
        confidence = lowest + (0.998 - lowest) * rng.random(n) ** 0.7
        correct = rng.random(n) < confidence**2 + 0.3 * (confidence < 0.7)
        cases.append((confidence, correct.astype(int)))
        answer = call(function, confidence=confidence, correct=correct.astype(int))
        found.append(as_number(answer, "the calibration error"))
    if np.isnan(found).any():
        raise NotYet(MESSAGES["nan"])
    suspects = ((key, [float(wrong(*case)) for case in cases]) for key, wrong in SUSPECTS)
    diagnose(found, [_error(*case) for case in cases], MESSAGES, suspects, "other")
    _judge_certain(function)


def _judge_certain(function):
    """See that a digit with confidence 1 is counted, and in the last bin."""
    confidence, correct = np.array([1.0, 0.91, 0.93, 0.55]), np.array([0, 1, 1, 1])
    try:
        found = as_number(call(function, confidence=confidence, correct=correct), "the calibration error")
    except NotYet as reason:
        raise NotYet(MESSAGES["one"]) from reason
    if not close(found, _error(confidence, correct)):
        raise NotYet(MESSAGES["one"])


EXERCISE = Exercise(
    title="Your turn: the calibration error",
    answer="calibration",
    judge=judge,
    hints=(
        "First the bin of each digit: `np.digitize(confidence, edges[1:-1])` gives its number, 0 to 9, "
        "where "
        "`edges = np.linspace(0, 1, 11)`.",
        "For one bin b, with `inside = bins == b`: n_b is `inside.sum()`, and the gap is the mean of "
        "`correct[inside]` less the mean of `confidence[inside]`. Skip empty bins.",
        "Multiply each absolute gap by n_b, add them up, and divide by the number of digits. Since n_b "
        "cancels, "
        "`abs(np.sum(correct[inside] - confidence[inside]))` is n_b times the gap.",
    ),
    revisit="04_accuracy_as_measurement, section 7 (Calibrate the confidence)",
    solution="""def calibration(confidence, correct):
    bins = np.digitize(confidence, np.linspace(0, 1, 11)[1:-1])
    gaps = np.bincount(bins, weights=correct - confidence)
    return abs(gaps).sum() / len(confidence)""",
)
