"""Figures of digits, and of weights and maps as images, which several lessons show."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import describe, listing, number


def draw_image(ax: Axes, image: NDArray, scale: NDArray | None = None, *, frame: bool = True) -> None:
    """Draw one image without ticks: dark is large or, if there are negative numbers, blue is below zero.

    Parameters
    ----------
    ax
        Where to draw.
    image
        Of shape (height, width).
    scale
        All the numbers that share the image's scale; by default its own.
    frame
        Whether to draw a frame around it.
    """
    ax.imshow(image, **_colours(image if scale is None else scale))
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=frame, color="0.7")
    ax.grid(False)


def _colours(scale: NDArray) -> dict:
    """Return the colours for images that share a scale, as ``imshow`` takes them."""
    limit = np.abs(scale).max()
    if scale.min() < 0:
        return {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit}
    return {"cmap": "gray_r", "vmin": 0, "vmax": limit}


def set_title(figure: Figure, title: str) -> None:
    """Give a figure of many small images its title, at the left as all titles are."""
    figure.suptitle(title, fontsize=12, fontweight="bold", x=0.01, ha="left")


def tiles(
    images: Sequence[NDArray],
    captions: Sequence[str],
    title: str,
    *,
    columns: int,
    side: float = 0.75,
    scale: NDArray | None = None,
    frame: bool = False,
) -> Figure:
    """Draw images in a grid of tiles.

    Parameters
    ----------
    images
        Each of shape (height, width), or (pixels,) for a square.
    captions
        A line or two above each image, or none.
    title
        Title of the figure.
    columns
        Images a row.
    side
        Width of an image, in inches.
    scale, frame
        As for :func:`draw_image`.

    Returns
    -------
    Figure
    """
    rows = -(-len(images) // columns)
    lines = 1 + captions[0].count("\n") if len(captions) else 0
    across, down = 1.15, 1.15 + 0.2 * lines / side  # from one tile to the next, with an image as the unit
    figure, ax = plt.subplots(figsize=(side * across * columns + 0.2, side * down * rows + 0.4))
    for i, image in enumerate(images):
        left, top = across * (i % columns), down * (i // columns + 1) - 1
        square = image if image.ndim == 2 else image.reshape(2 * [int(np.sqrt(len(image)))])
        colours = _colours(square if scale is None else scale)
        ax.imshow(square, extent=(left, left + 1, top + 1, top), **colours)
        if frame:
            ax.add_patch(Rectangle((left, top), 1, 1, fill=False, edgecolor="0.7"))
        if len(captions):
            ax.text(left + 0.5, top - 0.03, captions[i], fontsize=9, ha="center", va="bottom")
    ax.set(xlim=(-0.04, across * columns), ylim=(down * rows + 0.04, 0))
    ax.set_axis_off()
    set_title(figure, title)
    return figure


def digits(images: ArrayLike, captions: Sequence[str] = (), *, columns: int = 10, title: str) -> Figure:
    """Draw digits in a grid, dark ink on light paper.

    Parameters
    ----------
    images
        Grey values of any scale, of shape (n, 784) or (n, 28, 28).
    captions
        A line or two above each digit.
    columns
        Digits a row.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    images = np.asarray(images)
    figure = tiles(images, captions, title, columns=columns)
    ink = np.mean(images > images.max() / 2)
    texts = [f"{len(images)} images of digits, {columns} in a row, with ink on {ink:.0%} of their pixels"]
    if len(captions):
        texts.append("Their captions: " + ", ".join(caption.replace("\n", " ") for caption in captions))
    return describe(figure, title, *texts)


def filters(weights: ArrayLike, *, columns: int = 8, title: str) -> Figure:
    """Draw weights as images, on one scale around zero: blue pulls down, red pushes up.

    Parameters
    ----------
    weights
        One image a unit, of shape (n, height, width) or (n, 784).
    columns
        Images a row.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    weights = np.asarray(weights)
    figure = tiles(weights, (), title, columns=columns, scale=weights)
    figure.colorbar(figure.axes[0].images[0], label="weight", shrink=0.8)
    rows = np.split(weights, range(columns, len(weights), columns))
    ranges = listing(
        f"in row {i} from {number(row.min())} to {number(row.max())}" for i, row in enumerate(rows, 1)
    )
    return describe(
        figure, title, f"{len(weights)} images of weights, blue below zero and red above: {ranges}"
    )
