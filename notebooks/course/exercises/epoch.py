"""Exercise 4a: one epoch of mini-batches."""

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course.exercises.diagnosis import as_pair, close, compared, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import blame_globals, refuse_overwritten
from course.exercises.two_layers import Array, Params, read_params, take_step
from course.exercises.updates import WRONG_UPDATE, WRONG_UPDATES, momentum
from nnlib.initialization import initial_weights
from nnlib.preprocessing import one_hot

MESSAGES = {
    "no call": "it never calls `gradient_fn`, the function that comes in as an argument.",
    "arguments": "`gradient_fn` got something unexpected. Call it as `gradient_fn(X_batch, "
    "Y_batch, params)`.",
    "names": "`gradient_fn` got a dict with other parameters, or in another order, than the `params` that "
    "came in. Build the new dict with `for name in params`: this network may have other names than yours.",
    "pairs": "rows of X and rows of Y no longer belong together. Shuffle once, and index both with "
    "the same rows.",
    "one batch": "a batch is larger than `batch_size`. Does 64 stand in your code, or does all of X go in?",
    "each parameter": "the gradient of one batch is asked for again after part of the parameters have "
    "moved. Weights must not be updated before all gradients are known: call `gradient_fn` once a "
    "batch.",
    "empty": "the last batch is empty when `batch_size` divides the number of samples. "
    "`range(0, len(X), batch_size)` starts no such batch.",
    "empty slice": "a batch in the middle is empty. Does the slice end at `batch_size`? It ends at the "
    "place where the batch starts, plus `batch_size`.",
    "missed": "some samples never come. Each batch starts where the last one ended: "
    "`range(0, len(X), batch_size)` gives the places.",
    "first only": "it stops after the first batch. Look at the indentation of `return`.",
    "sizes": "batches are shorter than `batch_size`. Only the last one may be.",
    "last": "the last batch, which is shorter, is left out.",
    "rows": "in one epoch each sample should come exactly once; here some come twice and some not at "
    "all. A permutation of the rows does it, drawing each batch at random does not.",
    "order": "the samples always come in the order of the file. Shuffle them at each epoch.",
    "same order": "two epochs had the same order, so the shuffling does not come from the `rng` that "
    "was given.",
    "same batches": "the same samples share a batch in every epoch; only their order inside of it, or that "
    "of the batches, is shuffled. Shuffle all rows at once, then cut them into batches.",
    "part": "the samples are not wholly shuffled: over many epochs, some come early far too often, or "
    "share their batch with a certain other one. With `rng.permutation(len(X))` all orders are equally "
    "likely.",
    "luck": "the same `rng` gave two different orders, so the shuffling has another source, such as "
    "`np.random`, and nobody could repeat it. Use `rng.permutation`.",
    "stale": "every batch was asked for its gradient at the first parameters: the new ones never "
    "reach the loop.",
    "from zero": "the epoch begins with velocities of zero instead of those that came in.",
    "not carried": "each batch begins with the velocities that came in, instead of those of the batch "
    "before.",
    "mean": "the gradients are divided by the batch size once more. `gradient_fn` already returns means.",
    "sum": "the gradients are multiplied by the batch size. `gradient_fn` returns means: leave them.",
    **WRONG_UPDATE,
    "last velocities": "the params are right, but the velocities that you return are not those of the "
    "last batch. The next epoch would lose its momentum.",
    "no biases": "the weights move, but the biases stay. They are parameters as well.",
    "return order": "the two dicts have changed places. Return the params first, then the velocities.",
    "other": "the params did not move by the momentum update from one batch to the next.",
}
EPOCHS = 200  # over which the shuffling is judged


class Batch(NamedTuple):
    """What one call of ``gradient_fn`` was given."""

    X: Array
    Y: Array
    params: Params


@blame_globals(
    "X", "Y", "y", "X_train", "Y_train", "params", "start", "velocities", "mu", "lr", "BATCH", "rng"
)  # fmt: skip
def judge(function: Answer) -> None:
    """Judge ``train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng)`` with a spy."""
    for seed, n, size, mu, lr in ((8, 23, 5, 0.75, 0.14), (3, 20, 5, 0.7, 0.2), (5, 41, 2, 0.6, 0.3)):
        rng, again = np.random.default_rng(seed), np.random.default_rng(seed)
        params, velocities = _network()
        first, found = _judge_epoch(function, n, size, params, velocities, mu, lr, rng)
        then = copy.deepcopy(found)
        second, _ = _judge_epoch(function, n, size, *found, mu, lr, rng)
        if first == second:
            raise NotYet(MESSAGES["same order"])
        if first != _judge_epoch(function, n, size, params, velocities, mu, lr, again)[0]:
            raise NotYet(MESSAGES["luck"])
        refuse_overwritten([(found, then)])
    _judge_epoch(function, 3, 5, *_network(), 0.8, 0.14, rng)  # a single batch, which is short
    _judge_shuffling(function)


def _network() -> tuple[Params, Params]:
    """Return parameters as in the notebook, of three layers, and velocities that are not zero."""
    params = initial_weights((3, 4, 3, 2), rng=7)
    rng = np.random.default_rng(7)
    return params, {name: 0.1 * rng.normal(size=p.shape) for name, p in params.items()}


def _judge_epoch(function, n, size, params, velocities, mu, lr, rng):
    """Judge one epoch, and return the rows of its batches, and the new params and velocities."""
    batches, rows, found = _run_epoch(function, n, size, params, velocities, mu, lr, rng)
    _judge_updates(found, batches, params, velocities, mu, lr)
    return rows, found


def _run_epoch(function, n, size, params, velocities, mu, lr, rng):
    """Return what ``gradient_fn`` got in one epoch, the rows of each batch, and the result."""
    X = np.arange(n)[:, np.newaxis] + np.array([[0.0, 0.5, 0.25]])  # column 0 tells the row
    Y = one_hot(np.arange(n) * 7 % 10, 10)
    batches, gradient_fn = _spy(params, n)
    found = as_pair(
        call(function, X=X, Y=Y, params=params, velocities=velocities, gradient_fn=gradient_fn,
             mu=mu, lr=lr, batch_size=size, rng=rng),
        "the new params and the new velocities",
    )  # fmt: skip
    return batches, _judge_batches(batches, X, Y, size), found


def _spy(expected: Params, n: int) -> tuple[list[Batch], Callable[[Array, Array, Params], Params]]:
    """Return a list of batches, and a gradient_fn that notes each of its calls there."""
    batches: list[Batch] = []

    def gradient_fn(X: Array, Y: Array, params: Params) -> Params:
        if not isinstance(params, dict) or isinstance(X, dict) or isinstance(Y, dict):
            raise NotYet(MESSAGES["arguments"])
        if list(params) != list(expected):
            raise NotYet(MESSAGES["names"])
        if not len(X):
            raise NotYet(MESSAGES["empty" if sum(len(b.X) for b in batches) == n else "empty slice"])
        seen = {name: np.array(p) for name, p in params.items()}
        batches.append(Batch(np.array(X), np.array(Y), seen))
        return _gradients(X, params)

    return batches, gradient_fn


def _gradients(X: Array, params: Params) -> Params:
    """Return gradients that differ from batch to batch and change with the parameters."""
    return {name: 0.3 * p + 0.1 * np.mean(X) for name, p in params.items()}


def _judge_batches(batches: list[Batch], X: Array, Y: Array, size: int) -> list[list[int]]:
    """Look at which rows came in which batch, and return them."""
    if not batches:
        raise NotYet(MESSAGES["no call"])
    n, cut = len(X), []
    for X_batch, Y_batch, _ in batches:
        if X_batch.shape[1:] != X.shape[1:] or Y_batch.shape != (len(X_batch), Y.shape[1]):
            raise NotYet(MESSAGES["arguments"])
        rows = X_batch[:, 0].astype(int).clip(0, n - 1)
        if (X[rows] != X_batch).any():
            raise NotYet(MESSAGES["arguments"])
        if (Y[rows] != Y_batch).any():
            raise NotYet(MESSAGES["pairs"])
        if len(rows) > size:
            raise NotYet(MESSAGES["one batch"])
        if cut and rows.tolist() == cut[-1]:
            raise NotYet(MESSAGES["each parameter"])
        cut.append(rows.tolist())
    order = [row for rows in cut for row in rows]
    if len(cut) == 1 and n > size:
        raise NotYet(MESSAGES["first only"])
    if n % size and len(set(order)) == len(order) == n - n % size:
        raise NotYet(MESSAGES["last"])
    if len(set(order)) == len(order) < n:
        raise NotYet(MESSAGES["missed"])
    if sorted(order) != list(range(n)):
        raise NotYet(MESSAGES["rows"])
    if any(len(rows) != size for rows in cut[:-1]):
        raise NotYet(MESSAGES["sizes"])
    if n > 10 and order == sorted(order):
        raise NotYet(MESSAGES["order"])
    return cut


def _judge_shuffling(function: Answer) -> None:
    """Count over many epochs in which batch each sample lands, and with which others it shares one."""
    n, size, rng = 5, 2, np.random.default_rng(11)
    state: Any = _network()
    lands, shares = np.zeros((n, 3)), np.zeros((n, n))
    for _ in range(EPOCHS):
        _, batches, state = _run_epoch(function, n, size, *state, 0.8, 0.14, rng)
        for place, rows in enumerate(batches):
            lands[rows, place] += 1
            shares[np.ix_(rows, rows)] += 1
    pairs = shares[np.triu_indices(n, 1)]
    if set(pairs) <= {0, EPOCHS}:
        raise NotYet(MESSAGES["same batches"])
    # A pair shares one of the two full batches with chance 1/5; 6 standard deviations are never chance.
    for counts, chance in ((lands, np.array([0.4, 0.4, 0.2])), (pairs, 0.2)):
        if (abs(counts - EPOCHS * chance) > 6 * np.sqrt(EPOCHS * chance * (1 - chance))).any():
            raise NotYet(MESSAGES["part"])


def _judge_updates(
    found: Any, batches: list[Batch], params: Params, velocities: Params, mu: float, lr: float
) -> None:
    """Replay the updates from batch to batch, right and with faults."""
    end = read_params(found[0], params, "the new params")
    last = read_params(found[1], params, "the new velocities")
    path = [*(batch.params for batch in batches), end]
    if len(batches) > 1 and all(close(at, params) for at in path[:-1]):
        raise NotYet(MESSAGES["stale"])
    right = _replay(batches, params, velocities, mu, lr)
    if not close((end, last), (right[0][-1], right[1])):
        compared(found, (right[0][-1], right[1]))
    other = "last velocities" if close(path, right[0]) else "other"
    diagnose((path, last), right, MESSAGES, _suspects(batches, params, velocities, mu, lr), other)


def _replay(batches, params, velocities, mu, lr, update=momentum, *, carried=True, scale=None, keeps=()):
    """Return the params before each batch and at the end, and the last velocities."""
    path, before = [params], velocities
    for batch in batches:
        factor = scale(len(batch.X)) if scale else 1
        gradients = {name: factor * grad for name, grad in _gradients(batch.X, batch.params).items()}
        new, velocities = take_step(path[-1], velocities if carried else before, gradients, mu, lr, update)
        path.append({**new, **{name: params[name] for name in keeps}})
    return path, velocities


def _suspects(batches, params, velocities, mu, lr):
    """Yield the message key and the result of each wrong epoch."""
    rest = {name: np.zeros_like(v) for name, v in velocities.items()}
    right, last = _replay(batches, params, velocities, mu, lr)
    for key, update in WRONG_UPDATES:
        yield key, _replay(batches, params, velocities, mu, lr, update)
    yield "from zero", _replay(batches, params, rest, mu, lr)
    yield "not carried", _replay(batches, params, velocities, mu, lr, carried=False)
    size = len(batches[0].X)
    for scale in (lambda n: n, lambda n: size):
        yield "sum", _replay(batches, params, velocities, mu, lr, scale=scale)
        yield (
            "mean",
            _replay(batches, params, velocities, mu, lr, scale=lambda n, scale=scale: 1 / scale(n)),
        )
    biases = [name for name in params if name.startswith("b")]
    path, moved = _replay(batches, params, velocities, mu, lr, keeps=biases)
    yield "no biases", (path, moved)
    yield "no biases", (path, {**moved, **{name: velocities[name] for name in biases}})
    yield "return order", ([*right[:-1], last], right[-1])


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
