"""How a check runs a learner's code: in a thread of its own, quietly, and not for ever.

The thread is what makes an endless loop end on every system: its work can be stopped or left behind,
while the notebook's own thread waits and can still be interrupted.
"""

import builtins
import contextlib
import contextvars
import ctypes
import getpass
import io
import math
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

import numpy as np
from IPython import get_ipython

T = TypeVar("T")
SECONDS = 5.0  # that one call may take
PATIENCE = 1.0  # how many seconds a thread has to stop, before it is left behind
NOTHING = object()  # stands for what is not known


class TimeUp(BaseException):
    """Stops work that takes too long; the learner's ``except Exception`` does not catch it."""


class LeftBehind(TimeUp):
    """Tells that the work could not even be stopped: it goes on in the background."""


class NoInput(Exception):  # noqa: N818 (named for what happens)
    """The learner's function asked for ``input()``."""


@dataclass
class Call:
    """One call of a learner's function."""

    arguments: dict[str, Any]  # as they were before the call
    result: Any = NOTHING  # what it returned, if it did
    changed: dict[str, Any] = field(default_factory=dict)  # the arguments that it changed in place
    printed: str = ""


class Printed(io.StringIO):
    """What is printed, up to an amount that somebody may read."""

    def write(self, text: str) -> int:
        """Keep the text, unless there is enough of it already."""
        return super().write(text) if self.tell() < 20_000 else len(text)


@dataclass
class Watch:
    """What is known about a check while it runs."""

    calls: list[Call] = field(default_factory=list)
    compared: tuple[Any, Any] | None = None  # what was found and what is right, once they differ
    printed: Printed = field(default_factory=Printed)
    deadline: float = 0.0

    def go_on(self) -> None:
        """Allow the next call, or what the check makes of the last one, its time."""
        self.deadline = time.monotonic() + SECONDS


WATCH: contextvars.ContextVar[Watch | None] = contextvars.ContextVar("watch", default=None)


def run_apart(work: Callable[[], T], watch: Watch) -> T:
    """Do work in a thread of its own, and return its result or raise its exception.

    Parameters
    ----------
    work : callable
        Takes no arguments. In it, ``WATCH.get()`` is the watch.
    watch : Watch
        Keeps what is printed, and until when the work may go on.

    Raises
    ------
    TimeUp
        If the work went on beyond the deadline of the watch; LeftBehind if it still does.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        WATCH.set(watch)
        try:
            with np.errstate(all="ignore"):
                results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
    watch.go_on()
    with _quiet(watch.printed):
        thread.start()
        try:
            while thread.is_alive() and time.monotonic() < watch.deadline:
                thread.join(0.05)  # not for longer: on Windows an interrupt waits for it
        finally:  # also when the learner interrupts
            _stop(thread)
    if errors:
        raise errors[0]
    if not results:
        raise LeftBehind
    return results[0]


def untimed(work: Callable[[], object]) -> None:
    """Do work on which the clock of a check does not run, such as a library's slow first use."""
    watch = WATCH.get()
    if watch is not None:
        watch.deadline = math.inf
    work()
    if watch is not None:
        watch.go_on()


def _stop(thread: threading.Thread) -> None:
    """Raise TimeUp in a thread until it ends; leave it behind if it never does."""
    interval, end = sys.getswitchinterval(), time.monotonic() + PATIENCE
    sys.setswitchinterval(1e-5)  # to hit code outside of a `try` that swallows everything
    try:
        while thread.is_alive() and time.monotonic() < end:
            identity = ctypes.c_ulong(thread.ident or 0)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(TimeUp))
            thread.join(0.01)
    finally:
        sys.setswitchinterval(interval)


@contextlib.contextmanager
def _quiet(printed: Printed) -> Iterator[None]:
    """Keep what is printed; show no warnings; neither ask the learner anything nor end the kernel."""
    shell = get_ipython()
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(printed))
        stack.enter_context(contextlib.redirect_stderr(printed))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(_replaced(builtins, "input", _no_input))
        stack.enter_context(_replaced(getpass, "getpass", _no_input))
        stack.enter_context(_replaced(sys, "stdin", None))  # which `exit()` outside of Jupyter closes
        if shell is not None:
            stack.enter_context(_replaced(shell, "ask_exit", _no_exit))  # which `exit()` calls in Jupyter
        yield


@contextlib.contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Give an object another attribute for a while."""
    own = vars(owner).get(name, NOTHING)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own is NOTHING:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


def _no_input(*prompt: object, **stream: object) -> NoReturn:
    raise NoInput


def _no_exit() -> NoReturn:
    raise SystemExit
