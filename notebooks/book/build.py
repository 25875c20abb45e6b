"""Build the web book, build/book/index.html, from the committed notebooks, which are not executed.

python notebooks/book/build.py
"""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell
from sphinx.cmd.build import main as sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from course.playground.digit import digit_page
from make_exercises import without_solutions

HERE = Path(__file__).resolve().parent
NOTEBOOKS, ROOT = HERE.parent, HERE.parent.parent
SOURCE, BOOK = ROOT / "build" / "book-source", ROOT / "build" / "book"
# The front page shows the README's picture with its caption, and its table of the notebooks.
FROM_README = {"picture.txt": r"^(!\[.*\n\n\*.*\n)", "course.txt": r"^## The course\n+((?:\|.*\n)+)"}
MATHJAX = ROOT / "build" / "npm" / "node_modules" / "mathjax"


def hand_over_alt_texts(cells):
    """Give the alt text of each figure to myst-nb, which reads it from the cell, not from the output."""
    for cell in cells:
        figures = [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
        if len(figures) > 1:
            raise ValueError(f"one figure a cell, for its alt text; two in {cell.source!r}")
        for figure in figures:
            cell.metadata["mystnb"] = {"image": {"alt": figure.metadata["image/png"]["alt"]}}


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


def with_solutions(cells, solved):
    """Insert after each exercise its solution, and after what waits for it the figure that it gives."""
    result, solved = [], iter(solved)
    for cell in cells:
        answer = next(s for s in solved if s.cell_type == "markdown" or without_solutions(s.source))
        result.append(cell)
        if cell.cell_type == "code" and answer.source != cell.source:
            answer.source = re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", answer.source, flags=re.M)
            result += folded("Solution", answer)
        elif "mystnb" in answer.metadata and "mystnb" not in cell.metadata:
            answer.metadata["tags"] = ["remove-input"]
            result += folded("What it shows once solved", answer)
    return result


def page(path):
    """Return a notebook as it stands in the book: with alt texts, a download link and folded solutions."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.language_info["pygments_lexer"] = "ipython3"
    hand_over_alt_texts(notebook.cells)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = link_terms(cell.source)
    links = [f"{{download}}`Download this notebook <downloads/{path.name}>`"]
    solutions = NOTEBOOKS / "solutions" / path.name
    if solutions.is_file():
        solved = nbformat.read(solutions, as_version=4).cells
        hand_over_alt_texts(solved)
        notebook.cells = with_solutions(notebook.cells, solved)
        links.append(f"{{download}}`with solutions <downloads/solutions/{path.name}>`")
    opening = notebook.cells[0]
    minutes = re.search(r"^\*About \d+ minutes\.\*$", opening.source, flags=re.MULTILINE)[0]
    opening.source = opening.source.replace(minutes, " · ".join([minutes, *links]))
    return notebook


def from_readme(pattern):
    """Return what ``pattern`` finds in the README, with links that hold in the book."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(pattern, readme, flags=re.MULTILINE)[1].replace("(notebooks/", "(")


def assemble():
    """Lay out in SOURCE what Sphinx reads."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(HERE, SOURCE, ignore=shutil.ignore_patterns("build.py", "package*", "__pycache__"))
    shutil.copytree(NOTEBOOKS / "images", SOURCE / "images")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        nbformat.write(page(path), SOURCE / path.name)
    for path in [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("solutions/*.ipynb")]:
        copy = SOURCE / "downloads" / path.relative_to(NOTEBOOKS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    for name, pattern in FROM_README.items():
        (SOURCE / "downloads" / name).write_text(from_readme(pattern), encoding="utf-8")
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
