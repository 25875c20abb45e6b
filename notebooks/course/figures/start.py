"""Figures of the notebook 00_start_here."""

import numpy as np

from course.figures import plt


def gradient_check_errors(h, errors, kink):
    """Draw the error of numerical gradients over the step h, with the two laws that rule it.

    Parameters
    ----------
    h : numpy.ndarray, shape (m,)
        Steps.
    errors : dict of str to numpy.ndarray, shape (m,)
        Relative errors at these steps, by name of the dtype: "float64", "float32".
    kink : float
        Distance from 0 of the pre-activation that is nearest to it.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 4.6))
    looks = ({"marker": "o", "zorder": 3}, {"marker": "s", "markersize": 8, "fillstyle": "none"})
    for (dtype, error), colour, look in zip(errors.items(), ("C0", "C1"), looks, strict=True):
        ax.plot(h, error, color=colour, ls="", label=f"measured in {dtype}", **look)
        rounding = np.finfo(dtype).eps / h
        ax.plot(h, np.where(rounding < 3, rounding, np.nan), "--", color=colour, lw=1.2)
    ax.plot(h, h**2 / 6, ":", color="C6", lw=1.5)
    ax.axvline(kink, color="C2", lw=1.2)
    ax.text(kink * 1.25, 1e-12, "nearest\ncorner\nof ReLU", color="C2")
    ax.text(1e-12, 3e-7, "rounding $\\varepsilon/h$", color="C0")
    ax.text(2e-6, 0.6, "rounding $\\varepsilon/h$", color="C1")
    ax.text(1.5e-4, 4e-11, "truncation\n$h^2/6$", color="C6")
    ax.set(
        xscale="log", yscale="log", ylim=(1e-13, 30), xlabel="step h (units of the parameter)",
        ylabel="relative error (no unit)", title="A smaller step is not always a better step",
    )  # fmt: skip
    ax.legend(loc="lower left", borderaxespad=1)
    return figure


def check_table(rows, columns, texts, passed):
    """Draw what each check says of each network: a ✓ or ✗ in each field, with the measured value.

    Parameters
    ----------
    rows, columns : list of str
        Names of the networks and of the checks.
    texts : list of list of str
        The measured values, by row and column.
    passed : array_like of bool, shape (rows, columns)
        Whether the check is content.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots(figsize=(8.6, 0.62 * len(rows) + 1))
    for (i, j), good in np.ndenumerate(passed):
        ax.barh(
            i, 0.96, left=j - 0.48, height=0.92, color="C0" if good else "C1", alpha=0.12 if good else 0.5
        )
        ax.text(j, i, f"{'✓' if good else '✗'}  {texts[i][j]}", ha="center", va="center")
    ax.set_title("Which check notices which fault", pad=12)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.xaxis.tick_top()
    ax.invert_yaxis()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return figure


def dropout_scores(without, inverted, evaluation, p):
    """Draw how one score varies over dropout masks, without rescaling and with it.

    Parameters
    ----------
    without, inverted : numpy.ndarray, shape (m,)
        The score under m random masks, kept units as they are, and divided by p.
    evaluation : float
        The score of the whole network.
    p : float
        Probability to keep a unit.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots()
    bins = np.linspace(min(without.min(), inverted.min()), max(without.max(), inverted.max()), 60)
    ax.axvline(evaluation, ymax=0.8, color="C6", lw=3.5, label="whole network")
    names = {"kept units as they are": without, "kept units / p": inverted}
    for (name, values), colour in zip(names.items(), ("C1", "C0"), strict=True):
        ax.hist(values, bins, color=colour, alpha=0.45, label=name)
        ax.axvline(values.mean(), ymax=0.8, color=colour, ls="--")
    ax.set(
        title=f"Dropout with p = {p}: one score under {len(without):,} masks",
        xlabel="score (no unit), dashed: means", ylabel="number of masks",
    )  # fmt: skip
    ax.set_ylim(top=1.25 * ax.get_ylim()[1])
    ax.legend(loc="upper left", ncols=3)
    return figure
