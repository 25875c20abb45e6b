"""Run All goes through whatever a learner has filled in: each state of the exercise notebook."""

from itertools import combinations

import pytest

import make_exercises
import nnlib
from course import figures
from course.exercises import console
from course.exercises.console import SOLUTIONS
from course.exercises.outcomes import outcome as judged
from course.exercises.registry import EXERCISES
from course_files import FOLDER, code_cells, read

SOLVED = {
    make_exercises.without_solutions(cell.source): cell.source
    for cell in code_cells(read(SOLUTIONS)) if make_exercises.BEGIN in cell.source
}  # fmt: skip
CELLS = [cell.source for cell in code_cells(read(FOLDER / SOLUTIONS.name))]
TO_FILL = [source for source in CELLS if source in SOLVED]
FUNCTIONS = [source for source in TO_FILL if source.startswith("def ")]
SMALL = [source for source in TO_FILL if source not in FUNCTIONS]


def first_lines(sources):
    return " + ".join(source.splitlines()[0] for source in sources) or "none"


DIGITS, LABELS = nnlib.load_mnist(100)


@pytest.fixture
def quick(monkeypatch):
    """Take few digits, draw nothing, judge each function once, and start with a new session."""
    outcomes = {}

    def outcome(name, namespace):
        if EXERCISES[name].is_value:
            return judged(name, namespace)
        if name not in outcomes:
            outcomes[name] = judged(name, namespace)
        return outcomes[name]

    monkeypatch.setattr(nnlib, "load_mnist", lambda n: (DIGITS, LABELS))
    monkeypatch.setattr(figures, "show", lambda figure: None)
    monkeypatch.setattr(figures.shared, "curves", lambda *panels, **labels: None)
    monkeypatch.setattr(figures.exercises, "histories", lambda histories: None)
    monkeypatch.setattr(figures.exercises, "pairs", lambda results: None)
    monkeypatch.setattr(console, "outcome", outcome)
    monkeypatch.setattr(console, "session", console.Session())


QUICKER = {
    "EPOCHS": 1,
    "L2": 0.02,
    "run": lambda mu, lr, seed: seed + lr,
}  # the findings belong to L2 = 0.01


def run_all(filled):
    """Run the learner's cells in order, some of them filled in; what takes long is replaced."""
    namespace = {"__name__": "__main__"}
    for source in CELLS:
        exec(SOLVED[source] if source in filled else source, namespace)
        namespace |= {name: value for name, value in QUICKER.items() if name in namespace}


@pytest.mark.parametrize("functions", [[], FUNCTIONS, *([one] for one in FUNCTIONS)], ids=first_lines)
def test_any_small_cells_can_be_filled_in_whatever_functions_are(functions, quick):
    for n in range(len(SMALL) + 1):
        for small in combinations(SMALL, n):
            run_all({*functions, *small})


def test_there_are_small_cells_and_a_function_for_each_check():
    assert len(SMALL) >= 4 and len(FUNCTIONS) >= 9
    assert len(set(CELLS)) == len(CELLS)
