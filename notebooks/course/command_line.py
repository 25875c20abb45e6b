"""What the programs of the course share: errors in one line, and a folder for what they write."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """argparse's, with a docstring as it stands, no abbreviated options, and errors in one line."""

    def __init__(self, description: str | None) -> None:
        as_it_stands = argparse.RawDescriptionHelpFormatter
        super().__init__(description=description, formatter_class=as_it_stands, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Exit with one line instead of the whole usage."""
        self.exit(2, f"{self.prog}: {message}; --help lists what there is\n")


def make_folder(folder: Path) -> None:
    """Make the folder of the results; exit with one line if nothing can be written to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"whether there is room")
    except OSError as error:
        not_written(folder, error)


def not_written(folder: Path, error: OSError) -> NoReturn:
    """Exit with one line that names the folder of the results, or the file elsewhere, and the reason."""
    reason = "a file stands in its place" if isinstance(error, FileExistsError) else error.strerror or error
    elsewhere = error.filename and not Path(error.filename).resolve().is_relative_to(folder.resolve())
    if elsewhere:
        sys.exit(f"{error.filename}: {reason}")
    sys.exit(f"The results cannot be written to {folder}: {reason}; name another one with --build FOLDER")
