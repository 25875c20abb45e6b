"""Alt texts: what a figure shows, in words and numbers computed from what it draws."""

from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from scipy.signal import find_peaks


def describe(figure: Figure, *sentences: str) -> Figure:
    """Give a figure its alt text, and return the figure.

    Parameters
    ----------
    figure
        What was drawn.
    sentences
        What is plotted, and what is seen; each starts with a capital letter and ends with a full stop.

    Returns
    -------
    Figure
    """
    figure.alt = " ".join(map(sentence, sentences))
    return figure


def sentence(text: str) -> str:
    """Return the text as a sentence, with a capital (but for Greek letters) and a full stop."""
    first = text[0].upper() if text[0].isascii() else text[0]
    return first + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def number(value: float) -> str:
    """Return a number with three significant digits and, from a thousand on, with separators."""
    rounded = float(f"{value:.3g}") + 0.0  # which makes -0.0 a plain zero
    return f"{rounded:,.0f}" if 1000 <= abs(rounded) < 1e7 else f"{rounded:g}"


def listing(parts: Iterable[object]) -> str:
    """Return the parts as an enumeration: "a, b and c"."""
    *first, last = map(str, parts)
    return f"{', '.join(first)} and {last}" if first else last


def numbers(values: ArrayLike) -> str:
    """Return numbers as an enumeration."""
    return listing(map(number, np.ravel(values)))


def point(values: ArrayLike) -> str:
    """Return the coordinates of a point, in parentheses."""
    return f"({', '.join(map(number, np.ravel(values)))})"


def trend(values: ArrayLike) -> str:
    """Return where a curve starts and ends, and over how many peaks higher than a fiftieth of its range."""
    values = np.asarray(values)
    peaks, _ = find_peaks(values, prominence=np.ptp(values) / 50)
    over = f" over {len(peaks)} peak{'s' * (len(peaks) > 1)}" if len(peaks) else ""
    return f"from {number(values[0])} to {number(values[-1])}{over}"


def trends(curves: Mapping[str, ArrayLike], *, percent: bool = False) -> str:
    """Return the trend of each curve, or of the median of its runs, and which one ends best.

    Parameters
    ----------
    curves
        By label, values of shape (steps,) or (runs, steps).
    percent
        Whether the values are fractions to be given in per cent, of which the highest is the best.

    Returns
    -------
    str
    """
    texts, ends = [], {}
    for label, values in curves.items():
        runs = np.atleast_2d(values) * (100 if percent else 1)
        middle, last = np.median(runs, axis=0), runs[:, -1]
        texts.append(f"{label} {trend(middle)}")
        if len(runs) > 1:
            texts[-1] += f" (runs end between {number(last.min())} and {number(last.max())})"
        ends[label] = middle[-1]
    if len(ends) > 1:
        best = max(ends, key=ends.get) if percent else min(ends, key=ends.get)
        texts.append(f"{'highest' if percent else 'lowest'} at the end: {best}")
    return "; ".join(texts)
