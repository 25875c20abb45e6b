"""What a headless run refuses before it starts, and what it leaves where it is stopped."""

import errno
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import run
from course.command_line import make_folder
from course.parameters import Parameter, check_parameter, check_parameters, read_parameters
from course_files import NAMES, PATHS, ROOT, code_cells, read, tags

MLP = "06_capstone_mlp"
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def declared(path):
    """Return the cell with parameters, and the one after it; None where there are none."""
    cells = code_cells(read(path))
    return next((pair for pair in pairwise(cells) if "parameters" in tags(pair[0])), None)


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_every_parameter_declares_its_limits_and_a_cell_checks_them(path):
    knobs = papermill.inspect_notebook(str(path))
    assert bool(knobs) == bool(declared(path))
    if knobs:
        cell, guard = declared(path)
        parameters = read_parameters([cell.source])
        assert list(parameters) == list(knobs)
        assert guard.source.splitlines()[0].startswith("check_parameters(globals())")
        for name, parameter in parameters.items():
            assert parameter.limits or parameter.kind == "bool", f"{name} lacks limits"
            check_parameter(name, run.READERS[parameter.kind](knobs[name]["default"]), parameter)


def refused(monkeypatch, capsys, *words):
    """Return the line with which a run is refused before a kernel starts."""

    def start(*_, **__):
        pytest.fail("a kernel was started")

    monkeypatch.setattr(papermill, "execute_notebook", start)
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    with pytest.raises(SystemExit) as stopped:
        run.main()
    (line,) = (capsys.readouterr().err or f"{stopped.value.code}\n").splitlines()
    return line


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-p epochs 0", "parameter epochs must lie in [1, inf), got 0"),
        ("-p batch_size 0", "parameter batch_size must lie in [1, inf), got 0"),
        ("-p seed -1", "parameter seed must lie in [0, inf), got -1"),
        ("-p keep 0", "parameter keep must lie in (0, 1], got 0.0"),
        ("-p lr -0.1", "parameter lr must lie in (0, inf), got -0.1"),
        ("-p lr -1e-3", "parameter lr must lie in (0, inf), got -0.001"),
        ("-p lr=-1e-3", "parameter lr must lie in (0, inf), got -0.001"),
        ("-p lr inf", "parameter lr must lie in (0, inf), got inf"),
        ("-p mu nan", "parameter mu must lie in [0, 1), got nan"),
        ("-p n_digits 60001", "parameter n_digits must lie in [1000, 60000] or {70000}, got 60001"),
        ("-p quick 1", "parameter quick must be true or false, got '1'"),
        ("-p epochs", "run.py: -p needs a name and a value, such as -p epochs 5"),
        ("--in", "run.py: unrecognized arguments: --in"),
        ("--build", "run.py: argument --build: expected one argument"),
        ("--in-place --build there", "run.py: --in-place saves what the default parameters give"),
        ("07_capstone_cnn", "run.py: name one notebook"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(monkeypatch, capsys, words, message):
    assert refused(monkeypatch, capsys, MLP, *words.split()).startswith(message)


@pytest.mark.parametrize(
    ("limits", "good", "bad"),
    [
        ("(0, 1]", [1, 1.0, 1e-300], [0, -0.0, 1.1, float("nan")]),
        ("[0, inf)", [0, 10**400], [-1, float("inf")]),
        ("[1, 3] or {7, 9}", [1, 3, 9], [0, 4, 8]),
        ('{"adam", "momentum"}', ["adam"], ["", "ada"]),
    ],
)
def test_limits_are_intervals_and_sets(limits, good, bad):
    kind = "str" if isinstance(good[0], str) else "float"
    assert read_parameters([f"x: {kind} = 1  # what it is, in {limits}"]) == {"x": Parameter(kind, limits)}
    for value in good:
        check_parameter("x", value, Parameter(kind, limits))
    for value in bad:
        with pytest.raises(ValueError, match=re.escape(f"x must lie in {limits}, got {value!r}")):
            check_parameter("x", value, Parameter(kind, limits))


@pytest.mark.parametrize(
    ("kind", "value"), [("int", 1.0), ("int", True), ("bool", 1), ("str", 1), ("float", "1")]
)
def test_a_wrong_type_is_refused(kind, value):
    with pytest.raises(TypeError, match=f"x must be of type {kind}, got {type(value).__name__}"):
        check_parameter("x", value, Parameter(kind, None))


def test_in_a_notebook_the_latest_cell_counts():
    cells = ["", "keep: float = 0.8  # kept, in (0, 1]", "keep = 0.0"]
    check_parameters({"In": cells, "keep": 1})
    with pytest.raises(ValueError, match=r"keep must lie in \(0, 1\], got 0\.0"):
        check_parameters({"In": cells, "keep": 0.0})
    check_parameters({"In": [*cells, "keep: float = 0.8  # kept, in [0, 1]"], "keep": 0.0})
    check_parameters({"keep": 0.0})  # a script has no cells


@pytest.mark.parametrize(
    "name",
    [
        MLP, f"{MLP}.ipynb", f"./{MLP}", f"notebooks/{MLP}.ipynb", rf".\notebooks\{MLP}.ipynb",
        rf"..\{MLP}", f"../{MLP}.ipynb", str(run.NOTEBOOKS / f"{MLP}.ipynb"),
    ],
)  # fmt: skip
def test_a_notebook_is_found_by_name_and_by_path(name, monkeypatch):
    monkeypatch.chdir(run.NOTEBOOKS / "tools")
    assert run.find(name) == run.NOTEBOOKS / f"{MLP}.ipynb"


def test_a_missing_folder_is_made(tmp_path):
    make_folder(tmp_path / "new" / "build")
    assert not list((tmp_path / "new" / "build").iterdir())


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_takes_nothing_is_named(tmp_path, monkeypatch, capsys, number):
    def full(dir):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    line = refused(monkeypatch, capsys, MLP, "--build", str(tmp_path))
    wanted = f"The results cannot be written to {tmp_path}: {os.strerror(number)}; name another one"
    assert line.startswith(wanted)


@pytest.mark.parametrize(
    ("below", "reason"), [("", "a file stands in its place"), ("x", "Not a directory")]
)
def test_a_file_in_place_of_the_folder_is_named(tmp_path, monkeypatch, capsys, below, reason):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / below
    line = refused(monkeypatch, capsys, MLP, "--build", str(folder))
    assert line.startswith(f"The results cannot be written to {folder}: {reason}; name another one")


def test_a_disk_that_fills_up_is_said_in_one_line(tmp_path, monkeypatch):
    def fill(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(papermill, "execute_notebook", fill)
    monkeypatch.setattr(sys, "argv", ["run.py", MLP, "--build", str(tmp_path)])
    with pytest.raises(SystemExit, match=f"cannot be written to {tmp_path}: No space left on device; name"):
        run.main()


def wait_for(path, process):
    """Wait until a file holds something, and return it."""
    for _ in range(1200):
        if path.exists() and path.read_text(encoding="utf-8"):
            return path.read_text(encoding="utf-8")
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    pytest.fail(f"{path} was not written")


def gone(pid):
    """Tell whether a process has ended, even if nobody has asked for its result yet."""
    try:
        psutil.wait_procs([psutil.Process(pid)], timeout=5)
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize("stop", STOPS)
def test_a_signal_interrupts_and_the_children_end_with_it(tmp_path, stop):
    code = """if True:
        import subprocess, sys, time
        from pathlib import Path
        from processes import no_process_left
        with no_process_left():
            family = "sleep 60 & echo $! $$ > family; wait"
            try:
                child = subprocess.Popen(["sh", "-c", family], start_new_session=True)
                time.sleep(60)
            except KeyboardInterrupt:
                print("interrupted")
    """
    paths = os.pathsep.join([str(ROOT / "notebooks" / "tools"), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    family = wait_for(tmp_path / "family", process)
    process.send_signal(stop)
    assert process.communicate(timeout=60)[0] == "interrupted\n"
    assert all(gone(int(pid)) for pid in family.split())


DRIVER = """if True:
    import sys
    from pathlib import Path
    import {program}
    from course.signs import print_on_any_console
    print_on_any_console()
    if "{program}" == "run":
        run.NOTEBOOKS = Path("notebooks").resolve()
    sys.argv[0] = "{program}.py"
    {program}.main()
"""


def start(program, folder, *words):
    """Start a program of the course on a console that knows no check mark."""
    paths = os.pathsep.join([str(ROOT / "notebooks" / "tools"), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER.format(program=program), *words], cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "cp1252"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="cp1252",
    )  # fmt: skip


def endless(folder):
    """Return cells that print a result, tell their process, and do not come to an end."""
    tell = f"import os, pathlib, time\npathlib.Path({str(folder / 'pid')!r}).write_text(str(os.getpid()))"
    return [
        new_markdown_cell("# Endless"),
        new_code_cell("print('✓ ∇L ≈ 0')", metadata={"tags": ["result"]}),
        new_code_cell(f"{tell}\ntime.sleep(600)"),
    ]


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_a_stopped_run_keeps_what_ran_and_leaves_no_kernel(tmp_path):
    (tmp_path / "notebooks").mkdir()
    notebook = new_notebook(cells=endless(tmp_path), metadata={"kernelspec": run.KERNEL})
    nbformat.write(notebook, tmp_path / "notebooks" / "endless.ipynb")
    process = start("run", tmp_path, "endless", "--build", "there")
    kernel = int(wait_for(tmp_path / "pid", process))
    process.terminate()
    out, err = process.communicate(timeout=120)
    assert "+ grad L ~ 0" in out
    assert err.splitlines()[-2:] == [
        "Interrupted",
        f"What ran until then: {Path('there/endless.part.html')}",
    ]
    assert "✓ ∇L ≈ 0" in (tmp_path / "there" / "endless.part.html").read_text(encoding="utf-8")
    assert "Traceback" not in err and gone(kernel)
    executed = nbformat.read(tmp_path / "there" / "endless.part.ipynb", as_version=4)
    assert executed.metadata.kernelspec.name == "python3"


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_a_stopped_grading_leaves_no_process(tmp_path):
    (tmp_path / "in").mkdir()
    nbformat.write(new_notebook(cells=endless(tmp_path)), tmp_path / "in" / "ada.ipynb")
    process = start("grade", tmp_path, "in", "--jobs", "1", "--build", "there")
    kernel = int(wait_for(tmp_path / "pid", process))
    process.terminate()
    out, err = process.communicate(timeout=120)
    assert "Interrupted: 0 of 1 notebooks are graded." in err and "Traceback" not in err
    assert (tmp_path / "there" / "grades.csv").is_file() and "0 graded" in out
    assert gone(kernel)


@pytest.mark.skipif(os.name == "nt", reason="make is not there")
@pytest.mark.parametrize("target", ["capstone", "digit", "grade", "sweep", "lab"])
def test_make_hands_a_signal_on(target):
    """The recipe's program takes the shell's place, so that SIGTERM at make reaches it."""
    recipe = subprocess.run(
        ["make", "-n", "-o", ".venv/.learner", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"\bexec \S*\.venv/bin/", recipe), recipe
