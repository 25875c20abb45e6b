"""Figures that several notebooks share, and how a notebook shows a figure with its alt text."""

from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import display

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
