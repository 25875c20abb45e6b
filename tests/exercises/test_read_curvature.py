"""The curvature from the peaks: wrong formulas are named, right ones pass."""

import numpy as np
import pytest

from course.exercises.read_curvature import MESSAGES, judge
from exercises.answers import message, other_callables


def angle(peaks):
    return np.pi / np.diff(peaks).mean()


def damping(mu):
    return (1 - mu) ** 2 / 4


WRONG = [
    (lambda p, lr, mu: ((2 * angle(p)) ** 2 + damping(mu)) / lr, "one turn"),
    (lambda p, lr, mu: (2 * angle(p)) ** 2 / lr, "one turn"),
    (lambda p, lr, mu: ((angle(p) / 2) ** 2 + damping(mu)) / lr, "half"),
    (lambda p, lr, mu: angle(p) ** 2 / lr, "no damping"),
    (lambda p, lr, mu: (angle(p) ** 2 - damping(mu)) / lr, "minus"),
    (lambda p, lr, mu: (angle(p) ** 2 + (1 - mu) / 4) / lr, "not squared"),
    (lambda p, lr, mu: (angle(p) ** 2 + (1 - mu) ** 2) / lr, "no quarter"),
    (lambda p, lr, mu: (angle(p) + damping(mu)) / lr, "omega"),
    (lambda p, lr, mu: angle(p) ** 2 + damping(mu), "no lr"),
    (lambda p, lr, mu: (angle(p) ** 2 + damping(mu)) * lr, "lr twice"),
    (lambda p, lr, mu: angle(p) ** 2 / lr + damping(mu), "term outside"),
    (lambda p, lr, mu: ((np.pi * len(p) / (p[-1] - p[0])) ** 2 + damping(mu)) / lr, "count"),
    (lambda p, lr, mu: ((np.pi * (len(p) - 1) / p[-1]) ** 2 + damping(mu)) / lr, "count"),
    (lambda p, lr, mu: ((np.pi / (p[-1] - p[0])) ** 2 + damping(mu)) / lr, "total"),
    (lambda p, lr, mu: ((np.pi / (p[1] - p[0])) ** 2 + damping(mu)) / lr, "one gap"),
    (lambda p, lr, mu: ((np.pi / round(np.diff(p).mean())) ** 2 + damping(mu)) / lr, "one gap"),
    (lambda p, lr, mu: (angle(p) ** 2 + damping(0.9)) / 0.01, "constants"),
    (lambda p, lr, mu: (angle(p) ** 2 + damping(0.9)) / lr, "constants"),
    (lambda p, lr, mu: np.diff(p).mean(), "period"),
    (lambda p, lr, mu: angle(p), "period"),
    (lambda p, lr, mu: 1.0, "other"),
    (lambda p, lr, mu: float("nan"), "other"),
    (lambda p, lr, mu: (angle(p) ** 2 + (1 + mu) ** 2 / 4) / lr, "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_formulas_are_named(function, key):
    assert MESSAGES[key] in message(judge, function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (lambda p, lr, mu: "large", "str"),
        (lambda p, lr, mu: [1.0], "list"),
        (lambda p, lr, mu: [[1.0], [1.0, 2.0]], "list"),
        (lambda p, lr, mu: (np.pi / np.diff(p)) ** 2 / lr, "ndarray of shape (10,)"),
    ],
)
def test_what_is_no_number_is_shown(answer, came):
    assert message(judge, answer) == f"the curvature should be a single number; it came as {came}."


def exactly(peaks, lr, mu):
    """Solve cos ω = (1 + μ − η λ) / (2 √μ), with no approximation."""
    return (1 + mu - 2 * np.sqrt(mu) * np.cos(angle(peaks))) / lr


def by_ends(steps, rate, memory):
    gap = (steps[-1] - steps[0]) / (len(steps) - 1)
    return np.array(((np.pi / gap) ** 2 + ((1 - memory) / 2) ** 2) / rate)


def by_a_line(peaks, lr, mu):
    gap = np.polyfit(range(len(peaks)), peaks, 1)[0]
    return (np.pi**2 / gap**2 + 0.25 * (1 - mu) ** 2) / lr


def by_a_loop(peaks, lr, mu):
    gaps = [int(peaks[i + 1] - peaks[i]) for i in range(len(peaks) - 1)]
    omega = 3.14159 * len(gaps) / sum(gaps)
    return omega * omega / lr + (1 - mu) * (1 - mu) / 4 / lr


def by_two_thirds(peaks, lr, mu):
    gaps = np.array(peaks[3:]) - np.array(peaks[:-3])
    return float((9 * np.pi**2 / gaps.mean() ** 2 + damping(mu)) / lr)


RIGHT = [exactly, by_ends, by_a_line, by_a_loop, by_two_thirds, *other_callables(by_a_loop)]


@pytest.mark.parametrize("function", RIGHT)
def test_right_formulas_pass(function):
    judge(function)
