"""Checks of arguments. Every error names the argument, what was expected and what came."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

# To decorate a function: what overflows in it is infinity and what is undefined NaN, without a warning.
without_warnings = np.errstate(over="ignore", invalid="ignore")

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
LARGEST_INTEGER = 2**53  # float64 holds every whole number up to it
NO_NUMBERS = bool | np.timedelta64  # although Python and NumPy call them integers


def as_float_array(name: str, value: ArrayLike, ndim: int | tuple[int, ...] | None = None) -> NDArray:
    """Return ``value`` as a non-empty float array: float32 stays float32, all else becomes float64.

    ``ndim`` is the number of dimensions that is allowed, or several such numbers; any when omitted. A
    float32 or float64 array is returned itself, not a copy.
    """
    check_unmasked(name, value)
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
    if array.dtype in FLOATS:
        return array
    with np.errstate(over="ignore"):
        converted = array.astype(np.float64)
    if np.isinf(converted).sum() > np.isinf(array).sum():
        raise ValueError(f"{name} must hold numbers of float64, got {array.dtype} numbers beyond 1.8e308")
    return converted


def as_same_shape(**arguments: ArrayLike) -> list[NDArray]:
    """Return the arguments as float arrays; all must have the shape of the first."""
    arrays = [as_float_array(name, value) for name, value in arguments.items()]
    for name, array in zip(arguments, arrays, strict=True):
        check_shape(name, array, arrays[0].shape)
    return arrays


def as_matching_arrays(**arguments: tuple[ArrayLike, str]) -> list[NDArray]:
    """Return the arguments as float arrays whose shapes match.

    Each argument comes with its shape, a word for each dimension. A word stands for the same size wherever
    it occurs, and ``1`` for the size 1. Where a single row is expected, as in ``"1 h"``, a vector or a
    number is accepted too.

    Examples
    --------
    A layer: the d columns of X match the d rows of W, and the h columns of W match the h numbers in b.

    >>> X, W, b = np.ones((5, 3)), np.ones((3, 2)), np.ones(2)
    >>> X, W, b = as_matching_arrays(X=(X, "n d"), W=(W, "d h"), b=(b, "1 h"))
    >>> b.shape
    (1, 2)
    >>> as_matching_arrays(X=(X, "n d"), W=(W.T, "d h"))
    Traceback (most recent call last):
    ValueError: W must have shape (3, any), got (2, 3)
    """
    sizes, arrays = {"1": 1}, []
    for name, (value, shape) in arguments.items():
        array, words = as_float_array(name, value), shape.split()
        if words[0] == "1" and array.ndim < 2:
            array = array.reshape(1, -1)
        check_shape(name, array, [sizes.get(word) for word in words])
        sizes.update(zip(words, array.shape, strict=True))
        arrays.append(array)
    return arrays


def as_labels(name: str, y: ArrayLike, below: int | None = None) -> NDArray[np.int64]:
    """Return class labels, whole numbers from 0 and ``below`` a limit, as an int64 array (n,).

    ``y`` has the shape (n,) or (n, 1) and any type of number.
    """
    y = as_float_array(name, y, ndim=(1, 2))
    if y.ndim == 2 and y.shape[1] != 1:
        raise ValueError(f"{name} must have shape (n,) or (n, 1), got {y.shape}")
    y = y.ravel()
    limit = LARGEST_INTEGER if below is None else below
    wrong = y[~((y >= 0) & (y < limit) & (y == np.floor(y)))]  # NaN fails each comparison
    if wrong.size:
        expected = "0, 1, 2, ..." if below is None else f"from 0 to {below - 1}"
        raise ValueError(f"{name} must hold class indices {expected}, got {wrong[0]:g}")
    return y.astype(np.int64)


def as_generator(name: str, value: int | np.random.Generator | None) -> np.random.Generator:
    """Return a ``numpy.random.Generator`` from one, from a seed, or from None (a fresh seed)."""
    if isinstance(value, NO_NUMBERS) or not isinstance(value, None | Integral | np.random.Generator):
        raise TypeError(f"{name} must be None, an int or a numpy.random.Generator, got {shown(value)}")
    if isinstance(value, Integral) and value < 0:
        raise ValueError(f"{name} must be at least 0 as a seed, got {shown(value)}")
    return np.random.default_rng(value)


def as_integers(name: str, values: Any, at_least: int = 0) -> list[int]:
    """Return positive integers, ``at_least`` so many, in a sequence of any kind, as a list."""
    sequence = isinstance(values, Sequence) or (isinstance(values, np.ndarray) and values.ndim > 0)
    if not sequence or isinstance(values, str | bytes):
        found = f"{type(values).__name__} {shown(values)}"
        raise TypeError(f"{name} must be a sequence of integers, got {found}")
    if len(values) < at_least:
        raise ValueError(f"{name} must hold at least {at_least} integers, got {shown(values)}")
    return [check_integer(f"{name}[{i}]", value) for i, value in enumerate(values)]


def check_dtype(name: str, value: DTypeLike, kinds: str) -> None:
    """Raise ``TypeError`` unless ``value`` is a dtype of one of the ``kinds``, NumPy's letters for them."""
    try:
        right = np.dtype(value).kind in kinds
    except (TypeError, ValueError, SyntaxError):  # NumPy parses strings
        right = False
    if not right:
        raise TypeError(f"{name} must be a dtype of kind {' or '.join(kinds)}, got {shown(value)}")


def check_shape(name: str, array: NDArray, expected: tuple[int | None, ...] | list[int | None]) -> None:
    """Raise ``ValueError`` unless ``array`` has the ``expected`` shape (``None``: any length)."""
    if array.shape == tuple(expected):
        return
    sizes = zip(expected, array.shape, strict=False)
    if array.ndim != len(expected) or any(e not in (None, size) for e, size in sizes):
        shape = str(tuple(expected)).replace("None", "any")
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")


def check_no_nan(name: str, array: NDArray) -> None:
    """Raise ``ValueError`` if ``array`` holds NaN, which every comparison would silently call False."""
    count = np.count_nonzero(np.isnan(array))
    if count:
        raise ValueError(f"{name} must not hold NaN, got {count} of {array.size}")


def check_finite(name: str, array: NDArray) -> None:
    """Raise ``ValueError`` if ``array`` holds NaN or infinity."""
    count = array.size - np.count_nonzero(np.isfinite(array))
    if count:
        raise ValueError(f"{name} must hold finite numbers, got {count} of {array.size} that are not")


def check_one_hot(name: str, array: NDArray) -> None:
    """Raise ``ValueError`` unless each row is one-hot, or else holds probabilities that sum to 1."""
    wrong = array[~((array >= 0).all(axis=1) & (np.abs(array.sum(axis=1) - 1) < 1e-3))]
    if wrong.size:
        raise ValueError(f"{name} must hold one-hot rows, or rows of probabilities, got the row {wrong[0]}")


def returns_number(name: str, function: Callable) -> Callable[..., float]:
    """Return a function with a check that what it returns is one real number."""
    check_callable(name, function)

    def checked(*arguments: Any) -> float:
        value = as_float_array(f"{name}(...)", function(*arguments))
        if value.size != 1:
            raise ValueError(f"{name}(...) must be one number, got shape {value.shape}")
        return value.item()

    return checked


def returns_value(name: str, function: Callable) -> Callable:
    """Return a function with a check that what it returns is not None, as after a forgotten return."""
    check_callable(name, function)

    def checked(*arguments: Any) -> Any:
        value = function(*arguments)
        if value is None:
            raise TypeError(f"{name}(...) must return a value, got None")
        return value

    return checked


def returns_same_shape(name: str, function: Callable) -> Callable[[NDArray], NDArray]:
    """Return a function of an array with a check that it returns an array of the same shape."""
    check_callable(name, function)

    def checked(Z: NDArray) -> NDArray:
        A = as_float_array(f"{name}(Z)", function(Z))
        check_shape(f"{name}(Z)", A, Z.shape)
        return A.astype(Z.dtype, copy=False)

    return checked


def check_callable(name: str, value: object) -> None:
    """Raise ``TypeError`` unless ``value`` can be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, got {type(value).__name__} {shown(value)}")


def check_unmasked(name: str, value: object) -> None:
    """Raise ``ValueError`` if ``value`` or an array in its lists has masked elements."""
    if type(value) is np.ndarray:  # which has no mask, and is by far the most frequent
        return

    def masked(part: object) -> bool:
        return any(map(masked, part)) if isinstance(part, list | tuple) else np.ma.is_masked(part)

    if masked(value):
        raise ValueError(f"{name} must not hold masked elements, got {type(value).__name__} with some")


def check_bool(name: str, value: object) -> None:
    """Raise ``TypeError`` unless ``value`` is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, got {type(value).__name__} {shown(value)}")


def check_number(name: str, value: float, interval: str, dtype: DTypeLike = np.float64) -> float:
    """Return ``value`` as float; it must lie in an interval such as ``"[0, 1)"`` or ``"(0, inf)"``.

    So must what is left of it in the ``dtype`` of the arrays that it is computed with.
    """
    if isinstance(value, NO_NUMBERS) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a real number, got {type(value).__name__} {shown(value)}")
    try:
        number = float(value)
    except OverflowError:  # of an int or a Fraction beyond 1.8e308
        number = math.inf if value > 0 else -math.inf
    with np.errstate(over="ignore"):
        rounded = float(np.dtype(dtype).type(number))
    low, high = _ends(interval)
    above = rounded >= low if interval[0] == "[" else rounded > low
    below = rounded <= high if interval[-1] == "]" else rounded < high
    if not (above and below):  # NaN fails each comparison
        kind = "" if rounded == number or math.isnan(number) else f" in {np.dtype(dtype)}"
        raise ValueError(f"{name} must lie in {interval}{kind}, got {shown(value)}")
    return number


@cache
def _ends(interval: str) -> tuple[float, float]:
    """Return the numbers between which an interval such as ``"[0, 1)"`` lies."""
    low, high = interval[1:-1].split(",")
    return float(low), float(high)


def check_integer(name: str, value: int, low: int = 1, high: int = LARGEST_INTEGER) -> int:
    """Return ``value`` as int; it must be a whole number from ``low`` to ``high``."""
    if isinstance(value, NO_NUMBERS) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__} {shown(value)}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}, got {shown(value)}")
    if value > high:
        raise ValueError(f"{name} must be at most {high}, got {shown(value)}")
    return int(value)


def shown(value: object) -> str:
    """Return a value as Python writes it, without NumPy's type names, and cut where it is long."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    try:
        text = str(value) if isinstance(value, np.generic) else repr(value)  # longdouble has no other form
    except ValueError:  # Python prints no integer of more than 4,300 digits
        text = "a number of thousands of digits"
    return text if len(text) <= 80 else f"{text[:77]}..."
