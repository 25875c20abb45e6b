"""Exercise 4b: a comparison that starts from the same weights."""

import copy
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from course.exercises.diagnosis import close
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.two_layers import Params

TRAINED = 10.0  # what the check's own fit adds to each weight
MESSAGES = {
    "keys": "it should return a dict whose keys are the four tuples (mu, lr)",
    "fit": "each setting should be trained once: four calls of `fit` in all",
    "settings": "the four settings should be the published pair, (0.9, 0.1) and (0.0, 0.1), and for each "
    "the partner with the same effective step lr / (1 - mu)",
    "inverse": "the partner's step is scaled the wrong way round: momentum multiplies the step by "
    "1 / (1 - mu), so plain descent needs a LARGER lr to keep up.",
    "continued": "the second run starts where the first one stopped: `fit` trains the arrays it is "
    "given. Hand each run a copy of the start.",
    "shallow": "the runs share their arrays: `start.copy()` and `dict(start)` copy the dict, not the "
    "arrays in it, so the second run starts where the first one stopped.",
    "fresh": "the runs start from different weights, so luck and setting cannot be told apart. Start all "
    "from `start`.",
    "histories": "each key should hold the history that `fit` returned for that setting.",
}


class Run(NamedTuple):
    """What one call of ``fit`` was given, and the history that it returned."""

    given: Params  # the learner's own dict
    weights: Params  # a copy of its arrays, before they were trained
    setting: tuple[float, float]
    history: list[float]


def judge(function: Answer) -> None:
    """Judge ``compare(fit, start)`` with a ``fit`` that trains what it is given, and remembers."""
    start = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    original = copy.deepcopy(start)
    runs: list[Run] = []

    def fit(params: Params, mu: float, lr: float) -> list[float]:
        weights = {name: np.array(p) for name, p in params.items()}
        runs.append(Run(params, weights, (mu, lr), [float(len(runs)), mu, lr]))
        for p in params.values():
            p += TRAINED
        return list(runs[-1].history)

    try:
        found = call(function, fit=fit, start=start)
    except NotYet as reason:
        if close(start, original):
            raise
        shallow = any(run.given is not start for run in runs)
        raise NotYet(MESSAGES["shallow" if shallow else "continued"]) from reason
    if len(runs) != 4:
        raise NotYet(f"{MESSAGES['fit']}; there were {len(runs)}.")
    for run in runs:
        if not close(run.weights, original):
            trained = np.isclose((run.weights["W1"] - original["W1"]) % TRAINED, 0).all()
            raise NotYet(MESSAGES["continued" if trained else "fresh"])
    _judge_settings([run.setting for run in runs])
    if not isinstance(found, dict):
        raise NotYet(f"{MESSAGES['keys']}; it came as {type(found).__name__}.")
    histories = [[found[key] for key in found if _is_key(key, run.setting)] for run in runs]
    if len(found) != 4 or not all(histories):
        raise NotYet(f"{MESSAGES['keys']}; yours are {list(found)}.")
    if histories != [[run.history] for run in runs]:
        raise NotYet(MESSAGES["histories"])


def _is_key(key: Any, setting: tuple[float, float]) -> bool:
    return isinstance(key, tuple) and all(isinstance(p, Real) for p in key) and close(key, setting)


def _judge_settings(settings: list[tuple[float, float]]) -> None:
    """See that the published pair and its partners of equal effective step were trained."""
    lrs = {mu: sorted(lr for m, lr in settings if np.isclose(m, mu)) for mu in (0.0, 0.9)}
    if not all(len(lrs[mu]) == 2 and np.isclose(lrs[mu], 0.1).any() for mu in lrs):
        raise NotYet(f"{MESSAGES['settings']}; these were trained: {settings}.")
    if np.allclose(lrs[0.0], (0.1, 1.0)) and np.allclose(lrs[0.9], (0.01, 0.1)):
        return
    if 0.01 in np.round(lrs[0.0], 6) or (1.0 in np.round(lrs[0.9], 6) and 1.0 not in lrs[0.0]):
        raise NotYet(MESSAGES["inverse"])
    raise NotYet(f"{MESSAGES['settings']}; these were trained: {settings}.")


EXERCISE = Exercise(
    title="4b. From the same weights",
    answer="compare",
    judge=judge,
    hints=(
        "Write down the four settings first: two with mu 0.9, two with mu 0. The effective step is "
        "lr / (1 - mu).",
        "0.1 with mu 0.9 has the effective step 1.0, so its plain partner has lr 1.0. Which lr gives "
        "momentum the effective step 0.1?",
        "A copy that shares nothing: `{name: array.copy() for name, array in start.items()}`, a "
        "new one for each run.",
    ),
    revisit="02_momentum_in_practice, section 4 (Compare fairly on real digits)",
)
