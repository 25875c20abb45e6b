"""No function changes its inputs or the global random state, whatever the layout; float32 stays float32."""

import copy
import random

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import nnlib
from helpers import map_arrays, valid_calls


class Frame:
    """Something that is no array but shows the one it holds, as a pandas DataFrame may do."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.array, dtype=dtype)


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def strided(array):
    """Return equal values that lie apart in memory, the last axis backwards."""
    if array.ndim == 0:
        return array
    wide = np.repeat(array, 2, axis=0)[::2]
    return np.flip(np.flip(wide, axis=-1).copy(), axis=-1)


LAYOUTS = {
    "contiguous": np.copy,
    "read-only": read_only,
    "Fortran order": np.asfortranarray,
    "strided": strided,
    "byte-swapped": lambda a: a.astype(a.dtype.newbyteorder()),
    "lists": np.ndarray.tolist,
    "array-like": Frame,
}


def numbers_in(value):
    """Return all arrays, NumPy scalars and floats in a nest."""
    if isinstance(value, Frame):
        value = value.array
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [number for item in value for number in numbers_in(item)]
    return [value] if isinstance(value, np.ndarray | np.generic | float | int) else []


def holds_arrays(value):
    """Tell whether there is an array in a nest."""
    return any(isinstance(number, np.ndarray) for number in numbers_in(value))


def dtypes_in(value):
    """Return the dtypes in a nest; a plain number has none."""
    return {number.dtype for number in numbers_in(value) if hasattr(number, "dtype")}


NAMES = [name for name, call in valid_calls().items() if holds_arrays(call)]


def arguments(name, convert):
    """Return the valid call with its arrays converted; parameters to be moved stay plain arrays."""
    call = valid_calls()[name]
    return {key: value if key == "params" else map_arrays(convert, value) for key, value in call.items()}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_inputs_of_any_layout_are_left_alone_and_give_the_same(name, layout):
    function = getattr(nnlib, name)
    expected = function(**valid_calls()[name])
    call = arguments(name, LAYOUTS[layout])
    before = copy.deepcopy(call)
    result = function(**call)
    assert type(result) is type(expected)
    tolerance = 1e-10 if name == "numerical_gradient" else 1e-13  # BLAS sums in the order of the layout
    for ours, theirs in zip(numbers_in(result), numbers_in(expected), strict=True):
        assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)
    for ours, theirs in zip(numbers_in(call), numbers_in(before), strict=True):
        assert_array_equal(ours, theirs, strict=True)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "identity"])
def test_results_share_no_memory_with_inputs_or_with_one_another(name):
    call = valid_calls()[name]
    results = numbers_in(getattr(nnlib, name)(**call))
    for i, result in enumerate(results):
        assert not any(np.shares_memory(result, other) for other in numbers_in(call) + results[:i])


@pytest.mark.parametrize("name", nnlib.__all__)
def test_global_random_state_is_neither_read_nor_changed(name):
    function, results = getattr(nnlib, name), []
    for seed in (0, 1):
        np.random.seed(seed)  # noqa: NPY002 - the legacy state is what is watched here
        random.seed(seed)
        states = np.random.get_state(legacy=False), random.getstate()  # noqa: NPY002
        results.append(function(**valid_calls()[name]))
        if "rng" in valid_calls()[name]:
            function(**valid_calls()[name] | {"rng": None})
        after = np.random.get_state(legacy=False)  # noqa: NPY002
        assert_array_equal(after["state"].pop("key"), states[0]["state"].pop("key"))
        assert (after, random.getstate()) == states
    for first, second in zip(*map(numbers_in, results), strict=True):
        assert_array_equal(first, second)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "one_hot"])
def test_float32_stays_float32(name):
    call = map_arrays(lambda a: a.astype(np.float32), valid_calls()[name])
    result = getattr(nnlib, name)(**call)
    assert dtypes_in(result) == ({np.dtype(np.float32)} if holds_arrays(result) else set())


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, bool, np.float16, np.longdouble], ids=str)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("one_hot", "numerical_gradient")])
def test_every_other_number_becomes_float64(name, dtype):
    call = map_arrays(lambda a: (a > 0.4).astype(dtype), valid_calls()[name])
    if name == "accuracy":
        call["y_true"] = np.eye(3)[[0] * 7].astype(dtype)
    result = getattr(nnlib, name)(**call)
    assert dtypes_in(result) == ({np.dtype(np.float64)} if holds_arrays(result) else set())
