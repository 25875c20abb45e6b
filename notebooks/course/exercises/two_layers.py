"""What several exercises share: the network with two layers, its data, its gradients and one update."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.judging import WrongForm
from course.exercises.reading import read_array
from course.exercises.updates import Update, momentum
from nnlib.mlp import backward_mlp, forward_mlp
from nnlib.preprocessing import one_hot

Array = NDArray[np.float64]
Params = dict[str, Array]  # parameters, velocities or gradients
NAMES = ("W1", "b1", "W2", "b2")


def fresh_data(
    n: int, sizes: Sequence[int] = (3, 4, 2), *, seed: int
) -> tuple[Array, Array, Params, Params]:
    """Return n samples, their one-hot labels, parameters, and velocities that are not zero."""
    d, h, k = sizes
    rng = np.random.default_rng(seed)
    shapes = dict(zip(NAMES, ((d, h), (1, h), (h, k), (1, k)), strict=True))
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    velocities = {name: 0.1 * rng.normal(size=shape) for name, shape in shapes.items()}
    labels = rng.permutation(np.arange(n) % k)
    return rng.normal(size=(n, d)), one_hot(labels, k), params, velocities


def gradients(
    X: Array, y: Array, params: Params, *, forward: Params | None = None, Z1: Array | None = None
) -> Params:
    """Return the four gradients; the forward pass can be given other parameters, or a wrong Z1."""
    forward = params if forward is None else forward
    A1, A2 = forward_mlp(X, *forward.values())
    Z1 = X @ forward["W1"] + forward["b1"] if Z1 is None else Z1
    return dict(zip(NAMES, backward_mlp(X, A1, A2, y, params["W1"], params["W2"], Z1), strict=True))


def take_step(
    params: Params, velocities: Params, grads: Params, mu: float, lr: float, update: Update = momentum
) -> tuple[Params, Params]:
    """Return parameters and velocities after one update of each, with momentum or as it goes wrong."""
    both = {name: update(velocities[name], grads[name], mu, lr) for name in params}
    return {name: params[name] + both[name][1] for name in params}, {name: both[name][0] for name in both}


def read_params(found: Any, params: Params, what: str, *, in_order: bool = False) -> Params:
    """Return a learner's dict of parameters, or velocities, as arrays of the shapes in ``params``."""
    if not isinstance(found, dict) or set(found) != set(params):
        came = sorted(map(str, found)) if isinstance(found, dict) else type(found).__name__
        raise WrongForm(f"{what} should be a dict with the names {', '.join(params)}; it came as {came}.")
    if in_order and list(found) != list(params):
        raise WrongForm(
            f"{what} came in the order {', '.join(found)}. Keep the order {', '.join(params)}: "
            "`params.values()` hands them on in the order of the dict."
        )
    return {name: read_array(found[name], params[name], f"{name} in {what}") for name in params}
