"""The records are kept run by run, and their table says what the runs say; on networks of seconds."""

from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent


@pytest.fixture
def records(monkeypatch, tmp_path):
    """Return the module with small networks, a few digits, and a folder of its own to keep runs in."""
    monkeypatch.syspath_prepend(FOLDER)
    import records

    few = {"train": [part[:300] for part in records.digits("train")]}
    few["test"] = [part[300:500] for part in records.digits("test")]
    monkeypatch.setattr(records, "digits", few.get)
    monkeypatch.setattr(records, "KEPT", tmp_path / "records")
    monkeypatch.setitem(records.NETWORKS, "MLP", records.MLPClassifier(16, elastic=8, max_iter=2))
    monkeypatch.setitem(records.NETWORKS, "CNN", records.CNNClassifier((2, 3), elastic=8, max_iter=2))
    return records


def test_the_table_says_what_the_kept_runs_say(records, monkeypatch):
    texts = {network: records.records(network) for network in ("MLP", "CNN")}
    kept = {path.stem: np.load(path) for path in records.KEPT.iterdir()}
    assert sorted(kept) == ["CNN-0", "CNN-1", "CNN-2", "CNN-3", "CNN-4", "MLP-0", "MLP-1", "MLP-2"]
    y = records.digits("test")[1]
    lines = texts["MLP"].splitlines()[-2:] + texts["CNN"].splitlines()[-4:]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert rows[0][1] == "`MLPClassifier(elastic=8, hidden_layer_sizes=16, max_iter=2)`"
    places = {"MLP": rows[:2], "CNN": rows[2::2]}
    for network, seeds, goal in (("MLP", 3, "99.3 %"), ("CNN", 5, "99.6 %")):
        for kind, row in zip(("probabilities", "of_copies"), places[network], strict=True):
            found = [kept[f"{network}-{seed}"][kind] for seed in range(seeds)]
            each = [100 * np.mean(P.argmax(axis=1) == y) for P in found]
            assert row[2] == ", ".join(f"{score:.2f} %" for score in each)
            assert row[3:6] == [f"{np.mean(each[:3]):.2f} %", goal, "✗"]
    for kind, row in zip(("probabilities", "of_copies"), rows[3::2], strict=True):
        P = sum(kept[f"CNN-{seed}"][kind] for seed in range(5))
        assert row[3:6] == [f"{100 * np.mean(P.argmax(axis=1) == y):.2f} %", "99.7 %", "✗"]
    monkeypatch.setattr(records, "train", None)  # nothing is trained again
    assert records.records("MLP") == texts["MLP"]


def test_a_run_of_other_settings_is_not_taken(records):
    first = records.kept("MLP", 0)
    np.testing.assert_array_equal(records.kept("MLP", 0)["probabilities"], first["probabilities"])
    records.NETWORKS["MLP"].set_params(max_iter=3)
    assert not np.array_equal(records.kept("MLP", 0)["probabilities"], first["probabilities"])


def test_settings_are_tried_without_the_test_digits(records, monkeypatch, capsys):
    asked = []

    def digits(split):
        asked.append(split)
        return np.zeros((60_000, 784), np.float32), np.arange(60_000) % 10

    def train(network, seed, X, y, X_new):
        assert (network, seed, len(X), len(y), len(X_new)) == ("CNN", 4, 50_000, 50_000, 10_000)
        right = np.eye(10)[np.arange(10_000) % 10]
        return {"probabilities": right, "of_copies": right[::-1], "cpu_minutes": 0.5}

    monkeypatch.setattr(records, "digits", digits)
    monkeypatch.setattr(records, "train", train)
    monkeypatch.setattr("sys.argv", ["records.py", "CNN", "4", "--validate"])
    records.main()
    assert capsys.readouterr().out == "CNN, seed 4: 100.00 %, 0.00 % by copies, 0.5 CPU minutes\n"
    assert asked == ["train"] and not records.KEPT.exists()


def test_the_copies_of_a_digit_differ_and_their_probabilities_are_averaged(records):
    class Model:
        elastic, seen = 20, []

        def predict_proba(self, X):
            self.seen.append(X)
            return np.full((len(X), 10), float(len(self.seen)))

    X = records.digits("test")[0]
    found = records.mean_over_copies(Model(), X, np.random.default_rng(0))
    np.testing.assert_array_equal(found, np.full((len(X), 10), 8.5))  # the mean of 1 to 16
    assert len({copy.tobytes() for copy in Model.seen}) == 16
    assert all(0.02 < np.abs(copy - X).mean() < 0.1 for copy in Model.seen)
