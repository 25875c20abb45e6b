"""The CNN against the textbook functions, numerical gradients and PyTorch."""

import copy

import numpy as np
import pytest

from helpers import import_torch
from models.small import CNN_SHAPES, X, Y, batch, check_gradient, cnn, small_cnn
from nnlib import conv2d, load_mnist, max_pool, softmax
from nnlib.images import shift_images
from nnlib.models import CNNClassifier
from nnlib.models.cnn import LARGEST


def usual_order(K):
    """Return kernels with axes (filters, channels, k, k)."""
    return K.transpose(0, 3, 2, 1)


@pytest.mark.parametrize(("shape", "filters", "k"), CNN_SHAPES)
@pytest.mark.parametrize("settings", [{}, {"keep_prob": 0.6, "lambda_": 0.03}])
def test_gradient(shape, filters, k, settings):
    check_gradient(cnn(shape, filters, k, **settings), *batch(3, np.prod(shape)))


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
def test_equals_textbook(shape, filters, k):
    network = cnn(shape, filters, k)
    X, _ = batch(5, np.prod(shape))
    maps, params = network.feature_maps(X), network.params
    images = X.reshape(5, *shape).transpose(0, 3, 1, 2)
    conv1, pool1 = textbook_layer(images, usual_order(params["K1"]), params["b1"])
    conv2, pool2 = textbook_layer(pool1, usual_order(params["K2"]), params["b2"])
    dense = pool2.transpose(0, 2, 3, 1).reshape(5, -1)
    probabilities = softmax(dense @ params["W3"] + params["b3"].T)
    expected = {"conv1": conv1, "pool1": pool1, "conv2": conv2, "pool2": pool2}
    for name, right in expected.items():
        np.testing.assert_allclose(maps[name], right, rtol=1e-10, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(maps["probabilities"], probabilities, rtol=1e-10)
    np.testing.assert_allclose(network.predict_proba(X), probabilities, rtol=1e-10)


def test_equals_pytorch():
    torch = import_torch()
    shape, filters, k = (14, 15, 2), (4, 5), 3
    network = cnn(shape, filters, k)
    X, y = batch(6, np.prod(shape))
    X[:2] = 0.5  # constant images: ties in every window
    T = {name: torch.tensor(view.copy(), requires_grad=True) for name, view in network.params.items()}
    A = torch.tensor(X.reshape(6, *shape).transpose(0, 3, 1, 2))
    for i in (1, 2):
        A = torch.conv2d(A, T[f"K{i}"].permute(0, 3, 2, 1), T[f"b{i}"][:, 0])
        A = torch.max_pool2d(torch.relu(A), 2)
    scores = A.permute(0, 2, 3, 1).reshape(6, -1) @ T["W3"] + T["b3"].T
    torch_loss = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
    torch_loss.backward()
    loss, _ = network.loss_gradient(X, y)
    assert loss == pytest.approx(torch_loss.item(), rel=1e-12)
    for name, grad in network.grads.items():
        np.testing.assert_allclose(grad, T[name].grad.numpy(), rtol=1e-9, atol=1e-13, err_msg=name)


def test_a_batch_of_several_parts_has_the_gradient_of_one():
    X, y = batch(3 * LARGEST + 5, 100)
    network = cnn((10, 10, 1), (2, 3), 3, keep_prob=0.7)
    (mask,) = network.dropout_masks(len(X), np.random.SFC64(0))
    loss, _ = network.loss_gradient(X, y, [mask])
    whole, single = network.flat_grads.copy(), np.zeros_like(network.flat_grads)
    single_loss = 0
    for i in range(len(X)):
        one_loss, _ = network.loss_gradient(X[i : i + 1], y[i : i + 1], [mask[:, i : i + 1]])
        single_loss, single = single_loss + one_loss / len(X), single + network.flat_grads / len(X)
    assert loss == pytest.approx(single_loss, rel=1e-12)
    np.testing.assert_allclose(whole, single, rtol=1e-9, atol=1e-14)


def test_coefs_are_views_in_the_usual_order():
    model = small_cnn().fit(X[:100], Y[:100])
    assert [coef.shape for coef in model.coefs_] == [(4, 1, 3, 3), (8, 4, 3, 3), (32, 10)]
    assert [intercept.shape for intercept in model.intercepts_] == [(4, 1), (8, 1), (10, 1)]
    K1, K2, W3 = model.network_.weights
    for coef, right in zip(model.coefs_, (usual_order(K1), usual_order(K2), W3), strict=True):
        np.testing.assert_array_equal(coef, right)
    model.coefs_[0][:] = 0
    assert not K1.any()


def test_images_must_fit():
    with pytest.raises(ValueError, match="image_shape must be given for 200 pixels: they form no square"):
        small_cnn().fit(X[:, :200], Y)
    model = small_cnn().fit(X, Y)
    with pytest.raises(ValueError, match="X has 196 features, but CNNClassifier is expecting 256"):
        model.predict(X[:, :196])
    wide = small_cnn(image_shape=(16, 16, 1)).fit(X, Y)
    np.testing.assert_array_equal(wide.network_.flat_params, model.network_.flat_params)
    assert small_cnn(image_shape=(10, 20)).fit(X[:, :200], Y).network_.image_shape == (10, 20, 1)


def test_random_shifts_help_with_shifted_digits():
    digits, labels = load_mnist(3_000)
    digits /= 255
    moved = shift_images(digits[2000:], (28, 28), 3, 3)
    plain, robust = (
        CNNClassifier(max_iter=4, max_shift=shift, random_state=0).fit(digits[:2000], labels[:2000])
        for shift in (0, 3)
    )
    assert robust.score(moved, labels[2000:]) > plain.score(moved, labels[2000:]) + 0.1


def test_a_new_keep_prob_counts_from_the_next_fit_on():
    """Also where buffers are left from the fit before; a copy has none."""
    model = small_cnn(warm_start=True, keep_prob=0.5).fit(X[:200], Y[:200])
    twin = copy.deepcopy(model)
    for one in (model, twin):
        one.set_params(keep_prob=0.9).fit(X[:200], Y[:200])
    np.testing.assert_array_equal(model.network_.flat_params, twin.network_.flat_params)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("filters", 8), ("filters", (4, 0)), ("filters", (4, 4, 4)), ("kernel_size", 0), ("kernel_size", 6),
        ("kernel_size", 17), ("kernel_size", 2.0), ("max_shift", -1), ("max_shift", 0.5),
        ("image_shape", (8, 9)), ("image_shape", (8,)), ("image_shape", (4, 4, 4, 4)),
        ("image_shape", (16.0, 16)), ("image_shape", "16x16"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(name, value):
    with pytest.raises((TypeError, ValueError), match=rf"^{name}(\[\d\])? must"):
        small_cnn(**{name: value}).fit(X, Y)
