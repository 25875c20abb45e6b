"""Your turn in the last lesson: the interval of a mean of paired differences."""

import numpy as np
from scipy import stats

from course.exercises.diagnosis import as_array, as_pair, diagnose
from course.exercises.judging import Answer, Exercise, call
from course.exercises.reading import any_array

MESSAGES = {
    "order": "the two ends come the wrong way round. Return the lower one first.",
    "middle and half": "these are the mean and the half-width. Return mean - half and mean + half.",
    "around zero": "the interval is centred at 0. Its middle is the mean of the differences.",
    "normal": "the factor is 1.96, that of the normal distribution. With few differences their spread is "
    "itself poorly known; `stats.t.ppf` has the larger factor.",
    "one-sided": "the factor cuts off 5 % on one side. An interval of 95 % leaves 2.5 % on each side.",
    "freedom": "the t distribution has n degrees of freedom here. It should be n - 1.",
    "fixed t": "the factor is always 2.78, that of five differences. Here are more; take it from n.",
    "ddof": "the standard deviation divides by n. With `ddof=1` it divides by n - 1, as s_d does.",
    "fixed n": "the number 5 stands in place of n. Here are more differences; `len(d)` counts them.",
    "root of n - 1": "the half-width is divided by the root of n - 1. With `ddof=1` in s_d, which divides "
    "by n - 1 already, the root is that of n.",
    "not divided": "the half-width is not divided by the root of n. This is where single differences "
    "lie, not where their mean is known to be.",
    "divided by n": "the half-width is divided by n. The standard error falls with the root of n.",
    "variance": "the variance stands where the standard deviation should be.",
    "no factor": "this is one standard error to each side. Multiply it by the factor of t.",
    "whole width": "the half-width is twice as large as it should be.",
    "rounded": "the ends are rounded inside the function. Return them whole, and round when you print.",
    "range": "these are the smallest and the largest difference.",
    "other": "for fresh differences these are not the ends of the formula.",
}


def interval(d, *, factor=None, ddof=1, power=0.5, spread=np.std):
    """Return both ends of the interval, or those of a wrong one."""
    n = len(d)
    factor = stats.t.ppf(0.975, n - 1) if factor is None else factor
    half = factor * spread(d, ddof=ddof) / n**power
    return np.mean(d) - half, np.mean(d) + half


def judge(function: Answer) -> None:
    """Judge ``paired_interval(d)`` on fresh differences."""
    rng = np.random.default_rng(5)
    for n in (7, 9, 12):
        d = rng.normal(0.4, 1.0, size=n)
        answer = call(function, d=d)
        pair = list(answer) if any_array(answer).shape == (2,) else answer
        pair = as_pair(pair, "the lower and the upper end")
        found = tuple(float(as_array(end, (), "each end")) for end in pair)
        diagnose(found, interval(d), MESSAGES, _suspects(d), "other")


def _suspects(d):
    n, (low, high) = len(d), interval(d)
    half = (high - low) / 2
    return [
        ("order", (high, low)),
        ("middle and half", (np.mean(d), half)),
        ("around zero", (-half, half)),
        *[("normal", interval(d, factor=f)) for f in (1.96, stats.norm.ppf(0.975), 2)],
        ("one-sided", interval(d, factor=stats.t.ppf(0.95, n - 1))),
        ("freedom", interval(d, factor=stats.t.ppf(0.975, n))),
        *[("fixed t", interval(d, factor=f)) for f in (2.78, 2.776, stats.t.ppf(0.975, 4))],
        *[("fixed n", interval(d, factor=f * np.sqrt(n / 5))) for f in (2.78, stats.t.ppf(0.975, 4))],
        ("fixed n", interval(d, factor=stats.t.ppf(0.975, n - 1) * np.sqrt(n / 5))),
        ("root of n - 1", interval(d, factor=stats.t.ppf(0.975, n - 1) * np.sqrt(n / (n - 1)))),
        ("ddof", interval(d, ddof=0)),
        ("not divided", interval(d, power=0)),
        ("divided by n", interval(d, power=1)),
        ("variance", interval(d, spread=np.var)),
        ("no factor", interval(d, factor=1)),
        ("whole width", (np.mean(d) - 2 * half, np.mean(d) + 2 * half)),
        ("range", (d.min(), d.max())),
        ("normal", interval(d, factor=1.96, ddof=0)),
        *[("rounded", tuple(np.round((low, high), digits))) for digits in (1, 2, 3)],
    ]


EXERCISE = Exercise(
    title="Your turn: the interval of a paired effect",
    answer="paired_interval",
    judge=judge,
    hints=(
        "You need three numbers of `d`: its mean, its standard deviation s_d, and how many there are.",
        "`np.std(d, ddof=1)` is s_d. `stats.t.ppf(0.975, n - 1)` is the factor t.",
        "half = t * s_d / sqrt(n); return mean - half and mean + half.",
    ),
    revisit="09_where_next, section 1 (Take the recipe apart)",
    solution="""from scipy import stats


def paired_interval(d):
    n = len(d)
    half = stats.t.ppf(0.975, n - 1) * np.std(d, ddof=1) / np.sqrt(n)
    return np.mean(d) - half, np.mean(d) + half""",
)
