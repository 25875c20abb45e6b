"""The web page of an executed notebook: one file, which asks the network for nothing."""

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from jinja2 import pass_context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from ziamath import Latex, config

TEMPLATE = Path(__file__).with_name("page.html.j2")
FONT_SIZE = 16  # pixels, which suit the 14 of the text
config.svg2 = False  # each formula holds its own shapes and shows wherever it stands


@cache
def draw(formula, inline):
    """Return a formula as a picture, with its TeX for a screen reader."""
    drawn = Latex(formula, size=FONT_SIZE, inline=inline, color="currentColor")
    picture = drawn.svgxml()
    picture.set("role", "img")
    picture.set("aria-label", formula.strip())
    picture.set("style", f"vertical-align: {drawn.getyofst() - drawn.margin:.2f}px")
    return ElementTree.tostring(picture, encoding="unicode")


class Renderer(IPythonRenderer):
    """nbconvert's, but for the formulas, which it leaves to a script from the network."""

    def inline_math(self, body):
        """Return a formula in a line of text."""
        return draw(body, inline=True)

    def block_math(self, body):
        """Return a formula on a line of its own."""
        return f'<div class="formula">{draw(body, inline=False)}</div>'


class Exporter(HTMLExporter):
    """nbconvert's, with the formulas and the template of this course."""

    @pass_context
    def markdown2html(self, context, source):
        """Turn Markdown into HTML."""
        return MarkdownWithMath(renderer=Renderer(escape=False)).render(source)


def to_html(notebook):
    """Return the page of a notebook; its first heading is the title."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    notebook.metadata["title"] = re.search(r"^# (.+)", text, flags=re.MULTILINE)[1]
    return Exporter(template_name="lab", template_file=str(TEMPLATE)).from_notebook_node(notebook)[0]
