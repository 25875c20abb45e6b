"""Forward and backward passes of the perceptron and of networks with one and two hidden layers.

Shapes: a batch of n samples with d features, hidden layers of h1 and h2 units, k classes. Weights
are (inputs, units), biases (1, units); a bias of shape (units,) is welcome too, or () for one unit.
"""

from __future__ import annotations

from numpy.typing import ArrayLike, NDArray

from nnlib.activations import relu, sigmoid, softmax
from nnlib.validation import (
    as_float_array,
    as_matching_arrays,
    check_no_nan,
    check_one_hot,
    check_shape,
    without_warnings,
)


@without_warnings
def forward_perceptron(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> NDArray:
    r"""Predict with a single sigmoid unit.

    .. math:: A = \sigma(XW + b)

    Parameters
    ----------
    X : array_like, shape (n, d)
        Input.
    W : array_like, shape (d, 1)
        Weights.
    b : array_like, shape (1, 1), (1,) or ()
        Bias.

    Returns
    -------
    numpy.ndarray, shape (n, 1)
        Probability of class 1; float32 if all inputs are.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or does not fit the others.

    References
    ----------
    Rosenblatt (1958), The perceptron (there with a step in place of the sigmoid).
    """
    X, W, b = as_matching_arrays(X=(X, "n d"), W=(W, "d 1"), b=(b, "1 1"))
    return sigmoid(X @ W + b)


@without_warnings
def forward_mlp(
    X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike,
    *, mask1: ArrayLike | None = None,
) -> tuple[NDArray, NDArray]:  # fmt: skip
    r"""Predict with one hidden layer.

    .. math:: A_1 = M_1 \odot \mathrm{relu}(X W_1 + b_1), \qquad A_2 = \mathrm{softmax}(A_1 W_2 + b_2)

    Parameters
    ----------
    X : array_like, shape (n, d)
        Input.
    W1, b1 : array_like, shapes (d, h1) and (1, h1)
        Hidden layer.
    W2, b2 : array_like, shapes (h1, k) and (1, k)
        Output layer.
    mask1 : array_like, shape (n, h1), optional
        Dropout mask M₁ for training, ``dropout(np.ones((n, h1)), p)``; none for evaluation.

    Returns
    -------
    A1 : numpy.ndarray, shape (n, h1)
        Hidden activations, after dropout.
    A2 : numpy.ndarray, shape (n, k)
        Class probabilities.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or does not fit the others.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, algorithm 6.3.
    """
    X, W1, b1, W2, b2 = as_matching_arrays(
        X=(X, "n d"), W1=(W1, "d h1"), b1=(b1, "1 h1"), W2=(W2, "h1 k"), b2=(b2, "1 k")
    )
    A1 = _masked(relu(X @ W1 + b1), "mask1", mask1)
    return A1, softmax(A1 @ W2 + b2)


@without_warnings
def backward_mlp(
    X: ArrayLike, A1: ArrayLike, A2: ArrayLike, y: ArrayLike, W1: ArrayLike, W2: ArrayLike, Z1: ArrayLike,
    *, mask1: ArrayLike | None = None,
) -> tuple[NDArray, NDArray, NDArray, NDArray]:  # fmt: skip
    r"""Differentiate the mean cross-entropy of :func:`forward_mlp`.

    .. math::

        \delta_2 = (A_2 - y)/n, \qquad \delta_1 = (\delta_2 W_2^\top) \odot M_1 \odot [Z_1 > 0], \qquad
        \nabla W_l = A_{l-1}^\top \delta_l, \qquad \nabla b_l = \textstyle\sum_{\text{rows}} \delta_l,
        \qquad A_0 = X

    Parameters
    ----------
    X, A1, A2 : array_like, shapes (n, d), (n, h1) and (n, k)
        Input and activations of the forward pass.
    y : array_like, shape (n, k)
        One-hot labels (or target probabilities); each row sums to 1.
    W1, W2 : array_like, shapes (d, h1) and (h1, k)
        Weights of the forward pass.
    Z1 : array_like, shape (n, h1)
        Pre-activation X W₁ + b₁, without NaN.
    mask1 : array_like, shape (n, h1), optional
        The same dropout mask as in the forward pass.

    Returns
    -------
    grad_W1, grad_b1, grad_W2, grad_b2 : numpy.ndarray
        Means over the batch, with the shapes of the parameters; biases (1, units).

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers or does not fit the others, or a Z holds NaN.

    References
    ----------
    Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors.
    Goodfellow, Bengio and Courville (2016), Deep Learning, algorithm 6.4.
    """
    X, A1, A2, y, W1, W2, Z1 = as_matching_arrays(
        X=(X, "n d"), A1=(A1, "n h1"), A2=(A2, "n k"), y=(y, "n k"),
        W1=(W1, "d h1"), W2=(W2, "h1 k"), Z1=(Z1, "n h1"),
    )  # fmt: skip
    check_one_hot("y", y)
    check_no_nan("Z1", Z1)
    delta2 = (A2 - y.astype(A2.dtype)) / len(X)
    delta1 = _masked(delta2 @ W2.T, "mask1", mask1) * (Z1 > 0)
    return (
        X.T @ delta1, delta1.sum(axis=0, keepdims=True),
        A1.T @ delta2, delta2.sum(axis=0, keepdims=True),
    )  # fmt: skip


@without_warnings
def forward_mlp_3layer(
    X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike, W3: ArrayLike, b3: ArrayLike,
    *, mask1: ArrayLike | None = None, mask2: ArrayLike | None = None,
) -> tuple[NDArray, NDArray, NDArray]:  # fmt: skip
    r"""Predict with two hidden layers.

    .. math::

        A_1 = M_1 \odot \mathrm{relu}(X W_1 + b_1), \qquad
        A_2 = M_2 \odot \mathrm{relu}(A_1 W_2 + b_2), \qquad
        A_3 = \mathrm{softmax}(A_2 W_3 + b_3)

    Parameters
    ----------
    X : array_like, shape (n, d)
        Input.
    W1, b1, W2, b2 : array_like, shapes (d, h1), (1, h1), (h1, h2) and (1, h2)
        Hidden layers.
    W3, b3 : array_like, shapes (h2, k) and (1, k)
        Output layer.
    mask1, mask2 : array_like, shapes (n, h1) and (n, h2), optional
        Dropout masks M₁, M₂ for training, each ``dropout(np.ones(shape), p)``; none for evaluation.

    Returns
    -------
    A1, A2 : numpy.ndarray, shapes (n, h1) and (n, h2)
        Hidden activations, after dropout.
    A3 : numpy.ndarray, shape (n, k)
        Class probabilities.

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers, is empty or does not fit the others.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, algorithm 6.3.
    """
    X, W1, b1, W2, b2, W3, b3 = as_matching_arrays(
        X=(X, "n d"), W1=(W1, "d h1"), b1=(b1, "1 h1"), W2=(W2, "h1 h2"), b2=(b2, "1 h2"),
        W3=(W3, "h2 k"), b3=(b3, "1 k"),
    )  # fmt: skip
    A1 = _masked(relu(X @ W1 + b1), "mask1", mask1)
    A2 = _masked(relu(A1 @ W2 + b2), "mask2", mask2)
    return A1, A2, softmax(A2 @ W3 + b3)


@without_warnings
def backward_mlp_3layer(
    X: ArrayLike, A1: ArrayLike, A2: ArrayLike, A3: ArrayLike, y: ArrayLike,
    W1: ArrayLike, W2: ArrayLike, W3: ArrayLike, Z1: ArrayLike, Z2: ArrayLike,
    *, mask1: ArrayLike | None = None, mask2: ArrayLike | None = None,
) -> tuple[NDArray, NDArray, NDArray, NDArray, NDArray, NDArray]:  # fmt: skip
    r"""Differentiate the mean cross-entropy of :func:`forward_mlp_3layer`.

    .. math::

        \delta_3 = (A_3 - y)/n, \qquad
        \delta_l = (\delta_{l+1} W_{l+1}^\top) \odot M_l \odot [Z_l > 0], \qquad
        \nabla W_l = A_{l-1}^\top \delta_l, \qquad \nabla b_l = \textstyle\sum_{\text{rows}} \delta_l,
        \qquad A_0 = X

    Parameters
    ----------
    X, A1, A2, A3 : array_like, shapes (n, d), (n, h1), (n, h2) and (n, k)
        Input and activations of the forward pass.
    y : array_like, shape (n, k)
        One-hot labels (or target probabilities); each row sums to 1.
    W1, W2, W3 : array_like, shapes (d, h1), (h1, h2) and (h2, k)
        Weights of the forward pass.
    Z1, Z2 : array_like, shapes (n, h1) and (n, h2)
        Pre-activations X W₁ + b₁ and A₁ W₂ + b₂, without NaN.
    mask1, mask2 : array_like, shapes (n, h1) and (n, h2), optional
        The same dropout masks as in the forward pass.

    Returns
    -------
    grad_W1, grad_b1, grad_W2, grad_b2, grad_W3, grad_b3 : numpy.ndarray
        Means over the batch, with the shapes of the parameters; biases (1, units).

    Raises
    ------
    TypeError, ValueError
        If an argument does not hold real numbers or does not fit the others, or a Z holds NaN.

    References
    ----------
    Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors.
    Goodfellow, Bengio and Courville (2016), Deep Learning, algorithm 6.4.
    """
    X, A1, A2, A3, y, W1, W2, W3, Z1, Z2 = as_matching_arrays(
        X=(X, "n d"), A1=(A1, "n h1"), A2=(A2, "n h2"), A3=(A3, "n k"), y=(y, "n k"),
        W1=(W1, "d h1"), W2=(W2, "h1 h2"), W3=(W3, "h2 k"), Z1=(Z1, "n h1"), Z2=(Z2, "n h2"),
    )  # fmt: skip
    check_one_hot("y", y)
    check_no_nan("Z1", Z1)
    check_no_nan("Z2", Z2)
    delta3 = (A3 - y.astype(A3.dtype)) / len(X)
    delta2 = _masked(delta3 @ W3.T, "mask2", mask2) * (Z2 > 0)
    delta1 = _masked(delta2 @ W2.T, "mask1", mask1) * (Z1 > 0)
    return (
        X.T @ delta1, delta1.sum(axis=0, keepdims=True),
        A1.T @ delta2, delta2.sum(axis=0, keepdims=True),
        A2.T @ delta3, delta3.sum(axis=0, keepdims=True),
    )  # fmt: skip


def _masked(A: NDArray, name: str, mask: ArrayLike | None) -> NDArray:
    """Return A times its dropout mask, in A's dtype, or A itself if there is no mask."""
    if mask is None:
        return A
    mask = as_float_array(name, mask)
    check_shape(name, mask, A.shape)
    return A * mask.astype(A.dtype, copy=False)
