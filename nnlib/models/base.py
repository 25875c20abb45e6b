"""What both estimators do: check input, train, predict, save and load."""

from numbers import Integral

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import train_test_split
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from nnlib.models.saving import load_weights, save_weights
from nnlib.models.training import train
from nnlib.validation import check_integer, check_number

CHOICES = {"learning_rate": ("cosine", "constant"), "dtype": ("float32", "float64")}


class NetworkClassifier(ClassifierMixin, BaseEstimator):
    """Base of :class:`nnlib.models.MLPClassifier` and :class:`nnlib.models.CNNClassifier`.

    A subclass has ``_build(n_features, rng)``, which returns a model for ``classes_``, and may have
    ``_augment()``, which returns a function ``(batch, rng) → batch`` or None.
    """

    def fit(self, X, y):
        """Train for ``max_iter`` epochs.

        Parameters
        ----------
        X : array_like, shape (n, features)
            One sample a row, about as large as 1: divide pixels by 255.
        y : array_like, shape (n,)
            Class labels, numbers or strings.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If an argument or a parameter of the constructor is not what it has to be.
        FloatingPointError
            If the loss stops being finite.
        """
        proceed = self.warm_start and hasattr(self, "model_")
        X, y = self._check(X, y, reset=not proceed)
        if not proceed:
            self._start(X, np.unique(y))
        y = self._encode(y)
        validation = None
        if self.validation_fraction > 0:
            X, validation_X, y, validation_y = self._split(X, y)
            validation = validation_X, validation_y
        return self._train(X, y, self.max_iter, self.learning_rate, validation)

    def partial_fit(self, X, y, classes=None):
        """Train for one epoch on X, from where the last call ended, with a constant step size.

        Parameters
        ----------
        X, y : array_like
            As in :meth:`fit`.
        classes : array_like, optional
            All class labels that will ever come; needed at the first call.

        Returns
        -------
        self
        """
        first = not hasattr(self, "model_")
        X, y = self._check(X, y, reset=first)
        if first and classes is None:
            raise ValueError("classes must be passed on the first call to partial_fit, got None")
        if not first and classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(f"classes must be those of the first call, {self.classes_}, got {classes}")
        if first:
            self._start(X, np.unique(classes))
        return self._train(X, self._encode(y), 1, "constant")

    def predict_proba(self, X):
        """Return the probability of each class.

        Parameters
        ----------
        X : array_like, shape (n, features)

        Returns
        -------
        numpy.ndarray, shape (n, classes), dtype of the model
            Columns in the order of ``classes_``; rows sum to 1.
        """
        check_is_fitted(self)
        with np.errstate(over="ignore"):  # numbers too large for float32 are refused as infinity
            X = validate_data(self, X, dtype=self.model_.dtype, order="C", reset=False)
        return self.model_.predict_proba(X)

    def predict(self, X):
        """Return the most probable class label of each row of X, shape (n,)."""
        P = self.predict_proba(X)
        return self.classes_[P.argmax(axis=1)]

    def save(self, path):
        """Write parameters, classes and weights to an ``.npz`` file and return its path."""
        check_is_fitted(self)
        about = {name: _plain(value) for name, value in self.get_params().items()}
        about = {"params": about, "n_features": self.n_features_in_}
        return save_weights(path, type(self).__name__, about, self.classes_, self.model_.params)

    @classmethod
    def load(cls, path):
        """Return an estimator, ready to predict, from a file that :meth:`save` wrote.

        ``random_state`` comes back as None if it was no number; momentum starts anew.

        Raises
        ------
        FileNotFoundError, ValueError
            If there is no such file, or it is damaged, foreign, or of another kind of estimator.
        """
        about, classes, params = load_weights(path, cls.__name__)
        try:
            estimator = cls(**about["params"])
            estimator.classes_, estimator.n_features_in_ = classes, about["n_features"]
            estimator.model_ = estimator._build(about["n_features"], None)
            for name, view in estimator.model_.params.items():
                if params[name].shape != view.shape:
                    raise ValueError(f"{name} has shape {params[name].shape}, expected {view.shape}")
                view[:] = params[name]
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path} is damaged: {error}") from error
        estimator._rng = _generator(estimator.random_state)
        estimator.history_, estimator.n_iter_ = {}, 0
        return estimator

    @property
    def loss_curve_(self):
        """Mean training loss of each epoch, dropout and penalty included."""
        return self.history_.get("loss", [])

    @property
    def loss_(self):
        """The last value of ``loss_curve_``; NaN before the first epoch is done."""
        return self.loss_curve_[-1] if self.loss_curve_ else float("nan")

    def _check(self, X, y, reset):
        """Check parameters and data; return X in the model's dtype, and y."""
        check_integer("batch_size", self.batch_size)
        check_integer("max_iter", self.max_iter)
        check_number("learning_rate_init", self.learning_rate_init, low=0, include=(False, False))
        for name in ("momentum", "validation_fraction"):
            check_number(name, getattr(self, name), low=0, high=1, include=(True, False))
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} must be one of {allowed}, got {getattr(self, name)!r}")
        with np.errstate(over="ignore"):  # numbers too large for float32 are refused as infinity
            X, y = validate_data(self, X, y, dtype=self.dtype, order="C", reset=reset)
        check_classification_targets(y)
        return X, y

    def _start(self, X, classes):
        """Draw first weights for these classes."""
        if len(classes) < 2:
            raise ValueError(f"y must hold at least two classes, got 1 class: {classes[0]!r}")
        self.classes_ = classes
        self._rng = _generator(self.random_state)
        self.model_ = self._build(X.shape[1], self._rng)
        self.history_ = {}

    def _encode(self, y):
        """Return the index in ``classes_`` of each label."""
        codes = np.searchsorted(self.classes_, y).clip(max=len(self.classes_) - 1)
        unknown = np.unique(y[self.classes_[codes] != y])
        if len(unknown):
            raise ValueError(f"y must hold the classes {self.classes_} only, got {unknown} too")
        return codes

    def _split(self, X, y):
        """Set ``validation_fraction`` of the samples aside, in the proportions of the classes."""
        seed = int(self._rng.integers(2**31))
        try:
            return train_test_split(X, y, test_size=self.validation_fraction, stratify=y, random_state=seed)
        except ValueError as error:
            raise ValueError(
                f"validation_fraction must leave samples of each class on both sides, got "
                f"{self.validation_fraction} of {len(y)} samples ({error})"
            ) from error

    def _train(self, X, y, epochs, kind, validation=None):
        """Train the model and append to the history."""
        fresh = self._build(X.shape[1], None)
        if (fresh.shapes, fresh.dtype) != (self.model_.shapes, self.model_.dtype):
            raise ValueError("warm_start and partial_fit must keep the sizes and the dtype of the network")
        self.model_.keep_prob, self.model_.lambda_ = fresh.keep_prob, fresh.lambda_
        history = train(
            self.model_, X, y, epochs=epochs, batch_size=self.batch_size, lr=self.learning_rate_init,
            mu=self.momentum, nesterov=self.nesterovs_momentum, kind=kind, rng=self._rng,
            augment=self._augment(), validation=validation, verbose=self.verbose,
        )  # fmt: skip
        for name, values in history.items():
            self.history_.setdefault(name, []).extend(values)
        self.n_iter_ = len(self.history_["loss"])
        return self

    def _augment(self):
        """Return no augmentation."""
        return None

    @property
    def _lambda(self):
        """The toolkit's λ for scikit-learn's alpha."""
        return check_number("alpha", self.alpha, low=0) / (2 * self.batch_size)


def _generator(random_state):
    """Return a Generator from what scikit-learn takes as random_state; None is fresh randomness."""
    if isinstance(random_state, np.random.RandomState):
        return np.random.default_rng(random_state.randint(2**31, size=4))
    if not isinstance(random_state, Integral | None):
        raise TypeError(f"random_state must be None, an int or a RandomState, got {random_state!r}")
    return np.random.default_rng(random_state)


def _plain(value):
    """Return a parameter as JSON has it; what is neither number, text nor sequence becomes None."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | float | str) else None
