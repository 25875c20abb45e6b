"""The sweep: the same scores on local cores and on Dask, and nothing lost when a process is killed."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import joblib
import psutil
import pytest
from distributed import Client

import sweep
from course_files import FOLDER
from nnlib.models.search import cross_validate

SEARCH = """
n_digits = 1000
folds = 2
seed = 3
hidden_layer_sizes = [32]
max_iter = 8
[search]
learning_rate_init = [0.01, 0.03, 0.1, 0.3]
momentum = [0.0, 0.7, 0.9]
"""
POINTS = 12


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
    arguments = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    with dask("scheduler", *arguments):
        wait_until(lambda: file.exists() and file.read_text().endswith("}"))
        yield json.loads(file.read_text())["address"]


def dask_worker(address):
    """Run a worker of one thread; without a nanny it stays dead once it is killed."""
    return dask("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")


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
    settings = {"n_digits": 1000, "folds": 2, "seed": 3, "hidden_layer_sizes": [32], "max_iter": 8}
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

    def wait_for_the_middle(self):
        """Wait until some points are finished, but not all."""
        wait_until(lambda: len(self.lines()) >= 3)
        assert len(self.lines()) < POINTS - 2

    def scores(self):
        """Return the accuracies of all points, each of which must stand in the table once."""
        rows = list(csv.DictReader(self.table.read_text(encoding="utf-8").splitlines()))
        names = "learning_rate_init", "momentum", "accuracy"
        scores = {
            (lr, mu): accuracy for lr, mu, accuracy in ([float(row[n]) for n in names] for row in rows)
        }
        assert len(rows) == len(scores)
        return scores


def test_a_killed_local_worker_stops_the_sweep_which_then_goes_on(tmp_path, expected):
    one = Sweep(tmp_path)
    one.start()
    one.wait_for_the_middle()
    workers = [c for c in psutil.Process(one.process.pid).children() if "LokyProcess" in str(c.cmdline())]
    workers[0].kill()
    code, output = one.finish()
    assert code == 1
    assert "What is finished is kept; run it again to go on." in output and "Traceback" not in output
    finished = one.table.read_bytes()
    one.table.write_bytes(finished + b'1000,2,3,"[3')  # as if it had died while writing

    one.start()
    code, output = one.finish()
    assert code == 0, output
    assert f" {finished.count(10) - 1}/{POINTS} " in output  # where the bar starts; 10 is the line feed
    assert one.table.read_bytes().startswith(finished)
    assert one.scores() == pytest.approx(expected, abs=1e-6)
    assert f"accuracy {max(expected.values()):.4f}" in output
    assert one.table.with_suffix(".png").stat().st_size > 10_000


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_ctrl_c_is_answered_in_one_line_and_keeps_what_is_finished(tmp_path, expected):
    one = Sweep(tmp_path)
    one.start()
    one.wait_for_the_middle()
    os.killpg(one.process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    code, output = one.finish()
    assert code == 1
    assert output.endswith(
        "\nStopped: KeyboardInterrupt. What is finished is kept; run it again to go on.\n"
    )
    assert "Traceback" not in output and "Warning" not in output
    scores = one.scores()
    assert 3 <= len(scores) < POINTS
    assert scores == pytest.approx({point: expected[point] for point in scores}, abs=1e-6)


def test_a_killed_dask_worker_loses_nothing(tmp_path, expected, cluster):
    one = Sweep(tmp_path)
    with dask_worker(cluster) as worker:
        wait_for_workers(cluster, 3)
        one.start(cluster)
        one.wait_for_the_middle()
        worker.kill()
        code, output = one.finish()
    assert code == 0, output
    assert one.scores() == pytest.approx(expected, abs=1e-6)


def test_a_killed_sweep_on_dask_goes_on(tmp_path, expected, cluster):
    one = Sweep(tmp_path)
    one.start(cluster)
    one.wait_for_the_middle()
    one.process.kill()
    one.process.wait()
    finished = one.lines()

    one.start(cluster)
    code, output = one.finish()
    assert code == 0, output
    assert one.lines()[: len(finished) - 1] == finished[:-1]  # the last one may have been torn
    assert one.scores() == pytest.approx(expected, abs=1e-6)


def test_an_unreachable_scheduler_is_named_within_seconds():
    started = time.monotonic()
    with ExitStack() as stack, pytest.raises(SystemExit, match=r"^No Dask scheduler answers at tcp://127"):
        sweep.use_cluster(stack, "tcp://127.0.0.1:1")
    assert time.monotonic() - started < 12  # 5 of patience; Dask's own limit is 30


def test_a_scheduler_without_workers_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "PATIENCE", 2)
    with dask_scheduler(tmp_path) as address, ExitStack() as stack:
        with pytest.raises(SystemExit, match=f"^The Dask scheduler at {address} has no workers"):
            sweep.use_cluster(stack, address)


def points_of(folder, text):
    file = folder / "search.toml"
    file.write_text(text, encoding="utf-8")
    return sweep.read_points(file)


def test_a_grid_is_every_combination(tmp_path):
    names, points = points_of(tmp_path, SEARCH)
    assert names == ["learning_rate_init", "momentum"]
    assert len({(point["learning_rate_init"], point["momentum"]) for point in points}) == POINTS
    assert {(point["max_iter"], point["seed"]) for point in points} == {(8, 3)}


def test_a_draw_is_the_same_each_time_and_fills_its_ranges(tmp_path):
    text = "draw = 200\n[search]\nlearning_rate_init = {from = 0.001, to = 1.0}\nmomentum = [0.0, 0.9]\n"
    _, points = points_of(tmp_path, text)
    assert points == points_of(tmp_path, text)[1]
    rates = sorted(point["learning_rate_init"] for point in points)
    assert len(set(rates)) == 200 and 0.001 <= rates[0] < 0.0015 and 0.6 < rates[-1] <= 1
    below = sum(rate < 0.0316 for rate in rates)  # the middle of the logarithmic scale
    assert 80 < below < 120  # 100, give or take three times the square root of 200 / 4
    assert {point["momentum"] for point in points} == {0.0, 0.9}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[search]", "[serach]", "must have a section [search]"),
        ("[search]", "[search", "cannot be read"),
        ("momentum = [0.0, 0.7, 0.9]", "momentum = {from = 0.1, to = 0.9}", "momentum must be a list"),
        ("momentum = [0.0, 0.7, 0.9]", "momentum = []", "momentum must be a list of values, or"),
        ("momentum = [0.0, 0.7, 0.9]", "momentum = [1.5]", "momentum must lie in [0, 1), got 1.5"),
        ("[search]", "draw = 9\n[search]\nalpha = {from = 0.0, to = 1.0}", "alpha: from must lie in (0,"),
        (
            "[search]",
            "draw = 9\n[search]\nalpha = {form = 0.1, to = 1.0}",
            "alpha must be a list of values, or",
        ),
        ("[search]", "draw = -1\n[search]", "draw must be at least 0, got -1"),
        ("max_iter", "max_itre", "unexpected keyword argument 'max_itre'"),
        ("max_iter = 8", "max_iter = 'eight'", "max_iter must be an integer, got str 'eight'"),
        ("n_digits = 1000", "n_digits = '1000'", "n_digits must be an integer, got str '1000'"),
        ("folds = 2", "folds = 1", "folds must be at least 2, got 1"),
    ],
)
def test_a_search_that_makes_no_sense_is_named_in_one_line(old, new, message, tmp_path, monkeypatch):
    file = tmp_path / "mine.toml"
    assert old in SEARCH
    file.write_text(SEARCH.replace(old, new), encoding="utf-8")
    text = stopped(tmp_path, monkeypatch, file)
    assert message in text and str(file) in text and "\n" not in text
    table = tmp_path / "build" / "mine.csv"  # holds nothing yet that would stand in the mended search's way
    assert not table.exists() or not table.read_text(encoding="utf-8")


def stopped(folder, monkeypatch, file):
    """Return what a sweep in this process, one point after the other, says when it stops."""
    monkeypatch.setattr(sweep, "parallel", lambda jobs: joblib.Parallel(1, return_as="generator_unordered"))
    monkeypatch.setattr(sys, "argv", ["sweep.py", str(file), "--build", str(folder / "build")])
    monkeypatch.delenv("SCHEDULER", raising=False)
    with pytest.raises(SystemExit) as stop:
        sweep.main()
    return str(stop.value).strip()


def test_a_point_that_diverged_is_counted_and_never_the_best(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sweep, "parallel", lambda jobs: joblib.Parallel(1, return_as="generator_unordered"))
    (tmp_path / "mine.toml").write_text(
        'n_digits = 200\nfolds = 2\nmax_iter = 2\nlearning_rate = "constant"\n'
        "[search]\nlearning_rate_init = [1e-5, 1000.0, 1e30]\n",  # the loss at 1000 stays finite
        encoding="utf-8",
    )
    sweep.run(tmp_path / "mine.toml", tmp_path / "build")
    said = capsys.readouterr().out
    assert "Diverged, nan in the table: 2 of 3\n" in said
    assert re.search(r"Best of 3: accuracy \S+ with {'learning_rate_init': 1e-05}", said)


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "build").write_text("a file where the folder should be", encoding="utf-8")
    (tmp_path / "mine.toml").write_text(SEARCH, encoding="utf-8")
    text = stopped(tmp_path, monkeypatch, tmp_path / "mine.toml")
    assert text.startswith("Stopped: FileExistsError") and str(tmp_path / "build") in text


def test_a_table_of_another_search_is_not_touched(tmp_path):
    table = tmp_path / "search.csv"
    table.write_text("momentum,accuracy,std,seconds\n0.9,0.5,0.1,1.0\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="holds a search with other settings"):
        sweep.read_finished(table, ["learning_rate_init", *sweep.RESULTS])
    assert table.read_text(encoding="utf-8").endswith("0.9,0.5,0.1,1.0\n")
