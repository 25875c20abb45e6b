"""Every notebook keeps the form that the course promises."""

import ast
import re
import statistics

import pytest

import make_exercises
import run
from course_files import NAMES, PATHS, code_cells, code_lines, read, tags

KNOWN_TAGS = {"parameters", "nbval-ignore-output", "result", "hide-input", "hide-output", "guard"}
MACHINE_PATH = re.compile(r"(/root/|/home/|/Users/|/tmp/|/work/|/var/|[A-Z]:\\\\)")

pytestmark = pytest.mark.parametrize("path", PATHS, ids=NAMES)


def outputs(path):
    return [output for cell in code_cells(read(path)) for output in cell.outputs]


def section(path, start, end=None):
    """Return the text of the notebook's markdown from the line ``start`` on, up to ``end``."""
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert start in text, f"{start} is missing"
    return text.split(start, 1)[1].split(end, 1)[0] if end else text.split(start, 1)[1]


def bullets(text):
    return re.findall(r"^[-*] ", text, flags=re.MULTILINE)


def test_metadata_is_plain(path):
    notebook = read(path)
    assert notebook.metadata.kernelspec.name == "python3"
    solved = path.parent / "solutions" / path.name
    generated = {make_exercises.KEY} if solved.exists() else set()
    assert set(notebook.metadata) == {"kernelspec", "language_info"} | generated
    assert notebook.metadata.language_info == {"name": "python", "file_extension": ".py"}
    for cell in notebook.cells:
        folds = {run.FOLDS[tag]: True for tag in tags(cell) if tag in run.FOLDS}
        assert cell.metadata.get("jupyter", {}) == folds
        assert set(cell.metadata) <= {"tags", "jupyter", "nbgrader"}


def test_was_executed_from_the_top(path):
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


def test_outputs_are_clean(path):
    for output in outputs(path):
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.text
        text = output.get("text", "") + "".join(
            part for kind, part in output.get("data", {}).items() if kind.startswith("text/")
        )
        assert not MACHINE_PATH.search(text), text


def test_opens_with_aims_and_closes_with_a_recap(path):
    opening = read(path).cells[0].source
    assert re.match(r"# [A-Z]", opening)
    assert re.search(r"^\*About \d+ minutes\.\*$", opening, flags=re.MULTILINE)
    for heading in ("**What you will do.** ", "**What you will learn**", "**What you need.** "):
        assert heading in opening
    aims = bullets(opening.split("**What you will learn**")[1].split("**What you need.**")[0])
    answers = bullets(section(path, "## Recap", "## Further reading"))
    assert len(answers) == len(aims) > 0
    assert re.search(r"\]\(https?://", section(path, "## Further reading"))


def test_tags_are_known(path):
    assert {tag for cell in read(path).cells for tag in tags(cell)} <= KNOWN_TAGS


def test_knobs_are_literals_with_type_and_comment(path):
    cells = [cell for cell in code_cells(read(path)) if "parameters" in tags(cell)]
    assert len(cells) <= 1
    for cell in cells:
        for line in cell.source.splitlines():
            assert re.fullmatch(r"\w+: (int|float|str|bool) = \S+  # \S.*", line), line
        for statement in ast.parse(cell.source).body:
            ast.literal_eval(statement.value)


def test_cells_are_short(path):
    lengths = [code_lines(cell) for cell in code_cells(read(path))]
    assert max(lengths) <= 25
    assert statistics.median(lengths) <= 8


def test_prose_and_code_are_balanced(path):
    solved = path.parent / "solutions" / path.name
    path = solved if solved.exists() else path  # the learner's copy has its code taken out
    cells = read(path).cells
    words = sum(len(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    lines = sum(code_lines(cell) for cell in code_cells(read(path)))
    assert 4 <= words / lines <= 14


def test_figures_have_alt_text(path):
    for output in outputs(path):
        if "image/png" in output.get("data", {}):
            assert len(output.metadata.get("image/png", {}).get("alt", "").split()) >= 8


def test_each_displayed_formula_is_asserted_in_the_next_code_cell(path):
    cells = read(path).cells
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown" and "$$" in cell.source:
            following = next((c.source for c in cells[i:] if c.cell_type == "code"), "")
            assert "assert" in following, cell.source


def test_a_prediction_comes_before_its_answer(path):
    cells = read(path).cells
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown" and "**Predict" in cell.source and "<details" not in cell.source:
            later = next(i for i in range(i + 1, len(cells)) if cells[i].get("outputs"))
            assert "hide-output" in tags(cells[later]), f"the answer lies open: {cell.source[:200]}"


def test_no_alt_text_stands_in_sight_of_the_reader(path):
    assert not [cell.source for cell in code_cells(read(path)) if re.search(r"\balt=", cell.source)]


def test_what_guards_a_run_is_folded(path):
    for cell in code_cells(read(path)):
        if "guard" in tags(cell):
            assert "hide-input" in tags(cell) and not cell.outputs and "assert" in cell.source


def test_a_cell_with_a_progress_bar_is_not_compared(path):
    for cell in code_cells(read(path)):
        if re.search(r"\btrack\(|verbose=True", cell.source):
            assert "nbval-ignore-output" in tags(cell), cell.source


def test_text_that_is_not_compared_is_followed_by_an_assertion(path):
    cells = code_cells(read(path))
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        prints = any(output.output_type == "stream" for output in cell.outputs)
        if "nbval-ignore-output" in tags(cell) and prints:
            assert following is not None and "assert" in following.source, cell.source


def test_links_to_files_work(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#]+)", cell.source):
                if not re.match(r"(https?|mailto):", target):
                    assert (path.parent / target).exists(), target
