"""Activation functions, applied to pre-activations Z."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from nnlib.validation import as_float_array, without_warnings


def identity(Z: ArrayLike) -> NDArray:
    r"""Return Z unchanged: the activation of linear regression.

    .. math:: f(z) = z

    Parameters
    ----------
    Z : array_like, any shape
        Pre-activations.

    Returns
    -------
    numpy.ndarray, shape of Z
        float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If Z does not hold real numbers, or is empty.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 5.2 (linear output units).
    """
    return as_float_array("Z", Z)


def sigmoid(Z: ArrayLike) -> NDArray:
    r"""Map each number to the interval from 0 to 1.

    .. math:: \sigma(z) = 1 / (1 + e^{-z})

    SciPy's ``expit`` computes it without overflow for numbers of any size.

    Parameters
    ----------
    Z : array_like, any shape
        Pre-activations.

    Returns
    -------
    numpy.ndarray, shape of Z
        float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If Z does not hold real numbers, or is empty.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 3.10.
    """
    return expit(as_float_array("Z", Z))


def relu(Z: ArrayLike) -> NDArray:
    r"""Replace each negative number by 0.

    .. math:: \mathrm{relu}(z) = \max(0, z)

    Parameters
    ----------
    Z : array_like, any shape
        Pre-activations.

    Returns
    -------
    numpy.ndarray, shape of Z
        float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If Z does not hold real numbers, or is empty.

    References
    ----------
    Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines.
    """
    return np.maximum(as_float_array("Z", Z), 0)


@without_warnings
def softmax(Z: ArrayLike) -> NDArray:
    r"""Turn each row of scores into probabilities.

    .. math:: A_{ij} = e^{Z_{ij} - m_i} / \sum_k e^{Z_{ik} - m_i}, \quad m_i = \max_k Z_{ik}

    Subtracting the largest score of a row changes nothing in exact arithmetic and keeps the
    exponentials from overflowing.

    Parameters
    ----------
    Z : array_like, shape (n, k)
        Scores (logits), one sample a row.

    Returns
    -------
    numpy.ndarray, shape (n, k)
        Rows that sum to 1; float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If Z does not hold real numbers, is empty or is not 2-D.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, sections 4.1 and 6.2.2.3.
    """
    Z = as_float_array("Z", Z, ndim=2)
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
