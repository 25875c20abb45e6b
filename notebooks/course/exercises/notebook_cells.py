"""What the notebooks of the course tell: where a name that an answer needs is defined."""

import ast
import json
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[2]


def section_defining(name: str, exercise: str) -> str:
    """Return the heading above the cell that defines a name before an exercise's check; empty if none."""
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        text, heading, found = path.read_text(encoding="utf-8"), "", ""
        if f'check(\\"{exercise}\\")' not in text:
            continue
        for cell in json.loads(text)["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                headings = [line.lstrip("# ") for line in source.splitlines() if line.startswith("#")]
                heading = headings[-1] if headings else heading
            elif f'check("{exercise}")' in source:
                return found
            elif name in source and name in _defined(source):
                found = heading
    return ""


def _defined(source: str) -> set[str]:
    """Return the names that a cell defines; none if it is not plain Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return set()
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    imported = {(node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)}
    assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return functions | imported | assigned
