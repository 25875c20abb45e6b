"""Convolution and pooling against the plainest definition."""

import numpy as np
import pytest

from models.small import CNN_SHAPES, batch
from nnlib.models.convolution import ConvBlock, pooled_shape, windows


def block_and_images(shape, filters, k, n=3):
    rng = np.random.default_rng(0)
    K, bias = rng.standard_normal((filters, k, k, shape[2])), rng.standard_normal((filters, 1))
    return ConvBlock(shape, K, bias, n), rng.standard_normal((*shape, n))


@pytest.mark.parametrize(("shape", "filters", "k"), CNN_SHAPES)
def test_forward_equals_loops(shape, filters, k):
    """A loop for each index."""
    block, images = block_and_images(shape, filters[0], k)
    P = block.forward(images)
    rows, columns, channels = shape
    Z = np.zeros((rows - k + 1, columns - k + 1, filters[0], 3))
    for i, j, f, n in np.ndindex(Z.shape):
        for a, b, c in np.ndindex(k, k, channels):
            Z[i, j, f, n] += block.K[f, b, a, c] * images[i + a, j + b, c, n]
    np.testing.assert_allclose(block.Z, Z, rtol=1e-10, atol=1e-13)
    assert P.shape == (*pooled_shape(shape, filters[0], k), 3)
    for i, j, f, n in np.ndindex(P.shape):
        best = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2, f, n].max()
        assert P[i, j, f, n] == pytest.approx(max(0, best + block.bias[f, 0]), rel=1e-10)


@pytest.mark.parametrize(("shape", "filters", "k"), CNN_SHAPES)
def test_backward_equals_loops(shape, filters, k):
    """Each weight and each pixel collects from all places where it was used."""
    block, images = block_and_images(shape, filters[0], k)
    P = block.forward(images)
    dK, dbias = np.empty_like(block.K), np.empty_like(block.bias)
    block.backward(np.random.default_rng(1).standard_normal(P.shape), dK, dbias)
    dZ, dX = block.Z.copy(), block.input_gradient()
    right_K, right_X = np.zeros_like(dK), np.zeros_like(images)
    for i, j, f, n in np.ndindex(dZ.shape):
        for a, b, c in np.ndindex(k, k, shape[2]):
            right_K[f, b, a, c] += dZ[i, j, f, n] * images[i + a, j + b, c, n]
            right_X[i + a, j + b, c, n] += dZ[i, j, f, n] * block.K[f, b, a, c]
    np.testing.assert_allclose(dK, right_K, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dX, right_X, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dbias[:, 0], dZ.sum(axis=(0, 1, 3)), rtol=1e-10, atol=1e-12)


def test_first_of_equal_numbers_wins_the_window():
    """On a constant image all four numbers of a window tie: only the first may carry the gradient."""
    block = ConvBlock((6, 7, 1), np.ones((2, 3, 3, 1)), np.zeros((2, 1)), n=2)
    P = block.forward(np.ones((6, 7, 1, 2)))
    np.testing.assert_array_equal(P, np.full((2, 2, 2, 2), 9.0))
    block.backward(np.full(P.shape, 5.0), np.empty_like(block.K), np.empty((2, 1)))
    first = np.zeros((4, 5, 2, 2))
    first[0::2, 0:4:2] = 5
    np.testing.assert_array_equal(block.Z, first)


def test_windows_are_views_of_the_strips():
    strips = batch(4 * 7 * 3 * 2, 5)[0].reshape(4, 7, 3, 2, 5)
    view = windows(strips, 3)
    assert view.shape == (4, 5, 3 * 3 * 2, 5)
    assert np.shares_memory(view, strips)
    np.testing.assert_array_equal(view[1, 2], strips[1, 2:5].reshape(18, 5))
