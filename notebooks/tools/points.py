"""The points of a sweep, as its TOML file asks for them."""

import math
import tomllib
from datetime import date, datetime, time

from scipy.stats import loguniform
from sklearn.model_selection import ParameterGrid, ParameterSampler

from finished import as_text, identity
from nnlib.validation import check_integer, check_number, shown

DATES = date | datetime | time


def read_points(path):
    """Return the names of the searched parameters, and the settings of every point."""
    settings = read_toml(path)
    draw = check_integer("draw", settings.pop("draw", 0), low=0)
    search = settings.pop("search", {})
    if not search or not isinstance(search, dict):
        raise ValueError("it must have a section [search] with a parameter in it")
    for name, value in settings.items():
        check_value(name, value)
    spaces = {name: read_space(name, values, draw) for name, values in search.items()}
    if not draw:
        points = ParameterGrid(spaces)
    else:
        if all(isinstance(space, list) for space in spaces.values()):
            check_integer("draw", draw, high=math.prod(map(len, spaces.values())))  # all combinations
        points = ParameterSampler(spaces, draw, random_state=0)
    return list(search), [settings | {name: plain(point[name]) for name in search} for point in points]


def read_toml(path):
    """Return what a TOML file says."""
    try:
        content = path.read_bytes()
        if b"\0" in content:  # as in no text of UTF-8
            raise ValueError("it is saved as UTF-16, or is no text; save it as UTF-8")
        return tomllib.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # no file, no UTF-8, no TOML
        raise ValueError(f"it cannot be read: {error}") from error


def read_space(name, values, draw):
    """Return a list of values with each of them once, and a range as a distribution."""
    if isinstance(values, list) and values:
        unique = {}
        for value in values:
            check_value(name, value)
            unique.setdefault(identity(as_text(value)), value)
        return list(unique.values())
    if not isinstance(values, dict) or values.keys() != {"from", "to"}:
        found = values.isoformat() if isinstance(values, DATES) else shown(values)
        raise ValueError(f"{name} must be a list of values, or {{ from = ..., to = ... }}, got {found}")
    if not draw:
        raise ValueError(f"{name} must be a list where every combination is tried; ranges are for draw > 0")
    start = check_number(f"{name}: from", values["from"], "(0, inf)")
    return loguniform(start, check_number(f"{name}: to", values["to"], f"({start}, inf)"))


def check_value(name, value):
    """Raise ``TypeError`` for what no parameter can be: a date, a time or a table."""
    if isinstance(value, list):
        for part in value:
            check_value(name, part)
    elif isinstance(value, DATES | dict):
        found = "a table" if isinstance(value, dict) else value.isoformat()
        raise TypeError(f"{name} must be a number, a text, true, false or a list of them, got {found}")


def plain(value):
    """Return a number of NumPy's as one of Python's."""
    return value.item() if hasattr(value, "item") else value
