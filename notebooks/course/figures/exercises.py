"""The figures of the exercises."""

import matplotlib.pyplot as plt
import numpy as np


def plot_losses(curves, title, *, log=False):
    """Draw loss curves over the steps.

    Parameters
    ----------
    curves : dict of str to sequence of float
        For each label the losses, before the first step and after each.
    title : str
        What the figure shows.
    log : bool, default False
        Whether the loss axis is logarithmic.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots()
    styles = ("C0-", "C1--", "C3:")  # C2 could not be seen on C0
    for (label, losses), style in zip(curves.items(), styles, strict=False):
        axes.plot(losses, style, label=label)
    axes.set(title=title, xlabel="step", ylabel="loss", yscale="log" if log else "linear")
    if len(curves) > 1:
        axes.legend()
    return figure


def plot_histories(histories):
    """Draw the training loss and the test accuracy of several runs side by side.

    Parameters
    ----------
    histories : dict of (float, float) to dict
        For each (mu, lr) a dict with the lists "loss" (in nats) and "accuracy", a value an epoch.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, panels = plt.subplots(1, 2, figsize=(9.5, 4.4))
    for (mu, lr), history in sorted(histories.items(), reverse=True):
        epochs = np.arange(1, len(history["loss"]) + 1)
        label = f"{'momentum' if mu else 'plain'}, lr {lr:.2g} (effective step {lr / (1 - mu):.1f})"
        style = {"color": "C0" if mu else "C1", "linestyle": "-" if lr / (1 - mu) > 0.5 else "--"}
        panels[0].plot(epochs, history["loss"], label=label, **style)
        panels[1].plot(epochs, history["accuracy"], **style)
    panels[0].set(title="Training loss", xlabel="epoch", ylabel="cross-entropy (nats)", ylim=(0, None))
    panels[1].set(title="Test accuracy", xlabel="epoch", ylabel="fraction right", ylim=(0, 1))
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def plot_pairs(results):
    """Draw the test losses of two methods, a line for each seed.

    Parameters
    ----------
    results : dict of str to sequence of float
        Two methods, and for each the losses on the same seeds in the same order.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(figsize=(5.6, 4.0))
    losses = np.array(list(results.values()))
    rises = losses[1] > losses[0]
    for which, colour, style in ((~rises, "C0", "o-"), (rises, "C1", "o--")):
        axes.plot(range(2), losses[:, which], style, color=colour, alpha=0.7, linewidth=1.2)
    axes.set(title="Each line is one seed; dashed lines rise", ylabel="loss after 100 steps")
    axes.set_ylim(0, None)
    axes.set_xticks(range(2), results, fontsize=11)
    axes.set_xlim(-0.4, 1.4)
    return figure
