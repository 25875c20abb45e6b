"""The figures of the lesson on accuracy: what they draw, and that they say what it is."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from course.figures import accuracy as draw

GRID = np.array([0.7, 0.8, 0.9])
SURE = np.array([0.55, 0.58, 0.95, 0.97, 0.99])
RIGHT = np.array([False, True, True, True, True])


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def figures():
    coverage = {"Wald": GRID, "Wilson": GRID}
    yield draw.plot_counts({"T": [[9, 1], [2, 8]]}, ["no", "yes"], rows="true", columns="said")
    yield draw.plot_repeated_tests([0.8, 0.9, 0.9], 0.9, 10)
    yield draw.plot_coverage(GRID, coverage, GRID, coverage, 10)
    yield draw.plot_intervals({"A": [RIGHT] * 3, "B": [RIGHT] * 3}, truth=0.8)
    yield draw.plot_power([300, 1000], {"a": [0.1, 0.2], "b": [0.3, 0.9]}, {"b": ([500], [0.5])})
    yield draw.plot_loss_and_accuracy([[0.5, 0.8], [0.3, 0.9], [0.4, 0.9]])
    yield draw.plot_reliability({"A": (SURE, RIGHT), "B": (SURE, RIGHT)}, np.linspace(0, 1, 11))


def test_each_figure_has_titles_and_labelled_axes():
    for figure in figures():
        for axis in figure.axes:
            assert axis.get_title(loc="left")
            assert axis.get_xlabel()
        assert figure.axes[0].get_ylabel()


def test_counts_stand_in_their_cells():
    figure = draw.plot_counts({"T": [[9000, 1], [2, 8]]}, ["no", "yes"], rows="true", columns="said")
    cells = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    assert cells == {(0, 0): "9,000", (1, 0): "1", (0, 1): "2", (1, 1): "8"}


def test_intervals_that_miss_the_truth_look_different():
    figure = draw.plot_intervals({"A": [np.ones(50, bool), np.ones(5, bool)], "B": [RIGHT]}, truth=0.8)
    markers = [line.get_marker() for line in figure.axes[0].lines if len(line.get_xdata()) == 1]
    assert markers == ["X", "o"]


def test_reliability_puts_accuracy_over_confidence():
    figure = draw.plot_reliability({"A": (SURE, RIGHT), "B": (SURE, RIGHT)}, np.linspace(0, 1, 11))
    points = [line.get_xydata()[0] for line in figure.axes[0].lines if len(line.get_xdata()) == 1]
    np.testing.assert_allclose(points, [[0.565, 0.5], [0.97, 1.0]])
    assert {"2", "3"} <= {text.get_text() for text in figure.axes[0].texts}


def test_loss_figure_marks_the_lowest_loss():
    figure = draw.plot_loss_and_accuracy([[0.5, 0.8], [0.3, 0.9], [0.4, 0.9]])
    assert figure.axes[1].lines[-1].get_xdata()[0] == 2
