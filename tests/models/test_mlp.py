"""The MLP against the textbook functions, numerical gradients and scikit-learn."""

from array import array

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier as SklearnMLP

from models.small import X, Y, batch, check_gradient, mlp, small_mlp
from nnlib import (
    backward_mlp,
    backward_mlp_3layer,
    cross_entropy,
    forward_mlp,
    forward_mlp_3layer,
    l2_regularization,
    one_hot,
)
from nnlib.models import MLPClassifier


@pytest.mark.parametrize("hidden", [(), (6,), (6, 5), (6, 5, 4)])
@pytest.mark.parametrize("settings", [{}, {"keep_prob": 0.6}, {"keep_prob": 0.6, "lambda_": 0.03}])
def test_gradient(hidden, settings):
    check_gradient(mlp(*hidden, **settings), *batch(9, 7))


def in_order(params):
    """Return W1, b1, W2, b2, ..."""
    return [params[f"{letter}{i}"] for i in range(1, len(params) // 2 + 1) for letter in "Wb"]


@pytest.mark.parametrize("keep_prob", [1.0, 0.6])
def test_equals_textbook(keep_prob):
    X, y = batch(9, 7)
    Y = one_hot(y, 4)

    network = mlp(6, keep_prob=keep_prob, lambda_=0.02)
    P, masks = network.params, network.dropout_masks(9, np.random.SFC64(0))
    M = [None if mask is None else mask.T / keep_prob for mask in masks]
    A1, A2 = forward_mlp(X, *in_order(P), mask1=M[0])
    Z1 = X @ P["W1"] + P["b1"]
    grads = backward_mlp(X, A1, A2, Y, P["W1"], P["W2"], Z1, mask1=M[0])
    penalty, penalty_grads = l2_regularization([P["W1"], P["W2"]], 0.02)
    loss, correct = network.loss_gradient(X, y, masks)
    assert loss == pytest.approx(cross_entropy(A2, Y) + penalty, rel=1e-12)
    assert correct == np.sum(A2.argmax(axis=1) == y)
    expected = [grads[0] + penalty_grads[0], grads[1], grads[2] + penalty_grads[1], grads[3]]
    for grad, right in zip(in_order(network.grads), expected, strict=True):
        np.testing.assert_allclose(grad, right, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(network.predict_proba(X), forward_mlp(X, *in_order(P))[1], rtol=1e-12)

    network = mlp(6, 5, keep_prob=keep_prob)
    P, masks = network.params, network.dropout_masks(9, np.random.SFC64(0))
    M = [None if mask is None else mask.T / keep_prob for mask in masks]
    A1, A2, A3 = forward_mlp_3layer(X, *in_order(P), mask1=M[0], mask2=M[1])
    Z1, Z2 = X @ P["W1"] + P["b1"], A1 @ P["W2"] + P["b2"]
    expected = backward_mlp_3layer(X, A1, A2, A3, Y, *network.weights, Z1, Z2, mask1=M[0], mask2=M[1])
    loss, _ = network.loss_gradient(X, y, masks)
    assert loss == pytest.approx(cross_entropy(A3, Y), rel=1e-12)
    for grad, right in zip(in_order(network.grads), expected, strict=True):
        np.testing.assert_allclose(grad, right, rtol=1e-12, atol=1e-15)


def test_predicts_in_chunks_what_it_predicts_at_once(monkeypatch):
    X, _ = batch(50, 7)
    whole = mlp(6).predict_proba(X)
    monkeypatch.setattr("nnlib.models.mlp.CHUNK", 7)
    np.testing.assert_allclose(mlp(6).predict_proba(X), whole, rtol=1e-13)


class InOrder(np.random.Generator):
    """A source of randomness that shuffles nothing."""

    def permutation(self, n):
        return np.arange(n)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # after three steps
@pytest.mark.filterwarnings("ignore:Got `batch_size` less than 1 or larger")
@pytest.mark.parametrize(
    "batch_size", [200, 64, 500]
)  # all samples; a last batch of 8; more than there are
@pytest.mark.parametrize("nesterov", [False, True])
def test_steps_are_scikit_learns(nesterov, batch_size):
    """From the same weights, with the same batches: L2, momentum and Nesterov's as there."""
    settings = dict(
        hidden_layer_sizes=(6, 5), alpha=0.3, momentum=0.9, learning_rate_init=0.2, batch_size=batch_size,
        nesterovs_momentum=nesterov, warm_start=True, max_iter=1, random_state=0,
    )  # fmt: skip
    ours = MLPClassifier(**settings, keep_prob=1, dtype="float64", learning_rate="constant")
    theirs = SklearnMLP(**settings, solver="sgd", shuffle=False)
    ours.fit(X[:200], Y[:200])
    theirs.fit(X[:200].astype(float), Y[:200])
    for mine, coef in zip(ours.coefs_, theirs.coefs_, strict=True):
        coef[:] = mine
    for mine, intercept in zip(ours.intercepts_, theirs.intercepts_, strict=True):
        intercept[:] = mine[0]
    ours._rng = InOrder(np.random.PCG64(0))
    ours.network_.velocity[:] = 0  # as theirs at the start of each fit
    ours.set_params(max_iter=3).fit(X[:200], Y[:200])
    theirs.set_params(max_iter=3).fit(X[:200].astype(float), Y[:200])
    for mine, coef in zip(ours.coefs_, theirs.coefs_, strict=True):
        np.testing.assert_allclose(mine, coef, rtol=1e-9, atol=1e-12)
    assert ours.loss_ == pytest.approx(theirs.loss_, rel=1e-9)


@pytest.mark.parametrize("sizes", [[5, 4], (5, 4), np.array([5, 4]), array("i", [5, 4]), range(5, 3, -1)])
def test_sizes_are_a_sequence_of_any_kind(sizes, tmp_path):
    model = small_mlp(hidden_layer_sizes=sizes).fit(X, Y)
    assert model.network_.sizes == (256, 5, 4, 10)
    loaded = MLPClassifier.load(model.save(tmp_path / "weights"))
    assert loaded.hidden_layer_sizes == [5, 4]


@pytest.mark.parametrize(
    "sizes", [0, (5, -1), 1.5, "55", b"55", {5}, [[5]], np.array(5), [5.0], [True], None]
)
def test_bad_sizes_are_named(sizes):
    with pytest.raises((TypeError, ValueError), match=r"^hidden_layer_sizes(\[\d\])? must .*, got "):
        small_mlp(hidden_layer_sizes=sizes).fit(X, Y)
