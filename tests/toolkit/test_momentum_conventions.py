"""Three ways to write momentum: the same path at a constant step, other paths once the step changes.

steps:      v = mu v - lr g,            theta += v              (the toolkit)
gradients:  z = mu z + g,               theta -= lr z           (PyTorch)
average:    m = mu m + (1 - mu) g,      theta -= lr / (1 - mu) m
"""

import numpy as np
import pytest
from helpers import import_torch

from nnlib import momentum_update

MU, LR, STEPS = 0.9, 0.05, 80
START = np.array([3.0, -1.0, 0.5])
CONSTANT = np.full(STEPS, LR)
DROPPED = np.where(np.arange(STEPS) < STEPS // 2, LR, LR / 10)


def gradient(theta):
    return np.array([1.0, 5.0, 20.0]) * theta + np.cos(theta)


def steps_path(lrs):
    theta, velocity, path = START, np.zeros(3), []
    for lr in lrs:
        velocity, update = momentum_update(velocity, gradient(theta), MU, lr)
        theta = theta + update
        path.append(theta)
    return np.array(path)


def gradients_path(lrs):
    theta, buffer, path = START, np.zeros(3), []
    for lr in lrs:
        buffer = MU * buffer + gradient(theta)
        theta = theta - lr * buffer
        path.append(theta)
    return np.array(path)


def average_path(lrs):
    theta, average, path = START, np.zeros(3), []
    for lr in lrs:
        average = MU * average + (1 - MU) * gradient(theta)
        theta = theta - lr / (1 - MU) * average
        path.append(theta)
    return np.array(path)


def torch_path(lrs, scale=1.0, zero_start=False, **options):
    """Run torch.optim.SGD; ``zero_start`` gives it a buffer of zeros instead of its first gradient."""
    torch = import_torch()
    theta, path = torch.tensor(START, requires_grad=True), []
    optimizer = torch.optim.SGD([theta], lr=LR, momentum=MU, **options)
    if zero_start:
        optimizer.state[theta]["momentum_buffer"] = torch.zeros_like(theta)
    for lr in lrs:
        optimizer.param_groups[0]["lr"] = scale * lr
        theta.grad = torch.from_numpy(gradient(theta.detach().numpy()))
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def assert_same(path, other):
    np.testing.assert_allclose(path, other, rtol=1e-9, atol=1e-12)


def test_at_a_constant_step_all_three_take_the_same_path():
    assert_same(steps_path(CONSTANT), gradients_path(CONSTANT))
    assert_same(steps_path(CONSTANT), average_path(CONSTANT))


def test_momentum_update_equals_torch_at_a_constant_step():
    assert_same(steps_path(CONSTANT), torch_path(CONSTANT))


@pytest.mark.parametrize("lrs", [CONSTANT, DROPPED], ids=["constant", "dropped"])
def test_torch_remembers_gradients_also_when_the_step_drops(lrs):
    assert_same(gradients_path(lrs), torch_path(lrs))


@pytest.mark.parametrize("lrs", [CONSTANT, DROPPED], ids=["constant", "dropped"])
def test_torch_with_dampening_is_the_average_if_its_buffer_starts_at_zero(lrs):
    assert_same(average_path(lrs), torch_path(lrs, 1 / (1 - MU), zero_start=True, dampening=MU))


def test_torch_does_not_dampen_its_first_gradient():
    first = torch_path(CONSTANT[:1], 1 / (1 - MU), dampening=MU)[0] - START
    assert_same(first, (average_path(CONSTANT[:1])[0] - START) / (1 - MU))


def test_where_the_step_drops_the_paths_part():
    steps, gradients, drop = steps_path(DROPPED), gradients_path(DROPPED), STEPS // 2
    assert_same(steps[:drop], gradients[:drop])
    assert_same(gradients, average_path(DROPPED))
    coasting = np.abs(steps[drop] - steps[drop - 1])
    braked = np.abs(gradients[drop] - gradients[drop - 1])
    assert (coasting > 3 * braked).all()
