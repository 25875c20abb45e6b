"""What a sweep gains from more workers, and what handing out a task costs."""

import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from distributed import LocalCluster
from reporting import table

from nnlib.models.search import evaluate

sys.path.insert(0, str(Path(__file__).parents[2] / "notebooks" / "tools"))
import workers

POINTS = [
    {"n_digits": 5000, "hidden_layer_sizes": [64], "max_iter": 5, "momentum": mu, "learning_rate_init": lr}
    for mu in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)
    for lr in (0.01, 0.03, 0.1, 0.3)
]
EMPTY = 300  # tasks that do nothing
NAPS = [0.375] * 64  # seconds, as a point takes, for more workers than there are cores


def scaling(rounds):
    """Return tables of seconds and speed-ups: of a sweep, of tasks that do nothing, and of naps."""
    rows = {name: [] for name in EXECUTORS}
    costs = {name: [] for name in EXECUTORS}
    for _ in range(rounds):
        for name, executor in EXECUTORS.items():
            with executor() as pool:
                seconds(pool, evaluate, POINTS[:4])  # starts the workers, which read the digits
                rows[name].append(seconds(pool, evaluate, POINTS))
                costs[name].append(seconds(pool, nothing, range(EMPTY)))
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
        f"{table(['workers', 'sweep, s', 'speed-up', 'a task that does nothing, ms'], body)}\n\n"
        f"{len(NAPS)} tasks that sleep for {NAPS[0]} s: the speed-up of 8 Dask workers is {naps(8):.2f}."
    )


def naps(number):
    """Return the speed-up of so many Dask workers over one for tasks that sleep."""
    with dask(number) as pool:
        seconds(pool, time.sleep, [0.1] * 4 * number)  # starts the workers
        return sum(NAPS) / seconds(pool, time.sleep, NAPS)


def seconds(pool, function, arguments):
    """Return how long the arguments take, handed out as the sweep does it."""
    started = time.perf_counter()
    for _ in workers.results(pool, function, arguments):
        pass
    return time.perf_counter() - started


def nothing(argument):
    """Return at once."""


@contextmanager
def dask(number):
    """Give an executor of Dask workers, each a process of one thread, on the loopback address."""
    with (
        LocalCluster(
            n_workers=number, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        workers.cluster(cluster.scheduler_address) as pool,
    ):
        yield pool


EXECUTORS = {
    "1": lambda: workers.processes(1),
    "2, this machine": lambda: workers.processes(2),
    "2, Dask": lambda: dask(2),
}
