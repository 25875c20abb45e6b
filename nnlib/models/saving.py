"""Estimators in .npz files: plain arrays, never pickle, so that opening one cannot run anything."""

import io
import json
import os
import secrets
from collections.abc import Sequence
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from nnlib.models.checks import as_classes, check_parameters
from nnlib.validation import check_integer, shown

FORMAT = "nnlib weights 1"


class SavableEstimator(BaseEstimator):
    """An estimator that can be written to a file and read back.

    A subclass has ``classes_``, and ``_build(n_features, classes)``, which builds its ``network_``.
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
        path, classes = _with_suffix(path), self.classes_
        of_objects = classes.dtype.kind == "O"
        if of_objects and not all(isinstance(label, str) for label in classes):
            raise TypeError(f"classes must be numbers or strings to be saved, got {shown(classes)}")
        header = {
            "format": FORMAT, "kind": type(self).__name__, "n_features": self.n_features_in_,
            "object_labels": of_objects, "params": self.get_params(),
        }  # fmt: skip
        header = json.dumps(header, default=_plain)
        classes = classes.astype(str) if of_objects else classes
        buffer = io.BytesIO()
        np.savez(buffer, header=np.array(header), classes=classes, **self.network_.params)
        write_whole(path, buffer.getvalue())
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
        path = _with_suffix(path)
        arrays = _read(path)
        try:
            header, classes = json.loads(str(arrays["header"])), arrays["classes"]
            format_, class_name = header["format"], header["kind"]
        except Exception as error:
            raise ValueError(f"{path} holds no weights of nnlib: {error} is missing or wrong") from error
        if (format_, class_name) != (FORMAT, cls.__name__):
            expected = f"{FORMAT!r} of {cls.__name__}"
            raise ValueError(f"{path} must hold {expected}, got {format_!r} of {class_name}")
        try:
            estimator = cls(**header["params"])
            check_parameters(estimator)
            if not np.array_equal(classes, as_classes("classes", classes)):
                raise ValueError("classes must be in sorted order")
            classes = classes.astype(object) if header.get("object_labels") else classes
            network = estimator._build(check_integer("n_features", header["n_features"]), classes)
            for name, view in network.params.items():
                _check_array(name, arrays[name], view)
                view[:] = arrays[name]
        except Exception as error:  # whatever a forged file makes go wrong
            raise ValueError(f"{path} is damaged: {error}") from error
        return estimator


def _with_suffix(path: str | PathLike) -> Path:
    """Return the path with the suffix that :meth:`SavableEstimator.save` adds if it is missing."""
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")


def _check_array(name: str, array: NDArray, view: NDArray) -> None:
    """Raise ``ValueError`` unless an array of a file can fill the view of a network."""
    if (array.shape, array.dtype.name) != (view.shape, view.dtype.name) or not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers of shape {view.shape} and type {view.dtype}")


def write_whole(path: Path, content: bytes) -> None:
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
    content = path.read_bytes()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except Exception as error:  # whatever foreign bytes make go wrong
        raise ValueError(f"{path} is damaged or no .npz file: {error}") from error


def _plain(value: Any) -> Any:
    """Return a number, an array or a sequence as JSON has it, and None for anything else."""
    if isinstance(value, np.ndarray | np.bool_):
        return value.tolist()
    if isinstance(value, Real):
        return int(value) if isinstance(value, Integral) else float(value)
    return list(value) if isinstance(value, Sequence) else None
