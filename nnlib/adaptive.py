"""Adaptive steps: Adam, which gives each parameter a step size of its own."""

import numpy as np

from nnlib.validation import as_float_array, check_integer, check_number, check_shape


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
