"""Preparing data for a network: normalised columns and one-hot labels."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from nnlib.validation import as_float_array, as_labels, check_dtype, check_integer, without_warnings


@without_warnings
def normalize(X: ArrayLike) -> NDArray:
    r"""Shift and scale each column to mean 0 and standard deviation 1.

    .. math:: X'_{ij} = (X_{ij} - \mu_j) / \sigma_j

    A constant column has a standard deviation of 0 and becomes 0. Means are taken in float64, because a
    float32 sum over many rows loses its last digits.

    Parameters
    ----------
    X : array_like, shape (n,) or (n, d)
        One sample a row; integers welcome. It is not changed.

    Returns
    -------
    numpy.ndarray, shape of X
        float32 for float32 input, float64 otherwise; in standard deviations.

    Raises
    ------
    TypeError, ValueError
        If X does not hold real numbers, is empty, or has another number of dimensions.

    References
    ----------
    LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, section 4.3.
    """
    X = _scaled(as_float_array("X", X, ndim=(1, 2)))
    mean, std = X.mean(axis=0, dtype=np.float64), X.std(axis=0, dtype=np.float64)
    constant = (X.max(axis=0) == X.min(axis=0)) | (std == 0)
    scaled = np.where(constant, 0, (X - mean) / np.where(constant, 1, std))
    return scaled.astype(X.dtype)


def _scaled(X: NDArray) -> NDArray:
    """Return X, each column exactly divided by a power of two, so that no square overflows or vanishes."""
    _, exponent = np.frexp(np.abs(X).max(axis=0))
    return np.ldexp(X, -exponent)


def one_hot(y: ArrayLike, num_classes: int | None = None, *, dtype: DTypeLike = np.float64) -> NDArray:
    r"""Turn class indices into rows with a single 1.

    .. math:: Y_{ij} = 1 \text{ if } j = y_i \text{ else } 0

    Parameters
    ----------
    y : array_like, shape (n,) or (n, 1)
        Class indices from 0.
    num_classes : int, optional
        Number of columns k, more than the largest index; the largest index plus one when omitted.
    dtype : numpy dtype, default float64
        Type of the result.

    Returns
    -------
    numpy.ndarray, shape (n, k)

    Raises
    ------
    TypeError, ValueError
        If y holds anything but class indices below num_classes, or num_classes is no positive integer.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 4.1.3 ("1-of-K coding").
    """
    k = None if num_classes is None else check_integer("num_classes", num_classes)
    y = as_labels("y", y, below=k)
    check_dtype("dtype", dtype, "biuf")
    columns = np.arange(y.max() + 1 if k is None else k)
    return (y[:, np.newaxis] == columns).astype(dtype)
