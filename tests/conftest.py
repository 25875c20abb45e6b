"""How the tests run: their order, hypothesis, and the notebooks without progress bars."""

import os

import pytest
from hypothesis import settings

# The kernels that the tests start inherit this: a progress bar is not an output to compare.
os.environ["TQDM_DISABLE"] = "1"

# The same examples on each run, so that a red test stays red; no time limit on a busy machine.
settings.register_profile("course", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("fuzz", deadline=None, max_examples=3000, print_blob=True)  # make fuzz
settings.load_profile("course")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Start with what takes longest, so that both workers have their share."""
    first = ("test_papermill.py", "test_lab.py", "test_book.py")

    def order(item):
        name = item.path.name
        return first.index(name) if name in first else len(first) + (item.path.suffix != ".ipynb")

    items.sort(key=order)
