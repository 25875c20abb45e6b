"""How time and memory grow with the batch, the width, the digits and the threads: a figure.

Each point is trained in a process of its own.
"""

import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from racing import Data, alone
from threadpoolctl import threadpool_limits

from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.cnn import LARGEST, SMALLEST
from nnlib.models.convolution import pooled_shape

PICTURE = Path(__file__).with_name("growth.png")
NETWORKS = {"MLP": MLPClassifier, "CNN": CNNClassifier}
DEFAULT = {"batch": 64, "width": 1, "digits": 6000, "threads": 2}
AXES = {
    "batch": [16, 32, 64, 128, 256, 512],
    "width": [0.25, 0.5, 1, 2, 4],
    "digits": [1500, 3000, 6000, 12_000, 24_000],
    "threads": [1, 2],
}
LABELS = {
    "batch": "samples a step",
    "width": "width ÷ the default",
    "digits": "digits",
    "threads": "threads",
}
ALT = "Eight panels: time a digit and memory against batch, width, digits and threads, for MLP and CNN."


def growth():
    """Measure every point, draw the figure, and return the section of RESULTS.md."""
    measured = {
        (name, axis): np.array([alone(measure, name, DEFAULT | {axis: value}) for value in values])
        for axis, values in AXES.items()
        for name in NETWORKS
    }
    draw(measured).savefig(PICTURE, dpi=110)
    return (
        "Epochs of the default networks, 6,000 digits and two threads, of which one thing is changed at a\n"
        "time. Time is that of a digit; memory is the peak of training beyond the digits. Points are\n"
        "measured. Lines are theory, through the point of the default: time is the multiplications and\n"
        "additions of the products, and four operations a weight and step for the update, shared among\n"
        "the threads. Memory is three numbers a weight (itself, gradient, velocity) and the activations\n"
        "and their gradients of the digits that are computed at once. A point above its line shows costs\n"
        "that do not grow along, such as those of calls; one below shows better use of the cores.\n\n"
        f"![{ALT}]({PICTURE.name})"
    )


def measure(name, setting):
    """Return microseconds a digit, and MB beyond the digits, of the fastest of four epochs."""
    data, seconds = Data(setting["digits"]), []
    model = NETWORKS[name](**sizes(name, setting), max_iter=1)
    with threadpool_limits(setting["threads"]):
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # forgets the peak so far
        before = resident("VmHWM")
        model.fit(data.X, data.y)
        memory = (resident("VmHWM") - before) / 1000
        for _ in range(4):
            started = time.perf_counter()
            model.partial_fit(data.X, data.y)
            seconds.append(time.perf_counter() - started)
    return 1e6 * min(seconds) / len(data.X), memory


def resident(field):
    """Return a field of /proc/self/status in kB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1])


def sizes(name, setting):
    """Return the parameters of the estimator for a batch and a width."""
    field = "hidden_layer_sizes" if name == "MLP" else "filters"
    units = [int(setting["width"] * default) for default in getattr(NETWORKS[name], field)]
    return {field: units, "batch_size": setting["batch"]}


def theory(name, setting):
    """Return what time is proportional to, and MB."""
    parameters, batch = sizes(name, setting), setting["batch"]
    if name == "MLP":
        layers = [784, *parameters["hidden_layer_sizes"], 10]
        weights = int(np.dot(layers[:-1], layers[1:]))
        # Forward, backward to the weights, and backward to the inputs but for those of the network.
        products = 3 * weights - layers[0] * layers[1]
        numbers = batch * (784 + 2 * sum(layers[1:]))
    else:
        (f1, f2), k = parameters["filters"], CNNClassifier.kernel_size
        dense = 10 * int(np.prod(pooled_shape(pooled_shape((28, 28, 1), f1, k), f2, k)))
        first, second = 24**2 * k**2 * f1, 8**2 * k**2 * f1 * f2
        weights = k**2 * f1 * (1 + f2) + dense
        products = 2 * first + 3 * second + 3 * dense
        # Strips and their gradients, scores with their edges, and what pooling leaves, for each image that
        # the threads work on.
        numbers = 28**2 * (2 * k + 1) + 24 * 32 * f1 + 12**2 * f1 * (2 * k + 4) + 8 * 16 * f2
        numbers *= min(batch, setting["threads"] * np.clip(batch / 2, SMALLEST, LARGEST))
    operations = 2 * products + 4 * weights / batch
    return np.array([operations / setting["threads"], 4 * (3 * weights + numbers) / 1e6])


def draw(measured):
    """Draw points and lines: a row for time and one for memory, a column for what changes."""
    figure, panels = plt.subplots(2, len(AXES), figsize=(12, 6), layout="constrained", sharey="row")
    for column, (axis, values) in enumerate(AXES.items()):
        at = values.index(DEFAULT[axis])
        whole = axis in ("threads", "width")  # no fractions: the filters of a width are rounded
        fine = values if whole else np.geomspace(values[0], values[-1], 60)
        for name, colour, marker in (("MLP", "C0", "o"), ("CNN", "C1", "s")):
            points, lines = measured[name, axis], [theory(name, DEFAULT | {axis: value}) for value in fine]
            lines *= points[at] / theory(name, DEFAULT)
            for row in range(2):
                panels[row, column].loglog(values, points[:, row], marker, color=colour, label=name)
                panels[row, column].loglog(fine, lines[:, row], color=colour, linewidth=1)
        for panel in panels[:, column]:
            panel.minorticks_off()
            panel.set_xticks(values, [f"{value:g}" for value in values])
            panel.set_xlabel(LABELS[axis])
    panels[0, 0].set_ylabel("time, µs a digit")
    panels[1, 0].set_ylabel("memory, MB")
    panels[0, 0].legend()
    figure.suptitle("Time and memory of training: points are measured, lines are theory")
    return figure
