"""Exercise 2d: decide which of two models is better, measured on the same samples."""

import numpy as np
from scipy import stats

from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import word_that_came
from nnlib.metrics import accuracy_interval, mcnemar_test

ANSWERS = ("A", "B", "open")
MESSAGES = {
    "words": "it should return 'A', 'B' or 'open'.",
    "more right": "it names the model with more right answers, however few samples the lead rests on. Ask "
    "first whether chance could have made it.",
    "intervals": "it compares two intervals, as for two test sets. Both models met the same samples, so "
    "look only at those that one of them gets right alone.",
    "unpaired": "it compares two accuracies as if each had a test set of its own. Both models met the same "
    "samples, so look only at those that one of them gets right alone.",
    "swapped": "'A' and 'B' have changed places.",
    "upside down": "it decides where p is large. A small p-value speaks against chance.",
    "one side": "it decides already at p below 0.1, as with one tail only. You did not know beforehand "
    "which model would lead, so both tails count.",
    "level": "another level than 5 % decides.",
    "approximation": "McNemar's approximation by chi-squared decides, which is poor for few samples. "
    "`mcnemar_test` is exact.",
    "always": "it gives the same answer whatever came out.",
    "only which": "whether the difference is more than chance is right, but not which model leads.",
    "other": "the answer should be the model with more samples to itself if the exact paired test gives p "
    "below 0.05, and 'open' otherwise.",
}


def _decide(p, lead, level=0.05):
    return "open" if p >= level or lead == 0 else "A" if lead > 0 else "B"


def _lead(a, b):
    return a.sum() - b.sum()


def _right(a, b, level=0.05):
    return _decide(mcnemar_test(a, b)[2], _lead(a, b), level)


def _one_side(a, b):
    return _decide(mcnemar_test(a, b)[2] / 2, _lead(a, b))


def _intervals(a, b):
    (low_a, high_a), (low_b, high_b) = (accuracy_interval(r.sum(), len(r)) for r in (a, b))
    return "A" if low_a > high_b else "B" if low_b > high_a else "open"


def _unpaired(a, b):
    share = (a.mean() + b.mean()) / 2
    z = abs(a.mean() - b.mean()) / np.sqrt(2 * share * (1 - share) / len(a))
    return _decide(2 * stats.norm.sf(z), _lead(a, b))


def _outside(a, b):
    """Say which model's accuracy lies above the other one's interval."""
    low_b, high_b = accuracy_interval(b.sum(), len(b))
    return "A" if a.mean() > high_b else "B" if a.mean() < low_b else "open"


def _chi_squared(a, b, correction=0):
    only_a, only_b, _ = mcnemar_test(a, b)
    statistic = (abs(only_a - only_b) - correction) ** 2 / max(1, only_a + only_b)
    return _decide(stats.chi2.sf(statistic, 1), _lead(a, b))


def _upside_down(a, b):
    return "open" if mcnemar_test(a, b)[2] < 0.05 else "A" if _lead(a, b) > 0 else "B"


SWAP = {"A": "B", "B": "A", "open": "open"}
# Wrong answers, as learners write them.
SUSPECTS = [
    ("more right", lambda a, b: "A" if a.sum() > b.sum() else "B"),
    ("more right", lambda a, b: "A" if a.sum() >= b.sum() else "B"),
    ("more right", lambda a, b: _decide(0, _lead(a, b))),
    ("intervals", _intervals),
    ("intervals", _outside),
    ("unpaired", _unpaired),
    ("swapped", lambda a, b: SWAP[_right(a, b)]),
    ("upside down", _upside_down),
    ("one side", _one_side),
    ("level", lambda a, b: _right(a, b, 0.01)),
    ("approximation", _chi_squared),
    ("approximation", lambda a, b: _chi_squared(a, b, 1)),
    *[("always", lambda a, b, word=word: word) for word in ANSWERS],
    ("only which", lambda a, b: "open" if _right(a, b) == "open" else "A"),
    ("only which", lambda a, b: "open" if _right(a, b) == "open" else "B"),
]
# Samples that both get right, A alone, B alone, neither.
CASES = (
    (900, 30, 12, 58), (850, 12, 30, 108), (900, 10, 5, 85), (400, 0, 5, 20), (390, 6, 0, 40),
    (0, 60, 40, 0), (60, 9, 2, 30), (300, 15, 15, 9), (3000, 200, 150, 100), (80, 4, 14, 2),
    (500, 5, 14, 9), (700, 7, 18, 40), (200, 4, 13, 9), (120, 5, 13, 4), (20, 8, 0, 1),
)  # fmt: skip


def judge(function: Answer) -> None:
    """Judge ``better(right_a, right_b)`` on test sets of a hundred to three thousand samples."""
    rng = np.random.default_rng(9)
    cases = []
    for counts in CASES:
        kind = rng.permutation(np.repeat(np.arange(4), counts))
        cases.append((kind <= 1, (kind == 0) | (kind == 2)))
    found = [call(function, right_a=a, right_b=b) for a, b in cases]
    for word in found:
        if not isinstance(word, str) or word not in ANSWERS:
            raise NotYet(f"{MESSAGES['words']} It returned {word_that_came(word)}.")
    right = [_right(a, b) for a, b in cases]
    if found == right:
        return
    key = next((key for key, wrong in SUSPECTS if found == [wrong(a, b) for a, b in cases]), "other")
    at = next(i for i, (word, wanted) in enumerate(zip(found, right, strict=True)) if word != wanted)
    both, only_a, only_b, neither = CASES[at]
    raise NotYet(
        f"{MESSAGES[key]}\nFor {both} samples that both get right, {only_a} that only A, {only_b} that "
        f"only B and {neither} that neither gets right, it returned '{found[at]}'. By the paired test "
        f"p = {mcnemar_test(*cases[at])[2]:.3f}, so expected was '{right[at]}'."
    )


EXERCISE = Exercise(
    title="2d. Which model is better?",
    answer="better",
    judge=judge,
    hints=(
        "Both models met the same samples. Which samples tell the two apart?",
        "`only_a, only_b, p = mcnemar_test(right_a, right_b)` counts them and tests.",
        "If p is 0.05 or more, return 'open'. Otherwise return 'A' where only_a > only_b, else 'B'.",
    ),
    revisit="04_accuracy_as_measurement, section 5 (Compare two models on the same test set)",
)
