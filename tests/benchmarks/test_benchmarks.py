"""The benchmark still runs, on a few digits; what it measures is another matter (see `make bench`)."""

import itertools
import os
from pathlib import Path

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
        "sys.argv", ["bench.py", "distortion", "memory", "products", "--rounds", "1", "--digits", "600"]
    )
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "RESULTS.md")
    bench.main()
    out = capsys.readouterr().out
    assert "## Elastic distortion" in out and "| CNN, batch 64 |" in out
    assert "## Peak memory" in out and "| CNN, batch 64 |" in out
    assert out.count("OpenBLAS for ") == 3  # each section says where it was measured
    assert not bench.RESULTS.exists()  # a few digits are no result


def test_contenders_race_in_processes_of_their_own(bench):
    settings = {"hidden": (16,), "batch": 64}
    entries = {
        name: (make, settings) for name, make in (("nnlib", bench.c.our_mlp), ("GEMMs", bench.c.Gemms))
    }
    seconds = bench.race(entries, 2, 300, threads=1)
    assert seconds.keys() == entries.keys()
    assert all(len(times) == 2 and min(times) > 0 for times in seconds.values())
    assert bench.alone(os.getpid) != os.getpid()


def test_growth_is_drawn_beside_its_theory(bench, monkeypatch, tmp_path):
    import growth

    monkeypatch.setattr(growth, "PICTURE", tmp_path / "growth.png")
    monkeypatch.setattr(growth, "alone", lambda measure, name, setting: growth.theory(name, setting))
    figures = []
    monkeypatch.setattr(
        growth, "draw", lambda measured, draw=growth.draw: figures.append(draw(measured)) or figures[0]
    )
    assert "growth.png" in growth.growth() and growth.PICTURE.exists()
    for panel in figures[0].axes:
        points, line = panel.lines[:2]  # of the MLP: what follows theory lies on its line
        at = np.interp(points.get_xdata(), line.get_xdata(), line.get_ydata())
        np.testing.assert_allclose(points.get_ydata(), at, rtol=0.05)
    growth.plt.close(figures[0])


def test_theory_counts_operations_and_bytes(bench):
    import growth

    time, memory = growth.theory("MLP", growth.DEFAULT)
    weights = 784 * 256 + 256 * 128 + 128 * 10
    assert time == pytest.approx((2 * (3 * weights - 784 * 256) + 4 * weights / 64) / 2)
    assert memory == pytest.approx(4e-6 * (3 * weights + 64 * (784 + 2 * (256 + 128 + 10))))


def test_contenders_learn(bench):
    data = bench.Data(600)
    c, t = bench.c, bench.t
    for make in filter(None, (c.our_mlp, c.Sklearn, t and t.torch_mlp)):
        contender = make(data.X, data.y, (32,), 16, epochs=4)
        for _ in range(4):
            contender.epoch()
        assert contender.score(data.test_X[:500], data.test_y[:500]) > 0.6
    for make in filter(None, (c.our_cnn, t and t.torch_cnn)):
        contender = make(data.X, data.y, (4, 8), 16, epochs=4)
        for _ in range(4):
            contender.epoch()
        assert contender.score(data.test_X[:500], data.test_y[:500]) > 0.6


def test_time_to_accuracy_is_that_of_the_first_epoch_that_reaches_it(bench, monkeypatch):
    class Learner:
        def __init__(self, *arguments, **settings):
            self.scores = iter([0.5, 0.985, 0.97, 0.991, 0.999])

        def epoch(self):
            pass

        def score(self, X, y):
            return next(self.scores)

    clock = itertools.count()
    monkeypatch.setattr(bench.time, "perf_counter", lambda: next(clock))
    assert bench.climb(Learner, (), 0, 300, 5) == {
        0.98: (2, 2),
        0.99: (4, 4),
    }


def test_a_section_replaces_the_one_with_its_heading(bench, tmp_path):
    path, order = tmp_path / "RESULTS.md", ["First", "Second", "Third"]
    for heading, body in [("Third", "3"), ("First", "one\n\n| a |"), ("First", "1\n\n| b |")]:
        bench.keep(path, heading, body, order)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n\nWritten by `make bench`, ")
    assert text.endswith("\n\n## First\n\n1\n\n| b |\n\n## Third\n\n3\n")


def test_ratios_are_taken_within_a_round(bench):
    seconds = {"nnlib": [1.0, 2.0, 9.0], "PyTorch": [2.0, 4.0, 9.0]}
    rows = bench.target_rows("net", seconds, {"PyTorch": 0.6, "scikit-learn": 1})
    assert rows == [
        ["net: nnlib ÷ PyTorch", "0.50", 0.6, "✓"],
        ["net: nnlib ÷ scikit-learn", "not installed", 1, ""],
    ]
    assert np.isclose(float(bench.time_rows("net", seconds)[1][-1]), 0.5)
