"""Exercise 2b: wrong differences to the baseline are named, right ones pass."""

from collections import Counter

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score

from course.exercises.above_baseline import MESSAGES, judge
from exercises.answers import message


def most(labels):
    return Counter(labels.tolist()).most_common(1)[0][0]


def right(train, test, predicted):
    return float(np.mean(predicted == test) - np.mean(test == most(train)))


def hits(test, predicted):
    return np.mean(predicted == test)


def shares(labels):
    return np.bincount(labels) / len(labels)


WRONG = {
    "most frequent in the test set": (lambda t, y, p: hits(y, p) - shares(y).max(), "test labels"),
    "share in the training set": (lambda t, y, p: hits(y, p) - shares(t).max(), "training share"),
    "most predicted": (lambda t, y, p: hits(y, p) - np.mean(y == most(p)), "predictions"),
    "most predicted, its share": (lambda t, y, p: hits(y, p) - shares(p).max(), "predictions"),
    "one over k": (lambda t, y, p: hits(y, p) - 1 / (t.max() + 1), "uniform"),
    "a coin": (lambda t, y, p: hits(y, p) - 0.5, "uniform"),
    "in proportion": (lambda t, y, p: hits(y, p) - (shares(t) ** 2).sum(), "in proportion"),
    "in proportion to the test set": (lambda t, y, p: hits(y, p) - (shares(y) ** 2).sum(), "in proportion"),
    "class 0": (lambda t, y, p: hits(y, p) - np.mean(y == 0), "class 0"),
    "class 0 in training": (lambda t, y, p: hits(y, p) - np.mean(t == 0), "class 0"),
    "no baseline": (lambda t, y, p: hits(y, p), "accuracy"),
    "no model": (lambda t, y, p: np.mean(y == most(t)), "baseline"),
    "the wrong way round": (lambda t, y, p: -right(t, y, p), "sign"),
    "absolute": (lambda t, y, p: abs(right(t, y, p)), "absolute"),
    "never negative": (lambda t, y, p: max(0, right(t, y, p)), "cut off"),
    "quotient": (lambda t, y, p: hits(y, p) / np.mean(y == most(t)), "ratio"),
    "relative gain": (lambda t, y, p: hits(y, p) / np.mean(y == most(t)) - 1, "ratio"),
    "share of errors": (lambda t, y, p: right(t, y, p) / np.mean(y != most(t)), "share of errors"),
    "error rate": (lambda t, y, p: np.mean(p != y) - np.mean(y == most(t)), "errors"),
    "error rate alone": (lambda t, y, p: np.mean(p != y), "errors"),
    "count": (lambda t, y, p: np.sum(p == y) - np.sum(y == most(t)), "count"),
    "percent": (lambda t, y, p: 100 * right(t, y, p), "percent"),
    "rounded": (lambda t, y, p: round(right(t, y, p), 2), "rounded"),
    "rounded to three": (lambda t, y, p: round(right(t, y, p), 3), "rounded"),
    "agreement": (lambda t, y, p: np.mean(p == most(t)), "agreement"),
    "disagreement": (lambda t, y, p: np.mean(p != most(t)), "agreement"),
    "zero": (lambda t, y, p: 0.0, "other"),
    "rarest": (lambda t, y, p: hits(y, p) - np.mean(y == shares(t).argmin()), "other"),
}


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_wrong_differences_are_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda t, y, p: (p == y) - (y == most(t)).astype(int), "should be a single number"),
        (lambda t, y, p: f"{right(t, y, p)}", "should be a single number; it came as str"),
        (lambda t, y, p: (p == y).mean() - (t == y).mean(), "it stopped with an error"),
        (lambda t, y, p: print(right(t, y, p)), "Is the `return` at the end missing?"),
        (lambda t, y: 0, "cannot be called as"),
    ],
)
def test_broken_functions_are_explained(function, words):
    assert words in message(judge, function)


def by_scikit_learn(y_train, y_test, y_pred):
    dummy = DummyClassifier(strategy="most_frequent").fit(np.zeros((len(y_train), 1)), y_train)
    return accuracy_score(y_test, y_pred) - dummy.score(np.zeros((len(y_test), 1)), y_test)


def by_loop(y_train, y_test, y_pred):
    best = max(set(y_train.tolist()), key=y_train.tolist().count)
    total = 0
    for truth, guess in zip(y_test, y_pred, strict=True):
        total += int(truth == guess) - int(truth == best)
    return total / len(y_test)


def by_unique(y_train, y_test, y_pred):
    classes, counts = np.unique(y_train, return_counts=True)
    return (y_test == y_pred).mean() - (y_test == classes[counts.argmax()]).mean()


RIGHT = {
    "by scikit-learn": by_scikit_learn, "by a loop": by_loop, "by unique": by_unique, "by a counter": right,
    "NumPy's float": lambda t, y, p: np.float64(right(t, y, p)),
    "without axes": lambda t, y, p: np.array(right(t, y, p)),
    "one mean": lambda t, y, p: np.mean((p == y).astype(float) - (y == most(t))),
    "by errors": lambda t, y, p: np.mean(y != most(t)) - np.mean(p != y),
    "counts, divided": lambda t, y, p: ((p == y).sum() - (y == most(t)).sum()) / y.size,
    "count_nonzero": lambda t, y, p: (np.count_nonzero(p == y) - np.count_nonzero(y == most(t))) / len(p),
    "a full array": lambda t, y, p: accuracy_score(y, p) - accuracy_score(y, np.full_like(y, most(t))),
    "by the mode": lambda t, y, p: (
        hits(y, p) - hits(y, np.bincount(t, minlength=9).argmax() * np.ones(len(y)))),
}  # fmt: skip


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_right_differences_pass(function):
    judge(function)
