"""From raw columns and labels to what a network takes."""

import numpy as np

from nnlib.validation import as_float_array, check_integer


def normalize(X):
    r"""Shift and scale each column to mean 0 and standard deviation 1.

    .. math:: X'_{ij} = (X_{ij} - \mu_j) / \sigma_j

    A constant column has no spread to divide by and becomes 0. Sums run in float64, because a float32
    sum over many rows loses its last digits.

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
    TypeError
        If X does not hold real numbers.
    ValueError
        If X is empty or has another number of dimensions.

    References
    ----------
    LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, section 4.3.
    """
    X = as_float_array("X", X, ndim=(1, 2))
    centre, spread = X.mean(axis=0, dtype=np.float64), X.std(axis=0, dtype=np.float64)
    constant = (X.max(axis=0) == X.min(axis=0)) | (spread == 0)
    scaled = np.where(constant, 0, (X - centre) / np.where(constant, 1, spread))
    return scaled.astype(X.dtype)


def as_labels(name, y):
    """Return class labels as an int64 array of shape (n,).

    Parameters
    ----------
    name : str
        Name of the argument, for the error message.
    y : array_like, shape (n,) or (n, 1)
        Whole numbers, of whatever type, from 0.

    Returns
    -------
    numpy.ndarray, shape (n,), int64

    Raises
    ------
    TypeError
        If ``y`` does not hold real numbers.
    ValueError
        If it is empty, has another shape, or holds a fraction, a negative number or NaN.
    """
    y = as_float_array(name, y, ndim=(1, 2))
    if y.ndim == 2 and y.shape[1] != 1:
        raise ValueError(f"{name} must have shape (n,) or (n, 1), got {y.shape}")
    y = y.ravel()
    wrong = y[~((y >= 0) & (y < 2**53) & (y == np.floor(y)))]  # NaN fails each comparison
    if wrong.size:
        raise ValueError(f"{name} must hold class indices 0, 1, 2, ..., got {wrong[0]:g}")
    return y.astype(np.int64)


def one_hot(y, num_classes=None, *, dtype=np.float64):
    r"""Turn class indices into rows with a single 1.

    .. math:: Y_{ij} = 1 \text{ if } j = y_i \text{ else } 0

    Parameters
    ----------
    y : array_like, shape (n,) or (n, 1)
        Class indices from 0.
    num_classes : int, optional
        Number of columns k; the largest index plus one when omitted.
    dtype : numpy dtype, default float64
        Type of the result.

    Returns
    -------
    numpy.ndarray, shape (n, k)

    Raises
    ------
    TypeError
        If y does not hold numbers or num_classes is no integer.
    ValueError
        If y is empty, holds anything but class indices, or an index reaches num_classes.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 4.1.3 ("1-of-K coding").
    """
    y = as_labels("y", y)
    k = int(y.max()) + 1 if num_classes is None else check_integer("num_classes", num_classes)
    if y.max() >= k:
        raise ValueError(f"y must hold indices below num_classes = {k}, got {y.max()}")
    return (y[:, np.newaxis] == np.arange(k)).astype(dtype)
