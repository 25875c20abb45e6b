"""The sweep: the same scores on local cores and on Dask, and nothing lost when a process is killed."""

import csv
import errno
import json
import os
import re
import subprocess
import sys
import time
import warnings
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import psutil
import pytest
from distributed import Client

import nnlib.files
import sweep
import workers
from course_files import FOLDER
from nnlib.models.search import cross_validate, evaluate

SEARCH = """
n_digits = 500
folds = 2
seed = 3
hidden_layer_sizes = [32]
max_iter = 12
[search]
learning_rate_init = [0.01, 0.03, 0.1, 0.3]
momentum = [0.0, 0.7, 0.9]
"""
POINTS = 12

# Dask listens nowhere else; --no-dashboard alone leaves its web server open to every network.
LOOPBACK = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")


@contextmanager
def dask(*arguments):
    """Run one of Dask's own commands."""
    process = subprocess.Popen([sys.executable, "-m", "dask", *arguments], stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def dask_scheduler(folder):
    """Run a scheduler on the loopback address and give its address."""
    file = folder / "scheduler.json"
    arguments = (*LOOPBACK, "--port", "0", "--scheduler-file", str(file))
    with dask("scheduler", *arguments):
        wait_until(lambda: file.exists() and file.read_text(encoding="utf-8").endswith("}"))
        yield json.loads(file.read_text(encoding="utf-8"))["address"]


def dask_worker(address):
    """Run a worker of one thread; without a nanny it stays dead once it is killed."""
    return dask("worker", address, "--nthreads", "1", "--no-nanny", *LOOPBACK)


def wait_for_workers(address, count):
    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


def wait_until(true, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Run a scheduler and two workers, each a process of its own; give the scheduler's address."""
    with ExitStack() as stack:
        address = stack.enter_context(dask_scheduler(tmp_path_factory.mktemp("dask")))
        for _ in range(2):
            stack.enter_context(dask_worker(address))
        wait_for_workers(address, 2)
        yield address


@pytest.fixture(scope="module")
def expected():
    """Return the accuracy of each point, computed one after the other in this process."""
    rates, momenta = (0.01, 0.03, 0.1, 0.3), (0.0, 0.7, 0.9)
    settings = {"n_digits": 500, "folds": 2, "seed": 3, "hidden_layer_sizes": [32], "max_iter": 12}
    return {
        (lr, mu): cross_validate(**settings, learning_rate_init=lr, momentum=mu).mean()
        for lr in rates for mu in momenta
    }  # fmt: skip


class Sweep:
    """A sweep in a process of its own, what it says, and the table that it writes."""

    def __init__(self, folder):
        self.file, self.table, self.log = (folder / f"search.{end}" for end in ("toml", "csv", "log"))
        self.file.write_text(SEARCH, encoding="utf-8")

    def start(self, scheduler=""):
        command = [sys.executable, FOLDER / "tools" / "sweep.py", self.file, "--build", self.table.parent]
        with open(self.log, "w", encoding="utf-8") as log:
            environment = os.environ | {"SCHEDULER": scheduler, "TQDM_DISABLE": ""}
            options = {"stdout": log, "stderr": subprocess.STDOUT, "start_new_session": True}
            self.process = subprocess.Popen(command, env=environment, **options)

    def finish(self):
        """Return the exit code and all that was said."""
        return self.process.wait(timeout=240), self.log.read_text(encoding="utf-8")

    def lines(self):
        """Return the finished lines, without the header."""
        return self.table.read_text(encoding="utf-8").splitlines()[1:] if self.table.exists() else []

    def wait_for_lines(self, number):
        """Wait until so many points are finished, but not all."""
        wait_until(lambda: len(self.lines()) >= number)
        assert len(self.lines()) < POINTS - 1

    def scores(self):
        """Return the accuracies of all points, each of which must stand in the table once."""
        rows = list(csv.DictReader(self.table.read_text(encoding="utf-8").splitlines()))
        names = "learning_rate_init", "momentum", "accuracy"
        scores = {
            (lr, mu): accuracy for lr, mu, accuracy in ([float(row[n]) for n in names] for row in rows)
        }
        assert len(rows) == len(scores)
        return scores


def test_a_sweep_that_is_ended_leaves_no_process_and_goes_on(tmp_path, expected, here, capsys):
    one = Sweep(tmp_path)
    one.start()
    one.wait_for_lines(2)
    children = psutil.Process(one.process.pid).children()
    assert len(children) >= 2
    one.process.terminate()
    code, said = one.finish()
    assert code == 1 and said.endswith(f"\nStopped by SIGTERM. {sweep.GO_ON}\n")
    assert "Traceback" not in said and "Warning" not in said
    assert psutil.wait_procs(children, timeout=10)[1] == []
    finished = one.table.read_bytes()
    one.table.write_bytes(finished + b"500,2,3,[32],12,0.3,0.9,0.8")  # as if it had died while writing

    sweep.run(one.file, tmp_path)
    output = capsys.readouterr()
    assert f"accuracy {max(expected.values()):.4f}" in output.out
    assert one.table.read_bytes().startswith(finished)
    assert one.scores() == pytest.approx(expected, abs=1e-6)
    assert one.table.with_suffix(".png").stat().st_size > 10_000
    files = [path.name for path in sorted(tmp_path.iterdir())]
    assert files == ["search.csv", "search.log", "search.png", "search.toml"]


def test_a_killed_worker_is_named_and_costs_no_finished_point(short, tmp_path, here, monkeypatch):
    def die_after_one(executor, function, arguments):
        yield arguments[0], function(arguments[0])
        raise BrokenExecutor("a worker ended abruptly")

    monkeypatch.setattr(workers, "results", die_after_one)
    said = stopped(monkeypatch, short, tmp_path)
    assert said == f"Stopped: a worker was killed, perhaps because the memory was full. {sweep.GO_ON}"
    assert len((tmp_path / "mine.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_killed_dask_workers_and_sweeps_lose_nothing(tmp_path, expected, cluster, monkeypatch):
    one = Sweep(tmp_path)
    with dask_worker(cluster) as worker:
        wait_for_workers(cluster, 3)
        one.start(cluster)
        one.wait_for_lines(1)
        worker.kill()
        one.wait_for_lines(4)
    one.process.kill()
    one.process.wait()
    finished = one.lines()

    monkeypatch.setenv("SCHEDULER", cluster)
    sweep.run(one.file, tmp_path)
    assert one.lines()[: len(finished) - 1] == finished[:-1]  # the last one may have been torn
    assert one.scores() == pytest.approx(expected, abs=1e-6)


def test_a_scheduler_without_workers_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 2)
    with dask_scheduler(tmp_path) as address:
        with pytest.raises(SystemExit, match=f"^The Dask scheduler at {address} has no workers"):
            workers.cluster(address).__enter__()


@pytest.fixture
def here(monkeypatch):
    """Compute one point after the other in this process."""
    monkeypatch.setattr(workers, "processes", lambda: ThreadPoolExecutor(1))
    monkeypatch.delenv("SCHEDULER", raising=False)


def stopped(monkeypatch, file, build):
    """Return what a sweep in this process says when it stops."""
    monkeypatch.setattr(sys, "argv", ["sweep.py", str(file), "--build", str(build)])
    with pytest.raises(SystemExit) as stop:
        sweep.main()
    text = str(stop.value).strip()
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[search]", "[serach]", "must have a section [search]"),
        ("0.0, 0.7, 0.9", "1.5", "momentum must lie in [0, 1), got 1.5"),
        ("0.0, 0.7, 0.9", "true", "momentum must be a real number, got bool True"),
        ("max_iter", "max_itre", "unexpected keyword argument 'max_itre'"),
        ("max_iter = 12", "max_iter = 'eight'", "max_iter must be an integer, got str 'eight'"),
        ("n_digits = 500", "n_digits = '500'", "n_digits must be an integer, got str '500'"),
        ("folds = 2", "folds = 1", "folds must be at least 2, got 1"),
        ("seed = 3", "seed = true", "seed must be an integer, got bool True"),
    ],
)
def test_a_search_that_makes_no_sense_is_named_in_one_line(old, new, message, tmp_path, monkeypatch, here):
    file, build = tmp_path / "mine.toml", tmp_path / "build"
    assert old in SEARCH
    file.write_text(SEARCH.replace(old, new), encoding="utf-8")
    text = stopped(monkeypatch, file, build)
    assert message in text and str(file) in text
    table = build / "mine.csv"  # holds nothing yet that would stand in the mended search's way
    assert not table.exists() or not table.read_bytes()


SHORT = """
n_digits = 200
folds = 2
max_iter = 2
learning_rate = "constant"
[search]
learning_rate_init = [1e-5, 1000.0, 1e30]
"""  # the loss at 1000 stays finite


@pytest.fixture
def short(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(SHORT, encoding="utf-8")
    return file


def test_a_point_that_diverged_is_counted_and_never_the_best(short, tmp_path, here, capsys):
    for _ in range(2):  # the second time from the table
        sweep.run(short, tmp_path / "build")
        said = capsys.readouterr().out
        assert "Diverged, nan in the table: 2 of 3\n" in said
        assert re.search(r"Best of 3: accuracy \S+ with {'learning_rate_init': 1e-05}", said)


def test_a_warning_of_a_worker_is_said_once(short, tmp_path, here, monkeypatch, capsys):
    def warn(settings):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            warnings.warn("out of\nink", UserWarning, stacklevel=1)
        assert len(caught) == 1
        return evaluate(settings)[0], ["UserWarning: out of ink"]

    monkeypatch.setattr(sweep, "evaluate", warn)
    sweep.run(short, tmp_path / "build")
    assert capsys.readouterr().err.count("UserWarning: out of ink\n") == 1


@pytest.mark.parametrize("call", ["the table", "the picture"])
def test_a_full_disk_is_named_and_loses_nothing(short, tmp_path, here, monkeypatch, call):
    build = tmp_path / "build"
    sweep.run(short, build)
    before = {path.name: path.read_bytes() for path in build.iterdir()}

    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if call == "the table":
        short.write_text(SHORT.replace("1e-5", "1e-5, 1e-4"), encoding="utf-8")
        monkeypatch.setattr(sweep, "append", full)
    else:
        monkeypatch.setattr(nnlib.files.os, "fsync", full)
    full_place = build if call == "the table" else build / f"{short.stem}.png"
    expected = f"Stopped: {full_place}: No space left on device. {sweep.GO_ON}"
    assert stopped(monkeypatch, short, build) == expected
    assert {path.name: path.read_bytes() for path in build.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_named(short, tmp_path, here, monkeypatch):
    build = tmp_path / "build"
    build.write_text("a file where the folder should be", encoding="utf-8")
    assert stopped(monkeypatch, short, build) == f"Stopped: {build}: File exists. {sweep.GO_ON}"
    build.unlink()
    build.mkdir(mode=0o500)
    if os.access(build, os.W_OK):
        pytest.skip("root writes everywhere")
    assert stopped(monkeypatch, short, build).startswith(
        f"Stopped: {build / 'mine.csv'}: Permission denied."
    )


def test_a_table_of_another_search_is_not_touched(short, tmp_path, here, monkeypatch):
    table = tmp_path / "mine.csv"
    table.write_bytes(b"a,b,c\n1,2,3\n4,5,6")
    assert stopped(monkeypatch, short, tmp_path).startswith(f"{table}, line 1, column ")
    assert table.read_bytes() == b"a,b,c\n1,2,3\n4,5,6"
