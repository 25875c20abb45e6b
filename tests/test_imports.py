"""Imports point one way and in no circle, and ``import nnlib`` loads little."""

import ast
import os
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from course_files import FOLDER, PATHS, ROOT, code_cells, read

# Each room of the two packages, and the rooms that its modules may import.
MAY_IMPORT = {
    "nnlib": ["nnlib"],
    "nnlib.models": ["nnlib", "nnlib.models"],
    "course": ["nnlib", "nnlib.models", "course"],
    "course.exercises": ["nnlib", "nnlib.models", "course", "course.exercises"],
    "course.figures": ["nnlib", "nnlib.models", "course", "course.figures"],
    "course.playground": ["nnlib", "nnlib.models", "course", "course.playground"],
}
MODULES = {
    ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__"): path
    for base, package in ((ROOT, "nnlib"), (FOLDER, "course"))
    for path in sorted((base / package).rglob("*.py"))
}
# What may import the packages, and must not be imported by them.
SCRIPTS = {path.stem for folder in ("tests", "notebooks/tools") for path in (ROOT / folder).rglob("*.py")}


def room_of(module):
    """Return the room of a module of the packages, None for any other."""
    rooms = [room for room in MAY_IMPORT if f"{module}.".startswith(f"{room}.")]
    return max(rooms, key=len, default=None)


def imports(source):
    """Return the modules that Python source imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in MODULES else node.module for name in names}
    return found


def forbidden(source, allowed):
    """Return the modules that source must not import, if it may import these rooms and other libraries."""
    found = sorted(imports(source))
    return [m for m in found if m.split(".")[0] in SCRIPTS or room_of(m) not in (*allowed, None)]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module):
    path = MODULES[module]
    wrong = forbidden(path.read_text("utf-8"), MAY_IMPORT[room_of(module)])
    assert not wrong, f"{path.relative_to(ROOT)} must not import {', '.join(wrong)}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_notebooks_import_the_packages_only(path):
    code = "\n".join(cell.source for cell in code_cells(read(path)))
    wrong = forbidden(re.sub(r"^\s*[%!].*$", "", code, flags=re.MULTILINE), MAY_IMPORT)
    assert not wrong, f"{path.relative_to(ROOT)} must not import {', '.join(wrong)}"


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) != "course.exercises"])
def test_only_the_exercises_know_a_notebook(module):
    """A docstring may say what a module is for, but no string in its code names a notebook."""
    nodes = list(ast.walk(ast.parse(MODULES[module].read_text("utf-8"))))
    docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
    strings = [node.value for node in nodes if isinstance(node, ast.Constant) and node not in docstrings]
    wrong = [string for string in strings if re.search(r"\d\d_[a-z]|\.ipynb", str(string))]
    assert not wrong, f"{MODULES[module].relative_to(ROOT)} must not name a notebook: {wrong}"


def test_there_is_no_circle():
    graph = {module: imports(path.read_text("utf-8")) & MODULES.keys() for module, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"these modules import one another: {' <- '.join(error.args[1])}")


def test_import_nnlib_loads_no_library_that_it_can_do_without():
    """Show the seconds of the import too (``pytest -rP`` prints them), without a limit."""
    code = """if True:
        import sys, time
        start = time.perf_counter()
        import numpy
        middle = time.perf_counter()
        import nnlib
        print(middle - start, time.perf_counter() - middle, *{name.split(".")[0] for name in sys.modules})
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    numpy_seconds, nnlib_seconds, *loaded = run.stdout.split()
    print(
        f"import numpy: {float(numpy_seconds):.2f} s; then import nnlib: {float(nnlib_seconds):.2f} s more"
    )
    assert "nnlib" in loaded
    assert not {"matplotlib", "sklearn", "IPython", "tqdm"} & set(loaded)


def test_both_packages_are_found_from_any_folder(tmp_path):
    """As a kernel of papermill, of nbval or of JupyterLab, and as a worker of Dask starts."""
    code = "import nnlib.models, course.exercises, course.figures; print(nnlib.__file__, course.__file__)"
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=True)
    assert found.stdout.split() == [str(ROOT / "nnlib/__init__.py"), str(FOLDER / "course/__init__.py")]
