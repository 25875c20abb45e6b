"""Accuracy, its confidence interval, and a test of which of two classifiers is better."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, ndtri

from nnlib.validation import (
    as_float_array,
    as_labels,
    as_matching_arrays,
    check_integer,
    check_no_nan,
    check_number,
    check_shape,
    without_warnings,
)


@without_warnings
def accuracy(y_pred: ArrayLike, y_true: ArrayLike) -> float:
    r"""Return the fraction of samples whose largest score is that of the true class.

    .. math:: \text{accuracy} = \frac{1}{n} \sum_i \mathbf{1}[\arg\max_j \hat y_{ij} = y_i]

    Softmax keeps the order of the scores, so logits and probabilities give the same accuracy. In a tie
    the first of the largest counts, as in ``numpy.argmax``.

    Parameters
    ----------
    y_pred : array_like, shape (n, k)
        Probabilities or logits without NaN, k at least 2.
    y_true : array_like, shape (n, k), (n,) or (n, 1)
        One-hot rows, or class indices below k.

    Returns
    -------
    float
        In [0, 1]; equal to ``sklearn.metrics.accuracy_score`` of the two lists of classes.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong shape or holds NaN, y_true is not one-hot, or an index reaches k.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.1.2.
    """
    y_pred = _as_scores("y_pred", y_pred)
    y_true = _as_classes("y_true", y_true, y_pred.shape)
    return float(np.mean(y_pred.argmax(axis=1) == y_true))


def accuracy_interval(correct: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    r"""Return Wilson's interval for the true accuracy, given ``correct`` right answers out of ``n``.

    .. math:: \frac{1}{1 + z^2/n} \left( \hat p + \frac{z^2}{2n}
              \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} + \frac{z^2}{4 n^2}} \right), \qquad
              \hat p = \frac{\text{correct}}{n}

    with z the normal quantile of (1 + confidence)/2, 1.96 for 95 %. Unlike p ± z standard errors, it
    stays within [0, 1], and its width is not 0 when every answer is right.

    Parameters
    ----------
    correct : int
        Right answers, from 0 to n.
    n : int
        Samples, drawn independently; from 1 to 2**53.
    confidence : float, default 0.95
        Fraction of such intervals that contain the true accuracy, in (0, 1).

    Returns
    -------
    low, high : float
        Ends of the interval, in [0, 1]; equal to
        ``scipy.stats.binomtest(correct, n).proportion_ci(confidence, method="wilson")``.

    Raises
    ------
    TypeError, ValueError
        If correct or n is no integer, correct leaves 0 to n, or confidence leaves (0, 1).

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    n = check_integer("n", n)
    correct = check_integer("correct", correct, low=0, high=n)
    confidence = check_number("confidence", confidence, "(0, 1)")
    z, p = -ndtri((1 - confidence) / 2), correct / n  # (1 + confidence) / 2 may round to 1
    middle = p + z**2 / (2 * n)
    reach = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = (middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n)
    return float(low) if correct > 0 else 0.0, float(high) if correct < n else 1.0


def mcnemar_test(correct_a: ArrayLike, correct_b: ArrayLike) -> tuple[int, int, float]:
    r"""Test exactly whether one of two models is better, judged on the same samples (McNemar's test).

    Only the samples that a single model gets right tell the two apart. If the models are equally good,
    that model is A or B with probability 1/2 each, as in the toss of a fair coin:

    .. math:: p = \min\left(1,\; 2 \sum_{i=0}^{\min(a, b)} \binom{a + b}{i} 2^{-(a + b)}\right)

    with a = only_a and b = only_b.

    Parameters
    ----------
    correct_a, correct_b : array_like of bool, shape (n,)
        Whether each model is right on each sample, such as ``y_pred.argmax(axis=1) == y``.

    Returns
    -------
    only_a, only_b : int
        Samples that only A gets right, and that only B gets right.
    p_value : float
        Two-sided; 1.0 if there is no such sample.

    Raises
    ------
    TypeError, ValueError
        If an argument is empty, not 1-D or holds anything but true and false, or the lengths differ.

    References
    ----------
    McNemar (1947), Note on the sampling error of the difference between correlated proportions.
    Dietterich (1998), Approximate statistical tests for comparing supervised classification
    learning algorithms.
    """
    correct_a, correct_b = as_matching_arrays(correct_a=(correct_a, "n"), correct_b=(correct_b, "n"))
    _check_true_or_false(correct_a=correct_a, correct_b=correct_b)
    only_a = int(np.sum(correct_a > correct_b))
    only_b = int(np.sum(correct_b > correct_a))
    p_value = min(1.0, 2 * float(bdtr(min(only_a, only_b), only_a + only_b, 0.5)))
    return only_a, only_b, p_value


def _as_scores(name: str, y_pred: ArrayLike) -> NDArray:
    """Return predictions as an array with a row for each sample and a column for each class."""
    y_pred = as_float_array(name, y_pred, ndim=2)
    if y_pred.shape[1] < 2:
        raise ValueError(f"{name} must have a column for each of 2 or more classes, got {y_pred.shape}")
    check_no_nan(name, y_pred)
    return y_pred


def _as_classes(name: str, y_true: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return one-hot rows or class indices as class indices, for scores of this shape."""
    y_true = as_float_array(name, y_true, ndim=(1, 2))
    if y_true.ndim == 2 and y_true.shape[1] != 1:
        check_shape(name, y_true, shape)
        wrong = y_true[((y_true != 0) & (y_true != 1)).any(axis=1) | (y_true.sum(axis=1) != 1)]
        if wrong.size:
            raise ValueError(f"{name} must be one-hot, a single 1 in each row, got the row {wrong[0]}")
        return y_true.argmax(axis=1)
    classes = as_labels(name, y_true, below=shape[1])
    check_shape(name, classes, shape[:1])
    return classes


def _check_true_or_false(**arguments: NDArray) -> None:
    """Raise ``ValueError`` unless all numbers are 0 or 1."""
    for name, array in arguments.items():
        wrong = array[~np.isin(array, (0, 1))]
        if wrong.size:
            raise ValueError(f"{name} must say true or false for each sample, got {wrong[0]:g}")
