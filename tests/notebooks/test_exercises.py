"""The learner's copy and its source: markers, drift, untouched, filled in."""

import copy
import re
from pathlib import Path

import nbformat
import papermill
import pytest
from course.exercises.registry import EXERCISES
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parents[2]
import make_exercises  # noqa: E402

LEARNER = ROOT / "notebooks" / "03_exercises.ipynb"
SOLUTIONS = ROOT / "notebooks" / "solutions" / "03_exercises.ipynb"
BEGIN, END = make_exercises.BEGIN, make_exercises.END


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


@pytest.mark.parametrize(
    "source",
    [
        f"{BEGIN}\nsecret", f"secret\n{END}", f"{END}\nsecret\n{BEGIN}", f"{BEGIN}\nsecret\n{END}\n{END}",
        f"{BEGIN}\n{BEGIN}\nsecret\n{END}\n{END}", f"## BEGIN SOLUTION\nsecret\n{END}",
        f"### begin solution\nsecret\n{END}", f"###BEGIN SOLUTION\nsecret\n{END}",
        f"{BEGIN}S\nsecret\n{END}", f"{BEGIN}\nsecret\n### END SOLUTON", "### BEGIN HIDDEN TESTS\nsecret",
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
    assert make_exercises.sources(read(LEARNER)) == make_exercises.sources(copied), "run make notebooks"


def test_nothing_of_the_solutions_is_left_in_the_copy():
    text = "\n".join(cell.source for cell in read(LEARNER).cells)
    assert "SOLUTION" not in text and "require_correct" not in text and "](../" not in text
    for cell in read(SOLUTIONS).cells:
        for region in re.findall(f"{BEGIN}\n(.*?)\n *{END}", cell.source, re.DOTALL):
            assert region not in text


def test_a_former_copy_is_kept(tmp_path, monkeypatch, capsys):
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    monkeypatch.setattr(make_exercises, "NOTEBOOKS", tmp_path / "notebooks")
    for path in ("notebooks/solutions/03_exercises.ipynb", "notebooks/03_exercises.ipynb"):
        (tmp_path / path).write_bytes(SOLUTIONS.read_bytes())
    make_exercises.main()
    assert read(tmp_path / "build" / "03_exercises_before.ipynb") == read(SOLUTIONS)
    assert "kept in build/03_exercises_before.ipynb" in capsys.readouterr().out
    make_exercises.main()
    assert capsys.readouterr().out == ""


def test_the_untouched_copy_runs_by_papermill_and_says_that_nothing_is_attempted(tmp_path):
    papermill.execute_notebook(
        str(LEARNER), str(tmp_path / "out.ipynb"), kernel_name="python3", cwd=str(tmp_path),
        progress_bar=False, execution_timeout=300,
    )  # fmt: skip
    text = shown(read(tmp_path / "out.ipynb"))
    assert "0 of 9 exercises are correct." in text and "✗" not in text and "✓" not in text
    assert text.count("not attempted yet. Write") == 9


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
    assert "9 of 9 exercises are correct." in text and "✗" not in text and "·" not in text
    assert text.count(": correct.") == 18  # nine checks, and nine lines of progress


def test_the_solutions_must_be_correct():
    notebook = read(SOLUTIONS)
    kept = next(i for i, cell in enumerate(notebook.cells) if 'check("momentum")' in cell.source) + 1
    wrong = copy.deepcopy(notebook)
    wrong.cells = wrong.cells[:kept]
    run(wrong)
    for cell in wrong.cells:
        cell.source = cell.source.replace("mu * velocity - lr", "mu * velocity + lr")
    with pytest.raises(CellExecutionError, match="the sign of the gradient is flipped"):
        run(wrong)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_what_to_revisit_exists(exercise):
    name, number, heading = re.fullmatch(r"(\w+), section (\d) \((.*)\)", exercise.revisit).groups()
    text = [cell.source for cell in read(ROOT / "notebooks" / f"{name}.ipynb").cells]
    assert any(f"## {number}. {heading}" in source.splitlines() for source in text)


def test_what_the_text_expects_is_what_the_solutions_print():
    cells, blocks = read(SOLUTIONS).cells, 0
    for number, cell in enumerate(cells):
        for block in re.findall(r"Expected output.*?\n```\n(.*?)\n```", cell.source, re.DOTALL):
            code = next(later for later in cells[number + 1 :] if later.cell_type == "code")
            assert code.outputs[0].text.strip() == block
            blocks += 1
    assert blocks == 3
