"""The convolutional network: a batch is cut into parts, and threads compute several at a time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache, partial
from math import ceil, isqrt, prod

import numpy as np
from numpy.typing import NDArray

from nnlib.activations import softmax
from nnlib.images import random_shifts
from nnlib.models.augmentation import elastic_distortion
from nnlib.models.base import NetworkClassifier
from nnlib.models.convolution import Layers, pooled_shape
from nnlib.models.network import (
    BATCH_SIZES,
    IGNORE_OVERFLOW,
    Mask,
    Network,
    dropout_mask,
    positive_integers,
    softmax_cross_entropy,
)
from nnlib.models.threads import threaded_map
from nnlib.validation import check_integer

SMALLEST, LARGEST = 32, 64  # images a thread computes at a time, at most: half a batch, within these limits


class CNN(Network):
    r"""Two blocks of convolution, ReLU and 2 × 2 max pooling, dropout, then a dense softmax layer.

    "Convolution" is cross-correlation, as in every CNN library. With 28 × 28 digits and 5 × 5 kernels:
    28 → 24 → 12 → 8 → 4 pixels a side. A row of X holds one image: its pixels row by row, channels
    innermost. Dropout acts on what enters the dense layer.

    Parameters
    ----------
    image_shape : tuple (rows, columns, channels)
    filters : tuple of two int
        Kernels of the first and the second block.
    kernel_size : int
        Their height and width k, in pixels.
    classes : int
    dtype : str
        "float32" or "float64".
    """

    def __init__(
        self, image_shape: tuple[int, int, int], filters: tuple[int, int], kernel_size: int, classes: int,
        dtype: str,
    ) -> None:  # fmt: skip
        self.architecture = image_shape, filters, kernel_size, classes, dtype
        self.image_shape, k, (f1, f2) = image_shape, kernel_size, filters
        pooled1 = pooled_shape(image_shape, f1, k)
        pooled2 = pooled_shape(pooled1, f2, k)
        if min(pooled2) < 1:
            raise ValueError(
                f"kernel_size must leave something of the images after two convolutions and poolings, "
                f"got {k} for shape {image_shape} (n_features={prod(image_shape)})"
            )
        kernels = {"K1": (f1, k, k, image_shape[2]), "K2": (f2, k, k, f1)}
        biases = {"b1": (f1, 1), "b2": (f2, 1), "b3": (classes, 1)}
        super().__init__({**kernels, "W3": (prod(pooled2), classes)}, biases, dtype)
        self._map: Callable = map
        # For each n, the layers for n images that no thread uses at the moment.
        self._spare: Callable[[int], list[Layers]] = lru_cache(BATCH_SIZES)(lambda n: [])

    def dropout_masks(self, n: int, bits: np.random.BitGenerator) -> list[Mask]:
        """Draw the one mask (dense inputs, n)."""
        return [dropout_mask((len(self.params["W3"]), n), self.keep_prob, bits)]

    def loss_gradient(
        self, X: NDArray, y: NDArray, masks: Sequence[Mask] = (), scale: float = 1.0
    ) -> tuple[float, int]:
        """Compute the loss and its gradient; see :meth:`Network.loss_gradient`."""
        mask = masks[0] if masks else None
        results = list(self._map(partial(self._part_gradient, X, y, mask, scale / len(X)), _parts(len(X))))
        np.sum([gradient for _, _, gradient in results], axis=0, out=self.flat_grads)
        loss = sum(loss for loss, _, _ in results) / len(X)
        return loss + self.add_penalty(scale), sum(correct for _, correct, _ in results)

    def predict_proba(self, X: NDArray) -> NDArray:
        """Return class probabilities (n, classes) without dropout."""
        in_training = self._map is not map  # then with the threads that train
        with nullcontext(self._map) if in_training else threaded_map() as part_map:
            return np.concatenate(list(part_map(partial(self._part_proba, X), _parts(len(X)))))

    def feature_maps(self, X: NDArray) -> dict[str, NDArray]:
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
        maps, layers = {}, Layers(self.image_shape, self.params, len(X))
        scores = layers.forward(X)
        for i, block in enumerate(layers.blocks, start=1):
            maps[f"conv{i}"] = (block.Z + block.bias).transpose(3, 2, 0, 1)
            maps[f"pool{i}"] = block.P.transpose(3, 2, 0, 1)
        return maps | {"probabilities": softmax(scores.T)}

    @contextmanager
    def threads(self) -> Iterator[None]:
        """Compute the parts of each batch in threads."""
        with threaded_map() as self._map:
            try:
                yield
            finally:
                self._map = map

    def _part_gradient(
        self, X: NDArray, y: NDArray, mask: Mask, scale: float, part: slice
    ) -> tuple[float, int, NDArray]:
        """Return loss sum, number correct and scaled flat gradient of one part of a batch."""
        part_mask = None if mask is None else mask[:, part]
        with self._layers(part) as layers, np.errstate(**IGNORE_OVERFLOW):
            scores = layers.forward(X[part], part_mask, self.keep_prob)
            loss, correct = softmax_cross_entropy(scores.T, y[part], scale)
            return loss, correct, layers.backward(scores, part_mask, self.keep_prob)

    def _part_proba(self, X: NDArray, part: slice) -> NDArray:
        """Return the probabilities of one part of X."""
        with self._layers(part) as layers:
            return softmax(layers.forward(X[part]).T)

    @contextmanager
    def _layers(self, part: slice) -> Iterator[Layers]:
        """Lend layers with buffers for the images of a part; two threads never hold the same ones."""
        n = part.stop - part.start
        spare = self._spare(n)
        try:
            layers = spare.pop()
        except IndexError:  # asking first whether there are any would leave time for another thread
            layers = Layers(self.image_shape, self.params, n)
        yield layers
        spare.append(layers)


def _parts(n: int) -> list[slice]:
    """Cut n images into parts of nearly equal size."""
    count = ceil(n / np.clip(n / 2, SMALLEST, LARGEST))
    return [slice(i * n // count, (i + 1) * n // count) for i in range(count)]


@dataclass(eq=False, repr=False)
class CNNClassifier(NetworkClassifier):
    """A convolutional network: two blocks of convolution, ReLU and max pooling, then dropout and softmax.

    Scale the inputs to about 1 yourself: ``CNNClassifier().fit(X / 255, y)`` for grey values.
    What is not listed here stands at :class:`nnlib.models.base.NetworkClassifier`.

    Parameters
    ----------
    filters : tuple of two int
        Kernels of the first and the second convolution.
    kernel_size : int
        Height and width of the kernels, in pixels.
    image_shape : None or tuple
        (rows, columns) or (rows, columns, channels) of an image, whose pixels stand row by row in a row
        of X, channels innermost; None takes the images for square, with one channel.
    max_shift : int
        Move each image by up to so many pixels in both directions, at random, each time it is seen.

    Attributes
    ----------
    coefs_ : list of numpy.ndarray
        Kernels (filters, channels, kernel_size, kernel_size) of both convolutions, and the dense weights
        (inputs, classes), whose inputs are ordered by row, column, filter.
    intercepts_ : list of numpy.ndarray
        Their biases, (filters, 1) and (classes, 1).
    network_ : nnlib.models.cnn.CNN
        Its ``feature_maps(X)`` shows what each layer makes of images.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition.
    """

    filters: Sequence[int] = (8, 16)
    _: KW_ONLY
    kernel_size: int = 5
    image_shape: Sequence[int] | None = None
    max_shift: int = 0
    learning_rate_init: float = 0.05
    max_iter: int = 10

    _network = CNN

    @property
    def coefs_(self) -> list[NDArray]:
        """Kernels, with axes in the usual order, and dense weights; views, so handle with care."""
        K1, K2, W3 = self.network_.weights
        return [K1.transpose(0, 3, 2, 1), K2.transpose(0, 3, 2, 1), W3]

    def _architecture(self, n_features: int) -> tuple:
        filters = positive_integers("filters", self.filters)
        if len(filters) != 2:
            raise ValueError(f"filters must be two integers, one a convolution, got {filters}")
        kernel_size = check_integer("kernel_size", self.kernel_size)
        check_integer("max_shift", self.max_shift, low=0)
        return self._shape(n_features), filters, kernel_size, len(self.classes_), self.dtype

    def _augmentation(self) -> Callable | None:
        shape, changes = self.network_.image_shape, []
        if self.max_shift > 0:
            changes.append(lambda batch, rng: random_shifts(batch, shape, self.max_shift, rng))
        if self.elastic > 0:
            changes.append(elastic_distortion(shape, float(self.elastic), self.network_.dtype, self._rng))

        def augment(batch: NDArray, rng: np.random.Generator) -> NDArray:
            for change in changes:
                batch = change(batch, rng)
            return batch

        return augment if changes else None

    def _shape(self, n_features: int) -> tuple[int, int, int]:
        """Return (rows, columns, channels) of the images."""
        if self.image_shape is None:
            side = isqrt(n_features)
            if side**2 != n_features:
                raise ValueError(f"image_shape must be given for {n_features} pixels: they form no square")
            return side, side, 1
        shape = positive_integers("image_shape", self.image_shape)
        if len(shape) not in {2, 3}:
            raise ValueError(f"image_shape must have 2 or 3 numbers, got {shape}")
        rows, columns, channels = (*shape, 1)[:3]
        if rows * columns * channels != n_features:
            raise ValueError(f"image_shape must hold the {n_features} features of X, got {shape}")
        return rows, columns, channels
