"""Strict nbval really compares: one altered digit in a saved output fails."""

import subprocess
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

import run


def test_nbval_compares_printed_numbers(tmp_path):
    for name, saved in (("as_saved", "shape (5, 784)\n"), ("one_number_altered", "shape (5, 785)\n")):
        cell = new_code_cell(
            "print('shape', (5, 784))", execution_count=1, outputs=[new_output("stream", text=saved)]
        )
        notebook = new_notebook(cells=[cell], metadata={"kernelspec": run.KERNEL})
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--nbval", "--nbval-current-env", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    assert "PASSED as_saved.ipynb" in done.stdout and "FAILED one_number_altered.ipynb" in done.stdout
    assert "785" in done.stdout
