"""Lesson 4: Wilson's interval."""

import numpy as np
from scipy import stats

from course.exercises.diagnosis import as_number, as_pair, compared
from course.exercises.judging import Answer, Exercise, NotYet, call
from nnlib import accuracy_interval

MESSAGES = {
    "wald": "this is Wald's interval, with the standard error at the measured share. Wilson takes the "
    "standard error at each p that is asked about: solve the quadratic equation for p.",
    "order": "the two ends come the wrong way round. Return the lower one first.",
    "z": "the z of another confidence stands in it. For 95 % it is 1.96.",
    "z not squared": "somewhere z stands where the equation has its square.",
    "not divided": "the ends are not divided by 1 + z²/n, the coefficient of p². (If you use the formula "
    "for "
    "quadratic equations, divide by twice that.)",
    "under the root": "the term under the root is not right: the root of a quadratic equation's "
    "discriminant, "
    "divided by the same number as the middle, leaves z²/(4n²) there.",
    "agresti": "the middle is Wilson's, but the reach is one standard error at the middle, times z. That "
    "is "
    "the interval of Agresti and Coull, a little wider. Solve the equation as it stands.",
    "exact": "this is the interval of Clopper and Pearson, which is wider. Here the quadratic is to be "
    "solved.",
    "corrected": "this is Wilson's interval with a correction for whole numbers, which is wider. Leave "
    "it out.",
    "middle and reach": "these are the middle of the interval and its reach. Return the ends, middle - "
    "reach "
    "and middle + reach.",
    "percent": "these are percentages. The ends are fractions between 0 and 1.",
    "counts": "these are counts of right answers. Divide by n: the ends are shares.",
    "not a share": "`correct` is a count, and the formula wants the share correct / n.",
    "integers": "the share is cut off to 0 or 1. Use `/`, and no `int(...)`.",
    "rounded": "the ends are rounded inside the function. Return them whole, and round when you print.",
    "nan": "one end is not a number. Is the term under a root negative, or 0 divided by 0?",
    "other": "for fresh counts these are not the two roots of the quadratic equation.",
}
Z = stats.norm.ppf(0.975)


def _wilson(correct, n, *, z=Z, inner=lambda z, n: z**2 / (4 * n**2), divide=True):
    """Return Wilson's interval, or a wrong one by changing a part of its formula."""
    p = correct / n
    scale = 1 + z**2 / n if divide else 1
    reach = z * np.sqrt(p * (1 - p) / n + inner(z, n))
    middle = p + z**2 / (2 * n)
    return (middle - reach) / scale, (middle + reach) / scale


def _wald(correct, n, z=Z):
    p = correct / n
    reach = z * np.sqrt(p * (1 - p) / n)
    return p - reach, p + reach


def _z_not_squared(correct, n):
    p = correct / n
    reach = Z * np.sqrt(p * (1 - p) / n + Z / (4 * n**2))
    return tuple((p + Z / (2 * n) + side * reach) / (1 + Z / n) for side in (-1, 1))


def _agresti(correct, n):
    return _wald(correct + Z**2 / 2, n + Z**2)


def _middle_and_reach(correct, n):
    low, high = _wilson(correct, n)
    return (low + high) / 2, (high - low) / 2


# Wrong answers, as learners write them.
SUSPECTS = [
    ("wald", _wald),
    ("wald", lambda c, n: tuple(np.clip(_wald(c, n), 0, 1))),
    ("order", lambda c, n: _wilson(c, n)[::-1]),
    *[("z", lambda c, n, q=q: _wilson(c, n, z=stats.norm.ppf(q))) for q in (0.95, 0.995, 0.9)],
    *[("z", lambda c, n, z=z: _wilson(c, n, z=z)) for z in (1, 2, 3, 0.95, 0.975)],
    ("z not squared", _z_not_squared),
    ("not divided", lambda c, n: _wilson(c, n, divide=False)),
    ("not divided", lambda c, n: tuple(2 * np.array(_wilson(c, n)))),
    ("under the root", lambda c, n: _wilson(c, n, inner=lambda z, n: z**2 / (4 * n))),
    ("under the root", lambda c, n: _wilson(c, n, inner=lambda z, n: z**2 / (2 * n**2))),
    ("under the root", lambda c, n: _wilson(c, n, inner=lambda z, n: z**2 / n**2)),
    ("under the root", lambda c, n: _wilson(c, n, inner=lambda z, n: 0)),
    ("agresti", _agresti),
    ("exact", lambda c, n: tuple(stats.binomtest(c, n).proportion_ci(method="exact"))),
    ("corrected", lambda c, n: tuple(stats.binomtest(c, n).proportion_ci(method="wilsoncc"))),
    ("middle and reach", _middle_and_reach),
    ("integers", lambda c, n: _wilson(c // n * n, n)),
    ("percent", lambda c, n: tuple(100 * np.array(_wilson(c, n)))),
    ("counts", lambda c, n: tuple(n * np.array(_wilson(c, n)))),
    ("rounded", lambda c, n: tuple(np.round(_wilson(c, n), 2))),
    ("rounded", lambda c, n: tuple(np.round(_wilson(c, n), 3))),
]
CASES = ((7, 13), (20, 20), (0, 12), (2, 9), (297, 310))


def judge(function: Answer) -> None:
    """Judge ``wilson(correct, n)`` on small and large test sets; z may be rounded to 1.96."""
    found = [_read(call(function, correct=correct, n=n)) for correct, n in CASES]
    right = [accuracy_interval(*case) for case in CASES]
    if _near(found, right):
        return
    compared(found, [came if _near(came, ends) else ends for came, ends in zip(found, right, strict=True)])
    for key, wrong in SUSPECTS:
        if _near(found, [wrong(*case) for case in CASES]):
            raise NotYet(MESSAGES[key])
    if not np.isfinite(found).all():
        of_counts = [ends for ends, (correct, _) in zip(found, CASES, strict=True) if correct > 1]
        raise NotYet(MESSAGES["nan" if np.isfinite(of_counts).any() else "not a share"])
    raise NotYet(MESSAGES["other"])


def _near(found, ends):
    return np.allclose(found, ends, rtol=1e-4, atol=1e-4)


def _read(answer):
    """Return the learner's two ends as floats, or say what came instead."""
    answer = answer.tolist() if isinstance(answer, np.ndarray) else answer
    low, high = as_pair(answer, "the lower and the upper end")
    return as_number(low, "the lower end"), as_number(high, "the upper end")


EXERCISE = Exercise(
    title="Your turn: Wilson's interval",
    answer="wilson",
    judge=judge,
    hints=(
        "The equation is `a * p**2 + b * p + c = 0`. Write down a, b and c in terms of `correct / n`, z "
        "and n.",
        "`np.roots([a, b, c])` returns both roots, in no promised order. `min` and `max` tell which is "
        "which.",
        "a = 1 + z**2 / n, b = -(2 * share + z**2 / n), c = share**2 with share = correct / n and z = "
        "1.96.",
    ),
    revisit="04_accuracy_as_measurement, section 2 (Find an interval that keeps its promise)",
    solution="""def wilson(correct, n):
    share, z = correct / n, 1.96
    middle = share + z**2 / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n)""",
)
