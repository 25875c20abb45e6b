"""Figures of the exercises."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from course.figures.alt_text import describe, listing, number
from course.figures.shared import loss_and_accuracy


def histories(histories: Mapping[tuple[float, float], Mapping[str, Sequence[float]]]) -> Figure:
    """Draw the training loss and the test accuracy of several runs side by side.

    Parameters
    ----------
    histories
        For each (mu, lr), the lists "loss" (in nats) and "accuracy", a value an epoch.

    Returns
    -------
    Figure
    """
    runs = {
        f"{'momentum' if mu else 'plain'}, lr {lr:.2g} (effective step {lr / (1 - mu):.1f})": history
        for (mu, lr), history in sorted(histories.items(), reverse=True)
    }
    losses, accuracies = (
        {label: run[what] for label, run in runs.items()} for what in ("loss", "accuracy")
    )
    return loss_and_accuracy(losses, accuracies, titles=("Training loss", "Test accuracy"))


def pairs(results: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the test losses of two methods, a line for each seed.

    Parameters
    ----------
    results
        Two methods, and for each the losses on the same seeds in the same order.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(5.6, 4.0))
    losses = np.array(list(results.values()))
    rises = losses[1] > losses[0]
    for which, colour, style in ((~rises, "C0", "o-"), (rises, "C1", "o--")):
        ax.plot(range(2), losses[:, which], style, color=colour, alpha=0.7, linewidth=1.2)
    ax.set(title="Each line is one seed; dashed lines rise", xlabel="method", ylabel="loss after 100 steps")
    ax.set_ylim(0, None)
    ax.set_xticks(range(2), results, fontsize=11)
    ax.set_xlim(-0.4, 1.4)
    means = listing(f"{name} {number(np.mean(values))}" for name, values in results.items())
    return describe(
        figure,
        f"{len(rises)} lines, one a seed, from the loss of {' to that of '.join(results)}",
        f"{np.sum(~rises)} fall and {np.sum(rises)}, dashed, rise; mean losses: {means}",
    )
