"""The pool of threads in which the CNN computes the parts of a batch."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache
from threading import Lock

from threadpoolctl import ThreadpoolController

_lock = Lock()  # only one thread at a time asks for the limits of BLAS and sets them


@contextmanager
def threaded_map() -> Iterator[Callable]:
    """Give a ``map`` that uses as many threads as BLAS may use, and hold BLAS to one thread meanwhile.

    Where BLAS is held to one thread already, by a joblib worker or by another call of this, it is the
    plain ``map``.
    """
    with _lock:
        blas = _controller().select(user_api="blas")
        workers = max((library["num_threads"] for library in blas.info()), default=1)
        limits = blas.limit(limits=1) if workers > 1 else nullcontext()
    with limits:
        if workers == 1:
            yield map
        else:
            with ThreadPoolExecutor(workers) as pool:
                yield pool.map


@cache
def _controller() -> ThreadpoolController:
    """Return what controls the threads of NumPy's BLAS; finding its library takes milliseconds."""
    return ThreadpoolController()
