"""The README shows and names what is there."""

import os
import re
import subprocess

import pytest

import pictures
from course_files import FOLDER, PATHS, ROOT, read

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_pictures_are_the_figures_of_the_notebooks():
    available, wanted = pictures.figures(), pictures.wanted()
    assert wanted
    old = [path.name for path in wanted if path.read_bytes() != available[path.stem]]
    assert not old, "out of date: make pictures"  # names, for pytest takes minutes to compare the bytes


def test_measurements_are_those_of_the_bench():
    measured = (ROOT / "tests" / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    section = re.search(r"^## How fast, how good$(.+?)^## ", README, flags=re.MULTILINE | re.DOTALL)[1]
    quoted = re.findall(r"^\| .+ \|$", section, flags=re.MULTILINE)
    assert len(quoted) > 8
    assert set(quoted) <= set(measured.splitlines()), "quote the rows of RESULTS.md as they are"


def test_the_first_screen_says_what_the_bench_measured():
    measured = (ROOT / "tests" / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    first = README[: README.index("## Run")]
    for row in ("CNN, batch 64: nnlib ÷ PyTorch", "MLP, batch 64: nnlib ÷ PyTorch"):
        assert re.search(rf"^\| {row} +\| ([0-9.]+)", measured, flags=re.MULTILINE)[1] in first
    cnn = measured[measured.index("## The CNN's accuracy") :]
    for text, row, mean in (
        (measured, "`MLPClassifier", "the MLP reads {:.1f} %"),
        (cnn, "`CNNClassifier", "the CNN {:.1f} %"),
        (cnn, "mean over", "or {:.1f} % where it sees several"),
    ):
        seeds = re.search(rf"^\| {row}.+?\| ([0-9., %]+) \|", text, flags=re.MULTILINE)[1]
        shares = [float(share.rstrip(" %")) for share in seeds.split(",")]
        assert mean.format(sum(shares) / len(shares)) in first


@pytest.mark.parametrize("path", [path for path in PATHS if path.parent == FOLDER], ids=lambda p: p.stem)
def test_the_table_of_lessons_names_each_with_its_minutes(path):
    minutes = re.search(r"^\*About (\d+) minutes\.\*$", read(path).cells[0].source, flags=re.MULTILINE)[1]
    assert re.search(rf"\]\(notebooks/{path.name}\) \| {minutes} \|", README), f"{minutes} minutes"


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)", README))
def test_links_work(target):
    assert (ROOT / target).exists()


@pytest.mark.skipif(os.name == "nt", reason="make is not there")
@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make ([a-z]+)", README))))
def test_named_make_targets_exist(target):
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="make is not there")
def test_make_alone_lists_every_target():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    declared = re.search(
        r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE
    )[1]
    assert set(re.findall(r"^  make ([a-z]+)", listed, flags=re.MULTILINE)) == set(declared.split())


def test_top_level_holds_what_the_readme_says():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    promised = "LICENSE Makefile README.md data nnlib notebooks pyproject.toml requirements.txt tests"
    assert {name for name in top if not name.startswith(".")} == set(promised.split())


GUIDE = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!I want|---)(.+?) \| (.+?) \| (.+?) \|$", GUIDE, flags=re.MULTILINE)


def test_the_guide_has_a_row_for_each_everyday_change():
    assert len(ROWS) >= 12


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_guide_names_files_that_exist(row):
    named = re.findall(r"`([\w./-]+/[\w./-]+|pyproject\.toml)`", " ".join(row[1:]))
    assert len(named) >= 2
    assert [name for name in named if not (ROOT / name).exists()] == []
