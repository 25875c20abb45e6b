"""Figures of the convolutional network: what its layers make of a digit, and accuracy under shifts."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from course.figures import STYLE
from nnlib.metrics import accuracy_interval

plt.style.use(STYLE)


def panels(images, title):
    """Draw a few images side by side, each on its own scale.

    Parameters
    ----------
    images : dict of str to array_like, shape (H, W)
        Title and image; images that hold negative numbers are drawn blue below zero and red above.
    title : str
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(images), figsize=(2.3 * len(images), 2.8), squeeze=False)
    for ax, (name, image) in zip(axes[0], images.items(), strict=True):
        _draw(ax, np.asarray(image))
        ax.set_title(name, fontsize=10, fontweight="normal", loc="center")
    _title(figure, title)
    return figure


def feature_maps(image, maps, title, columns=8):
    """Draw an image, and below it what each layer makes of it.

    Parameters
    ----------
    image : array_like, shape (H, W)
        What goes in.
    maps : dict of str to array_like, shape (filters, rows, columns)
        Name of the layer and its maps; one scale a layer.
    title : str
        Title of the figure.
    columns : int, default 8
        Maps a row.

    Returns
    -------
    matplotlib.figure.Figure
    """
    layers = {"input": np.asarray(image)[np.newaxis]} | {name: np.asarray(m) for name, m in maps.items()}
    heights = [-(-len(layer) // columns) for layer in layers.values()]
    size = 0.8 * columns + 1.2, 0.85 * sum(heights) + 0.4
    figure, axes = plt.subplots(sum(heights), columns, figsize=size, squeeze=False)
    rows = iter(axes)
    for (name, layer), height in zip(layers.items(), heights, strict=True):
        tiles = np.concatenate([next(rows) for _ in range(height)])
        label = f"{name}\n{layer.shape[1]} × {layer.shape[2]}"
        tiles[0].set_ylabel(label, rotation=0, ha="right", va="center", fontsize=10)
        for ax, tile in zip(tiles, layer, strict=False):
            _draw(ax, tile, limit=np.abs(layer).max(), signed=layer.min() < 0)
        for ax in tiles[len(layer) :]:
            ax.set_axis_off()
    _title(figure, title)
    return figure


def shift_curves(correct, title):
    """Draw the accuracy against the shift of the images, with 95 % intervals.

    Parameters
    ----------
    correct : dict of str to array_like of bool, shape (shifts, n)
        Name of the network, and whether it reads each image right when moved by 0, 1, 2, ... pixels.
    title : str
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 4.4))
    for i, (name, right) in enumerate(correct.items()):
        right = np.asarray(right)
        n, shifts = right.shape[1], np.arange(len(right))
        low, high = np.transpose([accuracy_interval(int(count), n) for count in right.sum(axis=1)])
        ax.fill_between(shifts, low, high, color=f"C{i}", alpha=0.3, lw=0)
        style = {"linestyle": ("-", "--", "-.", ":")[i % 4], "marker": "os^D"[i % 4]}
        ax.plot(shifts, right.mean(axis=1), color=f"C{i}", label=name, **style)
    ax.set(xlabel="shift (pixels)", ylabel="test digits read right (%)", title=title, ylim=(0, 1.03))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=""))
    ax.legend(loc="lower left")
    return figure


def _draw(ax, image, limit=None, signed=None):
    """Draw one image without ticks: dark is large, or blue below and red above zero."""
    limit = np.abs(image).max() if limit is None else limit
    signed = image.min() < 0 if signed is None else signed
    ax.imshow(image, cmap="RdBu_r" if signed else "gray_r", vmin=-limit if signed else 0, vmax=limit)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color="0.7")
    ax.grid(False)


def _title(figure, title):
    figure.suptitle(title, fontsize=12, fontweight="bold", x=0.01, ha="left")
