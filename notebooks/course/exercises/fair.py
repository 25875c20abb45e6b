"""Exercise 5c: a fair comparison, judged by the runs that it asks for."""

import numpy as np

from course.exercises.judging import Exercise, NotYet, close, run

FAIR = {
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


def judge_fair(function):
    """Judge ``compare_fairly(run, steps, tuning_seeds, test_seeds)`` with a run that remembers."""
    steps, tuning, test = [0.05, 0.2, 0.8, 3.2], [3, 4, 5], [11, 12, 13, 14]
    mean, worst, median, lucky = (
        (2, 2, 4),
        (3.9, 3.9, 3.9),
        (1, 1, 9),
        (0.2, 5, 5),
    )  # what each would choose by
    losses = {0.0: (worst, mean, median, lucky), 0.9: (lucky, median, mean, worst)}  # a row a step
    calls = []

    def spy(mu, lr, seed):
        calls.append((round(float(mu), 6), round(float(lr), 6), int(seed)))
        row = losses[0.0 if mu < 0.5 else 0.9][np.argmin(np.abs(np.array(steps) - lr / (1 - mu)))]
        return row[tuning.index(seed)] if seed in tuning else 2.0 + 0.6 * np.sin(7.0 * seed + 3 * mu)

    found = run(function, run=spy, steps=steps, tuning_seeds=tuning, test_seeds=test)
    lrs = {mu: [round(step * (1 - mu), 6) for step in steps] for mu in (0.0, 0.9)}
    tried = {mu: sorted({lr for m, lr, _ in calls if m == mu}) for mu in {m for m, _, _ in calls}}
    if set(tried) != set(lrs):
        raise NotYet(f"{FAIR['methods']}; it was called with mu {sorted(tried)}.")
    if tried[0.9] == steps:
        raise NotYet(FAIR["same lr"])
    if tried[0.9] and set(tried[0.9]) <= {round(step * 10, 6) for step in steps}:
        raise NotYet(FAIR["inverse"])
    if {seed for _, _, seed in calls} - {*tuning, *test}:
        raise NotYet(FAIR["own seeds"])
    for mu in lrs:
        tuned = {lr for m, lr, seed in calls if m == mu and seed in tuning}
        if tuned and {lr for m, lr, _ in calls if m == mu} - tuned:
            raise NotYet(FAIR["untried"])
    if len(tried[0.0]) != len(tried[0.9]):
        raise NotYet(FAIR["effort"])
    if tried != lrs:
        raise NotYet(FAIR["steps"])
    _judge_seeds(calls, lrs, tuning, test)
    _judge_results(found, calls, spy, test)


def _judge_seeds(calls, lrs, tuning, test):
    """See that the tuning seeds chose and the test seeds judged, both for both methods."""
    chosen, lucky = {0.0: 0.2, 0.9: 0.08}, {0.0: 3.2, 0.9: 0.005}
    for mu in lrs:
        on_test = {lr for m, lr, seed in calls if m == mu and seed in test}
        if len(on_test) > 1:
            raise NotYet(FAIR["peek"])
        for lr in lrs[mu]:
            if {seed for m, used, seed in calls if (m, used) == (mu, lr)} - set(test) != set(tuning):
                raise NotYet(FAIR["seeds"])
        if not on_test:
            raise NotYet(FAIR["no test"])
        if on_test != {chosen[mu]}:
            raise NotYet(FAIR["lucky" if on_test == {lucky[mu]} else "choice"])


def _judge_results(found, calls, spy, test):
    """See that all losses on the test seeds are reported."""
    if not isinstance(found, dict) or set(found) != {"plain", "momentum"}:
        came = f"a dict with {list(found)}" if isinstance(found, dict) else type(found).__name__
        raise NotYet(f"{FAIR['keys']}; it came as {came}.")
    for name, mu, lr in (("plain", 0.0, 0.2), ("momentum", 0.9, 0.08)):
        right = [spy(mu, lr, seed) for seed in test]
        if np.ndim(found[name]) == 0 or np.size(found[name]) == 1:
            raise NotYet(FAIR["best" if np.isclose(np.min(right), found[name]).all() else "mean"])
        if not close(np.asarray(found[name]), np.asarray(right)):
            raise NotYet(FAIR["results"])


EXERCISES = {
    "fair": Exercise(
        "5c. A fair comparison", "compare_fairly", judge_fair,
        (
            "Do the same for both methods, in a loop over (name, mu): try every step, choose, test.",
            "`lr = step * (1 - mu)` gives both methods the same effective steps. Judge each lr by its "
            "mean loss over the tuning seeds.",
            "`min(lrs, key=...)` chooses. Then one list of losses: the chosen lr on every test seed.",
        ),
        "01_momentum, section 7 (Compare fairly when gradients are noisy)",
    ),
}  # fmt: skip
