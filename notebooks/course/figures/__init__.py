"""The figures of the lessons, a module for each; importing the package sets their style.

A figure carries its alt text, computed from what it draws, and :func:`show` displays both.
"""

from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.figure import Figure

from course.figures import (  # noqa: F401  (so that `from course import figures` gives them all)
    accuracy,
    accuracy_as_measurement,
    capstone_cnn,
    capstone_mlp,
    exercises,
    images,
    momentum,
    momentum_in_practice,
    momentum_theory,
    recipe_measured,
    shared,
    start,
    sweep,
    where_next,
)

plt.style.use(Path(__file__).with_name("style.mplstyle"))


def show(figure: Figure) -> None:
    """Display a figure in the notebook with the alt text that it carries, then close it.

    Parameters
    ----------
    figure
        What a function of this package returned.

    Raises
    ------
    ValueError
        If the figure carries no alt text.
    """
    alt = getattr(figure, "alt", None)
    if not alt:
        raise ValueError("figure must carry its alt text: course.figures.alt_text.describe gives it one")
    display(figure, metadata={"image/png": {"alt": alt}})
    plt.close(figure)
