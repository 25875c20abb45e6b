"""What both networks share: flat arrays and their views, first weights, dropout masks, buffers."""

import copy
import pickle

import numpy as np
import pytest

from models.small import batch, cnn, mlp
from nnlib import relative_error
from nnlib.models.cnn import CNN
from nnlib.models.mlp import MLP
from nnlib.models.network import BATCH_SIZES, softmax_cross_entropy
from nnlib.models.training import TrainingSettings, constant, train


def test_float32_follows_float64():
    X, y = batch(40, 100)
    wide = cnn((10, 10, 1), (2, 3), 3)
    narrow = cnn((10, 10, 1), (2, 3), 3, dtype="float32")
    wide.loss_gradient(X, y)
    narrow.loss_gradient(X.astype(np.float32), y)
    assert narrow.flat_grads.dtype == narrow.predict_proba(X.astype(np.float32)).dtype == np.float32
    assert relative_error(narrow.flat_grads, wide.flat_grads) < 1e-5


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
@pytest.mark.parametrize(("network", "features"), [(mlp(6), 7), (cnn((10, 10, 1), (2, 3), 3), 100)])
def test_copies_learn_as_the_original(network, features, copied):
    """Views must still point into the flat arrays after a copy."""
    network = copy.deepcopy(network)
    network.keep_prob = 0.8
    X, y = batch(20, features)
    settings = TrainingSettings(1, 8, constant(0.1), momentum=0.9, alpha=0.08)  # the last batch is of 4
    train(network, X, y, settings, {}, np.random.default_rng(0))
    twin = copied(network)
    assert (twin.keep_prob, twin.lambda_) == (0.8, 0.01)
    for one in (network, twin):
        for _ in range(2):
            train(one, X, y, settings, {}, np.random.default_rng(1))
    np.testing.assert_array_equal(twin.flat_params, network.flat_params)
    np.testing.assert_array_equal(twin.velocity, network.velocity)
    for name, view in twin.params.items():
        np.testing.assert_array_equal(view, network.params[name])


def test_loss_of_a_row_does_not_depend_on_the_scores_of_another():
    scores = np.array([[0.0, 1.0], [1000.0, 1001.0]])
    loss, correct = softmax_cross_entropy(scores, np.array([1, 1]), 1.0)
    assert (loss, correct) == (pytest.approx(2 * np.log1p(np.exp(-1))), 2)
    np.testing.assert_allclose(scores[0], scores[1])  # which hold the gradient now


def test_dropout_masks_keep_what_they_should():
    network = MLP((3, 400, 500, 2), "float32")
    assert network.dropout_masks(5, np.random.SFC64(0)) == [None, None]
    network.keep_prob = 0.7
    for mask, units in zip(network.dropout_masks(300, np.random.SFC64(0)), (400, 500), strict=True):
        assert mask.shape == (units, 300)
        assert abs(mask.mean() - 0.7) < 5 * (0.7 * 0.3 / mask.size) ** 0.5


def test_first_weights_have_he_spread():
    network = MLP((800, 500, 10), "float32")
    assert not network.flat_params.any()
    network.draw_weights(np.random.default_rng(0))
    assert network.params["W1"].std() == pytest.approx((2 / 800) ** 0.5, rel=0.01)
    assert not network.params["b1"].any()
    network = CNN((28, 28, 1), (40, 50), 5, 10, "float32")
    network.draw_weights(np.random.default_rng(0))
    assert network.params["K2"].std() == pytest.approx((2 / (25 * 40)) ** 0.5, rel=0.02)


def test_buffers_are_kept_for_a_few_sizes_only():
    fully_connected, convolutional = mlp(6), cnn((10, 10, 1), (2, 3), 3)
    for n in range(1, 12):
        fully_connected.loss_gradient(*batch(n, 7))
        convolutional.loss_gradient(*batch(n, 100))
    for buffers in (fully_connected._buffers, convolutional._spare):
        assert buffers.cache_info().currsize == BATCH_SIZES
