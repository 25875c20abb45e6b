"""Weights in .npz files: plain arrays, never pickle, so that opening one cannot run anything."""

import json
import zipfile
import zlib
from pathlib import Path

import numpy as np

FORMAT = "nnlib weights 1"


def save_weights(path, kind, about, classes, params):
    """Write a model's arrays to an ``.npz`` file.

    Parameters
    ----------
    path : str or path-like
        Where to write; ``.npz`` is added if it is missing. An existing file is replaced.
    kind : str
        Name of the estimator's class.
    about : dict
        Whatever else is needed to build it again, as JSON can hold it.
    classes : numpy.ndarray, shape (classes,)
        Labels: numbers, booleans or strings.
    params : dict of str to numpy.ndarray
        Floating-point arrays by name.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    TypeError
        If the labels are objects other than strings: only pickle could hold them.
    """
    path = Path(path)
    path = path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
    if classes.dtype.kind == "O" and all(isinstance(label, str) for label in classes):
        classes = classes.astype(str)
    if classes.dtype.kind == "O":
        raise TypeError(f"classes must be numbers or strings to be saved, got {classes!r}")
    header = json.dumps({"format": FORMAT, "kind": kind, **about})
    np.savez(path, header=np.array(header), classes=classes, **params)
    return path


def load_weights(path, kind):
    """Read a file that :func:`save_weights` wrote.

    Parameters
    ----------
    path : str or path-like
    kind : str
        Name of the estimator's class that the file must hold.

    Returns
    -------
    about : dict
    classes : numpy.ndarray, shape (classes,)
    params : dict of str to numpy.ndarray

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, is no weights file, or holds another kind of estimator.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no weights file at {path.resolve()}")
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} is damaged or no .npz file: {error}") from error
    try:
        about = json.loads(str(arrays.pop("header")))
        classes = arrays.pop("classes")
        found = about.pop("format"), about.pop("kind")
    except (KeyError, ValueError, AttributeError) as error:
        raise ValueError(f"{path} holds no weights of nnlib: {error} is missing or unreadable") from error
    if found != (FORMAT, kind):
        raise ValueError(f"{path} must hold {FORMAT!r} of {kind}, got {found[0]!r} of {found[1]}")
    for name, array in arrays.items():
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            raise ValueError(f"{path} is damaged: {name} must hold finite numbers")
    return about, classes, arrays
