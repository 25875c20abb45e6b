"""The CSV of a sweep: a line for each finished point, and nothing that the search did not write."""

import csv
import io
import json
import re
import sys
from contextlib import contextmanager

from nnlib.validation import check_number, shown

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    fcntl = None

# The last columns, and the limits of what they hold.
RESULTS = {"accuracy": "[0, 1]", "std": "[0, 0.5]", "seconds": "[0, inf)"}
FAR = 2**30  # Windows locks bytes: one that no table reaches


@contextmanager
def locked(path):
    """Open a file to read and to append, unless another process has it; a lock ends with its process."""
    with open(path, "a+b") as file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                file.seek(FAR)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except (BlockingIOError, PermissionError):
            sys.exit(f"{path} is in use by another sweep: wait for it, or give this search another name")
        file.seek(0)
        yield file


def append(file, line):
    """Write a line at the end of the file, at once."""
    file.write(line.encode("utf-8"))
    file.flush()


def as_line(cells):
    """Return the cells as a line of a CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def as_text(value):
    """Return a value as a cell holds it."""
    return value if isinstance(value, str) else json.dumps(value)


def as_cells(settings):
    """Return the cells of a point."""
    return [as_text(value) for value in settings.values()]


def key(cells):
    """Return what tells one point from another."""
    return tuple(map(identity, cells))


def identity(text):
    """Return an object that is equal for equal values: 1 and 1.0 are one value, true is another."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return hashable(value)


def hashable(value):
    """Return a JSON value as one that can be looked up."""
    if isinstance(value, list):
        return tuple(map(hashable, value))
    return json.dumps(value) if isinstance(value, bool | dict) else value


def read_finished(file, path, columns, points):
    """Return the results in the table by the keys of their points; what is foreign or edited is refused.

    Only then the file is made ready for the next line: a torn last line is cut off, a whole one is ended.
    """
    content = file.read()
    text = content.decode("utf-8", "surrogateescape")  # no cell of the search has what this leaves in
    text = text.removesuffix(torn_line(text, columns, points))
    finished = parse(text, path, columns, points)
    file.truncate(len(text.encode("utf-8", "surrogateescape")))
    if text and not text.endswith("\n"):
        append(file, "\n")
    return finished


def torn_line(text, columns, points):
    """Return the last line if it is the beginning of one, or a header alone, else ``""``."""
    if as_line(columns).startswith(text):
        return text
    last = text[text.rfind("\n") + 1 :]
    for point in points:
        start = as_line([*as_cells(point), ""]).removesuffix("\n")
        if start.startswith(last) or (last.startswith(start) and cut_results(last.removeprefix(start))):
            return last
    return ""


def cut_results(text):
    """Return whether this is the beginning of the results of a point, and not all of them."""
    numbers = text.split(",")
    possible = len(numbers) <= len(RESULTS) and re.fullmatch(r"[\d.e+nan,-]*", text)
    return possible and not (len(numbers) == len(RESULTS) and is_number(numbers[-1]))


def parse(text, path, columns, points):
    """Return the results of each line by the keys of their points."""
    keys, finished = {key(as_cells(point)) for point in points}, {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            place = f"{path}, line {reader.line_num}"
            check_number_of_cells(place, cells, columns)
            if reader.line_num == 1:
                check_header(place, cells, columns)
                continue
            settings = cells[: -len(RESULTS)]
            check_point(place, settings, columns, keys)
            results = read_results(place, cells[-len(RESULTS) :])
            earlier = finished.setdefault(key(settings), results)
            if str(earlier["accuracy"]) != str(results["accuracy"]):  # as text, for nan is not equal to nan
                refuse(place, "accuracy", f"the same point had {earlier['accuracy']} further up")
    except csv.Error as error:
        refuse(f"{path}, line {reader.line_num}", columns[0], f"this line is no CSV: {error}")
    return finished


def refuse(place, column, reason):
    """Exit with what is wrong, and where."""
    hint = "Mend it, move the file away, or give the search another name."
    sys.exit(f"{place}, column {column}: {reason}. The search did not write this. {hint}")


def check_number_of_cells(place, cells, columns):
    """Exit unless there is a cell for each column."""
    if len(cells) < len(columns):
        refuse(place, columns[len(cells)], "it is missing")
    if len(cells) > len(columns):
        refuse(place, len(columns) + 1, f"there must be {len(columns)} columns only")


def check_header(place, cells, columns):
    """Exit unless the cells are the names of the columns."""
    for i, (cell, column) in enumerate(zip(cells, columns, strict=True), start=1):
        if cell != column:
            refuse(place, i, f"its name must be {column}, got {shown(cell)}")


def check_point(place, cells, columns, keys):
    """Exit unless these are the settings of a point of the search."""
    wanted = key(cells)
    if wanted in keys:
        return
    for i, column in enumerate(columns):
        keys = [k for k in keys if k[i] == wanted[i]]
        if not keys:
            refuse(place, column, f"the search has no such point, got {shown(cells[i])}")


def read_results(place, cells):
    """Return the results of a line by their names; accuracy and std are nan where training diverged."""
    diverged = cells[:2] == ["nan", "nan"]
    results = {}
    for (name, limits), cell in zip(RESULTS.items(), cells, strict=True):
        try:
            results[name] = float(cell)
            if not (diverged and name != "seconds"):
                check_number(name, results[name], limits)
        except ValueError as error:
            refuse(place, name, error)
    return results


def is_number(text):
    """Return whether a cell holds a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
