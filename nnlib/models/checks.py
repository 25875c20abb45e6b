"""Checks of what an estimator is given: its parameters and the class labels; and samples set aside."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.model_selection import train_test_split

from nnlib.validation import as_generator, check_bool, check_integer, check_number, check_unmasked, shown

CHOICES = {"learning_rate": ("cosine", "constant"), "dtype": ("float32", "float64")}
INTERVALS = {
    "keep_prob": "(0, 1]", "alpha": "[0, inf)", "learning_rate_init": "(0, inf)", "momentum": "[0, 1)",
    "validation_fraction": "[0, 1)", "elastic": "[0, inf)",
}  # fmt: skip


def check_parameters(estimator: BaseEstimator) -> None:
    """Raise an error that names the parameter, if one that both estimators have is wrong."""
    check_integer("batch_size", estimator.batch_size)
    check_integer("max_iter", estimator.max_iter)
    for name, allowed in CHOICES.items():
        value = getattr(estimator, name)
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"{name} must be one of {allowed}, got {shown(value)}")
    for name, interval in INTERVALS.items():
        check_number(name, getattr(estimator, name), interval, estimator.dtype)
    for name in ("nesterovs_momentum", "warm_start", "verbose"):
        check_bool(name, getattr(estimator, name))
    if not isinstance(estimator.random_state, np.random.RandomState):
        as_generator("random_state", estimator.random_state)


def check_labels(name: str, labels: Any) -> None:
    """Raise ``TypeError`` if there are both numbers and strings, of which NumPy would make strings."""
    if isinstance(labels, list | tuple) or getattr(labels, "dtype", np.dtype(int)).kind == "O":
        if len({isinstance(label, str) for label in labels}) > 1:
            raise TypeError(f"{name} must hold numbers or strings, got both")


def as_classes(name: str, labels: ArrayLike) -> NDArray:
    """Return the different labels, two or more, in sorted order."""
    check_unmasked(name, labels)
    check_labels(name, labels)
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "biufUO":
        raise ValueError(f"{name} must be a list of class labels, got {shown(labels)}")
    classes = np.unique(labels)
    if len(classes) < 2:
        raise ValueError(f"{name} must hold at least two classes, got {len(classes)} class(es): {classes}")
    if classes.dtype.kind == "f" and not np.isfinite(classes).all():
        raise ValueError(f"{name} must hold finite numbers, got {classes}")
    return classes


def class_indices(y: NDArray, classes: NDArray) -> NDArray:
    """Return the index in ``classes`` of each label."""
    indices = np.searchsorted(classes, y).clip(max=len(classes) - 1)
    unknown = np.unique(y[classes[indices] != y])
    if len(unknown):
        raise ValueError(f"y must hold the classes {classes} only, got {unknown} too")
    return indices


def set_aside(X: NDArray, y: NDArray, fraction: float, rng: np.random.Generator) -> list[NDArray]:
    """Return X without a fraction of its samples, that fraction, and y in the same two parts.

    Each class is in both in its proportion.
    """
    seed = int(rng.integers(2**31))
    try:
        return train_test_split(X, y, test_size=float(fraction), stratify=y, random_state=seed)
    except ValueError as error:
        raise ValueError(
            f"validation_fraction must leave samples of each class on both sides, got "
            f"{shown(fraction)} of {len(y)} samples ({error})"
        ) from error
