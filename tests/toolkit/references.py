"""What every public function has to return: the formula again in longdouble, or a law that it must obey.

Each reference has the name and the arguments of its function, and returns what :func:`check` compares:
numbers with a bound, a nest of them, or a function that judges the result. Those of images are in
:mod:`toolkit.image_references`.
"""

from fractions import Fraction
from itertools import pairwise
from math import comb
from statistics import NormalDist

import numpy as np

from toolkit.bounded import Bounded, exact, number


def check(expected, found):
    """Raise ``AssertionError`` unless a result is as expected."""
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        expected, found = list(expected.values()), list(found.values())
    if isinstance(expected, list | tuple):
        for one, other in zip(expected, found, strict=True):
            check(one, other)
    elif isinstance(expected, Bounded):
        expected.check(found)
    elif callable(expected):
        assert expected(found), f"got {found}"
    else:
        assert type(found) is type(expected) and found == expected, f"got {found!r}, not {expected!r}"


def column(a):
    return a.reshape(-1, 1) if a.value.ndim == 1 else a


def identity(Z):
    return exact(Z)


def sigmoid(Z):
    return exact(Z).sigmoid()


def relu(Z):
    return exact(Z).maximum(0)


def softmax(Z):
    Z = Z if isinstance(Z, Bounded) else exact(Z)
    powers = (Z - Z.value.max(axis=1, keepdims=True)).exp()
    return powers / powers.sum(axis=1, keepdims=True)


def normalize(X):
    X = exact(X)
    mean = X.value.mean(axis=0)
    std = np.sqrt(((X.value - mean) ** 2).mean(axis=0))
    constant = X.value.max(axis=0) == X.value.min(axis=0)
    scaled = np.where(constant, 0, (X.value - mean) / np.where(constant, 1, std))
    lost = np.abs(X.value).max(axis=0) / np.where(constant, 1, std)  # digits, where the spread is small
    error = 20 * np.finfo(np.float64).eps * lost * (1 + np.abs(scaled)) + np.finfo(X.kind).eps * np.abs(
        scaled
    )
    return Bounded(scaled, np.where(np.isfinite(scaled), error, 0), X.kind)


def one_hot(y, num_classes, dtype):
    y = np.asarray(y).astype(int).ravel()
    k = max(y) + 1 if num_classes is None else num_classes
    rows = [[label == j for j in range(k)] for label in y]
    return lambda Y: Y.dtype == np.dtype(dtype) and Y.shape == (len(y), k) and (Y == rows).all()


def matrix_multiply(X, W):
    X, W = exact(X, W)
    return X @ W


def mse_loss(y_pred, y):
    y_pred, y = map(column, exact(y_pred, y))
    difference = (y_pred - y).to(np.float64)
    return (difference * difference).mean()


def nats(A):
    return A.maximum(np.finfo(A.kind).smallest_normal).log()


def binary_cross_entropy(A, y):
    A, y = map(column, exact(A, y))
    return -(y * nats(A) + (-y + 1) * nats(-A + 1)).mean()


def cross_entropy(A, y):
    A, y = exact(A, y)
    return -(y * nats(A)).sum(axis=1).mean()


def gradient_descent(X, y, W, b, lr, num_epochs, batch_size, loss_fn, activation_fn, rng):
    X, y, W, b = exact(X, y, W, b)
    y, lr, shape = column(y), number(lr, X, W), b.value.shape
    b, rng, losses = b.reshape(1, -1), np.random.default_rng(rng), []
    f = Bounded.sigmoid if activation_fn.__name__ == "sigmoid" else lambda Z: Z
    for _ in range(num_epochs):
        order = rng.permutation(len(X.value))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            error = f(X[batch] @ W + b) - y[batch]
            W, b = W - lr * (X[batch].T @ error / len(batch)), b - lr * error.mean(axis=0)
        difference = f(X @ W + b) - y
        losses.append((difference * difference).mean())
    return W, b.reshape(shape), losses


def numerical_gradient(X, y, params, loss_fn, forward_fn, h):
    """Return the gradient of 3 times the sum of all numbers, which the loss is in these calls."""
    size = 3 * sum(np.abs(theta.astype(np.longdouble)).sum() + float(h) for theta in params.values())
    error = size * np.finfo(np.float64).eps / float(h) if size < np.finfo(np.float64).max else np.inf
    lost = {name: np.finfo(theta.dtype).eps * 6 for name, theta in params.items()}
    return {name: Bounded(np.full(theta.shape, 3), error + lost[name]) for name, theta in params.items()}


def relative_error(a, b):
    a, b = (array.value.ravel() for array in exact(a, b))
    lengths = [np.sqrt((g * g).sum()) for g in (a - b, a, b)]
    return Bounded(lengths[0] / max(lengths[1:]) if max(lengths[1:]) else 0, 1e-14)


def forward_perceptron(X, W, b):
    X, W, b = exact(X, W, b)
    return (X @ W + b.reshape(1, 1)).sigmoid()


def forward_mlp(X, W1, b1, W2, b2, mask1=None):
    X, W1, b1, W2, b2, mask1 = exact(X, W1, b1, W2, b2, 1 if mask1 is None else mask1)
    A1 = (X @ W1 + b1.reshape(1, -1)).maximum(0) * mask1
    return A1, softmax(A1 @ W2 + b2.reshape(1, -1))


def forward_mlp_3layer(X, W1, b1, W2, b2, W3, b3, mask1=None, mask2=None):
    masks = (1 if mask is None else mask for mask in (mask1, mask2))
    X, W1, b1, W2, b2, W3, b3, mask1, mask2 = exact(X, W1, b1, W2, b2, W3, b3, *masks)
    A1 = (X @ W1 + b1.reshape(1, -1)).maximum(0) * mask1
    A2 = (A1 @ W2 + b2.reshape(1, -1)).maximum(0) * mask2
    return A1, A2, softmax(A2 @ W3 + b3.reshape(1, -1))


def backward_mlp(X, A1, A2, y, W1, W2, Z1, mask1=None):
    X, A1, A2, y, W2, Z1, mask1 = exact(X, A1, A2, y, W2, Z1, 1 if mask1 is None else mask1)
    delta2 = (A2 - y) / len(y.value)
    delta1 = (delta2 @ W2.T) * mask1 * (Z1.value > 0)
    return [f(d) for A, d in ((X, delta1), (A1, delta2)) for f in (A.T.__matmul__, row_sum)]


def backward_mlp_3layer(X, A1, A2, A3, y, W1, W2, W3, Z1, Z2, mask1=None, mask2=None):
    masks = (1 if mask is None else mask for mask in (mask1, mask2))
    X, A1, A2, A3, y, W2, W3, Z1, Z2, mask1, mask2 = exact(X, A1, A2, A3, y, W2, W3, Z1, Z2, *masks)
    delta3 = (A3 - y) / len(y.value)
    delta2 = (delta3 @ W3.T) * mask2 * (Z2.value > 0)
    delta1 = (delta2 @ W2.T) * mask1 * (Z1.value > 0)
    pairs = (X, delta1), (A1, delta2), (A2, delta3)
    return [f(d) for A, d in pairs for f in (A.T.__matmul__, row_sum)]


def row_sum(delta):
    return delta.sum(axis=0, keepdims=True)


def l2_regularization(weights, lambda_):
    weights = [exact(W) for W in weights]
    strength = np.longdouble(float(lambda_))
    penalty = Bounded(0)
    for W in weights:
        wide = W.to(np.float64)
        penalty = penalty + (wide * strength * wide).sum()
    return penalty, [number(lambda_, W) * (W * 2) for W in weights]


def dropout(A, p, training, rng):
    A = exact(A)
    if not training:
        return A
    scaled = A / number(p, A)
    return lambda found: ((found == 0) | scaled.near(found) | ~np.isfinite(A.value)).all()


def momentum_update(velocity, gradient, mu, lr):
    velocity, gradient = exact(velocity, gradient)
    velocity = number(mu, velocity) * velocity - number(lr, gradient) * gradient
    return velocity, velocity


def nesterov_update(velocity, gradient, mu, lr):
    velocity, _ = momentum_update(velocity, gradient, mu, lr)
    gradient = exact(gradient)
    return velocity, number(mu, velocity) * velocity - number(lr, gradient) * gradient


def adam_update(mean, square, gradient, step, lr, beta1, beta2, eps):
    mean, square, gradient = exact(mean, square, gradient)
    beta1, beta2 = np.longdouble(float(beta1)), np.longdouble(float(beta2))
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * (gradient * gradient)
    m, s = mean / (1 - beta1**step), square / (1 - beta2**step)
    return mean, square, -(number(lr, gradient) * (m / (s.sqrt() + number(eps, gradient))))


def accuracy(y_pred, y_true):
    y_pred, y_true = np.asarray(y_pred), np.asarray(y_true)
    several = y_true.ndim == 2 and y_true.shape[1] > 1
    classes = [list(row).index(1) for row in y_true] if several else list(y_true.ravel())
    best = [max(range(len(row)), key=lambda j: row[j]) for row in y_pred.tolist()]
    return Bounded(np.mean([a == b for a, b in zip(best, classes, strict=True)]), 1e-15)


def accuracy_interval(correct, n, confidence):
    z = Bounded(-NormalDist().inv_cdf((1 - float(confidence)) / 2), 1e-14)
    correct, n = Bounded(int(correct)), Bounded(int(n))
    p, zz = correct / n, z * z
    reach = z * (p * (-p + 1) / n + zz / (n * n * 4)).sqrt()
    ends = [(p + zz / (n * 2) + side) / (zz / n + 1) for side in (-reach, reach)]
    return [ends[0] if correct.value > 0 else 0.0, ends[1] if correct.value < n.value else 1.0]


def mcnemar_test(correct_a, correct_b):
    pairs = list(
        zip(*(np.asarray(right).astype(bool).tolist() for right in (correct_a, correct_b)), strict=True)
    )
    a, b = pairs.count((True, False)), pairs.count((False, True))
    tail = Fraction(sum(comb(a + b, i) for i in range(min(a, b) + 1)), 2 ** (a + b))
    return a, b, Bounded(float(min(Fraction(1), 2 * tail)), 1e-14)


def initial_weights(sizes, rng, dtype):
    sizes = [int(size) for size in sizes]
    shapes = {}
    for layer, (inputs, units) in enumerate(pairwise(sizes), 1):
        shapes |= {f"W{layer}": (inputs, units), f"b{layer}": (1, units)}

    def judge(params):
        right = {name: array.shape for name, array in params.items()} == shapes
        sane = all((np.abs(a) < 10).all() if name[0] == "W" else not a.any() for name, a in params.items())
        return right and sane and {array.dtype for array in params.values()} == {np.dtype(dtype)}

    return judge


def load_mnist(n_samples, split, source):
    whole = {None: 70_000, "train": 60_000, "test": 10_000}[split]
    n = whole if n_samples is None else int(n_samples)
    return lambda found: [(a.shape[0], a.dtype) for a in found] == [(n, np.float32), (n, np.int64)]
