"""The learner's copy and its source: markers, drift, untouched, filled in."""

import re
import runpy
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import make_exercises
import run as run_notebooks
from course.exercises.registry import EXERCISES, IN_EXERCISE_NOTEBOOK

ROOT = Path(__file__).resolve().parents[2]
LEARNER = ROOT / "notebooks" / "05_exercises.ipynb"
SOLUTIONS = ROOT / "notebooks" / "solutions" / "05_exercises.ipynb"
COUNT = len(IN_EXERCISE_NOTEBOOK)
BEGIN, END = make_exercises.BEGIN, make_exercises.END
HIDDEN_BEGIN, HIDDEN_END = make_exercises.HIDDEN_BEGIN, make_exercises.HIDDEN_END


def read(path):
    return nbformat.read(path, as_version=4)


def run(notebook):
    """Execute a notebook and return all that its cells show as text."""
    client = NotebookClient(notebook, kernel_name="python3", timeout=300)
    client.execute(cwd=str(ROOT))
    return shown(notebook)


def shown(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    return "\n".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)


def test_regions_become_placeholders():
    source = f"def f(a):\n    b = 1\n    {BEGIN}\n    secret = 2\n    {END}\n    return b"
    expected = "def f(a):\n    b = 1\n    ...  # your code here\n    return b"
    assert make_exercises.without_solutions(source) == expected
    assert (
        make_exercises.without_solutions(f"# two lines\n{BEGIN}\nx\n{END}")
        == "# two lines\n# your code here"
    )
    assert make_exercises.without_solutions(f"{BEGIN}\nx\n{END}") == ""
    value = "a = ...  # your code here: in quotes"
    assert make_exercises.without_solutions(f"{value}\n{BEGIN}\na = 'x'\n{END}\nf(a)") == f"{value}\nf(a)"


def test_hidden_tests_leave_no_trace():
    source = f"import a\n\n{HIDDEN_BEGIN}\nsecret\n{HIDDEN_END}"
    assert make_exercises.without_solutions(source) == "import a"


@pytest.mark.parametrize(
    "source",
    [
        f"{BEGIN}\nsecret", f"secret\n{END}", f"{END}\nsecret\n{BEGIN}", f"{BEGIN}\nsecret\n{END}\n{END}",
        f"{BEGIN}\n{BEGIN}\nsecret\n{END}\n{END}", f"## BEGIN SOLUTION\nsecret\n{END}",
        f"### begin solution\nsecret\n{END}", f"###BEGIN SOLUTION\nsecret\n{END}",
        f"{BEGIN}S\nsecret\n{END}", f"{BEGIN}\nsecret\n### END SOLUTON", "### BEGIN HIDDEN TESTS\nsecret",
        f"{BEGIN}\nsecret\n{HIDDEN_END}", f"{HIDDEN_BEGIN}\n{BEGIN}\nsecret\n{END}\n{HIDDEN_END}",
    ],
)  # fmt: skip
def test_an_unknown_or_unbalanced_marker_is_an_error(source):
    with pytest.raises(ValueError, match=r"(unknown|unbalanced) marker in .*this cell"):
        make_exercises.without_solutions(source)


def test_a_marker_in_text_is_an_error():
    cells = [nbformat.v4.new_markdown_cell(f"{BEGIN}\nsecret\n{END}")]
    with pytest.raises(ValueError, match="outside of code, in cell 1"):
        make_exercises.learners_copy(nbformat.v4.new_notebook(cells=cells))


def test_the_learners_copy_has_not_drifted_from_its_source():
    copied = make_exercises.learners_copy(read(SOLUTIONS))
    assert make_exercises.checksum(read(LEARNER)) == make_exercises.checksum(copied), "run make notebooks"
    assert read(LEARNER).metadata == copied.metadata, "run make notebooks"


def test_nothing_of_the_solutions_is_left_in_the_copy():
    text = "\n".join(cell.source for cell in read(LEARNER).cells)
    assert "SOLUTION" not in text and "require_correct" not in text and "](../" not in text
    for cell in read(SOLUTIONS).cells:
        for region in re.findall(f"{BEGIN}\n(.*?)\n *{END}", cell.source, re.DOTALL):
            assert region not in text


def test_the_copy_names_its_source():
    assert read(LEARNER).metadata[make_exercises.KEY]["from"] == "solutions/05_exercises.ipynb"


def test_nbgrader_knows_what_is_written_and_what_is_graded():
    for notebook in (read(LEARNER), make_exercises.learners_copy(read(SOLUTIONS)), read(SOLUTIONS)):
        marked = {cell.id: cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata}
        assert all(about.grade_id == name and about.schema_version == 3 for name, about in marked.items())
        assert all(
            about.grade != about.solution and about.locked == about.grade for about in marked.values()
        )
        assert sum(about.get("points", 0) for about in marked.values()) == len(IN_EXERCISE_NOTEBOOK)
    written = [cell for cell in read(SOLUTIONS).cells if BEGIN in cell.source]
    assert [cell.id for cell in written] == [name for name, about in marked.items() if about.solution]


@pytest.fixture
def generated(tmp_path, monkeypatch):
    """Return the path of a learner's copy, generated in a folder of its own."""
    for path in (SOLUTIONS, Path(make_exercises.__file__)):
        (tmp_path / path.parent.name).mkdir()
        shutil.copy(path, tmp_path / path.parent.name)
    monkeypatch.setattr(make_exercises, "NOTEBOOKS", tmp_path)
    make_exercises.write()
    return tmp_path / LEARNER.name


def edit(path, change):
    notebook = read(path)
    change(notebook)
    nbformat.write(notebook, path)


def another_title(notebook):
    notebook.cells[0].source = notebook.cells[0].source.replace("# Exercises", "# Practice")


def test_a_copy_that_was_only_run_follows_its_source(generated):
    def run_in_lab(notebook):
        notebook.cells[1].update(execution_count=7, outputs=[], metadata={"scrolled": True})
        notebook.metadata.kernelspec.display_name = "Python 3.12"

    edit(generated, run_in_lab)
    edit(generated.parent / "solutions" / generated.name, another_title)
    make_exercises.write()
    assert read(generated).cells[0].source.startswith("# Practice")
    edit(generated.parent / "solutions" / generated.name, lambda notebook: notebook.cells.pop())
    make_exercises.write()
    assert read(generated).cells[-1].source.startswith("## Recap")


def test_an_edited_copy_is_not_written_over_but_on_purpose(generated, monkeypatch):
    def command(*options):
        script = str(generated.parent / "tools" / "make_exercises.py")
        monkeypatch.setattr(sys, "argv", [script, *options])
        runpy.run_path(script, run_name="__main__")

    edit(generated, another_title)
    edited = generated.read_bytes()
    with pytest.raises(SystemExit) as refused:
        command()
    assert generated.read_bytes() == edited
    (line,) = refused.value.code.splitlines()
    assert line.startswith(
        "notebooks/05_exercises.ipynb was edited, but it is generated: make the edit in "
    )
    assert "notebooks/solutions/05_exercises.ipynb instead." in line
    assert line.endswith("notebooks/tools/make_exercises.py --overwrite")
    command("--overwrite")
    assert read(generated).cells[0].source.startswith("# Exercises")


@pytest.mark.parametrize(
    "change",
    [
        lambda notebook: notebook.cells.pop(),
        lambda notebook: notebook.cells.append(notebook.cells.pop(4)),
        lambda notebook: notebook.cells[1].metadata.update(tags=["result"]),
        lambda notebook: [another_title(notebook), notebook.metadata.pop(make_exercises.KEY)],
    ],
)
def test_what_counts_as_an_edit(generated, change):
    edit(generated, change)
    with pytest.raises(SystemExit, match="was edited"):
        make_exercises.write()


def test_an_edit_that_the_source_has_too_is_not_lost(generated):
    for path in (generated, generated.parent / "solutions" / generated.name):
        edit(path, another_title)
    make_exercises.write()
    assert read(generated).cells[0].source.startswith("# Practice")


def test_a_run_in_place_keeps_the_source_and_drops_what_tells_of_the_machine(generated, monkeypatch):
    monkeypatch.setattr(run_notebooks, "NOTEBOOKS", generated.parent)
    edit(generated, lambda notebook: notebook.metadata.update(papermill={"input_path": "/home/me"}))
    edit(generated, lambda notebook: notebook.cells.__delitem__(slice(1, None)))
    noted = read(generated).metadata[make_exercises.KEY]
    run_notebooks.in_place(generated)
    kept = read(generated).metadata
    assert set(kept) == {"kernelspec", "language_info", make_exercises.KEY}
    assert kept[make_exercises.KEY] == noted


def test_make_notebooks_refuses_before_it_runs_any(generated, monkeypatch):
    monkeypatch.setattr(run_notebooks, "NOTEBOOKS", generated.parent)
    monkeypatch.setattr(run_notebooks, "in_place", lambda path: pytest.fail(f"{path} was executed"))
    monkeypatch.setattr(sys, "argv", ["run.py", "--in-place"])
    edit(generated, another_title)
    shutil.copy(LEARNER, generated.parent / "00_earlier.ipynb")
    with pytest.raises(SystemExit, match="was edited"):
        run_notebooks.main()


def test_the_untouched_copy_says_that_nothing_is_attempted():
    """As it was saved, which nbval compares with a fresh run."""
    text = shown(read(LEARNER))
    assert f"0 of {COUNT} exercises are correct." in text and "✗" not in text and "✓" not in text
    assert text.count("not attempted yet. Write") + text.count("not attempted yet. Replace") in (
        COUNT,
        COUNT + 1,  # with the stretch, where PyTorch is installed
    )


def filled():
    """Return the learner's copy with the solution code put in place of each placeholder."""
    notebook = read(LEARNER)
    answers = [cell.source for cell in read(SOLUTIONS).cells if BEGIN in cell.source]
    answers = {make_exercises.without_solutions(a): a for a in answers}
    for cell in notebook.cells:
        if cell.cell_type == "code" and "# your code here" in cell.source:
            cell.source = answers[cell.source].replace(BEGIN, "#").replace(END, "#")
    return notebook


def test_the_copy_filled_in_turns_every_check_correct():
    notebook = filled()
    text = run(notebook)
    assert f"{COUNT} of {COUNT} exercises are correct." in text and "✗" not in text and "·" not in text
    assert text.count(": correct.") in (2 * COUNT, 2 * COUNT + 1)  # checks, lines of progress, the stretch


def test_the_solutions_must_be_correct():
    wrong = read(SOLUTIONS)
    checked = next(i for i, cell in enumerate(wrong.cells) if 'check("momentum")' in cell.source) + 1
    wrong.cells = wrong.cells[:checked]
    for cell in wrong.cells:
        cell.source = cell.source.replace("mu * velocity - lr", "mu * velocity + lr")
    with pytest.raises(CellExecutionError, match="the sign of the gradient is flipped"):
        run(wrong)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_what_to_revisit_exists(exercise):
    name, number, heading = re.fullmatch(r"(\w+), section (\d) \((.*)\)", exercise.revisit).groups()
    text = [cell.source for cell in read(ROOT / "notebooks" / f"{name}.ipynb").cells]
    assert any(f"## {number}. {heading}" in source.splitlines() for source in text)
