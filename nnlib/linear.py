"""Matrix multiplication, the linear part of a layer."""

from __future__ import annotations

from numpy.typing import ArrayLike, NDArray

from nnlib.validation import as_matching_arrays, without_warnings


@without_warnings
def matrix_multiply(X: ArrayLike, W: ArrayLike) -> NDArray:
    r"""Multiply two matrices.

    .. math:: Z_{ij} = \sum_k X_{ik} W_{kj}

    Parameters
    ----------
    X : array_like, shape (m, n)
        One sample a row.
    W : array_like, shape (n, p)
        One unit a column.

    Returns
    -------
    numpy.ndarray, shape (m, p)
        float32 if both are float32, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or not 2-D, or the inner sizes differ.

    References
    ----------
    Strang (2016), Introduction to Linear Algebra, section 2.4.
    """
    X, W = as_matching_arrays(X=(X, "m n"), W=(W, "n p"))
    return X @ W
