"""Figures of the lesson on momentum in practice."""

import numpy as np

from course.figures import momentum_in_practice as draw
from figures.examples import EXTENT, LINE, PATH, bowl, three


def test_nesterov_says_from_where_on_a_method_diverges():
    factors = {"momentum": np.full(24, 0.9), "Nesterov": np.linspace(0.0, 1.15, 24)}
    figure = draw.nesterov(np.arange(24.0), factors, factors, 0.9, three(1) | factors)
    assert "momentum lowest, 0.9, at 0; Nesterov lowest, 0, at 0, above 1 from 21 on" in figure.alt


def test_kink_cuts_tiny_distances_off():
    figure = draw.kink(np.square, LINE[:3], {"arrives": np.array([1, 1e-5, 1e-12])})
    np.testing.assert_array_equal(figure.axes[1].lines[0].get_ydata(), [1, 1e-5, np.nan])


def test_conventions_compare_the_steps_before_and_after_the_drop():
    lengths = {
        name: np.array([1, 1, share, share]) for name, share in zip("abc", (0.9, 0.1, 0.2), strict=True)
    }
    figure = draw.conventions(lengths, lengths, 2)
    assert "a, 0.9 times, to the end at 0.9; b, 0.1 times" in figure.alt
    assert figure.axes[0].lines[-1].get_xdata()[0] == 1.5


def test_noise_has_marks_for_the_measurement_and_lines_for_the_theory():
    figure = draw.noise(three(1), LINE, {0.9: 2 * LINE}, {0.9: LINE})
    theory, marks = figure.axes[1].lines
    assert theory.get_ydata() is not marks.get_ydata() and marks.get_linestyle() == "None"
    np.testing.assert_allclose(marks.get_ydata(), 2 * theory.get_ydata())


def test_tuning_draws_the_median_and_the_range_over_the_seeds():
    runs = np.array([[1.0, 0.5], [2.0, 0.25], [4.0, 1.0]])
    figure = draw.tuning(np.array([0.1, 1.0, 10.0]), {"Ten": {0.9: runs}})
    (ax,) = figure.axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0.1, 2.0], [1.0, 0.5]])
    corners = ax.collections[0].get_paths()[0].vertices
    assert corners[:, 1].min() == 0.25 and corners[:, 1].max() == 4.0
    assert "Ten: lowest 0.5 at 1 for μ = 0.9" in figure.alt


def test_film_strip_stops_each_path_at_its_moment():
    figure = draw.film_strip(bowl, {"momentum": PATH}, EXTENT, (0, 0), (0, 3))
    second = figure.axes[1]
    trail, head = second.lines[1:3]
    np.testing.assert_array_equal(trail.get_xydata(), PATH[:4])
    np.testing.assert_array_equal(head.get_xydata(), PATH[3:4])


def test_a_fault_may_bring_a_healthy_curve_of_its_own():
    faults = {str(i): LINE if i else (2 * LINE, 3 * LINE) for i in range(6)}
    first, second = draw.faults(LINE, faults).axes[:2]
    assert [line.get_ydata()[0] for line in first.lines] == [3, 2]
    assert [line.get_ydata()[0] for line in second.lines] == [1, 1]
