"""Figures of the convolutional network."""

import numpy as np
import pytest

from course.figures import capstone_cnn as draw
from nnlib import accuracy_interval


def test_im2col_shows_each_window_as_a_row_and_its_answer():
    figure = draw.im2col(np.arange(12).reshape(3, 4), [[1, 2], [0, -1]], "Product")
    names = [ax.get_title() for ax in figure.axes]
    assert names == ["image", "a row for each window", "kernel", "answers"]
    drawn = [[text.get_text() for text in ax.texts] for ax in figure.axes]
    assert drawn[1][:4] == ["0", "1", "4", "5"] and len(drawn[1]) == 6 * 4
    assert drawn[2] == ["1", "2", "0", "-1"]
    assert drawn[3] == [str(a + 2 * (a + 1) - (a + 5)) for a in (0, 1, 2, 4, 5, 6)]
    assert [len(ax.patches) for ax in figure.axes] == [2, 2, 0, 2]


def test_occlusion_shows_probabilities_over_the_digit_and_frames_what_changed():
    digits, changed = np.ones((2, 8, 8)), np.zeros((2, 4, 4), bool)
    changed[1, :2] = True
    figure = draw.occlusion(digits, np.where(changed, 0.1, 0.9), changed, ["a", "b"], "Covered")
    below = [ax for ax in figure.axes if len(ax.images) == 2]
    assert [len(ax.collections) for ax in below] == [0, 1]
    assert below[0].images[1].get_clim() == (0, 1)
    assert below[0].images[1].get_extent() == [1.5, 5.5, 5.5, 1.5]
    assert "a: lowest 90%, another answer at 0.0% of the places" in figure.alt
    assert "b: lowest 10%, another answer at 50.0% of the places" in figure.alt


def test_maps_of_digits_draw_each_class_with_its_own_sign():
    points = np.arange(12.0).reshape(6, 2)
    figure = draw.maps_of_digits({"one": points, "two": -points}, [0, 0, 7, 7, 7, 9], "Plane")
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["one", "two"]
    offsets = [collection.get_offsets() for collection in figure.axes[1].collections]
    assert [len(some) for some in offsets] == [2, 3, 1]
    assert np.array_equal(offsets[1], -points[2:5])


def test_panels_show_each_image_under_its_name_on_its_own_scale():
    signed = np.array([[-1.0, 0.5], [0.25, 0.0]])
    figure = draw.panels({"ink": 2 * np.abs(signed), "edges": signed}, "Two images")
    assert figure.get_suptitle() == "Two images"
    assert [text.get_text() for text in figure.axes[0].texts] == ["ink", "edges"]
    ink, edges = figure.axes[0].images
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
