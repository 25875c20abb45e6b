"""The fast convolutional network: small parts of a batch that stay in cache, two at a time in threads."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from threading import Lock

import numpy as np
from threadpoolctl import ThreadpoolController

from nnlib.activations import softmax
from nnlib.models.convolution import ConvBlock
from nnlib.models.network import (
    IGNORE_OVERFLOW,
    Network,
    apply_dropout,
    dropout_mask,
    flat_views,
    recall,
    softmax_cross_entropy,
)

PART = 32  # images whose buffers stay in a core's cache; a part is also what one thread takes


class CNNModel(Network):
    r"""Two blocks of convolution, ReLU and 2 × 2 max pooling, dropout, then a dense softmax layer.

    "Convolution" is cross-correlation, as in every CNN library. With 28 × 28 digits and 5 × 5 kernels:
    28 → 24 → 12 → 8 → 4 pixels a side.

    Parameters
    ----------
    image_shape : tuple (rows, columns, channels)
    filters : tuple of two int
        Kernels of the first and the second block.
    kernel_size : int
        Their height and width k, in pixels.
    classes : int
    keep_prob, lambda_, dtype
        See :class:`nnlib.models.network.Network`; dropout acts on what enters the dense layer.
    rng : numpy.random.Generator, optional
        Draws the first weights; zeros when omitted.

    Attributes
    ----------
    kernels : list of two numpy.ndarray, shape (filters, channels, k, k)
        Views of the kernels with their axes in the usual order.
    """

    def __init__(
        self, image_shape, filters, kernel_size, classes, keep_prob=1.0, lambda_=0.0, dtype="float32",
        rng=None,
    ):  # fmt: skip
        self.image_shape, self.filters = tuple(image_shape), tuple(filters)
        self.kernel_size, self.classes, k = kernel_size, classes, kernel_size
        self.block_shapes = [self.image_shape]
        for f in self.filters:
            rows, columns, _ = self.block_shapes[-1]
            self.block_shapes.append(((rows - k + 1) // 2, (columns - k + 1) // 2, f))
        if min(self.block_shapes[-1]) < 1:
            raise ValueError(
                f"kernel_size must leave something of the images after two convolutions and poolings, "
                f"got {k} for shape {self.image_shape} (n_features={np.prod(self.image_shape)})"
            )
        channels, (f1, f2) = self.image_shape[2], self.filters
        dense = int(np.prod(self.block_shapes[-1]))
        shapes = {"K1": (f1, k, k, channels), "K2": (f2, k, k, f1), "W3": (dense, classes)}
        shapes |= {"b1": (f1, 1), "b2": (f2, 1), "b3": (classes, 1)}
        super().__init__(shapes, keep_prob, lambda_, dtype)
        self.kernels = [self.params[name].transpose(0, 3, 2, 1) for name in ("K1", "K2")]
        self._map, self._spare = map, {}
        if rng is not None:
            self.draw(rng, {"K1": k * k * channels, "K2": k * k * f1, "W3": dense})

    def config(self):
        """Return the arguments that build such a model again."""
        return (
            self.image_shape, self.filters, self.kernel_size, self.classes,
            self.keep_prob, self.lambda_, self.dtype.name,
        )  # fmt: skip

    def dropout_masks(self, n, rng):
        """Draw the mask (dense inputs, n), or None where all are kept."""
        return dropout_mask((len(self.params["W3"]), n), self.keep_prob, rng)

    def loss_gradient(self, X, y, masks=None):
        """Compute the loss of a batch and fill ``grads`` with its gradient.

        Parameters
        ----------
        X : numpy.ndarray, shape (n, pixels), dtype of the model
            One image a row: its pixels row by row, channels innermost.
        y : numpy.ndarray of int, shape (n,)
            Class indices.
        masks : numpy.ndarray of bool, optional
            What :meth:`dropout_masks` returned; no dropout when omitted.

        Returns
        -------
        loss : float
            Mean cross-entropy plus λ Σ‖W‖², in nats.
        correct : int
            Number of images classified right, with dropout on.
        """
        n = len(X)
        results = list(self._map(partial(self._part_gradient, X, y, masks), _parts(n)))
        np.sum([gradients for _, _, gradients in results], axis=0, out=self.gradients)
        loss = sum(loss for loss, _, _ in results) / n
        return loss + self.add_penalty(), sum(correct for _, correct, _ in results)

    def predict_proba(self, X):
        """Return class probabilities (n, classes) without dropout."""
        in_training = self._map is not map
        with nullcontext(self._map) if in_training else part_threads() as part_map:
            return np.concatenate(list(part_map(partial(self._part_proba, X), _parts(len(X)))))

    def feature_maps(self, X):
        """Return what each layer makes of the images, without dropout.

        Parameters
        ----------
        X : numpy.ndarray, shape (n, pixels)

        Returns
        -------
        dict of str to numpy.ndarray
            "conv1" and "conv2", shape (n, filters, rows, columns): the cross-correlations plus bias;
            "pool1" and "pool2": the same after ReLU and pooling; "probabilities" (n, classes).
        """
        maps, work = {}, _Workspace(self, len(X))
        scores = work.forward(X)
        for i, block in enumerate(work.blocks, start=1):
            maps[f"conv{i}"] = (block.Z + block.bias).transpose(3, 2, 0, 1)
            maps[f"pool{i}"] = block.P.transpose(3, 2, 0, 1)
        return maps | {"probabilities": softmax(scores.T)}

    @contextmanager
    def threads(self):
        """Train with the parts of each batch in threads."""
        with part_threads() as self._map:
            try:
                yield
            finally:
                self._map = map

    def _part_gradient(self, X, y, masks, part):
        """Return loss sum, number correct and flat gradients of one part of a batch."""
        with self._workspace(part.stop - part.start) as work, np.errstate(**IGNORE_OVERFLOW):
            scores = work.forward(X[part], None if masks is None else masks[:, part])
            loss, correct = softmax_cross_entropy(scores.T, y[part], len(X))
            return loss, correct, work.backward(scores)

    def _part_proba(self, X, part):
        """Return the probabilities of one part of X."""
        with self._workspace(part.stop - part.start) as work:
            return softmax(work.forward(X[part]).T)

    @contextmanager
    def _workspace(self, n):
        """Lend buffers for n images, kept from step to step; each thread gets its own."""
        spare = recall(self._spare, n, list)
        work = spare.pop() if spare else _Workspace(self, n)
        yield work
        spare.append(work)


class _Workspace:
    """Forward and backward pass of n images, with the buffers that they need."""

    def __init__(self, model, n):
        self.params, self.keep_prob = model.params, model.keep_prob
        self.images = np.empty((*model.image_shape, n), model.dtype)
        self.blocks = [
            ConvBlock(shape, model.params[f"K{i}"], model.params[f"b{i}"], n)
            for i, shape in enumerate(model.block_shapes[:-1], start=1)
        ]
        self.gradients, self.grads = flat_views(model.shapes, model.dtype)

    def forward(self, X, mask=None):
        """Return the scores (classes, n) of images X (n, pixels)."""
        self.images.reshape(-1, len(X))[:] = X.T
        A = self.images
        for block in self.blocks:
            A = block.forward(A)
        self.dense, self.mask = A.reshape(-1, len(X)), mask  # a view: dropout acts in place
        apply_dropout(self.dense, mask, self.keep_prob)
        return self.params["W3"].T @ self.dense + self.params["b3"]

    def backward(self, delta):
        """Return the flat gradients, given the gradient of the scores (classes, n)."""
        np.matmul(self.dense, delta.T, out=self.grads["W3"])
        np.sum(delta, axis=1, keepdims=True, out=self.grads["b3"])
        dA = self.params["W3"] @ delta
        apply_dropout(dA, self.mask, self.keep_prob)
        for i in (2, 1):
            block = self.blocks[i - 1]
            dA = block.backward(dA.reshape(block.P.shape), self.grads[f"K{i}"], self.grads[f"b{i}"], i > 1)
        return self.gradients.copy()


def _parts(n):
    """Cut n images into parts of nearly equal size, at most PART each."""
    count = -(-n // PART)
    return [slice(i * n // count, (i + 1) * n // count) for i in range(count)]


@contextmanager
def part_threads():
    """Give a ``map`` that uses as many threads as BLAS may use, with one BLAS thread in each.

    Where BLAS is held to one thread, by a joblib worker or by another call of this, it is plain ``map``.
    """
    with _lock:
        blas = _threadpools().select(user_api="blas")
        workers = max((library["num_threads"] for library in blas.info()), default=1)
        limits = blas.limit(limits=1) if workers > 1 else nullcontext()
    with limits:
        if workers == 1:
            yield map
        else:
            with ThreadPoolExecutor(workers) as pool:
                yield pool.map


_lock = Lock()


@cache
def _threadpools():
    """Return the controller of the thread pools of NumPy's BLAS (finding them takes milliseconds)."""
    return ThreadpoolController()
