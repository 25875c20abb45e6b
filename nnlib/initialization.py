"""Where training starts: the first weights of a network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nnlib.validation import as_generator, as_integers, check_dtype


def initial_weights(
    sizes: Sequence[int], rng: int | np.random.Generator | None = None, dtype: DTypeLike = np.float64
) -> dict[str, NDArray]:
    r"""Draw the first weights of a network with ReLU units; the biases start at 0 (He initialisation).

    .. math:: W_l \sim \mathcal N(0,\; 2 / d_{l-1}), \qquad b_l = 0

    With this variance the signal keeps its size from layer to layer, although ReLU removes half of it.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of inputs d₀, of units in each hidden layer, and of classes: ``(784, 256, 128, 10)``.
    rng : None, int or numpy.random.Generator, optional
        Source of the randomness; an int makes it reproducible.
    dtype : numpy dtype, default float64
        Floating-point type of the result. A seed gives the same numbers in every type, but for rounding.

    Returns
    -------
    dict of str to numpy.ndarray
        "W1", "b1", "W2", "b2", ...: weights (inputs, units) and biases (1, units), in the order and
        under the names of the parameters of :func:`nnlib.forward_mlp`.

    Raises
    ------
    TypeError, ValueError
        If sizes are not two or more positive integers, or dtype is no floating-point type.

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, section 2.2.
    """
    sizes = as_integers("sizes", sizes, at_least=2)
    check_dtype("dtype", dtype, "f")
    rng = as_generator("rng", rng)
    params = {}
    for layer, (inputs, units) in enumerate(pairwise(sizes), start=1):
        W = rng.standard_normal((inputs, units)) * np.sqrt(2 / inputs)
        params[f"W{layer}"] = W.astype(dtype)
        params[f"b{layer}"] = np.zeros((1, units), dtype)
    return params
