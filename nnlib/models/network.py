"""What both networks share: flat arrays, first weights, the L2 penalty, dropout, and softmax in place."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib.validation import as_integers

Mask = NDArray[np.bool_] | None  # None keeps all units
Shapes = Mapping[str, tuple[int, ...]]

IGNORE_OVERFLOW: dict[str, Any] = {"over": "ignore", "invalid": "ignore", "divide": "ignore"}
BATCH_SIZES = 4  # for how many sizes buffers are kept; training has two, the full batch and the last one


class Network(ABC):
    """A network whose parameters lie in one flat array, their gradients and velocities in two more.

    Every weight and every bias is a view of a part of the flat array. An update of all of them is then a
    few operations in place, however many layers there are.

    Parameters
    ----------
    weight_shapes, bias_shapes : dict of str to tuple
        Name and shape of the weights and of the biases of each layer, in the order of the layers.
    dtype : str
        "float32" or "float64".

    Attributes
    ----------
    architecture : tuple
        The arguments of the subclass, which build a network of the same shapes.
    flat_params, flat_grads, velocity : numpy.ndarray, shape (number of parameters,)
        The flat arrays: first all weights, then all biases.
    params, grads : dict of str to numpy.ndarray
        Views of ``flat_params`` and ``flat_grads``, one for each name.
    weights, biases : list of numpy.ndarray
        The same views as in ``params``, layer by layer.
    keep_prob : float
        Probability to keep a unit at dropout, in (0, 1]; 1 until it is set.
    lambda_ : float
        Strength λ of the penalty λ Σ‖W‖²; 0 until it is set.
    first_loss : float
        Loss of the first batch ever, by which training tells divergence; NaN before it.
    """

    architecture: tuple

    def __init__(self, weight_shapes: Shapes, bias_shapes: Shapes, dtype: str) -> None:
        shapes = {**weight_shapes, **bias_shapes}
        self.dtype = np.dtype(dtype)
        self.flat_params, self.params = flat_views(shapes, self.dtype)
        self.flat_grads, self.grads = flat_views(shapes, self.dtype)
        self.velocity = np.zeros_like(self.flat_params)
        self.weights = [self.params[name] for name in weight_shapes]
        self.biases = [self.params[name] for name in bias_shapes]
        self.keep_prob, self.lambda_, self.first_loss = 1.0, 0.0, np.nan

    @abstractmethod
    def dropout_masks(self, n: int, bits: np.random.BitGenerator) -> list[Mask]:
        """Draw the dropout masks for n samples."""

    @abstractmethod
    def loss_gradient(
        self, X: NDArray, y: NDArray, masks: Sequence[Mask] = (), scale: float = 1.0
    ) -> tuple[float, int]:
        """Compute the loss of a batch and fill ``grads`` with ``scale`` times its gradient.

        Parameters
        ----------
        X : numpy.ndarray, shape (n, features), dtype of the network
        y : numpy.ndarray of int, shape (n,)
            Class indices.
        masks : list
            What :meth:`dropout_masks` returned; no dropout when omitted.
        scale : float
            The step size in training: to multiply the few scores by it is quicker than all gradients.

        Returns
        -------
        loss : float
            Mean cross-entropy plus λ Σ‖W‖², in nats.
        correct : int
            Number of samples classified right, with dropout on.
        """

    @abstractmethod
    def predict_proba(self, X: NDArray) -> NDArray:
        """Return class probabilities (n, classes) without dropout."""

    def threads(self) -> AbstractContextManager:
        """Return a context to train in; the CNN opens its threads there."""
        return nullcontext()

    @property
    def state(self) -> tuple:
        """What training changes: parameters, velocity, ``keep_prob``, ``lambda_`` and ``first_loss``."""
        return self.flat_params, self.velocity, self.keep_prob, self.lambda_, self.first_loss

    @state.setter
    def state(self, state: tuple) -> None:
        self.flat_params[:], self.velocity[:], self.keep_prob, self.lambda_, self.first_loss = state

    def __reduce__(self) -> tuple:
        """Copy and pickle the flat arrays, not the views, which would come back as arrays of their own."""
        return type(self), self.architecture, self.state

    def __setstate__(self, state: tuple) -> None:
        self.state = state

    def draw_weights(self, rng: np.random.Generator) -> None:
        """Draw the weights as He et al. (2015): normal numbers with std √(2 / inputs of a unit)."""
        for weight, bias in zip(self.weights, self.biases, strict=True):
            inputs = weight.size // bias.size
            weight[:] = rng.standard_normal(weight.shape) * np.sqrt(2 / inputs)

    def add_penalty(self, scale: float) -> float:
        """Add ``scale`` times 2λW to the gradients of the weights and return λ Σ‖W‖²."""
        if self.lambda_ == 0:
            return 0.0
        count = sum(weight.size for weight in self.weights)
        flat_weights = self.flat_params[:count]
        self.flat_grads[:count] += scale * 2 * self.lambda_ * flat_weights
        return self.lambda_ * float(flat_weights @ flat_weights)


def flat_views(shapes: Shapes, dtype: np.dtype) -> tuple[NDArray, dict[str, NDArray]]:
    """Return a flat array of zeros, and in a dict a view of a part of it for each name and shape."""
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    flat = np.zeros(sum(sizes), dtype)
    pieces = np.split(flat, np.cumsum(sizes)[:-1])
    views = {name: piece.reshape(shapes[name]) for name, piece in zip(shapes, pieces, strict=True)}
    return flat, views


def dropout_mask(shape: tuple[int, ...], keep_prob: float, bits: np.random.BitGenerator) -> Mask:
    """Return a boolean mask, True with probability ``keep_prob``, or None where all units are kept.

    Two raw random bytes a unit take a fifth of the time of a random float; the probability is right to
    1e-5. ``bits`` must be one that draws 64 bits at a time, as SFC64 and PCG64 do.
    """
    if keep_prob == 1:
        return None
    units = math.prod(shape)
    numbers = bits.random_raw(-(-units // 4)).view(np.uint16)  # four a draw
    return (numbers[:units] < round(keep_prob * 65536)).reshape(shape)


def apply_dropout(A: NDArray, mask: Mask, keep_prob: float) -> None:
    """Zero the units of A that the mask drops and scale up the rest, in place."""
    if mask is not None:
        A *= mask
        A *= 1 / keep_prob


def softmax_cross_entropy(Z: NDArray, y: NDArray, scale: float) -> tuple[float, int]:
    """Turn the scores Z (m, k) into their gradient, scale · (softmax(Z) − one_hot(y)), in place.

    y (m,) are the true classes. Returned are the sum of their cross-entropies, in nats, and the number of
    those whose largest score is at the true class.
    """
    true = np.arange(len(y)), y
    correct = np.count_nonzero(Z.argmax(axis=1) == y)
    Z -= Z.max(axis=1, keepdims=True)
    loss = -Z[true].sum(dtype=np.float64)
    np.exp(Z, out=Z)
    totals = Z.sum(axis=1, keepdims=True)
    loss += np.log(totals).sum(dtype=np.float64)
    Z *= scale / totals
    Z[true] -= scale
    return float(loss), int(correct)


def positive_integers(name: str, value: int | Sequence[int]) -> tuple[int, ...]:
    """Return one positive integer, or a sequence of them, as a tuple."""
    return tuple(as_integers(name, [value] if isinstance(value, Integral) else value))
