"""Your turn in the last lesson: let networks vote by their probabilities."""

import numpy as np

from course.exercises.diagnosis import close
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import any_array

MESSAGES = {
    "labels": "these are no class labels. Take the class with the largest mean probability: argmax.",
    "shape": "there should be one label for each digit, in an array of shape (digits,).",
    "majority": "each network has one vote here, however sure it is. Add up the probabilities instead, so "
    "that a network that is sure counts more than one that hesitates.",
    "surest": "the surest network decides alone. Let all of them count: take the mean.",
    "product": "the probabilities are multiplied, so one network that says 0 can veto a class. Take the "
    "mean.",
    "networks": "the mean runs over the digits. The networks stand along axis 0.",
    "classes": "the mean runs over the classes. The probabilities of a digit sum to 1, so it is the same "
    "for each. The networks stand along axis 0.",
    "first": "only the first network is asked.",
    "last": "only the last network is asked.",
    "least": "these are the classes with the smallest mean. Take argmax, not argmin.",
    "median": "this is the vote by the median, which leaves out how sure the others are. Take the mean.",
    "mean of labels": "labels are averaged: between a 3 and a 9 there would be a 6. Average the "
    "probabilities first and take the label afterwards.",
    "from one": "the labels are one too large. Classes are counted from 0.",
    "one-hot": "these are one-hot rows. Return the labels themselves.",
    "other": "for fresh probabilities these are not the classes with the largest mean.",
}


def judge(function: Answer) -> None:
    """Judge ``vote(probabilities)`` on fresh probabilities (networks, digits, classes)."""
    rng = np.random.default_rng(6)
    P = rng.dirichlet([0.25] * 6, size=(5, 40))
    found = any_array(call(function, probabilities=P))
    mean = P.mean(axis=0)
    if found.dtype.kind not in "biuf":
        raise NotYet(MESSAGES["labels"])
    for key, wrong in _suspects(P, mean):
        if close(found, wrong):
            raise NotYet(MESSAGES[key])
    if found.shape != (40,):
        raise NotYet(MESSAGES["shape"])
    if not np.array_equal(found, found.round()):
        raise NotYet(MESSAGES["labels"])
    if not np.array_equal(found, mean.argmax(axis=1)):
        votes = [(P.argmax(axis=2) == labels).sum(axis=0) for labels in (found, *range(P.shape[2]))]
        raise NotYet(MESSAGES["majority" if np.array_equal(votes[0], np.max(votes, axis=0)) else "other"])


def _suspects(P, mean):
    votes, right = P.argmax(axis=2), mean.argmax(axis=1)
    return [
        ("labels", mean),
        ("labels", P.sum(axis=0)),
        ("labels", mean.max(axis=1)),
        ("surest", P.max(axis=0).argmax(axis=1)),
        ("product", P.prod(axis=0).argmax(axis=1)),
        ("networks", P.mean(axis=1).argmax(axis=1)),
        ("networks", mean.argmax(axis=0)),
        ("classes", P.mean(axis=2)),
        *[
            ("classes", opinions.argmax(axis=i))
            for opinions in (P.mean(axis=2), P.sum(axis=2))
            for i in (0, 1)
        ],
        ("first", votes[0]),
        ("last", votes[-1]),
        ("least", mean.argmin(axis=1)),
        ("median", np.median(P, axis=0).argmax(axis=1)),
        ("mean of labels", votes.mean(axis=0)),
        ("mean of labels", votes.mean(axis=0).round()),
        ("mean of labels", votes.mean(axis=0).astype(int)),
        ("from one", right + 1),
        ("one-hot", np.eye(P.shape[2])[right]),
    ]


EXERCISE = Exercise(
    title="Your turn: let networks vote",
    answer="vote",
    judge=judge,
    hints=(
        "The array has the shape (networks, digits, classes). Along which axis do you average?",
        "`probabilities.mean(axis=0)` has the shape (digits, classes): the opinion of all networks.",
        "Its largest entry a row is the answer: `.argmax(axis=1)`.",
    ),
    revisit="09_where_next, section 6 (Bend the digits, and let networks vote)",
    solution="def vote(probabilities):\n    return probabilities.mean(axis=0).argmax(axis=1)",
)
