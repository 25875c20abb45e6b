"""Grade a folder of submitted exercise notebooks.

    make grade SUBMISSIONS=folder

Every notebook below the folder is one submission, named by its path: ``ada.ipynb``, or
``ada/05_exercises.ipynb``. Each runs by papermill in a process of its own, with a time limit, and its
answers are judged as its checks judge them. build/grades/ then holds grades.csv, a line a learner and
a column an exercise, and grades.html, with the first message of each answer that is not right yet.

A learner's code runs with your rights. Where you do not trust it, grade in a container.
"""

import csv
import io
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import papermill
from jinja2 import Template
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

from course.command_line import Parser, make_folder, not_written
from course.exercises.console import MARKS, SOLUTIONS
from course.exercises.outcomes import Status
from course.exercises.registry import EXERCISES, IN_EXERCISE_NOTEBOOK
from course.signs import print_on_any_console
from nnlib.files import write_whole
from processes import kill_family, no_process_left
from run import KERNEL, QUIET, short_path

TOOLS = Path(__file__).resolve().parent
BUILD = TOOLS.parents[1] / "build" / "grades"
CELL_SECONDS = 120  # then a cell is interrupted, and the next one runs
MIME = "application/vnd.course.outcomes+json"
OUTCOMES = f"""\
import IPython.display, course.exercises.outcomes, course.exercises.registry
IPython.display.display({{"{MIME}": {{
    name: (outcome.status.name, outcome.message)
    for name in course.exercises.registry.IN_EXERCISE_NOTEBOOK
    for outcome in [course.exercises.outcomes.outcome(name, globals())]
}}}}, raw=True)"""


class Grade(NamedTuple):
    """What became of one submission."""

    learner: str
    outcomes: dict[str, tuple[Status, str]]  # by the exercise's name; empty where the notebook broke
    seconds: float
    error: str  # why there are no outcomes, or the first cell that stopped; else empty

    @property
    def correct(self) -> int:
        """How many exercises are correct."""
        return sum(status is Status.CORRECT for status, _ in self.outcomes.values())

    def mark(self, name: str) -> str:
        """Return the mark of an exercise, empty where it could not be judged."""
        return MARKS[self.outcomes[name][0]] if name in self.outcomes else ""

    def messages(self) -> Iterator[tuple[str, str]]:
        """Give the title and the message of each exercise that was tried and is not right yet."""
        for name, (status, message) in self.outcomes.items():
            if status is Status.NOT_YET:
                yield EXERCISES[name].title, message


def submissions(folder: Path) -> dict[str, Path]:
    """Return the notebooks below a folder, by the learner's name."""
    found = {}
    for path in sorted(folder.rglob("*.ipynb")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts):
            continue  # a checkpoint of JupyterLab
        named_by_folder = path.name == SOLUTIONS.name and len(inside.parts) > 1
        name = (inside.parent if named_by_folder else inside.with_suffix("")).as_posix()
        found[inside.as_posix() if name in found else name] = path  # two may have the same name
    return found


def prepare(path: Path) -> NotebookNode:
    """Return a submission's code, in its order, and after it a cell that tells the outcomes."""
    try:
        notebook = nbformat.read(path, as_version=4)
        sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    except Exception as error:  # whatever the file is: it costs its own line only
        reason = (str(error).splitlines() or [""])[0][:200]
        raise ValueError(f"not a notebook ({type(error).__name__}: {reason})") from error
    go_on = {"tags": ["raises-exception"]}  # a cell that stops does not stop those after it
    cells = [new_code_cell(source, metadata=go_on) for source in (*sources, OUTCOMES)]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def execute(path: str, folder: str, one_thread: bool) -> None:
    """Execute a prepared notebook in place, in a folder of its own; the target of a process."""
    os.chdir(folder)
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C reaches the process that grades alone, which ends this one with its kernel
    if one_thread:
        os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")
    try:
        papermill.execute_notebook(
            path, path, cwd=folder, progress_bar=False, execution_timeout=CELL_SECONDS,
            interrupt_on_timeout=True, extra_arguments=QUIET, request_save_on_cell_execute=False,
        )  # fmt: skip
    except PapermillExecutionError:
        pass  # which cell stopped stands in the notebook


def grade(learner: str, path: Path, limit: float, one_thread: bool) -> Grade:
    """Run one submission for at most ``limit`` seconds, and read how its exercises turned out."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "submission.ipynb"
        try:
            nbformat.write(prepare(path), copy)
        except ValueError as error:
            return Grade(learner, {}, 0.0, str(error))
        process = multiprocessing.get_context("spawn").Process(
            target=execute, args=(str(copy), folder, one_thread)
        )
        process.start()
        try:
            process.join(limit)
            in_time = not process.is_alive()
        finally:
            kill_family(process.pid)
        try:
            outcomes, error = read(copy)
        except Exception as reason:  # whatever the submission did to its own file
            outcomes, error = {}, f"left no readable notebook ({type(reason).__name__})"
    if not in_time:
        error = f"took longer than {limit / 60:g} minutes"
    return Grade(learner, outcomes, time.monotonic() - start, error)


def read(path: Path) -> tuple[dict[str, tuple[Status, str]], str]:
    """Return the outcomes of an executed notebook, and the first error in it."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    error = ""
    for number, cell in enumerate(cells, 1):
        stops = [output for output in cell.outputs if output.output_type == "error"]
        if stops and not error:
            reason = (stops[0].evalue.splitlines() or [""])[0][:200]
            error = f"code cell {number}: {stops[0].ename}: {reason}"
    told = [output.data[MIME] for output in cells[-1].outputs if MIME in output.get("data", {})]
    if cells[-1].source != OUTCOMES or len(told) != 1:
        return {}, error or "the kernel died"
    known = {name: told[0][name] for name in IN_EXERCISE_NOTEBOOK}
    return {name: (Status[status], message) for name, (status, message) in known.items()}, error


def grade_all(found: dict[str, Path], limit: float, jobs: int) -> list[Grade]:
    """Grade all submissions, several at a time; after Ctrl-C return those that are done."""
    grades = []
    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(grade, name, path, limit, jobs > 1) for name, path in found.items()]
        try:
            for done in tqdm(as_completed(waiting), "Grading", len(waiting), unit="notebook"):
                grades.append(done.result())
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(one.done() for one in waiting):  # a thread may be about to start a process
                for child in multiprocessing.active_children():
                    kill_family(child.pid)
                time.sleep(0.05)
            print(f"Interrupted: {len(grades)} of {len(found)} notebooks are graded.", file=sys.stderr)
    return sorted(grades)


def write_csv(grades: list[Grade], path: Path) -> None:
    """Write a line a learner: the status of each exercise, how many are correct, minutes and error."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["learner", *IN_EXERCISE_NOTEBOOK, "correct", "minutes", "error"])
    for one in grades:
        statuses = [
            one.outcomes[name][0].value if name in one.outcomes else "" for name in IN_EXERCISE_NOTEBOOK
        ]
        minutes = f"{one.seconds / 60:.1f}"
        writer.writerow([as_text(one.learner), *statuses, one.correct, minutes, as_text(one.error)])
    write_whole(path, file.getvalue())


def as_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_page(grades: list[Grade], path: Path) -> None:
    """Write the web page, which shows the same with the messages."""
    template = Template((TOOLS / "grades.html").read_text(encoding="utf-8"), autoescape=True)
    right = Counter(
        name for one in grades for name, (status, _) in one.outcomes.items() if status is Status.CORRECT
    )
    titles = {name: EXERCISES[name].title for name in IN_EXERCISE_NOTEBOOK}
    write_whole(path, template.render(grades=grades, titles=titles, right=right))


def main(arguments: Any = None) -> None:
    """Read the command line, grade, and say where the results are."""
    parser = Parser(__doc__)
    parser.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help="a folder of notebooks")
    parser.add_argument("--minutes", type=float, default=10, help="the time limit of each (default 10)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="how many at a time (default: cores)"
    )
    parser.add_argument("--build", type=Path, metavar="FOLDER", default=BUILD, help="folder of the results")
    given = parser.parse_args(arguments)
    if not given.submissions.is_dir():
        parser.error(f"SUBMISSIONS must be a folder, got {given.submissions}")
    if not given.minutes > 0 or given.jobs < 1:
        parser.error(f"--minutes and --jobs must be positive, got {given.minutes:g} and {given.jobs}")
    found = submissions(given.submissions)
    if not found:
        parser.error(f"there is no notebook in {given.submissions}")
    make_folder(given.build)
    with no_process_left():
        grades = grade_all(found, 60 * given.minutes, min(given.jobs, len(found)))
    try:
        write_csv(grades, given.build / "grades.csv")
        write_page(grades, given.build / "grades.html")
    except OSError as error:
        not_written(given.build, error)
    broken = sum(not one.outcomes for one in grades)
    print(f"{len(grades)} graded, {broken} of them could not be judged")
    for what, name in (("Table", "grades.csv"), ("Web page", "grades.html")):
        print(f"{what}: {short_path(given.build / name)}")


if __name__ == "__main__":
    print_on_any_console()
    main()
