"""Figures of the lesson 04_accuracy_as_measurement: intervals, coverage, power and calibration."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.figures import shared
from course.figures.accuracy import draw_counts
from course.figures.alt_text import describe, number
from course.figures.shared import COLOURS, Curves, draw_curve, in_percent
from nnlib.metrics import accuracy_interval


def repeated_tests(measured: NDArray, true_accuracy: float, n: int) -> Figure:
    """Draw the accuracies that one model scores on many test sets of n samples.

    Parameters
    ----------
    measured
        Accuracy on each test set.
    true_accuracy
        The model's accuracy on all data there could be.
    n
        Samples in each test set.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots()
    values, counts = np.unique(np.round(measured * n), return_counts=True)
    ax.bar(values / n, counts / len(measured), width=1 / n, color="C4", label="test sets")
    reach = 1.96 * np.sqrt(true_accuracy * (1 - true_accuracy) / n)
    low, high = true_accuracy - reach, true_accuracy + reach
    ax.axvline(true_accuracy, color="C1", label="true accuracy")
    ax.axvline(low, color="C1", linestyle="--")
    ax.axvline(high, color="C1", linestyle="--", label="±1.96 standard errors")
    in_percent(ax.xaxis, ax.yaxis)
    title = f"One model, {len(measured):,} test sets of {n:,} digits"
    ax.set(title=title, xlabel="measured accuracy (%)", ylabel="share of the test sets (%)")
    figure.legend(ncols=3, loc="outside lower center")
    inside = np.mean((low <= measured) & (measured <= high))
    return describe(
        figure,
        f"{title}: a histogram of the measured accuracy, from {measured.min():.1%} to {measured.max():.1%}",
        f"{inside:.1%} of the test sets lie within 1.96 standard errors of the true {true_accuracy:.1%}, "
        f"between {low:.1%} and {high:.1%}",
    )


def coverage(p: NDArray, exact: Curves, simulated_p: NDArray, simulated: Curves, n: int) -> Figure:
    """Draw how often 95 % intervals hold the true accuracy, as a function of it.

    Parameters
    ----------
    p, exact
        True accuracies, and the exact coverage of each kind of interval there.
    simulated_p, simulated
        True accuracies that were simulated, and the share of simulated intervals that held them.
    n
        Samples in each test set.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots()
    texts = []
    for colour, (name, values) in zip(("C1", "C0"), exact.items(), strict=True):
        ax.plot(p, values, color=colour, linewidth=1.2, label=f"{name}, exact")
        ax.plot(simulated_p, simulated[name], "o", color=colour, label=f"{name}, simulated")
        worst = f"lowest {np.min(values):.1%} at {p[np.argmin(values)]:.1%}"
        texts.append(f"{name}: {np.mean(values):.1%} on average, {worst}")
    ax.axhline(0.95, color="C6", linestyle="--", linewidth=1, label="promised")
    in_percent(ax.xaxis, ax.yaxis)
    title = f"How often a 95 % interval holds the truth (n = {n})"
    ax.set(title=title, xlabel="true accuracy (%)", ylabel="coverage (%)", ylim=(0.4, 1.02))
    ax.legend(loc="lower left")
    span = f"for true accuracies from {p[0]:.1%} to {p[-1]:.1%}, exact as lines and simulated as dots"
    return describe(figure, f"{title}, {span}", "; ".join(texts))


def intervals(groups: Mapping[str, Sequence[NDArray]], truth: float) -> Figure:
    """Draw the 95 % interval of each test set, those that miss the truth in another colour.

    Parameters
    ----------
    groups
        By title, for each test set whether the model is right on each sample.
    truth
        The accuracy that the intervals should hold.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, len(groups), figsize=(9, 3.8), sharey=True, squeeze=False)
    holds, misses = {"color": "C0", "marker": "o"}, {"color": "C1", "marker": "X", "markersize": 7}
    texts = []
    for ax, (title, test_sets) in zip(axes[0], groups.items(), strict=True):
        ends = np.array([accuracy_interval(int(right.sum()), len(right)) for right in test_sets])
        for i, (right, (low, high)) in enumerate(zip(test_sets, ends, strict=True), start=1):
            look = holds if low <= truth <= high else misses
            ax.plot([i, i], [low, high], color=look["color"])
            ax.plot(i, right.mean(), **look)
        ax.axhline(truth, color="C6", linestyle="--", linewidth=1)
        ax.set(title=title, xlabel="test set", xticks=range(1, len(test_sets) + 1))
        below, above = np.sum(ends[:, 1] < truth), np.sum(ends[:, 0] > truth)
        texts.append(f"{title}: of {len(ends)} intervals {below} below it and {above} above")
    in_percent(axes[0, 0].yaxis)
    axes[0, 0].set_ylabel("accuracy (%), 95 % interval")
    line = {"color": "C6", "linestyle": "--", "linewidth": 1}
    looks = {"holds the accuracy on all digits": holds, "misses it": misses, "accuracy on all digits": line}
    handles = [plt.Line2D([], [], label=label, **look) for label, look in looks.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    what = "Accuracy of test sets with 95 % intervals, and a line at the accuracy on all digits"
    return describe(figure, f"{what}, {truth:.1%}", *texts)


def paired_results(right_a: NDArray, right_b: NDArray) -> Figure:
    """Draw on how many samples both networks are right, one of them, or none.

    Parameters
    ----------
    right_a, right_b
        Whether each network is right on each sample.

    Returns
    -------
    Figure
    """
    both, only_a = np.sum(right_a & right_b), np.sum(right_a & ~right_b)
    only_b, none = np.sum(~right_a & right_b), np.sum(~right_a & ~right_b)
    figure, ax = plt.subplots(figsize=(3.6, 3.2))
    draw_counts(ax, np.array([[both, only_a], [only_b, none]]), ["right", "wrong"], max(only_a, only_b))
    title = f"{len(right_a):,} test digits"
    ax.set(title=title, xlabel="network B", ylabel="network A")
    return describe(
        figure,
        f"A table of {title} by network A, right or wrong, in rows and network B in columns",
        f"Both are right on {both:,}, only A on {only_a:,}, only B on {only_b:,}, none on {none:,}",
    )


def power(n: NDArray, curves: Curves, simulated: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Figure:
    """Draw how likely a difference is found, against the number of test samples.

    Parameters
    ----------
    n
        Numbers of test samples, rising.
    curves
        Power of each comparison by its formula.
    simulated
        ``(n, power)`` that a simulation measured, for names in ``curves``.

    Returns
    -------
    Figure
    """
    figure, ax = plt.subplots(figsize=(7.2, 4.4))
    texts = []
    for series, (name, chance) in enumerate(curves.items()):
        draw_curve(ax, series, name, n, chance)
        if name in simulated:
            ax.plot(*simulated[name], "o", color=COLOURS[series], markersize=8)
        reached = number(np.interp(0.8, chance, n)) if chance[-1] >= 0.8 else "never reached"
        texts.append(f"{name}: {reached}")
    ax.axhline(0.8, color="C6", linewidth=1, linestyle="--")
    ax.annotate("80 %", (n[0], 0.82), fontsize=10)
    ax.set_xscale("log")
    ax.set_xticks([300, 1000, 3000, 10_000, 30_000])
    in_percent(ax.yaxis)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    title = "Telling 90 % from 91 %"
    ax.set(title=title, xlabel="test digits", ylabel="chance of finding the difference (%)", ylim=(0, 1.02))
    ax.plot([], [], "o", color="C6", markersize=8, label="simulated")
    figure.legend(loc="outside lower center", ncols=2)
    span = f"for {number(n[0])} to {number(n[-1])} test digits on a logarithmic axis"
    return describe(
        figure,
        f"{title}: the chance of finding the difference {span}",
        f"Digits for a chance of 80 %: {'; '.join(texts)}",
    )


def loss_and_accuracy(history: ArrayLike) -> Figure:
    """Draw loss and accuracy of unseen digits side by side, with a line at the epoch of the lowest loss.

    Parameters
    ----------
    history
        Loss in nats and accuracy after each epoch, of shape (epochs, 2).

    Returns
    -------
    Figure
    """
    loss, right = np.asarray(history).T
    figure = shared.loss_and_accuracy({"unseen digits": loss}, {"unseen digits": right})
    best = int(np.argmin(loss))
    for ax in figure.axes:
        ax.axvline(best + 1, color="C6", linestyle="--", linewidth=1, label="lowest loss")
        ax.legend()
    lowest = f"The loss is lowest, {number(loss[best])}, in epoch {best + 1}"
    return describe(figure, figure.alt, f"{lowest}, where the accuracy is {right[best]:.1%}")


def reliability_diagram(panels: Mapping[str, tuple[NDArray, NDArray]], edges: NDArray) -> Figure:
    """Draw how often a model is right against how sure it says it is, with 95 % intervals.

    Parameters
    ----------
    panels
        By title, ``(confidence, correct)``, both of shape (n,).
    edges
        Edges of the bins of confidence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(9, 4.4), sharey=True, squeeze=False)
    texts = []
    for ax, (title, (confidence, correct)) in zip(axes[0], panels.items(), strict=True):
        ax.plot([0, 1], [0, 1], color="C6", linestyle="--", linewidth=1, label="calibrated")
        bins, below, above = np.digitize(confidence, edges[1:-1]), 0, 0
        for b in np.unique(bins):
            members = bins == b
            x, n = confidence[members].mean(), members.sum()
            low, high = accuracy_interval(int(correct[members].sum()), int(n))
            below, above = below + (high < x), above + (low > x)
            ax.plot([x, x], [low, high], color="C0")
            label = "network, 95 % interval" if b == bins.max() else None
            ax.plot(x, correct[members].mean(), "o", color="C0", label=label)
            ax.text(x, -0.17, f"{n:,}", ha="center", fontsize=9)
        ax.text(0.22, -0.1, "digits in the bin:", fontsize=9)
        ax.set(title=title, xlabel="confidence (%)", xlim=(0.2, 1.03), ylim=(-0.2, 1.03))
        in_percent(ax.xaxis, ax.yaxis)
        ax.set_yticks(np.linspace(0, 1, 6))
        ax.legend(loc="upper left")
        means = f"mean confidence {confidence.mean():.1%}, accuracy {correct.mean():.1%}"
        where = f"{below} below the diagonal and {above} above"
        texts.append(f"{title}: {means}; of {len(np.unique(bins))} bins {where} with their interval")
    axes[0, 0].set_ylabel("digits read right (%)")
    return describe(figure, "Share of digits read right against the confidence, by bins", *texts)
