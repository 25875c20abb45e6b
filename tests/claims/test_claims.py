"""The table of claims is sound, and its fast part holds; `make claims` measures the whole."""

import re

import pytest

from claims import run
from claims.claim import Claim
from course_files import FOLDER, read

ALL = [(table, claim) for table in run.TABLES for claim in run.load(table)]
FAST = [
    pytest.param(claim, setting, id=f"{table}: {claim.text[:60]} [{setting}]")
    for table, claim in ALL
    for setting in claim.tried[: claim.fast]
]


def sections(name):
    """Return the headings of a notebook, without their numbers."""
    cells = read(FOLDER / f"{name}.ipynb").cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return set(re.findall(r"^##+ (?:\d+\w?\. )?(.+)$", text, flags=re.MULTILINE))


@pytest.mark.parametrize(("claim", "setting"), FAST)
def test_claim_holds(claim, setting):
    assert claim.allows(claim.measure(setting)), f"{claim.text} Not so at {setting}: {claim.measured}"


@pytest.mark.parametrize("table", run.TABLES)
def test_claims_are_found_in_their_notebook(table):
    missing = {claim.section for claim in run.load(table)} - sections(run.TABLES[table])
    assert not missing, f"{run.TABLES[table]} has no heading {missing}"


@pytest.mark.parametrize("table", run.TABLES)
def test_claims_are_sound(table):
    texts = [claim.text for claim in run.load(table)]
    assert len(set(texts)) == len(texts), "a claim stands twice"
    for claim in run.load(table):
        assert len(claim.tried) >= 2, f"{claim.text} One setting is an example, no claim."
        assert len(set(claim.tried)) == len(claim.tried), claim.text
        assert not set(claim.tried) & set(claim.seen), f"{claim.text} Tried on the notebook's own ground."
        assert claim.within[0] <= claim.within[1] and claim.text.endswith("."), claim.text


def double(setting):
    return 2.0 * setting


@pytest.fixture
def table(monkeypatch, tmp_path):
    """Put a table of one true and two false claims in the place of the course's."""
    claims = [
        Claim("Doubled, it stays below 10.", "Anywhere", "twice", (1, 2, 3), (0, 10), double),
        Claim("Doubled, it stays below 5.", "Anywhere", "twice", (1, 2, 3), (0, 5), double),
        Claim("NaN is a number.", "Anywhere", "nothing", (1, 2), (0, 5), lambda _: float("nan")),
    ]
    monkeypatch.setattr(run, "load", lambda _: claims)
    monkeypatch.setattr(run, "TABLES", {"made_up": "99_made_up"})
    monkeypatch.setattr(run, "REPORT", tmp_path / "build" / "claims.md")
    monkeypatch.setattr("sys.argv", ["run.py"])
    return claims


def test_a_false_claim_fails(table):
    page, failed = run.report({"made_up": [[claim.measure(s) for s in claim.tried] for claim in table]})
    assert failed == 2
    assert re.findall(r"^\| ([✓✗]) \| (.*?) \|", page, flags=re.MULTILINE) == [
        ("✓", "Doubled, it stays below 10."),
        ("✗", "Doubled, it stays below 5."),
        ("✗", "NaN is a number."),
    ]
    assert "| 0 to 5 | 2 to 6 |" in page


def test_the_command_reports_and_fails(table, capsys, monkeypatch):
    monkeypatch.setattr(run, "measure_all", lambda tables, processes: {"made_up": [[2.0], [6.0], [1.0]]})
    assert run.main() == 1
    assert "Doubled, it stays below 5." in capsys.readouterr().out
    assert run.REPORT.read_text(encoding="utf-8").startswith("# Claims")
    monkeypatch.setattr(run, "measure_all", lambda tables, processes: {"made_up": [[2.0], [4.0], [1.0]]})
    assert run.main() == 0


def test_every_setting_is_measured_once(monkeypatch, tmp_path):
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "made_up.py").write_text(
        f"""
from functools import cache
from pathlib import Path
from claims.claim import Claim

@cache
def trained(setting):
    with Path({str(tmp_path / "trained")!r}).open("a") as file:
        file.write(f"{{setting}}\\n")
    return 10.0 * setting

CLAIMS = [
    Claim("One.", "Anywhere", "number", (1, 2, 3), (0, 90), trained),
    Claim("Two.", "Anywhere", "number", (2, 3, 4), (0, 90), lambda setting: trained(setting) + 1),
]
""",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    numbers = run.measure_all(["made_up"], processes=2)["made_up"]
    assert [sorted(values) for values in numbers] == [[10, 20, 30], [21, 31, 41]]
    assert sorted((tmp_path / "trained").read_text().split()) == ["1", "2", "3", "4"]


def test_an_unknown_table_is_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["run.py", "momentun"])
    with pytest.raises(SystemExit, match="2"):
        run.main()
    assert "unknown table momentun" in capsys.readouterr().err
