"""Exercise 1a: wrong updates are caught with their own message."""

import numpy as np
import pytest

from course.exercises.momentum import MESSAGES, judge
from course.exercises.reading import OVERWRITTEN
from exercises.answers import WRONG_UPDATES, in_a_notebook, message

KEPT = np.zeros(1)


def shared(v, g, mu, lr):
    global KEPT
    KEPT = mu * KEPT - lr * g
    return KEPT, KEPT


def half(v, g, mu, lr):
    v = mu * v - 0.5 * lr * g
    return v, v


def other_update(v, g, mu, lr):
    v = mu * v - lr * g
    return v, 3 * v


def mu_or_nine_tenths(v, g, mu, lr):
    v = (mu or 0.9) * v - lr * g
    return v, v


def rounded(v, g, mu, lr):
    v = (mu * v - lr * g).round(4)
    return v, v


def only_two_rows(v, g, mu, lr):
    new = np.zeros_like(v)
    for row in range(min(2, len(v))):
        new[row] = mu * v[row] - lr * g[row]
    return new, new


def square_transposed(v, g, mu, lr):
    g = g.T if g.shape[0] == g.shape[1] else g
    return (mu * v - lr * g,) * 2


WRONG = [
    *WRONG_UPDATES, (shared, "shared"), (half, "other"), (other_update, "other update"),
    (mu_or_nine_tenths, "constants"), (rounded, "rounded"), (only_two_rows, "other"),
    (square_transposed, "other"), (lambda v, g, mu, lr: (mu * v, mu * v), "no gradient"),
    (lambda v, g, mu, lr: (v, v), "unchanged"),
    (lambda v, g, mu, lr: (np.round(mu * v - lr * g, 2),) * 2, "rounded"),
    (lambda v, g, mu, lr: (mu * v - lr * abs(g),) * 2, "other"),
    (lambda v, g, mu, lr: (mu * v - lr * g / np.linalg.norm(g),) * 2, "other"),
    (lambda v, g, mu, lr: (mu * v - lr * g.mean() + 0 * g,) * 2, "other"),
    (lambda v, g, mu, lr: (mu * v - lr * g, v + mu * v - lr * g), "other update"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_momentum_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def scales_gradient(velocity, gradient, mu, lr):
    gradient *= lr
    velocity = mu * velocity - gradient
    return velocity, velocity


def writes_velocity(velocity, gradient, mu, lr):
    velocity[:] = mu * velocity - lr * gradient
    return velocity, velocity


def one_array(v, g, mu, lr):
    return mu * v - lr * g


def forgot_return(v, g, mu, lr):
    v = mu * v - lr * g


def summed(v, g, mu, lr):
    v = mu * v - lr * g
    return v, v.sum()


def integers(v, g, mu, lr):
    v = (mu * v - lr * g).astype(int)
    return v, v


def stops(v, g, mu, lr):
    rate = lr / (mu - mu)
    return v, rate * g


def lists(v, g, mu, lr):
    new = (mu * v - lr * g).tolist()
    return new, new


def update_as_list(v, g, mu, lr):
    new = mu * v - lr * g
    return new, [[float(x) for x in row] for row in new]


def single_precision(v, g, mu, lr):
    new = (mu * v - lr * g).astype(np.float32)
    return new, new


def one_vector(v, g, mu, lr):
    new = (mu * v - lr * g).ravel()
    return new, new


def flat_sum(v, g, mu, lr):
    return mu * np.sum(v) - lr * g, mu * np.sum(v) - lr * np.sum(g)


def as_dict(v, g, mu, lr):
    new = mu * v - lr * g
    return {"velocity": new, "update": new}


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (scales_gradient, "changes its argument `gradient` in place"),
        (writes_velocity, "changes its argument `velocity` in place"),
        (one_array, "it returned one ndarray"),
        (as_dict, "it returned one dict"),
        (forgot_return, "Is the `return` at the end missing?"),
        (summed, "the update should have shape (2, 3); it came with shape ()"),
        (flat_sum, "the update should have shape (2, 3); it came with shape ()"),
        (one_vector, "the new velocity should have shape (2, 3); it came with shape (6,)"),
        (integers, "the new velocity should hold floats; it came as int64"),
        (lists, "the new velocity should be a NumPy array, which the cells below compute with"),
        (update_as_list, "the update should be a NumPy array"),
        (single_precision, "the new velocity came as float32; keep the exactness of float64"),
        (lambda v, g, mu, lr: ((mu * v - lr * g) * np.nan,) * 2, "the new velocity holds nan"),
        (stops, "ZeroDivisionError: float division by zero"),
        (lambda v, g: (v, g), "it cannot be called as `<lambda>(velocity, gradient, mu, lr)`"),
    ],
)
def test_broken_momentum_is_explained(function, words):
    assert words in message(judge, function)


def test_an_exception_is_shown_with_its_line():
    assert "`rate = lr / (mu - mu)`" in message(judge, stops)


BUFFERS = {}


def into_a_buffer(v, g, mu, lr):
    buffer = BUFFERS.setdefault(v.shape, np.empty(v.shape))
    buffer[:] = mu * v - lr * g
    return buffer, buffer


def test_a_buffer_that_the_next_call_overwrites_is_refused():
    assert message(judge, into_a_buffer) == OVERWRITTEN


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("mu * velocity - lr * gradient", "`gradient` and `velocity`"),
        ("mu * v - lr * gradient", "`gradient`"),
        ("sum(mu * v - lr * g for g in gradients)", "`gradients`"),
        ("mu * v - (lambda: lr * gradient)()", "`gradient`"),
    ],
)
def test_what_is_read_from_the_notebook_is_named(line, names):
    source = f"def momentum_update(v, g, mu, lr):\n    new = {line}\n    return new, new"
    zeros = np.zeros((2, 3))
    function = in_a_notebook(
        source, "momentum_update", velocity=zeros, gradient=zeros + 1, gradients=[zeros + 1] * 2
    )
    assert f"it reads {names} from the notebook" in message(judge, function)


def test_mu_and_lr_of_the_notebook_are_named():
    source = "def momentum_update(v, g, m, l):\n    new = mu * v - lr * g\n    return new, new"
    assert "`lr` and `mu`" in message(judge, in_a_notebook(source, "momentum_update", mu=0.8, lr=0.2))
