"""Start Chromium, and JupyterLab on a copy of the course, for the tests that use it as people do."""

import json
import os
import shutil
import signal
import subprocess
import time

import pytest
from playwright.sync_api import sync_playwright

from course_files import FOLDER, PATHS, ROOT, read
from helpers import need

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SECONDS_TO_START = 60


@pytest.fixture(scope="module")
def browser():
    """Run the system's Chromium; playwright downloads none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = need(*names, purpose="which opens the course as people do")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Copy what `make lab` needs, the notebooks without their outputs: no old one passes for a new one."""
    copy = tmp_path_factory.mktemp("course")
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy2(ROOT / name, copy)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    shutil.copytree(FOLDER / "tools" / "jupyter", copy / "notebooks" / "tools" / "jupyter")
    for path in PATHS:
        notebook = read(path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        target = copy / "notebooks" / path.relative_to(FOLDER)
        target.parent.mkdir(exist_ok=True, parents=True)
        target.write_text(json.dumps(notebook), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def lab(browser, course, tmp_path_factory):
    """Start `make lab` on a free port with settings of its own; return the server's facts."""
    home = tmp_path_factory.mktemp("jupyter")
    own = {f"JUPYTER_{part}_DIR": str(home / part.lower()) for part in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **own, "IPYTHONDIR": str(home / "ipython")}
    environment.pop("TQDM_DISABLE", None)  # a learner sees the progress bars
    arguments = "--no-browser --port=0 --LabApp.expose_app_in_browser=True"
    command = ["make", "--old-file=.venv/.learner", "lab", f"ARGS={arguments}"]
    log = home / "log"
    with log.open("w") as said:
        server = subprocess.Popen(
            command, cwd=course, env=environment, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield {**wait_for_server(home / "runtime", server, log), "course": course, "log": log}
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def wait_for_server(folder, server, log):
    """Return what the server wrote of itself: url, token and more."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        for path in folder.glob("jpserver-*.json"):
            if "/lab/tree/" in log.read_text(encoding="utf-8"):  # said when it is ready
                return json.loads(path.read_text(encoding="utf-8"))
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")
