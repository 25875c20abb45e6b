"""Exercises 1 and 2: the momentum update, and the accuracy."""

import numpy as np

from course.exercises.judging import Exercise, NotYet, as_array, as_pair, close, compare, run
from nnlib.preprocessing import one_hot

MOMENTUM = {
    "sign": "the sign of the gradient is flipped: this velocity runs uphill, and the loss would grow.",
    "update sign": "the update points against the velocity. Here the velocity itself points downhill "
    "and is added to the parameters as it is.",
    "uphill velocity": "the gradient enters the velocity with a plus, and the update takes a minus. "
    "The steps may come out the same, but in our formula the velocity itself points downhill.",
    "lr twice": "the learning rate acts twice between the gradient and the update. Once is enough.",
    "no lr": "the learning rate is forgotten: the whole gradient goes into the velocity.",
    "lr outside": "the learning rate stands outside of the velocity. That is PyTorch's convention: "
    "the same path while `lr` is constant, but another velocity. In our formula `lr` stands inside.",
    "reset": "the velocity starts afresh at each step: the `velocity` that came in has left no trace "
    "in the result, so nothing can accumulate.",
    "not returned": "the update is right, but the velocity you return is the one that came in. The "
    "next step would start from it again, so nothing would accumulate.",
    "too early": "the new velocity is right, but the update was taken before it was there: it is the "
    "velocity of the step before. Mind the order of your lines.",
    "no mu": "the old velocity is not damped: `mu` does not act on it.",
    "swapped": "`mu` and `lr` have changed places.",
    "constants": "do the numbers 0.9 or 0.1 stand in your code? Use `mu` and `lr`: here they are others.",
    "average": "the velocity is a moving average: the new gradient came in with a factor 1 - mu. "
    "Momentum is a sum. Look at what stands in front of the gradient in the formula.",
    "Nesterov": "this update looks one step ahead: it is Nesterov's version. Here the update is the new "
    "velocity itself.",
    "shared": "two parameters that are updated in turn share one velocity: the second is moved by the "
    "gradient of the first. Use the `velocity` that comes in, and keep nothing between the calls.",
    "other": "for fresh numbers the new velocity differs from the formula. Compare them term by term.",
    "other update": "the new velocity is right, but the update is something else than the new velocity.",
}


def judge_momentum(function):
    """Judge ``momentum_update(velocity, gradient, mu, lr)`` by what it does to fresh arrays."""
    v, g, h = np.random.default_rng(1).normal(size=(3, 2, 3))
    rest = np.zeros_like(v)
    first, _ = _momentum(function, rest, g, mu=0.7, lr=0.1)
    second, _ = _momentum(function, rest, h, mu=0.7, lr=0.1)
    if close(second, 0.7 * first - 0.1 * h):
        raise NotYet(MOMENTUM["shared"])
    _judge_update(function, v, g, mu=0.8, lr=0.05)
    _judge_update(function, np.zeros(3), np.array([3, -1, 2]), mu=0.5, lr=0.1)  # integers are welcome


def _momentum(function, v, g, mu, lr):
    """Return what the function gives, as two float arrays."""
    new, update = as_pair(run(function, velocity=v, gradient=g, mu=mu, lr=lr),
                          "the new velocity and the update")  # fmt: skip
    return as_array(new, g.shape, "the new velocity"), as_array(update, g.shape, "the update")


def _judge_update(function, v, g, mu, lr):
    """Compare one update with the formula, and with formulas that are often meant instead."""
    right, uphill, torch, average = mu * v - lr * g, mu * v + lr * g, mu * v + g, mu * v + (1 - mu) * g
    suspects = [
        ("sign", (uphill, uphill)),
        ("update sign", (right, -right)),
        ("uphill velocity", (uphill, -uphill)),
        ("lr twice", (right, lr * right)),
        ("lr twice", (mu * v - lr**2 * g,) * 2),
        ("no lr", (mu * v - g,) * 2),
        ("lr outside", (torch, -lr * torch)),
        ("lr outside", (mu * v - g, lr * (mu * v - g))),
        ("reset", (-lr * g,) * 2),
        ("not returned", (v, right)),
        ("too early", (right, v)),
        ("no mu", (v - lr * g,) * 2),
        ("swapped", (lr * v - mu * g,) * 2),
        ("constants", (0.9 * v - 0.1 * g,) * 2),
        ("constants", (mu * v - 0.1 * g,) * 2),
        ("constants", (0.9 * v - lr * g,) * 2),
        ("average", (mu * v - (1 - mu) * lr * g,) * 2),
        ("average", (mu * v - (1 - mu) * g,) * 2),
        ("average", (average, -lr * average)),
        ("average", (average, average)),
        ("Nesterov", (right, mu * right - lr * g)),
    ]
    found = _momentum(function, v, g, mu, lr)
    other = "other update" if close(found[0], right) else "other"
    compare(found, (right, right), [(MOMENTUM[key], wrong) for key, wrong in suspects], MOMENTUM[other])


ACCURACY = {
    "axis": "the largest score is looked for down the columns. A sample is a row: which axis runs "
    "along it?",
    "one-hot": "one-hot labels are compared with class indices. Bring both to one form first: the "
    "class of each sample.",
    "column": "labels of shape (n, 1) against predictions of shape (n,) broadcast to a table of (n, "
    "n), which compares each sample with all the others. Flatten such labels first.",
    "column as one-hot": "labels of shape (n, 1) are taken for one-hot rows. Such a row has a single "
    "entry, so its largest always stands at 0. Look at the number of columns as well.",
    "count": "this is the number of right predictions. The accuracy is their fraction.",
    "percent": "this is a percentage. The accuracy is a fraction between 0 and 1.",
    "error": "this is the fraction of wrong predictions, the error rate.",
    "threshold": "the scores are compared with 0.5. With three classes the largest score can lie "
    "below 0.5, and logits know no such mark. Only the place of the largest score counts.",
    "elements": "entries of one-hot rows are compared one by one, so that even a wrong sample is "
    "right in most places. A sample counts once, as right or as wrong.",
    "rounded": "the accuracy is rounded inside the function. Return it whole, and round when you print.",
    "tie": "where several scores tie for the largest, each of them counts, or none. A row has one "
    "prediction; `argmax` takes the first.",
    "list": "it returns one value a sample. The accuracy is a single number.",
    "type": "it should return a number.",
    "other": "for fresh scores this is not the fraction of rows whose largest score stands at the "
    "true class.",
}


def _hot(labels, scores):
    return one_hot(labels, scores.shape[1])


# Wrong implementations, as learners write them: s are the scores, t the labels as they came.
ACCURACY_SUSPECTS = [
    ("axis", lambda s, t: np.mean(s.argmax(0) == t)),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.ravel())),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.argmax(0))),
    ("axis", lambda s, t: np.mean(s.argmax(0) == t.argmax(1))),
    ("axis", lambda s, t: np.mean(s.argmax(1) == t.argmax(0))),
    ("one-hot", lambda s, t: np.mean(s.argmax(1) == t) if t.shape[1:] != (1,) else None),
    ("one-hot", lambda s, t: np.mean(s.argmax(1)[:, np.newaxis] == t) if t.shape[1:] != (1,) else None),
    ("column", lambda s, t: np.mean(s.argmax(1) == t)),
    ("column", lambda s, t: np.mean(s.argmax(1)[:, np.newaxis] == t)),
    ("column as one-hot", lambda s, t: np.mean(s.argmax(1) == t.argmax(1))),
    ("count", lambda s, t: np.sum(s.argmax(1) == _classes(t))),
    ("percent", lambda s, t: 100 * np.mean(s.argmax(1) == _classes(t))),
    ("error", lambda s, t: np.mean(s.argmax(1) != _classes(t))),
    ("threshold", lambda s, t: np.mean((s > 0.5).argmax(1) == _classes(t))),
    ("threshold", lambda s, t: np.mean((s[:, 1] > 0.5) == _classes(t))),
    ("threshold", lambda s, t: np.mean((s > 0.5) == _hot(_classes(t), s))),
    ("threshold", lambda s, t: np.mean(((s > 0.5) == _hot(_classes(t), s)).all(1))),
    ("elements", lambda s, t: np.mean(_hot(s.argmax(1), s) == _hot(_classes(t), s))),
    ("rounded", lambda s, t: np.round(np.mean(s.argmax(1) == _classes(t)), 2)),
    ("rounded", lambda s, t: np.round(np.mean(s.argmax(1) == _classes(t)), 3)),
]


def _classes(t):
    """Return labels of any of the three forms as indices of shape (n,)."""
    return t.argmax(axis=1) if t.ndim == 2 and t.shape[1] > 1 else t.ravel()


def judge_accuracy(function):
    """Judge ``accuracy(y_pred, y_true)`` on fresh probabilities and logits, labels in three forms."""
    rng = np.random.default_rng(2)
    cases = []
    for n, k in ((12, 12), (31, 3), (26, 2)):
        logits = 3 * rng.normal(size=(n, k))
        labels = np.where(rng.random(n) < 0.7, logits.argmax(axis=1), rng.integers(k, size=n))
        probabilities = np.exp(logits / 3) / np.exp(logits / 3).sum(axis=1, keepdims=True)
        cases += [(probabilities, labels), (logits, labels)]
    for form in (lambda s, y: y, lambda s, y: _hot(y, s), lambda s, y: y[:, np.newaxis]):
        _judge_form(function, [(scores, form(scores, labels)) for scores, labels in cases])
        equal = np.full((3, 3), 0.5)  # any one class a row gives one third
        if not np.isclose(run(function, y_pred=equal, y_true=form(equal, np.arange(3))), 1 / 3):
            raise NotYet(ACCURACY["tie"])


def _judge_form(function, cases):
    """Compare the results for labels of one form with the truth, and with what suspects give."""
    found, stopped = [], None
    for scores, labels in cases:
        try:
            found.append(_number(run(function, y_pred=scores, y_true=labels), len(scores)))
        except NotYet as reason:
            if reason.__cause__ is None:  # not an exception in the learner's code
                raise
            found.append(np.nan)
            stopped = stopped or reason
    right = [np.mean(scores.argmax(axis=1) == _classes(labels)) for scores, labels in cases]
    if np.allclose(found, right):
        return
    for key, wrong in ACCURACY_SUSPECTS:
        given = [_attempt(wrong, *case) for case in cases]
        if np.isfinite(given).any() and np.allclose(found, given, equal_nan=True):
            raise NotYet(ACCURACY[key])
    raise stopped or NotYet(ACCURACY["other"])


def _attempt(wrong, scores, labels):
    """Return what a suspect gives, NaN where it stops with an error."""
    try:
        return float(wrong(scores, labels))
    except (TypeError, ValueError, IndexError):
        return np.nan


def _number(found, n):
    """Return the learner's accuracy as a float, or say what came instead."""
    if np.shape(found) in {(n,), (n, 1)}:
        raise NotYet(ACCURACY["list"])
    if np.ndim(found) or not isinstance(found, int | float | np.number | np.ndarray):
        raise NotYet(f"{ACCURACY['type']} It returned {type(found).__name__} of shape {np.shape(found)}.")
    return float(found)


EXERCISES = {
    "momentum": Exercise(
        "1. Momentum", "momentum_update", judge_momentum,
        (
            "Two lines are enough: one for the new velocity, one for what is returned.",
            "The formula has two terms. What is left of the old velocity is `mu` times it; the gradient "
            "comes with `lr`, and with a minus because we walk downhill.",
            "Keep the result in a new array, `velocity = ...`, and return it twice: once as the velocity "
            "of the next step, once as the update of this one.",
        ),
        "01_momentum, section 2 (Give it a memory)",
    ),
    "accuracy": Exercise(
        "2. Accuracy", "accuracy", judge_accuracy,
        (
            "First turn each row of scores into one class: the place of its largest entry. "
            "`np.argmax` takes an `axis`.",
            "One-hot labels have two dimensions and several columns. Turn them into classes in the "
            "same way; a column `(n, 1)` only needs to be flattened, `.ravel()`.",
            "Now there are two arrays of shape (n,). `==` gives True and False; the mean of these is "
            "a fraction.",
        ),
        "02_accuracy, section 2 (Walk into the traps)",
    ),
}  # fmt: skip
