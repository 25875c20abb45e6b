"""Pages in the output of a cell: HTML, style, script and data in one piece, with a still picture beside."""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

HERE = Path(__file__).parent


@dataclass(frozen=True, repr=False)
class Page:
    """What a cell shows: a page in a frame of its own, or its picture where no script runs.

    Attributes
    ----------
    title : str
        What the page is, for its tab and for who cannot see the frame.
    document : str
        The page as one HTML document, which loads nothing and can be saved and opened by itself.
    picture : bytes
        PNG that stands in the page's place in a viewer that runs no scripts.
    alt : str
        What the picture shows, in words.
    """

    title: str
    document: str
    picture: bytes
    alt: str

    def __repr__(self) -> str:
        return f"<{self.title}: a page to play with, shown where HTML is shown>"

    def _repr_html_(self) -> str:
        return self.fragment()

    def fragment(self) -> str:
        """Return HTML to put into another page: the picture, the frame, and the script that swaps them.

        The frame has no height yet. A viewer that trusts no output drops frame and script, and the picture
        stays in sight.
        """
        picture = base64.b64encode(self.picture).decode()
        return (
            f'<div><img src="data:image/png;base64,{picture}" alt="{html.escape(self.alt)}">'
            f'<iframe title="{html.escape(self.title)}" sandbox="allow-scripts allow-downloads" '
            f'style="border: 0; display: block; height: 0; width: 100%" '
            f'srcdoc="{html.escape(self.document)}"></iframe>'
            f"<script>{_read('frame.js')}</script></div>"
        )


def make_page(
    title: str, files: Sequence[str], data: Mapping[str, Any], *, figure: Figure, alt: str
) -> Page:
    """Put files of this folder and data into a page.

    Parameters
    ----------
    title
        Name of the page.
    files
        Names of the files that make it: ``.html`` is the body, ``.css`` and ``.js`` are put in after
        ``page.css`` and ``page.js``, which all pages have.
    data
        What the scripts find as ``data``; anything that JSON can hold.
    figure, alt
        The still picture, which is closed, and what it shows in words.

    Returns
    -------
    Page
    """
    kinds = {
        kind: [_read(name) for name in files if name.endswith(kind)] for kind in (".html", ".css", ".js")
    }
    content = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")  # never ends the script
    document = "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html.escape(title)}</title>",
            *(f"<style>\n{text}</style>" for text in [_read("page.css"), *kinds[".css"]]),
            *kinds[".html"],
            f'<script type="application/json" id="data">{content}</script>',
            *(f"<script>\n{text}</script>" for text in [_read("page.js"), *kinds[".js"]]),
            "</html>\n",
        ]
    )
    return Page(title, document, _png(figure), alt)


def _read(name: str) -> str:
    """Return the text of a file of this folder."""
    return (HERE / name).read_text(encoding="utf-8")


def _png(figure: Figure) -> bytes:
    """Return a figure as the bytes of a PNG, the same each time, and close it."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100, metadata={"Software": None})
    plt.close(figure)
    return file.getvalue()
