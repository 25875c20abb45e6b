"""One point of a search over settings: what one worker computes, on this machine or on another."""

import time
import warnings
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold, cross_val_score
from threadpoolctl import threadpool_limits

from nnlib.datasets import load_mnist
from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.training import TrainingDiverged, TrainingInterrupted
from nnlib.validation import check_integer

ESTIMATORS = {cls.__name__: cls for cls in (MLPClassifier, CNNClassifier)}


def evaluate(settings: dict[str, Any]) -> tuple[dict[str, float], list[str]]:
    """Return the accuracy of one point, its standard deviation and seconds, and the warnings of a worker.

    Parameters
    ----------
    settings : dict
        Arguments of :func:`cross_validate`.
    """
    started = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        scores = cross_validate(**settings)
    results = {"accuracy": scores.mean(), "std": scores.std(), "seconds": time.perf_counter() - started}
    messages = {" ".join(f"{w.category.__name__}: {w.message}".split()) for w in caught}
    return {name: round(float(value), 6) for name, value in results.items()}, sorted(messages)


def cross_validate(
    estimator: str = "MLPClassifier", *, n_digits: int = 5000, folds: int = 3, seed: int = 0, **params: Any
) -> NDArray[np.float64]:
    """Return the validation accuracy of one choice of settings on each fold, with one BLAS thread.

    The digits come from MNIST's training part, so that no search ever sees the test digits. Each process
    loads them itself, once. So what is sent to a worker is a few words and numbers.

    Parameters
    ----------
    estimator : "MLPClassifier" or "CNNClassifier"
    n_digits, folds : int
        Training digits to use, and parts of them; each part is set aside for validation once.
    seed : int
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
        If training is interrupted. ``fit`` alone would keep what was learned so far, but half a training
        has no score to report.
    """
    if estimator not in ESTIMATORS:
        raise ValueError(f"estimator must be one of {', '.join(ESTIMATORS)}, got {estimator!r}")
    seed = check_integer("seed", seed, low=0, high=2**32 - 1)
    model = ESTIMATORS[estimator](**params, random_state=seed)
    X, y = _digits(check_integer("n_digits", n_digits))
    splits = StratifiedKFold(check_integer("folds", folds, low=2), shuffle=True, random_state=seed)
    try:
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("error", TrainingInterrupted)
            warnings.simplefilter("error", TrainingDiverged)
            return cross_val_score(model, X, y, cv=splits, error_score="raise")
    except TrainingInterrupted as interrupted:
        raise KeyboardInterrupt from interrupted
    except (FloatingPointError, TrainingDiverged):
        return np.full(folds, np.nan)


@cache
def _digits(n: int) -> tuple[NDArray, NDArray]:
    """Return the first n training digits, scaled to [0, 1], and their labels."""
    X, y = load_mnist(n, split="train")
    return X / 255, y
