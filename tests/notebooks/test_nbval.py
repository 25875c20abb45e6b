"""Strict nbval really compares: one altered digit in a saved output fails."""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from course_files import FOLDER, ROOT, read


@pytest.mark.parametrize("altered", [False, True], ids=["as saved", "one number altered"])
def test_nbval_compares_printed_numbers(altered, tmp_path):
    notebook = read(FOLDER / "06_capstone_mlp.ipynb")
    printed = next(i for i, cell in enumerate(notebook.cells) if "X.shape" in cell.source)
    notebook.cells = notebook.cells[: printed + 1]
    output = notebook.cells[printed].outputs[0]
    assert re.search(r"\b784\b", output.text)
    if altered:
        output.text = output.text.replace("784", "785")
    nbformat.write(notebook, tmp_path / "copy.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", "copy.ipynb"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{FOLDER}"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == int(altered), done.stdout
    assert ("785" in done.stdout) == altered
