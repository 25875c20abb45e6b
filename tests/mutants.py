"""Put faults into the toolkit, the models, the judges and the tools, and look for a test that sees each.

`make mutants` tries them all, one at a time; `make mutants ARGS=nnlib/models` those of a folder or a file.
The faults go into a copy of the repository. Three sets of tests are run for each, until a test fails: those
named for the file, those of toolkit, models and exercises, and those of figures, claims, tools and of two
notebooks.
"""

import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from processes import no_process_left

ROOT = Path(__file__).resolve().parents[1]
REPORT = Path("../report")  # of pytest, beside the copy
SECONDS = 1200  # for one set of tests; a fault that makes a loop endless is seen as well

# For each file its faults: what stands there once, and what is put in its place.
FAULTS = """
nnlib/activations.py
    np.exp(Z - Z.max(axis=1, keepdims=True)) -> np.exp(Z)
nnlib/convolution.py
    windows, kernel[::-1, ::-1] -> windows, kernel[::-1]
nnlib/files.py
    part.unlink(missing_ok=True) -> pass
nnlib/gradients.py
    theta[index] = original -> theta[index] = below + h
    max(np.linalg.norm(a), np.linalg.norm(b)) -> np.linalg.norm(a)
nnlib/images.py
    margin - down, margin - right -> margin + down, margin - right
    max_shift + 1, size -> max_shift, size
nnlib/losses.py
    np.mean(np.sum(y * _log(A), axis=1)) -> np.mean(y * _log(A))
    np.maximum(probabilities, np.finfo(probabilities.dtype).smallest_normal) -> probabilities
    np.square(y_pred - y, dtype=np.float64) -> np.square(y_pred - y)
nnlib/metrics.py
    min(1.0, 2 * float -> max(0.0, 2 * float
    correct_b > correct_a -> correct_b >= correct_a
nnlib/mlp.py
    (A2 - y.astype(A2.dtype)) / len(X) -> A2 - y.astype(A2.dtype)
    * (Z2 > 0) -> * (Z2 >= 0)
nnlib/optimizers.py
    order = rng.permutation(n) -> order = np.arange(n)
    range(0, n, batch_size) -> range(0, max(n - batch_size + 1, 1), batch_size)
    return velocity, velocity.copy() -> return velocity, velocity
    np.sqrt(unbiased_square) + eps -> np.sqrt(unbiased_square + eps)
nnlib/preprocessing.py
    X.std(axis=0, dtype -> X.std(axis=0, ddof=1, dtype
nnlib/regularization.py
    lambda_ * (2 * W) -> lambda_ * W
    dtype=np.float32) < p -> dtype=np.float32) > p
    return A.copy() -> return A
nnlib/validation.py
    rounded <= high if -> rounded < high if
    (y < limit) -> (y <= limit)
    - 1) < 1e-3) -> - 1) < 1e3)
nnlib/models/augmentation.py
    columns * np.array([a, a, a1, a1]) -> rows * np.array([a, a, a1, a1])
nnlib/models/base.py
    float(self.keep_prob) -> 1 - float(self.keep_prob)
    not (self.warm_start and hasattr(self, "network_")) -> not hasattr(self, "network_")
    self.classes_), 1, "constant") -> self.classes_), 1, self.learning_rate)
    = validation_X, validation_y -> = validation_X, self._rng.permutation(validation_y)
    alpha: float = 0.0 -> alpha: float = 0.0001
nnlib/models/checks.py
    stratify=y, ->
nnlib/models/cnn.py
    K1.transpose(0, 3, 2, 1) -> K1.transpose(0, 3, 1, 2)
nnlib/models/convolution.py
    self.Z[2 * h :] = self.Z[:, 2 * w :] = 0 -> self.Z[2 * h :] = 0
    dP *= self.P > 0 -> dP *= self.P >= 0
    self.dX[:] = 0 -> pass
nnlib/models/mlp.py
    delta *= A[i - 1] > 0 -> delta *= A[i - 1] >= 0
nnlib/models/network.py
    np.sqrt(2 / inputs) -> np.sqrt(1 / inputs)
    numbers[:units] < round -> numbers[:units] >= round
    Z -= Z.max(axis=1, keepdims=True) -> Z -= Z.max()
    self.flat_params[:], self.velocity[:], -> self.flat_params[:], _,
nnlib/models/saving.py
    "object_labels": of_objects -> "object_labels": False
    _check_array(name, arrays[name], view) -> pass
nnlib/models/search.py
    np.full(folds, np.nan) -> np.zeros(folds)
    shuffle=True, random_state=seed -> shuffle=True, random_state=0
nnlib/models/training.py
    math.pi * step / num_steps -> math.pi * step / (num_steps + 1)
    velocity -= network.flat_grads -> velocity -= (1 - mu) * network.flat_grads
    alpha / (2 * len(rows)) -> alpha / (2 * batch_size)
    loss * len(rows) -> loss * batch_size
    rng, epoch * steps_an_epoch) -> rng, 0)
    range(0, n, batch_size) -> range(0, n - batch_size + 1, batch_size)
notebooks/course/exercises/backward.py
    ("inverted", Z1 < 0) -> ("inverted", Z1 > 0)
notebooks/course/exercises/compare.py
    "shallow" if shallow else "continued" -> "continued" if shallow else "shallow"
notebooks/course/exercises/console.py
    status is not Status.CORRECT] -> status is Status.NOT_YET]
    must_be_correct and status is not Status.CORRECT -> must_be_correct and status is Status.NOT_YET
    return notebook[function] -> return getattr(nnlib, function)
notebooks/course/exercises/diagnosis.py
    rtol=1e-6 -> rtol=1e-2
    all(close(found[name], right[name]) for name -> any(close(found[name], right[name]) for name
    if watch and watch.compared is None: -> if watch:
    isinstance(found, Real) and not isinstance(found, bool) -> isinstance(found, Real)
notebooks/course/exercises/epoch.py
    len(rows) > size -> len(rows) > size + 1
    > 6 * np.sqrt -> > 60 * np.sqrt
notebooks/course/exercises/example.py
    watch.calls[-len(found) :] -> watch.calls[: len(found)]
notebooks/course/exercises/fair.py
    len(on_test) > 1 -> len(on_test) > 2
notebooks/course/exercises/judging.py
    and np.array_equal(a, b, equal_nan=nan) ->
    array.reshape(old.shape)[...] = old -> pass
    if name in new_arrays: -> if name not in new_arrays:
notebooks/course/exercises/outcomes.py
    or (courses and uses(answer, courses)) ->
notebooks/course/exercises/own_code.py
    constant.argval is None or ->
notebooks/course/exercises/reading.py
    if not all(close(now -> if not any(close(now
notebooks/course/exercises/train.py
    yield "late", every[1:] -> yield "early", every[1:]
notebooks/course/parameters.py
    value <= high if -> value < high if
    or (isinstance(value, bool) and kind != "bool") ->
notebooks/course/tables.py
    [all(NUMBER -> [any(NUMBER
notebooks/tools/grade.py
    if stops and not error: -> if stops:
    inside.as_posix() if name in found else name -> name
notebooks/tools/make_exercises.py
    "locked": grade, -> "locked": solution,
    source.replace("](../", "](") -> source.replace("](../", "](../")
notebooks/tools/run.py
    options.in_place and (options.p or options.build) -> options.in_place and options.p
"""

# What tests import is imported once: each set of tests runs in a fork of this process.
IMPORTED = ["hypothesis", "matplotlib.pyplot", "papermill", "scipy.stats", "sklearn.utils.estimator_checks"]

FOLDERS = {  # where the tests of a folder are
    "nnlib": "toolkit", "nnlib/models": "models", "notebooks/course/exercises": "exercises",
    "notebooks/course": "notebooks", "notebooks/tools": "notebooks",
}  # fmt: skip
QUICK = [
    "tests/toolkit", "tests/models", "tests/exercises", "tests/notebooks/test_structure.py",
    "--ignore=tests/toolkit/test_build_mnist.py",
]  # fmt: skip
NBVAL = ["--nbval", "--nbval-current-env"]
REST = [
    "tests/figures", "tests/playground", "tests/claims", "tests/notebooks", "notebooks/00_start_here.ipynb",
    "notebooks/01_momentum.ipynb", *NBVAL, "--ignore=tests/notebooks/test_readme.py",
    "--deselect=tests/notebooks/test_papermill.py::test_runs_from_a_foreign_folder",
]  # fmt: skip


def stages(path):
    """Return the sets of tests to try for a file: those of its name or that import it, and others."""
    folder, stem = Path("tests", FOLDERS[Path(path).parent.as_posix()]), Path(path).stem
    imported = re.compile(rf"^(from \S*\b{stem} import|(from \S+ )?import .*\b{stem}\b)", re.MULTILINE)
    tests = sorted(folder.glob("test_*.py"))
    own = [test for test in tests if test.stem.startswith(f"test_{stem}")]
    own = own or [test for test in tests if imported.search(test.read_text(encoding="utf-8"))]
    return ({"own": list(map(str, own))} if own else {}) | {"quick": QUICK, "rest": REST}


def run(tests):
    """Run tests in this process, a fork, and write what pytest says into a file."""
    with REPORT.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    # What is imported already cannot be rewritten, and scipy.sparse has set its own filter too early.
    quiet = ["-Wignore::pytest.PytestAssertRewriteWarning", "-Wignore:the matrix subclass"]
    with no_process_left():  # for idle workers this process would wait five minutes
        result = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *quiet, *tests])
    sys.exit(int(result))


def failure(tests):
    """Return the first test that fails, or nothing."""
    process = multiprocessing.get_context("fork").Process(target=run, args=(tests,))
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        return "no end"
    said = REPORT.read_text(encoding="utf-8")
    lines = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if process.exitcode and not lines:
        sys.exit(f"pytest came to no result:\n{said}")
    return re.sub(r"^\w+ | - .*", "", lines[0]) if lines else ""


def seen_by(path, old, new):
    """Return which set of tests sees a fault, and which test."""
    source = Path(path).read_text(encoding="utf-8")
    if source.count(old) != 1:
        sys.exit(f"{path} must hold {old!r} once, got {source.count(old)} times")
    for stage, tests in stages(path).items():
        Path(path).write_text(source.replace(old, new), encoding="utf-8")
        test = failure(tests)
        Path(path).write_text(source, encoding="utf-8")
        if test:
            if test != "no end" and failure([*NBVAL, test]):
                sys.exit(f"{test} fails without a fault too")
            return stage, test
    return "none", ""


def read_faults(begin):
    """Yield path, old and new text of each fault in the files whose paths begin as is given."""
    for line in FAULTS.strip().splitlines():
        if not line.startswith(" "):
            path = line
        elif path.startswith(begin):
            yield path, *map(str.strip, line.split("->"))


def main():
    """Try the faults that the command line chooses, or all, and say which test sees each."""
    faults = list(read_faults(tuple(sys.argv[1:]) or ""))
    with tempfile.TemporaryDirectory() as folder:
        left_out = shutil.ignore_patterns(".git", ".venv", "build", "__pycache__", ".*_cache", "*.egg-info")
        os.chdir(shutil.copytree(ROOT, Path(folder, "course"), ignore=left_out))
        paths = [os.path.abspath(part) for part in (".", "notebooks", "tests")]
        sys.path[:0], os.environ["PYTHONPATH"] = paths, os.pathsep.join(paths)
        for module in IMPORTED:
            import_module(module)
        seen = Counter()
        for path, old, new in faults:
            start = time.monotonic()
            stage, test = seen_by(path, old, new)
            seen[stage] += 1
            seconds = time.monotonic() - start
            print(f"{stage:5} {seconds:4.0f} s  {path}: {old} -> {new}  {test}", flush=True)
        os.chdir(ROOT)
    print(f"{len(faults)} faults: " + ", ".join(f"{n} seen by {stage}" for stage, n in seen.items()))
    sys.exit(seen["none"] > 0)


if __name__ == "__main__":
    main()
