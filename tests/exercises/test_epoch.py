"""Exercise 4a: wrong epochs are caught with their own message."""

import copy

import numpy as np
import pytest

from course.exercises.epoch import MESSAGES, judge
from exercises.answers import WRONG_UPDATES, epoch, in_a_notebook, message, rest


def each_parameter(gradient_fn, X, Y, rows, params, first):
    return {k: gradient_fn(X[rows], Y[rows], params)[k] for k in params}


def divided(gradient_fn, X, Y, rows, params, first):
    return {k: g / len(rows) for k, g in gradient_fn(X[rows], Y[rows], params).items()}


def never(gradient_fn, X, Y, rows, params, first):
    return {k: np.zeros_like(p) for k, p in params.items()}


def reversed_params(gradient_fn, X, Y, rows, params, first):
    return gradient_fn(X[rows], Y[rows], dict(reversed(params.items())))


def four_names(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        grads = gradient_fn(X[order[i : i + batch_size]], Y[order[i : i + batch_size]], params)
        velocities = {k: mu * velocities[k] - lr * grads[k] for k in ("W1", "b1", "W2", "b2")}
        params = {k: params[k] + velocities[k] for k in ("W1", "b1", "W2", "b2")}
    return params, velocities


def shuffled_apart(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
    X, Y = rng.permutation(X), rng.permutation(Y)
    return epoch(draw=lambda n, rng: np.arange(n))(
        X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng
    )


def weights_only(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
    def half_gradient(X, Y, now):
        grads = gradient_fn(X, Y, {k: p if k.startswith("W") else params[k] for k, p in now.items()})
        return {k: g if k.startswith("W") else 0 * g for k, g in grads.items()}

    rested = {k: v if k.startswith("W") else 0 * v for k, v in velocities.items()}
    new, last = epoch()(X, Y, params, rested, half_gradient, mu, lr, batch_size, rng)
    return new, {k: v if k.startswith("W") else velocities[k] for k, v in last.items()}


ORDERS = {}


def the_first_order(n, rng):
    return ORDERS.setdefault(n, rng.permutation(n))


def one_swap(n, rng):
    order = np.arange(n)
    i, j = rng.choice(n, 2, replace=False)
    order[[i, j]] = order[[j, i]]
    return order


def inside_of_batches(order, size, rng):
    return [i + rng.permutation(min(size, len(order) - i)) for i in range(0, len(order), size)]


def whole_batches(order, size, rng):
    starts = range(0, len(order) - size + 1, size)
    return [np.arange(i, i + size) for i in rng.permutation(starts)] + [
        np.arange(len(order) - len(order) % size, len(order))
    ] * bool(len(order) % size)


def one_batch_too_many(order, size, rng):
    return [order[i * size : (i + 1) * size] for i in range(len(order) // size + 1)]


def to_the_last_but_one(order, size, rng):
    return [order[i : i + size] for i in range(0, len(order) - 1, size)]


def summed(gradient_fn, X, Y, rows, params, first):
    return {k: len(rows) * g for k, g in gradient_fn(X[rows], Y[rows], params).items()}


def scaled_by(factor):
    """Return gradients that are scaled by a function of the size of the first batch of the epoch."""
    sizes = {}

    def grads(gradient_fn, X, Y, rows, params, first):
        size = sizes.setdefault(id(first), len(rows))
        return {k: factor(size) * g for k, g in gradient_fn(X[rows], Y[rows], params).items()}

    return grads


WRONG = [
    *((epoch(update=update), key) for update, key in WRONG_UPDATES),
    (epoch(grads=never), "no call"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows].T, Y[rows], params)), "arguments"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows] / 255, Y[rows], params)), "arguments"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(params, X[rows], Y[rows])), "arguments"),
    (epoch(grads=reversed_params), "names"),
    (four_names, "names"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows], Y[: len(rows)], params)), "pairs"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows], Y[rows[::-1]], params)), "pairs"),
    (shuffled_apart, "pairs"),
    (epoch(cut=lambda order, size, rng: [order]), "one batch"),
    (epoch(cut=lambda order, s, rng: [order[i : i + 64] for i in range(0, len(order), 64)]), "one batch"),
    (epoch(cut=lambda order, s, rng: [order[i : i + s + 1] for i in range(0, len(order), s + 1)]),
     "one batch"),
    (epoch(grads=each_parameter), "each parameter"),
    (epoch(cut=lambda order, size, rng: order[: len(order) // size * size].reshape(-1, size)), "last"),
    (epoch(cut=to_the_last_but_one), "last"),
    (epoch(cut=one_batch_too_many), "empty"),
    (epoch(cut=lambda order, s, rng: [order[i:s] for i in range(0, len(order), s)]), "empty slice"),
    (epoch(cut=lambda order, s, rng: [order[i : i + s - 1] for i in range(0, len(order), s)]), "missed"),
    (epoch(cut=lambda order, s, rng: [order[i : i + s] for i in range(len(order) // s)]), "rows"),
    (epoch(cut=lambda order, s, rng: [rng.permutation(order)[:s] for _ in order[::s]]), "rows"),
    (epoch(draw=lambda n, rng: np.argsort(rng.integers(3, size=n), kind="stable")), "part"),
    (epoch(draw=lambda n, rng: np.append(rng.permutation(n - 3), n - 3 + rng.permutation(3))), "part"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X, Y, params)), "one batch"),
    (epoch(grads=scaled_by(lambda n: 1 / n)), "mean"),
    (epoch(grads=scaled_by(lambda n: n)), "sum"),
    (epoch(grads=summed), "sum"),
    (epoch(cut=lambda order, size, rng: [order[:size]]), "first only"),
    (epoch(cut=lambda order, size, rng: np.array_split(order, -(-len(order) // size))), "sizes"),
    (epoch(cut=lambda order, size, rng: [order[i : i + 1] for i in range(len(order))]), "sizes"),
    (epoch(draw=lambda n, rng: rng.integers(n, size=n)), "rows"),
    (epoch(cut=lambda order, s, rng: [rng.choice(order, s) for _ in range(-(-len(order) // s))]), "rows"),
    (epoch(draw=lambda n, rng: np.arange(n)), "order"),
    (epoch(draw=lambda n, rng: np.random.default_rng(0).permutation(n)), "same order"),
    (epoch(draw=lambda n, rng: copy.deepcopy(rng).permutation(n)), "same order"),
    (epoch(draw=lambda n, rng: np.arange(n)[::-1]), "same order"),
    (epoch(draw=the_first_order), "same order"),
    (epoch(draw=lambda n, rng: np.random.permutation(n)), "luck"),  # noqa: NPY002
    (epoch(draw=lambda n, rng: np.random.default_rng().permutation(n)), "luck"),
    (epoch(cut=inside_of_batches), "same batches"),
    (epoch(cut=whole_batches), "same batches"),
    (epoch(draw=lambda n, rng: np.roll(np.arange(n), rng.integers(n))), "part"),
    (epoch(draw=lambda n, rng: np.append(0, 1 + rng.permutation(n - 1))), "part"),
    (epoch(draw=one_swap), "part"),
    (epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows], Y[rows], first)), "stale"),
    (epoch(start=rest), "from zero"),
    (epoch(old=rest), "reset"),
    (epoch(old=dict), "not carried"),
    (epoch(grads=divided), "mean"),
    (epoch(result=lambda params, v: (params, {k: 0 * a for k, a in v.items()})), "last velocities"),
    (weights_only, "no biases"),
    (epoch(result=lambda params, v: (v, params)), "return order"),
    (epoch(update=lambda v, g, mu, lr: (mu * v - lr * g / 2,) * 2), "other"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "key"), WRONG, ids=[key for _, key in WRONG])
def test_wrong_epoch_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize("seed", range(5))
def test_batches_that_stay_together_are_refused_whatever_the_seed(seed):
    rng = np.random.default_rng(seed)
    assert message(judge, epoch(cut=lambda order, size, _: inside_of_batches(order, size, rng)))


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("X, Y, p, velocities, gradient_fn, mu, lr, batch_size, rng", "`params`"),
        ("X, Y, params, velocities, gradient_fn, mu, lr, size, r", "`rng`"),
        ("X, Y, params, velocities, gradient_fn, m, n, batch_size, rng", "`lr` and `mu`"),
    ],
)
def test_what_is_read_from_the_notebook_is_named(signature, names):
    arguments = "X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng"
    source = f"def train_epoch({signature}):\n    batch_size = 5\n    return right({arguments})"
    values = {"params": {"W1": np.ones((3, 2))}, "rng": np.random.default_rng(0), "mu": 0.9, "lr": 0.1}
    function = in_a_notebook(source, "train_epoch", right=epoch(), **values)
    assert f"it reads {names} from the notebook" in message(judge, function)


def test_an_epoch_in_place_is_named():
    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        rng.shuffle(X)
        return params, velocities

    assert "changes its argument `X` in place" in message(judge, train_epoch)


def test_a_fourth_argument_of_the_gradient_is_named():
    function = epoch(grads=lambda f, X, Y, rows, params, first: f(X[rows], Y[rows], params, None))
    assert "takes 3 positional arguments but 4 were given" in message(judge, function)


def test_new_arrays_in_the_callers_dict_are_named():
    def train_epoch(X, Y, params, velocities, gradient_fn, mu, lr, batch_size, rng):
        for name, grad in gradient_fn(X[:batch_size], Y[:batch_size], params).items():
            params[name] = params[name] - lr * grad
        return params, velocities

    assert "new arrays into the caller's dict `params`" in message(judge, train_epoch)


KEPT = {}


def keeps_its_velocities(params, velocities):
    KEPT.update(velocities)
    return params, KEPT


def keeps_a_list(params, velocities):
    return {k: p.tolist() for k, p in params.items()}, velocities


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (keeps_its_velocities, "new arrays into the caller's dict `velocities`"),
        (keeps_a_list, "W1 in the new params should be a NumPy array"),
        (lambda params, v: params, "it returned one dict"),
        (lambda params, v: (list(params.values()), v), "it came as list"),
    ],
)
def test_results_of_another_form_are_named(result, words):
    assert words in message(judge, epoch(result=result))
