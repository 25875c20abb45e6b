"""Images moved by whole pixels, to train with and to test with."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.validation import as_float_array, check_integer, check_shape


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
