"""What several test files share: optional tools, a strategy, valid calls of every public function."""

import importlib
import os
import shutil

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nnlib
from nnlib import dropout, forward_mlp, forward_mlp_3layer, mse_loss, one_hot


def import_torch():
    """Return PyTorch; without it, skip visibly, but fail under CI=true, where nothing may be skipped."""
    if os.environ.get("CI") == "true":
        return importlib.import_module("torch")
    return pytest.importorskip("torch", reason="PyTorch, an optional peer, is not installed")


def need(*names, purpose):
    """Return the path of the first program that is there; if none is, skip visibly; with CI=true, fail."""
    found = [path for path in map(shutil.which, names) if path]
    if not found:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"{names[0]}, {purpose}, is not on the PATH")
    return found[0]


def numbers(shape, low=-10.0, high=10.0):
    """Return a strategy of float64 arrays with values that are zero or at least 1e-6 in size."""
    elements = st.floats(low, high).map(lambda x: x if abs(x) >= 1e-6 else 0.0)
    return arrays(np.float64, shape, elements=elements)


def map_arrays(function, value):
    """Apply a function to every array in a nest of dicts, lists and tuples."""
    if isinstance(value, dict):
        return {key: map_arrays(function, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map_arrays(function, item) for item in value)
    return function(value) if isinstance(value, np.ndarray) else value


def valid_calls():
    """Return ``{function name: keyword arguments}``; all sizes differ, so that no mix-up goes unseen."""
    rng = np.random.default_rng(0)
    n, d, h1, h2, k = 7, 5, 4, 6, 3
    X, y = rng.normal(size=(n, d)), one_hot(rng.integers(k, size=n), k)
    W1, b1 = rng.normal(size=(d, h1)), rng.normal(size=(1, h1))
    W2, b2 = rng.normal(size=(h1, h2)), rng.normal(size=(1, h2))
    W3, b3 = rng.normal(size=(h2, k)), rng.normal(size=(1, k))
    V2, c2 = rng.normal(size=(h1, k)), rng.normal(size=(1, k))  # the output layer of the smaller net
    w, target = rng.normal(size=(d, 1)), rng.normal(size=n)
    mask1, mask2 = (dropout(np.ones((n, h)), 0.7, rng=rng) for h in (h1, h2))
    small = forward_mlp(X, W1, b1, V2, c2, mask1=mask1)
    large = forward_mlp_3layer(X, W1, b1, W2, b2, W3, b3, mask1=mask1, mask2=mask2)
    Z1, Z2 = X @ W1 + b1, large[0] @ W2 + b2
    images = rng.normal(size=(n, 12))
    return {
        "normalize": {"X": X},
        "one_hot": {"y": y.argmax(axis=1), "num_classes": k, "dtype": np.float64},
        "matrix_multiply": {"X": X, "W": W1},
        "identity": {"Z": Z1},
        "sigmoid": {"Z": Z1},
        "relu": {"Z": Z1},
        "softmax": {"Z": Z1},
        "mse_loss": {"y_pred": X[:, 0], "y": target},
        "binary_cross_entropy": {"A": small[1][:, 0], "y": y[:, 0]},
        "cross_entropy": {"A": small[1], "y": y},
        "gradient_descent": {
            "X": X, "y": target, "W": w, "b": np.zeros((1, 1)), "lr": 0.1, "num_epochs": 2,
            "batch_size": 3, "loss_fn": mse_loss, "activation_fn": nnlib.identity, "rng": 0,
        },
        "numerical_gradient": {
            "X": X, "y": target, "params": {"w": w.copy()}, "loss_fn": mse_loss,
            "forward_fn": lambda X, params: X @ params["w"], "h": 1e-4,
        },
        "relative_error": {"a": W1, "b": W1 + 1},
        "forward_perceptron": {"X": X, "W": w, "b": np.ones((1, 1))},
        "forward_mlp": {"X": X, "W1": W1, "b1": b1, "W2": V2, "b2": c2, "mask1": mask1},
        "backward_mlp": {
            "X": X, "A1": small[0], "A2": small[1], "y": y, "W1": W1, "W2": V2, "Z1": Z1, "mask1": mask1,
        },
        "forward_mlp_3layer": {
            "X": X, "W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3,
            "mask1": mask1, "mask2": mask2,
        },
        "backward_mlp_3layer": {
            "X": X, "A1": large[0], "A2": large[1], "A3": large[2], "y": y, "W1": W1, "W2": W2, "W3": W3,
            "Z1": Z1, "Z2": Z2, "mask1": mask1, "mask2": mask2,
        },
        "conv2d": {"image": X, "filter_kernel": W1[:3, :2], "stride": 2},
        "max_pool": {"X": rng.normal(size=(7, 6, 2)), "size": 3, "stride": 2},
        "shift_images": {"X": images, "image_shape": (3, 2, 2), "down": 1, "right": [0, 1, -1, 0, 2, 0, 1]},
        "random_shifts": {"X": images, "image_shape": (3, 2, 2), "max_shift": 1, "rng": 0},
        "center_digit": {"image": np.abs(W1)},
        "elastic": {"X": images, "image_shape": (3, 2, 2), "alpha": 2.0, "sigma": 1.0, "rng": 0},
        "l2_regularization": {"weights": [W1, W2], "lambda_": 0.01},
        "dropout": {"A": X, "p": 0.7, "training": True, "rng": 0},
        "momentum_update": {"velocity": W1, "gradient": W1 + 1, "mu": 0.9, "lr": 0.1},
        "nesterov_update": {"velocity": W1, "gradient": W1 + 1, "mu": 0.9, "lr": 0.1},
        "adam_update": {
            "mean": W1, "square": W1**2, "gradient": W1 + 1, "step": 3, "lr": 0.1,
            "beta1": 0.8, "beta2": 0.9, "eps": 1e-6,
        },
        "accuracy": {"y_pred": small[1], "y_true": y},
        "accuracy_interval": {"correct": 6, "n": 7, "confidence": 0.9},
        "mcnemar_test": {"correct_a": X[:, 0] > 0, "correct_b": X[:, 1] > 0},
        "initial_weights": {"sizes": (d, h1, k), "rng": 0, "dtype": np.float64},
        "load_mnist": {"n_samples": 3, "split": "test", "source": "bundled"},
    }  # fmt: skip
