"""The numerical gradient, which checks the gradients of a backward pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib.validation import (
    as_same_shape,
    check_finite,
    check_number,
    check_unmasked,
    returns_number,
    returns_value,
    without_warnings,
)


@without_warnings
def numerical_gradient(
    X: Any, y: Any, params: Mapping[str, NDArray], loss_fn: Callable[[Any, Any], float],
    forward_fn: Callable[[Any, Any], Any], h: float = 1e-4,
) -> dict[str, NDArray]:  # fmt: skip
    r"""Estimate the gradient of a loss by central differences.

    .. math:: \partial L / \partial \theta_i \approx [L(\theta_i + h) - L(\theta_i - h)] / 2h

    The error falls with the square of h until rounding dominates, so use float64. The divisor is the
    difference of the two parameters as they were rounded; where h is lost in that, they are the numbers
    next to the parameter.

    Parameters
    ----------
    X, y : array_like
        Input, passed on to forward_fn, and truth, passed on to loss_fn.
    params : dict of str to numpy.ndarray
        Floating-point arrays of finite numbers that can be written to (integers cannot change by h). Each
        number is changed by h and then put back, also if a function raises: afterwards, params is bit for
        bit as before.
    loss_fn : callable
        ``loss_fn(y_pred, y)`` returns a float.
    forward_fn : callable
        ``forward_fn(X, params)`` returns y_pred.
    h : float, default 1e-4
        Step, positive, in units of the parameter.

    Returns
    -------
    dict of str to numpy.ndarray
        A gradient for each parameter, with its name, shape and dtype.

    Raises
    ------
    TypeError, ValueError
        If params holds no writeable arrays of finite floats, h is not positive, a function
        cannot be called, loss_fn returns no real number, or forward_fn returns None.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 11.5.
    """
    h = check_number("h", h, "(0, inf)")
    _check_params("params", params, h)
    loss_fn = returns_number("loss_fn", loss_fn)
    forward_fn = returns_value("forward_fn", forward_fn)

    def loss() -> float:
        return loss_fn(forward_fn(X, params), y)

    gradients = {name: np.zeros_like(theta) for name, theta in params.items()}
    for name, theta in params.items():
        for index in np.ndindex(theta.shape):
            original = theta[index]
            try:
                theta[index] = above = max(original + h, np.nextafter(original, np.inf))
                loss_above = loss()
                theta[index] = below = min(original - h, np.nextafter(original, -np.inf))
                loss_below = loss()
            finally:
                theta[index] = original
            gradients[name][index] = (loss_above - loss_below) / (above - below)
    return gradients


def relative_error(a: ArrayLike, b: ArrayLike) -> float:
    r"""Return the difference of two gradients relative to their size.

    .. math:: \lVert a - b \rVert / \max(\lVert a \rVert, \lVert b \rVert)

    In float64, below 1e-7 means that the backward pass is right, and above 1e-3 that it is wrong.

    Parameters
    ----------
    a, b : array_like, any one shape
        The gradients, one from the backward pass, one numerical; finite numbers.

    Returns
    -------
    float
        Without unit; 0 where both are zero.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold finite real numbers or is empty, or the shapes differ.

    References
    ----------
    Karpathy (2016), CS231n notes, "Gradient checks" (there for each element; here for the whole array).
    """
    a, b = (g.astype(np.float64) for g in as_same_shape(a=a, b=b))
    check_finite("a", a)
    check_finite("b", b)
    largest = max(np.abs(a).max(), np.abs(b).max())
    if largest == 0:
        return 0.0
    a, b = a / largest, b / largest  # so that no square overflows, nor all of them vanish
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b)))


def _check_params(name: str, params: Mapping[str, NDArray], h: float) -> None:
    """Raise an error unless ``params`` is a dict of floating-point arrays that can be changed by ``h``."""
    if not isinstance(params, Mapping):
        raise TypeError(f"{name} must be a dict of arrays, got {type(params).__name__}")
    if not params:
        raise ValueError(f"{name} must hold at least one array, got an empty dict")
    for key, theta in params.items():
        check_unmasked(f"{name}[{key!r}]", theta)
        if not isinstance(theta, np.ndarray) or theta.dtype.kind != "f":
            found = getattr(theta, "dtype", type(theta).__name__)
            raise TypeError(f"{name}[{key!r}] must be a floating-point array, got {found}")
        if theta.size == 0 or not theta.flags.writeable:
            fault = "an empty" if theta.size == 0 else "a read-only"
            raise ValueError(f"{name}[{key!r}] must hold numbers that can be changed, got {fault} array")
        check_finite(f"{name}[{key!r}]", theta)
        if not np.isfinite(2 * (np.abs(theta).max() + theta.dtype.type(h))):
            raise ValueError(f"{name}[{key!r}] must leave room for h, got {np.abs(theta).max():g}")
