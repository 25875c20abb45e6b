"""The web book in a real browser, opened as a file, without a network."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

from course_files import FOLDER, PATHS, ROOT, code_cells, read
from helpers import need

BOOK = ROOT / "build" / "book"
AXE = ROOT / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
LESSONS = [path.stem for path in PATHS if path.parent == FOLDER]
PAGES = ["index", *LESSONS, "cheatsheet", "glossary", "api"]
REFERENCE = re.findall(
    r"^   ((?:nnlib|course)[\w.]*)$", (FOLDER / "book" / "api.md").read_text("utf-8"), re.M
)
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def book():
    """Build the book as a contributor does, on a computer that no repository is published from."""
    need("npm", purpose="which fetches MathJax for the book")
    command = ["make", "--old-file=.venv/.contributor", "book"]
    private = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    done = subprocess.run(command, cwd=ROOT, env=private, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def visit(browser, book):
    """Return a function that opens a page of the book; at the end, nothing may have gone wrong on any."""
    context, wrong = browser.new_context(viewport=DESK), []
    context.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else wrong.append(r.url))
    context.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))

    def open_page(name):
        page = context.new_page()
        page.goto((BOOK / f"{name}.html").as_uri())
        if page.locator(".math").count():
            page.wait_for_function("window.MathJax && MathJax.startup.promise")
            page.evaluate("MathJax.startup.promise.then(() => null)")
        return page

    yield open_page
    context.close()
    assert wrong == []


@pytest.fixture(scope="module", params=[*PAGES, "api/nnlib.optimizers"])
def page(visit, request):
    """Open each page once, for all tests that look at it."""
    opened = visit(request.param)
    yield opened
    opened.close()


def name_of(page):
    """Return the name of the page that is open."""
    path = page.evaluate("decodeURI(location.pathname)")
    return Path(path).relative_to(BOOK).as_posix().removesuffix(".html")


def screenshot(page, look):
    """Keep a picture of the page's top under build/."""
    page.screenshot(
        path=ROOT / "build" / "screenshots" / f"book_{name_of(page).replace('/', '_')}_{look}.png"
    )


# axe-core takes time for each element. Most are glyphs of formulas, which have no text and are hidden from
# a screen reader, and parts of code. Of these one of each class stays, of two letters or more, for axe-core
# judges no contrast of a single one. The text of the others goes to what they stand in.
THIN = """() => {
    document.querySelectorAll("mjx-math[aria-hidden=true]").forEach(glyphs => glyphs.remove());
    const seen = new Set();
    const looks = part =>
        part.matches("article") ? "" : `${part.className},${looks(part.parentElement)}`;
    for (const part of document.querySelectorAll("article pre span[class]")) {
        const look = looks(part), seenBefore = seen.has(look);
        if (part.textContent.trim().length > 1) seen.add(look);
        if (seenBefore || !seen.has(look)) part.replaceWith(...part.childNodes);
    }
    document.getAnimations().forEach(running => running.finish());  // what fades in is there
}"""


def violations(page, **options):
    """Return what axe-core finds serious or critical on a page."""
    options |= {"preload": False, "resultTypes": ["violations"]}  # it writes nothing of what is right
    found = page.evaluate("options => axe.run(options).then(result => result.violations)", options)
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


def test_formulas_and_pictures_are_there(page):
    assert page.locator(".math mjx-container").count() >= page.locator(".math").count()
    assert page.locator("mjx-merror, [data-mjx-error]").count() == 0
    pictures = page.locator("article img")
    facts = "all => Promise.all(all.map(img => img.decode().then(() => [img.naturalWidth, img.alt])))"
    for width, alt in pictures.evaluate_all(facts):
        assert width > 50 and len(alt.split()) >= 8
    if name_of(page) in LESSONS:
        cells = code_cells(read(FOLDER / f"{name_of(page)}.ipynb"))
        figures = [out for cell in cells for out in cell.outputs if "image/png" in out.get("data", {})]
        assert pictures.count() >= len(figures)


def test_a_lesson_can_be_downloaded(page):
    links = page.get_by_role("link", name="Download this notebook")
    assert links.count() == (name_of(page) in LESSONS)
    for link in links.all():
        target = link.evaluate("link => decodeURI(link.pathname)")
        assert Path(target).read_bytes() == (FOLDER / f"{name_of(page)}.ipynb").read_bytes()


CUT_OFF = """codes => codes
    .filter(code => code.scrollWidth > code.clientWidth + 1)
    .map(code => code.textContent.slice(0, 80))"""


def test_at_a_desk_all_lies_beside_one_another(page):
    assert page.locator("article .highlight pre").evaluate_all(CUT_OFF) == []
    if page.locator(".toc-tree").count():
        box = page.locator(".toc-tree").bounding_box()
        assert 0 < box["x"] < box["x"] + box["width"] <= DESK["width"]
    lessons = page.locator(".sidebar-tree > ul").first.get_by_role("link").all_inner_texts()
    assert [name[:3] for name in lessons] == [f"{lesson[:2]} " for lesson in LESSONS]
    if name_of(page) in LESSONS:
        assert page.locator("h1").inner_text().startswith(f"{name_of(page)[:2]} ")
        assert page.locator(".cell_input .copybtn").count() > 5
        assert page.locator('meta[name="description"]').get_attribute("content")
    assert "mybinder" not in page.content() and page.locator(".view-this-page").count() == 0


def test_paper_holds_the_page_alone(page):
    page.emulate_media(media="print", color_scheme="dark")
    aside = page.locator(".skip-to-content, aside, .copybtn")
    assert aside.count() and aside.filter(visible=True).count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    filters = page.locator("article img").evaluate_all("all => all.map(i => getComputedStyle(i).filter)")
    assert set(filters) <= {"none"}
    page.emulate_media(media="screen", color_scheme="light")


def test_fits_a_phone(page):
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    screenshot(page, "phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    cut_off = page.locator("article :is(p, li, h1, h2, h3)").evaluate_all(
        """(texts, width) => texts
            .filter(text => !text.closest(".table-wrapper") && text.getBoundingClientRect().right > width)
            .map(text => text.textContent.slice(0, 80))""",
        PHONE["width"],
    )
    assert cut_off == []
    assert page.locator("article .highlight pre").evaluate_all(CUT_OFF) == []


def test_everybody_can_use_it(page):
    page.set_viewport_size(DESK)
    page.locator("article details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look)
        screenshot(page, look)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 20, 22)"
    page.evaluate(THIN)
    page.add_script_tag(path=AXE)
    assert violations(page, runOnly=["color-contrast"]) == []
    page.emulate_media(color_scheme="light")
    assert violations(page) == []


def test_a_figure_turns_dark_and_can_be_seen_large(visit):
    page = visit("01_momentum")
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    first, scale = page.locator("img.chart").first, page.locator("img.paper").first
    assert "invert" in first.evaluate("img => getComputedStyle(img).filter")
    assert "invert" not in scale.evaluate("img => getComputedStyle(img).filter")
    large = page.locator("dialog.large img")
    for close in (lambda: page.keyboard.press("Escape"), page.get_by_role("button", name="Close").click):
        first.click()
        assert large.bounding_box()["width"] > 2 * first.bounding_box()["width"]
        screenshot(page, "large")
        close()
        assert not large.is_visible()
    page.close()


def test_search_finds_momentum(visit):
    page = visit("index")
    page.get_by_placeholder("Search").first.fill("momentum")
    page.keyboard.press("Enter")
    page.locator('#search-results a[href*="01_momentum.html"]').first.wait_for()


def test_next_leads_through_the_whole_book(visit):
    page = visit("index")
    page.locator("a.next-page").click()
    page.wait_for_url(f"**/{PAGES[1]}.html*")
    page.close()
    path, seen = BOOK / "index.html", []
    while path:
        html = path.read_text(encoding="utf-8")
        seen.append(path.relative_to(BOOK).as_posix().removesuffix(".html").removeprefix("api/"))
        assert missing(path, html) == []
        if seen[-1] in REFERENCE:  # the scripts are those of the page of the reference that is opened
            assert scripts(html) == scripts((BOOK / "api" / "nnlib.optimizers.html").read_text("utf-8"))
        following = re.search(r'<a class="next-page" href="([^"#]+)', html)
        path = following and (path.parent / following[1]).resolve()
    assert seen == PAGES + REFERENCE


def scripts(html):
    """Return the scripts of a page, but for MathJax, which only formulas need."""
    return [name for name in re.findall(r'<script[^>]* src="([^"]+)"', html) if "mathjax" not in name]


def missing(path, html):
    """Return what a page loads or leads to, in the book, and is not there."""
    names = re.findall(r' (?:href|src)="([^"#?]+)', html)
    local = [unquote(name) for name in names if not re.match("[a-z]+:", name)]
    return [name for name in local if not (path.parent / name).exists()]


def test_solutions_are_folded(visit):
    page = visit("05_exercises")
    solution = page.locator("details.solution", has_text="return velocity, velocity").first
    code = solution.locator("pre").first
    assert not code.is_visible()
    solution.locator("summary").click()
    assert "velocity = mu * velocity - lr * gradient" in code.inner_text()
    said = page.locator("article").text_content()
    assert "This waits" not in said and "0 of" not in said
    assert "write and check an answer" in said


@pytest.mark.parametrize("name", ["01_momentum", "02_momentum_in_practice"])  # 02 has folded code between
def test_picking_a_choice_opens_the_answer(visit, name):
    page = visit(name)
    choices = page.locator("ul.choices").first
    answer = choices.locator("xpath=following::details[contains(@class, 'below-input')][1]")
    assert answer.get_attribute("open") is None
    button = choices.get_by_role("button").nth(1)
    button.click()
    assert answer.get_attribute("open") is not None
    assert button.get_attribute("aria-pressed") == "true"
    page.close()
