"""Figures of the lesson 07_capstone_cnn: what its layers make of a digit, and accuracy under shifts."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.figures.alt_text import describe, listing, number
from course.figures.images import draw_image, set_title, tiles
from course.figures.shared import MARKERS, draw_curve, in_percent
from nnlib.metrics import accuracy_interval


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
