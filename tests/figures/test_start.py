"""Figures of the first notebook: what they draw is what they were given."""

import numpy as np

from course.figures import start


def test_network_draws_every_unit_every_weight_and_both_passes():
    (ax,) = start.network((3, 4, 2)).axes
    assert [len(units.get_offsets()) for units in ax.collections] == [3, 4, 2, 1]
    assert len(ax.lines) == 3 * 4 + 4 * 2 + 2 * 1
    arrows = [(note.xyann[0], note.xy[0]) for note in ax.texts if getattr(note, "arrow_patch", None)]
    assert sum(head > tail for tail, head in arrows) == sum(head < tail for tail, head in arrows) == 3


def test_digit_probabilities_draws_each_digit_its_bars_and_its_verdict():
    X = np.arange(2 * 784.0).reshape(2, 784)
    probabilities = np.full((2, 10), 0.05)
    probabilities[[0, 1], [3, 8]] = 0.55
    figure = start.digit_probabilities(X, probabilities, np.array([3, 5]))
    above, below = np.reshape(figure.axes, (2, 2))
    assert [ax.get_title(loc="left") for ax in above] == ["reads 3", "reads 8, is 5"]
    for ax, pixels in zip(above, X, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), pixels.reshape(28, 28))
    for ax, row in zip(below, probabilities, strict=True):
        np.testing.assert_array_equal([bar.get_height() for bar in ax.patches], row)
    assert [bar.get_facecolor() == below[0].patches[3].get_facecolor() for bar in below[1].patches] == [
        k == 5 for k in range(10)
    ]
    assert "a 3 as 3 with 55% and a 5 as 8 with 55%" in figure.alt


def test_gradient_check_errors_shows_what_was_measured():
    h = np.logspace(-6, -1, 6)
    (ax,) = start.gradient_check_errors(h, {"float64": h**2, "float32": h}, kink=0.02).axes
    drawn = {line.get_label(): line.get_ydata() for line in ax.lines}
    np.testing.assert_array_equal(drawn["measured in float64"], h**2)
    np.testing.assert_array_equal(drawn["measured in float32"], h)


def test_check_table_writes_a_mark_and_a_value_in_each_field():
    figure = start.check_table(
        ["sound", "broken"], ["one", "two"], [["1", "2"], ["3", "4"]], [[True, True], [False, True]]
    )
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.texts] == ["✓  1", "✓  2", "✗  3", "✓  4"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["sound", "broken"]
    assert figure.alt.endswith("Sound passes all; broken fails one (3).")


def test_dropout_scores_counts_every_mask():
    without, inverted = np.arange(10.0), np.arange(10.0) + 2
    (ax,) = start.dropout_scores(without, inverted, 6.5, 0.8).axes
    assert sum(patch.get_height() for patch in ax.patches) == 20
    assert [line.get_xdata()[0] for line in ax.lines] == [6.5, 4.5, 6.5]
