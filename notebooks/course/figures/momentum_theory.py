"""Figures of the theory in the lesson 01_momentum: the roots of a step, and the factor they predict."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import describe, number, numbers, point
from course.figures.landscape import MU_COLOURS
from course.figures.shared import MARKERS


def roots(lr_curvature: float, marked: Sequence[float]) -> Figure:
    """Draw how the two roots of one direction move through the complex plane as μ grows.

    Parameters
    ----------
    lr_curvature
        η λ, without unit, below 1.
    marked
        Values of μ whose roots are marked; a line shows the modulus of the last one's.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 5.4))
    turn = np.exp(1j * np.linspace(-0.6, 0.6, 100))
    ax.plot(turn.real, turn.imag, color="0.4", lw=1, ls="--", label="|r| = 1: no progress")
    every = np.linspace(0, 1, 2001)
    critical = (1 - np.sqrt(lr_curvature)) ** 2
    for sign in (1, -1):
        path = _root(every, lr_curvature, sign)
        ax.plot(path.real, path.imag, color="0.65", lw=2)
        for mu in (0.85 * critical, (1 + critical) / 2):  # an arrow before the roots meet, and one after
            tail, head = _root(np.array([mu, mu + 0.02]), lr_curvature, sign)
            arrow = {"arrowstyle": "-|>", "color": "0.35", "mutation_scale": 20}
            ax.annotate("", (head.real, head.imag), (tail.real, tail.imag), arrowprops=arrow)
    ax.plot([], [], color="0.65", label="both roots; arrows: μ grows from 0 to 1")
    texts = []
    for colour, marker, mu in zip(MU_COLOURS[1:], MARKERS, marked, strict=False):
        pair = np.array([_root(mu, lr_curvature, sign) for sign in (1, -1)])
        ax.plot(pair.real, pair.imag, marker, color=colour, ms=9, mec="white", label=f"μ = {mu:g}")
        kind = "complex" if np.abs(pair.imag).max() > 1e-6 else "real"
        texts.append(f"μ = {mu:g}: {kind} roots of size {numbers(np.abs(pair))}")
    ax.plot([0, pair[0].real], [0, pair[0].imag], ":", color=colour, lw=1.5)
    middle = (pair[0].real / 2, pair[0].imag / 2)
    ax.annotate(f"|r| = {abs(pair[0]):.3f}", middle, (-8, 6), textcoords="offset points", ha="right")
    ax.set(title=f"The two roots, η λ = {lr_curvature:g}", xlabel="real part", ylabel="imaginary part")
    ax.set(aspect="equal", xlim=(-0.05, 1.08), ylim=(-0.4, 0.4))
    figure.legend(loc="outside lower center", ncols=3)
    return describe(
        figure,
        f"The two roots in the complex plane for η λ = {number(lr_curvature)}, as μ grows from 0 to 1: "
        f"real until they meet at μ = {number(critical)}, then a complex pair that nears the unit circle",
        "; ".join(texts),
    )


def _root(mu: ArrayLike, lr_curvature: float, sign: int) -> NDArray:
    """Return one of the two roots r of r² − (1 + μ − η λ) r + μ = 0."""
    half = (1 + mu - lr_curvature) / 2
    return half + sign * np.sqrt(half**2 - mu + 0j)


def phase_diagram(
    step: NDArray,
    mu: NDArray,
    measured: NDArray,
    theory: Callable[[NDArray, NDArray], NDArray],
    curvatures: Sequence[float],
    points: Mapping[str, tuple[float, float]],
) -> Figure:
    """Draw measured factors a step as colour, and the theory as lines over them.

    Parameters
    ----------
    step, mu
        Step times the largest curvature, of shape (s,), and momentum, of shape (m,).
    measured
        Measured factor a step, of shape (m, s).
    theory
        ``theory(eta_lambda, mu)`` returns the predicted factor of one direction.
    curvatures
        One curvature, or the smallest and the largest.
    points
        Points (step, μ) to mark, by their label; may be empty.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 5.2))
    shares = np.array(curvatures) / max(curvatures)
    title = "One direction" if len(shares) == 1 else f"The ravine, κ = {1 / shares.min():g}"
    lowest = 0.2 if len(shares) == 1 else 0.65
    settled = np.ma.masked_greater(measured, 1.01)
    image = ax.pcolormesh(step, mu, settled, vmin=lowest, vmax=1, shading="nearest", rasterized=True)
    predicted = np.max([theory(share * step, mu[:, np.newaxis]) for share in shares], axis=0)
    levels = np.array([0.5, 0.7, 0.8, 0.9, 0.95])[len(shares) - 1 :]
    colours = ["white" if level < (1 + lowest) / 2 else "black" for level in levels]
    lines = ax.contour(step, mu, predicted, levels=levels, colors=colours, linewidths=1.1)
    at = 2.0 if len(shares) == 1 else 2.6
    ax.clabel(lines, fmt="%g", fontsize=10, manual=[(at, level**2) for level in levels])  # ρ = √μ
    for share, style, which in zip(shares[::-1], ("--", "-."), ("steep", "flat"), strict=False):
        label = "critical damping" + (f", {which} direction" if len(shares) > 1 else "")
        ax.plot(step, (1 - np.sqrt(share * step)) ** 2, style, color="C5", lw=2.2, label=label)
    ax.plot(step, step / 2 - 1, "-", color="C1", lw=2.2, label="limit of stability")
    ax.text(1.2, 0.56 if len(shares) == 1 else 0.72, "complex roots", color="white", fontweight="bold")
    ax.text(3.4, 0.18, "diverges", ha="center", color="0.25")
    for (name, place), marker in zip(points.items(), "oD", strict=False):
        ax.plot(*place, marker, color="C6", mec="white", ms=9, clip_on=False)
        offset = (26, 4) if place[1] == 0 else (14, -32)
        ax.annotate(name, place, offset, textcoords="offset points")
    ax.set(
        title=title,
        xlabel="step size × curvature, η λ" + (" (steep direction)" if len(shares) > 1 else ""),
        ylabel="momentum μ",
        xlim=(0, 4),
        ylim=(0, 1),
    )
    ax.grid(False)
    ax.set_facecolor("0.92")
    figure.colorbar(image, ax=ax, pad=0.02, label="factor a step (measured)")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9)
    row, column = np.unravel_index(measured.argmin(), measured.shape)
    error = np.abs(measured - predicted)
    marks = (
        [f"Marked: {'; '.join(f'{name}, at {point(p)}' for name, p in points.items())}"] if points else []
    )
    return describe(
        figure,
        f"{title}: a map of the measured factor a step over step and momentum, with the theory as lines",
        f"Lowest {number(measured.min())} at {point((step[column], mu[row]))}; {np.mean(measured > 1):.0%} "
        f"of it diverges; {np.mean(error < 0.002):.1%} is within 0.002 of the theory",
        *marks,
    )


def oscillation(losses: NDArray, peaks: NDArray, title: str) -> Figure:
    """Draw the loss of one direction that oscillates, with its peaks marked.

    Parameters
    ----------
    losses
        The loss after each step, the start first.
    peaks
        The steps at which it has peaks.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 3.6))
    ax.plot(losses, color="C0")
    ax.plot(peaks, losses[peaks], "v", color="C1", ms=8, label="peaks")
    ax.set(title=title, xlabel="step", ylabel="loss", yscale="log", ylim=(losses[-1] / 1000, 2 * losses[0]))
    ax.legend(loc="upper right")
    return describe(
        figure,
        f"{title}: the loss over {len(losses) - 1} steps on a logarithmic axis falls from "
        f"{number(losses[0])} to {number(losses[-1])} and oscillates, with peaks at steps {numbers(peaks)}",
    )
