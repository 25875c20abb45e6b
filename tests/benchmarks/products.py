"""Where the CNN's time goes: its matrix products beside the same multiplications in large products."""

import time

import numpy as np
from reporting import table
from threadpoolctl import threadpool_limits

from nnlib.models.cnn import CNN, PART
from nnlib.models.convolution import Layers

DTYPE = np.float32


def products(rounds):
    """Return the section: microseconds an image of a step's parts, one thread, the fastest of many."""
    rng = np.random.default_rng(0)
    network = CNN((28, 28, 1), (8, 16), 5, 10, "float32")
    network.draw_weights(rng)
    layers = Layers(network.image_shape, network.params, PART)
    X, delta = random(rng, PART, 784), random(rng, 10, PART)
    own, large = [], []
    for block in layers.blocks:
        filters, positions = len(block.K), block.Z.shape[0] * block.Z.shape[1]
        kernels, dZ = block.K.reshape(filters, -1), block.Z.swapaxes(2, 3)
        own += [(kernels, block.windows, block.Z), (block.windows, dZ, block.dK_by_window)]
        columns, scores = (
            random(rng, kernels.shape[1], positions * PART),
            random(rng, filters, positions * PART),
        )
        large += [(kernels, columns, None), (columns, scores.T, None)]
    matrix = random(rng, block.k * block.dX.shape[2], block.k * filters)
    own.append((matrix, block.Z_windows, None))
    large.append((kernels.T, scores, None))
    parts = {
        "forward and backward": [lambda: layers.forward(X), lambda: layers.backward(delta, None, 1.0)],
        "its five matrix products for the convolutions": [product(*three) for three in own],
        "the same multiplications in five large products": [product(*three) for three in large],
    }
    with threadpool_limits(1):
        rows = [
            [name, f"{sum(fastest(call, 20 * rounds) for call in calls):.1f}"]
            for name, calls in parts.items()
        ]
    return (
        f"{PART} images of a batch are computed at a time, whose numbers stay in a core's cache. The\n"
        "windows of an image overlap in memory, so each place of the kernel is a small product. Large\n"
        "ones would need a copy of every window, whose time is not counted here.\n\n"
        f"{table(['one thread', 'µs an image'], rows)}"
    )


def random(rng, *shape):
    """Return random numbers."""
    return rng.standard_normal(shape, dtype=DTYPE)


def product(left, right, out):
    """Return a function that computes a matrix product in place."""
    out = np.matmul(left, right) if out is None else out
    return lambda: np.matmul(left, right, out=out)


def fastest(call, times):
    """Return microseconds an image of the fastest call."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return 1e6 * min(seconds) / PART
