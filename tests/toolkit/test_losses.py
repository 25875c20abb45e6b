"""Losses: numbers by hand, scikit-learn, and what must not happen at 0, at 1 and with columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.metrics import log_loss, mean_squared_error

from helpers import numbers
from nnlib import (
    backward_mlp,
    binary_cross_entropy,
    cross_entropy,
    forward_mlp,
    mse_loss,
    numerical_gradient,
    one_hot,
    relative_error,
    softmax,
)

LABELS = st.lists(st.integers(0, 2), min_size=5, max_size=5)
COLUMNS = [((3,), (3,)), ((3,), (3, 1)), ((3, 1), (3,)), ((3, 1), (3, 1))]


def test_mse_by_hand():
    assert mse_loss([1, 2, 4], [1, 0, 1]) == pytest.approx((0 + 4 + 9) / 3, rel=1e-15)
    assert mse_loss([[1, 2], [3, 4]], [[1, 2], [3, 0]]) == 4  # 16 over four numbers


@pytest.mark.parametrize(("left", "right"), COLUMNS)
def test_a_column_goes_with_a_vector(left, right):
    """An (n,) array against an (n, 1) one must not broadcast to (n, n)."""
    a, y = np.reshape([0.5, 0.25, 0.8], left), np.reshape([1, 0, 1], right)
    assert mse_loss(a, y) == pytest.approx((0.25 + 0.0625 + 0.04) / 3, rel=1e-14)
    by_hand = (np.log(2) + np.log(4 / 3) + np.log(5 / 4)) / 3
    assert binary_cross_entropy(a, y) == pytest.approx(by_hand, rel=1e-14)


def test_mse_squares_in_float64_and_is_infinite_beyond():
    assert mse_loss(np.float32([1e20, 0]), np.float32([0, 0])) == pytest.approx(0.5e40)
    assert mse_loss([1e200], [0]) == np.inf


@given(numbers((6, 2)), numbers((6, 2)))
def test_mse_equals_scikit_learn(y_pred, y):
    assert mse_loss(y_pred, y) == pytest.approx(mean_squared_error(y, y_pred), rel=1e-12)
    assert mse_loss(y_pred, y) == mse_loss(y, y_pred)


def test_cross_entropy_by_hand():
    A = [[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]
    assert cross_entropy(A, [[1, 0, 0], [0, 0, 1]]) == pytest.approx(np.log(2 * 1.25) / 2, rel=1e-14)


def test_cross_entropy_of_ignorance_is_the_logarithm_of_the_number_of_classes():
    assert cross_entropy(np.full((4, 10), 0.1), np.eye(10)[:4]) == pytest.approx(np.log(10), rel=1e-14)


@given(numbers((1, 4), -3, 3), numbers((1, 4), -3, 3))
def test_cross_entropy_is_smallest_at_the_truth(Z, other):
    truth = softmax(Z)
    assert cross_entropy(truth, truth) <= cross_entropy(softmax(other), truth) + 1e-12


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_certain_mistakes_cost_a_finite_amount(dtype):
    worst = -np.log(float(np.finfo(dtype).smallest_normal))
    wrong, right = np.array([1, 0, 0, 1], dtype), np.array([0, 1, 0, 1])
    assert binary_cross_entropy(wrong[:2], right[:2]) == pytest.approx(worst, rel=1e-6)
    assert binary_cross_entropy(wrong[2:], right[2:]) == 0
    assert cross_entropy(wrong[np.newaxis, :2], right[np.newaxis, :2]) == pytest.approx(worst, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(scores=numbers((5, 3), -7, 7), labels=LABELS)  # beyond, scikit-learn clips probabilities
def test_cross_entropy_equals_scikit_learn(dtype, scores, labels):
    A = softmax(scores.astype(dtype))
    expected = log_loss(labels, A, labels=[0, 1, 2])
    assert_allclose(
        cross_entropy(A, one_hot(labels, 3)), expected, rtol=1e-5 if dtype is np.float32 else 1e-12
    )


@given(numbers(6, 1e-6, 1 - 1e-6), st.lists(st.integers(0, 1), min_size=6, max_size=6))
def test_binary_cross_entropy_equals_scikit_learn_and_its_two_column_form(A, y):
    loss = binary_cross_entropy(A, y)
    assert loss == pytest.approx(log_loss(y, A, labels=[0, 1]), rel=1e-10)
    assert loss == pytest.approx(cross_entropy(np.column_stack([1 - A, A]), one_hot(y, 2)), rel=1e-10)
    assert loss == pytest.approx(binary_cross_entropy(1 - A, 1 - np.array(y)), rel=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_losses_are_plain_floats(dtype):
    A, y = np.full((2, 2), 0.5, dtype), np.eye(2, dtype=dtype)
    assert {type(loss(A, y)) for loss in (mse_loss, binary_cross_entropy, cross_entropy)} == {float}


def test_nan_shows_in_the_loss():
    y = [[0.0, 1.0]]
    assert np.isnan(
        [loss([[np.nan, 0.5]], y) for loss in (mse_loss, binary_cross_entropy, cross_entropy)]
    ).all()


@pytest.mark.parametrize(("dtype", "gaps"), [(np.float32, (15, 17, 87)), (np.float64, (36, 37, 300, 708))])
def test_cross_entropy_is_exact_as_long_as_probabilities_are_normal_numbers(dtype, gaps):
    for gap in gaps:
        loss = cross_entropy(softmax(np.array([[0, gap]], dtype)), [[1, 0]])
        assert loss == pytest.approx(gap + np.log1p(np.exp(-float(gap))), rel=1e-5)


@pytest.mark.parametrize("gap", [1, 30, 37, 300, 700])
def test_the_gradient_of_a_confident_mistake_passes_the_check(gap):
    X, y = np.ones((1, 1)), np.array([[1.0, 0.0]])
    params = {
        "W1": np.ones((1, 1)),
        "b1": np.zeros((1, 1)),
        "W2": np.array([[0.0, gap]]),
        "b2": np.zeros((1, 2)),
    }
    A1, A2 = forward_mlp(X, **params)
    found = backward_mlp(X, A1, A2, y, params["W1"], params["W2"], X @ params["W1"] + params["b1"])
    expected = numerical_gradient(X, y, params, cross_entropy, lambda X, p: forward_mlp(X, **p)[1], h=1e-5)
    for ours, numerical in zip(found, expected.values(), strict=True):
        assert relative_error(ours, numerical) < 1e-7
