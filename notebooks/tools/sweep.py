"""Search the settings of a network on all cores, or on a Dask cluster.

What sweep.toml says, or another file, on all cores of this machine:
    python notebooks/tools/sweep.py
    python notebooks/tools/sweep.py mine.toml
The same on a Dask cluster:
    SCHEDULER=tcp://host:8786 python notebooks/tools/sweep.py
Each point is a line of build/sweep/NAME.csv as soon as it is finished. Killed and started again, the
search goes on from there.
"""

import argparse
import csv
import json
import os
import signal
import sys
import threading
import time
import tomllib
from concurrent.futures import CancelledError
from contextlib import ExitStack
from pathlib import Path

import joblib
import numpy as np
from joblib.externals.loky.process_executor import TerminatedWorkerError
from scipy.stats import loguniform
from sklearn.model_selection import ParameterGrid, ParameterSampler
from tqdm import tqdm

from nnlib.models.search import cross_validate
from nnlib.validation import check_integer, check_number

NOTEBOOKS = Path(__file__).resolve().parents[1]
BUILD = NOTEBOOKS.parent / "build" / "sweep"
RESULTS = ["accuracy", "std", "seconds"]
PATIENCE = 5  # seconds to wait for the scheduler, and for its first worker


def read_points(path):
    """Return the names of the searched parameters, and the settings of every point."""
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # no file, no UTF-8, no TOML
        sys.exit(f"{path} cannot be read: {error}")
    search, draw = settings.pop("search", {}), check_integer("draw", settings.pop("draw", 0), low=0)
    if not search or not isinstance(search, dict):
        sys.exit(f"{path} must have a section [search] with a parameter in it")
    spaces = {name: read_space(name, values, draw) for name, values in search.items()}
    points = ParameterSampler(spaces, draw, random_state=0) if draw else ParameterGrid(spaces)
    return list(search), [settings | {name: plain(point[name]) for name in search} for point in points]


def read_space(name, values, draw):
    """Return a list of values as it is, and a range as a distribution."""
    if isinstance(values, list) and values:
        return values
    if not isinstance(values, dict) or values.keys() != {"from", "to"}:
        raise ValueError(f"{name} must be a list of values, or {{ from = ..., to = ... }}, got {values!r}")
    if not draw:
        raise ValueError(f"{name} must be a list where every combination is tried; ranges are for draw > 0")
    start = check_number(f"{name}: from", values["from"], "(0, inf)")
    return loguniform(start, check_number(f"{name}: to", values["to"], f"({start}, inf)"))


def plain(value):
    """Return a number of NumPy's as one of Python's."""
    return value.item() if hasattr(value, "item") else value


def as_text(settings):
    """Return settings as the CSV holds them; that text also tells one point from another."""
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in settings.items()}


def key(row):
    """Return what stands in a row before the results."""
    return tuple(row.values())[: -len(RESULTS)]


def read_finished(path, columns):
    """Return the rows of the CSV by their keys, after cutting off a last line that a kill has torn."""
    if not path.exists():
        return {}
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    os.truncate(path, end)
    reader = csv.DictReader(content[:end].decode("utf-8").splitlines())
    if reader.fieldnames not in (None, columns):
        sys.exit(f"{path} holds a search with other settings: move it away, or rename the new search")
    return {key(row): row for row in reader}


def evaluate(settings):
    """Return the row of one point; this runs on a worker."""
    started = time.perf_counter()
    scores = cross_validate(**settings)
    results = scores.mean(), scores.std(), time.perf_counter() - started
    return as_text(settings | {k: round(float(v), 6) for k, v in zip(RESULTS, results, strict=True)})


def parallel(jobs):
    """Return joblib's dispatcher: one task at a time to each worker, each result as soon as it is there."""
    return joblib.Parallel(jobs, return_as="generator_unordered", batch_size=1, pre_dispatch="all")


def use_cluster(stack, address):
    """Let joblib send its tasks to the Dask scheduler at this address."""
    try:
        from distributed import Client
    except ImportError:
        sys.exit("SCHEDULER needs Dask, which is not installed here; `make contributor` installs it")
    try:
        client = stack.enter_context(Client(address, timeout=PATIENCE))
    except (OSError, ValueError) as error:
        sys.exit(f"No Dask scheduler answers at {address} within {PATIENCE} seconds: {error}")
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        sys.exit(f"The Dask scheduler at {address} has no workers. Start some: dask worker {address}")
    stack.enter_context(joblib.parallel_config("dask", client=client))


def finished_rows(stack, points):
    """Start the workers and return an iterator over the row of each point, in the order they finish.

    The workers ignore Ctrl-C; only this process answers it.
    """

    def stop(*_):
        threading.excepthook = lambda _: None  # joblib's own thread may stumble over the workers it ends
        raise KeyboardInterrupt

    stack.callback(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.SIG_IGN))
    rows = parallel(-1)(joblib.delayed(evaluate)(point) for point in points)  # starts the workers
    signal.signal(signal.SIGINT, stop)
    return rows


def compute(missing, rows, table, columns, total):
    """Compute the missing points; each is a line of the table, and a row, as soon as it is there."""
    with ExitStack() as stack:
        if missing and os.environ.get("SCHEDULER"):
            use_cluster(stack, os.environ["SCHEDULER"])
        file = stack.enter_context(open(table, "a", newline="", encoding="utf-8"))
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        done = total - len(missing)
        bar = stack.enter_context(tqdm(total=total, initial=done, desc="Search", unit="point"))
        for row in finished_rows(stack, missing):
            if file.tell() == 0:
                writer.writeheader()
            writer.writerow(row)
            file.flush()
            rows[key(row)] = row
            bar.update()


def run(path, build):
    """Compute what is not finished yet, then draw everything."""
    searched, points = read_points(path)
    columns = [*points[0], *RESULTS]
    build.mkdir(parents=True, exist_ok=True)
    table = build / f"{path.stem}.csv"
    picture = table.with_suffix(".png")

    rows = read_finished(table, columns)
    keys = [tuple(as_text(point).values()) for point in points]
    missing = [point for point, k in zip(points, keys, strict=True) if k not in rows]
    compute(missing, rows, table, columns, len(points))

    from course.figures.sweep import search_picture  # late, because it takes a second

    accuracies = [float(rows[k]["accuracy"]) for k in keys]
    choices = [{name: point[name] for name in searched} for point in points]
    if np.isnan(accuracies).all():
        sys.exit(f"Training diverged at every point; see {os.path.relpath(table)}")
    best = np.nanargmax(accuracies)
    print(f"Best of {len(points)}: accuracy {accuracies[best]:.4f} with {choices[best]}")
    if np.isnan(accuracies).any():
        print(f"Diverged, nan in the table: {np.isnan(accuracies).sum()} of {len(points)}")
    search_picture(choices, accuracies).savefig(picture)
    print(f"Table:   {os.path.relpath(table)}\nPicture: {os.path.relpath(picture)}")


def main():
    """Search, and say in one line what stopped it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("search", nargs="?", type=Path, default=Path(__file__).with_name("sweep.toml"))
    parser.add_argument("--build", type=Path, default=BUILD, help="folder of the results")
    options = parser.parse_args()
    try:
        run(options.search, options.build)
    except (TypeError, ValueError) as error:  # what a setting must be, from here or from a worker
        sys.exit(f"\n{options.search}: {error}")
    except (KeyboardInterrupt, TerminatedWorkerError, CancelledError, OSError) as error:
        reason = f"{type(error).__name__} {error}".strip(" .").splitlines()[0]
        sys.exit(f"\nStopped: {reason}. What is finished is kept; run it again to go on.")


if __name__ == "__main__":
    main()
