"""Gradients without calculus, to check those that calculus gave."""

from collections.abc import Mapping

import numpy as np

from nnlib.validation import as_float_array, check_callable, check_no_nan, check_number, check_shape


def numerical_gradient(X, y, params, loss_fn, forward_fn, h=1e-4):
    r"""Estimate the gradient of a loss by central differences.

    .. math:: \partial L / \partial \theta_i \approx [L(\theta_i + h) - L(\theta_i - h)] / 2h

    The error shrinks with h squared until rounding takes over, so use float64.

    Parameters
    ----------
    X : array_like
        Input, passed on to forward_fn.
    y : array_like
        Truth, passed on to loss_fn.
    params : dict of str to numpy.ndarray
        Floating-point parameters. Each number is moved by h and put back, also when a function
        raises: params is left bit for bit as it was found.
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
    TypeError
        If params is not a dict of floating-point arrays (integers cannot move by h), or loss_fn or
        forward_fn is no function.
    ValueError
        If params or one of its arrays is empty, an array is read-only, or h is not positive.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 11.5.
    """
    h = check_number("h", h, low=0, include=(False, False))
    if not isinstance(params, Mapping):
        raise TypeError(f"params must be a dict of arrays, got {type(params).__name__}")
    if not params:
        raise ValueError("params must hold at least one array, got an empty dict")
    for name, theta in params.items():
        if not isinstance(theta, np.ndarray) or theta.dtype.kind != "f":
            kind = getattr(theta, "dtype", type(theta).__name__)
            raise TypeError(f"params[{name!r}] must be a floating-point array, got {kind}")
        if theta.size == 0 or not theta.flags.writeable:
            fault = "an empty" if theta.size == 0 else "a read-only"
            raise ValueError(f"params[{name!r}] must hold numbers that can be moved, got {fault} array")
    check_callable("loss_fn", loss_fn)
    check_callable("forward_fn", forward_fn)

    def loss():
        return loss_fn(forward_fn(X, params), y)

    gradients = {name: np.zeros_like(theta) for name, theta in params.items()}
    for name, theta in params.items():
        for index in np.ndindex(theta.shape):
            original = theta[index]
            try:
                theta[index] = original + h
                loss_above = loss()
                theta[index] = original - h
                loss_below = loss()
            finally:
                theta[index] = original
            gradients[name][index] = (loss_above - loss_below) / (2 * h)
    return gradients


def relative_error(a, b):
    r"""Compare two gradients on a scale of their own size.

    .. math:: \lVert a - b \rVert / \max(\lVert a \rVert, \lVert b \rVert)

    Below 1e-7 in float64 a backward pass is right; above 1e-3 it is wrong.

    Parameters
    ----------
    a, b : array_like, any one shape
        The gradients, one analytical, one numerical.

    Returns
    -------
    float
        Without unit; 0 where both are zero.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or holds NaN, or the shapes differ.

    References
    ----------
    Karpathy (2016), CS231n notes, "Gradient checks" (there by element; the norm is steadier).
    """
    a, b = (as_float_array(name, g).astype(np.float64) for name, g in (("a", a), ("b", b)))
    check_shape("b", b, a.shape)
    check_no_nan("a", a)
    check_no_nan("b", b)
    scale = max(np.linalg.norm(a), np.linalg.norm(b))
    return float(np.linalg.norm(a - b) / scale) if scale > 0 else 0.0
