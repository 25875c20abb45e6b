"""Two ways to keep a network from learning its training set by heart."""

import numpy as np

from nnlib.validation import as_float_array, as_generator, check_number


def l2_regularization(weights, lambda_):
    r"""Charge for large weights.

    .. math:: P = \lambda \sum_l \lVert W_l \rVert^2, \qquad \partial P / \partial W_l = 2 \lambda W_l

    Parameters
    ----------
    weights : sequence of array_like, any shapes
        The weight matrices (biases are usually left free).
    lambda_ : float
        Strength, at least 0.

    Returns
    -------
    penalty : float
        What to add to the loss.
    grads : list of numpy.ndarray
        What to add to the gradient of each weight, in order, with its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        If weights is not a sequence of arrays of real numbers or is empty, or ``lambda_`` is negative.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 7.1.1 (with λ for α/2).
    """
    lambda_ = check_number("lambda_", lambda_, low=0)
    if not isinstance(weights, list | tuple):
        raise TypeError(f"weights must be a list or tuple of arrays, got {type(weights).__name__}")
    if not weights:
        raise ValueError("weights must hold at least one array, got none")
    arrays = [as_float_array(f"weights[{i}]", W) for i, W in enumerate(weights)]
    penalty = lambda_ * sum(float(np.sum(W**2)) for W in arrays)
    return penalty, [2 * lambda_ * W for W in arrays]


def dropout(A, p, training=True, *, rng=None):
    r"""Zero units at random and scale up the rest (inverted dropout).

    .. math:: A'_{ij} = M_{ij} A_{ij}, \qquad M_{ij} = 1/p \text{ with probability } p \text{ else } 0

    The mean of M is 1, so the expected activation stays what it was, and evaluation needs no
    rescaling. The same units must be dropped in the backward pass: draw M once as
    ``dropout(np.ones(shape), p, rng=rng)`` and hand it to both passes.

    Parameters
    ----------
    A : array_like, any shape
        Activations.
    p : float
        Probability to KEEP a unit, in (0, 1].
    training : bool, default True
        When False, A comes back as it is.
    rng : None, int or numpy.random.Generator, optional
        Source of the randomness; an int makes it reproducible.

    Returns
    -------
    numpy.ndarray, shape of A
        A new array; float32 for float32 input, float64 otherwise.

    Raises
    ------
    TypeError, ValueError
        If A does not hold real numbers or is empty, p leaves (0, 1], or rng is no source of randomness.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout: a simple way to
    prevent neural networks from overfitting, section 10 for the inverted form.
    """
    A = as_float_array("A", A)
    p = check_number("p", p, low=0, high=1, include=(False, True))
    rng = as_generator("rng", rng)
    if not training:
        return A.copy()
    mask = rng.random(A.shape, dtype=np.float32) < p
    return A * mask / A.dtype.type(p)
