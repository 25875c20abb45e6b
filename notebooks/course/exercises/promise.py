"""Exercise 2c: decide by an interval whether a promised accuracy is kept."""

import numpy as np

from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import word_that_came
from nnlib.metrics import accuracy_interval

ANSWERS = ("kept", "broken", "open")
MESSAGES = {
    "words": "it should return one of the words 'kept', 'broken' and 'open'.",
    "share": "it compares the measured share alone. The test set could have come out otherwise, so say "
    "'open' where the interval holds the promise.",
    "Wald": "this is Wald's interval, which is too narrow near 1: at 20 of 20 it has no width at all. "
    "`accuracy_interval` gives Wilson's.",
    "swapped": "'kept' and 'broken' have changed places.",
    "never open": "it never says 'open'. Where the promise lies inside the interval, the test cannot tell.",
    "always": "it gives the same answer whatever came out. Are two shares compared, or a share with a "
    "count or a percentage?",
    "lower only": "it says 'broken' as soon as the lower end is below the promise. That is only doubt: the "
    "promise is broken if the whole interval lies below it.",
    "upper only": "it says 'kept' as soon as the upper end is above the promise. That is only hope: the "
    "promise is kept if the whole interval lies above it.",
    "inside": "it says 'kept' where the promise lies inside the interval. There the test cannot tell.",
    "open outside": "'open' has changed places with the other two: it belongs where the promise lies "
    "inside the interval.",
    "confidence": "the interval has another confidence than 95 %.",
    "other": "the answer should follow from where the promise lies: below the interval, above it, or in "
    "it.",
}


def _verdict(low, high, promised):
    return "kept" if low > promised else "broken" if high < promised else "open"


def _right(c, n, promised, confidence=0.95):
    return _verdict(*accuracy_interval(c, n, confidence), promised)


def _wald(c, n, promised):
    reach = 1.96 * np.sqrt(c / n * (1 - c / n) / n)
    return _verdict(c / n - reach, c / n + reach, promised)


def _ends(c, n, promised):
    low, high = accuracy_interval(c, n)
    return low > promised, high < promised


SWAP = {"kept": "broken", "broken": "kept", "open": "open"}
# Wrong answers, as learners write them: c right of n, and the promise p.
SUSPECTS = [
    ("share", lambda c, n, p: "kept" if c / n >= p else "broken"),
    ("share", lambda c, n, p: "kept" if c / n > p else "broken" if c / n < p else "open"),
    ("Wald", _wald),
    ("swapped", lambda c, n, p: SWAP[_right(c, n, p)]),
    ("lower only", lambda c, n, p: "kept" if _ends(c, n, p)[0] else "broken"),
    ("upper only", lambda c, n, p: "broken" if _ends(c, n, p)[1] else "kept"),
    ("inside", lambda c, n, p: "broken" if any(_ends(c, n, p)) else "kept"),
    ("inside", lambda c, n, p: "kept" if _right(c, n, p) == "open" else "open"),
    ("open outside", lambda c, n, p: "open" if any(_ends(c, n, p)) else "broken"),
    ("open outside",
     lambda c, n, p: "open" if any(_ends(c, n, p)) else "kept" if c / n >= p else "broken"),
    ("confidence", lambda c, n, p: _right(c, n, p, 0.99)),
    ("confidence", lambda c, n, p: _right(c, n, p, 0.9)),
    ("confidence", lambda c, n, p: _right(c, n, p, 0.68)),
    ("confidence", lambda c, n, p: _right(c, n, p, 0.5)),
    *[("always", lambda c, n, p, word=word: word) for word in ANSWERS],
]  # fmt: skip
CASES = (
    (46, 50, 0.8), (47, 50, 0.9), (20, 20, 0.9), (99, 100, 0.95), (850, 1000, 0.9), (88, 100, 0.9),
    (930, 1000, 0.915), (917, 1000, 0.9), (1885, 2000, 0.95), (1880, 2000, 0.95), (44, 50, 0.95),
    (37, 40, 0.9),
)  # fmt: skip


def judge(function: Answer) -> None:
    """Judge ``promise(correct, n, promised)`` on small and large test sets."""
    found = [call(function, correct=c, n=n, promised=p) for c, n, p in CASES]
    for word in found:
        if not isinstance(word, str) or word not in ANSWERS:
            raise NotYet(f"{MESSAGES['words']} It returned {word_that_came(word)}.")
    right = [_right(*case) for case in CASES]
    if found == right:
        return
    key = next((key for key, wrong in SUSPECTS if found == [wrong(*case) for case in CASES]), None)
    if key is None:
        key = "other" if "open" in found else "never open"
    at = next(i for i, (word, wanted) in enumerate(zip(found, right, strict=True)) if word != wanted)
    (c, n, p), (low, high) = CASES[at], accuracy_interval(*CASES[at][:2])
    raise NotYet(
        f"{MESSAGES[key]}\nFor {c} of {n} right and a promise of {p} it returned '{found[at]}'. The "
        f"interval is {low:.3f} to {high:.3f}, so expected was '{right[at]}'."
    )


EXERCISE = Exercise(
    title="2c. Is the promise kept?",
    answer="promise",
    judge=judge,
    hints=(
        "Which true accuracies does the test set leave possible? `accuracy_interval(correct, n)` says.",
        "`low, high = accuracy_interval(correct, n)`. The promise can lie below both ends, above both, or "
        "between them.",
        "Return 'kept' if low > promised, 'broken' if high < promised, and 'open' otherwise.",
    ),
    revisit="04_accuracy_as_measurement, section 2 (Find an interval that keeps its promise)",
)
