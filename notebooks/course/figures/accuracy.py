"""Figures of the lesson on accuracy: tables of counts, intervals, coverage, power and calibration."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter

from course.figures import STYLE
from nnlib.metrics import accuracy_interval

plt.style.use(STYLE)


def _in_percent(*axes):
    """Let the ticks of these axes show fractions as whole percent; the label names the unit."""
    for axis in axes:
        axis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=""))


def plot_counts(tables, labels, rows, columns):
    """Draw tables of counts side by side, the share of each row as its colour.

    Parameters
    ----------
    tables : dict of str to array_like, shape (k, k)
        Title and counts of each table.
    labels : list of str
        Names of the rows, and of the columns.
    rows, columns : str
        What the rows and the columns stand for.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(tables), figsize=(3.6 * len(tables), 3.2), squeeze=False)
    for axis, (title, counts) in zip(axes[0], tables.items(), strict=True):
        counts = np.asarray(counts)
        share = counts / counts.sum(axis=1, keepdims=True)
        axis.imshow(share, vmin=0, vmax=1, cmap="cividis")
        for (i, j), count in np.ndenumerate(counts):
            colour = "black" if share[i, j] > 0.5 else "white"
            axis.text(j, i, f"{count:,}", ha="center", va="center", color=colour, fontsize=12)
        axis.set(title=title, xlabel=columns, ylabel=rows)
        axis.set_xticks(range(len(labels)), labels)
        axis.set_yticks(range(len(labels)), labels)
        axis.grid(False)
    return figure


def plot_repeated_tests(measured, true_accuracy, n):
    """Draw the accuracies that one model scores on many test sets of n samples.

    Parameters
    ----------
    measured : array_like, shape (t,)
        Accuracy on each test set.
    true_accuracy : float
        The model's accuracy on all data there could be.
    n : int
        Samples in each test set.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axis = plt.subplots()
    values, counts = np.unique(np.round(np.asarray(measured) * n), return_counts=True)
    axis.bar(values / n, counts / len(measured), width=1 / n, color="C4", label="test sets")
    error = np.sqrt(true_accuracy * (1 - true_accuracy) / n)
    axis.axvline(true_accuracy, color="C1", label="true accuracy")
    for side in (-1.96, 1.96):
        label = "±1.96 standard errors" if side > 0 else None
        axis.axvline(true_accuracy + side * error, color="C1", linestyle="--", label=label)
    _in_percent(axis.xaxis, axis.yaxis)
    axis.set(title=f"One model, {len(measured):,} test sets of {n:,} digits")
    axis.set(xlabel="measured accuracy (%)", ylabel="share of the test sets (%)")
    figure.legend(ncols=3, loc="outside lower center")
    return figure


def plot_coverage(p, coverage, simulated_p, simulated, n):
    """Draw how often 95 % intervals hold the true accuracy, as a function of it.

    Parameters
    ----------
    p : array_like, shape (m,)
        True accuracies.
    coverage : dict of str to array_like, shape (m,)
        Exact coverage of each kind of interval.
    simulated_p : array_like, shape (s,)
        True accuracies that were simulated.
    simulated : dict of str to array_like, shape (s,)
        Share of simulated intervals that held them.
    n : int
        Samples in each test set.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axis = plt.subplots()
    for colour, (name, values) in zip(("C1", "C0"), coverage.items(), strict=True):
        axis.plot(p, values, color=colour, linewidth=1.2, label=f"{name}, exact")
        axis.plot(simulated_p, simulated[name], "o", color=colour, label=f"{name}, simulated")
    axis.axhline(0.95, color="C6", linestyle="--", linewidth=1, label="promised")
    _in_percent(axis.xaxis, axis.yaxis)
    axis.set(title=f"How often a 95 % interval holds the truth (n = {n})", ylim=(0.4, 1.02))
    axis.set(xlabel="true accuracy (%)", ylabel="coverage (%)")
    axis.legend(loc="lower left")
    return figure


def plot_intervals(groups, truth):
    """Draw the 95 % interval of each test set, those that miss the truth in another colour.

    Parameters
    ----------
    groups : dict of str to list of array_like of bool
        Title, and for each test set whether the model is right on each sample.
    truth : float
        The accuracy that the intervals should hold.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(groups), figsize=(9, 3.8), sharey=True)
    for axis, (title, test_sets) in zip(axes, groups.items(), strict=True):
        for i, correct in enumerate(test_sets, start=1):
            low, high = accuracy_interval(int(np.sum(correct)), len(correct))
            holds = low <= truth <= high
            style = {"color": "C0", "marker": "o"} if holds else {"color": "C1", "marker": "X"}
            axis.plot([i, i], [low, high], color=style["color"])
            axis.plot(i, np.mean(correct), markersize=7, **style)
        axis.axhline(truth, color="C6", linestyle="--", linewidth=1)
        axis.set(title=title, xlabel="test set", xticks=range(1, len(test_sets) + 1))
        _in_percent(axis.yaxis)
    axes[0].set_ylabel("accuracy (%), 95 % interval")
    figure.legend(
        handles=[
            plt.Line2D([], [], color="C0", marker="o", label="holds the accuracy on all digits"),
            plt.Line2D([], [], color="C1", marker="X", markersize=7, label="misses it"),
            plt.Line2D([], [], color="C6", linestyle="--", linewidth=1, label="accuracy on all digits"),
        ],
        loc="outside lower center",
        ncols=3,
    )
    return figure


def plot_power(n, curves, simulated):
    """Draw how likely a difference is found, against the number of test samples.

    Parameters
    ----------
    n : array_like, shape (m,)
        Test samples.
    curves : dict of str to array_like, shape (m,)
        Power of each comparison by its formula.
    simulated : dict of str to tuple
        ``(n, power)`` that a simulation measured, for names in ``curves``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axis = plt.subplots(figsize=(7.2, 4.4))
    for i, (name, power) in enumerate(curves.items()):
        axis.plot(n, power, color=f"C{i}", linestyle=("-", "--", "-.", ":")[i], label=name)
        if name in simulated:
            axis.plot(*simulated[name], "o", color=f"C{i}", markersize=8)
    axis.axhline(0.8, color="C6", linewidth=1, linestyle="--")
    axis.annotate("80 %", (n[0], 0.82), fontsize=10)
    axis.set_xscale("log")
    axis.set_xticks([300, 1000, 3000, 10_000, 30_000])
    _in_percent(axis.yaxis)
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axis.set(
        title="Telling 90 % from 91 %", xlabel="test digits", ylabel="chance of finding the difference (%)"
    )
    axis.set_ylim(0, 1.02)
    axis.plot([], [], "o", color="C6", markersize=8, label="simulated")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def plot_loss_and_accuracy(history):
    """Draw loss and accuracy of unseen samples side by side, epoch by epoch.

    Parameters
    ----------
    history : array_like, shape (epochs, 2)
        Loss in nats and accuracy, after each epoch.

    Returns
    -------
    matplotlib.figure.Figure
    """
    loss, right = np.asarray(history).T
    epochs, best = np.arange(1, len(loss) + 1), int(np.argmin(loss))
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.8))
    axes[0].plot(epochs, loss, "o-", color="C1")
    axes[0].set(title="Loss: falls, then rises", xlabel="epoch", ylabel="cross-entropy (nats)")
    axes[1].plot(epochs, right, "o-", color="C0")
    axes[1].set(title="Accuracy: rises, then stays", xlabel="epoch", ylabel="accuracy (%)")
    _in_percent(axes[1].yaxis)
    for axis in axes:
        axis.axvline(epochs[best], color="C6", linestyle="--", linewidth=1, label="lowest loss")
        axis.legend()
    return figure


def plot_reliability(panels, edges):
    """Draw how often a model is right against how sure it says it is, with 95 % intervals.

    Parameters
    ----------
    panels : dict of str to tuple
        Title, and ``(confidence, correct)``, both of shape (n,).
    edges : array_like, shape (bins + 1,)
        Edges of the bins of confidence.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(9, 4.4), sharey=True)
    for axis, (title, (confidence, correct)) in zip(axes, panels.items(), strict=True):
        axis.plot([0, 1], [0, 1], color="C6", linestyle="--", linewidth=1, label="calibrated")
        bins = np.digitize(confidence, edges[1:-1])
        for b in np.unique(bins):
            members = bins == b
            low, high = accuracy_interval(int(correct[members].sum()), int(members.sum()))
            x = confidence[members].mean()
            axis.plot([x, x], [low, high], color="C0")
            label = "network, 95 % interval" if b == bins.max() else None
            axis.plot(x, correct[members].mean(), "o", color="C0", label=label)
            axis.text(x, -0.17, f"{members.sum():,}", ha="center", fontsize=9)
        axis.text(0.22, -0.1, "digits in the bin:", fontsize=9)
        axis.set(title=title, xlabel="confidence (%)", xlim=(0.2, 1.03), ylim=(-0.2, 1.03))
        _in_percent(axis.xaxis, axis.yaxis)
        axis.set_yticks(np.linspace(0, 1, 6))
        axis.legend(loc="upper left")
    axes[0].set_ylabel("digits read right (%)")
    return figure
