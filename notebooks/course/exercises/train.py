"""Exercise 3: a training step with momentum, and a short training run."""

import numpy as np

from course.exercises.judging import Exercise, NotYet, as_array, as_pair, close, compare, run
from nnlib.losses import cross_entropy
from nnlib.mlp import backward_mlp, forward_mlp
from nnlib.preprocessing import one_hot

NAMES = ("W1", "b1", "W2", "b2")

STEP = {
    "bias": "the gradients differ as if Z1 had been computed without its bias. Z1 = X W1 + b1 decides "
    "which hidden units were on.",
    "sum": "the gradients are divided by the batch size a second time, or the loss was. `backward_mlp` "
    "already returns the mean over the batch.",
    "not mean": "the gradients are sums over the batch. `backward_mlp` returns their mean; leave it "
    "as it is.",
    "order": "a weight was updated before all gradients were known: part of the gradients belongs to new "
    "weights and part to old ones. Compute all four first, then update.",
    "sign": "the parameters move uphill: the sign of the update is flipped.",
    "lr twice": "the learning rate acts twice: once in the velocity, once more when the update is added.",
    "reset": "the velocities that came in left no trace: each step starts from rest.",
    "too early": "the parameters were moved by the old velocities, before the new ones were there.",
    "no momentum": "the velocities are right, but the parameters moved by -lr times the gradient instead.",
    "not returned": "the parameters are right, but the velocities that you return are those that came in.",
    "swapped": "`mu` and `lr` have changed places.",
    "return order": "the two dicts have changed places. Return the params first, then the velocities.",
    "update only": "the params that you return are the updates alone. Add each to its old parameter.",
    "nothing": "nothing moved: the params that you return are those that came in.",
    "alias": "the velocities that you return are the very arrays of the parameters (they share "
    "memory), so the next change to one changes the other. Give each its own array.",
    "other": "after one step on fresh data the parameters differ from the formula. Print each gradient's "
    "shape, then compare your lines with the recipe one by one.",
}


def gradients(X, y, params, Z1=None, W2=None):
    """Return the four gradients as a dict; Z1 and W2 can be replaced by wrong ones."""
    A1, A2 = forward_mlp(X, *(params[name] for name in NAMES))
    Z1 = X @ params["W1"] + params["b1"] if Z1 is None else Z1
    W2 = params["W2"] if W2 is None else W2
    return dict(zip(NAMES, backward_mlp(X, A1, A2, y, params["W1"], W2, Z1), strict=True))


def moved(params, velocities, grads, mu, lr):
    """Return parameters and velocities after one update with momentum."""
    velocities = {name: mu * velocities[name] - lr * grads[name] for name in params}
    return {name: params[name] + velocities[name] for name in params}, velocities


def fresh(n=6, d=3, h=4, k=2, seed=3):
    """Return data, parameters and velocities of a small network."""
    rng = np.random.default_rng(seed)
    shapes = dict(zip(NAMES, ((d, h), (1, h), (h, k), (1, k)), strict=True))
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    velocities = {name: 0.1 * rng.normal(size=shape) for name, shape in shapes.items()}
    return rng.normal(size=(n, d)), one_hot(np.arange(n) % k, k), params, velocities


def read_params(found, params, what):
    """Return a learner's dict of parameters as arrays of the right shapes."""
    if not isinstance(found, dict) or set(found) != set(params):
        came = sorted(found) if isinstance(found, dict) else type(found).__name__
        raise NotYet(f"{what} should be a dict with the names {', '.join(params)}; it came as {came}.")
    return {name: as_array(found[name], params[name].shape, f"{name} in {what}") for name in params}


def judge_step(function):
    """Judge ``training_step(X, y, params, velocities, mu, lr)`` on fresh data."""
    mu, lr = 0.8, 0.3
    for n in (6, 9):
        X, y, params, velocities = fresh(n, seed=n)
        found = as_pair(run(function, X=X, y=y, params=params, velocities=velocities, mu=mu, lr=lr),
                        "the new params and the new velocities")  # fmt: skip
        new_params = read_params(found[0], params, "the new params")
        new_velocities = read_params(found[1], params, "the new velocities")
        right = moved(params, velocities, gradients(X, y, params), mu, lr)
        if any(np.shares_memory(new_params[name], new_velocities[name]) for name in params):
            raise NotYet(STEP["update only" if close(new_params, right[1]) else "alias"])
        suspects = [(STEP[key], wrong) for key, wrong in _step_suspects(X, y, params, velocities, mu, lr)]
        compare((new_params, new_velocities), right, suspects, STEP["other"])


def _step_suspects(X, y, params, velocities, mu, lr):
    """Yield the message key and the result of each wrong step."""
    grads, n = gradients(X, y, params), len(X)
    right_params, right_velocities = moved(params, velocities, grads, mu, lr)

    def step(grads):
        return moved(params, velocities, grads, mu, lr)

    def scaled(factor):
        return {name: factor * grad for name, grad in grads.items()}

    def shifted(change):
        return {name: params[name] + change(name) for name in params}

    yield "bias", step(gradients(X, y, params, Z1=X @ params["W1"]))
    yield "sum", step(scaled(1 / n))
    yield "not mean", step(scaled(n))
    late = gradients(X, y, params, W2=right_params["W2"])
    yield "order", step({**late, "W2": grads["W2"], "b2": grads["b2"]})
    yield "order", step(late)
    for first in (("W1",), ("W1", "b1"), ("W2",), ("W2", "b2")):
        mixed = gradients(X, y, {**params, **{name: right_params[name] for name in first}})
        yield "order", step({**mixed, **{name: grads[name] for name in first}})
    for names in (NAMES, NAMES[::-1]):  # each gradient computed just before its own update
        mixed, now = dict(grads), params
        for name in names:
            mixed[name] = gradients(X, y, now)[name]
            now = {**now, name: step(mixed)[0][name]}
        yield "order", step(mixed)
    yield "sign", step(scaled(-1))
    yield "sign", (shifted(lambda name: -right_velocities[name]), right_velocities)
    yield "lr twice", (shifted(lambda name: lr * right_velocities[name]), right_velocities)
    rest = {name: np.zeros_like(v) for name, v in velocities.items()}
    yield "reset", moved(params, rest, grads, mu, lr)
    yield "too early", (shifted(lambda name: velocities[name]), right_velocities)
    yield "no momentum", (shifted(lambda name: -lr * grads[name]), right_velocities)
    yield "not returned", (right_params, velocities)
    yield "swapped", moved(params, velocities, grads, lr, mu)
    yield "return order", (right_velocities, right_params)
    yield "update only", (right_velocities, right_velocities)
    yield "nothing", (params, right_velocities)
    yield "nothing", (params, velocities)


TRAIN = {
    "length": "`losses` should hold steps + 1 numbers, the loss before the first step and after each",
    "stale": "the activations are stale: the forward pass ran once, and each step took its gradients "
    "from that one. The forward pass belongs into the loop, with the parameters of that step.",
    "reset": "the velocities start from zero again at each step: this is plain gradient descent. Create "
    "them once, before the loop.",
    "start": "the velocities start as the parameters' own values instead of zeros.",
    "steps": "the loop takes one step too many: `range(steps)` counts exactly `steps` of them.",
    "loss sum": "the parameters are right, but each loss is multiplied by len(y). `cross_entropy` "
    "returns the mean; leave it as it is.",
    "loss mean": "the parameters are right, but each loss is divided by len(y) once more. "
    "`cross_entropy` already returns the mean.",
    "loss late": "the parameters are right, but each loss is that of the next step: the one before the "
    "first step is missing, and the last one belongs to no step.",
    "loss stale": "the parameters are right, but the losses do not follow them. Compute each with the "
    "parameters of that moment.",
    "shared": "Does one velocity serve several parameters? Each needs its own, in its own shape.",
    "other": 'after three steps on fresh data the parameters differ. If `check("step")` is not '
    "correct yet, start there; else look at what your loop carries from one step to the next.",
}


def judge_train(function):
    """Judge ``train(X, y, params, mu, lr, steps)`` on fresh data."""
    mu, lr, steps = 0.8, 0.2, 3
    X, y, params, _ = fresh(7, d=3, h=3, k=3, seed=5)
    try:
        found = as_pair(run(function, X=X, y=y, params=params, mu=mu, lr=lr, steps=steps),
                        "the params at the end and the list of losses")  # fmt: skip
        end = read_params(found[0], params, "the params at the end")
    except NotYet as reason:
        line = str(reason).split("This came from", 1)[-1]  # an error of another line is not about this
        if "shape" in str(reason) and (not reason.__cause__ or "moment" in line or "veloc" in line):
            raise NotYet(f"{reason}\n{TRAIN['shared']}") from reason
        raise
    if np.shape(found[1]) != (steps + 1,):
        raise NotYet(f"{TRAIN['length']}; for {steps} steps it came with shape {np.shape(found[1])}.")
    losses = as_array(found[1], (steps + 1,), "the list of losses")
    path = _path(X, y, params, mu, lr, steps)
    wrong = [(TRAIN[key], _path(X, y, params, mu, lr, steps, key)[-1]) for key in
             ("stale", "reset", "start")]  # fmt: skip
    wrong.append((TRAIN["stale"], _path(X, y, params, mu, lr, steps, "stale gradient")[-1]))
    wrong.append((TRAIN["steps"], _path(X, y, params, mu, lr, steps + 1)[-1]))
    compare(end, path[-1], wrong, TRAIN["other"])
    right = np.array([_loss(X, y, p) for p in _path(X, y, params, mu, lr, steps + 1)])
    late, right = right[1:], right[:-1]
    suspects = [("loss late", late), ("loss sum", len(y) * right), ("loss mean", right / len(y))]
    compare(losses, right, [(TRAIN[key], wrong) for key, wrong in suspects], TRAIN["loss stale"])


def _loss(X, y, params):
    return cross_entropy(forward_mlp(X, *(params[name] for name in NAMES))[1], y)


def _path(X, y, params, mu, lr, steps, fault=None):
    """Return the parameters before the first step and after each, with a fault on request."""
    start = params if fault == "start" else {name: np.zeros_like(p) for name, p in params.items()}
    velocities, path = start, [params]
    for _ in range(steps):
        now = path[-1]
        grads = gradients(X, y, now)
        if fault == "stale gradient":
            grads = gradients(X, y, params)
        elif fault == "stale":  # old activations, new weights
            A1, A2 = forward_mlp(X, *(params[name] for name in NAMES))
            Z1 = X @ params["W1"] + params["b1"]
            grads = dict(zip(NAMES, backward_mlp(X, A1, A2, y, now["W1"], now["W2"], Z1), strict=True))
        elif fault == "reset":
            velocities = start
        new, velocities = moved(now, velocities, grads, mu, lr)
        path.append(new)
    return path


EXERCISES = {
    "step": Exercise(
        "3a. One training step", "training_step", judge_step,
        (
            "Follow the order of the recipe: forward, Z1, backward, then the four updates. Nothing moves "
            "before the last gradient is known.",
            "`forward_mlp(X, W1, b1, W2, b2)` returns A1 and A2, and `Z1 = X @ W1 + b1`. "
            "`backward_mlp(X, A1, A2, y, W1, W2, Z1)` returns the gradients in the order of `params`.",
            "Pair names and gradients with `zip(params, grads)`. For each name, one momentum update "
            "gives the new velocity and the step; put `params[name] + step` into a NEW dict.",
        ),
        "00_start_here, section 4 (Put the toolkit on one page)",
    ),
    "train": Exercise(
        "3b. Ten steps", "train", judge_train,
        (
            "What must survive from one step to the next: the params and the velocities. Both come "
            "out of `training_step` and go in again.",
            "Before the loop: a dict of zeros, one array a parameter (`np.zeros_like`), and the first "
            "loss.",
            "In the loop: `params, velocities = training_step(...)`, then append the loss of the new "
            "params. That makes steps + 1 losses.",
        ),
        "01_momentum, section 2 (Give it a memory)",
    ),
}  # fmt: skip
