"""Figures that several notebooks share, and how a notebook shows a figure with its alt text."""

from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.ticker import LogLocator

STYLE = Path(__file__).with_name("style.mplstyle")
plt.style.use(STYLE)


def show(figure, alt):
    """Display ``figure`` in the notebook with alt text, then close it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure to show.
    alt : str
        What the figure shows, in a sentence or two, for readers who cannot see it.

    Raises
    ------
    ValueError
        If ``alt`` says nothing.
    """
    if not alt.strip():
        raise ValueError("alt must say in words what the figure shows, got an empty text")
    display(figure, metadata={"image/png": {"alt": alt}})
    plt.close(figure)


def digit_probabilities(X, probabilities, y):
    """Draw digits, and below each the probability that a network gives to each class.

    Parameters
    ----------
    X : numpy.ndarray, shape (n, 784)
        Pixels, one digit a row; a handful of digits.
    probabilities : numpy.ndarray, shape (n, 10)
        Output of the network.
    y : numpy.ndarray, shape (n,), int
        True classes.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(
        2, len(X), figsize=(1.55 * len(X), 3.5), height_ratios=(1.3, 1), sharey="row", squeeze=False
    )
    for (above, below), pixels, row, true in zip(axes.T, X, probabilities, y, strict=True):
        guess = row.argmax()
        above.imshow(pixels.reshape(28, 28), cmap="gray_r")
        above.set_title(f"reads {guess}" if guess == true else f"reads {guess}, is {true}", fontsize=11)
        above.set_axis_off()
        below.bar(range(10), row, color=["C0" if k == true else "C1" for k in range(10)])
        below.set(xticks=range(0, 10, 3), ylim=(0, 1), xlabel="class")
        below.grid(axis="x", visible=False)
    axes[1, 0].set(ylabel="probability", yticks=(0, 0.5, 1))
    return figure


def curves(lines, *, title, xlabel, ylabel, **axes):
    """Draw curves over their index, each named at its end, so that no legend is needed.

    Parameters
    ----------
    lines : dict of str to sequence of float
        Name and values of each curve, all of one length; index 0 is the state before the first step.
    title, xlabel, ylabel : str
        Labels, with units.
    **axes
        Whatever else ``Axes.set`` takes, such as ``yscale="log"``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots()
    for number, (name, values) in enumerate(lines.items()):
        ax.plot(values, color=f"C{number}")
        ax.annotate(f" {name}", (len(values) - 1, values[-1]), color=f"C{number}", va="center")
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, **axes)
    if axes.get("yscale") == "log":
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_major_formatter("{x:g}")
        ax.yaxis.set_minor_formatter("")
    return figure
