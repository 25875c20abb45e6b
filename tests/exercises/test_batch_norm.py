"""The turn "normalise a batch": wrong outputs are named, right ones pass."""

import numpy as np
import pytest

from course.exercises.batch_norm import MESSAGES, judge
from exercises.answers import message, other_callables


def wrong(core=None, last=lambda Z_hat, gamma, beta: gamma * Z_hat + beta):
    """Return a batch normalisation that is right but for the parts that are replaced."""

    def normalise(Z, gamma, beta, eps):
        mean, var = Z.mean(axis=0), Z.var(axis=0)
        Z_hat = core(Z, mean, var, eps) if core else (Z - mean) / np.sqrt(var + eps)
        return last(Z_hat, gamma, beta)

    return normalise


def by_sample(Z, mean, var, eps):
    return (Z - Z.mean(axis=1, keepdims=True)) / np.sqrt(Z.var(axis=1, keepdims=True) + eps)


WRONG = [
    (wrong(by_sample), "samples"),
    (wrong(lambda Z, m, v, eps: (Z - Z.mean()) / np.sqrt(Z.var() + eps)), "whole"),
    (wrong(lambda Z, m, v, eps: (Z - m) / (Z.std(axis=0) + eps)), "std"),
    (wrong(lambda Z, m, v, eps: (Z - m) / np.sqrt(v) + eps), "eps after"),
    (lambda Z, gamma, beta, eps: gamma * (Z - Z.mean(0)) / np.sqrt(Z.var(0)) + eps + beta, "eps after"),
    (wrong(lambda Z, m, v, eps: Z - m / np.sqrt(v + eps)), "parentheses"),
    (lambda Z, gamma, beta, eps: gamma * Z - Z.mean(0) / np.sqrt(Z.var(0) + eps) + beta, "parentheses"),
    (wrong(lambda Z, m, v, eps: (Z - Z.mean(axis=1)) / np.sqrt(Z.var(axis=1) + eps)), "samples"),
    (wrong(lambda Z, m, v, eps: (Z - m) / np.sqrt(v)), "no eps"),
    (wrong(lambda Z, m, v, eps: (Z - m) / np.sqrt(v + 1e-5)), "fixed eps"),
    (wrong(lambda Z, m, v, eps: (Z - m) / (v + eps)), "variance"),
    (wrong(lambda Z, m, v, eps: (Z - m) * np.sqrt(v + eps)), "multiplied"),
    (wrong(lambda Z, m, v, eps: Z / np.sqrt(v + eps)), "not centred"),
    (wrong(lambda Z, m, v, eps: Z - m), "not scaled"),
    (wrong(last=lambda Z_hat, gamma, beta: Z_hat), "plain"),
    (wrong(last=lambda Z_hat, gamma, beta: gamma * Z_hat), "no beta"),
    (wrong(last=lambda Z_hat, gamma, beta: Z_hat + beta), "no gamma"),
    (wrong(last=lambda Z_hat, gamma, beta: beta * Z_hat + gamma), "swapped"),
    (wrong(last=lambda Z_hat, gamma, beta: gamma * (Z_hat + beta)), "beta first"),
    (wrong(lambda Z, m, v, eps: (Z - m) / np.sqrt(Z.var(axis=0, ddof=1) + eps)), "ddof"),
    (wrong(lambda Z, m, v, eps: (Z - m) / np.sqrt((Z**2).mean(axis=0) + eps)), "sum of squares"),
    (wrong(lambda Z, m, v, eps: np.tanh(Z - m)), "other"),
    (wrong(lambda Z, m, v, eps: (Z - Z.min(axis=0)) / (np.ptp(Z, axis=0) + eps)), "other"),
    (wrong(lambda Z, m, v, eps: (Z - np.median(Z, axis=0)) / np.sqrt(v + eps)), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_output_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def test_another_shape_is_shown():
    assert "should have shape (8, 3)" in message(judge, lambda Z, gamma, beta, eps: Z.mean(axis=0))


def test_another_error_stays_as_it_is():
    assert "ZeroDivisionError" in message(judge, lambda Z, gamma, beta, eps: 1 // 0)
    assert "broadcast" in message(judge, lambda Z, gamma, beta, eps: Z + np.ones(7))


def by_columns(Z, gamma, beta, eps):
    out = np.empty_like(Z)
    for unit, column in enumerate(Z.T):
        centred = column - np.sum(column) / len(column)
        out[:, unit] = gamma[0, unit] * centred / (centred @ centred / len(Z) + eps) ** 0.5 + beta[0, unit]
    return out


def by_mean_of_squares(Z, gamma, beta, eps):
    var = (Z**2).mean(axis=0) - Z.mean(axis=0) ** 2
    return beta + (Z - Z.mean(axis=0, keepdims=True)) * (gamma / np.sqrt(var + eps))


def as_one_affine_map(Z, gamma, beta, eps):
    scale = gamma * (Z.var(axis=0) + eps) ** -0.5
    return scale * Z + (beta - scale * Z.mean(axis=0))


RIGHT = [wrong(), by_columns, by_mean_of_squares, as_one_affine_map, *other_callables(by_columns)]


@pytest.mark.parametrize("function", RIGHT)
def test_a_right_output_passes(function):
    judge(function)
