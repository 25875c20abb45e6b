"""Write the learner's copy of the exercises: the solutions notebook without its marked solutions.

    python notebooks/tools/make_exercises.py          write notebooks/03_exercises.ipynb, not yet executed

`make notebooks` does this and executes it. A cell that is all solution is left out; any other region
becomes a placeholder (with `...` where Python needs a statement). The markers are nbgrader's; its own
ClearSolutions preprocessor would bring a database and a server extension with it, so these few lines
do the work.
"""

import re
import shutil
from pathlib import Path

import nbformat
from course.exercises.console import BEGIN, END

NOTEBOOKS = Path(__file__).resolve().parents[1]
NAME = "03_exercises.ipynb"
PLACEHOLDER = "# your code here"
MARKER = re.compile(r"\s*#+\s*(BEGIN|END)\b.*", re.IGNORECASE)


def without_solutions(source, where="this cell"):
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
            if inside:
                indent = line[: len(line) - len(line.lstrip())]
                kept.append(f"{indent}...  {PLACEHOLDER}" if indent else PLACEHOLDER)
    if inside:
        raise ValueError(f"unbalanced marker in {where}: {BEGIN!r} is never closed")
    return "" if set(kept) == {PLACEHOLDER} else "\n".join(kept)


def learners_copy(notebook):
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
    return copy


def sources(notebook):
    """Return what the author wrote: types and sources of the cells, without ids and outputs."""
    return [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]


def main():
    """Write the learner's copy; what stood there is kept in build/ if it was different."""
    copy = learners_copy(nbformat.read(NOTEBOOKS / "solutions" / NAME, as_version=4))
    path = NOTEBOOKS / NAME
    if path.is_file() and sources(nbformat.read(path, as_version=4)) != sources(copy):
        kept = NOTEBOOKS.parent / "build" / NAME.replace(".ipynb", "_before.ipynb")
        kept.parent.mkdir(exist_ok=True)
        shutil.copy(path, kept)
        print(f"{NAME} was different: the former one is kept in build/{kept.name}")
    nbformat.write(copy, path)


if __name__ == "__main__":
    main()
