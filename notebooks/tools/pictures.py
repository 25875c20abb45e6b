"""Write the README's pictures: each is the figure of the notebook cell whose id is the picture's name."""

import base64
import re
import sys
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[1]
README = NOTEBOOKS.parent / "README.md"


def figures():
    """Return ``{cell id: PNG bytes}`` of the figures in the committed notebooks."""
    found = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    found[cell.id] = base64.b64decode(output.data["image/png"])
    return found


def wanted():
    """Return the paths of the pictures that the README shows."""
    shown = re.findall(r"!\[[^]]+\]\((notebooks/images/[^)]+\.png)\)", README.read_text(encoding="utf-8"))
    return [README.parent / target for target in shown]


def main():
    """Write each picture, or say which cell is missing."""
    available = figures()
    for path in wanted():
        if path.stem not in available:
            sys.exit(f"{path.name}: no notebook has a cell with the id {path.stem} that shows a figure")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(available[path.stem])
        print(f"Wrote {path.relative_to(README.parent)}")


if __name__ == "__main__":
    main()
