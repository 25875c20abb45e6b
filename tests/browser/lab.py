"""Drive JupyterLab as a learner does, and read from the notebook's model what came of it."""

from course_files import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"
NOTEBOOK = "window.jupyterapp.shell.currentWidget"
MODEL = f"{NOTEBOOK}.content.model.toJSON()"
WAIT = 600_000  # milliseconds; the longest notebook, on a busy machine


def open_lab(page, lab):
    """Load JupyterLab, which takes long: once, for many notebooks."""
    page.goto(f"{lab['url']}lab?reset&token={lab['token']}")
    page.wait_for_function("window.jupyterapp?.restored.then(() => true)", timeout=WAIT)


def open_notebook(page, name):
    """Open a notebook of the course, close all else, and wait for its kernel."""
    page.evaluate(
        """async path => {
            const { commands, shell } = window.jupyterapp;
            const opened = await commands.execute("docmanager:open", { path });
            for (const other of [...shell.widgets("main")]) if (other !== opened) other.dispose();
        }""",
        f"{name}.ipynb",
    )
    wait_for_notebook(page, name)


def close_all(page):
    """Close what is open, saved or not, and list the files anew."""
    page.evaluate(
        """() => {
            const { commands, shell } = window.jupyterapp;
            for (const widget of [...shell.widgets("main")]) widget.dispose();
            return commands.execute("filebrowser:refresh");
        }"""
    )


def wait_for_notebook(page, name):
    """Wait until a notebook is in front, not one that was open before, and its kernel has nothing to do."""
    page.wait_for_function(
        f"""path => {NOTEBOOK}?.context?.path === path
            && {NOTEBOOK}.sessionContext.session?.kernel?.status === 'idle'""",
        arg=f"{name}.ipynb",
        timeout=WAIT,
    )
    wait_until_idle(page)


def open_beside(page, name):
    """Open another notebook from the list of files, in a tab of its own, and wait for its kernel."""
    page.locator(".jp-DirListing-itemText", has_text=f"{name}.ipynb").dblclick()
    page.wait_for_function(
        f"path => {NOTEBOOK}.context.path === path && {MODEL}.metadata.language_info?.version",
        arg=f"{name}.ipynb",
    )


def wait_until_idle(page, timeout=WAIT):
    """Wait until the status bar says that the kernel has nothing to do."""
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=timeout)


def cells(page):
    """Return the notebook's cells as nbformat's dictionaries."""
    return page.evaluate(f"{MODEL}.cells")


def outputs(page):
    """Return the outputs of all cells."""
    return [output for cell in cells(page) for output in cell.get("outputs", [])]


def start_all(page):
    """Choose Run All Cells in the menu."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()


def run_all(page):
    """Run all cells and wait until each has run, or one failed."""
    start_all(page)
    page.wait_for_function(
        f"""() => {{
            const code = {MODEL}.cells.filter(cell => cell.cell_type === "code" && cell.source.trim());
            return code.every(cell => cell.execution_count)
                || code.some(cell => cell.outputs.some(output => output.output_type === "error"));
        }}""",
        timeout=WAIT,
        polling=500,
    )
    wait_until_idle(page)


def find(page, text):
    """Return the index of the first code cell whose source has this text."""
    return next(i for i, c in enumerate(cells(page)) if c["cell_type"] == "code" and text in c["source"])


def scroll(page, index):
    """Make a cell the active one and bring it into sight."""
    page.evaluate(f"i => {{ {NOTEBOOK}.content.activeCellIndex = i }}", index)
    page.evaluate(f"i => {NOTEBOOK}.content.scrollToItem(i)", index)


def click(page, index):
    """Put the cursor into a code cell."""
    scroll(page, index)
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell.jp-mod-active .cm-content").click()


def write(page, index, source):
    """Replace the text of a cell by typing."""
    click(page, index)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)


def run(page, index, wait=True):
    """Run one cell with Shift+Enter; return the text under it."""
    click(page, index)
    before = cells(page)[index].get("execution_count")
    page.keyboard.press("Shift+Enter")
    if not wait:
        return None
    page.wait_for_function(
        f"([i, n]) => ![n, null].includes({MODEL}.cells[i].execution_count)",
        arg=[index, before],
        timeout=WAIT,
    )
    wait_until_idle(page)
    return shown(page, index)


def shown(page, index):
    """Return the text under a cell, as the page shows it."""
    return page.evaluate(f"i => {NOTEBOOK}.content.widgets[i].outputArea.node.innerText", index)


def wait_for_output(page, index, pattern):
    """Wait until the text under a cell matches a regular expression (JavaScript's)."""
    page.wait_for_function(
        f"([i, p]) => new RegExp(p).test({NOTEBOOK}.content.widgets[i].outputArea.node.innerText)",
        arg=[index, pattern],
        timeout=WAIT,
    )


def interrupt(page):
    """Press the stop button and wait until the kernel is free."""
    page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) [data-jp-item-name="interrupt"]').click()
    wait_until_idle(page)


def kernel(page):
    """Return the identity of the notebook's kernel."""
    return page.evaluate(f"{NOTEBOOK}.sessionContext.session.kernel.id")


def save(page):
    """Save with the keyboard and wait until nothing is left to save."""
    page.keyboard.press("ControlOrMeta+S")
    page.wait_for_function(f"!{NOTEBOOK}.content.model.dirty")


def add_below(page, index, source):
    """Insert a cell below another with the key b; write into it and return its index."""
    click(page, index)
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    write(page, index + 1, source)
    return index + 1


def screenshot(page, name):
    """Keep a picture of the page under build/."""
    page.wait_for_timeout(500)  # for what is being drawn
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name.replace('/', '_')}.png")
