"""What a check reads in a learner's code: a placeholder, the names it uses, the line where it stopped."""

import dis
import functools
import inspect
import linecache
import os
import re
import sysconfig
import traceback
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

import course
import nnlib

# Code below these folders is not the learner's.
INSTALLED = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
LIBRARIES = tuple(str(Path(place)) + os.sep for place in (*INSTALLED, *course.__path__, *nnlib.__path__))

# All that Python makes of a body that returns a constant, and perhaps prints others first.
TRIVIAL = {
    "LOAD_CONST", "LOAD_SMALL_INT", "RETURN_CONST", "RETURN_VALUE",
    "LOAD_GLOBAL", "PUSH_NULL", "PRECALL", "CALL", "POP_TOP",
}  # fmt: skip


def written(function: Callable[..., Any]) -> Any:
    """Return the function that a learner wrote behind what is decorated, partial, or an object to call."""
    while isinstance(function, functools.partial | np.vectorize):
        function = function.func if isinstance(function, functools.partial) else function.pyfunc
    try:
        function = inspect.unwrap(function)
    except Exception:  # an object that answers to every name
        return None
    if isinstance(function, type) or not callable(function) or hasattr(function, "__code__"):
        return function
    return type(function).__call__


def code_of(function: Callable[..., Any]) -> CodeType | None:
    """Return the code that a learner wrote; None if it is not in Python."""
    code = getattr(written(function), "__code__", None)
    return code if isinstance(code, CodeType) else None


def untouched(function: Callable[..., Any]) -> bool:
    """Tell whether a function's body is still a placeholder: it does nothing and returns nothing."""
    code = code_of(function)
    if code is None or set(code.co_names) - {"print"}:
        return False
    steps = [step for step in dis.get_instructions(code) if step.opname not in ("RESUME", "NOP")]
    if any(step.opname not in TRIVIAL for step in steps):
        return False
    constant = steps[-1] if steps[-1].opname == "RETURN_CONST" else steps[-2]
    return constant.argval is None or constant.argval is ...


def names_in(code: CodeType | None, operations: tuple[str, ...] = ("LOAD_GLOBAL",)) -> set[str]:
    """Return the global names that code uses, or those of other operations, its inner functions' too."""
    if code is None:
        return set()
    names = {step.argval for step in dis.get_instructions(code) if step.opname in operations}
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return names.union(*(names_in(part, operations) for part in inner))


def uses(function: Callable[..., Any], other: Any) -> bool:
    """Tell whether the code of a function names another function, however that was imported."""
    code, notebook = code_of(function), getattr(written(function), "__globals__", {})
    named = names_in(code, ("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM"))
    return other.__name__ in named or any(notebook.get(name) is other for name in names_in(code))


def name_of(function: Callable[..., Any]) -> str:
    """Return what a function is called; an object that can be called goes by its type."""
    name = getattr(function, "__name__", None)
    return name if isinstance(name, str) else type(function).__name__


def place_of(error: BaseException, function: Callable[..., Any], *, first: bool = False) -> str:
    """Return the last (or first) line of the learner's own that an exception went through, or nothing."""
    own = getattr(written(function), "__globals__", None)
    frames = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__)
              if not frame.f_code.co_filename.startswith((*LIBRARIES, "<frozen"))]  # fmt: skip
    in_its_cell = [(frame, line) for frame, line in frames if frame.f_globals is own]
    if not frames:
        return ""
    frame, line = (in_its_cell or frames)[0 if first else -1]
    source = linecache.getline(frame.f_code.co_filename, line).strip()
    name = frame.f_code.co_name
    name = name_of(function) if name.startswith("<") else name
    return f"`{name}`, line {line} of its cell" + (f": `{source}`" if source else "")


def what_it_said(error: BaseException) -> str:
    """Return the type and the first line of an exception, without the paths of libraries."""
    name = type(error).__name__
    try:
        text = (str(error).strip().splitlines() or [""])[0][:200]
    except Exception:  # an exception of the learner's own making
        text = ""
    text = re.sub(r"\S*<locals>\.", "", text)  # of a function that the check brings
    text = re.sub(r"\s*\S*(site|dist)-packages\S*", "", text)
    return f"{name}: {text}" if text else name
