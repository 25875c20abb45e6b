"""The progress bar: every item, and nothing left behind."""

import os
import subprocess
import sys

import pytest

from nnlib.progress_bar import track


def test_yields_every_item():
    assert list(track("abc", "Letters")) == ["a", "b", "c"]


def test_passes_an_error_on():
    with pytest.raises(KeyError):
        for _ in track(range(3), "Work"):
            raise KeyError


def test_clears_the_bar_and_needs_no_ipython():
    code = "from nnlib.progress_bar import track; print(list(track(range(2), 'Work')), flush=True)"
    code += "; import sys; assert 'IPython' not in sys.modules"
    environment = {name: value for name, value in os.environ.items() if name != "TQDM_DISABLE"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    *drawn, line = run.stdout.decode().rstrip("\n").split("\r")
    assert any("Work" in bar and "2" in bar for bar in drawn)
    assert not drawn[-1].strip()  # the bar is overwritten with blanks
    assert line == "[0, 1]"
