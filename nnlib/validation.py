"""Checks of arguments, each with an error that names the argument, what came and what was expected."""

from numbers import Integral, Real

import numpy as np


def as_float_array(name, value, ndim=None):
    """Return ``value`` as a non-empty float array: float32 stays float32, all else becomes float64.

    Parameters
    ----------
    name : str
        Name of the argument, for the error message.
    value : array_like
        Real numbers, booleans and integers too.
    ndim : int or tuple of int, optional
        The numbers of dimensions that are allowed; any when omitted.

    Returns
    -------
    numpy.ndarray
        float32 or float64; the input itself where it already is one.

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
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def check_shape(name, array, expected):
    """Raise ``ValueError`` unless ``array`` has the ``expected`` shape (``None``: any length)."""
    fits = array.ndim == len(expected) and all(
        e is None or e == n for n, e in zip(array.shape, expected, strict=True)
    )
    if not fits:
        shape = str(tuple(expected)).replace("None", "any")
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")


def check_no_nan(name, array):
    """Raise ``ValueError`` if ``array`` holds NaN, where a comparison would quietly count it as False."""
    count = np.isnan(array).sum()
    if count:
        raise ValueError(f"{name} must not hold NaN, got {count} of {array.size}")


def check_callable(name, value):
    """Raise ``TypeError`` unless ``value`` can be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, got {type(value).__name__} {value!r}")


def as_generator(name, value):
    """Return a ``numpy.random.Generator`` from one, a seed, or None (fresh entropy)."""
    if isinstance(value, bool) or not isinstance(value, None | Integral | np.random.Generator):
        raise TypeError(f"{name} must be None, an int or a numpy.random.Generator, got {value!r}")
    if isinstance(value, Integral) and value < 0:
        raise ValueError(f"{name} must be at least 0 as a seed, got {value!r}")
    return np.random.default_rng(value)


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
