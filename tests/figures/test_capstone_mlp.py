"""The learning curves of the capstone."""

from course.figures.capstone_mlp import learning_curves


def test_learning_curves_draw_both_parts():
    history = {
        "train_loss": [2, 1],
        "test_loss": [3, 2],
        "train_accuracy": [0, 1],
        "test_accuracy": [0, 0.5],
    }
    left, right = learning_curves(history).axes
    assert {line.get_label(): list(line.get_ydata()) for line in left.lines} == {
        "training digits": [2, 1], "test digits": [3, 2],
    }  # fmt: skip
    assert [list(line.get_ydata()) for line in right.lines] == [[0, 1], [0, 0.5]]
