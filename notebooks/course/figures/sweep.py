"""Figures of searches over settings: heat maps, and one panel a setting."""

from collections.abc import Iterable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import describe, listing, number, numbers
from course.figures.shared import in_percent


def search_picture(points: Sequence[Mapping[str, object]], accuracies: ArrayLike) -> Figure:
    """Draw a search: a heat map where two numbers form a full grid, else one panel for each setting.

    Parameters
    ----------
    points
        The searched settings of each point, all with the same names.
    accuracies
        Their accuracies; NaN where training diverged.

    Returns
    -------
    Figure
    """
    if len(points[0]) != 2 or not all(_numeric(point.values()) for point in points):
        return _setting_panels(points, accuracies)
    values = {name: sorted({point[name] for point in points}) for name in points[0]}
    if len(points) != np.prod([len(column) for column in values.values()]):
        return _setting_panels(points, accuracies)
    (x_name, x), (y_name, y) = values.items()
    table = np.full((len(y), len(x)), np.nan)
    for point, accuracy in zip(points, accuracies, strict=True):
        table[y.index(point[y_name]), x.index(point[x_name])] = accuracy
    levels = (0.1, 1.0) if (x_name, y_name) == ("learning_rate_init", "momentum") else ()
    return heat_map(table, x, y, xlabel=x_name, ylabel=y_name, effective_steps=levels)


def heat_map(
    table: ArrayLike,
    x: Sequence[float],
    y: Sequence[float],
    *,
    xlabel: str,
    ylabel: str,
    effective_steps: Sequence[float] = (),
) -> Figure:
    """Draw validation accuracies as a table of coloured cells, each with its number in per cent.

    Parameters
    ----------
    table
        Accuracies, of shape (rows, columns); NaN cells stay white with a cross.
    x, y
        Values of the columns and, from below, of the rows, rising.
    xlabel, ylabel
        Names of the axes.
    effective_steps
        Where the columns are steps and the rows momenta: values of lr / (1 − μ) to mark by lines.

    Returns
    -------
    Figure
    """
    table = np.asarray(table)
    figure, ax = plt.subplots(figsize=(1.5 + 0.8 * len(x), 1.5 + 0.6 * len(y)))
    # The colour spends its range on the better half, where choices are made.
    image = ax.imshow(table, origin="lower", aspect="auto", vmin=np.nanmedian(table))
    for (row, column), accuracy in np.ndenumerate(table):
        light = not np.isnan(accuracy) and image.norm(accuracy) > 0.5
        ink = "black" if light or np.isnan(accuracy) else "white"
        text = "✗" if np.isnan(accuracy) else f"{100 * accuracy:.1f}"
        edge = withStroke(linewidth=4, foreground=image.to_rgba(accuracy))  # no line runs through a number
        ax.text(column, row, text, color=ink, ha="center", va="center", path_effects=[edge])
    title = "Validation accuracy in per cent"
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    ax.set_xticks(range(len(x)), [f"{value:g}" for value in x])
    ax.set_yticks(range(len(y)), [f"{value:g}" for value in y])
    ax.grid(False)
    row, column = np.unravel_index(np.nanargmax(table), table.shape)
    texts = [
        f"A heat map: {title} over {xlabel}, {numbers(x)}, and {ylabel}, {numbers(y)}",
        f"The highest, {number(100 * np.nanmax(table))}, is at {xlabel} {number(x[column])} and {ylabel} "
        f"{number(y[row])}, the lowest is {number(100 * np.nanmin(table))}; "
        f"diverged: {np.isnan(table).sum()}",
    ]
    if effective_steps:
        texts.append(_draw_effective_steps(ax, table, x, y, effective_steps))
    return describe(figure, *texts)


def _draw_effective_steps(
    ax: Axes, table: NDArray, steps: Sequence[float], momenta: Sequence[float], levels: Sequence[float]
) -> str:
    """Draw lines of equal lr / (1 − μ) over a heat map, and say what accuracies lie along them."""
    rows = np.linspace(
        0, len(momenta) - 1, 100 * (len(momenta) - 1) + 1
    )  # each hundredth is a row of cells
    rest = np.exp(np.interp(rows, range(len(momenta)), np.log(1 - np.asarray(momenta))))  # 1 − μ
    texts = []
    for level in levels:
        places = np.log(level * rest)
        columns = np.interp(places, np.log(steps), range(len(steps)), left=np.nan, right=np.nan)
        ax.plot(columns, rows, "--", color="C1", linewidth=1.5)
        cells = [table[row, round(at)] for row, at in enumerate(columns[::100]) if not np.isnan(at)]
        texts.append(f"{number(level)} cross, from below, {numbers(100 * np.array(cells))}")
    label = f"step / (1 − momentum) = {listing(f'{level:g}' for level in levels)}, from the left"
    ax.lines[-1].set_label(label)
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1.05))
    return f"Dashed lines along step / (1 − momentum) = {'; '.join(texts)}"


def _setting_panels(points: Sequence[Mapping[str, object]], accuracies: ArrayLike) -> Figure:
    """Draw one panel for each setting: a dot for each point of the search that did not diverge."""
    names, accuracies = list(points[0]), np.asarray(accuracies)
    size = (1.2 + 2.8 * len(names), 3.6)
    figure, axes = plt.subplots(1, len(names), figsize=size, sharey=True, squeeze=False)
    for name, ax in zip(names, axes.flat, strict=True):
        values = [point[name] for point in points]
        numeric = _numeric(values)
        ax.plot(values if numeric else [str(value) for value in values], accuracies, "o", alpha=0.6)
        if numeric and min(values) > 0 and max(values) > 20 * min(values):
            ax.set_xscale("log")
        ax.set(xlabel=name)
    axes[0, 0].set(ylabel="validation accuracy (%)")
    in_percent(axes[0, 0].yaxis)
    title = "Every point of the search, by each of its settings"
    figure.suptitle(title, fontweight="bold")
    best = points[np.nanargmax(accuracies)]
    return describe(
        figure,
        f"{title}: {listing(names)}, with a dot for each of {len(points)} points",
        f"{np.isnan(accuracies).sum()} diverged; the others reach from {np.nanmin(accuracies):.1%} to "
        f"{np.nanmax(accuracies):.1%}, with {listing(f'{name} {value}' for name, value in best.items())}",
    )


def _numeric(values: Iterable[object]) -> bool:
    """Return whether all values are numbers, and none is True or False."""
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
