"""Write the learner's copy of the exercises: the solutions notebook without its marked solutions.

    python notebooks/tools/make_exercises.py          write the exercise notebook, not yet executed

`make notebooks` does this and executes it. A solution becomes a placeholder (with `...` where Python
needs a statement), unless the line before it is one already, such as `answer = ...  # your code here`.
A hidden test goes without a trace, and so does a cell that is all solution. The markers and the cells'
metadata are nbgrader's, so its tools read both notebooks; to make the copy it would bring a database
and a server extension with it, so these few lines do the work.

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
from course.exercises.registry import IN_EXERCISE_NOTEBOOK
from nnlib.files import write_whole

NOTEBOOKS = Path(__file__).resolve().parents[1]
NAME = SOLUTIONS.name
KEY = "generated"  # in the metadata of the copy
PLACEHOLDER = "# your code here"
MARKER = re.compile(r"\s*#+\s*(BEGIN|END)\b.*", re.IGNORECASE)
HIDDEN_BEGIN, HIDDEN_END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
REGIONS = {BEGIN: END, HIDDEN_BEGIN: HIDDEN_END}


def without_solutions(source: str, where: str = "this cell") -> str:
    """Return a code cell's source with each marked region replaced; empty if it was all solution.

    Raises ValueError for a marker that is unknown, nested, left open or closed twice.
    """
    kept, end = [], ""  # end: the marker that closes the region, empty outside of one
    for number, line in enumerate(source.splitlines(), 1):
        marker = line.strip()
        if not MARKER.fullmatch(line):
            if not end:
                kept.append(line)
        elif marker not in (*REGIONS, *REGIONS.values()):
            raise ValueError(f"unknown marker in line {number} of {where}: {marker!r}")
        elif end and marker == end:
            end = ""
        elif end or marker not in REGIONS:
            raise ValueError(f"unbalanced marker in line {number} of {where}: {marker!r}")
        else:
            end = REGIONS[marker]
            if marker == BEGIN and not (kept and PLACEHOLDER in kept[-1]):
                indent = line[: len(line) - len(line.lstrip())]
                kept.append(f"{indent}...  {PLACEHOLDER}" if indent else PLACEHOLDER)
    if end:
        raise ValueError(f"unbalanced marker in {where}: {end!r} is missing")
    return "" if set(kept) == {PLACEHOLDER} else "\n".join(kept).rstrip()


def mark_for_nbgrader(notebook: NotebookNode) -> None:
    """Give the metadata of nbgrader to each cell that a learner fills, and to each that judges one."""
    for cell in notebook.cells:
        is_check = any(cell.source.startswith(f'check("{name}")') for name in IN_EXERCISE_NOTEBOOK)
        solution, grade = BEGIN in cell.source, is_check or HIDDEN_BEGIN in cell.source
        if solution or grade:
            cell.metadata["nbgrader"] = {
                "schema_version": 3, "grade_id": cell.id, "cell_type": cell.cell_type, "task": False,
                "solution": solution, "grade": grade, "locked": grade,
            } | ({"points": int(is_check)} if grade else {})  # fmt: skip


def learners_copy(notebook: NotebookNode) -> NotebookNode:
    """Return the learner's copy of a solutions notebook, without outputs.

    Links lose their ``../``, for the copy stands one folder higher.
    """
    copy = nbformat.from_dict(notebook)
    mark_for_nbgrader(copy)
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
    write_whole(path, nbformat.writes(copy) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--overwrite", action="store_true", help="throw away edits of the learner's copy")
    write(overwrite=parser.parse_args().overwrite)
