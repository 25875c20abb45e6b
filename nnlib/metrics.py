"""How often a classifier is right."""

import numpy as np

from nnlib.preprocessing import as_labels
from nnlib.validation import as_float_array, check_shape


def accuracy(y_pred, y_true):
    r"""Fraction of samples whose largest score stands at the true class.

    .. math:: \text{accuracy} = \frac{1}{n} \sum_i \mathbf{1}[\arg\max_j \hat y_{ij} = y_i]

    Softmax keeps the order of the scores, so logits do as well as probabilities. In a tie the
    first of the largest counts, as in ``numpy.argmax``.

    Parameters
    ----------
    y_pred : array_like, shape (n, k)
        Probabilities or logits, k at least 2.
    y_true : array_like, shape (n, k), (n,) or (n, 1)
        One-hot rows, or class indices.

    Returns
    -------
    float
        In [0, 1]; equal to ``sklearn.metrics.accuracy_score`` of the two lists of classes.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or of a wrong shape, holds NaN, y_true
        is not one-hot, or an index reaches k.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.1.2.
    """
    y_pred = as_float_array("y_pred", y_pred, ndim=2)
    n, k = y_pred.shape
    if k < 2:
        raise ValueError(f"y_pred must have a column for each of 2 or more classes, got {y_pred.shape}")
    if np.isnan(y_pred).any():
        raise ValueError(f"y_pred must not hold NaN, got {np.isnan(y_pred).sum()} of them")
    y_true = as_float_array("y_true", y_true, ndim=(1, 2))
    if y_true.ndim == 2 and y_true.shape[1] != 1:
        check_shape("y_true", y_true, (n, k))
        if not (np.isin(y_true, (0, 1)).all() and (y_true.sum(axis=1) == 1).all()):
            raise ValueError("y_true must be one-hot: a single 1 in each row, 0 elsewhere")
        y_true = y_true.argmax(axis=1)
    y_true = as_labels("y_true", y_true)
    check_shape("y_true", y_true, (n,))
    if y_true.max() >= k:
        raise ValueError(f"y_true must hold indices below {k}, the columns of y_pred, got {y_true.max()}")
    return float(np.mean(y_pred.argmax(axis=1) == y_true))
