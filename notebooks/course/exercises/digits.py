"""Exercise 4: an epoch of mini-batches, and a comparison that starts from the same weights."""

from numbers import Real

import numpy as np

from course.exercises.judging import Exercise, NotYet, as_pair, close, compare, run
from course.exercises.train import STEP, fresh, moved, read_params
from nnlib.preprocessing import one_hot

EPOCH = {
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
    **{key: STEP[key] for key in ("sign", "swapped", "lr twice", "too early", "no momentum")},
    "not returned": "the params are right, but the velocities that you return are not those of the "
    "last batch. The next epoch would lose its momentum.",
    "other": "the params did not move by the momentum update from one batch to the next.",
}


def judge_epoch(function):
    """Judge ``train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng)`` with a spy."""
    size, mu, lr = 5, 0.8, 0.1
    rng = np.random.default_rng(8)
    orders = []
    for n, generator in ((23, rng), (23, rng), (23, np.random.default_rng(8)), (20, rng)):
        params, velocities = fresh(seed=7)[2:]
        X = np.arange(n)[:, np.newaxis] + np.array([[0.0, 0.5, 0.25]])  # column 0 tells the row
        calls, gradient_fn = _spy()
        found = as_pair(
            run(function, X=X, Y=one_hot(np.arange(n) % 2, 2), params=params, velocities=velocities,
                gradient_fn=gradient_fn, mu=mu, lr=lr, batch_size=size, rng=generator),
            "the new params and the new velocities",
        )  # fmt: skip
        orders.append(_judge_batches(calls, n, size))
        _judge_moves(found, calls, params, velocities, mu, lr)
    if orders[0] == orders[1]:
        raise NotYet(EPOCH["same order"])
    if orders[0] != orders[2]:
        raise NotYet(EPOCH["luck"])


def _spy():
    """Return a list of calls, and a gradient_fn that notes its calls in it."""
    calls = []

    def gradient_fn(X_batch, Y_batch, params):
        if not isinstance(params, dict) or isinstance(X_batch, dict) or isinstance(Y_batch, dict):
            raise NotYet(EPOCH["arguments"])
        if not len(X_batch):
            raise NotYet(EPOCH["empty"])
        seen = {name: np.array(p) for name, p in params.items()}
        calls.append((np.array(X_batch), np.array(Y_batch), seen))
        return {name: 0.3 * p + 0.1 * np.mean(X_batch) for name, p in params.items()}

    return calls, gradient_fn


def _judge_batches(calls, n, size):
    """Look at which rows came in which batch, and return their order."""
    if not calls:
        raise NotYet(EPOCH["no call"])
    batches = []
    for X, Y, _ in calls:
        if X.ndim != 2 or X.shape[1] != 3 or Y.shape != (len(X), 2):
            raise NotYet(EPOCH["arguments"])
        rows = [int(row) for row in X[:, 0]]
        if (Y.argmax(axis=1) != np.array(rows) % 2).any():
            raise NotYet(EPOCH["pairs"])
        if len(rows) > size:
            raise NotYet(EPOCH["one batch"])
        if batches and rows == batches[-1]:
            raise NotYet(EPOCH["each parameter"])
        batches.append(rows)
    order = [row for rows in batches for row in rows]
    if len(batches) == 1:
        raise NotYet(EPOCH["first only"])
    if n % size and len(set(order)) == len(order) == n - n % size:
        raise NotYet(EPOCH["last"])
    if sorted(order) != list(range(n)):
        raise NotYet(EPOCH["rows"])
    if any(len(rows) != size for rows in batches[:-1]):
        raise NotYet(EPOCH["sizes"])
    if order == sorted(order):
        raise NotYet(EPOCH["order"])
    return order


def _judge_moves(found, calls, params, velocities, mu, lr):
    """Replay the updates from batch to batch, right and with faults."""
    sizes = [len(X) for X, _, _ in calls]
    grads = [{name: 0.3 * p + 0.1 * np.mean(X) for name, p in seen.items()} for X, _, seen in calls]
    rest = {name: np.zeros_like(v) for name, v in velocities.items()}

    def replay(step=lambda now, v, grad, size: moved(now, v, grad, mu, lr), v=velocities):
        path = [params]
        for grad, size in zip(grads, sizes, strict=True):
            now, v = step(path[-1], v, grad, size)
            path.append(now)
        return path, v

    def by(change):  # the velocity is right, and the parameters move by something else
        def step(now, v, grad, size):
            new = moved(now, v, grad, mu, lr)[1]
            return {name: now[name] + change(v[name], new[name]) for name in now}, new

        return step

    end = read_params(found[0], params, "the new params")
    speed = read_params(found[1], params, "the new velocities")
    seen = [*(at for _, _, at in calls), end]
    right, right_speed = replay()
    alone = "no momentum" if close(speed, right_speed) else "reset"  # both move by -lr * g
    faults = [
        (alone, lambda now, v, grad, size: moved(now, rest, grad, mu, lr)),
        ("not carried", lambda now, v, grad, size: moved(now, velocities, grad, mu, lr)),
        ("mean", lambda now, v, grad, size: moved(now, v, grad, mu, lr / size)),
        ("sign", lambda now, v, grad, size: moved(now, v, grad, mu, -lr)),
        ("sign", by(lambda old, new: -new)),
        ("swapped", lambda now, v, grad, size: moved(now, v, grad, lr, mu)),
        ("lr twice", by(lambda old, new: lr * new)),
        ("too early", by(lambda old, new: old)),
    ]
    suspects = [(EPOCH[key], replay(step)[0]) for key, step in faults]
    suspects.append((EPOCH["from zero"], replay(v=rest)[0]))
    if len(calls) > 1 and all(close(at, params) for at in seen[:-1]):
        raise NotYet(EPOCH["stale"])
    compare(seen, right, suspects, EPOCH["other"])
    compare(speed, right_speed, [], EPOCH["not returned"])


COMPARE = {
    "keys": "it should return a dict whose keys are the four tuples (mu, lr)",
    "fit": "each setting should be trained once: four calls of `fit` in all",
    "settings": "the four settings should be the published pair, (0.9, 0.1) and (0.0, 0.1), and for each "
    "the partner with the same effective step lr / (1 - mu)",
    "inverse": "the partner's step is scaled the wrong way round: momentum multiplies the step by "
    "1 / (1 - mu), so plain descent needs a LARGER lr to keep up.",
    "continued": "the second run starts where the first one stopped: `fit` trains the arrays it is "
    "given. Hand each run a copy of the start.",
    "shallow": "the runs share their arrays: `start.copy()` and `dict(start)` copy the dict, not the "
    "arrays in it, so the second run starts where the first one stopped.",
    "fresh": "the runs start from different weights, so luck and setting cannot be told apart. Start all "
    "from `start`.",
    "histories": "each key should hold the history that `fit` returned for that setting.",
}


def judge_compare(function):
    """Judge ``compare(fit, start)`` with a ``fit`` that trains what it is given, and remembers."""
    start = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    original = {name: p.copy() for name, p in start.items()}
    calls = []

    def fit(params, mu, lr):
        calls.append(({name: np.array(p) for name, p in params.items()}, (mu, lr), params))
        for p in params.values():
            p += 10.0
        return [float(len(calls)), mu, lr]

    try:
        found = run(function, fit=fit, start=start)
    except NotYet as reason:
        if close(start, original):
            raise
        shallow = any(params is not start for _, _, params in calls)
        raise NotYet(COMPARE["shallow" if shallow else "continued"]) from reason
    if len(calls) != 4:
        raise NotYet(f"{COMPARE['fit']}; there were {len(calls)}.")
    for at, _, _ in calls:
        if not close(at, original):
            trained = np.isclose((at["W1"] - original["W1"]) % 10, 0).all()  # fit adds 10
            raise NotYet(COMPARE["continued" if trained else "fresh"])
    _judge_settings([settings for _, settings, _ in calls])
    if not isinstance(found, dict):
        raise NotYet(f"{COMPARE['keys']}; it came as {type(found).__name__}.")
    held = [[found[key] for key in found if _is_key(key, settings)] for _, settings, _ in calls]
    if len(found) != 4 or not all(held):
        raise NotYet(f"{COMPARE['keys']}; yours are {list(found)}.")
    if held != [[[float(number), *settings]] for number, (_, settings, _) in enumerate(calls, 1)]:
        raise NotYet(COMPARE["histories"])


def _is_key(key, settings):
    return isinstance(key, tuple) and all(isinstance(p, Real) for p in key) and close(key, settings)


def _judge_settings(settings):
    """See that the published pair and its partners of equal effective step were trained."""
    lrs = {mu: sorted(lr for m, lr in settings if np.isclose(m, mu)) for mu in (0.0, 0.9)}
    if not all(len(lrs[mu]) == 2 and np.isclose(lrs[mu], 0.1).any() for mu in lrs):
        raise NotYet(f"{COMPARE['settings']}; these were trained: {settings}.")
    if np.allclose(lrs[0.0], (0.1, 1.0)) and np.allclose(lrs[0.9], (0.01, 0.1)):
        return
    if 0.01 in np.round(lrs[0.0], 6) or (1.0 in np.round(lrs[0.9], 6) and 1.0 not in lrs[0.0]):
        raise NotYet(COMPARE["inverse"])
    raise NotYet(f"{COMPARE['settings']}; these were trained: {settings}.")


EXERCISES = {
    "epoch": Exercise(
        "4a. One epoch on the digits", "train_epoch", judge_epoch,
        (
            "`order = rng.permutation(len(X))` gives every row once, shuffled. "
            "`range(0, len(X), batch_size)` gives the places where the batches start.",
            "A slice of `order` holds the rows of one batch, the last one shorter by itself: index X "
            "and Y with the same rows.",
            "For each batch: all gradients with one call of `gradient_fn`, then one momentum update a "
            "parameter into new dicts. Hand on both dicts to the next batch.",
        ),
        "04_capstone_mlp, section 4 (Write one step, and prove it)",
    ),
    "compare": Exercise(
        "4b. From the same weights", "compare", judge_compare,
        (
            "Write down the four settings first: two with mu 0.9, two with mu 0. The effective step is "
            "lr / (1 - mu).",
            "0.1 with mu 0.9 has the effective step 1.0, so its plain partner has lr 1.0. Which lr gives "
            "momentum the effective step 0.1?",
            "A copy that shares nothing: `{name: array.copy() for name, array in start.items()}`, a "
            "new one for each run.",
        ),
        "01_momentum, section 7 (Compare fairly when gradients are noisy)",
    ),
}  # fmt: skip
