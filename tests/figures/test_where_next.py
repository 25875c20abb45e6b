"""The figures of the sweep and of the last lesson show the numbers they are given."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from course.figures.sweep import add_effective_steps, heat_map, search_picture
from course.figures.where_next import error_rates, tuning_curves, worth
from course_files import FOLDER, read

import nnlib

STEPS, MOMENTA = [0.01, 0.1, 1.0], [0.0, 0.9]
NO_LABELS = {"xlabel": "", "ylabel": "", "title": ""}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_heat_map_writes_each_accuracy_in_its_cell():
    (ax,) = heat_map([[0.1, 0.25, np.nan], [0.4, 0.5, 0.6]], STEPS, MOMENTA, **NO_LABELS).axes
    rows = [["10.0", "25.0", "✗"], ["40.0", "50.0", "60.0"]]
    expected = {(x, y): text for y, row in enumerate(rows) for x, text in enumerate(row)}
    assert {text.get_position(): text.get_text() for text in ax.texts} == expected
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["0", "0.9"]


def test_effective_steps_pass_through_the_cells_of_equal_ratio():
    figure = heat_map(np.eye(2, 3), STEPS, MOMENTA, **NO_LABELS)
    (ax,) = add_effective_steps(figure, STEPS, MOMENTA, levels=[1.0]).axes
    x, y = ax.lines[0].get_data()
    np.testing.assert_allclose([x[0], y[0]], [2, 0], atol=1e-9)  # lr = 1 at μ = 0
    np.testing.assert_allclose([x[-1], y[-1]], [1, 1], atol=1e-9)  # lr = 0.1 at μ = 0.9


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


def test_worth_colours_what_its_interval_tells_apart():
    effects = {"bad": (-2, -1, -0.5, [-1]), "nothing": (-1, 0.1, 1, [0]), "good": (0.5, 1, 2, [1])}
    (ax,) = worth(effects, "title").axes
    bands = [line for line in ax.lines if line.get_linewidth() == 7]
    assert [band.get_color() for band in bands] == ["C1", "#777777", "C2"]
    assert [tuple(band.get_xdata()) for band in bands] == [(-2, -0.5), (-1, 1), (0.5, 2)]


def test_error_rates_and_tuning_curves_draw_every_row():
    (ax,) = error_rates({"this course's MLP": (150, 170, 190), "other": (5, 9, 17)}, wrong_labels=15).axes
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"] == [170, 9]
    scores = {"a": [[0.5, 0.6], [0.7, 0.8]], "b": [[0.9, 0.9], [0.1, 0.1]]}
    (ax,) = tuning_curves({"a": [0.1, 1], "b": [0.1, 1]}, scores, "title").axes
    assert [text.xy[0] for text in ax.texts] == [1, 0.1]  # each name stands at its best step


def test_the_last_lesson_lists_every_function_of_the_toolkit():
    notebook = read(FOLDER / "06_where_next.ipynb")
    table = next(cell.source for cell in notebook.cells if "| function |" in cell.source)
    first_column = re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(first_column))) == sorted(nnlib.__all__)
