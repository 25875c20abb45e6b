"""The confusion matrix, and its mistakes beside chance."""

import numpy as np

from course.figures.accuracy import confusion_matrix, pair_counts


def test_counts_stand_in_their_cells():
    figure = confusion_matrix({"T": [[9000, 1], [2, 8]]}, ["no", "yes"], of="state")
    (ax,) = figure.axes
    cells = {text.get_position(): text.get_text() for text in ax.texts}
    assert cells == {(0, 0): "9,000", (1, 0): "1", (0, 1): "2", (1, 1): "8"}
    assert [label.get_text() for label in ax.get_xticklabels()] == ["no", "yes"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted state", "true state")


def test_the_colour_marks_the_mistakes_on_one_scale():
    figure = confusion_matrix({"A": [[9, 1], [2, 8]], "B": [[5, 4], [0, 7]]}, ["no", "yes"])
    drawn = [np.asarray(ax.images[0].get_array()).tolist() for ax in figure.axes]
    assert drawn == [[[0, 1], [2, 0]], [[0, 4], [0, 0]]]
    assert {ax.images[0].get_clim() for ax in figure.axes} == {(0, 6)}


def test_the_alt_text_tells_the_commonest_mistakes_and_their_absence():
    matrix = np.diag([5, 5, 5])
    assert "15 of 15 on the diagonal." in confusion_matrix({"M": matrix}, range(3), of="digit").alt
    matrix[1, 2], matrix[2, 0] = 4, 3
    alt = confusion_matrix({"M": matrix}, range(3), of="digit").alt
    assert alt.endswith(
        "15 of 22 on the diagonal; most often taken for another: 1 for 2 (4) and 2 for 0 (3)."
    )


def test_pair_counts_are_in_order_and_beside_the_simulated_ones():
    mistakes = np.array([[0, 3, 9], [1, 0, 4], [2, 5, 0]])
    figure = pair_counts(mistakes, np.full((10, 3, 2), 4), limit=4)
    (ax,) = figure.axes
    assert ax.lines[0].get_ydata().tolist() == [9, 5, 4, 3, 2, 1]
    assert set(ax.lines[1].get_ydata()) == {4}
    assert [text.get_text() for text in ax.texts] == ["0 read as 2"]
    assert "9 times; 2 pairs lie above the limit of chance, 4." in figure.alt
    assert figure.alt.endswith("The counts end at 1, the simulated between 4 and 4.")
