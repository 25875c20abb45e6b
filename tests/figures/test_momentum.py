"""The figures of the lesson on momentum: they say what they draw, and the animation stands by itself."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from course.figures import momentum as plots_momentum
from course.figures import momentum_in_practice as plots_comparisons
from course.figures import paths as plots_paths

LINE = np.linspace(1.0, 0.1, 7)
PATH = np.column_stack([LINE, -LINE])
PATHS = {"gradient descent": PATH, "momentum": PATH / 2, "Nesterov": PATH / 3}
EXTENT = (-1.0, 1.0, -1.0, 1.0)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def bowl(x, y):
    return x**2 + 4 * y**2


def figures():
    pair = {"momentum": LINE, "Nesterov": LINE}
    runs = np.stack([LINE, LINE / 2])
    grid = np.full((7, 7), 0.9)
    signals = {"constant": LINE, "one knock": LINE}
    kinds = ("gradient descent", "fixed", "best momentum")
    three = dict(zip("abc", (LINE, LINE, LINE), strict=True))
    marks = {"slow": (0.5, 0.0), "fast": (1.0, 0.5)}
    yield plots_paths.plot_ravine(bowl, PATH, EXTENT)
    yield plots_paths.plot_paths(bowl, PATHS, EXTENT)
    yield plots_paths.plot_film_strip(bowl, PATHS, EXTENT, (0, 0), (0, 3, 6))
    yield plots_momentum.plot_damping(0.1, {0.2: LINE, 0.9: LINE})
    yield plots_momentum.plot_cost(10 * LINE, dict.fromkeys(kinds, 1 / LINE), {"best momentum": 0.5}, 5.0)
    yield plots_momentum.plot_nesterov(LINE, pair, pair, 0.9, pair)
    yield plots_momentum.plot_kink(np.square, LINE[:3], three)
    yield plots_comparisons.plot_conventions(three, three, 3)
    yield plots_comparisons.plot_noise(three, LINE, {0.0: LINE}, {0.0: LINE})
    yield plots_comparisons.plot_sweep(LINE, {"A": {0.0: runs, 0.9: runs}})
    yield plots_comparisons.plot_bands({"A": {"x": runs, "y": runs}}, "step", "loss")
    yield plots_momentum.plot_memory(signals, {name: {0.5: LINE} for name in signals})
    yield plots_momentum.plot_phase_diagram(LINE, LINE[::-1], grid, grid, lambda a, m: a + m, (1, 4), marks)
    yield plots_comparisons.plot_faults(LINE, {str(i): LINE if i else (LINE, LINE / 2) for i in range(6)})


def test_each_figure_has_titles_and_labelled_axes():
    count = 0
    for figure in figures():
        axes = [ax for ax in figure.axes if ax.get_title(loc="left")]
        assert axes and axes[0].get_ylabel()
        assert any(ax.get_xlabel() for ax in figure.axes)
        count += 1
    assert count == 14


def test_bands_span_from_the_lowest_run_to_the_highest():
    runs = np.array([[1.0, 0.5], [2.0, 0.25], [4.0, 1.0]])
    (axis,) = plots_comparisons.plot_bands({"A": {"x": runs}}, "step", "loss").axes
    np.testing.assert_allclose(axis.lines[0].get_ydata(), [2.0, 0.5])
    corners = axis.collections[0].get_paths()[0].vertices
    assert corners[:, 1].min() == 0.25 and corners[:, 1].max() == 4.0


def test_each_signal_has_its_gradient_above_its_velocity():
    signals = {"constant": np.ones(4), "one knock": np.eye(4)[0]}
    velocities = {
        "constant": {0.5: np.array([1, 1.5, 1.75, 1.875])},
        "one knock": {0.5: 0.5 ** np.arange(4)},
    }
    figure = plots_momentum.plot_memory(signals, velocities)
    np.testing.assert_allclose(figure.axes[3].lines[0].get_ydata(), velocities["one knock"][0.5])


def test_the_animation_is_small_self_contained_described_and_always_the_same():
    pages = [
        plots_paths.animate_paths(bowl, PATHS, EXTENT, (0, 0), (0, 3, 6), alt="Three descents")
        for _ in range(2)
    ]
    assert pages[0] == pages[1]
    assert pages[0].count("data:image/png") == 3 and len(pages[0]) < 150_000
    assert "://" not in pages[0] and "fa-" not in pages[0]
    assert '<img alt="Three descents"' in pages[0]
    assert not re.search(r"(?<![\w/+])[0-9a-f]{32}(?![\w/+])", re.sub(r"base64,[^\"]*", "", pages[0]))
    assert plt.get_fignums() == []


def test_the_animation_names_its_parts_consistently():
    page = plots_paths.animate_paths(bowl, PATHS, EXTENT, (0, 0), (0, 6), alt="Three descents")
    page = re.sub(r"base64,[^\"]*", "", page)
    wanted = set(re.findall(r'(?:img_id|slider_id|loop_select_id) = "(\w+)"', page))
    present = set(re.findall(r'(?:id|name)="(\w+)"', page))
    assert len(wanted) == 3 and wanted <= present
    assert {name for name in re.findall(r"(anim\w+)\.\w+\(", page)} == {"anim_momentum_paths"}
