"""Odd calls of every public function: each gives what its reference says, or is refused by name.

``make test`` tries few of them, always the same; ``make fuzz`` tries many others each time.
"""

import inspect
import re
from contextlib import redirect_stdout
from io import StringIO
from numbers import Number

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import nnlib
from toolkit import image_references, references
from toolkit.odd_calls import Frame, calls

REFERENCES = vars(references) | vars(image_references)

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True, scope="module")
def _small_mnist():
    """Put thin digits in the place of MNIST, which take no time to load."""
    digits = np.zeros((70_000, 1), np.uint8), np.zeros(70_000, np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        for source in nnlib.datasets._READERS:
            patch.setitem(nnlib.datasets._READERS, source, lambda: digits)
        yield


def snapshot(value):
    """Return all that makes an argument what it is, down to the bytes of its arrays."""
    if isinstance(value, np.ndarray):
        layout = type(value), value.dtype, value.shape, value.strides, value.flags.writeable
        data, mask = np.ma.getdata(value), np.ma.getmaskarray(value)
        padded = data.dtype.char in "gG"  # bytes that belong to no number
        return *layout, repr(data.tolist()) if padded else data.tobytes(), mask.tobytes()
    if isinstance(value, Frame):
        return snapshot(value.array)
    if isinstance(value, dict):
        return [(key, snapshot(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [type(value), *map(snapshot, value)]
    return value if isinstance(value, Number) else repr(value)


@pytest.mark.parametrize("name", nnlib.__all__)
@settings(max_examples=settings.default.max_examples // 5, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_odd_calls_are_right_or_refused_by_name(name, data):
    call, odd = data.draw(calls(name))
    function, before = getattr(nnlib, name), snapshot(call)
    assert set(call) == set(inspect.signature(function).parameters)
    try:
        with redirect_stdout(StringIO()):
            result = function(**call)
    except (TypeError, ValueError) as error:
        note(f"refused: {error}")
        assert odd is not None, "a legal call was refused"
        assert re.match(rf"({'|'.join(call)})([\[(].*[\])])? must (?s:.*)got ", str(error)), str(error)
        result = None
    assert snapshot(call) == before
    if result is None or odd in ("loss_fn", "forward_fn", "activation_fn"):
        return
    with np.errstate(all="ignore"):
        references.check(REFERENCES[name](**call), result)
