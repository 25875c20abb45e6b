"""Regularisation: the L2 penalty and dropout."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib.validation import as_float_array, as_generator, check_bool, check_number, without_warnings


@without_warnings
def l2_regularization(weights: Sequence[ArrayLike], lambda_: float) -> tuple[float, list[NDArray]]:
    r"""Return the L2 penalty on large weights, and its gradients.

    .. math:: P = \lambda \sum_l \lVert W_l \rVert^2, \qquad \partial P / \partial W_l = 2 \lambda W_l

    Parameters
    ----------
    weights : list or tuple of array_like, any shapes
        The weight matrices (biases are usually not penalised).
    lambda_ : float
        Strength λ, at least 0.

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
    weights = _as_arrays("weights", weights)
    lambda_ = check_number("lambda_", lambda_, "[0, inf)", min(W.dtype for W in weights))
    penalty = sum(float(np.sum(np.float64(lambda_) * W * W)) for W in weights)  # no square without λ
    return penalty, [lambda_ * (2 * W) for W in weights]


@without_warnings
def dropout(
    A: ArrayLike, p: float, training: bool = True, *, rng: int | np.random.Generator | None = None
) -> NDArray:
    r"""Set units to 0 at random and scale up the others (inverted dropout).

    .. math:: A'_{ij} = M_{ij} A_{ij}, \qquad M_{ij} = 1/p \text{ with probability } p \text{ else } 0

    The mean of M is 1, so the expected activation stays the same, and evaluation needs no rescaling.
    The backward pass must drop the same units: draw M once as ``dropout(np.ones(shape), p, rng=rng)``
    and give it to both passes.

    Parameters
    ----------
    A : array_like, any shape
        Activations.
    p : float
        Probability to KEEP a unit, in (0, 1].
    training : bool, default True
        If False, return A as it is.
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
    p = check_number("p", p, "(0, 1]", A.dtype)
    check_bool("training", training)
    rng = as_generator("rng", rng)
    if not training:
        return A.copy()
    kept = rng.random(A.shape, dtype=np.float32) < p
    return A * kept / A.dtype.type(p)


def _as_arrays(name: str, values: Sequence[ArrayLike]) -> list[NDArray]:
    """Return each of ``values``, a non-empty list or tuple, as a float array."""
    if not isinstance(values, list | tuple):
        raise TypeError(f"{name} must be a list or tuple of arrays, got {type(values).__name__}")
    if not values:
        raise ValueError(f"{name} must hold at least one array, got none")
    return [as_float_array(f"{name}[{i}]", value) for i, value in enumerate(values)]
