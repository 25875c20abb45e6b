"""Exercise 3e: wrong uses of PyTorch's optimiser are named, right ones pass, where PyTorch is installed."""

import sys
import time

import numpy as np
import pytest

from course.exercises import running
from course.exercises.outcomes import Status, outcome
from course.exercises.registry import EXERCISES, IN_EXERCISE_NOTEBOOK
from course.exercises.torch_sgd import MESSAGES, judge
from exercises.answers import good_step, message
from helpers import import_torch
from nnlib import forward_mlp

NAMES = ("W1", "b1", "W2", "b2")


@pytest.fixture(scope="module")
def torch():
    return import_torch()


def trainer(torch, *, lr_factor=1.0, mu=None, lr=None, steps=0, zero=True, step=True, biases=True,
            relu=True, loss=None, numpy=True, cast=None, names=NAMES, settings=None):  # fmt: skip
    """Return a function like the learner's, with some of its lines changed."""

    def train(X, y, params, mu_given, lr_given, steps_given):
        the_mu, the_lr = mu_given if mu is None else mu, lr_given if lr is None else lr
        the_lr = the_lr * (lr_factor(the_mu) if callable(lr_factor) else lr_factor)
        dtype = cast or torch.float64
        tensors = {k: torch.tensor(array, dtype=dtype, requires_grad=True) for k, array in params.items()}
        moved = [tensors[k] for k in names if biases or k[0] == "W"]
        options = {"lr": the_lr, "momentum": the_mu, **(settings or {})}
        optimizer = torch.optim.SGD(moved, **options)
        inputs, labels = torch.tensor(X, dtype=dtype), torch.tensor(y.argmax(axis=1))
        optimizer.zero_grad()
        for _ in range(steps_given + steps):
            Z1 = inputs @ tensors["W1"] + tensors["b1"]
            logits = (torch.relu(Z1) if relu else Z1) @ tensors["W2"] + tensors["b2"]
            value = (
                torch.nn.functional.cross_entropy(logits, labels) if loss is None else loss(logits, labels)
            )
            if zero:
                optimizer.zero_grad()
            value.backward()
            if step:
                optimizer.step()
        found = {k: tensor.detach() for k, tensor in tensors.items()}
        return {k: tensor.numpy() for k, tensor in found.items()} if numpy else found

    return train


def in_doubles(torch):
    def train(X, y, params, mu, lr, steps):
        parameters = [torch.nn.Parameter(torch.from_numpy(array.copy())) for array in params.values()]
        optimizer = torch.optim.SGD(parameters, lr, mu)
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=False)
            W1, b1, W2, b2 = parameters
            logits = torch.addmm(b2, torch.clamp(torch.from_numpy(X) @ W1 + b1, min=0), W2)
            torch.nn.CrossEntropyLoss()(logits, torch.from_numpy(y)).backward()
            optimizer.step()
        return {k: p.detach().numpy() for k, p in zip(params, parameters, strict=True)}

    return train


def by_hand(torch):
    def train(X, y, params, mu, lr, steps):
        tensors = {k: torch.tensor(array, requires_grad=True) for k, array in params.items()}
        memory = {k: torch.zeros_like(tensor) for k, tensor in tensors.items()}
        for _ in range(steps):
            hidden = torch.relu(torch.tensor(X) @ tensors["W1"] + tensors["b1"])
            log_p = torch.log_softmax(hidden @ tensors["W2"] + tensors["b2"], dim=1)
            loss = -(torch.tensor(y) * log_p).sum() / len(X)
            for (k, tensor), g in zip(
                tensors.items(), torch.autograd.grad(loss, list(tensors.values())), strict=True
            ):
                memory[k] = mu * memory[k] + g
                with torch.no_grad():
                    tensor -= lr * memory[k]
        return {k: tensor.detach().numpy() for k, tensor in tensors.items()}

    return train


def without_torch(X, y, params, mu, lr, steps):
    velocities = {k: np.zeros_like(array) for k, array in params.items()}
    for _ in range(steps):
        params, velocities = good_step(X, y, params, velocities, mu, lr)
    return params


def softmaxed(torch):
    return lambda logits, labels: torch.nn.functional.cross_entropy(torch.softmax(logits, dim=1), labels)


def summed(torch):
    return lambda logits, labels: torch.nn.functional.cross_entropy(logits, labels, reduction="sum")


WRONG = {
    "no step": (lambda t: trainer(t, step=False), "not moved"),
    "start returned": (lambda t: lambda X, y, params, mu, lr, steps: params, "not moved"),
    "no zero_grad": (lambda t: trainer(t, zero=False), "accumulated"),
    "no momentum": (lambda t: trainer(t, mu=0.0), "plain"),
    "nesterov": (lambda t: trainer(t, settings={"nesterov": True}), "nesterov"),
    "dampening": (
        lambda t: lambda X, y, p, mu, lr, s: trainer(t, settings={"dampening": mu})(X, y, p, mu, lr, s),
        "dampening"),
    "effective lr": (lambda t: trainer(t, lr_factor=lambda mu: 1 / (1 - mu)), "scaled up"),
    "damped lr": (lambda t: trainer(t, lr_factor=lambda mu: 1 - mu), "scaled down"),
    "swapped": (lambda t: lambda X, y, p, mu, lr, s: trainer(t)(X, y, p, lr, mu, s), "swapped"),
    "mu 0.9": (lambda t: trainer(t, mu=0.9), "settings"),
    "lr 0.1": (lambda t: trainer(t, lr=0.1), "settings"),
    "both fixed": (lambda t: trainer(t, mu=0.9, lr=0.1), "settings"),
    "summed": (lambda t: trainer(t, loss=summed(t)), "summed"),
    "softmax twice": (lambda t: trainer(t, loss=softmaxed(t)), "softmax twice"),
    "no relu": (lambda t: trainer(t, relu=False), "no relu"),
    "no biases": (lambda t: trainer(t, biases=False), "no biases"),
    "one short": (lambda t: trainer(t, steps=-1), "one short"),
    "one more": (lambda t: trainer(t, steps=1), "one more"),
    "float32": (lambda t: trainer(t, cast=t.float32), "float32"),
    "float32, cast back": (
        lambda t: lambda *a: {k: v.astype(float) for k, v in trainer(t, cast=t.float32)(*a).items()},
        "float32"),
    "weight decay": (lambda t: trainer(t, settings={"weight_decay": 0.1}), "other"),
    "uphill": (lambda t: trainer(t, settings={"maximize": True}), "other"),
    "half the lr": (lambda t: trainer(t, lr_factor=0.5), "other"),
    "first layer only": (lambda t: trainer(t, names=("W1", "b1")), "other"),
    "second layer only": (lambda t: trainer(t, names=("W2", "b2")), "other"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "key"), WRONG.values(), ids=WRONG)
def test_wrong_trainings_are_named(torch, make, key):
    assert message(judge, make(torch)) == MESSAGES[key]


def test_tensors_are_told_from_arrays(torch):
    assert message(judge, trainer(torch, numpy=False)) == MESSAGES["tensors"].format(name="W1")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            lambda X, y, params, mu, lr, steps: list(params.values()),
            "should be a dict with the names W1, b1",
        ),
        (
            lambda X, y, params, mu, lr, steps: params.update(W1=2 * params["W1"]),
            "puts new arrays into the caller's dict `params`",
        ),
        (lambda X, y, params, mu, lr, steps: forward_mlp(X), "it stopped with an error"),
    ],
)
def test_another_form_is_explained(torch, answer, words):
    assert words in message(judge, answer)


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG.values()} | {"missing", "tensors"} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


RIGHT = {
    "plain": trainer, "parameters and probabilities": in_doubles, "by hand": by_hand,
    "NumPy alone": lambda t: without_torch,
    "foreach": lambda t: trainer(t, settings={"foreach": True}),
    "one by one": lambda t: trainer(t, settings={"foreach": False}),
    "other order": lambda t: trainer(t, names=("b2", "W2", "b1", "W1")),
    "dampening 0": lambda t: trainer(t, settings={"dampening": 0}),
    "mean of samples": lambda t: trainer(
        t, loss=lambda z, labels: t.nn.functional.cross_entropy(z, labels, reduction="none").mean()),
    "negative log-likelihood": lambda t: trainer(
        t, loss=lambda z, labels: t.nn.functional.nll_loss(t.log_softmax(z, dim=1), labels)),
    "sum over n": lambda t: trainer(t, loss=lambda z, labels: summed(t)(z, labels) / len(z)),
    "no fused kernel": lambda t: trainer(t, settings={"fused": False}),
}  # fmt: skip


@pytest.mark.parametrize("make", RIGHT.values(), ids=RIGHT)
def test_right_trainings_pass(torch, make):
    judge(make(torch))


def test_the_first_optimizer_may_take_longer_than_a_call(torch, monkeypatch):
    class SlowAtFirst(torch.optim.SGD):
        seconds = iter([1.5])

        def __init__(self, *arguments, **settings):
            time.sleep(next(self.seconds, 0))
            super().__init__(*arguments, **settings)

    monkeypatch.setattr(running, "SECONDS", 1.0)
    monkeypatch.setattr(torch.optim, "SGD", SlowAtFirst)
    status, message, _ = outcome("torch_sgd", {"train_in_torch": trainer(torch)})
    assert status is Status.CORRECT, message
    SlowAtFirst.seconds = iter([0, 1.5])  # slow in the learner's own time
    assert outcome("torch_sgd", {"train_in_torch": trainer(torch)}).status is Status.NOT_YET


def test_without_pytorch_the_check_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert message(judge, without_torch) == MESSAGES["missing"]


def test_it_is_not_counted():
    assert "torch_sgd" in EXERCISES and "torch_sgd" not in IN_EXERCISE_NOTEBOOK
