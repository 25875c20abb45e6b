"""Figures of the lesson 07_capstone_cnn: a layer as a product, its maps of a digit, what it relies on."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import describe, listing, number, numbers
from course.figures.images import draw_image, set_title, tiles
from course.figures.shared import COLOURS, MARKERS, draw_curve, in_percent
from nnlib.metrics import accuracy_interval


def im2col(image: ArrayLike, kernel: ArrayLike, title: str) -> Figure:
    """Draw a cross-correlation as one matrix product: the image, its windows as rows, kernel and answers.

    Parameters
    ----------
    image
        A small image of whole numbers, of shape (height, width).
    kernel
        A smaller one.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    windows = sliding_window_view(image, kernel.shape)
    (h, w), columns = kernel.shape, windows.shape[1]
    rows, weights = windows.reshape(-1, kernel.size), kernel.reshape(-1, 1)
    answers = rows @ weights
    parts = {"image": image, "a row for each window": rows, "kernel": weights, "answers": answers}
    widths = [part.shape[1] + 1 for part in parts.values()]
    figure, axes = plt.subplots(1, 4, figsize=(7.2, 4.2), width_ratios=widths)
    for ax, (name, part) in zip(axes, parts.items(), strict=True):
        _draw_numbers(ax, part)
        ax.set_title(name, fontsize=10, fontweight="normal", loc="center")
    for place, colour in ((0, COLOURS[0]), (columns + 1, COLOURS[1])):
        corner = place % columns, place // columns
        for ax, at, size in ((axes[0], corner, (w, h)), (axes[1], (0, place), (kernel.size, 1)),
                             (axes[3], (0, place), (1, 1))):  # fmt: skip
            at = at[0] - 0.45, at[1] - 0.45
            ax.add_patch(Rectangle(at, size[0] - 0.1, size[1] - 0.1, fill=False, color=colour, linewidth=3))
    set_title(figure, title)
    return describe(
        figure,
        title,
        f"An image of {image.shape[0]} × {image.shape[1]} numbers, its {len(rows)} windows of {h} × {w} as "
        f"rows of a matrix, the kernel {numbers(kernel)} as a column, and the answers {numbers(answers)}",
        "One window, its row and its answer have a blue frame, another window's are orange",
    )


def _draw_numbers(ax: Axes, matrix: NDArray) -> None:
    """Draw a matrix as a grid of its numbers."""
    draw_image(ax, np.zeros(matrix.shape), np.ones(1))
    for (i, j), value in np.ndenumerate(matrix):
        ax.text(j, i, number(value), ha="center", va="center", fontsize=10)
    ax.set_xticks(np.arange(matrix.shape[1] - 1) + 0.5, minor=True)
    ax.set_yticks(np.arange(len(matrix) - 1) + 0.5, minor=True)
    ax.grid(True, which="minor", color="0.85")
    ax.tick_params(which="both", length=0)


def panels(images: Mapping[str, NDArray], title: str) -> Figure:
    """Draw a few images side by side, each on its own scale.

    Parameters
    ----------
    images
        Images by title; those that hold negative numbers are drawn blue below zero and red above.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    figure = tiles(list(images.values()), list(images), title, columns=len(images), side=2.2, frame=True)
    return _describe_images(figure, title, {name: image[np.newaxis] for name, image in images.items()})


def feature_maps(image: NDArray, maps: Mapping[str, NDArray], title: str, columns: int = 8) -> Figure:
    """Draw an image, and below it what each layer makes of it.

    Parameters
    ----------
    image
        What goes in, of shape (height, width).
    maps
        By name of the layer, its maps, of shape (filters, height, width); one scale a layer.
    title
        Title of the figure.
    columns
        Maps a row.

    Returns
    -------
    Figure
    """
    layers = {"input": image[np.newaxis], **maps}
    heights = [-(-len(layer) // columns) for layer in layers.values()]
    size = 0.8 * columns + 1.2, 0.85 * sum(heights) + 0.4
    figure, axes = plt.subplots(sum(heights), columns, figsize=size, squeeze=False)
    places = np.split(axes, np.cumsum(heights)[:-1])  # the rows of each layer
    for (name, layer), place in zip(layers.items(), places, strict=True):
        label = f"{name}\n{layer.shape[1]} × {layer.shape[2]}"
        place[0, 0].set_ylabel(label, rotation=0, ha="right", va="center", fontsize=10)
        for ax, tile in zip(place.flat, layer, strict=False):
            draw_image(ax, tile, layer)
        for ax in place.flat[len(layer) :]:
            ax.set_axis_off()
    set_title(figure, title)
    return _describe_images(figure, title, layers)


def _describe_images(figure: Figure, title: str, images: Mapping[str, NDArray]) -> Figure:
    """Describe images, some for each name, by their number, their size and their range."""
    texts = []
    for name, some in images.items():
        count, height, width = some.shape
        span = f"from {number(some.min())} to {number(some.max())}"
        texts.append(f"{name}, {count} of {height} × {width}, {span}")
    return describe(figure, title, f"Images, blue where they are below zero: {'; '.join(texts)}")


def occlusion(
    digits: ArrayLike, probabilities: ArrayLike, changed: ArrayLike, captions: Sequence[str], title: str
) -> Figure:
    """Draw digits, and below each how sure its answer stays when a patch covers it.

    Parameters
    ----------
    digits
        Grey values, of shape (n, height, width).
    probabilities
        Of the uncovered digit's answer, by the upper left corner of the patch, of shape (n, rows, columns).
    changed
        Whether another digit is answered then, of the same shape; framed in orange.
    captions
        A line above each digit.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    digits, probabilities, changed = map(np.asarray, (digits, probabilities, changed))
    margin = (digits.shape[1] - probabilities.shape[1]) / 2  # draw each number at the centre of its patch
    figure, axes = plt.subplots(2, len(digits), figsize=(1.75 * len(digits), 4.2), squeeze=False)
    for i, caption in enumerate(captions):
        above, below = axes[:, i]
        draw_image(above, digits[i])
        above.set_title(caption, fontsize=10, fontweight="normal", loc="center")
        draw_image(below, digits[i])
        extent = (
            margin - 0.5,
            digits.shape[2] - margin - 0.5,
            digits.shape[1] - margin - 0.5,
            margin - 0.5,
        )
        image = below.imshow(probabilities[i], extent=extent, vmin=0, vmax=1, alpha=0.75)
        if changed[i].any():
            lines = {"levels": [0.5], "colors": "C1", "linewidths": 2}
            below.contour(changed[i], extent=extent, origin="upper", **lines)
        below.set(xlim=above.get_xlim(), ylim=above.get_ylim())
    label = "probability of the answer (%)"
    bar = figure.colorbar(image, ax=axes[1], label=label, orientation="horizontal", shrink=0.6)
    in_percent(bar.ax.xaxis)
    set_title(figure, title)
    texts = [
        f"{caption}: lowest {p.min():.0%}, another answer at {c.mean():.1%} of the places"
        for caption, p, c in zip(captions, probabilities, changed, strict=True)
    ]
    return describe(
        figure, title, f"{len(digits)} digits, and how sure each answer stays: {'; '.join(texts)}"
    )


def maps_of_digits(places: Mapping[str, ArrayLike], labels: ArrayLike, title: str) -> Figure:
    """Draw digits as points in the plane, each as its label, a panel for each way to place them.

    Parameters
    ----------
    places
        By the name of the way, points of shape (n, 2).
    labels
        The n digits.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    labels = np.asarray(labels)
    figure, axes = plt.subplots(1, len(places), figsize=(4.4 * len(places), 4.4), squeeze=False)
    texts = []
    for ax, (name, points) in zip(axes[0], places.items(), strict=True):
        points, own = np.asarray(points), []
        for digit in np.unique(labels):
            some = points[labels == digit]
            ax.scatter(*some.T, s=22, marker=f"${digit}$", color=plt.get_cmap("tab10")(int(digit)))
            own.append(some.std(axis=0).mean() / points.std(axis=0).mean())
        ax.set(title=name, xlabel="first coordinate", ylabel="second coordinate", xticks=[], yticks=[])
        ax.grid(False)
        texts.append(f"{name}, where a class spreads over {np.mean(own):.0%} of the whole on average")
    set_title(figure, title)
    return describe(figure, title, f"{len(labels)} points, each drawn as its digit: {'; '.join(texts)}")


def shift_curves(correct: Mapping[str, ArrayLike], title: str) -> Figure:
    """Draw the accuracy against the shift of the images, with 95 % intervals.

    Parameters
    ----------
    correct
        By network, whether it reads each of n images right when moved by 0, 1, 2, ... pixels, of shape
        (shifts, n).
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 4.4))
    texts = []
    for series, (name, right) in enumerate(correct.items()):
        right = np.asarray(right)
        shifts, accuracy = np.arange(len(right)), right.mean(axis=1)
        band = np.transpose([accuracy_interval(int(row.sum()), len(row)) for row in right])
        draw_curve(ax, series, name, shifts, accuracy, band, marker=MARKERS[series])
        texts.append(f"{name} {listing(f'{share:.1%}' for share in accuracy)}")
    ax.set(xlabel="shift (pixels)", ylabel="test digits read right (%)", title=title, ylim=(0, 1.03))
    ax.set_xticks(shifts)
    in_percent(ax.yaxis)
    ax.legend(loc="lower left")
    return describe(figure, title, f"Read right after 0 to {shifts[-1]} pixels: {'; '.join(texts)}")
