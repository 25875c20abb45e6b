"""How the notebooks run inside the test suite."""

import os

import pytest

# The kernels that the tests start inherit this: a progress bar is not an output to compare.
os.environ["TQDM_DISABLE"] = "1"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep a notebook's cells on one worker, and start the long tests first."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=lambda item: (item.path.suffix != ".ipynb", item.path.name != "test_papermill.py"))
