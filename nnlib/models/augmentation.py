"""Elastic distortion for training: many distortions drawn beforehand, a few applied to each batch."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from nnlib.images import displacement_fields

COUNT = 1500  # distortions that are drawn
GROUP = 8  # images of a batch that share one
SIGMA = 5  # pixels
SLOPE, SHIFT = 0.004, 0.03  # of the affine part


def elastic_distortion(
    image_shape: tuple[int, int, int], alpha: float, dtype: np.dtype, rng: np.random.Generator
) -> Callable[[NDArray, np.random.Generator], NDArray]:
    r"""Draw 1,500 distortions and return a function ``(batch, rng) → batch`` that applies them at random.

    .. math:: Y_p = X_{p + d(p)}, \qquad
              d(p) = \alpha \, [\, (G_\sigma * U)(p) + 0.004 \, B \, (p - c) + 0.03 \, b \,]

    U at each pixel p, the 2 × 2 matrix B and the vector b are drawn from Uniform(-1, 1); c is the middle of
    the image and σ is 5 pixels. The first term bends as :func:`nnlib.elastic`, the second turns, scales and
    slants, the third shifts.

    A distortion is linear in the pixels: a sparse matrix, which bends several images in one product. Eight
    images that follow each other in a batch, where shuffling has put them, share a distortion. The
    matrices take 38 MB for 28 × 28 pixels in float32.

    Parameters
    ----------
    image_shape : tuple (rows, columns, channels)
    alpha : float
        Strength α of the displacements.
    dtype : numpy.dtype
        Of the batches.
    rng : numpy.random.Generator
        Source of the distortions.

    References
    ----------
    Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks applied to
    visual document analysis, section 2.
    """
    shape = image_shape[:2]
    from_middle = np.indices(shape) - (np.array(shape).reshape(2, 1, 1) - 1) / 2
    slopes, shifts = rng.uniform(-1, 1, size=(COUNT, 2, 2)), rng.uniform(-1, 1, size=(COUNT, 2, 1, 1))
    affine = SLOPE * np.tensordot(slopes, from_middle, axes=1) + SHIFT * shifts
    bends = displacement_fields(COUNT, shape, alpha, SIGMA, rng)
    matrices = bilinear_matrices(np.indices(shape) + alpha * affine + bends, dtype)

    def distort(batch: NDArray, rng: np.random.Generator) -> NDArray:
        distorted = np.empty_like(batch)
        for start in range(0, len(batch), GROUP):
            group = slice(start, start + GROUP)
            pixels = batch[group].T.reshape(shape[0] * shape[1], -1)  # one column a channel of an image
            pixels = matrices[rng.integers(COUNT)] @ pixels
            distorted[group] = pixels.reshape(batch.shape[1], -1).T
        return distorted

    return distort


def bilinear_matrices(places: NDArray, dtype: np.dtype) -> list[csr_array]:
    r"""Return for each of n new images the matrix that makes it of an old one's pixels.

    .. math:: y_{ij} = (1 - s)(1 - t)\, x_{a,b} + (1 - s)\, t\, x_{a,b+1}
              + s\, (1 - t)\, x_{a+1,b} + s\, t\, x_{a+1,b+1}

    Pixel (i, j) of y shows what is at row a + s and column b + t of x, a and b whole. So a row of the
    matrix has four numbers. They are 0 where the place is outside the image.

    Parameters
    ----------
    places : numpy.ndarray, shape (n, 2, rows, columns)
        Row a + s and column b + t for each pixel of the n images.
    dtype : numpy.dtype
        Of the matrices, which are of shape (rows * columns, rows * columns).
    """
    n, _, rows, columns = places.shape
    last = np.array([rows - 1, columns - 1], np.int32).reshape(2, 1, 1)
    inside = ((places >= 0) & (places <= last)).all(axis=1)
    places = np.clip(places, 0, last)
    corner = places.astype(np.int32)
    (a, b), (s, t) = corner.swapaxes(0, 1), (places - corner).swapaxes(0, 1)
    a1, b1 = np.minimum(corner + 1, last).swapaxes(0, 1)
    weights = inside * np.array([(1 - s) * (1 - t), (1 - s) * t, s * (1 - t), s * t])
    pixels = columns * np.array([a, a, a1, a1]) + np.array([b, b1, b, b1])
    weights, pixels = (np.moveaxis(four, 0, -1).reshape(n, -1) for four in (weights, pixels))
    starts = np.arange(0, pixels.shape[1] + 1, 4, dtype=np.int32)
    size, entries = rows * columns, zip(weights.astype(dtype), pixels, strict=True)
    return [csr_array((weight, pixel, starts), (size, size)) for weight, pixel in entries]
