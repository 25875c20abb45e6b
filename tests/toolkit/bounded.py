"""Longdouble numbers that carry a bound of the error which float32 or float64 may make on the way."""

import numpy as np

SLACK = 4  # of the bound of one operation, in half units of the last digit


class Bounded:
    """Numbers of longdouble and a bound of the error of the same computation in the dtype ``kind``.

    Where a finite number, or a part of a sum, is too large for ``kind``, the bound is infinite: infinity or
    NaN may then be the result, or what followed from them.
    """

    __array_ufunc__ = None  # so that NumPy leaves a product with a number of its own to __rmul__

    def __init__(self, value, error=0.0, kind=np.float64):
        self.value = np.asarray(value, np.longdouble)
        self.error = np.broadcast_to(np.asarray(error, np.longdouble), self.value.shape)
        self.kind = kind

    def _result(self, value, error, unknown, size=None, kind=None):
        """Return a result of an operation, its rounding included; ``size`` is that of the largest part."""
        kind, size = kind or self.kind, np.abs(value) if size is None else size
        limits = np.finfo(kind)
        error = error + SLACK * np.longdouble(limits.eps) * size + np.longdouble(limits.smallest_normal)
        finite = np.isfinite(value)
        unknown = unknown | (np.where(np.isfinite(size), size, 0) + np.where(finite, error, 0) > limits.max)
        unknown = unknown | (finite & ~np.isfinite(error))
        return Bounded(value, np.where(unknown, np.inf, np.where(finite, error, 0)), kind)

    def _two(self, other):
        """Return another operand as Bounded, where one of both is unknown, and the lower precision."""
        other = other if isinstance(other, Bounded) else Bounded(other)
        kind = min(self.kind, other.kind, key=lambda kind: np.finfo(kind).max)
        return other, np.isinf(self.error) | np.isinf(other.error), kind

    def __add__(self, other):
        other, unknown, kind = self._two(other)
        return self._result(self.value + other.value, self.error + other.error, unknown, kind=kind)

    def __neg__(self):
        return Bounded(-self.value, self.error, self.kind)

    def __sub__(self, other):
        return self + -(other if isinstance(other, Bounded) else Bounded(other))

    def __mul__(self, other):
        other, unknown, kind = self._two(other)
        error = np.abs(self.value) * other.error + self.error * (np.abs(other.value) + other.error)
        return self._result(self.value * other.value, error, unknown, kind=kind)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other, unknown, kind = self._two(other)
        value, room = self.value / other.value, np.abs(other.value) - other.error
        error = (self.error + np.abs(value) * other.error) / room
        unknown = unknown | (room < 0) | ((room == 0) & (other.error > 0))
        return self._result(value, error, unknown, kind=kind)

    def __matmul__(self, other):
        unknown = np.isinf(self.error).any(axis=1)[:, np.newaxis] | np.isinf(other.error).any(axis=0)
        ours, theirs = (np.where(np.isfinite(x.value), np.abs(x.value), 0) for x in (self, other))
        a, b = (np.where(np.isinf(x.error), 0, x.error) for x in (self, other))
        error, size = ours @ b + a @ theirs + a @ b, len(theirs) * (ours @ theirs)
        return self._result(self.value @ other.value, error, unknown, size, self._two(other[0, 0])[2])

    def sum(self, axis=None, keepdims=False):
        def added(numbers):
            return np.sum(numbers, axis=axis, keepdims=keepdims)

        unknown, finite = np.isinf(self.error), np.where(np.isfinite(self.value), np.abs(self.value), 0)
        error = added(np.where(unknown, 0, self.error))
        count = self.value.size if axis is None else self.value.shape[axis]
        return self._result(added(self.value), error, added(unknown) > 0, count * added(finite))

    def mean(self, axis=None):
        count = self.value.size if axis is None else self.value.shape[axis]
        return self.sum(axis) / count

    def exp(self):
        value = np.exp(self.value)
        return self._result(value, value * np.expm1(self.error), np.isinf(self.error))

    def log(self):
        unknown = np.isinf(self.error) | (self.error >= self.value)
        return self._result(np.log(self.value), self.error / (self.value - self.error), unknown)

    def sqrt(self):
        error = self.error / np.sqrt(np.maximum(self.value, self.error))
        error = np.where(self.error == 0, 0, error)
        return self._result(np.sqrt(self.value), error, np.isinf(self.error))

    def sigmoid(self):
        value = 1 / (1 + np.exp(-self.value))
        return self._result(value, value * np.expm1(self.error), np.isinf(self.error))

    def maximum(self, other):
        return Bounded(np.maximum(self.value, other), self.error, self.kind)

    def to(self, kind):
        """Return the same in another dtype."""
        return Bounded(self.value, self.error, kind)

    @property
    def T(self):  # noqa: N802 - as in NumPy
        return Bounded(self.value.T, self.error.T, self.kind)

    def __getitem__(self, index):
        return Bounded(self.value[index], self.error[index], self.kind)

    def reshape(self, *shape):
        return Bounded(self.value.reshape(*shape), self.error.reshape(*shape), self.kind)

    def near(self, found):
        """Return where ``found`` is right, as far as can be known."""
        same = (found == self.value) | (np.isnan(found) & np.isnan(self.value))
        with np.errstate(invalid="ignore"):  # infinity less infinity
            return same | (np.abs(found - self.value) <= self.error) | np.isinf(self.error)

    def check(self, found):
        """Raise ``AssertionError`` unless ``found`` has the right shape and numbers."""
        found = np.asarray(found).astype(np.longdouble)
        assert found.shape == self.value.shape, f"shape {found.shape}, not {self.value.shape}"
        wrong = ~self.near(found)
        assert not wrong.any(), f"{found[wrong]}, not {self.value[wrong]} within {self.error[wrong]}"


def exact(*values):
    """Return arrays as the toolkit has to see them: float32 as it is, all others rounded to float64."""
    found = []
    for array in map(np.asarray, values):
        kind = np.float32 if array.dtype == np.float32 else np.float64
        found.append(Bounded(array.astype(kind).astype(np.longdouble), 0, kind))
    return found if len(found) > 1 else found[0]


def number(value, *arrays):
    """Return a number as it is rounded beside arrays."""
    return np.longdouble(np.result_type(*(a.kind for a in arrays)).type(float(value)))
