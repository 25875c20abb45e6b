"""What both estimators do: scikit-learn's tools, reproducibility, going on, history, bad input."""

import copy
import inspect
import math
from fractions import Fraction

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from models.small import X, Y, each, small_mlp
from nnlib import load_mnist
from nnlib.models import CNNClassifier, MLPClassifier

OFF = {"alpha", "elastic", "max_shift", "validation_fraction", "nesterovs_momentum", "warm_start"}


@pytest.mark.parametrize("estimator", [MLPClassifier, CNNClassifier])
def test_only_the_first_parameter_is_positional(estimator):
    """And what the constructor takes is what scikit-learn sees."""
    first, *others = inspect.signature(estimator).parameters.values()
    assert first.kind is first.POSITIONAL_OR_KEYWORD
    assert {parameter.kind for parameter in others} == {inspect.Parameter.KEYWORD_ONLY}
    defaults = {parameter.name: parameter.default for parameter in (first, *others)}
    assert estimator().get_params() == defaults
    assert estimator((5, 4)).get_params() == defaults | {first.name: (5, 4)}


@pytest.mark.parametrize("estimator", [MLPClassifier, CNNClassifier])
def test_what_changes_the_loss_or_the_samples_is_off_by_default(estimator):
    params = estimator().get_params()
    assert {params[name] for name in params if name in OFF} == {0}


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


@each
def test_same_seed_same_weights(make):
    first, second, other = (make(random_state=seed).fit(X[:500], Y[:500]) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.network_.flat_params, second.network_.flat_params)
    assert not np.array_equal(first.network_.flat_params, other.network_.flat_params)
    again = first.fit(X[:500], Y[:500])
    np.testing.assert_array_equal(again.network_.flat_params, second.network_.flat_params)
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
    np.testing.assert_array_equal(pieces.network_.flat_params, whole.network_.flat_params)
    assert len(whole.loss_curve_) == 3
    whole.fit(X, Y)
    assert len(whole.loss_curve_) == 6
    assert whole.loss_curve_[3] < whole.loss_curve_[0]
    assert len(whole.set_params(warm_start=False).fit(X, Y).loss_curve_) == 3


def test_warm_start_takes_new_settings_but_no_new_sizes():
    model = small_mlp(warm_start=True).fit(X, Y).set_params(keep_prob=0.5, alpha=0.1).fit(X, Y)
    last_batch = len(X) % 64
    assert (model.network_.keep_prob, model.network_.lambda_) == (0.5, 0.1 / (2 * last_batch))
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


def test_history_lists_are_of_one_length_whatever_was_measured():
    model = (
        small_mlp(warm_start=True).fit(X, Y).set_params(validation_fraction=0.2).fit(X, Y).partial_fit(X, Y)
    )
    assert {len(values) for values in model.history_.values()} == {7}
    measured = [not math.isnan(loss) for loss in model.history_["validation_loss"]]
    assert measured == [False] * 3 + [True] * 3 + [False]
    assert not any(map(math.isnan, model.loss_curve_))


def test_validation_samples_are_not_trained_on_and_hold_each_class_in_its_share(monkeypatch):
    seen = []

    def train(network, X, y, settings, history, rng, validation, verbose):
        seen.extend([X, *validation])

    monkeypatch.setattr("nnlib.models.base.train", train)
    small_mlp(validation_fraction=0.25).fit(X[:400], Y[:400])
    trained_on, validation, labels = seen
    assert (len(trained_on), len(validation)) == (300, 100)
    np.testing.assert_allclose(np.bincount(labels), np.bincount(Y[:400]) / 4, atol=1)


@each
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch_size", 0), ("batch_size", 2.5), ("max_iter", 0), ("max_iter", "ten"),
        ("learning_rate_init", 0), ("learning_rate_init", -0.1), ("learning_rate_init", math.nan),
        ("learning_rate", "linear"), ("momentum", 1), ("momentum", -0.1), ("validation_fraction", 1),
        ("validation_fraction", -0.1), ("validation_fraction", 0.001), ("keep_prob", 0), ("keep_prob", 1.1),
        ("alpha", -1), ("dtype", "int8"), ("random_state", "seed"), ("random_state", -1),
        ("learning_rate_init", np.float64(-0.1)), ("batch_size", np.int64(0)), ("max_iter", 10**400),
        ("alpha", 10**400), ("alpha", Fraction(10**400)), ("batch_size", -(10**400)),
        ("learning_rate", np.str_("linear")), ("learning_rate", np.array(["cosine", "cosine"])),
        ("dtype", np.dtype("float64")), ("dtype", np.float32), ("warm_start", "no"), ("verbose", 1),
        ("nesterovs_momentum", None),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(make, name, value):
    for model in (make(), make(warm_start=True).fit(X[:100], Y[:100])):
        with pytest.raises((TypeError, ValueError), match=rf"^{name} must .*, got (?!.*np\.).{{,130}}$"):
            model.set_params(**{name: value}).fit(X, Y)


@each
def test_odd_but_legal_numbers_are_those_they_stand_for(make, tmp_path):
    plain = {
        "momentum": 0.5,
        "learning_rate_init": 0.25,
        "alpha": 0.125,
        "keep_prob": 0.75,
        "batch_size": 64,
    }
    odd = {name: Fraction(value) for name, value in plain.items()} | {"batch_size": np.uint8(64)}
    model, expected = make(**odd).fit(X, Y), make(**plain).fit(X, Y)
    np.testing.assert_array_equal(model.network_.flat_params, expected.network_.flat_params)
    loaded = type(model).load(model.save(tmp_path / "weights"))
    assert {name: getattr(loaded, name) for name in plain} == plain
    every = make(batch_size=2**53).fit(X, Y)
    np.testing.assert_array_equal(
        every.network_.flat_params, make(batch_size=len(X)).fit(X, Y).network_.flat_params
    )


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
        (X, 0 * Y, r"y must hold at least two classes, got 1 class\(es\): \[0\]"),
        (X, Y + 0.5, r"Unknown label type: continuous"),
        (X, np.eye(10)[Y], r"y should be a 1d array"),
        (np.ma.masked_greater(X, 0.5), Y, r"X must not hold masked elements"),
        (X, np.ma.masked_equal(Y, 3), r"y must not hold masked elements"),
        (X, ["a", *Y[1:]], r"y must hold numbers or strings, got both"),
        (X, np.array(["a", *Y[1:]], dtype=object), r"y must hold numbers or strings, got both"),
    ],
)
def test_bad_data_is_named(make, X, y, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make().fit(X, y)


def test_masked_elements_are_refused_in_prediction_too():
    with pytest.raises(ValueError, match="X must not hold masked elements"):
        small_mlp().fit(X, Y).predict(np.ma.masked_greater(X, 0.5))


@pytest.mark.parametrize(
    "classes",
    [[], [0], 3, "ab", {0, 1}, [[0, 1], [2, 3]], [0, 1, math.nan], [0, "a"], np.array([0, "a"], object)],
)
def test_bad_classes_are_named(classes):
    for model in (small_mlp(), small_mlp().fit(X, Y)):
        with pytest.raises((TypeError, ValueError), match=r"^classes must .*, got "):
            model.partial_fit(X, Y, classes=classes)


def test_partial_fit_takes_steps_of_one_size(monkeypatch):
    sizes = []

    def train(network, X, y, settings, *others):
        sizes.extend(map(settings.step_size, range(20)))

    monkeypatch.setattr("nnlib.models.base.train", train)
    small_mlp(learning_rate_init=0.3).partial_fit(X, Y, classes=range(10))
    assert set(sizes) == {0.3}


def test_partial_fit_needs_the_classes_first():
    with pytest.raises(ValueError, match="classes must be passed on the first call"):
        small_mlp().partial_fit(X, Y)
    model = small_mlp().partial_fit(X[Y < 5], Y[Y < 5], classes=range(10))
    assert model.predict_proba(X).shape == (len(X), 10)
    with pytest.raises(ValueError, match="classes must be those of the first call"):
        model.partial_fit(X, Y, classes=range(11))
    with pytest.raises(ValueError, match=r"y must hold the classes .* got \[77\]"):
        model.partial_fit(X, np.where(Y == 7, 77, Y))
