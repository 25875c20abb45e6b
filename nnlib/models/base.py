"""What both estimators do: check input, train, predict."""

import copy
import math
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from nnlib.models.checks import as_classes, check_labels, check_parameters, class_indices, set_aside
from nnlib.models.network import Network
from nnlib.models.saving import SavableEstimator
from nnlib.models.training import History, TrainingInterrupted, TrainingSettings, constant, cosine, train
from nnlib.validation import as_generator, check_unmasked


# dataclass writes the constructor, whose signature scikit-learn reads; eq and repr are scikit-learn's own.
@dataclass(kw_only=True, eq=False, repr=False)
class NetworkClassifier(ClassifierMixin, SavableEstimator):
    """What :class:`nnlib.models.MLPClassifier` and :class:`nnlib.models.CNNClassifier` have in common.

    Parameters
    ----------
    keep_prob : float
        Probability to KEEP a unit at dropout, in (0, 1]; 1 is no dropout. The MLP drops hidden units, the
        CNN inputs of its dense layer.
    alpha : float
        Strength of the L2 penalty, in scikit-learn's units: λ of :func:`nnlib.l2_regularization`, whose
        penalty is λ Σ‖W‖², is alpha / (2 n) for a batch of n samples.
    elastic : float
        Strength α, at least 0, of the elastic distortion of images, which are changed at random each time
        they are seen; see :func:`nnlib.models.augmentation.elastic_distortion`. 0 is none. For digits of
        28 × 28 pixels 20 to 30 does well.
    batch_size : int
        Samples a step.
    learning_rate_init : float
        Step size η at the start, positive.
    learning_rate : "cosine" or "constant"
        "cosine" lets the step size fall from η to 0 in half a cosine wave over the ``max_iter`` epochs.
    momentum, nesterovs_momentum : float, bool
        Momentum μ, in [0, 1), and whether to use Nesterov's form of it, as in scikit-learn.
    max_iter : int
        Epochs: passes over the samples. All of them are run, there is no early stopping.
    validation_fraction : float
        Part of the samples, in [0, 1), to set aside and measure on after each epoch.
    dtype : "float32" or "float64"
        Precision of all numbers.
    warm_start : bool
        Let ``fit`` go on from the last weights.
    random_state : None, int, numpy.random.Generator or numpy.random.RandomState
        Seed of first weights, shuffling, dropout and changes of images; the same int gives the same
        weights each time.
    verbose : bool
        Show a progress bar.

    Attributes
    ----------
    classes_ : numpy.ndarray, shape (classes,)
        Class labels in sorted order.
    coefs_, intercepts_ : list of numpy.ndarray
        Weights and biases of each layer.
    history_ : dict of str to list of float
        For each epoch "loss", "accuracy" (both with dropout on), "seconds", and with a
        ``validation_fraction`` also "validation_loss", "validation_accuracy", NaN in epochs without one.
    loss_curve_, loss_ : list of float, float
        ``history_["loss"]`` and its last value.
    network_ : nnlib.models.network.Network
    n_features_in_, n_iter_ : int
        Features seen and epochs done.
    """

    keep_prob: float = 0.8
    alpha: float = 0.0
    elastic: float = 0.0
    batch_size: int = 64
    learning_rate_init: float
    learning_rate: str = "cosine"
    momentum: float = 0.9
    nesterovs_momentum: bool = False
    max_iter: int
    validation_fraction: float = 0.0
    dtype: str = "float32"
    warm_start: bool = False
    random_state: int | np.random.Generator | np.random.RandomState | None = None
    verbose: bool = False

    _network: ClassVar[type]  # of the network

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train for ``max_iter`` epochs; Ctrl-C ends it early, with a warning, and keeps what was learned.

        Parameters
        ----------
        X : array_like, shape (n, features)
            One sample a row, about as large as 1: divide pixels by 255.
        y : array_like, shape (n,)
            Class labels, numbers or strings.

        Raises
        ------
        TypeError, ValueError
            If an argument or a parameter of the constructor is not what it has to be.
        FloatingPointError
            If the loss stops being finite. After any error the estimator is as it was before.

        Warns
        -----
        nnlib.models.training.TrainingDiverged
            If the loss grew, stayed finite and ended no better than that of guessing.
        """
        fresh = not (self.warm_start and hasattr(self, "network_"))
        with self._unchanged_by_errors():
            X, y = self._check(X, y, reset=fresh)
            if fresh:
                self._build(X.shape[1], as_classes("y", y)).draw_weights(self._rng)
            y, validation = class_indices(y, self.classes_), None
            if self.validation_fraction > 0:
                X, validation_X, y, validation_y = set_aside(X, y, self.validation_fraction, self._rng)
                validation = validation_X, validation_y
            return self._train(X, y, self.max_iter, self.learning_rate, validation)

    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """Train for one epoch on X, going on from where the last call ended, with a constant step size.

        Parameters
        ----------
        X, y : array_like
            As in :meth:`fit`.
        classes : array_like, optional
            All class labels that will ever come; needed at the first call.
        """
        fresh = not hasattr(self, "network_")
        with self._unchanged_by_errors():
            X, y = self._check(X, y, reset=fresh)
            if fresh:
                if classes is None:
                    raise ValueError("classes must be passed on the first call to partial_fit, got None")
                self._build(X.shape[1], as_classes("classes", classes)).draw_weights(self._rng)
            elif classes is not None and not np.array_equal(as_classes("classes", classes), self.classes_):
                raise ValueError(f"classes must be those of the first call, {self.classes_}, got {classes}")
            return self._train(X, class_indices(y, self.classes_), 1, "constant")

    def predict_proba(self, X: ArrayLike) -> NDArray:
        """Return the probability of each class: rows sum to 1, columns are in the order of ``classes_``."""
        check_is_fitted(self)
        check_unmasked("X", X)
        with np.errstate(over="ignore"):  # numbers too large for float32 are refused as infinity
            X = validate_data(self, X, dtype=self.network_.dtype, order="C", reset=False)
        return self.network_.predict_proba(X)

    def predict(self, X: ArrayLike) -> NDArray:
        """Return the most probable class label of each row of X, shape (n,)."""
        P = self.predict_proba(X)
        return self.classes_[P.argmax(axis=1)]

    @property
    def coefs_(self) -> list[NDArray]:
        """Weights of each layer; views, so handle with care."""
        return self.network_.weights

    @property
    def intercepts_(self) -> list[NDArray]:
        """Biases of each layer; views, so handle with care."""
        return self.network_.biases

    @property
    def loss_curve_(self) -> list[float]:
        """Mean training loss of each epoch, dropout and penalty included."""
        return self.history_.get("loss", [])

    @property
    def loss_(self) -> float:
        """The last value of ``loss_curve_``; NaN before the first epoch is done."""
        return self.loss_curve_[-1] if self.loss_curve_ else math.nan

    @property
    def n_iter_(self) -> int:
        """Epochs done."""
        return len(self.loss_curve_)

    @contextmanager
    def _unchanged_by_errors(self) -> Iterator[None]:
        """Give the estimator back what was fitted before, if fitting again raises an error."""
        before, network = vars(self).copy(), getattr(self, "network_", None)
        if network is not None:
            state, rng_state = copy.deepcopy((network.state, self._rng.bit_generator.state))
            before["history_"] = dict(self.history_)
        try:
            yield
        except BaseException:
            self.__dict__.clear()
            self.__dict__.update(before)
            if network is not None:
                network.state, self._rng.bit_generator.state = state, rng_state
            raise

    @abstractmethod
    def _architecture(self, n_features: int) -> tuple:
        """Return the network's arguments, from checked parameters."""

    def _augmentation(self) -> Callable | None:
        """Return a function ``(batch, rng) → batch`` that changes each batch at random, or None."""

    def _check(self, X: ArrayLike, y: ArrayLike, reset: bool) -> tuple[NDArray, NDArray]:
        """Check parameters and data; return X in the network's dtype, and y."""
        check_parameters(self)
        check_unmasked("X", X)
        check_unmasked("y", y)
        check_labels("y", y)
        with np.errstate(over="ignore"):  # numbers too large for float32 are refused as infinity
            X, y = validate_data(self, X, y, dtype=self.dtype, order="C", reset=reset)
        check_classification_targets(y)
        return X, y

    def _build(self, n_features: int, classes: NDArray) -> Network:
        """Build a network for these classes, its weights still zero, and start history and randomness."""
        self.n_features_in_, self.classes_ = n_features, classes
        self.history_: History = {}
        seed = self.random_state
        if isinstance(seed, np.random.RandomState):
            self._rng = np.random.default_rng(seed.randint(2**31, size=4))
        else:
            self._rng = as_generator("random_state", seed)
        self.network_ = self._network(*self._architecture(n_features))
        return self.network_

    def _train(self, X: NDArray, y: NDArray, epochs: int, schedule: str, validation: Any = None) -> Self:
        """Train the network and append to the history."""
        if self._architecture(X.shape[1]) != self.network_.architecture:
            raise ValueError("warm_start and partial_fit must keep the sizes and the dtype of the network")
        self.network_.keep_prob = float(self.keep_prob)
        batch_size = min(int(self.batch_size), len(X))
        lr, num_steps = float(self.learning_rate_init), epochs * math.ceil(len(X) / batch_size)
        settings = TrainingSettings(
            epochs, batch_size, cosine(lr, num_steps) if schedule == "cosine" else constant(lr),
            float(self.momentum), self.nesterovs_momentum, float(self.alpha), self._augmentation(),
        )  # fmt: skip
        before = self.n_iter_
        try:
            train(self.network_, X, y, settings, self.history_, self._rng, validation, self.verbose)
        except KeyboardInterrupt:
            done = f"{self.n_iter_ - before} of {epochs} epochs"
            message = f"training interrupted after {done}; what was learned is kept"
            warnings.warn(message, TrainingInterrupted, stacklevel=3)  # at the line that called fit
        return self
