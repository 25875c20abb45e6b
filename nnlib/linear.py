"""The linear map at the heart of every layer."""

from nnlib.validation import as_float_array


def matrix_multiply(X, W):
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
    X, W = as_float_array("X", X, ndim=2), as_float_array("W", W, ndim=2)
    if X.shape[1] != W.shape[0]:
        raise ValueError(f"W must have shape ({X.shape[1]}, any) to follow X {X.shape}, got {W.shape}")
    return X @ W
