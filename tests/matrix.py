"""Run the tests as they would run on other machines: `make matrix`, or `make matrix ARGS="lowest offline"`.

A case is a processor whose matrix products OpenBLAS imitates, with one or two threads; the lowest or the
newest versions that pyproject.toml allows, in a virtual environment of their own; or a machine without a
network. Everything is written below build/matrix; the log of a case is build/matrix/CASE.log.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

from processes import no_process_left

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "matrix"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout", "900"]
PYTEST = ["-m", "pytest", "-q", "--dist", "loadfile", *NBVAL]
# What computes; the browser and the tools do not depend on the last digit of a matrix product.
NUMBERS = ["tests/toolkit", "tests/models", "tests/figures", "notebooks"]


class CannotRunError(Exception):
    """A case cannot run on this machine; the message says why."""


def processor(core, threads):
    """Return the command and the environment for a processor that OpenBLAS imitates."""
    if platform.machine() not in ("x86_64", "AMD64"):
        raise CannotRunError(f"OpenBLAS imitates {core} on x86_64 alone, and this is {platform.machine()}")
    environment = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    workers = max(1, os.cpu_count() // threads)
    command = [sys.executable, *PYTEST, "-n", str(workers), *NUMBERS]
    return command, environment | {"OPENBLAS_CORETYPE": core}


def versions(resolution):
    """Return the command and the environment for the lowest or the newest versions, once installed."""
    uv, home = Path(sys.executable).with_name("uv"), BUILD / resolution
    python, lock = home / "bin" / "python", BUILD / f"{resolution}.txt"
    compile_ = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--upgrade",
        f"--resolution={resolution}",
        "--python",
        python,
    ]
    parts = ["--group", "build", "--extra", "dev", "--extra", "cluster", "pyproject.toml", "-o", lock]
    install = [uv, "pip", "install", "--quiet", "--python", python]
    subprocess.run(
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, home], check=True, cwd=ROOT
    )
    for step in (
        [*compile_, *parts],
        [*install, "-r", lock],
        [*install, "--no-build-isolation", "--no-deps", "-e", "."],
    ):
        subprocess.run(step, check=True, cwd=ROOT)
    return [python, *PYTEST, "-n", "2", "tests", "notebooks"], ONE_THREAD


def offline():
    """Return the command and the environment for a network namespace that has nothing but loopback."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        raise CannotRunError("needs Linux with unshare and ip (packages util-linux and iproute2)")
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    namespace = ["unshare", "--net", *root, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if subprocess.run([*namespace, "true"], capture_output=True).returncode:
        raise CannotRunError("this machine lets nobody make a network namespace")
    return [*namespace, sys.executable, *PYTEST, "-n", "2", "tests", "notebooks"], ONE_THREAD


CASES = {
    **{
        f"{core.lower()}-{threads}": (processor, core, threads)
        for core in ("Haswell", "SandyBridge", "Nehalem") for threads in (1, 2)
    },
    "lowest": (versions, "lowest-direct"),
    "newest": (versions, "highest"),
    "offline": (offline,),
}  # fmt: skip


def run(name):
    """Run one case and return how it ended: "passed", "failed", or why it cannot run here."""
    prepare, *arguments = CASES[name]
    try:
        command, environment = prepare(*arguments)
    except CannotRunError as reason:
        return f"not run: {reason}"
    except subprocess.CalledProcessError as error:
        return f"failed to set up: {Path(error.cmd[0]).name} ended with {error.returncode}"
    with open(BUILD / f"{name}.log", "w", encoding="utf-8") as log:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=subprocess.STDOUT
        )
    if done.returncode:
        return f"failed: see {os.path.relpath(log.name)}"
    return "passed"


def main():
    """Run the named cases, or all, and end with a table of them; exit with 1 unless all went well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"all by default: {', '.join(CASES)}")
    names = parser.parse_args().cases or list(CASES)
    if unknown := [name for name in names if name not in CASES]:
        parser.error(f"no case is named {', '.join(unknown)}; there are {', '.join(CASES)}")
    BUILD.mkdir(parents=True, exist_ok=True)
    results = {}
    try:
        with no_process_left():
            for name in names:
                print(f"{len(results) + 1} of {len(names)}: {name} ...", flush=True)
                start = time.monotonic()
                results[name] = run(name)
                results[name] += f" ({(time.monotonic() - start) / 60:.1f} min)"
    except KeyboardInterrupt:
        results |= {name: "stopped" for name in names if name not in results}
    print()
    for name, result in results.items():
        print(f"{name:14} {result}")
    sys.exit(any(result.startswith(("failed", "stopped")) for result in results.values()))


if __name__ == "__main__":
    main()
