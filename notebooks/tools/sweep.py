"""Search the settings of a network on all cores, or on a Dask cluster.

What sweep.toml says, or another file, on all cores of this machine:
    python notebooks/tools/sweep.py
    python notebooks/tools/sweep.py mine.toml
The same on a Dask cluster:
    SCHEDULER=tcp://host:8786 python notebooks/tools/sweep.py
Each point is a line of build/sweep/NAME.csv as soon as it is finished. Killed and started again, the
search goes on from there.
"""

import io
import os
import sys
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from tqdm import tqdm

import workers
from course.command_line import Parser
from finished import RESULTS, append, as_cells, as_line, key, locked, read_finished
from nnlib.files import write_whole
from nnlib.models.search import evaluate
from points import read_points
from processes import signals_as_interrupts

BUILD = Path(__file__).resolve().parents[2] / "build" / "sweep"
GO_ON = "What is finished is kept; run it again to go on."


def compute(missing, file, finished, total):
    """Compute the missing points; each is a line of the file as soon as it is there."""
    scheduler, seen = os.environ.get("SCHEDULER"), set()
    with ExitStack() as stack:
        executor = stack.enter_context(workers.cluster(scheduler) if scheduler else workers.processes())
        done = total - len(missing)
        bar = stack.enter_context(tqdm(total=total, initial=done, desc="Search", unit="point"))
        for point, (results, messages) in workers.results(executor, evaluate, missing):
            cells = as_cells(point)
            header = "" if finished else as_line([*point, *results])
            append(file, header + as_line([*cells, *results.values()]))
            finished[key(cells)] = results
            for message in sorted(set(messages) - seen):
                bar.write(message, file=sys.stderr)
            seen.update(messages)
            bar.update()


def run(path, build):
    """Compute what is not finished yet, then draw everything."""
    searched, points = read_points(path)
    build.mkdir(parents=True, exist_ok=True)
    table, picture = build / f"{path.stem}.csv", build / f"{path.stem}.png"
    keys = [key(as_cells(point)) for point in points]
    with locked(table) as file:
        finished = read_finished(file, table, [*points[0], *RESULTS], points)
        missing = [point for point, k in zip(points, keys, strict=True) if k not in finished]
        if missing:
            compute(missing, file, finished, len(points))

    from course.figures.sweep import search_picture  # late, because it takes a second

    accuracies = [finished[k]["accuracy"] for k in keys]
    choices = [{name: point[name] for name in searched} for point in points]
    if np.isnan(accuracies).all():
        sys.exit(f"Training diverged at every point; see {os.path.relpath(table)}")
    best = np.nanargmax(accuracies)
    print(f"Best of {len(points)}: accuracy {accuracies[best]:.4f} with {choices[best]}")
    if np.isnan(accuracies).any():
        print(f"Diverged, nan in the table: {np.isnan(accuracies).sum()} of {len(points)}")
    image = io.BytesIO()
    search_picture(choices, accuracies).savefig(image)
    write_whole(picture, image.getvalue())
    print(f"Table:   {os.path.relpath(table)}\nPicture: {os.path.relpath(picture)}")


def main():
    """Search, and say in one line what stopped it."""
    parser = Parser(__doc__)
    parser.add_argument("search", nargs="?", type=Path, default=Path(__file__).with_name("sweep.toml"))
    parser.add_argument("--build", type=Path, default=BUILD, help="folder of the results")
    options = parser.parse_args()
    try:
        with signals_as_interrupts():
            run(options.search, options.build)
    except (TypeError, ValueError) as error:  # what a setting must be, from here or from a worker
        sys.exit(f"\n{options.search}: {error}")
    except KeyboardInterrupt as signal:
        sys.exit(f"\nStopped by {signal}. {GO_ON}")
    except BrokenExecutor:
        sys.exit(f"\nStopped: a worker was killed, perhaps because the memory was full. {GO_ON}")
    except CancelledError:
        sys.exit(f"\nStopped: the connection to the Dask scheduler is lost. {GO_ON}")
    except OSError as error:
        reason = f"{error.filename or options.build}: {error.strerror}" if error.strerror else str(error)
        sys.exit(f"\nStopped: {reason}. {GO_ON}")


if __name__ == "__main__":
    main()
