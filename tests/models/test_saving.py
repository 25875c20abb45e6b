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
    path = model.save(tmp_path / "weights")
    assert path == tmp_path / "weights.npz"
    loaded = estimator.load(path)
    assert loaded.get_params() == model.get_params()
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    assert loaded.classes_.tolist() == model.classes_.tolist()
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
    yield "object array", npz(header=np.array("{}"), classes=np.array([{}], dtype=object))


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
    for change in (
        {"W1": good["W1"][:, :5]},
        {"W1": good["W1"] * np.nan},
        {"b1": None},
        {"classes": good["classes"][:2]},
        {"header": np.array(header.replace("max_iter", "min_iter"))},
        {"header": np.array(header.replace("64", "65"))},
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
