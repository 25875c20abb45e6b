"""The networks as scikit-learn estimators: ``from nnlib.models import MLPClassifier, CNNClassifier``.

:mod:`nnlib` itself does not import this module, because importing scikit-learn takes seconds.
"""

from math import isqrt

from nnlib.images import random_shifts
from nnlib.models.base import NetworkClassifier
from nnlib.models.cnn import CNNModel
from nnlib.models.mlp import MLPModel
from nnlib.validation import check_integer


class MLPClassifier(NetworkClassifier):
    r"""A multi-layer perceptron: ReLU layers with dropout, then softmax, trained with momentum.

    Scale the inputs to about 1 yourself: ``MLPClassifier().fit(X / 255, y)`` for grey values.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default (256, 128)
        Units of each hidden layer; an empty sequence is softmax regression.
    keep_prob : float, default 0.8
        Probability to KEEP a hidden unit at dropout, in (0, 1]; 1 is no dropout.
    alpha : float, default 0.0
        Strength of the L2 penalty in scikit-learn's units: half of it and divided by the samples of a
        batch. So λ of :func:`nnlib.l2_regularization`, with penalty λ Σ‖W‖² and gradient 2λW, is
        alpha / (2 batch_size), and alpha = 2 batch_size λ.
    batch_size : int, default 64
        Samples a step.
    learning_rate_init : float, default 0.1
        Step size η at the start, positive.
    learning_rate : "cosine" or "constant", default "cosine"
        "cosine" lets the step size fall from η to 0 in half a cosine wave over the ``max_iter`` epochs.
    momentum : float, default 0.9
        Momentum μ, in [0, 1).
    nesterovs_momentum : bool, default False
        Use Nesterov's form of momentum, as in scikit-learn.
    max_iter : int, default 20
        Epochs: passes over the samples. All of them are run, there is no early stopping.
    validation_fraction : float, default 0.0
        Part of the samples, in [0, 1), to set aside and measure on after each epoch.
    dtype : "float32" or "float64", default "float32"
        Precision of all numbers.
    warm_start : bool, default False
        Let ``fit`` go on from the last weights.
    random_state : None, int or numpy.random.RandomState, default None
        Seed of first weights, shuffling and dropout; the same int gives the same weights each time.
    verbose : bool, default False
        Show a progress bar.

    Attributes
    ----------
    classes_ : numpy.ndarray, shape (classes,)
        Class labels in sorted order.
    coefs_, intercepts_ : list of numpy.ndarray
        Weights (inputs, units) and biases (1, units) of each layer.
    history_ : dict of str to list of float
        For each epoch "loss", "accuracy" (both with dropout on), "seconds", and with a
        ``validation_fraction`` also "validation_loss", "validation_accuracy".
    loss_curve_, loss_ : list of float, float
        ``history_["loss"]`` and its last value.
    model_ : nnlib.models.mlp.MLPModel
    n_features_in_, n_iter_ : int
        Features seen and epochs done.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout.
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers (the first weights).
    """

    def __init__(
        self, hidden_layer_sizes=(256, 128), *, keep_prob=0.8, alpha=0.0, batch_size=64,
        learning_rate_init=0.1, learning_rate="cosine", momentum=0.9, nesterovs_momentum=False,
        max_iter=20, validation_fraction=0.0, dtype="float32", warm_start=False, random_state=None,
        verbose=False,
    ):  # fmt: skip
        self.hidden_layer_sizes = hidden_layer_sizes
        self.keep_prob = keep_prob
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.max_iter = max_iter
        self.validation_fraction = validation_fraction
        self.dtype = dtype
        self.warm_start = warm_start
        self.random_state = random_state
        self.verbose = verbose

    @property
    def coefs_(self):
        """Weights of each layer; views, so handle with care."""
        return [self.model_.params[f"W{i}"] for i in range(1, self.model_.depth + 1)]

    @property
    def intercepts_(self):
        """Biases of each layer; views, so handle with care."""
        return [self.model_.params[f"b{i}"] for i in range(1, self.model_.depth + 1)]

    def _build(self, n_features, rng):
        hidden = _sizes("hidden_layer_sizes", self.hidden_layer_sizes)
        sizes = (n_features, *hidden, len(self.classes_))
        return MLPModel(sizes, self.keep_prob, self._lambda, self.dtype, rng)


class CNNClassifier(NetworkClassifier):
    r"""A convolutional network: two blocks of convolution, ReLU and max pooling, then dropout and softmax.

    Scale the inputs to about 1 yourself: ``CNNClassifier().fit(X / 255, y)`` for grey values.

    Parameters
    ----------
    filters : tuple of two int, default (8, 16)
        Kernels of the first and the second convolution.
    kernel_size : int, default 5
        Height and width of the kernels, in pixels.
    image_shape : None or tuple, default None
        (rows, columns) or (rows, columns, channels) of an image, whose pixels stand row by row in a row
        of X, channels innermost; None takes the images for square, with one channel.
    max_shift : int, default 0
        Move each image by up to so many pixels in both directions, at random, each time it is seen.
    keep_prob : float, default 0.8
        Probability to KEEP an input of the dense layer at dropout, in (0, 1]; 1 is no dropout.
    alpha, batch_size, learning_rate, momentum, nesterovs_momentum, validation_fraction, dtype
        See :class:`MLPClassifier`.
    warm_start, random_state, verbose
        See :class:`MLPClassifier`.
    learning_rate_init : float, default 0.05
        Step size η at the start, positive.
    max_iter : int, default 10
        Epochs: passes over the samples. All of them are run, there is no early stopping.

    Attributes
    ----------
    coefs_ : list of numpy.ndarray
        Kernels (filters, channels, kernel_size, kernel_size) of both convolutions, and the dense weights
        (inputs, classes), whose inputs are ordered by row, column, filter.
    intercepts_ : list of numpy.ndarray
        Their biases, (filters, 1) and (classes, 1).
    model_ : nnlib.models.cnn.CNNModel
        Its ``feature_maps(X)`` shows what each layer makes of images.
    classes_, history_, loss_curve_, loss_, n_features_in_, n_iter_
        See :class:`MLPClassifier`.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition.
    """

    def __init__(
        self, filters=(8, 16), *, kernel_size=5, image_shape=None, max_shift=0, keep_prob=0.8, alpha=0.0,
        batch_size=64, learning_rate_init=0.05, learning_rate="cosine", momentum=0.9,
        nesterovs_momentum=False, max_iter=10, validation_fraction=0.0, dtype="float32", warm_start=False,
        random_state=None, verbose=False,
    ):  # fmt: skip
        self.filters = filters
        self.kernel_size = kernel_size
        self.image_shape = image_shape
        self.max_shift = max_shift
        self.keep_prob = keep_prob
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.max_iter = max_iter
        self.validation_fraction = validation_fraction
        self.dtype = dtype
        self.warm_start = warm_start
        self.random_state = random_state
        self.verbose = verbose

    @property
    def coefs_(self):
        """Kernels and dense weights; views, so handle with care."""
        return [*self.model_.kernels, self.model_.params["W3"]]

    @property
    def intercepts_(self):
        """Biases of each layer; views, so handle with care."""
        return [self.model_.params[name] for name in ("b1", "b2", "b3")]

    def _build(self, n_features, rng):
        filters = _sizes("filters", self.filters)
        if len(filters) != 2:
            raise ValueError(f"filters must be two integers, one a convolution, got {self.filters!r}")
        kernel_size = check_integer("kernel_size", self.kernel_size)
        check_integer("max_shift", self.max_shift, low=0)
        classes = len(self.classes_)
        shape = self._image_shape(n_features)
        return CNNModel(shape, filters, kernel_size, classes, self.keep_prob, self._lambda, self.dtype, rng)

    def _augment(self):
        if self.max_shift == 0:
            return None
        image_shape, max_shift = self.model_.image_shape, self.max_shift
        return lambda batch, rng: random_shifts(batch, image_shape, max_shift, rng)

    def _image_shape(self, n_features):
        """Return (rows, columns, channels)."""
        if self.image_shape is None:
            side = isqrt(n_features)
            if side**2 != n_features:
                raise ValueError(f"image_shape must be given for {n_features} pixels: they form no square")
            return side, side, 1
        shape = _sizes("image_shape", self.image_shape)
        if len(shape) not in {2, 3}:
            raise ValueError(f"image_shape must have 2 or 3 numbers, got {shape}")
        rows, columns, channels = (*shape, 1)[:3]
        if rows * columns * channels != n_features:
            raise ValueError(f"image_shape must hold the {n_features} features of X, got {shape}")
        return rows, columns, channels


def _sizes(name, value):
    """Return one positive integer or a sequence of them as a tuple."""
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(check_integer(name, size) for size in values)
