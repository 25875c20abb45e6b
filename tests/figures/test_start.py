"""Figures of the first notebook, and those that all share: what they draw is what they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from course.figures import curves, digit_probabilities, show
from course.figures.start import check_table, dropout_scores, gradient_check_errors


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def words(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_show_refuses_a_figure_without_words():
    with pytest.raises(ValueError, match="alt must say"):
        show(plt.figure(), alt=" ")


def test_digit_probabilities_draws_each_digit_its_bars_and_its_verdict():
    X = np.arange(2 * 784.0).reshape(2, 784)
    probabilities = np.full((2, 10), 0.05)
    probabilities[[0, 1], [3, 8]] = 0.55
    above, below = np.reshape(digit_probabilities(X, probabilities, np.array([3, 5])).axes, (2, 2))
    assert [ax.get_title(loc="left") for ax in above] == ["reads 3", "reads 8, is 5"]
    for ax, pixels in zip(above, X, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), pixels.reshape(28, 28))
    for ax, row in zip(below, probabilities, strict=True):
        np.testing.assert_array_equal([bar.get_height() for bar in ax.patches], row)
    assert [bar.get_facecolor() == below[0].patches[3].get_facecolor() for bar in below[1].patches] == [
        k == 5 for k in range(10)
    ]


def test_curves_are_named_at_their_ends():
    figure = curves({"a": [3, 2, 1], "b": [4, 2]}, title="T", xlabel="x", ylabel="y", yscale="log")
    (ax,) = figure.axes
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 2, 1], [4, 2]]
    assert [(text.get_text(), *text.xy) for text in ax.texts] == [(" a", 2, 1), (" b", 1, 2)]
    assert ax.get_yscale() == "log"


def test_gradient_check_errors_shows_what_was_measured():
    h = np.logspace(-6, -1, 6)
    (ax,) = gradient_check_errors(h, {"float64": h**2, "float32": h}, kink=0.02).axes
    drawn = {line.get_label(): line.get_ydata() for line in ax.lines}
    np.testing.assert_array_equal(drawn["measured in float64"], h**2)
    np.testing.assert_array_equal(drawn["measured in float32"], h)


def test_check_table_writes_a_mark_and_a_value_in_each_field():
    figure = check_table(
        ["sound", "broken"], ["one", "two"], [["1", "2"], ["3", "4"]], [[True, True], [False, True]]
    )
    assert words(figure) == ["✓  1", "✓  2", "✗  3", "✓  4"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["sound", "broken"]


def test_dropout_scores_counts_every_mask():
    without, inverted = np.arange(10.0), np.arange(10.0) + 2
    (ax,) = dropout_scores(without, inverted, 6.5, 0.8).axes
    assert sum(patch.get_height() for patch in ax.patches) == 20
    assert [line.get_xdata()[0] for line in ax.lines] == [6.5, 4.5, 6.5]
