"""The web pages that a headless run leaves, in a real browser without a network."""

import re

import pytest

from course_files import NAMES, PATHS, read, tags
from web_page import to_html


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(offline=True)
    yield context
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_the_network_for_nothing(context, tmp_path, name):
    notebook = read(PATHS[NAMES.index(name)])
    file = tmp_path / "page.html"
    file.write_text(to_html(notebook), encoding="utf-8")
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]

    assert page.title() == re.search(r"# (.+)", notebook.cells[0].source)[1]
    text = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    displayed = re.findall(r"\$\$.+?\$\$", text, flags=re.DOTALL)
    assert page.locator(".formula svg").count() == len(displayed)
    assert "$$" not in page.locator("main").inner_text()
    for figure in page.locator(".jp-RenderedImage img").all():
        assert len(figure.get_attribute("alt").split()) >= 8
    folded = [tag for cell in notebook.cells for tag in tags(cell) if tag in ("hide-input", "hide-output")]
    assert page.locator(".jp-CodeCell details:not([open])").count() == len(folded)
    page.close()
