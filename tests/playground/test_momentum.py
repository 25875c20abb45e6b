"""The momentum sliders, as Python makes them: the settings, the still picture and its words."""

import html

import numpy as np
import pytest

from course.playground.momentum import METHODS, characteristic_roots, descend, momentum_sliders
from course_files import FOLDER, code_cells, read


def test_the_page_holds_the_settings():
    page = momentum_sliders(method="Nesterov", kappa=100, lr=0.02, mu=0.5, start=(2, -1))
    settings = '{"method":"Nesterov","kappa":100.0,"eta":0.02,"mu":0.5,"start":[2.0,-1.0]}'
    assert settings in page.document
    assert "src=" not in page.document and "href=" not in page.document


def test_the_page_is_the_same_each_time():
    assert momentum_sliders()._repr_html_() == momentum_sliders()._repr_html_()


def test_the_still_picture_is_told_in_numbers():
    page = momentum_sliders(method="gradient descent", kappa=25, lr=2 / 26, start=(4, 1))
    assert page.picture.startswith(b"\x89PNG")
    factor = 24 / 26
    end = f"({4 * factor**60:.3g}, {factor**60:.3g})"  # an even number of sign changes across
    assert "gradient descent, κ = 25, η = 0.0769. Left, the path of 60 steps" in page.alt
    assert f"from (4, 1) to {end}" in page.alt
    assert f"down to {factor**120:.2g} of the first one" in page.alt
    assert "of size 0.923 and 0.923" in page.alt


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mu", [0.0, 0.5, 0.9])
def test_a_descent_is_a_sum_of_powers_of_its_roots(method, mu):
    kappa, lr = 7.0, 0.11
    path = descend(method, kappa, lr, mu, np.array([4.0, 1.0]))
    for direction, curvature in enumerate((1.0, kappa)):
        roots = characteristic_roots(method, lr * curvature, mu)
        weights = np.linalg.solve([[1, 1], roots], path[:2, direction])
        powers = roots[:, np.newaxis] ** np.arange(len(path))
        np.testing.assert_allclose(weights @ powers, path[:, direction], atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"method": "Adam"}, "method must be one of"),
        ({"kappa": 0.5}, "kappa must lie in"),
        ({"kappa": 2000}, "kappa must lie in"),
        ({"lr": 0}, "lr must lie in"),
        ({"mu": 1}, "mu must lie in"),
        ({"start": (0, 0)}, "start must be two numbers"),
        ({"start": (0, 3)}, "start must be two numbers"),
        ({"start": (1, 1, 1)}, "start must be two numbers"),
    ],
)
def test_what_no_slider_reaches_is_refused(settings, what):
    with pytest.raises(ValueError, match=what):
        momentum_sliders(**settings)


@pytest.mark.parametrize("name", ["01_momentum", "02_momentum_in_practice"])
def test_the_lessons_hold_the_page_as_it_is_now(name):
    """Another computer may draw the still picture slightly differently, so nbval does not compare it."""
    (cell,) = [c for c in code_cells(read(FOLDER / f"{name}.ipynb")) if "momentum_sliders(" in c.source]
    now = momentum_sliders(kappa=25, lr=1 / 25, mu=0.9, start=(4.0, 1.0))
    assert html.escape(now.document) in cell.outputs[0].data["text/html"]
    assert html.escape(now.alt) in cell.outputs[0].data["text/html"]
