"""Reading with a saved network: wrong functions are caught with their own message, right ones pass."""

import numpy as np
import pytest

from course.exercises.read_saved import EXERCISE, MESSAGES, judge
from exercises.answers import message, other_callables
from nnlib import forward_mlp_3layer, relu, softmax

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


def load(path):
    with np.load(path, allow_pickle=False) as saved:
        return [saved[name] for name in NAMES]


def layers(path, X):
    return forward_mlp_3layer(X, *load(path))


def flat(images):
    return images.reshape(-1, 784)


def without_relu(path, images):
    W1, b1, W2, b2, W3, b3 = load(path)
    return (((flat(images) / 255 @ W1 + b1) @ W2 + b2) @ W3 + b3).argmax(axis=1)


def without_bias(path, images):
    W1, _, W2, _, W3, _ = load(path)
    return (relu(relu(flat(images) / 255 @ W1) @ W2) @ W3).argmax(axis=1)


def transposed(path, images):
    return layers(path, images.transpose(0, 2, 1).reshape(-1, 784) / 255)[-1].argmax(axis=1)


def layers_swapped(path, images):
    W1, b1, W2, b2, W3, b3 = load(path)
    return forward_mlp_3layer(flat(images) / 255, W1[::-1], b1, W2, b2, W3, b3)[-1].argmax(axis=1)


def in_the_order_of_the_file(path, images):
    with np.load(path, allow_pickle=False) as saved:
        return forward_mlp_3layer(flat(images) / 255, *saved.values())[-1].argmax(axis=1)


def arrays_of_one(path, images):
    return [layers(path, flat(image) / 255)[-1].argmax(axis=1) for image in images]


WRONG = {
    "as in the file": (in_the_order_of_the_file, "file order"),
    "arrays of one": (arrays_of_one, "one-element"),
    "grey values": (lambda p, i: layers(p, flat(i))[-1].argmax(axis=1), "grey"),
    "integer division": (lambda p, i: layers(p, flat(i) // 255)[-1].argmax(axis=1), "integers"),
    "a column": (lambda p, i: layers(p, flat(i) / 255)[-1].argmax(axis=1, keepdims=True), "column"),
    "squeezed": (lambda p, i: layers(p, flat(i) / 255)[-1].argmax(axis=1).squeeze(), "single"),
    "divided twice": (lambda p, i: layers(p, flat(i) / 255 / 255)[-1].argmax(axis=1), "divided twice"),
    "probabilities": (lambda p, i: layers(p, flat(i) / 255)[-1], "probabilities"),
    "largest probability": (lambda p, i: layers(p, flat(i) / 255)[-1].max(axis=1), "confidence"),
    "argmax over images": (lambda p, i: layers(p, flat(i) / 255)[-1].argmax(axis=0), "wrong axis"),
    "argmax of all": (lambda p, i: layers(p, flat(i) / 255)[-1].argmax(), "one only"),
    "first hidden layer": (lambda p, i: layers(p, flat(i) / 255)[0].argmax(axis=1), "hidden"),
    "second hidden layer": (lambda p, i: layers(p, flat(i) / 255)[1].argmax(axis=1), "hidden"),
    "argmin": (lambda p, i: layers(p, flat(i) / 255)[-1].argmin(axis=1), "smallest"),
    "transposed images": (transposed, "transposed"),
    "columns": (lambda p, i: layers(p, i.reshape(784, -1).T / 255)[-1].argmax(axis=1), "transposed"),
    "no ReLU": (without_relu, "no ReLU"),
    "no biases": (without_bias, "no bias"),
    "from one": (lambda p, i: layers(p, flat(i) / 255)[-1].argmax(axis=1) + 1, "counted from one"),
    "one-hot": (lambda p, i: np.eye(10)[layers(p, flat(i) / 255)[-1].argmax(axis=1)], "one-hot"),
    "first image only": (lambda p, i: layers(p, flat(i) / 255)[-1].argmax(axis=1)[0], "one only"),
    "weights upside down": (layers_swapped, "other"),
}


@pytest.mark.parametrize(("function", "key"), WRONG.values(), ids=WRONG)
def test_wrong_readings_are_named(function, key):
    assert message(judge, function) == MESSAGES[key]


def changes_images(path, images):
    images /= 255
    return layers(path, flat(images))[-1].argmax(axis=1)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (changes_images, "changes its argument `images` in place"),
        (lambda p, i: layers(p, i / 255), "it stopped with an error"),
        (
            lambda p, i: [str(d) for d in by_hand(p, i)],
            "it should return an array of digits; it returned list",
        ),
        (lambda p, i: [[7], [1, 2]], "it should return an array of digits; it returned list"),
        (lambda p, i: "seven", "it should return an array of digits; it returned str"),
        (lambda p, i: print(layers(p, flat(i) / 255)), "Is the `return` at the end missing?"),
    ],
)
def test_broken_readings_are_explained(function, words):
    assert words in message(judge, function)


def by_hand(path, images):
    W1, b1, W2, b2, W3, b3 = load(path)
    X = np.array([image.ravel() / 255 for image in images])
    A2 = np.maximum(0, np.maximum(0, X @ W1 + b1) @ W2 + b2)
    return [int(row.argmax()) for row in softmax(A2 @ W3 + b3)]


def one_at_a_time(path, images):
    params = load(path)
    return np.array([forward_mlp_3layer(flat(i) / 255, *params)[-1].argmax() for i in images])


def without_softmax(path, images):
    *_, W3, b3 = load(path)
    return np.argmax(layers(path, flat(images) / 255)[1] @ W3 + b3, axis=-1)


def sorted_names(path, images):
    arrays = np.load(path)
    params = {name: arrays[name] for name in sorted(arrays, key=lambda name: (name[1], name[0]))}
    return forward_mlp_3layer(flat(images) / 255, *params.values())[-1].argmax(1).astype(np.uint8)


RIGHT = [by_hand, one_at_a_time, without_softmax, sorted_names, *other_callables(by_hand)]


@pytest.mark.parametrize("function", RIGHT)
def test_right_readings_pass(function):
    judge(function)


def test_the_solution_passes():
    names = {"np": np}
    exec(EXERCISE.solution, names)
    judge(names[EXERCISE.answer])
