"""Exercise 2a, second half: one function, truth and predictions in four forms."""

from typing import Any

from course.exercises.diagnosis import as_number
from course.exercises.judging import Exercise, NotYet

RIGHT = {"one-hot": 1.0, "indices": 1.0, "one wrong": 2 / 3, "logits": 1.0}
MESSAGES = {
    "dict": "`four_accuracies` should be a dict with the names 'one-hot', 'indices', 'one wrong' and "
    "'logits'.",
    "percent": "these are percentages. An accuracy lies between 0 and 1.",
    "counts": "these are counts of right answers. Divide by the three samples.",
    "errors": "these are the shares of wrong answers. Accuracy is the share of right ones.",
    "one wrong is right": "'one wrong' is 1 as well. Was the copy measured, and did its first row become "
    "[0.4, 0.6]?",
    "two wrong": "'one wrong' is 1/3, so two rows count as wrong. Only the first row changes: the second "
    "and the third stay right.",
    "mean of rows": "'one wrong' is one half. There are three rows, of which two are right.",
    "scores changed": "'one-hot', 'indices' or 'logits' came out as 2/3. Was `predictions` itself changed "
    "to make one row wrong? Take a copy, `predictions.copy()`, and run the cell that makes "
    "`predictions` again: it still holds the wrong row.",
    "logits of labels": "'logits' is 1/3 or 0. The logarithm belongs to the predictions, and nothing is "
    "taken of its sign: the largest entry still wins.",
    "other": "three of the four should be 1, since all three predictions are right, and the one with a "
    "wrong first row should be 2/3.",
}


def judge(answer: Any) -> None:
    """Judge ``four_accuracies``, a dict of four accuracies; they may be rounded to two decimals."""
    if not isinstance(answer, dict) or set(answer) != set(RIGHT):
        raise NotYet(MESSAGES["dict"])
    found = {name: as_number(answer[name], f"'{name}'") for name in RIGHT}
    if not all(_near(found[name], right) for name, right in RIGHT.items()):
        raise NotYet(MESSAGES[_reason(found)])


def _near(number, right):
    return abs(number - right) <= 0.005


def _reason(found):
    """Return the key of the message for a wrong dict of numbers."""
    for key, wrong in (
        ("percent", lambda right: 100 * right),
        ("counts", lambda right: 3 * right),
        ("errors", lambda right: 1 - right),
    ):
        if all(abs(found[name] - wrong(right)) <= 0.5 * (key == "percent") + 0.005
               for name, right in RIGHT.items()):  # fmt: skip
            return key
    others = [found[name] for name in ("one-hot", "indices", "logits")]
    if any(_near(number, 2 / 3) for number in others):
        return "scores changed"
    if _near(found["one-hot"], 1) and _near(found["indices"], 1) and not _near(found["logits"], 1):
        return "logits of labels"
    if all(_near(number, 1) for number in others):
        for key, number in (("one wrong is right", 1), ("two wrong", 1 / 3), ("mean of rows", 0.5)):
            if _near(found["one wrong"], number):
                return key
    return "other"


EXERCISE = Exercise(
    title="2a. Four accuracies",
    answer="four_accuracies",
    judge=judge,
    hints=(
        "Four calls of `accuracy`. Which two arguments does each get?",
        "For the third: `one_wrong = predictions.copy()`, then `one_wrong[0] = [0.4, 0.6]`.",
        "The fourth is `accuracy(np.log(predictions), labels)`. Put each result in the dict under its "
        "name.",
    ),
    revisit="03_accuracy, section 2 (Walk into the traps)",
    is_value=True,
    solution="""one_wrong = predictions.copy()
one_wrong[0] = [0.4, 0.6]
four_accuracies = {
    "one-hot": accuracy(predictions, labels_one_hot),
    "indices": accuracy(predictions, labels),
    "one wrong": accuracy(one_wrong, labels),
    "logits": accuracy(np.log(predictions), labels),
}""",
)
