"""Momentum sliders: one moves step, momentum, method and bowl; path, loss and roots move along."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import ArrayLike, NDArray

from course.playground.page import Page, make_page
from nnlib import momentum_update, nesterov_update
from nnlib.validation import as_float_array, check_number

METHODS = {"gradient descent": momentum_update, "momentum": momentum_update, "Nesterov": nesterov_update}
FILES = (
    "momentum.html",
    "momentum.css",
    "momentum.js",
    "momentum_pictures.js",
    "momentum_page.js",
    "momentum_controls.js",
)
STEPS = 60  # of the still picture
EXTENT = (5.0, 2.5)  # what the contours show, to both sides of the minimum
COLOURS = ("#0072B2", "#D55E00")  # along and across


def momentum_sliders(
    *,
    method: str = "momentum",
    kappa: float = 25.0,
    lr: float = 0.04,
    mu: float = 0.9,
    start: ArrayLike = (4.0, 1.0),
) -> Page:
    r"""Return a page with sliders for a descent on a bowl, :math:`L = (\theta_1^2 + \kappa\theta_2^2)/2`.

    Parameters
    ----------
    method : {"momentum", "Nesterov", "gradient descent"}
        Update rule at the beginning.
    kappa : float
        Condition number κ, from 1 to 1,000: the curvature across the ravine; that along it is 1.
    lr : float
        Step size η, from 0.0001 to 4.
    mu : float
        Momentum μ, from 0 to 0.995; gradient descent does not use it.
    start : array_like, shape (2,)
        Where the descent starts: along the ravine within ±5, across it within ±2.5, not both zero.

    Returns
    -------
    Page
        What a cell shows when it is the cell's last line.

    Raises
    ------
    TypeError, ValueError
        If a setting lies outside of what its slider can reach.

    References
    ----------
    Goh (2017), Why momentum really works, https://doi.org/10.23915/distill.00006.
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    kappa = check_number("kappa", kappa, "[1, 1000]")
    lr, mu = check_number("lr", lr, "[0.0001, 4]"), check_number("mu", mu, "[0, 0.995]")
    start = as_float_array("start", start)
    if start.shape != (2,) or (np.abs(start) > EXTENT).any() or not start.any():
        raise ValueError(f"start must be two numbers within ±5 and ±2.5, not both zero, got {start}")
    path = descend(method, kappa, lr, mu, start)
    both = [characteristic_roots(method, lr * curvature, mu) for curvature in (1.0, kappa)]
    settings = f"{method}, κ = {kappa:g}, η = {lr:.3g}" + (
        f", μ = {mu:.3g}" if method != "gradient descent" else ""
    )
    data = {"method": method, "kappa": kappa, "eta": lr, "mu": mu, "start": start.tolist()}
    return make_page(
        "Momentum sliders",
        FILES,
        data,
        figure=still(settings, kappa, path, both),
        alt=describe(settings, kappa, path, both),
    )


def descend(method: str, kappa: float, lr: float, mu: float, start: NDArray) -> NDArray:
    """Return the positions of a descent, the start first; for Nesterov's version, the points ahead."""
    theta, velocity, path = start, np.zeros(2), [start]
    for _ in range(STEPS):
        gradient = np.array([1.0, kappa]) * theta
        velocity, change = METHODS[method](velocity, gradient, mu * (method != "gradient descent"), lr)
        theta = theta + change
        path.append(theta)
    return np.array(path)


def characteristic_roots(method: str, eta_lambda: float, mu: float) -> NDArray:
    """Return the two roots of the recurrence of one direction, θ(k+1) = b θ(k) − c θ(k−1)."""
    mu = 0.0 if method == "gradient descent" else mu
    ahead = 1 - eta_lambda
    b, c = (1 + mu - eta_lambda, mu) if method != "Nesterov" else ((1 + mu) * ahead, mu * ahead)
    return np.roots([1, -b, c]) if c else np.array([b, 0.0])


def losses_of(kappa: float, path: NDArray) -> NDArray:
    """Return the loss at each position as a share of the first one."""
    losses = 0.5 * path**2 @ np.array([1.0, kappa])
    return losses / losses[0]


def still(settings: str, kappa: float, path: NDArray, both: list[NDArray]) -> Figure:
    """Draw what the page shows at first: the path, the loss after each step and the roots."""
    figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.2), width_ratios=[1.6, 1, 1], layout="constrained")
    draw_path(axes[0], kappa, path)
    axes[1].semilogy(losses_of(kappa, path), color="black")
    axes[1].set(title="Loss", xlabel="step", ylabel="loss / first loss")
    draw_roots(axes[2], both)
    figure.suptitle(f"Momentum sliders (still picture): {settings}")
    return figure


def draw_path(ax: Axes, kappa: float, path: NDArray) -> None:
    """Draw a path on the contours of the bowl."""
    x, y = np.meshgrid(np.linspace(-EXTENT[0], EXTENT[0], 201), np.linspace(-EXTENT[1], EXTENT[1], 101))
    bowl = 0.5 * (x**2 + kappa * y**2)
    ax.contour(x, y, bowl, 0.08 * 2.25 ** np.arange(15), colors="0.7", linewidths=0.8)
    ax.plot(*path.T, ".-", color="black", linewidth=1.2)
    ax.set(title="Path", xlabel="θ₁, along", ylabel="θ₂, across")
    ax.set(xlim=(-EXTENT[0], EXTENT[0]), ylim=(-EXTENT[1], EXTENT[1]))


def draw_roots(ax: Axes, both: list[NDArray]) -> None:
    """Draw the roots of both directions in the unit circle."""
    ax.add_patch(Circle((0, 0), 1, fill=False, color="0.3"))
    for roots, name, marker, colour in zip(both, ("along", "across"), "os", COLOURS, strict=True):
        ax.plot(roots.real, roots.imag, marker, color=colour, label=name)
    ax.set(title="Roots", xlabel="real", ylabel="imaginary", aspect="equal")
    ax.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 0.32))


def describe(settings: str, kappa: float, path: NDArray, both: list[NDArray]) -> str:
    """Return what the still picture shows, in words."""
    sizes = " and ".join(f"{np.abs(roots).max():.3f}" for roots in both)
    start, end = (f"({theta[0]:.3g}, {theta[1]:.3g})" for theta in path[[0, -1]])
    return (
        f"Still picture of the momentum sliders: {settings}. Left, the path of {STEPS} steps on contours "
        f"of the bowl, from {start} to {end}. Middle, the loss on a logarithmic axis, down to "
        f"{losses_of(kappa, path)[-1]:.2g} of the first one. Right, the roots in the unit circle, the "
        f"larger one of size {sizes}, along and across."
    )
