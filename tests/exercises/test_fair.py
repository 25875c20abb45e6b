"""Exercise 4c: unfair comparisons are caught with their own message, fair ones pass."""

from collections import OrderedDict
from statistics import fmean

import numpy as np
import pytest

from course.exercises.fair import MESSAGES, judge
from exercises.answers import message, other_callables


def fair(*, mus=(0.0, 0.9), scale=lambda step, mu: step * (1 - mu), tuned=None, seeds=None, tested=None,
         choose=min, mean=np.mean, report=list, result=dict):  # fmt: skip
    """Return a compare_fairly, right but for the parts that are replaced."""

    def compare_fairly(run, steps, tuning_seeds, test_seeds):
        found = {}
        for name, mu in zip(("plain", "momentum"), mus, strict=True):
            lrs = [scale(step, mu) for step in (steps if tuned is None else tuned(steps, mu))]
            on = tuning_seeds if seeds is None else seeds(tuning_seeds, test_seeds, mu)
            lr = choose(lrs, key=lambda lr, mu=mu, on=on: mean([run(mu, lr, seed) for seed in on]))
            finals = test_seeds if tested is None else tested(tuning_seeds, test_seeds, mu)
            found[name] = report([run(mu, lr, seed) for seed in finals])
        return result(found)

    return compare_fairly


def one_step_for(*mus):
    """Return a compare_fairly that tests both methods with the step that is best for some."""

    def compare_fairly(run, steps, tuning_seeds, test_seeds):
        found = {(mu, step): np.mean([run(mu, step * (1 - mu), seed) for seed in tuning_seeds])
                 for mu in (0.0, 0.9) for step in steps}  # fmt: skip
        best = min(steps, key=lambda step: sum(found[mu, step] for mu in mus))
        return {name: [run(mu, best * (1 - mu), seed) for seed in test_seeds]
                for name, mu in (("plain", 0.0), ("momentum", 0.9))}  # fmt: skip

    return compare_fairly


def step_of_plain_in_momentum(run, steps, tuning_seeds, test_seeds):
    lr = min(steps, key=lambda lr: np.mean([run(0.0, lr, seed) for seed in tuning_seeds]))
    return {
        "plain": [run(0.0, lr, s) for s in test_seeds],
        "momentum": [run(0.9, lr, s) for s in test_seeds],
    }


def looks_at_the_test(run, steps, tuning_seeds, test_seeds):
    found = {}
    for name, mu in (("plain", 0.0), ("momentum", 0.9)):
        losses = [[run(mu, step * (1 - mu), seed) for seed in test_seeds] for step in steps]
        found[name] = losses[np.argmin(np.mean(losses, axis=1))]
    return found


def chosen_of_two(run, steps, tuning_seeds, test_seeds):
    found = {}
    for name, mu in (("plain", 0.0), ("momentum", 0.9)):
        lrs = [step * (1 - mu) for step in steps]
        lrs.sort(key=lambda lr, mu=mu: np.mean([run(mu, lr, seed) for seed in tuning_seeds]))
        found[name] = min(([run(mu, lr, seed) for seed in test_seeds] for lr in lrs[:2]), key=np.mean)
    return found


def first_step_only(run, steps, tuning_seeds, test_seeds):
    return fair()(run, list(steps)[:1], tuning_seeds, test_seeds)


def of_the_notebook(run, steps, tuning_seeds, test_seeds):
    return fair()(run, [0.1, 0.2, 0.4, 0.8, 1.6, 3.2], tuning_seeds, test_seeds)


def lr_first(run, *given):
    return fair()(lambda mu, lr, seed: run(lr, mu, seed), *given)


WRONG = {
    "no run": (lambda *given: {"plain": [1.0] * 4, "momentum": [0.9] * 4}, "no call"),
    "another mu": (fair(mus=(0.0, 0.5)), "methods"),
    "mu tuned too": (fair(mus=(0.0, 0.99)), "methods"),
    "momentum twice": (fair(mus=(0.9, 0.9)), "methods"),
    "lr before mu": (lr_first, "swapped"),
    "lr not scaled": (fair(scale=lambda step, mu: step), "same lr"),
    "scaled upward": (fair(scale=lambda step, mu: step / (1 - mu)), "inverse"),
    "plain not tuned": (fair(tuned=lambda steps, mu: steps if mu else steps[:1]), "effort"),
    "momentum not tuned": (fair(tuned=lambda steps, mu: steps[2:3] if mu else steps), "effort"),
    "momentum tuned more finely": (
        fair(tuned=lambda steps, mu: [*steps, *(1.5 * s for s in steps)] if mu else steps), "effort"),
    "plain's lr in momentum": (step_of_plain_in_momentum, "effort"),
    "scaled by half": (fair(scale=lambda step, mu: 0.5 * step * (1 - mu)), "steps"),
    "scaled by 1 + mu": (fair(scale=lambda step, mu: step * (1 + mu)), "steps"),
    "both scaled": (fair(scale=lambda step, mu: step / 10), "steps"),
    "off the grid": (fair(tuned=lambda steps, mu: [*steps, 1.0]), "steps"),
    "one step left out": (fair(tuned=lambda steps, mu: steps[:-1]), "steps"),
    "one step only": (first_step_only, "steps"),
    "the notebook's steps": (of_the_notebook, "steps"),
    "one tuning seed": (fair(seeds=lambda tuning, test, mu: tuning[:1]), "seeds"),
    "fewer for momentum": (fair(seeds=lambda tuning, test, mu: tuning[: 2 if mu else 3]), "seeds"),
    "other seeds for each": (
        fair(seeds=lambda tuning, test, mu: tuning if mu else [s + 100 for s in tuning]), "own seeds"),
    "the notebook's seeds": (fair(seeds=lambda tuning, test, mu: range(30)), "own seeds"),
    "tested on fresh seeds": (fair(tested=lambda tuning, test, mu: range(100, 140)), "own seeds"),
    "tuned on all seeds": (fair(seeds=lambda tuning, test, mu: [*tuning, *test]), "peek"),
    "tuned on the test seeds": (fair(seeds=lambda tuning, test, mu: test), "peek"),
    "chosen by the test": (looks_at_the_test, "peek"),
    "chosen of two by the test": (chosen_of_two, "peek"),
    "tested on the tuning seeds": (fair(tested=lambda tuning, test, mu: tuning), "no test"),
    "momentum not tested": (fair(tested=lambda tuning, test, mu: tuning if mu else test), "no test"),
    "the largest mean": (fair(choose=max), "choice"),
    "the first step": (fair(choose=lambda lrs, key: [key(lr) for lr in lrs] and lrs[-1]), "one step"),
    "median": (fair(mean=np.median), "median"),
    "worst seed": (fair(mean=max), "worst"),
    "best seed": (fair(mean=min), "lucky"),
    "first seed": (fair(mean=lambda losses: losses[0]), "lucky"),
    "plain's best step for both": (one_step_for(0.0), "one step"),
    "momentum's best step for both": (one_step_for(0.9), "one step"),
    "a step for both together": (one_step_for(0.0, 0.9), "one step"),
    "without 1 - mu": (fair(choose=lambda lrs, key: min(lrs, key=key) / lrs[0] * 0.05), "untried"),
    "the loss for the lr": (fair(choose=lambda lrs, key: min(map(key, lrs))), "untried"),
    "momentum only": (fair(result=lambda found: found["momentum"]), "keys"),
    "keys are mu": (fair(result=lambda f: {0.0: f["plain"], 0.9: f["momentum"]}), "keys"),
    "texts": (fair(report=lambda losses: [f"{loss:.2f}" for loss in losses]), "numbers"),
    "a column": (fair(report=lambda losses: np.reshape(losses, (-1, 1))), "numbers"),
    "pairs of seed and loss": (fair(report=lambda losses: list(enumerate(losses))), "numbers"),
    "a dict a seed": (fair(report=lambda losses: dict(enumerate(losses))), "numbers"),
    "a generator": (fair(report=iter), "numbers"),
    "best only": (fair(report=min), "best"),
    "best in a list": (fair(report=lambda losses: [min(losses)]), "best"),
    "mean only": (fair(report=np.mean), "mean"),
    "mean and error": (fair(report=lambda losses: (np.mean(losses), np.std(losses))), "mean"),
    "median only": (fair(report=np.median), "mean"),
    "one left out": (fair(tested=lambda tuning, test, mu: test[1:]), "mean"),
    "exchanged": (fair(result=lambda f: {"plain": f["momentum"], "momentum": f["plain"]}), "exchanged"),
    "sorted": (fair(report=sorted), "order"),
    "backwards": (fair(report=lambda losses: losses[::-1]), "order"),
    "rounded": (fair(report=lambda losses: np.round(losses, 1)), "results"),
    "tuning losses too": (fair(tested=lambda tuning, test, mu: [*tuning, *test]), "results"),
    "each seed twice": (fair(tested=lambda tuning, test, mu: [*test, *test]), "results"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_unfair_design_is_named(function, key):
    assert message(judge, function).startswith(MESSAGES[key])


@pytest.mark.parametrize(("result", "came"), [(dict.values, "dict_values"), (lambda f: {"a": 1}, "['a']")])
def test_wrong_keys_are_shown(result, came):
    assert came in message(judge, fair(result=result))


def written_out(run, steps, tuning_seeds, test_seeds):
    momentum_lrs = [step / 10 for step in steps]
    totals = [[sum(run(mu, lr, seed) for seed in tuning_seeds) for lr in lrs]
              for mu, lrs in ((0, steps), (0.9, momentum_lrs))]  # fmt: skip
    lr0, lr9 = steps[np.argmin(totals[0])], momentum_lrs[np.argmin(totals[1])]
    return {"momentum": np.array([run(0.9, lr9, seed) for seed in test_seeds]),
            "plain": np.array([run(0, lr0, seed) for seed in test_seeds])}  # fmt: skip


def by_name(run, steps, tuning_seeds, test_seeds):
    def losses(mu, lr, seeds):
        return tuple(run(seed=seed, lr=lr, mu=mu) for seed in seeds)

    found = OrderedDict()
    for name, mu in (("momentum", 0.9), ("plain", 0.0)):
        ranked = sorted(
            (fmean(losses(mu, (1 - mu) * step, tuning_seeds)), (1 - mu) * step) for step in steps
        )
        found[name] = losses(mu, ranked[0][1], test_seeds)
    return found


def by_seed_first(run, steps, tuning_seeds, test_seeds):
    total = {}
    for seed in reversed(tuning_seeds):
        for mu in (0.9, 0.0):
            for step in steps:
                total[mu, step] = total.get((mu, step), 0) + run(mu, step * (1 - mu), seed)
    best = {mu: min(steps, key=lambda step, mu=mu: total[mu, step]) for mu in (0.0, 0.9)}
    table = np.array([[run(mu, best[mu] * (1 - mu), seed) for mu in (0.0, 0.9)] for seed in test_seeds])
    return dict(zip(("plain", "momentum"), table.T, strict=True))


def with_a_running_best(run, steps, tuning_seeds, test_seeds):
    results = {"plain": [], "momentum": []}
    for name in results:
        mu, best_mean, best_lr = (0.9 if name == "momentum" else 0), np.inf, None
        for step in steps:
            lr = step - mu * step
            mean = np.array([run(mu, lr, seed) for seed in tuning_seeds]).mean()
            if mean < best_mean:
                best_mean, best_lr = mean, lr
        for seed in test_seeds:
            results[name].append(run(mu, best_lr, seed))
    return results


def vectorised(run, steps, tuning_seeds, test_seeds):
    mus = np.array([0.0, 0.9])
    lrs = np.outer(1 - mus, steps)
    each = np.vectorize(run)
    means = each(mus[:, None, None], lrs[..., None], np.array(tuning_seeds)).mean(axis=2)
    best = np.take_along_axis(lrs, means.argmin(axis=1)[:, None], axis=1)
    plain, momentum = each(mus[:, None], best, np.array(test_seeds))
    return {"plain": plain, "momentum": momentum}


def nothing_run_twice(run, steps, tuning_seeds, test_seeds):
    seen = {}

    def loss(*setting):
        if setting not in seen:
            seen[setting] = run(*setting)
        return seen[setting]

    return fair()(loss, steps, tuning_seeds, test_seeds)


RIGHT = {
    "loops": fair(),
    "written out": written_out,
    "by name": by_name,
    "seed by seed": by_seed_first,
    "running best": with_a_running_best,
    "vectorised": vectorised,
    "nothing run twice": nothing_run_twice,
    "by sums": fair(mean=sum),
    "steps from the largest down": fair(tuned=lambda steps, mu: steps[::-1]),
    "single precision": fair(scale=lambda step, mu: np.float32(step) * np.float32(1 - mu)),
    "arrays": fair(report=np.array, tuned=lambda steps, mu: np.array(steps)),
    "lists of seeds": fair(seeds=lambda tuning, test, mu: list(tuning), report=tuple),
    **dict(zip(("partial", "callable", "defaults"), other_callables(written_out), strict=True)),
}


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_fair_design_passes(function):
    judge(function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)
