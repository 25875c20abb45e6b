"""Where the CNN's time goes: its matrix products, and what two threads lose by sharing a process."""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Manager, get_context
from threading import Barrier

import numpy as np
from reporting import table
from threadpoolctl import threadpool_limits

from nnlib.models.cnn import CNN
from nnlib.models.convolution import Layers

DTYPE = np.float32
PART = 32  # images that a thread computes at a time, of a batch of 64


def products(rounds):
    """Return the section: microseconds an image of a step's parts, and of two threads at once."""
    rng = np.random.default_rng(0)
    layers, X, delta = part_of_a_step(rng)
    own, large = own_products(layers), []
    for block in layers.blocks:
        filters, positions = len(block.K), block.Z.shape[0] * block.Z.shape[1]
        kernels = block.K.reshape(filters, -1)
        columns = random(rng, kernels.shape[1], positions * PART)
        scores = random(rng, filters, positions * PART)
        large += [(kernels, columns, None), (columns, scores.T, None)]
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
    small = sum(right.shape[0] * right.shape[1] for _, right, _ in own)
    return (
        f"Of a batch of 64 a thread computes {PART} images at a time. The windows of an image overlap in\n"
        f"memory, so each place of the kernel is a small product, {small:,} in all. Large ones would need\n"
        "a copy of every window, whose time is not counted here.\n\n"
        f"{table(['one thread, the fastest of many', 'µs an image'], rows)}\n\n"
        "Two processes share nothing but the machine. Two threads share Python's lock, and OpenBLAS's,\n"
        "which each of the small products takes.\n\n"
        f"{table(['µs an image', 'forward and backward', 'five products alone'], at_once(rounds))}"
    )


def own_products(layers):
    """Return the matrix products of the convolutions as a step computes them: left, right, result."""
    own = []
    for block in layers.blocks:
        kernels, dZ = block.K.reshape(len(block.K), -1), block.Z.swapaxes(2, 3)
        own += [(kernels, block.windows, block.Z), (block.windows, dZ, block.dK_by_window)]
    matrix = random(np.random.default_rng(0), block.k * block.dX.shape[2], block.k * len(block.K))
    return [*own, (matrix, block.Z_windows, None)]


def at_once(rounds):
    """Return rows of the median time of a pass: alone, and of two at once in threads and in processes."""
    spawn = get_context("spawn")
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, spawn) as processes, Manager() as manager:
        ways = {
            "one thread alone": (threads, Barrier(1)),
            "each of two threads at once": (threads, Barrier(2)),
            "each of two processes at once": (processes, manager.Barrier(2)),
        }
        times = {name: [] for name in ways}
        for _ in range(3 * rounds):
            for name, (pool, barrier) in ways.items():
                running = [pool.submit(passes, 50, barrier) for _ in range(barrier.parties)]
                times[name].append(np.mean([run.result() for run in running], axis=0))
    return [[name, *(f"{t:.1f}" for t in np.median(seen, axis=0))] for name, seen in times.items()]


def passes(times, barrier):
    """Return microseconds an image of passes, and of their products; each begins at the barrier."""
    layers, X, delta = part_of_a_step(np.random.default_rng(0))
    passing = [lambda: layers.forward(X), lambda: layers.backward(delta, None, 1.0)]
    multiplying = [product(*three) for three in own_products(layers)]
    result = []
    with threadpool_limits(1):
        for calls in (passing, multiplying):
            barrier.wait()
            started = time.perf_counter()
            for _ in range(times):
                for call in calls:
                    call()
            result.append(1e6 * (time.perf_counter() - started) / times / PART)
    return result


def part_of_a_step(rng):
    """Return the layers of the default CNN for a part of a batch, random images and score gradients."""
    network = CNN((28, 28, 1), (8, 16), 5, 10, "float32")
    network.draw_weights(rng)
    layers = Layers(network.image_shape, network.params, PART)
    return layers, random(rng, PART, 784), random(rng, 10, PART)


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
