"""Your turn in lesson 00: which line of a backward pass is wrong, from the arrays that fail."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.judging import Exercise, NotYet
from course.exercises.reading import any_array

LINES = ("delta3", "delta2", "delta1", "grad_W1", "grad_b1", "grad_W2", "grad_b2", "grad_W3", "grad_b3")
FAULTS = {"A": "delta2", "B": "grad_b2", "C": "delta3"}  # the wrong line of each pass

MESSAGES = {
    "form": 'it should be three texts, one for each pass, such as ("delta1", "delta1", "grad_W1").',
    "names": f"each must be one of {', '.join(LINES)}.",
    "order": "the three lines are the right ones, but they stand in another order than A, B, C.",
    "A: delta1": "a wrong delta1 spoils W1 and b1 only. In A also W2 and b2 fail. Go back one "
    "step: what do both layers come from?",
    "A: delta3": "a wrong delta3 would spoil W3 and b3 too. In A they are right.",
    "A: gradient": "a wrong gradient line spoils one array. In A four fail, so what they share is wrong.",
    "B: delta2": "a wrong delta2 would spoil W2, W1 and b1 too. In B only one array fails.",
    "B: delta": "a wrong delta spoils all that is computed from it. In B only one array fails.",
    "B: W2": "W2 passes in B. Which array fails?",
    "B: gradient": "that array passes in B. Which one fails?",
    "C: last": "that would spoil W3 or b3 alone. In C everything fails.",
    "C: delta2": "a wrong delta2 leaves W3 and b3 right. In C they fail too.",
    "C: delta1": "a wrong delta1 leaves the two upper layers right. In C they fail too.",
    "C: gradient": "a wrong gradient line spoils one array. In C everything fails.",
}


def mystery_backward(name: str, X, A1, A2, A3, y, W1, W2, W3, Z1, Z2) -> tuple[NDArray, ...]:
    """Return the six gradients of pass A, B or C, each with one wrong line (try without reading on)."""
    delta3 = (A3 - y) / (1 if name == "C" else len(X))
    delta2 = (delta3 @ W3.T) * ((Z2 < 0) if name == "A" else (Z2 > 0))
    delta1 = (delta2 @ W2.T) * (Z1 > 0)
    grad_b1, grad_b2, grad_b3 = (delta.sum(axis=0, keepdims=True) for delta in (delta1, delta2, delta3))
    if name == "B":
        grad_b2 = np.mean(delta2, axis=0, keepdims=True)
    return X.T @ delta1, grad_b1, A1.T @ delta2, grad_b2, A2.T @ delta3, grad_b3


def judge(answer: Any) -> None:
    """Judge ``my_faults``, the wrong lines of the passes A, B and C."""
    if isinstance(answer, dict):
        answer = [answer.get(name) for name in FAULTS]
    if any_array(answer).shape != (3,) or not all(isinstance(a, str) for a in answer):
        raise NotYet(MESSAGES["form"])
    answers = [text.strip().lower().replace("grad_w", "grad_W") for text in answer]
    if not set(answers) <= set(LINES):
        raise NotYet(MESSAGES["names"])
    if answers != [*FAULTS.values()] and sorted(answers) == sorted(FAULTS.values()):
        raise NotYet(MESSAGES["order"])
    for name, said in zip(FAULTS, answers, strict=True):
        if said != FAULTS[name]:
            raise NotYet(f"look at {name} again: {MESSAGES[_reason(name, said)]}")


def _reason(name: str, said: str) -> str:
    """Return the key of the message to a wrong line of one pass."""
    if name == "C" and said in ("grad_W3", "grad_b3"):
        return "C: last"
    for key in (f"{name}: {said}", f"{name}: {said.removeprefix('grad_')}"):
        if key in MESSAGES:
            return key
    return f"{name}: delta" if said.startswith("delta") else f"{name}: gradient"


EXERCISE = Exercise(
    title="Your turn: three faults, three patterns",
    answer="my_faults",
    judge=judge,
    hints=(
        "The backward pass runs from the top down: delta3, then delta2, then delta1. A mistake spoils what "
        "comes after it and nothing that came before.",
        "W3 and b3 come from delta3, W2 and b2 from delta2, W1 and b1 from delta1. If one of a pair is "
        "right, so is their delta.",
        "In A the layers 1 and 2 fail together; in B one array fails alone; in C nothing is right, not "
        "even what comes from the very first line.",
    ),
    revisit="00_start_here, section 5 (Find the wrong line)",
    is_value=True,
    solution='my_faults = ("delta2", "grad_b2", "delta3")',
)
