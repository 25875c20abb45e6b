"""Small data, networks and estimators that the tests of this folder share."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from nnlib import numerical_gradient, relative_error
from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.cnn import CNN
from nnlib.models.mlp import MLP

# scikit-learn's digits of 8 × 8 pixels, enlarged to 16 × 16
X, Y = load_digits(return_X_y=True)
X = np.kron(X.reshape(-1, 8, 8) / 16, np.ones((2, 2))).reshape(-1, 256).astype(np.float32)

CNN_SHAPES = [((10, 10, 1), (2, 3), 3), ((11, 13, 2), (3, 2), 3), ((7, 9, 1), (2, 2), 2)]


def small_mlp(**settings):
    return MLPClassifier(**{"hidden_layer_sizes": 16, "max_iter": 3, "random_state": 0} | settings)


def small_cnn(**settings):
    """For digits of 16 × 16 pixels: 16 → 14 → 7 → 5 → 2."""
    return CNNClassifier(
        **{"filters": (4, 8), "kernel_size": 3, "max_iter": 3, "random_state": 0} | settings
    )


each = pytest.mark.parametrize("make", [small_mlp, small_cnn])


def batch(n, features, classes=4, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    samples = rng.standard_normal((n, features)).astype(dtype)
    return samples, rng.integers(classes, size=n)


def mlp(*hidden, features=7, classes=4, keep_prob=1.0, lambda_=0.0):
    return prepare(MLP((features, *hidden, classes), "float64"), keep_prob, lambda_)


def cnn(shape, filters, k, keep_prob=1.0, lambda_=0.0, dtype="float64"):
    return prepare(CNN(shape, filters, k, 4, dtype), keep_prob, lambda_)


def prepare(network, keep_prob, lambda_):
    """Draw weights and biases."""
    network.keep_prob, network.lambda_ = keep_prob, lambda_
    network.draw_weights(np.random.default_rng(1))
    rng = np.random.default_rng(2)
    for bias in network.biases:
        bias[:] = 0.1 * rng.standard_normal(bias.shape)
    return network


def check_gradient(network, X, y):
    masks = network.dropout_masks(len(X), np.random.SFC64(3))
    network.loss_gradient(X, y, masks)
    analytical = {name: grad.copy() for name, grad in network.grads.items()}

    def loss_of(X, params):
        return network.loss_gradient(X, y, masks)[0]

    numerical = numerical_gradient(X, y, network.params, lambda loss, y: loss, loss_of, h=1e-5)
    for name, grad in analytical.items():
        assert np.abs(grad).max() > 1e-6, name
        assert relative_error(grad, numerical[name]) < 1e-7, name
