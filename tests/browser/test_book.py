"""The web book in a real browser, opened as a file, without a network."""

import subprocess

import pytest
from conftest import need

from notebooks import FOLDER, PATHS, ROOT, code_cells, read

BOOK = ROOT / "build" / "book"
AXE = ROOT / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
LESSONS = [path.stem for path in PATHS if path.parent == FOLDER]
PAGES = ["index", *LESSONS, "cheatsheet", "glossary", "api"]
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 900}

pytestmark = pytest.mark.usefixtures("book")


@pytest.fixture(scope="module")
def book():
    """Build the book as a contributor does."""
    need("npm", purpose="which fetches MathJax for the book")
    command = ["make", "--old-file=.venv/.contributor", "book"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def visit(browser):
    """Return a function that opens a page of the book; at the end, nothing may have gone wrong on it."""
    contexts, wrong = [], []

    def open_page(name, scheme="light", viewport=DESK):
        context = browser.new_context(color_scheme=scheme, viewport=viewport)
        context.set_default_timeout(120_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else wrong.append(r.url))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.goto((BOOK / f"{name}.html").as_uri())
        if page.locator(".math").count():
            page.wait_for_function("window.MathJax && MathJax.startup.promise")
            page.evaluate("MathJax.startup.promise.then(() => null)")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def violations(page):
    """Return what axe-core finds serious or critical on a page."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({preload: false}).then(result => result.violations)")
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_formulas_and_pictures_are_there(visit, name):
    page = visit(name)
    formulas = page.locator(".math").count()
    assert page.locator(".math mjx-container").count() >= formulas
    assert page.locator("mjx-merror, [data-mjx-error]").count() == 0
    for picture in page.locator("article img").all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 50
        assert len(picture.get_attribute("alt").split()) >= 8
    if name in LESSONS:
        cells = code_cells(read(FOLDER / f"{name}.ipynb"))
        figures = [out for cell in cells for out in cell.outputs if "image/png" in out.get("data", {})]
        assert page.locator("article img").count() >= len(figures)
    page.screenshot(path=ROOT / "build" / "screenshots" / f"book_{name}.png")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(visit, name, scheme):
    page = visit(name, scheme)
    for fold in page.locator("article details").all():
        fold.evaluate("fold => { fold.open = true }")
    assert violations(page) == []
    page.screenshot(path=ROOT / "build" / "screenshots" / f"book_{name}_{scheme}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_fits_a_phone(visit, name):
    page = visit(name, viewport=PHONE)
    page.screenshot(path=ROOT / "build" / "screenshots" / f"book_{name}_phone.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    cut_off = page.locator("article :is(p, li, h1, h2, h3)").evaluate_all(
        """(texts, width) => texts
            .filter(text => !text.closest(".table-wrapper") && text.getBoundingClientRect().right > width)
            .map(text => text.textContent.slice(0, 80))""",
        PHONE["width"],
    )
    assert cut_off == []


def test_search_finds_momentum(visit):
    page = visit("index")
    page.get_by_placeholder("Search").first.fill("momentum")
    page.keyboard.press("Enter")
    page.locator("#search-results a", has_text="Momentum").first.wait_for()
    targets = page.locator("#search-results a").evaluate_all("links => links.map(link => link.pathname)")
    assert any(target.endswith("/01_momentum.html") for target in targets)


def test_next_leads_through_the_whole_book(visit):
    page, seen = visit("index"), ["index"]
    while page.locator("a.next-page").count():
        page.locator("a.next-page").click()
        page.wait_for_load_state()
        seen.append(page.url.split("/")[-1].split("#")[0].removesuffix(".html"))
    assert seen == PAGES


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_can_be_downloaded(visit, name):
    page = visit(name)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this notebook").click()
    assert download.value.path().read_bytes() == (FOLDER / f"{name}.ipynb").read_bytes()


def test_solutions_are_folded(visit):
    page = visit("03_exercises")
    solution = page.locator("details.solution", has_text="return velocity, velocity").first
    code = solution.locator("pre").first
    assert not code.is_visible()
    solution.locator("summary").click()
    assert "velocity = mu * velocity - lr * gradient" in code.inner_text()
