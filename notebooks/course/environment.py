"""Does this computer have what the course needs? If not: what is missing, and how to mend it."""

import re
import sys
from importlib import metadata

from nnlib.datasets import load_mnist

MEND = "open the course by `make lab`; if that does not help, delete its folder .venv and try again"


def check_environment():
    """Print a ✓ or ✗ line for Python, each package and the digits; a ✗ line says how to mend it.

    What is needed is read from the metadata of the installed package, that is, from pyproject.toml.

    Returns
    -------
    bool
        Whether everything is there.
    """
    results = [*_check_software(), ("all 70,000 digits of MNIST, unaltered", _check_data())]
    for what, problem in results:
        print(f"✗ {what}: {problem}" if problem else f"✓ {what}")
    return not any(problem for _, problem in results)


def _check_software():
    """Return ``(what, problem)`` for Python and each package; problem is None where all is well."""
    try:
        about = metadata.metadata("nnlib")
    except metadata.PackageNotFoundError:
        return [("the package of the course, nnlib", f"not installed; {MEND}")]
    needed = _numbers(about["Requires-Python"])
    new_enough = tuple(sys.version_info[: len(needed)]) >= needed
    found = f"found {sys.version.split()[0]}; {MEND}"
    results = [(f"Python {'.'.join(map(str, needed))} or newer", None if new_enough else found)]
    for requirement in about.get_all("Requires-Dist"):
        if "extra ==" not in requirement:
            name, version = re.fullmatch(r"([\w-]+)>=([\d.]+)", requirement).groups()
            results.append((f"{name} {version} or newer", _check_package(name, version)))
    return results


def _check_package(name, version):
    """Return what is wrong with a package, or None."""
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"not installed; {MEND}"
    return None if _numbers(found) >= _numbers(version) else f"found {found}; {MEND}"


def _check_data():
    """Return what is wrong with the bundled digits, or None; the error itself says how to mend it."""
    try:
        load_mnist(1)
    except OSError as error:
        return str(error)
    return None


def _numbers(version):
    """Return the first numbers of a version as a tuple: '>=2.2' gives (2, 2)."""
    return tuple(int(number) for number in re.findall(r"\d+", version))
