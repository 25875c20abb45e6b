"""What the web book says beside the notebooks is true of them."""

import importlib
import pkgutil
import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

import build
import course.figures
import nnlib.models
import public
from course_files import FOLDER, PATHS, read

BOOK = FOLDER / "book"


def displayed(text):
    """Return the displayed formulas of a text, without white space."""
    return [re.sub(r"\s", "", formula) for formula in re.findall(r"\$\$(.+?)\$\$", text, flags=re.DOTALL)]


CHEATSHEET = (BOOK / "cheatsheet.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## \[.*?\]\((\w+)\.ipynb\)\n(.*?)(?=^## |\Z)", CHEATSHEET, flags=re.M | re.S)


@pytest.mark.parametrize(("name", "section"), SECTIONS, ids=[name for name, _ in SECTIONS])
def test_each_formula_of_the_cheat_sheet_stands_in_its_lesson(name, section):
    lesson = " ".join(cell.source for cell in read(FOLDER / f"{name}.ipynb").cells)
    assert displayed(section)
    for formula in displayed(section):
        assert any(formula in stated for stated in displayed(lesson)), formula


def test_the_cheat_sheet_leaves_no_lesson_with_formulas_out():
    with_formulas = {p.stem for p in FOLDER.glob("*.ipynb") if any("$$" in c.source for c in read(p).cells)}
    assert {name for name, _ in SECTIONS} == with_formulas


def test_links_to_the_glossary_name_its_terms():
    terms = build.glossary_terms()
    for path in PATHS:
        named = re.findall(
            r"book/glossary\.md#term-([^)]*)\)", " ".join(c.source for c in read(path).cells)
        )
        assert set(named) <= set(terms), path.name


def test_a_link_to_the_glossary_is_one_that_sphinx_follows():
    said = build.link_terms("an [epoch](book/glossary.md#term-epoch) has steps")
    assert said == "an {term}`epoch <epoch>` has steps"


def test_the_glossary_is_in_order():
    terms = re.findall(r"^(\S.*)\n  \S", (BOOK / "glossary.md").read_text(encoding="utf-8"), flags=re.M)
    assert len(terms) > 30
    assert terms == sorted(terms, key=str.lower)


@pytest.mark.parametrize("package", [nnlib, nnlib.models, course.figures], ids=lambda p: p.__name__)
def test_the_reference_names_each_module(package):
    reference = (BOOK / "api.md").read_text(encoding="utf-8")
    named = re.findall(rf"^   {package.__name__}\.(\w+)$", reference, flags=re.MULTILINE)
    modules = [module.name for module in pkgutil.iter_modules(package.__path__) if not module.ispkg]
    assert sorted(named) == sorted(modules)


def chart():
    return new_output("display_data", {"image/png": "AAAA"}, metadata={"image/png": {"alt": "A curve"}})


def test_solutions_are_folded_behind_their_exercises():
    solved = [
        new_markdown_cell("Write it."),
        new_code_cell("### BEGIN SOLUTION\nstrict()\n### END SOLUTION"),
        new_code_cell("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"),
        new_code_cell("plot()", outputs=[chart()]),
    ]
    waits = new_output("stream", text="This waits for f.")
    plot = new_code_cell("plot()", outputs=[waits])
    mine = [new_markdown_cell("Write it."), new_code_cell("def f():\n    ..."), plot]
    build.fold_figures(solved)
    sources = [cell.source for cell in build.with_solutions(mine, solved)]
    fold = '<details class="solution"><summary>{}</summary>'
    assert sources == [
        "Write it.", "def f():\n    ...",
        fold.format("Solution"), "def f():\n    return 1\n", "</details>",
        "plot()",
        fold.format("What it shows once solved"), "plot()", "</details>",
    ]  # fmt: skip
    assert plot.outputs == []


def test_the_code_of_a_figure_is_folded():
    cells = [
        new_code_cell(
            "show(figures.shared.curves(c))", outputs=[chart()], metadata={"tags": ["hide-output"]}
        ),
        new_code_cell("show(figures.accuracy.confusion_matrix(C))", outputs=[chart()]),
        new_code_cell("print(1)", outputs=[new_output("stream", text="1")]),
    ]
    build.fold_figures(cells)
    assert set(cells[0].metadata.tags) == {"hide-input", "hide-output"}
    assert cells[1].metadata.tags == ["hide-input"]
    assert [cell.metadata.mystnb["image"]["classes"] for cell in cells[:2]] == ["chart", "paper"]
    assert cells[2].metadata == {}


def test_two_figures_in_a_cell_are_refused():
    with pytest.raises(ValueError, match="one figure a cell"):
        build.fold_figures([new_code_cell("both()", outputs=[chart(), chart()])])


def test_a_check_says_where_an_answer_is_checked():
    checked = new_code_cell(
        'my = ...\n\ncheck("name")', outputs=[new_output("stream", text="not attempted")]
    )
    build.replace_checks([checked])
    assert "JupyterLab" in checked.outputs[0].data["text/markdown"]


def test_lessons_are_numbered_alike():
    opening = build.page(FOLDER / "03_accuracy.ipynb").cells[0].source
    assert opening.startswith("# 03 Measure accuracy\n")
    assert "\n03 Accuracy <03_accuracy>\n" in build.contents(build.from_readme(build.TABLE))


def test_the_book_links_its_repository_only_where_that_is_public(monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert "Binder" not in build.page(FOLDER / "03_accuracy.ipynb").cells[0].source
    monkeypatch.setenv("GITHUB_REPOSITORY", "Somebody/course")
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    binder = (
        "https://mybinder.org/v2/gh/Somebody/course/main?urlpath=lab%2Ftree%2Fnotebooks%2F03_accuracy.ipynb"
    )
    assert f"[Run it on Binder]({binder})" in build.page(FOLDER / "03_accuracy.ipynb").cells[0].source
    assert public.book() == "https://somebody.github.io/course/"
    files = "https://github.com/Somebody/course/blob/main"
    assert public.source("03_accuracy") == f"{files}/notebooks/03_accuracy.ipynb"
    assert public.source("glossary") == f"{files}/notebooks/book/glossary.md"
    assert public.source("api/nnlib.models.mlp") == f"{files}/nnlib/models/mlp.py"
    assert public.source("genindex") is None


def test_the_figures_with_a_scale_of_colours_exist():
    modules = pkgutil.iter_modules(course.figures.__path__, "course.figures.")
    functions = {name for module in modules for name in vars(importlib.import_module(module.name))}
    assert set(build.COLOUR_SCALES.split("|")) <= functions
