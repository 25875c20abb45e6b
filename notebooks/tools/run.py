"""Execute notebooks without a browser.

One notebook, with other parameters, into build/ (the source is not touched):
    python notebooks/tools/run.py 06_capstone_mlp -p epochs 5 -p seed 7
All notebooks, or those named, in place, as they are committed (05_exercises from its solutions):
    python notebooks/tools/run.py --in-place
"""

import argparse
import ast
import difflib
import logging
import os
import re
import sys
from pathlib import Path

import nbformat
import papermill
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

import make_exercises
from web_page import to_html

NOTEBOOKS = Path(__file__).resolve().parents[1]
BUILD = NOTEBOOKS.parent / "build"
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
CELL_TIMEOUT = 3600  # seconds
FOLDS = {"hide-input": "source_hidden", "hide-output": "outputs_hidden"}
QUIET = ["--IPKernelApp.log_level=ERROR"]  # a kernel on the loopback address warns of its plain TCP


def find(name):
    """Return the path of a notebook that is given by its name, with or without ending."""
    path = NOTEBOOKS / f"{name.removesuffix('.ipynb').removeprefix('notebooks/')}.ipynb"
    if not path.is_file():
        known = ", ".join(str(p.relative_to(NOTEBOOKS).with_suffix("")) for p in every_notebook())
        sys.exit(f"There is no notebook {name}; there are: {known}")
    return path


def every_notebook():
    """Return the paths of all notebooks in the order of the course, solutions last."""
    return sorted(NOTEBOOKS.glob("*.ipynb")) + sorted(NOTEBOOKS.glob("solutions/*.ipynb"))


def read_parameters(path, given):
    """Return the given ``(name, text)`` pairs as values; each must be a knob of the notebook."""
    knobs = papermill.inspect_notebook(str(path))
    values = {}
    for name, text in given:
        if name not in knobs:
            close = difflib.get_close_matches(name, knobs, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it has: {', '.join(knobs) or 'none'}"
            sys.exit(f"{path.name} has no parameter {name!r}; {hint}")
        try:
            value = ast.literal_eval({"true": "True", "false": "False"}.get(text, text))
        except (ValueError, SyntaxError):
            value = text
        wanted = knobs[name]["inferred_type_name"]
        if wanted == "float" and type(value) is int:
            value = float(value)
        if wanted not in ("None", type(value).__name__):
            sys.exit(f"parameter {name} must be of type {wanted}, got {text!r}")
        values[name] = value
    return values


class ReportingEngine(NBClientEngine):
    """Papermill's engine: its bar names the section, and a result is printed once its cell is done."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **options):
        """Execute the notebook, and report before and after each cell."""
        started, completed = nb_man.cell_start, nb_man.cell_complete

        def start(cell, *arguments, **more):
            started(cell, *arguments, **more)
            section = re.search(r"^##? (.+)", cell.source, re.MULTILINE)
            if section and cell.cell_type == "markdown" and nb_man.pbar:
                nb_man.pbar.set_description(section[1])

        def complete(cell, *arguments, **more):
            completed(cell, *arguments, **more)
            if "result" in cell.metadata.get("tags", []):
                texts = [out.text for out in cell.get("outputs", []) if out.get("name") == "stdout"]
                tqdm.write("".join(texts), end="")

        nb_man.cell_start, nb_man.cell_complete = start, complete
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


papermill_engines.register("reporting", ReportingEngine)


def to_build(path, parameters):
    """Execute one notebook by papermill into BUILD, with its HTML; results are printed as they come.

    Until both are whole they are called ``.part``, and those of an earlier run stay.
    """
    BUILD.mkdir(exist_ok=True)
    executed, page = BUILD / f"{path.stem}.part.ipynb", BUILD / f"{path.stem}.part.html"
    executed.unlink(missing_ok=True)
    print(f"Executing {path.name} with {parameters or 'its default parameters'} ...", flush=True)
    failed = None
    try:
        papermill.execute_notebook(
            str(path), str(executed), parameters, kernel_name=KERNEL["name"], cwd=str(NOTEBOOKS),
            execution_timeout=CELL_TIMEOUT, extra_arguments=QUIET, engine_name="reporting",
        )  # fmt: skip
    except PapermillExecutionError as error:
        failed = f"A cell failed with {error.ename}: {error.evalue}"
    except KeyboardInterrupt:
        failed = "Interrupted"
    if not executed.exists():
        sys.exit(failed or f"papermill wrote no {executed}")
    notebook = nbformat.read(executed, as_version=4)
    page.write_text(to_html(notebook), encoding="utf-8")
    if failed:
        sys.exit(f"{failed}\nWhat ran until then: {os.path.relpath(page)}")
    executed, page = executed.replace(BUILD / path.name), page.replace(BUILD / f"{path.stem}.html")
    print(f"Notebook: {os.path.relpath(executed)}\nWeb page: {os.path.relpath(page)}")


def fold(cell):
    """Tell JupyterLab what to fold, as the web book reads it from the tags."""
    cell.metadata = {key: value for key, value in cell.metadata.items() if key != "jupyter"}
    folds = {FOLDS[tag]: True for tag in cell.metadata.get("tags", []) if tag in FOLDS}
    if folds:
        cell.metadata["jupyter"] = folds


def in_place(path):
    """Execute one notebook and save it with its outputs, free of any trace of the machine."""
    print(f"Executing {path.relative_to(NOTEBOOKS)} ...", flush=True)
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, kernel_name=KERNEL["name"], timeout=CELL_TIMEOUT, record_timing=False,
        resources=resources, extra_arguments=QUIET, coalesce_streams=True,
    )  # fmt: skip
    try:
        client.execute()
    except CellExecutionError as error:
        sys.exit(f"{path.name} failed and was left as it was\n{error.traceback}")
    plain = {"kernelspec": KERNEL, "language_info": {"name": "python", "file_extension": ".py"}}
    kept = {key: value for key, value in notebook.metadata.items() if key == make_exercises.KEY}
    notebook.metadata = plain | kept
    for cell in notebook.cells:
        fold(cell)
    if path == make_exercises.SOLUTIONS:
        make_exercises.mark_for_nbgrader(notebook)
    part = path.with_suffix(".part")  # a full disk leaves the notebook as it was
    nbformat.write(notebook, part)
    part.replace(path)


def main():
    """Read the command line and execute."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebook", nargs="*", help="names such as 06_capstone_mlp")
    parser.add_argument("-p", nargs=2, metavar=("NAME", "VALUE"), action="append", default=[],
                        help="set a parameter of the notebook; may be repeated")  # fmt: skip
    parser.add_argument("--in-place", action="store_true", help="save the outputs in the source")
    options = parser.parse_args()
    paths = [find(name) for name in options.notebook]
    if options.in_place:
        if options.p:
            parser.error("--in-place saves what the default parameters give: leave out -p")
        paths = paths or every_notebook()
        if NOTEBOOKS / make_exercises.NAME in paths:
            make_exercises.write()  # before all others, for it refuses where an edit would be lost
        for path in paths:
            in_place(path)
    elif len(paths) != 1:
        parser.error("name one notebook")
    else:
        to_build(paths[0], read_parameters(paths[0], options.p))


if __name__ == "__main__":
    logging.getLogger("papermill").setLevel(logging.ERROR)
    main()
