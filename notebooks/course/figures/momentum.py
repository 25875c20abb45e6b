"""Figures of the lesson 01_momentum: the ravine, the memory, how long to remember, what it saves."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.figures.alt_text import describe, listing, number, numbers, point
from course.figures.landscape import MU_COLOURS, Loss, Paths, draw_contours, draw_path
from course.figures.shared import MARKERS, Curves


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
    right.set(xlabel="step", ylabel="share of the start", title="One crawls, one flips", ylim=(-1.05, 1.05))
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
    """Draw several descents on the contours, a panel each.

    Parameters
    ----------
    loss, extent
        As for :func:`ravine`.
    paths
        Positions by method: "gradient descent", "momentum" or "Nesterov".

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, len(paths), figsize=(9.6, 3.2), sharey=True, squeeze=False)
    texts = []
    for ax, (method, path) in zip(axes[0], paths.items(), strict=True):
        draw_contours(ax, loss, extent)
        draw_path(ax, method, path)
        ax.set(title=f"{method.capitalize()}: {len(path) - 1} steps")
        widest, away = number(np.abs(path[:, 1]).max()), number(np.linalg.norm(path[-1]))
        steps = f"after {len(path) - 1} steps"
        texts.append(f"{method} swings out to {widest} in θ₂ and is {away} from the minimum {steps}")
    return describe(figure, "Paths on contours of the same loss, a panel for each method", "; ".join(texts))


def memory(inputs: Curves, velocities: Mapping[str, Mapping[float, NDArray]]) -> Figure:
    """Draw gradients (above) and the velocities they cause (below), a column for each signal.

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
    figure, axes = plt.subplots(2, len(inputs), figsize=(9.6, 4.6), sharex=True, height_ratios=[1, 2])
    texts = []
    for (above, below), (name, signal) in zip(axes.T, inputs.items(), strict=True):
        above.vlines(np.arange(len(signal)), 0, signal, color="0.35", lw=2)
        above.set(title=name.capitalize(), ylim=(-1.2, 1.2))
        looks = zip(MU_COLOURS, MARKERS, strict=True)
        for (colour, marker), (mu, response) in zip(looks, velocities[name].items(), strict=False):
            below.plot(response, color=colour, marker=marker, ms=3, lw=1.3, label=f"μ = {mu:g}")
        below.set(xlabel="step")
        texts.append(f"{name} {numbers([abs(response[-1]) for response in velocities[name].values()])}")
    axes[0, 0].set_ylabel("gradient")
    axes[1, 0].set_ylabel("velocity / −η")
    axes[1, -1].legend(loc="upper right")
    return describe(
        figure,
        f"{len(inputs)} columns: above, a gradient over {len(signal)} steps; below, the velocity that it "
        f"causes for μ = {listing(f'{mu:g}' for mu in velocities[name])}",
        f"Size of the velocity at the end, in plain steps: {'; '.join(texts)}",
    )


def damping(lr_curvature: float, trajectories: Mapping[float, NDArray]) -> Figure:
    """Draw a ball's position over time for several μ, and the roots that explain it.

    Parameters
    ----------
    lr_curvature
        η λ, without unit.
    trajectories
        By μ, the position at each step, the start first.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.0), width_ratios=[1.5, 1])
    turn = np.exp(1j * np.linspace(0, 2 * np.pi, 200))
    right.plot(turn.real, turn.imag, color="0.4", lw=1, ls="--", label="|r| = 1: no progress")
    every = np.linspace(0, 0.999, 900)
    half, under = (1 + every - lr_curvature) / 2, np.sqrt((1 + every - lr_curvature) ** 2 / 4 - every + 0j)
    for root in (half + under, half - under):
        right.plot(root.real, root.imag, ".", color="0.75", ms=2)
    right.plot([], [], color="0.75", lw=2, label="for every μ from 0 to 1")
    texts = []
    for colour, marker, (mu, path) in zip(MU_COLOURS, MARKERS, trajectories.items(), strict=False):
        left.plot(path, color=colour, marker=marker, ms=3.5, lw=1.5, label=f"μ = {mu:g}")
        roots = np.roots([1, -(1 + mu - lr_curvature), mu])
        right.plot(roots.real, roots.imag, marker, color=colour, ms=7, mec="white")
        late = np.flatnonzero(np.abs(path) > 0.05 * abs(path[0])).max()
        over = f", swinging over to {number(path.min())}" if path.min() < -0.01 else ""
        texts.append(
            f"μ = {mu:g}: more than a twentieth away until step {late}{over}; "
            f"{'complex' if np.iscomplexobj(roots) else 'real'} roots of size {numbers(np.abs(roots))}"
        )
    left.axhline(0, color="0.5", lw=0.8)
    left.set(xlabel="step", ylabel="position θ / θ₀", title="Too short, right, too long a memory")
    left.legend(loc="upper right")
    right.set(xlabel="real part", ylabel="imaginary part", title="The two roots", aspect="equal",
              xlim=(-0.1, 1.1), ylim=(-0.6, 0.6))  # fmt: skip
    right.legend(loc="lower left", fontsize=9)
    return describe(
        figure,
        f"Left, the position of a ball over {len(path) - 1} steps for η λ = {number(lr_curvature)}; "
        "right, the two roots in the complex plane",
        "; ".join(texts),
    )


def phase_diagram(
    step: NDArray,
    mu: NDArray,
    one_mode: NDArray,
    ravine: NDArray,
    theory: Callable[[NDArray, NDArray], NDArray],
    curvatures: Sequence[float],
    best: Mapping[str, tuple[float, float]],
) -> Figure:
    """Draw measured rates as colour and the theory as lines over them, for one direction and for two.

    Parameters
    ----------
    step, mu
        Step times the largest curvature, of shape (s,), and momentum, of shape (m,).
    one_mode, ravine
        Measured factor a step, of shape (m, s): steep direction alone; all directions.
    theory
        ``theory(eta_lambda, mu)`` returns the predicted factor of one direction.
    curvatures
        Smallest and largest curvature.
    best
        Two points (step, μ) to mark, by their label.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, 2, figsize=(9.8, 4.4), sharey=True)
    flat = curvatures[0] / curvatures[1]
    panels = (
        ("One direction", one_mode, [1.0], [0.5, 0.7, 0.8, 0.9, 0.95], 0.2, 2.0),
        (f"The ravine, κ = {1 / flat:g}", ravine, [flat, 1.0], [0.7, 0.75, 0.8, 0.9, 0.95], 0.65, 2.6),
    )
    texts = []
    for ax, (title, measured, shares, levels, lowest, at) in zip(axes, panels, strict=True):
        settled = np.ma.masked_greater(measured, 1.01)
        image = ax.pcolormesh(step, mu, settled, vmin=lowest, vmax=1, shading="nearest", rasterized=True)
        predicted = np.max([theory(share * step, mu[:, np.newaxis]) for share in shares], axis=0)
        colours = ["white" if level < (1 + lowest) / 2 else "black" for level in levels]
        lines = ax.contour(step, mu, predicted, levels=levels, colors=colours, linewidths=1.1)
        ax.clabel(lines, fmt="%g", fontsize=9, manual=[(at, level**2) for level in levels])  # ρ = √μ
        for share in shares:
            ax.plot(step, (1 - np.sqrt(share * step)) ** 2, "--", color="C5", lw=2)
        ax.lines[-1].set_label("critical damping (theory)")
        ax.plot(step, step / 2 - 1, "-", color="C1", lw=2.2, label="edge of stability (theory)")
        ax.set(title=title, xlabel="step η λ (largest λ)", xlim=(0, 4), ylim=(0, 1))
        ax.grid(False)
        ax.set_facecolor("0.92")
        ax.text(3.4, 0.18, "diverges", ha="center", color="0.25")
        figure.colorbar(image, ax=ax, pad=0.02, label="factor a step (measured)")
        row, column = np.unravel_index(measured.argmin(), measured.shape)
        lowest_at = f"{number(measured.min())} at {point((step[column], mu[row]))}"
        close = f"{np.mean(np.abs(measured - predicted) < 0.01):.1%} is within 0.01 of the theory"
        texts.append(f"{title}: lowest {lowest_at}; {np.mean(measured > 1):.0%} of it diverges; {close}")
    axes[0].text(1.1, 0.57, "rings", color="white", fontweight="bold", ha="center")
    axes[1].text(1.6, 0.7, "rings", color="white", fontweight="bold", ha="center")
    axes[1].text(1.1, 0.33, "creeps", color="black", ha="center")
    for (label, place), marker in zip(best.items(), "oD", strict=True):
        axes[1].plot(*place, marker, color="C6", mec="white", ms=9, clip_on=False)
        offset = (12, 6 - 33 * (place[1] > 0))
        axes[1].annotate(label, place, offset, textcoords="offset points", fontsize=9)
    axes[0].set(ylabel="momentum μ")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    marks = "; ".join(f"{label}, at {point(place)}" for label, place in best.items())
    what = "Two maps of the measured factor a step over (step, momentum), with the theory as lines"
    return describe(figure, what, *texts, f"Marked in the ravine: {marks}")


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
    ax.set(xscale="log", yscale="log", title="A longer memory changes the slope, a fixed one does not")
    ax.set(xlabel="condition number κ", ylabel="steps to a millionth of the start")
    ax.legend(loc="upper left")
    span = (
        f"from {number(kappa[0])} to {number(kappa[-1])}, both axes logarithmic, κ = {number(mark)} marked"
    )
    return describe(
        figure, f"Steps to a millionth of the start against the condition number κ {span}", "; ".join(texts)
    )
