"""Bad input, a row each: the error says which argument, what was expected and what came."""

import re

import numpy as np
import pytest
from helpers import valid_calls

import nnlib

NAN, INF = float("nan"), float("inf")
EMPTY, VECTOR, CUBE = np.zeros((0, 3)), np.zeros(5), np.zeros((2, 3, 4))
ROWS = np.ones((7, 5))  # the shape of X in the valid calls


def changed(array, index, value):
    """Return a copy of an array with one number changed."""
    array = np.array(array, dtype=float)
    array[index] = value
    return array


ARRAYS = {  # every function whose arguments are arrays, with those arguments
    "normalize": "X", "one_hot": "y", "matrix_multiply": "X W", "identity": "Z", "sigmoid": "Z",
    "relu": "Z", "softmax": "Z", "mse_loss": "y_pred y", "binary_cross_entropy": "A y",
    "cross_entropy": "A y", "gradient_descent": "X y W b", "relative_error": "a b",
    "forward_perceptron": "X W b", "forward_mlp": "X W1 b1 W2 b2 mask1",
    "backward_mlp": "X A1 A2 y W1 W2 Z1 mask1",
    "forward_mlp_3layer": "X W1 b1 W2 b2 W3 b3 mask1 mask2",
    "backward_mlp_3layer": "X A1 A2 A3 y W1 W2 W3 Z1 Z2 mask1 mask2",
    "conv2d": "image filter_kernel", "max_pool": "X", "dropout": "A",
    "momentum_update": "velocity gradient", "accuracy": "y_pred y_true",
}  # fmt: skip

NO_ARRAYS = {
    "a string": ("ones", TypeError),
    "strings": ([["1", "2"]], TypeError),
    "complex numbers": (np.ones((7, 5), complex), TypeError),
    "objects": (np.array([[None, 1.0]]), TypeError),
    "dates": (np.array(["2024-01-01"], "datetime64[D]"), TypeError),
    "a dict": ({"a": 1}, TypeError),
    "ragged lists": ([[1, 2], [3]], ValueError),
    "no number": ([], ValueError),
    "no row": (EMPTY, ValueError),
}

SHAPES = [
    ("normalize", "X", CUBE),
    ("normalize", "X", 3.0),
    ("one_hot", "y", np.zeros((2, 3))),
    ("one_hot", "y", 3),
    ("matrix_multiply", "X", VECTOR),
    ("matrix_multiply", "W", VECTOR),
    ("matrix_multiply", "W", np.ones((4, 5))),
    ("softmax", "Z", VECTOR),
    ("softmax", "Z", CUBE),
    ("mse_loss", "y", np.zeros(6)),
    ("mse_loss", "y", np.zeros((1, 7))),
    ("mse_loss", "y", 0.0),
    ("mse_loss", "y", np.zeros((7, 7))),
    ("binary_cross_entropy", "y", np.zeros(6)),
    ("binary_cross_entropy", "y", np.zeros((1, 7))),
    ("cross_entropy", "A", np.full(3, 0.5)),
    ("cross_entropy", "y", np.zeros(7)),
    ("cross_entropy", "y", np.zeros((7, 1))),
    ("cross_entropy", "y", np.zeros((7, 4))),
    ("gradient_descent", "X", VECTOR),
    ("gradient_descent", "y", np.zeros(6)),
    ("gradient_descent", "y", np.zeros((7, 2))),
    ("gradient_descent", "W", VECTOR),
    ("gradient_descent", "W", np.zeros((4, 1))),
    ("gradient_descent", "b", np.zeros(2)),
    ("gradient_descent", "b", np.zeros((7, 1))),
    ("relative_error", "b", VECTOR),
    ("forward_perceptron", "X", VECTOR),
    ("forward_perceptron", "W", VECTOR),
    ("forward_perceptron", "W", np.ones((5, 2))),
    ("forward_perceptron", "b", np.ones(2)),
    ("forward_mlp", "W1", np.ones((4, 5))),
    ("forward_mlp", "b1", np.ones((4, 1))),
    ("forward_mlp", "b1", 0.0),
    ("forward_mlp", "W2", np.ones((5, 3))),
    ("forward_mlp", "b2", np.ones(4)),
    ("forward_mlp", "mask1", np.ones((1, 4))),
    ("backward_mlp", "A1", np.ones((7, 5, 1))),
    ("backward_mlp", "A2", np.ones((6, 3))),
    ("backward_mlp", "y", np.zeros(7)),
    ("backward_mlp", "W1", np.ones((5, 3))),
    ("backward_mlp", "W2", np.ones((3, 4))),
    ("backward_mlp", "Z1", np.ones((1, 4))),
    ("backward_mlp", "mask1", np.ones(4)),
    ("forward_mlp_3layer", "W3", np.ones((4, 3))),
    ("forward_mlp_3layer", "b3", np.ones((3, 1))),
    ("forward_mlp_3layer", "mask2", np.ones((7, 4))),
    ("backward_mlp_3layer", "A3", np.ones((7, 6))[:3]),
    ("backward_mlp_3layer", "y", np.zeros((7, 1))),
    ("backward_mlp_3layer", "Z2", np.ones((7, 4))),
    ("backward_mlp_3layer", "mask2", np.ones((7, 4))),
    ("conv2d", "image", CUBE),
    ("conv2d", "filter_kernel", VECTOR),
    ("conv2d", "filter_kernel", np.ones((8, 1))),
    ("conv2d", "filter_kernel", np.ones((1, 6))),
    ("max_pool", "X", VECTOR),
    ("max_pool", "X", np.ones((1, 8, 8, 3))),
    ("max_pool", "size", 7),
    ("momentum_update", "gradient", ROWS),
    ("momentum_update", "gradient", 1.0),
    ("accuracy", "y_pred", np.zeros(7)),
    ("accuracy", "y_pred", np.zeros((7, 1))),
    ("accuracy", "y_true", np.zeros(6)),
    ("accuracy", "y_true", np.zeros((6, 1))),
    ("accuracy", "y_true", np.eye(7)[:, :4]),
    ("accuracy", "y_true", np.zeros((1, 7))),
]

VALUES = [
    ("one_hot", "y", [0, -1]),
    ("one_hot", "y", [0, 0.5]),
    ("one_hot", "y", [0, NAN]),
    ("one_hot", "y", [0, INF]),
    ("one_hot", "y", [0, 1e300]),
    ("one_hot", "y", [0, 3]),
    ("one_hot", "num_classes", 0),
    ("binary_cross_entropy", "A", np.full(7, 1.1)),
    ("binary_cross_entropy", "A", np.full(7, -0.1)),
    ("binary_cross_entropy", "y", np.full(7, 2)),
    ("binary_cross_entropy", "y", changed(np.zeros(7), 0, NAN)),
    ("cross_entropy", "A", np.full((7, 3), 4.2)),
    ("cross_entropy", "y", np.full((7, 3), -1)),
    ("cross_entropy", "y", np.full((7, 3), 9)),
    ("cross_entropy", "y", changed(np.zeros((7, 3)), (0, 0), NAN)),
    ("gradient_descent", "lr", 0),
    ("gradient_descent", "lr", -0.1),
    ("gradient_descent", "lr", NAN),
    ("gradient_descent", "lr", INF),
    ("gradient_descent", "num_epochs", 0),
    ("gradient_descent", "batch_size", 0),
    ("gradient_descent", "batch_size", -1),
    ("gradient_descent", "rng", -1),
    ("numerical_gradient", "h", 0),
    ("numerical_gradient", "h", -1e-4),
    ("numerical_gradient", "h", NAN),
    ("numerical_gradient", "params", {}),
    ("numerical_gradient", "params", {"w": np.zeros((0, 1))}),
    ("numerical_gradient", "params", {"w": np.broadcast_to(1.0, (5, 1))}),
    ("relative_error", "a", np.full((5, 4), NAN)),
    ("relative_error", "b", np.full((5, 4), NAN)),
    ("backward_mlp", "Z1", np.full((7, 4), NAN)),
    ("backward_mlp_3layer", "Z1", np.full((7, 4), NAN)),
    ("backward_mlp_3layer", "Z2", np.full((7, 6), NAN)),
    ("conv2d", "stride", 0),
    ("conv2d", "stride", -1),
    ("max_pool", "size", 0),
    ("max_pool", "stride", 0),
    ("l2_regularization", "weights", []),
    ("l2_regularization", "weights", [ROWS, EMPTY]),
    ("l2_regularization", "lambda_", -0.1),
    ("l2_regularization", "lambda_", NAN),
    ("l2_regularization", "lambda_", INF),
    ("dropout", "p", 0),
    ("dropout", "p", -0.5),
    ("dropout", "p", 1.01),
    ("dropout", "p", NAN),
    ("dropout", "rng", -1),
    ("momentum_update", "mu", -0.1),
    ("momentum_update", "mu", 1),
    ("momentum_update", "mu", 1.5),
    ("momentum_update", "mu", NAN),
    ("momentum_update", "lr", 0),
    ("momentum_update", "lr", -1),
    ("momentum_update", "lr", NAN),
    ("momentum_update", "lr", INF),
    ("accuracy", "y_pred", changed(np.eye(3)[[0] * 7], (2, 1), NAN)),
    ("accuracy", "y_true", np.full(7, NAN)),
    ("accuracy", "y_true", np.full(7, 3)),
    ("accuracy", "y_true", np.full(7, -1)),
    ("accuracy", "y_true", np.full(7, 0.5)),
    ("accuracy", "y_true", np.full(7, 1e300)),
    ("accuracy", "y_true", np.zeros((7, 3))),
    ("accuracy", "y_true", np.ones((7, 3))),
    ("accuracy", "y_true", np.full((7, 3), 1 / 3)),
    ("accuracy", "y_true", np.tile([2, -1, 0], (7, 1))),
]

TYPES = [
    ("one_hot", "num_classes", 3.0),
    ("one_hot", "num_classes", True),
    ("gradient_descent", "lr", "0.1"),
    ("gradient_descent", "lr", True),
    ("gradient_descent", "lr", None),
    ("gradient_descent", "num_epochs", 2.0),
    ("gradient_descent", "num_epochs", True),
    ("gradient_descent", "batch_size", "all"),
    ("gradient_descent", "loss_fn", "mse"),
    ("gradient_descent", "activation_fn", None),
    ("gradient_descent", "rng", "seed"),
    ("numerical_gradient", "h", "small"),
    ("numerical_gradient", "h", True),
    ("numerical_gradient", "params", [np.zeros(3)]),
    ("numerical_gradient", "params", {"w": [1.0]}),
    ("numerical_gradient", "params", {"w": 1.0}),
    ("numerical_gradient", "params", {"w": np.ones((5, 1), int)}),
    ("numerical_gradient", "params", {"w": np.ones((5, 1), bool)}),
    ("numerical_gradient", "params", {"w": np.ones((5, 1), complex)}),
    ("numerical_gradient", "loss_fn", 0.5),
    ("numerical_gradient", "forward_fn", None),
    ("conv2d", "stride", 1.5),
    ("conv2d", "stride", True),
    ("conv2d", "stride", (1, 1)),
    ("max_pool", "size", 2.0),
    ("max_pool", "size", (2, 2)),
    ("max_pool", "stride", "2"),
    ("l2_regularization", "weights", ROWS),
    ("l2_regularization", "weights", {"W1": ROWS}),
    ("l2_regularization", "weights", [ROWS, "W2"]),
    ("l2_regularization", "lambda_", "0.1"),
    ("l2_regularization", "lambda_", True),
    ("l2_regularization", "lambda_", 1j),
    ("dropout", "p", "half"),
    ("dropout", "p", True),
    ("dropout", "p", None),
    ("dropout", "rng", 0.5),
    ("dropout", "rng", True),
    ("dropout", "rng", "seed"),
    ("momentum_update", "mu", "0.9"),
    ("momentum_update", "mu", False),
    ("momentum_update", "mu", [0.9]),
    ("momentum_update", "lr", True),
    ("momentum_update", "lr", None),
]


def refuses(function, argument, value, error):
    """Check that one bad argument in an otherwise valid call is refused by name."""
    call = valid_calls()[function] | {argument: value}
    with pytest.raises(error) as caught:
        getattr(nnlib, function)(**call)
    assert type(caught.value) is error
    assert re.match(rf"{argument}(\[.+\])? must .*, got ", str(caught.value))


@pytest.mark.parametrize("kind", NO_ARRAYS)
@pytest.mark.parametrize(
    ("function", "argument"),
    [(f, argument) for f, arguments in ARRAYS.items() for argument in arguments.split()],
)
def test_what_is_no_array_of_numbers(function, argument, kind):
    refuses(function, argument, *NO_ARRAYS[kind])


@pytest.mark.parametrize(("function", "argument", "value"), SHAPES)
def test_wrong_shape(function, argument, value):
    refuses(function, argument, value, ValueError)


@pytest.mark.parametrize(("function", "argument", "value"), VALUES)
def test_wrong_value(function, argument, value):
    refuses(function, argument, value, ValueError)


@pytest.mark.parametrize(("function", "argument", "value"), TYPES)
def test_wrong_type(function, argument, value):
    refuses(function, argument, value, TypeError)
