"""Tables: what a lesson prints in rows and columns, as HTML in a notebook and as text elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.signs import printable

NUMBER = re.compile(r"[-+−]?[\d.,]+(e[-+]?\d+)?( ?%)?$")


@dataclass(frozen=True)
class Table:
    """A header and rows of texts; numbers are aligned to the right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        lines = [[printable(text) for text in line] for line in (self.header, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(
                text.rjust(width) if right else text.ljust(width)
                for text, width, right in zip(line, widths, self._to_the_right(), strict=True)
            ).rstrip()
            for line in lines
        )

    def _repr_html_(self) -> str:
        styles = [f"text-align: {'right' if right else 'left'}" for right in self._to_the_right()]

        def row(texts: Sequence[str], tag: str) -> str:
            cells = zip(texts, styles, strict=True)
            return "".join(f'<{tag} style="{style}">{html.escape(text)}</{tag}>' for text, style in cells)

        body = "".join(f"<tr>{row(texts, 'td')}</tr>" for texts in self.rows)
        return f"<table><thead><tr>{row(self.header, 'th')}</tr></thead><tbody>{body}</tbody></table>"

    def _to_the_right(self) -> list[bool]:
        columns = zip(*self.rows, strict=True)
        return [all(NUMBER.match(text) for text in column if text) for column in columns]


def table(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Table:
    """Return a table that a cell shows when it is the cell's last line.

    Parameters
    ----------
    header : iterable of k texts
        Names of the columns, with units.
    rows : iterable of iterables of k texts or numbers
        At least one row; format numbers as they should be read, ``f"{x:.3f}"``.

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If there is no row, or a row is not as long as the header.
    """
    names = tuple(map(str, header))
    lines = tuple(tuple(map(str, row)) for row in rows)
    if not lines or {len(line) for line in lines} != {len(names)}:
        raise ValueError(f"rows must hold {len(names)} texts each, as header does, got {lines!r}")
    return Table(names, lines)
