"""What the figures of several lessons share."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.figures import shared

LABELS = {"xlabel": "step", "ylabel": "loss"}


def tick_texts(axis, values):
    return [axis.get_major_formatter()(value, None) for value in values]


def test_curves_draw_each_line_from_its_first_index_in_a_look_of_its_own():
    lines = {"a": [3, 2, 1], "b": [4, 2, 3], "c": [1, 1, 1], "d": [2, 2, 2]}
    (ax,) = shared.curves({"T": lines}, **LABELS, first=1).axes
    assert [line.get_ydata().tolist() for line in ax.lines] == list(lines.values())
    assert all(line.get_xdata().tolist() == [1, 2, 3] for line in ax.lines)
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 4
    assert len({line.get_linestyle() for line in ax.lines}) == 4  # not by colour alone
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(lines)


def test_several_runs_are_their_median_in_a_band_from_the_lowest_to_the_highest():
    runs = np.array([[1.0, 0.5], [2.0, 0.25], [4.0, 1.0]])
    (ax,) = shared.curves({"T": {"x": runs}}, **LABELS, log=True).axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [2.0, 0.5])
    corners = ax.collections[0].get_paths()[0].vertices
    assert corners[:, 1].min() == 0.25 and corners[:, 1].max() == 4.0
    assert ax.get_yscale() == "log"


def test_panels_share_their_axis_and_stand_under_their_titles():
    left, right = shared.curves(
        {"L": {"a": [0.5, 1]}, "R": {"a": [0.25, 0.75]}}, **LABELS, percent=True
    ).axes
    assert [left.get_title(loc="left"), right.get_title(loc="left")] == ["L", "R"]
    assert left.get_ylim() == right.get_ylim()
    assert left.get_ylabel() == "loss (%)"
    assert tick_texts(left.yaxis, [0.5, 0.925, 0.29]) == ["50", "92.5", "29"]


def test_loss_and_accuracy_stand_side_by_side():
    figure = shared.loss_and_accuracy({"a": [2, 1]}, {"a": [0.25, 0.5]}, titles=("L", "A"), log=True)
    left, right = figure.axes
    assert left.lines[0].get_xydata().tolist() == [[1, 2], [2, 1]]
    assert right.lines[0].get_xydata().tolist() == [[1, 0.25], [2, 0.5]]
    assert (left.get_yscale(), right.get_yscale()) == ("log", "linear")
    assert right.get_ylabel() == "accuracy (%)"


@pytest.mark.parametrize("name", ["x", "y"])
def test_a_logarithmic_axis_has_plain_numbers(name):
    ax = plt.figure().add_subplot()
    ax.plot([0.01, 1], [0.01, 1])
    axis = getattr(ax, f"{name}axis")
    shared.logarithmic(axis)
    assert axis.get_scale() == "log"
    assert tick_texts(axis, [0.02, 0.5]) == ["0.02", "0.5"]


def test_rows_have_dots_a_stroke_at_the_mean_and_an_interval():
    ax = plt.figure().add_subplot()
    rows = {"several": [1.0, 3.0], "one": [5.0]}
    shared.draw_rows(ax, rows, colours=["C0", "C1"], intervals=[(0, 4), (4, 6)])
    bar, dots, stroke, other_bar, dot = ax.lines
    assert [tuple(line.get_xdata()) for line in (bar, other_bar)] == [(0, 4), (4, 6)]
    assert dots.get_xydata().tolist() == [[1, 0], [3, 0]] and dot.get_xydata().tolist() == [[5, 1]]
    assert list(stroke.get_xdata()) == [2, 2]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["several", "one"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first row on top
