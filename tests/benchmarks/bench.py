"""Time, memory and accuracy of the models beside scikit-learn, PyTorch and the bare GEMMs.

``make bench`` measures all but the records, about 15 minutes; those take two hours with
``make bench ARGS=records``. ARGS may name any sections. Tables go to the terminal and into RESULTS.md.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

import contenders as c
import numpy as np
from records import distortion, records
from reporting import keep, table, target_rows, time_rows, verdict
from sweeping import scaling

from nnlib import load_mnist
from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.search import ESTIMATORS

RESULTS = Path(__file__).with_name("RESULTS.md")
HIDDEN, FILTERS, K = MLPClassifier.hidden_layer_sizes, CNNClassifier.filters, CNNClassifier.kernel_size
MLP_NAME = f"MLP {'-'.join(map(str, (784, *HIDDEN, 10)))}"
CNN_NAME = f"CNN {', '.join(f'{K}×{K}×{f}' for f in FILTERS)}"


def main():
    """Run the sections that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "sections", nargs="*", help=f"any of {', '.join(SECTIONS)}; default: all but the records"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each epoch is timed (default 5)")
    parser.add_argument("--digits", type=int, default=60_000, help="training digits (default 60000)")
    options = parser.parse_args()
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section {', '.join(unknown)}")
    data = Data(options.digits)
    for name in options.sections or [name for name in SECTIONS if name != "records"]:
        heading, measure = SECTIONS[name]
        body = measure(data, options.rounds)
        print(f"\n## {heading}\n\n{body}", flush=True)
        if options.digits == 60_000:
            keep(RESULTS, heading, body, [heading for heading, _ in SECTIONS.values()])


class Data:
    """Pixels in [0, 1] and labels of the training and the test digits."""

    def __init__(self, digits):
        self.X, self.y = load_mnist(digits, split="train")
        self.test_X, self.test_y = load_mnist(split="test")
        self.X /= 255
        self.test_X /= 255


def race(entries, rounds):
    """Time an epoch of each contender, in turn, after a warm-up; return seconds, {name: one a round}."""
    for contender in entries.values():
        contender.epoch()
    seconds = {name: [] for name in entries}
    for _ in range(rounds):
        for name, contender in entries.items():
            started = time.perf_counter()
            contender.epoch()
            seconds[name].append(time.perf_counter() - started)
    return seconds


def epochs(data, rounds):
    """Compare the time of an epoch."""
    rows, targets = [], []
    for batch in (64, 256):
        arguments = data.X, data.y, HIDDEN, batch
        entries = {"nnlib": c.our_mlp(*arguments), "nnlib, no dropout": c.our_mlp(*arguments, keep=1.0)}
        entries["scikit-learn"] = c.Sklearn(*arguments)
        if c.torch:
            entries["PyTorch"] = c.torch_mlp(*arguments)
        seconds = race(entries | {"bare GEMMs": c.Gemms(*arguments)}, rounds)
        rows += time_rows(f"{MLP_NAME}, batch {batch}", seconds)
        limits = {64: {"PyTorch": 0.85, "scikit-learn": 0.6}, 256: {"bare GEMMs": 2.2}}[batch]
        targets += target_rows(f"MLP, batch {batch}", seconds, limits)
    entries = {"nnlib": c.our_cnn(data.X, data.y, FILTERS, 64)}
    if c.torch:
        entries["PyTorch"] = c.torch_cnn(data.X, data.y, FILTERS, 64)
    seconds = race(entries, rounds)
    rows += time_rows(f"{CNN_NAME}, batch 64", seconds)
    targets += target_rows("CNN, batch 64", seconds, {"PyTorch": 1.2})
    head = ["network", "who", "median, s", "fastest, s", "slowest, s", "nnlib ÷ it"]
    return f"{table(head, rows)}\n\n{table(['ratio', 'measured', 'at most', ''], targets)}"


def accuracy(data, rounds):
    """Measure the time to an accuracy."""
    rows, best = [], {}
    for network, limit, makers in (
        (MLP_NAME, 20, (c.our_mlp, c.Sklearn, c.torch and c.torch_mlp)),
        (CNN_NAME, 8, (c.our_cnn, c.torch and c.torch_cnn)),
    ):
        sizes = HIDDEN if network == MLP_NAME else FILTERS
        for make in filter(None, makers):
            times = [
                climb(make(data.X, data.y, sizes, 64, seed=s, epochs=limit), data, limit) for s in range(3)
            ]
            name = make(data.X[:9], data.y[:9], sizes, 64).name
            rows.append([network, name, *(middle(times, goal, limit) for goal in (0.98, 0.99))])
            best[network, name] = statistics.median(run[0.99] for run in times)[0]
    text = table(["network", "who", "to 98 %", "to 99 %"], rows)
    if c.torch:
        ours = best[CNN_NAME, "nnlib"]
        one = statistics.median(race({"": c.torch_cnn(data.X, data.y, FILTERS, 64)}, rounds)[""])
        row = ["CNN: time to 99 % ÷ PyTorch's epoch", f"{ours / one:.1f}", 10, verdict(ours, 10 * one)]
        text += f"\n\n{table(['ratio', 'measured', 'at most', ''], [row])}"
    return (
        "Seconds of training, testing excluded, until the first epoch whose test accuracy is that\n"
        f"high; the median of three seeds. Batch 64, momentum {c.MU}; the step size falls each epoch\n"
        f"along a cosine, from {c.MLP_LR} to 0 in 20 epochs (MLP) or from {c.CNN_LR} to 0 in 8 (CNN);\n"
        f"dropout keeps {c.KEEP}, except in scikit-learn, which has none.\n\n{text}"
    )


def climb(contender, data, limit):
    """Return {accuracy: (seconds of training, epochs) until it was first reached}."""
    spent, reached = 0.0, dict.fromkeys((0.98, 0.99), (np.inf, np.inf))
    for epoch in range(1, limit + 1):
        started = time.perf_counter()
        contender.epoch()
        spent += time.perf_counter() - started
        score = contender.score(data.test_X, data.test_y)
        for goal in reached:
            if score >= goal:
                reached[goal] = min(reached[goal], (spent, epoch))
    return reached


def middle(times, goal, limit):
    """Return the median in words."""
    seconds, epoch = statistics.median(run[goal] for run in times)
    return f"{seconds:.1f} s, epoch {epoch}" if np.isfinite(seconds) else f"not in {limit} epochs"


def growth(data, rounds):
    """Measure how the time of an epoch grows."""
    rows = []
    networks = {
        "MLP": (c.our_mlp, [(128, 64), (256, 128), (512, 256)]),
        "CNN": (c.our_cnn, [(4, 8), (8, 16), (16, 32)]),
    }
    for network, (make, widths) in networks.items():
        n = len(data.X)
        entries = {
            (m, width): make(data.X[:m], data.y[:m], width, 64)
            for m, width in [(n // 4, widths[1]), (n // 2, widths[1]), *((n, width) for width in widths)]
        }
        for (m, width), times in race(entries, min(rounds, 3)).items():
            rows.append([network, f"{m:,}", "-".join(map(str, width)), f"{statistics.median(times):.2f}",
                         f"{1e6 * statistics.median(times) / m:.1f}"])  # fmt: skip
    return table(["model", "digits", "units or filters", "epoch, s", "a digit, µs"], rows)


def memory(data, rounds):
    """Measure the memory that training takes."""
    if not Path("/proc/self/clear_refs").exists():
        return "Measured on Linux only."
    rows = []
    for name, limit in (("MLP", None), ("CNN", 150)):
        code = f"import bench; bench.peak({name + 'Classifier'!r}, {len(data.X)})"
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=RESULTS.parent, capture_output=True, text=True, check=True
        )
        used = float(run.stdout)
        rows.append(
            [
                f"{name}, batch 64",
                f"{used:.0f} MB",
                f"{limit} MB" if limit else "",
                verdict(used, limit) if limit else "",
            ]
        )
    return table(["training", "measured", "at most", ""], rows)


def peak(name, digits):
    """Print by how many MB an epoch raised the largest resident size of this process."""
    data = Data(digits)
    model = ESTIMATORS[name](max_iter=1)
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
    before = resident("VmHWM")
    model.fit(data.X, data.y)
    print((resident("VmHWM") - before) / 1000)


def resident(field):
    """Return a field of /proc/self/status in kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1])


SECTIONS = {
    "epochs": ("Seconds for an epoch over 60,000 digits", epochs),
    "accuracy": ("Time to 98 % and 99 % on the 10,000 test digits", accuracy),
    "growth": ("Growth with digits and with width", growth),
    "memory": ("Peak memory of an epoch, beyond the data", memory),
    "sweep": ("Sweeps on more workers", lambda data, rounds: scaling(min(rounds, 3))),
    "distortion": ("Elastic distortion of a batch beside a step of training", distortion),
    "records": ("Best accuracy on the 10,000 test digits", lambda data, rounds: records()),
}

if __name__ == "__main__":
    main()
