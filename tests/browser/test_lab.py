"""The course in JupyterLab, in a real browser."""

import json
import re

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from browser import lab as learner
from course.playground import draw_digit
from course.playground.digit import TRAINED
from course_files import FOLDER, NAMES, read, tags
from nnlib.models import CNNClassifier

DESK = {"width": 1280, "height": 1000}
LESSONS = [name for name in NAMES if "/" not in name]


def new_window(browser):
    context = browser.new_context(viewport=DESK)
    context.set_default_timeout(learner.WAIT)
    return context.new_page()


@pytest.fixture
def stranger(browser):
    """Return a window in which nothing has been opened yet."""
    page = new_window(browser)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def window(browser, lab):
    """Load JupyterLab once."""
    page = new_window(browser)
    learner.open_lab(page, lab)
    yield page
    page.context.close()


@pytest.fixture
def page(window, lab):
    """Return the loaded JupyterLab; afterwards, close all notebooks and end their kernels."""
    window.set_viewport_size(DESK)
    yield window
    learner.close_all(window)
    sessions, own = f"{lab['url']}api/sessions", {"Authorization": f"token {lab['token']}"}
    for session in window.request.get(sessions, headers=own).json():
        window.request.delete(f"{sessions}/{session['id']}", headers=own)


def alt_texts(outputs):
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    return [figure["metadata"].get("image/png", {}).get("alt") for figure in figures]


def test_a_lesson_opens_folded_and_run_all_leaves_no_error(page):
    learner.open_notebook(page, "03_accuracy")
    committed = read(FOLDER / "03_accuracy.ipynb").cells
    folds = "content.widgets.map(cell => [!!cell.inputHidden, !!cell.outputHidden])"
    folded = page.evaluate(f"{learner.NOTEBOOK}.{folds}")
    assert folded == [["hide-input" in tags(cell), "hide-output" in tags(cell)] for cell in committed]
    learner.run_all(page)
    learner.scroll(page, 0)
    learner.screenshot(page, "run_all")
    outputs = learner.outputs(page)
    assert [output for output in outputs if output["output_type"] == "error"] == []
    shown = [output for cell in committed for output in cell.get("outputs", [])]
    assert alt_texts(outputs) == alt_texts(shown)


def test_opens_where_the_course_starts(stranger, lab):
    assert lab["hostname"] == "127.0.0.1" and lab["token"]
    said = re.search(r"http://\S+", lab["log"].read_text(encoding="utf-8"))[0]
    stranger.goto(said)
    learner.wait_for_notebook(stranger, LESSONS[0])
    assert learner.cells(stranger)[0]["source"].startswith("# Start here")
    assert stranger.locator(".jp-Dialog, .Toastify__toast").count() == 0  # nothing to click away
    learner.screenshot(stranger, "make_lab")


def test_each_lesson_opens_trusted_and_unchanged(page):
    learner.open_notebook(page, LESSONS[0])
    for name in LESSONS[1:]:
        learner.open_beside(page, name)
    page.wait_for_timeout(500)
    opened = page.evaluate(
        """[...window.jupyterapp.shell.widgets("main")].map(({ context, content }) => ({
            name: context.path, dirty: content.model.dirty,
            trusted: [...content.model.cells].every(cell => cell.type !== "code" || cell.trusted),
        }))"""
    )
    assert opened == [{"name": f"{name}.ipynb", "dirty": False, "trusted": True} for name in LESSONS]


def test_only_the_lessons_are_listed_and_their_names_are_whole(page):
    learner.open_notebook(page, "00_start_here")
    names = page.locator(".jp-DirListing-itemText")
    assert names.all_inner_texts() == [f"{name}.ipynb" for name in LESSONS]
    learner.screenshot(page, "files")
    assert names.evaluate_all("all => all.filter(name => name.scrollWidth > name.clientWidth)") == []


def test_a_figure_is_no_larger_than_the_screen(page):
    page.set_viewport_size({"width": 1280, "height": 720})
    learner.open_notebook(page, "06_capstone_mlp")
    tall = "import matplotlib.pyplot as plt\nplt.subplots(figsize=(12, 12))\nplt.show()"
    learner.run(page, learner.add_below(page, learner.find(page, "epochs: int = 20"), tall))
    learner.screenshot(page, "tall_figure")
    assert 300 < page.locator(".jp-RenderedImage img").first.bounding_box()["height"] < 600


def test_without_the_token_nothing_is_served(stranger, lab):
    stranger.goto(f"{lab['url']}lab")
    assert "/login" in stranger.url


def test_exercise_from_wrong_to_right(page):
    learner.open_notebook(page, "05_exercises")
    learner.run(page, learner.find(page, "from course.exercises import"))
    answer = learner.find(page, "def momentum_update(")
    learner.run(page, answer)
    assert "not attempted yet" in learner.run(page, answer + 1)

    lines = learner.cells(page)[answer]["source"].splitlines()[:2]
    uphill = "    velocity = mu * velocity + lr * gradient\n    return velocity, velocity"
    learner.write(page, answer, "\n".join([*lines, uphill]))
    learner.run(page, answer)
    assert "the sign of the gradient is flipped" in learner.run(page, answer + 1)
    learner.screenshot(page, "exercise_wrong")

    hint = learner.add_below(page, answer + 1, 'from course.exercises import hint\nhint("momentum", 1)')
    assert "Hint 1 of 3" in learner.run(page, hint)

    right = "\n".join([*lines, uphill.replace("+ lr", "- lr")])
    learner.write(page, answer, right)
    learner.run(page, answer)
    assert "Momentum: correct" in learner.run(page, answer + 1)
    learner.screenshot(page, "exercise_right")

    learner.save(page)
    page.reload()
    learner.wait_for_notebook(page, "05_exercises")
    assert learner.cells(page)[answer]["source"] == right
    assert "Momentum: correct" in learner.shown(page, answer + 1)


def test_interrupted_training_goes_on_in_the_same_kernel(page):
    learner.open_notebook(page, "06_capstone_mlp")
    knobs = learner.find(page, "epochs: int = 20")
    source = learner.cells(page)[knobs]["source"]
    learner.write(page, knobs, source.replace("epochs: int = 20", "epochs: int = 2000"))
    kernel = learner.kernel(page)
    training = learner.find(page, '"Training"')
    learner.start_all(page)
    learner.click(page, training)  # what is out of sight is not drawn
    learner.wait_for_output(page, training, r"Training: .* ([2-9]|\d\d)/2000")
    learner.interrupt(page)
    cells = learner.cells(page)
    assert [output.get("ename") for output in cells[training]["outputs"]] == ["KeyboardInterrupt"]
    assert not any(cell.get("execution_count") for cell in cells[training + 1 :])

    kept = 'epochs = len(history["train_loss"])\nprint(epochs >= 2, "epochs kept")'
    assert "True epochs kept" in learner.run(page, learner.add_below(page, training, kept))
    figure = learner.find(page, "learning_curves(history)")
    learner.run(page, figure)
    assert len(alt_texts(learner.cells(page)[figure]["outputs"])) == 1
    assert learner.kernel(page) == kernel


@pytest.fixture
def own(lab):
    """Return where to write a notebook that is not of the course."""
    path = lab["course"] / "notebooks" / "own_digit.ipynb"
    yield path
    path.unlink()


def test_the_page_for_a_digit_is_a_picture_until_its_cell_has_run(page, own):
    source = (
        "from course.playground import draw_digit\nfrom course.playground.digit import TRAINED\n"
        "from nnlib.models import CNNClassifier\n\ndraw_digit(CNNClassifier.load(TRAINED))"
    )
    shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    shown["data"] = {
        "text/html": draw_digit(CNNClassifier.load(TRAINED)).fragment(),
        "text/plain": "a page",
    }
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cell = new_code_cell(source, outputs=[shown])
    notebook = new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    own.write_text(json.dumps(notebook), encoding="utf-8")
    learner.open_notebook(page, "own_digit")
    picture = page.locator(".jp-OutputArea img")
    picture.wait_for()
    assert picture.bounding_box()["height"] > 200 and page.locator(".jp-OutputArea iframe").count() == 0
    learner.run(page, 0)
    frame = page.frame_locator(".jp-OutputArea iframe")
    frame.get_by_role("button", name="Show a test digit").click()
    assert "label" in frame.locator("#answer").inner_text() and not picture.is_visible()
    learner.screenshot(page, "digit_in_lab")


def test_the_momentum_sliders_move_once_their_cell_ran(page):
    learner.open_notebook(page, "01_momentum")
    cell = learner.find(page, "momentum_sliders(kappa")
    learner.write(page, cell, "from course.playground.momentum import momentum_sliders\nmomentum_sliders()")
    learner.run(page, cell)
    inside = page.frame_locator("iframe[title='Momentum sliders']")
    inside.get_by_role("button", name="critically damped").click()
    inside.get_by_text("below a millionth of the first from step 26 on").first.wait_for()
    learner.screenshot(page, "sliders_lab")
