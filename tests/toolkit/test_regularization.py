"""L2 by hand and against finite differences; dropout by its values, its mean and its rng."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helpers import numbers
from nnlib import dropout, l2_regularization, numerical_gradient, relative_error


def test_l2_by_hand():
    penalty, grads = l2_regularization([[[1, 2], [3, 4]], [[-1]]], 0.5)
    assert penalty == 0.5 * (1 + 4 + 9 + 16 + 1)
    assert type(penalty) is float
    assert_array_equal(grads[0], [[1, 2], [3, 4]])
    assert_array_equal(grads[1], [[-1]])


def test_l2_of_strength_zero_is_free():
    penalty, grads = l2_regularization((np.ones((2, 3)),), 0)
    assert penalty == 0
    assert_array_equal(grads, np.zeros((1, 2, 3)))


def test_l2_takes_no_square_without_its_strength():
    assert l2_regularization([[1e200]], 0)[0] == 0
    assert l2_regularization([[1e200]], 1e-300)[0] == pytest.approx(1e100)
    assert l2_regularization([np.float32([1e30])], 1e-30)[0] == pytest.approx(1e30)
    assert l2_regularization([np.float32([0])], 3e38)[1][0] == 0


@given(numbers((3, 2)), numbers((2, 4)), st.floats(0.01, 10))
def test_l2_gradient_equals_finite_differences(W1, W2, lambda_):
    params = {"W1": W1 + 20, "W2": W2 - 20}  # away from zero: the error is relative
    _, grads = l2_regularization(list(params.values()), lambda_)
    numerical = numerical_gradient(
        None, None, params,
        loss_fn=lambda penalty, _: penalty,
        forward_fn=lambda _, params: l2_regularization(list(params.values()), lambda_)[0],
    )  # fmt: skip
    assert relative_error(grads[0], numerical["W1"]) < 1e-7
    assert relative_error(grads[1], numerical["W2"]) < 1e-7


@given(numbers((4, 5)), st.floats(0.05, 1), st.integers(0, 2**32))
def test_dropout_zeroes_or_divides_by_the_keep_probability(A, p, seed):
    dropped = dropout(A, p, rng=seed)
    kept = dropout(np.ones(A.shape), p, rng=seed) != 0
    assert_allclose(dropped, np.where(kept, A / p, 0), rtol=1e-15)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropout_keeps_a_fraction_p_and_the_mean(p, dtype):
    n = 1_000_000
    dropped = dropout(np.ones(n, dtype), p, rng=0)
    kept = np.count_nonzero(dropped) / n
    assert kept == pytest.approx(p, abs=5 * np.sqrt(p * (1 - p) / n))  # five standard errors
    assert dropped.mean(dtype=np.float64) == pytest.approx(kept / p, rel=1e-6)


def test_dropout_leaves_everything_when_it_keeps_all_or_does_not_train():
    A = np.arange(6.0).reshape(2, 3)
    for same in (dropout(A, 1), dropout(A, 0.5, training=False), dropout(A, 0.5, False)):
        assert_array_equal(same, A)
        assert not np.shares_memory(same, A)


def test_dropout_is_reproducible_by_seed_and_goes_on_with_a_generator():
    A = np.ones((20, 20))
    assert_array_equal(dropout(A, 0.5, rng=3), dropout(A, 0.5, rng=3))
    assert_array_equal(dropout(A, 0.5, rng=3), dropout(A, 0.5, rng=np.random.default_rng(3)))
    rng = np.random.default_rng(3)
    assert (dropout(A, 0.5, rng=rng) != dropout(A, 0.5, rng=rng)).any()
    assert (dropout(A, 0.5) != dropout(A, 0.5)).any()  # 400 fair coins agree once in 2 ** 400
