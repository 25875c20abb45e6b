"""Files that are written whole or not at all."""

import os
import secrets
from os import PathLike
from pathlib import Path


def write_whole(path: str | PathLike, content: bytes | str) -> None:
    """Write a file beside its place, and only once it is whole give it its name.

    A full disk or a kill in between leaves an earlier file of this name as it was.

    Parameters
    ----------
    path : str or path-like
        Where to write; what a link points to is replaced, and the link stays one.
    content : bytes or str
        All of the file; text is written as UTF-8 with the line ends that it has.

    Raises
    ------
    OSError
        If the folder is missing or cannot be written, or the disk is full; it names the file.
    """
    content = content.encode() if isinstance(content, str) else content
    target = Path(path).resolve()
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise
