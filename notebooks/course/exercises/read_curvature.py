"""Your turn in 01_momentum: a curvature, from the peaks of an oscillating loss."""

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import as_number, compared
from course.exercises.judging import Answer, Exercise, NotYet, call

CASES = (
    (0.01, 0.9, 1.0),
    (0.02, 0.9, 0.25),
    (0.1, 0.95, 0.04),
    (0.002, 0.97, 1.2),
    (0.05, 0.97, 1.75),
)  # lr, mu, curvature
TOLERANCE = 0.06

MESSAGES = {
    "one turn": "the result is about four times too large. The loss has two peaks in a full turn of 2π, so "
    "from one peak to the next the angle is π.",
    "half": "the result is about a quarter of what it should be, as if a full turn had four peaks. From "
    "one peak of the loss to the next the angle is π.",
    "no damping": "the term (1 - mu)² / 4 is missing. It counts where the oscillation is slow.",
    "minus": "the term (1 - mu)² / 4 was subtracted. Solve ω² = lr λ - (1 - mu)² / 4 for λ.",
    "not squared": "1 - mu should be squared in the second term.",
    "no quarter": "the second term is (1 - mu)² divided by 4.",
    "omega": "ω should be squared.",
    "no lr": "the result is lr times λ. Divide it by lr.",
    "lr twice": "the result was multiplied by lr. Divide by it.",
    "term outside": "only ω² was divided by lr. The whole sum, ω² + (1 - mu)² / 4, is lr λ.",
    "count": "there is one gap fewer than there are peaks, and the first peak does not come at step 0. "
    "Take the mean of the differences.",
    "total": "this takes the whole time from the first to the last peak for one gap.",
    "constants": "numbers such as 0.01 or 0.9 stand in place of `lr` and `mu`, which are others here.",
    "one gap": "this uses a single gap. The peaks lie at whole steps, so take the mean of all gaps.",
    "period": "this returns the distance between the peaks, or the angle. From the angle compute λ.",
    "other": "compare with the formula: T is the mean gap, ω = π / T, and lr λ = ω² + (1 - mu)² / 4.",
}


def peaks_of_the_loss(lr: float, mu: float, curvature: float, count: int = 11) -> NDArray:
    """Return the first steps at which the loss of one direction is larger than before and after."""
    theta, v, loss = 1.0, 0.0, []
    for _ in range(1500):
        loss.append(theta**2)
        v = mu * v - lr * curvature * theta
        theta += v
    loss = np.array(loss)
    return np.flatnonzero((loss[1:-1] > loss[:-2]) & (loss[1:-1] > loss[2:]))[:count] + 1


def judge(function: Answer) -> None:
    """Judge ``read_curvature(peaks, lr, mu)`` on the peaks of descents with known curvatures."""
    found = []
    for lr, mu, curvature in CASES:
        value = call(function, peaks=peaks_of_the_loss(lr, mu, curvature), lr=lr, mu=mu)
        found.append(as_number(value, "the curvature"))
    truth = np.array([curvature for *_, curvature in CASES])
    if np.allclose(found, truth, rtol=TOLERANCE, atol=0):
        return
    near = np.isclose(found, truth, rtol=TOLERANCE, atol=0)
    compared(found, np.where(near, found, truth).tolist())
    for key, wrong in _wrong_ways().items():
        for formula in wrong:
            expected = [formula(peaks_of_the_loss(*case), *case[:2]) for case in CASES]
            if np.allclose(found, expected, rtol=0.003, atol=0):
                raise NotYet(MESSAGES[key])
    raise NotYet(MESSAGES["other"])


def _wrong_ways():
    """Return, by the key of its message, formulas of (peaks, lr, mu) that are often meant instead."""

    def squared(gap, lr, mu, turn=np.pi):
        return ((turn / gap) ** 2 + (1 - mu) ** 2 / 4) / lr

    def omega(p):
        return np.pi / np.mean(np.diff(p))

    return {
        "one turn": [
            lambda p, lr, mu: squared(np.mean(np.diff(p)), lr, mu, 2 * np.pi),
            lambda p, lr, mu: 4 * omega(p) ** 2 / lr,
        ],
        "half": [lambda p, lr, mu: squared(np.mean(np.diff(p)), lr, mu, np.pi / 2)],
        "no damping": [lambda p, lr, mu: omega(p) ** 2 / lr],
        "minus": [lambda p, lr, mu: (omega(p) ** 2 - (1 - mu) ** 2 / 4) / lr],
        "not squared": [lambda p, lr, mu: (omega(p) ** 2 + (1 - mu) / 4) / lr],
        "no quarter": [lambda p, lr, mu: (omega(p) ** 2 + (1 - mu) ** 2) / lr],
        "omega": [lambda p, lr, mu: (omega(p) + (1 - mu) ** 2 / 4) / lr],
        "no lr": [lambda p, lr, mu: squared(np.mean(np.diff(p)), 1.0, mu)],
        "lr twice": [lambda p, lr, mu: squared(np.mean(np.diff(p)), 1 / lr, mu)],
        "term outside": [lambda p, lr, mu: omega(p) ** 2 / lr + (1 - mu) ** 2 / 4],
        "count": [
            lambda p, lr, mu: squared((p[-1] - p[0]) / len(p), lr, mu),
            lambda p, lr, mu: squared(p[-1] / (len(p) - 1), lr, mu),
        ],
        "constants": [
            lambda p, lr, mu: squared(np.mean(np.diff(p)), 0.01, 0.9),
            lambda p, lr, mu: squared(np.mean(np.diff(p)), 0.01, mu),
            lambda p, lr, mu: squared(np.mean(np.diff(p)), lr, 0.9),
        ],
        "one gap": [
            *[lambda p, lr, mu, i=i: squared(p[i + 1] - p[i], lr, mu) for i in (0, 1, -2)],
            lambda p, lr, mu: squared(np.mean(np.diff(p)).round(), lr, mu),
        ],
        "total": [lambda p, lr, mu: squared(p[-1] - p[0], lr, mu)],
        "period": [
            lambda p, lr, mu: np.mean(np.diff(p)),
            lambda p, lr, mu: omega(p),
            lambda p, lr, mu: omega(p) ** 2,
        ],
    }


EXERCISE = Exercise(
    title="Your turn: read the curvature",
    answer="read_curvature",
    judge=judge,
    hints=(
        "`np.diff(peaks)` gives the gaps between the peaks. What is their mean, and which angle does the "
        "oscillation turn in that time?",
        "Two peaks in a turn of 2π: ω = π / T, where T is the mean gap.",
        "Solve ω² = lr λ - (1 - mu)² / 4 for λ. Both terms are divided by lr.",
    ),
    revisit="01_momentum, section 3 (Choose how long to remember)",
    solution='''def read_curvature(peaks, lr, mu):
    """Return the curvature λ, from the steps at which an oscillating loss has its peaks."""
    omega = np.pi / np.mean(np.diff(peaks))
    return (omega**2 + (1 - mu) ** 2 / 4) / lr''',
)
