"""Figures of training runs: curves over epochs, comparisons over seeds, what was confused."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter


def learning_curves(history):
    """Draw loss and accuracy over the epochs, on training and test digits.

    Parameters
    ----------
    history : dict of str to list of float
        Lists "train_loss", "test_loss", "train_accuracy" and "test_accuracy", one number an epoch.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
    for ax, quantity in zip(axes, ("loss", "accuracy"), strict=True):
        for part, style in (("train", "C0--"), ("test", "C1-")):
            values = history[f"{part}_{quantity}"]
            ax.plot(range(1, len(values) + 1), values, style, marker=".", label=f"{part} digits")
        ax.set(xlabel="epoch", ylabel=quantity, title=quantity.capitalize())
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.legend()
    axes[0].set(ylabel="cross-entropy (nats)", yscale="log")
    axes[1].yaxis.set_major_formatter(PercentFormatter(1))
    return figure


def bands(curves, xlabel="epoch", ylabel="", title="", log=False, percent=False):
    """Draw several runs a label as their mean with a band from the lowest to the highest.

    Parameters
    ----------
    curves : dict of str to array_like, shape (runs, epochs)
        Label and its runs.
    xlabel, ylabel, title : str
        Texts.
    log : bool, default False
        Logarithmic vertical axis.
    percent : bool, default False
        Vertical axis in per cent; the values are fractions.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots()
    for (label, runs), style in zip(curves.items(), ("-", "--", "-.", ":"), strict=False):
        runs = np.asarray(runs)
        epochs = np.arange(1, runs.shape[1] + 1)
        (line,) = ax.plot(epochs, runs.mean(axis=0), style, label=label)
        ax.fill_between(epochs, runs.min(axis=0), runs.max(axis=0), color=line.get_color(), alpha=0.2, lw=0)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title, yscale="log" if log else "linear")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if percent:
        ax.yaxis.set_major_formatter(PercentFormatter(1))
    ax.legend()
    return figure


def ladder(steps, xlabel, title):
    """Draw what each change is worth: one row a step, a dot a run, a bar at the mean.

    Parameters
    ----------
    steps : dict of str to array_like, shape (runs,)
        Name of the step and the fraction that each of its runs reached, top row first.
    xlabel, title : str
        Texts.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots(figsize=(8.5, 0.5 * len(steps) + 1.3))
    for row, runs in enumerate(steps.values()):
        ax.plot(runs, np.full(len(runs), row), "o", color="C0", markersize=6, alpha=0.8)
        mean = np.mean(runs)
        ax.plot([mean, mean], [row - 0.3, row + 0.3], color="C1", linewidth=2.5)
        ax.annotate(f"{mean:.1%}", (mean, row - 0.32), color="C1", ha="center", va="bottom", fontsize=10)
    ax.set(yticks=range(len(steps)), yticklabels=steps, xlabel=xlabel, title=title)
    ax.set_ylim(len(steps) - 0.5, -0.8)
    ax.margins(x=0.08)
    ax.xaxis.set_major_formatter(PercentFormatter(1))
    return figure


def confusion(matrix, title="What was taken for what"):
    """Draw a confusion matrix; the colour marks the mistakes, the diagonal is left white.

    Parameters
    ----------
    matrix : array_like of int, shape (k, k)
        Counts, true classes in rows, predicted ones in columns, as scikit-learn's
        ``confusion_matrix`` returns them.
    title : str
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    matrix = np.asarray(matrix)
    mistakes = np.where(np.eye(len(matrix), dtype=bool), 0, matrix)
    figure, ax = plt.subplots(figsize=(5.6, 5.2))
    ax.imshow(mistakes, cmap="Blues", vmin=0, vmax=1.5 * max(1, mistakes.max()))
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            weight = "bold" if row == column else "normal"
            ax.text(column, row, count, ha="center", va="center", fontsize=9, fontweight=weight)
    ticks = range(len(matrix))
    ax.set(xticks=ticks, yticks=ticks, xlabel="predicted digit", ylabel="true digit", title=title)
    ax.grid(False)
    return figure
