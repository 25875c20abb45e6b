"""What several exercises share: the network with two layers, its data, its gradients and one update."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import as_array
from course.exercises.judging import NotYet
from nnlib.mlp import backward_mlp, forward_mlp
from nnlib.preprocessing import one_hot

Array = NDArray[np.float64]
Params = dict[str, Array]  # parameters, velocities or gradients
NAMES = ("W1", "b1", "W2", "b2")

WRONG_UPDATE = {
    "sign": "the parameters move uphill: the sign of the update is flipped.",
    "lr twice": "the learning rate acts twice: once in the velocity, once more when the update is added.",
    "too early": "the parameters were moved by the old velocities, before the new ones were there.",
    "no momentum": "the velocities are right, but the parameters moved by -lr times the gradient instead.",
    "swapped": "`mu` and `lr` have changed places.",
}


def fresh_data(
    n: int, sizes: Sequence[int] = (3, 4, 2), *, seed: int
) -> tuple[Array, Array, Params, Params]:
    """Return n samples, their one-hot labels, parameters, and velocities that are not zero."""
    d, h, k = sizes
    rng = np.random.default_rng(seed)
    shapes = dict(zip(NAMES, ((d, h), (1, h), (h, k), (1, k)), strict=True))
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    velocities = {name: 0.1 * rng.normal(size=shape) for name, shape in shapes.items()}
    return rng.normal(size=(n, d)), one_hot(np.arange(n) % k, k), params, velocities


def gradients(
    X: Array, y: Array, params: Params, *, forward: Params | None = None, Z1: Array | None = None
) -> Params:
    """Return the four gradients; the forward pass can be given other parameters, or a wrong Z1."""
    forward = params if forward is None else forward
    A1, A2 = forward_mlp(X, *forward.values())
    Z1 = X @ forward["W1"] + forward["b1"] if Z1 is None else Z1
    return dict(zip(NAMES, backward_mlp(X, A1, A2, y, params["W1"], params["W2"], Z1), strict=True))


def take_step(
    params: Params, velocities: Params, grads: Params, mu: float, lr: float
) -> tuple[Params, Params]:
    """Return parameters and velocities after one update with momentum."""
    velocities = {name: mu * velocities[name] - lr * grads[name] for name in params}
    return {name: params[name] + velocities[name] for name in params}, velocities


def read_params(found: Any, params: Params, what: str) -> Params:
    """Return a learner's dict of parameters as arrays of the shapes in ``params``."""
    if not isinstance(found, dict) or set(found) != set(params):
        came = sorted(found) if isinstance(found, dict) else type(found).__name__
        raise NotYet(f"{what} should be a dict with the names {', '.join(params)}; it came as {came}.")
    return {name: as_array(found[name], params[name].shape, f"{name} in {what}") for name in params}
