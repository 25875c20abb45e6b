"""Time, memory and accuracy of the models beside scikit-learn, PyTorch and the bare GEMMs.

``make bench`` measures all but the best accuracies, about half an hour; those take hours with
``make bench ARGS="best-mlp best-cnn"``. ARGS may name any sections. Each goes to the terminal, and into
RESULTS.md with the machine that it was measured on.
"""

import argparse
import statistics
import time
from pathlib import Path

import contenders as c
import numpy as np
from growth import DEFAULT, NETWORKS, growth, measure
from products import products
from racing import Data, alone, race
from records import distortion, records
from reporting import keep, machine, table, target_rows, time_rows, verdict
from sweeping import scaling

from nnlib.models import CNNClassifier, MLPClassifier

try:
    import torch_contenders as t
except ImportError:  # PyTorch is not installed
    t = None

RESULTS = Path(__file__).with_name("RESULTS.md")
HIDDEN, FILTERS, K = MLPClassifier.hidden_layer_sizes, CNNClassifier.filters, CNNClassifier.kernel_size
MLP_NAME = f"MLP {'-'.join(map(str, (784, *HIDDEN, 10)))}"
CNN_NAME = f"CNN {', '.join(f'{K}×{K}×{f}' for f in FILTERS)}"


def main():
    """Run the sections that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "sections", nargs="*", help=f"any of {', '.join(SECTIONS)}; default: all but the best ones"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each epoch is timed (default 5)")
    parser.add_argument("--digits", type=int, default=60_000, help="training digits (default 60000)")
    options = parser.parse_args()
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section {', '.join(unknown)}")
    for name in options.sections or [name for name in SECTIONS if not name.startswith("best")]:
        heading, section = SECTIONS[name]
        body = f"{section(options.rounds, options.digits)}\n\n{machine()}"
        print(f"\n## {heading}\n\n{body}", flush=True)
        if options.digits == 60_000:
            keep(RESULTS, heading, body, [heading for heading, _ in SECTIONS.values()])


def epochs(rounds, digits):
    """Compare the time of an epoch."""
    rows, targets = [], []
    for batch in (64, 256):
        settings = {"hidden": HIDDEN, "batch": batch}
        entries = {
            "nnlib": (c.our_mlp, settings),
            "nnlib, no dropout": (c.our_mlp, settings | {"keep": 1.0}),
            "scikit-learn": (c.Sklearn, settings),
            **({"PyTorch": (t.torch_mlp, settings)} if t else {}),
            "bare GEMMs": (c.Gemms, settings),
        }
        seconds = race(entries, rounds, digits)
        rows += time_rows(f"{MLP_NAME}, batch {batch}", seconds)
        limits = {64: {"scikit-learn": 0.6, "PyTorch": 0.5}, 256: {"bare GEMMs": 1.5}}[batch]
        targets += target_rows(f"MLP, batch {batch}", seconds, limits)
    for threads, limit in ((None, 0.5), (1, 0.8)):
        settings = {"filters": FILTERS, "batch": 64}
        entries = {"nnlib": (c.our_cnn, settings)} | ({"PyTorch": (t.torch_cnn, settings)} if t else {})
        seconds = race(entries, rounds, digits, threads)
        one = ", one thread" if threads else ""
        rows += time_rows(f"{CNN_NAME}, batch 64{one}", seconds)
        targets += target_rows(f"CNN, batch 64{one}", seconds, {"PyTorch": limit})
    head = ["network", "who", "median, s", "fastest, s", "slowest, s", "nnlib ÷ it"]
    return f"{table(head, rows)}\n\n{table(['ratio', 'measured', 'at most', ''], targets)}"


def accuracy(rounds, digits):
    """Measure the time to an accuracy."""
    rows, best = [], {}
    for network, limit, makers in (
        (MLP_NAME, 20, (c.our_mlp, c.Sklearn, t and t.torch_mlp)),
        (CNN_NAME, 8, (c.our_cnn, t and t.torch_cnn)),
    ):
        sizes = HIDDEN if network == MLP_NAME else FILTERS
        for make in filter(None, makers):
            times = [alone(climb, make, sizes, seed, digits, limit) for seed in range(3)]
            name = make(np.zeros((9, 784), np.float32), np.arange(9), sizes, 64).name
            rows.append([network, name, *(middle(times, goal, limit) for goal in (0.98, 0.99))])
            best[network, name] = statistics.median(run[0.99] for run in times)[0]
    text = table(["network", "who", "to 98 %", "to 99 %"], rows)
    if t:
        ours = best[CNN_NAME, "nnlib"]
        entries = {"": (t.torch_cnn, {"filters": FILTERS, "batch": 64})}
        one = statistics.median(race(entries, rounds, digits)[""])
        row = ["CNN: time to 99 % ÷ PyTorch's epoch", f"{ours / one:.1f}", 2, verdict(ours, 2 * one)]
        text += f"\n\n{table(['ratio', 'measured', 'at most', ''], [row])}"
    return (
        "Seconds of training, testing excluded, until the first epoch whose test accuracy is that\n"
        f"high; the median of three seeds. Batch 64, momentum {c.MU}; the step size falls each epoch\n"
        f"along a cosine, from {c.MLP_LR} to 0 in 20 epochs (MLP) or from {c.CNN_LR} to 0 in 8 (CNN);\n"
        f"dropout keeps {c.KEEP}, except in scikit-learn, which has none.\n\n{text}"
    )


def climb(make, sizes, seed, digits, limit):
    """Return {accuracy: (seconds of training, epochs) until it was first reached}."""
    data = Data(digits)
    contender = make(data.X, data.y, sizes, 64, seed=seed, epochs=limit)
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


def memory(rounds, digits):
    """Measure the memory that training takes."""
    if not Path("/proc/self/clear_refs").exists():
        return "Measured on Linux only."
    used = {name: alone(measure, name, DEFAULT | {"digits": digits})[1] for name in NETWORKS}
    rows = [["MLP, batch 64", f"{used['MLP']:.0f} MB", "", ""]]
    rows.append(["CNN, batch 64", f"{used['CNN']:.0f} MB", "150 MB", verdict(used["CNN"], 150)])
    return table(["training", "measured", "at most", ""], rows)


SECTIONS = {
    "epochs": ("Seconds for an epoch over 60,000 digits", epochs),
    "products": ("Where the CNN's time goes", lambda rounds, digits: products(rounds)),
    "accuracy": ("Time to 98 % and 99 % on the 10,000 test digits", accuracy),
    "growth": ("Growth with batch, width, digits and threads", lambda rounds, digits: growth()),
    "memory": ("Peak memory of an epoch, beyond the data", memory),
    "sweep": ("Sweeps on more workers", lambda rounds, digits: scaling(min(rounds, 3))),
    "distortion": ("Elastic distortion of a batch beside a step of training", distortion),
    "best-mlp": ("The MLP's accuracy on the 10,000 test digits", lambda rounds, digits: records("MLP")),
    "best-cnn": ("The CNN's accuracy on the 10,000 test digits", lambda rounds, digits: records("CNN")),
}

if __name__ == "__main__":
    main()
