"""How the messages of all exercises read, after the words "not yet, because"."""

import re

import pytest

from course.exercises import registry

MODULES = {
    module.__name__.rpartition(".")[2]: module for module in registry.IN_LESSONS + registry.IN_NOTEBOOK
}


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_messages_begin_with_a_statement(module):
    """A question may follow what is said, but not take its place."""
    firsts = [re.split(r"(?<=[.?])\s", message)[0] for message in module.MESSAGES.values()]
    assert firsts and not [first for first in firsts if first.endswith("?")]
