"""Descents drawn on the contours of a loss of two parameters: still, as a film strip, as an animation."""

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation
from PIL import Image

from course.figures import STYLE

plt.style.use(STYLE)

SIGNS = {
    "minus": "−",
    "fast-backward": "«",
    "step-backward": "‹",
    "play fa-flip-horizontal": "◀",
    "pause": "❙❙",
    "play": "▶",
    "step-forward": "›",
    "fast-forward": "»",
    "plus": "+",
}
STYLES = {
    "gradient descent": {"color": "C0", "marker": "o"},
    "momentum": {"color": "C1", "marker": "s"},
    "Nesterov": {"color": "C2", "marker": "^"},
}


def _contours(ax, loss, extent, filled=True):
    """Draw the contours of ``loss(x, y)``, evenly spaced in the root of the loss."""
    x, y = np.meshgrid(np.linspace(*extent[:2], 200), np.linspace(*extent[2:], 120))
    height = np.sqrt(loss(x, y))
    if filled:
        ax.contourf(x, y, height, levels=14, cmap="Greys", alpha=0.35)
    ax.contour(x, y, height, levels=14, colors="0.75", linewidths=0.6)
    ax.set(xlim=extent[:2], ylim=extent[2:], xlabel="θ₁")
    ax.grid(False)


def _trail(ax, name, path, **options):
    """Draw one path in the colour and with the marker of its method."""
    style = {"lw": 1.3, "ms": 3.5, "mec": "white", "mew": 0.4} | STYLES[name] | options
    return ax.plot(path[:, 0], path[:, 1], **style)[0]


def plot_ravine(loss, path, extent):
    """Draw one descent twice: its path on the contours, and each coordinate by itself.

    Parameters
    ----------
    loss : callable
        ``loss(x, y)``, for arrays.
    path : numpy.ndarray, shape (steps + 1, 2)
        The positions, the start first.
    extent : tuple of 4 floats
        Left, right, bottom and top of the map.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.6), width_ratios=[1.45, 1])
    _contours(left, loss, extent)
    _trail(left, "gradient descent", path)
    left.plot(0, 0, "*", color="C6", ms=13, mec="white")
    left.set(ylabel="θ₂", title="Across the ravine and back")
    steps = np.arange(len(path))
    right.plot(steps, path[:, 0] / path[0, 0], "-", color="C3", label="θ₁, along")
    right.plot(steps, path[:, 1] / path[0, 1], "-", color="C6", lw=1.2, marker=".", label="θ₂, across")
    right.axhline(0, color="0.5", lw=0.8)
    right.set(xlabel="step", ylabel="share of the start", title="One crawls, one flips", ylim=(-1.05, 1.05))
    right.legend(loc="lower right")
    return figure


def plot_paths(loss, paths, extent):
    """Draw several descents on the contours, a panel each.

    Parameters
    ----------
    loss : callable
        ``loss(x, y)``, for arrays.
    paths : dict of str to numpy.ndarray, shape (steps + 1, 2)
        Positions by method: "gradient descent", "momentum" or "Nesterov".
    extent : tuple of 4 floats
        Left, right, bottom and top of the map.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(paths), figsize=(9.6, 3.2), sharey=True, squeeze=False)
    for ax, (name, path) in zip(axes[0], paths.items(), strict=True):
        _contours(ax, loss, extent)
        _trail(ax, name, path)
        ax.plot(0, 0, "*", color="C6", ms=13, mec="white")
        ax.set(title=f"{name.capitalize()}: {len(path) - 1} steps")
    axes[0, 0].set(ylabel="θ₂")
    return figure


def plot_film_strip(loss, paths, extent, goal, moments):
    """Draw what all methods have reached at a few moments, side by side.

    Parameters
    ----------
    loss, paths, extent
        As for :func:`plot_paths`.
    goal : tuple of 2 floats
        The minimum.
    moments : sequence of int
        The steps at which to stop.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(moments), figsize=(9.6, 3.3), sharey=True)
    for ax, moment in zip(axes, moments, strict=True):
        _contours(ax, loss, extent)
        for name, path in paths.items():
            _trail(ax, name, path[: moment + 1], lw=1.1, marker="")
            _trail(ax, name, path[moment : moment + 1], ms=8, ls="", label=name)
        ax.plot(*goal, "*", color="C6", ms=11, mec="white")
        ax.set_title(f"Step {moment}")
    axes[0].set(ylabel="θ₂")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(paths))
    return figure


def animate_paths(loss, paths, extent, goal, moments, alt):
    """Animate descents as a web page's fragment that needs neither a kernel nor a network.

    Matplotlib's ``to_jshtml`` makes it; its fonts from the network are replaced by plain signs, its
    random name by a fixed one, and the picture gets its alt text.

    Parameters
    ----------
    loss, paths, extent, goal
        As for :func:`plot_film_strip`.
    moments : sequence of int
        The step that each frame shows.
    alt : str
        What the animation shows, for readers who cannot see it.

    Returns
    -------
    str
        HTML; the animation waits for the reader to press play.
    """
    figure, ax = plt.subplots(figsize=(6.4, 4.0))
    _contours(ax, loss, extent, filled=False)  # flat paper keeps the frames small
    ax.plot(*goal, "*", color="C6", ms=13, mec="white")
    trails = {name: _trail(ax, name, path[:1], lw=1.5, marker="") for name, path in paths.items()}
    heads = {name: _trail(ax, name, path[:1], ms=9, ls="", label=name) for name, path in paths.items()}
    ax.set(ylabel="θ₂", title="Step 0")
    ax.legend(loc="upper center", ncols=len(paths), fontsize=9)

    def draw(moment):
        for name, path in paths.items():
            trails[name].set_data(*path[: moment + 1].T)
            heads[name].set_data(*path[moment : moment + 1].T)
        ax.set_title(f"Step {moment}")

    figure.draw_without_rendering()  # lays out once ...
    figure.set_layout_engine("none")  # ... for all frames
    with plt.rc_context({"savefig.dpi": 90}):
        page = FuncAnimation(figure, draw, frames=moments).to_jshtml(fps=5, default_mode="once")
    plt.close(figure)
    page = re.sub(r"<link[^>]*font-awesome[^>]*>", "", page)
    for icon, sign in SIGNS.items():
        page = page.replace(f'<i class="fa fa-{icon}"></i>', sign)
    page = page.replace("<img id=", f'<img alt="{alt}" id=', 1)
    page = page.replace('type="range"', 'type="range" aria-label="Frame"', 1)
    page = re.sub(r'data:image/png;base64,([^"]*)', _with_few_colours, page)
    return re.sub(r"\b(anim|_anim\w*?_?)[0-9a-f]{32}\b", r"\1_momentum_paths", page)


def _with_few_colours(frame):
    """Return a frame, matched as base64, with a palette of 64 colours: a third of the bytes."""
    image = Image.open(io.BytesIO(base64.b64decode(frame[1]))).convert("RGB")
    small = io.BytesIO()
    image.quantize(64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        small, format="png"
    )
    return "data:image/png;base64," + base64.b64encode(small.getvalue()).decode()
