"""Figures of the last lesson."""

import re

import nnlib
from course.figures.where_next import effects, error_counts, tuning_curves
from course_files import FOLDER, read


def test_effects_colour_what_their_interval_tells_apart():
    rows = {"bad": (-2, -1, -0.5, [-1]), "nothing": (-1, 0.1, 1, [0]), "good": (0.5, 1, 2, [1])}
    figure = effects(rows, "title")
    bars = [line for line in figure.axes[0].lines if line.get_linewidth() == 7]
    assert [bar.get_color() for bar in bars] == ["C1", "#777777", "C2"]
    assert [tuple(bar.get_xdata()) for bar in bars] == [(-2, -0.5), (-1, 1), (0.5, 2)]
    assert figure.alt.endswith("Intervals below zero: 1 of 3, above: 1.")


def test_error_counts_draw_every_row_and_count_the_overlaps():
    figure = error_counts({"this course's MLP": (150, 170, 190), "a": (5, 9, 17), "b": (4, 8, 15)}, 15)
    (ax,) = figure.axes
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"] == [170, 9, 8]
    assert "intervals overlap: 1 of 2" in figure.alt


def test_tuning_curves_name_each_method_at_its_best_step():
    scores = {"a": [[0.5, 0.6], [0.7, 0.8]], "b": [[0.9, 0.9], [0.1, 0.1]]}
    figure = tuning_curves({"a": [0.1, 1], "b": [0.1, 1]}, scores, "title")
    assert [text.xy[0] for text in figure.axes[0].texts] == [1, 0.1]
    assert "highest: a 75.0% at 1, tried 0.1 to 1; b 90.0% at 0.1" in figure.alt


def test_the_last_lesson_lists_every_function_of_the_toolkit():
    notebook = read(FOLDER / "09_where_next.ipynb")
    table = next(cell.source for cell in notebook.cells if "| function |" in cell.source)
    first_column = re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(first_column))) == sorted(nnlib.__all__)
