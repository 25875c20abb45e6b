"""Figures of the notebook 00_start_here."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import describe, listing, number
from course.figures.images import draw_image


def network(sizes: tuple[int, int, int]) -> Figure:
    """Draw a network with one hidden layer, with the arrows of its forward and its backward pass.

    Parameters
    ----------
    sizes
        Numbers of inputs, of hidden units and of classes, each at most 6.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(8.6, 4.2))
    columns = [np.arange(size) - (size - 1) / 2 for size in (*sizes, 1)]
    for x, (left, right) in enumerate(pairwise(columns)):
        for y in left:
            ax.plot([x, x + 1], [np.full(len(right), y), right], color="#bbbbbb", lw=0.9, zorder=1)
    for x, (y, colour) in enumerate(zip(columns, ("white", "#cfe3f1", "#cfe3f1", "#dddddd"), strict=True)):
        ax.scatter(np.full(len(y), x), y, s=560, color=colour, edgecolor="#444444", zorder=2)
    top = max(sizes) / 2 + 0.2
    units = (f"input $X$\n{sizes[0]} features", f"hidden layer $A_1$\n{sizes[1]} units, ReLU",
             f"output layer $A_2$\n{sizes[2]} units, softmax", "loss $L$\none number")  # fmt: skip
    forward = ("$Z_1 = X W_1 + b_1$", "$Z_2 = A_1 W_2 + b_2$", "compare with $y$")
    backward = (
        "$\\nabla W_1,\\ \\nabla b_1$",
        "$\\delta_1$, and $\\nabla W_2,\\ \\nabla b_2$",
        "$\\delta_2$",
    )
    for x, name in enumerate(units):
        ax.text(x, -top - 0.5, name, ha="center", va="top")
    for x, (above, below) in enumerate(zip(forward, backward, strict=True)):
        _arrow(ax, (x + 0.1, x + 0.9), top, above, "C0")
        _arrow(ax, (x + 0.9, x + 0.1), -top - 0.1, below, "C1")
    ax.text(-0.5, top, "forward", color="C0", ha="right", va="center", weight="bold")
    ax.text(-0.5, -top - 0.1, "backward", color="C1", ha="right", va="center", weight="bold")
    ax.set(xlim=(-1, 3.5), ylim=(-top - 1.4, top + 0.7), title="A network, forward and backward")
    ax.set_axis_off()
    return describe(
        figure,
        f"A network as columns of circles joined by lines: {sizes[0]} inputs, {sizes[1]} hidden units "
        f"with ReLU, {sizes[2]} output units with softmax, and the loss",
        "Blue arrows above lead forward, from the input to the loss: times W1 plus b1, times W2 plus b2, "
        "compare with y",
        "Orange arrows below lead backward, from the loss to the input: delta2, then delta1 with the "
        "gradients of W2 and b2, then those of W1 and b1",
    )


def _arrow(ax: Axes, x: tuple[float, float], y: float, label: str, colour: str) -> None:
    """Draw a level arrow from ``x[0]`` to ``x[1]`` with its label above it."""
    style = {"arrowstyle": "-|>", "color": colour, "lw": 2, "mutation_scale": 16}
    ax.annotate("", (x[1], y), (x[0], y), arrowprops=style)
    ax.text(sum(x) / 2, y + 0.12, label, color=colour, ha="center", va="bottom")


def digit_probabilities(X: NDArray, probabilities: NDArray, y: NDArray) -> Figure:
    """Draw digits, and below each the probability that a network gives to each class.

    Parameters
    ----------
    X
        Pixels, a handful of digits of shape (n, 784).
    probabilities
        Output of the network, of shape (n, 10).
    y
        True classes.

    Returns
    -------
    Figure
    """
    size = (1.55 * len(X), 3.5)
    figure, axes = plt.subplots(
        2, len(X), figsize=size, height_ratios=(1.3, 1), sharey="row", squeeze=False
    )
    texts = []
    for (above, below), pixels, row, true in zip(axes.T, X, probabilities, y, strict=True):
        guess = row.argmax()
        draw_image(above, pixels.reshape(28, 28), pixels.max(), frame=False)
        above.set_title(f"reads {guess}" if guess == true else f"reads {guess}, is {true}", fontsize=11)
        below.bar(range(10), row, color=["C0" if k == true else "C1" for k in range(10)])
        below.set(xticks=range(0, 10, 3), ylim=(0, 1), xlabel="class")
        below.grid(axis="x", visible=False)
        texts.append(f"a {true} as {guess} with {row[guess]:.0%}")
    axes[1, 0].set(ylabel="probability", yticks=(0, 0.5, 1))
    return describe(
        figure,
        f"{len(X)} digits, and below each the network's probabilities of the classes 0 to 9 as bars, "
        "the true class in another colour",
        f"It reads {listing(texts)}",
    )


def gradient_check_errors(h: NDArray, errors: Mapping[str, NDArray], kink: float) -> Figure:
    """Draw the error of numerical gradients over the step h, with the two laws that rule it.

    Parameters
    ----------
    h
        Steps, of shape (m,).
    errors
        Relative errors at these steps, by name of the dtype: "float64", "float32".
    kink
        Distance from 0 of the pre-activation that is nearest to it.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 4.6))
    looks = ({"marker": "o", "zorder": 3}, {"marker": "s", "markersize": 8, "fillstyle": "none"})
    for (dtype, error), colour, look in zip(errors.items(), ("C0", "C1"), looks, strict=True):
        ax.plot(h, error, color=colour, ls="", label=f"measured in {dtype}", **look)
        rounding = np.finfo(dtype).eps / h
        ax.plot(h, np.where(rounding < 3, rounding, np.nan), "--", color=colour, lw=1.2)
    ax.plot(h, h**2 / 6, ":", color="C6", lw=1.5)
    ax.axvline(kink, color="C2", lw=1.2)
    ax.text(kink * 1.25, 1e-12, "nearest\ncorner\nof ReLU", color="C2")
    ax.text(1e-12, 3e-7, "rounding $\\varepsilon/h$", color="C0")
    ax.text(2e-6, 0.6, "rounding $\\varepsilon/h$", color="C1")
    ax.text(1.5e-4, 4e-11, "truncation\n$h^2/6$", color="C6")
    ax.set(
        xscale="log", yscale="log", ylim=(1e-13, 30), xlabel="step h (units of the parameter)",
        ylabel="relative error (no unit)", title="A smaller step is not always a better step",
    )  # fmt: skip
    ax.legend(loc="lower left", borderaxespad=1)
    least = [
        f"in {dtype} it is {number(e[0])} at the shortest step and least, {number(e.min())}, "
        f"at {number(h[e.argmin()])}"
        for dtype, e in errors.items()
    ]
    return describe(
        figure,
        f"Relative error of numerical gradients against the step h, from {number(h[0])} to "
        f"{number(h[-1])}, both axes logarithmic, with lines for rounding, which falls, and truncation, "
        "which rises",
        listing(least),
        f"The nearest corner of ReLU is {number(kink)} away",
    )


def check_table(
    rows: Sequence[str], columns: Sequence[str], texts: Sequence[Sequence[str]], passed: ArrayLike
) -> Figure:
    """Draw what each check says of each network: a ✓ or ✗ in each field, with the measured value.

    Parameters
    ----------
    rows, columns
        Names of the networks and of the checks.
    texts
        The measured values, by row and column.
    passed
        Whether the check is content, of shape (rows, columns).

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(8.6, 0.62 * len(rows) + 1))
    for (i, j), good in np.ndenumerate(passed):
        colour, alpha = ("C0", 0.12) if good else ("C1", 0.5)
        ax.barh(i, 0.96, left=j - 0.48, height=0.92, color=colour, alpha=alpha)
        ax.text(j, i, f"{'✓' if good else '✗'}  {texts[i][j]}", ha="center", va="center")
    ax.set_title("Which check notices which fault", pad=12)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.xaxis.tick_top()
    ax.invert_yaxis()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    checks, results = [column.replace("\n", " ") for column in columns], []
    for row, values, good in zip(rows, texts, np.asarray(passed), strict=True):
        failed = [f"{checks[j]} ({values[j]})" for j in np.flatnonzero(~good)]
        results.append(f"{row} fails {listing(failed)}" if failed else f"{row} passes all")
    table = f"A table of {len(rows)} networks and {len(checks)} checks: {listing(checks)}"
    return describe(figure, table, "; ".join(results))


def dropout_scores(without: NDArray, inverted: NDArray, evaluation: float, p: float) -> Figure:
    """Draw how one score varies over dropout masks, without rescaling and with it.

    Parameters
    ----------
    without, inverted
        The score under m random masks, kept units as they are, and divided by p.
    evaluation
        The score of the whole network.
    p
        Probability to keep a unit.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots()
    bins = np.linspace(min(without.min(), inverted.min()), max(without.max(), inverted.max()), 60)
    ax.axvline(evaluation, ymax=0.8, color="C6", lw=3.5, label="whole network")
    scores = {"kept units as they are": without, "kept units / p": inverted}
    for (name, values), colour in zip(scores.items(), ("C1", "C0"), strict=True):
        ax.hist(values, bins, color=colour, alpha=0.45, label=name)
        ax.axvline(values.mean(), ymax=0.8, color=colour, ls="--")
    title = f"Dropout with p = {p}: one score under {len(without):,} masks"
    ax.set(title=title, xlabel="score (no unit), dashed: means", ylabel="number of masks")
    ax.set_ylim(top=1.25 * ax.get_ylim()[1])
    ax.legend(loc="upper left", ncols=3)
    spreads = [f"{name}: mean {number(v.mean())}, spread {number(v.std())}" for name, v in scores.items()]
    return describe(
        figure, f"Two histograms. {title}", "; ".join(spreads), f"Whole network: {number(evaluation)}"
    )
