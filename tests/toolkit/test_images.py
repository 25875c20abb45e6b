"""Shifts, bends and the centring of a digit: plain loops, laws that they obey, and MNIST itself."""

import numpy as np
import pytest
from hypothesis import assume, given
from numpy.testing import assert_allclose, assert_array_equal
from scipy.ndimage import gaussian_filter

from helpers import numbers
from nnlib import center_digit, elastic, load_mnist, random_shifts, shift_images

IMAGES = np.random.default_rng(0).random((5, 6, 7, 2)) + 1


def shifted_pixel_by_pixel(image, down, right):
    """Return one image, moved."""
    moved = np.zeros_like(image)
    for i, j in np.ndindex(image.shape[:2]):
        if 0 <= i - down < image.shape[0] and 0 <= j - right < image.shape[1]:
            moved[i, j] = image[i - down, j - right]
    return moved


def test_shift_equals_a_plain_loop():
    X = IMAGES.reshape(5, -1)
    for down, right in [(0, 0), (1, 0), (0, -2), (3, 4), (-9, 1), (20, 20)]:
        expected = [shifted_pixel_by_pixel(image, down, right) for image in IMAGES]
        moved = shift_images(X, (6, 7, 2), down, right)
        assert_array_equal(moved.reshape(IMAGES.shape), expected)
    down, right = np.array([0, 1, -2, 3, 0]), np.array([1, 1, 0, -3, -6])
    expected = [shifted_pixel_by_pixel(*arguments) for arguments in zip(IMAGES, down, right, strict=True)]
    assert_array_equal(shift_images(X, (6, 7, 2), down, right).reshape(IMAGES.shape), expected)


@pytest.mark.parametrize("far", [2**62, -(2**62), np.uint64(2**63), 10**15])
def test_an_image_can_be_shifted_out_of_sight(far):
    assert not shift_images(IMAGES.reshape(5, -1), (6, 7, 2), far, 0).any()


def test_random_shifts_are_uniform_and_reproducible():
    X = np.zeros((4000, 25))
    X[:, 12] = 1
    places = random_shifts(X, (5, 5), 1, rng=3).argmax(axis=1)
    assert_array_equal(places, random_shifts(X, (5, 5), 1, rng=3).argmax(axis=1))
    where, counts = np.unique(places, return_counts=True)
    assert_array_equal(where, [6, 7, 8, 11, 12, 13, 16, 17, 18])
    assert np.abs(counts - 4000 / 9).max() < 5 * (4000 / 9) ** 0.5
    assert_array_equal(random_shifts(X, (5, 5), 0), X)


def bent_pixel_by_pixel(image, down, right):
    """Return one image of one channel, each pixel interpolated linearly between the four around it."""
    padded = np.pad(image, 1)  # one step outside there is no ink
    bent = np.zeros_like(image)
    for i, j in np.ndindex(image.shape):
        at = np.array([i + down[i, j], j + right[i, j]])
        if (at < 0).any() or (at > np.array(image.shape) - 1).any():
            continue
        (a, b), (s, t) = np.floor(at).astype(int) + 1, at % 1
        upper = (1 - t) * padded[a, b] + t * padded[a, b + 1]
        lower = (1 - t) * padded[a + 1, b] + t * padded[a + 1, b + 1]
        bent[i, j] = (1 - s) * upper + s * lower
    return bent


def test_elastic_equals_a_plain_loop():
    X, alpha, sigma = IMAGES.reshape(5, -1), 6.0, 1.5
    noise = np.random.default_rng(4).uniform(-1, 1, size=(5, 2, 6, 7))
    bent = elastic(X, (6, 7, 2), alpha, sigma, rng=4).reshape(IMAGES.shape)
    for image, (down, right), result in zip(IMAGES, noise, bent, strict=True):
        fields = [alpha * gaussian_filter(field, sigma) for field in (down, right)]
        for channel in range(2):
            assert_allclose(result[..., channel], bent_pixel_by_pixel(image[..., channel], *fields))


def test_elastic_of_strength_zero_changes_nothing_and_the_seed_decides():
    X = IMAGES.reshape(5, -1)
    assert_array_equal(elastic(X, (6, 7, 2), 0.0, 2.0, rng=0), X)
    first, second = (elastic(X, (6, 7, 2), 5.0, 2.0, rng=seed) for seed in (3, 4))
    assert_array_equal(first, elastic(X, (6, 7, 2), 5.0, 2.0, rng=3))
    assert np.abs(first - second).max() > 0.1
    assert np.abs(elastic(X[:1].repeat(2, axis=0), (6, 7, 2), 5.0, 2.0, rng=3)[0] - first[0]).max() < 1e-12


def test_elastic_invents_no_ink():
    X = np.full((3, 100), 2.0)
    bent = elastic(X, (10, 10), 8.0, 2.0, rng=0)
    assert 0 <= bent.min() < 2 and bent.max() <= 2 + 1e-12


def scaled_exactly(ink, height, width):
    """Return a picture of another size: each pixel cut into so many that both sizes divide them."""
    fine = ink.repeat(height, axis=0).repeat(width, axis=1)
    return fine.reshape(height, len(ink), width, ink.shape[1]).mean(axis=(1, 3))


@pytest.mark.parametrize("shape", [(8, 5), (20, 13), (61, 97)])
def test_center_digit_scales_by_means_of_areas(shape):
    ink = np.random.default_rng(1).random(shape) + 0.1
    height, width = (int(20 * side / max(shape) + 0.5) for side in shape)
    centered = center_digit(np.pad(ink, ((2, 0), (1, 30))))
    rows, columns = (np.flatnonzero(centered.any(axis=axis)) for axis in (1, 0))
    assert (len(rows), len(columns)) == (height, width)
    found = centered[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert_allclose(found, scaled_exactly(ink, height, width))


@given(numbers((9, 7), low=0, high=1))
def test_center_digit_puts_the_centre_of_mass_at_14_and_invents_no_ink(image):
    assume(image.any())
    centered = center_digit(image)
    assert 0 <= centered.min() and centered.max() <= image.max() * (1 + 1e-12)
    for axis in (0, 1):
        mass = centered.sum(axis=axis)
        place, inked = mass @ np.arange(28) / mass.sum(), np.flatnonzero(mass)
        assert abs(place - 14) <= 0.5 + 1e-9 or inked[0] == 0 or inked[-1] == 27  # or the border stops it


def test_center_digit_knows_neither_place_nor_size():
    digit = load_mnist(1, split="test")[0].reshape(28, 28)
    wide = np.pad(digit, ((3, 50), (20, 0)))
    assert_array_equal(center_digit(wide), center_digit(digit), strict=True)
    assert_allclose(center_digit(wide.repeat(3, axis=0).repeat(3, axis=1)), digit, atol=1e-4)


def test_center_digit_leaves_blank_paper_blank():
    assert_array_equal(
        center_digit(np.zeros((5, 9), np.float32)), np.zeros((28, 28), np.float32), strict=True
    )


@pytest.mark.parametrize("factor", [2.0**1020, 2.0**-1020])
def test_center_digit_of_any_shade(factor):
    image = np.random.default_rng(2).random((9, 5))
    assert_allclose(center_digit(factor * image), factor * center_digit(image), rtol=1e-12)


def test_the_digits_of_mnist_are_centered_so_already():
    images = load_mnist(split="test")[0].reshape(-1, 28, 28)
    same = [np.array_equal(center_digit(image), image) for image in images]
    assert np.mean(same) > 0.999
