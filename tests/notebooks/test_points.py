"""The points of a sweep: what its TOML file may say, and a line for what it may not."""

import pytest

from points import read_points

SEARCH = """
n_digits = 1000
seed = 3
hidden_layer_sizes = [32]
max_iter = 8
[search]
learning_rate_init = [0.01, 0.03, 0.1, 0.3]
momentum = [0.0, 0.7, 0.9]
"""


def points_of(folder, text, encoding="utf-8"):
    file = folder / "search.toml"
    file.write_text(text, encoding)
    return read_points(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])  # with and without a byte-order mark
def test_a_grid_is_every_combination(tmp_path, encoding):
    names, points = points_of(tmp_path, SEARCH, encoding)
    assert names == ["learning_rate_init", "momentum"]
    assert len({(point["learning_rate_init"], point["momentum"]) for point in points}) == len(points) == 12
    assert {(point["max_iter"], point["seed"]) for point in points} == {(8, 3)}


def test_a_draw_is_the_same_each_time_and_fills_its_ranges(tmp_path):
    text = "draw = 200\n[search]\nlearning_rate_init = {from = 0.001, to = 1.0}\nmomentum = [0.0, 0.9]\n"
    _, points = points_of(tmp_path, text)
    assert points == points_of(tmp_path, text)[1]
    rates = sorted(point["learning_rate_init"] for point in points)
    assert {type(rate) for rate in rates} == {float}  # none of NumPy's
    assert len(set(rates)) == 200 and 0.001 <= rates[0] < 0.0015 and 0.6 < rates[-1] <= 1
    below = sum(rate < 0.0316 for rate in rates)  # the middle of the logarithmic scale
    assert 80 < below < 120  # 100, give or take three times the square root of 200 / 4
    assert {point["momentum"] for point in points} == {0.0, 0.9}


@pytest.mark.parametrize(
    ("values", "count"),
    [("[0.1, 0.1]", 1), ("[1, 1.0]", 1), ("[1, true]", 2), ("[[64], [64.0], [64, 64]]", 2)],
)
@pytest.mark.parametrize("draw", [False, True])
def test_a_repeated_value_is_one(tmp_path, values, count, draw):
    text = f"draw = {count * draw}\n[search]\nalpha = {values}\n"
    assert len(points_of(tmp_path, text)[1]) == count


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[search]", "[serach]", "must have a section [search]"),
        ("[search]", "search = 3\n[other]", "must have a section [search]"),
        ("[search]", "[search", "cannot be read"),
        ("= 8", "= " + "[" * 9999, "cannot be read"),
        ("momentum = [0.0, 0.7, 0.9]", "momentum = {from = 0.1, to = 0.9}", "momentum must be a list"),
        ("momentum = [0.0, 0.7, 0.9]", "momentum = []", "momentum must be a list of values, or"),
        ("momentum = [0.0, 0.7, 0.9]", "momentum = 2020-01-01", "momentum must be a list of values, or"),
        (
            "0.7",
            "2020-01-01",
            "momentum must be a number, a text, true, false or a list of them, got 2020-01",
        ),
        (
            "0.7",
            "[[12:30:00]]",
            "momentum must be a number, a text, true, false or a list of them, got 12:30",
        ),
        ("0.7", "{a = 1}", "momentum must be a number, a text, true, false or a list of them, got a table"),
        ("= 8", "= 2020-01-01T12:30:00Z", "max_iter must be a number, a text, true, false or a list"),
        ("[search]", "draw = 9\n[search]\nalpha = {from = 0.0, to = 1.0}", "alpha: from must lie in (0,"),
        ("[search]", "draw = 9\n[search]\nalpha = {from = true, to = 1.0}", "from must be a real number"),
        (
            "[search]",
            "draw = 9\n[search]\nalpha = {form = 1, to = 1.0}",
            "alpha must be a list of values, or",
        ),
        ("[search]", "draw = -1\n[search]", "draw must be at least 0, got -1"),
        ("[search]", "draw = 13\n[search]", "draw must be at most 12, got 13"),
        ("[search]", "draw = true\n[search]", "draw must be an integer, got bool True"),
        ("[search]", "draw = 2020-01-01\n[search]", "draw must be an integer, got date"),
    ],
)
def test_a_search_that_makes_no_sense_is_named(tmp_path, old, new, message):
    assert old in SEARCH
    with pytest.raises((TypeError, ValueError)) as error:
        points_of(tmp_path, SEARCH.replace(old, new))
    assert message in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(tmp_path, encoding):
    with pytest.raises(ValueError, match="saved as UTF-16, or is no text; save it as UTF-8"):
        points_of(tmp_path, SEARCH, encoding)


def test_other_bytes_and_a_missing_file_are_named(tmp_path):
    with pytest.raises(ValueError, match="cannot be read: 'utf-8' codec"):
        points_of(tmp_path, SEARCH + "# Föhn", "latin-1")
    with pytest.raises(ValueError, match=r"cannot be read: .*No such file"):
        read_points(tmp_path / "nowhere.toml")
