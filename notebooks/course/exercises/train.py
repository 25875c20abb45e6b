"""Exercise 3b: a short training run with momentum."""

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import as_array, as_pair, close, compared, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, Stopped, WrongShape, call
from course.exercises.reading import blame_globals, refuse_overwritten
from course.exercises.two_layers import Array, Params, fresh_data, gradients, read_params, take_step
from course.exercises.updates import WRONG_UPDATE, WRONG_UPDATES, Update, momentum
from nnlib.losses import cross_entropy
from nnlib.metrics import accuracy
from nnlib.mlp import forward_mlp

# From rest, the first two take the right path, the next two that of "reset", the last that of "sign".
NOT_TOLD_APART = {"uphill velocity", "lr outside", "not returned", "no momentum", "update sign"}
MESSAGES = {
    **{key: text for key, text in WRONG_UPDATE.items() if key not in NOT_TOLD_APART},
    "length": "`losses` should hold steps + 1 numbers, the loss before the first step and after each",
    "early": "it stops before all steps are taken. Take each of `steps` steps, however many, also where "
    "the loss rises in between.",
    "stale": "the activations are stale: the forward pass ran once, and each step took its gradients "
    "from that one. The forward pass belongs into the loop, with the parameters of that step.",
    "reset": "the velocities start from zero again at each step: this is plain gradient descent. Create "
    "them once, before the loop, and hand on those that a step returns.",
    "start": "the velocities start as the parameters' own values instead of zeros.",
    "no biases": "the weights move, but the biases b1 and b2 stay. They are parameters as well.",
    "steps": "the params are right for another number of steps: `range(steps)` counts exactly `steps`.",
    "return order": "the two results have changed places. Return the params first, then the losses.",
    "shared": "One velocity seems to serve several parameters. Each needs its own, in its own shape.",
    "other": 'on fresh data the parameters at the end differ. If `check("step")` is not '
    "correct yet, start there; else look at what your loop carries from one step to the next.",
}
LOSS_MESSAGES = {
    "sum": "the parameters are right, but each loss is multiplied by len(y). `cross_entropy` "
    "returns the mean; leave it as it is.",
    "mean": "the parameters are right, but each loss is divided by len(y) once more. "
    "`cross_entropy` already returns the mean.",
    "late": "the parameters are right, but each loss is that of the next step: the one before the "
    "first step is missing, and the last one belongs to no step.",
    "early": "the parameters are right, but each loss is noted before its step is taken. Append the "
    "loss of the new params, after the step.",
    "stale": "the parameters are right, but the losses do not follow them. Compute each with the "
    "parameters of that moment.",
    "order": "the parameters are right, but the arguments of the loss have changed places: "
    "`cross_entropy(A2, y)` takes the predictions first.",
    "accuracy": "the parameters are right, but these are accuracies. The loss is `cross_entropy(A2, y)`.",
    "rounded": "the parameters are right, but the losses are rounded. Return them whole, and round when "
    "you print.",
    "falling": "the parameters are right, but the losses are sorted, or each is the smallest so far. A "
    "loss may rise in between: note each as it is.",
    "other": "the parameters are right, but the losses are not `cross_entropy(A2, y)` with the parameters "
    "of each moment.",
}
RUNS = (  # steps, samples, mu, lr and seed
    (3, 3, 0.8, 0.15, 5),
    (1, 6, 0.6, 0.3, 5),
    (16, 4, 0.9, 2.0, 4),  # the loss rises above twice the first, and falls almost to 0
    (49, 20, 0.95, 0.3, 5),  # the loss rises in between, and with the last step
)


@blame_globals("X", "y", "params", "velocities", "mu", "lr", "rng")
def judge(function: Answer) -> None:
    """Judge ``train(X, y, params, mu, lr, steps)`` by runs of several lengths on fresh data."""
    results = []
    for steps, n, mu, lr, seed in RUNS:
        X, y, params, _ = fresh_data(n, seed=seed)
        found = _judge_run(function, X, y, params, mu, lr, steps)
        results.append((found, copy.deepcopy(found)))
    refuse_overwritten(results)


def _judge_run(function, X, y, params, mu, lr, steps):
    """Compare the params at the end, then every loss, and return both as they came."""
    try:
        found = as_pair(
            call(function, X=X, y=y, params=params, mu=mu, lr=lr, steps=steps),
            "the params at the end and the list of losses",
        )
        if isinstance(found[1], dict) and not isinstance(found[0], dict):
            raise NotYet(MESSAGES["return order"])
        end = read_params(found[0], params, "the params at the end", in_order=True)
    except (WrongShape, Stopped) as reason:
        if isinstance(reason, WrongShape) or _stopped_in_the_update(reason):
            raise NotYet(f"{reason}\n{MESSAGES['shared']}") from reason
        raise
    losses = _read_losses(found[1])
    path = _path(X, y, params, mu, lr, steps + 1)
    every = np.array([cross_entropy(_predict(X, at), y) for at in path])
    taken = len(losses) - 1
    if 0 <= taken < steps and close(losses, every[: taken + 1]) and close(end, path[taken]):
        raise NotYet(MESSAGES["early"])
    if taken != steps:
        raise NotYet(f"{MESSAGES['length']}; for {steps} steps there were {len(losses)}.")
    if not close((end, losses), (path[steps], every[:-1])):
        compared(found, (path[steps], every[:-1].tolist()))
    diagnose(end, path[steps], MESSAGES, _wrong_ends(X, y, params, mu, lr, steps), "other")
    diagnose(losses, every[:-1], LOSS_MESSAGES, _wrong_losses(X, y, path, every), "other")
    return found


def _read_losses(found: Any) -> NDArray[Any]:
    """Return the list of losses as an array, or say what came in its place."""
    if not isinstance(found, list | tuple | np.ndarray):
        raise NotYet(f"the losses should be a list; they came as {type(found).__name__}.")
    for loss in found:
        if not isinstance(loss, float | np.floating):
            raise NotYet(f"each loss should be a number, a float; one came as {type(loss).__name__}.")
    return as_array(found, (len(found),), "the list of losses")


def _stopped_in_the_update(reason: Stopped) -> bool:
    """Tell whether arrays did not fit together in a line that names the velocity or momentum."""
    return isinstance(reason.error, ValueError) and any(
        name in reason.place for name in ("veloc", "moment")
    )


def _predict(X: Array, params: Params) -> Array:
    return forward_mlp(X, *params.values())[1]


def _path(
    X: Array, y: Array, params: Params, mu: float, lr: float, steps: int, fault: str = "",
    update: Update = momentum,
) -> list[Params]:  # fmt: skip
    """Return the parameters before the first step and after each, with a fault or a wrong update."""
    rest = {name: np.zeros_like(p) for name, p in params.items()}
    velocities, path = params if fault == "start" else rest, [params]
    for _ in range(steps):
        now = path[-1]
        if fault == "stale gradient":
            grads = gradients(X, y, params)
        else:
            grads = gradients(X, y, now, forward=params if fault == "stale pass" else now)
        new, velocities = take_step(now, velocities, grads, mu, lr, update)
        path.append({**new, "b1": now["b1"], "b2": now["b2"]} if fault == "no biases" else new)
    return path


def _wrong_ends(X, y, params, mu, lr, steps):
    """Yield the message key and the last parameters of each wrong run."""
    faults = {"stale pass": "stale", "stale gradient": "stale", "start": "start", "no biases": "no biases"}
    for fault, key in faults.items():
        yield key, _path(X, y, params, mu, lr, steps, fault)[-1]
    for end in _path(X, y, params, mu, lr, steps + 1):
        yield "steps", end
    for key, update in WRONG_UPDATES:
        if key in MESSAGES:
            yield key, _path(X, y, params, mu, lr, steps, update=update)[-1]


def _wrong_losses(X, y, path, every):
    """Yield the message key and the losses of each wrong way to note them."""
    right, predictions = every[:-1], [_predict(X, params) for params in path[:-1]]
    yield "late", every[1:]
    yield "early", np.array([right[0], *right[:-1]])
    yield "stale", np.full_like(right, right[0])
    yield "sum", len(y) * right
    yield "mean", right / len(y)
    yield "order", np.array([cross_entropy(y, A2) for A2 in predictions])
    yield "accuracy", np.array([accuracy(A2, y) for A2 in predictions])
    yield "falling", np.sort(right)[::-1]
    yield "falling", np.minimum.accumulate(right)
    for places in range(1, 7):
        yield "rounded", right.round(places)


EXERCISE = Exercise(
    title="3b. Ten steps",
    answer="train",
    judge=judge,
    hints=(
        "What must survive from one step to the next: the params and the velocities. Both come "
        "out of `training_step` and go in again.",
        "Before the loop: a dict of zeros, one array a parameter (`np.zeros_like`), and the first loss.",
        "In the loop: `params, velocities = training_step(...)`, then append the loss of the new "
        "params. That makes steps + 1 losses.",
    ),
    revisit="01_momentum, section 2 (Give it a memory)",
)
