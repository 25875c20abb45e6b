"""adam_update: by hand, by its laws, against PyTorch and scikit-learn, and with bad input."""

import numpy as np
import pytest
from helpers import import_torch, numbers
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer

from nnlib import adam_update

CURVATURE = np.array([1.0, 8.0, 140.0])


def bowl_gradient(theta):
    return CURVATURE * theta + np.sin(3 * theta)


def path(steps, lr=0.05, scale=1.0, **settings):
    """Return the parameters after each step."""
    theta, mean, square, visited = np.array([1.0, -2.0, 0.5]), np.zeros(3), np.zeros(3), []
    for t in range(1, steps + 1):
        mean, square, update = adam_update(mean, square, scale * bowl_gradient(theta), t, lr, **settings)
        theta = theta + update
        visited.append(theta)
    return np.array(visited)


def test_by_hand():
    # m = 0.1 * 2, s = 0.001 * 4; unbiased 2 and 4: update -0.1 * 2 / 2
    mean, square, update = adam_update(0.0, 0.0, 2.0, step=1, lr=0.1)
    assert mean == pytest.approx(0.2, rel=1e-14)
    assert square == pytest.approx(0.004, rel=1e-14)
    assert update == pytest.approx(-0.1, rel=1e-8)
    # with betas of a half: m = 0.5 * 1 + 0.5 * -3 = -1, s = 0.5 * 2 + 0.5 * 9 = 5.5; both over 0.75
    mean, square, update = adam_update(1.0, 2.0, -3.0, step=2, lr=0.1, beta1=0.5, beta2=0.5, eps=1e-12)
    assert (mean, square) == (-1.0, 5.5)
    assert update == pytest.approx(0.1 * (1 / 0.75) / np.sqrt(5.5 / 0.75), rel=1e-11)


@given(numbers(3), st.floats(1e-4, 10))
def test_the_first_step_is_the_sign_of_the_gradient(g, lr):
    update = adam_update(np.zeros(3), np.zeros(3), g, 1, lr, eps=1e-12)[2]
    np.testing.assert_allclose(update, -lr * np.sign(g), rtol=1e-5, atol=0)


@given(st.lists(numbers(2), min_size=1, max_size=8), st.floats(0, 0.999), st.floats(0, 0.999))
def test_unrolled_is_a_weighted_mean_whose_weights_sum_to_one(gradients, beta1, beta2):
    mean, square = np.zeros(2), np.zeros(2)
    for t, g in enumerate(gradients, 1):
        mean, square, update = adam_update(mean, square, g, t, 0.1, beta1, beta2)
    ages = np.arange(len(gradients))[::-1]
    weights = [(1 - beta) * beta**ages / (1 - beta ** len(gradients)) for beta in (beta1, beta2)]
    np.testing.assert_allclose([w.sum() for w in weights], 1, rtol=1e-9)
    m, s = weights[0] @ np.array(gradients), weights[1] @ np.array(gradients) ** 2
    np.testing.assert_allclose(update, -0.1 * m / (np.sqrt(s) + 1e-8), rtol=1e-8, atol=1e-9)


def test_does_not_see_the_scale_of_the_loss():
    plain, scaled = path(100, eps=1e-14), path(100, scale=1e4, eps=1e-14)
    np.testing.assert_allclose(scaled, plain, rtol=1e-9, atol=1e-12)


def test_finds_the_minimum():
    assert abs(path(2000, lr=0.01)[-1]).max() < 1e-3


def test_equals_scikit_learn():
    theta = np.array([1.0, -2.0, 0.5])
    peer, visited = AdamOptimizer([theta], learning_rate_init=0.05, epsilon=1e-14), []
    for _ in range(60):
        peer.update_params([theta], [bowl_gradient(theta)])
        visited.append(theta.copy())
    # It adds epsilon before the bias correction; this small, that makes no difference.
    np.testing.assert_allclose(path(60, eps=1e-14), visited, rtol=1e-9)


def test_equals_torch():
    torch = import_torch()
    weight = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([weight], lr=0.05, betas=(0.8, 0.95), eps=1e-3)
    visited = []
    for _ in range(60):
        weight.grad = torch.from_numpy(bowl_gradient(weight.detach().numpy()))
        optimizer.step()
        visited.append(weight.detach().numpy().copy())
    expected = path(60, beta1=0.8, beta2=0.95, eps=1e-3)
    np.testing.assert_allclose(expected, visited, rtol=1e-10, atol=1e-13)


def test_leaves_its_inputs_alone_and_keeps_float32():
    inputs = [np.full((2, 3), value, np.float32) for value in (0.1, 0.2, 0.5)]
    outputs = adam_update(*inputs, step=3, lr=0.1)
    assert [array[0, 0] for array in inputs] == [np.float32(0.1), np.float32(0.2), np.float32(0.5)]
    assert {array.dtype for array in outputs} == {np.dtype(np.float32)}
    assert not any(np.shares_memory(new, old) for new in outputs for old in inputs)


@pytest.mark.parametrize(
    ("change", "error", "name"),
    [
        ({"gradient": np.ones(3)}, ValueError, "gradient"),
        ({"square": np.ones((2, 1))}, ValueError, "square"),
        ({"square": np.array([1.0, -1.0])}, ValueError, "square"),
        ({"mean": np.ones(0)}, ValueError, "mean"),
        ({"gradient": np.array(["a", "b"])}, TypeError, "gradient"),
        ({"step": 0}, ValueError, "step"),
        ({"step": 1.0}, TypeError, "step"),
        ({"lr": 0.0}, ValueError, "lr"),
        ({"beta1": 1.0}, ValueError, "beta1"),
        ({"beta2": -0.1}, ValueError, "beta2"),
        ({"eps": 0.0}, ValueError, "eps"),
    ],
)
def test_bad_input_is_named(change, error, name):
    ones = np.ones(2)
    arguments = {"mean": ones, "square": ones, "gradient": ones, "step": 1, "lr": 0.1} | change
    with pytest.raises(error, match=rf"^{name} must"):
        adam_update(**arguments)
