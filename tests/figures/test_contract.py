"""Every figure has titles and labelled axes, and an alt text that is computed from its data."""

import importlib
import inspect
import pkgutil

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from course import figures
from figures.examples import EXAMPLES

NAMES = [f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}" for function in EXAMPLES]
each_example = pytest.mark.parametrize(("make", "words"), EXAMPLES.values(), ids=NAMES)


def public_functions():
    """Return the functions of the package whose annotation says that they return a figure."""
    for info in pkgutil.iter_modules(figures.__path__):
        module = importlib.import_module(f"course.figures.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and function.__annotations__["return"] is Figure:
                yield function


def test_every_figure_function_has_an_example():
    assert set(public_functions()) - {figures.alt_text.describe, figures.images.tiles} == set(EXAMPLES)


@each_example
def test_the_alt_text_is_computed_from_the_data(make, words):
    alt = make(1).alt
    assert 8 <= len(alt.split()) <= 120
    assert all(word in alt for word in words), alt
    assert alt != make(2).alt
    assert make(2).alt == make(2).alt


@each_example
def test_axes_are_labelled_and_titled(make, words):
    figure = make(1)
    assert figure.get_suptitle() or any(ax.get_title(loc="left") for ax in figure.axes)
    for ax in figure.axes:
        if ax.axison and len(ax.get_xticks()) and ax.get_label() != "<colorbar>":
            place = ax.get_subplotspec()
            if place.is_last_row():
                assert ax.get_xlabel() or names_things(ax.get_xticklabels())
            own_scale = len(ax.get_shared_y_axes().get_siblings(ax)) == 1
            if place.is_first_col() or (own_scale and place.get_gridspec().nrows == 1):
                assert ax.get_ylabel() or names_things(ax.get_yticklabels())


def names_things(labels):
    """Return whether an axis has words at its ticks, which need no name above them."""
    return all(any(map(str.isalpha, label.get_text())) for label in labels)


@each_example
def test_show_displays_each_figure_with_its_alt_text_and_closes_it(make, words, monkeypatch):
    shown = []
    monkeypatch.setattr(figures, "display", lambda figure, metadata: shown.append((figure, metadata)))
    figure = make(1)
    figures.show(figure)
    assert shown == [(figure, {"image/png": {"alt": figure.alt}})]
    assert plt.get_fignums() == []


def test_show_refuses_a_figure_without_alt_text():
    with pytest.raises(ValueError, match="figure must carry its alt text"):
        figures.show(plt.figure())
