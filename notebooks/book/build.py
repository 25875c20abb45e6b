"""Build the web book, build/book/index.html, from the committed notebooks, which are not executed.

python notebooks/book/build.py
"""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_output
from sphinx.cmd.build import main as sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import public
from course.playground.digit import digit_page
from make_exercises import BEGIN, without_solutions

HERE = Path(__file__).resolve().parent
NOTEBOOKS, ROOT = HERE.parent, HERE.parent.parent
SOURCE, BOOK = ROOT / "build" / "book-source", ROOT / "build" / "book"
# The front page shows the README's picture with its caption, and its table of the notebooks.
PICTURE, TABLE = r"^(!\[.*\n\n\*.*\n)", r"^(\| notebook \|.*\n(?:\|.*\n)+)"
# In the dark a chart turns dark too. Where colours stand for numbers it does not: the text speaks of them.
COLOUR_SCALES = (
    "confusion_matrix|feature_maps|filters|heat_map|maps_of_digits|occlusion|panels|phase_diagram"
)
UNCHECKED = "*Open this notebook in JupyterLab to write and check an answer.*"
MATHJAX = ROOT / "build" / "npm" / "node_modules" / "mathjax"


def fold_figures(cells):
    """Fold the code of each figure, and give its alt text to myst-nb, which reads it from the cell."""
    for cell in cells:
        figures = [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
        if len(figures) > 1:
            raise ValueError(f"one figure a cell, for its alt text; two in {cell.source!r}")
        for figure in figures:
            kind = "paper" if re.search(rf"figures\.\w+\.({COLOUR_SCALES})\(", cell.source) else "chart"
            cell.metadata["mystnb"] = {
                "image": {"alt": figure.metadata["image/png"]["alt"], "classes": kind},
                "code_prompt_show": "Show the code of the figure",
            }
            cell.metadata["tags"] = list({*cell.metadata.get("tags", []), "hide-input"})


def replace_checks(cells):
    """Say under each check how to come to an answer: nobody has written one here."""
    for cell in cells:
        if cell.cell_type == "code" and re.search(r"^(check|progress)\(", cell.source, flags=re.MULTILINE):
            cell.outputs = [new_output("display_data", {"text/markdown": UNCHECKED})]


def glossary_terms():
    """Return the terms of the glossary by the end of their links, which Sphinx makes in this way."""
    text = (HERE / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^(\S.*)\n  \S", text, flags=re.MULTILINE)
    return {re.sub(r"[^A-Za-z0-9]+", "-", term).strip("-"): term for term in terms}


def link_terms(source):
    """Turn links to the glossary, as a notebook has them, into those that Sphinx follows."""
    terms = glossary_terms()
    link = r"\[([^\]]+)\]\(book/glossary\.md#term-([\w-]+)\)"
    return re.sub(link, lambda found: f"{{term}}`{found[1]} <{terms[found[2]]}>`", source)


def folded(summary, cell):
    """Return cells that show ``cell`` inside a fold."""
    opening = f'<details class="solution"><summary>{summary}</summary>'
    cell.id = f"solved-{cell.id}"
    return [new_markdown_cell(opening), cell, new_markdown_cell("</details>")]


def kinds(cell):
    """Return what kinds of output a cell has."""
    return [sorted(output.get("data", [output.output_type])) for output in cell.get("outputs", [])]


def waits(cell):
    """Tell whether a cell says that it waits for an exercise."""
    texts = [output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
    return any("This waits until" in text for text in texts)


def with_solutions(cells, solved):
    """Insert after each exercise its solution; what waits for an exercise shows, folded, what it gives."""
    result, solved = [], iter(solved)
    for cell in cells:
        answer = next(s for s in solved if s.cell_type == "markdown" or without_solutions(s.source))
        result.append(cell)
        if BEGIN in answer.source:
            cell.outputs = []
            answer.source = re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", answer.source, flags=re.M)
            result += folded("Solution", answer)
        elif kinds(answer) != kinds(cell) or waits(cell):
            cell.outputs = []
            answer.metadata["tags"] = ["remove-input"]
            result += folded("What it shows once solved", answer)
    return result


def page(path):
    """Return a notebook as it stands in the book: numbered, with links, and with folded solutions."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.language_info["pygments_lexer"] = "ipython3"
    fold_figures(notebook.cells)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = link_terms(cell.source)
    links = [f"{{download}}`Download this notebook <downloads/{path.name}>`"]
    solutions = NOTEBOOKS / "solutions" / path.name
    if solutions.is_file():
        solved = nbformat.read(solutions, as_version=4).cells
        fold_figures(solved)
        notebook.cells = with_solutions(notebook.cells, solved)
        links.append(f"{{download}}`with solutions <downloads/solutions/{path.name}>`")
    if public.repository():
        links.append(f"[Run it on Binder]({public.binder(path.name)})")
    replace_checks(notebook.cells)
    opening = notebook.cells[0]
    minutes = re.search(r"^\*About \d+ minutes\.\*$", opening.source, flags=re.MULTILINE)[0]
    will_do = re.search(r"^\*\*What you will do\.\*\* (.*?)$", opening.source, flags=re.MULTILINE)[1]
    notebook.metadata["myst"] = {"html_meta": {"description": will_do}}
    opening.source = opening.source.replace(minutes, " · ".join([minutes, *links]))
    opening.source = opening.source.replace("# ", f"# {path.name[:2]} ", 1)
    return notebook


def from_readme(pattern):
    """Return what ``pattern`` finds in the README, with links that hold in the book."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(pattern, readme, flags=re.MULTILINE)[1].replace("(notebooks/", "(")


def contents(table):
    """Return the sidebar's list of lessons, named as in the README's table."""
    lessons = re.findall(r"\[(.+?)\]\((.+?)\.ipynb\)", table)
    entries = "\n".join(f"{title} <{name}>" for title, name in lessons)
    return f"```{{toctree}}\n:caption: The course\n:hidden:\n\n{entries}\n```\n"


def assemble():
    """Lay out in SOURCE what Sphinx reads."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(
        HERE, SOURCE, ignore=shutil.ignore_patterns("build.py", "public.py", "package*", "__pycache__")
    )
    shutil.copytree(NOTEBOOKS / "images", SOURCE / "images")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        nbformat.write(page(path), SOURCE / path.name)
    for path in [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("solutions/*.ipynb")]:
        copy = SOURCE / "downloads" / path.relative_to(NOTEBOOKS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    table = from_readme(TABLE)
    parts = {"picture": from_readme(PICTURE), "course": table, "contents": contents(table)}
    for name, part in parts.items():
        (SOURCE / "downloads" / f"{name}.txt").write_text(part, encoding="utf-8")
    (SOURCE / "downloads" / "digit.html").write_text(digit_page().fragment(), encoding="utf-8")
    mathjax = SOURCE / "_static" / "mathjax"
    fonts = "output/chtml/fonts/woff-v2"
    shutil.copytree(MATHJAX / "es5" / fonts, mathjax / fonts)
    for file in (MATHJAX / "es5" / "tex-mml-chtml.js", MATHJAX / "LICENSE"):
        shutil.copy(file, mathjax)


if __name__ == "__main__":
    assemble()
    failed = sphinx(["-q", "-W", "--keep-going", "-E", "-b", "html", str(SOURCE), str(BOOK)])
    if failed:
        sys.exit(failed)
    print("Web book: build/book/index.html")
