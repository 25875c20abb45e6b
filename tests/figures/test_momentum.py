"""Figures of the lesson on momentum."""

import numpy as np
import pytest

from course.figures import momentum
from figures.examples import EXTENT, LINE, MARKS, PATH, THREE_COSTS, bowl, grid


def test_ravine_counts_the_flips_of_each_coordinate():
    path = np.column_stack([0.9 ** np.arange(6), (-0.5) ** np.arange(6)])
    figure = momentum.ravine(bowl, path, EXTENT)
    along, across, _ = figure.axes[1].lines
    np.testing.assert_allclose(along.get_ydata(), path[:, 0])
    np.testing.assert_allclose(across.get_ydata(), path[:, 1])
    assert "θ₁, along, flips its sign 0 times and ends at 0.59; θ₂, across, flips 5 times" in figure.alt


def test_descents_have_a_panel_each_that_says_how_many_steps():
    figure = momentum.descents(bowl, {"momentum": PATH, "Nesterov": PATH[:4]}, EXTENT)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["Momentum: 6 steps", "Nesterov: 3 steps"]
    assert (
        "momentum swings out to 1 in θ₂ and is 0.141 from the minimum after 6 steps" in figure.alt.lower()
    )


def test_each_signal_has_its_gradient_above_its_velocity():
    signals = {"constant": np.ones(4), "one knock": np.eye(4)[0]}
    velocities = {
        "constant": {0.5: np.array([1, 1.5, 1.75, 1.875])},
        "one knock": {0.5: 0.5 ** np.arange(4)},
    }
    figure = momentum.memory(signals, velocities)
    np.testing.assert_allclose(figure.axes[3].lines[0].get_ydata(), velocities["one knock"][0.5])
    assert "constant 1.88; one knock 0.125" in figure.alt


@pytest.mark.parametrize(("mu", "kind"), [(0.2, "real"), (0.9, "complex")])
def test_damping_marks_the_roots(mu, kind):
    figure = momentum.damping(0.1, {mu: LINE})
    marked = figure.axes[1].lines[-1].get_xydata() @ [1, 1j]
    np.testing.assert_allclose(marked**2 - (1 + mu - 0.1) * marked + mu, 0, atol=1e-12)
    assert f"{kind} roots" in figure.alt


def test_damping_tells_how_far_the_ball_swings_over():
    assert "swinging over to -0.5" in momentum.damping(0.1, {0.9: np.array([1, -0.5, 0.25])}).alt
    assert "swinging over" not in momentum.damping(0.1, {0.2: LINE}).alt


def test_phase_diagram_compares_the_measurement_with_the_theory():
    axis = LINE[::-1]
    measured = axis + axis[:, np.newaxis]
    diverges = measured > 1
    measured[2, 3] = 0.1
    figure = momentum.phase_diagram(axis, axis, measured, grid(1), lambda a, m: a + m, (1, 4), MARKS)
    share = f"{(diverges.sum() - diverges[2, 3]) / 49:.0%}"
    assert (
        f"One direction: lowest 0.1 at (0.55, 0.4); {share} of it diverges; 98.0% is within" in figure.alt
    )


def test_cost_draws_the_fitted_slope_through_the_middle_of_the_points():
    kappa = np.array([10.0, 100.0, 1000.0])
    counts = {name: np.sqrt(kappa) for name in THREE_COSTS}
    (ax,) = momentum.cost(kappa, counts, {"best momentum": 0.5}, 50).axes
    np.testing.assert_allclose(ax.lines[5].get_ydata(), np.sqrt(kappa))
    assert ax.get_xscale() == ax.get_yscale() == "log"
