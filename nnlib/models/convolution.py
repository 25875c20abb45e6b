"""Convolution, max pooling, bias and ReLU of a few images, with the batch as LAST axis."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


class ConvBlock:
    r"""Cross-correlation → bias → ReLU → 2 × 2 max pooling of n images, forward and backward.

    .. math:: Z_{ijfn} = \sum_{a,b,c} K_{fbac}\, X_{i+a,\, j+b,\, c,\, n}, \qquad
              P_{ijfn} = \max\Bigl(0,\; b_f + \max_{u,v \in \{0,1\}} Z_{2i+u,\, 2j+v,\, f,\, n}\Bigr)

    Images are (rows, columns, channels, n): whatever is added or compared is n or more neighbouring
    numbers. Bias and ReLU come after the pooling, which gives the same and costs a quarter: both keep the
    order of the four numbers. A row or column at the far edge that fills no 2 × 2 window is left out.
    The first of equal numbers wins a window, as in PyTorch.

    Parameters
    ----------
    in_shape : tuple (rows, columns, channels)
        Shape of an image.
    K : numpy.ndarray, shape (filters, k, k, channels)
        Kernels, with axes (f, b, a, c): the column b before the row a, so that a window is one run
        of memory (see :func:`windows`).
    bias : numpy.ndarray, shape (filters, 1)
    n : int
        Number of images.
    """

    def __init__(self, in_shape, K, bias, n):
        rows, columns, channels = in_shape
        self.K, self.bias, self.k = K, bias, K.shape[1]
        filters, k, dtype = K.shape[0], K.shape[1], K.dtype
        out_rows, out_columns = rows - k + 1, columns - k + 1
        h, w = out_rows // 2, out_columns // 2
        self.stacked = np.empty((out_rows, columns, k, channels, n), dtype)
        self.windows = windows(self.stacked, k)
        # Z, and on the way back its gradient, between zeros that the windows of the way back run over.
        padded = np.zeros((out_rows, out_columns + 2 * (k - 1), filters, n), dtype)
        self.Z = padded[:, k - 1 : k - 1 + out_columns]
        self.Z_windows = windows(padded[:, :, np.newaxis], k)
        self.left, self.right = (self.Z[: 2 * h, v : 2 * w : 2] for v in (0, 1))
        self.wider = np.empty((2 * h, w, filters, n), dtype)
        self.top, self.bottom = self.wider[0::2], self.wider[1::2]
        self.P = np.empty((h, w, filters, n), dtype)
        self.left_wins = np.empty(self.wider.shape, bool)
        self.top_wins = np.empty(self.P.shape, bool)
        self.window_dK = np.empty((out_rows, out_columns, k * k * channels, filters), dtype)
        self.stacked_dX = np.empty((out_rows, columns, k, channels, n), dtype)
        self.dX = np.empty((rows, columns, channels, n), dtype)

    def forward(self, X):
        """Return P for images X (rows, columns, channels, n)."""
        for a in range(self.k):
            self.stacked[:, :, a] = X[a : a + len(self.Z)]
        np.matmul(self.K.reshape(len(self.K), -1), self.windows, out=self.Z)
        np.greater_equal(self.left, self.right, out=self.left_wins)
        np.maximum(self.left, self.right, out=self.wider)
        np.greater_equal(self.top, self.bottom, out=self.top_wins)
        np.maximum(self.top, self.bottom, out=self.P)
        self.P += self.bias
        return np.maximum(self.P, 0, out=self.P)

    def backward(self, dP, dK, dbias, with_dX):
        """Fill dK and dbias, given dP (overwritten); return the gradient of X if ``with_dX``.

        It follows a forward pass, whose Z it overwrites with the gradient of Z.
        """
        dP *= self.P > 0
        h, w, filters, n = dP.shape
        dbias[:, 0] = dP.reshape(h * w, -1).sum(axis=0).reshape(filters, n).sum(axis=1)
        # dP goes to the winner of its window: a product with the mask, and to the other what is left.
        np.multiply(dP, self.top_wins, out=self.top)
        np.subtract(dP, self.top, out=self.bottom)
        np.multiply(self.wider, self.left_wins, out=self.left)
        np.subtract(self.wider, self.left, out=self.right)
        self.Z[2 * h :] = self.Z[:, 2 * w :] = 0
        np.matmul(self.windows, self.Z.swapaxes(2, 3), out=self.window_dK)
        dK[:] = self.window_dK.sum(axis=(0, 1)).T.reshape(dK.shape)
        return self._backward_images() if with_dX else None

    def _backward_images(self):
        """Return the gradient of X: every dZ times its kernel, added up where the windows overlap."""
        # Along the columns in one product, over windows of dZ with kernels flipped; then row by row.
        matrix = self.K[:, ::-1].transpose(2, 3, 1, 0).reshape(self.k * self.K.shape[3], -1)
        rows, columns, *_, n = self.stacked_dX.shape
        np.matmul(matrix, self.Z_windows, out=self.stacked_dX.reshape(rows, columns, -1, n))
        self.dX[:] = 0
        for a in range(self.k):
            self.dX[a : a + rows] += self.stacked_dX[:, :, a]
        return self.dX


def windows(stacked, k):
    """View stacked rows (H, W, k, C, n) as matrices (H, W − k + 1, k·k·C, n), one for each window.

    In ``stacked[i, j]`` lie the k image rows i, ..., i + k − 1 of column j. So the window at (i, j) is k
    such columns in a row: matrices that overlap in memory, and no copy (im2col would take k times more).
    """
    height, width, *inner, n = stacked.shape
    row, column, *_, item = stacked.strides
    return as_strided(
        stacked,
        shape=(height, width - k + 1, k * int(np.prod(inner)), n),
        strides=(row, column, n * item, item),
        writeable=False,
    )
