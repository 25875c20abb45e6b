"""Code written for the series runs unchanged: names, order and defaults; and the docstrings are whole."""

import inspect
import re

import pytest

import nnlib
from helpers import valid_calls

# The 21 functions of the series. What stands behind * came later and is keyword-only.
SERIES = {
    "normalize": "(X)",
    "matrix_multiply": "(X, W)",
    "sigmoid": "(Z)",
    "relu": "(Z)",
    "softmax": "(Z)",
    "mse_loss": "(y_pred, y)",
    "binary_cross_entropy": "(A, y)",
    "cross_entropy": "(A, y)",
    "gradient_descent": "(X, y, W, b, lr, num_epochs, batch_size, loss_fn, activation_fn=identity)",
    "numerical_gradient": "(X, y, params, loss_fn, forward_fn, h=0.0001)",
    "forward_perceptron": "(X, W, b)",
    "forward_mlp": "(X, W1, b1, W2, b2)",
    "backward_mlp": "(X, A1, A2, y, W1, W2, Z1)",
    "forward_mlp_3layer": "(X, W1, b1, W2, b2, W3, b3)",
    "backward_mlp_3layer": "(X, A1, A2, A3, y, W1, W2, W3, Z1, Z2)",
    "conv2d": "(image, filter_kernel, stride=1)",
    "max_pool": "(X, size=2, stride=2)",
    "l2_regularization": "(weights, lambda_)",
    "dropout": "(A, p, training=True)",
    "momentum_update": "(velocity, gradient, mu, lr)",
    "accuracy": "(y_pred, y_true)",
}


def positional_signature(function):
    """Return the positional part of a signature as text, a default function by its name."""
    parameters = inspect.signature(function).parameters.values()
    assert all(p.default is not p.empty for p in parameters if p.kind is p.KEYWORD_ONLY)
    words = []
    for p in parameters:
        if p.kind is p.POSITIONAL_OR_KEYWORD:
            default = getattr(p.default, "__name__", repr(p.default))
            words.append(p.name if p.default is p.empty else f"{p.name}={default}")
    return f"({', '.join(words)})"


@pytest.mark.parametrize("name", SERIES)
def test_signature_is_that_of_the_series(name):
    assert name in nnlib.__all__
    assert positional_signature(getattr(nnlib, name)) == SERIES[name]


@pytest.mark.parametrize("name", nnlib.__all__)
def test_docstring_is_whole(name):
    function = getattr(nnlib, name)
    text = inspect.getdoc(function)
    assert re.match(r".+\.\n\n", text), "a summary of one line that ends with a full stop"
    assert ".. math::" in text or name == "load_mnist"
    sections = re.findall(r"^(\w+)\n-+$", text, flags=re.MULTILINE)
    assert sections == ["Parameters", "Returns", "Raises", "References"]
    described = re.findall(r"^([\w, ]+) : ", text.split("Returns\n")[0], flags=re.MULTILINE)
    assert ", ".join(described).split(", ") == list(inspect.signature(function).parameters)


@pytest.mark.parametrize("name", nnlib.__all__)
def test_annotations_are_complete_and_stay_short_in_help(name):
    """Kept as text, ``ArrayLike`` reads so in ``help()``; evaluated, it would fill five lines."""
    function = getattr(nnlib, name)
    assert function.__annotations__.keys() == {*inspect.signature(function).parameters, "return"}
    assert {type(annotation) for annotation in function.__annotations__.values()} == {str}


def test_the_shared_calls_cover_the_toolkit():
    parameters = {name: set(inspect.signature(getattr(nnlib, name)).parameters) for name in nnlib.__all__}
    assert {name: set(call) for name, call in valid_calls().items()} == parameters
