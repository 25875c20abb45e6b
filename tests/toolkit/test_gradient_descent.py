"""Gradient descent of one layer: by hand, its batches, and the solutions that it finds."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LogisticRegression

from nnlib import binary_cross_entropy, cross_entropy, gradient_descent, mse_loss, one_hot, sigmoid, softmax


def test_by_hand(capsys):
    # errors (-1, -2): W = 0.1 (1 * 1 + 2 * 2) / 2 = 0.25, b = 0.1 (1 + 2) / 2 = 0.15
    # predictions then (0.4, 0.65), loss (0.36 + 1.8225) / 2 = 1.09125
    W, b, losses = gradient_descent([[1], [2]], [1, 2], [[0]], [0], 0.1, 1, 2, mse_loss)
    assert_allclose(W, [[0.25]], rtol=1e-15)
    assert_allclose(b, [0.15], rtol=1e-15)
    assert losses == [pytest.approx(1.09125, rel=1e-14)]
    assert re.fullmatch(r"Epoch 1/1, loss 1\.091[23]\n", capsys.readouterr().out)


def test_a_batch_may_be_larger_than_the_data_and_the_last_one_shorter():
    # with X = y = 1 and a tiny lr, each step moves W and b by lr times the mean error, which stays 1
    X, y = np.ones((3, 1)), np.ones((3, 1))
    for batch_size, steps in ((1, 3), (2, 2), (3, 1), (100, 1)):
        W, b, _ = gradient_descent(X, y, [[0.0]], 0.0, 1e-9, 1, batch_size, mse_loss)
        assert W.item() == pytest.approx(steps * 1e-9, rel=1e-6)
        assert b == pytest.approx(steps * 1e-9, rel=1e-6)


def test_one_line_and_one_loss_an_epoch_on_all_of_the_data(capsys):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(10, 2)), rng.normal(size=10)
    W, b, losses = gradient_descent(X, y, np.zeros((2, 1)), np.zeros(1), 0.1, 4, 3, mse_loss, rng=0)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(losses) == 4
    assert lines[-1] == f"Epoch 4/4, loss {losses[-1]:.4f}"
    assert losses[-1] == mse_loss(X @ W + b, y)
    assert {type(loss) for loss in losses} == {float}


def orders_of(rng, epochs=2, n=50):
    """Return the order in which single samples are visited, an epoch a row."""
    seen = []

    def spy(Z):
        if len(Z) == 1:
            seen.append(round(Z.item()))
        return Z

    ids = np.arange(n).reshape(-1, 1)
    gradient_descent(ids, ids, [[1.0]], [0.0], 1e-12, epochs, 1, mse_loss, spy, rng=rng)
    return np.reshape(seen, (epochs, n))


def test_each_epoch_visits_each_sample_once_in_a_new_order():
    orders = orders_of(rng=0)
    assert_array_equal(np.sort(orders), [np.arange(50)] * 2)
    assert (orders[0] != np.arange(50)).any()
    assert (orders[0] != orders[1]).any()


def test_shuffling_comes_from_rng_alone():
    assert_array_equal(orders_of(rng=7), orders_of(rng=7))
    assert_array_equal(orders_of(rng=7), orders_of(rng=np.random.default_rng(7)))
    assert (orders_of(rng=7) != orders_of(rng=8)).any()
    assert (orders_of(rng=None) != orders_of(rng=None)).any()


def test_learns_the_least_squares_solution():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    y = X @ [1.0, -2.0, 0.5] + 3 + 0.1 * rng.normal(size=200)
    solution, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(200)]), y)
    W, b, losses = gradient_descent(X, y, np.zeros((3, 1)), [[0.0]], 0.5, 60, 200, mse_loss)
    assert_allclose(np.append(W, b), solution, atol=1e-10)
    assert (np.diff(losses[:20]) < 0).all()  # later ones differ by rounding only


def test_small_batches_find_a_solution_without_noise():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    y = X @ [[1.0, 2], [-2, 0], [0.5, 1]] + [3, -1]
    W, b, _ = gradient_descent(X, y, np.zeros((3, 2)), np.zeros(2), 0.1, 30, 8, mse_loss, rng=0)
    assert_allclose(W, [[1.0, 2], [-2, 0], [0.5, 1]], atol=1e-8)
    assert_allclose(b, [3, -1], atol=1e-8)


def test_learns_what_scikit_learns_logistic_regression_learns():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 2))
    y = (rng.random(300) < sigmoid(X @ [2.0, -1.0] + 0.5)).astype(int)
    peer = LogisticRegression(C=np.inf, tol=1e-10).fit(X, y)
    W, b, _ = gradient_descent(X, y, np.zeros((2, 1)), 0.0, 4, 150, 300, binary_cross_entropy, sigmoid)
    assert_allclose(W.T, peer.coef_, atol=1e-6)
    assert_allclose(b, peer.intercept_, atol=1e-6)


def test_learns_several_classes_with_softmax():
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=150)
    X = rng.normal(size=(150, 2)) + 8 * np.array([[0, 1], [1, -1], [-1, -1]])[labels]
    start = np.zeros((2, 3)), np.zeros((1, 3))
    *_, losses = gradient_descent(X, one_hot(labels), *start, 0.5, 20, 32, cross_entropy, softmax, rng=0)
    assert losses[-1] < 0.01 < np.log(3)


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_labels_and_bias_may_be_vectors_columns_or_a_number(shape):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(10, 2)), rng.normal(size=10)
    W0, b0, steps = np.zeros((2, 1)), np.zeros((1, 1)), (0.1, 3, 4, mse_loss)
    expected = gradient_descent(X, y, W0, b0, *steps, rng=0)
    W, b, losses = gradient_descent(X, y[:, np.newaxis], W0, b0.reshape(shape), *steps, rng=0)
    assert_array_equal(W, expected[0])
    assert np.shape(b) == shape
    assert b == expected[1]
    assert losses == expected[2]
