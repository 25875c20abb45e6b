"""Leave no process behind: a kernel or a worker must not outlive the program that started it."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def signals_as_interrupts(before: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let SIGTERM and a closed terminal raise ``KeyboardInterrupt`` as Ctrl-C does, with the signal's name.

    A signal that is ignored, as under ``nohup``, stays so. A second one does not disturb the cleaning up.
    ``before`` is called before the interrupt is raised.
    """
    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]

    def interrupt(number: int, frame: Any) -> None:
        for other in heeded:
            signal.signal(other, signal.SIG_IGN)
        before()
        raise KeyboardInterrupt(signal.Signals(number).name)

    handlers = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def no_process_left() -> Iterator[None]:
    """Take signals as interrupts, and at the end kill what was started and still runs."""
    earlier, family = set(psutil.Process().children(recursive=True)), set()

    def look() -> None:
        family.update(psutil.Process().children(recursive=True))  # a kernel's too, which may end before

    with signals_as_interrupts(before=look):
        try:
            yield
        finally:
            look()
            kill(process for process in family - earlier if not is_tracker(process))


def is_tracker(process: psutil.Process) -> bool:
    """Return whether a process is Python's own, which counts shared memory and ends with its parent."""
    try:
        return "resource_tracker" in " ".join(process.cmdline())
    except psutil.Error:
        return False


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
