"""The notebooks of the course, for the tests that look into them."""

from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb")) + sorted(FOLDER.glob("solutions/*.ipynb"))
NAMES = [str(path.relative_to(FOLDER).with_suffix("")) for path in PATHS]


def read(path):
    """Return the notebook at ``path``."""
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    """Return the code cells that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def tags(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def code_lines(cell):
    """Return how many lines of a code cell are not blank."""
    return sum(bool(line.strip()) for line in cell.source.splitlines())
