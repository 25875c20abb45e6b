"""Write the README's pictures: each is the notebook figure that has the same alt text."""

import base64
import re
import sys
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[1]
README = NOTEBOOKS.parent / "README.md"


def figures():
    """Return ``{alt text: PNG bytes}`` of all figures in the committed notebooks."""
    found = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    alt = output.metadata.get("image/png", {}).get("alt")
                    found[alt] = base64.b64decode(output.data["image/png"])
    return found


def wanted():
    """Return ``{path: alt text}`` of the pictures that the README shows."""
    shown = re.findall(r"!\[([^]]+)\]\((notebooks/images/[^)]+)\)", README.read_text(encoding="utf-8"))
    return {README.parent / target: alt for alt, target in shown}


def main():
    """Write each picture, or say which alt text no figure has."""
    available = figures()
    for path, alt in wanted().items():
        if alt not in available:
            sys.exit(f"{path.name}: no figure in the notebooks has the alt text {alt!r}")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(available[alt])
        print(f"Wrote {path.relative_to(README.parent)}")


if __name__ == "__main__":
    main()
