"""Exercise 3d: wrong backward passes are named, right ones pass."""

import numpy as np
import pytest

from course.exercises.backward import MESSAGES, judge
from exercises.answers import message
from nnlib import backward_mlp, cross_entropy, numerical_gradient, one_hot, relu, softmax


def passed(X, A1, A2, y, W1, W2, Z1, *, delta2=None, mask=None, back=None, A=None):
    """Return the four gradients as a learner writes them, with one line exchanged."""
    delta2 = (A2 - y) / len(X) if delta2 is None else delta2
    mask = Z1 > 0 if mask is None else mask
    delta1 = delta2 @ W2.T * mask if back is None else back(delta2)
    A = A1 if A is None else A
    return X.T @ delta1, delta1.sum(axis=0, keepdims=True), A.T @ delta2, delta2.sum(axis=0, keepdims=True)


def scaled(*factors):
    """Return a function whose four gradients are multiplied by powers of n, or by other factors."""

    def function(X, *rest):
        powers = [len(X) ** f if isinstance(f, int) else f for f in factors]
        return tuple(p * g for p, g in zip(powers, passed(X, *rest), strict=True))

    return function


def slope(mask):
    return lambda X, A1, A2, y, W1, W2, Z1: passed(X, A1, A2, y, W1, W2, Z1, mask=mask(Z1, A1))


def output(delta2):
    return lambda X, A1, A2, y, *rest: passed(X, A1, A2, y, *rest, delta2=delta2(A2, y, len(X)))


def back(line):
    return lambda X, A1, A2, y, W1, W2, Z1: passed(
        X, A1, A2, y, W1, W2, Z1, back=lambda d: line(d, W2, Z1 > 0)
    )


def changed(change):
    return lambda *arguments: change(*passed(*arguments), *arguments)


def whole_softmax(A2, y, n):
    return np.array([(np.diag(a) - np.outer(a, a)) @ (a - t) / n for a, t in zip(A2, y, strict=True)])


def layer_by_layer(X, A1, A2, y, W1, W2, Z1):
    """Divide by n in each product, as well as at the output."""
    return scaled(-1, -1, -1, -1)(X, A1, A2, y, W1, W2, Z1)


def one_sample(*arguments):
    X, A1, A2, y, W1, W2, Z1 = arguments
    return passed(X[:1], A1[:1], A2[:1], y[:1], W1, W2, Z1[:1])


ALL = "all four"
WRONG = {
    "sum": (scaled(1, 1, 1, 1), "sum", ALL), "biases summed": (scaled(0, 1, 0, 1), "sum", "b1 and b2"),
    "weights summed": (scaled(1, 0, 1, 0), "sum", "W1 and W2"),
    "output summed": (scaled(0, 0, 1, 1), "sum", "W2 and b2"),
    "b2 summed": (scaled(0, 0, 0, 1), "sum", "b2"),
    "hidden summed": (scaled(1, 1, 0, 0), "sum", "W1 and b1"),
    "biases averaged again": (scaled(0, -1, 0, -1), "divided twice", "b1 and b2"),
    "divided in each layer": (layer_by_layer, "divided twice", ALL),
    "hidden divided again": (scaled(-1, -1, 0, 0), "divided twice", "W1 and b1"),
    "y - A2": (output(lambda A2, y, n: (y - A2) / n), "sign", ALL),
    "sign in W1": (scaled(-1.0, 1.0, 1.0, 1.0), "sign", "W1"),
    "no bias": (scaled(1.0, 0.0, 1.0, 0.0), "zero", "b1 and b2"),
    "nothing": (scaled(0.0, 0.0, 0.0, 0.0), "zero", ALL),
    "one sample": (one_sample, "one sample", None),
    "no mask": (slope(lambda Z1, A1: 1.0), "no mask", None),
    "inverted": (slope(lambda Z1, A1: Z1 < 0), "inverted", None),
    "times A1": (slope(lambda Z1, A1: A1), "value", None),
    "times Z1": (slope(lambda Z1, A1: Z1), "times Z1", None),
    "sign of Z1": (slope(lambda Z1, A1: np.sign(Z1)), "sign mask", None),
    "sigmoid": (slope(lambda Z1, A1: 1 / (2 + np.exp(Z1) + np.exp(-Z1))), "sigmoid", None),
    "sigmoid by A1": (slope(lambda Z1, A1: A1 * (1 - A1)), "sigmoid", None),
    "no W2": (back(lambda d, W2, mask: d.sum(axis=1, keepdims=True) * mask), "zero", "W1 and b1"),
    "softmax twice": (output(lambda A2, y, n: (A2 - y) * A2 * (1 - A2) / n), "softmax twice", None),
    "softmax twice, whole": (output(whole_softmax), "softmax twice", None),
    "no softmax": (output(lambda A2, y, n: -y / A2 / n), "no softmax", None),
    "squared error": (output(lambda A2, y, n: 2 * (A2 - y) * A2 * (1 - A2) / n), "softmax twice", None),
    "factor two": (output(lambda A2, y, n: 2 * (A2 - y) / n), "factor two", None),
    "n is five": (output(lambda A2, y, n: (A2 - y) / 5), "factor", "1.4"),
    "all entries": (output(lambda A2, y, n: (A2 - y) / A2.size), "factor", "0.5"),
    "no y": (output(lambda A2, y, n: A2 / n), "no y", None),
    "Z1 for A1": (
        lambda X, A1, A2, y, W1, W2, Z1: passed(X, A1, A2, y, W1, W2, Z1, A=Z1), "Z1 for A1", None),
    "a step": (
        changed(lambda a, b, c, d, X, A1, A2, y, W1, W2, Z1: (W1 - a, -b, W2 - c, -d)), "output", None),
    "masked again": (back(lambda d, W2, mask: 0.5 * d @ W2.T * mask), "hidden", None),
    "error squared": (output(lambda A2, y, n: (A2 - y) ** 2 / n), "output", None),
    "b1 by Z1": (
        changed(lambda a, b, c, d, X, A1, *rest: (a, A1.mean(axis=0, keepdims=True), c, d)), "some", "b1"),
    "order by kind": (changed(lambda a, b, c, d, *_: (a, c, b, d)), "order", None),
    "output first": (changed(lambda a, b, c, d, *_: (c, d, a, b)), "order", None),
    "reversed": (changed(lambda a, b, c, d, *_: (d, c, b, a)), "order", None),
}  # fmt: skip
KEPT = {"b1 by Z1": "W1 and W2 and b2"}


@pytest.mark.parametrize(("function", "key", "names"), WRONG.values(), ids=WRONG)
def test_wrong_gradients_are_named(function, key, names, request):
    kept = KEPT.get(request.node.callspec.id)
    assert message(judge, function) == MESSAGES[key].format(names=names, right=kept, factor=names)


@pytest.mark.parametrize("key", ["no mask", "no softmax"])
def test_a_mix_up_without_the_mean_is_named_too(key):
    wrong, _, _ = WRONG[key]
    assert message(judge, lambda X, *rest: tuple(len(X) * g for g in wrong(X, *rest))) == (
        MESSAGES[key] + " (And 1/n is missing.)"
    )


SQUARE = {  # these are seen only where there are as many units as classes
    "W2 not transposed": (
        back(lambda d, W2, mask: (d @ W2 if W2.shape[0] == W2.shape[1] else d @ W2.T) * mask),
        "no way back"),
    "W2 forgotten": (
        back(lambda d, W2, mask: (d if W2.shape[0] == W2.shape[1] else d @ W2.T) * mask), "no W2"),
    "mask before W2": (
        back(lambda d, W2, mask: (d * mask) @ W2.T if d.shape == mask.shape else (d @ W2.T) * mask),
        "mask early"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "key"), SQUARE.values(), ids=SQUARE)
def test_what_only_a_square_network_shows_is_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def turned(i):
    """Return a function that transposes one gradient where both shapes are the same."""

    def function(*arguments):
        found = list(passed(*arguments))
        if found[i].shape[0] == found[i].shape[1]:
            found[i] = found[i].T
        return found

    return function


@pytest.mark.parametrize(("i", "name"), [(0, "W1"), (2, "W2")])
def test_a_square_gradient_transposed_is_named(i, name):
    assert message(judge, turned(i)) == MESSAGES["transposed"].format(name=name)


def flat(a, b, c, d, *_):
    return a, b.ravel(), c, d.ravel()


FORMS = {
    "flat biases": (changed(flat), MESSAGES["flat bias"].format(name="b1", came=(4,), wanted=(1, 4))),
    "bias not summed": (
        changed(lambda a, b, c, d, X, *_: (a, b, c, np.ones((len(X), 1)) * d)),
        MESSAGES["not summed"].format(name="b2")),
    "one number": (
        changed(lambda a, b, c, d, *_: (a, b.sum(), c, d)), MESSAGES["one number"].format(name="b1")),
    "transposed": (
        changed(lambda a, b, c, d, *_: (a, b, c.T, d)), MESSAGES["transposed"].format(name="W2")),
    "columns": (changed(lambda a, b, c, d, *_: (a, b.T, c, d)), MESSAGES["transposed"].format(name="b1")),
    "not transposed back": (lambda X, A1, A2, y, W1, W2, Z1: (A2 - y) @ W2, MESSAGES["shapes"]),
    "X not transposed": (lambda X, A1, A2, y, W1, W2, Z1: X @ ((A2 - y) @ W2.T), MESSAGES["shapes"]),
    "three": (changed(lambda a, b, c, *_: (a, b, c)), f"{MESSAGES['four']}; it returned 3 things."),
    "one": (changed(lambda a, *_: a), f"{MESSAGES['four']}; it returned ndarray."),
    "dict": (
        changed(lambda a, b, c, d, *_: {"W1": a, "b1": b, "W2": c, "b2": d}),
        f"{MESSAGES['four']}; it returned dict."),
    "texts": (
        changed(lambda a, b, c, d, *_: (a.astype(str), b, c, d)),
        "the gradient of W1 should be an array of numbers"),
    "broadcast": (lambda X, A1, A2, y, W1, W2, Z1: (A2 - y) * Z1, "it stopped with an error"),
    "in place": (
        lambda X, A1, A2, *rest: (A2.__isub__(0.1), 0, 0, 0), "changes its argument `A2` in place"),
    "no return": (lambda *arguments: print(passed(*arguments)), "Is the `return` at the end missing?"),
    "arguments": (lambda X, y: X, "cannot be called as"),
}  # fmt: skip


@pytest.mark.parametrize(("function", "words"), FORMS.values(), ids=FORMS)
def test_another_form_is_explained(function, words):
    assert words in message(judge, function)


def test_every_message_has_a_wrong_answer():
    named = {key for _, key, *_ in [*WRONG.values(), *SQUARE.values()]}
    forms = {"four", "flat bias", "not summed", "one number", "transposed", "shapes"}
    assert named | forms == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def by_loops(X, A1, A2, y, W1, W2, Z1):
    gW1, gb1 = np.zeros(W1.shape), np.zeros((1, W1.shape[1]))
    gW2, gb2 = np.zeros(W2.shape), np.zeros((1, W2.shape[1]))
    for x, a1, a2, t, z in zip(X, A1, A2, y, Z1, strict=True):
        d2 = (a2 - t) / len(X)
        d1 = np.where(z > 0, W2 @ d2, 0)
        gW1 += np.outer(x, d1)
        gb1[0] += d1
        gW2 += np.outer(a1, d2)
        gb2 += d2
    return gW1, gb1, gW2, gb2


def divided_late(X, A1, A2, y, W1, W2, Z1):
    n, delta2 = X.shape[0], A2 - y
    delta1 = delta2.dot(W2.T)
    delta1[Z1 <= 0] = 0
    means = delta1.mean(axis=0).reshape(1, -1), delta2.mean(axis=0)[np.newaxis]
    return [np.dot(X.T, delta1) / n, means[0], np.dot(A1.T, delta2) / n, means[1]]


def by_einsum(X, A1, A2, y, W1, W2, Z1):
    d2 = (A2 - y) / y.shape[0]
    d1 = np.einsum("nk,hk->nh", d2, W2) * np.heaviside(Z1, 0)
    return np.einsum("nd,nh->dh", X, d1), d1.sum(0)[None], np.einsum("nh,nk->hk", A1, d2), d2.sum(0)[None]


def by_ones(X, A1, A2, y, W1, W2, Z1):
    ones, d2 = np.ones((1, len(X))), np.subtract(A2, y) / len(X)
    d1 = np.multiply(d2 @ W2.T, A1 > 0)
    return X.T @ d1, ones @ d1, A1.T @ d2, ones @ d2


def by_numbers(X, A1, A2, y, W1, W2, Z1):
    """Differentiate numerically; the biases follow from what was handed over."""
    b1, b2 = (Z1 - X @ W1)[:1], np.log(A2[:1]) - A1[:1] @ W2  # b2 but for a constant, which softmax drops
    params = {"W1": W1.copy(), "b1": b1, "W2": W2.copy(), "b2": b2}

    def predict(X, p):
        return softmax(relu(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"])

    return tuple(numerical_gradient(X, y, params, cross_entropy, predict, h=1e-5).values())


def transposed_throughout(X, A1, A2, y, W1, W2, Z1):
    d2 = (A2 - y).T / len(X)
    d1 = (W2 @ d2) * (Z1.T > 0)
    return (d1 @ X).T, d1.sum(axis=1)[np.newaxis, :], (d2 @ A1).T, d2.sum(axis=1)[np.newaxis, :]


RIGHT = {
    "plain": passed, "nnlib": lambda *arguments: backward_mlp(*arguments), "by loops": by_loops,
    "divided late": divided_late, "by einsum": by_einsum, "by ones": by_ones,
    "transposed": transposed_throughout,
    "mask of A1": slope(lambda Z1, A1: A1 > 0), "mask with zero": slope(lambda Z1, A1: Z1 >= 0),
    "mask as floats": slope(lambda Z1, A1: (Z1 > 0).astype(float)),
    "sign of A1": slope(lambda Z1, A1: np.sign(A1)),
    "tuple of lists": changed(lambda a, b, c, d, *_: [a.tolist(), b.tolist(), c.tolist(), d.tolist()]),
    "y as labels": lambda X, A1, A2, y, W1, W2, Z1: passed(
        X, A1, A2, one_hot(y.argmax(axis=1), y.shape[1]), W1, W2, Z1),
    "by numbers": by_numbers,
}  # fmt: skip


@pytest.mark.parametrize("function", RIGHT.values(), ids=RIGHT)
def test_right_gradients_pass(function):
    judge(function)
