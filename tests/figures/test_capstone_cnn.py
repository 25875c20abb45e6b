"""Figures of the convolutional network."""

import numpy as np
import pytest

from course.figures import capstone_cnn as draw
from nnlib import accuracy_interval


def test_panels_show_each_image_under_its_name_on_its_own_scale():
    signed = np.array([[-1.0, 0.5], [0.25, 0.0]])
    figure = draw.panels({"ink": 2 * np.abs(signed), "edges": signed}, "Two images")
    assert figure.get_suptitle() == "Two images"
    assert [ax.get_title() for ax in figure.axes] == ["ink", "edges"]
    ink, edges = (ax.images[0] for ax in figure.axes)
    assert ink.get_clim() == (0, 2) and edges.get_clim() == (-1, 1)
    assert np.array_equal(edges.get_array(), signed)


def test_feature_maps_have_a_row_for_each_layer_and_one_scale_in_it():
    first = np.arange(12.0).reshape(3, 2, 2)
    second = -np.arange(4.0).reshape(1, 2, 2)
    figure = draw.feature_maps(np.ones((4, 4)), {"one": first, "two": second}, "Layers", columns=2)
    drawn = [ax for ax in figure.axes if ax.images]
    assert len(drawn) == 1 + 3 + 1
    assert [ax.get_ylabel() for ax in drawn] == ["input\n4 × 4", "one\n2 × 2", "", "", "two\n2 × 2"]
    assert [ax.images[0].get_clim() for ax in drawn] == [(0, 1), *[(0, 11)] * 3, (-3, 3)]
    for ax, image in zip(drawn[1:4], first, strict=True):
        assert np.array_equal(ax.images[0].get_array(), image)
    assert all(not ax.axison for ax in figure.axes if not ax.images)
    assert "one, 3 of 2 × 2, from 0 to 11; two, 1 of 2 × 2, from -3 to 0" in figure.alt


def test_shift_curves_show_the_accuracy_and_its_interval():
    right = np.array([[True] * 90 + [False] * 10, [True] * 40 + [False] * 60])
    figure = draw.shift_curves({"A": right, "B": right[::-1]}, "Moved")
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A", "B"]
    assert np.array_equal(ax.lines[0].get_ydata(), [0.9, 0.4])
    edges = ax.collections[0].get_paths()[0].vertices
    at_zero = edges[edges[:, 0] == 0, 1]
    assert (at_zero.min(), at_zero.max()) == pytest.approx(accuracy_interval(90, 100))
    assert "A 90.0% and 40.0%; B 40.0% and 90.0%" in figure.alt
