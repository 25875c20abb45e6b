"""Grading: outcomes as data, a line a learner, and a hostile notebook costs its own line only."""

import csv
import re

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import grade
from course.exercises.registry import IN_EXERCISE_NOTEBOOK

MOMENTUM = """\
def momentum_update(velocity, gradient, mu, lr):
    velocity = mu * velocity - lr * gradient
    return velocity, velocity
"""
ACCURACY = """\
def accuracy(y_pred, y_true):
    raise ValueError("<script>alert(1)</script>")
"""
ENDLESS = """\
while True:
    try:
        pass
    except BaseException:
        pass
"""
SHADOWS = "name = outcome = IPython = course = dict = list = print = str = 0"
SUBMISSIONS = {
    "ada.ipynb": [MOMENTUM, "1 / 0", ACCURACY],
    "grace hopper/05_exercises.ipynb": [SHADOWS, "import sys; sys.exit(1)", MOMENTUM],
    "kills itself.ipynb": [MOMENTUM, "import os; os._exit(3)"],
    "kills its parent.ipynb": [
        "import os; os.kill(os.getppid(), 9)",
        "import time; time.sleep(9)",
    ],
    "=1+1.ipynb": [],
    ".ipynb_checkpoints/ada-checkpoint.ipynb": [MOMENTUM],
}


def submit(folder, name, sources):
    """Write a submission of some code cells."""
    cells = [new_markdown_cell("# Mine"), *map(new_code_cell, sources)]
    (folder / name).parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells), folder / name)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Grade all of the above, and return the lines of the table and the page."""
    folder, build = tmp_path_factory.mktemp("submissions"), tmp_path_factory.mktemp("build")
    for name, sources in SUBMISSIONS.items():
        submit(folder, name, sources)
    (folder / "torn.ipynb").write_text('{"cells": 3')
    (folder / "no text.ipynb").write_bytes(b"\x89PNG")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grade, "BUILD", build)
        grade.main([str(folder), "--jobs", "2"])
    lines = csv.DictReader((build / "grades.csv").read_text(encoding="utf-8").splitlines())
    return {line["learner"]: line for line in lines}, (build / "grades.html").read_text(encoding="utf-8")


def test_every_notebook_has_its_line_and_a_checkpoint_has_none(results):
    assert set(results[0]) == {
        "ada", "grace hopper", "kills itself", "kills its parent", "'=1+1", "torn", "no text",
    }  # fmt: skip


def test_the_outcomes_stand_in_their_columns(results):
    ada = results[0]["ada"]
    assert (ada["momentum"], ada["accuracy"], ada["step"]) == ("correct", "not yet", "not attempted yet")
    assert ada["correct"] == "1" and float(ada["minutes"]) > 0
    assert set(IN_EXERCISE_NOTEBOOK) <= set(ada)


def test_a_cell_that_stops_is_named_and_the_next_ones_still_run(results):
    assert results[0]["ada"]["error"] == "code cell 2: ZeroDivisionError: division by zero"
    assert results[0]["grace hopper"]["error"].startswith("code cell 2: SystemExit")
    assert results[0]["grace hopper"]["momentum"] == "correct"
    assert results[0]["'=1+1"]["error"] == "" and results[0]["'=1+1"]["correct"] == "0"


@pytest.mark.parametrize(
    ("learner", "error"),
    [
        ("kills itself", "the kernel died"),
        ("kills its parent", "the kernel died"),
        ("torn", r"not a notebook \(NotJSONError: .*\)"),
        ("no text", r"not a notebook \(UnicodeDecodeError: .*\)"),
    ],
)
def test_a_broken_or_hostile_notebook_costs_its_own_line_only(results, learner, error):
    line = results[0][learner]
    assert re.fullmatch(error, line["error"])
    assert line["correct"] == "0" and not any(line[name] for name in IN_EXERCISE_NOTEBOOK)


def test_a_notebook_that_never_ends_is_killed_with_all_its_processes(tmp_path):
    submit(tmp_path, "endless.ipynb", [ENDLESS])
    before = set(psutil.Process().children(recursive=True))  # an earlier test's pool waits on, idle
    graded = grade.grade("endless", tmp_path / "endless.ipynb", limit=6, one_thread=True)
    assert graded.error == "took longer than 0.1 minutes" and not graded.outcomes
    left = set(psutil.Process().children(recursive=True)) - before
    assert not [
        command for child in left if "resource_tracker" not in (command := " ".join(child.cmdline()))
    ]


def test_a_notebook_that_removes_its_own_file_costs_its_own_line_only(tmp_path):
    leave = "import os; os.remove('submission.ipynb'); os.kill(os.getppid(), 9)"
    submit(tmp_path, "gone.ipynb", [leave, "import time; time.sleep(9)"])
    graded = grade.grade("gone", tmp_path / "gone.ipynb", limit=120, one_thread=True)
    assert graded.error == "left no readable notebook (FileNotFoundError)" and not graded.outcomes


def test_the_first_cell_that_stops_is_the_one_that_is_named(tmp_path):
    cells = [
        new_code_cell("...", outputs=[new_output("error", ename="ValueError", evalue=text, traceback=[])])
        for text in ("first", "second")
    ]
    path = tmp_path / "stops.ipynb"
    nbformat.write(new_notebook(cells=[*cells, new_code_cell(grade.OUTCOMES)]), path)
    assert grade.read(path) == ({}, "code cell 1: ValueError: first")


def test_two_submissions_of_one_name_are_both_kept(tmp_path):
    for name in ("ada.ipynb", "ada/05_exercises.ipynb"):
        submit(tmp_path, name, [])
    found = grade.submissions(tmp_path)
    assert "ada" in found and len(set(found.values())) == len(found) == 2


def test_the_page_shows_the_message_of_each_failed_check_and_no_markup_of_a_learner(results):
    page = results[1]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>" not in page
    assert page.count("<h2") == 1 and re.search(r'<a href="#learner-\d+">ada</a>', page)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: SUBMISSIONS"),
        (["nowhere"], "SUBMISSIONS must be a folder, got nowhere"),
        (["."], "there is no notebook in ."),
        ([".", "--minutes", "nan"], "--minutes and --jobs must be positive, got nan and"),
    ],
)
def test_a_mistake_on_the_command_line_gets_a_line(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        grade.main(arguments)
    assert message in capsys.readouterr().err
