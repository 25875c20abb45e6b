"""What the exercise notebook calls: ``check``, ``hint``, ``solution``, and ``progress`` at its end.

Each names an exercise ("momentum", "accuracy", ...) and finds the learner's function by its name in
the notebook. How an answer is run and diagnosed is in :mod:`course.exercises.judging`.
"""

import html
import inspect
import json
import re
from pathlib import Path

from IPython.display import display

import nnlib
from course.exercises import basics, digits, fair, stretch, train
from course.exercises.judging import NotYet, untouched

EXERCISES = {
    **basics.EXERCISES,
    **train.EXERCISES,
    **digits.EXERCISES,
    **stretch.EXERCISES,
    **fair.EXERCISES,
}
SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions" / "03_exercises.ipynb"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
COLOURS = {"✓": "#009E73", "✗": "#D55E00", "·": "#8a8a8a", "?": "#0072B2"}
_state = {"strict": False, "seen": set()}


class Shown:
    """A message that a notebook shows with a coloured edge, and a terminal as plain text."""

    def __init__(self, mark, text):
        self.mark, self.text = mark, text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        body = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(self.text, quote=False))
        edge = f"border-left: 4px solid {COLOURS[self.mark]}; padding: 0.2em 0.8em"
        return f'<div style="{edge}">{body.replace(chr(10), "<br>")}</div>'


def check(name):
    """Judge an exercise and show one of three outcomes: correct, not yet because ..., not attempted.

    Parameters
    ----------
    name : str
        The exercise, such as "momentum".

    Raises
    ------
    ValueError
        If there is no such exercise.
    AssertionError
        After :func:`strict`, if the outcome is not correct.
    """
    mark, text = _outcome(name, inspect.currentframe().f_back.f_globals)
    display(Shown(mark, f"{mark} {_exercise(name).title}: {text}"))
    _insist(mark == "✓", text)


def hint(name, number=1):
    """Show a hint; the first is a nudge, the last gives nearly all away.

    Parameters
    ----------
    name : str
        The exercise.
    number : int, default 1
        Which hint, from 1.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    hints = _exercise(name).hints
    if number not in range(1, len(hints) + 1):
        text = f'There are hints 1 to {len(hints)}. When they do not help, there is solution("{name}").'
    else:
        text = f"Hint {number} of {len(hints)}: {hints[number - 1]}"
    display(Shown("?", text))


def solution(name):
    """Print one right answer, from the solutions notebook.

    Parameters
    ----------
    name : str
        The exercise.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    function = _exercise(name).function
    if not SOLUTIONS.is_file():
        print(f"The solutions are in {SOLUTIONS.name}, in the folder notebooks/solutions of the course.")
        return
    cells = json.loads(SOLUTIONS.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    source = next(source for source in sources if f"def {function}(" in source)
    print("\n".join(line for line in source.splitlines() if line.strip() not in (BEGIN, END)))
    _state["seen"].add(name)


def done(*names):
    """Tell whether exercises are correct; say which are not.

    Parameters
    ----------
    *names : str
        The exercises that what follows needs.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If there is no such exercise.
    AssertionError
        After :func:`strict`, if one is not correct.
    """
    namespace = inspect.currentframe().f_back.f_globals
    missing = [_exercise(name).title for name in names if _outcome(name, namespace)[0] != "✓"]
    if missing:
        display(Shown("·", f"· This waits until these are correct: {'; '.join(missing)}."))
    _insist(not missing, f"not correct: {missing}")
    return not missing


def yours_or_ours(name):
    """Return the learner's function if it is correct, else nnlib's of the same name, and say which.

    Parameters
    ----------
    name : str
        The exercise, "momentum" or "accuracy".

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    function = _exercise(name).function
    namespace = inspect.currentframe().f_back.f_globals
    own = _outcome(name, namespace)[0] == "✓"
    print(f"{function}: yours." if own else f"{function}: nnlib's, until yours is correct.")
    return namespace[function] if own else getattr(nnlib, function)


def progress():
    """Show which exercises are done, which are not, and what to read again.

    Raises
    ------
    AssertionError
        After :func:`strict`, if one is not correct.
    """
    namespace = inspect.currentframe().f_back.f_globals
    marks = {name: _outcome(name, namespace)[0] for name in EXERCISES}
    count = list(marks.values()).count("✓")
    lines = [f"{count} of {len(marks)} exercises are correct."]
    for name, mark in marks.items():
        exercise = EXERCISES[name]
        note = {"✓": "correct", "✗": f"not yet. Revisit {exercise.revisit}", "·": "not attempted yet"}[mark]
        if mark == "✓" and name in _state["seen"]:
            note = "correct, with the solution seen. Revisit it in a few days, from an empty cell"
        lines.append(f"{mark} {exercise.title}: {note}.")
    display(Shown("✓" if count == len(marks) else "·", "\n".join(lines)))
    _insist(count == len(marks), "\n".join(lines))


def strict():
    """Make every later outcome but correct an AssertionError, as the solutions notebook needs."""
    _state["strict"] = True


def _insist(right, text):
    if _state["strict"] and not right:
        raise AssertionError(text)


def _exercise(name):
    """Return an exercise by its name."""
    if name not in EXERCISES:
        raise ValueError(f"name must be one of {', '.join(EXERCISES)}, got {name!r}")
    return EXERCISES[name]


def _outcome(name, namespace):
    """Return the mark and the text of an exercise's outcome."""
    exercise = _exercise(name)
    function = namespace.get(exercise.function)
    if function is None:
        return "·", f"not attempted yet. No `{exercise.function}` here: run the cell that defines it."
    if not callable(function):
        kind = type(function).__name__
        return "✗", f"not yet, because `{exercise.function}` is no longer a function but of type {kind}."
    if str(getattr(function, "__module__", "")).startswith(("nnlib", "course")):
        return "✗", f"not yet, because this `{exercise.function}` is nnlib's. Write your own."
    if untouched(function):
        return "·", f'not attempted yet. Write `{exercise.function}` above; hint("{name}") helps you start.'
    try:
        exercise.judge(function)
    except NotYet as reason:
        return "✗", f"not yet, because {reason}"
    except Exception as error:  # whatever strange thing an answer returned: the notebook goes on
        what = f"{type(error).__name__}: {error}"
        return "✗", f"not yet, because the check could not read what came back ({what})."
    return "✓", "correct."
