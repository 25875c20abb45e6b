"""Where the course is public: the repository that a workflow builds the book for, as its environment says.

On one's own computer the environment says nothing, and the book has no links to a repository.
"""

import os
import sys
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def repository():
    """Return the repository as owner/name, or None."""
    return os.environ.get("GITHUB_REPOSITORY")


def branch():
    """Return the branch that is built."""
    return os.environ.get("GITHUB_REF_NAME", "main")


def binder(notebook):
    """Return the address at which Binder opens a notebook of the course."""
    where = quote(f"lab/tree/notebooks/{notebook}", safe="")
    return f"https://mybinder.org/v2/gh/{repository()}/{branch()}?urlpath={where}"


def book():
    """Return the address of the book on GitHub's pages."""
    owner, name = repository().split("/")
    return f"https://{owner.lower()}.github.io/{name}/"


def source(page):
    """Return the address of the file behind a page of the book, or None if the page is generated."""
    module = sys.modules.get(page.removeprefix("api/"))
    files = [module.__file__] if module else [HERE.parent / f"{page}.ipynb", HERE / f"{page}.md"]
    for file in filter(Path.is_file, map(Path, files)):
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{repository()}/blob/{branch()}/{file.relative_to(ROOT).as_posix()}"
    return None
