"""Losses: one number for how far predictions are from the truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib.validation import (
    as_float_array,
    as_matching_arrays,
    check_no_nan,
    check_one_hot,
    check_shape,
    without_warnings,
)


@without_warnings
def mse_loss(y_pred: ArrayLike, y: ArrayLike) -> float:
    r"""Return the mean squared error.

    .. math:: L = \frac{1}{n} \sum_i (\hat y_i - y_i)^2

    Parameters
    ----------
    y_pred : array_like, shape (n,) or (n, k)
        Predictions.
    y : array_like, shape of y_pred
        True values; (n,) and (n, 1) count as the same shape.

    Returns
    -------
    float
        Mean over all elements, in squared units of y.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers or is empty, or the shapes differ.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.1.4.
    """
    y_pred, y = _as_pair("y_pred", y_pred, y)
    return float(np.mean(np.square(y_pred - y, dtype=np.float64)))


def binary_cross_entropy(A: ArrayLike, y: ArrayLike) -> float:
    r"""Return the cross-entropy of two classes, in nats.

    .. math:: L = -\frac{1}{n} \sum_i \left[ y_i \log a_i + (1 - y_i) \log(1 - a_i) \right]

    The logarithm of less than the smallest normal number of the dtype is taken as that of this number, so
    that the loss is finite at 0 and 1 too. A sigmoid has rounded to 1 above a logit of 16.6 (float32) or
    36.7 (float64): for y = 0 the loss is then 87.3 or 708.4, whatever the logit.

    Parameters
    ----------
    A : array_like, shape (n,) or (n, 1)
        Probabilities of class 1, in [0, 1].
    y : array_like, shape of A
        True labels in [0, 1]; (n,) and (n, 1) count as the same shape.

    Returns
    -------
    float
        Mean over the samples, in nats.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or leaves [0, 1], or the shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, equation 4.90.
    """
    A, y = _as_pair("A", A, y)
    _check_probabilities(A, y)
    return float(-np.mean(y * _log(A) + (1 - y) * _log(1 - A)))


@without_warnings
def cross_entropy(A: ArrayLike, y: ArrayLike) -> float:
    r"""Return the cross-entropy of k classes, in nats.

    .. math:: L = -\frac{1}{n} \sum_i \sum_j y_{ij} \log a_{ij}

    The logarithm of less than the smallest normal number of the dtype is taken as that of this number, so
    that the loss is finite at 0 too: at most 87.3 nats in float32 and 708.4 in float64. Only there, where
    the logits lie further apart than that, does the loss part from what :func:`nnlib.backward_mlp` and
    :func:`nnlib.backward_mlp_3layer` differentiate.

    Parameters
    ----------
    A : array_like, shape (n, k)
        Probabilities in [0, 1], one sample a row.
    y : array_like, shape (n, k)
        One-hot labels (or target probabilities); each row sums to 1.

    Returns
    -------
    float
        Mean over the samples, in nats.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or leaves [0, 1], a row of y does not sum to 1,
        or the shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, equation 4.108.
    """
    A, y = as_matching_arrays(A=(A, "n k"), y=(y, "n k"))
    _check_probabilities(A, y)
    check_one_hot("y", y)
    return float(-np.mean(np.sum(y * _log(A), axis=1)))


def _as_pair(name: str, prediction: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return both as arrays of one shape; (n,) and (n, 1) count as the same."""
    prediction, y = as_float_array(name, prediction), as_float_array("y", y)
    if {prediction.ndim, y.ndim} == {1, 2} and 1 in (prediction.shape[-1], y.shape[-1]):
        prediction, y = (a if a.ndim == 2 else a[:, np.newaxis] for a in (prediction, y))
    check_shape("y", y, prediction.shape)
    return prediction, y


def _check_probabilities(A: NDArray, y: NDArray) -> None:
    """Raise ``ValueError`` unless A and y lie in [0, 1]. NaN may pass in A only: it shows in the loss."""
    check_no_nan("y", y)
    for name, array in {"A": A, "y": y}.items():
        low, high = np.fmin.reduce(array, axis=None), np.fmax.reduce(array, axis=None)  # passing over NaN
        if low < 0 or high > 1:
            raise ValueError(f"{name} must lie in [0, 1], got values from {low:g} to {high:g}")


def _log(probabilities: NDArray) -> NDArray:
    """Return the logarithm, and that of the dtype's smallest normal number where there is less."""
    return np.log(np.maximum(probabilities, np.finfo(probabilities.dtype).smallest_normal))
