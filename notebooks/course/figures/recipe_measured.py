"""Figures of the lesson 08_recipe_measured: what each fault of the published recipe costs, and a speck."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from course.figures.alt_text import describe, listing, number, trends
from course.figures.images import draw_image, set_title
from course.figures.shared import COLOURS, LINES, Curves, draw_rows, in_percent


def ablation(panels: Mapping[str, Curves], *, xlabel: str, low: float) -> Figure:
    """Draw what each change is worth: a row a recipe, a dot a run, a stroke at the mean, its interval.

    Parameters
    ----------
    panels
        By title, and in it by name of the recipe: the fraction that each of its runs reached. The first
        recipe is the one that the others change; a line marks its mean.
    xlabel
        Name of the axis; the unit, per cent, is added.
    low
        Where the axis begins; runs below are named beside an arrow.

    Returns
    -------
    Figure
    """
    heights = [len(recipes) + 1.5 for recipes in panels.values()]
    figure, axes = plt.subplots(
        len(panels), 1, figsize=(7.6, 0.42 * sum(heights) + 0.6), sharex=True, squeeze=False,
        height_ratios=heights,
    )  # fmt: skip
    texts = []
    for ax, colour, (title, recipes) in zip(axes[:, 0], COLOURS, panels.items(), strict=False):
        _draw_recipes(ax, recipes, colour, low)
        ax.set_title(title, x=0, ha="left")
        means = (f"{name} {number(100 * np.mean(runs))}" for name, runs in recipes.items())
        texts.append(f"{title}: {', '.join(means)}")
    ax.set_xlabel(f"{xlabel} (%)")
    top = max(np.max(runs) for recipes in panels.values() for runs in recipes.values())
    ax.set_xlim(low, top + 0.1 * (top - low))
    in_percent(ax.xaxis)
    what = f"A dot for each run, and a row for each recipe by mean {xlabel} in per cent"
    return describe(figure, what, *texts)


def _draw_recipes(ax: Axes, recipes: Curves, colour: str, low: float) -> None:
    """Draw the rows of one panel; the part of each that lies below the axis is written down."""
    base = np.mean(next(iter(recipes.values())))
    ax.axvline(base, color="#777777", linestyle="--", linewidth=1.2)
    intervals = [mean_interval(runs) for runs in recipes.values()]
    draw_rows(ax, recipes, colours=[colour] * len(recipes), intervals=intervals)
    for row, runs in enumerate(recipes.values()):
        below = np.sort([run for run in runs if run < low])
        if len(below):
            text = "◀ " + listing(f"{100 * run:.0f}" for run in below)
            ax.annotate(text, (low, row - 0.32), color=colour, ha="left", va="center", fontsize=9)
        mean = np.mean(runs)
        ax.annotate(
            f"{100 * mean:.1f}", (1.01, row), xycoords=("axes fraction", "data"), color=colour, va="center"
        )
    ax.annotate("mean", (1.01, -0.85), xycoords=("axes fraction", "data"), va="center", fontsize=9)


def mean_interval(values: ArrayLike) -> tuple[float, float]:
    """Return the 95 % interval of the mean of two or more values, by Student's t."""
    n, mean = len(values), np.mean(values)
    half = stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


def runs(panels: Mapping[str, Curves], *, ylabel: str, low: float) -> Figure:
    """Draw every run as a line of its own over the epochs, a panel for each title.

    Parameters
    ----------
    panels
        By title, and in it by name of the recipe: the fractions of each run, of shape (runs, epochs).
    ylabel
        Name of the vertical axis; the unit, per cent, is added.
    low
        Where the vertical axis begins; what lies below is not drawn.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(9.2, 4.0), sharey=True, squeeze=False)
    for ax, (title, recipes) in zip(axes[0], panels.items(), strict=True):
        for (name, curves), colour, style in zip(recipes.items(), COLOURS, LINES, strict=False):
            epochs = 1 + np.arange(np.shape(curves)[1])
            lines = ax.plot(epochs, np.transpose(curves), color=colour, linestyle=style, linewidth=1.2)
            lines[0].set_label(name)
        ax.set(title=title, xlabel="epoch")
        ax.xaxis.set_major_locator(MaxNLocator("auto", steps=(1, 2, 5, 10), integer=True))
        ax.legend()
    axes[0, 0].set_ylim(bottom=low)
    axes[0, 0].set_ylabel(f"{ylabel} (%)")
    in_percent(axes[0, 0].yaxis)
    texts = [f"{title}: {trends(recipes, percent=True)}" for title, recipes in panels.items()]
    return describe(figure, f"{ylabel} by epoch, a line for each run, from {100 * low:g} % up", *texts)


def speck(scanned: NDArray, normalised: NDArray) -> Figure:
    """Draw a digit as it was scanned and with each pixel normalised, its largest value in a circle.

    Parameters
    ----------
    scanned, normalised
        The grey values and the normalised values, of shape (784,).

    Returns
    -------
    Figure
    """
    place = int(np.argmax(normalised))
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.6))
    for ax, image, title in zip(
        axes, (scanned, normalised), ("As scanned", "Each pixel normalised"), strict=True
    ):
        draw_image(ax, image.reshape(28, 28))
        ax.add_patch(Circle((place % 28, place // 28), 1.4, fill=False, color="C1", linewidth=2))
        ax.set_title(title)
        figure.colorbar(
            ax.images[0], ax=ax, shrink=0.8, label="standard deviations" if ax is axes[1] else "grey value"
        )
    title = "One pixel outweighs the digit"
    set_title(figure, title)
    others = np.delete(normalised, place)
    return describe(
        figure,
        title,
        f"A digit of 28 × 28 pixels, twice; in a circle the pixel of grey value {number(scanned[place])}",
        f"Normalised it is {number(normalised[place])} standard deviations, all others at most "
        f"{number(others.max())}",
    )
