"""How the tests run: their order, hypothesis, and the notebooks without progress bars."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

import offline.sitecustomize  # noqa: F401  from now on this process refuses the network

# The kernels that the tests start inherit this: a progress bar is not an output to compare.
os.environ["TQDM_DISABLE"] = "1"

# They refuse the network too.
OFFLINE = str(Path(__file__).parent / "offline")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [OFFLINE, os.environ.get("PYTHONPATH")]))

# A shell that runs the tests in the background lets them ignore Ctrl-C, which some of them send.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on each run, so that a red test stays red; no time limit on a busy machine.
settings.register_profile("course", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("fuzz", deadline=None, max_examples=3000, print_blob=True)  # make fuzz
settings.load_profile("course")


# The files that take longest, longest first: so both workers are busy to the end.
FIRST = (
    "test_papermill.py", "08_recipe_measured.ipynb", "09_where_next.ipynb", "test_book.py", "test_lab.py",
    "07_capstone_cnn.ipynb", "02_momentum_in_practice.ipynb", "06_capstone_mlp.ipynb", "test_exercises.py",
    "test_claims.py", "00_start_here.ipynb",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Start with what takes longest, then the other notebooks; what is short fills the gaps."""

    def order(item):
        name = item.path.name
        return FIRST.index(name) if name in FIRST else len(FIRST) + (item.path.suffix != ".ipynb")

    items.sort(key=order)
