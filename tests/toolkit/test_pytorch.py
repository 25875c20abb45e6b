"""PyTorch, an optional peer: the same numbers from an independent implementation."""

import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helpers import import_torch, valid_calls
from nnlib import (
    backward_mlp,
    backward_mlp_3layer,
    binary_cross_entropy,
    conv2d,
    cross_entropy,
    max_pool,
    mse_loss,
    sigmoid,
    softmax,
)


@pytest.fixture(scope="module")
def torch():
    return import_torch()


@pytest.mark.parametrize("layers", [2, 3])
def test_backward_equals_autograd(torch, layers):
    """The whole network with its dropout masks, differentiated by PyTorch."""
    name, backward = {2: ("mlp", backward_mlp), 3: ("mlp_3layer", backward_mlp_3layer)}[layers]
    forward_call, backward_call = valid_calls()[f"forward_{name}"], valid_calls()[f"backward_{name}"]
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in forward_call.items()}
    A = tensors["X"]
    for i in range(1, layers):
        A = torch.relu(A @ tensors[f"W{i}"] + tensors[f"b{i}"]) * tensors[f"mask{i}"]
    scores = A @ tensors[f"W{layers}"] + tensors[f"b{layers}"]
    labels = torch.tensor(backward_call["y"].argmax(axis=1))
    torch.nn.functional.cross_entropy(scores, labels).backward()
    params = [f"{kind}{i}" for i in range(1, layers + 1) for kind in "Wb"]
    for name, gradient in zip(params, backward(**backward_call), strict=True):
        assert_allclose(gradient, tensors[name].grad.numpy(), rtol=1e-10, atol=1e-14, err_msg=name)


def test_activations_and_losses_agree(torch):
    rng = np.random.default_rng(0)
    Z, labels = rng.normal(size=(8, 5)) * 5, rng.integers(5, size=8)
    scores, y = torch.tensor(Z), np.eye(5)[labels]
    assert_allclose(sigmoid(Z), torch.sigmoid(scores).numpy(), rtol=1e-13)
    assert_allclose(softmax(Z), torch.softmax(scores, dim=1).numpy(), rtol=1e-13)
    F = torch.nn.functional
    expected = F.cross_entropy(scores, torch.tensor(labels)).item()
    assert cross_entropy(softmax(Z), y) == pytest.approx(expected, rel=1e-12)
    expected = F.binary_cross_entropy_with_logits(scores, torch.tensor(y)).item()
    assert binary_cross_entropy(sigmoid(Z), y) == pytest.approx(expected, rel=1e-12)
    assert mse_loss(Z, y) == pytest.approx(F.mse_loss(scores, torch.tensor(y)).item(), rel=1e-12)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_convolution_and_pooling_agree(torch, stride):
    """PyTorch's layer does not flip the kernel; ours does, as mathematics has it."""
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(9, 8)), rng.normal(size=(3, 2))
    batch = torch.tensor(image)[None, None]
    F = torch.nn.functional
    layer = F.conv2d(batch, torch.tensor(kernel)[None, None], stride=stride)[0, 0].numpy()
    assert_allclose(conv2d(image, kernel[::-1, ::-1], stride), layer, rtol=1e-12, atol=1e-14)
    pooled = F.max_pool2d(batch, kernel_size=3, stride=stride)[0, 0].numpy()
    assert_allclose(max_pool(image, 3, stride), pooled, rtol=0)


def test_a_missing_pytorch_is_skipped_visibly_but_fails_in_ci(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # as if it were not installed
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="PyTorch, an optional peer"):
        import_torch()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(ImportError):
        import_torch()
