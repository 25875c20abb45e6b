"""The momentum sliders in a real browser, in the frame that a cell's output is."""

import numpy as np
import pytest

from browser.test_book import AXE, DESK, violations
from course.playground.momentum import METHODS, momentum_sliders
from course_files import ROOT

PHONE = {"width": 390, "height": 844}
START = [4.0, 1.0]


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """Write a page that shows the output of a cell."""
    path = tmp_path_factory.mktemp("sliders") / "output.html"
    shown = momentum_sliders(kappa=25, lr=1 / 25, mu=0.9, start=START)._repr_html_()
    head = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
    path.write_text(f"{head}<title>Output</title><main>{shown}</main>", encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def visit(browser, output):
    """Return a function that opens the output; at the end, nothing may have gone wrong."""
    contexts, wrong = [], []

    def open_output(**options):
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        context.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on(
            "request", lambda r: None if r.url.startswith(("file:", "data:")) else wrong.append(r.url)
        )
        page = context.new_page()
        page.goto(output)
        return page

    yield open_output
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(visit):
    return visit()


def frame(page):
    """Return the frame with the sliders, once they are drawn."""
    page.frame_locator("iframe").locator("#contours .handle").wait_for()
    return page.frames[1]


def press(inside, name):
    inside.get_by_role("button", name=name, exact=True).click()


def say(inside):
    """Return what a screen reader hears next."""
    inside.wait_for_function(
        "before => byId('said').textContent !== before", arg=inside.inner_text("#said")
    )
    return inside.inner_text("#said")


def settings_at_random(seed, n):
    """Return step times curvature and momentum, where both methods converge."""
    return np.random.default_rng(seed).uniform([0.01, 0.0], [1.2, 0.99], size=(n, 2))


@pytest.mark.parametrize("method", METHODS)
def test_path_is_the_toolkits(page, method):
    update, inside = METHODS[method], frame(page)
    for eta_kappa, mu in settings_at_random(0, 10):
        lr = eta_kappa / 25
        theta, velocity, path = np.array(START), np.zeros(2), [START]
        for _ in range(500):
            momentum = 0.0 if method == "gradient descent" else mu
            velocity, change = update(velocity, np.array([1.0, 25.0]) * theta, momentum, lr)
            theta = theta + change
            path.append(theta)
        state = {"method": method, "kappa": 25, "eta": lr, "mu": mu, "start": START}
        shown = inside.evaluate("state => descend(state, 500)", state)
        np.testing.assert_allclose(shown, path, rtol=1e-12, atol=1e-12)


def step_matrix(method, a, mu):
    """Return what a step does to position and velocity, for a = ηλ; for Nesterov, at the point ahead."""
    if method == "Nesterov":
        return np.array([[1 - a - mu * a, mu**2], [-a, mu]])
    return np.array([[1 - a, mu], [-a, mu]])


@pytest.mark.parametrize("method", METHODS)
def test_roots_are_those_of_numpy(page, method):
    settings = np.random.default_rng(1).uniform([0.01, 0.01], [4, 0.99], size=(200, 2)).tolist()
    all_roots = frame(page).evaluate(
        "([method, settings]) => settings.map(([a, mu]) => roots(method, a, mu))", [method, settings]
    )
    compared = 0
    for (a, mu), shown in zip(settings, np.array(all_roots), strict=True):
        M = step_matrix(method, a, 0.0 if method == "gradient descent" else mu)
        polynomial = [1, -np.trace(M), M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0]]
        if abs(polynomial[1] ** 2 - 4 * polynomial[2]) < 1e-3:
            continue  # nobody computes a double root to 1e-12
        for expected in (np.linalg.eigvals(M), np.roots(polynomial)):
            expected = np.pad(expected, (0, 2 - len(expected)))  # np.roots leaves a root 0 out
            distances = np.abs(shown @ [1, 1j] - expected[:, np.newaxis])
            assert min(np.trace(distances), np.trace(distances[::-1])) < 1e-12
        compared += 1
    assert compared > 190


@pytest.mark.parametrize("kappa", [2, 25, 900])
def test_named_settings_do_what_they_are_called(page, kappa):
    inside, root = frame(page), np.sqrt(kappa)
    inside.evaluate("kappa => change({ kappa })", kappa)
    grows = "losses.at(-1) > losses[0]"
    facts = f"() => ({{ ...state, factor: factorNow(), roots: rootsNow(), needed, grows: {grows} }})"

    press(inside, "best plain step")
    plain = inside.evaluate(facts)
    assert plain["method"] == "gradient descent"
    assert np.isclose(plain["factor"], (kappa - 1) / (kappa + 1), rtol=1e-12)
    for eta in np.linspace(0.001, 2, 2000) / kappa:
        assert max(abs(1 - eta), abs(1 - eta * kappa)) >= plain["factor"] - 1e-12

    press(inside, "critically damped")
    damped = inside.evaluate(facts)
    assert np.isclose(damped["factor"], (root - 1) / (root + 1), rtol=1e-7)
    for (first, second), sign in zip(np.array(damped["roots"]), (1, -1), strict=True):
        np.testing.assert_allclose(first, second, atol=1e-7)  # a double root
        np.testing.assert_allclose(first, [sign * np.sqrt(damped["mu"]), 0], atol=1e-7)

    press(inside, "too long a memory")
    long = inside.evaluate(facts)
    assert all(pair[0][1] > 0 for pair in long["roots"])  # both directions oscillate
    assert long["factor"] > damped["factor"] and long["needed"] > damped["needed"]

    press(inside, "diverging")
    diverging = inside.evaluate(facts)
    assert diverging["factor"] > 1 and diverging["grows"] and diverging["needed"] is None
    inside.evaluate("change({ eta: 0.97 * state.eta })")
    assert inside.evaluate(facts)["factor"] < 1


def test_a_name_is_kept_when_the_bowl_changes_and_lost_when_a_setting_does(page):
    inside = frame(page)
    pressed = inside.locator("#presets [aria-pressed=true]")
    press(inside, "critically damped")
    inside.fill("#kappa-number", "100")
    inside.press("#kappa-number", "Enter")
    assert pressed.inner_text() == "critically damped"
    assert np.isclose(inside.evaluate("state.mu"), (9 / 11) ** 2)
    inside.fill("#mu", "0.7")
    assert pressed.count() == 0 and inside.evaluate("state.mu") == 0.7


def start_of(inside):
    """Return where the descent starts, after checking that path and picture start there too."""
    start = inside.evaluate("state.start")
    assert inside.evaluate("path[0]") == start
    at = inside.evaluate("toContours(byId('contours'), state.start)")
    assert inside.get_attribute(".handle", "transform") == inside.evaluate("at => `translate(${at})`", at)
    return start


def place(inside, theta):
    """Return the place of a position in the window."""
    x, y = inside.evaluate("theta => toContours(byId('contours'), theta)", theta)
    box = inside.locator("#contours").bounding_box()
    return box["x"] + x, box["y"] + y


def test_the_start_follows_the_mouse(page):
    inside = frame(page)
    page.mouse.move(*place(inside, START))
    page.mouse.down()
    page.mouse.move(*place(inside, [1, 2]), steps=5)
    np.testing.assert_allclose(start_of(inside), [1, 2], atol=0.05)
    page.mouse.move(*place(inside, [-3, -2]), steps=5)
    page.mouse.up()
    page.mouse.move(*place(inside, [0, 1]))
    np.testing.assert_allclose(start_of(inside), [-3, -2], atol=0.05)
    page.mouse.click(*place(inside, [2, 1.5]))
    np.testing.assert_allclose(start_of(inside), [2, 1.5], atol=0.05)


def test_the_start_follows_a_finger_and_the_page_stays(visit):
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    inside = frame(page)
    inside.locator("#contours").scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    touches = page.context.new_cdp_session(page)

    def touch(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", place(inside, START))
    for share in np.linspace(0, 1, 6):
        touch("touchMove", place(inside, [4 - 6 * share, 1 - 2.5 * share]))
    touch("touchEnd")
    np.testing.assert_allclose(start_of(inside), [-2, -1.5], atol=0.1)
    assert page.evaluate("scrollY") == scrolled


def test_everything_can_be_done_with_the_keyboard(page):
    inside = frame(page)
    inside.get_by_role("button", name="best plain step").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert inside.evaluate("state.preset") == "critically damped"
    for _ in range(3):
        page.keyboard.press("Tab")  # two more names, then the methods
    page.keyboard.press("ArrowDown")
    assert inside.evaluate("state.method") == "Nesterov"
    for key in ("kappa", "eta", "mu", "along", "across"):
        page.keyboard.press("Tab")
        assert inside.evaluate("document.activeElement.id") == key
        values = "({ ...state, along: state.start[0], across: state.start[1] })"
        before = inside.evaluate(values)[key]
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
        assert inside.evaluate(values)[key] < before
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert inside.evaluate("shown") == 1  # the button Step


def test_plays_pauses_and_steps(page):
    inside = frame(page)
    press(inside, "Start over")
    press(inside, "Step")
    press(inside, "Step")
    assert inside.inner_text("#now").startswith("Step 2 of ")
    assert len(inside.get_attribute("#contours .path", "points").split()) == 3
    assert len(inside.get_attribute("#losses .path", "points").split()) == 3
    press(inside, "Play")
    inside.wait_for_function("shown > 5")
    press(inside, "Pause")
    stopped = inside.evaluate("shown")
    page.wait_for_timeout(400)
    assert inside.evaluate("shown") == stopped < inside.evaluate("path.length - 1")
    inside.evaluate("show(path.length - 4)")
    press(inside, "Play")
    inside.get_by_role("button", name="Play", exact=True).wait_for()  # at the end it can play again
    assert inside.evaluate("shown === path.length - 1")


def test_less_motion_shows_the_end_at_once(visit):
    inside = frame(visit(reduced_motion="reduce"))
    press(inside, "Start over")
    press(inside, "Play")
    assert inside.evaluate("shown === path.length - 1 && film === null")


def test_a_screen_reader_hears_steps_and_loss(page):
    inside = frame(page)
    press(inside, "best plain step")
    assert "gradient descent, η = 0.0769. Step 101 of 101: loss" in (heard := say(inside))
    assert "below a millionth of the first from step 87 on" in heard
    press(inside, "diverging")
    assert "this descent diverges" in say(inside)
    for picture in ("contours", "roots", "losses"):
        assert len(inside.get_attribute(f"#{picture}", "aria-label").split()) >= 8


def test_the_challenge_keeps_the_best_of_ones_own_settings(page):
    inside = frame(page)
    scores = inside.locator("#scores tr")
    press(inside, "critically damped")
    assert scores.nth(0).inner_text().endswith("0.923\t87")
    assert scores.nth(1).inner_text().endswith("0.667\t18")
    assert scores.nth(2).inner_text().endswith("\t26")
    assert "none yet" in scores.nth(3).inner_text()  # the named settings do not count
    inside.evaluate("change({ eta: 0.112, mu: 0.46 })")
    inside.evaluate("change({ mu: 0.8 })")
    assert "η = 0.112, μ = 0.46" in scores.nth(3).inner_text()
    assert scores.nth(3).inner_text().endswith("\t19")
    inside.evaluate("change({ start: [1, 2] })")
    inside.evaluate("change({ mu: 0.9 })")
    assert not scores.nth(3).inner_text().endswith("\t19")  # another start, another count


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_use_it(visit, viewport):
    page = visit(viewport=viewport)
    inside = frame(page)
    inside.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        paper = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 25, 28)"}[scheme]
        inside.wait_for_function(
            "paper => getComputedStyle(document.documentElement).backgroundColor === paper", arg=paper
        )
        for name in ("best plain step", "too long a memory", "diverging"):
            press(inside, name)
            assert violations(inside) == []
        press(inside, "critically damped")
        picture = ROOT / "build" / "screenshots" / f"sliders_{viewport['width']}_{scheme}.png"
        page.set_viewport_size({**viewport, "height": page.evaluate("document.body.scrollHeight + 20")})
        page.wait_for_timeout(500)  # for what is being drawn
        page.screenshot(path=picture)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_still_picture_stands_there(visit):
    page = visit(java_script_enabled=False)
    assert page.get_by_role("img", name="Still picture of the momentum sliders").is_visible()
    assert page.locator("iframe").bounding_box()["height"] == 0
