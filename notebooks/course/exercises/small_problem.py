"""The small problem of the exercises' part 3, and the table of its gradients' errors."""

from typing import Any

import numpy as np

from course.exercises.judging import call
from course.exercises.own_code import untouched
from course.exercises.two_layers import NAMES, Array, Params
from course.tables import Table, table
from nnlib.gradients import relative_error
from nnlib.mlp import forward_mlp
from nnlib.preprocessing import one_hot


def small_problem() -> tuple[Array, Array, Params]:
    """Return five samples with three features, their one-hot labels, and a network 3 → 4 → 2."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5, 3))
    shapes = dict(zip(NAMES, ((3, 4), (1, 4), (4, 2), (1, 2)), strict=True))
    params = {name: 0.5 * rng.normal(size=shape) for name, shape in shapes.items()}
    return X, one_hot([0, 0, 1, 1, 0], 2), params


def arguments(X: Array, y: Array, params: Params) -> dict[str, Array]:
    """Return the arguments of ``backward_mlp``, by name and in order."""
    A1, A2 = forward_mlp(X, *params.values())
    W1, W2, Z1 = params["W1"], params["W2"], X @ params["W1"] + params["b1"]
    return {"X": X, "A1": A1, "A2": A2, "y": y, "W1": W1, "W2": W2, "Z1": Z1}


def gradient_errors(answer: Any, numerical: Params) -> Table:
    """Return a table of the relative errors of gradients on the small problem.

    Parameters
    ----------
    answer : dict or callable
        A gradient for each name; or a function like ``backward_mlp``, which is called.
    numerical : dict
        What ``numerical_gradient`` gives.
    """
    try:
        found = _by_name(answer)
    except Exception:  # the check says what is wrong
        found = {}
    rows = [_row(name, found.get(name), numerical[name]) for name in NAMES]
    return table(["gradient", "shape", "relative error"], rows)


def _by_name(answer):
    """Return gradients by name, called for if need be."""
    if isinstance(answer, dict):
        return answer
    gradients = () if untouched(answer) else call(answer, **arguments(*small_problem()))
    return dict(zip(NAMES, gradients, strict=True))


def _row(name, found, numerical):
    """Return a row of the table: the gradient's name, its shape, and its error."""
    array = np.asarray(found)
    if array.dtype.kind not in "iuf":
        return name, "none yet", "none yet"
    if array.shape != numerical.shape:
        return name, array.shape, f"should be {numerical.shape}"
    return name, array.shape, f"{relative_error(array, numerical):.0e}"
