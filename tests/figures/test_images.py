"""Figures of digits and of weights as images."""

import numpy as np
import pytest

from course.figures import images

SIGNED = np.array([[-1.0, 0.5], [0.25, 0.0]])


@pytest.mark.parametrize("shape", [(3, 784), (3, 28, 28)])
def test_digits_stand_in_rows_under_their_captions(shape):
    pixels = np.arange(3 * 784.0).reshape(3, 28, 28)
    figure = images.digits(pixels.reshape(shape), ["a", "b", "c\nd"], columns=2, title="Digits")
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.texts] == ["a", "b", "c\nd"]
    for drawn, digit in zip(ax.images, pixels, strict=True):
        np.testing.assert_array_equal(drawn.get_array(), digit)
        assert drawn.get_clim() == (0, digit.max())
    corners = [drawn.get_extent() for drawn in ax.images]
    assert [left for left, *_ in corners] == [0, 1.15, 0]  # two in a row
    tops = [top for *_, top in corners]
    assert 0 < tops[0] == tops[1] < tops[2] - 1 and ax.get_ylim()[0] > tops[2] + 1 > ax.get_ylim()[1] == 0
    for text, (left, right, _, top) in zip(ax.texts, corners, strict=True):
        x, y = text.get_position()
        assert x == (left + right) / 2 and top - 0.1 < y < top
    assert figure.get_suptitle() == "Digits"
    assert figure.alt.endswith("Their captions: a, b, c d.")


def test_filters_share_one_scale_around_zero():
    figure = images.filters(np.stack([SIGNED, 3 * SIGNED, SIGNED]), columns=2, title="Units")
    clims = [drawn.get_clim() for drawn in figure.axes[0].images]
    assert clims == [(-3, 3)] * 3
    assert "in row 1 from -3 to 1.5 and in row 2 from -1 to 0.5" in figure.alt


def test_an_image_with_negative_numbers_has_zero_in_the_middle_of_its_scale():
    figure = images.tiles([np.abs(SIGNED), SIGNED], (), "Two", columns=2)
    ink, edges = figure.axes[0].images
    assert ink.get_clim() == (0, 1) and edges.get_clim() == (-1, 1)
    assert ink.get_cmap().name == "gray_r" and edges.get_cmap().name == "RdBu_r"
