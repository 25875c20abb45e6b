"""The fast multi-layer perceptron: the mathematics of :mod:`nnlib.mlp`, in place, for any depth."""

from functools import partial

import numpy as np

from nnlib.activations import softmax
from nnlib.models.network import Network, apply_dropout, dropout_mask, recall, softmax_cross_entropy

CHUNK = 2048  # rows that predict_proba takes at a time


class MLPModel(Network):
    r"""Hidden ReLU layers with dropout, then softmax.

    .. math:: A_l = M_l \odot \mathrm{relu}(A_{l-1} W_l + b_l), \quad A_0 = X

    Parameters
    ----------
    sizes : sequence of int
        Features, units of each hidden layer, classes.
    keep_prob, lambda_, dtype
        See :class:`nnlib.models.network.Network`.
    rng : numpy.random.Generator, optional
        Draws the first weights; zeros when omitted.
    """

    def __init__(self, sizes, keep_prob=1.0, lambda_=0.0, dtype="float32", rng=None):
        self.sizes = tuple(sizes)
        self.depth = len(self.sizes) - 1
        layers = range(1, self.depth + 1)
        shapes = {f"W{i}": self.sizes[i - 1 : i + 1] for i in layers}
        shapes |= {f"b{i}": (1, self.sizes[i]) for i in layers}
        super().__init__(shapes, keep_prob, lambda_, dtype)
        self._buffers = {}
        if rng is not None:
            self.draw(rng, {f"W{i}": self.sizes[i - 1] for i in layers})

    def config(self):
        """Return the arguments that build such a model again."""
        return self.sizes, self.keep_prob, self.lambda_, self.dtype.name

    def dropout_masks(self, n, rng):
        """Draw a mask (n, units) for each hidden layer, or None where all units are kept."""
        return [dropout_mask((n, units), self.keep_prob, rng) for units in self.sizes[1:-1]]

    def loss_gradient(self, X, y, masks=None):
        """Compute the loss of a batch and fill ``grads`` with its gradient.

        Parameters
        ----------
        X : numpy.ndarray, shape (n, features), dtype of the model
        y : numpy.ndarray of int, shape (n,)
            Class indices.
        masks : list, optional
            What :meth:`dropout_masks` returned; no dropout when omitted.

        Returns
        -------
        loss : float
            Mean cross-entropy plus λ Σ‖W‖², in nats.
        correct : int
            Number of samples classified right, with dropout on.
        """
        n = len(X)
        A, deltas = recall(self._buffers, n, partial(self._batch_buffers, n))
        masks = masks or [None] * (self.depth - 1)
        A[0] = X
        for i in range(1, self.depth + 1):
            np.matmul(A[i - 1], self.params[f"W{i}"], out=A[i])
            A[i] += self.params[f"b{i}"]
            if i < self.depth:
                np.maximum(A[i], 0, out=A[i])
                apply_dropout(A[i], masks[i - 1], self.keep_prob)
        delta = A[-1]
        loss, correct = softmax_cross_entropy(delta, y, n)
        for i in range(self.depth, 0, -1):
            np.matmul(A[i - 1].T, delta, out=self.grads[f"W{i}"])
            np.sum(delta, axis=0, keepdims=True, out=self.grads[f"b{i}"])
            if i > 1:
                delta = np.matmul(delta, self.params[f"W{i}"].T, out=deltas[i - 1])
                delta *= A[i - 1] > 0  # positive exactly where Z > 0 and the unit was kept
                if masks[i - 2] is not None:
                    delta *= 1 / self.keep_prob
        return loss / n + self.add_penalty(), correct

    def predict_proba(self, X):
        """Return class probabilities (n, classes) without dropout.

        In float64 whatever the model's dtype, so that rounding, and with it the answer for a row, does not
        depend on the rows around it.
        """
        params = {name: view.astype(np.float64) for name, view in self.params.items()}
        probabilities = np.empty((len(X), self.sizes[-1]), self.dtype)
        for start in range(0, len(X), CHUNK):
            A = X[start : start + CHUNK]
            for i in range(1, self.depth + 1):
                A = A @ params[f"W{i}"] + params[f"b{i}"]
                if i < self.depth:
                    np.maximum(A, 0, out=A)
            probabilities[start : start + CHUNK] = softmax(A)
        return probabilities

    def _batch_buffers(self, n):
        """Return new activations and deltas for n samples."""
        return [[None, *(np.empty((n, units), self.dtype) for units in self.sizes[1:])] for _ in range(2)]
