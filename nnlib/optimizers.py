"""Update rules: gradient descent, momentum, Nesterov's accelerated gradient, and Adam."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib.activations import identity
from nnlib.validation import (
    as_float_array,
    as_generator,
    as_matching_arrays,
    as_same_shape,
    check_integer,
    check_number,
    returns_number,
    returns_same_shape,
    without_warnings,
)


@without_warnings
def gradient_descent(
    X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike, lr: float, num_epochs: int, batch_size: int,
    loss_fn: Callable[[NDArray, NDArray], float], activation_fn: Callable[[NDArray], NDArray] = identity,
    *, rng: int | np.random.Generator | None = None,
) -> tuple[NDArray, NDArray, list[float]]:  # fmt: skip
    r"""Train one linear layer by mini-batch gradient descent.

    .. math:: W \leftarrow W - \eta\, X^\top (\hat y - y) / n, \quad
              b \leftarrow b - \eta\, \mathrm{mean}(\hat y - y), \quad \hat y = f(XW + b)

    This is the gradient of half the squared error if f is the identity, and of the binary cross-entropy
    if f is the sigmoid. The samples are shuffled anew each epoch; the last batch may be smaller.

    Parameters
    ----------
    X : array_like, shape (n, d)
        Input.
    y : array_like, shape (n,) or (n, k)
        True values.
    W : array_like, shape (d, k)
        Weights to start from; not changed.
    b : array_like, shape (k,), (1, k) or ()
        Bias to start from; not changed.
    lr : float
        Step size η, positive.
    num_epochs : int
        Passes over X, at least 1.
    batch_size : int
        Samples a step, at least 1.
    loss_fn : callable
        ``loss_fn(y_pred, y)`` returns a float. It is only reported; the gradient is always the one above.
    activation_fn : callable, default identity
        f, applied to XW + b.
    rng : None, int or numpy.random.Generator, optional
        Source of the shuffling; an int makes it reproducible.

    Returns
    -------
    W : numpy.ndarray, shape (d, k)
    b : numpy.ndarray, shape of b
    loss_history : list of float
        Loss on all of X after each epoch, which is also printed.

    Raises
    ------
    TypeError, ValueError
        If an array does not fit the others, a number leaves its range, or a function cannot be called or
        returns something else than a number or an array of the shape that it got.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, algorithm 8.1.
    """
    X, y, W, b = _as_layer(X, y, W, b)
    lr = check_number("lr", lr, "(0, inf)", W.dtype)
    num_epochs = check_integer("num_epochs", num_epochs)
    batch_size = check_integer("batch_size", batch_size)
    loss_fn = returns_number("loss_fn", loss_fn)
    activation_fn = returns_same_shape("activation_fn", activation_fn)
    rng = as_generator("rng", rng)

    n = len(X)
    loss_history = []
    for epoch in range(num_epochs):
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            batch = order[start : start + batch_size]
            error = activation_fn(X[batch] @ W + b) - y[batch]
            W = W - lr * (X[batch].T @ error / len(batch))
            b = b - lr * error.mean(axis=0).reshape(b.shape)
        loss_history.append(loss_fn(activation_fn(X @ W + b), y))
        print(f"Epoch {epoch + 1}/{num_epochs}, loss {loss_history[-1]:.4f}")
    return W, b, loss_history


@without_warnings
def momentum_update(
    velocity: ArrayLike, gradient: ArrayLike, mu: float, lr: float
) -> tuple[NDArray, NDArray]:
    r"""Take one step of gradient descent with momentum.

    .. math:: v \leftarrow \mu v - \eta g, \qquad \Delta\theta = v

    Under a constant gradient, the velocity approaches :math:`-\eta g / (1 - \mu)`.

    Parameters
    ----------
    velocity : array_like, any shape
        Velocity v before the step; zeros at the start.
    gradient : array_like, shape of velocity
        Gradient g at the current parameters.
    mu : float
        Momentum μ, in [0, 1); 0 is plain gradient descent.
    lr : float
        Step size η, positive.

    Returns
    -------
    velocity : numpy.ndarray, shape of gradient
        The new velocity, for the next step; a new array.
    parameter_update : numpy.ndarray, shape of gradient
        What to add to the parameters: the new velocity, in an array of its own.

    Raises
    ------
    TypeError, ValueError
        If an array holds no real numbers, the shapes differ, mu leaves [0, 1) or lr is not positive.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in
    deep learning, equations 1 and 2.
    """
    velocity, gradient = as_same_shape(velocity=velocity, gradient=gradient)
    mu = check_number("mu", mu, "[0, 1)", velocity.dtype)
    lr = check_number("lr", lr, "(0, inf)", gradient.dtype)
    velocity = mu * velocity - lr * gradient
    return velocity, velocity.copy()


@without_warnings
def nesterov_update(
    velocity: ArrayLike, gradient: ArrayLike, mu: float, lr: float
) -> tuple[NDArray, NDArray]:
    r"""Take one step of Nesterov's accelerated gradient.

    .. math:: v \leftarrow \mu v - \eta g, \qquad \Delta\varphi = \mu v - \eta g

    with the new v in the second formula. The textbook form evaluates the gradient at the look-ahead point
    :math:`\varphi = \theta + \mu v`: :math:`v \leftarrow \mu v - \eta \nabla L(\theta + \mu v)`, then
    :math:`\theta \leftarrow \theta + v`. Here the parameters that you store are :math:`\varphi`. Evaluate
    the gradient at them and add the update, in the same loop as with :func:`momentum_update`; then
    :math:`\theta = \varphi - \mu v` takes exactly the textbook steps. PyTorch's ``SGD(nesterov=True)`` and
    scikit-learn store :math:`\varphi` too.

    Parameters
    ----------
    velocity : array_like, any shape
        Velocity v before the step; zeros at the start, where φ = θ.
    gradient : array_like, shape of velocity
        Gradient g at φ, the parameters that the update is added to.
    mu : float
        Momentum μ, in [0, 1); 0 is plain gradient descent.
    lr : float
        Step size η, positive.

    Returns
    -------
    velocity : numpy.ndarray, shape of gradient
        The new velocity, for the next step; a new array.
    parameter_update : numpy.ndarray, shape of gradient
        What to add to the parameters φ.

    Raises
    ------
    TypeError, ValueError
        If an array holds no real numbers, the shapes differ, mu leaves [0, 1) or lr is not positive.

    References
    ----------
    Nesterov (1983), A method of solving a convex programming problem with convergence rate O(1/k²).
    Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in
    deep learning, equations 3 and 4; the shift to φ: Bengio, Boulanger-Lewandowski and Pascanu
    (2013), Advances in optimizing recurrent networks, section 3.5.
    """
    velocity, gradient = as_same_shape(velocity=velocity, gradient=gradient)
    mu = check_number("mu", mu, "[0, 1)", velocity.dtype)
    lr = check_number("lr", lr, "(0, inf)", gradient.dtype)
    velocity = mu * velocity - lr * gradient
    return velocity, mu * velocity - lr * gradient


@without_warnings
def adam_update(
    mean: ArrayLike, square: ArrayLike, gradient: ArrayLike, step: int, lr: float,
    beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8,
) -> tuple[NDArray, NDArray, NDArray]:  # fmt: skip
    r"""Take one step of Adam.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad
              s \leftarrow \beta_2 s + (1 - \beta_2) g^2, \quad
              \Delta\theta = -\eta \, \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \epsilon}

    m is a running mean of the gradient, s of its square. Both start at zero, which makes them too small in
    the first steps; the divisions by 1 − βᵗ correct that exactly. Apart from ε, the first update is
    −η sign(g), whatever the size of g.

    Parameters
    ----------
    mean, square : array_like, any one shape
        Running means m and s before the step; zeros at the start, and s never negative.
    gradient : array_like, shape of mean
        Gradient g at the current parameters.
    step : int
        Number t of this step, counted from 1.
    lr : float
        Step size η, positive; about the furthest that a parameter moves in one step.
    beta1, beta2 : float, defaults 0.9 and 0.999
        Decay rates of m and s, in [0, 1); a running mean covers about the last 1 / (1 − β) steps.
    eps : float, default 1e-8
        ε, positive; keeps the division finite where all gradients so far were zero.

    Returns
    -------
    mean, square : numpy.ndarray, shape of gradient
        The new m and s, for the next step; new arrays.
    parameter_update : numpy.ndarray, shape of gradient
        What to add to the parameters.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, square is negative somewhere, or a number leaves its range.

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    mean, square, gradient = as_same_shape(mean=mean, square=square, gradient=gradient)
    _check_not_negative("square", square)
    step = check_integer("step", step)
    lr = check_number("lr", lr, "(0, inf)", gradient.dtype)
    beta1, beta2 = check_number("beta1", beta1, "[0, 1)"), check_number("beta2", beta2, "[0, 1)")
    eps = check_number("eps", eps, "(0, inf)", gradient.dtype)

    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    unbiased_mean = mean / (1 - beta1**step)
    unbiased_square = square / (1 - beta2**step)
    return mean, square, -lr * (unbiased_mean / (np.sqrt(unbiased_square) + eps))


def _as_layer(X: ArrayLike, y: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[NDArray, ...]:
    """Return the arguments as arrays that fit each other: y as a matrix, b in the shape that it has."""
    y, b = as_float_array("y", y, ndim=(1, 2)), as_float_array("b", b)
    y = y[:, np.newaxis] if y.ndim == 1 else y
    X, W, y = as_matching_arrays(X=(X, "n d"), W=(W, "d k"), y=(y, "n k"))
    k = W.shape[1]
    if b.shape not in {(k,), (1, k)} and not b.size == k == 1:
        raise ValueError(f"b must have shape ({k},) or (1, {k}), got {b.shape}")
    return X, y.astype(np.result_type(X, W)), W, b


def _check_not_negative(name: str, array: NDArray) -> None:
    """Raise ``ValueError`` if ``array`` holds a negative number."""
    if array.min() < 0:
        raise ValueError(f"{name} must not be negative, got {array.min():g}")
