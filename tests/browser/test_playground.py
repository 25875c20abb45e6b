"""The page on which to write a digit, in a real browser: by itself, and in the book."""

import base64
import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from browser import lab as learner
from browser.hands import HANDS, strokes
from browser.test_book import AXE, violations
from course.playground import draw_digit, drawn_digit
from course.playground.digit import TRAINED
from nnlib import center_digit, load_mnist
from nnlib.models import CNNClassifier, MLPClassifier

PHONE, DESK = {"width": 390, "height": 844}, {"width": 960, "height": 800}
X, Y = load_mnist(500, split="test")


@pytest.fixture(scope="module")
def cnn():
    return CNNClassifier.load(TRAINED)


@pytest.fixture(scope="module")
def mlp():
    images, labels = load_mnist(2000, split="train")
    model = MLPClassifier(max_iter=3, random_state=0).fit(images / 255, labels)
    W1 = model.coefs_[0]
    step = float(np.abs(W1).max()) / 127
    W1[:] = np.round(W1 / step) * step  # as its page rounds it
    return model


@pytest.fixture(scope="module")
def open_page(browser, tmp_path_factory):
    """Return a function that opens HTML as a file; nothing may go wrong or leave the machine."""
    folder, wrong, contexts = tmp_path_factory.mktemp("playground"), [], []

    def opened(html, **options):
        context = browser.new_context(**{"viewport": DESK} | options)
        contexts.append(context)
        context.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        local = ("file:", "data:", "about:srcdoc")
        context.on("request", lambda r: None if r.url.startswith(local) else wrong.append(r.url))
        path = folder / f"{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def page(open_page, cnn):
    return open_page(draw_digit(cnn).document, has_touch=True)


@pytest.fixture
def sheet(page):
    """Return the page of the trained CNN with a clean sheet, centring on."""
    page.evaluate("clear(); show()")
    page.get_by_label("scale and centre").set_checked(True)
    return page


def draw(page, hand, pointer):
    """Write one digit, by mouse or by touch."""
    page.locator("#sheet").scroll_into_view_if_needed()
    box = page.locator("#sheet").bounding_box()
    touch = page.context.new_cdp_session(page) if pointer == "touch" else None
    for stroke in strokes(hand):
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        if touch:
            for kind, place in zip(["touchStart"] + ["touchMove"] * (len(places) - 1), places, strict=True):
                points = [{"x": place[0], "y": place[1]}]
                touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        else:
            page.mouse.move(*places[0])
            page.mouse.down()
            for place in places[1:]:
                page.mouse.move(*place)
            page.mouse.up()
    settle(page)


def settle(page):
    """Wait until the page has shown what was drawn."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def answer(page):
    """Return the digit whose bar is the longest."""
    return page.locator("#bars li.first span").first.inner_text()


@pytest.mark.parametrize("name", ["cnn", "mlp"])
def test_500_test_digits_as_numpy_reads_them(open_page, name, request):
    model = request.getfixturevalue(name)
    page = open_page(draw_digit(model).document)
    reads = "all => JSON.stringify(JSON.parse(all).map(pixels => [...read(pixels).probabilities]))"
    found = json.loads(
        page.evaluate(reads, json.dumps(X.tolist()))
    )  # playwright itself takes long to pass lists
    assert_allclose(found, model.predict_proba(X / 255), atol=1e-5)
    page.close()


def test_what_the_hidden_layers_show_is_what_numpy_computes(sheet, cnn):
    maps = cnn.network_.feature_maps(X[:3] / 255)
    for i in range(3):
        reads = "p => JSON.stringify(read(JSON.parse(p)).hidden.map(maps => [...maps.numbers]))"
        hidden = json.loads(sheet.evaluate(reads, json.dumps(X[i].tolist())))
        for found, name in zip(hidden, ("pool1", "pool2"), strict=True):
            assert_allclose(found, maps[name][i].ravel(), atol=1e-4)


def test_the_page_centers_as_the_toolkit_does(sheet):
    rng = np.random.default_rng(0)
    blots = [np.pad(rng.random(shape), 5) for shape in ((8, 8), (61, 17), (3, 90), (1, 1))]
    for image in [*X[:20].reshape(-1, 28, 28), *blots, np.zeros((9, 9))]:
        centers = "image => JSON.stringify(centerDigit(JSON.parse(image)))"
        found = json.loads(sheet.evaluate(centers, json.dumps(image.tolist())))
        assert_allclose(found, center_digit(image), atol=1e-9)


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_thirty_digits_in_three_hands(sheet, pointer):
    misread = {"on": [], "off": []}
    for digit, hands in HANDS.items():
        for hand in hands:
            sheet.evaluate("clear()")
            draw(sheet, hand, pointer)
            for centering in ("on", "off"):
                sheet.get_by_label("scale and centre").set_checked(centering == "on")
                if answer(sheet) != str(digit):
                    misread[centering].append((digit, hands.index(hand), answer(sheet)))
            sheet.get_by_label("scale and centre").set_checked(True)
    for centering, some in misread.items():
        print(f"by {pointer}, centring {centering}: misread {len(some)} of 30: {some} (digit, hand, as)")
    assert len(misread["on"]) <= 2 < len(misread["off"])


def test_a_digit_written_with_the_keyboard(sheet):
    sheet.locator("#sheet").focus()
    for keys in ("Space", *["ArrowDown"] * 16, "Space"):
        sheet.keyboard.press(keys)
    settle(sheet)
    assert answer(sheet) == "1"
    sheet.keyboard.press("Backspace")
    settle(sheet)
    assert "Write a digit" in sheet.locator("#answer").inner_text()


def test_undo_clear_and_test_digits(sheet):
    said = sheet.locator("#answer")
    draw(sheet, HANDS[4][0], "mouse")
    assert answer(sheet) == "4"
    assert sheet.evaluate("strokes.length") == 2
    sheet.get_by_role("button", name="Undo").click()
    assert sheet.evaluate("strokes.length") == 1
    sheet.get_by_role("button", name="Clear").click()
    assert "Write a digit" in said.inner_text() and sheet.get_by_role("button", name="Undo").is_disabled()
    for _ in range(21):
        sheet.get_by_role("button", name="Show a test digit").click()
        label = sheet.evaluate("testDigit.label")
        assert f"its label: {label}" in said.inner_text()
        pixels = sheet.evaluate("see()")
        assert label in Y[(X == pixels).all(axis=1)].astype(str)  # centring leaves it as it is
    draw(sheet, HANDS[1][0], "mouse")
    assert answer(sheet) == "1" and "label" not in said.inner_text()


def test_the_line_for_the_next_cell_holds_what_the_network_sees(sheet, cnn):
    draw(sheet, HANDS[3][2], "mouse")
    sheet.get_by_role("button", name="Copy the line").click()
    assert sheet.get_by_role("button", name="Copied").count() == 1
    line = sheet.get_by_label("line of Python").input_value()
    pasted = {}
    exec(line, {"drawn_digit": drawn_digit}, pasted)
    assert pasted["my_digit"].ravel().tolist() == sheet.evaluate("see()")
    found = sheet.evaluate("[...read(see()).probabilities]")
    assert_allclose(found, cnn.predict_proba(pasted["my_digit"] / 255)[0], atol=1e-5)


def test_the_drawing_is_saved_black_on_white(sheet, tmp_path):
    draw(sheet, HANDS[7][0], "mouse")
    with sheet.expect_download() as download:
        sheet.get_by_role("button", name="Save as PNG").click()
    assert download.value.suggested_filename == "digit.png"
    download.value.save_as(tmp_path / "digit.png")
    picture = base64.b64encode((tmp_path / "digit.png").read_bytes()).decode()
    size_and_ends = sheet.evaluate(
        """async (picture) => {
            const image = new Image();
            image.src = `data:image/png;base64,${picture}`;
            await image.decode();
            const context = document.createElement("canvas").getContext("2d");
            context.drawImage(image, 0, 0);
            return [image.width, image.height, ...context.getImageData(100, 45, 1, 1).data.slice(0, 3),
                    ...context.getImageData(5, 5, 1, 1).data.slice(0, 3)];
        }""",
        picture,
    )
    assert size_and_ends == [280, 280, 0, 0, 0, 255, 255, 255]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(sheet, scheme):
    sheet.emulate_media(color_scheme=scheme)
    draw(sheet, HANDS[2][0], "mouse")
    sheet.add_script_tag(path=AXE)
    assert violations(sheet) == []
    dark = sheet.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(23, 25, 28)"
    assert dark == (scheme == "dark")
    learner.screenshot(sheet, f"digit_{scheme}")
    sheet.set_viewport_size(PHONE)
    assert sheet.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    learner.screenshot(sheet, f"digit_phone_{scheme}")
    sheet.set_viewport_size(DESK)
    sheet.emulate_media(color_scheme="light")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_a_page_of_the_book_it_stands_in_place_of_its_picture(open_page, mlp, theme):
    page = open_page(f'<body data-theme="{theme}"><p>Before</p>{draw_digit(mlp).fragment()}<p>After</p>')
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Show a test digit").click()
    assert "label" in frame.locator("#answer").inner_text()
    assert not page.locator("img").is_visible()
    page.wait_for_function(
        "document.querySelector('iframe').getBoundingClientRect().height > 600"
    )  # as tall as its page
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert inner.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    learner.screenshot(page, f"digit_in_book_{theme}")
    page.close()


def test_without_scripts_the_picture_stands_there(open_page, mlp):
    page = open_page(draw_digit(mlp).fragment(), java_script_enabled=False)
    assert page.locator("img").bounding_box()["height"] > 200
    assert page.locator("iframe").bounding_box()["height"] == 0
    page.close()
