"""How the messages of all exercises read, after the words "not yet, because"."""

import importlib
import re

import pytest

from course.exercises.registry import EXERCISES


@pytest.mark.parametrize("name", EXERCISES)
def test_messages_begin_with_a_statement(name):
    """A question may follow what is said, but not take its place."""
    messages = importlib.import_module(f"course.exercises.{name}").MESSAGES.values()
    firsts = [re.split(r"(?<=[.?])\s", message)[0] for message in messages]
    assert firsts and not [first for first in firsts if first.endswith("?")]
