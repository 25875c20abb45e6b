"""Does this computer have what the course needs? If not: what is missing, and how to fix it."""

import sys
from importlib import metadata

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from course.signs import printable
from nnlib.datasets import load_mnist

HOW_TO_FIX = "open the course by `make lab`; if that does not help, delete its folder .venv and try again"


def check_environment() -> bool:
    """Print a ✓ or ✗ line for Python, each package and the digits; a ✗ line says how to fix it.

    What is needed is read from the metadata of the installed package, that is, from pyproject.toml.

    Returns
    -------
    bool
        Whether everything is there.
    """
    results = [*_check_software(), ("all 70,000 digits of MNIST, unaltered", _check_data())]
    for what, problem in results:
        print(printable(f"✗ {what}: {problem}" if problem else f"✓ {what}"))
    return not any(problem for _, problem in results)


def _check_software() -> list[tuple[str, str | None]]:
    """Return ``(what, problem)`` for Python and each package; problem is None where all is well."""
    try:
        about = metadata.metadata("nnlib")
    except metadata.PackageNotFoundError:
        return [("the package of the course, nnlib", f"not installed; {HOW_TO_FIX}")]
    python = ".".join(map(str, sys.version_info[:3]))
    results = [_check_version("Python", SpecifierSet(about["Requires-Python"]), python)]
    for requirement in map(Requirement, about.get_all("Requires-Dist") or []):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            try:
                found = metadata.version(requirement.name)
            except metadata.PackageNotFoundError:
                found = None
            results.append(_check_version(requirement.name, requirement.specifier, found))
    return results


def _check_version(name: str, needed: SpecifierSet, found: str | None) -> tuple[str, str | None]:
    """Return what is needed, and what is wrong with the version found, or None."""
    (oldest,) = needed  # pyproject.toml names lower bounds alone
    what = f"{name} {oldest.version} or newer"
    if found is None:
        return what, f"not installed; {HOW_TO_FIX}"
    return what, None if needed.contains(found, prereleases=True) else f"found {found}; {HOW_TO_FIX}"


def _check_data() -> str | None:
    """Return what is wrong with the bundled digits, or None; the error itself says how to fix it."""
    try:
        load_mnist(1)
    except OSError as error:
        return str(error)
    return None
