"""Exercise 3b, second half: the loss before the first step, after one, and after ten."""

from typing import Any

import numpy as np

from course.exercises.judging import Exercise, NotYet
from course.exercises.small_problem import small_problem
from course.exercises.two_layers import gradients, take_step
from nnlib.losses import cross_entropy
from nnlib.metrics import accuracy
from nnlib.mlp import forward_mlp

MESSAGES = {
    "three numbers": "`three_losses` should be three numbers in parentheses: the loss before the first "
    "step, after one, and after ten.",
    "all": "these are all eleven losses. Pick three: those at the places 0, 1 and 10.",
    "params": "`train` returns two things, the params and the losses. Only the losses are wanted here.",
    "backwards": "the three losses stand in the order from last to first.",
    "last": "the third is the loss after nine steps. Before the first step is place 0, so after ten steps "
    "is place 10.",
    "shifted": "all three are one step late. The loss before the first step stands at place 0.",
    "two steps": "the second is the loss after two steps.",
    "plain": "these are the losses of plain descent. Use mu = 0.9.",
    "swapped": "mu and lr have changed places: mu is 0.9 and lr is 0.1.",
    "settings": "these are the losses at another mu or lr. Use mu = 0.9 and lr = 0.1.",
    "trained": "training began from the trained parameters. Start from `params` of the first cell of part "
    "3.",
    "drops": "these are the drops of the loss, not the losses.",
    "accuracy": "this is the accuracy. The loss is wanted.",
    "rounded": "they are rounded too far. Keep three decimals at least.",
    "sum": "the losses are summed over the samples. `cross_entropy` is their mean.",
    "other": "for mu 0.9, lr 0.1 and ten steps from `params` these are not the losses: the one before "
    "the first step, after one, and after ten. If you changed the first cell of part 3, run it again.",
}


def _losses(mu=0.9, lr=0.1, steps=11, *, rounds=1, measure=cross_entropy):
    """Return the losses of the small problem, before the first step and after each."""
    X, y, params = small_problem()
    for _ in range(rounds):
        velocities = {name: np.zeros_like(array) for name, array in params.items()}
        losses = [measure(forward_mlp(X, *params.values())[1], y)]
        for _ in range(steps):
            params, velocities = take_step(params, velocities, gradients(X, y, params), mu, lr)
            losses.append(measure(forward_mlp(X, *params.values())[1], y))
    return np.array(losses)


def _suspects(losses, right):
    """Yield the message key and the three numbers of each slip."""
    other = [(mu, lr) for mu in (0.0, 0.1, 0.5, 0.9, 0.99) for lr in (0.01, 0.05, 0.1, 0.2, 0.5, 0.9, 1.0)]
    yield "backwards", right[::-1]
    yield "last", losses[[0, 1, 9]]
    yield "last", losses[[1, 2, 9]]
    yield "shifted", losses[[1, 2, 11]]
    yield "shifted", losses[[1, 2, 10]]
    yield "two steps", losses[[0, 2, 10]]
    yield "drops", -np.diff(losses)[[0, 1, 9]]
    yield "sum", 5 * right
    yield "trained", _losses(steps=10, rounds=2)[[0, 1, 10]]
    yield "accuracy", _losses(measure=accuracy)[[0, 1, 10]]
    for mu, lr in other:
        if (mu, lr) != (0.9, 0.1):
            key = "plain" if (mu, lr) == (0.0, 0.1) else "swapped" if (mu, lr) == (0.1, 0.9) else "settings"
            yield key, _losses(mu, lr)[[0, 1, 10]]


def judge(answer: Any) -> None:
    """Judge ``three_losses``: before the first step, after one, and after ten; rounded or not."""
    found, losses = _read(answer), _losses()
    right = losses[[0, 1, 10]]
    if np.allclose(found, right, rtol=0, atol=6e-4):
        return
    if np.allclose(found, right.round(2), rtol=0, atol=1e-9) or np.allclose(
        found, right.round(1), atol=1e-9
    ):
        raise NotYet(MESSAGES["rounded"])
    key = next(
        (k for k, wrong in _suspects(losses, right) if np.allclose(found, wrong, atol=6e-4)), "other"
    )
    raise NotYet(MESSAGES[key])


def _read(answer):
    """Return the answer as three floats, or say what it should be."""
    if isinstance(answer, tuple | list) and len(answer) == 2 and isinstance(answer[0], dict):
        raise NotYet(MESSAGES["params"])
    if isinstance(answer, dict):
        answer = list(answer.values())
    try:
        found = np.array(answer, dtype=float)
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.shape == (11,):
        raise NotYet(MESSAGES["all"])
    if found.shape != (3,):
        raise NotYet(MESSAGES["three numbers"])
    return found


EXERCISE = Exercise(
    title="3b. Three losses",
    answer="three_losses",
    judge=judge,
    hints=(
        "Train once for ten steps; everything you need is in what `train` returns.",
        "`trained, losses = train(X, y, params, mu=0.9, lr=0.1, steps=10)`. At which place of the list is "
        "the loss before the first step, and at which is the one after ten?",
        "`three_losses = (losses[0], losses[1], losses[10])`.",
    ),
    revisit="01_momentum, section 2 (Give it a memory)",
    is_value=True,
    solution="""trained, losses = train(X, y, params, mu=0.9, lr=0.1, steps=10)
three_losses = (losses[0], losses[1], losses[10])""",
)
