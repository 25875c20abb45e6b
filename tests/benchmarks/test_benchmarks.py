"""The benchmark still runs, on a few digits; what it measures is another matter (see `make bench`)."""

import itertools
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

FOLDER = Path(__file__).parent


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    import bench

    return bench


def test_sections_run(bench, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(
        "sys.argv", ["bench.py", "epochs", "growth", "distortion", "--rounds", "1", "--digits", "600"]
    )
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "RESULTS.md")
    bench.main()
    out = capsys.readouterr().out
    assert "## Seconds for an epoch" in out and "## Growth" in out
    assert "| MLP, batch 64: nnlib ÷ scikit-learn |" in out
    assert "## Elastic distortion" in out and "| CNN, batch 64 |" in out
    assert not bench.RESULTS.exists()  # a few digits are no result


def test_contenders_learn(bench):
    data = bench.Data(600)
    c = bench.c
    for make in filter(None, (c.our_mlp, c.Sklearn, c.torch and c.torch_mlp)):
        contender = make(data.X, data.y, (32,), 16, epochs=4)
        for _ in range(4):
            contender.epoch()
        assert contender.score(data.test_X[:500], data.test_y[:500]) > 0.6
    for make in filter(None, (c.our_cnn, c.torch and c.torch_cnn)):
        contender = make(data.X, data.y, (4, 8), 16, epochs=4)
        for _ in range(4):
            contender.epoch()
        assert contender.score(data.test_X[:500], data.test_y[:500]) > 0.6


def test_time_to_accuracy_is_that_of_the_first_epoch_that_reaches_it(bench, monkeypatch):
    class Learner:
        scores = iter([0.5, 0.985, 0.97, 0.991, 0.999])

        def epoch(self):
            pass

        def score(self, X, y):
            return next(self.scores)

    clock = itertools.count()
    monkeypatch.setattr(bench.time, "perf_counter", lambda: next(clock))
    assert bench.climb(Learner(), SimpleNamespace(test_X=None, test_y=None), 5) == {
        0.98: (2, 2),
        0.99: (4, 4),
    }


def test_a_section_replaces_the_one_with_its_heading(bench, tmp_path):
    path, order = tmp_path / "RESULTS.md", ["First", "Second", "Third"]
    for heading, body in [("Third", "3"), ("First", "one\n\n| a |"), ("First", "1\n\n| b |")]:
        bench.keep(path, heading, body, order)
    text = path.read_text()
    assert text.startswith("# Benchmarks\n\nWritten by `make bench` on ")
    assert text.endswith("\n\n## First\n\n1\n\n| b |\n\n## Third\n\n3\n")


def test_ratios_are_taken_within_a_round(bench):
    seconds = {"nnlib": [1.0, 2.0, 9.0], "PyTorch": [2.0, 4.0, 9.0]}
    rows = bench.target_rows("net", seconds, {"PyTorch": 0.6, "scikit-learn": 1})
    assert rows == [
        ["net: nnlib ÷ PyTorch", "0.50", 0.6, "✓"],
        ["net: nnlib ÷ scikit-learn", "not installed", 1, ""],
    ]
    assert np.isclose(float(bench.time_rows("net", seconds)[1][-1]), 0.5)
