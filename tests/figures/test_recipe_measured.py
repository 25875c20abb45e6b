"""What each fault of the recipe costs, and the pixel that outweighs a digit."""

import numpy as np
import pytest
from scipy import stats

from course.figures.recipe_measured import ablation, mean_interval, runs, speck

PANELS = {
    "Top": {"as published": [0.875, 0.925], "worse": [0.2, 0.5, 0.9]},
    "Bottom": {"repaired": [0.95, 0.95]},
}


def test_ablation_has_a_dot_a_run_and_the_mean_beside_each_row():
    top, bottom = ablation(PANELS, xlabel="accuracy", low=0.8).axes
    dots = [line.get_xdata().tolist() for line in top.lines if line.get_marker() == "o"]
    assert [[float(x) for x in row] for row in dots] == [[0.875, 0.925], [0.2, 0.5, 0.9]]
    assert {"90.0", "53.3", "mean"} <= {text.get_text() for text in top.texts}
    assert bottom.get_xlabel() == "accuracy (%)" and bottom.get_xlim()[0] == 0.8


def test_runs_below_the_axis_are_named_at_an_arrow():
    top, bottom = ablation(PANELS, xlabel="accuracy", low=0.8).axes
    assert [text.get_text() for text in top.texts if "◀" in text.get_text()] == ["◀ 20 and 50"]
    assert not [text for text in bottom.texts if "◀" in text.get_text()]


def test_the_first_recipe_is_marked_by_a_line_at_its_mean():
    top, _ = ablation(PANELS, xlabel="accuracy", low=0.8).axes
    assert any(np.allclose(line.get_xdata(), 0.9) and line.get_linestyle() == "--" for line in top.lines)


def test_the_interval_of_a_mean_is_students():
    values = [0.90, 0.91, 0.93]
    reference = stats.t.interval(0.95, 2, loc=np.mean(values), scale=stats.sem(values))
    assert mean_interval(values) == pytest.approx(reference)


def test_the_speck_is_in_a_circle_in_both_images():
    scanned, normalised = np.zeros(784), np.full(784, -0.1)
    scanned[30], normalised[30] = 7, 70.7
    figure = speck(scanned, normalised)
    centres = [ax.patches[0].center for ax in figure.axes if ax.patches and ax.images]
    assert centres == [(2, 1), (2, 1)]
    assert "grey value 7" in figure.alt and "70.7" in figure.alt


def test_each_run_is_a_line_of_its_own():
    curves = {"constant": [[0.1, 0.9, 0.8], [0.5, 0.7, 0.9]], "falling": [[0.6, 0.8, 0.95]]}
    (ax,) = runs({"λ": curves}, ylabel="accuracy", low=0.4).axes
    drawn = [line.get_ydata().tolist() for line in ax.lines]
    assert drawn == [*curves["constant"], *curves["falling"]]
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3] and ax.get_ylim()[0] == 0.4
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["constant", "falling"]
    assert ax.lines[0].get_color() == ax.lines[1].get_color() != ax.lines[2].get_color()
