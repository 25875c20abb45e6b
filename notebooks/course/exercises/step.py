"""Exercise 3a: one training step with momentum."""

import copy

import numpy as np

from course.exercises.diagnosis import as_pair, close, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import blame_globals, refuse_overwritten
from course.exercises.two_layers import NAMES, fresh_data, gradients, read_params, take_step
from course.exercises.updates import WRONG_UPDATE, WRONG_UPDATES

MESSAGES = {
    "bias": "the gradients differ as if Z1 had been computed without its bias. Z1 = X W1 + b1 decides "
    "which hidden units were on.",
    "sum": "the gradients are divided by the batch size a second time, or the loss was. `backward_mlp` "
    "already returns the mean over the batch.",
    "not mean": "the gradients are sums over the batch. `backward_mlp` returns their mean; leave it "
    "as it is.",
    "order": "a weight was updated before all gradients were known: part of the gradients belongs to new "
    "weights and part to old ones. Compute all four first, then update.",
    **WRONG_UPDATE,
    "no biases": "the weights move, but the biases b1 and b2 stay. They are parameters as well.",
    "return order": "the two dicts have changed places. Return the params first, then the velocities.",
    "update only": "the params that you return are the updates alone. Add each to its old parameter.",
    "nothing": "nothing moved: the params that you return are those that came in.",
    "alias": "the velocities that you return are the very arrays of the parameters (they share "
    "memory), so the next change to one changes the other. Give each its own array.",
    "other": "after one step on fresh data the parameters differ from the formula. Print each gradient's "
    "shape, then compare your lines with the recipe one by one.",
}


@blame_globals("X", "y", "params", "velocities", "zeros", "mu", "lr")
def judge(function: Answer) -> None:
    """Judge ``training_step(X, y, params, velocities, mu, lr)`` on fresh data."""
    results = []
    runs = ((3, (3, 2, 2), 0.7, 0.25), (9, (3, 4, 2), 0.8, 0.05), (5, (3, 4, 2), 0.0, 1.0))
    for n, sizes, mu, lr in runs:  # the first is small enough to look at
        X, y, params, velocities = fresh_data(n, sizes, seed=n)
        if n == 5:  # as in the notebook
            y = y.astype(int)
        found = as_pair(
            call(function, X=X, y=y, params=params, velocities=velocities, mu=mu, lr=lr),
            "the new params and the new velocities",
        )
        new_params = read_params(found[0], params, "the new params", in_order=True)
        new_velocities = read_params(found[1], params, "the new velocities")
        right = take_step(params, velocities, gradients(X, y, params), mu, lr)
        if any(np.shares_memory(new_params[name], new_velocities[name]) for name in params):
            raise NotYet(MESSAGES["update only" if close(new_params, right[1]) else "alias"])
        suspects = _suspects(X, y, params, velocities, mu, lr)
        diagnose((new_params, new_velocities), right, MESSAGES, suspects, "other")
        results.append((found, copy.deepcopy(found)))
    refuse_overwritten(results)


def _suspects(X, y, params, velocities, mu, lr):
    """Yield the message key and the result of each wrong step."""
    grads, n = gradients(X, y, params), len(X)
    right_params, right_velocities = take_step(params, velocities, grads, mu, lr)

    def step(grads):
        return take_step(params, velocities, grads, mu, lr)

    def scaled(factor):
        return {name: factor * grad for name, grad in grads.items()}

    yield "bias", step(gradients(X, y, params, Z1=X @ params["W1"]))
    yield "sum", step(scaled(1 / n))
    yield "not mean", step(scaled(n))
    late = gradients(X, y, {**params, "W2": right_params["W2"]}, forward=params)
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
    for key, update in WRONG_UPDATES:
        yield key, take_step(params, velocities, grads, mu, lr, update)
    biases = {"b1": params["b1"], "b2": params["b2"]}
    for kept in ({}, {"b1": velocities["b1"], "b2": velocities["b2"]}):
        yield "no biases", ({**right_params, **biases}, {**right_velocities, **kept})
    yield "return order", (right_velocities, right_params)
    yield "update only", (right_velocities, right_velocities)
    yield "nothing", (params, right_velocities)
    yield "nothing", (params, velocities)


EXERCISE = Exercise(
    title="3a. One training step",
    answer="training_step",
    judge=judge,
    hints=(
        "Follow the order of the recipe: forward, Z1, backward, then the four updates. Nothing moves "
        "before the last gradient is known.",
        "`forward_mlp(X, W1, b1, W2, b2)` returns A1 and A2, and `Z1 = X @ W1 + b1`. "
        "`backward_mlp(X, A1, A2, y, W1, W2, Z1)` returns the gradients in the order of `params`.",
        "Pair names and gradients with `zip(params, grads)`. For each name, one momentum update "
        "gives the new velocity and the step; put `params[name] + step` into a NEW dict.",
    ),
    revisit="00_start_here, section 3 (Put the toolkit on one page)",
)
