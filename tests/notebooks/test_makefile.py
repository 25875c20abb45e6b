"""What make says to a newcomer whose computer lacks something, and what its quick tests leave out."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from course_files import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="make is not there")

OLD = '[ "$1" = --version ] && echo "Python 2.7.18" >&2\n[ "$1" = --version ]'
WITHOUT_VENV = 'case "$2" in *venv*) exit 1; esac'
WITHOUT_SPACE = 'case "$1" in -m) mkdir .venv; exit 1; esac'


@pytest.fixture
def make(tmp_path):
    """Return a function that calls make in a fresh copy, with nothing on the PATH but what is named."""
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "notebooks/book/package-lock.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()

    def call(target, python="", tools=()):
        script = tmp_path / "bin" / "somepython"
        script.write_text(f"#!/bin/sh\n{python}\n")
        script.chmod(0o755)
        for tool in tools:
            (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
        command = [shutil.which("make"), target, "PYTHON=somepython" if python else "PYTHON=nopython"]
        environment = {"PATH": str(tmp_path / "bin")}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode != 0
        return done.stdout

    return call


def test_no_python(make):
    assert "No nopython here: install Python 3.11 or newer" in make("setup")


def test_old_python(make):
    assert "Python 2.7.18 is too old: Python 3.11 or newer is needed" in make("setup", OLD)


def test_no_venv_module(make):
    assert "somepython has no venv module: install it" in make("setup", WITHOUT_VENV)


def test_no_space_leaves_no_half_made_environment(make, tmp_path):
    said = make("setup", WITHOUT_SPACE, ["mkdir", "rm", "df", "awk"])
    assert "Setting up failed" in said and "MB are free" in said
    assert not (tmp_path / ".venv").exists()


def test_no_npm(make):
    said = make("build/npm/node_modules/.package-lock.json")
    assert "No npm here, which fetches MathJax for the book: install Node.js" in said


def test_the_quick_tests_execute_no_notebook_and_open_no_browser():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    paths = [ROOT / path for path in re.search(r"^QUICK := (.+) \\$", makefile, flags=re.M)[1].split()]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("test_*.py"))]
    assert len(files) > 80
    (long,) = re.findall(r"^LONG := (.+?[^\\])$", makefile, flags=re.MULTILINE | re.DOTALL)
    left_out = [ROOT / "tests" / f"{name}.py" for name in long.replace("\\", "").split()]
    assert left_out and set(left_out) <= set(files)
    starts = re.compile(r"^(import|from) (papermill|nbclient|playwright|browser)\b", flags=re.MULTILINE)
    assert not [file for file in files if starts.search(file.read_text("utf-8"))]


def test_jupyter_starts_without_the_grammar_of_web_addresses_and_misses_nothing():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (hide,) = re.findall(r"@echo '(import sys; .*)' \\\n.*quick_start\.pth", makefile)
    program = f"{hide}; import jupyter_events, nbformat.validator; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")
