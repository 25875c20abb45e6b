"""Estimators in .npz files: plain arrays, never pickle, so that opening one cannot run anything."""

import io
import json
import os
import secrets
import zipfile
import zlib
from os import PathLike
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

FORMAT = "nnlib weights 1"


class SavableEstimator(BaseEstimator):
    """An estimator that can be written to a file and read back.

    A subclass has ``classes_``, and ``_start(n_features, classes)``, which builds its ``network_``.
    """

    def save(self, path: str | PathLike) -> Path:
        """Write parameters, classes and weights to an ``.npz`` file and return its path.

        Parameters
        ----------
        path : str or path-like
            Where to write; ``.npz`` is added if it is missing. An existing file is replaced, as a whole
            or not at all.

        Raises
        ------
        TypeError
            If the class labels are objects other than strings: only pickle could hold them.
        """
        check_is_fitted(self)
        path, classes = Path(path), self.classes_
        path = path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
        if classes.dtype.kind == "O" and all(isinstance(label, str) for label in classes):
            classes = classes.astype(str)
        if classes.dtype.kind == "O":
            raise TypeError(f"classes must be numbers or strings to be saved, got {classes!r}")
        header = {"format": FORMAT, "kind": type(self).__name__, "n_features": self.n_features_in_}
        header = json.dumps(header | {"params": self.get_params()}, default=_plain)
        buffer = io.BytesIO()
        np.savez(buffer, header=np.array(header), classes=classes, **self.network_.params)
        _write(path, buffer.getvalue())
        return path

    @classmethod
    def load(cls, path: str | PathLike) -> Self:
        """Return an estimator, ready to predict, from a file that :meth:`save` wrote.

        ``random_state`` comes back as None if it was no number; momentum starts anew.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is damaged, is no weights file, or holds another estimator.
        """
        arrays = _read(Path(path))
        try:
            header, classes = json.loads(str(arrays["header"])), arrays["classes"]
            format_, class_name = header["format"], header["kind"]
            parameters, n_features = header["params"], header["n_features"]
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(f"{path} holds no weights of nnlib: {error} is missing or wrong") from error
        if (format_, class_name) != (FORMAT, cls.__name__):
            expected = f"{FORMAT!r} of {cls.__name__}"
            raise ValueError(f"{path} must hold {expected}, got {format_!r} of {class_name}")
        try:
            estimator = cls(**parameters)
            estimator._check_parameters()
            estimator._start(n_features, classes)
            for name, view in estimator.network_.params.items():
                array = arrays[name]
                if array.shape != view.shape or array.dtype.kind != "f" or not np.isfinite(array).all():
                    raise ValueError(f"{name} must hold finite numbers of shape {view.shape}")
                view[:] = array
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path} is damaged: {error}") from error
        return estimator


def _write(path: Path, content: bytes) -> None:
    """Write a file beside, and only once it is whole give it its name."""
    target = path.resolve()  # a link stays one
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _read(path: Path) -> dict[str, NDArray]:
    """Return all arrays of an .npz file."""
    if not path.is_file():
        raise FileNotFoundError(f"no weights file at {path.resolve()}")
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} is damaged or no .npz file: {error}") from error


def _plain(value: Any) -> Any:
    """Return a number or an array of NumPy as JSON has it, and None for anything else."""
    return value.tolist() if isinstance(value, np.generic | np.ndarray) else None
