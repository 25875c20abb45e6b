"""Images: many of them moved by whole pixels or bent, and a digit centred as those of MNIST are."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter1d, map_coordinates

from nnlib.validation import as_float_array, as_generator, check_integer, check_number, check_shape, shown


def shift_images(X: ArrayLike, image_shape: tuple[int, ...], down: ArrayLike, right: ArrayLike) -> NDArray:
    r"""Move images by whole pixels; pixels that enter are 0, pixels that leave are lost.

    .. math:: Y_{ij} = X_{i - \text{down},\; j - \text{right}}, \quad 0 \text{ outside the image}

    Parameters
    ----------
    X : array_like, shape (n, pixels)
        One image a row: its pixels row by row, channels last.
    image_shape : tuple (rows, columns) or (rows, columns, channels)
        Their product is the number of pixels.
    down, right : int or array_like of int, shape (n,)
        By how many pixels to move all images, or each; negative numbers move up and left.

    Returns
    -------
    numpy.ndarray, shape (n, pixels)
        A new array; float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If image_shape does not fit X, or a shift is no integer, or there is not one for each image.

    References
    ----------
    Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks applied to
    visual document analysis, section 2 (translations, with other distortions).
    """
    X, (rows, columns, channels) = _as_images(X, image_shape)
    down, right = _as_shifts("down", down, len(X), rows), _as_shifts("right", right, len(X), columns)
    # Cut each image out of a wider one with a margin of zeros: a window further up shows it further down.
    margin = int(max(abs(down).max(), abs(right).max()))
    around = ((0, 0), (margin, margin), (margin, margin), (0, 0))
    padded = np.pad(X.reshape(-1, rows, columns, channels), around)
    windows = sliding_window_view(padded, (rows, columns), axis=(1, 2))
    moved = windows[np.arange(len(X)), margin - down, margin - right]
    return np.moveaxis(moved, 1, -1).reshape(X.shape)


def random_shifts(
    X: ArrayLike, image_shape: tuple[int, ...], max_shift: int, rng: int | np.random.Generator | None = None
) -> NDArray:
    r"""Move each image by its own random number of pixels in both directions.

    .. math:: \text{down}, \text{right} \sim \mathrm{Uniform}\{-s, \dots, s\}, \quad s = \text{max\_shift}

    Parameters
    ----------
    X, image_shape : array_like and tuple
        The images and their shape, as for :func:`shift_images`.
    max_shift : int
        Largest shift, at least 0.
    rng : None, int or numpy.random.Generator, optional
        Source of the randomness; an int makes it reproducible.

    Returns
    -------
    numpy.ndarray, shape (n, pixels)
        A new array; float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        As :func:`shift_images`, or if max_shift is negative or no integer.

    References
    ----------
    Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks applied to
    visual document analysis, section 2.
    """
    X = as_float_array("X", X, ndim=2)
    max_shift = check_integer("max_shift", max_shift, low=0)
    rng = as_generator("rng", rng)
    down, right = rng.integers(-max_shift, max_shift + 1, size=(2, len(X)))
    return shift_images(X, image_shape, down, right)


def elastic(
    X: ArrayLike,
    image_shape: tuple[int, ...],
    alpha: float,
    sigma: float,
    rng: int | np.random.Generator | None = None,
) -> NDArray:
    r"""Bend each image by its own smooth random field of displacements.

    .. math:: Y_{ij} = X_{i + u_{ij},\; j + v_{ij}}, \quad
              u, v = \alpha \, G_\sigma * \mathrm{Uniform}(-1, 1)

    The field is drawn for each pixel, smoothed with a Gaussian and multiplied by alpha. Values between
    pixels are interpolated linearly; outside the image they are 0.

    Parameters
    ----------
    X, image_shape : array_like and tuple
        The images and their shape, as for :func:`shift_images`.
    alpha : float
        Strength of the displacements, at least 0; the paper has 34 with a sigma of 4, for digits of
        29 x 29 pixels.
    sigma : float
        Width of the Gaussian, in pixels, above 0; the larger, the smoother and the smaller the bends.
    rng : None, int or numpy.random.Generator, optional
        Source of the randomness; an int makes it reproducible.

    Returns
    -------
    numpy.ndarray, shape (n, pixels)
        A new array; float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If image_shape does not fit X, alpha is negative, or sigma is not above 0.

    References
    ----------
    Simard, Steinkraus and Platt (2003), Best practices for convolutional neural networks applied to
    visual document analysis, section 2.
    """
    X, (rows, columns, channels) = _as_images(X, image_shape)
    alpha, sigma = check_number("alpha", alpha, "[0, inf)"), check_number("sigma", sigma, "(0, inf)")
    rng = as_generator("rng", rng)
    places = np.indices((rows, columns)) + displacement_fields(len(X), (rows, columns), alpha, sigma, rng)
    images = np.moveaxis(X.reshape(-1, rows, columns, channels), -1, 1)
    bent = [
        [map_coordinates(channel, place, order=1) for channel in image]
        for image, place in zip(images, places, strict=True)
    ]
    return np.moveaxis(np.array(bent), 1, -1).reshape(X.shape)


def displacement_fields(
    n: int, shape: tuple[int, int], alpha: float, sigma: float, rng: np.random.Generator
) -> NDArray:
    """Draw the displacements (u, v) of :func:`elastic` for n images of a shape: (n, 2, rows, columns)."""
    noise = rng.uniform(-1, 1, size=(n, 2, *shape))
    down, across = (gaussian_filter1d(np.eye(size), sigma, axis=0) for size in shape)
    return alpha * (down @ noise @ across.T)


def center_digit(image: ArrayLike) -> NDArray:
    r"""Scale a digit to 20 pixels and put it into the middle of 28 × 28, as MNIST's makers did.

    .. math:: Y_{r + i,\; c + j} = \sum_{a,b} R_{ia}\, X_{ab}\, C_{jb}

    X is the rectangle that holds all ink. R and C scale it, with one factor for both, so that its longer
    side takes 20 pixels: each new pixel is the mean of the part of X that it covers. The whole numbers r
    and c then put the centre of mass of the ink as near as possible to row 14 and column 14, counted from
    0. A blank image stays blank.

    Parameters
    ----------
    image : array_like, shape (H, W)
        Grey values of one digit, exactly 0 for paper and larger for ink.

    Returns
    -------
    numpy.ndarray, shape (28, 28)
        A new array; float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If image is empty or not 2-D, or a grey value is negative or not finite.

    References
    ----------
    LeCun, Cortes and Burges (1998), The MNIST database of handwritten digits (how its images were made).
    """
    image = as_float_array("image", image, ndim=2)
    wrong = image[~(np.isfinite(image) & (image >= 0))]
    if wrong.size:
        raise ValueError(f"image must hold finite grey values of at least 0, got {wrong[0]:g}")
    centered = np.zeros((28, 28), image.dtype)
    if not image.any():
        return centered
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    exponent = np.frexp(image.max())[1]  # divided by a power of two, no sum overflows, nor do all vanish
    ink = np.ldexp(image, -exponent)[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, int(20 * side / max(ink.shape) + 0.5)) for side in ink.shape)
    scaled = _resizing(ink.shape[0], height) @ ink @ _resizing(ink.shape[1], width).T
    top, left = _place(scaled.sum(axis=1)), _place(scaled.sum(axis=0))
    centered[top : top + height, left : left + width] = np.ldexp(scaled, exponent)
    return centered


def _resizing(old: int, new: int) -> NDArray:
    """Return the matrix (new, old) that turns a line of old pixels into one of new pixels."""
    edges, pixels = np.arange(new + 1)[:, np.newaxis] * old / new, np.arange(old)
    shared = np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels)
    return np.maximum(shared, 0) * new / old


def _place(mass: NDArray) -> int:
    """Return where a line of pixels has to start in 28 so that its centre of mass comes to lie at 14."""
    center = mass @ np.arange(len(mass)) / mass.sum()
    return int(np.clip(np.ceil(13.5 - center), 0, 28 - len(mass)))


def _as_images(X: ArrayLike, image_shape: tuple[int, ...]) -> tuple[NDArray, tuple[int, ...]]:
    """Return X as an array, and the rows, columns and channels of its images."""
    X = as_float_array("X", X, ndim=2)
    if not isinstance(image_shape, tuple | list) or len(image_shape) not in (2, 3):
        raise TypeError(f"image_shape must be a tuple of 2 or 3 integers, got {shown(image_shape)}")
    sizes = tuple(check_integer(f"image_shape[{i}]", size) for i, size in enumerate((*image_shape, 1)[:3]))
    check_shape("X", X, (None, sizes[0] * sizes[1] * sizes[2]))
    return X, sizes


def _as_shifts(name: str, value: ArrayLike, n: int, size: int) -> NDArray[np.int64]:
    """Return a shift for each of n images of a size, given one for all or one for each."""
    shifts = as_float_array(name, value)
    if np.asarray(value).dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integers, got {shown(value)}")
    if shifts.shape not in {(), (n,)}:
        raise ValueError(f"{name} must be one integer or {n} of them, got shape {shifts.shape}")
    return np.broadcast_to(shifts.clip(-size, size).astype(np.int64), n)
