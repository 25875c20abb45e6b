"""The turn "let networks vote": wrong votes are named, right ones pass."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from course.exercises.vote import MESSAGES, judge
from exercises.answers import message, other_callables

WRONG = [
    (lambda P: P.mean(axis=0), "labels"),
    (lambda P: P.mean(axis=0).max(axis=1), "labels"),
    (lambda P: np.full(40, "3"), "labels"),
    (lambda P: np.arange(40) + 0.5, "labels"),
    (lambda P: np.arange(5), "shape"),
    (lambda P: [[1, 2], [3]], "labels"),
    (lambda P: stats.mode(P.argmax(axis=2), axis=0).mode, "majority"),
    (lambda P: [Counter(votes).most_common(1)[0][0] for votes in P.argmax(axis=2).T.tolist()], "majority"),
    (lambda P: [max(votes, key=list(votes).count) for votes in P.argmax(axis=2).T[:, ::-1]], "majority"),
    (lambda P: P.max(axis=0).argmax(axis=1), "surest"),
    (lambda P: P.prod(axis=0).argmax(axis=1), "product"),
    (lambda P: P.mean(axis=1).argmax(axis=1), "networks"),
    (lambda P: P.mean(axis=2), "classes"),
    (lambda P: P.mean(axis=2).argmax(axis=0), "classes"),
    (lambda P: P.mean(axis=2).argmax(axis=1), "classes"),
    (lambda P: np.sum(P, axis=-1).argmax(axis=0), "classes"),
    (lambda P: P[0].argmax(axis=1), "first"),
    (lambda P: P[-1].argmax(axis=1), "last"),
    (lambda P: P.mean(axis=0).argmin(axis=1), "least"),
    (lambda P: np.median(P, axis=0).argmax(axis=1), "median"),
    (lambda P: P.argmax(axis=2).mean(axis=0), "mean of labels"),
    (lambda P: np.round(P.argmax(axis=2).mean(axis=0)), "mean of labels"),
    (lambda P: P.mean(axis=0).argmax(axis=1) + 1, "from one"),
    (lambda P: np.eye(6)[P.mean(axis=0).argmax(axis=1)], "one-hot"),
    (lambda P: P.min(axis=0).argmax(axis=1), "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_a_wrong_vote_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def by_loops(P):
    labels = []
    for digit in range(P.shape[1]):
        sums = [sum(network[digit, k] for network in P) for k in range(P.shape[2])]
        labels.append(sums.index(max(sums)))
    return labels


@pytest.mark.parametrize(
    "function",
    [
        by_loops,
        *other_callables(by_loops),
        lambda P: np.exp(P.mean(axis=0)).argmax(axis=1).astype(np.uint8),
        lambda P: np.argmax(sum(P), axis=-1),
        lambda P: np.argsort(P.sum(axis=0), axis=1)[:, -1],
        lambda P: np.einsum("nik->ik", P).argmax(axis=1).astype(float),
    ],
)
def test_a_right_vote_passes(function):
    judge(function)
