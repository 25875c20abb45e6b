"""Figures of searches show the numbers that they are given."""

import numpy as np
import pytest

from course.figures.sweep import heat_map, search_picture

STEPS, MOMENTA = [0.01, 0.1, 1.0], [0.0, 0.9]
LABELS = {"xlabel": "step", "ylabel": "momentum"}


def test_heat_map_writes_each_accuracy_in_its_cell():
    figure = heat_map([[0.1, 0.25, np.nan], [0.4, 0.5, 0.6]], STEPS, MOMENTA, **LABELS)
    (ax,) = figure.axes
    rows = [["10.0", "25.0", "✗"], ["40.0", "50.0", "60.0"]]
    expected = {(x, y): text for y, row in enumerate(rows) for x, text in enumerate(row)}
    assert {text.get_position(): text.get_text() for text in ax.texts} == expected
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["0", "0.9"]
    assert "The highest, 60, is at step 1 and momentum 0.9, the lowest is 10; diverged: 1" in figure.alt


def test_effective_steps_pass_through_the_cells_of_equal_ratio():
    table = np.arange(6).reshape(2, 3) / 10
    figure = heat_map(table, STEPS, MOMENTA, **LABELS, effective_steps=[1.0])
    x, y = figure.axes[0].lines[0].get_data()
    np.testing.assert_allclose([x[0], y[0]], [2, 0], atol=1e-9)  # lr = 1 at μ = 0
    np.testing.assert_allclose([x[-1], y[-1]], [1, 1], atol=1e-9)  # lr = 0.1 at μ = 0.9
    assert "1 cross, from below, 20 and 40" in figure.alt


@pytest.mark.parametrize(
    ("points", "panels"),
    [
        ([{"learning_rate_init": lr, "momentum": mu} for lr in STEPS for mu in MOMENTA], 1),
        ([{"learning_rate_init": lr, "momentum": lr / 2} for lr in STEPS], 2),  # no full grid
        ([{"learning_rate": kind, "momentum": mu} for kind in ("cosine", "constant") for mu in MOMENTA], 2),
        ([{"hidden_layer_sizes": [8]}, {"hidden_layer_sizes": [8, 8]}], 1),
        ([{"hidden_layer_sizes": [8], "momentum": 0.9}, {"hidden_layer_sizes": 8, "momentum": 0.0}], 2),
        ([{"a": a, "b": a, "c": a} for a in STEPS], 3),
    ],
)
def test_a_search_becomes_a_heat_map_or_panels(points, panels):
    figure = search_picture(points, np.linspace(0.1, 0.9, len(points)))
    assert len(figure.axes) == panels
    assert bool(figure.axes[0].images) == (len(points) == 6)
    figure.canvas.draw()


def test_panels_leave_out_what_diverged():
    figure = search_picture([{"a": 1}, {"a": 2}, {"a": 3}], [0.5, np.nan, 0.75])
    assert "1 diverged; the others reach from 50.0% to 75.0%, with a 3" in figure.alt
