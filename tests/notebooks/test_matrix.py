"""`make matrix`: what it says of a case that passes, fails, cannot run or is stopped."""

import subprocess
import sys

import pytest

import matrix

PASSES, FAILS = ([sys.executable, "-c", f"print('a log'); raise SystemExit({code})"] for code in (0, 3))


def stop():
    raise KeyboardInterrupt


def cannot():
    raise matrix.CannotRunError("no such processor")


def cannot_install():
    subprocess.run(FAILS, check=True)


@pytest.fixture
def table(tmp_path, monkeypatch, capsys):
    """Return a function that runs cases and returns the exit code and the lines of the last table."""
    cases = {
        "good": (lambda: (PASSES, {}),),
        "bad": (lambda: (FAILS, {}),),
        "none": (cannot,),
        "torn": (cannot_install,),
        "slow": (stop,),
    }
    monkeypatch.setattr(matrix, "CASES", cases)
    monkeypatch.setattr(matrix, "ROOT", tmp_path)
    monkeypatch.setattr(matrix, "BUILD", tmp_path / "build")

    def call(*names):
        monkeypatch.setattr(sys, "argv", ["matrix.py", *names])
        with pytest.raises(SystemExit) as end:
            matrix.main()
        return int(end.value.code), dict(
            line.split(maxsplit=1) for line in capsys.readouterr().out.split("\n\n")[-1].splitlines()
        )

    return call


def test_a_case_that_passes_and_its_log(table, tmp_path):
    code, lines = table("good")
    assert code == 0 and lines["good"].startswith("passed")
    assert (tmp_path / "build" / "good.log").read_text(encoding="utf-8") == "a log\n"


def test_a_case_that_fails_does_not_stop_the_others(table):
    code, lines = table("bad", "torn", "good")
    assert code == 1
    assert lines["bad"].startswith("failed: see") and "bad.log" in lines["bad"]
    assert lines["torn"].startswith("failed to set up") and lines["good"].startswith("passed")


def test_a_case_that_cannot_run_here_says_why_and_is_no_failure(table):
    code, lines = table("none", "good")
    assert code == 0 and lines["none"].startswith("not run: no such processor")


def test_ctrl_c_leaves_a_table(table):
    code, lines = table("good", "slow", "bad")
    assert code == 1
    assert lines["good"].startswith("passed") and lines["slow"] == lines["bad"] == "stopped"


def test_an_unknown_case_is_named(table, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["matrix.py", "haswell-9"])
    with pytest.raises(SystemExit):
        matrix.main()
    assert "no case is named haswell-9; there are good, bad" in capsys.readouterr().err
