"""Paths of descents on the contours of a loss of two parameters, for the lessons on momentum."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import listing, numbers, point

Loss = Callable[[NDArray, NDArray], NDArray]
Paths = Mapping[str, NDArray]  # by method: positions of shape (steps + 1, 2), the start first
METHODS = {
    "gradient descent": {"color": "C0", "marker": "o"},
    "momentum": {"color": "C1", "marker": "s"},
    "Nesterov": {"color": "C2", "marker": "^"},
}
MU_COLOURS = ("C0", "C2", "C1", "C3")  # no memory looks like gradient descent, a long one like momentum


def draw_contours(ax: Axes, loss: Loss, extent: Sequence[float], goal: ArrayLike = (0, 0)) -> None:
    """Draw the contours of ``loss(x, y)``, evenly spaced in the root of the loss, and a star at the goal.

    Parameters
    ----------
    ax
        Where to draw.
    loss
        A function of two arrays.
    extent
        Left, right, bottom and top of the map.
    goal
        The minimum.
    """
    x, y = np.meshgrid(np.linspace(*extent[:2], 200), np.linspace(*extent[2:], 120))
    height = np.sqrt(loss(x, y))
    ax.contourf(x, y, height, levels=14, cmap="Greys", alpha=0.35)
    ax.contour(x, y, height, levels=14, colors="0.75", linewidths=0.6)
    ax.plot(*goal, "*", color="C6", ms=13, mec="white", zorder=3)
    ax.set(xlim=extent[:2], ylim=extent[2:], xlabel="θ₁", ylabel="θ₂")
    ax.label_outer()
    ax.grid(False)


def draw_path(ax: Axes, method: str, path: NDArray, **options) -> Line2D:
    """Draw one path, of shape (steps + 1, 2), in the colour and with the marker of its method."""
    look = {"lw": 1.3, "ms": 3.5, "mec": "white", "mew": 0.4} | METHODS[method] | options
    return ax.plot(path[:, 0], path[:, 1], **look)[0]


def distances(paths: Paths, goal: ArrayLike, moments: Sequence[int]) -> str:
    """Return in words how far from the goal each path is at some steps."""
    far = {method: np.linalg.norm(path[list(moments)] - goal, axis=1) for method, path in paths.items()}
    texts = "; ".join(f"{method} {numbers(values)}" for method, values in far.items())
    return f"distance from the minimum at {point(goal)} after {listing(moments)} steps: {texts}"
