"""Figures of the lesson 02_momentum_in_practice: Nesterov, conventions, noise, fair comparison, faults."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.figures.alt_text import describe, listing, number, numbers, trends
from course.figures.landscape import METHODS, MU_COLOURS, Loss, Paths, distances, draw_contours, draw_path
from course.figures.shared import MARKERS, Curves, draw_curve

CurvesByMu = Mapping[float, NDArray]


def nesterov(eta_lambda: NDArray, theory: Curves, measured: Paths, mu: float, losses: Curves) -> Figure:
    """Draw the factor a step at each curvature, momentum against Nesterov, and the loss of one descent.

    Parameters
    ----------
    eta_lambda
        Step times curvature, of shape (n,).
    theory, measured
        Factor a step, by method.
    mu
        Momentum.
    losses
        By method, the loss at each step.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.9))
    texts = []
    for name in ("momentum", "Nesterov"):
        colour, marker, factor = METHODS[name]["color"], METHODS[name]["marker"], measured[name]
        left.plot(eta_lambda, theory[name], color=colour, lw=1.5)
        left.plot(eta_lambda[::12], factor[::12], marker, color=colour, ms=6, mec="white", label=name)
        right.semilogy(losses[name], color=colour, lw=1.6, label=name)
        lowest = f"lowest, {number(factor.min())}, at {number(eta_lambda[factor.argmin()])}"
        unstable = f", above 1 from {number(eta_lambda[factor > 1][0])} on" if factor.max() > 1 else ""
        texts.append(f"{name} {lowest}{unstable}")
    left.axhline(1, color="0.4", lw=1)
    left.set(xlabel="step times curvature η λ", ylabel="factor a step", ylim=(0, 1.15),
             title=f"Lines: theory; marks: measured (μ = {mu:g})")  # fmt: skip
    left.legend(loc="lower right", bbox_to_anchor=(1, 0.12))
    right.set(xlabel="step", ylabel="loss", title="In the ravine, same η and μ")
    right.legend()
    return describe(
        figure,
        f"Left, the factor a step against η λ for μ = {mu:g}, measured and by theory: {'; '.join(texts)}",
        f"Right, the loss by step on a logarithmic axis: {trends(losses)}",
    )


def kink(slope: Callable[[NDArray], NDArray], cycle: NDArray, distances: Curves) -> Figure:
    """Draw a slope with two kinks, the points between which a descent cycles, and who arrives.

    Parameters
    ----------
    slope
        The derivative, for arrays.
    cycle
        The points that the descent visits again and again.
    distances
        By label, the distance from the minimum at each step.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.7), width_ratios=[1, 1.4])
    x = np.linspace(-2.5, 3.5, 400)
    left.plot(x, slope(x), color="0.3", lw=2)
    left.plot(cycle, slope(cycle), "s", color="C1", ms=9, mec="white", label="the cycle")
    left.plot(0, 0, "*", color="C6", ms=13, mec="white", label="minimum")
    left.set(xlabel="θ", ylabel="slope dL/dθ", title="Curvature 25, then 1, then 25")
    left.legend(loc="upper left")
    for series, (label, distance) in enumerate(distances.items(), start=1):
        draw_curve(right, series, label, range(len(distance)), np.where(distance > 1e-9, distance, np.nan))
    right.set(xlabel="step", ylabel="distance from the minimum", title="Who arrives (cut at 10⁻⁹)",
              yscale="log", ylim=(1e-9, 30))  # fmt: skip
    right.legend(loc="center right", bbox_to_anchor=(1, 0.66))
    return describe(
        figure,
        f"Left, the slope against θ, with a cycle of {len(cycle)} points at {numbers(np.sort(cycle))}",
        f"Right, the distance from the minimum by step on a logarithmic axis: {trends(distances)}",
    )


def conventions(positions: Curves, lengths: Curves, drop: int) -> Figure:
    """Draw the paths of three conventions, and how long their steps are, around a drop of lr.

    Parameters
    ----------
    positions, lengths
        By convention, the position and the length of each step.
    drop
        The step from which lr is smaller.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, 2, figsize=(9.6, 3.8))
    looks = zip(("C1", "C0", "C2"), ("-", "-", ""), ("s", "", "o"), strict=True)
    texts = []
    for (label, position), (colour, line, marker) in zip(positions.items(), looks, strict=True):
        options = {"color": colour, "ls": line, "marker": marker, "ms": 5, "label": label, "lw": 1.8}
        options |= {"markevery": 2, "mfc": "none" if marker == "o" else colour}
        axes[0].plot(position, **options)
        axes[1].semilogy(lengths[label], **options)
        ratio = lengths[label][drop] / lengths[label][drop - 1]
        texts.append(f"{label}, {number(ratio)} times, to the end at {number(position[-1])}")
    for ax in axes:
        ax.axvline(drop - 0.5, color="0.4", ls="--", lw=1)
        ax.set(xlabel="step")
    axes[0].set(ylabel="position θ", title="One path, until lr drops")
    axes[1].set(ylabel="length of the step", title="How long each step is")
    axes[0].legend(loc="upper right")
    axes[1].text(drop, 0.03, "lr / 10", color="0.3", transform=axes[1].get_xaxis_transform())
    return describe(
        figure,
        f"Left, the position over {len(position)} steps, right, the length of the steps on a logarithmic "
        f"axis",
        f"At step {drop} the learning rate drops, and the length of the steps changes: {'; '.join(texts)}",
    )


def noise(tracks: Curves, effective: NDArray, measured: CurvesByMu, predicted: CurvesByMu) -> Figure:
    """Draw noisy descents in one bowl, and where their noise settles against the effective step.

    Parameters
    ----------
    tracks
        By label, the mean loss over many runs at each step.
    effective
        Effective steps lr / (1 − μ), of shape (n,).
    measured, predicted
        By μ, the variance of the position, measured and by the formula.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.0))
    for series, (label, track) in enumerate(tracks.items()):
        draw_curve(left, series, label, range(len(track)), track, color=("C0", "C3", "C1")[series])
    left.set(xlabel="step", ylabel="mean loss of many runs", title="Down to the noise floor", yscale="log")
    left.legend()
    texts = []
    for colour, marker, (mu, floor) in zip(MU_COLOURS, MARKERS, measured.items(), strict=False):
        right.loglog(effective, predicted[mu], color=colour, lw=1.3)
        right.loglog(effective, floor, marker, color=colour, ms=6, mec="white", label=f"μ = {mu:g}")
        texts.append(f"μ = {mu:g} from {number(floor[0])} to {number(floor[-1])}")
    right.set_xticks(effective, [f"{step:g}" for step in effective])
    right.minorticks_off()
    right.set(xlabel="effective step lr / (1 − μ)", ylabel="variance of θ at the floor",
              title="Lines: theory; marks: measured")  # fmt: skip
    right.legend()
    return describe(
        figure,
        f"Left, the mean loss by step on a logarithmic axis: {trends(tracks)}",
        f"Right, the variance at the floor for effective steps from {number(effective[0])} to "
        f"{number(effective[-1])}, both axes logarithmic: {'; '.join(texts)}",
    )


def tuning(effective: NDArray, losses: Mapping[str, CurvesByMu]) -> Figure:
    """Draw the loss after a fixed number of steps against the effective step, a panel for each batch.

    Parameters
    ----------
    effective
        Effective steps lr / (1 − μ), of shape (n,).
    losses
        For each panel's title, by μ, 0 first: final losses of shape (seeds, m), for the first m effective
        steps. The line is their median, the band their range.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, len(losses), figsize=(9.6, 4.0), sharey=True, squeeze=False)
    texts = []
    for ax, (title, by_mu) in zip(axes[0], losses.items(), strict=True):
        best = []
        for series, (mu, runs) in enumerate(by_mu.items()):
            middle, band = np.median(runs, axis=0), (runs.min(axis=0), runs.max(axis=0))
            steps, look = effective[: len(middle)], tuple(METHODS.values())[series]
            draw_curve(ax, series, f"μ = {mu:g}", steps, middle, band, **look)
            best.append(f"{number(middle.min())} at {number(effective[middle.argmin()])} for μ = {mu:g}")
        ax.set(title=title, xlabel="effective step lr / (1 − μ)", xscale="log", yscale="log")
        texts.append(f"{title}: lowest {listing(best)}")
    axes[0, 0].set(ylabel="training loss at the end (nats)")
    axes[0, 0].legend(loc="lower left")
    span = f"from {number(effective[0])} to {number(effective[-1])}, both axes logarithmic"
    return describe(figure, f"Training loss at the end against the effective step, {span}", *texts)


def film_strip(
    loss: Loss, paths: Paths, extent: Sequence[float], goal: Sequence[float], moments: Sequence[int]
) -> Figure:
    """Draw what all methods have reached at a few moments, side by side.

    Parameters
    ----------
    loss, paths, extent
        As for :func:`course.figures.momentum.descents`.
    goal
        The minimum.
    moments
        The steps at which to stop.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, len(moments), figsize=(9.6, 3.3), sharey=True)
    for ax, moment in zip(axes, moments, strict=True):
        draw_contours(ax, loss, extent, goal)
        for method, path in paths.items():
            draw_path(ax, method, path[: moment + 1], lw=1.1, marker="")
            draw_path(ax, method, path[moment : moment + 1], ms=8, ls="", label=method)
        ax.set_title(f"Step {moment}")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(paths))
    what = (
        f"The paths of {listing(paths)} on contours of a loss, {len(moments)} panels up to different steps"
    )
    return describe(figure, what, distances(paths, goal, moments))


def faults(healthy: NDArray, faults: Mapping[str, NDArray | tuple[NDArray, NDArray]]) -> Figure:
    """Draw the loss curve of each of six faults beside that of the healthy run.

    Parameters
    ----------
    healthy
        Loss at each step of the run without a fault.
    faults
        Loss by name of the fault; where it starts with a healthy curve of its own, a pair of both.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(2, 3, figsize=(9.6, 5.6), sharey=True)
    texts = []
    for ax, (name, curve) in zip(axes.flat, faults.items(), strict=True):
        curve, good = curve if isinstance(curve, tuple) else (curve, healthy)
        ax.semilogy(good, color="0.6", lw=2.5, label="healthy")
        ax.semilogy(curve, color="C1", lw=1.6, label="faulty")
        ax.set(xlabel="step", ylabel="loss", ylim=(1e-9, 1e6))
        ax.label_outer()
        ax.set_title(name, fontsize=10.5)
        texts.append(f"{name}, at most {number(curve.max())}, at the end {number(curve[-1])}")
    axes[0, 0].legend(loc="lower left")
    sound = f"which goes from {number(healthy[0])} to {number(healthy[-1])}"
    what = (
        f"Six loss curves over {len(healthy) - 1} steps, logarithmic, each beside the healthy one, {sound}"
    )
    return describe(figure, what, "; ".join(texts))
