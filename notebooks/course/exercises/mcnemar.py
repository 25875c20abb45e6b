"""Lesson 4: the p-value of McNemar's exact test."""

import numpy as np
from scipy import stats

from course.exercises.diagnosis import as_number, close, compared
from course.exercises.judging import Answer, Exercise, NotYet, call

MESSAGES = {
    "one side": "this counts one tail only. A split as uneven the other way round would count as well: "
    "double it.",
    "above 1": "where a and b are equal this exceeds 1, since both tails hold the middle. A probability "
    "is at "
    "most 1: take the smaller of the two.",
    "exactly": "this is the probability of exactly this split. *At least this uneven* adds the more "
    "uneven ones: "
    "sum over i from 0.",
    "always 1": "it is always 1, so that `min(1, ...)` hides a sum that is too large. The sum runs to the "
    "smaller of a and b, and is divided by 2 ** (a + b).",
    "larger": "the sum runs to the larger of a and b, which is nearly everything. It runs to the smaller.",
    "order": "this sums to a, whichever is smaller, so that it depends on which model is called A. Use the "
    "smaller of a and b.",
    "range": "the last term is missing: `range(m)` ends at m - 1.",
    "approximation": "this is McNemar's approximation by chi-squared, poor for so few digits. Here the "
    "exact test "
    "is wanted.",
    "statistic": "this is the chi-squared statistic, no probability.",
    "power": "2 is raised to another power than -(a + b), so that the probabilities do not sum to 1.",
    "complement": "this is 1 minus the p-value. A small p should mean an uneven split.",
    "none": "with a = b = 0 there is nothing to decide by, and p is 1.",
    "share": "this is a share of digits, no probability of a split.",
    "percent": "this is a percentage. A p-value lies between 0 and 1.",
    "integers": "the p-value is cut off to 0 or 1. Use `/`, and no `int(...)`.",
    "rounded": "the p-value is rounded inside the function. Return it whole, and round when you print.",
    "other": "for fresh counts this is not the probability of a split at least this uneven.",
}


def _tail(m, n):
    """Return the probability of at most m heads in n tosses."""
    return stats.binom.cdf(m, n, 0.5)


def _p(a, b):
    return min(1.0, 2 * _tail(min(a, b), a + b))


def _chi2(a, b, correction=0):
    return (abs(a - b) - correction) ** 2 / (a + b)


# Wrong answers, as learners write them.
SUSPECTS = [
    ("always 1", lambda a, b: 1),
    ("one side", lambda a, b: _tail(min(a, b), a + b)),
    ("above 1", lambda a, b: 2 * _tail(min(a, b), a + b)),
    ("exactly", lambda a, b: stats.binom.pmf(a, a + b, 0.5)),
    ("exactly", lambda a, b: min(1, 2 * stats.binom.pmf(a, a + b, 0.5))),
    ("exactly", lambda a, b: 2 * stats.binom.pmf(a, a + b, 0.5)),
    ("larger", lambda a, b: 2 * _tail(max(a, b), a + b)),
    ("larger", lambda a, b: _tail(max(a, b), a + b)),
    ("order", lambda a, b: min(1, 2 * _tail(a, a + b))),
    ("order", lambda a, b: min(1, 2 * _tail(b, a + b))),
    ("range", lambda a, b: min(1, 2 * _tail(min(a, b) - 1, a + b))),
    ("approximation", lambda a, b: stats.chi2.sf(_chi2(a, b), 1)),
    ("approximation", lambda a, b: stats.chi2.sf(_chi2(a, b, 1), 1)),
    ("statistic", _chi2),
    ("statistic", lambda a, b: _chi2(a, b, 1)),
    ("power", lambda a, b: min(1, 2 * _tail(min(a, b), a + b) * 2.0 ** (a + b - max(a, b)))),
    ("power", lambda a, b: min(1, 2 * _tail(min(a, b), a + b) * 2.0 ** (a + b))),
    ("complement", lambda a, b: 1 - _p(a, b)),
    ("share", lambda a, b: min(a, b) / (a + b)),
    ("share", lambda a, b: a / (a + b)),
    ("share", lambda a, b: abs(a - b) / (a + b)),
    ("integers", lambda a, b: int(_p(a, b))),
    ("percent", lambda a, b: 100 * _p(a, b)),
    ("rounded", lambda a, b: round(_p(a, b), 2)),
    ("rounded", lambda a, b: round(_p(a, b), 3)),
]
CASES = ((5, 1), (3, 9), (6, 6), (14, 4), (0, 7))


def judge(function: Answer) -> None:
    """Judge ``mcnemar(a, b)`` on fresh counts, at last on none at all."""
    found = [as_number(call(function, a=a, b=b), "the p-value") for a, b in CASES]
    right = [_p(*case) for case in CASES]
    if not close(found, right):
        compared(found, right)
        for key, wrong in SUSPECTS:
            if close(found, [float(wrong(*case)) for case in CASES]):
                raise NotYet(MESSAGES[key])
        raise NotYet(MESSAGES["other"])
    try:
        nothing = as_number(call(function, a=0, b=0), "the p-value")
    except NotYet as reason:
        raise NotYet(MESSAGES["none"]) from reason
    if not np.isclose(nothing, 1):
        compared(nothing, 1.0)
        raise NotYet(MESSAGES["none"])


EXERCISE = Exercise(
    title="Your turn: McNemar's p-value",
    answer="mcnemar",
    judge=judge,
    hints=(
        "How many ways are there for i heads in a + b tosses? `math.comb(a + b, i)` says. Each sequence of "
        "tosses has the probability 0.5 ** (a + b).",
        "Add these up for i = 0, 1, ..., min(a, b): `range(min(a, b) + 1)`. `stats.binom.cdf(m, n, 0.5)` "
        "does "
        "the same in one call.",
        "Double the sum for the other tail, and return `min(1, ...)` of it.",
    ),
    revisit="04_accuracy_as_measurement, section 5 (Compare two models on the same test set)",
    solution="""from math import comb

def mcnemar(a, b):
    tail = sum(comb(a + b, i) for i in range(min(a, b) + 1)) / 2 ** (a + b)
    return min(1, 2 * tail)""",
)
