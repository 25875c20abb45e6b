"""Normalisation and one-hot coding: numbers by hand, scikit-learn, and columns that are hard to scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.preprocessing import StandardScaler

from helpers import numbers
from nnlib import normalize, one_hot


def test_normalize_by_hand():
    # mean 2, variance (1 + 0 + 1) / 3
    assert_allclose(normalize([[1], [2], [3]]), np.sqrt([[1.5], [0], [1.5]]) * [[-1], [0], [1]], rtol=1e-14)
    assert_allclose(normalize([1, 2, 3]), [-np.sqrt(1.5), 0, np.sqrt(1.5)], rtol=1e-14)


@pytest.mark.parametrize("constant", [0, 7, 0.1, 1e-300, -1e150])
def test_a_constant_column_becomes_zero(constant):
    X = np.column_stack([np.full(10, constant), np.arange(10)])
    assert_array_equal(normalize(X)[:, 0], 0)
    assert normalize(X)[:, 1].std() == pytest.approx(1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_normalize_in_any_unit(dtype):
    """The squares of these numbers overflow, or vanish; a power of two more or less changes no bit."""
    X = np.random.default_rng(0).normal(size=(20, 1)).astype(dtype)
    expected, largest = normalize(X), np.finfo(dtype).maxexp - 3
    for exponent in (-largest + 20, -largest // 2, largest // 2, largest):
        assert_array_equal(normalize(np.ldexp(X, exponent)), expected)
    assert_allclose(normalize([5e-324, 1e-323, 1.5e-323]), normalize([1, 2, 3]), rtol=1e-15)


def test_a_single_row_becomes_zero():
    assert_array_equal(normalize([[3.0, -4.0]]), [[0, 0]])


@given(numbers((6, 3)))
def test_normalize_equals_scikit_learn(X):
    assert_allclose(normalize(X), StandardScaler().fit_transform(X), atol=1e-6)


@given(numbers((6, 3)), st.floats(0.1, 100), st.floats(-100, 100))
def test_normalize_forgets_scale_and_offset(X, scale, offset):
    once = normalize(X)
    assert_allclose(normalize(once), once, atol=1e-9)
    kept = np.ptp(X, axis=0) > 1e-3  # an offset wipes out the digits of a smaller spread
    assert_allclose(normalize(scale * X + offset)[:, kept], once[:, kept], atol=1e-7)


def test_bytes_do_not_wrap_around():
    assert_allclose(normalize(np.array([0, 255], np.uint8)), [-1, 1])


def test_float32_sums_do_not_lose_digits_over_many_rows():
    X = np.random.default_rng(0).random((60_000, 1), dtype=np.float32) + np.float32(1e4)
    scaled = normalize(X)
    assert scaled.dtype == np.float32
    assert scaled.mean(dtype=np.float64) == pytest.approx(0, abs=1e-6)
    assert scaled.std(dtype=np.float64) == pytest.approx(1, abs=1e-6)


def test_nan_and_infinity_show_in_their_column():
    for odd in (np.nan, np.inf, -np.inf):
        scaled = normalize([[odd, 1], [2, 2], [2, 3]])
        assert np.isnan(scaled[:, 0]).all()
        assert np.isfinite(scaled[:, 1]).all()


def test_one_hot_by_hand():
    assert_array_equal(one_hot([2, 0]), [[0, 0, 1], [1, 0, 0]])
    assert_array_equal(one_hot([[1], [0]], 4), [[0, 1, 0, 0], [1, 0, 0, 0]])


@given(st.lists(st.integers(0, 9), min_size=1))
def test_one_hot_rows_hold_a_single_one(labels):
    Y = one_hot(labels, 10)
    assert_array_equal(Y.sum(axis=1), 1)
    assert_array_equal(Y.argmax(axis=1), labels)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, bool])
def test_one_hot_takes_any_kind_of_whole_number_and_makes_the_type_asked_for(dtype):
    for labels in ([1.0, 0.0], np.array([1, 0], np.uint8), np.array([True, False])):
        assert_array_equal(one_hot(labels, dtype=dtype), np.array([[0, 1], [1, 0]], dtype), strict=True)


def test_one_hot_needs_memory_for_its_result_only():
    assert one_hot([100_000]).shape == (1, 100_001)  # a square matrix would take 80 GB
