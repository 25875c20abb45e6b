"""The numerical gradient: exact where it must be, and parameters left bit for bit as they were."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from helpers import numbers
from nnlib import numerical_gradient, relative_error


def gradient_of(function, theta, h=1e-4):
    """Return the numerical gradient of a function of one array."""

    def forward(_, params):
        return function(params["theta"])

    return numerical_gradient(None, None, {"theta": theta}, lambda value, _: value, forward, h)["theta"]


def test_by_hand():
    # [(t + h)^3 - (t - h)^3] / 2h = 3 t^2 + h^2
    gradient = gradient_of(lambda t: np.sum(t**3), np.array([1.0, -2.0]), h=0.5)
    assert_allclose(gradient, [3.25, 12.25], rtol=1e-15)


@given(numbers((3, 2)), numbers((3, 2)))
def test_is_exact_for_a_quadratic(theta, target):
    gradient = gradient_of(lambda t: np.sum((t - target) ** 2), theta)
    assert_allclose(gradient, 2 * (theta - target), atol=1e-8)


def test_passes_on_what_it_was_given():
    X, y, params = object(), object(), {"a": np.ones(2), "b": np.ones((1, 3))}

    def forward(got_X, got_params):
        assert got_X is X
        assert got_params is params
        return got_params["a"].sum() * got_params["b"].sum()

    def loss(prediction, got_y):
        assert got_y is y
        return prediction

    gradients = numerical_gradient(X, y, params, loss, forward)
    assert list(gradients) == ["a", "b"]
    assert_allclose(gradients["a"], [3, 3], rtol=1e-10)
    assert_allclose(gradients["b"], [[2, 2, 2]], rtol=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 2)])
def test_has_shape_and_dtype_of_the_parameter(shape, dtype):
    gradient = gradient_of(lambda t: 3 * t.sum(), np.ones(shape, dtype), h=2**-7)
    assert gradient.shape == shape
    assert gradient.dtype == dtype
    assert_allclose(gradient, 3, rtol=1e-4)


# Numbers that x + h - h would not bring back, among them -0.0 and the smallest.
AWKWARD = np.array([0.1, -0.0, 5e-324, 1e17, -1e-300, np.pi, 1 / 3, -1e-9])


@pytest.mark.parametrize("layout", [np.copy, lambda a: np.repeat(a, 2)[::2], lambda a: a.reshape(2, 4).T])
def test_leaves_parameters_bit_for_bit(layout):
    theta = layout(AWKWARD)
    before = theta.tobytes()
    gradient_of(lambda t: t.flat[0], theta)
    assert theta.tobytes() == before


@pytest.mark.parametrize("failing_call", range(1, 17))
@pytest.mark.parametrize("error", [ArithmeticError, KeyboardInterrupt])
def test_leaves_parameters_bit_for_bit_after_an_exception(failing_call, error):
    theta, calls = AWKWARD.copy(), []

    def loss(t):
        calls.append(1)
        if len(calls) == failing_call:
            raise error
        return t[0]

    with pytest.raises(error):
        gradient_of(loss, theta)
    assert theta.tobytes() == AWKWARD.tobytes()


def test_relative_error_by_hand():
    assert relative_error([3, 4], [0, 0]) == 1  # 5 / max(5, 0)
    assert relative_error([3, 4], [6, 8]) == 0.5  # 5 / max(5, 10)
    assert relative_error([[3, 4]], [[3, 4]]) == 0
    assert relative_error(np.zeros(2), np.zeros(2)) == 0


@pytest.mark.parametrize("unit", [5e-324, 1e-170, 1e-10, 1e200, 5e307])
def test_relative_error_in_any_unit(unit):
    assert relative_error([unit], [3 * unit]) == pytest.approx(2 / 3, rel=1e-15)
    assert relative_error([2 * unit, 0], [-2 * unit, 0]) == 2
    assert relative_error([unit, 0], [unit, 0]) == 0


def test_a_step_that_rounding_changes_is_divided_by_as_it_is():
    for theta in (
        np.array([1e11]),
        np.array([-3e9]),
        np.array([1e17]),
        np.float32([1e3]),
        np.float32([-1e9]),
    ):
        assert_allclose(gradient_of(lambda t: 2 * float(t[0]), theta), [2], rtol=1e-12)


def test_a_loss_may_be_an_array_of_one_number():
    assert_allclose(gradient_of(lambda t: np.array([[t.sum()]]), np.ones(2)), [1, 1], rtol=1e-10)


def test_relative_error_sees_small_gradients():
    tiny = np.float32([1e-30, 0])  # whose squares are zero in float32
    assert relative_error(tiny, tiny[::-1]) == pytest.approx(np.sqrt(2))


@given(numbers(4), numbers(4))
def test_relative_error_is_symmetric_and_does_not_depend_on_the_unit(a, b):
    error = relative_error(a, b)
    assert 0 <= error <= 2
    assert relative_error(b, a) == error
    assert relative_error(1000 * a, 1000 * b) == pytest.approx(error, rel=1e-9)
