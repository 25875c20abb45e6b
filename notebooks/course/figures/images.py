"""Figures of digits and of what network units look for."""

import matplotlib.pyplot as plt
import numpy as np


def digits(images, titles=None, columns=10, title=None):
    """Draw digits in a grid, dark ink on light paper.

    Parameters
    ----------
    images : array_like, shape (n, 784) or (n, 28, 28)
        Grey values, of any scale.
    titles : sequence of str, optional
        A line above each digit.
    columns : int, default 10
        Digits a row.
    title : str, optional
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    return _tiles(np.asarray(images), titles, columns, title, cmap="gray_r")


def filters(weights, titles=None, columns=8, title=None):
    """Draw weights as images, on one scale around zero: blue pulls down, red pushes up.

    Parameters
    ----------
    weights : array_like, shape (n, height, width) or (n, 784)
        One image a unit.
    titles : sequence of str, optional
        A line above each image.
    columns : int, default 8
        Images a row.
    title : str, optional
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    weights = np.asarray(weights)
    limit = np.abs(weights).max()
    figure = _tiles(weights, titles, columns, title, cmap="RdBu_r", vmin=-limit, vmax=limit)
    figure.colorbar(figure.axes[0].images[0], ax=figure.axes, label="weight", shrink=0.8)
    return figure


def _tiles(images, titles, columns, title, **imshow):
    """Draw images of shape (n, height, width), or flattened squares, in a grid of tiles."""
    if images.ndim == 2:
        side = int(np.sqrt(images.shape[1]))
        images = images.reshape(-1, side, side)
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    lines = 0 if titles is None else 1 + max(text.count("\n") for text in titles)
    size = 0.75 * columns + 0.5, (0.75 + 0.18 * lines) * rows + 0.4 * bool(title)
    figure, axes = plt.subplots(rows, columns, squeeze=False, figsize=size)
    for ax in axes.flat:
        ax.set_axis_off()
    for i, (ax, image) in enumerate(zip(axes.flat, images, strict=False)):
        ax.imshow(image, **imshow)
        if titles is not None:
            ax.set_title(titles[i], fontsize=9, fontweight="normal", loc="center")
    if title:
        figure.suptitle(title, fontsize=12, fontweight="bold", x=0.01, ha="left")
    return figure
