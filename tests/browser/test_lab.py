"""The course in JupyterLab, in a real browser."""

import re

import pytest

from browser import lab as learner
from course_files import NAMES, PATHS, code_cells, read


@pytest.fixture
def page(browser, lab):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(learner.WAIT)
    yield context.new_page()
    sessions, own = f"{lab['url']}api/sessions", {"Authorization": f"token {lab['token']}"}
    for session in context.request.get(sessions, headers=own).json():
        context.request.delete(f"{sessions}/{session['id']}", headers=own)
    context.close()


def alt_texts(outputs):
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    return [figure["metadata"].get("image/png", {}).get("alt") for figure in figures]


@pytest.mark.parametrize("name", NAMES)
def test_run_all(page, lab, name):
    learner.open_notebook(page, lab, name)
    learner.run_all(page)
    learner.scroll(page, 0)
    learner.screenshot(page, name)
    outputs = learner.outputs(page)
    assert [output for output in outputs if output["output_type"] == "error"] == []
    committed = [output for cell in code_cells(read(PATHS[NAMES.index(name)])) for output in cell.outputs]
    assert len(alt_texts(outputs)) == len(alt_texts(committed))  # their numbers may depend on the processor
    assert all(alt_texts(outputs))


def test_opens_where_the_course_starts(page, lab):
    assert lab["hostname"] == "127.0.0.1" and lab["token"]
    said = re.search(r"http://\S+", lab["log"].read_text())[0]
    page.goto(said)
    learner.wait_until_idle(page)
    assert learner.cells(page)[0]["source"].startswith("# Start here")
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0  # nothing to click away
    learner.screenshot(page, "make_lab")


@pytest.mark.parametrize("name", [name for name in NAMES if "/" not in name])
def test_a_lesson_opens_trusted_and_unchanged(page, lab, name):
    learner.open_notebook(page, lab, name)
    page.wait_for_function(
        f"{learner.MODEL}.metadata.language_info.version"
    )  # the kernel has said what it is
    page.wait_for_timeout(500)
    assert not page.evaluate(f"{learner.NOTEBOOK}.content.model.dirty")
    assert all(cell["metadata"]["trusted"] for cell in learner.cells(page) if cell["cell_type"] == "code")


def test_only_the_lessons_are_listed_and_their_names_are_whole(page, lab):
    learner.open_notebook(page, lab, "00_start_here")
    names = page.locator(".jp-DirListing-itemText")
    assert names.all_inner_texts() == [f"{name}.ipynb" for name in NAMES if "/" not in name]
    learner.screenshot(page, "files")
    assert names.evaluate_all("all => all.filter(name => name.scrollWidth > name.clientWidth)") == []


def test_a_figure_is_no_larger_than_the_screen(page, lab):
    page.set_viewport_size({"width": 1280, "height": 720})
    learner.open_notebook(page, lab, "06_capstone_mlp")
    tall = "import matplotlib.pyplot as plt\nplt.subplots(figsize=(12, 12))\nplt.show()"
    learner.run(page, learner.add_below(page, learner.find(page, "epochs: int = 20"), tall))
    learner.screenshot(page, "tall_figure")
    assert 300 < page.locator(".jp-RenderedImage img").first.bounding_box()["height"] < 600


def test_without_the_token_nothing_is_served(page, lab):
    page.goto(f"{lab['url']}lab")
    assert "/login" in page.url


def test_exercise_from_wrong_to_right(page, lab):
    learner.open_notebook(page, lab, "05_exercises")
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
    learner.wait_until_idle(page)
    assert learner.cells(page)[answer]["source"] == right
    assert "Momentum: correct" in learner.shown(page, answer + 1)


def test_interrupted_training_goes_on_in_the_same_kernel(page, lab):
    learner.open_notebook(page, lab, "06_capstone_mlp")
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
