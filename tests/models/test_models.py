"""The fast models against the textbook functions, numerical gradients and PyTorch."""

import copy
import pickle

import numpy as np
import pytest

from helpers import import_torch
from nnlib import (
    backward_mlp,
    backward_mlp_3layer,
    conv2d,
    cross_entropy,
    forward_mlp,
    forward_mlp_3layer,
    l2_regularization,
    max_pool,
    momentum_update,
    nesterov_update,
    numerical_gradient,
    one_hot,
    relative_error,
    softmax,
)
from nnlib.models.cnn import PART, CNNModel
from nnlib.models.convolution import ConvBlock
from nnlib.models.mlp import MLPModel
from nnlib.models.training import momentum_step, schedule, train

CNN_SHAPES = [((10, 10, 1), (2, 3), 3), ((11, 13, 2), (3, 2), 3), ((7, 9, 1), (2, 2), 2)]


def batch(n, features, classes=4, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, features)).astype(dtype)
    return X, rng.integers(classes, size=n)


def mlp(*hidden, features=7, classes=4, **kwargs):
    model = MLPModel((features, *hidden, classes), dtype="float64", rng=np.random.default_rng(1), **kwargs)
    return fill_biases(model)


def cnn(shape, filters, k, dtype="float64", **kwargs):
    return fill_biases(CNNModel(shape, filters, k, 4, dtype=dtype, rng=np.random.default_rng(1), **kwargs))


def fill_biases(model):
    rng = np.random.default_rng(2)
    for name, view in model.params.items():
        if name.startswith("b"):
            view[:] = 0.1 * rng.standard_normal(view.shape)
    return model


def check_gradient(model, X, y):
    masks = model.dropout_masks(len(X), np.random.default_rng(3))
    model.loss_gradient(X, y, masks)
    analytical = {name: grad.copy() for name, grad in model.grads.items()}
    numerical = numerical_gradient(
        X, y, model.params, lambda loss, _: loss, lambda X, _: model.loss_gradient(X, y, masks)[0], h=1e-5
    )
    for name, grad in analytical.items():
        assert np.abs(grad).max() > 1e-6, name
        assert relative_error(grad, numerical[name]) < 1e-7, name


@pytest.mark.parametrize("hidden", [(), (6,), (6, 5), (6, 5, 4)])
@pytest.mark.parametrize("settings", [{}, {"keep_prob": 0.6}, {"keep_prob": 0.6, "lambda_": 0.03}])
def test_mlp_gradient(hidden, settings):
    check_gradient(mlp(*hidden, **settings), *batch(9, 7))


@pytest.mark.parametrize(("shape", "filters", "k"), CNN_SHAPES)
@pytest.mark.parametrize("settings", [{}, {"keep_prob": 0.6, "lambda_": 0.03}])
def test_cnn_gradient(shape, filters, k, settings):
    check_gradient(cnn(shape, filters, k, **settings), *batch(3, np.prod(shape)))


@pytest.mark.parametrize("keep_prob", [1.0, 0.6])
def test_mlp_equals_textbook(keep_prob):
    X, y = batch(9, 7)
    Y = one_hot(y, 4)

    model = mlp(6, keep_prob=keep_prob, lambda_=0.02)
    P, masks = model.params, model.dropout_masks(9, np.random.default_rng(0))
    M = [None if mask is None else mask / keep_prob for mask in masks]
    A1, A2 = forward_mlp(X, *P_in_order(P), mask1=M[0])
    Z1 = X @ P["W1"] + P["b1"]
    grads = backward_mlp(X, A1, A2, Y, P["W1"], P["W2"], Z1, mask1=M[0])
    penalty, penalty_grads = l2_regularization([P["W1"], P["W2"]], 0.02)
    loss, correct = model.loss_gradient(X, y, masks)
    assert loss == pytest.approx(cross_entropy(A2, Y) + penalty, rel=1e-12)
    assert correct == np.sum(A2.argmax(axis=1) == y)
    expected = [grads[0] + penalty_grads[0], grads[1], grads[2] + penalty_grads[1], grads[3]]
    for grad, right in zip(P_in_order(model.grads), expected, strict=True):
        np.testing.assert_allclose(grad, right, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(model.predict_proba(X), forward_mlp(X, *P_in_order(P))[1], rtol=1e-12)

    model = mlp(6, 5, keep_prob=keep_prob)
    P, masks = model.params, model.dropout_masks(9, np.random.default_rng(0))
    M = [None if mask is None else mask / keep_prob for mask in masks]
    A1, A2, A3 = forward_mlp_3layer(X, *P_in_order(P), mask1=M[0], mask2=M[1])
    Z1, Z2 = X @ P["W1"] + P["b1"], A1 @ P["W2"] + P["b2"]
    W = [P[name] for name in ("W1", "W2", "W3")]
    expected = backward_mlp_3layer(X, A1, A2, A3, Y, *W, Z1, Z2, mask1=M[0], mask2=M[1])
    loss, _ = model.loss_gradient(X, y, masks)
    assert loss == pytest.approx(cross_entropy(A3, Y), rel=1e-12)
    for grad, right in zip(P_in_order(model.grads), expected, strict=True):
        np.testing.assert_allclose(grad, right, rtol=1e-12, atol=1e-15)


def P_in_order(params):  # noqa: N802
    depth = len(params) // 2
    return [params[f"{kind}{i}"] for i in range(1, depth + 1) for kind in "Wb"]


def test_mlp_predicts_in_chunks_what_it_predicts_at_once(monkeypatch):
    X, _ = batch(50, 7)
    whole = mlp(6).predict_proba(X)
    monkeypatch.setattr("nnlib.models.mlp.CHUNK", 7)
    np.testing.assert_allclose(mlp(6).predict_proba(X), whole, rtol=1e-13)


def textbook_layer(images, K, b):
    """Correlate, add bias, ReLU and pool, image by image: images (n, c, rows, columns)."""
    conv = np.array(
        [
            [sum(conv2d(c, k[::-1, ::-1]) for c, k in zip(image, kernel, strict=True)) for kernel in K]
            for image in images
        ]
    )
    conv += b[:, :, np.newaxis]
    pool = [[max_pool(np.maximum(channel, 0)) for channel in image] for image in conv]
    return conv, np.array(pool)


@pytest.mark.parametrize(("shape", "filters", "k"), CNN_SHAPES)
def test_cnn_equals_textbook(shape, filters, k):
    model = cnn(shape, filters, k)
    X, _ = batch(5, np.prod(shape))
    maps = model.feature_maps(X)
    images = X.reshape(5, *shape).transpose(0, 3, 1, 2)
    conv1, pool1 = textbook_layer(images, model.kernels[0], model.params["b1"])
    conv2, pool2 = textbook_layer(pool1, model.kernels[1], model.params["b2"])
    dense = pool2.transpose(0, 2, 3, 1).reshape(5, -1)
    probabilities = softmax(dense @ model.params["W3"] + model.params["b3"].T)
    expected = {"conv1": conv1, "pool1": pool1, "conv2": conv2, "pool2": pool2}
    for name, right in expected.items():
        np.testing.assert_allclose(maps[name], right, rtol=1e-10, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(maps["probabilities"], probabilities, rtol=1e-10)
    np.testing.assert_allclose(model.predict_proba(X), probabilities, rtol=1e-10)


def test_convolution_equals_loops():
    """The plainest definition, with a loop for each index."""
    model = cnn((7, 9, 2), (2, 2), 2)
    X, _ = batch(2, 7 * 9 * 2)
    images, K, b = X.reshape(2, 7, 9, 2), model.kernels[0], model.params["b1"]
    conv = model.feature_maps(X)["conv1"]
    assert conv.shape == (2, 2, 6, 8)
    for n, f, i, j in np.ndindex(conv.shape):
        total = b[f, 0]
        for c, u, v in np.ndindex(2, 2, 2):
            total += K[f, c, u, v] * images[n, i + u, j + v, c]
        assert conv[n, f, i, j] == pytest.approx(total, rel=1e-12)


def test_parts_and_threads_change_nothing():
    """A batch of several parts has the gradient of one; two threads give the bits of one."""
    X, y = batch(3 * PART + 5, 100)
    model = cnn((10, 10, 1), (2, 3), 3, keep_prob=0.7)
    masks = model.dropout_masks(len(X), np.random.default_rng(0))
    loss, correct = model.loss_gradient(X, y, masks)
    whole, single = model.gradients.copy(), np.zeros_like(model.gradients)
    single_loss = 0
    for i in range(len(X)):
        part_loss, _ = model.loss_gradient(X[i : i + 1], y[i : i + 1], masks[:, i : i + 1])
        single_loss, single = single_loss + part_loss / len(X), single + model.gradients / len(X)
    assert loss == pytest.approx(single_loss, rel=1e-12)
    np.testing.assert_allclose(whole, single, rtol=1e-9, atol=1e-14)
    for _ in range(20):
        with model.threads():
            assert model.loss_gradient(X, y, masks) == (loss, correct)
        np.testing.assert_array_equal(model.gradients, whole)


def test_threads_are_used(monkeypatch):
    """With two BLAS threads, parts run in two threads, each with one BLAS thread."""
    import threading

    from threadpoolctl import threadpool_info, threadpool_limits

    model, seen = cnn((10, 10, 1), (2, 3), 3), set()
    both = threading.Barrier(2, timeout=10)

    def look(part):
        both.wait()
        blas = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
        seen.add((threading.get_ident(), *blas))

    with threadpool_limits(2, user_api="blas"), model.threads():
        list(model._map(look, range(2)))
    assert len(seen) == 2
    assert {threads for _, threads in seen} == {1}
    assert model._map is map


def test_first_of_equal_numbers_wins_the_window():
    """On a constant image all four numbers of a window tie: only the first may carry the gradient."""
    block = ConvBlock((6, 7, 1), np.ones((2, 3, 3, 1)), np.zeros((2, 1)), n=2)
    P = block.forward(np.ones((6, 7, 1, 2)))
    np.testing.assert_array_equal(P, np.full((2, 2, 2, 2), 9.0))
    block.backward(np.full(P.shape, 5.0), np.empty_like(block.K), np.empty((2, 1)), with_dX=False)
    first = np.zeros((4, 5, 2, 2))
    first[0::2, 0:4:2] = 5
    np.testing.assert_array_equal(block.Z, first)


def test_cnn_equals_pytorch():
    torch = import_torch()
    shape, filters, k = (14, 15, 2), (4, 5), 3
    model = cnn(shape, filters, k)
    X, y = batch(6, np.prod(shape))
    X[:2] = 0.5  # constant images: ties in every window
    T = {name: torch.tensor(view.copy(), requires_grad=True) for name, view in model.params.items()}
    A = torch.tensor(X.reshape(6, *shape).transpose(0, 3, 1, 2))
    for i in (1, 2):
        A = torch.conv2d(A, T[f"K{i}"].permute(0, 3, 2, 1), T[f"b{i}"][:, 0])
        A = torch.max_pool2d(torch.relu(A), 2)
    scores = A.permute(0, 2, 3, 1).reshape(6, -1) @ T["W3"] + T["b3"].T
    torch_loss = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
    torch_loss.backward()
    loss, _ = model.loss_gradient(X, y)
    assert loss == pytest.approx(torch_loss.item(), rel=1e-12)
    for name, grad in model.grads.items():
        np.testing.assert_allclose(grad, T[name].grad.numpy(), rtol=1e-9, atol=1e-13, err_msg=name)


def test_float32_follows_float64():
    X, y = batch(40, 100)
    wide = cnn((10, 10, 1), (2, 3), 3)
    narrow = cnn((10, 10, 1), (2, 3), 3, dtype="float32")
    wide.loss_gradient(X, y)
    narrow.loss_gradient(X.astype(np.float32), y)
    assert narrow.gradients.dtype == narrow.predict_proba(X.astype(np.float32)).dtype == np.float32
    assert relative_error(narrow.gradients, wide.gradients) < 1e-5


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
@pytest.mark.parametrize("model", [mlp(6), cnn((10, 10, 1), (2, 3), 3)])
def test_copies_learn_as_the_original(model, copied):
    """Views must still point into the flat buffers after a copy."""
    model = copy.deepcopy(model)
    X, y = batch(20, 100 if isinstance(model, CNNModel) else 7)
    train(model, X, y, epochs=1, batch_size=8, lr=0.1, rng=0)
    twin = copied(model)
    for each in (model, twin):
        train(each, X, y, epochs=2, batch_size=8, lr=0.1, rng=1)
    np.testing.assert_array_equal(twin.parameters, model.parameters)
    np.testing.assert_array_equal(twin.velocity, model.velocity)
    for name, view in twin.params.items():
        np.testing.assert_array_equal(view, model.params[name])


@pytest.mark.parametrize(("update", "nesterov"), [(momentum_update, False), (nesterov_update, True)])
def test_momentum_step_equals_textbook(update, nesterov):
    model = mlp(5)
    rng = np.random.default_rng(1)
    theta, velocity = model.parameters.copy(), np.zeros_like(model.parameters)
    for lr in (0.1, 0.05, 0.2):
        gradient = rng.standard_normal(theta.shape)
        velocity, change = update(velocity, gradient, 0.9, lr)
        theta += change
        model.gradients[:] = gradient
        momentum_step(model, 0.9, lr, nesterov)
        np.testing.assert_allclose(model.velocity, velocity, rtol=1e-12)
        np.testing.assert_allclose(model.parameters, theta, rtol=1e-12, atol=1e-14)


def test_schedule():
    assert [schedule("constant", 0.1, t, 4) for t in range(4)] == [0.1] * 4
    half = 0.1 * 0.5**0.5
    rates = [schedule("cosine", 0.2, t, 4) for t in range(5)]
    np.testing.assert_allclose(rates, [0.2, 0.1 + half, 0.1, 0.1 - half, 0], atol=1e-15)


def test_train_takes_each_sample_once_an_epoch():
    """And the last batch holds what is left."""
    X, y = np.arange(23.0).reshape(-1, 1), np.arange(23) % 2
    seen = []

    class Spy(MLPModel):
        def loss_gradient(self, X, y, masks=None):
            np.testing.assert_array_equal(X[:, 0] % 2, y)
            seen.append(X[:, 0].copy())
            return super().loss_gradient(X / 100, y, masks)

    history = train(Spy((1, 2), dtype="float64"), X, y, epochs=2, batch_size=5, lr=0.1, rng=0)
    assert [len(part) for part in seen] == [5, 5, 5, 5, 3] * 2
    first, second = np.concatenate(seen[:5]), np.concatenate(seen[5:])
    np.testing.assert_array_equal(np.sort(first), X[:, 0])
    np.testing.assert_array_equal(np.sort(second), X[:, 0])
    assert not np.array_equal(first, second)
    assert [len(values) for values in history.values()] == [2, 2, 2]


def test_history_means_count_each_sample_once():
    """Also where the last batch is smaller: with hardly a step, an epoch's loss is that of all samples."""
    X, y = batch(23, 7)
    model = mlp(6)
    loss, correct = model.loss_gradient(X, y)
    history = train(model, X, y, epochs=2, batch_size=5, lr=1e-30, rng=0)
    np.testing.assert_allclose(history["loss"], [loss, loss], rtol=1e-12)
    np.testing.assert_allclose(history["accuracy"], [correct / 23] * 2, rtol=1e-12)


def test_dropout_masks_keep_what_they_should():
    model = MLPModel((3, 400, 500, 2), keep_prob=0.7)
    for mask, units in zip(model.dropout_masks(300, np.random.default_rng(0)), (400, 500), strict=True):
        assert mask.shape == (300, units)
        assert abs(mask.mean() - 0.7) < 5 * (0.7 * 0.3 / mask.size) ** 0.5
    assert MLPModel((3, 4, 2)).dropout_masks(5, np.random.default_rng(0)) == [None]


def test_first_weights_have_he_spread():
    model = MLPModel((800, 500, 10), rng=np.random.default_rng(0))
    assert model.params["W1"].std() == pytest.approx((2 / 800) ** 0.5, rel=0.01)
    assert not model.params["b1"].any()
    network = CNNModel((28, 28, 1), (40, 50), 5, 10, rng=np.random.default_rng(0))
    assert network.params["K2"].std() == pytest.approx((2 / (25 * 40)) ** 0.5, rel=0.02)


def test_predicting_in_several_threads_at_once():
    """Each call has threads of its own, and BLAS gets back the threads it had."""
    from concurrent.futures import ThreadPoolExecutor

    from threadpoolctl import threadpool_info, threadpool_limits

    def blas_threads():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    model, (X, _) = cnn((10, 10, 1), (2, 3), 3), batch(3 * PART, 100)
    with threadpool_limits(2, user_api="blas"), ThreadPoolExecutor(4) as pool:
        before, expected = blas_threads(), model.predict_proba(X)
        for found in pool.map(lambda _: model.predict_proba(X), range(40)):
            np.testing.assert_array_equal(found, expected)
        assert blas_threads() == before


def test_buffers_are_kept_for_a_few_sizes_only():
    for model, features in ((mlp(6), 7), (cnn((10, 10, 1), (2, 3), 3), 100)):
        for n in range(1, 12):
            model.loss_gradient(*batch(n, features))
        buffers = model._buffers if features == 7 else model._spare
        assert 0 < len(buffers) <= 4
