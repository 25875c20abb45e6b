"""Figures of the lesson 09_where_next: what ingredients are worth, how far the best is, tuning curves."""

from collections.abc import Mapping
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course.figures.alt_text import describe, number
from course.figures.shared import COLOURS, draw_curve, draw_rows, in_percent


def effects(effects: Mapping[str, tuple], title: str) -> Figure:
    """Draw what changes do to the accuracy: a row each, its interval, and a dot for every seed.

    Parameters
    ----------
    effects
        By name of the change, (low, mean, high, values): an interval, and the points of accuracy that
        each seed gained or lost.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(8.5, 0.42 * len(effects) + 1.3))
    ax.axvline(0, color="C6", linewidth=1)
    ends = [(low, high) for low, _, high, _ in effects.values()]
    # Colour is for what the interval tells apart from nothing; the rest is grey.
    colours = ["C1" if high < 0 else "C2" if low > 0 else "#777777" for low, high in ends]
    draw_rows(ax, {name: values for name, (*_, values) in effects.items()}, colours=colours, intervals=ends)
    ax.set(title=title, xlabel="change of the accuracy, in points, with 95 % intervals")
    rows = [
        f"{name}: {number(mean)} ({number(low)} to {number(high)})"
        for name, (low, mean, high, _) in effects.items()
    ]
    return describe(
        figure,
        title,
        "Change of the accuracy in points, with 95 % intervals",
        "; ".join(rows),
        f"Intervals below zero: {colours.count('C1')} of {len(effects)}, above: {colours.count('C2')}",
    )


def error_counts(results: Mapping[str, tuple[float, int, float]], wrong_labels: int) -> Figure:
    """Draw how many of the 10,000 test digits are read wrongly, with intervals, on a logarithmic axis.

    Parameters
    ----------
    results
        By name, (low, errors, high) in digits of 10,000.
    wrong_labels
        Digits whose label is known to be wrong; drawn as a line.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(8.5, 0.42 * len(results) + 1.5))
    colours = ["C1" if name.startswith("this course") else "C0" for name in results]
    ends = [(low, high) for low, _, high in results.values()]
    errors = {name: [count] for name, (_, count, _) in results.items()}
    draw_rows(ax, errors, colours=colours, intervals=ends)
    ax.axvline(wrong_labels, color="C3", linestyle="--", linewidth=1.5)
    ax.annotate(f" {wrong_labels} wrong labels", (wrong_labels, -0.4), color="C3", va="center", ha="left")
    ax.set(xscale="log", title="How far is the best?")
    ax.set_xticks([3, 10, 30, 100, 300, 1000, 3000], ["3", "10", "30", "100", "300", "1,000", "3,000"])
    ax.set_xlabel("errors on the 10,000 test digits, with 95 % intervals")
    ax.minorticks_off()
    overlaps = sum(a[0] <= b[1] and b[0] <= a[1] for a, b in pairwise(ends))
    rows = "; ".join(f"{name}: {count:,}" for name, (count,) in errors.items())
    return describe(
        figure,
        "Errors on the 10,000 test digits, with 95 % intervals, on a logarithmic axis",
        rows,
        f"Neighbours whose intervals overlap: {overlaps} of {len(ends) - 1}",
        f"A line marks {wrong_labels} digits with wrong labels",
    )


def tuning_curves(steps: Mapping[str, ArrayLike], scores: Mapping[str, ArrayLike], title: str) -> Figure:
    """Draw accuracy against the step size, a curve for each method, its best step marked.

    Parameters
    ----------
    steps
        Steps that each method tried, of shape (k,).
    scores
        Accuracies there, of shape (k, seeds).
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots()
    texts = []
    for series, (name, x) in enumerate(steps.items()):
        runs, mean = np.asarray(scores[name]), np.mean(scores[name], axis=1)
        ax.plot(x, runs, "o", color=COLOURS[series], alpha=0.5)
        draw_curve(ax, series, name, x, mean)
        best = mean.argmax()
        place, style = (x[best], runs[best].max()), {"color": COLOURS[series], "ha": "center"}
        ax.annotate(name, place, (0, 8), textcoords="offset points", **style)
        texts.append(
            f"{name} {mean[best]:.1%} at {number(x[best])}, tried {number(x[0])} to {number(x[-1])}"
        )
    ax.set(xscale="log", xlabel="step size η", ylabel="validation accuracy (%)", title=title)
    in_percent(ax.yaxis)
    ax.margins(y=0.12)
    return describe(
        figure,
        title,
        f"Validation accuracy against the step size, logarithmic; highest: {'; '.join(texts)}",
    )
