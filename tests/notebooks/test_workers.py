"""The workers of a sweep: results as they finish, and no process that outlives it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor

import psutil
import pytest

import workers
from course_files import FOLDER
from processes import SIGNALS, signals_as_interrupts

# Two short tasks, then long ones: something is finished, and both workers are busy.
SCRIPT = """
import sys, time, workers
from processes import signals_as_interrupts
try:
    with signals_as_interrupts(), workers.processes(2) as executor:
        for seconds, _ in workers.results(executor, time.sleep, [0.01, 0.02, 60, 61, 62]):
            print(seconds, flush=True)
except KeyboardInterrupt as error:
    sys.exit(f"stopped by {error}")
"""


@pytest.fixture
def busy():
    """Run the script, and give it as soon as its short tasks are done."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=FOLDER / "tools", start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert {process.stdout.readline(), process.stdout.readline()} == {"0.01\n", "0.02\n"}
    yield process
    process.kill()
    process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_no_process_outlives_a_signal(busy, name):
    family = psutil.Process(busy.pid).children(recursive=True)
    assert sum("spawn_main" in " ".join(child.cmdline()) for child in family) == 2
    os.kill(busy.pid, getattr(signal, name))
    _, said = busy.communicate(timeout=20)
    assert psutil.wait_procs(family, timeout=10)[1] == []
    if name != "SIGKILL":
        assert (busy.returncode, said) == (1, f"stopped by {name}\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups")
def test_ctrl_c_in_a_terminal_reaches_the_workers_too_which_say_nothing(busy):
    family = psutil.Process(busy.pid).children(recursive=True)
    os.killpg(busy.pid, signal.SIGINT)
    _, said = busy.communicate(timeout=20)
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert (busy.returncode, said) == (1, "stopped by SIGINT\n")


def test_a_killed_worker_breaks_the_executor_and_ends_the_others():
    other = multiprocessing.get_context("spawn").Process(target=time.sleep, args=[60])
    other.start()
    earlier = set(multiprocessing.active_children())
    with pytest.raises(BrokenExecutor), workers.processes(2) as executor:
        for _ in workers.results(executor, time.sleep, [0.01, 60, 61]):
            family = list(set(multiprocessing.active_children()) - earlier)
            assert len(family) == 2
            watched = [psutil.Process(process.pid) for process in family]
            family[0].kill()
    assert psutil.wait_procs(watched, timeout=20)[1] == []
    assert other.is_alive()  # what is not of the executor is left alone
    other.kill()
    other.join()


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signal")
def test_a_signal_that_nohup_ignores_stays_ignored():
    before = [signal.getsignal(number) for number in SIGNALS]
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with pytest.raises(KeyboardInterrupt, match="SIGTERM"), signals_as_interrupts():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                signal.raise_signal(signal.SIGINT)  # one that follows changes nothing
    finally:
        signal.signal(signal.SIGHUP, hang_up)
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_an_unreachable_scheduler_is_named_within_seconds():
    pytest.importorskip("distributed")  # which takes its time, too
    started = time.monotonic()
    with pytest.raises(SystemExit, match=r"^No Dask scheduler answers at tcp://127"):
        workers.cluster("tcp://127.0.0.1:1").__enter__()
    assert time.monotonic() - started < 12  # 5 of patience; Dask's own limit is 30
