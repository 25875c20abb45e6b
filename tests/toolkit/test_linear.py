"""The matrix product, by hand and against a plain loop."""

import numpy as np
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from helpers import numbers
from nnlib import matrix_multiply


def test_by_hand():
    assert_array_equal(matrix_multiply([[1, 2], [3, 4]], [[5], [6]]), [[17], [39]])


@given(numbers((2, 3)), numbers((3, 4)))
def test_equals_a_plain_loop(X, W):
    expected = [[sum(X[i, k] * W[k, j] for k in range(3)) for j in range(4)] for i in range(2)]
    assert_allclose(matrix_multiply(X, W), expected, atol=1e-12)


@given(numbers((2, 3)), numbers((3, 4)))
def test_transposes_in_reverse_order(X, W):
    assert_allclose(matrix_multiply(W.T, X.T), matrix_multiply(X, W).T, atol=1e-12)


def test_bytes_do_not_wrap_around():
    assert matrix_multiply(np.full((1, 2), 200, np.uint8), np.full((2, 1), 200, np.uint8)) == 80_000
