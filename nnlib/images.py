"""Images: convolution and max pooling of one, and many of them moved by whole pixels or bent."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from nnlib.validation import as_float_array, as_generator, check_integer, check_number, check_shape


def conv2d(image: ArrayLike, filter_kernel: ArrayLike, stride: int = 1) -> NDArray:
    r"""Convolve an image with a kernel, without padding.

    .. math:: Y_{ij} = \sum_{a,b} K_{ab}\, X_{si + h - 1 - a,\; sj + w - 1 - b}

    This is convolution as in mathematics and in ``scipy.signal.convolve2d(..., mode="valid")``: the
    kernel is flipped in both directions. The "convolution" layers of CNNs do not flip it; they compute
    the cross-correlation :math:`\sum_{a,b} K_{ab} X_{si+a,\, sj+b}`. To get that, pass
    ``filter_kernel[::-1, ::-1]``. A kernel that is learned can be learned either way round.

    Parameters
    ----------
    image : array_like, shape (H, W)
        Image X.
    filter_kernel : array_like, shape (h, w)
        Kernel K, no larger than the image.
    stride : int, default 1
        Step s between neighbouring outputs, in pixels.

    Returns
    -------
    numpy.ndarray, shape ((H - h) // s + 1, (W - w) // s + 1)
        float32 if both are float32, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If an array is empty or not 2-D, the kernel is larger than the image, or stride is below 1.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 9.1, equations 9.4 and 9.6.
    """
    image = as_float_array("image", image, ndim=2)
    kernel = as_float_array("filter_kernel", filter_kernel, ndim=2)
    stride = check_integer("stride", stride)
    _check_fits("filter_kernel", kernel.shape, image)
    windows = sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.einsum("ijab,ab->ij", windows, kernel[::-1, ::-1])


def max_pool(X: ArrayLike, size: int = 2, stride: int = 2) -> NDArray:
    r"""Keep the largest value of each window.

    .. math:: Y_{ijc} = \max_{0 \le a, b < \text{size}} X_{si + a,\, sj + b,\, c}

    Parameters
    ----------
    X : array_like, shape (H, W) or (H, W, C)
        Image, with channels last.
    size : int, default 2
        Height and width of the window, in pixels; no larger than the image.
    stride : int, default 2
        Step s between neighbouring windows, in pixels.

    Returns
    -------
    numpy.ndarray, shape (H', W') or (H', W', C)
        With H' = (H - size) // stride + 1 and W' likewise: rows and columns at the far edge that
        fill no window are left out. float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If X is empty or not 2-D or 3-D, size is larger than the image, or size or stride is below 1.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 9.3.
    """
    X = as_float_array("X", X, ndim=(2, 3))
    size, stride = check_integer("size", size), check_integer("stride", stride)
    _check_fits("size", (size, size), X)
    windows = sliding_window_view(X, (size, size), axis=(0, 1))[::stride, ::stride]
    return windows.max(axis=(-2, -1))


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
    down, right = _as_shifts("down", down, len(X)), _as_shifts("right", right, len(X))
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
    noise = as_generator("rng", rng).uniform(-1, 1, size=(len(X), 2, rows, columns))
    places = np.indices((rows, columns)) + alpha * gaussian_filter(noise, (0, 0, sigma, sigma))
    images = np.moveaxis(X.reshape(-1, rows, columns, channels), -1, 1)
    bent = [
        [map_coordinates(channel, place, order=1) for channel in image]
        for image, place in zip(images, places, strict=True)
    ]
    return np.moveaxis(np.array(bent), 1, -1).reshape(X.shape)


def _check_fits(name: str, window: tuple[int, ...], image: NDArray) -> None:
    """Raise ``ValueError`` if a window has more rows or columns than an image."""
    if window[0] > image.shape[0] or window[1] > image.shape[1]:
        raise ValueError(f"{name} must be no larger than the image {image.shape[:2]}, got {window}")


def _as_images(X: ArrayLike, image_shape: tuple[int, ...]) -> tuple[NDArray, tuple[int, ...]]:
    """Return X as an array, and the rows, columns and channels of its images."""
    X = as_float_array("X", X, ndim=2)
    if not isinstance(image_shape, tuple | list) or len(image_shape) not in (2, 3):
        raise TypeError(f"image_shape must be a tuple of 2 or 3 integers, got {image_shape!r}")
    sizes = tuple(check_integer(f"image_shape[{i}]", size) for i, size in enumerate((*image_shape, 1)[:3]))
    check_shape("X", X, (None, sizes[0] * sizes[1] * sizes[2]))
    return X, sizes


def _as_shifts(name: str, value: ArrayLike, n: int) -> NDArray[np.int64]:
    """Return a shift for each of n images, given one for all or one for each."""
    shifts = np.asarray(value)
    if shifts.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integers, got {value!r}")
    if shifts.shape not in {(), (n,)}:
        raise ValueError(f"{name} must be one integer or {n} of them, got shape {shifts.shape}")
    return np.broadcast_to(shifts.astype(np.int64), n)
