"""Lesson 06: load a saved network and read digits with it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.exercises.diagnosis import close
from course.exercises.judging import Answer, Exercise, NotYet, Stopped, call
from course.exercises.reading import any_array
from nnlib import forward_mlp_3layer, initial_weights, relu

MESSAGES = {
    "grey": "the network was trained on pixels from 0 to 1, and these come from 0 to 255. Divide by 255.",
    "divided twice": "the pixels are divided by 255 twice.",
    "probabilities": "these are the probabilities. The answer is the digit that has the largest.",
    "confidence": "this is the largest probability of each row, not the digit that has it.",
    "wrong axis": "the argmax runs over the images. It should run over the ten classes of each: axis=1.",
    "hidden": "this is the largest hidden unit. `forward_mlp_3layer` returns A1, A2, A3; the last "
    "holds the probabilities.",
    "smallest": "this is the least likely digit. Take the largest probability.",
    "transposed": "the pixels of each image stand in columns instead of rows. "
    "Nothing has to be transposed: `images.reshape(-1, 784)` reads row by row.",
    "no ReLU": "a ReLU is missing between the layers. `forward_mlp_3layer` has both.",
    "no bias": "the biases of the file are not used.",
    "counted from one": "the digits are counted from 1. Class 0 is the digit 0.",
    "one-hot": "these are one-hot rows. Return the digit of each image.",
    "file order": "the arrays come in the order of the file, which need not be that of "
    '`forward_mlp_3layer`. Take each by its name, such as `saved["W1"]`.',
    "one-element": "each digit comes in an array of its own. Let `argmax(axis=1)` read all rows at once, "
    "or take the number out of each array with `[0]`.",
    "column": "there should be one digit for each image, in an array of shape (n,).",
    "integers": "the pixels are cut off: `//` leaves 0 or 1 of each. Divide with `/`.",
    "single": "for a single image it should return an array with one digit.",
    "one only": "it returns one digit for several images. Return one for each.",
    "other": "these are not the answers of the saved network. Load all six arrays by their names.",
}


def judge(function: Answer) -> None:
    """Judge ``read_digits(path, images)`` with a small file of weights, saved in no particular order."""
    rng = np.random.default_rng(3)
    params = initial_weights((784, 12, 11, 10), rng, np.float32)
    for name in ("b1", "b2", "b3"):
        params[name] = 0.5 * rng.standard_normal(params[name].shape, dtype=np.float32)
    images = rng.integers(0, 256, size=(25, 28, 28)).astype(np.float32)
    images *= rng.random((25, 28, 28)) < 0.1
    images[rng.random(images.shape) < 0.05] = 255
    images[0] = 0  # a blank page, which only the biases answer
    X = images.reshape(25, 784) / 255
    right = _answers(X, params)
    backwards = dict(reversed(params.items()))
    try:
        answer = _read(function, backwards, images)
    except Stopped:
        if close(_as_digits(_read(function, params, images)), right):
            raise NotYet(MESSAGES["file order"]) from None
        raise
    found = _as_digits(answer)
    if isinstance(answer, list) and found.shape == (25, 1):
        raise NotYet(MESSAGES["one-element"])
    if not close(found, right):
        suspects = (key for key, wrong in _suspects(X, params) if close(found, wrong))
        shapes = {(): "one only", (1,): "one only", (25, 1): "column", (1, 25): "column"}
        raise NotYet(MESSAGES[next(suspects, shapes.get(found.shape, "other"))])
    single = _read(function, backwards, images[4:5].astype(np.uint8))
    if not close(_as_digits(single), right[4:5]):
        raise NotYet(MESSAGES["single"])


def _read(function: Answer, params: dict[str, NDArray[Any]], images: NDArray[Any]) -> Any:
    """Return what the function reads in images with a network that is saved in the order of ``params``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.npz"
        np.savez(path, **params)
        return call(function, path=path, images=images)


def _as_digits(found: Any) -> NDArray[Any]:
    """Return what came as an array of numbers."""
    digits = any_array(found)
    if digits.dtype.kind not in "iuf":
        raise NotYet(f"it should return an array of digits; it returned {type(found).__name__}.")
    return digits


def _suspects(X: NDArray[Any], params: dict[str, NDArray[Any]]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the message key and the result of each wrong reading."""
    W1, b1, W2, b2, W3, b3 = params.values()
    A1, A2, A3 = forward_mlp_3layer(X, *params.values())
    sideways = X.reshape(-1, 28, 28).transpose(0, 2, 1).reshape(-1, 784)
    columns = X.reshape(784, -1).T
    yield "grey", _answers(255 * X, params)
    yield "integers", _answers(X // 1, params)
    yield "divided twice", _answers(X / 255, params)
    yield "probabilities", A3
    yield "confidence", A3.max(axis=1)
    yield "wrong axis", A3.argmax(axis=0)
    yield "hidden", A1.argmax(axis=1)
    yield "hidden", A2.argmax(axis=1)
    yield "smallest", A3.argmin(axis=1)
    yield "transposed", _answers(sideways, params)
    yield "transposed", _answers(columns, params)
    yield "no ReLU", (((X @ W1 + b1) @ W2 + b2) @ W3 + b3).argmax(axis=1)
    yield "no bias", (relu(relu(X @ W1) @ W2) @ W3).argmax(axis=1)
    yield "counted from one", A3.argmax(axis=1) + 1
    yield "one-hot", np.eye(10)[A3.argmax(axis=1)]


def _answers(X, params):
    return forward_mlp_3layer(X, *params.values())[-1].argmax(axis=1)


EXERCISE = Exercise(
    title="Read digits with a saved network",
    answer="read_digits",
    judge=judge,
    hints=(
        "Three steps: bring the images into the form of the training digits, load the six arrays, and "
        "take the largest probability of each row.",
        "`images.reshape(-1, 784) / 255` is the form. `np.load(path, allow_pickle=False)` gives the arrays "
        'by their names: `saved["W1"]`.',
        '`[saved[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")]` are the parameters in the order '
        "of `forward_mlp_3layer`, and `.argmax(axis=1)` of its last result are the digits.",
    ),
    revisit="06_capstone_mlp, section 8 (Save the network and read digits with it)",
    solution="""from nnlib import forward_mlp_3layer


def read_digits(path, images):
    X = images.reshape(-1, 784) / 255
    with np.load(path, allow_pickle=False) as saved:
        params = [saved[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")]
    return forward_mlp_3layer(X, *params)[-1].argmax(axis=1)""",
)
