"""Figures of the theory in the lesson on momentum."""

import numpy as np
import pytest

from course.figures import momentum_theory
from figures.examples import LINE, MARKS, grid


@pytest.mark.parametrize(("mu", "kind"), [(0.2, "real"), (0.9, "complex")])
def test_the_marked_roots_solve_the_equation(mu, kind):
    figure = momentum_theory.roots(0.1, (mu,))
    (marked,) = [line for line in figure.axes[0].lines if line.get_label() == f"μ = {mu}"]
    found = marked.get_xydata() @ [1, 1j]
    np.testing.assert_allclose(found**2 - (1 + mu - 0.1) * found + mu, 0, atol=1e-12)
    assert f"μ = {mu}: {kind} roots" in figure.alt


def test_the_roots_meet_at_critical_damping():
    assert "until they meet at μ = 0.25" in momentum_theory.roots(0.25, (0.2,)).alt


def test_phase_diagram_compares_the_measurement_with_the_theory():
    axis = LINE[::-1]
    measured = axis + axis[:, np.newaxis]
    measured[2, 3] = 0.1
    figure = momentum_theory.phase_diagram(axis, axis, measured, lambda a, m: a + m, (2,), {})
    share = f"{np.mean(measured > 1):.0%}"
    assert f"Lowest 0.1 at (0.55, 0.4); {share} of it diverges; 98.0% is within 0.002" in figure.alt
    assert "Marked" not in figure.alt


def test_phase_diagram_draws_the_critical_line_of_each_direction():
    step = np.linspace(0.1, 1, 7)
    figure = momentum_theory.phase_diagram(step, LINE[::-1], grid(1), lambda a, m: a + m, (1, 4), MARKS)
    steep, flat = figure.axes[0].lines[:2]
    np.testing.assert_allclose(steep.get_ydata(), (1 - np.sqrt(step)) ** 2)
    np.testing.assert_allclose(flat.get_ydata(), (1 - np.sqrt(step / 4)) ** 2)


def test_oscillation_marks_the_peaks():
    _, marks = momentum_theory.oscillation(LINE, np.array([1, 3]), "A wave").axes[0].lines
    np.testing.assert_allclose(marks.get_xydata(), [[1, LINE[1]], [3, LINE[3]]])
