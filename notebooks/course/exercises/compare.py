"""Exercise 4b: a comparison that starts from the same weights."""

import copy
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import close, compared
from course.exercises.judging import Answer, Changed, Exercise, NotYet, call

Params = dict[str, NDArray[np.float32]]
SHAPES = {"W1": (2, 3), "b1": (1, 3), "W2": (3, 2), "b2": (1, 2), "W3": (2, 2), "b3": (1, 2)}
TRAINED = 10.0  # what the check's own fit adds to each weight
MESSAGES = {
    "keys": "it should return a dict whose keys are the four tuples (mu, lr)",
    "swapped keys": "the tuples are (lr, mu). Put mu first: (mu, lr).",
    "fit": "each setting should be trained once: four calls of `fit` in all",
    "settings": "the four settings should be the published pair, (0.9, 0.1) and (0.0, 0.1), and for each "
    "the partner with the same effective step lr / (1 - mu)",
    "swapped": "`fit` got lr in the place of mu. Call it as `fit(params, mu, lr)`.",
    "inverse": "the partner's step is scaled the wrong way round: momentum multiplies the step by "
    "1 / (1 - mu), so plain descent needs a LARGER lr to keep up.",
    "names": "`fit` should get all six arrays under their names and in the order of `start`.",
    "continued": "the second run starts where the first one stopped: `fit` trains the arrays it is "
    "given. Hand each run a copy of the start.",
    "shallow": "the runs share their arrays: `start.copy()` and `dict(start)` copy the dict, not the "
    "arrays in it, so the second run starts where the first one stopped.",
    "start lost": "all runs start right, but the arrays in `start` are trained at the end, so a second "
    "call would start elsewhere. Hand each run a copy.",
    "fresh": "the runs start from different weights, so luck and setting cannot be told apart. Start all "
    "from `start`.",
    "own start": "the runs start from the same weights, but not from those in `start`. The check brings "
    "other weights than the notebook: use the argument.",
    "histories": "each key should hold the history that `fit` returned for that setting, whole and "
    "unchanged.",
}


class Run(NamedTuple):
    """What one call of ``fit`` was given, and the history that it returned."""

    given: Params  # the learner's own dict
    weights: Params  # a copy of its arrays, before they were trained
    setting: tuple[float, float]
    history: dict[str, list[float]]


def judge(function: Answer) -> None:
    """Judge ``compare(fit, start)`` with a ``fit`` that trains what it is given, and remembers."""
    start = {
        name: np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / 8
        for name, shape in SHAPES.items()
    }
    original = copy.deepcopy(start)
    runs: list[Run] = []

    def fit(params: Params, mu: float, lr: float) -> dict[str, list[float]]:
        if list(params) != list(SHAPES):
            raise NotYet(MESSAGES["names"])
        weights = {name: np.array(p) for name, p in params.items()}
        number = len(runs)
        history = {"loss": [2.0, 1.5 - 0.1 * number], "accuracy": [0.5, 0.6 + 0.05 * number]}
        runs.append(Run(params, weights, (mu, lr), history))
        for p in params.values():
            p += TRAINED
        return copy.deepcopy(history)

    try:
        found = call(function, fit=fit, start=start)
    except NotYet as reason:
        if not isinstance(reason, Changed) and close(start, original):
            raise
        if all(close(run.weights, original) for run in runs):
            raise NotYet(MESSAGES["start lost"]) from reason
        shallow = any(run.given is not start for run in runs)
        raise NotYet(MESSAGES["shallow" if shallow else "continued"]) from reason
    if len(runs) != 4:
        raise NotYet(f"{MESSAGES['fit']}; there were {len(runs)}.")
    _judge_weights([run.weights for run in runs], original)
    _judge_settings([run.setting for run in runs])
    _judge_histories(found, runs)


def _judge_weights(weights: list[Params], start: Params) -> None:
    """See that every run began with the weights in ``start``."""
    if all(close(given, start) for given in weights):
        return
    if all(close(given, weights[0]) for given in weights):
        raise NotYet(MESSAGES["own start"])
    trained = [{name: start[name] + k * TRAINED for name in start} for k in range(4)]
    continued = all(any(close(given, one) for one in trained) for given in weights)
    raise NotYet(MESSAGES["continued" if continued else "fresh"])


def _judge_settings(settings: list[tuple[float, float]]) -> None:
    """See that the published pair and its partners of equal effective step were trained."""
    lrs = {mu: sorted(lr for m, lr in settings if np.isclose(m, mu)) for mu in (0.0, 0.9)}
    if close(lrs, {0.0: [0.1, 1.0], 0.9: [0.01, 0.1]}):
        return
    if {lr for _, lr in settings} == {0.0, 0.9}:
        raise NotYet(MESSAGES["swapped"])
    published = all(len(lrs[mu]) == 2 and np.isclose(lrs[mu], 0.1).any() for mu in lrs)
    if published and (
        0.01 in np.round(lrs[0.0], 6) or (1.0 in np.round(lrs[0.9], 6) and 1.0 not in lrs[0.0])
    ):
        raise NotYet(MESSAGES["inverse"])
    raise NotYet(f"{MESSAGES['settings']}; these were trained: {_rounded(settings)}.")


def _judge_histories(found: Any, runs: list[Run]) -> None:
    """See that each setting has its own history."""
    compared(found, {run.setting: run.history for run in runs})
    if not isinstance(found, Mapping):
        raise NotYet(f"{MESSAGES['keys']}; it came as {type(found).__name__}.")
    if all(any(_is_key(key, run.setting[::-1]) for key in found) for run in runs):
        raise NotYet(MESSAGES["swapped keys"])
    histories = [[found[key] for key in found if _is_key(key, run.setting)] for run in runs]
    if len(found) != 4 or not all(histories):
        raise NotYet(f"{MESSAGES['keys']}; yours are {_rounded(found)}.")
    if not all(_is_history(of_key[0], run.history) for of_key, run in zip(histories, runs, strict=True)):
        raise NotYet(MESSAGES["histories"])


def _rounded(keys: Iterable[Any]) -> list[Any]:
    """Return tuples of numbers as one would type them, and anything else as it is."""
    return [
        tuple(float(f"{part:.6g}") if isinstance(part, float) else part for part in key)
        if isinstance(key, tuple)
        else key
        for key in keys
    ]


def _is_key(key: Any, setting: tuple[float, float]) -> bool:
    return isinstance(key, tuple) and all(isinstance(p, Real) for p in key) and close(key, setting)


def _is_history(found: Any, history: dict[str, list[float]]) -> bool:
    return (
        isinstance(found, Mapping)
        and set(history) <= set(found)
        and all(np.shape(found[name]) == (2,) and close(found[name], history[name]) for name in history)
    )


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
