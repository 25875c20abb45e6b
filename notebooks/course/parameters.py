"""The parameters of a notebook, and the limits that the comments behind them declare.

A line of a cell with parameters holds name, type, value and a comment. Its end says which values are
allowed, as an interval, as a set of choices, or as several of these::

    keep: float = 0.8  # probability that dropout keeps a hidden unit, in (0, 1]
    digits: int = 5000  # how many digits to use, in [1000, 60000] or {70000}

A parameter of type bool needs no limits.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np

from nnlib.validation import shown

RANGE = r"(?:[\[(][^\[\](){}]+[\])]|\{[^{}]+\})"
LINE = re.compile(
    r"^(?P<name>\w+): (?P<kind>int|float|bool|str) = .+?  # .*?"
    rf"(?:, in (?P<limits>{RANGE}(?: or {RANGE})*))?$",
    re.MULTILINE,
)
TYPES = {"int": Integral, "float": Real, "bool": bool | np.bool_, "str": str}


class Parameter(NamedTuple):
    """What the line of a parameter says of its values."""

    kind: str  # int, float, bool or str
    limits: str | None


def read_parameters(sources: Iterable[str]) -> dict[str, Parameter]:
    """Return the parameters that cells declare, by name."""
    lines = [match for source in sources for match in LINE.finditer(source)]
    return {line["name"]: Parameter(line["kind"], line["limits"]) for line in lines}


def check_parameter(name: str, value: Any, parameter: Parameter) -> None:
    """Raise ``TypeError`` or ``ValueError`` with the name if a value is not allowed."""
    kind, limits = parameter
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "bool"):
        raise TypeError(f"{name} must be of type {kind}, got {type(value).__name__} {shown(value)}")
    if limits and not any(_holds(part, value) for part in limits.split(" or ")):
        raise ValueError(f"{name} must lie in {limits}, got {shown(value)}")


def check_parameters(notebook: Mapping[str, Any]) -> None:
    """Check every parameter of the notebook that calls this as ``check_parameters(globals())``.

    The limits are read from the cells that were run so far, which IPython keeps as ``In``.
    """
    for name, parameter in read_parameters(notebook.get("In", [])).items():
        check_parameter(name, notebook[name], parameter)


def _holds(limits: str, value: Any) -> bool:
    """Tell whether a value lies in an interval such as ``[0, 1)`` or a set such as ``{"a", "b"}``."""
    if limits.startswith("{"):
        return value in ast.literal_eval(limits)
    low, high = (float(end) for end in limits[1:-1].split(","))
    above = value >= low if limits[0] == "[" else value > low
    return bool(above and (value <= high if limits[-1] == "]" else value < high))
