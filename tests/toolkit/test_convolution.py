"""Convolution and pooling of one image: numbers by hand, SciPy, plain loops, and laws that they obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.signal import convolve2d, correlate2d

from helpers import numbers
from nnlib import conv2d, max_pool

IMAGE = numbers((6, 5))
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
