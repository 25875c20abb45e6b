"""Figures of the lesson 03_accuracy: the confusion matrix, and its mistakes beside chance."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import ConfusionMatrixDisplay

from course.figures.alt_text import describe, listing, number


def draw_counts(ax: Axes, counts: NDArray, labels: Sequence[str], darkest: int) -> None:
    """Draw a table of counts; the colour marks what lies off the diagonal.

    Parameters
    ----------
    ax
        Where to draw.
    counts
        Of shape (k, k).
    labels
        Names of the rows and of the columns.
    darkest
        The count off the diagonal that is darkest.
    """
    size = {"fontsize": 12 if len(labels) < 5 else 9}
    display = ConfusionMatrixDisplay(counts, display_labels=labels)
    display.plot(ax=ax, colorbar=False, values_format=",d", text_kw=size)
    display.im_.set(data=counts - np.diag(np.diag(counts)), cmap="Blues", clim=(0, 1.5 * max(1, darkest)))
    for place, text in np.ndenumerate(display.text_):
        text.set(color="black" if counts[place] else "0.6")
    for text in display.text_.diagonal():
        text.set(fontweight="bold")
    ax.grid(False)


def confusion_matrix(
    matrices: Mapping[str, ArrayLike], labels: Sequence[str], *, of: str = "class"
) -> Figure:
    """Draw confusion matrices side by side; the colour marks the mistakes.

    Parameters
    ----------
    matrices
        By title, counts of shape (k, k), true classes in rows and predicted ones in columns, as
        scikit-learn's ``confusion_matrix`` returns them.
    labels
        Names of the classes.
    of
        What the classes are, for the names of the axes.

    Returns
    -------
    Figure
    """
    side = 2.2 + 0.7 * len(labels) if len(labels) < 5 else 5.6
    figure, axes = plt.subplots(1, len(matrices), figsize=(side * len(matrices), side - 0.4), squeeze=False)
    tables = np.array(list(matrices.values()))
    mistakes = np.where(np.eye(len(labels), dtype=bool), 0, tables)
    texts = []
    for ax, title, counts, wrong in zip(axes[0], matrices, tables, mistakes, strict=True):
        draw_counts(ax, counts, labels, mistakes.max())
        ax.set(title=title, xlabel=f"predicted {of}", ylabel=f"true {of}")
        text = f"{title}: {np.trace(counts):,} of {counts.sum():,} on the diagonal"
        commonest = np.transpose(
            np.unravel_index(np.argsort(-wrong, axis=None, kind="stable"), wrong.shape)
        )
        taken = [f"{labels[i]} for {labels[j]} ({wrong[i, j]:,})" for i, j in commonest[:3] if wrong[i, j]]
        texts.append(f"{text}; most often taken for another: {listing(taken)}" if taken else text)
    kind = "A confusion matrix" if len(tables) == 1 else f"{len(tables)} confusion matrices"
    return describe(figure, f"{kind}, true {of} in rows and predicted {of} in columns", *texts)


def pair_counts(mistakes: NDArray, by_lot: NDArray, limit: int) -> Figure:
    """Draw how often each class is taken for each other one, in order, beside what chance gives.

    Parameters
    ----------
    mistakes
        Counts of shape (k, k), true classes in rows, with a diagonal of zeros.
    by_lot
        Simulated counts of shape (networks, k, k - 1), each wrong answer drawn by lot.
    limit
        The largest count that chance explains.

    Returns
    -------
    Figure
    """
    k = len(mistakes)
    counts = -np.sort(-mistakes[~np.eye(k, dtype=bool)])
    simulated = -np.sort(-by_lot.reshape(len(by_lot), -1), axis=1)
    low, high = np.quantile(simulated, [0.025, 0.975], axis=0)
    place = np.arange(1, len(counts) + 1)
    figure, ax = plt.subplots()
    ax.fill_between(place, low, high, color="C1", alpha=0.3, label="95 % of the simulated networks")
    ax.plot(place, counts, "o", color="C0", label="this network")
    ax.axhline(limit, color="C6", linestyle="--", linewidth=1, label=f"limit of chance, {limit}")
    first = np.unravel_index(np.argmax(mistakes), mistakes.shape)
    ax.annotate(f"{first[0]} read as {first[1]}", (1, counts[0]), (4, counts[0]), va="center")
    title = f"How often one digit is taken for another: all {len(counts)} pairs"
    ax.set(title=title, xlabel="place of the pair, the most frequent first", ylabel="mistakes")
    ax.legend()
    return describe(
        figure,
        f"{title}, from the most to the least frequent, beside {len(by_lot):,} networks simulated by lot",
        f"The most frequent is {first[0]} read as {first[1]}, {counts[0]} times; "
        f"{np.sum(counts > limit)} pairs lie above the limit of chance, {limit}",
        f"The counts end at {counts[-1]}, the simulated between {number(low[-1])} and {number(high[-1])}",
    )
