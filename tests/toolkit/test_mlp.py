"""Forward and backward passes: by hand, and against finite differences with dropout and L2."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helpers import valid_calls
from nnlib import (
    backward_mlp,
    backward_mlp_3layer,
    binary_cross_entropy,
    cross_entropy,
    dropout,
    forward_mlp,
    forward_mlp_3layer,
    forward_perceptron,
    initial_weights,
    l2_regularization,
    numerical_gradient,
    one_hot,
    relative_error,
)

NETWORKS = {2: (forward_mlp, backward_mlp), 3: (forward_mlp_3layer, backward_mlp_3layer)}
SIZES = {2: (4, 6, 3), 3: (4, 6, 5, 3)}
N = 8


def network(layers, seed, dtype=np.float64):
    """Return X, one-hot y, the parameters by name, and a dropout mask for each hidden layer."""
    rng, sizes = np.random.default_rng(seed), SIZES[layers]
    params = initial_weights(sizes, rng, dtype)
    for name in params.keys() & {"b1", "b2", "b3"}:
        params[name] += rng.normal(size=params[name].shape).astype(dtype)
    X = rng.normal(size=(N, sizes[0])).astype(dtype)
    y = one_hot(rng.integers(3, size=N), 3)
    hidden = enumerate(sizes[1:-1], start=1)
    masks = {f"mask{i}": dropout(np.ones((N, units)), 0.6, rng=rng) for i, units in hidden}
    return X, y, params, masks


def backward(layers, X, y, params, masks, forward_masks=None):
    """Return the gradients by name, and the smallest pre-activation, which shows how near a kink is."""
    forward, back = NETWORKS[layers]
    A = forward(X, **params, **(masks if forward_masks is None else forward_masks))
    hidden = range(1, layers)
    Z = [(X, *A)[i - 1] @ params[f"W{i}"] + params[f"b{i}"] for i in hidden]
    W = [params[f"W{i}"] for i in range(1, layers + 1)]
    gradients = back(X, *A, y, *W, *Z, **masks)
    return dict(zip(params, gradients, strict=True)), min(abs(z).min() for z in Z)


def finite_differences(layers, X, y, params, masks, lambda_=0.0):
    """Return the numerical gradients of cross-entropy plus L2 penalty."""

    def loss(prediction, y):
        weights = [value for name, value in params.items() if name.startswith("W")]
        return cross_entropy(prediction, y) + l2_regularization(weights, lambda_)[0]

    def predict(X, params):
        return NETWORKS[layers][0](X, **params, **masks)[-1]

    return numerical_gradient(X, y, params, loss, predict, h=1e-5)


@pytest.mark.parametrize("layers", [2, 3])
@pytest.mark.parametrize("with_dropout", [False, True], ids=["all units", "dropout"])
@pytest.mark.parametrize("lambda_", [0.0, 0.05], ids=["no penalty", "L2"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_gradients_equal_finite_differences(layers, with_dropout, lambda_, seed):
    X, y, params, masks = network(layers, seed)
    masks = masks if with_dropout else {}
    gradients, nearest_kink = backward(layers, X, y, params, masks)
    assert nearest_kink > 1e-4  # else the differences would straddle the kink of ReLU
    weights = [name for name in params if name.startswith("W")]
    _, penalty_gradients = l2_regularization([params[name] for name in weights], lambda_)
    for name, penalty_gradient in zip(weights, penalty_gradients, strict=True):
        gradients[name] = gradients[name] + penalty_gradient
    numerical = finite_differences(layers, X, y, params, masks, lambda_)
    for name in params:
        assert gradients[name].shape == params[name].shape
        assert relative_error(gradients[name], numerical[name]) < 1e-7, name


@pytest.mark.parametrize("layers", [2, 3])
def test_the_gradient_check_catches_dropout_in_the_backward_pass_only(layers):
    """What the published recipe does: its output came from the forward pass without dropout."""
    X, y, params, masks = network(layers, seed=0)
    gradients, _ = backward(layers, X, y, params, masks, forward_masks={})
    numerical = finite_differences(layers, X, y, params, masks)
    assert relative_error(gradients["W1"], numerical["W1"]) > 0.1


def test_forward_and_backward_by_hand():
    # Z1 = (1, -1), A1 = (1, 0); Z2 = (ln 3, 0), A2 = (3/4, 1/4); y is the second class
    X, y = [[1.0]], [[0, 1]]
    W1, b1 = [[2.0, -2.0]], [[-1.0, 1.0]]
    W2, b2 = [[np.log(3), 0], [5, 7]], [[0, 0]]
    A1, A2 = forward_mlp(X, W1, b1, W2, b2)
    assert_array_equal(A1, [[1, 0]])
    assert_allclose(A2, [[3 / 4, 1 / 4]], rtol=1e-15)
    # delta2 = A2 - y = (3/4, -3/4); delta1 = (3/4 ln 3, ...) where Z1 > 0
    grad_W1, grad_b1, grad_W2, grad_b2 = backward_mlp(X, A1, A2, y, W1, W2, Z1=[[1.0, -1.0]])
    assert_allclose(grad_b2, [[3 / 4, -3 / 4]], rtol=1e-15)
    assert_allclose(grad_W2, [[3 / 4, -3 / 4], [0, 0]], rtol=1e-15)
    assert_allclose(grad_b1, [[3 / 4 * np.log(3), 0]], rtol=1e-15)
    assert_allclose(grad_W1, [[3 / 4 * np.log(3), 0]], rtol=1e-15)


def test_three_layers_by_hand():
    # each layer passes on twice what it gets: A1 = 2, A2 = 4, then scores (4 ln 2, 0): 16 : 1
    A1, A2, A3 = forward_mlp_3layer([[1]], [[2]], [[0]], [[2]], [[0]], [[np.log(2), 0]], [[0, 0]])
    assert (A1.item(), A2.item()) == (2, 4)
    assert_allclose(A3, [[16 / 17, 1 / 17]], rtol=1e-14)


def test_relus_slope_at_zero_is_zero():
    """As PyTorch has it; no difference of losses shows it, for there is a kink."""
    (x, y, W), A3 = ([[1.0]], [[0, 1]], [[1.0, 2.0]]), [[0.5, 0.5]]
    grad_W1, grad_b1, _, grad_b2 = backward_mlp(x, [[0]], A3, y, x, W, Z1=[[0]])
    assert (grad_W1.item(), grad_b1.item()) == (0, 0) and grad_b2.all()
    for Z1, Z2, through in ((1, 0, 0), (0, 1, -0.5)):
        gradients = backward_mlp_3layer(x, [[Z1]], [[Z2]], A3, y, x, x, W, [[Z1]], [[Z2]])
        assert [gradient.item() for gradient in gradients[:4]] == [0, 0, 0, through]


def test_perceptron_by_hand():
    # 1 * 0 + 2 * ln(3) / 2 + 0 = ln 3, and sigmoid(ln 3) = 3/4
    W = [[0], [np.log(3) / 2]]
    for b in ([[0.0]], [0.0], 0.0):
        assert_allclose(forward_perceptron([[1, 2], [5, 0]], W, b), [[3 / 4], [1 / 2]], rtol=1e-15)


def test_perceptron_gradient_is_the_one_that_gradient_descent_uses():
    rng = np.random.default_rng(0)
    X, y, params = rng.normal(size=(9, 4)), rng.integers(2, size=(9, 1)), {"W": rng.normal(size=(4, 1))}
    b = np.array([[0.3]])

    def predict(X, params):
        return forward_perceptron(X, params["W"], b)

    numerical = numerical_gradient(X, y, params, binary_cross_entropy, predict, h=1e-5)
    assert relative_error(X.T @ (predict(X, params) - y) / len(X), numerical["W"]) < 1e-7


@pytest.mark.parametrize("layers", [2, 3])
def test_gradients_are_means_over_the_batch(layers):
    X, y, params, masks = network(layers, seed=0)
    once, _ = backward(layers, X, y, params, masks)
    masks = {name: np.tile(mask, (3, 1)) for name, mask in masks.items()}
    thrice, _ = backward(layers, np.tile(X, (3, 1)), np.tile(y, (3, 1)), params, masks)
    for name in params:
        assert_allclose(thrice[name], once[name], atol=1e-15)


@pytest.mark.parametrize("layers", [2, 3])
def test_masks_zero_the_units_they_name_and_nothing_else(layers):
    X, _, params, masks = network(layers, seed=0)
    forward = NETWORKS[layers][0]
    plain, dropped = forward(X, **params), forward(X, **params, **masks)
    assert_allclose(dropped[0], plain[0] * masks["mask1"], rtol=1e-15)
    ones = {name: np.ones_like(mask) for name, mask in masks.items()}
    for with_ones, without in zip(forward(X, **params, **ones), plain, strict=True):
        assert_array_equal(with_ones, without)


@pytest.mark.parametrize("layers", [2, 3])
def test_float32_is_not_promoted_by_masks_or_labels_of_another_type(layers):
    X, y, params, masks = network(layers, seed=0, dtype=np.float32)
    assert y.dtype == masks["mask1"].dtype == np.float64  # what dropout(np.ones(...), p) gives
    assert {A.dtype for A in NETWORKS[layers][0](X, **params, **masks)} == {np.dtype(np.float32)}
    for labels in (y, y.astype(np.int64), y.astype(bool)):
        gradients, _ = backward(layers, X, labels, params, masks)
        assert {g.dtype for g in gradients.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", ["forward_mlp", "forward_mlp_3layer"])
def test_a_bias_may_be_a_plain_vector(name):
    call = valid_calls()[name]
    flat = call | {key: value[0] for key, value in call.items() if key.startswith("b")}
    forward = {"forward_mlp": forward_mlp, "forward_mlp_3layer": forward_mlp_3layer}[name]
    for row, vector in zip(forward(**call), forward(**flat), strict=True):
        assert_array_equal(row, vector, strict=True)
