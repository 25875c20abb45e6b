"""The estimators: scikit-learn's own checks and tools, reproducibility, bad input, interrupts."""

import copy
import math

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neural_network import MLPClassifier as SklearnMLP
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import nnlib.models.training
from nnlib import load_mnist
from nnlib.images import shift_images
from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.cnn import CNNModel

X, Y = load_digits(return_X_y=True)
X = np.kron(X.reshape(-1, 8, 8) / 16, np.ones((2, 2))).reshape(-1, 256).astype(np.float32)


def small_mlp(**settings):
    return MLPClassifier(**{"hidden_layer_sizes": 16, "max_iter": 3, "random_state": 0} | settings)


def small_cnn(**settings):
    """For digits of 16 × 16 pixels: 16 → 14 → 7 → 5 → 2."""
    return CNNClassifier(
        **{"filters": (4, 8), "kernel_size": 3, "max_iter": 3, "random_state": 0} | settings
    )


each = pytest.mark.parametrize("make", [small_mlp, small_cnn])


# scikit-learn's common checks


@parametrize_with_checks([MLPClassifier(), small_mlp(nesterovs_momentum=True, dtype="float64", alpha=0.01)])
def test_mlp_passes_every_check(estimator, check):
    check(estimator)


NO_IMAGE = "fits rows of 1 to 10 features, which are no image that two 5 × 5 convolutions fit into"
NOT_FOR_IMAGES = dict.fromkeys(
    """
    check_classifier_data_not_an_array check_classifiers_classes check_classifiers_train
    check_dict_unchanged check_dont_overwrite_parameters check_dtype_object check_estimators_dtypes
    check_estimators_fit_returns_self check_estimators_nan_inf check_estimators_overwrite_params
    check_estimators_partial_fit_n_features check_estimators_pickle check_f_contiguous_array_estimator
    check_fit2d_predict1d check_fit_check_is_fitted check_fit_idempotent check_fit_score_takes_y
    check_methods_sample_order_invariance check_methods_subset_invariance check_n_features_in
    check_n_features_in_after_fitting check_non_transformer_estimators_n_iter check_pipeline_consistency
    check_positive_only_tag_during_fit check_readonly_memmap_input check_supervised_y_2d
    """.split(),
    NO_IMAGE,
)


@parametrize_with_checks([CNNClassifier()], expected_failed_checks=lambda _: NOT_FOR_IMAGES)
def test_cnn_passes_the_checks_that_make_sense_for_images(estimator, check):
    check(estimator)


class SpreadModel(CNNModel):
    """Lays however many features there are out as an image of 10 × 10 pixels, a run of pixels for each."""

    def loss_gradient(self, X, y, masks=None):
        return super().loss_gradient(X[:, np.arange(100) * X.shape[1] // 100], y, masks)

    def predict_proba(self, X):
        return super().predict_proba(X[:, np.arange(100) * X.shape[1] // 100])


class SpreadCNN(CNNClassifier):
    def _build(self, n_features, rng):
        return SpreadModel(*super()._build(100, None).config(), rng)


@parametrize_with_checks([SpreadCNN(kernel_size=3, dtype="float64")])
def test_cnn_on_spread_features_passes_every_check(estimator, check):
    """So that what the list above excuses is checked all the same."""
    check(estimator)


# scikit-learn's tools


@each
def test_tools_of_scikit_learn(make):
    grid = GridSearchCV(make(max_iter=10), {"learning_rate_init": [1e-6, 0.1]}, cv=2).fit(X[:600], Y[:600])
    assert grid.best_params_ == {"learning_rate_init": 0.1}
    assert grid.best_score_ > 0.5
    assert cross_val_score(make(max_iter=10), X[:600], Y[:600], cv=2, n_jobs=2).min() > 0.5
    pipeline = make_pipeline(MinMaxScaler(), make(max_iter=10)).fit(X[:600] * 100 - 7, Y[:600])
    assert pipeline.score(X[600:] * 100 - 7, Y[600:]) > 0.5
    changed = clone(make()).set_params(momentum=0.5, batch_size=32)
    assert (changed.get_params()["momentum"], changed.get_params()["batch_size"]) == (0.5, 32)


@each
def test_learns_the_digits(make):
    model = make(max_iter=15).fit(X[:1400], Y[:1400])
    assert model.score(X[1400:], Y[1400:]) > 0.85
    P = model.predict_proba(X[1400:])
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-5)
    assert model.loss_curve_[-1] < 0.5 * model.loss_curve_[0]
    assert model.loss_ == model.loss_curve_[-1]
    assert model.n_iter_ == len(model.loss_curve_) == 15


def test_defaults_are_good_for_mnist():
    """A few epochs on 4,000 digits reach more than a linear model can, which is 0.89."""
    digits, labels = load_mnist(5_000)
    digits, test, truth = digits[:4000] / 255, digits[4000:] / 255, labels[4000:]
    assert MLPClassifier(max_iter=6, random_state=0).fit(digits, labels[:4000]).score(test, truth) > 0.92
    assert CNNClassifier(max_iter=3, random_state=0).fit(digits, labels[:4000]).score(test, truth) > 0.92


def test_strings_and_uneven_numbers_are_labels():
    names = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    for labels in (names[Y], names[Y].astype(object), 10 * Y - 35, (Y > 4)):
        model = small_mlp().fit(X, labels)
        np.testing.assert_array_equal(model.classes_, np.unique(labels))
        assert np.mean(model.predict(X) == labels) > 0.5


def test_one_step_is_scikit_learns():
    """From the same weights, with all samples in a batch: L2, momentum and Nesterov's as there."""
    settings = dict(
        hidden_layer_sizes=(6, 5), alpha=0.3, momentum=0.9, learning_rate_init=0.2, batch_size=200
    )
    for nesterov in (False, True):
        ours = MLPClassifier(**settings, nesterovs_momentum=nesterov, keep_prob=1, dtype="float64",
                             learning_rate="constant", warm_start=True)  # fmt: skip
        theirs = SklearnMLP(**settings, nesterovs_momentum=nesterov, solver="sgd")
        ours.partial_fit(X[:200], Y[:200], classes=range(10))
        theirs.partial_fit(X[:200].astype(float), Y[:200], classes=range(10))
        for mine, coef, other in zip(
            ours.coefs_, theirs.coefs_, theirs._optimizer.velocities, strict=False
        ):
            coef[:] = mine
            other[:] = 0
        for mine, intercept in zip(ours.intercepts_, theirs.intercepts_, strict=True):
            intercept[:] = mine[0]
        for velocity in theirs._optimizer.velocities:
            velocity[:] = 0
        ours.model_.velocity[:] = 0
        for _ in range(3):
            ours.partial_fit(X[:200], Y[:200])
            theirs.partial_fit(X[:200].astype(float), Y[:200])
        for mine, coef in zip(ours.coefs_, theirs.coefs_, strict=True):
            np.testing.assert_allclose(mine, coef, rtol=1e-9, atol=1e-12)
        assert ours.loss_ == pytest.approx(theirs.loss_, rel=1e-9)


# Reproducibility and going on


@each
def test_same_seed_same_weights(make):
    first, second, other = (make(random_state=seed).fit(X[:500], Y[:500]) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.model_.parameters, second.model_.parameters)
    assert not np.array_equal(first.model_.parameters, other.model_.parameters)
    again = first.fit(X[:500], Y[:500])
    np.testing.assert_array_equal(again.model_.parameters, second.model_.parameters)
    state = np.random.RandomState(1)
    assert not np.array_equal(*(make(random_state=state).fit(X[:99], Y[:99]).coefs_[0] for _ in range(2)))


@each
def test_the_global_random_state_is_left_alone(make):
    np.random.seed(0)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    make(random_state=None).fit(X[:100], Y[:100]).predict(X[:100])
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@each
def test_warm_start_and_partial_fit_go_on(make):
    model = make(warm_start=True, learning_rate="constant")
    pieces = (
        copy.deepcopy(model).partial_fit(X, Y, classes=np.unique(Y)).partial_fit(X, Y).partial_fit(X, Y)
    )
    whole = copy.deepcopy(model).fit(X, Y)
    np.testing.assert_array_equal(pieces.model_.parameters, whole.model_.parameters)
    assert len(whole.loss_curve_) == 3
    whole.fit(X, Y)
    assert len(whole.loss_curve_) == 6
    assert whole.loss_curve_[3] < whole.loss_curve_[0]
    assert len(whole.set_params(warm_start=False).fit(X, Y).loss_curve_) == 3


def test_warm_start_takes_new_settings_but_no_new_sizes():
    model = small_mlp(warm_start=True).fit(X, Y).set_params(keep_prob=0.5, alpha=0.1).fit(X, Y)
    assert (model.model_.keep_prob, model.model_.lambda_) == (0.5, 0.1 / 128)
    with pytest.raises(ValueError, match="warm_start"):
        model.set_params(hidden_layer_sizes=17).fit(X, Y)
    with pytest.raises(ValueError, match=r"y must hold the classes.* got \[10\]"):
        model.set_params(hidden_layer_sizes=16).fit(X, Y + 1)
    model.fit(X[Y != 3], Y[Y != 3])  # a missing class is no error: there is just nothing to learn of it
    assert len(model.classes_) == 10


@each
def test_history_has_validation_on_request(make):
    assert set(make().fit(X, Y).history_) == {"loss", "accuracy", "seconds"}
    history = make(validation_fraction=0.2, keep_prob=1, max_iter=8).fit(X, Y).history_
    assert set(history) == {"loss", "accuracy", "seconds", "validation_loss", "validation_accuracy"}
    assert {len(values) for values in history.values()} == {8}
    assert history["validation_accuracy"][-1] > 0.7
    assert history["accuracy"][-1] == pytest.approx(history["validation_accuracy"][-1], abs=0.1)
    assert history["loss"][-1] == pytest.approx(history["validation_loss"][-1], abs=0.3)
    assert all(0 < seconds < 60 for seconds in history["seconds"])


def test_validation_samples_are_not_trained_on(monkeypatch):
    sizes = []
    monkeypatch.setattr("nnlib.models.base.train", lambda model, X, y, **kw: sizes.append(
        (len(X), len(kw["validation"][0]))) or {"loss": [0.0]})  # fmt: skip
    small_mlp(validation_fraction=0.25).fit(X[:400], Y[:400])
    assert sizes == [(300, 100)]


def test_cosine_ends_where_the_step_is_zero():
    """The last epochs of a cosine schedule move the weights far less than the first."""
    for kind, calm in (("cosine", True), ("constant", False)):
        model = small_mlp(learning_rate=kind, max_iter=20).fit(X, Y)
        assert (np.abs(model.model_.velocity).max() < 1e-4) == calm


def test_random_shifts_help_the_cnn_with_shifted_digits():
    digits, labels = load_mnist(3_000)
    digits /= 255
    moved = shift_images(digits[2000:], (28, 28), 3, 3)
    plain, robust = (
        CNNClassifier(max_iter=4, max_shift=shift, random_state=0).fit(digits[:2000], labels[:2000])
        for shift in (0, 3)
    )
    assert robust.score(moved, labels[2000:]) > plain.score(moved, labels[2000:]) + 0.1


# Interrupts, divergence, bad input


@each
def test_an_interrupt_keeps_what_was_learned(make, monkeypatch):
    def interrupted(epochs, description):
        assert description == "Training"
        yield from list(epochs)[:2]
        raise KeyboardInterrupt

    whole = make(max_iter=2, learning_rate="constant").fit(X, Y)
    monkeypatch.setattr("nnlib.models.training.track", interrupted)
    model = make(max_iter=9, learning_rate="constant", verbose=True)
    with pytest.warns(
        UserWarning, match="interrupted after 2 of 9 epochs; what was learned is kept"
    ) as seen:
        model.fit(X, Y)
    assert seen[0].filename == __file__
    np.testing.assert_array_equal(model.model_.parameters, whole.model_.parameters)
    assert model.n_iter_ == 2
    assert model.score(X, Y) == whole.score(X, Y)


def test_an_interrupt_in_the_first_epoch_leaves_a_usable_model(monkeypatch):
    step, calls = nnlib.models.training.momentum_step, []

    def interrupting(*args):
        calls.append(step(*args))
        if len(calls) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("nnlib.models.training.momentum_step", interrupting)
    with pytest.warns(UserWarning, match="after 0 of 3 epochs"):
        model = small_cnn().fit(X, Y)
    monkeypatch.undo()
    assert model.predict(X).shape == Y.shape
    assert model.n_iter_ == 0
    assert math.isnan(model.loss_)
    assert model.partial_fit(X, Y).n_iter_ == 1


def test_progress_only_on_request(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr("nnlib.models.training.track", lambda epochs, text: shown.append(text) or epochs)
    small_mlp().fit(X, Y)
    assert shown == []
    assert small_mlp(verbose=True).fit(X, Y).n_iter_ == 3
    assert shown == ["Training"]
    assert capsys.readouterr() == ("", "")


@each
def test_divergence_says_what_to_try(make):
    with pytest.raises(
        FloatingPointError, match=r"at step \d+ .*lr 1e\+30 and momentum 0.9: try .* 1e\+29"
    ):
        make(learning_rate_init=1e30, learning_rate="constant").fit(X, Y)


BAD_PARAMETERS = [
    ("batch_size", 0), ("batch_size", 2.5), ("max_iter", 0), ("max_iter", "ten"), ("learning_rate_init", 0),
    ("learning_rate_init", -0.1), ("learning_rate_init", math.nan), ("learning_rate", "linear"),
    ("momentum", 1), ("momentum", -0.1), ("validation_fraction", 1), ("validation_fraction", -0.1),
    ("validation_fraction", 0.001), ("keep_prob", 0), ("keep_prob", 1.1), ("alpha", -1), ("dtype", "int8"),
    ("random_state", "seed"),
]  # fmt: skip
BAD_FOR_MLP = [("hidden_layer_sizes", 0), ("hidden_layer_sizes", (5, -1)), ("hidden_layer_sizes", 1.5)]
BAD_FOR_CNN = [
    ("filters", 8), ("filters", (4, 0)), ("filters", (4, 4, 4)), ("kernel_size", 0), ("kernel_size", 6),
    ("kernel_size", 17), ("kernel_size", 2.0), ("max_shift", -1), ("max_shift", 0.5),
    ("image_shape", (8, 9)), ("image_shape", (8,)), ("image_shape", (4, 4, 4, 4)),
    ("image_shape", (16.0, 16)), ("image_shape", "16x16"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "name", "value"),
    [(make, *bad) for make in (small_mlp, small_cnn) for bad in BAD_PARAMETERS]
    + [(small_mlp, *bad) for bad in BAD_FOR_MLP]
    + [(small_cnn, *bad) for bad in BAD_FOR_CNN],
)
def test_a_bad_parameter_is_named(make, name, value):
    with pytest.raises((TypeError, ValueError), match=rf"^{name}\b.* must|^{name} must"):
        make(**{name: value}).fit(X, Y)


@each
@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (X[:0], Y[:0], r"Found array with 0 sample"),
        (X[0], Y[:1], r"Expected 2D array, got 1D array"),
        (X[:10], Y[:9], r"inconsistent numbers of samples"),
        (np.where(X > 0.9, np.nan, X), Y, r"Input X contains NaN"),
        (
            1e300 * X.astype(float),
            Y,
            r"Input X contains infinity or a value too large for dtype\('float32'\)",
        ),
        (X, np.where(Y == 3, np.nan, Y), r"Input y contains NaN"),
        (X, 0 * Y, r"y must hold at least two classes, got 1 class: .*0"),
        (X, Y + 0.5, r"Unknown label type: continuous"),
        (X, np.eye(10)[Y], r"y should be a 1d array"),
    ],
)
def test_bad_data_is_named(make, X, y, message):
    with pytest.raises(ValueError, match=message):
        make().fit(X, y)


def test_images_must_fit():
    with pytest.raises(ValueError, match="image_shape must be given for 200 pixels: they form no square"):
        small_cnn().fit(X[:, :200], Y)
    model = small_cnn().fit(X, Y)
    with pytest.raises(ValueError, match="X has 196 features, but CNNClassifier is expecting 256"):
        model.predict(X[:, :196])
    wide = small_cnn(image_shape=(16, 16, 1)).fit(X, Y)
    np.testing.assert_array_equal(wide.model_.parameters, model.model_.parameters)
    assert small_cnn(image_shape=(10, 20)).fit(X[:, :200], Y).model_.image_shape == (10, 20, 1)


def test_partial_fit_needs_the_classes_first():
    with pytest.raises(ValueError, match="classes must be passed on the first call"):
        small_mlp().partial_fit(X, Y)
    model = small_mlp().partial_fit(X[Y < 5], Y[Y < 5], classes=range(10))
    assert model.predict_proba(X).shape == (len(X), 10)
    with pytest.raises(ValueError, match="classes must be those of the first call"):
        model.partial_fit(X, Y, classes=range(11))
    with pytest.raises(ValueError, match=r"y must hold the classes .* got \[77\]"):
        model.partial_fit(X, np.where(Y == 7, 77, Y))
