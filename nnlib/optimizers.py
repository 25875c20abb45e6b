"""Update rules: gradient descent, momentum, Nesterov's accelerated gradient, and Adam."""

import numpy as np

from nnlib.activations import identity
from nnlib.validation import (
    as_float_array,
    as_generator,
    check_callable,
    check_integer,
    check_number,
    check_shape,
)


def gradient_descent(X, y, W, b, lr, num_epochs, batch_size, loss_fn, activation_fn=identity, *, rng=None):
    r"""Train one linear layer by mini-batch gradient descent.

    .. math:: W \leftarrow W - \eta\, X^\top (\hat y - y) / n, \quad
              b \leftarrow b - \eta\, \mathrm{mean}(\hat y - y), \quad \hat y = f(XW + b)

    This is the gradient of half the squared error with the identity, and of the binary cross-entropy
    with the sigmoid. Batches are shuffled anew each epoch; the last one may be shorter.

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
        ``loss_fn(y_pred, y)`` returns a float; it reports, the gradient above does the learning.
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
        If an array does not hold real numbers, is empty or does not fit the others, lr is not
        positive, num_epochs or batch_size is no positive integer, a function cannot be called, or
        rng is no source of randomness.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, algorithm 8.1.
    """
    X, W = as_float_array("X", X, ndim=2), as_float_array("W", W, ndim=2)
    y, b = as_float_array("y", y, ndim=(1, 2)), as_float_array("b", b)
    lr = check_number("lr", lr, low=0, include=(False, False))
    num_epochs = check_integer("num_epochs", num_epochs)
    batch_size = check_integer("batch_size", batch_size)
    check_callable("loss_fn", loss_fn)
    check_callable("activation_fn", activation_fn)
    n, k = len(X), W.shape[1]
    check_shape("W", W, (X.shape[1], None))
    y = (y[:, np.newaxis] if y.ndim == 1 else y).astype(np.result_type(X, W))
    check_shape("y", y, (n, k))
    if b.shape not in {(k,), (1, k)} and not b.size == k == 1:
        raise ValueError(f"b must have shape ({k},) or (1, {k}), got {b.shape}")

    rng = as_generator("rng", rng)
    loss_history = []
    for epoch in range(num_epochs):
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            batch = order[start : start + batch_size]
            error = activation_fn(X[batch] @ W + b) - y[batch]
            W = W - lr * (X[batch].T @ error / len(batch))
            b = b - lr * error.mean(axis=0).reshape(b.shape)
        loss_history.append(float(loss_fn(activation_fn(X @ W + b), y)))
        print(f"Epoch {epoch + 1}/{num_epochs}, loss {loss_history[-1]:.4f}")
    return W, b, loss_history


def momentum_update(velocity, gradient, mu, lr):
    r"""Take one step of gradient descent with momentum.

    .. math:: v \leftarrow \mu v - \eta g, \qquad \Delta\theta = v

    A constant gradient drives the velocity to :math:`-\eta g / (1 - \mu)`.

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
        The new velocity, to be passed in at the next step; a new array.
    parameter_update : numpy.ndarray, shape of gradient
        What to add to the parameters: the new velocity, in an array of its own.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold real numbers or is empty, the shapes differ, mu leaves [0, 1) or
        lr is not positive.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in
    deep learning, equations 1 and 2.
    """
    velocity, gradient, mu, lr = _check_step(velocity, gradient, mu, lr)
    velocity = mu * velocity - lr * gradient
    return velocity, velocity.copy()


def nesterov_update(velocity, gradient, mu, lr):
    r"""Take one step of Nesterov's accelerated gradient.

    .. math:: v \leftarrow \mu v - \eta g, \qquad \Delta\varphi = \mu v - \eta g

    with the new v in the second formula. Nesterov evaluates the gradient where the velocity is about
    to lead, at the look-ahead point :math:`\varphi = \theta + \mu v`. The parameters to keep here are
    :math:`\varphi` itself: evaluate the gradient at the parameters as you hold them and add the update,
    in the same loop as with :func:`momentum_update`. Then :math:`\theta = \varphi - \mu v` takes exactly
    the textbook steps :math:`v \leftarrow \mu v - \eta \nabla L(\theta + \mu v)`,
    :math:`\theta \leftarrow \theta + v`. PyTorch's ``SGD(nesterov=True)`` and scikit-learn keep
    :math:`\varphi` too.

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
        The new velocity, to be passed in at the next step; a new array.
    parameter_update : numpy.ndarray, shape of gradient
        What to add to the parameters φ.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold real numbers or is empty, the shapes differ, mu leaves [0, 1) or
        lr is not positive.

    References
    ----------
    Nesterov (1983), A method of solving a convex programming problem with convergence rate O(1/k²).
    Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in
    deep learning, equations 3 and 4; the shift to φ: Bengio, Boulanger-Lewandowski and Pascanu
    (2013), Advances in optimizing recurrent networks, section 3.5.
    """
    velocity, gradient, mu, lr = _check_step(velocity, gradient, mu, lr)
    velocity = mu * velocity - lr * gradient
    return velocity, mu * velocity - lr * gradient


def adam_update(mean, square, gradient, step, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    r"""Take one step of Adam.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad
              s \leftarrow \beta_2 s + (1 - \beta_2) g^2, \quad
              \Delta\theta = -\eta \, \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \epsilon}

    m is a running mean of the gradient, s of its square. Both start at zero and are too small at first;
    the divisions by 1 − βᵗ repair that exactly. The first update is −η sign(g) but for ε, whatever the
    size of g.

    Parameters
    ----------
    mean : array_like, any shape
        Running mean m before the step; zeros at the start.
    square : array_like, shape of mean
        Running mean s of the squares before the step; zeros at the start, never negative.
    gradient : array_like, shape of mean
        Gradient g at the current parameters.
    step : int
        Number t of this step, counted from 1.
    lr : float
        Step size η, positive; no parameter moves much further than this in a step.
    beta1 : float, default 0.9
        Memory of the mean, in [0, 1); 1 / (1 − β₁) steps are remembered.
    beta2 : float, default 0.999
        Memory of the squares, in [0, 1).
    eps : float, default 1e-8
        ε, positive; keeps the division finite where the gradient has always been zero.

    Returns
    -------
    mean : numpy.ndarray, shape of gradient
        The new m, to be passed in at the next step; a new array.
    square : numpy.ndarray, shape of gradient
        The new s, likewise.
    parameter_update : numpy.ndarray, shape of gradient
        What to add to the parameters.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold real numbers or is empty, the shapes differ, square is negative
        somewhere, step is no positive integer, lr or eps is not positive, or a β leaves [0, 1).

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    mean, square = as_float_array("mean", mean), as_float_array("square", square)
    gradient = as_float_array("gradient", gradient)
    check_shape("square", square, mean.shape)
    check_shape("gradient", gradient, mean.shape)
    if square.min() < 0:
        raise ValueError(f"square must not be negative, got {square.min():g}")
    step = check_integer("step", step)
    lr = check_number("lr", lr, low=0, include=(False, False))
    beta1 = check_number("beta1", beta1, low=0, high=1, include=(True, False))
    beta2 = check_number("beta2", beta2, low=0, high=1, include=(True, False))
    eps = check_number("eps", eps, low=0, include=(False, False))

    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    unbiased_mean, unbiased_square = mean / (1 - beta1**step), square / (1 - beta2**step)
    return mean, square, -lr * unbiased_mean / (np.sqrt(unbiased_square) + eps)


def _check_step(velocity, gradient, mu, lr):
    """Return the arguments of an update as arrays and floats, if they are fit for it."""
    velocity, gradient = as_float_array("velocity", velocity), as_float_array("gradient", gradient)
    check_shape("gradient", gradient, velocity.shape)
    mu = check_number("mu", mu, low=0, high=1, include=(True, False))
    lr = check_number("lr", lr, low=0, include=(False, False))
    return velocity, gradient, mu, lr
