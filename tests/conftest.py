"""How the notebooks run inside the test suite."""

import os

import pytest

# The kernels that the tests start inherit this: a progress bar is not an output to compare.
os.environ["TQDM_DISABLE"] = "1"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Start with what takes longest, so that both workers have their share."""
    first = ("test_papermill.py", "test_lab.py", "test_book.py")

    def order(item):
        name = item.path.name
        return first.index(name) if name in first else len(first) + (item.path.suffix != ".ipynb")

    items.sort(key=order)
