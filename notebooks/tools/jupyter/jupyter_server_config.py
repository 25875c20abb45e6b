"""How `make lab` sets up JupyterLab for the course; beside it, one's own configuration counts."""

from pathlib import Path

import nbformat
from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from nbformat.sign import NotebookNotary

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parents[1]
ROOMS = ["book", "course", "images", "solutions", "tools"]  # folders that a learner need not open


class Contents(AsyncLargeFileManager):
    """The notebooks as they are on the disk, each with what its kernel will say of its language.

    The committed ones do not name the version of Python. JupyterLab writes it into a notebook as soon as
    the kernel is there, and would show each lesson as changed before anybody has changed it.
    """

    def mark_trusted_cells(self, nb, path=""):
        """Prepare a notebook that is being opened."""
        super().mark_trusted_cells(nb, path)
        nb.metadata["language_info"] = dict(IPythonKernel.language_info)


c = get_config()  # noqa: F821
c.ServerApp.contents_manager_class = Contents
c.ContentsManager.hide_globs = ["__pycache__", "*.pyc", "*~", *ROOMS]
c.LabApp.custom_css = True
c.ServerApp.tornado_settings = {"static_custom_path": [str(HERE / "custom")]}

# Trust what the course itself shows: JupyterLab runs no script in an output that nobody has run or trusted.
notary = NotebookNotary()
for path in [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("solutions/*.ipynb")]:
    notary.sign(nbformat.read(path, as_version=4))
