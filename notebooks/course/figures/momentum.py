"""Figures of the lesson 01_momentum: the ravine, the memory, what it saves."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.figures.alt_text import describe, listing, number, numbers, point
from course.figures.landscape import MU_COLOURS, Loss, Paths, draw_contours, draw_path
from course.figures.shared import COLOURS, LINES, MARKERS, Curves


def ravine(loss: Loss, path: NDArray, extent: Sequence[float]) -> Figure:
    """Draw one descent twice: its path on the contours, and each coordinate by itself.

    Parameters
    ----------
    loss
        ``loss(x, y)``, for arrays.
    path
        The positions, of shape (steps + 1, 2), the start first.
    extent
        Left, right, bottom and top of the map.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.6), width_ratios=[1.45, 1])
    draw_contours(left, loss, extent)
    draw_path(left, "gradient descent", path)
    left.set(title="Across the ravine and back")
    share = path / path[0]
    right.plot(share[:, 0], "-", color="C3", label="θ₁, along")
    right.plot(share[:, 1], "-", color="C6", lw=1.2, marker=".", label="θ₂, across")
    right.axhline(0, color="0.5", lw=0.8)
    right.set(
        xlabel="step",
        ylabel="share of the start",
        title="Slow along, alternating across",
        ylim=(-1.05, 1.05),
    )
    right.legend(loc="lower right")
    flips = np.sum(np.diff(np.sign(share), axis=0) != 0, axis=0)
    along, across = (f"{n} times and ends at {number(x)}" for n, x in zip(flips, share[-1], strict=True))
    start, end = point(path[0]), point(path[-1])
    return describe(
        figure,
        f"Left, contours of a loss and the path of gradient descent from {start} to {end}",
        f"Right, both coordinates over {len(path) - 1} steps as shares of their start: θ₁, along, flips "
        f"its sign {along}; θ₂, across, flips {across}",
    )


def descents(loss: Loss, paths: Paths, extent: Sequence[float]) -> Figure:
    """Draw three descents on the contours, a panel each, and in a fourth panel their losses.

    Parameters
    ----------
    loss, extent
        As for :func:`ravine`.
    paths
        Positions by the name of the settings, plain gradient descent first.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(2, 2, figsize=(9.6, 6.4))
    looks, texts = zip(COLOURS, MARKERS, LINES, strict=True), []
    for ax, (name, path), (colour, marker, line) in zip(axes.flat, paths.items(), looks, strict=False):
        draw_contours(ax, loss, extent)
        draw_path(ax, "momentum", path, color=colour, marker=marker)
        ax.set(title=name.capitalize())
        losses = loss(*path.T)
        axes[1, 1].plot(losses, color=colour, ls=line, label=name)
        widest, last = number(np.abs(path[1:, 1]).max()), number(losses[-1])
        texts.append(f"{name} swings out to {widest} in θ₂, and its loss ends at {last}")
    axes[1, 1].set(title="Loss", xlabel="step", ylabel="loss", yscale="log")
    axes[1, 1].legend(loc="lower left", fontsize=9)
    return describe(
        figure,
        f"Three panels with paths of {len(path) - 1} steps on contours of one loss; in the fourth, the "
        "loss after each step on a logarithmic axis",
        "; ".join(texts),
    )


def memory(inputs: Curves, velocities: Mapping[str, Mapping[float, NDArray]]) -> Figure:
    """Draw gradients and the velocities they cause: a column for each signal, a row for each μ.

    Parameters
    ----------
    inputs
        By name of the signal, a gradient for each step.
    velocities
        For each signal, by μ: the velocity in units of −η.

    Returns
    -------
    Figure
    """
    mus = list(next(iter(velocities.values())))
    size = (9.6, 1.3 * len(mus) + 2.2)
    figure, axes = plt.subplots(len(mus) + 1, len(inputs), figsize=size, sharex=True, sharey="col")
    texts = []
    for column, (name, signal) in zip(axes.T, inputs.items(), strict=True):
        responses = [velocities[name][mu] for mu in mus]
        for ax, colour, values in zip(column, ("0.35", *MU_COLOURS), (signal, *responses), strict=False):
            ax.axhline(0, color="0.5", lw=0.8)
            ax.vlines(np.arange(len(values)), 0, values, color=colour, lw=2)
            ax.plot(values, ".", color=colour)
        column[0].set(title=name.capitalize())
        column[-1].set(xlabel="step")
        texts.append(f"{name} {numbers([abs(response[-1]) for response in responses])}")
    for ax, label in zip(axes[:, 0], ("gradient", *(f"μ = {mu:g}" for mu in mus)), strict=True):
        ax.set_ylabel(label)
    figure.suptitle("Gradients (top row), and the velocity / −η that they cause")
    return describe(
        figure,
        f"{len(inputs)} columns: in the top row a gradient over {len(signal)} steps; below it the velocity "
        f"that it causes for μ = {listing(f'{mu:g}' for mu in mus)}",
        f"Size of the velocity at the end, in plain steps: {'; '.join(texts)}",
    )


def cost(kappa: NDArray, counts: Mapping[str, NDArray], slopes: Mapping[str, float], mark: float) -> Figure:
    """Draw the number of steps against the condition number on log-log axes, with fitted lines.

    Parameters
    ----------
    kappa
        Condition numbers, of shape (n,).
    counts
        Steps needed, by method.
    slopes
        Fitted slope, for those methods that have one.
    mark
        Condition number to mark.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(7.6, 4.6))
    texts = []
    for colour, marker, (name, steps) in zip(("C0", "C3", "C1"), "oDs", counts.items(), strict=True):
        label = f"{name}: slope {slopes[name]:.2f}" if name in slopes else name
        ax.plot(kappa, steps, marker, color=colour, ms=7, mec="white", label=label)
        if name in slopes:
            middle = np.exp(np.log(steps).mean() + slopes[name] * (np.log(kappa) - np.log(kappa).mean()))
            ax.plot(kappa, middle, color=colour, lw=1.3)
        else:
            ax.plot(kappa, steps, ":", color=colour, lw=1.3)
        texts.append(f"{label}, from {number(steps[0])} to {number(steps[-1])}")
    ax.axvline(mark, color="0.4", lw=1, ls="--")
    lowest = min(steps.min() for steps in counts.values())
    ax.text(mark * 1.1, lowest, f"κ = {mark:,.0f}", color="0.3", fontsize=10)
    ax.set(xscale="log", yscale="log", title="A memory that grows with κ changes the slope")
    ax.set(xlabel="condition number κ", ylabel="steps to a millionth of the start")
    ax.legend(loc="upper left")
    span = (
        f"from {number(kappa[0])} to {number(kappa[-1])}, both axes logarithmic, κ = {number(mark)} marked"
    )
    return describe(
        figure, f"Steps to a millionth of the start against the condition number κ {span}", "; ".join(texts)
    )
