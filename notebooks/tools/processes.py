"""Leave no process behind: a kernel or a worker must not outlive the program that started it."""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def no_process_left() -> Iterator[None]:
    """Take SIGTERM and a closed terminal as Ctrl-C, and at the end kill what was started and still runs.

    A signal that is ignored, as under ``nohup``, stays so. A second one does not disturb the cleaning up.
    """
    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    earlier, family = set(psutil.Process().children(recursive=True)), set()

    def interrupt(number: int, frame: Any) -> None:
        for number in heeded:
            signal.signal(number, signal.SIG_IGN)
        family.update(psutil.Process().children(recursive=True))  # a kernel's too, which may end before
        raise KeyboardInterrupt(signal.Signals(number).name)

    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    finally:
        kill({*family, *psutil.Process().children(recursive=True)} - earlier)
        for number, handler in before.items():
            signal.signal(number, handler)


def kill_family(pid: int | None) -> None:
    """Kill a process and all that it started; nothing happens if it has ended."""
    try:
        top = psutil.Process(pid)
        kill([top, *top.children(recursive=True)])
    except psutil.NoSuchProcess:
        pass


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill processes and wait until they are gone."""
    processes = list(processes)
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            pass
    psutil.wait_procs(processes, timeout=5)
