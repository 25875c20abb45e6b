"""The words that alt texts are made of."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.figures.alt_text import describe, listing, number, numbers, point, sentence, trend, trends


def test_describe_joins_sentences():
    figure = plt.figure()
    assert describe(figure, "two panels", "Is it high?", "μ is 0.9") is figure
    assert figure.alt == "Two panels. Is it high? μ is 0.9."


@pytest.mark.parametrize(
    ("text", "expected"),
    [("loss", "Loss."), ("CNN", "CNN."), ("Λ?", "Λ?"), ("λ", "λ."), ("done.", "Done.")],
)
def test_sentence(text, expected):
    assert sentence(text) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.12345, "0.123"), (2, "2"), (69_077, "69,100"), (999.9, "1,000"), (1e-7, "1e-07"), (2e77, "2e+77"),
     (np.nan, "nan"), (np.inf, "inf"), (-0.5, "-0.5"), (np.float32(0.25), "0.25")],
)  # fmt: skip
def test_number(value, text):
    assert number(value) == text


def test_listing_numbers_and_point():
    assert [listing("a"), listing("ab"), listing(["a", "b", 3])] == ["a", "a and b", "a, b and 3"]
    assert numbers([0.5, 1, 1500]) == "0.5, 1 and 1,500"
    assert point((4, 0.5)) == "(4, 0.5)"


def test_trend_counts_swings_but_no_ripples():
    assert trend([8, 4, 2, 1]) == "from 8 to 1"
    assert trend([8, 4, 1, 3, 0.5, 2, 1]) == "from 8 to 1 over 2 peaks"
    assert trend([8, 4, 1, 3, 0.5]) == "from 8 to 0.5 over 1 peak"
    assert trend([8, 4, 1.0, 1.01, 0.99, 1]) == "from 8 to 1"
    assert trend([8, np.inf, np.nan]) == "from 8 to nan"


def test_trends_name_the_best_at_the_end():
    losses = {"a": [3, 1], "b": [[3, 2], [5, 4], [4, 1]]}
    assert trends(losses) == "a from 3 to 1; b from 4 to 2 (runs end between 1 and 4); lowest at the end: a"
    shares = {"a": [0.1, 0.5], "b": [0.1, 0.75]}
    assert trends(shares, percent=True) == "a from 10 to 50; b from 10 to 75; highest at the end: b"
    assert trends({"a": [3, 1]}) == "a from 3 to 1"
