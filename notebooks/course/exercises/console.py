"""What a notebook calls: ``check``, ``hint``, ``solution``, and at the end of the exercises ``progress``.

Each takes the name of an exercise ("momentum", "accuracy", ...). For an unknown one it shows the names
that there are, and the notebook goes on. The learner's answer is found by its name in the notebook. How
it turned out is in :mod:`course.exercises.outcomes`; this module shows it.
"""

import html
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from numbers import Integral
from pathlib import Path
from typing import Any

from IPython.display import display

import nnlib
from course.exercises.example import kind
from course.exercises.judging import Exercise
from course.exercises.outcomes import Status, outcome
from course.exercises.registry import EXERCISES, IN_EXERCISE_NOTEBOOK, find
from course.signs import printable

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions" / "05_exercises.ipynb"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MARKS = {Status.CORRECT: "✓", Status.NOT_YET: "✗", Status.NOT_ATTEMPTED: "·"}
COLOURS = {Status.CORRECT: "#009E73", Status.NOT_YET: "#D55E00", Status.NOT_ATTEMPTED: "#8a8a8a"}
HINT_COLOUR = "#0072B2"
EXAMPLE_STYLE = (
    "margin: 0.5em 0 0.2em; padding: 0.5em 0.8em; overflow: auto; white-space: pre; "
    "font-family: monospace; line-height: 1.35; color: inherit; background: rgba(128, 128, 128, 0.12)"
)


@dataclass
class Session:
    """What was called since the notebook started, where it changes what is shown later."""

    must_be_correct: bool = field(default_factory=lambda: "REQUIRE_CORRECT" in os.environ)
    solutions_seen: set[str] = field(default_factory=set)


session = Session()


class Message:
    """A text that a notebook shows with a coloured edge, and a terminal as it is; below it an example."""

    def __init__(self, text: str, colour: str, example: str = "") -> None:
        self.text, self.colour, self.example = text, colour, example

    def __repr__(self) -> str:
        return printable("\n\n".join(filter(None, (self.text, self.example))))

    def _repr_html_(self) -> str:
        body = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(self.text, quote=False))
        example = html.escape(self.example, quote=False)
        example = re.sub(r"^(\S.*)$", r"<strong>\1</strong>", example, flags=re.MULTILINE)
        block = f'<pre style="{EXAMPLE_STYLE}">{example}</pre>' if example else ""
        edge = f"border-left: 4px solid {self.colour}; padding: 0.2em 0.8em"
        return f'<div style="{edge}">{body.replace(chr(10), "<br>")}{block}</div>'


def check(name: str = "") -> None:
    """Judge an exercise and show one of three outcomes: correct, not yet because ..., not attempted."""
    if exercise := _known("check", name):
        status, message, example = outcome(name, _notebook())
        _show(status, f"{MARKS[status]} {exercise.title}: {message}", example)


def hint(name: str = "", number: int = 1) -> None:
    """Show a hint; number 1 is a nudge, the last gives nearly all away."""
    exercise = _known("hint", name)
    if not exercise:
        return
    hints = exercise.hints
    if not isinstance(number, Integral) or not 1 <= number <= len(hints):
        text = f'There are hints 1 to {len(hints)}, such as hint("{name}", {len(hints)}). '
        text += f'When they do not help, there is solution("{name}").'
    else:
        text = f"Hint {int(number)} of {len(hints)}: {hints[number - 1]}"
        if number < len(hints):
            text += f'\nThe next one: hint("{name}", {number + 1})'
    display(Message(text, HINT_COLOUR))


def solution(name: str = "") -> None:
    """Print one right answer."""
    exercise = _known("solution", name)
    if not exercise:
        return
    session.solutions_seen.add(name)
    if exercise.solution:
        print(printable(exercise.solution))
        return
    if not SOLUTIONS.is_file():
        print(f"The solutions are in {SOLUTIONS.name}, in the folder notebooks/solutions of the course.")
        return
    cells = json.loads(SOLUTIONS.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    source = next(source for source in sources if f"def {exercise.answer}(" in source)
    print(printable("\n".join(line for line in source.splitlines() if line.strip() not in (BEGIN, END))))


def solved(*names: str) -> bool:
    """Tell whether the exercises that a cell needs are correct; show which are not."""
    if not all(_known("solved", name) for name in names):
        return False
    notebook = _notebook()
    waiting = [find(name).title for name in names if outcome(name, notebook).status is not Status.CORRECT]
    if waiting:
        text = f"{MARKS[Status.NOT_ATTEMPTED]} This waits until these are correct: {'; '.join(waiting)}."
        _show(Status.NOT_ATTEMPTED, text)
    return not waiting


def yours_if_correct(name: str) -> Callable[..., Any]:
    """Return the learner's function if it is correct, else nnlib's of the same name, and print which."""
    function, notebook = find(name).answer, _notebook()
    if outcome(name, notebook).status is Status.CORRECT:
        print(f"{function}: yours.")
        return notebook[function]
    print(f"{function}: nnlib's, until yours is correct.")
    return getattr(nnlib, function)


def progress() -> None:
    """Show which of the exercise notebook's answers are correct, which are not, and what to read again."""
    notebook = _notebook()
    statuses = {name: outcome(name, notebook).status for name in IN_EXERCISE_NOTEBOOK}
    correct = list(statuses.values()).count(Status.CORRECT)
    lines = [f"{correct} of {len(statuses)} exercises are correct."]
    for name, status in statuses.items():
        note = status.value
        if status is Status.NOT_YET:
            note += f". Revisit {EXERCISES[name].revisit}"
        elif status is Status.CORRECT and name in session.solutions_seen:
            note += ", with the solution seen. Revisit it in a few days, from an empty cell"
        lines.append(f"{MARKS[status]} {EXERCISES[name].title}: {note}.")
    everything = Status.CORRECT if correct == len(statuses) else Status.NOT_ATTEMPTED
    _show(everything, "\n".join(lines))


def require_correct() -> None:
    """Make all of these raise an AssertionError too where an answer is not correct, from now on."""
    session.must_be_correct = True


def _notebook() -> dict[str, Any]:
    """Return the names of the notebook that called a function of this module."""
    return sys._getframe(2).f_globals


def _known(function: str, name: Any) -> Exercise | None:
    """Return an exercise by its name; show the names that there are if there is none of this name."""
    if isinstance(name, str) and name in EXERCISES:
        return EXERCISES[name]
    meant = name if isinstance(name, str) else getattr(name, "__name__", "")
    by_answer = {exercise.answer: known for known, exercise in EXERCISES.items()}
    words = get_close_matches(str(meant).lower(), [*EXERCISES, *by_answer], n=3, cutoff=0.5)
    close = list(dict.fromkeys(by_answer.get(word, word) for word in words))
    came = repr(name if len(name) <= 40 else f"{name[:40]}...") if isinstance(name, str) else kind(name)
    text = f"{function} takes the name of an exercise in quotation marks, and {came} is none of them."
    if close:
        text += f' Did you mean `{function}("{close[0]}")`?'
    others = [known for known in EXERCISES if known not in close]
    _show(Status.NOT_ATTEMPTED, f"{text}\nThe names are {', '.join(close + others)}.")
    return None


def _show(status: Status, text: str, example: str = "") -> None:
    """Show a text in the colour of a status; raise it too where only correct answers may pass."""
    display(Message(text, COLOURS[status], example))
    if session.must_be_correct and status is not Status.CORRECT:
        raise AssertionError(text)
