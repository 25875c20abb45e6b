"""Exercise 3b: a short training run with momentum."""

import numpy as np

from course.exercises.diagnosis import as_array, as_pair, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, Stopped, WrongShape, call
from course.exercises.two_layers import Array, Params, fresh_data, gradients, read_params, take_step
from nnlib.losses import cross_entropy
from nnlib.mlp import forward_mlp

MESSAGES = {
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


def judge(function: Answer) -> None:
    """Judge ``train(X, y, params, mu, lr, steps)`` on fresh data."""
    mu, lr, steps = 0.8, 0.2, 3
    X, y, params, _ = fresh_data(7, (3, 3, 3), seed=5)
    try:
        found = as_pair(
            call(function, X=X, y=y, params=params, mu=mu, lr=lr, steps=steps),
            "the params at the end and the list of losses",
        )
        end = read_params(found[0], params, "the params at the end")
    except (WrongShape, Stopped) as reason:
        if isinstance(reason, WrongShape) or _stopped_in_the_update(reason):
            raise NotYet(f"{reason}\n{MESSAGES['shared']}") from reason
        raise
    if np.shape(found[1]) != (steps + 1,):
        raise NotYet(f"{MESSAGES['length']}; for {steps} steps it came with shape {np.shape(found[1])}.")
    losses = as_array(found[1], (steps + 1,), "the list of losses")
    path = _path(X, y, params, mu, lr, steps + 1)
    faults = (("stale", "stale pass"), ("stale", "stale gradient"), ("reset", "reset"), ("start", "start"))
    suspects = [(key, _path(X, y, params, mu, lr, steps, fault)[-1]) for key, fault in faults]
    diagnose(end, path[steps], MESSAGES, [*suspects, ("steps", path[steps + 1])], "other")
    every = np.array([cross_entropy(forward_mlp(X, *params.values())[1], y) for params in path])
    right, late = every[:-1], every[1:]
    wrong_losses = [("loss late", late), ("loss sum", len(y) * right), ("loss mean", right / len(y))]
    diagnose(losses, right, MESSAGES, wrong_losses, "loss stale")


def _stopped_in_the_update(reason: Stopped) -> bool:
    """Tell whether arrays did not fit together in a line that names the velocity or momentum."""
    return isinstance(reason.error, ValueError) and any(
        name in reason.place for name in ("veloc", "moment")
    )


def _path(
    X: Array, y: Array, params: Params, mu: float, lr: float, steps: int, fault: str = ""
) -> list[Params]:
    """Return the parameters before the first step and after each, with a fault on request."""
    start = params if fault == "start" else {name: np.zeros_like(p) for name, p in params.items()}
    velocities, path = start, [params]
    for _ in range(steps):
        now = path[-1]
        if fault == "stale gradient":
            grads = gradients(X, y, params)
        else:
            grads = gradients(X, y, now, forward=params if fault == "stale pass" else now)
        if fault == "reset":
            velocities = start
        new, velocities = take_step(now, velocities, grads, mu, lr)
        path.append(new)
    return path


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
