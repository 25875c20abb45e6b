"""A table shows the same in a notebook and as text."""

import pytest

from course.tables import table

SMALL = table(["method", "steps", "loss"], [["momentum", 68, "9e-07"], ["<plain>", 230, "0.2"]])


def test_text_has_aligned_columns():
    assert repr(SMALL) == "method    steps   loss\nmomentum     68  9e-07\n<plain>     230    0.2"


def test_a_column_with_a_word_in_it_is_aligned_as_text():
    mixed = table(["gradient", "error"], [["W1", "none yet"], ["b1", "1e-9"]])
    assert repr(mixed) == "gradient  error\nW1        none yet\nb1        1e-9"


def test_html_holds_every_text_once_and_is_escaped():
    page = SMALL._repr_html_()
    for text in ("method", "momentum", "68", "9e-07", "&lt;plain&gt;"):
        assert page.count(f">{text}<") == 1
    assert page.count("text-align: right") == 6 and "<plain>" not in page


@pytest.mark.parametrize("rows", [[], [["a"]], [["a", "b", "c", "d"]]])
def test_rows_must_fit_the_header(rows):
    with pytest.raises(ValueError, match="rows must hold 3 texts each"):
        table(["x", "y", "z"], rows)
