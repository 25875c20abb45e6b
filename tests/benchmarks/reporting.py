"""Tables of results, in the terminal and in a Markdown file."""

import datetime
import os
import platform
import re
import statistics
import sys
from pathlib import Path

import numpy
import scipy
import sklearn
from threadpoolctl import threadpool_info

HOW = (
    "Written by `make bench`, each section with the machine that it was measured on. Contenders have\n"
    "float32, a process of their own, and as many threads as there are cores, unless a row says\n"
    "otherwise. They run in turn, after a warm-up; ratios are taken within a round, and of these the\n"
    "median."
)


def table(head, rows):
    """Return a Markdown table, its columns aligned for the terminal."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def verdict(value, limit):
    """Return a tick or a cross."""
    return "✓" if value <= limit else "✗"


def ratio(seconds, name, other):
    """Return the median over the rounds of one contender's time over another's."""
    return statistics.median(a / b for a, b in zip(seconds[name], seconds[other], strict=True))


def time_rows(network, seconds):
    """Return a row for each contender."""
    return [
        [network, name, *(f"{f(times):.2f}" for f in (statistics.median, min, max)),
         f"{ratio(seconds, 'nnlib', name):.2f}"]
        for name, times in seconds.items()
    ]  # fmt: skip


def target_rows(network, seconds, limits):
    """Return a row for each target; a contender that is absent is named as such."""
    rows = []
    for name, limit in limits.items():
        if name in seconds:
            measured = ratio(seconds, "nnlib", name)
            result = [f"{measured:.2f}", limit, verdict(measured, limit)]
        else:
            result = ["not installed", limit, ""]
        rows.append([f"{network}: nnlib ÷ {name}", *result])
    return rows


def machine():
    """Say what was measured on, and how."""
    blas = next(pool for pool in threadpool_info() if pool["user_api"] == "blas")
    modules = {"NumPy": numpy, "SciPy": scipy, "scikit-learn": sklearn, "PyTorch": sys.modules.get("torch")}
    versions = [f"{name} {module.__version__ if module else 'missing'}" for name, module in modules.items()]
    return (
        f"*{datetime.date.today()}, {os.cpu_count()} cores of {processor()}, Python "
        f"{platform.python_version()}, {', '.join(versions)},\nOpenBLAS for {blas['architecture']}.*"
    )


def processor():
    """Return the name of the processor, where the system says it."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", info.read_text(encoding="utf-8")) if info.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def keep(path, heading, body, order):
    """Put a section into the file in place of the one with its heading; ``order`` lists all headings."""
    old = path.read_text(encoding="utf-8").split("\n## ")[1:] if path.exists() else []
    sections = dict(text.split("\n\n", 1) for text in old) | {heading: body}
    texts = [f"## {name}\n\n{sections[name].rstrip()}\n" for name in order if name in sections]
    path.write_text("\n".join([f"# Benchmarks\n\n{HOW}\n", *texts]), encoding="utf-8")
