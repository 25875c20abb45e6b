"""nesterov_update: by hand, against its two-point form and PyTorch, and with bad input."""

import numpy as np
import pytest
from helpers import import_torch
from hypothesis import given
from hypothesis import strategies as st

from nnlib import momentum_update, nesterov_update

MU, LR = 0.9, 0.1
CURVATURE = np.array([1.0, 8.0, 14.0])


def bowl_gradient(theta):
    """Return a gradient that is not linear, so that a wrong point of evaluation cannot hide."""
    return CURVATURE * theta + np.sin(3 * theta)


def look_ahead_path(theta, steps, mu=MU, lr=LR):
    """Return the (theta, v) of Nesterov's own form: the gradient at theta + mu v, the step v."""
    velocity, path = np.zeros_like(theta), []
    for _ in range(steps):
        velocity = mu * velocity - lr * bowl_gradient(theta + mu * velocity)
        theta = theta + velocity
        path.append((theta, velocity))
    return path


def test_by_hand():
    velocity, update = nesterov_update(np.zeros((1, 2)), np.array([[1.0, 2.0]]), mu=0.9, lr=0.1)
    np.testing.assert_allclose(velocity, [[-0.1, -0.2]])
    np.testing.assert_allclose(update, [[-0.19, -0.38]])  # 0.9 * -0.1 - 0.1 * 1, and twice that
    velocity, update = nesterov_update(velocity, np.array([[0.5, -1.0]]), mu=0.9, lr=0.1)
    np.testing.assert_allclose(velocity, [[-0.14, -0.08]])
    np.testing.assert_allclose(update, [[-0.176, 0.028]])


def test_is_the_look_ahead_form_shifted_by_mu_v():
    start = np.array([1.0, -2.0, 0.5])
    phi, velocity = start, np.zeros(3)
    for theta, expected_velocity in look_ahead_path(start, steps=60):
        velocity, update = nesterov_update(velocity, bowl_gradient(phi), MU, LR)
        phi = phi + update
        np.testing.assert_allclose(velocity, expected_velocity, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(phi - MU * velocity, theta, rtol=1e-9, atol=1e-12)


def test_equals_torch_and_torch_is_the_look_ahead_form_shifted():
    torch = import_torch()
    start = np.array([1.0, -2.0, 0.5])
    weight = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=LR, momentum=MU, nesterov=True)
    phi, velocity = start, np.zeros(3)
    for theta, look_ahead_velocity in look_ahead_path(start, steps=60):
        weight.grad = torch.from_numpy(bowl_gradient(weight.detach().numpy()))
        optimizer.step()
        velocity, update = nesterov_update(velocity, bowl_gradient(phi), MU, LR)
        phi = phi + update
        held = weight.detach().numpy()
        np.testing.assert_allclose(phi, held, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(theta, held - MU * look_ahead_velocity, rtol=1e-9, atol=1e-12)


@given(g=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=5), lr=st.floats(1e-4, 10))
def test_no_memory_is_gradient_descent(g, lr):
    velocity, update = nesterov_update(np.ones(len(g)), np.array(g), mu=0, lr=lr)
    np.testing.assert_allclose(update, -lr * np.array(g))
    np.testing.assert_allclose(velocity, update)


def test_constant_gradient_ends_at_the_same_step_as_momentum():
    velocity, gradient = np.zeros(2), np.array([2.0, -1.0])
    for _ in range(500):
        velocity, update = nesterov_update(velocity, gradient, MU, LR)
    np.testing.assert_allclose(update, -LR * gradient / (1 - MU))


def test_differs_from_momentum_once_there_is_a_velocity():
    arguments = np.ones(3), np.full(3, 0.5), MU, LR
    np.testing.assert_array_equal(nesterov_update(*arguments)[0], momentum_update(*arguments)[0])
    assert np.all(nesterov_update(*arguments)[1] != momentum_update(*arguments)[1])


def test_leaves_its_inputs_alone_and_keeps_float32():
    velocity, gradient = np.ones((2, 3), np.float32), np.full((2, 3), 0.5, np.float32)
    new_velocity, update = nesterov_update(velocity, gradient, MU, LR)
    assert (velocity == 1).all() and (gradient == 0.5).all()
    assert new_velocity.dtype == update.dtype == np.float32
    update += 1
    np.testing.assert_allclose(new_velocity, 0.85, rtol=1e-6)


@pytest.mark.parametrize(
    ("change", "error", "name"),
    [
        ({"gradient": np.ones(3)}, ValueError, "gradient"),
        ({"velocity": np.ones(0)}, ValueError, "velocity"),
        ({"gradient": np.array(["a", "b"])}, TypeError, "gradient"),
        ({"mu": 1.0}, ValueError, "mu"),
        ({"mu": -0.1}, ValueError, "mu"),
        ({"mu": "0.9"}, TypeError, "mu"),
        ({"lr": 0.0}, ValueError, "lr"),
        ({"lr": float("nan")}, ValueError, "lr"),
    ],
)
def test_bad_input_is_named(change, error, name):
    arguments = {"velocity": np.ones(2), "gradient": np.ones(2), "mu": MU, "lr": LR} | change
    with pytest.raises(error, match=rf"^{name} must"):
        nesterov_update(**arguments)
