"""Exercise 4b: unfair comparisons are caught with their own message, fair ones pass."""

import copy

import numpy as np
import pytest

from course.exercises.compare import MESSAGES, judge
from exercises.answers import message

SETTINGS = [(0.9, 0.1), (0.0, 0.1), (0.0, 1.0), (0.9, 0.01)]


def comparison(settings=SETTINGS, params=copy.deepcopy, result=dict):
    """Return a compare, right but for the parts that are replaced."""

    def compare(fit, start):
        return result({(mu, lr): fit(params(start), mu, lr) for mu, lr in settings})

    return compare


def one_copy_for_all(fit, start):
    params = copy.deepcopy(start)
    return {(mu, lr): fit(params, mu, lr) for mu, lr in SETTINGS}


def fresh_weights(start):
    rng = np.random.default_rng()
    return {k: rng.normal(size=p.shape) for k, p in start.items()}


WRONG = [
    (comparison(params=lambda start: start), "continued"),
    (one_copy_for_all, "continued"),
    (comparison(params=dict), "shallow"),
    (comparison(params=lambda start: start.copy()), "shallow"),
    (comparison(params=fresh_weights), "fresh"),
    (comparison(SETTINGS[:2]), "fit"),
    (comparison([(0.9, 0.1), (0.0, 0.1), (0.0, 0.01), (0.9, 1.0)]), "inverse"),
    (comparison([(0.9, 0.1), (0.0, 0.1), (0.0, 0.9), (0.9, 0.02)]), "settings"),
    (comparison([(0.9, 0.1), (0.5, 0.1), (0.0, 1.0), (0.9, 0.01)]), "settings"),
    (comparison([(0.9, 0.1), (0.0, 0.1), (0.9, 1.0), (0.0, 1.0)]), "settings"),
    (comparison(result=lambda found: list(found.values())), "keys"),
    (comparison(result=lambda found: dict(zip(found, reversed(found.values()), strict=True))), "histories"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_unfair_comparison_is_named(function, key):
    assert message(judge, function).startswith(MESSAGES[key])


@pytest.mark.parametrize(
    ("result", "came"),
    [
        (lambda found: list(found.values()), "came as list."),
        (lambda found: {}, "yours are []."),
        (lambda found: {f"mu {mu}": h for (mu, _), h in found.items()}, "yours are ['mu 0.9', 'mu 0.0']."),
        (lambda found: {("mu", lr): h for (_, lr), h in found.items()}, "yours are [('mu', 0.1),"),
        (lambda found: {(mu, lr / (1 - mu)): h for (mu, lr), h in found.items()}, "yours are [(0.9, 1.0"),
    ],
)
def test_wrong_keys_are_shown(result, came):
    text = message(judge, comparison(result=result))
    assert text.startswith(MESSAGES["keys"]) and came in text


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def written_out(fit, start):
    found = {}
    for step in (0.1, 1.0):
        for mu in (0.0, 0.9):
            weights = {name: np.array(array) for name, array in start.items()}
            found[mu, step * (1 - mu)] = fit(weights, mu, step * (1 - mu))
    return found


@pytest.mark.parametrize("function", [comparison(), written_out])
def test_fair_comparison_passes(function):
    judge(function)
