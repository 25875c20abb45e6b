"""Figures of the last lesson: what each ingredient is worth, how far the best is, tuning curves."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter


def worth(effects, title):
    """Draw what changes do to the accuracy: a row each, its interval, and a dot for every seed.

    Parameters
    ----------
    effects : dict of str to tuple
        Name of the change, and (low, mean, high, values): an interval, and the points of accuracy that
        each seed gained or lost.
    title : str
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots(figsize=(8.5, 0.42 * len(effects) + 1.3))
    ax.axvline(0, color="C6", linewidth=1)
    for row, (low, mean, high, values) in enumerate(effects.values()):
        # Colour is for what the interval tells apart from nothing; the rest is grey.
        color = "C1" if high < 0 else "C2" if low > 0 else "#777777"
        ax.plot([low, high], [row, row], color=color, linewidth=7, alpha=0.35, solid_capstyle="butt")
        ax.plot(values, np.full(len(values), row), "o", color=color, markersize=4)
        ax.plot([mean, mean], [row - 0.3, row + 0.3], color=color, linewidth=2.5)
    ax.set(yticks=range(len(effects)), yticklabels=effects, title=title)
    ax.set(xlabel="change of the accuracy, in points, with 95 % intervals")
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    return figure


def error_rates(results, wrong_labels):
    """Draw how many of the 10,000 test digits are read wrongly, with intervals, on a logarithmic axis.

    Parameters
    ----------
    results : dict of str to tuple
        Name, and (low, errors, high) in digits of 10,000.
    wrong_labels : int
        Digits whose label is known to be wrong; drawn as a line.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots(figsize=(8.5, 0.42 * len(results) + 1.5))
    for row, (name, (low, errors, high)) in enumerate(results.items()):
        color = "C1" if name.startswith("this course") else "C0"
        ax.plot([low, high], [row, row], color=color, linewidth=7, alpha=0.35, solid_capstyle="butt")
        ax.plot(errors, row, "o", color=color)
    ax.axvline(wrong_labels, color="C3", linestyle="--", linewidth=1.5)
    ax.annotate(f" {wrong_labels} wrong labels", (wrong_labels, -0.4), color="C3", va="center", ha="left")
    ax.set(yticks=range(len(results)), yticklabels=results, xscale="log")
    ax.set_xticks([3, 10, 30, 100, 300, 1000, 3000], ["3", "10", "30", "100", "300", "1,000", "3,000"])
    ax.set(xlabel="errors on the 10,000 test digits, with 95 % intervals", title="How far is the best?")
    ax.set_ylim(len(results) - 0.5, -0.9)
    ax.minorticks_off()
    ax.grid(axis="y", visible=False)
    return figure


def tuning_curves(steps, scores, title):
    """Draw accuracy against the step size, a curve for each method, its best step marked.

    Parameters
    ----------
    steps : dict of str to array_like, shape (k,)
        Steps that each method tried.
    scores : dict of str to array_like, shape (k, seeds)
        Accuracies there.
    title : str
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots()
    for (name, x), color in zip(steps.items(), ("C0", "C1"), strict=True):
        y = np.asarray(scores[name])
        ax.plot(x, y, "o", color=color, alpha=0.5)
        ax.plot(x, y.mean(axis=1), color=color)
        best = y.mean(axis=1).argmax()
        ax.annotate(
            name, (x[best], y[best].max()), (0, 8), textcoords="offset points", color=color, ha="center"
        )
    ax.set(xscale="log", xlabel="step size η", ylabel="validation accuracy", title=title)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.margins(y=0.12)
    return figure
