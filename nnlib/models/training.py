"""The loop that trains either model: epochs, batches, schedules, momentum, history."""

import math
import time
import warnings

import numpy as np

from nnlib.models.network import IGNORE_OVERFLOW
from nnlib.progress_bar import track


def schedule(kind, lr, step, num_steps):
    r"""Return the step size for a step, counted from 0.

    .. math:: \text{constant: } \eta, \qquad \text{cosine: } \tfrac{\eta}{2} [1 + \cos(\pi t / T)]

    Parameters
    ----------
    kind : "constant" or "cosine"
    lr : float
        η, the step size at the start.
    step, num_steps : int
        Step t and their total number T.

    Returns
    -------
    float

    References
    ----------
    Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, equation 5.
    """
    return lr if kind == "constant" else lr / 2 * (1 + math.cos(math.pi * step / num_steps))


def momentum_step(model, mu, lr, nesterov=False):
    r"""Move the parameters one step, in place; the gradients are used up.

    .. math:: v \leftarrow \mu v - \eta g, \qquad
              \theta \leftarrow \theta + v \quad\text{or, Nesterov's,}\quad \theta + \mu v - \eta g

    Parameters
    ----------
    model : nnlib.models.network.Network
    mu, lr : float
        Momentum μ in [0, 1) and step size η.
    nesterov : bool
        Nesterov's form, as scikit-learn and PyTorch have it: the parameters are those looked ahead to.

    References
    ----------
    Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in
    deep learning, section 2.
    """
    theta, velocity, gradient = model.parameters, model.velocity, model.gradients
    gradient *= lr
    velocity *= mu
    velocity -= gradient
    if nesterov:
        theta -= gradient
        theta += np.multiply(velocity, mu, out=gradient)
    else:
        theta += velocity


def train(
    model, X, y, *, epochs, batch_size, lr, mu=0.9, nesterov=False, kind="constant", rng=None,
    augment=None, validation=None, verbose=False,
):  # fmt: skip
    """Train a model in place, by mini-batch gradient descent with momentum.

    Ctrl-C ends the training with a warning and keeps what was learned.

    Parameters
    ----------
    model : MLPModel or CNNModel
    X : numpy.ndarray, shape (n, features), dtype of the model
    y : numpy.ndarray of int, shape (n,)
        Class indices.
    epochs, batch_size : int
        Passes over X, and samples a step; the last batch of an epoch may be smaller.
    lr, mu, nesterov
        See :func:`momentum_step`.
    kind : "constant" or "cosine"
        See :func:`schedule`.
    rng : None, int or numpy.random.Generator
        Source of shuffling, dropout and augmentation.
    augment : callable, optional
        ``augment(batch, rng)`` returns a changed batch of the same shape.
    validation : tuple (X, y), optional
        Samples to measure on after each epoch.
    verbose : bool
        Show a progress bar.

    Returns
    -------
    dict of str to list of float
        For each epoch: loss and accuracy (means over its batches, with dropout on), seconds, and, given
        validation, validation_loss and validation_accuracy.

    Raises
    ------
    FloatingPointError
        If the loss stops being finite; it names the step and what to try.
    """
    rng = np.random.default_rng(rng)
    history = {"loss": [], "accuracy": [], "seconds": []}
    if validation:
        history |= {"validation_loss": [], "validation_accuracy": []}
    num_steps = epochs * math.ceil(len(X) / batch_size)
    rates = (schedule(kind, lr, step, num_steps) for step in range(num_steps))
    try:
        with model.threads(), np.errstate(**IGNORE_OVERFLOW):
            for _ in track(range(epochs), "Training") if verbose else range(epochs):
                started = time.perf_counter()
                loss, right = _epoch(model, X, y, batch_size, rates, mu, nesterov, rng, augment)
                history["seconds"].append(time.perf_counter() - started)
                history["loss"].append(loss)
                history["accuracy"].append(right)
                if validation:
                    loss, right = _measure(model, *validation)
                    history["validation_loss"].append(loss)
                    history["validation_accuracy"].append(right)
    except KeyboardInterrupt:
        done = len(history["loss"])
        message = f"training interrupted after {done} of {epochs} epochs; what was learned is kept"
        warnings.warn(message, stacklevel=4)  # where fit was called
    return history


def _epoch(model, X, y, batch_size, rates, mu, nesterov, rng, augment):
    """Pass over X once, in shuffled batches; return mean loss and accuracy, with dropout on."""
    n = len(X)
    order, loss_sum, correct_sum = rng.permutation(n), 0.0, 0
    buffer = np.empty((min(batch_size, n), X.shape[1]), X.dtype)
    for step, start in enumerate(range(0, n, batch_size)):
        rows = order[start : start + batch_size]
        batch = np.take(X, rows, axis=0, out=buffer[: len(rows)], mode="clip")  # "raise" would copy
        if augment is not None:
            batch = augment(batch, rng)
        lr = next(rates)
        loss, correct = model.loss_gradient(batch, y[rows], model.dropout_masks(len(rows), rng))
        if not math.isfinite(loss):
            raise FloatingPointError(
                f"the loss stopped being finite at step {step + 1} of the epoch, with lr {lr:g} and "
                f"momentum {mu:g}: try a step size of {lr / 10:.1g}, or inputs scaled to [0, 1]"
            )
        momentum_step(model, mu, lr, nesterov)
        loss_sum, correct_sum = loss_sum + loss * len(rows), correct_sum + correct
    return loss_sum / n, correct_sum / n


def _measure(model, X, y):
    """Return mean cross-entropy and accuracy on validation samples."""
    P = model.predict_proba(X)
    true = np.maximum(P[np.arange(len(y)), y], np.finfo(P.dtype).tiny)
    return float(-np.mean(np.log(true, dtype=np.float64))), float(np.mean(P.argmax(axis=1) == y))
