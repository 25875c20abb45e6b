"""Images: convolution and max pooling of one, and many of them moved by whole pixels."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.validation import as_float_array, check_integer, check_shape


def conv2d(image, filter_kernel, stride=1):
    r"""Convolve an image with a kernel, without padding.

    .. math:: Y_{ij} = \sum_{a,b} K_{ab}\, X_{si + h - 1 - a,\; sj + w - 1 - b}

    This is convolution as mathematics and ``scipy.signal.convolve2d(..., mode="valid")`` have it:
    the kernel is flipped in both directions. The "convolution" layers of CNNs do not flip, they
    compute the cross-correlation :math:`\sum_{a,b} K_{ab} X_{si+a,\, sj+b}`; pass
    ``filter_kernel[::-1, ::-1]`` to get that. For a learned kernel the difference is only its name.

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
        If an argument does not hold real numbers, is empty or not 2-D, the kernel is larger than
        the image, or stride is no positive integer.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 9.1, equations 9.4 and 9.6.
    """
    image = as_float_array("image", image, ndim=2)
    kernel = as_float_array("filter_kernel", filter_kernel, ndim=2)
    stride = check_integer("stride", stride)
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError(
            f"filter_kernel must be no larger than the image {image.shape}, got {kernel.shape}"
        )
    windows = sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.einsum("ijab,ab->ij", windows, kernel[::-1, ::-1])


def max_pool(X, size=2, stride=2):
    r"""Keep the largest value of each window.

    .. math:: Y_{ijc} = \max_{0 \le a, b < \text{size}} X_{si + a,\, sj + b,\, c}

    Parameters
    ----------
    X : array_like, shape (H, W) or (H, W, C)
        Image, with channels last.
    size : int, default 2
        Height and width of the window, in pixels.
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
        If X does not hold real numbers, is empty or of other dimensions, size or stride is no
        positive integer, or the window is larger than the image.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 9.3.
    """
    X = as_float_array("X", X, ndim=(2, 3))
    size, stride = check_integer("size", size), check_integer("stride", stride)
    if size > min(X.shape[:2]):
        raise ValueError(f"size must be no larger than the image {X.shape[:2]}, got {size}")
    windows = sliding_window_view(X, (size, size), axis=(0, 1))[::stride, ::stride]
    return windows.max(axis=(-2, -1))


def shift_images(X, image_shape, down, right):
    """Move images by whole pixels; what comes in at the edge is 0, what leaves is lost.

    Parameters
    ----------
    X : array_like, shape (n, pixels)
        One image a row: its pixels row by row, channels innermost.
    image_shape : tuple (rows, columns) or (rows, columns, channels)
        Their product is the number of pixels.
    down, right : int or array_like of int, shape (n,)
        By how many pixels; negative numbers move up and left.

    Returns
    -------
    numpy.ndarray, shape (n, pixels)
        A new array; float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If X does not hold real numbers or is empty, image_shape does not fit it, or down or right is no
        integer or not one for each image.
    """
    X = as_float_array("X", X, ndim=2)
    rows, columns, *channels = image_shape
    check_shape("X", X, (None, rows * columns * int(np.prod(channels))))
    moves = {}
    for name, value in {"down": down, "right": right}.items():
        move = np.asarray(value)
        if move.dtype.kind not in "iu":
            raise TypeError(f"{name} must hold integers, got {value!r}")
        if move.shape not in {(), (len(X),)}:
            raise ValueError(f"{name} must be one integer or {len(X)} of them, got shape {move.shape}")
        moves[name] = np.broadcast_to(move.astype(np.int64), len(X))
    margin = max(int(np.abs(move).max()) for move in moves.values())
    # Cut each image out of a wide black frame: a window further up shows it further down.
    frame = np.zeros((len(X), rows + 2 * margin, columns + 2 * margin, int(np.prod(channels))), X.dtype)
    frame[:, margin : margin + rows, margin : margin + columns] = X.reshape(len(X), rows, columns, -1)
    cuts = sliding_window_view(frame, (rows, columns), axis=(1, 2))
    cut = cuts[np.arange(len(X)), margin - moves["down"], margin - moves["right"]]
    return np.moveaxis(cut, 1, -1).reshape(X.shape)


def random_shifts(X, image_shape, max_shift, rng=None):
    """Move each image by its own random number of pixels in both directions.

    Parameters
    ----------
    X, image_shape
        See :func:`shift_images`.
    max_shift : int
        Shifts are drawn uniformly from −max_shift, ..., max_shift; at least 0.
    rng : None, int or numpy.random.Generator, optional
        Source of the randomness; an int makes it reproducible.

    Returns
    -------
    numpy.ndarray, shape (n, pixels)

    Raises
    ------
    TypeError, ValueError
        As :func:`shift_images`, or if max_shift is negative or no integer.
    """
    max_shift = check_integer("max_shift", max_shift, low=0)
    down, right = np.random.default_rng(rng).integers(-max_shift, max_shift + 1, size=(2, len(X)))
    return shift_images(X, image_shape, down, right)
