"""Bad input of every public function: the error says which argument, what was expected and what came."""

import re
from fractions import Fraction

import numpy as np
import pytest

import nnlib
from helpers import map_arrays, valid_calls

NAN, INF = float("nan"), float("inf")
HUGE = [10**400, -(10**400), Fraction(10**400, 3), np.longdouble("1e4000")]  # beyond float64
NOT_ONE_HOT = [np.zeros((7, 3)), np.ones((7, 3)), np.tile([0.5, 0.4, 0.0], (7, 1))]
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
    "conv2d": "image filter_kernel", "max_pool": "X", "center_digit": "image", "shift_images": "X",
    "random_shifts": "X", "elastic": "X", "dropout": "A", "momentum_update": "velocity gradient",
    "nesterov_update": "velocity gradient",
    "adam_update": "mean square gradient", "accuracy": "y_pred y_true",
    "mcnemar_test": "correct_a correct_b",
}  # fmt: skip

NO_ARRAYS = {
    "a string": ("ones", TypeError),
    "strings": ([["1", "2"]], TypeError),
    "complex numbers": (np.ones((7, 5), complex), TypeError),
    "objects": (np.array([[None, 1.0]]), TypeError),
    "dates": (np.array(["2024-01-01"], "datetime64[D]"), TypeError),
    "a dict": ({"a": 1}, TypeError),
    "ragged lists": ([[1, 2], [3]], ValueError),
    "numbers beyond float64": (np.full((7, 5), np.longdouble("1e4000")), ValueError),
    "masked elements": (np.ma.masked_equal(np.ones((7, 5)), 1), ValueError),
    "a list of masked rows": ([np.ma.masked_equal([1, 2], 2)], ValueError),
    "a masked number in a list of lists": ([[np.ma.masked, 1]], ValueError),
    "no number": ([], ValueError),
    "no row": (EMPTY, ValueError),
}

SHAPES = {
    "normalize X": [CUBE, 3.0],
    "one_hot y": [np.zeros((2, 3)), 3],
    "matrix_multiply X": [VECTOR],
    "matrix_multiply W": [VECTOR, np.ones((4, 5))],
    "softmax Z": [VECTOR, CUBE],
    "mse_loss y": [np.zeros(6), np.zeros((1, 7)), 0.0, np.zeros((7, 7))],
    "binary_cross_entropy y": [np.zeros(6), np.zeros((1, 7))],
    "cross_entropy A": [np.full(3, 0.5)],
    "cross_entropy y": [np.zeros(7), np.zeros((7, 1)), np.zeros((7, 4))],
    "gradient_descent X": [VECTOR],
    "gradient_descent y": [np.zeros(6), np.zeros((7, 2))],
    "gradient_descent W": [VECTOR, np.zeros((4, 1))],
    "gradient_descent b": [np.zeros(2), np.zeros((7, 1))],
    "relative_error b": [VECTOR],
    "forward_perceptron X": [VECTOR],
    "forward_perceptron W": [VECTOR, np.ones((5, 2))],
    "forward_perceptron b": [np.ones(2)],
    "forward_mlp W1": [np.ones((4, 5))],
    "forward_mlp b1": [np.ones((4, 1)), 0.0],
    "forward_mlp W2": [np.ones((5, 3))],
    "forward_mlp b2": [np.ones(4)],
    "forward_mlp mask1": [np.ones((1, 4))],
    "backward_mlp A1": [np.ones((7, 5, 1))],
    "backward_mlp A2": [np.ones((6, 3))],
    "backward_mlp y": [np.zeros(7)],
    "backward_mlp W1": [np.ones((5, 3))],
    "backward_mlp W2": [np.ones((3, 4))],
    "backward_mlp Z1": [np.ones((1, 4))],
    "backward_mlp mask1": [np.ones(4)],
    "forward_mlp_3layer W3": [np.ones((4, 3))],
    "forward_mlp_3layer b3": [np.ones((3, 1))],
    "forward_mlp_3layer mask2": [np.ones((7, 4))],
    "backward_mlp_3layer A3": [np.ones((7, 6))[:3]],
    "backward_mlp_3layer y": [np.zeros((7, 1))],
    "backward_mlp_3layer Z2": [np.ones((7, 4))],
    "backward_mlp_3layer mask2": [np.ones((7, 4))],
    "conv2d image": [CUBE],
    "conv2d filter_kernel": [VECTOR, np.ones((8, 1)), np.ones((1, 6))],
    "max_pool X": [VECTOR, np.ones((1, 8, 8, 3))],
    "max_pool size": [7],
    "center_digit image": [VECTOR, CUBE],
    "shift_images X": [np.ones(12), np.ones((7, 11)), np.ones((7, 3, 2, 2))],
    "shift_images down": [[1, 2], np.ones((7, 1), int)],
    "shift_images right": [[1, 2]],
    "random_shifts X": [np.ones((7, 11))],
    "elastic X": [np.ones((7, 11))],
    "momentum_update gradient": [ROWS, 1.0],
    "nesterov_update gradient": [ROWS, 1.0],
    "adam_update square": [ROWS, np.ones((5, 1))],
    "adam_update gradient": [ROWS],
    "accuracy y_pred": [np.zeros(7), np.zeros((7, 1))],
    "accuracy y_true": [np.zeros(6), np.zeros((6, 1)), np.eye(7)[:, :4], np.zeros((1, 7))],
    "mcnemar_test correct_a": [np.ones((7, 1))],
    "mcnemar_test correct_b": [np.ones(6)],
}

VALUES = {
    "one_hot y": [[0, -1], [0, 0.5], [0, NAN], [0, INF], [0, 1e300], [0, 3]],
    "one_hot num_classes": [0, 10**400],
    "binary_cross_entropy A": [np.full(7, 1.1), np.full(7, -0.1), changed(np.full(7, 1.1), 0, NAN)],
    "binary_cross_entropy y": [np.full(7, 2), changed(np.zeros(7), 0, NAN)],
    "cross_entropy A": [np.full((7, 3), 4.2), changed(np.full((7, 3), 4.2), (0, 0), NAN)],
    "cross_entropy y": [np.full((7, 3), bad) for bad in (-1, 9, NAN)] + NOT_ONE_HOT,
    "backward_mlp y": [np.full((7, 3), NAN), *NOT_ONE_HOT],
    "backward_mlp_3layer y": [np.full((7, 3), NAN), *NOT_ONE_HOT],
    "gradient_descent lr": [0, -0.1, NAN, INF, *HUGE],
    "gradient_descent loss_fn": [lambda y_pred, y: y_pred],
    "gradient_descent activation_fn": [np.sum, np.ravel, lambda Z: np.ma.masked_less(Z, INF)],
    "numerical_gradient loss_fn": [lambda y_pred, y: y_pred, lambda y_pred, y: np.ma.masked],
    "gradient_descent num_epochs": [0],
    "gradient_descent batch_size": [0, -1],
    "gradient_descent rng": [-1],
    "numerical_gradient h": [0, -1e-4, NAN, 10**400],
    "numerical_gradient params": [
        {"w": np.ma.masked_equal(np.ones((5, 1)), 1)},
        {},
        {"w": np.zeros((0, 1))},
        {"w": np.broadcast_to(1.0, (5, 1))},
        {"w": np.full((5, 1), 1.7e308)},
    ],
    "relative_error a": [np.full((5, 4), NAN), np.full((5, 4), INF)],
    "relative_error b": [np.full((5, 4), NAN), np.full((5, 4), -INF)],
    "backward_mlp Z1": [np.full((7, 4), NAN)],
    "backward_mlp_3layer Z1": [np.full((7, 4), NAN)],
    "backward_mlp_3layer Z2": [np.full((7, 6), NAN)],
    "initial_weights sizes": [[], [5], [5, 0, 3], np.array([5, -1])],
    "initial_weights rng": [-1],
    "conv2d stride": [0, -1],
    "max_pool size": [0],
    "max_pool stride": [0],
    "center_digit image": [np.full((5, 4), bad) for bad in (-1.0, NAN, INF)],
    "shift_images image_shape": [(12, 0)],
    "random_shifts max_shift": [-1],
    "random_shifts rng": [-1],
    "elastic alpha": [-1.0, NAN, INF],
    "elastic sigma": [0.0, -1.0, NAN, INF],
    "elastic rng": [-1],
    "l2_regularization weights": [[], [ROWS, EMPTY]],
    "l2_regularization lambda_": [-0.1, NAN, INF],
    "dropout p": [0, -0.5, 1.01, NAN],
    "dropout rng": [-1],
    "momentum_update mu": [-0.1, 1, 1.5, NAN],
    "momentum_update lr": [0, -1, NAN, INF, *HUGE, Fraction(1, 10**400)],
    "nesterov_update mu": [-0.1, 1, NAN],
    "nesterov_update lr": [0, NAN, INF],
    "adam_update square": [changed(np.ones((5, 4)), (0, 0), -1)],
    "adam_update step": [0, 10**400],
    "adam_update lr": [0, NAN],
    "adam_update beta1": [-0.1, 1, NAN],
    "adam_update beta2": [-0.1, 1, NAN],
    "adam_update eps": [0, NAN],
    "accuracy y_pred": [changed(np.eye(3)[[0] * 7], (2, 1), NAN)],
    "accuracy y_true": [np.full(7, bad) for bad in (NAN, 3, -1, 0.5, 1e300)]
    + [np.zeros((7, 3)), np.ones((7, 3)), np.full((7, 3), 1 / 3), np.tile([2, -1, 0], (7, 1))],
    "accuracy_interval correct": [-1, 8],
    "accuracy_interval n": [0, 10**400],
    "accuracy_interval confidence": [0, 1, 95, NAN],
    "mcnemar_test correct_a": [np.full(7, 2), changed(np.ones(7), 0, 0.5)],
    "mcnemar_test correct_b": [changed(np.ones(7), 0, NAN)],
    "load_mnist n_samples": [0, -5, 10_001],
    "load_mnist split": ["validation", ["train"]],
    "load_mnist source": ["web", None, ["openml"]],
}

TYPES = {
    "one_hot num_classes": [3.0, True],
    "one_hot dtype": ["nonsense", str, complex],
    "gradient_descent lr": ["0.1", True, None],
    "gradient_descent num_epochs": [2.0, True],
    "gradient_descent batch_size": ["all"],
    "gradient_descent loss_fn": ["mse", lambda y_pred, y: None, lambda y_pred, y: 1j],
    "gradient_descent activation_fn": [None, lambda Z: None, lambda Z: 1j * Z, lambda Z: "Z"],
    "gradient_descent rng": ["seed"],
    "numerical_gradient h": ["small", True],
    "numerical_gradient params": [[np.zeros(3)], {"w": [1.0]}, {"w": 1.0}]
    + [{"w": np.ones((5, 1), dtype)} for dtype in (int, bool, complex)],
    "numerical_gradient loss_fn": [0.5, lambda y_pred, y: None, lambda y_pred, y: "low"],
    "numerical_gradient forward_fn": [None, lambda X, params: None],
    "initial_weights sizes": [784, "784", {784, 10}, (784, 10.0), (784, True)],
    "initial_weights rng": ["seed", 0.5, True],
    "initial_weights dtype": [int, "complex128", "nonsense"],
    "conv2d stride": [1.5, True, (1, 1)],
    "max_pool size": [2.0, (2, 2)],
    "max_pool stride": ["2", np.timedelta64(2, "s")],
    "shift_images image_shape": [12, (12,), (3, 2, 2, 1), (3.0, 4), "12"],
    "shift_images down": [0.5, "1", True, np.array([0.0])],
    "shift_images right": [None],
    "random_shifts image_shape": [12],
    "random_shifts max_shift": [0.5, True],
    "random_shifts rng": ["seed"],
    "elastic image_shape": [12],
    "elastic alpha": ["strong", True],
    "elastic sigma": ["wide", True],
    "elastic rng": ["seed"],
    "l2_regularization weights": [ROWS, {"W1": ROWS}, [ROWS, "W2"]],
    "l2_regularization lambda_": ["0.1", True, 1j],
    "dropout p": ["half", True, None, np.timedelta64(1, "s")],
    "dropout training": ["no", 1, None],
    "dropout rng": [0.5, True, "seed"],
    "momentum_update mu": ["0.9", False, [0.9]],
    "momentum_update lr": [True, None],
    "nesterov_update mu": ["0.9"],
    "adam_update step": [1.0, True],
    "adam_update lr": ["0.1"],
    "accuracy_interval correct": [0.9, True],
    "accuracy_interval n": [10.0],
    "accuracy_interval confidence": ["95 %"],
    "load_mnist n_samples": [5e3, "all", True],
}


def rows(table):
    """Return the (function, argument, value) of a table."""
    return [(*key.split(), value) for key, values in table.items() for value in values]


def refuses(function, argument, value, error):
    """Check that one bad argument in an otherwise valid call is refused by name."""
    call = valid_calls()[function] | {argument: value}
    with pytest.raises(error) as caught:
        getattr(nnlib, function)(**call)
    assert type(caught.value) is error
    assert re.match(rf"{argument}(\[.+\]|\(.+\))? must .*, got (?!.*np\.).{{,90}}$", str(caught.value))


@pytest.mark.parametrize("fault", NO_ARRAYS)
@pytest.mark.parametrize(
    ("function", "argument"),
    [(f, argument) for f, arguments in ARRAYS.items() for argument in arguments.split()],
)
def test_what_is_no_array_of_numbers(function, argument, fault):
    refuses(function, argument, *NO_ARRAYS[fault])


@pytest.mark.parametrize(("function", "argument", "value"), rows(SHAPES) + rows(VALUES))
def test_wrong_shape_or_value(function, argument, value):
    refuses(function, argument, value, ValueError)


@pytest.mark.parametrize(("function", "argument", "value"), rows(TYPES))
def test_wrong_type(function, argument, value):
    refuses(function, argument, value, TypeError)


IN_FLOAT32 = [
    ("momentum_update", "mu", 1 - 1e-12), ("momentum_update", "lr", 1e-50), ("nesterov_update", "lr", 1e50),
    ("adam_update", "eps", 1e-50), ("adam_update", "lr", 1e50), ("dropout", "p", 1e-50),
    ("gradient_descent", "lr", 1e-50), ("l2_regularization", "lambda_", 1e50),
]  # fmt: skip


@pytest.mark.parametrize(("function", "argument", "value"), IN_FLOAT32)
def test_what_float32_cannot_hold_is_refused_with_float32_arrays(function, argument, value):
    call = valid_calls()[function] | {argument: value}
    getattr(nnlib, function)(**call)  # in float64 it is welcome
    call = map_arrays(lambda array: array.astype(np.float32), call)
    with pytest.raises(ValueError, match=rf"^{argument} must lie in .* in float32, got [\d.e+-]+$"):
        getattr(nnlib, function)(**call)


def test_every_argument_that_can_be_wrong_is_tried():
    tried = {(function, argument) for function, argument, _ in rows(SHAPES) + rows(VALUES) + rows(TYPES)}
    tried |= {(function, argument) for function, names in ARRAYS.items() for argument in names.split()}
    free = {"X", "y"}  # passed on, or of any kind
    for name, call in valid_calls().items():
        assert {argument for argument in call if (name, argument) not in tried} <= free, name
