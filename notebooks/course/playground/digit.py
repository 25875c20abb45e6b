"""Write a digit in a page, and see what a network makes of it: its forward pass runs in the browser."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from course.playground.page import Page, make_page
from nnlib import load_mnist, relu, softmax
from nnlib.models import CNNClassifier, MLPClassifier

FILES = ("digit.html", "digit.css", "network.js", "center.js", "digit.js")
TRAINED = Path(__file__).with_name("digit_cnn.npz")  # made by notebooks/tools/digit_model.py
MANY = 50_000  # arrays of more numbers go into the page as whole numbers of 8 bits


def draw_digit(model: MLPClassifier | CNNClassifier | Mapping[str, NDArray]) -> Page:
    """Return a page on which to write a digit, for a cell to show.

    The page holds the model's weights and computes what the model would: the probabilities, and what its
    hidden layers make of the drawing. A layer of more than 50,000 weights, such as the first one of an MLP,
    is rounded to 255 values, so that the page stays small. That changes about one answer in 2,000.

    Parameters
    ----------
    model : MLPClassifier, CNNClassifier or mapping of str to numpy.ndarray
        A network trained on images of 28 × 28 pixels divided by 255. A mapping holds weights W1, W2, ...
        and the biases b1, b2, ... of an MLP with ReLU in its hidden layers.

    Returns
    -------
    Page

    Raises
    ------
    TypeError
        If model is none of these.
    ValueError
        If model is not trained, or not on images of 784 pixels.
    """
    return _page(model, notebook=True)


def digit_page() -> Page:
    """Return the same page for the web book, with the CNN that comes with the course."""
    return _page(CNNClassifier.load(TRAINED), notebook=False)


def drawn_digit(text: str) -> NDArray[np.float32]:
    """Return the digit in the line that the page offers to copy.

    Parameters
    ----------
    text : str
        784 bytes in base64.

    Returns
    -------
    numpy.ndarray, shape (1, 784)
        Grey values from 0 for paper to 255 for ink, as in MNIST; divide by 255 for a network.

    Raises
    ------
    TypeError, ValueError
        If text is no string, or not the whole of a digit.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, got {type(text).__name__}")
    try:
        pixels = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"text must be copied whole from the page, got {len(text)} characters") from error
    if len(pixels) != 784:
        raise ValueError(f"text must hold 784 pixels, got {len(pixels)}")
    return np.frombuffer(pixels, np.uint8).astype(np.float32).reshape(1, 784)


def _page(model: Any, notebook: bool) -> Page:
    """Return the page, with the line of Python or without it."""
    kind, labels, weights, biases = _network(model)
    digits, digit_labels = load_mnist(200, split="test")
    of_each = [np.flatnonzero(digit_labels == digit) for digit in range(10)]
    chosen = [indices[turn] for turn in range(2) for indices in of_each]
    data = {
        "kind": kind,
        "labels": labels,
        "layers": [
            {"weights": _packed(W), "biases": _packed(b), "shape": W.shape}
            for W, b in zip(weights, biases, strict=True)
        ],
        "hidden": _hidden_layers(kind, weights),
        "tests": [
            {"base64": _base64(digits[i].astype(np.uint8)), "label": str(digit_labels[i])} for i in chosen
        ],
        "notebook": notebook,
    }
    probabilities = _probabilities(model, weights, biases, digits[:1] / 255)
    return make_page("Write a digit", FILES, data, **_still_picture(digits[0], labels, probabilities))


def _network(model: Any) -> tuple[str, list[str], list[NDArray], list[NDArray]]:
    """Return kind, labels, weights and biases of a model that reads 28 × 28 pixels."""
    if isinstance(model, Mapping):
        depth = len(model) // 2
        weights, biases = ([model.get(f"{name}{i + 1}") for i in range(depth)] for name in "Wb")
        if any(array is None for array in (*weights, *biases)) or len(model) != 2 * depth or not depth:
            raise ValueError(f"model must hold W1, b1, W2, b2 and so on, got {', '.join(map(str, model))}")
        kind, labels, inputs = "MLP", [str(digit) for digit in range(10)], len(weights[0])
    elif isinstance(model, MLPClassifier | CNNClassifier):
        if not hasattr(model, "network_"):
            raise ValueError(f"model must be trained: call its fit, got {model!r} without weights")
        kind, weights, biases = model.network_.__class__.__name__, model.coefs_, model.intercepts_
        labels, inputs = [str(label) for label in model.classes_], model.n_features_in_
        if kind == "CNN" and model.network_.image_shape != (28, 28, 1):
            inputs = model.network_.image_shape
    else:
        raise TypeError(
            "model must be an MLPClassifier or a CNNClassifier of nnlib.models, or the weights of an MLP "
            f"by name, got {type(model).__name__}"
        )
    if inputs != 784:
        raise ValueError(f"model must take 28 × 28 pixels of one channel, got {inputs}")
    return kind, labels, weights, biases


def _hidden_layers(kind: str, weights: list[NDArray]) -> list[dict[str, Any]]:
    """Return for each hidden layer its name, and how many of its maps or units stand in a row."""
    layers, side = [], 28
    for i, W in enumerate(weights[:-1], start=1):
        if kind == "CNN":
            side, count = (side - W.shape[-1] + 1) // 2, len(W)
            name = f"Block {i}: {count} maps of {side} × {side} pixels, after ReLU and pooling"
            layers.append({"name": name, "columns": ceil(count / ceil(count / 8))})
        else:
            layers.append({"name": f"Hidden layer {i}: {W.shape[1]} units, after ReLU", "columns": 32})
    return layers


def _packed(array: NDArray) -> dict[str, Any]:
    """Return numbers as base64: as float32, or many of them as whole numbers of 8 bits and their step."""
    if array.size <= MANY:
        return {"base64": _base64(array.astype(np.float32)), "step": None}
    step = float(np.abs(array).max()) / 127
    return {"base64": _base64(np.round(array / step).astype(np.int8)), "step": step}


def _base64(array: NDArray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def _probabilities(model: Any, weights: list[NDArray], biases: list[NDArray], X: NDArray) -> NDArray:
    """Return the probabilities that the model gives one digit."""
    if not isinstance(model, Mapping):
        return model.predict_proba(X)[0]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        X = relu(X @ W + b)
    return softmax(X @ weights[-1] + biases[-1])[0]


def _still_picture(digit: NDArray, labels: list[str], probabilities: NDArray) -> dict[str, Any]:
    """Return the figure of a test digit with its probabilities, and what it shows in words."""
    figure, (paper, bars) = plt.subplots(
        1, 2, figsize=(6.4, 2.8), width_ratios=(1, 1.4), layout="constrained"
    )
    figure.suptitle("Write a digit: run this cell in JupyterLab, and you can write here", fontsize=11)
    paper.imshow(digit.reshape(28, 28), cmap="Greys")
    paper.set(xticks=[], yticks=[], title="what the network sees")
    bars.barh(labels, 100 * probabilities)
    bars.invert_yaxis()
    bars.set(xlim=(0, 100), title="what it reads", xlabel="probability (%)")
    first, second = np.argsort(-probabilities)[:2]
    alt = (
        f"A test digit, and how a network reads it: {labels[first]} with {probabilities[first]:.0%}, then "
        f"{labels[second]}. Where scripts run, a page to write digits on stands here."
    )
    return {"figure": figure, "alt": alt}
