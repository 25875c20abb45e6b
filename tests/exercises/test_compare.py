"""Exercise 4b: unfair comparisons are caught with their own message, fair ones pass."""

import copy
from collections import OrderedDict
from itertools import product

import numpy as np
import pytest

from course.exercises.compare import MESSAGES, judge
from exercises.answers import message, other_callables
from nnlib import initial_weights

SETTINGS = [(0.9, 0.1), (0.0, 0.1), (0.0, 1.0), (0.9, 0.01)]
SIZES = (5, 4, 3, 2)


def comparison(settings=SETTINGS, params=copy.deepcopy, result=dict, history=lambda h: h):
    """Return a compare, right but for the parts that are replaced."""

    def compare(fit, start):
        return result({(mu, lr): history(fit(params(start), mu, lr)) for mu, lr in settings})

    return compare


def one_copy_for_all(fit, start):
    params = copy.deepcopy(start)
    return {(mu, lr): fit(params, mu, lr) for mu, lr in SETTINGS}


def one_copy_for_each_mu(fit, start):
    params = {mu: copy.deepcopy(start) for mu in (0.9, 0.0)}
    return {(mu, lr): fit(params[mu], mu, lr) for mu, lr in SETTINGS}


def fresh_weights(start):
    rng = np.random.default_rng()
    return {k: rng.normal(size=p.shape) for k, p in start.items()}


def a_little_noise(start):
    rng = np.random.default_rng()
    return {name: array + rng.random() for name, array in start.items()}


def same_fresh_weights(start):
    return initial_weights(SIZES, rng=0, dtype=np.float32)


def copied_weights_only(start):
    return {name: array.copy() if name[0] == "W" else array for name, array in start.items()}


def last_without_copy(fit, start):
    found = comparison(SETTINGS[:3])(fit, start)
    return {**found, (0.9, 0.01): fit(start, 0.9, 0.01)}


def put_back_before(fit, start):
    saved, found = copy.deepcopy(start), {}
    for mu, lr in SETTINGS:
        for name in start:
            start[name][:] = saved[name]
        found[mu, lr] = fit(start, mu, lr)
    return found


def mu_and_lr_swapped(fit, start):
    return {(mu, lr): fit(copy.deepcopy(start), lr, mu) for mu, lr in SETTINGS}


def twice(fit, start):
    for mu, lr in SETTINGS:
        print(fit(copy.deepcopy(start), mu, lr)["loss"][-1])
    return comparison()(fit, start)


def in_wrong_order(found):
    return dict(zip(found, reversed(found.values()), strict=True))


def last_for_all(found):
    return dict.fromkeys(found, list(found.values())[-1])


WRONG = {
    "trains the start": (comparison(params=lambda start: start), "continued"),
    "one copy for all": (one_copy_for_all, "continued"),
    "one copy for each mu": (one_copy_for_each_mu, "continued"),
    "dict()": (comparison(params=dict), "shallow"),
    "copy()": (comparison(params=lambda start: start.copy()), "shallow"),
    "copy.copy": (comparison(params=copy.copy), "shallow"),
    "biases shared": (comparison(params=copied_weights_only), "shallow"),
    "views": (comparison(params=lambda start: {k: p[:] for k, p in start.items()}), "shallow"),
    "last run without a copy": (last_without_copy, "start lost"),
    "put back before each run": (put_back_before, "start lost"),
    "fresh weights each": (comparison(params=fresh_weights), "fresh"),
    "a little noise": (comparison(params=a_little_noise), "fresh"),
    "initial weights anew": (comparison(params=same_fresh_weights), "own start"),
    "zeros": (comparison(params=lambda s: {k: 0 * p for k, p in s.items()}), "own start"),
    "weights only": (comparison(params=lambda s: {k: s[k] + 0 for k in ("W1", "W2", "W3")}), "names"),
    "weights only, not copied": (
        comparison(params=lambda s: {k: s[k] for k in ("W1", "W2", "W3")}), "names"),
    "names sorted": (comparison(params=lambda s: {k: s[k].copy() for k in sorted(s)}), "names"),
    "published pair only": (comparison(SETTINGS[:2]), "fit"),
    "trained twice": (twice, "fit"),
    "nothing trained": (lambda fit, start: {key: {"loss": [1.0]} for key in SETTINGS}, "fit"),
    "wrong way round": (comparison([(0.9, 0.1), (0.0, 0.1), (0.0, 0.01), (0.9, 1.0)]), "inverse"),
    "one wrong way round": (comparison([(0.9, 0.1), (0.0, 0.1), (0.0, 0.01), (0.9, 0.01)]), "inverse"),
    "times mu": (comparison([(0.9, 0.1), (0.0, 0.1), (0.0, 0.9), (0.9, 0.02)]), "settings"),
    "another mu": (comparison([(0.9, 0.1), (0.5, 0.1), (0.0, 1.0), (0.9, 0.01)]), "settings"),
    "large steps only": (comparison([(0.9, 0.1), (0.0, 0.1), (0.9, 1.0), (0.0, 1.0)]), "settings"),
    "one setting twice": (comparison([*SETTINGS[:3], (0.9, 0.1)]), "settings"),
    "mu and lr swapped": (mu_and_lr_swapped, "swapped"),
    "keys swapped": (comparison(result=lambda f: {key[::-1]: h for key, h in f.items()}), "swapped keys"),
    "a list": (comparison(result=lambda found: list(found.values())), "keys"),
    "keys are texts": (comparison(result=lambda f: {str(key): h for key, h in f.items()}), "keys"),
    "keys are effective steps": (
        comparison(result=lambda f: {(mu, lr / (1 - mu)): h for (mu, lr), h in f.items()}), "keys"),
    "in wrong order": (comparison(result=in_wrong_order), "histories"),
    "the last for all": (comparison(result=last_for_all), "histories"),
    "losses only": (comparison(history=lambda h: h["loss"]), "histories"),
    "last accuracy only": (comparison(history=lambda h: h["accuracy"][-1]), "histories"),
    "a dict of losses": (comparison(history=lambda h: {"loss": h["loss"]}), "histories"),
    "last entries": (comparison(history=lambda h: {k: v[-1:] for k, v in h.items()}), "histories"),
    "rounded": (comparison(history=lambda h: {k: np.round(v, 1) for k, v in h.items()}), "histories"),
    "loss and accuracy swapped": (
        comparison(history=lambda h: {"loss": h["accuracy"], "accuracy": h["loss"]}), "histories"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_unfair_comparison_is_named(function, key):
    assert message(judge, function).startswith(MESSAGES[key])


@pytest.mark.parametrize(
    ("result", "came"),
    [
        (lambda found: list(found.values()), "came as list."),
        (lambda found: {}, "yours are []."),
        (lambda found: {f"mu {mu}": h for (mu, _), h in found.items()}, "yours are ['mu 0.9', 'mu 0.0']."),
        (lambda found: {("mu", lr): h for (_, lr), h in found.items()}, "yours are [('mu', 0.1),"),
        (
            lambda found: {(mu, lr / (1 - mu)): h for (mu, lr), h in found.items()},
            "yours are [(0.9, 1.0), (0.0, 0.1),",
        ),
    ],
)
def test_wrong_keys_are_shown(result, came):
    text = message(judge, comparison(result=result))
    assert text.startswith(MESSAGES["keys"]) and came in text


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def written_out(fit, start):
    found = {}
    for step in (0.1, 1.0):
        for mu in (0.0, 0.9):
            weights = {name: np.array(array) for name, array in start.items()}
            found[mu, step * (1 - mu)] = fit(weights, mu, step * (1 - mu))
    return found


def reads_the_history(fit, start):
    found = {}
    for mu, lr in SETTINGS:
        history = fit(copy.deepcopy(start), mu, lr)
        print(f"mu {mu}: loss {history['loss'][-1]:.3f}, accuracy {max(history['accuracy']):.1%}")
        found[mu, lr] = {"loss": history["loss"], "accuracy": history["accuracy"]}
    return found


def by_name(fit, start):
    W1, b1, W2, b2, W3, b3 = (start[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    found = OrderedDict()
    for mu, lr in SETTINGS:
        params = {"W1": W1 + 0, "b1": b1 + 0, "W2": W2 + 0, "b2": b2 + 0, "W3": W3 + 0, "b3": b3 + 0}
        found[mu, lr] = fit(lr=lr, mu=mu, params=params)
    return found


def put_back_after(fit, start):
    saved, found = copy.deepcopy(start), {}
    for mu, lr in reversed(SETTINGS):
        found[mu, lr] = fit(start, mu, lr)
        for name in start:
            start[name][:] = saved[name]
    return found


def copies_made_first(fit, start):
    starts = [{name: array.copy() for name, array in start.items()} for _ in range(4)]
    pairs = [(mu, round(step * (1 - mu), 2)) for mu, step in product((0, 0.9), (0.1, 1))]
    return {pair: fit(params, *pair) for pair, params in zip(pairs, starts, strict=True)}


RIGHT = {
    "comprehension": comparison(),
    "written out": written_out,
    "reads the history": reads_the_history,
    "by name": by_name,
    "put back after each run": put_back_after,
    "copies made first": copies_made_first,
    "NumPy's numbers": comparison([tuple(pair) for pair in np.array(SETTINGS)]),
    "single precision": comparison([tuple(map(np.float32, pair)) for pair in SETTINGS]),
    "computed partners": comparison([(0.9, 0.1), (0, 0.1), (0, 0.1 / (1 - 0.9)), (0.9, 0.1 * (1 - 0.9))]),
    "histories as arrays": comparison(history=lambda h: {k: np.array(v) for k, v in h.items()}),
    "a mark on each history": comparison(history=lambda h: {**h, "best": max(h["accuracy"])}),
    "double precision": comparison(params=lambda s: {k: p.astype(float) for k, p in s.items()}),
    **dict(zip(("partial", "callable", "defaults"), other_callables(written_out), strict=True)),
}


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_fair_comparison_passes(function):
    judge(function)
