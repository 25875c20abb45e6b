"""Momentum, Nesterov and Adam: by hand, unrolled, and on the paths of PyTorch and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.neural_network import MLPRegressor

from helpers import import_torch, numbers
from nnlib import adam_update, momentum_update, nesterov_update

MU, LR, STEPS = 0.9, 0.05, 80
START, ZEROS = np.array([3.0, -1.0, 0.5]), np.zeros(3)
CONSTANT = np.full(STEPS, LR)
DROPPED = np.where(np.arange(STEPS) < STEPS // 2, LR, LR / 10)
BOTH = pytest.mark.parametrize("rates", [CONSTANT, DROPPED], ids=["constant", "dropped"])


def gradient(theta):
    """Return the gradient of a bowl; it is not linear, so that a wrong point of evaluation cannot hide."""
    return np.array([1.0, 5.0, 20.0]) * theta + np.sin(3 * theta)


def path(step, rates=CONSTANT, memory=ZEROS, scale=1.0):
    """Return the parameters after each ``memory, update = step(memory, gradient, lr)``."""
    theta, visited = START, []
    for lr in rates:
        memory, update = step(memory, scale * gradient(theta), lr)
        theta = theta + update
        visited.append(theta)
    return np.array(visited)


def torch_path(optimizer, rates=CONSTANT, zero_start=False, **options):
    """Return the parameters after each step of an optimizer of PyTorch's.

    ``zero_start`` gives it a velocity of zeros to start from, in place of its first gradient.
    """
    torch = import_torch()
    theta, visited = torch.tensor(START, requires_grad=True), []
    optimizer = getattr(torch.optim, optimizer)([theta], **options)
    if zero_start:
        optimizer.state[theta]["momentum_buffer"] = torch.zeros_like(theta)
    for lr in rates:
        optimizer.param_groups[0]["lr"] = lr
        theta.grad = torch.from_numpy(gradient(theta.detach().numpy()))
        optimizer.step()
        visited.append(theta.detach().numpy().copy())
    return np.array(visited)


def assert_same(path, other):
    assert_allclose(path, other, rtol=1e-9, atol=1e-12)


# Three ways to write momentum: the toolkit remembers steps, PyTorch gradients, others their average.


def steps(v, g, lr):
    return momentum_update(v, g, MU, lr)


def gradients(z, g, lr):
    z = MU * z + g
    return z, -lr * z


def average(m, g, lr):
    m = MU * m + (1 - MU) * g
    return m, -lr / (1 - MU) * m


def nesterov(v, g, lr):
    return nesterov_update(v, g, MU, lr)


def adam(**settings):
    def step(memory, g, lr):
        t, mean, square = memory
        mean, square, update = adam_update(mean, square, g, t + 1, lr, **settings)
        return (t + 1, mean, square), update

    return step


def adam_path(rates=CONSTANT, scale=1.0, **settings):
    return path(adam(**settings), rates, (0, ZEROS, ZEROS), scale)


def test_momentum_by_hand():
    # 0.9 * 1 - 0.1 * 2 = 0.7, then 0.9 * 0.7 - 0.1 * (-3) = 0.93
    v, update = momentum_update(1.0, 2.0, mu=0.9, lr=0.1)
    assert v == update == pytest.approx(0.7, rel=1e-15)
    v, update = momentum_update(v, -3.0, mu=0.9, lr=0.1)
    assert v == update == pytest.approx(0.93, rel=1e-15)


@given(st.lists(numbers((2, 3)), min_size=1, max_size=8), st.floats(0, 0.999), st.floats(1e-4, 10))
def test_momentum_unrolled_is_a_weighted_sum_of_gradients(gradients, mu, lr):
    v = np.zeros((2, 3))
    for g in gradients:
        v, update = momentum_update(v, g, mu, lr)
        assert_array_equal(update, v)
    expected = -lr * sum(mu**age * g for age, g in enumerate(reversed(gradients)))
    assert_allclose(v, expected, atol=1e-10 * lr)


@given(numbers(3), numbers(3), st.floats(1e-4, 10))
def test_without_memory_both_are_plain_gradient_descent(v, g, lr):
    assert_array_equal(momentum_update(v, g, 0, lr)[1], -lr * g)
    assert_array_equal(nesterov_update(v, g, 0, lr), [-lr * g, -lr * g])


@pytest.mark.parametrize("update_rule", [momentum_update, nesterov_update])
@settings(max_examples=10)  # of 300 steps each
@given(g=numbers(3), mu=st.floats(0, 0.9), lr=st.floats(1e-4, 10))
def test_a_constant_gradient_drives_the_velocity_to_its_limit(update_rule, g, mu, lr):
    v = np.zeros(3)
    for _ in range(300):
        v, update = update_rule(v, g, mu, lr)
    assert_allclose([v, update], np.tile(-lr * g / (1 - mu), (2, 1)), rtol=1e-12)


def test_at_a_constant_step_all_three_ways_to_write_momentum_take_the_same_path():
    assert_same(path(steps), path(gradients))
    assert_same(path(steps), path(average))
    assert_same(path(steps), torch_path("SGD", momentum=MU))


def test_where_the_step_drops_the_paths_part():
    ours, theirs, drop = path(steps, DROPPED), path(gradients, DROPPED), STEPS // 2
    assert_same(ours[:drop], theirs[:drop])
    assert_same(theirs, path(average, DROPPED))
    coasting, braked = (np.linalg.norm(p[drop] - p[drop - 1]) for p in (ours, theirs))
    assert coasting > 3 * braked


@BOTH
def test_torch_remembers_gradients_also_when_the_step_drops(rates):
    assert_same(path(gradients, rates), torch_path("SGD", rates, momentum=MU))


@BOTH
def test_torch_with_dampening_is_the_average_if_it_starts_from_zero(rates):
    dampened = torch_path("SGD", rates / (1 - MU), zero_start=True, momentum=MU, dampening=MU)
    assert_same(path(average, rates), dampened)


def test_torch_does_not_dampen_its_first_gradient():
    first = torch_path("SGD", CONSTANT[:1] / (1 - MU), momentum=MU, dampening=MU)[0] - START
    assert_same(first, (path(average)[0] - START) / (1 - MU))


def test_nesterov_by_hand():
    velocity, update = nesterov_update(np.zeros((1, 2)), np.array([[1.0, 2.0]]), mu=0.9, lr=0.1)
    assert_allclose(velocity, [[-0.1, -0.2]])
    assert_allclose(update, [[-0.19, -0.38]])  # 0.9 * -0.1 - 0.1 * 1, and twice that
    velocity, update = nesterov_update(velocity, np.array([[0.5, -1.0]]), mu=0.9, lr=0.1)
    assert_allclose(velocity, [[-0.14, -0.08]])
    assert_allclose(update, [[-0.176, 0.028]])


def test_nesterov_is_the_look_ahead_form_shifted_by_mu_v():
    theta, velocity, shifted = START, ZEROS, []
    for _ in range(STEPS):  # Nesterov's own form: the gradient at theta + mu v
        velocity = MU * velocity - LR * gradient(theta + MU * velocity)
        theta = theta + velocity
        shifted.append(theta + MU * velocity)
    assert_same(path(nesterov), shifted)
    assert_same(torch_path("SGD", momentum=MU, nesterov=True), shifted)


def test_nesterov_keeps_the_velocity_of_momentum_and_takes_another_step():
    arguments = np.ones(3), np.full(3, 0.5), MU, LR
    assert_array_equal(nesterov_update(*arguments)[0], momentum_update(*arguments)[0])
    assert np.all(nesterov_update(*arguments)[1] != momentum_update(*arguments)[1])


def test_adam_by_hand():
    # m = 0.1 * 2, s = 0.001 * 4; unbiased 2 and 4: update -0.1 * 2 / 2
    mean, square, update = adam_update(0.0, 0.0, 2.0, step=1, lr=0.1)
    assert mean == pytest.approx(0.2, rel=1e-14)
    assert square == pytest.approx(0.004, rel=1e-14)
    assert update == pytest.approx(-0.1, rel=1e-8)
    # with betas of a half: m = 0.5 * 1 + 0.5 * -3 = -1, s = 0.5 * 2 + 0.5 * 9 = 5.5; both over 0.75
    mean, square, update = adam_update(1.0, 2.0, -3.0, step=2, lr=0.1, beta1=0.5, beta2=0.5, eps=1e-12)
    assert (mean, square) == (-1.0, 5.5)
    assert update == pytest.approx(0.1 * (1 / 0.75) / np.sqrt(5.5 / 0.75), rel=1e-11)


def test_adam_stands_still_where_the_square_of_the_gradient_overflows():
    assert adam_update(0.0, 0.0, 1.7e308, step=1, lr=10)[1:] == (np.inf, 0)


@given(numbers(3), st.floats(1e-4, 10))
def test_adams_first_step_is_the_sign_of_the_gradient(g, lr):
    update = adam_update(ZEROS, ZEROS, g, 1, lr, eps=1e-12)[2]
    assert_allclose(update, -lr * np.sign(g), rtol=1e-5, atol=0)


@given(st.lists(numbers(2), min_size=1, max_size=8), st.floats(0, 0.999), st.floats(0, 0.999))
def test_adam_unrolled_is_a_weighted_mean_whose_weights_sum_to_one(gradients, beta1, beta2):
    mean, square = np.zeros(2), np.zeros(2)
    for t, g in enumerate(gradients, 1):
        mean, square, update = adam_update(mean, square, g, t, 0.1, beta1, beta2)
    ages = np.arange(len(gradients))[::-1]
    weights = [(1 - beta) * beta**ages / (1 - beta ** len(gradients)) for beta in (beta1, beta2)]
    assert_allclose([w.sum() for w in weights], 1, rtol=1e-9)
    m, s = weights[0] @ np.array(gradients), weights[1] @ np.array(gradients) ** 2
    assert_allclose(update, -0.1 * m / (np.sqrt(s) + 1e-8), rtol=1e-8, atol=1e-9)


def test_adam_does_not_see_the_scale_of_the_loss():
    assert_same(adam_path(scale=1e4, eps=1e-14), adam_path(eps=1e-14))


def test_adam_finds_the_minimum():
    assert abs(adam_path(np.full(2000, 0.01))[-1]).max() < 1e-3


def test_adam_equals_torch():
    ours = adam_path(beta1=0.8, beta2=0.95, eps=1e-3)
    assert_same(ours, torch_path("Adam", betas=(0.8, 0.95), eps=1e-3))


def test_adam_equals_scikit_learn():
    """Without a hidden layer, MLPRegressor is linear regression by Adam on half the mean squared error."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=20)
    settings = {"hidden_layer_sizes": (), "alpha": 0, "epsilon": 1e-14, "shuffle": False, "random_state": 0}

    def weights(model):
        return np.append(model.coefs_[0], model.intercepts_[0])

    theta = weights(MLPRegressor(**settings, learning_rate_init=1e-300).partial_fit(X, y))  # the first ones
    memory, inputs = (0, np.zeros(4), np.zeros(4)), np.column_stack([X, np.ones(20)])
    peer = MLPRegressor(**settings, learning_rate_init=LR)
    for _ in range(60):
        memory, update = adam(eps=1e-14)(memory, inputs.T @ (inputs @ theta - y) / 20, LR)
        theta = theta + update
        assert_same(theta, weights(peer.partial_fit(X, y)))
