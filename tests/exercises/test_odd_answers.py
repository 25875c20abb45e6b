"""Whatever an answer does or is: every check ends, says why, and leaves the kernel as it was."""

import builtins
import functools
import getpass
import itertools
import re
import signal
import sys
import time
import warnings

import numpy as np
import pytest

import nnlib
from course.exercises import running
from course.exercises.outcomes import Status, outcome
from course.exercises.registry import EXERCISES
from helpers import import_torch


class Weird:
    """An object that does nothing that one may ask of it."""

    def fail(self, *arguments):
        raise SystemExit("weird")

    __eq__ = __array__ = __len__ = __iter__ = __float__ = __repr__ = __bool__ = __getitem__ = fail
    __hash__ = None


class AnswersToEveryName:
    def __getattr__(self, name):
        return AnswersToEveryName()

    def __call__(self, *arguments):
        return self


class Tensor:
    """A little like PyTorch's: it has a shape and turns into an array, but NumPy does not know it."""

    shape = (2, 3)

    def __array__(self, dtype=None, copy=None):
        return np.ones(self.shape)


class Callable:
    def __call__(self, *arguments):
        return 0.123


class Method:
    def answer(self, *arguments):
        return 0.123


def decorated(function):
    @functools.wraps(function)
    def inner(*arguments):
        return function(*arguments)

    return inner


def gives(value):
    return lambda *arguments: value


def spoil(*arguments):
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            argument[...] = 0
        elif isinstance(argument, dict):
            argument.clear()
        elif isinstance(argument, list):
            argument.append(None)
    return 1


def leaves_a_mess(*arguments):
    warnings.simplefilter("error")
    np.seterr(all="raise")
    sys.settrace(lambda *event: None)
    sys.stdout = None
    print("lost", file=sys.stderr)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def swallows_all(*arguments):
    while True:
        try:
            time.sleep(0.001)
        except BaseException:
            pass


def swallows_exceptions(*arguments):
    while True:
        try:
            int("a")
        except Exception:
            pass


def loops(*arguments):
    while True:
        pass


def recurs(*arguments):
    return recurs(*arguments)


def exits(*arguments):
    sys.exit(3)


def quits(*arguments):
    builtins.quit()


def interrupts(*arguments):
    raise KeyboardInterrupt


def asks(*arguments):
    return input("lr? ")


def asks_secretly(*arguments):
    return getpass.getpass("lr? ")


def own_exception(*arguments):
    class MyError(BaseException):
        def __str__(self):
            raise RuntimeError

    raise MyError


def imports_what_is_not_there(*arguments):
    from numpy import momentum  # noqa: F401


def fails_in_numpy(*arguments):
    return np.linalg.inv(np.ones((2, 3)))


def fails_in_nnlib(*arguments):
    return nnlib.momentum_update(1, 2, 3, 4)


def prints_without_end(*arguments):
    while True:
        print("velocity")


ODD_FUNCTIONS = {
    "exits": exits, "quits": quits, "interrupts": interrupts, "asks": asks, "recurs": recurs,
    "asks secretly": asks_secretly,
    "own exception": own_exception, "import": imports_what_is_not_there, "in numpy": fails_in_numpy,
    "in nnlib": fails_in_nnlib, "mess": leaves_a_mess, "spoils": spoil,
    "memory": lambda *a: np.ones((10**8,) * 2), "keywords": lambda *, a: a, "no argument": lambda: 1,
    "generator": lambda *a: (x for x in a), "endless generator": lambda *a: itertools.count(),
    "weird": gives(Weird()), "tensor": gives(Tensor()), "pair of None": gives((None, None)),
    "pair of weird": gives((Weird(), Weird())), "string": gives("0.5"), "set": gives({0.1, 0.2}),
    "empty": gives(()), "dict": gives({}), "dict of weird": gives({"W1": Weird()}), "class": gives(Weird),
    "type": Weird, "module": gives(np), "masked": gives(np.ma.masked_all((2, 3))),
    "object array": gives(np.array([None, "a"], dtype=object)), "ragged": gives([[1], [1, 2]]),
    "nan": gives(np.nan), "complex": gives(1j), "huge": gives(10**400), "bytes": gives(b"1"),
    "function": gives(print), "strings": gives(np.array(["a", "b"])),
    "dates": gives(np.datetime64("2020-01-01")), "list": gives([1, 2]),
    "partial": functools.partial(lambda first, *rest: 0.123, 1),
    "partial of C": functools.partial(np.dot, "a"), "vectorize": np.vectorize(lambda *a: 0.123),
    "object": Callable(), "method": Method().answer, "decorated": decorated(lambda *a: 0.123),
    "cached": functools.cache(lambda *a: 0.123), "built-in": len, "every name": AnswersToEveryName(),
    "ufunc": np.add,
}  # fmt: skip
ENDLESS = [loops, swallows_exceptions, swallows_all, prints_without_end]
ODD_VALUES = {
    "weird": Weird(), "pair of weird": (Weird(), Weird()), "tensor": Tensor(),
    "generator": (x for x in "a"), "endless": itertools.count(), "string": "abc", "empty string": "",
    "bytes": b"1", "none": (None, None, None), "dots": (..., ..., ...), "set": {1, 2}, "dict": {},
    "dict of weird": {"A": Weird(), "B": 1, "C": None}, "list": [1, [2]], "nan": np.nan,
    "infinite": -np.inf, "complex": 1j, "huge": 10**400, "class": Weird, "function": print, "module": np,
    "masked": np.ma.masked, "nans": np.full((2, 3), np.nan),
    "object array": np.array([None, "a", Tensor], dtype=object), "true": True,
    "every name": AnswersToEveryName(), "array": np.arange(3), "nothing": np.array([]),
    "strings": ("1", "2", "3"), "dates": np.datetime64("2020-01-01"),
}  # fmt: skip
FUNCTIONS = [name for name, exercise in EXERCISES.items() if not exercise.is_value]
VALUES = [name for name, exercise in EXERCISES.items() if exercise.is_value]


def state():
    """Return what a check must leave as it was."""
    return (
        sys.stdout, sys.stderr, sys.stdin, builtins.input, warnings.filters[:], np.geterr(), sys.gettrace(),
        signal.getsignal(signal.SIGINT), sys.getswitchinterval(), signal.getitimer(signal.ITIMER_REAL),
    )  # fmt: skip


def judged(name, answer, seconds=3.0):
    """Return what comes of an answer, and see that it is said well and changes nothing."""
    if name == "torch_sgd":
        import_torch()  # as the cell above its check does
    before, start = state(), time.monotonic()
    found = outcome(name, {EXERCISES[name].answer: answer})
    assert time.monotonic() - start < seconds + 20  # a busy machine
    assert state() == before
    text = found.message + found.example
    assert found.message.strip() and "Traceback" not in text
    assert not re.search(r"(site|dist)-packages|/lib/python|course/exercises|nnlib/\w+\.py| at 0x", text)
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_odd_function_is_not_yet_right(name):
    for which, answer in ODD_FUNCTIONS.items():
        assert judged(name, answer).status is Status.NOT_YET, which


@pytest.mark.parametrize("name", VALUES)
def test_an_odd_value_is_not_yet_right(name):
    for which, answer in ODD_VALUES.items():
        assert judged(name, answer).status is Status.NOT_YET, which


def late(answer):
    """Return an endless answer whose seconds are over as it begins."""

    @functools.wraps(answer)
    def begins_late(*arguments):
        running.WATCH.get().deadline = time.monotonic()
        answer()

    return begins_late


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_endless_function_is_stopped(name):
    for answer in ENDLESS[:2]:
        found = judged(name, late(answer))
        assert found.status is Status.NOT_YET and "does not come to an end" in found.message
        assert "begins_late" in found.message  # the place


@pytest.mark.parametrize("answer", ENDLESS)
def test_even_what_swallows_everything_comes_to_an_end(answer, monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.2)
    assert "does not come to an end" in judged("momentum", answer).message


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(
    "body",
    ["pass", "...", "return", "return None", "return ...", "raise NotImplementedError", "return ..., ...",
     "return NotImplemented", "raise NotImplementedError('later')", "print('later')",
     "print('later')\n    return ..."],
)  # fmt: skip
def test_a_placeholder_is_not_an_attempt(name, body):
    namespace = {}
    exec(f'def answer(*arguments):\n    """Say something."""\n    {body}', namespace)
    assert judged(name, namespace["answer"]).status is Status.NOT_ATTEMPTED


def globals_of_the_notebook(body):
    namespace = {"mu": 0.9, "X": np.ones((5, 3))}
    exec(f"def answer(X_, y, params, velocities, mu_, lr):\n    {body}", namespace)
    return namespace["answer"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("return mu * velocities['W1']", Status.NOT_YET, "it reads `mu` from the notebook"),
        ("return X @ np.ones(3)", Status.NOT_YET, "name 'np' is not defined"),  # the first reason
        ("return velocity * mu", Status.NOT_YET, "name 'velocity' is not defined"),
        ("print(mu, X)\n    raise NotImplementedError", Status.NOT_ATTEMPTED, "Write `training_step`"),
    ],
)
def test_globals_are_blamed_where_they_are_the_reason(body, status, words):
    for answer in (globals_of_the_notebook(body), functools.partial(globals_of_the_notebook(body))):
        found = judged("step", answer)
        assert found.status is status and words in found.message
        assert bool(found.example) is (status is Status.NOT_YET)
