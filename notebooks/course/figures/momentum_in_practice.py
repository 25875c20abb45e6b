"""Figures that compare ways to descend: conventions, noise, tuning sweeps, runs with bands, faults."""

import matplotlib.pyplot as plt
import numpy as np

from course.figures import STYLE

plt.style.use(STYLE)

COLOURS, MARKERS = ("C0", "C2", "C1", "C3"), "osD^"


def plot_conventions(positions, lengths, drop):
    """Draw the paths of three conventions, and how long their steps are, around a drop of lr.

    Parameters
    ----------
    positions, lengths : dict of str to numpy.ndarray, shape (steps,)
        Position and length of each step, by convention.
    drop : int
        The step from which lr is smaller.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, 2, figsize=(9.6, 3.8))
    looks = zip(("C1", "C0", "C2"), ("-", "-", ""), ("s", "", "o"), strict=True)
    for (label, position), (colour, line, marker) in zip(positions.items(), looks, strict=True):
        options = {"color": colour, "ls": line, "marker": marker, "ms": 5, "label": label, "lw": 1.8}
        axes[0].plot(position, markevery=2, mfc="none" if marker == "o" else colour, **options)
        axes[1].semilogy(lengths[label], markevery=2, mfc="none" if marker == "o" else colour, **options)
    for ax in axes:
        ax.axvline(drop - 0.5, color="0.4", ls="--", lw=1)
        ax.set(xlabel="step")
    axes[0].set(ylabel="position θ", title="One path, until lr drops")
    axes[1].set(ylabel="length of the step", title="Old steps coast, old gradients brake")
    axes[0].legend(loc="upper right")
    axes[1].text(drop, 0.03, "lr / 10", color="0.3", transform=axes[1].get_xaxis_transform())
    return figure


def plot_noise(tracks, effective, measured, predicted):
    """Draw noisy descents in one bowl, and where their noise settles against the effective step.

    Parameters
    ----------
    tracks : dict of str to numpy.ndarray, shape (steps,)
        Mean loss over many runs, by label.
    effective : numpy.ndarray, shape (n,)
        Effective steps lr / (1 − μ).
    measured : dict of float to numpy.ndarray, shape (n,)
        Measured variance of the position, by μ.
    predicted : dict of float to numpy.ndarray, shape (n,)
        The same by the formula.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.0))
    for colour, style, (label, track) in zip(
        ("C0", "C3", "C1"), ("-", "-", "--"), tracks.items(), strict=True
    ):
        left.semilogy(track, color=colour, ls=style, lw=1.8, label=label)
    left.set(xlabel="step", ylabel="mean loss of 2,000 runs", title="Down to the noise floor")
    left.legend()
    for colour, marker, (mu, floor) in zip(COLOURS, MARKERS, measured.items(), strict=False):
        right.loglog(effective, predicted[mu], color=colour, lw=1.3)
        right.loglog(effective, floor, marker, color=colour, ms=6, mec="white", label=f"μ = {mu:g}")
    right.set_xticks(effective, [f"{step:g}" for step in effective])
    right.minorticks_off()
    right.set(xlabel="effective step lr / (1 − μ)", ylabel="variance of θ at the floor",
              title="Lines: theory; marks: measured")  # fmt: skip
    right.legend()
    return figure


def plot_sweep(effective, losses):
    """Draw the loss after a fixed number of steps against the effective step, a panel for each batch.

    Parameters
    ----------
    effective : numpy.ndarray, shape (n,)
        Effective steps lr / (1 − μ).
    losses : dict of str to dict of float to numpy.ndarray, shape (seeds, n)
        For each panel's title, by μ: final losses. The line is their median, the band their range.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(losses), figsize=(9.6, 4.0), sharey=True, squeeze=False)
    for ax, (title, by_mu) in zip(axes[0], losses.items(), strict=True):
        for colour, marker, (mu, runs) in zip(COLOURS, MARKERS, by_mu.items(), strict=False):
            ax.fill_between(effective, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.2, lw=0)
            ax.loglog(effective, np.median(runs, axis=0), color=colour, marker=marker, label=f"μ = {mu:g}")
        ax.set(title=title, xlabel="effective step lr / (1 − μ)")
    axes[0, 0].set(ylabel="training loss at the end (nats)")
    axes[0, 0].legend(loc="lower left")
    return figure


def plot_bands(panels, xlabel, ylabel):
    """Draw repeated runs as a median line in a band from the lowest to the highest, on a log axis.

    Parameters
    ----------
    panels : dict of str to dict of str to numpy.ndarray, shape (runs, steps)
        For each panel's title, by label: the curves.
    xlabel, ylabel : str
        Names of the axes, with units.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(9.6, 3.9), sharey=True, squeeze=False)
    for ax, (title, curves) in zip(axes[0], panels.items(), strict=True):
        for colour, style, (label, runs) in zip(
            ("C0", "C1", "C2"), ("-", "-.", "--"), curves.items(), strict=False
        ):
            steps = np.arange(runs.shape[1])
            ax.fill_between(steps, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.2, lw=0)
            ax.semilogy(steps, np.median(runs, axis=0), color=colour, ls=style, label=label)
        ax.set(title=title, xlabel=xlabel)
        ax.legend(loc="lower left")
    axes[0, 0].set(ylabel=ylabel)
    return figure


def plot_faults(healthy, faults):
    """Draw the loss curve of each fault beside that of the healthy run.

    Parameters
    ----------
    healthy : numpy.ndarray, shape (steps + 1,)
        Loss of the run without a fault.
    faults : dict of str to numpy.ndarray, shape (steps + 1,)
        Loss by name of the fault; where it starts with a healthy curve of its own, a pair of both.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(2, 3, figsize=(9.6, 5.6), sharey=True)
    for ax, (name, curve) in zip(axes.flat, faults.items(), strict=True):
        curve, good = curve if isinstance(curve, tuple) else (curve, healthy)
        ax.semilogy(good, color="0.6", lw=2.5, label="healthy")
        ax.semilogy(curve, color="C1", lw=1.6, label="faulty")
        ax.set(ylim=(1e-9, 1e6))
        ax.set_title(name, fontsize=10.5)
    for ax in axes[-1]:
        ax.set(xlabel="step")
    for ax in axes[:, 0]:
        ax.set(ylabel="loss")
    axes[0, 0].legend(loc="lower left")
    return figure
