"""Exercise 4c: a fair comparison, judged by the runs that it asks for."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import close, compared
from course.exercises.judging import Answer, Exercise, NotYet, call

METHODS = {"plain": 0.0, "momentum": 0.9}  # each with its mu
STEPS = [0.05, 0.2, 0.8, 3.2, 12.8]
TUNING, TEST = range(3, 6), range(11, 15)  # seeds as ranges, as in the notebook
# Losses on the tuning seeds, made so that mean, median, worst and best seed each choose another step.
BEST_MEAN, BEST_MEDIAN, BEST_WORST, BEST_SEED = (2, 2, 4), (1, 1, 9), (2.7, 2.7, 2.7), (0.2, 5, 5)
BAD = (9, 9, 9)
TUNING_LOSSES = {  # for each mu a row of losses a step
    0.0: (BEST_WORST, BEST_MEAN, BEST_MEDIAN, BEST_SEED, BAD),
    0.9: (BAD, BEST_SEED, BEST_WORST, BEST_MEAN, BEST_MEDIAN),
}

MESSAGES = {
    "keys": 'it should return a dict with the keys "plain" and "momentum"',
    "numbers": "each key should hold a list of numbers, the loss on each test seed",
    "no call": "it never calls `run`, the function that comes in as an argument.",
    "methods": "`run` should be called with mu 0.0 for plain descent and mu 0.9 for momentum, and no other",
    "swapped": "`run` got lr in the place of mu. Call it as `run(mu, lr, seed)`.",
    "same lr": "both methods try the same lr. Momentum then takes ten times the effective step, so "
    "this compares two step sizes as well. Scale lr so that lr / (1 - mu) is equal.",
    "inverse": "lr is scaled the wrong way round: for an equal lr / (1 - mu), momentum needs the "
    "SMALLER lr.",
    "untried": "the lr that ran on the test seeds is none of those that were tuned. Hand on the chosen lr "
    "itself: not its step without the (1 - mu), and not its loss.",
    "own seeds": "`run` got seeds that are neither in `tuning_seeds` nor in `test_seeds`. Use these two: "
    "the check brings others than the notebook.",
    "effort": "one method tried more settings than the other. Tune both with the same effort.",
    "steps": "each of the effective steps in `steps` should be tried for both methods, and no other",
    "seeds": "the settings did not all run on the same tuning seeds, so that luck helps some of them.",
    "peek": "settings were tried on the test seeds. What chooses the step must not also judge it: the "
    "result would look better than it is.",
    "no test": "the results come from the tuning seeds, on which the step was chosen. Run the chosen "
    "step on the test seeds.",
    "one step": "both methods were tested with one and the same step. Test each with the step that is best "
    "for itself.",
    "lucky": "the step was chosen by its best single seed. That is luck: take the mean over the tuning "
    "seeds.",
    "worst": "the step was chosen by its worst seed. Take the mean over the tuning seeds.",
    "median": "the step was chosen by its median loss. Take the mean over the tuning seeds.",
    "choice": "the step that went to the test is not the one with the smallest mean loss over the "
    "tuning seeds.",
    "best": "only the best seed is reported. A lucky seed says nothing about the method: report them all.",
    "mean": "not every test loss is reported. Without the single losses nobody can see whether the "
    "difference is larger than the scatter.",
    "exchanged": "the two lists have changed places: plain descent's losses stand under momentum.",
    "order": "the losses stand in another order than the test seeds. Do not sort them: the same place in "
    "both lists is the same noise.",
    "results": "each list should hold the losses on the test seeds, as `run` returned them.",
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

    found = call(function, run=run, steps=list(STEPS), tuning_seeds=TUNING, test_seeds=TEST)
    losses = _read(found)
    tried = {mu: sorted({one.lr for one in calls if one.mu == mu}) for mu in {one.mu for one in calls}}
    lrs = {mu: [_lr(step, mu) for step in STEPS] for mu in METHODS.values()}
    if not calls:
        raise NotYet(MESSAGES["no call"])
    if any(one.lr in lrs and one.mu not in lrs for one in calls):
        raise NotYet(MESSAGES["swapped"])
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
        raise NotYet(f"{MESSAGES['steps']}; the learning rates were {tried}.")
    tested = {mu: _lr_on_test([one for one in calls if one.mu == mu]) for mu in lrs}
    _judge_choice(tested)
    _judge_losses(losses)


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


def _lr_on_test(calls: list[Call]) -> float:
    """Return the one lr of a method that ran on the test seeds, after all ran on the tuning seeds."""
    on_test = {one.lr for one in calls if one.seed in TEST}
    if len(on_test) > 1:
        raise NotYet(MESSAGES["peek"])
    for lr in {one.lr for one in calls}:
        if {one.seed for one in calls if one.lr == lr} - set(TEST) != set(TUNING):
            raise NotYet(MESSAGES["seeds"])
    if not on_test:
        raise NotYet(MESSAGES["no test"])
    return on_test.pop()


def _judge_choice(tested: dict[float, float]) -> None:
    """See that the lr that was tested, for each mu, is the one with the smallest mean loss."""
    if tested[0.9] == _lr(tested[0.0], 0.9):
        raise NotYet(MESSAGES["one step"])
    for mu, lr in tested.items():
        if lr != _best_lr(mu, np.mean):
            statistics = {"lucky": min, "worst": max, "median": np.median}
            reason = (key for key, statistic in statistics.items() if lr == _best_lr(mu, statistic))
            raise NotYet(MESSAGES[next(reason, "choice")])


def _read(found: Any) -> dict[str, NDArray[Any]]:
    """Return what is reported for each method as an array, or say what came instead."""
    if not isinstance(found, dict) or set(found) != set(METHODS):
        came = f"a dict with {list(found)}" if isinstance(found, dict) else type(found).__name__
        raise NotYet(f"{MESSAGES['keys']}; it came as {came}.")
    for name in METHODS:
        losses = np.array(None) if isinstance(found[name], dict) else np.asarray(found[name])
        if losses.dtype.kind not in "iuf" or losses.ndim > 1:
            raise NotYet(f"{MESSAGES['numbers']}; {name} came as {type(found[name]).__name__}.")
    return {name: np.asarray(found[name]) for name in METHODS}


def _judge_losses(losses: dict[str, NDArray[Any]]) -> None:
    """See that all losses on the test seeds are reported."""
    right = {
        name: np.array([_loss(mu, _best_lr(mu, np.mean), seed) for seed in TEST])
        for name, mu in METHODS.items()
    }
    if not close(losses, right):
        compared(losses, {name: row.tolist() for name, row in right.items()})
    if close(losses, {"plain": right["momentum"], "momentum": right["plain"]}):
        raise NotYet(MESSAGES["exchanged"])
    for name, reported in losses.items():
        if reported.size < len(TEST):
            raise NotYet(MESSAGES["best" if np.isclose(reported, right[name].min()).all() else "mean"])
        if close(np.sort(reported, axis=None), np.sort(right[name])) and not close(reported, right[name]):
            raise NotYet(MESSAGES["order"])
        if not close(reported, right[name]):
            raise NotYet(MESSAGES["results"])


EXERCISE = Exercise(
    title="4c. A fair comparison",
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
