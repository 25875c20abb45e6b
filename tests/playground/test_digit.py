"""The page on which to write a digit: what goes into it, what is refused, and the CNN that it has."""

import base64
import json
import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_digits

import digit_model
from course.playground import draw_digit, drawn_digit
from course.playground.digit import TRAINED, digit_page
from nnlib import center_digit, initial_weights, load_mnist
from nnlib.models import CNNClassifier, MLPClassifier

X, Y = load_mnist(300, split="train")


@pytest.fixture(scope="module")
def mlp():
    return MLPClassifier(hidden_layer_sizes=(100, 20), max_iter=2, random_state=0).fit(X / 255, Y)


@pytest.fixture(scope="module")
def trained():
    return CNNClassifier.load(TRAINED)


def data_of(page):
    """Return what the page's scripts find as data."""
    return json.loads(re.search(r'id="data">(.*?)</script>', page.document)[1])


def unpacked(packed, shape):
    """Return the numbers that a page holds, in float64."""
    numbers = np.frombuffer(
        base64.b64decode(packed["base64"]), np.float32 if packed["step"] is None else np.int8
    )
    return numbers.reshape(shape) * (packed["step"] or 1.0)


def test_a_small_network_goes_into_the_page_number_for_number(trained):
    data = data_of(draw_digit(trained))
    assert (data["kind"], data["labels"], data["notebook"]) == ("CNN", list("0123456789"), True)
    for layer, W, b in zip(data["layers"], trained.coefs_, trained.intercepts_, strict=True):
        assert_array_equal(unpacked(layer["weights"], W.shape), W)
        assert_array_equal(unpacked(layer["biases"], b.shape), b)


def test_a_large_layer_is_rounded_to_255_values(mlp):
    first, second, _ = data_of(draw_digit(mlp))["layers"]
    W1, W2, _ = mlp.coefs_
    assert np.abs(unpacked(first["weights"], W1.shape) - W1).max() <= np.abs(W1).max() / 254 * (1 + 1e-6)
    assert_array_equal(unpacked(second["weights"], W2.shape), W2)
    assert len(draw_digit(mlp).fragment()) < 250_000


def test_rounding_changes_next_to_no_answer(trained):
    model = MLPClassifier(random_state=0, max_iter=3).fit(*(part[:3000] for part in scaled("train")))
    X_test, _ = scaled("test")
    before = model.predict(X_test)
    for W, layer in zip(model.coefs_, data_of(draw_digit(model))["layers"], strict=True):
        W[:] = unpacked(layer["weights"], W.shape)
    assert np.mean(model.predict(X_test) != before) < 0.002


def scaled(split):
    """Return digits divided by 255, and their labels."""
    images, labels = load_mnist(split=split)
    return images / 255, labels


def test_weights_by_name_are_read_as_the_estimator_with_the_same_numbers(mlp):
    weights = {f"W{i}": W for i, W in enumerate(mlp.coefs_, start=1)}
    params = weights | {f"b{i}": b for i, b in enumerate(mlp.intercepts_, start=1)}
    by_name, estimator = draw_digit(params), draw_digit(mlp)
    assert by_name.document == estimator.document
    assert by_name.alt == estimator.alt


def test_the_page_is_the_same_each_time_and_says_what_it_shows(mlp):
    page = draw_digit(mlp)
    assert page == draw_digit(mlp)
    answer = int(mlp.predict(load_mnist(1, split="test")[0] / 255)[0])
    assert f"how a network reads it: {answer} with" in page.alt


def test_twenty_test_digits_two_of_each(mlp):
    tests = data_of(draw_digit(mlp))["tests"]
    images, labels = load_mnist(200, split="test")
    assert sorted(test["label"] for test in tests) == sorted(2 * "0123456789")
    for test in tests:
        pixels = np.frombuffer(base64.b64decode(test["base64"]), np.uint8)
        (same,) = np.flatnonzero((images == pixels).all(axis=1))
        assert str(labels[same]) == test["label"]


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("cnn", TypeError),
        (None, TypeError),
        (MLPClassifier, TypeError),
        (MLPClassifier(), ValueError),
        (CNNClassifier(), ValueError),
        (MLPClassifier(max_iter=1).fit(X[:, :16] / 255, Y), ValueError),
        (CNNClassifier(max_iter=1, kernel_size=3, image_shape=(14, 14, 4)).fit(X / 255, Y), ValueError),
        ({}, ValueError),
        ({"W1": X, "W2": X}, ValueError),
        (initial_weights((784, 10), 0) | {"c1": 0}, ValueError),
        (initial_weights((16, 10), 0), ValueError),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)[:30]),
)
def test_what_reads_no_digits_is_refused_by_name(model, error):
    with pytest.raises(error, match=r"^model must .*, got "):
        draw_digit(model)


def test_the_copied_line_gives_the_digit_back():
    line = base64.b64encode(X[0].astype(np.uint8).tobytes()).decode()
    assert_array_equal(drawn_digit(line), X[:1], strict=True)


@pytest.mark.parametrize(("text", "error"), [(b"AAAA", TypeError), ("AAAA", ValueError), ("%", ValueError)])
def test_a_line_that_is_cut_is_refused_by_name(text, error):
    with pytest.raises(error, match=r"^text must .*, got "):
        drawn_digit(text)


def test_the_front_page_has_the_trained_cnn_and_no_line_of_python(trained):
    data = data_of(digit_page())
    assert data["layers"] == data_of(draw_digit(trained))["layers"] and not data["notebook"]


def test_the_trained_cnn_is_small_and_reads_well(trained):
    assert TRAINED.stat().st_size <= 50_000
    assert trained.score(*scaled("test")) >= 0.992


def test_the_trained_cnn_comes_from_the_recipe_of_its_target(trained):
    assert digit_model.TRAINED == TRAINED
    found, recipe = trained.get_params(), digit_model.new_model().get_params()
    for parameters in (found, recipe):
        parameters["filters"] = tuple(parameters["filters"])  # JSON has no tuples
    assert found == recipe


def test_centering_changes_next_to_no_answer(trained):
    X_test, _ = scaled("test")
    centered = np.array([center_digit(image) for image in X_test.reshape(-1, 28, 28)]).reshape(-1, 784)
    assert np.mean(trained.predict(centered) == trained.predict(X_test)) >= 0.99


def test_other_peoples_small_digits_are_read_once_they_are_centered(trained):
    """scikit-learn's 1,797 digits of 8 × 8 pixels, with grey values up to 16, are by 43 other people."""
    small = load_digits()
    centered = np.array([center_digit(image / 16) for image in small.images]).reshape(-1, 784)
    accuracy = trained.score(centered.astype(np.float32), small.target)
    print(f"scikit-learn's digits, enlarged and centered: {accuracy:.1%} of {len(centered):,}")
    assert accuracy > 0.9
