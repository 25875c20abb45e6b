"""Figures of searches over settings: heat maps, and one panel a setting."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter


def search_picture(points, accuracies):
    """Draw a search: a heat map where two numbers form a full grid, else one panel for each setting.

    Parameters
    ----------
    points : list of dict
        The searched settings of each point, all with the same names.
    accuracies : array_like, shape (points,)
        Their accuracies; NaN where training diverged.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if len(points[0]) != 2 or not all(_numeric(point.values()) for point in points):
        return setting_panels(points, accuracies)
    values = {name: sorted({point[name] for point in points}) for name in points[0]}
    if len(points) != np.prod([len(column) for column in values.values()]):
        return setting_panels(points, accuracies)
    (x_name, x), (y_name, y) = values.items()
    table = np.full((len(y), len(x)), np.nan)
    for point, accuracy in zip(points, accuracies, strict=True):
        table[y.index(point[y_name]), x.index(point[x_name])] = accuracy
    figure = heat_map(table, x, y, xlabel=x_name, ylabel=y_name, title="Validation accuracy in per cent")
    if (x_name, y_name) == ("learning_rate_init", "momentum"):
        add_effective_steps(figure, x, y)
    return figure


def heat_map(table, x, y, *, xlabel, ylabel, title):
    """Draw accuracies as a table of coloured cells, each with its number in per cent.

    Parameters
    ----------
    table : array_like, shape (rows, columns)
        Accuracies in [0, 1]; NaN cells stay white with a cross.
    x, y : sequence of float
        Values of the columns and, from below, of the rows.
    xlabel, ylabel, title : str
        Texts.

    Returns
    -------
    matplotlib.figure.Figure
    """
    table = np.asarray(table)
    figure, ax = plt.subplots(figsize=(1.5 + 0.8 * len(x), 1.5 + 0.6 * len(y)))
    # The colour spends its range on the better half, where choices are made.
    image = ax.imshow(table, origin="lower", aspect="auto", vmin=np.nanmedian(table))
    for (row, column), accuracy in np.ndenumerate(table):
        light = not np.isnan(accuracy) and image.norm(accuracy) > 0.5
        ink = "black" if light or np.isnan(accuracy) else "white"
        text = "✗" if np.isnan(accuracy) else f"{100 * accuracy:.1f}"
        ax.text(column, row, text, color=ink, ha="center", va="center")
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    ax.set_xticks(range(len(x)), [f"{value:g}" for value in x])
    ax.set_yticks(range(len(y)), [f"{value:g}" for value in y])
    ax.grid(False)
    return figure


def add_effective_steps(figure, steps, momenta, levels=(0.1, 1.0)):
    """Draw lines of equal lr / (1 − μ) over a heat map whose columns are steps and whose rows are momenta.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What :func:`heat_map` returned.
    steps, momenta : sequence of float
        Its columns and rows, in rising order.
    levels : sequence of float
        The effective steps to draw.

    Returns
    -------
    matplotlib.figure.Figure
        The same figure.
    """
    (ax,) = figure.axes
    rows = np.linspace(0, len(momenta) - 1, 500)
    rest = np.exp(np.interp(rows, range(len(momenta)), np.log(1 - np.asarray(momenta))))  # 1 − μ
    for level in levels:
        place = np.log(level * rest)
        columns = np.interp(place, np.log(steps), range(len(steps)), left=np.nan, right=np.nan)
        (line,) = ax.plot(columns, rows, "--", color="C1", linewidth=1.5)
    line.set_label(
        f"step / (1 − momentum) = {' and '.join(f'{level:g}' for level in levels)}, from the left"
    )
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1))
    return figure


def setting_panels(points, accuracies):
    """Draw one panel for each setting: a dot for each point of the search.

    Parameters
    ----------
    points : list of dict
        The searched settings of each point.
    accuracies : array_like, shape (points,)
        Their accuracies; NaN points are left out.

    Returns
    -------
    matplotlib.figure.Figure
    """
    names, accuracies = list(points[0]), np.asarray(accuracies)
    figure, axes = plt.subplots(
        1, len(names), figsize=(1.2 + 2.8 * len(names), 3.6), sharey=True, squeeze=False
    )
    for name, ax in zip(names, axes.flat, strict=True):
        values = [point[name] for point in points]
        numeric = _numeric(values)
        places = values if numeric else [str(value) for value in values]
        ax.plot(places, accuracies, "o", color="C0", alpha=0.6)
        if numeric and min(values) > 0 and max(values) > 20 * min(values):
            ax.set_xscale("log")
        ax.set(xlabel=name)
    axes[0, 0].set(ylabel="validation accuracy")
    axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1))
    figure.suptitle("Every point of the search, by each of its settings", fontweight="bold")
    return figure


def _numeric(values):
    """Return whether all values are numbers, and none is True or False."""
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
