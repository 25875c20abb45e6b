"""Exercise 3c: the gradients that a training step has used, read from where it moved the parameters."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import close
from course.exercises.judging import Exercise, NotYet
from course.exercises.small_problem import small_problem
from course.exercises.two_layers import NAMES, gradients, read_params, take_step

MESSAGES = {
    "new": "these are the new parameters. Subtract them from the old ones.",
    "old": "these are the old parameters. Subtract the new ones from them.",
    "nothing": "everything is zero. Were old and new parameters the same dict?",
    "sign": "the sign is flipped: this is new minus old. The step moves by minus the gradient.",
    "lr": "the gradients are a fraction of what they should be. With lr 1 the step is the whole gradient.",
    "mu": "the step did not start from rest. Hand it velocities of zero, the dict `zeros`.",
    "sum": "the gradients are those of the sum over the samples, five times too large.",
    "trained": "these are gradients elsewhere. Take the step from `params`, not from trained parameters.",
    "pair": "`training_step` returns two dicts. The new parameters are the first of the two.",
    "some": "{names} differ from the gradient at `params`, the others agree.",
    "other": "this is not the gradient at `params`. If you changed the first cell of part 3, run it again "
    "as it was.",
}


def judge(answer: Any) -> None:
    """Judge ``own``, a dict with the gradient of each parameter of the small problem."""
    X, y, params = small_problem()
    if isinstance(answer, tuple | list) and any(isinstance(part, dict) for part in answer):
        raise NotYet(MESSAGES["pair"])
    found, right = read_params(answer, params, "`own`"), gradients(X, y, params)
    if close(found, right):
        return
    for key, wrong in _suspects(X, y, params, right):
        if close(found, wrong):
            raise NotYet(MESSAGES[key])
    wrong = [name for name in NAMES if not close(found[name], right[name])]
    raise NotYet(MESSAGES["other" if len(wrong) == 4 else "some"].format(names=" and ".join(wrong)))


def _scaled(arrays, factor):
    return {name: factor * array for name, array in arrays.items()}


def _suspects(X, y, params, right):
    """Yield the message key and the dict of each slip."""
    rest = {name: np.zeros_like(array) for name, array in params.items()}
    new, _ = take_step(params, rest, right, 0.0, 1.0)
    yield "sign", _scaled(right, -1)
    yield "new", new
    yield "old", params
    yield "nothing", rest
    for lr in (0.1, 0.01, 0.5, 0.2, 0.001):
        yield "lr", _scaled(right, lr)
    yield "sum", _scaled(right, len(X))
    for mu, lr in ((0.0, 1.0), (0.9, 0.1), (0.0, 0.1)):
        there, velocities = params, rest
        for steps in range(1, 11):
            there, velocities = take_step(there, velocities, gradients(X, y, there), mu, lr)
            if steps in (1, 10):
                yield "trained", gradients(X, y, there)
                moving, _ = take_step(params, velocities, right, 0.9, 1.0)
                yield "mu", {name: params[name] - moving[name] for name in params}


EXERCISE = Exercise(
    title="3c. Your gradients, checked by numbers",
    answer="own",
    judge=judge,
    hints=(
        "From rest, the new velocity is -lr times the gradient. What are the new parameters if lr is 1?",
        "`new, _ = training_step(X, y, params, zeros, mu=0.0, lr=1.0)` takes the step.",
        "`own = {name: params[name] - new[name] for name in params}`.",
    ),
    revisit="00_start_here, section 4 (Check the gradient numerically)",
    is_value=True,
    solution="""new, _ = training_step(X, y, params, zeros, mu=0.0, lr=1.0)
own = {name: params[name] - new[name] for name in params}""",
)
