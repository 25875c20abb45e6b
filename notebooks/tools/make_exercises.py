"""Write the learner's copy of the exercises: the solutions notebook without its marked solutions.

    python notebooks/tools/make_exercises.py          write the exercise notebook, not yet executed

`make notebooks` does this and executes it. A cell that is all solution is left out; any other region
becomes a placeholder (with `...` where Python needs a statement), unless the line before it is one
already, such as `answer = ...  # your code here: in quotes`. The markers are nbgrader's; its own
ClearSolutions preprocessor would bring a database and a server extension with it, so these few lines
do the work.

The copy notes in its metadata what it was generated from, with a checksum of its cells. A copy whose
cells were edited since no longer has this checksum, and is not written over.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.exercises.console import BEGIN, END, SOLUTIONS

NOTEBOOKS = Path(__file__).resolve().parents[1]
NAME = SOLUTIONS.name
KEY = "generated"  # in the metadata of the copy
PLACEHOLDER = "# your code here"
MARKER = re.compile(r"\s*#+\s*(BEGIN|END)\b.*", re.IGNORECASE)


def without_solutions(source: str, where: str = "this cell") -> str:
    """Return a code cell's source with each marked region replaced; empty if it was all solution.

    Raises ValueError for a marker that is unknown, nested, left open or closed twice.
    """
    kept, inside = [], False
    for number, line in enumerate(source.splitlines(), 1):
        if not MARKER.fullmatch(line):
            if not inside:
                kept.append(line)
        elif line.strip() not in (BEGIN, END):
            raise ValueError(f"unknown marker in line {number} of {where}: {line.strip()!r}")
        elif inside == (line.strip() == BEGIN):
            raise ValueError(f"unbalanced marker in line {number} of {where}: {line.strip()!r}")
        else:
            inside = not inside
            if inside and not (kept and PLACEHOLDER in kept[-1]):
                indent = line[: len(line) - len(line.lstrip())]
                kept.append(f"{indent}...  {PLACEHOLDER}" if indent else PLACEHOLDER)
    if inside:
        raise ValueError(f"unbalanced marker in {where}: {BEGIN!r} is never closed")
    return "" if set(kept) == {PLACEHOLDER} else "\n".join(kept)


def learners_copy(notebook: NotebookNode) -> NotebookNode:
    """Return the learner's copy of a solutions notebook, without outputs.

    Links lose their ``../``, for the copy stands one folder higher.
    """
    copy = nbformat.from_dict(notebook)
    cells = []
    for number, cell in enumerate(copy.cells, 1):
        where = f"cell {number}"
        if cell.cell_type == "code":
            cell.source = without_solutions(cell.source, where)
            cell.outputs, cell.execution_count = [], None
        elif any(MARKER.fullmatch(line) for line in cell.source.splitlines()):
            raise ValueError(f"a marker stands outside of code, in {where}")
        else:
            cell.source = cell.source.replace("](../", "](")
        if cell.source:
            cells.append(cell)
    copy.cells = cells
    copy.metadata[KEY] = {"from": f"solutions/{NAME}", "sha256": checksum(copy)}
    return copy


def checksum(notebook: NotebookNode) -> str:
    """Return the SHA-256 of what an author writes: types, sources and tags of the cells, no outputs."""
    written = [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()


def write(*, overwrite: bool = False) -> None:
    """Write the learner's copy; exit with a word of advice if that would lose an edit of it."""
    copy = learners_copy(nbformat.read(NOTEBOOKS / "solutions" / NAME, as_version=4))
    path = NOTEBOOKS / NAME
    if path.is_file() and not overwrite:
        there = nbformat.read(path, as_version=4)
        if checksum(there) not in (there.metadata.get(KEY, {}).get("sha256"), checksum(copy)):
            sys.exit(
                f"notebooks/{NAME} was edited, but it is generated: make the edit in "
                f"notebooks/solutions/{NAME} instead. To throw the edit away: "
                ".venv/bin/python notebooks/tools/make_exercises.py --overwrite"
            )
    nbformat.write(copy, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--overwrite", action="store_true", help="throw away edits of the learner's copy")
    write(overwrite=parser.parse_args().overwrite)
