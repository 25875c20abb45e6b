"""Run All goes through whatever a learner has filled in: the exercises, and the turns of the lessons."""

import ast
from itertools import combinations

import pytest

import make_exercises
import nnlib
from course import figures
from course.exercises import console
from course.exercises.console import SOLUTIONS
from course.exercises.outcomes import outcome as judged
from course.exercises.registry import EXERCISES
from course_files import FOLDER, PATHS, code_cells, read

SOLVED = {
    make_exercises.without_solutions(cell.source): cell.source
    for cell in code_cells(read(SOLUTIONS)) if make_exercises.BEGIN in cell.source
}  # fmt: skip
CELLS = [cell.source for cell in code_cells(read(FOLDER / SOLUTIONS.name))]
TO_FILL = [source for source in CELLS if source in SOLVED]
FUNCTIONS = [source for source in TO_FILL if source.startswith("def ")]
EXPLAINED = [source for source in TO_FILL if "explain(" in source]  # a sentence, which nothing else reads
SMALL = [source for source in TO_FILL if source not in (*FUNCTIONS, *EXPLAINED)]


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
    namespace = {"__name__": "__main__", "display": lambda shown: None}
    for source in CELLS:
        exec(SOLVED[source] if source in filled else source, namespace)
        namespace |= {name: value for name, value in QUICKER.items() if name in namespace}


@pytest.mark.parametrize("functions", [[], FUNCTIONS, *([one] for one in FUNCTIONS)], ids=first_lines)
def test_any_small_cells_can_be_filled_in_whatever_functions_are(functions, quick):
    for n in range(len(SMALL) + 1):
        for small in combinations(SMALL, n):
            run_all({*functions, *small, *(EXPLAINED if n % 2 else [])})


def test_there_are_small_cells_and_a_function_for_each_check():
    assert len(SMALL) >= 4 and len(FUNCTIONS) >= 9 and len(EXPLAINED) >= 4
    assert len(set(CELLS)) == len(CELLS)


def names(source, context):
    """Return the names that code reads or writes."""
    return {
        n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name) and isinstance(n.ctx, context)
    }


@pytest.mark.parametrize(
    "path", [path for path in PATHS if path.name != SOLUTIONS.name], ids=lambda p: p.stem
)
def test_no_cell_of_a_lesson_depends_on_what_a_turn_came_to(path):
    """So a lesson that runs with its turns untouched runs with any of them filled in."""
    cells = [cell.source for cell in code_cells(read(path))]
    turns = [
        name for name, exercise in EXERCISES.items() if any(f'check("{name}")' in cell for cell in cells)
    ]
    assert turns
    for name in turns:
        answer = EXERCISES[name].answer
        tree = ast.parse(EXERCISES[name].solution)
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        defined |= set().union(*(names(ast.unparse(node), ast.Store) for node in tree.body if not defined))
        assert answer in defined
        for cell in cells:
            if f'check("{name}")' not in cell:
                assert not names(cell, ast.Load) & defined, cell
