"""Elastic distortion for training: many distortions drawn beforehand, a few applied to each batch."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnlib.images import bilinear_matrices, displacement_fields

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
    images that follow each other in a batch, where shuffling has put them, share a distortion.

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
