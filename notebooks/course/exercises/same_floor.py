"""Lesson 02: choose the learning rate that keeps the noise floor where it is."""

from typing import Any

from course.exercises.judging import Exercise, NotYet

RIGHT = 0.001
MESSAGES = {
    "no number": "`my_lr` should be one number, the learning rate to use with μ = 0.95.",
    "not positive": "a learning rate is positive.",
    "same lr": "with the same learning rate the effective step is 20 times longer, and so the floor is 20 "
    "times higher.",
    "upside down": "this is 0.02 / (1 − μ), the effective step that you would get with the old learning "
    "rate. To keep the effective step, multiply by 1 − μ.",
    "times μ": "this is 0.02 times μ. The factor that counts is 1 − μ.",
    "wrong μ": "this is right for μ = 0.9. Here μ is 0.95.",
    "twice": "1 − μ acts twice here. Once is enough.",
    "factor alone": "this is 1 − μ alone. Multiply it by the learning rate of plain descent.",
    "sum": "this is 0.02 times 1 + μ, which counts in the limit of stability. The floor depends on 1 − μ.",
    "too high": "the effective step is longer than plain descent's, so the floor is higher.",
    "too low": "the effective step is shorter than plain descent's. The floor would be lower, at the cost "
    "of a longer way down.",
}
SUSPECTS = (("same lr", 0.02), ("upside down", 0.4), ("times μ", 0.019), ("wrong μ", 0.002),
            ("twice", 5e-5), ("factor alone", 0.05), ("sum", 0.039))  # fmt: skip


def judge(answer: Any) -> None:
    """Judge ``my_lr``: within 5 %, since the floor depends on the effective step almost alone."""
    try:
        lr = float(answer)
    except (TypeError, ValueError):
        raise NotYet(MESSAGES["no number"]) from None
    if not abs(lr) < float("inf"):
        raise NotYet(MESSAGES["no number"])
    if lr <= 0:
        raise NotYet(MESSAGES["not positive"])
    if abs(lr / RIGHT - 1) > 0.05:
        other = "too high" if lr > RIGHT else "too low"
        raise NotYet(MESSAGES[next((key for key, wrong in SUSPECTS if abs(lr / wrong - 1) < 0.01), other)])


EXERCISE = Exercise(
    title="The same floor",
    answer="my_lr",
    judge=judge,
    is_value=True,
    hints=(
        "The approximate formula says which combination of η and μ the floor depends on.",
        "The floor is proportional to the effective step, η / (1 − μ). Plain descent's is 0.02.",
        "Solve η / (1 − 0.95) = 0.02.",
    ),
    revisit="02_momentum_in_practice, section 3 (Find the noise floor)",
    solution="my_lr = 0.02 * (1 - 0.95)",
)
