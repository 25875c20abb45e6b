"""Figures of the lesson on accuracy as a measurement."""

import numpy as np

from course.figures import accuracy_as_measurement as draw

SURE = np.array([0.55, 0.58, 0.95, 0.97, 0.99])
RIGHT = np.array([False, True, True, True, True])


def test_repeated_tests_count_those_within_two_standard_errors():
    figure = draw.repeated_tests(np.array([0.5, 0.9, 0.9, 0.92]), 0.9, 100)
    bars = {round(bar.get_x() + 0.005, 3): bar.get_height() for bar in figure.axes[0].patches}
    assert bars == {0.5: 0.25, 0.9: 0.5, 0.92: 0.25}
    assert "75.0% of the test sets lie within" in figure.alt and "between 84.1% and 95.9%" in figure.alt


def test_coverage_draws_exact_and_simulated_values():
    p = np.array([0.7, 0.8, 0.9])
    figure = draw.coverage(p, {"Wald": p, "Wilson": p + 0.05}, p, {"Wald": p, "Wilson": p}, 10)
    assert [len(line.get_xdata()) for line in figure.axes[0].lines] == [3, 3, 3, 3, 2]
    assert "Wilson: 85.0% on average, lowest 75.0% at 70.0%" in figure.alt


def test_intervals_that_miss_the_truth_look_different():
    figure = draw.intervals({"A": [np.ones(50, bool), np.ones(5, bool)], "B": [RIGHT]}, truth=0.8)
    markers = [line.get_marker() for line in figure.axes[0].lines if len(line.get_xdata()) == 1]
    assert markers == ["X", "o"]
    assert "A: of 2 intervals 0 below it and 1 above" in figure.alt


def test_paired_results_count_who_is_right():
    a, b = np.array([1, 1, 1, 0, 0, 0, 0]) > 0, np.array([1, 0, 0, 1, 1, 1, 0]) > 0
    figure = draw.paired_results(a, b)
    cells = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    assert cells == {(0, 0): "1", (1, 0): "2", (0, 1): "3", (1, 1): "1"}
    assert figure.alt.endswith("Both are right on 1, only A on 2, only B on 3, none on 1.")


def test_power_says_where_it_reaches_80_per_cent():
    n = np.array([300, 1000, 3000])
    figure = draw.power(n, {"weak": n / 1e4, "strong": np.array([0.1, 0.8, 0.9])}, {"weak": ([500], [0.5])})
    assert "weak: never reached; strong: 1,000" in figure.alt


def test_loss_figure_marks_the_lowest_loss():
    figure = draw.loss_and_accuracy([[0.5, 0.8], [0.3, 0.9], [0.4, 0.95]])
    assert [ax.lines[-1].get_xdata()[0] for ax in figure.axes] == [2, 2]
    assert figure.alt.endswith("The loss is lowest, 0.3, in epoch 2, where the accuracy is 90.0%.")


def test_reliability_puts_accuracy_over_confidence():
    figure = draw.reliability_diagram({"A": (SURE, RIGHT), "B": (SURE, ~RIGHT)}, np.linspace(0, 1, 11))
    points = [line.get_xydata()[0] for line in figure.axes[0].lines if len(line.get_xdata()) == 1]
    np.testing.assert_allclose(points, [[0.565, 0.5], [0.97, 1.0]])
    assert {"2", "3"} <= {text.get_text() for text in figure.axes[0].texts}
    assert "A: mean confidence 80.8%, accuracy 80.0%; of 2 bins 0 below" in figure.alt
    assert "B: mean confidence 80.8%, accuracy 20.0%; of 2 bins 1 below" in figure.alt
