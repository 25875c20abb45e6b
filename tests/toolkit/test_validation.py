"""The helpers that check arguments, where the public functions do not show all that they do."""

import doctest
from fractions import Fraction

import numpy as np
import pytest

from nnlib import validation
from nnlib.validation import as_matching_arrays, as_same_shape, check_integer, check_number, shown


def test_the_examples_in_the_docstrings_are_right():
    failed, attempted = doctest.testmod(validation)
    assert failed == 0 < attempted


def test_equal_words_are_equal_sizes():
    X, W, b = as_matching_arrays(X=(np.ones((5, 3)), "n d"), W=(np.ones((3, 2)), "d h"), b=([1, 2], "1 h"))
    assert (X.shape, W.shape, b.shape) == ((5, 3), (3, 2), (1, 2))
    with pytest.raises(ValueError, match=r"^b must have shape \(1, 2\), got \(1, 3\)$"):
        as_matching_arrays(W=(W, "d h"), b=([1, 2, 3], "1 h"))
    with pytest.raises(ValueError, match=r"^X must have shape \(any, any\), got \(3,\)$"):
        as_matching_arrays(X=([1, 2, 3], "n d"))  # only a row may come as a vector


def test_same_shape_keeps_the_type_of_each():
    a, b = as_same_shape(a=np.float32([1, 2]), b=[1, 2])
    assert (a.dtype, b.dtype) == (np.float32, np.float64)
    with pytest.raises(ValueError, match=r"^b must have shape \(2,\), got \(2, 1\)$"):
        as_same_shape(a=a, b=[[1], [2]])


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        ("[0, 1)", [0, 0.5, np.float32(0.9)], [-0.1, 1, np.nan]),
        ("(0, 1]", [1e-300, 1], [0, 1.1]),
        ("(0, inf)", [1e-300, 1e300], [0, -1, np.inf]),
        ("[-2.5, 3]", [-2.5, 3], [-2.6, 3.1]),
    ],
)
def test_intervals_include_an_end_by_a_square_bracket(interval, inside, outside):
    for value in inside:
        assert check_number("p", value, interval) == value
        assert type(check_number("p", value, interval)) is float
    for value in outside:
        with pytest.raises(ValueError) as caught:
            check_number("p", value, interval)
        assert str(caught.value) == f"p must lie in {interval}, got {value!r}"


def test_integers_include_both_ends():
    assert [check_integer("n", n, low=2, high=4) for n in (2, np.int64(4))] == [2, 4]
    with pytest.raises(ValueError, match="n must be at least 2, got 1"):
        check_integer("n", 1, low=2)
    with pytest.raises(ValueError, match="n must be at most 4, got 5"):
        check_integer("n", 5, high=4)


@pytest.mark.parametrize(
    "value", [Fraction(1, 3), np.longdouble("0.1"), np.float16(0.1), np.float32(0.1), np.int8(1), 10**300]
)
def test_odd_but_legal_numbers_are_those_they_stand_for(value):
    assert check_number("lr", value, "(0, inf)") == float(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float64(-0.1), "-0.1"), (np.longdouble("0.5"), "0.5"), (np.array([1, 2]), "[1, 2]"),
        (np.str_("a"), "'a'"), (np.True_, "True"), (10**5000, "a number of thousands of digits"),
        ("x" * 99, "'" + 76 * "x" + "..."),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_messages_show_values_as_python_writes_them(value, text):
    assert shown(value) == text
