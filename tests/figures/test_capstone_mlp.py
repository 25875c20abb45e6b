"""The range test, the learning curves and the histograms of the capstone."""

import numpy as np
import pytest

from course.figures.capstone_mlp import layer_histograms, learning_curves, range_test


def test_learning_curves_draw_both_parts():
    history = {
        "train_loss": [2, 1],
        "test_loss": [3, 2],
        "train_accuracy": [0, 1],
        "test_accuracy": [0, 0.5],
    }
    left, right = learning_curves(history).axes
    assert {line.get_label(): list(line.get_ydata()) for line in left.lines} == {
        "training digits": [2, 1], "test digits": [3, 2],
    }  # fmt: skip
    assert [list(line.get_ydata()) for line in right.lines] == [[0, 1], [0, 0.5]]


def test_the_range_test_marks_the_lowest_loss_and_the_chosen_step():
    figure = range_test([0.01, 0.1, 1.0], [2.0, 0.5, 9.0], title="Tried", chosen=0.05)
    (ax,) = figure.axes
    curve, lowest, chosen = ax.lines
    assert ax.get_xscale() == "log" and list(curve.get_ydata()) == [2.0, 0.5, 9.0]
    assert (lowest.get_xdata(), lowest.get_ydata()) == ([0.1], [0.5])
    assert list(chosen.get_xdata()) == [0.05, 0.05]
    assert "down to 0.5 at step 0.1, then up to 9 at step 1." in figure.alt


def test_a_range_test_without_a_chosen_step_gives_none_away():
    figure = range_test([0.01, 0.1, 1.0], [2.0, 0.5, 9.0], title="Tried")
    assert len(figure.axes[0].lines) == 1 and figure.axes[0].get_legend() is None
    assert "Marked" not in figure.alt


def test_histograms_show_magnitudes_without_the_zeros():
    values = np.array([[0.0, 0.01], [-0.01, 0.0], [0.01, -0.01]])
    activations = {"one": {"layer 1": values}, "two": {"layer 1": 10 * values}}
    figure = layer_histograms(activations, {"one": {"W1": values}, "two": {"W1": values}})
    first, second = (ax.lines[0] for ax in figure.axes[:2])
    for line, place in ((first, -2), (second, -1)):
        heights = line.get_ydata()
        assert heights.sum() == pytest.approx(1)
        assert line.get_xdata()[heights.argmax()] == pytest.approx(place, abs=0.05)
    assert "Activations of one: layer 1 0.01." in figure.alt
