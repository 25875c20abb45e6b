"""The multi-layer perceptron: the mathematics of :mod:`nnlib.mlp`, in place, for any depth."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache, partial
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from nnlib.activations import softmax
from nnlib.models.augmentation import elastic_distortion
from nnlib.models.base import NetworkClassifier
from nnlib.models.network import (
    BATCH_SIZES,
    Mask,
    Network,
    apply_dropout,
    dropout_mask,
    positive_integers,
    softmax_cross_entropy,
)

CHUNK = 2048  # rows that predict_proba takes at a time


class MLP(Network):
    r"""Hidden ReLU layers with dropout, then softmax.

    .. math:: A_l = M_l \odot \mathrm{relu}(A_{l-1} W_l + b_l), \quad A_0 = X

    Parameters
    ----------
    sizes : tuple of int
        Features, units of each hidden layer, classes.
    dtype : str
        "float32" or "float64".
    """

    def __init__(self, sizes: tuple[int, ...], dtype: str) -> None:
        self.architecture = sizes, dtype
        self.sizes, self.depth = sizes, len(sizes) - 1
        layers = range(1, self.depth + 1)
        weight_shapes = {f"W{i}": (sizes[i - 1], sizes[i]) for i in layers}
        super().__init__(weight_shapes, {f"b{i}": (1, sizes[i]) for i in layers}, dtype)
        self._buffers = lru_cache(BATCH_SIZES)(partial(layer_buffers, sizes, self.dtype))

    def dropout_masks(self, n: int, bits: np.random.BitGenerator) -> list[Mask]:
        """Draw a mask (units, n) for each hidden layer."""
        return [dropout_mask((units, n), self.keep_prob, bits) for units in self.sizes[1:-1]]

    def loss_gradient(
        self, X: NDArray, y: NDArray, masks: Sequence[Mask] = (), scale: float = 1.0
    ) -> tuple[float, int]:
        """Compute the loss and its gradient; see :meth:`Network.loss_gradient`.

        Activations have the batch as LAST axis, (units, n), with which OpenBLAS and softmax are faster.
        """
        A, deltas, zeros, ones = self._buffers(len(X))
        masks = masks or [None] * (self.depth - 1)
        A[0] = X.T
        for i in range(1, self.depth + 1):
            np.matmul(self.params[f"W{i}"].T, A[i - 1], out=A[i])
            A[i] += self.params[f"b{i}"].T
            if i < self.depth:
                np.maximum(A[i], zeros, out=A[i])  # quicker than with the number 0
                apply_dropout(A[i], masks[i - 1], self.keep_prob)
        delta = A[-1]
        loss, correct = softmax_cross_entropy(delta.T, y, scale / len(X))
        for i in range(self.depth, 0, -1):
            np.matmul(A[i - 1], delta.T, out=self.grads[f"W{i}"])
            np.matmul(ones, delta.T, out=self.grads[f"b{i}"])  # the sum over the batch
            if i > 1:
                delta = np.matmul(self.params[f"W{i}"], delta, out=deltas[i - 1])
                delta *= A[i - 1] > 0  # true exactly where Z > 0 and the unit was kept
                if masks[i - 2] is not None:
                    delta *= 1 / self.keep_prob
        return loss / len(X) + self.add_penalty(scale), correct

    def predict_proba(self, X: NDArray) -> NDArray:
        """Return class probabilities (n, classes) without dropout.

        They are computed in float64, whatever the network's dtype. So rounding, and with it the answer for
        a row, does not depend on the rows around it.
        """
        weights = [W.astype(np.float64) for W in self.weights]
        biases = [b.astype(np.float64) for b in self.biases]
        probabilities = np.empty((len(X), self.sizes[-1]), self.dtype)
        for start in range(0, len(X), CHUNK):
            A = X[start : start + CHUNK]
            for W, b in zip(weights[:-1], biases[:-1], strict=True):
                A = A @ W + b
                np.maximum(A, 0, out=A)
            probabilities[start : start + CHUNK] = softmax(A @ weights[-1] + biases[-1])
        return probabilities


def layer_buffers(sizes: tuple[int, ...], dtype: np.dtype, n: int) -> tuple[list, list, NDArray, NDArray]:
    """Return what n samples need: [None, A₁, A₂, ...], [None, δ₁, δ₂, ...], n zeros, a row of n ones."""
    activations, deltas = ([np.empty((units, n), dtype) for units in sizes[1:]] for _ in range(2))
    return [None, *activations], [None, *deltas], np.zeros(n, dtype), np.ones((1, n), dtype)


@dataclass(eq=False, repr=False)
class MLPClassifier(NetworkClassifier):
    """A multi-layer perceptron: ReLU layers with dropout, then softmax, trained with momentum.

    Scale the inputs to about 1 yourself: ``MLPClassifier().fit(X / 255, y)`` for grey values. ``elastic``
    takes the samples for square images with one channel, whose pixels stand row by row.
    What is not listed here stands at :class:`nnlib.models.base.NetworkClassifier`.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int
        Units of each hidden layer; an empty sequence is softmax regression.

    Attributes
    ----------
    coefs_, intercepts_ : list of numpy.ndarray
        Weights (inputs, units) and biases (1, units) of each layer.
    network_ : nnlib.models.mlp.MLP

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout.
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers (the first weights).
    """

    hidden_layer_sizes: int | Sequence[int] = (256, 128)
    _: KW_ONLY
    learning_rate_init: float = 0.1
    max_iter: int = 20

    _network = MLP

    def _architecture(self, n_features: int) -> tuple:
        hidden = positive_integers("hidden_layer_sizes", self.hidden_layer_sizes)
        if self.elastic > 0 and isqrt(n_features) ** 2 != n_features:
            raise ValueError(f"elastic must be 0 for {n_features} features: they form no square image")
        return (n_features, *hidden, len(self.classes_)), self.dtype

    def _augmentation(self) -> Callable | None:
        if self.elastic == 0:
            return None
        side = isqrt(self.n_features_in_)
        return elastic_distortion((side, side, 1), float(self.elastic), self.network_.dtype, self._rng)
