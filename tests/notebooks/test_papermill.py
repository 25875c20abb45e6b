"""Every notebook runs headless, with other parameters; wrong ones are refused."""

import errno
import os
import re
import sys
from types import SimpleNamespace

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import run
from course_files import FOLDER, NAMES, PATHS, code_cells, read

OTHER_PARAMETERS = {  # as small as the notebook allows: the defaults are nbval's
    "00_start_here": {"n_train": 500, "epochs": 1},
    "02_momentum_in_practice": {
        "digits": 60, "hidden": 8, "steps": 20, "long_steps": 50, "tuning_seeds": 1, "final_seeds": 3,
        "seed": 3,
    },
    "06_capstone_mlp": {
        "n_digits": 1000, "epochs": 2, "lr": 0.05, "mu": 0.8, "l2": 1e-3, "keep": 0.9,
        "batch_size": 100, "seed": 7, "quick": True,
    },
    "07_capstone_cnn": {"n_train": 1000, "epochs": 2, "n_test": 2000, "max_shift": 1, "seed": 7},
    "08_recipe_measured": {"n_train": 500, "epochs": 2, "n_seeds": 2, "full_epochs": 2, "seed": 7},
    "09_where_next": {"n_train": 300, "n_seeds": 2},
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_runs_from_a_foreign_folder_with_other_parameters_where_it_has_any(path, tmp_path, monkeypatch):
    knobs = papermill.inspect_notebook(str(path))
    parameters = OTHER_PARAMETERS.get(str(path.relative_to(FOLDER).with_suffix("")), {})
    assert set(parameters) == set(knobs) and set(OTHER_PARAMETERS) <= set(NAMES)
    assert all(str(value) != knobs[knob]["default"] for knob, value in parameters.items())
    monkeypatch.delenv("TQDM_DISABLE")  # a learner sees the progress bars
    executed = papermill.execute_notebook(
        str(path), str(tmp_path / path.name), parameters, kernel_name="python3", execution_timeout=300,
        progress_bar=False, request_save_on_cell_execute=False, cwd=str(tmp_path),
        extra_arguments=run.QUIET,
    )  # fmt: skip
    outputs = [output for cell in code_cells(executed) for output in cell.outputs]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    committed = [output for cell in code_cells(read(path)) for output in cell.outputs]
    shown = sum("image/png" in output.get("data", {}) for output in committed)
    assert len(figures) <= shown if "quick" in parameters else len(figures) == shown
    assert all(figure.metadata["image/png"]["alt"] for figure in figures)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Make a course of one small notebook, in a folder of its own."""
    cells = [
        new_markdown_cell("# Tiny"),
        new_code_cell(
            "n: int = 3  # a count\nrate: float = 0.5  # a rate\nquick: bool = False  # leave out the rest",
            metadata={"tags": ["parameters"]},
        ),
        new_markdown_cell("## 1. Count"),
        new_code_cell("print('n is', n, 'rate', rate, 'quick', quick)", metadata={"tags": ["result"]}),
        new_code_cell("assert n > 0, 'n must be positive'"),
    ]
    (tmp_path / "notebooks").mkdir()
    notebook = new_notebook(cells=cells, metadata={"kernelspec": run.KERNEL})
    nbformat.write(notebook, tmp_path / "notebooks" / "tiny.ipynb")
    monkeypatch.setattr(run, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(run, "BUILD", tmp_path / "build")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    run.main()


def test_headless_run_prints_its_result_and_where_to_look(course, monkeypatch, capsys):
    before = (course / "notebooks" / "tiny.ipynb").read_bytes()
    command(monkeypatch, "tiny", "-p", "n", "7", "-p", "rate", "1", "-p", "quick", "true")
    said = capsys.readouterr().out
    assert "n is 7 rate 1.0 quick True" in said
    assert "build/tiny.ipynb" in said and "build/tiny.html" in said
    assert "n is 7" in (course / "build" / "tiny.html").read_text(encoding="utf-8")
    assert (course / "notebooks" / "tiny.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tiny", "-p", "rat", "1"], "has no parameter 'rat'; did you mean rate?"),
        (["tiny", "-p", "zzz", "1"], "has no parameter 'zzz'; it has: n, rate, quick"),
        (["tiny", "-p", "quick", "yes"], "parameter quick must be true or false, got 'yes'"),
        (["tiny", "-p", "n", "2.5"], "parameter n must be a whole number, got '2.5'"),
        (["tiny", "-p", "n", "many"], "parameter n must be a whole number, got 'many'"),
        (["tiny", "-p", "n", "-1"], "A cell failed with AssertionError: n must be positive"),
        (["tinny"], "There is no notebook tinny; there are: tiny"),
    ],
)
def test_mistakes_are_refused_with_a_clear_line(course, monkeypatch, words, message):
    with pytest.raises(SystemExit, match=re.escape(message)):
        command(monkeypatch, *words)


def test_the_bar_names_the_section(monkeypatch):
    def execute(nb_man, kernel_name):
        for cell in (
            new_markdown_cell("## 1. Count\n\nNow."),
            new_code_cell("# no heading"),
            new_markdown_cell("So it is three.\n\n## 2. Add"),
        ):
            nb_man.cell_start(cell)

    shown = []
    nothing = SimpleNamespace(
        cell_start=lambda cell: None, cell_complete=None, save=None,
        pbar=SimpleNamespace(set_description=shown.append),
    )  # fmt: skip
    monkeypatch.setattr(run.NBClientEngine, "execute_managed_notebook", execute)
    run.ReportingEngine.execute_managed_notebook(nothing, "python3")
    assert shown == ["1. Count", "2. Add"]


@pytest.mark.parametrize("seconds", [10, 0])
def test_a_run_saves_now_and_then_and_at_the_end(course, monkeypatch, seconds):
    def write(notebook, path):
        saved.append(str(notebook))
        write_ipynb(notebook, path)

    saved, write_ipynb = [], papermill.engines.write_ipynb
    monkeypatch.setattr(papermill.engines, "write_ipynb", write)
    monkeypatch.setattr(run, "SECONDS_BETWEEN_SAVES", seconds)
    command(monkeypatch, "tiny")
    while_running = [notebook for notebook in saved if "'end_time': None" in notebook]
    assert "n is 3" in saved[-1]
    assert any("n is 3" in notebook for notebook in while_running) == (seconds == 0)
    assert len(saved) > 5 if seconds == 0 else len(saved) <= 5


def test_a_result_is_printed_before_a_later_cell_fails(course, monkeypatch, capsys):
    with pytest.raises(SystemExit, match="A cell failed with AssertionError: n must be positive"):
        command(monkeypatch, "tiny", "-p", "n", "-1")
    assert "n is -1 rate 0.5" in capsys.readouterr().out


def test_earlier_results_stay_until_a_new_run_is_through(course, monkeypatch, capsys):
    command(monkeypatch, "tiny", "-p", "n", "7")
    earlier = {file.name: file.read_bytes() for file in (course / "build").iterdir()}
    assert set(earlier) == {"tiny.ipynb", "tiny.html"}
    with pytest.raises(SystemExit, match=r"What ran until then: build.tiny\.part\.html"):
        command(monkeypatch, "tiny", "-p", "n", "-1")
    assert "n is -1" in (course / "build" / "tiny.part.html").read_text(encoding="utf-8")
    assert {name: (course / "build" / name).read_bytes() for name in earlier} == earlier
    command(monkeypatch, "tiny", "-p", "n", "8")
    assert "n is 8" in (course / "build" / "tiny.html").read_text(encoding="utf-8")
    assert {file.name for file in (course / "build").iterdir()} == set(earlier)


def test_in_place_on_a_full_disk_leaves_the_notebook_as_it_was(course, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = course / "notebooks" / "tiny.ipynb"
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        command(monkeypatch, "--in-place", "tiny")
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_in_place_saves_outputs_and_nothing_of_the_machine(course, monkeypatch):
    command(monkeypatch, "--in-place", "tiny")
    notebook = nbformat.read(course / "notebooks" / "tiny.ipynb", as_version=4)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.cells[3].outputs[0].text == "n is 3 rate 0.5 quick False\n"
    assert [c.execution_count for c in notebook.cells if c.cell_type == "code"] == [1, 2, 3]


def test_in_place_leaves_a_failing_notebook_as_it_was(course, monkeypatch):
    path = course / "notebooks" / "tiny.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("n > 0", "n > 9"))
    before = path.read_bytes()
    with pytest.raises(SystemExit, match=r"tiny\.ipynb failed and was left as it was"):
        command(monkeypatch, "--in-place", "tiny")
    assert path.read_bytes() == before
