"""Checks of arguments, each with an error that names the argument, what came and what was expected."""

from numbers import Integral, Real

import numpy as np


def as_float_array(name, value, ndim=None):
    """Return ``value`` as a non-empty floating-point array; float32 stays float32.

    Parameters
    ----------
    name : str
        Name of the argument, for the error message.
    value : array_like
        Numbers; booleans and integers become float64.
    ndim : int or tuple of int, optional
        The numbers of dimensions that are allowed; any when omitted.

    Returns
    -------
    numpy.ndarray
        Floating-point array, the input itself where it already is one.

    Raises
    ------
    TypeError
        If ``value`` does not hold real numbers.
    ValueError
        If it is empty, ragged, or has a wrong number of dimensions.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a regular array, got rows of different lengths") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got {type(value).__name__} of dtype {array.dtype}")
    if ndim is not None:
        allowed = (ndim,) if isinstance(ndim, int) else ndim
        if array.ndim not in allowed:
            expected = " or ".join(f"{n}-D" for n in allowed)
            raise ValueError(f"{name} must be {expected}, got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def check_shape(name, array, expected):
    """Raise ``ValueError`` unless ``array`` has the ``expected`` shape (``None``: any length)."""
    fits = array.ndim == len(expected) and all(
        e is None or e == n for n, e in zip(array.shape, expected, strict=True)
    )
    if not fits:
        shape = str(tuple(expected)).replace("None", "any")
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")


def check_number(name, value, low=-np.inf, high=np.inf, *, include=(True, True)):
    """Return ``value`` as float; it must lie in the interval, whose ends ``include`` tells apart."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a real number, got {type(value).__name__} {value!r}")
    above = value >= low if include[0] else value > low
    below = value <= high if include[1] else value < high
    if not (above and below and np.isfinite(value)):
        left, right = "[" if include[0] else "(", "]" if include[1] else ")"
        raise ValueError(f"{name} must lie in {left}{low:g}, {high:g}{right}, got {value!r}")
    return float(value)


def check_integer(name, value, low=1):
    """Return ``value`` as int; it must be a whole number of at least ``low``."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__} {value!r}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}, got {value!r}")
    return int(value)
