"""Exercise 1c: a wrong lr, or a wrong word on mu, is explained; right ones pass."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from course.exercises.tune import CASES, MESSAGES, best_lr, judge, rate
from exercises.answers import message


def word(a, b, mu):
    return "too small" if np.sqrt(mu) < (np.sqrt(b / a) - 1) / (np.sqrt(b / a) + 1) else "too large"


def lr(a, b, mu):
    return 2 * (1 + mu) / (a + b)


def with_word(wrong):
    return lambda a, b, mu: (wrong(a, b, mu), word(a, b, mu))


def with_lr(wrong):
    return lambda a, b, mu: (lr(a, b, mu), wrong(a, b, mu))


STEPS = {
    "plain": (lambda a, b, mu: 2 / (a + b), "no momentum"),
    "one over h_max": (lambda a, b, mu: 1 / b, "no momentum"),
    "two over h_max": (lambda a, b, mu: 2 / b, "no momentum"),
    "Polyak's": (lambda a, b, mu: 4 / (np.sqrt(a) + np.sqrt(b)) ** 2, "its own mu"),
    "the limit": (lambda a, b, mu: (2 + 2 * mu) / b, "limit"),
    "steep end": (lambda a, b, mu: (1 + np.sqrt(mu)) ** 2 / b, "steep end"),
    "flat end": (lambda a, b, mu: (1 - np.sqrt(mu)) ** 2 / a, "flat end"),
    "mean of both": (
        lambda a, b, mu: np.mean([(1 + np.sqrt(mu)) ** 2 / b, (1 - np.sqrt(mu)) ** 2 / a]), "middle"),
    "geometric mean": (lambda a, b, mu: (1 - mu) / np.sqrt(a * b), "middle"),
    "effective": (lambda a, b, mu: lr(a, b, mu) / (1 - mu), "effective"),
    "plain, effective": (lambda a, b, mu: 2 * (1 - mu) / (a + b), "effective"),
    "divided": (lambda a, b, mu: lr(a, b, mu) * (1 - mu), "effective"),
    "mu 0.9 typed in": (lambda a, b, mu: 3.8 / (a + b), "fixed mu"),
    "half": (lambda a, b, mu: lr(a, b, mu) / 2, "flat"), "a twentieth": (lambda a, b, mu: 0.05 / b, "flat"),
    "near the limit": (lambda a, b, mu: 1.98 * (1 + mu) / b, "steep"),
    "twice": (lambda a, b, mu: 2 * lr(a, b, mu), "diverges"),
    "one tenth": (lambda a, b, mu: 0.1, "diverges"),
}  # fmt: skip
WORDS = {
    "opposite": (
        lambda a, b, mu: "too large" if word(a, b, mu) == "too small" else "too small", "opposite"),
    "always large": (lambda a, b, mu: "too large", "always"),
    "always small": (lambda a, b, mu: "too small", "always"),
    "1442": (lambda a, b, mu: "too large" if b / a < 1442 else "too small", "by 1442"),
    "0.9": (lambda a, b, mu: "too large" if mu >= 0.9 else "too small", "by 0.9"),
    "above 0.6": (lambda a, b, mu: "too large" if mu > 0.6 else "too small", "by 0.9"),
    "no square": (
        lambda a, b, mu: "too large" if mu > (np.sqrt(b / a) - 1) / (np.sqrt(b / a) + 1) else "too small",
        "by the root"),
    "no root": (lambda a, b, mu: "too large" if mu > ((b - a) / (b + a)) ** 2 else "too small", "by 38"),
    "plain is faster": (
        lambda a, b, mu: "too large" if (b - a) / (b + a) < np.sqrt(mu) else "too small", "by 38"),
    "by 100": (lambda a, b, mu: "too large" if b / a < 100 else "too small", "other word"),
}  # fmt: skip
WRONG = {name: (with_word(wrong), key) for name, (wrong, key) in STEPS.items()}
WRONG |= {name: (with_lr(wrong), key) for name, (wrong, key) in WORDS.items()}
WRONG |= {
    "lr alone": (lr, "pair"), "three things": (lambda a, b, mu: (lr(a, b, mu), mu, word(a, b, mu)), "pair"),
    "order": (lambda a, b, mu: (word(a, b, mu), lr(a, b, mu)), "order"),
    "negative": (lambda a, b, mu: (-lr(a, b, mu), word(a, b, mu)), "lr"),
    "zero": (lambda a, b, mu: (0.0, word(a, b, mu)), "lr"),
    "NaN": (lambda a, b, mu: (np.nan, word(a, b, mu)), "lr"),
    "mu in place of the word": (lambda a, b, mu: (lr(a, b, mu), mu), "word"),
    "another word": (lambda a, b, mu: (lr(a, b, mu), "small"), "word"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_wrong_settings_are_explained(function, key):
    assert MESSAGES[key] in message(judge, function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def by_steps(h_min, h_max, mu):
    root = np.sqrt(h_max / h_min)
    if mu > ((root - 1) / (root + 1)) ** 2:
        return lr(h_min, h_max, mu), "too large"
    return lr(h_min, h_max, mu), "too small"


def worst_rates(lrs, h_min, h_max, mu):
    """Return the rate at the slower end for each of many lr, from the matrices of a step."""
    steps = np.zeros((2, len(lrs), 2, 2))
    steps[..., 0, 0] = 1 + mu - np.outer([h_min, h_max], lrs)
    steps[..., 0, 1], steps[..., 1, 0] = -mu, 1
    return np.abs(np.linalg.eigvals(steps)).max(axis=(0, 2))


def by_search(h_min, h_max, mu):
    lrs = np.linspace(0, 2 * (1 + mu) / h_max, 4000)[1:]
    worst = worst_rates(lrs, h_min, h_max, mu)
    creeps = min(worst) > np.sqrt(mu) * 1.0001
    return lrs[np.argmin(worst)], "too small" if creeps else "too large"


def by_optimiser(h_min, h_max, mu):
    found = minimize_scalar(lambda lr: max(rate(lr, mu, h_min), rate(lr, mu, h_max)), method="bounded",
                            bounds=(0, 2 * (1 + mu) / h_max), options={"xatol": 1e-9})  # fmt: skip
    return float(found.x), word(h_min, h_max, mu)


def at_the_flat_end(h_min, h_max, mu):
    if word(h_min, h_max, mu) == "too large":  # any lr between the ends will do
        return (1 - np.sqrt(mu)) ** 2 / h_min * 1.001, "too large"
    return lr(h_min, h_max, mu), "too small"


def at_the_steep_end(h_min, h_max, mu):
    if word(h_min, h_max, mu) == "too large":
        return (1 + np.sqrt(mu)) ** 2 / h_max * 0.999, "too large"
    return lr(h_min, h_max, mu), "too small"


RIGHT = {
    "formula": lambda a, b, mu: (lr(a, b, mu), word(a, b, mu)), "by steps": by_steps,
    "by search": by_search,
    "by an optimiser": by_optimiser, "flat end": at_the_flat_end, "steep end": at_the_steep_end,
    "list": lambda a, b, mu: [lr(a, b, mu), word(a, b, mu)],
    "NumPy's numbers": lambda a, b, mu: (np.float64(lr(a, b, mu)), np.str_(word(a, b, mu))),
    "without axes": lambda a, b, mu: (np.array(lr(a, b, mu)), word(a, b, mu)),
    "one per cent less": lambda a, b, mu: (0.99 * lr(a, b, mu), word(a, b, mu)),
    "five digits": lambda a, b, mu: (float(f"{lr(a, b, mu):.5g}"), word(a, b, mu)),
    "by kappa": lambda a, b, mu: (2 * (1 + mu) / (a * (1 + b / a)), word(1, b / a, mu)),
    "by the range": lambda a, b, mu: (
        lr(a, b, mu), "too large" if b / a < ((1 + np.sqrt(mu)) / (1 - np.sqrt(mu))) ** 2 else "too small"),
}  # fmt: skip


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_right_settings_pass(function):
    judge(function)


@pytest.mark.parametrize("case", CASES)
def test_no_other_lr_is_faster_and_the_word_is_true(case):
    h_min, h_max, mu = case

    def fastest(mu):
        lrs = np.linspace(0, 2 * (1 + mu) / h_max, 2000)[1:-1]
        return min(worst_rates(lrs, h_min, h_max, mu))

    best = max(rate(best_lr(*case), mu, h) for h in (h_min, h_max))
    assert best <= fastest(mu) + 1e-7
    larger, smaller = fastest(mu + 0.05 * (1 - mu)), fastest(mu - 0.05 * (1 - mu))
    assert (larger < smaller) == (word(*case) == "too small")
