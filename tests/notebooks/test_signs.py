"""On a console that knows no check mark, everything that is printed falls back to ASCII."""

import io
import sys

import numpy as np
import pytest
from tqdm import tqdm

import nnlib
from course import tables
from course.environment import check_environment
from course.exercises import console
from course.exercises.outcomes import Status
from course.signs import print_on_any_console, printable
from nnlib.progress_bar import track

SIGNS = "✓ ✗ · ∇L μ η₀ θ̂ ½ 10² 3 × 4 ≤ é 漢 🎉 \ud800"


@pytest.fixture(params=["cp1252", "ascii", "cp437"])
def legacy(request, monkeypatch):
    """Return a function that puts a console of an old encoding in place of stdout, and returns it."""

    def use():
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=request.param))
        return sys.stdout

    return use


def shown(stream):
    """Return what a console shows."""
    stream.flush()
    return stream.buffer.getvalue().decode(stream.encoding)


def test_signs_become_ascii(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert printable("✓ ✗ · ∇L μ η₀ 10² ½ 3 × 4 ≤ é 漢") == "+ x - grad L mu eta0 10^2 1/2 3 x 4 <= e ?"


def test_what_a_console_can_show_stays(monkeypatch):
    for stream in (io.StringIO(), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        monkeypatch.setattr(sys, "stdout", stream)
        assert printable("✓ ∇L · é") == "✓ ∇L · é"
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    assert printable("✓ ∇L · é") == "+ grad L · é"


def test_the_check_of_the_environment(legacy):
    stdout = legacy()
    check_environment()
    assert "+ Python 3.11 or newer" in shown(stdout) and "✓" not in shown(stdout)


def test_what_an_exercise_shows(legacy):
    stdout = legacy()
    for status, mark in ((Status.CORRECT, "+"), (Status.NOT_YET, "x")):
        print(repr(console.Message(f"{console.MARKS[status]} 1a: {SIGNS}", "")))
        assert f"{mark} 1a: + x" in shown(stdout)
    for name in console.EXERCISES:
        console.solution(name)


def test_a_table_keeps_its_columns(legacy):
    stdout = legacy()
    print(repr(tables.table(["μ", "∇L"], [["0.9", "✓"], ["0.99", "✗"]])))
    header, first, second = shown(stdout).splitlines()
    assert [len(line.split()) for line in (first, second)] == [2, 2]
    assert first.index("+") == second.index("x") and "grad L" in header


def test_a_program_prints_whatever_it_is_given(legacy, monkeypatch):
    stdout = legacy()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding=stdout.encoding))
    print_on_any_console()
    tqdm.write(SIGNS)
    print(SIGNS, file=sys.stderr)
    assert "+ x" in shown(stdout) and "+ x" in shown(sys.stderr)


def test_the_toolkit_prints_signs_that_every_console_has(legacy, monkeypatch):
    stdout = legacy()
    monkeypatch.setenv("TQDM_DISABLE", "0")
    X, y = np.ones((4, 1)), np.ones(4)
    nnlib.gradient_descent(X, y, np.zeros((1, 1)), np.zeros((1, 1)), 0.1, 2, 2, nnlib.mse_loss)
    list(track(range(3), "Plain"))
    assert "loss" in shown(stdout).lower()
