"""Your turn in the last lesson: the forward pass of batch normalisation."""

import numpy as np

from course.exercises.diagnosis import as_array, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, Stopped, call

MESSAGES = {
    "samples": "mean and variance are taken over each sample. Batch normalisation takes them over the "
    "batch, for each unit: axis 0.",
    "whole": "there is one mean and one variance for the whole array. Each unit (column) has its own.",
    "std": "epsilon is added to the standard deviation. It belongs under the root, to the variance.",
    "eps after": "epsilon is added after the division. It belongs under the root, to the variance.",
    "parentheses": "only the mean is divided by the root, not Z less the mean. `(Z - mean) / root` needs "
    "its parentheses.",
    "no eps": "epsilon is forgotten. A unit that is the same for the whole batch would be 0 / 0.",
    "fixed eps": "a number such as 1e-5 stands in place of `eps`, which is another here.",
    "variance": "it divides by the variance. Take the root.",
    "multiplied": "it multiplies by the standard deviation. To bring it to 1, divide.",
    "not centred": "the mean is not subtracted.",
    "not scaled": "the spread is not brought to 1: divide by the root of the variance plus eps.",
    "plain": "this is the normalised Z, without gamma and beta.",
    "no beta": "beta is not added.",
    "no gamma": "gamma does not act.",
    "swapped": "gamma and beta have changed places: gamma multiplies, beta is added.",
    "beta first": "beta is added before gamma multiplies. Multiply first.",
    "ddof": "the variance divides by n - 1. Here it divides by n, as `np.var` does by default.",
    "sum of squares": "the mean of the squares stands in place of the variance. Subtract the mean first.",
    "other": "for a fresh batch the output differs from the formula.",
}


def normalised(Z, eps, axis=0, ddof=0):
    """Return Z with mean 0 and, but for eps, variance 1."""
    mean, var = Z.mean(axis=axis, keepdims=True), Z.var(axis=axis, ddof=ddof, keepdims=True)
    return (Z - mean) / np.sqrt(var + eps)


def judge(function: Answer) -> None:
    """Judge ``my_batch_norm(Z, gamma, beta, eps)``; with one unit that is the same for all samples."""
    rng = np.random.default_rng(4)
    Z, gamma, beta = rng.normal(1, 0.5, size=(8, 3)), rng.uniform(1, 2, (1, 3)), rng.normal(size=(1, 3))
    _judge_one(function, Z, gamma, beta, 0.01)
    Z[:, 1] = 2.0
    _judge_one(function, Z, gamma, beta, 0.02)


def _judge_one(function, Z, gamma, beta, eps):
    try:
        found = call(function, Z=Z, gamma=gamma, beta=beta, eps=eps)
    except Stopped:
        _judge_axis(function, gamma, beta, eps)
        raise
    found = as_array(found, Z.shape, "the output")
    right = gamma * normalised(Z, eps) + beta
    with np.errstate(all="ignore"):
        diagnose(found, right, MESSAGES, _suspects(Z, gamma, beta, eps), "other")


def _judge_axis(function, gamma, beta, eps):
    """Find statistics along axis 1 by a square batch, with which NumPy does not stop."""
    Z = np.random.default_rng(5).normal(size=(3, 3))
    found = call(function, Z=Z, gamma=gamma, beta=beta, eps=eps)
    if close(found, gamma * (Z - Z.mean(axis=1)) / np.sqrt(Z.var(axis=1) + eps) + beta):
        raise NotYet(MESSAGES["samples"])


def _suspects(Z, gamma, beta, eps):
    mean, var, hat = Z.mean(axis=0), Z.var(axis=0), normalised(Z, eps)
    cores = [
        ("samples", normalised(Z, eps, axis=1)),
        ("whole", normalised(Z, eps, axis=None)),
        ("std", (Z - mean) / (np.sqrt(var) + eps)),
        ("no eps", (Z - mean) / np.sqrt(var)),
        *[("fixed eps", normalised(Z, fixed)) for fixed in (1e-3, 1e-5, 1e-7, 1e-8)],
        ("eps after", (Z - mean) / np.sqrt(var) + eps),
        ("parentheses", Z - mean / np.sqrt(var + eps)),
        ("variance", (Z - mean) / (var + eps)),
        ("multiplied", (Z - mean) * np.sqrt(var + eps)),
        ("not centred", Z / np.sqrt(var + eps)),
        ("not scaled", Z - mean),
        ("ddof", normalised(Z, eps, ddof=1)),
        ("sum of squares", (Z - mean) / np.sqrt((Z**2).mean(axis=0) + eps)),
    ]
    return [
        *[(key, gamma * core + beta) for key, core in cores],
        ("parentheses", gamma * Z - mean / np.sqrt(var + eps) + beta),
        ("eps after", gamma * (Z - mean) / np.sqrt(var) + eps + beta),
        ("plain", hat),
        ("no beta", gamma * hat),
        ("no gamma", hat + beta),
        ("swapped", beta * hat + gamma),
        ("beta first", gamma * (hat + beta)),
    ]


EXERCISE = Exercise(
    title="Your turn: normalise a batch",
    answer="my_batch_norm",
    judge=judge,
    hints=(
        "Two statistics a unit: `Z.mean(axis=0)` and `Z.var(axis=0)`. NumPy broadcasts them over the rows.",
        "Subtract the mean, then divide by np.sqrt(variance + eps).",
        "Multiply what you have by gamma, then add beta.",
    ),
    revisit="09_where_next, section 5 (Normalise inside the network)",
    solution="""def my_batch_norm(Z, gamma, beta, eps):
    Z_hat = (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps)
    return gamma * Z_hat + beta""",
)
