"""How an answer is run: what counts as untouched, and what an answer that goes wrong leaves to read."""

import numpy as np
import pytest

from course.exercises.diagnosis import as_array
from course.exercises.judging import NotYet, Stopped, WrongShape, call
from course.exercises.own_code import untouched


def test_an_untouched_body_is_told_from_a_forgotten_return():
    def documented(a, b):
        """Say something."""

    def forgot(a, b):
        a + b

    assert untouched(documented) and untouched(lambda: None)
    assert not untouched(forgot) and not untouched(lambda: 0.5) and not untouched(len)


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
