"""The layers of the CNN, forward and backward for a few images, with the batch as LAST axis."""

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from nnlib.models.network import Mask, apply_dropout, flat_views


class Layers:
    """Two blocks of convolution and the dense layer, with the buffers that n images need.

    Parameters
    ----------
    image_shape : tuple (rows, columns, channels)
    params : dict of str to numpy.ndarray
        K1, b1, K2, b2, W3, b3.
    n : int
        Number of images.
    """

    def __init__(self, image_shape: tuple[int, int, int], params: dict[str, NDArray], n: int) -> None:
        self.W3, self.b3 = params["W3"], params["b3"]
        self.images = np.empty((*image_shape, n), self.W3.dtype)
        first = ConvBlock(image_shape, params["K1"], params["b1"], n)
        self.blocks = first, ConvBlock(first.P.shape[:3], params["K2"], params["b2"], n)
        shapes = {name: param.shape for name, param in params.items()}
        self.flat_grads, self.grads = flat_views(shapes, self.W3.dtype)

    def forward(self, X: NDArray, mask: Mask = None, keep_prob: float = 1.0) -> NDArray:
        """Return the scores (classes, n) of images X (n, pixels)."""
        self.images.reshape(-1, len(X))[:] = X.T
        A = self.images
        for block in self.blocks:
            A = block.forward(A)
        self.dense = A.reshape(-1, len(X))  # a view: dropout acts in place
        apply_dropout(self.dense, mask, keep_prob)
        return self.W3.T @ self.dense + self.b3

    def backward(self, delta: NDArray, mask: Mask, keep_prob: float) -> NDArray:
        """Return the flat gradient of all parameters, given the gradient of the scores (classes, n)."""
        first, second = self.blocks
        np.matmul(self.dense, delta.T, out=self.grads["W3"])
        np.sum(delta, axis=1, keepdims=True, out=self.grads["b3"])
        d_dense = self.W3 @ delta
        apply_dropout(d_dense, mask, keep_prob)
        second.backward(d_dense.reshape(second.P.shape), self.grads["K2"], self.grads["b2"])
        first.backward(second.input_gradient(), self.grads["K1"], self.grads["b1"])
        return self.flat_grads.copy()


class ConvBlock:
    r"""Cross-correlation → bias → ReLU → 2 × 2 max pooling of n images, forward and backward.

    .. math:: Z_{ijfn} = \sum_{a,b,c} K_{fbac}\, X_{i+a,\, j+b,\, c,\, n}, \qquad
              P_{ijfn} = \max\Bigl(0,\; b_f + \max_{u,v \in \{0,1\}} Z_{2i+u,\, 2j+v,\, f,\, n}\Bigr)

    Images are (rows, columns, channels, n), so that each operation runs over n or more neighbouring
    numbers. Bias and ReLU come after the pooling. The result is the same, because both keep the order of
    the four numbers, and there is a quarter as much to compute. A last row or column that fills no 2 × 2
    window is left out. Of equal numbers in a window the first one wins, as in PyTorch.

    Parameters
    ----------
    image_shape : tuple (rows, columns, channels)
        Shape of an image.
    K : numpy.ndarray, shape (filters, k, k, channels)
        Kernels with axes (f, b, a, c): column b before row a, in the order in which the pixels of a
        window lie in memory (see :func:`windows`).
    bias : numpy.ndarray, shape (filters, 1)
    n : int
        Number of images.
    """

    def __init__(self, image_shape: tuple[int, int, int], K: NDArray, bias: NDArray, n: int) -> None:
        rows, columns, channels = image_shape
        self.K, self.bias, self.k = K, bias, K.shape[1]
        filters, k, dtype = K.shape[0], K.shape[1], K.dtype
        out_rows, out_columns = rows - k + 1, columns - k + 1
        h, w, _ = pooled_shape(image_shape, filters, k)
        self.strips = np.empty((out_rows, columns, k, channels, n), dtype)
        self.windows = windows(self.strips, k)
        # In the backward pass Z holds its own gradient. The windows of input_gradient reach over its left
        # and right edges by k − 1 columns, which are zero.
        padded = np.zeros((out_rows, out_columns + 2 * (k - 1), filters, n), dtype)
        self.Z = padded[:, k - 1 : k - 1 + out_columns]
        self.Z_windows = windows(padded[:, :, np.newaxis], k)
        self.left, self.right = (self.Z[: 2 * h, v : 2 * w : 2] for v in (0, 1))
        self.row_max = np.empty((2 * h, w, filters, n), dtype)  # the larger of left and right
        self.top, self.bottom = self.row_max[0::2], self.row_max[1::2]
        self.P = np.empty((h, w, filters, n), dtype)
        self.zeros = np.zeros(filters * n, dtype)
        self.left_wins = np.empty(self.row_max.shape, bool)
        self.top_wins = np.empty(self.P.shape, bool)
        self.dK_by_window = np.empty((out_rows, out_columns, k * k * channels, filters), dtype)
        self.d_strips = np.empty_like(self.strips)
        self.dX = np.empty((rows, columns, channels, n), dtype)

    def forward(self, X: NDArray) -> NDArray:
        """Return P for images X (rows, columns, channels, n)."""
        for a in range(self.k):
            self.strips[:, :, a] = X[a : a + len(self.Z)]
        np.matmul(self.K.reshape(len(self.K), -1), self.windows, out=self.Z)
        # The maximum of four in two steps: of two side by side, then of two such maxima above each other.
        np.greater_equal(self.left, self.right, out=self.left_wins)
        np.maximum(self.left, self.right, out=self.row_max)
        np.greater_equal(self.top, self.bottom, out=self.top_wins)
        np.maximum(self.top, self.bottom, out=self.P)
        P = self.P.reshape(-1, self.zeros.size)  # long rows, which are quicker than n numbers at a time
        P += np.repeat(self.bias, self.P.shape[-1])
        np.maximum(P, self.zeros, out=P)
        return self.P

    def backward(self, dP: NDArray, dK: NDArray, dbias: NDArray) -> None:
        """Fill dK and dbias with their gradients, given that of P, which is overwritten.

        A forward pass must have come before; its Z is overwritten with the gradient of Z.
        """
        dP *= self.P > 0
        h, w, filters, n = dP.shape
        dbias[:, 0] = dP.reshape(h * w, -1).sum(axis=0).reshape(filters, n).sum(axis=1)
        # From here on row_max and Z hold their gradients. Of each pair the winner gets the whole gradient,
        # which is a product with a mask, and the loser gets what is left: nothing.
        np.multiply(dP, self.top_wins, out=self.top)
        np.subtract(dP, self.top, out=self.bottom)
        np.multiply(self.row_max, self.left_wins, out=self.left)
        np.subtract(self.row_max, self.left, out=self.right)
        self.Z[2 * h :] = self.Z[:, 2 * w :] = 0  # the row and the column that pooling left out
        np.matmul(self.windows, self.Z.swapaxes(2, 3), out=self.dK_by_window)
        dK[:] = self.dK_by_window.sum(axis=(0, 1)).T.reshape(dK.shape)

    def input_gradient(self) -> NDArray:
        r"""Return the gradient of X, after :meth:`backward`.

        .. math:: \nabla X_{i j c n} = \sum_{a,b,f} K_{fbac}\, \nabla Z_{i-a,\, j-b,\, f,\, n}

        The sum over the columns b and the filters f is one matrix product for all rows a of the kernels.
        It runs over windows of ∇Z, with the columns of the kernels in reverse order. The sum over a adds
        its rows up where they belong.
        """
        channels, n = self.dX.shape[2:]
        matrix = self.K[:, ::-1].transpose(2, 3, 1, 0).reshape(self.k * channels, -1)
        rows, columns = self.d_strips.shape[:2]
        np.matmul(matrix, self.Z_windows, out=self.d_strips.reshape(rows, columns, -1, n))
        self.dX[:] = 0
        for a in range(self.k):
            self.dX[a : a + rows] += self.d_strips[:, :, a]
        return self.dX


def pooled_shape(image_shape: tuple[int, int, int], filters: int, k: int) -> tuple[int, int, int]:
    """Return the shape of an image after k × k kernels and 2 × 2 pooling."""
    rows, columns, _ = image_shape
    return (rows - k + 1) // 2, (columns - k + 1) // 2, filters


def windows(strips: NDArray, k: int) -> NDArray:
    """View strips (H, W, k, C, n) of images as windows (H, W − k + 1, k·k·C, n), without a copy.

    A strip is k pixels high and one wide: ``strips[i, j]`` holds rows i, ..., i + k − 1 of column j. The
    strips of neighbouring columns are neighbours in memory. So k of them in a row are the k × k window at
    (i, j), and the next window begins one strip later. (im2col, which copies each window, would take k
    times the memory of the strips.)
    """
    height, width, *strip_shape, n = strips.shape
    row, column, *_, item = strips.strides
    return as_strided(
        strips,
        shape=(height, width - k + 1, k * int(np.prod(strip_shape)), n),
        strides=(row, column, n * item, item),
        writeable=False,
    )
