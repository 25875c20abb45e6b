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
        self.Z = np.empty((out_rows, out_columns, filters, n), dtype)
        self.wider = np.empty((2 * h, w, filters, n), dtype)
        self.P = np.empty((h, w, filters, n), dtype)
        self.left_wins = np.empty(self.wider.shape, bool)
        self.top_wins = np.empty(self.P.shape, bool)
        # Gradient of Z, with a border of zeros left and right that the backward windows run over.
        self.padded_dZ = np.zeros((out_rows, out_columns + 2 * (k - 1), filters, n), dtype)
        self.dZ = self.padded_dZ[:, k - 1 : k - 1 + out_columns]
        self.window_dK = np.empty((out_rows, out_columns, k * k * channels, filters), dtype)
        self.stacked_dX = np.empty((out_rows, columns, k, channels, n), dtype)
        self.dX = np.empty((rows, columns, channels, n), dtype)

    def forward(self, X):
        """Return P for images X (rows, columns, channels, n); both are kept for the backward pass."""
        rows = len(self.Z)
        for a in range(self.k):
            self.stacked[:, :, a] = X[a : a + rows]
        np.matmul(self.K.reshape(len(self.K), -1), windows(self.stacked, self.k), out=self.Z)
        left, right = self._halves(self.Z)
        np.greater_equal(left, right, out=self.left_wins)
        np.maximum(left, right, out=self.wider)
        top, bottom = self.wider[0::2], self.wider[1::2]
        np.greater_equal(top, bottom, out=self.top_wins)
        np.maximum(top, bottom, out=self.P)
        self.P += self.bias
        return np.maximum(self.P, 0, out=self.P)

    def backward(self, dP, dK, dbias, with_dX):
        """Fill dK and dbias, given dP (overwritten); return the gradient of X if ``with_dX``."""
        dP *= self.P > 0
        np.sum(dP, axis=(0, 1, 3), out=dbias[:, 0])
        # dP goes to the winner of its window: a product with the mask, and what is left over.
        d_wider = self.wider
        np.multiply(dP, self.top_wins, out=d_wider[0::2])
        np.subtract(dP, d_wider[0::2], out=d_wider[1::2])
        d_left, d_right = self._halves(self.dZ)
        np.multiply(d_wider, self.left_wins, out=d_left)
        np.subtract(d_wider, d_left, out=d_right)
        np.matmul(windows(self.stacked, self.k), self.dZ.swapaxes(2, 3), out=self.window_dK)
        dK[:] = self.window_dK.sum(axis=(0, 1)).T.reshape(dK.shape)
        return self._backward_images() if with_dX else None

    def _backward_images(self):
        """Return the gradient of X: each dZ times its kernel, added up where the windows overlap."""
        # Along the columns as one product over windows of dZ with flipped kernels, then row by row.
        flipped = self.K[:, ::-1].transpose(2, 3, 1, 0)
        matrix = flipped.reshape(self.k * self.K.shape[3], -1)
        out = self.stacked_dX.reshape(*self.stacked_dX.shape[:2], len(matrix), -1)
        np.matmul(matrix, windows(self.padded_dZ[:, :, np.newaxis], self.k), out=out)
        self.dX[:] = 0
        for a in range(self.k):
            self.dX[a : a + len(self.Z)] += self.stacked_dX[:, :, a]
        return self.dX

    def _halves(self, Z):
        """Return the left and the right column of every pair, without odd edges."""
        rows, columns = 2 * len(self.P), 2 * self.P.shape[1]
        return Z[:rows, 0:columns:2], Z[:rows, 1:columns:2]


def windows(stacked, k):
    """View stacked rows (H, W, k, C, n) as matrices (H, W − k + 1, k·k·C, n), one for each window.

    In ``stacked[i, j]`` lie the k image rows i, ..., i + k − 1 of column j. So the window at (i, j) is k
    such columns in a row: matrices that overlap in memory, and no copy (im2col would take k times more).
    """
    height, width, *inner, n = stacked.shape
    depth = int(np.prod(inner))
    row, column, *_, item = stacked.strides
    return as_strided(
        stacked,
        shape=(height, width - k + 1, k * depth, n),
        strides=(row, column, n * item, item),
        writeable=False,
    )
