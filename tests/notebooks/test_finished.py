"""The CSV of a sweep: only what the search wrote is read, and nothing is lost by a look at it."""

import os
import subprocess
import sys

import pytest

import finished
from course_files import FOLDER

POINTS = [{"momentum": mu, "hidden_layer_sizes": [64, 32], "early": True} for mu in (0, 0.9)]
COLUMNS = [*POINTS[0], *finished.RESULTS]
HEADER = "momentum,hidden_layer_sizes,early,accuracy,std,seconds\n"
ONE, TWO = '0,"[64, 32]",true,0.5,0.1,2.0\n', '0.9,"[64, 32]",true,nan,nan,0.25\n'
KEYS = [finished.key(finished.as_cells(point)) for point in POINTS]


def read(path):
    """Return the accuracies that a table holds, by the number of the point."""
    with finished.locked(path) as file:
        results = finished.read_finished(file, path, COLUMNS, POINTS)
    return {KEYS.index(key): result["accuracy"] for key, result in results.items()}


@pytest.fixture
def table(tmp_path):
    return tmp_path / "search.csv"


def test_what_a_search_wrote_is_read(table):
    table.write_text(HEADER + ONE + TWO, "utf-8")
    assert read(table) == {0: 0.5, 1: pytest.approx(float("nan"), nan_ok=True)}
    assert table.read_text("utf-8") == HEADER + ONE + TWO
    assert finished.as_line(COLUMNS) == HEADER
    assert ONE.startswith(finished.as_line([*finished.as_cells(POINTS[0])]).strip())


def test_another_way_of_writing_a_value_is_the_same_point(table):
    other = ONE.replace("0,", "0.0,", 1).replace("64, 32", "64.0,32")
    table.write_text(HEADER + ONE + other + "\n", "utf-8")
    with pytest.raises(SystemExit, match="line 4, column momentum: it is missing"):  # an empty line
        read(table)
    table.write_text(HEADER + ONE + other, "utf-8")
    assert read(table) == {0: 0.5}


def test_a_whole_last_line_without_its_end_counts(table):
    table.write_text(HEADER + ONE.rstrip("\n"), "utf-8")
    assert read(table) == {0: 0.5}
    assert table.read_text("utf-8") == HEADER + ONE


@pytest.mark.parametrize("length", range(1, len(ONE) - 4))  # 4: "2.0" is whole, and so are 2. and 2
def test_a_torn_last_line_is_cut_off(table, length):
    table.write_text(HEADER + TWO + ONE[:length], "utf-8")
    assert list(read(table)) == [1]
    assert table.read_text("utf-8") == HEADER + TWO


@pytest.mark.parametrize("length", [0, 1, len(HEADER) - 1, len(HEADER)])
def test_a_header_alone_is_no_hindrance(table, length):
    table.write_text(HEADER[:length], "utf-8")
    assert read(table) == {}
    assert table.read_bytes() == b""


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"a,b,c\n1,2,3\n4,5,6", "line 1, column accuracy: it is missing"),
        (b"hello", "line 1, column hidden_layer_sizes: it is missing"),
        (b"\0\xff\xfe", "line 1, column hidden_layer_sizes: it is missing"),
        (HEADER.replace("early", "late").encode(), "line 1, column 3: its name must be early, got 'late'"),
        (b"x," + HEADER.encode(), "line 1, column 7: there must be 6 columns only"),
        *(
            ((HEADER + TWO + ONE.replace(old, new, 1)).encode("latin-1"), f"line 3, column {place}")
            for old, new, place in [
                ("0,", "0.7,", "momentum: the search has no such point, got '0.7'"),
                ("0,", "false,", "momentum: the search has no such point, got 'false'"),
                ("0,", "\xff,", r"momentum: the search has no such point, got '\\udcff'"),
                ("0,", '{"a": 1},', "momentum: the search has no such point"),
                ("true", "1", "early: the search has no such point, got '1'"),
                ("64", "65", "hidden_layer_sizes: the search has no such point"),
                ("0.5,", "7,", "accuracy: accuracy must lie in [0, 1], got 7.0"),
                ("0.5,", "nan,", "accuracy: accuracy must lie in [0, 1], got nan"),
                ("0.5,", "half,", "accuracy: could not convert string to float: 'half'"),
                ("0.1,", "-0.1,", "std: std must lie in [0, 0.5], got -0.1"),
                ("2.0", "-1", "seconds: seconds must lie in [0, inf), got -1.0"),
                ("2.0", "nan", "seconds: seconds must lie in [0, inf), got nan"),
                ("2.0", "inf", "seconds: seconds must lie in [0, inf), got inf"),
                ("2.0", "2.0,", "7: there must be 6 columns only"),
                (",2.0", "", "seconds: it is missing"),
                ("0,", '"0,', "momentum: this line is no CSV"),
            ]
        ),
        ((HEADER + ONE + ONE.replace("0.5", "1")).encode(), "line 3, column accuracy: the same point had"),
        ((HEADER + ONE + "0.9,garbage").encode(), "line 3, column early: it is missing"),
        ((HEADER + ONE.rstrip("\n") + ",9").encode(), "line 2, column 7: there must be 6 columns only"),
    ],
)  # fmt: skip
def test_what_the_search_did_not_write_is_refused_and_stays(table, content, place):
    table.write_bytes(content)
    with pytest.raises(SystemExit) as stop:
        read(table)
    said = str(stop.value)
    assert said.startswith(f"{table}, {place}".replace(r"\\", "\\")), said
    assert "\n" not in said
    assert table.read_bytes() == content


def test_a_second_sweep_on_the_same_table_is_refused_until_the_first_is_killed(table):
    script = (
        f"import finished, time\nwith finished.locked({str(table)!r}):\n print(flush=True)\n time.sleep(60)"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=FOLDER / "tools", stdout=subprocess.PIPE) as first:
        first.stdout.readline()
        with pytest.raises(SystemExit) as stop:
            read(table)
        assert str(stop.value).startswith(f"{table} is in use by another sweep")
        first.kill()
        first.wait()
        assert read(table) == {}
    assert os.listdir(table.parent) == [table.name]
