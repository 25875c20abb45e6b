"""What the two fast models share: flat buffers, dropout masks, and softmax with cross-entropy in place."""

from contextlib import nullcontext

import numpy as np

from nnlib.validation import check_number

IGNORE_OVERFLOW = {"over": "ignore", "invalid": "ignore", "divide": "ignore"}


class Network:
    """Parameters, gradients and velocity, each one flat buffer with a view for every weight and bias.

    An update is then a few in-place operations on long arrays, however many layers there are.

    Parameters
    ----------
    shapes : dict of str to tuple
        Name and shape of each parameter: all weights first, then the biases, whose names begin with b.
    keep_prob : float
        Probability to keep a unit at dropout, in (0, 1].
    lambda_ : float
        Strength λ of the penalty λ Σ‖W‖², at least 0.
    dtype : str or numpy dtype
        "float32" or "float64".

    Attributes
    ----------
    params, grads : dict of str to numpy.ndarray
        Views into the buffers ``parameters`` and ``gradients``.
    velocity : numpy.ndarray, shape of the buffer ``parameters``
    """

    def __init__(self, shapes, keep_prob=1.0, lambda_=0.0, dtype="float32"):
        self.keep_prob = check_number("keep_prob", keep_prob, low=0, high=1, include=(False, True))
        self.lambda_ = check_number("lambda_", lambda_, low=0)
        self.dtype = np.dtype(dtype)
        self.shapes = shapes
        self.parameters, self.params = flat_views(shapes, self.dtype)
        self.gradients, self.grads = flat_views(shapes, self.dtype)
        self.velocity = np.zeros_like(self.parameters)
        self.weights = slice(0, sum(view.size for name, view in self.params.items() if name[0] != "b"))

    def threads(self):
        """Return a context in which the model trains; the CNN opens its threads there."""
        return nullcontext()

    def __reduce__(self):
        """Copy and pickle the numbers, not the views: they would come back as arrays of their own."""
        return type(self), self.config(), {"parameters": self.parameters, "velocity": self.velocity}

    def __setstate__(self, state):
        for name, values in state.items():
            getattr(self, name)[:] = values

    def draw(self, rng, fan_in):
        """Fill each weight with He et al.'s (2015) normal numbers, std √(2 / fan_in)."""
        for name, inputs in fan_in.items():
            weight = self.params[name]
            weight[:] = rng.standard_normal(weight.shape) * np.sqrt(2 / inputs)

    def add_penalty(self):
        """Add 2λW to the gradients of the weights and return λ Σ‖W‖²."""
        if self.lambda_ == 0:
            return 0.0
        weights = self.parameters[self.weights]
        self.gradients[self.weights] += 2 * self.lambda_ * weights
        return self.lambda_ * float(weights @ weights)


def flat_views(shapes, dtype):
    """Return one flat buffer of zeros, and in a dict a view of it for every name and shape."""
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    flat = np.zeros(sum(sizes), dtype)
    pieces = np.split(flat, np.cumsum(sizes)[:-1])
    views = {name: piece.reshape(shapes[name]) for name, piece in zip(shapes, pieces, strict=True)}
    return flat, views


def recall(buffers, size, make):
    """Return ``buffers[size]``, made if need be; the dict keeps a few sizes only."""
    if size not in buffers:
        if len(buffers) == 4:  # training needs two, the full batch and the last one
            buffers.clear()
        buffers[size] = make()
    return buffers[size]


def dropout_mask(shape, keep_prob, rng):
    """Return a boolean mask, True with probability ``keep_prob``, or None where all are kept.

    Two random bytes a unit take a third of the time of a random float; the probability is right to 1e-5.
    """
    if keep_prob == 1:
        return None
    numbers = np.frombuffer(rng.bytes(2 * int(np.prod(shape))), dtype=np.uint16)
    return (numbers < keep_prob * 65536).reshape(shape)


def apply_dropout(A, mask, keep_prob):
    """Zero the units of A that the mask drops and scale up the rest, in place."""
    if mask is not None:
        A *= mask
        A *= 1 / keep_prob


def softmax_cross_entropy(Z, y, n):
    """Turn scores into their gradient, in place.

    Parameters
    ----------
    Z : numpy.ndarray, shape (m, k)
        Scores, overwritten with (softmax(Z) − one_hot(y)) / n.
    y : numpy.ndarray of int, shape (m,)
        Class indices.
    n : int
        Size of the whole batch, of which these m samples are a part.

    Returns
    -------
    loss : float
        Sum of the cross-entropies of the m samples, in nats.
    correct : int
        How many of them have their largest score at the true class.
    """
    rows = np.arange(len(y))
    correct = np.count_nonzero(Z.argmax(axis=1) == y)
    Z -= Z.max(axis=1, keepdims=True)
    loss = -Z[rows, y].sum(dtype=np.float64)
    np.exp(Z, out=Z)
    totals = Z.sum(axis=1, keepdims=True)
    loss += np.log(totals).sum(dtype=np.float64)
    Z /= totals * n
    Z[rows, y] -= 1 / n
    return float(loss), int(correct)
