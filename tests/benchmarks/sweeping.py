"""What a sweep gains from a second worker, and what handing out a task costs."""

import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import joblib
from distributed import Client, LocalCluster
from reporting import table

sys.path.insert(0, str(Path(__file__).parents[2] / "notebooks" / "tools"))
from sweep import evaluate, parallel

POINTS = [
    {"n_digits": 5000, "hidden_layer_sizes": [64], "max_iter": 5, "momentum": mu, "learning_rate_init": lr}
    for mu in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)
    for lr in (0.01, 0.03, 0.1, 0.3)
]
EMPTY = 300  # tasks that do nothing


def scaling(rounds):
    """Return a table: seconds of a sweep, its speed-up over one worker, and milliseconds an empty task."""
    rows = {name: [] for name in BACKENDS}
    costs = {name: [] for name in BACKENDS}
    for _ in range(rounds):
        for name, backend in BACKENDS.items():
            with backend() as jobs:
                seconds(jobs, evaluate, POINTS[:4])  # starts the workers, which read the digits
                rows[name].append(seconds(jobs, evaluate, POINTS))
                costs[name].append(seconds(jobs, nothing, range(EMPTY)))
    first = rows[next(iter(rows))]
    body = [
        [
            name,
            f"{statistics.median(times):.1f}",
            f"{statistics.median(a / b for a, b in zip(first, times, strict=True)):.2f}",
            f"{1000 * statistics.median(costs[name]) / EMPTY:.1f}",
        ]
        for name, times in rows.items()
    ]
    return (
        f"{len(POINTS)} points of 3 trainings each; a point trains on one BLAS thread.\n\n"
        f"{table(['workers', 'sweep, s', 'speed-up', 'a task that does nothing, ms'], body)}"
    )


def seconds(jobs, function, arguments):
    """Return how long the arguments take, handed out as the sweep does it."""
    started = time.perf_counter()
    for _ in parallel(jobs)(joblib.delayed(function)(argument) for argument in arguments):
        pass
    return time.perf_counter() - started


def nothing(argument):
    """Return at once."""


@contextmanager
def local(workers):
    """Hand out to processes of this machine, by joblib alone."""
    yield workers


@contextmanager
def dask(workers):
    """Hand out to Dask workers, each a process of one thread, on the loopback address."""
    with (
        LocalCluster(workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
        joblib.parallel_config("dask", client=client),
    ):
        yield -1


BACKENDS = {
    "1": lambda: local(1),
    "2, joblib": lambda: local(2),
    "2, Dask": lambda: dask(2),
}
