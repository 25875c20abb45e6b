"""Activations: numbers by hand, SciPy, and the laws that they obey."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helpers import numbers
from nnlib import identity, relu, sigmoid, softmax


def test_sigmoid_by_hand():
    # e^(ln 3) = 3: 1 / (1 + 1/3) = 3/4
    assert_allclose(sigmoid([0, np.log(3), -np.log(3)]), [0.5, 0.75, 0.25], rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_is_exact_far_out(dtype):
    assert_array_equal(sigmoid(np.array([-1e4, 1e4], dtype)), [0, 1])
    assert sigmoid(-30.0) == pytest.approx(np.exp(-30.0), rel=1e-12)  # no rounding to 0 on the way


@given(numbers((4, 3), -700, 700))
def test_sigmoid_equals_scipy_and_is_symmetric(Z):
    assert_allclose(sigmoid(Z), scipy.special.expit(Z), rtol=1e-14)
    assert_allclose(sigmoid(Z), (1 + np.tanh(Z / 2)) / 2, atol=1e-15)
    assert_allclose(sigmoid(-Z), 1 - sigmoid(Z), atol=1e-15)


def test_relu_by_hand():
    assert_array_equal(relu([[-2, 0, 3]]), [[0, 0, 3]])


def test_relu_does_not_hide_nan():
    assert np.isnan(relu([np.nan]))


@given(numbers((4, 3)))
def test_relu_halves_add_up(Z):
    assert_array_equal(relu(Z) - relu(-Z), Z)
    assert_array_equal(relu(relu(Z)), relu(Z))


def test_identity_returns_what_came():
    assert_array_equal(identity([[-1, 2]]), [[-1.0, 2.0]])


def test_softmax_by_hand():
    # e^0 : e^(ln 2) : e^(ln 5) = 1 : 2 : 5
    assert_allclose(softmax([[0, np.log(2), np.log(5)]]), [[1 / 8, 2 / 8, 5 / 8]], rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_is_stable_far_out(dtype):
    Z = np.array([[1e4, 0, -1e4], [1e4, 1e4, 0], [-1e4, -1e4, -1e4]], dtype)
    assert_allclose(softmax(Z), [[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3] * 3], rtol=1e-6)


@given(numbers((3, 4), -500, 500), st.floats(-1e4, 1e4))
def test_softmax_ignores_a_shift(Z, shift):
    assert_allclose(softmax(Z + shift), softmax(Z), rtol=1e-10)


@given(numbers((3, 4), -500, 500), st.permutations(range(4)))
def test_softmax_equals_scipy_row_by_row(Z, order):
    A = softmax(Z)
    assert_allclose(A, scipy.special.softmax(Z, axis=1), rtol=1e-12)
    assert_allclose(A.sum(axis=1), 1, rtol=1e-14)
    assert_allclose(A[1:2], softmax(Z[1:2]), rtol=1e-14)
    assert_allclose(softmax(Z[:, order]), A[:, order], rtol=1e-12)


@given(numbers((5, 2)))
def test_softmax_of_two_classes_is_the_sigmoid_of_their_difference(Z):
    assert_allclose(softmax(Z)[:, 1], sigmoid(Z[:, 1] - Z[:, 0]), rtol=1e-12)


def test_softmax_of_infinities():
    assert_allclose(softmax([[-np.inf, 0], [np.inf, 0]]), [[0, 1], [np.nan, np.nan]])


@pytest.mark.parametrize("function", [identity, sigmoid, relu])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4, 5)])
def test_elementwise_activations_keep_any_shape(function, shape):
    assert function(np.ones(shape)).shape == shape
