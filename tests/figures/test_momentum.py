"""Figures of the lesson on momentum."""

import numpy as np

from course.figures import momentum
from figures.examples import EXTENT, PATH, THREE_COSTS, bowl


def test_ravine_counts_the_flips_of_each_coordinate():
    path = np.column_stack([0.9 ** np.arange(6), (-0.5) ** np.arange(6)])
    figure = momentum.ravine(bowl, path, EXTENT)
    along, across, _ = figure.axes[1].lines
    np.testing.assert_allclose(along.get_ydata(), path[:, 0])
    np.testing.assert_allclose(across.get_ydata(), path[:, 1])
    assert "θ₁, along, flips its sign 0 times and ends at 0.59; θ₂, across, flips 5 times" in figure.alt


def test_each_descent_has_a_panel_and_a_curve_of_its_loss():
    descents = {"plain": PATH, "steady": PATH / 2, "calm": PATH / 3}
    *maps, losses = momentum.descents(bowl, descents, EXTENT).axes
    assert [ax.get_title(loc="left") for ax in maps] == ["Plain", "Steady", "Calm"]
    assert [line.get_label() for line in losses.lines] == list(descents)
    np.testing.assert_allclose(losses.lines[1].get_ydata(), bowl(*PATH.T) / 4)


def test_descents_tell_how_far_each_swings_after_the_start():
    alt = momentum.descents(bowl, {"plain": PATH, "steady": PATH / 2}, EXTENT).alt
    assert "Plain swings out to 0.85 in θ₂, and its loss ends at 0.05; steady swings out to 0.425" in alt


def test_each_signal_is_a_column_with_a_row_for_each_memory():
    signals = {"constant": np.ones(4), "one impulse": np.eye(4)[0]}
    velocities = {
        "constant": {0: np.ones(4), 0.5: np.array([1, 1.5, 1.75, 1.875])},
        "one impulse": {0: np.eye(4)[0], 0.5: 0.5 ** np.arange(4)},
    }
    figure = momentum.memory(signals, velocities)
    assert len(figure.axes) == 6
    assert [ax.get_ylabel() for ax in figure.axes[::2]] == ["gradient", "μ = 0", "μ = 0.5"]
    np.testing.assert_allclose(figure.axes[5].lines[-1].get_ydata(), 0.5 ** np.arange(4))
    assert "constant 1 and 1.88; one impulse 0 and 0.125" in figure.alt


def test_cost_draws_the_fitted_slope_through_the_middle_of_the_points():
    kappa = np.array([10.0, 100.0, 1000.0])
    counts = {name: np.sqrt(kappa) for name in THREE_COSTS}
    (ax,) = momentum.cost(kappa, counts, {"best momentum": 0.5}, 50).axes
    np.testing.assert_allclose(ax.lines[5].get_ydata(), np.sqrt(kappa))
    assert ax.get_xscale() == ax.get_yscale() == "log"
