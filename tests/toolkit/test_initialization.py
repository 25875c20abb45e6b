"""Initial weights: their shapes, their spread, and the signal that they keep."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnlib import forward_mlp_3layer, initial_weights, relu


def test_names_shapes_and_types():
    params = initial_weights([5, 4, 3], rng=0, dtype="float32")
    shapes = {"W1": (5, 4), "b1": (1, 4), "W2": (4, 3), "b2": (1, 3)}
    assert {name: array.shape for name, array in params.items()} == shapes
    assert {array.dtype for array in params.values()} == {np.dtype(np.float32)}
    assert initial_weights((5, 3))["W1"].dtype == np.float64


def test_the_forward_pass_takes_them_by_name_and_in_order():
    X, params = np.ones((2, 5)), initial_weights((5, 4, 6, 3), rng=0)
    by_name, in_order = forward_mlp_3layer(X, **params), forward_mlp_3layer(X, *params.values())
    assert_array_equal(by_name[-1], in_order[-1])


def test_by_hand():
    z = np.random.default_rng(3).standard_normal(8 * 2 + 2 * 1)
    params = initial_weights((8, 2, 1), rng=3)
    assert_allclose(params["W1"], z[:16].reshape(8, 2) / 2, rtol=1e-15)  # sqrt(2 / 8) is a half
    assert_allclose(params["W2"], z[16:].reshape(2, 1), rtol=1e-15)
    assert_array_equal(params["b1"], [[0, 0]])


def test_all_types_round_the_same_numbers():
    exact, rounded = initial_weights((9, 4), 7)["W1"], initial_weights((9, 4), 7, np.float32)["W1"]
    assert_array_equal(exact.astype(np.float32), rounded)


def test_variance_is_two_over_the_inputs():
    W = initial_weights((400, 500), rng=0)["W1"]
    n = W.size
    assert W.mean() == pytest.approx(0, abs=5 * np.sqrt(2 / 400 / n))  # five standard errors
    assert W.var() == pytest.approx(2 / 400, rel=5 * np.sqrt(2 / n))


def test_the_signal_keeps_its_size_through_twenty_layers():
    A = np.random.default_rng(0).standard_normal((50, 300))
    before = np.mean(A**2)
    for W in list(initial_weights([300] * 21, rng=0).values())[::2]:
        A = relu(A @ W)
    assert 1 / 4 < np.mean(A**2) / before < 4  # with half the variance, a millionth would be left
