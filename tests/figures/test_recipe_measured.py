"""What each fault of the recipe costs."""

from course.figures.recipe_measured import ablation


def test_ablation_has_a_dot_a_run_and_the_mean_in_words():
    (ax,) = ablation(
        {"as published": [0.875, 0.925], "repaired": [0.95]}, xlabel="accuracy", title="T"
    ).axes
    dots = [line.get_xdata().tolist() for line in ax.lines if line.get_marker() == "o"]
    assert [[float(x) for x in row] for row in dots] == [[0.875, 0.925], [0.95]]
    assert [text.get_text() for text in ax.texts] == ["90.0%", "95.0%"]
    assert ax.get_xlabel() == "accuracy (%)"
