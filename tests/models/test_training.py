"""The training loop: steps, batches, history; interrupts, divergence and progress."""

import copy
import math

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

import nnlib.models.training
from models.small import X, Y, batch, each, mlp, small_cnn, small_mlp
from nnlib import momentum_update, nesterov_update
from nnlib.models.mlp import MLP
from nnlib.models.training import (
    TrainingDiverged,
    TrainingInterrupted,
    TrainingSettings,
    constant,
    cosine,
    momentum_step,
    train,
)


@pytest.mark.parametrize(("update", "nesterov"), [(momentum_update, False), (nesterov_update, True)])
def test_momentum_step_equals_textbook(update, nesterov):
    network = mlp(5)
    rng = np.random.default_rng(1)
    theta, velocity = network.flat_params.copy(), np.zeros_like(network.flat_params)
    for lr in (0.1, 0.05, 0.2):
        gradient = rng.standard_normal(theta.shape)
        velocity, change = update(velocity, gradient, 0.9, lr)
        theta += change
        network.flat_grads[:] = lr * gradient
        momentum_step(network, 0.9, nesterov)
        np.testing.assert_allclose(network.velocity, velocity, rtol=1e-12)
        np.testing.assert_allclose(network.flat_params, theta, rtol=1e-12, atol=1e-14)


def test_step_sizes():
    assert [constant(0.1)(step) for step in range(4)] == [0.1] * 4
    half = 0.1 * 0.5**0.5
    sizes = [cosine(0.2, 4)(step) for step in range(5)]
    np.testing.assert_allclose(sizes, [0.2, 0.1 + half, 0.1, 0.1 - half, 0], atol=1e-15)


def test_each_sample_comes_once_an_epoch():
    """The last batch holds what is left, and steps are counted over all epochs."""
    X, y = np.arange(23.0).reshape(-1, 1), np.arange(23) % 2
    seen, steps, history = [], [], {}

    class Spy(MLP):
        def loss_gradient(self, X, y, masks=(), scale=1.0):
            np.testing.assert_array_equal(X[:, 0] % 2, y)
            seen.append(X[:, 0].copy())
            return super().loss_gradient(X / 100, y, masks, scale)

    settings = TrainingSettings(2, 5, lambda step: steps.append(step) or 0.1, momentum=0.9)
    train(Spy((1, 2), "float64"), X, y, settings, history, np.random.default_rng(0))
    assert [len(part) for part in seen] == [5, 5, 5, 5, 3] * 2
    first, second = np.concatenate(seen[:5]), np.concatenate(seen[5:])
    np.testing.assert_array_equal(np.sort(first), X[:, 0])
    np.testing.assert_array_equal(np.sort(second), X[:, 0])
    assert not np.array_equal(first, second)
    assert steps == list(range(10))
    assert [len(values) for values in history.values()] == [2, 2, 2]


def test_history_means_count_each_sample_once():
    """Also where the last batch is smaller: with hardly a step, an epoch's loss is that of all samples."""
    X, y = batch(23, 7)
    network, history = mlp(6), {}
    loss, correct = network.loss_gradient(X, y)
    settings = TrainingSettings(2, 5, constant(1e-30), momentum=0.9)
    train(network, X, y, settings, history, np.random.default_rng(0))
    np.testing.assert_allclose(history["loss"], [loss, loss], rtol=1e-12)
    np.testing.assert_allclose(history["accuracy"], [correct / 23] * 2, rtol=1e-12)


def test_cosine_ends_where_the_step_is_zero():
    """The last epochs of a cosine schedule move the weights far less than the first."""
    for schedule, calm in (("cosine", True), ("constant", False)):
        model = small_mlp(learning_rate=schedule, max_iter=20).fit(X, Y)
        assert (np.abs(model.network_.velocity).max() < 1e-4) == calm


@each
def test_an_interrupt_keeps_what_was_learned(make, monkeypatch):
    def interrupted(epochs, description):
        assert description == "Training"
        yield from list(epochs)[:2]
        raise KeyboardInterrupt

    whole = make(max_iter=2, learning_rate="constant").fit(X, Y)
    monkeypatch.setattr("nnlib.models.training.track", interrupted)
    model = make(max_iter=9, learning_rate="constant", verbose=True)
    with pytest.warns(TrainingInterrupted, match="after 2 of 9 epochs; what was learned is kept"):
        model.fit(X, Y)
    np.testing.assert_array_equal(model.network_.flat_params, whole.network_.flat_params)
    assert model.n_iter_ == 2
    assert model.score(X, Y) == whole.score(X, Y)


def interrupt(*arguments):
    raise KeyboardInterrupt


def test_the_warning_points_at_the_line_that_called(monkeypatch):
    model = small_mlp().fit(X, Y)
    monkeypatch.setattr(nnlib.models.training, "_epoch", interrupt)
    for call in (lambda: model.fit(X, Y), lambda: model.partial_fit(X, Y)):
        with pytest.warns(TrainingInterrupted) as seen:
            call()
        assert (seen[0].filename, seen[0].lineno) == (__file__, call.__code__.co_firstlineno)


def test_an_interrupt_in_the_first_epoch_leaves_a_usable_model(monkeypatch):
    step, calls = nnlib.models.training.momentum_step, []

    def interrupting(*args):
        calls.append(step(*args))
        if len(calls) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("nnlib.models.training.momentum_step", interrupting)
    with pytest.warns(TrainingInterrupted, match="after 0 of 3 epochs"):
        model = small_cnn().fit(X, Y)
    monkeypatch.undo()
    assert model.predict(X).shape == Y.shape
    assert model.n_iter_ == 0
    assert math.isnan(model.loss_)
    assert model.partial_fit(X, Y).n_iter_ == 1


def test_an_interrupt_while_measuring_leaves_an_even_history(monkeypatch):
    monkeypatch.setattr(nnlib.models.training, "_measure", interrupt)
    with pytest.warns(TrainingInterrupted, match="after 0 of 3 epochs"):
        model = small_mlp(validation_fraction=0.2).fit(X, Y)
    assert model.history_ == {}


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


HUGE = {"learning_rate_init": 1e30, "learning_rate": "constant"}


@each
def test_after_divergence_the_model_is_not_fitted(make):
    model = make(**HUGE)
    for fit in (model.fit, lambda X, y: model.partial_fit(X, y, classes=range(10))):
        with pytest.raises(FloatingPointError):
            fit(X, Y)
        with pytest.raises(NotFittedError):
            model.predict(X)
        assert vars(model) == model.get_params()


def raise_error(*arguments):
    raise RuntimeError


@each
@pytest.mark.parametrize("warm_start", [False, True])
@pytest.mark.parametrize(
    ("settings", "error"),
    [(HUGE, FloatingPointError), ({"validation_fraction": 0.001}, ValueError), ({}, RuntimeError)],
)
def test_after_an_error_the_model_is_as_before(make, warm_start, settings, error, monkeypatch):
    model = make(warm_start=warm_start).fit(X, Y)
    before = copy.deepcopy(model)
    model.set_params(**settings)
    if error is RuntimeError:
        monkeypatch.setattr(nnlib.models.training, "_measure", raise_error)
        model.set_params(validation_fraction=0.2)
    with pytest.raises(error):
        model.fit(X[:, :225] if not warm_start else X, Y)
    monkeypatch.undo()
    for name in settings:
        model.set_params(**{name: getattr(before, name)})
    model.set_params(validation_fraction=0.0)
    assert model.history_ == before.history_
    np.testing.assert_array_equal(model.predict_proba(X), before.predict_proba(X))
    model.partial_fit(X, Y)  # the velocity and the random numbers that follow are those of before, too
    before.partial_fit(X, Y)
    np.testing.assert_array_equal(model.network_.flat_params, before.network_.flat_params)


def test_weights_that_overflow_in_the_very_last_step_are_divergence(monkeypatch):
    def ruin(network, *arguments):
        network.flat_params[3] = np.inf

    monkeypatch.setattr("nnlib.models.training.momentum_step", ruin)
    with pytest.raises(FloatingPointError, match=r"a weight stopped being finite, with lr .*: try"):
        small_mlp(batch_size=len(X), max_iter=1).fit(X, Y)


@each
def test_divergence_that_stays_finite_is_a_warning(make):
    model = make(learning_rate_init=300.0)
    with pytest.warns(TrainingDiverged, match=r"the loss rose from \d.* try a step size of 3e\+01") as seen:
        model.fit(X, Y)
    assert (seen[0].filename, len(seen)) == (__file__, 1)
    assert np.isfinite(model.loss_) and model.score(X, Y) < 0.3
    steps = make(learning_rate_init=300.0)  # one step a call, so that no single call sees the rise
    with pytest.warns(TrainingDiverged):
        for start in range(0, 640, 64):
            steps.partial_fit(X[start : start + 64], Y[start : start + 64], classes=range(10))


@each
@pytest.mark.parametrize(
    "settings", [{"learning_rate_init": 1e-6}, {"alpha": 30.0, "learning_rate_init": 1e-3}, {"max_iter": 1}]
)
def test_what_hardly_learns_or_is_penalised_much_has_not_diverged(make, settings):
    """Warnings are errors in these tests."""
    make(**settings).fit(X, Y)
