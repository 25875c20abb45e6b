"""Figures of digits and of weights as images."""

import numpy as np
import pytest

from course.figures import images

SIGNED = np.array([[-1.0, 0.5], [0.25, 0.0]])


@pytest.mark.parametrize("shape", [(3, 784), (3, 28, 28)])
def test_digits_stand_in_rows_under_their_captions(shape):
    pixels = np.arange(3 * 784.0).reshape(3, 28, 28)
    figure = images.digits(pixels.reshape(shape), ["a", "b", "c\nd"], columns=2, title="Digits")
    drawn = [ax for ax in figure.axes if ax.images]
    assert [ax.get_title() for ax in drawn] == ["a", "b", "c\nd"]
    for ax, digit in zip(drawn, pixels, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), digit)
        assert ax.images[0].get_clim() == (0, digit.max())
    assert [ax.axison for ax in figure.axes] == [True, True, True, False]
    assert figure.get_suptitle() == "Digits"
    assert figure.alt.endswith("Their captions: a, b, c d.")


def test_filters_share_one_scale_around_zero():
    figure = images.filters(np.stack([SIGNED, 3 * SIGNED, SIGNED]), columns=2, title="Units")
    clims = [ax.images[0].get_clim() for ax in figure.axes[:3]]
    assert clims == [(-3, 3)] * 3
    assert "in row 1 from -3 to 1.5 and in row 2 from -1 to 0.5" in figure.alt


def test_an_image_with_negative_numbers_has_zero_in_the_middle_of_its_scale():
    figure = images.tiles([np.abs(SIGNED), SIGNED], (), "Two", columns=2)
    ink, edges = (ax.images[0] for ax in figure.axes)
    assert ink.get_clim() == (0, 1) and edges.get_clim() == (-1, 1)
    assert ink.get_cmap().name == "gray_r" and edges.get_cmap().name == "RdBu_r"
