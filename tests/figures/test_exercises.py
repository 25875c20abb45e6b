"""Figures of the exercises."""

from course.figures import exercises


def test_histories_are_named_by_method_and_effective_step():
    run = {"loss": [2.0, 1.0], "accuracy": [0.2, 0.4]}
    left, right = exercises.histories({(0.0, 0.1): run, (0.9, 0.1): run}).axes
    labels = ["momentum, lr 0.1 (effective step 1.0)", "plain, lr 0.1 (effective step 0.1)"]
    assert [line.get_label() for line in left.lines] == labels
    assert [list(line.get_ydata()) for line in right.lines] == [[0.2, 0.4]] * 2


def test_pairs_that_rise_look_different():
    figure = exercises.pairs({"plain": [1.0, 2.0, 3.0], "momentum": [0.5, 2.5, 1.0]})
    (ax,) = figure.axes
    looks = {tuple(line.get_ydata()): line.get_linestyle() for line in ax.lines}
    assert looks == {(1.0, 0.5): "-", (2.0, 2.5): "--", (3.0, 1.0): "-"}
    assert "2 fall and 1, dashed, rise; mean losses: plain 2 and momentum 1.33" in figure.alt
