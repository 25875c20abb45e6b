"""Exercise 2b: by how much a model beats always giving the same answer."""

import numpy as np

from course.exercises.diagnosis import as_number, diagnose
from course.exercises.judging import Answer, Exercise, call

MESSAGES = {
    "test labels": "the class to bet on was looked up in the test labels. A baseline is a model too: it "
    "learns its one answer from the training labels, and is then measured on the test labels.",
    "training share": "the baseline was measured on the training labels. Its answer comes from there, but "
    "it is measured on the same test labels as the model.",
    "predictions": "the baseline bets on the class that the model predicts most often. It should not look "
    "at the model: take the class most frequent in the training labels.",
    "uniform": "1/k was subtracted, which is guessing at random. Always giving the most frequent class "
    "does better where the classes are not equally frequent.",
    "in proportion": "the sum of squared shares was subtracted, which is guessing each class as often as "
    "it occurs. Always giving the most frequent class does better.",
    "class 0": "the share of class 0 was subtracted. The most frequent class can be another one.",
    "accuracy": "this is the model's accuracy, or nearly. Subtract the baseline's accuracy: the share of "
    "the test labels that are of the class to bet on.",
    "baseline": "this is the baseline's accuracy. How much higher is the model's?",
    "sign": "the difference is taken the wrong way round: positive should mean better than the baseline.",
    "absolute": "the absolute value hides whether the model is better or worse than the baseline.",
    "cut off": "a model can be worse than the baseline. Then the difference is negative, and should stay "
    "so.",
    "ratio": "this is a quotient. Subtract: how much higher is the model's accuracy?",
    "share of errors": "this is the share of the baseline's mistakes that the model avoids. The plain "
    "difference of the two accuracies is asked for.",
    "errors": "the model's error rate stands where its accuracy should.",
    "count": "this is a count of samples. Divide by the number of test samples.",
    "percent": "this is in per cent. Return the difference of two fractions.",
    "rounded": "the difference is rounded inside the function. Return it whole, and round when you print.",
    "agreement": "this is how often the model and the baseline agree, or differ. Compare each with the "
    "truth.",
    "other": "for fresh labels this is not the model's accuracy on the test labels less the accuracy of "
    "always answering with the class that is most frequent in the training labels.",
}


def _most(labels):
    return np.bincount(labels).argmax()


def _parts(train, test, predicted):
    """Return the model's accuracy and the baseline's."""
    return np.mean(predicted == test), np.mean(test == _most(train))


def _gain(train, test, predicted):
    model, baseline = _parts(train, test, predicted)
    return model - baseline


def _right(test, predicted):
    return np.mean(predicted == test)


# Wrong answers, as learners write them: t are training labels, y test labels, p predictions.
SUSPECTS = [
    ("test labels", lambda t, y, p: _right(y, p) - np.mean(y == _most(y))),
    ("training share", lambda t, y, p: _right(y, p) - np.mean(t == _most(t))),
    ("predictions", lambda t, y, p: _right(y, p) - np.mean(y == _most(p))),
    ("predictions", lambda t, y, p: _right(y, p) - np.mean(p == _most(p))),
    ("uniform", lambda t, y, p: _right(y, p) - 1 / len(np.unique(t))),
    ("uniform", lambda t, y, p: _right(y, p) - 0.5),
    ("in proportion", lambda t, y, p: _right(y, p) - np.sum((np.bincount(t) / len(t)) ** 2)),
    ("in proportion", lambda t, y, p: _right(y, p) - np.sum((np.bincount(y) / len(y)) ** 2)),
    ("class 0", lambda t, y, p: _right(y, p) - np.mean(y == 0)),
    ("class 0", lambda t, y, p: _right(y, p) - np.mean(t == 0)),
    ("accuracy", lambda t, y, p: _right(y, p)),
    ("baseline", lambda t, y, p: np.mean(y == _most(t))),
    ("sign", lambda t, y, p: -_gain(t, y, p)),
    ("absolute", lambda t, y, p: abs(_gain(t, y, p))),
    ("cut off", lambda t, y, p: max(0.0, _gain(t, y, p))),
    ("ratio", lambda t, y, p: _right(y, p) / np.mean(y == _most(t))),
    ("share of errors", lambda t, y, p: _gain(t, y, p) / (1 - np.mean(y == _most(t)))),
    ("ratio", lambda t, y, p: _gain(t, y, p) / np.mean(y == _most(t))),
    ("errors", lambda t, y, p: 1 - _right(y, p) - np.mean(y == _most(t))),
    ("errors", lambda t, y, p: 1 - _right(y, p)),
    ("count", lambda t, y, p: _gain(t, y, p) * len(y)),
    ("percent", lambda t, y, p: 100 * _gain(t, y, p)),
    ("rounded", lambda t, y, p: np.round(_gain(t, y, p), 2)),
    ("rounded", lambda t, y, p: np.round(_gain(t, y, p), 3)),
    ("agreement", lambda t, y, p: np.mean(p == _most(t))),
    ("agreement", lambda t, y, p: np.mean(p != _most(t))),
]
# Training counts, test counts, and the chance that the model reads a sample right.
SETTINGS = (
    ((12, 61, 30), (20, 23, 34), 0.8),
    ((9, 30, 7, 41), (15, 26, 7, 19), 0.3),
    ((3, 77), (8, 43), 0.9),
    ((50, 20, 10), (44, 15, 8), 0.35),
)


def judge(function: Answer) -> None:
    """Judge ``above_baseline(y_train, y_test, y_pred)`` on labels whose shares differ between the sets."""
    rng = np.random.default_rng(8)
    cases = []
    for train, test, skill in SETTINGS:
        y_train, y_test = (rng.permutation(np.repeat(np.arange(len(n)), n)) for n in (train, test))
        y_pred = np.where(rng.random(len(y_test)) < skill, y_test, len(test) - 1)
        cases.append((y_train, y_test, y_pred))
    found = [
        as_number(call(function, y_train=t, y_test=y, y_pred=p), "the difference") for t, y, p in cases
    ]
    suspects = ((key, [float(wrong(*case)) for case in cases]) for key, wrong in SUSPECTS)
    diagnose(found, [float(_gain(*case)) for case in cases], MESSAGES, suspects, "other")


EXERCISE = Exercise(
    title="2b. Above the baseline",
    answer="above_baseline",
    judge=judge,
    hints=(
        "Two accuracies on the same test labels: the model's, and that of always giving one answer. Which "
        "of the three arrays decides what this one answer is?",
        "`np.bincount(y_train).argmax()` is the class most frequent in training.",
        "`np.mean(y_pred == y_test)` less `np.mean(y_test == most_frequent)`.",
    ),
    revisit="03_accuracy, section 3 (Compare with a baseline)",
)
