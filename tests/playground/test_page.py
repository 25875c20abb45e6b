"""A page in a cell's output: one piece, the same each time, with a picture for where no script runs."""

import base64
import html
import re

import matplotlib.pyplot as plt
import pytest

from course.playground.page import HERE, make_page


def a_page():
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    data = {"text": "</script><b>", "number": 1.5}
    return make_page(
        "Try & see", ["digit.html", "digit.css", "center.js"], data, figure=figure, alt='A "line"'
    )


@pytest.fixture
def page():
    return a_page()


def test_everything_is_in_one_document(page):
    for name in ("page.css", "page.js", "digit.html", "digit.css", "center.js"):
        assert (HERE / name).read_text(encoding="utf-8") in page.document
    assert "<title>Try &amp; see</title>" in page.document
    assert not re.search(r"""\b(src|href)=|url\(|@import|\bimport\b|fetch\(|https?:""", page.document)


def test_data_cannot_end_the_script_that_holds_it(page):
    assert page.document.count("<script") == page.document.count("</script>") == 3
    assert '{"text":"\\u003c/script>\\u003cb>","number":1.5}' in page.document


def test_a_viewer_that_drops_frame_and_script_shows_the_picture(page):
    shown = page._repr_html_()
    assert shown == page.fragment()
    picture, alt = re.search(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]*)">', shown).groups()
    assert base64.b64decode(picture) == page.picture
    assert page.picture.startswith(b"\x89PNG") and b"Software" not in page.picture
    assert html.unescape(alt) == 'A "line"'
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', shown)[1]) == page.document
    assert 'sandbox="allow-scripts allow-downloads"' in shown and "height: 0" in shown


def test_the_figure_is_closed_and_text_stays_short():
    open_before = plt.get_fignums()  # of other tests in this process
    page = a_page()
    assert plt.get_fignums() == open_before
    assert repr(page) == "<Try & see: a page to play with, shown where HTML is shown>"
