"""Exercise 4a: one epoch of mini-batches."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course.exercises.diagnosis import as_pair, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.two_layers import Array, Params, fresh_data, read_params, take_step
from course.exercises.updates import WRONG_UPDATE

MESSAGES = {
    "no call": "it never calls `gradient_fn`.",
    "arguments": "`gradient_fn` got something unexpected. Call it as `gradient_fn(X_batch, "
    "Y_batch, params)`.",
    "pairs": "rows of X and rows of Y no longer belong together. Shuffle once, and index both with "
    "the same rows.",
    "one batch": "a batch is larger than `batch_size`.",
    "each parameter": "the gradient of one batch is asked for again after part of the parameters have "
    "moved. Weights must not be updated before all gradients are known: call `gradient_fn` once a "
    "batch.",
    "empty": "the last batch is empty when `batch_size` divides the number of samples. "
    "`range(0, len(X), batch_size)` starts no such batch.",
    "first only": "it stops after the first batch. Look at the indentation of `return`.",
    "sizes": "batches are shorter than `batch_size`. Only the last one may be.",
    "last": "the last batch, which is shorter, is left out.",
    "rows": "in one epoch each sample should come exactly once; here some come twice and some not at "
    "all. A permutation of the rows does it, drawing each batch at random does not.",
    "order": "the samples always come in the order of the file. Shuffle them at each epoch.",
    "same order": "two epochs had the same order, so the shuffling does not come from the `rng` that "
    "was given.",
    "luck": "the same `rng` gave two different orders, so the shuffling has another source, such as "
    "`np.random`, and nobody could repeat it. Use `rng.permutation`.",
    "stale": "every batch was asked for its gradient at the first parameters: the new ones never "
    "reach the loop.",
    "reset": "the velocities start from zero at each batch. They should be carried along.",
    "from zero": "the epoch begins with velocities of zero instead of those that came in.",
    "not carried": "each batch begins with the velocities that came in, instead of those of the batch "
    "before.",
    "mean": "the gradients are divided by the batch size once more. `gradient_fn` already returns means.",
    **WRONG_UPDATE,
    "not returned": "the params are right, but the velocities that you return are not those of the "
    "last batch. The next epoch would lose its momentum.",
    "other": "the params did not move by the momentum update from one batch to the next.",
}


class Batch(NamedTuple):
    """What one call of ``gradient_fn`` was given."""

    X: Array
    Y: Array
    params: Params


def judge(function: Answer) -> None:
    """Judge ``train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng)`` with a spy."""
    size, mu, lr = 5, 0.8, 0.1
    rng = np.random.default_rng(8)
    orders = []
    for n, generator in ((23, rng), (23, rng), (23, np.random.default_rng(8)), (20, rng)):
        _, Y, params, velocities = fresh_data(n, seed=7)
        X = np.arange(n)[:, np.newaxis] + np.array([[0.0, 0.5, 0.25]])  # column 0 tells the row
        batches, gradient_fn = _spy()
        found = as_pair(
            call(function, X=X, Y=Y, params=params, velocities=velocities, gradient_fn=gradient_fn,
                 mu=mu, lr=lr, batch_size=size, rng=generator),
            "the new params and the new velocities",
        )  # fmt: skip
        orders.append(_judge_batches(batches, n, size))
        _judge_updates(found, batches, params, velocities, mu, lr)
    if orders[0] == orders[1]:
        raise NotYet(MESSAGES["same order"])
    if orders[0] != orders[2]:
        raise NotYet(MESSAGES["luck"])


def _spy() -> tuple[list[Batch], Callable[[Array, Array, Params], Params]]:
    """Return a list of batches, and a gradient_fn that notes each of its calls there."""
    batches: list[Batch] = []

    def gradient_fn(X_batch: Array, Y_batch: Array, params: Params) -> Params:
        if not isinstance(params, dict) or isinstance(X_batch, dict) or isinstance(Y_batch, dict):
            raise NotYet(MESSAGES["arguments"])
        if not len(X_batch):
            raise NotYet(MESSAGES["empty"])
        seen = {name: np.array(p) for name, p in params.items()}
        batches.append(Batch(np.array(X_batch), np.array(Y_batch), seen))
        return _gradients(X_batch, params)

    return batches, gradient_fn


def _gradients(X: Array, params: Params) -> Params:
    """Return gradients that differ from batch to batch and change with the parameters."""
    return {name: 0.3 * p + 0.1 * np.mean(X) for name, p in params.items()}


def _judge_batches(batches: list[Batch], n: int, size: int) -> list[int]:
    """Look at which rows came in which batch, and return their order."""
    if not batches:
        raise NotYet(MESSAGES["no call"])
    rows_of: list[list[int]] = []
    for X, Y, _ in batches:
        if X.ndim != 2 or X.shape[1] != 3 or Y.shape != (len(X), 2):
            raise NotYet(MESSAGES["arguments"])
        rows = [int(row) for row in X[:, 0]]
        if (Y.argmax(axis=1) != np.array(rows) % 2).any():
            raise NotYet(MESSAGES["pairs"])
        if len(rows) > size:
            raise NotYet(MESSAGES["one batch"])
        if rows_of and rows == rows_of[-1]:
            raise NotYet(MESSAGES["each parameter"])
        rows_of.append(rows)
    order = [row for rows in rows_of for row in rows]
    if len(rows_of) == 1:
        raise NotYet(MESSAGES["first only"])
    if n % size and len(set(order)) == len(order) == n - n % size:
        raise NotYet(MESSAGES["last"])
    if sorted(order) != list(range(n)):
        raise NotYet(MESSAGES["rows"])
    if any(len(rows) != size for rows in rows_of[:-1]):
        raise NotYet(MESSAGES["sizes"])
    if order == sorted(order):
        raise NotYet(MESSAGES["order"])
    return order


def _judge_updates(
    found: Any, batches: list[Batch], params: Params, velocities: Params, mu: float, lr: float
) -> None:
    """Replay the updates from batch to batch, right and with faults."""
    rest = {name: np.zeros_like(v) for name, v in velocities.items()}

    def replay(step, v=velocities):
        path = [params]
        for batch in batches:
            now, v = step(path[-1], v, _gradients(batch.X, batch.params), len(batch.X))
            path.append(now)
        return path, v

    def right_step(now, v, grad, size):
        return take_step(now, v, grad, mu, lr)

    def moved_by(change):  # the velocity is right, and the parameters move by something else
        def step(now, v, grad, size):
            _, new = right_step(now, v, grad, size)
            return {name: now[name] + change(v[name], new[name]) for name in now}, new

        return step

    end = read_params(found[0], params, "the new params")
    last_velocities = read_params(found[1], params, "the new velocities")
    path = [*(batch.params for batch in batches), end]
    if len(batches) > 1 and all(close(at, params) for at in path[:-1]):
        raise NotYet(MESSAGES["stale"])
    right_path, right_velocities = replay(right_step)
    plain = "no momentum" if close(last_velocities, right_velocities) else "reset"  # both move by -lr * g
    faults = [
        (plain, lambda now, v, grad, size: take_step(now, rest, grad, mu, lr)),
        ("not carried", lambda now, v, grad, size: take_step(now, velocities, grad, mu, lr)),
        ("mean", lambda now, v, grad, size: take_step(now, v, grad, mu, lr / size)),
        ("sign", lambda now, v, grad, size: take_step(now, v, grad, mu, -lr)),
        ("sign", moved_by(lambda old, new: -new)),
        ("swapped", lambda now, v, grad, size: take_step(now, v, grad, lr, mu)),
        ("lr twice", moved_by(lambda old, new: lr * new)),
        ("too early", moved_by(lambda old, new: old)),
    ]
    suspects = [(key, replay(step)[0]) for key, step in faults]
    suspects.append(("from zero", replay(right_step, v=rest)[0]))
    diagnose(path, right_path, MESSAGES, suspects, "other")
    diagnose(last_velocities, right_velocities, MESSAGES, [], "not returned")


EXERCISE = Exercise(
    title="4a. One epoch on the digits",
    answer="train_epoch",
    judge=judge,
    hints=(
        "`order = rng.permutation(len(X))` gives every row once, shuffled. "
        "`range(0, len(X), batch_size)` gives the places where the batches start.",
        "A slice of `order` holds the rows of one batch, the last one shorter by itself: index X "
        "and Y with the same rows.",
        "For each batch: all gradients with one call of `gradient_fn`, then one momentum update a "
        "parameter into new dicts. Hand on both dicts to the next batch.",
    ),
    revisit="06_capstone_mlp, section 4 (Write one step, and prove it)",
)
