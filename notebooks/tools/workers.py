"""Where the points of a sweep are computed: processes of this machine, or the workers of a Dask cluster.

Both are executors of Python's own ``concurrent.futures``.
"""

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager

import joblib

PATIENCE = 5  # seconds to wait for the scheduler, and for its first worker


def results(executor, function, arguments):
    """Yield each argument and its result as soon as that is there, in the order they finish.

    The workers ignore Ctrl-C, which a terminal sends to them too; only this process answers it.
    """
    answer = signal.signal(signal.SIGINT, signal.SIG_IGN)  # what the processes inherit
    futures = {executor.submit(function, argument): argument for argument in arguments}
    signal.signal(signal.SIGINT, answer)
    for future in as_completed(futures):
        yield futures[future], future.result()


@contextmanager
def processes(number=None):
    """Give an executor of processes, one for each core; none outlives the block, or this process."""
    others = multiprocessing.active_children()
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(number or joblib.cpu_count(), context, initializer=follow_parent)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()).difference(others):
            process.kill()


def follow_parent():
    """Let this worker ignore Ctrl-C, and end as soon as the process that started it is gone."""

    def wait():
        multiprocessing.parent_process().join()
        os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Windows it is not inherited
    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def cluster(address):
    """Give an executor of the workers of the Dask scheduler at this address."""
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        sys.exit("SCHEDULER needs Dask, which is not installed here; `make contributor` installs it")
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        sys.exit(f"No Dask scheduler answers at {address} within {PATIENCE} seconds: {error}")
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            sys.exit(f"The Dask scheduler at {address} has no workers. Start some: dask worker {address}")
        executor = client.get_executor(pure=False)
        try:
            yield executor
        except KilledWorker as error:
            raise BrokenExecutor(error) from error
        finally:
            executor.shutdown(wait=False)
