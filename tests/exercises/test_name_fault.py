"""Lesson 02, name the fault: the curves show their faults, and wrong names are answered."""

from collections import OrderedDict

import numpy as np
import pytest

from course.exercises.name_fault import EXERCISE, MESSAGES, NAMES, RIGHT, judge, unnamed_curves
from exercises.answers import message

SIGN, LONG, NONE = RIGHT.values()


def named(a=SIGN, b=LONG, c=NONE):
    return {"A": a, "B": b, "C": c}


WRONG = [
    (named(a=NONE), "A", NONE),
    (named(a=LONG), "A", LONG),
    (named(a="shared velocity"), "A", "shared velocity"),
    (named(a="gradient's sign"), "A", "gradient's sign"),
    (named(a="velocity kept"), "A", "velocity kept"),
    (named(b=SIGN), "B", SIGN),
    (named(b="velocity kept"), "B", "velocity kept"),
    (named(b="gradient's sign"), "B", "gradient's sign"),
    (named(b=NONE), "B", NONE),
    (named(c=SIGN), "C", SIGN),
    (named(c="shared velocity"), "C", "shared velocity"),
    (named(c=LONG), "C", LONG),
    (named(NONE, LONG, SIGN), "A", NONE),
]


@pytest.mark.parametrize(("answer", "curve", "name"), WRONG)
def test_a_wrong_name_is_answered_with_what_it_would_look_like(answer, curve, name):
    assert message(judge, answer) == f"{curve}: {MESSAGES[name]}"


def test_every_name_is_tried():
    assert {name for *_, name in WRONG} == set(NAMES) and len(set(MESSAGES.values())) == len(MESSAGES)


@pytest.mark.parametrize(
    "answer", [LONG, (SIGN, LONG, NONE), {"A": SIGN}, {"a": SIGN, "b": LONG, "c": NONE}]
)
def test_another_form_is_refused(answer):
    assert message(judge, answer) == MESSAGES["not a dict"]


@pytest.mark.parametrize("name", ["momentum", "", 3])
def test_an_unknown_name_is_refused(name):
    assert message(judge, named(b=name)) == f"B: {name!r} {MESSAGES['unknown']}"


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        OrderedDict(C=NONE, B=LONG, A=SIGN),
        named("Memory's sign", "TOO LONG A MEMORY", " no  memory "),
        named(a="memory’s sign"),
        {np.str_(curve): np.str_(name) for curve, name in RIGHT.items()},
        named(b="too long\na memory"),
        dict(zip("ABC", (SIGN, LONG, NONE), strict=True)),
    ],
)
def test_right_names_pass(answer):
    judge(answer)


def test_the_solution_is_right():
    names = {}
    exec(EXERCISE.solution, names)
    judge(names["my_faults"])


def test_the_curves_show_what_the_messages_say():
    (plain, sign), (_, long), (_, none) = (list(panel.values()) for panel in unnamed_curves().values())
    assert sign[-1] > 3 * plain[-1] and (np.diff(sign[20:]) < 0).all()
    assert (np.diff(np.sign(np.diff(long))) != 0).sum() > 4 and long[60:].max() > 10 * plain[60]
    np.testing.assert_array_equal(none, plain)
