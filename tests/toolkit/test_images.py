"""Convolution, pooling, shifts and bends: numbers by hand, SciPy, plain loops, and laws that they obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.ndimage import gaussian_filter
from scipy.signal import convolve2d, correlate2d

from helpers import numbers
from nnlib import conv2d, elastic, max_pool, random_shifts, shift_images

IMAGE = numbers((6, 5))
IMAGES = np.random.default_rng(0).random((5, 6, 7, 2)) + 1
KERNEL = st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(numbers)


def test_conv2d_by_hand():
    # the kernel flipped is [[4, 3], [2, 1]]: 4*1 + 3*2 + 2*4 + 1*5 = 23 in the first window
    image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert_array_equal(conv2d(image, [[1, 2], [3, 4]]), [[23, 33], [53, 63]])


def test_conv2d_of_an_impulse_is_the_kernel_itself():
    impulse = np.zeros((5, 5))
    impulse[2, 2] = 1
    kernel = np.arange(9.0).reshape(3, 3)
    assert_array_equal(conv2d(impulse, kernel), kernel)  # a cross-correlation would give it flipped


@given(IMAGE, KERNEL, st.integers(1, 7))
def test_conv2d_equals_scipy(image, kernel, stride):
    expected = convolve2d(image, kernel, mode="valid")[::stride, ::stride]
    assert conv2d(image, kernel, stride).shape == expected.shape
    assert_allclose(conv2d(image, kernel, stride), expected, atol=1e-11)


@given(IMAGE, KERNEL)
def test_conv2d_with_the_kernel_flipped_is_the_cross_correlation(image, kernel):
    expected = correlate2d(image, kernel, mode="valid")
    assert_allclose(conv2d(image, kernel[::-1, ::-1]), expected, atol=1e-11)


@given(IMAGE, IMAGE, numbers((3, 2)), numbers((3, 2)), st.floats(-3, 3))
def test_conv2d_is_linear_in_image_and_kernel(image, other, kernel, second, factor):
    both = conv2d(image, kernel) + factor * conv2d(other, kernel)
    assert_allclose(conv2d(image + factor * other, kernel), both, atol=1e-10)
    both = conv2d(image, kernel) + factor * conv2d(image, second)
    assert_allclose(conv2d(image, kernel + factor * second), both, atol=1e-10)


def test_max_pool_by_hand():
    X = [[1, 2, 5, 3, 9], [4, 0, 1, 1, 9], [7, 8, 2, 2, 9], [0, 1, 2, 6, 9]]
    assert_array_equal(max_pool(X), [[4, 5], [8, 6]])  # the fifth column fills no window
    assert_array_equal(max_pool(X, size=3, stride=1), [[8, 8, 9], [8, 8, 9]])


@pytest.mark.parametrize("shape", [(6, 5), (6, 5, 1), (6, 5, 3)])
@given(data=st.data(), size=st.integers(1, 5), stride=st.integers(1, 7))
def test_max_pool_equals_a_plain_loop(shape, data, size, stride):
    X = data.draw(numbers(shape))
    expected = [
        [X[i : i + size, j : j + size].max(axis=(0, 1)) for j in range(0, 6 - size, stride)]
        for i in range(0, 7 - size, stride)
    ]
    assert_array_equal(max_pool(X, size, stride), expected, strict=True)


@given(numbers((4, 6, 2)), st.floats(-5, 5))
def test_max_pool_follows_a_shift_and_never_invents_a_value(X, shift):
    assert_array_equal(max_pool(X + shift), max_pool(X) + shift)
    assert np.isin(max_pool(X), X).all()


def test_max_pool_does_not_hide_nan():
    X = np.zeros((4, 4))
    X[0, 0] = np.nan
    assert_array_equal(np.isnan(max_pool(X)), [[True, False], [False, False]])


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
