"""How the notebooks run inside the test suite."""

import os

import pytest

# The kernels that the tests start inherit TQDM_DISABLE, for a progress bar is not an output to compare.
# The tests themselves keep their bars: tqdm reads the variable when it is imported, so it is imported first.
os.environ.pop("TQDM_DISABLE", None)
import tqdm.std  # noqa: E402, F401

os.environ["TQDM_DISABLE"] = "1"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Start with what takes longest, so that both workers have their share."""

    def order(item):
        return item.path.name != "test_papermill.py", item.path.suffix != ".ipynb"

    items.sort(key=order)
