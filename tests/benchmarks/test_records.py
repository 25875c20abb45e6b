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
    kept = {path.stem: np.load(path)["probabilities"] for path in records.KEPT.iterdir()}
    assert sorted(kept) == ["CNN-0", "CNN-1", "CNN-2", "CNN-3", "CNN-4", "MLP-0", "MLP-1", "MLP-2"]
    y = records.digits("test")[1]
    scores = {name: 100 * np.mean(P.argmax(axis=1) == y) for name, P in kept.items()}
    lines = texts["MLP"].splitlines()[-1:] + texts["CNN"].splitlines()[-2:]
    mlp, cnn, vote = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert mlp[1] == "`MLPClassifier(elastic=8, hidden_layer_sizes=16, max_iter=2)`"
    for network, row, seeds in (("MLP", mlp, 3), ("CNN", cnn, 5)):
        each = [scores[f"{network}-{seed}"] for seed in range(seeds)]
        assert row[2] == ", ".join(f"{score:.2f} %" for score in each)
        assert row[3:6] == [f"{np.mean(each[:3]):.2f} %", {"MLP": "99.3 %", "CNN": "99.6 %"}[network], "✗"]
    P = sum(kept[f"CNN-{seed}"] for seed in range(5))
    assert vote[3:6] == [f"{100 * np.mean(P.argmax(axis=1) == y):.2f} %", "99.7 %", "✗"]
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
        return {"probabilities": np.eye(10)[np.arange(10_000) % 10], "cpu_minutes": 0.5}

    monkeypatch.setattr(records, "digits", digits)
    monkeypatch.setattr(records, "train", train)
    monkeypatch.setattr("sys.argv", ["records.py", "CNN", "4", "--validate"])
    records.main()
    assert capsys.readouterr().out == "CNN, seed 4: 100.00 % in 0.5 CPU minutes\n"
    assert asked == ["train"] and not records.KEPT.exists()
