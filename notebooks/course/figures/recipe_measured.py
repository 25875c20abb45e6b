"""Figures of the lesson 08_recipe_measured: what each fault of the published recipe costs."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course.figures.alt_text import describe
from course.figures.shared import draw_rows, in_percent


def ablation(scores: Mapping[str, ArrayLike], *, xlabel: str, title: str) -> Figure:
    """Draw what each change is worth: one row a recipe, a dot a run, a stroke at the mean.

    Parameters
    ----------
    scores
        By name of the recipe, the fraction that each of its runs reached; top row first.
    xlabel, title
        Texts; the unit, per cent, is added.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(8.5, 0.5 * len(scores) + 1.3))
    draw_rows(ax, scores, colours=["C0"] * len(scores))
    means = {name: np.mean(runs) for name, runs in scores.items()}
    for row, mean in enumerate(means.values()):
        ax.annotate(f"{mean:.1%}", (mean, row - 0.32), color="C0", ha="center", va="bottom", fontsize=10)
    ax.set(xlabel=f"{xlabel} (%)", title=title)
    ax.margins(x=0.08)
    in_percent(ax.xaxis)
    rows = "; ".join(f"{name}: {mean:.1%}" for name, mean in means.items())
    return describe(
        figure, title, f"{len(scores)} rows with a dot for each run, and the mean {xlabel}", rows
    )
