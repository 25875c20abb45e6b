"""How often a classifier is right, and how sure one can be of that."""

import numpy as np
from scipy.special import bdtr, ndtri

from nnlib.preprocessing import as_labels
from nnlib.validation import as_float_array, check_integer, check_no_nan, check_number, check_shape


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
    check_no_nan("y_pred", y_pred)
    y_true = as_float_array("y_true", y_true, ndim=(1, 2))
    if y_true.ndim == 2 and y_true.shape[1] != 1:
        check_shape("y_true", y_true, (n, k))
        wrong = y_true[((y_true != 0) & (y_true != 1)).any(axis=1) | (y_true.sum(axis=1) != 1)]
        if wrong.size:
            raise ValueError(f"y_true must be one-hot, a single 1 in each row, got the row {wrong[0]}")
        y_true = y_true.argmax(axis=1)
    y_true = as_labels("y_true", y_true)
    check_shape("y_true", y_true, (n,))
    if y_true.max() >= k:
        raise ValueError(f"y_true must hold indices below {k}, the columns of y_pred, got {y_true.max()}")
    return float(np.mean(y_pred.argmax(axis=1) == y_true))


def accuracy_interval(correct, n, confidence=0.95):
    r"""Wilson's interval for the true accuracy behind ``correct`` right answers out of ``n``.

    .. math:: \frac{1}{1 + z^2/n} \left( \hat p + \frac{z^2}{2n}
              \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} + \frac{z^2}{4 n^2}} \right), \qquad
              \hat p = \frac{\text{correct}}{n}

    with z the normal quantile of (1 + confidence)/2, 1.96 for 95 %. It stays within [0, 1] and has
    a width when every answer is right, where p ± z standard errors has none.

    Parameters
    ----------
    correct : int
        Right answers, from 0 to n.
    n : int
        Samples, drawn independently; at least 1.
    confidence : float, default 0.95
        How often such intervals hold the true accuracy, in (0, 1).

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
    n, correct = check_integer("n", n), check_integer("correct", correct, low=0)
    if correct > n:
        raise ValueError(f"correct must be at most n = {n}, got {correct}")
    confidence = check_number("confidence", confidence, low=0, high=1, include=(False, False))
    z, p = ndtri((1 + confidence) / 2), correct / n
    middle = p + z**2 / (2 * n)
    reach = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = (middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n)
    return float(low) if correct > 0 else 0.0, float(high) if correct < n else 1.0


def mcnemar_test(correct_a, correct_b):
    r"""Exact McNemar test of whether one of two models is better, judged on the same samples.

    Only samples that a single model gets right tell the two apart. If the models are equally good,
    each of these is a fair coin toss, and the smaller count is binomial:

    .. math:: p = \min\left(1,\; 2 \sum_{i=0}^{\min(a, b)} \binom{a + b}{i} 2^{-(a + b)}\right)

    with a = only_a and b = only_b.

    Parameters
    ----------
    correct_a, correct_b : array_like of bool, shape (n,)
        Whether each model is right on each sample, such as ``y_pred.argmax(axis=1) == y``.

    Returns
    -------
    only_a, only_b : int
        Samples that A alone, and B alone, gets right.
    p_value : float
        Two-sided; 1.0 where the two are never right alone.

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
    correct_a = as_float_array("correct_a", correct_a, ndim=1)
    correct_b = as_float_array("correct_b", correct_b, ndim=1)
    check_shape("correct_b", correct_b, correct_a.shape)
    for name, correct in (("correct_a", correct_a), ("correct_b", correct_b)):
        wrong = correct[~np.isin(correct, (0, 1))]
        if wrong.size:
            raise ValueError(f"{name} must say true or false for each sample, got {wrong[0]:g}")
    only_a = int(np.sum(correct_a > correct_b))
    only_b = int(np.sum(correct_b > correct_a))
    p_value = min(1.0, 2 * float(bdtr(min(only_a, only_b), only_a + only_b, 0.5)))
    return only_a, only_b, p_value
