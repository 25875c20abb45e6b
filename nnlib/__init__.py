"""A small NumPy toolkit for neural networks, written to be read.

The functions are imported from here; the estimators built on the same mathematics are in
:mod:`nnlib.models`. All functions keep to these rules:

- An array may also be given as a list or a number. Inputs are never changed.
- float32 in gives float32 out; all other numbers are computed in float64.
- What does not fit its description raises ``ValueError``, or ``TypeError`` if it is of a wrong type. The
  message names the argument, what was expected and what came.
- A result too large for its type is infinity, and one that infinities leave undefined is NaN, as where
  NaN comes in; NumPy warns of neither.
- Randomness comes from ``rng`` alone, never from NumPy's global random state.
"""

from nnlib.activations import identity, relu, sigmoid, softmax
from nnlib.convolution import conv2d, max_pool
from nnlib.datasets import load_mnist
from nnlib.gradients import numerical_gradient, relative_error
from nnlib.images import center_digit, elastic, random_shifts, shift_images
from nnlib.initialization import initial_weights
from nnlib.linear import matrix_multiply
from nnlib.losses import binary_cross_entropy, cross_entropy, mse_loss
from nnlib.metrics import accuracy, accuracy_interval, mcnemar_test
from nnlib.mlp import backward_mlp, backward_mlp_3layer, forward_mlp, forward_mlp_3layer, forward_perceptron
from nnlib.optimizers import adam_update, gradient_descent, momentum_update, nesterov_update
from nnlib.preprocessing import normalize, one_hot
from nnlib.regularization import dropout, l2_regularization

__all__ = [
    "accuracy", "accuracy_interval", "adam_update", "backward_mlp", "backward_mlp_3layer",
    "binary_cross_entropy", "center_digit", "conv2d", "cross_entropy", "dropout", "elastic", "forward_mlp",
    "forward_mlp_3layer", "forward_perceptron", "gradient_descent", "identity", "initial_weights",
    "l2_regularization", "load_mnist", "matrix_multiply", "max_pool", "mcnemar_test", "momentum_update",
    "mse_loss", "nesterov_update", "normalize", "numerical_gradient", "one_hot", "random_shifts",
    "relative_error", "relu", "shift_images", "sigmoid", "softmax",
]  # fmt: skip
