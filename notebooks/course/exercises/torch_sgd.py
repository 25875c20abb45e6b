"""Exercise 3e, a stretch: the same training by PyTorch, where it is installed."""

import sys

import numpy as np

from course.exercises.diagnosis import close
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.running import untimed
from course.exercises.small_problem import small_problem
from course.exercises.two_layers import NAMES, fresh_data, gradients, read_params, take_step
from nnlib.activations import softmax
from nnlib.mlp import backward_mlp, forward_mlp

MESSAGES = {
    "missing": "PyTorch is not imported. Run the cell above; without PyTorch, skip this exercise.",
    "tensors": "{name} came as a tensor. Return NumPy arrays: `tensor.detach().numpy()`.",
    "not moved": "the parameters did not move. Are the tensors that the optimiser moves the ones you "
    "return, and is `optimizer.step()` called?",
    "accumulated": "gradients add up from step to step. Call `optimizer.zero_grad()` before `backward()`.",
    "plain": "the momentum is missing: `torch.optim.SGD(..., lr=lr, momentum=mu)`.",
    "nesterov": "this is Nesterov's version. Leave out `nesterov=True`.",
    "dampening": "`dampening` scales the gradient by 1 - mu, as the average does. Leave it out: PyTorch's "
    "learning rate is ours.",
    "scaled up": "lr was divided by 1 - mu. PyTorch remembers gradients, v = -lr times its memory, with "
    "the same lr as ours.",
    "scaled down": "lr was multiplied by 1 - mu. That belongs to the average; PyTorch remembers a sum.",
    "swapped": "mu and lr have changed places.",
    "settings": "lr or mu is fixed in your code. The function gets both.",
    "summed": "the loss is a sum over the samples. Take their mean.",
    "softmax twice": "softmax acts twice. `torch.nn.functional.cross_entropy` takes the logits, before "
    "softmax.",
    "no relu": "ReLU is missing between the layers.",
    "no biases": "the biases stay where they were. Hand all four tensors to the optimiser.",
    "one short": "it takes one step too few.",
    "one more": "it takes one step too many.",
    "float32": "the weights agree with six digits only. PyTorch's default is float32: make the tensors "
    "with `torch.tensor(array, requires_grad=True)`, which keeps NumPy's float64.",
    "other": "the final weights are not those of your `train`. Compare a single step first.",
}


def _train(X, y, params, mu, lr, steps, grad=gradients):
    """Train with momentum as the course does, with any gradient."""
    velocities = {name: np.zeros_like(array) for name, array in params.items()}
    for _ in range(steps):
        params, velocities = take_step(params, velocities, grad(X, y, params), mu, lr)
    return params


def _scaled(factor):
    return lambda X, y, params: {k: factor * g for k, g in gradients(X, y, params).items()}


def _no_relu(X, y, params):
    W1, b1, W2, b2 = params.values()
    Z1 = X @ W1 + b1
    A2 = softmax(Z1 @ W2 + b2)
    return dict(zip(NAMES, backward_mlp(X, Z1, A2, y, W1, W2, np.ones_like(Z1)), strict=True))


def _softmax_twice(X, y, params):
    W1, b1, W2, b2 = params.values()
    A1, A2 = forward_mlp(X, W1, b1, W2, b2)
    delta = softmax(A2) - y
    delta = A2 * (delta - np.sum(delta * A2, axis=1, keepdims=True))
    return dict(zip(NAMES, backward_mlp(X, A1, y + delta, y, W1, W2, X @ W1 + b1), strict=True))


def _no_biases(X, y, params):
    return {k: g * (k[0] == "W") for k, g in gradients(X, y, params).items()}


def _agree(found, right, tolerance):
    return all(np.allclose(found[name], right[name], rtol=tolerance, atol=tolerance / 10) for name in NAMES)


def _other_rule(X, y, params, mu, lr, steps, *, nesterov=False, accumulate=False, damped=1.0):
    """Train by another of PyTorch's rules; with dampening its first gradient enters whole."""
    velocities = {name: np.zeros_like(array) for name, array in params.items()}
    total = dict(velocities)
    for step in range(steps):
        g = _scaled(damped if step else 1.0)(X, y, params)
        total = {k: accumulate * total[k] + g[k] for k in params}
        velocities = {k: mu * velocities[k] - lr * total[k] for k in params}
        params = {
            k: params[k] + (mu * velocities[k] - lr * total[k] if nesterov else velocities[k])
            for k in params
        }
    return params


def _suspects(X, y, params, mu, lr, steps):
    """Yield the message key and the final weights of each slip."""
    yield "not moved", params
    yield "accumulated", _other_rule(X, y, params, mu, lr, steps, accumulate=True)
    yield "plain", _train(X, y, params, 0.0, lr, steps)
    yield "nesterov", _other_rule(X, y, params, mu, lr, steps, nesterov=True)
    yield "dampening", _other_rule(X, y, params, mu, lr, steps, damped=1 - mu)
    yield "scaled up", _train(X, y, params, mu, lr / (1 - mu), steps)
    yield "scaled down", _train(X, y, params, mu, lr * (1 - mu), steps)
    yield "swapped", _train(X, y, params, lr, mu, steps)
    for fixed in ((0.9, lr), (mu, 0.1), (0.9, 0.1)):
        yield "settings", _train(X, y, params, *fixed, steps)
    yield "summed", _train(X, y, params, mu, lr, steps, _scaled(len(X)))
    yield "softmax twice", _train(X, y, params, mu, lr, steps, _softmax_twice)
    yield "no relu", _train(X, y, params, mu, lr, steps, _no_relu)
    yield "no biases", _train(X, y, params, mu, lr, steps, _no_biases)
    yield "one short", _train(X, y, params, mu, lr, steps - 1)
    yield "one more", _train(X, y, params, mu, lr, steps + 1)


def judge(function: Answer) -> None:
    """Judge ``train_in_torch(X, y, params, mu, lr, steps)`` by the final weights, against ours."""
    torch = sys.modules.get("torch")  # importing it here would use up the time of the check
    if torch is None:
        raise NotYet(MESSAGES["missing"])
    untimed(lambda: torch.optim.SGD([torch.zeros(1)], lr=0.1))  # the first optimiser imports for seconds
    X, y, params = small_problem()
    other = fresh_data(6, (3, 5, 2), seed=4)[:3]
    for data, mu, lr, steps in (((X, y, params), 0.7, 0.25, 4), (other, 0.5, 0.3, 7)):
        X, y, params = data
        found = call(function, X=X, y=y, params=params, mu=mu, lr=lr, steps=steps)
        if isinstance(found, dict):
            for name, array in found.items():
                if isinstance(array, torch.Tensor):
                    raise NotYet(MESSAGES["tensors"].format(name=name))
                if getattr(array, "dtype", None) == np.float32:
                    raise NotYet(MESSAGES["float32"])
        found, right = read_params(found, params, "what it returns"), _train(X, y, params, mu, lr, steps)
        if _agree(found, right, 1e-9):
            continue
        if _agree(found, right, 1e-4):
            raise NotYet(MESSAGES["float32"])
        suspects = _suspects(X, y, params, mu, lr, steps)
        raise NotYet(MESSAGES[next((key for key, wrong in suspects if close(found, wrong)), "other")])


EXERCISE = Exercise(
    title="3e. The same in PyTorch",
    answer="train_in_torch",
    judge=judge,
    hints=(
        "Make a tensor of each parameter, and a `torch.optim.SGD` that moves these four tensors. A step "
        "is: compute the loss, `optimizer.zero_grad()`, `loss.backward()`, `optimizer.step()`.",
        "`torch.tensor(array, requires_grad=True)` copies an array in its own precision. PyTorch's lr and "
        "momentum are our lr and mu, as they are.",
        "The logits are `torch.relu(X @ W1 + b1) @ W2 + b2`, with X as a tensor; "
        "`torch.nn.functional.cross_entropy(logits, labels)` wants the labels as class indices, "
        "`torch.tensor(y.argmax(axis=1))`. At the end `tensor.detach().numpy()`.",
    ),
    revisit="02_momentum_in_practice, section 2 (Translate between three conventions)",
)
