"""Execute notebooks without a browser.

One notebook, with other parameters, into build/ or another folder (the source is not touched):
    python notebooks/tools/run.py 06_capstone_mlp -p epochs 5 -p seed 7
    python notebooks/tools/run.py 06_capstone_mlp -p lr=1e-2 --build results
All notebooks, or those named, in place, as they are committed (05_exercises from its solutions):
    python notebooks/tools/run.py --in-place
"""

import difflib
import logging
import os
import re
import sys
from pathlib import Path

import nbformat
import papermill
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

import make_exercises
from course.command_line import Parser, make_folder, not_written
from course.parameters import check_parameter, read_parameters
from course.signs import print_on_any_console
from nnlib.files import write_whole
from processes import no_process_left
from web_page import to_html

NOTEBOOKS = Path(__file__).resolve().parents[1]
BUILD = NOTEBOOKS.parent / "build"
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
CELL_TIMEOUT = 3600  # seconds
SECONDS_BETWEEN_SAVES = 10
FOLDS = {"hide-input": "source_hidden", "hide-output": "outputs_hidden"}
READERS = {"int": int, "float": float, "str": str, "bool": lambda text: BOOLEANS[text.lower()]}
BOOLEANS = {"true": True, "false": False}
WANTED = {"int": "a whole number", "float": "a number", "bool": "true or false"}
QUIET = ["--IPKernelApp.log_level=CRITICAL"]  # else it warns of plain TCP, and logs that it was interrupted


def find(name):
    """Return the path of a notebook that is given by its name or a path, with or without ending."""
    name = name.replace("\\", "/").removesuffix(".ipynb")
    known = {path.resolve(): path for path in every_notebook()}
    for folder in (NOTEBOOKS, Path.cwd(), NOTEBOOKS.parent):
        path = (folder / f"{name}.ipynb").resolve()
        if path in known:
            return known[path]
    names = ", ".join(path.relative_to(NOTEBOOKS).with_suffix("").as_posix() for path in known.values())
    sys.exit(f"There is no notebook {name}; there are: {names}")


def every_notebook():
    """Return the paths of all notebooks in the order of the course, solutions last."""
    return sorted(NOTEBOOKS.glob("*.ipynb")) + sorted(NOTEBOOKS.glob("solutions/*.ipynb"))


def read_given(path, given):
    """Return the given ``(name, text)`` pairs as values; the notebook's parameters must allow each."""
    cells = nbformat.read(path, as_version=4).cells
    parameters = read_parameters(c.source for c in cells if "parameters" in c.metadata.get("tags", []))
    values = {}
    for name, text in given:
        if name not in parameters:
            close = difflib.get_close_matches(name, parameters, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it has: {', '.join(parameters) or 'none'}"
            sys.exit(f"{path.name} has no parameter {name!r}; {hint}")
        kind = parameters[name].kind
        try:
            values[name] = READERS[kind](text)
        except (ValueError, KeyError):
            sys.exit(f"parameter {name} must be {WANTED[kind]}, got {text!r}")
        try:
            check_parameter(f"parameter {name}", values[name], parameters[name])
        except ValueError as error:
            sys.exit(str(error))
    return values


class ReportingEngine(NBClientEngine):
    """Papermill's engine: its bar names the section, and a result is printed once its cell is done.

    It saves what ran so far every ten seconds, and at the end.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **options):
        """Execute the notebook, and report before and after each cell."""
        started, completed, save = nb_man.cell_start, nb_man.cell_complete, nb_man.save

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

        def save_seldom(**more):  # papermill would save twice a cell, which takes seconds in all
            if (nb_man.now() - nb_man.last_save_time).total_seconds() > SECONDS_BETWEEN_SAVES:
                save(**more)

        nb_man.cell_start, nb_man.cell_complete, nb_man.save = start, complete, save_seldom
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        finally:
            nb_man.save = save  # papermill saves at the end, however it came


papermill_engines.register("reporting", ReportingEngine)


def to_build(path, parameters, build):
    """Execute one notebook by papermill into a folder, with its HTML; results are printed as they come.

    Until both are whole the notebook is called ``.part``, and those of an earlier run stay.
    """
    executed, page = build / f"{path.stem}.part.ipynb", build / f"{path.stem}.part.html"
    for part in (executed, page):
        part.unlink(missing_ok=True)
    print(f"Executing {path.name} with {parameters or 'its default parameters'} ...", flush=True)
    failed = None
    try:
        papermill.execute_notebook(
            str(path), str(executed), parameters, kernel_name=KERNEL["name"], cwd=str(NOTEBOOKS),
            execution_timeout=CELL_TIMEOUT, extra_arguments=QUIET, engine_name="reporting",
        )  # fmt: skip
    except PapermillExecutionError as error:
        failed = f"A cell failed with {error.ename}: {error.evalue}"
    except DeadKernelError:
        failed = "The kernel died, perhaps for want of memory"
    except KeyboardInterrupt:
        failed = "Interrupted"
    if not executed.exists():
        sys.exit(failed or f"papermill wrote no {executed}")
    html = to_html(nbformat.read(executed, as_version=4))
    if failed:
        write_whole(page, html)
        sys.exit(f"{failed}\nWhat ran until then: {short_path(page)}")
    page = build / f"{path.stem}.html"
    write_whole(page, html)
    executed = executed.replace(build / path.name)
    print(f"Notebook: {short_path(executed)}\nWeb page: {short_path(page)}")


def short_path(path):
    """Return a path as it is shortest to read."""
    return os.path.relpath(path) if path.resolve().is_relative_to(Path.cwd()) else str(path)


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
    except (CellExecutionError, DeadKernelError) as error:
        sys.exit(f"{path.name} failed and was left as it was\n{error}")
    plain = {"kernelspec": KERNEL, "language_info": {"name": "python", "file_extension": ".py"}}
    kept = {key: value for key, value in notebook.metadata.items() if key == make_exercises.KEY}
    notebook.metadata = plain | kept
    for cell in notebook.cells:
        fold(cell)
    if path == make_exercises.SOLUTIONS:
        make_exercises.mark_for_nbgrader(notebook)
    write_whole(path, nbformat.writes(notebook) + "\n")


def pairs(arguments):
    """Return the arguments with each ``-p NAME VALUE`` as ``-pNAME=VALUE``.

    Else argparse takes a value such as -1e-3 for an option.
    """
    rest, joined = list(arguments), []
    while rest:
        joined.append(rest.pop(0))
        if joined[-1] == "-p" and rest:
            joined[-1] += rest.pop(0)
            if "=" not in joined[-1] and rest:
                joined[-1] += f"={rest.pop(0)}"
    return joined


def read_command_line():
    """Return the options, those of ``-p`` as ``(name, text)``."""
    parser = Parser(__doc__)
    parser.add_argument("notebook", nargs="*", help="names or paths, such as 06_capstone_mlp")
    given = "set a parameter of the notebook, also as NAME=VALUE; may be repeated"
    parser.add_argument("-p", metavar="NAME VALUE", action="append", default=[], help=given)
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="folder of the results, else build")
    parser.add_argument("--in-place", action="store_true", help="save the outputs in the source")
    options = parser.parse_args(pairs(sys.argv[1:]))
    options.p = [tuple(pair.split("=", 1)) for pair in options.p]
    if any(len(pair) != 2 for pair in options.p):
        parser.error("-p needs a name and a value, such as -p epochs 5")
    if options.in_place and (options.p or options.build):
        parser.error("--in-place saves what the default parameters give: leave out -p and --build")
    if not options.in_place and len(options.notebook) != 1:
        parser.error("name one notebook")
    return options


def execute(options):
    """Execute what the options name."""
    paths = [find(name) for name in options.notebook]
    if options.in_place:
        paths = paths or every_notebook()
        if NOTEBOOKS / make_exercises.NAME in paths:
            make_exercises.write()  # before all others, for it refuses where an edit would be lost
        for path in paths:
            in_place(path)
    else:
        build, parameters = options.build or BUILD, read_given(paths[0], options.p)
        make_folder(build)
        try:
            to_build(paths[0], parameters, build.resolve())
        except OSError as error:
            not_written(build, error)


def main():
    """Read the command line and execute."""
    options = read_command_line()
    with no_process_left():
        try:
            execute(options)
        except KeyboardInterrupt:
            sys.exit("Interrupted")


if __name__ == "__main__":
    logging.getLogger("papermill").setLevel(logging.ERROR)
    print_on_any_console()
    main()
