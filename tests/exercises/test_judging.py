"""How an answer is run: what counts as untouched, and what an answer that goes wrong leaves to read."""

import functools
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from course.exercises.diagnosis import as_array, as_number
from course.exercises.judging import NotYet, Stopped, WrongShape, call
from course.exercises.own_code import untouched
from nnlib import conv2d


def test_an_untouched_body_is_told_from_a_forgotten_return():
    def documented(a, b):
        """Say something."""

    def announced(a, b):
        print("later")

    def prints_its_answer(a, b):
        print(a + b)

    def forgot(a, b):
        a + b

    assert (
        untouched(documented)
        and untouched(announced)
        and untouched(lambda: None)
        and untouched(lambda: ...)
    )
    for function in (forgot, prints_its_answer, lambda: 0.5, len, lambda: len):
        assert not untouched(function)


class Update:
    def __call__(self, a, b):
        pass


@pytest.mark.parametrize(
    "answer", [functools.partial(lambda a: None), np.vectorize(lambda a: None), Update(), Update().__call__,
               functools.cache(lambda a: None), functools.partial(functools.partial(lambda a, b: ...), 3)],
)  # fmt: skip
def test_a_placeholder_is_seen_in_whatever_can_be_called(answer):
    assert untouched(answer)


@pytest.mark.parametrize(
    "answer", [functools.partial(lambda a: a @ a), np.vectorize(lambda a: np.ones(2) @ np.ones(3)),
               functools.cache(lambda a: np.ones(2) @ np.ones(3)), lambda a: conv2d(np.ones(2), a)],
)  # fmt: skip
def test_the_place_is_the_learners_own_line(answer):
    with pytest.raises(Stopped) as caught:
        call(answer, a=(2,))
    assert "test_judging.py" not in str(caught.value) and "site-packages" not in str(caught.value)
    assert re.search(r"This came from `.*`, line \d+ of its cell: `.*lambda a", str(caught.value))


def test_what_only_a_library_raises_has_no_place():
    with pytest.raises(Stopped) as caught:
        call(functools.partial(np.linalg.inv), a=np.ones((2, 3)))
    assert caught.value.place == "" and "LinAlgError" in str(caught.value)


def test_who_prints_the_answer_is_told_to_return_it():
    with pytest.raises(NotYet, match="It prints, but what is printed cannot be used"):
        call(lambda a: print(a), a=3)


def test_what_replaces_an_argument_is_a_change_too():
    def answer(params):
        params["W1"] = None

    with pytest.raises(NotYet, match="puts new arrays into the caller's dict `params`"):
        call(answer, params={"W1": np.ones(2)})


@pytest.mark.parametrize(
    "found",
    [np.ma.ones(2), np.ones((1, 2)).view(np.matrix), {1.0, 2.0}, "ab", (x for x in "ab"), None, [None, 1]],
)
def test_what_is_not_a_plain_array_is_named(found):
    with pytest.raises(
        NotYet, match=f"the loss should be an array of numbers; it came as {type(found).__name__}"
    ):
        as_array(found, (2,), "the loss")


def test_an_exception_is_kept_with_the_line_that_caused_it():
    def answer(velocity):
        return velocity + np.ones(3)

    with pytest.raises(Stopped, match="ValueError: operands could not be broadcast") as caught:
        call(answer, velocity=np.zeros(2))
    assert isinstance(caught.value.error, ValueError)
    assert caught.value.place.startswith("`answer`, line ")
    assert caught.value.place.endswith("`return velocity + np.ones(3)`")


def test_an_answer_that_cannot_be_called_has_no_line():
    with pytest.raises(Stopped, match=r"cannot be called as `<lambda>\(velocity, mu\)`") as caught:
        call(lambda: 0, velocity=np.zeros(2), mu=0.9)
    assert caught.value.place == ""


def test_a_wrong_shape_is_told_from_wrong_numbers():
    with pytest.raises(WrongShape, match="the loss should have shape"):
        as_array([1.0, 2.0], (3,), "the loss")
    with pytest.raises(NotYet, match="the loss should hold floats") as caught:
        as_array([1, 2, 3], (3,), "the loss")
    assert not isinstance(caught.value, WrongShape)


@pytest.mark.parametrize("found", [True, np.array(True), np.bool_(True), Decimal(1), 1j, "1", np.array("1"),
                                   np.array(None), np.ones(1), [1.0], None])  # fmt: skip
def test_what_is_no_number_is_named(found):
    with pytest.raises(
        NotYet, match=f"the p-value should be a single number; it came as {type(found).__name__}"
    ):
        as_number(found, "the p-value")


@pytest.mark.parametrize("found", [1, 1.0, np.float32(1), np.int64(1), np.array(1.0), Fraction(1)])
def test_what_floats_compute_with_is_a_number(found):
    assert as_number(found, "the p-value") == 1.0


def test_numbers_that_are_not_there_count_as_unchanged():
    arrays = {"W1": np.array([np.nan, 1.0])}
    assert call(lambda g, lr, params: 1, g=np.full(2, np.nan), lr=np.nan, params=arrays) == 1


def test_a_list_that_is_changed_is_named():
    for change in (list.reverse, lambda steps: steps.append(4.0), lambda steps: steps.__setitem__(0, 9)):
        with pytest.raises(NotYet, match="it changes the list `steps` that came in"):
            call(change, steps=[0.1, 0.2])


def test_what_an_answer_changes_is_mended_for_the_next_one():
    array, table = np.ones(3), {"W1": np.ones(2)}

    def spoil(array, table):
        array *= 0
        table["W1"] += 1
        return 1

    with pytest.raises(NotYet, match="changes its argument `array` in place"):
        call(spoil, array=array, table=table)
    np.testing.assert_array_equal(array, 1)
    np.testing.assert_array_equal(table["W1"], 1)


def test_an_argument_of_another_shape_than_before_is_named():
    def flatten(labels):
        labels.shape = (3,)
        return 1

    def resize(labels):
        labels.resize(5, refcheck=False)
        return 1

    for change in (flatten, resize):
        with pytest.raises(NotYet, match="changes its argument `labels` in place"):
            call(change, labels=np.ones((3, 1)))
