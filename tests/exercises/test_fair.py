"""Exercise 5c: unfair comparisons are caught with their own message, fair ones pass."""

import numpy as np
import pytest

from course.exercises.fair import MESSAGES, judge
from exercises.answers import message


def fair(*, mus=(0.0, 0.9), scale=lambda step, mu: step * (1 - mu), tuned=None, seeds=None, tested=None,
         choose=min, mean=np.mean, report=list, result=dict):  # fmt: skip
    """Return a compare_fairly, right but for the parts that are replaced."""

    def compare_fairly(run, steps, tuning_seeds, test_seeds):
        found = {}
        for name, mu in zip(("plain", "momentum"), mus, strict=True):
            lrs = [scale(step, mu) for step in (steps if tuned is None else tuned(steps, mu))]
            on = tuning_seeds if seeds is None else seeds(tuning_seeds, test_seeds, mu)
            lr = choose(lrs, key=lambda lr, mu=mu, on=on: mean([run(mu, lr, seed) for seed in on]))
            finals = test_seeds if tested is None else tested(tuning_seeds, test_seeds)
            found[name] = report([run(mu, lr, seed) for seed in finals])
        return result(found)

    return compare_fairly


WRONG = [
    (fair(mus=(0.0, 0.5)), "methods"),
    (fair(scale=lambda step, mu: step), "same lr"),
    (fair(scale=lambda step, mu: step / (1 - mu)), "inverse"),
    (fair(tuned=lambda steps, mu: steps if mu else steps[:1]), "effort"),
    (fair(scale=lambda step, mu: 0.5 * step * (1 - mu)), "steps"),
    (fair(seeds=lambda tuning, test, mu: tuning[:1]), "seeds"),
    (fair(seeds=lambda tuning, test, mu: tuning if mu else [s + 100 for s in tuning]), "own seeds"),
    (fair(seeds=lambda tuning, test, mu: range(30)), "own seeds"),
    (fair(seeds=lambda tuning, test, mu: [*tuning, *test]), "peek"),
    (fair(tested=lambda tuning, test: tuning), "no test"),
    (fair(choose=max), "choice"),
    (fair(mean=np.median), "choice"),
    (fair(mean=max), "choice"),
    (fair(mean=min), "lucky"),
    (fair(choose=lambda lrs, key: min(lrs, key=key) / lrs[0] * 0.05), "untried"),  # without (1 - mu)
    (fair(choose=lambda lrs, key: min(map(key, lrs))), "untried"),
    (fair(result=lambda found: found["momentum"]), "keys"),
    (fair(report=min), "best"),
    (fair(report=np.mean), "mean"),
    (fair(report=sorted), "results"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
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


@pytest.mark.parametrize("function", [fair(), written_out])
def test_fair_design_passes(function):
    judge(function)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)
