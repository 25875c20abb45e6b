"""Figures of the lesson 06_capstone_mlp: a range test, learning curves, and the signal of each layer."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import describe, listing, number
from course.figures.images import set_title
from course.figures.shared import draw_curve, logarithmic, loss_and_accuracy


def range_test(steps: ArrayLike, losses: ArrayLike, *, title: str, chosen: float | None = None) -> Figure:
    """Draw the loss over a step that grows during the run.

    Parameters
    ----------
    steps
        The step sizes that were tried, each larger than the one before.
    losses
        The loss after each of them, in nats.
    title
        Title of the figure.
    chosen
        The step that the curve suggests; marked, together with the lowest loss, if it is given.

    Returns
    -------
    Figure
    """
    steps, losses = np.asarray(steps), np.asarray(losses)
    lowest = losses.argmin()
    figure, ax = plt.subplots()
    draw_curve(ax, 0, "loss", steps, losses)
    ax.set(title=title, xlabel="step size η", ylabel="loss (nats)", ylim=(0, 1.5 * losses[0]))
    logarithmic(ax.xaxis)
    texts = [
        f"Loss from {number(losses[0])} at step {number(steps[0])} down to {number(losses[lowest])} at "
        f"step {number(steps[lowest])}, then up to {number(losses[-1])} at step {number(steps[-1])}"
    ]
    if chosen is not None:
        ax.plot(steps[lowest], losses[lowest], "o", color="C1", label="lowest loss")
        ax.axvline(chosen, color="C2", linestyle="--", label=f"step {number(chosen)}")
        ax.legend()
        texts.append(f"Marked: step {number(chosen)}")
    return describe(figure, title, *texts)


def learning_curves(history: Mapping[str, Sequence[float]]) -> Figure:
    """Draw loss and accuracy over the epochs, on training and test digits.

    Parameters
    ----------
    history
        Lists "train_loss", "test_loss", "train_accuracy" and "test_accuracy", one number an epoch.

    Returns
    -------
    Figure
    """
    parts = {"training digits": "train", "test digits": "test"}
    losses, accuracies = (
        {label: history[f"{part}_{what}"] for label, part in parts.items()} for what in ("loss", "accuracy")
    )
    return loss_and_accuracy(losses, accuracies, log=True)


def layer_histograms(
    activations: Mapping[str, Mapping[str, ArrayLike]], gradients: Mapping[str, Mapping[str, ArrayLike]]
) -> Figure:
    """Draw how large the activations and the gradients of each layer are: a column for each network.

    Parameters
    ----------
    activations, gradients
        By name of the network, and in it by name of the layer: numbers of any shape, drawn by their
        magnitude; zeros are left out, and so is the smallest hundredth.

    Returns
    -------
    Figure
    """
    rows = {"activations": activations, "gradients": gradients}
    figure, axes = plt.subplots(2, len(activations), figsize=(9.6, 5.6), sharex="row", sharey="row")
    texts = []
    for row, (what, networks) in zip(axes, rows.items(), strict=True):
        logs = {name: _log_magnitudes(layers) for name, layers in networks.items()}
        every = [values for layers in logs.values() for values in layers.values()]
        edges = np.linspace(min(np.quantile(v, 0.01) for v in every), max(map(np.max, every)), 61)
        for ax, (name, layers) in zip(row, logs.items(), strict=True):
            for series, (layer, values) in enumerate(layers.items()):
                shares = np.histogram(values, edges)[0] / len(values)
                draw_curve(ax, series, layer, (edges[1:] + edges[:-1]) / 2, shares)
            ax.set(title=name, xlabel=f"size of {what}, log₁₀")
            medians = listing(f"{layer} {number(10 ** np.median(v))}" for layer, v in layers.items())
            texts.append(f"{what} of {name}: {medians}")
        row[0].set(ylabel="share of the values")
        row[-1].legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    set_title(figure, "The signal of each layer before training")
    return describe(figure, "Histograms of magnitudes by layer; medians follow", *texts)


def _log_magnitudes(layers: Mapping[str, ArrayLike]) -> dict[str, NDArray]:
    """Return the decimal logarithms of each layer's magnitudes, without the zeros."""
    sizes = {layer: np.abs(np.ravel(values)) for layer, values in layers.items()}
    return {layer: np.log10(values[values > 0]) for layer, values in sizes.items()}
