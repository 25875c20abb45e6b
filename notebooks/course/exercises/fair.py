"""Exercise 5c: a fair comparison, judged by the runs that it asks for."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course.exercises.diagnosis import close
from course.exercises.judging import Answer, Exercise, NotYet, call

METHODS = {"plain": 0.0, "momentum": 0.9}  # each with its mu
STEPS, TUNING, TEST = [0.05, 0.2, 0.8, 3.2], [3, 4, 5], [11, 12, 13, 14]
# Losses on the tuning seeds, made so that mean, median, worst and best seed each choose another step.
BEST_MEAN, BEST_MEDIAN, BEST_WORST, BEST_SEED = (2, 2, 4), (1, 1, 9), (3.9, 3.9, 3.9), (0.2, 5, 5)
TUNING_LOSSES = {  # for each mu a row of losses a step
    0.0: (BEST_WORST, BEST_MEAN, BEST_MEDIAN, BEST_SEED),
    0.9: (BEST_SEED, BEST_MEDIAN, BEST_MEAN, BEST_WORST),
}

MESSAGES = {
    "methods": "`run` should be called with mu 0.0 for plain descent and mu 0.9 for momentum, and no other",
    "same lr": "both methods try the same lr. Momentum then takes ten times the effective step, so "
    "this compares two step sizes as well. Scale lr so that lr / (1 - mu) is equal.",
    "inverse": "lr is scaled the wrong way round: for an equal lr / (1 - mu), momentum needs the "
    "SMALLER lr.",
    "untried": "the lr that ran on the test seeds is none of those that were tuned. Hand on the chosen lr "
    "itself: not its step without the (1 - mu), and not its loss.",
    "own seeds": "`run` got seeds that are neither in `tuning_seeds` nor in `test_seeds`. Use these two: "
    "the check brings others than the notebook.",
    "effort": "one method tried more settings than the other. Tune both with the same effort.",
    "steps": "each of the effective steps in `steps` should be tried, for both methods.",
    "seeds": "the settings did not all run on the same tuning seeds, so that luck helps some of them.",
    "peek": "settings were tried on the test seeds. What chooses the step must not also judge it: the "
    "result would look better than it is.",
    "no test": "the results come from the tuning seeds, on which the step was chosen. Run the chosen "
    "step on the test seeds.",
    "choice": "the step that went to the test is not the one with the smallest mean loss over the "
    "tuning seeds.",
    "lucky": "the step was chosen by its best single seed. That is luck: take the mean over the tuning "
    "seeds.",
    "keys": 'it should return a dict with the keys "plain" and "momentum"',
    "best": "only the best seed is reported. A lucky seed says nothing about the method: report them all.",
    "mean": "only the mean is reported. Without the single losses nobody can see whether the "
    "difference is larger than the scatter.",
    "results": "each list should hold the losses on the test seeds, in their order.",
}


class Call(NamedTuple):
    """What one call of ``run`` was given."""

    mu: float
    lr: float
    seed: int


def judge(function: Answer) -> None:
    """Judge ``compare_fairly(run, steps, tuning_seeds, test_seeds)`` with a run that remembers."""
    calls: list[Call] = []

    def run(mu: float, lr: float, seed: int) -> float:
        calls.append(Call(round(float(mu), 6), round(float(lr), 6), int(seed)))
        return _loss(mu, lr, seed)

    found = call(function, run=run, steps=list(STEPS), tuning_seeds=list(TUNING), test_seeds=list(TEST))
    tried = {mu: sorted({one.lr for one in calls if one.mu == mu}) for mu in {one.mu for one in calls}}
    lrs = {mu: [_lr(step, mu) for step in STEPS] for mu in METHODS.values()}
    if set(tried) != set(lrs):
        raise NotYet(f"{MESSAGES['methods']}; it was called with mu {sorted(tried)}.")
    if tried[0.9] == STEPS:
        raise NotYet(MESSAGES["same lr"])
    if set(tried[0.9]) <= {round(step * 10, 6) for step in STEPS}:
        raise NotYet(MESSAGES["inverse"])
    if {one.seed for one in calls} - {*TUNING, *TEST}:
        raise NotYet(MESSAGES["own seeds"])
    for mu in lrs:
        tuned = {one.lr for one in calls if one.mu == mu and one.seed in TUNING}
        if tuned and set(tried[mu]) - tuned:
            raise NotYet(MESSAGES["untried"])
    if len(tried[0.0]) != len(tried[0.9]):
        raise NotYet(MESSAGES["effort"])
    if tried != lrs:
        raise NotYet(MESSAGES["steps"])
    for mu in lrs:
        _judge_seeds([one for one in calls if one.mu == mu], mu)
    _judge_results(found)


def _lr(step: float, mu: float) -> float:
    """Return the learning rate that has this effective step."""
    return round(step * (1 - mu), 6)


def _loss(mu: float, lr: float, seed: int) -> float:
    """Return the loss that the check's own run gives."""
    mu = 0.0 if mu < 0.5 else 0.9
    if seed not in TUNING:
        return 2.0 + 0.6 * np.sin(7.0 * seed + 3 * mu)
    nearest = np.argmin(np.abs(np.array(STEPS) - lr / (1 - mu)))
    return TUNING_LOSSES[mu][nearest][TUNING.index(seed)]


def _best_lr(mu: float, statistic: Callable[..., float]) -> float:
    """Return the learning rate that a statistic of the tuning losses would choose."""
    return _lr(STEPS[np.argmin([statistic(losses) for losses in TUNING_LOSSES[mu]])], mu)


def _judge_seeds(calls: list[Call], mu: float) -> None:
    """See that one method's step was chosen on the tuning seeds and judged on the test seeds."""
    on_test = {one.lr for one in calls if one.seed in TEST}
    if len(on_test) > 1:
        raise NotYet(MESSAGES["peek"])
    for lr in {one.lr for one in calls}:
        if {one.seed for one in calls if one.lr == lr} - set(TEST) != set(TUNING):
            raise NotYet(MESSAGES["seeds"])
    if not on_test:
        raise NotYet(MESSAGES["no test"])
    if on_test != {_best_lr(mu, np.mean)}:
        raise NotYet(MESSAGES["lucky" if on_test == {_best_lr(mu, min)} else "choice"])


def _judge_results(found: Any) -> None:
    """See that all losses on the test seeds are reported."""
    if not isinstance(found, dict) or set(found) != set(METHODS):
        came = f"a dict with {list(found)}" if isinstance(found, dict) else type(found).__name__
        raise NotYet(f"{MESSAGES['keys']}; it came as {came}.")
    for name, mu in METHODS.items():
        right = [_loss(mu, _best_lr(mu, np.mean), seed) for seed in TEST]
        if np.ndim(found[name]) == 0 or np.size(found[name]) == 1:
            raise NotYet(MESSAGES["best" if np.isclose(min(right), found[name]).all() else "mean"])
        if not close(np.asarray(found[name]), np.asarray(right)):
            raise NotYet(MESSAGES["results"])


EXERCISE = Exercise(
    title="5c. A fair comparison",
    answer="compare_fairly",
    judge=judge,
    hints=(
        "Do the same for both methods, in a loop over (name, mu): try every step, choose, test.",
        "`lr = step * (1 - mu)` gives both methods the same effective steps. Judge each lr by its "
        "mean loss over the tuning seeds.",
        "`min(lrs, key=...)` chooses. Then one list of losses: the chosen lr on every test seed.",
    ),
    revisit="02_momentum_in_practice, section 4 (Compare fairly on real digits)",
)
