"""The turn "one step of Adam": wrong steps are named, right ones pass."""

import numpy as np
import pytest

import nnlib
from course.exercises.adam import MESSAGES, judge
from exercises.answers import message, other_callables


def wrong(update=None, state=None, corrections=(0.9, 0.999)):
    """Return an Adam that is right but for the parts that are replaced."""

    def adam(mean, square, g, step, lr):
        m, s = state(mean, square, g) if state else (0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g)
        a, b = corrections
        m_hat = m / (1 - a**step) if a else m
        s_hat = s / (1 - b**step) if b else s
        with np.errstate(invalid="ignore"):
            right = -lr * m_hat / (np.sqrt(s_hat) + 1e-8)
        return m, s, update(right, m_hat, s_hat, g, lr) if update else right

    return adam


def corrected_state(mean, square, g, step, lr):
    mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g**2
    mean, square = mean / (1 - 0.9**step), square / (1 - 0.999**step)
    return mean, square, -lr * mean / (np.sqrt(square) + 1e-8)


def old_state(mean, square, g, step, lr):
    return mean, square, wrong()(mean, square, g, step, lr)[2]


def count_from_zero(mean, square, g, step, lr):
    m, s, _ = wrong()(mean, square, g, step, lr)
    return m, s, wrong()(mean, square, g, step + 1, lr)[2]


def corrected_outside(mean, square, g, step, lr):
    m, s, _ = wrong()(mean, square, g, step, lr)
    return m, s, -lr * (m / (1 - 0.9**step)) / (np.sqrt(s) / (1 - 0.999**step) + 1e-8)


WRONG = [
    (lambda m, s, g, step, lr: -lr * m, "three"),
    (wrong(lambda right, *_: -right), "uphill"),
    (wrong(corrections=(0, 0)), "no correction"),
    (wrong(corrections=(0.9, 0)), "one correction"),
    (wrong(corrections=(0, 0.999)), "one correction"),
    (wrong(corrections=(0.999, 0.9)), "swapped"),
    (wrong(state=lambda m, s, g: (0.999 * m + 0.001 * g, 0.9 * s + 0.1 * g**2)), "swapped"),
    (corrected_state, "corrected state"),
    (old_state, "old state"),
    (lambda *args: wrong()(*args)[::-1], "order"),
    (lambda *args: [wrong()(*args)[k] for k in (2, 0, 1)], "order"),
    (wrong(state=lambda m, s, g: (0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g)), "not squared"),
    (wrong(lambda right, m, s, g, lr: -lr * m / (s + 1e-8)), "no root"),
    (wrong(lambda right, m, s, g, lr: -lr * m / np.sqrt(s + 1e-8)), "eps inside"),
    (wrong(lambda right, m, s, g, lr: -lr * m / np.sqrt(s)), "no eps"),
    (wrong(lambda right, m, s, g, lr: -lr * (m / np.sqrt(s) + 1e-8)), "eps after"),
    (wrong(lambda right, m, s, g, lr: -lr * m / np.sqrt(s) + 1e-8), "eps after"),
    (corrected_outside, "outside the root"),
    (wrong(state=lambda m, s, g: (0.9 * m + g, 0.999 * s + g**2)), "sum"),
    (wrong(state=lambda m, s, g: (0.1 * g, 0.001 * g**2)), "no memory"),
    (wrong(lambda right, m, s, g, lr: -lr * g / (np.sqrt(s) + 1e-8)), "gradient"),
    (count_from_zero, "step"),
    (wrong(lambda right, m, s, g, lr: right / lr), "no lr"),
    (wrong(state=lambda m, s, g: (0.8 * m + 0.2 * g, 0.999 * s + 0.001 * g**2)), "other state"),
    (wrong(lambda right, *_: 0.7 * right), "other update"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_step_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def kingma_and_ba_fast(mean, square, g, step, lr):
    """Return the step in the form at the end of the paper's section 2, with epsilon scaled to match."""
    mean, square = mean + 0.1 * (g - mean), square + 0.001 * (g**2 - square)
    root = np.sqrt(1 - 0.999**step)
    return [mean, square, -lr * root / (1 - 0.9**step) * mean / (np.sqrt(square) + 1e-8 * root)]


def by_elements(mean, square, g, step, lr):
    elements = zip(mean.flat, square.flat, g.flat, strict=True)
    found = np.array([wrong()(*numbers, step, lr) for numbers in elements])
    return tuple(column.reshape(g.shape) for column in found.T)


def with_power(mean, square, g, step, lr):
    mean, square = (b * old + (1 - b) * g**k for b, old, k in ((0.9, mean, 1), (0.999, square, 2)))
    return mean, square, -lr * (mean / (1 - 0.9**step)) / ((square / (1 - 0.999**step)) ** 0.5 + 1e-8)


def of_the_toolkit(mean, square, g, step, lr):
    return nnlib.adam_update(mean, square, g, step, lr)


RIGHT = [kingma_and_ba_fast, by_elements, with_power, of_the_toolkit, *other_callables(with_power)]


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_step_passes(function):
    judge(function)
