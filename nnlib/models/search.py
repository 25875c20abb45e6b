"""One point of a search over settings: what one worker computes, on this machine or on another."""

import warnings
from functools import cache

import numpy as np
from sklearn.model_selection import StratifiedKFold, cross_val_score
from threadpoolctl import threadpool_limits

from nnlib.datasets import load_mnist
from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.validation import check_integer

ESTIMATORS = {"MLPClassifier": MLPClassifier, "CNNClassifier": CNNClassifier}


def cross_validate(estimator="MLPClassifier", *, n_digits=5000, folds=3, seed=0, **params):
    """Return the validation accuracy of one choice of settings on each fold, with one BLAS thread.

    The digits come from MNIST's training part, so that no search ever sees the test digits. A process
    loads them itself, and once: a task is then a few words and numbers, wherever it is sent.

    Parameters
    ----------
    estimator : str, default "MLPClassifier"
        That, or "CNNClassifier".
    n_digits : int, default 5000
        Training digits to use.
    folds : int, default 3
        Parts of the digits; each is set aside for validation once.
    seed : int, default 0
        Of the split, the first weights, the shuffling and the dropout.
    **params
        Parameters of the estimator.

    Returns
    -------
    numpy.ndarray, shape (folds,), float64
        Accuracies; all NaN if training diverged on one of the folds.

    Raises
    ------
    TypeError, ValueError
        If a setting is unknown or is not what it has to be.
    KeyboardInterrupt
        If training is interrupted. ``fit`` alone would keep what was learned so far; but the score of half
        a training is none.
    """
    if estimator not in ESTIMATORS:
        raise ValueError(f"estimator must be one of {', '.join(ESTIMATORS)}, got {estimator!r}")
    model = ESTIMATORS[estimator](**params, random_state=seed)
    X, y = _digits(check_integer("n_digits", n_digits))
    splits = StratifiedKFold(check_integer("folds", folds, low=2), shuffle=True, random_state=seed)
    try:
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.filterwarnings("error", "training interrupted")
            return cross_val_score(model, X, y, cv=splits, error_score="raise")
    except UserWarning as interrupted:
        raise KeyboardInterrupt from interrupted
    except FloatingPointError:
        return np.full(folds, np.nan)


@cache
def _digits(n):
    """Return the first n training digits, scaled to [0, 1], and their labels."""
    X, y = load_mnist(n, split="train")
    return X / 255, y
