"""What the figures of several lessons share: looks, axes, curves, and rows of dots with intervals."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator
from numpy.typing import ArrayLike

from course.figures.alt_text import describe, trends

# The look of the first series of a figure, of the second, and so on; none depends on colour alone.
COLOURS = ("C0", "C1", "C3", "C2")
LINES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "D", "^")
Curves = Mapping[str, ArrayLike]  # values by label


def in_percent(*axes: Axis) -> None:
    """Let the ticks of these axes show fractions in per cent; the label names the unit."""
    for axis in axes:
        axis.set_major_formatter(lambda fraction, _: f"{100 * fraction:.4g}")


def logarithmic(axis: Axis) -> None:
    """Make an axis logarithmic, with plain numbers at 1, 2 and 5 where there is room for them."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter("")


def draw_curve(
    ax: Axes, series: int, label: str, x: ArrayLike, y: ArrayLike, band: ArrayLike = (), **options
) -> None:
    """Draw one curve in the look of its series, in a band if one is given.

    Parameters
    ----------
    ax
        Where to draw.
    series
        Number of the series, from 0.
    label
        Its name in the legend.
    x, y
        The curve.
    band
        Low and high end of the band at each x.
    options
        What ``Axes.plot`` takes, such as a marker, or another colour.
    """
    look = {"color": COLOURS[series % len(COLOURS)], "linestyle": LINES[series % len(LINES)]} | options
    ax.plot(x, y, label=label, **look)
    if len(band):
        ax.fill_between(x, *band, color=look["color"], alpha=0.2, linewidth=0)


def draw_curves(ax: Axes, lines: Curves, first: int) -> int:
    """Draw curves over their index from ``first`` on, several runs as median and band; return its last."""
    for series, (label, values) in enumerate(lines.items()):
        runs = np.atleast_2d(values)
        x = first + np.arange(runs.shape[1])
        band = (runs.min(axis=0), runs.max(axis=0)) if len(runs) > 1 else ()
        draw_curve(ax, series, label, x, np.median(runs, axis=0), band)
    ax.xaxis.set_major_locator(MaxNLocator("auto", steps=(1, 2, 5, 10), integer=True))
    return x[-1]


def curves(
    panels: Mapping[str, Curves],
    *,
    xlabel: str,
    ylabel: str,
    first: int = 0,
    log: bool = False,
    percent: bool = False,
) -> Figure:
    """Draw curves, a panel for each title; several runs as their median in a band from lowest to highest.

    Parameters
    ----------
    panels
        By title, and in it by label: values of shape (steps,) or (runs, steps).
    xlabel, ylabel
        Names of the axes, with units.
    first
        Place of the first value on the horizontal axis.
    log
        Whether the vertical axis is logarithmic.
    percent
        Whether the values are fractions, to be shown in per cent.

    Returns
    -------
    Figure
    """
    size = (9.6, 4.0) if len(panels) > 1 else None
    figure, axes = plt.subplots(1, len(panels), figsize=size, sharey=True, squeeze=False)
    texts = []
    for ax, (title, lines) in zip(axes[0], panels.items(), strict=True):
        last = draw_curves(ax, lines, first)
        ax.set(title=title, xlabel=xlabel)
        if len(lines) > 1:
            ax.legend()
        texts.append(f"{title}: {trends(lines, percent=percent)}")
    ylabel += " (%)" if percent else ""
    axes[0, 0].set(ylabel=ylabel)
    if log:
        logarithmic(axes[0, 0].yaxis)
    if percent:
        in_percent(axes[0, 0].yaxis)
    what = f"{ylabel} by {xlabel}, {first} to {last}{', on a logarithmic axis' if log else ''}"
    if len(panels) == 1:
        return describe(figure, title, what, trends(lines, percent=percent))
    return describe(figure, what, *texts)


def loss_and_accuracy(
    losses: Curves,
    accuracies: Curves,
    *,
    titles: Sequence[str] = ("Loss", "Accuracy"),
    log: bool = False,
) -> Figure:
    """Draw losses and accuracies over the epochs, side by side.

    Parameters
    ----------
    losses, accuracies
        By label, a value for each epoch, losses in nats; the labels of both are the same.
    titles
        Titles of the two panels.
    log
        Whether the axis of the losses is logarithmic.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.2))
    for ax, lines in ((left, losses), (right, accuracies)):
        epochs = draw_curves(ax, lines, first=1)
    left.set(title=titles[0], xlabel="epoch", ylabel="cross-entropy (nats)")
    right.set(title=titles[1], xlabel="epoch", ylabel="accuracy (%)")
    in_percent(right.yaxis)
    if log:
        logarithmic(left.yaxis)
    if len(losses) > 1:
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return describe(
        figure,
        f"Two panels by epoch, 1 to {epochs}",
        f"{titles[0]} in nats{', on a logarithmic axis' if log else ''}: {trends(losses)}",
        f"{titles[1]} in per cent: {trends(accuracies, percent=True)}",
    )


def draw_rows(
    ax: Axes,
    rows: Curves,
    *,
    colours: Sequence[str],
    intervals: Sequence[tuple[float, float]] = (),
) -> None:
    """Draw a row for each name: dots, a stroke at their mean if they are several, and an interval.

    Parameters
    ----------
    ax
        Where to draw.
    rows
        By name, the values of the dots; the first row stands on top.
    colours
        Colour of each row.
    intervals
        Low and high end of each row's interval.
    """
    for row, (values, colour) in enumerate(zip(rows.values(), colours, strict=True)):
        if len(intervals):
            style = {"linewidth": 7, "alpha": 0.35, "solid_capstyle": "butt"}
            ax.plot(intervals[row], [row, row], color=colour, **style)
        ax.plot(values, np.full(len(values), row), "o", color=colour)
        if len(values) > 1:
            ax.plot(2 * [np.mean(values)], [row - 0.3, row + 0.3], color=colour, linewidth=2.5)
    ax.set(yticks=range(len(rows)), yticklabels=rows, ylim=(len(rows) - 0.5, -0.8))
    ax.grid(axis="y", visible=False)
