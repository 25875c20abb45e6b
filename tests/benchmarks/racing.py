"""Races: contenders that train in turn, each in a process of its own.

In one process the threads that a library leaves waiting slow the others: PyTorch's by some 15 %.
"""

import multiprocessing
import sys
import time
from contextlib import ExitStack, contextmanager

from threadpoolctl import threadpool_limits

from nnlib import load_mnist

SPAWN = multiprocessing.get_context("spawn")


class Data:
    """Pixels in [0, 1] and labels of the training and the test digits."""

    def __init__(self, digits):
        self.X, self.y = load_mnist(digits, split="train")
        self.test_X, self.test_y = load_mnist(split="test")
        self.X /= 255
        self.test_X /= 255


def race(entries, rounds, digits, threads=None):
    """Time an epoch of each contender, in turn, after a warm-up.

    Parameters
    ----------
    entries : dict
        By name: the function of :mod:`contenders` that makes one of digits and labels, and its further
        arguments as a dict.
    rounds, digits : int
        How often each is timed, and on how many digits.
    threads : int, optional
        Threads of each; as many as there are cores when omitted.

    Returns
    -------
    dict of str to list of float
        Seconds by name, one a round.
    """
    seconds = {name: [] for name in entries}
    with ExitStack() as stack:
        pipes = {
            name: stack.enter_context(process(train_on_request, make, settings, digits, threads))
            for name, (make, settings) in entries.items()
        }
        for number in range(rounds + 1):
            for name, pipe in pipes.items():
                pipe.send("an epoch")
                took = pipe.recv()
                if number > 0:
                    seconds[name].append(took)
    return seconds


def alone(function, *arguments):
    """Return what a function returns in a new process."""
    with process(answer, function, arguments) as pipe:
        return pipe.recv()


@contextmanager
def process(target, *arguments):
    """Start a process that calls ``target`` with its end of a pipe, give the other end, and end it."""
    pipe, its_end = SPAWN.Pipe()
    worker = SPAWN.Process(target=target, args=(its_end, *arguments), daemon=True)
    worker.start()
    its_end.close()  # so that recv notices when the process dies
    try:
        yield pipe
    finally:
        worker.terminate()
        worker.join()


def answer(pipe, function, arguments):
    """Send what a function returns."""
    pipe.send(function(*arguments))


def train_on_request(pipe, make, settings, digits, threads):
    """Make a contender; for each message train it for an epoch and send the seconds."""
    data = Data(digits)
    if threads and "torch" in sys.modules:  # imported with its contender
        sys.modules["torch"].set_num_threads(threads)
    with threadpool_limits(threads):
        contender = make(data.X, data.y, **settings)
        while pipe.recv():
            started = time.perf_counter()
            contender.epoch()
            pipe.send(time.perf_counter() - started)
