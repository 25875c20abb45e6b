"""The figures of the lesson on momentum; the paths on contours are in :mod:`course.figures.paths`."""

import matplotlib.pyplot as plt
import numpy as np

from course.figures import STYLE

plt.style.use(STYLE)

METHOD_COLOURS = {"gradient descent": "C0", "momentum": "C1", "Nesterov": "C2"}
MU_COLOURS, MARKERS = ("C0", "C2", "C1", "C3"), "osD^"


def plot_memory(inputs, velocities):
    """Draw gradients (above) and the velocities they cause (below), a column for each signal.

    Parameters
    ----------
    inputs : dict of str to numpy.ndarray, shape (steps,)
        Gradients by name of the signal.
    velocities : dict of str to dict of float to numpy.ndarray, shape (steps,)
        For each signal, by μ: the velocity in units of −η.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(2, len(inputs), figsize=(9.6, 4.6), sharex=True, height_ratios=[1, 2])
    for (above, below), (name, signal) in zip(axes.T, inputs.items(), strict=True):
        above.vlines(np.arange(len(signal)), 0, signal, color="0.35", lw=2)
        above.set(title=name.capitalize(), ylim=(-1.2, 1.2))
        for colour, marker, (mu, response) in zip(
            MU_COLOURS, MARKERS, velocities[name].items(), strict=False
        ):
            below.plot(response, color=colour, marker=marker, ms=3, lw=1.3, label=f"μ = {mu:g}")
        below.set(xlabel="step")
    axes[0, 0].set_ylabel("gradient")
    axes[1, 0].set_ylabel("velocity / −η")
    axes[1, -1].legend(loc="upper right")
    return figure


def plot_damping(lr_curvature, trajectories):
    """Draw a ball's position over time for several μ, and the roots that explain it.

    Parameters
    ----------
    lr_curvature : float
        η λ, without unit.
    trajectories : dict of float to numpy.ndarray, shape (steps + 1,)
        Position by μ.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.0), width_ratios=[1.5, 1])
    turn = np.exp(1j * np.linspace(0, 2 * np.pi, 200))
    right.plot(turn.real, turn.imag, color="0.4", lw=1, ls="--", label="|r| = 1: no progress")
    every = np.linspace(0, 0.999, 900)
    half, under = (1 + every - lr_curvature) / 2, np.sqrt((1 + every - lr_curvature) ** 2 / 4 - every + 0j)
    for root in (half + under, half - under):
        right.plot(root.real, root.imag, ".", color="0.75", ms=2)
    right.plot([], [], color="0.75", lw=2, label="for every μ from 0 to 1")
    for colour, marker, (mu, path) in zip(MU_COLOURS, MARKERS, trajectories.items(), strict=False):
        left.plot(path, color=colour, marker=marker, ms=3.5, lw=1.5, label=f"μ = {mu:g}")
        roots = np.roots([1, -(1 + mu - lr_curvature), mu])
        right.plot(roots.real, roots.imag, marker, color=colour, ms=7, mec="white")
    left.axhline(0, color="0.5", lw=0.8)
    left.set(xlabel="step", ylabel="position θ / θ₀", title="Too short, right, too long a memory")
    left.legend(loc="upper right")
    right.set(xlabel="real part", ylabel="imaginary part", title="The two roots", aspect="equal",
              xlim=(-0.1, 1.1), ylim=(-0.6, 0.6))  # fmt: skip
    right.legend(loc="lower left", fontsize=9)
    return figure


def plot_phase_diagram(step, mu, one_mode, ravine, theory, curvatures, best):
    """Draw measured rates as colour and the theory as lines over them, for one direction and for two.

    Parameters
    ----------
    step, mu : numpy.ndarray, shapes (s,) and (m,)
        Step times the largest curvature, and momentum.
    one_mode, ravine : numpy.ndarray, shape (m, s)
        Measured factor a step: steep direction alone; all directions.
    theory : callable
        ``theory(eta_lambda, mu)`` returns the predicted factor of one direction.
    curvatures : tuple of 2 floats
        Smallest and largest curvature.
    best : dict of str to tuple of 2 floats
        Points (step, μ) to mark, by their label.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = plt.subplots(1, 2, figsize=(9.8, 4.4), sharey=True)
    flat = curvatures[0] / curvatures[1]
    panels = (
        ("One direction", one_mode, [1.0], [0.5, 0.7, 0.8, 0.9, 0.95], 0.2, 2.0),
        (f"The ravine, κ = {1 / flat:g}", ravine, [flat, 1.0], [0.7, 0.75, 0.8, 0.9, 0.95], 0.65, 2.6),
    )
    for ax, (title, measured, shares, levels, lowest, at) in zip(axes, panels, strict=True):
        settled = np.ma.masked_greater(measured, 1.01)
        image = ax.pcolormesh(step, mu, settled, vmin=lowest, vmax=1, shading="nearest", rasterized=True)
        predicted = np.max([theory(share * step, mu[:, np.newaxis]) for share in shares], axis=0)
        colours = ["white" if level < (1 + lowest) / 2 else "black" for level in levels]
        lines = ax.contour(step, mu, predicted, levels=levels, colors=colours, linewidths=1.1)
        ax.clabel(lines, fmt="%g", fontsize=9, manual=[(at, level**2) for level in levels])  # ρ = √μ
        for share in shares:
            ax.plot(step, (1 - np.sqrt(share * step)) ** 2, "--", color="C5", lw=2)
        ax.lines[-1].set_label("critical damping (theory)")
        ax.plot(step, step / 2 - 1, "-", color="C1", lw=2.2, label="edge of stability (theory)")
        ax.set(title=title, xlabel="step η λ (largest λ)", xlim=(0, 4), ylim=(0, 1))
        ax.grid(False)
        ax.set_facecolor("0.92")
        ax.text(3.4, 0.18, "diverges", ha="center", color="0.25")
        figure.colorbar(image, ax=ax, pad=0.02, label="factor a step (measured)")
    axes[0].text(1.1, 0.57, "rings", color="white", fontweight="bold", ha="center")
    axes[1].text(1.6, 0.7, "rings", color="white", fontweight="bold", ha="center")
    axes[1].text(1.1, 0.33, "creeps", color="black", ha="center")
    for (label, point), marker in zip(best.items(), "oD", strict=True):
        axes[1].plot(*point, marker, color="C6", mec="white", ms=9, clip_on=False)
        axes[1].annotate(
            label, point, (12, 6 - 33 * (point[1] > 0)), textcoords="offset points", fontsize=9
        )
    axes[0].set(ylabel="momentum μ")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def plot_cost(kappa, counts, slopes, reference):
    """Draw the number of steps against the condition number on log-log axes, with fitted lines.

    Parameters
    ----------
    kappa : numpy.ndarray, shape (n,)
        Condition numbers.
    counts : dict of str to numpy.ndarray, shape (n,)
        Steps needed, by method.
    slopes : dict of str to float
        Fitted slope, for those methods that have one.
    reference : float
        Condition number to mark.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = plt.subplots(figsize=(7.6, 4.6))
    for colour, marker, (name, steps) in zip(("C0", "C3", "C1"), "oDs", counts.items(), strict=True):
        label = f"{name}: slope {slopes[name]:.2f}" if name in slopes else name
        ax.plot(kappa, steps, marker, color=colour, ms=7, mec="white", label=label)
        if name in slopes:
            middle = np.exp(np.log(steps).mean() + slopes[name] * (np.log(kappa) - np.log(kappa).mean()))
            ax.plot(kappa, middle, color=colour, lw=1.3)
        else:
            ax.plot(kappa, steps, ":", color=colour, lw=1.3)
    ax.axvline(reference, color="0.4", lw=1, ls="--")
    ax.text(
        reference * 1.1, counts["best momentum"].min(), f"κ = {reference:,.0f}", color="0.3", fontsize=10
    )
    ax.set(xscale="log", yscale="log", title="A longer memory changes the slope, a fixed one does not")
    ax.set(xlabel="condition number κ", ylabel="steps to a millionth of the start")
    ax.legend(loc="upper left")
    return figure


def plot_nesterov(eta_lambda, theory, measured, mu, losses):
    """Draw how fast each curvature settles, heavy ball against Nesterov, and the loss of one descent.

    Parameters
    ----------
    eta_lambda : numpy.ndarray, shape (n,)
        Step times curvature.
    theory, measured : dict of str to numpy.ndarray, shape (n,)
        Factor a step, by method.
    mu : float
        Momentum.
    losses : dict of str to numpy.ndarray, shape (steps + 1,)
        Loss by method.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.9))
    for name, marker in (("momentum", "s"), ("Nesterov", "^")):
        colour = METHOD_COLOURS[name]
        left.plot(eta_lambda, theory[name], color=colour, lw=1.5)
        left.plot(
            eta_lambda[::12], measured[name][::12], marker, color=colour, ms=6, mec="white", label=name
        )
        right.semilogy(losses[name], color=colour, lw=1.6, label=name)
    left.axhline(1, color="0.4", lw=1)
    left.set(xlabel="step times curvature η λ", ylabel="factor a step", ylim=(0, 1.15),
             title=f"Lines: theory; marks: measured (μ = {mu:g})")  # fmt: skip
    left.legend(loc="lower right", bbox_to_anchor=(1, 0.12))
    right.set(xlabel="step", ylabel="loss", title="In the ravine, same η and μ")
    right.legend()
    return figure


def plot_kink(slope, cycle, distances):
    """Draw a slope with two kinks, the points between which a descent cycles, and who arrives.

    Parameters
    ----------
    slope : callable
        The derivative, for arrays.
    cycle : numpy.ndarray, shape (n,)
        The points visited for ever.
    distances : dict of str to numpy.ndarray, shape (steps + 1,)
        Distance from the minimum, by label.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.7), width_ratios=[1, 1.4])
    x = np.linspace(-2.5, 3.5, 400)
    left.plot(x, slope(x), color="0.3", lw=2)
    left.plot(cycle, slope(cycle), "s", color="C1", ms=9, mec="white", label="the trap")
    left.plot(0, 0, "*", color="C6", ms=13, mec="white", label="minimum")
    left.set(xlabel="θ", ylabel="slope dL/dθ", title="Curvature 25, then 1, then 25")
    left.legend(loc="upper left")
    for colour, style, (label, distance) in zip(
        ("C1", "C3", "C2"), ("-", "--", "-."), distances.items(), strict=True
    ):
        right.semilogy(
            np.where(distance > 1e-9, distance, np.nan), style, color=colour, lw=1.7, label=label
        )
    right.set(xlabel="step", ylabel="distance from the minimum", title="One never arrives (cut at 10⁻⁹)",
              ylim=(1e-9, 30))  # fmt: skip
    right.legend(loc="center right")
    return figure
