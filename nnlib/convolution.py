"""Convolution and max pooling of one image."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from nnlib.validation import as_float_array, check_integer, without_warnings


@without_warnings
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


def _check_fits(name: str, window: tuple[int, ...], image: NDArray) -> None:
    """Raise ``ValueError`` if a window has more rows or columns than an image."""
    if window[0] > image.shape[0] or window[1] > image.shape[1]:
        raise ValueError(f"{name} must be no larger than the image {image.shape[:2]}, got {window}")
