"""Saving and loading: the same predictions, no pickle, and a clear refusal of anything else."""

import errno
import io
import os
import pickle
import zipfile

import numpy as np
import pytest

from nnlib.models import CNNClassifier, MLPClassifier

rng = np.random.default_rng(0)
X, Y = rng.random((120, 64), dtype=np.float32), rng.integers(3, size=120)
NAMES = np.array(["cat", "dog", "Föhn"])


SMALL = {
    MLPClassifier: {"hidden_layer_sizes": [9, 8]},
    CNNClassifier: {"kernel_size": 2, "filters": [3, 4]},
}


def fitted(estimator=MLPClassifier, labels=Y, **settings):
    settings = SMALL[estimator] | {"max_iter": 2, "random_state": 0} | settings
    return estimator(**settings).fit(X, labels)


@pytest.mark.parametrize("estimator", [MLPClassifier, CNNClassifier])
@pytest.mark.parametrize("labels", [Y, NAMES[Y], NAMES[Y].astype(object), Y > 0])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_was_saved_comes_back(tmp_path, estimator, labels, dtype):
    model = fitted(estimator, labels, dtype=dtype, momentum=np.float64(0.8), batch_size=np.int64(32))
    path = model.save(tmp_path / "weights.v1")
    assert path == tmp_path / "weights.v1.npz"
    loaded = estimator.load(tmp_path / "weights.v1")  # the name that it was saved under
    assert loaded.get_params() == model.get_params()
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    np.testing.assert_array_equal(loaded.classes_, model.classes_, strict=True)
    assert (loaded.n_iter_, loaded.loss_curve_) == (0, [])
    assert loaded.partial_fit(X, labels).n_iter_ == 1
    with np.load(path, allow_pickle=False) as file:
        assert {"header", "classes", "b1"} < set(file.files)


def test_a_full_disk_leaves_the_good_file(tmp_path, monkeypatch):
    path = fitted().save(tmp_path / "weights")
    good = path.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        fitted(hidden_layer_sizes=[30]).save(path)
    assert path.read_bytes() == good
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_a_file_stays_a_link(tmp_path):
    (tmp_path / "link.npz").symlink_to(tmp_path / "file.npz")
    fitted().save(tmp_path / "link")
    assert (tmp_path / "link.npz").is_symlink() and not (tmp_path / "file.npz").is_symlink()
    MLPClassifier.load(tmp_path / "link.npz")


def test_a_random_state_that_is_no_number_comes_back_as_none(tmp_path):
    path = fitted(random_state=np.random.RandomState(0)).save(tmp_path / "weights")
    assert MLPClassifier.load(path).random_state is None


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no weights file at .*nowhere.npz"):
        MLPClassifier.load(tmp_path / "nowhere.npz")


def damaged(data):
    """Ways in which a file can be wrong."""
    yield "cut", data[: len(data) // 2]
    yield "empty", b""
    yield "text", b"these are no weights"
    middle = len(data) // 2
    yield "flipped", data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]
    yield "pickle", pickle.dumps({"W1": [1.0]})
    yield "other zip", archive({"readme.txt": b"hello"})
    yield "other npz", npz(a=np.arange(3))
    yield "array alone", npy(np.arange(3))
    yield (
        "other compression",
        data.replace(b"PK\x03\x04\x2d\x00\x00\x00\x00\x00", b"PK\x03\x04\x2d\x00\x00\x00\x63\x00").replace(
            b"PK\x01\x02\x2d\x03\x2d\x00\x00\x00\x00\x00", b"PK\x01\x02\x2d\x03\x2d\x00\x00\x00\x63\x00"
        ),
    )
    yield "encrypted", data.replace(b"PK\x01\x02\x2d\x03\x2d\x00\x00", b"PK\x01\x02\x2d\x03\x2d\x00\x01")
    yield "deep header", npz(header=np.array("[" * 100_000), classes=np.arange(3))
    yield "list for a header", npz(header=np.array("[1, 2]"), classes=np.arange(3))
    yield "number for a header", npz(header=np.array(3.5), classes=np.arange(3))
    yield "object array", npz(header=np.array("{}"), classes=np.array([{}], dtype=object))


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def archive(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return buffer.getvalue()


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_a_damaged_or_foreign_file_is_refused_by_name(tmp_path):
    data = fitted().save(tmp_path / "good.npz").read_bytes()
    MLPClassifier.load(tmp_path / "good.npz")
    for what, content in damaged(data):
        path = tmp_path / f"{what}.npz"
        path.write_bytes(content)
        with pytest.raises(ValueError, match=rf"{what}\.npz (is damaged|holds no weights)"):
            MLPClassifier.load(path)


def test_a_file_with_other_contents_is_refused_by_name(tmp_path):
    path = fitted().save(tmp_path / "file.npz")
    with pytest.raises(
        ValueError, match=r"file\.npz must hold .* of CNNClassifier, got .* of MLPClassifier"
    ):
        CNNClassifier.load(path)
    with np.load(path) as file:
        good = dict(file)
    header = str(good["header"])

    def edited(old, new):
        assert old in header
        return {"header": np.array(header.replace(old, new))}

    for change in (
        {"W1": good["W1"].astype(complex)},
        {"W1": good["W1"].astype(np.float64)},
        {"classes": good["classes"][::-1]},
        {"classes": good["classes"][[0, 1, 1]]},
        {"classes": np.array([0, 1, np.nan])},
        {"classes": good["classes"].reshape(3, 1)},
        {"classes": np.array(3)},
        edited('"n_features": 64', '"n_features": -64'),
        edited('"n_features": 64', '"n_features": 64.0'),
        edited('"n_features": 64', '"n_features": 1e400'),
        edited('"n_features": 64', '"n_features": 1000000000000000'),
        edited("[9, 8]", "[1000000000000000, 8]"),
        edited("[9, 8]", "null"),
        edited('"keep_prob": 0.8', '"keep_prob": NaN'),
        edited('"dtype": "float32"', '"dtype": null'),
        edited('"params": {', '"params": {"self": 1, '),
        {"W1": good["W1"][:, :5]},
        {"W1": good["W1"] * np.nan},
        {"b1": None},
        {"classes": good["classes"][:2]},
        edited("max_iter", "min_iter"),
        edited('"n_features": 64', '"n_features": 65'),
    ):
        arrays = {name: array for name, array in (good | change).items() if array is not None}
        path.write_bytes(npz(**arrays))
        with pytest.raises(ValueError, match=r"file\.npz is damaged"):
            MLPClassifier.load(path)


def test_labels_that_only_pickle_could_hold_are_refused(tmp_path):
    model = fitted()
    model.classes_ = np.array([(1,), None, "x"], dtype=object)
    with pytest.raises(TypeError, match="classes must be numbers or strings"):
        model.save(tmp_path / "weights.npz")
    assert not (tmp_path / "weights.npz").exists()
