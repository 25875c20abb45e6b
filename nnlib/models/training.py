"""The loop that trains a network: epochs, batches, step sizes, momentum, history."""

import math
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnlib.models.network import IGNORE_OVERFLOW, Network
from nnlib.progress_bar import track

StepSize = Callable[[int], float]
History = dict[str, list[float]]


class TrainingInterrupted(UserWarning):
    """Training was interrupted, by Ctrl-C for instance; what was learned until then is kept."""


class TrainingDiverged(UserWarning):
    """The loss grew far beyond its start and ended no better than that of guessing."""


@dataclass(frozen=True)
class TrainingSettings:
    """How to train: mini-batch gradient descent with momentum.

    Attributes
    ----------
    epochs, batch_size : int
        Passes over the samples, and samples a step; the last batch of an epoch may be smaller.
    step_size : callable
        ``step_size(step)`` is the step size η of a step, counted from 0 over all epochs; see
        :func:`constant` and :func:`cosine`.
    momentum, nesterov
        See :func:`momentum_step`.
    alpha : float
        Strength of the L2 penalty: λ is alpha / (2 n) for a batch of n samples.
    augment : callable, optional
        ``augment(batch, rng)`` returns a changed batch of the same shape.
    """

    epochs: int
    batch_size: int
    step_size: StepSize
    momentum: float
    nesterov: bool = False
    alpha: float = 0.0
    augment: Callable[[NDArray, np.random.Generator], NDArray] | None = None


def constant(lr: float) -> StepSize:
    """Return a function that gives every step the size lr."""
    return lambda step: lr


def cosine(lr: float, num_steps: int) -> StepSize:
    r"""Return a function of the step that falls from lr to 0 in half a cosine wave.

    .. math:: t \mapsto \tfrac{\eta}{2} [1 + \cos(\pi t / T)]

    Parameters
    ----------
    lr : float
        η, the step size at the start.
    num_steps : int
        T, the number of steps; the step t counts from 0.

    References
    ----------
    Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, equation 5.
    """
    return lambda step: lr / 2 * (1 + math.cos(math.pi * step / num_steps))


def momentum_step(network: Network, mu: float, nesterov: bool = False) -> None:
    r"""Move the parameters one step, in place, by gradients that hold ηg, the step size times the gradient.

    .. math:: v \leftarrow \mu v - \eta g, \qquad
              \theta \leftarrow \theta + v \quad\text{or, Nesterov's,}\quad \theta + \mu v - \eta g

    Parameters
    ----------
    network : Network
    mu : float
        Momentum μ in [0, 1).
    nesterov : bool
        Nesterov's form, as scikit-learn and PyTorch have it: the parameters are those looked ahead to.

    References
    ----------
    Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in
    deep learning, section 2.
    """
    theta, velocity = network.flat_params, network.velocity
    velocity *= mu
    velocity -= network.flat_grads
    if nesterov:
        theta -= network.flat_grads
        theta += mu * velocity
    else:
        theta += velocity


def train(
    network: Network, X: NDArray, y: NDArray, settings: TrainingSettings, history: History,
    rng: np.random.Generator, validation: tuple[NDArray, NDArray] | None = None,
    verbose: bool = False,
) -> None:  # fmt: skip
    """Train a network in place.

    Whatever stops the training, Ctrl-C too, the network and the history keep what was reached.

    Parameters
    ----------
    network, settings
        What to train, and how.
    X, y : numpy.ndarray, shapes (n, features) and (n,)
        Samples in the dtype of the network, and their class indices.
    history : dict of str to list of float
        Each epoch appends its loss and accuracy (means over its batches, with dropout on), its seconds,
        and, given validation, its validation_loss and validation_accuracy.
    rng : numpy.random.Generator
        Source of shuffling, dropout and augmentation.
    validation : tuple (X, y), optional
        Samples to measure on after each epoch.
    verbose : bool
        Show a progress bar.

    Raises
    ------
    FloatingPointError
        If the loss or a weight stops being finite; it names the step and what to try.

    Warns
    -----
    TrainingDiverged
        If the loss stays finite but the last epoch's is no better than that of guessing, log(classes),
        and some epoch's was more than twice that and more than twice the loss of the first batch ever.
    """
    steps_an_epoch = math.ceil(len(X) / settings.batch_size)
    epochs = range(settings.epochs)
    with network.threads(), np.errstate(**IGNORE_OVERFLOW):
        for epoch in track(epochs, "Training") if verbose else epochs:
            started = time.perf_counter()
            loss, accuracy = _epoch(network, X, y, settings, rng, epoch * steps_an_epoch)
            results = {"loss": loss, "accuracy": accuracy, "seconds": time.perf_counter() - started}
            if validation:
                loss, accuracy = _measure(network, *validation)
                results |= {"validation_loss": loss, "validation_accuracy": accuracy}
            _append(history, results)
    losses, guessing = history["loss"], math.log(network.biases[-1].size)
    if losses[-1] >= guessing and max(losses) > 2 * max(guessing, network.first_loss):
        warnings.warn(
            f"training diverged: the loss rose from {network.first_loss:.3g} to {max(losses):.3g}, and the "
            f"last epoch's, {losses[-1]:.3g}, is no better than that of guessing; "
            f"{_advice(settings.step_size(0))}",
            TrainingDiverged,
            stacklevel=4,  # at the line that called fit
        )


def _epoch(
    network: Network, X: NDArray, y: NDArray, settings: TrainingSettings,
    rng: np.random.Generator, first_step: int,
) -> tuple[float, float]:  # fmt: skip
    """Pass over X once, in shuffled batches; return mean loss and accuracy, with dropout on."""
    n, batch_size, mu = len(X), settings.batch_size, settings.momentum
    order, loss_sum, correct_sum = rng.permutation(n), 0.0, 0
    bits = np.random.SFC64(rng.integers(2**63))
    buffer = np.empty((min(batch_size, n), X.shape[1]), X.dtype)
    for step, start in enumerate(range(0, n, batch_size)):
        rows = order[start : start + batch_size]
        batch = np.take(X, rows, axis=0, out=buffer[: len(rows)], mode="clip")  # "raise" would copy
        if settings.augment is not None:
            batch = settings.augment(batch, rng)
        lr = settings.step_size(first_step + step)
        network.lambda_ = settings.alpha / (2 * len(rows))
        masks = network.dropout_masks(len(rows), bits)
        loss, correct = network.loss_gradient(batch, y[rows], masks, lr)
        if not math.isfinite(loss):
            raise FloatingPointError(
                f"the loss stopped being finite at step {step + 1} of the epoch, with lr {lr:g} and "
                f"momentum {mu:g}: {_advice(lr)}"
            )
        if math.isnan(network.first_loss):
            network.first_loss = loss
        momentum_step(network, mu, settings.nesterov)
        loss_sum, correct_sum = loss_sum + loss * len(rows), correct_sum + correct
    # Velocities of weights that seldom see an input fade to subnormal numbers, slow on many processors.
    network.velocity[np.abs(network.velocity) < np.finfo(X.dtype).tiny] = 0
    if not np.isfinite(network.flat_params).all():  # after the last step, which no loss follows
        raise FloatingPointError(
            f"a weight stopped being finite, with lr {lr:g} and momentum {mu:g}: {_advice(lr)}"
        )
    return loss_sum / n, correct_sum / n


def _append(history: History, results: dict[str, float]) -> None:
    """Append the results of an epoch; what was not measured in some epoch is NaN there."""
    done = len(history.get("loss", []))
    longer = {
        name: [*history.get(name, [math.nan] * done), results.get(name, math.nan)]
        for name in {**history, **results}
    }
    history.update(longer)  # in one go, so that no Ctrl-C leaves lists of different lengths


def _advice(lr: float) -> str:
    """Return what to try after training diverged with the step size lr."""
    return f"try a step size of {lr / 10:.1g}, or inputs scaled to [0, 1]"


def _measure(network: Network, X: NDArray, y: NDArray) -> tuple[float, float]:
    """Return mean cross-entropy and accuracy on validation samples."""
    P = network.predict_proba(X)
    true = np.maximum(P[np.arange(len(y)), y], np.finfo(P.dtype).tiny)
    return float(-np.mean(np.log(true, dtype=np.float64))), float(np.mean(P.argmax(axis=1) == y))
