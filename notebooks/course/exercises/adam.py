"""Your turn in the last lesson: one step of Adam."""

from itertools import permutations

import numpy as np

from course.exercises.diagnosis import as_array, diagnose
from course.exercises.judging import Answer, Exercise, NotYet, call

MESSAGES = {
    "three": "it should return three things: the mean, the square and the update.",
    "uphill": "the update points uphill. Adam walks against the gradient too.",
    "no correction": "the means are not corrected. Divide m by 1 - 0.9**step and s by 1 - 0.999**step.",
    "one correction": "only one of the two means is corrected.",
    "swapped": "the two corrections, or the two factors, have changed places: 0.9 belongs to the mean of "
    "the gradients, 0.999 to that of their squares.",
    "corrected state": "the means that you return are the corrected ones. The next step needs them as "
    "they were before the division.",
    "order": "the three results stand in another order: first the mean, then the square, last the update.",
    "old state": "the update is right, but the means that you return are those that came in.",
    "not squared": "the mean of the squares gets the gradient itself. Square it first.",
    "no root": "the update divides by the mean of the squares. Take its root.",
    "eps inside": "epsilon stands under the root. In Adam's formula it is added to the root.",
    "no eps": "epsilon is missing, or has no effect. It is added to the root below the fraction bar.",
    "eps after": "epsilon is added after the division. It is added to the root below the fraction bar, "
    "which it keeps from being 0.",
    "outside the root": "the correction of the square stands outside the root. Divide by 1 - 0.999**step "
    "first, then take the root.",
    "sum": "the means are sums: the gradient came in without the factor 1 - beta.",
    "no memory": "the means that came in have left no trace. Multiply them by beta and add to that.",
    "gradient": "the update has the gradient above the fraction bar. Adam has its running mean there.",
    "step": "the correction does not use `step`, the number of this step, as exponent.",
    "no lr": "the update is not multiplied by the learning rate.",
    "other state": "one of the two running means differs from its formula.",
    "other update": "the running means are right, but the update differs from the formula.",
}


def step_of(mean, square, gradient, step, lr, *, b1=0.9, b2=0.999, c1=0.9, c2=0.999):
    """Return Adam's step, or with other factors a wrong one."""
    m = b1 * mean + (1 - b1) * gradient
    s = b2 * square + (1 - b2) * gradient**2
    return m, s, _update(m / (1 - c1**step), s / (1 - c2**step), lr)


def _update(m, s, lr, eps=1e-8):
    return -lr * m / (np.sqrt(s) + eps)


def judge(function: Answer) -> None:
    """Judge ``adam(mean, square, gradient, step, lr)`` on fresh numbers, and where epsilon counts."""
    rng = np.random.default_rng(2)
    for step, lr, size, root in ((3, 0.05, 1.0, 1.0), (5, 0.03, 1e-8, 1.0), (7, 0.02, 1e-7, 1e-7)):
        mean, gradient = size * rng.normal(size=(2, 2, 3))
        square = root**2 * rng.uniform(0.1, 1, size=(2, 3))
        given = {"mean": mean, "square": square, "gradient": gradient, "step": step, "lr": lr}
        found = call(function, **given)
        if not isinstance(found, tuple | list) or len(found) != 3:
            raise NotYet(MESSAGES["three"])
        names = ("the mean", "the square", "the update")
        parts = [as_array(part, (2, 3), name) for part, name in zip(found, names, strict=True)]
        scaled = _scaled(parts, size, root)
        right = _scaled(step_of(**given), size, root)
        state_right = np.allclose(scaled[:2], right[:2])
        with np.errstate(invalid="ignore"):  # a wrong formula may take the root of a negative number
            suspects = [(key, _scaled(wrong, size, root)) for key, wrong in _suspects(**given)]
        other = "other update" if state_right else "other state"
        diagnose(scaled, right, MESSAGES, suspects, other)


def _scaled(parts, size, root):
    """Return mean, square and update, all of a size near one, so that they can be compared."""
    return [parts[0] / size, parts[1] / root**2, parts[2] * root / size]


def _suspects(mean, square, gradient, step, lr):
    m, s, update = step_of(mean, square, gradient, step, lr)
    m_hat, s_hat = m / (1 - 0.9**step), s / (1 - 0.999**step)
    linear = 0.999 * square + 0.001 * gradient
    from_linear = _update(m_hat, linear / (1 - 0.999**step), lr)
    sums = 0.9 * mean + gradient, 0.999 * square + gradient**2
    fresh = 0.1 * gradient, 0.001 * gradient**2
    hats = 1 - 0.9**step, 1 - 0.999**step
    return [
        ("uphill", (m, s, -update)),
        ("no correction", (m, s, _update(m, s, lr))),
        ("one correction", (m, s, _update(m_hat, s, lr))),
        ("one correction", (m, s, _update(m, s_hat, lr))),
        ("swapped", (m, s, _update(m / hats[1], s / hats[0], lr))),
        ("swapped", step_of(mean, square, gradient, step, lr, b1=0.999, b2=0.9, c1=0.999, c2=0.9)),
        ("swapped", step_of(mean, square, gradient, step, lr, b1=0.999, b2=0.9)),
        ("corrected state", (m_hat, s_hat, update)),
        ("old state", (mean, square, update)),
        *[("order", order) for order in list(permutations((m, s, update)))[1:]],
        ("not squared", (m, linear, from_linear)),
        ("no root", (m, s, -lr * m_hat / (s_hat + 1e-8))),
        ("eps inside", (m, s, -lr * m_hat / np.sqrt(s_hat + 1e-8))),
        ("no eps", (m, s, _update(m_hat, s_hat, lr, eps=0))),
        ("eps after", (m, s, _update(m_hat, s_hat, lr, eps=0) - lr * 1e-8)),
        ("eps after", (m, s, _update(m_hat, s_hat, lr, eps=0) + 1e-8)),
        ("outside the root", (m, s, -lr * m_hat / (np.sqrt(s) / (1 - 0.999**step) + 1e-8))),
        ("sum", (*sums, _update(sums[0] / hats[0], sums[1] / hats[1], lr))),
        ("sum", (*sums, _update(*sums, lr))),
        ("no memory", (*fresh, _update(fresh[0] / hats[0], fresh[1] / hats[1], lr))),
        ("gradient", (m, s, _update(gradient, s_hat, lr))),
        ("step", (m, s, _update(m / (1 - 0.9), s / (1 - 0.999), lr))),
        ("step", (m, s, _update(m / (1 - 0.9 ** (step + 1)), s / (1 - 0.999 ** (step + 1)), lr))),
        ("step", (m, s, _update(m / (1 - 0.9 * step), s / (1 - 0.999 * step), lr))),
        ("no lr", (m, s, update / lr)),
    ]


EXERCISE = Exercise(
    title="Your turn: one step of Adam",
    answer="adam",
    judge=judge,
    hints=(
        "Four lines: the new mean, the new square, the two corrected means, the update.",
        "mean = 0.9 * mean + 0.1 * gradient, and square likewise with 0.999 and gradient**2.",
        "Keep the corrected ones under new names, m = mean / (1 - 0.9**step) and so on. The update is "
        "-lr * m / (np.sqrt(s) + 1e-8); return mean, square and update.",
    ),
    revisit="09_where_next, section 3 (Give each weight its own step)",
    solution="""def adam(mean, square, gradient, step, lr):
    mean = 0.9 * mean + 0.1 * gradient
    square = 0.999 * square + 0.001 * gradient**2
    m, s = mean / (1 - 0.9**step), square / (1 - 0.999**step)
    return mean, square, -lr * m / (np.sqrt(s) + 1e-8)""",
)
