"""One point of a search: which digits it sees, what diverges, and one BLAS thread."""

import warnings

import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_score
from threadpoolctl import threadpool_info

import nnlib
from nnlib import load_mnist
from nnlib.models import MLPClassifier
from nnlib.models.search import cross_validate, evaluate
from nnlib.models.training import TrainingInterrupted

SMALL = {"hidden_layer_sizes": 8, "max_iter": 2}


def test_is_scikit_learns_cross_validation_on_training_digits():
    X, y = load_mnist(300, split="train")
    splits = StratifiedKFold(3, shuffle=True, random_state=5)
    expected = cross_val_score(MLPClassifier(**SMALL, random_state=5), X / 255, y, cv=splits)
    scores = cross_validate(n_digits=300, folds=3, seed=5, **SMALL)
    np.testing.assert_allclose(scores, expected, atol=1e-12)


def test_takes_the_cnn_too():
    scores = cross_validate("CNNClassifier", n_digits=200, folds=2, filters=(2, 2), max_iter=1)
    assert scores.shape == (2,)
    assert ((scores > 0) & (scores < 1)).all()


@pytest.mark.parametrize("lr", [1e30, 1e3])  # the loss overflows, or stays finite
def test_what_diverges_is_nan(lr):
    assert np.isnan(cross_validate(n_digits=100, folds=2, learning_rate_init=lr, **SMALL)).all()


@pytest.mark.filterwarnings("default")  # as in a sweep, not as in these tests
def test_an_interrupted_training_is_no_score(monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(nnlib.models.training, "_epoch", interrupt)
    with pytest.raises(KeyboardInterrupt) as stop:
        cross_validate(n_digits=100, folds=2, **SMALL)
    assert isinstance(stop.value.__cause__, TrainingInterrupted)


@pytest.mark.filterwarnings("default")
def test_what_another_warning_says_is_no_interrupt(monkeypatch):
    original = MLPClassifier.fit

    def fit(self, X, y):
        warnings.warn("training interrupted", UserWarning, stacklevel=2)
        return original(self, X, y)

    monkeypatch.setattr(MLPClassifier, "fit", fit)
    with pytest.warns(UserWarning, match="training interrupted"):
        assert (cross_validate(n_digits=100, folds=2, **SMALL) >= 0).all()


def test_trains_on_one_blas_thread(monkeypatch):
    threads, original = [], MLPClassifier.fit

    def fit(self, X, y):
        threads.extend(library["num_threads"] for library in threadpool_info())
        return original(self, X, y)

    monkeypatch.setattr(MLPClassifier, "fit", fit)
    cross_validate(n_digits=100, folds=2, **SMALL)
    assert threads and set(threads) == {1}


@pytest.mark.parametrize(
    ("settings", "error", "text"),
    [
        (
            {"estimator": "SVC"},
            ValueError,
            "estimator must be one of MLPClassifier, CNNClassifier, got 'SVC'",
        ),
        ({"momentumm": 0.9}, TypeError, "momentumm"),
        ({"momentum": 1.5}, ValueError, "momentum must"),
        ({"n_digits": "100"}, TypeError, "n_digits must be an integer"),
        ({"folds": 1}, ValueError, "folds must be at least 2"),
        ({"seed": True}, TypeError, "seed must be an integer"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
    ],
)
def test_bad_settings_are_named(settings, error, text):
    with pytest.raises(error, match=text):
        cross_validate(**{"n_digits": 100, "folds": 2} | settings)


def test_a_point_is_evaluated_with_what_a_worker_warned_of(monkeypatch):
    original = MLPClassifier.fit

    def fit(self, X, y):
        warnings.warn("out of\nink", RuntimeWarning, stacklevel=2)
        return original(self, X, y)

    settings = {"n_digits": 100, "folds": 2, **SMALL}
    scores = cross_validate(**settings)
    results, messages = evaluate(settings)
    assert messages == [] and results["seconds"] > 0
    assert (results["accuracy"], results["std"]) == pytest.approx((scores.mean(), scores.std()), abs=1e-6)
    monkeypatch.setattr(MLPClassifier, "fit", fit)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert evaluate(settings)[1] == ["RuntimeWarning: out of ink"]
