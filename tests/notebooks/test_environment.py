"""The check of the environment: what it says when all is well, and for each thing that can be wrong."""

import shutil
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from course.environment import check_environment
from nnlib import datasets

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
PROJECT = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
DIGITS = "all 70,000 digits of MNIST, unaltered"


def lines(capsys):
    good = check_environment()
    printed = capsys.readouterr().out.splitlines()
    assert good == all(line.startswith("✓ ") for line in printed)
    assert all(line.startswith(("✓ ", "✗ ")) for line in printed)
    return printed


def failures(capsys):
    return [line for line in lines(capsys) if line.startswith("✗")]


def test_all_is_well_with_a_line_for_each_need_and_no_version_of_this_machine(capsys):
    needs = [need.replace(">=", " ") + " or newer" for need in PROJECT["dependencies"]]
    python = f"Python {PROJECT['requires-python'].removeprefix('>=')} or newer"
    assert lines(capsys) == [f"✓ {what}" for what in [python, *needs, DIGITS]]


def test_old_python(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    (line,) = failures(capsys)
    assert "Python 3.11 or newer: found 3.10.4" in line
    assert "make lab" in line


@pytest.mark.parametrize(
    "version, old", [("2.1.9", True), ("2.2rc1", True), ("2.2", False), ("2.10", False), ("3", False)]
)
def test_versions_are_compared_as_numbers(monkeypatch, capsys, version, old):
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: version if name == "numpy" else real(name))
    found = failures(capsys)
    assert bool(found) == old
    if old:
        assert f"numpy 2.2 or newer: found {version}" in found[0]
        assert "make lab" in found[0]


def test_missing_package(monkeypatch, capsys):
    real = metadata.version

    def version(name):
        if name == "papermill":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    (line,) = failures(capsys)
    assert "papermill" in line
    assert "not installed; open the course by `make lab`" in line


def test_course_not_installed(monkeypatch, capsys):
    def nothing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "metadata", nothing)
    (line,) = failures(capsys)
    assert "nnlib: not installed; open the course by `make lab`" in line


def test_missing_data(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(datasets, "MNIST_FILE", tmp_path / "mnist.npz")
    (line,) = failures(capsys)
    assert str(tmp_path) in line
    assert "load_mnist(source='openml')" in line


def test_cut_data(monkeypatch, capsys, tmp_path):
    cut = tmp_path / "mnist.npz"
    shutil.copy(datasets.MNIST_FILE, cut)
    with cut.open("r+b") as file:
        file.truncate(1000)
    monkeypatch.setattr(datasets, "MNIST_FILE", cut)
    (line,) = failures(capsys)
    assert "is cut or altered" in line
    assert "load_mnist(source='openml')" in line
